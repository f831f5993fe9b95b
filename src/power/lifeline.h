#ifndef POWER_LIFELINE_H
#define POWER_LIFELINE_H

/* Private to src/power: of every node, the elements that all its ways to the
 * sources go through: its lifelines. A node with one supply has that supply's
 * and itself; one with several has what these have in common; so one sweep from
 * the sources gives them all, exactly, also for elements of several nodes (a
 * device with many ports, a cable with many ends). Lists share their tails, so
 * that memory is linear on any site that is mostly chains.
 *
 * An element is a number: that of a node, node_count + the first inlet of a cable,
 * or 2 · node_count + a risk that sources share.
 * Example: feeds 1 and 2 of panel 0 into an ATS, device 9: its outlet has
 * 0, 9, outlet; the cords of a server on two such panels have nothing in common. */

#include "power/power.h"

#define LIFELINE_NONE UINT32_MAX /* no way to a source at all */
#define LIFELINE_EMPTY 0         /* no element takes all ways */

struct lifeline_cell {
	uint32_t element, rest, length;
};

struct lifelines {
	struct lifeline_cell *cells; /* malloc'd; [0] is the empty list */
	size_t count, capacity, kept;
	uint32_t *stamp, mark;       /* by element */
	uint32_t *prefix;            /* of one list while two are compared */
	size_t prefix_capacity;
};

void lifelines_start(struct lifelines *lines, uint32_t elements, struct arena *arena);
void lifelines_end(struct lifelines *lines);

/* How many elements there are; the list of a source without itself. */
uint32_t lifeline_elements(const struct power *power);
uint32_t lifeline_of_source(struct lifelines *lines, const struct power *power, uint32_t source);

/* `list` and one more element in front. */
uint32_t lifeline_add(struct lifelines *lines, uint32_t list, uint32_t element);
/* What both have in common; LIFELINE_NONE with anything is the other one. */
uint32_t lifeline_common(struct lifelines *lines, uint32_t a, uint32_t b);
bool lifeline_equal(const struct lifelines *lines, uint32_t a, uint32_t b);
/* Is the element among the first `depth` of the list? */
bool lifeline_near(const struct lifelines *lines, uint32_t list, uint32_t element, int depth);

/* Lists made since the last lifelines_keep() are forgotten by _drop(). */
void lifelines_keep(struct lifelines *lines);
void lifelines_drop(struct lifelines *lines);

#endif
