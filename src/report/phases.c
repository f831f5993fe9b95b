/* What carries three phases: feeds, and the three-phase inlets of PDUs, panels
 * and the rest, with the load and current of each line. */
#include "report/kind.h"

#include "power/lines.h"
#include "power/moves.h"

#include <math.h>
#include <stdlib.h>

static const struct column columns[] = {
	{"name", "Element", CELL_TEXT, NULL, 0},
	{"place", "Place", CELL_TEXT, NULL, COLUMN_WIDE},
	{"load_w", "Load", CELL_WATTS, NULL, COLUMN_MARKED},
	{"leg_a_w", "A", CELL_WATTS, NULL, 0},
	{"leg_b_w", "B", CELL_WATTS, NULL, 0},
	{"leg_c_w", "C", CELL_WATTS, NULL, 0},
	{"leg_usable_w", "Leg usable", CELL_WATTS, NULL, COLUMN_WIDE},
	{"unassigned_pct", "No leg", CELL_PERCENT, NULL, 0},
	{"current_a_a", "A", CELL_AMPS, NULL, 0},
	{"current_b_a", "B", CELL_AMPS, NULL, 0},
	{"current_c_a", "C", CELL_AMPS, NULL, 0},
	{"imbalance_pct", "Imb.", CELL_PERCENT, NULL, COLUMN_HEADLINE},
	{"leg_headroom_w", "Leg room", CELL_WATTS, NULL, COLUMN_MARKED},
	{"stranded_w", "Stranded", CELL_WATTS, NULL, 0},
	{"three_phase_headroom_w", "Room on three", CELL_WATTS, NULL, COLUMN_WIDE | COLUMN_MARKED},
	{"unassigned_w", "On no leg", CELL_WATTS, NULL, COLUMN_DATA},
	{"leg_a_high_w", "A at most", CELL_WATTS, NULL, COLUMN_DATA},
	{"leg_b_high_w", "B at most", CELL_WATTS, NULL, COLUMN_DATA},
	{"leg_c_high_w", "C at most", CELL_WATTS, NULL, COLUMN_DATA},
	{"usable_w", "Usable", CELL_WATTS, NULL, COLUMN_DATA},
	{"rated_a", "Rated", CELL_AMPS, NULL, COLUMN_DATA},
	{"moves", "Moves", CELL_LIST, NULL, COLUMN_DATA},
	{"side", "Side", CELL_TEXT, NULL, COLUMN_DATA},
	{"kind", "Kind", CELL_TEXT, NULL, COLUMN_DATA},
	{"role", "Role", CELL_TEXT, NULL, COLUMN_DATA},
	{"known", "Draws known", CELL_COUNT, NULL, COLUMN_DATA},
	{"total", "Draws", CELL_COUNT, NULL, COLUMN_DATA},
	{"id", "Id", CELL_TEXT, NULL, COLUMN_DATA},
	{"netbox_id", "NetBox id", CELL_ID, NULL, COLUMN_DATA},
};
enum { NAME, PLACE, LOAD, LEG_A, LEG_B, LEG_C, LEG_USABLE, UNASSIGNED_PCT, CURRENT_A, CURRENT_B, CURRENT_C, IMBALANCE,
       LEG_ROOM, STRANDED, ROOM, UNASSIGNED, HIGH_A, HIGH_B, HIGH_C, USABLE, RATED_A, MOVES, SIDE, KIND, ROLE, KNOWN, TOTAL, ID,
       NETBOX_ID, COLUMNS };

struct making {
	const struct report_request *request;
	struct report *report;
	const struct power *power;
	const struct line_currents *currents;
	struct phase_move moves[MOVES_MAX];
	size_t move_count;
	size_t unassigned, overloaded;
	double stranded_w;
};

/* A leg above its third is what a planner looks for. */
static enum severity leg_severity(const struct making *m, const struct leg *leg)
{
	return severity_of_percent(&m->power->policy, percent_of(leg->high_w, leg->usable_w));
}

static void add_legs(const struct making *m, struct cell *row, const struct node *node)
{
	enum load_mark mark = node->unassigned_w > 0 ? MARK_ASSUMED : (enum load_mark)node->mark;
	for (int i = 0; i < 3; i++) {
		row[LEG_A + i] = cell_load(node->legs[i].low_w, mark);
		row[LEG_A + i].tone = (uint8_t)leg_severity(m, &node->legs[i]);
		row[HIGH_A + i] = cell_number(node->legs[i].high_w);
	}
	row[LEG_USABLE] = cell_number(node->legs[0].usable_w);
}

static void add_lines(const struct making *m, struct cell *row, const struct node *node, const struct lines *lines)
{
	double imbalance = lines->imbalance_pct;
	for (int i = 0; i < 3; i++)
		row[CURRENT_A + i] = cell_number(lines->current_a[i]);
	row[IMBALANCE] = cell_judged(imbalance, imbalance > m->power->policy.imbalance_pct ? SEVERITY_NOTICE : SEVERITY_OK);
	if (node->unassigned_w > 0)
		row[IMBALANCE].mark = MARK_ASSUMED;
	row[UNASSIGNED_PCT] = cell_number(lines->unassigned_pct);
	row[LEG_ROOM] = cell_load(lines->leg_headroom_w, mark_left(node));
	row[ROOM] = cell_load(lines->three_headroom_w, mark_left(node));
	row[STRANDED] = cell_number(lines->stranded_w);
}

