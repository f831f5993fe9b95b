/* One walk up from the elements asked for gives the order of the cards and
 * their columns: whenever the walk turns to another branch, a new column
 * begins. The verdict's paths and shared elements become marks before any card
 * is made. */
#include "diagram/trace.h"

#include "base/number.h"
#include "base/text.h"
#include "diagram/fold.h"
#include "diagram/words.h"
#include "power/naming.h"

#include <stdlib.h>
#include <string.h>

/* -- the walk ------------------------------------------------------------------ */

struct step {
	uint32_t node, next; /* next: index into in_edges */
};

struct walk {
	struct sketch *sketch;
	struct step *steps;  /* from the focus up to here */
	size_t step_count, step_capacity;
	uint32_t *order;     /* nodes, those above before those below */
	size_t order_count, order_capacity;
	int column;
};

static void step_onto(struct walk *walk, uint32_t node)
{
	walk->sketch->column_of[node] = walk->column + 1;
	walk->steps = array_grow(walk->steps, walk->step_count, &walk->step_capacity, sizeof *walk->steps);
	walk->steps[walk->step_count++] = (struct step){ node, walk->sketch->power->in_start[node] };
}

/* Everything above the node that was not yet visited, depth first. */
static void walk_up(struct walk *walk, uint32_t node)
{
	const struct power *power = walk->sketch->power;
	if (walk->sketch->column_of[node])
		return;
	step_onto(walk, node);
	while (walk->step_count) {
		struct step *step = &walk->steps[walk->step_count - 1];
		if (step->next == power->in_start[step->node + 1]) {
			walk->order = array_grow(walk->order, walk->order_count, &walk->order_capacity, sizeof *walk->order);
			walk->order[walk->order_count++] = step->node;
			walk->step_count--;
			continue;
		}
		bool branch = step->next > power->in_start[step->node];
		uint32_t above = power->edges[power->in_edges[step->next++]].from;
		walk->column += branch;
		if (!walk->sketch->column_of[above])
			step_onto(walk, above);
	}
}

struct cord {
	const struct power *power;
	uint32_t inlet;
};

static int by_side(const void *a, const void *b)
{
	const struct cord *x = a, *y = b;
	const struct node *m = &x->power->nodes[x->inlet], *n = &y->power->nodes[y->inlet];
	int left = m->side ? m->side : 127, right = n->side ? n->side : 127;
	int order = left != right ? left - right : text_compare_natural(m->object->name, n->object->name);
	return order ? order : (x->inlet > y->inlet) - (x->inlet < y->inlet);
}

/* The inlets of a device one by one, each its own column, by side. */
static void walk_device(struct walk *walk, uint32_t device)
{
	size_t count;
	uint32_t *inlets = sketch_inlets(walk->sketch, device, &count);
	struct cord *cords = xcalloc(count + 1, sizeof *cords);
	for (size_t i = 0; i < count; i++)
		cords[i] = (struct cord){ walk->sketch->power, inlets[i] };
	if (count)
		qsort(cords, count, sizeof *cords, by_side);
	for (size_t i = 0; i < count; i++) {
		walk_up(walk, cords[i].inlet);
		walk->column++;
	}
	walk_up(walk, device);
	free(cords);
	free(inlets);
}

static void walk_all(struct walk *walk)
{
	const struct content *content = walk->sketch->content;
	for (size_t i = 0; i < content->focus_count; i++) {
		if (content->power->nodes[content->focus[i]].kind == OBJECT_DEVICE)
			walk_device(walk, content->focus[i]);
		else
			walk_up(walk, content->focus[i]);
		walk->column++;
	}
	for (size_t i = 0; content->place && i < content->element_count; i++)
		walk_up(walk, content->elements[i]);
}

/* -- marks --------------------------------------------------------------------- */

