/* `wattmap list KIND`: one line an object, its handle and name as other
 * commands take them. */
#include "cli/command.h"

#include "base/number.h"
#include "cli/config.h"
#include "cli/element.h"
#include "cli/source.h"
#include "cli/table.h"
#include "diagram/words.h"
#include "netbox/decode.h"
#include "power/naming.h"

#include <stdlib.h>
#include <string.h>

/* -- what each kind says about itself ----------------------------------- */

static const char *panel_detail(const struct object *object, struct arena *arena)
{
	return words_count(((const struct panel *)object)->feed_count, "feed", arena);
}

static const char *feed_detail(const struct object *object, struct arena *arena)
{
	const struct feed *feed = (const struct feed *)object;
	return arena_printf(arena, "%s · %s", words_supply(feed, arena), feed->status);
}

static const char *device_detail(const struct object *object, struct arena *arena)
{
	const struct device *device = (const struct device *)object;
	return arena_printf(arena, "%s%s%s", device->role.name, *device->role.name ? " · " : "", device->status);
}

static const char *draw_text(double watts, const char *what, struct arena *arena)
{
	char number[NUMBER_MAX];
	if (!number_known(watts))
		return "";
	return arena_printf(arena, " · %s %s", what, number_format_watts(number, watts));
}

static const char *inlet_detail(const struct object *object, struct arena *arena)
{
	const struct inlet *inlet = (const struct inlet *)object;
	return arena_printf(arena, "%s%s%s%s", words_connector(inlet->type, arena),
	                    draw_text(inlet->allocated_draw_w, "allocated", arena),
	                    draw_text(inlet->maximum_draw_w, "maximum", arena),
	                    inlet->end.cable || inlet->end.mark_connected ? "" : " · no cable");
}

static const char *outlet_detail(const struct object *object, struct arena *arena)
{
	const struct outlet *outlet = (const struct outlet *)object;
	return arena_printf(arena, "%s%s%s%s", words_connector(outlet->type, arena), outlet->inlet ? " · fed by " : "",
	                    outlet->inlet ? outlet->inlet->object.name : "", outlet->end.cable ? "" : " · free");
}

static const char *cable_detail(const struct object *object, struct arena *arena)
{
	const struct cable *cable = (const struct cable *)object;
	char *from = cable->supply_count ? object_full_name(cable->supply[0]) : NULL;
	char *to = cable->inlet_count ? object_full_name(&cable->inlets[0]->object) : NULL;
	const char *text = arena_printf(arena, "%s → %s%s · %s", from ? from : "?", to ? to : "?",
	                                cable->supply_count > 1 || cable->inlet_count > 1 ? " …" : "",
	                                cable->status);
	free(from);
	free(to);
	return text;
}

static const char *rack_detail(const struct object *object, struct arena *arena)
{
	return words_count(((const struct rack *)object)->device_count, "device", arena);
}

static const char *location_detail(const struct object *object, struct arena *arena)
{
	(void)arena;
	return ((const struct location *)object)->slug;
}

static const char *site_detail(const struct object *object, struct arena *arena)
{
	(void)arena;
	return ((const struct site *)object)->slug;
}

/* The words of list_kinds, in its order; `word` is a device word of naming.h. */
static const struct listing {
	const char *plural, *word;
	enum object_kind kind;
	const char *(*detail)(const struct object *object, struct arena *arena);
} listings[] = {
	{ "panels", NULL, OBJECT_PANEL, panel_detail },
	{ "feeds", NULL, OBJECT_FEED, feed_detail },
	{ "devices", NULL, OBJECT_DEVICE, device_detail },
	{ "inlets", NULL, OBJECT_INLET, inlet_detail },
	{ "outlets", NULL, OBJECT_OUTLET, outlet_detail },
	{ "cables", NULL, OBJECT_CABLE, cable_detail },
	{ "racks", NULL, OBJECT_RACK, rack_detail },
	{ "locations", NULL, OBJECT_LOCATION, location_detail },
	{ "sites", NULL, OBJECT_SITE, site_detail },
	{ "ups", "ups", OBJECT_DEVICE, device_detail },
	{ "pdu", "pdu", OBJECT_DEVICE, device_detail },
	{ "ats", "ats", OBJECT_DEVICE, device_detail },
	{ "sts", "sts", OBJECT_DEVICE, device_detail },
	{ "panelboards", "panelboard", OBJECT_DEVICE, device_detail },
	{ "utilities", "utility", OBJECT_DEVICE, device_detail },
	{ "generators", "generator", OBJECT_DEVICE, device_detail },
	{ "switchgear", "switchgear", OBJECT_DEVICE, device_detail },
	{ "transformers", "transformer", OBJECT_DEVICE, device_detail },
};

