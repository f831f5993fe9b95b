#ifndef SERVE_PAGE_H
#define SERVE_PAGE_H

/* HTML pages: the frame around what they say. No script, nothing from elsewhere. */

#include "serve/cache.h"

#include <stdio.h>

/* `base`: the base path, for the link home. */
void page_begin(FILE *out, const char *base, const char *title);
void page_end(FILE *out);

/* "404 Not Found" with a sentence: what is wrong and what to do. One user. */
struct answer *page_error(unsigned status, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* "Not Found". */
const char *page_status(unsigned status);

#endif
