#include "unit.h"

#include "power/dominator.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NODES_MAX = 14, ARCS_MAX = 40 };

static uint32_t seed = 7;

static uint32_t any(uint32_t below)
{
	seed = seed * 1664525u + 1013904223u;
	return (seed >> 8) % below;
}

/* Graphs in one line: "0>1 0>2 1>3"; sources "0". */
struct text_graph {
	struct dominator_graph graph;
	struct dominator_arc arcs[ARCS_MAX];
	uint32_t sources[NODES_MAX];
};

static void read_graph(struct text_graph *g, const char *arcs, const char *sources)
{
	char *end;
	memset(g, 0, sizeof *g);
	g->graph.arcs = g->arcs;
	g->graph.sources = g->sources;
	g->graph.node_count = NODES_MAX;
	for (; *arcs; arcs = end + strspn(end, " ")) {
		uint32_t from = (uint32_t)strtoul(arcs, &end, 10);
		g->arcs[g->graph.arc_count++] =
			(struct dominator_arc){from, (uint32_t)strtoul(end + 1, &end, 10)};
	}
	for (; *sources; sources = end + strspn(end, " "))
		g->sources[g->graph.source_count++] = (uint32_t)strtoul(sources, &end, 10);
}

/* The chain of `node` as text, "3 0". */
static void chain_text(const struct dominators *found, uint32_t node, char text[64])
{
	uint32_t chain[NODES_MAX];
	size_t count = dominators_chain(found, node, chain, NODES_MAX);
	*text = 0;
	for (size_t i = 0; i < count; i++)
		sprintf(text + strlen(text), i ? " %u" : "%u", chain[i]);
}

static void test_small_graphs(void **state)
{
	static const struct {
		const char *arcs, *sources;
		uint32_t node;
		const char *chain;
	} cases[] = {
		{"0>1 0>2 1>3 2>3 3>4", "0", 4, "3 0"},         /* the header's example */
		{"0>1 0>2 1>3 2>3 3>4", "0", 3, "0"},
		{"0>2 1>3 2>4 3>4", "0 1", 4, ""},              /* two panels, two cords */
		{"0>2 1>2 2>3 2>4 3>5 4>5", "0 1", 5, "2"},     /* an ATS shared by both cords */
		{"0>2 0>3 2>4 3>4", "0 1", 4, "0"},             /* the same panel twice */
		{"0>1 1>2 2>1 2>3", "0", 3, "2 1 0"},           /* a cycle on the way */
		{"0>1 1>0", "0 1", 1, ""},                      /* a source with arcs into it */
		{"1>2", "0", 2, ""},                            /* not reached */
		{"0>1 0>1 1>1", "0 0", 1, "0"},                 /* parallel arcs, self loop */
		/* the example of Lengauer and Tarjan's paper, R = 0, A = 1 … L = 12 */
		{"0>1 0>2 0>3 1>4 2>1 2>4 2>5 3>6 3>7 4>12 5>8 6>9 7>9 7>10 8>5 8>11 9>11 10>9 11>9 11>0 12>8",
		 "0", 11, "0"},
		{"0>3 3>7 7>10 3>6 6>9 7>9 10>9", "0", 9, "3 0"}};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct text_graph g;
		char text[64];
		struct arena *arena = arena_new();
		read_graph(&g, cases[i].arcs, cases[i].sources);
		chain_text(dominators_find(&g.graph, arena), cases[i].node, text);
		assert_string_equal(text, cases[i].chain);
		arena_free(arena);
	}
}

static void test_empty_and_unreached(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	struct dominator_graph graph = {0};
	dominators_find(&graph, arena);
	graph.node_count = 2;
	uint32_t source = 1;
	graph.sources = &source;
	graph.source_count = 1;
	const struct dominators *found = dominators_find(&graph, arena);
	assert_true(found->nearest[0] == DOMINATOR_UNREACHED);
	assert_true(found->nearest[1] == DOMINATOR_ROOT);
	arena_free(arena);
}

/* -- against brute force -------------------------------------------------- */

