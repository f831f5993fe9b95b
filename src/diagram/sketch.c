/* A card says first what the element is, then each port with its figures, then
 * what is remarkable; a link ends at the line of the inlet it feeds. Edges
 * between ports of one card (banks behind fuses, cabled inside one device) are
 * said in words, since a line from a card to itself shows nothing. */
#include "diagram/sketch.h"

#include "base/number.h"
#include "diagram/words.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool is_in_one_site(const struct content *content)
{
	const struct site *site = NULL;
	for (size_t i = 0; i < content->element_count; i++) {
		const struct site *other = object_place(content->power->nodes[content->elements[i]].object).site;
		if (other && site && other != site)
			return false;
		site = site ? site : other;
	}
	return true;
}

void sketch_start(struct sketch *sketch, const struct content *content, const struct look *look, enum flow flow)
{
	size_t nodes = content->power->node_count;
	*sketch = (struct sketch){ .content = content, .power = content->power };
	sketch->one_site = is_in_one_site(content);
	builder_start(&sketch->builder, content, look, flow);
	struct arena *arena = sketch->scratch = arena_new();
	arena_reserve(arena, nodes * (2 * sizeof(uint32_t) + 2 * sizeof(int) + 1 + sizeof *sketch->shared) + 1024);
	sketch->card_of = arena_array(arena, nodes + 1, sizeof *sketch->card_of);
	sketch->line_of = arena_array(arena, nodes + 1, sizeof *sketch->line_of);
	sketch->slot_of = arena_array(arena, nodes + 1, sizeof *sketch->slot_of);
	sketch->column_of = arena_array(arena, nodes + 1, sizeof *sketch->column_of);
	sketch->marks = arena_array(arena, nodes + 1, sizeof *sketch->marks);
	sketch->shared = arena_array(arena, nodes + 1, sizeof *sketch->shared);
}

struct diagram *sketch_finish(struct sketch *sketch)
{
	arena_free(sketch->scratch);
	return builder_finish(&sketch->builder);
}

static const struct node *node_at(const struct sketch *sketch, uint32_t node)
{
	return &sketch->power->nodes[node];
}

static struct arena *arena_of(const struct sketch *sketch)
{
	return sketch->builder.arena;
}

static void text(struct sketch *sketch, enum line_style style, const char *left, const char *right)
{
	if (*left || *right)
		builder_text(&sketch->builder, style, left, right);
}

/* -- figures --------------------------------------------------------------- */

static double fraction_of(const struct node *node)
{
	return number_known(node->utilization_pct) ? node->utilization_pct / 100 : NAN;
}

void sketch_figures(struct sketch *sketch, uint32_t node)
{
	const struct node *n = node_at(sketch, node);
	struct arena *arena = arena_of(sketch);
	struct line figures = line_empty(LINE_TEXT), bar = line_empty(LINE_BAR);
	figures.left = words_load_of(n, arena);
	figures.right = words_percent(n, arena);
	bar.fraction = fraction_of(n);
	figures.tone = bar.tone = tone_of(n->severity);
	if (*figures.left)
		builder_line(&sketch->builder, figures);
	bar.pale = n->flags & NODE_NOT_LIVE;
	builder_line(&sketch->builder, bar);
}

/* What the node means for the ways that lead over it. */
static const char *limit_words(struct sketch *sketch, uint32_t node)
{
	const struct node *n = node_at(sketch, node);
	bool bottleneck = sketch->marks[node] & SKETCH_BOTTLENECK, tightest = sketch->marks[node] & SKETCH_TIGHTEST;
	double left = n->usable_w - n->load_w;
	char watts[NUMBER_MAX];
	if (!tightest || !number_known(left))
		return bottleneck ? "bottleneck of this path" : "";
	number_format_watts(watts, left < 0 ? -left : left);
	return arena_printf(arena_of(sketch), "%s of this path: %s%s %s", bottleneck ? "bottleneck" : "tightest point",
	                    left < 0 ? words_sign(n) : words_sign_left(n), watts, left < 0 ? "too much" : "left");
}

/* Said at the element that has a side of its own, and where sides meet. */
static const char *conflict_words(struct sketch *sketch, const struct node *n)
{
	const char *sides = "";
	for (int bit = 0; bit < 8; bit++)
		if (n->sides & 1 << bit && 'A' + bit != n->side)
			sides = arena_printf(arena_of(sketch), "%s%s%c", sides, *sides ? " and " : "", 'A' + bit);
	if (!*sides || n->kind == OBJECT_INLET || n->kind == OBJECT_OUTLET)
		return "";
	if (n->flags & NODE_SIDE_DECLARED)
		return arena_printf(arena_of(sketch), "called side %c, fed by side %s", n->side, sides);
	return "two sides meet here";
}

