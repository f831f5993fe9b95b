/* The site is computed once as it is and once without each side; a rack is then
 * filled one device at a time, and what each adds on its ways up is written into a
 * journal, so that it can be taken back. A device's outlets are tried by the room on
 * the way above them, one outlet for all that have the same way, leg and rating. */
#include "power/fit.h"

#include "base/number.h"
#include "power/build.h"
#include "power/contingency.h"
#include "power/lines.h"
#include "power/mating.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SIDES = 8, STATES = SIDES + 1, TRIES = 8, HOPS_MAX = 256 };

/* The site as it is (side 0), or without a side. */
struct state {
	char side;
	double *load;       /* by node */
	double (*legs)[3];  /* by node; NULL: no legs anywhere */
	uint8_t *alive;     /* by node: enum contingency_state */
	double *more;       /* by node: what the new devices add */
	double (*more_legs)[3];
};

struct entry {
	uint32_t node;
	unsigned state;
	double w, legs[3];
};

struct slot {
	const struct outlet *outlet;
	uint32_t node, above; /* its inlet, or NODE_NONE */
	double room_w;
	bool used;
};

struct fit {
	const struct power *power;
	struct fit_request request;
	struct arena *arena;
	struct state states[STATES];
	unsigned state_count;
	struct entry *journal;
	size_t entry_count, entry_capacity;
	struct slot *slots; /* of the rack at hand, most room first */
	size_t slot_count, slot_capacity;
	struct fit_result *result;
	double worst_w; /* by how much the worst hop of a way is short */
};

/* -- the states ------------------------------------------------------------------ */

static void note_state(struct fit *fit, const struct contingency *c, char side)
{
	const struct power *p = fit->power;
	size_t count = (size_t)p->node_count + 1;
	struct state *state = &fit->states[fit->state_count++];
	*state = (struct state){.side = side,
		.load = arena_array(fit->arena, count, sizeof *state->load),
		.legs = arena_array(fit->arena, count, sizeof *state->legs),
		.alive = arena_array(fit->arena, count, sizeof *state->alive),
		.more = arena_array(fit->arena, count, sizeof *state->more),
		.more_legs = arena_array(fit->arena, count, sizeof *state->more_legs)};
	for (uint32_t n = 0; n < p->node_count; n++) {
		const struct node *node = &p->nodes[n];
		state->load[n] = side ? contingency_load(c, n) : node->load_w;
		state->alive[n] = side ? contingency_state(c, n) : contingency_state_before(c, n);
		for (int i = 0; i < 3 && node->legs; i++)
			state->legs[n][i] = side ? contingency_leg_load(c, n, i) : node->legs[i].high_w;
	}
}

struct fit *fit_new(const struct power *power, const struct fit_request *request, struct arena *arena)
{
	struct fit *fit = arena_alloc(arena, sizeof *fit);
	struct contingency *c = contingency_new(power);
	unsigned sides = removal_sides(power);
	*fit = (struct fit){.power = power, .request = *request, .arena = arena};
	note_state(fit, c, 0);
	for (int s = 0; s < SIDES; s++) {
		struct removal gone = {0};
		if (!(sides & 1u << s))
			continue;
		removal_add_side(&gone, power, (char)('A' + s));
		contingency_apply(c, &gone);
		note_state(fit, c, (char)('A' + s));
		removal_end(&gone);
	}
	contingency_free(c);
	return fit;
}

bool fit_knows_space(const struct fit *fit)
{
	return !(fit->request.u_height > 0) || fit->power->inventory->type_count > 0;
}

/* -- the way up -------------------------------------------------------------------- */

static bool is_alive(const struct state *state, uint32_t n)
{
	return (state->alive[n] & STATE_SOURCE) && !(state->alive[n] & STATE_GONE);
}

/* The node above in this state: the usual one, else another that is alive. */
static uint32_t step_up(const struct fit *fit, const struct state *state, uint32_t n)
{
	const struct power *p = fit->power;
	uint32_t way = p->nodes[n].way;
	if (way != NODE_NONE && p->edges[way].live && is_alive(state, p->edges[way].from))
		return p->edges[way].from;
	for (uint32_t i = p->in_start[n]; i < p->in_start[n + 1]; i++) {
		const struct edge *edge = &p->edges[p->in_edges[i]];
		if (edge->live && !edge->closes_cycle && is_alive(state, edge->from))
			return edge->from;
	}
	return NODE_NONE;
}

