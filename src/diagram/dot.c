/* Names of nodes are the elements' ids, so that a diff of two files tells what
 * changed. Every string is quoted; in labels \ and " are escaped and lines end
 * in \l. */
#include "diagram/dot.h"

#include "base/text.h"

#include <stdlib.h>
#include <string.h>

/* Cleaned, then escaped for a quoted string; a newline becomes `newline`. */
static void put_escaped(FILE *out, const char *text, const char *newline)
{
	while (*text) {
		size_t length = strcspn(text, "\n");
		char *line = xmalloc(length + 1);
		memcpy(line, text, length);
		line[length] = '\0';
		char *clean = text_clean(line);
		for (const char *p = clean; *p; p++)
			fprintf(out, *p == '"' || *p == '\\' ? "\\%c" : "%c", *p);
		free(clean);
		free(line);
		text += length;
		if (*text)
			fputs(newline, out), text++;
	}
}

static void put_attribute(FILE *out, const char *name, const char *value)
{
	if (!*card_text(value))
		return;
	fprintf(out, ", %s=\"", name);
	put_escaped(out, value, "\\n");
	putc('"', out);
}

static void put_anchor(FILE *out, const struct anchor *anchor)
{
	put_attribute(out, "id", anchor->id);
	put_attribute(out, "class", anchor->classes);
	put_attribute(out, "URL", anchor->url);
	put_attribute(out, "tooltip", anchor->tooltip);
}

static void put_card_name(FILE *out, const struct diagram *diagram, size_t card)
{
	const char *id = card_text(diagram->cards[card].anchor.id);
	putc('"', out);
	if (*id)
		put_escaped(out, id, " ");
	else
		fprintf(out, "card-%zu", card + 1);
	putc('"', out);
}

static void put_slots(FILE *out, const struct slot *slots, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		fputs(i ? " " : "", out);
		putc('[', out);
		put_escaped(out, slots[i].missing ? "–" : card_text(slots[i].text), " ");
		if (*card_text(slots[i].value)) {
			fputs(": ", out);
			put_escaped(out, slots[i].value, " ");
		}
		putc(']', out);
	}
}

static bool has_words(const struct line *line)
{
	return *card_text(line->left) || *card_text(line->right) || line->slot_left_count ||
	       line->slot_right_count;
}

static void put_line(FILE *out, const struct line *line)
{
	if (!has_words(line))
		return;
	put_slots(out, line->slots_left, line->slot_left_count);
	if (line->slot_left_count && *card_text(line->left))
		putc(' ', out);
	put_escaped(out, card_text(line->left), " ");
	if (*card_text(line->right)) {
		fputs("  ", out);
		put_escaped(out, line->right, " ");
	}
	if (line->slot_right_count)
		putc(' ', out);
	put_slots(out, line->slots_right, line->slot_right_count);
	fputs("\\l", out);
}

static void put_words(FILE *out, const char *words)
{
	if (!*card_text(words))
		return;
	put_escaped(out, words, " ");
	fputs("\\l", out);
}

static void put_card(FILE *out, const struct diagram *diagram, const struct style *style,
                     const struct layout *layout, size_t index)
{
	const struct card *card = &diagram->cards[index];
	struct box box = layout->cards[index].box;
	fputs("\t", out);
	put_card_name(out, diagram, index);
	fputs(" [label=\"", out);
	put_words(out, card->header);
	put_words(out, card->title);
	put_words(out, card->title_right);
	put_words(out, card->mark);
	for (size_t i = 0; i < card->line_count; i++)
		put_line(out, &card->lines[i]);
	fprintf(out, "\", pos=\"%.2f,%.2f\", width=%.4f, height=%.4f, color=\"#%06x\"",
	        box.x + box.w / 2, layout->height - box.y - box.h / 2, box.w / 72, box.h / 72,
	        (unsigned)style_side(style, card->side)->line);
	if (card->pale)
		fputs(", style=dashed", out);
	if (card->shape == CARD_FOCUS)
		fputs(", penwidth=3", out);
	put_anchor(out, &card->anchor);
	fputs("];\n", out);
}

/* A polyline as the B-spline Graphviz wants: straight pieces. */
static void put_route(FILE *out, const struct layout *layout, const struct route *route)
{
	if (route->count < 2)
		return;
	for (size_t i = 0; i < route->count; i++) {
		double x = route->points[i].x, y = layout->height - route->points[i].y;
		if (i)
			fprintf(out, " %.2f,%.2f %.2f,%.2f", x, y, x, y);
		else
			fprintf(out, ", pos=\"%.2f,%.2f", x, y);
		if (i + 1 < route->count)
			fprintf(out, " %.2f,%.2f", x, y);
	}
	putc('"', out);
}

static void put_link(FILE *out, const struct diagram *diagram, const struct style *style,
                     const struct layout *layout, size_t index)
{
	static const char *const patterns[PATTERNS] = {"solid", "dashed", "dashed", "dashed", "dotted", "dotted"};
	const struct link *link = &diagram->links[index];
	const struct side_style *side = style_side(style, link->side);
	fputs("\t", out);
	put_card_name(out, diagram, link->from);
	fputs(" -> ", out);
	put_card_name(out, diagram, link->to);
	fprintf(out, " [color=\"#%06x\", style=%s", (unsigned)(link->dead ? style->line.dead : side->line),
	        link->dead ? "dashed" : patterns[side->pattern]);
	put_attribute(out, "label", link->label);
	put_route(out, layout, &layout->routes[index]);
	put_anchor(out, &link->anchor);
	fputs("];\n", out);
}

void dot_write(const struct diagram *diagram, const struct style *style,
               const struct layout *layout, FILE *out)
{
	fputs("digraph ", out);
	fprintf(out, "\"%s\" {\n\tgraph [", card_text(diagram->name));
	fprintf(out, "bb=\"0,0,%.2f,%.2f\", rankdir=%s, splines=ortho", layout->width, layout->height,
	        diagram->flow == FLOW_RIGHT ? "LR" : "TB");
	put_attribute(out, "label", diagram->title);
	put_attribute(out, "comment", diagram->desc);
	fputs(", labelloc=t];\n\tnode [shape=box, fixedsize=true, fontname=\"Helvetica\", fontsize=8];\n"
	      "\tedge [fontname=\"Helvetica\", fontsize=7];\n", out);
	for (size_t i = 0; i < diagram->card_count; i++)
		put_card(out, diagram, style, layout, i);
	for (size_t i = 0; i < diagram->link_count; i++)
		put_link(out, diagram, style, layout, i);
	fputs("}\n", out);
}
