/* Order, then coordinates. Orders are compared by their crossings; on equal
 * terms the one that keeps what the caller gave (natural order of names) wins,
 * so dot is asked only where it may help. Coordinates spread from the widest
 * rank: the others stand under and above their neighbours. */
#include "diagram/layers.h"

#include "diagram/graphviz.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SWEEPS = 8, SETTLES = 8 };

struct placing {
	struct layers *layers;
	size_t *start;     /* of each rank in `slots` */
	size_t *slots;     /* nodes, rank by rank, in order */
	size_t *position;  /* of each node in its rank */
	struct layer_wish *wishes;
	double *sums, *weights;
};

static size_t rank_size(const struct placing *placing, int rank)
{
	return placing->start[rank + 1] - placing->start[rank];
}

static void read_positions(struct placing *placing)
{
	for (int rank = 0; rank < placing->layers->rank_count; rank++)
		for (size_t i = placing->start[rank]; i < placing->start[rank + 1]; i++)
			placing->position[placing->slots[i]] = i - placing->start[rank];
}

/* The order of the nodes themselves; passages stand where their links' ends
 * are sorted to by the sweeps. */
static void fill_slots(struct placing *placing)
{
	struct layers *layers = placing->layers;
	for (size_t i = 0; i < layers->node_count; i++)
		placing->start[layers->nodes[i].rank + 1]++;
	for (int rank = 0; rank < layers->rank_count; rank++)
		placing->start[rank + 1] += placing->start[rank];
	size_t *next = xcalloc((size_t)layers->rank_count + 1, sizeof *next);
	memcpy(next, placing->start, (size_t)layers->rank_count * sizeof *next);
	for (size_t i = 0; i < layers->node_count; i++)
		placing->slots[next[layers->nodes[i].rank]++] = i;
	free(next);
	read_positions(placing);
}

static size_t channel_crossings(const struct placing *placing, int rank)
{
	const struct layers *layers = placing->layers;
	size_t crossings = 0, end = layers->channel_start[rank + 1];
	for (size_t i = layers->channel_start[rank]; i < end; i++)
		for (size_t j = i + 1; j < end; j++) {
			const struct layer_piece *a = &layers->pieces[i], *b = &layers->pieces[j];
			size_t af = placing->position[a->from], bf = placing->position[b->from];
			size_t at = placing->position[a->to], bt = placing->position[b->to];
			crossings += (af < bf && at > bt) || (af > bf && at < bt);
		}
	return crossings;
}

static size_t all_crossings(const struct placing *placing)
{
	size_t crossings = 0;
	for (int rank = 0; rank + 1 < placing->layers->rank_count; rank++)
		crossings += channel_crossings(placing, rank);
	return crossings;
}

/* ---- sorting by neighbours ---- */

static int compare_wishes(const void *a, const void *b)
{
	const struct layer_wish *x = a, *y = b;
	return x->target < y->target ? -1 : x->target > y->target;
}

/* qsort() is not stable; ranks are small enough for insertion. */
static void sort_stable(struct layer_wish *wishes, size_t count)
{
	for (size_t i = 1; i < count; i++) {
		struct layer_wish wish = wishes[i];
		size_t j = i;
		for (; j && compare_wishes(&wishes[j - 1], &wish) > 0; j--)
			wishes[j] = wishes[j - 1];
		wishes[j] = wish;
	}
}

/* Where a node stands in its rank, as a part of 1. */
static double part(const struct placing *placing, size_t node)
{
	size_t size = rank_size(placing, placing->layers->nodes[node].rank);
	return ((double)placing->position[node] + 0.5) / (double)size;
}

/* Sums over the neighbours in the channel before (or behind) a rank. */
static void sum_neighbours(struct placing *placing, int channel, bool of_sources, bool places)
{
	const struct layers *layers = placing->layers;
	for (size_t i = layers->channel_start[channel]; i < layers->channel_start[channel + 1]; i++) {
		const struct layer_piece *piece = &layers->pieces[i];
		size_t node = of_sources ? piece->from : piece->to, other = of_sources ? piece->to : piece->from;
		const struct layer_link *link = &layers->links[piece->link];
		double weight = link->weight, port = 0;
		if (!isnan(link->port) && !link->reversed && piece->to == link->to)
			port = of_sources ? link->port : -link->port;
		if (layers->nodes[node].passage || layers->nodes[other].passage)
			weight *= 2;
		placing->sums[node] += weight * (places ? layers->nodes[other].v + port : part(placing, other) + port * 1e-6);
		placing->weights[node] += weight;
	}
}

