/* Linking, in this order:
 *
 * 1. Each reference finds its object, or is noted as missing.
 * 2. Missing cables become placeholders.
 * 3. Cables name their ends too. Where the end was read, the end's own word on
 *    its cable counts, and the cable's only where the end says none. Cables
 *    that no end has (data cables) leave the inventory.
 * 4. Missing terminations become placeholders, then everything else that is
 *    missing, among it the parents of the former.
 * 5. Arrays are completed, cycles cut, children lists made (children.c).
 *
 * Everything rare is sorted before it is used, so that the result does not
 * depend on the order of what came in. */
#include "model/link.h"

#include <stdlib.h>
#include <string.h>

struct index {
	int64_t *ids; /* strictly rising */
	struct object **objects;
	size_t count;
};

struct linker {
	struct inventory *inventory;
	struct index index[OBJECT_KINDS];
	struct links missing;  /* claims; cable is NULL for a plain reference */
	struct object **made[OBJECT_KINDS]; /* placeholders, by id */
	size_t made_count[OBJECT_KINDS], made_capacity[OBJECT_KINDS];
};

/* --- what the fillers note --- */

void links_add(struct links *links, struct reference reference)
{
	links->references = array_grow(links->references, links->reference_count, &links->reference_capacity,
	    sizeof *links->references);
	links->references[links->reference_count++] = reference;
}

void links_add_claim(struct links *links, struct cable_claim claim)
{
	links->claims = array_grow(links->claims, links->claim_count, &links->claim_capacity, sizeof *links->claims);
	links->claims[links->claim_count++] = claim;
}

void links_free(struct links *links)
{
	free(links->references);
	free(links->claims);
	*links = (struct links){ 0 };
}

int64_t link_unknown_parent(enum object_kind kind, int64_t id)
{
	return kind == OBJECT_FEED ? -id : kind == OBJECT_INLET ? -2 * id : -2 * id - 1;
}

const char *link_unknown_name(enum object_kind kind)
{
	return kind == OBJECT_FEED ? "unknown panel" : "unknown device";
}

/* --- finding by id --- */

static struct index index_new(const struct inventory *inventory, enum object_kind kind)
{
	struct index index;
	index.objects = inventory_objects(inventory, kind, &index.count);
	index.ids = xcalloc(index.count, sizeof *index.ids);
	for (size_t i = 0; i < index.count; i++)
		index.ids[i] = index.objects[i]->id;
	return index;
}

/* With the ids, while the objects are at hand. */
static void note_names(struct inventory *inventory, enum object_kind kind)
{
	size_t count;
	struct object **objects = inventory_objects(inventory, kind, &count);
	uint16_t *hashes = arena_array(inventory->arena, count + 1, sizeof *hashes);
	for (size_t i = 0; i < count; i++)
		hashes[i] = objects[i]->name_hash;
	inventory->name_hashes[kind] = hashes;
}

/* Ids rise strictly, so at most id - first of them are before `id` and at most
 * last - id behind it: with few gaps hardly anything is left to search.
 * Returns count when there is none. */
static size_t index_position(const struct index *index, int64_t id)
{
	size_t count = index->count;
	if (count == 0 || id < index->ids[0] || id > index->ids[count - 1])
		return count;
	uint64_t before = (uint64_t)(id - index->ids[0]), behind = (uint64_t)(index->ids[count - 1] - id);
	size_t low = behind < count ? count - 1 - (size_t)behind : 0;
	size_t high = before < count ? (size_t)before + 1 : count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (index->ids[middle] == id)
			return middle;
		if (index->ids[middle] < id)
			low = middle + 1;
		else
			high = middle;
	}
	return count;
}

static struct object *find(const struct linker *linker, enum object_kind kind, int64_t id)
{
	const struct index *index = &linker->index[kind];
	size_t i = index_position(index, id);
	return i < index->count ? index->objects[i] : NULL;
}

static void set_slot(void *slot, struct object *object)
{
	memcpy(slot, &object, sizeof object);
}

static void *get_slot(const void *slot)
{
	void *object;
	memcpy(&object, slot, sizeof object);
	return object;
}

