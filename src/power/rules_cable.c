/* Rules about cables: their ends, types, labels, and what they join. */
#include "power/rules.h"

#include "power/mating.h"

#include <stdlib.h>
#include <string.h>

/* Of a cable that was not read itself nobody knows the ends; below a fetched
 * scope inlets may be left out. */
void rule_cable_one_ended(struct scan *s)
{
	for (size_t i = 0; i < s->cable_count; i++) {
		const struct cable *cable = s->cables[i];
		bool whole = cable->supply_count && cable->inlet_count;
		if (whole || !cable->object.visible || (s->power->inventory->scoped && !cable->inlet_count))
			continue;
		const struct object *end = cable->supply_count ? cable->supply[0]
		                         : cable->inlet_count ? &cable->inlets[0]->object : &cable->object;
		scan_add(s, &cable->object, "the cable at %s has no other end", scan_name(s, end));
	}
}

static const struct object *any_end(const struct cable *cable)
{
	return cable->inlet_count ? &cable->inlets[0]->object : cable->supply_count ? cable->supply[0] : &cable->object;
}

/* Many leave the type empty; one of data is wrong. */
void rule_cable_type(struct scan *s)
{
	for (size_t i = 0; i < s->cable_count; i++) {
		const struct cable *cable = s->cables[i];
		if (*cable->type && strcmp(cable->type, "power") != 0 && cable->object.visible)
			scan_add(s, &cable->object, "the power cord of %s has the cable type %s", scan_name(s, any_end(cable)),
			         cable->type);
	}
}

/* -- labels -------------------------------------------------------------------- */

static int64_t site_of(const struct cable *cable)
{
	struct place place = object_place(any_end(cable));
	return place.site ? place.site->object.id : 0;
}

struct labelled {
	const struct cable *cable;
	int64_t site;
};

static int by_label(const void *a, const void *b)
{
	const struct labelled *x = a, *y = b;
	int order = strcmp(x->cable->label, y->cable->label);
	if (order)
		return order;
	if (x->site != y->site)
		return x->site < y->site ? -1 : 1;
	return x->cable->object.id < y->cable->object.id ? -1 : x->cable->object.id > y->cable->object.id;
}

static bool same_label(const struct labelled *a, const struct labelled *b)
{
	return a->site == b->site && strcmp(a->cable->label, b->cable->label) == 0;
}

/* Whose label is one of `own` (sorted)? */
static bool is_among(const struct labelled *own, size_t count, const struct cable *cable)
{
	size_t low = 0, high = count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strcmp(own[middle].cable->label, cable->label);
		if (order == 0)
			return true;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return false;
}

static size_t list_labelled(struct cable *const *cables, size_t count, struct labelled *list)
{
	size_t listed = 0;
	for (size_t i = 0; i < count; i++)
		if (*cables[i]->label)
			list[listed++] = (struct labelled){cables[i], site_of(cables[i])};
	qsort(list, listed, sizeof *list, by_label);
	return listed;
}

/* All cables of the site that have a label which one of the part has, too. */
static struct labelled *list_namesakes(const struct scan *s, size_t *count)
{
	const struct inventory *inventory = s->power->inventory;
	struct labelled *own = xcalloc(s->cable_count + 1, sizeof *own);
	size_t own_count = list_labelled(s->cables, s->cable_count, own), found = 0;
	struct cable **cables = xcalloc(own_count ? inventory->cable_count : 1, sizeof *cables);
	for (size_t i = 0; own_count && i < inventory->cable_count; i++)
		if (*inventory->cables[i]->label && is_among(own, own_count, inventory->cables[i]))
			cables[found++] = inventory->cables[i];
	struct labelled *list = xcalloc(found + 1, sizeof *list);
	*count = list_labelled(cables, found, list);
	free(cables);
	free(own);
	return list;
}

static bool is_looked_at(const struct scan *s, const struct cable *cable)
{
	for (size_t i = 0; s->nodes && i < cable->inlet_count; i++)
		if (scan_has(s, node_of(s->power, cable->inlets[i])))
			return true;
	return !s->nodes;
}

/* Within a site; another site may have the same scheme. */
void rule_label_duplicate(struct scan *s)
{
	size_t count;
	struct labelled *list = list_namesakes(s, &count);
	for (size_t from = 0, to; from < count; from = to) {
		for (to = from + 1; to < count && same_label(&list[from], &list[to]); to++)
			;
		for (size_t i = from; to - from > 1 && i < to; i++)
			if (is_looked_at(s, list[i].cable))
				scan_add(s, &list[i].cable->object, "%zu cords are labelled '%s'; this one is that of %s", to - from,
				         list[i].cable->label, scan_name(s, any_end(list[i].cable)));
	}
	free(list);
}

/* -- left over ------------------------------------------------------------------ */

static const struct device *device_of(const struct object *end)
{
	return object_place(end).device;
}

static bool is_gone(const struct device *device)
{
	return device && (strcmp(device->status, "decommissioning") == 0 || strcmp(device->status, "inventory") == 0);
}

static const struct device *gone_at(const struct cable *cable)
{
	for (size_t i = 0; i < cable->inlet_count; i++)
		if (is_gone(cable->inlets[i]->device))
			return cable->inlets[i]->device;
	for (size_t i = 0; i < cable->supply_count; i++)
		if (is_gone(device_of(cable->supply[i])))
			return device_of(cable->supply[i]);
	return NULL;
}

void rule_leftover(struct scan *s)
{
	for (size_t i = 0; i < s->cable_count; i++) {
		const struct cable *cable = s->cables[i];
		const struct device *device = gone_at(cable);
		if (device && strcmp(cable->status, "planned") != 0)
			scan_add(s, &cable->object, "a cord is still on %s, whose status is %s", device->object.name, device->status);
	}
}

/* -- what they join ------------------------------------------------------------- */

static const struct outlet *as_outlet(const struct object *end)
{
	return end->kind == OBJECT_OUTLET ? (const struct outlet *)(const void *)end : NULL;
}

/* The first outlet at the cable that the inlet does not go into, or NULL. */
static const struct outlet *first_mismatch(const struct inlet *inlet)
{
	const struct cable *cable = inlet->end.cable;
	for (size_t i = 0; cable && *inlet->type && i < cable->supply_count; i++) {
		const struct outlet *outlet = as_outlet(cable->supply[i]);
		if (outlet && *outlet->type && !connectors_mate(outlet->type, inlet->type))
			return outlet;
	}
	return NULL;
}

void rule_connector_mismatch(struct scan *s)
{
	for (size_t at = s->first[OBJECT_INLET]; at < s->first[OBJECT_INLET + 1]; at++) {
		const struct inlet *inlet = node_inlet(&s->power->nodes[scan_node(s, at)]);
		const struct outlet *outlet = first_mismatch(inlet);
		if (outlet && inlet->object.visible && outlet->object.visible)
			scan_add(s, &inlet->object, "%s (%s) is cabled to %s (%s)", scan_name(s, &inlet->object), inlet->type,
			         scan_name(s, &outlet->object), outlet->type);
	}
}

void rule_parallel_outlets(struct scan *s)
{
	for (size_t i = 0; i < s->cable_count; i++) {
		const struct cable *cable = s->cables[i];
		if (cable->supply_count > 1 && cable->inlet_count)
			scan_add(s, &cable->object, "%zu supplies are joined on one cable into %s: %s and %s%s",
			         cable->supply_count, scan_name(s, &cable->inlets[0]->object), scan_name(s, cable->supply[0]),
			         scan_name(s, cable->supply[1]), cable->supply_count > 2 ? ", …" : "");
	}
}
