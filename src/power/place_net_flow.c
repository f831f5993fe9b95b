/* The most that flows through the net of an area: its limits, and one flow through them. */
#include "power/place_net.h"

/* -- limits -------------------------------------------------------------------- */

/* What can come in by one inlet: its own limit, or that of what it hangs on. */
static double incoming(const struct power *p, uint32_t inlet, bool failure)
{
	double own = failure ? p->nodes[inlet].limit_w : p->nodes[inlet].usable_w, supply = 0;
	for (uint32_t e = p->in_start[inlet]; e < p->in_start[inlet + 1]; e++) {
		const struct node *from = &p->nodes[p->edges[e].from];
		if (edge_open(&p->edges[e]))
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

double place_net_limit(const struct place_net *net, uint32_t n, enum place_limits limits)
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
static int64_t capacity_of(const struct place_net *net, uint32_t n, enum place_limits limits)
{
	double limit = place_net_limit(net, n, limits);
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

/* `shut`: sinks that are not asked about; they are no bottleneck. */
static void fill_limits(const struct place_net *net, const struct place_run *run, int64_t *capacities, bool *shut)
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

static size_t pick_sinks(const struct place_net *net, const struct place_run *run, uint32_t *sinks)
{
	size_t count = 0;
	for (size_t i = 0; i < net->sink_count; i++) {
		const struct place_sink *sink = &net->sinks[i];
		if (sink->unrated || (run->only && sink->sides != run->only) || (run->sided_only && !sink->sides))
			continue;
		sinks[count++] = net->index->local[sink->end];
	}
	return count;
}

static size_t pick_sources(const struct place_net *net, uint32_t *sources)
{
	size_t count = 0;
	for (size_t i = 0; i < net->node_count; i++) {
		uint32_t flags = net->power->nodes[net->nodes[i]].flags;
		if ((flags & NODE_SOURCE) && (flags & NODE_FED))
			sources[count++] = (uint32_t)i;
	}
	return count;
}

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

static struct place_neck neck_of(const struct place_net *net, const struct maxflow_graph *graph, const struct maxflow *result, const bool *on)
{
	struct place_neck neck = {NODE_NONE, 0};
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
double place_net_flow(const struct place_net *net, const struct place_run *run, struct place_neck *neck)
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
