/* One table row a symbol: when it is needed, what it says, how it is drawn.
 * Symbols flow over as many lines as the width asks for. */
#include "diagram/legend.h"

#include "base/number.h"
#include "diagram/card.h"
#include "diagram/metrics.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum symbol {
	SYMBOL_TONE_OK, SYMBOL_TONE_NOTICE, SYMBOL_TONE_WARNING, SYMBOL_TONE_ERROR,
	SYMBOL_TONE_UNKNOWN, SYMBOL_OVER, SYMBOL_LIMIT, SYMBOL_LIMIT_OVER, SYMBOL_FIGURES, SYMBOL_KILO, SYMBOL_SLOT, SYMBOL_MISSING, SYMBOL_DEAD_SLOT, SYMBOL_OPEN_STRIP,
	SYMBOL_DEAD_STRIP, SYMBOL_MARK, SYMBOL_ALERT, SYMBOL_SHARED, SYMBOL_DEAD, SYMBOL_RESERVE, SYMBOL_ASSUMED, SYMBOL_PALE,
	SYMBOL_OUTSIDE, SYMBOL_AT_LEAST, SYMBOL_ABOUT, SYMBOL_NO_FIGURE, SYMBOL_GROUND, SYMBOLS
};

/* Signs that stand before or for a figure. */
static const struct {
	enum symbol symbol;
	const char *sign;
} signs[] = {{SYMBOL_AT_LEAST, "≥"}, {SYMBOL_ABOUT, "~"}, {SYMBOL_NO_FIGURE, "?"},
             {SYMBOL_FIGURES, "4 / 7"}, {SYMBOL_KILO, "4/7"}};
enum { SIGNS_IN_TEXT = 3 };

enum { TERMS = 8 };

struct use {
	bool symbols[SYMBOLS];
	bool lines[26];  /* sides of lines and of cards that have a header */
	bool strips[26]; /* of strips and slots */
	bool terms[TERMS];
};

struct flow_pen {
	struct scene *scene;
	const struct style *style;
	double x, y, left, right, row;
	struct font font;
};

enum { SAMPLE = 26 };

/* ---- what occurs ---- */

static void use_side(bool sides[26], char side)
{
	if (side >= 'A' && side <= 'Z')
		sides[side - 'A'] = true;
}

static void use_bar(struct use *use, double fraction, enum tone tone)
{
	if (!number_known(fraction))
		use->symbols[SYMBOL_TONE_UNKNOWN] = true;
	else
		use->symbols[SYMBOL_TONE_OK + (int)tone] = true;
	use->symbols[SYMBOL_OVER] |= fraction > 1.005;
}

/* Is this where a figure begins, or the sign behind "≥"? */
static bool begins_figure(const char *text, const char *at)
{
	return at == text || at[-1] == ' ' || at[-1] == '/' || (at >= text + strlen("≥") && !strncmp(at - strlen("≥"), "≥", strlen("≥")));
}

/* "≥9.8 kW", "≥~9.8 kW", "4.9 / ? kW": a sign begins a figure or is one. */
static bool has_sign(const char *text, const char *sign, bool alone)
{
	size_t length = strlen(sign);
	for (const char *at = text; (at = strstr(at, sign)); at += length) {
		bool figure = alone ? !at[length] || at[length] == ' ' || at[length] == '/'
		                    : isdigit((unsigned char)at[length]) || at[length] == '~';
		if (begins_figure(text, at) && figure)
			return true;
	}
	return false;
}

/* Of the signs' first bytes: most texts have none, and there are very many texts. */
static bool may_have_sign(const char *text)
{
	for (; *text; text++)
		for (size_t i = 0; i < SIGNS_IN_TEXT; i++)
			if (*text == signs[i].sign[0])
				return true;
	return false;
}

