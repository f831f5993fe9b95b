/* Measured quality of the wall diagram, on paper: on every site that is
 * recorded (those beside the project when they are there) and on generated
 * ones, at every detail, on small and large sheets. */
#include "unit.h"

#include "base/number.h"
#include "diagram/floor.h"
#include "diagram/floor_rows.h"
#include "diagram/metrics.h"
#include "diagram/sheet.h"
#include "diagram/layout.h"
#include "netbox/decode.h"

#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "styled.h"

#define MM (72 / 25.4)
#define CAPPED 2.59 /* a small drawing is not blown up beyond this */

struct recorded {
	const char *name;
	struct raw *raw;
	struct inventory *inventory;
	struct power *power;
	struct content *content;
};

static void open_site(struct recorded *site, const char *path)
{
	struct error err = {0};
	struct policy policy;
	*site = (struct recorded){.name = strrchr(path, '/') + 1};
	if (!snapshot_read(path, &site->raw, &err) || !raw_sort(site->raw, true, &err) ||
	    !decode_inventory(site->raw, &site->inventory, &err))
		fail_msg("%s: %s", path, err.text);
	policy_init(&policy);
	site->power = power_build(site->inventory, &policy);
	site->content = content_chain(site->power, NULL, NULL, 0);
}

static void close_site(struct recorded *site)
{
	content_free(site->content);
	power_free(site->power);
	inventory_free(site->inventory);
	raw_free(site->raw);
}

/* A sheet with its drawing. */
struct drawn {
	const struct recorded *site;
	const char *paper;
	enum floor_detail detail;
	struct diagram *diagram;
	struct sheet sheet;
	struct sheet_result result;
};

enum { FAULTS_TOLD = 4 }; /* of a sheet */

static size_t faults, faults_of_sheet;

/* All sheets are looked at, whatever is wrong with one of them. */
#define wrong(drawn, ...)                                                                                      \
	do {                                                                                                      \
		faults++;                                                                                            \
		if (faults_of_sheet++ < FAULTS_TOLD) {                                                               \
			print_error("%s %s %s: ", (drawn)->site->name, (drawn)->paper, floor_detail_name((drawn)->detail)); \
			print_error(__VA_ARGS__);                                                                       \
			print_error("\n");                                                                              \
		}                                                                                                    \
	} while (0)

/* ---- lines on paper ---- */

struct piece {
	struct point a, b; /* a is left of or above b */
	size_t from;       /* the card it comes from */
	uint64_t look;
};

struct pieces {
	struct piece *list;
	size_t count, capacity;
};

static struct point on_paper(const struct drawn *drawn, struct point point)
{
	return (struct point){drawn->result.drawing.x + point.x * drawn->result.scale, drawn->result.drawing.y + point.y * drawn->result.scale};
}

static void add_pieces(const struct drawn *drawn, struct pieces *pieces, const struct point *points, size_t count, size_t link)
{
	for (size_t i = 1; i < count; i++) {
		struct point a = on_paper(drawn, points[i - 1]), b = on_paper(drawn, points[i]);
		if (fabs(a.x - b.x) > 0.01 && fabs(a.y - b.y) > 0.01)
			wrong(drawn, "a line is neither level nor upright");
		if (fabs(a.x - b.x) + fabs(a.y - b.y) < 0.01)
			continue;
		bool swap = a.x > b.x || a.y > b.y;
		pieces->list = array_grow(pieces->list, pieces->count, &pieces->capacity, sizeof *pieces->list);
		pieces->list[pieces->count++] = (struct piece){swap ? b : a, swap ? a : b, drawn->diagram->links[link].from,
		                                               layout_look(&drawn->diagram->links[link])};
	}
}

static struct pieces pieces_of(const struct drawn *drawn)
{
	const struct layout *layout = drawn->result.layout;
	struct pieces pieces = {0};
	for (size_t i = 0; i < layout->bus_count; i++)
		add_pieces(drawn, &pieces, layout->buses[i].points, layout->buses[i].count, layout->buses[i].link);
	for (size_t i = 0; i < drawn->diagram->link_count; i++) {
		const struct route *route = &layout->routes[i];
		if (route->count < 2)
			wrong(drawn, "link %zu from '%s' to '%s' is not drawn", i, drawn->diagram->cards[drawn->diagram->links[i].from].title,
			      drawn->diagram->cards[drawn->diagram->links[i].to].title);
		add_pieces(drawn, &pieces, route->points + route->shared, route->count - route->shared, i);
	}
	return pieces;
}

