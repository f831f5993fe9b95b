/* Rules about what happens when one element is lost: to the supplies of a device
 * (psu-failover: too small, or too few), to a rack (over-2n). */
#include "power/rules.h"

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
	struct above_element element;
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

static const char *fall_name(struct scan *s, struct above_element element)
{
	return element.risk ? element.risk : scan_name(s, element.object);
}

/* srv-three: 300 W on each of three supplies of 600 W; without the PDU of two of
 * them the third carries 900 W. */
static void check_sizes(struct scan *s, uint32_t n, const struct cords *cords, const struct fall *falls, size_t count)
{
	const struct power *p = s->power;
	struct worst worst = {.ratio = 0};
	for (size_t i = 0; i < count; i++)
		try_fall(p, cords, &falls[i], &worst);
	if (worst.ratio <= 0)
		return;
	const struct object *psu = p->nodes[worst.inlet].object;
	scan_add(s, p->nodes[n].object, "%s: if %s fails, %s carries %s of %s", p->nodes[n].object->name,
	         fall_name(s, worst.element), psu->name, scan_watts(s, worst.load_w),
	         scan_watts(s, p->nodes[worst.inlet].limit_w));
}

static size_t left_by(const struct cords *cords, const struct fall *fall)
{
	size_t left = 0;
	for (size_t i = 0; i < cords->count; i++)
		left += !(fall->inlets >> i & 1);
	return left;
}

/* Of those it needs (policy_psus_needed()); what takes all of them is another rule's. */
static void check_number(struct scan *s, uint32_t n, const struct cords *cords, const struct fall *falls, size_t count)
{
	const struct object *object = s->power->nodes[n].object;
	size_t needed = policy_psus_needed(&s->power->policy, node_device(&s->power->nodes[n])), least = needed;
	const struct fall *worst = NULL;
	if (cords->count && cords->count < needed)
		scan_add(s, object, "%s needs %zu power supplies, and %zu of them %s fed", object->name, needed, cords->count,
		         cords->count == 1 ? "is" : "are");
	for (size_t i = 0; cords->count >= needed && i < count; i++) {
		size_t left = left_by(cords, &falls[i]);
		if (left == 0 || left >= least)
			continue;
		least = left;
		worst = &falls[i];
	}
	if (worst)
		scan_add(s, object, "%s: if %s fails, %zu of the %zu power supplies it needs %s left", object->name,
		         fall_name(s, worst->element), least, needed, least == 1 ? "is" : "are");
}

static void check_device(struct scan *s, uint32_t n)
{
	const struct device *device = node_device(&s->power->nodes[n]);
	struct fall falls[FALLS_MAX];
	struct cords cords = cords_of(s, device);
	size_t count = cords.count > 1 ? above_falls(s->above, cords.inlets, cords.count, falls) : 0;
	check_number(s, n, &cords, falls, count);
	if (policy_psu(&s->power->policy, device) == PSU_SHARE) /* else each supply is documented with the whole */
		check_sizes(s, n, &cords, falls, count);
}

void rule_psu_failover(struct scan *s)
{
	const struct power *p = s->power;
	scan_above(s);
	for (size_t at = s->first[OBJECT_DEVICE]; at < s->first[OBJECT_DEVICE + 1]; at++) {
		uint32_t n = scan_node(s, at);
		if (node_device(&p->nodes[n])->inlet_count > 1 && scan_in_service(p, n))
			check_device(s, n);
	}
}

/* -- racks ---------------------------------------------------------------------------- */

/* What the sides of a rack share has a finding of its own. */
static bool is_over(const struct place_figures *rack)
{
	return place_over_2n(rack) && !rack->shared && rack->limit_2n.w > 0;
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
		const char *loose = rack->unconnected_w > 0.05 ? scan_watts(s, rack->unconnected_w) : NULL;
		scan_add(s, rack->object, "%s: %s%s%s%s%s; without side %c no more than %s", rack->object->name,
		         rack->mark == MARK_AT_LEAST ? "at least " : "", scan_watts(s, rack->load_w), loose ? ", of these " : "",
		         loose ? loose : "", loose ? " on power ports without a cable" : "", rack->worst_side,
		         scan_watts(s, rack->limit_2n.w));
	}
	places_free(places);
}
