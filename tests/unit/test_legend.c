/* The legend explains what is on the sheet and nothing else. */
#include "unit.h"

#include "diagram/builder.h"
#include "diagram/legend.h"

#include <math.h>
#include <string.h>

#include "styled.h"

/* One card with a bar, strips of both sides and a text, and a line of side A to
 * it when wished. */
static struct scene *legend_of(const char *value, const char *text, double limit, bool lined)
{
	static const struct term terms[] = {{"dark", "nothing live feeds it"}, {"shared", "one loss takes all cords"}};
	struct slot slots[2] = {slot_empty(), slot_empty()};
	struct line lines[3] = {line_empty(LINE_BAR), line_empty(LINE_STRIPS), line_empty(LINE_TEXT)};
	struct card card = card_empty(CARD_RACK);
	struct link link = link_empty(0, 0);
	slots[0].side = 'A', slots[1].side = 'B', link.side = 'A';
	slots[0].value = slots[1].value = value;
	slots[0].text = slots[1].text = "";
	lines[0].fraction = 0.4, lines[0].limit = limit;
	lines[1].slots_left = slots, lines[1].slot_left_count = 2;
	lines[2].left = text;
	card.lines = lines, card.line_count = 3;
	struct diagram diagram = {.cards = &card, .card_count = 1, .links = &link, .link_count = lined, .terms = terms, .term_count = 2};
	struct scene *scene = scene_new(style);
	legend_symbols(scene, &diagram, 0, 0, 300);
	return scene;
}

static bool says(const struct scene *scene, const char *text)
{
	for (size_t i = 0; i < scene->count; i++)
		if (scene->shapes[i].kind == SHAPE_TEXT && strcmp(scene->shapes[i].text, text) == 0)
			return true;
	return false;
}

/* Lines of its colour that are as long as a sample. */
static bool has_line(const struct scene *scene, char side)
{
	for (size_t i = 0; i < scene->count; i++) {
		const struct shape *shape = &scene->shapes[i];
		if (shape->kind == SHAPE_LINE && shape->paint.stroke == style_side(style, side)->line)
			return true;
	}
	return false;
}

static void test_sides_are_shown_as_they_occur(void **state)
{
	(void)state;
	struct scene *lined = legend_of("4.9 / 7.2 kW", "2 racks", NAN, true), *bare = legend_of("4.9 / 7.2 kW", "2 racks", NAN, false);
	assert_true(says(lined, "side A") && says(lined, "side B") && has_line(lined, 'A') && !has_line(lined, 'B'));
	assert_true(says(bare, "side A") && says(bare, "side B") && !has_line(bare, 'A') && !has_line(bare, 'B'));
	assert_true(says(lined, "B") && !says(lined, "A") && says(bare, "A") && says(bare, "B"));
	scene_free(lined);
	scene_free(bare);
}

static void test_figures_and_terms(void **state)
{
	(void)state;
	struct scene *with = legend_of("4.9 / 7.2 kW", "3 shared, 2 single cord", 0.9, false);
	struct scene *kilo = legend_of("4.9/7.2", "shared switch 2", 1.3, false), *none = legend_of("PP-B/7", "darkroom", NAN, false);
	assert_true(says(with, "load / usable") && says(with, "shared: one loss takes all cords"));
	assert_false(says(with, "load / usable in kW") || says(with, "dark: nothing live feeds it"));
	assert_true(says(kilo, "load / usable in kW") && !says(kilo, "load / usable"));
	assert_false(says(kilo, "shared: one loss takes all cords"));
	assert_false(says(none, "load / usable") || says(none, "load / usable in kW") || says(none, "dark: nothing live feeds it"));
	assert_true(says(with, "the load, of what is left when a side fails") && !says(with, "more than is left when a side fails"));
	assert_true(says(kilo, "more than is left when a side fails") && !says(kilo, "the load, of what is left when a side fails"));
	scene_free(with);
	scene_free(kilo);
	scene_free(none);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_sides_are_shown_as_they_occur),
	    cmocka_unit_test(test_figures_and_terms),
	};
	return cmocka_run_group_tests(tests, load_style, free_style);
}
