#ifndef POWER_LINES_H
#define POWER_LINES_H

/* Line currents and balance where there are three phases (docs/power.md,
 * "Phases"). The legs of a node (struct leg) are watts; lines are amps: a load
 * from a line to neutral draws watts / volts to neutral on that line; one
 * between two lines draws watts / volts between them on both, 30° ahead on the
 * one and behind on the other, so currents add up as vectors. Draws are taken as
 * resistive; what is on no known leg counts as balanced.
 *
 * Example: 208 V three-phase, 3 000 W between A and B and nothing else: 14.4 A on
 * A and B, 0 on C; imbalance 100 · |0 − 1000| / 1000 = 100 %. */

#include "power/power.h"

struct lines {
	double current_a[3];     /* by line; NAN: the voltage is not known */
	double imbalance_pct;    /* 100 · max |Lᵢ − mean| / mean of the watts; NAN without load */
	double unassigned_pct;   /* part of the load on no known leg; NAN without load */
	double leg_headroom_w;   /* least (usable − high) of a leg; NAN unknown */
	double three_headroom_w; /* 3 × that, balanced; NAN unknown */
	double stranded_w;       /* usable − load that the fullest leg keeps back; 0 none, NAN unknown */
};

/* The currents of every node with legs; in `arena`. Linear. */
struct line_currents;
const struct line_currents *line_currents_new(const struct power *power, struct arena *arena);

/* Of a node with legs (node.legs not NULL). */
struct lines lines_of(const struct power *power, const struct line_currents *currents, uint32_t node);

/* 100 · max |Lᵢ − mean| / mean; NAN without load. */
double lines_imbalance(const double legs_w[3]);

/* Watts as current at a node's volts, in each line where there are three phases;
 * `leg`: the watts are those of one line to neutral. NAN: no volts are known. */
double lines_current(const struct node *node, double load_w, bool leg);

/* The lines of an outlet: "A", "BC" between two lines, "" when no leg is known or
 * there are no three phases. */
const char *lines_of_outlet(const struct power *power, const struct outlet *outlet);

#endif
