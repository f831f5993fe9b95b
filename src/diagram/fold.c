/* A rack's sides are those of its strips and cords; every row has one slot for
 * each side, so that the columns line up and a cord that is not there shows as
 * an empty slot. */
#include "diagram/fold.h"

#include "base/number.h"
#include "base/text.h"
#include "diagram/words.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SIDES_MAX = 4, STRIPS_PER_LINE = 2 };

/* -- which devices are strips ---------------------------------------------------- */

static const struct rack *rack_of(const struct power *power, uint32_t node)
{
	return object_place(power->nodes[node].object).rack;
}

/* Where the cords of a distribution device go: into its own rack, elsewhere? */
static void cords_of(const struct power *power, uint32_t node, bool *inside, bool *elsewhere)
{
	const struct device *device = (const struct device *)power->nodes[node].object;
	for (size_t i = 0; i < device->outlet_count; i++) {
		uint32_t outlet = power_node(power, &device->outlets[i]->object);
		for (uint32_t k = power->out_start[outlet]; k < power->out_start[outlet + 1]; k++) {
			bool own = rack_of(power, power->edges[power->out_edges[k]].to) == device->rack;
			*inside |= own;
			*elsewhere |= !own;
		}
	}
}

/* PDUs stay with their rack even if a cord strays; panels, UPS and transfer
 * switches only if they feed nothing else. */
static bool is_strip(const struct power *power, uint32_t node)
{
	const struct node *n = &power->nodes[node];
	bool inside = false, elsewhere = false;
	if (n->kind != OBJECT_DEVICE || n->role == ROLE_CONSUMER || n->role == ROLE_PASSIVE || !rack_of(power, node))
		return false;
	cords_of(power, node, &inside, &elsewhere);
	if (n->role == ROLE_PDU || n->role == ROLE_DISTRIBUTION)
		return inside || !elsewhere;
	return inside && !elsewhere;
}

void fold_start(struct fold *fold, struct sketch *sketch, bool rows)
{
	const struct power *power = sketch->power;
	const struct content *content = sketch->content;
	*fold = (struct fold){ .sketch = sketch, .rows = rows };
	fold->strip = xcalloc(power->node_count + 1, sizeof *fold->strip);
	fold->verdict_of = xcalloc(power->node_count + 1, sizeof *fold->verdict_of);
	for (uint32_t i = power->first[OBJECT_DEVICE]; i < power->node_count; i++)
		fold->strip[i] = content_has(content, i) && is_strip(power, i);
	for (size_t i = 0; i < content->verdict_count; i++)
		if (content->verdicts[i])
			fold->verdict_of[content->verdicts[i]->device] = content->verdicts[i];
}

void fold_end(struct fold *fold)
{
	free(fold->strip);
	free(fold->verdict_of);
	places_free(fold->places);
}

/* -- short names ------------------------------------------------------------------ */

const char *fold_short_port(const char *name, bool letter, struct arena *arena)
{
	size_t length = strlen(name), digits = 0;
	while (digits < length && isdigit((unsigned char)name[length - 1 - digits]))
		digits++;
	const char *number = name + length - digits;
	if (digits && digits <= 4)
		return letter && isalpha((unsigned char)name[0]) ? arena_printf(arena, "%c%s", name[0], number) : number;
	if (length <= 5)
		return name;
	const char *tail = name + length - 4; /* at the start of a character */
	while (((unsigned char)*tail & 0xC0) == 0x80)
		tail++;
	return arena_printf(arena, "…%s", tail);
}

/* "PDU-A" of "NET-R01-PDU-A" in NET-R01. */
static const char *name_in_rack(const char *name, const struct rack *rack)
{
	size_t length = strlen(rack->object.name);
	bool prefixed = strncmp(name, rack->object.name, length) == 0 && name[length] && strchr("-_. /", name[length]) &&
	                name[length + 1];
	return prefixed ? name + length + 1 : name;
}

/* -- sides ------------------------------------------------------------------------- */

struct sides {
	char list[SIDES_MAX];
	size_t count;
};

