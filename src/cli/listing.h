#ifndef CLI_LISTING_H
#define CLI_LISTING_H

/* What can be listed, for `wattmap list` and the pages of `wattmap serve`. */

#include "base/arena.h"
#include "base/error.h"
#include "model/inventory.h"
#include "model/select.h"
#include "power/power.h"

struct listing {
	const char *plural, *word; /* "pdu": a device word of power/naming.h; NULL: all of the kind */
	enum object_kind kind;
	/* What it says about itself beyond name and place. */
	const char *(*detail)(const struct object *object, struct arena *arena);
};

/* The plural, the singular, or NetBox's own word with a final s; else ERROR_USAGE. */
bool listing_find(const char *name, const struct listing **listing, struct error *err);

/* The objects in the scope, by natural full name; malloc'd. */
const struct object **listing_objects(const struct listing *listing, const struct power *power,
                                      const struct scope *scope, size_t *count);

#endif
