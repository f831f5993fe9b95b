#ifndef DIAGRAM_WING_LINES_H
#define DIAGRAM_WING_LINES_H

/* Private to layout_wing.c: the lines between the cards of a wing. */

#include "diagram/layout_wing.h"

#define WING_LANE_ROOM 12.0 /* between the cards and the first lane: arrows */

/* What one card feeds in one channel with one look. */
struct wing_bus {
	size_t from, link, channel;
	uint64_t look;
	bool across;       /* from the outer column */
	double near;       /* where it leaves the card */
	double *far;       /* where it arrives, and leaves a card of the same column */
	size_t far_count;
	double low, high, lane;
	bool straight;
};

struct box *wing_box(const struct wing *wing, size_t card);
/* Counted from the floor outwards. */
size_t wing_column(const struct wing *wing, size_t card);
/* Where the cards of a column begin; lanes are taken. */
double wing_column_x(const struct wing *wing, size_t column);

/* The cards are placed: where lines leave and arrive. */
void wing_place_ports(struct wing *wing);
void wing_take_lanes(struct wing *wing, size_t channel);

#endif
