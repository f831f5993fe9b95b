#include "diagram/graphviz_line.h"

#include "base/library.h"

#include <gvc.h>
#include <gvplugin_render.h>
#include <stdlib.h>
#include <string.h>

enum { DASHES = 8 };

static gvrender_engine_t engine;
static void (*draw_plain)(GVJ_t *job, pointf *points, int count);

static struct {
	void (*move_to)(void *page, double x, double y), (*line_to)(void *page, double x, double y);
	void (*set_line_width)(void *page, double width);
	void (*set_dash)(void *page, const double *dashes, int count, double offset);
	void (*set_source_rgb)(void *page, double red, double green, double blue);
	void (*stroke)(void *page);
} cairo;

/* "dashed", "3.6", "2", "", each with its end: the style as Graphviz splits it. */
static int dashes_of(char **style, double dashes[DASHES])
{
	int count = 0;
	while (style && *style && strcmp(*style, "dashed") != 0)
		style++;
	if (!style || !*style)
		return 0;
	for (const char *at = *style + strlen(*style) + 1; *at && count < DASHES; at += strlen(at) + 1)
		dashes[count++] = atof(at);
	return count;
}

/* y is up in Graphviz, and down on the page. */
static void draw_line(GVJ_t *job, pointf *points, int count)
{
	double dashes[DASHES];
	int dash_count = job->obj->pen == PEN_DASHED ? dashes_of(job->obj->rawstyle, dashes) : 0;
	const double *colour = job->obj->pencolor.u.RGBA;
	if (!dash_count) {
		draw_plain(job, points, count);
		return;
	}
	cairo.set_dash(job->context, dashes, dash_count, 0);
	cairo.set_line_width(job->context, job->obj->penwidth);
	cairo.set_source_rgb(job->context, colour[0], colour[1], colour[2]);
	cairo.move_to(job->context, points[0].x, -points[0].y);
	for (int i = 1; i < count; i++)
		cairo.line_to(job->context, points[i].x, -points[i].y);
	cairo.stroke(job->context);
}

static const gvplugin_installed_t *renderer_of(const gvplugin_library_t *pango)
{
	for (const gvplugin_api_t *api = pango->apis; api->types; api++)
		if (api->api == API_render)
			return api->types;
	return NULL;
}

static bool open_cairo(void)
{
	static const char *const files[] = {"libcairo.so.2", NULL};
	static const struct library_function functions[] = {{"cairo_move_to", &cairo.move_to},
	                                                    {"cairo_line_to", &cairo.line_to},
	                                                    {"cairo_set_line_width", &cairo.set_line_width},
	                                                    {"cairo_set_dash", &cairo.set_dash},
	                                                    {"cairo_set_source_rgb", &cairo.set_source_rgb},
	                                                    {"cairo_stroke", &cairo.stroke}};
	return library_open(files, functions, sizeof functions / sizeof *functions);
}

gvplugin_installed_t *graphviz_line_renderer(const gvplugin_library_t *pango)
{
	static gvplugin_installed_t types[] = {{0, "page", 10, &engine, NULL}, {0, NULL, 0, NULL, NULL}};
	const gvplugin_installed_t *plain = renderer_of(pango);
	if (!plain || !open_cairo())
		return NULL;
	engine = *(const gvrender_engine_t *)plain->engine;
	draw_plain = engine.polyline;
	engine.polyline = draw_line;
	types[0].id = plain->id;
	types[0].features = plain->features;
	return types;
}
