/* Panel and PDU schedules: rows first, then, for numbered circuits, the same
 * cells again in two halves for people. */
#include "report/schedule.h"

#include "power/lines.h"
#include "report/place_cells.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const struct column columns[] = {
	{"element", "Element", CELL_TEXT, NULL, COLUMN_WIDE},
	{"name", "Circuit", CELL_TEXT, NULL, 0},
	{"label", "Label", CELL_TEXT, NULL, COLUMN_OPTIONAL},
	{"leg", "Leg", CELL_TEXT, NULL, COLUMN_OPTIONAL},
	{"connector", "Connector", CELL_TEXT, NULL, COLUMN_OPTIONAL},
	{"rated_a", "Rated", CELL_AMPS, NULL, 0},
	{"rated_w", "Rated", CELL_WATTS, NULL, COLUMN_WIDE},
	{"feeds", "Feeds", CELL_LIST, NULL, 0},
	{"place", "Place", CELL_TEXT, NULL, COLUMN_OPTIONAL},
	{"state", "State", CELL_TEXT, NULL, COLUMN_OPTIONAL},
	{"draw_w", "Draw", CELL_WATTS, NULL, COLUMN_OPTIONAL},
	{"load_w", "Load", CELL_WATTS, NULL, COLUMN_MARKED},
	{"usable_w", "Usable", CELL_WATTS, NULL, 0},
	{"utilization_pct", "Load", CELL_PERCENT, NULL, COLUMN_HEADLINE},
	{"current_a", "Load", CELL_AMPS, NULL, COLUMN_WIDE},
	{"side", "Side", CELL_TEXT, NULL, COLUMN_OPTIONAL},
	{"inlet", "Inlet", CELL_TEXT, NULL, COLUMN_WIDE},
	{"cable", "Cable", CELL_TEXT, NULL, COLUMN_WIDE},
	{"planned_w", "Planned", CELL_WATTS, NULL, COLUMN_DATA},
	{"headroom_w", "Headroom", CELL_WATTS, NULL, COLUMN_DATA | COLUMN_MARKED},
	{"devices", "Devices below", CELL_COUNT, NULL, COLUMN_DATA},
	{"severity", "Severity", CELL_TEXT, NULL, COLUMN_DATA},
	{"kind", "Kind", CELL_TEXT, NULL, COLUMN_DATA},
	{"id", "Id", CELL_TEXT, NULL, COLUMN_DATA},
	{"netbox_id", "NetBox id", CELL_ID, NULL, COLUMN_DATA},
};
enum { ELEMENT, NAME, LABEL, LEG, CONNECTOR, RATED_A, RATED, FEEDS, PLACE, STATE, DRAW, LOAD, USABLE, LOAD_PCT, CURRENT,
       SIDE, INLET, CABLE, PLANNED, HEADROOM, DEVICES, SEVERITY, KIND, ID, NETBOX_ID, COLUMNS };

struct making {
	const struct report_request *request;
	struct report *report;
	const struct power *power;
	const struct object *element;
};

/* -- one circuit ------------------------------------------------------------- */

static const char *place_of(struct report *report, const struct object *object)
{
	struct place place = object_place(object);
	const struct device *device = place.device;
	if (place.rack && device && number_known(device->position_u))
		return arena_printf(report->arena, "%s U%.4g", place.rack->object.name, device->position_u);
	return report_place(object);
}

/* What hangs on the cable: "CORE-SW01:PSU1", its place, and the draw NetBox has. */
static void add_far_end(struct making *m, struct cell *row, const struct cable *cable)
{
	const char **names = arena_array(m->report->arena, cable->inlet_count + 1, sizeof *names);
	double draw_w = 0;
	for (size_t i = 0; i < cable->inlet_count; i++) {
		names[i] = report_full_name(m->report, &cable->inlets[i]->object);
		draw_w += cable->inlets[i]->allocated_draw_w; /* one unknown: unknown */
	}
	row[FEEDS] = cell_list(names, cable->inlet_count);
	row[CABLE] = cell_text(cable->object.name);
	if (!cable->inlet_count)
		return;
	row[PLACE] = cell_text(place_of(m->report, &cable->inlets[0]->object));
	if (power_node(m->power, &cable->inlets[0]->device->object) != NODE_NONE && !cable->inlets[0]->device->outlet_count)
		row[DRAW] = cell_number(draw_w);
}

static const char *state_of(const struct termination *end, const char *status)
{
	bool on = !*status || strcmp(status, "enabled") == 0 || strcmp(status, "active") == 0;
	if (!on)
		return status;
	if (end->mark_connected)
		return "connected outside NetBox";
	if (!end->cable)
		return "free";
	if (!end->cable->inlet_count)
		return "cable without far end";
	return strcmp(end->cable->status, "connected") == 0 ? "" : end->cable->status;
}

