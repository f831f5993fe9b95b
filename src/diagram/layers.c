/* Ranks by longest path, after links that close a loop were turned around
 * (found by a depth-first search without recursion). A source that may stand
 * anywhere moves next to what it feeds. Then every link becomes pieces from
 * rank to rank. */
#include "diagram/layers.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define PASSAGE 8.0

struct layers *layers_new(struct arena *arena, size_t node_count, size_t link_count)
{
	struct layers *layers = arena_alloc(arena, sizeof *layers);
	layers->arena = arena;
	layers->nodes = arena_array(arena, node_count + 1, sizeof *layers->nodes);
	layers->node_count = layers->node_capacity = node_count;
	layers->links = arena_array(arena, link_count + 1, sizeof *layers->links);
	layers->link_count = link_count;
	layers->node_gap = 24;
	layers->line_gap = 8;
	layers->channel_min = 26;
	for (size_t i = 0; i < node_count; i++)
		layers->nodes[i] = (struct layer_node){.wish = -1, .chain = -1, .target = NAN};
	for (size_t i = 0; i < link_count; i++)
		layers->links[i] = (struct layer_link){.weight = 1, .port = NAN};
	return layers;
}

/* Outgoing links of each node, as one array with starts. */
struct outgoing {
	size_t *start, *links;
};

static size_t tail(const struct layer_link *link)
{
	return link->reversed ? link->to : link->from;
}

static size_t head(const struct layer_link *link)
{
	return link->reversed ? link->from : link->to;
}

static struct outgoing outgoing_new(const struct layers *layers)
{
	struct outgoing out = {xcalloc(layers->node_count + 2, sizeof(size_t)),
	                       xcalloc(layers->link_count + 1, sizeof(size_t))};
	for (size_t i = 0; i < layers->link_count; i++)
		out.start[tail(&layers->links[i]) + 2]++;
	for (size_t i = 2; i < layers->node_count + 2; i++)
		out.start[i] += out.start[i - 1];
	for (size_t i = 0; i < layers->link_count; i++)
		out.links[out.start[tail(&layers->links[i]) + 1]++] = i;
	return out;
}

static void outgoing_free(struct outgoing out)
{
	free(out.start);
	free(out.links);
}

enum mark { UNSEEN, ON_PATH, DONE };

struct search {
	struct layers *layers;
	struct outgoing out;
	enum mark *marks;
	size_t *stack, *next, depth;
};

static void push(struct search *search, size_t node)
{
	search->marks[node] = ON_PATH;
	search->next[node] = search->out.start[node];
	search->stack[search->depth++] = node;
}

static void step(struct search *search)
{
	size_t node = search->stack[search->depth - 1];
	if (search->next[node] == search->out.start[node + 1]) {
		search->marks[node] = DONE;
		search->depth--;
		return;
	}
	struct layer_link *link = &search->layers->links[search->out.links[search->next[node]++]];
	if (link->from == link->to)
		return;
	if (search->marks[link->to] == ON_PATH)
		link->reversed = true;
	else if (search->marks[link->to] == UNSEEN)
		push(search, link->to);
}

/* Sources first, so that a loop is opened where power leaves it last. */
static void turn_loops(struct layers *layers)
{
	size_t count = layers->node_count;
	struct search search = {.layers = layers, .out = outgoing_new(layers),
	                        .marks = xcalloc(count + 1, sizeof(enum mark)),
	                        .stack = xcalloc(count + 1, sizeof(size_t)),
	                        .next = xcalloc(count + 1, sizeof(size_t))};
	char *fed = xcalloc(count + 1, 1);
	for (size_t i = 0; i < layers->link_count; i++)
		fed[layers->links[i].to] |= layers->links[i].from != layers->links[i].to;
	for (int pass = 0; pass < 2; pass++)
		for (size_t i = 0; i < count; i++) {
			if (search.marks[i] != UNSEEN || (pass == 0 && fed[i]))
				continue;
			push(&search, i);
			while (search.depth)
				step(&search);
		}
	free(fed);
	free(search.marks);
	free(search.stack);
	free(search.next);
	outgoing_free(search.out);
}

/* Longest paths in topological order. */
static void rank_forward(struct layers *layers, struct outgoing out, size_t *order)
{
	size_t count = layers->node_count, first = 0, last = 0;
	size_t *open = xcalloc(count + 1, sizeof *open);
	for (size_t i = 0; i < layers->link_count; i++)
		if (layers->links[i].from != layers->links[i].to)
			open[head(&layers->links[i])]++;
	for (size_t i = 0; i < count; i++) {
		layers->nodes[i].rank = layers->nodes[i].wish > 0 ? layers->nodes[i].wish : 0;
		if (!open[i])
			order[last++] = i;
	}
	while (first < last) {
		size_t node = order[first++];
		for (size_t i = out.start[node]; i < out.start[node + 1]; i++) {
			size_t to = head(&layers->links[out.links[i]]);
			if (to == node)
				continue;
			if (layers->nodes[to].rank <= layers->nodes[node].rank)
				layers->nodes[to].rank = layers->nodes[node].rank + 1;
			if (!--open[to])
				order[last++] = to;
		}
	}
	free(open);
}

