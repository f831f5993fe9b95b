/* --draw netbox: NetBox's figures in place of ours, on what it has figures for,
 * and their sums on the rest: an outlet has those of the inlets cabled to it, a
 * feed that of its first inlet, a panel its feeds', a device its inlets'. Its
 * defects stay (a null draw is 0, own draw hides what is below, everything
 * counts whatever its status), so no figure is marked; coverage stays ours. */
#include "power/build.h"

#include "base/number.h"

static void give(struct build *b, uint32_t n, double load, double maximum)
{
	b->power->nodes[n].load_w = load;
	b->power->nodes[n].maximum_w = maximum;
	b->power->nodes[n].mark = MARK_EXACT;
	b->power->nodes[n].planned_w = 0;
}

static void give_own(struct build *b, uint32_t n)
{
	double load = b->power->nodes[n].netbox_allocated_w, maximum = b->power->nodes[n].netbox_maximum_w;
	bool loose = b->power->nodes[n].kind == OBJECT_FEED && b->power->out_start[n] == b->power->out_start[n + 1];
	give(b, n, loose ? 0 : load, loose ? 0 : maximum);
}

/* What the edges out of a node lead to, cut ones too: NetBox knows no status. */
static void give_below(struct build *b, uint32_t n)
{
	const struct power *p = b->power;
	double load = 0, maximum = 0;
	for (uint32_t i = p->out_start[n]; i < p->out_start[n + 1]; i++) {
		const struct node *to = &b->power->nodes[b->power->edges[p->out_edges[i]].to];
		load += to->load_w;
		maximum += to->maximum_w;
	}
	give(b, n, load, maximum);
}

static void give_device(struct build *b, uint32_t n)
{
	const struct device *device = node_device(&b->power->nodes[n]);
	double load = 0, maximum = 0;
	if (!device->inlet_count) {
		if (device->outlet_count)
			give_below(b, n);
		return;
	}
	for (size_t i = 0; i < device->inlet_count; i++) {
		const struct node *inlet = &b->power->nodes[node_of(b->power, device->inlets[i])];
		if (inlet_is_bank(device->inlets[i]))
			continue;
		load += inlet->netbox_allocated_w;
		maximum += inlet->netbox_maximum_w;
	}
	give(b, n, load, maximum);
}

void build_netbox_policy(struct build *b)
{
	const uint32_t *first = b->power->first;
	if (b->policy->draw != DRAW_NETBOX)
		return;
	for (uint32_t n = first[OBJECT_FEED]; n < first[OBJECT_OUTLET]; n++)
		give_own(b, n);
	for (uint32_t n = first[OBJECT_OUTLET]; n < first[OBJECT_DEVICE]; n++)
		give_below(b, n);
	for (uint32_t n = first[OBJECT_PANEL]; n < first[OBJECT_FEED]; n++)
		give_below(b, n);
	for (uint32_t n = first[OBJECT_DEVICE]; n < b->node_count; n++)
		give_device(b, n);
	for (uint32_t e = 0; e < b->edge_count; e++) {
		struct edge *edge = &b->power->edges[e];
		uint32_t figure = edge->kind == EDGE_SUPPLY || edge->kind == EDGE_BAY ? edge->from : edge->to;
		edge->load_w = b->power->nodes[figure].load_w;
	}
}
