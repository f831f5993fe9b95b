/* Which nodes are in the picture: those that changed for the worse or carry more.
 * Each belongs to a card: its own, or that of its rack. Links are the edges
 * between cards, one for each pair. */
#include "diagram/fail.h"

#include "base/number.h"
#include "base/text.h"
#include "diagram/builder.h"
#include "diagram/grouping.h"
#include "diagram/words.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const uint8_t FED = STATE_SOURCE | STATE_UNKNOWN | STATE_BATTERY;

/* -- what belongs in it ------------------------------------------------------------- */

static void include(struct content *content, uint32_t n)
{
	const struct power *power = content->power;
	content->flags[n] |= CONTENT_IN;
	content->flags[content_owner(power, n)] |= CONTENT_IN;
}

static bool is_worth_showing(const struct fail_scene *scene, uint32_t n)
{
	const struct node *node = &scene->power->nodes[n];
	uint8_t before = contingency_state_before(scene->contingency, n), now = contingency_state(scene->contingency, n);
	if (node->role == ROLE_CONSUMER || (now & STATE_GONE))
		return false;
	bool lost = (before & FED) && (before & FED) != (now & FED);
	bool idle = node->kind == OBJECT_OUTLET && contingency_before(scene->contingency, n) == 0;
	return (lost && !idle) ||
	       contingency_load(scene->contingency, n) > contingency_before(scene->contingency, n) + 0.05;
}

struct content *content_fail(const struct fail_scene *scene)
{
	size_t count;
	struct content *content = content_trace(scene->power, NULL, 0, NULL);
	const uint32_t *touched = contingency_touched(scene->contingency, &count);
	content->name = "fail";
	for (size_t i = 0; i < scene->gone->node_count; i++)
		content->flags[content_owner(scene->power, scene->gone->nodes[i])] |= CONTENT_IN | CONTENT_FOCUS;
	for (size_t i = 0; i < scene->outcome->hit_count; i++)
		include(content, scene->outcome->hits[i].node);
	for (size_t i = 0; i < count; i++)
		if (is_worth_showing(scene, touched[i]))
			include(content, touched[i]);
	content_list(content);
	content_count_draws(content);
	return content;
}

/* -- words -------------------------------------------------------------------------- */

struct painting {
	struct builder builder;
	const struct fail_scene *scene;
	const struct power *power;
	uint32_t *card_of;   /* by node: card + 1 */
	uint8_t *effect_of;  /* by node: effect + 1, the worst */
	uint32_t *hit_of;    /* by node: place in the outcome's hits + 1 */
	struct grouping grouping;
	size_t rack_count;
	bool folded;         /* too many racks: a card for each location */
};

static const char *const effect_marks[EFFECTS] = {
	[EFFECT_DARK] = "DARK", [EFFECT_AT_RISK] = "AT RISK", [EFFECT_MAY_TRIP] = "MAY TRIP", [EFFECT_PSU] = "PSU OVERLOAD",
	[EFFECT_OVERLOAD] = "OVERLOAD", [EFFECT_LOST] = "NOW SINGLE", [EFFECT_UNKNOWN] = "UNKNOWN",
};
static const enum tone effect_tones[EFFECTS] = {
	[EFFECT_DARK] = TONE_ERROR, [EFFECT_AT_RISK] = TONE_WARNING, [EFFECT_MAY_TRIP] = TONE_ERROR, [EFFECT_PSU] = TONE_ERROR,
	[EFFECT_OVERLOAD] = TONE_WARNING, [EFFECT_LOST] = TONE_NOTICE, [EFFECT_UNKNOWN] = TONE_UNKNOWN,
};

static bool is_gone(const struct painting *p, uint32_t n)
{
	return contingency_state(p->scene->contingency, n) & STATE_GONE;
}

/* Of a panel, feed or distribution device: what all its fed parts are now. */
static uint8_t fed_of(const struct painting *p, uint32_t owner, bool before)
{
	const struct node *node = &p->power->nodes[owner];
	const struct contingency *c = p->scene->contingency;
	uint8_t state = before ? contingency_state_before(c, owner) : contingency_state(c, owner);
	if (node->kind != OBJECT_DEVICE)
		return state & FED;
	const struct device *device = (const struct device *)(const void *)node->object;
	for (size_t i = 0; i < device->outlet_count; i++) {
		uint32_t n = power_node(p->power, &device->outlets[i]->object);
		state |= before ? contingency_state_before(c, n) : contingency_state(c, n);
	}
	return state & FED;
}

