/* Losses on small networks, with answers worked out by hand from the power
 * model, and the worked numbers on the guide's site and the traps. */
#include "load.h"

#include "net_notation.h"

#include "base/number.h"
#include "power/naming.h"
#include "power/resilience.h"
#include "power/sweep.h"

/* `gone`: names with spaces between them, as in net_notation.h; "#1" a cable,
 * "side:A", "leg:A:(F1)"; "given:NAME" is out already. */
struct fail_case {
	const char *net, *gone;
	bool cascade;
	const char *hits; /* "dark:srv psu:srv<P2=400/350 …", "@1" the generation */
};

#define TWO_SIDES "[PP-A] (FA) - pduA<In; [PP-B] (FB) - pduB<In; "
#define DUAL TWO_SIDES "pduA>1 - srv<P1=300/500; pduB>1 - srv<P2=100/500"
#define SMALL "[PP-A] (FA 230V 4A) - pduA<In; [PP-B] (FB 230V 4A) - pduB<In; " \
	"pduA>1 - s<P1=400; pduB>1 - s<P2=400; pduA>2 - t<P1=100; pduB>2 - t<P2=100"
#define ATS TWO_SIDES "pduA>1 - ats<A; pduB>1 - ats<B; ats>1/ - srv<P1=350"

#define LEGS "[P] (F 400V 10A 3ph) - pdu<In; pdu>1~A@iec-60320-c13 - "
#define LEGS_MORE "(G) - pdv<In; pdv>1 - r<P1=500; pdu>2~A@iec-60320-c13 - r<P2=200"

