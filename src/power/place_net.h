#ifndef POWER_PLACE_NET_H
#define POWER_PLACE_NET_H

/* Private to place*.c: what power can flow through to reach an area, as a net for
 * power/maxflow.h.
 *
 * It flows from the sources to the points where power comes to be used in the area
 * ("sinks"): circuits and feeds that lead to no further distribution in it, the inlets
 * of rack PDUs, and the inlets of consumers that are fed from elsewhere. The net is what
 * lies above these points, so a rack costs a handful of nodes.
 *
 * An inlet leads to an outlet directly, unless the device has a limit of its own
 * (a written rating, or it transfers: one inlet at a time); then the device's
 * node stands between, or at the end of the way: an ATS on two feeds of 2 300 W
 * brings 2 300 W into its rack. A lost side takes the nodes with that side.
 *
 * Watts in and out; inside a flow whole milliwatts (maxflow.h). */

#include "power/maxflow.h"
#include "power/place_build.h"

struct place_sink {
	uint32_t node;
	uint32_t end; /* where the flow ends: the node, or the device that limits what its inlets bring */
	uint8_t sides;
	bool unrated; /* takes no part in flows */
};

struct place_net {
	struct place_index *index;
	const struct power *power;
	const struct area *area;
	struct place_sink *sinks;
	size_t sink_count, sink_capacity;
	uint32_t *nodes; /* local number → node; a queue, too */
	size_t node_count, node_capacity;
	struct maxflow_arc *arcs;
	bool *redundancy; /* per arc */
	size_t arc_count, arc_capacity, flag_capacity;
	bool unknown;  /* some sink ends in the unknown */
	bool sideless; /* some sink has no side */
};

/* place_net.c. One net of an index at a time: the index holds the numbers of its nodes. */
void place_net_start(struct place_net *net, struct place_index *index, const struct area *area);
void place_net_end(struct place_net *net);
/* That its sinks are on, bit 0 = A. */
unsigned place_net_sides(const struct place_net *net);

/* What a node lets through: usable_w; limit_w, on arcs that count as redundancy; usable_w − load_w. */
enum place_limits { LIMIT_USABLE, LIMIT_FAILURE, LIMIT_RESIDUAL };

/* Which flow is asked for. */
struct place_run {
	enum place_limits limits;
	unsigned lost;   /* sides taken out */
	unsigned only;   /* sinks of these sides; 0: all */
	bool sided_only; /* sinks without a side do not count */
};

/* Where the way is narrowest: a node, the fullest of `count`; NODE_NONE: nowhere known. */
struct place_neck {
	uint32_t node;
	uint32_t count;
};

/* place_net_flow.c: the flow in watts; NAN when nothing limits, or what limits is not known.
 * `neck` may be NULL. Changes the capacities of the net's arcs, which belong to one flow. */
double place_net_flow(const struct place_net *net, const struct place_run *run, struct place_neck *neck);
/* The limit of one node in watts, before its load is taken off; NAN: nobody wrote one down. */
double place_net_limit(const struct place_net *net, uint32_t node, enum place_limits limits);

#endif
