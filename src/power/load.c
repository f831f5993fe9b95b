/* Loads: the draws of the consumers' inlets are laid on their nodes, then every
 * node, from the last to the first, hands what it has to the edges that carry
 * it, in even parts. So each watt arrives at the sources once. load and maximum
 * hold the known part; `below` says what is unknown. */
#include "power/build.h"

#include "power/draw.h"

/* -- consumers ----------------------------------------------------------- */

static void lay_planned(struct build *b, uint32_t n)
{
	b->planned_some = true;
	for (uint32_t e = b->in_start[n]; e < b->in_start[n + 1]; e++) {
		struct draw draw = draw_documented(documented_at(b, b->from[e]), b->policy);
		if (known(draw.load_w)) {
			b->planned[b->from[e]] += draw.load_w;
			b->planned[n] += draw.load_w;
		}
	}
}

static enum psu_policy psu_of(const struct build *b, uint32_t n)
{
	bool ruled = b->policy->psu_rule_count || (b->custom && b->policy->psu_field);
	return ruled ? policy_psu(b->policy, device_at(b, n)) : b->policy->psu;
}

/* The device's own figure: all its draws, or with `each` the largest. */
static void sum_consumer(struct build *b, uint32_t n)
{
	double load = 0, maximum = 0;
	for (uint32_t e = b->in_start[n]; e < b->in_start[n + 1]; e++) {
		struct draw draw = draw_documented(documented_at(b, b->from[e]), b->policy);
		draw_add(b, n, draw);
		load = draw.load_w > load ? draw.load_w : load;
		maximum = draw.maximum_w > maximum ? draw.maximum_w : maximum;
	}
	if (psu_of(b, n) == PSU_EACH) {
		b->load[n] = load;
		b->maximum[n] = maximum;
	}
}

static void lay_consumer(struct build *b, uint32_t n)
{
	if (!has_cords(b, n)) { /* in a bay: its draw is documented with its parent */
		b->below[n] = BELOW_UNKNOWN | BELOW_MAXIMUM_UNKNOWN;
	} else if (node_is(b, n, NODE_PLANNED)) {
		lay_planned(b, n);
	} else {
		draw_lay_consumer(b, n);
		sum_consumer(b, n);
	}
}

/* -- upwards ------------------------------------------------------------- */

/* While some draws below are unknown, an inlet's own draw stands when larger. */
static void stand_in(struct build *b, uint32_t n)
{
	if (b->role[n] != ROLE_INPUT || !(b->below[n] & BELOW_UNKNOWN))
		return;
	double own = documented_at(b, n)->allocated_w;
	if (own > b->load[n] || (known(own) && !(b->below[n] & BELOW_KNOWN))) {
		b->load[n] = own;
		b->below[n] |= BELOW_KNOWN | BELOW_AT_LEAST;
	}
}

static void hand_up(struct build *b, uint32_t n, uint32_t e, double part)
{
	uint32_t above = b->from[e];
	b->load[above] += b->load[n] * part;
	b->maximum[above] += b->maximum[n] * part;
	b->below[above] |= b->below[n];
}

static bool would_carry(const struct build *b, uint32_t e)
{
	return (b->bits[e] & (EDGE_PLANNED | EDGE_CUT | EDGE_RESERVE)) == EDGE_PLANNED;
}

/* Planned draws go where the load goes, or would go once the planned is there. */
static void hand_up_planned(struct build *b, uint32_t n, uint32_t carriers)
{
	uint32_t first = b->in_start[n], last = b->in_start[n + 1], count = carriers;
	for (uint32_t e = first; e < last && !carriers; e++)
		count += would_carry(b, e);
	for (uint32_t e = first; e < last; e++)
		if (carriers ? edge_is(b, e, EDGE_CARRIES) : would_carry(b, e))
			b->planned[b->from[e]] += b->planned[n] / count;
}

static void roll_up(struct build *b, uint32_t n)
{
	uint32_t carriers = 0, first = b->in_start[n], last = b->in_start[n + 1];
	stand_in(b, n);
	for (uint32_t e = first; e < last; e++)
		carriers += edge_is(b, e, EDGE_CARRIES);
	if (carriers > 1 && node_is(b, n, NODE_UNDECIDED))
		b->below[n] |= BELOW_ASSUMED;
	for (uint32_t e = first; e < last; e++)
		if (edge_is(b, e, EDGE_CARRIES))
			hand_up(b, n, e, 1.0 / carriers);
	if (b->planned_some && b->planned[n] > 0)
		hand_up_planned(b, n, carriers);
}

/* -- what stands on devices ----------------------------------------------- */

static void add_port(struct build *b, uint32_t n, uint32_t port)
{
	b->load[n] += b->load[port];
	b->maximum[n] += b->maximum[port];
	b->planned[n] += b->planned[port];
	b->below[n] |= b->below[port];
}

static void sum_distribution(struct build *b, uint32_t n)
{
	const struct device *device = device_at(b, n);
	for (size_t i = 0; i < device->inlet_count; i++)
		if (!inlet_is_bank(device->inlets[i]))
			add_port(b, n, node_of(b->power, device->inlets[i]));
	for (size_t i = 0; !device->inlet_count && i < device->outlet_count; i++)
		add_port(b, n, node_of(b->power, device->outlets[i]));
}

static void make_arrays(struct build *b)
{
	uint32_t nodes = b->node_count + 1;
	b->below = arena_array(b->scratch, nodes, 1);
	b->load = arena_array(b->scratch, nodes, sizeof *b->load);
	b->maximum = arena_array(b->scratch, nodes, sizeof *b->maximum);
	b->planned = arena_array(b->scratch, nodes, sizeof *b->planned);
}

void build_loads(struct build *b)
{
	make_arrays(b);
	for (uint32_t n = b->first[OBJECT_DEVICE]; n < b->node_count; n++)
		if (b->role[n] == ROLE_CONSUMER)
			lay_consumer(b, n);
	build_each(b);
	for (uint32_t i = b->node_count; i-- > 0;) {
		uint32_t n = b->power->order[i];
		if (n < b->first[OBJECT_DEVICE] || node_is(b, n, NODE_SOURCE))
			roll_up(b, n);
	}
	for (uint32_t n = b->first[OBJECT_DEVICE]; n < b->node_count; n++)
		if (is_passed(b, n))
			sum_distribution(b, n);
}