static void use_text(struct use *use, const char *text)
{
	if (!text || !may_have_sign(text))
		return;
	for (size_t i = 0; i < SIGNS_IN_TEXT; i++)
		use->symbols[signs[i].symbol] |= has_sign(text, signs[i].sign, signs[i].symbol == SYMBOL_NO_FIGURE);
}

/* "4.9 / 7.2 kW"; of strips without the unit: "4.9/7.2" */
static void use_figures(struct use *use, const char *text, bool strip)
{
	const char *slash = strchr(card_text(text), '/');
	if (!slash || slash == text)
		return;
	bool before = isdigit((unsigned char)slash[-1]) || (slash[-1] == ' ' && slash - text > 1 && isdigit((unsigned char)slash[-2]));
	const char *after = slash + 1 + (slash[1] == ' ');
	if (!before || (!isdigit((unsigned char)*after) && *after != '?'))
		return;
	bool kilo = strip && !strchr(text, 'W');
	use->symbols[kilo ? SYMBOL_KILO : SYMBOL_FIGURES] = true;
}

/* "3 insufficient" */
static void use_terms(struct use *use, const struct diagram *diagram, const char *text)
{
	for (size_t i = 0; i < diagram->term_count && i < TERMS; i++) {
		const char *at = strstr(card_text(text), diagram->terms[i].word);
		use->terms[i] |= at && at - text > 1 && at[-1] == ' ' && isdigit((unsigned char)at[-2]);
	}
}

static void use_slots(struct use *use, const struct slot *slots, size_t count, bool row)
{
	for (size_t i = 0; i < count; i++) {
		if (row && !slots[i].missing && !slots[i].dead)
			use->symbols[SYMBOL_SLOT] = true;
		use->symbols[row ? SYMBOL_MISSING : SYMBOL_OPEN_STRIP] |= slots[i].missing;
		use->symbols[row ? SYMBOL_DEAD_SLOT : SYMBOL_DEAD_STRIP] |= slots[i].dead && !slots[i].missing;
		use_text(use, slots[i].value);
		if (!row)
			use_text(use, slots[i].text);
		use_figures(use, row ? NULL : slots[i].value, true);
		use_side(use->strips, slots[i].side);
		if (!row && number_known(slots[i].fraction))
			use_bar(use, slots[i].fraction, slots[i].tone);
	}
}

static void use_line(struct use *use, const struct diagram *diagram, const struct line *line)
{
	bool row = line->kind == LINE_ROW;
	if (line->kind == LINE_BAR) {
		use_bar(use, line->fraction, line->tone);
		use->symbols[SYMBOL_LIMIT] |= line->limit <= 1;
		use->symbols[SYMBOL_LIMIT_OVER] |= line->limit > 1;
		use_figures(use, line->left, false);
	}
	bool marked = line->tone >= TONE_NOTICE && line->tone <= TONE_ERROR;
	if (line->kind == LINE_TEXT)
		use_terms(use, diagram, line->left);
	use_text(use, line->left);
	use_text(use, line->right);
	use_slots(use, line->slots_left, line->slot_left_count, row);
	use_slots(use, line->slots_right, line->slot_right_count, row);
	use->symbols[SYMBOL_MARK] |= row && marked;
	use->symbols[SYMBOL_SHARED] |= row && line->shared && !marked;
}

static void find_use(const struct diagram *diagram, struct use *use)
{
	for (size_t i = 0; i < diagram->card_count; i++) {
		const struct card *card = &diagram->cards[i];
		use_side(use->lines, card->side);
		use_side(use->lines, card->second_side);
		use_text(use, card->title_right);
		use_figures(use, card->title_right, false);
		use->symbols[SYMBOL_ALERT] |= *card_text(card->mark) != '\0';
		use->symbols[SYMBOL_PALE] |= card->pale && card->shape != CARD_STUB; /* that says it in words */
		use->symbols[SYMBOL_OUTSIDE] |= card->outside;
		for (size_t j = 0; j < card->line_count; j++)
			use_line(use, diagram, &card->lines[j]);
	}
	for (size_t i = 0; i < diagram->link_count; i++) {
		const struct link *link = &diagram->links[i];
		use_side(use->lines, link->side);
		use->symbols[SYMBOL_DEAD] |= link->dead;
		use->symbols[SYMBOL_RESERVE] |= link->reserve && !link->dead;
		use->symbols[SYMBOL_ASSUMED] |= link->assumed && !link->dead;
	}
	if (use->symbols[SYMBOL_KILO])
		use->symbols[SYMBOL_FIGURES] = false;
}

