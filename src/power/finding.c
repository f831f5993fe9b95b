/* The table of rules: of each its texts and the function that looks for it. Rows
 * stand by severity, then name: findings come in this order. */
#include "power/rules.h"

#include "base/number.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct rule {
	struct finding_rule rule;
	void (*look)(struct scan *s);
};

static const struct rule rules[] = {
	{{"cycle", SEVERITY_ERROR, "power ports that feed each other in a ring",
	  "correct the cable that leads back", "cable: terminations", RULE_NORMAL}, rule_cycle},
	{{"over-2n", SEVERITY_ERROR, "a rack whose load is more than what is left when one side is lost",
	  "move devices to another rack, or correct the draws and ratings",
	  "device: rack; power port: allocated_draw", RULE_NORMAL}, rule_over_2n},
	{{"overload", SEVERITY_ERROR, "more load than usable capacity",
	  "move load elsewhere, or correct the rating or the draws",
	  "power feed: voltage, amperage, max_utilization; power port: allocated_draw", RULE_NORMAL}, rule_overload},
	{{"parallel-outlets", SEVERITY_ERROR, "several outlets or feeds joined on one cable",
	  "give each supply a cable and a power port of its own", "cable: terminations", RULE_NORMAL}, rule_parallel_outlets},
	{{"psu-failover", SEVERITY_ERROR, "power supplies that are too small or too few when a cord of their device is lost",
	  "correct the draws, or fit larger or more power supplies",
	  "power port: allocated_draw, maximum_draw", RULE_NORMAL}, rule_psu_failover},
	{{"same-feed", SEVERITY_ERROR, "a device with all cords on one feed or circuit",
	  "cable one power port to an outlet of another side", "power port: cable", RULE_NORMAL}, rule_same_feed},
	{{"same-panel", SEVERITY_ERROR, "a device with all cords on one panel",
	  "cable one power port to an outlet of another side, or correct the feed's panel",
	  "power port: cable; power feed: power_panel", RULE_NORMAL}, rule_same_panel},
	{{"same-pdu", SEVERITY_ERROR, "a device with all cords on one PDU",
	  "cable one power port to the other PDU", "power port: cable", RULE_NORMAL}, rule_same_pdu},
	{{"same-source", SEVERITY_ERROR, "a device with all cords on one UPS, transfer switch or source, or on sources that share a risk",
	  "cable one power port to an outlet of another side", "power port: cable", RULE_NORMAL}, rule_same_source},

	{{"cable-one-ended", SEVERITY_WARNING, "a power cable with one end only",
	  "connect the other end, or delete the cable", "cable: terminations", RULE_NORMAL}, rule_cable_one_ended},
	{{"connector-mismatch", SEVERITY_WARNING, "a plug or inlet that does not go into its outlet",
	  "correct the type of either end, or the cable", "power port: type; power outlet: type", RULE_NORMAL},
	 rule_connector_mismatch},
	{{"draw-missing", SEVERITY_WARNING, "a power supply in service without an allocated draw: its load is unknown",
	  "enter what the device takes through it, in watts", "power port: allocated_draw", RULE_NORMAL}, rule_draw_missing},
	{{"imbalance", SEVERITY_WARNING, "legs of a three-phase inlet that carry unequal load",
	  "move load to the light leg, or correct the legs", "power outlet: feed_leg", RULE_NORMAL}, rule_imbalance},
	{{"leg-on-single-phase", SEVERITY_WARNING, "an outlet with a feed leg on a single-phase supply: NetBox ignores it",
	  "clear the leg, or set the feed to three-phase", "power outlet: feed_leg; power feed: phase", RULE_NORMAL},
	 rule_leg_on_single_phase},
	{{"near-limit", SEVERITY_WARNING, "load close to usable capacity (from 75 % a notice, from 90 % a warning)",
	  "plan no more load here, or correct the rating or the draws",
	  "power feed: voltage, amperage, max_utilization; power port: allocated_draw", RULE_NORMAL}, rule_near_limit},
	{{"no-power-port", SEVERITY_WARNING, "a device in service without power ports",
	  "add its power ports, also in the device type", "device: power ports", RULE_NORMAL}, rule_no_power_port},
	{{"open-end", SEVERITY_WARNING, "a distribution device that nothing feeds: what hangs on it is unknown",
	  "cable its power port, or give it the role of a source", "power port: cable; device: role", RULE_NORMAL},
	 rule_open_end},
	{{"override", SEVERITY_WARNING, "a draw of its own on the inlet of a PDU: NetBox counts it instead of what is below",
	  "clear the draw", "power port: allocated_draw", RULE_NORMAL}, rule_override},
	{{"rating-as-draw", SEVERITY_WARNING, "only a maximum draw on an inlet with outlets: NetBox reads 0 W",
	  "clear the maximum draw and keep the rating in a custom field (rating_w)", "power port: maximum_draw",
	  RULE_NORMAL}, rule_rating_as_draw},
	{{"side-mismatch", SEVERITY_WARNING, "a side by name, type or field that is not the side it is fed from, or two sides that meet",
	  "correct the cable, the name, the type or the field with the side",
	  "power port: cable; name; power feed: type, power_panel", RULE_NORMAL}, rule_side_mismatch},
	{{"single-cord", SEVERITY_WARNING, "a device in service that is fed by one cord",
	  "cable its other power port, or accept it", "power port: cable", RULE_NORMAL}, rule_single_cord},
	{{"volts-phase", SEVERITY_WARNING, "a three-phase feed with the voltage of one phase",
	  "enter the voltage line to line (400 V for 230 V against neutral)", "power feed: voltage", RULE_NORMAL},
	 rule_volts_phase},

	{{"cable-type", SEVERITY_NOTICE, "a power cord with the type of a data cable",
	  "set the type to power", "cable: type", RULE_NORMAL}, rule_cable_type},
	{{"draw-is-maximum", SEVERITY_NOTICE, "the maximum draw entered as allocated draw",
	  "enter what the device takes in service", "power port: allocated_draw", RULE_NORMAL}, rule_draw_is_maximum},
	{{"draw-ratio", SEVERITY_NOTICE, "an allocated draw outside 60 to 80 % of the maximum",
	  "check both draws", "power port: allocated_draw, maximum_draw", RULE_NORMAL}, rule_draw_ratio},
	{{"feed-without-rack", SEVERITY_NOTICE, "a feed to a device in a rack that names no rack: no rack counts it",
	  "set the rack of the feed", "power feed: rack", RULE_NORMAL}, rule_feed_without_rack},
	{{"label-duplicate", SEVERITY_NOTICE, "cords of one site with the same label",
	  "give each cable a label of its own", "cable: label", RULE_NORMAL}, rule_label_duplicate},
	{{"leftover", SEVERITY_NOTICE, "a cord on a device that is decommissioned or in store",
	  "delete the cable when the cord is gone", "cable; device: status", RULE_NORMAL}, rule_leftover},
	{{"naming", SEVERITY_NOTICE, "a name that does not follow the patterns of the configuration",
	  "rename it", "name", RULE_NEEDS_CONFIG}, rule_naming},
	{{"numbering-mixed", SEVERITY_NOTICE, "outlets or power ports of a device numbered with and without leading zeros",
	  "rename them one way, also in the device type", "power outlet: name; power port: name", RULE_NORMAL},
	 rule_numbering_mixed},
	{{"outlet-unlinked", SEVERITY_NOTICE, "an outlet that does not say which power port feeds it: NetBox counts it nowhere",
	  "set the power port of the outlet, also in the device type", "power outlet: power_port", RULE_NORMAL},
	 rule_outlet_unlinked},
	{{"panel-in-rack", SEVERITY_NOTICE, "a panel board, switchgear or source placed in a rack",
	  "clear its rack and set its location", "device: rack", RULE_NORMAL}, rule_panel_in_rack},
	{{"undocumented", SEVERITY_NOTICE, "a power port without a cable",
	  "connect it, or mark it as connected", "power port: cable, mark_connected", RULE_OFF}, rule_undocumented},
};

