/* Down from what is gone. A node is seen again when something above it changed;
 * when neither its feed nor its lifelines change, what is below is not looked at. */
#include "power/contingency_private.h"

static const uint8_t FED = STATE_SOURCE | STATE_UNKNOWN | STATE_BATTERY;

static uint8_t coming_by(const struct layer *layer, const bool *edge_gone, const struct edge *edge, uint32_t e)
{
	if (!edge_open(edge) || edge_gone[e])
		return 0;
	return layer->state[edge->from];
}

/* Is the outlet one of a transfer device? */
static bool outlet_transfers(const struct power *p, uint32_t n)
{
	uint32_t first = p->in_start[n];
	if (p->nodes[n].kind != OBJECT_OUTLET || first == p->in_start[n + 1])
		return false;
	const struct node *from = &p->nodes[p->edges[first].from];
	return p->edges[first].kind == EDGE_INTERNAL && from->kind == OBJECT_INLET &&
	       (p->nodes[from->device].flags & NODE_TRANSFER);
}

static bool is_battery(const struct contingency *c, uint32_t n)
{
	const struct node *node = &c->power->nodes[n];
	return node->kind == OBJECT_OUTLET && node->device != NODE_NONE &&
	       c->power->nodes[node->device].role == ROLE_UPS && outlet_transfers(c->power, n);
}

uint8_t fed_in_layer(const struct contingency *c, const struct layer *layer, const bool *edge_gone, uint32_t n)
{
	const struct power *p = c->power;
	uint8_t seed = c->seed[n], fed = seed & FED;
	bool lost = layer->out[n] == OUT_DOUBTFUL;
	if (layer->out[n] == OUT_GONE)
		return 0;
	if (seed & STATE_GONE) /* not visible: whatever feeds it is not known */
		return STATE_UNKNOWN;
	for (uint32_t e = p->in_start[n]; e < p->in_start[n + 1]; e++) {
		uint8_t in = coming_by(layer, edge_gone, &p->edges[e], e) & FED;
		fed |= in;
		lost = lost || (edge_open(&p->edges[e]) && !(in & STATE_SOURCE) &&
		                (p->nodes[n].flags & NODE_UNDECIDED) && (p->nodes[p->edges[e].from].flags & NODE_FED));
	}
	if (!(fed & STATE_SOURCE) && (p->nodes[n].flags & NODE_FED) && is_battery(c, n))
		fed |= STATE_BATTERY;
	if (lost && (fed & STATE_SOURCE))
		fed = (fed & (uint8_t)~STATE_SOURCE) | STATE_UNKNOWN;
	return fed;
}

/* -- lifelines -------------------------------------------------------------- */

static bool is_doubtful(const struct contingency *c, const struct layer *layer, uint32_t n)
{
	const struct node *node = &c->power->nodes[n];
	if (layer->out[n] != OUT_NOT || (node->flags & (NODE_UNDECIDED | NODE_CUT_SHORT)))
		return true;
	return (node->flags & NODE_INVISIBLE) && node->kind != OBJECT_PANEL;
}

static uint32_t add_own(struct contingency *c, uint32_t list, uint32_t n)
{
	const struct node *node = &c->power->nodes[n];
	bool port = node->kind == OBJECT_INLET || node->kind == OBJECT_OUTLET;
	if (port && node->role != ROLE_PSU && !lifeline_near(&c->lines, list, node->device, 3))
		list = lifeline_add(&c->lines, list, node->device);
	return lifeline_add(&c->lines, list, n);
}

static uint32_t list_by(struct contingency *c, const struct layer *layer, uint32_t e)
{
	const struct power *p = c->power;
	const struct edge *edge = &p->edges[e];
	uint32_t list = layer->list[edge->from];
	if (list == LIFELINE_NONE || !edge->cable)
		return list;
	/* a cable is named by its first inlet, which has no other cable */
	uint32_t place = edge->cable->inlet_count ? node_of(p, edge->cable->inlets[0]) : edge->to;
	return lifeline_add(&c->lines, list, p->node_count + place);
}

uint32_t list_in_layer(struct contingency *c, const struct layer *layer, const bool *edge_gone, uint32_t n)
{
	const struct power *p = c->power;
	uint32_t list = LIFELINE_NONE;
	if (!(layer->state[n] & STATE_SOURCE) || is_doubtful(c, layer, n))
		return LIFELINE_NONE;
	if (c->seed[n] & STATE_SOURCE)
		return lifeline_add(&c->lines, lifeline_of_source(&c->lines, p, n), n);
	for (uint32_t e = p->in_start[n]; e < p->in_start[n + 1]; e++)
		if (edge_open(&p->edges[e]) && p->edges[e].redundancy && !edge_gone[e])
			list = lifeline_common(&c->lines, list, list_by(c, layer, e));
	bool consumer = p->nodes[n].kind == OBJECT_DEVICE;
	return list == LIFELINE_NONE || consumer ? list : add_own(c, list, n);
}

