/* Dinic's algorithm (Y. Dinitz 1970) on arrays, without recursion.
 *
 * Node v becomes v_in = 2v → v_out = 2v + 1 with the node's limit on the link
 * between, and one node in front of all sources and one behind all sinks is
 * added. Link k is the pair of half-links 2k (forward) and 2k + 1 (back), with
 * what is left on each in left[]. Order of links: nodes, arcs, sources, sinks.
 *
 * Distances are taken to the sink, so a walk from the source never meets a dead
 * end that was one from the start; after a saturation the walk falls back to the
 * saturated link only. Power trees are shallow: a few rounds, each linear.
 *
 * Unknown limits are closed in a first run (least) and opened for a second that
 * goes on from there (most). */
#include "power/maxflow.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define ABSURD_MW (INT64_C(1) << 50)
#define SUM_MAX_MW (INT64_C(1) << 60)
#define FAR UINT32_MAX

struct net {
	const struct maxflow_graph *graph;
	uint32_t node_count, source, sink;
	size_t link_count;
	uint32_t *head;     /* of each half-link */
	int64_t *left;      /* of each half-link */
	uint32_t *start;    /* half-links out of node n: out[start[n] … start[n + 1]) */
	uint32_t *out;
	uint32_t *distance; /* to the sink */
	uint32_t *next;     /* walk: next half-link to try, as index into out */
	uint32_t *stack;    /* BFS queue; half-links of the walk */
	int64_t unlimited;  /* more than all limits together */
	int64_t total;
};

static uint32_t node_in(uint32_t node) { return 2 * node; }
static uint32_t node_out(uint32_t node) { return 2 * node + 1; }

/* -- building ------------------------------------------------------------- */

static int64_t node_capacity(const struct maxflow_graph *graph, size_t node)
{
	return graph->node_capacity_mw ? graph->node_capacity_mw[node] : MAXFLOW_UNLIMITED;
}

/* The limit of link `k`, as given. */
static int64_t link_capacity(const struct maxflow_graph *graph, size_t k)
{
	if (k < graph->node_count)
		return node_capacity(graph, k);
	k -= graph->node_count;
	return k < graph->arc_count ? graph->arcs[k].capacity_mw : MAXFLOW_UNLIMITED;
}

static void add_link(struct net *net, uint32_t from, uint32_t to)
{
	net->head[2 * net->link_count] = to;
	net->head[2 * net->link_count + 1] = from;
	net->link_count++;
}

static void add_links(struct net *net)
{
	const struct maxflow_graph *g = net->graph;
	for (uint32_t n = 0; n < g->node_count; n++)
		add_link(net, node_in(n), node_out(n));
	for (size_t a = 0; a < g->arc_count; a++)
		add_link(net, node_out(g->arcs[a].from), node_in(g->arcs[a].to));
	for (size_t s = 0; s < g->source_count; s++)
		add_link(net, net->source, node_in(g->sources[s]));
	for (size_t s = 0; s < g->sink_count; s++)
		add_link(net, node_out(g->sinks[s]), net->sink);
}

/* Counting sort of the half-links by the node they leave (the head of their twin). */
static void index_links(struct net *net)
{
	size_t half = 2 * net->link_count;
	for (size_t h = 0; h < half; h++)
		net->start[net->head[h ^ 1] + 1]++;
	for (uint32_t n = 0; n < net->node_count; n++)
		net->start[n + 1] += net->start[n];
	memcpy(net->next, net->start, net->node_count * sizeof *net->next);
	for (size_t h = 0; h < half; h++)
		net->out[net->next[net->head[h ^ 1]]++] = (uint32_t)h;
}

static bool is_finite(int64_t capacity)
{
	return capacity >= 0 && capacity < ABSURD_MW;
}

static void set_limits(struct net *net)
{
	int64_t sum = 0;
	for (size_t k = 0; k < net->link_count; k++) {
		int64_t capacity = link_capacity(net->graph, k);
		if (is_finite(capacity) && sum < SUM_MAX_MW)
			sum += capacity;
	}
	net->unlimited = sum + 1;
	for (size_t k = 0; k < net->link_count; k++) {
		int64_t capacity = link_capacity(net->graph, k);
		net->left[2 * k] = is_finite(capacity) ? capacity
		                   : capacity < 0      ? 0
		                                       : net->unlimited;
	}
}

static void open_unknown_limits(struct net *net)
{
	for (size_t k = 0; k < net->link_count; k++)
		if (link_capacity(net->graph, k) < 0)
			net->left[2 * k] = net->unlimited;
}

static void net_init(struct net *net, const struct maxflow_graph *g)
{
	size_t links = g->node_count + g->arc_count + g->source_count + g->sink_count;
	*net = (struct net){.graph = g, .node_count = 2 * g->node_count + 2,
	                    .source = 2 * g->node_count, .sink = 2 * g->node_count + 1};
	net->head = xcalloc(2 * links, sizeof *net->head);
	net->left = xcalloc(2 * links, sizeof *net->left);
	net->out = xcalloc(2 * links, sizeof *net->out);
	net->start = xcalloc(net->node_count + 1, sizeof *net->start);
	net->distance = xcalloc(net->node_count, sizeof *net->distance);
	net->next = xcalloc(net->node_count, sizeof *net->next);
	net->stack = xcalloc(net->node_count, sizeof *net->stack);
	add_links(net);
	index_links(net);
	set_limits(net);
}

