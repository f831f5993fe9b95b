/* The parts: floor_units.c, floor_wing.c, floor_cards.c. */
#include "diagram/floor_parts.h"

#include "diagram/words.h"

#include <stdlib.h>

const char *floor_detail_name(enum floor_detail detail)
{
	static const char *const names[FLOOR_DETAILS] = {"full", "device", "rack", "row"};
	return detail < FLOOR_DETAILS ? names[detail] : "";
}

/* -- head -------------------------------------------------------------------------------- */

static const char *location_title(struct floor *floor, const struct location *location)
{
	const char *above = location->parent ? location_title(floor, location->parent)
	                  : location->site ? location->site->object.name : "";
	return arena_printf(floor->arena, "%s%s%s", above, *above ? " · " : "", location->object.name);
}

/* The location that holds all units; NULL. */
static const struct location *common_location(const struct floor *floor)
{
	const struct location *common = floor->unit_count ? floor->units[0].place.location : NULL;
	for (size_t i = 1; i < floor->unit_count && common; i++) {
		const struct location *above = floor->units[i].place.location;
		while (above && above != common)
			above = above->parent;
		if (above != common)
			common = common->parent, i = 0;
	}
	return common;
}

enum { PLACES_NAMED = 3 };

/* "Traps, Traps annex", "7 sites": of the units, which are sorted by them. */
static const char *site_title(struct floor *floor)
{
	const struct site *last = NULL;
	const char *names = "";
	size_t count = 0;
	for (size_t i = 0; i < floor->unit_count; i++) {
		const struct site *site = floor->units[i].place.site;
		if (!site || site == last)
			continue;
		last = site;
		if (++count <= PLACES_NAMED)
			names = arena_printf(floor->arena, "%s%s%s", names, *names ? ", " : "", site->object.name);
	}
	if (count > PLACES_NAMED)
		return words_count(count, "site", floor->arena);
	return count == 0 && floor->inventory->site_count == 1 ? floor->inventory->sites[0]->object.name : names;
}

/* "EMEA-DC-CLOUD · MMR, Storage": a few locations of one site; else "". */
static const char *locations_title(struct floor *floor)
{
	const struct place *first = &floor->units[0].place, *last = NULL;
	const char *names = first->site ? first->site->object.name : "";
	size_t count = 0;
	for (size_t i = 0; i < floor->unit_count; i++) {
		const struct place *place = &floor->units[i].place;
		if (!place->location || place->site != first->site)
			return "";
		if (last && place->location == last->location)
			continue;
		last = place;
		if (count++ == PLACES_NAMED)
			return "";
		names = arena_printf(floor->arena, "%s%s%s", names, count == 1 ? " · " : ", ", place->location->object.name);
	}
	return names;
}

/* The sites, or when less was asked for the locations. */
static const char *place_of(struct floor *floor)
{
	bool everything = scope_is_everything(floor->content->scope) || floor->unit_count == 0;
	const struct location *location = everything ? NULL : common_location(floor);
	const char *few = everything || location ? "" : locations_title(floor);
	return location ? location_title(floor, location) : *few ? few : site_title(floor);
}

/* The place, and what was asked for beyond it. */
static const char *title_of(struct floor *floor, const char *place)
{
	const char *filter = scope_filter_text(floor->content->scope);
	const char *title = arena_printf(floor->arena, "%s%s%s", place, *place && *filter ? " · " : "", filter);
	return *title ? title : *scope_text(floor->content->scope) ? scope_text(floor->content->scope) : "Power floor diagram";
}

static const char *subtitle_of(struct floor *floor)
{
	size_t racks = 0;
	for (size_t i = 0; i < floor->unit_count; i++)
		racks += floor->units[i].rack_count;
	return arena_printf(floor->arena, "Power floor diagram, every %s · %s",
	                    floor->detail == FLOOR_ROW ? "row" : floor->detail == FLOOR_RACK ? "rack" : "device",
	                    builder_sums(floor->builder, racks));
}

struct diagram *floor_diagram(const struct content *content, enum floor_detail detail, const struct look *look)
{
	const struct inventory *inventory = content->power->inventory;
	struct floor floor = { .content = content, .power = content->power, .inventory = inventory, .detail = detail,
	                       .rows = look->rows, .equal_racks = look->fold, .terse = look->terse != TERSE_NOT };
	sketch_start(&floor.sketch, content, look, FLOW_FLOOR);
	floor.sketch.brief = floor.sketch.merge = true;
	floor.builder = &floor.sketch.builder;
	floor.arena = floor.builder->arena;
	grouping_start(&floor.grouping, floor.builder, inventory);
	fold_start(&floor.fold, &floor.sketch, detail == FLOOR_FULL || detail == FLOOR_DEVICE);
	floor.fold.feeds = true;
	floor.fold.narrow = detail == FLOOR_RACK;
	floor.fold.flat = floor.terse && (detail == FLOOR_RACK || detail == FLOOR_ROW);
	floor.fold.beside = !floor.fold.narrow || look->terse == TERSE_LOW;
	floor.fold.remarks = detail == FLOOR_FULL;
	floor_find_units(&floor);
	floor_count_over(&floor);
	floor_wing_cards(&floor);
	floor_unit_cards(&floor);
	sketch_merged_links(&floor.sketch);
	floor_split_sources(&floor);
	floor.builder->diagram->name = "floor";
	floor.builder->diagram->place = place_of(&floor);
	builder_head(floor.builder, title_of(&floor, floor.builder->diagram->place), subtitle_of(&floor));
	fold_end(&floor.fold);
	free(floor.units);
	free(floor.unit_of);
	grouping_end(&floor.grouping);
	return sketch_finish(&floor.sketch);
}
