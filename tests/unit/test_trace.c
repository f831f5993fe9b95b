#include "picture.h"

static void test_two_columns(void **state)
{
	struct picture p;
	(void)state;
	picture_trace(&p, two_sides, "srv");
	assert_int_equal(p.diagram->card_count, 7);
	assert_int_equal(p.diagram->link_count, 6);
	assert_int_equal(p.diagram->flow, FLOW_DOWN);
	assert_string_equal(p.diagram->title, "Redundancy paths of srv");
	assert_int_equal(card_of(p.diagram, "PP-A")->column, 0);
	assert_int_equal(card_of(p.diagram, "pdu-a")->column, 0);
	assert_int_equal(card_of(p.diagram, "PP-B")->column, 1);
	assert_int_equal(card_of(p.diagram, "pdu-b")->column, 1);
	assert_int_equal(card_of(p.diagram, "srv")->shape, CARD_FOCUS);
	picture_end(&p);
}

static void test_cords(void **state)
{
	struct picture p;
	(void)state;
	picture_trace(&p, two_sides, "srv");
	const struct link *link = find_link(p.diagram, "pdu-a", "srv");
	assert_non_null(link);
	assert_string_equal(link->label, "W3 · 2 m · blue");
	assert_string_equal(link->anchor.id, "cable-3");
	assert_int_equal(link->side, 'A');
	assert_int_equal(link->to_slot, 0);
	const struct line *strips = strips_of(card_of(p.diagram, "srv"));
	assert_int_equal(strips->slot_left_count, 2);
	assert_string_equal(strips->slots_left[0].text, "PSU1");
	assert_string_equal(strips->slots_left[0].value, "100 / 200 W · 50 %");
	assert_int_equal(strips->slots_left[1].side, 'B');
	assert_string_equal(line_of(card_of(p.diagram, "srv"), "you are here")->right, "200 W");
	picture_end(&p);
}

/* What the rack of a device takes is said where two sides feed it, and where all loads are known. */
static void test_rack_of_a_device(void **state)
{
	struct picture p;
	(void)state;
	static const char *const in_r1[] = { "srv", "srv:PSU2", "pdu-a" };
	for (size_t i = 0; i < sizeof in_r1 / sizeof *in_r1; i++) {
		picture_trace(&p, two_sides, in_r1[i]);
		const struct line *line = line_of(card_of(p.diagram, i < 2 ? "srv" : "pdu-a"), "all of R1");
		assert_string_equal(line->left, "all of R1: 320 W of 2N limit 3\u2009680 W");
		assert_string_equal(line->right, "8.7 %");
		assert_int_equal(line->style, STYLE_MUTED);
		picture_end(&p);
	}
	picture_trace(&p, two_sides, "far");
	assert_null(find_line(card_of(p.diagram, "far"), "all of"));
	picture_end(&p);
	picture_start(&p, two_sides);
	uint32_t node = power_node(p.power, get(p.inventory, OBJECT_DEVICE, 3));
	power_keep_path(p.power, &node, 1);
	p.content = content_trace(p.power, &node, 1, NULL);
	p.diagram = trace_diagram(p.content, &p.look);
	assert_null(find_line(card_of(p.diagram, "srv"), "all of"));
	picture_end(&p);
}

static void test_breaker(void **state)
{
	struct picture p;
	(void)state;
	picture_trace(&p, two_sides, "srv");
	const struct card *feed = card_of(p.diagram, "F-A");
	assert_string_equal(line_of(feed, "230 V")->left, "230 V · 16 A · single-phase · up to 80 %");
	/* 100 + 2 × 50 + 10 + 7 of 230 × 16 × 0.8 */
	assert_string_equal(line_of(feed, "217 W")->left, "217 W of 2\u2009944 W");
	assert_string_equal(line_of(feed, "217 W")->right, "7.4 %");
	line_of(feed, "also on this breaker: 3 devices, 117 W");
	line_of(feed, "bottleneck of this path: 2\u2009727 W left");
	picture_end(&p);
}

static void test_shared(void **state)
{
	struct picture p;
	(void)state;
	picture_trace(&p, two_sides, "weak");
	assert_int_equal(p.diagram->card_count, 4);
	assert_string_equal(card_of(p.diagram, "pdu-a")->mark, "shared: loss of it darkens weak");
	assert_string_equal(card_of(p.diagram, "PP-A")->mark, "shared: loss of it darkens weak");
	size_t cords = 0;
	for (size_t i = 0; i < p.diagram->link_count; i++)
		cords += strncmp(p.diagram->links[i].label, "Out-0", 5) == 0;
	assert_int_equal(cords, 2); /* each says whose it is */
	picture_end(&p);
}

