#include "netbox/quick.h"

#include "netbox/complete.h"
#include "netbox/count.h"
#include "netbox/decode.h"
#include "netbox/look.h"
#include "netbox/names.h"
#include "netbox/path.h"
#include "netbox/whole.h"

#include <inttypes.h>
#include <stdlib.h>

struct quick {
	struct reader *reader;
	const struct fetch_trace *trace;
	struct inventory *inventory;
	struct id_list sites;
	struct id_list racks; /* of the elements */
};

/* ---- their sites and racks ---------------------------------------------------- */

static void note_site(struct quick *q, const struct object *object)
{
	struct place place = object_place(object);
	if (object->visible && place.site)
		id_list_add(&q->sites, place.site->object.id);
}

/* Of all devices and panels. True when that is more than there were. */
static bool note_sites(struct quick *q)
{
	size_t before = q->sites.count;
	for (size_t i = 0; i < q->inventory->device_count; i++)
		note_site(q, &q->inventory->devices[i]->object);
	for (size_t i = 0; i < q->inventory->panel_count; i++)
		note_site(q, &q->inventory->panels[i]->object);
	id_list_sort(&q->sites);
	return q->sites.count > before;
}

static void ask_unseen(struct quick *q, enum object_kind kind)
{
	size_t count;
	struct id_list ids = { 0 };
	struct object **objects = inventory_objects(q->inventory, kind, &count);
	for (size_t i = 0; i < count; i++)
		if (!objects[i]->visible && objects[i]->id > 0)
			id_list_add(&ids, objects[i]->id);
	list_by_ids(q->reader, plan_for(kind), "id", &ids, "");
	id_list_clear(&ids);
}

static void note_racks(struct quick *q)
{
	for (size_t i = 0; i < q->inventory->device_count; i++)
		if (q->inventory->devices[i]->rack)
			id_list_add(&q->racks, q->inventory->devices[i]->rack->object.id);
	id_list_sort(&q->racks);
}

/* Inlets, outlets and feeds know their device or panel by name only. */
static bool find_places(struct quick *q, struct error *err)
{
	ask_unseen(q, OBJECT_DEVICE);
	ask_unseen(q, OBJECT_PANEL);
	if (!look_again(q->reader, &q->inventory, err))
		return false;
	note_sites(q);
	note_racks(q);
	return true;
}

static bool count_inlets(struct quick *q, int64_t *inlets, struct error *err)
{
	char *filter;
	size_t size;
	FILE *out = open_memstream(&filter, &size);
	for (size_t i = 0; i < q->sites.count; i++)
		fprintf(out, "site_id=%" PRId64 "&", q->sites.ids[i]);
	fclose(out);
	struct count count = { .reader = q->reader, .kind = PLAN_INLETS, .filter = filter };
	count_start(&count);
	bool ok = http_run(q->reader->http, err);
	*inlets = count.value;
	free(filter);
	return ok;
}

/* ---- what hangs together -------------------------------------------------------- */

/* With the sites of all that, too, when they are wanted whole. */
static bool read_sites(struct quick *q, struct error *err)
{
	struct id_set begun = { 0 };
	struct id_list next = { 0 };
	bool ok, again;
	do {
		next.count = 0;
		for (size_t i = 0; i < q->sites.count; i++)
			if (id_set_add(&begun, q->sites.ids[i]))
				id_list_add(&next, q->sites.ids[i]);
		ok = whole_read_lists(q->reader, &next, err) && complete_sites(q->reader, &q->sites, err);
		again = ok && q->trace->places;
		ok = ok && (!again || look_again(q->reader, &q->inventory, err));
	} while (ok && again && note_sites(q));
	id_set_clear(&begun);
	id_list_clear(&next);
	return ok;
}

/* Outlets, inlets, cables and half as many devices make four lists of that
 * length; the five others are short. */
static uint64_t cost_of_lists(const struct quick *q, int64_t inlets)
{
	uint64_t page = q->reader->can.page_size;
	return q->trace->pages < 0 ? UINT64_MAX : 4 * (((uint64_t)inlets + page - 1) / page) + 5;
}

static bool read_connected(struct quick *q, struct error *err)
{
	int64_t inlets = 0, pages = q->trace->pages ? q->trace->pages : QUICK_PAGES;
	bool enough = false;
	if (q->sites.count > 0 && !q->trace->places && !count_inlets(q, &inlets, err))
		return false;
	if (q->sites.count == 0 || inlets > pages * (int64_t)q->reader->can.page_size) {
		if (!complete_connected(q->reader, &q->racks, cost_of_lists(q, inlets), &enough, err) || enough)
			return err->code == ERROR_NONE;
	}
	return read_sites(q, err);
}

bool quick_read(struct reader *reader, const struct fetch_trace *trace, bool *found, struct error *err)
{
	struct quick q = { .reader = reader, .trace = trace };
	enum names_meaning meaning;
	if (!names_read(reader, trace, &meaning, err))
		return false;
	*found = meaning != NAMES_WANT_ALL;
	bool ok = true;
	if (meaning == NAMES_READ && trace->path)
		ok = path_read(reader, err);
	else if (meaning == NAMES_READ)
		ok = look_again(q.reader, &q.inventory, err) && find_places(&q, err) && read_connected(&q, err);
	inventory_free(q.inventory);
	id_list_clear(&q.sites);
	id_list_clear(&q.racks);
	return ok;
}
