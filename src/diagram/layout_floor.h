#ifndef DIAGRAM_LAYOUT_FLOOR_H
#define DIAGRAM_LAYOUT_FLOOR_H

/* Working data of layout_floor(): who stands where (layout_place.c), how many
 * cards a shelf has (layout_shelves.c), how the lines go (layout_route.c). */

#include "diagram/layout.h"
#include "diagram/layout_wing.h"

#define FLOOR_CARD_GAP 7.0
#define FLOOR_GROUP_GAP 16.0
#define FLOOR_SHELF_GAP 5.0
#define FLOOR_LANE_MARGIN 9.0
#define FLOOR_FRAME_PAD 5.0
#define FLOOR_LABEL_ROW 15.0
#define FLOOR_TRACK_TOP 4.0
#define FLOOR_DROP 6.0 /* from the lowest track to the arrow at a card */

enum { LEFT, RIGHT, WINGS };

/* A card between the wings. */
struct item {
	size_t card, shelf;
	double x, y, w, h;
	size_t first, count; /* its drops */
};

struct shelf {
	size_t first, count; /* in `order` */
	double x;            /* where the next group would begin */
	double y, label, channel, height;
	bool continued;      /* the group of the shelf above goes on */
	bool framed;         /* there are frames in it */
	size_t *buses;       /* from the first track to the last */
	size_t bus_count;
	size_t own_tracks, track_count; /* of one bus; all, with those that buses share */
};

/* What one card feeds with one look (side and state) on the floor. */
struct bus {
	int wing;
	size_t exit;         /* of the wing; SIZE_MAX: rises from a card */
	size_t link;         /* one of its links */
	struct point from;
	double turn;         /* a riser's own track */
	double *tracks;      /* y of the track on each of its shelves */
	size_t track_count;
	bool has_lane;
	double lane, low, high;
	double sum;          /* of y of its shelves */
	size_t shelves, seen;
	double first_x, last_x; /* scratch: extent of a track */
	size_t drop_count, here; /* all; on the shelf that was looked at last, */
	double begin, end;       /* from the first to the last of them */
	bool local;              /* rises, and all are on one shelf: */
	size_t track;            /* behind the shelf's own_tracks */
};

/* Where a bus meets a card's top, downwards or (rising) upwards. */
struct drop {
	size_t item, bus, link;
	bool rising;
	char side;
	double part, x;      /* of the card's width; on the page */
};

struct floor_plan {
	struct layout *layout;
	const struct diagram *diagram;
	const struct style *style;
	double *widths;      /* by card */
	struct wing wings[WINGS];
	enum wing_form forms[WINGS];
	size_t lanes[WINGS];
	double wing_x;       /* of the right wing's inner edge */
	int *place;          /* by card: LEFT, RIGHT, WINGS: on the floor */
	bool beside;         /* panels stand beside the racks they feed */
	size_t *home;        /* by card: of those, the first rack it feeds; SIZE_MAX */
	struct item *items;
	size_t item_count;
	size_t *item_of;     /* by card */
	size_t *order;       /* items shelf by shelf */
	struct bus *buses;
	size_t bus_count;
	struct drop *drops;  /* by item */
	size_t drop_count;
	struct shelf *shelves;
	size_t shelf_count;
	double *ends;        /* scratch: of shared tracks */
	double need;         /* how large the sheet must be, as a height */
	double floor_x, floor_width, floor_height, gap;
	double card_gap, shelf_gap, lane_room; /* lane_room: beside the lanes, what the sheet has left */
};

/* The wings' cards, the items, their buses and drops. */
void floor_place(struct floor_plan *plan);
/* Could cards of the wings stand beside the racks they feed? Those that feed
 * racks of one group only. */
bool floor_may_stand_beside(const struct floor_plan *plan);
/* The group of an item; -1. */
int floor_group(const struct floor_plan *plan, size_t item);

/* How many cards a shelf has and how many columns the wings: the largest scale
 * on a sheet of the wished proportions wins; what is left over widens the gaps. */
void floor_shelves(struct floor_plan *plan);

/* Places the wings, the lines and the floor between them. */
void floor_route(struct floor_plan *plan);

#endif
