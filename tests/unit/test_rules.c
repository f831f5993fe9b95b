/* The rules of the audit on small networks, mostly those that the recorded sites
 * have no case for; and that the sweep over all devices agrees with the verdict on
 * each one. tests/audit has the whole sites. */
#include "unit.h"

#include "base/number.h"
#include "net_notation.h"
#include "netbox/decode.h"
#include "power/above.h"
#include "power/mating.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What the rule finds: full names, in order, with spaces; "!" behind errors, "." behind notices. */
static const char *found(struct net *net, const char *rule)
{
	static char text[2000];
	struct arena *arena = arena_new();
	size_t count, length = 0;
	const struct finding *findings = power_findings_of(net_power(net), &(struct finding_choice){.only = &rule, .only_count = 1}, arena, &count);
	text[0] = '\0';
	for (size_t i = 0; i < count; i++) {
		char *name = object_full_name(findings[i].object);
		const char *mark = findings[i].severity == SEVERITY_ERROR ? "!" : findings[i].severity == SEVERITY_NOTICE ? "." : "";
		length += (size_t)snprintf(text + length, sizeof text - length, "%s%s%s", i ? " " : "", name, mark);
		assert_non_null(findings[i].text);
		free(name);
	}
	arena_free(arena);
	return text;
}

static void expect(const char *network, const char *rule, const char *names)
{
	struct net *net = net_new(network);
	assert_string_equal(found(net, rule), names);
	net_free(net);
}

#define TWO "[PP-A] (FA 230V 16A 80%) - pdu-a<In; [PP-B] (FB 230V 16A 80%) - pdu-b<In; pdu-a>9; pdu-b>9; "

/* -- shared ways ------------------------------------------------------------------ */

static void test_shared(void **state)
{
	(void)state;
	const char *one_feed = "[PP] (F 230V 16A 80%) - pdu1<In + pdu2<In; pdu1>1 - srv<P1=10/; pdu2>1 - srv<P2=10/";
	const char *one_panel = "[PP] (F1 230V 16A 80%) - pdu1<In; (F2 230V 16A 80%) - pdu2<In; pdu1>1 - srv<P1=10/; pdu2>1 - srv<P2=10/";
	const char *circuit = "panel1>C1 - pdu1<In + pdu2<In; pdu1>1 - srv<P1=10/; pdu2>1 - srv<P2=10/";
	const char *board = "panel1>C1 - pdu1<In; panel1>C2 - pdu2<In; pdu1>1 - srv<P1=10/; pdu2>1 - srv<P2=10/";
	expect(TWO "pdu-a>1 - srv<P1=10/; pdu-a>2 - srv<P2=10/", "same-pdu", "srv!");
	expect(TWO "pdu-a>1 - srv<P1=10/; pdu-b>1 - srv<P2=10/", "same-pdu", "");
	expect(one_feed, "same-feed", "srv!");
	expect(one_feed, "same-panel", "");
	expect(one_panel, "same-panel", "srv!");
	expect(circuit, "same-feed", "srv!");
	expect(board, "same-panel", "srv!");
	expect("[PP] (F 230V 16A 80%) - ups<In; ups>1 - pdu1<In; ups>2 - pdu2<In; pdu1>1 - srv<P1=10/; pdu2>1 - srv<P2=10/",
	       "same-source", "srv!");
}

static void test_single(void **state)
{
	(void)state;
	expect(TWO "pdu-a>1 - srv<P1=10/", "single-cord", "srv");
	expect(TWO "pdu-a>1 - srv<P1=10/; pdu-b>1 - srv<P2=10/", "single-cord", "");
	expect(TWO "pdu-a>1 - srv<P1=10/; srv!planned", "single-cord", "");
	expect("pdu<In; pdu>1 - srv<P1=10/", "single-cord", ""); /* an open end: unknown */
	expect("pdu<In; pdu>1 - srv<P1=10/", "open-end", "pdu");
	expect("pdu<In=*; pdu>1 - srv<P1=10/", "open-end", "");
}

