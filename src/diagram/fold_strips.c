/* The strips of a rack: one for each of its PDUs, with the load of what its
 * inlets (and, on the wall, the feed above) allow. */
#include "diagram/fold_strips.h"

#include "base/number.h"
#include "base/text.h"
#include "diagram/words.h"
#include "power/strip.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { STRIPS_PER_LINE = 2 };

void fold_add_side(struct fold_sides *sides, char side)
{
	for (size_t i = 0; i < sides->count; i++)
		if (sides->list[i] == side)
			return;
	if (sides->count == FOLD_SIDES)
		return;
	size_t at = sides->count++;
	for (; at > 0 && (side ? side : 127) < (sides->list[at - 1] ? sides->list[at - 1] : 127); at--)
		sides->list[at] = sides->list[at - 1];
	sides->list[at] = side;
}

/* "PDU-A" of "NET-R01-PDU-A" in NET-R01. */
static const char *name_in_rack(const char *name, const struct rack *rack)
{
	size_t length = strlen(rack->object.name);
	bool prefixed = strncmp(name, rack->object.name, length) == 0 && name[length] && strchr("-_. /", name[length]) &&
	                name[length + 1];
	return prefixed ? name + length + 1 : name;
}

/* -- strips ------------------------------------------------------------------------- */

/* "32 A", "3 × 32 A" */
static const char *feed_amps(const struct feed *feed, struct arena *arena)
{
	if (feed->amperage_a <= 0)
		return "";
	return arena_printf(arena, "%s%lld A", feed->three_phase ? "3 × " : "", (long long)feed->amperage_a);
}

/* Where the device's power comes from, when it is a circuit of a panel: "C01";
 * of a feed that is part of the strip its amps. */
static const char *circuit_of(const struct sketch *sketch, uint32_t device, bool feeds)
{
	const struct power *power = sketch->power;
	const struct device *object = (const struct device *)power->nodes[device].object;
	for (size_t i = 0; i < object->inlet_count; i++) {
		uint32_t inlet = power_node(power, &object->inlets[i]->object);
		for (uint32_t k = power->in_start[inlet]; k < power->in_start[inlet + 1]; k++) {
			const struct node *from = &power->nodes[power->edges[power->in_edges[k]].from];
			if (from->kind == OBJECT_OUTLET)
				return fold_short_port(from->object->name, true, sketch->builder.arena);
			if (feeds && from->kind == OBJECT_FEED)
				return feed_amps((const struct feed *)from->object, sketch->builder.arena);
		}
	}
	return "";
}

static struct strip_figures figures_of(const struct fold *fold, uint32_t device)
{
	const struct power *power = fold->sketch->power;
	return strip_figures(power, (const struct device *)power->nodes[device].object, fold->feeds);
}

/* A known severity counts for more than an unknown one. */
static enum severity known_worse(enum severity a, enum severity b)
{
	return b != SEVERITY_UNKNOWN && (a == SEVERITY_UNKNOWN || b > a) ? b : a;
}

enum tone fold_strip_tone(const struct fold *fold, uint32_t device)
{
	const struct sketch *sketch = fold->sketch;
	const struct power *power = sketch->power;
	const struct device *object = (const struct device *)power->nodes[device].object;
	enum severity worst = power->nodes[device].severity;
	for (size_t i = 0; i < object->inlet_count; i++) {
		uint32_t inlet = power_node(power, &object->inlets[i]->object);
		const struct node *feed = fold->feeds ? strip_feed(power, inlet) : NULL;
		worst = known_worse(worst, power->nodes[inlet].severity);
		worst = feed ? known_worse(worst, feed->severity) : worst;
	}
	return tone_of(worst);
}

double fold_strip_percent(const struct fold *fold, uint32_t device)
{
	return figures_of(fold, device).utilization_pct;
}

/* "PDU-A C01"; narrow: "A C01". */
static const char *strip_name(const struct fold *fold, const struct rack *rack, uint32_t device)
{
	struct arena *arena = fold->sketch->builder.arena;
	const struct node *n = &fold->sketch->power->nodes[device];
	const char *circuit = circuit_of(fold->sketch, device, fold->feeds), *name = name_in_rack(n->object->name, rack);
	if (fold->narrow && n->side)
		name = arena_printf(arena, "%c", n->side);
	if (fold->flat && n->side)
		return name;
	bool ambiguous = fold->narrow && n->side && isdigit((unsigned char)*circuit); /* "A 32 A" */
	return *circuit ? arena_printf(arena, "%s%s%s", name, ambiguous ? " · " : " ", circuit) : name;
}