static void add_side(struct sides *sides, char side)
{
	for (size_t i = 0; i < sides->count; i++)
		if (sides->list[i] == side)
			return;
	if (sides->count == SIDES_MAX)
		return;
	size_t at = sides->count++;
	for (; at > 0 && (side ? side : 127) < (sides->list[at - 1] ? sides->list[at - 1] : 127); at--)
		sides->list[at] = sides->list[at - 1];
	sides->list[at] = side;
}

static void add_cord_sides(const struct fold *fold, uint32_t device, struct sides *sides)
{
	const struct device *object = (const struct device *)fold->sketch->power->nodes[device].object;
	for (size_t i = 0; i < object->inlet_count; i++) {
		uint32_t inlet = power_node(fold->sketch->power, &object->inlets[i]->object);
		const struct power *power = fold->sketch->power;
		if (content_has(fold->sketch->content, inlet) && power->in_start[inlet] < power->in_start[inlet + 1])
			add_side(sides, power->nodes[inlet].side);
	}
}

/* A device with one side only still shows where the other would be. */
static struct sides sides_of(const struct fold *fold, const uint32_t *devices, size_t count)
{
	struct sides sides = { { 0 }, 0 };
	for (size_t i = 0; i < count; i++) {
		if (fold->strip[devices[i]])
			add_side(&sides, fold->sketch->power->nodes[devices[i]].side);
		else
			add_cord_sides(fold, devices[i], &sides);
	}
	return sides;
}

/* -- rows ------------------------------------------------------------------------- */

/* The cords of a device on one side, in one slot: "17", "17 18", "17 +3". */
static struct slot cord_slot(struct fold *fold, uint32_t device, char side)
{
	struct sketch *sketch = fold->sketch;
	const struct power *power = sketch->power;
	const struct device *object = (const struct device *)power->nodes[device].object;
	struct slot slot = slot_empty();
	size_t cords = 0;
	slot.side = side;
	for (size_t i = 0; i < object->inlet_count; i++) {
		uint32_t inlet = power_node(power, &object->inlets[i]->object);
		if (!content_has(sketch->content, inlet) || power->nodes[inlet].side != side ||
		    power->in_start[inlet] == power->in_start[inlet + 1])
			continue;
		const struct edge *edge = &power->edges[power->in_edges[power->in_start[inlet]]];
		const char *port = fold_short_port(power->nodes[edge->from].object->name, false, sketch->builder.arena);
		if (cords++ == 0) {
			slot.text = port;
			slot.anchor = builder_anchor(&sketch->builder, edge->from);
			slot.dead = !edge->live;
		} else if (cords == 2 && strlen(slot.text) + strlen(port) <= 6) {
			slot.text = arena_printf(sketch->builder.arena, "%s %s", slot.text, port);
		} else {
			slot.text = arena_printf(sketch->builder.arena, "%.*s +%zu", (int)strcspn(slot.text, " "), slot.text, cords - 1);
		}
	}
	slot.missing = cords == 0 && side;
	return slot;
}

static void row_slots(struct fold *fold, uint32_t device, const struct sides *sides, struct line *line)
{
	struct slot *slots = arena_array(fold->sketch->builder.arena, SIDES_MAX, sizeof *slots);
	for (size_t i = 0; i < sides->count; i++)
		slots[i] = cord_slot(fold, device, sides->list[i]);
	line->slots_left = slots;
	line->slot_left_count = sides->count ? 1 : 0;
	line->slots_right = slots + 1;
	line->slot_right_count = sides->count ? sides->count - 1 : 0;
}

static enum tone row_tone(const struct fold *fold, uint32_t device)
{
	const struct verdict *verdict = fold->verdict_of[device];
	if (verdict && verdict->state == VERDICT_DARK)
		return TONE_ERROR;
	return tone_of(fold->sketch->power->nodes[device].severity);
}

/* "U12 · server · 2 cords, A and B: no shared element up to PP-A and PP-B" */
static void row_remark(struct fold *fold, uint32_t device)
{
	struct arena *arena = fold->sketch->builder.arena;
	const struct device *object = (const struct device *)fold->sketch->power->nodes[device].object;
	const struct verdict *verdict = fold->verdict_of[device];
	const char *text = number_known(object->position_u) ? arena_printf(arena, "U%g · ", object->position_u) : "";
	text = arena_printf(arena, "%s%s%s%s", text, object->role.name, *object->role.name && verdict ? " · " : "",
	                    verdict ? verdict->text : "");
	builder_text(&fold->sketch->builder, STYLE_MUTED, text, "");
}

