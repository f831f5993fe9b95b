/* png and pdf are drawn onto a cairo surface of ours, by way of a device of our
 * own that Graphviz's cairo renderer takes for a screen. So what lies beyond the
 * page is cut off, a pdf has many pages, and its dates come from the data.
 *
 * The plugin that draws svg, dot and the layouts are shared objects next to
 * libgvc; gvconfig_libdir() (exported, not in the headers) tells where. They
 * are opened when first needed, so that a command that draws nothing loads
 * nothing. If one cannot be found, a context with demand loading still works,
 * only slower and with other text metrics, which no picture of ours depends on.
 *
 * A picture is one graph with an invisible node of the page's size and the
 * drawing in `_background`: positions are then exact to 1/100 pt in all
 * formats, and one operation becomes one element of the SVG. */
#include "diagram/graphviz.h"

#include "base/arena.h"
#include "base/library.h"
#include "diagram/graphviz_line.h"
#include "diagram/graphviz_text.h"

#include <dlfcn.h>
#include <gvc.h>
#include <gvplugin.h>
#include <gvplugin_device.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

extern char *gvconfig_libdir(GVC_t *context);

enum { PLUGIN_CORE = 1, PLUGIN_DOT = 2, PLUGIN_NOP = 4, PLUGIN_CAIRO = 8, PLUGINS = 4 };

/* The renderer's own number for a foreign cairo context is 0. */
static gvdevice_features_t page_features = {GVDEVICE_DOES_TRUECOLOR, {0, 0}, {0, 0}, {72, 72}};
static gvplugin_installed_t page_devices[] = {{0, "page:page", 10, NULL, &page_features}, {0, NULL, 0, NULL, NULL}};
static gvplugin_api_t page_apis[] = {{API_device, page_devices}, {API_textlayout, NULL}, {API_render, NULL}, {(api_t)0, NULL}};
static gvplugin_library_t page_plugin = {(char *)"page", page_apis};

static const char *const plugin_names[PLUGINS] = {"core", "dot_layout", "neato_layout", "pango"};

static int drop_message(char *message)
{
	(void)message;
	return 0;
}

static void *open_plugin(const char *folder, const char *name, const char *symbol)
{
	static const char *const endings[] = {".so.6", ".so"};
	char file[4096];
	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
		snprintf(file, sizeof file, "%s/libgvplugin_%s%s", folder, name, endings[i]);
		void *handle = dlopen(file, RTLD_LAZY);
		if (handle)
			return dlsym(handle, symbol);
	}
	return NULL;
}

/* The list is complete before the context begins: its way to measure text is
 * chosen then. */
static bool find_plugins(int wanted, lt_symlist_t *list)
{
	static const lt_symlist_t none[] = {{0, 0}};
	static const char symbols[][40] = {"gvplugin_core_LTX_library", "gvplugin_dot_layout_LTX_library",
	                                   "gvplugin_neato_layout_LTX_library",
	                                   "gvplugin_pango_LTX_library"};
	GVC_t *probe = gvContextPlugins(none, 0);
	const char *folder = probe ? gvconfig_libdir(probe) : NULL;
	bool found = folder != NULL;
	for (size_t i = 0; found && i < PLUGINS; i++) {
		if (!(wanted & (1 << i)))
			continue;
		list->name = symbols[i];
		list->address = open_plugin(folder, plugin_names[i], symbols[i]);
		found = list++->address != NULL;
	}
	if (probe)
		gvFreeContext(probe);
	if (found && wanted & PLUGIN_CAIRO) {
		const gvplugin_library_t *pango = (const gvplugin_library_t *)list[-1].address;
		page_apis[1].types = graphviz_text_engine(pango);
		page_apis[2].types = graphviz_line_renderer(pango);
		*list = (lt_symlist_t){(char *)"gvplugin_page_LTX_library", &page_plugin};
	}
	return found;
}

