/* Ratings, volts and amps; the worked numbers of docs/power.md on the example
 * site and on the traps site. */
#include "net_notation.h"

#include "base/number.h"
#include "netbox/decode.h"
#include "power/connector.h"
#include "power/strip.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool near(double a, double b)
{
	return fabs(a - b) < 0.05 || (isnan(a) && isnan(b));
}

/* -- on one-line networks ------------------------------------------------------------ */

struct rating_case {
	const char *net, *node;
	double volts, rated_w, usable_w, limit_w;
};

static const struct rating_case ratings[] = {
	{"[P] (F1 480V 400A 80% 3ph) - p<In", "(F1)", 480, 332544, 266035, 266035.2},
	{"[P] (F1 230V 32A 80% 3ph) - p<In", "(F1)", 230, 12747.5, 10198, 12747.5},
	{"[P] (F1 -48V 100A 80% dc) - p<In", "(F1)", 48, 4800, 3840, 4800},
	{"[P] (F1 120V 15A 80%) - p<In", "(F1)", 120, 1800, 1440, 1440},
	{"[P] (F1 230V 32A 100%) - p<In", "(F1)", 230, 7360, 7360, 7360},
	{"[P] (F1 230V 0A) - p<In", "(F1)", 230, 0, 0, 0},
	/* circuits and receptacles */
	{"[P] (F1 480V 400A 3ph) - p<In; p>1@nema-l6-30r", "p>1", 240, 7200, 5760, 5760},
	{"[P] (F1 208V 60A 3ph) - p<In; p>1@nema-l6-30r", "p>1", 208, 6240, 4992, 4992},
	{"[P] (F1 208V 60A 3ph) - p<In; p>1@nema-5-20r", "p>1", 208 / 1.732, 2401.8, 1921.5, 1921.5},
	{"[P] (F1 208V 60A 3ph) - p<In; p>1@nema-l21-30r", "p>1", 208, 10807.7, 8646.1, 8646.1},
	{"[P] (F1 208V 30A) - p<In; p>1@iec-60320-c13", "p>1", 208, 3120, 2496, 2496},
	{"[P] (F1 230V 32A) - p<In; p>1@iec-60320-c13", "p>1", 230, 2300, 2300, 2300},
	{"[P] (F1 400V 32A 3ph) - p<In; p>1@iec-60320-c19", "p>1", 400 / 1.732, 3695.2, 3695.2, 3695.2},
	{"[P] (F1 415V 32A 3ph) - p<In; p>1@iec-60320-c13", "p>1", 415 / 1.732, 2396.1, 2396.1, 2396.1},
	{"[P] (F1 480V 32A 3ph) - p<In; p>1@iec-60320-c19", "p>1", 240, 4800, 3840, 3840},
	{"[P] (F1 240V 30A) - p<In; p>1@nema-5-15r", "p>1", 120, 1800, 1440, 1440},
	{"[P] (F1 230V 32A) - p<In; p>1@iec-60309-p-n-e-6h", "p>1", 230, NAN, NAN, NAN},
	{"[P] (F1 230V 32A) - p<In; p>1@hardwired", "p>1", 230, NAN, NAN, NAN},
	{"[P] (F1 230V 32A) - p<In; p>1", "p>1", 230, NAN, NAN, NAN},
	{"p<In; p>1@nema-l6-30r", "p>1", 240, 7200, 5760, 5760},
	{"p<In; p>1@iec-60320-c13", "p>1", NAN, NAN, NAN, NAN},
	{"[P] (F1 480V 400A 3ph) - q<In; q>1@nema-l6-30r - p<In; p>1@iec-60320-c13", "p>1", 240, 3600, 2880, 2880},
	/* inlets */
	{"[P] (F1 480V 400A 3ph) - q<In; q>1@nema-l6-30r - p<In=/7200@nema-l6-30p; p>1", "p<In", 240, 7200, 7200, 7200},
	{"[P] (F1 480V 400A 3ph) - q<In; q>1@nema-l6-30r - p<In@nema-l6-30p; p>1", "p<In", 240, 5760, 5760, 5760},
	{"[P] (F1 230V 32A) - p<In@iec-60320-c20; p>1", "p<In", 230, 3680, 3680, 3680},
	{"[P] (F1 208V 30A 3ph) - p<In@nema-l21-30p; p>1", "p<In", 208, 8646.1, 8646.1, 8646.1},
	{"[P] (F1 230V 32A) - s<P=300/500@iec-60320-c14", "s<P", 230, 500, 500, 500},
	{"[P] (F1 230V 32A) - s<P=300@iec-60320-c14", "s<P", 230, NAN, NAN, NAN},
	/* devices */
	{"[P] (F1) - s<P1=2100/3000; (G1) - s<P2=2100/3000", "s", 230, 6000, 6000, 3000},
	{"[P] (F1) - s<P1=2100/3000; (G1) - s<P2=2100/3000; s<P3=/3000", "s", 230, 6000, 6000, 3000},
	{"[P] (F1) - s<P1=2100/3000; s<P2=2100/3000", "s", 230, 3000, 3000, 3000},
	{"[P] (F1) - p<In=/7200; p>1", "p", 230, 7200, 7200, 7200},
	{"[P] (F1) - ups<M=/7200; (G1) - ups<B=/5000; ups>1 - s<P=100", "ups", 230, 7200, 7200, 7200},
	{"[P] (F1) - p<I=/3000; (G1) - p<J=/4000; p>1", "p", 230, 7000, 7000, 7000},
};

