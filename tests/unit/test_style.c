#include "unit.h"

#include "base/outfile.h"
#include "diagram/diagram.h"
#include "diagram/style.h"

#include <math.h>
#include <string.h>
#include <stdlib.h>
#include <unistd.h>

/* Loads a style file of this text; the error's text is in `err`. */
static bool load_text(const char *text, struct style **style, struct error *err)
{
	char path[] = "/tmp/style-XXXXXX";
	int fd = mkstemp(path);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	close(fd);
	bool ok = style_load(path, style, err);
	unlink(path);
	return ok;
}

static void expect_error(const char *text, const char *part)
{
	struct style *style = NULL;
	struct error err = {0};
	assert_false(load_text(text, &style, &err));
	assert_int_equal(err.code, ERROR_CONFIG);
	if (!strstr(err.text, part))
		fail_msg("'%s' is not in '%s'", part, err.text);
}

static void test_mistakes_name_line_and_key(void **state)
{
	(void)state;
	expect_error("[side-a]\n\ncolour = #ffffff\n", ":3: key 'side-a.colour' is not known; allowed: line, tint, text, pattern");
	expect_error("[side-a]\nline = blue\n", ":2: key 'side-a.line' cannot be 'blue'; allowed: a colour such as");
	expect_error("[card]\nradius = -1\n", ":2: key 'card.radius' cannot be '-1'");
	expect_error("[card]\nradius = nan\n", "allowed: a length in points");
	expect_error("[side-b]\npattern = wavy\n", "allowed: solid, dashed");
	expect_error("[font]\nsvg = a\"b\n", "allowed: a font's name");
	expect_error("[colours]\nline = #ffffff\n", "allowed: the sections style, font, page, card");
	expect_error("[page]\nink = #000000\nnonsense\n", ":3: neither [section] nor key = value");
	expect_error("nonsense\n[page]\nink = blue\n", ":1: neither");
}

static void test_a_long_line_is_an_error(void **state)
{
	(void)state;
	char text[3000] = "[font]\nsvg = ";
	memset(text + strlen(text), 'x', 2500);
	strcat(text, "\n");
	expect_error(text, ":2: line longer than");
}

static void test_missing_file(void **state)
{
	(void)state;
	struct style *style;
	struct error err = {0};
	assert_false(style_load("/nonexistent/x.ini", &style, &err));
	assert_int_equal(err.code, ERROR_CONFIG);
	assert_non_null(strstr(err.text, "/nonexistent/x.ini"));
}

static void test_a_file_overrides_a_few_keys(void **state)
{
	(void)state;
	struct style *style, *plain;
	struct error err = {0};
	assert_true(style_load(NULL, &plain, &err));
	assert_true(load_text("; mine\n[side-a]\nline = #010203\n[card]\nradius=2.5\n", &style, &err));
	assert_int_equal(style->sides[0].line, 0x010203);
	assert_true(style->card.radius == 2.5);
	assert_int_equal(style->sides[1].line, plain->sides[1].line);
	style_free(style);
	style_free(plain);
	style_free(NULL);
}

/* ---- colours ---- */

static double linear(double c)
{
	c /= 255;
	return c <= 0.03928 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
}

static double luminance(uint32_t rgb)
{
	return 0.2126 * linear(rgb >> 16 & 255) + 0.7152 * linear(rgb >> 8 & 255) + 0.0722 * linear(rgb & 255);
}

/* WCAG 2: black on white is 21. */
static double contrast(uint32_t a, uint32_t b)
{
	double x = luminance(a) + 0.05, y = luminance(b) + 0.05;
	return x > y ? x / y : y / x;
}

static void assert_readable(const char *style, uint32_t text, uint32_t ground, double least)
{
	if (contrast(text, ground) < least)
		fail_msg("%s: #%06x on #%06x has a contrast of %.2f", style, text, ground, contrast(text, ground));
}

static void with_each_style(void (*check)(const struct style *style, const char *name))
{
	for (size_t i = 0; style_built_in(i); i++) {
		struct style *style;
		struct error err = {0};
		if (!style_load(style_built_in(i), &style, &err))
			fail_msg("%s: %s", style_built_in(i), err.text);
		check(style, style_built_in(i));
		style_free(style);
	}
}

/* Every text on every ground it can stand on: WCAG AA, 7:1 for high-contrast. */
static void check_text(const struct style *style, const char *name)
{
	double least = strcmp(name, "high-contrast") == 0 ? 7 : 4.5;
	const uint32_t grounds[] = {style->page.background, style->card.fill, style->page.panel,
	                            style->card.outside, style->frame.fill, style->tones[1].tint,
	                            style->tones[2].tint, style->tones[3].tint, style->tones[4].tint};
	for (size_t i = 0; i < sizeof grounds / sizeof *grounds; i++) {
		assert_readable(name, style->page.ink, grounds[i], least);
		assert_readable(name, style->page.muted, grounds[i], least);
		assert_readable(name, style->page.alert, grounds[i], least);
	}
	for (int i = 0; i <= STYLE_SIDES; i++) {
		const struct side_style *side = i < STYLE_SIDES ? &style->sides[i] : &style->side_none;
		assert_readable(name, style->card.header_text, side->line, least);
		assert_readable(name, side->text, side->tint, least);
		assert_readable(name, style->page.ink, side->tint, least);
		for (int tone = 0; tone < STYLE_TONES; tone++)
			assert_readable(name, style->tones[tone].text, side->tint, least);
	}
	for (int i = 0; i < STYLE_TONES; i++) {
		assert_readable(name, style->tones[i].text, style->tones[i].tint, least);
		assert_readable(name, style->tones[i].text, style->card.fill, least);
	}
	assert_readable(name, style->frame.text, style->frame.fill, least);
}

