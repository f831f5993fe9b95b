/* Nodes and edges of the graph. Edges are made node by node, all edges into a
 * node together, so that in_edges is the identity; edges out come by counting.
 * The rules are those of docs/power.md, section "The graph". */
#include "power/build.h"

#include "base/number.h"
#include "power/state.h"

#include <string.h>

/* What every node is at first: all figures unknown, all sums 0. */
static struct node blank_node(enum object_kind kind)
{
	const double unknown = NUMBER_UNKNOWN;
	return (struct node){
		.kind = (uint8_t)kind,
		.severity = SEVERITY_UNKNOWN,
		.device = NODE_NONE, .way = NODE_NONE, .bottleneck = NODE_NONE,
		.netbox_allocated_w = unknown, .netbox_maximum_w = unknown,
		.rated_w = unknown, .usable_w = unknown, .limit_w = unknown,
		.headroom_w = unknown, .unassigned_w = unknown,
		.utilization_pct = (float)unknown, .volts = (float)unknown,
		.amps_rated = (float)unknown, .current_a = (float)unknown,
	};
}

static void add_nodes_of_kind(struct build *b, enum object_kind kind)
{
	size_t count;
	struct object **objects = inventory_objects(b->inventory, kind, &count);
	const struct node blank = blank_node(kind);
	b->power->first[kind] = b->node_count;
	for (size_t i = 0; i < count; i++) {
		if (i + PREFETCH < count)
			prefetch(objects[i + PREFETCH]);
		struct node *node = &b->nodes[b->node_count++];
		*node = blank;
		node->object = objects[i];
		node->flags = objects[i]->visible ? 0 : NODE_INVISIBLE;
		b->custom |= objects[i]->custom_count > 0;
	}
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
	for (int kind = OBJECT_PANEL; kind <= OBJECT_DEVICE; kind++)
		add_nodes_of_kind(b, (enum object_kind)kind);
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
	const struct device *feeder = device->inlet_count ? device : find_feeder(device->parent);
	*feeder_of(b, n) = feeder == device ? n : feeder ? node_of(b->power, feeder) : NODE_NONE;
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
		prefetch_object(b, n + PREFETCH);
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
		prefetch_object(b, n + PREFETCH);
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

/* Is a node in the way of power for good: not live, and not merely planned? */
static bool is_stopped(const struct build *b, uint32_t n)
{
	return (b->nodes[n].flags & (NODE_NOT_LIVE | NODE_NOT_YET)) == NODE_NOT_LIVE;
}

static void set_edge(struct build *b, struct edge *edge, uint32_t from, uint32_t to, enum edge_kind kind)
{
	bool live = !((b->nodes[from].flags | b->nodes[to].flags) & NODE_NOT_LIVE);
	*edge = (struct edge){
		.from = from, .to = to, .kind = (uint8_t)kind, .load_w = NUMBER_UNKNOWN,
		.live = live, .redundancy = live,
		.planned = !live && !is_stopped(b, from) && !is_stopped(b, to),
	};
}

static struct edge *add_edge(struct build *b, uint32_t from, uint32_t to, enum edge_kind kind)
{
	struct edge *edge = grow_edges(b);
	set_edge(b, edge, from, to, kind);
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
	const struct panel *panel = node_feed(&b->nodes[n])->panel;
	if (panel)
		add_edge(b, node_of(b->power, panel), n, EDGE_PANEL);
}

/* What connect_inlet() will want of the inlets to come: three steps of pointers. */
static void prefetch_cable(const struct build *b, uint32_t n)
{
	enum { STEP = PREFETCH / 4 };
	const struct cable *cable;
	if (n + 3 * STEP >= b->power->first[OBJECT_OUTLET])
		return;
	prefetch(node_inlet(&b->nodes[n + 3 * STEP])->end.cable);
	if ((cable = node_inlet(&b->nodes[n + 2 * STEP])->end.cable))
		prefetch(cable->supply);
	if ((cable = node_inlet(&b->nodes[n + STEP])->end.cable) && cable->supply_count)
		prefetch(cable->supply[0]);
}

static void connect_inlet(struct build *b, uint32_t n)
{
	prefetch_cable(b, n);
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

/* A device in a bay hangs on its consumer chassis, or on the inlets of a
 * chassis that distributes. */
static void connect_bay(struct build *b, uint32_t n, uint32_t feeder)
{
	const struct device *device = node_device(&b->nodes[feeder]);
	if (b->nodes[feeder].role == ROLE_CONSUMER) {
		add_edge(b, feeder, n, EDGE_BAY);
		return;
	}
	for (size_t i = 0; i < device->inlet_count; i++)
		add_edge(b, node_of(b->power, device->inlets[i]), n, EDGE_BAY);
}

/* Edges from a consumer's inlets are left blank: the inlets know their device,
 * and are gone through in their own order. */
static void connect_device(struct build *b, uint32_t n)
{
	uint32_t feeder = *feeder_of(b, n);
	if (b->nodes[n].role != ROLE_CONSUMER)
		return;
	if (feeder != n)
		connect_bay(b, n, feeder);
	for (size_t i = 0; feeder == n && i < node_device(&b->nodes[n])->inlet_count; i++)
		grow_edges(b);
}

static void fill_supply_edges(struct build *b)
{
	const uint32_t *first = b->power->first;
	uint32_t *next = arena_array(b->scratch, b->node_count - first[OBJECT_DEVICE] + 1, sizeof *next);
	memcpy(next, b->power->in_start + first[OBJECT_DEVICE], (b->node_count - first[OBJECT_DEVICE]) * sizeof *next);
	for (uint32_t n = first[OBJECT_INLET]; n < first[OBJECT_OUTLET]; n++) {
		if (b->nodes[n].role != ROLE_PSU)
			continue;
		uint32_t device = b->nodes[n].device;
		set_edge(b, &b->edges[next[device - first[OBJECT_DEVICE]]++], n, device, EDGE_SUPPLY);
	}
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
	fill_supply_edges(b);
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