void sketch_failover(struct sketch *sketch, uint32_t node, const char *of)
{
	const struct failover *failover = sketch->content->failover ? &sketch->content->failover[node] : NULL;
	const struct node *n = node_at(sketch, node);
	char watts[NUMBER_MAX];
	if (!failover || !cause_is_set(&failover->cause))
		return;
	bool over = number_known(n->limit_w) && failover->load_w > n->limit_w;
	text(sketch, over ? STYLE_ALERT : STYLE_MUTED,
	     arena_printf(arena_of(sketch), "%s%s%s if %s fails", of, *of ? ": " : "", number_format_watts(watts, failover->load_w),
	                  cause_name(&failover->cause, arena_of(sketch))), "");
}

void sketch_limit(struct sketch *sketch, const struct place_figures *figures, const char *words)
{
	char percent[NUMBER_MAX] = "";
	if (number_known(figures->limit_2n_pct))
		number_format_percent(percent, figures->limit_2n_pct);
	if (*words)
		text(sketch, place_over_2n(figures) ? STYLE_ALERT : STYLE_MUTED, words, arena_strdup(arena_of(sketch), percent));
}

/* What belongs to the figures of a node, one line each. */
static void figure_remarks(struct sketch *sketch, uint32_t node)
{
	const struct node *n = node_at(sketch, node);
	struct arena *arena = arena_of(sketch);
	char watts[NUMBER_MAX];
	text(sketch, STYLE_MUTED, words_legs(n, arena), "");
	text(sketch, STYLE_MUTED, words_unassigned(n, arena), "");
	text(sketch, STYLE_MUTED, words_coverage(n, arena), "");
	sketch_failover(sketch, node, "");
	if (n->reserve_w > 0)
		text(sketch, STYLE_MUTED, arena_printf(arena, "holds %s in reserve", number_format_watts(watts, n->reserve_w)), "");
	if (n->planned_w > 0)
		text(sketch, STYLE_MUTED, arena_printf(arena, "%s more when planned devices come",
		                                       number_format_watts(watts, n->planned_w)), "");
}

/* What is odd about it. */
static void state_remarks(struct sketch *sketch, uint32_t node)
{
	const struct node *n = node_at(sketch, node);
	text(sketch, STYLE_ALERT, words_not_live(sketch->power, node, arena_of(sketch)), "");
	if (n->flags & NODE_SIDE_CONFLICT)
		text(sketch, STYLE_ALERT, conflict_words(sketch, n), "");
	if (n->flags & NODE_UNDECIDED)
		text(sketch, STYLE_ALERT, "not said which inlet feeds it: split evenly", "");
	text(sketch, STYLE_STRONG, limit_words(sketch, node), "");
}

static void remarks(struct sketch *sketch, uint32_t node)
{
	figure_remarks(sketch, node);
	state_remarks(sketch, node);
}

/* -- "also on this breaker" --------------------------------------------------- */

/* Does it belong to what was asked for? */
static bool is_focus(const struct sketch *sketch, uint32_t node)
{
	return sketch->content->flags[content_owner(sketch->power, node)] & CONTENT_HERE;
}

/* What a cord of what was asked for takes. */
static double cord_w(const struct power *power, uint32_t psu)
{
	double sum = 0;
	for (uint32_t k = power->in_start[psu]; k < power->in_start[psu + 1]; k++) {
		const struct edge *edge = &power->edges[power->in_edges[k]];
		sum += edge->live && number_known(edge->load_w) ? edge->load_w : 0;
	}
	return sum;
}

struct others {
	size_t count, known;
	double own_w; /* what the cords of what was asked for take */
};

static struct others find_others(const struct sketch *sketch, uint32_t breaker)
{
	const struct power *power = sketch->power;
	struct others found = {0};
	struct arena *scratch = arena_new();
	size_t count;
	uint32_t *below = power_downstream(power, breaker, scratch, &count);
	for (size_t i = 0; i < count; i++) {
		const struct node *n = &power->nodes[below[i]];
		bool focus = is_focus(sketch, below[i]);
		if (n->kind == OBJECT_DEVICE && n->role == ROLE_CONSUMER && !focus) {
			found.count++;
			found.known += number_known(n->load_w) && n->mark != MARK_AT_LEAST;
		}
		if (n->role == ROLE_PSU && focus)
			found.own_w += cord_w(power, below[i]);
	}
	arena_free(scratch);
	return found;
}

