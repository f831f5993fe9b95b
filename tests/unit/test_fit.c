/* Where a device fits: space, outlets, sides, every hop, with and without a side. */
#include "load.h"
#include "net_notation.h"

#include "base/number.h"
#include "power/fit.h"

enum { DEVICES = 8 };

/* A rack around devices of a network. */
struct rack_of {
	struct rack rack;
	struct device *devices[DEVICES];
};

static struct rack_of rack_with(struct net *net, const char *const *names)
{
	struct rack_of r = {.rack = {.u_height = 10, .starting_unit = 1}};
	for (size_t i = 0; names[i]; i++)
		r.devices[r.rack.device_count++] =
			(struct device *)(uintptr_t)net_power(net)->nodes[net_find(net, names[i])].object;
	r.rack.devices = r.devices;
	return r;
}

/* Without the thin spaces in numbers. */
static void copy_plain(char *to, size_t size, const char *from)
{
	size_t length = 0;
	for (; *from && length + 1 < size; from++) {
		bool thin = strncmp(from, "\xe2\x80", 2) == 0 && from[2];
		to[length++] = thin ? ' ' : *from;
		from += thin ? 2 : 0;
	}
	to[length] = '\0';
}

static bool was_assumed; /* the result of the last count_fits() */

/* Counts and why not more; the reason lives in a static buffer. */
static unsigned count_fits(const char *text, const char *const *names, struct fit_request request, const char **why)
{
	static char limit[400];
	struct net *net = net_new(text);
	struct rack_of r = rack_with(net, names);
	r.rack.devices = r.devices;
	struct arena *arena = arena_new();
	struct fit *fit = fit_new(net_power(net), &request, arena);
	struct fit_result result = fit_rack(fit, &r.rack);
	was_assumed = result.assumed;
	copy_plain(limit, sizeof limit, result.limit);
	if (why)
		*why = limit;
	arena_free(arena);
	net_free(net);
	return result.count;
}

#define FEEDS "[PP-A] (F1-A 230V 16A 80%) - pdu1-A<In; [PP-B] (F1-B 230V 16A 80%) - pdu1-B<In;" /* 2 944 W */
#define FOUR "pdu1-A>1@iec-60320-c13; pdu1-A>2@iec-60320-c13; pdu1-A>3@iec-60320-c13; pdu1-A>4@iec-60320-c13;" \
	"pdu1-B>1@iec-60320-c13; pdu1-B>2@iec-60320-c13; pdu1-B>3@iec-60320-c13; pdu1-B>4@iec-60320-c13"
static const char *const both[] = {"pdu1-A", "pdu1-B", NULL};

static void test_sides(void **state)
{
	const struct fit_request plain = {.watts = 1000, .psus = 2, .u_height = NAN, .connector = "iec-60320-c14"};
	struct fit_request single = plain, heavy = plain, thick = plain;
	const char *why;
	(void)state;
	/* in a failure the feed takes 3 680 W, as it is 2 944: three devices of 1 000 W */
	assert_int_equal(count_fits(FEEDS FOUR, both, plain, &why), 3);
	assert_non_null(strstr(why, "when side"));
	/* a half of 6 000 W is more than 2 944, and yet more than the 2 300 of a C13 */
	heavy.watts = 6000;
	assert_int_equal(count_fits(FEEDS FOUR, both, heavy, &why), 0);
	assert_string_equal(why, "pdu1-A:1: 0 W + 3 000 W of 2 300 W");
	/* one supply: two on each side */
	single.psus = 1;
	assert_int_equal(count_fits(FEEDS FOUR, both, single, NULL), 4);
	/* a C20 does not go into a C13 */
	thick.connector = "iec-60320-c20";
	assert_int_equal(count_fits(FEEDS FOUR, both, thick, &why), 0);
	assert_string_equal(why, "none of 8 free outlets takes the plug");
}

