/* One unit is one card between the wings: a rack, the consumers of a place that
 * stand in no rack, or (detail row) all racks of a location. An element all of
 * whose consumers are in one unit has its home there; from the consumers
 * upwards that is one pass over the graph's order. */
#include "diagram/floor.h"

#include "base/number.h"
#include "base/text.h"
#include "diagram/fold.h"
#include "diagram/words.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { NO_UNIT = -1, MANY_UNITS = -2 };

const char *floor_detail_name(enum floor_detail detail)
{
	static const char *const names[FLOOR_DETAILS] = {"full", "device", "rack", "row"};
	return detail < FLOOR_DETAILS ? names[detail] : "";
}

struct unit {
	const struct rack *rack;      /* NULL: loose consumers or a row */
	struct place place;
	uint32_t *devices;            /* of a card that is no single rack */
	size_t device_count, rack_count;
};

struct floor {
	struct sketch sketch;
	struct builder *builder; /* of the sketch */
	const struct content *content;
	const struct power *power;
	const struct inventory *inventory;
	struct arena *arena;
	enum floor_detail detail;
	struct fold fold;
	struct unit *units;
	size_t unit_count;
	int *unit_of;            /* by owner node: its unit, NO_UNIT or MANY_UNITS */
	int *location_group, *site_group;
	bool over_common;        /* most racks are over their 2N limit */
};

/* -- units ---------------------------------------------------------------------- */

static int compare_names(const struct object *a, const struct object *b)
{
	if (!a || !b)
		return (a != NULL) - (b != NULL);
	int order = text_compare_natural(a->name, b->name);
	return order ? order : (a->id > b->id) - (a->id < b->id);
}

static int depth_of(const struct location *location)
{
	int depth = 0;
	for (; location; location = location->parent)
		depth++;
	return depth;
}

/* By the names of the locations above, outermost first. */
static int compare_locations(const struct location *a, const struct location *b)
{
	if (a == b)
		return 0;
	int x = depth_of(a), y = depth_of(b);
	if (x != y) {
		int order = x > y ? compare_locations(a->parent, b) : compare_locations(a, b->parent);
		return order ? order : x - y;
	}
	int order = compare_locations(a->parent, b->parent);
	return order ? order : compare_names(&a->object, &b->object);
}

static const struct object *object_or_null(const void *object)
{
	return object; /* every object begins with a struct object */
}

static int by_place(const void *a, const void *b)
{
	const struct unit *x = a, *y = b;
	int order = compare_names(object_or_null(x->place.site), object_or_null(y->place.site));
	if (order == 0)
		order = compare_locations(x->place.location, y->place.location);
	if (order == 0 && (!x->rack || !y->rack))
		return !x->rack - !y->rack;
	return order ? order : compare_names(&x->rack->object, &y->rack->object);
}

static bool in_picture(const struct floor *floor, const struct rack *rack)
{
	for (size_t i = 0; i < rack->device_count; i++)
		if (content_has(floor->content, power_node(floor->power, &rack->devices[i]->object)))
			return true;
	return floor->content->focus_count == 0 && rack->object.visible &&
	       scope_contains(floor->content->scope, &rack->object);
}

static void add_unit(struct floor *floor, struct unit unit)
{
	floor->units[floor->unit_count++] = unit;
}

static void rack_units(struct floor *floor)
{
	for (size_t i = 0; i < floor->inventory->rack_count; i++) {
		const struct rack *rack = floor->inventory->racks[i];
		if (in_picture(floor, rack))
			add_unit(floor, (struct unit){ .rack = rack, .place = object_place(&rack->object), .rack_count = 1 });
	}
}

static bool is_consumer(const struct floor *floor, uint32_t node)
{
	const struct node *n = &floor->power->nodes[node];
	return n->kind == OBJECT_DEVICE && n->role == ROLE_CONSUMER && content_has(floor->content, node);
}

