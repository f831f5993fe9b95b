/* A style file. */
#include "fuzz.h"

#include "diagram/style.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char path[FUZZ_PATH_MAX];
	struct error err = { 0 };
	struct style *style;
	int file = fuzz_file(data, size, path);
	if (style_load(path, &style, &err))
		style_free(style);
	fuzz_file_close(file);
	return 0;
}
