/* Which keys of which kind go where. A key that NetBox's version does not have,
 * or that was not asked for, leaves the template's value (model/object.c). */
#include "netbox/decode_kind.h"

#include "base/number.h"
#include "netbox/trim.h"

#include <stdio.h>
#include <string.h>

/* KEY goes to MEMBER of struct KIND, read by decode_read_READER(). */
#define AT(READER, KEY, KIND, MEMBER) .key = KEY, .read = decode_read_##READER, .offset = offsetof(struct KIND, MEMBER)
#define FIELD(READER, KEY, KIND, MEMBER) { AT(READER, KEY, KIND, MEMBER) }
#define LINK(KEY, KIND, MEMBER, TO) { AT(link, KEY, KIND, MEMBER), .kind = TO }
#define WORD(KEY, KIND, MEMBER, TRUE_WORD) { AT(word, KEY, KIND, MEMBER), .word = TRUE_WORD }
#define RANGE(READER, KEY, KIND, MEMBER, LOW, HIGH) \
	{ AT(READER, KEY, KIND, MEMBER), .minimum = LOW, .maximum = HIGH }

enum { INT32_LARGEST = 2147483647 };

#define EVERY_OBJECT(KIND) FIELD(tags, "tags", KIND, object), FIELD(custom, "custom_fields", KIND, object)
#define EVERY_TERMINATION(KIND) \
	LINK("cable", KIND, end.cable, OBJECT_CABLE), FIELD(letter, "cable_end", KIND, end.cable_end), \
	FIELD(flag, "mark_connected", KIND, end.mark_connected)
#define EVERY_COMPONENT(KIND) \
	LINK("device", KIND, device, OBJECT_DEVICE), \
	FIELD(text, "label", KIND, label), FIELD(choice, "type", KIND, type)

static const struct field site_fields[] = {
	EVERY_OBJECT(site),
	FIELD(text, "slug", site, slug),
	FIELD(choice, "status", site, status),
	FIELD(ref, "region", site, region),
	FIELD(ref, "group", site, group),
	FIELD(ref, "tenant", site, tenant),
};

static const struct field location_fields[] = {
	EVERY_OBJECT(location),
	FIELD(text, "slug", location, slug),
	FIELD(choice, "status", location, status),
	FIELD(ref, "tenant", location, tenant),
	LINK("site", location, site, OBJECT_SITE),
	LINK("parent", location, parent, OBJECT_LOCATION),
};

static const struct field rack_fields[] = {
	EVERY_OBJECT(rack),
	FIELD(text, "facility_id", rack, facility_id),
	FIELD(choice, "status", rack, status),
	FIELD(ref, "tenant", rack, tenant),
	FIELD(ref, "role", rack, role),
	LINK("site", rack, site, OBJECT_SITE),
	LINK("location", rack, location, OBJECT_LOCATION),
	RANGE(int, "u_height", rack, u_height, 0, INT32_LARGEST),
	RANGE(int, "starting_unit", rack, starting_unit, 0, INT32_LARGEST),
	FIELD(flag, "desc_units", rack, desc_units),
};

static const struct field panel_fields[] = {
	EVERY_OBJECT(panel),
	LINK("site", panel, site, OBJECT_SITE),
	LINK("location", panel, location, OBJECT_LOCATION),
};

static const struct field feed_fields[] = {
	EVERY_OBJECT(feed),
	EVERY_TERMINATION(feed),
	LINK("power_panel", feed, panel, OBJECT_PANEL),
	LINK("rack", feed, rack, OBJECT_RACK),
	FIELD(ref, "tenant", feed, tenant),
	FIELD(choice, "status", feed, status),
	WORD("type", feed, redundant, "redundant"),
	WORD("supply", feed, dc, "dc"),
	WORD("phase", feed, three_phase, "three-phase"),
	RANGE(int64, "voltage", feed, voltage_v, -1.0 - INT32_LARGEST, INT32_LARGEST),
	RANGE(int64, "amperage", feed, amperage_a, 0, INT32_LARGEST),
	RANGE(int64, "max_utilization", feed, max_utilization_pct, 0, INT32_LARGEST),
};

