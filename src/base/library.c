#include "base/library.h"

#include <dlfcn.h>
#include <string.h>

/* POSIX lets an object's address be a function's; C has no word for it. */
static bool find_function(void *library, const struct library_function *wanted)
{
	void *function = dlsym(library, wanted->name);
	memcpy(wanted->place, &function, sizeof function);
	return function != NULL;
}

bool library_open(const char *const *files, const struct library_function *functions, size_t count)
{
	void *library = NULL;
	for (; !library && *files; files++)
		library = dlopen(*files, RTLD_LAZY);
	bool found = library != NULL;
	for (size_t i = 0; found && i < count; i++)
		found = find_function(library, &functions[i]);
	return found;
}