/* Pieces that are parallel and beside each other are 2 mm apart, if they are
 * not of one bus. */
static bool too_near(const struct piece *p, const struct piece *q)
{
	bool level = fabs(p->a.y - p->b.y) < 0.01, other = fabs(q->a.y - q->b.y) < 0.01;
	if (level != other || (p->from == q->from && p->look == q->look))
		return false;
	double apart = level ? fabs(p->a.y - q->a.y) : fabs(p->a.x - q->a.x);
	double begin = level ? fmax(p->a.x, q->a.x) : fmax(p->a.y, q->a.y), end = level ? fmin(p->b.x, q->b.x) : fmin(p->b.y, q->b.y);
	return apart < 2 * MM - 0.05 && end - begin > 0.5;
}

static int by_y(const void *a, const void *b)
{
	const struct piece *p = a, *q = b;
	return (p->a.y > q->a.y) - (p->a.y < q->a.y);
}

static void check_parallels(const struct drawn *drawn, struct pieces *pieces)
{
	if (pieces->count)
		qsort(pieces->list, pieces->count, sizeof *pieces->list, by_y);
	for (size_t i = 0; i < pieces->count; i++)
		for (size_t j = i + 1; j < pieces->count && pieces->list[j].a.y < pieces->list[i].b.y + 2 * MM; j++)
			if (too_near(&pieces->list[i], &pieces->list[j]))
				wrong(drawn, "lines from '%s' and '%s' are too near at %g, %g", drawn->diagram->cards[pieces->list[i].from].title,
				      drawn->diagram->cards[pieces->list[j].from].title, pieces->list[j].a.x, pieces->list[j].a.y);
}

static bool crosses(const struct piece *p, struct box box)
{
	return p->a.x < box.x + box.w && box.x < p->b.x && p->a.y < box.y + box.h && box.y < p->b.y;
}

/* A line has no breadth in crosses(), so it is given a little. */
static struct piece thick(struct piece p)
{
	p.a.x -= 0.3, p.a.y -= 0.3, p.b.x += 0.3, p.b.y += 0.3;
	return p;
}

static void check_cards(const struct drawn *drawn, const struct pieces *pieces)
{
	const double inset = 1;
	for (size_t i = 0; i < drawn->diagram->card_count; i++) {
		struct box b = drawn->result.layout->cards[i].box;
		struct point at = on_paper(drawn, (struct point){b.x, b.y});
		struct box box = {at.x + inset, at.y + inset, b.w * drawn->result.scale - 2 * inset, b.h * drawn->result.scale - 2 * inset};
		for (size_t j = 0; j < pieces->count && pieces->list[j].a.y < box.y + box.h; j++) {
			struct piece piece = thick(pieces->list[j]);
			if (crosses(&piece, box))
				wrong(drawn, "a line from '%s' crosses '%s'", drawn->diagram->cards[piece.from].title, drawn->diagram->cards[i].title);
		}
		for (size_t j = 0; j < i; j++) {
			struct box c = drawn->result.layout->cards[j].box;
			if (b.x < c.x + c.w && c.x < b.x + b.w && b.y < c.y + c.h && c.y < b.y + b.h)
				wrong(drawn, "'%s' and '%s' overlap", drawn->diagram->cards[i].title, drawn->diagram->cards[j].title);
		}
	}
}

/* ---- texts ---- */

struct text_box {
	struct box box;
	const char *text;
};

static int by_top(const void *a, const void *b)
{
	const struct text_box *x = a, *y = b;
	return (x->box.y > y->box.y) - (x->box.y < y->box.y);
}

static struct text_box text_box(const struct shape *shape)
{
	double width = metrics_width(shape->text, shape->font.bold, shape->font.size), x = shape->points[0].x;
	x -= shape->align == ALIGN_RIGHT ? width : shape->align == ALIGN_CENTRE ? width / 2 : 0;
	return (struct text_box){{x, shape->points[0].y - 0.72 * shape->font.size, width, 0.9 * shape->font.size}, shape->text};
}

