/* A source of both sides would pull all that it feeds into one wing. It stands
 * left, and what only the right side hangs on is fed by a mark of it in the right
 * wing, as on an electrician's sheets.
 *
 *     UTILITY ─┬─ UPS-A ── …  floor  … ── UPS-B ─── UTILITY (again) */
#include "diagram/floor_parts.h"

#include "diagram/layout.h"

#include <stdlib.h>

enum { SIDES_LEFT = 1, SIDES_RIGHT = 2, SIDES_BOTH = 3, ROUNDS = 64 };

static uint8_t wing_of(char side)
{
	return !side ? 0 : layout_right_side(side) ? SIDES_RIGHT : SIDES_LEFT;
}

/* By card: the wings of all that hangs on it; of racks nothing. Malloc'd. */
static uint8_t *sides_below(const struct builder *builder)
{
	const struct diagram *diagram = builder->diagram;
	uint8_t *below = xcalloc(diagram->card_count + 1, 1);
	bool changed = true;
	for (size_t i = 0; i < diagram->card_count; i++)
		below[i] = builder->cards[i].shape == CARD_RACK ? 0 : wing_of(builder->cards[i].side);
	for (int round = 0; changed && round < ROUNDS; round++) {
		changed = false;
		for (size_t i = 0; i < diagram->link_count; i++) {
			const struct link *link = &builder->links[i];
			if (builder->cards[link->from].shape == CARD_RACK)
				continue;
			uint8_t all = below[link->from] | wing_of(link->side) | below[link->to];
			changed |= all != below[link->from];
			below[link->from] = all;
		}
	}
	return below;
}

/* The panel, device or feed that the card is made of. */
static uint32_t node_of_card(const struct floor *floor, size_t card)
{
	const struct power *power = floor->power;
	uint32_t found = NODE_NONE;
	for (uint32_t i = 0; i < power->node_count; i++)
		if (floor->sketch.card_of[i] == card + 1 && (found == NODE_NONE || power->nodes[found].kind == OBJECT_FEED))
			found = i;
	return found;
}

/* The mark of this card in the right wing; one for each card. */
static size_t mark_of(struct floor *floor, size_t *marks, size_t card)
{
	struct builder *builder = floor->builder;
	if (marks[card])
		return marks[card] - 1;
	struct card mark = card_empty(CARD_PLAIN);
	uint32_t node = node_of_card(floor, card);
	if (node != NODE_NONE)
		mark.anchor = builder_anchor(builder, node);
	mark.header = "shared by both sides";
	mark.title = builder->cards[card].title;
	mark.pale = builder->cards[card].pale;
	mark.outside = builder->cards[card].outside;
	builder_text(builder, STYLE_MUTED, "drawn in full on the left", "");
	builder->cards[card].mark = "shared by both sides";
	marks[card] = builder_card(builder, mark) + 1;
	return marks[card] - 1;
}

void floor_split_sources(struct floor *floor)
{
	struct builder *builder = floor->builder;
	size_t cards = builder->diagram->card_count;
	uint8_t *below = sides_below(builder);
	size_t *marks = xcalloc(cards + 1, sizeof *marks);
	for (size_t i = 0; i < builder->diagram->link_count; i++) {
		size_t from = builder->links[i].from, to = builder->links[i].to;
		if (builder->cards[from].shape == CARD_RACK || builder->cards[to].shape == CARD_RACK)
			continue;
		if (below[from] == SIDES_BOTH && below[to] == SIDES_RIGHT)
			builder->links[i].from = mark_of(floor, marks, from);
		else if (below[from] == SIDES_RIGHT && below[to] == SIDES_BOTH)
			builder->links[i].to = mark_of(floor, marks, to);
	}
	free(marks);
	free(below);
}
