#ifndef NETBOX_DECODE_H
#define NETBOX_DECODE_H

/* From raw objects to the inventory: NetBox 2.11 to 4.7, one set of rules. */

#include "model/inventory.h"
#include "netbox/raw.h"

/* Decodes and links. `raw` must be sorted; it is not needed afterwards.
 * Errors (ERROR_DATA) name collection, object and key:
 * "dcim/power-ports: object 345: maximum_draw: expected a number or null, got a string". */
bool decode_inventory(const struct raw *raw, struct inventory **inventory, struct error *err);
void inventory_free(struct inventory *inventory);

/* The version of jansson that runs: "2.14". */
const char *decode_library(void);

#endif
