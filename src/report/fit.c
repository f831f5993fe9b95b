/* Racks that take a new device, those that take most first; then the others with
 * what stands in the way. */
#include "report/kind.h"

#include <stdlib.h>

static const struct column columns[] = {
	{"name", "Rack", CELL_TEXT, NULL, 0},
	{"location", "Location", CELL_TEXT, NULL, COLUMN_OPTIONAL},
	{"fits", "Fits", CELL_BOOL, NULL, 0},
	{"count", "How many", CELL_COUNT, NULL, 0},
	{"position_u", "At U", CELL_COUNT, NULL, COLUMN_OPTIONAL},
	{"outlets", "Outlets", CELL_LIST, NULL, 0},
	{"limit", "Limited by", CELL_TEXT, NULL, 0},
	{"free_u", "Free U", CELL_COUNT, NULL, COLUMN_WIDE},
	{"assumed", "Some load not known", CELL_BOOL, NULL, COLUMN_DATA},
	{"limit_id", "Limited by (id)", CELL_TEXT, NULL, COLUMN_DATA},
	{"site", "Site", CELL_TEXT, NULL, COLUMN_WIDE},
	{"status", "Status", CELL_TEXT, NULL, COLUMN_WIDE},
	{"id", "Id", CELL_TEXT, NULL, COLUMN_DATA},
	{"netbox_id", "NetBox id", CELL_ID, NULL, COLUMN_DATA},
};
enum { NAME, LOCATION, FITS, COUNT, POSITION, OUTLETS, LIMIT, FREE_U, ASSUMED, LIMIT_ID, SITE, STATUS, ID, NETBOX_ID,
       COLUMNS };

struct making {
	const struct report_request *request;
	struct report *report;
	struct fit *fit;
	size_t fitting, assumed;
};

static void add_result(struct making *m, struct cell *row, const struct fit_result *result)
{
	const char **outlets = arena_array(m->report->arena, FIT_PSUS_MAX, sizeof *outlets);
	size_t count = 0;
	for (size_t i = 0; result->count && i < m->request->fit->psus; i++)
		outlets[count++] = report_full_name(m->report, &result->outlets[i]->object);
	row[FITS] = cell_bool(result->count > 0);
	row[COUNT] = cell_load(result->count, result->assumed && result->count ? MARK_ASSUMED : MARK_EXACT);
	if (m->request->fit->u_height > 0)
		row[POSITION] = result->count ? cell_number(result->position_u) : (struct cell){.state = CELL_BLANK};
	row[FREE_U] = cell_number(result->free_u);
	row[OUTLETS] = cell_list(outlets, count);
	row[LIMIT] = cell_text(result->limit);
	row[ASSUMED] = cell_bool(result->assumed);
	if (result->element)
		row[LIMIT_ID] = cell_text(report_id(m->report, result->element));
}

static void add_rack(struct making *m, const struct rack *rack)
{
	struct fit_result result = fit_rack(m->fit, rack);
	struct cell *row = report_add_row(m->report, 0);
	row[NAME] = cell_link(rack->object.name, report_url(m->report, m->request, &rack->object));
	if (rack->location)
		row[LOCATION] = cell_text(rack->location->object.name);
	add_result(m, row, &result);
	if (rack->site)
		row[SITE] = cell_text(rack->site->object.name);
	row[STATUS] = cell_text(rack->status);
	row[ID] = cell_text(report_id(m->report, &rack->object));
	row[NETBOX_ID] = cell_number((double)rack->object.id);
	m->fitting += result.count > 0;
	m->assumed += result.assumed && result.count;
}

static void add_notes(struct making *m)
{
	const struct fit_request *fit = m->request->fit;
	report_note(m->report, "%zu of %zu racks take it; each counted on its own, as if nothing went anywhere else.", m->fitting,
	            m->report->row_count);
	if (fit->psus > 1)
		report_note(m->report, "Checked as it is, and after the loss of every side with the supplies that are left.");
	if (!*fit->connector)
		report_note(m->report, "Any outlet will do: no connector was given.");
	if (!(fit->u_height > 0))
		report_note(m->report, "Space was not looked at: no height was given.");
	else if (!fit_knows_space(m->fit))
		report_note(m->report, "Space was not looked at: the data holds no dcim/device-types, so the heights of devices are not known.");
	if (m->assumed)
		report_note(m->report, "≈: some load on the way is not wholly known, or the space is not (%zu racks); it may be fewer.", m->assumed);
}

static const char *title_of(struct report *report, const struct fit_request *fit)
{
	char watts[NUMBER_MAX];
	return arena_printf(report->arena, "Where %s fit: %u %s%s%s%s", number_format_watts(watts, fit->watts), fit->psus,
	                    fit->psus == 1 ? "supply" : "supplies", *fit->connector ? ", " : "",
	                    report_connector(report, fit->connector),
	                    fit->u_height > 0 ? arena_printf(report->arena, ", %.4g U", fit->u_height) : "");
}

struct report *report_fit(const struct report_request *request)
{
	struct making m = {.request = request, .report = report_start("fit", request, columns, COLUMNS)};
	struct error none = {.code = ERROR_NONE};
	size_t count;
	if (!request->fit) {
		report_note(m.report, "Nothing to fit: no draw was given.");
		return m.report;
	}
	struct arena *scratch = m.report->arena;
	if (!request->title)
		m.report->title = title_of(m.report, request->fit);
	m.fit = fit_new(request->power, request->fit, scratch);
	const struct object **racks = report_objects(request, OBJECT_RACK, NULL, &count);
	for (size_t i = 0; i < count; i++)
		add_rack(&m, (const struct rack *)(const void *)racks[i]);
	free(racks);
	report_sort(m.report, "count", &none);
	add_notes(&m);
	return m.report;
}
