/* The cards between the wings. */
#include "diagram/floor_parts.h"

#include "base/number.h"
#include "diagram/study.h"
#include "diagram/words.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* "≥85 %"; "" when the capacity is not quite known. */
static const char *percent_words(struct floor *floor, const struct place_figures *figures)
{
	struct node node = { .load_w = figures->load_w, .mark = figures->mark, .utilization_pct = figures->usable_pct };
	return figures->usable.mark == MARK_EXACT ? words_percent(&node, floor->arena) : "";
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
	line.right = percent_words(floor, figures);
	line.fraction = figures->usable_pct / 100;
	line.tone = tone_of(severity_of_percent(&floor->power->policy, figures->usable_pct));
	line.limit = number_known(figures->limit_2n_pct) && figures->load_w > 0 ? figures->limit_2n_pct / 100 : NAN;
	builder_line(floor->builder, line);
}

void floor_count_over(struct floor *floor)
{
	size_t racks, over = builder_over_2n(floor->builder, &racks);
	floor->over_common = over > 1 && over * 10 > racks * 6;
	if (floor->over_common)
		floor->builder->diagram->shows = "load; most racks are over their 2N limit";
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
	return object ? places_find(content_places(floor->content), object) : NULL;
}

static void rack_card(struct floor *floor, const struct unit *unit, int group)
{
	const struct place_figures *figures = figures_of(floor, &unit->rack->object);
	bool beside = floor->fold.beside;
	place_bar(floor, figures, beside ? "" : fold_rack_words(&floor->fold, unit->rack));
	size_t index = fold_rack(&floor->fold, unit->rack, group);
	struct card *card = &floor->builder->cards[index];
	card->header = "";
	card->title_right = beside ? card->title_right : "";
	card->pale = card->pale || strcmp(unit->rack->status, "active") != 0;
	judge(floor, card, figures);
}

/* Which racks of a row are over their 2N limit; how many. */
static size_t over_line(struct floor *floor, const struct unit *unit)
{
	const struct rack *first = NULL;
	size_t over = 0;
	for (size_t i = 0; i < unit->rack_count; i++) {
		if (!place_over_2n(figures_of(floor, &unit->racks[i]->object)))
			continue;
		first = first ? first : unit->racks[i];
		over++;
	}
	if (over)
		builder_text(floor->builder, floor->over_common ? STYLE_MUTED : STYLE_ALERT,
		             over == 1 ? arena_printf(floor->arena, "%s over its 2N limit", first->object.name)
		                       : arena_printf(floor->arena, "%zu racks over their 2N limit", over), "");
	return over;
}

/* All racks of a row. */
static void row_card(struct floor *floor, const struct unit *unit, int group)
{
	const struct object *place = place_around(unit->place);
	const struct place_figures *figures = figures_of(floor, place);
	struct place_figures part;
	if (*unit->row && !(figures && figures->racks == unit->rack_count)) {
		part = places_of_racks(content_places(floor->content), unit->racks, unit->rack_count, figures);
		figures = &part;
	}
	place_bar(floor, figures, "");
	size_t over = over_line(floor, unit);
	if (floor_home_lines(floor, (int)(unit - floor->units)) || over)
		builder_line(floor->builder, line_empty(LINE_GAP));
	size_t index = fold_row(&floor->fold, unit->devices, unit->device_count, unit->rack_count, group);
	struct card *card = &floor->builder->cards[index];
	card->title = *unit->row ? unit->row : place ? place->name : "no place";
	if (place)
		card->anchor = builder_object_anchor(floor->builder, place, "location", "");
	if (figures)
		card->title_right = fold_place_words(figures, floor->arena);
	judge(floor, card, figures);
	if (over && !floor->over_common)
		card->tone = tone_of(SEVERITY_ERROR);
}

/* The frame of a unit: its location or site, or its row within that; at detail
 * row what is around the row. */
static int unit_group(struct floor *floor, size_t index)
{
	const struct unit *unit = &floor->units[index], *before = index ? unit - 1 : NULL;
	const struct location *location = unit->place.location;
	int around = location ? grouping_location(&floor->grouping, location) : grouping_site(&floor->grouping, unit->place.site);
	if (floor->detail == FLOOR_ROW && !*unit->row)
		return location && location->parent ? grouping_location(&floor->grouping, location->parent) : -1;
	if (floor->detail == FLOOR_ROW || !*unit->row)
		return around;
	if (!before || before->place.location != location || before->place.site != unit->place.site || strcmp(before->row, unit->row) != 0)
		floor->row_group = builder_group(floor->builder, (struct anchor){ "", "", "", "" }, unit->row, around);
	return floor->row_group;
}

static void unit_card(struct floor *floor, size_t index)
{
	const struct unit *unit = &floor->units[index];
	const struct object *where = place_around(unit->place);
	int group = unit_group(floor, index);
	if (floor->detail == FLOOR_ROW)
		row_card(floor, unit, group);
	else if (unit->rack)
		rack_card(floor, unit, group);
	else
		fold_loose(&floor->fold, where, unit->devices, unit->device_count, group);
}

/* Drops the last card when it is equal to the one before; true then. */
static bool fold_last(struct floor *floor, const struct unit *unit, bool folds)
{
	struct diagram *diagram = floor->builder->diagram;
	struct card *cards = floor->builder->cards;
	size_t last = diagram->card_count - 1;
	if (!folds || !unit->rack || last == 0 || !floor_equal_cards(&cards[last - 1], &cards[last]))
		return false;
	diagram->card_count--;
	return true;
}

void floor_unit_cards(struct floor *floor)
{
	uint32_t *card = xcalloc(floor->unit_count + 1, sizeof *card);
	size_t run = 1; /* racks of the last card */
	for (size_t i = 0; i <= floor->unit_count; i++) {
		const struct unit *unit = &floor->units[i];
		bool folded = false;
		if (i < floor->unit_count) {
			unit_card(floor, i);
			folded = fold_last(floor, unit, floor->equal_racks && i > 0 && unit[-1].rack);
			card[i] = (uint32_t)floor->builder->diagram->card_count;
		}
		if (!folded && run > 1)
			floor_fold_card(floor, &floor->builder->cards[card[i - 1] - 1], unit[-1].rack->object.name, run);
		run = folded ? run + 1 : 1;
	}
	for (uint32_t i = 0; i < floor->power->node_count; i++)
		if (floor->unit_of[i] >= 0)
			floor->sketch.card_of[i] = card[floor->unit_of[i]];
	free(card);
}
