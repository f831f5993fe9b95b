#ifndef POWER_PLACE_BUILD_H
#define POWER_PLACE_BUILD_H

/* Private to place*.c. */

#include "power/build.h"
#include "power/place.h"

#include <math.h>

/* Where a node is: indices into the inventory's arrays; a location by its number
 * in a walk over the tree (children directly behind their parent). */
struct spot {
	uint32_t location, site; /* NODE_NONE: none */
};

enum board { BOARD_UNASKED, BOARD_NO, BOARD_YES, BOARD_VISITED };

struct place_index {
	const struct power *power;
	uint8_t *board;           /* enum board, per device (index − first): see is_board() */
	/* Scratch of a walk: what number a node has in it. */
	uint32_t *stamp, *local, mark;

	/* What locations and sites need; NULL for one rack alone. */
	struct spot *spots;       /* per node */
	uint32_t *walk;           /* per location: its number in the walk */
	uint32_t *walk_end;       /* … and the first number behind those below it */
	/* Feeds and devices by site, location number, node: those of a location or
	 * a site stand together. */
	uint32_t *members;
	size_t member_count;
	/* Racks in the same order, as indices. */
	uint32_t *racks;
	size_t rack_count;
};

/* A part of the graph: a place, or one element. */
struct area {
	struct place_index *index;
	enum object_kind kind;
	const struct rack *rack;
	uint32_t id;              /* site: index; panel, device: node */
	uint32_t low, high;       /* location: numbers low … high − 1 */
	bool loose;               /* only consumers and strips outside racks */
	const uint32_t *members;
	size_t member_count;
};

bool area_holds(const struct area *area, uint32_t node);

/* place_board.c: are the outlets of the device circuits? Of panels, UPSs and the
 * like they are, and of a strip that feeds such a device, at whatever distance.
 * Found when asked for: the answer takes the way down to the nearest panel, or
 * all strips below when there is none. */
bool is_board(struct place_index *index, uint32_t device);

/* place_flow.c: usable, limit_2n by flow, sides, shared, reason; headroom by place_headroom.h. */
void place_flow(struct place_index *index, const struct area *area, struct place_figures *place, struct arena *arena);
/* The same for limit_2n alone: what is outside racks. */
struct capacity place_loose_limit(struct place_index *index, const struct area *area, struct arena *arena);

/* place_installed.c */
struct capacity place_installed(struct place_index *index, const struct area *area);

#endif
