/* Tables of its own for the site visit; the rest is what `fail` writes anyway. */
#include "cli/fail_pack.h"

#include "base/arena.h"
#include "base/text.h"
#include "cli/table_output.h"
#include "report/schedule.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct pack {
	const struct options *options;
	struct picture *picture;
	const struct fail_facts *facts;
	const struct fail_scene *scene;
	const struct power *power;
	struct arena *arena;
};

/* -- files ------------------------------------------------------------------------- */

struct file {
	const struct report *report;
	const struct drawing *drawing;
	enum format format;
	bool no_links;
};

static bool write_one(const void *context, FILE *out, struct error *err)
{
	const struct file *file = context;
	struct report_options options = { .no_links = file->no_links };
	return file->drawing ? drawing_write(file->drawing, file->format, 0, out, err)
	                     : report_write(file->report, &options, file->format, out, err);
}

static bool put_file(const struct pack *pack, const char *name, struct file file, struct error *err)
{
	const char *path = arena_printf(pack->arena, "%s/%s.%s", pack->options->pack, name, format_name(file.format));
	const char *stamps[] = { pack->picture->inventory->taken_at, NULL };
	file.no_links = pack->options->no_links;
	return output_write(path, pack->options->if_changed, stamps, write_one, &file, err);
}

static bool put_picture(const struct pack *pack, struct error *err)
{
	struct drawing *drawing = NULL;
	bool ok = drawing_new(pack->picture->diagram, pack->picture->style, &drawing, err) &&
	          put_file(pack, "fail", (struct file){ .drawing = drawing, .format = FORMAT_SVG }, err);
	drawing_free(drawing);
	return ok;
}

/* -- by tenant ----------------------------------------------------------------------- */

static const struct ref *tenant_of(const struct power *power, uint32_t n)
{
	return &((const struct device *)(const void *)power->nodes[n].object)->tenant;
}

