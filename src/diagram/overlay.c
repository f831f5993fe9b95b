/* The answer for every node is made first, then those of places; the diagram is
 * walked with the element whose line it is in hand: a bar belongs to the last
 * line before it that names an element, else to the card's own. */
#include "diagram/overlay.h"

#include "base/number.h"
#include "diagram/study.h"
#include "diagram/words.h"
#include "power/lines.h"
#include "power/place.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct answer {
	double fraction;   /* of a bar; NAN: unknown or none */
	enum tone tone;
	bool none;         /* the question does not concern it */
	const char *words; /* before the bar; NULL: as they are */
	const char *right;
	const char *value; /* of a strip; NULL: as it is */
};

struct overlay {
	const struct content *content;
	const struct power *power;
	const struct failover *failover; /* by node; NULL: not asked for */
	enum show show;
	struct arena *arena;
	const struct places *places;
	struct answer *nodes;                    /* by node */
	enum tone *racks, *locations, *sites;    /* worst inside, by place in the inventory */
};

static enum tone worse(enum tone a, enum tone b)
{
	return (enum tone)severity_worse((enum severity)a, (enum severity)b);
}

static enum tone tone_of_fraction(const struct overlay *o, double fraction)
{
	return (enum tone)severity_of_percent(&o->power->policy, fraction * 100);
}

static const char *percent_words(const struct overlay *o, double fraction)
{
	char text[NUMBER_MAX];
	return number_known(fraction) ? arena_strdup(o->arena, number_format_percent(text, fraction * 100)) : "";
}

/* ---- answers for nodes ---- */

static struct answer answer_load(const struct overlay *o, uint32_t node)
{
	double percent = o->power->nodes[node].utilization_pct;
	return (struct answer){.fraction = percent / 100, .tone = (enum tone)severity_of_percent(&o->power->policy, percent)};
}

static struct answer answer_failover(const struct overlay *o, uint32_t node)
{
	const struct node *n = &o->power->nodes[node];
	const struct failover *failover = o->failover ? &o->failover[node] : NULL;
	bool caused = failover && cause_is_set(&failover->cause);
	double load = caused ? failover->load_w : n->load_w, limit = n->limit_w;
	struct answer answer = {.fraction = percent_of(load, limit) / 100};
	answer.tone = tone_of_fraction(o, answer.fraction);
	answer.right = percent_words(o, answer.fraction);
	struct node sum = {.load_w = load, .mark = n->mark};
	answer.words = number_known(limit) ? words_load_short(load, limit, (enum load_mark)n->mark, o->arena) : words_load(&sum, o->arena);
	answer.value = answer.words;
	if (caused)
		answer.words = arena_printf(o->arena, "%s if %s fails", answer.words, cause_name(&failover->cause, o->arena));
	return answer;
}

static struct answer answer_phases(const struct overlay *o, const struct line_currents *currents, uint32_t node)
{
	const struct node *n = &o->power->nodes[node];
	struct answer answer = {.fraction = NAN, .none = true, .tone = TONE_OK};
	if (!n->legs || n->kind == OBJECT_OUTLET)
		return answer;
	struct lines lines = lines_of(o->power, currents, node);
	for (int i = 0; i < 3; i++)
		answer.fraction = fmax(answer.fraction, percent_of(n->legs[i].high_w, n->legs[i].usable_w) / 100);
	answer.none = false;
	answer.tone = tone_of_fraction(o, answer.fraction);
	if (lines.imbalance_pct > o->power->policy.imbalance_pct)
		answer.tone = worse(answer.tone, TONE_WARNING);
	answer.words = words_legs(n, o->arena);
	answer.right = number_known(lines.imbalance_pct)
	                   ? arena_printf(o->arena, "%s off", percent_words(o, lines.imbalance_pct / 100)) : "";
	return answer;
}

static enum tone tone_of_verdict(enum verdict_state state)
{
	switch (state) {
	case VERDICT_SINGLE: return TONE_WARNING;
	case VERDICT_INSUFFICIENT: case VERDICT_SHARED: case VERDICT_DARK: return TONE_ERROR;
	case VERDICT_UNKNOWN: return TONE_UNKNOWN;
	case VERDICT_REDUNDANT: case VERDICT_PLANNED: case VERDICT_NONE: break;
	}
	return TONE_OK;
}

