/* Rules about outlets: their inlet, their leg, their numbers. */
#include "power/rules.h"

#include "base/number.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

/* A transfer device's outlets need no inlet: any inlet feeds every outlet. */
void rule_outlet_unlinked(struct scan *s)
{
	const struct power *p = s->power;
	for (size_t at = s->first[OBJECT_OUTLET]; at < s->first[OBJECT_DEVICE]; at++) {
		uint32_t n = scan_node(s, at);
		const struct node *node = &p->nodes[n];
		const struct outlet *outlet = node_outlet(node);
		uint32_t e = p->in_start[n];
		if (outlet->inlet || !outlet->object.visible || e == p->in_start[n + 1] || !p->edges[e].assumed)
			continue;
		scan_add(s, node->object, node->flags & NODE_UNDECIDED
		         ? "%s names no power port, and there are several: its load is split evenly for the sums"
		         : "%s names no power port: the only one is assumed", scan_name(s, node->object));
	}
}

/* Does the outlet hang, within its device, on another one with a leg? */
static bool leg_from_above(const struct power *p, uint32_t n)
{
	uint32_t device = p->nodes[n].device;
	for (uint32_t e = p->nodes[n].way; e != NODE_NONE && !p->edges[e].closes_cycle; e = p->nodes[n].way) {
		n = p->edges[e].from;
		if (p->nodes[n].device != device)
			return false;
		if (p->nodes[n].kind == OBJECT_OUTLET && node_outlet(&p->nodes[n])->feed_leg)
			return true;
	}
	return false;
}

void rule_leg_on_single_phase(struct scan *s)
{
	const struct power *p = s->power;
	for (size_t at = s->first[OBJECT_OUTLET]; at < s->first[OBJECT_DEVICE]; at++) {
		uint32_t n = scan_node(s, at);
		char leg = node_outlet(&p->nodes[n])->feed_leg;
		uint32_t way = p->nodes[n].way;
		if (!leg || way == NODE_NONE)
			continue;
		const struct node *inlet = &p->nodes[p->edges[way].from];
		if (!inlet->three_phase && known(inlet->volts) && !leg_from_above(p, n))
			scan_add(s, p->nodes[n].object, "%s has leg %c, but what feeds it is single-phase",
			         scan_name(s, p->nodes[n].object), leg);
	}
}

/* -- numbers ------------------------------------------------------------------ */

/* The digits at the end of a name: where they begin, how many. */
static size_t digits_of(const char *name, size_t *begin)
{
	size_t end = strlen(name);
	*begin = end;
	while (*begin > 0 && isdigit((unsigned char)name[*begin - 1]))
		(*begin)--;
	return end - *begin;
}

/* Among names with the same beginning: "01" beside "2"? A padded number has the
 * width of the others or they are longer. */
struct numbering {
	const char *padded, *bare; /* an example of each that contradict each other */
};

static void compare(struct numbering *found, const char *a, const char *b)
{
	size_t from_a, from_b, wide_a = digits_of(a, &from_a), wide_b = digits_of(b, &from_b);
	bool alike = wide_a && wide_b && from_a == from_b && strncmp(a, b, from_a) == 0;
	if (alike && wide_a > wide_b && a[from_a] == '0' && wide_a > 1) {
		found->padded = a;
		found->bare = b;
	}
}

/* Names come in natural order, so that neighbours tell: 1, 02, 03, … 10. */
static struct numbering mixed_outlets(const struct device *device)
{
	struct numbering found = {NULL, NULL};
	for (size_t i = 1; i < device->outlet_count && !found.padded; i++) {
		compare(&found, device->outlets[i]->object.name, device->outlets[i - 1]->object.name);
		compare(&found, device->outlets[i - 1]->object.name, device->outlets[i]->object.name);
	}
	return found;
}

static struct numbering mixed_inlets(const struct device *device)
{
	struct numbering found = {NULL, NULL};
	for (size_t i = 1; i < device->inlet_count && !found.padded; i++) {
		compare(&found, device->inlets[i]->object.name, device->inlets[i - 1]->object.name);
		compare(&found, device->inlets[i - 1]->object.name, device->inlets[i]->object.name);
	}
	return found;
}

void rule_numbering_mixed(struct scan *s)
{
	for (size_t at = s->first[OBJECT_DEVICE]; at < s->first[OBJECT_DEVICE + 1]; at++) {
		uint32_t n = scan_node(s, at);
		const struct device *device = node_device(&s->power->nodes[n]);
		struct numbering found = mixed_outlets(device);
		if (!found.padded)
			found = mixed_inlets(device);
		if (found.padded && device->object.visible)
			scan_add(s, &device->object, "%s numbers '%s' with a leading zero, but '%s' without",
			         device->object.name, found.padded, found.bare);
	}
}

/* -- legs ----------------------------------------------------------------------- */

/* How far the legs are apart at least, percent of their mean, however the load on
 * no known leg falls: assigned is low − unassigned/3, the most high. */
static double imbalance_of(const struct node *node)
{
	double sum = node->unassigned_w, most = 0;
	for (int i = 0; i < 3; i++)
		sum += node->legs[i].high_w - node->unassigned_w;
	double mean = sum / 3;
	for (int i = 0; i < 3; i++) {
		double above = node->legs[i].high_w - node->unassigned_w - mean, below = mean - node->legs[i].high_w;
		most = fmax(most, fmax(above, below));
	}
	return mean > 0 ? 100 * most / mean : 0;
}

/* Legs A 2400, B 300, C 200 W and 250 W unassigned: 128.6 % at least. */
void rule_imbalance(struct scan *s)
{
	for (size_t at = s->first[OBJECT_INLET]; at < s->first[OBJECT_OUTLET]; at++) {
		uint32_t n = scan_node(s, at);
		const struct node *node = &s->power->nodes[n];
		if (!node->legs || node->role != ROLE_INPUT)
			continue;
		double percent = imbalance_of(node);
		if (!(percent > s->power->policy.imbalance_pct))
			continue;
		const char *legs[3];
		for (int i = 0; i < 3; i++)
			legs[i] = scan_watts(s, node->legs[i].high_w - node->unassigned_w);
		scan_add(s, node->object, "%s: legs %s, %s and %s%s%s%s: %s off their mean", scan_name(s, node->object),
		         legs[0], legs[1], legs[2], node->unassigned_w > 0 ? " (" : "",
		         node->unassigned_w > 0 ? scan_watts(s, node->unassigned_w) : "",
		         node->unassigned_w > 0 ? " on no leg)" : "", scan_percent(s, percent));
	}
}
