/* What an order costs is the sum over pairs, so one table of pairs is enough:
 * each net is moved to its best place among the others until nothing gains. */
#include "diagram/channel.h"

#include "base/arena.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

enum { TRIED_MOST = 600, ROUNDS = 8, OVERLAP_COST = 50 };
#define NEARLY 0.01

static void measure(struct channel_net *net)
{
	net->low = INFINITY, net->high = -INFINITY;
	for (size_t i = 0; i < net->near_count + net->far_count; i++) {
		double y = i < net->near_count ? net->near[i] : net->far[i - net->near_count];
		net->low = fmin(net->low, y);
		net->high = fmax(net->high, y);
	}
	net->straight = net->high - net->low < NEARLY;
	net->lane = 0;
}

static bool lanes_meet(const struct channel_net *a, const struct channel_net *b, double gap)
{
	return !a->straight && !b->straight && a->low < b->high + gap && b->low < a->high + gap;
}

static int crossings(const double *ends, size_t count, const struct channel_net *lane)
{
	int crossed = 0;
	for (size_t i = 0; i < count; i++)
		crossed += ends[i] > lane->low + NEARLY && ends[i] < lane->high - NEARLY;
	return crossed;
}

/* Of `a` nearer to the near edge than `b`: between their lanes run the far ends
 * of `a` and the near ends of `b`. */
static int pair_cost(const struct channel_net *a, const struct channel_net *b, double gap)
{
	int cost = crossings(a->far, a->far_count, b) + crossings(b->near, b->near_count, a);
	for (size_t i = 0; i < a->far_count; i++)
		for (size_t j = 0; j < b->near_count; j++)
			cost += fabs(a->far[i] - b->near[j]) < gap - NEARLY ? OVERLAP_COST : 0;
	return cost;
}

struct starting {
	const struct channel_net *net;
	size_t index;
	double first; /* where it begins at the near edge */
	bool up;
};

/* Seen from the near edge: of those that go up the topmost, of those that go
 * down the lowest comes first. */
static int compare_starts(const void *a, const void *b)
{
	const struct starting *x = a, *y = b;
	if (x->up != y->up)
		return y->up - x->up;
	double u = x->up ? x->first : -x->first, v = y->up ? y->first : -y->first;
	if (u != v)
		return u < v ? -1 : 1;
	return x->index < y->index ? -1 : 1;
}

static void first_order(const struct channel_net *nets, size_t count, size_t *order)
{
	struct starting *starts = xcalloc(count + 1, sizeof *starts);
	for (size_t i = 0; i < count; i++) {
		const struct channel_net *net = &nets[i];
		double first = net->near_count ? net->near[0] : net->low;
		starts[i] = (struct starting){net, i, first, first - net->low > net->high - first};
	}
	if (count)
		qsort(starts, count, sizeof *starts, compare_starts);
	for (size_t i = 0; i < count; i++)
		order[i] = starts[i].index;
	free(starts);
}

/* Moves the net at `from` to its best place; true if that gained. */
static bool move_net(const int *cost, size_t count, size_t *order, size_t from)
{
	size_t net = order[from], best = from;
	int sum = 0, least = 0;
	for (size_t i = from; i-- > 0;) {
		sum += cost[net * count + order[i]] - cost[order[i] * count + net];
		if (sum < least)
			least = sum, best = i;
	}
	sum = 0;
	for (size_t i = from + 1; i < count; i++) {
		sum += cost[order[i] * count + net] - cost[net * count + order[i]];
		if (sum < least)
			least = sum, best = i;
	}
	for (size_t i = from; i < best; i++)
		order[i] = order[i + 1];
	for (size_t i = from; i > best; i--)
		order[i] = order[i - 1];
	order[best] = net;
	return best != from;
}

static void improve(const struct channel_net *nets, size_t count, size_t *order, double gap)
{
	int *cost = xcalloc(count * count + 1, sizeof *cost);
	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < count; j++)
			if (i != j && lanes_meet(&nets[i], &nets[j], gap))
				cost[i * count + j] = pair_cost(&nets[i], &nets[j], gap);
	bool moved = true;
	for (int round = 0; moved && round < ROUNDS; round++) {
		moved = false;
		for (size_t i = 0; i < count; i++)
			moved |= move_net(cost, count, order, i);
	}
	free(cost);
}

size_t channel_lanes(struct channel_net *nets, size_t count, double gap)
{
	size_t *order = xcalloc(count + 1, sizeof *order), lanes = 0;
	for (size_t i = 0; i < count; i++)
		measure(&nets[i]);
	first_order(nets, count, order);
	if (count <= TRIED_MOST)
		improve(nets, count, order, gap);
	for (size_t i = 0; i < count; i++) {
		struct channel_net *net = &nets[order[i]];
		if (net->straight)
			continue;
		for (size_t j = 0; j < i; j++)
			if (nets[order[j]].lane >= net->lane && lanes_meet(net, &nets[order[j]], gap))
				net->lane = nets[order[j]].lane + 1;
		lanes = net->lane + 1 > lanes ? net->lane + 1 : lanes;
	}
	free(order);
	return lanes;
}
