/* T. Lengauer and R. Tarjan, "A fast algorithm for finding dominators in a
 * flowgraph" (1979), the simple version: O(m log n) for any graph, where the
 * shorter iterative method of Cooper, Harvey and Kennedy goes quadratic on long
 * ladders. Nothing recurses.
 *
 * Nodes are numbered in the order a depth-first search reaches them; 0 is the
 * virtual root. All arrays but `number` and the arcs are by these numbers. A
 * node's semidominator is the smallest number from which a way leads to it
 * through larger numbers only. */
#include "power/dominator.h"

#include <stdlib.h>
#include <string.h>

#define NONE UINT32_MAX

/* Arcs by one of their ends: others[start[n] … start[n + 1]). */
struct adjacency {
	uint32_t *start, *others;
};

struct work {
	struct adjacency out, in;
	uint32_t node_count; /* with the virtual root, which is the last node */
	uint32_t reached;
	uint32_t *number;    /* of a node; NONE: not reached */
	uint32_t *node;      /* with a number */
	uint32_t *parent;    /* in the search tree */
	uint32_t *semi;
	uint32_t *best;      /* smallest semi on the compressed way up (the paper's label) */
	uint32_t *ancestor;  /* in the forest built so far */
	uint32_t *bucket, *next_in_bucket; /* nodes by semidominator */
	uint32_t *dominator;
	uint32_t *stack;
};

/* -- arcs ----------------------------------------------------------------- */

static struct dominator_arc arc_at(const struct dominator_graph *graph, size_t i)
{
	if (i < graph->arc_count)
		return graph->arcs[i];
	return (struct dominator_arc){graph->node_count, graph->sources[i - graph->arc_count]};
}

static struct adjacency adjacency_new(const struct dominator_graph *graph, int incoming)
{
	size_t count = graph->arc_count + graph->source_count, nodes = (size_t)graph->node_count + 1;
	struct adjacency list = {xcalloc(nodes + 2, sizeof(uint32_t)),
	                         xcalloc(count ? count : 1, sizeof(uint32_t))};
	for (size_t i = 0; i < count; i++) {
		struct dominator_arc arc = arc_at(graph, i);
		list.start[(incoming ? arc.to : arc.from) + 2]++;
	}
	for (size_t n = 0; n < nodes; n++)
		list.start[n + 2] += list.start[n + 1];
	/* start[n + 1] is where the next one of n goes; at the end, where n ends. */
	for (size_t i = 0; i < count; i++) {
		struct dominator_arc arc = arc_at(graph, i);
		uint32_t at = list.start[(incoming ? arc.to : arc.from) + 1]++;
		list.others[at] = incoming ? arc.from : arc.to;
	}
	return list;
}

static void adjacency_free(struct adjacency *list)
{
	free(list->start);
	free(list->others);
}

/* -- depth-first search --------------------------------------------------- */

static void reach(struct work *work, uint32_t node, uint32_t parent)
{
	uint32_t n = work->reached++;
	work->number[node] = n;
	work->node[n] = node;
	work->parent[n] = parent;
	work->semi[n] = work->best[n] = n;
	work->ancestor[n] = work->bucket[n] = NONE;
}

static void search(struct work *work)
{
	uint32_t depth = 0, *next = xcalloc(work->node_count, sizeof *next);
	memcpy(next, work->out.start, work->node_count * sizeof *next);
	reach(work, work->node_count - 1, NONE);
	work->stack[depth++] = work->node_count - 1;
	while (depth > 0) {
		uint32_t node = work->stack[depth - 1];
		if (next[node] == work->out.start[node + 1]) {
			depth--;
			continue;
		}
		uint32_t to = work->out.others[next[node]++];
		if (work->number[to] == NONE) {
			reach(work, to, work->number[node]);
			work->stack[depth++] = to;
		}
	}
	free(next);
}

/* -- semidominators ------------------------------------------------------- */

/* Shortens the way up from `n` so that it is one step to the root of its tree. */
static void compress(struct work *work, uint32_t n)
{
	uint32_t depth = 0;
	while (work->ancestor[work->ancestor[n]] != NONE) {
		work->stack[depth++] = n;
		n = work->ancestor[n];
	}
	while (depth > 0) {
		n = work->stack[--depth];
		uint32_t up = work->ancestor[n];
		if (work->semi[work->best[up]] < work->semi[work->best[n]])
			work->best[n] = work->best[up];
		work->ancestor[n] = work->ancestor[up];
	}
}

