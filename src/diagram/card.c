/* A pen moves down the card; every kind of line has one function for the width
 * it wants and one that draws it and moves the pen. With a NULL scene drawing
 * only measures. */
#include "diagram/card.h"

#include "base/number.h"
#include "diagram/metrics.h"

#include <math.h>
#include <string.h>

#define LEADING 1.42   /* height of a row of text, in font sizes */
#define BASELINE 1.05  /* of the text in its row */
#define LEAST_BAR 30.0 /* least width of one with a percentage behind it */
#define FLAT_BAR 22.0  /* least width of a bar beside its name, with the gap */
#define NARROW_RACK 0.8 /* least width of a rack, in that of other cards */
enum { VERDICT_LINES = 4, MARK_LINES = 3, WIDEST = 720 };

struct pen {
	struct scene *scene;
	const struct style *style;
	const struct card *card;
	const struct card_box *place;
	double x, width, y; /* inside the padding */
	double slot_width;  /* of device rows */
	size_t slots_left, slots_right;
};

static double width_of(const char *text, struct font font)
{
	return metrics_width(card_text(text), font.bold, font.size) + 1;
}

static struct font text_font(const struct style *style, enum line_style kind)
{
	bool bold = kind == STYLE_STRONG || kind == STYLE_ALERT || kind == STYLE_VERDICT;
	return (struct font){style->font.text, bold};
}

static struct font small_font(const struct style *style, bool bold)
{
	return (struct font){style->font.small, bold};
}

static struct font title_font(const struct card *card, const struct style *style)
{
	return (struct font){card->shape == CARD_FOCUS ? style->font.focus : style->font.title,
	                     card->shape != CARD_NOTE && card->shape != CARD_STUB};
}

static bool is_marked(enum tone tone)
{
	return tone == TONE_NOTICE || tone == TONE_WARNING || tone == TONE_ERROR;
}

static uint32_t text_colour(const struct style *style, const struct line *line, bool pale)
{
	if (line->style == STYLE_ALERT)
		return is_marked(line->tone) ? style->tones[line->tone].text : style->page.alert;
	return pale || line->pale || line->style == STYLE_MUTED ? style->page.muted
	                                                        : style->page.ink;
}

/* Of the text on the right: one over its limit shows as such. */
static uint32_t right_colour(const struct style *style, const struct line *line, uint32_t usual)
{
	return line->tone == TONE_ERROR && line->style != STYLE_ALERT ? style->tones[TONE_ERROR].text : usual;
}

/* A triangle before a figure over its limit that has no bar to show it. */
static bool has_mark(const struct card *card, const struct line *line)
{
	if (line->kind != LINE_TEXT || line->tone != TONE_ERROR || line->style == STYLE_ALERT || !*card_text(line->right))
		return false;
	const struct line *next = line + 1;
	return next == card->lines + card->line_count || next->kind != LINE_BAR || *card_text(next->left);
}

/* ---- widths ---- */

static double slot_width(const struct card *card, const struct style *style)
{
	double widest = 18;
	for (size_t i = 0; i < card->line_count; i++) {
		const struct line *line = &card->lines[i];
		if (line->kind != LINE_ROW)
			continue;
		for (size_t j = 0; j < line->slot_left_count + line->slot_right_count; j++) {
			const struct slot *slot = j < line->slot_left_count
			                              ? &line->slots_left[j]
			                              : &line->slots_right[j - line->slot_left_count];
			widest = fmax(widest, width_of(slot->text, small_font(style, true)) + 7);
		}
	}
	return fmin(widest, 64);
}

static void count_slots(const struct card *card, size_t *left, size_t *right)
{
	*left = *right = 0;
	for (size_t i = 0; i < card->line_count; i++) {
		const struct line *line = &card->lines[i];
		if (line->kind != LINE_ROW)
			continue;
		*left = line->slot_left_count > *left ? line->slot_left_count : *left;
		*right = line->slot_right_count > *right ? line->slot_right_count : *right;
	}
}

