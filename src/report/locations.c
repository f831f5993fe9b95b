/* Sites and their locations as a tree. With --by, below each place what its
 * consumers of a role or tenant draw: "8 Firewall 16 000 W". */
#include "report/place_cells.h"

#include "base/text.h"

#include <stdlib.h>
#include <string.h>

static const struct column columns[] = {
	{"name", "Place", CELL_TEXT, NULL, 0},
	{"devices", "Devices", CELL_COUNT, NULL, 0},
	{"racks", "Racks", CELL_COUNT, NULL, 0},
	PLACE_COLUMNS,
	{"racks_over_2n", "Over 2N", CELL_COUNT, NULL, 0},
	{"over_2n", "Racks over 2N", CELL_LIST, NULL, COLUMN_DATA},
	{"share_pct", "Share", CELL_PERCENT, NULL, COLUMN_WIDE | COLUMN_OPTIONAL},
	{"kind", "Kind", CELL_TEXT, NULL, COLUMN_DATA},
	{"id", "Id", CELL_TEXT, NULL, COLUMN_DATA},
	{"netbox_id", "NetBox id", CELL_ID, NULL, COLUMN_DATA},
};
enum { NAME, DEVICES, RACKS, FIGURES, OVER = FIGURES + PLACE_CELLS, OVER_LIST, SHARE, KIND, ID, NETBOX_ID, COLUMNS };

/* The consumers of one role or tenant in one place. */
struct group {
	const char *name;
	uint32_t known, total;
	double load_w;
	enum load_mark mark;
};

/* A consumer in service with the number of its location in the tree below. */
struct entry {
	const struct location *location;
	const struct site *site;
	const struct node *node;
	const struct ref *ref;
};

struct making {
	const struct report_request *request;
	struct report *report;
	const struct object **locations; /* in scope, by name */
	size_t location_count;
	struct entry *entries;
	size_t entry_count;
	struct place_figures sum;
};

/* -- groups -------------------------------------------------------------------- */

static const struct ref *ref_of(const struct device *device, enum report_by by)
{
	if (by == BY_ROLE)
		return &device->role;
	return device->tenant.id || !device->rack ? &device->tenant : &device->rack->tenant;
}

static int by_ref(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	return (x->ref->id > y->ref->id) - (x->ref->id < y->ref->id);
}

static void list_entries(struct making *m)
{
	const struct power *p = m->request->power;
	m->entries = xcalloc(p->inventory->device_count + 1, sizeof *m->entries);
	for (uint32_t n = p->first[OBJECT_DEVICE]; n < p->node_count; n++) {
		const struct device *device = (const struct device *)(const void *)p->nodes[n].object;
		if (p->nodes[n].role != ROLE_CONSUMER || !p->nodes[n].total)
			continue;
		m->entries[m->entry_count++] = (struct entry){device->location, device->site, &p->nodes[n],
		                                              ref_of(device, m->request->by)};
	}
	if (m->entry_count)
		qsort(m->entries, m->entry_count, sizeof *m->entries, by_ref);
}

static bool is_inside(const struct entry *entry, const struct object *place)
{
	const struct location *at = entry->location;
	if (place->kind == OBJECT_SITE)
		return entry->site && &entry->site->object == place;
	while (at && &at->object != place)
		at = at->parent;
	return at != NULL;
}

static void add_to_group(struct group *group, const struct node *node)
{
	bool known = number_known(node->load_w);
	group->total++;
	group->known += node->known;
	group->load_w += known ? node->load_w : 0;
	if ((enum load_mark)node->mark > group->mark)
		group->mark = (enum load_mark)node->mark;
	if (!known && group->mark == MARK_EXACT)
		group->mark = MARK_AT_LEAST;
}

static int most_load_first(const void *a, const void *b)
{
	const struct group *x = a, *y = b;
	if (x->load_w != y->load_w)
		return x->load_w > y->load_w ? -1 : 1;
	return text_compare_natural(x->name, y->name);
}

static size_t find_groups(const struct making *m, const struct object *place, struct group *groups)
{
	const char *none = m->request->by == BY_ROLE ? "(no role)" : "(no tenant)";
	size_t count = 0;
	int64_t last = -1;
	for (size_t i = 0; i < m->entry_count; i++) {
		const struct entry *entry = &m->entries[i];
		if (!is_inside(entry, place))
			continue;
		if (!count || entry->ref->id != last)
			groups[count++] = (struct group){.name = entry->ref->id ? entry->ref->name : none};
		last = entry->ref->id;
		add_to_group(&groups[count - 1], entry->node);
	}
	if (count)
		qsort(groups, count, sizeof *groups, most_load_first);
	return count;
}

