/* Every option becomes a sorted list of ids; asking is a few searches. What an
 * object is judged by (its site, rack, tenant …) is gathered once into a
 * struct facts, so that the options are one table. */
#include "model/select.h"

#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct ids {
	int64_t *ids;
	size_t count, capacity;
};

struct scope {
	const struct inventory *inventory;
	struct ids options[SCOPE_EXCLUDE];
	const struct object **excluded;
	size_t excluded_count, excluded_capacity;
	char *text, *filter;
};

static const char *const option_names[SCOPE_OPTIONS] = {
	"region", "site", "location", "rack", "tenant", "role", "tag", "exclude"
};

const char *scope_option_name(enum scope_option option)
{
	return option_names[option];
}

static void ids_add(struct ids *ids, int64_t id)
{
	ids->ids = array_grow(ids->ids, ids->count, &ids->capacity, sizeof *ids->ids);
	ids->ids[ids->count++] = id;
}

static bool ids_have(const struct ids *ids, int64_t id)
{
	for (size_t i = 0; i < ids->count; i++)
		if (ids->ids[i] == id)
			return true;
	return false;
}

/* -- what an object is judged by -------------------------------------------- */

struct facts {
	struct place place;
	int64_t region, tenant, role; /* 0: none */
	const struct object *tagged[2];
};

static void facts_of_device(const struct device *device, struct facts *facts)
{
	facts->tenant = device->tenant.id;
	facts->role = device->role.id;
	facts->tagged[1] = &device->object;
}

static struct facts facts_of(const struct object *object)
{
	struct facts facts = { .place = object_place(object), .tagged = { object, NULL } };
	switch (object->kind) {
	case OBJECT_FEED: facts.tenant = ((const struct feed *)object)->tenant.id; break;
	case OBJECT_RACK: facts.tenant = ((const struct rack *)object)->tenant.id; break;
	case OBJECT_LOCATION: facts.tenant = ((const struct location *)object)->tenant.id; break;
	case OBJECT_SITE: facts.tenant = ((const struct site *)object)->tenant.id; break;
	case OBJECT_DEVICE: facts_of_device((const struct device *)object, &facts); break;
	case OBJECT_INLET: case OBJECT_OUTLET: facts_of_device(facts.place.device, &facts); break;
	case OBJECT_PANEL: case OBJECT_CABLE: case OBJECT_KINDS: break;
	}
	facts.region = facts.place.site ? facts.place.site->region.id : 0;
	return facts;
}

/* The tree is climbed no further than it can be high: it may be a circle. */
static bool in_region(const struct scope *scope, const struct ids *ids, int64_t id)
{
	for (size_t steps = 0; id && steps <= scope->inventory->region_count; steps++) {
		if (ids_have(ids, id))
			return true;
		const struct region *region = inventory_region(scope->inventory, id);
		id = region ? region->parent_id : 0;
	}
	return false;
}

static bool in_location(const struct ids *ids, const struct location *location)
{
	for (; location; location = location->parent)
		if (ids_have(ids, location->object.id))
			return true;
	return false;
}

static bool in_tags(const struct ids *ids, const struct object *const tagged[2])
{
	for (size_t k = 0; k < 2 && tagged[k]; k++)
		for (size_t i = 0; i < tagged[k]->tag_count; i++)
			if (ids_have(ids, tagged[k]->tags[i].id))
				return true;
	return false;
}

static bool option_holds(const struct scope *scope, enum scope_option option, const struct facts *facts)
{
	const struct ids *ids = &scope->options[option];
	if (ids->count == 0)
		return true;
	switch (option) {
	case SCOPE_REGION: return in_region(scope, ids, facts->region);
	case SCOPE_SITE: return facts->place.site && ids_have(ids, facts->place.site->object.id);
	case SCOPE_LOCATION: return in_location(ids, facts->place.location);
	case SCOPE_RACK: return facts->place.rack && ids_have(ids, facts->place.rack->object.id);
	case SCOPE_TENANT: return ids_have(ids, facts->tenant);
	case SCOPE_ROLE: return ids_have(ids, facts->role);
	case SCOPE_TAG: return in_tags(ids, facts->tagged);
	case SCOPE_EXCLUDE: case SCOPE_OPTIONS: break;
	}
	return true;
}