/* A device with one inlet goes by its own name. */
static const char *element_name(const struct making *m, const struct node *node)
{
	if (node->kind == OBJECT_INLET && ((const struct inlet *)(const void *)node->object)->device->inlet_count == 1)
		return m->power->nodes[node->device].object->name;
	return report_full_name(m->report, node->object);
}

/* -- what would help ---------------------------------------------------------- */

static bool in_scope(const void *context, const struct object *object)
{
	return report_in_scope(context, object);
}

/* "CORE:PSU1 (900 W) from pdu-3p:01 (A) to pdu-3p:05 (B): imbalance 136.5 → 50.8 %,
 * fullest leg 2 483 → 1 583 W" */
static const char *move_text(const struct making *m, const struct phase_move *move)
{
	return arena_printf(m->report->arena, "%s (%s) from %s (%s) to %s (%s): imbalance %.1f → %.1f %%, fullest leg %s → %s",
	                    report_full_name(m->report, &move->from->end.cable->inlets[0]->object), number_watts(move->load_w, m->report->arena),
	                    report_full_name(m->report, &move->from->object), lines_of_outlet(m->power, move->from),
	                    move->to->object.name, lines_of_outlet(m->power, move->to), move->before_pct, move->after_pct,
	                    number_watts(move->before_w, m->report->arena), number_watts(move->after_w, m->report->arena));
}

static struct cell moves_of(const struct making *m, uint32_t element)
{
	const char **texts = arena_array(m->report->arena, MOVES_MAX, sizeof *texts);
	size_t count = 0;
	for (size_t i = 0; i < m->move_count; i++)
		if (m->moves[i].element == element)
			texts[count++] = move_text(m, &m->moves[i]);
	return cell_list(texts, count);
}

static void note_moves(struct making *m)
{
	for (size_t i = 0; i < m->move_count; i++)
		report_note(m->report, "Move %zu: %s.", i + 1, move_text(m, &m->moves[i]));
	if (!m->move_count)
		report_note(m->report, "No move of one cord to a free outlet of the same device lowers an imbalance.");
}

static void add_row(struct making *m, uint32_t n)
{
	const struct node *node = &m->power->nodes[n];
	struct lines lines = lines_of(m->power, m->currents, n);
	struct cell *row = report_add_row(m->report, 0);
	row[NAME] = cell_link(element_name(m, node), report_url(m->report, m->request, node->object));
	row[PLACE] = cell_text(report_place_or_site(node->object));
	row[LOAD] = cell_load(node->load_w, (enum load_mark)node->mark);
	add_legs(m, row, node);
	add_lines(m, row, node, &lines);
	row[UNASSIGNED] = cell_number(node->unassigned_w);
	row[USABLE] = cell_number(node->usable_w);
	row[RATED_A] = cell_number((double)node->amps_rated);
	row[MOVES] = moves_of(m, n);
	if (node->side)
		row[SIDE] = cell_text(report_side(node->side));
	row[KIND] = cell_text(object_kind_name((enum object_kind)node->kind));
	row[ROLE] = cell_text(role_name((enum role)(node->kind == OBJECT_INLET ? m->power->nodes[node->device].role : node->role)));
	row[KNOWN] = cell_number(node->known);
	row[TOTAL] = cell_number(node->total);
	row[ID] = cell_text(report_id(m->report, node->object));
	row[NETBOX_ID] = cell_number((double)node->object->id);
	m->unassigned += node->unassigned_w > 0;
	m->overloaded += lines.leg_headroom_w < 0;
	m->stranded_w += number_known(lines.stranded_w) ? lines.stranded_w : 0;
}

static bool has_legs(const struct report_request *request, const struct object *object)
{
	const struct node *node = &request->power->nodes[power_node(request->power, object)];
	return node->legs && (node->kind == OBJECT_FEED || node->role == ROLE_INPUT);
}

static void add_kind(struct making *m, enum object_kind kind)
{
	size_t count;
	const struct object **objects = report_objects(m->request, kind, has_legs, &count);
	for (size_t i = 0; i < count; i++)
		add_row(m, power_node(m->power, objects[i]));
	free(objects);
}

static void add_notes(struct making *m)
{
	report_note(m->report, "Leg loads take what is on no known leg as balanced (≈); leg room takes all of it on the leg.");
	if (m->unassigned)
		report_note(m->report, "%zu of %zu elements carry load on no known leg: set feed_leg of the outlets.",
		            m->unassigned, m->report->row_count);
	if (m->overloaded)
		report_note(m->report, "%zu elements may have a leg above its third.", m->overloaded);
	note_moves(m);
}

struct report *report_phases(const struct report_request *request)
{
	struct making m = {.request = request, .power = request->power,
	                   .report = report_start("phases", request, columns, COLUMNS)};
	m.currents = line_currents_new(request->power, m.report->arena);
	m.move_count = phase_moves(request->power, in_scope, request, m.moves);
	add_kind(&m, OBJECT_FEED);
	add_kind(&m, OBJECT_INLET);
	if (m.report->row_count)
		add_notes(&m);
	else
		report_note(m.report, "Nothing here has three phases.");
	return m.report;
}
