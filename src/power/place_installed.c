/* Installed capacity: the ratings of the topmost tier that brings power in. A
 * circuit without a rating stands for what hangs on it: the rating of the inlet
 * below, else that device's circuits. Nothing is counted twice. */
#include "power/place_build.h"

#include <stdlib.h>

struct tally {
	struct place_index *index;
	const struct power *power;
	const struct area *area;
	double sum;
	bool any, unknown;
	uint32_t *stack; /* devices whose circuits are still to be counted */
	size_t count, capacity;
};

static bool first_time(struct tally *t, uint32_t n)
{
	if (t->index->stamp[n] == t->index->mark)
		return false;
	t->index->stamp[n] = t->index->mark;
	return true;
}

static void add(struct tally *t, double w)
{
	t->any = true;
	if (known(w))
		t->sum += w;
	else
		t->unknown = true;
}

static void push(struct tally *t, uint32_t device)
{
	if (!first_time(t, device))
		return;
	t->stack = array_grow(t->stack, t->count, &t->capacity, sizeof *t->stack);
	t->stack[t->count++] = device;
}

/* What an unrated supply leads to in the area; false when to nothing. */
static bool add_below(struct tally *t, uint32_t supply)
{
	const struct power *p = t->power;
	bool found = false;
	for (uint32_t i = p->out_start[supply]; i < p->out_start[supply + 1]; i++) {
		const struct edge *edge = &p->edges[p->out_edges[i]];
		const struct node *to = &p->nodes[edge->to];
		if (!edge_open(edge) || to->role != ROLE_INPUT || !area_holds(t->area, edge->to))
			continue;
		found = true;
		if (known(to->rated_w) && first_time(t, edge->to))
			add(t, to->rated_w);
		else if (!known(to->rated_w))
			push(t, to->device);
	}
	return found;
}

static void count_circuit(struct tally *t, uint32_t n)
{
	const struct node *node = &t->power->nodes[n];
	if ((node->flags & NODE_NOT_LIVE) || !first_time(t, n))
		return;
	if (known(node->rated_w) || !add_below(t, n))
		add(t, node->rated_w);
}

/* A written rating stands for circuits of which some have none. */
static void count_board(struct tally *t, uint32_t n)
{
	const struct node *node = &t->power->nodes[n];
	const struct device *device = node_device(node);
	bool all = true;
	for (size_t i = 0; i < device->outlet_count; i++)
		all &= known(t->power->nodes[node_of(t->power, device->outlets[i])].rated_w);
	if (!all && known(node->rated_w)) {
		add(t, node->rated_w);
		return;
	}
	for (size_t i = 0; i < device->outlet_count; i++)
		count_circuit(t, node_of(t->power, device->outlets[i]));
}

static void drain(struct tally *t)
{
	while (t->count)
		count_board(t, t->stack[--t->count]);
}

/* -- the topmost tier ------------------------------------------------------- */

static bool is_live_distribution(const struct power *p, uint32_t n)
{
	return p->nodes[n].kind == OBJECT_DEVICE && role_is_distribution(p->nodes[n].role) &&
	       !(p->nodes[n].flags & NODE_NOT_LIVE);
}

/* Fed from inside the area? A rack's feeds are no tier above its PDUs. */
static bool fed_inside(const struct tally *t, uint32_t inlet)
{
	const struct power *p = t->power;
	for (uint32_t e = p->in_start[inlet]; e < p->in_start[inlet + 1]; e++) {
		uint32_t from = p->edges[e].from;
		bool counts = t->area->kind != OBJECT_RACK || p->nodes[from].kind != OBJECT_FEED;
		if (edge_open(&p->edges[e]) && counts && area_holds(t->area, from))
			return true;
	}
	return false;
}

static bool is_top(const struct tally *t, const struct device *device)
{
	for (size_t i = 0; i < device->inlet_count; i++)
		if (!inlet_is_bank(device->inlets[i]) && fed_inside(t, node_of(t->power, device->inlets[i])))
			return false;
	return true;
}

/* The rating of an inlet, else of the supplies it hangs on. */
static double inlet_rating(struct tally *t, uint32_t inlet)
{
	const struct power *p = t->power;
	double sum = NAN;
	if (known(p->nodes[inlet].rated_w))
		return p->nodes[inlet].rated_w;
	for (uint32_t e = p->in_start[inlet]; e < p->in_start[inlet + 1]; e++) {
		uint32_t from = p->edges[e].from;
		if (edge_open(&p->edges[e]) && first_time(t, from) && known(p->nodes[from].rated_w))
			sum = p->nodes[from].rated_w + (known(sum) ? sum : 0);
	}
	return sum;
}