static void add_groups(struct making *m, const struct place_figures *place, unsigned level)
{
	if (m->request->by == BY_NOTHING || !m->entry_count)
		return;
	struct group *groups = xcalloc(m->entry_count + 1, sizeof *groups);
	size_t count = find_groups(m, place->object, groups);
	for (size_t i = 0; i < count; i++) {
		const struct group *group = &groups[i];
		struct cell *row = report_add_row(m->report, level);
		double load_w = group->known || group->load_w > 0 ? group->load_w : NUMBER_UNKNOWN;
		row[NAME] = cell_text(group->name);
		row[DEVICES] = cell_number(group->total);
		row[FIGURES + PLACE_LOAD] = cell_load(load_w, group->mark);
		row[FIGURES + PLACE_KNOWN] = cell_number(group->known);
		row[FIGURES + PLACE_TOTAL] = cell_number(group->total);
		row[SHARE] = cell_number(percent_of(load_w, place->load_w));
		row[KIND] = cell_text(m->request->by == BY_ROLE ? "role" : "tenant");
	}
	free(groups);
}

/* -- places ------------------------------------------------------------------------ */

static struct cell names_of(const struct report *report, const struct place_figures *place)
{
	const char **names = arena_array(report->arena, place->racks_over_2n + 1, sizeof *names);
	for (uint32_t i = 0; i < place->racks_over_2n; i++)
		names[i] = place->over[i]->name;
	return cell_list(names, place->racks_over_2n);
}

static void add_place(struct making *m, const struct object *object, unsigned level)
{
	const struct place_figures *place = places_find(m->request->places, object);
	struct cell *row = report_add_row(m->report, level);
	row[NAME] = cell_link(object->name, report_url(m->report, m->request, object));
	row[DEVICES] = cell_number(place->total);
	row[RACKS] = cell_number(place->racks);
	place_cells(m->report, &row[FIGURES], m->request->power, place);
	row[OVER] = cell_number(place->racks_over_2n);
	row[OVER].tone = place->racks_over_2n ? SEVERITY_ERROR : SEVERITY_OK;
	row[OVER_LIST] = names_of(m->report, place);
	row[KIND] = cell_text(object_kind_name(object->kind));
	row[ID] = cell_text(report_id(m->report, object));
	row[NETBOX_ID] = cell_number((double)object->id);
	add_groups(m, place, level + 1);
}

static bool is_listed(const struct making *m, const struct location *location)
{
	return location && report_in_scope(m->request, &location->object);
}

static void add_below(struct making *m, const struct location *parent, const struct site *site, unsigned level)
{
	for (size_t i = 0; i < m->location_count; i++) {
		const struct location *location = (const struct location *)(const void *)m->locations[i];
		if (location->site != site || location->parent != parent)
			continue;
		add_place(m, &location->object, level);
		add_below(m, location, site, level + 1);
	}
}

/* Places nothing listed holds are roots; they add up. */
static void add_root(struct making *m, const struct object *object)
{
	const struct location *location = (const struct location *)(const void *)object;
	add_place(m, object, 0);
	place_add_up(&m->sum, places_find(m->request->places, object));
	if (object->kind == OBJECT_SITE)
		add_below(m, NULL, (const struct site *)(const void *)object, 1);
	else
		add_below(m, location, location->site, 1);
}

static void add_total(struct making *m)
{
	struct cell *row = report_total(m->report);
	const struct place_figures *sum = &m->sum;
	row[DEVICES] = cell_number(sum->total);
	row[RACKS] = cell_number(sum->racks);
	row[OVER] = cell_number(sum->racks_over_2n);
	place_sum_cells(row + FIGURES, sum);
}

struct report *report_locations(const struct report_request *request)
{
	struct making m = {.request = request, .report = report_start("locations", request, columns, COLUMNS)};
	size_t site_count;
	const struct object **sites = report_objects(request, OBJECT_SITE, NULL, &site_count);
	m.locations = report_objects(request, OBJECT_LOCATION, NULL, &m.location_count);
	if (request->by != BY_NOTHING)
		list_entries(&m);
	for (size_t i = 0; i < site_count; i++)
		add_root(&m, sites[i]);
	for (size_t i = 0; i < m.location_count; i++) {
		const struct location *location = (const struct location *)(const void *)m.locations[i];
		bool held = is_listed(&m, location->parent) ||
		            (!location->parent && location->site && report_in_scope(request, &location->site->object));
		if (!held)
			add_root(&m, m.locations[i]);
	}
	place_end_sum(&m.sum);
	add_total(&m);
	if (m.sum.racks_over_2n)
		report_note(m.report, "%u of %u racks draw more than what is left when a side is lost (2N limit).",
		            (unsigned)m.sum.racks_over_2n, (unsigned)m.sum.racks);
	free(sites);
	free(m.locations);
	free(m.entries);
	return m.report;
}
