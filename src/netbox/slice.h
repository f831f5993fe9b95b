#ifndef NETBOX_SLICE_H
#define NETBOX_SLICE_H

/* Cuts JSON text into its pieces without building a tree, so that a page of
 * 1,000 objects, or a file of 200,000, becomes a list of texts which are
 * decoded one by one (and by several threads). It looks at brackets and
 * strings only; what is inside a piece is checked by who decodes it. Nesting
 * is limited to SLICE_DEPTH_MAX everywhere, without recursion. */

#include "base/error.h"
#include "netbox/raw.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SLICE_DEPTH_MAX = 64 };

struct slice {
	const char *text; /* not terminated */
	size_t length;
};

struct slicer {
	const char *begin, *at, *end;
};

void slicer_start(struct slicer *slicer, const char *text, size_t length);

/* The first byte of the next value ('{', '"', '7' …), or 0 at the end. */
char slicer_peek(struct slicer *slicer);

/* Steps over one value of any type. */
bool slicer_value(struct slicer *slicer, struct slice *value, struct error *err);

/* Steps into an object or array; the next byte must be `bracket` ('{' or '['). */
bool slicer_enter(struct slicer *slicer, char bracket, struct error *err);

/* In an object: steps to the next value and gives its key (between the quotes,
 * escapes as they are); in an array: to the next value. *more is false when
 * the closing bracket was stepped over instead. `first`: right behind enter. */
bool slicer_member(struct slicer *slicer, bool first, bool *more, struct slice *key, struct error *err);
bool slicer_element(struct slicer *slicer, bool first, bool *more, struct error *err);

/* Nothing but white space may follow. */
bool slicer_finish(struct slicer *slicer, struct error *err);

bool slice_is(struct slice slice, const char *text);

/* "an array", "a number" … of a value that begins with this byte. */
const char *slice_type_name(char first);

/* The elements of the array that comes next, all of which must be objects,
 * into `into`. Errors begin with `name`: "results: expected an array, got null",
 * "results[17]: expected an object, got a number"; or with "not JSON: ". */
bool slicer_objects(struct slicer *slicer, const char *name, struct raw_collection *into, struct error *err);

/* The rest of a JSON text, when the arrays have been cut out of it: small, and
 * handed to a real parser. Begin with {0}. */
struct skeleton {
	char *text;
	size_t length, capacity;
};
bool skeleton_add(struct skeleton *skeleton, const char *text, size_t length, struct error *err);
void skeleton_clear(struct skeleton *skeleton);

/* Walks over the one object of a text, behind which nothing may follow. Each
 * member goes to `member`, which steps over the value and adds to the skeleton
 * what shall be parsed of it: `"key":value` or something in its place. */
typedef bool skeleton_member(struct slicer *slicer, struct slice key, void *context, struct skeleton *skeleton,
                             struct error *err);
bool skeleton_cut(struct slicer *slicer, skeleton_member *member, void *context, struct skeleton *skeleton,
                  struct error *err);

/* One page of a REST list. */
struct page {
	int64_t count;         /* -1: null (cursor paging) or missing */
	char *next;            /* malloc'd; NULL: this was the last page */
	size_t result_count;
};

/* Adds the results of a page to `into`; their texts point into `body`, which
 * the caller hands over to the raw inventory (raw_own_buffer). Errors
 * (ERROR_DATA) begin behind the place, which the caller puts in front:
 * "results[17]: expected an object, got a number", "not JSON: line 1, byte 1:
 * unexpected '<'". On error nothing is added and *page is empty. */
bool page_slice(const char *body, size_t size, struct raw_collection *into, struct page *page, struct error *err);
void page_clear(struct page *page);

#endif
