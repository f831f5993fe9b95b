/* Why NetBox's utilization of a rack is not ours: from the rack's feeds down,
 * wherever what NetBox counts and what flows differ, the object that causes it.
 * The cause with the most watts is told. */
#include "power/place_build.h"

#include "base/number.h"
#include "power/netbox_draw.h"

#include <stdlib.h>

enum cause_kind { CAUSE_NONE, CAUSE_ONLY_MAXIMUM, CAUSE_OWN_DRAW, CAUSE_ONE_LEVEL, CAUSE_UNLINKED, CAUSE_PLANNED,
                  CAUSE_CORD };

struct cause {
	enum cause_kind kind;
	uint32_t node;
	double theirs, ours;
};

struct search {
	const struct power *power;
	bool recursive;
	int depth;
	struct cause worst;
};

enum { DEPTH_MAX = 16 };

static double or_zero(double w)
{
	return known(w) ? w : 0;
}

static void note(struct search *s, enum cause_kind kind, uint32_t node, double theirs, double ours)
{
	double by = fabs(theirs - ours);
	if (by >= 0.5 && by > fabs(s->worst.theirs - s->worst.ours))
		s->worst = (struct cause){kind, node, theirs, ours};
}

static void look_at(struct search *s, uint32_t inlet, bool top);

/* An inlet below an outlet, and the load on the edge to it. */
static void look_below(struct search *s, const struct edge *edge)
{
	const struct node *node = &s->power->nodes[edge->to];
	const struct inlet *inlet = node_inlet(node);
	bool manual = known(inlet->allocated_draw_w) || known(inlet->maximum_draw_w);
	double ours = or_zero(edge->load_w);
	double theirs = s->recursive ? or_zero(node->netbox_allocated_w) : or_zero(inlet->allocated_draw_w);
	if (node->role == ROLE_INPUT && (manual || s->recursive))
		look_at(s, edge->to, false);
	else if (node->role == ROLE_INPUT)
		note(s, CAUSE_ONE_LEVEL, edge->to, theirs, ours);
	else if (s->power->nodes[node->device].flags & NODE_PLANNED)
		note(s, CAUSE_PLANNED, edge->to, theirs, ours);
	else
		note(s, CAUSE_CORD, edge->to, theirs, ours);
}

static void look_at_outlets(struct search *s, const struct inlet *inlet)
{
	const struct power *p = s->power;
	double loose = 0;
	for (size_t i = 0; i < inlet->device->outlet_count; i++) {
		const struct outlet *outlet = inlet->device->outlets[i];
		uint32_t n = node_of(p, outlet);
		if (!outlet->inlet && inlet->device->inlet_count == 1)
			loose += or_zero(p->nodes[n].load_w);
		for (uint32_t k = p->out_start[n]; outlet->inlet == inlet && k < p->out_start[n + 1]; k++)
			look_below(s, &p->edges[p->out_edges[k]]);
	}
	note(s, CAUSE_UNLINKED, node_of(p, inlet->device), 0, loose);
}

/* `top`: directly at a feed, where versions before 3.3 ignore its own draw. */
static void look_at(struct search *s, uint32_t n, bool top)
{
	const struct node *node = &s->power->nodes[n];
	const struct inlet *inlet = node_inlet(node);
	bool ignored = top && !version_at_least(s->power->inventory->version, 3, 3, 0);
	if (node->role != ROLE_INPUT || s->depth >= DEPTH_MAX)
		return;
	s->depth++;
	if (ignored || (!known(inlet->allocated_draw_w) && !known(inlet->maximum_draw_w)))
		look_at_outlets(s, inlet);
	else if (known(inlet->allocated_draw_w))
		note(s, CAUSE_OWN_DRAW, n, inlet->allocated_draw_w, or_zero(node->load_w));
	else
		note(s, CAUSE_ONLY_MAXIMUM, n, 0, or_zero(node->load_w));
	s->depth--;
}

/* -- in words ------------------------------------------------------------------- */

