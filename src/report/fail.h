#ifndef REPORT_FAIL_H
#define REPORT_FAIL_H

/* The reports of `wattmap fail`: what a loss does, object by object, and the
 * losses of a kind, ranked. The title is the sum of it, in the order that counts:
 *
 *     Without UTILITY-A: 0 W dark · 341.1 kW at risk (156 devices) · …
 *
 * Rows of one loss ("fail"): cause, effect (dark, at_risk, may_trip, psu,
 * overload, lost, unknown), object, name, place, tenant, before_w, after_w,
 * limit_w, percent, amps, why. Rows of a sweep ("fail-each"): one loss each, with
 * watts, devices and unknown draws by effect, and the worst overload. */

#include "power/sweep.h"
#include "report/table.h"

struct fail_facts {
	const struct power *power;
	const struct contingency *contingency; /* as contingency_run() left it */
	const char *cause;       /* "UTILITY-A", "PP-A and PDU-7" */
	const char *cause_id;    /* "panel-1"; "" when there are several */
	const char *given;       /* "PP-B": out already; "" none */
	const char *link_base;   /* ends in "/"; NULL: no links */
	const char *taken_at;    /* as it is to be printed; "" none */
	const char *scope;       /* "rack R1"; "" everything */
	bool cascade;
};

/* "0 W dark · 341.1 kW at risk (156 devices) · 52 may trip · 156 PSUs overloaded
 * · 2 devices (1 080 W) lose redundancy"; dark and at risk are always said.
 * Draws not known are counted apart: "12.4 kW + 3 unknown dark". */
const char *fail_summary(const struct outcome *outcome, struct arena *arena);

struct report *fail_report(const struct fail_facts *facts, const struct outcome *outcome);

/* `kind`: "feed"; `pairs`: the sweep is one of pairs. Losses that do nothing are
 * counted in a note. */
struct report *fail_each_report(const struct fail_facts *facts, const struct sweep *sweep, const char *kind, bool pairs);

/* The name of a loss: "PP-A", "PP-A and PP-B", "side A". */
const char *loss_name(const struct loss *loss, struct arena *arena);

#endif
