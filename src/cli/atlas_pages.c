/* The plan is one walk over the nodes; drawing is the command itself on a copy of
 * the options. */
#include "cli/atlas_pages.h"

#include "atlas/slug.h"
#include "base/arena.h"
#include "base/text.h"
#include "cli/command.h"
#include "diagram/content.h"
#include "power/naming.h"
#include "report/kind.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	const char *section;
	enum command_id command;
} kinds[PAGE_KINDS] = {
	[PAGE_FLOOR] = { "Floors", COMMAND_FLOOR },
	[PAGE_CHAIN] = { "Panels", COMMAND_CHAIN },
	[PAGE_TRACE] = { "Devices", COMMAND_TRACE },
	[PAGE_REPORT] = { "Reports", COMMAND_REPORT },
};

const char *page_section(enum page_kind kind)
{
	return kinds[kind].section;
}

/* -- the plan ------------------------------------------------------------------- */

struct plan {
	struct pages *pages;
	const struct power *power;
	const struct scope *scope;
	bool png;
};

static void add_file(struct plan *plan, struct page *page, enum format format, const char *folder, const char *name)
{
	page->files[page->file_count++] = (struct page_file){
		format, arena_printf(plan->pages->arena, "%s/%s.%s", folder, name, format_name(format))
	};
}

static struct page *add_page(struct plan *plan, enum page_kind kind)
{
	struct pages *pages = plan->pages;
	pages->items = array_grow(pages->items, pages->count, &pages->capacity, sizeof *pages->items);
	struct page *page = &pages->items[pages->count++];
	*page = (struct page){ .kind = kind };
	return page;
}

/* A site and a location may have the same name and id: a kind of object is one
 * folder of a kind of page. */
static void add_picture(struct plan *plan, enum page_kind kind, const struct object *object, const char *folder)
{
	char slug[SLUG_MAX];
	slug_make(slug, object->name, object->id);
	struct page *page = add_page(plan, kind);
	page->object = object;
	plan->pages->pictures++;
	add_file(plan, page, FORMAT_SVG, folder, slug);
	if (plan->png)
		add_file(plan, page, FORMAT_PNG, folder, slug);
}

static void add_reports(struct plan *plan)
{
	static const enum format formats[] = { FORMAT_TXT, FORMAT_CSV, FORMAT_JSON, FORMAT_MD };
	static_assert(sizeof formats / sizeof *formats <= PAGE_FILES, "files of a report");
	for (size_t i = 0; report_words[i]; i++) {
		const struct report_kind *kind = report_kind_find(report_words[i]);
		if (!kind || kind->make == report_fit)
			continue; /* all of them once more; the answer to a question nobody asks here */
		struct page *page = add_page(plan, PAGE_REPORT);
		page->report = report_words[i];
		for (size_t f = 0; f < sizeof formats / sizeof *formats; f++)
			add_file(plan, page, formats[f], "report", page->report);
	}
}

/* Sites and locations that hold something in scope, by position in the inventory. */
struct held_places {
	bool *sites, *locations;
};

static void hold(const struct inventory *inventory, struct held_places *held, const struct object *object)
{
	struct place place = object_place(object);
	for (const struct location *l = place.location; l; l = l->parent)
		held->locations[inventory_index(inventory, &l->object)] = true;
	if (place.site)
		held->sites[inventory_index(inventory, &place.site->object)] = true;
}

static bool takes_part(const struct plan *plan, uint32_t node)
{
	const struct node *n = &plan->power->nodes[node];
	return n->role != ROLE_PASSIVE && n->object->visible && scope_contains(plan->scope, n->object);
}

/* Floors are of whole places, so only the options about places decide. */
static bool place_scope(const struct options *options, const struct power *power, struct scope **scope, struct error *err)
{
	struct scope_term *terms = xcalloc(options->scope.count + 1, sizeof *terms);
	struct select_words words = naming_words(power);
	size_t count = 0;
	for (size_t i = 0; i < options->scope.count; i++)
		if (options->scope.items[i].option <= SCOPE_RACK || options->scope.items[i].option == SCOPE_EXCLUDE)
			terms[count++] = options->scope.items[i];
	bool ok = scope_new(power->inventory, &words, terms, count, scope, err);
	free(terms);
	return ok;
}

static void add_floors(struct plan *plan, const struct scope *inside)
{
	const struct power *power = plan->power;
	const struct inventory *inventory = power->inventory;
	struct held_places held = { xcalloc(inventory->site_count + 1, sizeof(bool)),
	                            xcalloc(inventory->location_count + 1, sizeof(bool)) };
	for (uint32_t node = 0; node < power->node_count; node++)
		if ((power->nodes[node].kind == OBJECT_DEVICE || power->nodes[node].kind == OBJECT_PANEL) && takes_part(plan, node))
			hold(inventory, &held, power->nodes[node].object);
	for (size_t i = 0; i < inventory->site_count; i++)
		if (held.sites[i] && inventory->sites[i]->object.visible && scope_contains(inside, &inventory->sites[i]->object))
			add_picture(plan, PAGE_FLOOR, &inventory->sites[i]->object, "site");
	for (size_t i = 0; i < inventory->location_count; i++)
		if (held.locations[i] && inventory->locations[i]->object.visible &&
		    scope_contains(inside, &inventory->locations[i]->object))
			add_picture(plan, PAGE_FLOOR, &inventory->locations[i]->object, "floor");
	free(held.sites);
	free(held.locations);
}

