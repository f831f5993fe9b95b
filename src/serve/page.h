#ifndef SERVE_PAGE_H
#define SERVE_PAGE_H

/* The pages of errors. */

#include "serve/cache.h"

/* "404 Not Found" with a sentence: what is wrong and what to do. One user. */
struct answer *page_error(unsigned status, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* "Not Found". */
const char *page_status(unsigned status);

#endif
