/* Nodes are written as they stand in the graph, which is sorted by kind and id;
 * behind them the cables, racks, locations and sites they touch, found by
 * marking the inventory's arrays. */
#include "diagram/chain_json.h"

#include "base/jsonout.h"
#include "base/number.h"
#include "diagram/builder.h"
#include "diagram/study.h"
#include "power/place.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct writer {
	struct jsonout json;
	const struct content *content;
	const struct power *power;
	const struct look *look;
	struct arena *arena;
	const struct places *places;
	bool *cables, *racks, *locations, *sites; /* which occur */
	double *cable_load;
	bool *cable_live;
};

static void write_id(struct writer *w, const char *key, const struct object *object)
{
	char text[OBJECT_ID_MAX];
	jsonout_text(&w->json, key, object ? object_format_id(object, text) : NULL);
}

static void write_node_id(struct writer *w, const char *key, uint32_t node)
{
	write_id(w, key, node == NODE_NONE ? NULL : w->power->nodes[node].object);
}

/* An id; of a shared risk the name that `fail` takes. */
static void write_cause(struct writer *w, const char *key, const struct cause *cause)
{
	if (cause->risk)
		jsonout_string(&w->json, key, arena_printf(w->arena, "risk:%s", cause->risk->name));
	else
		write_id(w, key, cause->object);
}

static void write_url(struct writer *w, const struct object *object)
{
	jsonout_text(&w->json, "url", builder_url(w->power, w->look, object, w->arena));
}

static const struct object *parent_of(const struct object *object)
{
	struct place place = object_place(object);
	bool port = object->kind == OBJECT_INLET || object->kind == OBJECT_OUTLET;
	const struct feed *feed = object->kind == OBJECT_FEED ? (const struct feed *)object : NULL;
	const struct location *location = object->kind == OBJECT_LOCATION ? ((const struct location *)object)->parent
		: place.location;
	if (port)
		return place.device ? &place.device->object : NULL;
	if (feed && feed->panel)
		return &feed->panel->object;
	if (place.rack && object->kind != OBJECT_RACK)
		return &place.rack->object;
	if (location)
		return &location->object;
	return place.site && object->kind != OBJECT_SITE ? &place.site->object : NULL;
}

/* What every element begins with. */
static void write_names(struct writer *w, const struct object *object, const char *role, char side)
{
	char letter[2] = { side, '\0' };
	write_id(w, "id", object);
	jsonout_string(&w->json, "kind", object_kind_name(object->kind));
	jsonout_string(&w->json, "role", role);
	jsonout_integer(&w->json, "netbox_id", object->id);
	jsonout_string(&w->json, "name", object->name);
	write_id(w, "parent", parent_of(object));
	jsonout_text(&w->json, "side", letter);
}

/* -- elements ---------------------------------------------------------------- */

static void write_legs(struct writer *w, const struct node *n)
{
	jsonout_open(&w->json, "legs", '[');
	for (int i = 0; n->legs && i < 3; i++) {
		char letter[2] = { (char)('A' + i), '\0' };
		jsonout_open(&w->json, NULL, '{');
		jsonout_string(&w->json, "leg", letter);
		jsonout_number(&w->json, "low_w", n->legs[i].low_w);
		jsonout_number(&w->json, "high_w", n->legs[i].high_w);
		jsonout_number(&w->json, "usable_w", n->legs[i].usable_w);
		jsonout_close(&w->json, '}');
	}
	jsonout_close(&w->json, ']');
}

static void write_load(struct writer *w, double load_w, uint32_t known, uint32_t total, enum load_mark mark)
{
	jsonout_number(&w->json, "load_w", load_w);
	jsonout_integer(&w->json, "load_known", known);
	jsonout_integer(&w->json, "load_total", total);
	jsonout_string(&w->json, "load_mark", load_mark_name(mark));
}

static void write_headroom_mark(struct writer *w, double headroom_w, enum load_mark mark)
{
	bool said = number_known(headroom_w) || mark == MARK_NOT_ASKED;
	jsonout_text(&w->json, "headroom_mark", said ? load_mark_name(mark) : NULL);
}

