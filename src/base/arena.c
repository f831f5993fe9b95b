/* Blocks of memory in a list; an allocation is a bump of a pointer. Blocks grow
 * from a page to BLOCK bytes: an arena for one sentence is as cheap as its text,
 * and freeing a large one is a handful of free() calls. */
#include "base/arena.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_BLOCK = 4 * 1024, BLOCK = 256 * 1024 };

struct block {
	struct block *next;
	alignas(max_align_t) char data[];
};

struct arena {
	struct block *blocks; /* the first one is being filled */
	char *free_at;
	size_t left;
	size_t next; /* size of the block to come; 0: FIRST_BLOCK */
};

static void out_of_memory(void)
{
	fputs("wattmap: out of memory\n", stderr);
	exit(70);
}

void *xmalloc(size_t size)
{
	void *p = malloc(size ? size : 1);
	if (!p)
		out_of_memory();
	return p;
}

void *xcalloc(size_t count, size_t size)
{
	void *p = calloc(count ? count : 1, size ? size : 1);
	if (!p)
		out_of_memory();
	return p;
}

void *xrealloc(void *old, size_t count, size_t size)
{
	if (size && count > SIZE_MAX / size)
		out_of_memory();
	size_t bytes = count * size;
	void *p = realloc(old, bytes ? bytes : 1);
	if (!p)
		out_of_memory();
	return p;
}

char *xstrdup(const char *text)
{
	size_t size = strlen(text) + 1;
	return memcpy(xmalloc(size), text, size);
}

void *array_grow(void *items, size_t count, size_t *capacity, size_t size)
{
	if (count < *capacity)
		return items;
	*capacity = *capacity ? *capacity * 2 : 16;
	return xrealloc(items, *capacity, size);
}

struct arena *arena_new(void)
{
	return xcalloc(1, sizeof(struct arena));
}

void arena_free(struct arena *arena)
{
	if (!arena)
		return;
	for (struct block *b = arena->blocks, *next; b; b = next) {
		next = b->next;
		free(b);
	}
	free(arena);
}

static void arena_add_block(struct arena *arena, size_t size)
{
	struct block *b = xcalloc(1, sizeof *b + size);
	b->next = arena->blocks;
	arena->blocks = b;
	arena->free_at = b->data;
	arena->left = size;
}

#ifndef ARENA_DEBUG
/* For `size` bytes and what follows. */
static void arena_grow(struct arena *arena, size_t size)
{
	size_t next = arena->next ? arena->next : FIRST_BLOCK;
	while (next < size && next < BLOCK)
		next *= 2;
	arena_add_block(arena, size > next ? size : next);
	arena->next = next < BLOCK ? 2 * next : BLOCK;
}
#endif

void arena_reserve(struct arena *arena, size_t size)
{
#ifndef ARENA_DEBUG
	arena_add_block(arena, size);
#else
	(void)arena;
	(void)size;
#endif
}

void *arena_alloc(struct arena *arena, size_t size)
{
	const size_t align = alignof(max_align_t);
	if (size > SIZE_MAX / 2)
		out_of_memory();
	size = (size + align - 1) / align * align;
#ifdef ARENA_DEBUG
	arena_add_block(arena, size);
#else
	if (size > arena->left)
		arena_grow(arena, size);
#endif
	void *p = arena->free_at;
	arena->free_at += size;
	arena->left -= size;
	return p;
}

void *arena_array(struct arena *arena, size_t count, size_t size)
{
	if (size && count > SIZE_MAX / 2 / size)
		out_of_memory();
	return arena_alloc(arena, count * size);
}

char *arena_strndup(struct arena *arena, const char *text, size_t length)
{
	char *copy = arena_alloc(arena, length + 1);
	memcpy(copy, text, length);
	return copy;
}

char *arena_strdup(struct arena *arena, const char *text)
{
	return arena_strndup(arena, text, strlen(text));
}

char *arena_join(struct arena *arena, const char *const *parts, size_t count)
{
	size_t size = 0;
	for (size_t i = 0; i < count; i++)
		size += strlen(parts[i]);
	char *text = arena_alloc(arena, size + 1), *end = text;
	for (size_t i = 0; i < count; i++) {
		size_t length = strlen(parts[i]);
		memcpy(end, parts[i], length);
		end += length;
	}
	return text;
}

/* Written into what is left of the block; again only when it does not fit. */
char *arena_printf(struct arena *arena, const char *format, ...)
{
	va_list args, again;
	va_start(args, format);
	va_copy(again, args);
	char *here = arena->free_at;
	int need = vsnprintf(here, arena->left, format, args);
	va_end(args);
	if (need < 0)
		out_of_memory();
	char *text = arena_alloc(arena, (size_t)need + 1);
	if (text != here)
		vsnprintf(text, (size_t)need + 1, format, again);
	va_end(again);
	return text;
}

void arena_adopt(struct arena *arena, struct arena *from)
{
	if (!from)
		return;
	struct block **end = &arena->blocks;
	while (*end)
		end = &(*end)->next;
	*end = from->blocks;
	if (end == &arena->blocks) {
		arena->free_at = from->free_at;
		arena->left = from->left;
	}
	free(from);
}
