/* As phase.c hands watts up, so are six parts here: to neutral on each line, and
 * between each line and the next. */
#include "power/lines.h"

#include "power/build.h"
#include "power/place.h"
#include "power/supply.h"

#include <math.h>

enum { PARTS = 6 }; /* A, B, C to neutral; AB, BC, CA */

struct parts {
	double w[PARTS];
};

struct line_currents {
	struct parts *parts; /* per node with legs, by number */
	uint32_t *number;    /* per node; 0: no legs */
};

static struct parts *parts_of(const struct line_currents *c, uint32_t n)
{
	return c->number[n] ? &c->parts[c->number[n]] : NULL;
}

static void put_on_leg(const struct power *p, const struct outlet *outlet, uint32_t above, double w, struct parts *to)
{
	struct connector connector = connector_by_policy(outlet->type, &p->policy);
	bool two = connector_spans_lines(&connector, (double)p->nodes[above].volts);
	to->w[outlet->feed_leg - 'A' + (two ? 3 : 0)] += w;
}

static void pass_up(const struct power *p, struct line_currents *c, const struct edge *edge)
{
	const struct node *node = &p->nodes[edge->to];
	struct parts *from = parts_of(c, edge->to), *to = parts_of(c, edge->from);
	if (!to || !edge->carries || !known(edge->load_w) || edge->load_w <= 0)
		return;
	for (int i = 0; from && i < PARTS; i++)
		to->w[i] += from->w[i] * (edge->load_w / node->load_w);
	if (!from && node->kind == OBJECT_OUTLET && node_outlet(node)->feed_leg)
		put_on_leg(p, node_outlet(node), edge->from, edge->load_w, to);
}

/* What is on no leg, or drawn by three-phase supplies, is balanced. */
static void balance(const struct node *node, struct parts *parts)
{
	double rest = known(node->load_w) ? node->load_w : 0;
	for (int i = 0; i < PARTS; i++)
		rest -= parts->w[i];
	for (int i = 0; i < 3 && rest > 0; i++)
		parts->w[i] += rest / 3;
}

static void visit(const struct power *p, struct line_currents *c, uint32_t n)
{
	for (uint32_t i = p->out_start[n]; i < p->out_start[n + 1]; i++) {
		const struct edge *edge = &p->edges[p->out_edges[i]];
		if (edge->kind != EDGE_SUPPLY)
			pass_up(p, c, edge);
	}
}

const struct line_currents *line_currents_new(const struct power *power, struct arena *arena)
{
	struct line_currents *c = arena_alloc(arena, sizeof *c);
	uint32_t count = 0;
	c->number = arena_array(arena, (size_t)power->node_count + 1, sizeof *c->number);
	for (uint32_t n = 0; n < power->node_count; n++)
		if (power->nodes[n].legs)
			c->number[n] = ++count;
	c->parts = arena_array(arena, (size_t)count + 1, sizeof *c->parts);
	for (uint32_t i = power->node_count; i-- > 0;) {
		uint32_t n = power->order[i];
		if (power->nodes[n].legs)
			visit(power, c, n);
	}
	for (uint32_t n = 0; n < power->node_count; n++)
		if (power->nodes[n].legs)
			balance(&power->nodes[n], parts_of(c, n));
	return c;
}

/* -- of one node -------------------------------------------------------------- */

/* Line i with what is between it and the next (30° ahead) and between the one
 * before and it (30° behind), seen from its own phase. */
static double current(const struct parts *parts, int i, double volts)
{
	double neutral = parts->w[i] / (volts / sqrt(3));
	double next = parts->w[3 + i] / volts, before = parts->w[3 + (i + 2) % 3] / volts;
	double in_phase = neutral + (next + before) * (sqrt(3) / 2), across = (next - before) / 2;
	return sqrt(in_phase * in_phase + across * across);
}

double lines_imbalance(const double w[3])
{
	double mean = (w[0] + w[1] + w[2]) / 3, worst = 0;
	for (int i = 0; i < 3; i++)
		worst = fmax(worst, fabs(w[i] - mean));
	return mean > 0 ? 100 * worst / mean : NAN;
}

double lines_current(const struct node *node, double load_w, bool leg)
{
	double volts = (double)node->volts;
	if (!(volts > 0) || !known(load_w))
		return NAN;
	if (leg)
		return load_w / (volts / 1.732);
	return load_w / (volts * (node->three_phase ? 1.732 : 1));
}

static void measure_balance(const struct node *node, struct lines *lines)
{
	const double w[3] = {node->legs[0].low_w, node->legs[1].low_w, node->legs[2].low_w};
	lines->imbalance_pct = lines_imbalance(w);
	lines->unassigned_pct = percent_of(node->unassigned_w, w[0] + w[1] + w[2]);
}

/* An inlet without a rating may take what comes in, when nothing else does. */
static double usable_of(const struct power *p, const struct node *node)
{
	if (known(node->usable_w) || node->way == NODE_NONE)
		return node->usable_w;
	const struct node *supply = &p->nodes[p->edges[node->way].from];
	return supply->legs && fabs(supply->load_w - node->load_w) < 0.001 ? supply->usable_w : NAN;
}

static void measure_room(const struct power *p, const struct node *node, struct lines *lines)
{
	double usable = usable_of(p, node), balanced = INFINITY, least = INFINITY;
	if (!known(usable) || !known(node->load_w))
		return;
	for (int i = 0; i < 3; i++) {
		least = fmin(least, usable / 3 - node->legs[i].high_w);
		balanced = fmin(balanced, usable / 3 - node->legs[i].low_w);
	}
	lines->leg_headroom_w = least;
	lines->three_headroom_w = 3 * balanced;
	double room = fmax(0, usable - node->load_w), kept = room - fmax(0, 3 * balanced);
	lines->stranded_w = kept > 0.001 ? kept : 0;
}

struct lines lines_of(const struct power *power, const struct line_currents *currents, uint32_t n)
{
	const struct node *node = &power->nodes[n];
	struct lines lines = {{NAN, NAN, NAN}, NAN, NAN, NAN, NAN, NAN};
	for (int i = 0; i < 3 && node->volts > 0; i++)
		lines.current_a[i] = current(parts_of(currents, n), i, (double)node->volts);
	measure_balance(node, &lines);
	measure_room(power, node, &lines);
	return lines;
}

const char *lines_of_outlet(const struct power *power, const struct outlet *outlet)
{
	static const char *const names[PARTS] = {"A", "B", "C", "AB", "BC", "CA"};
	struct connector connector = connector_by_policy(outlet->type, &power->policy);
	uint32_t n = power_node(power, &outlet->object);
	if (!outlet->feed_leg)
		return "";
	uint32_t way = power->nodes[n].way;
	double volts = way == NODE_NONE ? NAN : (double)power->nodes[power->edges[way].from].volts;
	return names[outlet->feed_leg - 'A' + (connector_spans_lines(&connector, volts) ? 3 : 0)];
}
