#include "unit.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/number.h"
#include "base/outfile.h"
#include "base/progress.h"
#include "base/text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void test_first_error_wins(void **state)
{
	(void)state;
	struct error err = {0};
	assert_false(error_set(&err, ERROR_DATA, "a\nb"));
	error_set(&err, ERROR_USAGE, "later");
	error_prefix(&err, "page %d", 3);
	assert_int_equal(err.code, ERROR_DATA);
	assert_string_equal(err.text, "page 3: a?b");
}

static void test_long_error_is_cut_at_a_character(void **state)
{
	(void)state;
	struct error err = {0};
	char text[2000] = "";
	for (int i = 0; i < 900; i++)
		strcat(text, "ä");
	error_set(&err, ERROR_DATA, "%s", text);
	size_t end = strlen(err.text);
	assert_true(end < sizeof err.text);
	assert_string_equal(err.text + end - 3, "…");
	assert_int_equal((unsigned char)err.text[end - 4] & 0xc0, 0x80);
}

static void test_numbers(void **state)
{
	static const struct { double watts; const char *text; } cases[] = {
		{4200, "4\xe2\x80\x89" "200 W"}, {47700, "47.7 kW"}, {5882800, "5\xe2\x80\x89" "882.8 kW"}, {999960, "1\xe2\x80\x89" "000.0 kW"}, {12345678, "12.3 MW"},
		{0, "0 W"}, {-0.2, "0 W"}, {999.6, "1\xe2\x80\x89" "000 W"}, {9999.6, "10.0 kW"},
		{-1500, "-1\xe2\x80\x89" "500 W"}, {NAN, "?"}, {INFINITY, "?"}};
	char text[NUMBER_MAX];
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_string_equal(number_format_watts(text, cases[i].watts), cases[i].text);
	assert_string_equal(number_format_percent(text, 70), "70 %");
	assert_string_equal(number_format_percent(text, 4.24), "4.2 %");
	assert_string_equal(number_format_percent(text, 135.6), "136 %");
	assert_string_equal(number_format_amps(text, 20.44), "20.4 A");
	assert_string_equal(number_format_json(text, 8.75), "8.8");
	assert_string_equal(number_format_json(text, 4200), "4200");
	assert_string_equal(number_format_json(text, -0.01), "0");
	assert_string_equal(number_format_json(text, NAN), "null");
}

/* The same as printf writes, also where whole tenths are no doubles. */
static void test_fixed_numbers(void **state)
{
	char text[NUMBER_MAX], expected[NUMBER_MAX];
	(void)state;
	for (long long k = -99999999; k < 99999999; k += 4801) {
		double tenths = (double)k / 10, huge = (double)k * 1e6;
		snprintf(expected, sizeof expected, "%.1f", tenths);
		assert_string_equal(number_format_fixed(text, tenths, 1), expected);
		snprintf(expected, sizeof expected, "%.0f", (double)k);
		assert_string_equal(number_format_fixed(text, (double)k, 0), expected);
		snprintf(expected, sizeof expected, "%.1f", huge);
		assert_string_equal(number_format_fixed(text, huge, 1), expected);
	}
	assert_string_equal(number_format_fixed(text, -0.0, 0), "0");
	assert_string_equal(number_format_fixed(text, 0, 1), "0.0");
	assert_string_equal(number_format_fixed(text, -0.1, 1), "-0.1");
}

static void test_plain_text(void **state)
{
	char text[] = "?";
	(void)state;
	for (int c = 1; c < 256; c++) {
		text[0] = (char)c;
		assert_int_equal(text_is_plain(text), c >= ' ' && c < 0x7f && !strchr("\"\\&<>'", c));
	}
	assert_int_equal(text_plain_size("rack 1 & 2"), 7);
}

static void test_natural_order(void **state)
{
	static const char *const sorted[] = {"", "R1", "R01", "R2", "r2a", "R10", "S"};
	(void)state;
	for (size_t i = 0; i + 1 < sizeof sorted / sizeof *sorted; i++) {
		if (i != 1) {
			assert_true(text_compare_natural(sorted[i], sorted[i + 1]) < 0);
			assert_true(text_compare_natural(sorted[i + 1], sorted[i]) > 0);
		}
		assert_int_equal(text_compare_natural(sorted[i], sorted[i]), 0);
	}
	assert_true(text_compare_natural("R1", "R01") != 0);
}

