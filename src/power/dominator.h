#ifndef POWER_DOMINATOR_H
#define POWER_DOMINATOR_H

/* Dominators: which single nodes lie on every way from any source to a node,
 * that is, whose loss takes it dark. Sources are independent: a virtual root is
 * in front of them, so a node fed from two sources by separate ways has none.
 *
 * What can fail must be a node; an arc that stands for a cable wants a node of
 * its own in the middle. Any directed graph will do, cycles and parallel arcs
 * included. Near-linear in time, linear in memory.
 *
 * Example: 0 → 1, 0 → 2, 1 → 3, 2 → 3, 3 → 4 from source 0: the dominators of 4
 * are 3, then 0; those of 3 only 0. */

#include "base/arena.h"

#include <stddef.h>
#include <stdint.h>

#define DOMINATOR_ROOT (UINT32_MAX - 1)  /* nothing takes all its ways; sources themselves too */
#define DOMINATOR_UNREACHED UINT32_MAX   /* no way from any source */

struct dominator_arc {
	uint32_t from, to;
};

/* Borrowed for the call. Nodes are 0 … node_count − 1; a source may have arcs
 * into it. */
struct dominator_graph {
	uint32_t node_count;
	const struct dominator_arc *arcs;
	size_t arc_count;
	const uint32_t *sources;
	size_t source_count;
};

struct dominators {
	uint32_t node_count;
	/* The nearest dominator of each node other than itself: a node,
	 * DOMINATOR_ROOT or DOMINATOR_UNREACHED. */
	uint32_t *nearest;
};

/* Result in `arena`. Node numbers out of range are a defect of the caller. */
const struct dominators *dominators_find(const struct dominator_graph *graph, struct arena *arena);

/* All dominators of `node` but itself, nearest first, into `chain` (room for
 * `room`); returns how many there are, which may be more than `room`. 0 for a
 * node with none, also when it is not reached. */
size_t dominators_chain(const struct dominators *dominators, uint32_t node, uint32_t *chain,
                        size_t room);

#endif