static void test_ratings(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof ratings / sizeof *ratings; i++) {
		const struct rating_case *c = &ratings[i];
		struct net *net = net_new(c->net);
		const struct node *n = net_node(net, c->node);
		if (!near(n->volts, c->volts) || !near(n->rated_w, c->rated_w) || !near(n->usable_w, c->usable_w) ||
		    !near(n->limit_w, c->limit_w))
			fail_msg("%s\n%s: %.1f V, %.1f / %.1f / %.1f W; expected %.1f V, %.1f / %.1f / %.1f W", c->net, c->node,
			         (double)n->volts, n->rated_w, n->usable_w, n->limit_w, c->volts, c->rated_w, c->usable_w, c->limit_w);
		net_free(net);
	}
}

struct strip_case {
	const char *net;
	bool with_feeds;
	double usable_w, utilization_pct;
};

static const struct strip_case strips[] = {
	{"[P] (F 230V 32A 80%) - p<In=/7200; p>1 - s<P=4900", false, 7200, 68.06},
	{"[P] (F 230V 32A 80%) - p<In=/7200; p>1 - s<P=4900", true, 5888, 83.22},
	{"[P] (F 230V 32A 80%) - p<In; p>1 - s<P=4900", false, NAN, NAN},
	{"[P] (F 230V 32A 80%) - p<In; p>1 - s<P=4900", true, 5888, 83.22},
	/* two inlets, the second loaded more; a third without a cable */
	{"[P] (F 230V 32A) - p<I1=/3000; p>1/I1 - s<P=900; (G 230V 32A) - p<I2=/2000; p>2/I2 - t<P=1800; p<I3=/500", false, 5000, 90},
	{"[P] (F 230V 32A) - p<I1=/3000; (G 230V 32A) - p<I2; p>1/I1 - s<P=900", false, NAN, 30},
	/* a bank stands behind the inlet; a circuit between is no feed of the strip */
	{"[P] (F 230V 32A) - p<In=/5000; p>Fuse - p<Bank=/1000; p>1/Bank - s<P=500", false, 5000, 10},
	{"[P] (F 230V 32A 80%) - q<In; q>1 - p<In=/7200; p>1 - s<P=3600", true, 7200, 50},
	{"p<In=/7200; p>1 - s<P=3600", true, NAN, NAN},
};

static void test_strips(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof strips / sizeof *strips; i++) {
		const struct strip_case *c = &strips[i];
		struct net *net = net_new(c->net);
		const struct device *device = (const struct device *)(const void *)net_node(net, "p")->object;
		struct strip_figures strip = strip_figures(net_power(net), device, c->with_feeds);
		if (!near(strip.usable_w, c->usable_w) || !near(strip.utilization_pct, c->utilization_pct))
			fail_msg("%s: %.1f W, %.2f %%; expected %.1f W, %.2f %%", c->net, strip.usable_w, strip.utilization_pct,
			         c->usable_w, c->utilization_pct);
		net_free(net);
	}
}

struct unrated_case {
	const char *net, *node;
	bool unrated;
};

