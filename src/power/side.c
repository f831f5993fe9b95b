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

static char declared(const struct build *b, const struct node *node)
{
	if (node->kind == OBJECT_INLET || node->kind == OBJECT_OUTLET || !node->object->visible)
		return 0;
	if (node->kind == OBJECT_DEVICE && !role_is_distribution(node->role))
		return 0;
	char side = policy_side(b->policy, role_name((enum role)node->role), node->object->name);
	if (!side)
		side = declared_by_field(b, node->object);
	if (!side && b->policy->side_by_name)
		side = last_letter(node->object->name);
	if (!side && b->policy->side_by_feed_type && node->kind == OBJECT_FEED)
		side = declared_by_type(node_feed(node));
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
static uint8_t sides_of(const struct node *node)
{
	return node->side ? side_bit(node->side) : node->sides;
}

static void settle(struct node *node, char own, uint8_t arriving)
{
	node->side = own ? own : only_side(arriving);
	node->sides = arriving ? arriving : side_bit(own);
	if (own)
		node->flags |= NODE_SIDE_DECLARED;
	if (own && arriving && arriving != side_bit(own) && !(node->flags & NODE_TRANSFER))
		node->flags |= NODE_SIDE_CONFLICT;
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
	for (uint32_t e = b->power->in_start[n]; e < b->power->in_start[n + 1]; e++)
		if (!b->edges[e].closes_cycle)
			all |= sides_of(&b->nodes[b->edges[e].from]);
	for (uint32_t e = b->power->in_start[n]; e < b->power->in_start[n + 1]; e++) {
		uint8_t one = b->edges[e].closes_cycle ? 0 : sides_of(&b->nodes[b->edges[e].from]);
		*meet = *meet || (one && one != all);
	}
	return all;
}

static void visit(struct build *b, uint32_t n)
{
	struct node *node = &b->nodes[n];
	bool meet;
	uint8_t arriving = collect(b, n, &meet);
	if (node->kind == OBJECT_OUTLET) /* the device's own side comes first */
		settle(node, b->nodes[node->device].side, arriving);
	else
		settle(node, declared(b, node), arriving);
	if (node->kind == OBJECT_OUTLET)
		node->flags &= ~(uint32_t)(NODE_SIDE_DECLARED | NODE_SIDE_CONFLICT);
	bool may_meet = node->kind == OBJECT_DEVICE ||
	                (node->kind == OBJECT_OUTLET && node_is(b, node->device, NODE_TRANSFER));
	if (meet && !may_meet)
		node->flags |= NODE_SIDE_CONFLICT;
}

/* Distribution devices are no way points: theirs is what their inlets get. */
static void settle_device(struct build *b, uint32_t n)
{
	struct node *node = &b->nodes[n];
	const struct device *device = node_device(node);
	uint8_t arriving = 0;
	for (size_t i = 0; i < device->inlet_count; i++)
		if (!inlet_is_bank(device->inlets[i]))
			arriving |= sides_of(&b->nodes[node_of(b->power, device->inlets[i])]);
	settle(node, declared(b, node), arriving);
	if (two_sides(arriving) && !(node->flags & NODE_TRANSFER))
		node->flags |= NODE_SIDE_CONFLICT;
}

static void declare_devices(struct build *b)
{
	for (uint32_t n = b->power->first[OBJECT_DEVICE]; n < b->node_count; n++)
		if (role_is_distribution(b->nodes[n].role))
			b->nodes[n].side = declared(b, &b->nodes[n]);
}

void build_sides(struct build *b)
{
	declare_devices(b);
	for (uint32_t i = 0; i < b->node_count; i++)
		visit(b, b->power->order[i]);
	for (uint32_t n = b->power->first[OBJECT_DEVICE]; n < b->node_count; n++)
		if (role_is_distribution(b->nodes[n].role) && !node_is(b, n, NODE_SOURCE))
			settle_device(b, n);
}
