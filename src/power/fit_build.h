#ifndef POWER_FIT_BUILD_H
#define POWER_FIT_BUILD_H

/* Private to fit*.c. The site is computed once as it is and once without each side
 * (fit_note_states()); a rack is then filled one device at a time, and what each adds on
 * its ways up is written into a journal, so that it can be taken back. A device's outlets
 * are tried by the room on the way above them, one outlet for all that have the same way,
 * leg and rating (fit.c). */

#include "power/build.h"
#include "power/fit.h"

enum { FIT_SIDES = 8, FIT_STATES = FIT_SIDES + 1, FIT_HOPS_MAX = 256 };

/* The site as it is (side 0), or without a side. */
struct fit_state {
	char side;
	double *load;       /* by node */
	double (*legs)[3];  /* by node; NULL: no legs anywhere */
	uint8_t *alive;     /* by node: enum contingency_state */
	double *more;       /* by node: what the new devices add */
	double (*more_legs)[3];
};

struct fit_entry {
	uint32_t node;
	unsigned state;
	double w, legs[3];
};

struct fit_slot {
	const struct outlet *outlet;
	uint32_t node, above; /* its inlet, or NODE_NONE */
	double room_w;
	bool used;
};

struct fit {
	const struct power *power;
	struct fit_request request;
	struct arena *arena;
	struct fit_state states[FIT_STATES];
	unsigned state_count;
	struct fit_entry *journal;
	size_t entry_count, entry_capacity;
	struct fit_slot *slots; /* of the rack at hand, most room first */
	size_t slot_count, slot_capacity;
	struct fit_result *result;
	double worst_w; /* by how much the worst hop of a way is short */
};

/* -- fit_load.c: loads, in watts, in every state ------------------------------------- */

void fit_note_states(struct fit *fit);
/* Has it a live way to a source in this state? */
bool fit_is_alive(const struct fit_state *state, uint32_t n);
/* The node above in this state: the usual one, else another that is alive; NODE_NONE. */
uint32_t fit_step_up(const struct fit *fit, const struct fit_state *state, uint32_t n);
/* Lines that a load on this outlet is on, as a set, bit 0 = A; 0: not known. */
unsigned fit_lines(const struct power *p, uint32_t outlet);

/* Adds one more device on these outlets, one for each supply, in all states. Where a limit does not
 * hold, or a supply it needs is dark, nothing is added, and the result says why. */
bool fit_add_device(struct fit *fit, struct fit_slot *const *slots);
/* Back to how it was when the journal had `count` entries. */
void fit_take_back(struct fit *fit, size_t count);

/* -- fit_slots.c ------------------------------------------------------------------------ */

/* The free outlets of the rack that fit, most room first, to fit->slots; says in the result why there are none. */
bool fit_find_slots(struct fit *fit, const struct rack *rack);

#endif
