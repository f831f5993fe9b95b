/* Capacity that is there and not used: circuits, feeds and outlets nothing hangs
 * on, and what a smaller limit next to a larger one, or the fullest leg of three,
 * keeps back. Equal elements of one device are one row with a count. */
#include "report/kind.h"

#include "power/lines.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const struct column columns[] = {
	{"what", "What", CELL_TEXT, NULL, 0},
	{"name", "Where", CELL_TEXT, NULL, 0},
	{"place", "Place", CELL_TEXT, NULL, COLUMN_WIDE},
	{"side", "Side", CELL_TEXT, NULL, COLUMN_OPTIONAL},
	{"count", "Count", CELL_COUNT, NULL, 0},
	{"rated_w", "Rated", CELL_WATTS, NULL, 0},
	{"usable_w", "Usable", CELL_WATTS, NULL, 0},
	{"stranded_w", "Stranded", CELL_WATTS, NULL, COLUMN_MARKED},
	{"reason", "Reason", CELL_TEXT, NULL, 0},
	{"elements", "Elements", CELL_LIST, NULL, COLUMN_DATA},
	{"id", "Id", CELL_TEXT, NULL, COLUMN_DATA},
	{"netbox_id", "NetBox id", CELL_ID, NULL, COLUMN_DATA},
};
enum { WHAT, NAME, PLACE, SIDE, COUNT, RATED, USABLE, STRANDED, REASON, ELEMENTS, ID, NETBOX_ID, COLUMNS };

enum what { STRANDED_CIRCUIT, STRANDED_FEED, STRANDED_OUTLET, STRANDED_BOTTLENECK, STRANDED_PHASE, WHATS };
static const char *const what_names[] = {"circuit", "feed", "outlet", "bottleneck", "phase"};

/* Elements of one device that are stranded in the same way. */
struct group {
	enum what what;
	const struct object *where;
	uint32_t above;          /* what limits them all; NODE_NONE */
	double rated_w, usable_w; /* bottlenecks: of one; else of all */
	double other_w;           /* of what keeps one back */
	bool unfed;
	char side;
	const char **names;
	size_t count, capacity;
};

struct making {
	const struct report_request *request;
	struct report *report;
	const struct power *power;
	struct group *groups; /* those not written yet */
	size_t count, capacity;
	size_t counts[WHATS];
	struct sum {
		double w;
		bool known, unknown, at_most;
	} rated[WHATS], stranded[WHATS];
};

/* -- rows ------------------------------------------------------------------------ */

static struct cell *new_row(struct making *m, enum what what, const struct object *where, const char *reason)
{
	struct cell *row = report_add_row(m->report, 0);
	row[WHAT] = cell_text(what_names[what]);
	row[NAME] = cell_link(report_full_name(m->report, where), report_url(m->report, m->request, where));
	row[PLACE] = cell_text(report_place(where));
	row[REASON] = cell_text(reason);
	row[ID] = cell_text(report_id(m->report, where));
	row[NETBOX_ID] = cell_number((double)where->id);
	return row;
}

static void add_up(struct sum *sum, double w)
{
	sum->known |= number_known(w);
	sum->unknown |= !number_known(w);
	sum->w += number_known(w) ? w : 0;
}

static void set_figures(struct making *m, struct cell *row, enum what what, size_t count, double rated_w, double usable_w,
                        double stranded_w)
{
	row[COUNT] = cell_number((double)count);
	row[RATED] = cell_number(rated_w);
	row[USABLE] = cell_number(usable_w);
	row[STRANDED] = cell_number(stranded_w);
	m->counts[what] += count;
	add_up(&m->rated[what], rated_w);
	add_up(&m->stranded[what], stranded_w);
}

/* What is left on the way above, for all of a group together. */
static double room_above(const struct making *m, uint32_t above)
{
	double room = above == NODE_NONE ? NAN : m->power->nodes[above].headroom_w;
	return room < 0 ? 0 : room;
}

static enum load_mark mark_above(const struct making *m, uint32_t above)
{
	return above == NODE_NONE ? MARK_EXACT : (enum load_mark)m->power->nodes[above].headroom_mark;
}

