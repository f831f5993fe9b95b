#ifndef POWER_CONTINGENCY_H
#define POWER_CONTINGENCY_H

/* What becomes of the site when elements are gone (docs/power.md, "Failure").
 *
 * What has no live way left to a source is dark; the rest takes over by the psu
 * policy (share: the surviving cords take the device's whole draw, in proportion
 * to their allocated_draw; each: nothing moves) and the transfer devices (the
 * next live inlet takes everything). A UPS that loses all inlets is on battery.
 * Cords that hang on batteries alone count as lost for the loads: figures are
 * those of the end of the battery time, the safe side.
 *
 *     overload   load above limit_w            may trip   above rated_w × trip
 *     psu        a power supply above its maximum_draw
 *
 * What hangs only on what may trip, on an overloaded PSU or on a battery, or has
 * fewer PSUs left than it needs, is at risk. Elements that were in that state
 * before are named only when their load rises, consumers only when they lose
 * their redundancy as well (two feeds that may trip anyway, and one goes).
 *
 * Only what the loss touches is computed: down from what is gone as far as
 * anything changes, up from the cords whose load changes, down again from what
 * gets overloaded. A run costs what it touches, whatever the size of the site;
 * memory is linear in the site. Example (guide): NET-R01-PDU-A gone: CORE-SW01's
 * PSU2 carries 4200 of 3000 W and the circuit of PDU B 9800 of 5760 W. */

#include "power/power.h"

/* -- what is gone -------------------------------------------------------- */

/* A set of nodes and cables. Start it zeroed; removal_end() frees it. */
struct removal {
	uint32_t *nodes;
	size_t node_count, node_capacity;
	uint32_t *doubtful; /* nodes of which nobody knows whether they go, too (a leg nobody wrote down) */
	size_t doubtful_count, doubtful_capacity;
	const struct cable **cables;
	size_t cable_count, cable_capacity;
};

void removal_end(struct removal *removal);

/* An element and its parts: a device with its inlets and outlets, a cable, a
 * rack, location or site with all panels, feeds, devices in it. An element that
 * is none in the power graph adds nothing. */
void removal_add(struct removal *removal, const struct power *power, const struct object *object);
/* Panels, feeds and distribution devices of a side; a transfer device that
 * another side reaches, too, stays. */
void removal_add_side(struct removal *removal, const struct power *power, char side);
/* The sides that there are to lose so: bit 0 = A … bit 7 = H. */
uint8_t removal_sides(const struct power *power);
/* All sources that share a risk. */
void removal_add_risk(struct removal *removal, const struct power *power, const struct risk *risk);
/* One leg ('A', 'B', 'C') below a three-phase element: outlets on it, outlets
 * between it and the next, three-phase supplies of consumers; outlets whose leg
 * is not known are doubtful. */
void removal_add_leg(struct removal *removal, const struct power *power, uint32_t node, char leg);
/* Everything that `other` has. */
void removal_join(struct removal *removal, const struct removal *other);

/* -- what it does -------------------------------------------------------- */

enum effect {
	EFFECT_DARK,     /* consumer without a live way */
	EFFECT_AT_RISK,  /* consumer, see above */
	EFFECT_MAY_TRIP, /* element above rated × trip */
	EFFECT_PSU,      /* power supply above its maximum */
	EFFECT_OVERLOAD, /* element above its limit */
	EFFECT_LOST,     /* consumer that no single loss could darken before, now one can */
	EFFECT_UNKNOWN,  /* consumer: what is left of its ways ends in the unknown */
	EFFECTS
};
const char *effect_name(enum effect effect);  /* JSON: "dark", "at_risk", "may_trip", … */
const char *effect_title(enum effect effect); /* people: "dark", "at risk", "may trip", … */
bool effect_is_consumer(enum effect effect);  /* one of a device's fates, not an element's load */

/* Consumers of one fate. `unknown`: of these, how many have no known draw. */
struct tally {
	size_t devices, unknown;
	double load_w; /* of those known */
};
/* One consumer more. */
void tally_add(struct tally *tally, const struct node *node);

struct hit {
	uint32_t node;
	uint8_t effect;      /* enum effect; one fate a consumer, the worst; one for each element */
	char leg;            /* element judged by one leg: 'A' … 'C'; else 0 */
	uint16_t generation; /* 0, or with a cascade what fell after it */
	double before_w, after_w, limit_w; /* consumers: draw before and after, limit NAN */
};

