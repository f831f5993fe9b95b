/* The order of the nodes, sources first, and the cutting of cycles.
 *
 * Nodes whose supplies are all done are taken one after the other (Kahn); on a
 * sound site that is everything. What is left lies on cycles or behind them:
 * Tarjan's strongly connected components give the cycles, and inside each one a
 * depth-first walk from where live power enters (else from the lowest node)
 * marks the edge that leads back as the one that closes the cycle. Edges that
 * are not live are judged after the live ones, so that a planned cord never
 * takes a live one's place. All iterative: depth is limited by memory only. */
#include "power/build.h"

#include <stdlib.h>

struct walk {
	struct build *b;
	uint32_t *order; /* being filled */
	uint32_t done;
	uint32_t *waiting;   /* edges in not seen yet, per node (Kahn) */
	/* Tarjan, per node */
	uint32_t *number, *low, *component;
	uint32_t *stack, stack_count;
	uint32_t *members, *member_start, component_count, member_count;
	/* depth-first walks */
	uint32_t *path, *next;
	uint8_t *colour;
};

enum { WHITE, GREY, BLACK };

static void append(struct walk *w, uint32_t n)
{
	w->order[w->done++] = n;
	fed_visit(w->b, n);
}

/* -- the sound part ------------------------------------------------------ */

static void take(struct walk *w, uint32_t n)
{
	const struct build *b = w->b;
	for (uint32_t i = b->out_start[n]; i < b->out_start[n + 1]; i++) {
		uint32_t to = b->to[b->out_edges[i]];
		if (--w->waiting[to] == 0)
			append(w, to);
	}
}

static void take_sound_part(struct walk *w)
{
	const struct build *p = w->b;
	uint32_t count = w->b->node_count;
	w->waiting = arena_array(w->b->scratch, count + 1, sizeof *w->waiting);
	for (uint32_t n = 0; n < count; n++)
		w->waiting[n] = p->in_start[n + 1] - p->in_start[n];
	for (uint32_t n = 0; n < count; n++)
		if (p->in_start[n + 1] == p->in_start[n])
			append(w, n);
	for (uint32_t i = 0; i < w->done; i++)
		take(w, w->order[i]);
}

/* -- components ---------------------------------------------------------- */

static void enter(struct walk *w, uint32_t n, uint32_t *depth, uint32_t *count)
{
	w->number[n] = w->low[n] = ++*count;
	w->next[n] = w->b->out_start[n];
	w->stack[w->stack_count++] = n;
	w->path[(*depth)++] = n;
}

static void close_component(struct walk *w, uint32_t n)
{
	uint32_t member;
	w->member_start[w->component_count++] = w->member_count;
	do {
		member = w->stack[--w->stack_count];
		w->component[member] = w->component_count;
		w->members[w->member_count++] = member;
	} while (member != n);
}

/* One step at the top of the path: the next edge, or back. */
static void step(struct walk *w, uint32_t *depth, uint32_t *count)
{
	const struct build *b = w->b;
	uint32_t n = w->path[*depth - 1];
	if (w->next[n] < b->out_start[n + 1]) {
		uint32_t to = b->to[b->out_edges[w->next[n]++]];
		if (!w->number[to])
			enter(w, to, depth, count);
		else if (!w->component[to] && w->number[to] < w->low[n])
			w->low[n] = w->number[to];
		return;
	}
	if (w->low[n] == w->number[n])
		close_component(w, n);
	if (--*depth) {
		uint32_t above = w->path[*depth - 1];
		w->low[above] = w->low[n] < w->low[above] ? w->low[n] : w->low[above];
	}
}

static void find_components(struct walk *w)
{
	uint32_t depth = 0, count = 0;
	for (uint32_t n = 0; n < w->b->node_count; n++) {
		if (w->waiting[n] == 0 || w->number[n])
			continue;
		enter(w, n, &depth, &count);
		while (depth)
			step(w, &depth, &count);
	}
	w->member_start[w->component_count] = w->member_count;
}

/* -- one component ------------------------------------------------------- */

static bool inside(const struct walk *w, uint32_t e)
{
	uint32_t from = w->component[w->b->from[e]];
	return from && from == w->component[w->b->to[e]];
}