static double pair_width(const struct card *card, const struct style *style, const struct line *line)
{
	struct font font = text_font(style, line->style);
	double right = *card_text(line->right) ? width_of(line->right, (struct font){font.size, true}) + 12 : 0;
	return width_of(line->left, font) + right + (has_mark(card, line) ? style->mark.size + 4 : 0);
}

static double row_width(const struct card *card, const struct style *style,
                        const struct line *line)
{
	size_t left, right;
	count_slots(card, &left, &right);
	double slots = (double)(left + right) * (slot_width(card, style) + 3);
	struct font font = {style->font.text, false};
	double value = *card_text(line->right) ? width_of(line->right, font) + 10 : 0;
	return slots + 10 + width_of(line->left, font) + value +
	       (is_marked(line->tone) || line->shared ? style->mark.size + 3 : 0);
}

const struct line *card_strips(const struct card *card)
{
	for (size_t i = 0; i < card->line_count; i++)
		if (card->lines[i].kind == LINE_STRIPS && card->lines[i].slot_left_count)
			return &card->lines[i];
	return NULL;
}

static struct font cell_font(const struct card *card, const struct style *style)
{
	return (struct font){card->shape == CARD_FOCUS ? style->font.text + 1 : style->font.small,
	                     true};
}

static struct font cell_value_font(const struct card *card, const struct style *style)
{
	return (struct font){card->shape == CARD_FOCUS ? style->font.text : style->font.small,
	                     false};
}

static double strips_cell_width(const struct card *card, const struct style *style,
                                const struct line *line)
{
	double widest = card->shape == CARD_RACK ? 24 : 40;
	if (line->flat)
		widest = FLAT_BAR - 2;
	for (size_t i = 0; i < line->slot_left_count; i++) {
		const struct slot *slot = &line->slots_left[i];
		widest = fmax(widest, width_of(slot->text, cell_font(card, style)) + (line->flat && number_known(slot->fraction) ? FLAT_BAR : 0));
		widest = fmax(widest, width_of(slot->value, cell_value_font(card, style)));
	}
	return fmin(widest + fmin(14, 2 * style->card.padding), card->shape == CARD_FOCUS ? 230 : 130);
}

double card_cell_width(const struct card *card, const struct style *style)
{
	const struct line *line = card_strips(card);
	return line ? strips_cell_width(card, style, line) : 0;
}

/* Percentages have one width, so that bars of cards beside each other compare. */
static double percent_width(const struct style *style, const char *percent)
{
	struct font font = {style->font.text, true};
	return *card_text(percent) ? fmax(width_of(percent, font), width_of("≥99 %", font)) + 4 : 0;
}

static double line_width(const struct card *card, const struct style *style,
                         const struct line *line)
{
	switch (line->kind) {
	case LINE_TEXT: return pair_width(card, style, line);
	case LINE_BAR: return fmax(width_of(line->left, text_font(style, line->style)), LEAST_BAR + percent_width(style, line->right));
	case LINE_STRIPS:
		return (double)line->slot_left_count *
		           (strips_cell_width(card, style, line) + 4) - 4;
	case LINE_ROW: return row_width(card, style, line);
	case LINE_RULE:
	case LINE_GAP:
	case LINE_NONE: return 0;
	}
	return 0;
}

static double title_width(const struct card *card, const struct style *style)
{
	double width = width_of(card->title, title_font(card, style));
	const char *beside = card->shape == CARD_FOCUS ? card->header : card->title_right;
	if (*card_text(beside))
		width += 14 + width_of(beside, (struct font){style->font.text, false});
	return width;
}