/* -- failures ----------------------------------------------------------------------- */

static void test_psu(void **state)
{
	(void)state;
	const char *three = TWO "pdu-a>1 - srv<P1=300/600; pdu-a>2 - srv<P2=300/600; pdu-b>1 - srv<P3=300/600";
	expect(TWO "pdu-a>1 - srv<P1=300/500; pdu-b>1 - srv<P2=300/500", "psu-failover", "srv!");
	expect(TWO "pdu-a>1 - srv<P1=300/600; pdu-b>1 - srv<P2=300/600", "psu-failover", "");
	expect(TWO "pdu-a>1 - srv<P1=300/; pdu-b>1 - srv<P2=300/", "psu-failover", "");
	expect(TWO "pdu-a>1 - srv<P1=/500; pdu-b>1 - srv<P2=/500", "psu-failover", "");
	expect(three, "psu-failover", "srv!"); /* without pdu-a P3 carries 900 of 600 W */
	struct net *net = net_new(three);
	struct policy policy;
	policy_init(&policy);
	policy.psu = PSU_EACH;
	net_set_policy(net, &policy);
	assert_string_equal(found(net, "psu-failover"), "");
	net_free(net);
}

/* -- figures -------------------------------------------------------------------------- */

static void test_draws(void **state)
{
	(void)state;
	const char *network = TWO "pdu-a>1 - a<P=60/100; pdu-a>2 - b<P=80/100; pdu-a>3 - c<P=59/100; pdu-a>4 - d<P=81/100; "
	                          "pdu-a>5 - e<P=100/100; pdu-a>6 - f<P=/100; pdu-a>7 - g<P";
	expect(network, "draw-ratio", "c:P. d:P.");
	expect(network, "draw-is-maximum", "e:P.");
	expect(network, "draw-missing", "f:P g:P");
	expect("[PP] (F 230V 16A 80%) - pdu<In=/3680; pdu>1 - s<P=10/", "rating-as-draw", "pdu:In");
	expect("[PP] (F 230V 16A 80%) - pdu<In=500/3680; pdu>1 - s<P=10/", "override", "pdu:In");
	expect("[PP] (F 230V 16A 80%) - pdu<In=500/3680; pdu>1", "override", ""); /* hides nothing */
	expect("[PP] (F 230V 16A 80%) - s<P=10/20", "override", "");
}

static void test_load(void **state)
{
	(void)state;
	/* usable 230 V · 10 A · 0.8 = 1840 W */
	expect("[PP] (F 230V 10A 80%) - s<P=1379/", "near-limit", "");
	expect("[PP] (F 230V 10A 80%) - s<P=1380/", "near-limit", "PP/F.");
	expect("[PP] (F 230V 10A 80%) - s<P=1656/", "near-limit", "PP/F");
	expect("[PP] (F 230V 10A 80%) - s<P=1840/", "near-limit", "PP/F");
	expect("[PP] (F 230V 10A 80%) - s<P=1840/", "overload", "");
	expect("[PP] (F 230V 10A 80%) - s<P=1841/", "overload", "PP/F!");
	/* three-phase 400 V, 16 A, 80 %: 8868 W, 2956 W a leg; one leg with all of it */
	expect("[PP] (F 400V 16A 80% 3ph) - pdu<In; pdu>1~A - s<P=3000/", "overload", "PP/F!");
	expect("[PP] (F 400V 16A 80% 3ph) - pdu<In; pdu>1~A - s<P=1000/; pdu>2~B - t<P=1000/; pdu>3~C - u<P=1000/", "overload", "");
}