static void check_texts(const struct drawn *drawn, const struct pieces *pieces)
{
	const struct scene *scene = drawn->result.scene;
	struct text_box *texts = xcalloc(scene->count + 1, sizeof *texts);
	size_t count = 0;
	for (size_t i = 0; i < scene->count; i++) {
		const struct shape *shape = &scene->shapes[i];
		if (shape->kind != SHAPE_TEXT || !*shape->text)
			continue;
		if (shape->font.size < drawn->sheet.least_type - 0.01)
			wrong(drawn, "'%s' has a type of %g pt", shape->text, shape->font.size);
		texts[count++] = text_box(shape);
	}
	assert_true(count > 0);
	qsort(texts, count, sizeof *texts, by_top);
	for (size_t i = 0; i < count; i++) {
		struct box a = texts[i].box;
		if (a.x < 0 || a.y < 0 || a.x + a.w > scene->width || a.y + a.h > scene->height)
			wrong(drawn, "'%s' leaves the sheet", texts[i].text);
		for (size_t j = i + 1; j < count && texts[j].box.y < a.y + a.h - 0.1; j++)
			if (a.x < texts[j].box.x + texts[j].box.w - 0.1 && texts[j].box.x < a.x + a.w - 0.1)
				wrong(drawn, "'%s' and '%s' overlap", texts[i].text, texts[j].text);
		for (size_t j = 0; j < pieces->count && pieces->list[j].a.y < a.y + a.h; j++) {
			struct piece piece = thick(pieces->list[j]);
			if (crosses(&piece, a))
				wrong(drawn, "a line from '%s' crosses the text '%s'", drawn->diagram->cards[piece.from].title, texts[i].text);
		}
	}
	free(texts);
}

/* ---- the sheet ---- */

enum { FEW_CARDS = 6 }; /* they cannot be arranged to any proportions */

/* As large as it goes, unless it would be blown up. */
static void check_use(const struct drawn *drawn)
{
	const struct sheet_result *r = &drawn->result;
	double use = r->drawing.w * r->drawing.h / (r->area.w * r->area.h);
	bool capped = r->scale >= CAPPED * r->least_scale;
	if (getenv("FLOOR_FIGURES"))
		print_message("%s %s %s: %.0f %% used, scale %.2f of the least%s\n", drawn->site->name, drawn->paper,
		              floor_detail_name(drawn->detail), 100 * use, r->scale / r->least_scale, capped ? ", capped" : "");
	if (r->drawing.x < r->area.x - 0.1 || r->drawing.y < r->area.y - 0.1 || r->drawing.w > r->area.w + 0.1 || r->drawing.h > r->area.h + 0.1)
		wrong(drawn, "the drawing leaves its area");
	if (!capped && drawn->diagram->card_count > FEW_CARDS && use < 0.6)
		wrong(drawn, "only %.0f %% of the area are used", 100 * use);
}

/* True when it fits. */
static bool check_sheet(const struct recorded *site, const char *paper, enum floor_detail detail)
{
	struct drawn drawn = {.site = site, .paper = paper, .detail = detail};
	struct look look = {0};
	struct error err = {0};
	faults_of_sheet = 0;
	if (!paper_parse(paper, ORIENTATION_AUTO, &drawn.sheet.paper, &err))
		fail_msg("%s", err.text);
	drawn.sheet.least_type = paper_least_type(&drawn.sheet.paper);
	drawn.diagram = floor_diagram(site->content, detail, &look);
	if (!sheet_new(&drawn.sheet, drawn.diagram, style, &drawn.result, &err))
		fail_msg("%s", err.text);
	bool fits = drawn.result.scene != NULL;
	if (fits) {
		struct pieces pieces = pieces_of(&drawn);
		check_parallels(&drawn, &pieces);
		check_cards(&drawn, &pieces);
		check_texts(&drawn, &pieces);
		check_use(&drawn);
		free(pieces.list);
	} else if (getenv("FLOOR_FIGURES")) {
		print_message("%s %s %s: %.2f of the least\n", site->name, paper, floor_detail_name(detail),
		              drawn.result.scale / drawn.result.least_scale);
	}
	scene_free(drawn.result.scene);
	layout_free(drawn.result.layout);
	arena_free(drawn.diagram->arena);
	return fits;
}

static size_t check_site(const char *path)
{
	static const char *const papers[] = {"A4", "A3", "A1", "A0", "3000x1500mm", "297x600mm"};
	struct recorded site;
	size_t fitted = 0;
	open_site(&site, path);
	for (size_t i = 0; i < sizeof papers / sizeof *papers; i++)
		for (int detail = 0; detail < FLOOR_DETAILS; detail++)
			fitted += check_sheet(&site, papers[i], (enum floor_detail)detail);
	close_site(&site);
	return fitted;
}