/* Depth first over the live edges inside; finished nodes go to `finish`. */
static uint32_t walk_live(struct walk *w, uint32_t root, uint32_t *finish, uint32_t finished)
{
	struct build *b = w->b;
	uint32_t depth = 0;
	w->path[depth++] = root;
	w->next[root] = b->out_start[root];
	w->colour[root] = GREY;
	while (depth) {
		uint32_t n = w->path[depth - 1];
		if (w->next[n] == b->out_start[n + 1]) {
			w->colour[n] = BLACK;
			finish[finished++] = n;
			depth--;
			continue;
		}
		uint32_t e = b->out_edges[w->next[n]++], to = b->to[e];
		if (!edge_is(b, e, EDGE_LIVE) || !inside(w, e))
			continue;
		if (w->colour[to] == GREY) {
			b->bits[e] |= EDGE_CUT;
		} else if (w->colour[to] == WHITE) {
			w->colour[to] = GREY;
			w->next[to] = b->out_start[to];
			w->path[depth++] = to;
		}
	}
	return finished;
}

/* What a member gets from outside the component by live edges. */
static uint8_t fed_from_outside(const struct walk *w, uint32_t n)
{
	const struct build *b = w->b;
	uint8_t fed = 0;
	for (uint32_t e = b->in_start[n]; e < b->in_start[n + 1]; e++)
		if (edge_is(b, e, EDGE_LIVE) && !inside(w, e))
			fed |= b->fed[b->from[e]];
	return fed;
}

static int by_index(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	return (x > y) - (x < y);
}

/* Cuts the cycles of one component and returns its members in order. */
static void cut_component(struct walk *w, uint32_t *members, uint32_t count, uint32_t *finish)
{
	const uint8_t wanted[] = {FED_SOURCE, FED_UNKNOWN, 0};
	uint32_t finished = 0;
	qsort(members, count, sizeof *members, by_index);
	for (int round = 0; round < 3; round++)
		for (uint32_t i = 0; i < count; i++)
			if (w->colour[members[i]] == WHITE &&
			    (!wanted[round] || (fed_from_outside(w, members[i]) & wanted[round])))
				finished = walk_live(w, members[i], finish, finished);
	for (uint32_t i = 0; i < count; i++)
		members[i] = finish[count - 1 - i];
}

/* Edges inside that are not live yet must go with the order the live ones gave. */
static void cut_idle_edges(struct walk *w, const uint32_t *members, uint32_t count)
{
	struct build *b = w->b;
	for (uint32_t i = 0; i < count; i++)
		w->number[members[i]] = i;
	for (uint32_t i = 0; i < count; i++)
		for (uint32_t e = b->in_start[members[i]]; e < b->in_start[members[i] + 1]; e++)
			if (!edge_is(b, e, EDGE_LIVE) && inside(w, e) && w->number[b->from[e]] >= i)
				b->bits[e] |= EDGE_CUT;
}

static bool feeds_itself(const struct walk *w, uint32_t n)
{
	for (uint32_t e = w->b->in_start[n]; e < w->b->in_start[n + 1]; e++)
		if (w->b->from[e] == n)
			return true;
	return false;
}

static void take_component(struct walk *w, uint32_t *members, uint32_t count, uint32_t *finish)
{
	if (count > 1 || feeds_itself(w, members[0])) {
		cut_component(w, members, count, finish);
		cut_idle_edges(w, members, count);
		for (uint32_t i = 0; i < count; i++)
			w->b->flags[members[i]] |= NODE_IN_CYCLE;
	}
	for (uint32_t i = 0; i < count; i++)
		append(w, members[i]);
}

static void take_cycles(struct walk *w)
{
	uint32_t n = w->b->node_count + 1;
	uint32_t **arrays[] = {&w->number, &w->low, &w->component, &w->stack, &w->members,
	                       &w->member_start, &w->path, &w->next};
	for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++)
		*arrays[i] = arena_array(w->b->scratch, n, sizeof **arrays[i]);
	w->colour = arena_array(w->b->scratch, n, 1);
	uint32_t *finish = arena_array(w->b->scratch, n, sizeof *finish);
	find_components(w);
	for (uint32_t c = w->component_count; c-- > 0;) /* Tarjan ends with the sources */
		take_component(w, w->members + w->member_start[c],
		               w->member_start[c + 1] - w->member_start[c], finish);
}

void build_order(struct build *b)
{
	struct walk w = {.b = b};
	struct power *p = b->power;
	b->fed = arena_array(b->scratch, b->node_count + 1, 1);
	b->way = arena_array(b->scratch, b->node_count + 1, sizeof *b->way);
	w.order = p->order = arena_array(p->arena, b->node_count + 1, sizeof *p->order);
	p->rank = arena_array(p->arena, b->node_count + 1, sizeof *p->rank);
	take_sound_part(&w);
	if (w.done < b->node_count)
		take_cycles(&w);
	for (uint32_t i = 0; i < b->node_count; i++)
		p->rank[p->order[i]] = i;
	fed_settle_devices(b);
}
