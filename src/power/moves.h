#ifndef POWER_MOVES_H
#define POWER_MOVES_H

/* Cords to move from one leg to another of the same device, so that the worst
 * imbalance gets less (docs/power.md, "Phases").
 *
 * Looked at are the three-phase inlets of distribution devices, the worst first;
 * the first that some move helps gets the one that helps it most, and so on with
 * what that leaves. Each is possible as it stands: what hangs on an outlet with a
 * leg goes to another outlet of the device that is free now, takes its plug, can
 * carry it, and is on another leg. No element further up is made worse beyond the
 * policy's imbalance. What is on no known leg counts as balanced.
 *
 * Example (guide): EMEA-STORAGE-PANEL-A has 11 450, 5 725 and 5 725 W in four
 * circuits of 5 725 W: 50 %, and no move helps. EMEA-NETCORE-PANEL-A has 18 600,
 * 15 400 and 13 700 W: 17.0 %; with the 3 550 W of Circuit-10 on the free Circuit-12
 * 15 050, 15 400 and 17 250 W: 8.5 %. */

#include "power/power.h"

enum { MOVES_MAX = 5 };

struct phase_move {
	uint32_t element;              /* the inlet */
	const struct outlet *from, *to;
	double load_w;                 /* that is moved */
	double before_pct, after_pct;  /* imbalance of the element, with the moves before this one */
	double before_w, after_w;      /* its fullest leg */
};

/* At most MOVES_MAX moves into `moves`; of elements for which `takes` is true (NULL:
 * all). A sort
 * of those inlets, and their outlets, for each move. */
size_t phase_moves(const struct power *power, bool (*takes)(const void *context, const struct object *object),
                   const void *context, struct phase_move moves[MOVES_MAX]);

#endif
