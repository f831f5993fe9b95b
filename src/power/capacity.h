#ifndef POWER_CAPACITY_H
#define POWER_CAPACITY_H

/* Private to src/power. */

#include "power/build.h"

/* The ratings of one panel, feed, inlet or outlet, onto its node. */
void capacity_rate(const struct build *b, uint32_t n);

#endif
