/* The names are read as a small inventory: sites, locations and the racks of
 * the wanted names, decoded like any other. */
#include "netbox/scope.h"

#include "base/text.h"
#include "netbox/decode.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct named {
	int64_t id, site_id; /* site_id 0: a region */
	const char *name, *slug;
};

struct names {
	struct named *items;
	size_t count, capacity;
};

static void names_add(struct names *names, struct named item)
{
	names->items = array_grow(names->items, names->count, &names->capacity, sizeof *names->items);
	names->items[names->count++] = item;
}

static struct reader reader_like(const struct reader *reader, struct arena *arena)
{
	return (struct reader){ .http = reader->http, .can = reader->can, .raw = raw_new(), .arena = arena,
	                        .anonymous = reader->anonymous, .jobs = reader->jobs };
}

static void reader_end(struct reader *reader)
{
	reader_clear(reader);
	raw_free(reader->raw);
}

static bool has(const struct scope_term *terms, size_t count, enum scope_option option)
{
	for (size_t i = 0; i < count; i++)
		if (terms[i].option == option)
			return true;
	return false;
}

/* ---- reading names -------------------------------------------------------- */

static void start_filtered(struct reader *reader, enum plan_kind kind, const char *key, const char *value)
{
	char *filter;
	size_t size;
	FILE *out = open_memstream(&filter, &size);
	fprintf(out, "%s=", key);
	url_write_query(out, value);
	fputc('&', out);
	fclose(out);
	list_start(reader, &(struct list_options){ .kind = kind, .filter = filter });
	free(filter);
}

static void start_rack(struct reader *reader, const char *value)
{
	if (value[0] == '#' && value[1] && value[1 + strspn(value + 1, "0123456789")] == '\0')
		start_filtered(reader, PLAN_RACKS, "id", value + 1);
	start_filtered(reader, PLAN_RACKS, "name", value);
	start_filtered(reader, PLAN_RACKS, "facility_id", value);
}

static void start_names(struct reader *reader, const struct scope_term *terms, size_t count)
{
	static const struct { enum scope_option option; enum plan_kind kind; } whole[] = {
		{ SCOPE_SITE, PLAN_SITES }, { SCOPE_LOCATION, PLAN_LOCATIONS },
	};
	for (size_t i = 0; i < sizeof whole / sizeof *whole; i++)
		if (has(terms, count, whole[i].option))
			list_start(reader, &(struct list_options){ .kind = whole[i].kind, .filter = "" });
	for (size_t i = 0; i < count; i++)
		if (terms[i].option == SCOPE_RACK)
			start_rack(reader, terms[i].value);
}

static void gather_regions(const struct inventory *inventory, struct names *names)
{
	for (size_t i = 0; i < inventory->region_count; i++)
		names_add(names, (struct named){ .id = inventory->regions[i].id, .name = inventory->regions[i].name,
		                                 .slug = inventory->regions[i].slug });
}

static int64_t site_id(const struct site *site)
{
	return site ? site->object.id : 0;
}

/* Of those in the sites; NULL: all. */
static void gather(const struct inventory *inventory, enum scope_option option, const struct id_set *sites,
                   struct names *names)
{
	size_t count;
	enum object_kind kind = option == SCOPE_SITE ? OBJECT_SITE : option == SCOPE_RACK ? OBJECT_RACK : OBJECT_LOCATION;
	struct object **objects = inventory_objects(inventory, kind, &count);
	for (size_t i = 0; i < count; i++) {
		struct named item = { .id = objects[i]->id, .name = objects[i]->name, .slug = "" };
		if (!objects[i]->visible)
			continue;
		if (kind == OBJECT_SITE) {
			item.site_id = item.id;
			item.slug = ((const struct site *)objects[i])->slug;
		} else if (kind == OBJECT_LOCATION) {
			item.site_id = site_id(((const struct location *)objects[i])->site);
			item.slug = ((const struct location *)objects[i])->slug;
		} else {
			item.site_id = site_id(((const struct rack *)objects[i])->site);
			item.slug = ((const struct rack *)objects[i])->facility_id;
		}
		if (!sites || id_set_has(sites, item.site_id))
			names_add(names, item);
	}
}

/* ---- finding a value ------------------------------------------------------- */

enum fit { FIT_ID, FIT_EXACT, FIT_NOCASE, FITS };

static bool fits(const struct named *item, const char *value, enum fit fit)
{
	char id[24];
	switch (fit) {
	case FIT_ID:
		snprintf(id, sizeof id, "#%" PRId64, item->id);
		return strcmp(id, value) == 0;
	case FIT_EXACT: return strcmp(item->name, value) == 0 || strcmp(item->slug, value) == 0;
	case FIT_NOCASE: return text_equal_nocase(item->name, value) || text_equal_nocase(item->slug, value);
	case FITS: break;
	}
	return false;
}

/* Adds the site (of a region: its own id) of all that fit best. */
static bool find(const struct names *names, const char *value, struct id_list *found)
{
	size_t before = found->count;
	for (int fit = 0; fit < FITS && found->count == before; fit++)
		for (size_t i = 0; i < names->count; i++)
			if (fits(&names->items[i], value, (enum fit)fit))
				id_list_add(found, names->items[i].site_id ? names->items[i].site_id : names->items[i].id);
	return found->count > before;
}

