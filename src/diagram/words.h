#ifndef DIAGRAM_WORDS_H
#define DIAGRAM_WORDS_H

/* The wording of every picture, in one place. Results live in the arena given;
 * none is NULL. Unknown figures are "?"; "≥" stands before sums of which a part
 * is unknown, "~" before estimates and assumed splits. */

#include "power/place.h"
#include "power/power.h"

/* What stands before a load: "≥", "~", both when a part is unknown and a part assumed, "" when it is exact. */
const char *words_sign(const struct node *node);
/* The same for a part of it of which everything is known. */
const char *words_sign_all(const struct node *node);
/* Before what such a load leaves of a capacity: "≤" where the load is "≥". */
const char *words_sign_left(const struct node *node);
/* "≥4 200 W" */
const char *words_load(const struct node *node, struct arena *arena);
/* "4 900 W of 7 200 W"; "47.7 kW" when no capacity is known or asked for. */
const char *words_load_of(const struct node *node, struct arena *arena);
/* The same in one unit, for narrow places: "4.9 / 7.2 kW". */
const char *words_load_short(double load_w, double usable_w, enum load_mark mark, struct arena *arena);
/* In kilowatts from 1 000 W on: "4.9 / 7.2 kW", "0.6 / 17.7 kW", "60 / 300 W". */
const char *words_load_narrow(double load_w, double usable_w, enum load_mark mark, struct arena *arena);
/* In kilowatts, which are not said: "4.9/7.2". */
const char *words_load_kilo(double load_w, double usable_w, enum load_mark mark, struct arena *arena);
/* "68 %", "≥68 %"; "" when not known. */
const char *words_percent(const struct node *node, struct arena *arena);
/* "20.4 A of 24 A", "20.4 A per line"; "" when not known. */
const char *words_amps(const struct node *node, struct arena *arena);
/* "legs A 14.7 · B 19.6 · C 13.4 kW", "A 12.6–14.7" where part of the load is
 * on no known leg; "" without legs. */
const char *words_legs(const struct node *node, struct arena *arena);
/* "2.1 kW on no known leg"; "" when every leg is known. */
const char *words_unassigned(const struct node *node, struct arena *arena);
/* "12 of 14 draws known"; "" when all are. */
const char *words_coverage(const struct node *node, struct arena *arena);

/* "C14", "L6-30P", "IEC 60309 P+N+E 6h"; "" unset. Of a connector's slug. */
const char *words_connector(const char *slug, struct arena *arena);
/* "480 V · 400 A · three-phase · up to 80 %" */
const char *words_supply(const struct feed *feed, struct arena *arena);
/* "NET-R01-PC-17A · 2 m · blue · planned" */
const char *words_cable(const struct cable *cable, struct arena *arena);
/* "NET-R01 U12", "NET-R01", "Network Core", "EMEA-DC-CLOUD": the nearest place. */
const char *words_position(const struct object *object, struct arena *arena);
/* All of it: "NET-R01 U12 · Network Core · EMEA-DC-CLOUD". */
const char *words_place(const struct object *object, struct arena *arena);

/* Why the node itself is not live: "feed is failed", "outlet is disabled",
 * "device is planned"; "" when it is live. */
const char *words_not_live(const struct power *power, uint32_t node, struct arena *arena);
/* Why the edge carries nothing: "cable is planned", "closes a loop"; else "". */
const char *words_edge(const struct power *power, const struct edge *edge, struct arena *arena);

/* Several lines: name, what it is, load and capacities, NetBox's own figure
 * where it differs and which object causes that, coverage. */
const char *words_tooltip(const struct power *power, uint32_t node, struct arena *arena);

/* Likewise of a rack, location or site: load, capacities, what is left when a side
 * is lost, NetBox's own figure of a rack and why it differs. */
const char *words_place_tooltip(const struct places *places, const struct place_figures *figures, struct arena *arena);

/* "2N limit 5 760 W", "2N limit ≥4 000 W", "2N limit ?"; "" unless several sides feed the place. */
const char *words_limit_2n(const struct place_figures *figures, struct arena *arena);
/* "9 800 W of 2N limit 5 760 W"; with the reason where there is no percentage:
 * "1 060 W of 2N limit 0 W · not 2N: shared PP-A"; "" likewise. */
const char *words_load_2n(const struct place_figures *figures, struct arena *arena);

/* "3 devices", "1 device", "20 000 devices" (U+2009) */
const char *words_count(size_t count, const char *noun, struct arena *arena);

/* "netbox.example.com" of a URL. */
const char *words_host(const char *url, struct arena *arena);
/* "draw rollup · psu share · power factor 1, no losses" */
const char *words_policy(const struct policy *policy, struct arena *arena);

#endif
