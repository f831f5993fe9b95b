#ifndef DIAGRAM_SKETCH_H
#define DIAGRAM_SKETCH_H

/* Elements as cards, cords as links: what a trace and a chain at full detail
 * have in common. A distribution device is one card; the inlets and outlets of
 * it that are in the picture are lines of that card. */

#include "diagram/builder.h"
#include "power/place.h"

enum sketch_mark {
	SKETCH_BOTTLENECK = 1 << 0, /* least capacity on a way to the focus */
	SKETCH_BREAKER    = 1 << 1, /* the nearest circuit or feed above the focus */
	SKETCH_TIGHTEST   = 1 << 2  /* least headroom on a way to the focus */
};

struct shared {
	const char *names; /* of the first few: "srv-1, srv-2"; NULL: none */
	uint32_t count;
};

struct sketch {
	struct builder builder;
	const struct content *content;
	const struct power *power;
	bool brief;             /* a chain: fewer lines a card */
	bool currents;          /* brief, but with the amps of feeds and the loads of legs */
	bool one_site;          /* all of the picture is in one: it need not be named */
	bool merge;             /* links between the same cards on one side are one */
	struct arena *scratch;  /* of the arrays below */
	uint32_t *card_of;      /* by owner node: card + 1; 0: none yet */
	int *line_of, *slot_of; /* by node: where a link to it ends, + 1; 0: at the card */
	int *column_of;         /* by node: + 1; 0: none */
	uint8_t *marks;         /* by node: enum sketch_mark */
	struct shared *shared;  /* by node: whom the loss of it darkens */
};

void sketch_start(struct sketch *sketch, const struct content *content, const struct look *look, enum flow flow);
struct diagram *sketch_finish(struct sketch *sketch);

/* The card of a panel, feed or device with its ports in the picture, by node of
 * the panel, feed or device. */
size_t sketch_element(struct sketch *sketch, uint32_t owner, enum card_shape shape);

/* Its loss takes all ways to that device. */
void sketch_share(struct sketch *sketch, uint32_t node, const char *device);

/* The lines of that card only, for a card of one's own. */
void sketch_lines(struct sketch *sketch, uint32_t owner);

/* The strips of a consumer: one cell for each of these inlets. */
void sketch_strips(struct sketch *sketch, const uint32_t *inlets, size_t count);
/* Load of usable, percent and bar. */
void sketch_figures(struct sketch *sketch, uint32_t node);

/* The worst single failure of a node, one line: "95.4 kW if NETCORE-B fails", with `of`
 * in front ("PSU2"; "" none). Nothing unless asked for and there is one. */
void sketch_failover(struct sketch *sketch, uint32_t node, const char *of);

/* What is left of a place when a side is lost, in these words ("2N limit 5 760 W"): with
 * the percentage of it, "170 %", and as an alert when it draws more. "": no line. */
void sketch_limit(struct sketch *sketch, const struct place_figures *figures, const char *words);

/* Stubs above inlets that nothing documented feeds: "no cable", … */
void sketch_stubs(struct sketch *sketch);
/* All edges between different cards. */
void sketch_links(struct sketch *sketch);
/* One link between two cards for each side and state. */
void sketch_merged_links(struct sketch *sketch);

/* The leftmost column of the element and its ports; 0 when it has none. */
int sketch_column(const struct sketch *sketch, uint32_t owner);

/* "A · rack PDU · NET-R01 U42" */
const char *sketch_header(struct sketch *sketch, uint32_t owner);

/* The inlets of a device that are in the picture; natural order. malloc'd. */
uint32_t *sketch_inlets(const struct sketch *sketch, uint32_t device, size_t *count);

#endif
