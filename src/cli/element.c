#include "cli/element.h"

#include "base/text.h"

#include <inttypes.h>
#include <stdlib.h>

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

void element_write_json(const struct inventory *inventory, const struct object *object, struct jsonout *json)
{
	char id[OBJECT_ID_MAX], *name = object_full_name(object);
	struct arena *arena = arena_new();
	jsonout_text(json, "id", object_format_id(object, id));
	jsonout_text(json, "kind", object_kind_name(object->kind));
	jsonout_integer(json, "netbox_id", object->id);
	jsonout_text(json, "name", name);
	jsonout_text(json, "url", element_url(inventory, object, arena));
	arena_free(arena);
	free(name);
}

void element_write_json_head(const struct inventory *inventory, const char *format, struct jsonout *json)
{
	jsonout_text(json, "format", format);
	jsonout_integer(json, "version", 1);
	jsonout_text(json, "taken_at", inventory->taken_at);
	jsonout_open(json, "netbox", '{');
	jsonout_text(json, "url", inventory->url);
	jsonout_text(json, "version", inventory->version_text);
	jsonout_close(json, '}');
}
