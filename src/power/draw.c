#include "power/draw.h"

#include "base/number.h"

struct draw draw_of_inlet(const struct inlet *inlet, const struct policy *policy)
{
	struct draw draw = {inlet->allocated_draw_w, inlet->maximum_draw_w, false};
	if (policy->draw == DRAW_MAXIMUM)
		draw.load_w = draw.maximum_w;
	if (!number_known(draw.load_w) && number_known(policy->estimate) && number_known(draw.maximum_w)) {
		draw.load_w = policy->estimate * draw.maximum_w;
		draw.estimated = true;
	}
	return draw;
}

enum cord { CORD_LOOSE, CORD_DEAD, CORD_LIVE };

static enum cord cord_of(const struct build *b, const struct inlet *inlet)
{
	if (!inlet->end.cable)
		return CORD_LOOSE;
	return b->fed[power_node(b->power, &inlet->object)] ? CORD_LIVE : CORD_DEAD;
}

static struct burden burden_of(struct draw draw)
{
	bool load = number_known(draw.load_w), maximum = number_known(draw.maximum_w);
	return (struct burden){
		.load_w = load ? draw.load_w : 0,
		.maximum_w = maximum ? draw.maximum_w : 0,
		.below = (uint8_t)((load ? BELOW_KNOWN : BELOW_UNKNOWN) | (draw.estimated ? BELOW_ESTIMATE : 0)),
		.maximum_known = maximum,
		.maximum_unknown = !maximum,
	};
}

static void add(struct burden *burden, const struct burden *more, double part)
{
	burden->load_w += more->load_w * part;
	burden->maximum_w += more->maximum_w * part;
	burden->below |= more->below;
	burden->maximum_known |= more->maximum_known;
	burden->maximum_unknown |= more->maximum_unknown;
}

/* How the surviving cords share: by allocated_draw, evenly unless all have one. */
static double weigh(const struct build *b, const struct device *device, bool *even)
{
	double sum = 0, count = 0;
	*even = false;
	for (size_t i = 0; i < device->inlet_count; i++) {
		if (cord_of(b, device->inlets[i]) != CORD_LIVE)
			continue;
		double w = device->inlets[i]->allocated_draw_w;
		count++;
		*even = *even || !number_known(w);
		sum += number_known(w) ? w : 0;
	}
	*even = *even || sum <= 0;
	return *even ? count : sum;
}

/* What the dead cords leave over, on the survivors. */
static void move(const struct build *b, const struct device *device, const struct burden *left, struct burden *burdens)
{
	bool even;
	double total = weigh(b, device, &even);
	for (size_t i = 0; i < device->inlet_count; i++)
		if (cord_of(b, device->inlets[i]) == CORD_LIVE)
			add(&burdens[i], left, (even ? 1 : device->inlets[i]->allocated_draw_w) / total);
}

void draw_share_out(const struct build *b, uint32_t n, struct burden *burdens)
{
	const struct device *device = node_device(&b->nodes[n]);
	size_t survivors = 0, dead = 0;
	for (size_t i = 0; i < device->inlet_count; i++) {
		enum cord cord = cord_of(b, device->inlets[i]);
		survivors += cord == CORD_LIVE;
		dead += cord == CORD_DEAD;
	}
	struct burden left = {0};
	for (size_t i = 0; i < device->inlet_count; i++) {
		struct burden own = burden_of(draw_of_inlet(device->inlets[i], b->policy));
		bool gone = dead && survivors && cord_of(b, device->inlets[i]) == CORD_DEAD;
		burdens[i] = gone ? (struct burden){0} : own;
		if (gone)
			add(&left, &own, 1);
	}
	if (dead && survivors && b->policy->psu == PSU_SHARE)
		move(b, device, &left, burdens);
}