static void answer_redundancy(struct overlay *o)
{
	for (size_t i = 0; i < o->content->verdict_count; i++) {
		const struct verdict *verdict = o->content->verdicts[i];
		if (verdict)
			o->nodes[verdict->device].tone = tone_of_verdict(verdict->state);
	}
}

static void add_place_finding(struct overlay *o, const struct object *object, enum tone tone)
{
	size_t at = object->kind == OBJECT_RACK || object->kind == OBJECT_LOCATION || object->kind == OBJECT_SITE
	                ? inventory_index(o->power->inventory, object) : 0;
	enum tone *tones = object->kind == OBJECT_RACK ? o->racks : object->kind == OBJECT_LOCATION ? o->locations
	                 : object->kind == OBJECT_SITE ? o->sites : NULL;
	if (tones)
		tones[at] = worse(tones[at], tone);
}

/* Of an inlet or outlet also on its device. */
static void answer_findings(struct overlay *o)
{
	size_t count;
	const struct finding *findings = content_findings(o->content, &count);
	for (size_t i = 0; i < count; i++) {
		enum tone tone = (enum tone)findings[i].severity;
		uint32_t node = findings[i].object ? power_node(o->power, findings[i].object) : NODE_NONE;
		if (findings[i].object)
			add_place_finding(o, findings[i].object, tone);
		if (node == NODE_NONE)
			continue;
		uint32_t owner = content_owner(o->power, node);
		o->nodes[node].tone = worse(o->nodes[node].tone, tone);
		if (owner != NODE_NONE)
			o->nodes[owner].tone = worse(o->nodes[owner].tone, tone);
	}
}

/* A distribution device without figures of its own: its worst inlet. */
static void answer_devices(struct overlay *o)
{
	for (uint32_t i = o->power->first[OBJECT_DEVICE]; i < o->power->node_count; i++) {
		const struct device *device = (const struct device *)o->power->nodes[i].object;
		struct answer *answer = &o->nodes[i];
		for (size_t k = 0; k < device->inlet_count && !number_known(answer->fraction); k++) {
			uint32_t inlet = power_node(o->power, &device->inlets[k]->object);
			if (inlet != NODE_NONE && number_known(o->nodes[inlet].fraction) && o->power->nodes[i].role != ROLE_CONSUMER)
				*answer = o->nodes[inlet];
		}
	}
}

static void answer_nodes(struct overlay *o)
{
	const struct line_currents *currents = o->show == SHOW_PHASES ? line_currents_new(o->power, o->arena) : NULL;
	for (uint32_t i = 0; i < o->power->node_count; i++)
		switch (o->show) {
		case SHOW_LOAD: o->nodes[i] = answer_load(o, i); break;
		case SHOW_FAILOVER: o->nodes[i] = answer_failover(o, i); break;
		case SHOW_PHASES: o->nodes[i] = answer_phases(o, currents, i); break;
		case SHOW_REDUNDANCY: case SHOW_FINDINGS: case SHOW_USUAL: case SHOWS_END:
			o->nodes[i] = (struct answer){.fraction = NAN, .tone = TONE_OK, .none = true};
			break;
		}
	if (o->show == SHOW_REDUNDANCY)
		answer_redundancy(o);
	else if (o->show == SHOW_FINDINGS)
		answer_findings(o);
	else
		answer_devices(o);
}

/* ---- answers for places ---- */

/* What a place itself is loaded to, by the question. */
static double place_fraction(const struct overlay *o, const struct object *place)
{
	const struct place_figures *figures = places_find(o->places, place);
	if (!figures || (o->show != SHOW_LOAD && o->show != SHOW_FAILOVER))
		return NAN;
	return (o->show == SHOW_LOAD ? figures->usable_pct : figures->limit_2n_pct) / 100;
}

