/* The legs of all nodes are copied and changed as moves are found. A move is
 * judged by what it takes from some lines and puts on others. */
#include "power/moves.h"

#include "power/build.h"
#include "power/lines.h"
#include "power/mating.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { HOPS_MAX = 256 };
#define LEAST_GAIN_PCT 1.0

struct legs {
	double w[3];
};

struct moving {
	const struct power *power;
	bool (*takes)(const void *context, const struct object *object);
	const void *context;
	struct legs *legs; /* by node */
	bool *busy;        /* by node: outlets that have their part in a move */
	bool *hopeless;    /* by node: inlets that no move helps */
};

static double imbalance(const double w[3])
{
	double percent = lines_imbalance(w);
	return known(percent) ? percent : 0;
}

static double fullest(const double w[3])
{
	return fmax(w[0], fmax(w[1], w[2]));
}

/* A load put on the lines of an outlet; false: they are not known. */
static bool spread(const struct power *p, const struct outlet *outlet, double w, struct legs *legs)
{
	const char *lines = lines_of_outlet(p, outlet);
	size_t count = strlen(lines);
	*legs = (struct legs){{0, 0, 0}};
	for (size_t i = 0; i < count; i++)
		legs->w[lines[i] - 'A'] += w / (double)count;
	return count > 0;
}

static uint32_t above(const struct power *p, uint32_t n)
{
	return p->nodes[n].way == NODE_NONE ? NODE_NONE : p->edges[p->nodes[n].way].from;
}

/* -- what may move ------------------------------------------------------------------ */

/* The one inlet on the outlet's cord, when it hangs there alone; NULL. */
static const struct inlet *single_load(const struct moving *m, const struct outlet *outlet, uint32_t n)
{
	const struct cable *cable = outlet->end.cable;
	const struct node *node = &m->power->nodes[n];
	bool plain = cable && cable->inlet_count == 1 && cable->supply_count == 1 && !node->legs && !m->busy[n];
	return plain && known(node->load_w) && node->load_w > 0 && node->mark == MARK_EXACT ? cable->inlets[0] : NULL;
}

static bool is_free(const struct moving *m, const struct outlet *outlet, uint32_t n)
{
	return !outlet->end.cable && !outlet->end.mark_connected && !m->busy[n] &&
	       (m->power->nodes[n].flags & (NODE_NOT_LIVE | NODE_FED)) == NODE_FED;
}

/* Types that say nothing fit only their like. */
static bool fits(const struct moving *m, const struct outlet *from, const struct outlet *to, const struct inlet *inlet,
                 double w)
{
	const struct node *a = &m->power->nodes[node_of(m->power, from)], *b = &m->power->nodes[node_of(m->power, to)];
	bool plug = strcmp(from->type, to->type) == 0 ||
	            (connector_of(to->type).known && connector_of(inlet->type).known && connectors_mate(to->type, inlet->type));
	return plug && !(fabsf(a->volts - b->volts) > 1) && !(b->usable_w < w);
}

/* -- one move --------------------------------------------------------------------------- */

/* No element above gets worse than the policy wants, and worse than it was. */
static bool harms_above(const struct moving *m, uint32_t element, const struct legs *less, const struct legs *more)
{
	uint32_t n = above(m->power, element);
	for (int hops = 0; n != NODE_NONE && hops < HOPS_MAX; hops++, n = above(m->power, n)) {
		double after[3];
		for (int i = 0; i < 3; i++)
			after[i] = m->legs[n].w[i] - less->w[i] + more->w[i];
		double was = imbalance(m->legs[n].w), is = imbalance(after);
		if (m->power->nodes[n].legs && is > was + 0.001 && is > m->power->policy.imbalance_pct)
			return true;
	}
	return false;
}

static void judge(const struct moving *m, uint32_t element, const struct outlet *from, const struct outlet *to,
                  struct phase_move *best)
{
	double w = m->power->nodes[node_of(m->power, from)].load_w, after[3];
	struct legs less, more;
	if (!spread(m->power, from, w, &less) || !spread(m->power, to, w, &more))
		return;
	for (int i = 0; i < 3; i++)
		after[i] = m->legs[element].w[i] - less.w[i] + more.w[i];
	double is = imbalance(after), was = imbalance(m->legs[element].w);
	if (is > was - LEAST_GAIN_PCT || (best->from && is >= best->after_pct - 1e-9) || harms_above(m, element, &less, &more))
		return;
	*best = (struct phase_move){element, from, to, w, was, is, fullest(m->legs[element].w), fullest(after)};
}

