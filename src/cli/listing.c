#include "cli/listing.h"

#include "base/number.h"
#include "cli/command.h"
#include "cli/element.h"
#include "diagram/words.h"
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
static const struct listing listings[] = {
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

bool listing_find(const char *name, const struct listing **listing, struct error *err)
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

static bool belongs(const struct listing *listing, const struct select_words *words, const struct scope *scope,
                    const struct object *object)
{
	return object->visible && scope_contains(scope, object) &&
	       (!listing->word || words->fits(words->context, listing->word, (const struct device *)object));
}

const struct object **listing_objects(const struct listing *listing, const struct power *power,
                                      const struct scope *scope, size_t *count)
{
	size_t all;
	struct object **objects = inventory_objects(power->inventory, listing->kind, &all);
	const struct object **chosen = xcalloc(all + 1, sizeof *chosen);
	struct select_words words = naming_words(power);
	*count = 0;
	for (size_t i = 0; i < all; i++)
		if (belongs(listing, &words, scope, objects[i]))
			chosen[(*count)++] = objects[i];
	element_sort(chosen, *count);
	return chosen;
}
