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

/* The same while reading goes on: threads decode objects as they come.
 *
 *     struct decoding *d = decoding_start(busy);
 *     … decoding_add(d, kind, objects, count) … into `raw`, too
 *     ok = decoding_finish(d, raw, &inventory, err);
 *
 * Result and errors are those of decode_inventory(raw) whatever was added, in
 * any order; only the time depends on whether it was what `raw` holds. `busy`:
 * who reads needs a processor, too (a file), and does not mostly wait (a server). */
struct decoding;
struct decoding *decoding_start(bool busy);

/* The objects have ids; they are copied, their texts must live until
 * decoding_finish(). By one thread only. */
void decoding_add(struct decoding *decoding, enum object_kind kind, const struct raw_object *objects, size_t count);

/* Both end the threads and free `decoding`; NULL is fine for _drop. */
void decoding_drop(struct decoding *decoding);
bool decoding_finish(struct decoding *decoding, const struct raw *raw, struct inventory **inventory, struct error *err);

/* The version of jansson that runs: "2.14". */
const char *decode_library(void);

#endif
