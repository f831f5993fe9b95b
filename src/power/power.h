#ifndef POWER_POWER_H
#define POWER_POWER_H

/* The power graph of an inventory with every figure on it.
 *
 *     panel → feed → inlet → outlet → inlet → … → inlet of a consumer → device
 *
 * Nodes are panels, feeds, inlets, outlets and devices, in this order of kinds
 * and by NetBox id inside a kind, so that indices are stable. Edges are
 * panel → feed, cable (feed or outlet → inlet), internal (inlet → outlet of a
 * distribution device), supply (inlet → its consumer device) and bay (parent
 * device → child device without inlets of its own).
 *
 * power_build() is one pass of near-linear cost over the inventory; verdicts
 * are made on demand, one device at a time. All const afterwards. Watts, amps,
 * percent; NAN is unknown (number_known()). Definitions and worked numbers:
 * docs/power.md. */

#include "base/arena.h"
#include "model/inventory.h"
#include "power/policy.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NODE_NONE UINT32_MAX

enum role {
	ROLE_SOURCE_PANEL, /* a PowerPanel */
	ROLE_FEED,
	ROLE_UTILITY, ROLE_GENERATOR, ROLE_SWITCHGEAR, ROLE_TRANSFORMER,
	ROLE_PANEL,        /* a device that is a panel board, RPP, busway */
	ROLE_UPS, ROLE_ATS, ROLE_STS, ROLE_PDU,
	ROLE_DISTRIBUTION, /* a distribution device of no known kind */
	ROLE_CONSUMER,     /* a device with inlets only, or fed through its parent */
	ROLE_PASSIVE,      /* a device with neither inlets nor outlets */
	ROLE_INPUT,        /* inlet of a distribution device */
	ROLE_PSU,          /* inlet of a consumer */
	ROLE_CIRCUIT,      /* outlet of a panel, UPS, switchgear, … */
	ROLE_RECEPTACLE,   /* outlet of a PDU and the rest */
	ROLES
};
const char *role_name(enum role role);  /* JSON: "psu", "pdu", "circuit", … */
const char *role_title(enum role role); /* pictures: "rack PDU", "power panel", "UPS", … */
bool role_is_transfer(enum role role);  /* ATS, STS, UPS */

enum severity { SEVERITY_OK, SEVERITY_NOTICE, SEVERITY_WARNING, SEVERITY_ERROR, SEVERITY_UNKNOWN };
const char *severity_name(enum severity severity);

/* MARK_AT_MOST: of what loads leave, never of loads. */
enum load_mark { MARK_EXACT, MARK_AT_LEAST, MARK_ESTIMATE, MARK_ASSUMED, MARK_NOT_ASKED, MARK_AT_MOST };
const char *load_mark_name(enum load_mark mark);

/* Why a node is where the way up ends, or not live. */
enum node_flag {
	NODE_SOURCE      = 1 << 0, /* power starts here (panel or device) */
	NODE_OPEN_END    = 1 << 1, /* distribution device with no fed inlet, not a source */
	NODE_NOT_LIVE    = 1 << 2, /* its own status takes it out: planned, failed, disabled … */
	NODE_PLANNED     = 1 << 3, /* consumer whose draw is reserved, not drawn */
	NODE_UNCABLED    = 1 << 4, /* inlet without cable (and not mark_connected) */
	NODE_EXTERNAL    = 1 << 5, /* mark_connected: fed by something outside NetBox */
	NODE_LOST_END    = 1 << 6, /* its cable's far end is gone or not visible */
	NODE_IN_CYCLE    = 1 << 7, /* member of a cycle */
	NODE_DARK        = 1 << 8, /* no live way to any source, and nothing unknown on the way */
	NODE_INVISIBLE   = 1 << 9, /* placeholder of an object not read */
	NODE_UNDECIDED   = 1 << 10,/* outlet of several possible inlets (assumed split) */
	NODE_TRANSFER    = 1 << 11,/* device: ATS, STS, UPS */
	NODE_SIDE_DECLARED = 1 << 12,
	NODE_SIDE_CONFLICT = 1 << 13, /* declared side contradicts what arrives, or two sides meet */
	NODE_UNKNOWN_FED = 1 << 14,/* upstream ends in an open end, something external or not visible */
	NODE_FED         = 1 << 15,/* a live way to a source */
	NODE_NOT_YET     = 1 << 16,/* NODE_NOT_LIVE only because it is planned or in inventory */
	NODE_TANGLED     = 1 << 18,/* inlet: NetBox's own figure depends on the order of a recursion */
	NODE_CUT_SHORT   = 1 << 17,/* more than EDGES_IN_MAX ways in; the rest is left out (unknown) */
};

/* A leg of a three-phase element: a range, since a load whose leg is unknown
 * may be anywhere. low ≤ high; usable = usable / 3. */
struct leg {
	double low_w, high_w, usable_w;
};

/* 152 bytes: a large site has 100,000 of them, and touching fresh memory is what
 * building costs most. */