double card_width(const struct card *card, const struct style *style)
{
	double widest = title_width(card, style), free = 0;
	if (card->shape != CARD_FOCUS)
		widest = fmax(widest, width_of(card->header, (struct font){style->font.header, true}));
	for (size_t i = 0; i < card->line_count; i++) {
		const struct line *line = &card->lines[i];
		double width = line_width(card, style, line);
		if (line->kind == LINE_STRIPS)
			free = fmax(free, width); /* cords need their cells, whatever the limit */
		else
			widest = fmax(widest, width);
	}
	double most = card->shape == CARD_FOCUS ? WIDEST : style->card.max_width;
	double least = card->shape == CARD_NOTE || card->shape == CARD_STUB ? 60
	                                                                    : style->card.min_width;
	double padding = 2 * style->card.padding;
	double width = fmax(fmin(widest + padding, most), free + padding);
	least *= card->shape == CARD_RACK ? NARROW_RACK : 1;
	return ceil(fmax(fmax(width, least), card->min_width_pt));
}

/* ---- drawing ---- */

static void put(struct pen *pen, double x, double y, enum text_align align, struct font font,
                uint32_t colour, double width, const char *text)
{
	scene_text(pen->scene, (struct point){x, y}, align, font, colour, width, text);
}

static void draw_wrapped(struct pen *pen, struct font font, uint32_t colour, const char *text,
                         double x, double width, size_t limit)
{
	const char *lines[8];
	if (metrics_width(text, font.bold, font.size) <= width) {
		put(pen, x, pen->y + font.size * BASELINE, ALIGN_LEFT, font, colour, width, text);
		pen->y += font.size * LEADING;
		return;
	}
	struct arena *arena = pen->scene ? pen->scene->arena : arena_new();
	size_t count = metrics_wrap(arena, text, font.bold, font.size, width, lines, limit);
	for (size_t i = 0; i < count; i++) {
		put(pen, x, pen->y + font.size * BASELINE, ALIGN_LEFT, font, colour, width, lines[i]);
		pen->y += font.size * LEADING;
	}
	if (!pen->scene)
		arena_free(arena);
}

static void draw_mark(struct pen *pen, double x, double middle, enum tone tone)
{
	struct paint paint = {pen->style->tones[tone].fill, COLOUR_NONE, 0, PATTERN_SOLID};
	if (!is_marked(tone)) /* hollow */
		paint = (struct paint){pen->style->card.fill, pen->style->page.alert, 1, PATTERN_SOLID};
	double size = pen->style->mark.size;
	struct point triangle[] = {{x, middle + size * 0.43}, {x + size, middle + size * 0.43}, {x + size / 2, middle - size * 0.49}};
	scene_polygon(pen->scene, triangle, 3, paint);
}

/* Text left, bold text right, on one baseline; the left one is broken when both
 * do not fit. */
static void draw_pair(struct pen *pen, const struct line *line)
{
	struct font font = text_font(pen->style, line->style), strong = {font.size, true};
	double y = pen->y + font.size * BASELINE;
	uint32_t colour = text_colour(pen->style, line, pen->card->pale);
	double right = *card_text(line->right) ? width_of(line->right, strong) : 0;
	right = fmin(right, pen->width * 0.6);
	put(pen, pen->x + pen->width, y, ALIGN_RIGHT, strong,
	    line->style == STYLE_ALERT ? colour : right_colour(pen->style, line, pen->style->page.ink), right, line->right);
	if (has_mark(pen->card, line)) {
		right += pen->style->mark.size + 4;
		draw_mark(pen, pen->x + pen->width - right, y - font.size * 0.36, TONE_ERROR);
	}
	draw_wrapped(pen, font, colour, card_text(line->left), pen->x,
	             pen->width - (right > 0 ? right + 8 : 0), MARK_LINES);
}

static double wrapped_height(struct font font, const char *text, double width, size_t limit)
{
	struct pen measure = {0};
	draw_wrapped(&measure, font, 0, text, 0, width, limit);
	return measure.y;
}

