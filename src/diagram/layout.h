#ifndef DIAGRAM_LAYOUT_H
#define DIAGRAM_LAYOUT_H

/* Where everything of a diagram stands, in points from the upper left corner of
 * the drawing area (without head and legend). Traces and small chains are laid
 * out in ranks by dot (layout_ranks.c); many racks stand in a grid with bus
 * lines, placed by ourselves in near-linear time (layout_grid.c), and so does the
 * wall diagram, with its sources on both sides (layout_floor.c). In all of them
 * lines are orthogonal, keep apart, and never cross a card. */

#include "diagram/card.h"
#include "diagram/diagram.h"
#include "diagram/scene.h"

enum { LABEL_LINES = 2 };

struct route {
	const struct point *points; /* from source to consumer */
	size_t count;               /* 0: not drawn */
	struct point label;         /* upper left corner of the label */
	double label_width;
	const char *label_lines[LABEL_LINES];
	size_t label_count;
	size_t shared;              /* points before this one are drawn as a bus */
};

/* A part of a bus, drawn once for all its links. */
struct bus_line {
	const struct point *points;
	size_t count;
	size_t link; /* one of them, for the look */
};

struct joint {
	struct point at;
	size_t link;
};

struct frame {
	struct box box;
	const char *title;
	const struct anchor *anchor; /* NULL: a further part of a frame */
};

struct layout {
	struct arena *arena;
	double width, height;
	struct card_box *cards; /* by card of the diagram */
	struct route *routes;   /* by link */
	struct joint *joints;   /* malloc'd */
	size_t joint_count, joint_capacity;
	struct bus_line *buses;
	size_t bus_count;
	struct frame *frames;   /* outer ones first */
	size_t frame_count;
};

bool layout_new(const struct diagram *diagram, const struct style *style, struct layout **layout,
                struct error *err);
void layout_free(struct layout *layout);

/* The three ways; `layout` has its arena and zeroed cards and routes. */
bool layout_ranks(struct layout *layout, const struct diagram *diagram, const struct style *style,
                  struct error *err);
bool layout_grid(struct layout *layout, const struct diagram *diagram, const struct style *style,
                 struct error *err);
void layout_floor(struct layout *layout, const struct diagram *diagram, const struct style *style);

/* Is it one block, for ranks? Else `blocks` gets the block of each card, -1 for
 * those that feed several blocks; returns how many blocks there are. */
size_t layout_blocks(const struct diagram *diagram, int *blocks);

/* Cards of one shape get the same width: that of the widest. */
void layout_widths(const struct diagram *diagram, const struct style *style, double *widths);
/* Breaks the label of a link. */
void layout_label(struct layout *layout, const struct link *link, const struct style *style,
                  double width, size_t lines, struct route *route);
/* Adds a dot where lines part. */
void layout_joint(struct layout *layout, struct point at, size_t link);
/* Of the wall diagram: B, D, F …, the sides that stand right. */
bool layout_right_side(char side);
/* What lines of equal look have in common: side and state. */
uint64_t layout_look(const struct link *link);

#endif
