/* What is above or below a node, by breadth-first walks. */
#include "power/build.h"

#include <stdlib.h>
#include <string.h>

struct search {
	const struct power *power;
	uint32_t *found; /* a queue, too */
	size_t count, capacity;
	uint8_t *seen; /* a bit per node */
};

static void note(struct search *s, uint32_t n)
{
	if (s->seen[n / 8] & 1 << n % 8)
		return;
	s->seen[n / 8] |= (uint8_t)(1 << n % 8);
	s->found = array_grow(s->found, s->count, &s->capacity, sizeof *s->found);
	s->found[s->count++] = n;
}

/* A distribution device stands between its inlets and its outlets. */
static void note_ports(struct search *s, uint32_t n, bool inlets)
{
	const struct device *device = node_device(&s->power->nodes[n]);
	for (size_t i = 0; inlets && i < device->inlet_count; i++)
		note(s, power_node(s->power, &device->inlets[i]->object));
	for (size_t i = 0; !inlets && i < device->outlet_count; i++)
		note(s, power_node(s->power, &device->outlets[i]->object));
}

static void note_next(struct search *s, uint32_t n, bool up)
{
	const struct power *p = s->power;
	const uint32_t *start = up ? p->in_start : p->out_start;
	const uint32_t *edges = up ? p->in_edges : p->out_edges;
	for (uint32_t i = start[n]; i < start[n + 1]; i++)
		note(s, up ? p->edges[edges[i]].from : p->edges[edges[i]].to);
	if (p->nodes[n].kind == OBJECT_DEVICE && role_is_distribution(p->nodes[n].role))
		if (n == s->found[0]) /* only where the walk begins; further on edges lead */
			note_ports(s, n, up);
}

static int by_index(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	return (x > y) - (x < y);
}

static uint32_t *search(const struct power *power, uint32_t node, bool up, struct arena *arena, size_t *count)
{
	struct search s = {.power = power, .seen = xcalloc(power->node_count / 8 + 1, 1)};
	note(&s, node);
	for (size_t from = 0, to = 1; from < to; from = to, to = s.count) {
		qsort(s.found + from, to - from, sizeof *s.found, by_index);
		for (size_t i = from; i < to; i++)
			note_next(&s, s.found[i], up);
		if (s.count == to)
			break;
	}
	uint32_t *result = arena_array(arena, s.count, sizeof *result);
	memcpy(result, s.found, s.count * sizeof *result);
	*count = s.count;
	free(s.found);
	free(s.seen);
	return result;
}

uint32_t *power_upstream(const struct power *power, uint32_t node, struct arena *arena, size_t *count)
{
	return search(power, node, true, arena, count);
}

uint32_t *power_downstream(const struct power *power, uint32_t node, struct arena *arena, size_t *count)
{
	return search(power, node, false, arena, count);
}
