#ifndef REPORT_KIND_H
#define REPORT_KIND_H

/* The reports there are: one row in kind.c and one file each. A maker lists what
 * is in scope, in an order of its own, with totals and notes; choosing
 * (report_sort, report_min, report_top) and writing come after.
 *
 *     struct report_request request = {.power = power, .places = places};
 *     const struct report_kind *kind = report_kind_find("utilization");
 *     struct report *report = kind->make(&request);
 *
 * Figures are those of power/power.h and power/place.h; keys are the names of
 * the JSON (docs/reports.md). */

#include "model/select.h"
#include "power/fit.h"
#include "power/place.h"
#include "power/resilience.h"
#include "power/sweep.h"
#include "report/table.h"

enum report_by { BY_NOTHING, BY_ROLE, BY_TENANT };
/* What overprovisioned goes by: the worse of both, the load as it is on what is
 * usable, or that after the worst single failure on the limit in a failure. */
enum report_judge { JUDGE_WORSE, JUDGE_NORMAL, JUDGE_FAILOVER };

struct report_request {
	const struct power *power;
	const struct places *places; /* may be NULL for kinds that need none */
	const struct scope *scope;   /* NULL: everything */
	const char *link_base;       /* NULL: the NetBox the data is from; ends in "/" */
	const char *title;           /* NULL: the report's own */
	const char *taken_at;        /* as it is to be printed */
	enum report_by by;           /* locations, devices */
	enum report_judge judge;     /* overprovisioned */
	const struct failover *failover; /* by node; NULL: not asked for */
	const struct fit_request *fit; /* fit: the device; NULL: nothing to fit */
	const struct object *element; /* schedule: of this; NULL: of all in scope */
};

struct report_kind {
	const char *name;    /* "utilization" */
	const char *title;   /* "Rack utilization" */
	const char *summary; /* one line for --help */
	struct report *(*make)(const struct report_request *request);
	bool places;         /* needs request->places */
	unsigned weight;     /* of a large site: its part of all reports together, in percent, roughly */
};

/* In the order of --help; ends with a NULL name. */
extern const struct report_kind report_kinds[];
/* NULL: no such report. */
const struct report_kind *report_kind_find(const char *name);

struct report *report_utilization(const struct report_request *request);
struct report *report_locations(const struct report_request *request);
struct report *report_distribution(const struct report_request *request);
struct report *report_stranded(const struct report_request *request);
struct report *report_overprovisioned(const struct report_request *request);
struct report *report_feeds(const struct report_request *request);
struct report *report_phases(const struct report_request *request);
struct report *report_devices(const struct report_request *request);
/* "Verdicts: 412 redundant, 9 share a panel.", then the same of each tenant or role. */
void report_note_verdicts(struct report *report, const struct verdict_summary *verdicts, enum report_by by);
struct report *report_schedule(const struct report_request *request);
struct report *report_fit(const struct report_request *request);

/* -- for makers ------------------------------------------------------------ */

/* report_new() with head, policy and coverage: of the whole inventory, or of
 * the consumers in scope. */
struct report *report_start(const char *name, const struct report_request *request,
                            const struct column *columns, size_t column_count);

/* Its page in NetBox, in the report's arena. */
const char *report_url(const struct report *report, const struct report_request *request, const struct object *object);
/* "inlet-345" */
const char *report_id(const struct report *report, const struct object *object);
/* "PP-A/F-01", in the report's arena. */
const char *report_full_name(const struct report *report, const struct object *object);
/* Where an element is: its rack, else its location; "" when unknown. */
const char *report_place(const struct object *object);
/* … else its site, for reports without a column for sites. */
const char *report_place_or_site(const struct object *object);
/* "A"; "" when unknown. */
const char *report_side(char side);
/* "C14", "L6-30R" of NetBox's value; "" unset. */
const char *report_connector(const struct report *report, const char *type);

/* Objects of a kind that are visible, in scope and taken by `takes` (NULL: all of them), by
 * site, location, rack and natural name; malloc'd. What is left out costs no sorting. */
const struct object **report_objects(const struct report_request *request, enum object_kind kind,
                                     bool (*takes)(const struct report_request *request, const struct object *object),
                                     size_t *count);
bool report_in_scope(const struct report_request *request, const struct object *object);

#endif