static void test_what_is_there_counts(void **state)
{
	const struct fit_request request = {.watts = 1000, .psus = 2, .u_height = NAN, .connector = ""};
	const char *why;
	(void)state;
	/* 3 000 W on both: 3 000 of 3 680 W are there when a side is lost */
	assert_int_equal(count_fits(FEEDS FOUR "; pdu1-A>1 - srv<P1=1500/; pdu1-B>1 - srv<P2=1500/", both, request, &why), 0);
	assert_non_null(strstr(why, "is lost: 3 000 W + 1 000 W of 3 680 W"));
	/* a draw nobody knows is no 0: the result is one with reserve */
	assert_int_equal(count_fits(FEEDS FOUR "; pdu1-A>1 - srv<P1=/; pdu1-B>1 - srv<P2=/", both, request, &why), 0);
	assert_non_null(strstr(why, "its load is not known"));
}

/* Nobody knows which inlet feeds the outlet: it may be fewer. */
static void test_undecided_outlet(void **state)
{
	const struct fit_request request = {.watts = 1000, .psus = 1, .u_height = NAN, .connector = ""};
	static const char *const one[] = {"pdu1", NULL};
	(void)state;
	assert_int_equal(count_fits("[P] (F 230V 16A 80%) - pdu1<I1; (G 230V 16A 80%) - pdu1<I2; pdu1>1/", one, request, NULL), 1);
	assert_true(was_assumed);
	assert_int_equal(count_fits("[P] (F 230V 16A 80%) - pdu1<I1; (G 230V 16A 80%) - pdu1<I2; pdu1>1/I1", one, request, NULL), 1);
	assert_false(was_assumed);
}

static void test_refusals(void **state)
{
	const struct fit_request request = {.watts = 100, .psus = 2, .u_height = NAN, .connector = ""};
	static const char *const a_only[] = {"pdu1-A", NULL}, *const none[] = {NULL};
	static const struct {
		const char *net;
		const char *const *names;
		const char *why;
	} cases[] = {
		{FEEDS FOUR, a_only, "fitting outlets on side A only"},
		{FEEDS FOUR, none, "no PDU in the rack"},
		{"pdu1-A>1; pdu1-A<In", a_only, "none of 1 outlets is free and fed"},
		{"[PP-A] (F) - pdu1-A<In; pdu1-A>1!disabled", a_only, "none of 1 outlets is free and fed"},
		{"util>1 - pdu1-A<In; pdu1-A>1", a_only, "1 free outlets on a PDU whose rating is not known"},
		/* both sides come from one feed, of which A is lost with it */
		{"[PP-A] (F1-A 230V 32A 80%) - ats1<I1; ats1>1 - pdu1-A<In=/2000; ats1>2 - pdu1-B<In=/2000; pdu1-A>1; pdu1-B>1", both,
		 "dark when side A is lost"},
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *why;
		assert_int_equal(count_fits(cases[i].net, cases[i].names, request, &why), 0);
		assert_string_equal(why, cases[i].why);
	}
}

/* Three legs of 3 680 W: the leg of the outlets is full first. */
static void test_legs(void **state)
{
	const struct fit_request request = {.watts = 1000, .psus = 1, .u_height = NAN, .connector = ""};
	static const char *const one[] = {"pdu1-A", NULL};
	const char *why;
	(void)state;
	assert_int_equal(count_fits("[PP-A] (F1-A 400V 16A 100% 3ph) - pdu1-A<In; pdu1-A>1~A; pdu1-A>2~A; pdu1-A>3~A; pdu1-A>4~A; "
	                            "pdu1-A>5~A", one, request, &why), 3);
	assert_non_null(strstr(why, "leg A of PP-A/F1-A"));
	assert_int_equal(count_fits("[PP-A] (F1-A 400V 16A 100% 3ph) - pdu1-A<In; pdu1-A>1~A; pdu1-A>2~A; pdu1-A>3~A; pdu1-A>4~A; "
	                            "pdu1-A>5~B", one, request, &why), 4);
	/* of an unknown leg all may be on one */
	assert_int_equal(count_fits("[PP-A] (F1-A 400V 16A 100% 3ph) - pdu1-A<In; pdu1-A>1; pdu1-A>2; pdu1-A>3; pdu1-A>4; "
	                            "pdu1-A>5", one, request, &why), 3);
}

