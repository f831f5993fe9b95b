/* What reaches a node, and which of the edges into it carry the load.
 *
 * A node is fed when a live edge comes from a fed node; "unknown" travels the
 * same way from open ends. Of several ways the live and fed ones carry, in even
 * parts; a transfer device's outlet takes everything from one inlet, the
 * preferred one while it is fed, and the others stand by. Where nothing is fed
 * (a dark part) the live edges carry all the same, so that one sees what would
 * be there. */
#include "power/build.h"

static uint8_t seed_of_inlet(const struct build *b, const struct node *node)
{
	uint32_t ends = node->flags & (NODE_UNCABLED | NODE_EXTERNAL | NODE_LOST_END);
	if (!ends)
		return 0;
	const struct node *device = &b->nodes[node->device];
	if (node->role == ROLE_PSU)
		return ends & NODE_UNCABLED ? 0 : FED_UNKNOWN;
	if (device->flags & NODE_SOURCE)
		return 0; /* the device feeds it */
	bool spare = (device->flags & NODE_TRANSFER) && !(device->flags & NODE_OPEN_END);
	return spare && (ends & NODE_UNCABLED) ? 0 : FED_UNKNOWN;
}

static uint8_t seed_of_device(const struct build *b, uint32_t n)
{
	const struct node *node = &b->nodes[n];
	if (node->flags & NODE_SOURCE)
		return FED_SOURCE;
	if (node->role != ROLE_CONSUMER)
		return 0;
	const struct device *device = node_device(node);
	for (size_t i = 0; i < device->inlet_count; i++)
		if (device->inlets[i]->end.cable)
			return 0;
	return device->inlet_count ? FED_UNKNOWN : 0;
}

static uint8_t seed_of(const struct build *b, uint32_t n)
{
	const struct node *node = &b->nodes[n];
	uint8_t cut = node->flags & NODE_CUT_SHORT ? FED_UNKNOWN : 0;
	switch ((enum object_kind)node->kind) {
	case OBJECT_PANEL:
		return node->object->visible || node->object->id > 0 ? FED_SOURCE : FED_UNKNOWN;
	case OBJECT_FEED:
		return node->flags & NODE_INVISIBLE ? FED_UNKNOWN : 0;
	case OBJECT_INLET:
		return seed_of_inlet(b, node) | cut;
	case OBJECT_OUTLET:
		return node->flags & NODE_INVISIBLE || node_is(b, node->device, NODE_OPEN_END) ? FED_UNKNOWN : cut;
	case OBJECT_DEVICE:
		return seed_of_device(b, n);
	case OBJECT_CABLE:
	case OBJECT_RACK:
	case OBJECT_LOCATION:
	case OBJECT_SITE:
	case OBJECT_KINDS:
		break;
	}
	return 0;
}

uint32_t outlet_preferred_edge(const struct build *b, uint32_t n)
{
	const struct inlet *port = node_outlet(&b->nodes[n])->inlet;
	uint32_t best = NODE_NONE;
	for (uint32_t e = b->power->in_start[n]; e < b->power->in_start[n + 1]; e++) {
		uint32_t from = b->edges[e].from;
		if (port && b->nodes[from].object == &port->object)
			return e;
		if (best == NODE_NONE || from < b->edges[best].from)
			best = e;
	}
	return best;
}

/* Better edges to be fed by: 3 a source, 2 unknown, 1 live but dark, 0 none. */
static int worth(const struct build *b, const struct edge *edge)
{
	if (!edge_open(edge))
		return 0;
	uint8_t fed = b->fed[edge->from];
	return fed & FED_SOURCE ? 3 : fed & FED_UNKNOWN ? 2 : 1;
}

