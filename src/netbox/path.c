/* Rounds, each of which looks at all there is and asks for what is named and
 * needed but not there. Nothing is asked for twice, so it ends. */
#include "netbox/path.h"

#include "netbox/decode.h"
#include "netbox/look.h"

#include <stdlib.h>

enum mark { MARK_UP = 1, MARK_WHOLE = 2 };

struct walk {
	struct reader *reader;
	struct inventory *inventory;
	struct id_set elements[OBJECT_KINDS];             /* asked for by the user */
	struct id_set asked[PLAN_KINDS];                  /* by id */
	struct id_set inlets_of, outlets_of, feeds_of;    /* devices, panels; feeds also by rack: */
	struct id_set feeds_at;
	struct id_list wanted[PLAN_KINDS];                /* ids to ask for in this round */
	struct id_set ends_of;                            /* cables */
	struct id_list want_inlets, want_outlets, want_feeds, want_at, want_ends;
	struct id_set up, whole;                          /* devices marked in this round */
	const struct device **queue;
	size_t count, capacity;
};

static void want(struct id_list *list, struct id_set *asked, int64_t id)
{
	if (id > 0 && id_set_add(asked, id))
		id_list_add(list, id);
}

static void want_object(struct walk *w, const struct object *object)
{
	enum plan_kind plan = plan_for(object->kind);
	if (!object->visible)
		want(&w->wanted[plan], &w->asked[plan], object->id);
}

/* ---- what is needed ------------------------------------------------------------ */

static void mark(struct walk *w, const struct device *device, enum mark mark)
{
	bool fresh = id_set_add(&w->up, device->object.id);
	if (mark == MARK_WHOLE)
		fresh = id_set_add(&w->whole, device->object.id) || fresh;
	if (!fresh)
		return;
	w->queue = array_grow(w->queue, w->count, &w->capacity, sizeof *w->queue);
	w->queue[w->count++] = device;
}

/* Its panel with the other feeds is not needed, but the type of the other feeds
 * of its rack tells the side. */
static void need_feed(struct walk *w, const struct feed *feed)
{
	want_object(w, &feed->object);
	if (feed->object.visible)
		want_object(w, &feed->panel->object);
	if (!feed->rack)
		return;
	want_object(w, &feed->rack->object); /* where the feed is */
	want(&w->want_at, &w->feeds_at, feed->rack->object.id);
}

/* A cable that shows one side only: it may be so, or not say. */
static void need_ends(struct walk *w, const struct cable *cable)
{
	want_object(w, &cable->object);
	if (cable->object.visible && w->reader->can.cable_id && (!cable->supply_count || !cable->inlet_count))
		want(&w->want_ends, &w->ends_of, cable->object.id);
}

/* The way up from a cord. The device of a supply is asked about at once when the
 * cable names it. */
static void need_supply(struct walk *w, const struct cable *cable, enum mark above)
{
	need_ends(w, cable);
	for (size_t i = 0; i < cable->supply_count; i++) {
		const struct object *end = cable->supply[i];
		if (end->kind == OBJECT_FEED) {
			need_feed(w, (const struct feed *)(const void *)end);
			continue;
		}
		const struct outlet *outlet = (const struct outlet *)(const void *)end;
		if (above == MARK_UP || outlet->device->object.id < 0 || !id_set_has(&w->outlets_of, outlet->device->object.id))
			want_object(w, end);
		mark(w, outlet->device, above);
	}
}

/* All that hangs on the cable. */
static void need_inlets(struct walk *w, const struct cable *cable)
{
	need_ends(w, cable);
	for (size_t k = 0; k < cable->inlet_count; k++) {
		if (cable->inlets[k]->device->object.id < 0)
			want_object(w, &cable->inlets[k]->object);
		mark(w, cable->inlets[k]->device, MARK_WHOLE);
	}
}

static void need_below(struct walk *w, const struct device *device)
{
	want(&w->want_outlets, &w->outlets_of, device->object.id);
	for (size_t i = 0; i < device->outlet_count; i++) {
		const struct cable *cable = device->outlets[i]->end.cable;
		if (!cable)
			continue;
		need_inlets(w, cable);
	}
	for (size_t i = 0; i < device->child_count; i++)
		mark(w, device->children[i], MARK_UP);
}

static bool is_element(const struct walk *w, const struct object *object)
{
	return id_set_has(&w->elements[object->kind], object->id);
}

/* Does it, or a port of it, hang where the user points? Then what feeds it
 * directly is read whole. */
static bool is_focus(const struct walk *w, const struct device *device)
{
	bool focus = is_element(w, &device->object);
	for (size_t i = 0; i < device->inlet_count && !focus; i++)
		focus = is_element(w, &device->inlets[i]->object);
	for (size_t i = 0; i < device->outlet_count && !focus; i++)
		focus = is_element(w, &device->outlets[i]->object);
	for (size_t i = 0; i < device->child_count && !focus; i++)
		focus = is_element(w, &device->children[i]->object);
	return focus;
}

static void need_device(struct walk *w, const struct device *device)
{
	want_object(w, &device->object);
	want(&w->want_inlets, &w->inlets_of, device->object.id);
	bool focus = is_focus(w, device);
	for (size_t i = 0; i < device->inlet_count; i++)
		if (device->inlets[i]->end.cable)
			need_supply(w, device->inlets[i]->end.cable, focus ? MARK_WHOLE : MARK_UP);
	if (id_set_has(&w->whole, device->object.id))
		need_below(w, device);
	if (device->parent && device->inlet_count == 0)
		mark(w, device->parent, focus ? MARK_WHOLE : MARK_UP);
	if (device->rack && !device->location)
		want_object(w, &device->rack->object);
}

