/* One channel after the other: where lines arrive, where they leave (straight
 * if the boxes face each other, else at a trunk per look), then tracks by
 * packing the spans of the trunks, then u, then the points. Spans that go to
 * higher v are packed from the highest start downwards and the others the
 * other way round: that keeps lines of neighbours from crossing. */
#include "diagram/layers.h"

#include "base/arena.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define CORNER 10.0 /* lines keep that far from the corners of a box */
#define LEAD 10.0   /* from a box to the first track */
#define TAIL 12.0   /* from the last track or label to the next box */
#define APART 6.0   /* of two lines */
#define PORT_WIDTH 12.0 /* narrower nodes are passages, entries and exits */
enum { MANY = 3000 }; /* lines in a channel: beyond that they are not separated */

struct bus {
	double start, low, high;
	size_t first_piece, members;
	int track;
};

struct channel {
	struct layers *layers;
	struct layer_piece *pieces;
	size_t count;
	size_t *order;
	struct bus *buses;
	size_t bus_count;
	double *taken; /* sorted v of lines that arrive */
	int tracks;
};

static const struct layer_link *link_of(const struct channel *channel, const struct layer_piece *piece)
{
	return &channel->layers->links[piece->link];
}

static const struct layer_node *node_of(const struct channel *channel, size_t node)
{
	return &channel->layers->nodes[node];
}

/* ---- arrivals ---- */

struct sorting {
	size_t node, link, piece;
	double v;
	uint64_t look;
};

static int compare_sorting(const void *a, const void *b)
{
	const struct sorting *x = a, *y = b;
	if (x->node != y->node)
		return x->node < y->node ? -1 : 1;
	if (x->look != y->look)
		return x->look < y->look ? -1 : 1;
	if (x->v != y->v)
		return x->v < y->v ? -1 : 1;
	return x->link < y->link ? -1 : x->link > y->link;
}

/* Straight from where each line comes, if the box is wide enough for that. */
static bool arrive_straight(struct channel *channel, const struct sorting *sorted, size_t count,
                            double step)
{
	const struct layer_node *node = node_of(channel, sorted->node);
	for (size_t i = 0; i < count; i++)
		if (fabs(sorted[i].v - node->v) > node->breadth / 2 - CORNER ||
		    (i && sorted[i].v - sorted[i - 1].v < step))
			return false;
	for (size_t i = 0; i < count; i++)
		channel->pieces[sorted[i].piece].to_v = sorted[i].v;
	return true;
}

static void spread(struct channel *channel, const struct sorting *sorted, size_t count)
{
	const struct layer_node *node = node_of(channel, sorted->node);
	double step = 14;
	for (size_t i = 0; i < count; i++)
		step = fmax(step, link_of(channel, &channel->pieces[sorted[i].piece])->label_v);
	if (count > 1 && arrive_straight(channel, sorted, count, step))
		return;
	if (count > 1)
		step = fmin(step, (node->breadth - 2 * CORNER) / (double)(count - 1));
	for (size_t i = 0; i < count; i++)
		channel->pieces[sorted[i].piece].to_v =
		    node->v + ((double)i - (double)(count - 1) / 2) * step;
}

/* Is `v` too near to where another line arrives, or passes from the rank
 * before and cannot move? */
static bool is_crowded(const struct channel *channel, size_t self, double v)
{
	const struct layer_piece *own = &channel->pieces[self];
	for (size_t i = 0; i < channel->count; i++) {
		const struct layer_piece *piece = &channel->pieces[i];
		const struct layer_node *from = node_of(channel, piece->from);
		bool same_bus = piece->from == own->from && link_of(channel, piece)->look == link_of(channel, own)->look;
		if (i == self || (piece->to == own->to && same_bus && link_of(channel, own)->label_v <= 0 &&
		                  isnan(link_of(channel, own)->port)))
			continue;
		if (piece->to == own->to && i < self && fabs(piece->to_v - v) < APART - 0.01)
			return true;
		if (from->breadth < PORT_WIDTH && piece->from != own->from && fabs(from->v - v) < APART - 0.01 &&
		    fabs(piece->to_v - from->v) > 0.5)
			return true;
	}
	return false;
}

/* Lines that arrive at fixed ports, or beside lines that only pass, give way a
 * little. */
