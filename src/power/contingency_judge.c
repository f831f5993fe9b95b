/* What is above its limits now, and down from there: who hangs on that alone. */
#include "power/contingency_private.h"

#include <stdlib.h>

static bool exceeds(double load, double limit)
{
	return known(limit) && load > limit * (1 + 1e-9) + 1e-6;
}

/* A leg has a third of what all three have. */
static uint8_t legs_state(const struct contingency *c, const struct layer *layer, uint32_t n, char *leg)
{
	const struct node *node = &c->power->nodes[n];
	uint8_t worst = 0;
	double most = 0;
	double assigned = layer->legs[n][0] + layer->legs[n][1] + layer->legs[n][2];
	double rest = layer->load[n] > assigned ? (layer->load[n] - assigned) / 3 : 0;
	for (int i = 0; i < 3; i++) {
		double load = layer->legs[n][i] + rest;
		uint8_t state = exceeds(load, node->limit_w / 3) ? STATE_OVER : 0;
		if (exceeds(load, node->rated_w / 3 * c->power->policy.trip))
			state |= STATE_OVER | STATE_TRIP;
		if (state > worst || (state && state == worst && load > most)) {
			worst = state;
			most = load;
			*leg = (char)('A' + i);
		}
	}
	return worst;
}

uint8_t limits_state(const struct contingency *c, const struct layer *layer, uint32_t n, char *leg)
{
	const struct node *node = &c->power->nodes[n];
	double load = layer->load[n];
	*leg = 0;
	if (node->kind != OBJECT_DEVICE && !(layer->state[n] & (STATE_SOURCE | STATE_UNKNOWN | STATE_BATTERY)))
		return 0; /* nothing flows there */
	if (node->role == ROLE_PSU)
		return exceeds(load, node->rated_w) ? STATE_OVER | STATE_TRIP : 0;
	if (node->kind == OBJECT_DEVICE && !c->rated[n] && !(node->flags & NODE_SOURCE))
		return 0;
	if (exceeds(load, node->rated_w * c->power->policy.trip))
		return STATE_OVER | STATE_TRIP;
	uint8_t state = exceeds(load, node->limit_w) ? STATE_OVER : 0;
	char by_leg = 0;
	uint8_t legs = node->legs && layer->legs ? legs_state(c, layer, n, &by_leg) : 0;
	if (legs > state) {
		*leg = by_leg;
		state = legs;
	}
	return state;
}

/* -- who is firmly fed ------------------------------------------------------- */

static const uint8_t FIRM = STATE_SOLID | STATE_CLEAN;

static uint8_t own_limits(const struct contingency *c, const struct layer *layer, uint32_t n)
{
	const struct node *node = &c->power->nodes[n];
	uint8_t state = layer->state[n];
	if (node->kind == OBJECT_OUTLET && node->device != NODE_NONE)
		state |= layer->state[node->device];
	return (state & STATE_OVER ? STATE_CLEAN : 0) | (state & STATE_TRIP ? STATE_SOLID : 0);
}

/* Of a consumer that needs several PSUs: as many ways must be firm. */
static uint8_t enough(const uint8_t firm_count[2], uint8_t needed)
{
	return (firm_count[0] >= needed ? STATE_SOLID : 0) | (firm_count[1] >= needed ? STATE_CLEAN : 0);
}

uint8_t firm_state(const struct contingency *c, const struct layer *layer, const bool *edge_gone, uint32_t n)
{
	const struct power *p = c->power;
	uint8_t firm = 0, count[2] = {0, 0};
	if (!(layer->state[n] & STATE_SOURCE) || layer->out[n] != OUT_NOT)
		return 0;
	if (c->seed[n] & STATE_SOURCE)
		firm = FIRM;
	for (uint32_t e = p->in_start[n]; e < p->in_start[n + 1]; e++) {
		if (!edge_open(&p->edges[e]) || edge_gone[e])
			continue;
		uint8_t in = layer->state[p->edges[e].from];
		firm |= in & FIRM;
		count[0] += (in & STATE_SOLID) != 0 && count[0] < 255;
		count[1] += (in & STATE_CLEAN) != 0 && count[1] < 255;
	}
	if (c->needed[n] > 1)
		firm &= enough(count, c->needed[n]);
	return firm & (uint8_t)~own_limits(c, layer, n);
}

static void pass_on(struct contingency *c, uint32_t n)
{
	const struct power *p = c->power;
	for (uint32_t i = p->out_start[n]; i < p->out_start[n + 1]; i++)
		if (!p->edges[p->out_edges[i]].closes_cycle)
			contingency_wait(c, p->edges[p->out_edges[i]].to);
	if (!c->rated[n])
		return;
	const struct device *device = node_device(&p->nodes[n]);
	for (size_t i = 0; i < device->outlet_count; i++)
		contingency_wait(c, node_of(p, device->outlets[i]));
}

static void visit(struct contingency *c, uint32_t n)
{
	uint8_t old = c->now.state[n], firm = firm_state(c, &c->now, c->edge_gone, n);
	uint8_t state = (old & (uint8_t)~FIRM) | firm;
	if (state == old)
		return;
	contingency_touch(c, n);
	c->now.state[n] = state;
	pass_on(c, n);
}

void contingency_judge(struct contingency *c)
{
	const uint8_t limits = STATE_OVER | STATE_TRIP;
	char leg;
	for (size_t i = 0; i < c->risen.count; i++) {
		uint32_t n = c->risen.items[i];
		uint8_t old = c->now.state[n] & limits, new = limits_state(c, &c->now, n, &leg);
		if (old == new)
			continue;
		c->now.state[n] = (c->now.state[n] & (uint8_t)~limits) | new;
		contingency_wait(c, n);
		if (c->rated[n])
			pass_on(c, n);
	}
	for (size_t i = 0; i < c->visited.count; i++)
		contingency_wait(c, c->visited.items[i]);
	for (uint32_t rank; rankset_take_first(&c->queue, &rank);)
		visit(c, c->power->order[rank]);
}

