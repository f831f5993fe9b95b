/* What can flow into an area, as it is and when a side is lost. */
#include "power/place_headroom.h"

#include "power/cone.h"

static struct capacity settle(double w, bool part_unknown)
{
	if (part_unknown && known(w) && w <= 0)
		w = NAN;
	return (struct capacity){w, part_unknown ? MARK_AT_LEAST : MARK_EXACT};
}

/* -- sides -------------------------------------------------------------------------- */

static bool several(unsigned sides)
{
	return sides & (sides - 1);
}

/* The name of the nearest element that all ways to the sinks of these sides go
 * through, or of what all their sources share; NULL: nothing. */
static const char *shared_by(const struct place_net *net, unsigned sides)
{
	struct arena *arena = arena_new();
	uint32_t *targets = arena_array(arena, net->sink_count + 1, sizeof *targets);
	uint32_t count = 0;
	for (size_t i = 0; i < net->sink_count; i++)
		if (net->sinks[i].sides & sides)
			targets[count++] = net->sinks[i].node;
	const struct cone *cone = cone_new(net->power, targets, count, CONE_LIVE, NODE_NONE, arena);
	uint32_t risk = power_common_risk(net->power, cone->sources, cone->source_count);
	const char *shared = cone->shared_count ? cone->shared[0]->name : risk != RISK_NONE ? net->power->risks[risk].name : NULL;
	arena_free(arena);
	return shared;
}

/* Sides that share an element fall together: what is lost with side `s`. */
static unsigned falls_with(const struct place_net *net, unsigned sides, int s, const char **shared)
{
	unsigned group = 1u << s;
	for (int t = 0; t < 8; t++) {
		if (t == s || !(sides & 1u << t))
			continue;
		const char *element = shared_by(net, 1u << s | 1u << t);
		if (element) {
			group |= 1u << t;
			*shared = element;
		}
	}
	return group;
}

static struct capacity after_losses(const struct place_net *net, struct place_figures *place)
{
	unsigned sides = place->sides;
	double least = NAN;
	for (int s = 0; s < 8; s++) {
		const char *shared = NULL;
		if (!(sides & 1u << s))
			continue;
		bool element = net->area->kind == OBJECT_DEVICE; /* shares itself */
		unsigned lost = element ? 1u << s : falls_with(net, sides, s, &shared);
		double left = lost == sides ? 0 : place_net_flow(net, &(struct place_run){LIMIT_FAILURE, lost, 0, true}, NULL);
		if (shared && (!place->shared || lost == sides))
			place->shared = shared;
		if (known(left) && !(left >= least)) {
			least = left;
			place->worst_side = (char)('A' + s);
		}
	}
	return settle(least, net->unknown || net->sideless);
}

static void judge_sides(const struct place_net *net, struct place_figures *place, struct arena *arena)
{
	place->sides = (uint8_t)place_net_sides(net);
	place->reason = "";
	if (!net->sink_count) {
		place->limit_2n = (struct capacity){place->total ? NAN : 0, MARK_EXACT};
		place->reason = place->total ? "nothing known feeds it" : "";
	} else if (!place->sides) {
		place->limit_2n = (struct capacity){NAN, MARK_EXACT};
		place->reason = "sides unknown";
	} else if (!several(place->sides)) {
		place->limit_2n = settle(0, net->unknown || net->sideless);
		int side = 0;
		while (!(place->sides & 1 << side))
			side++;
		place->worst_side = (char)('A' + side);
		place->reason = arena_printf(arena, "side %c only", 'A' + side);
	} else {
		place->limit_2n = after_losses(net, place);
		if (place->shared)
			place->reason = arena_printf(arena, "not 2N: shared %s", place->shared);
	}
	if (!*place->reason && known(place->limit_2n.w) && net->sideless)
		place->reason = "some supplies have no side";
	if (!*place->reason && net->unknown)
		place->reason = "some supplies are unknown or unrated";
}

/* -- all of it -------------------------------------------------------------------------- */

void place_flow(struct place_index *index, const struct area *area, struct place_figures *place, struct arena *arena)
{
	struct place_net net;
	place_net_start(&net, index, area);
	place->headroom_w = NAN;
	if (net.sink_count)
		place->usable = settle(place_net_flow(&net, &(struct place_run){LIMIT_USABLE, 0, 0, false}, NULL), net.unknown);
	else
		place->usable = (struct capacity){place->total ? NAN : 0, MARK_EXACT};
	if (net.sink_count && !net.unknown)
		place_headroom(&net, place);
	judge_sides(&net, place, arena);
	place_net_end(&net);
}

struct capacity place_loose_limit(struct place_index *index, const struct area *area, struct arena *arena)
{
	struct place_figures loose = {.total = 1};
	struct place_net net;
	place_net_start(&net, index, area);
	judge_sides(&net, &loose, arena);
	place_net_end(&net);
	return loose.limit_2n;
}
