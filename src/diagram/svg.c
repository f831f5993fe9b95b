/* One pass: the n-th element Graphviz drew of a piece is the n-th shape of it. Its
 * geometry is copied, everything else comes from the scene. A link wraps the
 * shapes of its own group only, since links do not nest. */
#include "diagram/svg.h"

#include "base/memory.h"
#include "base/process.h"
#include "base/text.h"
#include "diagram/card.h"
#include "diagram/graphviz.h"
#include "diagram/xdot.h"

#include <stdlib.h>
#include <string.h>

enum { DEEPEST = 8 };

struct writer {
	FILE *out;
	const struct style *style;
	const char *rest;                     /* of what Graphviz drew */
	const struct anchor *groups[DEEPEST]; /* open ones */
	int depth;
	bool linked;                          /* an <a> is open in the innermost one */
	bool unlinked;                        /* none is wanted */
};

static const struct {
	const char *element, *attribute;
} drawn_as[] = {[SHAPE_POLYGON] = {"<polygon", "points"},
                [SHAPE_CURVE] = {"<path", "d"},
                [SHAPE_LINE] = {"<polyline", "points"},
                [SHAPE_TEXT] = {"<text", "x"}};

static void put_attribute(FILE *out, const char *name, const char *value)
{
	if (!*card_text(value))
		return;
	fprintf(out, " %s=\"", name);
	text_write_xml(out, value);
	putc('"', out);
}

static void put_element(FILE *out, const char *name, const char *text)
{
	if (!*card_text(text))
		return;
	fprintf(out, "<%s>", name);
	text_write_xml(out, text);
	fprintf(out, "</%s>\n", name);
}

/* Tooltips keep their line ends. */
static void put_title(FILE *out, const char *text)
{
	fputs("<title>", out);
	for (const char *end; *text; text = end) {
		end = text + strcspn(text, "\n");
		char *line = xmalloc((size_t)(end - text) + 1);
		memcpy(line, text, (size_t)(end - text));
		line[end - text] = '\0';
		text_write_xml(out, line);
		free(line);
		if (*end) {
			putc('\n', out);
			end++;
		}
	}
	fputs("</title>", out);
}

static void end_link(struct writer *writer)
{
	if (writer->linked)
		fputs("</a>\n", writer->out);
	writer->linked = false;
}

static void begin_link(struct writer *writer)
{
	const struct anchor *anchor = writer->depth ? writer->groups[writer->depth - 1] : NULL;
	if (writer->linked || writer->unlinked || !anchor || !*card_text(anchor->url))
		return;
	fputs("<a", writer->out);
	put_attribute(writer->out, "href", anchor->url);
	fputs(" target=\"_top\">\n", writer->out);
	writer->linked = true;
}

static bool open_group(struct writer *writer, const struct anchor *anchor, struct error *err)
{
	end_link(writer);
	if (writer->depth == DEEPEST)
		return error_set(err, ERROR_BUG, "groups of a picture nest too deeply");
	writer->groups[writer->depth++] = anchor;
	fputs("<g", writer->out);
	put_attribute(writer->out, "id", anchor->id);
	put_attribute(writer->out, "class", anchor->classes);
	putc('>', writer->out);
	if (*card_text(anchor->tooltip))
		put_title(writer->out, anchor->tooltip);
	putc('\n', writer->out);
	return true;
}

static void close_group(struct writer *writer)
{
	end_link(writer);
	fputs("</g>\n", writer->out);
	writer->depth--;
}

/* ---- shapes ---- */

/* Moves to the next element Graphviz drew; its start and end. */
static bool next_element(struct writer *writer, enum shape_kind kind, const char **start,
                         const char **end)
{
	size_t length = strlen(drawn_as[kind].element);
	const char *at = writer->rest;
	while (*at == '\n')
		at++;
	if (strncmp(at, drawn_as[kind].element, length))
		return false;
	*start = at + length;
	*end = strchr(at, '>');
	if (!*end)
		return false;
	const char *next = strchr(*end, '\n');
	writer->rest = next ? next + 1 : *end + strlen(*end);
	return true;
}

