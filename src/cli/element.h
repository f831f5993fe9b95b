#ifndef CLI_ELEMENT_H
#define CLI_ELEMENT_H

/* What several commands say about an element in their own words. */

#include "base/arena.h"
#include "base/jsonout.h"
#include "model/inventory.h"
#include "model/select.h"

#include <stdbool.h>

/* Its page in NetBox: "https://netbox.example.com/dcim/power-feeds/12/". */
const char *element_url(const struct inventory *inventory, const struct object *object, struct arena *arena);

/* "inlet:#345": names it for every command. */
const char *element_handle(const struct object *object, struct arena *arena);

/* By natural full name, then id; the array is sorted in place. */
void element_sort(const struct object **objects, size_t count);

/* The members every JSON row about an element begins with: id, kind, netbox_id,
 * name, url. */
void element_write_json(const struct inventory *inventory, const struct object *object, struct jsonout *json);

/* The head of every JSON answer: format, version 1, taken_at, netbox. */
void element_write_json_head(const struct inventory *inventory, const char *format, struct jsonout *json);

#endif
