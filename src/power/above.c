/* One sweep from the sources down makes the lists. Falls: every inlet's list is
 * walked and a mask grows on each element; equal masks are one fall. */
#include "power/above.h"

#include "power/lifeline.h"

#include <stdlib.h>

enum { WALK_MAX = 256 }; /* elements above an inlet, nearest first; chains are ten long */

struct above {
	const struct power *power;
	struct arena *arena;
	struct lifelines lines;
	uint32_t *list;  /* per node: its lifelines by known ways that count as redundancy */
	bool *doubt;     /* per node: some live way ends in the unknown or is undecided */
	uint64_t *masks; /* per element; all 0 between calls */
	uint32_t *touched, touched_count;
};

/* -- the sweep ----------------------------------------------------------------- */

static bool is_source(const struct node *node)
{
	return (node->flags & (NODE_SOURCE | NODE_FED)) == (NODE_SOURCE | NODE_FED);
}

static bool is_doubtful(const struct power *p, uint32_t n)
{
	const struct node *node = &p->nodes[n];
	if (node->flags & (NODE_UNDECIDED | NODE_CUT_SHORT))
		return true;
	if ((node->flags & NODE_INVISIBLE) && node->kind != OBJECT_PANEL)
		return true;
	if (!(node->flags & NODE_UNKNOWN_FED) || is_source(node))
		return false;
	for (uint32_t e = p->in_start[n]; e < p->in_start[n + 1]; e++)
		if (edge_open(&p->edges[e]))
			return false;
	return true;
}

static uint32_t list_by(struct above *above, const struct edge *edge)
{
	const struct power *p = above->power;
	uint32_t list = above->list[edge->from];
	if (list == LIFELINE_NONE || !edge->cable || !edge->cable->inlet_count)
		return list;
	uint32_t place = power_node(p, &edge->cable->inlets[0]->object); /* which has no other cable */
	return lifeline_add(&above->lines, list, p->node_count + place);
}

static uint32_t add_own(struct above *above, uint32_t list, uint32_t n)
{
	const struct node *node = &above->power->nodes[n];
	if (list == LIFELINE_NONE || node->role == ROLE_CONSUMER)
		return list;
	bool port = node->kind == OBJECT_INLET || node->kind == OBJECT_OUTLET;
	if (port && node->role != ROLE_PSU && !lifeline_near(&above->lines, list, node->device, 3))
		list = lifeline_add(&above->lines, list, node->device);
	return lifeline_add(&above->lines, list, n);
}

static void visit(struct above *above, uint32_t n)
{
	const struct power *p = above->power;
	uint32_t list = LIFELINE_NONE;
	bool doubtful = is_doubtful(p, n);
	above->doubt[n] = doubtful;
	for (uint32_t e = p->in_start[n]; e < p->in_start[n + 1]; e++) {
		const struct edge *edge = &p->edges[e];
		if (!edge_open(edge))
			continue;
		above->doubt[n] |= above->doubt[edge->from];
		if (edge->redundancy && !doubtful)
			list = lifeline_common(&above->lines, list, list_by(above, edge));
	}
	if (is_source(&p->nodes[n]) && !doubtful)
		list = lifeline_of_source(&above->lines, p, n);
	above->list[n] = add_own(above, list, n);
}

/* -- which nodes ---------------------------------------------------------------- */

struct cone {
	const struct power *power;
	bool *in;           /* by node */
	uint32_t *ranks;    /* of those in it; malloc'd */
	size_t count, capacity;
};

static void cone_add(struct cone *cone, uint32_t n)
{
	if (n == NODE_NONE || cone->in[n])
		return;
	cone->in[n] = true;
	cone->ranks = array_grow(cone->ranks, cone->count, &cone->capacity, sizeof *cone->ranks);
	cone->ranks[cone->count++] = cone->power->rank[n];
}

static int rising(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	return (x > y) - (x < y);
}

/* The nodes and all above them, sources first. */
static struct cone cone_of(const struct power *p, const uint32_t *nodes, size_t count, bool *in)
{
	struct cone cone = {.power = p, .in = in};
	for (size_t i = 0; i < count; i++) {
		const struct node *node = &p->nodes[nodes[i]];
		cone_add(&cone, nodes[i]);
		for (size_t k = 0; node->kind == OBJECT_DEVICE && k < node_device(node)->inlet_count; k++)
			cone_add(&cone, node_of(p, node_device(node)->inlets[k]));
	}
	for (size_t i = 0; i < cone.count; i++) {
		uint32_t n = p->order[cone.ranks[i]];
		for (uint32_t e = p->in_start[n]; e < p->in_start[n + 1]; e++)
			cone_add(&cone, p->edges[e].from);
	}
	if (cone.count)
		qsort(cone.ranks, cone.count, sizeof *cone.ranks, rising);
	return cone;
}

static void visit_part(struct above *above, const uint32_t *nodes, size_t count)
{
	bool *in = xcalloc(above->power->node_count + 1, sizeof *in);
	struct cone cone = cone_of(above->power, nodes, count, in);
	for (size_t i = 0; i < cone.count; i++)
		visit(above, above->power->order[cone.ranks[i]]);
	free(cone.ranks);
	free(in);
}

