/* Loads: the draws of the consumers' inlets are laid on their nodes, then every
 * node, from the last to the first, hands what it has to the edges that carry
 * it, in even parts. So each watt arrives at the sources once. */
#include "power/build.h"

#include "base/number.h"
#include "power/draw.h"

struct sum {
	double load_w, maximum_w, planned_w;
	uint8_t below; /* enum below */
	bool maximum_known, maximum_unknown;
};

struct rollup {
	struct build *b;
	struct sum *sums; /* per node */
};

static void mark(struct node *node, uint8_t below)
{
	if (below & BELOW_ASSUMED)
		node->mark = MARK_ASSUMED;
	else if (below & BELOW_ESTIMATE)
		node->mark = MARK_ESTIMATE;
	else
		node->mark = below & (BELOW_UNKNOWN | BELOW_AT_LEAST) ? MARK_AT_LEAST : MARK_EXACT;
}

/* Nothing below is 0 W; only unknown things below are unknown. */
static void show(struct rollup *r, uint32_t n, const struct sum *sum)
{
	struct node *node = &r->b->nodes[n];
	r->b->below[n] = sum->below;
	node->load_w = sum->below && !(sum->below & BELOW_KNOWN) ? NUMBER_UNKNOWN : sum->load_w;
	node->maximum_w = sum->maximum_unknown && !sum->maximum_known ? NUMBER_UNKNOWN : sum->maximum_w;
	node->planned_w = sum->planned_w;
	mark(node, sum->below);
}

static void merge(struct sum *into, const struct sum *from, double part)
{
	into->load_w += from->load_w * part;
	into->maximum_w += from->maximum_w * part;
	into->below |= from->below;
	into->maximum_known |= from->maximum_known;
	into->maximum_unknown |= from->maximum_unknown;
}

/* -- consumers ----------------------------------------------------------- */

static void lay_planned(struct rollup *r, const struct device *device, struct sum *whole)
{
	for (size_t i = 0; i < device->inlet_count; i++) {
		struct draw draw = draw_of_inlet(device->inlets[i], r->b->policy);
		double w = number_known(draw.load_w) ? draw.load_w : 0;
		r->sums[power_node(r->b->power, &device->inlets[i]->object)].planned_w += w;
		whole->planned_w += w;
	}
}

static void lay_burden(struct rollup *r, const struct inlet *inlet, const struct burden *burden)
{
	struct sum *sum = &r->sums[power_node(r->b->power, &inlet->object)];
	sum->load_w = burden->load_w;
	sum->maximum_w = burden->maximum_w;
	sum->below = burden->below;
	sum->maximum_known = burden->maximum_known;
	sum->maximum_unknown = burden->maximum_unknown;
}

/* The device's own figure: all its draws, or with `each` the largest. */
static void sum_device(const struct rollup *r, const struct device *device, struct sum *whole)
{
	for (size_t i = 0; i < device->inlet_count; i++) {
		struct draw draw = draw_of_inlet(device->inlets[i], r->b->policy);
		bool known = number_known(draw.load_w), each = r->b->policy->psu == PSU_EACH;
		double load = known ? draw.load_w : 0;
		double most = number_known(draw.maximum_w) ? draw.maximum_w : 0;
		if (each) {
			whole->load_w = load > whole->load_w ? load : whole->load_w;
			whole->maximum_w = most > whole->maximum_w ? most : whole->maximum_w;
		} else {
			whole->load_w += load;
			whole->maximum_w += most;
		}
		whole->below |= (known ? BELOW_KNOWN : BELOW_UNKNOWN) | (draw.estimated ? BELOW_ESTIMATE : 0);
		whole->maximum_known |= number_known(draw.maximum_w);
		whole->maximum_unknown |= !number_known(draw.maximum_w);
	}
}

static void lay_consumer(struct rollup *r, uint32_t n, struct burden *burdens)
{
	const struct device *device = node_device(&r->b->nodes[n]);
	struct sum whole = {0};
	if (node_is(r->b, n, NODE_PLANNED)) {
		lay_planned(r, device, &whole);
	} else if (device->inlet_count) {
		draw_share_out(r->b, n, burdens);
		for (size_t i = 0; i < device->inlet_count; i++)
			lay_burden(r, device->inlets[i], &burdens[i]);
		sum_device(r, device, &whole);
	} else {
		whole.below = BELOW_UNKNOWN; /* in a bay: its draw is documented with its parent */
		whole.maximum_unknown = true;
	}
	show(r, n, &whole);
}

static void lay_consumers(struct rollup *r)
{
	uint32_t from = r->b->power->first[OBJECT_DEVICE];
	size_t most = 0;
	for (uint32_t n = from; n < r->b->node_count; n++) {
		size_t count = node_device(&r->b->nodes[n])->inlet_count;
		most = count > most ? count : most;
	}
	struct burden *burdens = arena_array(r->b->scratch, most + 1, sizeof *burdens);
	for (uint32_t n = from; n < r->b->node_count; n++)
		if (r->b->nodes[n].role == ROLE_CONSUMER)
			lay_consumer(r, n, burdens);
}