static GVC_t *open_context(int wanted)
{
	lt_symlist_t list[PLUGINS + 2] = {{0, 0}};
	agseterr(AGERR);
	agseterrf(drop_message);
	return find_plugins(wanted, list) ? gvContextPlugins(list, 0) : gvContext();
}

/* The pango plugin remembers the last font's name, which lies in the context
 * that used it: were that one freed, the next picture would read freed memory.
 * So there is one context for it, which lives as long as the process. */
static GVC_t *cairo_context(void)
{
	static GVC_t *context;
	if (!context)
		context = open_context(PLUGIN_CORE | PLUGIN_NOP | PLUGIN_CAIRO);
	return context;
}

const char *graphviz_library(void)
{
	static const lt_symlist_t none[] = {{0, 0}};
	GVC_t *probe = gvContextPlugins(none, 0);
	const char *version = probe ? gvcVersion(probe) : "?"; /* a literal of the library */
	if (probe)
		gvFreeContext(probe);
	return version;
}

static bool graphviz_failed(const char *what, struct error *err)
{
	char *message = aglasterr();
	error_set(err, ERROR_BUG, "Graphviz could not %s%s%s", what, message ? ": " : "",
	          message ? message : "");
	free(message);
	return false;
}

struct name_value {
	const char *name, *value;
};

static void set_defaults(Agraph_t *graph, int kind, const struct name_value *values)
{
	for (; values->name; values++)
		agattr(graph, kind, (char *)values->name, (char *)values->value);
}

/* cgraph 2.42 takes no const, though it copies every string. */
static void set_text(void *object, const char *name, const char *value)
{
	agset(object, (char *)name, (char *)value);
}

static Agnode_t *named_node(Agraph_t *graph, const char *name)
{
	return agnode(graph, (char *)name, 1);
}

/* set_text() with a number; `name` is declared before. */
static void set_number(void *object, const char *name, double value)
{
	char text[40];
	snprintf(text, sizeof text, "%.4f", value);
	set_text(object, name, text);
}

static Agnode_t *numbered_node(Agraph_t *graph, size_t number)
{
	char name[24];
	snprintf(name, sizeof name, "%zu", number);
	return named_node(graph, name);
}

static Agraph_t *place_graph(double gap)
{
	static const struct name_value nodes[] = {{"shape", "box"},  {"fixedsize", "true"},
	                                          {"label", ""},     {"width", "1"},
	                                          {"height", "0.1"}, {0, 0}};
	static const struct name_value edges[] = {{"weight", "1"}, {"minlen", "1"}, {0, 0}};
	static const struct name_value graphs[] = {
	    {"splines", "false"}, {"rank", ""}, {"ranksep", "0.2"}, {"nodesep", "0.25"}, {0, 0}};
	Agraph_t *graph = agopen((char *)"place", Agdirected, NULL);
	set_defaults(graph, AGRAPH, graphs);
	set_defaults(graph, AGNODE, nodes);
	set_defaults(graph, AGEDGE, edges);
	set_number(graph, "nodesep", gap / 72);
	return graph;
}

/* A root above everything keeps parts that no edge connects on their ranks. */
static void tie_to_root(Agraph_t *graph, Agnode_t **made, const struct dot_node *nodes,
                        size_t count, const struct dot_edge *edges, size_t edge_count)
{
	char *fed = xcalloc(count + 1, 1);
	for (size_t i = 0; i < edge_count; i++)
		fed[edges[i].to] = 1;
	Agnode_t *root = named_node(graph, "root");
	set_number(root, "width", 0.02);
	for (size_t i = 0; i < count; i++) {
		if (fed[i])
			continue;
		Agedge_t *edge = agedge(graph, root, made[i], NULL, 1);
		set_number(edge, "minlen", nodes[i].rank + 1);
		set_text(edge, "weight", "0");
	}
	free(fed);
}

