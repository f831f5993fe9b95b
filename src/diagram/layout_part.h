#ifndef DIAGRAM_LAYOUT_PART_H
#define DIAGRAM_LAYOUT_PART_H

/* A part of a diagram laid out in ranks: some cards and the links that touch
 * them. Links from outside come in at entries, links to outside leave at exits,
 * one for all links of one card and one look: there buses go on. Local
 * coordinates; the caller moves the part to its place. */

#include "diagram/layout.h"

struct part_port {
	size_t card;   /* the one outside (entry) or inside (exit) that feeds */
	uint64_t look;
	size_t link;   /* place in the part's links of the first one; its line is that of all */
	double target; /* exit: the y wished for; NAN */
	struct point at;
};

enum { LINE_SPARE = 2 };

struct part_line {
	struct point *points; /* with room for LINE_SPARE more */
	size_t count;
};

struct part {
	const size_t *cards, *links;
	size_t card_count, link_count;
	bool down;     /* flow */
	bool stack;    /* large, or with targets: placed without dot */
	double shift;  /* result: what was added to y (flow right) or x (flow down) */
	double width, height;
	struct part_port *entries, *exits;
	size_t entry_count, exit_count;
	size_t *entry_of, *exit_of;  /* of each link of the part; SIZE_MAX */
	struct part_line *lines;     /* of each link of the part */
	struct joint *joints;        /* `link` is that of the diagram */
	size_t joint_count;
};

/* What the parts of one layout share. */
struct part_maker {
	struct layout *layout;
	const struct diagram *diagram;
	const struct style *style;
	double *widths;         /* by card; may grow */
	size_t *first, *count;  /* scratch, by card: its nodes in the part at work */
	unsigned *member;       /* scratch, by card: the part at work has it */
	unsigned stamp;
};

void part_maker_init(struct part_maker *maker, struct layout *layout,
                     const struct diagram *diagram, const struct style *style);

/* Finds entries and exits: cards and links are set. */
void part_ports(struct part_maker *maker, struct part *part);
/* Places the cards (layout->cards) and draws the lines (part->lines). */
bool part_layout(struct part_maker *maker, struct part *part, struct error *err);

#endif