/* The object itself or what it is in was excluded. */
static bool is_excluded(const struct scope *scope, const struct object *object, const struct place *place)
{
	const struct feed *feed = object->kind == OBJECT_FEED ? (const struct feed *)object : NULL;
	for (size_t i = 0; i < scope->excluded_count; i++) {
		const struct object *out = scope->excluded[i];
		const struct location *location = place->location;
		while (location && &location->object != out)
			location = location->parent;
		if (out == object || location || (place->site && out == &place->site->object) ||
		    (place->rack && out == &place->rack->object) ||
		    (place->device && out == &place->device->object) ||
		    (feed && feed->panel && out == &feed->panel->object))
			return true;
	}
	return false;
}

/* A cable is where its ends are. */
static bool contains_end(const struct scope *scope, const struct cable *cable)
{
	for (size_t i = 0; i < cable->supply_count; i++)
		if (scope_contains(scope, cable->supply[i]))
			return true;
	for (size_t i = 0; i < cable->inlet_count; i++)
		if (scope_contains(scope, &cable->inlets[i]->object))
			return true;
	return false;
}

bool scope_contains(const struct scope *scope, const struct object *object)
{
	if (scope_is_everything(scope))
		return true;
	if (object->kind == OBJECT_CABLE && !contains_end(scope, (const struct cable *)object))
		return false;
	struct facts facts = facts_of(object);
	for (int option = 0; option < SCOPE_EXCLUDE && object->kind != OBJECT_CABLE; option++)
		if (!option_holds(scope, (enum scope_option)option, &facts))
			return false;
	return !is_excluded(scope, object, &facts.place);
}

bool scope_is_everything(const struct scope *scope)
{
	if (!scope)
		return true;
	for (int option = 0; option < SCOPE_EXCLUDE; option++)
		if (scope->options[option].count)
			return false;
	return scope->excluded_count == 0;
}

const char *scope_text(const struct scope *scope)
{
	return scope ? scope->text : "";
}

const char *scope_filter_text(const struct scope *scope)
{
	return scope ? scope->filter : "";
}

/* -- resolving values --------------------------------------------------------- */

/* The things one option may name, gathered from all objects. */
struct candidate {
	int64_t id;
	const char *name, *slug;
};

struct candidates {
	struct candidate *items;
	size_t count, capacity;
};

static void candidate_add(struct candidates *list, int64_t id, const char *name, const char *slug)
{
	if (id == 0 || (list->count && list->items[list->count - 1].id == id))
		return;
	list->items = array_grow(list->items, list->count, &list->capacity, sizeof *list->items);
	list->items[list->count++] = (struct candidate){ id, name, slug };
}

static void candidate_ref(struct candidates *list, const struct ref *ref)
{
	candidate_add(list, ref->id, ref->name, ref->slug);
}

static void gather_tags(const struct inventory *inventory, struct candidates *list)
{
	for (int kind = 0; kind < OBJECT_KINDS; kind++) {
		size_t count;
		struct object **objects = inventory_objects(inventory, (enum object_kind)kind, &count);
		for (size_t i = 0; i < count; i++)
			for (size_t k = 0; k < objects[i]->tag_count; k++)
				candidate_ref(list, &objects[i]->tags[k]);
	}
}

static void gather_tenants(const struct inventory *inventory, struct candidates *list)
{
	for (size_t i = 0; i < inventory->site_count; i++)
		candidate_ref(list, &inventory->sites[i]->tenant);
	for (size_t i = 0; i < inventory->location_count; i++)
		candidate_ref(list, &inventory->locations[i]->tenant);
	for (size_t i = 0; i < inventory->rack_count; i++)
		candidate_ref(list, &inventory->racks[i]->tenant);
	for (size_t i = 0; i < inventory->feed_count; i++)
		candidate_ref(list, &inventory->feeds[i]->tenant);
	for (size_t i = 0; i < inventory->device_count; i++)
		candidate_ref(list, &inventory->devices[i]->tenant);
}

