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

struct coverage {
	struct build *b;
	uint32_t *root;          /* the source a single chain leads to; NODE_NONE: several ways */
	uint32_t *known, *total; /* to be summed upwards */
	uint32_t *stamp, mark;   /* walks */
	uint32_t *stack;
	uint64_t budget;
};

static bool edge_open(const struct edge *edge)
{
	return edge->live && !edge->closes_cycle;
}

static void find_roots(struct coverage *c)
{
	const struct power *p = c->b->power;
	for (uint32_t i = 0; i < c->b->node_count; i++) {
		uint32_t n = p->order[i], ways = 0;
		c->root[n] = n;
		for (uint32_t e = p->in_start[n]; e < p->in_start[n + 1]; e++)
			if (edge_open(&c->b->edges[e]))
				c->root[n] = ways++ ? NODE_NONE : c->root[c->b->edges[e].from];
	}
}

static uint32_t inlet_at(const struct coverage *c, const struct device *device, size_t i)
{
	return power_node(c->b->power, &device->inlets[i]->object);
}

static bool inlet_known(const struct coverage *c, uint32_t inlet)
{
	return !(c->b->below[inlet] & BELOW_UNKNOWN);
}

/* Do the cords end at different sources, each by a single chain? */
static bool is_plain(const struct coverage *c, const struct device *device)
{
	enum { MANY = 8 };
	if (device->inlet_count > MANY)
		return false;
	for (size_t i = 0; i < device->inlet_count; i++) {
		uint32_t root = c->root[inlet_at(c, device, i)];
		if (root == NODE_NONE)
			return false;
		for (size_t j = 0; j < i; j++)
			if (c->root[inlet_at(c, device, j)] == root)
				return false;
	}
	return true;
}

static void count_cords(struct coverage *c, const struct device *device)
{
	for (size_t i = 0; i < device->inlet_count; i++) {
		uint32_t inlet = inlet_at(c, device, i);
		c->total[inlet]++;
		c->known[inlet] += inlet_known(c, inlet);
	}
}

/* Everything above `inlet` that this device was not counted at yet. */
static void walk_up(struct coverage *c, uint32_t inlet, bool known)
{
	const struct power *p = c->b->power;
	uint32_t depth = 0;
	if (c->stamp[inlet] != c->mark)
		c->stack[depth++] = inlet;
	c->stamp[inlet] = c->mark;
	while (depth) {
		uint32_t n = c->stack[--depth];
		c->b->nodes[n].total++;
		c->b->nodes[n].known += known;
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

static void walk_device(struct coverage *c, const struct device *device)
{
	c->mark++;
	for (int known = 0; known < 2; known++)
		for (size_t i = 0; i < device->inlet_count; i++) {
			uint32_t inlet = inlet_at(c, device, i);
			if (inlet_known(c, inlet) == known)
				walk_up(c, inlet, known);
		}
}

static void count_device(struct coverage *c, uint32_t n)
{
	struct node *node = &c->b->nodes[n];
	const struct device *device = node_device(node);
	if (node->role != ROLE_CONSUMER || (node->flags & NODE_PLANNED) || !device->inlet_count)
		return;
	if (c->budget == 0 || is_plain(c, device))
		count_cords(c, device);
	else
		walk_device(c, device);
	node->total = 1;
	node->known = !(c->b->below[n] & BELOW_UNKNOWN);
	c->b->power->known += node->known;
	c->b->power->total++;
}

static void sum_up(struct coverage *c)
{
	const struct power *p = c->b->power;
	for (uint32_t i = c->b->node_count; i-- > 0;) {
		uint32_t n = p->order[i], e = c->b->main_in[n];
		if (!c->total[n])
			continue;
		c->b->nodes[n].known += c->known[n];
		c->b->nodes[n].total += c->total[n];
		if (e == NODE_NONE || !edge_open(&c->b->edges[e]))
			continue;
		c->known[c->b->edges[e].from] += c->known[n];
		c->total[c->b->edges[e].from] += c->total[n];
	}
}

/* A distribution device: what is below its inlets (or outlets, when it has
 * none). Its banks are below its inlets already. */
static void settle_device(struct build *b, uint32_t n)
{
	const struct device *device = node_device(&b->nodes[n]);
	struct node *node = &b->nodes[n];
	for (size_t i = 0; i < device->inlet_count; i++) {
		const struct node *inlet = &b->nodes[power_node(b->power, &device->inlets[i]->object)];
		if (inlet_is_bank(device->inlets[i]) || !inlet->total)
			continue;
		bool transfer = node->flags & NODE_TRANSFER; /* every inlet has the same below it */
		node->known = transfer && node->known > inlet->known ? node->known : inlet->known + (transfer ? 0 : node->known);
		node->total = transfer && node->total > inlet->total ? node->total : inlet->total + (transfer ? 0 : node->total);
	}
	for (size_t i = 0; !device->inlet_count && i < device->outlet_count; i++) {
		const struct node *outlet = &b->nodes[power_node(b->power, &device->outlets[i]->object)];
		node->known += outlet->known;
		node->total += outlet->total;
	}
}

void build_coverage(struct build *b)
{
	uint32_t nodes = b->node_count;
	struct coverage c = {.b = b, .budget = 64 * ((uint64_t)nodes + b->edge_count) + 1000000};
	uint32_t **arrays[] = {&c.root, &c.known, &c.total, &c.stamp, &c.stack};
	for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++)
		*arrays[i] = arena_array(b->scratch, nodes + 1, sizeof **arrays[i]);
	find_roots(&c);
	for (uint32_t n = b->power->first[OBJECT_DEVICE]; n < nodes; n++)
		count_device(&c, n);
	sum_up(&c);
	for (uint32_t n = b->power->first[OBJECT_DEVICE]; n < nodes; n++)
		if (role_is_distribution(b->nodes[n].role) && !node_is(b, n, NODE_SOURCE))
			settle_device(b, n);
}