/* ---- samples, drawn in a box of SAMPLE × row ---- */

static struct paint filled(uint32_t colour)
{
	return (struct paint){colour, COLOUR_NONE, 0, PATTERN_SOLID};
}

static void sample_line(struct flow_pen *pen, struct paint paint)
{
	double y = pen->y + pen->row / 2;
	struct point ends[] = {{pen->x, y}, {pen->x + SAMPLE, y}};
	scene_line(pen->scene, ends, 2, paint);
}

static struct box sample_bar(const struct flow_pen *pen)
{
	double height = pen->style->bar.height;
	return (struct box){pen->x, pen->y + (pen->row - height) / 2, SAMPLE, height};
}

static void sample_tone(struct flow_pen *pen, int tone)
{
	static const double parts[] = {0.5, 0.8, 0.92, 1, 1};
	struct box box = sample_bar(pen), part = box;
	part.w *= parts[tone];
	if (tone == TONE_UNKNOWN) {
		scene_rect(pen->scene, box, 0, (struct paint){pen->style->card.fill, pen->style->bar.hatch, pen->style->bar.hatch_width, PATTERN_SOLID});
		scene_hatch(pen->scene, box, 5, (struct paint){COLOUR_NONE, pen->style->bar.hatch, pen->style->bar.hatch_width, PATTERN_SOLID});
		return;
	}
	scene_rect(pen->scene, box, 0, filled(pen->style->bar.track));
	scene_rect(pen->scene, part, 0, filled(pen->style->tones[tone].fill));
}

/* Where a bar is cut that goes beyond 100 %. */
static void sample_over(struct flow_pen *pen)
{
	struct box box = sample_bar(pen);
	double x = box.x + box.w * 0.7;
	scene_rect(pen->scene, box, 0, filled(pen->style->tones[TONE_ERROR].fill));
	scene_line(pen->scene, (struct point[]){{x, box.y}, {x, box.y + box.h}}, 2,
	           (struct paint){COLOUR_NONE, pen->style->card.fill, pen->style->bar.limit_width, PATTERN_SOLID});
}

static void sample_sign(struct flow_pen *pen, enum symbol symbol)
{
	struct font font = {pen->font.size, true};
	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
		if (signs[i].symbol == symbol)
			scene_text(pen->scene, (struct point){pen->x + SAMPLE / 2.0, pen->y + pen->row / 2 + font.size * 0.36},
			           ALIGN_CENTRE, font, pen->style->page.ink, SAMPLE, signs[i].sign);
}

static void sample_limit(struct flow_pen *pen, bool over)
{
	struct box box = sample_bar(pen);
	double x = box.x + box.w * (over ? 1 : 0.8);
	scene_rect(pen->scene, box, 0, filled(pen->style->bar.track));
	scene_line(pen->scene, (struct point[]){{x, box.y - 2}, {x, box.y + box.h + 2}}, 2,
	           (struct paint){COLOUR_NONE, over ? pen->style->tones[TONE_ERROR].fill : pen->style->bar.limit,
	                          pen->style->bar.limit_width, PATTERN_SOLID});
}

static void sample_box(struct flow_pen *pen, struct paint paint, const char *text, uint32_t colour)
{
	struct font font = {pen->font.size, true};
	struct box box = {pen->x + 3, pen->y + (pen->row - 12) / 2, SAMPLE - 6, 12};
	scene_rect(pen->scene, box, pen->style->slot.radius, paint);
	scene_text(pen->scene, (struct point){box.x + box.w / 2, box.y + 6 + font.size * 0.36},
	           ALIGN_CENTRE, font, colour, box.w, text);
}