/* Lines that a load on this outlet is on, as a set; 0: not known. */
static unsigned lines_set(const struct power *p, uint32_t outlet)
{
	const char *text = lines_of_outlet(p, node_outlet(&p->nodes[outlet]));
	unsigned set = 0;
	for (; *text; text++)
		set |= 1u << (*text - 'A');
	return set;
}

/* -- what is added ------------------------------------------------------------------- */

/* Of several on a way the one that is short by most is named. */
static bool refuse(struct fit *fit, const struct state *state, uint32_t n, char leg, double load_w, double more_w, double limit_w)
{
	const struct object *object = fit->power->nodes[n].object;
	double short_w = known(load_w) ? load_w + more_w - limit_w : INFINITY;
	if (!(short_w > fit->worst_w))
		return false;
	fit->worst_w = short_w;
	char *name = object_full_name(object);
	const char *lost = state->side ? arena_printf(fit->arena, " when side %c is lost", state->side) : "";
	const char *line = leg ? arena_printf(fit->arena, "leg %c of ", leg) : "";
	fit->result->element = object;
	fit->result->limit = known(load_w)
		? arena_printf(fit->arena, "%s%s%s: %s + %s of %s", line, name, lost, number_watts(load_w, fit->arena),
		               number_watts(more_w, fit->arena), number_watts(limit_w, fit->arena))
		: arena_printf(fit->arena, "%s%s: its load is not known", name, lost);
	free(name);
	return false;
}

static double limit_of(const struct state *state, const struct node *node)
{
	return state->side ? node->limit_w : node->usable_w;
}

static bool holds_legs(struct fit *fit, const struct state *state, uint32_t n, double w)
{
	const struct node *node = &fit->power->nodes[n];
	double third = limit_of(state, node) / 3;
	for (int i = 0; i < 3 && node->legs && known(third); i++) {
		double more = state->more_legs[n][i];
		if (more > 1e-6 && state->legs[n][i] + more > third + 0.001)
			return refuse(fit, state, n, (char)('A' + i), state->legs[n][i] + more - fmin(more, w), fmin(more, w), third);
	}
	return true;
}

static bool holds(struct fit *fit, unsigned s, uint32_t n, double w)
{
	const struct state *state = &fit->states[s];
	const struct node *node = &fit->power->nodes[n];
	double limit = limit_of(state, node), load = state->load[n];
	if (!known(limit))
		return true;
	fit->result->assumed |= node->mark != MARK_EXACT;
	if (!known(load) || load + state->more[n] > limit + 0.001)
		return refuse(fit, state, n, 0, load + state->more[n] - w, w, limit);
	return holds_legs(fit, state, n, w);
}

/* A share of a leg that nobody knows may be on any of them. */
static void put(struct fit *fit, unsigned s, uint32_t n, unsigned lines, double w)
{
	struct state *state = &fit->states[s];
	struct entry entry = {n, s, w, {0}};
	bool two = lines & (lines - 1);
	for (int i = 0; i < 3 && fit->power->nodes[n].legs; i++)
		entry.legs[i] = !lines ? w : lines & 1u << i ? two ? w / 2 : w : 0;
	state->more[n] += w;
	for (int i = 0; i < 3; i++)
		state->more_legs[n][i] += entry.legs[i];
	fit->journal = array_grow(fit->journal, fit->entry_count, &fit->entry_capacity, sizeof *fit->journal);
	fit->journal[fit->entry_count++] = entry;
}

/* Back to how it was when the journal had `count` entries. */
static void take_back(struct fit *fit, size_t count)
{
	while (fit->entry_count > count) {
		const struct entry *entry = &fit->journal[--fit->entry_count];
		struct state *state = &fit->states[entry->state];
		state->more[entry->node] -= entry->w;
		for (int i = 0; i < 3; i++)
			state->more_legs[entry->node][i] -= entry->legs[i];
	}
}

static bool put_and_check(struct fit *fit, unsigned s, uint32_t n, unsigned lines, double w)
{
	put(fit, s, n, lines, w);
	return holds(fit, s, n, w);
}

