#define _GNU_SOURCE
#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

int fuzz_file(const uint8_t *data, size_t size, char path[FUZZ_PATH_MAX])
{
	int file = memfd_create("fuzz", 0);
	if (file < 0 || write(file, data, size) != (ssize_t)size)
		abort();
	snprintf(path, FUZZ_PATH_MAX, "/proc/self/fd/%d", file);
	return file;
}

void fuzz_file_close(int file)
{
	close(file);
}
