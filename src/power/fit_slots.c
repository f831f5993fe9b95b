/* The outlets of a rack that a device can be plugged into. */
#include "power/fit_build.h"

#include "power/mating.h"

#include <math.h>
#include <stdlib.h>

static bool is_strip(const struct power *p, const struct device *device)
{
	uint8_t role = p->nodes[node_of(p, device)].role;
	return device->outlet_count && (role == ROLE_PDU || role == ROLE_DISTRIBUTION || role_is_transfer((enum role)role));
}

static bool is_free(const struct fit *fit, const struct outlet *outlet, uint32_t n)
{
	return !outlet->end.cable && !outlet->end.mark_connected && !(fit->power->nodes[n].flags & NODE_NOT_LIVE) &&
	       fit_is_alive(&fit->states[0], n);
}

static bool takes_plug(const struct fit *fit, const struct outlet *outlet, uint32_t n)
{
	struct connector plug = connector_by_policy(fit->request.connector, &fit->power->policy);
	if (!*fit->request.connector)
		return true;
	return connectors_mate(outlet->type, fit->request.connector) && !((double)fit->power->nodes[n].volts > plug.class_volts);
}

/* The least that is left on the way up, as it is. */
static double room_above(const struct fit *fit, uint32_t outlet)
{
	const struct power *p = fit->power;
	double room = INFINITY;
	unsigned lines = fit_lines(p, outlet);
	uint32_t n = outlet;
	for (int hops = 0; n != NODE_NONE && hops < FIT_HOPS_MAX; hops++, n = fit_step_up(fit, &fit->states[0], n)) {
		const struct node *node = &p->nodes[n];
		room = fmin(room, node->usable_w - node->load_w); /* fmin() passes over NAN */
		for (int i = 0; i < 3 && node->legs; i++)
			if (lines & 1u << i)
				room = fmin(room, node->usable_w / 3 - node->legs[i].high_w);
	}
	return room;
}

static void add_slot(struct fit *fit, const struct outlet *outlet, uint32_t n)
{
	fit->slots = array_grow(fit->slots, fit->slot_count, &fit->slot_capacity, sizeof *fit->slots);
	fit->slots[fit->slot_count++] = (struct fit_slot){outlet, n, fit_step_up(fit, &fit->states[0], n), room_above(fit, n), false};
}

/* Has the strip's inlet a limit, or what feeds it? Where nobody wrote down either, no
 * answer would be safe. */
static bool is_rated(const struct fit *fit, uint32_t outlet)
{
	const struct power *p = fit->power;
	uint32_t n = outlet, device = p->nodes[outlet].device;
	do {
		n = fit_step_up(fit, &fit->states[0], n);
	} while (n != NODE_NONE && p->nodes[n].device == device && !known(p->nodes[n].usable_w));
	return n != NODE_NONE && known(p->nodes[n].usable_w);
}

static int by_room(const void *a, const void *b)
{
	const struct fit_slot *x = a, *y = b;
	if (x->room_w != y->room_w)
		return x->room_w < y->room_w ? 1 : -1;
	return x->node < y->node ? -1 : x->node > y->node;
}

bool fit_find_slots(struct fit *fit, const struct rack *rack)
{
	size_t strips = 0, outlets = 0, free_ones = 0, unrated = 0;
	fit->slot_count = 0;
	for (size_t i = 0; i < rack->device_count; i++) {
		const struct device *device = rack->devices[i];
		if (!is_strip(fit->power, device))
			continue;
		strips++;
		for (size_t k = 0; k < device->outlet_count; k++) {
			uint32_t n = node_of(fit->power, device->outlets[k]);
			bool is_open = is_free(fit, device->outlets[k], n);
			outlets++;
			free_ones += is_open;
			if (is_open && !is_rated(fit, n))
				unrated++;
			else if (is_open && takes_plug(fit, device->outlets[k], n))
				add_slot(fit, device->outlets[k], n);
		}
	}
	if (fit->slot_count)
		qsort(fit->slots, fit->slot_count, sizeof *fit->slots, by_room);
	else
		fit->result->limit = !strips ? "no PDU in the rack"
			: !free_ones ? arena_printf(fit->arena, "none of %zu outlets is free and fed", outlets)
			: unrated ? arena_printf(fit->arena, "%zu free outlets on a PDU whose rating is not known", unrated)
			: arena_printf(fit->arena, "none of %zu free outlets takes the plug", free_ones);
	return fit->slot_count > 0;
}
