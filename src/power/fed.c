/* What reaches a node, and which of the edges into it carry the load.
 *
 * A node is fed when a live edge comes from a fed node; "unknown" travels the
 * same way from open ends. Of several ways the live and fed ones carry, in even
 * parts; a transfer device's outlet takes everything from one inlet, the
 * preferred one while it is fed, and the others stand by. Where nothing is fed
 * (a dark part) the live edges carry all the same, so that one sees what would
 * be there. */
#include "power/build.h"

static uint8_t seed_of_inlet(const struct build *b, uint32_t n)
{
	uint32_t ends = b->flags[n] & (NODE_UNCABLED | NODE_EXTERNAL | NODE_LOST_END);
	uint8_t cut = node_is(b, n, NODE_CUT_SHORT) ? FED_UNKNOWN : 0;
	if (!ends)
		return cut;
	if (b->role[n] == ROLE_PSU)
		return ends & NODE_UNCABLED ? 0 : FED_UNKNOWN;
	uint32_t device = b->flags[box_at(b, n)];
	if (device & NODE_SOURCE)
		return 0; /* the device feeds it */
	bool spare = (device & NODE_TRANSFER) && !(device & NODE_OPEN_END);
	return spare && (ends & NODE_UNCABLED) ? 0 : FED_UNKNOWN;
}

static uint8_t seed_of_device(const struct build *b, uint32_t n)
{
	if (node_is(b, n, NODE_SOURCE))
		return FED_SOURCE;
	if (!has_cords(b, n))
		return 0;
	for (uint32_t e = b->in_start[n]; e < b->in_start[n + 1]; e++)
		if (!node_is(b, b->from[e], NODE_UNCABLED | NODE_EXTERNAL))
			return 0;
	return FED_UNKNOWN;
}

static uint8_t seed_of_outlet(const struct build *b, uint32_t n)
{
	bool unknown = node_is(b, n, NODE_INVISIBLE | NODE_CUT_SHORT) || node_is(b, box_at(b, n), NODE_OPEN_END);
	return unknown ? FED_UNKNOWN : 0;
}

static uint8_t seed_of(const struct build *b, uint32_t n)
{
	switch (kind_at(b, n)) {
	case OBJECT_PANEL:
		return !node_is(b, n, NODE_INVISIBLE) || b->inventory->panels[n]->object.id > 0 ? FED_SOURCE : FED_UNKNOWN;
	case OBJECT_FEED:
		return node_is(b, n, NODE_INVISIBLE) ? FED_UNKNOWN : 0;
	case OBJECT_INLET:
		return seed_of_inlet(b, n);
	case OBJECT_OUTLET:
		return seed_of_outlet(b, n);
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

/* -- what carries ----------------------------------------------------------------- */

/* The preferred one of the edges into an outlet of a transfer device: from its
 * power_port, else the lowest id. */
static uint32_t preferred_edge(const struct build *b, uint32_t n)
{
	uint32_t port = b->port[n - b->first[OBJECT_OUTLET]], best = b->in_start[n];
	for (uint32_t e = best; e < b->in_start[n + 1]; e++) {
		if (b->from[e] == port)
			return e;
		if (b->from[e] < b->from[best])
			best = e;
	}
	return best;
}

/* Better edges to be fed by: 3 a source, 2 unknown, 1 live but dark, 0 none. */
static int worth(const struct build *b, uint32_t e)
{
	if (!open_at(b, e))
		return 0;
	uint8_t fed = b->fed[b->from[e]];
	return fed & FED_SOURCE ? 3 : fed & FED_UNKNOWN ? 2 : 1;
}

static void choose_one(struct build *b, uint32_t n)
{
	uint32_t preferred = preferred_edge(b, n), best = preferred;
	for (uint32_t e = b->in_start[n]; e < b->in_start[n + 1]; e++) {
		int gain = worth(b, e) - worth(b, best);
		if (gain > 0 || (gain == 0 && best != preferred && b->from[e] < b->from[best]))
			best = e;
	}
	for (uint32_t e = b->in_start[n]; e < b->in_start[n + 1]; e++)
		if (e != best)
			b->bits[e] |= EDGE_RESERVE;
		else if (open_at(b, e))
			b->bits[e] |= EDGE_CARRIES;
	b->way[n] = best;
}

static void share_all(struct build *b, uint32_t n)
{
	int best = 0;
	for (uint32_t e = b->in_start[n]; e < b->in_start[n + 1]; e++) {
		int is = worth(b, e);
		if (is > best)
			b->way[n] = e;
		best = is > best ? is : best;
	}
	for (uint32_t e = b->in_start[n]; e < b->in_start[n + 1]; e++) {
		int is = worth(b, e);
		if (is && (is == best || (is >= 2 && best >= 2)))
			b->bits[e] |= EDGE_CARRIES;
	}
}

static bool transfers(const struct build *b, uint32_t n)
{
	uint32_t from = b->from[b->in_start[n]];
	return kind_at(b, n) == OBJECT_OUTLET && kind_at(b, from) == OBJECT_INLET &&
	       node_is(b, box_at(b, from), NODE_TRANSFER);
}

static void choose_carriers(struct build *b, uint32_t n)
{
	uint32_t first = b->in_start[n], count = b->in_start[n + 1] - first;
	b->way[n] = count ? first : NODE_NONE;
	if (count == 1)
		b->bits[first] |= open_at(b, first) ? EDGE_CARRIES : 0;
	else if (count && transfers(b, n))
		choose_one(b, n);
	else if (count)
		share_all(b, n);
}

void fed_visit(struct build *b, uint32_t n)
{
	uint8_t fed = seed_of(b, n);
	for (uint32_t e = b->in_start[n]; e < b->in_start[n + 1]; e++)
		if (open_at(b, e))
			fed |= b->fed[b->from[e]];
	if (node_is(b, n, NODE_INVISIBLE) && (kind_at(b, n) == OBJECT_FEED || kind_at(b, n) == OBJECT_OUTLET))
		fed = FED_UNKNOWN;
	b->fed[n] = fed;
	choose_carriers(b, n);
	if (fed & FED_SOURCE)
		b->flags[n] |= NODE_FED;
	if (fed & FED_UNKNOWN)
		b->flags[n] |= NODE_UNKNOWN_FED;
	if (!fed && !node_is(b, n, NODE_UNCABLED) && b->role[n] != ROLE_PASSIVE)
		b->flags[n] |= NODE_DARK;
}

/* A distribution device is no way point of the graph; it is as fed as its inlets. */
static void settle(struct build *b, uint32_t n)
{
	uint32_t feeder = b->feeder[n - b->first[OBJECT_DEVICE]];
	const struct device *device = feeder == NODE_NONE ? NULL : device_at(b, feeder);
	uint32_t flags = device ? 0 : NODE_UNKNOWN_FED;
	for (size_t i = 0; device && i < device->inlet_count; i++)
		flags |= b->flags[node_of(b->power, device->inlets[i])];
	flags &= NODE_FED | NODE_UNKNOWN_FED;
	b->flags[n] = (b->flags[n] & ~(uint32_t)NODE_DARK) | (flags ? flags : NODE_DARK);
}

void fed_settle_devices(struct build *b)
{
	for (uint32_t n = b->first[OBJECT_DEVICE]; n < b->node_count; n++)
		if (is_passed(b, n))
			settle(b, n);
}