static void separate(struct channel *channel)
{
	for (size_t i = 0; channel->count <= MANY && i < channel->count; i++) {
		struct layer_piece *piece = &channel->pieces[i];
		const struct layer_node *to = node_of(channel, piece->to);
		double v = piece->to_v;
		for (int step = 1; to->breadth >= PORT_WIDTH && step < 8 && is_crowded(channel, i, piece->to_v); step++)
			piece->to_v = v + (step % 2 ? 1 : -1) * ((step + 1) / 2) * (APART + 1);
		if (fabs(piece->to_v - to->v) > to->breadth / 2 - 4)
			piece->to_v = v;
	}
}

static void arrive(struct channel *channel)
{
	struct sorting *sorted = xcalloc(channel->count + 1, sizeof *sorted);
	size_t count = 0;
	for (size_t i = 0; i < channel->count; i++) {
		struct layer_piece *piece = &channel->pieces[i];
		const struct layer_node *to = node_of(channel, piece->to);
		const struct layer_link *link = link_of(channel, piece);
		piece->to_v = to->v;
		if (!to->passage && !link->reversed && !isnan(link->port))
			piece->to_v += link->port;
		else if (!to->passage && !to->last)
			sorted[count++] = (struct sorting){piece->to, piece->link, i, node_of(channel, piece->from)->v, 0};
	}
	qsort(sorted, count, sizeof *sorted, compare_sorting);
	for (size_t i = 0, end; i < count; i = end) {
		for (end = i; end < count && sorted[end].node == sorted[i].node; end++)
			;
		spread(channel, sorted + i, end - i);
	}
	free(sorted);
	separate(channel);
}

/* ---- departures ---- */

static bool faces(const struct channel *channel, const struct layer_piece *piece)
{
	const struct layer_node *from = node_of(channel, piece->from);
	if (from->passage)
		return fabs(from->v - piece->to_v) < 0.5;
	return fabs(piece->to_v - from->v) <= from->breadth / 2 - CORNER;
}

static int compare_doubles(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return x < y ? -1 : x > y;
}

/* Is a line at `v` far enough from all lines that arrive? */
static bool is_free(const struct channel *channel, double v)
{
	size_t low = 0, high = channel->count;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (channel->taken[middle] < v - APART)
			low = middle + 1;
		else
			high = middle;
	}
	return low == channel->count || channel->taken[low] > v + APART;
}

/* The start of a trunk near `v`, away from lines that arrive. */
static double free_start(const struct channel *channel, const struct layer_node *from, double v)
{
	double reach = from->breadth / 2 - CORNER;
	for (int i = 0; i < 24 && !from->passage; i++) {
		double at = v + (i % 2 ? 1 : -1) * ((i + 1) / 2) * (APART + 1);
		if (fabs(at - from->v) <= reach && is_free(channel, at))
			return at;
	}
	return v;
}

/* The pieces that leave one node with one look: straight ones stay straight,
 * the others share a trunk, which is the straight one nearest to the middle
 * where there is one. */
static void leave_together(struct channel *channel, const struct sorting *sorted, size_t count,
                           double middle)
{
	const struct layer_node *from = node_of(channel, sorted->node);
	double trunk = NAN;
	size_t bent = 0;
	for (size_t i = 0; i < count; i++) {
		struct layer_piece *piece = &channel->pieces[sorted[i].piece];
		piece->bus = channel->bus_count;
		piece->track = faces(channel, piece) ? -1 : 0;
		bent += piece->track == 0;
		if (piece->track < 0 && !(fabs(piece->to_v - middle) > fabs(trunk - middle)))
			trunk = piece->to_v;
	}
	if (bent && isnan(trunk))
		trunk = free_start(channel, from, middle);
	struct bus bus = {trunk, trunk, trunk, sorted->piece, bent, -1};
	for (size_t i = 0; i < count; i++) {
		struct layer_piece *piece = &channel->pieces[sorted[i].piece];
		piece->from_v = piece->track < 0 ? piece->to_v : trunk;
		if (piece->track < 0)
			continue;
		bus.low = fmin(bus.low, piece->to_v);
		bus.high = fmax(bus.high, piece->to_v);
	}
	channel->buses[channel->bus_count++] = bus;
}

/* All pieces of one node: a trunk for each look, side by side in the order of
 * where they go. */
