/* What one more device adds to every element above its outlets, as the site is and without each side. */
#include "power/fit_build.h"

#include "base/number.h"
#include "power/contingency.h"
#include "power/lines.h"

#include <math.h>
#include <stdlib.h>

/* -- the states ------------------------------------------------------------------ */

static void note_state(struct fit *fit, const struct contingency *c, char side)
{
	const struct power *p = fit->power;
	size_t count = (size_t)p->node_count + 1;
	struct fit_state *state = &fit->states[fit->state_count++];
	*state = (struct fit_state){.side = side,
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

void fit_note_states(struct fit *fit)
{
	const struct power *power = fit->power;
	struct contingency *c = contingency_new(power);
	unsigned sides = removal_sides(power);
	note_state(fit, c, 0);
	for (int s = 0; s < FIT_SIDES; s++) {
		struct removal gone = {0};
		if (!(sides & 1u << s))
			continue;
		removal_add_side(&gone, power, (char)('A' + s));
		contingency_apply(c, &gone);
		note_state(fit, c, (char)('A' + s));
		removal_end(&gone);
	}
	contingency_free(c);
}

/* -- the way up -------------------------------------------------------------------- */

bool fit_is_alive(const struct fit_state *state, uint32_t n)
{
	return (state->alive[n] & STATE_SOURCE) && !(state->alive[n] & STATE_GONE);
}

uint32_t fit_step_up(const struct fit *fit, const struct fit_state *state, uint32_t n)
{
	const struct power *p = fit->power;
	uint32_t way = p->nodes[n].way;
	if (way != NODE_NONE && p->edges[way].live && fit_is_alive(state, p->edges[way].from))
		return p->edges[way].from;
	for (uint32_t i = p->in_start[n]; i < p->in_start[n + 1]; i++) {
		const struct edge *edge = &p->edges[p->in_edges[i]];
		if (edge_open(edge) && fit_is_alive(state, edge->from))
			return edge->from;
	}
	return NODE_NONE;
}

unsigned fit_lines(const struct power *p, uint32_t outlet)
{
	const char *text = lines_of_outlet(p, node_outlet(&p->nodes[outlet]));
	unsigned set = 0;
	for (; *text; text++)
		set |= 1u << (*text - 'A');
	return set;
}

/* -- what is added ------------------------------------------------------------------- */

/* Of several on a way the one that is short by most is named. */
static bool refuse(struct fit *fit, const struct fit_state *state, uint32_t n, char leg, double load_w, double more_w, double limit_w)
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

static double limit_of(const struct fit_state *state, const struct node *node)
{
	return state->side ? node->limit_w : node->usable_w;
}

static bool holds_legs(struct fit *fit, const struct fit_state *state, uint32_t n, double w)
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
	const struct fit_state *state = &fit->states[s];
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
	struct fit_state *state = &fit->states[s];
	struct fit_entry entry = {n, s, w, {0}};
	bool two = lines & (lines - 1);
	for (int i = 0; i < 3 && fit->power->nodes[n].legs; i++)
		entry.legs[i] = !lines ? w : lines & 1u << i ? two ? w / 2 : w : 0;
	state->more[n] += w;
	for (int i = 0; i < 3; i++)
		state->more_legs[n][i] += entry.legs[i];
	fit->journal = array_grow(fit->journal, fit->entry_count, &fit->entry_capacity, sizeof *fit->journal);
	fit->journal[fit->entry_count++] = entry;
}

void fit_take_back(struct fit *fit, size_t count)
{
	while (fit->entry_count > count) {
		const struct fit_entry *entry = &fit->journal[--fit->entry_count];
		struct fit_state *state = &fit->states[entry->state];
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
	for (int hops = 0; n != NODE_NONE && hops < FIT_HOPS_MAX; hops++) {
		const struct node *node = &p->nodes[n];
		if (node->kind == OBJECT_OUTLET && !node->legs && fit_lines(p, n))
			lines = fit_lines(p, n);
		fit->result->assumed |= (node->flags & NODE_UNDECIDED) != 0; /* it may hang on another inlet */
		ok &= put_and_check(fit, s, n, lines, w);
		if (node->kind == OBJECT_OUTLET && limits_itself(p, node->device))
			ok &= put_and_check(fit, s, node->device, lines, w);
		n = fit_step_up(fit, &fit->states[s], n);
	}
	return ok;
}

/* All supplies of one device, in one state. */
static bool add_device_in(struct fit *fit, unsigned s, struct fit_slot *const *slots)
{
	const struct fit_state *state = &fit->states[s];
	unsigned left = 0, psus = fit->request.psus;
	for (unsigned i = 0; i < psus; i++)
		left += fit_is_alive(state, slots[i]->node);
	if (!left && (psus == 1 && state->side))
		return true; /* it goes dark with its side; that is what one supply means */
	if (!left) {
		fit->result->element = slots[0]->outlet->inlet ? &slots[0]->outlet->inlet->object : &slots[0]->outlet->device->object;
		fit->result->limit = state->side ? arena_printf(fit->arena, "dark when side %c is lost", state->side) : "not fed";
		return false;
	}
	double share = fit->power->policy.psu == PSU_EACH ? fit->request.watts : fit->request.watts / left;
	for (unsigned i = 0; i < psus; i++)
		if (fit_is_alive(state, slots[i]->node) && !add_way(fit, s, slots[i]->node, share))
			return false;
	return true;
}

bool fit_add_device(struct fit *fit, struct fit_slot *const *slots)
{
	size_t before = fit->entry_count;
	for (unsigned s = 0; s < fit->state_count; s++)
		if (!add_device_in(fit, s, slots)) {
			fit_take_back(fit, before);
			return false;
		}
	return true;
}