static const char *unused_reason(const struct making *m, const struct group *group, double usable_w, double room)
{
	const char *plain = group->what == STRANDED_FEED ? "no cord" : group->what == STRANDED_CIRCUIT ? "no cable" : "empty";
	if (group->unfed)
		return arena_printf(m->report->arena, "%s, and not fed", plain);
	if (!number_known(usable_w))
		return arena_printf(m->report->arena, "%s; rating not known", plain);
	if (power_inlet_unrated(m->power, group->above))
		return arena_printf(m->report->arena, "%s; the rating of %s is not known", plain,
		                    report_full_name(m->report, m->power->nodes[group->above].object));
	if (!(room < usable_w))
		return plain;
	return arena_printf(m->report->arena, "%s; the way up leaves %s%s", plain, mark_sign(mark_above(m, group->above)),
	                    number_watts(room, m->report->arena));
}

static void write_unused(struct making *m, const struct group *group)
{
	double usable = group->usable_w, room = room_above(m, group->above);
	struct cell *row = new_row(m, group->what, group->where, unused_reason(m, group, usable, room));
	double stranded = !group->unfed && power_inlet_unrated(m->power, group->above) ? NAN : room < usable ? room : usable;
	enum load_mark mark = mark_above(m, group->above);
	set_figures(m, row, group->what, group->count, group->rated_w, usable, stranded);
	if (mark == MARK_AT_MOST || room < usable)
		row[STRANDED].mark = (uint8_t)mark;
	m->stranded[group->what].at_most |= row[STRANDED].mark == MARK_AT_MOST;
}

static void write_bottleneck(struct making *m, const struct group *group)
{
	const char *reason = arena_printf(m->report->arena, "%s takes only %s", group->names[0], number_watts(group->other_w, m->report->arena));
	if (group->above == NODE_NONE) /* the supply is the smaller one */
		reason = arena_printf(m->report->arena, "%s inlets, fed with only %s each",
		                      number_watts(group->usable_w, m->report->arena), number_watts(group->other_w, m->report->arena));
	struct cell *row = new_row(m, group->what, group->where, reason);
	double n = (double)group->count;
	set_figures(m, row, group->what, group->count, n * group->rated_w, n * group->usable_w,
	            n * (group->usable_w - group->other_w));
}

static void write_groups(struct making *m)
{
	for (size_t i = 0; i < m->count; i++) {
		struct group *group = &m->groups[i];
		(group->what == STRANDED_BOTTLENECK ? write_bottleneck : write_unused)(m, group);
		struct cell *row = m->report->rows[m->report->row_count - 1].cells;
		const char **names = arena_array(m->report->arena, group->count, sizeof *names);
		memcpy(names, group->names, group->count * sizeof *names);
		row[ELEMENTS] = cell_list(names, group->count);
		if (group->side)
			row[SIDE] = cell_text(report_side(group->side));
		free(group->names);
	}
	m->count = 0;
}

static bool same(double a, double b)
{
	return a == b || (!number_known(a) && !number_known(b));
}

static void add(struct making *m, struct group what, const char *name)
{
	struct group *group = NULL;
	for (size_t i = m->count; i-- > 0 && !group;) {
		struct group *g = &m->groups[i];
		bool alike = what.what != STRANDED_BOTTLENECK || (same(g->rated_w, what.rated_w) &&
		             same(g->usable_w, what.usable_w) && same(g->other_w, what.other_w));
		if (g->what == what.what && g->where == what.where && g->above == what.above && g->side == what.side && alike)
			group = g;
	}
	if (group && what.what != STRANDED_BOTTLENECK) {
		group->rated_w += what.rated_w;
		group->usable_w += what.usable_w;
	}
	if (!group) {
		m->groups = array_grow(m->groups, m->count, &m->capacity, sizeof *m->groups);
		group = &m->groups[m->count++];
		*group = what;
	}
	group->names = array_grow(group->names, group->count, &group->capacity, sizeof *group->names);
	group->names[group->count++] = name;
}

/* -- unused ------------------------------------------------------------------------- */

static bool is_free(const struct node *node, const struct termination *end)
{
	return !end->cable && !end->mark_connected && !(node->flags & NODE_NOT_LIVE);
}

