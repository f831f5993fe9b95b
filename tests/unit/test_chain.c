#include "picture.h"

#include "diagram/fold.h"

static void test_full(void **state)
{
	struct picture p;
	(void)state;
	picture_chain(&p, two_sides, DETAIL_AUTO);
	assert_int_equal(p.diagram->flow, FLOW_RIGHT);
	assert_non_null(find_link(p.diagram, "F-A", "pdu-a"));
	assert_non_null(find_link(p.diagram, "pdu-b", "srv"));
	line_of(card_of(p.diagram, "F-spare"), "no cord");
	line_of(card_of(p.diagram, "R10"), "no power documented");
	assert_null(find_card(p.diagram, "R1"));
	assert_string_equal(p.diagram->subtitle, "330 W · 2 racks · 5 devices");
	picture_end(&p);
}

static void test_rack_cards(void **state)
{
	struct picture p;
	(void)state;
	picture_chain(&p, two_sides, DETAIL_DEVICE);
	const struct card *rack = card_of(p.diagram, "R1");
	const struct line *strips = strips_of(rack), *row = line_of(rack, "srv");
	assert_non_null(strstr(rack->title_right, "320"));
	assert_string_equal(strips->slots_left[0].text, "pdu-a");
	assert_int_equal(strips->slots_left[1].side, 'B');
	assert_int_equal(row->kind, LINE_ROW);
	assert_string_equal(row->right, "200 W");
	assert_string_equal(row->slots_left[0].text, "01");
	assert_string_equal(row->slots_right[0].text, "06");
	assert_null(find_card(p.diagram, "pdu-a"));
	assert_null(find_card(p.diagram, "srv"));
	picture_end(&p);
}

static void test_missing_side(void **state)
{
	struct picture p;
	(void)state;
	picture_chain(&p, two_sides, DETAIL_DEVICE);
	const struct line *row = line_of(card_of(p.diagram, "R1"), "weak");
	assert_string_equal(row->slots_left[0].text, "02 03");
	assert_false(row->slots_left[0].missing);
	assert_true(row->slots_right[0].missing);
	picture_end(&p);
}

/* A cord to another rack goes from card to card; what has no rack is gathered. */
static void test_strays(void **state)
{
	struct picture p;
	(void)state;
	picture_chain(&p, two_sides, DETAIL_DEVICE);
	assert_non_null(find_link(p.diagram, "R1", "R2"));
	line_of(card_of(p.diagram, "no rack"), "loose");
	assert_non_null(find_link(p.diagram, "R1", "no rack"));
	picture_end(&p);
}

static void test_rack_detail(void **state)
{
	struct picture p;
	(void)state;
	picture_chain(&p, two_sides, DETAIL_RACK);
	const struct card *rack = card_of(p.diagram, "R1");
	assert_null(find_line(rack, "srv"));
	assert_non_null(find_line(rack, "3 devices: "));
	assert_int_equal(strips_of(rack)->slot_left_count, 2);
	picture_end(&p);
}

static void test_scope_marks_what_is_outside(void **state)
{
	struct picture p;
	struct error err = { 0 };
	const struct scope_term term = { SCOPE_RACK, "R2" };
	(void)state;
	picture_start(&p, two_sides);
	assert_true(scope_new(p.inventory, NULL, &term, 1, &p.scope, &err));
	p.content = content_chain(p.power, p.scope, NULL, 0);
	p.diagram = chain_diagram(p.content, DETAIL_FULL, &p.look);
	assert_false(card_of(p.diagram, "far")->outside);
	assert_true(card_of(p.diagram, "pdu-a")->outside);
	assert_true(card_of(p.diagram, "PP-A")->outside);
	assert_null(find_card(p.diagram, "srv"));
	assert_null(find_card(p.diagram, "PP-B"));
	assert_null(find_card(p.diagram, "R10"));
	/* the load on it is the whole load */
	line_of(card_of(p.diagram, "F-A"), "217 W of");
	assert_string_equal(p.diagram->coverage, "1 of 1 draws known");
	picture_end(&p);
}

static void test_root(void **state)
{
	struct picture p;
	(void)state;
	picture_start(&p, two_sides);
	uint32_t root = power_node(p.power, get(p.inventory, OBJECT_DEVICE, 2));
	p.content = content_chain(p.power, NULL, &root, 1);
	p.diagram = chain_diagram(p.content, DETAIL_FULL, &p.look);
	assert_int_equal(card_of(p.diagram, "pdu-b")->shape, CARD_FOCUS);
	assert_non_null(find_card(p.diagram, "srv"));
	assert_non_null(find_card(p.diagram, "loose"));
	assert_null(find_card(p.diagram, "weak"));
	assert_null(find_card(p.diagram, "F-spare"));
	assert_null(find_card(p.diagram, "F-A"));
	picture_end(&p);
}

static void test_short_ports(void **state)
{
	struct arena *arena = arena_new();
	(void)state;
	assert_string_equal(fold_short_port("Outlet-17", false, arena), "17");
	assert_string_equal(fold_short_port("Circuit-01", true, arena), "C01");
	assert_string_equal(fold_short_port("11", true, arena), "11");
	assert_string_equal(fold_short_port("Left", false, arena), "Left");
	assert_string_equal(fold_short_port("the left one", false, arena), "… one");
	assert_string_equal(fold_short_port("розетка", false, arena), "…ка");
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_full),
		cmocka_unit_test(test_rack_cards),
		cmocka_unit_test(test_missing_side),
		cmocka_unit_test(test_strays),
		cmocka_unit_test(test_rack_detail),
		cmocka_unit_test(test_scope_marks_what_is_outside),
		cmocka_unit_test(test_root),
		cmocka_unit_test(test_short_ports),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
