#ifndef BASE_MEMORY_H
#define BASE_MEMORY_H

#include <stdio.h>

/* open_memstream() for what may be large: the library's own copies everything and
 * clears the rest each time it grows, a fifth of the time of a large SVG. *data
 * (malloc'd, NUL behind its end) and *size are set by fclose(), not by fflush(). */
FILE *memory_stream(char **data, size_t *size);

#endif