static void test_phases(void **state)
{
	(void)state;
	expect("[PP] (F 400V 16A 80% 3ph) - pdu<In; pdu>1~A - s<P=120/; pdu>2~B - t<P=90/; pdu>3~C - u<P=90/", "imbalance", "");
	expect("[PP] (F 400V 16A 80% 3ph) - pdu<In; pdu>1~A - s<P=130/; pdu>2~B - t<P=90/; pdu>3~C - u<P=90/", "imbalance", "pdu:In");
	/* 200 W on no leg may level it out */
	expect("[PP] (F 400V 16A 80% 3ph) - pdu<In; pdu>1~A - s<P=100/; pdu>2 - t<P=200/", "imbalance", "");
	expect("[PP] (F 230V 16A 80%) - pdu<In; pdu>1~A - s<P=10/; pdu>2 - t<P=10/", "leg-on-single-phase", "pdu:1");
	expect("[PP] (F1 230V 16A 80% 3ph) (F2 400V 16A 80% 3ph) (F3 230V 16A 80%) (F4 240V 16A 80% 3ph)", "volts-phase", "PP/F1");
}

/* -- what is entered -------------------------------------------------------------------- */

static void test_outlets(void **state)
{
	(void)state;
	expect("[PP] (F 230V 16A 80%) - pdu<In; pdu>1/; pdu>2", "outlet-unlinked", "pdu:1.");
	expect("[PP] (F1 230V 16A 80%) - ats<A; (F2 230V 16A 80%) - ats<B; ats>1/ - s<P=10/", "outlet-unlinked", "");
	expect("pdu<In; pdu>01; pdu>02; pdu>10", "numbering-mixed", "");
	expect("pdu<In; pdu>1; pdu>2; pdu>10", "numbering-mixed", "");
	expect("pdu<In; pdu>01; pdu>2; pdu>10", "numbering-mixed", "pdu.");
	expect("pdu<In; pdu>1; pdu>02", "numbering-mixed", "pdu.");
	expect("pdu<In; pdu>01; pdu>99; pdu>100", "numbering-mixed", "");
	expect("pdu<In; pdu>Fuse1; pdu>02", "numbering-mixed", "");
	expect("srv<PSU1; srv<PSU02", "numbering-mixed", "srv.");
}

static void test_cables(void **state)
{
	(void)state;
	expect("pdu>1 -X", "cable-one-ended", "#1");
	expect(TWO "pdu-a>1 + pdu-b>1 - s<P=10/", "parallel-outlets", "#3!");
	expect(TWO "pdu-a>1 - s<P1=10/ + s<P2=10/", "parallel-outlets", ""); /* a Y cord */
	expect(TWO "pdu-a>1 - s<P=10/; s!decommissioning", "leftover", "#3.");
	expect(TWO "pdu-a>1 -planned- s<P=10/; s!inventory", "leftover", "");
	expect(TWO "pdu-a>1@iec-60320-c13 - s<P=10/@iec-60320-c20", "connector-mismatch", "s:P");
	expect("[A] (F 230V 16A 80%) - ring<In; ring>1 - ring<Two; ring>2/Two - loop<In; loop>1 - ring<Three; ring>3/Three - s<P=1/", "cycle", "");
	expect("pdu1<In; pdu1>1 - pdu2<In; pdu2>1 - pdu1<In", "cycle", "#2!");
}

static void test_labels(void **state)
{
	(void)state;
	struct net *net = net_new(TWO "pdu-a>1 - s<P1=10/; pdu-b>1 - s<P2=10/");
	struct inventory *inventory = net_inventory(net);
	inventory->cables[2]->label = inventory->cables[3]->label = "C-17";
	inventory->cables[3]->type = "cat6a";
	inventory->cables[2]->type = "power";
	assert_string_equal(found(net, "label-duplicate"), "#3. #4.");
	assert_string_equal(found(net, "cable-type"), "#4.");
	net_free(net);
}

static void test_places(void **state)
{
	(void)state;
	struct net *net = net_new("[PP] (F1 230V 16A 80%) - pdu<In; (F2 230V 16A 80% rack:R1) - panel1<In; panel1>1; pdu>1");
	struct inventory *inventory = net_inventory(net);
	for (size_t i = 0; i < inventory->device_count; i++)
		inventory->devices[i]->rack = inventory->racks[0];
	assert_string_equal(found(net, "feed-without-rack"), "PP/F1.");
	assert_string_equal(found(net, "panel-in-rack"), "panel1.");
	net_free(net);
}