static void add_figures(struct cell *row, const struct node *node)
{
	row[RATED_A] = cell_number((double)node->amps_rated);
	row[RATED] = cell_number(node->rated_w);
	row[LOAD] = cell_load(node->load_w, (enum load_mark)node->mark);
	row[USABLE] = cell_number(node->usable_w);
	row[LOAD_PCT] = cell_judged((double)node->utilization_pct, (enum severity)node->severity);
	row[CURRENT] = cell_number((double)node->current_a);
	row[PLANNED] = cell_number(node->planned_w);
	row[HEADROOM] = cell_load(node->headroom_w, (enum load_mark)node->headroom_mark);
	row[DEVICES] = cell_number(node->total);
	row[SEVERITY] = cell_text(severity_name((enum severity)node->severity));
	if (node->side)
		row[SIDE] = cell_text(report_side(node->side));
}

static struct cell *add_circuit(struct making *m, const struct object *object, const struct termination *end,
                                const char *status)
{
	struct cell *row = report_add_row(m->report, 0);
	const char *state = state_of(end, status);
	row[ELEMENT] = cell_text(m->element->name);
	row[NAME] = cell_link(object->name, report_url(m->report, m->request, object));
	row[FEEDS] = cell_list(NULL, 0);
	if (*state)
		row[STATE] = cell_text(state);
	if (end->cable)
		add_far_end(m, row, end->cable);
	add_figures(row, &m->power->nodes[power_node(m->power, object)]);
	row[KIND] = cell_text(object_kind_name(object->kind));
	row[ID] = cell_text(report_id(m->report, object));
	row[NETBOX_ID] = cell_number((double)object->id);
	return row;
}

static void add_outlet(struct making *m, const struct outlet *outlet)
{
	struct cell *row = add_circuit(m, &outlet->object, &outlet->end, outlet->status);
	const char *leg = lines_of_outlet(m->power, outlet);
	if (*outlet->label)
		row[LABEL] = cell_text(outlet->label);
	if (*leg)
		row[LEG] = cell_text(leg);
	if (*outlet->type)
		row[CONNECTOR] = cell_text(report_connector(m->report, outlet->type));
	if (outlet->inlet)
		row[INLET] = cell_text(outlet->inlet->object.name);
}

static void add_feed(struct making *m, const struct feed *feed)
{
	struct cell *row = add_circuit(m, &feed->object, &feed->end, feed->status);
	if (!feed->dc)
		row[LEG] = cell_text(feed->three_phase ? "3~" : "1~");
	if (feed->rack)
		row[PLACE] = cell_text(feed->rack->object.name);
}

/* -- the head: what feeds it ----------------------------------------------------- */

static const char *legs_text(const struct making *m, const struct node *node)
{
	if (!node->legs)
		return "";
	return arena_printf(m->report->arena, "; legs A %s, B %s, C %s%s", number_watts(node->legs[0].low_w, m->report->arena),
	                    number_watts(node->legs[1].low_w, m->report->arena), number_watts(node->legs[2].low_w, m->report->arena),
	                    node->unassigned_w > 0 ? arena_printf(m->report->arena, ", of it %s on no known leg",
	                                                           number_watts(node->unassigned_w, m->report->arena)) : "");
}

static void note_inlet(struct making *m, const struct inlet *inlet)
{
	uint32_t n = power_node(m->power, &inlet->object);
	const struct node *node = &m->power->nodes[n];
	const char *from = node->way == NODE_NONE ? "nothing"
	                   : report_full_name(m->report, m->power->nodes[m->power->edges[node->way].from].object);
	double usable_w = node->usable_w;
	if (!number_known(usable_w) && node->way != NODE_NONE)
		usable_w = m->power->nodes[m->power->edges[node->way].from].usable_w;
	report_note(m->report, "%s is fed by %s: %s of %s%s.", report_full_name(m->report, &inlet->object), from,
	            number_watts(node->load_w, m->report->arena), number_watts(usable_w, m->report->arena), legs_text(m, node));
}

static const char *watts_words(double watts, enum load_mark mark, struct arena *arena)
{
	return number_known(watts) ? arena_printf(arena, "%s%s", mark_sign(mark), number_watts(watts, arena)) : "?";
}

static const char *left_words(const struct report *report, const struct place_figures *figures)
{
	struct arena *arena = report->arena;
	double left_w = figures->headroom_w;
	if (!number_known(left_w))
		return "what is left is unknown";
	enum load_mark mark = figures->headroom_mark;
	if (left_w < 0 && mark == MARK_AT_MOST) /* so much too much, or more */
		mark = MARK_AT_LEAST;
	return arena_printf(arena, "%s %s%s%s", watts_words(fabs(left_w), mark, arena), left_w < 0 ? "too much" : "left",
	                    figures->bottleneck ? ", bottleneck " : "", place_bottleneck(report, figures));
}

