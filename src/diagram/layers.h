#ifndef DIAGRAM_LAYERS_H
#define DIAGRAM_LAYERS_H

/* A layered drawing with orthogonal lines, in coordinates of its own: u runs
 * along the flow (from sources to consumers), v across it. Boxes stand in
 * ranks; between two ranks lies a channel in which lines run along v on tracks:
 *
 *     rank 0   │ channel │   rank 1
 *     ┌─────┐      ┌────────▶┌─────┐
 *     │     ├──────┤ track   └─────┘
 *     └─────┘      └────────▶┌─────┐
 *
 * Lines of one box and one look share their way as a bus up to the branch.
 * A line that skips ranks passes each of them through a passage, a node as
 * wide as the line, so that no line ever crosses a box. */

#include "base/arena.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct way_point {
	double u, v;
};

struct layer_node {
	double breadth, depth; /* extents along v and u */
	double room;           /* along v with all labels; 0: breadth */
	int wish;              /* rank wanted; -1: by the links */
	int chain;             /* see graphviz.h; -1 */
	double target;         /* layers_stack(): where it would like to be; NAN */
	int rank;              /* result */
	double u, v;           /* result: start along u, centre along v */
	bool passage;
	bool last;             /* stands behind all others */
};

struct layer_link {
	size_t from, to;         /* nodes */
	uint64_t look;           /* lines of equal look may share a bus */
	double weight;
	double port;             /* where it ends, relative to the centre of `to`; NAN: free */
	double label_u, label_v; /* room its label needs at the end, along u and v */
	/* results */
	struct way_point *points;
	size_t point_count;
	bool reversed;           /* closes a loop: drawn against the flow */
};

/* A piece of a link between two neighbouring ranks. */
struct layer_piece {
	size_t from, to, link;
	double from_v, to_v; /* ports */
	int track;           /* -1: straight */
	size_t bus;
};

/* Where lines of one bus part: a dot. */
struct layer_joint {
	double u, v;
	size_t link;
};

struct layers {
	struct arena *arena;
	struct layer_node *nodes;
	size_t node_count, node_capacity;
	struct layer_link *links;
	size_t link_count;
	struct layer_piece *pieces; /* by channel */
	size_t piece_count;
	size_t *channel_start;      /* rank_count + 1 */
	int rank_count;
	double *rank_u, *rank_depth;
	struct layer_joint *joints;
	size_t joint_count;
	double length;  /* along u */
	bool own_order; /* layers_place() never asks dot */
	double node_gap, line_gap, channel_min;
};

struct layers *layers_new(struct arena *arena, size_t node_count, size_t link_count);

/* Ranks and passages. Links that close a loop are turned around. */
void layers_rank(struct layers *layers);
/* Order and v: the order the nodes were given in, sorted by their neighbours
 * while that saves crossings; where crossings remain dot is asked too, and the
 * better order taken. Then straight columns. For some hundred nodes. */
bool layers_place(struct layers *layers, struct error *err);
/* v by ourselves, near-linear: each rank sorted by the wishes of what it feeds
 * and moved as little as the gaps allow. */
void layers_stack(struct layers *layers);
/* u, ports, tracks and the points of every link. */
void layers_route(struct layers *layers);

/* Gives the nodes of one rank, in this order, the v nearest to their targets
 * (least squares) that keeps the gaps. */
struct layer_wish {
	size_t node;
	double target;
};
void layers_settle(struct layers *layers, const struct layer_wish *wishes, size_t count);

#endif