/* A feed or panel asked for: with all that hangs on it. */
static void need_elements(struct walk *w)
{
	const struct inventory *inventory = w->inventory;
	for (size_t i = 0; i < inventory->device_count; i++)
		if (is_focus(w, inventory->devices[i]))
			mark(w, inventory->devices[i], MARK_WHOLE);
	for (size_t i = 0; i < inventory->panel_count; i++)
		if (is_element(w, &inventory->panels[i]->object))
			want(&w->want_feeds, &w->feeds_of, inventory->panels[i]->object.id);
	for (size_t i = 0; i < inventory->feed_count; i++) {
		const struct feed *feed = inventory->feeds[i];
		if (!is_element(w, &feed->object) && !is_element(w, &feed->panel->object))
			continue;
		need_feed(w, feed);
		const struct cable *cable = feed->end.cable;
		if (cable)
			need_inlets(w, cable);
	}
}

/* ---- asking --------------------------------------------------------------------- */

static bool ask(struct walk *w, enum plan_kind kind, const char *key, struct id_list *ids)
{
	bool some = ids->count > 0;
	id_list_sort(ids);
	list_by_ids(w->reader, kind, key, ids, "");
	ids->count = 0;
	return some;
}

static bool ask_all(struct walk *w)
{
	bool some = false;
	for (int kind = 0; kind < PLAN_KINDS; kind++)
		some |= ask(w, (enum plan_kind)kind, "id", &w->wanted[kind]);
	some |= ask(w, PLAN_INLETS, "device_id", &w->want_inlets);
	some |= ask(w, PLAN_OUTLETS, "device_id", &w->want_outlets);
	some |= ask(w, PLAN_FEEDS, "power_panel_id", &w->want_feeds);
	some |= ask(w, PLAN_FEEDS, "rack_id", &w->want_at);
	return some;
}

/* In any kind that a cable can end at. */
static bool ask_ends(struct walk *w)
{
	static const enum plan_kind kinds[] = { PLAN_INLETS, PLAN_OUTLETS, PLAN_FEEDS };
	struct id_list ids = w->want_ends;
	bool some = ids.count > 0;
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		list_by_ids(w->reader, kinds[i], "cable_id", &ids, "");
	w->want_ends.count = 0;
	return some;
}

/* *again: something was asked for. */
static bool round_of(struct walk *w, bool *again, struct error *err)
{
	if (!look_again(w->reader, &w->inventory, err))
		return false;
	w->count = 0;
	id_set_clear(&w->up);
	id_set_clear(&w->whole);
	need_elements(w);
	for (size_t i = 0; i < w->count; i++)
		need_device(w, w->queue[i]);
	*again = ask_all(w);
	*again = ask_ends(w) || *again;
	return true;
}

/* ---- the rack first ---------------------------------------------------------------- */

static void note_elements(struct walk *w)
{
	for (int kind = OBJECT_PANEL; kind <= OBJECT_DEVICE; kind++) {
		size_t count;
		struct object **objects = inventory_objects(w->inventory, (enum object_kind)kind, &count);
		for (size_t i = 0; i < count; i++)
			if (objects[i]->visible)
				id_set_add(&w->elements[kind], objects[i]->id);
	}
}

/* Components by rack since 3.3.2; before, everything goes by device. */
static bool read_racks(struct walk *w, struct error *err)
{
	static const enum plan_kind kinds[] = { PLAN_DEVICES, PLAN_INLETS, PLAN_OUTLETS };
	struct id_list racks = { 0 };
	for (size_t i = 0; i < w->inventory->device_count; i++)
		if (w->inventory->devices[i]->rack)
			id_list_add(&racks, w->inventory->devices[i]->rack->object.id);
	id_list_sort(&racks);
	bool able = version_at_least(w->reader->can.version, 3, 3, 2) && racks.count > 0;
	for (size_t i = 0; able && i < sizeof kinds / sizeof *kinds; i++)
		list_by_ids(w->reader, kinds[i], "rack_id", &racks, "");
	bool ok = !able || look_again(w->reader, &w->inventory, err);
	for (size_t i = 0; ok && able && i < w->inventory->device_count; i++) {
		const struct device *device = w->inventory->devices[i];
		for (size_t k = 0; device->rack && k < racks.count; k++)
			if (racks.ids[k] == device->rack->object.id) {
				id_set_add(&w->inlets_of, device->object.id);
				id_set_add(&w->outlets_of, device->object.id);
			}
	}
	id_list_clear(&racks);
	return ok;
}

static void walk_clear(struct walk *w)
{
	inventory_free(w->inventory);
	for (int kind = 0; kind < OBJECT_KINDS; kind++)
		id_set_clear(&w->elements[kind]);
	for (int kind = 0; kind < PLAN_KINDS; kind++) {
		id_set_clear(&w->asked[kind]);
		id_list_clear(&w->wanted[kind]);
	}
	struct id_set *sets[] = { &w->inlets_of, &w->outlets_of, &w->feeds_of, &w->feeds_at, &w->ends_of, &w->up, &w->whole };
	struct id_list *lists[] = { &w->want_inlets, &w->want_outlets, &w->want_feeds, &w->want_at, &w->want_ends };
	for (size_t i = 0; i < sizeof sets / sizeof *sets; i++)
		id_set_clear(sets[i]);
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
		id_list_clear(lists[i]);
	free(w->queue);
}

bool path_read(struct reader *reader, struct error *err)
{
	struct walk w = { .reader = reader };
	bool again = true, ok = look_again(w.reader, &w.inventory, err);
	reader->can.cable_ends = true;
	if (ok) {
		note_elements(&w);
		ok = read_racks(&w, err);
	}
	while (ok && again)
		ok = round_of(&w, &again, err);
	walk_clear(&w);
	return ok;
}