static void leave_node(struct channel *channel, const struct sorting *sorted, size_t count)
{
	size_t looks = 1;
	for (size_t i = 1; i < count; i++)
		looks += sorted[i].look != sorted[i - 1].look;
	double breadth = node_of(channel, sorted->node)->breadth;
	double step = fmin(14, (breadth - 2 * CORNER) / (double)looks);
	double at = node_of(channel, sorted->node)->v - step * (double)(looks - 1) / 2;
	for (size_t i = 0, end; i < count; i = end, at += step) {
		for (end = i; end < count && sorted[end].look == sorted[i].look; end++)
			;
		leave_together(channel, sorted + i, end - i, at);
	}
}

/* Looks of a node are numbered by the mean of where they go. */
static void leave(struct channel *channel)
{
	struct sorting *sorted = xcalloc(channel->count + 1, sizeof *sorted);
	for (size_t i = 0; i < channel->count; i++) {
		const struct layer_piece *piece = &channel->pieces[i];
		channel->taken[i] = piece->to_v;
		sorted[i] = (struct sorting){piece->from, piece->link, i, piece->to_v,
		                             node_of(channel, piece->from)->passage ? 0 : link_of(channel, piece)->look};
	}
	qsort(channel->taken, channel->count, sizeof *channel->taken, compare_doubles);
	qsort(sorted, channel->count, sizeof *sorted, compare_sorting);
	for (size_t i = 0, end; i < channel->count; i = end) {
		for (end = i; end < channel->count && sorted[end].node == sorted[i].node; end++)
			;
		leave_node(channel, sorted + i, end - i);
	}
	free(sorted);
}

/* ---- tracks ---- */

static int compare_buses(const void *a, const void *b)
{
	const struct bus *x = *(struct bus *const *)a, *y = *(struct bus *const *)b;
	bool x_up = x->high - x->start >= x->start - x->low, y_up = y->high - y->start >= y->start - y->low;
	if (x_up != y_up)
		return x_up ? -1 : 1;
	if (x->start != y->start)
		return (x->start < y->start) == x_up ? 1 : -1;
	return x < y ? -1 : x > y;
}

static bool fits_track(struct bus *const *sorted, size_t count, const struct bus *bus, int track)
{
	for (size_t i = 0; i < count; i++)
		if (sorted[i]->track == track && bus->low < sorted[i]->high + APART &&
		    sorted[i]->low < bus->high + APART)
			return false;
	return true;
}

/* Many buses: the first tracks that fit are searched in the last ones only, so
 * that the cost stays linear. */
static void pack(struct channel *channel)
{
	enum { LOOK_BACK = 64 };
	struct bus **sorted = xcalloc(channel->bus_count + 1, sizeof(struct bus *));
	size_t count = 0;
	for (size_t i = 0; i < channel->bus_count; i++)
		if (channel->buses[i].members)
			sorted[count++] = &channel->buses[i];
	qsort(sorted, count, sizeof(struct bus *), compare_buses);
	for (size_t i = 0; i < count; i++) {
		int track = channel->tracks > LOOK_BACK ? channel->tracks - LOOK_BACK : 0;
		while (track < channel->tracks && !fits_track(sorted, i, sorted[i], track))
			track++;
		sorted[i]->track = track;
		channel->tracks = track + 1 > channel->tracks ? track + 1 : channel->tracks;
	}
	free(sorted);
	for (size_t i = 0; i < channel->count; i++)
		if (channel->pieces[i].track >= 0)
			channel->pieces[i].track = channel->buses[channel->pieces[i].bus].track;
}

/* ---- points ---- */

static double label_room(const struct channel *channel)
{
	double room = 0;
	for (size_t i = 0; i < channel->count; i++)
		if (!node_of(channel, channel->pieces[i].to)->passage)
			room = fmax(room, link_of(channel, &channel->pieces[i])->label_u);
	return room;
}

static void add_point(struct layer_link *link, double u, double v)
{
	struct way_point *last = link->point_count ? &link->points[link->point_count - 1] : NULL;
	if (last && fabs(last->u - u) < 0.01 && fabs(last->v - v) < 0.01)
		return;
	link->points[link->point_count++] = (struct way_point){u, v};
}

static void add_piece(struct channel *channel, const struct layer_piece *piece, double first_u)
{
	struct layer_link *link = &channel->layers->links[piece->link];
	const struct layer_node *from = node_of(channel, piece->from), *to = node_of(channel, piece->to);
	if (!link->point_count)
		add_point(link, from->u + from->depth, piece->from_v);
	if (piece->track >= 0) {
		double u = first_u + piece->track * channel->layers->line_gap;
		add_point(link, u, piece->from_v);
		add_point(link, u, piece->to_v);
	}
	if (!to->passage)
		add_point(link, to->u, piece->to_v);
}