static void add_feed(struct making *m, const struct feed *feed, const struct node *node)
{
	if (!is_free(node, &feed->end))
		return;
	add(m, (struct group){.what = STRANDED_FEED, .where = &feed->object, .above = NODE_NONE, .rated_w = node->rated_w,
	                      .usable_w = node->usable_w, .other_w = NAN, .side = node->side}, feed->object.name);
	write_groups(m);
}

static void add_outlet(struct making *m, const struct outlet *outlet, const struct node *node)
{
	if (!is_free(node, &outlet->end))
		return;
	uint32_t above = node->way == NODE_NONE ? NODE_NONE : m->power->edges[node->way].from;
	add(m, (struct group){.what = node->role == ROLE_CIRCUIT ? STRANDED_CIRCUIT : STRANDED_OUTLET,
	                      .where = &outlet->device->object, .above = above, .rated_w = node->rated_w,
	                      .usable_w = node->usable_w, .other_w = NAN, .side = node->side,
	                      .unfed = !(node->flags & NODE_FED)}, outlet->object.name);
}

/* -- bottlenecks ----------------------------------------------------------------------- */

/* The only inlet a supply leads to, when it feeds one alone and is its only
 * supply; NODE_NONE. */
static uint32_t only_inlet(const struct power *p, uint32_t supply)
{
	uint32_t found = NODE_NONE;
	for (uint32_t i = p->out_start[supply]; i < p->out_start[supply + 1]; i++) {
		const struct edge *edge = &p->edges[p->out_edges[i]];
		if (!edge->live || edge->closes_cycle)
			continue;
		if (found != NODE_NONE || p->nodes[edge->to].role != ROLE_INPUT)
			return NODE_NONE;
		found = edge->to;
	}
	return found != NODE_NONE && p->in_start[found + 1] - p->in_start[found] == 1 ? found : NODE_NONE;
}

/* `where`: the device or panel that the supply belongs to. */
static void compare(struct making *m, const struct object *where, uint32_t supply)
{
	const struct power *p = m->power;
	uint32_t inlet = only_inlet(p, supply);
	if (inlet == NODE_NONE)
		return;
	const struct node *from = &p->nodes[supply], *to = &p->nodes[inlet];
	const char *name = report_full_name(m->report, to->object);
	if (from->usable_w > to->usable_w + 0.5)
		add(m, (struct group){.what = STRANDED_BOTTLENECK, .where = from->object, .above = supply, .rated_w = from->rated_w,
		                      .usable_w = from->usable_w, .other_w = to->usable_w, .side = from->side}, name);
	else if (to->usable_w > from->usable_w + 0.5)
		add(m, (struct group){.what = STRANDED_BOTTLENECK, .where = where, .above = NODE_NONE, .rated_w = to->rated_w,
		                      .usable_w = to->usable_w, .other_w = from->usable_w, .side = from->side}, name);
}

/* A feed for a panel whose circuits together take less. */
static void compare_circuits(struct making *m, uint32_t feed)
{
	const struct power *p = m->power;
	uint32_t inlet = only_inlet(p, feed);
	double sum = 0;
	if (inlet == NODE_NONE || p->out_start[inlet] == p->out_start[inlet + 1])
		return;
	for (uint32_t i = p->out_start[inlet]; i < p->out_start[inlet + 1]; i++) {
		const struct node *outlet = &p->nodes[p->edges[p->out_edges[i]].to];
		if (outlet->role != ROLE_CIRCUIT)
			return;
		sum += outlet->usable_w;
	}
	const struct node *node = &p->nodes[feed];
	if (!(node->usable_w > sum + 0.5))
		return;
	const char *reason = arena_printf(m->report->arena, "its circuits take only %s", number_watts(sum, m->report->arena));
	struct cell *row = new_row(m, STRANDED_BOTTLENECK, node->object, reason);
	set_figures(m, row, STRANDED_BOTTLENECK, 1, node->rated_w, node->usable_w, node->usable_w - sum);
	if (node->side)
		row[SIDE] = cell_text(report_side(node->side));
}

/* -- phases -------------------------------------------------------------------------------- */

