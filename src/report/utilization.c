/* Racks: one row each; where NetBox has another figure, why. */
#include "report/failover_cells.h"
#include "report/place_cells.h"

#include <math.h>
#include <stdlib.h>

static const struct column columns[] = {
	{"name", "Rack", CELL_TEXT, NULL, 0},
	{"location", "Location", CELL_TEXT, NULL, COLUMN_OPTIONAL},
	PLACE_COLUMNS,
	FAILOVER_COLUMNS,
	{"netbox_utilization_pct", "NetBox", CELL_PERCENT, NULL, 0},
	{"netbox_w", "NetBox", CELL_WATTS, NULL, COLUMN_DATA},
	{"netbox_available_w", "NetBox available", CELL_WATTS, NULL, COLUMN_DATA},
	{"netbox_reason", "NetBox differs because", CELL_TEXT, NULL, COLUMN_DATA},
	{"site", "Site", CELL_TEXT, NULL, COLUMN_WIDE},
	{"tenant", "Tenant", CELL_TEXT, NULL, COLUMN_DATA},
	{"status", "Status", CELL_TEXT, NULL, COLUMN_DATA},
	{"id", "Id", CELL_TEXT, NULL, COLUMN_DATA},
	{"netbox_id", "NetBox id", CELL_ID, NULL, COLUMN_DATA},
};
enum { NAME, LOCATION, FIGURES, FAILOVER = FIGURES + PLACE_CELLS, NETBOX_PCT = FAILOVER + FAILOVER_CELLS, NETBOX_W, NETBOX_AVAILABLE, NETBOX_REASON,
       SITE, TENANT, STATUS, ID, NETBOX_ID, COLUMNS };

enum { REASONS_MAX = 8 };

struct making {
	const struct report_request *request;
	struct report *report;
	struct place_figures sum;
	size_t racks, over, shared, no_feeds, reasons;
};

static void add_netbox(struct making *m, struct cell *row, const struct place_figures *place)
{
	const struct rack *rack = (const struct rack *)(const void *)place->object;
	const char *why = place_netbox_reason(m->request->places, place, m->report->arena);
	row[NETBOX_PCT] = cell_number(place->netbox_pct);
	row[NETBOX_W] = cell_number(place->netbox_w);
	row[NETBOX_AVAILABLE] = cell_number(place->netbox_available_w);
	if (!*why)
		return;
	row[NETBOX_REASON] = cell_text(why);
	if (!rack->feed_count)
		m->no_feeds++;
	else if (m->reasons++ < REASONS_MAX)
		report_note(m->report, "%s. %s.", rack->object.name, why);
}

struct nodes {
	uint32_t *items;
	size_t count, capacity;
};

static void nodes_add(struct nodes *nodes, uint32_t n)
{
	nodes->items = array_grow(nodes->items, nodes->count, &nodes->capacity, sizeof *nodes->items);
	nodes->items[nodes->count++] = n;
}

/* What feeds the rack: the inlets of its PDUs, and the circuits or feeds they hang on. */
static uint32_t worst_inlet(const struct power *power, const struct report_request *request, const struct rack *rack)
{
	struct nodes nodes = {0};
	for (size_t i = 0; i < rack->device_count; i++)
		for (size_t k = 0; rack->devices[i]->outlet_count && k < rack->devices[i]->inlet_count; k++) {
			uint32_t n = power_node(power, &rack->devices[i]->inlets[k]->object);
			nodes_add(&nodes, n);
			if (power->nodes[n].way != NODE_NONE)
				nodes_add(&nodes, power->edges[power->nodes[n].way].from);
		}
	uint32_t worst = failover_worst(request, nodes.items, nodes.count);
	free(nodes.items);
	return worst;
}

static void add_rack(struct making *m, const struct object *object)
{
	const struct rack *rack = (const struct rack *)(const void *)object;
	const struct place_figures *place = places_find(m->request->places, object);
	struct cell *row = report_add_row(m->report, 0);
	row[NAME] = cell_link(object->name, report_url(m->report, m->request, object));
	if (rack->location)
		row[LOCATION] = cell_text(rack->location->object.name);
	place_cells(m->report, &row[FIGURES], m->request->power, place);
	if (m->request->failover)
		failover_cells(m->report, m->request, &row[FAILOVER], worst_inlet(m->request->power, m->request, rack));
	add_netbox(m, row, place);
	if (rack->site)
		row[SITE] = cell_text(rack->site->object.name);
	if (rack->tenant.id)
		row[TENANT] = cell_text(rack->tenant.name);
	row[STATUS] = cell_text(rack->status);
	row[ID] = cell_text(report_id(m->report, object));
	row[NETBOX_ID] = cell_number((double)object->id);
	if (place->shared && m->shared++ < REASONS_MAX)
		report_note(m->report, "%s. %s.", object->name, place->reason);
	place_add_up(&m->sum, place);
	m->racks++;
	m->over += place_over_2n(place);
}

static void add_notes(struct making *m)
{
	if (m->over)
		report_note(m->report, "%zu of %zu racks draw more than what is left when a side is lost (2N limit).",
		            m->over, m->racks);
	if (m->shared > REASONS_MAX)
		report_note(m->report, "%zu more racks are not 2N.", m->shared - REASONS_MAX);
	if (m->no_feeds)
		report_note(m->report, "NetBox has no figure for %zu racks with load: no feed is assigned to them.", m->no_feeds);
	if (m->reasons > REASONS_MAX)
		report_note(m->report, "NetBox differs for %zu more; JSON and CSV tell why.", m->reasons - REASONS_MAX);
}

struct report *report_utilization(const struct report_request *request)
{
	struct making m = {.request = request, .report = report_start("utilization", request, columns, COLUMNS)};
	size_t count;
	const struct object **racks = report_objects(request, OBJECT_RACK, NULL, &count);
	for (size_t i = 0; i < count; i++)
		add_rack(&m, racks[i]);
	free(racks);
	place_end_sum(&m.sum);
	place_sum_cells(report_total(m.report) + FIGURES, &m.sum);
	add_notes(&m);
	return m.report;
}