static void clear_sums(struct placing *placing, int rank)
{
	for (size_t i = placing->start[rank]; i < placing->start[rank + 1]; i++)
		placing->sums[placing->slots[i]] = placing->weights[placing->slots[i]] = 0;
}

/* Cells of one card stay together: they share the mean of their wishes. */
static void join_chains(struct placing *placing, size_t count)
{
	struct layer_wish *wishes = placing->wishes;
	const struct layer_node *nodes = placing->layers->nodes;
	for (size_t i = 0, end; i < count; i = end) {
		double sum = 0;
		for (end = i; end < count && (end == i || (nodes[wishes[i].node].chain >= 0 &&
		     nodes[wishes[end].node].chain == nodes[wishes[i].node].chain)); end++)
			sum += wishes[end].target;
		for (size_t j = i; j < end; j++)
			wishes[j].target = sum / (double)(end - i);
	}
}

static void sort_rank(struct placing *placing, int rank, bool by_children)
{
	size_t count = rank_size(placing, rank), *slots = placing->slots + placing->start[rank];
	clear_sums(placing, rank);
	sum_neighbours(placing, by_children ? rank : rank - 1, by_children, false);
	for (size_t i = 0; i < count; i++) {
		size_t node = slots[i];
		double target = placing->weights[node] > 0 ? placing->sums[node] / placing->weights[node]
		                                           : part(placing, node);
		placing->wishes[i] = (struct layer_wish){node, target};
	}
	join_chains(placing, count);
	sort_stable(placing->wishes, count);
	for (size_t i = 0; i < count; i++) {
		slots[i] = placing->wishes[i].node;
		placing->position[slots[i]] = i;
	}
}

static void sweep(struct placing *placing, bool up)
{
	int ranks = placing->layers->rank_count;
	for (int i = 1; i < ranks; i++)
		sort_rank(placing, up ? ranks - 1 - i : i, up);
}

/* Keeps the best of the orders seen. */
static void take_better(struct placing *placing, size_t *best, size_t *least)
{
	size_t crossings = all_crossings(placing);
	if (crossings >= *least)
		return;
	*least = crossings;
	memcpy(best, placing->slots, placing->layers->node_count * sizeof *best);
}

/* Sorts the slots of each rank by what dot says. */
static bool order_by_dot(struct placing *placing, struct error *err)
{
	struct layers *layers = placing->layers;
	struct dot_node *nodes = xcalloc(layers->node_count + 1, sizeof *nodes);
	struct dot_edge *edges = xcalloc(layers->piece_count + 1, sizeof *edges);
	for (size_t i = 0; i < layers->node_count; i++) {
		const struct layer_node *node = &layers->nodes[i];
		nodes[i] = (struct dot_node){.width = node->breadth, .rank = node->rank, .chain = node->chain};
	}
	for (size_t i = 0; i < layers->piece_count; i++)
		edges[i] = (struct dot_edge){layers->pieces[i].from, layers->pieces[i].to, 1};
	bool ok = graphviz_place(nodes, layers->node_count, edges, layers->piece_count, layers->node_gap, err);
	for (int rank = 0; ok && rank < layers->rank_count; rank++) {
		size_t count = rank_size(placing, rank), *slots = placing->slots + placing->start[rank];
		for (size_t i = 0; i < count; i++)
			placing->wishes[i] = (struct layer_wish){slots[i], nodes[slots[i]].x};
		join_chains(placing, count);
		sort_stable(placing->wishes, count);
		for (size_t i = 0; i < count; i++)
			slots[i] = placing->wishes[i].node;
	}
	free(nodes);
	free(edges);
	read_positions(placing);
	return ok;
}

static bool find_order(struct placing *placing, struct error *err)
{
	size_t count = placing->layers->node_count, least = SIZE_MAX;
	size_t *best = xcalloc(count + 1, sizeof *best);
	bool ok = true;
	take_better(placing, best, &least);
	for (int i = 0; i < SWEEPS && least; i++) {
		sweep(placing, i % 2 == 0);
		take_better(placing, best, &least);
	}
	if (least && !placing->layers->own_order) {
		ok = order_by_dot(placing, err);
		take_better(placing, best, &least);
	}
	memcpy(placing->slots, best, count * sizeof *best);
	free(best);
	read_positions(placing);
	return ok;
}

