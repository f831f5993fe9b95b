/* The elements of a kind are listed first, then lost one after the other. */
#include "power/sweep.h"

#include "base/text.h"
#include "power/build.h"

#include <stdlib.h>
#include <string.h>

static const char *const kind_names[SWEEP_KINDS] = {
	"panel", "feed", "ups", "pdu", "device", "outlet", "cable", "side", "risk", "all"
};

const char *sweep_kind_name(enum sweep_kind kind)
{
	return kind_names[kind];
}

const char *cause_name(const struct cause *cause, struct arena *arena)
{
	if (cause->side)
		return arena_printf(arena, "side %c", cause->side);
	return cause->risk ? cause->risk->name : cause->object ? cause->object->name : "";
}

/* -- what there is to lose ----------------------------------------------------- */

struct causes {
	const struct power *power;
	const struct contingency *contingency;
	const struct sweep_choice *choice;
	struct cause *items;
	size_t count, capacity;
};

static void keep_cause(struct causes *causes, struct cause cause)
{
	causes->items = array_grow(causes->items, causes->count, &causes->capacity, sizeof *causes->items);
	causes->items[causes->count++] = cause;
}

static void add_cause(struct causes *causes, const struct object *object)
{
	const struct sweep_choice *choice = causes->choice;
	if (object->visible && (!choice->takes || choice->takes(choice->context, object)))
		keep_cause(causes, (struct cause){.object = object});
}

static bool hands_on(const struct power *power, uint32_t n)
{
	const struct node *node = &power->nodes[n];
	return role_is_distribution(node->role) ||
	       (node->role == ROLE_CONSUMER && power->out_start[n + 1] > power->out_start[n]);
}

static bool is_of(const struct power *power, uint32_t n, enum sweep_kind kind)
{
	const struct node *node = &power->nodes[n];
	switch (kind) {
	case SWEEP_PANEL:
		return node->kind == OBJECT_PANEL;
	case SWEEP_FEED:
		return node->kind == OBJECT_FEED;
	case SWEEP_UPS:
		return node->role == ROLE_UPS;
	case SWEEP_PDU:
		return node->role == ROLE_PDU;
	case SWEEP_DEVICE:
		return node->kind == OBJECT_DEVICE && hands_on(power, n);
	case SWEEP_OUTLET:
		return node->kind == OBJECT_OUTLET;
	case SWEEP_ALL:
		return node->kind == OBJECT_DEVICE ? hands_on(power, n) : node->role != ROLE_PSU;
	case SWEEP_CABLE:
	case SWEEP_SIDE:
	case SWEEP_RISK:
	case SWEEP_KINDS:
		break;
	}
	return false;
}

/* From the consumers to the sources: of equal losses the nearest comes first. */
static void list_nodes(struct causes *causes, enum sweep_kind kind)
{
	const struct power *power = causes->power;
	for (uint32_t i = power->node_count; i-- > 0;) {
		uint32_t n = power->order[i];
		if (is_of(power, n, kind) && !(contingency_state_before(causes->contingency, n) & STATE_GONE))
			add_cause(causes, power->nodes[n].object);
	}
}

static void list_cables(struct causes *causes)
{
	const struct inventory *inventory = causes->power->inventory;
	for (size_t i = 0; i < inventory->cable_count; i++)
		if (!contingency_cable_gone(causes->contingency, inventory->cables[i]))
			add_cause(causes, &inventory->cables[i]->object);
}

static void list_sides(struct causes *causes)
{
	unsigned sides = removal_sides(causes->power);
	for (int i = 0; sides >> i; i++)
		if (sides & 1u << i)
			keep_cause(causes, (struct cause){.side = (char)('A' + i)});
}

/* In the scope when one of its sources is. */
static void list_risks(struct causes *causes)
{
	const struct power *power = causes->power;
	const struct sweep_choice *choice = causes->choice;
	for (uint32_t r = 0; r < power->risk_count; r++) {
		const struct risk *risk = &power->risks[r];
		bool takes = !choice->takes;
		for (uint32_t i = 0; i < risk->count && !takes; i++)
			takes = choice->takes(choice->context, power->nodes[risk->sources[i]].object);
		if (takes)
			keep_cause(causes, (struct cause){.risk = risk});
	}
}