static void also_on(struct sketch *sketch, uint32_t breaker)
{
	const struct node *n = node_at(sketch, breaker);
	struct arena *arena = arena_of(sketch);
	char watts[NUMBER_MAX];
	if (n->mark == MARK_NOT_ASKED)
		return;
	struct others others = find_others(sketch, breaker);
	if (others.count == 0) {
		text(sketch, STYLE_MUTED, "nothing else on this breaker", "");
		return;
	}
	const char *words = arena_printf(arena, "also on this breaker: %s", words_count(others.count, "device", arena));
	double rest = number_known(n->load_w) ? fmax(n->load_w - others.own_w, 0) : NAN;
	bool all = others.known == others.count || n->known == n->total;
	if (!number_known(rest) || (!all && rest <= 0.5))
		words = arena_printf(arena, "%s, ?", words);
	else
		words = arena_printf(arena, "%s, %s%s", words, all ? words_sign_all(n) : words_sign(n),
		                     number_format_watts(watts, rest > 0.5 ? rest : 0));
	text(sketch, STYLE_MUTED, words, "");
}

/* -- ports -------------------------------------------------------------------- */

static const char *joined(struct sketch *sketch, const char *a, const char *b)
{
	return *a && *b ? arena_printf(arena_of(sketch), "%s · %s", a, b) : *a ? a : b;
}

/* One of the inputs of a transfer device that has several? */
static bool has_alternatives(const struct sketch *sketch, uint32_t inlet)
{
	const struct node *n = node_at(sketch, inlet);
	return n->device != NODE_NONE && node_at(sketch, n->device)->flags & NODE_TRANSFER &&
	       ((const struct device *)node_at(sketch, n->device)->object)->inlet_count > 1;
}

static bool stands_by(const struct sketch *sketch, uint32_t inlet)
{
	const struct power *power = sketch->power;
	for (uint32_t k = power->out_start[inlet]; k < power->out_start[inlet + 1]; k++)
		if (!power->edges[power->out_edges[k]].reserve)
			return false;
	return has_alternatives(sketch, inlet);
}

static const char *transfer_words(const struct sketch *sketch, uint32_t inlet)
{
	return stands_by(sketch, inlet) ? "stands by" : has_alternatives(sketch, inlet) ? "preferred" : "";
}

/* Lines of one inlet or outlet: name and connector, load of usable, bar, amps,
 * legs, what is wrong. */
static void add_inlet(struct sketch *sketch, uint32_t inlet)
{
	const struct node *n = node_at(sketch, inlet);
	const struct inlet *object = (const struct inlet *)n->object;
	struct line line = line_empty(LINE_TEXT);
	line.style = STYLE_MUTED;
	line.anchor = builder_anchor(&sketch->builder, inlet);
	line.left = joined(sketch, object->object.name, words_connector(object->type, arena_of(sketch)));
	line.left = joined(sketch, line.left, transfer_words(sketch, inlet));
	line.right = words_amps(n, arena_of(sketch));
	line.pale = n->flags & NODE_NOT_LIVE;
	sketch->line_of[inlet] = builder_line(&sketch->builder, line) + 1;
	sketch_figures(sketch, inlet);
	if (!sketch->brief)
		remarks(sketch, inlet);
	if (sketch->brief && sketch->currents)
		text(sketch, STYLE_MUTED, words_legs(n, arena_of(sketch)), "");
	if (sketch->brief)
		sketch_failover(sketch, inlet, "");
}

static const char *outlet_words(struct sketch *sketch, uint32_t outlet)
{
	const struct outlet *object = (const struct outlet *)node_at(sketch, outlet)->object;
	const char *words = joined(sketch, object->object.name, words_connector(object->type, arena_of(sketch)));
	if (object->feed_leg)
		words = arena_printf(arena_of(sketch), "%s · leg %c", words, object->feed_leg);
	return arena_printf(arena_of(sketch), "→ %s", words);
}

