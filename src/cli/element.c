#include "cli/element.h"

#include "base/text.h"

#include <inttypes.h>
#include <stdlib.h>

bool element_in_scope(const struct scope *scope, const struct object *object)
{
	const struct cable *cable = (const struct cable *)object;
	if (object->kind != OBJECT_CABLE || scope_is_everything(scope))
		return scope_contains(scope, object);
	for (size_t i = 0; i < cable->supply_count; i++)
		if (scope_contains(scope, cable->supply[i]))
			return true;
	for (size_t i = 0; i < cable->inlet_count; i++)
		if (scope_contains(scope, &cable->inlets[i]->object))
			return true;
	return false;
}

const char *element_url(const struct inventory *inventory, const struct object *object, struct arena *arena)
{
	return arena_printf(arena, "%s%s/%" PRId64 "/", inventory->url, object_kind_collection(object->kind),
	                    object->id);
}

const char *element_handle(const struct object *object, struct arena *arena)
{
	return arena_printf(arena, "%s:#%" PRId64, object_kind_name(object->kind), object->id);
}

/* -- order -------------------------------------------------------------- */

/* Names are made once, not at every comparison. */
struct named {
	char *name;
	const struct object *object;
};

static int by_name(const void *a, const void *b)
{
	const struct named *first = a, *second = b;
	int order = text_compare_natural(first->name, second->name);
	if (order != 0)
		return order;
	return (first->object->id > second->object->id) - (first->object->id < second->object->id);
}

void element_sort(const struct object **objects, size_t count)
{
	struct named *named = xcalloc(count + 1, sizeof *named);
	for (size_t i = 0; i < count; i++)
		named[i] = (struct named){ object_full_name(objects[i]), objects[i] };
	qsort(named, count, sizeof *named, by_name);
	for (size_t i = 0; i < count; i++) {
		objects[i] = named[i].object;
		free(named[i].name);
	}
	free(named);
}

/* -- JSON --------------------------------------------------------------- */

void element_write_json(const struct inventory *inventory, const struct object *object, FILE *out)
{
	char id[OBJECT_ID_MAX], *name = object_full_name(object);
	struct arena *arena = arena_new();
	fprintf(out, "\"id\":\"%s\",\"kind\":\"%s\",\"netbox_id\":%" PRId64 ",\"name\":", object_format_id(object, id),
	        object_kind_name(object->kind), object->id);
	text_write_json(out, name);
	fputs(",\"url\":", out);
	text_write_json(out, element_url(inventory, object, arena));
	arena_free(arena);
	free(name);
}

void element_write_json_head(const struct inventory *inventory, FILE *out)
{
	fputs("\"taken_at\":", out);
	if (*inventory->taken_at)
		text_write_json(out, inventory->taken_at);
	else
		fputs("null", out);
	fputs(",\"netbox\":{\"url\":", out);
	text_write_json(out, inventory->url);
	fputs(",\"version\":", out);
	text_write_json(out, inventory->version_text);
	fputs("}", out);
}