static void gather_regions(const struct inventory *inventory, struct candidates *list)
{
	for (size_t i = 0; i < inventory->region_count; i++)
		candidate_add(list, inventory->regions[i].id, inventory->regions[i].name, inventory->regions[i].slug);
	for (size_t i = 0; i < inventory->site_count; i++)
		candidate_ref(list, &inventory->sites[i]->region);
}

/* Is it inside what the options before this one say? */
static bool is_within(const struct scope *scope, enum scope_option option, const struct object *object)
{
	struct facts facts = facts_of(object);
	for (int before = 0; before < (int)option; before++)
		if (!option_holds(scope, (enum scope_option)before, &facts))
			return false;
	return true;
}

/* Sites, locations and racks: "R01" is the one in the given site. */
static void gather_objects(const struct scope *scope, enum scope_option option, enum object_kind kind,
                           struct candidates *list)
{
	size_t count;
	struct object **objects = inventory_objects(scope->inventory, kind, &count);
	for (size_t i = 0; i < count; i++)
		if (is_within(scope, option, objects[i]))
			candidate_add(list, objects[i]->id, objects[i]->name,
		              kind == OBJECT_SITE ? ((struct site *)objects[i])->slug :
		              kind == OBJECT_LOCATION ? ((struct location *)objects[i])->slug :
		              kind == OBJECT_RACK ? ((struct rack *)objects[i])->facility_id : "");
}

static int by_id(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;
	return x->id < y->id ? -1 : x->id > y->id;
}

static void gather(const struct scope *scope, enum scope_option option, struct candidates *list)
{
	const struct inventory *inventory = scope->inventory;
	switch (option) {
	case SCOPE_REGION: gather_regions(inventory, list); break;
	case SCOPE_ROLE:
		for (size_t i = 0; i < inventory->device_count; i++)
			candidate_ref(list, &inventory->devices[i]->role);
		break;
	case SCOPE_SITE: gather_objects(scope, option, OBJECT_SITE, list); break;
	case SCOPE_LOCATION: gather_objects(scope, option, OBJECT_LOCATION, list); break;
	case SCOPE_RACK: gather_objects(scope, option, OBJECT_RACK, list); break;
	case SCOPE_TENANT: gather_tenants(inventory, list); break;
	case SCOPE_TAG: gather_tags(inventory, list); break;
	case SCOPE_EXCLUDE: case SCOPE_OPTIONS: break;
	}
	size_t count = 0;
	if (list->count)
		qsort(list->items, list->count, sizeof *list->items, by_id);
	for (size_t i = 0; i < list->count; i++)
		if (count == 0 || list->items[count - 1].id != list->items[i].id)
			list->items[count++] = list->items[i];
	list->count = count;
}

static bool candidate_fits(const struct candidate *item, const char *value, int turn)
{
	if (value[0] == '#' && turn == 0) {
		char *end;
		long long id = strtoll(value + 1, &end, 10);
		return value[1] && !*end && id == item->id;
	}
	if (turn == 1)
		return strcmp(item->name, value) == 0 || strcmp(item->slug, value) == 0;
	return turn == 2 && (text_equal_nocase(item->name, value) || text_equal_nocase(item->slug, value));
}

/* Were the candidates limited by the options before this one? */
static bool is_narrowed(const struct scope *scope, enum scope_option option)
{
	bool narrowed = false;
	for (int before = 0; before < (int)option && option <= SCOPE_RACK; before++)
		narrowed = narrowed || scope->options[before].count > 0;
	return narrowed;
}

