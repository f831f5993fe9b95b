/* What building the graph notices. One row a rule: its texts and the scan that
 * looks for it. */
#include "power/build.h"

#include "base/number.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

struct scan {
	const struct power *power;
	struct arena *arena;
	const struct finding_rule *rule;
	struct finding *found;
	size_t count, capacity;
};

static void add(struct scan *s, const struct object *object, const char *text)
{
	s->found = array_grow(s->found, s->count, &s->capacity, sizeof *s->found);
	s->found[s->count++] = (struct finding){s->rule, object, text};
}

static const char *name_of(struct scan *s, const struct object *object)
{
	char *name = object_full_name(object);
	const char *copy = arena_strdup(s->arena, name);
	free(name);
	return copy;
}

static const char *name_of_node(struct scan *s, uint32_t n)
{
	return name_of(s, s->power->nodes[n].object);
}

/* -- the scans --------------------------------------------------------------- */

static void scan_cycles(struct scan *s)
{
	for (uint32_t e = 0; e < s->power->edge_count; e++) {
		const struct edge *edge = &s->power->edges[e];
		if (edge->closes_cycle)
			add(s, s->power->nodes[edge->to].object,
			    arena_printf(s->arena, "%s is fed by %s, which it feeds itself: this way carries nothing",
			                 name_of_node(s, edge->to), name_of_node(s, edge->from)));
	}
}

static void scan_open_ends(struct scan *s)
{
	for (uint32_t n = s->power->first[OBJECT_DEVICE]; n < s->power->node_count; n++) {
		const struct node *node = &s->power->nodes[n];
		if ((node->flags & NODE_OPEN_END) && node->object->visible)
			add(s, node->object, arena_printf(s->arena, "the chain ends at %s: %s", node->object->name,
			                                  node_device(node)->inlet_count == 1 ? "its inlet is not cabled"
			                                                                      : "no inlet is cabled"));
	}
}

static void scan_unlinked(struct scan *s)
{
	for (uint32_t n = s->power->first[OBJECT_OUTLET]; n < s->power->first[OBJECT_DEVICE]; n++) {
		const struct node *node = &s->power->nodes[n];
		const struct outlet *outlet = node_outlet(node);
		uint32_t e = s->power->in_start[n];
		if (outlet->inlet || !outlet->object.visible || e == s->power->in_start[n + 1] || !s->power->edges[e].assumed)
			continue;
		add(s, node->object, arena_printf(s->arena, node->flags & NODE_UNDECIDED
		        ? "%s names no inlet, and there are several: its load is split evenly for the sums"
		        : "%s names no inlet: the only one is assumed", name_of_node(s, n)));
	}
}

/* Does the outlet hang, within its device, on another one with a leg? */
static bool leg_from_above(const struct power *p, uint32_t n)
{
	uint32_t device = p->nodes[n].device;
	for (uint32_t e = p->nodes[n].way; e != NODE_NONE && !p->edges[e].closes_cycle; e = p->nodes[n].way) {
		n = p->edges[e].from;
		if (p->nodes[n].device != device)
			return false;
		if (p->nodes[n].kind == OBJECT_OUTLET && node_outlet(&p->nodes[n])->feed_leg)
			return true;
	}
	return false;
}

static void scan_legs(struct scan *s)
{
	const struct power *p = s->power;
	for (uint32_t n = p->first[OBJECT_OUTLET]; n < p->first[OBJECT_DEVICE]; n++) {
		char leg = node_outlet(&p->nodes[n])->feed_leg;
		uint32_t way = p->nodes[n].way;
		if (!leg || way == NODE_NONE)
			continue;
		const struct node *inlet = &p->nodes[p->edges[way].from];
		if (inlet->three_phase || !known(inlet->volts) || leg_from_above(p, n))
			continue;
		add(s, p->nodes[n].object, arena_printf(s->arena, "%s has leg %c, but what feeds it is single-phase",
		                                        name_of_node(s, n), leg));
	}
}

static void scan_cables(struct scan *s)
{
	const struct inventory *inventory = s->power->inventory;
	for (size_t i = 0; i < inventory->cable_count; i++) {
		const struct cable *cable = inventory->cables[i];
		if (cable->supply_count && cable->inlet_count)
			continue;
		const struct object *end = cable->supply_count ? cable->supply[0]
		                         : cable->inlet_count ? &cable->inlets[0]->object : &cable->object;
		add(s, &cable->object, arena_printf(s->arena, "the cable at %s has no other end", name_of(s, end)));
	}
}

static const char *list_sides(struct scan *s, uint8_t sides)
{
	char text[32] = "";
	size_t length = 0;
	for (int i = 0; i < 8; i++)
		if (sides >> i & 1)
			length += (size_t)snprintf(text + length, sizeof text - length, "%s%c", length ? "+" : "", 'A' + i);
	return arena_strdup(s->arena, text);
}

