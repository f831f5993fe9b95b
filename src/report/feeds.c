/* Feeds: one row each. */
#include "report/failover_cells.h"

#include <math.h>
#include <stdlib.h>

static const struct column columns[] = {
	{"name", "Feed", CELL_TEXT, NULL, 0},
	{"rack", "Rack", CELL_TEXT, NULL, COLUMN_OPTIONAL},
	{"supply", "Supply", CELL_TEXT, NULL, 0},
	{"side", "Side", CELL_TEXT, NULL, COLUMN_OPTIONAL},
	{"status", "Status", CELL_TEXT, NULL, COLUMN_WIDE},
	{"load_w", "Load", CELL_WATTS, NULL, COLUMN_MARKED},
	{"usable_w", "Usable", CELL_WATTS, NULL, 0},
	{"utilization_pct", "Load", CELL_PERCENT, NULL, COLUMN_HEADLINE},
	{"rated_w", "Rated", CELL_WATTS, NULL, 0},
	{"failure_limit_w", "Failure limit", CELL_WATTS, NULL, COLUMN_WIDE},
	{"current_a", "Load", CELL_AMPS, NULL, 0},
	{"rated_a", "Rated", CELL_AMPS, NULL, COLUMN_WIDE},
	{"headroom_w", "Headroom", CELL_WATTS, NULL, COLUMN_MARKED},
	{"netbox_allocated_w", "NetBox", CELL_WATTS, NULL, 0},
	FAILOVER_COLUMNS,
	{"planned_w", "Planned", CELL_WATTS, NULL, COLUMN_DATA},
	{"reserve_w", "Reserve", CELL_WATTS, NULL, COLUMN_DATA},
	{"maximum_w", "Maximum", CELL_WATTS, NULL, COLUMN_DATA},
	{"panel", "Panel", CELL_TEXT, NULL, COLUMN_DATA},
	{"known", "Draws known", CELL_COUNT, NULL, COLUMN_DATA},
	{"total", "Draws", CELL_COUNT, NULL, COLUMN_DATA},
	{"severity", "Severity", CELL_TEXT, NULL, COLUMN_DATA},
	{"id", "Id", CELL_TEXT, NULL, COLUMN_DATA},
	{"netbox_id", "NetBox id", CELL_ID, NULL, COLUMN_DATA},
};
enum { NAME, RACK, SUPPLY, SIDE, STATUS, LOAD, USABLE, LOAD_PCT, RATED, FAILURE, CURRENT, RATED_A, HEADROOM, NETBOX,
       FAILOVER, PLANNED = FAILOVER + FAILOVER_CELLS, RESERVE, MAXIMUM, PANEL, KNOWN, TOTAL, SEVERITY, ID, NETBOX_ID, COLUMNS };

struct sums {
	double load_w, rated_w, usable_w, planned_w;
	bool partly;
	bool unrated;
	size_t idle, out;
};

/* "480 V 3~ 400 A" */
static const char *supply_text(const struct report *report, const struct feed *feed)
{
	return arena_printf(report->arena, "%lld V %s %lld A", (long long)feed->voltage_v,
	                    feed->dc ? "DC" : feed->three_phase ? "3~" : "1~", (long long)feed->amperage_a);
}

static void name_feed(const struct report *report, const struct report_request *request, struct cell *row,
                      const struct feed *feed, const struct node *node)
{
	row[NAME] = cell_link(report_full_name(report, &feed->object), report_url(report, request, &feed->object));
	if (feed->rack)
		row[RACK] = cell_text(feed->rack->object.name);
	row[SUPPLY] = cell_text(supply_text(report, feed));
	if (node->side)
		row[SIDE] = cell_text(report_side(node->side));
	row[STATUS] = cell_text(feed->status);
	row[PANEL] = cell_text(feed->panel->object.name);
	row[ID] = cell_text(report_id(report, &feed->object));
	row[NETBOX_ID] = cell_number((double)feed->object.id);
}

static void add_figures(struct cell *row, const struct node *node)
{
	row[LOAD] = cell_load(node->load_w, (enum load_mark)node->mark);
	row[USABLE] = cell_number(node->usable_w);
	row[LOAD_PCT] = cell_judged((double)node->utilization_pct, (enum severity)node->severity);
	row[RATED] = cell_number(node->rated_w);
	row[FAILURE] = cell_number(node->limit_w);
	row[CURRENT] = cell_number((double)node->current_a);
	row[RATED_A] = cell_number((double)node->amps_rated);
	row[HEADROOM] = cell_load(node->headroom_w, (enum load_mark)node->headroom_mark);
	row[NETBOX] = cell_number(node->netbox_allocated_w);
	row[PLANNED] = cell_number(node->planned_w);
	row[RESERVE] = cell_number(node->reserve_w);
	row[MAXIMUM] = cell_number(node->maximum_w);
	row[KNOWN] = cell_number(node->known);
	row[TOTAL] = cell_number(node->total);
	row[SEVERITY] = cell_text(severity_name((enum severity)node->severity));
}

static void add_up(struct sums *sums, const struct feed *feed, const struct node *node)
{
	if (number_known(node->load_w))
		sums->load_w += node->load_w;
	sums->partly |= !number_known(node->load_w) || node->mark != MARK_EXACT;
	sums->rated_w += number_known(node->rated_w) ? node->rated_w : 0;
	sums->usable_w += number_known(node->usable_w) ? node->usable_w : 0;
	sums->unrated |= !number_known(node->rated_w);
	sums->planned_w += node->planned_w;
	sums->idle += !feed->end.cable && !feed->end.mark_connected;
	sums->out += (node->flags & NODE_NOT_LIVE) != 0;
}

static void finish(struct report *report, const struct sums *sums)
{
	struct cell *total = report_total(report);
	enum load_mark mark = sums->partly ? MARK_AT_LEAST : MARK_EXACT;
	total[LOAD] = cell_load(sums->load_w, mark);
	total[RATED] = cell_load(sums->rated_w, sums->unrated ? MARK_AT_LEAST : MARK_EXACT);
	total[USABLE] = cell_load(sums->usable_w, sums->unrated ? MARK_AT_LEAST : MARK_EXACT);
	total[LOAD_PCT] = cell_number(sums->unrated ? NUMBER_UNKNOWN : percent_of(sums->load_w, sums->usable_w));
	total[PLANNED] = cell_number(sums->planned_w);
	if (sums->idle)
		report_note(report, "Feeds without a cord: %zu.", sums->idle);
	if (sums->out)
		report_note(report, "Feeds that are not active: %zu.", sums->out);
}

struct report *report_feeds(const struct report_request *request)
{
	struct report *report = report_start("feeds", request, columns, COLUMNS);
	struct sums sums = {0};
	size_t count;
	const struct object **feeds = report_objects(request, OBJECT_FEED, NULL, &count);
	for (size_t i = 0; i < count; i++) {
		const struct feed *feed = (const struct feed *)(const void *)feeds[i];
		const struct node *node = &request->power->nodes[power_node(request->power, feeds[i])];
		struct cell *row = report_add_row(report, 0);
		name_feed(report, request, row, feed, node);
		add_figures(row, node);
		failover_cells(report, request, &row[FAILOVER], power_node(request->power, feeds[i]));
		add_up(&sums, feed, node);
	}
	free(feeds);
	finish(report, &sums);
	return report;
}