/* Nodes of a chain share a rank and are tied by flat edges, which dot keeps
 * from left to right. */
static void tie_chains(Agraph_t *graph, Agnode_t **made, const struct dot_node *nodes,
                       size_t count)
{
	for (size_t i = 1; i < count; i++) {
		if (nodes[i].chain < 0 || nodes[i].chain != nodes[i - 1].chain)
			continue;
		char name[32];
		snprintf(name, sizeof name, "chain%d", nodes[i].chain);
		Agraph_t *same = agsubg(graph, name, 1);
		set_text(same, "rank", "same");
		agsubnode(same, made[i - 1], 1);
		agsubnode(same, made[i], 1);
		Agedge_t *edge = agedge(graph, made[i - 1], made[i], NULL, 1);
		set_text(edge, "weight", "4");
	}
}

static void fill_place_graph(Agraph_t *graph, Agnode_t **made, const struct dot_node *nodes,
                             size_t node_count, const struct dot_edge *edges, size_t edge_count)
{
	for (size_t i = 0; i < node_count; i++) {
		made[i] = numbered_node(graph, i);
		set_number(made[i], "width", nodes[i].width / 72);
	}
	for (size_t i = 0; i < edge_count; i++) {
		Agedge_t *edge = agedge(graph, made[edges[i].from], made[edges[i].to], NULL, 1);
		if (edges[i].weight > 1)
			set_number(edge, "weight", edges[i].weight);
	}
	tie_to_root(graph, made, nodes, node_count, edges, edge_count);
	tie_chains(graph, made, nodes, node_count);
}

bool graphviz_place(struct dot_node *nodes, size_t node_count, const struct dot_edge *edges,
                    size_t edge_count, double gap, struct error *err)
{
	GVC_t *context = open_context(PLUGIN_CORE | PLUGIN_DOT);
	Agraph_t *graph = place_graph(gap);
	Agnode_t **made = xcalloc(node_count + 1, sizeof *made);
	fill_place_graph(graph, made, nodes, node_count, edges, edge_count);
	bool ok = context && gvLayout(context, graph, "dot") == 0;
	if (!ok)
		graphviz_failed("place the cards", err);
	for (size_t i = 0; ok && i < node_count; i++)
		nodes[i].x = ND_coord(made[i]).x;
	free(made);
	if (ok)
		gvFreeLayout(context, graph);
	agclose(graph);
	if (context)
		gvFreeContext(context);
	return ok;
}

static Agraph_t *empty_picture(void)
{
	static const struct name_value graphs[] = {
	    {"pad", "0"}, {"margin", "0"}, {"notranslate", "true"}, {"bb", ""},
	    {"dpi", "72"}, {"bgcolor", "transparent"}, {"_background", ""}, {"viewport", ""}, {0, 0}};
	static const struct name_value nodes[] = {
	    {"shape", "box"}, {"style", ""},  {"color", "transparent"}, {"label", ""}, {"fixedsize", "true"},
	    {"pos", ""},      {"width", "1"}, {"height", "1"},          {"URL", ""},   {0, 0}};
	Agraph_t *graph = agopen((char *)"picture", Agdirected, NULL);
	set_defaults(graph, AGRAPH, graphs);
	set_defaults(graph, AGNODE, nodes);
	return graph;
}

/* A node that covers a rectangle (y down). */
static void place_node(Agnode_t *node, double left, double top, double right, double bottom)
{
	char text[120];
	snprintf(text, sizeof text, "%.2f,%.2f", (left + right) / 2, -(top + bottom) / 2);
	set_text(node, "pos", text);
	set_number(node, "width", (right - left) / 72);
	set_number(node, "height", (bottom - top) / 72);
}

