#ifndef BASE_OUTFILE_H
#define BASE_OUTFILE_H

/* Files that appear whole or not at all: written to a temporary file in the
 * same folder, flushed, checked and renamed over the old one. */

#include "base/error.h"

#include <stdio.h>

struct outfile;

/* Opens `path` for writing ("-" is stdout; a device such as /dev/full is
 * written directly). Error: ERROR_WRITE naming the path. */
bool outfile_open(const char *path, struct outfile **out, struct error *err);
FILE *outfile_stream(struct outfile *out);

/* Flushes, checks and renames. Frees `out` in every case. On error the old
 * file is as it was and no temporary one is left. */
bool outfile_commit(struct outfile *out, struct error *err);

/* Gives up: removes the temporary file. NULL is fine. */
void outfile_discard(struct outfile *out);

/* One buffer as a whole file. */
bool outfile_write(const char *path, const void *data, size_t size, struct error *err);

/* Can `path` be written? Asked before any long work: ERROR_WRITE if its folder
 * is missing or not writable. */
bool outfile_check(const char *path, struct error *err);

/* The whole of a file, malloc'd, with a NUL behind it. */
bool infile_read(const char *path, char **data, size_t *size, struct error *err);

#endif
