/* A run: what is gone goes into the queue; down (contingency_fed.c), up
 * (contingency_load.c), down again (contingency_judge.c). The layer `now` equals
 * `before` but for the nodes touched, so that undoing a run costs what it cost. */
#include "power/contingency_private.h"

#include <stdlib.h>
#include <string.h>

void contingency_free(struct contingency *c)
{
	if (!c)
		return;
	struct growing *lists[] = {&c->touched, &c->visited, &c->edges, &c->devices, &c->risen, &c->cone};
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
		free(lists[i]->items);
	free(c->hits);
	lifelines_end(&c->lines);
	arena_free(c->arena);
}

/* -- one round ------------------------------------------------------------------ */

static void forget(struct contingency *c)
{
	for (size_t i = 0; i < c->touched.count; i++) {
		uint32_t n = c->touched.items[i];
		c->now.state[n] = c->before.state[n];
		c->now.out[n] = c->before.out[n];
		c->now.load[n] = c->before.load[n];
		c->now.list[n] = c->before.list[n];
		c->more[n] = 0;
		c->marks[n] = 0;
		for (int leg = 0; leg < 3 && c->more_legs; leg++) {
			c->now.legs[n][leg] = c->before.legs[n][leg];
			c->more_legs[n][leg] = 0;
		}
	}
	for (size_t i = 0; i < c->edges.count; i++)
		c->edge_gone[c->edges.items[i]] = c->edge_before[c->edges.items[i]];
	c->touched.count = c->visited.count = c->edges.count = c->devices.count = c->risen.count = 0;
	c->hit_count = 0;
	lifelines_drop(&c->lines);
}

/* A node is gone: itself and what it fed are looked at. */
static void take_node(struct contingency *c, uint32_t n, enum out out)
{
	if (c->now.out[n] == OUT_GONE)
		return;
	contingency_touch(c, n);
	c->now.out[n] = (uint8_t)out;
	contingency_wait(c, n);
}

static void take_cable(struct contingency *c, const struct cable *cable)
{
	const struct power *p = c->power;
	for (size_t i = 0; i < cable->inlet_count; i++) {
		uint32_t n = node_of(p, cable->inlets[i]);
		for (uint32_t e = n == NODE_NONE ? 0 : p->in_start[n]; n != NODE_NONE && e < p->in_start[n + 1]; e++) {
			if (p->edges[e].cable != cable || c->edge_gone[e])
				continue;
			c->edge_gone[e] = true;
			growing_add(&c->edges, e);
		}
		if (n != NODE_NONE)
			contingency_wait(c, n);
	}
}

void contingency_apply(struct contingency *c, const struct removal *removal)
{
	forget(c);
	for (size_t i = 0; i < removal->node_count; i++)
		take_node(c, removal->nodes[i], OUT_GONE);
	for (size_t i = 0; i < removal->doubtful_count; i++)
		take_node(c, removal->doubtful[i], OUT_DOUBTFUL);
	for (size_t i = 0; i < removal->cable_count; i++)
		take_cable(c, removal->cables[i]);
	contingency_spread(c);
	contingency_shift(c);
	contingency_judge(c);
}

/* -- generation by generation ------------------------------------------------------ */

/* Element hits of earlier rounds, and when each consumer met its fate. */
struct rounds {
	struct hit *fallen;
	size_t count, capacity;
	struct removal all;
	uint8_t *fate;       /* by node: effect + 1 */
	uint16_t *since;     /* by node: generation */
};

/* What falls next joins what is gone; false: nothing does. */
static bool fall(struct contingency *c, struct rounds *r)
{
	bool any = false;
	for (size_t i = 0; i < c->hit_count; i++) {
		const struct hit *hit = &c->hits[i];
		if (hit->effect != EFFECT_MAY_TRIP && hit->effect != EFFECT_PSU)
			continue;
		r->fallen = array_grow(r->fallen, r->count, &r->capacity, sizeof *r->fallen);
		r->fallen[r->count++] = *hit;
		removal_add(&r->all, c->power, c->power->nodes[hit->node].object);
		any = true;
	}
	return any;
}

static void date_fates(struct contingency *c, struct rounds *r, unsigned generation)
{
	for (size_t i = 0; i < c->hit_count; i++) {
		struct hit *hit = &c->hits[i];
		if (!effect_is_consumer((enum effect)hit->effect))
			continue;
		if (r->fate[hit->node] != hit->effect + 1)
			r->since[hit->node] = (uint16_t)generation;
		r->fate[hit->node] = hit->effect + 1;
		hit->generation = r->since[hit->node];
	}
}

static void round_of(struct contingency *c, const struct removal *removal, unsigned generation)
{
	contingency_apply(c, removal);
	memset(&c->outcome, 0, sizeof c->outcome);
	c->outcome.worst = NODE_NONE;
	contingency_collect(c, generation);
}

