#ifndef ATLAS_MANIFEST_H
#define ATLAS_MANIFEST_H

/* What an atlas knows of its folder: which files are ours, what is in them, and
 * with which inputs they were last looked at. A text that only grows while a
 * run is at work, so that an interrupted one can be resumed; written anew at
 * its beginning and end.
 *
 *     wattmap-atlas 1
 *     inputs 00f0c3a94b1e5d72
 *     file 8a1f… 77b0… 18234 trace/core-sw01-77.svg
 *     claim trace/core-sw02-78.svg
 *
 * `inputs` is the digest of all that the pictures of the lines below are made
 * of. A `file` line: digest of the content without the times in it, digest of
 * the bytes, size in bytes, path. `claim`: about to be written by us. The last
 * line about a path counts; a last line without its end is left out. */

#include "base/arena.h"
#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct manifest_file {
	const char *path;        /* "trace/core-sw01-77.svg" */
	uint64_t content, bytes; /* digests: without the times in it; of the file as it is */
	uint64_t size;           /* 0: claimed only */
	uint64_t inputs;
};

struct manifest {
	struct arena *arena;
	struct manifest_file *files; /* by path */
	size_t count, capacity;
};

/* May a path stand in a manifest: one folder or none, then a name, of small
 * letters, digits, '-', '_' and single dots? */
bool manifest_is_path(const char *path);

/* Reads `path`; a file that is not there is an empty manifest. Errors
 * (ERROR_DATA) name the file and the line. */
bool manifest_read(const char *path, struct manifest **manifest, struct error *err);
void manifest_free(struct manifest *manifest);

/* Of two entries, by path: for qsort(). */
int manifest_order(const void *a, const void *b);
/* The entry of a path, or NULL. */
const struct manifest_file *manifest_find(const struct manifest *manifest, const char *path);

void manifest_write_head(FILE *out);
/* One line about a file, and one about its inputs where these are not
 * `*inputs`, the ones of the line before. */
void manifest_write_file(FILE *out, const struct manifest_file *file, uint64_t *inputs);

#endif