/* -- which edges carry -------------------------------------------------------- */

/* 4 a source, 3 the unknown, 2 a battery, 1 connected but dead, 0 not there. */
static int worth(const struct layer *layer, const bool *edge_gone, const struct edge *edge, uint32_t e)
{
	if (!edge_open(edge) || edge_gone[e] || layer->out[edge->from] == OUT_GONE)
		return 0;
	uint8_t fed = layer->state[edge->from];
	return fed & STATE_SOURCE ? 4 : fed & STATE_UNKNOWN ? 3 : fed & STATE_BATTERY ? 2 : 1;
}

static uint32_t preferred_edge(const struct power *p, uint32_t n)
{
	const struct inlet *port = node_outlet(&p->nodes[n])->inlet;
	uint32_t best = NODE_NONE;
	for (uint32_t e = p->in_start[n]; e < p->in_start[n + 1]; e++) {
		if (port && p->nodes[p->edges[e].from].object == &port->object)
			return e;
		if (best == NODE_NONE || p->edges[e].from < p->edges[best].from)
			best = e;
	}
	return best;
}

static uint32_t choose_one(const struct power *p, const struct layer *layer, const bool *edge_gone, uint32_t n)
{
	uint32_t preferred = preferred_edge(p, n), best = preferred;
	for (uint32_t e = p->in_start[n]; e < p->in_start[n + 1]; e++) {
		int gain = worth(layer, edge_gone, &p->edges[e], e) - worth(layer, edge_gone, &p->edges[best], best);
		if (gain > 0 || (gain == 0 && best != preferred && p->edges[e].from < p->edges[best].from))
			best = e;
	}
	return best;
}

static uint32_t share_all(const struct power *p, const struct layer *layer, const bool *edge_gone,
                          uint32_t n, uint32_t carriers[CARRIERS_MAX])
{
	uint32_t count = 0;
	int best = 0;
	for (uint32_t e = p->in_start[n]; e < p->in_start[n + 1]; e++) {
		int is = worth(layer, edge_gone, &p->edges[e], e);
		best = is > best ? is : best;
	}
	for (uint32_t e = p->in_start[n]; e < p->in_start[n + 1] && count < CARRIERS_MAX; e++) {
		int is = worth(layer, edge_gone, &p->edges[e], e);
		if (is && (is == best || (is >= 3 && best >= 3)))
			carriers[count++] = e;
	}
	return count;
}

uint32_t carriers_in_layer(const struct contingency *c, const struct layer *layer, const bool *edge_gone,
                           uint32_t n, uint32_t carriers[CARRIERS_MAX])
{
	const struct power *p = c->power;
	uint32_t first = p->in_start[n], count = p->in_start[n + 1] - first;
	if (count == 0 || layer->out[n] == OUT_GONE)
		return 0;
	if (count > 1 && !outlet_transfers(p, n))
		return share_all(p, layer, edge_gone, n, carriers);
	carriers[0] = count == 1 ? first : choose_one(p, layer, edge_gone, n);
	return worth(layer, edge_gone, &p->edges[carriers[0]], carriers[0]) > 0;
}

/* -- the pass ------------------------------------------------------------------ */

static void pass_on(struct contingency *c, uint32_t n)
{
	const struct power *p = c->power;
	for (uint32_t i = p->out_start[n]; i < p->out_start[n + 1]; i++)
		if (!p->edges[p->out_edges[i]].closes_cycle)
			contingency_wait(c, p->edges[p->out_edges[i]].to);
}

static void visit(struct contingency *c, uint32_t n)
{
	contingency_touch(c, n);
	if (!(c->marks[n] & MARK_VISITED))
		growing_add(&c->visited, n);
	c->marks[n] |= MARK_VISITED;
	uint8_t fed = fed_in_layer(c, &c->now, c->edge_gone, n), old = c->now.state[n];
	c->now.state[n] = (old & (uint8_t)~FED) | fed;
	if (c->now.out[n] == OUT_GONE)
		c->now.state[n] = STATE_GONE;
	uint32_t list = list_in_layer(c, &c->now, c->edge_gone, n);
	bool same = lifeline_equal(&c->lines, list, c->now.list[n]);
	if (!same)
		c->now.list[n] = list;
	if (!same || ((old ^ c->now.state[n]) & (FED | STATE_GONE)))
		pass_on(c, n);
}

void contingency_spread(struct contingency *c)
{
	for (uint32_t rank; rankset_take_first(&c->queue, &rank);)
		visit(c, c->power->order[rank]);
}
