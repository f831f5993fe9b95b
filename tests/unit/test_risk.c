/* Sources that share a risk, and devices that need several of their supplies: the
 * same answer from the verdict, the audit, losses, counts and limits. */
#include "unit.h"

#include "base/number.h"
#include "net_notation.h"
#include "power/place.h"
#include "power/resilience.h"

#include <stdio.h>
#include <string.h>

static const struct risk_rule north[] = {{"north", "PP-A"}, {"north", "PP-B"}, {"alone", "PP-C"}};
static const struct device_rule two_needed[] = {{false, "srv", 2}};

#define ABC "[PP-A] (FA 230V 16A 80%) - pdu-a<In; [PP-B] (FB 230V 16A 80%) - pdu-b<In; [PP-C] (FC 230V 16A 80%) - pdu-c<In; pdu-c>9; "
#define ON_AB ABC "pdu-a>1 - srv<P1=100/500; pdu-b>1 - srv<P2=100/500"
#define AB "[PP-A] (FA 230V 16A 80%) - pdu-a<In; [PP-B] (FB 230V 16A 80%) - pdu-b<In; " \
	"pdu-a>1 - srv<P1=100/500; pdu-b>1 - srv<P2=100/500"
#define ON_ABC ABC "pdu-a>1 - srv<P1=300/500; pdu-b>1 - srv<P2=300/500; pdu-c>1 - srv<P3=300/500"

static struct net *open_net(const char *text, bool risks, bool needs_two)
{
	struct net *net = net_new(text);
	struct policy policy;
	policy_init(&policy);
	policy.risk_rules = risks ? north : NULL;
	policy.risk_rule_count = risks ? 3 : 0;
	policy.needed_rules = needs_two ? two_needed : NULL;
	policy.needed_rule_count = needs_two;
	net_set_policy(net, &policy);
	return net;
}

/* The texts of what a rule finds, with "; " between them. */
static const char *found(struct net *net, const char *rule)
{
	static char text[1000];
	struct arena *arena = arena_new();
	size_t count, length = 0;
	const struct finding *findings = power_findings_of(net_power(net), &(struct finding_choice){.only = &rule, .only_count = 1}, arena, &count);
	text[0] = '\0';
	for (size_t i = 0; i < count; i++)
		length += (size_t)snprintf(text + length, sizeof text - length, "%s%s", i ? "; " : "", findings[i].text);
	arena_free(arena);
	return text;
}

/* "insufficient: …", with the loads. */
static const char *judged(struct net *net, const char *name)
{
	static char text[1000];
	struct arena *arena = arena_new();
	struct contingency *c = contingency_new(net_power(net));
	const struct resilience *r = resilience_of(c, net_power(net), net_verdict(net, name), arena);
	const bool *weak = resilience_sweep(c, net_power(net), arena);
	assert_int_equal(weak[net_find(net, name)], r->state == VERDICT_INSUFFICIENT);
	snprintf(text, sizeof text, "%s: %s", verdict_state_name(r->state), r->text);
	contingency_free(c);
	arena_free(arena);
	return text;
}

static void counts_are(struct net *net, const char *expected)
{
	struct arena *arena = arena_new();
	struct contingency *c = contingency_new(net_power(net));
	assert_string_equal(verdict_counts_text(&resilience_count(c, net_power(net), NULL, arena)->all, arena), expected);
	contingency_free(c);
	arena_free(arena);
}

static void test_risks_need_two_sources(void **state)
{
	(void)state;
	struct net *net = open_net(ON_ABC, true, false);
	const struct power *power = net_power(net);
	assert_int_equal(power->risk_count, 1);
	assert_string_equal(power->risks[0].name, "north");
	assert_int_equal(power->risks[0].count, 2);
	assert_int_equal(power->risk_of[net_find(net, "[PP-C]")], RISK_NONE);
	net_free(net);
}

static void test_all_ways_share_a_risk(void **state)
{
	(void)state;
	struct net *net = open_net(ON_AB, true, false);
	const struct verdict *verdict = net_verdict(net, "srv");
	assert_int_equal(verdict->state, VERDICT_SHARED);
	assert_string_equal(verdict->risk, "north");
	assert_string_equal(judged(net, "srv"), "shared: 2 cords, A and B: no shared element up to PP-A and PP-B, which share north");
	assert_string_equal(found(net, "same-source"), "srv: the sources of all its cords share north");
	counts_are(net, "1 share a risk");
	net_free(net);
	net = open_net(ON_AB, false, false);
	assert_int_equal(net_verdict(net, "srv")->state, VERDICT_REDUNDANT);
	assert_string_equal(found(net, "same-source"), "");
	counts_are(net, "1 redundant");
	net_free(net);
}

/* The loss of PP-A is no loss of redundancy: there was none. */
static void test_nothing_left_to_lose(void **state)
{
	(void)state;
	struct net *net = open_net(ON_AB, true, false);
	const struct power *power = net_power(net);
	struct contingency *c = contingency_new(power);
	struct removal one = {0}, both = {0};
	removal_add(&one, power, power->nodes[net_find(net, "[PP-A]")].object);
	assert_int_equal(contingency_run(c, &one, false)->tallies[EFFECT_LOST].devices, 0);
	removal_add_risk(&both, power, &power->risks[0]);
	assert_int_equal(contingency_run(c, &both, false)->tallies[EFFECT_DARK].devices, 1);
	removal_end(&one);
	removal_end(&both);
	contingency_free(c);
	net_free(net);
}

