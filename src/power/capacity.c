/* Ratings and what follows from them (docs/power.md, "Capacity"): first each
 * node by itself, then devices, then along the way down: bottleneck, headroom. */
#include "power/capacity.h"

#include "base/number.h"
#include "power/lines.h"
#include "power/netbox_draw.h"
#include "power/place.h"
#include "power/supply.h"

#include <math.h>

static void set(struct node *node, double rated, double usable, double limit)
{
	node->rated_w = rated;
	node->usable_w = usable;
	node->limit_w = limit;
}

static double written_rating(const struct build *b, const struct object *object)
{
	return b->custom ? policy_rating(b->policy, object) : NUMBER_UNKNOWN;
}

static double by_connector(const struct node *node)
{
	return (double)node->amps_rated * (double)node->volts * (node->three_phase ? 1.732 : 1);
}

/* Feed 480 V, 400 A, three-phase, 80 %: rated 332 544 W, usable 266 035 W. */
static void rate_feed(const struct build *b, uint32_t n)
{
	struct node *node = &b->power->nodes[n];
	const struct feed *feed = node_feed(node);
	if (!feed->object.visible)
		return;
	double volt_amps = fabs((double)feed->voltage_v * (double)feed->amperage_a);
	double rated = feed->three_phase ? volt_amps * 1.732 : volt_amps;
	double usable = netbox_available_power(feed);
	double written = written_rating(b, &feed->object);
	if (known(written)) {
		rated = written;
		usable = rint(written * ((double)feed->max_utilization_pct / 100.0));
	}
	set(node, rated, usable, rated * continuous_factor(b, n));
}


/* A circuit on L6-30 at 240 V: rated 7200 W, continuous 5760 W. */
static void rate_outlet(const struct build *b, uint32_t n)
{
	struct node *node = &b->power->nodes[n];
	double rated = written_rating(b, node->object);
	if (!known(rated))
		rated = by_connector(node);
	double continuous = rated * continuous_factor(b, n);
	set(node, rated, continuous, continuous);
}

static void rate_inlet(const struct build *b, uint32_t n)
{
	struct node *node = &b->power->nodes[n];
	double rated = written_rating(b, node->object);
	if (!known(rated))
		rated = documented_at(b, n)->maximum_w;
	if (!known(rated) && node->role == ROLE_INPUT)
		rated = by_connector(node) * continuous_factor(b, n);
	set(node, rated, rated, rated);
}

/* -- devices --------------------------------------------------------------- */

static double least(double a, double b)
{
	return !known(a) || b < a ? b : a;
}

/* What can come in by one inlet: its own limit or that of its supply. */
static double incoming(const struct build *b, uint32_t inlet, bool failure)
{
	uint32_t e = b->power->nodes[inlet].way;
	double in = failure ? b->power->nodes[inlet].limit_w : b->power->nodes[inlet].usable_w;
	if (e == NODE_NONE)
		return in;
	const struct node *from = &b->power->nodes[b->from[e]];
	return least(in, failure ? from->limit_w : from->usable_w);
}

/* Over the inlets from outside: a transfer device has one at a time (the one
 * that carries most), any other all together. */
static double over_inlets(const struct build *b, uint32_t n, bool failure, bool own)
{
	const struct device *device = device_at(b, n);
	double sum = 0, carried = -1, one = NUMBER_UNKNOWN;
	size_t count = 0;
	for (size_t i = 0; i < device->inlet_count; i++) {
		uint32_t inlet = node_of(b->power, device->inlets[i]);
		const struct node *node = &b->power->nodes[inlet];
		if (inlet_is_bank(device->inlets[i]) || (node->flags & NODE_UNCABLED))
			continue;
		double w = own ? (failure ? node->limit_w : node->usable_w) : incoming(b, inlet, failure);
		double load = known(node->load_w) ? node->load_w : 0;
		sum += w;
		count++;
		if (load > carried) {
			carried = load;
			one = w;
		}
	}
	if (!count)
		return NUMBER_UNKNOWN;
	return node_is(b, n, NODE_TRANSFER) ? one : sum;
}

/* UPS-A1 with a written rating of 900 000 W behind a feed of 886 784 W. */
static void rate_distribution(const struct build *b, uint32_t n)
{
	struct node *node = &b->power->nodes[n];
	double written = written_rating(b, node->object);
	if (!known(written)) {
		double w = over_inlets(b, n, false, true);
		set(node, w, w, over_inlets(b, n, true, true));
		return;
	}
	set(node, written, least(written, over_inlets(b, n, false, false)),
	    least(written, over_inlets(b, n, true, false)));
}

