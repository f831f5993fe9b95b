/* What the configuration file does to the figures, on small networks; and what
 * its reader makes of any text. */
#include "net_notation.h"

#include "base/number.h"
#include "cli/config.h"

#include "unit.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Reads text as a configuration; NULL with an error set. */
static struct config *try_config(const char *text, struct error *err)
{
	char path[] = "/tmp/wattmap-test-XXXXXX";
	struct config *config = NULL;
	int fd = mkstemp(path);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
	config_read(path, &config, err);
	unlink(path);
	return config;
}

static struct config *read_config(const char *text)
{
	struct error err = { 0 };
	struct config *config = try_config(text, &err);
	if (!config)
		fail_msg("%s", err.text);
	return config;
}

/* A network under a configuration. */
struct world {
	struct config *config;
	struct net *net;
};

static struct world world_new(const char *text, const char *net)
{
	struct world world = { read_config(text), net_new(net) };
	net_set_policy(world.net, &world.config->policy);
	return world;
}

static void world_free(struct world *world)
{
	net_free(world->net);
	config_free(world->config);
}

static void set_custom(struct object *object, const struct custom_field *field)
{
	object->custom = field;
	object->custom_count = 1;
}

/* --- one line: configuration, network, node, what is expected --- */

static const struct {
	const char *config, *net, *node;
	char side;
} sides[] = {
	{ "", "[PP-1] (FA) - pdu<In; pdu>1", "(FA)", 0 },
	{ "[sides]\nC = PP-1", "[PP-1] (FA) - pdu<In; pdu>1", "(FA)", 'C' },
	{ "[sides]\nA = *X, PP-*", "[PP-1] (FA) - pdu<In; pdu>1", "pdu<In", 'A' },
	{ "[sides]\nA = PP-*\nB = PP-1", "[PP-1] (FA) - pdu<In; pdu>1", "[PP-1]", 'A' }, /* the first */
	{ "[sides]\nfeed:D = *", "[PP-1] (FA) - pdu<In; pdu>1", "[PP-1]", 0 },
	{ "[sides]\nfeed:D = *", "[PP-1] (FA) - pdu<In; pdu>1", "(FA)", 'D' },
	{ "[sides]\npdu:B = pdu[0-9]", "[PP-A] (FA) - pdu1<In; pdu1>1", "pdu1", 'B' },
	{ "[sides]\nB = pp-*", "[PP-A] (FA) - pdu<In; pdu>1", "[PP-A]", 'A' }, /* capitals matter */
	{ "[sides]\nby_name = no", "[PP-A] (FA) - pdu<In; pdu>1", "[PP-A]", 0 },
	{ "", "[P] (X rack:R1) - p<In; p>1; (Y rack:R1 redundant)", "(Y)", 'B' },
	{ "[sides]\nby_feed_type = no", "[P] (X rack:R1) - p<In; p>1; (Y rack:R1 redundant)", "(Y)", 0 },
};

static void test_sides(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof sides / sizeof *sides; i++) {
		struct world world = world_new(sides[i].config, sides[i].net);
		char side = net_node(world.net, sides[i].node)->side;
		if (side != sides[i].side)
			fail_msg("%s, %s: %c", sides[i].config, sides[i].node, side ? side : '-');
		world_free(&world);
	}
}

static const struct {
	const char *config, *net, *node;
	enum role role;
} kinds[] = {
	{ "", "[P] (F) - usv<In; usv>1", "usv", ROLE_DISTRIBUTION },
	{ "[kinds]\nups = nea, USV", "[P] (F) - usv<In; usv>1", "usv", ROLE_UPS },
	{ "[kinds]\npanel = pdu", "[P] (F) - pdu<In; pdu>1", "pdu", ROLE_PANEL }, /* before the usual words */
	{ "[kinds]\nups = us", "[P] (F) - usv<In; usv>1", "usv", ROLE_DISTRIBUTION }, /* whole words */
};

static void test_kinds(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		struct world world = world_new(kinds[i].config, kinds[i].net);
		assert_int_equal(net_node(world.net, kinds[i].node)->role, kinds[i].role);
		world_free(&world);
	}
}

#define MEET "[P] (F 230V 16A) - pdu<In; pdu>1 - srv<P1=300; pdu>2 - srv<P2=300; pdu>3 - box<P1=100; pdu>4 - box<P2=100"
#define PLUG "[P] (F 400V 63A 3ph 100%) - pdu<In; pdu>1@iec-60309-p-n-e-6h - srv<P1=300"

enum figure { LOAD, RATED, USABLE, VOLTS, SEVERITY };

static double figure_of(const struct node *node, enum figure figure)
{
	switch (figure) {
	case LOAD: return node->load_w;
	case RATED: return node->rated_w;
	case USABLE: return node->usable_w;
	case VOLTS: return (double)node->volts;
	case SEVERITY: return node->severity;
	}
	return NUMBER_UNKNOWN;
}

