#include "unit.h"

#include "power/maxflow.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { NODES_MAX = 10, ARCS_MAX = 24 };

static uint32_t seed = 1;

static uint32_t any(uint32_t below)
{
	seed = seed * 1664525u + 1013904223u;
	return (seed >> 8) % below;
}

/* The example of the header: the feed is the bottleneck, then the circuits. */
static void test_feed_and_two_circuits(void **state)
{
	(void)state;
	static const struct maxflow_arc arcs[] = {
		{0, 1, MAXFLOW_UNLIMITED}, {0, 2, MAXFLOW_UNLIMITED},
		{1, 3, MAXFLOW_UNLIMITED}, {2, 3, MAXFLOW_UNLIMITED}};
	int64_t limits[] = {10000000, 7200000, 7200000, MAXFLOW_UNLIMITED};
	uint32_t source = 0, sink = 3;
	struct maxflow_graph graph = {4, limits, arcs, 4, &source, &sink, 1, 1, true};
	struct arena *arena = arena_new();
	const struct maxflow *flow = maxflow_solve(&graph, arena);
	assert_int_equal(flow->most_mw, 10000000);
	assert_int_equal(flow->least_mw, 10000000);
	assert_int_equal(flow->cut_node_count, 1);
	assert_int_equal(flow->cut_nodes[0], 0);
	limits[0] = 20000000;
	flow = maxflow_solve(&graph, arena);
	assert_int_equal(flow->most_mw, 14400000);
	assert_int_equal(flow->cut_node_count, 2);
	assert_int_equal(flow->cut_nodes[1], 2);
	arena_free(arena);
}

static void test_unknown_limits_give_two_figures(void **state)
{
	(void)state;
	static const struct maxflow_arc arcs[] = {{0, 1, 500}, {0, 1, MAXFLOW_UNKNOWN}, {1, 2, MAXFLOW_UNLIMITED}};
	const int64_t limits[] = {MAXFLOW_UNLIMITED, MAXFLOW_UNLIMITED, 800};
	uint32_t source = 0, sink = 2;
	struct maxflow_graph graph = {3, limits, arcs, 3, &source, &sink, 1, 1, true};
	struct arena *arena = arena_new();
	const struct maxflow *flow = maxflow_solve(&graph, arena);
	assert_int_equal(flow->least_mw, 500);
	assert_int_equal(flow->most_mw, 800);
	assert_int_equal(flow->cut_node_count, 1);
	assert_int_equal(flow->cut_nodes[0], 2);
	arena_free(arena);
}

static void test_no_limit_no_way_no_node(void **state)
{
	(void)state;
	static const struct maxflow_arc arcs[] = {{0, 1, MAXFLOW_UNLIMITED}, {1, 1, 5}};
	uint32_t source = 0, sink = 1;
	struct maxflow_graph graph = {2, NULL, arcs, 2, &source, &sink, 1, 1, true};
	struct arena *arena = arena_new();
	const struct maxflow *flow = maxflow_solve(&graph, arena);
	assert_true(flow->most_mw == MAXFLOW_UNLIMITED);
	assert_int_equal(flow->cut_node_count, 0);
	graph.source_count = 0;
	assert_int_equal(maxflow_solve(&graph, arena)->most_mw, 0);
	graph = (struct maxflow_graph){0};
	assert_int_equal(maxflow_solve(&graph, arena)->most_mw, 0);
	arena_free(arena);
}

static void test_watts(void **state)
{
	(void)state;
	assert_int_equal(maxflow_from_watts(5760), 5760000);
	assert_int_equal(maxflow_from_watts(0.0004), 0);
	assert_int_equal(maxflow_from_watts(-48), 0);
	assert_true(maxflow_from_watts(NAN) == MAXFLOW_UNKNOWN);
	assert_true(maxflow_from_watts(INFINITY) == MAXFLOW_UNLIMITED);
	assert_true(maxflow_from_watts(1e300) == MAXFLOW_UNLIMITED);
	assert_true(maxflow_to_watts(5760100) == 5760.1);
	assert_true(isnan(maxflow_to_watts(MAXFLOW_UNKNOWN)));
	assert_true(isnan(maxflow_to_watts(MAXFLOW_UNLIMITED)));
}

/* -- against brute force -------------------------------------------------- */

struct random_graph {
	struct maxflow_graph graph;
	struct maxflow_arc arcs[ARCS_MAX];
	int64_t limits[NODES_MAX];
	uint32_t sources[2], sinks[2];
};

static int64_t any_limit(void)
{
	return any(6) == 0 ? MAXFLOW_UNLIMITED : (int64_t)any(8);
}

static void make_random(struct random_graph *r, bool arcs_limit)
{
	uint32_t nodes = 2 + any(NODES_MAX - 1);
	r->graph = (struct maxflow_graph){
		.node_count = nodes, .node_capacity_mw = any(3) ? r->limits : NULL, .arcs = r->arcs,
		.arc_count = any(ARCS_MAX + 1), .sources = r->sources, .sinks = r->sinks,
		.source_count = 1 + any(2), .sink_count = 1 + any(2), .wants_cut = true};
	for (size_t i = 0; i < r->graph.arc_count; i++)
		r->arcs[i] = (struct maxflow_arc){any(nodes), any(nodes), arcs_limit ? any_limit() : MAXFLOW_UNLIMITED};
	for (size_t i = 0; i < nodes; i++)
		r->limits[i] = any_limit();
	for (size_t i = 0; i < 2; i++)
		r->sources[i] = any(nodes), r->sinks[i] = any(nodes);
}