/* A verdict stands on a panel of its own. */
static void draw_verdict(struct pen *pen, const struct line *line)
{
	struct font font = text_font(pen->style, STYLE_VERDICT);
	bool marked = is_marked(line->tone);
	uint32_t ground = marked ? pen->style->tones[line->tone].tint : pen->style->page.panel;
	uint32_t colour = marked ? pen->style->tones[line->tone].text : pen->style->page.ink;
	double inner = pen->width - 16;
	pen->y += 2;
	double height = wrapped_height(font, line->left, inner, VERDICT_LINES) + 7;
	scene_rect(pen->scene, (struct box){pen->x, pen->y, pen->width, height}, pen->style->slot.radius * 1.5,
	           (struct paint){ground, COLOUR_NONE, 0, PATTERN_SOLID});
	pen->y += 3.5;
	draw_wrapped(pen, font, colour, line->left, pen->x + 8, inner, VERDICT_LINES);
	pen->y += 3.5 + 3;
}

static void draw_text(struct pen *pen, const struct line *line)
{
	if (line->style == STYLE_VERDICT) {
		draw_verdict(pen, line);
		return;
	}
	draw_pair(pen, line);
}

/* The bar itself: track, fill by severity, ticks at 100 % of an overload and
 * at `limit`. */
static void draw_gauge(struct pen *pen, struct box box, double fraction, double limit,
                       enum tone tone)
{
	const struct style *style = pen->style;
	struct paint track = {style->bar.track, COLOUR_NONE, 0, PATTERN_SOLID};
	if (!number_known(fraction)) {
		scene_rect(pen->scene, box, 0, (struct paint){style->card.fill, style->bar.hatch, style->bar.hatch_width, PATTERN_SOLID});
		scene_hatch(pen->scene, box, 5, (struct paint){COLOUR_NONE, style->bar.hatch, style->bar.hatch_width, PATTERN_SOLID});
		return;
	}
	scene_rect(pen->scene, box, fmin(style->bar.radius, box.h / 2), track);
	struct box fill = box;
	fill.w *= fmin(fmax(fraction, 0), 1);
	if (fill.w > 0.2)
		scene_rect(pen->scene, fill, fmin(style->bar.radius, fmin(box.h, fill.w) / 2), (struct paint){style->tones[tone].fill, COLOUR_NONE, 0, PATTERN_SOLID});
	if (fraction > 1.005) {
		double x = box.x + box.w / fraction;
		scene_line(pen->scene, (struct point[]){{x, box.y}, {x, box.y + box.h}}, 2,
		           (struct paint){COLOUR_NONE, style->card.fill, style->bar.limit_width, PATTERN_SOLID});
	}
	if (number_known(limit)) {
		double x = box.x + box.w * fmin(fmax(limit, 0), 1);
		scene_line(pen->scene, (struct point[]){{x, box.y - 2}, {x, box.y + box.h + 2}}, 2,
		           (struct paint){COLOUR_NONE, limit > 1 ? style->tones[TONE_ERROR].fill : style->bar.limit,
		                          style->bar.limit_width, PATTERN_SOLID});
	}
}

/* The left text stands above the bar, the right one, a percentage, behind it. */
static void draw_bar(struct pen *pen, const struct line *line)
{
	struct line above = *line;
	above.right = "";
	if (*card_text(line->left))
		draw_pair(pen, &above);
	double height = pen->style->bar.height, percent = percent_width(pen->style, line->right);
	struct font font = {pen->style->font.text, true};
	draw_gauge(pen, (struct box){pen->x, pen->y + 2, pen->width - percent, height}, line->fraction,
	           line->limit, line->tone);
	put(pen, pen->x + pen->width, pen->y + 2 + height / 2 + font.size * 0.36, ALIGN_RIGHT, font,
	    right_colour(pen->style, line, text_colour(pen->style, line, pen->card->pale)), percent, card_text(line->right));
	pen->y += height + 6;
}

