/* Loads: the draws of the consumers' inlets are laid on their nodes, then every
 * node, from the last to the first, hands what it has to the edges that carry
 * it, in even parts. So each watt arrives at the sources once. load_w and
 * maximum_w hold the known part until a node is shown. */
#include "power/build.h"

#include "base/number.h"
#include "power/draw.h"

static enum load_mark mark_of(uint8_t below)
{
	if (below & BELOW_ASSUMED)
		return MARK_ASSUMED;
	if (below & BELOW_ESTIMATE)
		return MARK_ESTIMATE;
	return below & (BELOW_UNKNOWN | BELOW_AT_LEAST) ? MARK_AT_LEAST : MARK_EXACT;
}

/* Nothing below is 0 W; only unknown things below are unknown. */
static void show(struct node *node, uint8_t below)
{
	if ((below & (BELOW_KNOWN | BELOW_UNKNOWN)) == BELOW_UNKNOWN)
		node->load_w = NUMBER_UNKNOWN;
	if ((below & (BELOW_MAXIMUM_KNOWN | BELOW_MAXIMUM_UNKNOWN)) == BELOW_MAXIMUM_UNKNOWN)
		node->maximum_w = NUMBER_UNKNOWN;
	node->mark = (uint8_t)mark_of(below);
}

/* -- consumers ----------------------------------------------------------- */

static void lay_planned(struct build *b, uint32_t n)
{
	for (uint32_t e = first_inlet(b, n); e < b->power->in_start[n + 1]; e++) {
		struct node *inlet = &b->nodes[b->edges[e].from];
		struct draw draw = draw_of_inlet(node_inlet(inlet), b->policy);
		if (known(draw.load_w)) {
			inlet->planned_w += draw.load_w;
			b->nodes[n].planned_w += draw.load_w;
		}
	}
}

/* The device's own figure: all its draws, or with `each` the largest. */
static void sum_consumer(struct build *b, uint32_t n)
{
	struct node *node = &b->nodes[n];
	double load = 0, maximum = 0;
	for (uint32_t e = first_inlet(b, n); e < b->power->in_start[n + 1]; e++) {
		struct draw draw = draw_of_inlet(node_inlet(&b->nodes[b->edges[e].from]), b->policy);
		draw_add(b, n, draw, 1);
		load = draw.load_w > load ? draw.load_w : load;
		maximum = draw.maximum_w > maximum ? draw.maximum_w : maximum;
	}
	if (policy_psu(b->policy, node_device(node)) == PSU_EACH) {
		node->load_w = load;
		node->maximum_w = maximum;
	}
}

static bool sits_in_bay(const struct build *b, uint32_t n)
{
	return b->edges[first_inlet(b, n)].kind == EDGE_BAY;
}

static void lay_consumer(struct build *b, uint32_t n)
{
	if (sits_in_bay(b, n)) { /* its draw is documented with its parent */
		b->below[n] = BELOW_UNKNOWN | BELOW_MAXIMUM_UNKNOWN;
	} else if (node_is(b, n, NODE_PLANNED)) {
		lay_planned(b, n);
	} else {
		draw_lay_consumer(b, n);
		sum_consumer(b, n);
	}
	show(&b->nodes[n], b->below[n]);
}

/* -- upwards ------------------------------------------------------------- */

/* While some draws below are unknown, an inlet's own draw stands when larger. */
static void stand_in(struct build *b, uint32_t n)
{
	struct node *node = &b->nodes[n];
	if (node->role != ROLE_INPUT || !(b->below[n] & BELOW_UNKNOWN))
		return;
	double own = node_inlet(node)->allocated_draw_w;
	if (own > node->load_w || (known(own) && !(b->below[n] & BELOW_KNOWN))) {
		node->load_w = own;
		b->below[n] |= BELOW_KNOWN | BELOW_AT_LEAST;
	}
}

static uint32_t count_carriers(const struct build *b, uint32_t n)
{
	uint32_t count = 0;
	for (uint32_t e = b->power->in_start[n]; e < b->power->in_start[n + 1]; e++)
		count += b->edges[e].carries;
	return count;
}

