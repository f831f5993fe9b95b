/* What is on the wall diagram: its cards, rows and slots. How it stands on paper is
 * measured in test_sheet.c. */
#include "unit.h"

#include "diagram/floor.h"
#include "diagram/floor_rows.h"
#include "diagram/layout.h"
#include "diagram/overlay.h"

#include <math.h>

#include "picture.h"
#include "site.h"
#include "styled.h"

static size_t cards_titled(const struct diagram *diagram, const char *title)
{
	size_t count = 0;
	for (size_t i = 0; i < diagram->card_count; i++)
		count += strcmp(diagram->cards[i].title, title) == 0;
	return count;
}

/* What feeds both sides is drawn left and marked right: the sides keep their wings. */
static void test_shared_source(void **state)
{
	(void)state;
	char path[] = "/tmp/wattmap-floor-XXXXXX";
	struct recorded site;
	struct look look = {0};
	struct layout *layout;
	struct error err = {0};
	if (!generate("odd.py one-source", path))
		skip();
	open_site(&site, path);
	struct diagram *diagram = floor_diagram(site.content, FLOOR_RACK, &look);
	assert_int_equal(cards_titled(diagram, "UTILITY"), 2);
	assert_true(layout_new(diagram, style, &layout, &err));
	for (size_t i = 0; i < diagram->card_count; i++) {
		const struct card *card = &diagram->cards[i];
		bool right = layout->cards[i].box.x > layout->width / 2;
		if (strcmp(card->title, "UPS-A") == 0 || strcmp(card->title, "RPP-A") == 0)
			assert_false(right);
		if (strcmp(card->title, "UPS-B") == 0 || strcmp(card->title, "RPP-B") == 0)
			assert_true(right);
		for (size_t j = 0; j < i; j++)
			assert_string_not_equal(card->anchor.id, diagram->cards[j].anchor.id);
	}
	layout_free(layout);
	arena_free(diagram->arena);
	close_site(&site);
	unlink(path);
}

static size_t cards_of_shape(const struct diagram *diagram, enum card_shape shape)
{
	size_t count = 0;
	for (size_t i = 0; i < diagram->card_count; i++)
		count += diagram->cards[i].shape == shape;
	return count;
}

/* 16 racks A-1 … D-4: rows by name and by field are the same; all are alike. */
static void test_rows_and_folding(void **state)
{
	(void)state;
	static const char *const rules[] = {"location", "pattern:^[A-Z]", "pattern:^([A-Z])-", "field:row", "field:none"};
	static const size_t groups[] = {1, 5, 5, 5, 1};
	char path[] = "/tmp/wattmap-floor-XXXXXX";
	struct recorded site;
	if (!generate("odd.py rows", path))
		skip();
	open_site(&site, path);
	for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
		struct error err = {0};
		struct floor_rows *rows;
		assert_true(floor_rows_new(rules[i], &rows, &err));
		struct look look = {.rows = rows, .fold = true};
		struct diagram *diagram = floor_diagram(site.content, FLOOR_RACK, &look);
		assert_int_equal(diagram->group_count, groups[i]);
		assert_int_equal(cards_of_shape(diagram, CARD_RACK), groups[i] == 1 ? 1 : 4);
		const struct card *card = card_of(diagram, groups[i] == 1 ? "A-1–D-4" : "C-1–4");
		assert_string_equal(card->lines[card->line_count - 1].left, groups[i] == 1 ? "16 racks alike" : "4 racks alike");
		assert_int_equal(diagram->link_count, groups[i] == 1 ? 2 : 8);
		arena_free(diagram->arena);
		floor_rows_free(rows);
	}
	close_site(&site);
	unlink(path);
}

static void test_bad_rows(void **state)
{
	(void)state;
	static const char *const bad[] = {"", "rack", "field:", "pattern:(", "pattern:[a"};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct error err = {0};
		struct floor_rows *rows;
		assert_false(floor_rows_new(bad[i], &rows, &err));
		assert_int_equal(err.code, ERROR_USAGE);
		assert_non_null(strstr(err.text, "--row: "));
	}
}

/* In natural order, and a cord that is not there is an empty slot. */
static void test_order_and_missing_cords(void **state)
{
	(void)state;
	struct recorded site;
	struct look look = {0};
	open_site(&site, "tests/golden/sites/traps-4.6.8.json");
	struct diagram *diagram = floor_diagram(site.content, FLOOR_DEVICE, &look);
	size_t at = 0;
	for (int number = 1; number <= 12; number++) {
		char name[16];
		snprintf(name, sizeof name, "R%d", number);
		size_t index = (size_t)(card_of(diagram, name) - diagram->cards);
		assert_true(index >= at);
		at = index;
	}
	const struct card *rack = card_of(diagram, "R8");
	size_t missing = 0, shared = 0;
	for (size_t i = 0; i < rack->line_count; i++) {
		const struct line *line = &rack->lines[i];
		if (line->kind == LINE_ROW && strcmp(line->left, "srv-one-cord") == 0)
			missing += line->slots_right[0].missing;
		shared += line->shared;
	}
	assert_int_equal(missing, 1);
	assert_int_equal(shared, 1); /* srv-one-pdu */
	arena_free(diagram->arena);
	close_site(&site);
}

