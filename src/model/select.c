/* A name is looked for in turns, from the plainest reading to the most
 * composed one, first as written and then without regard to case; the first
 * turn that finds anything decides. One fit is the answer, several are the
 * error. The readings are a table, so that a new one is a new row.
 *
 * The distance to other names is only measured when nothing was found. */
#include "model/select.h"

#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LIST_MAX = 8, NEAREST_MAX = 3 };

struct query {
	const struct inventory *inventory;
	const struct select_words *words;
	const char *text;   /* as given */
	const char *name;   /* behind "KIND:", else text */
	int kind;           /* enum object_kind, or -1: any */
	const char *word;   /* a word of `words`, or NULL */
	bool nocase;
	const struct object **hits;
	size_t count, capacity;
};

static bool same(const struct query *query, const char *a, const char *b)
{
	return query->nocase ? text_equal_nocase(a, b) : strcmp(a, b) == 0;
}

static bool same_part(const struct query *query, const char *name, const char *part, size_t length)
{
	if (strlen(name) != length)
		return false;
	if (!query->nocase)
		return memcmp(name, part, length) == 0;
	char *copy = strndup(part, length);
	bool equal = copy && text_equal_nocase(name, copy);
	free(copy);
	return equal;
}

static void add_hit(struct query *query, const struct object *object)
{
	if (query->word && !query->words->fits(query->words->context, query->word,
	                                       (const struct device *)object))
		return;
	for (size_t i = 0; query->count < LIST_MAX && i < query->count; i++)
		if (query->hits[i] == object)
			return;
	query->hits = array_grow(query->hits, query->count, &query->capacity, sizeof *query->hits);
	query->hits[query->count++] = object;
}

static const char *slug_of(const struct object *object)
{
	switch (object->kind) {
	case OBJECT_SITE: return ((const struct site *)object)->slug;
	case OBJECT_LOCATION: return ((const struct location *)object)->slug;
	case OBJECT_PANEL: case OBJECT_FEED: case OBJECT_INLET: case OBJECT_OUTLET: case OBJECT_DEVICE:
	case OBJECT_CABLE: case OBJECT_RACK: case OBJECT_KINDS: break;
	}
	return "";
}

/* -- the parents a name may stand behind ---------------------------------- */

enum { PARENTS_MAX = 4 };

static size_t parents_of(const struct object *object, const struct object *parents[PARENTS_MAX])
{
	const struct object *candidates[PARENTS_MAX] = { NULL };
	struct place place = object_place(object);
	const struct feed *feed = object->kind == OBJECT_FEED ? (const struct feed *)object : NULL;
	bool port = object->kind == OBJECT_INLET || object->kind == OBJECT_OUTLET;
	candidates[0] = feed && feed->panel ? &feed->panel->object : NULL;
	if (port) {
		candidates[0] = place.device ? &place.device->object : NULL;
	} else {
		candidates[1] = place.rack ? &place.rack->object : NULL;
		candidates[2] = place.location ? &place.location->object : NULL;
		candidates[3] = place.site ? &place.site->object : NULL;
	}
	if (object->kind == OBJECT_LOCATION && ((const struct location *)object)->parent)
		candidates[2] = &((const struct location *)object)->parent->object;
	size_t count = 0;
	for (size_t i = 0; i < PARENTS_MAX; i++)
		if (candidates[i] && candidates[i] != object)
			parents[count++] = candidates[i];
	return count;
}

static bool parent_fits(const struct query *query, const struct object *object, const char *name, size_t length)
{
	const struct object *parents[PARENTS_MAX];
	size_t count = parents_of(object, parents);
	for (size_t i = 0; i < count; i++)
		if (same_part(query, parents[i]->name, name, length) ||
		    same_part(query, slug_of(parents[i]), name, length))
			return true;
	return false;
}

/* -- the readings ---------------------------------------------------------- */

/* Objects and names are scattered over memory; their hashes stand together. */
static void find_in_kind(struct query *query, enum object_kind kind, const char *name)
{
	size_t count;
	struct object **objects = inventory_objects(query->inventory, kind, &count);
	const uint16_t *hashes = query->nocase ? NULL : query->inventory->name_hashes[kind];
	uint16_t wanted = object_hash(name);
	for (size_t i = 0; i < count; i++)
		if ((!hashes || !hashes[i] || hashes[i] == wanted) && same(query, objects[i]->name, name))
			add_hit(query, objects[i]);
}

/* Thousands of inlets are called PSU1. */
static bool is_part(enum object_kind kind)
{
	return kind == OBJECT_INLET || kind == OBJECT_OUTLET || kind == OBJECT_CABLE;
}

