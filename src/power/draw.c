#include "power/draw.h"

#include "base/number.h"

struct draw draw_documented(const struct documented *documented, const struct policy *policy)
{
	struct draw draw = {documented->allocated_w, documented->maximum_w, false};
	if (policy->draw == DRAW_MAXIMUM)
		draw.load_w = draw.maximum_w;
	if (!known(draw.load_w) && known(policy->estimate) && known(draw.maximum_w)) {
		draw.load_w = policy->estimate * draw.maximum_w;
		draw.estimated = true;
	}
	return draw;
}

struct draw draw_of_inlet(const struct inlet *inlet, const struct policy *policy)
{
	struct documented documented = {inlet->allocated_draw_w, inlet->maximum_draw_w};
	return draw_documented(&documented, policy);
}

void draw_add(struct build *b, uint32_t n, struct draw draw)
{
	uint8_t below = known(draw.load_w) ? BELOW_KNOWN : BELOW_UNKNOWN;
	if (known(draw.load_w))
		b->load[n] += draw.load_w;
	if (known(draw.maximum_w))
		b->maximum[n] += draw.maximum_w;
	below |= known(draw.maximum_w) ? BELOW_MAXIMUM_KNOWN : BELOW_MAXIMUM_UNKNOWN;
	b->below[n] |= below | (draw.estimated ? BELOW_ESTIMATE : 0);
}

/* -- dead cords --------------------------------------------------------------- */

enum cord { CORD_LOOSE, CORD_DEAD, CORD_LIVE };

static enum cord cord_of(const struct build *b, uint32_t inlet)
{
	if (node_is(b, inlet, NODE_UNCABLED | NODE_EXTERNAL))
		return CORD_LOOSE;
	return b->fed[inlet] ? CORD_LIVE : CORD_DEAD;
}

/* The inlets of one consumer, and what its dead cords leave over. */
struct cords {
	struct build *b;
	uint32_t first, count; /* edges from the inlets */
	double load_w, maximum_w, weight;
	uint8_t below;
	bool even;
};

static uint32_t cord_at(const struct cords *c, uint32_t i)
{
	return c->b->from[c->first + i];
}

static double weight_of(const struct cords *c, uint32_t i)
{
	return c->even ? 1 : documented_at(c->b, cord_at(c, i))->allocated_w;
}

/* How the survivors share: by allocated_draw, evenly unless all have one. */
static void weigh(struct cords *c)
{
	uint32_t live = 0;
	for (uint32_t i = 0; i < c->count; i++) {
		if (cord_of(c->b, cord_at(c, i)) != CORD_LIVE)
			continue;
		c->weight += weight_of(c, i);
		live++;
	}
	if (!(c->weight > 0)) {
		c->even = true;
		c->weight = live;
	}
}

static void take_from_dead(struct cords *c)
{
	for (uint32_t i = 0; i < c->count; i++) {
		uint32_t n = cord_at(c, i);
		if (cord_of(c->b, n) != CORD_DEAD)
			continue;
		c->load_w += c->b->load[n];
		c->maximum_w += c->b->maximum[n];
		c->below |= c->b->below[n];
		c->b->load[n] = c->b->maximum[n] = 0;
		c->b->below[n] = 0;
	}
}

static void give_to_live(struct cords *c)
{
	for (uint32_t i = 0; i < c->count; i++) {
		uint32_t n = cord_at(c, i);
		if (cord_of(c->b, n) != CORD_LIVE)
			continue;
		double part = weight_of(c, i) / c->weight;
		c->b->load[n] += c->load_w * part;
		c->b->maximum[n] += c->maximum_w * part;
		c->b->below[n] |= c->below;
	}
}

static void move_from_dead(struct build *b, uint32_t n)
{
	struct cords c = {.b = b, .first = b->in_start[n], .count = b->in_start[n + 1] - b->in_start[n]};
	weigh(&c);
	take_from_dead(&c);
	if (policy_psu(b->policy, device_at(b, n)) == PSU_SHARE)
		give_to_live(&c);
}

void draw_lay_consumer(struct build *b, uint32_t n)
{
	uint32_t live = 0, dead = 0;
	for (uint32_t e = b->in_start[n]; e < b->in_start[n + 1]; e++) {
		uint32_t inlet = b->from[e];
		draw_add(b, inlet, draw_documented(documented_at(b, inlet), b->policy));
		enum cord cord = cord_of(b, inlet);
		live += cord == CORD_LIVE;
		dead += cord == CORD_DEAD;
	}
	if (live && dead)
		move_from_dead(b, n);
}
