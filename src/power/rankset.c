/* Four levels reach 64^4 = 2^24 ranks; the top one is a single word. */
#include "power/rankset.h"

void rankset_start(struct rankset *set, uint32_t count, struct arena *arena)
{
	size_t size = count;
	for (int level = 0; level < RANKSET_LEVELS; level++) {
		size = size / 64 + 1;
		set->words[level] = arena_array(arena, level == RANKSET_LEVELS - 1 ? 64 : size, sizeof(uint64_t));
	}
}

void rankset_add(struct rankset *set, uint32_t rank)
{
	for (int level = 0; level < RANKSET_LEVELS; level++) {
		uint64_t *word = &set->words[level][rank / 64], bit = UINT64_C(1) << rank % 64;
		if (*word & bit)
			return;
		bool empty = !*word;
		*word |= bit;
		if (!empty)
			return;
		rank /= 64;
	}
}

static void take(struct rankset *set, uint32_t rank)
{
	for (int level = 0; level < RANKSET_LEVELS; level++) {
		uint64_t *word = &set->words[level][rank / 64];
		*word &= ~(UINT64_C(1) << rank % 64);
		if (*word)
			return;
		rank /= 64;
	}
}

/* Down the levels from the word of the top level that has a bit. */
static uint32_t descend(const struct rankset *set, uint32_t word, bool last)
{
	for (int level = RANKSET_LEVELS - 1; level >= 0; level--) {
		uint64_t bits = set->words[level][word];
		uint32_t bit = last ? 63 - (uint32_t)__builtin_clzll(bits) : (uint32_t)__builtin_ctzll(bits);
		word = word * 64 + bit;
	}
	return word;
}

bool rankset_take_first(struct rankset *set, uint32_t *rank)
{
	if (!set->words[RANKSET_LEVELS - 1][0])
		return false;
	*rank = descend(set, 0, false);
	take(set, *rank);
	return true;
}

bool rankset_take_last(struct rankset *set, uint32_t *rank)
{
	if (!set->words[RANKSET_LEVELS - 1][0])
		return false;
	*rank = descend(set, 0, true);
	take(set, *rank);
	return true;
}
