/* A new object is a copy of its kind's template, in which every text is "" and
 * every number unknown; so a key that was not read needs no care anywhere. */
#include "base/number.h"
#include "model/link.h"

#include <string.h>

#define NO_REF { 0, "", "" }

static const struct site site_template = {
	.slug = "", .status = "", .region = NO_REF, .group = NO_REF, .tenant = NO_REF,
};
static const struct location location_template = { .slug = "", .status = "", .tenant = NO_REF };
static const struct rack rack_template = {
	.facility_id = "", .status = "", .tenant = NO_REF, .role = NO_REF, .starting_unit = 1,
};
static const struct panel panel_template = { .object.id = 0 };
static const struct feed feed_template = { .tenant = NO_REF, .status = "" };
static const struct device device_template = {
	.named = true, .status = "", .role = NO_REF, .tenant = NO_REF, .manufacturer = NO_REF, .type = NO_REF,
	.position_u = NUMBER_UNKNOWN,
};
static const struct inlet inlet_template = {
	.label = "", .type = "", .maximum_draw_w = NUMBER_UNKNOWN, .allocated_draw_w = NUMBER_UNKNOWN,
};
static const struct outlet outlet_template = { .label = "", .type = "", .color = "", .status = "" };
static const struct cable cable_template = {
	.label = "", .status = "", .type = "", .color = "", .length = NUMBER_UNKNOWN, .length_unit = "",
};

static const struct {
	const void *data;
	size_t size;
} templates[OBJECT_KINDS] = {
	[OBJECT_PANEL] = { &panel_template, sizeof panel_template },
	[OBJECT_FEED] = { &feed_template, sizeof feed_template },
	[OBJECT_INLET] = { &inlet_template, sizeof inlet_template },
	[OBJECT_OUTLET] = { &outlet_template, sizeof outlet_template },
	[OBJECT_DEVICE] = { &device_template, sizeof device_template },
	[OBJECT_CABLE] = { &cable_template, sizeof cable_template },
	[OBJECT_RACK] = { &rack_template, sizeof rack_template },
	[OBJECT_LOCATION] = { &location_template, sizeof location_template },
	[OBJECT_SITE] = { &site_template, sizeof site_template },
};

struct object *object_new(struct arena *arena, enum object_kind kind, int64_t id)
{
	struct object *object = arena_alloc(arena, templates[kind].size);
	memcpy(object, templates[kind].data, templates[kind].size);
	object->id = id;
	object->kind = kind;
	object->name = "";
	return object;
}