/* A unit for each loose consumer; those of one place become one. */
static void loose_units(struct floor *floor)
{
	const struct power *power = floor->power;
	for (uint32_t i = power->first[OBJECT_DEVICE]; i < power->node_count; i++) {
		struct place place = object_place(power->nodes[i].object);
		if (place.rack || !is_consumer(floor, i))
			continue;
		uint32_t *device = arena_array(floor->arena, 1, sizeof *device);
		*device = i;
		add_unit(floor, (struct unit){ .place = place, .devices = device, .device_count = 1 });
	}
}

static bool same_card(const struct floor *floor, const struct unit *a, const struct unit *b)
{
	bool place = a->place.site == b->place.site && a->place.location == b->place.location;
	return place && (floor->detail == FLOOR_ROW || (!a->rack && !b->rack));
}

/* Appends the devices of a unit. */
static void join_unit(struct floor *floor, struct unit *into, const struct unit *unit)
{
	size_t more = unit->rack ? unit->rack->device_count : unit->device_count;
	uint32_t *devices = arena_array(floor->arena, into->device_count + more + 1, sizeof *devices);
	if (into->device_count)
		memcpy(devices, into->devices, into->device_count * sizeof *devices);
	for (size_t i = 0; i < more; i++) {
		uint32_t node = unit->rack ? power_node(floor->power, &unit->rack->devices[i]->object) : unit->devices[i];
		if (content_has(floor->content, node) &&
		    (floor->fold.strip[node] || floor->power->nodes[node].role == ROLE_CONSUMER))
			devices[into->device_count++] = node;
	}
	into->devices = devices;
	into->rack_count += unit->rack_count;
}

static void join_units(struct floor *floor)
{
	size_t count = 0;
	for (size_t first = 0, end; first < floor->unit_count; first = end) {
		struct unit unit = floor->units[first];
		for (end = first + 1; end < floor->unit_count && same_card(floor, &floor->units[first], &floor->units[end]); end++)
			;
		if (floor->detail == FLOOR_ROW || !unit.rack) {
			unit = (struct unit){ .place = unit.place };
			for (size_t i = first; i < end; i++)
				join_unit(floor, &unit, &floor->units[i]);
		}
		floor->units[count++] = unit;
	}
	floor->unit_count = count;
}

static void find_units(struct floor *floor)
{
	floor->units = xcalloc(floor->inventory->rack_count + floor->power->node_count + 1, sizeof *floor->units);
	rack_units(floor);
	loose_units(floor);
	if (floor->unit_count)
		qsort(floor->units, floor->unit_count, sizeof *floor->units, by_place);
	join_units(floor);
}

/* -- homes ------------------------------------------------------------------------ */

static void own_devices(struct floor *floor)
{
	for (size_t i = 0; i < floor->unit_count; i++) {
		const struct unit *unit = &floor->units[i];
		for (size_t k = 0; unit->rack && floor->detail != FLOOR_ROW && k < unit->rack->device_count; k++) {
			uint32_t node = power_node(floor->power, &unit->rack->devices[k]->object);
			if (content_has(floor->content, node) && (floor->fold.strip[node] || is_consumer(floor, node)))
				floor->unit_of[node] = (int)i;
		}
		for (size_t k = 0; k < unit->device_count; k++)
			floor->unit_of[unit->devices[k]] = (int)i;
	}
}

static void meet(int *home, int other)
{
	if (other != NO_UNIT)
		*home = *home == NO_UNIT || *home == other ? other : MANY_UNITS;
}

/* The unit all of whose cards this port or feed feeds. */
static void follow(const struct floor *floor, uint32_t node, int *home)
{
	const struct power *power = floor->power;
	for (uint32_t k = power->out_start[node]; k < power->out_start[node + 1]; k++) {
		uint32_t to = power->edges[power->out_edges[k]].to, owner = content_owner(power, to);
		if (content_has(floor->content, to) && owner != content_owner(power, node))
			meet(home, floor->unit_of[owner]);
	}
}