static void list_causes(struct causes *causes)
{
	enum sweep_kind kind = causes->choice->kind;
	if (kind == SWEEP_SIDE)
		list_sides(causes);
	else if (kind != SWEEP_CABLE && kind != SWEEP_RISK)
		list_nodes(causes, kind);
	if (kind == SWEEP_CABLE || kind == SWEEP_ALL)
		list_cables(causes);
	if (kind == SWEEP_RISK || kind == SWEEP_ALL)
		list_risks(causes);
}

static void take(struct removal *removal, const struct power *power, const struct cause *cause)
{
	if (cause->side)
		removal_add_side(removal, power, cause->side);
	else if (cause->risk)
		removal_add_risk(removal, power, cause->risk);
	else
		removal_add(removal, power, cause->object);
}

static void take_nothing(struct removal *removal)
{
	removal->node_count = removal->doubtful_count = removal->cable_count = 0;
}

/* -- ranking -------------------------------------------------------------------- */

static double harm_w(const struct loss *loss)
{
	return loss->tallies[EFFECT_DARK].load_w + loss->tallies[EFFECT_AT_RISK].load_w;
}

static size_t harm_devices(const struct loss *loss)
{
	return loss->tallies[EFFECT_DARK].devices + loss->tallies[EFFECT_AT_RISK].devices;
}

static size_t harm_unknown(const struct loss *loss)
{
	return loss->tallies[EFFECT_DARK].unknown + loss->tallies[EFFECT_AT_RISK].unknown;
}

static int down(double a, double b)
{
	return (a < b) - (a > b);
}

static int by_name(const struct loss *a, const struct loss *b)
{
	const struct cause *x = &a->cause, *y = &b->cause;
	if (x->risk || y->risk) /* behind the objects, in their order */
		return !y->risk ? 1 : !x->risk ? -1 : (x->risk > y->risk) - (x->risk < y->risk);
	if (!x->object || !y->object)
		return (int)x->side - (int)y->side;
	int order = text_compare_natural(x->object->name, y->object->name);
	if (!order && x->object->kind != y->object->kind)
		order = (int)x->object->kind - (int)y->object->kind;
	return order ? order : (x->object->id > y->object->id) - (x->object->id < y->object->id);
}

static int by_harm(const void *a, const void *b)
{
	const struct loss *x = a, *y = b;
	static const enum effect overloads[] = {EFFECT_MAY_TRIP, EFFECT_PSU, EFFECT_OVERLOAD};
	int order = down(harm_w(x), harm_w(y));
	if (!order)
		order = down((double)harm_devices(x), (double)harm_devices(y));
	for (int i = 0; i < 3 && !order; i++)
		order = down((double)x->elements[overloads[i]], (double)y->elements[overloads[i]]);
	if (!order)
		order = down(x->worst_pct, y->worst_pct);
	if (!order)
		order = down(x->tallies[EFFECT_LOST].load_w, y->tallies[EFFECT_LOST].load_w);
	if (!order)
		order = down((double)x->tallies[EFFECT_LOST].devices, (double)y->tallies[EFFECT_LOST].devices);
	return order ? order : by_name(x, y);
}

static void note_loss(struct loss *loss, const struct cause *cause, const struct outcome *outcome)
{
	*loss = (struct loss){.cause = *cause, .worst_pct = outcome->worst_pct,
	                      .worst = outcome->worst};
	memcpy(loss->tallies, outcome->tallies, sizeof loss->tallies);
	memcpy(loss->outside, outcome->outside, sizeof loss->outside);
	memcpy(loss->elements, outcome->elements, sizeof loss->elements);
}

static void finish(struct sweep *sweep)
{
	if (sweep->count)
		qsort(sweep->losses, sweep->count, sizeof *sweep->losses, by_harm);
	if (sweep->count)
		sweep->worst = (struct tally){harm_devices(&sweep->losses[0]), harm_unknown(&sweep->losses[0]),
		                              harm_w(&sweep->losses[0])};
}

static struct causes causes_of(const struct contingency *contingency, const struct power *power,
                               const struct sweep_choice *choice)
{
	struct causes causes = {.power = power, .contingency = contingency, .choice = choice};
	list_causes(&causes);
	return causes;
}

