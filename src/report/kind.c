#include "report/kind.h"

#include "base/text.h"

#include <stdlib.h>
#include <string.h>

const struct report_kind report_kinds[] = {
	{"utilization", "Rack utilization", "load, capacity and what is left, per rack", report_utilization, true, 12},
	{"locations", "Locations", "the same for sites and locations; --by role or tenant splits the load",
	 report_locations, true, 1},
	{"distribution", "Panels and distribution", "load, capacity and what is left, per panel, UPS, ATS and PDU",
	 report_distribution, false, 3},
	{"stranded", "Stranded capacity", "unused circuits, feeds and outlets, and what a bottleneck keeps back",
	 report_stranded, false, 5},
	{"overprovisioned", "Over the thresholds", "what is loaded to 75 % or more, worst first",
	 report_overprovisioned, true, 2},
	{"feeds", "Power feeds", "every feed with load, rating, amps and headroom", report_feeds, false, 2},
	{"phases", "Phases", "line currents, leg loads and imbalance where there are three phases", report_phases, false, 5},
	{"devices", "Devices", "draws per device and power supply, and what is left with one supply less", report_devices,
	 false, 48},
	{"schedule", "Schedules", "circuits or outlets of a panel or PDU, and what hangs on them", report_schedule, false, 25},
	{"fit", "Where it fits", "racks that take a device of so many watts, supplies and units", report_fit, false, 0},
	{NULL, NULL, NULL, NULL, false, 0},
};

const struct report_kind *report_kind_find(const char *name)
{
	for (const struct report_kind *kind = report_kinds; kind->name; kind++)
		if (strcmp(kind->name, name) == 0)
			return kind;
	return NULL;
}

/* -- the head ---------------------------------------------------------------- */

static void add_policy(struct report *report, const struct policy *policy)
{
	const struct fact facts[] = {
		{"draw", draw_policy_name(policy->draw), 0},
		{"psu", psu_policy_name(policy->psu), 0},
		{"estimate", NULL, policy->estimate},
		{"continuous", NULL, policy->continuous},
		{"include_planned", policy->include_planned ? "yes" : NULL, NUMBER_UNKNOWN},
		{"notice_pct", NULL, policy->notice_pct},
		{"warning_pct", NULL, policy->warning_pct},
		{"error_pct", NULL, policy->error_pct},
	};
	struct fact *copy = arena_array(report->arena, sizeof facts / sizeof *facts, sizeof *copy);
	memcpy(copy, facts, sizeof facts);
	report->policy = copy;
	report->policy_count = sizeof facts / sizeof *facts;
}

static void add_coverage(struct report *report, const struct report_request *request)
{
	const struct power *power = request->power;
	if (scope_is_everything(request->scope)) {
		report->known = power->known;
		report->total = power->total;
		return;
	}
	for (uint32_t n = power->first[OBJECT_DEVICE]; n < power->node_count; n++) {
		const struct node *node = &power->nodes[n];
		if (node->role != ROLE_CONSUMER || !scope_contains(request->scope, node->object))
			continue;
		report->known += node->known;
		report->total += node->total;
	}
}

struct report *report_start(const char *name, const struct report_request *request,
                            const struct column *columns, size_t column_count)
{
	struct report *report = report_new(name, columns, column_count);
	const struct report_kind *kind = report_kind_find(name);
	const char *scope = request->scope ? scope_text(request->scope) : "";
	report->title = request->title ? request->title
	                : arena_printf(report->arena, "%s%s%s", kind->title, *scope ? ": " : "", scope);
	report->taken_at = request->taken_at;
	report->netbox_url = request->power->inventory->url;
	report->netbox_version = request->power->inventory->version_text;
	add_policy(report, &request->power->policy);
	add_coverage(report, request);
	return report;
}

/* -- texts --------------------------------------------------------------------- */

const char *report_url(const struct report *report, const struct report_request *request, const struct object *object)
{
	const char *base = request->link_base ? request->link_base : request->power->inventory->url;
	if (!object->visible || !base || !*base)
		return "";
	char id[NUMBER_MAX];
	const char *const parts[] = {base, object_kind_collection(object->kind), "/", number_format_whole(id, object->id), "/"};
	return arena_join(report->arena, parts, sizeof parts / sizeof *parts);
}

const char *report_id(const struct report *report, const struct object *object)
{
	char text[OBJECT_ID_MAX];
	return arena_strdup(report->arena, object_format_id(object, text));
}

const char *report_full_name(const struct report *report, const struct object *object)
{
	return object_full_name_in(report->arena, object);
}

const char *report_place(const struct object *object)
{
	struct place place = object_place(object);
	if (place.rack)
		return place.rack->object.name;
	return place.location ? place.location->object.name : "";
}

const char *report_place_or_site(const struct object *object)
{
	const char *place = report_place(object);
	const struct site *site = object_place(object).site;
	return *place || !site ? place : site->object.name;
}

const char *report_side(char side)
{
	static const char sides[] = "A\0B\0C\0D\0E\0F\0G\0H";
	return side >= 'A' && side <= 'H' ? &sides[2 * (side - 'A')] : "";
}

/* The part of the value people know: "nema-l6-30r" is L6-30R. */
const char *report_connector(const struct report *report, const char *type)
{
	static const char *const prefixes[] = {"iec-60320-", "nema-", "ita-"};
	for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++) {
		size_t length = strlen(prefixes[i]);
		if (strncmp(type, prefixes[i], length) != 0)
			continue;
		char *text = arena_strdup(report->arena, type + length);
		for (char *c = text; *c; c++)
			if (*c >= 'a' && *c <= 'z')
				*c = (char)(*c - 'a' + 'A');
		return text;
	}
	return type;
}

/* -- choosing -------------------------------------------------------------------- */

bool report_in_scope(const struct report_request *request, const struct object *object)
{
	return object->visible && scope_contains(request->scope, object);
}

static const char *name_of(const void *named)
{
	return named ? ((const struct object *)named)->name : "";
}

struct placed {
	const struct object *object;
	struct place at;
};

static int by_position(const void *a, const void *b)
{
	const struct placed *x = a, *y = b;
	int order = x->at.site == y->at.site ? 0 : text_compare_natural(name_of(x->at.site), name_of(y->at.site));
	if (!order && x->at.location != y->at.location)
		order = text_compare_natural(name_of(x->at.location), name_of(y->at.location));
	if (!order && x->at.rack != y->at.rack)
		order = text_compare_natural(name_of(x->at.rack), name_of(y->at.rack));
	if (!order)
		order = text_compare_natural(x->object->name, y->object->name);
	return order ? order : (x->object->id > y->object->id) - (x->object->id < y->object->id);
}

const struct object **report_objects(const struct report_request *request, enum object_kind kind,
                                     bool (*takes)(const struct report_request *, const struct object *), size_t *count)
{
	size_t all;
	struct object **objects = inventory_objects(request->power->inventory, kind, &all);
	struct placed *chosen = xcalloc(all + 1, sizeof *chosen);
	*count = 0;
	for (size_t i = 0; i < all; i++)
		if (report_in_scope(request, objects[i]) && (!takes || takes(request, objects[i])))
			chosen[(*count)++] = (struct placed){objects[i], object_place(objects[i])};
	if (*count)
		qsort(chosen, *count, sizeof *chosen, by_position);
	const struct object **sorted = xcalloc(*count + 1, sizeof *sorted);
	for (size_t i = 0; i < *count; i++)
		sorted[i] = chosen[i].object;
	free(chosen);
	return sorted;
}