static const struct {
	const char *config, *net, *node;
	enum figure figure;
	double value; /* NAN: unknown */
} figures[] = {
	/* psu: the device's, and once where the cords meet */
	{ "", MEET, "(F)", LOAD, 800 },
	{ "[psu]\ndefault = each", MEET, "(F)", LOAD, 800 }, /* an option: not in the file's policy */
	{ "[psu]\nrole:srv = each", MEET, "srv", LOAD, 300 },
	{ "[psu]\nrole:srv = each", MEET, "(F)", LOAD, 500 },
	{ "[psu]\nrole:srv = each\ntype:srv = share", MEET, "(F)", LOAD, 800 }, /* the type goes before */
	{ "[psu]\ntype:srv = each\ntype:box = each", MEET, "(F)", LOAD, 400 },
	/* connectors: 32 A · 230.9 V */
	{ "", PLUG, "pdu>1", RATED, NAN },
	{ "[connectors]\niec-60309-p-n-e-6h = 32 A, 230 V", PLUG, "pdu>1", RATED, 32 * 400 / 1.732 },
	{ "[connectors]\niec-60309-p-n-e-6h = 32A,230V", PLUG, "pdu>1", VOLTS, 400 / 1.732 },
	{ "[connectors]\niec-60309-p-n-e-6h = 32 A, three-phase, 400 V", PLUG, "pdu>1", RATED, 32 * 400 * 1.732 },
	{ "[connectors]\niec-60309-p-n-e-6h = 120 V", PLUG, "pdu>1", VOLTS, 120 }, /* behind a transformer */
	{ "[connectors]\niec-60320-c13 = 32 A", PLUG, "pdu>1", RATED, NAN }, /* another type */
	/* thresholds: 800 of 3680 W are 21.7 % */
	{ "", MEET, "(F)", SEVERITY, SEVERITY_OK },
	{ "[thresholds]\nnotice = 21.7", MEET, "(F)", SEVERITY, SEVERITY_NOTICE },
	{ "[thresholds]\nnotice = 5\nwarning = 10", MEET, "(F)", SEVERITY, SEVERITY_WARNING },
	{ "[thresholds]\nerror = 20", MEET, "(F)", SEVERITY, SEVERITY_ERROR },
};

static void test_figures(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof figures / sizeof *figures; i++) {
		struct world world = world_new(figures[i].config, figures[i].net);
		double value = figure_of(net_node(world.net, figures[i].node), figures[i].figure);
		double wanted = figures[i].value;
		if (number_known(wanted) ? !(value > wanted - 0.5 && value < wanted + 0.5) : number_known(value))
			fail_msg("%s, %s: %g, not %g", figures[i].config, figures[i].node, value, wanted);
		world_free(&world);
	}
}

/* --- custom fields --- */

static void test_rating_field(void **state)
{
	(void)state;
	static const struct custom_field rating = { .name = "kW_peak", .type = CUSTOM_NUMBER, .number = 1500 };
	struct world world = world_new("[fields]\nrating = kW_peak", "[P] (F 230V 16A) - pdu<In; pdu>1");
	set_custom(&net_inventory(world.net)->feeds[0]->object, &rating);
	assert_true(net_node(world.net, "(F)")->rated_w == 1500);
	world_free(&world);
	world = world_new("[fields]\nrating =", "[P] (F 230V 16A) - pdu<In; pdu>1");
	set_custom(&net_inventory(world.net)->feeds[0]->object, &rating);
	assert_true(net_node(world.net, "(F)")->rated_w == 3680);
	world_free(&world);
}

static void test_side_field(void **state)
{
	(void)state;
	static const struct custom_field side = { .name = "strang", .type = CUSTOM_TEXT, .text = "Strang B" };
	static const char *const configs[] = { "", "[fields]\nside = strang", "[fields]\nside = strang\n[sides]\nC = PP-*" };
	for (int i = 0; i < 3; i++) {
		struct world world = world_new(configs[i], "[PP-A] (F) - pdu<In; pdu>1");
		set_custom(&net_inventory(world.net)->panels[0]->object, &side);
		assert_int_equal(net_node(world.net, "[PP-A]")->side, "ABC"[i]);
		world_free(&world);
	}
}

static void test_output_volts_field(void **state)
{
	(void)state;
	static const struct custom_field volts = { .name = "volts_out", .type = CUSTOM_NUMBER, .number = 208 };
	struct world world = world_new("[fields]\noutput_volts = volts_out",
	                               "[P] (F 480V 100A 3ph) - pdu<In; pdu>1@nema-l6-30r - s<P=1");
	set_custom(&net_inventory(world.net)->devices[0]->object, &volts);
	assert_true(net_node(world.net, "pdu>1")->volts == 208);
	world_free(&world);
}

