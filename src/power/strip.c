#include "power/strip.h"

#include "power/build.h"

#include <math.h>

const struct node *strip_feed(const struct power *power, uint32_t inlet)
{
	uint32_t first = power->in_start[inlet];
	if (first == power->in_start[inlet + 1])
		return NULL;
	const struct node *from = &power->nodes[power->edges[power->in_edges[first]].from];
	return from->kind == OBJECT_FEED ? from : NULL;
}

struct strip_figures strip_figures(const struct power *power, const struct device *device, bool with_feeds)
{
	struct strip_figures strip = {0, NAN};
	bool any = false;
	for (size_t i = 0; i < device->inlet_count; i++) {
		uint32_t n = node_of(power, device->inlets[i]);
		if (power->in_start[n] == power->in_start[n + 1] || inlet_is_bank(device->inlets[i]))
			continue;
		const struct node *inlet = &power->nodes[n], *feed = with_feeds ? strip_feed(power, n) : NULL;
		any = true;
		/* fmin() and fmax() pass over NAN. */
		strip.usable_w += feed ? fmin(inlet->usable_w, feed->usable_w) : inlet->usable_w;
		double worst = feed ? fmax((double)inlet->utilization_pct, (double)feed->utilization_pct) : (double)inlet->utilization_pct;
		strip.utilization_pct = fmax(strip.utilization_pct, worst);
	}
	if (!any)
		strip.usable_w = NAN;
	return strip;
}
