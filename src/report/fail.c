/* Columns are tables; a row is filled by one function for each report. */
#include "report/fail.h"

#include "base/text.h"
#include "power/lines.h"
#include "power/place.h"
#include "report/kind.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* -- words ------------------------------------------------------------------------- */

/* "12.4 kW + 3 unknown" */
static const char *tally_words(const struct tally *tally, struct arena *arena)
{
	if (!tally->unknown)
		return number_watts(tally->load_w, arena);
	if (tally->load_w == 0)
		return arena_printf(arena, "%zu unknown", tally->unknown);
	return arena_printf(arena, "%s + %zu unknown", number_watts(tally->load_w, arena), tally->unknown);
}

static const char *devices(size_t count)
{
	return count == 1 ? "device" : "devices";
}

static void put_tally(FILE *out, const struct tally *tally, const char *words, struct arena *arena)
{
	fprintf(out, "%s %s", tally_words(tally, arena), words);
	if (tally->devices)
		fprintf(out, " (%zu %s)", tally->devices, devices(tally->devices));
}

static void put_elements(FILE *out, const struct outcome *outcome)
{
	const size_t *count = outcome->elements;
	if (count[EFFECT_MAY_TRIP])
		fprintf(out, " · %zu may trip", count[EFFECT_MAY_TRIP]);
	if (count[EFFECT_PSU])
		fprintf(out, " · %zu %s overloaded", count[EFFECT_PSU], count[EFFECT_PSU] == 1 ? "PSU" : "PSUs");
	if (count[EFFECT_OVERLOAD])
		fprintf(out, " · %zu overloaded", count[EFFECT_OVERLOAD]);
}

const char *fail_summary(const struct outcome *outcome, struct arena *arena)
{
	const struct tally *tallies = outcome->tallies;
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	put_tally(out, &tallies[EFFECT_DARK], "dark", arena);
	fprintf(out, " · ");
	put_tally(out, &tallies[EFFECT_AT_RISK], "at risk", arena);
	if (outcome->battery.devices)
		fprintf(out, ", of these %zu on battery", outcome->battery.devices);
	put_elements(out, outcome);
	if (tallies[EFFECT_LOST].devices) {
		fprintf(out, " · ");
		put_tally(out, &tallies[EFFECT_LOST], "lost redundancy", arena);
	}
	if (tallies[EFFECT_UNKNOWN].devices) {
		fprintf(out, " · ");
		put_tally(out, &tallies[EFFECT_UNKNOWN], "of unknown fate", arena);
	}
	if (outcome->generations)
		fprintf(out, " · in %u %s", outcome->generations + 1, "steps");
	fclose(out);
	const char *kept = arena_strdup(arena, text);
	free(text);
	return kept;
}

static const char *url_of(const struct fail_facts *facts, const struct object *object, struct arena *arena)
{
	if (!facts->link_base || !object || object->id <= 0)
		return NULL;
	return arena_printf(arena, "%s%s/%" PRId64 "/", facts->link_base, object_kind_collection(object->kind), object->id);
}

/* Cables often have no label: "cable #50". */
static const char *lost_name(const struct object *object, struct arena *arena)
{
	const char *name = object_full_name_in(arena, object);
	return object->kind == OBJECT_CABLE ? arena_printf(arena, "cable %s", name) : name;
}

static const struct device *device_of(const struct power *power, uint32_t n)
{
	uint32_t device = power->nodes[n].kind == OBJECT_DEVICE ? n : power->nodes[n].device;
	return device == NODE_NONE ? NULL : (const struct device *)(const void *)power->nodes[device].object;
}

static const char *runtime_words(const struct power *power, uint32_t device, struct arena *arena)
{
	const struct object *ups = power->nodes[device].object;
	double minutes = policy_runtime_min(&power->policy, (const struct device *)(const void *)ups);
	if (number_known(minutes))
		return arena_printf(arena, "on the battery of %s, %g min", ups->name, minutes);
	return arena_printf(arena, "on the battery of %s, runtime unknown", ups->name);
}

/* Why a consumer is at risk: "PSU2 has 4 200 W of 3 000 W", "fewer PSUs left than it needs". */
static const char *reason_of(const struct fail_facts *facts, uint32_t device, struct arena *arena)
{
	const struct power *power = facts->power;
	uint32_t culprit = contingency_culprit(facts->contingency, device);
	if (culprit == NODE_NONE)
		return "fewer PSUs left than it needs";
	const struct node *node = &power->nodes[culprit];
	if (!(contingency_state(facts->contingency, device) & STATE_SOURCE))
		return runtime_words(power, node->device, arena);
	return arena_printf(arena, "%s has %s of %s",
	                    node->role == ROLE_PSU ? node->object->name : object_full_name_in(arena, node->object),
	                    number_watts(contingency_load(facts->contingency, culprit), arena), number_watts(node->rated_w, arena));
}

