/* Verdicts: state, what is shared, the sentence; paths. And every verdict on
 * random networks against leaving each element out, one by one. */
#include "net_notation.h"

#include "base/number.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct verdict_case {
	const char *net, *node;
	enum verdict_state state;
	const char *shared, *text; /* NULL: not looked at */
};

#define A_AND_B "[PP-A] (FA) - pdu-A<In; [PP-B] (FB) - pdu-B<In; "
#define ON_ATS A_AND_B "pdu-A>1 - ats<A; pdu-B>1 - ats<B; ats>1/ - s<P1; ats>2/ - s<P2; ats>3/ - t<P"

static const struct verdict_case cases[] = {
	{A_AND_B "pdu-A>1 - s<P1; pdu-B>1 - s<P2", "s", VERDICT_REDUNDANT, "",
	 "2 cords, A and B: no shared element up to PP-A and PP-B"},
	{A_AND_B "pdu-A>1 - s<P1; pdu-A>2 - s<P2", "s", VERDICT_SHARED, "pdu-A #1 (FA) [PP-A]",
	 "both cords on pdu-A, FA and PP-A"},
	{A_AND_B "pdu-A>1 - s<P1; pdu-A>2 - s<P2; pdu-A>3 - s<P3", "s", VERDICT_SHARED, NULL,
	 "all 3 cords on pdu-A, FA and PP-A"},
	{"[PP-A] (FA) - pdu1<In; (FB) - pdu2<In; pdu1>1 - s<P1; pdu2>1 - s<P2", "s", VERDICT_SHARED, "[PP-A]",
	 "both cords on PP-A"},
	{"[PP-A] (F1) - ups<In; ups>1 - pdu1<In; ups>2 - pdu2<In; pdu1>1 - s<P1; pdu2>1 - s<P2", "s",
	 VERDICT_SHARED, "ups #1 (F1) [PP-A]", "both cords on ups, F1 and PP-A"},
	{A_AND_B "pdu-A>1 - s<P1", "s", VERDICT_SINGLE, "#3 pdu-A>1 pdu-A #1 (FA) [PP-A]",
	 "single cord on pdu-A, FA and PP-A"},
	{A_AND_B "pdu-A>1 - s<P1; s<P2", "s", VERDICT_SINGLE, NULL, "single cord on pdu-A, FA and PP-A"},
	/* two cords, one dead: one way only */
	{A_AND_B "pdu-A>1 - s<P1; pdu-B>1!faulty - s<P2", "s", VERDICT_SINGLE, "#3 pdu-A>1 pdu-A #1 (FA) [PP-A]",
	 "2 cords, but only one counts: on pdu-A, FA and PP-A"},
	{A_AND_B "pdu-A>1 - s<P1; pdu-B>1 -decommissioning- s<P2", "s", VERDICT_SINGLE, NULL, NULL},
	{A_AND_B "pdu-B>1 -decommissioning- s<P2", "s", VERDICT_SINGLE, NULL, "single cord on pdu-B, FB and PP-B"},
	/* transfer devices: their inputs are alternatives, they themselves are shared */
	{ON_ATS, "t", VERDICT_SINGLE, "#7 ats>3 ats", "single cord, survives the loss of A or B; ats shared, up to PP-A and PP-B"},
	{ON_ATS, "s", VERDICT_SHARED, "ats", "both cords on ats; ats survives the loss of A or B"},
	{ON_ATS, "ats", VERDICT_REDUNDANT, "", "2 cords, A and B: no shared element up to PP-A and PP-B"},
	/* elements of several nodes */
	{"[P] (F1) - p<I1; [Q] (G1) - p<I2; p>1/I1 - s<P1; p>2/I2 - s<P2", "s", VERDICT_SHARED, "p", "both cords on p"},
	{"[P] (F1) - p<I; [Q] (G1) - q<I; p>1 + q>1 - s<P1 + s<P2", "s", VERDICT_SHARED, "#3", "both cords on #3"},
	{"[P] (F1) - p<In + q<In; p>1 - s<P1; q>1 - s<P2", "s", VERDICT_SHARED, "#1 (F1) [P]", "both cords on F1 and P"},
	/* a device once in, twice out */
	{"[P] (F1) - p<In; p>f1/In - p<B1; p>f2/In - p<B2; p>1/B1 - s<P1; p>2/B2 - s<P2", "s", VERDICT_SHARED,
	 "p #1 (F1) [P]", NULL},
	/* dark */
	{"[P] (F1 failed) - p<In; p>1 - s<P", "s", VERDICT_DARK, "", "no live way to a source: F1 is failed"},
	{"[P] (F1) - p<In; p!offline; p>1 - s<P", "s", VERDICT_DARK, "", "no live way to a source: p is offline"},
	{"[P] (F1) - p<In; p>1!faulty - s<P", "s", VERDICT_DARK, "", "no live way to a source: p>1 is faulty"},
	{"[P] (F1) - p<In; p>1 -planned- s<P", "s", VERDICT_DARK, "", "no live way to a source: the cable of s<P is planned"},
	{"p<In; q<In; p>1 - q<In; q>1 - p<In; q>2 - s<P", "s", VERDICT_DARK, "", NULL},
	/* unknown */
	{"p<In; p>1 - s<P", "s", VERDICT_UNKNOWN, NULL, "chain ends at p: its inlet is not cabled"},
	{"s<P", "s", VERDICT_UNKNOWN, NULL, "its inlet is not cabled"},
	{"s<P1; s<P2", "s", VERDICT_UNKNOWN, NULL, "no inlet is cabled"},
	{"s<P*", "s", VERDICT_UNKNOWN, NULL, "s<P is fed by something outside NetBox (mark connected)"},
	{"s<P -X", "s", VERDICT_UNKNOWN, NULL, "the cable of s<P ends nowhere"},
	{"[P] (F1) - p<I; [Q] (G1) - p<J; p>1/ - s<P", "s", VERDICT_UNKNOWN, NULL, NULL},
	{"[PP-A] (FA) - p<In; p>1 - s<P1; q<In; q>1 - s<P2", "s", VERDICT_UNKNOWN, NULL,
	 "chain ends at q: its inlet is not cabled; otherwise up to PP-A"},
	/* a third cord that nobody knows takes nothing from two that are apart */
	{A_AND_B "pdu-A>1 - s<P1; pdu-B>1 - s<P2; q<In; q>1 - s<P3", "s", VERDICT_REDUNDANT, "", NULL},
	/* others */
	{"[P] (F1) - p<In; p>1 - s<P; s!planned", "s", VERDICT_PLANNED, NULL, NULL},
	{"util>1 - s<P", "util", VERDICT_NONE, NULL, "power starts here"},
	{"s", "s", VERDICT_NONE, NULL, "no power ports"},
	{A_AND_B "pdu-A>1 - c<P1; pdu-B>1 - c<P2; blade{c", "blade", VERDICT_REDUNDANT, "", NULL},
	{"util-A>1 - s<P1; util-B>1 - s<P2", "s", VERDICT_REDUNDANT, "", "2 cords, A and B: no shared element up to util-A and util-B"},
	{"util-A>1 - s<P1; util-A>2 - s<P2", "s", VERDICT_SHARED, "util-A", "both cords on util-A"},
	{"gen<In; gen>1 - s<P1; gen>2 - s<P2", "s", VERDICT_SHARED, "gen", NULL},
};

