/* The state before all losses: of the whole site in one pass from the sources, or
 * of a node and what is above it when a run comes across it. Both do the same to
 * each node, in the same order. */
#include "power/contingency_private.h"

#include <stdlib.h>
#include <string.h>

/* -- room ---------------------------------------------------------------------- */

static void start_layer(struct contingency *c, struct layer *layer)
{
	size_t count = c->power->node_count + 1;
	layer->state = arena_array(c->arena, count, 1);
	layer->out = arena_array(c->arena, count, 1);
	layer->load = arena_array(c->arena, count, sizeof *layer->load);
	layer->list = arena_array(c->arena, count, sizeof *layer->list);
	layer->legs = c->power->some_legs ? arena_array(c->arena, count, sizeof *layer->legs) : NULL;
}

static void start_arrays(struct contingency *c)
{
	const struct power *power = c->power;
	size_t count = power->node_count + 1;
	start_layer(c, &c->before);
	start_layer(c, &c->now);
	c->edge_before = arena_array(c->arena, power->edge_count + 1, sizeof *c->edge_before);
	c->edge_gone = arena_array(c->arena, power->edge_count + 1, sizeof *c->edge_gone);
	c->more = arena_array(c->arena, count, sizeof *c->more);
	c->more_legs = power->some_legs ? arena_array(c->arena, count, sizeof *c->more_legs) : NULL;
	c->own_w = arena_array(c->arena, count, sizeof *c->own_w);
	c->raw = arena_array(c->arena, count, sizeof *c->raw);
	c->seed = arena_array(c->arena, count, 1);
	c->rated = arena_array(c->arena, count, sizeof *c->rated);
	c->needed = arena_array(c->arena, count, 1);
	c->marks = arena_array(c->arena, count, 1);
	lifelines_start(&c->lines, lifeline_elements(power), c->arena);
	rankset_start(&c->queue, power->node_count, c->arena);
}

/* What start_arrays() takes: bytes of a node, of an edge, and small ones. */
static size_t room(const struct power *power)
{
	size_t node = 66 + (power->some_legs ? 3 * sizeof(double[3]) : 0), edge = 2;
	return power->node_count * node + power->edge_count * edge + sizeof(struct contingency) + 8192;
}

/* -- by the node alone -------------------------------------------------------- */

/* Unknown by itself, not by what feeds it? */
static bool is_unknown_end(const struct power *p, uint32_t n)
{
	if (!(p->nodes[n].flags & NODE_UNKNOWN_FED))
		return false;
	for (uint32_t e = p->in_start[n]; e < p->in_start[n + 1]; e++)
		if (edge_open(&p->edges[e]) && (p->nodes[p->edges[e].from].flags & NODE_UNKNOWN_FED))
			return p->nodes[n].flags & NODE_CUT_SHORT;
	return true;
}

static uint8_t seed_of(const struct power *p, uint32_t n)
{
	const struct node *node = &p->nodes[n];
	bool way_point = node->kind != OBJECT_DEVICE || node->role == ROLE_CONSUMER || (node->flags & NODE_SOURCE);
	if (!way_point)
		return 0;
	if ((node->flags & NODE_INVISIBLE) && (node->kind == OBJECT_FEED || node->kind == OBJECT_OUTLET))
		return STATE_GONE;
	bool source = (node->flags & NODE_SOURCE) && (node->flags & NODE_FED);
	return (source ? STATE_SOURCE : 0) | (is_unknown_end(p, n) ? STATE_UNKNOWN : 0);
}

/* What is below an inlet whose own draw stands in for unknown ones. */
static double sum_below(const struct power *p, uint32_t n)
{
	double sum = 0;
	for (uint32_t i = p->out_start[n]; i < p->out_start[n + 1]; i++) {
		const struct edge *edge = &p->edges[p->out_edges[i]];
		sum += edge->carries && known(edge->load_w) ? edge->load_w : 0;
	}
	return sum;
}

static uint8_t needed_psus(const struct power *p, uint32_t n)
{
	const struct node *node = &p->nodes[n];
	unsigned needed = node->role == ROLE_CONSUMER ? policy_psus_needed(&p->policy, node_device(node)) : 0;
	return (uint8_t)(needed < 255 ? needed : 255);
}

static bool has_rating(const struct power *p, uint32_t n)
{
	const struct node *node = &p->nodes[n];
	return node->kind == OBJECT_DEVICE && role_is_distribution(node->role) &&
	       known(policy_rating(&p->policy, node->object));
}

