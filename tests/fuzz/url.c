/* The address of a NetBox, which is its own host. */
#include "fuzz.h"

#include "netbox/url.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct error err = { 0 };
	struct url url;
	struct arena *arena = arena_new();
	if (url_parse(arena, arena_strndup(arena, (const char *)data, size), &url, &err) &&
	    !url_same_host(&url, url.base))
		__builtin_trap();
	arena_free(arena);
	return 0;
}