static double cell_height(const struct pen *pen, const struct line *line)
{
	double height = cell_font(pen->card, pen->style).size * LEADING + (line->flat ? 2 : 4);
	bool value = false, bar = false;
	for (size_t i = 0; i < line->slot_left_count; i++) {
		value |= *card_text(line->slots_left[i].value) != '\0';
		bar |= number_known(line->slots_left[i].fraction);
	}
	bar &= !line->flat;
	return height + (value ? cell_value_font(pen->card, pen->style).size * LEADING : 0) +
	       (bar ? 8 : line->flat ? 1 : 2);
}

/* Ground and outline of a slot or strip by its state. */
static struct paint slot_paint(const struct style *style, const struct slot *slot)
{
	const struct side_style *side = style_side(style, slot->side);
	if (slot->missing)
		return (struct paint){style->card.fill, style->line.dead_colour, style->slot.border_width, style->slot.missing};
	if (slot->dead)
		return (struct paint){style->card.fill, side->line, style->slot.border_width, style->slot.dead};
	return (struct paint){side->tint, COLOUR_NONE, 0, PATTERN_SOLID};
}

static void open_anchor(struct scene *scene, const struct anchor *anchor)
{
	if (*card_text(anchor->id))
		scene_open(scene, anchor);
}

static void close_anchor(struct scene *scene, const struct anchor *anchor)
{
	if (*card_text(anchor->id))
		scene_close(scene);
}

/* The room for the name: flat, the bar stands beside it. */
static double name_room(const struct slot *slot, struct box box, bool flat)
{
	return box.w - 10 - (flat && number_known(slot->fraction) ? FLAT_BAR : 0);
}

/* Below the texts; flat: beside the name. */
static struct box cell_bar(const struct pen *pen, const struct slot *slot, struct box box, bool flat)
{
	double name = fmin(width_of(slot->text, cell_font(pen->card, pen->style)), name_room(slot, box, flat));
	double left = flat ? name + 5 : 0;
	return (struct box){box.x + 6 + left, flat ? box.y + box.h / 2 - 2 : box.y + box.h - 7, box.w - 12 - left, 4};
}

static void draw_cell(struct pen *pen, const struct slot *slot, struct box box, bool flat)
{
	const struct style *style = pen->style;
	struct font name = cell_font(pen->card, style), value = cell_value_font(pen->card, style);
	open_anchor(pen->scene, &slot->anchor);
	scene_rect(pen->scene, box, style->slot.radius, slot_paint(style, slot));
	double x = box.x + 6, width = box.w - 10, y = box.y + (flat ? 1 : 2);
	put(pen, x, y + name.size * BASELINE, ALIGN_LEFT, name,
	    slot->missing || slot->dead ? style->page.muted : style_side(style, slot->side)->text, name_room(slot, box, flat), slot->text);
	y += name.size * LEADING;
	put(pen, x, y + value.size * BASELINE, ALIGN_LEFT, value,
	    is_marked(slot->tone) ? style->tones[slot->tone].text : style->page.ink, width, slot->value);
	if (number_known(slot->fraction))
		draw_gauge(pen, cell_bar(pen, slot, box, flat), slot->fraction, NAN, slot->tone);
	close_anchor(pen->scene, &slot->anchor);
}

/* Borders of cell i: halfway between the ports, or equal parts. */
static void cell_extent(const struct pen *pen, size_t count, size_t i, double *left, double *right)
{
	double step = (pen->width + 4) / (double)count;
	*left = pen->x + step * (double)i;
	*right = *left + step - 4;
	const double *ports = pen->place ? pen->place->ports : NULL;
	if (!ports || pen->place->port_count != count)
		return;
	*left = i ? (ports[i - 1] + ports[i]) / 2 + 2 : pen->x;
	*right = i + 1 < count ? (ports[i] + ports[i + 1]) / 2 - 2 : pen->x + pen->width;
}

