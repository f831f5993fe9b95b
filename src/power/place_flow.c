/* What can flow into an area: maximum flow from the sources to the points where
 * power comes to be used in it ("sinks"): circuits and feeds that lead to no
 * further distribution in the area, the inlets of rack PDUs, and the inlets of
 * consumers that are fed from elsewhere. The net is what lies above these
 * points, so a rack costs a handful of nodes.
 *
 * An inlet leads to an outlet directly, unless the device has a limit of its own
 * (a written rating, or it transfers: one inlet at a time); then the device's
 * node stands between, or at the end of the way: an ATS on two feeds of 2 300 W
 * brings 2 300 W into its rack. A lost side takes the nodes with that side. */
#include "power/place_build.h"

#include "power/cone.h"
#include "power/maxflow.h"

#include <stdlib.h>
#include <string.h>

struct sink {
	uint32_t node;
	uint32_t end; /* where the flow ends: the node, or the device that limits what its inlets bring */
	uint8_t sides;
	bool unrated; /* takes no part in flows */
};

struct net {
	struct place_index *index;
	const struct power *power;
	const struct area *area;
	struct arena *arena;
	struct sink *sinks;
	size_t sink_count, sink_capacity;
	uint32_t *nodes; /* local number → node; a queue, too */
	size_t node_count, node_capacity;
	struct maxflow_arc *arcs;
	bool *redundancy; /* per arc */
	size_t arc_count, arc_capacity, flag_capacity;
	bool unknown;  /* some sink ends in the unknown */
	bool sideless; /* some sink has no side */
};

/* -- where power arrives ---------------------------------------------------- */

static uint8_t sides_of(const struct node *node)
{
	return node->side ? (uint8_t)(1 << (node->side - 'A')) : node->sides;
}

/* Where neither an inlet nor what it hangs on has a rating, nobody knows what
 * comes in there, whatever the limits further up. */
static bool is_unrated(const struct net *net, uint32_t n)
{
	const struct power *p = net->power;
	if (p->nodes[n].kind != OBJECT_INLET || (known(p->nodes[n].usable_w) && p->nodes[n].role == ROLE_INPUT))
		return false;
	for (uint32_t e = p->in_start[n]; e < p->in_start[n + 1]; e++)
		if (edge_flows(&p->edges[e]) && known(p->nodes[p->edges[e].from].usable_w))
			return false;
	return true;
}

static void add_sink(struct net *net, uint32_t n, uint32_t end)
{
	const struct node *node = &net->power->nodes[n];
	uint8_t sides = sides_of(node);
	bool unrated = is_unrated(net, n);
	net->sinks = array_grow(net->sinks, net->sink_count, &net->sink_capacity, sizeof *net->sinks);
	net->sinks[net->sink_count++] = (struct sink){n, end, sides, unrated};
	net->unknown |= unrated || (node->flags & NODE_UNKNOWN_FED);
	net->sideless |= !sides && (node->kind == OBJECT_INLET || node->total); /* a spare feed needs none */
}

/* Does the supply lead to further distribution in the area? */
static bool leads_on(const struct net *net, uint32_t supply)
{
	const struct power *p = net->power;
	for (uint32_t i = p->out_start[supply]; i < p->out_start[supply + 1]; i++) {
		const struct edge *edge = &p->edges[p->out_edges[i]];
		if (edge_flows(edge) && p->nodes[edge->to].role == ROLE_INPUT && area_holds(net->area, edge->to))
			return true;
	}
	return false;
}

static void add_supply(struct net *net, uint32_t n)
{
	if (!(net->power->nodes[n].flags & NODE_NOT_LIVE) && !leads_on(net, n))
		add_sink(net, n, n);
}

