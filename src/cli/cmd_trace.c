/* `wattmap trace ELEMENT...`: what feeds it. */
#include "cli/command.h"

#include "base/arena.h"
#include "cli/element.h"
#include "cli/picture.h"
#include "diagram/outcome.h"
#include "diagram/trace.h"
#include "power/naming.h"

#include <stdlib.h>

struct nodes {
	uint32_t *items;
	size_t count, capacity;
};

/* Each node once, in the order asked for. */
static void nodes_add(struct nodes *nodes, uint32_t node)
{
	for (size_t i = 0; i < nodes->count; i++)
		if (nodes->items[i] == node)
			return;
	nodes->items = array_grow(nodes->items, nodes->count, &nodes->capacity, sizeof *nodes->items);
	nodes->items[nodes->count++] = node;
}

/* What one operand means; `place` is set when that is a rack, location or site. */
static bool add_element(const struct picture *picture, const struct object *object, struct nodes *nodes,
                        const struct object **place, struct error *err)
{
	const struct power *power = picture->power;
	size_t count;
	if (!scope_contains(picture->scope, object))
		return error_set(err, ERROR_NOT_FOUND, "%s '%s' is outside of %s", object_kind_name(object->kind),
		                 object->name, scope_text(picture->scope));
	struct arena *arena = arena_new();
	uint32_t *found = naming_nodes(power, object, arena, &count);
	for (size_t i = 0; i < count; i++)
		nodes_add(nodes, found[i]);
	arena_free(arena);
	if (count == 0)
		return error_set(err, ERROR_NOT_FOUND, "%s '%s': nothing in it takes or gives power",
		                 object_kind_name(object->kind), object->name);
	bool is_place = object->kind == OBJECT_RACK || object->kind == OBJECT_LOCATION || object->kind == OBJECT_SITE;
	*place = is_place ? object : NULL;
	return true;
}

static bool trace(const struct options *options, struct picture *picture, struct nodes *nodes, struct error *err)
{
	const struct object *place = NULL;
	for (size_t i = 0; i < options->operands.count; i++) {
		const struct object *object = options->element;
		if (!object && !naming_find_in(picture->power, picture->scope, options->operands.items[i], &object, err))
			return false;
		if (!add_element(picture, object, nodes, &place, err))
			return false;
	}
	if (options->operands.count > 1)
		place = NULL;
	if (options->loads == LOADS_PATH)
		power_keep_path(picture->own_power, nodes->items, nodes->count);
	picture->content = content_trace(picture->power, nodes->items, nodes->count, place);
	content_add_outcomes(picture->content, picture->losses);
	if (options->failover)
		content_add_failover(picture->content, picture->losses);
	picture->diagram = trace_diagram(picture->content, &picture->look);
	picture_prepare(picture);
	return picture_write(picture, err);
}

bool cmd_trace(const struct options *options, struct error *err)
{
	struct picture picture;
	struct nodes nodes = { NULL, 0, 0 };
	bool ok = picture_open(options, &picture, err) && trace(options, &picture, &nodes, err);
	picture_close(&picture);
	free(nodes.items);
	return ok;
}