/* One free outlet of each line will do, the first. */
static void try_outlet(const struct moving *m, uint32_t element, const struct outlet *from, struct phase_move *best)
{
	const struct device *device = from->device;
	const struct inlet *inlet = single_load(m, from, node_of(m->power, from));
	char seen[3] = {0};
	for (size_t i = 0; inlet && i < device->outlet_count; i++) {
		const struct outlet *to = device->outlets[i];
		uint32_t n = node_of(m->power, to);
		bool other = to->feed_leg >= 'A' && to->feed_leg <= 'C' && to->feed_leg != from->feed_leg && !seen[to->feed_leg - 'A'];
		if (!other || above(m->power, n) != element || !is_free(m, to, n) ||
		    !fits(m, from, to, inlet, m->power->nodes[node_of(m->power, from)].load_w))
			continue;
		seen[to->feed_leg - 'A'] = 1;
		judge(m, element, from, to, best);
	}
}

static bool best_of(const struct moving *m, uint32_t element, struct phase_move *best)
{
	const struct inlet *inlet = node_inlet(&m->power->nodes[element]);
	best->from = NULL;
	for (size_t i = 0; i < inlet->device->outlet_count; i++) {
		const struct outlet *outlet = inlet->device->outlets[i];
		if (outlet->feed_leg && above(m->power, node_of(m->power, outlet)) == element)
			try_outlet(m, element, outlet, best);
	}
	return best->from;
}

/* What the move changes on the element and above it. */
static void apply(struct moving *m, const struct phase_move *move)
{
	struct legs less, more;
	spread(m->power, move->from, move->load_w, &less);
	spread(m->power, move->to, move->load_w, &more);
	uint32_t n = move->element;
	for (int hops = 0; n != NODE_NONE && hops < HOPS_MAX; hops++, n = above(m->power, n))
		for (int i = 0; i < 3; i++)
			m->legs[n].w[i] += more.w[i] - less.w[i];
	m->busy[node_of(m->power, move->from)] = m->busy[node_of(m->power, move->to)] = true;
}

/* -- the worst first -------------------------------------------------------------------------- */

struct candidate {
	uint32_t n;
	double pct;
};

static int by_imbalance(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;
	if (x->pct != y->pct)
		return x->pct < y->pct ? 1 : -1;
	return x->n < y->n ? -1 : x->n > y->n;
}

/* The inlets that are not balanced, the worst first. */
static size_t rank(const struct moving *m, struct candidate *candidates)
{
	const struct power *p = m->power;
	size_t count = 0;
	for (uint32_t n = p->first[OBJECT_INLET]; n < p->first[OBJECT_OUTLET]; n++) {
		const struct node *node = &p->nodes[n];
		double pct = node->legs ? imbalance(m->legs[n].w) : 0;
		if (pct > LEAST_GAIN_PCT && node->role == ROLE_INPUT && !m->hopeless[n] && (!m->takes || m->takes(m->context, node->object)))
			candidates[count++] = (struct candidate){n, pct};
	}
	if (count)
		qsort(candidates, count, sizeof *candidates, by_imbalance);
	return count;
}

static bool next_move(struct moving *m, struct candidate *candidates, struct phase_move *move)
{
	size_t count = rank(m, candidates);
	for (size_t i = 0; i < count; i++) {
		if (best_of(m, candidates[i].n, move)) {
			apply(m, move);
			return true;
		}
		m->hopeless[candidates[i].n] = true;
	}
	return false;
}

size_t phase_moves(const struct power *power, bool (*takes)(const void *context, const struct object *object),
                   const void *context, struct phase_move moves[MOVES_MAX])
{
	struct arena *arena = arena_new();
	size_t count = 0, nodes = (size_t)power->node_count + 1;
	struct moving m = {power, takes, context, arena_array(arena, nodes, sizeof *m.legs),
	                   arena_array(arena, nodes, sizeof *m.busy), arena_array(arena, nodes, sizeof *m.hopeless)};
	struct candidate *candidates = arena_array(arena, nodes, sizeof *candidates);
	for (uint32_t n = 0; n < power->node_count; n++)
		for (int i = 0; i < 3 && power->nodes[n].legs; i++)
			m.legs[n].w[i] = power->nodes[n].legs[i].low_w;
	while (count < MOVES_MAX && next_move(&m, candidates, &moves[count]))
		count++;
	arena_free(arena);
	return count;
}