/* -- the head ---------------------------------------------------------------------- */

static void set_head(struct report *report, const struct fail_facts *facts, const char *title)
{
	const struct power *power = facts->power;
	const struct policy *policy = &power->policy;
	struct fact *policy_facts = arena_array(report->arena, 4, sizeof *policy_facts);
	policy_facts[0] = (struct fact){"draw", draw_policy_name(policy->draw), 0};
	policy_facts[1] = (struct fact){"psu", psu_policy_name(policy->psu), 0};
	policy_facts[2] = (struct fact){"trip", NULL, policy->trip};
	policy_facts[3] = (struct fact){"cascade", facts->cascade ? "yes" : "no", 0};
	report->title = title;
	report->taken_at = facts->taken_at;
	report->netbox_url = power->inventory->url;
	report->netbox_version = power->inventory->version_text;
	report->policy = policy_facts;
	report->policy_count = 4;
	report->known = power->known;
	report->total = power->total;
	if (*facts->given)
		report_note(report, "Already out: %s.", facts->given);
	if (*facts->scope)
		report_note(report, "Only consumers of %s are listed.", facts->scope);
	if (power->inventory->scoped)
		report_note(report, "The data holds a part of the NetBox only: what happens elsewhere is not seen.");
}

/* -- one loss -------------------------------------------------------------------------- */

enum fail_column {
	FAIL_CAUSE, FAIL_EFFECT, FAIL_NAME, FAIL_OBJECT, FAIL_PLACE, FAIL_TENANT, FAIL_ROLE, FAIL_BEFORE, FAIL_AFTER,
	FAIL_LIMIT, FAIL_PERCENT, FAIL_AMPS, FAIL_LEG, FAIL_GENERATION, FAIL_WHY, FAIL_COLUMNS
};

static const struct column fail_columns[FAIL_COLUMNS] = {
	[FAIL_CAUSE] = {"cause", "Cause", CELL_TEXT, NULL, COLUMN_DATA},
	[FAIL_EFFECT] = {"effect", "Effect", CELL_TEXT, NULL, 0},
	[FAIL_NAME] = {"name", "Name", CELL_TEXT, NULL, 0},
	[FAIL_OBJECT] = {"object", "Object", CELL_TEXT, NULL, COLUMN_DATA},
	[FAIL_PLACE] = {"place", "Place", CELL_TEXT, NULL, COLUMN_OPTIONAL},
	[FAIL_TENANT] = {"tenant", "Tenant", CELL_TEXT, NULL, COLUMN_OPTIONAL},
	[FAIL_ROLE] = {"role", "Role", CELL_TEXT, NULL, COLUMN_WIDE | COLUMN_OPTIONAL},
	[FAIL_BEFORE] = {"before_w", "Before", CELL_WATTS, NULL, 0},
	[FAIL_AFTER] = {"after_w", "After", CELL_WATTS, NULL, 0},
	[FAIL_LIMIT] = {"limit_w", "Limit", CELL_WATTS, NULL, COLUMN_OPTIONAL},
	[FAIL_PERCENT] = {"percent", "Of limit", CELL_PERCENT, NULL, COLUMN_OPTIONAL | COLUMN_HEADLINE},
	[FAIL_AMPS] = {"amps", "Current", CELL_AMPS, NULL, COLUMN_OPTIONAL},
	[FAIL_LEG] = {"leg", "Leg", CELL_TEXT, NULL, COLUMN_OPTIONAL},
	[FAIL_GENERATION] = {"generation", "Step", CELL_COUNT, NULL, COLUMN_OPTIONAL},
	[FAIL_WHY] = {"why", "Why", CELL_TEXT, NULL, COLUMN_OPTIONAL},
};

static void fill_element(struct cell *row, const struct node *node, const struct hit *hit, struct arena *arena)
{
	row[FAIL_LIMIT] = cell_number(hit->limit_w);
	row[FAIL_PERCENT] = cell_judged(percent_of(hit->after_w, hit->limit_w), SEVERITY_ERROR);
	row[FAIL_AMPS] = cell_number(lines_current(node, hit->after_w, hit->leg != 0));
	if (hit->leg)
		row[FAIL_LEG] = cell_text(arena_printf(arena, "%c", hit->leg));
}