/* `w` more on an outlet and on all that is above it in a state. */
static bool add_way(struct fit *fit, unsigned s, uint32_t outlet, double w)
{
	const struct power *p = fit->power;
	unsigned lines = 0;
	uint32_t n = outlet;
	bool ok = true;
	fit->worst_w = 0;
	for (int hops = 0; n != NODE_NONE && hops < HOPS_MAX; hops++) {
		const struct node *node = &p->nodes[n];
		if (node->kind == OBJECT_OUTLET && !node->legs && lines_set(p, n))
			lines = lines_set(p, n);
		fit->result->assumed |= (node->flags & NODE_UNDECIDED) != 0; /* it may hang on another inlet */
		ok &= put_and_check(fit, s, n, lines, w);
		if (node->kind == OBJECT_OUTLET && limits_itself(p, node->device))
			ok &= put_and_check(fit, s, node->device, lines, w);
		n = step_up(fit, &fit->states[s], n);
	}
	return ok;
}

/* All supplies of one device, in one state. */
static bool add_device_in(struct fit *fit, unsigned s, struct slot *const *slots)
{
	const struct state *state = &fit->states[s];
	unsigned left = 0, psus = fit->request.psus;
	for (unsigned i = 0; i < psus; i++)
		left += is_alive(state, slots[i]->node);
	if (!left && (psus == 1 && state->side))
		return true; /* it goes dark with its side; that is what one supply means */
	if (!left) {
		fit->result->element = slots[0]->outlet->inlet ? &slots[0]->outlet->inlet->object : &slots[0]->outlet->device->object;
		fit->result->limit = state->side ? arena_printf(fit->arena, "dark when side %c is lost", state->side) : "not fed";
		return false;
	}
	double share = fit->power->policy.psu == PSU_EACH ? fit->request.watts : fit->request.watts / left;
	for (unsigned i = 0; i < psus; i++)
		if (is_alive(state, slots[i]->node) && !add_way(fit, s, slots[i]->node, share))
			return false;
	return true;
}

static bool add_device(struct fit *fit, struct slot *const *slots)
{
	size_t before = fit->entry_count;
	for (unsigned s = 0; s < fit->state_count; s++)
		if (!add_device_in(fit, s, slots)) {
			take_back(fit, before);
			return false;
		}
	return true;
}

/* -- outlets ------------------------------------------------------------------------------ */

static bool is_strip(const struct power *p, const struct device *device)
{
	uint8_t role = p->nodes[node_of(p, device)].role;
	return device->outlet_count && (role == ROLE_PDU || role == ROLE_DISTRIBUTION || role_is_transfer((enum role)role));
}

static bool is_free(const struct fit *fit, const struct outlet *outlet, uint32_t n)
{
	return !outlet->end.cable && !outlet->end.mark_connected && !(fit->power->nodes[n].flags & NODE_NOT_LIVE) &&
	       is_alive(&fit->states[0], n);
}

static bool takes_plug(const struct fit *fit, const struct outlet *outlet, uint32_t n)
{
	struct connector plug = connector_by_policy(fit->request.connector, &fit->power->policy);
	if (!*fit->request.connector)
		return true;
	return connectors_mate(outlet->type, fit->request.connector) && !((double)fit->power->nodes[n].volts > plug.class_volts);
}

/* The least that is left on the way up, as it is. */
static double room_above(const struct fit *fit, uint32_t outlet)
{
	const struct power *p = fit->power;
	double room = INFINITY;
	unsigned lines = lines_set(p, outlet);
	uint32_t n = outlet;
	for (int hops = 0; n != NODE_NONE && hops < HOPS_MAX; hops++, n = step_up(fit, &fit->states[0], n)) {
		const struct node *node = &p->nodes[n];
		room = fmin(room, node->usable_w - node->load_w); /* fmin() passes over NAN */
		for (int i = 0; i < 3 && node->legs; i++)
			if (lines & 1u << i)
				room = fmin(room, node->usable_w / 3 - node->legs[i].high_w);
	}
	return room;
}

static void add_slot(struct fit *fit, const struct outlet *outlet, uint32_t n)
{
	fit->slots = array_grow(fit->slots, fit->slot_count, &fit->slot_capacity, sizeof *fit->slots);
	fit->slots[fit->slot_count++] = (struct slot){outlet, n, step_up(fit, &fit->states[0], n), room_above(fit, n), false};
}

/* Has the strip's inlet a limit, or what feeds it? Where nobody wrote down either, no
 * answer would be safe. */
