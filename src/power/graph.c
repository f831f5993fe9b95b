/* Nodes and edges of the graph. Edges are made node by node, all edges into a
 * node together, so that in_edges is the identity; edges out come by counting.
 * The rules are those of docs/power.md, section "The graph". */
#include "power/build.h"

#include "base/number.h"
#include "power/state.h"

#include <string.h>

static void add_node(struct build *b, const struct object *object)
{
	struct node *node = &b->nodes[b->node_count++];
	const double unknown = NUMBER_UNKNOWN;
	*node = (struct node){
		.object = object,
		.kind = (uint8_t)object->kind,
		.severity = SEVERITY_UNKNOWN,
		.flags = object->visible ? 0 : NODE_INVISIBLE,
		.device = NODE_NONE, .way = NODE_NONE, .bottleneck = NODE_NONE,
		.netbox_allocated_w = unknown, .netbox_maximum_w = unknown,
		.rated_w = unknown, .usable_w = unknown, .limit_w = unknown,
		.headroom_w = unknown, .unassigned_w = unknown,
		.utilization_pct = (float)unknown, .volts = (float)unknown,
		.amps_rated = (float)unknown, .current_a = (float)unknown,
	};
}

static size_t count_objects(const struct inventory *inventory)
{
	size_t sum = 0, count;
	for (int kind = OBJECT_PANEL; kind <= OBJECT_DEVICE; kind++) {
		inventory_objects(inventory, (enum object_kind)kind, &count);
		sum += count;
	}
	return sum;
}

static void add_nodes(struct build *b)
{
	struct power *power = b->power;
	power->nodes = b->nodes = arena_array(power->arena, count_objects(b->inventory) + 1, sizeof *b->nodes);
	for (int kind = OBJECT_PANEL; kind <= OBJECT_DEVICE; kind++) {
		size_t count;
		struct object **objects = inventory_objects(b->inventory, (enum object_kind)kind, &count);
		power->first[kind] = b->node_count;
		for (size_t i = 0; i < count; i++)
			add_node(b, objects[i]);
	}
	power->first[OBJECT_DEVICE + 1] = power->node_count = b->node_count;
}

/* -- devices ------------------------------------------------------------ */

enum { BAY_DEPTH = 16 }; /* bays in bays; NetBox allows one level, chassis of chassis a few */

static const struct device *find_feeder(const struct device *device)
{
	for (int depth = 0; device && depth < BAY_DEPTH; depth++, device = device->parent)
		if (device->inlet_count)
			return device;
	return NULL;
}

static uint32_t *feeder_of(const struct build *b, uint32_t device)
{
	return &b->feeder[device - b->power->first[OBJECT_DEVICE]];
}

/* A device whose outlets, or those of a child in a bay, hang on its inlets. */
static void mark_distribution(struct build *b, uint32_t n)
{
	const struct device *device = node_device(&b->nodes[n]);
	const struct device *feeder = find_feeder(device);
	*feeder_of(b, n) = power_node(b->power, feeder ? &feeder->object : NULL);
	if (!device->outlet_count)
		return;
	b->nodes[n].role = ROLE_DISTRIBUTION;
	if (feeder)
		b->nodes[*feeder_of(b, n)].role = ROLE_DISTRIBUTION;
}

static bool any_cabled(const struct device *device)
{
	for (size_t i = 0; i < device->inlet_count; i++)
		if (device->inlets[i]->end.cable)
			return true;
	return false;
}

/* Where power starts, or the chain ends. */
static uint32_t state_of_ends(const struct build *b, uint32_t n, enum role role)
{
	const struct device *device = node_device(&b->nodes[n]);
	if (!device->object.visible)
		return *feeder_of(b, n) == NODE_NONE ? NODE_OPEN_END : 0;
	if (*feeder_of(b, n) == NODE_NONE)
		return NODE_SOURCE;
	if (*feeder_of(b, n) != n || any_cabled(device))
		return 0;
	bool may_start = role == ROLE_UTILITY || role == ROLE_GENERATOR || role == ROLE_PANEL;
	return may_start ? NODE_SOURCE : NODE_OPEN_END;
}

static void settle_device(struct build *b, uint32_t n)
{
	struct node *node = &b->nodes[n];
	const struct device *device = node_device(node);
	if (node->role == ROLE_DISTRIBUTION) {
		node->role = (uint8_t)role_of_device(device, b->policy);
		node->flags |= state_of_distribution(device, b->policy) | state_of_ends(b, n, (enum role)node->role);
		if (role_is_transfer((enum role)node->role))
			node->flags |= NODE_TRANSFER;
	} else if (*feeder_of(b, n) != NODE_NONE) {
		node->role = ROLE_CONSUMER;
		node->flags |= state_of_consumer(device, b->policy);
	} else {
		node->role = ROLE_PASSIVE;
	}
}