/* Dots where a bus branches: at its start when it runs on both sides of it or
 * straight on, and at every drop but the outermost. */
static void add_joints(struct channel *channel, double first_u)
{
	struct layers *layers = channel->layers;
	size_t *seen = xcalloc(channel->bus_count + 1, sizeof *seen);
	for (size_t i = 0; i < channel->count; i++) {
		const struct layer_piece *piece = &channel->pieces[i];
		const struct bus *bus = &channel->buses[piece->bus];
		if (!bus->members)
			continue;
		double u = first_u + bus->track * layers->line_gap;
		bool both = bus->low < bus->start - 0.01 && bus->high > bus->start + 0.01;
		bool on = piece->track < 0 && fabs(piece->from_v - bus->start) < 0.01;
		if ((both && !seen[piece->bus]) || on)
			layers->joints[layers->joint_count++] = (struct layer_joint){u, bus->start, piece->link};
		seen[piece->bus] |= both || on;
		if (piece->track >= 0 && piece->to_v > bus->low + 0.01 && piece->to_v < bus->high - 0.01)
			layers->joints[layers->joint_count++] = (struct layer_joint){u, piece->to_v, piece->link};
	}
	free(seen);
}

static void route_channel(struct layers *layers, int rank)
{
	struct channel channel = {.layers = layers, .pieces = layers->pieces + layers->channel_start[rank],
	                          .count = layers->channel_start[rank + 1] - layers->channel_start[rank]};
	channel.taken = xcalloc(channel.count + 1, sizeof(double));
	channel.buses = xcalloc(channel.count + 1, sizeof(struct bus));
	arrive(&channel);
	leave(&channel);
	pack(&channel);
	double end = layers->rank_u[rank] + layers->rank_depth[rank], first = end + LEAD;
	double size = LEAD + (channel.tracks ? (channel.tracks - 1) * layers->line_gap + TAIL : 0) + label_room(&channel) + 4;
	layers->rank_u[rank + 1] = end + fmax(size, layers->channel_min);
	for (size_t i = 0; i < layers->node_count; i++)
		if (layers->nodes[i].rank == rank + 1)
			layers->nodes[i].u = layers->rank_u[rank + 1];
	for (size_t i = 0; i < channel.count; i++)
		add_piece(&channel, &channel.pieces[i], first);
	add_joints(&channel, first);
	free(channel.taken);
	free(channel.buses);
}

static void measure_ranks(struct layers *layers)
{
	size_t count = (size_t)layers->rank_count + 2;
	layers->rank_u = arena_array(layers->arena, count, sizeof(double));
	layers->rank_depth = arena_array(layers->arena, count, sizeof(double));
	for (size_t i = 0; i < layers->node_count; i++) {
		double *depth = &layers->rank_depth[layers->nodes[i].rank];
		*depth = fmax(*depth, layers->nodes[i].depth);
		layers->nodes[i].u = 0;
	}
}

static void allocate_points(struct layers *layers)
{
	size_t *pieces = xcalloc(layers->link_count + 1, sizeof *pieces);
	for (size_t i = 0; i < layers->piece_count; i++)
		pieces[layers->pieces[i].link]++;
	for (size_t i = 0; i < layers->link_count; i++)
		layers->links[i].points =
		    arena_array(layers->arena, 2 + 2 * pieces[i], sizeof(struct way_point));
	layers->joints = arena_array(layers->arena, 2 * layers->piece_count + 1, sizeof *layers->joints);
	free(pieces);
}

static void turn_back(struct layer_link *link)
{
	for (size_t i = 0, j = link->point_count; link->reversed && i + 1 < j; i++, j--) {
		struct way_point point = link->points[i];
		link->points[i] = link->points[j - 1];
		link->points[j - 1] = point;
	}
}

void layers_route(struct layers *layers)
{
	measure_ranks(layers);
	allocate_points(layers);
	for (int rank = 0; rank + 1 < layers->rank_count; rank++)
		route_channel(layers, rank);
	int last = layers->rank_count - 1;
	layers->length = last < 0 ? 0 : layers->rank_u[last] + layers->rank_depth[last];
	for (size_t i = 0; i < layers->link_count; i++)
		turn_back(&layers->links[i]);
}