static const struct field device_fields[] = {
	EVERY_OBJECT(device),
	FIELD(choice, "status", device, status),
	FIELD(ref, "device_role", device, role), /* up to 3.7 */
	FIELD(ref, "role", device, role),        /* from 3.6 */
	FIELD(ref, "tenant", device, tenant),
	FIELD(ref, "device_type", device, type),
	FIELD(maker, "device_type", device, manufacturer),
	LINK("site", device, site, OBJECT_SITE),
	LINK("location", device, location, OBJECT_LOCATION),
	LINK("rack", device, rack, OBJECT_RACK),
	RANGE(number, "position", device, position_u, 0, INT32_LARGEST),
	LINK("parent_device", device, parent, OBJECT_DEVICE),
};

static const struct field inlet_fields[] = {
	EVERY_OBJECT(inlet),
	EVERY_TERMINATION(inlet),
	EVERY_COMPONENT(inlet),
	RANGE(number, "maximum_draw", inlet, maximum_draw_w, 0, DECODE_EXACT_MAX),
	RANGE(number, "allocated_draw", inlet, allocated_draw_w, 0, DECODE_EXACT_MAX),
};

static const struct field outlet_fields[] = {
	EVERY_OBJECT(outlet),
	EVERY_TERMINATION(outlet),
	EVERY_COMPONENT(outlet),
	LINK("power_port", outlet, inlet, OBJECT_INLET),
	FIELD(text, "color", outlet, color),
	FIELD(choice, "status", outlet, status),
	FIELD(letter, "feed_leg", outlet, feed_leg),
};

static const struct field cable_fields[] = {
	EVERY_OBJECT(cable),
	FIELD(text, "label", cable, label),
	FIELD(choice, "status", cable, status),
	FIELD(choice, "type", cable, type),
	FIELD(text, "color", cable, color),
	RANGE(number, "length", cable, length, 0, DECODE_EXACT_MAX),
	FIELD(choice, "length_unit", cable, length_unit),
	{ .key = "a_terminations", .read = decode_read_ends, .word = "A" }, /* from 3.3 */
	{ .key = "b_terminations", .read = decode_read_ends, .word = "B" },
};

/* Up to 3.2: "termination_a_type", "termination_a_id", "termination_a". */
static bool read_old_end(struct decoder *d, const json_t *json, char letter)
{
	char key[32];
	snprintf(key, sizeof key, "termination_%c_type", letter - 'A' + 'a');
	const json_t *type = json_object_get(json, key);
	if (!type || json_is_null(type))
		return true;
	if (!json_is_string(type))
		return decode_wrong(d, key, "a string or null", type);
	snprintf(key, sizeof key, "termination_%c_id", letter - 'A' + 'a');
	const json_t *number = json_object_get(json, key);
	int64_t id = decode_id_of(number);
	if (!number || json_is_null(number))
		return true;
	if (!id)
		return decode_wrong(d, key, "a positive number or null", number);
	key[sizeof "termination_a" - 1] = '\0';
	return decode_claim(d, letter, json_string_value(type), id, json_object_get(json, key));
}

static bool finish_cable(struct decoder *d, const json_t *json)
{
	return read_old_end(d, json, 'A') && read_old_end(d, json, 'B');
}

static bool finish_device(struct decoder *d, const json_t *json)
{
	((struct device *)d->object)->named = json_string_length(json_object_get(json, "name")) > 0;
	return true;
}

/* A component has a device, a feed a panel, whatever was asked for. */
static bool finish_child(struct decoder *d, const json_t *json)
{
	struct object *object = d->object;
	bool feed = object->kind == OBJECT_FEED;
	const char *key = feed ? "power_panel" : "device";
	const json_t *parent = json_object_get(json, key);
	if (parent)
		return !json_is_null(parent) || decode_wrong(d, key, "an object", parent);
	links_add(&d->links, (struct reference){
		.slot = feed                           ? (void *)&((struct feed *)object)->panel
		        : object->kind == OBJECT_INLET ? (void *)&((struct inlet *)object)->device
		                                       : (void *)&((struct outlet *)object)->device,
		.kind = feed ? OBJECT_PANEL : OBJECT_DEVICE,
		.id = link_unknown_parent(object->kind, object->id),
		.name = link_unknown_name(object->kind),
	});
	return true;
}

#define FIELDS(fields) fields, sizeof(fields) / sizeof *(fields)