static char *written(void (*write)(FILE *, const char *), const char *text)
{
	char *buffer;
	size_t size;
	FILE *out = open_memstream(&buffer, &size);
	write(out, text);
	fclose(out);
	return buffer;
}

static void test_hostile_text(void **state)
{
	static const struct { void (*write)(FILE *, const char *); const char *in, *out; } cases[] = {
		{text_write_xml, "a<b>&\"'", "a&lt;b&gt;&amp;&quot;&#39;"},
		{text_write_xml, "]]>", "]]&gt;"},
		{text_write_clean, "a\tb\x7f", "a\xef\xbf\xbd" "b\xef\xbf\xbd"},
		{text_write_clean, "\xff" "x\xc3", "\xef\xbf\xbd" "x\xef\xbf\xbd"},
		{text_write_clean, "evil\xe2\x80\xae" "gnp", "evilgnp"},
		{text_write_clean, "\xd7\x90", "\xe2\x81\xa6\xd7\x90\xe2\x81\xa9"},
		{text_write_json, "a\"\\\n", "\"a\\\"\\\\\\u000a\""},
		{text_write_json, "日本", "\"日本\""}};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char *text = written(cases[i].write, cases[i].in);
		assert_string_equal(text, cases[i].out);
		free(text);
	}
}

static void test_distance(void **state)
{
	(void)state;
	assert_int_equal(text_distance("CORE-SW01", "core-sw1"), 1);
	assert_int_equal(text_distance("", "abc"), 3);
	assert_true(text_contains_nocase("NET-R01-PDU-A", "pdu"));
	assert_false(text_contains_nocase("NET", "network"));
}

static void test_files_are_whole_or_not_there(void **state)
{
	(void)state;
	char folder[] = "/tmp/wattmap-test-XXXXXX", path[64];
	struct error err = {0};
	struct outfile *out;
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof path, "%s/x.svg", folder);
	assert_true(outfile_write(path, "old", 3, &err));
	assert_true(outfile_open(path, &out, &err));
	fputs("half of the new", outfile_stream(out));
	outfile_discard(out);
	char *data;
	size_t size;
	assert_true(infile_read(path, &data, &size, &err));
	assert_string_equal(data, "old");
	free(data);
	assert_false(outfile_write("/dev/full", "x", 1, &err));
	assert_int_equal(err.code, ERROR_WRITE);
	error_clear(&err);
	assert_false(outfile_check("/nowhere/at/all.svg", &err));
	assert_int_equal(err.code, ERROR_WRITE);
	unlink(path);
	assert_int_equal(rmdir(folder), 0); /* no temporary file left */
}

static void test_arena(void **state)
{
	(void)state;
	struct arena *a = arena_new(), *b = arena_new();
	char *text = arena_printf(b, "%s-%d", "inlet", 7);
	int *zero = arena_array(a, 1000000, sizeof *zero);
	arena_adopt(a, b);
	assert_string_equal(text, "inlet-7");
	assert_int_equal(zero[999999], 0);
	assert_string_equal(arena_strndup(a, "abcdef", 3), "abc");
	arena_free(a);
}

static void test_progress(void **state)
{
	(void)state;
	char text[PROGRESS_MAX];
	assert_string_equal(progress_format(text, "drawing", 2200, 22000, 7.04), "drawing: 2200 of 22000, 312 a second, 1:03 left");
	assert_string_equal(progress_format(text, "drawing", 10, 78010, 10), "drawing: 10 of 78010, 1.0 a second, 21:40:00 left");
	assert_string_equal(progress_format(text, "drawing", 10, 20, 0.5), "drawing: 10 of 20");
	assert_string_equal(progress_format(text, "drawing", 0, 20, 5), "drawing: 0 of 20");
	assert_string_equal(progress_format(text, "reading", 10, 0, 5), "reading: 10");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_first_error_wins),
		cmocka_unit_test(test_long_error_is_cut_at_a_character),
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_fixed_numbers),
		cmocka_unit_test(test_plain_text),
		cmocka_unit_test(test_natural_order),
		cmocka_unit_test(test_hostile_text),
		cmocka_unit_test(test_distance),
		cmocka_unit_test(test_files_are_whole_or_not_there),
		cmocka_unit_test(test_arena),
		cmocka_unit_test(test_progress),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