/* Two of three sources share one: the third supply would carry all. */
static void test_some_ways_share_a_risk(void **state)
{
	(void)state;
	struct net *net = open_net(ON_ABC, false, false);
	assert_non_null(strstr(judged(net, "srv"), "redundant: "));
	assert_string_equal(found(net, "psu-failover"), "");
	net_free(net);
	net = open_net(ON_ABC, true, false);
	assert_non_null(strstr(judged(net, "srv"), "insufficient: if north fails: P3 would carry 900 W of 500 W: may go dark"));
	assert_string_equal(found(net, "psu-failover"), "srv: if north fails, P3 carries 900 W of 500 W");
	counts_are(net, "1 insufficient");
	net_free(net);
}

static void test_sweeps_know_risks(void **state)
{
	(void)state;
	struct net *net = open_net(ON_ABC, true, false);
	const struct power *power = net_power(net);
	struct arena *arena = arena_new();
	struct contingency *c = contingency_new(power);
	const struct sweep *sweep = sweep_run(c, power, &(struct sweep_choice){.kind = SWEEP_RISK}, arena);
	assert_int_equal(sweep->count, 1);
	assert_ptr_equal(sweep->losses[0].cause.risk, &power->risks[0]);
	assert_int_equal(sweep->losses[0].tallies[EFFECT_AT_RISK].devices, 1);
	const struct failover *failover = sweep_failover(c, power, arena);
	const struct failover *p3 = &failover[net_find(net, "srv<P3")];
	assert_true(p3->load_w == 900);
	assert_string_equal(cause_name(&p3->cause, arena), "north");
	contingency_free(c);
	arena_free(arena);
	net_free(net);
}

/* A rack on A and B is 2N, unless both are one in the end. */
static void test_limits_know_risks(void **state)
{
	(void)state;
	for (int risks = 0; risks < 2; risks++) {
		struct net *net = open_net(AB, risks, false);
		struct inventory *inventory = net_inventory(net);
		struct site here = {.object = {.kind = OBJECT_SITE, .id = 1, .name = "S", .visible = true}}, *sites[] = {&here};
		inventory->sites = sites;
		inventory->site_count = 1;
		for (size_t i = 0; i < inventory->device_count; i++)
			inventory->devices[i]->site = &here;
		struct places *places = places_build(net_power(net));
		const struct place_figures *site = &places->sites[0];
		if (risks) {
			assert_true(site->limit_2n.w == 0);
			assert_string_equal(site->reason, "not 2N: shared north");
		} else {
			assert_true(site->limit_2n.w > 0);
			assert_null(site->shared);
		}
		places_free(places);
		net_free(net);
	}
}

static void test_supplies_needed(void **state)
{
	(void)state;
	struct net *net = open_net(ON_AB, false, true);
	assert_non_null(strstr(judged(net, "srv"), "insufficient: if pdu-a fails: has too few PSUs left: may go dark"));
	assert_string_equal(found(net, "psu-failover"), "srv: if pdu-a fails, 1 of the 2 power supplies it needs is left");
	net_free(net);
	net = open_net(ON_ABC, false, true);
	assert_non_null(strstr(judged(net, "srv"), "redundant: "));
	assert_string_equal(found(net, "psu-failover"), "");
	net_free(net);
	net = open_net(ON_ABC, true, true);
	assert_string_equal(found(net, "psu-failover"), "srv: if north fails, 1 of the 2 power supplies it needs is left; "
	                    "srv: if north fails, P3 carries 900 W of 500 W");
	net_free(net);
	net = open_net(ABC "pdu-a>1 - srv<P1=100/500; srv<P2=100/500", false, true);
	assert_string_equal(found(net, "psu-failover"), "srv needs 2 power supplies, and 1 of them is fed");
	net_free(net);
}

/* Without the whole of PDU A the third supply carries all; without the first one alone the second gets too much. */
static void test_one_supply_of_three(void **state)
{
	(void)state;
	struct net *net = open_net(ABC "pdu-a>1 - srv<P1=600/1500; pdu-a>2 - srv<P2=100/200; pdu-b>1 - srv<P3=300/1500", false, false);
	assert_non_null(strstr(judged(net, "srv"), "insufficient: if P1 fails: P2 would carry 250 W of 200 W: "));
	assert_string_equal(found(net, "psu-failover"), "srv: if srv:P1 fails, P2 carries 250 W of 200 W");
	net_free(net);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_risks_need_two_sources),
		cmocka_unit_test(test_all_ways_share_a_risk),
		cmocka_unit_test(test_nothing_left_to_lose),
		cmocka_unit_test(test_some_ways_share_a_risk),
		cmocka_unit_test(test_sweeps_know_risks),
		cmocka_unit_test(test_limits_know_risks),
		cmocka_unit_test(test_supplies_needed),
		cmocka_unit_test(test_one_supply_of_three),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