/* One PDU, one device, and nobody wrote down what it draws. */
static const char undocumented[] =
    "'dcim/sites': [{'id': 1, 'name': 'S', 'slug': 's'}], 'dcim/racks': [{'id': 1, 'name': 'R1', 'site': {'id': 1}}],"
    "'dcim/power-panels': [{'id': 1, 'name': 'PP-A', 'site': {'id': 1}}],"
    "'dcim/power-feeds': [{'id': 1, 'name': 'F-A', 'power_panel': {'id': 1}, 'status': 'active', 'voltage': 230, 'amperage': 16,"
    "   'max_utilization': 80, 'phase': 'single-phase', 'supply': 'ac', 'cable': {'id': 1}, 'cable_end': 'A'}],"
    "'dcim/devices': [{'id': 1, 'name': 'pdu-a', 'role': {'id': 1, 'slug': 'pdu'}, 'site': {'id': 1}, 'rack': {'id': 1}, 'status': 'active'},"
    "  {'id': 2, 'name': 'srv', 'role': {'id': 2, 'slug': 'server'}, 'site': {'id': 1}, 'rack': {'id': 1}, 'status': 'active'}],"
    "'dcim/power-ports': [{'id': 1, 'name': 'In', 'device': {'id': 1}, 'cable': {'id': 1}, 'cable_end': 'B'},"
    "  {'id': 2, 'name': 'PSU', 'device': {'id': 2}, 'cable': {'id': 2}, 'cable_end': 'B'}],"
    "'dcim/power-outlets': [{'id': 1, 'name': '1', 'device': {'id': 1}, 'power_port': {'id': 1}, 'cable': {'id': 2}, 'cable_end': 'A'}],"
    "'dcim/cables': [{'id': 1, 'status': 'connected'}, {'id': 2, 'status': 'connected'}]";

static void test_unknown_is_not_zero(void **state)
{
	(void)state;
	struct picture p;
	picture_start(&p, undocumented);
	p.content = content_chain(p.power, NULL, NULL, 0);
	p.diagram = floor_diagram(p.content, FLOOR_ROW, &p.look);
	assert_string_equal(p.diagram->subtitle, "Power floor diagram, every row · ? · 1 rack · 1 device");
	const struct slot *side = strips_of(card_of(p.diagram, "S"))->slots_left;
	assert_string_equal(side->value, "? / 2.9 kW");
	assert_true(isnan(side->fraction));
	picture_end(&p);
}

/* One rack on a panel whose name says no side, by a feed of side A. */
static const char unsided[] =
    "'dcim/sites': [{'id': 1, 'name': 'S', 'slug': 's'}], 'dcim/racks': [{'id': 1, 'name': 'R1', 'site': {'id': 1}}],"
    "'dcim/power-panels': [{'id': 1, 'name': 'PP-1A', 'site': {'id': 1}}],"
    "'dcim/power-feeds': [{'id': 1, 'name': 'F-A', 'power_panel': {'id': 1}, 'status': 'active', 'cable': {'id': 1}, 'cable_end': 'A'},"
    "  {'id': 2, 'name': 'F-spare', 'power_panel': {'id': 1}, 'status': 'active'}],"
    "'dcim/devices': [{'id': 1, 'name': 'pdu', 'role': {'id': 1, 'slug': 'pdu'}, 'site': {'id': 1}, 'rack': {'id': 1}, 'status': 'active'}],"
    "'dcim/power-ports': [{'id': 1, 'name': 'In', 'device': {'id': 1}, 'cable': {'id': 1}, 'cable_end': 'B'}],"
    "'dcim/power-outlets': [{'id': 1, 'name': '1', 'device': {'id': 1}, 'power_port': {'id': 1}}],"
    "'dcim/cables': [{'id': 1, 'status': 'connected'}]";

/* It looks like what it feeds; one that feeds both sides looks like none. */
static void test_side_of_feeds(void **state)
{
	(void)state;
	struct picture p;
	struct recorded site;
	struct look look = {0};
	picture_start(&p, unsided);
	p.content = content_chain(p.power, NULL, NULL, 0);
	p.diagram = floor_diagram(p.content, FLOOR_RACK, &p.look);
	assert_int_equal(card_of(p.diagram, "PP-1A")->side, 'A');
	assert_string_equal(card_of(p.diagram, "PP-1A")->header, "feeds A · power panel");
	picture_end(&p);
	open_site(&site, "examples/crossed-4.2.9.json");
	struct diagram *diagram = floor_diagram(site.content, FLOOR_RACK, &look);
	assert_int_equal(card_of(diagram, "Power panel 1")->side, 0);
	assert_string_equal(card_of(diagram, "Power panel 1")->header, "power panel · Row 1");
	arena_free(diagram->arena);
	close_site(&site);
}

/* PP-B/F-over carries 123 %: the card of its row says so. */
static void test_over_the_limit(void **state)
{
	(void)state;
	struct recorded site;
	struct look look = {0};
	open_site(&site, "tests/golden/sites/traps-4.6.8.json");
	struct diagram *diagram = floor_diagram(site.content, FLOOR_ROW, &look);
	const struct card *row = card_of(diagram, "Row 1");
	size_t over = 0;
	for (size_t i = 0; i < row->line_count; i++)
		over += row->lines[i].tone == TONE_ERROR && strcmp(row->lines[i].right, "PDUs up to 123 %") == 0;
	assert_int_equal(over, 1);
	diagram_shorten(diagram); /* fewer numbers, but not without this one */
	for (size_t i = 0; i < row->line_count; i++)
		over += row->lines[i].kind == LINE_TEXT && strcmp(row->lines[i].right, "PDUs up to 123 %") == 0;
	assert_int_equal(over, 2);
	arena_free(diagram->arena);
	close_site(&site);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_shared_source),
	    cmocka_unit_test(test_rows_and_folding),
	    cmocka_unit_test(test_bad_rows),
	    cmocka_unit_test(test_order_and_missing_cords),
	    cmocka_unit_test(test_unknown_is_not_zero),
	    cmocka_unit_test(test_side_of_feeds),
	    cmocka_unit_test(test_over_the_limit),
	};
	return cmocka_run_group_tests_name("floor", tests, load_style, free_style);
}