static const struct fail_case cases[] = {
	/* two cords */
	{DUAL, "pduA", false, "lost:srv"},
	{DUAL, "[PP-A]", false, "lost:srv"},
	{DUAL, "pduA<In", false, "lost:srv"},
	{DUAL, "pduA>1", false, "lost:srv"},
	{DUAL, "#3", false, "lost:srv"},
	{DUAL, "side:B", false, "lost:srv"},
	{DUAL, "pduA (FB)", false, "dark:srv"},
	{DUAL, "srv", false, "dark:srv"},
	{DUAL, "given:pduA (FB)", false, "dark:srv"},
	{DUAL, "given:pduA pduA", false, ""},
	{DUAL, "", false, ""},
	/* the survivor takes the whole: 400 W on a supply of 350 W */
	{TWO_SIDES "pduA>1 - srv<P1=300/500; pduB>1 - srv<P2=100/350", "pduA", false, "at_risk:srv psu:srv<P2=400/350"},
	{TWO_SIDES "pduA>1 - srv<P1=300/500; pduB>1 - srv<P2=100/350", "pduB", false, "lost:srv"},
	/* three supplies of which two stay: 150 + 75 : 150 of 300 W missing goes half and half */
	{TWO_SIDES "pduA>1 - s<P1=300/900; pduB>1 - s<P2=150/290; pduB>2 - s<P3=150/900", "pduA", false,
	 "psu:s<P2=300/290 lost:s"},
	/* one cord, no cord */
	{"[P] (F) - pdu<In; pdu>1 - s<P=300", "pdu", false, "dark:s"},
	{"[P] (F) - pdu<In; pdu>1 - s<P=300; t<P=100", "[P]", false, "dark:s"},
	{"[P] (F failed) - pdu<In; pdu>1 - s<P=300", "pdu", false, ""},
	{"[P] (F) - pdu<In; pdu>1 - s<P=300; s!planned", "pdu", false, ""},
	/* decommissioning is load, but no redundancy */
	{"[P] (F) - pdu<In; [Q] (G) - pdv<In; pdu>1 - s<P1=10; pdv>1 -decommissioning- s<P2=10", "pdv", false, ""},
	{"[P] (F) - pdu<In; [Q] (G) - pdv<In; pdu>1 - s<P1=10; pdv>1 -planned- s<P2=10", "pdu", false, "dark:s"},
	/* transfer devices: the next live inlet */
	{ATS, "(FA)", false, ""},
	{ATS, "(FB)", false, ""},
	{ATS, "ats", false, "dark:srv"},
	{ATS, "side:A", false, ""},
	{ATS, "(FA) (FB)", false, "dark:srv"},
	/* a cord on the ATS, one on B: without A both are on B */
	{ATS "; pduB>2 - srv<P2=350", "(FA)", false, "lost:srv"},
	{ATS "; pduB>2 - srv<P2=350", "ats", false, "lost:srv"},
	/* batteries */
	{"[P] (F) - ups<In; ups>1 - s<P=100", "(F)", false, "at_risk:s"},
	{"[P] (F) - ups<In; ups>1 - s<P=100", "ups", false, "dark:s"},
	{"[P] (F) - ups<In; ups>1 - pdu<In; pdu>1 - s<P=100", "[P] pdu", false, "dark:s"},
	{"[P] (F) - ups<In; ups>1 - s<P1=100; [Q] (G) - pdu<In; pdu>1 - s<P2=100", "(F)", false, "lost:s"},
	/* open ends, something outside, nobody knows: unknown, not dark */
	{"[P] (F) - pdu<In; pdu>1 - s<P1=100; pdv<In; pdv>1 - s<P2=100", "pdu", false, "unknown:s"},
	{"[P] (F) - pdu<In; pdu>1 - s<P1=100; pdv<In*; pdv>1 - s<P2=100", "(F)", false, "unknown:s"},
	{"[P] (F) - p<In1; (G) - p<In2; p>1/ - s<P=130", "(F)", false, "unknown:s"},
	{"[P] (F) - p<In1; (G) - p<In2; p>1/ - s<P=130", "[P]", false, "dark:s"},
	/* several ends */
	{"[P] (F) - p<In + q<In; p>1 + q>1 - s<P=210", "p", false, ""},
	{"[P] (F) - p<In + q<In; p>1 + q>1 - s<P=210", "#1", false, "dark:s"},
	{"[P] (F) - p<In + q<In; p>1 + q>1 - s<P=210", "#2", false, "dark:s"},
	/* in a bay */
	{"[P] (F) - pdu<In; pdu>1 - c<P1=100; blade{c", "c", false, "dark:c dark:blade"},
	{"[P] (F) - pdu<In; pdu>1 - c<P1=100; blade{c", "pdu", false, "dark:c dark:blade"},
	/* a cycle has no source */
	{"p<In - q>1; p>1 - q<In; q>2 - s<P=10", "q", false, ""},
	/* 920 W feeds: 1000 W is overload, above 1039.6 W may trip */
	{SMALL, "(FA)", false, "overload:(FB)=1000/920 lost:s lost:t"},
	{SMALL "; pduB>3 - u<P=50", "(FA)", false, "at_risk:s at_risk:t at_risk:u may_trip:(FB)=1050/1039.6"},
	{SMALL "; pduB>3 - u<P=50", "(FA)", true, "dark:s@1 dark:t@1 dark:u@1 may_trip:(FB)=1050/1039.6"},
	{SMALL, "(FA)", true, "overload:(FB)=1000/920 lost:s lost:t"},
	/* both may trip as it is; then one goes, and the other carries all */
	{"[PP-A] (FA 230V 4A) - pduA<In; [PP-B] (FB 230V 4A) - pduB<In; pduA>1 - s<P1=1100; pduB>1 - s<P2=1100", "(FA)", false,
	 "at_risk:s may_trip:(FB)=2200/1039.6"},
	/* PSUs fall one after the other: 300 → 450 each, above 400 */
	{TWO_SIDES "[PP-C] (FC) - pduC<In; pduA>1 - s<P1=300/500; pduB>1 - s<P2=300/400; pduC>1 - s<P3=300/500", "pduA",
	 false, "psu:s<P2=450/400"},
	{TWO_SIDES "[PP-C] (FC) - pduC<In; pduA>1 - s<P1=300/500; pduB>1 - s<P2=300/400; pduC>1 - s<P3=300/500", "pduA",
	 true, "dark:s@2 psu:s<P2=450/400 psu:s<P3=900/500@1"},
	/* legs: a feed of 6928 W has 2309.3 on each; 1700 + 500 W and 200 W more by the lost cord */
	{LEGS "s<P=1700; " LEGS_MORE, "(G)", false, "overload:(F)=2400/2309.3~A"},
	{LEGS "s<P=2000; " LEGS_MORE, "(G)", false, "at_risk:s at_risk:r may_trip:(F)=2700/2609.5~A"},
	{LEGS "s<P=1200; pdu>2~B@iec-60320-c13 - t<P=10", "leg:A:(F)", false, "dark:s"},
	{LEGS "s<P=1200; pdu>2@iec-60320-c13 - t<P=10", "leg:A:(F)", false, "dark:s unknown:t"},
};