static void add_row(struct fold *fold, uint32_t device, const struct sides *sides)
{
	struct sketch *sketch = fold->sketch;
	const struct node *n = &sketch->power->nodes[device];
	const struct device *object = (const struct device *)n->object;
	struct line line = line_empty(LINE_ROW);
	line.left = object->inlet_count == 0 && object->parent
		? arena_printf(sketch->builder.arena, "in %s: %s", object->parent->object.name, n->object->name) : n->object->name;
	line.right = words_load(n, sketch->builder.arena);
	line.anchor = builder_anchor(&sketch->builder, device);
	line.tone = row_tone(fold, device);
	line.pale = n->flags & (NODE_PLANNED | NODE_NOT_LIVE);
	line.style = line.tone == TONE_ERROR ? STYLE_ALERT : STYLE_NORMAL;
	if (object->inlet_count)
		row_slots(fold, device, sides, &line);
	int index = builder_line(&sketch->builder, line);
	for (size_t i = 0; i < object->inlet_count; i++) {
		uint32_t inlet = power_node(sketch->power, &object->inlets[i]->object);
		if (inlet != NODE_NONE)
			sketch->line_of[inlet] = index + 1;
	}
	if (fold->remarks)
		row_remark(fold, device);
}

/* -- counts by verdict --------------------------------------------------------------- */

