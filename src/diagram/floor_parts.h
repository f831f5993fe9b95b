#ifndef DIAGRAM_FLOOR_PARTS_H
#define DIAGRAM_FLOOR_PARTS_H

/* Private to floor.c: what its parts share. One unit is one card between the
 * wings: a rack, the consumers of a place that stand in no rack, or (detail row)
 * all racks of a row. An element all of whose consumers are in one unit has its
 * home there; from the consumers upwards that is one pass over the graph's
 * order. */

#include "diagram/floor.h"
#include "diagram/floor_rows.h"
#include "diagram/fold.h"
#include "diagram/grouping.h"

enum { NO_UNIT = -1, MANY_UNITS = -2 };

struct unit {
	const struct rack *rack;      /* NULL: loose consumers or a row */
	struct place place;
	const char *row;              /* within the place; "" none */
	uint32_t *devices;            /* of a card that is no single rack */
	size_t device_count, rack_count;
	const struct rack **racks;    /* of a row: so many; else NULL */
};

struct floor {
	struct sketch sketch;
	struct builder *builder; /* of the sketch */
	const struct content *content;
	const struct power *power;
	const struct inventory *inventory;
	struct arena *arena;
	enum floor_detail detail;
	struct fold fold;
	struct unit *units;
	size_t unit_count;
	int *unit_of;            /* by owner node: its unit, NO_UNIT or MANY_UNITS */
	struct grouping grouping;
	const struct floor_rows *rows;
	int row_group;           /* of the row whose racks are made cards now */
	bool equal_racks;        /* fold them */
	bool terse;              /* TERSE_LOW or TERSE_NARROW */
	bool over_common;        /* most racks are over their 2N limit */
};

/* floor_units.c: fills units and unit_of. */
void floor_find_units(struct floor *floor);

/* floor_wing.c: the cards of all that has no home, feeds as lines of them. */
void floor_wing_cards(struct floor *floor);
/* One line for each panel or board whose home is this unit (detail row); is there any? */
bool floor_home_lines(struct floor *floor, int unit);

/* floor_fold.c: are they equal but for names? */
bool floor_equal_cards(const struct card *a, const struct card *b);
/* The card stands for so many racks, up to the one named `last`. */
void floor_fold_card(struct floor *floor, struct card *card, const char *last, size_t racks);

/* floor_shared.c: marks in the right wing for sources of both sides. */
void floor_split_sources(struct floor *floor);

/* floor_cards.c: a card for each unit. */
void floor_unit_cards(struct floor *floor);
/* What stands on nearly every rack is said once, in the findings. */
void floor_count_over(struct floor *floor);

#endif