static void add_phases(struct making *m)
{
	const struct power *p = m->power;
	struct arena *arena = arena_new();
	const struct line_currents *currents = line_currents_new(p, arena);
	for (uint32_t n = p->first[OBJECT_FEED]; n < p->first[OBJECT_OUTLET]; n++) {
		const struct node *node = &p->nodes[n];
		uint32_t inlet = node->kind == OBJECT_FEED ? only_inlet(p, n) : NODE_NONE;
		bool below = inlet != NODE_NONE && number_known(p->nodes[inlet].usable_w); /* told there */
		if (!node->legs || below || !number_known(node->usable_w) || node->role == ROLE_PSU || !report_in_scope(m->request, node->object))
			continue;
		double kept = lines_of(p, currents, n).stranded_w;
		if (!(kept >= 0.5))
			continue;
		struct cell *row = new_row(m, STRANDED_PHASE, node->object, "one leg is full first");
		set_figures(m, row, STRANDED_PHASE, 1, node->rated_w, node->usable_w, kept);
		if (node->side)
			row[SIDE] = cell_text(report_side(node->side));
	}
	arena_free(arena);
}

/* -- all of it ------------------------------------------------------------------------------- */

static void add_feeds(struct making *m)
{
	size_t count;
	const struct object **feeds = report_objects(m->request, OBJECT_FEED, NULL, &count);
	for (size_t i = 0; i < count; i++) {
		uint32_t n = power_node(m->power, feeds[i]);
		const struct feed *feed = (const struct feed *)(const void *)feeds[i];
		add_feed(m, feed, &m->power->nodes[n]);
		compare(m, &feed->panel->object, n);
		write_groups(m);
		compare_circuits(m, n);
	}
	free(feeds);
}

static bool has_outlets(const struct report_request *request, const struct object *device)
{
	(void)request;
	return ((const struct device *)(const void *)device)->outlet_count > 0;
}

static void add_devices(struct making *m)
{
	size_t count;
	const struct object **devices = report_objects(m->request, OBJECT_DEVICE, has_outlets, &count);
	for (size_t i = 0; i < count; i++) {
		const struct device *device = (const struct device *)(const void *)devices[i];
		for (size_t k = 0; k < device->outlet_count; k++) {
			uint32_t n = power_node(m->power, &device->outlets[k]->object);
			add_outlet(m, device->outlets[k], &m->power->nodes[n]);
			compare(m, &device->object, n);
		}
		write_groups(m);
	}
	free(devices);
}

static const char *sum_words(const struct making *m, const struct sum *sum)
{
	const char *words = number_watts(sum->known ? sum->w : NUMBER_UNKNOWN, m->report->arena);
	enum load_mark mark = sum->at_most ? MARK_AT_MOST : sum->unknown ? MARK_AT_LEAST : MARK_EXACT;
	if (!sum->known)
		return words;
	return arena_printf(m->report->arena, "%s%s%s", mark_sign(mark), words, sum->at_most && sum->unknown ? " (others unknown)" : "");
}

static void add_notes(struct making *m)
{
	static const char *const names[] = {"unused circuits", "feeds without a cord", "empty outlets", "behind a bottleneck",
	                                    "behind the fullest leg"};
	for (int what = 0; what < WHATS; what++)
		if (m->counts[what])
			report_note(m->report, "%s: %zu, %s rated, %s stranded.", names[what], m->counts[what],
			            sum_words(m, &m->rated[what]), sum_words(m, &m->stranded[what]));
	if (m->report->row_count)
		report_note(m->report, "The same watt may be listed at several tiers, so the kinds do not add up.");
}

struct report *report_stranded(const struct report_request *request)
{
	struct making m = {.request = request, .power = request->power,
	                   .report = report_start("stranded", request, columns, COLUMNS)};
	struct error none = {.code = ERROR_NONE};
	size_t all = 0;
	add_feeds(&m);
	add_devices(&m);
	add_phases(&m);
	report_sort(m.report, "what", &none);
	for (int what = 0; what < WHATS; what++)
		all += m.counts[what];
	report_total(m.report)[COUNT] = cell_number((double)all);
	add_notes(&m);
	free(m.groups);
	return m.report;
}