enum { RULE_COUNT = sizeof rules / sizeof *rules };

const struct finding_rule *power_rule(size_t i)
{
	return i < RULE_COUNT ? &rules[i].rule : NULL;
}

/* -- adding ------------------------------------------------------------------- */

__attribute__((format(printf, 4, 0)))
static void add(struct scan *s, enum severity severity, const struct object *object, const char *format, va_list args)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	vfprintf(out, format, args);
	fclose(out);
	s->found = array_grow(s->found, s->count, &s->capacity, sizeof *s->found);
	s->found[s->count++] = (struct finding){s->rule, object, arena_strdup(s->arena, text), severity};
	free(text);
}

void scan_add(struct scan *s, const struct object *object, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	add(s, s->rule->severity, object, format, args);
	va_end(args);
}

void scan_add_as(struct scan *s, enum severity severity, const struct object *object, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	add(s, severity, object, format, args);
	va_end(args);
}

const char *scan_name(struct scan *s, const struct object *object)
{
	char *name = object_full_name(object);
	const char *copy = arena_strdup(s->arena, name);
	free(name);
	return copy;
}

const char *scan_watts(struct scan *s, double watts)
{
	return number_watts(watts, s->arena);
}

const char *scan_percent(struct scan *s, double percent)
{
	char text[NUMBER_MAX];
	return arena_strdup(s->arena, number_format_percent(text, percent));
}