static void add_outlet(struct sketch *sketch, uint32_t outlet)
{
	const struct node *n = node_at(sketch, outlet);
	bool circuit = n->role == ROLE_CIRCUIT;
	struct line line = line_empty(LINE_TEXT);
	line.style = STYLE_MUTED;
	line.anchor = builder_anchor(&sketch->builder, outlet);
	line.left = outlet_words(sketch, outlet);
	line.right = circuit && !sketch->brief ? words_amps(n, arena_of(sketch))
		: number_known(n->usable_w) ? words_load_of(n, arena_of(sketch)) : words_load(n, arena_of(sketch));
	line.pale = n->flags & NODE_NOT_LIVE;
	sketch->line_of[outlet] = builder_line(&sketch->builder, line) + 1;
	if (sketch->brief)
		return;
	if (circuit)
		sketch_figures(sketch, outlet);
	if (sketch->marks[outlet] & SKETCH_BREAKER)
		also_on(sketch, outlet);
	remarks(sketch, outlet);
}

/* -- the ports of a device that are shown ---------------------------------------- */

uint32_t *sketch_inlets(const struct sketch *sketch, uint32_t device, size_t *count)
{
	const struct device *object = (const struct device *)node_at(sketch, device)->object;
	uint32_t *nodes = xcalloc(object->inlet_count + 1, sizeof *nodes);
	*count = 0;
	for (size_t i = 0; i < object->inlet_count; i++) {
		uint32_t node = power_node(sketch->power, &object->inlets[i]->object);
		if (content_has(sketch->content, node))
			nodes[(*count)++] = node;
	}
	return nodes;
}

/* An inlet that nothing known feeds has a draw but no utilisation. */
static void strip_remark(struct sketch *sketch, uint32_t inlet, struct slot *slot)
{
	const struct node *n = node_at(sketch, inlet);
	const char *why = n->flags & NODE_EXTERNAL ? "" : n->flags & NODE_LOST_END ? "far end not visible"
		: n->flags & NODE_UNCABLED ? "no cable" : n->flags & NODE_DARK ? "dark" : "";
	slot->missing = n->flags & (NODE_UNCABLED | NODE_LOST_END | NODE_EXTERNAL);
	slot->dead = n->flags & (NODE_NOT_LIVE | NODE_DARK | NODE_UNCABLED);
	if (!*why)
		return;
	slot->value = joined(sketch, words_load(n, arena_of(sketch)), why);
	slot->fraction = NAN;
}

void sketch_strips(struct sketch *sketch, const uint32_t *inlets, size_t count)
{
	struct arena *arena = arena_of(sketch);
	struct slot *slots = arena_array(arena, count + 1, sizeof *slots);
	for (size_t i = 0; i < count; i++) {
		const struct node *n = node_at(sketch, inlets[i]);
		const struct inlet *object = (const struct inlet *)n->object;
		slots[i] = slot_empty();
		slots[i].anchor = builder_anchor(&sketch->builder, inlets[i]);
		slots[i].side = n->side;
		slots[i].text = joined(sketch, object->object.name, words_connector(object->type, arena));
		slots[i].value = joined(sketch, number_known(n->usable_w)
		                        ? words_load_short(n->load_w, n->usable_w, n->mark, arena) : words_load(n, arena),
		                        words_percent(n, arena));
		slots[i].fraction = fraction_of(n);
		slots[i].tone = tone_of(n->severity);
		strip_remark(sketch, inlets[i], &slots[i]);
	}
	struct line line = line_empty(LINE_STRIPS);
	line.slots_left = slots;
	line.slot_left_count = count;
	int index = builder_line(&sketch->builder, line);
	for (size_t i = 0; i < count; i++) {
		sketch->line_of[inlets[i]] = index + 1;
		sketch->slot_of[inlets[i]] = (int)i + 1;
	}
}

/* -- cards --------------------------------------------------------------------- */

const char *sketch_header(struct sketch *sketch, uint32_t owner)
{
	const struct node *n = node_at(sketch, owner);
	struct arena *arena = arena_of(sketch);
	char side[2] = { n->side, '\0' };
	const char *what = role_title(n->role);
	if (n->kind == OBJECT_DEVICE && (n->role == ROLE_CONSUMER || n->role == ROLE_PASSIVE)) {
		const char *role = ((const struct device *)n->object)->role.name;
		what = *role ? role : what;
	}
	const char *header = n->role == ROLE_CONSUMER ? what : joined(sketch, arena_strdup(arena, side), what);
	if (n->kind == OBJECT_FEED && ((const struct feed *)n->object)->redundant)
		header = joined(sketch, header, "redundant");
	struct place place = object_place(n->object);
	bool only_site = !place.rack && !place.location && sketch->one_site;
	return only_site ? header : joined(sketch, header, words_position(n->object, arena));
}