static void sample_mark(struct flow_pen *pen, struct paint paint)
{
	double x = pen->x + SAMPLE / 2.0, y = pen->y + pen->row / 2;
	double size = pen->style->mark.size;
	struct point triangle[] = {{x - size / 2, y + size * 0.43}, {x + size / 2, y + size * 0.43}, {x, y - size * 0.49}};
	scene_polygon(pen->scene, triangle, 3, paint);
}

static void draw_sample(struct flow_pen *pen, enum symbol symbol)
{
	const struct style *s = pen->style;
	const struct side_style *side = &s->sides[0];
	switch (symbol) {
	case SYMBOL_TONE_OK: case SYMBOL_TONE_NOTICE: case SYMBOL_TONE_WARNING:
	case SYMBOL_TONE_ERROR: case SYMBOL_TONE_UNKNOWN: sample_tone(pen, (int)symbol); break;
	case SYMBOL_OVER: sample_over(pen); break;
	case SYMBOL_LIMIT: case SYMBOL_LIMIT_OVER: sample_limit(pen, symbol == SYMBOL_LIMIT_OVER); break;
	case SYMBOL_SLOT: sample_box(pen, filled(side->tint), "17", side->text); break;
	case SYMBOL_MISSING: sample_box(pen, (struct paint){s->card.fill, s->line.dead_colour, s->slot.border_width, s->slot.missing}, "", 0); break;
	case SYMBOL_DEAD_SLOT: sample_box(pen, (struct paint){s->card.fill, side->line, s->slot.border_width, s->slot.dead}, "17", s->page.muted); break;
	case SYMBOL_OPEN_STRIP: sample_box(pen, (struct paint){s->card.fill, s->line.dead_colour, s->slot.border_width, s->slot.missing}, "", 0); break;
	case SYMBOL_DEAD_STRIP: sample_box(pen, (struct paint){s->card.fill, side->line, s->slot.border_width, s->slot.dead}, "A", s->page.muted); break;
	case SYMBOL_MARK: sample_mark(pen, filled(s->tones[TONE_WARNING].fill)); break;
	case SYMBOL_ALERT: sample_mark(pen, filled(s->tones[TONE_ERROR].fill)); break;
	case SYMBOL_SHARED: sample_mark(pen, (struct paint){s->card.fill, s->page.alert, 1, PATTERN_SOLID}); break;
	case SYMBOL_DEAD: sample_line(pen, (struct paint){COLOUR_NONE, s->line.dead_colour, s->line.width, s->line.dead}); break;
	case SYMBOL_RESERVE: sample_line(pen, (struct paint){COLOUR_NONE, s->side_none.line, s->line.width, s->line.reserve}); break;
	case SYMBOL_ASSUMED: sample_line(pen, (struct paint){COLOUR_NONE, s->side_none.line, s->line.assumed_width, s->line.assumed}); break;
	case SYMBOL_PALE: sample_box(pen, (struct paint){s->card.fill, s->card.border, 1, s->card.pale}, "", 0); break;
	case SYMBOL_OUTSIDE: sample_box(pen, (struct paint){s->card.outside, s->card.border, 1, PATTERN_SOLID}, "", 0); break;
	case SYMBOL_GROUND: sample_box(pen, (struct paint){s->tones[TONE_ERROR].tint, s->card.border, 1, PATTERN_SOLID}, "", 0); break;
	case SYMBOL_AT_LEAST: case SYMBOL_ABOUT: case SYMBOL_NO_FIGURE:
	case SYMBOL_FIGURES: case SYMBOL_KILO: sample_sign(pen, symbol); break;
	case SYMBOLS: break;
	}
}

/* ---- flow ---- */

