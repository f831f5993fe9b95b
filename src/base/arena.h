#ifndef BASE_ARENA_H
#define BASE_ARENA_H

/* An arena owns everything of one product (an inventory, a power graph, a
 * diagram) and frees it at once. Memory is zeroed and aligned for any type.
 * Out of memory ends the program with one message. Not for use by two threads
 * at the same time; arena_adopt() joins what threads made apart. With
 * ARENA_DEBUG defined every allocation is a malloc of its own, so that the
 * sanitizers see overruns. */

#include <stddef.h>

struct arena;

struct arena *arena_new(void);
void arena_free(struct arena *arena);

void *arena_alloc(struct arena *arena, size_t size);
/* count × size with the overflow checked. */
void *arena_array(struct arena *arena, size_t count, size_t size);
/* Takes what the next allocations need, `size` bytes together, as one piece. Of a
 * large one the system gives each page when it is first written to, so that big
 * arrays of which little is used cost little. Falls short: nothing but time lost. */
void arena_reserve(struct arena *arena, size_t size);
char *arena_strdup(struct arena *arena, const char *text);
char *arena_strndup(struct arena *arena, const char *text, size_t length);
/* The parts one behind the other. */
char *arena_join(struct arena *arena, const char *const *parts, size_t count);
char *arena_printf(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Moves all memory of `from` into `arena` and frees the empty `from`. */
void arena_adopt(struct arena *arena, struct arena *from);

/* malloc family for things that grow; end the program when memory is out. */
void *xmalloc(size_t size);
void *xcalloc(size_t count, size_t size);
void *xrealloc(void *old, size_t count, size_t size);
char *xstrdup(const char *text);

/* Grows a malloc'd array to hold at least one more element than `count`:
 * `*items = array_grow(*items, count, &capacity, sizeof **items)`. */
void *array_grow(void *items, size_t count, size_t *capacity, size_t size);

#endif