/* ---- coordinates ---- */

static double rank_breadth(const struct placing *placing, int rank)
{
	double breadth = 0;
	for (size_t i = placing->start[rank]; i < placing->start[rank + 1]; i++) {
		const struct layer_node *node = &placing->layers->nodes[placing->slots[i]];
		breadth += fmax(node->breadth, node->room) + placing->layers->node_gap;
	}
	return breadth;
}

/* Places a rank by the neighbours in front of or behind it; without any, where
 * it is. */
static void settle_rank(struct placing *placing, int rank, bool by_children)
{
	struct layers *layers = placing->layers;
	size_t count = rank_size(placing, rank);
	clear_sums(placing, rank);
	int channel = by_children ? rank : rank - 1;
	if (channel >= 0 && channel + 1 < layers->rank_count)
		sum_neighbours(placing, channel, by_children, true);
	for (size_t i = 0; i < count; i++) {
		size_t node = placing->slots[placing->start[rank] + i];
		double target = placing->weights[node] > 0 ? placing->sums[node] / placing->weights[node]
		                                           : layers->nodes[node].v;
		placing->wishes[i] = (struct layer_wish){node, target};
	}
	layers_settle(layers, placing->wishes, count);
}

static double bends(const struct placing *placing)
{
	const struct layers *layers = placing->layers;
	double sum = 0;
	for (size_t i = 0; i < layers->piece_count; i++) {
		const struct layer_piece *piece = &layers->pieces[i];
		const struct layer_link *link = &layers->links[piece->link];
		bool port = !isnan(link->port) && !link->reversed && piece->to == link->to;
		double to = layers->nodes[piece->to].v + (port ? link->port : 0);
		double way = fabs(layers->nodes[piece->from].v - to);
		sum += layers->links[piece->link].weight * (way > 0.01 ? way + 20 : 0);
	}
	return sum;
}

static void keep_better(struct placing *placing, double *best, double *least)
{
	double cost = bends(placing);
	if (cost >= *least - 0.01)
		return;
	*least = cost;
	for (size_t i = 0; i < placing->layers->node_count; i++)
		best[i] = placing->layers->nodes[i].v;
}

static void settle(struct placing *placing)
{
	struct layers *layers = placing->layers;
	double *best = xcalloc(layers->node_count + 1, sizeof *best), least = INFINITY;
	int widest = 0, last = layers->rank_count - 1;
	for (int rank = 1; rank <= last; rank++)
		if (rank_breadth(placing, rank) > rank_breadth(placing, widest) + 0.01)
			widest = rank;
	settle_rank(placing, widest, false);
	for (int round = 0; round < SETTLES; round++) {
		for (int rank = widest - 1; rank >= 0; rank--)
			settle_rank(placing, rank, true);
		for (int rank = round % 2 ? 1 : widest + 1; rank <= last; rank++)
			settle_rank(placing, rank, false);
		keep_better(placing, best, &least);
		for (int rank = last - 1; rank >= 0; rank--)
			settle_rank(placing, rank, true);
		keep_better(placing, best, &least);
	}
	for (size_t i = 0; i < layers->node_count; i++)
		layers->nodes[i].v = best[i];
	free(best);
}

bool layers_place(struct layers *layers, struct error *err)
{
	size_t count = layers->node_count + 2;
	struct placing placing = {.layers = layers,
	                          .start = xcalloc((size_t)layers->rank_count + 2, sizeof(size_t)),
	                          .slots = xcalloc(count, sizeof(size_t)),
	                          .position = xcalloc(count, sizeof(size_t)),
	                          .wishes = xcalloc(count, sizeof(struct layer_wish)),
	                          .sums = xcalloc(count, sizeof(double)),
	                          .weights = xcalloc(count, sizeof(double))};
	fill_slots(&placing);
	bool ok = find_order(&placing, err);
	if (ok && layers->rank_count)
		settle(&placing);
	free(placing.start);
	free(placing.slots);
	free(placing.position);
	free(placing.wishes);
	free(placing.sums);
	free(placing.weights);
	return ok;
}
