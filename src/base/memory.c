#define _GNU_SOURCE /* fopencookie() */
#include "base/memory.h"

#include "base/arena.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST = 1 << 16 };

struct memory {
	char *text;
	size_t used, capacity;
	char **data;
	size_t *size;
};

static ssize_t append(void *cookie, const char *text, size_t size)
{
	struct memory *memory = cookie;
	if (memory->capacity - memory->used <= size) {
		while (memory->capacity - memory->used <= size)
			memory->capacity *= 2;
		memory->text = xrealloc(memory->text, memory->capacity, 1);
	}
	memcpy(memory->text + memory->used, text, size);
	memory->used += size;
	return (ssize_t)size;
}

static int hand_over(void *cookie)
{
	struct memory *memory = cookie;
	memory->text[memory->used] = '\0';
	*memory->data = memory->text;
	*memory->size = memory->used;
	free(memory);
	return 0;
}

FILE *memory_stream(char **data, size_t *size)
{
	struct memory *memory = xcalloc(1, sizeof *memory);
	*memory = (struct memory){xrealloc(NULL, FIRST, 1), 0, FIRST, data, size};
	return fopencookie(memory, "w", (cookie_io_functions_t){.write = append, .close = hand_over});
}