struct outcome {
	struct tally tallies[EFFECTS]; /* of the consumers' fates */
	struct tally battery;          /* of those at risk: on a battery alone */
	struct tally outside[EFFECTS]; /* the fates of consumers not watched; they are no hits */
	size_t elements[EFFECTS];      /* of the elements' */
	double worst_pct;              /* highest load in percent of the limit; 0 none */
	uint32_t worst;                /* … of this node; NODE_NONE */
	unsigned generations;          /* with a cascade: how many rounds fell */
	const struct hit *hits;        /* by effect, then generation, node */
	size_t hit_count;
};

struct contingency;

/* `power` must outlive it. Linear in time and memory. */
struct contingency *contingency_new(const struct power *power);
/* … for a few runs and what these touch: it costs what they come across, whatever
 * the size of the site. contingency_run() and the states and loads of touched nodes
 * are the same; other nodes must be named by contingency_look() first.
 * contingency_given() wants the whole. */
struct contingency *contingency_new_part(const struct power *power);
/* The node and all above it may be asked about, touched or not. */
void contingency_look(struct contingency *contingency, uint32_t node);
void contingency_free(struct contingency *contingency);

/* Looks at the fates of these consumers only (by node; NULL: all; borrowed). What
 * others go through is counted apart. Loads and elements are those of the site. */
void contingency_watch(struct contingency *contingency, const bool *inside);

/* The state without these; what contingency_run() gave before is void. With
 * `cascade`, what may trip and PSUs over their maximum are taken out as well,
 * and again, until nothing more falls. */
const struct outcome *contingency_run(struct contingency *contingency, const struct removal *removal, bool cascade);

/* … without an outcome, for who looks at states and loads only. */
void contingency_apply(struct contingency *contingency, const struct removal *removal);

/* Makes the state without these the one that every later run starts from and
 * compares with (maintenance: they are out already). Once only. */
void contingency_given(struct contingency *contingency, const struct removal *removal);

/* -- looking at the last run ---------------------------------------------- */

/* The load of a node then; known watts. Of a distribution device: its inlets'. */
double contingency_load(const struct contingency *contingency, uint32_t node);
/* … on leg 0, 1 or 2 of a node with legs: what is surely there, and an even part of
 * what is on no known leg. */
double contingency_leg_load(const struct contingency *contingency, uint32_t node, int leg);
/* The load before: normally the node's load_w, unknown as 0. */
double contingency_before(const struct contingency *contingency, uint32_t node);

enum contingency_state {
	STATE_SOURCE  = 1 << 0, /* a live way to a source */
	STATE_UNKNOWN = 1 << 1, /* a live way that ends in the unknown */
	STATE_BATTERY = 1 << 2, /* a live way to a battery */
	STATE_SOLID   = 1 << 3, /* … to a source past nothing that may trip */
	STATE_CLEAN   = 1 << 4, /* … past nothing overloaded */
	STATE_OVER    = 1 << 5, /* itself above its limit */
	STATE_TRIP    = 1 << 6, /* itself may trip; a PSU above its maximum */
	STATE_GONE    = 1 << 7  /* taken out */
};
uint8_t contingency_state(const struct contingency *contingency, uint32_t node);
/* … and before. */
uint8_t contingency_state_before(const struct contingency *contingency, uint32_t node);
bool contingency_cable_gone(const struct contingency *contingency, const struct cable *cable);

/* What a consumer's state means: EFFECT_DARK, EFFECT_AT_RISK or EFFECT_UNKNOWN;
 * EFFECTS: served. */
enum effect contingency_fate(uint8_t state);

/* Nodes whose state or load may differ from before; no order, each once. */
const uint32_t *contingency_touched(const struct contingency *contingency, size_t *count);

/* Does no single element's loss darken this consumer (before the run, after it)? */
bool contingency_redundant_before(const struct contingency *contingency, uint32_t device);
bool contingency_redundant(const struct contingency *contingency, uint32_t device);

/* Why a consumer is at risk: the nearest node that may trip, is overloaded or is
 * an outlet on battery; NODE_NONE when it has too few PSUs left. */
uint32_t contingency_culprit(const struct contingency *contingency, uint32_t device);

#endif
