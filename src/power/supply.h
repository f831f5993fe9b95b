#ifndef POWER_SUPPLY_H
#define POWER_SUPPLY_H

/* Private to src/power: the voltage that arrives, and what a connector makes of it. */

#include "power/build.h"
#include "power/connector.h"

/* Is |volts| one of the North American supplies (100–127, 200–208, 240, 277,
 * 480, 600 V), where a continuous load may use 0.8 of a rating? */
bool volts_are_north_american(double volts);

/* The factor for continuous load: the policy's, else 0.8 or 1. */
double continuous_factor(const struct build *b, const struct supply *supply);

/* Volts at a connector on a supply: of line to line and line to neutral the
 * higher one not above its class; if neither fits there is a transformer NetBox
 * does not know, and the connector's nominal volts count. 480 V three-phase on
 * an L6-30: 480 and 277 exceed 250, so 240 V and 30 A · 240 V = 7200 W. 400 V
 * three-phase on a C13: 230.9 V. `line_to_line`: which of the two it was. */
double connector_volts(const struct connector *connector, const struct supply *supply, bool *line_to_line);

/* Amps by the kind of supply: UL in North America, else IEC. */
double connector_amps(const struct connector *connector, const struct supply *supply);

#endif