static const struct unrated_case unrated[] = {
	{"[P] (F 230V 16A) - q<In; q>1 - p<In; p>1 - s<P=300/500", "p<In", true},
	{"[P] (F 230V 16A) - q<In; q>1 - p<In; p>1 - s<P=300/500", "q<In", false},
	{"[P] (F 230V 16A) - q<In; q>1@iec-60320-c19 - p<In; p>1 - s<P=300/500", "p<In", false},
	{"[P] (F 230V 16A) - q<In; q>1 - p<In=/3000; p>1 - s<P=300/500", "p<In", false},
	/* what a supply may draw is no limit of what comes in */
	{"[P] (F 230V 16A) - q<In; q>1 - p<In; p>1 - s<P=300/500", "s<P", true},
	{"[P] (F 230V 16A) - q<In; q>1 - p<In; p>1 - s<P=300/500", "q>1", false},
	{"p<In; p>1 - s<P=300/500", "p<In", true},
};

static void test_unrated(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof unrated / sizeof *unrated; i++) {
		struct net *net = net_new(unrated[i].net);
		const struct power *power = net_power(net);
		if (power_inlet_unrated(power, net_find(net, unrated[i].node)) != unrated[i].unrated)
			fail_msg("%s: %s", unrated[i].net, unrated[i].node);
		assert_false(power_inlet_unrated(power, NODE_NONE));
		net_free(net);
	}
}

static void test_continuous(void **state)
{
	(void)state;
	struct net *net = net_new("[P] (F1 480V 400A 3ph) - p<In; p>1@nema-l6-30r");
	struct policy policy;
	policy_init(&policy);
	policy.continuous = 1;
	net_set_policy(net, &policy);
	assert_true(near(net_node(net, "p>1")->usable_w, 7200));
	net_free(net);
}

static struct custom_field rating = {"rating_w", CUSTOM_NUMBER, 900000, ""};
static struct custom_field output = {"output_voltage", CUSTOM_NUMBER, 208, ""};

static void test_custom_fields(void **state)
{
	(void)state;
	struct net *net = net_new("[P] (F1 400V 1600A 3ph) - ups<M; (G1 400V 1600A 3ph) - ups<B; ups>1@nema-l6-30r - s<P=1000");
	struct device *ups = net_inventory(net)->devices[0];
	struct custom_field fields[] = {output, rating};
	ups->object.custom = fields;
	ups->object.custom_count = 2;
	/* what comes in, 886 784 W, is less than the rating */
	assert_true(near(net_node(net, "ups")->rated_w, 900000));
	assert_true(near(net_node(net, "ups")->usable_w, 886784));
	assert_true(near(net_node(net, "ups>1")->volts, 208));
	assert_true(near(net_node(net, "ups>1")->usable_w, 208 * 30 * 0.8));
	net_free(net);
	net = net_new("[P] (F1) - p<In; p>1 - s<P=1000");
	struct panel *panel = net_inventory(net)->panels[0];
	panel->object.custom = &rating;
	panel->object.custom_count = 1;
	assert_true(near(net_node(net, "[P]")->usable_w, 900000));
	assert_true(near(net_node(net, "[P]")->utilization_pct, 1000 / 9000.0));
	net_free(net);
}

static void test_way(void **state)
{
	(void)state;
	struct net *net = net_new("[P] (F1 480V 400A 80% 3ph) - q<In; q>1@nema-l6-30r - p<In=/7200; p>1@iec-60320-c19 - "
	                          "s<P=2100/3000; p>2@iec-60320-c13 - t<P=2800/9000");
	const struct node *s = net_node(net, "s<P");
	assert_int_equal(net_node(net, "p<In")->bottleneck, net_find(net, "q>1"));
	assert_true(near(net_node(net, "p<In")->headroom_w, 5760 - 4900));
	assert_int_equal(s->bottleneck, net_find(net, "s<P"));
	assert_true(near(s->headroom_w, 860));
	assert_true(near(net_node(net, "s")->headroom_w, 860));
	assert_true(near(s->current_a, 8.75));
	assert_true(near(net_node(net, "(F1)")->current_a, 4900 / (1.732 * 480)));
	assert_true(near(net_node(net, "p>2")->utilization_pct, 2800 / 28.80));
	assert_int_equal(net_node(net, "p>2")->severity, SEVERITY_WARNING);
	assert_int_equal(net_node(net, "q>1")->severity, SEVERITY_NOTICE);
	assert_int_equal(net_node(net, "(F1)")->severity, SEVERITY_OK);
	net_free(net);
	net = net_new("[P] (F1 230V 10A 80%) - p<In; p>1 - s<P=2260; (G1 230V 0A) - q<In; q>1 - t<P=5");
	assert_int_equal(net_node(net, "(F1)")->severity, SEVERITY_ERROR);
	assert_true(near(net_node(net, "(F1)")->headroom_w, -420));
	assert_int_equal(net_node(net, "(G1)")->severity, SEVERITY_UNKNOWN);
	assert_true(isnan(net_node(net, "(G1)")->utilization_pct));
	net_free(net);
}