/* The value of an attribute, as Graphviz wrote it. */
static bool copy_attribute(FILE *out, const char *start, const char *end, const char *name)
{
	size_t length = strlen(name);
	for (const char *at = start; (at = strchr(at, ' ')) && at < end; at++) {
		if (strncmp(at + 1, name, length) || strncmp(at + 1 + length, "=\"", 2))
			continue;
		const char *value = at + length + 3, *close = strchr(value, '"');
		while (close > value && close[-1] == ' ')
			close--;
		fprintf(out, " %s=\"%.*s\"", name, (int)(close - value), value);
		return true;
	}
	return false;
}

static void put_number(FILE *out, double value)
{
	char text[32];
	int length = snprintf(text, sizeof text, "%.2f", value);
	while (length && text[length - 1] == '0')
		length--;
	if (length && text[length - 1] == '.')
		length--;
	fwrite(text, 1, (size_t)length, out);
}

static void put_dashes(FILE *out, const struct paint *paint)
{
	const double *dashes = pattern_dashes(paint->pattern);
	if (!dashes)
		return;
	fputs(" stroke-dasharray=\"", out);
	for (int i = 0; dashes[i] > 0; i++) {
		if (i)
			putc(' ', out);
		put_number(out, dashes[i] * dash_scale(paint->width));
	}
	putc('"', out);
}

static void put_paint(FILE *out, const struct paint *paint)
{
	if (paint->fill == COLOUR_NONE)
		fputs(" fill=\"none\"", out);
	else
		fprintf(out, " fill=\"#%06x\"", (unsigned)paint->fill);
	if (paint->stroke == COLOUR_NONE)
		return;
	fprintf(out, " stroke=\"#%06x\"", (unsigned)paint->stroke);
	if (paint->width != 1) {
		fputs(" stroke-width=\"", out);
		put_number(out, paint->width);
		putc('"', out);
	}
	put_dashes(out, paint);
}

static void put_text(FILE *out, const struct shape *shape)
{
	static const char *const anchors[] = {[ALIGN_LEFT] = "", [ALIGN_CENTRE] = "middle", [ALIGN_RIGHT] = "end"};
	put_attribute(out, "text-anchor", anchors[shape->align]);
	fputs(" font-size=\"", out);
	put_number(out, shape->font.size);
	fprintf(out, "\"%s fill=\"#%06x\">", shape->font.bold ? " font-weight=\"bold\"" : "",
	        (unsigned)shape->paint.fill);
	if (shape->full)
		put_title(out, shape->full);
	text_write_xml(out, shape->text);
	fputs("</text>\n", out);
}

static bool put_shape(struct writer *writer, const struct shape *shape)
{
	const char *start, *end, *name = drawn_as[shape->kind].attribute;
	if (!next_element(writer, shape->kind, &start, &end))
		return false;
	begin_link(writer);
	fputs(drawn_as[shape->kind].element, writer->out);
	if (!copy_attribute(writer->out, start, end, name))
		return false;
	if (shape->kind == SHAPE_TEXT) {
		bool ok = copy_attribute(writer->out, start, end, "y");
		put_text(writer->out, shape);
		return ok;
	}
	put_paint(writer->out, &shape->paint);
	fputs("/>\n", writer->out);
	return true;
}

/* ---- document ---- */

static void put_head(struct writer *writer, const struct scene *scene,
                     const struct diagram *diagram)
{
	FILE *out = writer->out;
	fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\"", out);
	if (scene->width_mm > 0)
		fprintf(out, " width=\"%.6gmm\" height=\"%.6gmm\" viewBox=\"0 0 %.2f %.2f\" role=\"img\"",
		        scene->width_mm, scene->height_mm, scene->width, scene->height);
	else if (scene->fluid)
		fprintf(out, " width=\"100%%\" style=\"max-width:%.0fpx\" viewBox=\"0 0 %.0f %.0f\" role=\"img\"", scene->width * 96 / 72,
		        scene->width, scene->height);
	else
		fprintf(out, " width=\"%.0f\" height=\"%.0f\" viewBox=\"0 0 %.0f %.0f\" role=\"img\"",
		        scene->width * 96 / 72, scene->height * 96 / 72, scene->width, scene->height);
	put_attribute(out, "font-family", writer->style->font.svg);
	fputs(">\n", out);
	put_element(out, "title", diagram->title);
	put_element(out, "desc", diagram->desc);
	fputs("<g", out);
	put_attribute(out, "class", diagram->name);
	fputs(">\n", out);
}