/* Unknown devices do not make a place unknown. */
static void add_to_places(struct overlay *o, uint32_t node)
{
	const struct inventory *inventory = o->power->inventory;
	struct place place = object_place(o->power->nodes[node].object);
	enum tone tone = o->nodes[node].tone;
	if (tone == TONE_UNKNOWN || tone == TONE_OK || !content_has(o->content, node))
		return;
	if (place.rack)
		o->racks[inventory_index(inventory, &place.rack->object)] = worse(o->racks[inventory_index(inventory, &place.rack->object)], tone);
	for (const struct location *l = place.location; l; l = l->parent)
		o->locations[inventory_index(inventory, &l->object)] = worse(o->locations[inventory_index(inventory, &l->object)], tone);
	if (place.site)
		o->sites[inventory_index(inventory, &place.site->object)] = worse(o->sites[inventory_index(inventory, &place.site->object)], tone);
}

struct overlay *overlay_new(const struct content *content, enum show show)
{
	if (show == SHOW_USUAL)
		return NULL;
	const struct inventory *inventory = content->power->inventory;
	struct arena *arena = arena_new();
	struct overlay *o = arena_alloc(arena, sizeof *o);
	*o = (struct overlay){.content = content, .power = content->power, .show = show, .arena = arena,
	                      .failover = content->failover};
	o->places = content_places(content);
	o->nodes = arena_array(arena, content->power->node_count + 1, sizeof *o->nodes);
	o->racks = arena_array(arena, inventory->rack_count + 1, sizeof *o->racks);
	o->locations = arena_array(arena, inventory->location_count + 1, sizeof *o->locations);
	o->sites = arena_array(arena, inventory->site_count + 1, sizeof *o->sites);
	answer_nodes(o);
	for (uint32_t i = content->power->first[OBJECT_DEVICE]; i < content->power->node_count; i++)
		add_to_places(o, i);
	return o;
}

void overlay_free(struct overlay *overlay)
{
	if (!overlay)
		return;
	arena_free(overlay->arena);
}

static struct answer answer_place(const struct overlay *o, const struct object *place)
{
	const struct inventory *inventory = o->power->inventory;
	size_t at = inventory_index(inventory, place);
	enum tone inside = place->kind == OBJECT_RACK ? o->racks[at] : place->kind == OBJECT_LOCATION ? o->locations[at] : o->sites[at];
	struct answer answer = {.fraction = place_fraction(o, place), .none = o->show >= SHOW_PHASES, .tone = inside};
	if (!answer.none) {
		enum tone own = tone_of_fraction(o, answer.fraction);
		answer.tone = own == TONE_UNKNOWN ? inside : worse(own, inside);
	}
	return answer;
}

/* ---- the diagram ---- */

/* The answer for what an anchor's id names: "device-77", "rack-3-2"; false: nothing. */
static bool find_answer(const struct overlay *o, const struct anchor *anchor, struct answer *answer)
{
	const char *dash = anchor->id ? strchr(anchor->id, '-') : NULL;
	for (int kind = 0; dash && kind < OBJECT_KINDS; kind++) {
		const char *name = object_kind_name((enum object_kind)kind);
		if (strlen(name) != (size_t)(dash - anchor->id) || memcmp(name, anchor->id, strlen(name)) != 0)
			continue;
		const struct object *object = inventory_find(o->power->inventory, (enum object_kind)kind, strtoll(dash + 1, NULL, 10));
		uint32_t node = object ? power_node(o->power, object) : NODE_NONE;
		if (node != NODE_NONE)
			*answer = o->nodes[node];
		else if (object && (kind == OBJECT_RACK || kind == OBJECT_LOCATION || kind == OBJECT_SITE))
			*answer = answer_place(o, object);
		else
			return false;
		return true;
	}
	return false;
}

static void set_slots(const struct overlay *o, const struct slot *slots, size_t count, bool strips)
{
	for (size_t i = 0; i < count; i++) {
		struct slot *slot = (struct slot *)&slots[i]; /* in the diagram's arena */
		struct answer answer;
		if (!find_answer(o, &slot->anchor, &answer))
			continue;
		slot->tone = strips ? answer.tone : slot->tone;
		slot->value = strips && answer.value ? arena_strdup(o->arena, answer.value) : slot->value;
		slot->fraction = strips && number_known(slot->fraction) && !answer.none ? answer.fraction : NAN;
	}
}

