/* Where no inlet has two supplies and nothing is cyclic below, the visited set
 * never matters, and figures are summed once, from the ends up. Only what lies
 * above a diamond or a cycle ("tangled") is computed as NetBox does it, with a
 * visited set: one set, and a log to take back what a nested call added, which
 * is the same as handing it a copy. That can take exponential time on purpose-
 * made networks, so the steps have a limit; beyond it the figure is unknown. */
#include "power/netbox_draw.h"

#include "power/build.h"

#include "base/number.h"
#include "base/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { STEPS_PER_INLET = 200000, STEPS_IN_ALL = 5000000 };

/* -- the network as NetBox sees it ---------------------------------------- */

static bool is_manual(const struct inlet *inlet)
{
	return known(inlet->allocated_draw_w) || known(inlet->maximum_draw_w);
}

static double or_zero(double value)
{
	return known(value) ? value : 0;
}

static struct netbox_draw stored(const struct inlet *inlet)
{
	return (struct netbox_draw){or_zero(inlet->allocated_draw_w), or_zero(inlet->maximum_draw_w), 0};
}

/* By device name, then inlet name, as the database orders them; unnamed last. */
static int by_name(const void *a, const void *b)
{
	const struct inlet *x = *(const struct inlet *const *)a, *y = *(const struct inlet *const *)b;
	if (x == y)
		return 0;
	if (x->device != y->device) {
		if (x->device->named != y->device->named)
			return x->device->named ? -1 : 1;
		int by_device = x->device->named ? text_compare_natural(x->device->object.name, y->device->object.name) : 0;
		return by_device ? by_device : x->device->object.id < y->device->object.id ? -1 : 1;
	}
	int by_inlet = text_compare_natural(x->object.name, y->object.name);
	return by_inlet ? by_inlet : x->object.id < y->object.id ? -1 : 1;
}

struct ports {
	const struct inlet **inlets;
	size_t count, capacity;
};

static void add_below(struct ports *below, const struct inlet *inlet)
{
	below->inlets = array_grow(below->inlets, below->count, &below->capacity, sizeof *below->inlets);
	below->inlets[below->count++] = inlet;
}

/* The inlets cabled to the outlets of `inlet` (of a leg, or 0: all), each once,
 * in NetBox's order. */
static void find_below(const struct inlet *inlet, char leg, struct ports *below)
{
	below->count = 0;
	for (size_t i = 0; i < inlet->outlet_count; i++) {
		const struct outlet *outlet = inlet->outlets[i];
		const struct cable *cable = outlet->end.cable;
		if (!cable || (leg && outlet->feed_leg != leg))
			continue;
		for (size_t k = 0; k < cable->inlet_count; k++)
			add_below(below, cable->inlets[k]);
	}
	if (below->count < 2)
		return;
	qsort(below->inlets, below->count, sizeof *below->inlets, by_name);
	size_t kept = 1;
	for (size_t i = 1; i < below->count; i++)
		if (below->inlets[i] != below->inlets[kept - 1])
			below->inlets[kept++] = below->inlets[i];
	below->count = kept;
}

/* -- NetBox's recursion ------------------------------------------------------ */

/* Inlets that are not tangled have their figure on the node by now. */
struct frame {
	struct ports below;
	size_t next;
	size_t added; /* length of the log when this call began */
	struct netbox_draw sum;
};

struct recursion {
	const struct power *power;
	uint8_t *visited; /* per node */
	uint32_t *log;
	size_t log_count, log_capacity;
	struct frame *frames;
	size_t depth, capacity;
	uint64_t steps;
};

static void visit(struct recursion *r, uint32_t at)
{
	r->visited[at] = 1;
	r->log = array_grow(r->log, r->log_count, &r->log_capacity, sizeof *r->log);
	r->log[r->log_count++] = at;
}

static void forget(struct recursion *r, size_t down_to)
{
	while (r->log_count > down_to)
		r->visited[r->log[--r->log_count]] = 0;
}

