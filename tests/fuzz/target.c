/* The target of a request to the server: what passes is UTF-8 without control
 * characters, and encoded it comes back the same. */
#include "fuzz.h"

#include "base/arena.h"
#include "serve/target.h"

#include <stdlib.h>
#include <string.h>

static void check_text(const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text < 0x20 || *text == 0x7f)
			__builtin_trap();
}

static void check_again(const struct target *target)
{
	struct error err = { 0 };
	struct target again;
	char *encoded = target_encode(target->path, true);
	if (!target_parse(encoded, "", &again, &err) || strcmp(again.path, target->path) != 0)
		__builtin_trap();
	target_free(&again);
	free(encoded);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct error err = { 0 };
	struct target target;
	struct arena *arena = arena_new();
	if (target_parse(arena_strndup(arena, (const char *)data, size), "/wattmap", &target, &err)) {
		check_text(target.path);
		for (size_t i = 0; i < target.count; i++) {
			check_text(target.pairs[i].name);
			check_text(target.pairs[i].value ? target.pairs[i].value : "");
		}
		check_again(&target);
	}
	target_free(&target);
	arena_free(arena);
	return 0;
}
