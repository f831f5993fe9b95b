/* Voltages, from the sources down: a feed has its own, an inlet what its supply
 * gives, an outlet what its connector takes of its inlet's. A device's custom
 * field with an output voltage wins over what comes in. */
#include "power/supply.h"

#include "base/number.h"

#include <math.h>
#include <string.h>

bool volts_are_north_american(double volts)
{
	double v = fabs(volts);
	return (v >= 100 && v <= 127) || (v >= 200 && v <= 208) || v == 240 || v == 277 || v == 480 || v == 600;
}

double continuous_factor(const struct build *b, const struct supply *supply)
{
	if (number_known(b->policy->continuous))
		return b->policy->continuous;
	return supply->ul ? 0.8 : 1.0;
}

double connector_amps(const struct connector *connector, const struct supply *supply)
{
	return supply->ul ? connector->amps_ul : connector->amps_iec;
}

static bool fits(double volts, double class_volts)
{
	return !number_known(class_volts) || volts <= class_volts;
}

double connector_volts(const struct connector *connector, const struct supply *supply, bool *line_to_line)
{
	*line_to_line = false;
	if (!supply->known || !number_known(supply->volts))
		return connector->ul ? connector->nominal_volts : NUMBER_UNKNOWN;
	double line = supply->volts, neutral = line / 1.732;
	if (fits(line, connector->class_volts)) {
		*line_to_line = supply->three_phase;
		return line;
	}
	if (supply->three_phase && fits(neutral, connector->class_volts))
		return neutral;
	/* beyond a transformer: IEC sockets on a North American supply have 240 V */
	return supply->ul && connector->nominal_volts == 230 ? 240 : connector->nominal_volts;
}

struct passing {
	struct build *b;
	struct supply *at; /* per node */
};

static struct supply of_feed(const struct feed *feed)
{
	double volts = fabs((double)feed->voltage_v);
	if (!feed->object.visible || volts == 0)
		return (struct supply){.volts = NUMBER_UNKNOWN};
	return (struct supply){volts, feed->three_phase && !feed->dc, volts_are_north_american(volts), true};
}

/* A device's output voltage, when somebody wrote it down. */
static bool written_volts(const struct build *b, uint32_t n, struct supply *supply)
{
	const struct object *device = b->nodes[b->nodes[n].device].object;
	const struct custom_field *field = NULL;
	if (device->custom_count && b->policy->output_volts_field)
		field = object_custom_field(device, b->policy->output_volts_field);
	if (!field || field->type != CUSTOM_NUMBER || field->number == 0)
		return false;
	supply->volts = fabs(field->number);
	supply->ul = volts_are_north_american(supply->volts);
	supply->known = true;
	return true;
}

/* What an outlet gives to what is plugged in. */
static struct supply of_outlet(const struct build *b, uint32_t n, struct supply in)
{
	const struct outlet *outlet = node_outlet(&b->nodes[n]);
	struct connector connector = connector_of(outlet->type);
	bool line_to_line;
	written_volts(b, n, &in);
	struct supply out = in;
	if (!in.known && connector.ul)
		out.ul = true;
	out.three_phase = connector.known ? connector.three_phase && (in.three_phase || !in.known)
	                                  : in.three_phase && !outlet->feed_leg;
	out.volts = connector_volts(&connector, &in, &line_to_line);
	if (in.three_phase && !out.three_phase && !connector.known)
		out.volts = in.volts / 1.732; /* one leg of an unknown connector */
	out.known = number_known(out.volts);
	return out;
}

static void visit(struct passing *p, uint32_t n)
{
	struct node *node = &p->b->nodes[n];
	uint32_t e = p->b->main_in[n];
	struct supply in = {.volts = NUMBER_UNKNOWN};
	if (node->kind == OBJECT_FEED)
		in = of_feed(node_feed(node));
	else if (e != NODE_NONE && !p->b->edges[e].closes_cycle)
		in = p->at[p->b->edges[e].from];
	if (node->kind == OBJECT_OUTLET)
		in = of_outlet(p->b, n, in);
	if (node->kind == OBJECT_PANEL)
		in.known = false;
	p->at[n] = in;
	node->volts = in.volts;
	node->three_phase = in.three_phase;
}

/* A distribution device shows what its first fed inlet gets. */
static void settle_device(struct build *b, uint32_t n)
{
	struct node *node = &b->nodes[n];
	const struct device *device = node_device(node);
	for (size_t i = 0; i < device->inlet_count; i++) {
		const struct node *inlet = &b->nodes[power_node(b->power, &device->inlets[i]->object)];
		if (number_known(inlet->volts) && !inlet_is_bank(device->inlets[i])) {
			node->volts = inlet->volts;
			node->three_phase = inlet->three_phase;
			return;
		}
	}
}

void build_supply(struct build *b)
{
	struct passing p = {b, arena_array(b->scratch, b->node_count + 1, sizeof(struct supply))};
	for (uint32_t i = 0; i < b->node_count; i++)
		visit(&p, b->power->order[i]);
	for (uint32_t n = b->power->first[OBJECT_DEVICE]; n < b->node_count; n++)
		if (role_is_distribution(b->nodes[n].role) && !node_is(b, n, NODE_SOURCE))
			settle_device(b, n);
	b->supplies = p.at;
}
