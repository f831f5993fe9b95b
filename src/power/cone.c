#include "power/cone.h"

#include "power/build.h"

#include <stdlib.h>
#include <string.h>

enum { TESTS_MAX = 64 }; /* elements tested by leaving them out, for one cone */

/* An edge of the sweep, by places: 0 the virtual source, 1 … count the nodes,
 * count + 1 the sink. edge is NODE_NONE for virtual ones. */
struct span {
	uint32_t from, to, edge;
};

struct entry {
	uint64_t key; /* higher: nearer to the targets */
	const struct object *object;
};

struct sweep {
	struct cone *cone;
	const struct power *power;
	struct arena *arena;
	struct span *spans;
	uint32_t span_count;
	bool *on_all; /* by place: lies on every way */
	struct entry *entries;
	uint32_t entry_count;
	uint32_t owner;
};

/* -- which nodes ----------------------------------------------------------- */

static bool uses(const struct cone *cone, const struct edge *edge)
{
	if (!edge_open(edge))
		return false;
	return !(cone->filter & CONE_REDUNDANCY) || edge->redundancy;
}

static bool has_live_in(const struct power *p, uint32_t n)
{
	for (uint32_t e = p->in_start[n]; e < p->in_start[n + 1]; e++)
		if (edge_open(&p->edges[e]))
			return true;
	return false;
}

static bool is_source(const struct power *p, uint32_t n)
{
	return (p->nodes[n].flags & NODE_SOURCE) && (p->nodes[n].flags & NODE_FED);
}

/* An end that is no source, or a point where nobody knows the way. */
static bool is_doubtful(const struct power *p, uint32_t n)
{
	uint32_t flags = p->nodes[n].flags;
	if (flags & (NODE_UNDECIDED | NODE_CUT_SHORT))
		return true;
	if ((flags & NODE_INVISIBLE) && p->nodes[n].kind != OBJECT_PANEL)
		return true;
	return (flags & NODE_UNKNOWN_FED) && !is_source(p, n) && !has_live_in(p, n);
}

static bool is_origin(const struct power *p, uint32_t n)
{
	return is_source(p, n) || (is_doubtful(p, n) && !has_live_in(p, n));
}

struct list {
	uint32_t *items;
	size_t count, capacity;
	uint8_t *seen; /* a bit per node */
};

static void note(struct list *list, uint32_t n)
{
	if (list->seen[n / 8] & 1 << n % 8)
		return;
	list->seen[n / 8] |= (uint8_t)(1 << n % 8);
	list->items = array_grow(list->items, list->count, &list->capacity, sizeof *list->items);
	list->items[list->count++] = n;
}

static int by_value(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	return (x > y) - (x < y);
}

static void sort_by_rank(const struct power *p, uint32_t *nodes, size_t count)
{
	for (size_t i = 0; i < count; i++)
		nodes[i] = p->rank[nodes[i]];
	if (count)
		qsort(nodes, count, sizeof *nodes, by_value);
	for (size_t i = 0; i < count; i++)
		nodes[i] = p->order[nodes[i]];
}

static struct list collect(const struct cone *cone, const uint32_t *targets, uint32_t count)
{
	const struct power *p = cone->power;
	struct list list = {.seen = xcalloc(p->node_count / 8 + 1, 1)};
	for (uint32_t i = 0; i < count; i++)
		note(&list, targets[i]);
	for (size_t i = 0; i < list.count; i++)
		for (uint32_t n = list.items[i], e = p->in_start[n]; e < p->in_start[n + 1]; e++)
			if (uses(cone, &p->edges[e]))
				note(&list, p->edges[e].from);
	sort_by_rank(p, list.items, list.count);
	return list;
}

/* The place of a node in a list sorted by rank; NODE_NONE when it is not there. */
static uint32_t place_in(const struct power *p, const uint32_t *nodes, size_t count, uint32_t n)
{
	size_t low = 0, high = count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (nodes[middle] == n)
			return (uint32_t)middle;
		if (p->rank[nodes[middle]] < p->rank[n])
			low = middle + 1;
		else
			high = middle;
	}
	return NODE_NONE;
}

