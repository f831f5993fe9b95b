/* A snapshot: read, decoded, linked, written again; and what is written reads the same. */
#include "fuzz.h"

#include "netbox/decode.h"

#include <stdlib.h>

static void write_and_read(const struct raw *raw)
{
	char *text, path[FUZZ_PATH_MAX];
	size_t size;
	struct error err = { 0 };
	struct raw *again;
	FILE *out = open_memstream(&text, &size);
	bool ok = snapshot_write(raw, out, &err);
	fclose(out);
	int file = fuzz_file((const uint8_t *)text, size, path);
	if (!ok || !snapshot_read(path, &again, &err)) {
		fprintf(stderr, "written but not read: %s\n", err.text);
		abort();
	}
	raw_free(again);
	fuzz_file_close(file);
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char path[FUZZ_PATH_MAX];
	struct error err = { 0 };
	struct raw *raw;
	struct inventory *inventory;
	int file = fuzz_file(data, size, path);
	if (snapshot_read(path, &raw, &err)) {
		write_and_read(raw);
		if (decode_inventory(raw, &inventory, &err))
			inventory_free(inventory);
		raw_free(raw);
	}
	fuzz_file_close(file);
	return 0;
}