/* The last circuit or feed before the device is the breaker that matters. */
static void mark_breaker(struct sketch *sketch, const struct path *path)
{
	for (size_t i = path->count; i-- > 0; ) {
		enum role role = sketch->power->nodes[path->nodes[i]].role;
		if (role != ROLE_CIRCUIT && role != ROLE_FEED)
			continue;
		sketch->marks[path->nodes[i]] |= SKETCH_BREAKER;
		return;
	}
}

/* The end of the cord: the inlet asked about and the receptacle it is plugged
 * into limit nobody else, so they are not called a bottleneck of the way. */
static size_t way_length(const struct sketch *sketch, const struct path *path)
{
	const struct node *nodes = sketch->power->nodes;
	size_t length = path->count;
	if (length && (nodes[path->nodes[length - 1]].role == ROLE_CONSUMER))
		length--;
	if (length > 1 && nodes[path->nodes[length - 1]].role == ROLE_PSU)
		length--;
	if (length > 1 && nodes[path->nodes[length - 1]].role == ROLE_RECEPTACLE)
		length--;
	return length;
}

/* The elements with the least capacity, and with the least left of it. */
static void mark_limits(struct sketch *sketch, const struct path *path)
{
	const struct node *nodes = sketch->power->nodes;
	uint32_t least = NODE_NONE, tightest = NODE_NONE;
	size_t length = way_length(sketch, path);
	bool all = !sketch->power->path_only; /* else a tighter one may be among the rest */
	for (size_t i = 0; i < length; i++) {
		uint32_t node = path->nodes[i];
		double usable = nodes[node].usable_w, left = usable - nodes[node].load_w;
		if (number_known(usable) && (least == NODE_NONE || usable < nodes[least].usable_w))
			least = node;
		if (all && number_known(left) && (tightest == NODE_NONE || left < nodes[tightest].usable_w - nodes[tightest].load_w))
			tightest = node;
	}
	if (least != NODE_NONE)
		sketch->marks[least] |= SKETCH_BOTTLENECK;
	if (tightest != NODE_NONE)
		sketch->marks[tightest] |= SKETCH_TIGHTEST;
}

static void mark_paths(struct sketch *sketch, const struct verdict *verdict)
{
	enum role role = sketch->power->nodes[verdict->device].role;
	for (size_t i = 0; i < verdict->path_count; i++) {
		const struct path *path = &verdict->paths[i];
		if (!sketch->content->place && (role == ROLE_CONSUMER || role == ROLE_PSU))
			mark_breaker(sketch, path);
		if (path->live)
			mark_limits(sketch, path);
	}
}

/* Behind a transfer switch a single cord has several ways, and a shared end. */
static bool has_ways(const struct verdict *verdict)
{
	size_t ways = 0;
	for (size_t i = 0; i < verdict->path_count; i++)
		ways += verdict->paths[i].complete;
	return ways > 1;
}

static void mark_shared(struct sketch *sketch, const struct verdict *verdict)
{
	const char *name = sketch->power->nodes[verdict->device].object->name;
	if (verdict->state != VERDICT_SHARED && !(verdict->state == VERDICT_SINGLE && has_ways(verdict)))
		return;
	for (size_t i = 0; i < verdict->shared_count; i++) {
		uint32_t node = power_node(sketch->power, verdict->shared[i]);
		if (node != NODE_NONE)
			sketch_share(sketch, node, name);
	}
}

/* In a place, what is marked is what its consumers share. */
static void mark_all(struct sketch *sketch)
{
	const struct content *content = sketch->content;
	for (size_t i = 0; i < content->verdict_count; i++) {
		if (i < content->focus_count)
			mark_paths(sketch, content->verdicts[i]);
		if (!content->place || i >= content->focus_count)
			mark_shared(sketch, content->verdicts[i]);
	}
}

/* -- what hangs below ------------------------------------------------------------ */

enum { TOP_DEVICES = 5 };

struct load {
	const struct node *node;
};

