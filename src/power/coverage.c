/* Coverage: of the consumers below a node, how many have a known draw. A device
 * counts once however many of its cords hang below.
 *
 * Where each way up is a single chain and no two cords of a device end at the
 * same source, counting is summing, from the last node to the first. The other
 * devices are walked up one by one. So that a hostile inventory (a thousand
 * diamonds in a row, a cascade of 100,000) stays linear, the walks share a
 * budget; beyond it a device is counted once for each cord. */
#include "power/build.h"

#include "base/number.h"

struct count {
	uint32_t known, total;
};

struct coverage {
	struct build *b;
	uint32_t *stamp, mark; /* walks; made when the first one is needed */
	uint32_t *stack;
	struct count *walked;  /* what walks counted, to be added after summing */
	uint64_t budget;
};

static bool inlet_known(const struct coverage *c, uint32_t inlet)
{
	return !(c->b->below[inlet] & BELOW_UNKNOWN);
}

static void count_cords(struct coverage *c, uint32_t first, uint32_t last)
{
	for (uint32_t e = first; e < last; e++) {
		uint32_t inlet = c->b->edges[e].from;
		c->b->nodes[inlet].total++;
		c->b->nodes[inlet].known += inlet_known(c, inlet);
	}
}

/* Everything above `inlet` that this device was not counted at yet. */
static void walk_up(struct coverage *c, uint32_t inlet, bool is_known)
{
	const struct power *p = c->b->power;
	uint32_t depth = 0;
	if (c->stamp[inlet] != c->mark)
		c->stack[depth++] = inlet;
	c->stamp[inlet] = c->mark;
	while (depth) {
		uint32_t n = c->stack[--depth];
		c->walked[n].total++;
		c->walked[n].known += is_known;
		for (uint32_t e = p->in_start[n]; e < p->in_start[n + 1]; e++) {
			const struct edge *edge = &c->b->edges[e];
			c->budget -= c->budget > 0;
			if (!edge_open(edge) || c->stamp[edge->from] == c->mark)
				continue;
			c->stamp[edge->from] = c->mark;
			c->stack[depth++] = edge->from;
		}
	}
}

static void walk_device(struct coverage *c, uint32_t first, uint32_t last)
{
	uint32_t nodes = c->b->node_count + 1;
	if (!c->stamp) {
		c->stamp = arena_array(c->b->scratch, nodes, sizeof *c->stamp);
		c->stack = arena_array(c->b->scratch, nodes, sizeof *c->stack);
		c->walked = arena_array(c->b->scratch, nodes, sizeof *c->walked);
	}
	c->mark++;
	for (int is_known = 0; is_known < 2; is_known++) /* the unknown ones decide where ways meet */
		for (uint32_t e = first; e < last; e++)
			if (inlet_known(c, c->b->edges[e].from) == is_known)
				walk_up(c, c->b->edges[e].from, is_known);
}

static void count_device(struct coverage *c, uint32_t n)
{
	struct node *node = &c->b->nodes[n];
	uint32_t first = first_inlet(c->b, n), last = c->b->power->in_start[n + 1];
	if (node->role != ROLE_CONSUMER || (node->flags & NODE_PLANNED) || c->b->edges[first].kind != EDGE_SUPPLY)
		return;
	if (c->budget == 0 || cords_are_apart(c->b, first, last))
		count_cords(c, first, last);
	else
		walk_device(c, first, last);
	node->total = 1;
	node->known = !(c->b->below[n] & BELOW_UNKNOWN);
	c->b->power->known += node->known;
	c->b->power->total++;
}

static void sum_up(struct coverage *c)
{
	const struct power *p = c->b->power;
	struct node *nodes = c->b->nodes;
	for (uint32_t i = c->b->node_count; i-- > 0;) {
		const struct node *node = &nodes[p->order[i]];
		if (!node->total || node->kind == OBJECT_DEVICE || node->way == NODE_NONE ||
		    !edge_open(&c->b->edges[node->way]))
			continue;
		struct node *above = &nodes[c->b->edges[node->way].from];
		above->known += node->known;
		above->total += node->total;
	}
	for (uint32_t n = 0; c->walked && n < c->b->node_count; n++) {
		nodes[n].known += c->walked[n].known;
		nodes[n].total += c->walked[n].total;
	}
}

/* A distribution device: what is below its inlets (or outlets, when it has
 * none). Its banks are below its inlets already. */
static void settle_device(struct build *b, uint32_t n)
{
	const struct device *device = node_device(&b->nodes[n]);
	struct node *node = &b->nodes[n];
	for (size_t i = 0; i < device->inlet_count; i++) {
		const struct node *inlet = &b->nodes[node_of(b->power, device->inlets[i])];
		if (!inlet->total || inlet_is_bank(device->inlets[i]))
			continue;
		bool transfer = node->flags & NODE_TRANSFER; /* every inlet has the same below it */
		node->known = transfer && node->known > inlet->known ? node->known : inlet->known + (transfer ? 0 : node->known);
		node->total = transfer && node->total > inlet->total ? node->total : inlet->total + (transfer ? 0 : node->total);
	}
	for (size_t i = 0; !device->inlet_count && i < device->outlet_count; i++) {
		const struct node *outlet = &b->nodes[node_of(b->power, device->outlets[i])];
		node->known += outlet->known;
		node->total += outlet->total;
	}
}

void build_coverage(struct build *b)
{
	uint32_t nodes = b->node_count;
	struct coverage c = {.b = b, .budget = 64 * ((uint64_t)nodes + b->edge_count) + 1000000};
	for (uint32_t n = b->power->first[OBJECT_DEVICE]; n < nodes; n++)
		count_device(&c, n);
	sum_up(&c);
	for (uint32_t n = b->power->first[OBJECT_DEVICE]; n < nodes; n++)
		if (role_is_distribution(b->nodes[n].role) && !node_is(b, n, NODE_SOURCE))
			settle_device(b, n);
}
