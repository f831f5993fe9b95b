#include "unit.h"

#include "diagram/builder.h"
#include "diagram/card.h"
#include "diagram/layout.h"
#include "diagram/metrics.h"
#include "diagram/picture.h"
#include "diagram/scene.h"

#include <stdlib.h>

#include "sample.h"
#include "styled.h"

static const struct paint ink = {.fill = 0, .stroke = COLOUR_NONE};

static void test_a_null_scene_only_measures(void **state)
{
	(void)state;
	scene_rect(NULL, (struct box){0, 0, 1, 1}, 3, ink);
	scene_text(NULL, (struct point){0, 0}, ALIGN_LEFT, (struct font){10, false}, 0, 100, "x");
	scene_open(NULL, NULL);
	scene_close(NULL);
	scene_hatch(NULL, (struct box){0, 0, 10, 10}, 4, ink);
}

static void test_text_is_shortened_and_remembered(void **state)
{
	(void)state;
	struct scene *scene = scene_new(style);
	struct font font = {10, false};
	scene_text(scene, (struct point){1, 2}, ALIGN_LEFT, font, 0, 50, "NET-R01-PDU-A");
	scene_text(scene, (struct point){1, 2}, ALIGN_LEFT, font, 0, 500, "short");
	scene_text(scene, (struct point){1, 2}, ALIGN_LEFT, font, 0, 500, "");
	scene_text(scene, (struct point){1, 2}, ALIGN_LEFT, font, 0, -3, "no room");
	assert_int_equal(scene->count, 2);
	assert_string_equal(scene->shapes[0].text, "NET-…-A");
	assert_string_equal(scene->shapes[0].full, "NET-R01-PDU-A");
	assert_null(scene->shapes[1].full);
	scene_free(scene);
	scene_free(NULL);
}

static void test_hatching_keeps_inside(void **state)
{
	(void)state;
	struct scene *scene = scene_new(style);
	scene_hatch(scene, (struct box){10, 20, 100, 7}, 5, ink);
	assert_int_equal(scene->count, 1);
	for (size_t i = 0; i < scene->shapes[0].point_count; i++) {
		struct point p = scene->shapes[0].points[i];
		assert_true(p.x >= 9.99 && p.x <= 110.01 && p.y >= 19.99 && p.y <= 27.01);
	}
	scene_free(scene);
}

/* Strips of names that are longer than their cells, with the bar beside them or
 * below: nothing leaves the card. */
static void test_bars_keep_inside_cells(void **state)
{
	(void)state;
	struct slot slots[] = {slot_empty(), slot_empty()};
	struct line line = line_empty(LINE_STRIPS);
	struct card card = card_empty(CARD_RACK);
	slots[0].text = "a name that is much longer than the cell in which it has to stand, with more behind it";
	slots[1].text = "A";
	slots[0].fraction = slots[1].fraction = 1.4;
	line.slots_left = slots, line.slot_left_count = 2;
	card.lines = &line, card.line_count = 1;
	for (int flat = 0; flat < 2; flat++) {
		struct scene *scene = scene_new(style);
		struct card_box place = {.box = {10, 20, 150, 60}};
		line.flat = flat;
		card_draw(scene, &card, &place);
		for (size_t i = 0; i < scene->count; i++)
			for (size_t k = 0; k < scene->shapes[i].point_count; k++)
				assert_true(scene->shapes[i].points[k].x >= 9.99 && scene->shapes[i].points[k].x <= 160.01);
		scene_free(scene);
	}
}

/* All kinds of lines on one card. */
static size_t full_card(struct sample *sample, enum card_shape shape, const char *text)
{
	struct line lines[] = {sample_strips(sample, 3),
	                       sample_line(LINE_TEXT, STYLE_MUTED, text, ""),
	                       sample_line(LINE_TEXT, STYLE_NORMAL, text, text),
	                       sample_line(LINE_TEXT, STYLE_VERDICT, text, ""),
	                       sample_line(LINE_TEXT, STYLE_ALERT, text, ""),
	                       sample_line(LINE_BAR, STYLE_NORMAL, text, "120 %"),
	                       sample_line(LINE_RULE, STYLE_NORMAL, "", ""),
	                       sample_line(LINE_GAP, STYLE_NORMAL, "", ""),
	                       sample_line(LINE_ROW, STYLE_NORMAL, text, text)};
	lines[5].fraction = 1.2;
	lines[5].limit = 1.5;
	lines[5].tone = TONE_ERROR;
	lines[8].slots_left = lines[8].slots_right = lines[0].slots_left;
	lines[8].slot_left_count = 1;
	lines[8].slot_right_count = 2;
	lines[8].tone = TONE_WARNING;
	size_t card = sample_card(sample, shape, 'A', text, lines, sizeof lines / sizeof *lines);
	sample->cards[card].mark = text;
	sample->cards[card].second_side = 'B';
	return card;
}