static void test_space(void **state)
{
	static struct device_type types[] = {{1, 1}, {2, 2}, {3, 0}, {4, 1.5}, {5, NAN}};
	static const struct {
		double position[3];
		int64_t type[3];
		double need;
		unsigned slots;
		double at, free_u;
	} cases[] = {
		{{NAN, NAN, NAN}, {1, 1, 1}, 2, 5, 1, 10},
		{{1, 5, NAN}, {1, 2, 1}, 2, 3, 2, 7},    /* 2–3 | 4 | 7–8, 9–10 */
		{{1, 5, NAN}, {1, 2, 1}, 4, 1, 7, 7},
		{{1, 5, NAN}, {1, 2, 1}, 5, 0, NAN, 7},
		{{3, 3, 3}, {3, 3, 3}, 10, 1, 1, 10},    /* nothing takes no unit */
		{{1, NAN, NAN}, {4, 1, 1}, 1, 8, 3, 8.5}, /* 1–2.5: the half is of no use for a whole one */
		{{1, NAN, NAN}, {4, 1, 1}, 8.5, 1, 2.5, 8.5},
		{{10, 11, 99}, {2, 2, 2}, 1, 9, 1, 9},   /* sticks out at the top, or is nowhere */
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct device devices[3] = {0}, *list[3];
		struct inventory inventory = {.types = types, .type_count = 5};
		struct rack rack = {.devices = list, .device_count = 3, .u_height = 10, .starting_unit = 1};
		unsigned slots;
		double at, free_u, largest_u;
		for (int k = 0; k < 3; k++) {
			devices[k].position_u = cases[i].position[k];
			devices[k].type.id = cases[i].type[k];
			list[k] = &devices[k];
		}
		assert_true(fit_space(&inventory, &rack, cases[i].need, &slots, &at, &free_u, &largest_u));
		if (slots != cases[i].slots || (slots && at != cases[i].at) || free_u != cases[i].free_u)
			fail_msg("case %zu: %u slots at %g, %g free", i, slots, at, free_u);
		devices[0].type.id = 5;
		devices[0].position_u = 4;
		assert_false(fit_space(&inventory, &rack, cases[i].need, &slots, &at, &free_u, &largest_u));
	}
}

/* The guide: 5 760 W circuits; SRV-B-R08 has 2 560 W on both together. */
static void test_guide(void **state)
{
	struct error err = {0};
	struct raw *raw = NULL;
	struct inventory *inventory = NULL;
	struct policy policy;
	const struct fit_request request = {.watts = 800, .psus = 2, .u_height = 2, .connector = "iec-60320-c14"};
	(void)state;
	if (!snapshot_read("examples/guide-4.2.9.json", &raw, &err) || !decode_inventory(raw, &inventory, &err))
		fail_msg("%s", err.text);
	raw_free(raw);
	policy_init(&policy);
	struct power *power = power_build(inventory, &policy);
	struct arena *arena = arena_new();
	struct fit *fit = fit_new(power, &request, arena);
	unsigned fitting = 0;
	assert_false(fit_knows_space(fit));
	for (size_t i = 0; i < inventory->rack_count; i++) {
		struct fit_result result = fit_rack(fit, inventory->racks[i]);
		fitting += result.count > 0;
		if (strcmp(inventory->racks[i]->object.name, "SRV-B-R08") == 0)
			assert_int_equal(result.count, 4); /* 2 560 + 4 · 800 = 5 760 */
		if (strcmp(inventory->racks[i]->object.name, "NET-R01") == 0)
			assert_string_equal(result.element->name, "Circuit-01");
	}
	assert_int_equal(fitting, 1);
	arena_free(arena);
	power_free(power);
	inventory_free(inventory);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sides), cmocka_unit_test(test_what_is_there_counts), cmocka_unit_test(test_undecided_outlet),
		cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_legs), cmocka_unit_test(test_space), cmocka_unit_test(test_guide),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
