/* The edges of the graph, made node by node, all edges into a node together, so
 * that in_edges is the identity; edges out come by counting. The rules are
 * those of docs/power.md, section "The graph". */
#include "power/build.h"

#include "power/state.h"

#include <string.h>

/* -- an edge ------------------------------------------------------------------- */

static void *grow(struct build *b, const void *old, uint32_t capacity, size_t size)
{
	void *array = arena_array(b->scratch, capacity, size);
	if (b->edge_count)
		memcpy(array, old, b->edge_count * size);
	return array;
}

static void reserve_edges(struct build *b, uint32_t capacity)
{
	b->from = grow(b, b->from, capacity, sizeof *b->from);
	b->to = grow(b, b->to, capacity, sizeof *b->to);
	b->kind = grow(b, b->kind, capacity, 1);
	b->bits = grow(b, b->bits, capacity, 1);
	b->edge_capacity = capacity;
}

/* Is a node in the way of power for good: not live, and not merely planned? */
static bool is_stopped(const struct build *b, uint32_t n)
{
	return (b->flags[n] & (NODE_NOT_LIVE | NODE_NOT_YET)) == NODE_NOT_LIVE;
}

static void set_edge(struct build *b, uint32_t e, uint32_t from, uint32_t to, enum edge_kind kind)
{
	b->from[e] = from;
	b->to[e] = to;
	b->kind[e] = (uint8_t)kind;
	if (!((b->flags[from] | b->flags[to]) & NODE_NOT_LIVE))
		b->bits[e] = EDGE_LIVE | EDGE_REDUNDANT;
	else
		b->bits[e] = is_stopped(b, from) || is_stopped(b, to) ? 0 : EDGE_PLANNED;
}

static uint32_t add_edge(struct build *b, uint32_t from, uint32_t to, enum edge_kind kind)
{
	if (b->edge_count == b->edge_capacity)
		reserve_edges(b, b->edge_capacity * 2);
	set_edge(b, b->edge_count, from, to, kind);
	return b->edge_count++;
}

static void add_cable_edge(struct build *b, uint32_t from, uint32_t to, const struct cable *cable)
{
	uint32_t e = add_edge(b, from, to, EDGE_CABLE); /* may move the arrays */
	uint8_t *bits = &b->bits[e];
	if (state_of_cable(cable, b->policy))
		*bits = *bits & (EDGE_LIVE | EDGE_PLANNED) ? EDGE_PLANNED : 0;
	else if (!cable_is_redundancy(cable))
		*bits &= (uint8_t)~EDGE_REDUNDANT;
}

/* -- feeds and inlets ------------------------------------------------------------- */

static void connect_feed(struct build *b, uint32_t n)
{
	const struct panel *panel = feed_at(b, n)->panel;
	if (panel)
		add_edge(b, node_of(b->power, panel), n, EDGE_PANEL);
}

/* What connect_inlet() will want of the inlets to come: three steps of pointers. */
static void prefetch_cable(const struct build *b, uint32_t i)
{
	enum { STEP = PREFETCH / 3 };
	const struct cable *cable;
	if (i + 3 * STEP >= b->inventory->inlet_count)
		return;
	prefetch(b->cable[i + 3 * STEP]);
	if ((cable = b->cable[i + 2 * STEP]))
		prefetch(cable->supply);
	if ((cable = b->cable[i + STEP]) && cable->supply_count)
		prefetch(cable->supply[0]);
}

static void connect_inlet(struct build *b, uint32_t n)
{
	const struct cable *cable = b->cable[n - b->first[OBJECT_INLET]];
	prefetch_cable(b, n - b->first[OBJECT_INLET]);
	if (!cable) {
		if (node_is(b, box_at(b, n), NODE_SOURCE))
			add_edge(b, box_at(b, n), n, EDGE_INTERNAL);
		return;
	}
	if (!cable->supply_count)
		b->flags[n] |= NODE_LOST_END;
	for (size_t i = 0; i < cable->supply_count; i++) {
		if (i == EDGES_IN_MAX) {
			b->flags[n] |= NODE_CUT_SHORT;
			return;
		}
		add_cable_edge(b, node_of(b->power, cable->supply[i]), n, cable);
	}
}

bool inlet_is_bank(const struct inlet *inlet)
{
	const struct cable *cable = inlet->end.cable;
	for (size_t i = 0; cable && i < cable->supply_count && i < EDGES_IN_MAX; i++) {
		const struct object *end = cable->supply[i];
		if (end->kind == OBJECT_OUTLET &&
		    ((const struct outlet *)(const void *)end)->device == inlet->device)
			return true;
	}
	return false;
}

/* -- outlets ------------------------------------------------------------------------ */

/* An outlet fed by any of the device's inlets that come from outside. */
static void connect_to_all(struct build *b, uint32_t n, const struct device *feeder, bool assumed)
{
	for (size_t i = 0; i < feeder->inlet_count; i++) {
		const struct inlet *inlet = feeder->inlets[i];
		if (i >= EDGES_IN_MAX && inlet != outlet_at(b, n)->inlet) {
			b->flags[n] |= NODE_CUT_SHORT;
			continue;
		}
		if (inlet_is_bank(inlet))
			continue;
		uint32_t e = add_edge(b, node_of(b->power, inlet), n, EDGE_INTERNAL);
		b->bits[e] |= assumed ? EDGE_ASSUMED : 0;
	}
}

