/* Consumers: one row each, below it one for each power supply when there are
 * several: what is documented, what it carries, and what the supplies can do
 * together and with the largest one lost (CORE-SW01: 4 200 W allocated, 6 000 W
 * maximum, 3 000 W single). */
#include "power/resilience.h"
#include "report/failover_cells.h"

#include <math.h>
#include <stdlib.h>

static const struct column columns[] = {
	{"name", "Device", CELL_TEXT, NULL, 0},
	{"place", "Place", CELL_TEXT, NULL, COLUMN_OPTIONAL},
	{"role", "Role", CELL_TEXT, NULL, COLUMN_WIDE},
	{"side", "Side", CELL_TEXT, NULL, COLUMN_OPTIONAL},
	{"fed_by", "Fed by", CELL_TEXT, NULL, COLUMN_OPTIONAL},
	{"load_w", "Allocated", CELL_WATTS, NULL, COLUMN_MARKED},
	{"maximum_w", "Maximum", CELL_WATTS, NULL, 0},
	{"load_pct", "Load", CELL_PERCENT, NULL, 0},
	{"single_psu_w", "One less", CELL_WATTS, NULL, 0},
	{"single_psu_pct", "One less", CELL_PERCENT, NULL, COLUMN_HEADLINE},
	{"planned_w", "Planned", CELL_WATTS, NULL, COLUMN_WIDE},
	{"headroom_w", "Headroom", CELL_WATTS, NULL, COLUMN_WIDE | COLUMN_MARKED},
	{"verdict", "Verdict", CELL_TEXT, NULL, COLUMN_OPTIONAL},
	FAILOVER_COLUMNS,
	{"allocated_draw_w", "allocated_draw", CELL_WATTS, NULL, COLUMN_DATA},
	{"maximum_draw_w", "maximum_draw", CELL_WATTS, NULL, COLUMN_DATA},
	{"kind", "Kind", CELL_TEXT, NULL, COLUMN_DATA},
	{"status", "Status", CELL_TEXT, NULL, COLUMN_DATA},
	{"tenant", "Tenant", CELL_TEXT, NULL, COLUMN_DATA},
	{"site", "Site", CELL_TEXT, NULL, COLUMN_DATA},
	{"severity", "Severity", CELL_TEXT, NULL, COLUMN_DATA},
	{"id", "Id", CELL_TEXT, NULL, COLUMN_DATA},
	{"netbox_id", "NetBox id", CELL_ID, NULL, COLUMN_DATA},
};
enum { NAME, PLACE, ROLE, SIDE, FED_BY, LOAD, MAXIMUM, LOAD_PCT, SINGLE, SINGLE_PCT, PLANNED, HEADROOM, VERDICT, FAILOVER,
       ALLOCATED_DRAW = FAILOVER + FAILOVER_CELLS,
       MAXIMUM_DRAW, KIND, STATUS, TENANT, SITE, SEVERITY, ID, NETBOX_ID, COLUMNS };

struct making {
	const struct report_request *request;
	struct report *report;
	const struct power *power;
	const struct verdict_summary *verdicts;
	double load_w, maximum_w, planned_w;
	bool partly;
	size_t weak;
};

static void name_object(const struct making *m, struct cell *row, const struct object *object)
{
	row[NAME] = cell_link(object->name, report_url(m->report, m->request, object));
	row[KIND] = cell_text(object_kind_name(object->kind));
	row[ID] = cell_text(report_id(m->report, object));
	row[NETBOX_ID] = cell_number((double)object->id);
}

static const char *supply_of(const struct making *m, uint32_t inlet)
{
	uint32_t way = m->power->nodes[inlet].way;
	return way == NODE_NONE ? "" : report_full_name(m->report, m->power->nodes[m->power->edges[way].from].object);
}

static void add_psu(struct making *m, const struct inlet *inlet)
{
	uint32_t n = power_node(m->power, &inlet->object);
	const struct node *node = &m->power->nodes[n];
	struct cell *row = report_add_row(m->report, 1);
	name_object(m, row, &inlet->object);
	if (node->side)
		row[SIDE] = cell_text(report_side(node->side));
	row[FED_BY] = cell_text(node->flags & NODE_UNCABLED ? "nothing" : supply_of(m, n));
	row[LOAD] = cell_load(node->load_w, (enum load_mark)node->mark);
	row[MAXIMUM] = cell_number(node->rated_w);
	row[LOAD_PCT] = cell_judged((double)node->utilization_pct, (enum severity)node->severity);
	row[HEADROOM] = cell_load(node->headroom_w, (enum load_mark)node->headroom_mark);
	row[PLANNED] = cell_number(node->planned_w);
	row[ALLOCATED_DRAW] = cell_number(inlet->allocated_draw_w);
	row[MAXIMUM_DRAW] = cell_number(inlet->maximum_draw_w);
	failover_cells(m->report, m->request, &row[FAILOVER], n);
	row[SEVERITY] = cell_text(severity_name((enum severity)node->severity));
}

/* That of its supplies which is worst off. */
static uint32_t worst_psu(const struct making *m, const struct device *device)
{
	uint32_t *psus = xcalloc(device->inlet_count + 1, sizeof *psus);
	for (size_t i = 0; i < device->inlet_count; i++)
		psus[i] = power_node(m->power, &device->inlets[i]->object);
	uint32_t worst = failover_worst(m->request, psus, device->inlet_count);
	free(psus);
	return worst;
}