static const char *state_mark(const struct painting *p, uint32_t owner)
{
	uint8_t now = fed_of(p, owner, false);
	if (is_gone(p, owner) || (p->builder.content->flags[owner] & CONTENT_FOCUS))
		return "FAILED";
	if (!now && fed_of(p, owner, true))
		return "WITHOUT POWER";
	if (!(now & STATE_SOURCE) && (now & STATE_BATTERY))
		return p->power->nodes[owner].role == ROLE_UPS ? "ON BATTERY" : "FED BY A BATTERY";
	return "";
}

/* -- cards of elements ---------------------------------------------------------------- */

/* "47.7 → 95.4 kW of 266.0 kW", bar, effect. */
static void load_lines(struct painting *p, uint32_t n, const char *name)
{
	const struct node *node = &p->power->nodes[n];
	const struct contingency *c = p->scene->contingency;
	struct arena *arena = p->builder.arena;
	const struct hit *hit = p->hit_of[n] ? &p->scene->outcome->hits[p->hit_of[n] - 1] : NULL;
	bool fell = hit && is_gone(p, n); /* in a cascade: the load that brought it down */
	double before = contingency_before(c, n), after = fell ? hit->after_w : contingency_load(c, n);
	const char *text = arena_printf(arena, "%s → %s", number_watts(before, p->builder.arena), number_watts(after, p->builder.arena));
	if (number_known(node->limit_w))
		text = arena_printf(arena, "%s of %s", text, number_watts(node->limit_w, p->builder.arena));
	uint8_t effect = p->effect_of[n];
	bool marked = effect && !effect_is_consumer((enum effect)(effect - 1));
	const char *mark = !marked ? "" : fell ? "TRIPPED" : effect_marks[effect - 1];
	if (*name)
		builder_text(&p->builder, marked ? STYLE_ALERT : STYLE_MUTED, name, mark);
	builder_text(&p->builder, STYLE_NORMAL, text, "");
	if (after > 0 && node->limit_w > 0) {
		struct line bar = line_empty(LINE_BAR);
		bar.fraction = after / node->limit_w;
		bar.tone = effect ? effect_tones[effect - 1] : TONE_OK;
		builder_line(&p->builder, bar);
	}
	if (marked && !*name)
		builder_text(&p->builder, STYLE_ALERT, mark, "");
}

/* The ports of a device that are remarkable: its inlets in the picture, and the
 * outlets with an effect of their own. */
static void port_lines(struct painting *p, uint32_t owner)
{
	const struct device *device = (const struct device *)(const void *)p->power->nodes[owner].object;
	for (size_t i = 0; i < device->inlet_count; i++) {
		uint32_t n = power_node(p->power, &device->inlets[i]->object);
		if (content_has(p->builder.content, n) && !is_gone(p, n))
			load_lines(p, n, device->inlets[i]->object.name);
	}
	for (size_t i = 0; i < device->outlet_count; i++) {
		uint32_t n = power_node(p->power, &device->outlets[i]->object);
		if (p->effect_of[n])
			load_lines(p, n, arena_printf(p->builder.arena, "→ %s", device->outlets[i]->object.name));
	}
}

static const char *header_of(const struct painting *p, uint32_t n)
{
	const struct node *node = &p->power->nodes[n];
	const char *place = words_position(node->object, p->builder.arena), *what = role_title((enum role)node->role);
	if (node->side)
		what = arena_printf(p->builder.arena, "%c · %s", node->side, what);
	return *place ? arena_printf(p->builder.arena, "%s · %s", what, place) : what;
}

/* -- many of a kind --------------------------------------------------------------------- */

/* How many are in which state. */
struct states {
	size_t failed, dead, battery, up;
};