/* "tenant-delta-health" by the slug, which is unique; by the id where the slug is not fit for a file name. */
static const char *tenant_file(const struct pack *pack, const struct ref *tenant)
{
	static const char safe[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
	const char *slug = tenant->slug ? tenant->slug : "";
	if (!tenant->id)
		return "tenant-none";
	if (*slug && !slug[strspn(slug, safe)] && strlen(slug) <= 100 && strcmp(slug, "none") != 0)
		return arena_printf(pack->arena, "tenant-%s", slug);
	return arena_printf(pack->arena, "tenant-%" PRId64, tenant->id);
}

static int by_name(const void *a, const void *b)
{
	const struct ref *x = *(const struct ref *const *)a, *y = *(const struct ref *const *)b;
	int order = x->id && y->id ? text_compare_natural(x->name, y->name) : 0;
	return order ? order : (x->id > y->id) - (x->id < y->id);
}

/* The tenants of all consumers that are hit, each once. malloc'd. */
static const struct ref **tenants_of(const struct pack *pack, size_t *count)
{
	const struct outcome *outcome = pack->scene->outcome;
	const struct ref **tenants = xcalloc(outcome->hit_count + 1, sizeof *tenants);
	size_t all = 0;
	*count = 0;
	for (size_t i = 0; i < outcome->hit_count; i++)
		if (effect_is_consumer((enum effect)outcome->hits[i].effect))
			tenants[all++] = tenant_of(pack->power, outcome->hits[i].node);
	if (all)
		qsort(tenants, all, sizeof *tenants, by_name);
	for (size_t i = 0; i < all; i++)
		if (*count == 0 || tenants[i]->id != tenants[*count - 1]->id)
			tenants[(*count)++] = tenants[i];
	return tenants;
}

static void add_tally(struct outcome *outcome, const struct power *power, const struct hit *hit)
{
	const struct node *node = &power->nodes[hit->node];
	struct tally *tally = &outcome->tallies[hit->effect];
	tally->devices++;
	tally->load_w += number_known(node->load_w) ? node->load_w : 0;
	tally->unknown += node->total > node->known;
}

static bool put_tenant(const struct pack *pack, const struct ref *tenant, struct error *err)
{
	const struct outcome *all = pack->scene->outcome;
	struct outcome part = { .worst = NODE_NONE };
	struct hit *hits = xcalloc(all->hit_count + 1, sizeof *hits);
	for (size_t i = 0; i < all->hit_count; i++) {
		const struct hit *hit = &all->hits[i];
		bool theirs = effect_is_consumer((enum effect)hit->effect) && tenant_of(pack->power, hit->node)->id == tenant->id;
		if (!theirs)
			continue;
		hits[part.hit_count++] = *hit;
		add_tally(&part, pack->power, hit);
	}
	part.hits = hits;
	struct report *report = fail_report(pack->facts, &part);
	report->title = arena_printf(report->arena, "%s · %s", tenant->id ? tenant->name : "No tenant", report->title);
	bool ok = put_file(pack, tenant_file(pack, tenant), (struct file){ .report = report, .format = FORMAT_MD }, err);
	report_free(report);
	free(hits);
	return ok;
}

static bool put_tenants(const struct pack *pack, struct error *err)
{
	size_t count;
	const struct ref **tenants = tenants_of(pack, &count);
	bool ok = true;
	for (size_t i = 0; i < count && ok; i++)
		ok = put_tenant(pack, tenants[i], err);
	free(tenants);
	return ok;
}

/* -- what to verify on site first ---------------------------------------------------- */

static const struct column check_columns[] = {
	{ "check", "Check", CELL_TEXT, NULL, 0 },
	{ "name", "Name", CELL_TEXT, NULL, 0 },
	{ "place", "Place", CELL_TEXT, NULL, 0 },
	{ "tenant", "Tenant", CELL_TEXT, NULL, 0 },
	{ "load_w", "Load", CELL_WATTS, NULL, 0 },
	{ "done", "Done", CELL_TEXT, NULL, 0 },
};

static void add_check(struct report *report, const struct pack *pack, uint32_t n, const char *what)
{
	const struct object *object = pack->power->nodes[n].object;
	struct place place = object_place(object);
	struct cell *row = report_add_row(report, 0);
	row[0] = cell_text(what);
	row[1] = cell_text(object->name);
	row[2] = cell_text(place.rack ? place.rack->object.name : place.location ? place.location->object.name : "");
	row[3] = cell_text(object->kind == OBJECT_DEVICE && tenant_of(pack->power, n)->id ? tenant_of(pack->power, n)->name : "");
	row[4] = cell_number(pack->power->nodes[n].load_w);
}

static const char *check_of(const struct pack *pack, const struct hit *hit)
{
	const struct node *node = &pack->power->nodes[hit->node];
	if (!effect_is_consumer((enum effect)hit->effect))
		return NULL;
	if (hit->effect == EFFECT_UNKNOWN)
		return "find out what else feeds it";
	if (hit->effect == EFFECT_DARK)
		return "goes dark: shut down or feed otherwise first";
	if (node->total > node->known)
		return "draw unknown: measure";
	if (hit->effect == EFFECT_AT_RISK)
		return contingency_state(pack->scene->contingency, hit->node) & STATE_SOURCE
		       ? "at risk: measure the other cord's load" : "on battery only: check runtime and charge";
	return "single-fed then: check that the other cord is plugged in and live";
}

/* Transfer devices and UPSs whose feed changes. */
static void add_devices(struct report *report, const struct pack *pack)
{
	size_t count;
	const struct power *power = pack->power;
	const uint32_t *touched = contingency_touched(pack->scene->contingency, &count);
	bool *seen = xcalloc(power->node_count + 1, sizeof *seen);
	for (size_t i = 0; i < count; i++) {
		uint32_t device = power->nodes[touched[i]].device;
		if (device != NODE_NONE)
			seen[device] = true;
	}
	for (uint32_t n = power->first[OBJECT_DEVICE]; n < power->node_count; n++) {
		if (!seen[n] || !(power->nodes[n].flags & NODE_TRANSFER))
			continue;
		bool ups = power->nodes[n].role == ROLE_UPS;
		add_check(report, pack, n, ups ? "UPS: check battery, runtime and bypass" : "transfer switch: check both inputs and the transfer");
	}
	free(seen);
}

static bool put_checks(const struct pack *pack, struct error *err)
{
	struct report *report = report_new("fail-check", check_columns, sizeof check_columns / sizeof *check_columns);
	const struct outcome *outcome = pack->scene->outcome;
	add_devices(report, pack);
	for (size_t i = 0; i < outcome->hit_count; i++) {
		const char *what = check_of(pack, &outcome->hits[i]);
		if (what)
			add_check(report, pack, outcome->hits[i].node, what);
	}
	bool ok = put_file(pack, "check", (struct file){ .report = report, .format = FORMAT_CSV }, err);
	report_free(report);
	return ok;
}

/* -- the schedule of what is switched off --------------------------------------------- */

/* A panel's feeds stand with it. */
static bool goes_with_panel(const struct pack *pack, const struct object *object)
{
	const struct removal *gone = pack->scene->gone;
	if (object->kind != OBJECT_FEED)
		return false;
	uint32_t panel = power_node(pack->power, &((const struct feed *)(const void *)object)->panel->object);
	for (size_t i = 0; i < gone->node_count; i++)
		if (gone->nodes[i] == panel)
			return true;
	return false;
}

static bool put_schedule(const struct pack *pack, struct error *err)
{
	struct report_request request = { .power = pack->power, .link_base = pack->facts->link_base };
	struct report *report = schedule_new(&request);
	for (size_t i = 0; i < pack->scene->gone->node_count; i++) {
		const struct object *object = pack->power->nodes[pack->scene->gone->nodes[i]].object;
		if (schedule_has(object) && !goes_with_panel(pack, object))
			schedule_add(report, &request, object);
	}
	bool ok = put_file(pack, "schedule", (struct file){ .report = report, .format = FORMAT_CSV }, err);
	report_free(report);
	return ok;
}

bool fail_pack_write(const struct options *options, struct picture *picture, const struct fail_facts *facts,
                     const struct fail_scene *scene, const struct report *report, struct error *err)
{
	struct pack pack = { options, picture, facts, scene, picture->power, arena_new() };
	bool ok = mkdir(options->pack, 0777) == 0 || errno == EEXIST ||
	          error_set(err, ERROR_WRITE, "%s: cannot make the folder: %s", options->pack, strerror(errno));
	ok = ok && put_picture(&pack, err) &&
	     put_file(&pack, "fail", (struct file){ .report = report, .format = FORMAT_MD }, err) &&
	     put_tenants(&pack, err) && put_checks(&pack, err) && put_schedule(&pack, err);
	arena_free(pack.arena);
	return ok;
}
