/* What the pages to search and browse say. Links name elements by KIND:#ID, so that
 * any name works. */
#include "cli/serving.h"

#include "base/arena.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/element.h"
#include "cli/listing.h"
#include "diagram/words.h"
#include "power/naming.h"
#include "serve/html.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { PAGE_ROWS = 300, FOUND_MAX = 300 };

static struct html page_of(const struct serving *serving, FILE *out)
{
	return (struct html){ out, serving->base };
}

static const char *path_of(const char *word, const struct object *object, struct arena *arena)
{
	return arena_printf(arena, "/%s/%s", word, element_handle(object, arena));
}

/* -- rows --------------------------------------------------------------- */

static void write_head(const struct html *page)
{
	static const char *const headings[] = { "name", "kind", "place", "" };
	html_table_begin(page, headings, 4);
}

static void write_row(const struct html *page, const struct object *object)
{
	struct arena *arena = arena_new();
	char *name = object_full_name(object);
	const struct html_item cells[] = {
		{ name, path_of("trace", object, arena), "" },
		{ .text = object_kind_name(object->kind) },
		{ .text = words_place(object, arena) },
		{ "if it fails", path_of("fail", object, arena), "" },
	};
	html_row(page, cells, 4);
	free(name);
	arena_free(arena);
}

static void write_candidate(const struct html *page, const char *word, const char *suffix, const char *query,
                            const struct object *object)
{
	struct arena *arena = arena_new();
	char *name = object_full_name(object);
	const char *path = path_of(word, object, arena);
	const struct html_item place = { .text = words_place(object, arena) };
	const struct html_item item = {
		arena_printf(arena, "%s %s", object_kind_name(object->kind), name),
		*suffix ? arena_printf(arena, "%s.%s", path, suffix) : path, query
	};
	html_item_begin(page, &item);
	html_item_more(page, &place, 1);
	html_item_end(page);
	free(name);
	arena_free(arena);
}

void serving_candidates(const struct serving *serving, const char *word, const char *suffix, const char *query,
                        const char *text, const struct object **objects, size_t count, FILE *out)
{
	struct html page = page_of(serving, out);
	char number[64], most[64] = "";
	snprintf(number, sizeof number, "’ fits %zu elements", count);
	if (count > FOUND_MAX)
		snprintf(most, sizeof most, "; the first %d", FOUND_MAX);
	html_begin(&page, "Which one?");
	html_paragraph(&page, false, (const char *const[]){ "‘", text, number, most, ":", NULL });
	html_list_begin(&page);
	for (size_t i = 0; i < count && i < FOUND_MAX; i++)
		write_candidate(&page, word, suffix, query, objects[i]);
	html_list_end(&page);
	html_end(&page);
}

/* -- search ------------------------------------------------------------- */

static void write_search(const struct html *page, const char *text)
{
	html_form(page, &(struct html_form){ .path = "/", .name = "q", .value = text, .label = "name", .button = "Search",
	                                     .hint = "name of a device, rack, panel, feed …" });
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
	struct html page = page_of(serving, out);
	char number[64];
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		find_kind(serving, scope, kinds[i], text, &found);
	element_sort(found.items, found.count);
	html_begin(&page, "Search");
	write_search(&page, text);
	snprintf(number, sizeof number, "%zu elements; the first %d:", found.count, FOUND_MAX);
	if (found.count == 0)
		html_paragraph(&page, false, (const char *const[]){ "Nothing has this in its name.", NULL });
	else if (found.count > FOUND_MAX)
		html_paragraph(&page, false, (const char *const[]){ number, NULL });
	if (found.count > 0)
		write_head(&page);
	for (size_t i = 0; i < found.count && i < FOUND_MAX; i++)
		write_row(&page, found.items[i]);
	if (found.count > 0)
		html_table_end(&page);
	html_end(&page);
	free(found.items);
}

/* -- one kind ----------------------------------------------------------- */

static void write_pages(const struct html *page, const struct listing *listing, size_t count, size_t current)
{
	struct arena *arena = arena_new();
	size_t pages = (count + PAGE_ROWS - 1) / PAGE_ROWS;
	struct html_item *items = arena_alloc(arena, (pages + 1) * sizeof *items);
	const char *path = arena_printf(arena, "/list/%s", listing->plural);
	for (size_t i = 0; i < pages; i++)
		items[i] = (struct html_item){ arena_printf(arena, "%zu", i + 1), i + 1 == current ? NULL : path,
		                               arena_printf(arena, "page=%zu", i + 1) };
	html_nav(page, items, pages > 1 ? pages : 0);
	arena_free(arena);
}