/* On a device in which it is not said, or not only said, what feeds an outlet. */
static void connect_loosely(struct build *b, uint32_t n, uint32_t feeder)
{
	const struct device *box = device_at(b, feeder);
	const struct inlet *inlet = outlet_at(b, n)->inlet;
	bool transfer = node_is(b, feeder, NODE_TRANSFER);
	if (inlet && (!transfer || inlet_is_bank(inlet))) {
		add_edge(b, node_of(b->power, inlet), n, EDGE_INTERNAL);
	} else if (transfer || box->inlet_count == 1) {
		connect_to_all(b, n, box, !inlet && box->inlet_count == 1);
	} else {
		b->flags[n] |= NODE_UNDECIDED;
		connect_to_all(b, n, box, true);
	}
}

static void connect_outlet(struct build *b, uint32_t n)
{
	uint32_t port = b->port[n - b->first[OBJECT_OUTLET]], device = box_at(b, n);
	uint32_t feeder = b->feeder[device - b->first[OBJECT_DEVICE]];
	if (port != NODE_NONE && feeder != NODE_NONE && !node_is(b, feeder, NODE_TRANSFER)) {
		add_edge(b, port, n, EDGE_INTERNAL);
		return;
	}
	if (node_is(b, n, NODE_INVISIBLE) && port == NODE_NONE)
		return;
	if (feeder == NODE_NONE || (port == NODE_NONE && node_is(b, feeder, NODE_SOURCE))) {
		uint32_t from = feeder == NODE_NONE ? device : feeder;
		if (node_is(b, from, NODE_SOURCE))
			add_edge(b, from, n, EDGE_INTERNAL);
		return;
	}
	connect_loosely(b, n, feeder);
}

/* -- devices -------------------------------------------------------------------------- */

/* A device in a bay hangs on its consumer chassis, or on the inlets of a
 * chassis that distributes. */
static void connect_bay(struct build *b, uint32_t n, uint32_t feeder)
{
	const struct device *device = device_at(b, feeder);
	if (b->role[feeder] == ROLE_CONSUMER) {
		add_edge(b, feeder, n, EDGE_BAY);
		return;
	}
	for (size_t i = 0; i < device->inlet_count; i++)
		add_edge(b, node_of(b->power, device->inlets[i]), n, EDGE_BAY);
}

/* Edges from a consumer's inlets are made only: the inlets know their device,
 * and are gone through in their own order. */
static void connect_device(struct build *b, uint32_t n)
{
	uint32_t feeder = b->feeder[n - b->first[OBJECT_DEVICE]];
	if (b->role[n] != ROLE_CONSUMER)
		return;
	if (feeder != n)
		connect_bay(b, n, feeder);
	for (size_t i = 0; feeder == n && i < device_at(b, n)->inlet_count; i++)
		add_edge(b, n, n, EDGE_SUPPLY);
}

static void fill_supply_edges(struct build *b)
{
	uint32_t *next = arena_array(b->scratch, b->node_count - b->first[OBJECT_DEVICE] + 1, sizeof *next);
	memcpy(next, b->in_start + b->first[OBJECT_DEVICE], (b->node_count - b->first[OBJECT_DEVICE]) * sizeof *next);
	for (uint32_t n = b->first[OBJECT_INLET]; n < b->first[OBJECT_OUTLET]; n++)
		if (b->role[n] == ROLE_PSU)
			set_edge(b, next[box_at(b, n) - b->first[OBJECT_DEVICE]]++, n, box_at(b, n), EDGE_SUPPLY);
}

/* -- all --------------------------------------------------------------------------------- */

static void connect_kind(struct build *b, enum object_kind kind, void (*connect)(struct build *, uint32_t))
{
	for (uint32_t n = b->first[kind]; n < b->first[kind + 1]; n++) {
		b->in_start[n] = b->edge_count;
		connect(b, n);
	}
}

static void list_edges_out(struct build *b)
{
	uint32_t *start = b->out_start;
	for (uint32_t e = 0; e < b->edge_count; e++)
		start[b->from[e] + 2]++;
	for (uint32_t n = 2; n <= b->node_count; n++)
		start[n] += start[n - 1];
	for (uint32_t e = 0; e < b->edge_count; e++)
		b->out_edges[start[b->from[e] + 1]++] = e;
}

void build_graph(struct build *b)
{
	struct power *power = b->power;
	reserve_edges(b, b->edge_capacity);
	b->in_start = power->in_start = arena_array(power->arena, b->node_count + 1, sizeof *b->in_start);
	connect_kind(b, OBJECT_FEED, connect_feed);
	connect_kind(b, OBJECT_INLET, connect_inlet);
	connect_kind(b, OBJECT_OUTLET, connect_outlet);
	connect_kind(b, OBJECT_DEVICE, connect_device);
	b->in_start[b->node_count] = b->edge_count;
	fill_supply_edges(b);
	b->out_edges = power->out_edges = arena_array(power->arena, b->edge_count + 1, sizeof *b->out_edges);
	b->out_start = power->out_start = arena_array(power->arena, b->node_count + 2, sizeof *b->out_start);
	list_edges_out(b);
}
