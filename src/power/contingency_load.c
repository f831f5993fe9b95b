/* Up from the cords whose load changes and from every node whose carriers may
 * have: each hands the difference between what it gave before and what it gives
 * now to the edges it goes by, from the last node to the first. */
#include "power/contingency_private.h"

#include "power/draw.h"
#include "power/supply.h"

#include <math.h>
#include <string.h>

/* -- consumers --------------------------------------------------------------- */

struct cords {
	const struct contingency *c;
	const struct device *device;
	uint32_t first;    /* first edge: one for each inlet */
	uint8_t living;    /* the states that make a cord live */
	size_t live, dead;
	double weight;     /* sum over the live ones */
	bool even;
};

static uint32_t inlet_of(const struct cords *cords, size_t i)
{
	return cords->c->power->edges[cords->first + i].from;
}

static bool is_live(const struct cords *cords, size_t i)
{
	return cords->device->inlets[i]->end.cable && (cords->c->now.state[inlet_of(cords, i)] & cords->living);
}

/* How the live cords share: by allocated_draw, evenly unless all have one. */
static void count_cords(struct cords *cords)
{
	cords->live = cords->dead = 0;
	cords->weight = 0;
	cords->even = false;
	for (size_t i = 0; i < cords->device->inlet_count; i++) {
		double w = cords->device->inlets[i]->allocated_draw_w;
		if (!is_live(cords, i)) {
			cords->dead += cords->device->inlets[i]->end.cable != NULL;
			continue;
		}
		cords->live++;
		cords->even = cords->even || !known(w);
		cords->weight += known(w) ? w : 0;
	}
	cords->even = cords->even || cords->weight <= 0;
}

static double draw_of(const struct cords *cords, size_t i)
{
	double w = draw_of_inlet(cords->device->inlets[i], &cords->c->power->policy).load_w;
	return known(w) ? w : 0;
}

static double left_over(const struct cords *cords)
{
	double sum = 0;
	for (size_t i = 0; i < cords->device->inlet_count; i++)
		if (cords->device->inlets[i]->end.cable && !is_live(cords, i))
			sum += draw_of(cords, i);
	return sum;
}

static double share_of(const struct cords *cords, size_t i, double left)
{
	if (!cords->device->inlets[i]->end.cable)
		return draw_of(cords, i); /* connected to nothing: its draw stays with it */
	if (!is_live(cords, i))
		return 0;
	double part = cords->even ? 1.0 / (double)cords->live : cords->device->inlets[i]->allocated_draw_w / cords->weight;
	return draw_of(cords, i) + left * part;
}

/* The new draws of a consumer's inlets. */
static void share(struct contingency *c, uint32_t n)
{
	const struct power *p = c->power;
	struct cords cords = {.c = c, .device = node_device(&p->nodes[n]), .first = p->in_start[n]};
	if (p->in_start[n] == p->in_start[n + 1] || p->edges[cords.first].kind != EDGE_SUPPLY ||
	    (p->nodes[n].flags & NODE_PLANNED) || contingency_fate(c->before.state[n]) == EFFECT_DARK)
		return;
	cords.living = STATE_SOURCE | STATE_UNKNOWN;
	count_cords(&cords);
	if (!cords.live)
		cords.living |= STATE_BATTERY;
	count_cords(&cords);
	bool moves = policy_psu(&p->policy, cords.device) == PSU_SHARE; /* else every cord has the whole draw already */
	double left = moves && cords.dead && cords.live ? left_over(&cords) : 0;
	for (size_t i = 0; i < cords.device->inlet_count; i++) {
		uint32_t inlet = inlet_of(&cords, i);
		c->now.load[inlet] = share_of(&cords, i, left);
		contingency_touch(c, inlet);
		contingency_wait(c, inlet);
	}
}

/* -- legs -------------------------------------------------------------------- */

/* Types come in long runs of the same text. */
static const struct connector *connector_of_outlet(struct contingency *c, const struct outlet *outlet)
{
	if (c->outlet_type != outlet->type) {
		c->outlet_type = outlet->type;
		c->connector = connector_by_policy(outlet->type, &c->power->policy);
	}
	return &c->connector;
}

/* What `load` (with `legs` when it has some) of node n puts on each leg above. */
static void legs_above(struct contingency *c, uint32_t n, uint32_t above, const double *legs, double load,
                       double out[3])
{
	const struct node *node = &c->power->nodes[n];
	out[0] = out[1] = out[2] = 0;
	if (node->legs) {
		for (int i = 0; i < 3; i++)
			out[i] = legs[i];
	} else if (node->kind == OBJECT_OUTLET && node_outlet(node)->feed_leg) {
		const struct outlet *outlet = node_outlet(node);
		const struct connector *connector = connector_of_outlet(c, outlet);
		int leg = outlet->feed_leg - 'A';
		bool two = connector_spans_lines(connector, (double)c->power->nodes[above].volts);
		out[leg] = two ? load / 2 : load;
		if (two)
			out[(leg + 1) % 3] = load / 2;
	}
}