static void reach_without(const struct dominator_graph *g, uint32_t removed, bool *reached)
{
	bool changed = true;
	memset(reached, 0, NODES_MAX * sizeof *reached);
	for (size_t i = 0; i < g->source_count; i++)
		reached[g->sources[i]] = g->sources[i] != removed;
	while (changed) {
		changed = false;
		for (size_t i = 0; i < g->arc_count; i++) {
			struct dominator_arc a = g->arcs[i];
			if (reached[a.from] && !reached[a.to] && a.to != removed)
				reached[a.to] = changed = true;
		}
	}
}

/* Dominators of `node` = the others without which it is not reached; the chain
 * has them all, and each is a dominator of the one before. */
static void check_node(const struct dominator_graph *g, const struct dominators *found,
                       bool without[NODES_MAX][NODES_MAX], const bool *reached, uint32_t node)
{
	uint32_t chain[NODES_MAX];
	size_t count = dominators_chain(found, node, chain, NODES_MAX), expected = 0;
	assert_int_equal(found->nearest[node] == DOMINATOR_UNREACHED, !reached[node]);
	for (uint32_t n = 0; n < g->node_count; n++)
		expected += n != node && reached[node] && !without[n][node];
	assert_int_equal(count, expected);
	for (size_t i = 0; i < count; i++) {
		assert_false(without[chain[i]][node]);
		assert_false(i > 0 && without[chain[i]][chain[i - 1]]);
	}
}

static void test_random_graphs_against_removal(void **state)
{
	(void)state;
	for (int round = 0; round < 3000; round++) {
		struct text_graph g = {0};
		bool without[NODES_MAX][NODES_MAX], reached[NODES_MAX];
		uint32_t nodes = 1 + any(NODES_MAX);
		bool acyclic = any(2);
		struct arena *arena = arena_new();
		g.graph = (struct dominator_graph){nodes, g.arcs, any(ARCS_MAX) * nodes / NODES_MAX,
		                                   g.sources, 1 + any(3)};
		for (size_t i = 0; i < g.graph.arc_count; i++) {
			g.arcs[i] = (struct dominator_arc){any(nodes), any(nodes)};
			if (acyclic && g.arcs[i].from > g.arcs[i].to)
				g.arcs[i] = (struct dominator_arc){g.arcs[i].to, g.arcs[i].from};
		}
		for (size_t i = 0; i < g.graph.source_count; i++)
			g.sources[i] = any(nodes);
		const struct dominators *found = dominators_find(&g.graph, arena);
		reach_without(&g.graph, UINT32_MAX, reached);
		for (uint32_t n = 0; n < nodes; n++)
			reach_without(&g.graph, n, without[n]);
		for (uint32_t n = 0; n < nodes; n++)
			check_node(&g.graph, found, without, reached, n);
		arena_free(arena);
	}
}

/* A ladder of 100 000 rungs: quadratic methods do not come back, recursive ones
 * run out of stack. */
static void test_long_ladder(void **state)
{
	(void)state;
	enum { RUNGS = 100000 };
	struct arena *arena = arena_new();
	struct dominator_arc *arcs = arena_array(arena, 4 * RUNGS, sizeof *arcs);
	uint32_t source = 0;
	size_t count = 0;
	for (uint32_t n = 0; n + 3 < 2 * RUNGS; n += 2) {
		arcs[count++] = (struct dominator_arc){n, n + 2};
		arcs[count++] = (struct dominator_arc){n + 1, n + 3};
		arcs[count++] = (struct dominator_arc){n, n + 1};
		arcs[count++] = (struct dominator_arc){n + 2, n};
	}
	struct dominator_graph graph = {2 * RUNGS, arcs, count, &source, 1};
	const struct dominators *found = dominators_find(&graph, arena);
	assert_int_equal(found->nearest[2 * RUNGS - 2], 2 * RUNGS - 4);
	assert_int_equal(found->nearest[2 * RUNGS - 3], 0);
	assert_int_equal(found->nearest[2 * RUNGS - 1], 2 * RUNGS - 3); /* the last rung is missing */
	assert_int_equal(dominators_chain(found, 2 * RUNGS - 2, NULL, 0), RUNGS - 1);
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_small_graphs),
		cmocka_unit_test(test_empty_and_unreached),
		cmocka_unit_test(test_random_graphs_against_removal),
		cmocka_unit_test(test_long_ladder),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
