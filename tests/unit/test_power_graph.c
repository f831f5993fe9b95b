/* The graph and its states, loads, sides and phases, on small networks. */
#include "net_notation.h"

#include "base/number.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <string.h>

/* One line: a network, a node, what is expected of it. NAN: unknown. */
struct load_case {
	const char *net, *node;
	double load_w;
	uint32_t known, total;
	enum load_mark mark;
};

#define TWO_SIDES "[PP-A] (FA) - pduA<In; [PP-B] (FB) - pduB<In; "
#define DUAL TWO_SIDES "pduA>1 - srv<P1=300/500; pduB>1 - srv<P2=100/500"
#define ATS TWO_SIDES "pduA>1 - ats<A; pduB>1 - ats<B; ats>1/ - srv<P1=350"

static const struct load_case loads[] = {
	/* sums, unknowns, own draw standing in */
	{"[P] (F) - pdu<In; pdu>1 - a<P=300; pdu>2 - b<P=200", "(F)", 500, 2, 2, MARK_EXACT},
	{"[P] (F) - pdu<In; pdu>1 - a<P=300; pdu>2 - b<P", "(F)", 300, 1, 2, MARK_AT_LEAST},
	{"[P] (F) - pdu<In; pdu>1 - a<P", "(F)", NAN, 0, 1, MARK_AT_LEAST},
	{"[P] (F) - pdu<In; pdu>1", "(F)", 0, 0, 0, MARK_EXACT},
	{"[P] (F) - pdu<In=500; pdu>1", "pdu<In", 0, 0, 0, MARK_EXACT},
	{"[P] (F) - pdu<In=700; pdu>1 - a<P=300; pdu>2 - b<P", "[P]", 700, 1, 2, MARK_AT_LEAST},
	{"[P] (F) - pdu<In=200; pdu>1 - a<P=300; pdu>2 - b<P", "[P]", 300, 1, 2, MARK_AT_LEAST},
	{"[P] (F) - pdu<In=700; pdu>1 - a<P=300", "[P]", 300, 1, 1, MARK_EXACT},
	{"[P] (F) - pdu<In=700; pdu>1 - a<P", "[P]", 700, 0, 1, MARK_AT_LEAST},
	{"[P] (F) - pdu<In=/3680; pdu>1 - a<P=450", "(F)", 450, 1, 1, MARK_EXACT},
	/* two cords: each side its own, a device once where they meet */
	{DUAL, "(FA)", 300, 1, 1, MARK_EXACT},
	{DUAL, "(FB)", 100, 1, 1, MARK_EXACT},
	{DUAL, "srv", 400, 1, 1, MARK_EXACT},
	{"[P] (F) - pdu<In; pdu>1 - srv<P1=300; pdu>2 - srv<P2=100", "[P]", 400, 1, 1, MARK_EXACT},
	{"[P] (F) - pdu<In; pdu>1 - srv<P1=300; pdu>2 - srv<P2", "[P]", 300, 0, 1, MARK_AT_LEAST},
	{"[P] (F) - pdu<In; [Q] (G) - pdv<In; pdu>1 - srv<P1=300; pdv>2 - srv<P2", "[P]", 300, 1, 1, MARK_EXACT},
	/* dead cords move their load to what survives, by allocated_draw */
	{"[PP-A] (FA failed) - pduA<In; [PP-B] (FB) - pduB<In; pduA>1 - srv<P1=300; pduB>1 - srv<P2=100", "(FB)", 400, 1, 1, MARK_EXACT},
	{"[PP-A] (FA failed) - pduA<In; [PP-B] (FB) - pduB<In; pduA>1 - srv<P1=300; pduB>1 - srv<P2=100", "pduA<In", 0, 1, 1, MARK_EXACT},
	{"[P] (F) - pdu<In; pdu>1 - s<P1=300; pdu>2 - s<P2=100; pdu>3!faulty - s<P3=200", "s<P1", 450, 1, 1, MARK_EXACT},
	{"[P] (F) - pdu<In; pdu>1 - s<P1=300; pdu>2 - s<P2; pdu>3!faulty - s<P3=200", "s<P1", 400, 1, 1, MARK_EXACT},
	{"[P] (F) - pdu<In; pdu>1 -planned- s<P1=300; pdu>2 - s<P2=100", "s<P2", 400, 1, 1, MARK_EXACT},
	{"[P] (F) - pdu<In; pdu>1 -decommissioning- s<P1=300; pdu>2 - s<P2=100", "s<P1", 300, 1, 1, MARK_EXACT},
	{"[P] (F) - pdu<In; pdu>1!disabled - s<P1; pdu>2 - s<P2=100", "s<P2", 100, 0, 1, MARK_AT_LEAST},
	/* dark: nothing above, the draw is shown up to the break */
	{"[P] (F failed) - pdu<In; pdu>1 - s<P=300", "(F)", 0, 0, 0, MARK_EXACT},
	{"[P] (F failed) - pdu<In; pdu>1 - s<P=300", "pdu<In", 300, 1, 1, MARK_EXACT},
	{"[P] (F) - pdu<In; pdu!offline; pdu>1 - s<P=300", "[P]", 0, 0, 0, MARK_EXACT},
	{"[P] (F) - pdu<In; pdu!decommissioning; pdu>1 - s<P=300", "[P]", 300, 1, 1, MARK_EXACT},
	/* uncabled: the draw stays with the inlet */
	{"[P] (F) - pdu<In; pdu>1 - s<P1=300; s<P2=500", "[P]", 300, 1, 1, MARK_EXACT},
	{"[P] (F) - pdu<In; pdu>1 - s<P1=300; s<P2=500", "s<P2", 500, 1, 1, MARK_EXACT},
	{"[P] (F) - pdu<In; pdu>1 - s<P1=300; s<P2=500", "s", 800, 1, 1, MARK_EXACT},
	{"[P] (F) - pdu<In; pdu>1 - s<P1=300; s<P2=500*", "[P]", 300, 1, 1, MARK_EXACT},
	/* planned consumers draw nothing */
	{"[P] (F) - pdu<In; pdu>1 - s<P1=300; s!planned; pdu>2 - t<P1=50", "[P]", 50, 1, 1, MARK_EXACT},
	/* transfer: one input carries */
	{ATS, "(FA)", 350, 1, 1, MARK_EXACT},
	{ATS, "(FB)", 0, 1, 1, MARK_EXACT},
	{ATS, "ats", 350, 1, 1, MARK_EXACT},
	{TWO_SIDES "pduA>1 - ats<A; pduB>1 - ats<B; ats>1/B - srv<P1=350", "(FB)", 350, 1, 1, MARK_EXACT},
	{TWO_SIDES "pduA>1!faulty - ats<A; pduB>1 - ats<B; ats>1/A - srv<P1=350", "(FB)", 350, 1, 1, MARK_EXACT},
	/* several ends, several ways, nobody knows */
	{"[P] (F) - p<In + q<In; p>1 + q>1 - s<P=210", "p<In", 105, 1, 1, MARK_EXACT},
	{"[P] (F) - p<In + q<In; p>1 + q>1 - s<P=210", "(F)", 210, 1, 1, MARK_EXACT},
	{"[P] (F) - p<In + q<In; p>1 - s<P1=100 + s<P2=110; q>1", "(F)", 210, 1, 1, MARK_EXACT},
	{"[P] (F) - p<In1; (G) - p<In2; p>1/ - s<P=130", "(F)", 65, 1, 1, MARK_ASSUMED},
	{"[P] (F) - p<In1; (G) - p<In2; p>1/ - s<P=130", "[P]", 130, 1, 1, MARK_ASSUMED},
	{"[P] (F) - p<In1; p<In2; p>1/ - s<P=130", "(F)", 65, 1, 1, MARK_ASSUMED},
	{"[P] (F) - p<In; p>1/ - s<P=120", "(F)", 120, 1, 1, MARK_EXACT},
	/* sources that are devices */
	{"util>1 - pdu<In; pdu>1 - s<P=120", "util", 120, 1, 1, MARK_EXACT},
	{"gen<In; gen>1 - pdu<In; pdu>1 - s<P=120", "gen", 120, 1, 1, MARK_EXACT},
	{"gen<In; gen>1 - pdu<In; pdu>1 - s<P=120", "gen<In", 120, 1, 1, MARK_EXACT},
	{"pdu<In; pdu>1 - s<P=120", "pdu", 120, 1, 1, MARK_EXACT},
	/* banks behind fuses */
	{"[P] (F) - p<In; p>f1/In - p<B1; p>f2/In - p<B2; p>1/B1 - s<P=120; p>2/B2 - t<P=80", "p", 200, 2, 2, MARK_EXACT},
	{"[P] (F) - p<In; p>f1/In - p<B1; p>f2/In - p<B2; p>1/B1 - s<P=120; p>2/B2 - t<P=80", "p<B2", 80, 1, 1, MARK_EXACT},
	/* cycles */
	{"[P] (F) - p<In1; p<In2; q<In; p>1/In2 - q<In; q>1 - p<In2; p>2/In2 - s<P=150", "(F)", 0, 0, 0, MARK_EXACT},
	{"p<In; p>1 - p<In; p>2 - s<P=150", "p<In", 150, 1, 1, MARK_EXACT},
	/* UPS with bypass: the coverage is the same on both */
	{"[P] (F) - ups<Main; (G) - ups<Byp; ups>1 - s<P=150; ups>2 - t<P=50", "[P]", 200, 2, 2, MARK_EXACT},
	{"[P] (F) - ups<Main; (G) - ups<Byp; ups>1 - s<P=150; ups>2 - t<P=50", "(G)", 0, 2, 2, MARK_EXACT},
	{"[P] (F) - ups<Main; (G) - ups<Byp; ups>1 - s<P=150; ups>2 - t<P=50", "ups", 200, 2, 2, MARK_EXACT},
	{"[P] (F1) - p<I; [Q] (G1) - p<J; p>1/I - s<P1=100; p>2/J - s<P2=50; p>3/J - t<P", "p", 150, 1, 2, MARK_AT_LEAST},
	/* blades are fed through their chassis; a PDU in a bay, too */
	{"[P] (F) - c<P=500; blade{c", "[P]", 500, 1, 1, MARK_EXACT},
	{"[P] (F) - c<P=500; bank{c; bank>1 - s<P=200", "[P]", 200, 1, 1, MARK_EXACT},
};