/* Full names have ':' where the notation has '<' and '>'. */
static void to_full_names(char *text)
{
	for (; *text; text++)
		if (*text == '<' || *text == '>')
			*text = ':';
}

static void test_cases(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const struct verdict_case *c = &cases[i];
		struct net *net = net_new(c->net);
		const struct verdict *v = net_verdict(net, c->node);
		const char *shared = net_shared(net, c->node);
		char text[400] = "";
		snprintf(text, sizeof text, "%s", c->text ? c->text : v->text);
		to_full_names(text);
		if (v->state != c->state || (c->shared && strcmp(shared, c->shared)) || strcmp(text, v->text))
			fail_msg("%s\n%s: %s, shared \"%s\", \"%s\"\nexpected %s, shared \"%s\", \"%s\"", c->net, c->node,
			         verdict_state_name(v->state), shared, v->text, verdict_state_name(c->state),
			         c->shared ? c->shared : "-", text);
		net_free(net);
	}
}

static void test_paths(void **state)
{
	(void)state;
	struct net *net = net_new(ON_ATS);
	const struct verdict *v = net_verdict(net, "t");
	assert_int_equal(v->path_count, 2);
	assert_int_equal(v->paths[0].count, 7);
	assert_int_equal(v->paths[0].nodes[0], net_find(net, "[PP-A]"));
	assert_int_equal(v->paths[0].nodes[6], net_find(net, "t<P"));
	assert_false(v->paths[0].reserve);
	assert_true(v->paths[1].reserve);
	assert_true(v->paths[1].live && v->paths[1].complete && v->paths[1].redundancy);
	assert_int_equal(v->paths[1].nodes[0], net_find(net, "[PP-B]"));
	assert_int_equal(v->up_to_count, 2);
	net_free(net);
	net = net_new("[P] (F1 failed) - p<In; p>1 - s<P1; s<P2");
	v = net_verdict(net, "s");
	assert_int_equal(v->path_count, 2);
	assert_false(v->paths[0].live);
	assert_true(v->paths[0].complete);
	assert_false(v->paths[1].complete);
	assert_int_equal(v->cords, 1);
	assert_int_equal(v->unfed, 2);
	net_free(net);
}