static void count_state(const struct painting *p, uint32_t owner, struct states *states)
{
	const char *mark = state_mark(p, owner);
	if (strcmp(mark, "FAILED") == 0)
		states->failed++;
	else if (strcmp(mark, "WITHOUT POWER") == 0)
		states->dead++;
	else if (*mark)
		states->battery++;
	else
		states->up++;
}

static void state_lines(struct painting *p, const struct states *states, const char *noun)
{
	struct arena *arena = p->builder.arena;
	if (states->failed)
		builder_text(&p->builder, STYLE_ALERT, words_count(states->failed, noun, arena), "FAILED");
	if (states->dead)
		builder_text(&p->builder, STYLE_ALERT, words_count(states->dead, noun, arena), "WITHOUT POWER");
	if (states->battery)
		builder_text(&p->builder, STYLE_ALERT, words_count(states->battery, noun, arena), "ON A BATTERY");
	if (states->up)
		builder_text(&p->builder, STYLE_MUTED, words_count(states->up, noun, arena), "changed load");
}

/* The feeds of a panel as lines of its card; those that are overloaded one by one. */
static void feed_lines(struct painting *p, const struct panel *panel, uint32_t card)
{
	struct states states = {0};
	size_t shown = 0;
	for (size_t i = 0; i < panel->feed_count; i++) {
		uint32_t n = power_node(p->power, &panel->feeds[i]->object);
		if (!content_has(p->builder.content, n))
			continue;
		count_state(p, n, &states);
		p->card_of[n] = card;
		if (p->effect_of[n] && shown++ < FAIL_ROWS)
			load_lines(p, n, panel->feeds[i]->object.name);
	}
	state_lines(p, &states, "feed");
}

static void element_card(struct painting *p, uint32_t owner)
{
	const struct node *node = &p->power->nodes[owner];
	const char *mark = state_mark(p, owner);
	bool failed = strcmp(mark, "FAILED") == 0;
	struct card card = card_empty(failed ? CARD_FOCUS : CARD_PLAIN);
	if (*mark)
		builder_text(&p->builder, STYLE_ALERT, mark, failed ? number_watts(contingency_before(p->scene->contingency, owner), p->builder.arena) : "");
	if (!failed && node->kind == OBJECT_DEVICE && !(node->flags & NODE_SOURCE))
		port_lines(p, owner);
	else if (!failed)
		load_lines(p, owner, "");
	if (p->folded && node->kind == OBJECT_PANEL)
		feed_lines(p, (const struct panel *)(const void *)node->object, (uint32_t)p->builder.diagram->card_count + 1);
	card.anchor = builder_anchor(&p->builder, owner);
	card.side = node->side;
	card.pale = *mark && !failed;
	card.tone = p->effect_of[owner] ? effect_tones[p->effect_of[owner] - 1] : failed ? TONE_ERROR : TONE_OK;
	card.header = header_of(p, owner);
	card.title = node->object->name;
	p->card_of[owner] = (uint32_t)builder_card(&p->builder, card) + 1;
}

/* -- cards of racks -------------------------------------------------------------------- */

static bool in_rack_card(const struct painting *p, uint32_t n)
{
	const struct node *node = &p->power->nodes[n];
	bool strip = node->role == ROLE_PDU || node->role == ROLE_DISTRIBUTION;
	if (node->kind != OBJECT_DEVICE)
		return false;
	return node->role == ROLE_CONSUMER || (strip && object_place(node->object).rack);
}

/* Strips: "PDU-A", "FAILED"; "PDU-B", "9.8 of 5.8 kW". */
static struct slot strip_of(struct painting *p, uint32_t n)
{
	struct slot slot = slot_empty();
	const struct device *device = (const struct device *)(const void *)p->power->nodes[n].object;
	const char *mark = state_mark(p, n);
	double after = 0, limit = 0;
	for (size_t i = 0; i < device->inlet_count; i++) {
		uint32_t inlet = power_node(p->power, &device->inlets[i]->object);
		after += contingency_load(p->scene->contingency, inlet);
		limit += p->power->nodes[inlet].limit_w;
	}
	slot.anchor = builder_anchor(&p->builder, n);
	slot.side = p->power->nodes[n].side;
	slot.text = device->object.name;
	slot.dead = *mark;
	slot.value = *mark ? mark : number_known(limit) ? words_load_short(after, limit, MARK_EXACT, p->builder.arena)
	                                                : number_watts(after, p->builder.arena);
	slot.fraction = !*mark && limit > 0 ? after / limit : NAN;
	slot.tone = slot.fraction > 1 ? TONE_ERROR : TONE_OK;
	return slot;
}

