#ifndef POWER_RULES_H
#define POWER_RULES_H

/* Private to src/power: the rules of the audit. A rule is one row in finding.c:
 * its texts, and a function that looks for it and adds what it finds. The
 * functions stand by subject in rules_*.c. Each is linear in what it looks at;
 * what several of them need is made once, by the first.
 *
 * A scan looks at the whole site or at a part of it: nodes, and the cables at
 * their inlets. Whatever a rule says about these must not depend on that. */

#include "power/above.h"
#include "power/build.h"

struct scan {
	const struct power *power;
	const uint32_t *nodes;           /* looked at, rising; NULL: all */
	size_t first[OBJECT_DEVICE + 2]; /* where a kind begins in `nodes`; of the whole site: power->first */
	struct cable **cables;           /* looked at, by id */
	size_t cable_count;
	struct arena *arena;             /* of the texts */
	const struct finding_rule *rule; /* whose turn it is */
	struct finding *found;
	size_t count, capacity;
	struct arena *scratch;           /* of the following */
	struct judged *judged;           /* per device looked at, from first[OBJECT_DEVICE] on; NULL: not yet */
	struct above *above;             /* NULL: not yet */
};

/* What the verdict says about a consumer in service. */
struct judged {
	uint8_t state;                /* enum verdict_state; VERDICT_NONE for what is not judged */
	struct above_element nearest; /* VERDICT_SHARED: the nearest shared element */
};

/* The node at a place from s->first[KIND] on, below s->first[KIND + 1]. */
static inline uint32_t scan_node(const struct scan *s, size_t at)
{
	return s->nodes ? s->nodes[at] : (uint32_t)at;
}

/* Is the node looked at? */
bool scan_has(const struct scan *s, uint32_t node);

/* A finding of the rule whose turn it is; the second one with its own severity. */
void scan_add(struct scan *s, const struct object *object, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void scan_add_as(struct scan *s, enum severity severity, const struct object *object, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Full name, in the arena of the texts. */
const char *scan_name(struct scan *s, const struct object *object);
/* "4 200 W" and the like, in the arena of the texts. */
const char *scan_watts(struct scan *s, double watts);
const char *scan_percent(struct scan *s, double percent);

/* Made by the first who asks. */
struct above *scan_above(struct scan *s);

/* Is the node an inlet or device of a consumer that is read and in service? */
bool scan_in_service(const struct power *power, uint32_t n);

/* rules_supply.c: the chain itself */
void rule_cycle(struct scan *s);
void rule_open_end(struct scan *s);
void rule_side_mismatch(struct scan *s);
void rule_volts_phase(struct scan *s);
void rule_feed_without_rack(struct scan *s);
void rule_panel_in_rack(struct scan *s);
/* rules_outlet.c */
void rule_outlet_unlinked(struct scan *s);
void rule_leg_on_single_phase(struct scan *s);
void rule_numbering_mixed(struct scan *s);
void rule_imbalance(struct scan *s);
/* rules_cable.c */
void rule_cable_one_ended(struct scan *s);
void rule_cable_type(struct scan *s);
void rule_label_duplicate(struct scan *s);
void rule_leftover(struct scan *s);
void rule_connector_mismatch(struct scan *s);
void rule_parallel_outlets(struct scan *s);
/* rules_draw.c: what is entered at inlets and devices */
void rule_no_power_port(struct scan *s);
void rule_draw_missing(struct scan *s);
void rule_draw_is_maximum(struct scan *s);
void rule_draw_ratio(struct scan *s);
void rule_rating_as_draw(struct scan *s);
void rule_override(struct scan *s);
void rule_undocumented(struct scan *s);
void rule_naming(struct scan *s);
/* rules_cord.c: the ways of consumers */
void rule_same_pdu(struct scan *s);
void rule_same_feed(struct scan *s);
void rule_same_panel(struct scan *s);
void rule_same_source(struct scan *s);
void rule_single_cord(struct scan *s);
/* rules_failover.c: when a cord or a side is lost */
void rule_psu_failover(struct scan *s);
void rule_over_2n(struct scan *s);
/* rules_load.c */
void rule_near_limit(struct scan *s);
void rule_overload(struct scan *s);

#endif