static void take(struct removal *removal, struct net *net, const char *name)
{
	const struct power *power = net_power(net);
	if (strncmp(name, "side:", 5) == 0)
		removal_add_side(removal, power, name[5]);
	else if (strncmp(name, "leg:", 4) == 0)
		removal_add_leg(removal, power, net_find(net, name + 6), name[4]);
	else if (*name == '#')
		removal_add(removal, power, inventory_find(power->inventory, OBJECT_CABLE, atoi(name + 1)));
	else
		removal_add(removal, power, power->nodes[net_find(net, name)].object);
}

static void put_name(FILE *out, const struct power *power, uint32_t n)
{
	const struct node *node = &power->nodes[n];
	if (node->device != NODE_NONE)
		fprintf(out, "%s%c%s", power->nodes[node->device].object->name, node->kind == OBJECT_INLET ? '<' : '>',
		        node->object->name);
	else if (node->kind == OBJECT_FEED)
		fprintf(out, "(%s)", node->object->name);
	else
		fprintf(out, node->kind == OBJECT_PANEL ? "[%s]" : "%s", node->object->name);
}

static char *hits_text(const struct power *power, const struct outcome *outcome)
{
	char *text = NULL, number[NUMBER_MAX];
	size_t size;
	FILE *out = open_memstream(&text, &size);
	for (size_t i = 0; i < outcome->hit_count; i++) {
		const struct hit *hit = &outcome->hits[i];
		fprintf(out, "%s%s:", i ? " " : "", effect_name((enum effect)hit->effect));
		put_name(out, power, hit->node);
		if (!effect_is_consumer((enum effect)hit->effect)) {
			fprintf(out, "=%s", number_format_json(number, hit->after_w));
			fprintf(out, "/%s", number_format_json(number, hit->limit_w));
		}
		if (hit->leg)
			fprintf(out, "~%c", hit->leg);
		if (hit->generation)
			fprintf(out, "@%d", hit->generation);
	}
	fclose(out);
	return text;
}

static void read_gone(const struct fail_case *c, struct net *net, struct removal *gone, struct removal *given)
{
	char *words = xstrdup(c->gone);
	for (char *word = strtok(words, " "); word; word = strtok(NULL, " ")) {
		bool is_given = strncmp(word, "given:", 6) == 0;
		take(is_given ? given : gone, net, is_given ? word + 6 : word);
	}
	free(words);
}

static void test_hand_made_answers(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct net *net = net_new(cases[i].net);
		struct removal gone = {0}, given = {0};
		const struct power *power = net_power(net);
		read_gone(&cases[i], net, &gone, &given);
		struct contingency *c = contingency_new(power);
		contingency_given(c, &given);
		char *hits = hits_text(power, contingency_run(c, &gone, cases[i].cascade));
		if (strcmp(hits, cases[i].hits) != 0)
			print_error("case %zu: %s\n  without %s: '%s', not '%s'\n", i, cases[i].net, cases[i].gone, hits,
			            cases[i].hits);
		assert_string_equal(hits, cases[i].hits);
		free(hits);
		contingency_free(c);
		removal_end(&gone);
		removal_end(&given);
		net_free(net);
	}
}