static void note_node(struct contingency *c, uint32_t n)
{
	const struct power *p = c->power;
	const struct node *node = &p->nodes[n];
	c->seed[n] = seed_of(p, n);
	c->needed[n] = needed_psus(p, n);
	c->rated[n] = has_rating(p, n);
	c->own_w[n] = NUMBER_UNKNOWN;
	c->before.load[n] = known(node->load_w) ? node->load_w : 0;
	if (node->role == ROLE_INPUT && known(node_inlet(node)->allocated_draw_w)) {
		c->raw[n] = sum_below(p, n);
		if (node->load_w > c->raw[n] + 1e-6)
			c->own_w[n] = node->load_w;
	}
	for (int i = 0; i < 3 && node->legs && c->before.legs; i++)
		c->now.legs[n][i] = c->before.legs[n][i] = node->legs[i].low_w - node->unassigned_w / 3;
}

/* -- by what is above it: nodes in their order, all above them known or among them -- */

static void feed(struct contingency *c, uint32_t n)
{
	c->before.state[n] = fed_in_layer(c, &c->before, c->edge_before, n);
	c->before.list[n] = list_in_layer(c, &c->before, c->edge_before, n);
}

static void limit(struct contingency *c, uint32_t n)
{
	char leg;
	c->before.state[n] |= limits_state(c, &c->before, n, &leg);
}

static void firm(struct contingency *c, uint32_t n)
{
	c->before.state[n] |= firm_state(c, &c->before, c->edge_before, n);
}

static void copy(struct contingency *c, uint32_t n)
{
	c->now.state[n] = c->before.state[n];
	c->now.load[n] = c->before.load[n];
	c->now.list[n] = c->before.list[n];
}

static void work_out(struct contingency *c, const uint32_t *nodes, uint32_t count)
{
	static void (*const passes[])(struct contingency *c, uint32_t n) = {feed, limit, firm, copy};
	for (size_t pass = 0; pass < sizeof passes / sizeof *passes; pass++)
		for (uint32_t i = 0; i < count; i++)
			passes[pass](c, nodes[i]);
}

/* -- one more node ------------------------------------------------------------------ */

static void reach(struct contingency *c, uint32_t n)
{
	if (c->known[n])
		return;
	c->known[n] = true;
	growing_add(&c->cone, n);
}

static int rising(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	return (x > y) - (x < y);
}

/* Outlets are judged with their device. */
static void find_cone(struct contingency *c, uint32_t n)
{
	const struct power *p = c->power;
	c->cone.count = 0;
	reach(c, n);
	for (size_t i = 0; i < c->cone.count; i++) {
		uint32_t at = c->cone.items[i];
		for (uint32_t e = p->in_start[at]; e < p->in_start[at + 1]; e++)
			reach(c, p->edges[e].from);
		if (p->nodes[at].kind == OBJECT_OUTLET && p->nodes[at].device != NODE_NONE)
			reach(c, p->nodes[at].device);
	}
	for (size_t i = 0; i < c->cone.count; i++)
		c->cone.items[i] = p->rank[c->cone.items[i]];
	qsort(c->cone.items, c->cone.count, sizeof *c->cone.items, rising);
	for (size_t i = 0; i < c->cone.count; i++)
		c->cone.items[i] = p->order[c->cone.items[i]];
}

/* Lists made here must outlive the run, so those of the run so far do as well. */
void contingency_learn(struct contingency *c, uint32_t n)
{
	find_cone(c, n);
	for (size_t i = 0; i < c->cone.count; i++)
		note_node(c, c->cone.items[i]);
	work_out(c, c->cone.items, (uint32_t)c->cone.count);
	lifelines_keep(&c->lines);
}

void contingency_look(struct contingency *c, uint32_t node)
{
	contingency_need(c, node);
}

/* -- beginning ------------------------------------------------------------------------ */

static struct contingency *start(const struct power *power)
{
	struct arena *arena = arena_new();
	arena_reserve(arena, room(power));
	struct contingency *c = arena_alloc(arena, sizeof *c);
	c->power = power;
	c->arena = arena;
	start_arrays(c);
	return c;
}

struct contingency *contingency_new(const struct power *power)
{
	struct contingency *c = start(power);
	for (uint32_t n = 0; n < power->node_count; n++)
		note_node(c, n);
	work_out(c, power->order, power->node_count);
	contingency_start_each(c);
	lifelines_keep(&c->lines);
	return c;
}

struct contingency *contingency_new_part(const struct power *power)
{
	if (power->some_each) /* what meets where is known for all or not at all */
		return contingency_new(power);
	struct contingency *c = start(power);
	c->known = arena_array(c->arena, power->node_count + 1, sizeof *c->known);
	return c;
}
