#ifndef BASE_LIBRARY_H
#define BASE_LIBRARY_H

/* Libraries that are opened when they are first needed: what a command does not
 * use costs it no start. */

#include <stdbool.h>
#include <stddef.h>

struct library_function {
	const char *name;
	void *place; /* of the pointer to the function */
};

/* Opens the first of `files` (up to NULL) that is here and fills in all places;
 * false when there is none, or a function is not in it. It stays open as long as
 * the process. */
bool library_open(const char *const *files, const struct library_function *functions, size_t count);

#endif