static void classify_devices(struct build *b)
{
	uint32_t from = b->power->first[OBJECT_DEVICE], to = b->node_count;
	b->feeder = arena_array(b->scratch, to - from + 1, sizeof *b->feeder);
	for (uint32_t n = from; n < to; n++)
		mark_distribution(b, n);
	for (uint32_t n = from; n < to; n++)
		settle_device(b, n);
}

/* -- the other kinds ---------------------------------------------------- */

static void classify_panels_and_feeds(struct build *b)
{
	for (uint32_t n = b->power->first[OBJECT_PANEL]; n < b->power->first[OBJECT_FEED]; n++) {
		b->nodes[n].role = ROLE_SOURCE_PANEL;
		b->nodes[n].flags |= NODE_SOURCE;
	}
	for (uint32_t n = b->power->first[OBJECT_FEED]; n < b->power->first[OBJECT_INLET]; n++) {
		b->nodes[n].role = ROLE_FEED;
		b->nodes[n].flags |= state_of_feed(node_feed(&b->nodes[n]), b->policy);
	}
}

static void classify_inlets(struct build *b)
{
	for (uint32_t n = b->power->first[OBJECT_INLET]; n < b->power->first[OBJECT_OUTLET]; n++) {
		struct node *node = &b->nodes[n];
		const struct inlet *inlet = node_inlet(node);
		node->device = node_of(b->power, inlet->device);
		const struct node *device = &b->nodes[node->device];
		bool distribution = role_is_distribution(device->role);
		node->role = distribution ? ROLE_INPUT : ROLE_PSU;
		node->flags |= state_of_inlet(inlet);
		node->flags |= device->flags & (distribution ? NODE_NOT_LIVE | NODE_NOT_YET : NODE_PLANNED);
	}
}

static void classify_outlets(struct build *b)
{
	for (uint32_t n = b->power->first[OBJECT_OUTLET]; n < b->power->first[OBJECT_DEVICE]; n++) {
		struct node *node = &b->nodes[n];
		const struct outlet *outlet = node_outlet(node);
		node->device = node_of(b->power, outlet->device);
		const struct node *device = &b->nodes[node->device];
		bool strip = device->role >= ROLE_ATS;
		node->role = strip ? ROLE_RECEPTACLE : ROLE_CIRCUIT;
		uint32_t own = state_of_outlet(outlet);
		node->flags |= own ? own : device->flags & (NODE_NOT_LIVE | NODE_NOT_YET);
	}
}

/* -- edges -------------------------------------------------------------- */

static struct edge *grow_edges(struct build *b)
{
	if (b->edge_count == b->edge_capacity) {
		uint32_t capacity = b->edge_capacity * 2;
		struct edge *edges = arena_array(b->power->arena, capacity, sizeof *edges);
		if (b->edge_count)
			memcpy(edges, b->edges, b->edge_count * sizeof *edges);
		b->edges = edges;
		b->edge_capacity = capacity;
	}
	return &b->edges[b->edge_count++];
}

static struct edge *add_edge(struct build *b, uint32_t from, uint32_t to, enum edge_kind kind)
{
	struct edge *edge = grow_edges(b);
	edge->from = from;
	edge->to = to;
	edge->kind = (uint8_t)kind;
	edge->load_w = NUMBER_UNKNOWN;
	uint32_t flags = b->nodes[from].flags | b->nodes[to].flags;
	edge->live = !(flags & NODE_NOT_LIVE);
	bool later = true; /* is every end that is not live merely planned? */
	for (int end = 0; end < 2; end++) {
		uint32_t f = b->nodes[end ? to : from].flags;
		later = later && (!(f & NODE_NOT_LIVE) || (f & NODE_NOT_YET));
	}
	edge->planned = !edge->live && later;
	edge->redundancy = edge->live;
	return edge;
}

static void add_cable_edge(struct build *b, uint32_t from, uint32_t to, const struct cable *cable)
{
	struct edge *edge = add_edge(b, from, to, EDGE_CABLE);
	edge->cable = cable;
	if (state_of_cable(cable, b->policy)) {
		edge->planned = edge->live || edge->planned;
		edge->live = false;
	}
	edge->redundancy = edge->live && cable_is_redundancy(cable);
}

static void connect_feed(struct build *b, uint32_t n)
{
	uint32_t panel = power_node(b->power, (const struct object *)node_feed(&b->nodes[n])->panel);
	if (panel != NODE_NONE)
		add_edge(b, panel, n, EDGE_PANEL);
}