static void draw_strips(struct pen *pen, const struct line *line)
{
	double height = cell_height(pen, line);
	for (size_t i = 0; i < line->slot_left_count; i++) {
		double left, right;
		cell_extent(pen, line->slot_left_count, i, &left, &right);
		draw_cell(pen, &line->slots_left[i], (struct box){left, pen->y, right - left, height}, line->flat);
	}
	pen->y += height + 5;
}

static void draw_slot(struct pen *pen, const struct slot *slot, double x, double height)
{
	const struct style *style = pen->style;
	struct font font = small_font(style, true);
	struct box box = {x, pen->y + 1, pen->slot_width, height - 2};
	if (!slot->missing && !*card_text(slot->text))
		return; /* a side that is none */
	open_anchor(pen->scene, &slot->anchor);
	scene_rect(pen->scene, box, style->slot.radius, slot_paint(style, slot));
	uint32_t colour = slot->missing || slot->dead ? style->page.muted : style_side(style, slot->side)->text;
	put(pen, x + pen->slot_width / 2, box.y + box.h / 2 + font.size * 0.36, ALIGN_CENTRE, font,
	    colour, pen->slot_width - 4, slot->text);
	close_anchor(pen->scene, &slot->anchor);
}

static void draw_row_text(struct pen *pen, const struct line *line, double left, double right,
                          double height)
{
	struct font font = {pen->style->font.text, false};
	double baseline = pen->y + height / 2 + font.size * 0.36;
	double value = *card_text(line->right) ? fmin(width_of(line->right, font), (right - left) * 0.6) : 0;
	uint32_t colour = text_colour(pen->style, line, pen->card->pale);
	put(pen, right, baseline, ALIGN_RIGHT, font, colour, value, line->right);
	double end = right - (value > 0 ? value + 6 : 0);
	if (is_marked(line->tone) || line->shared) {
		draw_mark(pen, end - pen->style->mark.size, pen->y + height / 2, line->tone);
		end -= pen->style->mark.size + 4;
	}
	put(pen, left, baseline, ALIGN_LEFT, font, colour, end - left, line->left);
}

static void draw_row(struct pen *pen, const struct line *line)
{
	double height = pen->style->font.text * 1.65, step = pen->slot_width + 3;
	double left = pen->x + step * (double)pen->slots_left + (pen->slots_left ? 3 : 0);
	double right = pen->x + pen->width - step * (double)pen->slots_right - (pen->slots_right ? 3 : 0);
	open_anchor(pen->scene, &line->anchor);
	for (size_t i = 0; i < line->slot_left_count; i++)
		draw_slot(pen, &line->slots_left[i], pen->x + step * (double)i, height);
	draw_row_text(pen, line, left, right, height);
	for (size_t i = 0; i < line->slot_right_count; i++)
		draw_slot(pen, &line->slots_right[i],
		          pen->x + pen->width - pen->slot_width - step * (double)(line->slot_right_count - 1 - i), height);
	close_anchor(pen->scene, &line->anchor);
	pen->y += height;
}

static void draw_rule(struct pen *pen, const struct line *line)
{
	(void)line;
	struct point ends[] = {{pen->x, pen->y + 3}, {pen->x + pen->width, pen->y + 3}};
	scene_line(pen->scene, ends, 2,
	           (struct paint){COLOUR_NONE, pen->style->page.faint, pen->style->page.rule, PATTERN_SOLID});
	pen->y += 6;
}

static void draw_gap(struct pen *pen, const struct line *line)
{
	(void)line;
	pen->y += 5;
}

static void draw_none(struct pen *pen, const struct line *line)
{
	(void)pen;
	(void)line;
}

static void draw_line(struct pen *pen, const struct line *line)
{
	static void (*const draw[])(struct pen *, const struct line *) = {
	    [LINE_TEXT] = draw_text, [LINE_BAR] = draw_bar,   [LINE_STRIPS] = draw_strips,
	    [LINE_ROW] = draw_row,   [LINE_RULE] = draw_rule, [LINE_GAP] = draw_gap,
	    [LINE_NONE] = draw_none};
	bool grouped = line->kind != LINE_ROW && *card_text(line->anchor.id);
	if (grouped)
		scene_open(pen->scene, &line->anchor);
	draw[line->kind](pen, line);
	if (grouped)
		scene_close(pen->scene);
}

