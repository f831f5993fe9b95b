/* Rules about what happens when one element is lost: to the supplies of a device
 * (psu-failover), to a rack (over-2n). */
#include "power/rules.h"

#include "power/above.h"
#include "power/place.h"

/* -- power supplies ---------------------------------------------------------------- */

struct cords {
	uint32_t inlets[ABOVE_INLETS]; /* with a way that counts as redundancy */
	size_t count;
	double load_w;                 /* of all cords; what is known of it */
};

static struct cords cords_of(struct scan *s, const struct device *device)
{
	struct cords cords = {.count = 0};
	for (size_t i = 0; i < device->inlet_count && cords.count < ABOVE_INLETS; i++) {
		uint32_t n = power_node(s->power, &device->inlets[i]->object);
		const struct node *node = &s->power->nodes[n];
		if (!device->inlets[i]->end.cable)
			continue;
		cords.load_w += known(node->load_w) ? node->load_w : 0;
		if (above_reached(s->above, n))
			cords.inlets[cords.count++] = n;
	}
	return cords;
}

/* The survivors' weights: their allocated draws, even unless all have one. */
static double weigh(const struct power *power, const struct cords *cords, uint64_t lost, bool *even)
{
	double sum = 0, count = 0;
	*even = false;
	for (size_t i = 0; i < cords->count; i++) {
		double w = node_inlet(&power->nodes[cords->inlets[i]])->allocated_draw_w;
		if (lost >> i & 1)
			continue;
		count++;
		*even = *even || !known(w);
		sum += known(w) ? w : 0;
	}
	*even = *even || sum <= 0;
	return *even ? count : sum;
}

struct worst {
	uint32_t inlet;
	double load_w, ratio;
	const struct object *element;
};

static void try_fall(const struct power *power, const struct cords *cords, const struct fall *fall, struct worst *worst)
{
	bool even;
	double total = weigh(power, cords, fall->inlets, &even);
	for (size_t i = 0; total > 0 && i < cords->count; i++) {
		const struct node *node = &power->nodes[cords->inlets[i]];
		double weight = even ? 1 : node_inlet(node)->allocated_draw_w;
		double load = cords->load_w * weight / total, limit = node->limit_w;
		if ((fall->inlets >> i & 1) || !(load > limit + 0.05) || load / limit <= worst->ratio + 1e-9)
			continue;
		*worst = (struct worst){cords->inlets[i], load, load / limit, fall->element};
	}
}

/* srv-three: 300 W on each of three supplies of 600 W; without the PDU of two of
 * them the third carries 900 W. */
static void check_device(struct scan *s, uint32_t n)
{
	const struct power *p = s->power;
	struct fall falls[FALLS_MAX];
	struct worst worst = {.ratio = 0};
	struct cords cords = cords_of(s, node_device(&p->nodes[n]));
	if (cords.count < 2)
		return;
	size_t count = above_falls(s->above, cords.inlets, cords.count, falls);
	for (size_t i = 0; i < count; i++)
		try_fall(p, &cords, &falls[i], &worst);
	if (!worst.element)
		return;
	const struct object *psu = p->nodes[worst.inlet].object;
	scan_add(s, p->nodes[n].object, "%s: if %s fails, %s carries %s of %s", p->nodes[n].object->name,
	         scan_name(s, worst.element), psu->name, scan_watts(s, worst.load_w),
	         scan_watts(s, p->nodes[worst.inlet].limit_w));
}

/* With `each` every supply is documented with the whole: a loss moves nothing. */
void rule_psu_failover(struct scan *s)
{
	const struct power *p = s->power;
	scan_above(s);
	for (size_t at = s->first[OBJECT_DEVICE]; at < s->first[OBJECT_DEVICE + 1]; at++) {
		uint32_t n = scan_node(s, at);
		const struct device *device = node_device(&p->nodes[n]);
		if (device->inlet_count > 1 && scan_in_service(p, n) && policy_psu(&p->policy, device) == PSU_SHARE)
			check_device(s, n);
	}
}

/* -- racks ---------------------------------------------------------------------------- */

/* Racks with two sides that share nothing; what is unknown in part is not judged. */
static bool is_over(const struct place_figures *rack)
{
	return (rack->sides & (rack->sides - 1)) && !rack->shared && rack->limit_2n.mark == MARK_EXACT &&
	       rack->limit_2n.w > 0 && rack->load_w > rack->limit_2n.w + 0.05;
}

/* NET-R01: 9 800 W, and 5 760 W without either side. */
void rule_over_2n(struct scan *s)
{
	const struct inventory *inventory = s->power->inventory;
	if (s->nodes) /* no racks among them */
		return;
	struct places *places = places_build(s->power);
	for (size_t i = 0; i < inventory->rack_count; i++) {
		const struct place_figures *rack = &places->racks[i];
		if (!rack->object->visible || !is_over(rack))
			continue;
		scan_add(s, rack->object, "%s: %s%s; without side %c no more than %s", rack->object->name,
		         rack->mark == MARK_AT_LEAST ? "at least " : "", scan_watts(s, rack->load_w), rack->worst_side,
		         scan_watts(s, rack->limit_2n.w));
	}
	places_free(places);
}
