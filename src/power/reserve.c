/* Reserve: what the inputs of a transfer device hold ready for each other. Of a
 * device with inlets A (carrying 350 W) and B, everything above B but not above
 * A has 350 W in reserve; where both ways meet nothing is added, the load is
 * there already. The walks share a budget; beyond it less of the way shows it. */
#include "power/build.h"

#include <stdlib.h>

enum { INPUTS_MAX = 32 };

struct reserve {
	struct build *b;
	uint32_t *above;  /* per node: which inputs of the device at hand it is above */
	uint32_t *touched, touched_count;
	uint32_t inputs[INPUTS_MAX], input_count;
	double carried_w[INPUTS_MAX]; /* by the outlets each input carries */
	uint64_t budget;
};

static void list_inputs(struct reserve *r, const struct device *device)
{
	r->input_count = 0;
	for (size_t i = 0; i < device->inlet_count && r->input_count < INPUTS_MAX; i++) {
		uint32_t n = node_of(r->b->power, device->inlets[i]);
		if (!node_is(r->b, n, NODE_FED | NODE_UNKNOWN_FED) || inlet_is_bank(device->inlets[i]))
			continue;
		double load = r->b->power->nodes[n].load_w;
		r->carried_w[r->input_count] = known(load) ? load : 0;
		r->inputs[r->input_count++] = n;
	}
}

static void reach(struct reserve *r, uint32_t n, uint32_t inputs)
{
	if (!r->above[n])
		r->touched[r->touched_count++] = n;
	r->above[n] |= inputs;
}

static int by_value(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	return (x > y) - (x < y);
}

/* The cone above the inputs. */
static void climb(struct reserve *r)
{
	const struct power *p = r->b->power;
	r->touched_count = 0;
	for (uint32_t i = 0; i < r->input_count; i++)
		reach(r, r->inputs[i], (uint32_t)1 << i);
	for (uint32_t i = 0; i < r->touched_count && r->budget; i++)
		for (uint32_t n = r->touched[i], e = p->in_start[n]; e < p->in_start[n + 1]; e++) {
			const struct edge *edge = &p->edges[e];
			r->budget -= r->budget > 0;
			if (edge_open(edge))
				reach(r, edge->from, r->above[n]);
		}
}

/* Which inputs each node of the cone is above: later nodes tell earlier ones. */
static void settle_sets(struct reserve *r)
{
	const struct power *p = r->b->power;
	for (uint32_t i = 0; i < r->touched_count; i++)
		r->touched[i] = p->rank[r->touched[i]];
	qsort(r->touched, r->touched_count, sizeof *r->touched, by_value);
	for (uint32_t i = r->touched_count; i-- > 0;) {
		uint32_t n = r->touched[i] = p->order[r->touched[i]];
		for (uint32_t e = p->in_start[n]; e < p->in_start[n + 1]; e++)
			if (edge_open(&p->edges[e]))
				r->above[p->edges[e].from] |= r->above[n];
	}
}

static void hold(struct reserve *r)
{
	for (uint32_t i = 0; i < r->touched_count; i++) {
		uint32_t n = r->touched[i];
		for (uint32_t k = 0; k < r->input_count; k++)
			if (!(r->above[n] >> k & 1))
				r->b->power->nodes[n].reserve_w += r->carried_w[k];
		r->above[n] = 0;
	}
}

static void visit(struct reserve *r, uint32_t n)
{
	list_inputs(r, node_device(&r->b->power->nodes[n]));
	if (r->input_count < 2)
		return;
	if (!r->above) {
		r->above = arena_array(r->b->scratch, r->b->node_count + 1, sizeof *r->above);
		r->touched = arena_array(r->b->scratch, r->b->node_count + 1, sizeof *r->touched);
	}
	climb(r);
	settle_sets(r);
	hold(r);
}

/* Other distribution devices hold what their inlets do. */
static void settle_device(struct build *b, uint32_t n)
{
	const struct device *device = node_device(&b->power->nodes[n]);
	for (size_t i = 0; i < device->inlet_count; i++)
		if (!inlet_is_bank(device->inlets[i]))
			b->power->nodes[n].reserve_w += b->power->nodes[node_of(b->power, device->inlets[i])].reserve_w;
}

void build_reserve(struct build *b)
{
	struct reserve r = {.b = b, .budget = 16 * ((uint64_t)b->node_count + b->edge_count) + 1000000};
	for (uint32_t n = b->power->first[OBJECT_DEVICE]; n < b->node_count; n++)
		if (node_is(b, n, NODE_TRANSFER))
			visit(&r, n);
	for (uint32_t n = b->power->first[OBJECT_DEVICE]; r.above && n < b->node_count; n++)
		if (role_is_distribution(b->power->nodes[n].role) && !node_is(b, n, NODE_TRANSFER))
			settle_device(b, n);
}