static void write_figures(struct writer *w, const struct node *n)
{
	struct { const char *key; double value; } figures[] = {
		{ "maximum_w", n->maximum_w }, { "reserve_w", n->reserve_w }, { "planned_w", n->planned_w },
		{ "netbox_allocated_w", n->netbox_allocated_w }, { "netbox_maximum_w", n->netbox_maximum_w },
		{ "rated_w", n->rated_w }, { "usable_w", n->usable_w }, { "failure_limit_w", n->limit_w },
		{ "utilization_pct", n->utilization_pct }, { "current_a", n->current_a },
	};
	for (size_t i = 0; i < sizeof figures / sizeof *figures; i++)
		jsonout_number(&w->json, figures[i].key, figures[i].value);
}

/* Only with --failover. */
static void write_failover(struct writer *w, uint32_t node)
{
	const struct failover *failover = w->content->failover ? &w->content->failover[node] : NULL;
	if (!failover)
		return;
	jsonout_number(&w->json, "failover_w", failover->load_w);
	write_cause(w, "failover_cause", &failover->cause);
}

static void write_node(struct writer *w, uint32_t node)
{
	const struct node *n = &w->power->nodes[node];
	jsonout_line(&w->json);
	jsonout_open(&w->json, NULL, '{');
	write_names(w, n->object, role_name(n->role), n->side);
	jsonout_bool(&w->json, "live", !(n->flags & (NODE_NOT_LIVE | NODE_PLANNED)));
	jsonout_bool(&w->json, "in_scope", content_in_scope(w->content, node));
	write_load(w, n->load_w, n->known, n->total, n->mark);
	write_figures(w, n);
	write_node_id(w, "bottleneck", n->bottleneck);
	jsonout_number(&w->json, "headroom_w", n->headroom_w);
	write_headroom_mark(w, n->headroom_w, (enum load_mark)n->headroom_mark);
	write_legs(w, n);
	write_failover(w, node);
	jsonout_string(&w->json, "severity", severity_name(n->severity));
	write_url(w, n->object);
	jsonout_close(&w->json, '}');
}

static void write_cable(struct writer *w, size_t index)
{
	const struct cable *cable = w->power->inventory->cables[index];
	jsonout_line(&w->json);
	jsonout_open(&w->json, NULL, '{');
	write_names(w, &cable->object, "cable", 0);
	jsonout_bool(&w->json, "live", w->cable_live[index]);
	jsonout_string(&w->json, "status", cable->status);
	jsonout_number(&w->json, "load_w", w->cable_load[index]);
	write_url(w, &cable->object);
	jsonout_close(&w->json, '}');
}

/* A trace with loads of the path only knows where things are, and no more. */
static void write_place_name(struct writer *w, const struct object *place)
{
	jsonout_line(&w->json);
	jsonout_open(&w->json, NULL, '{');
	write_id(w, "id", place);
	jsonout_string(&w->json, "kind", object_kind_name(place->kind));
	jsonout_string(&w->json, "role", object_kind_name(place->kind));
	jsonout_integer(&w->json, "netbox_id", place->id);
	jsonout_string(&w->json, "name", place->name);
	write_load(w, NUMBER_UNKNOWN, 0, 0, MARK_NOT_ASKED);
	jsonout_string(&w->json, "severity", severity_name(SEVERITY_UNKNOWN));
	write_url(w, place);
	jsonout_close(&w->json, '}');
}

static void write_place(struct writer *w, const struct object *place)
{
	if (w->power->path_only) {
		write_place_name(w, place);
		return;
	}
	const struct place_figures *figures = places_find(w->places, place);
	struct { const char *key; double value; } numbers[] = {
		{ "planned_w", figures->planned_w }, { "transit_w", figures->transit_w },
		{ "installed_w", figures->installed.w }, { "usable_w", figures->usable.w },
		{ "limit_2n_w", figures->limit_2n.w }, { "headroom_w", figures->headroom_w },
		{ "installed_pct", figures->installed_pct }, { "usable_pct", figures->usable_pct },
		{ "limit_2n_pct", figures->limit_2n_pct },
	};
	jsonout_line(&w->json);
	jsonout_open(&w->json, NULL, '{');
	write_names(w, place, object_kind_name(place->kind), 0);
	jsonout_bool(&w->json, "in_scope", scope_contains(w->content->scope, place));
	write_load(w, figures->load_w, figures->known, figures->total, figures->mark);
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
		jsonout_number(&w->json, numbers[i].key, numbers[i].value);
	write_headroom_mark(w, figures->headroom_w, figures->headroom_mark);
	write_id(w, "bottleneck", figures->bottleneck);
	jsonout_string(&w->json, "severity", severity_name(figures->severity));
	write_url(w, place);
	jsonout_close(&w->json, '}');
}

