#include "unit.h"

#include "diagram/layout.h"
#include "diagram/metrics.h"

#include <stdlib.h>

#include "sample.h"
#include "styled.h"

static struct layout *lay_out(const struct sample *sample)
{
	struct layout *layout;
	struct error err = {0};
	if (!layout_new(&sample->diagram, style, &layout, &err))
		fail_msg("%s", err.text);
	return layout;
}

static bool boxes_meet(struct box a, struct box b, double by)
{
	return a.x < b.x + b.w - by && b.x < a.x + a.w - by && a.y < b.y + b.h - by && b.y < a.y + a.h - by;
}

static struct box segment_box(struct point a, struct point b)
{
	return (struct box){fmin(a.x, b.x), fmin(a.y, b.y), fabs(a.x - b.x), fabs(a.y - b.y)};
}

/* Every line is orthogonal and crosses no card; it begins and ends at its own. */
static void check_route(const struct sample *sample, const struct layout *layout, size_t index)
{
	const struct route *route = &layout->routes[index];
	assert_true(route->count >= 2);
	for (size_t i = 1; i < route->count; i++) {
		struct box s = segment_box(route->points[i - 1], route->points[i]);
		assert_true(s.w < 0.01 || s.h < 0.01);
		for (size_t j = 0; j < sample->diagram.card_count; j++)
			assert_false(boxes_meet(s, layout->cards[j].box, 0.5));
	}
	struct box to = layout->cards[sample->links[index].to].box;
	struct point end = route->points[route->count - 1];
	assert_true(end.x > to.x - 0.1 && end.x < to.x + to.w + 0.1);
	assert_true(end.y > to.y - 0.1 && end.y < to.y + to.h + 0.1);
}

static void check_geometry(const struct sample *sample, const struct layout *layout)
{
	for (size_t i = 0; i < sample->diagram.card_count; i++) {
		struct box box = layout->cards[i].box;
		assert_true(box.x >= -0.01 && box.y >= -0.01);
		assert_true(box.x + box.w <= layout->width + 0.01 && box.y + box.h <= layout->height + 0.01);
		for (size_t j = 0; j < i; j++)
			assert_false(boxes_meet(box, layout->cards[j].box, 0));
	}
	for (size_t i = 0; i < sample->diagram.link_count; i++)
		check_route(sample, layout, i);
}

static void test_columns_go_straight_down(void **state)
{
	(void)state;
	for (int cords = 1; cords <= 8; cords++) {
		struct sample *sample = sample_trace(cords, "NET-R01");
		struct layout *layout = lay_out(sample);
		check_geometry(sample, layout);
		for (size_t i = 0; i < sample->diagram.link_count; i++)
			assert_int_equal(layout->routes[i].count, 2);
		struct box focus = layout->cards[sample->diagram.card_count - 1].box;
		double first = layout->routes[0].points[0].x;
		double last = layout->routes[sample->diagram.link_count - 1].points[0].x;
		assert_true(fabs(focus.x + focus.w / 2 - (first + last) / 2) < 0.01);
		layout_free(layout);
		sample_free(sample);
	}
}

static void test_a_shared_card_stands_across(void **state)
{
	(void)state;
	struct sample *sample = sample_trace(2, "X");
	size_t shared = sample_card(sample, CARD_PLAIN, 'A', "GEN", NULL, 0);
	sample_link(sample, shared, 0, 'A', "", -1);
	sample_link(sample, shared, 3, 'B', "", -1);
	struct layout *layout = lay_out(sample);
	check_geometry(sample, layout);
	struct box box = layout->cards[shared].box, a = layout->cards[0].box, b = layout->cards[3].box;
	assert_true(box.x < a.x + a.w / 2 && box.x + box.w > b.x + b.w / 2);
	assert_int_equal(layout->routes[sample->diagram.link_count - 1].count, 2);
	layout_free(layout);
	sample_free(sample);
}

static void test_loops_end(void **state)
{
	(void)state;
	struct sample *sample = sample_trace(2, "X");
	sample_link(sample, 2, 0, 'A', "back", -1); /* a loop */
	sample_link(sample, 1, 1, 'A', "self", -1);
	struct layout *layout = lay_out(sample);
	assert_true(layout->routes[sample->diagram.link_count - 2].count >= 2);
	assert_int_equal(layout->routes[sample->diagram.link_count - 1].count, 0);
	layout_free(layout);
	sample_free(sample);
}

static void test_racks_stand_in_a_grid(void **state)
{
	(void)state;
	const size_t racks[] = {1, 4, 5, 12, 60, 200};
	for (size_t i = 0; i < sizeof racks / sizeof *racks; i++) {
		struct sample *sample = sample_chain(racks[i], 1 + racks[i] / 20);
		struct layout *layout = lay_out(sample);
		check_geometry(sample, layout);
		double aspect = layout->width / layout->height;
		if (racks[i] >= 12)
			assert_true(aspect > 0.6 && aspect < 3);
		layout_free(layout);
		sample_free(sample);
	}
}

static void test_device_groups_stay_with_their_pdus(void **state)
{
	(void)state;
	struct sample *sample = sample_chain(0, 6);
	for (size_t panel = 0; panel < 6; panel++)
		for (int device = 0; device < 8; device++) {
			size_t card = sample_card(sample, CARD_PLAIN, 0, "srv", NULL, 0);
			sample_link(sample, 1 + panel, card, 'A', "", -1);
			sample_link(sample, 8 + panel, card, 'B', "", -1);
		}
	struct layout *layout = lay_out(sample);
	check_geometry(sample, layout);
	layout_free(layout);
	sample_free(sample);
}

static void test_nothing_at_all(void **state)
{
	(void)state;
	for (int flow = FLOW_DOWN; flow <= FLOW_RIGHT; flow++) {
		struct sample *sample = sample_new("chain", (enum flow)flow);
		struct layout *layout = lay_out(sample);
		assert_true(layout->width >= 0 && layout->height >= 0);
		layout_free(layout);
		sample_free(sample);
	}
	layout_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_columns_go_straight_down),
	    cmocka_unit_test(test_a_shared_card_stands_across),
	    cmocka_unit_test(test_loops_end),
	    cmocka_unit_test(test_racks_stand_in_a_grid),
	    cmocka_unit_test(test_device_groups_stay_with_their_pdus),
	    cmocka_unit_test(test_nothing_at_all),
	};
	return cmocka_run_group_tests(tests, load_style, free_style);
}
