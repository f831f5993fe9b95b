#include "unit.h"

#include "diagram/render.h"
#include "diagram/scene.h"

#include <stdio.h>
#include <stdlib.h>

#include "sample.h"
#include "styled.h"

static char *render(const struct sample *sample, enum format format, size_t *size)
{
	struct drawing *drawing;
	struct error err = {0};
	char *text = NULL;
	FILE *out = open_memstream(&text, size);
	if (!drawing_new(&sample->diagram, style, &drawing, &err) ||
	    !drawing_write(drawing, format, 96, out, &err))
		fail_msg("%s", err.text);
	fclose(out);
	drawing_free(drawing);
	return text;
}

static size_t count_of(const char *text, const char *part)
{
	size_t count = 0;
	for (; (text = strstr(text, part)); text += strlen(part))
		count++;
	return count;
}

/* Well-formed enough: every < begins a tag, tags nest, & only in entities. */
static void check_xml(const char *text)
{
	int depth = 0;
	const char *p = strchr(text, '?');
	for (p = strstr(p, "?>") + 2; *p; p++) {
		if (*p == '&') {
			size_t length = strcspn(p, ";");
			assert_true(length >= 3 && length <= 6);
		}
		if (*p != '<')
			continue;
		const char *end = strchr(p, '>');
		assert_non_null(end);
		depth += p[1] == '/' ? -1 : end[-1] == '/' ? 0 : 1;
		assert_true(depth >= 0);
		p = end;
	}
	assert_int_equal(depth, 0);
}

static void test_svg_survives_a_wiki(void **state)
{
	(void)state;
	size_t size;
	struct sample *sample = sample_trace(2, "NET-R01");
	char *svg = render(sample, FORMAT_SVG, &size);
	check_xml(svg);
	static const char *const there[] = {
	    "<title>Sample</title>", "<desc>A sample.</desc>", "role=\"img\"", "viewBox=\"0 0 ",
	    "font-family=\"Helvetica,Arial,sans-serif\"", "<g id=\"device-0\" class=\"device\"><title>device 0\nsecond line</title>",
	    "<a href=\"https://netbox.example.com/device/0/\"", "stroke-dasharray=", "not for isolation"};
	static const char *const not_there[] = {"<!DOCTYPE", "<!--", "<script", "xlink", "graphviz", "Graphviz", "transparent"};
	for (size_t i = 0; i < sizeof there / sizeof *there; i++)
		if (!strstr(svg, there[i]))
			fail_msg("no %s", there[i]);
	for (size_t i = 0; i < sizeof not_there / sizeof *not_there; i++)
		if (strstr(svg, not_there[i]))
			fail_msg("%s", not_there[i]);
	for (size_t i = 0; i < sample->diagram.card_count; i++)
		assert_int_equal(count_of(svg, sample->cards[i].anchor.id) >= 1, 1);
	free(svg);
	sample_free(sample);
}

static void test_any_name_is_safe(void **state)
{
	(void)state;
	static const char *const names[] = {
	    "a & b < c > \"d\" 'e' ]]> |{x}\\n \\N", "\x01\x1b[31m\xff\xfe", "&lt;b&gt; %s %n",
	    "\xe2\x80\xae" "evil", "漢字😀مركز", "</text></svg>", "--> <!-- -", "{|}<0>\\l\\r\"];"};
	size_t size;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		for (int format = FORMAT_SVG; format <= FORMAT_DOT; format++) {
			struct sample *sample = sample_trace(2, names[i]);
			sample->diagram.title = names[i];
			char *text = render(sample, (enum format)format, &size);
			assert_true(size > 500);
			if (format == FORMAT_SVG)
				check_xml(text);
			free(text);
			sample_free(sample);
		}
}

static void test_every_run_gives_the_same_bytes(void **state)
{
	(void)state;
	size_t a_size, b_size;
	struct sample *sample = sample_chain(30, 3);
	for (int format = FORMAT_SVG; format <= FORMAT_DOT; format += FORMAT_DOT) {
		char *a = render(sample, (enum format)format, &a_size), *b = render(sample, (enum format)format, &b_size);
		assert_int_equal(a_size, b_size);
		assert_memory_equal(a, b, a_size);
		free(a);
		free(b);
	}
	sample_free(sample);
}

static void test_png_and_pdf(void **state)
{
	(void)state;
	size_t size;
	struct sample *sample = sample_trace(2, "NET-R01");
	char *png = render(sample, FORMAT_PNG, &size), *pdf = render(sample, FORMAT_PDF, &size);
	assert_memory_equal(png, "\x89PNG", 4);
	assert_memory_equal(pdf, "%PDF", 4);
	free(png);
	free(pdf);
	sample_free(sample);
}

static void test_a_png_too_large_is_refused(void **state)
{
	(void)state;
	struct sample *sample = sample_trace(2, "NET-R01");
	struct scene *scene = scene_new(style);
	struct drawing *drawing = drawing_of(&sample->diagram, style, NULL, scene);
	struct error err = {0};
	scene->width = 1000;
	scene->height = 2000;
	assert_true(drawing_check_png(drawing, 1179, &err));
	assert_false(drawing_check_png(drawing, 1180, &err));
	assert_int_equal(err.code, ERROR_USAGE);
	assert_string_equal(err.text, "a PNG of 32778 pixels a side is more than 32767; --dpi 1179 is the most for this picture");
	drawing_free(drawing);
	drawing_free(NULL);
	sample_free(sample);
}

static void test_a_full_disk_is_an_error(void **state)
{
	(void)state;
	struct sample *sample = sample_chain(60, 3);
	struct drawing *drawing;
	struct error err = {0};
	assert_true(drawing_new(&sample->diagram, style, &drawing, &err));
	for (int format = FORMAT_SVG; format <= FORMAT_DOT; format++) {
		FILE *full = fopen("/dev/full", "w");
		assert_non_null(full);
		error_clear(&err);
		assert_false(drawing_write(drawing, (enum format)format, 72, full, &err));
		assert_int_equal(err.code, ERROR_WRITE);
		fclose(full);
	}
	drawing_free(drawing);
	sample_free(sample);
}

static void test_format_names(void **state)
{
	(void)state;
	assert_int_equal(format_by_name("x.y.SVG"), FORMAT_SVG);
	assert_int_equal(format_by_name("png"), FORMAT_PNG);
	assert_int_equal(format_by_name("a/b.c/txt"), FORMATS);
	assert_int_equal(format_by_name("x.gif"), FORMATS);
	assert_string_equal(format_name(FORMAT_DOT), "dot");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_svg_survives_a_wiki),
	    cmocka_unit_test(test_any_name_is_safe),
	    cmocka_unit_test(test_every_run_gives_the_same_bytes),
	    cmocka_unit_test(test_png_and_pdf),
	    cmocka_unit_test(test_a_png_too_large_is_refused),
	    cmocka_unit_test(test_a_full_disk_is_an_error),
	    cmocka_unit_test(test_format_names),
	};
	return cmocka_run_group_tests(tests, load_style, free_style);
}
