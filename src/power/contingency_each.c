/* Devices whose inlets are each documented with the whole draw (--psu each): where
 * their cords meet, the larger of what arrives counts, not the sum (each.c). A loss
 * may part the ways or join them, so for every such device that hangs on something
 * that changed the difference between sum and larger is taken back as it was before
 * and made again as it is now. */
#include "power/contingency_private.h"

#include <stdlib.h>
#include <string.h>

enum { CORDS_MAX = 32, MARK_BELOW = 16 };

/* Everything that carries one device's load in one layer. */
struct meeting {
	struct contingency *c;
	const struct layer *layer;
	const bool *edge_gone;
	uint32_t first, cords; /* the edges from its inlets */
	struct growing cone;   /* ranks, falling */
	double *flow;          /* a row per node of the cone: a column per cord, then the sum */
	size_t capacity;
};

/* -- who is concerned ---------------------------------------------------------------- */

/* Where a single chain leads, as root.c has it. */
static uint32_t *find_roots(const struct power *p)
{
	uint32_t *root = xcalloc(p->node_count + 1, sizeof *root);
	for (uint32_t i = 0; i < p->node_count; i++) {
		uint32_t n = p->order[i], ways = 0;
		root[n] = n;
		for (uint32_t e = p->in_start[n]; e < p->in_start[n + 1]; e++)
			if (edge_open(&p->edges[e]))
				root[n] = ways++ ? NODE_NONE : root[p->edges[e].from];
	}
	return root;
}

static bool may_meet(const struct power *p, const uint32_t *root, uint32_t n)
{
	uint32_t first = p->in_start[n], last = p->in_start[n + 1];
	for (uint32_t e = first; e < last; e++)
		for (uint32_t other = first; other <= e; other++)
			if (root[p->edges[e].from] == NODE_NONE ||
			    (other < e && root[p->edges[e].from] == root[p->edges[other].from]))
				return true;
	return false;
}

static bool is_each(const struct power *p, uint32_t n)
{
	const struct node *node = &p->nodes[n];
	uint32_t cords = p->in_start[n + 1] - p->in_start[n];
	return node->role == ROLE_CONSUMER && cords > 1 && cords <= CORDS_MAX && !(node->flags & NODE_PLANNED) &&
	       p->edges[p->in_start[n]].kind == EDGE_SUPPLY && policy_psu(&p->policy, node_device(node)) == PSU_EACH;
}

/* -- one device ------------------------------------------------------------------------ */

static const uint8_t FED = STATE_SOURCE | STATE_UNKNOWN | STATE_BATTERY;

static bool went_out(const struct meeting *m, uint32_t n)
{
	return (m->c->before.state[n] & FED) && !(m->layer->state[n] & FED);
}

static uint32_t carriers_of(const struct meeting *m, uint32_t n, uint32_t carriers[CARRIERS_MAX])
{
	return carriers_in_layer(m->c, m->layer, m->edge_gone, n, carriers);
}

static int falling(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	return (x < y) - (x > y);
}

static void reach(struct meeting *m, uint32_t n)
{
	struct contingency *c = m->c;
	if (c->place[n])
		return;
	c->place[n] = 1;
	growing_add(&m->cone, n);
}

/* place[] gets 1 + the row of each node. */
static void climb(struct meeting *m)
{
	const struct power *p = m->c->power;
	uint32_t carriers[CARRIERS_MAX];
	m->cone.count = 0;
	for (uint32_t i = 0; i < m->cords; i++)
		reach(m, p->edges[m->first + i].from);
	for (size_t i = 0; i < m->cone.count; i++) {
		uint32_t count = carriers_of(m, m->cone.items[i], carriers);
		for (uint32_t k = 0; k < count; k++)
			reach(m, p->edges[carriers[k]].from);
	}
	for (size_t i = 0; i < m->cone.count; i++)
		m->cone.items[i] = p->rank[m->cone.items[i]];
	qsort(m->cone.items, m->cone.count, sizeof *m->cone.items, falling);
	for (size_t i = 0; i < m->cone.count; i++) {
		m->cone.items[i] = p->order[m->cone.items[i]];
		m->c->place[m->cone.items[i]] = (uint32_t)i + 1;
	}
}

static double *row_of(const struct meeting *m, uint32_t n)
{
	return m->flow + (m->c->place[n] - 1) * ((size_t)m->cords + 1);
}

static void start_rows(struct meeting *m)
{
	const struct power *p = m->c->power;
	size_t need = m->cone.count * (m->cords + 1);
	if (need > m->capacity) {
		m->capacity = 2 * need;
		m->flow = xrealloc(m->flow, m->capacity, sizeof *m->flow);
	}
	memset(m->flow, 0, need * sizeof *m->flow);
	for (uint32_t i = 0; i < m->cords; i++) {
		uint32_t inlet = p->edges[m->first + i].from;
		row_of(m, inlet)[i] = row_of(m, inlet)[m->cords] = m->layer->load[inlet];
	}
}