static size_t check_folder(const char *folder)
{
	DIR *dir = opendir(folder);
	size_t checked = 0;
	for (struct dirent *entry; dir && (entry = readdir(dir)); ) {
		char path[512];
		const char *end = strstr(entry->d_name, ".json");
		if (!end || end[5] || strstr(entry->d_name, ".figures."))
			continue;
		snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
		assert_true(check_site(path) > 0);
		checked++;
	}
	if (dir)
		closedir(dir);
	return checked;
}

static void test_own_sites(void **state)
{
	(void)state;
	faults = 0;
	assert_true(check_folder("examples") >= 2);
	assert_true(check_folder("tests/golden/sites") >= 2);
	assert_int_equal(faults, 0);
}

static void test_recorded_sites(void **state)
{
	(void)state;
	faults = 0;
	if (check_folder("../shared/netbox") == 0)
		skip();
	assert_int_equal(faults, 0);
}

/* Runs a program that writes a snapshot; false when that is not possible. */
static bool generate(const char *command, char path[])
{
	char line[256];
	close(mkstemp(path));
	snprintf(line, sizeof line, "python3 tests/gen/%s -o %s", command, path);
	return system(line) == 0;
}

static void test_generated_sites(void **state)
{
	(void)state;
	static const char *const sizes[] = {"1 --devices-per-rack 3", "7 --racks-per-row 2", "30 --racks-per-row 10", "100"};
	faults = 0;
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		char path[] = "/tmp/wattmap-floor-XXXXXX", command[64];
		snprintf(command, sizeof command, "site.py --racks %s", sizes[i]);
		if (!generate(command, path))
			skip();
		assert_true(check_site(path) > 0);
		unlink(path);
	}
	assert_int_equal(faults, 0);
}

static void test_odd_sites(void **state)
{
	(void)state;
	static const char *const names[] = {"nothing", "no-racks", "no-panel", "many-feeds", "many-panels", "tall-rack",
	                                    "names", "six-sides", "cascade", "one-source", "loose", "rows"};
	faults = 0;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		char path[] = "/tmp/wattmap-floor-XXXXXX", command[64];
		snprintf(command, sizeof command, "odd.py %s", names[i]);
		if (!generate(command, path))
			skip();
		print_message("%s:\n", names[i]);
		assert_true(check_site(path) > 0);
		unlink(path);
	}
	assert_int_equal(faults, 0);
}

/* Eighty panels of single racks stand beside them: in wings of forty each they
 * would be taller than this sheet. */
static void test_panels_beside_racks(void **state)
{
	(void)state;
	char path[] = "/tmp/wattmap-floor-XXXXXX";
	struct recorded site;
	if (!generate("odd.py many-panels", path))
		skip();
	open_site(&site, path);
	faults = 0;
	assert_true(check_sheet(&site, "A3", FLOOR_ROW));
	assert_true(check_sheet(&site, "3000x1500mm", FLOOR_RACK));
	assert_true(check_sheet(&site, "3000x1500mm", FLOOR_FULL));
	assert_int_equal(faults, 0);
	close_site(&site);
	unlink(path);
}

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

static const struct card *card_named(const struct diagram *diagram, const char *title)
{
	for (size_t i = 0; i < diagram->card_count; i++)
		if (strcmp(diagram->cards[i].title, title) == 0)
			return &diagram->cards[i];
	fail_msg("no card '%s'", title);
	return NULL;
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
		const struct card *card = card_named(diagram, groups[i] == 1 ? "A-1–D-4" : "C-1–4");
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
		size_t index = (size_t)(card_named(diagram, name) - diagram->cards);
		assert_true(index >= at);
		at = index;
	}
	const struct card *rack = card_named(diagram, "R8");
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

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_own_sites),
	    cmocka_unit_test(test_recorded_sites),
	    cmocka_unit_test(test_generated_sites),
	    cmocka_unit_test(test_odd_sites),
	    cmocka_unit_test(test_panels_beside_racks),
	    cmocka_unit_test(test_shared_source),
	    cmocka_unit_test(test_rows_and_folding),
	    cmocka_unit_test(test_bad_rows),
	    cmocka_unit_test(test_order_and_missing_cords),
	};
	return cmocka_run_group_tests_name("floor", tests, load_style, free_style);
}