static int by_load(const void *a, const void *b)
{
	const struct node *m = ((const struct load *)a)->node, *n = ((const struct load *)b)->node;
	double x = number_known(m->load_w) ? m->load_w : -1, y = number_known(n->load_w) ? n->load_w : -1;
	if (x != y)
		return x < y ? 1 : -1;
	int order = text_compare_natural(m->object->name, n->object->name);
	return order ? order : (m->object->id > n->object->id) - (m->object->id < n->object->id);
}

/* Consumers below a node, the heaviest first. malloc'd. */
static struct load *loads_below(const struct power *power, uint32_t node, size_t *count)
{
	struct arena *scratch = arena_new();
	size_t below_count;
	uint32_t *below = power_downstream(power, node, scratch, &below_count);
	struct load *loads = xcalloc(below_count + 1, sizeof *loads);
	*count = 0;
	for (size_t i = 0; i < below_count; i++) {
		const struct node *n = &power->nodes[below[i]];
		if (n->kind == OBJECT_DEVICE && n->role == ROLE_CONSUMER && below[i] != node)
			loads[(*count)++].node = n;
	}
	arena_free(scratch);
	if (*count)
		qsort(loads, *count, sizeof *loads, by_load);
	return loads;
}

static void load_row(struct sketch *sketch, const struct node *node)
{
	struct line line = line_empty(LINE_ROW);
	line.anchor = builder_anchor(&sketch->builder, power_node(sketch->power, node->object));
	line.left = node->object->name;
	line.right = words_load(node, sketch->builder.arena);
	builder_line(&sketch->builder, line);
}

static void below_card(struct sketch *sketch, uint32_t node, size_t from)
{
	struct arena *arena = sketch->builder.arena;
	const struct node *n = &sketch->power->nodes[node];
	size_t count;
	struct load *loads = loads_below(sketch->power, node, &count);
	struct card card = card_empty(CARD_NOTE);
	for (size_t i = 0; i < count && i < TOP_DEVICES; i++)
		load_row(sketch, loads[i].node);
	free(loads);
	if (count > TOP_DEVICES)
		builder_text(&sketch->builder, STYLE_MUTED, arena_printf(arena, "and %zu more", count - TOP_DEVICES), "");
	if (*words_coverage(n, arena))
		builder_text(&sketch->builder, STYLE_MUTED, words_coverage(n, arena), "");
	char watts[NUMBER_MAX];
	if (n->reserve_w > 0) /* what its devices take comes another way */
		builder_text(&sketch->builder, STYLE_MUTED,
		             arena_printf(arena, "%s held in reserve", number_format_watts(watts, n->reserve_w)), "");
	card.header = "what hangs on it";
	card.title = count == 0 ? "nothing" : arena_printf(arena, "%s, %s", words_count(count, "device", arena),
	                                                   words_load(n, arena));
	card.column = sketch_column(sketch, content_owner(sketch->power, node));
	struct link link = link_empty(from, builder_card(&sketch->builder, card));
	link.side = n->side;
	builder_link(&sketch->builder, link);
}

/* -- the element asked for --------------------------------------------------------- */

/* "all of NET-R01: 9 800 W of 2N limit 5 760 W", the rack a device is in; not when
 * loads are known up to the PDUs only. */
static void rack_words(struct sketch *sketch, const struct node *n)
{
	const struct rack *rack = n->kind == OBJECT_DEVICE ? object_place(n->object).rack : NULL;
	if (!rack || sketch->power->path_only)
		return;
	struct arena *scratch = arena_new();
	const struct place_figures *figures = place_of_rack(sketch->power, rack, scratch);
	const char *words = words_load_2n(figures, scratch);
	if (*words)
		sketch_limit(sketch, figures, arena_printf(sketch->builder.arena, "all of %s: %s", rack->object.name, words));
	arena_free(scratch);
}

static void focus_words(struct sketch *sketch, uint32_t node)
{
	struct arena *arena = sketch->builder.arena;
	const struct node *n = &sketch->power->nodes[node];
	const char *place = words_place(n->object, arena);
	const char *here = *place ? arena_printf(arena, "you are here · %s", place) : "you are here";
	builder_text(&sketch->builder, STYLE_MUTED, here, n->role == ROLE_PASSIVE ? "" : words_load(n, arena));
	rack_words(sketch, n);
}

