/* The role words are a table of roles; everything else is model/select.c. */
#include "power/naming.h"

#include "base/text.h"

#include <stdlib.h>
#include <string.h>

static const struct {
	const char *word;
	enum role role;
} role_words[] = {
	{ "ups", ROLE_UPS },
	{ "pdu", ROLE_PDU },
	{ "ats", ROLE_ATS },
	{ "sts", ROLE_STS },
	{ "panelboard", ROLE_PANEL },
	{ "utility", ROLE_UTILITY },
	{ "generator", ROLE_GENERATOR },
	{ "switchgear", ROLE_SWITCHGEAR },
	{ "transformer", ROLE_TRANSFORMER },
};

static const char *const words[] = {
	"ups", "pdu", "ats", "sts", "panelboard", "utility", "generator", "switchgear", "transformer", NULL
};

static bool role_fits(const void *context, const char *word, const struct device *device)
{
	const struct power *power = context;
	uint32_t node = power_node(power, &device->object);
	for (size_t i = 0; node != NODE_NONE && i < sizeof role_words / sizeof *role_words; i++)
		if (strcmp(role_words[i].word, word) == 0)
			return power->nodes[node].role == role_words[i].role;
	return false;
}

struct select_words naming_words(const struct power *power)
{
	return (struct select_words){ words, role_fits, power };
}

bool naming_find(const struct power *power, const char *text, const struct object **object, struct error *err)
{
	return naming_find_in(power, NULL, text, object, err);
}

bool naming_find_in(const struct power *power, const struct scope *scope, const char *text,
                    const struct object **object, struct error *err)
{
	struct select_words role = naming_words(power);
	return select_object_in(power->inventory, &role, scope, text, object, err);
}

/* -- the nodes of a place --------------------------------------------------- */

bool naming_inside(const struct object *place, const struct object *object)
{
	struct place where = object_place(object);
	const struct location *location = where.location;
	if (place->kind == OBJECT_RACK)
		return where.rack && &where.rack->object == place;
	if (place->kind == OBJECT_SITE)
		return where.site && &where.site->object == place;
	while (location && &location->object != place)
		location = location->parent;
	return location != NULL;
}

/* Does power come into the place here: an inlet of the device that is fed from
 * outside of it, or by nothing known? */
static bool is_entry(const struct power *power, const struct object *place, const struct device *device)
{
	for (size_t i = 0; i < device->inlet_count; i++) {
		uint32_t inlet = power_node(power, &device->inlets[i]->object);
		if (inlet == NODE_NONE)
			continue;
		if (power->in_start[inlet] == power->in_start[inlet + 1] && device->outlet_count)
			return true;
		for (uint32_t k = power->in_start[inlet]; k < power->in_start[inlet + 1]; k++) {
			const struct node *from = &power->nodes[power->edges[power->in_edges[k]].from];
			if (from->kind == OBJECT_FEED || !naming_inside(place, from->object))
				return true;
		}
	}
	return device->inlet_count == 0 && device->outlet_count > 0;
}

struct entry {
	const struct power *power;
	uint32_t node;
};

static int by_side_and_name(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	const struct node *m = &x->power->nodes[x->node], *n = &y->power->nodes[y->node];
	bool consumer = m->role == ROLE_CONSUMER, other = n->role == ROLE_CONSUMER;
	if (consumer != other)
		return consumer - other;
	if (m->side != n->side)
		return (m->side ? m->side : 127) - (n->side ? n->side : 127);
	int order = text_compare_natural(m->object->name, n->object->name);
	return order ? order : (x->node > y->node) - (x->node < y->node);
}

static uint32_t *place_nodes(const struct power *power, const struct object *place,
                             struct arena *arena, size_t *count)
{
	const struct inventory *inventory = power->inventory;
	struct entry *entries = NULL;
	size_t found = 0, capacity = 0;
	for (size_t i = 0; i < inventory->device_count; i++) {
		const struct device *device = inventory->devices[i];
		uint32_t node = power_node(power, &device->object);
		if (node == NODE_NONE || !naming_inside(place, &device->object) || !is_entry(power, place, device))
			continue;
		entries = array_grow(entries, found, &capacity, sizeof *entries);
		entries[found++] = (struct entry){ power, node };
	}
	if (found)
		qsort(entries, found, sizeof *entries, by_side_and_name);
	uint32_t *nodes = arena_array(arena, found + 1, sizeof *nodes);
	for (size_t i = 0; i < found; i++)
		nodes[i] = entries[i].node;
	free(entries);
	*count = found;
	return nodes;
}

static uint32_t *cable_nodes(const struct power *power, const struct cable *cable,
                             struct arena *arena, size_t *count)
{
	uint32_t *nodes = arena_array(arena, cable->inlet_count + 1, sizeof *nodes);
	*count = 0;
	for (size_t i = 0; i < cable->inlet_count; i++) {
		uint32_t node = power_node(power, &cable->inlets[i]->object);
		if (node != NODE_NONE)
			nodes[(*count)++] = node;
	}
	return nodes;
}

uint32_t *naming_nodes(const struct power *power, const struct object *object,
                       struct arena *arena, size_t *count)
{
	if (object->kind == OBJECT_CABLE)
		return cable_nodes(power, (const struct cable *)object, arena, count);
	if (object->kind > OBJECT_CABLE)
		return place_nodes(power, object, arena, count);
	uint32_t *node = arena_array(arena, 1, sizeof *node);
	*node = power_node(power, object);
	*count = *node != NODE_NONE;
	return node;
}
