/* The audit as a table, and what its writers share. */
#include "report/audit.h"

#include <inttypes.h>

static const struct column columns[] = {
	{"severity", "Severity", CELL_TEXT, NULL, 0},
	{"rule", "Rule", CELL_TEXT, NULL, 0},
	{"object", "Object", CELL_TEXT, NULL, COLUMN_DATA},
	{"name", "Name", CELL_TEXT, NULL, 0},
	{"text", "Finding", CELL_TEXT, NULL, 0},
	{"advice", "In NetBox", CELL_TEXT, NULL, 0},
	{"field", "Field", CELL_TEXT, NULL, 0},
	{"kind", "Kind", CELL_TEXT, NULL, COLUMN_DATA},
	{"netbox_id", "NetBox id", CELL_ID, NULL, COLUMN_DATA},
};
enum { SEVERITY, RULE, OBJECT, NAME, TEXT, ADVICE, FIELD, KIND, NETBOX_ID, COLUMNS };

struct audit_counts audit_count(const struct audit *audit)
{
	struct audit_counts counts = {{0}};
	for (size_t i = 0; i < audit->count; i++)
		counts.of[audit->findings[i].severity]++;
	return counts;
}

const char *audit_url(const struct audit *audit, const struct object *object, struct arena *arena)
{
	const char *base = audit->request->link_base ? audit->request->link_base : audit->request->power->inventory->url;
	if (audit->no_links || !object->visible || !base || !*base)
		return "";
	return arena_printf(arena, "%s%s/%" PRId64 "/", base, object_kind_collection(object->kind), object->id);
}

static void add_row(struct report *report, const struct audit *audit, const struct finding *finding)
{
	struct cell *row = report_add_row(report, 0);
	row[SEVERITY] = cell_text(severity_name(finding->severity));
	row[RULE] = cell_text(finding->rule->id);
	row[OBJECT] = cell_text(report_id(report, finding->object));
	row[NAME] = cell_link(report_full_name(report, finding->object),
	                      audit_url(audit, finding->object, report->arena));
	row[TEXT] = cell_text(finding->text);
	row[ADVICE] = cell_text(finding->rule->advice);
	row[FIELD] = cell_text(finding->rule->field);
	row[KIND] = cell_text(object_kind_name(finding->object->kind));
	row[NETBOX_ID] = cell_number((double)finding->object->id);
}

struct report *audit_report(const struct audit *audit)
{
	struct report *report = report_start("audit", audit->request, columns, COLUMNS);
	struct audit_counts counts = audit_count(audit);
	for (size_t i = 0; i < audit->count; i++)
		add_row(report, audit, &audit->findings[i]);
	report_note(report, "Findings: %zu; errors: %zu, warnings: %zu, notices: %zu.", audit->count,
	            counts.of[SEVERITY_ERROR], counts.of[SEVERITY_WARNING], counts.of[SEVERITY_NOTICE]);
	if (audit->known)
		report_note(report, "Known and left out: %zu.", audit->known);
	return report;
}
