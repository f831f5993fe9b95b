#ifndef POWER_RANKSET_H
#define POWER_RANKSET_H

/* A set of nodes waiting to be visited, taken out in the order of the graph
 * (sources first, or last), whatever the order they came in. Ranks are bits, in
 * four levels of words, so that the next one is found in four steps and an empty
 * set costs nothing to begin with. */

#include "base/arena.h"

#include <stdbool.h>
#include <stdint.h>

enum { RANKSET_LEVELS = 4 };

struct rankset {
	uint64_t *words[RANKSET_LEVELS]; /* [0] a bit a rank, [i] a bit a word of [i − 1] */
};

/* For ranks below `count`, at most 2^24 of them. */
void rankset_start(struct rankset *set, uint32_t count, struct arena *arena);
void rankset_add(struct rankset *set, uint32_t rank);
/* Take out the lowest, the highest; false when the set is empty. */
bool rankset_take_first(struct rankset *set, uint32_t *rank);
bool rankset_take_last(struct rankset *set, uint32_t *rank);

#endif