static void follow_device(const struct floor *floor, uint32_t node, int *home)
{
	const struct device *device = (const struct device *)floor->power->nodes[node].object;
	for (size_t i = 0; i < device->outlet_count; i++)
		follow(floor, power_node(floor->power, &device->outlets[i]->object), home);
}

/* Feeds always; panels and what else distributes only when a row is a card. */
static bool moves_in(const struct floor *floor, const struct node *n)
{
	return n->kind == OBJECT_FEED ||
	       (floor->detail == FLOOR_ROW && (n->kind == OBJECT_PANEL || n->kind == OBJECT_DEVICE));
}

/* Consumers first. */
static void find_homes(struct floor *floor)
{
	const struct power *power = floor->power;
	floor->unit_of = xcalloc(power->node_count + 1, sizeof *floor->unit_of);
	for (uint32_t i = 0; i < power->node_count; i++)
		floor->unit_of[i] = NO_UNIT;
	own_devices(floor);
	for (uint32_t i = power->node_count; i-- > 0; ) {
		uint32_t node = power->order[i];
		const struct node *n = &power->nodes[node];
		if (!content_has(floor->content, node) || floor->unit_of[node] >= 0 || !moves_in(floor, n))
			continue;
		int home = NO_UNIT;
		if (n->kind == OBJECT_DEVICE)
			follow_device(floor, node, &home);
		else
			follow(floor, node, &home);
		floor->unit_of[node] = home;
	}
}

/* -- feeds as lines ------------------------------------------------------------------ */

/* The one device outside the units that a feed feeds; NODE_NONE. */
static uint32_t board_of(const struct floor *floor, uint32_t feed)
{
	const struct power *power = floor->power;
	uint32_t board = NODE_NONE;
	for (uint32_t k = power->out_start[feed]; k < power->out_start[feed + 1]; k++) {
		uint32_t owner = content_owner(power, power->edges[power->out_edges[k]].to);
		if (floor->unit_of[owner] >= 0 || (board != NODE_NONE && board != owner))
			return NODE_NONE;
		board = owner;
	}
	return board != NODE_NONE && content_has(floor->content, board) ? board : NODE_NONE;
}

static bool has_cord(const struct floor *floor, uint32_t feed)
{
	return floor->power->out_start[feed] < floor->power->out_start[feed + 1];
}

static uint32_t panel_of(const struct floor *floor, uint32_t feed)
{
	uint32_t node = power_node(floor->power, &((const struct feed *)floor->power->nodes[feed].object)->panel->object);
	return content_has(floor->content, node) ? node : NODE_NONE;
}

/* The node whose card shows this feed. */
static uint32_t feed_home(const struct floor *floor, uint32_t feed)
{
	uint32_t board = board_of(floor, feed);
	if (floor->unit_of[feed] >= 0)
		return feed;
	if (board != NODE_NONE)
		return board;
	uint32_t panel = panel_of(floor, feed);
	return !has_cord(floor, feed) && panel != NODE_NONE ? panel : feed;
}

/* "480 V · 400 A · 3-phase · 80 %" */
static const char *supply_words(const struct floor *floor, uint32_t node)
{
	const struct feed *feed = (const struct feed *)floor->power->nodes[node].object;
	if (feed->voltage_v == 0 || feed->amperage_a == 0)
		return words_supply(feed, floor->arena);
	return arena_printf(floor->arena, "%lld V%s · %lld A · %s · %lld %%", (long long)feed->voltage_v, feed->dc ? " DC" : "",
	                    (long long)feed->amperage_a, feed->three_phase ? "3-phase" : "1-phase",
	                    (long long)feed->max_utilization_pct);
}

static void feed_line(struct floor *floor, uint32_t feed)
{
	struct line line = line_empty(LINE_TEXT);
	line.anchor = builder_anchor(floor->builder, feed);
	line.style = STYLE_STRONG;
	line.left = floor->power->nodes[feed].object->name;
	builder_line(floor->builder, line);
	builder_text(floor->builder, STYLE_MUTED, supply_words(floor, feed), "");
	sketch_figures(&floor->sketch, feed);
}