static bool is_figures(const struct line *line, const struct line *next)
{
	return line->kind == LINE_TEXT && line->style == STYLE_NORMAL && next && next->kind == LINE_BAR && !*next->left;
}

static void set_bar(const struct overlay *o, struct line *line, const struct answer *answer)
{
	line->right = answer->none || !*line->right ? "" : percent_words(o, answer->fraction);
	if (answer->none) {
		line->kind = *line->left ? LINE_TEXT : LINE_GAP;
		return;
	}
	line->fraction = answer->fraction;
	line->limit = NAN;
	line->tone = answer->tone;
}

/* `last`: of the last line that named an element, else of the card. */
static void set_line(const struct overlay *o, struct line *line, const struct line *next, struct answer *last)
{
	if (*line->anchor.id)
		find_answer(o, &line->anchor, last);
	if (is_figures(line, next) && last->words && *last->words) {
		line->left = arena_strdup(o->arena, last->words);
		line->right = last->right;
		line->tone = last->tone;
	}
	if (line->kind == LINE_BAR)
		set_bar(o, line, last);
	if (line->kind == LINE_ROW)
		line->tone = last->tone;
	line->shared = line->shared && o->show == SHOW_REDUNDANCY;
	if (line->kind == LINE_ROW && line->style == STYLE_ALERT && line->tone != TONE_ERROR)
		line->style = STYLE_NORMAL;
	if (line->kind == LINE_STRIPS || line->kind == LINE_ROW) {
		set_slots(o, line->slots_left, line->slot_left_count, line->kind == LINE_STRIPS);
		set_slots(o, line->slots_right, line->slot_right_count, false);
	}
}

static void set_card(const struct overlay *o, struct card *card)
{
	struct answer own = {.fraction = NAN, .tone = TONE_OK, .none = true};
	bool known = find_answer(o, &card->anchor, &own);
	enum tone worst = own.tone;
	struct line *lines = (struct line *)card->lines; /* in the diagram's arena */
	struct answer last = own;
	for (size_t i = 0; i < card->line_count; i++) {
		set_line(o, &lines[i], i + 1 < card->line_count ? &lines[i + 1] : NULL, &last);
		if (*lines[i].anchor.id && last.tone != TONE_UNKNOWN)
			worst = worse(worst, last.tone);
	}
	if (known || card->line_count)
		card->tone = worst;
}

static void set_words(const struct overlay *o, struct diagram *diagram)
{
	static const struct {
		const char *shows, *tones[4];
	} words[SHOWS_END] = {
	    [SHOW_LOAD] = {"load", {NULL, NULL, NULL, NULL}},
	    [SHOW_FAILOVER] = {"load after the worst single failure", {NULL, NULL, NULL, NULL}},
	    [SHOW_PHASES] = {"fullest leg and balance", {NULL, NULL, NULL, NULL}},
	    [SHOW_REDUNDANCY] = {"redundancy of devices", {"redundant", "", "single cord", "shared, insufficient or dark"}},
	    [SHOW_FINDINGS] = {"worst finding", {"no finding", "notice", "warning", "error"}}};
	diagram->shows = words[o->show].shows;
	diagram->tone_words = words[o->show].tones[0] ? words[o->show].tones : NULL;
	diagram->subtitle = arena_printf(diagram->arena, "Shows: %s · %s", diagram->shows, diagram->subtitle);
}

void overlay_apply(const struct overlay *overlay, struct diagram *diagram)
{
	for (size_t i = 0; i < diagram->card_count; i++)
		set_card(overlay, &diagram->cards[i]);
	set_words(overlay, diagram);
}

void diagram_shorten(struct diagram *diagram)
{
	for (size_t i = 0; i < diagram->card_count; i++)
		for (size_t k = 0; k < diagram->cards[i].line_count; k++) {
			struct line *line = (struct line *)&diagram->cards[i].lines[k]; /* in the diagram's arena */
			bool over = line->tone == TONE_ERROR && *line->right; /* stays */
			if (line->kind == LINE_TEXT && line->style == STYLE_MUTED && !*line->anchor.id && !over)
				line->kind = LINE_NONE;
		}
}