static void fill_hit(struct report *report, const struct fail_facts *facts, const struct hit *hit)
{
	const struct node *node = &facts->power->nodes[hit->node];
	const struct device *device = device_of(facts->power, hit->node);
	struct cell *row = report_add_row(report, 0);
	char id[OBJECT_ID_MAX];
	enum effect effect = (enum effect)hit->effect;
	row[FAIL_CAUSE] = cell_text(facts->cause);
	row[FAIL_EFFECT] = cell_text(effect_name(effect));
	row[FAIL_NAME] = cell_link(object_full_name_in(report->arena, node->object), url_of(facts, node->object, report->arena));
	row[FAIL_OBJECT] = cell_text(arena_strdup(report->arena, object_format_id(node->object, id)));
	row[FAIL_PLACE] = cell_text(report_place_or_site(node->object));
	row[FAIL_TENANT] = cell_text(device && device->tenant.id ? device->tenant.name : "");
	row[FAIL_ROLE] = cell_text(device && device->role.id ? device->role.name : role_title((enum role)node->role));
	row[FAIL_BEFORE] = cell_load(hit->before_w, (enum load_mark)node->mark);
	row[FAIL_AFTER] = effect == EFFECT_DARK ? cell_number(0) : cell_load(hit->after_w, (enum load_mark)node->mark);
	if (!effect_is_consumer(effect))
		fill_element(row, node, hit, report->arena);
	if (facts->cascade)
		row[FAIL_GENERATION] = cell_number(hit->generation);
	if (effect == EFFECT_AT_RISK)
		row[FAIL_WHY] = cell_text(reason_of(facts, hit->node, report->arena));
}

/* What each tenant goes through, one note each, by name. */
struct share {
	const char *tenant;
	struct tally tallies[EFFECTS];
};

struct shares {
	struct share *items;
	size_t count, capacity;
};

static struct share *share_of(struct shares *shares, const char *tenant)
{
	for (size_t i = 0; i < shares->count; i++)
		if (strcmp(shares->items[i].tenant, tenant) == 0)
			return &shares->items[i];
	shares->items = array_grow(shares->items, shares->count, &shares->capacity, sizeof *shares->items);
	shares->items[shares->count] = (struct share){.tenant = tenant};
	return &shares->items[shares->count++];
}

static int by_tenant(const void *a, const void *b)
{
	return text_compare_natural(((const struct share *)a)->tenant, ((const struct share *)b)->tenant);
}

static void note_share(struct report *report, const struct share *share)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	static const enum effect told[] = {EFFECT_DARK, EFFECT_AT_RISK, EFFECT_LOST, EFFECT_UNKNOWN};
	for (int i = 0; i < 4; i++) {
		const struct tally *tally = &share->tallies[told[i]];
		if (!tally->devices)
			continue;
		fprintf(out, "%s", ftell(out) ? " · " : "");
		put_tally(out, tally, effect_title(told[i]), report->arena);
	}
	fclose(out);
	report_note(report, "%s: %s.", *share->tenant ? share->tenant : "No tenant", text);
	free(text);
}

static void note_tenants(struct report *report, const struct fail_facts *facts, const struct outcome *outcome)
{
	struct shares shares = {0};
	for (size_t i = 0; i < outcome->hit_count; i++) {
		const struct hit *hit = &outcome->hits[i];
		const struct node *node = &facts->power->nodes[hit->node];
		const struct device *device = device_of(facts->power, hit->node);
		if (!effect_is_consumer((enum effect)hit->effect) || !device)
			continue;
		tally_add(&share_of(&shares, device->tenant.id ? device->tenant.name : "")->tallies[hit->effect], node);
	}
	if (shares.count)
		qsort(shares.items, shares.count, sizeof *shares.items, by_tenant);
	for (size_t i = 0; i < shares.count && !(shares.count == 1 && !*shares.items[0].tenant); i++)
		note_share(report, &shares.items[i]);
	free(shares.items);
}

static void note_outside(struct report *report, const struct tally *outside)
{
	static const enum effect told[] = {EFFECT_DARK, EFFECT_AT_RISK, EFFECT_LOST, EFFECT_UNKNOWN};
	for (int i = 0; i < 4; i++)
		if (outside[told[i]].devices)
			report_note(report, "Outside the scope: %zu %s more %s, %s.", outside[told[i]].devices,
			            devices(outside[told[i]].devices), effect_title(told[i]),
			            tally_words(&outside[told[i]], report->arena));
}

