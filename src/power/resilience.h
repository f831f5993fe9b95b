#ifndef POWER_RESILIENCE_H
#define POWER_RESILIENCE_H

/* The verdict with the loads (docs/power.md, "Verdicts"): of what power_verdict() calls redundant, does the
 * rest carry the load when any one panel, feed, distribution device or shared risk
 * is lost, or, with three cords or more, any one of its own?
 * If not: insufficient. Example (guide, CORE-SW01): redundant by its paths; "if
 * NET-R01-PDU-A fails: PSU2 would carry 4 200 W of 3 000 W: may go dark". */

#include "power/contingency.h"
#include "power/sweep.h"

/* What one loss does to one consumer. */
struct consequence {
	struct cause cause;         /* what fails; empty: nothing has to */
	size_t path;                /* of verdict->paths: the first it lies on; SIZE_MAX: nothing has to fail */
	uint8_t fate;               /* enum effect; EFFECTS: it stays up */
	uint32_t node;              /* worst overload on its remaining ways; NODE_NONE */
	double load_w, limit_w;     /* … then; NAN */
	const char *text;           /* "if NET-R01-PDU-A fails: PSU2 would carry 4 200 W of 3 000 W: may go dark" */
};

struct resilience {
	enum verdict_state state;   /* the verdict's, or VERDICT_INSUFFICIENT */
	const char *text;           /* one sentence: the verdict's, with what makes it insufficient behind */
	/* One a path, in their order: the loss of the last distribution device (else feed or panel) of it that
	 * is not on all paths; then of the last one that is. Each once. */
	struct consequence *consequences;
	size_t count;
	const struct consequence *worst; /* what makes it insufficient; NULL when it is not */
};

/* Does anything depend on losses? Anything else than a consumer that has ways up
 * keeps its verdict and has no consequences. */
bool resilience_asks(const struct power *power, const struct verdict *verdict);

/* `verdict` is power_verdict()'s. Runs one loss for each element on the paths;
 * `contingency` may be NULL when resilience_asks() nothing. Result in `arena`. */
const struct resilience *resilience_of(struct contingency *contingency, const struct power *power,
                                       const struct verdict *verdict, struct arena *arena);

/* Which consumers are insufficient, by node: from one sweep over all panels, feeds,
 * distribution devices and shared risks. Result in `arena`. */
const bool *resilience_sweep(struct contingency *contingency, const struct power *power, struct arena *arena);

/* -- counts ---------------------------------------------------------------- */

struct verdict_counts {
	const char *name;                  /* tenant or role; "" none; of the whole: "" */
	size_t states[VERDICT_NONE + 1];   /* by enum verdict_state */
	size_t shared[ROLES];              /* of those shared: by the role of the nearest shared element … */
	size_t shared_cable;               /* … when that is a cable */
	size_t shared_risk;                /* … when their sources share a risk and nothing else is shared */
};

struct verdict_summary {
	struct verdict_counts all;
	struct verdict_counts *tenants, *roles; /* by natural name */
	size_t tenant_count, role_count;
	const uint8_t *states; /* by node: enum verdict_state of the consumers counted; VERDICT_NONE */
};

/* Over the consumers watched (NULL: all). Planned ones count as planned only. */
const struct verdict_summary *resilience_count(struct contingency *contingency, const struct power *power,
                                               const bool *inside, struct arena *arena);

/* "412 redundant, 31 insufficient, 9 share a panel, 3 a PDU, 17 single, 2 dark,
 * 5 unknown"; what is 0 is left out; "no consumers". */
const char *verdict_counts_text(const struct verdict_counts *counts, struct arena *arena);

#endif
