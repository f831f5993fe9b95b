#include "diagram/grouping.h"

#include <stdlib.h>

static int *no_groups(size_t count)
{
	int *groups = xcalloc(count + 1, sizeof *groups);
	for (size_t i = 0; i < count; i++)
		groups[i] = -1;
	return groups;
}

void grouping_start(struct grouping *grouping, struct builder *builder, const struct inventory *inventory)
{
	*grouping = (struct grouping){ .builder = builder, .inventory = inventory };
	grouping->locations = no_groups(inventory->location_count);
	grouping->sites = no_groups(inventory->site_count);
}

void grouping_end(struct grouping *grouping)
{
	free(grouping->locations);
	free(grouping->sites);
}

int grouping_site(struct grouping *grouping, const struct site *site)
{
	if (!site)
		return -1;
	struct builder *builder = grouping->builder;
	int *group = &grouping->sites[inventory_index(grouping->inventory, &site->object)];
	if (*group < 0)
		*group = builder_group(builder, builder_object_anchor(builder, &site->object, "site", ""), site->object.name, -1);
	return *group;
}

static int one_of_several(struct grouping *grouping, const struct site *site)
{
	return grouping->inventory->site_count > 1 ? grouping_site(grouping, site) : -1;
}

int grouping_location(struct grouping *grouping, const struct location *location)
{
	if (!location)
		return -1;
	struct builder *builder = grouping->builder;
	int *group = &grouping->locations[inventory_index(grouping->inventory, &location->object)];
	if (*group >= 0)
		return *group;
	int parent = location->parent ? grouping_location(grouping, location->parent) : one_of_several(grouping, location->site);
	const char *tooltip = grouping->tooltip ? grouping->tooltip(grouping->context, &location->object) : "";
	*group = builder_group(builder, builder_object_anchor(builder, &location->object, "location", tooltip),
	                       location->object.name, parent);
	return *group;
}

int grouping_of(struct grouping *grouping, const struct object *object)
{
	struct place place = object_place(object);
	return place.location ? grouping_location(grouping, place.location) : one_of_several(grouping, place.site);
}
