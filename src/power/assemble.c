/* The nodes and edges of power.h, from the arrays: written once, in order. */
#include "power/build.h"

#include "base/number.h"
#include "power/capacity.h"
#include "power/warm.h"

static enum load_mark mark_of(uint8_t below)
{
	if (below & BELOW_ASSUMED)
		return MARK_ASSUMED;
	if (below & BELOW_ESTIMATE)
		return MARK_ESTIMATE;
	return below & (BELOW_UNKNOWN | BELOW_AT_LEAST) ? MARK_AT_LEAST : MARK_EXACT;
}

/* Nothing below is 0 W; only unknown things below are unknown. */
static double load_of(const struct build *b, uint32_t n)
{
	bool unknown = (b->below[n] & (BELOW_KNOWN | BELOW_UNKNOWN)) == BELOW_UNKNOWN;
	return unknown || b->role[n] == ROLE_PASSIVE ? NUMBER_UNKNOWN : b->load[n];
}

static double maximum_of(const struct build *b, uint32_t n)
{
	uint8_t both = BELOW_MAXIMUM_KNOWN | BELOW_MAXIMUM_UNKNOWN;
	bool unknown = (b->below[n] & both) == BELOW_MAXIMUM_UNKNOWN;
	return unknown || b->role[n] == ROLE_PASSIVE ? NUMBER_UNKNOWN : b->maximum[n];
}

static void write_node(const struct build *b, uint32_t n, enum object_kind kind, const void *object)
{
	const double unknown = NUMBER_UNKNOWN;
	bool inlet = kind == OBJECT_INLET, port = inlet || kind == OBJECT_OUTLET;
	const struct documented *netbox = inlet ? &b->netbox[n - b->first[OBJECT_INLET]] : NULL;
	b->power->nodes[n] = (struct node){
		.object = object,
		.kind = (uint8_t)kind,
		.role = b->role[n],
		.mark = (uint8_t)mark_of(b->below[n]),
		.severity = SEVERITY_UNKNOWN,
		.side = b->side[n],
		.sides = b->sides[n],
		.three_phase = b->three_phase[n],
		.flags = b->flags[n],
		.device = port ? box_at(b, n) : NODE_NONE,
		.way = b->way[n],
		.known = b->known[n],
		.total = b->total[n],
		.bottleneck = NODE_NONE,
		.load_w = load_of(b, n),
		.maximum_w = maximum_of(b, n),
		.planned_w = b->planned[n],
		.netbox_allocated_w = inlet ? netbox->allocated_w : unknown,
		.netbox_maximum_w = inlet ? netbox->maximum_w : unknown,
		.rated_w = unknown, .usable_w = unknown, .limit_w = unknown,
		.headroom_w = unknown,
		.unassigned_w = unknown,
		.utilization_pct = (float)unknown,
		.volts = b->volts[n],
		.amps_rated = b->amps[n],
		.current_a = (float)unknown,
	};
}

static void write_nodes(struct build *b)
{
	for (int kind = OBJECT_PANEL; kind <= OBJECT_DEVICE; kind++) {
		size_t count;
		struct object **objects = inventory_objects(b->inventory, (enum object_kind)kind, &count);
		uint32_t n = b->first[kind];
		for (size_t i = 0; i < count; i++, n++) {
			write_node(b, n, (enum object_kind)kind, objects[i]);
			capacity_rate(b, n);
		}
	}
}

/* -- edges -------------------------------------------------------------------- */

static double load_on(const struct build *b, uint32_t e, uint32_t carriers)
{
	const struct node *nodes = b->power->nodes;
	if (b->kind[e] == EDGE_BAY)
		return NUMBER_UNKNOWN;
	if (b->kind[e] == EDGE_SUPPLY)
		return nodes[b->from[e]].load_w;
	return edge_is(b, e, EDGE_CARRIES) ? nodes[b->to[e]].load_w / carriers : 0;
}

static void write_edge(const struct build *b, uint32_t e, uint32_t carriers)
{
	uint8_t bits = b->bits[e];
	bool cable = b->kind[e] == EDGE_CABLE;
	b->power->edges[e] = (struct edge){
		.cable = cable ? b->cable[b->to[e] - b->first[OBJECT_INLET]] : NULL,
		.load_w = load_on(b, e, carriers),
		.from = b->from[e],
		.to = b->to[e],
		.kind = b->kind[e],
		.live = bits & EDGE_LIVE,
		.redundancy = bits & EDGE_REDUNDANT,
		.assumed = bits & EDGE_ASSUMED,
		.reserve = bits & EDGE_RESERVE,
		.closes_cycle = bits & EDGE_CUT,
		.carries = bits & EDGE_CARRIES,
		.planned = bits & EDGE_PLANNED,
	};
}

static void write_edges(struct build *b)
{
	struct power *power = b->power;
	power->edge_count = b->edge_count;
	if (b->edge_count > b->room_for_edges) /* several ends on many cables */
		power->edges = arena_array(power->arena, b->edge_count, sizeof *power->edges);
	power->in_edges = arena_array(power->arena, b->edge_count + 1, sizeof *power->in_edges);
	for (uint32_t n = 0; n < b->node_count; n++) {
		uint32_t carriers = 0;
		for (uint32_t e = b->in_start[n]; e < b->in_start[n + 1]; e++)
			carriers += edge_is(b, e, EDGE_CARRIES);
		for (uint32_t e = b->in_start[n]; e < b->in_start[n + 1]; e++) {
			power->in_edges[e] = e;
			write_edge(b, e, carriers);
		}
	}
}

void build_prepare(struct build *b)
{
	struct power *power = b->power;
	size_t nodes = ((size_t)b->node_count + 1) * sizeof *power->nodes;
	size_t edges = ((size_t)b->edge_capacity + 1) * sizeof *power->edges;
	char *memory = arena_alloc(power->arena, nodes + edges);
	power->nodes = (struct node *)(void *)memory;
	power->edges = (struct edge *)(void *)(memory + nodes);
	b->room_for_edges = b->edge_capacity;
	b->warm = warm_start(memory, nodes + edges);
}

void build_assemble(struct build *b)
{
	warm_wait(b->warm);
	write_nodes(b);
	write_edges(b);
}