static void panel_lines(struct sketch *sketch, uint32_t node)
{
	const struct panel *panel = (const struct panel *)node_at(sketch, node)->object;
	if (node_at(sketch, node)->mark != MARK_NOT_ASKED) /* else they were not all read */
		text(sketch, STYLE_MUTED, words_count(panel->feed_count, "feed", arena_of(sketch)), "");
	sketch_figures(sketch, node);
	if (sketch->brief)
		sketch_failover(sketch, node, "");
	else
		remarks(sketch, node);
}

static void feed_lines(struct sketch *sketch, uint32_t node)
{
	const struct node *n = node_at(sketch, node);
	text(sketch, STYLE_MUTED, words_supply((const struct feed *)n->object, arena_of(sketch)), "");
	sketch_figures(sketch, node);
	if (!sketch->brief || sketch->currents)
		text(sketch, STYLE_MUTED, words_amps(n, arena_of(sketch)), "");
	if (sketch->brief && sketch->currents)
		text(sketch, STYLE_MUTED, words_legs(n, arena_of(sketch)), "");
	if (sketch->marks[node] & SKETCH_BREAKER)
		also_on(sketch, node);
	if (sketch->power->out_start[node] == sketch->power->out_start[node + 1])
		text(sketch, STYLE_MUTED, "no cord", "");
	if (sketch->brief)
		sketch_failover(sketch, node, "");
	else
		remarks(sketch, node);
}

/* Cords that leave and enter the same device. */
static void inside_lines(struct sketch *sketch, uint32_t outlet)
{
	const struct power *power = sketch->power;
	for (uint32_t k = power->out_start[outlet]; k < power->out_start[outlet + 1]; k++) {
		const struct edge *edge = &power->edges[power->out_edges[k]];
		if (edge->kind == EDGE_CABLE && content_owner(power, edge->to) == content_owner(power, outlet) &&
		    content_has(sketch->content, edge->to))
			text(sketch, STYLE_MUTED, arena_printf(arena_of(sketch), "inside: %s → %s%s%s",
			     node_at(sketch, outlet)->object->name, node_at(sketch, edge->to)->object->name,
			     edge->closes_cycle ? ", " : "", words_edge(power, edge, arena_of(sketch))), "");
	}
}

/* Is the inlet fed by an outlet of its own device: a bank behind a fuse? */
static bool is_bank(const struct sketch *sketch, uint32_t inlet)
{
	const struct power *power = sketch->power;
	uint32_t first = power->in_start[inlet];
	return first < power->in_start[inlet + 1] &&
	       content_owner(power, power->edges[power->in_edges[first]].from) == node_at(sketch, inlet)->device;
}

static bool feeds_bank(const struct sketch *sketch, uint32_t outlet)
{
	const struct power *power = sketch->power;
	uint32_t first = power->out_start[outlet];
	return first < power->out_start[outlet + 1] && is_bank(sketch, power->edges[power->out_edges[first]].to);
}

/* Inlets fed from outside, what stands by last; or the banks. Returns how many. */
static size_t inlet_lines(struct sketch *sketch, uint32_t device, bool banks)
{
	size_t count, shown = 0;
	uint32_t *inlets = sketch_inlets(sketch, device, &count);
	for (int standing_by = 0; standing_by < 2; standing_by++)
		for (size_t i = 0; i < count; i++)
			if (is_bank(sketch, inlets[i]) == banks && stands_by(sketch, inlets[i]) == standing_by) {
				add_inlet(sketch, inlets[i]);
				shown++;
			}
	free(inlets);
	return shown;
}

/* Outlets in the picture, those to banks or the others, below a rule. */
static void outlet_lines(struct sketch *sketch, uint32_t device, bool banks)
{
	const struct device *object = (const struct device *)node_at(sketch, device)->object;
	bool ruled = false;
	for (size_t i = 0; i < object->outlet_count; i++) {
		uint32_t outlet = power_node(sketch->power, &object->outlets[i]->object);
		if (!content_has(sketch->content, outlet) || feeds_bank(sketch, outlet) != banks)
			continue;
		bool circuit = node_at(sketch, outlet)->role == ROLE_CIRCUIT; /* of several lines */
		if (!ruled || circuit)
			builder_line(&sketch->builder, line_empty(ruled ? LINE_GAP : LINE_RULE));
		ruled = true;
		add_outlet(sketch, outlet);
		inside_lines(sketch, outlet);
	}
}

