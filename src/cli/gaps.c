/* The rules of completeness, one row each. Only objects that were read count;
 * the last rule is about those that were not. */
#include "cli/gaps.h"

#include "base/arena.h"
#include "base/number.h"
#include "cli/element.h"

#include <stdlib.h>
#include <string.h>

static const struct inlet *inlet_of(const struct object *object)
{
	return (const struct inlet *)object;
}

static bool visible(const struct object *object)
{
	return object->visible;
}

static bool invisible(const struct object *object)
{
	return !object->visible;
}

static bool is_supply_unit(const struct object *object)
{
	return object->visible && inlet_of(object)->device->outlet_count == 0;
}

static bool lacks_both_draws(const struct object *object)
{
	const struct inlet *inlet = inlet_of(object);
	return !number_known(inlet->allocated_draw_w) && !number_known(inlet->maximum_draw_w);
}

static bool has_only_maximum(const struct object *object)
{
	const struct inlet *inlet = inlet_of(object);
	return !number_known(inlet->allocated_draw_w) && number_known(inlet->maximum_draw_w);
}

static bool is_uncabled(const struct termination *end)
{
	return !end->cable && !end->mark_connected;
}

/* What is not there yet, or not any more, needs no cord. */
static bool is_in_use(const struct object *object)
{
	static const char *const unused[] = { "planned", "inventory", "decommissioning" };
	for (size_t i = 0; i < sizeof unused / sizeof *unused; i++)
		if (strcmp(inlet_of(object)->device->status, unused[i]) == 0)
			return false;
	return object->visible;
}

static bool inlet_uncabled(const struct object *object)
{
	return is_uncabled(&inlet_of(object)->end);
}

static bool feed_uncabled(const struct object *object)
{
	return is_uncabled(&((const struct feed *)object)->end);
}

static bool outlet_needs_inlet(const struct object *object)
{
	return object->visible && ((const struct outlet *)object)->device->inlet_count > 0;
}

static bool outlet_unlinked(const struct object *object)
{
	return !((const struct outlet *)object)->inlet;
}

static bool cable_one_ended(const struct object *object)
{
	const struct cable *cable = (const struct cable *)object;
	return cable->supply_count == 0 || cable->inlet_count == 0;
}

static bool panel_without_feeds(const struct object *object)
{
	return ((const struct panel *)object)->feed_count == 0;
}

static const struct gap_rule rules[] = {
	{ "draw-missing", OBJECT_INLET, "inlets of devices", "have neither an allocated nor a maximum draw",
	  "set the allocated draw of the power port: what the device takes through it, in watts",
	  is_supply_unit, lacks_both_draws },
	{ "draw-only-maximum", OBJECT_INLET, "inlets of devices", "have a maximum draw only",
	  "set the allocated draw, too; until then --estimate 0.7 counts them at 70 % of the maximum",
	  is_supply_unit, has_only_maximum },
	{ "cord-missing", OBJECT_INLET, "inlets of devices in use", "have no cable",
	  "connect the power port to the outlet or feed it hangs on, or mark it as connected",
	  is_in_use, inlet_uncabled },
	{ "outlet-unlinked", OBJECT_OUTLET, "outlets of devices with inlets", "do not say which inlet feeds them",
	  "set the power port of the outlet, also in the device type",
	  outlet_needs_inlet, outlet_unlinked },
	{ "feed-without-cord", OBJECT_FEED, "feeds", "have no cable",
	  "connect the power feed to the inlet of the PDU or device that it feeds",
	  visible, feed_uncabled },
	{ "panel-without-feeds", OBJECT_PANEL, "panels", "have no feed",
	  "add the power feeds of the panel",
	  visible, panel_without_feeds },
	{ "cable-one-ended", OBJECT_CABLE, "power cables", "have lost an end",
	  "connect the other end again, or delete the cable",
	  visible, cable_one_ended },
};

/* Of every kind: what others refer to and was not in any answer. */
static const struct gap_rule invisible_rule = {
	"not-visible", OBJECT_KINDS, "objects", "are referred to but were not read",
	"let the token see them (view permission without constraints), or delete what refers to them",
	NULL, invisible
};

/* -- counting ----------------------------------------------------------- */

/* The objects of a gap while they are gathered. */
struct members {
	const struct object **items;
	size_t count, capacity;
};

static void gather(const struct inventory *inventory, const struct scope *scope, enum object_kind kind,
                   struct gap *gap, struct members *members)
{
	const struct gap_rule *rule = gap->rule;
	size_t count;
	struct object **objects = inventory_objects(inventory, kind, &count);
	for (size_t i = 0; i < count; i++) {
		if ((rule->counts && !rule->counts(objects[i])) || !scope_contains(scope, objects[i]))
			continue;
		gap->total++;
		if (!rule->missing(objects[i]))
			continue;
		members->items = array_grow(members->items, members->count, &members->capacity, sizeof *members->items);
		members->items[members->count++] = objects[i];
	}
}

static void finish(struct gap *gap, struct members *members)
{
	element_sort(members->items, members->count);
	gap->count = members->count;
	for (size_t i = 0; i < GAP_FIRST && i < members->count; i++)
		gap->first[i] = members->items[i];
	free(members->items);
}

size_t gaps_find(const struct inventory *inventory, const struct scope *scope, struct gap gaps[GAPS_MAX])
{
	size_t count = sizeof rules / sizeof *rules;
	for (size_t i = 0; i < count; i++) {
		struct members members = { NULL, 0, 0 };
		gaps[i] = (struct gap){ .rule = &rules[i] };
		gather(inventory, scope, rules[i].kind, &gaps[i], &members);
		finish(&gaps[i], &members);
	}
	struct members members = { NULL, 0, 0 };
	gaps[count] = (struct gap){ .rule = &invisible_rule };
	for (int kind = 0; kind < OBJECT_KINDS; kind++)
		gather(inventory, NULL, (enum object_kind)kind, &gaps[count], &members);
	finish(&gaps[count], &members);
	return count + 1;
}
