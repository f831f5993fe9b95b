/* The lists of children: every pointer from a child to its parent, turned
 * round. One table says which; counting first, so that a list is one piece of
 * memory. Children come by kind and id and mostly are in order already. */
#include "model/link.h"

#include <stdlib.h>
#include <string.h>

static void *get_slot(const void *slot)
{
	void *object;
	memcpy(&object, slot, sizeof object);
	return object;
}

static int compare_natural(const void *a, const void *b)
{
	return object_compare(*(struct object *const *)a, *(struct object *const *)b);
}

/* From the top of the rack; devices without a position last. */
static int compare_positions(const void *a, const void *b)
{
	const struct device *x = *(struct device *const *)a, *y = *(struct device *const *)b;
	bool known_x = x->position_u == x->position_u, known_y = y->position_u == y->position_u;
	if (known_x != known_y)
		return known_x ? -1 : 1;
	if (known_x && x->position_u != y->position_u)
		return (x->position_u < y->position_u) == x->rack->desc_units ? -1 : 1;
	return compare_natural(a, b);
}

/* "Each CHILD is in the list (LIST, COUNT) of what its pointer at PARENT points to." */
static const struct family {
	enum object_kind child, parent;
	size_t pointer, list, count;
	int (*compare)(const void *, const void *); /* NULL: by kind, id */
} families[] = {
#define FAMILY(CHILD, child, pointer, PARENT, parent, list, count, compare) \
	{ CHILD, PARENT, offsetof(struct child, pointer), offsetof(struct parent, list), \
	  offsetof(struct parent, count), compare }
	FAMILY(OBJECT_DEVICE, device, rack, OBJECT_RACK, rack, devices, device_count, compare_positions),
	FAMILY(OBJECT_FEED, feed, rack, OBJECT_RACK, rack, feeds, feed_count, compare_natural),
	FAMILY(OBJECT_FEED, feed, panel, OBJECT_PANEL, panel, feeds, feed_count, compare_natural),
	FAMILY(OBJECT_DEVICE, device, parent, OBJECT_DEVICE, device, children, child_count, NULL),
	FAMILY(OBJECT_INLET, inlet, device, OBJECT_DEVICE, device, inlets, inlet_count, compare_natural),
	FAMILY(OBJECT_OUTLET, outlet, device, OBJECT_DEVICE, device, outlets, outlet_count, compare_natural),
	FAMILY(OBJECT_OUTLET, outlet, inlet, OBJECT_INLET, inlet, outlets, outlet_count, compare_natural),
	FAMILY(OBJECT_FEED, feed, end.cable, OBJECT_CABLE, cable, supply, supply_count, NULL),
	FAMILY(OBJECT_OUTLET, outlet, end.cable, OBJECT_CABLE, cable, supply, supply_count, NULL),
	FAMILY(OBJECT_INLET, inlet, end.cable, OBJECT_CABLE, cable, inlets, inlet_count, NULL),
#undef FAMILY
};
enum { FAMILY_COUNT = sizeof families / sizeof *families };

static size_t *count_of(const struct family *f, void *parent)
{
	return (size_t *)((char *)parent + f->count);
}

static void clear_counts(const struct inventory *inventory, const struct family *f)
{
	size_t count;
	struct object **parents = inventory_objects(inventory, f->parent, &count);
	for (size_t i = 0; i < count; i++)
		*count_of(f, parents[i]) = 0;
}

static void count_children(const struct inventory *inventory, const struct family *f)
{
	size_t count;
	struct object **children = inventory_objects(inventory, f->child, &count);
	for (size_t i = 0; i < count; i++) {
		void *parent = get_slot((char *)children[i] + f->pointer);
		if (parent)
			++*count_of(f, parent);
	}
}

/* A list is made, as long as was counted, when its first child comes; from
 * then on the count is the number of those that have come. */
static void fill_lists(const struct inventory *inventory, const struct family *f)
{
	size_t count;
	struct object **children = inventory_objects(inventory, f->child, &count);
	for (size_t i = 0; i < count; i++) {
		void *parent = get_slot((char *)children[i] + f->pointer);
		if (!parent)
			continue;
		void *slot = (char *)parent + f->list;
		struct object **list = get_slot(slot);
		if (!list) {
			list = arena_array(inventory->arena, *count_of(f, parent), sizeof *list);
			memcpy(slot, &list, sizeof list);
			*count_of(f, parent) = 0;
		}
		list[(*count_of(f, parent))++] = children[i];
	}
}

static void sort_list(struct object **list, size_t count, int (*compare)(const void *, const void *))
{
	for (size_t i = 1; i < count; i++)
		if (compare(&list[i - 1], &list[i]) > 0) {
			qsort(list, count, sizeof *list, compare);
			return;
		}
}

static void sort_lists(const struct inventory *inventory, const struct family *f)
{
	size_t count;
	struct object **parents = inventory_objects(inventory, f->parent, &count);
	for (size_t i = 0; f->compare && i < count; i++)
		sort_list(get_slot((char *)parents[i] + f->list), *count_of(f, parents[i]), f->compare);
}

void inventory_list_children(const struct inventory *inventory)
{
	void (*const steps[])(const struct inventory *, const struct family *) = {
		clear_counts, count_children, fill_lists, sort_lists,
	};
	for (size_t step = 0; step < sizeof steps / sizeof *steps; step++)
		for (size_t i = 0; i < FAMILY_COUNT; i++)
			steps[step](inventory, &families[i]);
}
