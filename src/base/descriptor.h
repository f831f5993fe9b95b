#ifndef BASE_DESCRIPTOR_H
#define BASE_DESCRIPTOR_H

#include <stdbool.h>
#include <stddef.h>

/* All of it through a file, pipe or socket, whatever signals come; false with
 * errno when that fails, in reading also at the end of the file. */
bool descriptor_write(int file, const void *data, size_t size);
bool descriptor_read(int file, void *data, size_t size);

#endif