static bool same(double a, double b)
{
	return fabs(a - b) < 1e-6 || (isnan(a) && isnan(b));
}

static void test_loads(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof loads / sizeof *loads; i++) {
		const struct load_case *c = &loads[i];
		struct net *net = net_new(c->net);
		const struct node *n = net_node(net, c->node);
		if (!same(n->load_w, c->load_w) || n->known != c->known || n->total != c->total || n->mark != c->mark)
			fail_msg("%s\n%s: %.1f W, %u/%u, %s; expected %.1f W, %u/%u, %s", c->net, c->node, n->load_w,
			         n->known, n->total, load_mark_name((enum load_mark)n->mark), c->load_w, c->known, c->total,
			         load_mark_name(c->mark));
		net_free(net);
	}
}

/* -- policies -------------------------------------------------------------------- */

static void with_policy(const char *text, const struct policy *policy, const char *node, double load_w)
{
	struct net *net = net_new(text);
	net_set_policy(net, policy);
	const struct node *n = net_node(net, node);
	if (!same(n->load_w, load_w))
		fail_msg("%s\n%s: %.3f W, expected %.3f W", text, node, n->load_w, load_w);
	net_free(net);
}

static void test_policies(void **state)
{
	(void)state;
	struct policy p;
	policy_init(&p);
	p.draw = DRAW_MAXIMUM;
	with_policy(DUAL, &p, "(FA)", 500);
	policy_init(&p);
	p.estimate = 0.7;
	with_policy("[P] (F) - pdu<In; pdu>1 - a<P=/500; pdu>2 - b<P=100/1000", &p, "[P]", 450);
	policy_init(&p);
	p.include_planned = true;
	with_policy("[P] (F planned) -planned- pdu<In; pdu!planned; pdu>1 - s<P1=300; s!planned", &p, "[P]", 300);
	with_policy("[P] (F offline) - pdu<In; pdu>1 - s<P1=300", &p, "[P]", 0);
	policy_init(&p);
	p.psu = PSU_EACH;
	with_policy("[P] (F) - pdu<In; pdu>1 - s<P1=500; pdu>2 - s<P2=400", &p, "[P]", 500);
	with_policy("[P] (F) - pdu<In; pdu>1 - s<P1=500; pdu>2 - s<P2=400", &p, "pdu>2", 400);
	with_policy("[P] (F) - pdu<In; pdu>1 - s<P1=500; pdu>2 - s<P2=400", &p, "s", 500);
	with_policy("[P] (F) - pdu<In; (G) - pdv<In; pdu>1 - s<P1=500; pdv>2 - s<P2=400", &p, "(G)", 400);
	with_policy("[P] (F) - pdu<In; (G) - pdv<In; pdu>1 - s<P1=500; pdv>2 - s<P2=400; pdu>2 - t<P=70", &p, "[P]", 570);
	with_policy("[P] (F) - pdu<In; (G) - pdv<In; pdu>1 + pdv>1 - s<P1=500; pdv>2 - s<P2=400", &p, "[P]", 500);
	with_policy("[P] (F) - pdu<In; (G) - pdv<In; pdu>1 + pdv>1 - s<P1=500; pdv>2 - s<P2=400", &p, "(G)", 400);
	with_policy("[P] (F failed) - pdu<In; (G) - pdv<In; pdu>1 - s<P1=500; pdv>2 - s<P2=400", &p, "[P]", 400);
	policy_init(&p);
	p.draw = DRAW_NETBOX;
	with_policy("[P] (F) - pdu<In=/3680; pdu>1 - a<P=450", &p, "[P]", 0);
	with_policy("[P] (F failed) - pdu<In; pdu>1!faulty - a<P=450", &p, "[P]", 450);
}