static struct paint card_paint(const struct card *card, const struct style *style)
{
	struct paint paint = {style->card.fill, style->card.border, style->card.border_width, PATTERN_SOLID};
	if (card->side || card->second_side)
		paint.stroke = style_side(style, card->side)->line;
	if (is_marked(card->tone))
		paint.fill = style->tones[card->tone].tint;
	if (card->outside)
		paint.fill = style->card.outside;
	if (card->pale || card->shape == CARD_STUB)
		paint.pattern = style->card.pale;
	if (card->shape == CARD_NOTE)
		paint.stroke = style->page.faint;
	if (card->shape == CARD_FOCUS)
		paint.stroke = style->card.focus_border, paint.width = style->card.focus_width;
	return paint;
}

static double header_height(const struct card *card, const struct style *style)
{
	return card->shape == CARD_FOCUS || !*card_text(card->header) ? 0 : style->font.header * 1.9;
}

/* The right half of a header in the second side's colour, behind a slant. */
static void draw_second_side(struct pen *pen, struct box band)
{
	double radius = pen->style->card.radius, middle = band.x + band.w / 2, right = band.x + band.w;
	struct point half[] = {{middle + 7, band.y}, {right - radius, band.y}, {right - radius * 0.3, band.y + radius * 0.3},
	                       {right, band.y + radius}, {right, band.y + band.h}, {middle - 7, band.y + band.h}};
	scene_polygon(pen->scene, half, 6,
	              (struct paint){style_side(pen->style, pen->card->second_side)->line, COLOUR_NONE, 0, PATTERN_SOLID});
}

static void draw_header(struct pen *pen, struct box box)
{
	double height = header_height(pen->card, pen->style);
	if (height <= 0)
		return;
	const struct side_style *side = style_side(pen->style, pen->card->side);
	struct box band = {box.x, box.y, box.w, height};
	bool pale = pen->card->pale;
	scene_header(pen->scene, band, pen->style->card.radius,
	             (struct paint){pale ? side->tint : side->line, COLOUR_NONE, 0, PATTERN_SOLID});
	if (pen->card->second_side && !pale)
		draw_second_side(pen, band);
	struct font font = {pen->style->font.header, true};
	put(pen, pen->x, box.y + height / 2 + font.size * 0.36, ALIGN_LEFT, font,
	    pale ? side->text : pen->style->card.header_text, pen->width, pen->card->header);
	pen->y += height;
}

static void draw_title(struct pen *pen)
{
	const struct card *card = pen->card;
	if (!*card_text(card->title))
		return;
	struct font font = title_font(card, pen->style), beside = {pen->style->font.text, false};
	double baseline = pen->y + font.size * BASELINE;
	double most = fmax(pen->width / 2, pen->width - width_of(card->title, font) - 8);
	double right = *card_text(card->title_right) ? fmin(width_of(card->title_right, beside), most) : 0;
	put(pen, pen->x, baseline, ALIGN_LEFT, font, card->pale ? pen->style->page.muted : pen->style->page.ink,
	    pen->width - (right > 0 ? right + 8 : 0), card->title);
	put(pen, pen->x + pen->width, baseline, ALIGN_RIGHT, beside, pen->style->page.muted, right, card->title_right);
	pen->y += font.size * LEADING;
}

/* Title and the header's words as one centred line; beneath each other when
 * the card is too narrow for both. */
