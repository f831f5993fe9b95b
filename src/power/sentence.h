#ifndef POWER_SENTENCE_H
#define POWER_SENTENCE_H

/* Private to src/power: a verdict in one plain sentence. */

#include "power/cone.h"

/* "2 cords, A and B: no shared element up to UTILITY-A and UTILITY-B" */
const char *sentence_of(const struct power *power, const struct verdict *verdict, const struct cone *cone,
                        const uint32_t *targets, size_t target_count, struct arena *arena);
/* For a source or a device without power ports. */
const char *sentence_none(const struct power *power, uint32_t node, struct arena *arena);

#endif
