/* A rack's sides are those of its strips and cords; every row has one slot for
 * each side, so that the columns line up and a cord that is not there shows as
 * an empty slot. */
#include "diagram/fold.h"

#include "base/number.h"
#include "base/text.h"
#include "diagram/fold_strips.h"
#include "diagram/study.h"
#include "diagram/words.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

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

/* -- sides ------------------------------------------------------------------------- */

static void add_cord_sides(const struct fold *fold, uint32_t device, struct fold_sides *sides)
{
	const struct device *object = (const struct device *)fold->sketch->power->nodes[device].object;
	for (size_t i = 0; i < object->inlet_count; i++) {
		uint32_t inlet = power_node(fold->sketch->power, &object->inlets[i]->object);
		const struct power *power = fold->sketch->power;
		if (content_has(fold->sketch->content, inlet) && power->in_start[inlet] < power->in_start[inlet + 1])
			fold_add_side(sides, power->nodes[inlet].side);
	}
}

/* A device with one side only still shows where the other would be. */
static struct fold_sides sides_of(const struct fold *fold, const uint32_t *devices, size_t count)
{
	struct fold_sides sides = { { 0 }, 0 };
	for (size_t i = 0; i < count; i++) {
		if (fold->strip[devices[i]])
			fold_add_side(&sides, fold->sketch->power->nodes[devices[i]].side);
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

static void row_slots(struct fold *fold, uint32_t device, const struct fold_sides *sides, struct line *line)
{
	struct slot *slots = arena_array(fold->sketch->builder.arena, FOLD_SIDES, sizeof *slots);
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

/* What is insufficient stands in the findings and is counted below the rows. */
static bool says_more(const struct verdict *verdict)
{
	return verdict && verdict->state != VERDICT_REDUNDANT && verdict->state != VERDICT_INSUFFICIENT;
}

/* "U12 · server"; of a device that is not redundant the verdict, too. */
static void row_remark(struct fold *fold, uint32_t device)
{
	struct arena *arena = fold->sketch->builder.arena;
	const struct device *object = (const struct device *)fold->sketch->power->nodes[device].object;
	const struct verdict *verdict = fold->verdict_of[device];
	const char *parts[] = {number_known(object->position_u) ? arena_printf(arena, "U%g", object->position_u) : "",
	                       object->role.name, says_more(verdict) ? verdict->text : ""};
	const char *text = "";
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		text = arena_printf(arena, "%s%s%s", text, *text && *parts[i] ? " · " : "", parts[i]);
	if (*text)
		builder_text(&fold->sketch->builder, STYLE_MUTED, text, "");
}

/* Nothing is missing to see, and yet one loss takes all cords. */
static bool shares(const struct fold *fold, uint32_t device)
{
	const struct verdict *verdict = fold->verdict_of[device];
	return verdict && verdict->state == VERDICT_SHARED;
}

static void add_row(struct fold *fold, uint32_t device, const struct fold_sides *sides)
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
	line.shared = fold->feeds && shares(fold, device);
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
	static const struct term terms[] = { { "insufficient", "some loss overloads what is left" },
	                                     { "shared", "one loss takes all cords" }, { "dark", "nothing live feeds it" } };
	struct sketch *sketch = fold->sketch;
	struct arena *arena = sketch->builder.arena;
	size_t states[VERDICT_NONE + 1] = { 0 }, consumers = 0;
	sketch->builder.diagram->terms = terms;
	sketch->builder.diagram->term_count = sizeof terms / sizeof *terms;
	if (fold->rows && count)
		builder_line(&sketch->builder, line_empty(LINE_GAP));
	for (size_t i = 0; i < count; i++) {
		if (fold->strip[devices[i]])
			continue;
		consumers++;
		if (fold->verdict_of[devices[i]])
			states[fold->verdict_of[devices[i]]->state]++;
	}
	const char *text = fold->narrow && consumers ? "" : consumers ? words_count(consumers, "device", arena) : "no devices";
	const char *before = *text ? ": " : "";
	for (int state = 0; state < VERDICT_NONE; state++) {
		if (states[state] == 0)
			continue;
		text = arena_printf(arena, "%s%s%zu %s", text, before, states[state], words[state]);
		before = ", ";
	}
	builder_text(&sketch->builder, states[VERDICT_DARK] ? STYLE_ALERT : STYLE_MUTED, text, "");
}

/* -- cards ---------------------------------------------------------------------------- */

static void own_cards(struct fold *fold, const uint32_t *devices, size_t count, size_t card)
{
	for (size_t i = 0; i < count; i++)
		fold->sketch->card_of[devices[i]] = (uint32_t)card + 1;
}

static void device_lines(struct fold *fold, const uint32_t *devices, size_t count)
{
	struct fold_sides sides = sides_of(fold, devices, count);
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
		enum tone tone = fold->strip[devices[i]] ? fold_strip_tone(fold, devices[i]) : row_tone(fold, devices[i]);
		if (tone != TONE_UNKNOWN && tone > worst)
			worst = tone;
	}
	return worst;
}

const char *fold_place_words(const struct place_figures *figures, struct arena *arena)
{
	struct node node = { .load_w = figures->load_w, .mark = figures->mark };
	bool any = figures->usable.w > 0 || figures->load_w > 0; /* else all is planned, or none */
	if (any && number_known(figures->usable.w) && figures->usable.mark == MARK_EXACT)
		return words_load_short(figures->load_w, figures->usable.w, figures->mark, arena);
	return words_load(&node, arena);
}

const char *fold_rack_words(struct fold *fold, const struct rack *rack)
{
	return fold_place_words(places_find(content_places(fold->sketch->content), &rack->object), fold->sketch->builder.arena);
}

static void limit_line(struct fold *fold, const struct rack *rack)
{
	const struct place_figures *figures = places_find(content_places(fold->sketch->content), &rack->object);
	if (number_known(figures->limit_2n.w))
		sketch_limit(fold->sketch, figures, words_limit_2n(figures, fold->sketch->builder.arena));
}

const char *fold_place_tooltip(struct fold *fold, const struct object *place)
{
	if (fold->sketch->builder.look->no_tooltips)
		return "";
	const struct places *places = content_places(fold->sketch->content);
	return words_place_tooltip(places, places_find(places, place), fold->sketch->builder.arena);
}

/* Of the PDU's inlets, the worst single failure of each. */
static void add_failover(struct fold *fold, uint32_t strip)
{
	const struct power *power = fold->sketch->power;
	const struct device *device = (const struct device *)power->nodes[strip].object;
	for (size_t i = 0; i < device->inlet_count; i++)
		sketch_failover(fold->sketch, power_node(power, &device->inlets[i]->object), device->object.name);
}

size_t fold_rack(struct fold *fold, const struct rack *rack, int group)
{
	struct builder *builder = &fold->sketch->builder;
	struct card card = card_empty(CARD_RACK);
	size_t count;
	uint32_t *devices = devices_in(fold, rack, &count);
	fold_add_strips(fold, rack, devices, count);
	fold_add_feeds(fold, devices, count);
	for (size_t i = 0; i < count; i++)
		if (fold->strip[devices[i]])
			add_failover(fold, devices[i]);
	if (count)
		device_lines(fold, devices, count);
	else
		builder_text(builder, STYLE_MUTED, "no power documented", "");
	if (count && fold->limits)
		limit_line(fold, rack);
	card.anchor = builder_object_anchor(builder, &rack->object, "rack", fold_place_tooltip(fold, &rack->object));
	card.header = words_position(&rack->object, builder->arena);
	card.title = rack->object.name;
	card.title_right = count ? fold_rack_words(fold, rack) : "";
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

/* "8 racks, PDUs up to 95 %" */
static void racks_line(struct fold *fold, const uint32_t *devices, size_t count, size_t racks)
{
	struct builder *builder = &fold->sketch->builder;
	struct line line = line_empty(LINE_TEXT);
	double worst = NAN;
	char text[NUMBER_MAX];
	for (size_t i = 0; i < count; i++)
		if (fold->strip[devices[i]])
			worst = fmax(worst, fold_strip_percent(fold, devices[i]));
	line.style = STYLE_MUTED;
	line.left = racks ? words_count(racks, "rack", builder->arena) : "no racks";
	if (number_known(worst)) {
		line.right = arena_printf(builder->arena, "PDUs up to %s", number_format_percent(text, worst));
		line.tone = tone_of(severity_of_percent(&fold->sketch->power->policy, worst));
	}
	builder_line(builder, line);
}

size_t fold_row(struct fold *fold, const uint32_t *devices, size_t count, size_t racks, int group)
{
	struct builder *builder = &fold->sketch->builder;
	struct card card = card_empty(CARD_RACK);
	fold_side_strips(fold, devices, count);
	racks_line(fold, devices, count, racks);
	count_line(fold, devices, count);
	card.tone = worst_tone(fold, devices, count);
	card.group = group;
	size_t index = builder_card(builder, card);
	own_cards(fold, devices, count, index);
	return index;
}