/* "NET-R01-PDU-A: 4 900 W of 5 760 W usable, 7 200 W installed; 860 W left, bottleneck
 * EMEA-NETCORE-PANEL-A:Circuit-01." */
static void note_element(struct making *m)
{
	struct arena *arena = m->report->arena;
	struct places *places = places_for_elements(m->power);
	const struct place_figures *figures = places_of_element(places, power_node(m->power, m->element), arena);
	if (figures)
		report_note(m->report, "%s: %s of %s usable, %s installed; %s.", m->element->name,
		            watts_words(figures->load_w, figures->mark, arena),
		            watts_words(figures->usable.w, figures->usable.mark, arena),
		            watts_words(figures->installed.w, figures->installed.mark, arena), left_words(m->report, figures));
	places_free(places);
}

static void note_counts(struct making *m, size_t first)
{
	size_t count = m->report->row_count - first, free_ones = 0;
	for (size_t i = first; i < m->report->row_count; i++) {
		const struct cell *state = &m->report->rows[i].cells[STATE];
		free_ones += state->state == CELL_KNOWN && strcmp(state->text, "free") == 0;
	}
	report_note(m->report, "%s: %zu of %zu free.", m->element->name, free_ones, count);
}

/* -- elements ------------------------------------------------------------------------ */

bool schedule_has(const struct object *object)
{
	switch (object->kind) {
	case OBJECT_PANEL:
		return ((const struct panel *)(const void *)object)->feed_count > 0;
	case OBJECT_DEVICE:
		return ((const struct device *)(const void *)object)->outlet_count > 0;
	case OBJECT_FEED:
		return true;
	case OBJECT_INLET: case OBJECT_OUTLET: case OBJECT_CABLE: case OBJECT_RACK: case OBJECT_LOCATION: case OBJECT_SITE:
	case OBJECT_KINDS:
		break;
	}
	return false;
}

static void add_rows(struct making *m)
{
	const struct panel *panel = (const struct panel *)(const void *)m->element;
	const struct device *device = (const struct device *)(const void *)m->element;
	if (m->element->kind == OBJECT_FEED) {
		const struct feed *feed = (const struct feed *)(const void *)m->element;
		m->element = &feed->panel->object;
		add_feed(m, feed);
	}
	for (size_t i = 0; m->element->kind == OBJECT_PANEL && m->element == &panel->object && i < panel->feed_count; i++)
		add_feed(m, panel->feeds[i]);
	for (size_t i = 0; m->element->kind == OBJECT_DEVICE && i < device->outlet_count; i++)
		add_outlet(m, device->outlets[i]);
}

void schedule_add(struct report *report, const struct report_request *request, const struct object *object)
{
	struct making m = {request, report, request->power, object};
	const struct device *device = (const struct device *)(const void *)object;
	size_t first = report->row_count;
	add_rows(&m);
	for (size_t i = 0; object->kind == OBJECT_DEVICE && i < device->inlet_count && request->element; i++)
		note_inlet(&m, device->inlets[i]);
	if (request->element)
		note_element(&m);
	note_counts(&m, first);
}

struct report *schedule_new(const struct report_request *request)
{
	struct report *report = report_start("schedule", request, columns, COLUMNS);
	if (!request->element) { /* several: tell them apart */
		struct column *copy = arena_array(report->arena, COLUMNS, sizeof *copy);
		memcpy(copy, columns, sizeof columns);
		copy[ELEMENT].flags = 0;
		report->columns = copy;
	} else if (!request->title) {
		report->title = arena_printf(report->arena, "Schedule of %s", report_full_name(report, request->element));
	}
	return report;
}

/* -- odd and even ---------------------------------------------------------------------- */

enum { HALF = 6, BOARD_COLUMNS = 2 * HALF };
static const size_t board_from[HALF] = {NAME, LEG, CONNECTOR, RATED_A, FEEDS, LOAD};
static const struct column board_columns[BOARD_COLUMNS] = {
	{"odd", "Odd", CELL_TEXT, NULL, 0}, {"odd_leg", "Leg", CELL_TEXT, NULL, COLUMN_OPTIONAL},
	{"odd_connector", "Connector", CELL_TEXT, NULL, COLUMN_OPTIONAL}, {"odd_rated_a", "Rated", CELL_AMPS, NULL, 0},
	{"odd_feeds", "Feeds", CELL_TEXT, NULL, 0}, {"odd_load_w", "Load", CELL_WATTS, NULL, 0},
	{"even", "Even", CELL_TEXT, NULL, 0}, {"even_leg", "Leg", CELL_TEXT, NULL, COLUMN_OPTIONAL},
	{"even_connector", "Connector", CELL_TEXT, NULL, COLUMN_OPTIONAL}, {"even_rated_a", "Rated", CELL_AMPS, NULL, 0},
	{"even_feeds", "Feeds", CELL_TEXT, NULL, 0}, {"even_load_w", "Load", CELL_WATTS, NULL, 0},
};