/* -- what occurs besides nodes ------------------------------------------------- */

static void note_place(struct writer *w, const struct object *object)
{
	const struct inventory *inventory = w->power->inventory;
	struct place place = object_place(object);
	if (place.rack)
		w->racks[inventory_index(inventory, &place.rack->object)] = true;
	for (const struct location *l = place.location; l; l = w->power->path_only ? NULL : l->parent)
		w->locations[inventory_index(inventory, &l->object)] = true;
	if (place.site)
		w->sites[inventory_index(inventory, &place.site->object)] = true;
}

static bool edge_shown(const struct writer *w, const struct edge *edge)
{
	return content_has(w->content, edge->from) && content_has(w->content, edge->to);
}

static void note_all(struct writer *w)
{
	const struct inventory *inventory = w->power->inventory;
	w->cables = arena_array(w->arena, inventory->cable_count + 1, sizeof *w->cables);
	w->cable_live = arena_array(w->arena, inventory->cable_count + 1, sizeof *w->cable_live);
	w->cable_load = arena_array(w->arena, inventory->cable_count + 1, sizeof *w->cable_load);
	w->racks = arena_array(w->arena, inventory->rack_count + 1, sizeof *w->racks);
	w->locations = arena_array(w->arena, inventory->location_count + 1, sizeof *w->locations);
	w->sites = arena_array(w->arena, inventory->site_count + 1, sizeof *w->sites);
	for (uint32_t i = 0; i < w->power->node_count; i++)
		if (content_has(w->content, i))
			note_place(w, w->power->nodes[i].object);
	for (uint32_t i = 0; i < w->power->edge_count; i++) {
		const struct edge *edge = &w->power->edges[i];
		if (!edge->cable || !edge_shown(w, edge))
			continue;
		size_t index = inventory_index(inventory, &edge->cable->object);
		w->cables[index] = true;
		w->cable_live[index] |= edge->live;
		w->cable_load[index] += edge->load_w;
	}
}

static void write_elements(struct writer *w)
{
	const struct inventory *inventory = w->power->inventory;
	jsonout_line(&w->json);
	jsonout_open(&w->json, "elements", '[');
	for (uint32_t i = 0; i < w->power->node_count; i++)
		if (content_has(w->content, i))
			write_node(w, i);
	for (size_t i = 0; i < inventory->cable_count; i++)
		if (w->cables[i])
			write_cable(w, i);
	for (size_t i = 0; i < inventory->rack_count; i++)
		if (w->racks[i])
			write_place(w, &inventory->racks[i]->object);
	for (size_t i = 0; i < inventory->location_count; i++)
		if (w->locations[i])
			write_place(w, &inventory->locations[i]->object);
	for (size_t i = 0; i < inventory->site_count; i++)
		if (w->sites[i])
			write_place(w, &inventory->sites[i]->object);
	jsonout_line(&w->json);
	jsonout_close(&w->json, ']');
}

/* -- edges, sorted by their ends --------------------------------------------------- */

static int by_ends(const void *a, const void *b)
{
	const struct edge *x = *(const struct edge *const *)a, *y = *(const struct edge *const *)b;
	if (x->from != y->from)
		return x->from < y->from ? -1 : 1;
	if (x->to != y->to)
		return x->to < y->to ? -1 : 1;
	int64_t m = x->cable ? x->cable->object.id : 0, n = y->cable ? y->cable->object.id : 0;
	return (m > n) - (m < n);
}