static double item_width(const struct flow_pen *pen, const char *text)
{
	return SAMPLE + 6 + metrics_width(text, false, pen->font.size) + 1;
}

static void new_row(struct flow_pen *pen)
{
	pen->x = pen->left;
	pen->y += pen->row;
}

/* Makes room for an item; after it comes finish_item(). */
static void begin_item(struct flow_pen *pen, const char *text)
{
	if (pen->x > pen->left && pen->x + item_width(pen, text) > pen->right)
		new_row(pen);
}

/* Text from x on, in the middle of the row; with lines below when it is wider
 * than what is left. Behind `width` and a gap the next item may follow. */
static void item_text(struct flow_pen *pen, double x, const char *text, double width)
{
	const char *lines[3];
	size_t count = metrics_wrap(pen->scene->arena, text, false, pen->font.size, pen->right - x, lines, 3);
	for (size_t i = 0; i < count; i++) {
		pen->y += i ? pen->font.size * 1.3 : 0;
		scene_text(pen->scene, (struct point){x, pen->y + pen->row / 2 + pen->font.size * 0.36}, ALIGN_LEFT, pen->font,
		           pen->style->page.ink, pen->right - x, lines[i]);
	}
	pen->x += count > 1 ? pen->right - pen->left : width + 16;
}

/* `words` may be a buffer. */
static void finish_item(struct flow_pen *pen, const char *words)
{
	const char *text = arena_strdup(pen->scene->arena, words);
	item_text(pen, pen->x + SAMPLE + 6, text, item_width(pen, text));
}

static const char *symbol_words(const struct diagram *diagram, enum symbol symbol, char *text,
                                size_t size)
{
	static const char *const words[SYMBOLS] = {
	    [SYMBOL_TONE_UNKNOWN] = "load or capacity not known",
	    [SYMBOL_OVER] = "beyond the gap: over 100 %",
	    [SYMBOL_LIMIT] = "the load, of what is left when a side fails",
	    [SYMBOL_LIMIT_OVER] = "more than is left when a side fails",
	    [SYMBOL_FIGURES] = "load / usable",
	    [SYMBOL_KILO] = "load / usable in kW",
	    [SYMBOL_SLOT] = "outlet of the cord",
	    [SYMBOL_MISSING] = "no cord on this side",
	    [SYMBOL_DEAD_SLOT] = "cord not live",
	    [SYMBOL_OPEN_STRIP] = "no cord to this PDU",
	    [SYMBOL_DEAD_STRIP] = "PDU not live",
	    [SYMBOL_MARK] = "see the findings",
	    [SYMBOL_ALERT] = "danger, said beside it",
	    [SYMBOL_SHARED] = "cords share an element",
	    [SYMBOL_DEAD] = "not live",
	    [SYMBOL_RESERVE] = "reserve",
	    [SYMBOL_ASSUMED] = "assumed",
	    [SYMBOL_PALE] = "planned or not live",
	    [SYMBOL_OUTSIDE] = "outside the scope",
	    [SYMBOL_AT_LEAST] = "at least: some draws are not known",
	    [SYMBOL_ABOUT] = "estimated or assumed",
	    [SYMBOL_NO_FIGURE] = "not known"};
	double notice = diagram->notice_pct > 0 ? diagram->notice_pct : 75;
	double warning = diagram->warning_pct > 0 ? diagram->warning_pct : 90;
	double error = diagram->error_pct > 0 ? diagram->error_pct : 100;
	const double from[] = {notice, notice, warning, error};
	static const char *const words_before[] = {"load below", "from", "from", "over"};
	if (symbol == SYMBOL_GROUND) {
		snprintf(text, size, "ground: %s", *card_text(diagram->shows) ? diagram->shows : "the worse of load and failover");
		return text;
	}
	if (symbol <= SYMBOL_TONE_ERROR && diagram->tone_words)
		return diagram->tone_words[symbol];
	if (symbol > SYMBOL_TONE_ERROR)
		return symbol < SYMBOLS ? words[symbol] : "";
	snprintf(text, size, "%s %g %%%s", words_before[symbol], from[symbol],
	         symbol == SYMBOL_TONE_OK ? " of usable" : "");
	return text;
}

