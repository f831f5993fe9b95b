#ifndef NETBOX_RAW_H
#define NETBOX_RAW_H

/* The raw inventory: the REST objects as the server sent them, as text, by
 * collection. A live fetch and a snapshot file both end here, and everything
 * after this point is the same for both, so that live and snapshot pictures
 * are the same to the byte.
 *
 * An object is one JSON object's text; it points into memory that `raw` owns
 * (a file, the bodies of pages). */

#include "base/arena.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum { RAW_OBJECTS_MAX = 5000000 }; /* in a collection */

struct raw_object {
	const char *text; /* not terminated */
	size_t length;
	int64_t id;       /* filled by raw_find_id(), raw_sort(); 0 before */
};

struct raw_collection {
	const char *name; /* "dcim/power-ports" */
	struct raw_object *objects;
	size_t count, capacity;
};

struct raw {
	struct arena *arena;
	const char *url;      /* "https://netbox.example.com/", ends in "/", no credentials */
	const char *version;  /* "4.2.9" as the server says it */
	const char *taken_at; /* UTC, "2026-11-21T02:16:39Z" */
	const char *scope;    /* JSON object text of the snapshot's "scope", or NULL */
	struct raw_collection *collections;
	size_t collection_count, collection_capacity;
	struct raw_buffer *buffers; /* what the texts point into; private to raw.c */
};

/* url, version and taken_at begin as "". */
struct raw *raw_new(void);
void raw_free(struct raw *raw);

/* The collection of that name; made when missing. The pointer is good until
 * the next collection is made. */
struct raw_collection *raw_collection(struct raw *raw, const char *name);
/* The same, or NULL when missing. */
const struct raw_collection *raw_find(const struct raw *raw, const char *name);
void raw_add(struct raw_collection *collection, const char *text, size_t length);

/* Hands a malloc'd buffer over to `raw`. */
void raw_own_buffer(struct raw *raw, char *data, size_t size);

/* Sets the object's id, nearly always its first member. Errors (ERROR_DATA):
 * "id: missing", "id: expected a positive number, got -1". */
bool raw_find_id(struct raw_object *object, struct error *err);

/* Finds the id of every object that has none yet and sorts each collection by id. A repeated id
 * (a page that moved) keeps what was added last; when `strict` it is an error
 * (snapshots). Errors (ERROR_DATA): "dcim/racks: two objects with id 7",
 * "dcim/racks[3]: id: missing". */
bool raw_sort(struct raw *raw, bool strict, struct error *err);

/* The array of objects of a REST page is added by page_slice(), see slice.h. */

/* Snapshot files (format in docs/snapshot.md): any layout of the JSON is read,
 * the objects come sorted. The file is read as a whole; it may be a pipe.
 * Errors (ERROR_DATA, also when the file cannot be read) begin with the path. */
bool snapshot_read(const char *path, struct raw **raw, struct error *err);
/* The same; `decoding` is as netbox_fetch() gives it. */
struct decoding;
bool snapshot_read_ahead(const char *path, struct decoding **decoding, struct raw **raw, struct error *err);
/* One object a line, compact, sorted by id, collections in their fixed order,
 * unknown ones after them by name. Raw objects are written as they are (white
 * space between tokens removed). */
bool snapshot_write(const struct raw *raw, FILE *out, struct error *err);

#endif