static bool fail_unknown(const struct names *names, const struct scope_term *term, bool narrowed, struct error *err)
{
	enum { SHOWN = 5 };
	char *text;
	size_t size, shown = 0, limit = 1 + strlen(term->value) / 3;
	FILE *out = open_memstream(&text, &size);
	for (size_t distance = 0; distance <= limit; distance++)
		for (size_t i = 0; i < names->count && shown < SHOWN; i++) {
			const struct named *item = &names->items[i];
			size_t name = text_distance(item->name, term->value), slug = text_distance(item->slug, term->value);
			if ((name < slug ? name : slug) == distance)
				fprintf(out, "%s#%" PRId64 " %s", shown++ ? ", " : "; nearest: ", item->id, item->name);
		}
	fclose(out);
	error_set(err, ERROR_NOT_FOUND, "no %s '%s'%s%s", scope_option_name(term->option), term->value,
	          narrowed ? " within the other options" : "", text);
	free(text);
	return false;
}

/* The sites (regions: their ids) of all terms of one option. */
static bool find_option(const struct names *names, const struct scope_term *terms, size_t count,
                        enum scope_option option, bool narrowed, struct id_list *found, struct error *err)
{
	for (size_t i = 0; i < count; i++)
		if (terms[i].option == option && !find(names, terms[i].value, found))
			return fail_unknown(names, &terms[i], narrowed, err);
	id_list_sort(found);
	return true;
}

/* ---- regions ---------------------------------------------------------------- */

/* The sites in the regions and in those below: the server knows the tree. */
static bool sites_of_regions(const struct reader *like, struct id_list *regions, struct error *err)
{
	struct reader reader = reader_like(like, like->arena);
	list_by_ids(&reader, PLAN_SITES, "region_id", regions, "");
	bool ok = http_run(reader.http, err) && raw_sort(reader.raw, false, err);
	regions->count = 0;
	const struct raw_collection *sites = raw_collection(reader.raw, plan_of(PLAN_SITES)->collection);
	for (size_t i = 0; ok && i < sites->count; i++)
		id_list_add(regions, sites->objects[i].id);
	id_list_sort(regions);
	reader_end(&reader);
	return ok;
}

/* ---- putting together ------------------------------------------------------- */

struct search {
	struct reader reader; /* of names */
	struct inventory *inventory;
	const struct scope_term *terms;
	size_t count;
	struct id_set sites;  /* that are left */
	bool narrowed;        /* else all are */
};

static bool load(const struct reader *reader, struct inventory **inventory, struct error *err)
{
	inventory_free(*inventory);
	*inventory = NULL;
	return http_run(reader->http, err) && raw_sort(reader->raw, false, err) &&
	       decode_inventory(reader->raw, inventory, err);
}

static bool option_sites(struct search *s, enum scope_option option, struct id_list *found, struct error *err)
{
	struct names names = { 0 };
	gather(s->inventory, option, s->narrowed ? &s->sites : NULL, &names);
	bool ok = find_option(&names, s->terms, s->count, option, s->narrowed, found, err);
	free(names.items);
	return ok;
}

/* Racks are many: all of them are read only to find what was not found by its
 * exact name, or the nearest names. */
static bool rack_sites(struct search *s, struct id_list *found, struct error *err)
{
	struct error miss = { 0 };
	if (option_sites(s, SCOPE_RACK, found, &miss))
		return true;
	found->count = 0;
	list_start(&s->reader, &(struct list_options){ .kind = PLAN_RACKS, .filter = "" });
	return load(&s->reader, &s->inventory, err) && option_sites(s, SCOPE_RACK, found, err);
}

static bool region_sites(struct search *s, struct reader *regions, struct id_list *found, struct error *err)
{
	struct inventory *inventory = NULL;
	struct names names = { 0 };
	list_start(regions, &(struct list_options){ .kind = PLAN_REGIONS, .filter = "" });
	bool ok = load(regions, &inventory, err);
	if (ok) {
		gather_regions(inventory, &names);
		ok = find_option(&names, s->terms, s->count, SCOPE_REGION, false, found, err);
	}
	free(names.items);
	inventory_free(inventory);
	return ok && sites_of_regions(&s->reader, found, err);
}

static void narrow(struct search *s, const struct id_list *found)
{
	id_set_clear(&s->sites);
	s->narrowed = true;
	for (size_t i = 0; i < found->count; i++)
		id_set_add(&s->sites, found->ids[i]);
}

static bool search(struct search *s, struct reader *regions, struct id_list *sites, struct error *err)
{
	start_names(&s->reader, s->terms, s->count);
	bool ok = load(&s->reader, &s->inventory, err);
	for (int option = SCOPE_REGION; ok && option <= SCOPE_RACK; option++) {
		if (!has(s->terms, s->count, (enum scope_option)option))
			continue;
		sites->count = 0;
		ok = option == SCOPE_REGION ? region_sites(s, regions, sites, err)
		     : option == SCOPE_RACK ? rack_sites(s, sites, err)
		                            : option_sites(s, (enum scope_option)option, sites, err);
		narrow(s, sites);
	}
	return ok;
}

bool scope_sites(struct reader *reader, const struct scope_term *terms, size_t count,
                 bool *limited, struct id_list *sites, struct error *err)
{
	*limited = has(terms, count, SCOPE_REGION) || has(terms, count, SCOPE_SITE) ||
	           has(terms, count, SCOPE_LOCATION) || has(terms, count, SCOPE_RACK);
	if (!*limited)
		return true;
	struct search s = { .reader = reader_like(reader, reader->arena), .terms = terms, .count = count };
	bool ok = search(&s, reader, sites, err);
	id_set_clear(&s.sites);
	inventory_free(s.inventory);
	reader_end(&s.reader);
	if (ok && sites->count == 0)
		return error_set(err, ERROR_NOT_FOUND, "no site is in the given regions");
	return ok;
}