static void add_nodes(struct plan *plan)
{
	const struct power *power = plan->power;
	for (uint32_t node = 0; node < power->first[OBJECT_PANEL + 1]; node++)
		if (takes_part(plan, node))
			add_picture(plan, PAGE_CHAIN, power->nodes[node].object, "chain");
	for (uint32_t node = power->first[OBJECT_DEVICE]; node < power->node_count; node++)
		if (power->nodes[node].role == ROLE_PANEL && takes_part(plan, node))
			add_picture(plan, PAGE_CHAIN, power->nodes[node].object, "board");
	for (uint32_t node = power->first[OBJECT_DEVICE]; node < power->node_count; node++)
		if (takes_part(plan, node))
			add_picture(plan, PAGE_TRACE, power->nodes[node].object, "trace");
}

/* By kind, then site, location and name. */
static int by_place(const void *a, const void *b)
{
	const struct page *x = a, *y = b;
	if (x->kind != y->kind || !x->object)
		return (x->kind > y->kind) - (x->kind < y->kind);
	struct place p = object_place(x->object), q = object_place(y->object);
	const struct object *pairs[][2] = {
		{ p.site ? &p.site->object : NULL, q.site ? &q.site->object : NULL },
		{ p.location ? &p.location->object : NULL, q.location ? &q.location->object : NULL },
		{ x->object, y->object },
	};
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		const struct object *l = pairs[i][0], *r = pairs[i][1];
		int order = l && r ? text_compare_natural(l->name, r->name) : (l != NULL) - (r != NULL);
		if (order == 0 && l && r)
			order = (l->id > r->id) - (l->id < r->id);
		if (order)
			return order;
	}
	return (int)x->object->kind - (int)y->object->kind;
}

bool pages_plan(const struct options *options, const struct power *power, const struct scope *scope,
                struct pages **result, struct error *err)
{
	struct scope *inside;
	if (!place_scope(options, power, &inside, err))
		return false;
	struct pages *pages = xcalloc(1, sizeof *pages);
	struct plan plan = { pages, power, scope, options->png };
	pages->arena = arena_new();
	add_floors(&plan, inside);
	add_nodes(&plan);
	if (pages->count)
		qsort(pages->items, pages->count, sizeof *pages->items, by_place);
	add_reports(&plan);
	scope_free(inside);
	*result = pages;
	return true;
}

void pages_free(struct pages *pages)
{
	if (!pages)
		return;
	arena_free(pages->arena);
	free(pages->items);
	free(pages);
}

/* -- drawing ---------------------------------------------------------------------- */

/* The scope of a floor: the place instead of the options about places. */
static void scope_of_floor(const struct page *page, const char *id, struct term_list *scope)
{
	size_t count = 0;
	for (size_t i = 0; i < scope->count; i++)
		if (scope->items[i].option > SCOPE_LOCATION)
			scope->items[count++] = scope->items[i];
	scope->items[count++] = (struct scope_term){
		page->object->kind == OBJECT_SITE ? SCOPE_SITE : SCOPE_LOCATION, id
	};
	scope->count = count;
}

/* The options of the command line that gives this page. */
static void options_of(const struct page *page, const char *name, struct options *run)
{
	run->command = &commands[kinds[page->kind].command];
	run->detail = 0;
	run->element = page->object;
	switch (page->kind) {
	case PAGE_FLOOR:
		scope_of_floor(page, strchr(name, '#'), &run->scope);
		break;
	case PAGE_CHAIN:
		run->root = name;
		break;
	case PAGE_TRACE:
		run->scope.count = 0; /* the device was found to be in it */
		break;
	case PAGE_REPORT: case PAGE_KINDS:
		break;
	}
}

bool page_render(const struct options *options, const struct page *page, enum format format, FILE *out,
                 struct error *err)
{
	char name[OBJECT_ID_MAX + 8];
	const char *operand = page->report ? page->report : name;
	struct options run = *options;
	struct scope_term *terms = xcalloc(options->scope.count + 1, sizeof *terms);
	for (size_t i = 0; i < options->scope.count; i++)
		terms[i] = options->scope.items[i];
	if (page->object)
		snprintf(name, sizeof name, "%s:#%" PRId64, object_kind_name(page->object->kind), page->object->id);
	run.scope.items = terms;
	run.outputs = (struct text_list){ NULL, 0, 0 };
	run.operands = (struct text_list){ &operand, 1, 1 };
	run.format = (int)format;
	run.standard = out;
	run.save = NULL;
	options_of(page, name, &run);
	bool ok = run.command->run(&run, err);
	free(terms);
	return ok;
}
