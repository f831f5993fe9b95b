/* xdot strings carry their length in bytes in front. State (colours, width,
 * font) is written only when it changes. */
#include "diagram/xdot.h"

#include "base/text.h"
#include "diagram/graphviz.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Graphviz sets a text's baseline higher by a part of its size: that of its
 * built-in measure, and that of pango's. */
#define SHIFT_BUILT_IN 0.1
#define SHIFT_PANGO 0.2

/* BARE_SIZE: of all text when only its place matters. */
enum { COLOUR_UNSET = 0x2000000, CURVE_STEPS = 6, BARE_SIZE = 10 };

struct pen {
	FILE *out;
	const struct style *style;
	bool annotated;
	uint32_t fill, stroke;
	double scale;
	double width, size;
	enum pattern pattern;
	bool bold;
};

/* "%.2f" without its cost. */
static void put_number(FILE *out, double value)
{
	char text[32], *p = text + sizeof text;
	long hundredths = lround(fabs(value) * 100);
	long whole = hundredths / 100, part = hundredths % 100;
	if (part) {
		*--p = (char)('0' + part % 10);
		*--p = (char)('0' + part / 10);
		*--p = '.';
	}
	do
		*--p = (char)('0' + whole % 10);
	while (whole /= 10);
	if (value < 0 && hundredths)
		*--p = '-';
	fwrite(p, 1, (size_t)(text + sizeof text - p), out);
}

static void put_point(struct pen *pen, struct point point)
{
	put_number(pen->out, point.x * pen->scale);
	putc(' ', pen->out);
	put_number(pen->out, -point.y * pen->scale);
	putc(' ', pen->out);
}

static void put_colour(struct pen *pen, char operation, uint32_t colour, uint32_t *state)
{
	if (pen->annotated || colour == *state)
		return;
	*state = colour;
	if (colour == COLOUR_NONE)
		fprintf(pen->out, "%c 11 -transparent ", operation);
	else
		fprintf(pen->out, "%c 7 -#%06x ", operation, (unsigned)colour);
}

/* "dashed(5,2),setlinewidth(1)", see graphviz_line.h */
static void put_line_style(struct pen *pen, const struct paint *paint)
{
	char text[160];
	const double *dashes = pattern_dashes(paint->pattern);
	if (pen->annotated || (fabs(paint->width - pen->width) < 0.005 && paint->pattern == pen->pattern))
		return;
	pen->width = paint->width;
	pen->pattern = paint->pattern;
	int length = snprintf(text, sizeof text, dashes ? "dashed" : "solid");
	for (int i = 0; dashes && dashes[i] > 0; i++)
		length += snprintf(text + length, sizeof text - (size_t)length, "%c%.2f", i ? ',' : '(',
		                   dashes[i] * dash_scale(paint->width) * pen->scale);
	length += snprintf(text + length, sizeof text - (size_t)length, "%s,setlinewidth(%.2f)", dashes ? ")" : "", paint->width * pen->scale);
	fprintf(pen->out, "S %d -%s ", length, text);
}

static void put_points(struct pen *pen, char operation, const struct point *points, size_t count)
{
	fprintf(pen->out, "%c %zu ", operation, count);
	for (size_t i = 0; i < count; i++)
		put_point(pen, points[i]);
}

/* ---- patterns ---- */

static struct point on_curve(const struct point *p, double t)
{
	double s = 1 - t, a = s * s * s, b = 3 * s * s * t, c = 3 * s * t * t, d = t * t * t;
	return (struct point){a * p[0].x + b * p[1].x + c * p[2].x + d * p[3].x,
	                      a * p[0].y + b * p[1].y + c * p[2].y + d * p[3].y};
}

/* A curve as a polygon, for its dashes. */
static size_t flatten(const struct shape *shape, struct point *points)
{
	size_t count = 0;
	points[count++] = shape->points[0];
	for (size_t i = 0; i + 3 < shape->point_count; i += 3)
		for (int step = 1; step <= CURVE_STEPS; step++)
			points[count++] = on_curve(shape->points + i, (double)step / CURVE_STEPS);
	return count;
}

