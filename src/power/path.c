/* Ways are followed upwards with a stack of edges: no recursion, and since the
 * edges that close cycles are left out, every step up ends somewhere. */
#include "power/path.h"

#include "base/number.h"

#include <stdlib.h>
#include <string.h>

struct climb {
	const struct power *power;
	struct arena *arena;
	struct verdict *verdict;
	uint32_t target;
	uint32_t *nodes; /* from the target up */
	uint32_t *tried; /* how many of the edges into nodes[i] were followed */
	uint32_t *edges; /* the edge from nodes[i + 1] down to nodes[i] */
	size_t depth, capacity;
	size_t left;     /* ways this target may still add */
};

/* The i-th edge into n, in the order of ways: carrying, standing by, not live. */
static uint32_t edge_in(const struct power *p, uint32_t n, uint32_t wanted)
{
	for (int group = 0; group < 3; group++)
		for (uint32_t e = p->in_start[n]; e < p->in_start[n + 1]; e++) {
			const struct edge *edge = &p->edges[e];
			int is = edge->carries ? 0 : edge->live ? 1 : 2;
			if (is == group && !edge->closes_cycle && wanted-- == 0)
				return e;
		}
	return NODE_NONE;
}

static void push(struct climb *c, uint32_t n)
{
	if (c->depth == c->capacity) {
		c->capacity = c->capacity ? c->capacity * 2 : 32;
		c->nodes = xrealloc(c->nodes, c->capacity, sizeof *c->nodes);
		c->tried = xrealloc(c->tried, c->capacity, sizeof *c->tried);
		c->edges = xrealloc(c->edges, c->capacity, sizeof *c->edges);
	}
	c->nodes[c->depth] = n;
	c->tried[c->depth] = 0;
	c->edges[c->depth++] = NODE_NONE;
}

static void judge(const struct climb *c, struct path *path)
{
	path->live = path->redundancy = true;
	for (size_t i = 0; i + 1 < c->depth; i++) {
		const struct edge *edge = &c->power->edges[c->edges[i]];
		path->live &= edge->live;
		path->redundancy &= edge->redundancy;
		path->reserve |= edge->reserve;
	}
	double least = NUMBER_UNKNOWN;
	for (size_t i = 0; i < path->count; i++) {
		const struct node *node = &c->power->nodes[path->nodes[i]];
		if (number_known(node->usable_w) && !(node->usable_w >= least)) {
			least = node->usable_w;
			path->bottleneck = path->nodes[i];
		}
	}
}

static void add_path(struct climb *c)
{
	struct verdict *verdict = c->verdict;
	if (!c->left || verdict->path_count == VERDICT_PATHS) {
		verdict->paths_cut = true;
		c->left = 0;
		return;
	}
	struct path *path = &verdict->paths[verdict->path_count++];
	const struct node *top = &c->power->nodes[c->nodes[c->depth - 1]];
	path->nodes = arena_array(c->arena, c->depth, sizeof *path->nodes);
	path->count = c->depth;
	path->bottleneck = NODE_NONE;
	for (size_t i = 0; i < c->depth; i++)
		path->nodes[i] = c->nodes[c->depth - 1 - i];
	path->side = c->power->nodes[c->target].side;
	path->complete = (top->flags & NODE_SOURCE) && (top->flags & NODE_FED);
	judge(c, path);
	c->left--;
}

static void climb(struct climb *c)
{
	bool again = true; /* after the limit, one more to know that there are more */
	c->depth = 0;
	push(c, c->target);
	while (c->depth && again) {
		size_t top = c->depth - 1;
		uint32_t e = edge_in(c->power, c->nodes[top], c->tried[top]++);
		if (e != NODE_NONE) {
			c->edges[top] = e;
			push(c, c->power->edges[e].from);
			continue;
		}
		if (c->tried[top] == 1)
			add_path(c);
		again = !c->verdict->paths_cut || c->left;
		c->depth--;
	}
}

void path_list(const struct power *power, const uint32_t *targets, size_t count,
               struct verdict *verdict, struct arena *arena)
{
	struct climb c = {.power = power, .arena = arena, .verdict = verdict};
	size_t each = count ? VERDICT_PATHS / count : 0;
	verdict->paths = arena_array(arena, VERDICT_PATHS, sizeof *verdict->paths);
	for (size_t i = 0; i < count; i++) {
		c.target = targets[i];
		c.left = each ? each : 1;
		climb(&c);
	}
	free(c.nodes);
	free(c.tried);
	free(c.edges);
}