static void call(struct recursion *r, const struct inlet *inlet, char leg)
{
	size_t old = r->capacity;
	r->frames = array_grow(r->frames, r->depth, &r->capacity, sizeof *r->frames);
	if (r->capacity > old)
		memset(r->frames + old, 0, (r->capacity - old) * sizeof *r->frames);
	struct frame *frame = &r->frames[r->depth++];
	find_below(inlet, leg, &frame->below);
	frame->next = 0;
	frame->added = r->log_count;
	frame->sum = (struct netbox_draw){0};
}

/* The next inlet below the innermost call: skipped, known, or called. */
static void advance(struct recursion *r)
{
	struct frame *frame = &r->frames[r->depth - 1];
	const struct inlet *inlet = frame->below.inlets[frame->next++];
	uint32_t at = power_node(r->power, &inlet->object);
	const struct node *node = &r->power->nodes[at];
	if (r->visited[at])
		return;
	visit(r, at);
	if (node->flags & NODE_TANGLED) {
		call(r, inlet, 0);
		return;
	}
	frame->sum.allocated_w += node->netbox_allocated_w;
	frame->sum.maximum_w += node->netbox_maximum_w;
}

static struct netbox_draw give_back(struct recursion *r)
{
	struct netbox_draw sum = r->frames[r->depth - 1].sum;
	forget(r, r->frames[r->depth - 1].added);
	if (--r->depth) {
		r->frames[r->depth - 1].sum.allocated_w += sum.allocated_w;
		r->frames[r->depth - 1].sum.maximum_w += sum.maximum_w;
	}
	return sum;
}

/* draw(inlet) with the visited set {inlet}. */
static struct netbox_draw recurse(struct recursion *r, const struct inlet *inlet, char leg)
{
	struct netbox_draw sum = {NUMBER_UNKNOWN, NUMBER_UNKNOWN, 0};
	uint64_t stop = r->steps + STEPS_PER_INLET;
	visit(r, power_node(r->power, &inlet->object));
	call(r, inlet, leg);
	while (r->depth && r->steps < stop && r->steps < STEPS_IN_ALL) {
		struct frame *frame = &r->frames[r->depth - 1];
		r->steps += 1 + (frame->next ? 0 : frame->below.count);
		if (frame->next < frame->below.count)
			advance(r);
		else
			sum = give_back(r);
	}
	if (r->depth)
		sum = (struct netbox_draw){NUMBER_UNKNOWN, NUMBER_UNKNOWN, 0};
	r->depth = 0;
	forget(r, 0);
	return sum;
}

static void free_recursion(struct recursion *r)
{
	for (size_t i = 0; i < r->capacity; i++)
		free(r->frames[i].below.inlets);
	free(r->frames);
	free(r->log);
	free(r->visited);
}

/* -- from the ends up ---------------------------------------------------------- */

enum { ENDS_MAX = 1 << 20 }; /* supplies × inlets of one cable */

struct summing {
	struct build *b;
	bool recursive;
	uint32_t *waiting; /* per node: inlets below that have no figure yet */
	uint32_t *queue, queued;
	const struct cable *cable; /* whose parents are listed, when there are several */
	uint32_t *parents;
	size_t parent_count, parent_capacity;
};

static int by_index(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	return (x > y) - (x < y);
}

static void add_parent(struct summing *s, uint32_t outlet)
{
	if (kind_at(s->b, outlet) != OBJECT_OUTLET)
		return;
	uint32_t parent = s->b->port[outlet - s->b->first[OBJECT_OUTLET]];
	if (parent == NODE_NONE)
		return;
	s->parents = array_grow(s->parents, s->parent_count, &s->parent_capacity, sizeof *s->parents);
	s->parents[s->parent_count++] = parent;
}

static void drop_repeated(struct summing *s)
{
	size_t kept = 1;
	if (s->parent_count < 2)
		return;
	qsort(s->parents, s->parent_count, sizeof *s->parents, by_index);
	for (size_t i = 1; i < s->parent_count; i++)
		if (s->parents[i] != s->parents[kept - 1])
			s->parents[kept++] = s->parents[i];
	s->parent_count = kept;
}

