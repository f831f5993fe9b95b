#ifndef POWER_SUPPLY_H
#define POWER_SUPPLY_H

/* Private to src/power: the voltage that arrives, and what a connector makes of it
 * (docs/power.md, "Ratings and limits"). */

#include "power/build.h"
#include "power/connector.h"

/* The factor for continuous load: the policy's, else 0.8 or 1. */
double continuous_factor(const struct build *b, uint32_t n);

/* Does a leg of this connector mean the line and the next? Only where line to
 * line fits its class: an L6-30 on 208 V, not on 480 V. */
bool connector_spans_lines(const struct connector *connector, double volts);

#endif