static bool is_connected(const struct power *p, uint32_t inlet)
{
	if (p->nodes[inlet].flags & (NODE_EXTERNAL | NODE_LOST_END))
		return true;
	for (uint32_t e = p->in_start[inlet]; e < p->in_start[inlet + 1]; e++)
		if (edge_open(&p->edges[e]))
			return true;
	return false;
}

/* A strip: its inlets; transfer: one at a time. */
static void count_strip(struct tally *t, uint32_t n)
{
	const struct power *p = t->power;
	const struct device *device = node_device(&p->nodes[n]);
	double most = 0;
	bool any = false, one = p->nodes[n].flags & NODE_TRANSFER;
	for (size_t i = 0; i < device->inlet_count; i++) {
		uint32_t inlet = node_of(p, device->inlets[i]);
		if (inlet_is_bank(device->inlets[i]) || !is_connected(p, inlet) || !first_time(t, inlet))
			continue;
		double w = inlet_rating(t, inlet);
		any = true;
		if (!one)
			add(t, w);
		else if (known(w))
			most = w > most ? w : most;
		else
			t->unknown = true;
	}
	if (any && one)
		add(t, most);
}

/* A feed that ends at a panel of the area is that panel's circuits. */
static bool push_boards(struct tally *t, uint32_t feed)
{
	const struct power *p = t->power;
	bool found = false;
	for (uint32_t i = p->out_start[feed]; i < p->out_start[feed + 1]; i++) {
		const struct edge *edge = &p->edges[p->out_edges[i]];
		const struct node *to = &p->nodes[edge->to];
		if (to->role != ROLE_INPUT || !edge_open(edge) || !area_holds(t->area, edge->to) ||
		    !is_board(t->index, to->device))
			continue;
		push(t, to->device);
		found = true;
	}
	return found;
}

static void count_top(struct tally *t, uint32_t n)
{
	const struct node *node = &t->power->nodes[n];
	bool rack = t->area->kind == OBJECT_RACK;
	if (node->kind == OBJECT_FEED) {
		if (!rack && !(node->flags & NODE_NOT_LIVE) && !push_boards(t, n))
			add(t, node->rated_w);
	} else if (is_live_distribution(t->power, n)) {
		const struct device *device = node_device(node);
		bool board = is_board(t->index, n) && (!rack || !device->inlet_count);
		if (!is_top(t, device))
			return;
		if (board)
			push(t, n);
		else
			count_strip(t, n);
	}
	drain(t);
}

/* A rack's feeds, where nothing of the rack hangs on them yet. */
static void count_feed(struct tally *t, uint32_t n)
{
	const struct node *node = &t->power->nodes[n];
	if (node->kind == OBJECT_FEED && !(node->flags & NODE_NOT_LIVE))
		add(t, node->rated_w);
}

/* Where no distribution brings it in: the supplies its consumers hang on. */
static void count_supplies(struct tally *t, uint32_t n)
{
	const struct power *p = t->power;
	if (p->nodes[n].role != ROLE_CONSUMER)
		return;
	const struct device *device = node_device(&p->nodes[n]);
	for (size_t i = 0; i < device->inlet_count; i++) {
		uint32_t inlet = node_of(p, device->inlets[i]);
		for (uint32_t e = p->in_start[inlet]; e < p->in_start[inlet + 1]; e++)
			if (edge_open(&p->edges[e]) && first_time(t, p->edges[e].from))
				add(t, p->nodes[p->edges[e].from].rated_w);
	}
}

struct capacity place_installed(struct place_index *index, const struct area *area)
{
	struct tally t = {.index = index, .power = index->power, .area = area};
	bool consumers = false;
	index->mark++;
	for (size_t i = 0; i < area->member_count; i++) {
		count_top(&t, area->members[i]);
		consumers |= index->power->nodes[area->members[i]].role == ROLE_CONSUMER;
	}
	bool none = !t.any;
	for (size_t i = 0; none && area->kind == OBJECT_RACK && i < area->member_count; i++)
		count_feed(&t, area->members[i]);
	none = !t.any;
	for (size_t i = 0; none && i < area->member_count; i++)
		count_supplies(&t, area->members[i]);
	free(t.stack);
	if ((t.unknown && t.sum <= 0) || (!t.any && consumers))
		return (struct capacity){NAN, MARK_EXACT};
	return (struct capacity){t.sum, t.unknown ? MARK_AT_LEAST : MARK_EXACT};
}
