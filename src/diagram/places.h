#ifndef DIAGRAM_PLACES_H
#define DIAGRAM_PLACES_H

/* Racks, locations and sites are no nodes of the power graph; their load is the
 * sum of the draws of the consumers in them (a location's with those below). */

#include "power/power.h"

struct sum {
	double load_w;         /* NAN: none of the draws is known; 0 when there are none */
	enum load_mark mark;
	uint32_t known, total;
	uint32_t devices;      /* consumers */
};

struct sums {
	const struct inventory *inventory;
	struct sum *racks, *locations, *sites; /* as in the inventory */
};

struct sums *sums_new(const struct power *power, struct arena *arena);
/* Of a rack, location or site. */
const struct sum *sums_of(const struct sums *sums, const struct object *place);

/* Position of an object in its inventory array. */
size_t inventory_index(const struct inventory *inventory, const struct object *object);

#endif