/* Is the inlet cabled, but not to a strip or a panel of the same area? */
static bool is_entry(const struct net *net, uint32_t inlet, bool from_strips_only)
{
	const struct power *p = net->power;
	bool any = net->power->nodes[inlet].flags & (NODE_EXTERNAL | NODE_LOST_END);
	for (uint32_t e = p->in_start[inlet]; e < p->in_start[inlet + 1]; e++) {
		uint32_t from = p->edges[e].from;
		if (!edge_flows(&p->edges[e]))
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

static void add_strip(struct net *net, uint32_t n, const struct device *device)
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

static void add_cord(struct net *net, uint32_t inlet)
{
	if (is_entry(net, inlet, false))
		add_sink(net, inlet, inlet);
}

static void add_member(struct net *net, uint32_t n)
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

static uint32_t number(struct net *net, uint32_t n)
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

static void add_arc(struct net *net, uint32_t from, uint32_t to, bool redundancy)
{
	uint32_t a = number(net, from), b = number(net, to);
	net->arcs = array_grow(net->arcs, net->arc_count, &net->arc_capacity, sizeof *net->arcs);
	net->redundancy = array_grow(net->redundancy, net->arc_count, &net->flag_capacity, sizeof *net->redundancy);
	net->redundancy[net->arc_count] = redundancy;
	net->arcs[net->arc_count++] = (struct maxflow_arc){a, b, MAXFLOW_UNLIMITED};
}

static void link_box(struct net *net, uint32_t n)
{
	const struct device *device = node_device(&net->power->nodes[n]);
	for (size_t i = 0; i < device->inlet_count; i++)
		if (!inlet_is_bank(device->inlets[i]))
			add_arc(net, node_of(net->power, device->inlets[i]), n, true);
}

static void link_node(struct net *net, uint32_t n)
{
	const struct power *p = net->power;
	bool boxed = false;
	for (uint32_t e = p->in_start[n]; e < p->in_start[n + 1]; e++) {
		const struct edge *edge = &p->edges[e];
		const struct node *from = &p->nodes[edge->from];
		if (!edge_flows(edge))
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
static void collect(struct net *net)
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

/* -- limits -------------------------------------------------------------------- */

enum limits { LIMIT_USABLE, LIMIT_FAILURE, LIMIT_RESIDUAL };

/* What can come in by one inlet: its own limit, or that of what it hangs on. */
static double incoming(const struct power *p, uint32_t inlet, bool failure)
{
	double own = failure ? p->nodes[inlet].limit_w : p->nodes[inlet].usable_w, supply = 0;
	for (uint32_t e = p->in_start[inlet]; e < p->in_start[inlet + 1]; e++) {
		const struct node *from = &p->nodes[p->edges[e].from];
		if (edge_flows(&p->edges[e]))
			supply += failure ? from->limit_w : from->usable_w;
	}
	return known(supply) && !(own <= supply) ? supply : own;
}

/* One inlet at a time: the widest. UPS-A1, 900 000 W, on a main and a bypass feed of
 * 886 784 W each: 886 784, not 900 000. */
static double widest_inlet(const struct power *p, uint32_t box, bool failure)
{
	const struct device *device = node_device(&p->nodes[box]);
	double most = 0;
	for (size_t i = 0; i < device->inlet_count; i++) {
		uint32_t inlet = node_of(p, device->inlets[i]);
		if (inlet_is_bank(device->inlets[i]) || (p->nodes[inlet].flags & NODE_UNCABLED))
			continue;
		double w = incoming(p, inlet, failure);
		if (!known(w))
			return NAN;
		most = w > most ? w : most;
	}
	return most;
}

static double limit_of(const struct net *net, uint32_t n, enum limits limits)
{
	const struct power *p = net->power;
	const struct node *node = &p->nodes[n];
	if (node->role == ROLE_PSU)
		return NAN;
	if (node->kind != OBJECT_DEVICE)
		return limits == LIMIT_FAILURE ? node->limit_w : node->usable_w;
	double written = policy_rating(&p->policy, node->object);
	if (!(node->flags & NODE_TRANSFER))
		return written;
	double widest = widest_inlet(p, n, limits == LIMIT_FAILURE);
	return known(written) && !(widest < written) ? written : widest;
}

/* A limit nobody wrote down is none. */
static int64_t capacity_of(const struct net *net, uint32_t n, enum limits limits)
{
	double limit = limit_of(net, n, limits);
	if (!known(limit))
		return MAXFLOW_UNLIMITED;
	if (limits == LIMIT_RESIDUAL)
		limit -= net->power->nodes[n].load_w;
	return maxflow_from_watts(limit);
}

/* A transfer device that another side reaches, too, stays (removal_add_side()). */
static bool is_lost(const struct node *node, unsigned lost)
{
	if (!node->side || !(lost & 1u << (node->side - 'A')))
		return false;
	return !((node->flags & NODE_TRANSFER) && (node->sides & ~lost));
}

/* -- one flow -------------------------------------------------------------------- */

struct run {
	enum limits limits;
	unsigned lost;   /* sides taken out */
	unsigned only;   /* sinks of these sides; 0: all */
	bool sided_only; /* sinks without a side do not count */
};

/* `shut`: sinks that are not asked about; they are no bottleneck. */
static void fill_limits(const struct net *net, const struct run *run, int64_t *capacities, bool *shut)
{
	for (size_t i = 0; i < net->node_count; i++) {
		bool lost = is_lost(&net->power->nodes[net->nodes[i]], run->lost);
		capacities[i] = lost ? 0 : capacity_of(net, net->nodes[i], run->limits);
	}
	for (size_t i = 0; i < net->sink_count && run->only; i++)
		if (net->sinks[i].sides != run->only) { /* may end where one that counts does */
			capacities[net->index->local[net->sinks[i].node]] = 0;
			shut[net->index->local[net->sinks[i].node]] = true;
		}
	for (size_t a = 0; a < net->arc_count; a++)
		net->arcs[a].capacity_mw =
			run->limits == LIMIT_FAILURE && !net->redundancy[a] ? 0 : MAXFLOW_UNLIMITED;
}

static size_t pick_sinks(const struct net *net, const struct run *run, uint32_t *sinks)
{
	size_t count = 0;
	for (size_t i = 0; i < net->sink_count; i++) {
		const struct sink *sink = &net->sinks[i];
		if (sink->unrated || (run->only && sink->sides != run->only) || (run->sided_only && !sink->sides))
			continue;
		sinks[count++] = net->index->local[sink->end];
	}
	return count;
}

static size_t pick_sources(const struct net *net, uint32_t *sources)
{
	size_t count = 0;
	for (size_t i = 0; i < net->node_count; i++) {
		uint32_t flags = net->power->nodes[net->nodes[i]].flags;
		if ((flags & NODE_SOURCE) && (flags & NODE_FED))
			sources[count++] = (uint32_t)i;
	}
	return count;
}

/* Where the way is narrowest: a node, the fullest of `count`; NODE_NONE: nowhere known. */
struct neck {
	uint32_t node;
	uint32_t count;
};

/* The nodes on a way to the graph's sinks: what has nothing left elsewhere is no bottleneck of these.
 * Arcs stand in the order of the nodes they lead to (collect()). */
static bool *on_the_way(const struct maxflow_graph *graph, const bool *shut, struct arena *arena)
{
	size_t count = graph->node_count, depth = 0;
	bool *on = arena_array(arena, count + 1, sizeof *on);
	size_t *first = arena_array(arena, count + 2, sizeof *first);
	uint32_t *stack = arena_array(arena, graph->sink_count + graph->arc_count + 1, sizeof *stack);
	for (size_t a = 0; a < graph->arc_count; a++)
		first[graph->arcs[a].to + 1] = a + 1;
	for (size_t i = 0; i < count; i++)
		if (first[i + 1] < first[i])
			first[i + 1] = first[i];
	for (size_t i = 0; i < graph->sink_count; i++)
		stack[depth++] = graph->sinks[i];
	while (depth) {
		uint32_t n = stack[--depth];
		if (on[n] || shut[n])
			continue;
		on[n] = true;
		for (size_t a = first[n]; a < first[n + 1]; a++)
			stack[depth++] = graph->arcs[a].from;
	}
	return on;
}

static struct neck neck_of(const struct net *net, const struct maxflow_graph *graph, const struct maxflow *result, const bool *on)
{
	struct neck neck = {NODE_NONE, 0};
	int64_t least = 0;
	for (size_t i = 0; i < result->cut_node_count; i++) {
		uint32_t local = result->cut_nodes[i], n = net->nodes[local];
		int64_t room = graph->node_capacity_mw[local];
		if (!on[local])
			continue;
		if (!neck.count++ || room < least || (room == least && n < neck.node)) {
			least = room;
			neck.node = n;
		}
	}
	return neck;
}

/* Watts; NAN when nothing limits, or what limits is not known. `neck` may be NULL. */
static double flow(const struct net *net, const struct run *run, struct neck *neck)
{
	struct arena *arena = arena_new();
	int64_t *capacities = arena_array(arena, net->node_count + 1, sizeof *capacities);
	bool *shut = arena_array(arena, net->node_count + 1, sizeof *shut);
	uint32_t *sources = arena_array(arena, net->node_count + 1, sizeof *sources);
	uint32_t *sinks = arena_array(arena, net->sink_count + 1, sizeof *sinks);
	fill_limits(net, run, capacities, shut);
	struct maxflow_graph graph = {
		.node_count = (uint32_t)net->node_count, .node_capacity_mw = capacities,
		.arcs = net->arcs, .arc_count = net->arc_count,
		.sources = sources, .source_count = pick_sources(net, sources),
		.sinks = sinks, .sink_count = pick_sinks(net, run, sinks),
		.wants_cut = neck != NULL,
	};
	const struct maxflow *result = maxflow_solve(&graph, arena);
	double w = result->least_mw == result->most_mw ? maxflow_to_watts(result->most_mw) : NAN;
	if (neck)
		*neck = neck_of(net, &graph, result, on_the_way(&graph, shut, arena));
	arena_free(arena);
	return w;
}

static struct capacity settle(double w, bool part_unknown)
{
	if (part_unknown && known(w) && w <= 0)
		w = NAN;
	return (struct capacity){w, part_unknown ? MARK_AT_LEAST : MARK_EXACT};
}

/* -- sides -------------------------------------------------------------------------- */

static unsigned sides_in(const struct net *net)
{
	unsigned sides = 0;
	for (size_t i = 0; i < net->sink_count; i++)
		sides |= net->sinks[i].sides;
	return sides;
}

static bool several(unsigned sides)
{
	return sides & (sides - 1);
}

/* The name of the nearest element that all ways to the sinks of these sides go
 * through, or of what all their sources share; NULL: nothing. */
static const char *shared_by(const struct net *net, unsigned sides)
{
	struct arena *arena = arena_new();
	uint32_t *targets = arena_array(arena, net->sink_count + 1, sizeof *targets);
	uint32_t count = 0;
	for (size_t i = 0; i < net->sink_count; i++)
		if (net->sinks[i].sides & sides)
			targets[count++] = net->sinks[i].node;
	const struct cone *cone = cone_new(net->power, targets, count, CONE_LIVE, NODE_NONE, arena);
	uint32_t risk = power_common_risk(net->power, cone->sources, cone->source_count);
	const char *shared = cone->shared_count ? cone->shared[0]->name : risk != RISK_NONE ? net->power->risks[risk].name : NULL;
	arena_free(arena);
	return shared;
}

/* Sides that share an element fall together: what is lost with side `s`. */
static unsigned falls_with(const struct net *net, unsigned sides, int s, const char **shared)
{
	unsigned group = 1u << s;
	for (int t = 0; t < 8; t++) {
		if (t == s || !(sides & 1u << t))
			continue;
		const char *element = shared_by(net, 1u << s | 1u << t);
		if (element) {
			group |= 1u << t;
			*shared = element;
		}
	}
	return group;
}

static struct capacity after_losses(const struct net *net, struct place_figures *place)
{
	unsigned sides = place->sides;
	double least = NAN;
	for (int s = 0; s < 8; s++) {
		const char *shared = NULL;
		if (!(sides & 1u << s))
			continue;
		bool element = net->area->kind == OBJECT_DEVICE; /* shares itself */
		unsigned lost = element ? 1u << s : falls_with(net, sides, s, &shared);
		double left = lost == sides ? 0 : flow(net, &(struct run){LIMIT_FAILURE, lost, 0, true}, NULL);
		if (shared && (!place->shared || lost == sides))
			place->shared = shared;
		if (known(left) && !(left >= least)) {
			least = left;
			place->worst_side = (char)('A' + s);
		}
	}
	return settle(least, net->unknown || net->sideless);
}

static void judge_sides(const struct net *net, struct place_figures *place, struct arena *arena)
{
	place->sides = (uint8_t)sides_in(net);
	place->reason = "";
	if (!net->sink_count) {
		place->limit_2n = (struct capacity){place->total ? NAN : 0, MARK_EXACT};
		place->reason = place->total ? "nothing known feeds it" : "";
	} else if (!place->sides) {
		place->limit_2n = (struct capacity){NAN, MARK_EXACT};
		place->reason = "sides unknown";
	} else if (!several(place->sides)) {
		place->limit_2n = settle(0, net->unknown || net->sideless);
		int side = 0;
		while (!(place->sides & 1 << side))
			side++;
		place->worst_side = (char)('A' + side);
		place->reason = arena_printf(arena, "side %c only", 'A' + side);
	} else {
		place->limit_2n = after_losses(net, place);
		if (place->shared)
			place->reason = arena_printf(arena, "not 2N: shared %s", place->shared);
	}
	if (!*place->reason && known(place->limit_2n.w) && net->sideless)
		place->reason = "some supplies have no side";
	if (!*place->reason && net->unknown)
		place->reason = "some supplies are unknown or unrated";
}

/* -- headroom ------------------------------------------------------------------------- */

/* Where the least is left on the preferred way down to a node. */
static uint32_t tightest_above(const struct power *p, uint32_t n)
{
	uint32_t tightest = NODE_NONE;
	double least = NAN;
	for (uint32_t at = n, e; at != NODE_NONE; at = e == NODE_NONE || p->edges[e].closes_cycle ? NODE_NONE : p->edges[e].from) {
		const uint32_t hops[] = {at, p->nodes[at].kind == OBJECT_OUTLET ? p->nodes[at].device : at};
		e = p->nodes[at].way;
		for (size_t i = 0; i < 2; i++) {
			double room = p->nodes[hops[i]].usable_w - p->nodes[hops[i]].load_w;
			if (known(room) && !(room > least)) {
				least = room;
				tightest = hops[i];
			}
		}
	}
	return tightest;
}

/* Below 0 when something on the way carries more than it may; `neck` is then that. */
static double deficit(const struct net *net, unsigned only, struct neck *neck)
{
	double least = 0;
	uint32_t sink = NODE_NONE;
	for (size_t i = 0; i < net->sink_count; i++) {
		double room = net->power->nodes[net->sinks[i].node].headroom_w;
		if ((!only || net->sinks[i].sides == only) && known(room) && room < least) {
			least = room;
			sink = net->sinks[i].node;
		}
	}
	if (sink != NODE_NONE)
		*neck = (struct neck){tightest_above(net->power, sink), 1};
	return least;
}

static double room_on(const struct net *net, unsigned only, struct neck *neck)
{
	double room = flow(net, &(struct run){LIMIT_RESIDUAL, 0, only, false}, neck);
	return known(room) && room <= 0 ? deficit(net, only, neck) : room;
}

static bool has_sinks_of(const struct net *net, unsigned only)
{
	for (size_t i = 0; i < net->sink_count; i++)
		if (net->sinks[i].sides == only)
			return true;
	return false;
}

static double least_room(const struct net *net, unsigned sides, struct neck *neck)
{
	double least = NAN;
	bool any = false;
	struct neck of_side;
	for (unsigned only = 1; only < 256; only <<= 1) {
		if (!(sides & only) || !has_sinks_of(net, only))
			continue;
		double room = room_on(net, only, &of_side);
		if (!known(room))
			return NAN;
		if (!any || room < least) {
			least = room;
			*neck = of_side;
		}
		any = true;
	}
	return any ? least : room_on(net, 0, neck);
}

/* Any load on the way may be more than it seems, and leave less. */
static enum load_mark mark_of_room(const struct net *net)
{
	enum load_mark mark = MARK_EXACT;
	for (size_t i = 0; i < net->node_count; i++)
		if (known(limit_of(net, net->nodes[i], LIMIT_RESIDUAL)) && mark_left(&net->power->nodes[net->nodes[i]]) > mark)
			mark = mark_left(&net->power->nodes[net->nodes[i]]);
	return mark;
}

static void find_headroom(const struct net *net, struct place_figures *place)
{
	bool panel = net->area->kind == OBJECT_PANEL; /* its feeds take from one source, whatever side they are called */
	struct neck neck = {NODE_NONE, 0};
	place->headroom_w = least_room(net, panel ? 0 : sides_in(net), &neck);
	place->headroom_mark = mark_of_room(net);
	if (!known(place->headroom_w) || neck.node == NODE_NONE)
		return;
	place->bottleneck = net->power->nodes[neck.node].object;
	place->bottlenecks = neck.count;
}

/* -- all of it -------------------------------------------------------------------------- */

static void net_start(struct net *net, struct place_index *index, const struct area *area, struct arena *arena)
{
	*net = (struct net){.index = index, .power = index->power, .area = area, .arena = arena};
	for (size_t i = 0; i < area->member_count; i++)
		if (area_holds(area, area->members[i]))
			add_member(net, area->members[i]);
	collect(net);
}

static void net_end(struct net *net)
{
	free(net->sinks);
	free(net->nodes);
	free(net->arcs);
	free(net->redundancy);
}

void place_flow(struct place_index *index, const struct area *area, struct place_figures *place, struct arena *arena)
{
	struct net net;
	net_start(&net, index, area, arena);
	place->headroom_w = NAN;
	if (net.sink_count)
		place->usable = settle(flow(&net, &(struct run){LIMIT_USABLE, 0, 0, false}, NULL), net.unknown);
	else
		place->usable = (struct capacity){place->total ? NAN : 0, MARK_EXACT};
	if (net.sink_count && !net.unknown)
		find_headroom(&net, place);
	judge_sides(&net, place, arena);
	net_end(&net);
}

struct capacity place_loose_limit(struct place_index *index, const struct area *area, struct arena *arena)
{
	struct place_figures loose = {.total = 1};
	struct net net;
	net_start(&net, index, area, arena);
	judge_sides(&net, &loose, arena);
	net_end(&net);
	return loose.limit_2n;
}