/* An L6-20 that the configuration wires for 120 V is on one line below 208 V, not on two. */
static void test_legs_as_wired(void **state)
{
	(void)state;
	static const struct connector_rule wired = {"nema-l6-20r", 20, 120, POLES_SINGLE};
	struct policy policy;
	policy_init(&policy);
	policy.connector_rules = &wired;
	policy.connector_rule_count = 1;
	struct net *net = net_new("[P] (F 208V 30A 100% 3ph) - pdu<In; pdu>1~A@nema-l6-20r - s<P=1000; pdu>2~A@nema-l6-20r - t<P=500");
	net_set_policy(net, &policy);
	const struct power *power = net_power(net);
	uint32_t feed = net_find(net, "(F)");
	struct contingency *c = contingency_new(power);
	struct removal outlet = {0}, leg = {0};
	removal_add(&outlet, power, power->nodes[net_find(net, "pdu>1")].object);
	removal_add_leg(&leg, power, feed, 'B');
	contingency_apply(c, &outlet);
	assert_true(fabs(contingency_leg_load(c, feed, 0) - 500) < 0.01);
	assert_true(fabs(contingency_leg_load(c, feed, 1)) < 0.01);
	assert_int_equal(contingency_run(c, &leg, false)->hit_count, 0);
	contingency_free(c);
	removal_end(&outlet);
	removal_end(&leg);
	net_free(net);
}

/* Two of three PSUs needed: one loss is none, two are too many. */
static void test_psus_needed(void **state)
{
	(void)state;
	static const struct custom_field needed = {.name = "psu_needed", .type = CUSTOM_NUMBER, .number = 2, .text = ""};
	struct net *net = net_new(TWO_SIDES "pduA>1 - s<P1=100; pduB>1 - s<P2=100; pduB>2 - s<P3=100");
	struct inventory *inventory = net_inventory(net);
	struct device *device = inventory->devices[2];
	assert_string_equal(device->object.name, "s");
	device->object.custom = &needed;
	device->object.custom_count = 1;
	const struct power *power = net_power(net);
	struct contingency *c = contingency_new(power);
	struct removal a = {0}, b = {0};
	removal_add(&a, power, power->nodes[net_find(net, "pduA")].object);
	removal_add(&b, power, power->nodes[net_find(net, "pduB")].object);
	char *hits = hits_text(power, contingency_run(c, &a, false));
	assert_string_equal(hits, "lost:s");
	free(hits);
	hits = hits_text(power, contingency_run(c, &b, false));
	assert_string_equal(hits, "at_risk:s");
	assert_int_equal(contingency_culprit(c, net_find(net, "s")), NODE_NONE);
	free(hits);
	removal_end(&a);
	removal_end(&b);
	contingency_free(c);
	net_free(net);
}

/* --psu each: the survivors were documented with the whole all along. */
static void test_each_moves_nothing(void **state)
{
	(void)state;
	struct net *net = net_new("[P] (FA) - pduA<In; (FB) - pduB<In; pduA>1 - s<P1=400/500; pduB>1 - s<P2=400/500");
	struct policy policy;
	policy_init(&policy);
	policy.psu = PSU_EACH;
	net_set_policy(net, &policy);
	const struct power *power = net_power(net);
	struct contingency *c = contingency_new(power);
	struct removal a = {0};
	removal_add(&a, power, power->nodes[net_find(net, "pduA")].object);
	char *hits = hits_text(power, contingency_run(c, &a, false));
	assert_string_equal(hits, ""); /* not lost: the panel took both before */
	assert_true(contingency_load(c, net_find(net, "(FB)")) == 400);
	assert_true(contingency_load(c, net_find(net, "[P]")) == 400);
	assert_true(contingency_load(c, net_find(net, "pduA<In")) == 0);
	free(hits);
	removal_end(&a);
	contingency_free(c);
	net_free(net);
}

/* -- worked numbers ------------------------------------------------------------ */

struct bench {
	struct inventory *inventory;
	struct power *power;
	struct contingency *contingency;
	struct arena *arena;
};

static struct bench site_open(const char *path)
{
	struct error err = { 0 };
	struct raw *raw = NULL;
	struct policy policy;
	struct bench site = { .arena = arena_new() };
	if (!snapshot_read(path, &raw, &err) || !decode_inventory(raw, &site.inventory, &err))
		fail_msg("%s", err.text);
	raw_free(raw);
	policy_init(&policy);
	site.power = power_build(site.inventory, &policy);
	site.contingency = contingency_new(site.power);
	return site;
}