/* -- upwards ------------------------------------------------------------- */

/* While some draws below are unknown, an inlet's own draw stands when larger. */
static void stand_in(const struct node *node, struct sum *sum)
{
	double own = node->role == ROLE_INPUT ? node_inlet(node)->allocated_draw_w : NUMBER_UNKNOWN;
	if ((sum->below & BELOW_UNKNOWN) && number_known(own) && own > sum->load_w) {
		sum->load_w = own;
		sum->below |= BELOW_KNOWN | BELOW_AT_LEAST;
	}
}

static uint32_t count_carriers(const struct build *b, uint32_t n)
{
	uint32_t count = 0;
	for (uint32_t e = b->power->in_start[n]; e < b->power->in_start[n + 1]; e++)
		count += b->edges[e].carries;
	return count;
}

static void hand_up(struct rollup *r, uint32_t n, double part)
{
	const struct build *b = r->b;
	const struct sum *sum = &r->sums[n];
	struct node *node = &b->nodes[n];
	for (uint32_t e = b->power->in_start[n]; e < b->power->in_start[n + 1]; e++) {
		struct edge *edge = &b->edges[e];
		edge->load_w = edge->carries ? node->load_w * part : 0;
		if (edge->carries)
			merge(&r->sums[edge->from], sum, part);
	}
}

/* Planned draws go where the load goes, or would go once the planned is there. */
static void hand_up_planned(struct rollup *r, uint32_t n, uint32_t carriers)
{
	const struct build *b = r->b;
	uint32_t first = b->power->in_start[n], last = b->power->in_start[n + 1], count = carriers;
	for (uint32_t e = first; e < last && !carriers; e++)
		count += b->edges[e].planned && !b->edges[e].closes_cycle && !b->edges[e].reserve;
	for (uint32_t e = first; e < last; e++) {
		const struct edge *edge = &b->edges[e];
		bool goes = carriers ? edge->carries : edge->planned && !edge->closes_cycle && !edge->reserve;
		if (goes)
			r->sums[edge->from].planned_w += r->sums[n].planned_w / count;
	}
}

static void roll_up(struct rollup *r, uint32_t n)
{
	struct node *node = &r->b->nodes[n];
	struct sum *sum = &r->sums[n];
	if (node->role == ROLE_CONSUMER || (node->kind == OBJECT_DEVICE && !(node->flags & NODE_SOURCE)))
		return;
	stand_in(node, sum);
	uint32_t carriers = count_carriers(r->b, n);
	if (carriers > 1 && (node->flags & NODE_UNDECIDED))
		sum->below |= BELOW_ASSUMED;
	show(r, n, sum);
	hand_up(r, n, carriers ? 1.0 / carriers : 0);
	if (sum->planned_w > 0)
		hand_up_planned(r, n, carriers);
}

/* -- what stands on devices ----------------------------------------------- */

static void sum_inlets(struct rollup *r, const struct device *device, struct sum *whole)
{
	for (size_t i = 0; i < device->inlet_count; i++) {
		const struct sum *sum = &r->sums[power_node(r->b->power, &device->inlets[i]->object)];
		if (inlet_is_bank(device->inlets[i]))
			continue;
		merge(whole, sum, 1);
		whole->planned_w += sum->planned_w;
	}
}

static void sum_outlets(struct rollup *r, const struct device *device, struct sum *whole)
{
	for (size_t i = 0; i < device->outlet_count; i++) {
		const struct sum *sum = &r->sums[power_node(r->b->power, &device->outlets[i]->object)];
		merge(whole, sum, 1);
		whole->planned_w += sum->planned_w;
	}
}

static void settle_devices(struct rollup *r)
{
	struct build *b = r->b;
	for (uint32_t n = b->power->first[OBJECT_DEVICE]; n < b->node_count; n++) {
		if (!role_is_distribution(b->nodes[n].role) || node_is(b, n, NODE_SOURCE))
			continue;
		const struct device *device = node_device(&b->nodes[n]);
		struct sum whole = {0};
		(device->inlet_count ? sum_inlets : sum_outlets)(r, device, &whole);
		show(r, n, &whole);
	}
}

/* The edge from an inlet to its consumer carries the inlet's load. */
static void settle_supply_edges(struct build *b)
{
	for (uint32_t e = b->power->in_start[b->power->first[OBJECT_DEVICE]]; e < b->edge_count; e++)
		b->edges[e].load_w = b->edges[e].kind == EDGE_SUPPLY ? b->nodes[b->edges[e].from].load_w : NUMBER_UNKNOWN;
}

void build_loads(struct build *b)
{
	struct rollup r = {b, arena_array(b->scratch, b->node_count + 1, sizeof(struct sum))};
	b->below = arena_array(b->scratch, b->node_count + 1, 1);
	lay_consumers(&r);
	for (uint32_t i = b->node_count; i-- > 0;)
		roll_up(&r, b->power->order[i]);
	settle_devices(&r);
	settle_supply_edges(b);
}