/* The node of the smallest semidominator on the way up from `n`. */
static uint32_t evaluate(struct work *work, uint32_t n)
{
	if (work->ancestor[n] == NONE)
		return n;
	compress(work, n);
	return work->best[n];
}

static void find_semidominator(struct work *work, uint32_t n)
{
	uint32_t node = work->node[n];
	for (uint32_t i = work->in.start[node]; i < work->in.start[node + 1]; i++) {
		uint32_t from = work->number[work->in.others[i]];
		if (from == NONE)
			continue;
		uint32_t semi = work->semi[evaluate(work, from)];
		if (semi < work->semi[n])
			work->semi[n] = semi;
	}
	work->next_in_bucket[n] = work->bucket[work->semi[n]];
	work->bucket[work->semi[n]] = n;
}

/* Nodes whose semidominator is `n`: their dominator is n or that of another
 * node, which is not known yet. */
static void empty_bucket(struct work *work, uint32_t n)
{
	for (uint32_t v = work->bucket[n]; v != NONE; v = work->next_in_bucket[v]) {
		uint32_t u = evaluate(work, v);
		work->dominator[v] = work->semi[u] < work->semi[v] ? u : n;
	}
	work->bucket[n] = NONE;
}

static void find_dominators(struct work *work)
{
	for (uint32_t n = work->reached; n-- > 1;) {
		find_semidominator(work, n);
		work->ancestor[n] = work->parent[n];
		empty_bucket(work, work->parent[n]);
	}
	for (uint32_t n = 1; n < work->reached; n++)
		if (work->dominator[n] != work->semi[n])
			work->dominator[n] = work->dominator[work->dominator[n]];
}

/* -- frame ---------------------------------------------------------------- */

/* All arrays are one piece, `number` first. */
static void work_init(struct work *work, const struct dominator_graph *graph)
{
	size_t nodes = (size_t)graph->node_count + 1;
	uint32_t **const arrays[] = {
		&work->number, &work->node, &work->parent, &work->semi, &work->best, &work->ancestor,
		&work->bucket, &work->next_in_bucket, &work->dominator, &work->stack};
	enum { ARRAYS = sizeof arrays / sizeof *arrays };
	uint32_t *memory = xcalloc(nodes, ARRAYS * sizeof *memory);
	work->node_count = (uint32_t)nodes;
	work->reached = 0;
	for (size_t i = 0; i < ARRAYS; i++)
		*arrays[i] = memory + i * nodes;
	memset(work->number, 0xff, nodes * sizeof *work->number);
	work->out = adjacency_new(graph, 0);
	work->in = adjacency_new(graph, 1);
}

static void work_free(struct work *work)
{
	free(work->number);
	adjacency_free(&work->out);
	adjacency_free(&work->in);
}

static uint32_t nearest_of(const struct work *work, uint32_t node)
{
	uint32_t n = work->number[node];
	if (n == NONE)
		return DOMINATOR_UNREACHED;
	return work->dominator[n] == 0 ? DOMINATOR_ROOT : work->node[work->dominator[n]];
}

const struct dominators *dominators_find(const struct dominator_graph *graph, struct arena *arena)
{
	struct dominators *found = arena_alloc(arena, sizeof *found);
	struct work work;
	work_init(&work, graph);
	search(&work);
	find_dominators(&work);
	found->node_count = graph->node_count;
	found->nearest = arena_array(arena, work.node_count, sizeof *found->nearest);
	for (uint32_t node = 0; node < graph->node_count; node++)
		found->nearest[node] = nearest_of(&work, node);
	work_free(&work);
	return found;
}

size_t dominators_chain(const struct dominators *dominators, uint32_t node, uint32_t *chain,
                        size_t room)
{
	size_t count = 0;
	while ((node = dominators->nearest[node]) < DOMINATOR_ROOT) {
		if (count < room)
			chain[count] = node;
		count++;
	}
	return count;
}