static bool is_rated(const struct fit *fit, uint32_t outlet)
{
	const struct power *p = fit->power;
	uint32_t n = outlet, device = p->nodes[outlet].device;
	do {
		n = step_up(fit, &fit->states[0], n);
	} while (n != NODE_NONE && p->nodes[n].device == device && !known(p->nodes[n].usable_w));
	return n != NODE_NONE && known(p->nodes[n].usable_w);
}

static int by_room(const void *a, const void *b)
{
	const struct slot *x = a, *y = b;
	if (x->room_w != y->room_w)
		return x->room_w < y->room_w ? 1 : -1;
	return x->node < y->node ? -1 : x->node > y->node;
}

/* The free outlets that fit; says why there are none. */
static bool find_slots(struct fit *fit, const struct rack *rack)
{
	size_t strips = 0, outlets = 0, free_ones = 0, unrated = 0;
	fit->slot_count = 0;
	for (size_t i = 0; i < rack->device_count; i++) {
		const struct device *device = rack->devices[i];
		if (!is_strip(fit->power, device))
			continue;
		strips++;
		for (size_t k = 0; k < device->outlet_count; k++) {
			uint32_t n = node_of(fit->power, device->outlets[k]);
			bool is_open = is_free(fit, device->outlets[k], n);
			outlets++;
			free_ones += is_open;
			if (is_open && !is_rated(fit, n))
				unrated++;
			else if (is_open && takes_plug(fit, device->outlets[k], n))
				add_slot(fit, device->outlets[k], n);
		}
	}
	if (fit->slot_count)
		qsort(fit->slots, fit->slot_count, sizeof *fit->slots, by_room);
	else
		fit->result->limit = !strips ? "no PDU in the rack"
			: !free_ones ? arena_printf(fit->arena, "none of %zu outlets is free and fed", outlets)
			: unrated ? arena_printf(fit->arena, "%zu free outlets on a PDU whose rating is not known", unrated)
			: arena_printf(fit->arena, "none of %zu free outlets takes the plug", free_ones);
	return fit->slot_count > 0;
}

static char side_of(const struct fit *fit, const struct slot *slot)
{
	return fit->power->nodes[slot->node].side;
}

/* The same for the load: on the same way, leg and rating. */
static bool alike(const struct fit *fit, const struct slot *a, const struct slot *b)
{
	const struct node *x = &fit->power->nodes[a->node], *y = &fit->power->nodes[b->node];
	return a->above == b->above && a->outlet->feed_leg == b->outlet->feed_leg && x->usable_w == y->usable_w;
}

/* The first free slot of each way on a side (0: any), at most TRIES; as indices. */
static size_t choices(const struct fit *fit, char side, size_t found[TRIES])
{
	size_t count = 0;
	for (size_t i = 0; i < fit->slot_count && count < TRIES; i++) {
		const struct slot *slot = &fit->slots[i];
		bool new = !slot->used && (!side || side_of(fit, slot) == side);
		for (size_t k = 0; k < count && new; k++)
			new = !alike(fit, slot, &fit->slots[found[k]]);
		if (new)
			found[count++] = i;
	}
	return count;
}

/* Free slots of a side from `first` on, then from the beginning, for supplies
 * 0, 2, … or 1, 3, …; false: too few. */
static bool deal(struct fit *fit, char side, size_t first, unsigned from, unsigned step, struct slot **slots)
{
	unsigned psu = from;
	for (size_t i = 0; i < fit->slot_count && psu < fit->request.psus; i++) {
		struct slot *slot = &fit->slots[(first + i) % fit->slot_count];
		if (slot->used || (side && side_of(fit, slot) != side))
			continue;
		slots[psu] = slot;
		psu += step;
	}
	return psu >= fit->request.psus;
}

static void use(struct fit *fit, struct slot *const *slots)
{
	for (unsigned i = 0; i < fit->request.psus; i++) {
		slots[i]->used = true;
		if (!fit->result->count)
			fit->result->outlets[i] = slots[i]->outlet;
	}
	fit->result->count++;
}

/* -- placing one ------------------------------------------------------------------------------ */

static bool place_single(struct fit *fit)
{
	size_t found[TRIES], count = choices(fit, 0, found);
	const struct fit_result before = *fit->result;
	for (size_t i = 0; i < count; i++) {
		struct slot *slots[FIT_PSUS_MAX] = {&fit->slots[found[i]]};
		if (i)
			*fit->result = before;
		if (add_device(fit, slots)) {
			use(fit, slots);
			return true;
		}
	}
	if (!count)
		fit->result->limit = "no more free outlets";
	return false;
}