static bool stands_by(const struct floor *floor, uint32_t inlet)
{
	const struct node *n = &floor->power->nodes[inlet];
	return n->reserve_w > 0 || (number_known(n->load_w) && n->load_w <= 0);
}

/* Those in use first, then those that stand by; returns how many. */
static size_t feed_lines(struct floor *floor, uint32_t device)
{
	const struct device *object = (const struct device *)floor->power->nodes[device].object;
	const struct power *power = floor->power;
	size_t count = 0;
	for (size_t i = 0; i < 2 * object->inlet_count; i++) {
		uint32_t inlet = power_node(power, &object->inlets[i % object->inlet_count]->object);
		if (stands_by(floor, inlet) != (i >= object->inlet_count))
			continue;
		for (uint32_t k = power->in_start[inlet]; k < power->in_start[inlet + 1]; k++) {
			uint32_t from = power->edges[power->in_edges[k]].from;
			if (power->nodes[from].kind != OBJECT_FEED || board_of(floor, from) != device)
				continue;
			feed_line(floor, from);
			count++;
		}
	}
	return count;
}

enum { SPARES_NAMED = 4 };

/* "1 spare feed: H2-spare" */
static void spare_line(struct floor *floor, const struct panel *panel)
{
	const char *names = "";
	size_t spare = 0;
	for (size_t i = 0; i < panel->feed_count; i++) {
		uint32_t feed = power_node(floor->power, &panel->feeds[i]->object);
		if (!content_has(floor->content, feed) || has_cord(floor, feed))
			continue;
		if (spare++ < SPARES_NAMED)
			names = arena_printf(floor->arena, "%s%s%s", names, spare > 1 ? ", " : "", panel->feeds[i]->object.name);
	}
	if (spare)
		builder_text(floor->builder, STYLE_MUTED,
		             arena_printf(floor->arena, "%s without a cord: %s%s", words_count(spare, "feed", floor->arena), names,
		                          spare > SPARES_NAMED ? ", …" : ""), "");
}

/* "42 circuits, 10 in use" */
static void circuit_line(struct floor *floor, const struct device *device)
{
	size_t used = 0;
	for (size_t i = 0; i < device->outlet_count; i++) {
		uint32_t node = power_node(floor->power, &device->outlets[i]->object);
		used += floor->power->out_start[node] < floor->power->out_start[node + 1];
	}
	if (device->outlet_count)
		builder_text(floor->builder, STYLE_MUTED,
		             arena_printf(floor->arena, "%s, %zu in use", words_count(device->outlet_count, "circuit", floor->arena), used), "");
}

static void leg_line(struct floor *floor, const struct device *device)
{
	for (size_t i = 0; i < device->inlet_count; i++) {
		const struct node *n = &floor->power->nodes[power_node(floor->power, &device->inlets[i]->object)];
		const char *legs = n->load_w > 0 ? words_legs(n, floor->arena) : "";
		if (*legs) {
			builder_text(floor->builder, STYLE_MUTED, legs, "");
			return;
		}
	}
}

/* -- cards ---------------------------------------------------------------------------- */

static void card_of_panel(struct floor *floor, uint32_t node)
{
	const struct node *n = &floor->power->nodes[node];
	const struct panel *panel = (const struct panel *)n->object;
	builder_text(floor->builder, STYLE_NORMAL, words_count(panel->feed_count, "feed", floor->arena), words_load(n, floor->arena));
	if (number_known(n->utilization_pct))
		sketch_figures(&floor->sketch, node);
	spare_line(floor, panel);
}

static void card_of_board(struct floor *floor, uint32_t node)
{
	const struct node *n = &floor->power->nodes[node];
	const struct device *device = (const struct device *)n->object;
	if (feed_lines(floor, node) == 0)
		sketch_lines(&floor->sketch, node);
	circuit_line(floor, device);
	leg_line(floor, device);
}