static bool in_loop(const struct sketch *sketch, uint32_t device)
{
	const struct device *object = (const struct device *)node_at(sketch, device)->object;
	for (size_t i = 0; i < object->inlet_count; i++) {
		uint32_t inlet = power_node(sketch->power, &object->inlets[i]->object);
		if (content_has(sketch->content, inlet) && node_at(sketch, inlet)->flags & NODE_IN_CYCLE)
			return true;
	}
	return false;
}

static void distribution_lines(struct sketch *sketch, uint32_t node)
{
	const struct node *n = node_at(sketch, node);
	if (inlet_lines(sketch, node, false) == 0) {
		sketch_figures(sketch, node);
		figure_remarks(sketch, node);
	}
	state_remarks(sketch, node);
	if (in_loop(sketch, node))
		text(sketch, STYLE_ALERT, "part of a loop", "");
	if (n->flags & NODE_OPEN_END)
		text(sketch, STYLE_ALERT, "open end: what feeds it is not documented", "");
	if (sketch->brief)
		return;
	outlet_lines(sketch, node, true);
	inlet_lines(sketch, node, true);
	outlet_lines(sketch, node, false);
}

static void consumer_lines(struct sketch *sketch, uint32_t node)
{
	size_t count;
	uint32_t *inlets = sketch_inlets(sketch, node, &count);
	if (count)
		sketch_strips(sketch, inlets, count);
	for (size_t i = 0; i < count && !(sketch->content->outcomes && is_focus(sketch, node)); i++)
		sketch_failover(sketch, inlets[i], node_at(sketch, inlets[i])->object->name); /* else its paths' losses tell */
	free(inlets);
	if (!sketch->brief)
		remarks(sketch, node);
}

void sketch_lines(struct sketch *sketch, uint32_t node)
{
	const struct node *n = node_at(sketch, node);
	if (n->kind == OBJECT_PANEL)
		panel_lines(sketch, node);
	else if (n->kind == OBJECT_FEED)
		feed_lines(sketch, node);
	else if (n->role == ROLE_CONSUMER || n->role == ROLE_PASSIVE)
		consumer_lines(sketch, node);
	else
		distribution_lines(sketch, node);
}

/* The first two sides of the set. */
static void set_sides(const struct node *n, struct card *card)
{
	card->side = n->role == ROLE_CONSUMER ? 0 : n->side;
	for (int bit = 0; bit < 8 && n->role != ROLE_CONSUMER; bit++) {
		char side = (char)('A' + bit);
		if (n->sides & 1 << bit && side != card->side && !card->second_side) {
			if (card->side)
				card->second_side = side;
			else
				card->side = side;
		}
	}
}

enum { SHARED_NAMES = 3 };

void sketch_share(struct sketch *sketch, uint32_t node, const char *device)
{
	struct shared *shared = &sketch->shared[node];
	if (shared->count < SHARED_NAMES)
		shared->names = shared->count ? arena_printf(arena_of(sketch), "%s, %s", shared->names, device) : device;
	shared->count++;
}

/* The device itself, else the inlet of it that is shared by most. */
static const char *shared_words(struct sketch *sketch, uint32_t owner)
{
	const struct node *n = node_at(sketch, owner);
	const struct shared *most = &sketch->shared[owner];
	const struct device *device = n->kind == OBJECT_DEVICE ? (const struct device *)n->object : NULL;
	for (size_t i = 0; device && i < device->inlet_count; i++) {
		uint32_t node = power_node(sketch->power, &device->inlets[i]->object);
		if (node != NODE_NONE && sketch->shared[node].count > most->count)
			most = &sketch->shared[node];
	}
	if (most->count == 0)
		return "";
	if (most->count <= SHARED_NAMES)
		return arena_printf(arena_of(sketch), "shared: loss of it darkens %s", most->names);
	return arena_printf(arena_of(sketch), "shared: loss of it darkens %s and %u more", most->names,
	                    most->count - SHARED_NAMES);
}

static void nearer_column(const struct sketch *sketch, const struct object *port, int *column)
{
	uint32_t node = power_node(sketch->power, port);
	int own = node == NODE_NONE ? 0 : sketch->column_of[node];
	if (own && (!*column || own < *column))
		*column = own;
}

int sketch_column(const struct sketch *sketch, uint32_t owner)
{
	const struct node *n = node_at(sketch, owner);
	const struct device *device = n->kind == OBJECT_DEVICE ? (const struct device *)n->object : NULL;
	int column = sketch->column_of[owner];
	for (size_t i = 0; device && i < device->inlet_count; i++)
		nearer_column(sketch, &device->inlets[i]->object, &column);
	for (size_t i = 0; device && i < device->outlet_count; i++)
		nearer_column(sketch, &device->outlets[i]->object, &column);
	return column ? column - 1 : 0;
}

