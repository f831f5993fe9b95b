#include "diagram/places.h"

#include "base/number.h"

#include <math.h>

size_t inventory_index(const struct inventory *inventory, const struct object *object)
{
	size_t count, low = 0;
	struct object **objects = inventory_objects(inventory, object->kind, &count);
	size_t high = count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (objects[middle]->id < object->id)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static struct sum *sum_at(const struct sums *sums, const struct object *place)
{
	struct sum *all = place->kind == OBJECT_RACK ? sums->racks
		: place->kind == OBJECT_LOCATION ? sums->locations : sums->sites;
	return &all[inventory_index(sums->inventory, place)];
}

const struct sum *sums_of(const struct sums *sums, const struct object *place)
{
	return sum_at(sums, place);
}

static void add(struct sum *sum, const struct node *node)
{
	sum->devices++;
	sum->known += node->known;
	sum->total += node->total;
	if (number_known(node->load_w))
		sum->load_w += node->load_w;
	if (node->mark > sum->mark)
		sum->mark = node->mark;
}

static void settle(struct sum *sums, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (sums[i].known < sums[i].total)
			sums[i].mark = MARK_AT_LEAST;
		if (sums[i].known == 0 && sums[i].total > 0 && !(sums[i].load_w > 0))
			sums[i].load_w = NAN;
	}
}

struct sums *sums_new(const struct power *power, struct arena *arena)
{
	const struct inventory *inventory = power->inventory;
	struct sums *sums = arena_alloc(arena, sizeof *sums);
	sums->inventory = inventory;
	sums->racks = arena_array(arena, inventory->rack_count + 1, sizeof *sums->racks);
	sums->locations = arena_array(arena, inventory->location_count + 1, sizeof *sums->locations);
	sums->sites = arena_array(arena, inventory->site_count + 1, sizeof *sums->sites);
	for (uint32_t i = power->first[OBJECT_DEVICE]; i < power->node_count; i++) {
		const struct node *node = &power->nodes[i];
		if (node->role != ROLE_CONSUMER)
			continue;
		struct place place = object_place(node->object);
		if (place.rack)
			add(sum_at(sums, &place.rack->object), node);
		for (const struct location *l = place.location; l; l = l->parent)
			add(sum_at(sums, &l->object), node);
		if (place.site)
			add(sum_at(sums, &place.site->object), node);
	}
	settle(sums->racks, inventory->rack_count);
	settle(sums->locations, inventory->location_count);
	settle(sums->sites, inventory->site_count);
	return sums;
}
