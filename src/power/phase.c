/* Legs of three-phase feeds, inlets and outlets, from the last node to the
 * first. An outlet's feed_leg puts what hangs on it on that line, or on two
 * lines for a connector between lines. What has no leg stays unassigned: each
 * leg is a range, from "it balances" (a third of it here) to "all of it here".
 *
 * Legs A 2400, B 300, C 200 W and 250 W unassigned: A 2483.3 … 2650 W. */
#include "power/build.h"

#include "base/number.h"
#include "power/supply.h"

struct legs {
	struct build *b;
	struct leg *all; /* low_w holds what is assigned until the end */
};

static struct leg *legs_of(const struct legs *l, uint32_t n)
{
	const struct leg *legs = l->b->power->nodes[n].legs;
	return legs ? &l->all[legs - l->all] : NULL;
}

/* Draws nobody assigned, own draws that stand in for unknown ones. */
static void take_rest(struct legs *l, uint32_t n)
{
	struct node *node = &l->b->power->nodes[n];
	struct leg *legs = legs_of(l, n);
	double rest = node->load_w - legs[0].low_w - legs[1].low_w - legs[2].low_w - node->unassigned_w;
	if (!(rest > 1e-6))
		return;
	bool even = node->role == ROLE_PSU && connector_at(l->b, n)->three_phase;
	for (int i = 0; i < 3 && even; i++)
		legs[i].low_w += rest / 3;
	node->unassigned_w += even ? 0 : rest;
}

static void pass_legs(struct legs *l, uint32_t n, uint32_t above, double part)
{
	struct leg *from = legs_of(l, n), *to = legs_of(l, above);
	for (int i = 0; i < 3; i++)
		to[i].low_w += from[i].low_w * part;
	l->b->power->nodes[above].unassigned_w += l->b->power->nodes[n].unassigned_w * part;
}

static void put_on_leg(struct legs *l, uint32_t n, uint32_t above, double load)
{
	struct leg *to = legs_of(l, above);
	int leg = l->b->leg[n - l->b->first[OBJECT_OUTLET]] - 'A';
	bool two = connector_spans_lines(connector_at(l->b, n), (double)l->b->power->nodes[above].volts);
	to[leg].low_w += two ? load / 2 : load;
	if (two)
		to[(leg + 1) % 3].low_w += load / 2;
}

static void pass_up(struct legs *l, uint32_t n, const struct edge *edge)
{
	struct node *node = &l->b->power->nodes[n], *above = &l->b->power->nodes[edge->from];
	if (!above->legs || !edge->carries || !known(edge->load_w) || edge->load_w <= 0)
		return;
	if (node->legs)
		pass_legs(l, n, edge->from, edge->load_w / node->load_w);
	else if (node->kind == OBJECT_OUTLET && l->b->leg[n - l->b->first[OBJECT_OUTLET]])
		put_on_leg(l, n, edge->from, edge->load_w);
	else
		above->unassigned_w += edge->load_w;
}

/* What hangs on a node with legs was visited before it and tells it. */
static void visit(struct legs *l, uint32_t n)
{
	const struct power *p = l->b->power;
	for (uint32_t i = p->out_start[n]; i < p->out_start[n + 1]; i++) {
		const struct edge *edge = &l->b->power->edges[p->out_edges[i]];
		if (edge->kind != EDGE_SUPPLY)
			pass_up(l, edge->to, edge);
	}
	take_rest(l, n);
}

static void finish(struct legs *l, uint32_t n)
{
	struct node *node = &l->b->power->nodes[n];
	struct leg *legs = legs_of(l, n);
	for (int i = 0; i < 3; i++) {
		double assigned = legs[i].low_w;
		legs[i].low_w = assigned + node->unassigned_w / 3;
		legs[i].high_w = assigned + node->unassigned_w;
		legs[i].usable_w = node->usable_w / 3;
	}
}

/* Legs for every three-phase node; how many nodes that are. */
static size_t make_legs(struct legs *l)
{
	struct build *b = l->b;
	size_t count = 0;
	for (uint32_t n = 0; n < b->first[OBJECT_DEVICE]; n++)
		count += b->three_phase[n];
	struct leg *next = l->all = arena_array(b->power->arena, count * 3, sizeof *l->all);
	for (uint32_t n = 0; n < b->first[OBJECT_DEVICE] && count; n++)
		if (b->three_phase[n]) {
			b->power->nodes[n].legs = next;
			b->power->nodes[n].unassigned_w = 0;
			next += 3;
		}
	return count;
}

void build_legs(struct build *b)
{
	struct legs l = {.b = b};
	b->power->some_legs = make_legs(&l) > 0;
	if (!b->power->some_legs)
		return;
	for (uint32_t i = b->node_count; i-- > 0;) {
		uint32_t n = b->power->order[i];
		if (n < b->first[OBJECT_DEVICE] && b->three_phase[n])
			visit(&l, n);
	}
	for (uint32_t n = 0; n < b->first[OBJECT_DEVICE]; n++)
		if (b->three_phase[n])
			finish(&l, n);
}