static bool fail_candidates(const struct scope *scope, const struct candidates *list, const struct scope_term *term,
                            int turn, struct error *err)
{
	char *text = NULL;
	size_t size = 0, shown = 0, length = strlen(term->value), limit = 1 + length / 3;
	FILE *out = open_memstream(&text, &size);
	for (size_t i = 0; out && i < list->count && shown < 8; i++) {
		const struct candidate *item = &list->items[i];
		bool show = turn >= 0 ? candidate_fits(item, term->value, turn)
			: text_distance(item->name, term->value) <= limit || text_distance(item->slug, term->value) <= limit ||
			  (length > 2 && text_contains_nocase(item->name, term->value));
		if (show)
			fprintf(out, "%s#%lld %s", shown++ ? ", " : turn >= 0 ? "" : "; nearest: ", (long long)item->id, item->name);
	}
	if (out)
		fclose(out);
	if (turn >= 0)
		error_set(err, ERROR_NOT_FOUND, "--%s '%s' fits several: %s; say #ID",
		          option_names[term->option], term->value, text ? text : "");
	else
		error_set(err, ERROR_NOT_FOUND, "no %s '%s'%s%s", option_names[term->option], term->value,
		          is_narrowed(scope, term->option) ? " within the other options" : "", text ? text : "");
	free(text);
	return false;
}

/* Ids first, then names and slugs as written, then without regard to case. */
static bool resolve(const struct scope_term *term, struct scope *scope, struct error *err)
{
	struct candidates list = { NULL, 0, 0 };
	bool fine = true;
	size_t fits = 0;
	gather(scope, term->option, &list);
	for (int turn = 0; turn < 3 && fits == 0; turn++) {
		int64_t id = 0;
		for (size_t i = 0; i < list.count; i++)
			if (candidate_fits(&list.items[i], term->value, turn))
				fits++, id = list.items[i].id;
		if (fits == 1)
			ids_add(&scope->options[term->option], id);
		else if (fits > 1)
			fine = fail_candidates(scope, &list, term, turn, err);
	}
	if (fits == 0)
		fine = fail_candidates(scope, &list, term, -1, err);
	free(list.items);
	return fine;
}

static bool exclude(const struct select_words *words, const struct scope_term *term, struct scope *scope,
                    struct error *err)
{
	const struct object *object;
	if (!select_object(scope->inventory, words, term->value, &object, err))
		return error_prefix(err, "--exclude");
	scope->excluded = array_grow(scope->excluded, scope->excluded_count, &scope->excluded_capacity,
	                             sizeof *scope->excluded);
	scope->excluded[scope->excluded_count++] = object;
	return true;
}

/* The options from `first` on. */
static char *describe(const struct scope_term *terms, size_t count, enum scope_option first)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	bool any = false;
	for (int option = (int)first; out && option < SCOPE_OPTIONS; option++) {
		const char *before = option == SCOPE_EXCLUDE ? "without" : option_names[option];
		size_t shown = 0;
		for (size_t i = 0; i < count; i++) {
			if ((int)terms[i].option != option)
				continue;
			fprintf(out, "%s%s %s", any && !shown ? ", " : "", shown ? (option == SCOPE_EXCLUDE ? " and" : " or") : before,
			        terms[i].value);
			any = true, shown++;
		}
	}
	if (out)
		fclose(out);
	return text ? text : xstrdup("");
}

bool scope_new(const struct inventory *inventory, const struct select_words *words,
               const struct scope_term *terms, size_t count, struct scope **scope, struct error *err)
{
	struct scope *made = xcalloc(1, sizeof *made);
	bool fine = true;
	made->inventory = inventory;
	made->text = describe(terms, count, SCOPE_REGION);
	made->filter = describe(terms, count, SCOPE_RACK);
	for (int option = 0; option < SCOPE_OPTIONS; option++)
		for (size_t i = 0; fine && i < count; i++)
			if ((int)terms[i].option == option)
				fine = option == SCOPE_EXCLUDE ? exclude(words, &terms[i], made, err) : resolve(&terms[i], made, err);
	if (fine)
		*scope = made;
	else
		scope_free(made);
	return fine;
}

void scope_free(struct scope *scope)
{
	if (!scope)
		return;
	for (int option = 0; option < SCOPE_EXCLUDE; option++)
		free(scope->options[option].ids);
	free(scope->excluded);
	free(scope->text);
	free(scope->filter);
	free(scope);
}
