/* Sentences are put together with a small list that joins its parts by " · ",
 * so that a missing part leaves no trace. */
#include "diagram/words.h"

#include "base/number.h"
#include "base/text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DOT " · "

/* a DOT b, or the one that is not empty. */
static const char *joined(const char *a, const char *b, struct arena *arena)
{
	if (!*a || !*b)
		return *a ? a : b;
	return arena_printf(arena, "%s" DOT "%s", a, b);
}

static const char *mark_sign(enum load_mark mark)
{
	switch (mark) {
	case MARK_EXACT: case MARK_NOT_ASKED: return "";
	case MARK_AT_LEAST: return "≥";
	case MARK_AT_MOST: return "≤";
	case MARK_ESTIMATE: case MARK_ASSUMED: return "~";
	}
	return "";
}

static bool about(const struct node *node)
{
	return node->mark == MARK_ESTIMATE || node->mark == MARK_ASSUMED;
}

const char *words_sign(const struct node *node)
{
	return about(node) && node->known < node->total ? "≥~" : mark_sign((enum load_mark)node->mark);
}

const char *words_sign_all(const struct node *node)
{
	return about(node) ? "~" : "";
}

const char *words_sign_left(const struct node *node)
{
	bool partly = node->mark == MARK_AT_LEAST || node->known < node->total;
	return partly ? about(node) ? "≤~" : "≤" : mark_sign((enum load_mark)node->mark);
}

const char *words_load(const struct node *node, struct arena *arena)
{
	char text[NUMBER_MAX];
	if (node->mark == MARK_NOT_ASKED)
		return "load not asked for";
	if (!number_known(node->load_w))
		return "?";
	return arena_printf(arena, "%s%s", words_sign(node), number_format_watts(text, node->load_w));
}

const char *words_load_of(const struct node *node, struct arena *arena)
{
	char text[NUMBER_MAX];
	if (node->mark == MARK_NOT_ASKED && number_known(node->usable_w))
		return arena_printf(arena, "load not asked for, %s usable", number_format_watts(text, node->usable_w));
	if (node->mark == MARK_NOT_ASKED)
		return words_load(node, arena);
	if (!number_known(node->usable_w))
		return arena_printf(arena, "%s of ?", words_load(node, arena));
	return arena_printf(arena, "%s of %s", words_load(node, arena), number_format_watts(text, node->usable_w));
}

/* "4.9", "4 900": without the unit of the other figure. */
static const char *bare(double watts, bool kilo, struct arena *arena)
{
	char text[NUMBER_MAX];
	if (!number_known(watts))
		return "?";
	if (kilo && watts != 0 && fabs(watts) < 50) /* 10 W are 0.01 kW, not 0 */
		return arena_printf(arena, "%.*f", fabs(watts) < 5 ? 3 : 2, watts / 1000);
	if (kilo)
		return arena_strdup(arena, number_format_json(text, watts / 1000));
	char *space = strrchr(number_format_watts(text, watts), ' ');
	if (space)
		*space = '\0';
	return arena_strdup(arena, text);
}

static const char *load_pair(double load_w, double usable_w, enum load_mark mark, double kilo_from, struct arena *arena)
{
	double most = fmax(number_known(load_w) ? fabs(load_w) : 0, number_known(usable_w) ? fabs(usable_w) : 0);
	bool kilo = most >= kilo_from;
	return arena_printf(arena, "%s%s / %s %s", number_known(load_w) ? mark_sign(mark) : "",
	                    bare(load_w, kilo, arena), bare(usable_w, kilo, arena), kilo ? "kW" : "W");
}

const char *words_load_short(double load_w, double usable_w, enum load_mark mark, struct arena *arena)
{
	return load_pair(load_w, usable_w, mark, 9999.5, arena);
}

const char *words_load_narrow(double load_w, double usable_w, enum load_mark mark, struct arena *arena)
{
	return load_pair(load_w, usable_w, mark, 999.5, arena);
}

const char *words_load_kilo(double load_w, double usable_w, enum load_mark mark, struct arena *arena)
{
	return arena_printf(arena, "%s%s/%s", number_known(load_w) ? mark_sign(mark) : "", bare(load_w, true, arena),
	                    bare(usable_w, true, arena));
}

