/* Power panels and distribution devices, from the source down: one row each. No totals: what a PDU
 * carries is in its panel's load, too. */
#include "report/failover_cells.h"
#include "report/place_cells.h"

#include <stdlib.h>

static const struct column columns[] = {
	{"name", "Element", CELL_TEXT, NULL, 0},
	{"kind", "Kind", CELL_TEXT, NULL, 0},
	{"place", "Place", CELL_TEXT, NULL, COLUMN_OPTIONAL},
	{"side", "Side", CELL_TEXT, NULL, COLUMN_OPTIONAL},
	PLACE_COLUMNS_WITH(COLUMN_OPTIONAL, COLUMN_OPTIONAL),
	FAILOVER_COLUMNS,
	{"site", "Site", CELL_TEXT, NULL, COLUMN_WIDE},
	{"status", "Status", CELL_TEXT, NULL, COLUMN_DATA},
	{"id", "Id", CELL_TEXT, NULL, COLUMN_DATA},
	{"netbox_id", "NetBox id", CELL_ID, NULL, COLUMN_DATA},
};
enum { NAME, KIND, PLACE, SIDE, FIGURES, FAILOVER = FIGURES + PLACE_CELLS, SITE = FAILOVER + FAILOVER_CELLS, STATUS, ID,
       NETBOX_ID, COLUMNS };

struct making {
	const struct report_request *request;
	struct report *report;
	struct places *places;
	size_t counts[SEVERITY_UNKNOWN + 1];
};

static void add_element(struct making *m, const struct object *object)
{
	const struct power *power = m->request->power;
	uint32_t n = power_node(power, object);
	const struct node *node = &power->nodes[n];
	const struct place_figures *figures = places_of_element(m->places, n, m->report->arena);
	struct cell *row = report_add_row(m->report, 0);
	struct place place = object_place(object);
	row[NAME] = cell_link(object->name, report_url(m->report, m->request, object));
	row[KIND] = cell_text(role_title((enum role)node->role));
	row[PLACE] = cell_text(report_place(object));
	if (node->side)
		row[SIDE] = cell_text(report_side(node->side));
	place_element_cells(m->report, &row[FIGURES], power, figures);
	failover_cells(m->report, m->request, &row[FAILOVER], n);
	if (place.site)
		row[SITE] = cell_text(place.site->object.name);
	if (object->kind == OBJECT_DEVICE)
		row[STATUS] = cell_text(((const struct device *)(const void *)object)->status);
	row[ID] = cell_text(report_id(m->report, object));
	row[NETBOX_ID] = cell_number((double)object->id);
	m->counts[figures->severity]++;
}

static enum role role_of(const struct report_request *request, const struct object *object)
{
	return (enum role)request->power->nodes[power_node(request->power, object)].role;
}

static bool distributes(const struct report_request *request, const struct object *object)
{
	enum role role = role_of(request, object);
	return role >= ROLE_UTILITY && role <= ROLE_DISTRIBUTION;
}

/* Panels first, then the kinds of devices as power meets them; within each by place and name. */
static void add_elements(struct making *m)
{
	size_t panel_count, device_count;
	const struct object **panels = report_objects(m->request, OBJECT_PANEL, NULL, &panel_count);
	const struct object **devices = report_objects(m->request, OBJECT_DEVICE, distributes, &device_count);
	for (size_t i = 0; i < panel_count; i++)
		add_element(m, panels[i]);
	for (int role = ROLE_UTILITY; role <= ROLE_DISTRIBUTION; role++)
		for (size_t i = 0; i < device_count; i++)
			if (role_of(m->request, devices[i]) == (enum role)role)
				add_element(m, devices[i]);
	free(panels);
	free(devices);
}

struct report *report_distribution(const struct report_request *request)
{
	const struct policy *policy = &request->power->policy;
	struct making m = {.request = request, .report = report_start("distribution", request, columns, COLUMNS),
	                   .places = places_for_elements(request->power)};
	m.report->watts = true; /* what is left on a PDU matters to the watt, beside panels of megawatts */
	add_elements(&m);
	places_free(m.places);
	report_note(m.report, "%zu above %.4g %%, %zu from %.4g %%, %zu from %.4g %%. What a PDU carries is in its panel's load, "
	                      "too: rows do not add up.",
	            m.counts[SEVERITY_ERROR], policy->error_pct, m.counts[SEVERITY_WARNING], policy->warning_pct,
	            m.counts[SEVERITY_NOTICE], policy->notice_pct);
	return m.report;
}