struct node {
	const struct object *object;
	uint8_t kind;          /* enum object_kind */
	uint8_t role;          /* enum role */
	uint8_t mark;          /* enum load_mark, of load_w */
	uint8_t severity;      /* enum severity, by utilization_pct and the policy's thresholds */
	char side;             /* 'A' … 'H'; 0 unknown */
	uint8_t sides;         /* set of sides that arrive, bit 0 = A … bit 7 = H */
	bool three_phase;
	uint8_t headroom_mark; /* enum load_mark, of headroom_w: of all loads on the way */
	uint32_t flags;        /* enum node_flag */
	uint32_t device;       /* node of the device an inlet or outlet belongs to; NODE_NONE else */
	uint32_t way;          /* the edge in that carries most (the preferred one, else the first); NODE_NONE */
	uint32_t known, total; /* coverage: consumers below whose draw is known / all */
	uint32_t bottleneck;   /* node with the least usable on the way from the source; NODE_NONE unknown */

	double load_w;         /* by the draw policy; NAN: unknown. Devices: distribution = sum over inlets (a source device: over outlets); consumer = its draw */
	double maximum_w;      /* the same with maximum_draw; NAN unknown */
	double reserve_w;      /* held ready by transfer devices; 0 none */
	double planned_w;      /* reserved by planned consumers below; 0 none */
	double netbox_allocated_w, netbox_maximum_w; /* inlets, feeds: NetBox's own figure; NAN elsewhere */

	double rated_w, usable_w, limit_w; /* limit_w: in a failure */
	double headroom_w;     /* least (usable − load) over the way; NAN unknown */
	double unassigned_w;   /* with legs: load on no known leg; NAN without */
	const struct leg *legs; /* 3 of them on three-phase feeds, inlets and outlets, else NULL */
	float utilization_pct; /* load / usable; NAN unless both known and usable > 0 */
	float volts, amps_rated; /* at the connector or feed; NAN unknown */
	float current_a;       /* load as current (three-phase: per line); NAN unknown */
};

/* Of what an element's load leaves of a limit: at most so much where some of its draws are not known, also beside
 * others that are estimated or assumed; else as the load. R9-PDU-B, ≥530 of 5 888 W: ≤5 358 W. */
enum load_mark mark_left(const struct node *node);

struct power;
/* Has neither an inlet nor what it hangs on a limit (usable_w)? Then nobody knows what comes in there,
 * whatever the limits further up. What a power supply may draw at most is no limit here. False for other
 * nodes and NODE_NONE. A PDU's inlet without a connector type or draw, on an outlet without a type: yes; the
 * same on a feed of 3 680 W: no. */
bool power_inlet_unrated(const struct power *power, uint32_t inlet);

enum edge_kind { EDGE_PANEL, EDGE_CABLE, EDGE_INTERNAL, EDGE_SUPPLY, EDGE_BAY };

struct edge {
	const struct cable *cable; /* EDGE_CABLE, else NULL */
	double load_w;             /* NAN unknown */
	uint32_t from, to;         /* nodes, source side → consumer side */
	uint8_t kind;              /* enum edge_kind */
	bool live;         /* carries power now */
	bool redundancy;   /* counts as redundancy (decommissioning does not) */
	bool assumed;      /* inferred or split evenly for want of a power_port */
	bool reserve;      /* stands by (the other inputs of a transfer device) */
	bool closes_cycle; /* carries nothing */
	bool carries;      /* load goes this way: live, not reserve, not closing a cycle */
	bool planned;      /* not live yet: only a planned status stands in the way */
};

/* What several sources share, so that one loss takes them all (policy_risk()): an
 * element above them that NetBox does not hold. */
struct risk {
	const char *name;  /* "substation north" */
	uint32_t *sources; /* nodes, two or more, in their order */
	uint32_t count;
};
#define RISK_NONE UINT32_MAX

struct power {
	struct arena *arena;
	const struct inventory *inventory;
	struct policy policy;
	struct node *nodes;  uint32_t node_count;
	struct edge *edges;  uint32_t edge_count;
	/* Edges into node n: in_edges[in_start[n] … in_start[n+1]), and out of it. */
	uint32_t *in_start, *in_edges, *out_start, *out_edges;
	uint32_t first[OBJECT_DEVICE + 2]; /* first node of a kind; kinds are contiguous */
	uint32_t known, total; /* coverage of the whole inventory */
	/* Every node once, sources first: no edge but one that closes a cycle goes
	 * from a later node to an earlier one. rank is the inverse: rank[order[i]] = i. */
	uint32_t *order, *rank;
	const struct node_index *index; /* for power_node() */
	bool path_only; /* see power_keep_path() */
	bool some_legs; /* some node has legs */
	bool some_each; /* some consumer of several cords has its whole draw documented on each (--psu each) */
	struct risk *risks; uint32_t risk_count; /* by natural name */
	uint32_t *risk_of; /* by node: its place in `risks` or RISK_NONE; NULL without risks */
};

/* A node has at most so many edges in; more (a cable with a thousand supplies)
 * are left out and the node says NODE_CUT_SHORT. Keeps the graph linear. */
enum { EDGES_IN_MAX = 64 };

