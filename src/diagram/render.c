/* A drawing is made once, from diagram to scene; every format is a way to
 * write that scene. */
#include "diagram/render.h"

#include "base/text.h"
#include "diagram/dot.h"
#include "diagram/graphviz.h"
#include "diagram/layout.h"
#include "diagram/picture.h"
#include "diagram/svg.h"
#include "diagram/xdot.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define CAIRO_LIMIT 32767.0 /* pixels a side */

struct drawing {
	const struct diagram *diagram;
	const struct style *style;
	struct layout *layout;
	struct scene *scene;
};

static const char *const format_names[FORMATS] = {"svg", "png", "pdf", "dot", "json", "txt", "csv", "md", "sarif", "xml"};

enum format format_by_name(const char *name)
{
	const char *ending = strrchr(name, '.');
	for (int i = 0; i < FORMATS; i++)
		if (text_equal_nocase(ending ? ending + 1 : name, format_names[i]))
			return (enum format)i;
	return FORMATS;
}

const char *format_name(enum format format)
{
	return format_names[format];
}

bool drawing_new(const struct diagram *diagram, const struct style *style,
                 struct drawing **drawing, struct error *err)
{
	struct layout *layout;
	if (!layout_new(diagram, style, &layout, err))
		return false;
	*drawing = drawing_of(diagram, style, layout, picture_new(diagram, style, layout));
	return true;
}

struct drawing *drawing_of(const struct diagram *diagram, const struct style *style, struct layout *layout,
                           struct scene *scene)
{
	struct drawing *drawing = xcalloc(1, sizeof *drawing);
	*drawing = (struct drawing){diagram, style, layout, scene};
	return drawing;
}

void drawing_free(struct drawing *drawing)
{
	if (!drawing)
		return;
	scene_free(drawing->scene);
	layout_free(drawing->layout);
	free(drawing);
}

struct drawing_size drawing_size(const struct drawing *drawing)
{
	return (struct drawing_size){drawing->scene->width, drawing->scene->height};
}

bool drawing_check_png(const struct drawing *drawing, double dpi, struct error *err)
{
	double side = fmax(drawing->scene->width, drawing->scene->height);
	double pixels = ceil(side * dpi / 72), most = floor(CAIRO_LIMIT * 72 / side);
	if (pixels <= CAIRO_LIMIT)
		return true;
	return error_set(err, ERROR_USAGE,
	                 "a PNG of %.0f pixels a side is more than %.0f; --dpi %.0f is the most for "
	                 "this picture", pixels, CAIRO_LIMIT, most);
}

/* The scene as one string of xdot. */
static char *xdot_of(const struct drawing *drawing, bool annotated)
{
	char *text = NULL;
	size_t size;
	FILE *stream = open_memstream(&text, &size);
	xdot_write(drawing->scene, annotated, stream);
	fclose(stream);
	return text;
}

static void widen(struct graphviz_link *link, const struct shape *shape)
{
	for (size_t i = 0; i < shape->point_count; i++) {
		link->left = fmin(link->left, shape->points[i].x);
		link->right = fmax(link->right, shape->points[i].x);
		link->top = fmin(link->top, shape->points[i].y);
		link->bottom = fmax(link->bottom, shape->points[i].y);
	}
}

/* Cards, rows and slots as links of a pdf: the first shape of each group with a
 * URL; lines, which begin with their arrow, are too thin to be hit. malloc'd. */
static struct graphviz_link *links_of(const struct scene *scene, size_t *count)
{
	struct graphviz_link *links = NULL;
	size_t capacity = 0;
	*count = 0;
	for (size_t i = 0; i + 1 < scene->count; i++) {
		const struct anchor *anchor = scene->shapes[i].anchor;
		const struct shape *first = &scene->shapes[i + 1];
		bool arrow = first->kind == SHAPE_POLYGON && first->point_count == 3;
		if (scene->shapes[i].kind != SHAPE_OPEN || !*card_text(anchor->url) || arrow ||
		    first->kind > SHAPE_CURVE)
			continue;
		links = array_grow(links, *count, &capacity, sizeof *links);
		struct graphviz_link link = {INFINITY, INFINITY, -INFINITY, -INFINITY, anchor->url};
		widen(&link, first);
		links[(*count)++] = link;
	}
	return links;
}

/* What Graphviz draws, malloc'd. Into memory, never to a file of the caller: it
 * ends the process when a write fails. */
static char *draw(const struct drawing *drawing, const char *format, double dpi, size_t *size,
                  struct error *err)
{
	const struct scene *scene = drawing->scene;
	char *xdot = xdot_of(drawing, !strcmp(format, "svg")), *drawn = NULL;
	struct graphviz_picture picture = {.xdot = xdot, .width = scene->width, .height = scene->height, .dpi = dpi};
	struct graphviz_link *links = strcmp(format, "pdf") ? NULL : links_of(scene, &picture.link_count);
	picture.links = links;
	FILE *stream = open_memstream(&drawn, size);
	bool ok = graphviz_render(&picture, format, stream, err);
	fclose(stream);
	free(links);
	free(xdot);
	if (ok)
		return drawn;
	free(drawn);
	return NULL;
}

static bool write_svg(const struct drawing *drawing, FILE *out, struct error *err)
{
	size_t size;
	char *drawn = draw(drawing, "svg", 72, &size, err);
	bool ok = drawn && svg_write(drawing->scene, drawing->diagram, drawn, out, err);
	free(drawn);
	return ok;
}

static bool write_raster(const struct drawing *drawing, const char *format, double dpi, FILE *out,
                         struct error *err)
{
	size_t size;
	char *drawn = draw(drawing, format, dpi, &size, err);
	if (!drawn)
		return false;
	fwrite(drawn, 1, size, out); /* checked with the flush */
	free(drawn);
	return true;
}

static bool write_format(const struct drawing *drawing, enum format format, double dpi, FILE *out,
                         struct error *err)
{
	switch (format) {
	case FORMAT_SVG: return write_svg(drawing, out, err);
	case FORMAT_PNG:
		return drawing_check_png(drawing, dpi, err) && write_raster(drawing, "png", dpi, out, err);
	case FORMAT_PDF: return write_raster(drawing, "pdf", 72, out, err);
	case FORMAT_DOT:
		dot_write(drawing->diagram, drawing->style, drawing->layout, out);
		return true;
	case FORMAT_JSON:
	case FORMAT_TXT:
	case FORMAT_CSV:
	case FORMAT_MD:
	case FORMAT_SARIF:
	case FORMAT_XML:
	case FORMATS: break;
	}
	return error_set(err, ERROR_BUG, "%s is not drawn", format < FORMATS ? format_names[format] : "this");
}

bool drawing_write(const struct drawing *drawing, enum format format, double dpi, FILE *out,
                   struct error *err)
{
	if (!write_format(drawing, format, dpi, out, err))
		return false;
	if (fflush(out) || ferror(out))
		return error_set(err, ERROR_WRITE, "cannot write the %s", format_names[format]);
	return true;
}