static void choose_one(struct build *b, uint32_t n)
{
	uint32_t preferred = outlet_preferred_edge(b, n), best = preferred;
	for (uint32_t e = b->power->in_start[n]; e < b->power->in_start[n + 1]; e++) {
		int gain = worth(b, &b->edges[e]) - worth(b, &b->edges[best]);
		if (gain > 0 || (gain == 0 && best != preferred && b->edges[e].from < b->edges[best].from))
			best = e;
	}
	for (uint32_t e = b->power->in_start[n]; e < b->power->in_start[n + 1]; e++) {
		b->edges[e].carries = e == best && edge_open(&b->edges[e]);
		b->edges[e].reserve = e != best;
	}
	b->nodes[n].way = best;
}

static void share_all(struct build *b, uint32_t n)
{
	int best = 0;
	for (uint32_t e = b->power->in_start[n]; e < b->power->in_start[n + 1]; e++) {
		int is = worth(b, &b->edges[e]);
		if (is > best)
			b->nodes[n].way = e;
		best = is > best ? is : best;
	}
	for (uint32_t e = b->power->in_start[n]; e < b->power->in_start[n + 1]; e++) {
		int is = worth(b, &b->edges[e]);
		b->edges[e].carries = is && (is == best || (is >= 2 && best >= 2));
	}
}

static bool transfers(const struct build *b, uint32_t n)
{
	uint32_t first = b->power->in_start[n];
	return b->nodes[n].kind == OBJECT_OUTLET && b->edges[first].kind == EDGE_INTERNAL &&
	       b->nodes[b->edges[first].from].kind == OBJECT_INLET &&
	       node_is(b, b->nodes[b->edges[first].from].device, NODE_TRANSFER);
}

static void choose_carriers(struct build *b, uint32_t n)
{
	uint32_t first = b->power->in_start[n], count = b->power->in_start[n + 1] - first;
	b->nodes[n].way = count ? first : NODE_NONE;
	if (count == 1)
		b->edges[first].carries = edge_open(&b->edges[first]);
	else if (count && transfers(b, n))
		choose_one(b, n);
	else if (count)
		share_all(b, n);
}

void fed_visit(struct build *b, uint32_t n)
{
	struct node *node = &b->nodes[n];
	uint8_t fed = seed_of(b, n);
	for (uint32_t e = b->power->in_start[n]; e < b->power->in_start[n + 1]; e++)
		if (edge_open(&b->edges[e]))
			fed |= b->fed[b->edges[e].from];
	if ((node->flags & NODE_INVISIBLE) && (node->kind == OBJECT_FEED || node->kind == OBJECT_OUTLET))
		fed = FED_UNKNOWN;
	b->fed[n] = fed;
	choose_carriers(b, n);
	if (fed & FED_SOURCE)
		node->flags |= NODE_FED;
	if (fed & FED_UNKNOWN)
		node->flags |= NODE_UNKNOWN_FED;
	if (!fed && !(node->flags & NODE_UNCABLED) && node->role != ROLE_PASSIVE)
		node->flags |= NODE_DARK;
}

/* A distribution device is no way point of the graph; it is as fed as its inlets. */
static void settle(struct build *b, uint32_t n)
{
	uint32_t feeder = b->feeder[n - b->power->first[OBJECT_DEVICE]];
	if (!role_is_distribution(b->nodes[n].role) || node_is(b, n, NODE_SOURCE))
		return;
	const struct device *device = feeder == NODE_NONE ? NULL : node_device(&b->nodes[feeder]);
	uint32_t flags = device ? 0 : NODE_UNKNOWN_FED;
	for (size_t i = 0; device && i < device->inlet_count; i++)
		flags |= b->nodes[node_of(b->power, device->inlets[i])].flags;
	flags &= NODE_FED | NODE_UNKNOWN_FED;
	b->nodes[n].flags = (b->nodes[n].flags & ~(uint32_t)NODE_DARK) | (flags ? flags : NODE_DARK);
}

void fed_settle_devices(struct build *b)
{
	for (uint32_t n = b->power->first[OBJECT_DEVICE]; n < b->node_count; n++)
		settle(b, n);
}