/* ---- pieces ---- */

/* Shapes of a scene of which another process takes its part. */
enum { WORTH_HELP = 2 * XDOT_SHAPES };

/* Shapes of a scene: from `first` up to `end`. */
struct range {
	size_t first, end;
};

/* Behind Graphviz's own head: its group and title. */
static bool skip_head(struct writer *writer, const char *drawn)
{
	static const char last[] = "<title>picture</title>\n";
	const char *at = strstr(drawn, last);
	writer->rest = at ? at + strlen(last) : "";
	return at;
}

static bool put_shapes(struct writer *writer, const struct scene *scene, struct range range, struct error *err)
{
	bool ok = true;
	for (size_t i = range.first; ok && i < range.end; i++) {
		const struct shape *shape = &scene->shapes[i];
		if (shape->kind == SHAPE_OPEN) {
			if (!open_group(writer, shape->anchor, err))
				return false;
		} else if (shape->kind == SHAPE_CLOSE) {
			close_group(writer);
		} else {
			ok = put_shape(writer, shape);
		}
	}
	return ok || error_set(err, ERROR_BUG, "Graphviz drew other shapes than it was given");
}

/* What Graphviz draws goes into memory, never to a file of the caller: it ends
 * the process when a write fails. */
static bool put_piece(struct writer *writer, const struct scene *scene, struct range range, struct error *err)
{
	char *xdot = xdot_of(scene, range.first, range.end - range.first, true), *drawn = NULL;
	size_t size;
	FILE *stream = memory_stream(&drawn, &size);
	bool ok = graphviz_svg(xdot, scene->width, scene->height, stream, err);
	fclose(stream);
	ok = ok && (skip_head(writer, drawn) || error_set(err, ERROR_BUG, "Graphviz drew no picture")) &&
	     put_shapes(writer, scene, range, err);
	free(drawn);
	free(xdot);
	return ok;
}

static bool put_range(struct writer *writer, const struct scene *scene, struct range range, struct error *err)
{
	bool ok = true;
	for (size_t at = range.first; ok && at < range.end; at += XDOT_SHAPES)
		ok = put_piece(writer, scene, (struct range){at, range.end - at < XDOT_SHAPES ? range.end : at + XDOT_SHAPES}, err);
	return ok;
}

/* Where the second half begins, outside all groups; the end of the scene when
 * it is not worth it. */
static size_t second_half(const struct scene *scene)
{
	size_t depth = 0;
	if (scene->count < WORTH_HELP)
		return scene->count;
	for (size_t i = 0; i < scene->count; i++) {
		if (!depth && i >= scene->count / 2)
			return i;
		depth += scene->shapes[i].kind == SHAPE_OPEN;
		depth -= scene->shapes[i].kind == SHAPE_CLOSE;
	}
	return scene->count;
}

struct half {
	struct writer writer;
	const struct scene *scene;
	struct range range;
};

static bool put_half(void *context, FILE *out)
{
	struct half *half = context;
	struct error err;
	half->writer.out = out;
	return put_range(&half->writer, half->scene, half->range, &err);
}

bool svg_write(const struct scene *scene, const struct diagram *diagram, FILE *out, struct error *err)
{
	struct writer writer = {.out = out, .style = scene->style, .unlinked = scene->unlinked};
	size_t middle = second_half(scene);
	struct half half = {writer, scene, {middle, scene->count}};
	struct aside aside = {0};
	if (middle < scene->count)
		aside_begin(&aside, put_half, &half);
	put_head(&writer, scene, diagram);
	bool ok = put_range(&writer, scene, (struct range){0, middle}, err);
	ok = (aside_end(&aside, out) || !ok) ? ok : put_range(&writer, scene, half.range, err);
	fputs("</g>\n</svg>\n", out);
	return ok;
}