static void strip_lines(struct painting *p, const uint32_t *nodes, size_t count)
{
	enum { A_LINE = 2 };
	struct slot *slots = arena_array(p->builder.arena, count + 1, sizeof *slots);
	size_t strips = 0;
	for (size_t i = 0; i < count; i++)
		if (p->power->nodes[nodes[i]].role != ROLE_CONSUMER)
			slots[strips++] = strip_of(p, nodes[i]);
	for (size_t i = 0; i < strips; i += A_LINE) {
		struct line line = line_empty(LINE_STRIPS);
		line.slots_left = slots + i;
		line.slot_left_count = strips - i < A_LINE ? strips - i : A_LINE;
		builder_line(&p->builder, line);
	}
}

static void device_row(struct painting *p, uint32_t n)
{
	const struct node *node = &p->power->nodes[n];
	enum effect effect = (enum effect)(p->effect_of[n] - 1);
	struct line line = line_empty(LINE_ROW);
	line.anchor = builder_anchor(&p->builder, n);
	line.left = arena_printf(p->builder.arena, "%s · %s", effect_marks[effect], node->object->name);
	line.right = words_load(node, p->builder.arena);
	line.tone = effect_tones[effect];
	line.style = effect == EFFECT_DARK ? STYLE_ALERT : STYLE_NORMAL;
	builder_line(&p->builder, line);
}

static void count_lines(struct painting *p, const uint32_t *nodes, size_t count)
{
	for (int effect = 0; effect < EFFECTS; effect++) {
		size_t devices = 0, unknown = 0;
		double sum = 0;
		for (size_t i = 0; i < count; i++) {
			const struct node *node = &p->power->nodes[nodes[i]];
			if (node->role != ROLE_CONSUMER || p->effect_of[nodes[i]] != effect + 1)
				continue;
			devices++;
			sum += number_known(node->load_w) ? node->load_w : 0;
			unknown += node->total > node->known;
		}
		if (devices)
			builder_text(&p->builder, STYLE_STRONG, arena_printf(p->builder.arena, "%zu %s", devices, effect_marks[effect]),
			             unknown ? arena_printf(p->builder.arena, "%s + %zu unknown", number_watts(sum, p->builder.arena), unknown)
			                     : number_watts(sum, p->builder.arena));
	}
}

static void row_lines(struct painting *p, const uint32_t *nodes, size_t count)
{
	size_t rows = 0, more = 0;
	if (p->rack_count > FAIL_RACKS) {
		count_lines(p, nodes, count);
		return;
	}
	for (int effect = 0; effect < EFFECTS; effect++)
		for (size_t i = 0; i < count; i++) {
			if (p->power->nodes[nodes[i]].role != ROLE_CONSUMER || p->effect_of[nodes[i]] != effect + 1)
				continue;
			if (rows < FAIL_ROWS)
				device_row(p, nodes[i]);
			more += rows >= FAIL_ROWS;
			rows += rows < FAIL_ROWS;
		}
	if (more)
		builder_text(&p->builder, STYLE_MUTED, arena_printf(p->builder.arena, "and %zu more", more), "");
}

static const struct object *place_of(const struct power *power, uint32_t n, bool folded)
{
	struct place place = object_place(power->nodes[n].object);
	if (place.rack && !folded)
		return &place.rack->object;
	if (place.location)
		return &place.location->object;
	return place.site ? &place.site->object : NULL;
}

