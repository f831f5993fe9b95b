#ifndef POWER_ABOVE_H
#define POWER_ABOVE_H

/* Private to src/power: the elements above every inlet that all its ways go
 * through (power/lifeline.h), in one sweep, for rules that ask of many devices:
 * what do its cords share, which of them fall together? The answers are those of
 * power_verdict(), which judges one device at a time. */

#include "power/build.h"

struct above;

/* For the `count` nodes given, the inlets of devices among them and all that is
 * above these; NULL: for all nodes. */
struct above *above_new(const struct power *power, const uint32_t *nodes, size_t count);
void above_free(struct above *above);

/* Has the inlet a way to a source that counts as redundancy and is known? */
bool above_reached(const struct above *above, uint32_t inlet);

/* Something whose loss takes several ways: an object, or what sources share. */
struct above_element {
	const struct object *object; /* NULL: a risk, or nothing */
	const char *risk;            /* its name; NULL: an object, or nothing */
};

/* The verdict of a consumer with inlets; redundant or insufficient are one here. Of a
 * shared one the nearest element that takes all cords, else nothing. */
enum verdict_state above_state(struct above *above, uint32_t device, struct above_element *nearest);

/* One element, and which of some inlets it takes: bit i is inlets[i]. */
struct fall {
	uint64_t inlets;
	struct above_element element; /* the nearest device with this effect, else the nearest element */
};

/* The different sets of `count` ≤ ABOVE_INLETS inlets that fall together by the
 * loss of one element, at most FALLS_MAX. The order follows that of the inlets. */
enum { FALLS_MAX = 256, ABOVE_INLETS = 64 };
size_t above_falls(struct above *above, const uint32_t *inlets, size_t count, struct fall falls[FALLS_MAX]);

#endif