/* -- random networks -------------------------------------------------------------- */

static unsigned random_state;

static unsigned pick(unsigned below)
{
	random_state = random_state * 1103515245u + 12345u;
	return (random_state >> 16) % below;
}

/* A few panels, feeds, tiers of PDUs, UPSs and ATSs, and servers on top. */
static char *random_net(unsigned seed)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	unsigned boxes = 3 + seed % 6, feeds = 2 + seed % 3, outlet = 0;
	random_state = seed * 2654435761u + 1;
	const char *kinds[16];
	for (unsigned f = 0; f < boxes; f++)
		kinds[f] = pick(4) == 0 ? "ats" : "box";
	for (unsigned f = 0; f < feeds && f < boxes; f++)
		fprintf(out, "%s(F%u%s) - %s%u<I0; ", f % 2 == 0 ? (f ? "[PQ] " : "[PP] ") : "", f + 1,
		        pick(8) == 0 ? " failed" : "", kinds[f], f);
	for (unsigned f = feeds < boxes ? feeds : boxes; f < boxes; f++)
		for (unsigned i = 0; i < 1 + pick(2); i++) {
			unsigned from = pick(f);
			fprintf(out, "%s%u>%u - %s%u<I%u; ", kinds[from], from, ++outlet, kinds[f], f, i);
		}
	for (unsigned s = 0; s < 4; s++)
		for (unsigned i = 0; i < 1 + pick(3); i++) {
			unsigned from = pick(boxes);
			fprintf(out, "%s%u>%u%s - srv%u<P%u=100; ", kinds[from], from, ++outlet, pick(10) == 0 ? "!faulty" : "", s, i);
		}
	fclose(out);
	return text;
}

/* Is the device fed from a source without the element? By hand: flood down. */
static bool fed_without(const struct power *p, uint32_t device, const struct object *element)
{
	uint8_t *fed = calloc(p->node_count, 1);
	for (uint32_t i = 0; i < p->node_count; i++) {
		uint32_t n = p->order[i];
		const struct node *node = &p->nodes[n];
		bool out = node->object == element || (node->device != NODE_NONE && p->nodes[node->device].object == element);
		fed[n] = (node->flags & NODE_SOURCE) && (node->flags & NODE_FED);
		for (uint32_t e = p->in_start[n]; e < p->in_start[n + 1]; e++)
			if (p->edges[e].live && (!element || !p->edges[e].cable || &p->edges[e].cable->object != element))
				fed[n] |= fed[p->edges[e].from];
		if (out)
			fed[n] = 0;
	}
	bool result = fed[device];
	free(fed);
	return result;
}

static bool is_shared(const struct verdict *v, const struct object *element)
{
	for (size_t i = 0; i < v->shared_count; i++)
		if (v->shared[i] == element)
			return true;
	return false;
}