static void test_planned_and_reserve(void **state)
{
	(void)state;
	struct net *net = net_new("[P] (F planned) -planned- pdu<In; pdu!planned; pdu>1 - s<P1=300; s!planned; (G) - q<In; "
	                          "q>1 - t<P1=50; t!offline");
	assert_true(same(net_node(net, "[P]")->planned_w, 350));
	assert_true(same(net_node(net, "[P]")->load_w, 0));
	assert_true(same(net_node(net, "s")->planned_w, 300));
	assert_true(same(net_node(net, "s")->load_w, 0));
	net_free(net);
	net = net_new(ATS);
	assert_true(same(net_node(net, "ats<B")->reserve_w, 350));
	assert_true(same(net_node(net, "(FB)")->reserve_w, 350));
	assert_true(same(net_node(net, "pduB")->reserve_w, 350));
	assert_true(same(net_node(net, "[PP-B]")->reserve_w, 350));
	assert_true(same(net_node(net, "[PP-A]")->reserve_w, 0));
	net_free(net);
	net = net_new("[P] (F) - ups<Main; (G) - ups<Byp; ups>1 - s<P=150");
	assert_true(same(net_node(net, "(G)")->reserve_w, 150));
	assert_true(same(net_node(net, "[P]")->reserve_w, 0));
	net_free(net);
}

