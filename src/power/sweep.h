#ifndef POWER_SWEEP_H
#define POWER_SWEEP_H

/* Every element of a kind lost on its own (N-1), ranked; every pair of them; and
 * what these losses bring to each element: its failover load. */

#include "power/contingency.h"

enum sweep_kind {
	SWEEP_PANEL, SWEEP_FEED, SWEEP_UPS, SWEEP_PDU,
	SWEEP_DEVICE, /* whatever hands power on: distribution devices, chassis with devices in bays */
	SWEEP_OUTLET, SWEEP_CABLE,
	SWEEP_SIDE,   /* panels, feeds and distribution devices of a side together */
	SWEEP_RISK,   /* what several sources share (struct risk) */
	SWEEP_ALL,    /* panels, feeds, devices, inlets of devices that hand power on, outlets, cables, risks */
	SWEEP_KINDS
};
const char *sweep_kind_name(enum sweep_kind kind); /* "panel", … "all" */
enum { SWEEP_PAIRS_MAX = 200 };                    /* elements of which pairs are tried */

/* What is lost: one of these; all empty: nothing. */
struct cause {
	const struct object *object;
	const struct risk *risk; /* what several sources share, as a whole */
	char side;               /* a side as a whole */
};
/* "PP-A", "substation north", "side A"; "" for nothing. Inlets and outlets by their own
 * name. In `arena`. */
const char *cause_name(const struct cause *cause, struct arena *arena);
static inline bool cause_is_set(const struct cause *cause)
{
	return cause->object || cause->risk || cause->side;
}

struct loss {
	struct cause cause, with;           /* `with`: the other of a pair, else nothing */
	struct tally tallies[EFFECTS];
	struct tally outside[EFFECTS];      /* of consumers not watched */
	size_t elements[EFFECTS];
	double worst_pct;
	uint32_t worst;                     /* node of it; NODE_NONE */
};

/* By dark + at risk (watts, then devices), overload (elements that may trip,
 * PSUs, others, percent), redundancy lost; then name. */
struct sweep {
	struct loss *losses;
	size_t count;
	size_t tried;    /* pairs: how many were */
	struct tally worst; /* dark + at risk of the first */
};

/* What is looked at: kinds, and of these the elements for which `takes` says yes
 * (NULL: all). */
struct sweep_choice {
	enum sweep_kind kind;
	bool (*takes)(const void *context, const struct object *object);
	const void *context;
	bool cascade;
};

/* Elements that are gone already (contingency_given()) are left out. */
const struct sweep *sweep_run(struct contingency *contingency, const struct power *power,
                              const struct sweep_choice *choice, struct arena *arena);

/* Pairs that darken more, or do more harm (dark + at risk), than their two losses
 * one by one add up to. NULL when there are more than SWEEP_PAIRS_MAX elements. */
const struct sweep *sweep_pairs(struct contingency *contingency, const struct power *power,
                                const struct sweep_choice *choice, struct arena *arena);

/* The largest load that the loss of any one panel, feed, distribution device or
 * shared risk brings to a node, and which; of equal ones that nearest to the
 * consumers. `cause` is empty where no loss brings more than there is. */
struct failover {
	double load_w; /* known watts */
	struct cause cause;
};
const struct failover *sweep_failover(struct contingency *contingency, const struct power *power,
                                      struct arena *arena);

#endif
