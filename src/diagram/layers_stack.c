/* Places the nodes of each rank, the last rank first: each wants to be at the
 * middle of what it feeds (or at its own target). Sorted by that, the least
 * moves that keep the gaps are an isotonic regression: neighbours that push
 * each other are pooled and stand around their common mean. */
#include "diagram/layers.h"

#include <math.h>
#include <stdlib.h>

struct pool {
	double sum, count;
	size_t first;
};

static int compare_wishes(const void *a, const void *b)
{
	const struct layer_wish *x = a, *y = b;
	if (x->target != y->target)
		return x->target < y->target ? -1 : 1;
	return x->node < y->node ? -1 : x->node > y->node;
}

static double gap_between(const struct layers *layers, size_t a, size_t b)
{
	const struct layer_node *x = &layers->nodes[a], *y = &layers->nodes[b];
	bool line = x->breadth < 12 || y->breadth < 12;
	double gap = x->breadth < 12 && y->breadth < 12 ? 2 : line ? 12 : layers->node_gap;
	return (fmax(x->breadth, x->room) + fmax(y->breadth, y->room)) / 2 + gap;
}

/* offset[i]: how far node i is behind node 0 when all stand close. */
void layers_settle(struct layers *layers, const struct layer_wish *wishes, size_t count)
{
	double *offset = xcalloc(count + 1, sizeof *offset);
	struct pool *pools = xcalloc(count + 1, sizeof *pools);
	size_t pool_count = 0;
	for (size_t i = 0; i < count; i++) {
		if (i)
			offset[i] = offset[i - 1] + gap_between(layers, wishes[i - 1].node, wishes[i].node);
		pools[pool_count++] = (struct pool){wishes[i].target - offset[i], 1, i};
		for (; pool_count > 1; pool_count--) {
			struct pool *a = &pools[pool_count - 2], *b = &pools[pool_count - 1];
			if (a->sum / a->count <= b->sum / b->count)
				break;
			a->sum += b->sum;
			a->count += b->count;
		}
	}
	for (size_t i = 0, pool = 0; i < count; i++) {
		if (pool + 1 < pool_count && pools[pool + 1].first == i)
			pool++;
		layers->nodes[wishes[i].node].v = pools[pool].sum / pools[pool].count + offset[i];
	}
	free(offset);
	free(pools);
}

/* Mean place of what a node feeds; its own target where that is given. */
static double target_of(const struct layer_node *node, double sum, size_t fed)
{
	if (!isnan(node->target) && !node->passage)
		return node->target;
	if (fed)
		return sum / (double)fed;
	return isnan(node->target) ? 0 : node->target;
}

static void stack_rank(struct layers *layers, int rank, struct layer_wish *wishes, const double *sums,
                       const size_t *fed)
{
	size_t count = 0;
	for (size_t i = 0; i < layers->node_count; i++)
		if (layers->nodes[i].rank == rank)
			wishes[count++] = (struct layer_wish){i, target_of(&layers->nodes[i], sums[i], fed[i])};
	qsort(wishes, count, sizeof *wishes, compare_wishes);
	layers_settle(layers, wishes, count);
}

/* Nodes that go last were first placed where they want to be, to draw what
 * feeds them there; now they stand straight behind it, in the same order. */
static void straighten_last(struct layers *layers, struct layer_wish *wishes)
{
	int rank = layers->rank_count - 1;
	size_t count = 0;
	for (size_t i = 0; i < layers->node_count; i++)
		if (layers->nodes[i].last)
			wishes[count++] = (struct layer_wish){i, layers->nodes[i].v};
	if (!count || rank < 1)
		return;
	for (size_t i = layers->channel_start[rank - 1]; i < layers->channel_start[rank]; i++) {
		const struct layer_piece *piece = &layers->pieces[i];
		layers->nodes[piece->to].v = layers->nodes[piece->from].v;
	}
	for (size_t i = 0; i < count; i++)
		wishes[i].target = layers->nodes[wishes[i].node].v;
	qsort(wishes, count, sizeof *wishes, compare_wishes);
	layers_settle(layers, wishes, count);
}

void layers_stack(struct layers *layers)
{
	struct layer_wish *wishes = xcalloc(layers->node_count + 1, sizeof *wishes);
	double *sums = xcalloc(layers->node_count + 1, sizeof *sums);
	size_t *fed = xcalloc(layers->node_count + 1, sizeof *fed);
	for (int rank = layers->rank_count - 1; rank >= 0; rank--) {
		for (size_t i = layers->channel_start[rank]; i < layers->channel_start[rank + 1]; i++) {
			const struct layer_piece *piece = &layers->pieces[i];
			sums[piece->from] += layers->nodes[piece->to].v;
			fed[piece->from]++;
		}
		stack_rank(layers, rank, wishes, sums, fed);
	}
	straighten_last(layers, wishes);
	free(wishes);
	free(sums);
	free(fed);
}