static void connect_inlet(struct build *b, uint32_t n)
{
	const struct cable *cable = node_inlet(&b->nodes[n])->end.cable;
	if (!cable) {
		if (node_is(b, b->nodes[n].device, NODE_SOURCE))
			add_edge(b, b->nodes[n].device, n, EDGE_INTERNAL);
		return;
	}
	for (size_t i = 0; i < cable->supply_count; i++) {
		if (i == EDGES_IN_MAX) {
			b->nodes[n].flags |= NODE_CUT_SHORT;
			return;
		}
		uint32_t from = power_node(b->power, cable->supply[i]);
		if (from != NODE_NONE)
			add_cable_edge(b, from, n, cable);
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

/* An outlet fed by any of the device's inlets that come from outside. */
static void connect_to_all(struct build *b, uint32_t n, const struct device *feeder, bool assumed)
{
	for (size_t i = 0; i < feeder->inlet_count; i++) {
		const struct inlet *inlet = feeder->inlets[i];
		if (i >= EDGES_IN_MAX && inlet != node_outlet(&b->nodes[n])->inlet) {
			b->nodes[n].flags |= NODE_CUT_SHORT;
			continue;
		}
		if (!inlet_is_bank(inlet))
			add_edge(b, node_of(b->power, inlet), n, EDGE_INTERNAL)->assumed = assumed;
	}
}

static void connect_outlet(struct build *b, uint32_t n)
{
	const struct outlet *outlet = node_outlet(&b->nodes[n]);
	uint32_t device = b->nodes[n].device, feeder = *feeder_of(b, device);
	const struct inlet *inlet = outlet->inlet;
	if (!outlet->object.visible && !inlet)
		return;
	if (feeder == NODE_NONE || (!inlet && node_is(b, feeder, NODE_SOURCE))) {
		uint32_t from = feeder == NODE_NONE ? device : feeder;
		if (node_is(b, from, NODE_SOURCE))
			add_edge(b, from, n, EDGE_INTERNAL);
		return;
	}
	const struct device *box = node_device(&b->nodes[feeder]);
	bool transfer = node_is(b, feeder, NODE_TRANSFER);
	if (inlet && (!transfer || inlet_is_bank(inlet))) {
		add_edge(b, node_of(b->power, inlet), n, EDGE_INTERNAL);
	} else if (transfer || box->inlet_count == 1) {
		connect_to_all(b, n, box, !inlet && box->inlet_count == 1);
	} else {
		b->nodes[n].flags |= NODE_UNDECIDED;
		connect_to_all(b, n, box, true);
	}
}

static void connect_device(struct build *b, uint32_t n)
{
	if (b->nodes[n].role != ROLE_CONSUMER)
		return;
	const struct device *device = node_device(&b->nodes[n]);
	uint32_t feeder = *feeder_of(b, n);
	bool bay = feeder != n;
	if (bay && b->nodes[feeder].role == ROLE_CONSUMER) {
		add_edge(b, feeder, n, EDGE_BAY);
		return;
	}
	if (bay)
		device = node_device(&b->nodes[feeder]);
	for (size_t i = 0; i < device->inlet_count; i++)
		add_edge(b, node_of(b->power, device->inlets[i]), n, bay ? EDGE_BAY : EDGE_SUPPLY);
}

static void connect_kind(struct build *b, enum object_kind kind, void (*connect)(struct build *, uint32_t))
{
	for (uint32_t n = b->power->first[kind]; n < b->power->first[kind + 1]; n++) {
		b->power->in_start[n] = b->edge_count;
		connect(b, n);
	}
}

static void add_edges(struct build *b)
{
	struct power *power = b->power;
	const struct inventory *i = b->inventory;
	b->edge_capacity = (uint32_t)(i->feed_count + 2 * i->inlet_count + i->outlet_count + i->device_count + 64);
	b->edges = arena_array(power->arena, b->edge_capacity, sizeof *b->edges);
	power->in_start = arena_array(power->arena, b->node_count + 1, sizeof *power->in_start);
	connect_kind(b, OBJECT_FEED, connect_feed);
	connect_kind(b, OBJECT_INLET, connect_inlet);
	connect_kind(b, OBJECT_OUTLET, connect_outlet);
	connect_kind(b, OBJECT_DEVICE, connect_device);
	power->in_start[b->node_count] = b->edge_count;
	power->edges = b->edges;
	power->edge_count = b->edge_count;
}

static void list_edges(struct build *b)
{
	struct power *power = b->power;
	uint32_t nodes = b->node_count, edges = b->edge_count;
	power->in_edges = arena_array(power->arena, edges + 1, sizeof *power->in_edges);
	power->out_edges = arena_array(power->arena, edges + 1, sizeof *power->out_edges);
	power->out_start = arena_array(power->arena, nodes + 2, sizeof *power->out_start);
	uint32_t *start = power->out_start;
	for (uint32_t e = 0; e < edges; e++)
		start[b->edges[e].from + 2]++;
	for (uint32_t n = 2; n <= nodes; n++)
		start[n] += start[n - 1];
	for (uint32_t e = 0; e < edges; e++) {
		power->in_edges[e] = e;
		power->out_edges[start[b->edges[e].from + 1]++] = e;
	}
}

void build_graph(struct build *b)
{
	add_nodes(b);
	b->power->index = index_new(b->power);
	classify_devices(b);
	classify_panels_and_feeds(b);
	classify_inlets(b);
	classify_outlets(b);
	add_edges(b);
	list_edges(b);
}
