/* Which racks, rows and loose consumers are in the picture, in the order of
 * their places and names, and what belongs to one of them alone. */
#include "diagram/floor_parts.h"

#include "base/text.h"

#include <stdlib.h>
#include <string.h>

/* -- units ---------------------------------------------------------------------- */

static int compare_sites(const struct site *a, const struct site *b)
{
	return object_compare(a ? &a->object : NULL, b ? &b->object : NULL);
}

static int by_place(const void *a, const void *b)
{
	const struct unit *x = a, *y = b;
	int order = compare_sites(x->place.site, y->place.site);
	if (order == 0)
		order = location_compare(x->place.location, y->place.location);
	if (order == 0)
		order = text_compare_natural(x->row, y->row);
	if (order == 0 && (!x->rack || !y->rack))
		return !x->rack - !y->rack;
	return order ? order : object_compare(&x->rack->object, &y->rack->object);
}

static void add_unit(struct floor *floor, struct unit unit)
{
	floor->units[floor->unit_count++] = unit;
}

static void rack_units(struct floor *floor)
{
	for (size_t i = 0; i < floor->inventory->rack_count; i++) {
		const struct rack *rack = floor->inventory->racks[i];
		if (content_has_rack(floor->content, rack))
			add_unit(floor, (struct unit){ .rack = rack, .place = object_place(&rack->object), .rack_count = 1,
			                               .row = floor_row_of(floor->rows, rack, floor->arena) });
	}
}

static bool is_consumer(const struct floor *floor, uint32_t node)
{
	const struct node *n = &floor->power->nodes[node];
	return n->kind == OBJECT_DEVICE && n->role == ROLE_CONSUMER && content_has(floor->content, node);
}

/* A unit for each loose consumer; those of one place become one. */
static void loose_units(struct floor *floor)
{
	const struct power *power = floor->power;
	for (uint32_t i = power->first[OBJECT_DEVICE]; i < power->node_count; i++) {
		struct place place = object_place(power->nodes[i].object);
		if (place.rack || !is_consumer(floor, i))
			continue;
		uint32_t *device = arena_array(floor->arena, 1, sizeof *device);
		*device = i;
		add_unit(floor, (struct unit){ .place = place, .row = "", .devices = device, .device_count = 1 });
	}
}

static bool same_card(const struct floor *floor, const struct unit *a, const struct unit *b)
{
	bool place = a->place.site == b->place.site && a->place.location == b->place.location && strcmp(a->row, b->row) == 0;
	return place && (floor->detail == FLOOR_ROW || (!a->rack && !b->rack));
}

/* Appends the devices of a unit. */
static void join_unit(struct floor *floor, struct unit *into, const struct unit *unit)
{
	size_t more = unit->rack ? unit->rack->device_count : unit->device_count;
	uint32_t *devices = arena_array(floor->arena, into->device_count + more + 1, sizeof *devices);
	if (into->device_count)
		memcpy(devices, into->devices, into->device_count * sizeof *devices);
	for (size_t i = 0; i < more; i++) {
		uint32_t node = unit->rack ? power_node(floor->power, &unit->rack->devices[i]->object) : unit->devices[i];
		if (content_has(floor->content, node) &&
		    (floor->fold.strip[node] || floor->power->nodes[node].role == ROLE_CONSUMER))
			devices[into->device_count++] = node;
	}
	into->devices = devices;
	const struct rack **racks = arena_array(floor->arena, into->rack_count + 1, sizeof *racks);
	if (into->rack_count)
		memcpy(racks, into->racks, into->rack_count * sizeof *racks);
	racks[into->rack_count] = unit->rack;
	into->racks = racks;
	into->rack_count += unit->rack_count;
}

static void join_units(struct floor *floor)
{
	size_t count = 0;
	for (size_t first = 0, end; first < floor->unit_count; first = end) {
		struct unit unit = floor->units[first];
		for (end = first + 1; end < floor->unit_count && same_card(floor, &floor->units[first], &floor->units[end]); end++)
			;
		if (floor->detail == FLOOR_ROW || !unit.rack) {
			unit = (struct unit){ .place = unit.place, .row = unit.row };
			for (size_t i = first; i < end; i++)
				join_unit(floor, &unit, &floor->units[i]);
		}
		floor->units[count++] = unit;
	}
	floor->unit_count = count;
}