static Agraph_t *picture_graph(const char *xdot, double width, double height)
{
	Agraph_t *graph = empty_picture();
	char text[120];
	snprintf(text, sizeof text, "0,%.2f,%.2f,0", -height, width);
	set_text(graph, "bb", text);
	set_text(graph, "_background", xdot);
	Agnode_t *page = named_node(graph, "page");
	place_node(page, 0, 0, width, height);
	set_text(page, "style", "invis");
	return graph;
}

static bool finish_picture(GVC_t *context, Agraph_t *graph, bool laid, bool ok, struct error *err)
{
	if (!ok)
		graphviz_failed("draw the picture", err);
	if (laid)
		gvFreeLayout(context, graph);
	agclose(graph);
	return ok;
}

bool graphviz_svg(const char *xdot, double width, double height, FILE *out, struct error *err)
{
	GVC_t *context = open_context(PLUGIN_CORE | PLUGIN_NOP);
	Agraph_t *graph = picture_graph(xdot, width, height);
	agreseterrors();
	bool laid = context && gvLayout(context, graph, "nop2") == 0;
	bool ok = laid && gvRender(context, graph, "svg", out) == 0 && !agerrors();
	ok = finish_picture(context, graph, laid, ok, err);
	if (context)
		gvFreeContext(context);
	return ok;
}

/* ---- png and pdf ---- */

/* What is used of libcairo, which the renderer has loaded already. */
typedef int write_function(void *closure, const unsigned char *data, unsigned length);
struct cairo {
	void *(*pdf)(write_function *write, void *closure, double width, double height);
	void (*set_size)(void *surface, double width, double height);
	void (*set_metadata)(void *surface, int key, const char *text);
	void *(*image)(int format, int width, int height);
	int (*write_png)(void *surface, write_function *write, void *closure);
	void *(*create)(void *surface);
	void (*scale)(void *context, double x, double y);
	void (*rectangle)(void *context, double x, double y, double width, double height);
	void (*fill)(void *context);
	void (*save)(void *context), (*restore)(void *context), (*show_page)(void *context);
	void (*destroy)(void *context), (*finish)(void *surface), (*free_surface)(void *surface);
	int (*status)(void *surface);
};
enum { METADATA_TITLE = 0, METADATA_CREATE_DATE = 5, FORMAT_RGB = 1 };

static bool find_cairo(struct cairo *cairo, struct error *err)
{
	static const char *const files[] = {"libcairo.so.2", NULL};
	const struct library_function functions[] = {{"cairo_pdf_surface_create_for_stream", &cairo->pdf},
	                                             {"cairo_pdf_surface_set_size", &cairo->set_size},
	                                             {"cairo_pdf_surface_set_metadata", &cairo->set_metadata},
	                                             {"cairo_image_surface_create", &cairo->image},
	                                             {"cairo_surface_write_to_png_stream", &cairo->write_png},
	                                             {"cairo_create", &cairo->create},
	                                             {"cairo_scale", &cairo->scale},
	                                             {"cairo_rectangle", &cairo->rectangle},
	                                             {"cairo_fill", &cairo->fill},
	                                             {"cairo_save", &cairo->save},
	                                             {"cairo_restore", &cairo->restore},
	                                             {"cairo_show_page", &cairo->show_page},
	                                             {"cairo_destroy", &cairo->destroy},
	                                             {"cairo_surface_finish", &cairo->finish},
	                                             {"cairo_surface_destroy", &cairo->free_surface},
	                                             {"cairo_surface_status", &cairo->status}};
	bool found = cairo_context() && library_open(files, functions, sizeof functions / sizeof *functions);
	return found || error_set(err, ERROR_BUG, "png and pdf need Graphviz's pango plugin and libcairo, which are not here");
}

static int write_data(void *closure, const unsigned char *data, unsigned length)
{
	fwrite(data, 1, length, closure); /* memory: errors come with the flush */
	return 0;
}

/* What lies beyond the page must not move it. */
static void set_view(Agraph_t *graph, double width, double height)
{
	char text[160];
	snprintf(text, sizeof text, "%.4f,%.4f,1,%.4f,%.4f", width, height, width / 2, -height / 2);
	set_text(graph, "viewport", text);
}

