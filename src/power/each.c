/* --psu each: every inlet is documented with the device's whole draw, so where
 * two cords of a device meet its draw counts once: the larger of what arrives,
 * not the sum. Before the loads are handed up, each such meeting point gets the
 * (negative) difference between the two; from there it travels upwards with the
 * sums. Example: 500 W on both PSUs, both cords on one PDU: each outlet has
 * 500 W, the PDU's inlet 500 + 500 − 500.
 *
 * Devices whose cords end at different sources need nothing. The rest share a
 * budget; beyond it the sum stands, which is the safe side. */
#include "power/build.h"

#include <stdlib.h>
#include <string.h>

enum { CORDS_MAX = 32 };

struct each {
	struct build *b;
	uint32_t *place;            /* per node: 1 + its row in the cone, 0 outside */
	uint32_t *cone, cone_count; /* from the last to the first of the order */
	size_t cone_capacity;
	uint32_t cords;
	double *flow;               /* a row per node of the cone, a column per cord */
	size_t flow_capacity;
	uint64_t budget;
};

static uint32_t carriers_of(const struct each *m, uint32_t n)
{
	const struct build *b = m->b;
	uint32_t count = 0;
	for (uint32_t e = b->in_start[n]; e < b->in_start[n + 1]; e++)
		count += edge_is(b, e, EDGE_CARRIES);
	return count;
}

static void reach(struct each *m, uint32_t n)
{
	size_t capacity = m->cone_capacity;
	if (m->place[n])
		return;
	m->cone = array_grow(m->cone, m->cone_count, &capacity, sizeof *m->cone);
	m->cone_capacity = capacity;
	m->cone[m->cone_count++] = n;
	m->place[n] = m->cone_count;
}

static int by_value_down(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	return (x < y) - (x > y);
}

static void climb(struct each *m, uint32_t first, uint32_t last)
{
	const struct build *b = m->b;
	const struct power *p = b->power;
	m->cone_count = 0;
	for (uint32_t e = first; e < last; e++)
		reach(m, b->from[e]);
	for (uint32_t i = 0; i < m->cone_count; i++)
		for (uint32_t n = m->cone[i], e = b->in_start[n]; e < b->in_start[n + 1]; e++)
			if (edge_is(b, e, EDGE_CARRIES))
				reach(m, b->from[e]);
	for (uint32_t i = 0; i < m->cone_count; i++)
		m->cone[i] = p->rank[m->cone[i]];
	qsort(m->cone, m->cone_count, sizeof *m->cone, by_value_down);
	for (uint32_t i = 0; i < m->cone_count; i++) {
		m->cone[i] = p->order[m->cone[i]];
		m->place[m->cone[i]] = i + 1;
	}
}

static double largest(const double *row, uint32_t count)
{
	double most = 0;
	for (uint32_t i = 0; i < count; i++)
		most = row[i] > most ? row[i] : most;
	return most;
}

/* Each node hands its row up, and the largest of it as what the sums will have;
 * what a node then has too much is taken off it. */
static void correct(struct each *m, uint32_t first, double *figure)
{
	const struct build *b = m->b;
	double *sums = m->flow + (size_t)m->cone_count * m->cords;
	memset(m->flow, 0, ((size_t)m->cone_count * m->cords + m->cone_count) * sizeof *m->flow);
	for (uint32_t i = 0; i < m->cords; i++) {
		uint32_t n = b->from[first + i], row = m->place[n] - 1;
		m->flow[(size_t)row * m->cords + i] = sums[row] = figure[n];
	}
	for (uint32_t row = 0; row < m->cone_count; row++) {
		uint32_t n = m->cone[row], carriers = carriers_of(m, n);
		const double *from = m->flow + (size_t)row * m->cords;
		double most = largest(from, m->cords);
		if (sums[row] > most)
			figure[n] -= sums[row] - most;
		for (uint32_t e = b->in_start[n]; e < b->in_start[n + 1]; e++) {
			if (!edge_is(b, e, EDGE_CARRIES))
				continue;
			uint32_t above = m->place[b->from[e]] - 1;
			for (uint32_t i = 0; i < m->cords; i++)
				m->flow[(size_t)above * m->cords + i] += from[i] / carriers;
			sums[above] += most / carriers;
		}
	}
}

static void visit(struct each *m, uint32_t first, uint32_t last)
{
	if (!m->place)
		m->place = arena_array(m->b->scratch, m->b->node_count + 1, sizeof *m->place);
	m->cords = last - first;
	climb(m, first, last);
	size_t need = (size_t)m->cone_count * (m->cords + 1);
	if (m->flow_capacity < need) {
		m->flow_capacity = 2 * need;
		m->flow = xrealloc(m->flow, m->flow_capacity, sizeof *m->flow);
	}
	m->budget -= m->budget > need ? need : m->budget;
	correct(m, first, m->b->load);
	correct(m, first, m->b->maximum);
	for (uint32_t i = 0; i < m->cone_count; i++)
		m->place[m->cone[i]] = 0;
}

/* Is the device's whole draw documented on each of its inlets? */
static bool is_each(const struct build *b, uint32_t n)
{
	return policy_psu(b->policy, device_at(b, n)) == PSU_EACH;
}

void build_each(struct build *b)
{
	struct each m = {.b = b, .budget = 64 * ((uint64_t)b->node_count + b->edge_count) + 1000000};
	bool ruled = b->policy->psu_rule_count || (b->custom && b->policy->psu_field);
	if (b->policy->psu != PSU_EACH && !ruled)
		return;
	for (uint32_t n = b->first[OBJECT_DEVICE]; n < b->node_count && m.budget; n++) {
		uint32_t first = b->in_start[n], last = b->in_start[n + 1];
		bool several = last - first > 1 && last - first <= CORDS_MAX && has_cords(b, n);
		if (!several || node_is(b, n, NODE_PLANNED) || !is_each(b, n))
			continue;
		b->power->some_each = true;
		if (!cords_are_apart(b, first, last))
			visit(&m, first, last);
	}
	free(m.cone);
	free(m.flow);
}