static void test_names(void **state)
{
	(void)state;
	static const struct naming_pattern patterns[] = {{"pdu", "^.*-[AB]$"}, {"feed", "^F[0-9]+$"}};
	struct policy policy;
	struct net *net = net_new("[PP] (F1 230V 16A 80%) - pdu-A<In; (Feed 230V 16A 80%) - pdu2<In; pdu-A>1; pdu2>1");
	assert_string_equal(found(net, "naming"), "");
	policy_init(&policy);
	policy.naming = patterns;
	policy.naming_count = 2;
	net_set_policy(net, &policy);
	assert_string_equal(found(net, "naming"), "PP/Feed. pdu2.");
	net_free(net);
}

static void test_mating(void **state)
{
	(void)state;
	static const struct { const char *outlet, *inlet; bool fits; } cases[] = {
		{"iec-60320-c13", "iec-60320-c14", true}, {"iec-60320-c19", "iec-60320-c14", true},
		{"iec-60320-c13", "iec-60320-c20", false}, {"iec-60320-c13", "iec-60309-p-n-e-6h", false},
		{"iec-60309-p-n-e-6h", "iec-60309-p-n-e-6h", true}, {"iec-60309-3p-n-e-6h", "iec-60309-p-n-e-6h", false},
		{"nema-l6-30r", "nema-l6-30p", true}, {"nema-l6-30r", "nema-l6-20p", false}, {"nema-5-20r", "nema-5-15p", true},
		{"nema-5-15r", "iec-60320-c14", true}, {"nema-5-15r", "iec-60309-p-n-e-6h", false},
		{"cs8364c", "cs8365c", true}, {"cs8364c", "cs6361c", false}, {"ita-e", "ita-ef", true}, {"ita-g", "ita-ef", false},
		{"dc-terminal", "dc-terminal", true}, {"dc-terminal", "iec-60320-c14", false},
		{"hardwired", "iec-60309-p-n-e-6h", true}, {"other", "nema-5-15p", true}, {"", "nema-5-15p", true},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		if (connectors_mate(cases[i].outlet, cases[i].inlet) != cases[i].fits)
			fail_msg("%s in %s", cases[i].inlet, cases[i].outlet);
}

/* -- the table and the sweep ---------------------------------------------------------------- */

static void test_table(void **state)
{
	(void)state;
	for (size_t i = 0; power_rule(i); i++) {
		const struct finding_rule *rule = power_rule(i), *next = power_rule(i + 1);
		assert_true(*rule->id && *rule->meaning && *rule->advice && *rule->field);
		if (next)
			assert_true(rule->severity > next->severity ||
			            (rule->severity == next->severity && strcmp(rule->id, next->id) < 0));
	}
}

static enum verdict_state folded(enum verdict_state state)
{
	return state == VERDICT_INSUFFICIENT ? VERDICT_REDUNDANT : state;
}

static void compare_verdicts(const struct power *power)
{
	struct arena *arena = arena_new();
	struct above *above = above_new(power, NULL, 0);
	for (uint32_t n = power->first[OBJECT_DEVICE]; n < power->node_count; n++) {
		const struct node *node = &power->nodes[n];
		struct above_element nearest;
		if (node->role != ROLE_CONSUMER || (node->flags & NODE_PLANNED) || !((const struct device *)(const void *)node->object)->inlet_count)
			continue;
		enum verdict_state state = above_state(above, n, &nearest), other = folded(power_verdict(power, n, arena)->state);
		if (state != other)
			fail_msg("%s: %s, but the verdict is %s", node->object->name, verdict_state_name(state), verdict_state_name(other));
	}
	above_free(above);
	arena_free(arena);
}

/* -- a part of the site ------------------------------------------------------------ */

static bool is_in(const struct power *power, const bool *part, const struct object *object)
{
	uint32_t n = power_node(power, object);
	const struct cable *cable = (const struct cable *)(const void *)object;
	for (size_t i = 0; object->kind == OBJECT_CABLE && i < cable->inlet_count; i++)
		if (part[power_node(power, &cable->inlets[i]->object)])
			return true;
	return n != NODE_NONE && part[n];
}

/* What is found in the part is what is found everywhere, as far as it is about the part. */
static void compare_part(const struct power *power, const struct finding *all, size_t all_count, const bool *part)
{
	struct arena *arena = arena_new();
	uint32_t *nodes = arena_array(arena, power->node_count + 1, sizeof *nodes);
	struct finding_choice choice = {.nodes = nodes};
	size_t count, next = 0;
	for (uint32_t n = 0; n < power->node_count; n++)
		if (part[n])
			nodes[choice.node_count++] = n;
	const struct finding *found = power_findings_of(power, &choice, arena, &count);
	for (size_t i = 0; i < all_count; i++) {
		if (!is_in(power, part, all[i].object))
			continue;
		assert_true(next < count);
		assert_ptr_equal(found[next].rule, all[i].rule);
		assert_ptr_equal(found[next].object, all[i].object);
		assert_int_equal(found[next].severity, all[i].severity);
		assert_string_equal(found[next].text, all[i].text);
		next++;
	}
	assert_int_equal(next, count);
	arena_free(arena);
}

static void compare_parts(const struct power *power)
{
	struct arena *arena = arena_new();
	size_t count, above_count;
	const struct finding *all = power_findings(power, arena, &count);
	bool *part = xcalloc(power->node_count + 1, sizeof *part);
	compare_part(power, all, count, part);
	for (uint32_t first = 0; first < power->node_count; first += 5) {
		memset(part, 0, power->node_count);
		const uint32_t *above = power_upstream(power, first, arena, &above_count);
		for (size_t i = 0; i < above_count; i++)
			part[above[i]] = true;
		compare_part(power, all, count, part);
	}
	for (uint32_t step = 2; step < 40; step++) {
		for (uint32_t n = 0; n < power->node_count; n++)
			part[n] = (n * UINT32_C(2654435761) >> 16) % step == 0;
		compare_part(power, all, count, part);
	}
	free(part);
	arena_free(arena);
}

static void test_sites(void **state)
{
	(void)state;
	static const char *const sites[] = {"examples/guide-4.2.9.json", "examples/crossed-4.2.9.json",
	                                    "tests/golden/sites/traps-2.11.12.json", "tests/golden/sites/traps-4.6.8.json"};
	for (size_t i = 0; i < sizeof sites / sizeof *sites; i++) {
		struct error err = {0};
		struct raw *raw = NULL;
		struct inventory *inventory = NULL;
		struct policy policy;
		policy_init(&policy);
		if (!snapshot_read(sites[i], &raw, &err) || !raw_sort(raw, true, &err) || !decode_inventory(raw, &inventory, &err))
			fail_msg("%s", err.text);
		struct power *power = power_build(inventory, &policy);
		compare_verdicts(power);
		compare_parts(power);
		power_free(power);
		inventory_free(inventory);
		raw_free(raw);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_shared), cmocka_unit_test(test_single), cmocka_unit_test(test_psu),
		cmocka_unit_test(test_draws), cmocka_unit_test(test_load), cmocka_unit_test(test_phases),
		cmocka_unit_test(test_outlets), cmocka_unit_test(test_cables), cmocka_unit_test(test_labels),
		cmocka_unit_test(test_places), cmocka_unit_test(test_names), cmocka_unit_test(test_mating),
		cmocka_unit_test(test_table), cmocka_unit_test(test_sites),
	};
	return cmocka_run_group_tests_name("rules", tests, NULL, NULL);
}