/* Never fails: what is odd in the data is on the nodes and in the findings. */
struct power *power_build(const struct inventory *inventory, const struct policy *policy);
void power_free(struct power *power);

/* For pictures of these elements that need no other loads: keeps the figures of the
 * elements, of the distribution devices their cords come from (their rack PDUs), of
 * all below those and of the circuits that feed nothing else. All other loads
 * become unknown with MARK_NOT_ASKED, so does every headroom and, of devices, the bottleneck; ways, states and
 * ratings stay. On the guide's site CORE-SW01 keeps NET-R01-PDU-A with 4 900 W and
 * its Circuit-01; EMEA-NETCORE-PANEL-A is not asked for. Before anything is made of it. */
void power_keep_path(struct power *power, const uint32_t *nodes, size_t count);

/* Node of an object; NODE_NONE for kinds that are no nodes. */
uint32_t power_node(const struct power *power, const struct object *object);

/* The risk that all these sources share: RISK_NONE for fewer than two, or when one has another or none. */
uint32_t power_common_risk(const struct power *power, const uint32_t *sources, size_t count);

/* -- verdicts ---------------------------------------------------------- */

enum verdict_state { VERDICT_REDUNDANT, VERDICT_INSUFFICIENT, VERDICT_SHARED, VERDICT_SINGLE,
                     VERDICT_DARK, VERDICT_UNKNOWN, VERDICT_PLANNED, VERDICT_NONE };
const char *verdict_state_name(enum verdict_state state);

/* One way from a source down to the device: nodes from the source to the inlet. */
struct path {
	uint32_t *nodes;
	size_t count;
	char side;          /* of the cord; 0 unknown */
	bool live;          /* every edge live */
	bool redundancy;    /* every edge counts as redundancy */
	bool reserve;       /* goes through a stand-by input */
	bool complete;      /* begins at a source */
	uint32_t bottleneck;
};

struct verdict {
	uint32_t device;          /* node judged: a device, or an inlet/outlet asked for itself */
	enum verdict_state state;
	size_t cords;             /* cabled inlets */
	size_t unfed;             /* inlets without a cable or a way to a source */
	const struct object **shared; /* elements whose loss takes every path: nearest first (cables too) */
	size_t shared_count;
	const char *risk;         /* what all its sources share, of several; NULL: nothing */
	uint32_t *up_to;          /* the sources reached, in order of side, id */
	size_t up_to_count;
	struct path *paths;       /* at most VERDICT_PATHS, by inlet, then side, preferred first */
	size_t path_count;
	bool paths_cut;           /* there were more */
	const char *text;         /* one sentence: "2 cords, A and B: no shared element up to UTILITY-A and UTILITY-B" */
};
enum { VERDICT_PATHS = 64 };

/* Judges one node (a device; an inlet or outlet: its own way up). Result in `arena`. */
const struct verdict *power_verdict(const struct power *power, uint32_t node, struct arena *arena);
/* … without its paths and its sentence, for counting many. */
const struct verdict *power_verdict_brief(const struct power *power, uint32_t node, struct arena *arena);

/* All nodes above a node up to the sources, the node itself included, in order
 * of distance, then index. Result array in `arena`. */
uint32_t *power_upstream(const struct power *power, uint32_t node, struct arena *arena, size_t *count);
/* … and all below. */
uint32_t *power_downstream(const struct power *power, uint32_t node, struct arena *arena, size_t *count);

/* -- findings ----------------------------------------------------------- */

enum rule_use {
	RULE_NORMAL,
	RULE_NEEDS_CONFIG, /* finds nothing until the policy says more (patterns of names) */
	RULE_OFF           /* only when asked for by name */
};

struct finding_rule {
	const char *id;       /* "outlet-unlinked" */
	enum severity severity;
	const char *meaning;
	const char *advice;   /* what to change in NetBox */
	const char *field;    /* where: "power outlet: power_port" */
	enum rule_use use;
};
struct finding {
	const struct finding_rule *rule;
	const struct object *object;
	const char *text;
	enum severity severity; /* the rule's, but for near-limit, which goes by the thresholds */
};

/* Rule `i`, by severity and id; NULL behind the last. What they mean exactly: docs/audit.md. */
const struct finding_rule *power_rule(size_t i);

/* Which rules: those named in `only` (none: all that are not off), less those in
 * `without`. Unknown ids mean nothing. */
struct finding_choice {
	const char *const *only, *const *without;
	size_t only_count, without_count;
	/* Where: on these nodes (rising) and the cables at inlets among them; what else
	 * the rest of the site has to tell is left out, and so is what it would cost.
	 * NULL: everywhere, racks, too. */
	const uint32_t *nodes;
	size_t node_count;
};

/* What the rules find, by severity, rule, kind, id, text. Near-linear in what is
 * looked at and what is above it; the verdicts of all consumers are the most of
 * it. Result in `arena`. */
const struct finding *power_findings_of(const struct power *power, const struct finding_choice *choice,
                                        struct arena *arena, size_t *count);
/* All that are not off. */
const struct finding *power_findings(const struct power *power, struct arena *arena, size_t *count);

#endif
