/* Rules about the ways of consumers: the verdicts, and of a shared one the
 * nearest element that takes all cords; that is what has to be changed first. */
#include "power/rules.h"

static void judge_all(struct scan *s)
{
	const struct power *p = s->power;
	size_t from = s->first[OBJECT_DEVICE], to = s->first[OBJECT_DEVICE + 1];
	if (s->judged)
		return;
	s->judged = arena_array(s->scratch, to - from + 1, sizeof *s->judged);
	for (size_t at = from; at < to; at++) {
		uint32_t n = scan_node(s, at);
		struct judged *judged = &s->judged[at - from];
		judged->state = VERDICT_NONE;
		if (scan_in_service(p, n) && node_device(&p->nodes[n])->inlet_count)
			judged->state = (uint8_t)above_state(scan_above(s), n, &judged->nearest);
	}
}

/* -- what is shared ------------------------------------------------------------- */

enum shared { SHARED_PDU, SHARED_FEED, SHARED_PANEL, SHARED_SOURCE };

static enum shared shared_device(const struct power *power, const struct object *device)
{
	enum role role = (enum role)power->nodes[power_node(power, device)].role;
	if (role == ROLE_PDU || role == ROLE_DISTRIBUTION)
		return SHARED_PDU;
	return role == ROLE_PANEL ? SHARED_PANEL : SHARED_SOURCE;
}

/* A circuit of a panel board is what a feed is to a power panel; an outlet of
 * anything else, like an inlet, stands for its device. */
static enum shared shared_kind(const struct power *power, const struct object *object)
{
	const struct node *node;
	if (object->kind == OBJECT_CABLE) {
		const struct cable *cable = (const struct cable *)(const void *)object;
		object = cable->supply_count ? cable->supply[0] : &cable->inlets[0]->object;
	}
	switch (object->kind) {
	case OBJECT_PANEL:
		return SHARED_PANEL;
	case OBJECT_FEED:
		return SHARED_FEED;
	case OBJECT_INLET:
	case OBJECT_OUTLET:
		node = &power->nodes[power_node(power, object)];
		object = power->nodes[node->device].object;
		enum shared kind = shared_device(power, object);
		return node->kind == OBJECT_OUTLET && kind == SHARED_PANEL ? SHARED_FEED : kind;
	case OBJECT_DEVICE:
		return shared_device(power, object);
	case OBJECT_CABLE:
	case OBJECT_RACK:
	case OBJECT_LOCATION:
	case OBJECT_SITE:
	case OBJECT_KINDS:
		break;
	}
	return SHARED_SOURCE;
}

/* What to name: an inlet of a PDU means the PDU. */
static const struct object *named(const struct object *shared)
{
	if (shared->kind != OBJECT_INLET)
		return shared;
	return &((const struct inlet *)(const void *)shared)->device->object;
}

static const char *word_of(const struct power *power, const struct object *shared)
{
	return shared->kind == OBJECT_DEVICE ? role_title((enum role)power->nodes[power_node(power, shared)].role)
	                                     : object_kind_name(shared->kind);
}

static void find_shared(struct scan *s, enum shared kind)
{
	const struct power *p = s->power;
	judge_all(s);
	for (size_t at = s->first[OBJECT_DEVICE]; at < s->first[OBJECT_DEVICE + 1]; at++) {
		uint32_t n = scan_node(s, at);
		const struct judged *judged = &s->judged[at - s->first[OBJECT_DEVICE]];
		const struct object *nearest = judged->nearest.object;
		if (judged->state == VERDICT_SHARED && judged->nearest.risk && kind == SHARED_SOURCE)
			scan_add(s, p->nodes[n].object, "%s: the sources of all its cords share %s", p->nodes[n].object->name,
			         judged->nearest.risk);
		if (judged->state != VERDICT_SHARED || !nearest || shared_kind(p, nearest) != kind)
			continue;
		scan_add(s, p->nodes[n].object, "%s: all its cords go through %s %s", p->nodes[n].object->name,
		         word_of(p, named(nearest)), scan_name(s, named(nearest)));
	}
}

void rule_same_pdu(struct scan *s)
{
	find_shared(s, SHARED_PDU);
}

void rule_same_feed(struct scan *s)
{
	find_shared(s, SHARED_FEED);
}

void rule_same_panel(struct scan *s)
{
	find_shared(s, SHARED_PANEL);
}

void rule_same_source(struct scan *s)
{
	find_shared(s, SHARED_SOURCE);
}

void rule_single_cord(struct scan *s)
{
	const struct power *p = s->power;
	judge_all(s);
	for (size_t at = s->first[OBJECT_DEVICE]; at < s->first[OBJECT_DEVICE + 1]; at++) {
		uint32_t n = scan_node(s, at);
		const struct device *device = node_device(&p->nodes[n]);
		if (s->judged[at - s->first[OBJECT_DEVICE]].state != VERDICT_SINGLE)
			continue;
		if (device->inlet_count == 1)
			scan_add(s, &device->object, "%s has one power supply", device->object.name);
		else
			scan_add(s, &device->object, "%s is fed by one cord, though it has %zu power ports", device->object.name,
			         device->inlet_count);
	}
}