/* Only lines can have a pattern: the outline is drawn as one. */
static void put_outline(struct pen *pen, const struct shape *shape)
{
	struct point *points = xcalloc(shape->point_count * CURVE_STEPS + 1, sizeof *points);
	size_t count = shape->point_count;
	if (shape->kind == SHAPE_CURVE)
		count = flatten(shape, points);
	else
		memcpy(points, shape->points, count * sizeof *points);
	if (shape->kind == SHAPE_POLYGON)
		points[count++] = points[0];
	put_colour(pen, 'c', shape->paint.stroke, &pen->stroke);
	put_line_style(pen, &shape->paint);
	put_points(pen, 'L', points, count);
	free(points);
}

/* ---- shapes ---- */

static void put_shape(struct pen *pen, const struct shape *shape)
{
	static const char filled[] = {'P', 'b', 'L'}, hollow[] = {'p', 'B', 'L'};
	bool fill = shape->paint.fill != COLOUR_NONE;
	bool cut = !pen->annotated && shape->paint.stroke != COLOUR_NONE && pattern_dashes(shape->paint.pattern);
	if (!cut || fill) {
		if (fill)
			put_colour(pen, 'C', shape->paint.fill, &pen->fill);
		put_colour(pen, 'c', cut ? COLOUR_NONE : shape->paint.stroke, &pen->stroke);
		if (shape->paint.stroke != COLOUR_NONE && !cut)
			put_line_style(pen, &shape->paint);
		put_points(pen, (fill ? filled : hollow)[shape->kind], shape->points, shape->point_count);
	}
	if (cut)
		put_outline(pen, shape);
}

static void put_font(struct pen *pen, struct font font)
{
	char name[160];
	if (font.size == pen->size && font.bold == pen->bold)
		return;
	pen->size = font.size;
	pen->bold = font.bold;
	/* Graphviz's own bold goes through pango's markup, where a name's "<"
	 * would count; a bold face does not. */
	int length = pen->annotated ? snprintf(name, sizeof name, "Helvetica")
	                            : snprintf(name, sizeof name, "%s%s", pen->style->font.raster, font.bold ? " Bold" : "");
	fprintf(pen->out, "F %.2f %d -%s ", font.size * pen->scale, length, name);
}

/* No words when only their place counts. */
static void put_words(struct pen *pen, const char *text)
{
	char *clean = pen->annotated || text_is_plain(text) ? NULL : text_clean(text);
	const char *words = pen->annotated ? "x" : clean ? clean : text;
	fprintf(pen->out, "%zu -%s ", strlen(words), words);
	free(clean);
}

static void put_text(struct pen *pen, const struct shape *shape)
{
	static const int align[] = {[ALIGN_LEFT] = -1, [ALIGN_CENTRE] = 0, [ALIGN_RIGHT] = 1};
	struct point at = shape->points[0];
	static const struct font bare = {.size = BARE_SIZE};
	struct font font = pen->annotated ? bare : shape->font;
	at.y += font.size * (pen->annotated ? SHIFT_BUILT_IN : SHIFT_PANGO);
	put_font(pen, font);
	put_colour(pen, 'c', shape->paint.fill, &pen->stroke);
	fputs("T ", pen->out);
	put_point(pen, at);
	fprintf(pen->out, "%d 10 ", align[shape->align]);
	put_words(pen, shape->text);
}

char *xdot_of(const struct scene *scene, size_t first, size_t count, bool annotated)
{
	char *text = NULL;
	size_t size;
	struct pen pen = {.out = open_memstream(&text, &size), .style = scene->style, .annotated = annotated,
	                  .scale = annotated ? 1 : GRAPHVIZ_ENLARGED, .fill = COLOUR_UNSET, .stroke = COLOUR_UNSET, .width = -1, .size = -1};
	for (size_t i = first; i < first + count; i++) {
		const struct shape *shape = &scene->shapes[i];
		if (shape->kind == SHAPE_TEXT)
			put_text(&pen, shape);
		else if (shape->kind <= SHAPE_LINE)
			put_shape(&pen, shape);
	}
	fclose(pen.out);
	return text;
}

size_t xdot_parts(const struct scene *scene)
{
	return scene->count ? (scene->count + XDOT_SHAPES - 1) / XDOT_SHAPES : 1;
}

char *xdot_part(const void *scene, size_t number)
{
	size_t first = number * XDOT_SHAPES, left = ((const struct scene *)scene)->count - first;
	return xdot_of(scene, first, left < XDOT_SHAPES ? left : XDOT_SHAPES, false);
}