static void test_text_is_readable(void **state)
{
	(void)state;
	assert_true(contrast(0, 0xffffff) > 20.9);
	with_each_style(check_text);
}

/* WCAG 1.4.11: what is no text but must be seen has 3:1 to its ground. */
static void check_lines(const struct style *style, const char *name)
{
	for (int i = 0; i < STYLE_SIDES; i++)
		assert_readable(name, style->sides[i].line, style->page.background, 3);
	assert_readable(name, style->card.border, style->page.background, 3);
	assert_readable(name, style->bar.limit, style->bar.track, 3);
	assert_readable(name, style->tones[TONE_ERROR].fill, style->bar.track, 3);
}

static void test_lines_are_seen(void **state)
{
	(void)state;
	with_each_style(check_lines);
}

/* Viénot 1999: what people without red or green cones see, in linear RGB. */
static void simulate(uint32_t rgb, bool protan, double out[3])
{
	double r = linear(rgb >> 16 & 255), g = linear(rgb >> 8 & 255), b = linear(rgb & 255);
	double yellow = protan ? 0.11238 * r + 0.88762 * g : 0.29275 * r + 0.70725 * g;
	out[0] = out[1] = yellow;
	out[2] = protan ? 0.00401 * r - 0.00401 * g + b : -0.02234 * r + 0.02234 * g + b;
}

static double seen_apart(uint32_t a, uint32_t b, bool protan)
{
	double x[3], y[3], sum = 0;
	simulate(a, protan, x);
	simulate(b, protan, y);
	for (int i = 0; i < 3; i++)
		sum += pow(cbrt(fmax(x[i], 0)) - cbrt(fmax(y[i], 0)), 2);
	return sqrt(sum);
}

/* CIE 1976 lightness, 0 to 100: what a grey print keeps of a colour. */
static double lightness(uint32_t rgb)
{
	double y = luminance(rgb);
	return y > 0.008856 ? 116 * cbrt(y) - 16 : 903.3 * y;
}

static void check_apart(const struct style *style, const char *name)
{
	bool grey = strcmp(name, "grey") == 0;
	for (int protan = 0; protan < 2; protan++) {
		for (int i = 1; i < 3 && !grey; i++)
			for (int j = 0; j < i; j++)
				if (seen_apart(style->sides[i].line, style->sides[j].line, protan) < 0.1)
					fail_msg("%s: sides %c and %c look alike to the colour-blind", name, 'A' + j, 'A' + i);
		assert_true(grey || seen_apart(style->sides[0].line, style->sides[1].line, protan) > 0.25);
	}
	for (int i = 0; i < TONE_UNKNOWN; i++)
		for (int j = 0; j < i; j++) {
			if (fabs(lightness(style->tones[i].fill) - lightness(style->tones[j].fill)) < 8)
				fail_msg("%s: severities %d and %d are one grey", name, i, j);
			for (int protan = 0; protan < 2; protan++)
				if (seen_apart(style->tones[i].fill, style->tones[j].fill, protan) < 0.1)
					fail_msg("%s: severities %d and %d look alike to the colour-blind", name, i, j);
		}
	/* A grey print tells sides by their pattern (and letter). */
	for (int i = 0; i < STYLE_SIDES; i++)
		for (int j = 0; j < i; j++)
			assert_int_not_equal(style->sides[i].pattern, style->sides[j].pattern);
}

static void test_sides_and_severities_differ_for_all(void **state)
{
	(void)state;
	assert_true(lightness(0xffffff) > 99.9 && lightness(0) < 0.1);
	with_each_style(check_apart);
}

static void test_a_file_begins_with_a_built_in_style(void **state)
{
	(void)state;
	struct style *style, *dark;
	struct error err = {0};
	assert_true(style_load("dark", &dark, &err));
	assert_true(load_text("[style]\nbase = dark\n[card]\nradius = 0\n", &style, &err));
	assert_int_equal(style->page.background, dark->page.background);
	assert_true(style->card.radius == 0);
	style_free(style);
	style_free(dark);
	expect_error("[card]\nradius = 0\n[style]\nbase = dark\n", ":4: key 'style.base' cannot be 'dark'; allowed: default, print");
	expect_error("[style]\nbase = drak\n", ":2: key 'style.base' cannot be 'drak'");
	assert_false(style_load("drak", &style, &err));
	assert_int_equal(err.code, ERROR_CONFIG);
	assert_string_equal(err.text, "--style: 'drak' is none of default, print, grey, dark and high-contrast; a file's name has "
	                              "a '.' or a '/'");
}

static void test_sides_begin_again(void **state)
{
	(void)state;
	struct style *style;
	struct error err = {0};
	assert_true(style_load(NULL, &style, &err));
	assert_ptr_equal(style_side(style, 'G'), style_side(style, 'A'));
	assert_ptr_equal(style_side(style, 0), &style->side_none);
	assert_null(pattern_dashes(PATTERN_SOLID));
	assert_true(pattern_dashes(PATTERN_DASHED)[0] > 0);
	style_free(style);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_mistakes_name_line_and_key),
	    cmocka_unit_test(test_a_long_line_is_an_error),
	    cmocka_unit_test(test_missing_file),
	    cmocka_unit_test(test_a_file_overrides_a_few_keys),
	    cmocka_unit_test(test_text_is_readable),
	    cmocka_unit_test(test_lines_are_seen),
	    cmocka_unit_test(test_sides_and_severities_differ_for_all),
	    cmocka_unit_test(test_a_file_begins_with_a_built_in_style),
	    cmocka_unit_test(test_sides_begin_again),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
