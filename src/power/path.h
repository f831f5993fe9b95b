#ifndef POWER_PATH_H
#define POWER_PATH_H

/* Private to src/power: the ways from the sources down to given nodes. */

#include "power/power.h"

/* Fills verdict->paths, path_count and paths_cut: for each target (an inlet, or
 * one node) its ways, preferred before reserve, lower nodes first; at most
 * VERDICT_PATHS in all, divided evenly when there are more. */
void path_list(const struct power *power, const uint32_t *targets, size_t count,
               struct verdict *verdict, struct arena *arena);

#endif
