/* Everything at or above the notice threshold, worst first. Places count by the
 * worse of load on usable (normal) and, with two sides, load on the 2N limit
 * (failover); elements by load on usable (normal), or by the load after the worst
 * single failure on the limit then (failover). */
#include "report/failover_cells.h"
#include "report/place_cells.h"

#include <math.h>
#include <stdlib.h>

static const struct column columns[] = {
	{"name", "Element", CELL_TEXT, NULL, 0},
	{"kind", "Kind", CELL_TEXT, NULL, 0},
	{"place", "Place", CELL_TEXT, NULL, COLUMN_OPTIONAL},
	{"side", "Side", CELL_TEXT, NULL, COLUMN_OPTIONAL},
	{"load_w", "Load", CELL_WATTS, NULL, COLUMN_MARKED},
	{"usable_w", "Usable", CELL_WATTS, NULL, 0},
	{"usable_pct", "Usable", CELL_PERCENT, NULL, 0},
	{"limit_2n_w", "2N", CELL_WATTS, NULL, COLUMN_OPTIONAL},
	{"limit_2n_pct", "2N", CELL_PERCENT, NULL, COLUMN_OPTIONAL},
	{"over_w", "Over", CELL_WATTS, NULL, 0},
	{"worst_pct", "Worst", CELL_PERCENT, NULL, COLUMN_HEADLINE},
	FAILOVER_COLUMNS,
	{"rated_w", "Rated", CELL_WATTS, NULL, COLUMN_WIDE},
	{"known", "Draws known", CELL_COUNT, NULL, COLUMN_DATA},
	{"total", "Draws", CELL_COUNT, NULL, COLUMN_DATA},
	{"severity", "Severity", CELL_TEXT, NULL, COLUMN_DATA},
	{"id", "Id", CELL_TEXT, NULL, COLUMN_DATA},
	{"netbox_id", "NetBox id", CELL_ID, NULL, COLUMN_DATA},
};
enum { NAME, KIND, PLACE, SIDE, LOAD, USABLE, USABLE_PCT, LIMIT, LIMIT_PCT, OVER, WORST,
       FAILOVER, RATED = FAILOVER + FAILOVER_CELLS, KNOWN, TOTAL, SEVERITY, ID,
       NETBOX_ID, COLUMNS };

struct making {
	const struct report_request *request;
	struct report *report;
	const struct power *power;
	size_t counts[SEVERITY_UNKNOWN + 1];
};

static struct cell *add_row(struct making *m, const struct object *object, const char *kind, double worst,
                            enum severity severity)
{
	struct cell *row = report_add_row(m->report, 0);
	row[NAME] = cell_link(report_full_name(m->report, object), report_url(m->report, m->request, object));
	row[KIND] = cell_text(kind);
	row[WORST] = cell_judged(worst, severity);
	row[SEVERITY] = cell_text(severity_name(severity));
	row[ID] = cell_text(report_id(m->report, object));
	row[NETBOX_ID] = cell_number((double)object->id);
	m->counts[severity]++;
	return row;
}

static double over(double load_w, double limit_w)
{
	return number_known(limit_w) && load_w > limit_w ? load_w - limit_w : NAN;
}

/* -- places ------------------------------------------------------------------------ */

/* By what was asked for; of both the worse, as the place has it. */
static enum severity judge_place(const struct making *m, const struct place_figures *place, double *percent)
{
	bool dual = place_is_dual(place), falls = dual && place->shared && place->load_w > 0; /* all of it at once */
	*percent = place_worst_pct(place);
	if (m->request->judge == JUDGE_WORSE)
		return place->severity;
	if (m->request->judge == JUDGE_NORMAL) {
		*percent = place->usable_pct;
		return severity_of_percent(&m->power->policy, *percent);
	}
	*percent = dual ? place->limit_2n_pct : NUMBER_UNKNOWN;
	return falls || place_over_2n(place) ? SEVERITY_ERROR : severity_of_percent(&m->power->policy, *percent);
}

