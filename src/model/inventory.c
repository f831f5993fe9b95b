/* Looking things up in a finished inventory. One table says what a kind is
 * called and where its array is; everything else follows from it. */
#include "model/inventory.h"

#include "base/number.h"
#include "base/text.h"
#include "model/link.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ARRAY(array, number) offsetof(struct inventory, array), offsetof(struct inventory, number)

static const struct kind {
	const char *name, *collection;
	size_t array, count;
} kinds[OBJECT_KINDS] = {
	[OBJECT_PANEL] = { "panel", "dcim/power-panels", ARRAY(panels, panel_count) },
	[OBJECT_FEED] = { "feed", "dcim/power-feeds", ARRAY(feeds, feed_count) },
	[OBJECT_INLET] = { "inlet", "dcim/power-ports", ARRAY(inlets, inlet_count) },
	[OBJECT_OUTLET] = { "outlet", "dcim/power-outlets", ARRAY(outlets, outlet_count) },
	[OBJECT_DEVICE] = { "device", "dcim/devices", ARRAY(devices, device_count) },
	[OBJECT_CABLE] = { "cable", "dcim/cables", ARRAY(cables, cable_count) },
	[OBJECT_RACK] = { "rack", "dcim/racks", ARRAY(racks, rack_count) },
	[OBJECT_LOCATION] = { "location", "dcim/locations", ARRAY(locations, location_count) },
	[OBJECT_SITE] = { "site", "dcim/sites", ARRAY(sites, site_count) },
};

const char *object_kind_name(enum object_kind kind)
{
	return kinds[kind].name;
}

const char *object_kind_collection(enum object_kind kind)
{
	return kinds[kind].collection;
}

struct version version_parse(const char *text)
{
	struct version v = { 0 };
	int *parts[] = { &v.major, &v.minor, &v.patch };
	text += strcspn(text, "0123456789");
	for (size_t i = 0; i < 3 && *text >= '0' && *text <= '9'; i++) {
		char *end;
		long number = strtol(text, &end, 10);
		*parts[i] = number > 9999 ? 9999 : (int)number;
		text = *end == '.' ? end + 1 : "";
	}
	return v;
}

bool version_at_least(struct version v, int major, int minor, int patch)
{
	if (v.major != major)
		return v.major > major;
	return v.minor != minor ? v.minor > minor : v.patch >= patch;
}

struct object **inventory_objects(const struct inventory *inventory, enum object_kind kind, size_t *count)
{
	struct object **objects;
	memcpy(&objects, (const char *)inventory + kinds[kind].array, sizeof objects);
	memcpy(count, (const char *)inventory + kinds[kind].count, sizeof *count);
	return objects;
}

void inventory_set_objects(struct inventory *inventory, enum object_kind kind, struct object **objects, size_t count)
{
	memcpy((char *)inventory + kinds[kind].array, &objects, sizeof objects);
	memcpy((char *)inventory + kinds[kind].count, &count, sizeof count);
}

