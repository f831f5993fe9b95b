/* What goes with an element: its parts, by kind. */
#include "power/build.h"
#include "power/contingency.h"
#include "power/lines.h"
#include "power/naming.h"

#include <stdlib.h>
#include <string.h>

void removal_end(struct removal *removal)
{
	free(removal->nodes);
	free(removal->doubtful);
	free(removal->cables);
	*removal = (struct removal){0};
}

static void add_node(struct removal *removal, uint32_t n)
{
	if (n == NODE_NONE)
		return;
	removal->nodes = array_grow(removal->nodes, removal->node_count, &removal->node_capacity, sizeof *removal->nodes);
	removal->nodes[removal->node_count++] = n;
}

static void add_doubtful(struct removal *removal, uint32_t n)
{
	removal->doubtful = array_grow(removal->doubtful, removal->doubtful_count, &removal->doubtful_capacity,
	                               sizeof *removal->doubtful);
	removal->doubtful[removal->doubtful_count++] = n;
}

static void add_cable(struct removal *removal, const struct cable *cable)
{
	removal->cables = array_grow(removal->cables, removal->cable_count, &removal->cable_capacity,
	                             sizeof *removal->cables);
	removal->cables[removal->cable_count++] = cable;
}

static void add_device(struct removal *removal, const struct power *power, const struct device *device)
{
	add_node(removal, power_node(power, &device->object));
	for (size_t i = 0; i < device->inlet_count; i++)
		add_node(removal, node_of(power, device->inlets[i]));
	for (size_t i = 0; i < device->outlet_count; i++)
		add_node(removal, node_of(power, device->outlets[i]));
}

static void add_place(struct removal *removal, const struct power *power, const struct object *place)
{
	const struct inventory *inventory = power->inventory;
	for (size_t i = 0; i < inventory->panel_count; i++)
		if (naming_inside(place, &inventory->panels[i]->object))
			add_node(removal, node_of(power, inventory->panels[i]));
	for (size_t i = 0; i < inventory->feed_count; i++)
		if (naming_inside(place, &inventory->feeds[i]->object))
			add_node(removal, node_of(power, inventory->feeds[i]));
	for (size_t i = 0; i < inventory->device_count; i++)
		if (naming_inside(place, &inventory->devices[i]->object))
			add_device(removal, power, inventory->devices[i]);
}

void removal_add(struct removal *removal, const struct power *power, const struct object *object)
{
	switch (object->kind) {
	case OBJECT_PANEL:
	case OBJECT_FEED:
	case OBJECT_INLET:
	case OBJECT_OUTLET:
		add_node(removal, power_node(power, object));
		break;
	case OBJECT_DEVICE:
		add_device(removal, power, (const struct device *)(const void *)object);
		break;
	case OBJECT_CABLE:
		add_cable(removal, (const struct cable *)(const void *)object);
		break;
	case OBJECT_RACK:
	case OBJECT_LOCATION:
	case OBJECT_SITE:
		add_place(removal, power, object);
		break;
	case OBJECT_KINDS:
		break;
	}
}

void removal_join(struct removal *removal, const struct removal *other)
{
	for (size_t i = 0; i < other->node_count; i++)
		add_node(removal, other->nodes[i]);
	for (size_t i = 0; i < other->doubtful_count; i++)
		add_doubtful(removal, other->doubtful[i]);
	for (size_t i = 0; i < other->cable_count; i++)
		add_cable(removal, other->cables[i]);
}

/* -- a side, a risk ------------------------------------------------------------------- */

void removal_add_side(struct removal *removal, const struct power *power, char side)
{
	for (uint32_t n = 0; n < power->node_count; n++) {
		const struct node *node = &power->nodes[n];
		uint8_t others = node->sides & (uint8_t)~(1u << (side - 'A'));
		if (node->side != side || ((node->flags & NODE_TRANSFER) && others))
			continue;
		if (node->kind == OBJECT_PANEL || node->kind == OBJECT_FEED)
			add_node(removal, n);
		else if (node->kind == OBJECT_DEVICE && role_is_distribution(node->role))
			add_device(removal, power, node_device(node));
	}
}

uint8_t removal_sides(const struct power *power)
{
	uint8_t sides = 0;
	for (uint32_t n = 0; n < power->node_count; n++) {
		const struct node *node = &power->nodes[n];
		if (node->side && (node->kind <= OBJECT_FEED || role_is_distribution(node->role)))
			sides |= (uint8_t)(1u << (node->side - 'A'));
	}
	return sides;
}

void removal_add_risk(struct removal *removal, const struct power *power, const struct risk *risk)
{
	for (uint32_t i = 0; i < risk->count; i++)
		removal_add(removal, power, power->nodes[risk->sources[i]].object);
}

/* -- a leg -------------------------------------------------------------------- */

/* Is the outlet on the leg, not on it, or does nobody know? */
enum on_leg { LEG_NO, LEG_YES, LEG_MAYBE };

static enum on_leg outlet_on_leg(const struct power *power, uint32_t n, char leg)
{
	const char *lines = lines_of_outlet(power, node_outlet(&power->nodes[n]));
	if (!*lines)
		return LEG_MAYBE;
	return strchr(lines, leg) ? LEG_YES : LEG_NO;
}

struct leg_walk {
	const struct power *power;
	struct removal *removal;
	uint32_t *found;
	size_t count, capacity;
	uint8_t *seen;
	char leg;
};

static void reach(struct leg_walk *w, uint32_t n)
{
	const struct node *node = &w->power->nodes[n];
	if (w->seen[n])
		return;
	w->seen[n] = 1;
	if (node->kind == OBJECT_OUTLET && !node->three_phase) {
		enum on_leg on = outlet_on_leg(w->power, n, w->leg);
		if (on == LEG_YES)
			add_node(w->removal, n);
		else if (on == LEG_MAYBE)
			add_doubtful(w->removal, n);
		return;
	}
	if (node->role == ROLE_PSU) {
		if (node->three_phase)
			add_node(w->removal, n);
		return;
	}
	w->found = array_grow(w->found, w->count, &w->capacity, sizeof *w->found);
	w->found[w->count++] = n;
}

void removal_add_leg(struct removal *removal, const struct power *power, uint32_t node, char leg)
{
	struct leg_walk w = {.power = power, .removal = removal, .leg = leg, .seen = xcalloc(power->node_count + 1, 1)};
	const struct node *start = &power->nodes[node];
	reach(&w, node);
	if (start->kind == OBJECT_DEVICE && start->role != ROLE_CONSUMER)
		for (size_t i = 0; i < node_device(start)->inlet_count; i++)
			reach(&w, node_of(power, node_device(start)->inlets[i]));
	for (size_t i = 0; i < w.count; i++)
		for (uint32_t k = power->out_start[w.found[i]]; k < power->out_start[w.found[i] + 1]; k++)
			reach(&w, power->edges[power->out_edges[k]].to);
	free(w.found);
	free(w.seen);
}
