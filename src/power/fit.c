/* Places one device after another; how: fit_build.h. */
#include "power/fit_build.h"

#include "base/number.h"

#include <stdlib.h>

enum { TRIES = 8 };

struct fit *fit_new(const struct power *power, const struct fit_request *request, struct arena *arena)
{
	struct fit *fit = arena_alloc(arena, sizeof *fit);
	*fit = (struct fit){.power = power, .request = *request, .arena = arena};
	fit_note_states(fit);
	return fit;
}

bool fit_knows_space(const struct fit *fit)
{
	return !(fit->request.u_height > 0) || fit->power->inventory->type_count > 0;
}

/* -- which outlets ------------------------------------------------------------------------ */

static char side_of(const struct fit *fit, const struct fit_slot *slot)
{
	return fit->power->nodes[slot->node].side;
}

/* The same for the load: on the same way, leg and rating. */
static bool alike(const struct fit *fit, const struct fit_slot *a, const struct fit_slot *b)
{
	const struct node *x = &fit->power->nodes[a->node], *y = &fit->power->nodes[b->node];
	return a->above == b->above && a->outlet->feed_leg == b->outlet->feed_leg && x->usable_w == y->usable_w;
}

/* The first free slot of each way on a side (0: any), at most TRIES; as indices. */
static size_t choices(const struct fit *fit, char side, size_t found[TRIES])
{
	size_t count = 0;
	for (size_t i = 0; i < fit->slot_count && count < TRIES; i++) {
		const struct fit_slot *slot = &fit->slots[i];
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
static bool deal(struct fit *fit, char side, size_t first, unsigned from, unsigned step, struct fit_slot **slots)
{
	unsigned psu = from;
	for (size_t i = 0; i < fit->slot_count && psu < fit->request.psus; i++) {
		struct fit_slot *slot = &fit->slots[(first + i) % fit->slot_count];
		if (slot->used || (side && side_of(fit, slot) != side))
			continue;
		slots[psu] = slot;
		psu += step;
	}
	return psu >= fit->request.psus;
}

static void use(struct fit *fit, struct fit_slot *const *slots)
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
		struct fit_slot *slots[FIT_PSUS_MAX] = {&fit->slots[found[i]]};
		if (i)
			*fit->result = before;
		if (fit_add_device(fit, slots)) {
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
		struct fit_slot *slots[FIT_PSUS_MAX];
		const struct fit_result before = *fit->result;
		if (!deal(fit, a, at_a[i / count_b], 0, 2, slots) || !deal(fit, b, at_b[i % count_b], 1, 2, slots))
			return false;
		if (fit_add_device(fit, slots)) {
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
	for (int a = 0; a < FIT_SIDES; a++)
		for (int b = 0; b < FIT_SIDES; b++) {
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
	bool more = most > 0 && fit_find_slots(fit, rack);
	while (more && result.count < most)
		more = fit->request.psus == 1 ? place_single(fit) : place_sides(fit);
	if (more && most < FIT_COUNT_MAX) {
		result.element = NULL;
		result.limit = arena_printf(fit->arena, "no more %.4g U free together", fit->request.u_height);
	}
	fit_take_back(fit, 0);
	free(fit->slots);
	free(fit->journal);
	fit->slots = NULL;
	fit->journal = NULL;
	fit->slot_count = fit->slot_capacity = fit->entry_capacity = 0;
	fit->result = NULL;
	return result;
}