/* What is over at the PDUs' inlets and outlets. */
static void element_lines(struct painting *p, const uint32_t *nodes, size_t count)
{
	static const enum effect told[] = {EFFECT_MAY_TRIP, EFFECT_OVERLOAD};
	for (size_t k = 0; k < sizeof told / sizeof *told; k++) {
		size_t over = 0;
		for (size_t i = 0; i < count; i++) {
			const struct device *device = (const struct device *)(const void *)p->power->nodes[nodes[i]].object;
			for (size_t j = 0; j < device->inlet_count; j++)
				over += p->effect_of[power_node(p->power, &device->inlets[j]->object)] == told[k] + 1;
			for (size_t j = 0; j < device->outlet_count; j++)
				over += p->effect_of[power_node(p->power, &device->outlets[j]->object)] == told[k] + 1;
		}
		if (over)
			builder_text(&p->builder, STYLE_ALERT, words_count(over, "element", p->builder.arena), effect_marks[told[k]]);
	}
}

/* A location as a whole. */
static void fold_lines(struct painting *p, const uint32_t *nodes, size_t count)
{
	struct states states = {0};
	for (size_t i = 0; i < count; i++)
		if (p->power->nodes[nodes[i]].role != ROLE_CONSUMER)
			count_state(p, nodes[i], &states);
	state_lines(p, &states, "PDU");
	element_lines(p, nodes, count);
	count_lines(p, nodes, count);
}

static void rack_card(struct painting *p, const uint32_t *nodes, size_t count)
{
	const struct object *place = place_of(p->power, nodes[0], p->folded);
	struct card card = card_empty(CARD_RACK);
	if (p->folded) {
		fold_lines(p, nodes, count);
	} else {
		strip_lines(p, nodes, count);
		row_lines(p, nodes, count);
	}
	if (place)
		card.anchor = builder_object_anchor(&p->builder, place, object_kind_name(place->kind), "");
	card.header = place && (place->kind == OBJECT_RACK || p->folded) ? words_place(place, p->builder.arena) : "no rack";
	card.title = place ? place->name : "no place";
	if (place && !p->folded)
		card.group = grouping_of(&p->grouping, place);
	size_t index = builder_card(&p->builder, card);
	for (size_t i = 0; i < count; i++)
		p->card_of[nodes[i]] = (uint32_t)index + 1;
}

/* -- all cards --------------------------------------------------------------------------- */

static int compare_surroundings(const struct object *x, const struct object *y)
{
	struct place a = object_place(x), b = object_place(y);
	int order = object_compare(a.site ? &a.site->object : NULL, b.site ? &b.site->object : NULL);
	return order ? order : location_compare(a.location, b.location);
}

/* By site and location, name, then kind and id; what is nowhere first. */
static int compare_places(const struct power *power, bool folded, uint32_t a, uint32_t b)
{
	const struct object *x = place_of(power, a, folded), *y = place_of(power, b, folded);
	if (!x || !y)
		return (x != NULL) - (y != NULL);
	int order = folded ? 0 : compare_surroundings(x, y);
	if (!order)
		order = text_compare_natural(x->name, y->name);
	if (!order)
		order = (int)x->kind - (int)y->kind;
	return order ? order : (x->id > y->id) - (x->id < y->id);
}

struct member {
	const struct power *power;
	uint32_t node;
	bool folded;
};

static int by_place(const void *a, const void *b)
{
	const struct member *x = a, *y = b;
	int order = compare_places(x->power, x->folded, x->node, y->node);
	if (!order)
		order = text_compare_natural(x->power->nodes[x->node].object->name, x->power->nodes[y->node].object->name);
	return order ? order : (x->node > y->node) - (x->node < y->node);
}

static bool belongs(const struct painting *p, uint32_t n)
{
	const struct node *node = &p->power->nodes[n];
	return content_has(p->builder.content, n) && content_owner(p->power, n) == n &&
	       (node->role != ROLE_CONSUMER || p->effect_of[n]);
}

/* Sorted by place; how many places there are. */
static size_t sort_members(struct member *members, size_t count, bool folded)
{
	size_t places = 0;
	for (size_t i = 0; i < count; i++)
		members[i].folded = folded;
	if (count)
		qsort(members, count, sizeof *members, by_place);
	for (size_t i = 0; i < count; i++)
		places += i == 0 || place_of(members[i].power, members[i].node, folded) !=
		                    place_of(members[i].power, members[i - 1].node, folded);
	return places;
}

