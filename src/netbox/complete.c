#include "netbox/complete.h"

#include "netbox/decode.h"
#include "netbox/look.h"

#include <inttypes.h>
#include <stdlib.h>

/* What was asked for already. */
struct completion {
	struct reader *reader;
	struct id_set sites;               /* inside */
	struct id_set by_id[PLAN_KINDS];
	struct id_set ends_of, parts_of, feeds_of; /* cables, devices, panels */
	const struct id_list *racks;       /* wanted whole; NULL: none */
	struct id_set racks_of;            /* those whose inlets and outlets are there */
	char *outside;                     /* filter of the first round, then "" */
	bool asked;                        /* in this round */
};

static void ask(struct completion *c, enum plan_kind kind, const char *key, struct id_list *ids, const char *filter)
{
	id_list_sort(ids);
	if (ids->count > 0) {
		list_by_ids(c->reader, kind, key, ids, filter);
		c->asked = true;
	}
}

static void collect(struct id_list *ids, struct id_set *asked, int64_t id)
{
	if (id > 0 && id_set_add(asked, id))
		id_list_add(ids, id);
}

/* By id whatever is named and not there. */
static void ask_placeholders(struct completion *c, const struct inventory *inventory, enum object_kind kind)
{
	size_t count;
	struct id_list ids = { 0 };
	enum plan_kind plan = plan_for(kind);
	struct object **objects = inventory_objects(inventory, kind, &count);
	for (size_t i = 0; i < count; i++)
		if (!objects[i]->visible)
			collect(&ids, &c->by_id[plan], objects[i]->id);
	ask(c, plan, "id", &ids, "");
	id_list_clear(&ids);
}

static void ask_cable_ends(struct completion *c, const struct inventory *inventory)
{
	static const enum plan_kind kinds[] = { PLAN_INLETS, PLAN_OUTLETS, PLAN_FEEDS };
	struct id_list ids = { 0 };
	if (!c->reader->can.cable_id)
		return;
	for (size_t i = 0; i < inventory->cable_count; i++)
		collect(&ids, &c->ends_of, inventory->cables[i]->object.id);
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		ask(c, kinds[i], "cable_id", &ids, c->outside);
	id_list_clear(&ids);
}

static bool is_inside(const struct completion *c, const struct object *object, const struct site *site)
{
	return object->visible && site && id_set_has(&c->sites, site->object.id);
}

/* In the first round. */
static void ask_racks(struct completion *c)
{
	static const enum plan_kind kinds[] = { PLAN_DEVICES, PLAN_FEEDS, PLAN_INLETS, PLAN_OUTLETS };
	bool able = version_at_least(c->reader->can.version, 3, 3, 2); /* else the last two go by device */
	if (!c->racks || c->racks->count == 0)
		return;
	for (size_t i = 0; i < (able ? 4 : 2); i++)
		list_by_ids(c->reader, kinds[i], "rack_id", c->racks, "");
	for (size_t i = 0; able && i < c->racks->count; i++)
		id_set_add(&c->racks_of, c->racks->ids[i]);
	c->racks = NULL;
	c->asked = true;
}

static void ask_parts(struct completion *c, const struct inventory *inventory)
{
	struct id_list ids = { 0 };
	for (size_t i = 0; i < inventory->device_count; i++) {
		const struct device *d = inventory->devices[i];
		bool there = d->rack && id_set_has(&c->racks_of, d->rack->object.id);
		if (!there && !is_inside(c, &d->object, d->site))
			collect(&ids, &c->parts_of, d->object.id);
	}
	ask(c, PLAN_INLETS, "device_id", &ids, "");
	ask(c, PLAN_OUTLETS, "device_id", &ids, "");
	ids.count = 0;
	for (size_t i = 0; i < inventory->panel_count; i++) {
		const struct panel *p = inventory->panels[i];
		if (!is_inside(c, &p->object, p->site))
			collect(&ids, &c->feeds_of, p->object.id);
	}
	ask(c, PLAN_FEEDS, "power_panel_id", &ids, "");
	id_list_clear(&ids);
}

static bool round_of(struct completion *c, struct error *err)
{
	struct inventory *inventory = NULL;
	c->asked = false;
	if (!look_again(c->reader, &inventory, err))
		return false;
	for (int kind = 0; kind < OBJECT_KINDS; kind++)
		ask_placeholders(c, inventory, (enum object_kind)kind);
	ask_racks(c);
	ask_cable_ends(c, inventory);
	ask_parts(c, inventory);
	inventory_free(inventory);
	c->outside[0] = '\0';
	return http_run(c->reader->http, err);
}

/* "site_id__n=3&site_id__n=5&"; "" where that would fill the request line. */
static char *outside_filter(const struct id_list *sites)
{
	enum { SITES_MAX = 20 };
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	for (size_t i = 0; i < sites->count && sites->count <= SITES_MAX; i++)
		fprintf(out, "site_id__n=%" PRId64 "&", sites->ids[i]);
	fclose(out);
	return text;
}

static void completion_clear(struct completion *c)
{
	for (size_t i = 0; i < PLAN_KINDS; i++)
		id_set_clear(&c->by_id[i]);
	id_set_clear(&c->sites);
	id_set_clear(&c->ends_of);
	id_set_clear(&c->parts_of);
	id_set_clear(&c->feeds_of);
	id_set_clear(&c->racks_of);
	free(c->outside);
}

bool complete_sites(struct reader *reader, const struct id_list *sites, struct error *err)
{
	struct completion c = { .reader = reader, .outside = outside_filter(sites), .asked = true };
	bool ok = true;
	for (size_t i = 0; i < sites->count; i++)
		id_set_add(&c.sites, sites->ids[i]);
	while (ok && c.asked)
		ok = round_of(&c, err);
	completion_clear(&c);
	return ok;
}

bool complete_connected(struct reader *reader, const struct id_list *racks, uint64_t most, bool *enough,
                        struct error *err)
{
	const struct id_list nowhere = { 0 };
	struct completion c = { .reader = reader, .racks = racks, .outside = outside_filter(&nowhere), .asked = true };
	uint64_t before = http_stats(reader->http).requests;
	bool ok = true;
	*enough = true;
	while (ok && c.asked && *enough) {
		ok = round_of(&c, err);
		*enough = http_stats(reader->http).requests - before < most;
	}
	*enough = *enough || !c.asked;
	completion_clear(&c);
	return ok;
}

bool complete_cables(struct reader *reader, struct error *err)
{
	struct completion c = { .reader = reader };
	struct inventory *inventory = NULL;
	if (!look_again(reader, &inventory, err))
		return false;
	ask_placeholders(&c, inventory, OBJECT_CABLE);
	inventory_free(inventory);
	id_set_clear(&c.by_id[PLAN_CABLES]);
	return http_run(reader->http, err);
}
