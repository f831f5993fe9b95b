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

/* What is documented on one inlet, by the policy. */
struct draw draw_documented(const struct documented *documented, const struct policy *policy);
struct draw draw_of_inlet(const struct inlet *inlet, const struct policy *policy);

/* Lays on the nodes of a consumer's inlets what they are burdened with: their
 * own draw and their part of what the dead cords of the device leave over.
 * `n` is the node of the device. */
void draw_lay_consumer(struct build *b, uint32_t n);

/* Adds a draw to what a node has. */
void draw_add(struct build *b, uint32_t n, struct draw draw);

#endif