static void count_line(struct fold *fold, const uint32_t *devices, size_t count)
{
	static const char *const words[] = { "redundant", "insufficient", "shared", "single cord", "dark", "unknown", "planned", "" };
	struct sketch *sketch = fold->sketch;
	struct arena *arena = sketch->builder.arena;
	size_t states[VERDICT_NONE + 1] = { 0 }, consumers = 0;
	for (size_t i = 0; i < count; i++) {
		if (fold->strip[devices[i]])
			continue;
		consumers++;
		if (fold->verdict_of[devices[i]])
			states[fold->verdict_of[devices[i]]->state]++;
	}
	const char *text = consumers ? words_count(consumers, "device", arena) : "no devices", *before = ": ";
	for (int state = 0; state < VERDICT_NONE; state++) {
		if (states[state] == 0)
			continue;
		text = arena_printf(arena, "%s%s%zu %s", text, before, states[state], words[state]);
		before = ", ";
	}
	builder_text(&sketch->builder, states[VERDICT_DARK] ? STYLE_ALERT : STYLE_MUTED, text, "");
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

/* The feed right above an inlet; NULL. */
static const struct node *feed_above(const struct power *power, uint32_t inlet)
{
	const struct node *from = &power->nodes[power->edges[power->in_edges[power->in_start[inlet]]].from];
	return from->kind == OBJECT_FEED ? from : NULL;
}

/* Sums over the inlets that bring power: a bank's own inlets are behind them.
 * With `feeds`, what the feed above allows counts, too. */
static void inlet_sums(const struct sketch *sketch, uint32_t device, bool feeds, double *usable, double *pct)
{
	const struct power *power = sketch->power;
	const struct device *object = (const struct device *)power->nodes[device].object;
	double sum = 0;
	size_t known = 0;
	*pct = NAN;
	for (size_t i = 0; i < object->inlet_count; i++) {
		uint32_t inlet = power_node(power, &object->inlets[i]->object);
		uint32_t first = power->in_start[inlet];
		if (first == power->in_start[inlet + 1] || content_owner(power, power->edges[power->in_edges[first]].from) == device)
			continue;
		const struct node *n = &power->nodes[inlet], *feed = feeds ? feed_above(power, inlet) : NULL;
		known++;
		sum += feed ? fmin(n->usable_w, feed->usable_w) : n->usable_w;
		*pct = fmax(*pct, feed ? fmax(n->utilization_pct, feed->utilization_pct) : n->utilization_pct);
	}
	*usable = known ? sum : NAN;
}

/* A known severity counts for more than an unknown one. */
static enum severity known_worse(enum severity a, enum severity b)
{
	return b != SEVERITY_UNKNOWN && (a == SEVERITY_UNKNOWN || b > a) ? b : a;
}

static enum tone strip_tone(const struct fold *fold, uint32_t device)
{
	const struct sketch *sketch = fold->sketch;
	const struct power *power = sketch->power;
	const struct device *object = (const struct device *)power->nodes[device].object;
	enum severity worst = power->nodes[device].severity;
	for (size_t i = 0; i < object->inlet_count; i++) {
		uint32_t inlet = power_node(power, &object->inlets[i]->object);
		bool fed = fold->feeds && power->in_start[inlet] < power->in_start[inlet + 1];
		const struct node *feed = fed ? feed_above(power, inlet) : NULL;
		worst = known_worse(worst, power->nodes[inlet].severity);
		worst = feed ? known_worse(worst, feed->severity) : worst;
	}
	return tone_of(worst);
}

static struct slot strip_slot(struct fold *fold, const struct rack *rack, uint32_t device)
{
	struct sketch *sketch = fold->sketch;
	struct arena *arena = sketch->builder.arena;
	const struct node *n = &sketch->power->nodes[device];
	struct slot slot = slot_empty();
	double usable, pct;
	const char *circuit = circuit_of(sketch, device, fold->feeds), *name = name_in_rack(n->object->name, rack);
	inlet_sums(sketch, device, fold->feeds, &usable, &pct);
	slot.anchor = builder_anchor(&sketch->builder, device);
	slot.side = n->side;
	slot.dead = n->flags & (NODE_NOT_LIVE | NODE_DARK);
	slot.missing = n->flags & NODE_OPEN_END;
	slot.text = *circuit ? arena_printf(arena, "%s %s", name, circuit) : name;
	slot.value = slot.missing ? "not fed" : words_load_short(n->load_w, usable, n->mark, arena);
	slot.fraction = number_known(pct) ? pct / 100 : NAN;
	slot.tone = strip_tone(fold, device);
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
static void add_strips(struct fold *fold, const struct rack *rack, const uint32_t *devices, size_t count)
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

/* -- cards ---------------------------------------------------------------------------- */

static void own_cards(struct fold *fold, const uint32_t *devices, size_t count, size_t card)
{
	for (size_t i = 0; i < count; i++)
		fold->sketch->card_of[devices[i]] = (uint32_t)card + 1;
}

static void device_lines(struct fold *fold, const uint32_t *devices, size_t count)
{
	struct sides sides = sides_of(fold, devices, count);
	for (size_t i = 0; fold->rows && i < count; i++)
		if (!fold->strip[devices[i]])
			add_row(fold, devices[i], &sides);
	count_line(fold, devices, count);
}

/* Consumers and strips of the rack that are in the picture, in rack order. */
static uint32_t *devices_in(const struct fold *fold, const struct rack *rack, size_t *count)
{
	const struct sketch *sketch = fold->sketch;
	uint32_t *devices = xcalloc(rack->device_count + 1, sizeof *devices);
	*count = 0;
	for (size_t i = 0; i < rack->device_count; i++) {
		uint32_t node = power_node(sketch->power, &rack->devices[i]->object);
		if (content_has(sketch->content, node) &&
		    (fold->strip[node] || sketch->power->nodes[node].role == ROLE_CONSUMER))
			devices[(*count)++] = node;
	}
	return devices;
}

static enum tone worst_tone(const struct fold *fold, const uint32_t *devices, size_t count)
{
	enum tone worst = TONE_OK;
	for (size_t i = 0; i < count; i++) {
		enum tone tone = fold->strip[devices[i]] ? strip_tone(fold, devices[i]) : row_tone(fold, devices[i]);
		if (tone != TONE_UNKNOWN && tone > worst)
			worst = tone;
	}
	return worst;
}

/* "9 800 / 11 520 W": a capacity that is not quite known is not set beside it. */
static const char *rack_words(const struct place_figures *figures, struct arena *arena)
{
	struct node node = { .load_w = figures->load_w, .mark = figures->mark };
	if (number_known(figures->usable.w) && figures->usable.mark == MARK_EXACT)
		return words_load_short(figures->load_w, figures->usable.w, figures->mark, arena);
	return words_load(&node, arena);
}

size_t fold_rack(struct fold *fold, const struct rack *rack, int group)
{
	struct builder *builder = &fold->sketch->builder;
	if (!fold->places)
		fold->places = places_build(fold->sketch->power);
	struct card card = card_empty(CARD_RACK);
	size_t count;
	uint32_t *devices = devices_in(fold, rack, &count);
	add_strips(fold, rack, devices, count);
	if (count)
		device_lines(fold, devices, count);
	else
		builder_text(builder, STYLE_MUTED, "no power documented", "");
	card.anchor = builder_object_anchor(builder, &rack->object, "rack", "");
	card.header = words_position(&rack->object, builder->arena);
	card.title = rack->object.name;
	card.title_right = count ? rack_words(places_find(fold->places, &rack->object), builder->arena) : "";
	card.tone = worst_tone(fold, devices, count);
	card.pale = count == 0;
	card.outside = !scope_contains(fold->sketch->content->scope, &rack->object);
	card.group = group;
	size_t index = builder_card(builder, card);
	own_cards(fold, devices, count, index);
	free(devices);
	return index;
}

size_t fold_loose(struct fold *fold, const struct object *place, const uint32_t *devices, size_t count, int group)
{
	struct builder *builder = &fold->sketch->builder;
	struct card card = card_empty(CARD_RACK);
	device_lines(fold, devices, count);
	card.header = place ? place->name : "";
	card.title = "no rack";
	card.tone = worst_tone(fold, devices, count);
	card.group = group;
	size_t index = builder_card(builder, card);
	own_cards(fold, devices, count, index);
	return index;
}

/* -- a row of racks -------------------------------------------------------------------- */

/* Loads and limits of the strips of one side, as one strip. */
static struct slot side_slot(struct fold *fold, char side, const uint32_t *devices, size_t count)
{
	const struct power *power = fold->sketch->power;
	struct slot slot = slot_empty();
	struct node sum = { .load_w = 0 };
	size_t strips = 0, unknown = 0;
	for (size_t i = 0; i < count; i++) {
		const struct node *n = &power->nodes[devices[i]];
		if (!fold->strip[devices[i]] || n->side != side || !is_entry(power, devices[i]))
			continue;
		strips++;
		unknown += !number_known(n->load_w);
		sum.load_w += number_known(n->load_w) ? n->load_w : 0;
		sum.mark = n->mark > sum.mark ? n->mark : sum.mark;
		enum tone tone = strip_tone(fold, devices[i]);
		slot.tone = tone != TONE_UNKNOWN && tone > slot.tone ? tone : slot.tone;
	}
	sum.mark = unknown ? MARK_AT_LEAST : sum.mark;
	slot.side = side;
	slot.text = arena_printf(fold->sketch->builder.arena, "%s%c: %s", side ? "side " : "no side", side ? side : ' ',
	                         words_count(strips, "PDU", fold->sketch->builder.arena));
	slot.value = words_load(&sum, fold->sketch->builder.arena);
	return slot;
}

static void side_strips(struct fold *fold, const uint32_t *devices, size_t count)
{
	struct sides sides = { { 0 }, 0 };
	for (size_t i = 0; i < count; i++)
		if (fold->strip[devices[i]] && is_entry(fold->sketch->power, devices[i]))
			add_side(&sides, fold->sketch->power->nodes[devices[i]].side);
	struct slot *slots = arena_array(fold->sketch->builder.arena, sides.count + 1, sizeof *slots);
	for (size_t i = 0; i < sides.count; i++)
		slots[i] = side_slot(fold, sides.list[i], devices, count);
	struct line line = line_empty(LINE_STRIPS);
	line.slots_left = slots;
	line.slot_left_count = sides.count;
	if (sides.count)
		builder_line(&fold->sketch->builder, line);
}

size_t fold_row(struct fold *fold, const uint32_t *devices, size_t count, size_t racks, int group)
{
	struct builder *builder = &fold->sketch->builder;
	struct card card = card_empty(CARD_RACK);
	side_strips(fold, devices, count);
	builder_text(builder, STYLE_MUTED, words_count(racks, "rack", builder->arena), "");
	count_line(fold, devices, count);
	card.tone = worst_tone(fold, devices, count);
	card.group = group;
	size_t index = builder_card(builder, card);
	own_cards(fold, devices, count, index);
	return index;
}
