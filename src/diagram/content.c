/* Flags on nodes, spread along the edges by a plain queue; every node is
 * visited once, so that cycles and wide graphs cost nothing special. A trace
 * visits no other nodes, so that it costs the same on a large site; but for the
 * flags, which are a byte a node. */
#include "diagram/content.h"

#include "diagram/study.h"
#include "power/naming.h"

#include <stdlib.h>
#include <string.h>

static struct content *content_new(const struct power *power, const char *name)
{
	struct arena *arena = arena_new();
	struct content *content = arena_alloc(arena, sizeof *content);
	content->arena = arena;
	content->power = power;
	content->name = name;
	content->flags = arena_array(arena, power->node_count + 1, sizeof *content->flags);
	content->study = study_new(arena);
	return content;
}

void content_free(struct content *content)
{
	if (!content)
		return;
	study_free(content->study);
	arena_free(content->arena);
}

bool content_in_scope(const struct content *content, uint32_t node)
{
	return content->open || content->flags[node] & CONTENT_SCOPE;
}

void content_list(struct content *content)
{
	uint32_t nodes = content->power->node_count, *elements;
	content->element_count = 0;
	for (uint32_t node = 0; node < nodes; node++)
		content->element_count += content_has(content, node);
	content->elements = elements = arena_array(content->arena, content->element_count + 1, sizeof *elements);
	for (uint32_t node = 0, to = 0; node < nodes; node++)
		if (content_has(content, node))
			elements[to++] = node;
}

bool content_has(const struct content *content, uint32_t node)
{
	return node != NODE_NONE && content->flags[node] & CONTENT_IN;
}

bool content_has_rack(const struct content *content, const struct rack *rack)
{
	for (size_t i = 0; i < rack->device_count; i++)
		if (content_has(content, power_node(content->power, &rack->devices[i]->object)))
			return true;
	return content->focus_count == 0 && rack->object.visible && scope_contains(content->scope, &rack->object);
}

uint32_t content_owner(const struct power *power, uint32_t node)
{
	const struct node *n = &power->nodes[node];
	bool port = n->kind == OBJECT_INLET || n->kind == OBJECT_OUTLET;
	return port && n->device != NODE_NONE ? n->device : node;
}

static uint32_t *copy_nodes(struct arena *arena, const uint32_t *nodes, size_t count)
{
	uint32_t *copy = arena_array(arena, count + 1, sizeof *copy);
	for (size_t i = 0; i < count; i++)
		copy[i] = nodes[i];
	return copy;
}

/* A queue of nodes with the flag already set; malloc'd. */
struct queue {
	uint32_t *nodes;
	size_t count, capacity;
};

static void queue_add(struct content *content, struct queue *queue, uint32_t node, uint8_t flag)
{
	if (node == NODE_NONE || content->flags[node] & flag)
		return;
	content->flags[node] |= flag;
	queue->nodes = array_grow(queue->nodes, queue->count, &queue->capacity, sizeof *queue->nodes);
	queue->nodes[queue->count++] = node;
}

/* The node; of a distribution device its inlets and outlets, too; of every
 * device its inlets. */
static void queue_whole(struct content *content, struct queue *queue, uint32_t node, uint8_t flag)
{
	const struct power *power = content->power;
	queue_add(content, queue, node, flag);
	if (power->nodes[node].kind != OBJECT_DEVICE)
		return;
	const struct device *device = (const struct device *)power->nodes[node].object;
	for (size_t i = 0; i < device->inlet_count; i++)
		queue_add(content, queue, power_node(power, &device->inlets[i]->object), flag);
}

/* Spreads the flag from the queue to everything above. */
static void spread_up(struct content *content, struct queue *queue, uint8_t flag)
{
	const struct power *power = content->power;
	for (size_t i = 0; i < queue->count; i++)
		for (uint32_t k = power->in_start[queue->nodes[i]]; k < power->in_start[queue->nodes[i] + 1]; k++)
			queue_add(content, queue, power->edges[power->in_edges[k]].from, flag);
}

