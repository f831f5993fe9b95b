/* Where a single chain leads: the source at its end, for each node; NODE_NONE
 * for a node with several live ways up. Cords of a device with different roots
 * can meet nowhere, so nothing below them counts twice. */
#include "power/build.h"

void build_roots(struct build *b)
{
	b->root = arena_array(b->scratch, b->node_count + 1, sizeof *b->root);
	for (uint32_t i = 0; i < b->node_count; i++) {
		uint32_t n = b->power->order[i], ways = 0;
		b->root[n] = n;
		for (uint32_t e = b->in_start[n]; e < b->in_start[n + 1]; e++)
			if (open_at(b, e))
				b->root[n] = ways++ ? NODE_NONE : b->root[b->from[e]];
	}
}

bool cords_are_apart(const struct build *b, uint32_t first, uint32_t last)
{
	enum { MANY = 8 };
	if (last - first > MANY)
		return false;
	for (uint32_t e = first; e < last; e++) {
		uint32_t root = b->root[b->from[e]];
		if (root == NODE_NONE)
			return false;
		for (uint32_t other = first; other < e; other++)
			if (b->root[b->from[other]] == root)
				return false;
	}
	return true;
}