/* t's draw is not known: what is left on the way to it, and to s beside it, is at most that; not what is left
 * on a way that has nothing in common with it. */
static void test_what_is_left_at_most(void **state)
{
	(void)state;
	struct net *net = net_new("[P] (F1 230V 10A 80%) - p<In; p>1 - s<P=500; p>2 - t<P; (G1 230V 10A 80%) - q<In; q>1 - u<P=5");
	assert_true(near(net_node(net, "p<In")->headroom_w, 1840 - 500));
	assert_int_equal(net_node(net, "(F1)")->headroom_mark, MARK_AT_MOST);
	assert_int_equal(net_node(net, "p<In")->headroom_mark, MARK_AT_MOST);
	assert_int_equal(net_node(net, "s<P")->headroom_mark, MARK_AT_MOST);
	assert_int_equal(net_node(net, "s")->headroom_mark, MARK_AT_MOST);
	assert_int_equal(net_node(net, "(G1)")->headroom_mark, MARK_EXACT);
	assert_int_equal(net_node(net, "u<P")->headroom_mark, MARK_EXACT);
	net_free(net);
}

static void test_connectors(void **state)
{
	(void)state;
	struct connector c = connector_of("nema-l6-30r");
	assert_true(c.amps_ul == 30 && c.amps_iec == 30 && c.class_volts == 250 && c.nominal_volts == 240);
	assert_true(c.line_to_line && !c.three_phase && c.known);
	c = connector_of("iec-60320-c20");
	assert_true(c.amps_iec == 16 && c.amps_ul == 20 && c.class_volts == 250);
	c = connector_of("nema-l22-30p");
	assert_true(c.three_phase && c.class_volts == 480 && c.amps_ul == 30);
	c = connector_of("cs8365c");
	assert_true(c.three_phase && c.amps_ul == 50);
	c = connector_of("iec-60309-2p-e-4h");
	assert_true(isnan(c.amps_iec) && c.known && c.class_volts == 130);
	static const char *const unknown[] = {"hardwired", "", "other", "nema-", "nema-99-20r", "nema-l6-", "dc-terminal"};
	for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++)
		assert_true(isnan(connector_of(unknown[i]).amps_ul));
}

/* -- on the recorded sites ------------------------------------------------------------- */

struct site_net {
	struct raw *raw;
	struct inventory *inventory;
	struct power *power;
};

static struct site_net open_site(const char *path)
{
	struct site_net site = {0};
	struct error err = {0};
	struct policy policy;
	if (!snapshot_read(path, &site.raw, &err) || !raw_sort(site.raw, true, &err) ||
	    !decode_inventory(site.raw, &site.inventory, &err))
		fail_msg("%s: %s", path, err.text);
	policy_init(&policy);
	site.power = power_build(site.inventory, &policy);
	return site;
}

static void close_site(struct site_net *site)
{
	power_free(site->power);
	inventory_free(site->inventory);
	raw_free(site->raw);
}

/* By "CORE-SW01", "CORE-SW01:PSU1", "PP-A/F-twin". */
static uint32_t named(const struct site_net *site, const char *name)
{
	for (uint32_t n = 0; n < site->power->node_count; n++) {
		char *full = object_full_name(site->power->nodes[n].object);
		bool same = strcmp(full, name) == 0;
		free(full);
		if (same)
			return n;
	}
	fail_msg("no %s", name);
	return NODE_NONE;
}

struct figure {
	const char *name;
	double load_w, rated_w, usable_w, limit_w; /* −1: not looked at */
};

static void check_figures(const struct site_net *site, const struct figure *figures, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct figure *f = &figures[i];
		const struct node *n = &site->power->nodes[named(site, f->name)];
		if (!near(n->load_w, f->load_w) || (f->rated_w != -1 && !near(n->rated_w, f->rated_w)) ||
		    (f->usable_w != -1 && !near(n->usable_w, f->usable_w)) || (f->limit_w != -1 && !near(n->limit_w, f->limit_w)))
			fail_msg("%s: load %.1f, rated %.1f, usable %.1f, limit %.1f W", f->name, n->load_w, n->rated_w,
			         n->usable_w, n->limit_w);
	}
}