struct above *above_new(const struct power *power, const uint32_t *nodes, size_t count)
{
	struct arena *arena = arena_new();
	struct above *above = arena_alloc(arena, sizeof *above);
	size_t elements = lifeline_elements(power) + (size_t)1;
	above->power = power;
	above->arena = arena;
	arena_reserve(arena, elements * (4 * sizeof(uint32_t) + sizeof(uint64_t) + 1) + 1024);
	above->list = arena_array(arena, elements, sizeof *above->list);
	above->doubt = arena_array(arena, elements, sizeof *above->doubt);
	above->masks = arena_array(arena, elements, sizeof *above->masks);
	above->touched = arena_array(arena, elements, sizeof *above->touched);
	lifelines_start(&above->lines, (uint32_t)elements, arena);
	if (nodes)
		visit_part(above, nodes, count);
	for (uint32_t i = 0; !nodes && i < power->node_count; i++)
		visit(above, power->order[i]);
	lifelines_keep(&above->lines);
	return above;
}

void above_free(struct above *above)
{
	if (!above)
		return;
	lifelines_end(&above->lines);
	arena_free(above->arena);
}

bool above_reached(const struct above *above, uint32_t inlet)
{
	return above->list[inlet] != LIFELINE_NONE;
}

static struct above_element element_of(const struct above *above, uint32_t element)
{
	const struct power *p = above->power;
	if (element < p->node_count)
		return (struct above_element){p->nodes[element].object, NULL};
	if (element < 2 * p->node_count)
		return (struct above_element){&node_inlet(&p->nodes[element - p->node_count])->end.cable->object, NULL};
	return (struct above_element){NULL, p->risks[element - 2 * p->node_count].name};
}

/* -- verdicts --------------------------------------------------------------------- */

struct tally {
	size_t reached, fed, loose, doubtful;
	uint32_t common;
};

static struct tally count_cords(struct above *above, const struct device *device)
{
	struct tally t = {.common = LIFELINE_NONE};
	for (size_t i = 0; i < device->inlet_count; i++) {
		uint32_t n = power_node(above->power, &device->inlets[i]->object);
		uint32_t flags = above->power->nodes[n].flags;
		t.reached += above_reached(above, n);
		t.fed += (flags & NODE_FED) != 0;
		t.loose += (flags & (NODE_UNCABLED | NODE_EXTERNAL)) != 0;
		t.doubtful += above->doubt[n];
		t.common = lifeline_common(&above->lines, t.common, above->list[n]);
	}
	return t;
}

/* With ways that count only as long as nothing fails, one is single, more are shared. */
enum verdict_state above_state(struct above *above, uint32_t n, struct above_element *nearest)
{
	const struct device *device = node_device(&above->power->nodes[n]);
	struct tally t = count_cords(above, device);
	bool shared = t.reached > 1 && t.common != LIFELINE_NONE && t.common != LIFELINE_EMPTY;
	*nearest = shared ? element_of(above, above->lines.cells[t.common].element) : (struct above_element){NULL, NULL};
	lifelines_drop(&above->lines);
	if (t.reached > 1 && !shared)
		return VERDICT_REDUNDANT;
	if (t.doubtful || t.loose == device->inlet_count)
		return VERDICT_UNKNOWN;
	if (!t.reached && !t.fed)
		return VERDICT_DARK;
	return (t.reached ? t.reached : t.fed) > 1 ? VERDICT_SHARED : VERDICT_SINGLE;
}

/* -- falls -------------------------------------------------------------------------- */

static void touch_list(struct above *above, uint32_t list, uint64_t bit)
{
	for (int i = 0; list && list != LIFELINE_NONE && i < WALK_MAX; i++, list = above->lines.cells[list].rest) {
		uint32_t element = above->lines.cells[list].element;
		if (!above->masks[element])
			above->touched[above->touched_count++] = element;
		above->masks[element] |= bit;
	}
}

static void note(struct fall *falls, size_t *count, uint64_t mask, struct above_element element)
{
	for (size_t i = 0; i < *count; i++) {
		if (falls[i].inlets != mask)
			continue;
		const struct object *kept = falls[i].element.object;
		if (kept && kept->kind != OBJECT_DEVICE && element.object && element.object->kind == OBJECT_DEVICE)
			falls[i].element = element;
		return;
	}
	if (*count < FALLS_MAX)
		falls[(*count)++] = (struct fall){mask, element};
}

size_t above_falls(struct above *above, const uint32_t *inlets, size_t count, struct fall falls[FALLS_MAX])
{
	size_t found = 0;
	for (size_t i = 0; i < count && i < ABOVE_INLETS; i++)
		touch_list(above, above->list[inlets[i]], UINT64_C(1) << i);
	for (uint32_t i = 0; i < above->touched_count; i++) {
		note(falls, &found, above->masks[above->touched[i]], element_of(above, above->touched[i]));
		above->masks[above->touched[i]] = 0;
	}
	above->touched_count = 0;
	return found;
}