struct report *fail_report(const struct fail_facts *facts, const struct outcome *outcome)
{
	struct report *report = report_new("fail", fail_columns, FAIL_COLUMNS);
	set_head(report, facts, arena_printf(report->arena, "Without %s: %s", facts->cause,
	                                     fail_summary(outcome, report->arena)));
	for (size_t i = 0; i < outcome->hit_count; i++)
		fill_hit(report, facts, &outcome->hits[i]);
	note_tenants(report, facts, outcome);
	note_outside(report, outcome->outside);
	if (outcome->battery.devices)
		report_note(report, "Loads are those after the batteries: what hangs on a battery alone counts as lost there.");
	return report;
}

/* -- a sweep ------------------------------------------------------------------------------ */

enum each_column {
	EACH_CAUSE, EACH_OBJECT, EACH_DARK, EACH_DARK_DEVICES, EACH_RISK, EACH_RISK_DEVICES, EACH_UNKNOWN_DRAWS, EACH_TRIP,
	EACH_PSU, EACH_OVER, EACH_LOST, EACH_LOST_DEVICES, EACH_UNKNOWN_DEVICES, EACH_PERCENT, EACH_WORST, EACH_COLUMNS
};

static const struct column each_columns[EACH_COLUMNS] = {
	[EACH_CAUSE] = {"cause", "Without", CELL_TEXT, NULL, 0},
	[EACH_OBJECT] = {"object", "Object", CELL_TEXT, NULL, COLUMN_DATA},
	[EACH_DARK] = {"dark_w", "Dark", CELL_WATTS, NULL, 0},
	[EACH_DARK_DEVICES] = {"dark_devices", "Devices dark", CELL_COUNT, NULL, COLUMN_OPTIONAL},
	[EACH_RISK] = {"at_risk_w", "At risk", CELL_WATTS, NULL, 0},
	[EACH_RISK_DEVICES] = {"at_risk_devices", "Devices at risk", CELL_COUNT, NULL, COLUMN_OPTIONAL},
	[EACH_UNKNOWN_DRAWS] = {"unknown_draws", "Unknown draws", CELL_COUNT, NULL, COLUMN_OPTIONAL},
	[EACH_TRIP] = {"may_trip", "May trip", CELL_COUNT, NULL, COLUMN_OPTIONAL},
	[EACH_PSU] = {"psu", "PSUs over", CELL_COUNT, NULL, COLUMN_OPTIONAL},
	[EACH_OVER] = {"overload", "Overloads", CELL_COUNT, NULL, COLUMN_OPTIONAL},
	[EACH_LOST] = {"lost_w", "Redundancy lost", CELL_WATTS, NULL, 0},
	[EACH_LOST_DEVICES] = {"lost_devices", "Devices single", CELL_COUNT, NULL, COLUMN_OPTIONAL},
	[EACH_UNKNOWN_DEVICES] = {"unknown_devices", "Devices unknown", CELL_COUNT, NULL, COLUMN_OPTIONAL},
	[EACH_PERCENT] = {"percent", "Worst", CELL_PERCENT, NULL, COLUMN_OPTIONAL | COLUMN_HEADLINE},
	[EACH_WORST] = {"worst", "Of", CELL_TEXT, NULL, COLUMN_OPTIONAL},
};

static const char *one_name(const struct cause *cause, struct arena *arena)
{
	return cause->object ? lost_name(cause->object, arena) : cause_name(cause, arena);
}

const char *loss_name(const struct loss *loss, struct arena *arena)
{
	const char *name = one_name(&loss->cause, arena);
	return cause_is_set(&loss->with) ? arena_printf(arena, "%s and %s", name, one_name(&loss->with, arena)) : name;
}

static const char *one_id(const struct cause *cause, struct arena *arena)
{
	char id[OBJECT_ID_MAX];
	if (cause->side)
		return arena_printf(arena, "side-%c", cause->side);
	return cause->risk ? arena_printf(arena, "risk:%s", cause->risk->name)
	                   : arena_strdup(arena, object_format_id(cause->object, id));
}

static const char *loss_id(const struct loss *loss, struct arena *arena)
{
	const char *id = one_id(&loss->cause, arena);
	return cause_is_set(&loss->with) ? arena_printf(arena, "%s, %s", id, one_id(&loss->with, arena)) : id;
}