static int64_t sum(int64_t a, int64_t b)
{
	return a == MAXFLOW_UNLIMITED || b == MAXFLOW_UNLIMITED ? MAXFLOW_UNLIMITED : a + b;
}

static int64_t node_limit(const struct maxflow_graph *g, uint32_t node)
{
	return g->node_capacity_mw ? g->node_capacity_mw[node] : MAXFLOW_UNLIMITED;
}

/* A cut puts each node before, on or behind it (digit 0, 1, 2 of `code`): one
 * on it pays its limit, an arc from a node before (its exit) to one that is
 * not (its entry on the far side) pays its own. */
static int64_t cut_cost(const struct maxflow_graph *g, const uint8_t *where)
{
	int64_t cost = 0;
	for (uint32_t n = 0; n < g->node_count; n++)
		if (where[n] == 1)
			cost = sum(cost, node_limit(g, n));
	for (size_t a = 0; a < g->arc_count; a++)
		if (where[g->arcs[a].from] == 0 && where[g->arcs[a].to] == 2)
			cost = sum(cost, g->arcs[a].capacity_mw);
	for (size_t s = 0; s < g->source_count; s++)
		if (where[g->sources[s]] == 2)
			cost = MAXFLOW_UNLIMITED;
	for (size_t s = 0; s < g->sink_count; s++)
		if (where[g->sinks[s]] == 0)
			cost = MAXFLOW_UNLIMITED;
	return cost;
}

static int64_t least_cut(const struct maxflow_graph *g)
{
	int64_t least = MAXFLOW_UNLIMITED;
	uint8_t where[NODES_MAX + 1] = {0};
	while (!where[g->node_count]) {
		int64_t cost = cut_cost(g, where);
		if (cost < least)
			least = cost;
		for (uint32_t n = 0; ++where[n] == 3 && n < g->node_count; n++)
			where[n] = 0;
	}
	return least;
}

static int64_t cut_sum(const struct maxflow_graph *g, const struct maxflow *flow)
{
	int64_t total = 0;
	for (size_t i = 0; i < flow->cut_node_count; i++)
		total = sum(total, node_limit(g, flow->cut_nodes[i]));
	return total;
}

static void test_random_graphs_against_all_cuts(void **state)
{
	(void)state;
	for (int i = 0; i < 600; i++) {
		struct random_graph r;
		make_random(&r, i & 1);
		if (r.graph.node_count > 8 && i % 20)
			continue; /* 3^10 cuts each: a few are enough */
		struct arena *arena = arena_new();
		const struct maxflow *flow = maxflow_solve(&r.graph, arena);
		int64_t expected = least_cut(&r.graph);
		assert_true(flow->most_mw == expected && flow->least_mw == expected);
		if (expected != MAXFLOW_UNLIMITED && !(i & 1))
			assert_true(cut_sum(&r.graph, flow) == expected); /* all of it nodes */
		arena_free(arena);
	}
}

/* Unknown as 0 and unknown as unlimited are what the two figures say. */
static void test_random_unknowns(void **state)
{
	(void)state;
	for (int i = 0; i < 300; i++) {
		struct random_graph r;
		make_random(&r, true);
		struct arena *arena = arena_new();
		size_t hidden = r.graph.arc_count / 2;
		for (size_t a = 0; a < hidden; a++)
			r.arcs[a].capacity_mw = MAXFLOW_UNKNOWN;
		const struct maxflow *flow = maxflow_solve(&r.graph, arena);
		for (size_t a = 0; a < hidden; a++)
			r.arcs[a].capacity_mw = 0;
		assert_true(maxflow_solve(&r.graph, arena)->most_mw == flow->least_mw);
		for (size_t a = 0; a < hidden; a++)
			r.arcs[a].capacity_mw = MAXFLOW_UNLIMITED;
		assert_true(maxflow_solve(&r.graph, arena)->most_mw == flow->most_mw);
		arena_free(arena);
	}
}

/* A tree of 100 000 arcs, ten below each node, with a limit on every node: its
 * flow is known from below upwards. */
static void test_large_tree(void **state)
{
	(void)state;
	enum { NODES = 100001, WIDTH = 10 };
	struct arena *arena = arena_new();
	struct maxflow_arc *arcs = arena_array(arena, NODES, sizeof *arcs);
	int64_t *limits = arena_array(arena, NODES, sizeof *limits);
	int64_t *through = arena_array(arena, NODES, sizeof *through);
	uint32_t *sinks = arena_array(arena, NODES, sizeof *sinks), source = 0;
	size_t sink_count = 0;
	for (uint32_t n = NODES; n-- > 0;) {
		bool leaf = (uint64_t)n * WIDTH + 1 >= NODES;
		limits[n] = 1000 + any(leaf ? 1000 : 6000000 / (1 + n % 977));
		through[n] = leaf || through[n] > limits[n] ? limits[n] : through[n];
		if (leaf)
			sinks[sink_count++] = n;
		if (n)
			arcs[n - 1] = (struct maxflow_arc){(n - 1) / WIDTH, n, MAXFLOW_UNLIMITED};
		if (n)
			through[(n - 1) / WIDTH] += through[n];
	}
	struct maxflow_graph graph = {NODES, limits, arcs, NODES - 1, &source, sinks, 1, sink_count, false};
	assert_int_equal(maxflow_solve(&graph, arena)->most_mw, through[0]);
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_feed_and_two_circuits),
		cmocka_unit_test(test_unknown_limits_give_two_figures),
		cmocka_unit_test(test_no_limit_no_way_no_node),
		cmocka_unit_test(test_watts),
		cmocka_unit_test(test_random_graphs_against_all_cuts),
		cmocka_unit_test(test_random_unknowns),
		cmocka_unit_test(test_large_tree),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
