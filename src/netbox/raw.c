/* Collections are few and found by a walk; their objects are growing arrays of
 * pointers into the buffers, which are kept in a list until the end. */
#include "netbox/raw.h"

#include "base/text.h"
#include "netbox/slice.h"

#include <stdlib.h>
#include <string.h>

struct raw_buffer {
	struct raw_buffer *next;
	char *data;
	size_t size;
};

struct raw *raw_new(void)
{
	struct arena *arena = arena_new();
	struct raw *raw = arena_alloc(arena, sizeof *raw);
	raw->arena = arena;
	raw->url = raw->version = raw->taken_at = "";
	return raw;
}

void raw_free(struct raw *raw)
{
	if (!raw)
		return;
	for (struct raw_buffer *b = raw->buffers; b; b = b->next)
		free(b->data);
	for (size_t i = 0; i < raw->collection_count; i++)
		free(raw->collections[i].objects);
	free(raw->collections);
	arena_free(raw->arena);
}

void raw_own_buffer(struct raw *raw, char *data, size_t size)
{
	struct raw_buffer *b = arena_alloc(raw->arena, sizeof *b);
	*b = (struct raw_buffer){ raw->buffers, data, size };
	raw->buffers = b;
}

const struct raw_collection *raw_find(const struct raw *raw, const char *name)
{
	for (size_t i = 0; i < raw->collection_count; i++)
		if (strcmp(raw->collections[i].name, name) == 0)
			return &raw->collections[i];
	return NULL;
}

struct raw_collection *raw_collection(struct raw *raw, const char *name)
{
	const struct raw_collection *found = raw_find(raw, name);
	if (found)
		return &raw->collections[found - raw->collections];
	raw->collections =
	    array_grow(raw->collections, raw->collection_count, &raw->collection_capacity, sizeof *raw->collections);
	struct raw_collection *made = &raw->collections[raw->collection_count++];
	*made = (struct raw_collection){ .name = arena_strdup(raw->arena, name) };
	return made;
}

void raw_add(struct raw_collection *collection, const char *text, size_t length)
{
	collection->objects =
	    array_grow(collection->objects, collection->count, &collection->capacity, sizeof *collection->objects);
	collection->objects[collection->count++] = (struct raw_object){ text, length, 0 };
}

/* The beginning of what stands there, fit for a line of UTF-8: not cut within a
 * character, and what is none is shown as such. Returns false. */
static bool wrong_id(struct slice value, struct error *err)
{
	enum { QUOTED = 40 };
	char start[QUOTED + 1];
	size_t length = value.length < QUOTED ? value.length : QUOTED;
	while (length < value.length && length > QUOTED - 4 && ((unsigned char)value.text[length] & 0xc0) == 0x80)
		length--;
	memcpy(start, value.text, length);
	start[length] = '\0';
	char *clean = text_clean(start);
	error_set(err, ERROR_DATA, "id: expected a positive number, got %s%s", clean, length < value.length ? "…" : "");
	free(clean);
	return false;
}

/* Ids are positive and small enough to be exact in any JSON reader; *id stays as it was when one is not. */
static bool parse_id(struct slice value, int64_t *id, struct error *err)
{
	const int64_t id_max = (int64_t)1 << 53;
	int64_t number = 0;
	for (size_t i = 0; i < value.length; i++) {
		if (value.text[i] < '0' || value.text[i] > '9')
			return wrong_id(value, err);
		number = number * 10 + (value.text[i] - '0');
		if (number > id_max)
			return error_set(err, ERROR_DATA, "id: too large");
	}
	if (number == 0)
		return error_set(err, ERROR_DATA, "id: expected a positive number, got 0");
	*id = number;
	return true;
}

bool raw_find_id(struct raw_object *object, struct error *err)
{
	struct slicer s;
	struct slice key, value;
	bool more;
	slicer_start(&s, object->text, object->length);
	if (!slicer_enter(&s, '{', err))
		return false;
	for (bool first = true; slicer_member(&s, first, &more, &key, err); first = false) {
		if (!more)
			return error_set(err, ERROR_DATA, "id: missing");
		if (!slicer_value(&s, &value, err))
			return false;
		if (slice_is(key, "id"))
			return parse_id(value, &object->id, err);
	}
	return false;
}

struct ranked {
	struct raw_object object;
	size_t rank;
};

static int compare_ranked(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;
	if (x->object.id != y->object.id)
		return x->object.id < y->object.id ? -1 : 1;
	return x->rank < y->rank ? -1 : x->rank > y->rank;
}

static bool in_order(const struct raw_collection *c)
{
	for (size_t i = 1; i < c->count; i++)
		if (c->objects[i - 1].id > c->objects[i].id)
			return false;
	return true;
}

/* By id; those with the same id stay in the order in which they came. */
static void sort_objects(struct raw_collection *c)
{
	if (in_order(c))
		return;
	struct ranked *ranked = xcalloc(c->count, sizeof *ranked);
	for (size_t i = 0; i < c->count; i++)
		ranked[i] = (struct ranked){ c->objects[i], i };
	qsort(ranked, c->count, sizeof *ranked, compare_ranked);
	for (size_t i = 0; i < c->count; i++)
		c->objects[i] = ranked[i].object;
	free(ranked);
}

static bool drop_repeated(struct raw_collection *c, bool strict, struct error *err)
{
	size_t kept = 0;
	for (size_t i = 0; i < c->count; i++) {
		bool repeated = kept > 0 && c->objects[kept - 1].id == c->objects[i].id;
		if (repeated && strict)
			return error_set(err, ERROR_DATA, "%s: two objects with id %lld", c->name, (long long)c->objects[i].id);
		kept -= repeated;
		c->objects[kept++] = c->objects[i];
	}
	c->count = kept;
	return true;
}

bool raw_sort(struct raw *raw, bool strict, struct error *err)
{
	for (size_t i = 0; i < raw->collection_count; i++) {
		struct raw_collection *c = &raw->collections[i];
		for (size_t k = 0; k < c->count; k++)
			if (!c->objects[k].id && !raw_find_id(&c->objects[k], err))
				return error_prefix(err, "%s[%zu]", c->name, k);
		sort_objects(c);
		if (!drop_repeated(c, strict, err))
			return false;
	}
	return true;
}