static const char *strip_value(const struct fold *fold, const struct node *n, double usable)
{
	struct arena *arena = fold->sketch->builder.arena;
	if (n->flags & NODE_OPEN_END)
		return "not fed";
	if (fold->flat)
		return "";
	return (fold->narrow ? words_load_kilo : fold->feeds ? words_load_narrow : words_load_short)(n->load_w, usable, n->mark, arena);
}

static struct slot strip_slot(struct fold *fold, const struct rack *rack, uint32_t device)
{
	struct sketch *sketch = fold->sketch;
	const struct node *n = &sketch->power->nodes[device];
	struct slot slot = slot_empty();
	struct strip_figures figures = figures_of(fold, device);
	slot.anchor = builder_anchor(&sketch->builder, device);
	slot.side = n->side;
	slot.dead = n->flags & (NODE_NOT_LIVE | NODE_DARK);
	slot.missing = n->flags & NODE_OPEN_END;
	slot.text = strip_name(fold, rack, device);
	slot.value = strip_value(fold, n, figures.usable_w);
	slot.fraction = number_known(figures.utilization_pct) ? figures.utilization_pct / 100 : NAN;
	if (fold->flat && !number_known(figures.utilization_pct) && !slot.missing)
		slot.text = arena_printf(sketch->builder.arena, "%s ?", slot.text);
	slot.tone = fold_strip_tone(fold, device);
	return slot;
}

struct strip {
	const struct power *power;
	uint32_t node;
	bool entry; /* fed from outside the rack */
};

static bool is_entry(const struct power *power, uint32_t node)
{
	const struct device *device = (const struct device *)power->nodes[node].object;
	for (size_t i = 0; i < device->inlet_count; i++) {
		uint32_t inlet = power_node(power, &device->inlets[i]->object);
		for (uint32_t k = power->in_start[inlet]; k < power->in_start[inlet + 1]; k++) {
			const struct node *from = &power->nodes[power->edges[power->in_edges[k]].from];
			if (from->kind == OBJECT_FEED || object_place(from->object).rack != device->rack)
				return true;
		}
	}
	return false;
}

static int by_side(const void *a, const void *b)
{
	const struct strip *x = a, *y = b;
	const struct node *m = &x->power->nodes[x->node], *n = &y->power->nodes[y->node];
	int left = m->side ? m->side : 127, right = n->side ? n->side : 127;
	if (left != right)
		return left - right;
	if (x->entry != y->entry)
		return y->entry - x->entry;
	int order = text_compare_natural(m->object->name, n->object->name);
	return order ? order : (x->node > y->node) - (x->node < y->node);
}

static void strip_line(struct fold *fold, const struct rack *rack, const struct strip *strips, size_t count)
{
	struct sketch *sketch = fold->sketch;
	struct slot *slots = arena_array(sketch->builder.arena, count, sizeof *slots);
	struct line line = line_empty(LINE_STRIPS);
	for (size_t i = 0; i < count; i++)
		slots[i] = strip_slot(fold, rack, strips[i].node);
	line.slots_left = slots;
	line.slot_left_count = count;
	line.flat = fold->flat;
	int index = builder_line(&sketch->builder, line);
	for (size_t i = 0; i < count; i++) {
		const struct device *device = (const struct device *)sketch->power->nodes[strips[i].node].object;
		for (size_t k = 0; k < device->inlet_count; k++) {
			uint32_t inlet = power_node(sketch->power, &device->inlets[k]->object);
			sketch->line_of[inlet] = index + 1;
			sketch->slot_of[inlet] = (int)i + 1;
		}
	}
}

/* Takes the next strip of another side than `side` (0 with any: of any side). */
static bool take_strip(struct strip *strips, size_t *count, int other_than, struct strip *taken)
{
	for (size_t i = 0; i < *count; i++) {
		if (other_than >= 0 && strips[i].power->nodes[strips[i].node].side == (char)other_than)
			continue;
		*taken = strips[i];
		memmove(strips + i, strips + i + 1, (--*count - i) * sizeof *strips);
		return true;
	}
	return false;
}

/* Two a line: a side's PDU beside its partner of the other side, else beside
 * the next of its own. */
void fold_add_strips(struct fold *fold, const struct rack *rack, const uint32_t *devices, size_t count)
{
	const struct power *power = fold->sketch->power;
	struct strip *strips = xcalloc(count + 1, sizeof *strips);
	size_t found = 0;
	for (size_t i = 0; i < count; i++)
		if (fold->strip[devices[i]])
			strips[found++] = (struct strip){ power, devices[i], is_entry(power, devices[i]) };
	if (found)
		qsort(strips, found, sizeof *strips, by_side);
	while (found) {
		struct strip line[STRIPS_PER_LINE];
		size_t filled = take_strip(strips, &found, -1, &line[0]);
		filled += take_strip(strips, &found, power->nodes[line[0].node].side, &line[1]) ||
		          take_strip(strips, &found, -1, &line[1]);
		strip_line(fold, rack, line, filled);
	}
	free(strips);
}

