#ifndef POWER_MAXFLOW_H
#define POWER_MAXFLOW_H

/* The most that can flow from sources to sinks through limits on nodes and
 * arcs, shared ones counted once: usable capacity and limit_2n of a place.
 *
 * Whole milliwatts, so that sums are exact and the same on every machine.
 * A limit may be unlimited or unknown. Unknown ones give two figures: `least_mw`
 * with nothing through them, `most_mw` with anything; where both are equal the
 * unknown ones do not matter.
 *
 * Example: two 7 200 W circuits (nodes 1, 2) behind a feed of 10 000 W (node 0),
 * both into the rack (node 3): 10 000 W, and the cut is the feed. */

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MAXFLOW_UNLIMITED INT64_MAX
#define MAXFLOW_UNKNOWN INT64_C(-1)

struct maxflow_arc {
	uint32_t from, to;
	int64_t capacity_mw; /* ≥ 0, MAXFLOW_UNLIMITED or MAXFLOW_UNKNOWN */
};

/* Borrowed for the call. Nodes are 0 … node_count − 1. A node of capacity 0 is
 * one that failed. Limits of 2^50 mW (1.1 TW) and more count as unlimited. The
 * cost is that of this graph, so give the part above a place, not the site. */
struct maxflow_graph {
	uint32_t node_count;
	const int64_t *node_capacity_mw; /* one a node, as for arcs; NULL: all unlimited */
	const struct maxflow_arc *arcs;
	size_t arc_count;
	const uint32_t *sources, *sinks;
	size_t source_count, sink_count;
	bool wants_cut;
};

/* The cut is where more capacity would help: the nodes which, all used up, part
 * sources from sinks, together with arcs that have limits; of several such cuts
 * the one nearest to the sources. It belongs to most_mw and is empty when that is
 * unlimited, or when it was not asked for. */
struct maxflow {
	int64_t least_mw, most_mw; /* MAXFLOW_UNLIMITED when no limit is on the way */
	uint32_t *cut_nodes;
	size_t cut_node_count;
};

/* Result in `arena`. Node numbers out of range are a defect of the caller. */
const struct maxflow *maxflow_solve(const struct maxflow_graph *graph, struct arena *arena);

/* 5760.0 → 5 760 000; NAN → MAXFLOW_UNKNOWN; +inf → MAXFLOW_UNLIMITED; below 0 → 0. */
int64_t maxflow_from_watts(double watts);
/* Back; MAXFLOW_UNKNOWN → NAN; MAXFLOW_UNLIMITED → NAN too: no limit is known. */
double maxflow_to_watts(int64_t milliwatts);

#endif
