#ifndef POWER_NETBOX_DRAW_H
#define POWER_NETBOX_DRAW_H

/* NetBox's own arithmetic, defects included, by the server's version (checked
 * against recorded servers in tests/unit/test_parity.c). An inlet with
 * allocated_draw or maximum_draw is "manual": those are its figures (null as
 * 0). Any other inlet sums what is plugged into its outlets: before 4.5.9 (and
 * in 4.6.0-beta1) the stored values of the inlets one level down; since then
 * their own figures, recursively. The recursion skips an inlet that was
 * visited; nested calls get a copy of the set, so that in a diamond an inlet
 * counts twice and the order (device name, inlet name) matters.
 *
 * Example (4.6.8): ups-1 feeds srv-c1 (300 W) and pdu-c1, which feeds srv-c2
 * (200 W) and pdu-c2, which feeds srv-c3 (100 W): ups-1/In has 600 W. On 4.2.9
 * it has 300 W, and pdu-c1/In 200 W. */

#include "power/power.h"

struct netbox_draw {
	double allocated_w, maximum_w; /* NAN: given up, a network of hostile shape */
	size_t outlets;                /* with this power_port; legs: and this feed_leg */
};

/* The figure of one inlet; the same as on its node. */
struct netbox_draw netbox_draw_inlet(const struct power *power, uint32_t inlet);

/* Has NetBox per-leg figures for this inlet: not manual, and cabled to exactly
 * one feed, which is three-phase? `leg` is 'A', 'B' or 'C'. */
bool netbox_has_legs(const struct power *power, uint32_t inlet);
struct netbox_draw netbox_draw_leg(const struct power *power, uint32_t inlet, char leg);

/* PowerFeed.available_power: rint(|V·A|·(max%/100)·1.732 if three-phase).
 * 480 V, 400 A, 80 %, three-phase: 266035. Invisible feeds: NAN. */
double netbox_available_power(const struct feed *feed);

/* Rack.get_power_utilization(), percent. Whole (truncated) before 3.5.4, one
 * decimal after. 0 when the rack has no feed with available power. */
double netbox_rack_utilization(const struct power *power, const struct rack *rack);
/* The two watts it is made of. */
double netbox_rack_allocated(const struct power *power, const struct rack *rack);
double netbox_rack_available(const struct rack *rack);

/* Does this version sum recursively? 4.5.9 and later but for 4.6.0-beta1. */
bool netbox_sums_recursively(const struct inventory *inventory);

#endif