enum { REACHED = 1, USEFUL = 2, TARGET = 4 };

static void mark_reached(const struct cone *cone, const struct list *list, uint8_t *marks)
{
	const struct power *p = cone->power;
	for (size_t i = 0; i < list->count; i++) {
		uint32_t n = list->items[i];
		if ((cone->filter & CONE_KNOWN) && is_doubtful(p, n))
			continue;
		if (is_origin(p, n))
			marks[i] |= REACHED;
		for (uint32_t e = p->in_start[n]; e < p->in_start[n + 1] && !(marks[i] & REACHED); e++)
			if (uses(cone, &p->edges[e]))
				marks[i] |= marks[place_in(p, list->items, list->count, p->edges[e].from)] & REACHED;
	}
}

static void mark_useful(const struct cone *cone, const struct list *list, uint8_t *marks)
{
	const struct power *p = cone->power;
	for (size_t i = list->count; i-- > 0;) {
		if ((marks[i] & (REACHED | TARGET)) == (REACHED | TARGET))
			marks[i] |= USEFUL;
		if (!(marks[i] & USEFUL))
			continue;
		for (uint32_t n = list->items[i], e = p->in_start[n]; e < p->in_start[n + 1]; e++) {
			if (!uses(cone, &p->edges[e]))
				continue;
			uint32_t from = place_in(p, list->items, list->count, p->edges[e].from);
			if (marks[from] & REACHED)
				marks[from] |= USEFUL;
		}
	}
}

static void keep_useful(struct cone *cone, const struct list *list, const uint8_t *marks, struct arena *arena)
{
	cone->nodes = arena_array(arena, list->count + 1, sizeof *cone->nodes);
	cone->sources = arena_array(arena, list->count + 1, sizeof *cone->sources);
	for (size_t i = 0; i < list->count; i++) {
		uint32_t n = list->items[i];
		cone->unknown |= is_doubtful(cone->power, n);
		if (!(marks[i] & USEFUL))
			continue;
		cone->targets_reached += (marks[i] & TARGET) != 0;
		cone->nodes[cone->count++] = n;
		if (is_source(cone->power, n))
			cone->sources[cone->source_count++] = n;
	}
}

static void find_nodes(struct cone *cone, const uint32_t *targets, uint32_t count, struct arena *arena)
{
	struct list list = collect(cone, targets, count);
	uint8_t *marks = xcalloc(list.count + 1, 1);
	for (uint32_t i = 0; i < count; i++)
		marks[place_in(cone->power, list.items, list.count, targets[i])] |= TARGET;
	mark_reached(cone, &list, marks);
	mark_useful(cone, &list, marks);
	keep_useful(cone, &list, marks, arena);
	free(marks);
	free(list.items);
	free(list.seen);
}

/* -- the sweep --------------------------------------------------------------- */

static void add_span(struct sweep *s, uint32_t from, uint32_t to, uint32_t edge)
{
	s->spans[s->span_count++] = (struct span){from, to, edge};
}

static void make_spans(struct sweep *s, const uint32_t *targets, uint32_t count)
{
	const struct cone *cone = s->cone;
	const struct power *p = s->power;
	size_t most = count + cone->count;
	for (uint32_t i = 0; i < cone->count; i++)
		most += p->in_start[cone->nodes[i] + 1] - p->in_start[cone->nodes[i]];
	s->spans = arena_array(s->arena, most, sizeof *s->spans);
	for (uint32_t i = 0; i < cone->count; i++) {
		uint32_t n = cone->nodes[i];
		if (is_origin(p, n))
			add_span(s, 0, i + 1, NODE_NONE);
		for (uint32_t e = p->in_start[n]; e < p->in_start[n + 1]; e++) {
			uint32_t from = uses(cone, &p->edges[e])
			                ? place_in(p, cone->nodes, cone->count, p->edges[e].from) : NODE_NONE;
			if (from != NODE_NONE)
				add_span(s, from + 1, i + 1, e);
		}
	}
	for (uint32_t i = 0; i < count; i++) {
		uint32_t place = place_in(p, cone->nodes, cone->count, targets[i]);
		if (place != NODE_NONE)
			add_span(s, place + 1, cone->count + 1, NODE_NONE);
	}
}

