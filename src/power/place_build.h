#ifndef POWER_PLACE_BUILD_H
#define POWER_PLACE_BUILD_H

/* Private to place*.c. */

#include "power/build.h"
#include "power/place.h"

#include <math.h>

/* Where a node is: indices into the inventory's arrays; a location by its number
 * in a walk over the tree (children directly behind their parent). */
struct spot {
	uint32_t rack, location, site; /* NODE_NONE: none */
};

struct place_index {
	const struct power *power;
	struct spot *spots;       /* per node */
	uint32_t *walk;           /* per location: its number in the walk */
	uint32_t *walk_end;       /* … and the first number behind those below it */
	bool *board;              /* per device (index − first): its outlets are circuits */
	/* Feeds and devices by site, location number, node: those of a location or
	 * a site stand together. */
	uint32_t *members;
	size_t member_count;
	/* Racks in the same order, as indices. */
	uint32_t *racks;
	size_t rack_count;
	/* Scratch of a walk: what number a node has in it. */
	uint32_t *stamp, *local, mark;
};

/* A part of the graph: a place, or one element. */
struct area {
	const struct place_index *index;
	enum object_kind kind;
	uint32_t id;              /* rack, site: index; panel, device: node */
	uint32_t low, high;       /* location: numbers low … high − 1 */
	bool loose;               /* only consumers and strips outside racks */
	const uint32_t *members;
	size_t member_count;
};

bool area_holds(const struct area *area, uint32_t node);
static inline bool is_board(const struct place_index *index, uint32_t device)
{
	return index->board[device - index->power->first[OBJECT_DEVICE]];
}
static inline bool edge_flows(const struct edge *edge)
{
	return edge->live && !edge->closes_cycle;
}

/* place_flow.c: usable, limit_2n by flow, sides, shared, headroom. */
void place_flow(struct place_index *index, const struct area *area, struct place_figures *place, struct arena *arena);
/* The same for limit_2n alone: what is outside racks. */
struct capacity place_loose_limit(struct place_index *index, const struct area *area, struct arena *arena);

/* place_installed.c */
struct capacity place_installed(struct place_index *index, const struct area *area);

#endif
