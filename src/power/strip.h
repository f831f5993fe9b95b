#ifndef POWER_STRIP_H
#define POWER_STRIP_H

/* What a rack PDU (any distribution device) takes by all its inlets together, as a
 * strip in a picture shows it:
 *
 *     usable_w         Σ usable_w over its inlets that are cabled to something outside it: the
 *                      inlets of its own banks stand behind these
 *     utilization_pct  the worst utilization_pct of these inlets
 *
 * With feeds that are drawn as part of the strip, the feed right above an inlet is the
 * limit where it is lower, and its utilization counts where it is worse.
 *
 * NET-R01-PDU-A of the guide has one inlet of 7 200 W with 4 900 W on it: 7 200 W, 68.1 %.
 * Were it on a feed of 230 V, 32 A, 80 %, drawn with it: 5 888 W, 83.2 %. */

#include "power/power.h"

struct strip_figures {
	double usable_w;        /* NAN: of one of the inlets it is not known, or none is cabled */
	double utilization_pct; /* NAN: of none of them it is known */
};

struct strip_figures strip_figures(const struct power *power, const struct device *device, bool with_feeds);

/* The feed that an inlet hangs on, without an outlet between; NULL. */
const struct node *strip_feed(const struct power *power, uint32_t inlet);

#endif