/* The plural, the singular, or NetBox's own word with a final s. */
static bool is_called(const struct listing *listing, const char *name)
{
	const char *one = listing->word ? listing->word : object_kind_name(listing->kind);
	size_t length = strlen(one);
	return strcmp(name, listing->plural) == 0 || strcmp(name, one) == 0 ||
	       (strncmp(name, one, length) == 0 && strcmp(name + length, "s") == 0);
}

static bool listing_find(const char *name, const struct listing **listing, struct error *err)
{
	char near[NEAREST_MAX];
	for (size_t i = 0; i < sizeof listings / sizeof *listings; i++)
		if (is_called(&listings[i], name)) {
			*listing = &listings[i];
			return true;
		}
	char *all = values_text(list_kinds);
	nearest_value(near, name, list_kinds);
	error_set(err, ERROR_USAGE, "cannot list '%s'%s%s", name, *near ? near : ", only ", *near ? "" : all);
	free(all);
	return false;
}

/* -- choosing ----------------------------------------------------------- */

struct rows {
	const struct inventory *inventory;
	const struct listing *listing;
	const struct object **items;
	size_t count;
};

static bool belongs(const struct listing *listing, const struct select_words *words, const struct scope *scope,
                    const struct object *object)
{
	return object->visible && scope_contains(scope, object) &&
	       (!listing->word || words->fits(words->context, listing->word, (const struct device *)object));
}

static void rows_choose(struct rows *rows, const struct select_words *words, const struct scope *scope)
{
	size_t count;
	struct object **objects = inventory_objects(rows->inventory, rows->listing->kind, &count);
	rows->items = xcalloc(count + 1, sizeof *rows->items);
	for (size_t i = 0; i < count; i++)
		if (belongs(rows->listing, words, scope, objects[i]))
			rows->items[rows->count++] = objects[i];
	element_sort(rows->items, rows->count);
}

/* -- writing ------------------------------------------------------------ */

static void write_text(const struct rows *rows, FILE *out)
{
	static const char *const heads[] = { "ELEMENT", "NAME", "PLACE", "DETAIL", NULL };
	struct table *table = table_new(heads);
	struct arena *arena = arena_new();
	for (size_t i = 0; i < rows->count; i++) {
		char *name = object_full_name(rows->items[i]);
		table_add(table, element_handle(rows->items[i], arena));
		table_add(table, name);
		table_add(table, words_place(rows->items[i], arena));
		table_add(table, rows->listing->detail(rows->items[i], arena));
		free(name);
	}
	table_write(table, out);
	table_free(table);
	arena_free(arena);
}

static void write_json_row(const struct rows *rows, const struct object *object, struct arena *arena,
                           struct jsonout *json)
{
	struct place place = object_place(object);
	jsonout_line(json);
	jsonout_open(json, NULL, '{');
	element_write_json(rows->inventory, object, json);
	jsonout_text(json, "site", place.site ? place.site->object.name : NULL);
	jsonout_text(json, "location", place.location ? place.location->object.name : NULL);
	jsonout_text(json, "rack", place.rack ? place.rack->object.name : NULL);
	jsonout_text(json, "device", place.device ? place.device->object.name : NULL);
	jsonout_text(json, "detail", rows->listing->detail(object, arena));
	jsonout_close(json, '}');
}

static void write_json(const struct rows *rows, FILE *out)
{
	struct arena *arena = arena_new();
	struct jsonout json;
	jsonout_start(&json, out);
	jsonout_open(&json, NULL, '{');
	element_write_json_head(rows->inventory, "wattmap-list", &json);
	jsonout_text(&json, "list", rows->listing->plural);
	jsonout_open(&json, "rows", '[');
	for (size_t i = 0; i < rows->count; i++)
		write_json_row(rows, rows->items[i], arena, &json);
	jsonout_line(&json);
	jsonout_close(&json, ']');
	jsonout_close(&json, '}');
	putc('\n', out);
	arena_free(arena);
}

bool cmd_list(const struct options *options, struct error *err)
{
	struct rows rows = { .items = NULL };
	struct inventory *inventory;
	struct scope *scope = NULL;
	if (!listing_find(options->operands.items[0], &rows.listing, err) ||
	    !source_inventory(options, &inventory, err))
		return false;
	struct policy policy = config_policy(options);
	struct power *power = power_build(inventory, &policy);
	struct select_words words = naming_words(power);
	bool ok = scope_new(inventory, &words, options->scope.items, options->scope.count, &scope, err);
	if (ok) {
		rows.inventory = inventory;
		rows_choose(&rows, &words, scope);
		(options->json ? write_json : write_text)(&rows, stdout);
		ok = stdout_finish(err);
	}
	free(rows.items);
	scope_free(scope);
	power_free(power);
	inventory_free(inventory);
	return ok;
}
