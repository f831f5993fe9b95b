#ifndef POWER_CONE_H
#define POWER_CONE_H

/* Private to src/power: everything above some targets (the inlets of a device,
 * or one node), and which elements of it all ways go through.
 *
 * The cone is sorted by rank, with a virtual source before its sources and a
 * virtual sink after its targets. In that order a node lies on every way if and
 * only if no edge leads past it, and an edge if and only if it is alone between
 * two neighbours: both come from one sweep. Elements of several nodes (a device
 * with two inlets and two outlets, a cable with several ends) of which no single
 * node lies on every way are tested by leaving them out. */

#include "power/power.h"

enum cone_filter {
	CONE_LIVE = 0,
	CONE_REDUNDANCY = 1, /* only edges that count as redundancy */
	CONE_KNOWN = 2       /* only ways to sources: no open end, nothing undecided or invisible */
};

struct cone {
	const struct power *power;
	unsigned filter;
	uint32_t *nodes; /* sorted by rank; only those a way leads through */
	uint32_t count;
	uint32_t *sources; /* of these, where ways begin */
	uint32_t source_count;
	uint32_t targets_reached;
	bool unknown;  /* an end that is no source, or something undecided, is in it */
	const struct object **shared; /* nearest first; not what belongs to `owner` */
	uint32_t shared_count;
};

/* The cone above the targets; all in `arena`. `owner`: the device node whose own
 * parts are not shared elements, NODE_NONE for none. */
struct cone *cone_new(const struct power *power, const uint32_t *targets, uint32_t target_count,
                      unsigned filter, uint32_t owner, struct arena *arena);

#endif