static bool write_list(const struct serving *serving, const struct scope *scope, const char *kind, const char *page_text,
                       FILE *out, struct error *err)
{
	const struct listing *listing;
	struct html page = page_of(serving, out);
	char number[64];
	size_t count;
	if (!listing_find(kind, &listing, err)) {
		err->code = ERROR_NOT_FOUND;
		return false;
	}
	const struct object **objects = listing_objects(listing, serving->power, scope, &count);
	size_t current = page_text ? strtoul(page_text, NULL, 10) : 1;
	size_t pages = (count + PAGE_ROWS - 1) / PAGE_ROWS;
	current = current < 1 ? 1 : current > pages && pages ? pages : current;
	snprintf(number, sizeof number, "%zu in all", count);
	html_begin(&page, listing->plural);
	html_paragraph(&page, true, (const char *const[]){ number, NULL });
	write_pages(&page, listing, count, current);
	write_head(&page);
	for (size_t i = (current - 1) * PAGE_ROWS; i < count && i < current * PAGE_ROWS; i++)
		write_row(&page, objects[i]);
	html_table_end(&page);
	html_end(&page);
	free(objects);
	return true;
}

/* -- the front page ----------------------------------------------------- */

/* Everything about a place: its wall diagram, chain and reports. */
static void write_place(const struct html *page, const struct object *place)
{
	char query[64];
	snprintf(query, sizeof query, "%s=%%23%" PRId64, object_kind_name(place->kind), place->id);
	const struct html_item links[] = {
		{ "chain", "/chain", query }, { "floor", "/floor", query }, { "utilization", "/report/utilization", query },
		{ "stranded", "/report/stranded", query }, { "audit", "/audit", query },
	};
	html_item_begin(page, &(struct html_item){ .text = place->name });
	html_item_more(page, links, sizeof links / sizeof *links);
}

/* The locations of a site below `parent`, each in its own. */
static void write_locations(const struct html *page, const struct inventory *inventory, const struct scope *scope,
                            const struct site *site, const struct location *parent)
{
	bool any = false;
	for (size_t i = 0; i < inventory->location_count; i++) {
		const struct location *location = inventory->locations[i];
		if (location->site != site || location->parent != parent || !location->object.visible ||
		    !scope_contains(scope, &location->object))
			continue;
		if (!any)
			html_list_begin(page);
		any = true;
		write_place(page, &location->object);
		write_locations(page, inventory, scope, site, location);
		html_item_end(page);
	}
	if (any)
		html_list_end(page);
}

static void write_places(const struct html *page, const struct inventory *inventory, const struct scope *scope)
{
	html_heading(page, "Places");
	html_list_begin(page);
	for (size_t i = 0; i < inventory->site_count; i++) {
		const struct site *site = inventory->sites[i];
		if (!site->object.visible || !scope_contains(scope, &site->object))
			continue;
		write_place(page, &site->object);
		write_locations(page, inventory, scope, site, NULL);
		html_item_end(page);
	}
	html_list_end(page);
}

static void write_links(const struct html *page, const char *prefix, const char *const *words)
{
	enum { LINKS_MAX = 32 };
	struct arena *arena = arena_new();
	struct html_item items[LINKS_MAX];
	size_t count = 0;
	for (size_t i = 0; words[i] && count < LINKS_MAX; i++)
		if (strcmp(words[i], "fit") != 0) /* has a form */
			items[count++] = (struct html_item){ words[i], arena_printf(arena, "%s%s", prefix, words[i]), "" };
	html_nav(page, items, count);
	arena_free(arena);
}

static void write_front(const struct serving *serving, const struct scope *scope, FILE *out)
{
	static const char *const kinds[] = { "devices", "racks", "panels", "feeds", "pdu", "ups", "ats", NULL };
	static const struct html_form fit = { .path = "/report/fit", .name = "watts", .label = "watts",
	                                      .hint = "watts of a new device", .button = "Where does it fit?" };
	const struct inventory *inventory = serving->inventory;
	struct html page = page_of(serving, out);
	html_begin(&page, "Power");
	html_paragraph(&page, true, (const char *const[]){ inventory->url, *inventory->taken_at ? " · data of " : "",
	                                                   inventory->taken_at, NULL });
	write_search(&page, "");
	write_places(&page, inventory, scope);
	html_heading(&page, "Lists");
	write_links(&page, "/list/", kinds);
	html_heading(&page, "Reports");
	write_links(&page, "/report/", report_words);
	html_form(&page, &fit);
	html_end(&page);
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