size_t sketch_element(struct sketch *sketch, uint32_t owner, enum card_shape shape)
{
	const struct node *n = node_at(sketch, owner);
	struct card card = card_empty(shape);
	sketch_lines(sketch, owner);
	card.anchor = builder_anchor(&sketch->builder, owner);
	set_sides(n, &card);
	card.tone = tone_of(n->severity);
	card.pale = n->flags & NODE_NOT_LIVE;
	card.outside = !content_in_scope(sketch->content, owner);
	card.header = sketch_header(sketch, owner);
	card.title = n->object->name;
	card.title_right = n->role == ROLE_CONSUMER ? words_load(n, arena_of(sketch)) : "";
	card.column = sketch_column(sketch, owner);
	card.mark = shared_words(sketch, owner);
	size_t index = builder_card(&sketch->builder, card);
	sketch->card_of[owner] = (uint32_t)index + 1;
	return index;
}

/* -- stubs ----------------------------------------------------------------------- */

static const char *stub_words(const struct sketch *sketch, uint32_t inlet)
{
	const struct node *n = node_at(sketch, inlet);
	if (n->flags & NODE_EXTERNAL)
		return "fed from outside NetBox (mark connected)";
	if (n->flags & NODE_LOST_END)
		return "far end not visible";
	return n->flags & NODE_UNCABLED ? "no cable" : "";
}

static void stub(struct sketch *sketch, uint32_t inlet)
{
	const struct node *n = node_at(sketch, inlet);
	const char *words = stub_words(sketch, inlet);
	uint32_t owner = content_owner(sketch->power, inlet);
	if (!*words || !sketch->card_of[owner] || (sketch->brief && n->role == ROLE_PSU) ||
	    sketch->builder.cards[sketch->card_of[owner] - 1].shape == CARD_RACK) /* its slots say so */
		return;
	struct card card = card_empty(CARD_STUB);
	card.title = words;
	card.pale = true;
	card.column = sketch->column_of[inlet] ? sketch->column_of[inlet] - 1 : 0;
	const struct cable *cable = ((const struct inlet *)n->object)->end.cable;
	struct link link = link_empty(builder_card(&sketch->builder, card), sketch->card_of[owner] - 1);
	link.to_line = sketch->line_of[inlet] - 1;
	link.to_slot = sketch->slot_of[inlet] - 1;
	link.dead = true;
	link.label = cable ? words_cable(cable, arena_of(sketch)) : "";
	builder_link(&sketch->builder, link);
}

void sketch_stubs(struct sketch *sketch)
{
	const struct power *power = sketch->power;
	for (size_t i = 0; i < sketch->content->element_count; i++) {
		uint32_t node = sketch->content->elements[i];
		if (power->nodes[node].kind == OBJECT_INLET && power->in_start[node] == power->in_start[node + 1])
			stub(sketch, node);
	}
}

/* -- links ------------------------------------------------------------------------ */

/* Is more than one outlet of this card in use, so that a cord must say whose it is? */
static bool has_siblings(const struct sketch *sketch, uint32_t outlet)
{
	const struct node *n = node_at(sketch, outlet);
	if (n->kind != OBJECT_OUTLET || n->device == NODE_NONE)
		return false;
	const struct device *device = (const struct device *)node_at(sketch, n->device)->object;
	size_t used = 0;
	for (size_t i = 0; i < device->outlet_count && used < 2; i++)
		used += content_has(sketch->content, power_node(sketch->power, &device->outlets[i]->object));
	return used > 1;
}

static const char *link_label(struct sketch *sketch, const struct edge *edge)
{
	struct arena *arena = arena_of(sketch);
	const char *label = "", *why = words_edge(sketch->power, edge, arena);
	if (edge->kind == EDGE_BAY)
		return "device bay";
	if (sketch->brief || edge->kind == EDGE_PANEL)
		return "";
	if (edge->cable)
		label = words_cable(edge->cable, arena);
	if (has_siblings(sketch, edge->from))
		label = joined(sketch, node_at(sketch, edge->from)->object->name, label);
	bool said = edge->cable && *why && strstr(label, edge->cable->status) && strncmp(why, "cable", 5) == 0;
	return said ? label : joined(sketch, label, why);
}