static void add_place(struct making *m, const struct object *object)
{
	const struct place_figures *place = places_find(m->request->places, object);
	bool dual = place_is_dual(place);
	double percent;
	enum severity severity = judge_place(m, place, &percent);
	if (severity == SEVERITY_OK || severity == SEVERITY_UNKNOWN)
		return;
	struct cell *row = add_row(m, object, object_kind_name(object->kind), percent, severity);
	struct place where = object_place(object);
	if (where.location && object->kind == OBJECT_RACK)
		row[PLACE] = cell_text(where.location->object.name);
	row[LOAD] = cell_load(place->load_w, place->mark);
	row[USABLE] = cell_load(place->usable.w, place->usable.mark);
	row[USABLE_PCT] = cell_number(place->usable_pct);
	if (dual) {
		row[LIMIT] = cell_load(place->limit_2n.w, place->limit_2n.mark);
		row[LIMIT_PCT] = cell_number(place->limit_2n_pct);
	}
	double most = dual && place->limit_2n.w < place->usable.w ? place->limit_2n.w : place->usable.w;
	if (number_known(over(place->load_w, most)))
		row[OVER] = cell_number(over(place->load_w, most));
	row[KNOWN] = cell_number(place->known);
	row[TOTAL] = cell_number(place->total);
}

static void add_places(struct making *m, enum object_kind kind)
{
	size_t count;
	const struct object **objects = report_objects(m->request, kind, NULL, &count);
	for (size_t i = 0; i < count; i++)
		add_place(m, objects[i]);
	free(objects);
}

/* -- elements ------------------------------------------------------------------------ */

static bool is_element(const struct node *node)
{
	bool box = node->kind == OBJECT_DEVICE && node->role >= ROLE_UTILITY && node->role <= ROLE_DISTRIBUTION;
	return box || node->kind == OBJECT_FEED || node->kind == OBJECT_PANEL || node->kind == OBJECT_OUTLET ||
	       node->role == ROLE_PSU;
}

/* In percent; of the limit in a failure, or of what is usable. */
static double judge_element(const struct making *m, uint32_t n, enum severity *severity)
{
	const struct node *node = &m->power->nodes[n];
	if (m->request->judge == JUDGE_FAILOVER) {
		double percent = failover_pct(m->request, n);
		*severity = severity_of_percent(&m->power->policy, percent);
		return percent;
	}
	*severity = (enum severity)node->severity;
	return (double)node->utilization_pct;
}

static void add_element(struct making *m, uint32_t n)
{
	const struct node *node = &m->power->nodes[n];
	enum severity severity;
	double percent = judge_element(m, n, &severity);
	if (severity == SEVERITY_OK || severity == SEVERITY_UNKNOWN)
		return;
	struct cell *row = add_row(m, node->object, role_title((enum role)node->role), percent, severity);
	failover_cells(m->report, m->request, &row[FAILOVER], n);
	row[PLACE] = cell_text(report_place(node->object));
	if (node->side)
		row[SIDE] = cell_text(report_side(node->side));
	row[LOAD] = cell_load(node->load_w, (enum load_mark)node->mark);
	row[USABLE] = cell_number(node->usable_w);
	row[USABLE_PCT] = cell_number((double)node->utilization_pct);
	bool failover = m->request->judge == JUDGE_FAILOVER;
	double over_w = failover ? over(m->request->failover[n].load_w, node->limit_w) : over(node->load_w, node->usable_w);
	if (number_known(over_w))
		row[OVER] = cell_number(over_w);
	row[RATED] = cell_number(node->rated_w);
	row[KNOWN] = cell_number(node->known);
	row[TOTAL] = cell_number(node->total);
}

struct report *report_overprovisioned(const struct report_request *request)
{
	struct making m = {.request = request, .power = request->power,
	                   .report = report_start("overprovisioned", request, columns, COLUMNS)};
	struct error none = {.code = ERROR_NONE};
	add_places(&m, OBJECT_SITE);
	add_places(&m, OBJECT_LOCATION);
	add_places(&m, OBJECT_RACK);
	for (uint32_t n = 0; n < m.power->node_count; n++)
		if (is_element(&m.power->nodes[n]) && report_in_scope(request, m.power->nodes[n].object))
			add_element(&m, n);
	report_sort(m.report, "worst_pct,name", &none);
	const struct policy *policy = &m.power->policy;
	report_note(m.report, "%zu above %.4g %%, %zu from %.4g %%, %zu from %.4g %%.", m.counts[SEVERITY_ERROR],
	            policy->error_pct, m.counts[SEVERITY_WARNING], policy->warning_pct, m.counts[SEVERITY_NOTICE],
	            policy->notice_pct);
	return m.report;
}
