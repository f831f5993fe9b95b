#include "unit.h"

#include "base/outfile.h"
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
	expect_error("[colours]\nline = #ffffff\n", "allowed: the sections font, page, card");
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

static void assert_readable(uint32_t text, uint32_t ground)
{
	if (contrast(text, ground) < 4.5)
		fail_msg("#%06x on #%06x has a contrast of %.2f", text, ground, contrast(text, ground));
}

static void test_text_is_readable(void **state)
{
	(void)state;
	struct style *style;
	struct error err = {0};
	assert_true(style_load(NULL, &style, &err));
	assert_true(contrast(0, 0xffffff) > 20.9);
	const uint32_t grounds[] = {style->page.background, style->card.fill, style->page.panel,
	                            style->card.outside, style->frame.fill, style->tones[1].tint,
	                            style->tones[2].tint, style->tones[3].tint};
	for (size_t i = 0; i < sizeof grounds / sizeof *grounds; i++) {
		assert_readable(style->page.ink, grounds[i]);
		assert_readable(style->page.muted, grounds[i]);
		assert_readable(style->page.alert, grounds[i]);
	}
	for (int i = 0; i < STYLE_SIDES; i++) {
		assert_readable(style->card.header_text, style->sides[i].line);
		assert_readable(style->sides[i].text, style->sides[i].tint);
		assert_readable(style->page.ink, style->sides[i].tint);
	}
	for (int i = 0; i < STYLE_TONES; i++)
		assert_readable(style->tones[i].text, style->tones[i].tint);
	assert_readable(style->card.header_text, style->side_none.line);
	assert_readable(style->frame.text, style->frame.fill);
	style_free(style);
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

static void test_sides_differ_for_the_colour_blind(void **state)
{
	(void)state;
	struct style *style;
	struct error err = {0};
	assert_true(style_load(NULL, &style, &err));
	for (int protan = 0; protan < 2; protan++) {
		assert_true(seen_apart(style->sides[0].line, style->sides[1].line, protan) > 0.25);
		for (int i = 0; i < 3; i++)
			assert_true(seen_apart(style->tones[i].fill, style->tones[i + 1].fill, protan) > 0.1);
	}
	/* A grey print still tells the first sides by their pattern. */
	for (int i = 0; i < STYLE_SIDES; i++)
		for (int j = 0; j < i; j++)
			assert_int_not_equal(style->sides[i].pattern, style->sides[j].pattern);
	style_free(style);
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
	    cmocka_unit_test(test_sides_differ_for_the_colour_blind),
	    cmocka_unit_test(test_sides_begin_again),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