static struct termination *termination_of(struct object *object)
{
	switch (object->kind) {
	case OBJECT_FEED: return &((struct feed *)object)->end;
	case OBJECT_INLET: return &((struct inlet *)object)->end;
	case OBJECT_OUTLET: return &((struct outlet *)object)->end;
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

static void resolve_references(struct linker *linker, const struct links *links)
{
	for (size_t i = 0; i < links->reference_count; i++) {
		const struct reference *r = &links->references[i];
		struct object *object = find(linker, r->kind, r->id);
		if (object)
			set_slot(r->slot, object);
		else
			links_add_claim(&linker->missing, (struct cable_claim){ .what = *r });
	}
}

/* --- placeholders --- */

static int compare_ids(int64_t a, int64_t b)
{
	return a < b ? -1 : a > b;
}

/* Names before no names. */
static int compare_names(const char *a, const char *b)
{
	if (!a || !b)
		return (a == NULL) - (b == NULL);
	return strcmp(a, b);
}

/* By object; then claims by cable, then names. */
static int compare_missing(const void *a, const void *b)
{
	const struct cable_claim *x = a, *y = b;
	int order = (int)x->what.kind - (int)y->what.kind;
	if (order == 0)
		order = compare_ids(x->what.id, y->what.id);
	if (order == 0)
		order = (x->cable == NULL) - (y->cable == NULL);
	if (order == 0 && x->cable)
		order = compare_ids(x->cable->object.id, y->cable->object.id);
	if (order == 0)
		order = x->cable_end - y->cable_end;
	return order ? order : compare_names(x->what.name, y->what.name);
}

/* Notes that the parent of a placeholder termination is to be found or made. */
static void refer_to_parent(struct linker *linker, struct object *object, const struct reference *known)
{
	struct reference parent = { .kind = OBJECT_DEVICE, .id = known->parent_id, .name = known->parent_name };
	switch (object->kind) {
	case OBJECT_FEED: parent.kind = OBJECT_PANEL, parent.slot = &((struct feed *)object)->panel; break;
	case OBJECT_INLET: parent.slot = &((struct inlet *)object)->device; break;
	case OBJECT_OUTLET: parent.slot = &((struct outlet *)object)->device; break;
	case OBJECT_PANEL:
	case OBJECT_DEVICE:
	case OBJECT_CABLE:
	case OBJECT_RACK:
	case OBJECT_LOCATION:
	case OBJECT_SITE:
	case OBJECT_KINDS: return;
	}
	if (parent.id == 0) {
		parent.id = link_unknown_parent(object->kind, object->id);
		parent.name = link_unknown_name(object->kind);
	}
	struct object *found = find(linker, parent.kind, parent.id);
	if (found)
		set_slot(parent.slot, found);
	else
		links_add_claim(&linker->missing, (struct cable_claim){ .what = parent });
}

/* What all mentions of one missing object together say about it. */
static struct reference merge_mentions(const struct cable_claim *mentions, size_t count)
{
	struct reference merged = { .kind = mentions->what.kind, .id = mentions->what.id };
	for (size_t i = 0; i < count; i++) {
		const struct reference *m = &mentions[i].what;
		if (!merged.name)
			merged.name = m->name;
		bool better = m->parent_id && (!merged.parent_id || m->parent_id < merged.parent_id);
		if (better || (m->parent_id == merged.parent_id && !merged.parent_name)) {
			merged.parent_id = m->parent_id;
			merged.parent_name = m->parent_name;
		}
	}
	return merged;
}

static void make_placeholder(struct linker *linker, const struct cable_claim *mentions, size_t count)
{
	struct arena *arena = linker->inventory->arena;
	struct reference known = merge_mentions(mentions, count);
	enum object_kind kind = known.kind;
	struct object *object = object_new(arena, kind, known.id);
	object->name = known.name ? known.name : arena_printf(arena, "#%lld", (long long)known.id);
	object->name_hash = object_hash(object->name);
	if (mentions->cable) {
		termination_of(object)->cable = mentions->cable;
		termination_of(object)->cable_end = mentions->cable_end;
	}
	for (size_t i = 0; i < count; i++)
		if (mentions[i].what.slot)
			set_slot(mentions[i].what.slot, object);
	linker->made[kind] = array_grow(linker->made[kind], linker->made_count[kind], &linker->made_capacity[kind],
	    sizeof *linker->made[kind]);
	linker->made[kind][linker->made_count[kind]++] = object;
	refer_to_parent(linker, object, &known); /* may move `mentions` */
}

enum round { ROUND_CABLES, ROUND_TERMINATIONS, ROUND_REST };

static enum round round_of(enum object_kind kind)
{
	return kind == OBJECT_CABLE                                                       ? ROUND_CABLES
	       : kind == OBJECT_FEED || kind == OBJECT_INLET || kind == OBJECT_OUTLET ? ROUND_TERMINATIONS
	                                                                              : ROUND_REST;
}

static void make_placeholders(struct linker *linker, enum round round)
{
	size_t count = linker->missing.claim_count;
	if (count)
		qsort(linker->missing.claims, count, sizeof *linker->missing.claims, compare_missing);
	for (size_t i = 0, n; i < count; i += n) {
		const struct cable_claim *mentions = &linker->missing.claims[i];
		for (n = 1; i + n < count && mentions[n].what.kind == mentions->what.kind &&
		            mentions[n].what.id == mentions->what.id;)
			n++;
		if (round_of(mentions->what.kind) == round)
			make_placeholder(linker, mentions, n);
	}
}

/* --- the ends that cables name --- */

static int compare_claims(const void *a, const void *b)
{
	const struct cable_claim *x = a, *y = b;
	int order = compare_ids(x->cable->object.id, y->cable->object.id);
	return order ? order : compare_missing(a, b);
}

/* The claims that say anything new, sorted. */
static void collect_claims(const struct linker *linker, const struct links *links, struct links *news)
{
	for (size_t i = 0; i < links->claim_count; i++) {
		const struct cable_claim *claim = &links->claims[i];
		struct object *object = find(linker, claim->what.kind, claim->what.id);
		const struct termination *end = object ? termination_of(object) : NULL;
		if (!end || !end->cable || (end->cable == claim->cable && !end->cable_end))
			links_add_claim(news, *claim);
	}
}

static void apply_claims(const struct linker *linker, const struct links *news)
{
	for (size_t i = 0; i < news->claim_count; i++) {
		const struct cable_claim *claim = &news->claims[i];
		struct object *object = find(linker, claim->what.kind, claim->what.id);
		struct termination *end = object ? termination_of(object) : NULL;
		if (!end)
			continue;
		if (!end->cable)
			end->cable = claim->cable;
		if (end->cable == claim->cable && !end->cable_end)
			end->cable_end = claim->cable_end;
	}
}

/* supply_count is the mark "is an end's cable" until the lists are made. */
static void mark_cables(const struct linker *linker)
{
	static const enum object_kind ends[] = { OBJECT_FEED, OBJECT_INLET, OBJECT_OUTLET };
	for (size_t k = 0; k < sizeof ends / sizeof *ends; k++) {
		const struct index *index = &linker->index[ends[k]];
		for (size_t i = 0; i < index->count; i++) {
			const struct termination *end = termination_of(index->objects[i]);
			if (end->cable)
				end->cable->supply_count = 1;
		}
	}
}

static void drop_other_cables(struct linker *linker)
{
	struct inventory *inventory = linker->inventory;
	size_t kept = 0;
	for (size_t i = 0; i < inventory->cable_count; i++)
		if (inventory->cables[i]->supply_count)
			inventory->cables[kept++] = inventory->cables[i];
	inventory->cable_count = kept;
}

static void link_cables(struct linker *linker, const struct links *sets, size_t set_count)
{
	struct links news = { 0 };
	for (size_t i = 0; i < set_count; i++)
		collect_claims(linker, &sets[i], &news);
	if (news.claim_count)
		qsort(news.claims, news.claim_count, sizeof *news.claims, compare_claims);
	apply_claims(linker, &news);
	mark_cables(linker);
	for (size_t i = 0; i < news.claim_count; i++) {
		const struct cable_claim *claim = &news.claims[i];
		if (claim->cable->supply_count && !find(linker, claim->what.kind, claim->what.id))
			links_add_claim(&linker->missing, *claim);
	}
	drop_other_cables(linker);
	links_free(&news);
}

/* --- the finished arrays --- */

static int compare_objects(const void *a, const void *b)
{
	return compare_ids((*(struct object *const *)a)->id, (*(struct object *const *)b)->id);
}

static void add_made(struct linker *linker, enum object_kind kind)
{
	struct inventory *inventory = linker->inventory;
	size_t count, made = linker->made_count[kind];
	struct object **old = inventory_objects(inventory, kind, &count);
	inventory->invisible_count += made;
	if (made == 0)
		return;
	struct object **all = arena_array(inventory->arena, count + made, sizeof *all);
	if (count)
		memcpy(all, old, count * sizeof *all);
	memcpy(all + count, linker->made[kind], made * sizeof *all);
	qsort(all, count + made, sizeof *all, compare_objects);
	inventory_set_objects(inventory, kind, all, count + made);
	note_names(inventory, kind);
}

static void inherit_places(struct inventory *inventory)
{
	for (size_t i = 0; i < inventory->rack_count; i++) {
		struct rack *rack = inventory->racks[i];
		if (!rack->site && rack->location)
			rack->site = rack->location->site;
	}
	for (size_t i = 0; i < inventory->device_count; i++) {
		struct device *device = inventory->devices[i];
		if (!device->location && device->rack)
			device->location = device->rack->location;
		if (!device->site && device->rack)
			device->site = device->rack->site;
		if (!device->site && device->location)
			device->site = device->location->site;
	}
}

/* Follows the parents from `start`; `seen` tells who came by on which walk.
 * Returns a member of the cycle that was met on this walk, or `none`. */
static size_t walk_up(const size_t *up, size_t *seen, size_t start, size_t none)
{
	size_t at = start;
	while (at != none && !seen[at]) {
		seen[at] = start + 1;
		at = up[at];
	}
	return at != none && seen[at] == start + 1 ? at : none;
}

static size_t lowest_in_cycle(const size_t *up, size_t member)
{
	size_t lowest = member;
	for (size_t at = up[member]; at != member; at = up[at])
		if (at < lowest)
			lowest = at;
	return lowest;
}

/* Parents that go in a circle are cut at the lowest id. `offset` is that of
 * the parent pointer. */
static void cut_cycles(const struct inventory *inventory, enum object_kind kind, size_t offset)
{
	struct index index = index_new(inventory, kind);
	size_t none = index.count;
	size_t *up = xcalloc(none, sizeof *up), *seen = xcalloc(none, sizeof *seen);
	for (size_t i = 0; i < none; i++) {
		const struct object *parent = get_slot((char *)index.objects[i] + offset);
		up[i] = parent ? index_position(&index, parent->id) : none;
	}
	for (size_t i = 0; i < none; i++) {
		size_t member = walk_up(up, seen, i, none);
		if (member == none)
			continue;
		size_t lowest = lowest_in_cycle(up, member);
		up[lowest] = none;
		set_slot((char *)index.objects[lowest] + offset, NULL);
	}
	free(index.ids);
	free(up);
	free(seen);
}

void inventory_link(struct inventory *inventory, const struct links *sets, size_t set_count)
{
	struct linker linker = { .inventory = inventory };
	for (int kind = 0; kind < OBJECT_KINDS; kind++) {
		linker.index[kind] = index_new(inventory, (enum object_kind)kind);
		note_names(inventory, (enum object_kind)kind);
	}
	for (size_t i = 0; i < set_count; i++)
		resolve_references(&linker, &sets[i]);
	make_placeholders(&linker, ROUND_CABLES);
	link_cables(&linker, sets, set_count);
	make_placeholders(&linker, ROUND_TERMINATIONS);
	make_placeholders(&linker, ROUND_REST);
	for (int kind = 0; kind < OBJECT_KINDS; kind++) {
		add_made(&linker, (enum object_kind)kind);
		free(linker.index[kind].ids);
		free(linker.made[kind]);
	}
	links_free(&linker.missing);
	inherit_places(inventory);
	cut_cycles(inventory, OBJECT_LOCATION, offsetof(struct location, parent));
	cut_cycles(inventory, OBJECT_DEVICE, offsetof(struct device, parent));
	inventory_list_children(inventory);
}