static void spread_down(struct content *content, struct queue *queue, uint8_t flag)
{
	const struct power *power = content->power;
	for (size_t i = 0; i < queue->count; i++)
		for (uint32_t k = power->out_start[queue->nodes[i]]; k < power->out_start[queue->nodes[i] + 1]; k++)
			queue_add(content, queue, power->edges[power->out_edges[k]].to, flag);
}

/* The devices of the inlets and outlets in the picture belong to it. */
static void add_owners(struct content *content)
{
	const struct power *power = content->power;
	for (uint32_t node = 0; node < power->node_count; node++)
		if (content_has(content, node))
			content->flags[content_owner(power, node)] |= CONTENT_IN;
}

/* On or below a root, or what is in a trace: the nodes of BELOW. */
enum { BELOW = 1 << 7 };

void content_count_draws(struct content *content)
{
	const struct power *power = content->power;
	struct queue queue = { NULL, 0, 0 };
	content->known = content->total = 0;
	for (size_t i = 0; i < content->element_count; i++)
		if (power->nodes[content->elements[i]].mark != MARK_NOT_ASKED)
			queue_whole(content, &queue, content->elements[i], BELOW);
	spread_down(content, &queue, BELOW);
	for (size_t i = 0; i < queue.count; i++) {
		const struct node *node = &power->nodes[queue.nodes[i]];
		if (node->kind == OBJECT_DEVICE && node->role == ROLE_CONSUMER) {
			content->known += node->known;
			content->total += node->total;
		}
	}
	free(queue.nodes);
}

/* -- trace ------------------------------------------------------------------ */

/* Everything in the place that takes part in power belongs to its trace. */
static void add_place(struct content *content, struct queue *queue)
{
	const struct power *power = content->power;
	for (uint32_t node = power->first[OBJECT_DEVICE]; content->place && node < power->node_count; node++)
		if (power->nodes[node].role != ROLE_PASSIVE && naming_inside(content->place, power->nodes[node].object))
			queue_whole(content, queue, node, CONTENT_IN);
}

/* On what was asked for, and on the consumers of a place. */
static void judge(struct content *content)
{
	const struct power *power = content->power;
	size_t most = content->focus_count + (content->place ? power->node_count : 0);
	content->verdicts = arena_array(content->arena, most + 1, sizeof *content->verdicts);
	for (size_t i = 0; i < content->focus_count; i++)
		content->verdicts[content->verdict_count++] = power_verdict(power, content->focus[i], content->arena);
	for (uint32_t node = power->first[OBJECT_DEVICE]; content->place && node < power->node_count; node++)
		if (power->nodes[node].role == ROLE_CONSUMER && !(content->flags[node] & CONTENT_FOCUS) &&
		    content_has(content, node) && naming_inside(content->place, power->nodes[node].object))
			content->verdicts[content->verdict_count++] = power_verdict(power, node, content->arena);
}

static int rising(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	return (x > y) - (x < y);
}

/* What was queued, with its devices, is what is in the picture. */
static void keep_elements(struct content *content, struct queue *queue)
{
	for (size_t i = 0, count = queue->count; i < count; i++)
		queue_add(content, queue, content_owner(content->power, queue->nodes[i]), CONTENT_IN);
	if (queue->count)
		qsort(queue->nodes, queue->count, sizeof *queue->nodes, rising);
	content->elements = copy_nodes(content->arena, queue->nodes, queue->count);
	content->element_count = queue->count;
	free(queue->nodes);
}

struct content *content_trace(const struct power *power, const uint32_t *nodes, size_t count,
                              const struct object *place)
{
	struct content *content = content_new(power, "trace");
	struct queue queue = { NULL, 0, 0 };
	content->focus = copy_nodes(content->arena, nodes, count);
	content->focus_count = count;
	content->place = place;
	for (size_t i = 0; i < count; i++) {
		queue_whole(content, &queue, nodes[i], CONTENT_IN);
		content->flags[nodes[i]] |= CONTENT_FOCUS;
		content->flags[content_owner(power, nodes[i])] |= CONTENT_HERE;
	}
	add_place(content, &queue);
	judge(content);
	spread_up(content, &queue, CONTENT_IN);
	content->open = true;
	keep_elements(content, &queue);
	content_count_draws(content);
	return content;
}

