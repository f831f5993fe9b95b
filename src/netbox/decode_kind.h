#ifndef NETBOX_DECODE_KIND_H
#define NETBOX_DECODE_KIND_H

/* One raw object to one object of the inventory: a table of keys per kind. */

#include "netbox/decode_value.h"
#include "netbox/raw.h"

/* The object (from d->arena), or NULL with d->err set, which begins with
 * collection and object: "dcim/power-ports: object 345: …". References go to
 * d->links. */
struct object *decode_object(struct decoder *d, enum object_kind kind, const struct raw_object *raw);

/* A region, which is no object of the inventory. False with d->err set likewise. */
bool decode_region(struct decoder *d, const struct raw_object *raw, struct region *region);

/* Likewise a device type. */
bool decode_type(struct decoder *d, const struct raw_object *raw, struct device_type *type);

#endif
