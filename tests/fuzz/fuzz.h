#ifndef FUZZ_H
#define FUZZ_H

/* What reads text from outside, one file a reader. libFuzzer calls it with
 * texts of its own (`make fuzz`), mutate.c with a few hundred broken copies of
 * the seeds (part of `make check`). */

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* For readers that want a file: its path, good until fuzz_file_close(). */
enum { FUZZ_PATH_MAX = 64 };
int fuzz_file(const uint8_t *data, size_t size, char path[FUZZ_PATH_MAX]);
void fuzz_file_close(int file);

#endif