const char *words_percent(const struct node *node, struct arena *arena)
{
	char text[NUMBER_MAX];
	if (!number_known(node->utilization_pct))
		return "";
	return arena_printf(arena, "%s%s", words_sign(node), number_format_percent(text, node->utilization_pct));
}

const char *words_amps(const struct node *node, struct arena *arena)
{
	char load[NUMBER_MAX], rated[NUMBER_MAX];
	if (!number_known(node->current_a))
		return "";
	number_format_amps(load, node->current_a);
	if (!number_known(node->amps_rated))
		return arena_printf(arena, "%s%s%s", words_sign(node), load, node->three_phase ? " per line" : "");
	char *unit = strrchr(load, ' ');
	if (unit)
		*unit = '\0';
	return arena_printf(arena, "%s%s of %s%s", words_sign(node), load,
	                    number_format_amps(rated, node->amps_rated), node->three_phase ? " per line" : "");
}

/* "14.7" or "12.6–14.7" */
static const char *leg_range(const struct leg *leg, bool kilo, struct arena *arena)
{
	const char *low = bare(leg->low_w, kilo, arena), *high = bare(leg->high_w, kilo, arena);
	return strcmp(low, high) == 0 ? low : arena_printf(arena, "%s–%s", low, high);
}

const char *words_legs(const struct node *node, struct arena *arena)
{
	if (!node->legs)
		return "";
	bool kilo = fmax(node->legs[0].high_w, fmax(node->legs[1].high_w, node->legs[2].high_w)) >= 9999.5;
	return arena_printf(arena, "legs A %s" DOT "B %s" DOT "C %s %s", leg_range(&node->legs[0], kilo, arena),
	                    leg_range(&node->legs[1], kilo, arena), leg_range(&node->legs[2], kilo, arena), kilo ? "kW" : "W");
}

const char *words_unassigned(const struct node *node, struct arena *arena)
{
	char text[NUMBER_MAX];
	if (!node->legs || !(node->unassigned_w >= 0.5))
		return "";
	return arena_printf(arena, "%s on no known leg", number_format_watts(text, node->unassigned_w));
}

const char *words_coverage(const struct node *node, struct arena *arena)
{
	if (node->known >= node->total)
		return "";
	return arena_printf(arena, "%u of %u draws known", node->known, node->total);
}

/* -- connectors, supplies, cables --------------------------------------------- */

/* "p-n-e-6h" → "P+N+E 6h" */
static const char *industrial(const char *rest, struct arena *arena)
{
	char *text = arena_strdup(arena, rest);
	char *last = strrchr(text, '-');
	for (char *c = text; *c; c++) {
		if (c == last)
			*c = ' ';
		else if (*c == '-')
			*c = '+';
		else if ((!last || c < last) && *c >= 'a' && *c <= 'z')
			*c = (char)(*c - 'a' + 'A');
	}
	return arena_printf(arena, "IEC 60309 %s", text);
}

const char *words_connector(const char *slug, struct arena *arena)
{
	static const char *const prefixes[] = { "iec-60320-", "nema-", "cs", "ita-" };
	if (strncmp(slug, "iec-60309-", 10) == 0)
		return industrial(slug + 10, arena);
	const char *rest = slug;
	for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++)
		if (i != 2 && strncmp(slug, prefixes[i], strlen(prefixes[i])) == 0)
			rest = slug + strlen(prefixes[i]);
	char *text = arena_strdup(arena, rest);
	for (char *c = text; *c && (rest != slug || strncmp(slug, "cs", 2) == 0); c++)
		if (*c >= 'a' && *c <= 'z')
			*c = (char)(*c - 'a' + 'A');
	return text;
}

const char *words_supply(const struct feed *feed, struct arena *arena)
{
	const char *text = arena_printf(arena, "%lld V" DOT "%lld A" DOT "%s", (long long)feed->voltage_v,
	                                (long long)feed->amperage_a,
	                                feed->dc ? "DC" : feed->three_phase ? "three-phase" : "single-phase");
	if (feed->max_utilization_pct == 100)
		return text;
	return arena_printf(arena, "%s" DOT "up to %lld %%", text, (long long)feed->max_utilization_pct);
}