static struct anchor link_anchor(struct sketch *sketch, const struct edge *edge)
{
	struct arena *arena = arena_of(sketch);
	if (!edge->cable)
		return (struct anchor){ "", "", "", "" };
	char watts[NUMBER_MAX];
	const char *words = words_cable(edge->cable, arena);
	const char *tooltip = arena_printf(arena, "%s\n%s", *words ? words : edge->cable->object.name,
	                                   number_format_watts(watts, edge->load_w));
	return builder_object_anchor(&sketch->builder, &edge->cable->object,
	                             edge->live ? "cable" : "cable not-live", tooltip);
}

/* The first link between these cards on this side? */
static bool first_link(struct sketch *sketch, uint32_t from, uint32_t to, char side)
{
	uint64_t pair = (uint64_t)sketch->card_of[from] << 32 | sketch->card_of[to];
	return builder_first(&sketch->builder, (pair * 128 + (uint64_t)side) | 1ULL << 63);
}

static void add_link(struct sketch *sketch, const struct edge *edge)
{
	uint32_t from = content_owner(sketch->power, edge->from), to = content_owner(sketch->power, edge->to);
	if (!sketch->card_of[from] || !sketch->card_of[to] || sketch->card_of[from] == sketch->card_of[to])
		return;
	char side = node_at(sketch, edge->from)->side ? node_at(sketch, edge->from)->side
		: edge->kind == EDGE_PANEL ? node_at(sketch, edge->to)->side : 0;
	if (sketch->merge && !sketch->slot_of[edge->to] && !first_link(sketch, from, to, side))
		return;
	struct link link = link_empty(sketch->card_of[from] - 1, sketch->card_of[to] - 1);
	link.anchor = link_anchor(sketch, edge);
	link.to_line = edge->kind == EDGE_CABLE ? sketch->line_of[edge->to] - 1 : -1;
	link.to_slot = edge->kind == EDGE_CABLE ? sketch->slot_of[edge->to] - 1 : -1;
	link.side = side;
	link.dead = !edge->live || edge->closes_cycle;
	link.reserve = edge->reserve;
	link.assumed = edge->assumed;
	link.label = link_label(sketch, edge);
	link.tone = edge->closes_cycle ? TONE_ERROR : TONE_OK;
	builder_link(&sketch->builder, link);
}

/* Of all edges in the picture, in their order: those into a node stand together. */
static void each_edge(struct sketch *sketch, void (*visit)(struct sketch *sketch, const struct edge *edge))
{
	const struct power *power = sketch->power;
	const struct content *content = sketch->content;
	for (size_t i = 0; i < content->element_count; i++) {
		uint32_t node = content->elements[i];
		for (uint32_t k = power->in_start[node]; k < power->in_start[node + 1]; k++) {
			const struct edge *edge = &power->edges[power->in_edges[k]];
			if (content_has(content, edge->from))
				visit(sketch, edge);
		}
	}
}

void sketch_links(struct sketch *sketch)
{
	each_edge(sketch, add_link);
}

/* Side and state as one number. */
static uint64_t look_of(char side, const struct edge *edge)
{
	bool dead = !edge->live || edge->closes_cycle;
	return (uint64_t)side << 2 | (uint64_t)dead << 1 | (uint64_t)(edge->reserve && !dead);
}

static void merge_link(struct sketch *sketch, const struct edge *edge)
{
	uint32_t from = content_owner(sketch->power, edge->from), to = content_owner(sketch->power, edge->to);
	if (!sketch->card_of[from] || !sketch->card_of[to] || sketch->card_of[from] == sketch->card_of[to])
		return;
	char side = node_at(sketch, edge->from)->side ? node_at(sketch, edge->from)->side : node_at(sketch, edge->to)->side;
	uint64_t key = ((uint64_t)sketch->card_of[from] << 30 | sketch->card_of[to]) << 9 | look_of(side, edge);
	if (!builder_first(&sketch->builder, key | 1ULL << 63))
		return;
	struct link link = link_empty(sketch->card_of[from] - 1, sketch->card_of[to] - 1);
	link.anchor = link_anchor(sketch, edge);
	link.anchor.tooltip = "";
	link.side = side;
	link.dead = !edge->live || edge->closes_cycle;
	link.reserve = edge->reserve;
	link.tone = edge->closes_cycle ? TONE_ERROR : TONE_OK;
	builder_link(&sketch->builder, link);
}

void sketch_merged_links(struct sketch *sketch)
{
	each_edge(sketch, merge_link);
}
