#ifndef DIAGRAM_FOLD_H
#define DIAGRAM_FOLD_H

/* Racks as cards. A rack's own PDUs become strips of its card, its consumers
 * rows (or only a count); distribution devices that feed other racks, too, stay
 * cards of their own. */

#include "diagram/sketch.h"
#include "power/place.h"

struct fold {
	struct sketch *sketch;
	bool rows;                          /* device rows; else counts by verdict */
	bool feeds;                         /* a feed that feeds nothing else is part of its PDU's strip */
	const uint32_t *strip_of;           /* by node of such feeds: the strip below which they are named, else NODE_NONE; NULL: nowhere */
	bool narrow;                        /* strips say side, circuit and kilowatts only: "A C01", "4.9/7.2" */
	bool flat;                          /* strips say their side, with the bar beside it: "A"; of a row of racks narrow figures */
	bool beside;                        /* a rack's load stands beside its name */
	bool limits;                        /* a line with what is left when a side is lost */
	bool remarks;                       /* below each row its position and verdict */
	bool *strip;                        /* by device node: shown as a strip of its rack's card */
	const struct verdict **verdict_of;  /* by device node; may be NULL */
};

void fold_start(struct fold *fold, struct sketch *sketch, bool rows);
void fold_end(struct fold *fold);

/* The card of a rack with what is in the picture of it. */
size_t fold_rack(struct fold *fold, const struct rack *rack, int group);
/* What a rack, location or site takes; "" when the picture has no tooltips. */
const char *fold_place_tooltip(struct fold *fold, const struct object *place);
/* "9.8 / 11.5 kW": a capacity that is not quite known is not set beside the load. */
const char *fold_place_words(const struct place_figures *figures, struct arena *arena);
const char *fold_rack_words(struct fold *fold, const struct rack *rack);
/* A card for consumers without a rack, all at one location or site (may be NULL). */
size_t fold_loose(struct fold *fold, const struct object *place, const uint32_t *devices, size_t count, int group);
/* A card for a row of racks: the sums of each side's PDUs, devices by verdict. */
size_t fold_row(struct fold *fold, const uint32_t *devices, size_t count, size_t racks, int group);

/* "17" of "Outlet-17", "C01" of "Circuit-01" when `letter`; else the name's
 * last few letters. */
const char *fold_short_port(const char *name, bool letter, struct arena *arena);

#endif