/* -- chain ------------------------------------------------------------------ */

/* Without roots everything. */
static void mark_below(struct content *content, struct queue *queue)
{
	const struct power *power = content->power;
	queue->count = 0;
	for (size_t i = 0; i < content->focus_count; i++) {
		queue_whole(content, queue, content->focus[i], BELOW);
		content->flags[content->focus[i]] |= CONTENT_FOCUS;
	}
	spread_down(content, queue, BELOW);
	for (uint32_t node = 0; node < power->node_count; node++)
		if (content->flags[node] & BELOW)
			content->flags[content_owner(power, node)] |= BELOW;
	for (uint32_t node = 0; node < power->node_count && content->focus_count == 0; node++)
		content->flags[node] |= BELOW;
}

/* Does it take part in power at all? */
static bool takes_part(const struct content *content, uint32_t node)
{
	const struct node *n = &content->power->nodes[node];
	return n->role != ROLE_PASSIVE;
}

/* A port is shown when it leads somewhere or should: unused outlets are not. */
static bool is_idle_outlet(const struct power *power, uint32_t node)
{
	return power->nodes[node].kind == OBJECT_OUTLET && power->out_start[node] == power->out_start[node + 1];
}

static void mark_scope(struct content *content, struct queue *queue)
{
	const struct power *power = content->power;
	queue->count = 0;
	for (uint32_t node = 0; node < power->node_count; node++) {
		if (!(content->flags[node] & BELOW) || !takes_part(content, node) ||
		    !scope_contains(content->scope, power->nodes[node].object))
			continue;
		content->flags[node] |= CONTENT_SCOPE;
		if (!is_idle_outlet(power, node))
			queue_add(content, queue, node, CONTENT_IN);
	}
}

/* Below a root, the other cords of a device are on its card, though not where
 * they come from. */
static void add_cords(struct content *content)
{
	const struct power *power = content->power;
	for (uint32_t node = power->first[OBJECT_INLET]; node < power->first[OBJECT_INLET + 1]; node++)
		if (power->nodes[node].role == ROLE_PSU && content_has(content, content_owner(power, node)))
			content->flags[node] |= CONTENT_IN;
}

void content_judge(struct content *content)
{
	const struct power *power = content->power;
	uint32_t end = power->node_count;
	content->verdicts = arena_array(content->arena, power->node_count + 1, sizeof *content->verdicts);
	for (uint32_t node = power->first[OBJECT_DEVICE]; node < end; node++) {
		if (!content_has(content, node) || !content_in_scope(content, node) ||
		    power->nodes[node].role != ROLE_CONSUMER)
			continue;
		content->verdicts[content->verdict_count++] = power_verdict(power, node, content->arena);
		content->known += power->nodes[node].known;
		content->total += power->nodes[node].total;
	}
}

struct content *content_select(const struct power *power, const struct scope *scope,
                               const uint32_t *roots, size_t root_count)
{
	struct content *content = content_new(power, "chain");
	struct queue queue = { NULL, 0, 0 };
	content->scope = scope;
	content->focus = copy_nodes(content->arena, roots, root_count);
	content->focus_count = root_count;
	mark_below(content, &queue);
	mark_scope(content, &queue);
	if (root_count == 0)
		spread_up(content, &queue, CONTENT_IN);
	else
		add_cords(content);
	free(queue.nodes);
	add_owners(content);
	content_list(content);
	return content;
}

struct content *content_chain(const struct power *power, const struct scope *scope,
                              const uint32_t *roots, size_t root_count)
{
	struct content *content = content_select(power, scope, roots, root_count);
	content_judge(content);
	return content;
}