/* "pdu-rating/In (inlet-23)" */
static const char *full_name(const struct node *node, struct arena *arena)
{
	char id[OBJECT_ID_MAX];
	const struct device *device = node->kind == OBJECT_INLET ? node_inlet(node)->device : NULL;
	return arena_printf(arena, "%s%s%s (%s)", device ? device->object.name : "", device ? "/" : "",
	                    node->object->name, object_format_id(node->object, id));
}

static const char *cause_text(const struct search *s, struct arena *arena)
{
	const struct cause *cause = &s->worst;
	const struct node *node = &s->power->nodes[cause->node];
	const char *name = full_name(node, arena);
	char theirs[NUMBER_MAX], ours[NUMBER_MAX];
	number_format_watts(theirs, cause->theirs);
	number_format_watts(ours, cause->ours);
	switch (cause->kind) {
	case CAUSE_NONE:
		break;
	case CAUSE_ONLY_MAXIMUM:
		return arena_printf(arena, "%s has only maximum_draw; below it %s", name, ours);
	case CAUSE_OWN_DRAW:
		return arena_printf(arena, "%s has allocated_draw %s of its own; below it %s", name, theirs, ours);
	case CAUSE_ONE_LEVEL:
		return arena_printf(arena, "%s has no draw of its own and before 4.5.9 NetBox looks no further; below it %s",
		                    name, ours);
	case CAUSE_UNLINKED:
		return arena_printf(arena, "outlets of %s have no power_port; on them %s", name, ours);
	case CAUSE_PLANNED:
		return arena_printf(arena, "%s is counted with %s, but its device is planned", name, theirs);
	case CAUSE_CORD:
		return arena_printf(arena, "%s is counted with %s, but draws %s here", name, theirs, ours);
	}
	return NULL;
}

/* The feed at the upper end of an inlet's main way; NULL. */
static const struct feed *feed_above(const struct power *p, uint32_t n)
{
	for (int hops = 0; hops < 256 && p->nodes[n].way != NODE_NONE && p->nodes[n].kind != OBJECT_FEED; hops++)
		n = p->edges[p->nodes[n].way].from;
	return p->nodes[n].kind == OBJECT_FEED ? (const struct feed *)(const void *)p->nodes[n].object : NULL;
}

/* The cord with the most watts in the rack that is on none of its feeds, and where it is. */
static const char *stray_cord(const struct power *p, const struct rack *rack, struct arena *arena)
{
	char watts[NUMBER_MAX];
	uint32_t worst = NODE_NONE;
	for (size_t i = 0; i < rack->device_count; i++)
		for (size_t k = 0; k < rack->devices[i]->inlet_count; k++) {
			uint32_t n = node_of(p, rack->devices[i]->inlets[k]);
			const struct feed *feed = p->nodes[n].role == ROLE_PSU && p->nodes[n].load_w > 0 ? feed_above(p, n) : NULL;
			bool stray = p->nodes[n].role == ROLE_PSU && p->nodes[n].load_w > 0 && (!feed || feed->rack != rack);
			if (stray && (worst == NODE_NONE || p->nodes[n].load_w > p->nodes[worst].load_w))
				worst = n;
		}
	if (worst == NODE_NONE)
		return "";
	const struct feed *feed = feed_above(p, worst);
	char *name = feed ? object_full_name(&feed->object) : NULL;
	const char *text = arena_printf(arena, ": %s with %s is on %s", full_name(&p->nodes[worst], arena),
	                                number_format_watts(watts, p->nodes[worst].load_w), name ? name : "no feed");
	free(name);
	return text;
}

