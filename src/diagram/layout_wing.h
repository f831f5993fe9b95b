#ifndef DIAGRAM_LAYOUT_WING_H
#define DIAGRAM_LAYOUT_WING_H

/* One side of the wall diagram: a column of cards, sources above what they
 * feed; or two columns, when one would be too tall: then what feeds only cards
 * of the wing stands in the outer one; or as many as the longest chain is long. Lines to the cards of a column run in
 * the channel on its outer side; what goes to the floor leaves on the inner side
 * at exits, one for all links of one card and one look.
 *
 *     channel  column     channel  column
 *                ┌─────────┐ ┌─────────┐
 *              ┌─┤ UTILITY ├─┤ PANEL-A ├── exit
 *              │ └─────────┘ └─────────┘
 *
 * Local coordinates: x from the outer edge inwards, whatever the side. */

#include "diagram/layout.h"

/* One column, two, or one for each step of the longest chain. */
enum wing_form { WING_ONE, WING_TWO, WING_CHAIN, WING_FORMS };
enum { WING_COLUMNS = 12 }; /* at most */

struct wing_exit {
	size_t card;
	uint64_t look;
	size_t link;   /* of the diagram: one of its links */
	double target; /* the y wished for; NAN none */
	double y;
};

struct wing_bus;

struct wing {
	struct layout *layout;
	const struct diagram *diagram;
	double gap;
	size_t *cards;       /* in the order of the diagram; placed: from top to bottom */
	size_t card_count;
	uint8_t *step;       /* by card: 0 inner, else one more than what it feeds */
	size_t steps;        /* 0: some link leaves a column out */
	struct wing_exit *exits;
	size_t exit_count;
	size_t *exit_of;     /* by link of the diagram; SIZE_MAX */
	size_t *links;       /* between cards of the wing */
	size_t link_count;
	struct wing_bus *buses;
	size_t bus_count;
	size_t *bus_of;      /* of each of `links` */
	size_t columns;      /* that there are */
	double card_width;
	double tall[WING_FORMS]; /* the least height, and */
	double wide[WING_FORMS]; /* the width, lanes guessed; INFINITY: not possible */
	size_t lanes[WING_COLUMNS];
	double width, height;      /* when placed */
};

/* `place`: by card, this wing's cards are those with `which`. */
void wing_start(struct wing *wing, struct layout *layout, const struct diagram *diagram, const struct style *style,
                const int *place, int which, const double *widths);
/* Exits have targets: the columns in an order that is near to them. */
void wing_place(struct wing *wing, enum wing_form form, double height);
/* From local coordinates to the page, and the lines between the wing's cards.
 * `outer`: x of the outer edge; `sign`: 1 left wing, -1 right. */
void wing_finish(struct wing *wing, double outer, double sign);
/* How many bus lines wing_finish() may add. */
size_t wing_bus_lines(const struct wing *wing);

#endif