static void net_free(struct net *net)
{
	free(net->head);
	free(net->left);
	free(net->out);
	free(net->start);
	free(net->distance);
	free(net->next);
	free(net->stack);
}

/* -- flow ----------------------------------------------------------------- */

/* Steps from `origin` over half-links that have something left (`back`: whose
 * twin has, so against the flow) to every node it can. */
static void spread(struct net *net, uint32_t origin, bool back)
{
	uint32_t read = 0, filled = 0;
	memset(net->distance, 0xff, net->node_count * sizeof *net->distance);
	net->distance[origin] = 0;
	net->stack[filled++] = origin;
	while (read < filled) {
		uint32_t node = net->stack[read++];
		for (uint32_t i = net->start[node]; i < net->start[node + 1]; i++) {
			uint32_t half = net->out[i], to = net->head[half];
			if (net->distance[to] != FAR || net->left[back ? half ^ 1 : half] <= 0)
				continue;
			net->distance[to] = net->distance[node] + 1;
			net->stack[filled++] = to;
		}
	}
}

/* Takes the least left on the walk's `depth` half-links off all of them and
 * falls back to the first one saturated; returns the new depth. */
static uint32_t push(struct net *net, uint32_t depth)
{
	int64_t amount = INT64_MAX;
	uint32_t first = 0;
	for (uint32_t i = depth; i-- > 0;)
		if (net->left[net->stack[i]] <= amount)
			amount = net->left[net->stack[i]], first = i;
	for (uint32_t i = 0; i < depth; i++) {
		net->left[net->stack[i]] -= amount;
		net->left[net->stack[i] ^ 1] += amount;
	}
	net->total += amount;
	return first;
}

/* The next half-link from `node` one step nearer to the sink; FAR: none. */
static uint32_t step(struct net *net, uint32_t node)
{
	for (; net->next[node] < net->start[node + 1]; net->next[node]++) {
		uint32_t half = net->out[net->next[node]];
		uint32_t to = net->head[half];
		if (net->left[half] > 0 && net->distance[to] + 1 == net->distance[node])
			return half;
	}
	return FAR;
}

/* Saturates all shortest ways (a blocking flow). */
static void block(struct net *net)
{
	uint32_t depth = 0, node = net->source;
	memcpy(net->next, net->start, net->node_count * sizeof *net->next);
	while (net->total < net->unlimited) {
		uint32_t half = step(net, node);
		if (half != FAR) {
			net->stack[depth++] = half;
			node = net->head[half];
			if (node == net->sink) {
				depth = push(net, depth);
				node = net->head[net->stack[depth] ^ 1];
			}
		} else if (depth > 0) {
			node = net->head[net->stack[--depth] ^ 1];
			net->next[node]++;
		} else {
			return;
		}
	}
}

static int64_t run(struct net *net)
{
	while (net->total < net->unlimited) {
		spread(net, net->sink, true);
		if (net->distance[net->source] == FAR)
			return net->total;
		block(net);
	}
	return MAXFLOW_UNLIMITED;
}

/* -- result --------------------------------------------------------------- */

/* The nodes whose link leaves the part that the sources still reach. */
static void take_cut(struct net *net, struct maxflow *flow, struct arena *arena)
{
	flow->cut_nodes = arena_array(arena, (size_t)net->graph->node_count + 1, sizeof *flow->cut_nodes);
	spread(net, net->source, false);
	for (uint32_t n = 0; n < net->graph->node_count; n++)
		if (net->distance[node_in(n)] != FAR && net->distance[node_out(n)] == FAR)
			flow->cut_nodes[flow->cut_node_count++] = n;
}

const struct maxflow *maxflow_solve(const struct maxflow_graph *graph, struct arena *arena)
{
	struct maxflow *flow = arena_alloc(arena, sizeof *flow);
	struct net net;
	net_init(&net, graph);
	flow->least_mw = run(&net);
	open_unknown_limits(&net);
	flow->most_mw = run(&net);
	if (graph->wants_cut && flow->most_mw != MAXFLOW_UNLIMITED)
		take_cut(&net, flow, arena);
	net_free(&net);
	return flow;
}

int64_t maxflow_from_watts(double watts)
{
	if (isnan(watts))
		return MAXFLOW_UNKNOWN;
	if (watts <= 0)
		return 0;
	double milliwatts = round(watts * 1000);
	return milliwatts < (double)ABSURD_MW ? (int64_t)milliwatts : MAXFLOW_UNLIMITED;
}

double maxflow_to_watts(int64_t milliwatts)
{
	return milliwatts < 0 || milliwatts == MAXFLOW_UNLIMITED ? NAN : (double)milliwatts / 1000;
}
