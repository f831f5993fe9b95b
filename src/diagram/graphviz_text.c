#include "diagram/graphviz_text.h"

#include "base/arena.h"
#include "base/library.h"
#include "base/text.h"

#include <gvc.h>
#include <gvplugin_textlayout.h>
#include <stdlib.h>
#include <string.h>

enum { SHORT = 8, FONT = 64, PLACES = 4096 };

struct kept {
	char text[SHORT], font[FONT];
	double size;
	unsigned flags;
	textspan_t span; /* the layout and its measures; layout NULL: free */
};

static gvtextlayout_engine_t *pango_engine;
static void *(*add_reference)(void *object); /* g_object_ref() */
static struct kept *kept_places;

static struct kept *place_of(const textspan_t *span)
{
	size_t length = strlen(span->str);
	if (length >= SHORT || !span->font->name || strlen(span->font->name) >= FONT)
		return NULL;
	uint64_t hash = text_hash(span->str, length, text_hash(&span->font->size, sizeof span->font->size, 0));
	return &kept_places[hash % PLACES];
}

static bool is_same(const struct kept *kept, const textspan_t *span)
{
	return kept->span.layout && kept->size == span->font->size && kept->flags == span->font->flags &&
	       strcmp(kept->text, span->str) == 0 && strcmp(kept->font, span->font->name) == 0;
}

static void keep(struct kept *kept, const textspan_t *span)
{
	if (kept->span.layout)
		kept->span.free_layout(kept->span.layout);
	strcpy(kept->text, span->str);
	strcpy(kept->font, span->font->name);
	kept->size = span->font->size;
	kept->flags = span->font->flags;
	kept->span = *span;
	add_reference(span->layout);
}

static void take(textspan_t *span, const textspan_t *kept)
{
	span->layout = add_reference(kept->layout);
	span->free_layout = kept->free_layout;
	span->yoffset_layout = kept->yoffset_layout;
	span->yoffset_centerline = kept->yoffset_centerline;
	span->size = kept->size;
}

static boolean lay_out(textspan_t *span, char **font_path)
{
	struct kept *kept = place_of(span);
	if (kept && !font_path && is_same(kept, span)) {
		take(span, &kept->span);
		return TRUE;
	}
	boolean ok = pango_engine->textlayout(span, font_path);
	if (ok && kept && span->layout && span->free_layout)
		keep(kept, span);
	return ok;
}

static gvtextlayout_engine_t *engine_of(const gvplugin_library_t *pango)
{
	for (const gvplugin_api_t *api = pango->apis; api->types; api++)
		if (api->api == API_textlayout)
			return api->types->engine;
	return NULL;
}

gvplugin_installed_t *graphviz_text_engine(const gvplugin_library_t *pango)
{
	static gvtextlayout_engine_t engine = {lay_out};
	static gvplugin_installed_t types[] = {{0, "textlayout", 10, &engine, NULL}, {0, NULL, 0, NULL, NULL}};
	static const char *const files[] = {"libgobject-2.0.so.0", NULL};
	static const struct library_function functions[] = {{"g_object_ref", &add_reference}};
	pango_engine = engine_of(pango);
	if (!pango_engine || !library_open(files, functions, 1))
		return NULL;
	kept_places = xcalloc(PLACES, sizeof *kept_places);
	return types;
}