static void write_edge(struct writer *w, const struct edge *edge)
{
	jsonout_line(&w->json);
	jsonout_open(&w->json, NULL, '{');
	write_node_id(w, "from", edge->from);
	write_node_id(w, "to", edge->to);
	if (edge->cable)
		jsonout_integer(&w->json, "cable", edge->cable->object.id);
	else
		jsonout_null(&w->json, "cable");
	jsonout_number(&w->json, "load_w", edge->load_w);
	jsonout_bool(&w->json, "live", edge->live);
	jsonout_bool(&w->json, "assumed", edge->assumed);
	jsonout_bool(&w->json, "reserve", edge->reserve);
	jsonout_bool(&w->json, "closes_cycle", edge->closes_cycle);
	jsonout_close(&w->json, '}');
}

static void write_edges(struct writer *w)
{
	const struct power *power = w->power;
	const struct edge **edges = xcalloc(power->edge_count + 1, sizeof *edges);
	size_t count = 0;
	for (uint32_t i = 0; i < power->edge_count; i++)
		if (edge_shown(w, &power->edges[i]))
			edges[count++] = &power->edges[i];
	if (count)
		qsort(edges, count, sizeof *edges, by_ends);
	jsonout_line(&w->json);
	jsonout_open(&w->json, "edges", '[');
	for (size_t i = 0; i < count; i++)
		write_edge(w, edges[i]);
	jsonout_line(&w->json);
	jsonout_close(&w->json, ']');
	free(edges);
}

/* -- verdicts and findings ------------------------------------------------------------ */

/* What the loss of each path does: a trace with outcomes has them. */
static void write_outcomes(struct writer *w, const struct verdict *verdict)
{
	const struct content *content = w->content;
	for (size_t i = 0; content->outcomes && i < content->focus_count; i++) {
		const struct resilience *outcome = content->outcomes[i];
		if (!outcome || content->focus[i] != verdict->device || !outcome->count)
			continue;
		jsonout_open(&w->json, "outcomes", '[');
		for (size_t k = 0; k < outcome->count; k++) {
			const struct consequence *c = &outcome->consequences[k];
			jsonout_open(&w->json, NULL, '{');
			write_cause(w, "cause", &c->cause);
			jsonout_string(&w->json, "effect", c->fate == EFFECTS ? "served" : effect_name((enum effect)c->fate));
			write_node_id(w, "object", c->node);
			jsonout_number(&w->json, "load_w", c->load_w);
			jsonout_number(&w->json, "limit_w", c->limit_w);
			jsonout_string(&w->json, "text", c->text);
			jsonout_close(&w->json, '}');
		}
		jsonout_close(&w->json, ']');
	}
}

static void write_verdict(struct writer *w, const struct verdict *verdict)
{
	jsonout_line(&w->json);
	jsonout_open(&w->json, NULL, '{');
	write_node_id(w, "device", verdict->device);
	jsonout_string(&w->json, "state", verdict_state_name(verdict->state));
	jsonout_open(&w->json, "shared", '[');
	for (size_t i = 0; i < verdict->shared_count; i++)
		write_id(w, NULL, verdict->shared[i]);
	jsonout_close(&w->json, ']');
	if (verdict->risk)
		jsonout_string(&w->json, "shared_risk", verdict->risk);
	jsonout_integer(&w->json, "cords", (int64_t)verdict->cords);
	jsonout_integer(&w->json, "unfed", (int64_t)verdict->unfed);
	jsonout_open(&w->json, "up_to", '[');
	for (size_t i = 0; i < verdict->up_to_count; i++)
		write_node_id(w, NULL, verdict->up_to[i]);
	jsonout_close(&w->json, ']');
	jsonout_open(&w->json, "paths", '[');
	for (size_t i = 0; i < verdict->path_count; i++) {
		jsonout_open(&w->json, NULL, '[');
		for (size_t k = 0; k < verdict->paths[i].count; k++)
			write_node_id(w, NULL, verdict->paths[i].nodes[k]);
		jsonout_close(&w->json, ']');
	}
	jsonout_close(&w->json, ']');
	jsonout_bool(&w->json, "paths_cut", verdict->paths_cut);
	write_outcomes(w, verdict);
	jsonout_string(&w->json, "text", verdict->text);
	jsonout_close(&w->json, '}');
}

