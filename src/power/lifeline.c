/* Two lists are compared from their fronts down to where they are the same cell;
 * elements found in both fronts are put before that common rest again. */
#include "power/lifeline.h"

#include <stdlib.h>

void lifelines_start(struct lifelines *lines, uint32_t elements, struct arena *arena)
{
	*lines = (struct lifelines){.stamp = arena_array(arena, elements + 1, sizeof *lines->stamp)};
	lines->cells = array_grow(NULL, 0, &lines->capacity, sizeof *lines->cells);
	lines->cells[0] = (struct lifeline_cell){UINT32_MAX, 0, 0};
	lines->count = lines->kept = 1;
}

void lifelines_end(struct lifelines *lines)
{
	free(lines->cells);
	free(lines->prefix);
}

uint32_t lifeline_elements(const struct power *power)
{
	return 2 * power->node_count + power->risk_count;
}

uint32_t lifeline_of_source(struct lifelines *lines, const struct power *power, uint32_t source)
{
	uint32_t risk = power->risk_of ? power->risk_of[source] : RISK_NONE;
	return risk == RISK_NONE ? LIFELINE_EMPTY : lifeline_add(lines, LIFELINE_EMPTY, 2 * power->node_count + risk);
}

uint32_t lifeline_add(struct lifelines *lines, uint32_t list, uint32_t element)
{
	lines->cells = array_grow(lines->cells, lines->count, &lines->capacity, sizeof *lines->cells);
	lines->cells[lines->count] = (struct lifeline_cell){element, list, lines->cells[list].length + 1};
	return (uint32_t)lines->count++;
}

static void remember(struct lifelines *lines, size_t *count, uint32_t element)
{
	lines->prefix = array_grow(lines->prefix, *count, &lines->prefix_capacity, sizeof *lines->prefix);
	lines->prefix[(*count)++] = element;
}

uint32_t lifeline_common(struct lifelines *lines, uint32_t a, uint32_t b)
{
	size_t count = 0;
	if (a == LIFELINE_NONE || b == LIFELINE_NONE)
		return a == LIFELINE_NONE ? b : a;
	lines->mark++;
	for (uint32_t x = a, y = b; x != y;) { /* the front of a is stamped, that of b remembered */
		if (lines->cells[x].length > lines->cells[y].length) {
			lines->stamp[lines->cells[x].element] = lines->mark;
			x = lines->cells[x].rest;
		} else {
			remember(lines, &count, lines->cells[y].element);
			y = lines->cells[y].rest;
			b = y;
		}
	}
	/* b is now the rest of b that a has too: the same cell, when both met */
	for (size_t i = count; i-- > 0;)
		if (lines->stamp[lines->prefix[i]] == lines->mark)
			b = lifeline_add(lines, b, lines->prefix[i]);
	return b;
}

bool lifeline_equal(const struct lifelines *lines, uint32_t a, uint32_t b)
{
	if (a == LIFELINE_NONE || b == LIFELINE_NONE)
		return a == b;
	if (lines->cells[a].length != lines->cells[b].length)
		return false;
	for (; a != b; a = lines->cells[a].rest, b = lines->cells[b].rest)
		if (lines->cells[a].element != lines->cells[b].element)
			return false;
	return true;
}

bool lifeline_near(const struct lifelines *lines, uint32_t list, uint32_t element, int depth)
{
	for (; list && depth > 0; depth--, list = lines->cells[list].rest)
		if (lines->cells[list].element == element)
			return true;
	return false;
}

void lifelines_keep(struct lifelines *lines)
{
	lines->kept = lines->count;
}

void lifelines_drop(struct lifelines *lines)
{
	lines->count = lines->kept;
}
