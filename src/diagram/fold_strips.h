#ifndef DIAGRAM_FOLD_STRIPS_H
#define DIAGRAM_FOLD_STRIPS_H

/* Private to fold.c: the strips on the cards of racks. */

#include "diagram/fold.h"

enum { FOLD_SIDES = 6 };

struct fold_sides {
	char list[FOLD_SIDES]; /* sorted, no side last */
	size_t count;
};

/* More than FOLD_SIDES are left out. */
void fold_add_side(struct fold_sides *sides, char side);

enum tone fold_strip_tone(const struct fold *fold, uint32_t device);
/* The worst of its inlets' utilisation; NAN. */
double fold_strip_percent(const struct fold *fold, uint32_t device);

/* Two a line: a side's PDU beside its partner of the other side, else beside
 * the next of its own. */
void fold_add_strips(struct fold *fold, const struct rack *rack, const uint32_t *devices, size_t count);
/* A line for each feed that is part of one of these strips: its name, how far it is loaded. */
void fold_add_feeds(struct fold *fold, const uint32_t *devices, size_t count);
/* One line, a strip for each side: the sums of its PDUs. */
void fold_side_strips(struct fold *fold, const uint32_t *devices, size_t count);

#endif