/* "CKT-07" → 7; 0: no number at the end. */
static unsigned long circuit_number(const char *name)
{
	size_t length = strlen(name), digits = 0;
	while (digits < length && digits < 4 && name[length - digits - 1] >= '0' && name[length - digits - 1] <= '9')
		digits++;
	return strtoul(name + length - digits, NULL, 10);
}

/* Row of the flat report by circuit number, or NULL unless every number is there
 * once at most and half of them are used. malloc'd. */
static const struct cell **by_number(const struct report *flat, size_t *most)
{
	*most = 0;
	for (size_t i = 0; i < flat->row_count; i++) {
		size_t number = circuit_number(flat->rows[i].cells[NAME].text);
		*most = number > *most ? number : *most;
	}
	if (flat->row_count < 4 || *most > 2 * flat->row_count)
		return NULL;
	const struct cell **rows = xcalloc(*most + 2, sizeof *rows);
	for (size_t i = 0; i < flat->row_count; i++) {
		size_t number = circuit_number(flat->rows[i].cells[NAME].text);
		if (!number || rows[number]) {
			free(rows);
			return NULL;
		}
		rows[number] = flat->rows[i].cells;
	}
	return rows;
}

/* What it feeds, else why nothing. */
static struct cell feeds_cell(struct report *board, const struct cell *row)
{
	const char *text = "";
	for (size_t i = 0; i < row[FEEDS].item_count; i++)
		text = arena_printf(board->arena, "%s%s%s", text, i ? ", " : "", row[FEEDS].items[i]);
	if (row[STATE].state == CELL_KNOWN)
		text = arena_printf(board->arena, *text ? "%s (%s)" : "%s%s", text, row[STATE].text);
	return cell_text(text);
}

static void fill_half(struct report *board, struct cell *half, const struct cell *row)
{
	if (!row)
		return;
	for (size_t i = 0; i < HALF; i++)
		half[i] = row[board_from[i]];
	half[HALF - 2] = feeds_cell(board, row);
	half[HALF - 1].tone = row[LOAD_PCT].tone;
	if (row[STATE].state == CELL_KNOWN && !row[FEEDS].item_count)
		half[HALF - 1] = (struct cell){.state = CELL_BLANK};
}

static struct report *board_new(const struct report *flat)
{
	size_t most;
	const struct cell **rows = by_number(flat, &most);
	if (!rows)
		return NULL;
	struct report *board = report_new(flat->kind, board_columns, BOARD_COLUMNS);
	report_copy_head(board, flat);
	for (size_t number = 1; number <= most; number += 2) {
		struct cell *row = report_add_row(board, 0);
		fill_half(board, row, rows[number]);
		fill_half(board, row + HALF, rows[number + 1]);
	}
	free(rows);
	return board;
}

static bool is_board(const struct power *power, const struct object *element)
{
	uint32_t n = power_node(power, element);
	return element->kind == OBJECT_PANEL ||
	       (n != NODE_NONE && (power->nodes[n].role == ROLE_PANEL || power->nodes[n].role == ROLE_SWITCHGEAR));
}

/* -- the report --------------------------------------------------------------------------- */

static bool takes(const struct report_request *request, const struct object *object)
{
	(void)request;
	return schedule_has(object);
}

static void add_all(struct report *report, const struct report_request *request, enum object_kind kind)
{
	size_t count;
	const struct object **objects = report_objects(request, kind, takes, &count);
	for (size_t i = 0; i < count; i++)
		schedule_add(report, request, objects[i]);
	free(objects);
}

struct report *report_schedule(const struct report_request *request)
{
	struct report *report = schedule_new(request);
	if (!request->element) {
		add_all(report, request, OBJECT_PANEL);
		add_all(report, request, OBJECT_DEVICE);
		return report;
	}
	schedule_add(report, request, request->element);
	const struct node *node = &request->power->nodes[power_node(request->power, request->element)];
	report->known = node->known;
	report->total = node->total;
	struct cell *total = report_total(report);
	total[LOAD] = cell_load(node->load_w, (enum load_mark)node->mark);
	total[PLANNED] = cell_number(node->planned_w);
	total[DEVICES] = cell_number(node->total);
	if (is_board(request->power, request->element))
		report->people = board_new(report);
	return report;
}
