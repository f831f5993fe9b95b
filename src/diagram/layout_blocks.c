/* Blocks: what belongs together and to nothing else, such as a rack with its
 * feeds, or the devices between the same two PDUs and those PDUs. From the
 * consumers upwards: a card all of whose consumers are in one block joins it; a
 * card over several blocks joins them while they stay small; else it is part of
 * the trunk, and so is everything above it. */
#include "diagram/layout.h"

#include <stdlib.h>

enum { MOST_LEAVES = 14, FEW_LONE = 8, GRID_RACKS = 5, GRID_LEAVES = 11 };

struct blocks {
	const struct diagram *diagram;
	size_t *start, *children; /* consumers of each card */
	size_t *open;             /* consumers not yet seen */
	size_t *parent;           /* union-find over cards */
	size_t *leaves;           /* of the block, at its root */
	bool *trunk, *racks;      /* racks: at the root */
	bool *fed;
};

static size_t root_of(struct blocks *blocks, size_t card)
{
	while (blocks->parent[card] != card)
		card = blocks->parent[card] = blocks->parent[blocks->parent[card]];
	return card;
}

static void join(struct blocks *blocks, size_t a, size_t b)
{
	a = root_of(blocks, a), b = root_of(blocks, b);
	if (a == b)
		return;
	if (b < a) {
		size_t swap = a;
		a = b, b = swap;
	}
	blocks->parent[b] = a;
	blocks->leaves[a] += blocks->leaves[b];
	blocks->racks[a] |= blocks->racks[b];
}

static void index_children(struct blocks *blocks)
{
	const struct diagram *diagram = blocks->diagram;
	for (size_t i = 0; i < diagram->link_count; i++)
		blocks->start[diagram->links[i].from + 2]++;
	for (size_t i = 2; i < diagram->card_count + 2; i++)
		blocks->start[i] += blocks->start[i - 1];
	for (size_t i = 0; i < diagram->link_count; i++) {
		const struct link *link = &diagram->links[i];
		blocks->children[blocks->start[link->from + 1]++] = link->to;
		blocks->open[link->from]++;
		blocks->fed[link->to] = true;
	}
}

/* Decides for a card whose consumers are all decided. */
static void decide(struct blocks *blocks, size_t card)
{
	size_t first = SIZE_MAX, leaves = 0;
	bool several = false, racks = false, trunk = false;
	for (size_t i = blocks->start[card]; i < blocks->start[card + 1]; i++) {
		size_t child = blocks->children[i];
		trunk |= blocks->trunk[child];
		size_t root = root_of(blocks, child);
		if (first == SIZE_MAX)
			first = root;
		several |= root != first;
		racks |= blocks->racks[root];
		leaves += blocks->leaves[root]; /* counted twice where two lines go: no harm */
	}
	blocks->trunk[card] = trunk || (several && (racks || leaves > MOST_LEAVES));
	for (size_t i = blocks->start[card]; !blocks->trunk[card] && i < blocks->start[card + 1]; i++)
		join(blocks, card, blocks->children[i]);
}

/* Consumers first; cards of a loop are never free and stay in the trunk. */
static void decide_all(struct blocks *blocks)
{
	size_t count = blocks->diagram->card_count, links = blocks->diagram->link_count;
	size_t *queue = xcalloc(count + 1, sizeof *queue), first = 0, last = 0;
	size_t *parents = xcalloc(links + 1, sizeof *parents), *starts = xcalloc(count + 3, sizeof *starts);
	for (size_t i = 0; i < links; i++)
		starts[blocks->diagram->links[i].to + 2]++;
	for (size_t i = 2; i < count + 2; i++)
		starts[i] += starts[i - 1];
	for (size_t i = 0; i < links; i++)
		parents[starts[blocks->diagram->links[i].to + 1]++] = blocks->diagram->links[i].from;
	for (size_t i = 0; i < count; i++) {
		blocks->trunk[i] = blocks->open[i] > 0;
		if (!blocks->open[i])
			queue[last++] = i;
	}
	while (first < last) {
		size_t card = queue[first++];
		if (blocks->start[card] != blocks->start[card + 1])
			decide(blocks, card);
		for (size_t i = starts[card]; i < starts[card + 1]; i++)
			if (!--blocks->open[parents[i]])
				queue[last++] = parents[i];
	}
	free(queue);
	free(parents);
	free(starts);
}

static void start_blocks(struct blocks *blocks, const struct diagram *diagram)
{
	size_t count = diagram->card_count;
	*blocks = (struct blocks){.diagram = diagram,
	                          .start = xcalloc(count + 3, sizeof(size_t)),
	                          .children = xcalloc(diagram->link_count + 1, sizeof(size_t)),
	                          .open = xcalloc(count + 1, sizeof(size_t)),
	                          .parent = xcalloc(count + 1, sizeof(size_t)),
	                          .leaves = xcalloc(count + 1, sizeof(size_t)),
	                          .trunk = xcalloc(count + 1, sizeof(bool)),
	                          .racks = xcalloc(count + 1, sizeof(bool)),
	                          .fed = xcalloc(count + 1, sizeof(bool))};
	index_children(blocks);
	for (size_t i = 0; i < count; i++) {
		blocks->parent[i] = i;
		blocks->racks[i] = diagram->cards[i].shape == CARD_RACK;
		blocks->leaves[i] = blocks->start[i] == blocks->start[i + 1];
	}
}

static void end_blocks(struct blocks *blocks)
{
	free(blocks->start);
	free(blocks->children);
	free(blocks->open);
	free(blocks->parent);
	free(blocks->leaves);
	free(blocks->trunk);
	free(blocks->racks);
	free(blocks->fed);
}

/* Cards that nothing is linked to: a few stand with the sources. */
static void keep_lone(struct blocks *blocks)
{
	size_t lone = 0;
	for (int pass = 0; pass < 2; pass++)
		for (size_t i = 0; i < blocks->diagram->card_count; i++) {
			if (blocks->fed[i] || blocks->start[i] != blocks->start[i + 1] || blocks->racks[i])
				continue;
			lone += pass == 0;
			if (pass && lone <= FEW_LONE)
				blocks->trunk[i] = true;
		}
}

static bool is_large(const struct blocks *blocks)
{
	size_t racks = 0, leaves = 0;
	for (size_t i = 0; i < blocks->diagram->card_count; i++) {
		racks += blocks->diagram->cards[i].shape == CARD_RACK;
		leaves += blocks->start[i] == blocks->start[i + 1];
	}
	return racks >= GRID_RACKS || leaves >= GRID_LEAVES;
}

size_t layout_blocks(const struct diagram *diagram, int *numbers)
{
	struct blocks blocks;
	size_t count = 0;
	start_blocks(&blocks, diagram);
	decide_all(&blocks);
	keep_lone(&blocks);
	for (size_t i = 0; i < diagram->card_count; i++) {
		size_t root = root_of(&blocks, i);
		numbers[i] = blocks.trunk[i] ? -1 : root == i ? (int)count++ : numbers[root];
	}
	if (!is_large(&blocks))
		count = 1;
	end_blocks(&blocks);
	return count;
}
