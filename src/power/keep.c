/* Loads up to the distribution devices next to an element, and none beyond: what
 * a quick trace has read is not enough for those, and what is known of them must
 * not look like all. */
#include "power/build.h"

#include "base/number.h"

#include <stdlib.h>

struct keep {
	struct power *power;
	bool *kept;      /* by node */
	uint32_t *queue;
	size_t count;
};

static void keep_node(struct keep *k, uint32_t n)
{
	if (n == NODE_NONE || k->kept[n])
		return;
	k->kept[n] = true;
	k->queue[k->count++] = n;
}

/* With its ports: the load of a device is that of all of them. */
static void keep_device(struct keep *k, uint32_t n)
{
	if (n == NODE_NONE)
		return;
	const struct device *device = node_device(&k->power->nodes[n]);
	keep_node(k, n);
	for (size_t i = 0; i < device->inlet_count; i++)
		keep_node(k, power_node(k->power, &device->inlets[i]->object));
	for (size_t i = 0; i < device->outlet_count; i++)
		keep_node(k, power_node(k->power, &device->outlets[i]->object));
}

/* The device whose cords feed it: its chassis, when it has none. */
static const struct device *fed_device(const struct device *device)
{
	for (int depth = 0; depth < 16 && device->inlet_count == 0 && device->parent; depth++)
		device = device->parent;
	return device;
}

/* The element and the distribution devices its cords come from. */
static void keep_element(struct keep *k, uint32_t n)
{
	const struct power *p = k->power;
	const struct node *node = &p->nodes[n];
	uint32_t owner = node->kind == OBJECT_DEVICE ? n : node->device;
	keep_node(k, n);
	if (node->kind == OBJECT_PANEL || node->kind == OBJECT_FEED || owner == NODE_NONE)
		return;
	keep_device(k, owner);
	const struct device *device = fed_device(node_device(&p->nodes[owner]));
	keep_device(k, power_node(p, &device->object));
	for (size_t i = 0; i < device->inlet_count; i++) {
		uint32_t inlet = power_node(p, &device->inlets[i]->object);
		for (uint32_t e = p->in_start[inlet]; e < p->in_start[inlet + 1]; e++)
			keep_device(k, p->nodes[p->edges[p->in_edges[e]].from].device);
	}
}

static void keep_below(struct keep *k)
{
	const struct power *p = k->power;
	for (size_t i = 0; i < k->count; i++) {
		uint32_t n = k->queue[i];
		if (p->nodes[n].kind == OBJECT_INLET)
			keep_device(k, p->nodes[n].device);
		for (uint32_t e = p->out_start[n]; e < p->out_start[n + 1]; e++)
			keep_node(k, p->edges[p->out_edges[e]].to);
	}
}

/* An outlet or feed all of whose inlets are kept: the circuit of a rack PDU. */
static bool is_circuit(const struct keep *k, uint32_t n)
{
	const struct power *p = k->power;
	bool all = p->out_start[n] < p->out_start[n + 1] &&
	           (p->nodes[n].kind == OBJECT_OUTLET || p->nodes[n].kind == OBJECT_FEED);
	for (uint32_t e = p->out_start[n]; all && e < p->out_start[n + 1]; e++)
		all = k->kept[p->edges[p->out_edges[e]].to];
	return all;
}

static void keep_circuits(struct keep *k)
{
	size_t below = k->count;
	for (size_t i = 0; i < below; i++)
		for (uint32_t e = k->power->in_start[k->queue[i]]; e < k->power->in_start[k->queue[i] + 1]; e++) {
			uint32_t n = k->power->edges[k->power->in_edges[e]].from;
			if (is_circuit(k, n))
				keep_node(k, n);
		}
}

static void forget(struct node *node)
{
	double *figures[] = { &node->load_w, &node->maximum_w, &node->netbox_allocated_w, &node->netbox_maximum_w,
	                      &node->unassigned_w };
	for (size_t i = 0; i < sizeof figures / sizeof *figures; i++)
		*figures[i] = NUMBER_UNKNOWN;
	node->reserve_w = node->planned_w = 0;
	node->utilization_pct = node->current_a = (float)NUMBER_UNKNOWN;
	node->known = node->total = 0;
	node->legs = NULL;
	node->mark = MARK_NOT_ASKED;
	node->severity = SEVERITY_UNKNOWN;
}

void power_keep_path(struct power *power, const uint32_t *nodes, size_t count)
{
	struct keep k = { .power = power, .kept = xcalloc(power->node_count + 1, 1),
	                  .queue = xcalloc(power->node_count + 1, sizeof *k.queue) };
	for (size_t i = 0; i < count; i++)
		keep_element(&k, nodes[i]);
	keep_below(&k);
	keep_circuits(&k);
	for (uint32_t n = 0; n < power->node_count; n++) {
		power->nodes[n].headroom_w = NUMBER_UNKNOWN; /* goes by the whole way up */
		power->nodes[n].headroom_mark = MARK_NOT_ASKED;
		if (power->nodes[n].kind == OBJECT_DEVICE)
			power->nodes[n].bottleneck = NODE_NONE; /* of several cords, the one with least headroom */
		if (!k.kept[n])
			forget(&power->nodes[n]);
	}
	for (uint32_t e = 0; e < power->edge_count; e++)
		if (!k.kept[power->edges[e].from])
			power->edges[e].load_w = NUMBER_UNKNOWN;
	power->path_only = true;
	free(k.kept);
	free(k.queue);
}