/* Where the first id that is not less stands. */
static size_t position(struct object *const *objects, size_t count, int64_t id)
{
	size_t low = 0, high = count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (objects[middle]->id < id)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

struct object *inventory_find(const struct inventory *inventory, enum object_kind kind, int64_t id)
{
	size_t count;
	struct object **objects = inventory_objects(inventory, kind, &count);
	size_t at = position(objects, count, id);
	return at < count && objects[at]->id == id ? objects[at] : NULL;
}

size_t inventory_index(const struct inventory *inventory, const struct object *object)
{
	size_t count;
	struct object **objects = inventory_objects(inventory, object->kind, &count);
	return position(objects, count, object->id);
}

static int compare_region(const void *id, const void *region)
{
	int64_t a = *(const int64_t *)id, b = ((const struct region *)region)->id;
	return (a > b) - (a < b);
}

const struct region *inventory_region(const struct inventory *inventory, int64_t id)
{
	return !inventory->region_count ? NULL : bsearch(&id, inventory->regions, inventory->region_count,
	                                                 sizeof *inventory->regions, compare_region);
}

static int compare_type(const void *id, const void *type)
{
	int64_t a = *(const int64_t *)id, b = ((const struct device_type *)type)->id;
	return (a > b) - (a < b);
}

const struct device_type *inventory_type(const struct inventory *inventory, int64_t id)
{
	return !inventory->type_count ? NULL : bsearch(&id, inventory->types, inventory->type_count,
	                                               sizeof *inventory->types, compare_type);
}

/* FNV-1a, folded. */
uint16_t object_hash(const char *name)
{
	uint32_t hash = 2166136261u;
	for (const char *p = name; *p; p++)
		hash = (hash ^ (unsigned char)*p) * 16777619u;
	uint16_t folded = (uint16_t)(hash ^ hash >> 16);
	return folded ? folded : 1;
}

const struct custom_field *object_custom_field(const struct object *object, const char *name)
{
	for (size_t i = 0; i < object->custom_count; i++)
		if (strcmp(object->custom[i].name, name) == 0)
			return &object->custom[i];
	return NULL;
}

static struct place location_place(const struct location *location)
{
	return (struct place){ .site = location->site, .location = location };
}

static struct place rack_place(const struct rack *rack)
{
	struct place place = { 0 };
	if (rack->location)
		place = location_place(rack->location);
	if (rack->site)
		place.site = rack->site;
	place.rack = rack;
	return place;
}

static struct place panel_place(const struct panel *panel)
{
	struct place place = { 0 };
	if (panel->location)
		place = location_place(panel->location);
	if (panel->site)
		place.site = panel->site;
	return place;
}

static struct place device_place(const struct device *device)
{
	struct place place = { 0 };
	if (device->rack)
		place = rack_place(device->rack);
	if (device->location)
		place.location = device->location;
	if (device->site)
		place.site = device->site;
	place.device = device;
	return place;
}

static struct place feed_place(const struct feed *feed)
{
	return feed->rack ? rack_place(feed->rack) : panel_place(feed->panel);
}

struct place object_place(const struct object *object)
{
	switch (object->kind) {
	case OBJECT_PANEL: return panel_place((const struct panel *)object);
	case OBJECT_FEED: return feed_place((const struct feed *)object);
	case OBJECT_INLET: return device_place(((const struct inlet *)object)->device);
	case OBJECT_OUTLET: return device_place(((const struct outlet *)object)->device);
	case OBJECT_DEVICE: return device_place((const struct device *)object);
	case OBJECT_RACK: return rack_place((const struct rack *)object);
	case OBJECT_LOCATION: return location_place((const struct location *)object);
	case OBJECT_SITE: return (struct place){ .site = (const struct site *)object };
	case OBJECT_CABLE:
	case OBJECT_KINDS: break;
	}
	return (struct place){ 0 };
}

const struct object *place_around(struct place place)
{
	return place.location ? &place.location->object : place.site ? &place.site->object : NULL;
}

int object_compare(const struct object *a, const struct object *b)
{
	if (!a || !b)
		return (a != NULL) - (b != NULL);
	int order = text_compare_natural(a->name, b->name);
	return order ? order : (a->id > b->id) - (a->id < b->id);
}

static int depth_of(const struct location *location)
{
	int depth = 0;
	for (; location; location = location->parent)
		depth++;
	return depth;
}

int location_compare(const struct location *a, const struct location *b)
{
	if (a == b)
		return 0;
	int x = depth_of(a), y = depth_of(b);
	if (x != y) {
		int order = x > y ? location_compare(a->parent, b) : location_compare(a, b->parent);
		return order ? order : x - y;
	}
	int order = location_compare(a->parent, b->parent);
	return order ? order : object_compare(&a->object, &b->object);
}

char *object_format_id(const struct object *object, char text[OBJECT_ID_MAX])
{
	const char *kind = object_kind_name(object->kind);
	size_t length = strlen(kind);
	char id[NUMBER_MAX];
	memcpy(text, kind, length);
	text[length] = '-';
	strcpy(text + length + 1, number_format_whole(id, object->id));
	return text;
}

/* What its full name begins with, and the sign between; NULL: its name is all. */
static const char *name_before(const struct object *object, const char **between)
{
	*between = ":";
	switch (object->kind) {
	case OBJECT_FEED:
		*between = "/";
		return ((const struct feed *)object)->panel->object.name;
	case OBJECT_INLET:
		return ((const struct inlet *)object)->device->object.name;
	case OBJECT_OUTLET:
		return ((const struct outlet *)object)->device->object.name;
	case OBJECT_PANEL:
	case OBJECT_DEVICE:
	case OBJECT_CABLE:
	case OBJECT_RACK:
	case OBJECT_LOCATION:
	case OBJECT_SITE:
	case OBJECT_KINDS: break;
	}
	return NULL;
}

const char *object_full_name_in(struct arena *arena, const struct object *object)
{
	const char *parts[] = { NULL, NULL, object->name };
	parts[0] = name_before(object, &parts[1]);
	return parts[0] ? arena_join(arena, parts, 3) : object->name;
}

char *object_full_name(const struct object *object)
{
	const char *between, *before = name_before(object, &between);
	if (!before)
		return xstrdup(object->name);
	size_t size = strlen(before) + strlen(object->name) + 2;
	char *text = xmalloc(size);
	snprintf(text, size, "%s%s%s", before, between, object->name);
	return text;
}