static void test_psu_of_devices(void **state)
{
	(void)state;
	struct config *config = read_config("[psu]\nrole:server = each\ntype:big = share\n"
	                                    "[psu_needed]\nrole:server = 2\ntype:big = 3\n[fields]\npsu = docs");
	static const struct custom_field docs[] = { { .name = "docs", .type = CUSTOM_TEXT, .text = "each" } },
		wrong[] = { { .name = "docs", .type = CUSTOM_TEXT, .text = "often" } },
		needed[] = { { .name = "psu_needed", .type = CUSTOM_NUMBER, .number = 4 } },
		half[] = { { .name = "psu_needed", .type = CUSTOM_NUMBER, .number = 1.5 } };
	struct device device = { .role.slug = "server", .type.slug = "big" };
	const struct policy *policy = &config->policy;
	assert_int_equal(policy_psu(policy, &device), PSU_SHARE);
	assert_int_equal(policy_psus_needed(policy, &device), 3);
	set_custom(&device.object, docs);
	assert_int_equal(policy_psu(policy, &device), PSU_EACH);
	set_custom(&device.object, wrong);
	assert_int_equal(policy_psu(policy, &device), PSU_SHARE);
	set_custom(&device.object, needed);
	assert_int_equal(policy_psus_needed(policy, &device), 4);
	set_custom(&device.object, half);
	assert_int_equal(policy_psus_needed(policy, &device), 3);
	device.type.slug = "small";
	assert_int_equal(policy_psu(policy, &device), PSU_EACH);
	assert_int_equal(policy_psus_needed(policy, &device), 2);
	device.role.slug = device.type.slug = NULL;
	assert_int_equal(policy_psu(policy, &device), PSU_SHARE);
	assert_int_equal(policy_psus_needed(policy, &device), 0);
	config_free(config);
}

static void test_risks_and_runtime(void **state)
{
	(void)state;
	struct config *config = read_config("[risks]\nnorth = UTIL-1, UTIL-2\nsouth = UTIL-*\n");
	static const struct custom_field same = { .name = "shared_risk", .type = CUSTOM_TEXT, .text = "river" };
	static const struct custom_field minutes = { .name = "battery_minutes", .type = CUSTOM_NUMBER, .number = 12 };
	struct device device = { .object.name = "UTIL-2" };
	assert_string_equal(policy_risk(&config->policy, &device.object), "north");
	device.object.name = "UTIL-3";
	assert_string_equal(policy_risk(&config->policy, &device.object), "south");
	device.object.name = "GEN";
	assert_null(policy_risk(&config->policy, &device.object));
	set_custom(&device.object, &same);
	assert_string_equal(policy_risk(&config->policy, &device.object), "river");
	assert_false(number_known(policy_runtime_min(&config->policy, &device)));
	set_custom(&device.object, &minutes);
	assert_true(policy_runtime_min(&config->policy, &device) == 12);
	config_free(config);
}

static void test_shared_risk(void **state)
{
	(void)state;
	static const char *const net = "[PP-A] (FA) - pduA<In; [PP-B] (FB) - pduB<In; pduA>1 - srv<P1=1; pduB>1 - srv<P2=1";
	static const struct {
		const char *config;
		enum verdict_state state;
	} cases[] = {
		{ "", VERDICT_REDUNDANT },
		{ "[risks]\nriver = PP-*", VERDICT_SHARED },
		{ "[risks]\nriver = PP-A\nhill = PP-B", VERDICT_REDUNDANT },
		{ "[risks]\nriver = PP-A", VERDICT_REDUNDANT },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct world world = world_new(cases[i].config, net);
		const struct verdict *verdict = net_verdict(world.net, "srv");
		assert_int_equal(verdict->state, cases[i].state);
		assert_true((strstr(verdict->text, ", which share river") != NULL) == (cases[i].state == VERDICT_SHARED));
		world_free(&world);
	}
}

/* --- the reader --- */

