/* Voltages, from the sources down: a feed has its own, an inlet what its supply
 * gives, an outlet what its connector takes of its inlet's. A device's custom
 * field with an output voltage wins over what comes in. The amps of connectors
 * are noted on the way, since they go by the kind of supply. */
#include "power/supply.h"

#include "base/number.h"

#include <math.h>

/* Is |volts| one of the North American supplies (100–127, 200–208, 240, 277,
 * 480, 600 V), where a continuous load may use 0.8 of a rating? */
static bool volts_are_north_american(double volts)
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

/* Volts at a connector, `volts` being line to line (or the one voltage of a
 * single-phase supply; NAN unknown). Of line to line and line to neutral the
 * higher one not above the connector's class; if neither fits there is a
 * transformer NetBox does not know, and its nominal volts count. 480 V
 * three-phase on an L6-30: 480 and 277 exceed 250, so 240 V and 30 A · 240 V =
 * 7200 W. 400 V three-phase on a C13: 230.9 V. */
static double connector_volts(const struct connector *connector, double volts, bool three_phase, bool ul)
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

/* -- the way down ------------------------------------------------------------ */

static void supply_feed(struct build *b, uint32_t n)
{
	const struct feed *feed = feed_at(b, n);
	double volts = fabs((double)feed->voltage_v);
	if (!feed->object.visible)
		return;
	b->amps[n] = (float)feed->amperage_a;
	if (volts == 0)
		return;
	b->volts[n] = (float)volts;
	b->three_phase[n] = feed->three_phase && !feed->dc;
	b->supply[n] = SUPPLY_KNOWN | (volts_are_north_american(volts) ? SUPPLY_UL : 0);
}

/* What comes in by the main way. */
static void inherit(struct build *b, uint32_t n)
{
	uint32_t way = b->way[n];
	if (way == NODE_NONE || edge_is(b, way, EDGE_CUT))
		return;
	b->volts[n] = b->volts[b->from[way]];
	b->three_phase[n] = b->three_phase[b->from[way]];
	b->supply[n] = b->supply[b->from[way]];
}

/* A device's output voltage, when somebody wrote it down. */
static void take_written_volts(struct build *b, uint32_t n)
{
	const struct object *device = &device_at(b, box_at(b, n))->object;
	double volts = b->custom ? fabs(policy_number(device, b->policy->output_volts_field)) : 0;
	if (!(volts > 0))
		return;
	b->volts[n] = (float)volts;
	b->supply[n] = SUPPLY_KNOWN | (volts_are_north_american(volts) ? SUPPLY_UL : 0);
}

static void note_amps(struct build *b, uint32_t n)
{
	const struct connector *connector = connector_at(b, n);
	b->amps[n] = (float)(b->supply[n] & SUPPLY_UL ? connector->amps_ul : connector->amps_iec);
}

/* What an outlet gives to what is plugged in. */
static void supply_outlet(struct build *b, uint32_t n)
{
	const struct connector *connector = connector_at(b, n);
	inherit(b, n);
	take_written_volts(b, n);
	bool in_three = b->three_phase[n], in_known = b->supply[n] & SUPPLY_KNOWN;
	bool leg = b->leg[n - b->first[OBJECT_OUTLET]];
	double in = (double)b->volts[n];
	if (!in_known && connector->ul)
		b->supply[n] |= SUPPLY_UL;
	b->three_phase[n] = connector->known ? connector->three_phase && (in_three || !in_known) : in_three && !leg;
	b->volts[n] = (float)connector_volts(connector, in, in_three, b->supply[n] & SUPPLY_UL);
	if (in_three && !b->three_phase[n] && !connector->known)
		b->volts[n] = (float)(in / 1.732); /* one leg of an unknown connector */
	if (known((double)b->volts[n]))
		b->supply[n] |= SUPPLY_KNOWN;
	note_amps(b, n);
}

static void visit(struct build *b, uint32_t n)
{
	b->volts[n] = b->amps[n] = (float)NUMBER_UNKNOWN;
	switch (kind_at(b, n)) {
	case OBJECT_FEED:
		supply_feed(b, n);
		break;
	case OBJECT_INLET:
		inherit(b, n);
		note_amps(b, n);
		break;
	case OBJECT_OUTLET:
		supply_outlet(b, n);
		break;
	case OBJECT_DEVICE:
		if (b->role[n] == ROLE_CONSUMER)
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

/* A distribution device shows what its first fed inlet gets. */
static void settle_device(struct build *b, uint32_t n)
{
	const struct device *device = device_at(b, n);
	for (size_t i = 0; i < device->inlet_count; i++) {
		uint32_t inlet = node_of(b->power, device->inlets[i]);
		if (!known((double)b->volts[inlet]) || inlet_is_bank(device->inlets[i]))
			continue;
		b->volts[n] = b->volts[inlet];
		b->three_phase[n] = b->three_phase[inlet];
		return;
	}
}

void build_supply(struct build *b)
{
	uint32_t nodes = b->node_count + 1;
	b->supply = arena_array(b->scratch, nodes, 1);
	b->three_phase = arena_array(b->scratch, nodes, sizeof *b->three_phase);
	b->volts = arena_array(b->scratch, nodes, sizeof *b->volts);
	b->amps = arena_array(b->scratch, nodes, sizeof *b->amps);
	for (uint32_t i = 0; i < b->node_count; i++)
		visit(b, b->power->order[i]);
	for (uint32_t n = b->first[OBJECT_DEVICE]; n < b->node_count; n++)
		if (is_passed(b, n))
			settle_device(b, n);
}