static void write_verdicts(struct writer *w)
{
	jsonout_line(&w->json);
	jsonout_open(&w->json, "verdicts", '[');
	for (size_t i = 0; i < w->content->verdict_count; i++)
		if (w->content->verdicts[i])
			write_verdict(w, w->content->verdicts[i]);
	jsonout_line(&w->json);
	jsonout_close(&w->json, ']');
}

static void write_finding(struct writer *w, const struct finding *finding)
{
	jsonout_line(&w->json);
	jsonout_open(&w->json, NULL, '{');
	jsonout_string(&w->json, "rule", finding->rule->id);
	jsonout_string(&w->json, "severity", severity_name(finding->severity));
	write_id(w, "object", finding->object);
	jsonout_string(&w->json, "name", finding->object->name);
	jsonout_string(&w->json, "text", finding->text);
	jsonout_string(&w->json, "advice", finding->rule->advice);
	write_url(w, finding->object);
	jsonout_close(&w->json, '}');
}

static void write_findings(struct writer *w)
{
	size_t count;
	const struct finding *findings = content_findings(w->content, &count);
	jsonout_line(&w->json);
	jsonout_open(&w->json, "findings", '[');
	for (size_t i = 0; i < count; i++)
		write_finding(w, &findings[i]);
	jsonout_line(&w->json);
	jsonout_close(&w->json, ']');
}

/* -- head ------------------------------------------------------------------------------ */

static void write_policy(struct writer *w)
{
	const struct policy *policy = &w->power->policy;
	jsonout_line(&w->json);
	jsonout_open(&w->json, "policy", '{');
	jsonout_string(&w->json, "draw", draw_policy_name(policy->draw));
	jsonout_string(&w->json, "psu", psu_policy_name(policy->psu));
	jsonout_number(&w->json, "estimate_pct", policy->estimate * 100);
	jsonout_bool(&w->json, "include_planned", policy->include_planned);
	jsonout_number(&w->json, "continuous_pct", policy->continuous * 100);
	jsonout_number(&w->json, "notice_pct", policy->notice_pct);
	jsonout_number(&w->json, "warning_pct", policy->warning_pct);
	jsonout_number(&w->json, "error_pct", policy->error_pct);
	jsonout_close(&w->json, '}');
}

static const char *stamped(const struct writer *w)
{
	const char *taken_at = w->power->inventory->taken_at;
	switch (w->look->stamp) {
	case STAMP_FULL: return taken_at;
	case STAMP_DATE: return arena_strndup(w->arena, taken_at, 10);
	case STAMP_NONE: break;
	}
	return "";
}

static void write_head(struct writer *w)
{
	const struct inventory *inventory = w->power->inventory;
	jsonout_string(&w->json, "format", "wattmap-chain");
	jsonout_integer(&w->json, "version", 1);
	jsonout_text(&w->json, "taken_at", stamped(w));
	jsonout_line(&w->json);
	jsonout_open(&w->json, "netbox", '{');
	jsonout_string(&w->json, "url", inventory->url);
	jsonout_string(&w->json, "version", inventory->version_text);
	jsonout_close(&w->json, '}');
	write_policy(w);
	jsonout_line(&w->json);
	jsonout_open(&w->json, "coverage", '{');
	jsonout_integer(&w->json, "known", w->content->known);
	jsonout_integer(&w->json, "total", w->content->total);
	jsonout_close(&w->json, '}');
}

bool chain_json_write(const struct content *content, const struct look *look, FILE *out, struct error *err)
{
	struct writer w = { .content = content, .power = content->power, .look = look, .arena = arena_new() };
	w.places = w.power->path_only ? NULL : content_places(content); /* see write_place() */
	note_all(&w);
	jsonout_start(&w.json, out);
	jsonout_open(&w.json, NULL, '{');
	write_head(&w);
	write_elements(&w);
	write_edges(&w);
	write_verdicts(&w);
	write_findings(&w);
	jsonout_line(&w.json);
	jsonout_close(&w.json, '}');
	fputc('\n', out);
	arena_free(w.arena);
	return !ferror(out) || error_set(err, ERROR_WRITE, "the JSON could not be written");
}