static void add_entry(struct sweep *s, uint64_t key, const struct object *object)
{
	if (s->owner != NODE_NONE && object == s->power->nodes[s->owner].object)
		return;
	s->entries[s->entry_count++] = (struct entry){key, object};
}

static uint64_t node_key(uint32_t place)
{
	return 4 * (uint64_t)place;
}

/* Nodes that no edge leads past. */
static void find_nodes_on_all(struct sweep *s)
{
	uint32_t places = s->cone->count + 2;
	int32_t *past = arena_array(s->arena, places + 1, sizeof *past);
	s->on_all = arena_array(s->arena, places, sizeof *s->on_all);
	for (uint32_t i = 0; i < s->span_count; i++) {
		past[s->spans[i].from + 1]++;
		past[s->spans[i].to]--;
	}
	for (uint32_t place = 1; place <= s->cone->count; place++) {
		past[place] += past[place - 1];
		s->on_all[place] = past[place] == 0;
	}
}

/* Edges that are alone between two neighbouring places. */
static void find_cables_on_all(struct sweep *s)
{
	uint32_t gaps = s->cone->count + 2;
	int32_t *crossing = arena_array(s->arena, gaps, sizeof *crossing);
	uint32_t *which = arena_array(s->arena, gaps, sizeof *which);
	for (uint32_t i = 0; i < s->span_count; i++) {
		crossing[s->spans[i].from]++;
		crossing[s->spans[i].to]--;
		which[s->spans[i].from] ^= i;
		which[s->spans[i].to] ^= i;
	}
	int32_t now = 0;
	for (uint32_t gap = 0, only = 0; gap + 1 < gaps; gap++) {
		now += crossing[gap];
		only ^= which[gap];
		const struct span *span = &s->spans[now == 1 ? only : 0];
		if (now == 1 && span->edge != NODE_NONE && s->power->edges[span->edge].cable)
			add_entry(s, node_key(span->to) - 2, &s->power->edges[span->edge].cable->object);
	}
}

/* The device an inlet or outlet of the cone is part of, when it distributes. */
static uint32_t box_of(const struct sweep *s, uint32_t n)
{
	uint32_t device = s->power->nodes[n].device;
	return device != NODE_NONE && device != s->owner && role_is_distribution(s->power->nodes[device].role)
	       ? device : NODE_NONE;
}

static void add_nodes_on_all(struct sweep *s)
{
	for (uint32_t place = s->cone->count; place >= 1; place--) {
		uint32_t n = s->cone->nodes[place - 1], box = box_of(s, n);
		const struct node *node = &s->power->nodes[n];
		if (!s->on_all[place])
			continue;
		if (node->kind != OBJECT_INLET && !(s->owner != NODE_NONE && node->device == s->owner))
			add_entry(s, node_key(place), node->object);
		if (box != NODE_NONE)
			add_entry(s, node_key(place) - 1, s->power->nodes[box].object);
	}
}

/* -- elements of several nodes ------------------------------------------------ */

/* Is any target reached without the device `box` (or the cable)? */
static bool reached_without(const struct sweep *s, uint32_t box, const struct cable *cable)
{
	const struct power *p = s->power;
	uint8_t *reached = xcalloc(s->cone->count + 2, 1);
	reached[0] = 1;
	for (uint32_t i = 0; i < s->span_count; i++) { /* sorted by to, then the sink */
		const struct span *span = &s->spans[i];
		if (span->edge != NODE_NONE && cable && p->edges[span->edge].cable == cable)
			continue;
		uint32_t n = span->to <= s->cone->count ? s->cone->nodes[span->to - 1] : NODE_NONE;
		if (n != NODE_NONE && box != NODE_NONE && (n == box || p->nodes[n].device == box))
			continue;
		reached[span->to] |= reached[span->from];
	}
	bool result = reached[s->cone->count + 1];
	free(reached);
	return result;
}

struct member {
	const struct object *element; /* a device or a cable */
	uint32_t place, box;
	bool certain;                 /* one of its nodes lies on every way */
};