/* -- what came of it ------------------------------------------------------------ */

enum effect contingency_fate(uint8_t state)
{
	if (state & STATE_SOURCE)
		return state & STATE_SOLID ? EFFECTS : EFFECT_AT_RISK;
	if (state & STATE_BATTERY)
		return EFFECT_AT_RISK;
	return state & STATE_UNKNOWN ? EFFECT_UNKNOWN : EFFECT_DARK;
}

static void add_hit(struct contingency *c, struct hit hit)
{
	c->hits = array_grow(c->hits, c->hit_count, &c->hit_capacity, sizeof *c->hits);
	c->hits[c->hit_count++] = hit;
}

void tally_add(struct tally *tally, const struct node *node)
{
	tally->devices++;
	if (known(node->load_w))
		tally->load_w += node->load_w;
	tally->unknown += node->total > node->known;
}

static enum effect consumer_effect(const struct contingency *c, uint32_t n)
{
	static const uint8_t gravity[] = {
		[EFFECT_DARK] = 3, [EFFECT_AT_RISK] = 2, [EFFECT_UNKNOWN] = 1, [EFFECTS] = 0,
	};
	enum effect before = contingency_fate(c->before.state[n]), now = contingency_fate(c->now.state[n]);
	if (gravity[now] > gravity[before])
		return now;
	bool lost = c->before.list[n] == LIFELINE_EMPTY && c->now.list[n] != LIFELINE_EMPTY;
	if (!lost)
		return EFFECTS;
	return now == EFFECTS ? EFFECT_LOST : now == EFFECT_AT_RISK ? now : EFFECTS;
}

static void collect_consumer(struct contingency *c, uint32_t n, unsigned generation)
{
	const struct node *node = &c->power->nodes[n];
	enum effect effect = consumer_effect(c, n);
	if (effect == EFFECTS || (node->flags & NODE_PLANNED))
		return;
	if (c->watched && !c->watched[n]) {
		tally_add(&c->outcome.outside[effect], node);
		return;
	}
	bool dark = effect == EFFECT_DARK;
	tally_add(&c->outcome.tallies[effect], node);
	if (effect == EFFECT_AT_RISK && !(c->now.state[n] & STATE_SOURCE))
		tally_add(&c->outcome.battery, node);
	add_hit(c, (struct hit){n, (uint8_t)effect, 0, (uint16_t)generation, node->load_w, dark ? 0 : node->load_w,
	                        NUMBER_UNKNOWN});
}

static double limit_of(const struct contingency *c, uint32_t n, enum effect effect)
{
	const struct node *node = &c->power->nodes[n];
	if (effect == EFFECT_MAY_TRIP)
		return node->rated_w * c->power->policy.trip;
	return effect == EFFECT_PSU ? node->rated_w : node->limit_w;
}

static double leg_load(const struct layer *layer, uint32_t n, int leg)
{
	double rest = layer->load[n] - layer->legs[n][0] - layer->legs[n][1] - layer->legs[n][2];
	return layer->legs[n][leg] + (rest > 0 ? rest / 3 : 0);
}

static void collect_element(struct contingency *c, uint32_t n, unsigned generation)
{
	char leg;
	uint8_t state = limits_state(c, &c->now, n, &leg);
	if (!state || (c->now.state[n] & STATE_GONE))
		return;
	enum effect effect = c->power->nodes[n].role == ROLE_PSU ? EFFECT_PSU
	                     : state & STATE_TRIP ? EFFECT_MAY_TRIP : EFFECT_OVERLOAD;
	double before = c->before.load[n], after = c->now.load[n], limit = limit_of(c, n, effect);
	if (leg) {
		before = leg_load(&c->before, n, leg - 'A');
		after = leg_load(&c->now, n, leg - 'A');
		limit /= 3;
	}
	if (!(after > before + 0.05))
		return;
	double usable = c->power->nodes[n].limit_w / (leg ? 3 : 1), percent = usable > 0 ? after / usable * 100 : 0;
	if (percent > c->outcome.worst_pct) {
		c->outcome.worst_pct = percent;
		c->outcome.worst = n;
	}
	c->outcome.elements[effect]++;
	add_hit(c, (struct hit){n, (uint8_t)effect, leg, (uint16_t)generation, before, after, limit});
}

static int by_effect(const void *a, const void *b)
{
	const struct hit *x = a, *y = b;
	if (x->effect != y->effect)
		return (int)x->effect - (int)y->effect;
	if (x->generation != y->generation)
		return (int)x->generation - (int)y->generation;
	return (x->node > y->node) - (x->node < y->node);
}

void contingency_sort(struct contingency *c)
{
	if (c->hit_count)
		qsort(c->hits, c->hit_count, sizeof *c->hits, by_effect);
	c->outcome.hits = c->hits;
	c->outcome.hit_count = c->hit_count;
}

void contingency_collect(struct contingency *c, unsigned generation)
{
	for (size_t i = 0; i < c->touched.count; i++)
		if (c->power->nodes[c->touched.items[i]].role == ROLE_CONSUMER)
			collect_consumer(c, c->touched.items[i], generation);
	for (size_t i = 0; i < c->risen.count; i++)
		collect_element(c, c->risen.items[i], generation);
	contingency_sort(c);
}

double contingency_leg_load(const struct contingency *c, uint32_t n, int leg)
{
	return c->now.legs ? leg_load(&c->now, n, leg) : NUMBER_UNKNOWN;
}
