#ifndef BASE_PROGRESS_H
#define BASE_PROGRESS_H

/* A progress line on stderr: only on a terminal, only after one second, never
 * with --quiet; erased when done. */

#include <stdint.h>

struct progress;

struct progress *progress_new(const char *what);
/* `total` 0: not known yet. */
void progress_update(struct progress *progress, uint64_t done, uint64_t total);
/* "drawing: 2200 of 22000, 312 a second, 1:04 left". The rate and the time left
 * are there when a total is and at least a second has passed. Returns `text`. */
enum { PROGRESS_MAX = 160 };
char *progress_format(char text[PROGRESS_MAX], const char *what, uint64_t done, uint64_t total, double elapsed_s);
void progress_free(struct progress *progress);

#endif