/* -- states ------------------------------------------------------------------------ */

struct flag_case {
	const char *net, *node;
	uint32_t set, clear;
};

static const struct flag_case flags[] = {
	{"[P] (F) - p<In; p>1", "[P]", NODE_SOURCE | NODE_FED, NODE_DARK},
	{"p<In; p>1", "p", NODE_OPEN_END | NODE_UNKNOWN_FED, NODE_DARK | NODE_FED | NODE_SOURCE},
	{"p<In; p>1", "p>1", NODE_UNKNOWN_FED, NODE_DARK | NODE_FED},
	{"panel<In; panel>1", "panel", NODE_SOURCE | NODE_FED, NODE_OPEN_END},
	{"ups<In; ups>1", "ups", NODE_OPEN_END | NODE_TRANSFER, NODE_SOURCE},
	{"rack>1", "rack", NODE_SOURCE, NODE_OPEN_END},
	{"s<P*", "s<P", NODE_EXTERNAL | NODE_UNKNOWN_FED, NODE_DARK},
	{"s<P", "s<P", NODE_UNCABLED, NODE_DARK | NODE_UNKNOWN_FED},
	{"s<P", "s", NODE_UNKNOWN_FED, NODE_DARK},
	{"s<P -X", "s<P", NODE_LOST_END | NODE_UNKNOWN_FED, NODE_DARK},
	{"[P] (F failed) - p<In; p>1", "(F)", NODE_NOT_LIVE | NODE_DARK, NODE_NOT_YET},
	{"[P] (F planned) - p<In; p>1", "(F)", NODE_NOT_LIVE | NODE_NOT_YET, 0},
	{"[P] (F) - p<In; p>1; p!failed", "p>1", NODE_NOT_LIVE | NODE_DARK, 0},
	{"[P] (F) - p<In; p>1!faulty", "p>1", NODE_NOT_LIVE | NODE_DARK, 0},
	{"[P] (F) - p<In; p>1 -planned- s<P", "s<P", NODE_DARK, NODE_NOT_LIVE},
	{"[P] (F) - p<In; p>1 - s<P; s!planned", "s<P", NODE_PLANNED | NODE_FED, NODE_NOT_LIVE},
	{"[P] (F) - p<I; [Q] (G) - p<J; p>1/", "p>1", NODE_UNDECIDED | NODE_FED, 0},
	{"[P] (F) - ats<I; ats<J; ats>1/", "ats>1", NODE_FED, NODE_UNKNOWN_FED},
	{"p<In; q<In; p>1 - q<In; q>1 - p<In; q>2 - s<P", "p<In", NODE_IN_CYCLE | NODE_DARK, NODE_FED},
	{"p<In; q<In; p>1 - q<In; q>1 - p<In; q>2 - s<P", "s", NODE_DARK, NODE_IN_CYCLE},
	{"p<In; p>1 - p<In", "p<In", NODE_IN_CYCLE | NODE_DARK, 0},
	{"[P] (F) - ats<A; ats>1 - p<In; p>1 - ats<B", "p<In", NODE_FED | NODE_IN_CYCLE, NODE_DARK},
};

