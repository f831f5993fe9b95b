#ifndef DIAGRAM_CARD_H
#define DIAGRAM_CARD_H

/* The card: the same in every picture. Its size follows from its content and
 * the style; it is drawn by the code that measures it.
 *
 *     ┌──────────────────────────┐  header: side colour, "A · rack PDU · NET-R01"
 *     │ NET-R01-PDU-A            │  title, and what stands beside it
 *     │ 4 900 W of 7 200 W  68 % │  lines
 *     │ ▓▓▓▓▓▓▓▓▓▓░░░░           │
 *     └──────────────────────────┘
 *
 * CARD_FOCUS has its first strips (the PSUs) on top, so that the cords end at
 * them, then the title in large type with the header's words beside it. */

#include "diagram/diagram.h"
#include "diagram/scene.h"
#include "diagram/style.h"

struct card_box {
	struct box box;
	/* Where cords arrive at the cells of the first strips, from left to right
	 * (absolute x), when the layout moved them under their columns; NULL:
	 * equal cells. */
	const double *ports;
	size_t port_count;
};

/* The width its content wants, within the style's limits. */
double card_width(const struct card *card, const struct style *style);
/* The height at a width. */
double card_height(const struct card *card, const struct style *style, double width);
void card_draw(struct scene *scene, const struct card *card, const struct card_box *place);

/* The first LINE_STRIPS of the card; NULL when it has none. */
const struct line *card_strips(const struct card *card);
/* The width one cell of these strips wants. */
double card_cell_width(const struct card *card, const struct style *style);
/* Centre of a cell of the first strips. */
double card_cell_x(const struct card *card, const struct style *style,
                   const struct card_box *place, size_t cell);

/* "" for NULL. */
static inline const char *card_text(const char *text)
{
	return text ? text : "";
}

#endif