/* Keeps the reason of the first, best try. */
static bool place_pair(struct fit *fit, char a, char b, bool *tried)
{
	size_t at_a[TRIES], at_b[TRIES], count_a = choices(fit, a, at_a), count_b = choices(fit, b, at_b);
	for (size_t i = 0; i < count_a * count_b; i++) {
		struct slot *slots[FIT_PSUS_MAX];
		const struct fit_result before = *fit->result;
		if (!deal(fit, a, at_a[i / count_b], 0, 2, slots) || !deal(fit, b, at_b[i % count_b], 1, 2, slots))
			return false;
		if (add_device(fit, slots)) {
			use(fit, slots);
			return true;
		}
		if (*tried)
			*fit->result = before;
		*tried = true;
	}
	return false;
}

static unsigned sides_left(const struct fit *fit, bool used)
{
	unsigned sides = 0;
	for (size_t i = 0; i < fit->slot_count; i++)
		if ((used || !fit->slots[i].used) && side_of(fit, &fit->slots[i]))
			sides |= 1u << (side_of(fit, &fit->slots[i]) - 'A');
	return sides;
}

static char letter_of(unsigned side)
{
	char letter = 'A';
	while (!(side & 1u))
		side >>= 1, letter++;
	return letter;
}

/* Why there was no pair of outlets to try. */
static void say_sides(struct fit *fit)
{
	unsigned all = sides_left(fit, true), left = sides_left(fit, false);
	fit->result->element = NULL;
	fit->result->limit = !all ? "the sides of its outlets are not known"
		: !(all & (all - 1)) ? arena_printf(fit->arena, "fitting outlets on side %c only", letter_of(all))
		: left & (left - 1) ? "too few free outlets on two sides"
		: left ? arena_printf(fit->arena, "no more free outlets but on side %c", letter_of(left)) : "no more free outlets";
}

static bool place_sides(struct fit *fit)
{
	bool tried = false;
	unsigned sides = sides_left(fit, false);
	for (int a = 0; a < SIDES; a++)
		for (int b = 0; b < SIDES; b++) {
			bool turn = a < b || (a > b && fit->request.psus % 2); /* which gets one more */
			if (turn && (sides & 1u << a) && (sides & 1u << b) && place_pair(fit, (char)('A' + a), (char)('A' + b), &tried))
				return true;
		}
	if (!tried)
		say_sides(fit);
	return false;
}

/* -- a rack ------------------------------------------------------------------------------------- */

static unsigned most_by_space(struct fit *fit, const struct rack *rack)
{
	unsigned slots;
	double largest_u;
	double need = fit->request.u_height;
	bool asked = need > 0;
	bool is_known = fit_space(fit->power->inventory, rack, asked ? need : 0, &slots, &fit->result->position_u,
	                          &fit->result->free_u, &largest_u);
	if (!asked || !is_known) {
		fit->result->assumed |= asked && fit_knows_space(fit);
		return FIT_COUNT_MAX;
	}
	fit->result->limit = slots ? arena_printf(fit->arena, "no more %.4g U free together", need)
		: arena_printf(fit->arena, "no %.4g U free together; the largest gap is %.4g U", need, largest_u);
	return slots;
}

struct fit_result fit_rack(struct fit *fit, const struct rack *rack)
{
	struct fit_result result = {.limit = "", .position_u = NUMBER_UNKNOWN, .free_u = NUMBER_UNKNOWN};
	fit->result = &result;
	unsigned most = most_by_space(fit, rack);
	bool more = most > 0 && find_slots(fit, rack);
	while (more && result.count < most)
		more = fit->request.psus == 1 ? place_single(fit) : place_sides(fit);
	if (more && most < FIT_COUNT_MAX) {
		result.element = NULL;
		result.limit = arena_printf(fit->arena, "no more %.4g U free together", fit->request.u_height);
	}
	take_back(fit, 0);
	free(fit->slots);
	free(fit->journal);
	fit->slots = NULL;
	fit->journal = NULL;
	fit->slot_count = fit->slot_capacity = fit->entry_capacity = 0;
	fit->result = NULL;
	return result;
}