struct above *scan_above(struct scan *s)
{
	if (!s->above)
		s->above = above_new(s->power, s->nodes, s->first[OBJECT_DEVICE + 1]);
	return s->above;
}

/* -- looking -------------------------------------------------------------------- */

/* Error first; what is unknown would stand last. */
static int rank(enum severity severity)
{
	return severity == SEVERITY_UNKNOWN ? SEVERITY_ERROR + 1 : SEVERITY_ERROR - (int)severity;
}

static int in_order(const void *a, const void *b)
{
	const struct finding *x = a, *y = b;
	if (x->severity != y->severity)
		return rank(x->severity) - rank(y->severity);
	if (x->rule != y->rule)
		return strcmp(x->rule->id, y->rule->id);
	if (x->object->kind != y->object->kind)
		return x->object->kind < y->object->kind ? -1 : 1;
	if (x->object->id != y->object->id)
		return x->object->id < y->object->id ? -1 : 1;
	return strcmp(x->text, y->text);
}

static bool is_wanted(const struct finding_choice *choice, const struct finding_rule *rule)
{
	for (size_t i = 0; i < choice->without_count; i++)
		if (strcmp(choice->without[i], rule->id) == 0)
			return false;
	for (size_t i = 0; i < choice->only_count; i++)
		if (strcmp(choice->only[i], rule->id) == 0)
			return true;
	return !choice->only_count && rule->use != RULE_OFF;
}

/* Where the kinds begin. */
static void set_nodes(struct scan *s, const struct finding_choice *choice)
{
	size_t at = 0;
	s->nodes = choice->nodes;
	for (int kind = 0; kind <= OBJECT_DEVICE + 1; kind++) {
		while (s->nodes && at < choice->node_count && s->nodes[at] < s->power->first[kind])
			at++;
		s->first[kind] = s->nodes ? at : s->power->first[kind];
	}
}

static int by_id(const void *a, const void *b)
{
	const struct cable *x = *(struct cable *const *)a, *y = *(struct cable *const *)b;
	return (x->object.id > y->object.id) - (x->object.id < y->object.id);
}

/* Of the inlets looked at; each once. */
static void set_cables(struct scan *s)
{
	size_t from = s->first[OBJECT_INLET], to = s->first[OBJECT_INLET + 1], kept = 0;
	s->cables = s->power->inventory->cables;
	s->cable_count = s->power->inventory->cable_count;
	if (!s->nodes)
		return;
	s->cables = arena_array(s->scratch, to - from + 1, sizeof *s->cables);
	s->cable_count = 0;
	for (size_t at = from; at < to; at++) {
		struct cable *cable = node_inlet(&s->power->nodes[s->nodes[at]])->end.cable;
		if (cable)
			s->cables[s->cable_count++] = cable;
	}
	qsort(s->cables, s->cable_count, sizeof *s->cables, by_id);
	for (size_t i = 0; i < s->cable_count; i++)
		if (i == 0 || s->cables[i] != s->cables[kept - 1])
			s->cables[kept++] = s->cables[i];
	s->cable_count = kept;
}

bool scan_has(const struct scan *s, uint32_t node)
{
	size_t low = 0, high = s->first[OBJECT_DEVICE + 1];
	while (s->nodes && low < high) {
		size_t middle = low + (high - low) / 2;
		if (s->nodes[middle] < node)
			low = middle + 1;
		else
			high = middle;
	}
	return node != NODE_NONE && (!s->nodes || (low < s->first[OBJECT_DEVICE + 1] && s->nodes[low] == node));
}

const struct finding *power_findings_of(const struct power *power, const struct finding_choice *choice,
                                        struct arena *arena, size_t *count)
{
	struct scan s = {.power = power, .arena = arena, .scratch = arena_new()};
	set_nodes(&s, choice);
	set_cables(&s);
	for (size_t i = 0; i < RULE_COUNT; i++) {
		s.rule = &rules[i].rule;
		if (is_wanted(choice, s.rule))
			rules[i].look(&s);
	}
	if (s.count)
		qsort(s.found, s.count, sizeof *s.found, in_order);
	struct finding *result = arena_array(arena, s.count + 1, sizeof *result);
	if (s.count)
		memcpy(result, s.found, s.count * sizeof *result);
	*count = s.count;
	free(s.found);
	above_free(s.above);
	arena_free(s.scratch);
	return result;
}

const struct finding *power_findings(const struct power *power, struct arena *arena, size_t *count)
{
	return power_findings_of(power, &(struct finding_choice){.only_count = 0}, arena, count);
}
