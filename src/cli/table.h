#ifndef CLI_TABLE_H
#define CLI_TABLE_H

/* Aligned text in columns. Texts are copied and made safe for a terminal. */

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct table;

/* `heads`: column titles, ends in NULL. A title that begins with '>' is aligned
 * to the right. */
struct table *table_new(const char *const *heads);
void table_free(struct table *table);
/* The next cell; rows fill up from the left. */
void table_add(struct table *table, const char *text);
void table_write(const struct table *table, FILE *out);

#endif
