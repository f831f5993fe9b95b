#ifndef POWER_SUPPLY_H
#define POWER_SUPPLY_H

/* Private to src/power: the voltage that arrives, and what a connector makes of it
 * (docs/power.md, "Ratings and limits"). */

#include "power/build.h"
#include "power/connector.h"

/* Is |volts| one of the North American supplies (100–127, 200–208, 240, 277,
 * 480, 600 V), where a continuous load may use 0.8 of a rating? */
bool volts_are_north_american(double volts);

/* The factor for continuous load: the policy's, else 0.8 or 1. */
double continuous_factor(const struct build *b, uint32_t n);

/* Volts at a connector, `volts` being line to line (or the one voltage of a
 * single-phase supply; NAN unknown). Of line to line and line to neutral the
 * higher one not above the connector's class; if neither fits there is a
 * transformer NetBox does not know, and its nominal volts count. 480 V
 * three-phase on an L6-30: 480 and 277 exceed 250, so 240 V and 30 A · 240 V =
 * 7200 W. 400 V three-phase on a C13: 230.9 V. */
double connector_volts(const struct connector *connector, double volts, bool three_phase, bool ul);

/* Does a leg of this connector mean the line and the next? Only where line to
 * line fits its class: an L6-30 on 208 V, not on 480 V. */
bool connector_spans_lines(const struct connector *connector, double volts);

#endif
