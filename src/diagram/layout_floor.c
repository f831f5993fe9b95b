/* The wall diagram: sources in wings, racks in rows between them.
 *
 *     left wing     lanes   shelves                     lanes     right wing
 *     ┌───┐  ┌───┐   │     Row 1                          ║   ┌───┐  ┌───┐
 *     │   ├──┤ A ├───┼──┬────────────┬──                  ║   │ B ├══╡   │
 *     └───┘  └───┘   │  │    ╤═══════│════╤══════════════╢   └─┬─┘  └───┘
 *                    │  ▼    ▼       ▼    ▼               ╚═════╛
 *                    │ ┌──────┐     ┌──────┐
 *                    │ └──────┘     └──────┘
 *
 * A bus is what one card feeds with one look (side and state): it goes along
 * its lane, turns into a track above every shelf it feeds and drops onto the
 * cards. A rack that feeds other racks has a bus that rises from its top. Every
 * step is linear or sorts once, but for the order of the lanes. */
#include "diagram/layout_floor.h"

#include "base/number.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define WIDER 1.4           /* than the middle one no rack is for the sake of its texts, */
#define COMMON_LETTERS 20.0 /* unless it is narrower than so many times its type */

/* ---- widths ---- */

static int compare_numbers(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return x < y ? -1 : x > y;
}

/* Texts of more than a row are broken; all the rest counts. */
static double rack_width(const struct card *card, const struct style *style)
{
	struct card bare = *card;
	struct line *lines = xcalloc(card->line_count + 1, sizeof *lines);
	bare.lines = lines;
	bare.line_count = 0;
	for (size_t i = 0; i < card->line_count; i++)
		if (card->lines[i].kind != LINE_TEXT)
			lines[bare.line_count++] = card->lines[i];
	double width = card_width(&bare, style);
	free(lines);
	return width;
}

/* All racks have the width of the widest, but names of extreme length do not
 * count. */
static void floor_widths(struct floor_plan *plan)
{
	const struct diagram *diagram = plan->diagram;
	double *wanted = xcalloc(diagram->card_count + 1, sizeof *wanted), width = 0;
	size_t count = 0;
	layout_widths(diagram, plan->style, plan->widths);
	for (size_t i = 0; i < diagram->card_count; i++)
		if (diagram->cards[i].shape == CARD_RACK)
			wanted[count++] = rack_width(&diagram->cards[i], plan->style);
	if (count) {
		qsort(wanted, count, sizeof *wanted, compare_numbers);
		width = fmin(wanted[count - 1], fmax(wanted[count / 2] * WIDER, COMMON_LETTERS * plan->style->font.text));
	}
	for (size_t i = 0; i < diagram->card_count; i++)
		if (diagram->cards[i].shape == CARD_RACK)
			plan->widths[i] = width;
	free(wanted);
}

/* ---- frames ---- */

static const char *group_title(const struct floor_plan *plan, int group)
{
	const struct group *g = &plan->diagram->groups[group];
	if (g->parent < 0)
		return g->title;
	return arena_printf(plan->layout->arena, "%s · %s", group_title(plan, g->parent), g->title);
}

static struct box around(const struct floor_plan *plan, size_t first, size_t end)
{
	const struct item *a = &plan->items[plan->order[first]], *b = &plan->items[plan->order[end - 1]];
	const struct shelf *shelf = &plan->shelves[a->shelf];
	return (struct box){a->x - FLOOR_FRAME_PAD, shelf->y - 4, b->x + b->w - a->x + 2 * FLOOR_FRAME_PAD,
	                    shelf->label + shelf->channel + shelf->height + FLOOR_FRAME_PAD + 4};
}

/* Around the cards of one group; on several shelves it is one frame. */
static void add_frame(struct floor_plan *plan, size_t first, size_t end)
{
	int group = floor_group(plan, plan->order[first]);
	struct box box = around(plan, first, end);
	if (group < 0)
		return;
	if (plan->shelves[plan->items[plan->order[first]].shelf].continued) {
		struct box *frame = &plan->layout->frames[plan->layout->frame_count - 1].box;
		frame->w = fmax(frame->w, box.x + box.w - frame->x);
		frame->h = box.y + box.h - frame->y;
		return;
	}
	plan->layout->frames[plan->layout->frame_count++] = (struct frame){
	    .box = box, .title = group_title(plan, group), .anchor = &plan->diagram->groups[group].anchor};
}

static void make_frames(struct floor_plan *plan)
{
	plan->layout->frames = arena_array(plan->layout->arena, plan->item_count + 1, sizeof(struct frame));
	for (size_t i = 0, end; i < plan->item_count; i = end) {
		const struct item *item = &plan->items[plan->order[i]];
		for (end = i + 1; end < plan->item_count && plan->items[plan->order[end]].shelf == item->shelf &&
		                  floor_group(plan, plan->order[end]) == floor_group(plan, plan->order[i]); end++)
			;
		add_frame(plan, i, end);
	}
}

#define DOMINATES 0.85 /* of the sheet's height: such a wing asks for another arrangement, */
#define BETTER 0.75    /* which must do with this much of the first one's sheet */

static struct floor_plan arrange(struct layout *layout, const struct diagram *diagram, const struct style *style, bool beside)
{
	struct floor_plan plan = {.layout = layout, .diagram = diagram, .style = style, .gap = style->line.gap, .beside = beside};
	plan.place = arena_array(layout->arena, diagram->card_count + 1, sizeof *plan.place);
	plan.home = arena_array(layout->arena, diagram->card_count + 1, sizeof *plan.home);
	plan.widths = arena_array(layout->arena, diagram->card_count + 1, sizeof *plan.widths);
	floor_widths(&plan);
	floor_place(&plan);
	floor_shelves(&plan);
	return plan;
}

static double tallest_wing(const struct floor_plan *plan)
{
	return fmax(plan->wings[LEFT].tall[plan->forms[LEFT]], plan->wings[RIGHT].tall[plan->forms[RIGHT]]);
}

/* Dozens of panels in a wing would make a tall, empty sheet: then those of one
 * row stand in it, beside what they feed. */
void layout_floor(struct layout *layout, const struct diagram *diagram, const struct style *style)
{
	struct floor_plan plan = arrange(layout, diagram, style, false);
	if (floor_may_stand_beside(&plan) && tallest_wing(&plan) > DOMINATES * plan.need) {
		struct floor_plan other = arrange(layout, diagram, style, true);
		plan = other.need < BETTER * plan.need ? other : arrange(layout, diagram, style, false);
	}
	floor_route(&plan);
	make_frames(&plan);
}