static void test_flags(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof flags / sizeof *flags; i++) {
		struct net *net = net_new(flags[i].net);
		uint32_t is = net_node(net, flags[i].node)->flags;
		if ((is & flags[i].set) != flags[i].set || (is & flags[i].clear))
			fail_msg("%s\n%s: flags %x; expected %x set, %x clear", flags[i].net, flags[i].node, is,
			         flags[i].set, flags[i].clear);
		net_free(net);
	}
}

/* A planned cord never takes the place of a live one in a cycle. */
static void test_planned_in_cycle(void **state)
{
	(void)state;
	struct net *net = net_new("[P] (F) - ats<A; ats>1 - p<In; [Q] (G) -planned- p<J; p>1/In -planned- ats<B; p>2 - s<P=100");
	assert_true(same(net_node(net, "(F)")->load_w, 100));
	assert_true(net_node(net, "s")->flags & NODE_FED);
	net_free(net);
}

/* -- sides -------------------------------------------------------------------------- */

struct side_case {
	const char *net, *node;
	char side;
	uint8_t sides;
	bool conflict;
};

static const struct side_case sides[] = {
	{"[PP-A] (F1) - pdu<In; pdu>1 - s<P", "s<P", 'A', 1, false},
	{"[PP] (Feed-B) - pdu<In; pdu>1 - s<P", "s<P", 'B', 2, false},
	{"[PP] (F1) - pdu-C<In; pdu-C>1 - s<P", "s<P", 'C', 4, false},
	{"[PP] (F1) - pdu<In; pdu>1 - s<P", "s<P", 0, 0, false},
	{"[PP] (1 rack:R1) - p<In; (2 rack:R1 redundant) - q<In", "p<In", 'A', 1, false},
	{"[PP] (1 rack:R1) - p<In; (2 rack:R1 redundant) - q<In", "q<In", 'B', 2, false},
	{"[PP] (1 rack:R1) - p<In; (2 rack:R1) - q<In", "p<In", 0, 0, false},
	{"[PP-A] (F1) - pdu-B<In; pdu-B>1 - s<P", "pdu-B", 'B', 1, true},
	{"[PP-A] (F1) - pdu-B<In; pdu-B>1 - s<P", "s<P", 'B', 2, false},
	{"[PP-A] (F1) - p<I; [PP-B] (G1) - p<J; p>1", "p", 0, 3, true},
	{"[PP-A] (F1) - ats<I; [PP-B] (G1) - ats<J; ats>1/ - s<P", "ats", 0, 3, false},
	{"[PP-A] (F1) - ats<I; [PP-B] (G1) - ats<J; ats>1/ - s<P", "s<P", 0, 3, false},
	{"[PP-A] (F1) - p<I; [PP-B] (G1) - q<I; p>1 - s<P1; q>1 - s<P2", "s", 0, 3, false},
	{"[PP-A] (F1-B) - p<I; p>1", "(F1-B)", 'B', 1, true},
};