static void check_element(const char *text, const struct power *p, uint32_t device, const struct verdict *v,
                          const struct object *element)
{
	const struct node *judged = &p->nodes[device];
	if (element == judged->object)
		return;
	bool shared = !fed_without(p, device, element);
	if (shared != is_shared(v, element)) {
		char id[OBJECT_ID_MAX];
		fail_msg("%s\n%s: %s is %sshared, the verdict says otherwise (%s)", text, judged->object->name,
		         object_format_id(element, id), shared ? "" : "not ", v->text);
	}
}

static void check_device(const char *text, const struct power *p, uint32_t device, struct arena *arena)
{
	const struct verdict *v = power_verdict(p, device, arena);
	bool fed = fed_without(p, device, NULL);
	if (fed == (v->state == VERDICT_DARK))
		fail_msg("%s\n%s: %s, but %s", text, p->nodes[device].object->name, v->text, fed ? "fed" : "not fed");
	if (!fed)
		return;
	for (uint32_t n = 0; n < p->node_count; n++)
		if (p->nodes[n].kind != OBJECT_INLET)
			check_element(text, p, device, v, p->nodes[n].object);
	for (size_t i = 0; i < p->inventory->cable_count; i++)
		check_element(text, p, device, v, &p->inventory->cables[i]->object);
}

/* Every watt of a fed consumer reaches the sources once; no element has more or
 * less than what goes out of it. */
static void check_sums(const char *text, const struct power *p)
{
	double drawn = 0, given = 0;
	for (uint32_t n = 0; n < p->node_count; n++) {
		const struct node *node = &p->nodes[n];
		if (node->role == ROLE_CONSUMER && (node->flags & NODE_FED))
			drawn += node->load_w;
		if (node->flags & NODE_SOURCE)
			given += node->load_w;
		if (node->kind == OBJECT_DEVICE || node->role == ROLE_PSU)
			continue;
		double out = 0;
		for (uint32_t i = p->out_start[n]; i < p->out_start[n + 1]; i++)
			out += p->edges[p->out_edges[i]].load_w;
		if (out - node->load_w > 1e-6 || node->load_w - out > 1e-6)
			fail_msg("%s\n%s: %.1f W, below it %.1f W", text, node->object->name, node->load_w, out);
	}
	if (drawn - given > 1e-6 || given - drawn > 1e-6)
		fail_msg("%s\n%.1f W drawn, %.1f W given", text, drawn, given);
}

/* What is said of coverage: the distinct consumers below, by flooding. */
static void check_coverage(const char *text, const struct power *p, uint32_t n)
{
	uint8_t *below = calloc(p->node_count, 1);
	uint32_t total = 0;
	below[n] = 1;
	for (uint32_t i = p->rank[n]; i < p->node_count; i++) {
		uint32_t at = p->order[i];
		for (uint32_t e = p->in_start[at]; e < p->in_start[at + 1]; e++)
			if (p->edges[e].live && !p->edges[e].closes_cycle)
				below[at] |= below[p->edges[e].from];
		total += below[at] && p->nodes[at].role == ROLE_CONSUMER;
	}
	free(below);
	if (total != p->nodes[n].total)
		fail_msg("%s\n%s: %u consumers, counted %u", text, p->nodes[n].object->name, total, p->nodes[n].total);
}

static void test_random(void **state)
{
	(void)state;
	for (unsigned seed = 1; seed <= 400; seed++) {
		char *text = random_net(seed);
		struct net *net = net_new(text);
		struct arena *arena = arena_new();
		const struct power *p = net_power(net);
		check_sums(text, p);
		for (uint32_t n = p->first[OBJECT_DEVICE]; n < p->node_count; n++)
			if (p->nodes[n].role == ROLE_CONSUMER)
				check_device(text, p, n, arena);
		for (uint32_t n = 0; n < p->first[OBJECT_DEVICE]; n++)
			check_coverage(text, p, n);
		arena_free(arena);
		net_free(net);
		free(text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases),
		cmocka_unit_test(test_paths),
		cmocka_unit_test(test_random),
	};
	return cmocka_run_group_tests_name("power verdict", tests, NULL, NULL);
}
