#ifndef POWER_BUILD_H
#define POWER_BUILD_H

/* Private to src/power: what the passes of power_build() share. Each pass is
 * one file and one function; they run in the order in which they stand here,
 * and each is linear in nodes and edges. */

#include "power/power.h"

enum fed {
	FED_SOURCE = 1,  /* a live way to a source */
	FED_UNKNOWN = 2  /* a live way that ends in the unknown */
};

/* What is below a node, for sums. */
enum below {
	BELOW_KNOWN = 1,    /* some draw is known */
	BELOW_UNKNOWN = 2,  /* some draw is not */
	BELOW_ESTIMATE = 4,
	BELOW_ASSUMED = 8,
	BELOW_AT_LEAST = 16, /* own draw stands in for unknown ones */
	BELOW_MAXIMUM_KNOWN = 32,
	BELOW_MAXIMUM_UNKNOWN = 64
};

/* What is known of the voltage at a node, beside its volts and three_phase. */
enum supply {
	SUPPLY_KNOWN = 1, /* a feed or a written voltage was found on the way up */
	SUPPLY_UL = 2     /* North American: continuous 0.8, UL ratings of connectors */
};

struct build {
	struct power *power;
	const struct inventory *inventory;
	const struct policy *policy;
	struct arena *scratch;
	struct node *nodes;
	struct edge *edges;
	uint32_t node_count, edge_count;
	uint32_t edge_capacity;
	uint8_t *fed;           /* enum fed per node */
	bool custom;            /* some object has a custom field with a value */
	uint32_t *root;         /* per node, see root.c */
	uint8_t *supply;        /* enum supply per node, from supply.c on */
	uint8_t *below;         /* enum below per node, from load.c on */
	uint32_t *feeder;       /* per device (index − first[OBJECT_DEVICE]): the device whose
	                         * inlets feed it: itself, or one it sits in; NODE_NONE */
};

/* graph.c: nodes, flags of the objects' own state, edges, adjacency. */
void build_graph(struct build *b);
/* cycle.c: order, cuts, what is fed, which edges carry. */
void build_order(struct build *b);
/* side.c */
void build_sides(struct build *b);
/* netbox_draw.c: netbox_allocated_w, netbox_maximum_w. */
void build_netbox_draw(struct build *b);
/* netbox_policy.c: with --draw netbox, those figures as the loads. */
void build_netbox_policy(struct build *b);
/* supply.c: volts, three_phase. */
void build_supply(struct build *b);
/* root.c: where single chains lead. */
void build_roots(struct build *b);
/* each.c: with --psu each, takes off what would count twice. */
void build_each(struct build *b);
/* load.c: load_w, maximum_w, planned_w, edge loads; coverage.c: known, total. */
void build_loads(struct build *b);
void build_coverage(struct build *b);
/* reserve.c: reserve_w. */
void build_reserve(struct build *b);
/* phase.c: legs, unassigned_w. */
void build_legs(struct build *b);
/* capacity.c: ratings, utilization, current, bottleneck, headroom, severity. */
void build_capacity(struct build *b);

/* index.c: ids of a kind are usually dense: then a table holds the node of each;
 * sparse ones (a few objects with far ids) are found by bisection. */
struct id_table {
	int64_t low;
	uint64_t span;  /* 0: bisect */
	uint32_t *node; /* by id − low */
};
struct node_index {
	struct id_table tables[OBJECT_DEVICE + 1];
};
struct node_index *index_new(struct power *power);

/* fed.c: what reaches node n, whose supplies are all done; its carrying edges. */
void fed_visit(struct build *b, uint32_t n);
/* The flags of distribution devices, from their inlets. */
void fed_settle_devices(struct build *b);

/* power_node() without a call, for an object that is a node. */
static inline uint32_t node_of(const struct power *power, const void *object)
{
	const struct object *o = object;
	const struct id_table *table = &power->index->tables[o->kind];
	uint64_t at = (uint64_t)o->id - (uint64_t)table->low;
	return at < table->span ? table->node[at] : power_node(power, o);
}

/* Objects are scattered over memory; asking for one PREFETCH rounds before it is
 * needed hides most of the wait. */
enum { PREFETCH = 24 };
static inline void prefetch(const void *address)
{
	__builtin_prefetch(address);
}
static inline void prefetch_object(const struct build *b, uint32_t n)
{
	if (n < b->node_count)
		prefetch(b->nodes[n].object);
}

/* number_known() without a call: NAN is the only value unlike itself. */
static inline bool known(double value)
{
	return value == value;
}

/* Does power flow this way now? */
static inline bool edge_open(const struct edge *edge)
{
	return edge->live && !edge->closes_cycle;
}

/* Do the inlets these edges come from end at different sources, each by a
 * single chain? (At most 8 of them; else false.) */
bool cords_are_apart(const struct build *b, uint32_t first, uint32_t last);

/* The nodes of a consumer's own inlets are where its edges come from. */
static inline uint32_t first_inlet(const struct build *b, uint32_t device)
{
	return b->power->in_start[device];
}

/* Small helpers (graph.c). */
static inline bool node_is(const struct build *b, uint32_t n, uint32_t flag)
{
	return (b->nodes[n].flags & flag) != 0;
}
static inline const struct inlet *node_inlet(const struct node *node)
{
	return (const struct inlet *)(const void *)node->object;
}
static inline const struct outlet *node_outlet(const struct node *node)
{
	return (const struct outlet *)(const void *)node->object;
}
static inline const struct feed *node_feed(const struct node *node)
{
	return (const struct feed *)(const void *)node->object;
}
static inline const struct device *node_device(const struct node *node)
{
	return (const struct device *)(const void *)node->object;
}
/* Is this role that of a device with outlets? */
static inline bool role_is_distribution(uint8_t role)
{
	return role >= ROLE_UTILITY && role <= ROLE_DISTRIBUTION;
}
/* role.c: the kind of a distribution device. */
enum role role_of_device(const struct device *device, const struct policy *policy);
/* Is the inlet cabled to an outlet of its own device (a bank behind a fuse)? */
bool inlet_is_bank(const struct inlet *inlet);
/* The preferred inlet among the edges into an outlet of a transfer device:
 * power_port, else the lowest id. Returns the edge, NODE_NONE without any. */
uint32_t outlet_preferred_edge(const struct build *b, uint32_t outlet);

#endif