static void find_in_kinds(struct query *query, bool parts)
{
	for (int kind = 0; kind < OBJECT_KINDS; kind++)
		if (is_part((enum object_kind)kind) == parts)
			find_in_kind(query, (enum object_kind)kind, query->text);
}

/* NAME, whatever is in it. */
static void read_whole(struct query *query)
{
	if (query->kind < 0)
		find_in_kinds(query, false);
	else
		find_in_kind(query, (enum object_kind)query->kind, query->name);
}

static void read_slug(struct query *query)
{
	if (query->kind != OBJECT_SITE && query->kind != OBJECT_LOCATION)
		return;
	size_t count;
	struct object **objects = inventory_objects(query->inventory, (enum object_kind)query->kind, &count);
	for (size_t i = 0; i < count; i++)
		if (same(query, slug_of(objects[i]), query->name))
			add_hit(query, objects[i]);
}

static void read_id(struct query *query)
{
	char *end;
	if (query->kind < 0 || query->name[0] != '#')
		return;
	long long id = strtoll(query->name + 1, &end, 10);
	const struct object *object = *end || !query->name[1] ? NULL :
		inventory_find(query->inventory, (enum object_kind)query->kind, id);
	if (object)
		add_hit(query, object);
}

/* The inlets and outlets named `port` of the devices named by the part before. */
static void find_ports(struct query *query, size_t device_length, const char *port)
{
	const struct inventory *inventory = query->inventory;
	for (size_t i = 0; i < inventory->device_count; i++) {
		const struct device *device = inventory->devices[i];
		if (!same_part(query, device->object.name, query->name, device_length))
			continue;
		for (size_t k = 0; query->kind != OBJECT_OUTLET && k < device->inlet_count; k++)
			if (same(query, device->inlets[k]->object.name, port))
				add_hit(query, &device->inlets[k]->object);
		for (size_t k = 0; query->kind != OBJECT_INLET && k < device->outlet_count; k++)
			if (same(query, device->outlets[k]->object.name, port))
				add_hit(query, &device->outlets[k]->object);
	}
}

/* DEVICE:INLET, split at each ':' in turn. */
static void read_port(struct query *query)
{
	if (query->kind >= 0 && query->kind != OBJECT_INLET && query->kind != OBJECT_OUTLET)
		return;
	for (const char *p = strchr(query->name, ':'); p; p = strchr(p + 1, ':'))
		find_ports(query, (size_t)(p - query->name), p + 1);
}

/* PARENT/NAME, split at each '/' in turn; PANEL/FEED needs no kind. */
static void read_child(struct query *query)
{
	enum object_kind kind = query->kind < 0 ? OBJECT_FEED : (enum object_kind)query->kind;
	size_t count;
	struct object **objects = inventory_objects(query->inventory, kind, &count);
	for (const char *p = strchr(query->name, '/'); p; p = strchr(p + 1, '/'))
		for (size_t i = 0; i < count; i++)
			if (same(query, objects[i]->name, p + 1) &&
			    parent_fits(query, objects[i], query->name, (size_t)(p - query->name)))
				add_hit(query, objects[i]);
}

/* -- kind words ------------------------------------------------------------- */

static const char *extra_word(const struct select_words *words, const char *text, size_t length)
{
	for (const char *const *word = words ? words->words : NULL; word && *word; word++)
		if (strlen(*word) == length && memcmp(*word, text, length) == 0)
			return *word;
	return NULL;
}

/* Splits "KIND:" off; without a known word the kind stays "any". */
static void read_kind(struct query *query)
{
	const char *colon = strchr(query->text, ':');
	size_t length = colon ? (size_t)(colon - query->text) : 0;
	query->kind = -1;
	query->name = query->text;
	if (!colon)
		return;
	for (int kind = 0; kind < OBJECT_KINDS; kind++) {
		const char *word = object_kind_name((enum object_kind)kind);
		if (strlen(word) == length && memcmp(word, query->text, length) == 0)
			query->kind = kind;
	}
	query->word = query->kind < 0 ? extra_word(query->words, query->text, length) : NULL;
	if (query->word)
		query->kind = OBJECT_DEVICE;
	if (query->kind >= 0)
		query->name = colon + 1;
}

/* -- errors ------------------------------------------------------------------ */

static void write_object(FILE *out, const struct object *object)
{
	char *name = object_full_name(object);
	fprintf(out, "%s:#%lld %s", object_kind_name(object->kind), (long long)object->id, name);
	free(name);
}

