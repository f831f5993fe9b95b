/* The pages to search and browse. Links name elements by KIND:#ID, so that any
 * name works. */
#include "cli/serving.h"

#include "base/arena.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/element.h"
#include "cli/listing.h"
#include "diagram/words.h"
#include "power/naming.h"
#include "serve/page.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { PAGE_ROWS = 300, FOUND_MAX = 300 };

static void write_path_link(const struct serving *serving, const char *word, const struct object *object, const char *text,
                            FILE *out)
{
	struct arena *arena = arena_new();
	serving_link(serving, arena_printf(arena, "/%s/%s", word, element_handle(object, arena)), "", text, out);
	arena_free(arena);
}

/* -- rows --------------------------------------------------------------- */

static void write_head(FILE *out)
{
	fputs("<table>\n<tr><th>name</th><th>kind</th><th>place</th><th></th></tr>\n", out);
}

static void write_row(const struct serving *serving, const struct object *object, FILE *out)
{
	struct arena *arena = arena_new();
	char *name = object_full_name(object);
	fputs("<tr><td>", out);
	write_path_link(serving, "trace", object, name, out);
	fprintf(out, "</td><td>%s</td><td>", object_kind_name(object->kind));
	text_write_xml(out, words_place(object, arena));
	fputs("</td><td>", out);
	write_path_link(serving, "fail", object, "if it fails", out);
	fputs("</td></tr>\n", out);
	free(name);
	arena_free(arena);
}

void serving_candidates(const struct serving *serving, const char *word, const char *suffix, const char *query,
                        const char *text, const struct object **objects, size_t count, FILE *out)
{
	page_begin(out, serving->base, "Which one?");
	fputs("<p>‘", out);
	text_write_xml(out, text);
	fprintf(out, "’ fits %zu elements", count);
	if (count > FOUND_MAX)
		fprintf(out, "; the first %d", FOUND_MAX);
	fputs(":</p>\n<ul>\n", out);
	for (size_t i = 0; i < count && i < FOUND_MAX; i++) {
		struct arena *arena = arena_new();
		char *name = object_full_name(objects[i]);
		const char *handle = element_handle(objects[i], arena);
		fputs("<li>", out);
		serving_link(serving, arena_printf(arena, "/%s/%s%s%s", word, handle, *suffix ? "." : "", suffix), query,
		             arena_printf(arena, "%s %s", object_kind_name(objects[i]->kind), name), out);
		fputs(" <span class=\"muted\">", out);
		text_write_xml(out, words_place(objects[i], arena));
		fputs("</span></li>\n", out);
		free(name);
		arena_free(arena);
	}
	fputs("</ul>\n", out);
	page_end(out);
}

/* -- search ------------------------------------------------------------- */

static void write_search(const struct serving *serving, const char *text, FILE *out)
{
	fprintf(out, "<form action=\"%s/\" method=\"get\" role=\"search\"><input type=\"search\" name=\"q\" value=\"",
	        serving->base);
	text_write_xml(out, text);
	fputs("\" placeholder=\"name of a device, rack, panel, feed …\" aria-label=\"name\"> <button>Search</button></form>\n", out);
}

struct found {
	const struct object **items;
	size_t count, capacity;
};

static void find_kind(const struct serving *serving, const struct scope *scope, enum object_kind kind, const char *text,
                      struct found *found)
{
	size_t count;
	struct object **objects = inventory_objects(serving->inventory, kind, &count);
	for (size_t i = 0; i < count; i++) {
		if (!objects[i]->visible || !text_contains_nocase(objects[i]->name, text) || !scope_contains(scope, objects[i]))
			continue;
		found->items = array_grow(found->items, found->count, &found->capacity, sizeof *found->items);
		found->items[found->count++] = objects[i];
	}
}

static void write_found(const struct serving *serving, const struct scope *scope, const char *text, FILE *out)
{
	static const enum object_kind kinds[] = { OBJECT_DEVICE, OBJECT_RACK, OBJECT_PANEL, OBJECT_FEED, OBJECT_LOCATION,
	                                          OBJECT_SITE };
	struct found found = { .items = NULL };
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		find_kind(serving, scope, kinds[i], text, &found);
	element_sort(found.items, found.count);
	page_begin(out, serving->base, "Search");
	write_search(serving, text, out);
	if (found.count == 0)
		fputs("<p>Nothing has this in its name.</p>\n", out);
	else if (found.count > FOUND_MAX)
		fprintf(out, "<p>%zu elements; the first %d:</p>\n", found.count, FOUND_MAX);
	if (found.count > 0)
		write_head(out);
	for (size_t i = 0; i < found.count && i < FOUND_MAX; i++)
		write_row(serving, found.items[i], out);
	fputs(found.count > 0 ? "</table>\n" : "", out);
	page_end(out);
	free(found.items);
}

/* -- one kind ----------------------------------------------------------- */

static void write_pages(const struct serving *serving, const struct listing *listing, size_t count, size_t page, FILE *out)
{
	struct arena *arena = arena_new();
	size_t pages = (count + PAGE_ROWS - 1) / PAGE_ROWS;
	fputs("<nav>", out);
	for (size_t i = 1; pages > 1 && i <= pages; i++)
		if (i == page)
			fprintf(out, "<b>%zu</b> ", i);
		else
			serving_link(serving, arena_printf(arena, "/list/%s", listing->plural),
			             arena_printf(arena, "page=%zu", i), arena_printf(arena, "%zu", i), out);
	fputs("</nav>\n", out);
	arena_free(arena);
}