static const char *position(const struct making *m, const struct device *device)
{
	if (!device->rack)
		return device->location ? device->location->object.name : device->site ? device->site->object.name : "";
	if (!number_known(device->position_u))
		return device->rack->object.name;
	return arena_printf(m->report->arena, "%s U%.4g", device->rack->object.name, device->position_u);
}

/* With one supply lost: only where there are several. */
static enum severity add_single(const struct making *m, struct cell *row, const struct device *device,
                                const struct node *node)
{
	size_t cords = 0;
	for (size_t i = 0; i < device->inlet_count; i++)
		cords += device->inlets[i]->end.cable || device->inlets[i]->end.mark_connected;
	if (cords < 2)
		return SEVERITY_OK;
	double percent = percent_of(node->load_w, node->limit_w);
	enum severity severity = severity_of_percent(&m->power->policy, percent);
	row[SINGLE] = cell_number(node->limit_w);
	row[SINGLE_PCT] = cell_judged(percent, severity);
	return severity;
}

static void add_figures(struct making *m, struct cell *row, const struct device *device, const struct node *node)
{
	row[LOAD] = cell_load(node->load_w, (enum load_mark)node->mark);
	row[MAXIMUM] = cell_number(node->rated_w);
	row[LOAD_PCT] = cell_judged((double)node->utilization_pct, (enum severity)node->severity);
	row[HEADROOM] = cell_load(node->headroom_w, (enum load_mark)node->headroom_mark);
	row[PLANNED] = cell_number(node->planned_w);
	enum severity single = add_single(m, row, device, node);
	row[SEVERITY] = cell_text(severity_name(severity_worse((enum severity)node->severity, single)));
	m->weak += single == SEVERITY_ERROR;
	m->load_w += number_known(node->load_w) ? node->load_w : 0;
	m->maximum_w += number_known(node->rated_w) ? node->rated_w : 0;
	m->planned_w += node->planned_w;
	m->partly |= !number_known(node->load_w) || node->mark != MARK_EXACT;
}

static void add_device(struct making *m, const struct device *device, const struct node *node)
{
	struct cell *row = report_add_row(m->report, 0);
	name_object(m, row, &device->object);
	row[PLACE] = cell_text(position(m, device));
	row[ROLE] = cell_text(device->role.name);
	row[STATUS] = cell_text(device->status);
	if (device->tenant.id)
		row[TENANT] = cell_text(device->tenant.name);
	if (device->site)
		row[SITE] = cell_text(device->site->object.name);
	row[VERDICT] = cell_text(verdict_state_name((enum verdict_state)m->verdicts->states[node - m->power->nodes]));
	add_figures(m, row, device, node);
	failover_cells(m->report, m->request, &row[FAILOVER], worst_psu(m, device));
	for (size_t i = 0; i < device->inlet_count; i++)
		add_psu(m, device->inlets[i]);
}

/* -- verdicts ------------------------------------------------------------------- */

/* Of the consumers in scope; one loss for each element of the site. */
static void judge(struct making *m)
{
	const struct power *power = m->power;
	bool *inside = xcalloc(power->node_count + 1, sizeof *inside);
	struct contingency *contingency = contingency_new(power);
	for (uint32_t n = power->first[OBJECT_DEVICE]; n < power->node_count; n++)
		inside[n] = report_in_scope(m->request, power->nodes[n].object);
	m->verdicts = resilience_count(contingency, power, inside, m->report->arena);
	contingency_free(contingency);
	free(inside);
}

static void note_group(struct report *report, const struct verdict_counts *counts, const char *nameless)
{
	report_note(report, "%s: %s.", *counts->name ? counts->name : nameless, verdict_counts_text(counts, report->arena));
}

void report_note_verdicts(struct report *report, const struct verdict_summary *verdicts, enum report_by by)
{
	report_note(report, "Verdicts: %s.", verdict_counts_text(&verdicts->all, report->arena));
	for (size_t i = 0; by == BY_TENANT && i < verdicts->tenant_count; i++)
		note_group(report, &verdicts->tenants[i], "No tenant");
	for (size_t i = 0; by == BY_ROLE && i < verdicts->role_count; i++)
		note_group(report, &verdicts->roles[i], "No role");
}

static bool has_supplies(const struct report_request *request, const struct object *device)
{
	return ((const struct device *)(const void *)device)->inlet_count &&
	       request->power->nodes[power_node(request->power, device)].role == ROLE_CONSUMER;
}

struct report *report_devices(const struct report_request *request)
{
	struct making m = {.request = request, .power = request->power,
	                   .report = report_start("devices", request, columns, COLUMNS)};
	size_t count;
	const struct object **devices = report_objects(request, OBJECT_DEVICE, has_supplies, &count);
	judge(&m);
	for (size_t i = 0; i < count; i++) {
		const struct node *node = &m.power->nodes[power_node(m.power, devices[i])];
		add_device(&m, (const struct device *)(const void *)devices[i], node);
	}
	free(devices);
	struct cell *total = report_total(m.report);
	total[LOAD] = cell_load(m.load_w, m.partly ? MARK_AT_LEAST : MARK_EXACT);
	total[PLANNED] = cell_number(m.planned_w);
	if (m.weak)
		report_note(m.report, "%zu devices draw more than their supplies can give with one less.", m.weak);
	report_note_verdicts(m.report, m.verdicts, request->by);
	return m.report;
}