/* What the loss of each path does, in the order of the paths. */
static void outcome_words(struct sketch *sketch, const struct verdict *verdict)
{
	const struct content *content = sketch->content;
	for (size_t i = 0; content->outcomes && i < content->focus_count; i++) {
		const struct resilience *outcome = content->outcomes[i];
		bool told = !outcome || !outcome->worst;
		if (!outcome || content->focus[i] != verdict->device)
			continue;
		for (size_t k = 0; k < outcome->count; k++) {
			const struct consequence *c = &outcome->consequences[k];
			bool bad = c->fate != EFFECTS || c->node != NODE_NONE;
			builder_text(&sketch->builder, bad ? STYLE_ALERT : STYLE_MUTED, c->text, "");
			told = told || c == outcome->worst;
		}
		if (!told)
			builder_text(&sketch->builder, STYLE_ALERT, outcome->worst->text, "");
	}
}

static void verdict_words(struct sketch *sketch, const struct verdict *verdict)
{
	const struct node *n = &sketch->power->nodes[verdict->device];
	if (*verdict->text)
		builder_text(&sketch->builder, STYLE_VERDICT, verdict->text, "");
	outcome_words(sketch, verdict);
	if (verdict->paths_cut)
		builder_text(&sketch->builder, STYLE_MUTED, "more paths than are listed", "");
	if (n->flags & NODE_PLANNED)
		builder_text(&sketch->builder, STYLE_ALERT, "planned: draws nothing now", "");
}

/* The verdicts on the device and on ports of it that were asked for. */
static void verdicts_of(struct sketch *sketch, uint32_t owner)
{
	const struct content *content = sketch->content;
	for (size_t i = 0; i < content->verdict_count; i++)
		if (content_owner(sketch->power, content->verdicts[i]->device) == owner)
			verdict_words(sketch, content->verdicts[i]);
}

static void consumer_focus(struct sketch *sketch, uint32_t owner)
{
	const struct device *device = (const struct device *)sketch->power->nodes[owner].object;
	struct arena *arena = sketch->builder.arena;
	size_t count;
	uint32_t *inlets = sketch_inlets(sketch, owner, &count);
	if (count)
		sketch_strips(sketch, inlets, count);
	focus_words(sketch, owner);
	free(inlets);
	if (count && count < device->inlet_count)
		builder_text(&sketch->builder, STYLE_MUTED,
		             arena_printf(arena, "%zu of %zu inlets shown", count, device->inlet_count), "");
	if (device->inlet_count == 0 && device->parent)
		builder_text(&sketch->builder, STYLE_MUTED,
		             arena_printf(arena, "fed through %s", device->parent->object.name), "");
	verdicts_of(sketch, owner);
}

static struct card focus_card(struct sketch *sketch, uint32_t owner)
{
	const struct node *n = &sketch->power->nodes[owner];
	struct card card = card_empty(CARD_FOCUS);
	card.anchor = builder_anchor(&sketch->builder, owner);
	card.side = n->role == ROLE_CONSUMER ? 0 : n->side;
	card.tone = tone_of(n->severity);
	card.pale = n->flags & (NODE_NOT_LIVE | NODE_PLANNED);
	card.header = sketch_header(sketch, owner);
	card.title = n->object->name;
	card.column = sketch_column(sketch, owner);
	return card;
}

/* A panel, feed or distribution device asked for: its own card, what hangs on
 * it (on the very port asked for, if so) below. */