/* "≥1 453" when of some the draw is not known, "?" when it is of none. */
static struct cell tally_cell(const struct tally *tally)
{
	bool nothing = tally->unknown && !(tally->load_w > 0);
	return cell_load(nothing ? NUMBER_UNKNOWN : tally->load_w, tally->unknown ? MARK_AT_LEAST : MARK_EXACT);
}

static void fill_tallies(struct cell *row, const struct loss *loss)
{
	const struct tally *t = loss->tallies;
	row[EACH_DARK] = tally_cell(&t[EFFECT_DARK]);
	row[EACH_DARK_DEVICES] = cell_count(t[EFFECT_DARK].devices);
	row[EACH_RISK] = tally_cell(&t[EFFECT_AT_RISK]);
	row[EACH_RISK_DEVICES] = cell_count(t[EFFECT_AT_RISK].devices);
	row[EACH_UNKNOWN_DRAWS] = cell_count(t[EFFECT_DARK].unknown + t[EFFECT_AT_RISK].unknown);
	row[EACH_LOST] = tally_cell(&t[EFFECT_LOST]);
	row[EACH_LOST_DEVICES] = cell_count(t[EFFECT_LOST].devices);
	row[EACH_UNKNOWN_DEVICES] = cell_count(t[EFFECT_UNKNOWN].devices);
}

static void fill_loss(struct report *report, const struct fail_facts *facts, const struct loss *loss)
{
	struct cell *row = report_add_row(report, 0);
	row[EACH_CAUSE] = cell_link(loss_name(loss, report->arena), url_of(facts, loss->cause.object, report->arena));
	row[EACH_OBJECT] = cell_text(loss_id(loss, report->arena));
	fill_tallies(row, loss);
	row[EACH_TRIP] = cell_count(loss->elements[EFFECT_MAY_TRIP]);
	row[EACH_PSU] = cell_count(loss->elements[EFFECT_PSU]);
	row[EACH_OVER] = cell_count(loss->elements[EFFECT_OVERLOAD]);
	if (loss->worst == NODE_NONE)
		return;
	row[EACH_PERCENT] = cell_judged(loss->worst_pct, SEVERITY_ERROR);
	row[EACH_WORST] = cell_text(object_full_name_in(report->arena, facts->power->nodes[loss->worst].object));
}

static bool does_harm(const struct loss *loss)
{
	for (int effect = 0; effect < EFFECTS; effect++)
		if (loss->tallies[effect].devices || loss->elements[effect])
			return true;
	return false;
}

/* "Loss of each panel: worst is UTILITY-A, 341.1 kW dark or at risk; 2 of 2 do harm". */
static const char *each_title(const struct sweep *sweep, const char *kind, bool pairs, struct arena *arena)
{
	size_t dark = 0, risk = 0, harm = 0;
	for (size_t i = 0; i < sweep->count; i++) {
		dark += sweep->losses[i].tallies[EFFECT_DARK].devices > 0;
		risk += sweep->losses[i].tallies[EFFECT_AT_RISK].devices > 0;
		harm += does_harm(&sweep->losses[i]);
	}
	const char *what = arena_printf(arena, pairs ? "Loss of any two (%s), beyond what each does alone" : "Loss of each %s",
	                                strcmp(kind, "all") == 0 ? "element" : kind);
	if (!harm)
		return arena_printf(arena, pairs ? "%s: none of %zu" : "%s: none of %zu does harm", what, sweep->tried);
	const char *worst = sweep->worst.devices
	    ? arena_printf(arena, "; worst %s: %s dark or at risk", loss_name(&sweep->losses[0], arena),
	                   tally_words(&sweep->worst, arena)) : "";
	return arena_printf(arena, "%s: %zu of %zu darken something, %zu put something at risk%s", what, dark, sweep->tried,
	                    risk, worst);
}

struct report *fail_each_report(const struct fail_facts *facts, const struct sweep *sweep, const char *kind, bool pairs)
{
	struct report *report = report_new("fail-each", each_columns, EACH_COLUMNS);
	size_t harmless = 0;
	set_head(report, facts, each_title(sweep, kind, pairs, report->arena));
	for (size_t i = 0; i < sweep->count; i++)
		if (does_harm(&sweep->losses[i]))
			fill_loss(report, facts, &sweep->losses[i]);
		else
			harmless++;
	if (harmless)
		report_note(report, "%zu more do no harm at all.", harmless);
	return report;
}
