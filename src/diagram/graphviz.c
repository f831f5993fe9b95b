/* The plugin that draws svg, dot and the layouts are shared objects next to
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

#include <dlfcn.h>
#include <gvc.h>
#include <stdlib.h>
#include <string.h>

extern char *gvconfig_libdir(GVC_t *context);

enum { PLUGIN_CORE = 1, PLUGIN_DOT = 2, PLUGIN_NOP = 4, PLUGIN_CAIRO = 8, PLUGINS = 4 };

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
		void *handle = dlopen(file, RTLD_NOW);
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
	return found;
}

static GVC_t *open_context(int wanted)
{
	lt_symlist_t list[PLUGINS + 1] = {{0, 0}};
	agseterr(AGERR);
	agseterrf(drop_message);
	return find_plugins(wanted, list) ? gvContextPlugins(list, 0) : gvContext();
}

/* The pango plugin remembers the last font's name, which lies in the context
 * that used it: were that one freed, the next picture would read freed memory.
 * So there is one context for it, which lives as long as the process; the only
 * static variable here. */
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

static Agraph_t *picture_graph(void)
{
	static const struct name_value graphs[] = {
	    {"pad", "0"}, {"margin", "0"}, {"notranslate", "true"}, {"bb", ""},
	    {"dpi", "72"}, {"_background", ""}, {0, 0}};
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
	char text[80];
	snprintf(text, sizeof text, "%.2f,%.2f", (left + right) / 2, -(top + bottom) / 2);
	set_text(node, "pos", text);
	set_number(node, "width", (right - left) / 72);
	set_number(node, "height", (bottom - top) / 72);
}

/* Links are unseen boxes over the drawing. Of a URL nothing but its plain
 * characters gets to cairo, which would take a quote as its end. */
static void add_links(Agraph_t *graph, const struct graphviz_picture *picture)
{
	for (size_t i = 0; i < picture->link_count; i++) {
		const struct graphviz_link *link = &picture->links[i];
		if (strpbrk(link->url, "'\\"))
			continue;
		Agnode_t *node = numbered_node(graph, i);
		place_node(node, link->left, link->top, link->right, link->bottom);
		set_text(node, "URL", link->url);
	}
}

static void fill_picture(Agraph_t *graph, const struct graphviz_picture *picture)
{
	char text[80];
	snprintf(text, sizeof text, "0,%.2f,%.2f,0", -picture->height, picture->width);
	set_text(graph, "bb", text);
	set_number(graph, "dpi", picture->dpi);
	set_text(graph, "_background", picture->xdot);
	Agnode_t *page = named_node(graph, "page");
	place_node(page, 0, 0, picture->width, picture->height);
	set_text(page, "style", "invis");
	add_links(graph, picture);
}

bool graphviz_render(const struct graphviz_picture *picture, const char *format, FILE *out,
                     struct error *err)
{
	bool svg = !strcmp(format, "svg");
	GVC_t *context = svg ? open_context(PLUGIN_CORE | PLUGIN_NOP) : cairo_context();
	Agraph_t *graph = picture_graph();
	fill_picture(graph, picture);
	agreseterrors();
	bool laid = context && gvLayout(context, graph, "nop2") == 0;
	bool ok = laid && gvRender(context, graph, format, out) == 0 && !agerrors();
	if (!ok)
		graphviz_failed("draw the picture", err);
	if (laid)
		gvFreeLayout(context, graph);
	agclose(graph);
	if (context && svg)
		gvFreeContext(context);
	return ok;
}