static void draw_focus_title(struct pen *pen)
{
	const struct card *card = pen->card;
	struct font font = title_font(card, pen->style), beside = {pen->style->font.text + 1, false};
	double title = width_of(card->title, font), words = width_of(card->header, beside);
	bool together = title + 12 + words <= pen->width;
	double middle = pen->x + pen->width / 2, baseline = pen->y + 2 + font.size * BASELINE;
	double left = together ? middle - (title + 12 + words) / 2 : middle;
	put(pen, left, baseline, together ? ALIGN_LEFT : ALIGN_CENTRE, font, pen->style->page.ink, pen->width, card->title);
	pen->y += font.size * LEADING + 4;
	if (!together)
		baseline = pen->y + beside.size * BASELINE, pen->y += beside.size * LEADING + 2;
	put(pen, together ? left + title + 12 : middle, baseline, together ? ALIGN_LEFT : ALIGN_CENTRE, beside,
	    pen->style->page.muted, pen->width, card->header);
}

static void draw_card_mark(struct pen *pen)
{
	const char *mark = card_text(pen->card->mark);
	if (!*mark)
		return;
	struct font font = text_font(pen->style, STYLE_ALERT);
	draw_mark(pen, pen->x, pen->y + font.size * LEADING / 2, TONE_ERROR);
	draw_wrapped(pen, font, pen->style->page.alert, mark, pen->x + pen->style->mark.size + 4,
	             pen->width - pen->style->mark.size - 4, MARK_LINES);
	pen->y += 2;
}

static void draw_content(struct pen *pen)
{
	const struct card *card = pen->card;
	size_t first = 0;
	bool focus = card->shape == CARD_FOCUS;
	for (; focus && first < card->line_count && card->lines[first].kind == LINE_STRIPS; first++)
		draw_line(pen, &card->lines[first]);
	if (focus)
		draw_focus_title(pen);
	else
		draw_title(pen);
	draw_card_mark(pen);
	for (size_t i = first; i < card->line_count; i++)
		draw_line(pen, &card->lines[i]);
}

/* Draws the whole card; returns its height. */
static double compose(struct scene *scene, const struct card *card, const struct style *style,
                      const struct card_box *place)
{
	struct box box = place->box;
	double padding = style->card.padding, top = card->shape == CARD_FOCUS ? padding : 4;
	double radius = style->card.radius + (card->shape == CARD_FOCUS ? 4 : 0);
	struct pen pen = {.scene = scene, .style = style, .card = card, .place = place,
	                  .x = box.x + padding, .width = box.w - 2 * padding, .y = box.y,
	                  .slot_width = slot_width(card, style)};
	count_slots(card, &pen.slots_left, &pen.slots_right);
	struct paint paint = card_paint(card, style), ground = paint, border = paint;
	ground.stroke = COLOUR_NONE;
	border.fill = COLOUR_NONE;
	scene_rect(scene, box, radius, ground);
	draw_header(&pen, box);
	pen.y += top;
	draw_content(&pen);
	scene_rect(scene, box, radius, border);
	return pen.y + 5 - box.y;
}

double card_height(const struct card *card, const struct style *style, double width)
{
	struct card_box place = {.box = {0, 0, width, 0}};
	return ceil(compose(NULL, card, style, &place));
}

void card_draw(struct scene *scene, const struct card *card, const struct card_box *place)
{
	scene_open(scene, &card->anchor);
	compose(scene, card, scene->style, place);
	scene_close(scene);
}

double card_cell_x(const struct card *card, const struct style *style,
                   const struct card_box *place, size_t cell)
{
	const struct line *strips = card_strips(card);
	struct pen pen = {.card = card, .style = style, .place = place,
	                  .x = place->box.x + style->card.padding,
	                  .width = place->box.w - 2 * style->card.padding};
	double left, right;
	if (!strips || cell >= strips->slot_left_count)
		return place->box.x + place->box.w / 2;
	if (place->ports && place->port_count == strips->slot_left_count)
		return place->ports[cell];
	cell_extent(&pen, strips->slot_left_count, cell, &left, &right);
	return (left + right) / 2;
}
