/* Measured quality of the wall diagram, on paper: on every site that is
 * recorded (those beside the project when they are there) and on generated
 * ones, at every detail, on small and large sheets. */
#include "unit.h"

#include "base/number.h"
#include "diagram/floor.h"
#include "diagram/layout.h"
#include "diagram/metrics.h"
#include "diagram/sheet.h"

#include <dirent.h>
#include <math.h>

#include "sample.h"
#include "site.h"
#include "styled.h"

#define MM (72 / 25.4)
#define APART (2 * MM - 0.05) /* lines from each other, and (but for very small type) along a card from it */
#define CAPPED 5.99 /* a small drawing is not blown up beyond this */

/* A sheet with its drawing. */
struct drawn {
	const char *name, *paper;
	enum floor_detail detail;
	bool by_chance; /* no site: how it fills the sheet is not judged, and 1 mm between lines will do */
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
			print_error("%s %s %s: ", (drawn)->name, (drawn)->paper, floor_detail_name((drawn)->detail)); \
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

static bool is_level(const struct piece *p)
{
	return fabs(p->a.y - p->b.y) < 0.01;
}

static bool one_bus(const struct piece *p, const struct piece *q)
{
	return p->from == q->from && p->look == q->look;
}

/* Pieces that are parallel are 2 mm apart, if they are not of one bus: beside each
 * other or, on one line, one behind the other. */
static bool too_near(const struct piece *p, const struct piece *q, double least)
{
	bool level = is_level(p);
	if (level != is_level(q) || one_bus(p, q))
		return false;
	double apart = level ? fabs(p->a.y - q->a.y) : fabs(p->a.x - q->a.x);
	double begin = level ? fmax(p->a.x, q->a.x) : fmax(p->a.y, q->a.y), end = level ? fmin(p->b.x, q->b.x) : fmin(p->b.y, q->b.y);
	return apart < least && end - begin > (apart < 0.05 ? -least : 0.5);
}

static int by_y(const void *a, const void *b)
{
	const struct piece *p = a, *q = b;
	return (p->a.y > q->a.y) - (p->a.y < q->a.y);
}

static void check_parallels(const struct drawn *drawn, struct pieces *pieces)
{
	double least = drawn->by_chance ? APART / 2 : APART;
	if (pieces->count)
		qsort(pieces->list, pieces->count, sizeof *pieces->list, by_y);
	for (size_t i = 0; i < pieces->count; i++)
		for (size_t j = i + 1; j < pieces->count && pieces->list[j].a.y < pieces->list[i].b.y + 2 * MM; j++)
			if (too_near(&pieces->list[i], &pieces->list[j], least))
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

static struct box card_on_paper(const struct drawn *drawn, size_t card)
{
	struct box b = drawn->result.layout->cards[card].box;
	struct point at = on_paper(drawn, (struct point){b.x, b.y});
	return (struct box){at.x, at.y, b.w * drawn->result.scale, b.h * drawn->result.scale};
}

/* Larger by so much across a line; where lines meet the card at an end, a little less. */
static struct box around(struct box box, bool level, double apart)
{
	double x = level ? -1 : apart, y = level ? apart : -1;
	return (struct box){box.x - x, box.y - y, box.w + 2 * x, box.h + 2 * y};
}

static void check_cards(const struct drawn *drawn, const struct pieces *pieces)
{
	struct box whole = drawn->result.drawing;
	double apart = fmin(APART, 0.8 * drawn->sheet.least_type - 0.05);
	for (size_t i = 0; i < pieces->count; i++)
		if (pieces->list[i].a.x < whole.x - 0.1 || pieces->list[i].b.x > whole.x + whole.w + 0.1 ||
		    pieces->list[i].a.y < whole.y - 0.1 || pieces->list[i].b.y > whole.y + whole.h + 0.1)
			wrong(drawn, "a line from '%s' leaves the drawing", drawn->diagram->cards[pieces->list[i].from].title);
	for (size_t i = 0; i < drawn->diagram->card_count; i++) {
		struct box b = drawn->result.layout->cards[i].box, box = card_on_paper(drawn, i);
		for (size_t j = 0; j < pieces->count && pieces->list[j].a.y < box.y + box.h + apart; j++) {
			struct piece piece = thick(pieces->list[j]);
			if (crosses(&piece, around(box, is_level(&pieces->list[j]), apart)))
				wrong(drawn, "a line from '%s' crosses or touches '%s'", drawn->diagram->cards[piece.from].title,
				      drawn->diagram->cards[i].title);
		}
		for (size_t j = 0; j < i; j++) {
			struct box c = drawn->result.layout->cards[j].box;
			if (b.x < c.x + c.w && c.x < b.x + b.w && b.y < c.y + c.h && c.y < b.y + b.h)
				wrong(drawn, "'%s' and '%s' overlap", drawn->diagram->cards[i].title, drawn->diagram->cards[j].title);
		}
	}
}

/* ---- what hangs together ---- */

static bool on_piece(const struct piece *p, struct point at)
{
	return at.x > p->a.x - 0.05 && at.x < p->b.x + 0.05 && at.y > p->a.y - 0.05 && at.y < p->b.y + 0.05;
}

static bool on_border(struct box box, struct point at)
{
	bool beside = fabs(at.x - box.x) < 0.05 || fabs(at.x - box.x - box.w) < 0.05;
	bool above = fabs(at.y - box.y) < 0.05 || fabs(at.y - box.y - box.h) < 0.05;
	return (beside && at.y > box.y - 0.05 && at.y < box.y + box.h + 0.05) ||
	       (above && at.x > box.x - 0.05 && at.x < box.x + box.w + 0.05);
}

static bool pieces_meet(const struct piece *p, const struct piece *q)
{
	return on_piece(p, q->a) || on_piece(p, q->b) || on_piece(q, p->a) || on_piece(q, p->b);
}

/* An end within another piece has a dot. */
static void check_joint(const struct drawn *drawn, const struct piece *p, struct point end)
{
	bool within = on_piece(p, end) && fmin(hypot(end.x - p->a.x, end.y - p->a.y), hypot(end.x - p->b.x, end.y - p->b.y)) > 0.1;
	const struct layout *layout = drawn->result.layout;
	for (size_t i = 0; within && i < layout->joint_count; i++) {
		struct point at = on_paper(drawn, layout->joints[i].at);
		within = fabs(at.x - end.x) > 0.05 || fabs(at.y - end.y) > 0.05;
	}
	if (within)
		wrong(drawn, "a line of '%s' parts without a dot at %g, %g", drawn->diagram->cards[p->from].title, end.x, end.y);
}

static int by_bus(const void *a, const void *b)
{
	const struct piece *p = a, *q = b;
	if (p->from != q->from)
		return p->from < q->from ? -1 : 1;
	return (p->look > q->look) - (p->look < q->look);
}

/* All pieces of a bus are reached from the card that it comes from. */
static void check_bus(const struct drawn *drawn, const struct piece *bus, size_t count)
{
	size_t *reached = xcalloc(count + 1, sizeof *reached), found = 0;
	bool *seen = xcalloc(count + 1, sizeof *seen);
	struct box from = card_on_paper(drawn, bus->from);
	for (size_t i = 0; i < count; i++)
		if (on_border(from, bus[i].a) || on_border(from, bus[i].b))
			reached[found++] = i, seen[i] = true;
	for (size_t next = 0; next < found; next++)
		for (size_t i = 0; i < count; i++)
			if (!seen[i] && pieces_meet(&bus[reached[next]], &bus[i]))
				reached[found++] = i, seen[i] = true;
	if (found < count)
		wrong(drawn, "%zu of %zu lines from '%s' do not begin at it", count - found, count, drawn->diagram->cards[bus->from].title);
	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < count; j++)
			if (i != j && is_level(&bus[i]) != is_level(&bus[j]))
				check_joint(drawn, &bus[i], bus[j].a), check_joint(drawn, &bus[i], bus[j].b);
	free(reached);
	free(seen);
}

static size_t ends_at(const struct drawn *drawn, size_t card)
{
	size_t count = 0;
	for (size_t i = 0; i < drawn->diagram->link_count; i++)
		count += drawn->diagram->links[i].from == card || drawn->diagram->links[i].to == card;
	return count;
}

/* All ways begin and end at their cards; one alone ends at its side's half of a rack. */
static void check_ways(const struct drawn *drawn, const struct pieces *pieces)
{
	const struct layout *layout = drawn->result.layout;
	struct piece *sorted = xcalloc(pieces->count + 1, sizeof *sorted);
	if (pieces->count) {
		memcpy(sorted, pieces->list, pieces->count * sizeof *sorted);
		qsort(sorted, pieces->count, sizeof *sorted, by_bus);
	}
	for (size_t i = 0, end; i < pieces->count; i = end) {
		for (end = i + 1; end < pieces->count && one_bus(&sorted[i], &sorted[end]); end++)
			;
		check_bus(drawn, sorted + i, end - i);
	}
	for (size_t i = 0; i < drawn->diagram->link_count; i++) {
		const struct route *route = &layout->routes[i];
		size_t to = drawn->diagram->links[i].to;
		char side = drawn->diagram->links[i].side;
		struct box box = card_on_paper(drawn, to);
		if (route->count && drawn->diagram->cards[to].shape == CARD_RACK && side && ends_at(drawn, to) == 1 &&
		    (on_paper(drawn, route->points[route->count - 1]).x > box.x + box.w / 2) != layout_right_side(side))
			wrong(drawn, "side %c does not reach its half of '%s'", side, drawn->diagram->cards[to].title);
		if (route->count && !on_border(card_on_paper(drawn, to), on_paper(drawn, route->points[route->count - 1])))
			wrong(drawn, "a line does not reach '%s'", drawn->diagram->cards[to].title);
	}
	free(sorted);
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

enum { FEW_CARDS = 6 }; /* they cannot be arranged to any proportions, upright ones least of all */
#define LEAST_USE 0.6   /* of the area, unless the drawing would be blown up */
#define LEAST_OF_FEW 0.5

/* As large as it goes, unless it would be blown up. */
static void check_use(const struct drawn *drawn)
{
	const struct sheet_result *r = &drawn->result;
	double use = r->drawing.w * r->drawing.h / (r->area.w * r->area.h);
	bool capped = r->scale >= CAPPED * r->least_scale, few = drawn->diagram->card_count <= FEW_CARDS;
	bool upright = r->area.h > r->area.w;
	if (getenv("FLOOR_FIGURES"))
		print_message("%s %s %s: %.0f %% used, scale %.2f of the least%s\n", drawn->name, drawn->paper,
		              floor_detail_name(drawn->detail), 100 * use, r->scale / r->least_scale, capped ? ", capped" : "");
	if (r->drawing.x < r->area.x - 0.1 || r->drawing.y < r->area.y - 0.1 || r->drawing.w > r->area.w + 0.1 || r->drawing.h > r->area.h + 0.1)
		wrong(drawn, "the drawing leaves its area");
	if (!capped && !drawn->by_chance && !(few && upright) && use < (few ? LEAST_OF_FEW : LEAST_USE))
		wrong(drawn, "only %.0f %% of the area are used", 100 * use);
}

/* True when it fits. The diagram stays. */
static bool check_drawn(struct drawn *drawn)
{
	struct error err = {0};
	faults_of_sheet = 0;
	if (!paper_parse(drawn->paper, ORIENTATION_AUTO, &drawn->sheet.paper, &err))
		fail_msg("%s", err.text);
	if (drawn->sheet.least_type <= 0)
		drawn->sheet.least_type = paper_least_type(&drawn->sheet.paper);
	if (!sheet_new(&drawn->sheet, drawn->diagram, style, &drawn->result, &err))
		fail_msg("%s", err.text);
	bool fits = drawn->result.scene != NULL;
	if (fits) {
		struct pieces pieces = pieces_of(drawn);
		check_parallels(drawn, &pieces);
		check_cards(drawn, &pieces);
		check_ways(drawn, &pieces);
		check_texts(drawn, &pieces);
		check_use(drawn);
		free(pieces.list);
	} else if (getenv("FLOOR_FIGURES")) {
		print_message("%s %s %s: %.2f of the least\n", drawn->name, drawn->paper, floor_detail_name(drawn->detail),
		              drawn->result.scale / drawn->result.least_scale);
	}
	scene_free(drawn->result.scene);
	layout_free(drawn->result.layout);
	return fits;
}

/* Tight unless TERSE_NOT. */
static bool check_terse(const struct recorded *site, const char *paper, enum floor_detail detail, enum terse terse)
{
	struct look look = {.terse = terse};
	struct drawn drawn = {.name = site->name, .paper = paper, .detail = detail, .sheet.tight = terse != TERSE_NOT,
	                      .diagram = floor_diagram(site->content, detail, &look)};
	bool fits = check_drawn(&drawn);
	arena_free(drawn.diagram->arena);
	return fits;
}

static bool check_sheet(const struct recorded *site, const char *paper, enum floor_detail detail)
{
	return check_terse(site, paper, detail, TERSE_NOT);
}

/* Where less is said the type can be larger; the drawing is as good as any. */
static bool check_tight(const struct recorded *site, const char *paper, enum floor_detail detail)
{
	bool low = check_terse(site, paper, detail, TERSE_LOW);
	return (detail == FLOOR_RACK && check_terse(site, paper, detail, TERSE_NARROW)) || low;
}

static size_t check_site(const char *path)
{
	static const char *const papers[] = {"A4", "A3", "A1", "A0", "3000x1500mm", "297x600mm"};
	struct recorded site;
	size_t fitted = 0;
	open_site(&site, path);
	for (size_t i = 0; i < sizeof papers / sizeof *papers; i++)
		for (int detail = 0; detail < FLOOR_DETAILS; detail++)
			fitted += check_sheet(&site, papers[i], (enum floor_detail)detail) ||
			          check_tight(&site, papers[i], (enum floor_detail)detail);
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

/* Lines keep their 2 mm, however small the type. */
static void test_small_type(void **state)
{
	(void)state;
	struct recorded site;
	struct look look = {0};
	open_site(&site, "examples/guide-4.2.9.json");
	faults = 0;
	for (int detail = 0; detail < FLOOR_DETAILS; detail++) {
		struct drawn drawn = {.name = site.name, .paper = "594mm x auto", .detail = (enum floor_detail)detail, .sheet.least_type = 4,
		                      .diagram = floor_diagram(site.content, (enum floor_detail)detail, &look)};
		assert_true(check_drawn(&drawn));
		arena_free(drawn.diagram->arena);
	}
	assert_int_equal(faults, 0);
	close_site(&site);
}

/* ---- diagrams by chance ---- */

static unsigned roll(unsigned *seed, unsigned sides)
{
	*seed = *seed * 1664525u + 1013904223u;
	return (*seed >> 8) % sides;
}

static void random_link(struct sample *sample, unsigned *seed, size_t from, size_t to, char side)
{
	sample_link(sample, from, to, side, "", -1);
	struct link *link = &sample->links[sample->diagram.link_count - 1];
	link->dead = roll(seed, 10) == 0;
	link->reserve = roll(seed, 10) == 0;
	link->assumed = roll(seed, 10) == 0;
}

/* Sources of one side: a chain of up to three, then panels. Returns the first panel. */
static size_t random_sources(struct sample *sample, unsigned *seed, char side, size_t panels)
{
	struct line line = sample_line(LINE_TEXT, STYLE_NORMAL, "4 feeds", "");
	size_t above = sample_card(sample, CARD_PLAIN, side, "UTILITY", &line, 1);
	for (unsigned more = roll(seed, 3); more > 0; more--) {
		size_t card = sample_card(sample, CARD_PLAIN, side, "UPS", &line, 1);
		random_link(sample, seed, above, card, side);
		above = card;
	}
	size_t first = sample->diagram.card_count;
	for (size_t i = 0; i < panels; i++) {
		size_t card = sample_card(sample, CARD_PLAIN, side, arena_printf(sample->diagram.arena, "PANEL-%c%zu", side, i), &line, 1);
		random_link(sample, seed, above, card, side);
	}
	return first;
}

/* Racks in rows under panels of two or three sides; some feed another. */
static struct sample *random_floor(unsigned seed)
{
	struct sample *sample = sample_new("floor", FLOW_FLOOR);
	struct arena *arena = sample->diagram.arena;
	size_t sides = 2 + roll(&seed, 2), racks = 1 + roll(&seed, 40), rows = 1 + roll(&seed, 4), first[3], panels[3];
	for (size_t i = 0; i < sides; i++)
		panels[i] = 1 + roll(&seed, 12), first[i] = random_sources(sample, &seed, (char)('A' + i), panels[i]);
	for (size_t i = 0; i < rows; i++)
		sample->groups[sample->diagram.group_count++] = (struct group){sample_anchor(sample, "location", i), "Row", -1};
	size_t begin = sample->diagram.card_count;
	for (size_t i = 0; i < racks; i++) {
		struct line lines[] = {sample_strips(sample, 2), sample_line(LINE_ROW, STYLE_NORMAL, "srv", "480 W")};
		size_t rack = sample_card(sample, CARD_RACK, 0, arena_printf(arena, "R%zu", i), lines, 1 + roll(&seed, 2));
		sample->cards[rack].group = (int)(i * rows / racks);
		for (size_t k = 0; k < sides; k++)
			if (roll(&seed, 8))
				random_link(sample, &seed, first[k] + roll(&seed, (unsigned)panels[k]), rack, (char)('A' + k));
	}
	for (size_t i = 0; i < racks / 8; i++) {
		size_t from = begin + roll(&seed, (unsigned)racks), to = begin + roll(&seed, (unsigned)racks);
		if (from != to)
			random_link(sample, &seed, from, to, 'A');
	}
	return sample;
}

enum { RANDOM_FLOORS = 150 };

static void test_random_floors(void **state)
{
	(void)state;
	static const char *const papers[] = {"2000x1400mm", "914mm x auto", "1200x1800mm"};
	faults = 0;
	for (unsigned seed = 1; seed <= RANDOM_FLOORS; seed++) {
		char name[32];
		struct sample *sample = random_floor(seed);
		snprintf(name, sizeof name, "floor %u", seed);
		struct drawn drawn = {.name = name, .paper = papers[seed % 3], .by_chance = true, .diagram = &sample->diagram, .sheet.least_type = seed % 2 ? 4 : 7};
		if (!check_drawn(&drawn))
			fail_msg("%s does not fit", name);
		sample_free(sample);
	}
	assert_int_equal(faults, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_own_sites),
	    cmocka_unit_test(test_recorded_sites),
	    cmocka_unit_test(test_generated_sites),
	    cmocka_unit_test(test_odd_sites),
	    cmocka_unit_test(test_panels_beside_racks),
	    cmocka_unit_test(test_small_type),
	    cmocka_unit_test(test_random_floors),
	};
	return cmocka_run_group_tests_name("sheet", tests, load_style, free_style);
}
