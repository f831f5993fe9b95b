#ifndef DIAGRAM_CHANNEL_H
#define DIAGRAM_CHANNEL_H

/* A channel between two columns of the wall diagram. A net comes in at ends on
 * the near and the far edge (y down) and joins them by one vertical lane:
 *
 *      near            far
 *       ├────┐ lane 1   │
 *       │    ├──────────┤
 *       ├──┐ │          │
 *       │  │ └──────────┤
 *       │  └────────────┤
 *
 * The order of the lanes is the one that saves crossings; lines that would run
 * on each other count as many. Lanes far from each other share their x. */

#include <stdbool.h>
#include <stddef.h>

struct channel_net {
	const double *near, *far; /* y of its ends */
	size_t near_count, far_count;
	/* results */
	double low, high; /* extent of the lane */
	size_t lane;      /* 0 is nearest to the near edge */
	bool straight;    /* all ends at one y: needs no lane */
};

/* Returns how many lanes there are. `gap`: the least distance of two lines.
 * Some hundred nets are ordered by trying; more by where they begin. */
size_t channel_lanes(struct channel_net *nets, size_t count, double gap);

#endif