/* The cord with the most watts on a feed of the rack that is not in it. */
static const char *guest_cord(const struct power *p, const struct rack *rack, struct arena *arena)
{
	char watts[NUMBER_MAX];
	uint32_t worst = NODE_NONE;
	struct arena *scratch = arena_new();
	for (size_t i = 0; i < rack->feed_count; i++) {
		size_t count;
		const uint32_t *below = power_downstream(p, node_of(p, rack->feeds[i]), scratch, &count);
		for (size_t k = 0; k < count; k++) {
			const struct node *node = &p->nodes[below[k]];
			bool guest = node->role == ROLE_PSU && node->load_w > 0 && node_inlet(node)->device->rack != rack;
			if (guest && (worst == NODE_NONE || node->load_w > p->nodes[worst].load_w))
				worst = below[k];
		}
	}
	arena_free(scratch);
	return worst == NODE_NONE ? "" : arena_printf(arena, ": %s with %s is elsewhere", full_name(&p->nodes[worst], arena),
	                                              number_format_watts(watts, p->nodes[worst].load_w));
}

/* What is in the rack but not on its feeds, or the other way round. */
static const char *elsewhere(const struct power *power, const struct place_figures *place, struct arena *arena)
{
	const struct rack *rack = (const struct rack *)(const void *)place->object;
	char load[NUMBER_MAX], feeds[NUMBER_MAX];
	double sum = 0;
	for (size_t i = 0; i < rack->feed_count; i++)
		sum += or_zero(power->nodes[node_of(power, rack->feeds[i])].load_w);
	if (fabs(sum - or_zero(place->load_w)) < 0.5)
		return NULL;
	return arena_printf(arena, "its feeds carry %s, the devices in it draw %s%s", number_format_watts(feeds, sum),
	                    number_format_watts(load, or_zero(place->load_w)), sum < place->load_w ? stray_cord(power, rack, arena) : guest_cord(power, rack, arena));
}

/* The supply of the first cord from outside. */
static const char *first_supply(const struct power *power, const struct rack *rack, struct arena *arena)
{
	for (size_t i = 0; i < rack->device_count; i++)
		for (size_t k = 0; k < rack->devices[i]->inlet_count; k++) {
			uint32_t inlet = node_of(power, rack->devices[i]->inlets[k]);
			for (uint32_t e = power->in_start[inlet]; e < power->in_start[inlet + 1]; e++) {
				const struct object *from = power->nodes[power->edges[e].from].object;
				if (object_place(from).rack == rack)
					continue;
				char *name = object_full_name(from);
				const char *text = arena_strdup(arena, name);
				free(name);
				return text;
			}
		}
	return NULL;
}

static const char *without_feeds(const struct power *power, const struct rack *rack, struct arena *arena)
{
	const char *supply = rack->feed_count ? NULL : first_supply(power, rack, arena);
	if (rack->feed_count)
		return "its feeds have no available power";
	return supply ? arena_printf(arena, "no feed is assigned to this rack (power comes by %s …)", supply)
	              : "no feed is assigned to this rack";
}

const char *place_netbox_reason(const struct places *places, const struct place_figures *place, struct arena *arena)
{
	const struct power *power = places->power;
	const struct rack *rack = (const struct rack *)(const void *)place->object;
	struct search s = {.power = power, .recursive = netbox_sums_recursively(power->inventory)};
	char theirs[NUMBER_MAX], available[NUMBER_MAX];
	const char *why;
	if (!known(place->netbox_w) || !known(place->load_w) || fabs(place->netbox_w - place->load_w) < 0.5)
		return "";
	for (size_t i = 0; i < rack->feed_count; i++) {
		uint32_t feed = node_of(power, rack->feeds[i]);
		for (uint32_t k = power->out_start[feed]; k < power->out_start[feed + 1]; k++)
			look_at(&s, power->edges[power->out_edges[k]].to, true);
	}
	if (place->netbox_available_w <= 0)
		why = without_feeds(power, rack, arena);
	else
		why = s.worst.kind ? cause_text(&s, arena) : elsewhere(power, place, arena);
	return arena_printf(arena, "NetBox: %s of %s%s%s", number_format_watts(theirs, place->netbox_w),
	                    number_format_watts(available, place->netbox_available_w), why ? ", because " : "", why ? why : "");
}
