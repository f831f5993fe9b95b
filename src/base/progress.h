#ifndef BASE_PROGRESS_H
#define BASE_PROGRESS_H

/* A progress line on stderr: only on a terminal, only after one second, never
 * with --quiet; erased when done. */

#include <stdint.h>

struct progress;

struct progress *progress_new(const char *what);
/* `total` 0: not known yet. */
void progress_update(struct progress *progress, uint64_t done, uint64_t total);
void progress_free(struct progress *progress);

#endif
