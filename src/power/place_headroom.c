#include "power/place_headroom.h"

/* Where the least is left on the preferred way down to a node. */
static uint32_t tightest_above(const struct power *p, uint32_t n)
{
	uint32_t tightest = NODE_NONE;
	double least = NAN;
	for (uint32_t at = n, e; at != NODE_NONE; at = e == NODE_NONE || p->edges[e].closes_cycle ? NODE_NONE : p->edges[e].from) {
		const uint32_t hops[] = {at, p->nodes[at].kind == OBJECT_OUTLET ? p->nodes[at].device : at};
		e = p->nodes[at].way;
		for (size_t i = 0; i < 2; i++) {
			double room = p->nodes[hops[i]].usable_w - p->nodes[hops[i]].load_w;
			if (known(room) && !(room > least)) {
				least = room;
				tightest = hops[i];
			}
		}
	}
	return tightest;
}

/* Below 0 when something on the way carries more than it may; `neck` is then that. */
static double deficit(const struct place_net *net, unsigned only, struct place_neck *neck)
{
	double least = 0;
	uint32_t sink = NODE_NONE;
	for (size_t i = 0; i < net->sink_count; i++) {
		double room = net->power->nodes[net->sinks[i].node].headroom_w;
		if ((!only || net->sinks[i].sides == only) && known(room) && room < least) {
			least = room;
			sink = net->sinks[i].node;
		}
	}
	if (sink != NODE_NONE)
		*neck = (struct place_neck){tightest_above(net->power, sink), 1};
	return least;
}

static double room_on(const struct place_net *net, unsigned only, struct place_neck *neck)
{
	double room = place_net_flow(net, &(struct place_run){LIMIT_RESIDUAL, 0, only, false}, neck);
	return known(room) && room <= 0 ? deficit(net, only, neck) : room;
}

static bool has_sinks_of(const struct place_net *net, unsigned only)
{
	for (size_t i = 0; i < net->sink_count; i++)
		if (net->sinks[i].sides == only)
			return true;
	return false;
}

static double least_room(const struct place_net *net, unsigned sides, struct place_neck *neck)
{
	double least = NAN;
	bool any = false;
	struct place_neck of_side;
	for (unsigned only = 1; only < 256; only <<= 1) {
		if (!(sides & only) || !has_sinks_of(net, only))
			continue;
		double room = room_on(net, only, &of_side);
		if (!known(room))
			return NAN;
		if (!any || room < least) {
			least = room;
			*neck = of_side;
		}
		any = true;
	}
	return any ? least : room_on(net, 0, neck);
}

/* Any load on the way may be more than it seems, and leave less. */
static enum load_mark mark_of_room(const struct place_net *net)
{
	enum load_mark mark = MARK_EXACT;
	for (size_t i = 0; i < net->node_count; i++)
		if (known(place_net_limit(net, net->nodes[i], LIMIT_RESIDUAL)) && mark_left(&net->power->nodes[net->nodes[i]]) > mark)
			mark = mark_left(&net->power->nodes[net->nodes[i]]);
	return mark;
}

void place_headroom(const struct place_net *net, struct place_figures *place)
{
	bool panel = net->area->kind == OBJECT_PANEL; /* its feeds take from one source, whatever side they are called */
	struct place_neck neck = {NODE_NONE, 0};
	place->headroom_w = least_room(net, panel ? 0 : place_net_sides(net), &neck);
	place->headroom_mark = mark_of_room(net);
	if (!known(place->headroom_w) || neck.node == NODE_NONE)
		return;
	place->bottleneck = net->power->nodes[neck.node].object;
	place->bottlenecks = neck.count;
}
