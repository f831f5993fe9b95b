/* Voltages, from the sources down: a feed has its own, an inlet what its supply
 * gives, an outlet what its connector takes of its inlet's. A device's custom
 * field with an output voltage wins over what comes in. The amps of connectors
 * are noted on the way, since they go by the kind of supply. */
#include "power/supply.h"

#include "base/number.h"

#include <math.h>
#include <string.h>

bool volts_are_north_american(double volts)
{
	double v = fabs(volts);
	return (v >= 100 && v <= 127) || (v >= 200 && v <= 208) || v == 240 || v == 277 || v == 480 || v == 600;
}

double continuous_factor(const struct build *b, uint32_t n)
{
	if (known(b->policy->continuous))
		return b->policy->continuous;
	return b->supply[n] & SUPPLY_UL ? 0.8 : 1.0;
}

static bool fits(double volts, double class_volts)
{
	return !known(class_volts) || volts <= class_volts;
}

double connector_volts(const struct connector *connector, double volts, bool three_phase, bool ul)
{
	if (!known(volts))
		return connector->ul ? connector->nominal_volts : NUMBER_UNKNOWN;
	if (fits(volts, connector->class_volts))
		return volts;
	if (three_phase && fits(volts / 1.732, connector->class_volts))
		return volts / 1.732;
	/* beyond a transformer: IEC sockets on a North American supply have 240 V */
	return ul && connector->nominal_volts == 230 ? 240 : connector->nominal_volts;
}

bool connector_spans_lines(const struct connector *connector, double volts)
{
	return connector->line_to_line && known(volts) && fits(volts, connector->class_volts);
}

/* -- connectors, looked up once each ---------------------------------------- */

enum { RECENT = 8 };

struct recent {
	const char *type[RECENT];
	struct connector connector[RECENT];
	unsigned next;
};

static const struct connector *look_up(const struct build *b, struct recent *recent, const char *type)
{
	for (unsigned i = 0; i < RECENT; i++)
		if (recent->type[i] && strcmp(recent->type[i], type) == 0)
			return &recent->connector[i];
	unsigned at = recent->next++ % RECENT;
	recent->type[at] = type;
	recent->connector[at] = connector_by_policy(type, b->policy);
	return &recent->connector[at];
}

/* -- the way down ------------------------------------------------------------ */

static void supply_feed(struct build *b, uint32_t n)
{
	struct node *node = &b->nodes[n];
	const struct feed *feed = node_feed(node);
	double volts = fabs((double)feed->voltage_v);
	if (!feed->object.visible || volts == 0)
		return;
	node->volts = (float)volts;
	node->three_phase = feed->three_phase && !feed->dc;
	b->supply[n] = SUPPLY_KNOWN | (volts_are_north_american(volts) ? SUPPLY_UL : 0);
}

/* What comes in by the main way. */
static void inherit(struct build *b, uint32_t n)
{
	struct node *node = &b->nodes[n];
	if (node->way == NODE_NONE || b->edges[node->way].closes_cycle)
		return;
	uint32_t from = b->edges[node->way].from;
	node->volts = b->nodes[from].volts;
	node->three_phase = b->nodes[from].three_phase;
	b->supply[n] = b->supply[from];
}

/* A device's output voltage, when somebody wrote it down. */
static void take_written_volts(struct build *b, uint32_t n)
{
	const struct object *device = b->nodes[b->nodes[n].device].object;
	double volts = fabs(policy_number(device, b->policy->output_volts_field));
	if (!(volts > 0))
		return;
	b->nodes[n].volts = (float)volts;
	b->supply[n] = SUPPLY_KNOWN | (volts_are_north_american(volts) ? SUPPLY_UL : 0);
}

static void note_amps(struct build *b, uint32_t n, const struct connector *connector)
{
	bool ul = b->supply[n] & SUPPLY_UL;
	b->nodes[n].amps_rated = (float)(ul ? connector->amps_ul : connector->amps_iec);
}

/* What an outlet gives to what is plugged in. */
static void supply_outlet(struct build *b, uint32_t n, struct recent *recent)
{
	struct node *node = &b->nodes[n];
	const struct outlet *outlet = node_outlet(node);
	const struct connector *connector = look_up(b, recent, outlet->type);
	inherit(b, n);
	take_written_volts(b, n);
	bool in_three = node->three_phase, in_known = b->supply[n] & SUPPLY_KNOWN;
	double in = node->volts;
	if (!in_known && connector->ul)
		b->supply[n] |= SUPPLY_UL;
	node->three_phase = connector->known ? connector->three_phase && (in_three || !in_known)
	                                     : in_three && !outlet->feed_leg;
	node->volts = (float)connector_volts(connector, in, in_three, b->supply[n] & SUPPLY_UL);
	if (in_three && !node->three_phase && !connector->known)
		node->volts = (float)(in / 1.732); /* one leg of an unknown connector */
	if (known(node->volts))
		b->supply[n] |= SUPPLY_KNOWN;
	note_amps(b, n, connector);
}

static void supply_inlet(struct build *b, uint32_t n, struct recent *recent)
{
	inherit(b, n);
	note_amps(b, n, look_up(b, recent, node_inlet(&b->nodes[n])->type));
}

/* A device shows what its first fed inlet gets. */
static void settle_device(struct build *b, uint32_t n)
{
	struct node *node = &b->nodes[n];
	const struct device *device = node_device(node);
	for (size_t i = 0; i < device->inlet_count; i++) {
		const struct node *inlet = &b->nodes[node_of(b->power, device->inlets[i])];
		if (!known(inlet->volts) || inlet_is_bank(device->inlets[i]))
			continue;
		node->volts = inlet->volts;
		node->three_phase = inlet->three_phase;
		return;
	}
}

static void visit(struct build *b, uint32_t n, struct recent *inlets, struct recent *outlets)
{
	switch ((enum object_kind)b->nodes[n].kind) {
	case OBJECT_FEED:
		supply_feed(b, n);
		break;
	case OBJECT_INLET:
		supply_inlet(b, n, inlets);
		break;
	case OBJECT_OUTLET:
		supply_outlet(b, n, outlets);
		break;
	case OBJECT_DEVICE:
		if (b->nodes[n].role == ROLE_CONSUMER)
			inherit(b, n);
		break;
	case OBJECT_PANEL:
	case OBJECT_CABLE:
	case OBJECT_RACK:
	case OBJECT_LOCATION:
	case OBJECT_SITE:
	case OBJECT_KINDS:
		break;
	}
}

void build_supply(struct build *b)
{
	struct recent inlets = {0}, outlets = {0};
	b->supply = arena_array(b->scratch, b->node_count + 1, 1);
	for (uint32_t i = 0; i < b->node_count; i++)
		visit(b, b->power->order[i], &inlets, &outlets);
	for (uint32_t n = b->power->first[OBJECT_DEVICE]; n < b->node_count; n++)
		if (role_is_distribution(b->nodes[n].role) && !node_is(b, n, NODE_SOURCE))
			settle_device(b, n);
}