static void rack_cards(struct painting *p, const struct member *members, size_t count)
{
	uint32_t *nodes = xcalloc(count + 1, sizeof *nodes);
	for (size_t i = 0; i < count; i++)
		nodes[i] = members[i].node;
	for (size_t i = 0, end; i < count; i = end) {
		const struct object *place = place_of(p->power, nodes[i], p->folded);
		for (end = i + 1; end < count && place_of(p->power, nodes[end], p->folded) == place; end++)
			;
		rack_card(p, nodes + i, end - i);
	}
	free(nodes);
}

static void all_cards(struct painting *p)
{
	struct member *members = xcalloc(p->power->node_count + 1, sizeof *members);
	size_t count = 0;
	for (uint32_t i = 0; i < p->power->node_count; i++)
		if (belongs(p, p->power->order[i]) && in_rack_card(p, p->power->order[i]))
			members[count++] = (struct member){p->power, p->power->order[i], false};
	p->rack_count = sort_members(members, count, false);
	p->folded = p->rack_count > FAIL_PLACES;
	if (p->folded)
		sort_members(members, count, true);
	for (uint32_t i = 0; i < p->power->node_count; i++) {
		uint32_t n = p->power->order[i];
		if (belongs(p, n) && !in_rack_card(p, n) && !p->card_of[n]) /* a folded feed has its panel's */
			element_card(p, n);
	}
	rack_cards(p, members, count);
	free(members);
}

/* -- links ---------------------------------------------------------------------------------- */

static uint32_t card_at(const struct painting *p, uint32_t n)
{
	return p->card_of[content_owner(p->power, n)];
}

static void one_link(struct painting *p, const struct edge *edge)
{
	uint32_t from = card_at(p, edge->from), to = card_at(p, edge->to);
	uint32_t owner = content_owner(p->power, edge->to);
	bool shown = from && to && from != to && edge->live && !edge->closes_cycle &&
	             (content_has(p->builder.content, edge->to) || p->effect_of[owner] || is_gone(p, owner));
	if (!shown || !builder_first(&p->builder, UINT64_C(1) << 63 | (uint64_t)from << 32 | to))
		return;
	struct link link = link_empty(from - 1, to - 1);
	const struct contingency *c = p->scene->contingency;
	link.side = p->power->nodes[edge->from].side;
	link.dead = !(contingency_state(c, edge->from) & FED) || (edge->cable && contingency_cable_gone(c, edge->cable));
	link.reserve = edge->reserve && !(contingency_load(c, edge->to) > 0);
	builder_link(&p->builder, link);
}

static void note_effects(struct painting *p)
{
	for (size_t i = p->scene->outcome->hit_count; i-- > 0;) {
		const struct hit *hit = &p->scene->outcome->hits[i];
		p->effect_of[hit->node] = hit->effect + 1;
		p->hit_of[hit->node] = (uint32_t)i + 1;
	}
}

static const char *const notes[] = {
	"FAILED: taken out. DARK: no live way is left. AT RISK: hangs only on what may trip, on an overloaded PSU or on a battery.",
	"MAY TRIP: above its rating × trip. OVERLOAD: above its limit. NOW SINGLE: one more loss darkens it.",
};

struct diagram *fail_diagram(const struct fail_scene *scene, const struct content *content, const struct look *look)
{
	struct painting p = { .scene = scene, .power = scene->power };
	size_t nodes = scene->power->node_count;
	builder_start(&p.builder, content, look, FLOW_RIGHT);
	p.card_of = xcalloc(nodes + 1, sizeof *p.card_of);
	p.effect_of = xcalloc(nodes + 1, 1);
	p.hit_of = xcalloc(nodes + 1, sizeof *p.hit_of);
	grouping_start(&p.grouping, &p.builder, scene->power->inventory);
	note_effects(&p);
	all_cards(&p);
	grouping_end(&p.grouping);
	for (uint32_t e = 0; e < scene->power->edge_count; e++)
		one_link(&p, &scene->power->edges[e]);
	builder_head(&p.builder, arena_printf(p.builder.arena, "Without %s", scene->cause), scene->summary);
	for (size_t i = 0; i < sizeof notes / sizeof *notes; i++)
		builder_note(&p.builder, notes[i]);
	free(p.card_of);
	free(p.effect_of);
	free(p.hit_of);
	return builder_finish(&p.builder);
}