static void distribution_focus(struct sketch *sketch, uint32_t owner)
{
	const struct content *content = sketch->content;
	sketch_lines(sketch, owner);
	builder_line(&sketch->builder, line_empty(LINE_RULE));
	focus_words(sketch, owner);
	verdicts_of(sketch, owner);
	size_t card = builder_card(&sketch->builder, focus_card(sketch, owner));
	sketch->card_of[owner] = (uint32_t)card + 1;
	for (size_t i = 0; i < content->focus_count; i++)
		if (content_owner(sketch->power, content->focus[i]) == owner)
			below_card(sketch, content->focus[i], card);
}

static bool is_consumer(const struct node *n)
{
	return n->kind == OBJECT_DEVICE && (n->role == ROLE_CONSUMER || n->role == ROLE_PASSIVE);
}

/* A rack of the place asked for is one card. */
static bool place_rack(struct sketch *sketch, struct fold *fold, uint32_t owner)
{
	const struct object *place = sketch->content->place, *object = sketch->power->nodes[owner].object;
	const struct rack *rack = object_place(object).rack;
	if (!place || !rack || !naming_inside(place, object) ||
	    !(fold->strip[owner] || sketch->power->nodes[owner].role == ROLE_CONSUMER))
		return false;
	size_t card = fold_rack(fold, rack, -1);
	sketch->builder.cards[card].column = sketch_column(sketch, owner);
	return true;
}

static void element(struct sketch *sketch, struct fold *fold, uint32_t owner)
{
	if (sketch->card_of[owner] || place_rack(sketch, fold, owner))
		return;
	if (!(sketch->content->flags[owner] & CONTENT_HERE)) {
		sketch_element(sketch, owner, CARD_PLAIN);
		return;
	}
	if (is_consumer(&sketch->power->nodes[owner])) {
		consumer_focus(sketch, owner);
		sketch->card_of[owner] = (uint32_t)builder_card(&sketch->builder, focus_card(sketch, owner)) + 1;
		return;
	}
	distribution_focus(sketch, owner);
}

/* -- the picture --------------------------------------------------------------------- */

static const char *title_of(const struct sketch *sketch)
{
	const struct content *content = sketch->content;
	struct arena *arena = sketch->builder.arena;
	if (content->place)
		return arena_printf(arena, "Power of %s", content->place->name);
	const char *names = "";
	for (size_t i = 0; i < content->focus_count && i < 3; i++) {
		char *name = object_full_name(content->power->nodes[content->focus[i]].object);
		names = arena_printf(arena, "%s%s%s", names, i ? ", " : "", name);
		free(name);
	}
	if (content->focus_count > 3)
		names = arena_printf(arena, "%s and %zu more", names, content->focus_count - 3);
	return arena_printf(arena, "Redundancy paths of %s", names);
}

static const char *subtitle_of(const struct sketch *sketch)
{
	const struct content *content = sketch->content;
	struct arena *arena = sketch->builder.arena;
	if (content->place)
		return words_place(content->place, arena);
	if (content->focus_count != 1)
		return words_count(content->focus_count, "element", arena);
	const struct node *n = &content->power->nodes[content->focus[0]];
	const char *place = words_place(n->object, arena);
	if (n->role == ROLE_PASSIVE)
		return place;
	return *place ? arena_printf(arena, "%s · %s", words_load(n, arena), place) : words_load(n, arena);
}

struct diagram *trace_diagram(const struct content *content, const struct look *look)
{
	struct sketch sketch;
	struct fold fold = { .sketch = NULL };
	sketch_start(&sketch, content, look, FLOW_DOWN);
	struct walk walk = { .sketch = &sketch };
	walk_all(&walk);
	mark_all(&sketch);
	if (content->place)
		fold_start(&fold, &sketch, true), fold.limits = true;
	for (size_t i = 0; i < walk.order_count; i++)
		element(&sketch, &fold, content_owner(content->power, walk.order[i]));
	if (content->place)
		fold_end(&fold);
	sketch_stubs(&sketch);
	sketch_links(&sketch);
	builder_head(&sketch.builder, title_of(&sketch), subtitle_of(&sketch));
	free(walk.steps);
	free(walk.order);
	return sketch_finish(&sketch);
}
