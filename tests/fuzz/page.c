/* A page of a REST list: cut into objects, with their ids, each made shorter. */
#include "fuzz.h"

#include "netbox/slice.h"
#include "netbox/trim.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct error err = { 0 };
	struct raw_collection rows = { 0 };
	struct page page;
	if (!page_slice((const char *)data, size, &rows, &page, &err)) {
		free(rows.objects);
		return 0;
	}
	for (size_t i = 0; i < rows.count; i++) {
		struct error none = { 0 };
		char *text = xmalloc(rows.objects[i].length);
		size_t length = trim_object(&rows.objects[i], text);
		if (length > rows.objects[i].length)
			abort();
		raw_find_id(&rows.objects[i], &none);
		free(text);
	}
	page_clear(&page);
	free(rows.objects);
	return 0;
}
