#ifndef POWER_BUILD_H
#define POWER_BUILD_H

/* Private to src/power: what the passes of power_build() share. Each pass is
 * one file; they run in the order in which they stand here, and each is linear
 * in nodes and edges.
 *
 * What the passes work on is arrays of one figure for all nodes, not the nodes
 * of power.h: on a large site the nodes fill 17 MB and every walk over them has
 * to fetch them all, while an array stays in the cache. The objects are read
 * once, in their order (read.c), and the nodes written once (assemble.c). */

#include "power/connector.h"
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

/* The truths of struct edge. */
enum edge_bit {
	EDGE_LIVE = 1,
	EDGE_REDUNDANT = 2,
	EDGE_ASSUMED = 4,
	EDGE_RESERVE = 8,
	EDGE_CUT = 16, /* closes_cycle */
	EDGE_CARRIES = 32,
	EDGE_PLANNED = 64
};

/* What NetBox says of an inlet; NAN: null. */
struct documented {
	double allocated_w, maximum_w;
};

enum { CONNECTORS_MAX = 255 }; /* different types on a site; the rest counts as unknown */

struct build {
	struct power *power;
	const struct inventory *inventory;
	const struct policy *policy;
	struct arena *scratch;
	struct warm *warm;     /* at work on the memory of nodes and edges */
	const uint32_t *first; /* power->first */
	uint32_t node_count, edge_count, edge_capacity, room_for_edges;

	/* -- per node -- */
	uint32_t *flags;     /* enum node_flag */
	uint8_t *role;       /* enum role */
	uint8_t *fed;        /* enum fed */
	uint32_t *way;       /* the edge in that carries, preferred first; NODE_NONE */
	char *side;
	uint8_t *sides;
	uint8_t *supply;     /* enum supply; an outlet's is what it gives */
	float *volts, *amps;
	bool *three_phase;
	uint32_t *root;      /* see root.c */
	double *load, *maximum; /* the known part */
	uint8_t *below;      /* enum below */
	double *planned;
	uint32_t *known, *total;

	/* -- per inlet and outlet: by node, from first[OBJECT_INLET] on -- */
	uint32_t *box;       /* the node of its device */
	uint8_t *connector;  /* place in `connectors` */

	/* -- per inlet: by node − first[OBJECT_INLET] -- */
	const struct cable **cable;
	struct documented *documented, *netbox; /* netbox: its figures, as sums */

	/* -- per outlet: by node − first[OBJECT_OUTLET] -- */
	uint32_t *port;      /* the node of its power_port; NODE_NONE */
	char *leg;

	/* -- per device: by node − first[OBJECT_DEVICE] -- */
	uint32_t *feeder;    /* the device whose inlets feed it: itself, or one it sits in; NODE_NONE */

	/* -- per edge; the edges into a node stand together -- */
	uint32_t *from, *to;
	uint8_t *kind;       /* enum edge_kind */
	uint8_t *bits;       /* enum edge_bit */
	uint32_t *in_start, *out_start, *out_edges; /* power's */

	bool custom;         /* some device, feed or panel has a custom field with a value */
	bool planned_some;   /* some consumer is planned */
	bool tangled_some;   /* some inlet is NODE_TANGLED */
	struct connector connectors[CONNECTORS_MAX + 1];
	const char *connector_types[CONNECTORS_MAX];
	unsigned connector_count, connector_last;
};

/* read.c: how many nodes; objects, their own states, roles. */
void build_count(struct build *b);
void build_read(struct build *b);
/* assemble.c: room for the nodes and edges to come. */
void build_prepare(struct build *b);
/* graph.c: edges, adjacency. */
void build_graph(struct build *b);
/* cycle.c: order, cuts, what is fed, which edges carry. */
void build_order(struct build *b);
/* side.c */
void build_sides(struct build *b);
/* supply.c: volts, three_phase, amps. */
void build_supply(struct build *b);
/* root.c: where single chains lead. */
void build_roots(struct build *b);
/* load.c: loads; each.c: with --psu each, takes off what would count twice. */
void build_loads(struct build *b);
void build_each(struct build *b);
/* coverage.c: known, total. */
void build_coverage(struct build *b);
/* netbox_draw.c: NetBox's own figures. */
void build_netbox_draw(struct build *b);
/* assemble.c: the nodes and edges of power.h. From here on the passes work on them. */
void build_assemble(struct build *b);
/* risk.c: what sources share. */
void build_risks(struct build *b);
/* netbox_draw.c: those figures that depend on an order, and the feeds'. */
void build_netbox_tangled(struct build *b);
/* netbox_policy.c: with --draw netbox, those figures as the loads. */
void build_netbox_policy(struct build *b);
/* reserve.c */
void build_reserve(struct build *b);
/* capacity.c: what devices can take, utilization, current, bottleneck, headroom, severity. */
void build_capacity(struct build *b);
/* phase.c: legs, unassigned_w. */
void build_legs(struct build *b);

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
/* Empty tables; node_put() fills them. */
struct node_index *index_new(struct power *power);

