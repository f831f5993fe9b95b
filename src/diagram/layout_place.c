/* Racks, and what racks feed, stand on the floor, everything else in the wings:
 * sides A, C, E left, B, D, F right, what both sides reach left as a whole. */
#include "diagram/layout_floor.h"

#include "base/number.h"

#include <math.h>
#include <stdlib.h>

/* ---- who stands where ---- */

/* Racks, and what racks feed, stand on the floor. */
static void mark_floor(struct floor_plan *plan)
{
	const struct diagram *diagram = plan->diagram;
	bool changed = true;
	for (size_t i = 0; i < diagram->card_count; i++)
		plan->place[i] = diagram->cards[i].shape == CARD_RACK ? WINGS : LEFT;
	for (int round = 0; changed && round < 64; round++) {
		changed = false;
		for (size_t i = 0; i < diagram->link_count; i++) {
			const struct link *link = &diagram->links[i];
			if (plan->place[link->from] != WINGS || plan->place[link->to] == WINGS)
				continue;
			plan->place[link->to] = WINGS;
			changed = true;
		}
	}
}

/* What feeds racks of one group only and nothing else, and could stand beside
 * them: the first of these racks, by card; SIZE_MAX. */
static void find_homes(struct floor_plan *plan)
{
	const struct diagram *diagram = plan->diagram;
	bool *elsewhere = xcalloc(diagram->card_count + 1, sizeof *elsewhere);
	for (size_t i = 0; i < diagram->card_count; i++)
		plan->home[i] = SIZE_MAX;
	for (size_t i = 0; i < diagram->link_count; i++) {
		size_t from = diagram->links[i].from, to = diagram->links[i].to, *home = &plan->home[from];
		bool other = *home != SIZE_MAX && diagram->cards[*home].group != diagram->cards[to].group;
		elsewhere[from] |= plan->place[to] != WINGS || diagram->cards[to].shape != CARD_RACK || other;
		*home = *home < to ? *home : to;
	}
	for (size_t i = 0; i < diagram->card_count; i++)
		if (elsewhere[i] || plan->place[i] == WINGS)
			plan->home[i] = SIZE_MAX;
	free(elsewhere);
}

bool floor_may_stand_beside(const struct floor_plan *plan)
{
	for (size_t i = 0; i < plan->diagram->card_count; i++)
		if (plan->home[i] != SIZE_MAX)
			return true;
	return false;
}

static void move_beside(struct floor_plan *plan)
{
	for (size_t i = 0; i < plan->diagram->card_count; i++)
		if (plan->home[i] != SIZE_MAX)
			plan->place[i] = WINGS;
}

static size_t root_of(size_t *parent, size_t card)
{
	while (parent[card] != card)
		card = parent[card] = parent[parent[card]];
	return card;
}

bool layout_right_side(char side)
{
	return side >= 'A' && (side - 'A') % 2 == 1;
}

/* What hangs together goes right when all its sides do. */
static void choose_wings(struct floor_plan *plan)
{
	const struct diagram *diagram = plan->diagram;
	size_t *parent = xcalloc(diagram->card_count + 1, sizeof *parent);
	uint8_t *sides = xcalloc(diagram->card_count + 1, 1); /* at the root: 1 left, 2 right */
	for (size_t i = 0; i < diagram->card_count; i++)
		parent[i] = i;
	for (size_t i = 0; i < diagram->link_count; i++)
		if (plan->place[diagram->links[i].to] != WINGS)
			parent[root_of(parent, diagram->links[i].from)] = root_of(parent, diagram->links[i].to);
	for (size_t i = 0; i < diagram->card_count; i++)
		if (diagram->cards[i].side && plan->place[i] != WINGS)
			sides[root_of(parent, i)] |= layout_right_side(diagram->cards[i].side) ? 2 : 1;
	for (size_t i = 0; i < diagram->link_count; i++)
		if (diagram->links[i].side && plan->place[diagram->links[i].from] != WINGS)
			sides[root_of(parent, diagram->links[i].from)] |= layout_right_side(diagram->links[i].side) ? 2 : 1;
	for (size_t i = 0; i < diagram->card_count; i++)
		if (plan->place[i] != WINGS)
			plan->place[i] = sides[root_of(parent, i)] == 2 ? RIGHT : LEFT;
	free(parent);
	free(sides);
}

static void add_item(struct floor_plan *plan, size_t card)
{
	plan->item_of[card] = plan->item_count;
	plan->items[plan->item_count++] = (struct item){.card = card};
}

