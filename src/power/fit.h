#ifndef POWER_FIT_H
#define POWER_FIT_H

/* Where a device of a given draw can go: the change-management check (docs/reports.md; limits
 * as in docs/power.md).
 *
 * A rack takes it when there is room for it in every sense at once:
 *
 *     space    contiguous free U; a unit counts as taken when anything is mounted
 *              there, front or rear, and planned devices have theirs
 *     outlets  a free, live one, of a PDU with a known limit, for each power supply, of a connector that takes the
 *              inlet and of no more volts than the inlet is made for; with two or
 *              more supplies on two sides by turns
 *     power    on every hop from the outlet up to the source: load + share ≤ usable,
 *              and after the loss of any one side of the site (contingency.h): load
 *              then + what the supplies that are left take ≤ the limit in a failure;
 *              on three-phase hops on the legs, too. A load on no known leg may be on
 *              any. Further up, limits nobody wrote down do not limit.
 *
 * How many more is found by placing them one by one. Example (guide): 800 W with two
 * supplies in NET-R01: its circuits carry 4 900 of 5 760 W, but 9 800 W when a side is
 * lost: EMEA-NETCORE-PANEL-B:Circuit-01 does not take it. MMR-R01: 3 550 and 7 100. */

#include "power/power.h"

enum { FIT_PSUS_MAX = 8, FIT_COUNT_MAX = 1000 };

struct fit_request {
	double watts;          /* of the whole device */
	unsigned psus;         /* 1 … FIT_PSUS_MAX, each able to carry all of it */
	double u_height;       /* NAN or 0: takes none */
	const char *connector; /* of its inlets, NetBox's value; "": any outlet will do */
};

struct fit_result {
	unsigned count;        /* so many of them, one after another; 0: none fits */
	bool assumed;          /* some load on the way is not wholly known, an outlet may hang on another
	                        * inlet, or a height in this rack is not known */
	double position_u;     /* lowest unit of the first one; NAN: no space asked for or not known */
	double free_u;         /* free units in all; NAN not known */
	const struct outlet *outlets[FIT_PSUS_MAX]; /* of the first one */
	const char *limit;     /* why not one more, in words */
	const struct object *element; /* … the element that limits; NULL: the rack itself */
};

struct fit;

/* Runs the loss of every side once; `arena` holds it. Linear in the site. */
struct fit *fit_new(const struct power *power, const struct fit_request *request, struct arena *arena);
/* Are the heights of devices known, or did nobody ask for space? */
bool fit_knows_space(const struct fit *fit);
struct fit_result fit_rack(struct fit *fit, const struct rack *rack);

/* fit_space.c: how many slots of `u_height` a rack has free one above the other,
 * the lowest unit of the lowest one (NAN: none), and all free units. False: some
 * height is not known. */
bool fit_space(const struct inventory *inventory, const struct rack *rack, double u_height, unsigned *slots,
               double *position_u, double *free_u, double *largest_u);

#endif