static inline void index_put(struct id_table *table, int64_t id, uint32_t n)
{
	if (table->span)
		table->node[id - table->low] = n;
}

/* cycle.c and fed.c: what reaches node n, whose supplies are all done; its
 * carrying edges. */
void fed_visit(struct build *b, uint32_t n);
/* The flags of distribution devices, from their inlets. */
void fed_settle_devices(struct build *b);

/* role.c: the kind of a distribution device. */
enum role role_of_device(const struct device *device, const struct policy *policy);
static inline bool role_is_distribution(uint8_t role)
{
	return role >= ROLE_UTILITY && role <= ROLE_DISTRIBUTION;
}
/* Is the inlet cabled to an outlet of its own device (a bank behind a fuse)? */
bool inlet_is_bank(const struct inlet *inlet);
/* Do the inlets these edges come from end at different sources, each by a
 * single chain? (At most 8 of them; else false.) */
bool cords_are_apart(const struct build *b, uint32_t first, uint32_t last);

/* -- helpers ------------------------------------------------------------------ */

/* power_node() without a call, for an object that is a node. */
static inline uint32_t node_of(const struct power *power, const void *object)
{
	const struct object *o = object;
	const struct id_table *table = &power->index->tables[o->kind];
	uint64_t at = (uint64_t)o->id - (uint64_t)table->low;
	return at < table->span ? table->node[at] : power_node(power, o);
}

/* number_known() without a call: NAN is the only value unlike itself. */
static inline bool known(double value)
{
	return value == value;
}

/* Has a device a limit of its own, beside those of its inlets? */
static inline bool limits_itself(const struct power *power, uint32_t device)
{
	const struct node *node = &power->nodes[device];
	return (node->flags & NODE_TRANSFER) || known(policy_rating(&power->policy, node->object));
}

/* Objects are scattered over memory; asking for one PREFETCH rounds before it is
 * needed hides most of the wait. */
enum { PREFETCH = 24 };
static inline void prefetch(const void *address)
{
	__builtin_prefetch(address);
}

/* Does power flow this way now? */
static inline bool open_at(const struct build *b, uint32_t e)
{
	return (b->bits[e] & (EDGE_LIVE | EDGE_CUT)) == EDGE_LIVE;
}
static inline bool edge_is(const struct build *b, uint32_t e, uint8_t bit)
{
	return (b->bits[e] & bit) != 0;
}
static inline bool node_is(const struct build *b, uint32_t n, uint32_t flag)
{
	return (b->flags[n] & flag) != 0;
}
static inline enum object_kind kind_at(const struct build *b, uint32_t n)
{
	const uint32_t *first = b->first;
	if (n >= first[OBJECT_OUTLET])
		return n >= first[OBJECT_DEVICE] ? OBJECT_DEVICE : OBJECT_OUTLET;
	return n >= first[OBJECT_INLET] ? OBJECT_INLET : n >= first[OBJECT_FEED] ? OBJECT_FEED : OBJECT_PANEL;
}
/* Is it a distribution device that is no source? Its ports are the way points. */
static inline bool is_passed(const struct build *b, uint32_t device)
{
	return role_is_distribution(b->role[device]) && !node_is(b, device, NODE_SOURCE);
}
/* A consumer with inlets of its own: they are where its edges come from. */
static inline bool has_cords(const struct build *b, uint32_t device)
{
	uint32_t first = b->in_start[device];
	return b->role[device] == ROLE_CONSUMER && first < b->in_start[device + 1] && b->kind[first] == EDGE_SUPPLY;
}

static inline const struct inlet *inlet_at(const struct build *b, uint32_t n)
{
	return b->inventory->inlets[n - b->first[OBJECT_INLET]];
}
static inline const struct outlet *outlet_at(const struct build *b, uint32_t n)
{
	return b->inventory->outlets[n - b->first[OBJECT_OUTLET]];
}
static inline const struct feed *feed_at(const struct build *b, uint32_t n)
{
	return b->inventory->feeds[n - b->first[OBJECT_FEED]];
}
static inline const struct device *device_at(const struct build *b, uint32_t n)
{
	return b->inventory->devices[n - b->first[OBJECT_DEVICE]];
}
static inline const struct documented *documented_at(const struct build *b, uint32_t inlet)
{
	return &b->documented[inlet - b->first[OBJECT_INLET]];
}
static inline const struct connector *connector_at(const struct build *b, uint32_t port)
{
	return &b->connectors[b->connector[port - b->first[OBJECT_INLET]]];
}
static inline uint32_t box_at(const struct build *b, uint32_t port)
{
	return b->box[port - b->first[OBJECT_INLET]];
}

/* The same of finished edges and nodes. */
static inline bool edge_open(const struct edge *edge)
{
	return edge->live && !edge->closes_cycle;
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

#endif
