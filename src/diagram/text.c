/* The text twin of a diagram: an outline from the sources to the consumers. A
 * card stands once, where the walk first meets it; further ways to it name it
 * with "(above)". Everything goes through one writer that cleans the text and,
 * for ASCII, replaces what is beyond it. */
#include "base/text.h"
#include "diagram/render.h"

#include <stdlib.h>
#include <string.h>

struct outline {
	const struct diagram *diagram;
	FILE *out;
	bool ascii;
	size_t *first, *next; /* links by their card of origin */
	bool *entered;        /* has a link into it */
	bool *written;
};

/* -- characters ------------------------------------------------------------------- */

static const struct {
	const char *utf8, *ascii;
} replacements[] = {
	{ "\xe2\x80\x89", " " },  /* thin space */
	{ "·", "-" }, { "→", "->" }, { "←", "<-" }, { "⚠", "!" }, { "≥", ">=" }, { "≤", "<=" },
	{ "–", "-" }, { "—", "-" }, { "…", "..." }, { "×", "x" }, { "−", "-" }, { "└", "`-" }, { "│", "|" },
	{ "█", "#" }, { "░", "." }, { "\xe2\x81\xa6", "" }, { "\xe2\x81\xa9", "" }, /* isolates */
};

static size_t put_ascii(FILE *out, const char *text)
{
	for (size_t i = 0; i < sizeof replacements / sizeof *replacements; i++) {
		size_t length = strlen(replacements[i].utf8);
		if (strncmp(text, replacements[i].utf8, length) == 0) {
			fputs(replacements[i].ascii, out);
			return length;
		}
	}
	size_t length = 1;
	while (((unsigned char)text[length] & 0xC0) == 0x80)
		length++;
	fputc('?', out);
	return length;
}

static void put(struct outline *o, const char *text)
{
	char *clean = text_clean(text);
	if (!o->ascii)
		fputs(clean, o->out);
	for (const char *c = clean; o->ascii && *c; )
		if ((unsigned char)*c < 0x80)
			fputc(*c++, o->out);
		else
			c += put_ascii(o->out, c);
	free(clean);
}

static void indent(struct outline *o, size_t depth)
{
	for (size_t i = 0; i < depth; i++)
		fputs("  ", o->out);
}

/* -- lines --------------------------------------------------------------------- */

static void put_slot(struct outline *o, const struct slot *slot)
{
	bool says_side = slot->side && slot->text[0] == slot->side && slot->text[1] == ' ';
	char side[2] = { says_side ? '\0' : slot->side, '\0' };
	put(o, side);
	put(o, *side && (*slot->text || slot->missing) ? " " : "");
	put(o, *slot->text ? slot->text : slot->missing ? "none" : "");
	if (*slot->value) {
		put(o, ": ");
		put(o, slot->value);
	}
	if (slot->missing && *slot->text)
		put(o, " (not fed)");
	else if (slot->dead)
		put(o, " (not live)");
}

/* "  [A 17; B none]"; a slot of no side that has no cord says nothing. */
static size_t put_slots(struct outline *o, size_t shown, const struct slot *slots, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (!*slots[i].text && !slots[i].missing)
			continue;
		put(o, shown++ ? "; " : "  [");
		put_slot(o, &slots[i]);
	}
	return shown;
}

static void put_row(struct outline *o, const struct line *line)
{
	put(o, "- ");
	put(o, line->left);
	if (*line->right) {
		put(o, "  ");
		put(o, line->right);
	}
	size_t shown = put_slots(o, 0, line->slots_left, line->slot_left_count);
	shown = put_slots(o, shown, line->slots_right, line->slot_right_count);
	put(o, shown ? "]" : "");
}

static const char *alert_sign(enum line_style style)
{
	switch (style) {
	case STYLE_ALERT: return "⚠ ";
	case STYLE_VERDICT: return "→ ";
	case STYLE_NORMAL: case STYLE_MUTED: case STYLE_STRONG: break;
	}
	return "";
}

static void put_text(struct outline *o, const struct line *line)
{
	bool over = line->tone == TONE_ERROR && line->style != STYLE_ALERT && *line->right;
	put(o, alert_sign(line->style));
	put(o, line->left);
	put(o, *line->left && *line->right ? ", " : "");
	put(o, over ? alert_sign(STYLE_ALERT) : "");
	put(o, line->right);
}

static void put_strips(struct outline *o, const struct line *line, size_t depth)
{
	for (size_t i = 0; i < line->slot_left_count; i++) {
		if (i) {
			fputc('\n', o->out);
			indent(o, depth);
		}
		put_slot(o, &line->slots_left[i]);
	}
}

static void put_line(struct outline *o, const struct line *line, size_t depth)
{
	bool bare = line->kind == LINE_BAR && !*line->left && !*line->right;
	if (bare || line->kind == LINE_RULE || line->kind == LINE_GAP || line->kind == LINE_NONE)
		return;
	indent(o, depth);
	if (line->kind == LINE_ROW)
		put_row(o, line);
	else if (line->kind == LINE_STRIPS)
		put_strips(o, line, depth);
	else
		put_text(o, line);
	if (line->pale && line->kind == LINE_ROW)
		put(o, " (planned)");
	fputc('\n', o->out);
}

/* -- cards --------------------------------------------------------------------- */