static void site_close(struct bench *site)
{
	contingency_free(site->contingency);
	power_free(site->power);
	inventory_free(site->inventory);
	arena_free(site->arena);
}

static uint32_t find(const struct bench *site, const char *name)
{
	struct error err = { 0 };
	const struct object *object = NULL;
	if (!naming_find(site->power, name, &object, &err))
		fail_msg("%s", err.text);
	return power_node(site->power, object);
}

static const struct outcome *without(const struct bench *site, const char *name)
{
	struct removal removal = { 0 };
	if (strncmp(name, "side:", 5) == 0)
		removal_add_side(&removal, site->power, name[5]);
	else
		removal_add(&removal, site->power, site->power->nodes[find(site, name)].object);
	const struct outcome *outcome = contingency_run(site->contingency, &removal, false);
	removal_end(&removal);
	return outcome;
}

static const struct resilience *resilience(const struct bench *site, const char *name)
{
	const struct verdict *verdict = power_verdict(site->power, find(site, name), site->arena);
	return resilience_of(site->contingency, site->power, verdict, site->arena);
}

/* Without utility A nothing is dark and all but two devices are at risk: their
 * other supply, or a circuit above it, has more than it can take. */
static void test_guide(void **state)
{
	(void)state;
	struct bench site = site_open("examples/guide-4.2.9.json");
	without(&site, "side:B");
	assert_true(contingency_load(site.contingency, find(&site, "UTILITY-A/NETCORE-A")) == 95400);
	const struct outcome *outcome = without(&site, "panel:UTILITY-A");
	assert_int_equal(outcome->tallies[EFFECT_DARK].devices, 0);
	assert_int_equal(outcome->tallies[EFFECT_AT_RISK].devices, 156);
	assert_true(outcome->tallies[EFFECT_AT_RISK].load_w == 341120);
	assert_int_equal(outcome->tallies[EFFECT_LOST].devices, 2);
	assert_int_equal(outcome->elements[EFFECT_PSU], 156);
	const struct resilience *r = resilience(&site, "CORE-SW01");
	assert_int_equal(r->state, VERDICT_INSUFFICIENT);
	assert_int_equal(r->count, 2);
	assert_string_equal(r->consequences[0].text, "if NET-R01-PDU-A fails: PSU2 would carry 4\u2009200 W of 3\u2009000 W: may go dark");
	const struct failover *failover = sweep_failover(site.contingency, site.power, site.arena);
	assert_true(failover[find(&site, "UTILITY-A/NETCORE-A")].load_w == 95400);
	assert_true(failover[find(&site, "CORE-SW01:PSU2")].load_w == 4200);
	assert_string_equal(failover[find(&site, "CORE-SW01:PSU2")].cause.object->name, "NET-R01-PDU-A");
	const struct verdict_summary *summary = resilience_count(site.contingency, site.power, NULL, site.arena);
	assert_string_equal(verdict_counts_text(&summary->all, site.arena), "1 redundant, 157 insufficient");
	site_close(&site);
}

static void test_traps(void **state)
{
	(void)state;
	struct bench site = site_open("tests/golden/sites/traps-4.6.8.json");
	without(&site, "side:A");
	assert_true(contingency_load(site.contingency, find(&site, "srv-three:PSU3")) == 900);
	assert_int_equal(resilience(&site, "srv-three")->state, VERDICT_INSUFFICIENT);
	const struct verdict_summary *summary = resilience_count(site.contingency, site.power, NULL, site.arena);
	assert_string_equal(verdict_counts_text(&summary->all, site.arena),
	                    "5 insufficient, 1 share a power panel, 1 a UPS, 1 a PDU, 1 a cable, 34 single, 8 dark, 3 unknown");
	site_close(&site);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_hand_made_answers),
		cmocka_unit_test(test_legs_as_wired), cmocka_unit_test(test_psus_needed),
		cmocka_unit_test(test_each_moves_nothing),
		cmocka_unit_test(test_guide),
		cmocka_unit_test(test_traps),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