static void draw_sides(struct flow_pen *pen, const struct use *use)
{
	for (char i = 0; i < 26; i++) {
		if (!use->lines[(int)i] && !use->strips[(int)i])
			continue;
		const char *letter = arena_printf(pen->scene->arena, "%c", 'A' + i);
		const char *text = arena_printf(pen->scene->arena, "side %s", letter);
		const struct side_style *side = style_side(pen->style, *letter);
		begin_item(pen, text);
		if (use->lines[(int)i])
			sample_line(pen, (struct paint){COLOUR_NONE, side->line, pen->style->line.width, side->pattern});
		else
			sample_box(pen, filled(side->tint), letter, side->text);
		finish_item(pen, text);
	}
}

static void draw_symbols(struct flow_pen *pen, const struct diagram *diagram, const struct use *use)
{
	for (int symbol = 0; symbol < SYMBOLS; symbol++) {
		char buffer[80];
		if (!use->symbols[symbol])
			continue;
		const char *text = symbol_words(diagram, (enum symbol)symbol, buffer, sizeof buffer);
		begin_item(pen, text);
		draw_sample(pen, (enum symbol)symbol);
		finish_item(pen, text);
	}
}

static void draw_terms(struct flow_pen *pen, const struct diagram *diagram, const struct use *use)
{
	for (size_t i = 0; i < diagram->term_count && i < TERMS; i++) {
		if (!use->terms[i])
			continue;
		const char *text = arena_printf(pen->scene->arena, "%s: %s", diagram->terms[i].word, diagram->terms[i].meaning);
		double width = metrics_width(text, false, pen->font.size) + 1;
		if (pen->x > pen->left && pen->x + width > pen->right)
			new_row(pen);
		item_text(pen, pen->x, text, width);
	}
}

/* ---- findings and footer ---- */

/* A square; for a finding the triangle of its severity. */
static void draw_note_mark(struct flow_pen *pen, enum tone tone)
{
	double x = pen->left + 1, y = pen->y + 3, size = pen->style->mark.size;
	struct point dot[] = {{x, y}, {x + 4, y}, {x + 4, y + 4}, {x, y + 4}};
	struct point triangle[] = {{x - 1, y + 5}, {x - 1 + size, y + 5}, {x - 1 + size / 2, y + 5 - size * 0.9}};
	bool finding = tone >= TONE_NOTICE && tone <= TONE_ERROR;
	scene_polygon(pen->scene, finding ? triangle : dot, finding ? 3 : 4,
	              filled(finding ? pen->style->tones[tone].fill : pen->style->page.muted));
}

static void draw_note(struct flow_pen *pen, const struct note *note)
{
	const char *lines[4];
	size_t count = metrics_wrap(pen->scene->arena, note->text, false, pen->font.size, pen->right - pen->left - 12, lines, 4);
	draw_note_mark(pen, note->tone);
	for (size_t i = 0; i < count; i++) {
		scene_text(pen->scene, (struct point){pen->left + 12, pen->y + pen->font.size}, ALIGN_LEFT, pen->font,
		           pen->style->page.ink, pen->right - pen->left - 12, lines[i]);
		pen->y += pen->font.size * 1.4;
	}
	pen->y += 2;
}

static void draw_heading(struct flow_pen *pen, const char *text)
{
	struct font heading = {pen->style->font.text, true};
	scene_text(pen->scene, (struct point){pen->left, pen->y + heading.size}, ALIGN_LEFT, heading,
	           pen->style->page.ink, pen->right - pen->left, text);
	pen->y += heading.size * 1.7;
}