static void move_legs(struct contingency *c, uint32_t n, uint32_t above, const struct layer *layer, double part)
{
	double legs[3];
	if (!c->more_legs || !c->power->nodes[above].legs)
		return;
	legs_above(c, n, above, layer->legs[n], layer->load[n], legs);
	for (int i = 0; i < 3; i++)
		c->more_legs[above][i] += legs[i] * part;
}

/* -- upwards ------------------------------------------------------------------- */

static void raise_node(struct contingency *c, uint32_t n)
{
	if (!(c->marks[n] & MARK_RISEN))
		growing_add(&c->risen, n);
	c->marks[n] |= MARK_RISEN;
}

static void give(struct contingency *c, uint32_t n, uint32_t e, const struct layer *layer, double part)
{
	uint32_t above = c->power->edges[e].from;
	double w = layer->load[n] * part;
	if (w == 0)
		return;
	c->more[above] += w;
	move_legs(c, n, above, layer, part);
	contingency_touch(c, above);
	contingency_wait(c, above);
}

static bool same_carriers(uint32_t count, const uint32_t *a, const uint32_t *b)
{
	for (uint32_t i = 0; i < count; i++)
		if (a[i] != b[i])
			return false;
	return true;
}

static void hand_up(struct contingency *c, uint32_t n)
{
	uint32_t old[CARRIERS_MAX], new[CARRIERS_MAX];
	uint32_t olds = carriers_in_layer(c, &c->before, c->edge_before, n, old);
	uint32_t news = olds;
	if (c->marks[n] & MARK_VISITED)
		news = carriers_in_layer(c, &c->now, c->edge_gone, n, new);
	else
		memcpy(new, old, olds * sizeof *old);
	bool same = olds == news && same_carriers(olds, old, new);
	if (same && c->now.load[n] == c->before.load[n])
		return;
	for (uint32_t i = 0; i < olds; i++)
		give(c, n, old[i], &c->before, -1.0 / olds);
	for (uint32_t i = 0; i < news; i++)
		give(c, n, new[i], &c->now, 1.0 / news);
}

/* A distribution device has what its inlets from outside have. */
static void tell_device(struct contingency *c, uint32_t n)
{
	const struct node *node = &c->power->nodes[n];
	double change = c->now.load[n] - c->before.load[n];
	if (node->role != ROLE_INPUT || change == 0 || inlet_is_bank(node_inlet(node)))
		return;
	if (!(c->marks[node->device] & MARK_DEVICE))
		growing_add(&c->devices, node->device);
	c->marks[node->device] |= MARK_DEVICE;
	contingency_touch(c, node->device);
	c->now.load[node->device] += change;
}

static void settle(struct contingency *c, uint32_t n)
{
	const uint8_t fed = STATE_SOURCE | STATE_UNKNOWN | STATE_BATTERY;
	bool was = c->before.state[n] & fed, is = c->now.state[n] & fed;
	if (c->power->nodes[n].role != ROLE_PSU) {
		double sum = known(c->own_w[n]) ? c->raw[n] : c->before.load[n];
		sum += c->more[n];
		if (fabs(sum) < 1e-9 * (fabs(c->more[n]) + c->before.load[n]))
			sum = 0; /* what is left of a difference of equal sums */
		c->now.load[n] = known(c->own_w[n]) && c->own_w[n] > sum ? c->own_w[n] : sum;
	}
	if (was && !is)
		c->now.load[n] = 0;
	for (int i = 0; i < 3 && c->more_legs && c->power->nodes[n].legs; i++)
		c->now.legs[n][i] = was && !is ? 0 : c->before.legs[n][i] + c->more_legs[n][i];
}

static bool is_element(const struct node *node)
{
	return node->kind != OBJECT_DEVICE || (node->flags & NODE_SOURCE);
}

static void climb(struct contingency *c, uint32_t n)
{
	if (!is_element(&c->power->nodes[n]))
		return;
	settle(c, n);
	raise_node(c, n);
	hand_up(c, n);
	tell_device(c, n);
}

void contingency_shift(struct contingency *c)
{
	for (size_t i = 0; i < c->visited.count; i++) {
		uint32_t n = c->visited.items[i];
		if (c->power->nodes[n].role == ROLE_CONSUMER)
			share(c, n);
		else
			contingency_wait(c, n);
	}
	contingency_meet(c);
	for (uint32_t rank; rankset_take_last(&c->queue, &rank);)
		climb(c, c->power->order[rank]);
	for (size_t i = 0; i < c->devices.count; i++)
		raise_node(c, c->devices.items[i]);
}