/* The fallen are in the outcome as what brought them down. */
static void list_fallen(struct contingency *c, const struct rounds *r)
{
	for (size_t i = 0; i < r->count; i++) {
		c->hits = array_grow(c->hits, c->hit_count, &c->hit_capacity, sizeof *c->hits);
		c->hits[c->hit_count++] = r->fallen[i];
		c->outcome.elements[r->fallen[i].effect]++;
	}
	contingency_sort(c);
}

static void cascade(struct contingency *c, const struct removal *removal)
{
	enum { ROUNDS_MAX = 1000 };
	struct rounds r = {.fate = xcalloc(c->power->node_count + 1, 1),
	                   .since = xcalloc(c->power->node_count + 1, sizeof *r.since)};
	unsigned generation = 0;
	removal_join(&r.all, removal);
	date_fates(c, &r, 0);
	while (generation < ROUNDS_MAX && fall(c, &r)) {
		round_of(c, &r.all, ++generation);
		date_fates(c, &r, generation);
	}
	list_fallen(c, &r);
	c->outcome.generations = generation;
	removal_end(&r.all);
	free(r.fallen);
	free(r.fate);
	free(r.since);
}

void contingency_watch(struct contingency *c, const bool *inside)
{
	c->watched = inside;
}

const struct outcome *contingency_run(struct contingency *c, const struct removal *removal, bool with_cascade)
{
	round_of(c, removal, 0);
	if (with_cascade)
		cascade(c, removal);
	return &c->outcome;
}

void contingency_given(struct contingency *c, const struct removal *removal)
{
	contingency_apply(c, removal);
	for (size_t i = 0; i < c->touched.count; i++) {
		uint32_t n = c->touched.items[i];
		if (known(c->own_w[n]))
			c->raw[n] += c->more[n];
		c->before.state[n] = c->now.state[n];
		c->before.out[n] = c->now.out[n];
		c->before.load[n] = c->now.load[n];
		c->before.list[n] = c->now.list[n];
		for (int leg = 0; leg < 3 && c->more_legs; leg++)
			c->before.legs[n][leg] = c->now.legs[n][leg];
	}
	for (size_t i = 0; i < c->edges.count; i++)
		c->edge_before[c->edges.items[i]] = true;
	lifelines_keep(&c->lines);
	forget(c);
}

/* -- looking ------------------------------------------------------------------------- */

double contingency_load(const struct contingency *c, uint32_t n)
{
	return c->now.load[n];
}

double contingency_before(const struct contingency *c, uint32_t n)
{
	return c->before.load[n];
}

uint8_t contingency_state(const struct contingency *c, uint32_t n)
{
	return c->now.state[n];
}

uint8_t contingency_state_before(const struct contingency *c, uint32_t n)
{
	return c->before.state[n];
}

bool contingency_cable_gone(const struct contingency *c, const struct cable *cable)
{
	const struct power *p = c->power;
	for (size_t i = 0; i < c->edges.count; i++)
		if (p->edges[c->edges.items[i]].cable == cable)
			return true;
	return false;
}

const uint32_t *contingency_touched(const struct contingency *c, size_t *count)
{
	*count = c->touched.count;
	return c->touched.items;
}

bool contingency_redundant_before(const struct contingency *c, uint32_t n)
{
	return c->before.list[n] == LIFELINE_EMPTY;
}

bool contingency_redundant(const struct contingency *c, uint32_t n)
{
	return c->now.list[n] == LIFELINE_EMPTY;
}

static bool is_culprit(const struct contingency *c, uint32_t n, bool battery)
{
	const struct node *node = &c->power->nodes[n];
	uint8_t state = c->now.state[n];
	if (battery)
		return node->kind == OBJECT_OUTLET && node->device != NODE_NONE &&
		       c->power->nodes[node->device].role == ROLE_UPS;
	if (node->kind == OBJECT_OUTLET && node->device != NODE_NONE)
		state |= c->now.state[node->device];
	return state & STATE_TRIP;
}

/* Breadth first, up the ways that are still fed. */
uint32_t contingency_culprit(const struct contingency *c, uint32_t device)
{
	const struct power *p = c->power;
	struct growing found = {0};
	uint32_t culprit = NODE_NONE;
	bool battery = !(c->now.state[device] & STATE_SOURCE);
	uint8_t wanted = battery ? STATE_BATTERY : STATE_SOURCE;
	growing_add(&found, device);
	for (size_t i = 0; i < found.count && i < 10000 && culprit == NODE_NONE; i++) {
		uint32_t n = found.items[i];
		if (is_culprit(c, n, battery))
			culprit = n;
		for (uint32_t e = p->in_start[n]; e < p->in_start[n + 1]; e++)
			if (edge_open(&p->edges[e]) && !c->edge_gone[e] && (c->now.state[p->edges[e].from] & wanted))
				growing_add(&found, p->edges[e].from);
	}
	free(found.items);
	return culprit;
}