/* The nodes of a chain (the cells of one card) share the last of their ranks. */
static bool level_chains(struct layers *layers)
{
	bool moved = false;
	for (size_t i = 1; i < layers->node_count; i++) {
		struct layer_node *a = &layers->nodes[i - 1], *b = &layers->nodes[i];
		if (b->chain < 0 || a->chain != b->chain || a->rank == b->rank)
			continue;
		int rank = a->rank > b->rank ? a->rank : b->rank;
		a->rank = b->rank = a->wish = b->wish = rank;
		moved = true;
	}
	return moved;
}

/* Sources without a wish of their own stand right before what they feed. */
static void pull_sources(struct layers *layers, struct outgoing out)
{
	char *fed = xcalloc(layers->node_count + 1, 1);
	for (size_t i = 0; i < layers->link_count; i++)
		fed[head(&layers->links[i])] = 1;
	for (size_t node = 0; node < layers->node_count; node++) {
		if (fed[node] || layers->nodes[node].wish >= 0 || out.start[node] == out.start[node + 1])
			continue;
		int nearest = INT32_MAX;
		for (size_t i = out.start[node]; i < out.start[node + 1]; i++) {
			int rank = layers->nodes[head(&layers->links[out.links[i]])].rank;
			nearest = rank < nearest ? rank : nearest;
		}
		layers->nodes[node].rank = nearest - 1;
	}
	free(fed);
}

/* Nodes that go last share a rank behind all others. */
static void push_last(struct layers *layers)
{
	int rank = 0;
	for (size_t i = 0; i < layers->node_count; i++)
		if (!layers->nodes[i].last && layers->nodes[i].rank >= rank)
			rank = layers->nodes[i].rank + 1;
	for (size_t i = 0; i < layers->node_count; i++)
		if (layers->nodes[i].last)
			layers->nodes[i].rank = rank;
}

static size_t add_passage(struct layers *layers, int rank, double target)
{
	layers->nodes = array_grow(layers->nodes, layers->node_count, &layers->node_capacity,
	                           sizeof *layers->nodes);
	layers->nodes[layers->node_count] = (struct layer_node){
	    .breadth = PASSAGE, .rank = rank, .wish = -1, .chain = -1, .target = target, .passage = true};
	return layers->node_count++;
}

static int compare_pieces(const void *a, const void *b)
{
	const struct layer_piece *x = a, *y = b;
	int rank = x->track - y->track; /* the rank, until tracks are given */
	if (rank)
		return rank;
	return x->link < y->link ? -1 : x->link > y->link;
}

static void index_channels(struct layers *layers)
{
	qsort(layers->pieces, layers->piece_count, sizeof *layers->pieces, compare_pieces);
	layers->channel_start =
	    arena_array(layers->arena, (size_t)layers->rank_count + 2, sizeof(size_t));
	size_t piece = 0;
	for (int rank = 0; rank <= layers->rank_count; rank++) {
		layers->channel_start[rank] = piece;
		while (piece < layers->piece_count && layers->pieces[piece].track == rank)
			piece++;
	}
	for (size_t i = 0; i < layers->piece_count; i++)
		layers->pieces[i].track = -1;
}


static void cut_links(struct layers *layers)
{
	size_t capacity = 0;
	struct layer_piece *pieces = NULL;
	layers->piece_count = 0;
	for (size_t i = 0; i < layers->link_count; i++) {
		const struct layer_link *link = &layers->links[i];
		size_t from = tail(link), to = head(link);
		int last = layers->nodes[to].rank;
		if (from == to)
			continue;
		for (int rank = layers->nodes[from].rank; rank < last; rank++) {
			size_t next = rank + 1 == last ? to : add_passage(layers, rank + 1, layers->nodes[to].target);
			pieces = array_grow(pieces, layers->piece_count, &capacity, sizeof *pieces);
			pieces[layers->piece_count++] =
			    (struct layer_piece){.from = from, .to = next, .link = i, .track = rank};
			from = next;
		}
	}
	layers->pieces = arena_array(layers->arena, layers->piece_count + 1, sizeof *pieces);
	if (pieces)
		memcpy(layers->pieces, pieces, layers->piece_count * sizeof *pieces);
	free(pieces);
	index_channels(layers);
}

/* The node array grows by malloc while passages are added. */
static void thaw_nodes(struct layers *layers)
{
	struct layer_node *copy = xmalloc((layers->node_count + 1) * sizeof *copy);
	memcpy(copy, layers->nodes, layers->node_count * sizeof *copy);
	layers->nodes = copy;
}

static void freeze_nodes(struct layers *layers)
{
	struct layer_node *grown = layers->nodes;
	layers->nodes = arena_array(layers->arena, layers->node_count + 1, sizeof *grown);
	memcpy(layers->nodes, grown, layers->node_count * sizeof *grown);
	free(grown);
}

void layers_rank(struct layers *layers)
{
	turn_loops(layers);
	struct outgoing out = outgoing_new(layers);
	size_t *order = xcalloc(layers->node_count + 1, sizeof *order);
	int rounds = 0;
	do
		rank_forward(layers, out, order);
	while (level_chains(layers) && ++rounds < 50);
	pull_sources(layers, out);
	push_last(layers);
	free(order);
	outgoing_free(out);
	for (size_t i = 0; i < layers->node_count; i++)
		if (layers->nodes[i].rank >= layers->rank_count)
			layers->rank_count = layers->nodes[i].rank + 1;
	thaw_nodes(layers);
	cut_links(layers);
	freeze_nodes(layers);
}
