/* The net of an area: see place_net.h. */
#include "power/place_net.h"

#include <stdlib.h>

/* -- where power arrives ---------------------------------------------------- */

static uint8_t sides_of(const struct node *node)
{
	return node->side ? (uint8_t)(1 << (node->side - 'A')) : node->sides;
}

static void add_sink(struct place_net *net, uint32_t n, uint32_t end)
{
	const struct node *node = &net->power->nodes[n];
	uint8_t sides = sides_of(node);
	bool unrated = power_inlet_unrated(net->power, n);
	net->sinks = array_grow(net->sinks, net->sink_count, &net->sink_capacity, sizeof *net->sinks);
	net->sinks[net->sink_count++] = (struct place_sink){n, end, sides, unrated};
	net->unknown |= unrated || (node->flags & NODE_UNKNOWN_FED);
	net->sideless |= !sides && (node->kind == OBJECT_INLET || node->total); /* a spare feed needs none */
}

/* Does the supply lead to further distribution in the area? */
static bool leads_on(const struct place_net *net, uint32_t supply)
{
	const struct power *p = net->power;
	for (uint32_t i = p->out_start[supply]; i < p->out_start[supply + 1]; i++) {
		const struct edge *edge = &p->edges[p->out_edges[i]];
		if (edge_open(edge) && p->nodes[edge->to].role == ROLE_INPUT && area_holds(net->area, edge->to))
			return true;
	}
	return false;
}

static void add_supply(struct place_net *net, uint32_t n)
{
	if (!(net->power->nodes[n].flags & NODE_NOT_LIVE) && !leads_on(net, n))
		add_sink(net, n, n);
}

/* Is the inlet cabled, but not to a strip or a panel of the same area? */
static bool is_entry(const struct place_net *net, uint32_t inlet, bool from_strips_only)
{
	const struct power *p = net->power;
	bool any = net->power->nodes[inlet].flags & (NODE_EXTERNAL | NODE_LOST_END);
	for (uint32_t e = p->in_start[inlet]; e < p->in_start[inlet + 1]; e++) {
		uint32_t from = p->edges[e].from;
		if (!edge_open(&p->edges[e]))
			continue;
		any = true;
		if (!area_holds(net->area, from))
			continue;
		if (!from_strips_only)
			return false;
		uint32_t device = p->nodes[from].device;
		if (p->nodes[from].kind == OBJECT_OUTLET && !is_board(net->index, device))
			return false;
	}
	return any;
}

static void add_strip(struct place_net *net, uint32_t n, const struct device *device)
{
	bool box = limits_itself(net->power, n);
	for (size_t i = 0; i < device->inlet_count; i++) {
		uint32_t inlet = node_of(net->power, device->inlets[i]);
		if (!inlet_is_bank(device->inlets[i]) && is_entry(net, inlet, true))
			add_sink(net, inlet, box ? n : inlet);
	}
	for (size_t i = 0; !device->inlet_count && i < device->outlet_count; i++)
		add_supply(net, node_of(net->power, device->outlets[i]));
}

static void add_cord(struct place_net *net, uint32_t inlet)
{
	if (is_entry(net, inlet, false))
		add_sink(net, inlet, inlet);
}

static void add_member(struct place_net *net, uint32_t n)
{
	const struct node *node = &net->power->nodes[n];
	if (node->kind == OBJECT_FEED) {
		add_supply(net, n);
		return;
	}
	if (node->kind != OBJECT_DEVICE || (node->flags & NODE_NOT_LIVE))
		return;
	const struct device *device = node_device(node);
	if (node->role == ROLE_CONSUMER) {
		for (size_t i = 0; i < device->inlet_count; i++)
			add_cord(net, node_of(net->power, device->inlets[i]));
	} else if (role_is_distribution(node->role) && is_board(net->index, n)) {
		for (size_t i = 0; i < device->outlet_count; i++)
			add_supply(net, node_of(net->power, device->outlets[i]));
	} else if (role_is_distribution(node->role)) {
		add_strip(net, n, device);
	}
}

/* -- the net above ----------------------------------------------------------- */

static uint32_t number(struct place_net *net, uint32_t n)
{
	struct place_index *index = net->index;
	if (index->stamp[n] != index->mark) {
		index->stamp[n] = index->mark;
		index->local[n] = (uint32_t)net->node_count;
		net->nodes = array_grow(net->nodes, net->node_count, &net->node_capacity, sizeof *net->nodes);
		net->nodes[net->node_count++] = n;
	}
	return index->local[n];
}

static void add_arc(struct place_net *net, uint32_t from, uint32_t to, bool redundancy)
{
	uint32_t a = number(net, from), b = number(net, to);
	net->arcs = array_grow(net->arcs, net->arc_count, &net->arc_capacity, sizeof *net->arcs);
	net->redundancy = array_grow(net->redundancy, net->arc_count, &net->flag_capacity, sizeof *net->redundancy);
	net->redundancy[net->arc_count] = redundancy;
	net->arcs[net->arc_count++] = (struct maxflow_arc){a, b, MAXFLOW_UNLIMITED};
}

static void link_box(struct place_net *net, uint32_t n)
{
	const struct device *device = node_device(&net->power->nodes[n]);
	for (size_t i = 0; i < device->inlet_count; i++)
		if (!inlet_is_bank(device->inlets[i]))
			add_arc(net, node_of(net->power, device->inlets[i]), n, true);
}

static void link_node(struct place_net *net, uint32_t n)
{
	const struct power *p = net->power;
	bool boxed = false;
	for (uint32_t e = p->in_start[n]; e < p->in_start[n + 1]; e++) {
		const struct edge *edge = &p->edges[e];
		const struct node *from = &p->nodes[edge->from];
		if (!edge_open(edge))
			continue;
		bool box = edge->kind == EDGE_INTERNAL && from->kind == OBJECT_INLET &&
		           limits_itself(p, from->device) && !inlet_is_bank(node_inlet(from));
		if (!box)
			add_arc(net, edge->from, n, edge->redundancy);
		else if (!boxed)
			add_arc(net, from->device, n, true);
		boxed |= box;
	}
}

/* Node by node what leads to it, so arcs stand in the order of those nodes. */
static void collect(struct place_net *net)
{
	const struct power *p = net->power;
	net->index->mark++;
	for (size_t i = 0; i < net->sink_count; i++)
		number(net, net->sinks[i].end);
	for (size_t i = 0; i < net->node_count; i++) {
		uint32_t n = net->nodes[i];
		bool box = p->nodes[n].kind == OBJECT_DEVICE && !(p->nodes[n].flags & NODE_SOURCE);
		(box ? link_box : link_node)(net, n);
	}
}

/* -- all of it -------------------------------------------------------------------- */

void place_net_start(struct place_net *net, struct place_index *index, const struct area *area)
{
	*net = (struct place_net){.index = index, .power = index->power, .area = area};
	for (size_t i = 0; i < area->member_count; i++)
		if (area_holds(area, area->members[i]))
			add_member(net, area->members[i]);
	collect(net);
}

void place_net_end(struct place_net *net)
{
	free(net->sinks);
	free(net->nodes);
	free(net->arcs);
	free(net->redundancy);
}

unsigned place_net_sides(const struct place_net *net)
{
	unsigned sides = 0;
	for (size_t i = 0; i < net->sink_count; i++)
		sides |= net->sinks[i].sides;
	return sides;
}