/* CORE-SW01: two PSUs of 3000 W: 6000 W together, 3000 W when a cord is lost. */
static void rate_consumer(const struct build *b, uint32_t n)
{
	struct node *node = &b->power->nodes[n];
	double sum = 0, largest = 0, headroom = NUMBER_UNKNOWN;
	size_t count = 0;
	for (uint32_t e = b->in_start[n]; e < b->in_start[n + 1]; e++) {
		const struct node *psu = &b->power->nodes[b->from[e]];
		if (b->kind[e] != EDGE_SUPPLY)
			return;
		if (psu->flags & NODE_UNCABLED)
			continue;
		sum += psu->rated_w;
		largest = psu->rated_w > largest ? psu->rated_w : largest;
		count++;
		if (psu->headroom_mark > node->headroom_mark)
			node->headroom_mark = psu->headroom_mark;
		if (known(psu->headroom_w) && !(psu->headroom_w >= headroom)) {
			headroom = psu->headroom_w;
			node->bottleneck = psu->bottleneck;
		}
	}
	node->headroom_w = headroom;
	if (count)
		set(node, sum, sum, count > 1 ? sum - largest : sum);
}

/* -- along the way ----------------------------------------------------------- */

static void narrow(struct node *node, uint32_t by, const struct build *b, double *width)
{
	const struct node *hop = &b->power->nodes[by];
	double room = hop->usable_w - hop->load_w;
	if (known(hop->usable_w) && !(hop->usable_w >= *width)) {
		*width = hop->usable_w;
		node->bottleneck = by;
	}
	if (known(room) && !(room >= node->headroom_w))
		node->headroom_w = room;
	if (known(hop->usable_w) && mark_left(hop) > node->headroom_mark) /* any hop may leave less than it seems */
		node->headroom_mark = (uint8_t)mark_left(hop);
}

static void narrow_way(const struct build *b, uint32_t n)
{
	struct node *node = &b->power->nodes[n];
	uint32_t e = b->power->nodes[n].way;
	double width = NUMBER_UNKNOWN;
	if (e != NODE_NONE && !edge_is(b, e, EDGE_CUT)) {
		const struct node *above = &b->power->nodes[b->from[e]];
		node->bottleneck = above->bottleneck;
		node->headroom_w = above->headroom_w;
		node->headroom_mark = above->headroom_mark;
		if (above->bottleneck != NODE_NONE)
			width = b->power->nodes[above->bottleneck].usable_w;
	}
	if (node->kind == OBJECT_OUTLET)
		narrow(node, node->device, b, &width);
	narrow(node, n, b, &width);
}

static void judge(const struct build *b, struct node *node)
{
	node->utilization_pct = (float)percent_of(node->load_w, node->usable_w);
	node->current_a = (float)lines_current(node, node->load_w, false);
	node->severity = (uint8_t)severity_of_percent(b->policy, (double)node->utilization_pct);
}

void capacity_rate(const struct build *b, uint32_t n)
{
	struct node *node = &b->power->nodes[n];
	double written;
	switch ((enum object_kind)node->kind) {
	case OBJECT_PANEL:
		written = written_rating(b, node->object);
		set(node, written, written, written);
		break;
	case OBJECT_FEED:
		rate_feed(b, n);
		break;
	case OBJECT_INLET:
		rate_inlet(b, n);
		break;
	case OBJECT_OUTLET:
		rate_outlet(b, n);
		break;
	case OBJECT_DEVICE: /* once its inlets are rated */
	case OBJECT_CABLE:
	case OBJECT_RACK:
	case OBJECT_LOCATION:
	case OBJECT_SITE:
	case OBJECT_KINDS:
		break;
	}
}

void build_capacity(struct build *b)
{
	for (uint32_t n = b->first[OBJECT_DEVICE]; n < b->node_count; n++)
		if (role_is_distribution(b->role[n]))
			rate_distribution(b, n);
	for (uint32_t i = 0; i < b->node_count; i++) {
		uint32_t n = b->power->order[i];
		if (n >= b->first[OBJECT_DEVICE])
			continue;
		narrow_way(b, n);
		judge(b, &b->power->nodes[n]);
	}
	for (uint32_t n = b->first[OBJECT_DEVICE]; n < b->node_count; n++) {
		if (b->role[n] == ROLE_CONSUMER)
			rate_consumer(b, n);
		judge(b, &b->power->nodes[n]);
	}
}

bool power_inlet_unrated(const struct power *power, uint32_t inlet)
{
	const struct node *node = inlet == NODE_NONE ? NULL : &power->nodes[inlet];
	if (!node || node->kind != OBJECT_INLET || (known(node->usable_w) && node->role == ROLE_INPUT))
		return false;
	for (uint32_t e = power->in_start[inlet]; e < power->in_start[inlet + 1]; e++)
		if (edge_open(&power->edges[e]) && known(power->nodes[power->edges[e].from].usable_w))
			return false;
	return true;
}