static void scan_sides(struct scan *s)
{
	for (uint32_t n = 0; n < s->power->node_count; n++) {
		const struct node *node = &s->power->nodes[n];
		bool said = node->kind == OBJECT_OUTLET && (s->power->nodes[node->device].flags & NODE_SIDE_CONFLICT);
		if (!(node->flags & NODE_SIDE_CONFLICT) || said)
			continue;
		bool declared = node->flags & NODE_SIDE_DECLARED;
		const char *name = name_of_node(s, n), *sides = list_sides(s, node->sides);
		add(s, node->object, declared ? arena_printf(s->arena, "%s is side %c by its name or field, but fed from %s", name, node->side, sides)
		                              : arena_printf(s->arena, "%s is fed from two sides, %s", name, sides));
	}
}

/* The usual voltage line to line that is nearest to this one against neutral. */
static double line_to_line(double volts)
{
	static const double usual[] = {173, 190, 200, 208, 220, 380, 400, 415, 480, 600};
	double best = usual[0];
	for (size_t i = 1; i < sizeof usual / sizeof *usual; i++)
		if (fabs(usual[i] - volts * 1.732) < fabs(best - volts * 1.732))
			best = usual[i];
	return best;
}

/* 100–127, 230 and 277 V are voltages of one phase against neutral. */
static void scan_volts(struct scan *s)
{
	for (uint32_t n = s->power->first[OBJECT_FEED]; n < s->power->first[OBJECT_INLET]; n++) {
		const struct feed *feed = node_feed(&s->power->nodes[n]);
		double volts = fabs((double)feed->voltage_v);
		if (!feed->object.visible || !feed->three_phase || feed->dc)
			continue;
		if ((volts >= 100 && volts <= 127) || volts == 230 || volts == 277)
			add(s, &feed->object, arena_printf(s->arena, "%s is three-phase with %.0f V, a voltage of one phase: %.0f V line to line?",
			                                   name_of_node(s, n), volts, line_to_line(volts)));
	}
}

static void scan_overload(struct scan *s)
{
	for (uint32_t n = 0; n < s->power->first[OBJECT_DEVICE]; n++) {
		const struct node *node = &s->power->nodes[n];
		char load[NUMBER_MAX], usable[NUMBER_MAX], percent[NUMBER_MAX];
		if (node->severity != SEVERITY_ERROR)
			continue;
		add(s, node->object, arena_printf(s->arena, "%s: %s of %s, %s", name_of_node(s, n),
		                                  number_format_watts(load, node->load_w),
		                                  number_format_watts(usable, node->usable_w),
		                                  number_format_percent(percent, (double)node->utilization_pct)));
	}
}

/* -- the rules, by severity ---------------------------------------------------- */

static const struct {
	struct finding_rule rule;
	void (*scan)(struct scan *);
} rules[] = {
	{{"cycle", SEVERITY_ERROR, "an inlet that is fed by what it feeds",
	  "correct one of the cables of the loop"}, scan_cycles},
	{{"overload", SEVERITY_ERROR, "more load than usable capacity",
	  "move load elsewhere, or correct voltage, amperage, max. utilization or the draws"}, scan_overload},
	{{"cable-one-ended", SEVERITY_WARNING, "a power cable with one end only",
	  "connect the other end, or delete the cable"}, scan_cables},
	{{"leg-on-single-phase", SEVERITY_WARNING, "an outlet with a feed leg on a single-phase supply",
	  "clear the outlet's feed leg, or set the feed's phase to three-phase"}, scan_legs},
	{{"open-end", SEVERITY_WARNING, "a distribution device that nothing feeds",
	  "cable its inlet, or give it the role of a source"}, scan_open_ends},
	{{"side-mismatch", SEVERITY_WARNING, "a declared side that is not the side it is fed from, or two sides that meet",
	  "correct the cable, the name or the field with the side"}, scan_sides},
	{{"volts-phase", SEVERITY_WARNING, "a three-phase feed with the voltage of one phase",
	  "enter the voltage line to line (400 V for 230 V against neutral)"}, scan_volts},
	{{"outlet-unlinked", SEVERITY_NOTICE, "an outlet that does not say which inlet feeds it",
	  "set the outlet's power port"}, scan_unlinked},
};

static int in_order(const void *a, const void *b)
{
	const struct finding *x = a, *y = b;
	if (x->rule != y->rule) /* the table's order */
		return x->rule < y->rule ? -1 : 1;
	if (x->object->kind != y->object->kind)
		return x->object->kind < y->object->kind ? -1 : 1;
	return x->object->id < y->object->id ? -1 : x->object->id > y->object->id;
}

const struct finding *power_findings(const struct power *power, struct arena *arena, size_t *count)
{
	struct scan s = {.power = power, .arena = arena};
	for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
		s.rule = &rules[i].rule;
		rules[i].scan(&s);
	}
	if (s.count)
		qsort(s.found, s.count, sizeof *s.found, in_order);
	struct finding *result = arena_array(arena, s.count + 1, sizeof *result);
	for (size_t i = 0; i < s.count; i++)
		result[i] = s.found[i];
	*count = s.count;
	free(s.found);
	return result;
}