/* What the sum has too much at a node; its larger part goes on. */
static double level(struct meeting *m, uint32_t n)
{
	const struct power *p = m->c->power;
	double *row = row_of(m, n), most = 0;
	uint32_t carriers[CARRIERS_MAX];
	if (went_out(m, n))
		memset(row, 0, (m->cords + 1) * sizeof *row);
	for (uint32_t i = 0; i < m->cords; i++)
		most = row[i] > most ? row[i] : most;
	double surplus = row[m->cords] > most ? row[m->cords] - most : 0;
	uint32_t count = carriers_of(m, n, carriers);
	for (uint32_t k = 0; k < count; k++) {
		double *above = row_of(m, p->edges[carriers[k]].from);
		for (uint32_t i = 0; i < m->cords; i++)
			above[i] += row[i] / count;
		above[m->cords] += most / count;
	}
	return surplus;
}

/* Adds factor × surplus to `figure`, by node; returns the cone. */
static void meet(struct meeting *m, uint32_t device, double factor, double *figure, bool waiting)
{
	const struct power *p = m->c->power;
	m->first = p->in_start[device];
	m->cords = p->in_start[device + 1] - m->first;
	climb(m);
	start_rows(m);
	for (size_t i = 0; i < m->cone.count; i++) {
		uint32_t n = m->cone.items[i];
		double surplus = level(m, n);
		if (surplus <= 0)
			continue;
		figure[n] += factor * surplus;
		if (waiting) {
			contingency_touch(m->c, n);
			contingency_wait(m->c, n);
		}
	}
	for (size_t i = 0; i < m->cone.count; i++)
		m->c->place[m->cone.items[i]] = 0;
}

static void meeting_end(struct meeting *m)
{
	free(m->cone.items);
	free(m->flow);
}

/* -- before all losses ------------------------------------------------------------------ */

void contingency_start_each(struct contingency *c)
{
	const struct power *p = c->power;
	uint32_t *root = NULL;
	if (!p->some_each)
		return;
	for (uint32_t n = p->first[OBJECT_DEVICE]; n < p->node_count; n++) {
		if (!is_each(p, n))
			continue;
		root = root ? root : find_roots(p);
		if (!may_meet(p, root, n))
			continue;
		if (!c->meets) {
			c->meets = arena_array(c->arena, p->node_count + 1, sizeof *c->meets);
			c->place = arena_array(c->arena, p->node_count + 1, sizeof *c->place);
		}
		c->meets[n] = true;
	}
	free(root);
	struct meeting m = {.c = c, .layer = &c->before, .edge_gone = c->edge_before};
	for (uint32_t n = p->first[OBJECT_DEVICE]; c->meets && n < p->node_count; n++)
		if (c->meets[n]) /* below an own draw the plain sum was taken */
			meet(&m, n, -1, c->raw, false);
	meeting_end(&m);
}

/* -- in a run ------------------------------------------------------------------------------ */

static void reach_below(struct contingency *c, struct growing *below, uint32_t n)
{
	if (c->marks[n] & MARK_BELOW)
		return;
	c->marks[n] |= MARK_BELOW;
	growing_add(below, n);
}

/* Everything at or below what is visited. */
static void find_below(struct contingency *c, struct growing *below)
{
	const struct power *p = c->power;
	for (size_t i = 0; i < c->visited.count; i++)
		reach_below(c, below, c->visited.items[i]);
	for (size_t i = 0; i < below->count; i++)
		for (uint32_t k = p->out_start[below->items[i]]; k < p->out_start[below->items[i] + 1]; k++)
			if (edge_open(&p->edges[p->out_edges[k]]))
				reach_below(c, below, p->edges[p->out_edges[k]].to);
}

void contingency_meet(struct contingency *c)
{
	struct growing below = {0};
	struct meeting m = {.c = c};
	if (!c->meets)
		return;
	find_below(c, &below);
	for (size_t i = 0; i < below.count; i++) {
		uint32_t n = below.items[i];
		c->marks[n] &= (uint8_t)~MARK_BELOW;
		if (!c->meets[n])
			continue;
		m.layer = &c->before;
		m.edge_gone = c->edge_before;
		meet(&m, n, 1, c->more, true);
		m.layer = &c->now;
		m.edge_gone = c->edge_gone;
		meet(&m, n, -1, c->more, true);
	}
	meeting_end(&m);
	free(below.items);
}