static void test_sides(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof sides / sizeof *sides; i++) {
		const struct side_case *c = &sides[i];
		struct net *net = net_new(c->net);
		const struct node *n = net_node(net, c->node);
		bool conflict = n->flags & NODE_SIDE_CONFLICT;
		if (n->side != c->side || n->sides != c->sides || conflict != c->conflict)
			fail_msg("%s\n%s: side %d, sides %x, conflict %d", c->net, c->node, n->side, n->sides, conflict);
		net_free(net);
	}
}

/* -- phases --------------------------------------------------------------------------- */

static void expect_legs(const char *text, const char *node, const double want[7])
{
	struct net *net = net_new(text);
	const struct node *n = net_node(net, node);
	assert_non_null(n->legs);
	for (int i = 0; i < 3; i++)
		if (!same(n->legs[i].low_w, want[2 * i]) || !same(n->legs[i].high_w, want[2 * i + 1]))
			fail_msg("%s\n%s: leg %c %.1f … %.1f W", text, node, 'A' + i, n->legs[i].low_w, n->legs[i].high_w);
	assert_true(same(n->unassigned_w, want[6]));
	net_free(net);
}

static void test_legs(void **state)
{
	(void)state;
	const char *three = "[P] (F 400V 32A 3ph) - p<In; p>1~A@iec-60320-c13 - a<P=2400; p>2~B@iec-60320-c13 - b<P=300; "
	                    "p>3~C@iec-60320-c13 - c<P=200; p>4@iec-60320-c13 - d<P=300";
	expect_legs(three, "p<In", (double[]){2500, 2700, 400, 600, 300, 500, 300});
	expect_legs(three, "(F)", (double[]){2500, 2700, 400, 600, 300, 500, 300});
	/* between lines on 208 V, on one line where 480 V does not fit the connector */
	expect_legs("[P] (F 208V 30A 3ph) - p<In; p>1~C@nema-l6-30r - a<P=1000", "(F)",
	            (double[]){500, 500, 0, 0, 500, 500, 0});
	expect_legs("[P] (F 480V 30A 3ph) - p<In; p>1~C@nema-l6-30r - a<P=1000", "(F)",
	            (double[]){0, 0, 0, 0, 1000, 1000, 0});
	/* through a three-phase circuit into the next three-phase device */
	expect_legs("[P] (F 400V 32A 3ph) - q<In; q>1@iec-60309-3p-n-e-6h - p<In; p>1~B@iec-60320-c13 - a<P=900", "(F)",
	            (double[]){0, 0, 900, 900, 0, 0, 0});
	/* a three-phase load is even */
	expect_legs("[P] (F 400V 32A 3ph) - q<In; q>1@iec-60309-3p-n-e-6h - a<P=900@iec-60309-3p-n-e-6h", "(F)",
	            (double[]){300, 300, 300, 300, 300, 300, 0});
	struct net *net = net_new(three);
	assert_true(same(net_node(net, "(F)")->legs[0].usable_w, 17736 / 3.0));
	assert_null(net_node(net, "p>1")->legs);
	net_free(net);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_loads),
		cmocka_unit_test(test_policies),
		cmocka_unit_test(test_planned_and_reserve),
		cmocka_unit_test(test_flags),
		cmocka_unit_test(test_planned_in_cycle),
		cmocka_unit_test(test_sides),
		cmocka_unit_test(test_legs),
	};
	return cmocka_run_group_tests_name("power graph", tests, NULL, NULL);
}
