#ifndef POWER_PLACE_H
#define POWER_PLACE_H

/* What a place can take (docs/power.md, "Places"): racks, locations (with those below them) and sites;
 * and, in the same terms, panels and distribution devices.
 *
 *     load       draws of the consumers in it that are in service
 *     transit    what passes through its panels and PDUs to consumers elsewhere
 *     installed  the ratings of what brings power in: a rack's PDU inlets
 *                (else its feeds, else what its devices hang on), the
 *                circuits of a location's topmost panels, else its feeds, else
 *                the inlets in its racks; a lower tier never adds
 *     usable     the most that can flow in from the sources through all usable
 *                limits, shared ones counted once, free circuits included
 *     limit_2n   the least that can still flow in when one side is lost, through
 *                the limits for failures; for locations and sites not more than
 *                the sum over their racks as cabled
 *     headroom   the least, over its sides, of what that side still takes above
 *                the load everywhere on the way (A and B are never added)
 *     bottleneck  where that is least; what leaves it together (the circuits of a
 *                panel) counts as one
 *     growth     limit_2n − load, or what still flows in − load − transit when that
 *                is less (what racks take as cabled is theirs alone); below 0: over
 *                by so much
 *
 * The guide's NET-R01 (two 7 200 W PDUs on circuits of 5 760 W): load 9 800,
 * installed 14 400 (68.1 %), usable 11 520, limit_2n 5 760, headroom 860, which is
 * what is left on EMEA-NETCORE-PANEL-A:Circuit-01. Its
 * Network Core: 81 200, installed 604 800, usable 483 840 (84 circuits), transit
 * 14 200, limit_2n 46 080 (8 racks × 5 760).
 *
 * Limits nobody wrote down do not limit; a figure that nothing limits is unknown.
 * Where a part is unknown (an open end, no side) the known part stands and is
 * marked at least; what is nothing but unknown is NAN. A capacity of 0 or NAN
 * gives no percentage, one known in part gives one only when that is below the
 * thresholds. */

#include "power/power.h"

struct capacity {
	double w;             /* NAN unknown */
	enum load_mark mark;  /* MARK_EXACT or MARK_AT_LEAST */
};

struct place_figures {
	const struct object *object;
	double load_w;              /* NAN: only unknown draws; nothing there is 0 */
	enum load_mark mark;
	uint32_t known, total;      /* consumers with a known draw / all in service */
	double planned_w, reserve_w, transit_w;
	enum load_mark transit_mark;
	double unconnected_w;       /* part of load_w on inlets without a cable */
	struct capacity installed, usable, limit_2n;
	double headroom_w, growth_w;
	/* MARK_AT_MOST where draws are not known, of growth MARK_AT_LEAST where the limit is; growth of which
	 * neither can be said is NAN. */
	enum load_mark headroom_mark, growth_mark;
	/* What leaves no more than headroom_w; NULL: unknown. Of several that leave so much
	 * together the fullest, and how many they are. */
	const struct object *bottleneck;
	uint32_t bottlenecks;

	uint8_t sides;              /* that feed it, bit 0 = A */
	char worst_side;            /* whose loss leaves least; 0 none */
	const char *shared;         /* why it is not 2N: the name of an element or risk; NULL */
	const char *reason;         /* of limit_2n, in words; "" when there is nothing to say */
	uint32_t racks, racks_over_2n;
	const struct object **over; /* those racks, in NetBox id order */

	double installed_pct, usable_pct, limit_2n_pct; /* of load_w; NAN */
	enum severity severity;     /* worst of usable_pct and, with two sides, limit_2n_pct */

	double netbox_pct, netbox_w, netbox_available_w; /* racks; NAN elsewhere */
};

struct places {
	struct arena *arena;
	const struct power *power;
	/* As they stand in the inventory. */
	struct place_figures *racks, *locations, *sites; /* NULL from places_for_elements() */
	struct place_index *index;
};

/* Near-linear in the graph. `power` must outlive the result. */
struct places *places_build(const struct power *power);
/* For panels and distribution devices alone: no racks, locations and sites, at next to no cost. */
struct places *places_for_elements(const struct power *power);
void places_free(struct places *places);

/* Of one rack, what places_build() says of it, at the cost of what is in it and
 * above it. All in `arena`. */
const struct place_figures *place_of_rack(const struct power *power, const struct rack *rack, struct arena *arena);

/* Of a rack, location or site; NULL for other kinds. */
const struct place_figures *places_find(const struct places *places, const struct object *object);

/* Of a panel or distribution device: load and coverage as on its node; transit
 * 0. Only transfer devices are made for more than one side: for the others
 * limit_2n is NAN and growth is the headroom. NULL for other nodes. Result in `arena`. */
const struct place_figures *places_of_element(const struct places *places, uint32_t node, struct arena *arena);

/* Why NetBox's utilization of this rack differs from ours, in words; "" when it
 * does not or there is nothing to compare: "NetBox: 0 of 2 944 W, because
 * pdu-rating/In (inlet-23) has only maximum_draw; below it 450 W". In `arena`. */
const char *place_netbox_reason(const struct places *places, const struct place_figures *rack, struct arena *arena);

/* Some racks of `whole` (their location or site; NULL): load and usable are the sums of
 * theirs, usable not more than that of the whole; limit_2n and headroom are not said. NET-R01
 * and NET-R05: 20 300 of 23 040 W, 88.1 %. */
struct place_figures places_of_racks(const struct places *places, const struct rack *const *racks, size_t count,
                                     const struct place_figures *whole);
/* Adds load and what else adds up to a sum that began as {0}; usable does not. */
void place_add_up(struct place_figures *sum, const struct place_figures *place);
/* Behind the last: of what no part is known nothing is known, not at least 0 W. */
void place_end_sum(struct place_figures *sum);

/* Is it fed on two sides or more? */
bool place_is_dual(const struct place_figures *place);
/* Is it loaded above what is left when one side is lost? Of one side, or of a limit
 * known in part: no. NET-R01: 9 800 of 5 760 W, yes. */
bool place_over_2n(const struct place_figures *place);

/* The worse of two; unknown is better than a finding and worse than ok. */
enum severity severity_worse(enum severity a, enum severity b);
/* By the policy's thresholds (75, 90, over 100); NAN is unknown. */
enum severity severity_of_percent(const struct policy *policy, double percent);
/* part / whole · 100; NAN unless both are known and whole > 0. */
double percent_of(double part, double whole);

#endif
