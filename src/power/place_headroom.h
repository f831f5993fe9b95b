#ifndef POWER_PLACE_HEADROOM_H
#define POWER_PLACE_HEADROOM_H

/* Private to place*.c: what is left in an area, in watts, and where it is least.
 *
 *     left(s)   = the maximum flow to the area's sinks of side s alone, where every
 *                 node lets through usable_w − load_w (none that is not known, no
 *                 less than 0), from the sources down
 *     headroom  = the least of left(s) over the sides that have sinks of their own; without
 *                 such a side, and of a panel, the flow to all sinks
 *     where left(s) is 0: the least headroom_w of its sinks (power.h), which is below 0
 *     when an element on the way carries more than is usable, "over by so much"
 *
 * A and B are never added: what is put on one side must find room on it.
 *
 * The guide, side A. NET-R01: one circuit, 5 760 − 4 900 = 860 W. Network Core:
 * the 42 circuits of EMEA-NETCORE-PANEL-A together, 42 × 5 760 − 47 700 = 194 220 W;
 * the bottleneck is the fullest of the 42. SRV-A-R01: 5 760 − 6 860 = −1 100 W.
 *
 * A draw that is not known, of any element on the way, makes it "at most" (mark_left()). */

#include "power/place_net.h"

/* headroom_w, headroom_mark, bottleneck and bottlenecks of `place`, from a net of sinks that are all
 * known. headroom_w is NAN where nothing limits; then, and where no node is narrow, the
 * bottleneck stays as it is. */
void place_headroom(const struct place_net *net, struct place_figures *place);

#endif
