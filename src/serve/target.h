#ifndef SERVE_TARGET_H
#define SERVE_TARGET_H

/* The target of a request, "/trace/NET-R01%2FPDU.svg?draw=netbox", taken apart
 * and made safe: UTF-8 without control characters, so without NUL, too. A path
 * is only ever a name to look up, never a file. */

#include "base/error.h"

#include <stddef.h>

enum { TARGET_PAIRS = 64 };

struct target {
	char *memory;
	const char *path;  /* decoded, begins with '/', without the base path */
	const char *query; /* as sent, "" without one */
	struct target_pair {
		const char *name, *value; /* value NULL: no '=' */
	} pairs[TARGET_PAIRS];
	size_t count;
};

/* `base_path` ("/wattmap" or "") is taken off when it is there: proxies pass
 * it on or not. ERROR_USAGE says what is wrong. */
bool target_parse(const char *text, const char *base_path, struct target *target, struct error *err);
void target_free(struct target *target);

/* `text` for a path or a query; keeps '/' when `path`. malloc'd. */
char *target_encode(const char *text, bool path);

#endif