static void make_units(struct floor *floor)
{
	floor->units = xcalloc(floor->inventory->rack_count + floor->power->node_count + 1, sizeof *floor->units);
	rack_units(floor);
	loose_units(floor);
	if (floor->unit_count)
		qsort(floor->units, floor->unit_count, sizeof *floor->units, by_place);
	join_units(floor);
}

/* -- homes ------------------------------------------------------------------------ */

static void own_devices(struct floor *floor)
{
	for (size_t i = 0; i < floor->unit_count; i++) {
		const struct unit *unit = &floor->units[i];
		for (size_t k = 0; unit->rack && floor->detail != FLOOR_ROW && k < unit->rack->device_count; k++) {
			uint32_t node = power_node(floor->power, &unit->rack->devices[k]->object);
			if (content_has(floor->content, node) && (floor->fold.strip[node] || is_consumer(floor, node)))
				floor->unit_of[node] = (int)i;
		}
		for (size_t k = 0; k < unit->device_count; k++)
			floor->unit_of[unit->devices[k]] = (int)i;
	}
}

static void meet(int *home, int other)
{
	if (other != NO_UNIT)
		*home = *home == NO_UNIT || *home == other ? other : MANY_UNITS;
}

/* The unit all of whose cards this port or feed feeds. */
static void follow(const struct floor *floor, uint32_t node, int *home)
{
	const struct power *power = floor->power;
	for (uint32_t k = power->out_start[node]; k < power->out_start[node + 1]; k++) {
		uint32_t to = power->edges[power->out_edges[k]].to, owner = content_owner(power, to);
		if (content_has(floor->content, to) && owner != content_owner(power, node))
			meet(home, floor->unit_of[owner]);
	}
}

static void follow_device(const struct floor *floor, uint32_t node, int *home)
{
	const struct device *device = (const struct device *)floor->power->nodes[node].object;
	for (size_t i = 0; i < device->outlet_count; i++)
		follow(floor, power_node(floor->power, &device->outlets[i]->object), home);
}

/* Feeds always; panels and what else distributes only when a row is a card. */
static bool moves_in(const struct floor *floor, const struct node *n)
{
	return n->kind == OBJECT_FEED ||
	       (floor->detail == FLOOR_ROW && (n->kind == OBJECT_PANEL || n->kind == OBJECT_DEVICE));
}

/* Whose home is asked for at this node: a device is asked at its inlets, since
 * what it feeds comes behind them in the graph's order. */
static uint32_t asked_at(const struct floor *floor, uint32_t node)
{
	return floor->power->nodes[node].kind == OBJECT_INLET ? content_owner(floor->power, node) : node;
}

static void find_home(struct floor *floor, uint32_t node)
{
	int home = NO_UNIT;
	if (floor->power->nodes[node].kind == OBJECT_DEVICE)
		follow_device(floor, node, &home);
	else
		follow(floor, node, &home);
	floor->unit_of[node] = home;
}

/* Consumers first; twice, for devices of which an inlet comes before an outlet
 * of another inlet. */
static void find_homes(struct floor *floor)
{
	const struct power *power = floor->power;
	bool *own = xcalloc(power->node_count + 1, sizeof *own);
	floor->unit_of = xcalloc(power->node_count + 1, sizeof *floor->unit_of);
	for (uint32_t i = 0; i < power->node_count; i++)
		floor->unit_of[i] = NO_UNIT;
	own_devices(floor);
	for (uint32_t i = 0; i < power->node_count; i++)
		own[i] = floor->unit_of[i] >= 0;
	for (int pass = 0; pass < 2; pass++)
		for (uint32_t i = power->node_count; i-- > 0; ) {
			uint32_t node = asked_at(floor, power->order[i]);
			if (content_has(floor->content, node) && !own[node] && moves_in(floor, &power->nodes[node]))
				find_home(floor, node);
		}
	free(own);
}

void floor_find_units(struct floor *floor)
{
	make_units(floor);
	find_homes(floor);
}