static void put_card(struct outline *o, const struct card *card, size_t depth)
{
	put(o, card->title);
	if (card->title_right && *card->title_right) {
		put(o, "  ");
		put(o, card->title_right);
	}
	if (*card->header) {
		put(o, *card->title ? "  (" : "(");
		put(o, card->header);
		put(o, ")");
	}
	put(o, card->outside ? "  [outside]" : "");
	fputc('\n', o->out);
	if (*card->mark) {
		indent(o, depth + 1);
		put(o, "⚠ ");
		put(o, card->mark);
		fputc('\n', o->out);
	}
	for (size_t i = 0; i < card->line_count; i++)
		put_line(o, &card->lines[i], depth + 1);
}

/* The name of a port without what stands behind it. */
static void put_port(struct outline *o, const char *words)
{
	const char *dot = strstr(words, " · ");
	char *name = dot ? strndup(words, (size_t)(dot - words)) : NULL;
	put(o, name ? name : words);
	free(name);
}

/* "└ [cord] " and, where the link ends in a port, "→ PSU2". */
static void put_link(struct outline *o, const struct link *link, size_t depth)
{
	indent(o, depth);
	put(o, "└ ");
	if (*link->label) {
		put(o, "[");
		put(o, link->label);
		put(o, "] ");
	}
	const struct card *card = &o->diagram->cards[link->to];
	const struct line *line = link->to_line >= 0 && (size_t)link->to_line < card->line_count
		? &card->lines[link->to_line] : NULL;
	if (line && line->kind == LINE_STRIPS && link->to_slot >= 0 && (size_t)link->to_slot < line->slot_left_count) {
		put_port(o, line->slots_left[link->to_slot].text);
		put(o, " of ");
	} else if (line && line->kind == LINE_TEXT && *line->left) {
		put_port(o, line->left);
		put(o, " of ");
	}
}

struct visit {
	size_t card, link; /* link: the next one out of the card */
};

/* Depth first from one card; the stack is ours, since a cascade may be deep. */
static void put_tree(struct outline *o, size_t start, struct visit *stack)
{
	const struct diagram *diagram = o->diagram;
	size_t depth = 0;
	stack[0] = (struct visit){ start, o->first[start] };
	o->written[start] = true;
	put_card(o, &diagram->cards[start], 0);
	while (depth != SIZE_MAX) {
		struct visit *visit = &stack[depth];
		if (visit->link == SIZE_MAX) {
			depth--;
			continue;
		}
		const struct link *link = &diagram->links[visit->link];
		visit->link = o->next[visit->link];
		put_link(o, link, depth + 1);
		if (o->written[link->to]) {
			put(o, *diagram->cards[link->to].title ? diagram->cards[link->to].title : "(unnamed)");
			fputs("  (above)\n", o->out);
			continue;
		}
		o->written[link->to] = true;
		put_card(o, &diagram->cards[link->to], depth + 1);
		stack[++depth] = (struct visit){ link->to, o->first[link->to] };
	}
}

static void put_trees(struct outline *o)
{
	const struct diagram *diagram = o->diagram;
	struct visit *stack = xcalloc(diagram->card_count + 1, sizeof *stack);
	for (int round = 0; round < 2; round++) /* then what only hangs in a loop */
		for (size_t i = 0; i < diagram->card_count; i++)
			if (!o->written[i] && (round || !o->entered[i])) {
				put_tree(o, i, stack);
				fputc('\n', o->out);
			}
	free(stack);
}

static void index_links(struct outline *o)
{
	const struct diagram *diagram = o->diagram;
	for (size_t i = 0; i < diagram->card_count; i++)
		o->first[i] = SIZE_MAX;
	for (size_t i = diagram->link_count; i-- > 0; ) {
		o->next[i] = o->first[diagram->links[i].from];
		o->first[diagram->links[i].from] = i;
		if (diagram->links[i].from != diagram->links[i].to)
			o->entered[diagram->links[i].to] = true;
	}
}

static void put_paragraph(struct outline *o, const char *text)
{
	if (!*text)
		return;
	put(o, text);
	fputc('\n', o->out);
}

static void put_foot(struct outline *o)
{
	const struct diagram *diagram = o->diagram;
	for (size_t i = 0; i < diagram->note_count; i++) {
		put(o, "- ");
		put_paragraph(o, diagram->notes[i].text);
	}
	if (diagram->note_count)
		fputc('\n', o->out);
	put_paragraph(o, diagram->source);
	put_paragraph(o, diagram->data_time);
	put_paragraph(o, diagram->policy);
	put_paragraph(o, diagram->coverage);
	put_paragraph(o, diagram->caution);
}

bool diagram_write_text(const struct diagram *diagram, bool ascii, FILE *out, struct error *err)
{
	struct outline o = { .diagram = diagram, .out = out, .ascii = ascii };
	o.first = xcalloc(diagram->card_count + 1, sizeof *o.first);
	o.next = xcalloc(diagram->link_count + 1, sizeof *o.next);
	o.entered = xcalloc(diagram->card_count + 1, sizeof *o.entered);
	o.written = xcalloc(diagram->card_count + 1, sizeof *o.written);
	index_links(&o);
	put_paragraph(&o, diagram->title);
	put_paragraph(&o, diagram->subtitle);
	fputc('\n', out);
	put_trees(&o);
	put_foot(&o);
	free(o.first);
	free(o.next);
	free(o.entered);
	free(o.written);
	return !ferror(out) || error_set(err, ERROR_WRITE, "the text could not be written");
}
