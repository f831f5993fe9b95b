#ifndef POWER_DRAW_H
#define POWER_DRAW_H

/* Private to src/power: what the inlets of one consumer draw, by the policies.
 *
 * CORE-SW01: two inlets of 2100 W. share: the device draws 4200 W, each cord
 * 2100 W; when one cord is dead the other carries 4200 W. each: the device
 * draws 2100 W, and so does either cord, whatever becomes of the other. */

#include "power/build.h"

struct draw {
	double load_w, maximum_w; /* NAN unknown */
	bool estimated;
};

/* What is documented on one inlet. */
struct draw draw_of_inlet(const struct inlet *inlet, const struct policy *policy);

/* What the inlet of a consumer is burdened with: its own draw and its part of
 * what the dead cords of its device leave over. */
struct burden {
	double load_w, maximum_w; /* the known parts */
	uint8_t below;            /* enum below, of load_w */
	bool maximum_known, maximum_unknown;
};

/* One for each inlet of the consumer device at node n, in `burdens`. */
void draw_share_out(const struct build *b, uint32_t n, struct burden *burdens);

#endif