/* NetBox's palette; other colours are left to the eye. */
static const struct {
	const char *hex, *name;
} colors[] = {
	{ "aa1409", "dark red" }, { "f44336", "red" }, { "e91e63", "pink" }, { "ffe4e1", "rose" },
	{ "ff66ff", "fuchsia" }, { "9c27b0", "purple" }, { "673ab7", "dark purple" }, { "3f51b5", "indigo" },
	{ "2196f3", "blue" }, { "03a9f4", "light blue" }, { "00bcd4", "cyan" }, { "009688", "teal" },
	{ "00ffff", "aqua" }, { "2f6a31", "dark green" }, { "4caf50", "green" }, { "8bc34a", "light green" },
	{ "cddc39", "lime" }, { "ffeb3b", "yellow" }, { "ffc107", "amber" }, { "ff9800", "orange" },
	{ "ff5722", "dark orange" }, { "795548", "brown" }, { "c0c0c0", "light grey" }, { "9e9e9e", "grey" },
	{ "607d8b", "dark grey" }, { "111111", "black" }, { "ffffff", "white" },
};

static const char *color_name(const char *hex)
{
	for (size_t i = 0; i < sizeof colors / sizeof *colors; i++)
		if (text_equal_nocase(colors[i].hex, hex))
			return colors[i].name;
	return "";
}

static const char *length_text(const struct cable *cable, struct arena *arena)
{
	char number[NUMBER_MAX];
	if (!number_known(cable->length))
		return "";
	number_format_json(number, cable->length);
	return arena_printf(arena, "%s%s%s", number, *cable->length_unit ? " " : "", cable->length_unit);
}

const char *words_cable(const struct cable *cable, struct arena *arena)
{
	const char *text = joined(*cable->label ? cable->label : "", length_text(cable, arena), arena);
	text = joined(text, color_name(cable->color), arena);
	return joined(text, strcmp(cable->status, "connected") == 0 ? "" : cable->status, arena);
}

/* -- places ---------------------------------------------------------------- */

static const char *rack_and_unit(const struct rack *rack, const struct device *device, struct arena *arena)
{
	char unit[NUMBER_MAX];
	if (!device || !number_known(device->position_u) || device->parent)
		return rack->object.name;
	return arena_printf(arena, "%s U%s", rack->object.name, number_format_json(unit, device->position_u));
}

const char *words_position(const struct object *object, struct arena *arena)
{
	struct place place = object_place(object);
	if (place.rack && object->kind != OBJECT_RACK)
		return rack_and_unit(place.rack, place.device, arena);
	if (place.location && object->kind != OBJECT_LOCATION)
		return place.location->object.name;
	return place.site && object->kind != OBJECT_SITE ? place.site->object.name : "";
}

const char *words_place(const struct object *object, struct arena *arena)
{
	struct place place = object_place(object);
	const char *text = place.rack && object->kind != OBJECT_RACK ? rack_and_unit(place.rack, place.device, arena) : "";
	if (place.device && place.device->parent)
		text = joined(text, arena_printf(arena, "in %s", place.device->parent->object.name), arena);
	if (place.location && object->kind != OBJECT_LOCATION)
		text = joined(text, place.location->object.name, arena);
	return joined(text, place.site && object->kind != OBJECT_SITE ? place.site->object.name : "", arena);
}

/* -- not live --------------------------------------------------------------- */

const char *words_not_live(const struct power *power, uint32_t node, struct arena *arena)
{
	const struct node *n = &power->nodes[node];
	if (!(n->flags & NODE_NOT_LIVE))
		return "";
	if (n->kind == OBJECT_FEED)
		return arena_printf(arena, "feed is %s", ((const struct feed *)n->object)->status);
	if (n->kind == OBJECT_OUTLET && *((const struct outlet *)n->object)->status &&
	    strcmp(((const struct outlet *)n->object)->status, "enabled") != 0)
		return arena_printf(arena, "outlet is %s", ((const struct outlet *)n->object)->status);
	struct place place = object_place(n->object);
	return place.device ? arena_printf(arena, "device is %s", place.device->status) : "not live";
}