/* A card in a wing. */
static void wing_card(struct floor *floor, uint32_t node)
{
	const struct node *n = &floor->power->nodes[node];
	struct card card = card_empty(CARD_PLAIN);
	if (n->kind == OBJECT_PANEL)
		card_of_panel(floor, node);
	else if (n->kind == OBJECT_DEVICE && n->role != ROLE_CONSUMER && n->role != ROLE_PASSIVE)
		card_of_board(floor, node);
	else
		sketch_lines(&floor->sketch, node);
	card.anchor = builder_anchor(floor->builder, node);
	card.side = n->side;
	card.tone = tone_of(n->severity);
	card.pale = n->flags & NODE_NOT_LIVE;
	card.outside = !(floor->content->flags[node] & CONTENT_SCOPE);
	card.header = sketch_header(&floor->sketch, node);
	card.title = n->object->name;
	floor->sketch.card_of[node] = (uint32_t)builder_card(floor->builder, card) + 1;
}

struct wing_item {
	const struct node *n;
	uint32_t node;
};

static int by_wing(const void *a, const void *b)
{
	const struct wing_item *x = a, *y = b;
	int order = text_compare_natural(x->n->object->name, y->n->object->name);
	return order ? order : (x->node > y->node) - (x->node < y->node);
}

/* What stands in a wing; feeds elsewhere have their line there. */
static bool in_wing(const struct floor *floor, uint32_t node)
{
	const struct node *n = &floor->power->nodes[node];
	if (!content_has(floor->content, node) || content_owner(floor->power, node) != node || floor->unit_of[node] >= 0)
		return false;
	return n->kind != OBJECT_FEED || feed_home(floor, node) == node;
}

static void wing_cards(struct floor *floor)
{
	const struct power *power = floor->power;
	struct wing_item *items = xcalloc(power->node_count + 1, sizeof *items);
	size_t count = 0;
	for (uint32_t i = 0; i < power->node_count; i++)
		if (in_wing(floor, i))
			items[count++] = (struct wing_item){ &power->nodes[i], i };
	if (count)
		qsort(items, count, sizeof *items, by_wing);
	for (size_t i = 0; i < count; i++)
		wing_card(floor, items[i].node);
	for (uint32_t i = power->first[OBJECT_FEED]; i < power->first[OBJECT_FEED + 1]; i++)
		if (content_has(floor->content, i) && floor->unit_of[i] < 0)
			floor->sketch.card_of[i] = floor->sketch.card_of[feed_home(floor, i)];
	free(items);
}

static int site_group(struct floor *floor, const struct site *site)
{
	if (!site)
		return -1;
	int *group = &floor->site_group[inventory_index(floor->inventory, &site->object)];
	if (*group < 0)
		*group = builder_group(floor->builder, builder_object_anchor(floor->builder, &site->object, "site", ""),
		                       site->object.name, -1);
	return *group;
}

static int location_group(struct floor *floor, const struct location *location)
{
	int *group = &floor->location_group[inventory_index(floor->inventory, &location->object)];
	if (*group >= 0)
		return *group;
	int parent = location->parent ? location_group(floor, location->parent)
	           : floor->inventory->site_count > 1 ? site_group(floor, location->site) : -1;
	*group = builder_group(floor->builder, builder_object_anchor(floor->builder, &location->object, "location", ""),
	                       location->object.name, parent);
	return *group;
}

/* `words`: what stands above the bar. */
static void place_bar(struct floor *floor, const struct place_figures *figures, const char *words)
{
	struct line line = line_empty(LINE_BAR);
	line.left = words;
	if (!figures || !number_known(figures->usable_pct)) {
		if (*words)
			builder_text(floor->builder, STYLE_NORMAL, words, "");
		return;
	}
	line.fraction = figures->usable_pct / 100;
	line.tone = tone_of(severity_of_percent(&floor->power->policy, figures->usable_pct));
	line.limit = number_known(figures->limit_2n_pct) ? figures->limit_2n_pct / 100 : NAN;
	builder_line(floor->builder, line);
}