static const struct {
	const struct field *fields;
	size_t count;
	bool (*finish)(struct decoder *d, const json_t *json);
} kinds[OBJECT_KINDS] = {
	[OBJECT_PANEL] = { FIELDS(panel_fields), NULL },
	[OBJECT_FEED] = { FIELDS(feed_fields), finish_child },
	[OBJECT_INLET] = { FIELDS(inlet_fields), finish_child },
	[OBJECT_OUTLET] = { FIELDS(outlet_fields), finish_child },
	[OBJECT_DEVICE] = { FIELDS(device_fields), finish_device },
	[OBJECT_CABLE] = { FIELDS(cable_fields), finish_cable },
	[OBJECT_RACK] = { FIELDS(rack_fields), NULL },
	[OBJECT_LOCATION] = { FIELDS(location_fields), NULL },
	[OBJECT_SITE] = { FIELDS(site_fields), NULL },
};

/* NetBox's name, else a cable's label, else display, else "#ID". */
static bool read_name(struct decoder *d, const json_t *json)
{
	static const struct field keys[] = { { .key = "name" }, { .key = "label" }, { .key = "display" } };
	struct object *object = d->object;
	object->name = "";
	for (size_t i = 0; !*object->name && i < sizeof keys / sizeof *keys; i++) {
		bool label = strcmp(keys[i].key, "label") == 0;
		if (label == (object->kind == OBJECT_CABLE) || !label)
			if (!decode_read_text(d, &keys[i], json_object_get(json, keys[i].key), &object->name))
				return false;
	}
	if (!*object->name)
		object->name = arena_printf(d->arena, "#%lld", (long long)object->id);
	return true;
}

static bool read_fields(struct decoder *d, const json_t *json)
{
	struct object *object = d->object;
	if (!read_name(d, json))
		return false;
	for (size_t i = 0; i < kinds[object->kind].count; i++) {
		const struct field *field = &kinds[object->kind].fields[i];
		if (!field->read(d, field, json_object_get(json, field->key), (char *)object + field->offset))
			return false;
	}
	if (kinds[object->kind].finish && !kinds[object->kind].finish(d, json))
		return false;
	object->name_hash = object_hash(object->name);
	return true;
}

static json_t *parse(struct decoder *d, const struct raw_object *raw, json_error_t *wrong)
{
	while (raw->length > d->text_capacity)
		d->text = array_grow(d->text, d->text_capacity, &d->text_capacity, 1);
	size_t length = trim_object(raw, d->text);
	json_t *json = json_loadb(d->text, length, JSON_ALLOW_NUL, wrong);
	if (json || json_error_code(wrong) != json_error_numeric_overflow)
		return json;
	trim_numbers(d->text, length);
	return json_loadb(d->text, length, JSON_ALLOW_NUL, wrong);
}

struct object *decode_object(struct decoder *d, enum object_kind kind, const struct raw_object *raw)
{
	json_error_t wrong;
	json_t *json = parse(d, raw, &wrong);
	d->object = object_new(d->arena, kind, raw->id);
	d->object->visible = true;
	bool ok = json ? read_fields(d, json) : error_set(&d->err, ERROR_DATA, "not JSON: %s", wrong.text);
	json_decref(json);
	if (ok)
		return d->object;
	error_prefix(&d->err, "%s: object %lld", object_kind_collection(kind), (long long)raw->id);
	return NULL;
}

bool decode_region(struct decoder *d, const struct raw_object *raw, struct region *region)
{
	static const struct field name = { .key = "name" }, slug = { .key = "slug" }, parent = { .key = "parent" };
	json_error_t wrong;
	json_t *json = parse(d, raw, &wrong);
	*region = (struct region){ raw->id, 0, "", "" };
	bool ok = json ? decode_read_text(d, &name, json_object_get(json, "name"), &region->name) &&
	                 decode_read_text(d, &slug, json_object_get(json, "slug"), &region->slug) &&
	                 decode_read_id(d, &parent, json_object_get(json, "parent"), &region->parent_id)
	               : error_set(&d->err, ERROR_DATA, "not JSON: %s", wrong.text);
	json_decref(json);
	return ok || error_prefix(&d->err, "dcim/regions: object %lld", (long long)raw->id);
}

bool decode_type(struct decoder *d, const struct raw_object *raw, struct device_type *type)
{
	static const struct field height = { .key = "u_height", .minimum = 0, .maximum = INT32_LARGEST };
	json_error_t wrong;
	json_t *json = parse(d, raw, &wrong);
	*type = (struct device_type){ raw->id, NUMBER_UNKNOWN };
	bool ok = json ? decode_read_number(d, &height, json_object_get(json, "u_height"), &type->u_height)
	               : error_set(&d->err, ERROR_DATA, "not JSON: %s", wrong.text);
	json_decref(json);
	return ok || error_prefix(&d->err, "dcim/device-types: object %lld", (long long)raw->id);
}