static const struct {
	const char *text, *error; /* NULL: none; else what it holds behind "FILE:" */
} texts[] = {
	{ "", NULL },
	{ "\xef\xbb\xbf[defaults]\r\njobs = 2\r\n", NULL },
	{ "  [defaults]  \n   jobs = 2   ; why\n# x\n; y\n\n", NULL },
	{ "[defaults]\njobs=2\njobs=3", "3: [defaults] key 'jobs' is given twice, first in line 2" },
	{ "[defaults]\nlink-base = a\nlink_base = b", "3: [defaults] key 'link_base' is given twice" },
	{ "[netbox a]\nurl = x\n[netbox b]\nurl = y", NULL },
	{ "[netbox a]\nurl = x\n[netbox a]\nurl = y", "4: [netbox] key 'url' is given twice" },
	{ "[kinds]\nups = a\nups = b", NULL },
	{ "[kinds]\nups = a,,b", "2: [kinds] key 'ups' cannot be 'a,,b'" },
	{ "[kinds]\nups =", "2: [kinds] key 'ups' cannot be ''" },
	{ "[kinds]\nbattery = x", "2: [kinds] key 'battery' is not known; allowed: utility, generator" },
	{ "[sides]\nI = x", "2: [sides] key 'I' is not known" },
	{ "[sides]\npdus:A = x", "2: [sides] key 'pdus:A' is not known" },
	{ "[psu]\nrole: = each", "2: [psu] key 'role:' is not known" },
	{ "[psu_needed]\nrole:a = 0", "allowed: a whole number from 1 to 64" },
	{ "[psu_needed]\nrole:a = 1.5", "allowed: a whole number from 1 to 64" },
	{ "[connectors]\nx = 32", "2: [connectors] key 'x' cannot be '32'" },
	{ "[connectors]\nx = A", "cannot be 'A'" },
	{ "[connectors]\nx = 0 A", "cannot be '0 A'" },
	{ "[connectors]\nx = 1e9 A", "cannot be '1e9 A'" },
	{ "[thresholds]\nerror = nan", "cannot be 'nan'" },
	{ "[thresholds]\nerror = -1", "cannot be '-1'" },
	{ "[thresholds]\nerror = 0x10", "cannot be '0x10'" },
	{ "[naming]\nrack = (", "2: [naming] key 'rack' cannot be '('" },
	{ "[naming]\ncable = ^C", NULL },
	{ "[defaults]\noutput = x", "2: [defaults] key 'output' is not known" },
	{ "[defaults]\ntoken = x", "2: [defaults] key 'token' is not known" },
	{ "[netbox]\ntoken = x", "2: [netbox] key 'token' is not known; allowed: url, token_file, cacert" },
	{ "[defaults", "1: neither [section] nor key = value" },
	{ "[]\n", "1: section [] is not known" },
	{ "[kinds ups]\n", "1: section [kinds ups] is not known" },
	{ "=\n", "1: " },
	{ "[sides]\n= x\n", "2: [sides] key '' is not known" },
};

static void test_texts(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct error err = { 0 };
		struct config *config = try_config(texts[i].text, &err);
		if ((config != NULL) != (texts[i].error == NULL))
			fail_msg("%s: %s", texts[i].text, config ? "no error" : err.text);
		if (!config) {
			assert_int_equal(err.code, ERROR_CONFIG);
			if (!strstr(err.text, texts[i].error))
				fail_msg("%s: %s", texts[i].text, err.text);
		}
		config_free(config);
	}
}

/* Cut off anywhere, or with a byte changed, a file is read or refused. */
static void test_broken_texts(void **state)
{
	(void)state;
	static const char whole[] = "[netbox lab]\nurl = https://x/\n[kinds]\nups = a, b\n[sides]\npdu:A = *-1\n"
	                            "[connectors]\nx-1 = 32 A, 230 V\n[psu]\nrole:a = each\n[naming]\nrack = ^R[0-9]+\n";
	for (size_t i = 0; i < sizeof whole - 1; i++) {
		static const char bytes[] = ":=[];,\n \x1f\xff";
		for (size_t k = 0; k < sizeof bytes; k++) { /* the last cuts it off */
			char text[sizeof whole];
			struct error err = { 0 };
			memcpy(text, whole, sizeof whole);
			text[i] = bytes[k];
			struct config *config = try_config(text, &err);
			assert_true((config == NULL) == (err.code == ERROR_CONFIG));
			config_free(config);
		}
	}
}

static void test_defaults(void **state)
{
	(void)state;
	struct config *config = NULL;
	struct policy policy;
	struct error err = { 0 };
	assert_true(config_read(NULL, &config, &err));
	policy_init(&policy);
	assert_memory_equal(&policy, &config->policy, sizeof policy);
	assert_null(config_profiles(config)[0]);
	config_free(config);
	config_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sides),
		cmocka_unit_test(test_kinds),
		cmocka_unit_test(test_figures),
		cmocka_unit_test(test_rating_field),
		cmocka_unit_test(test_side_field),
		cmocka_unit_test(test_output_volts_field),
		cmocka_unit_test(test_psu_of_devices),
		cmocka_unit_test(test_risks_and_runtime),
		cmocka_unit_test(test_shared_risk),
		cmocka_unit_test(test_texts),
		cmocka_unit_test(test_broken_texts),
		cmocka_unit_test(test_defaults),
	};
	return cmocka_run_group_tests_name("config", tests, NULL, NULL);
}
