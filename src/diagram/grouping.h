#ifndef DIAGRAM_GROUPING_H
#define DIAGRAM_GROUPING_H

/* The frames of places: one group for each location, within that of the location
 * above it, and for each site where there are several. Made when first asked for,
 * so that places without cards have none. Example (guide): cards with
 * grouping_of() of the racks stand in frames MMR, Network Core, Server Hall A … */

#include "diagram/builder.h"

struct grouping {
	struct builder *builder;           /* borrowed */
	const struct inventory *inventory; /* borrowed */
	/* Of a location; NULL: none. */
	const char *(*tooltip)(void *context, const struct object *location);
	void *context;
	int *locations, *sites;            /* as in the inventory; -1: none yet */
};

void grouping_start(struct grouping *grouping, struct builder *builder, const struct inventory *inventory);
void grouping_end(struct grouping *grouping);

/* Group numbers; -1 for NULL. */
int grouping_site(struct grouping *grouping, const struct site *site);
int grouping_location(struct grouping *grouping, const struct location *location);
/* Of the place of an object: its location, else its site when there are several, else -1. */
int grouping_of(struct grouping *grouping, const struct object *object);

#endif