/* The inlets whose outlets the cable of inlet n comes from, each once. */
static void find_parents(struct summing *s, uint32_t n)
{
	const struct build *b = s->b;
	uint32_t first = b->in_start[n], count = b->in_start[n + 1] - first;
	if (count > 1) {
		const struct cable *cable = b->cable[n - b->first[OBJECT_INLET]];
		if (s->cable == cable)
			return;
		s->cable = cable;
		s->parent_count = 0;
		for (size_t i = 0; i < cable->supply_count; i++)
			add_parent(s, node_of(b->power, cable->supply[i]));
		drop_repeated(s);
		return;
	}
	s->cable = NULL;
	s->parent_count = 0;
	if (count && b->kind[first] == EDGE_CABLE)
		add_parent(s, b->from[first]);
}

static bool is_manual_at(const struct build *b, uint32_t n)
{
	const struct documented *d = documented_at(b, n);
	return known(d->allocated_w) || known(d->maximum_w);
}

static bool sums_below(const struct build *b, uint32_t n)
{
	return b->role[n] == ROLE_INPUT && !is_manual_at(b, n) && inlet_at(b, n)->outlet_count;
}

static struct documented *figure_at(const struct build *b, uint32_t n)
{
	return &b->netbox[n - b->first[OBJECT_INLET]];
}

/* Has the cable so many ends that summing would take for ever? */
static bool is_flood(const struct summing *s)
{
	return s->cable && s->parent_count && s->cable->inlet_count > ENDS_MAX / s->parent_count;
}

/* Hands a figure of node n to the inlets it hangs on. Of a flood the first inlet
 * makes all parents unknown, and the others are left out. */
static void hand_up(struct summing *s, uint32_t n, struct documented draw)
{
	struct build *b = s->b;
	if (is_flood(s)) {
		if (s->cable->inlets[0] != inlet_at(b, n))
			return;
		draw.allocated_w = draw.maximum_w = NUMBER_UNKNOWN;
	}
	for (size_t i = 0; i < s->parent_count; i++) {
		uint32_t parent = s->parents[i];
		if (is_manual_at(b, parent))
			continue;
		figure_at(b, parent)->allocated_w += draw.allocated_w;
		figure_at(b, parent)->maximum_w += draw.maximum_w;
		if (s->recursive && (s->parent_count > 1 || node_is(b, n, NODE_TANGLED)))
			b->flags[parent] |= NODE_TANGLED;
	}
}

/* One more of the inlets below has its figure. */
static void settle_parents(struct summing *s)
{
	for (size_t i = 0; i < s->parent_count; i++)
		if (--s->waiting[s->parents[i]] == 0 && sums_below(s->b, s->parents[i]))
			s->queue[s->queued++] = s->parents[i];
}

static void begin(struct summing *s, uint32_t n)
{
	struct build *b = s->b;
	const struct documented *d = documented_at(b, n);
	struct documented own = {or_zero(d->allocated_w), or_zero(d->maximum_w)};
	figure_at(b, n)->allocated_w += own.allocated_w;
	figure_at(b, n)->maximum_w += own.maximum_w;
	find_parents(s, n);
	if (!s->recursive || !sums_below(b, n))
		hand_up(s, n, own);
	else
		for (size_t i = 0; i < s->parent_count; i++)
			s->waiting[s->parents[i]]++;
}

static void sum_from_ends(struct summing *s)
{
	struct build *b = s->b;
	uint32_t from = b->first[OBJECT_INLET], to = b->first[OBJECT_OUTLET];
	for (uint32_t n = from; n < to; n++)
		begin(s, n);
	for (uint32_t n = from; n < to && s->recursive; n++)
		if (s->waiting[n] == 0 && sums_below(b, n))
			s->queue[s->queued++] = n;
	for (uint32_t i = 0; i < s->queued; i++) {
		find_parents(s, s->queue[i]);
		hand_up(s, s->queue[i], *figure_at(b, s->queue[i]));
		settle_parents(s);
	}
}

/* What never came off the queue is on a cycle or above one. */
static void mark_tangled(struct summing *s)
{
	struct build *b = s->b;
	for (uint32_t n = b->first[OBJECT_INLET]; n < b->first[OBJECT_OUTLET]; n++) {
		if (!node_is(b, n, NODE_TANGLED) && !s->waiting[n])
			continue;
		bool tangled = sums_below(b, n);
		b->flags[n] = (b->flags[n] & ~(uint32_t)NODE_TANGLED) | (tangled ? NODE_TANGLED : 0);
		b->tangled_some |= tangled;
	}
}