/* In the order of the cards; what stands beside a rack comes right before it. */
static void make_items(struct floor_plan *plan)
{
	size_t cards = plan->diagram->card_count;
	size_t *first = xcalloc(cards + 1, sizeof *first), *next = xcalloc(cards + 1, sizeof *next);
	plan->items = arena_array(plan->layout->arena, cards + 1, sizeof *plan->items);
	plan->order = arena_array(plan->layout->arena, cards + 1, sizeof(size_t));
	plan->item_of = arena_array(plan->layout->arena, cards + 1, sizeof(size_t));
	for (size_t i = cards; plan->beside && i-- > 0;)
		if (plan->home[i] != SIZE_MAX) {
			next[i] = first[plan->home[i]];
			first[plan->home[i]] = i + 1;
		}
	for (size_t i = 0; i < cards; i++) {
		if (plan->place[i] != WINGS || (plan->beside && plan->home[i] != SIZE_MAX))
			continue;
		for (size_t panel = first[i]; panel; panel = next[panel - 1])
			add_item(plan, panel - 1);
		add_item(plan, i);
	}
	free(first);
	free(next);
}

/* ---- buses and drops ---- */

static size_t find_riser(struct floor_plan *plan, size_t first, size_t link)
{
	const struct link *l = &plan->diagram->links[link];
	for (size_t i = first; i < plan->bus_count; i++) {
		const struct link *other = &plan->diagram->links[plan->buses[i].link];
		if (other->from == l->from && layout_look(other) == layout_look(l))
			return i;
	}
	plan->buses[plan->bus_count] = (struct bus){.wing = LEFT, .exit = SIZE_MAX, .link = link};
	return plan->bus_count++;
}

static void add_drop(struct floor_plan *plan, size_t card, size_t bus, size_t link, bool rising)
{
	plan->drops[plan->drop_count++] = (struct drop){
	    .item = plan->item_of[card], .bus = bus, .link = link, .rising = rising, .side = plan->diagram->links[link].side};
}

static void make_wing_buses(struct floor_plan *plan, int which)
{
	const struct wing *wing = &plan->wings[which];
	size_t first = plan->bus_count;
	for (size_t i = 0; i < wing->exit_count; i++)
		plan->buses[plan->bus_count++] = (struct bus){.wing = which, .exit = i, .link = wing->exits[i].link};
	for (size_t i = 0; i < plan->diagram->link_count; i++)
		if (wing->exit_of[i] != SIZE_MAX)
			add_drop(plan, plan->diagram->links[i].to, first + wing->exit_of[i], i, false);
}

/* Links from a rack to another. */
static void make_risers(struct floor_plan *plan)
{
	const struct diagram *diagram = plan->diagram;
	size_t first = plan->bus_count;
	for (size_t i = 0; i < diagram->link_count; i++) {
		if (plan->place[diagram->links[i].from] != WINGS)
			continue;
		size_t before = plan->bus_count, bus = find_riser(plan, first, i);
		if (plan->bus_count > before)
			add_drop(plan, diagram->links[i].from, bus, i, true);
		add_drop(plan, diagram->links[i].to, bus, i, false);
	}
}

static int compare_drops(const void *a, const void *b)
{
	const struct drop *x = a, *y = b;
	if (x->item != y->item)
		return x->item < y->item ? -1 : 1;
	if (x->rising != y->rising)
		return x->rising - y->rising;
	if (x->side != y->side)
		return (x->side ? x->side : 127) - (y->side ? y->side : 127);
	return x->link < y->link ? -1 : x->link > y->link;
}

/* One drop alone stands over its side's half of the card. */
static double drop_part(const struct floor_plan *plan, const struct item *item, size_t i)
{
	const struct drop *drop = &plan->drops[item->first + i];
	if (item->count == 1 && drop->side && !drop->rising)
		return layout_right_side(drop->side) ? 0.75 : 0.25;
	return ((double)i + 0.5) / (double)item->count;
}

static void make_drops(struct floor_plan *plan)
{
	size_t links = plan->diagram->link_count;
	plan->buses = arena_array(plan->layout->arena, links + 1, sizeof *plan->buses);
	plan->drops = arena_array(plan->layout->arena, 2 * links + 1, sizeof *plan->drops);
	make_wing_buses(plan, LEFT);
	make_wing_buses(plan, RIGHT);
	make_risers(plan);
	qsort(plan->drops, plan->drop_count, sizeof *plan->drops, compare_drops);
	for (size_t i = 0; i < plan->drop_count; i++) {
		struct item *item = &plan->items[plan->drops[i].item];
		if (item->count++ == 0)
			item->first = i;
	}
	for (size_t i = 0; i < plan->item_count; i++)
		for (size_t j = 0; j < plan->items[i].count; j++) {
			struct drop *drop = &plan->drops[plan->items[i].first + j];
			drop->part = drop_part(plan, &plan->items[i], j);
			plan->buses[drop->bus].drop_count++;
		}
}

int floor_group(const struct floor_plan *plan, size_t item)
{
	size_t card = plan->items[item].card;
	bool beside = plan->beside && plan->home[card] != SIZE_MAX;
	return plan->diagram->cards[beside ? plan->home[card] : card].group;
}

void floor_place(struct floor_plan *plan)
{
	mark_floor(plan);
	find_homes(plan);
	if (plan->beside)
		move_beside(plan);
	choose_wings(plan);
	for (int i = 0; i < WINGS; i++)
		wing_start(&plan->wings[i], plan->layout, plan->diagram, plan->style, plan->place, i, plan->widths);
	make_items(plan);
	make_drops(plan);
}
