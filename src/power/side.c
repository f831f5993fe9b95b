/* Sides: declared by the policy's patterns, by a custom field, by the last token
 * of the name ("PDU-B", "Feed B"), by the feed's type when its rack has both
 * types; else the one side that arrives. Panels, feeds and distribution devices declare; everything
 * hands on what it has. */
#include "power/build.h"

#include <string.h>

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_token_char(char c)
{
	return is_letter(c) || (c >= '0' && c <= '9') || (unsigned char)c >= 0x80;
}

/* 'A' for "A", "x-a", "Feed A"; 0 when the last token is no letter from A to H. */
static char last_letter(const char *name)
{
	size_t length = strlen(name);
	if (length == 0)
		return 0;
	char c = name[length - 1];
	if (c >= 'a' && c <= 'h')
		c = (char)(c - 'a' + 'A');
	bool alone = length == 1 || !is_token_char(name[length - 2]);
	return alone && c >= 'A' && c <= 'H' ? c : 0;
}

static char declared_by_field(const struct build *b, const struct object *object)
{
	const char *text = policy_text(object, b->policy->side_field);
	return text ? last_letter(text) : 0;
}

static char declared_by_type(const struct feed *feed)
{
	bool primary = false, redundant = false;
	for (size_t i = 0; feed->rack && i < feed->rack->feed_count; i++) {
		primary |= !feed->rack->feeds[i]->redundant;
		redundant |= feed->rack->feeds[i]->redundant;
	}
	return primary && redundant ? (feed->redundant ? 'B' : 'A') : 0;
}

/* What a panel, feed or distribution device says of itself. */
static char declared(const struct build *b, uint32_t n, const struct object *object)
{
	if (!object->visible)
		return 0;
	char side = policy_side(b->policy, role_name((enum role)b->role[n]), object->name);
	if (!side)
		side = declared_by_field(b, object);
	if (!side && b->policy->side_by_name)
		side = last_letter(object->name);
	if (!side && b->policy->side_by_feed_type && object->kind == OBJECT_FEED)
		side = declared_by_type(feed_at(b, n));
	return side;
}

static uint8_t side_bit(char side)
{
	return side ? (uint8_t)(1 << (side - 'A')) : 0;
}

static char only_side(uint8_t sides)
{
	for (int i = 0; i < 8; i++)
		if (sides == 1 << i)
			return (char)('A' + i);
	return 0;
}

/* What a node hands on: its side when it has one, else all that arrive. */
static uint8_t sides_of(const struct build *b, uint32_t n)
{
	return b->side[n] ? side_bit(b->side[n]) : b->sides[n];
}

static void settle(struct build *b, uint32_t n, char own, uint8_t arriving)
{
	b->side[n] = own ? own : only_side(arriving);
	b->sides[n] = arriving ? arriving : side_bit(own);
}

/* As above, for what declares: does it contradict what arrives? */
static void settle_declared(struct build *b, uint32_t n, char own, uint8_t arriving)
{
	settle(b, n, own, arriving);
	if (own)
		b->flags[n] |= NODE_SIDE_DECLARED;
	if (own && arriving && arriving != side_bit(own) && !node_is(b, n, NODE_TRANSFER))
		b->flags[n] |= NODE_SIDE_CONFLICT;
}

static bool two_sides(uint8_t sides)
{
	return sides & (sides - 1);
}

/* The sides of all supplies; do different ones meet here (and not above)? */
static uint8_t collect(const struct build *b, uint32_t n, bool *meet)
{
	uint8_t all = 0;
	*meet = false;
	for (uint32_t e = b->in_start[n]; e < b->in_start[n + 1]; e++)
		if (!edge_is(b, e, EDGE_CUT))
			all |= sides_of(b, b->from[e]);
	for (uint32_t e = b->in_start[n]; e < b->in_start[n + 1] && two_sides(all); e++) {
		uint8_t one = edge_is(b, e, EDGE_CUT) ? 0 : sides_of(b, b->from[e]);
		*meet = *meet || (one && one != all);
	}
	return all;
}

static void visit_port(struct build *b, uint32_t n)
{
	bool meet, outlet = kind_at(b, n) == OBJECT_OUTLET;
	uint8_t arriving = collect(b, n, &meet);
	settle(b, n, outlet ? b->side[box_at(b, n)] : 0, arriving); /* the device's own side comes first */
	if (meet && !(outlet && node_is(b, box_at(b, n), NODE_TRANSFER)))
		b->flags[n] |= NODE_SIDE_CONFLICT;
}

static void visit_device(struct build *b, uint32_t n)
{
	bool meet;
	if (node_is(b, n, NODE_SOURCE))
		settle_declared(b, n, b->side[n], 0);
	else if (b->role[n] == ROLE_CONSUMER)
		settle(b, n, 0, collect(b, n, &meet));
}

static void visit(struct build *b, uint32_t n)
{
	bool meet;
	switch (kind_at(b, n)) {
	case OBJECT_PANEL:
		settle_declared(b, n, declared(b, n, &b->inventory->panels[n]->object), 0);
		break;
	case OBJECT_FEED:
		settle_declared(b, n, declared(b, n, &feed_at(b, n)->object), collect(b, n, &meet));
		break;
	case OBJECT_INLET:
	case OBJECT_OUTLET:
		visit_port(b, n);
		break;
	case OBJECT_DEVICE:
		visit_device(b, n);
		break;
	case OBJECT_CABLE:
	case OBJECT_RACK:
	case OBJECT_LOCATION:
	case OBJECT_SITE:
	case OBJECT_KINDS:
		break;
	}
}

/* Distribution devices are no way points: theirs is what their inlets get. */
static void settle_device(struct build *b, uint32_t n)
{
	const struct device *device = device_at(b, n);
	uint8_t arriving = 0;
	for (size_t i = 0; i < device->inlet_count; i++)
		if (!inlet_is_bank(device->inlets[i]))
			arriving |= sides_of(b, node_of(b->power, device->inlets[i]));
	settle_declared(b, n, b->side[n], arriving);
	if (two_sides(arriving) && !node_is(b, n, NODE_TRANSFER))
		b->flags[n] |= NODE_SIDE_CONFLICT;
}

void build_sides(struct build *b)
{
	b->side = arena_array(b->scratch, b->node_count + 1, 1);
	b->sides = arena_array(b->scratch, b->node_count + 1, 1);
	for (uint32_t n = b->first[OBJECT_DEVICE]; n < b->node_count; n++)
		if (role_is_distribution(b->role[n]))
			b->side[n] = declared(b, n, &device_at(b, n)->object);
	for (uint32_t i = 0; i < b->node_count; i++)
		visit(b, b->power->order[i]);
	for (uint32_t n = b->first[OBJECT_DEVICE]; n < b->node_count; n++)
		if (is_passed(b, n))
			settle_device(b, n);
}