static void draw_notes(struct flow_pen *pen, const struct diagram *diagram)
{
	if (!diagram->note_count)
		return;
	draw_heading(pen, "What to look at");
	for (size_t i = 0; i < diagram->note_count; i++)
		draw_note(pen, &diagram->notes[i]);
	pen->y += 8;
}

static void footer_item(struct flow_pen *pen, const char *text, bool caution)
{
	if (!*card_text(text))
		return;
	struct font font = {pen->font.size, caution};
	double width = metrics_width(text, caution, font.size) + 1;
	if (pen->x > pen->left && pen->x + width > pen->right)
		new_row(pen);
	scene_text(pen->scene, (struct point){pen->x, pen->y + font.size * 1.1}, ALIGN_LEFT, font,
	           caution ? pen->style->page.alert : pen->style->page.muted, pen->right - pen->x, text);
	pen->x += width + 20;
}

static void draw_rule(struct flow_pen *pen)
{
	struct point ends[] = {{pen->left, pen->y}, {pen->right, pen->y}};
	scene_line(pen->scene, ends, 2, (struct paint){COLOUR_NONE, pen->style->page.faint, pen->style->page.rule, PATTERN_SOLID});
	pen->y += 8;
}

static void draw_footer(struct flow_pen *pen, const struct diagram *diagram)
{
	const char *const texts[] = {diagram->source, diagram->data_time, diagram->policy, diagram->coverage};
	pen->row = pen->font.size * 1.6;
	pen->x = pen->left;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		footer_item(pen, texts[i], false);
	footer_item(pen, diagram->caution, true);
	pen->y += pen->row;
}

static struct flow_pen legend_pen(struct scene *scene, double x, double y, double width)
{
	struct flow_pen pen = {.scene = scene, .style = scene->style, .x = x, .y = y, .left = x,
	                       .right = x + width, .font = {scene->style->font.small, false}};
	pen.row = pen.font.size * 2;
	return pen;
}

double legend_notes(struct scene *scene, const struct diagram *diagram, double x, double y,
                    double width, double height)
{
	struct flow_pen pen = legend_pen(scene, x, y, width);
	size_t shown = 0;
	draw_heading(&pen, diagram->note_count ? "What to look at" : "No findings");
	for (; shown < diagram->note_count && pen.y + 2.8 * pen.font.size < y + height; shown++)
		draw_note(&pen, &diagram->notes[shown]);
	if (shown < diagram->note_count)
		draw_note(&pen, &(struct note){arena_printf(scene->arena, "and %zu more kinds of findings", diagram->note_count - shown), TONE_OK});
	return pen.y + 6;
}

double legend_symbols(struct scene *scene, const struct diagram *diagram, double x, double y,
                      double width)
{
	struct use use = {0};
	struct flow_pen pen = legend_pen(scene, x, y, width);
	find_use(diagram, &use);
	for (int tone = TONE_OK; tone <= TONE_ERROR; tone++)
		use.symbols[SYMBOL_TONE_OK + tone] = !diagram->tone_words || *diagram->tone_words[tone];
	use.symbols[SYMBOL_GROUND] = true;
	draw_heading(&pen, "Legend");
	draw_sides(&pen, &use);
	draw_symbols(&pen, diagram, &use);
	draw_terms(&pen, diagram, &use);
	return pen.y + pen.row + 6;
}

double legend_draw(struct scene *scene, const struct diagram *diagram, double x, double y,
                   double width)
{
	struct use use = {0};
	struct flow_pen pen = legend_pen(scene, x, y, width);
	find_use(diagram, &use);
	draw_notes(&pen, diagram);
	draw_rule(&pen);
	draw_sides(&pen, &use);
	draw_symbols(&pen, diagram, &use);
	draw_terms(&pen, diagram, &use);
	if (pen.x > pen.left)
		new_row(&pen);
	pen.y += 6;
	draw_rule(&pen);
	draw_footer(&pen, diagram);
	return pen.y;
}