const char *words_edge(const struct power *power, const struct edge *edge, struct arena *arena)
{
	if (edge->closes_cycle)
		return "closes a loop";
	if (edge->live)
		return edge->reserve ? "stands by" : "";
	const char *why = words_not_live(power, edge->from, arena);
	if (!*why && edge->cable && strcmp(edge->cable->status, "connected") != 0)
		why = arena_printf(arena, "cable is %s", edge->cable->status);
	return *why ? why : words_not_live(power, edge->to, arena);
}

/* -- tooltips ----------------------------------------------------------------- */

static void write_capacity(FILE *out, const struct node *node, struct arena *arena)
{
	char text[NUMBER_MAX];
	const char *amps = words_amps(node, arena), *percent = words_percent(node, arena);
	fprintf(out, "\n%s", words_load_of(node, arena));
	if (*percent)
		fprintf(out, " (%s)", percent);
	if (*amps)
		fprintf(out, "\n%s", amps);
	if (number_known(node->rated_w))
		fprintf(out, "\nrated %s", number_format_watts(text, node->rated_w));
	if (number_known(node->limit_w))
		fprintf(out, "\nlimit in a failure %s", number_format_watts(text, node->limit_w));
	if (node->reserve_w > 0)
		fprintf(out, "\nholds %s in reserve", number_format_watts(text, node->reserve_w));
	if (node->planned_w > 0)
		fprintf(out, "\n%s reserved for planned devices", number_format_watts(text, node->planned_w));
	if (node->legs)
		fprintf(out, "\n%s", words_legs(node, arena));
	if (*words_unassigned(node, arena))
		fprintf(out, ", %s", words_unassigned(node, arena));
}

/* An inlet with outlets and a draw of its own: NetBox looks no further there. */
static const struct inlet *own_draw(const struct power *power, uint32_t node)
{
	const struct node *n = &power->nodes[node];
	if (n->kind != OBJECT_INLET || n->role != ROLE_INPUT)
		return NULL;
	const struct inlet *inlet = (const struct inlet *)n->object;
	return number_known(inlet->allocated_draw_w) || number_known(inlet->maximum_draw_w) ? inlet : NULL;
}

enum { CAUSE_STEPS = 200 };

/* The nearest inlet at or below the node that makes NetBox count otherwise. */
static const struct inlet *find_cause(const struct power *power, uint32_t node)
{
	uint32_t queue[CAUSE_STEPS] = { node };
	size_t count = 1;
	for (size_t i = 0; i < count; i++) {
		const struct inlet *inlet = own_draw(power, queue[i]);
		if (inlet)
			return inlet;
		for (uint32_t k = power->out_start[queue[i]]; k < power->out_start[queue[i] + 1]; k++)
			if (count < CAUSE_STEPS)
				queue[count++] = power->edges[power->out_edges[k]].to;
	}
	return NULL;
}

static void write_netbox(FILE *out, const struct power *power, uint32_t node)
{
	const struct node *n = &power->nodes[node];
	char text[NUMBER_MAX];
	if (!number_known(n->netbox_allocated_w) ||
	    (number_known(n->load_w) && fabs(n->load_w - n->netbox_allocated_w) < 0.5))
		return;
	fprintf(out, "\nNetBox says %s", number_format_watts(text, n->netbox_allocated_w));
	const struct inlet *cause = find_cause(power, node);
	if (!cause)
		return;
	char *name = object_full_name(&cause->object);
	fprintf(out, ": %s has %s", name, number_known(cause->allocated_draw_w) ? "a draw of its own" : "only a maximum draw");
	free(name);
}

const char *words_tooltip(const struct power *power, uint32_t node, struct arena *arena)
{
	const struct node *n = &power->nodes[node];
	char *buffer = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&buffer, &size);
	if (!out)
		return "";
	char *name = object_full_name(n->object);
	const char *place = words_place(n->object, arena), *coverage = words_coverage(n, arena);
	fprintf(out, "%s\n%s%s%.1s%s%s", name, role_title(n->role), n->side ? ", side " : "", n->side ? &n->side : "",
	        *place ? ", " : "", place);
	free(name);
	write_capacity(out, n, arena);
	write_netbox(out, power, node);
	if (*coverage)
		fprintf(out, "\n%s", coverage);
	if (*words_not_live(power, node, arena))
		fprintf(out, "\n%s", words_not_live(power, node, arena));
	fclose(out);
	const char *text = arena_strdup(arena, buffer);
	free(buffer);
	return text;
}

