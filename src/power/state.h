#ifndef POWER_STATE_H
#define POWER_STATE_H

/* Private to src/power: the flags (enum node_flag) that an object's own state
 * gives it: NODE_NOT_LIVE with or without NODE_NOT_YET, NODE_PLANNED. */

#include "power/power.h"

uint32_t state_of_feed(const struct feed *feed, const struct policy *policy);
uint32_t state_of_distribution(const struct device *device, const struct policy *policy);
uint32_t state_of_consumer(const struct device *device, const struct policy *policy);
uint32_t state_of_outlet(const struct outlet *outlet);
/* NODE_NOT_LIVE | NODE_NOT_YET for a planned cable, else 0. */
uint32_t state_of_cable(const struct cable *cable, const struct policy *policy);
bool cable_is_redundancy(const struct cable *cable);

#endif