static bool fail_ambiguous(const struct query *query, struct error *err)
{
	char *list = NULL;
	size_t size = 0;
	bool one_kind = true;
	for (size_t i = 1; i < query->count; i++)
		one_kind = one_kind && query->hits[i]->kind == query->hits[0]->kind;
	FILE *out = open_memstream(&list, &size);
	for (size_t i = 0; out && i < query->count && i < LIST_MAX; i++) {
		fputs(i ? ", " : "", out);
		write_object(out, query->hits[i]);
	}
	if (out)
		fclose(out);
	error_set(err, ERROR_NOT_FOUND, "'%s' fits %zu %s%s: %s%s; say KIND:PARENT/NAME or KIND:#ID",
	          query->text, query->count, one_kind ? object_kind_name(query->hits[0]->kind) : "element", "s",
	          list ? list : "", query->count > LIST_MAX ? ", … (first 8)" : "");
	free(list);
	return false;
}

struct near {
	const struct object *object;
	size_t distance;
};

/* Keeps the nearest few, the first of equals first. */
static void keep_near(struct near nearest[NEAREST_MAX], const struct object *object, size_t distance)
{
	for (size_t i = 0; i < NEAREST_MAX; i++) {
		if (nearest[i].object && nearest[i].distance <= distance)
			continue;
		memmove(nearest + i + 1, nearest + i, (NEAREST_MAX - 1 - i) * sizeof *nearest);
		nearest[i] = (struct near){ object, distance };
		return;
	}
}

static void find_near(const struct query *query, enum object_kind kind, struct near nearest[NEAREST_MAX])
{
	size_t count, length = strlen(query->name), limit = 1 + length / 3;
	struct object **objects = inventory_objects(query->inventory, kind, &count);
	for (size_t i = 0; i < count; i++) {
		const char *name = objects[i]->name;
		size_t distance;
		if (query->word && !query->words->fits(query->words->context, query->word,
		                                       (const struct device *)objects[i]))
			continue;
		if (length > 2 && text_contains_nocase(name, query->name))
			distance = 1;
		else if (labs((long)strlen(name) - (long)length) > (long)limit)
			continue;
		else
			distance = text_distance(name, query->name);
		if (distance <= limit)
			keep_near(nearest, objects[i], distance);
	}
}

/* The device before the last ':' or '/' when only the port is wrong. */
static const struct device *known_device(const struct query *query)
{
	const struct inventory *inventory = query->inventory;
	const char *colon = strrchr(query->name, ':');
	colon = colon ? colon : strrchr(query->name, '/');
	for (size_t i = 0; colon && i < inventory->device_count; i++)
		if (same_part(query, inventory->devices[i]->object.name, query->name, (size_t)(colon - query->name)))
			return inventory->devices[i];
	return NULL;
}

static bool fail_port(const struct query *query, const struct device *device, struct error *err)
{
	char *list = NULL;
	size_t size = 0, total = device->inlet_count + device->outlet_count;
	FILE *out = open_memstream(&list, &size);
	for (size_t i = 0; out && i < total && i < LIST_MAX; i++)
		fprintf(out, "%s%s", i ? ", " : "", i < device->inlet_count ? device->inlets[i]->object.name
		        : device->outlets[i - device->inlet_count]->object.name);
	if (out)
		fclose(out);
	error_set(err, ERROR_NOT_FOUND, "no '%s': %s has %s%s%s", query->text, device->object.name,
	          total ? "" : "neither inlets nor outlets", list ? list : "", total > LIST_MAX ? ", … (first 8)" : "");
	free(list);
	return false;
}

static bool fail_none(const struct query *query, struct error *err)
{
	static const enum object_kind usual[] = { OBJECT_DEVICE, OBJECT_RACK, OBJECT_PANEL, OBJECT_FEED,
	                                          OBJECT_LOCATION, OBJECT_SITE };
	struct near nearest[NEAREST_MAX + 1] = { { NULL, 0 } };
	const struct device *device = known_device(query);
	if (device)
		return fail_port(query, device, err);
	if (query->kind >= 0)
		find_near(query, (enum object_kind)query->kind, nearest);
	for (size_t i = 0; query->kind < 0 && i < sizeof usual / sizeof *usual; i++)
		find_near(query, usual[i], nearest);
	char *list = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&list, &size);
	for (size_t i = 0; out && i < NEAREST_MAX && nearest[i].object; i++) {
		fputs(i ? ", " : "; nearest: ", out);
		write_object(out, nearest[i].object);
	}
	if (out)
		fclose(out);
	error_set(err, ERROR_NOT_FOUND, "no %s '%s'%s",
	          query->word ? query->word : query->kind < 0 ? "element" : object_kind_name((enum object_kind)query->kind),
	          query->name, list ? list : "");
	free(list);
	return false;
}

/* -- the question ------------------------------------------------------------- */