static void write_capacity_of(FILE *out, const char *what, struct capacity capacity, double percent)
{
	char watts[NUMBER_MAX], text[NUMBER_MAX];
	if (!number_known(capacity.w))
		return;
	fprintf(out, "\n%s %s%s", what, capacity.mark == MARK_EXACT ? "" : "≥", number_format_watts(watts, capacity.w));
	if (number_known(percent))
		fprintf(out, " (%s)", number_format_percent(text, percent));
}

const char *words_place_tooltip(const struct places *places, const struct place_figures *figures, struct arena *arena)
{
	const struct node node = { .load_w = figures->load_w, .mark = figures->mark, .known = figures->known, .total = figures->total };
	char *buffer = NULL, text[NUMBER_MAX];
	size_t size = 0;
	FILE *out = open_memstream(&buffer, &size);
	if (!out)
		return "";
	fprintf(out, "%s\nload %s", figures->object->name, words_load(&node, arena));
	write_capacity_of(out, "installed", figures->installed, figures->installed_pct);
	write_capacity_of(out, "usable", figures->usable, figures->usable_pct);
	write_capacity_of(out, "left when a side is lost", figures->limit_2n, figures->limit_2n_pct);
	if (*figures->reason)
		fprintf(out, ": %s", figures->reason);
	if (figures->transit_w > 0)
		fprintf(out, "\n%s pass through", number_format_watts(text, figures->transit_w));
	if (*words_coverage(&node, arena))
		fprintf(out, "\n%s", words_coverage(&node, arena));
	const char *why = figures->object->kind == OBJECT_RACK ? place_netbox_reason(places, figures, arena) : "";
	if (*why)
		fprintf(out, "\n%s", why);
	fclose(out);
	const char *kept = arena_strdup(arena, buffer);
	free(buffer);
	return kept;
}

const char *words_limit_2n(const struct place_figures *figures, struct arena *arena)
{
	char watts[NUMBER_MAX];
	bool at_least = figures->limit_2n.mark != MARK_EXACT && number_known(figures->limit_2n.w);
	if (!place_is_dual(figures))
		return "";
	return arena_printf(arena, "2N limit %s%s", at_least ? "≥" : "", number_format_watts(watts, figures->limit_2n.w));
}

const char *words_load_2n(const struct place_figures *figures, struct arena *arena)
{
	const struct node node = { .load_w = figures->load_w, .mark = figures->mark, .known = figures->known, .total = figures->total };
	const char *limit = words_limit_2n(figures, arena), *why = number_known(figures->limit_2n_pct) ? "" : figures->reason;
	return *limit ? joined(arena_printf(arena, "%s of %s", words_load(&node, arena), limit), why, arena) : "";
}

/* -- heads ------------------------------------------------------------------- */

#define THIN_SPACE "\xe2\x80\x89"

const char *words_count(size_t count, const char *noun, struct arena *arena)
{
	const char *plural = count == 1 ? "" : "s";
	if (count < 10000)
		return arena_printf(arena, "%zu %s%s", count, noun, plural);
	return arena_printf(arena, "%zu%s%03zu %s%s", count / 1000, THIN_SPACE, count % 1000, noun, plural);
}

const char *words_host(const char *url, struct arena *arena)
{
	const char *host = strstr(url, "://");
	host = host ? host + 3 : url;
	size_t length = strcspn(host, "?#");
	while (length && host[length - 1] == '/')
		length--;
	return arena_strndup(arena, host, length);
}

const char *words_policy(const struct policy *policy, struct arena *arena)
{
	char text[NUMBER_MAX];
	const char *words = arena_printf(arena, "draw %s" DOT "psu %s", draw_policy_name(policy->draw),
	                                 psu_policy_name(policy->psu));
	if (number_known(policy->estimate))
		words = arena_printf(arena, "%s" DOT "unknown draws estimated at %s of maximum", words,
		                     number_format_percent(text, policy->estimate * 100));
	if (policy->include_planned)
		words = joined(words, "with what is planned", arena);
	return joined(words, "power factor 1, no losses", arena);
}
