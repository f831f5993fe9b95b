/* Rules about the chain itself: cycles, open ends, sides, feeds. */
#include "power/rules.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* The ways into a node that close a cycle: over this cable, NULL: over none. */
static void check_cycle(struct scan *s, uint32_t n, const struct cable *cable)
{
	const struct power *p = s->power;
	for (uint32_t i = p->in_start[n]; i < p->in_start[n + 1]; i++) {
		const struct edge *edge = &p->edges[p->in_edges[i]];
		const struct object *to = p->nodes[n].object;
		if (edge->closes_cycle && edge->cable == cable)
			scan_add(s, cable ? &cable->object : to,
			         "%s is fed by %s, which it feeds itself: this way carries nothing",
			         scan_name(s, to), scan_name(s, p->nodes[edge->from].object));
	}
}

void rule_cycle(struct scan *s)
{
	for (size_t at = s->first[OBJECT_PANEL]; at < s->first[OBJECT_DEVICE + 1]; at++)
		check_cycle(s, scan_node(s, at), NULL);
	for (size_t i = 0; i < s->cable_count; i++)
		for (size_t k = 0; k < s->cables[i]->inlet_count; k++)
			check_cycle(s, node_of(s->power, s->cables[i]->inlets[k]), s->cables[i]);
}

static bool is_marked(const struct device *device)
{
	for (size_t i = 0; i < device->inlet_count; i++)
		if (device->inlets[i]->end.mark_connected)
			return true;
	return false;
}

void rule_open_end(struct scan *s)
{
	for (size_t at = s->first[OBJECT_DEVICE]; at < s->first[OBJECT_DEVICE + 1]; at++) {
		uint32_t n = scan_node(s, at);
		const struct node *node = &s->power->nodes[n];
		if (!(node->flags & NODE_OPEN_END) || !node->object->visible || (node->flags & NODE_NOT_LIVE) ||
		    is_marked(node_device(node)))
			continue;
		scan_add(s, node->object, "the chain ends at %s: %s", node->object->name,
		         node_device(node)->inlet_count == 1 ? "its inlet is not cabled" : "no inlet is cabled");
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

/* Of a device with a conflict its outlets say nothing new. */
void rule_side_mismatch(struct scan *s)
{
	for (size_t at = s->first[OBJECT_PANEL]; at < s->first[OBJECT_DEVICE + 1]; at++) {
		uint32_t n = scan_node(s, at);
		const struct node *node = &s->power->nodes[n];
		bool said = node->kind == OBJECT_OUTLET && (s->power->nodes[node->device].flags & NODE_SIDE_CONFLICT);
		if (!(node->flags & NODE_SIDE_CONFLICT) || said)
			continue;
		const char *name = scan_name(s, node->object), *sides = list_sides(s, node->sides);
		if (node->flags & NODE_SIDE_DECLARED)
			scan_add(s, node->object, "%s is side %c by its name, type or field, but fed from %s", name,
			         node->side, sides);
		else
			scan_add(s, node->object, "%s is fed from two sides, %s", name, sides);
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

/* 100–127, 230, 277 and 347 V are voltages of one phase against neutral; 220 and
 * 240 V may be either (127/220 in Brazil, 240 delta). */
static bool is_phase_voltage(double volts)
{
	return (volts >= 100 && volts <= 127) || volts == 230 || volts == 277 || volts == 347;
}

void rule_volts_phase(struct scan *s)
{
	for (size_t at = s->first[OBJECT_FEED]; at < s->first[OBJECT_INLET]; at++) {
		uint32_t n = scan_node(s, at);
		const struct feed *feed = node_feed(&s->power->nodes[n]);
		double volts = fabs((double)feed->voltage_v);
		if (feed->object.visible && feed->three_phase && !feed->dc && is_phase_voltage(volts))
			scan_add(s, &feed->object, "%s is three-phase with %.0f V, a voltage of one phase: %.0f V line to line?",
			         scan_name(s, &feed->object), volts, line_to_line(volts));
	}
}

/* What the feed supplies in a rack; a feed to a panel board has no rack to name. */
static const struct device *supplied_in_rack(const struct feed *feed)
{
	const struct cable *cable = feed->end.cable;
	for (size_t i = 0; cable && i < cable->inlet_count; i++)
		if (cable->inlets[i]->device->rack)
			return cable->inlets[i]->device;
	return NULL;
}

void rule_feed_without_rack(struct scan *s)
{
	for (size_t at = s->first[OBJECT_FEED]; at < s->first[OBJECT_INLET]; at++) {
		uint32_t n = scan_node(s, at);
		const struct feed *feed = node_feed(&s->power->nodes[n]);
		const struct device *device = supplied_in_rack(feed);
		if (!feed->rack && feed->object.visible && device)
			scan_add(s, &feed->object, "%s supplies %s in rack %s, but names no rack: NetBox counts it in none",
			         scan_name(s, &feed->object), device->object.name, device->rack->object.name);
	}
}

/* Panel boards, switchgear and what is before them stand on the floor or hang on
 * the wall; in a rack their load would count as the rack's. */
void rule_panel_in_rack(struct scan *s)
{
	for (size_t at = s->first[OBJECT_DEVICE]; at < s->first[OBJECT_DEVICE + 1]; at++) {
		uint32_t n = scan_node(s, at);
		const struct node *node = &s->power->nodes[n];
		const struct device *device = node_device(node);
		if (node->role >= ROLE_UTILITY && node->role <= ROLE_PANEL && device->rack && device->object.visible)
			scan_add(s, node->object, "%s is a %s and stands in rack %s", device->object.name,
			         role_title((enum role)node->role), device->rack->object.name);
	}
}