static void read_all(struct query *query)
{
	static void (*const readings[])(struct query *) = { read_whole, read_slug, read_id, read_port, read_child };
	for (size_t i = 0; query->count == 0 && i < sizeof readings / sizeof *readings; i++)
		readings[i](query);
}

/* The whole text as a name ("rack:1" may be one), then as KIND:…, then what
 * looked like a kind as part of a name after all. */
static void find_hits(struct query *query)
{
	struct query plain = *query;
	plain.kind = -1;
	plain.word = NULL;
	plain.name = plain.text;
	read_whole(&plain);
	if (plain.count == 0 && query->kind >= 0)
		read_all(query);
	if (query->count)
		return;
	read_all(&plain);
	query->hits = plain.hits;
	query->count = plain.count;
	query->capacity = plain.capacity;
}

/* Leaves out what is outside of the scope, unless nothing would be left. */
static void narrow(struct query *query, const struct scope *scope)
{
	size_t inside = 0;
	for (size_t i = 0; i < query->count; i++)
		inside += scope_contains(scope, query->hits[i]);
	if (inside == 0)
		return;
	for (size_t i = 0, to = 0; i < query->count; i++)
		if (scope_contains(scope, query->hits[i]))
			query->hits[to++] = query->hits[i];
	query->count = inside;
}

bool select_object(const struct inventory *inventory, const struct select_words *words,
                   const char *text, const struct object **object, struct error *err)
{
	return select_object_in(inventory, words, NULL, text, object, err);
}

static struct query ask(const struct inventory *inventory, const struct select_words *words, const struct scope *scope,
                        const char *text)
{
	struct query query = { .inventory = inventory, .words = words, .text = text };
	read_kind(&query);
	find_hits(&query);
	if (query.count == 0) {
		query.nocase = true;
		find_hits(&query);
	}
	for (int nocase = 0; nocase < 2 && query.count == 0; nocase++) {
		query.nocase = nocase;
		find_in_kinds(&query, true);
	}
	if (query.count > 1)
		narrow(&query, scope);
	return query;
}

bool select_object_in(const struct inventory *inventory, const struct select_words *words, const struct scope *scope,
                      const char *text, const struct object **object, struct error *err)
{
	struct query query = ask(inventory, words, scope, text);
	if (query.count == 1)
		*object = query.hits[0];
	bool found = query.count == 1 || (query.count ? fail_ambiguous(&query, err) : fail_none(&query, err));
	free(query.hits);
	return found;
}

const struct object **select_candidates(const struct inventory *inventory, const struct select_words *words,
                                        const struct scope *scope, const char *text, size_t *count)
{
	struct query query = ask(inventory, words, scope, text);
	*count = query.count;
	return query.hits;
}

/* -- before there is an inventory ------------------------------------------------ */

static int64_t read_number(const char *digits)
{
	char *end;
	long long id = strtoll(digits, &end, 10);
	return *digits >= '0' && *digits <= '9' && *end == '\0' ? id : 0;
}

/* The parts of `name` before (or behind) each `separator`. */
static void need_parts(struct select_need *need, const char *name, char separator, bool behind, struct arena *arena)
{
	for (const char *p = strchr(name, separator); p; p = strchr(p + 1, separator))
		if (behind ? p[1] != '\0' : p > name)
			need->names[need->name_count++] = behind ? arena_strdup(arena, p + 1)
			                                         : arena_strndup(arena, name, (size_t)(p - name));
}

bool select_need(const struct select_words *words, const char *text, struct arena *arena, struct select_need *need)
{
	struct query query = { .words = words, .text = text };
	read_kind(&query);
	bool port = query.kind == OBJECT_INLET || query.kind == OBJECT_OUTLET, device = query.kind == OBJECT_DEVICE;
	*need = (struct select_need){ .kind = (enum object_kind)(query.kind < 0 ? OBJECT_DEVICE : query.kind), .port = port };
	need->name = arena_strdup(arena, query.name);
	need->bare = query.kind < 0 ? need->name : NULL;
	if (query.kind >= 0 && query.kind < OBJECT_CABLE && query.name[0] == '#')
		need->id = read_number(query.name + 1);
	if (need->id > 0)
		return true;
	need->names = arena_array(arena, 2 * strlen(text) + 2, sizeof *need->names);
	need->names[need->name_count++] = arena_strdup(arena, text);
	if (query.kind >= 0 && *query.name)
		need->names[need->name_count++] = arena_strdup(arena, query.name);
	if (!port && !query.word)
		need->device = need->names[need->name_count - 1];
	if (query.kind < 0 || port)
		need_parts(need, query.name, ':', false, arena);
	if (port || device)
		need_parts(need, query.name, '/', device, arena);
	return query.kind < 0 || port || device;
}