/* What stands on nearly every rack is said once, in the findings. */
static void count_over(struct floor *floor)
{
	size_t racks = 0, over = 0;
	for (size_t i = 0; i < floor->inventory->rack_count; i++) {
		const struct place_figures *figures = &floor->fold.places->racks[i];
		if (!in_picture(floor, floor->inventory->racks[i]) || figures->total == 0)
			continue;
		racks++;
		over += figures->limit_2n_pct > 100;
	}
	floor->over_common = over * 10 > racks * 6;
	if (over)
		builder_note(floor->builder, arena_printf(floor->arena, "%zu of %s over the 2N limit: load above what is left when one side is lost",
		                                          over, words_count(racks, "rack", floor->arena)));
}

/* The worse of load and failover. */
static void judge(struct floor *floor, struct card *card, const struct place_figures *figures)
{
	if (!figures)
		return;
	enum severity severity = severity_of_percent(&floor->power->policy, figures->usable_pct);
	if (!floor->over_common)
		severity = figures->severity;
	if (severity != SEVERITY_UNKNOWN && (card->tone == TONE_UNKNOWN || tone_of(severity) > card->tone))
		card->tone = tone_of(severity);
}

static const struct place_figures *figures_of(struct floor *floor, const struct object *object)
{
	return object ? places_find(floor->fold.places, object) : NULL;
}

static void rack_card(struct floor *floor, const struct unit *unit, int group)
{
	const struct place_figures *figures = figures_of(floor, &unit->rack->object);
	bool narrow = floor->fold.narrow;
	place_bar(floor, figures, narrow ? fold_rack_words(&floor->fold, unit->rack) : "");
	size_t index = fold_rack(&floor->fold, unit->rack, group);
	struct card *card = &floor->builder->cards[index];
	card->header = "";
	card->title_right = narrow ? "" : card->title_right;
	card->pale = card->pale || strcmp(unit->rack->status, "active") != 0;
	judge(floor, card, figures);
}

/* All racks of a location. */
static void row_card(struct floor *floor, const struct unit *unit, int group)
{
	const struct object *place = unit->place.location ? &unit->place.location->object : object_or_null(unit->place.site);
	const struct place_figures *figures = figures_of(floor, place);
	place_bar(floor, figures, "");
	size_t index = fold_row(&floor->fold, unit->devices, unit->device_count, unit->rack_count, group);
	struct card *card = &floor->builder->cards[index];
	card->title = place ? place->name : "no place";
	if (place)
		card->anchor = builder_object_anchor(floor->builder, place, "location", "");
	if (figures)
		card->title_right = words_load_short(figures->load_w, figures->usable.w, figures->mark, floor->arena);
	judge(floor, card, figures);
}

static void unit_card(struct floor *floor, const struct unit *unit)
{
	const struct object *where = unit->place.location ? &unit->place.location->object : object_or_null(unit->place.site);
	int group = unit->place.location ? location_group(floor, unit->place.location) : site_group(floor, unit->place.site);
	if (floor->detail == FLOOR_ROW)
		row_card(floor, unit, unit->place.location && unit->place.location->parent
		                          ? location_group(floor, unit->place.location->parent) : -1);
	else if (unit->rack)
		rack_card(floor, unit, group);
	else
		fold_loose(&floor->fold, where, unit->devices, unit->device_count, group);
}

static void unit_cards(struct floor *floor)
{
	uint32_t *card = xcalloc(floor->unit_count + 1, sizeof *card);
	for (size_t i = 0; i < floor->unit_count; i++) {
		unit_card(floor, &floor->units[i]);
		card[i] = (uint32_t)floor->builder->diagram->card_count;
	}
	for (uint32_t i = 0; i < floor->power->node_count; i++)
		if (floor->unit_of[i] >= 0)
			floor->sketch.card_of[i] = card[floor->unit_of[i]];
	free(card);
}

