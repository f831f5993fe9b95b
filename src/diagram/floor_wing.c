/* Sources, panels and UPS: a feed that feeds one of them is a line of it, a feed
 * without a cord a line of its panel. */
#include "diagram/floor_parts.h"

#include "base/number.h"
#include "base/text.h"
#include "diagram/words.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

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

/* Name, ratings, figures; terse: of a feed that carries nothing one line. */
static void feed_line(struct floor *floor, uint32_t feed)
{
	const struct node *n = &floor->power->nodes[feed];
	bool idle = floor->terse && number_known(n->load_w) && n->load_w <= 0;
	struct line line = line_empty(LINE_TEXT);
	line.anchor = builder_anchor(floor->builder, feed);
	line.style = idle ? STYLE_MUTED : STYLE_STRONG;
	line.left = n->object->name;
	line.right = idle ? words_load(n, floor->arena) : "";
	builder_line(floor->builder, line);
	if (!floor->terse)
		builder_text(floor->builder, STYLE_MUTED, supply_words(floor, feed), "");
	if (!idle)
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
	if (!floor->terse)
		spare_line(floor, panel);
}

static void card_of_board(struct floor *floor, uint32_t node)
{
	const struct node *n = &floor->power->nodes[node];
	const struct device *device = (const struct device *)n->object;
	if (feed_lines(floor, node) == 0)
		sketch_lines(&floor->sketch, node);
	if (floor->terse)
		return;
	circuit_line(floor, device);
	leg_line(floor, device);
}

/* Of a panel that has no side itself the one of all its feeds that are in use;
 * 0: they differ, or one has none. Sides go down, not up: this is for the eye. */
static char side_of_feeds(const struct floor *floor, const struct node *n)
{
	const struct panel *panel = (const struct panel *)n->object;
	char side = 0;
	if (n->kind != OBJECT_PANEL || n->side)
		return 0;
	for (size_t i = 0; i < panel->feed_count; i++) {
		uint32_t feed = power_node(floor->power, &panel->feeds[i]->object);
		const struct node *f = &floor->power->nodes[feed];
		if (f->flags & NODE_NOT_LIVE || !has_cord(floor, feed))
			continue;
		if (!f->side || (side && f->side != side))
			return 0;
		side = f->side;
	}
	return side;
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
	char feeds = side_of_feeds(floor, n);
	const char *header = sketch_header(&floor->sketch, node);
	card.side = feeds ? feeds : n->side;
	card.tone = tone_of(n->severity);
	card.pale = n->flags & NODE_NOT_LIVE;
	card.outside = !content_in_scope(floor->content, node);
	card.header = feeds ? arena_printf(floor->arena, "feeds %c · %s", feeds, header) : header;
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

void floor_wing_cards(struct floor *floor)
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


/* ---- what a row brings with it ---- */

enum { HOMES_TOLD = 4 };

static bool is_home_line(const struct floor *floor, uint32_t node, int unit)
{
	const struct node *n = &floor->power->nodes[node];
	if (floor->unit_of[node] != unit || floor->fold.strip[node] || !content_has(floor->content, node))
		return false;
	return n->kind == OBJECT_PANEL || (n->kind == OBJECT_DEVICE && n->role != ROLE_CONSUMER && n->role != ROLE_PASSIVE);
}

/* Does this port or feed lead into a rack? */
static bool leads_to_rack(const struct floor *floor, uint32_t node)
{
	const struct power *power = floor->power;
	for (uint32_t k = power->out_start[node]; k < power->out_start[node + 1]; k++) {
		uint32_t owner = content_owner(power, power->edges[power->out_edges[k]].to);
		if (floor->fold.strip[owner] || power->nodes[owner].role == ROLE_CONSUMER)
			return true;
	}
	return false;
}

static bool feeds_racks(const struct floor *floor, uint32_t node)
{
	const struct node *n = &floor->power->nodes[node];
	bool panel = n->kind == OBJECT_PANEL;
	const struct panel *feeds = panel ? (const struct panel *)n->object : NULL;
	const struct device *outlets = panel ? NULL : (const struct device *)n->object;
	for (size_t i = 0; i < (panel ? feeds->feed_count : outlets->outlet_count); i++)
		if (leads_to_rack(floor, power_node(floor->power, panel ? &feeds->feeds[i]->object : &outlets->outlets[i]->object)))
			return true;
	return false;
}

static void home_line(struct floor *floor, uint32_t node)
{
	const struct node *n = &floor->power->nodes[node];
	struct line line = line_empty(LINE_TEXT);
	line.anchor = builder_anchor(floor->builder, node);
	line.left = n->object->name;
	line.tone = tone_of(n->severity);
	line.right = number_known(n->utilization_pct) ? words_percent(n, floor->arena) : words_load(n, floor->arena);
	builder_line(floor->builder, line);
}

/* Those next to the racks first; of what comes behind HOMES_TOLD only how many. */
static void home_lines(struct floor *floor, const uint32_t *nodes, size_t count)
{
	size_t told = 0;
	for (int pass = 0; pass < 2; pass++)
		for (size_t i = 0; i < count && told < HOMES_TOLD; i++)
			if (feeds_racks(floor, nodes[i]) == (pass == 0))
				home_line(floor, nodes[i]), told++;
	if (count > told)
		builder_text(floor->builder, STYLE_MUTED, arena_printf(floor->arena, "and %zu more", count - told), "");
}

/* "RPP-1A and 2 more" */
static void home_sum(struct floor *floor, const uint32_t *nodes, size_t count)
{
	uint32_t first = nodes[0];
	for (size_t i = count; i-- > 0; )
		if (feeds_racks(floor, nodes[i]))
			first = nodes[i];
	const char *name = floor->power->nodes[first].object->name;
	builder_text(floor->builder, STYLE_NORMAL, count > 1 ? arena_printf(floor->arena, "%s and %zu more", name, count - 1) : name, "");
}

bool floor_home_lines(struct floor *floor, int unit)
{
	const uint32_t *first = floor->power->first;
	static const enum object_kind kinds[] = { OBJECT_PANEL, OBJECT_DEVICE };
	uint32_t *nodes = xcalloc(floor->power->node_count + 1, sizeof *nodes);
	size_t count = 0;
	for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
		for (uint32_t i = first[kinds[k]]; i < first[kinds[k] + 1]; i++)
			if (is_home_line(floor, i, unit))
				nodes[count++] = i;
	if (count)
		(floor->terse ? home_sum : home_lines)(floor, nodes, count);
	free(nodes);
	return count > 0;
}