static void hand_up(struct build *b, uint32_t n, double part)
{
	const struct node *node = &b->nodes[n];
	bool unknown = (b->below[n] & (BELOW_KNOWN | BELOW_UNKNOWN)) == BELOW_UNKNOWN;
	for (uint32_t e = b->power->in_start[n]; e < b->power->in_start[n + 1]; e++) {
		struct edge *edge = &b->edges[e];
		if (!edge->carries) {
			edge->load_w = 0;
			continue;
		}
		struct node *above = &b->nodes[edge->from];
		edge->load_w = unknown ? NUMBER_UNKNOWN : node->load_w * part;
		above->load_w += node->load_w * part;
		above->maximum_w += node->maximum_w * part;
		b->below[edge->from] |= b->below[n];
	}
}

/* Planned draws go where the load goes, or would go once the planned is there. */
static void hand_up_planned(struct build *b, uint32_t n, uint32_t carriers)
{
	uint32_t first = b->power->in_start[n], last = b->power->in_start[n + 1], count = carriers;
	for (uint32_t e = first; e < last && !carriers; e++)
		count += b->edges[e].planned && !b->edges[e].closes_cycle && !b->edges[e].reserve;
	for (uint32_t e = first; e < last; e++) {
		const struct edge *edge = &b->edges[e];
		bool goes = carriers ? edge->carries : edge->planned && !edge->closes_cycle && !edge->reserve;
		if (goes)
			b->nodes[edge->from].planned_w += b->nodes[n].planned_w / count;
	}
}

static void roll_up(struct build *b, uint32_t n)
{
	struct node *node = &b->nodes[n];
	if (node->kind == OBJECT_DEVICE && !(node->flags & NODE_SOURCE))
		return;
	stand_in(b, n);
	uint32_t carriers = count_carriers(b, n);
	if (carriers > 1 && (node->flags & NODE_UNDECIDED))
		b->below[n] |= BELOW_ASSUMED;
	hand_up(b, n, carriers ? 1.0 / carriers : 0);
	if (node->planned_w > 0)
		hand_up_planned(b, n, carriers);
	show(node, b->below[n]);
}

/* -- what stands on devices ----------------------------------------------- */

static void add_port(struct build *b, uint32_t n, uint32_t port)
{
	const struct node *from = &b->nodes[port];
	struct node *node = &b->nodes[n];
	node->load_w += known(from->load_w) ? from->load_w : 0;
	node->maximum_w += known(from->maximum_w) ? from->maximum_w : 0;
	node->planned_w += from->planned_w;
	b->below[n] |= b->below[port];
}

static void sum_distribution(struct build *b, uint32_t n)
{
	const struct device *device = node_device(&b->nodes[n]);
	for (size_t i = 0; i < device->inlet_count; i++)
		if (!inlet_is_bank(device->inlets[i]))
			add_port(b, n, node_of(b->power, device->inlets[i]));
	for (size_t i = 0; !device->inlet_count && i < device->outlet_count; i++)
		add_port(b, n, node_of(b->power, device->outlets[i]));
	show(&b->nodes[n], b->below[n]);
}

/* The edge from an inlet to its consumer carries the inlet's load. */
static void settle_supply_edges(struct build *b)
{
	for (uint32_t e = b->power->in_start[b->power->first[OBJECT_DEVICE]]; e < b->edge_count; e++)
		b->edges[e].load_w = b->edges[e].kind == EDGE_SUPPLY ? b->nodes[b->edges[e].from].load_w : NUMBER_UNKNOWN;
}

void build_loads(struct build *b)
{
	uint32_t from = b->power->first[OBJECT_DEVICE];
	b->below = arena_array(b->scratch, b->node_count + 1, 1);
	for (uint32_t n = from; n < b->node_count; n++)
		if (b->nodes[n].role == ROLE_CONSUMER)
			lay_consumer(b, n);
	build_each(b);
	for (uint32_t i = b->node_count; i-- > 0;)
		roll_up(b, b->power->order[i]);
	for (uint32_t n = from; n < b->node_count; n++) {
		if (b->nodes[n].role == ROLE_PASSIVE)
			b->nodes[n].load_w = b->nodes[n].maximum_w = NUMBER_UNKNOWN;
		else if (role_is_distribution(b->nodes[n].role) && !node_is(b, n, NODE_SOURCE))
			sum_distribution(b, n);
	}
	settle_supply_edges(b);
}
