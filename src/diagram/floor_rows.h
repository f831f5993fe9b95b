#ifndef DIAGRAM_FLOOR_ROWS_H
#define DIAGRAM_FLOOR_ROWS_H

/* What a row of racks is: the location alone, or within it the value of a
 * custom field or what a pattern finds in the rack's name.
 *
 *     location          (the default)
 *     field:row         racks with the same value of the custom field "row"
 *     pattern:^H1-(.)   "A" of "H1-A03": the first group, else the whole match
 *
 * Patterns are POSIX extended regular expressions. */

#include "base/arena.h"
#include "base/error.h"
#include "model/inventory.h"

struct floor_rows;

/* ERROR_USAGE saying what is wrong. */
bool floor_rows_new(const char *text, struct floor_rows **rows, struct error *err);
void floor_rows_free(struct floor_rows *rows);

/* The row of a rack; "" none. `rows` NULL: location. */
const char *floor_row_of(const struct floor_rows *rows, const struct rack *rack, struct arena *arena);

#endif
