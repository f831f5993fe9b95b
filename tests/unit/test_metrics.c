#include "unit.h"

#include "diagram/metrics.h"

#include <math.h>
#include <string.h>

static void assert_near(double a, double b)
{
	if (fabs(a - b) > 0.001)
		fail_msg("%f is not %f", a, b);
}

static void test_published_widths(void **state)
{
	(void)state;
	assert_near(metrics_width("CORE-SW01", false, 10), 59.45);
	assert_near(metrics_width("CORE-SW01", true, 10), 59.45);
	assert_near(metrics_width("illi", false, 10), 8.88);
	assert_near(metrics_width("illi", true, 10), 11.12);
	assert_near(metrics_width("Ä é", false, 10), 6.67 + 2.78 + 5.56);
	assert_near(metrics_width("", false, 10), 0);
}

static void test_everything_else_is_an_upper_bound(void **state)
{
	(void)state;
	assert_true(metrics_width("漢", false, 10) >= 10);
	assert_true(metrics_width("😀", false, 10) >= 12.5);
	assert_near(metrics_width("e\xcc\x81", false, 10), 5.56); /* combining acute */
	assert_true(metrics_width("﷽", false, 10) >= 80);
	assert_true(metrics_width("\xff\xfe", false, 10) >= 20);  /* two bad bytes */
	assert_true(metrics_width("\x01", false, 10) >= 10);
}

static void test_fit(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	const char *text = "NET-R01-PDU-A";
	assert_ptr_equal(metrics_fit(arena, text, false, 10, 200), text);
	const char *cut = metrics_fit(arena, text, false, 10, 50);
	assert_string_equal(cut, "NET-…-A"); /* the side stays */
	assert_true(metrics_width(cut, false, 10) <= 50);
	assert_string_equal(metrics_fit(arena, text, false, 10, 22), "N…"); /* no room for both */
	assert_string_equal(metrics_fit(arena, "both cords on PP-A", false, 10, 60), "both cords…");
	assert_string_equal(metrics_fit(arena, text, false, 10, 5), "");
	assert_string_equal(metrics_fit(arena, "漢字漢字", false, 10, 32), "漢字…");
	arena_free(arena);
}

static void test_wrap(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	const char *lines[4];
	assert_int_equal(metrics_wrap(arena, "one two three", false, 10, 45, lines, 4), 2);
	assert_string_equal(lines[0], "one two");
	assert_string_equal(lines[1], "three");
	assert_int_equal(metrics_wrap(arena, "carries 140 %", false, 10, 52, lines, 4), 2);
	assert_string_equal(lines[1], "140 %"); /* a number stays with its unit */
	assert_int_equal(metrics_wrap(arena, "WWWWWWWWWWWWWWWW", false, 10, 50, lines, 2), 2);
	assert_string_equal(lines[0], "WWWWW");
	assert_string_equal(lines[1], "WWWW…");
	assert_int_equal(metrics_wrap(arena, "EMEA-STORAGE-PANEL-A", false, 10, 115, lines, 4), 2);
	assert_string_equal(lines[0], "EMEA-STORAGE-");
	assert_string_equal(lines[1], "PANEL-A"); /* not "A" */
	assert_int_equal(metrics_wrap(arena, "STORAGE01A", false, 10, 58, lines, 4), 2);
	assert_string_equal(lines[1], "01A"); /* without a hyphen */
	assert_int_equal(metrics_wrap(arena, "power factor 1, no losses", false, 10, 58, lines, 4), 3);
	assert_string_equal(lines[0], "power"); /* not "power factor" */
	assert_int_equal(metrics_wrap(arena, "15 new, 1 shared, 2 single cord", false, 10, 120, lines, 4), 2);
	assert_string_equal(lines[1], "2 single cord");
	assert_int_equal(metrics_wrap(arena, "", false, 10, 50, lines, 2), 1);
	assert_int_equal(metrics_wrap(arena, "漢字", false, 10, 5, lines, 4), 3);
	assert_string_equal(lines[0], "漢"); /* at least a letter, and a whole one */
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_published_widths),
	    cmocka_unit_test(test_everything_else_is_an_upper_bound),
	    cmocka_unit_test(test_fit),
	    cmocka_unit_test(test_wrap),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