static void test_guide(void **state)
{
	(void)state;
	static const struct figure figures[] = {
		{"UTILITY-A", 171100, NAN, NAN, NAN},
		{"UTILITY-A/NETCORE-A", 47700, 332544, 266035, 266035.2},
		{"EMEA-NETCORE-PANEL-A", 47700, NAN, NAN, NAN},
		{"EMEA-NETCORE-PANEL-A:Circuit-01", 4900, 7200, 5760, 5760},
		{"NET-R01-PDU-A", 4900, 7200, 7200, 7200},
		{"NET-R01-PDU-B:Power-In", 4900, 7200, 7200, 7200},
		{"CORE-SW01", 4200, 6000, 6000, 3000},
		{"CORE-SW01:PSU1", 2100, 3000, 3000, 3000},
		{"MMR-01", 1420, 2000, 2000, 1000},
	};
	struct site_net site = open_site("examples/guide-4.2.9.json");
	check_figures(&site, figures, sizeof figures / sizeof *figures);
	double load = 0;
	for (uint32_t n = 0; n < site.power->node_count; n++)
		if (site.power->nodes[n].role == ROLE_CONSUMER)
			load += site.power->nodes[n].load_w;
	assert_true(near(load, 342200));
	assert_int_equal(site.power->known, 158);
	assert_int_equal(site.power->total, 158);
	struct arena *arena = arena_new();
	const struct verdict *v = power_verdict(site.power, named(&site, "CORE-SW01"), arena);
	assert_int_equal(v->state, VERDICT_REDUNDANT);
	assert_string_equal(v->text, "2 cords, A and B: no shared element up to UTILITY-A and UTILITY-B");
	arena_free(arena);
	close_site(&site);
}

static void test_traps(void **state)
{
	(void)state;
	static const struct figure figures[] = {
		{"PP-A/F-cascade", 600, 3680, 2944, 3680},
		{"PP-A/F-rating", 450, -1, -1, -1},
		{"PP-B/F-manual", 900, -1, -1, -1},
		{"PP-A/F-fuse", 600, -1, 17736, -1},
		{"pdu-fuse", 600, -1, -1, -1},
		{"pdu-fuse:Bank1", 300, -1, -1, -1},
		{"pdu-fuse:Bank2", 300, -1, -1, -1},
		{"PP-B/F-twin", 420, 7360, 5888, 7360},
		{"ats-11:A", 350, -1, -1, -1},
		{"ats-11:B", 0, -1, -1, -1},
		{"PP-A/F-loop", 0, -1, -1, -1},
		{"PP-A/F-dc", 700, 4800, 3840, 4800},
		{"PP-B/F-over", 2260, 2300, 1840, 2300},
		{"srv-three", 900, 1800, 1800, 1200},
		{"PP-B/F-failed", 0, -1, -1, -1},
		{"PP-A/F-nolink", 120, -1, -1, -1},
		{"PP-A/F-cables", 140, -1, -1, -1},
	};
	struct site_net site = open_site("tests/golden/sites/traps-4.6.8.json");
	check_figures(&site, figures, sizeof figures / sizeof *figures);
	assert_true(near(site.power->nodes[named(&site, "ats-11:B")].reserve_w, 350));
	static const char *const dark[] = {"srv-l1", "srv-l2", "srv-planned", "srv-failed", "srv-cable-planned"};
	for (size_t i = 0; i < sizeof dark / sizeof *dark; i++)
		assert_true(site.power->nodes[named(&site, dark[i])].flags & NODE_DARK);
	const struct node *fuse = &site.power->nodes[named(&site, "PP-A/F-fuse")];
	assert_non_null(fuse->legs);
	assert_true(near(fuse->legs[0].low_w, 300) && near(fuse->legs[1].high_w, 300) && near(fuse->legs[2].high_w, 0));
	close_site(&site);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ratings),
		cmocka_unit_test(test_strips), cmocka_unit_test(test_unrated),
		cmocka_unit_test(test_continuous),
		cmocka_unit_test(test_custom_fields),
		cmocka_unit_test(test_way), cmocka_unit_test(test_what_is_left_at_most),
		cmocka_unit_test(test_connectors),
		cmocka_unit_test(test_guide),
		cmocka_unit_test(test_traps),
	};
	return cmocka_run_group_tests_name("power capacity", tests, NULL, NULL);
}