void build_netbox_draw(struct build *b)
{
	struct summing s = {.b = b, .recursive = netbox_sums_recursively(b->inventory)};
	b->netbox = arena_array(b->scratch, b->inventory->inlet_count + 1, sizeof *b->netbox);
	s.waiting = arena_array(b->scratch, b->node_count + 1, sizeof *s.waiting);
	s.queue = arena_array(b->scratch, b->inventory->inlet_count + 1, sizeof *s.queue);
	sum_from_ends(&s);
	mark_tangled(&s);
	free(s.parents);
}

/* -- on the finished nodes -------------------------------------------------------- */

static void recurse_tangled(struct power *power)
{
	struct recursion r = {.power = power, .visited = xcalloc(power->node_count + 1, 1)};
	for (uint32_t n = power->first[OBJECT_INLET]; n < power->first[OBJECT_OUTLET]; n++) {
		struct node *node = &power->nodes[n];
		if (!(node->flags & NODE_TANGLED))
			continue;
		struct netbox_draw draw = recurse(&r, node_inlet(node), 0);
		node->netbox_allocated_w = draw.allocated_w;
		node->netbox_maximum_w = draw.maximum_w;
	}
	free_recursion(&r);
}

/* A feed shows the figure of the first inlet at its cable. */
static void settle_feeds(struct power *power)
{
	for (uint32_t n = power->first[OBJECT_FEED]; n < power->first[OBJECT_INLET]; n++) {
		const struct cable *cable = node_feed(&power->nodes[n])->end.cable;
		if (!cable || !cable->inlet_count)
			continue;
		const struct node *first = &power->nodes[node_of(power, cable->inlets[0])];
		power->nodes[n].netbox_allocated_w = first->netbox_allocated_w;
		power->nodes[n].netbox_maximum_w = first->netbox_maximum_w;
	}
}

void build_netbox_tangled(struct build *b)
{
	if (b->tangled_some)
		recurse_tangled(b->power);
	settle_feeds(b->power);
}

bool netbox_sums_recursively(const struct inventory *inventory)
{
	if (strncmp(inventory->version_text, "4.6.0-beta1", 11) == 0)
		return false;
	return version_at_least(inventory->version, 4, 5, 9);
}

/* -- asked for one by one --------------------------------------------------------- */

struct netbox_draw netbox_draw_inlet(const struct power *power, uint32_t inlet)
{
	const struct node *node = &power->nodes[inlet];
	return (struct netbox_draw){node->netbox_allocated_w, node->netbox_maximum_w, node_inlet(node)->outlet_count};
}

bool netbox_has_legs(const struct power *power, uint32_t inlet)
{
	const struct inlet *port = node_inlet(&power->nodes[inlet]);
	const struct cable *cable = port->end.cable;
	if (is_manual(port) || !cable || cable->supply_count != 1 || cable->supply[0]->kind != OBJECT_FEED)
		return false;
	return ((const struct feed *)(const void *)cable->supply[0])->three_phase;
}

/* One level down: what is stored there. */
static struct netbox_draw sum_stored(const struct inlet *inlet, char leg)
{
	struct ports below = {0};
	struct netbox_draw sum = {0};
	find_below(inlet, leg, &below);
	for (size_t i = 0; i < below.count; i++) {
		struct netbox_draw draw = stored(below.inlets[i]);
		sum.allocated_w += draw.allocated_w;
		sum.maximum_w += draw.maximum_w;
	}
	free(below.inlets);
	return sum;
}

struct netbox_draw netbox_draw_leg(const struct power *power, uint32_t n, char leg)
{
	const struct inlet *inlet = node_inlet(&power->nodes[n]);
	struct netbox_draw sum;
	if (netbox_sums_recursively(power->inventory)) {
		struct recursion r = {.power = power, .visited = xcalloc(power->node_count + 1, 1)};
		sum = recurse(&r, inlet, leg);
		free_recursion(&r);
	} else {
		sum = sum_stored(inlet, leg);
	}
	sum.outlets = 0;
	for (size_t i = 0; i < inlet->outlet_count; i++)
		sum.outlets += inlet->outlets[i]->feed_leg == leg;
	return sum;
}