static struct sweep *one_by_one(struct contingency *contingency, const struct causes *causes, struct arena *arena)
{
	struct removal removal = {0};
	struct sweep *sweep = arena_alloc(arena, sizeof *sweep);
	sweep->losses = arena_array(arena, causes->count + 1, sizeof *sweep->losses);
	for (size_t i = 0; i < causes->count; i++) {
		take_nothing(&removal);
		take(&removal, causes->power, &causes->items[i]);
		note_loss(&sweep->losses[i], &causes->items[i], contingency_run(contingency, &removal, causes->choice->cascade));
	}
	sweep->count = sweep->tried = causes->count;
	removal_end(&removal);
	return sweep;
}

const struct sweep *sweep_run(struct contingency *contingency, const struct power *power,
                              const struct sweep_choice *choice, struct arena *arena)
{
	struct causes causes = causes_of(contingency, power, choice);
	struct sweep *sweep = one_by_one(contingency, &causes, arena);
	finish(sweep);
	free(causes.items);
	return sweep;
}

/* -- pairs ------------------------------------------------------------------------ */

static bool is_worse(const struct loss *both, const struct loss *a, const struct loss *b)
{
	const struct tally *dark = &both->tallies[EFFECT_DARK], *x = &a->tallies[EFFECT_DARK], *y = &b->tallies[EFFECT_DARK];
	return harm_w(both) > harm_w(a) + harm_w(b) + 0.05 || harm_devices(both) > harm_devices(a) + harm_devices(b) ||
	       dark->load_w > x->load_w + y->load_w + 0.05 || dark->devices > x->devices + y->devices;
}

static void try_pair(struct contingency *contingency, const struct causes *causes, size_t i, size_t j,
                     const struct sweep *singles, struct sweep *pairs)
{
	struct removal removal = {0};
	struct loss *loss = &pairs->losses[pairs->count];
	take(&removal, causes->power, &causes->items[i]);
	take(&removal, causes->power, &causes->items[j]);
	note_loss(loss, &causes->items[i], contingency_run(contingency, &removal, causes->choice->cascade));
	loss->with = causes->items[j];
	pairs->count += is_worse(loss, &singles->losses[i], &singles->losses[j]);
	pairs->tried++;
	removal_end(&removal);
}

const struct sweep *sweep_pairs(struct contingency *contingency, const struct power *power,
                                const struct sweep_choice *choice, struct arena *arena)
{
	struct causes causes = causes_of(contingency, power, choice);
	struct sweep *pairs = NULL;
	if (causes.count <= SWEEP_PAIRS_MAX) {
		struct sweep *singles = one_by_one(contingency, &causes, arena);
		pairs = arena_alloc(arena, sizeof *pairs);
		pairs->losses = arena_array(arena, causes.count * causes.count / 2 + 1, sizeof *pairs->losses);
		for (size_t i = 0; i < causes.count; i++)
			for (size_t j = i + 1; j < causes.count; j++)
				try_pair(contingency, &causes, i, j, singles, pairs);
		finish(pairs);
	}
	free(causes.items);
	return pairs;
}

/* -- failover ---------------------------------------------------------------------- */

static void note_loads(const struct contingency *contingency, const struct cause *cause, struct failover *worst)
{
	size_t count;
	const uint32_t *touched = contingency_touched(contingency, &count);
	for (size_t i = 0; i < count; i++) {
		uint32_t n = touched[i];
		double load = contingency_load(contingency, n);
		if (load > worst[n].load_w + 0.05)
			worst[n] = (struct failover){load, *cause};
	}
}

const struct failover *sweep_failover(struct contingency *contingency, const struct power *power, struct arena *arena)
{
	static const enum sweep_kind kinds[] = {SWEEP_DEVICE, SWEEP_FEED, SWEEP_PANEL, SWEEP_RISK};
	struct failover *worst = arena_array(arena, power->node_count + 1, sizeof *worst);
	struct removal removal = {0};
	for (uint32_t n = 0; n < power->node_count; n++)
		worst[n].load_w = contingency_before(contingency, n);
	for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
		struct sweep_choice choice = {.kind = kinds[k]};
		struct causes causes = causes_of(contingency, power, &choice);
		for (size_t i = 0; i < causes.count; i++) {
			take_nothing(&removal);
			take(&removal, power, &causes.items[i]);
			contingency_apply(contingency, &removal);
			note_loads(contingency, &causes.items[i], worst);
		}
		free(causes.items);
	}
	removal_end(&removal);
	return worst;
}