static void feed_line(struct fold *fold, uint32_t feed)
{
	struct builder *builder = &fold->sketch->builder;
	const struct node *n = &fold->sketch->power->nodes[feed];
	struct line line = line_empty(LINE_TEXT);
	line.anchor = builder_anchor(builder, feed);
	line.style = STYLE_MUTED;
	line.left = arena_printf(builder->arena, "feed %s", n->object->name);
	line.right = words_percent(n, builder->arena);
	builder_line(builder, line);
}

static void feeds_of(struct fold *fold, uint32_t strip)
{
	const struct power *power = fold->sketch->power;
	const struct device *device = (const struct device *)power->nodes[strip].object;
	const struct node *last = NULL; /* of a cable with several ends */
	for (size_t i = 0; i < device->inlet_count; i++) {
		uint32_t inlet = power_node(power, &device->inlets[i]->object);
		const struct node *feed = strip_feed(power, inlet);
		if (feed && feed != last && fold->strip_of[feed - power->nodes] == strip)
			feed_line(fold, (uint32_t)(feed - power->nodes));
		last = feed;
	}
}

void fold_add_feeds(struct fold *fold, const uint32_t *devices, size_t count)
{
	for (size_t i = 0; i < count && fold->strip_of; i++)
		if (fold->strip[devices[i]])
			feeds_of(fold, devices[i]);
}

/* -- a row of racks -------------------------------------------------------------------- */

struct side_sum {
	struct node node; /* load, mark */
	double usable_w;  /* NAN: of one strip it is not known */
	size_t strips, unknown;
};

static void add_to_side(const struct fold *fold, uint32_t device, struct side_sum *sum)
{
	const struct node *n = &fold->sketch->power->nodes[device];
	sum->strips++;
	sum->unknown += !number_known(n->load_w);
	sum->usable_w += figures_of(fold, device).usable_w;
	sum->node.load_w += number_known(n->load_w) ? n->load_w : 0;
	sum->node.mark = n->mark > sum->node.mark ? n->mark : sum->node.mark;
}

/* "side A: 8 PDUs", narrow "A: 8 PDUs" */
static const char *side_words(char side, size_t strips, bool narrow, struct arena *arena)
{
	const char *pdus = words_count(strips, "PDU", arena);
	return side ? arena_printf(arena, "%s%c: %s", narrow ? "" : "side ", side, pdus) : arena_printf(arena, "no side: %s", pdus);
}

/* Loads and limits of the strips of one side, as one strip. */
static struct slot side_slot(struct fold *fold, char side, const uint32_t *devices, size_t count)
{
	struct arena *arena = fold->sketch->builder.arena;
	struct slot slot = slot_empty();
	struct side_sum sum = { .usable_w = 0 };
	for (size_t i = 0; i < count; i++)
		if (fold->strip[devices[i]] && fold->sketch->power->nodes[devices[i]].side == side &&
		    is_entry(fold->sketch->power, devices[i]))
			add_to_side(fold, devices[i], &sum);
	enum load_mark mark = sum.unknown ? MARK_AT_LEAST : sum.node.mark;
	double load_w = sum.unknown < sum.strips ? sum.node.load_w : NAN, pct = percent_of(load_w, sum.usable_w);
	slot.side = side;
	slot.text = side_words(side, sum.strips, fold->flat, arena);
	slot.value = (fold->flat ? words_load_kilo : words_load_narrow)(load_w, sum.usable_w, mark, arena);
	if (number_known(pct)) {
		slot.fraction = pct / 100;
		slot.tone = tone_of(severity_of_percent(&fold->sketch->power->policy, pct));
	}
	return slot;
}

/* One for each side that PDUs of these racks are fed on. */
void fold_side_strips(struct fold *fold, const uint32_t *devices, size_t count)
{
	struct fold_sides sides = { { 0 }, 0 };
	for (size_t i = 0; i < count; i++)
		if (fold->strip[devices[i]] && is_entry(fold->sketch->power, devices[i]))
			fold_add_side(&sides, fold->sketch->power->nodes[devices[i]].side);
	struct slot *slots = arena_array(fold->sketch->builder.arena, sides.count + 1, sizeof *slots);
	for (size_t i = 0; i < sides.count; i++)
		slots[i] = side_slot(fold, sides.list[i], devices, count);
	struct line line = line_empty(LINE_STRIPS);
	line.slots_left = slots;
	line.slot_left_count = sides.count;
	if (sides.count)
		builder_line(&fold->sketch->builder, line);
}