static bool pango_runs;

bool graphviz_may_fork(void)
{
	return !pango_runs;
}

static bool draw_part(void *page, const struct graphviz_picture *picture, const char *xdot, bool ground, struct error *err)
{
	GVC_t *context = cairo_context();
	double width = picture->width * GRAPHVIZ_ENLARGED, height = picture->height * GRAPHVIZ_ENLARGED;
	Agraph_t *graph = picture_graph(xdot, width, height);
	if (ground)
		set_text(graph, "bgcolor", "white");
	set_view(graph, width, height);
	pango_runs = true;
	agreseterrors();
	bool laid = context && gvLayout(context, graph, "nop2") == 0;
	bool ok = laid && gvRenderContext(context, graph, "page", page) == 0 && !agerrors();
	return finish_picture(context, graph, laid, ok, err);
}

/* cairo adds the rectangle of each operation to the region that is drawn on, at
 * a cost that grows with its pieces, unless the first covers the page. The ground
 * does; where there is none, one path around the page does that nobody sees. */
static void claim_page(const struct cairo *cairo, void *page, const struct graphviz_picture *picture)
{
	cairo->rectangle(page, -2, -2, 1, 1);
	cairo->rectangle(page, picture->width + 1, picture->height + 1, 1, 1);
	cairo->fill(page);
}

/* Graphviz draws onto a page of cairo's. */
static bool draw_page(const struct cairo *cairo, void *page, const struct graphviz_picture *picture, struct error *err)
{
	bool ok = true;
	if (picture->first)
		claim_page(cairo, page, picture);
	cairo->save(page);
	cairo->scale(page, 1.0 / GRAPHVIZ_ENLARGED, 1.0 / GRAPHVIZ_ENLARGED);
	for (size_t i = picture->first; ok && i < picture->end; i++) {
		char *xdot = picture->part(picture->drawing, i);
		ok = draw_part(page, picture, xdot, i == 0, err);
		free(xdot);
	}
	cairo->restore(page);
	return ok;
}

bool graphviz_png(const struct graphviz_picture *picture, double dpi, FILE *out, struct error *err)
{
	struct cairo cairo;
	if (!find_cairo(&cairo, err))
		return false;
	void *surface = cairo.image(FORMAT_RGB, (int)lround(picture->width * dpi / 72), (int)lround(picture->height * dpi / 72));
	void *page = cairo.create(surface);
	cairo.scale(page, dpi / 72, dpi / 72);
	bool ok = draw_page(&cairo, page, picture, err);
	cairo.destroy(page);
	if (ok && cairo.write_png(surface, write_data, out) != 0)
		ok = error_set(err, ERROR_BUG, "cairo could not make the PNG");
	cairo.free_surface(surface);
	return ok;
}

bool graphviz_pdf(const struct graphviz_picture *pages, size_t count, const struct graphviz_document *document,
                  FILE *out, struct error *err)
{
	struct cairo cairo;
	bool ok = true;
	if (!find_cairo(&cairo, err))
		return false;
	void *surface = cairo.pdf(write_data, out, pages[0].width, pages[0].height);
	void *page = cairo.create(surface);
	cairo.set_metadata(surface, METADATA_TITLE, document->title);
	cairo.set_metadata(surface, METADATA_CREATE_DATE, document->date);
	for (size_t i = 0; i < count && ok; i++) {
		cairo.set_size(surface, pages[i].width, pages[i].height);
		ok = draw_page(&cairo, page, &pages[i], err);
		cairo.show_page(page);
	}
	cairo.destroy(page);
	cairo.finish(surface);
	if (ok && cairo.status(surface) != 0)
		ok = error_set(err, ERROR_BUG, "cairo could not make the PDF");
	cairo.free_surface(surface);
	return ok;
}