/* Everything a card draws lies inside its box; what it measures is what it draws. */
static void check_card(struct sample *sample, size_t index)
{
	const struct card *card = &sample->cards[index];
	struct scene *scene = scene_new(style);
	double width = card_width(card, style), height = card_height(card, style, width);
	struct card_box place = {.box = {100, 50, width, height}};
	card_draw(scene, card, &place);
	for (size_t i = 0; i < scene->count; i++) {
		const struct shape *shape = &scene->shapes[i];
		for (size_t j = 0; j < shape->point_count; j++) {
			struct point p = shape->points[j];
			assert_true(p.x > 99.9 && p.x < 100.1 + width && p.y > 49.9 && p.y < 50.1 + height);
		}
		if (shape->kind == SHAPE_TEXT) {
			double w = metrics_width(shape->text, shape->font.bold, shape->font.size);
			double left = shape->points[0].x - w * shape->align / 2.0;
			assert_true(left > 100 && left + w < 100 + width);
		}
	}
	scene_free(scene);
}

static void test_cards_hold_their_content(void **state)
{
	(void)state;
	static const char *const texts[] = {
	    "x", "NET-R01-PDU-A", "a name of a good many words that goes on and on and has to be broken",
	    "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW", "漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字", ""};
	struct sample *sample = sample_new("x", FLOW_DOWN);
	for (int shape = CARD_PLAIN; shape <= CARD_STUB; shape++)
		for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
			check_card(sample, full_card(sample, (enum card_shape)shape, texts[i]));
	sample_free(sample);
}

static size_t painted(const struct card *card, uint32_t stroke, enum pattern pattern)
{
	struct scene *scene = scene_new(style);
	double width = card_width(card, style);
	struct card_box place = {.box = {0, 0, width, card_height(card, style, width)}};
	size_t count = 0;
	card_draw(scene, card, &place);
	for (size_t i = 0; i < scene->count; i++) {
		const struct shape *shape = &scene->shapes[i];
		bool area = shape->kind == SHAPE_POLYGON || shape->kind == SHAPE_CURVE;
		count += area && shape->paint.stroke == stroke && shape->paint.pattern == pattern && shape->paint.fill == style->card.fill;
	}
	scene_free(scene);
	return count;
}

/* Outlined in the pale pattern; a dead one in that of its side. */
static void test_a_missing_cord_is_seen(void **state)
{
	(void)state;
	struct sample *sample = sample_new("x", FLOW_DOWN);
	struct slot slots[] = {{.anchor = {"", "", "", ""}, .side = 'A', .text = "17", .value = ""},
	                       {.anchor = {"", "", "", ""}, .side = 'B', .text = "", .value = ""}};
	struct line row = sample_line(LINE_ROW, STYLE_NORMAL, "srv", "480 W");
	row.slots_left = &slots[0], row.slots_right = &slots[1];
	row.slot_left_count = row.slot_right_count = 1;
	const struct card *card = &sample->cards[sample_card(sample, CARD_RACK, 0, "R1", &row, 1)];
	assert_int_equal(painted(card, style->line.dead_colour, style->slot.missing), 0);
	slots[1].missing = true;
	assert_int_equal(painted(card, style->line.dead_colour, style->slot.missing), 1);
	assert_int_equal(painted(card, style_side(style, 'A')->line, style->slot.dead), 0);
	slots[0].dead = true;
	assert_int_equal(painted(card, style_side(style, 'A')->line, style->slot.dead), 1);
	sample_free(sample);
}

static void test_groups_are_balanced(void **state)
{
	(void)state;
	struct sample *sample = sample_trace(3, "X");
	struct layout *layout;
	struct error err = {0};
	assert_true(layout_new(&sample->diagram, style, &layout, &err));
	struct scene *scene = picture_new(&sample->diagram, style, layout);
	int depth = 0;
	for (size_t i = 0; i < scene->count; i++) {
		depth += scene->shapes[i].kind == SHAPE_OPEN;
		depth -= scene->shapes[i].kind == SHAPE_CLOSE;
		assert_true(depth >= 0);
	}
	assert_int_equal(depth, 0);
	scene_free(scene);
	layout_free(layout);
	sample_free(sample);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_a_null_scene_only_measures),
	    cmocka_unit_test(test_text_is_shortened_and_remembered),
	    cmocka_unit_test(test_hatching_keeps_inside),
	    cmocka_unit_test(test_bars_keep_inside_cells),
	    cmocka_unit_test(test_cards_hold_their_content),
	    cmocka_unit_test(test_a_missing_cord_is_seen),
	    cmocka_unit_test(test_groups_are_balanced),
	};
	return cmocka_run_group_tests(tests, load_style, free_style);
}
