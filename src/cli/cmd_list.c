/* `wattmap list KIND`: one line an object, its handle and name as other
 * commands take them. */
#include "cli/command.h"

#include "cli/config.h"
#include "cli/element.h"
#include "cli/listing.h"
#include "cli/source.h"
#include "cli/table.h"
#include "cli/table_output.h"
#include "diagram/words.h"
#include "netbox/decode.h"
#include "power/naming.h"

#include <stdlib.h>
#include <string.h>

struct rows {
	const struct inventory *inventory;
	const struct listing *listing;
	const struct object **items;
	size_t count;
};

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

/* -- as a table for spreadsheets and wikis ------------------------------- */

static const struct column columns[] = {
	{ "element", "Element", CELL_TEXT, NULL, 0 }, { "name", "Name", CELL_TEXT, NULL, 0 },
	{ "site", "Site", CELL_TEXT, NULL, 0 }, { "location", "Location", CELL_TEXT, NULL, COLUMN_OPTIONAL },
	{ "rack", "Rack", CELL_TEXT, NULL, COLUMN_OPTIONAL }, { "device", "Device", CELL_TEXT, NULL, COLUMN_OPTIONAL },
	{ "detail", "Detail", CELL_TEXT, NULL, 0 },
};
enum { ELEMENT, NAME, SITE, LOCATION, RACK, DEVICE, DETAIL, COLUMNS };

static struct cell cell_of(const void *object)
{
	return object ? cell_text(((const struct object *)object)->name) : (struct cell){ .state = CELL_BLANK };
}

static void add_row(const struct rows *rows, const struct object *object, struct report *report)
{
	struct place place = object_place(object);
	struct cell *row = report_add_row(report, 0);
	char *name = object_full_name(object);
	row[ELEMENT] = cell_text(element_handle(object, report->arena));
	row[NAME] = cell_link(arena_strdup(report->arena, name), element_url(rows->inventory, object, report->arena));
	row[SITE] = cell_of(place.site);
	row[LOCATION] = cell_of(place.location);
	row[RACK] = cell_of(place.rack);
	row[DEVICE] = cell_of(place.device);
	row[DETAIL] = cell_text(rows->listing->detail(object, report->arena));
	free(name);
}

static bool write_table(const struct rows *rows, enum format format, struct error *err)
{
	struct report *report = report_new("list", columns, COLUMNS);
	report->title = rows->listing->plural;
	report->plain = true;
	report->netbox_url = rows->inventory->url;
	report->netbox_version = rows->inventory->version_text;
	report->taken_at = rows->inventory->taken_at;
	for (size_t i = 0; i < rows->count; i++)
		add_row(rows, rows->items[i], report);
	bool ok = report_write(report, &(struct report_options){ 0 }, format, stdout, err);
	report_free(report);
	return ok;
}

static bool write_rows(const struct rows *rows, enum format format, struct error *err)
{
	if (format == FORMAT_CSV || format == FORMAT_MD)
		return write_table(rows, format, err);
	(format == FORMAT_JSON ? write_json : write_text)(rows, stdout);
	return true;
}

bool cmd_list(const struct options *options, struct error *err)
{
	struct rows rows = { .items = NULL };
	struct inventory *inventory;
	struct scope *scope = NULL;
	enum format format = options->json ? FORMAT_JSON : options->format < 0 ? FORMAT_TXT : (enum format)options->format;
	if (!listing_find(options->operands.items[0], &rows.listing, err) || !source_inventory(options, &inventory, err))
		return false;
	struct policy policy = config_policy(options);
	struct power *power = power_build(inventory, &policy);
	struct select_words words = naming_words(power);
	bool ok = scope_new(inventory, &words, options->scope.items, options->scope.count, &scope, err);
	if (ok) {
		rows.inventory = inventory;
		rows.items = listing_objects(rows.listing, power, scope, &rows.count);
		ok = write_rows(&rows, format, err) && stdout_finish(err);
	}
	free(rows.items);
	scope_free(scope);
	power_free(power);
	inventory_free(inventory);
	return ok;
}