static void test_unfed(void **state)
{
	struct picture p;
	(void)state;
	picture_trace(&p, two_sides, "one");
	const struct link *link = find_link(p.diagram, "no cable", "one");
	assert_non_null(link);
	assert_true(link->dead);
	assert_int_equal(link->to_slot, 1);
	const struct slot *slot = &strips_of(card_of(p.diagram, "one"))->slots_left[1];
	assert_true(slot->missing);
	assert_string_equal(slot->value, "10 W · no cable");
	assert_false(number_known(slot->fraction));
	picture_end(&p);
}

static void test_inlet(void **state)
{
	struct picture p;
	(void)state;
	picture_trace(&p, two_sides, "srv:PSU2");
	assert_int_equal(p.diagram->card_count, 4);
	assert_null(find_card(p.diagram, "pdu-a"));
	assert_int_equal(strips_of(card_of(p.diagram, "srv"))->slot_left_count, 1);
	line_of(card_of(p.diagram, "srv"), "1 of 2 inlets shown");
	picture_end(&p);
}

static void test_distribution(void **state)
{
	struct picture p;
	(void)state;
	picture_trace(&p, two_sides, "pdu-a");
	const struct card *below = card_of(p.diagram, "4 devices, 217 W");
	assert_int_equal(below->shape, CARD_NOTE);
	assert_string_equal(below->lines[0].left, "srv");
	assert_non_null(find_link(p.diagram, "pdu-a", "4 devices, 217 W"));
	assert_null(find_card(p.diagram, "srv"));
	picture_end(&p);
}

static void test_rack(void **state)
{
	struct picture p;
	(void)state;
	picture_trace(&p, two_sides, "rack:R1");
	const struct card *rack = card_of(p.diagram, "R1");
	assert_int_equal(rack->shape, CARD_RACK);
	assert_int_equal(strips_of(rack)->slot_left_count, 2);
	assert_non_null(find_link(p.diagram, "F-A", "R1"));
	assert_non_null(find_link(p.diagram, "F-B", "R1"));
	assert_null(find_card(p.diagram, "no cable")); /* the empty slot says so */
	picture_end(&p);
}

static void test_ids_are_unique(void **state)
{
	struct picture p;
	(void)state;
	picture_trace(&p, two_sides, "site:S");
	for (size_t i = 0; i < p.diagram->card_count; i++)
		for (size_t k = 0; k < i; k++)
			assert_true(!*p.diagram->cards[i].anchor.id ||
			            strcmp(p.diagram->cards[i].anchor.id, p.diagram->cards[k].anchor.id) != 0);
	picture_end(&p);
}

static void test_links_of_the_look(void **state)
{
	struct picture p;
	struct arena *arena = arena_new();
	(void)state;
	picture_trace(&p, two_sides, "srv");
	const struct object *feed = get(p.inventory, OBJECT_FEED, 1);
	struct look look = { .link_base = "https://nb.example.com/sub" };
	assert_string_equal(builder_url(p.power, &look, feed, arena), "https://nb.example.com/sub/dcim/power-feeds/1/");
	look.no_links = true;
	assert_string_equal(builder_url(p.power, &look, feed, arena), "");
	assert_string_equal(look_time(&(struct look){ .stamp = STAMP_DATE }, "2026-11-21T02:16:39Z", arena), "2026-11-21");
	assert_string_equal(look_time(&(struct look){ .stamp = STAMP_FULL }, "2026-11-21T02:16:39Z", arena),
	                    "2026-11-21 02:16 UTC");
	assert_string_equal(look_time(&(struct look){ .stamp = STAMP_NONE }, "2026-11-21T02:16:39Z", arena), "");
	arena_free(arena);
	picture_end(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_two_columns),
		cmocka_unit_test(test_cords),
		cmocka_unit_test(test_rack_of_a_device),
		cmocka_unit_test(test_breaker),
		cmocka_unit_test(test_shared),
		cmocka_unit_test(test_unfed),
		cmocka_unit_test(test_inlet),
		cmocka_unit_test(test_distribution),
		cmocka_unit_test(test_rack),
		cmocka_unit_test(test_ids_are_unique),
		cmocka_unit_test(test_links_of_the_look),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