/* -- head -------------------------------------------------------------------------------- */

static const char *location_title(struct floor *floor, const struct location *location)
{
	const char *above = location->parent ? location_title(floor, location->parent)
	                  : location->site ? location->site->object.name : "";
	return arena_printf(floor->arena, "%s%s%s", above, *above ? " · " : "", location->object.name);
}

/* The location when all is in one, else the scope or the site. */
static const char *title_of(struct floor *floor)
{
	const char *scope = scope_text(floor->content->scope);
	const struct location *location = floor->unit_count ? floor->units[0].place.location : NULL;
	for (size_t i = 1; i < floor->unit_count && location; i++)
		location = floor->units[i].place.location == location ? location : NULL;
	if (*scope && location && floor->unit_count > 1)
		return location_title(floor, location);
	if (*scope)
		return scope;
	return floor->inventory->site_count == 1 ? floor->inventory->sites[0]->object.name : "Power floor diagram";
}

static const char *subtitle_of(struct floor *floor)
{
	struct node sum = { .load_w = 0 };
	size_t racks = 0, devices = 0;
	for (uint32_t i = floor->power->first[OBJECT_DEVICE]; i < floor->power->node_count; i++) {
		const struct node *n = &floor->power->nodes[i];
		if (!is_consumer(floor, i) || !(floor->content->flags[i] & CONTENT_SCOPE))
			continue;
		devices++;
		sum.load_w += number_known(n->load_w) ? n->load_w : 0;
		sum.mark = n->mark > sum.mark ? n->mark : sum.mark;
	}
	for (size_t i = 0; i < floor->unit_count; i++)
		racks += floor->units[i].rack_count;
	if (floor->content->known < floor->content->total)
		sum.mark = MARK_AT_LEAST;
	return arena_printf(floor->arena, "Power floor diagram, every %s · %s · %s · %s",
	                    floor->detail == FLOOR_ROW ? "row" : floor->detail == FLOOR_RACK ? "rack" : "device",
	                    words_load(&sum, floor->arena), words_count(racks, "rack", floor->arena),
	                    words_count(devices, "device", floor->arena));
}

static int *no_groups(size_t count)
{
	int *groups = xcalloc(count + 1, sizeof *groups);
	for (size_t i = 0; i < count; i++)
		groups[i] = -1;
	return groups;
}

struct diagram *floor_diagram(const struct content *content, enum floor_detail detail, const struct look *look)
{
	const struct inventory *inventory = content->power->inventory;
	struct floor floor = { .content = content, .power = content->power, .inventory = inventory, .detail = detail };
	sketch_start(&floor.sketch, content, look, FLOW_FLOOR);
	floor.sketch.brief = floor.sketch.merge = true;
	floor.builder = &floor.sketch.builder;
	floor.arena = floor.builder->arena;
	floor.location_group = no_groups(inventory->location_count);
	floor.site_group = no_groups(inventory->site_count);
	fold_start(&floor.fold, &floor.sketch, detail == FLOOR_FULL || detail == FLOOR_DEVICE);
	floor.fold.feeds = true;
	floor.fold.narrow = detail == FLOOR_RACK;
	floor.fold.remarks = detail == FLOOR_FULL;
	find_units(&floor);
	find_homes(&floor);
	floor.fold.places = places_build(content->power);
	count_over(&floor);
	wing_cards(&floor);
	unit_cards(&floor);
	sketch_merged_links(&floor.sketch);
	builder_head(floor.builder, title_of(&floor), subtitle_of(&floor));
	floor.builder->diagram->name = "floor";
	fold_end(&floor.fold);
	free(floor.units);
	free(floor.unit_of);
	free(floor.location_group);
	free(floor.site_group);
	return sketch_finish(&floor.sketch);
}