static int by_element(const void *a, const void *b)
{
	const struct member *x = a, *y = b;
	if (x->element->kind != y->element->kind)
		return x->element->kind < y->element->kind ? -1 : 1;
	if (x->element->id != y->element->id)
		return x->element->id < y->element->id ? -1 : 1;
	return x->place < y->place ? -1 : x->place > y->place;
}

static size_t list_members(const struct sweep *s, struct member *members)
{
	size_t count = 0;
	for (uint32_t place = 1; place <= s->cone->count; place++) {
		uint32_t n = s->cone->nodes[place - 1], box = box_of(s, n);
		if (box != NODE_NONE && s->power->nodes[n].kind == OBJECT_INLET)
			members[count++] = (struct member){s->power->nodes[box].object, place, box, s->on_all[place]};
	}
	for (uint32_t i = 0; i < s->span_count; i++) {
		const struct cable *cable = s->spans[i].edge == NODE_NONE ? NULL : s->power->edges[s->spans[i].edge].cable;
		if (cable)
			members[count++] = (struct member){&cable->object, s->spans[i].to, NODE_NONE, false};
	}
	return count;
}

/* Devices with several inlets in the cone, cables with several ends. */
static void test_groups(struct sweep *s)
{
	struct member *members = arena_array(s->arena, s->cone->count + s->span_count + 1, sizeof *members);
	size_t count = list_members(s, members);
	int tests = 0;
	if (count)
		qsort(members, count, sizeof *members, by_element);
	for (size_t from = 0, to; from < count; from = to) {
		bool certain = false;
		for (to = from; to < count && members[to].element == members[from].element; to++)
			certain |= members[to].certain;
		if (to - from < 2 || certain || tests++ >= TESTS_MAX)
			continue;
		const struct member *m = &members[to - 1];
		const struct cable *cable = m->box == NODE_NONE ? (const struct cable *)(const void *)m->element : NULL;
		if (!reached_without(s, m->box, cable))
			add_entry(s, node_key(m->place) + (cable ? (uint64_t)-2 : 1), m->element);
	}
}

/* -- the result ---------------------------------------------------------------- */

static int nearest_first(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	if (x->key != y->key)
		return x->key > y->key ? -1 : 1;
	if (x->object->kind != y->object->kind)
		return x->object->kind < y->object->kind ? -1 : 1;
	return x->object->id < y->object->id ? -1 : x->object->id > y->object->id;
}

static int by_object(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	if (x->object != y->object)
		return x->object < y->object ? -1 : 1;
	return x->key > y->key ? -1 : x->key < y->key;
}

static void list_shared(struct sweep *s)
{
	struct cone *cone = s->cone;
	uint32_t kept = 0;
	if (s->entry_count)
		qsort(s->entries, s->entry_count, sizeof *s->entries, by_object);
	for (uint32_t i = 0; i < s->entry_count; i++)
		if (!kept || s->entries[kept - 1].object != s->entries[i].object)
			s->entries[kept++] = s->entries[i];
	if (kept)
		qsort(s->entries, kept, sizeof *s->entries, nearest_first);
	cone->shared = arena_array(s->arena, kept + 1, sizeof *cone->shared);
	for (uint32_t i = 0; i < kept; i++)
		cone->shared[cone->shared_count++] = s->entries[i].object;
}

struct cone *cone_new(const struct power *power, const uint32_t *targets, uint32_t target_count,
                      unsigned filter, uint32_t owner, struct arena *arena)
{
	struct cone *cone = arena_alloc(arena, sizeof *cone);
	cone->power = power;
	cone->filter = filter;
	find_nodes(cone, targets, target_count, arena);
	struct sweep s = {.cone = cone, .power = power, .arena = arena, .owner = owner};
	make_spans(&s, targets, target_count);
	s.entries = arena_array(arena, 3 * (size_t)cone->count + 2 * (size_t)s.span_count + 8, sizeof *s.entries);
	if (!cone->count)
		return cone;
	find_nodes_on_all(&s);
	find_cables_on_all(&s);
	add_nodes_on_all(&s);
	test_groups(&s);
	list_shared(&s);
	return cone;
}
