/* Coverage: of the consumers below a node, how many have a known draw. A device
 * counts once however many of its cords hang below.
 *
 * Where each way up is a single chain and no two cords of a device end at the
 * same source, counting is summing, from the last node to the first. The other
 * devices are walked up one by one. So that a hostile inventory (a thousand
 * diamonds in a row, a cascade of 100,000) stays linear, the walks share a
 * budget; beyond it a device is counted once for each cord. */
#include "power/build.h"

struct coverage {
	struct build *b;
	uint32_t *stamp, mark; /* walks; made when the first one is needed */
	uint32_t *stack;
	uint32_t *walked_known, *walked_total; /* what walks counted, to be added after summing */
	uint64_t budget;
};

static bool inlet_known(const struct coverage *c, uint32_t inlet)
{
	return !(c->b->below[inlet] & BELOW_UNKNOWN);
}

static void count_cords(struct coverage *c, uint32_t first, uint32_t last)
{
	for (uint32_t e = first; e < last; e++) {
		uint32_t inlet = c->b->from[e];
		c->b->total[inlet]++;
		c->b->known[inlet] += inlet_known(c, inlet);
	}
}

/* Everything above `inlet` that this device was not counted at yet. */
static void walk_up(struct coverage *c, uint32_t inlet, bool is_known)
{
	const struct build *b = c->b;
	uint32_t depth = 0;
	if (c->stamp[inlet] != c->mark)
		c->stack[depth++] = inlet;
	c->stamp[inlet] = c->mark;
	while (depth) {
		uint32_t n = c->stack[--depth];
		c->walked_total[n]++;
		c->walked_known[n] += is_known;
		for (uint32_t e = b->in_start[n]; e < b->in_start[n + 1]; e++) {
			uint32_t from = b->from[e];
			c->budget -= c->budget > 0;
			if (!open_at(b, e) || c->stamp[from] == c->mark)
				continue;
			c->stamp[from] = c->mark;
			c->stack[depth++] = from;
		}
	}
}

static void prepare_walks(struct coverage *c)
{
	uint32_t **arrays[] = {&c->stamp, &c->stack, &c->walked_known, &c->walked_total};
	for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++)
		*arrays[i] = arena_array(c->b->scratch, c->b->node_count + 1, sizeof **arrays[i]);
}

static void walk_device(struct coverage *c, uint32_t first, uint32_t last)
{
	if (!c->stamp)
		prepare_walks(c);
	c->mark++;
	for (int is_known = 0; is_known < 2; is_known++) /* the unknown ones decide where ways meet */
		for (uint32_t e = first; e < last; e++)
			if (inlet_known(c, c->b->from[e]) == is_known)
				walk_up(c, c->b->from[e], is_known);
}

static void count_device(struct coverage *c, uint32_t n)
{
	struct build *b = c->b;
	uint32_t first = b->in_start[n], last = b->in_start[n + 1];
	if (!has_cords(b, n) || node_is(b, n, NODE_PLANNED))
		return;
	if (c->budget == 0 || cords_are_apart(b, first, last))
		count_cords(c, first, last);
	else
		walk_device(c, first, last);
	b->total[n] = 1;
	b->known[n] = !(b->below[n] & BELOW_UNKNOWN);
	b->power->known += b->known[n];
	b->power->total++;
}

static void sum_up(struct coverage *c)
{
	struct build *b = c->b;
	for (uint32_t i = b->node_count; i-- > 0;) {
		uint32_t n = b->power->order[i], way = b->way[n];
		if (!b->total[n] || n >= b->first[OBJECT_DEVICE] || way == NODE_NONE || !open_at(b, way))
			continue;
		b->known[b->from[way]] += b->known[n];
		b->total[b->from[way]] += b->total[n];
	}
	for (uint32_t n = 0; c->stamp && n < b->node_count; n++) {
		b->known[n] += c->walked_known[n];
		b->total[n] += c->walked_total[n];
	}
}

/* -- devices that distribute --------------------------------------------------- */

/* The inlets and outlets below the inlets of a device, as a queue in c->stack.
 * Returns its length. */
static uint32_t walk_down(struct coverage *c, const struct device *device)
{
	const struct build *b = c->b;
	uint32_t count = 0;
	for (size_t i = 0; i < device->inlet_count; i++)
		c->stack[count++] = node_of(b->power, device->inlets[i]);
	for (uint32_t i = 0; i < count; i++)
		c->stamp[c->stack[i]] = c->mark;
	for (uint32_t i = 0; i < count; i++)
		for (uint32_t n = c->stack[i], k = b->out_start[n]; k < b->out_start[n + 1]; k++) {
			uint32_t e = b->out_edges[k], to = b->to[e];
			c->budget -= c->budget > 0;
			if (to >= b->first[OBJECT_DEVICE] || !open_at(b, e) || c->stamp[to] == c->mark)
				continue;
			c->stamp[to] = c->mark;
			c->stack[count++] = to;
		}
	return count;
}

/* A device may hang on several inlets of this one: each counts once. */
static void count_below(struct coverage *c, uint32_t n)
{
	struct build *b = c->b;
	if (!c->stamp)
		prepare_walks(c);
	c->mark++;
	uint32_t count = walk_down(c, device_at(b, n));
	for (int is_known = 0; is_known < 2; is_known++)
		for (uint32_t i = 0; i < count; i++) {
			uint32_t inlet = c->stack[i];
			if (b->role[inlet] != ROLE_PSU || node_is(b, inlet, NODE_PLANNED) || inlet_known(c, inlet) != is_known ||
			    c->stamp[box_at(b, inlet)] == c->mark)
				continue;
			c->stamp[box_at(b, inlet)] = c->mark;
			b->total[n]++;
			b->known[n] += (uint32_t)is_known;
		}
}

static void add_port(struct build *b, uint32_t n, uint32_t port)
{
	b->known[n] += b->known[port];
	b->total[n] += b->total[port];
}

/* What is below the inlets of a device, or its outlets when it has none; its
 * banks are below its inlets already. */
static void settle_device(struct coverage *c, uint32_t n)
{
	struct build *b = c->b;
	const struct device *device = device_at(b, n);
	size_t inlets = 0;
	for (size_t i = 0; i < device->inlet_count; i++) {
		uint32_t inlet = node_of(b->power, device->inlets[i]);
		if (!b->total[inlet] || inlet_is_bank(device->inlets[i]))
			continue;
		add_port(b, n, inlet);
		inlets++;
	}
	for (size_t i = 0; !device->inlet_count && i < device->outlet_count; i++)
		add_port(b, n, node_of(b->power, device->outlets[i]));
	if (inlets > 1 && c->budget) {
		b->known[n] = b->total[n] = 0;
		count_below(c, n);
	}
}

void build_coverage(struct build *b)
{
	struct coverage c = {.b = b, .budget = 64 * ((uint64_t)b->node_count + b->edge_count) + 1000000};
	b->known = arena_array(b->scratch, b->node_count + 1, sizeof *b->known);
	b->total = arena_array(b->scratch, b->node_count + 1, sizeof *b->total);
	for (uint32_t n = b->first[OBJECT_DEVICE]; n < b->node_count; n++)
		count_device(&c, n);
	sum_up(&c);
	for (uint32_t n = b->first[OBJECT_DEVICE]; n < b->node_count; n++)
		if (is_passed(b, n))
			settle_device(&c, n);
}