static bool write_list(const struct serving *serving, const struct scope *scope, const char *kind, const char *page_text,
                       FILE *out, struct error *err)
{
	const struct listing *listing;
	size_t count;
	if (!listing_find(kind, &listing, err)) {
		err->code = ERROR_NOT_FOUND;
		return false;
	}
	const struct object **objects = listing_objects(listing, serving->power, scope, &count);
	size_t page = page_text ? strtoul(page_text, NULL, 10) : 1;
	size_t pages = (count + PAGE_ROWS - 1) / PAGE_ROWS;
	page = page < 1 ? 1 : page > pages && pages ? pages : page;
	page_begin(out, serving->base, listing->plural);
	fprintf(out, "<p class=\"muted\">%zu in all</p>\n", count);
	write_pages(serving, listing, count, page, out);
	write_head(out);
	for (size_t i = (page - 1) * PAGE_ROWS; i < count && i < page * PAGE_ROWS; i++)
		write_row(serving, objects[i], out);
	fputs("</table>\n", out);
	page_end(out);
	free(objects);
	return true;
}

/* -- the front page ----------------------------------------------------- */

/* Everything about a place: its wall diagram, chain and reports. */
static void write_place(const struct serving *serving, const struct object *place, FILE *out)
{
	static const struct {
		const char *path, *text;
	} links[] = {
		{ "/chain", "chain" }, { "/floor", "floor" }, { "/report/utilization", "utilization" },
		{ "/report/stranded", "stranded" }, { "/audit", "audit" },
	};
	char query[64];
	snprintf(query, sizeof query, "%s=%%23%" PRId64, object_kind_name(place->kind), place->id);
	text_write_xml(out, place->name);
	fputs(" <span class=\"muted\">", out);
	for (size_t i = 0; i < sizeof links / sizeof *links; i++) {
		fputs(i ? " · " : "", out);
		serving_link(serving, links[i].path, query, links[i].text, out);
	}
	fputs("</span>", out);
}

/* The locations of a site below `parent`, each in its own. */
static void write_locations(const struct serving *serving, const struct scope *scope, const struct site *site,
                            const struct location *parent, FILE *out)
{
	const struct inventory *inventory = serving->inventory;
	bool any = false;
	for (size_t i = 0; i < inventory->location_count; i++) {
		const struct location *location = inventory->locations[i];
		if (location->site != site || location->parent != parent || !location->object.visible ||
		    !scope_contains(scope, &location->object))
			continue;
		fputs(any ? "<li>" : "<ul>\n<li>", out);
		any = true;
		write_place(serving, &location->object, out);
		write_locations(serving, scope, site, location, out);
		fputs("</li>\n", out);
	}
	fputs(any ? "</ul>\n" : "", out);
}

static void write_links(const struct serving *serving, const char *prefix, const char *const *words, FILE *out)
{
	struct arena *arena = arena_new();
	fputs("<nav>", out);
	for (size_t i = 0; words[i]; i++)
		if (strcmp(words[i], "fit") != 0) /* has a form */
			serving_link(serving, arena_printf(arena, "%s%s", prefix, words[i]), "", words[i], out);
	fputs("</nav>\n", out);
	arena_free(arena);
}

/* The report that needs a figure. */
static void write_fit(const struct serving *serving, FILE *out)
{
	fprintf(out, "<form action=\"%s/report/fit\" method=\"get\"><input name=\"watts\" inputmode=\"decimal\" required "
	        "placeholder=\"watts of a new device\" aria-label=\"watts\"> <button>Where does it fit?</button></form>\n",
	        serving->base);
}

static void write_front(const struct serving *serving, const struct scope *scope, FILE *out)
{
	static const char *const kinds[] = { "devices", "racks", "panels", "feeds", "pdu", "ups", "ats", NULL };
	const struct inventory *inventory = serving->inventory;
	page_begin(out, serving->base, "Power");
	fputs("<p class=\"muted\">", out);
	text_write_xml(out, inventory->url);
	fputs(*inventory->taken_at ? " · data of " : "", out);
	text_write_xml(out, inventory->taken_at);
	fputs("</p>\n", out);
	write_search(serving, "", out);
	fputs("<h2>Places</h2>\n<ul>\n", out);
	for (size_t i = 0; i < inventory->site_count; i++) {
		const struct site *site = inventory->sites[i];
		if (!site->object.visible || !scope_contains(scope, &site->object))
			continue;
		fputs("<li>", out);
		write_place(serving, &site->object, out);
		write_locations(serving, scope, site, NULL, out);
		fputs("</li>\n", out);
	}
	fputs("</ul>\n<h2>Lists</h2>\n", out);
	write_links(serving, "/list/", kinds, out);
	fputs("<h2>Reports</h2>\n", out);
	write_links(serving, "/report/", report_words, out);
	write_fit(serving, out);
	page_end(out);
}

/* -- which -------------------------------------------------------------- */

static const char *pair_value(const struct target *target, const char *name)
{
	for (size_t i = 0; i < target->count; i++)
		if (strcmp(target->pairs[i].name, name) == 0)
			return target->pairs[i].value;
	return NULL;
}

bool serving_index(const struct serving *serving, const struct target *target, const char *list, FILE *out,
                   struct error *err)
{
	const struct options *options = serving->options;
	const char *text = pair_value(target, "q");
	struct select_words words = naming_words(serving->power);
	struct scope *scope;
	bool ok = scope_new(serving->inventory, &words, options->scope.items, options->scope.count, &scope, err);
	if (ok && list)
		ok = write_list(serving, scope, list, pair_value(target, "page"), out, err);
	else if (ok && text && *text)
		write_found(serving, scope, text, out);
	else if (ok)
		write_front(serving, scope, out);
	if (ok)
		scope_free(scope);
	return ok;
}
