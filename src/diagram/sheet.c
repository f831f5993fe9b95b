/* Everything but the drawing is drawn at the style's own sizes on a page as
 * large as the sheet would be at that size, then scaled to the promise; the
 * drawing is laid out for the proportions that are left, and scaled on its own.
 * The foot is enlarged while it stays no larger than the drawing: on a wall both
 * are read from one place.
 *
 *     ┌────────────────────────────────────────┐
 *     │ title                                  │
 *     │ ┌ area ──────────────────────────────┐ │
 *     │ └────────────────────────────────────┘ │
 *     ├──────────────────┬──────────┬──────────┤
 *     │ what to look at  │ legend   │ title    │
 *     │                  │          │ block    │
 *     └──────────────────┴──────────┴──────────┘ */
#include "diagram/sheet.h"

#include "diagram/layout.h"
#include "diagram/legend.h"
#include "diagram/metrics.h"
#include "diagram/picture.h"

#include <math.h>
#include <string.h>

#define MARGIN_MM 10.0
#define LINE_GAP_MM 2.0 /* between parallel lines */
#define PAD 14.0
#define TIGHT_PAD 6.0
#define TIGHT_GAP 5.0  /* between lines, if that is LINE_GAP_MM */
#define TIGHT_BAR 5.0
#define TIGHT_ARROW 5.0
#define BLOCK_WIDTH 290.0
#define MOST_SCALE 6.0 /* of the least: a single card does not shout */
#define HEAD_SCALE 1.4
#define HEAD_FROM 2.6  /* the scale from which on the head grows with the drawing */
#define NARROW 780.0   /* feet below it have the findings above the legend */
#define MOST_FOOT 0.36 /* of the sheet's height */
#define NOTES 0.26     /* of the sheet's height at most, */
#define TIGHT_NOTES 0.18

struct page {
	const struct sheet *sheet;
	const struct diagram *diagram;
	const struct style *style;
	struct scene *scene;
	double width, height; /* at the style's sizes; height 0: a roll, not yet known */
	double margin, factor, pad;
	double head, title; /* scale of the head; y of its title */
	struct box area;
	double top; /* of the foot */
};

static double least_size(const struct style *style)
{
	const double sizes[] = {style->font.small, style->font.text, style->font.header, style->font.title};
	double least = style->font.small;
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
		least = fmin(least, sizes[i]);
	return least;
}

/* Type on a wall is read from one distance: sizes nearer to each other than on a
 * screen leave more room at the same smallest size. Tight: nearer still. */
static void compact(struct style *style, bool tight)
{
	double least = least_size(style);
	style->font.text = fmin(style->font.text, least * (tight ? 1 : 1.08));
	style->font.header = fmin(style->font.header, least * (tight ? 1 : 1.02));
	style->font.title = fmin(style->font.title, least * (tight ? 1.1 : 1.35));
	style->card.padding = fmin(style->card.padding, tight ? 5 : 7);
	style->card.min_width = fmin(style->card.min_width, tight ? 90 : 110);
	style->line.gap = fmin(style->line.gap, tight ? TIGHT_GAP : style->line.gap);
	style->line.arrow = fmin(style->line.arrow, tight ? TIGHT_ARROW : style->line.arrow);
	style->bar.height = fmin(style->bar.height, tight ? TIGHT_BAR : style->bar.height);
}

enum { ROLL_TRIES = 8 };

enum { MANY_LINES = 4000 };

/* Rounded slots would be half of a large picture. */
static void simplify(struct style *style, const struct diagram *diagram)
{
	size_t lines = 0;
	for (size_t i = 0; i < diagram->card_count; i++)
		lines += diagram->cards[i].line_count;
	if (lines > MANY_LINES)
		style->slot.radius = 0;
}

/* ---- title block ---- */

/* A cell: its part of the row's width, a small label, the value. */
struct cell {
	const char *label, *value;
	double part;
};
enum { CELLS = 4, VALUE_LINES = 2 };

/* The pen of the foot, at sizes that are scaled afterwards. */
struct foot {
	struct scene *scene;
	const struct style *style;
	const struct sheet *sheet;
	const struct diagram *diagram;
	double scale, width, most, height, pad;
};

static void rule(struct foot *foot, double x1, double y1, double x2, double y2)
{
	struct point ends[] = {{x1, y1}, {x2, y2}};
	scene_line(foot->scene, ends, 2,
	           (struct paint){COLOUR_NONE, foot->style->sheet.line, foot->style->sheet.rule / foot->scale, PATTERN_SOLID});
}

static double draw_cell(struct foot *foot, double x, double y, double width, const struct cell *cell)
{
	const struct style *style = foot->style;
	struct font label = {style->font.small, false}, value = {style->font.text, true};
	const char *lines[VALUE_LINES];
	const char *text = cell->value ? cell->value : "";
	scene_text(foot->scene, (struct point){x + 6, y + label.size * 1.15}, ALIGN_LEFT, label, style->page.muted, width - 10, cell->label);
	y += label.size * 1.2;
	size_t count = metrics_wrap(foot->scene->arena, text, value.bold, value.size, width - 12, lines, VALUE_LINES);
	for (size_t i = 0; i < count; i++)
		scene_text(foot->scene, (struct point){x + 6, y + value.size * (1.05 + 1.3 * (double)i)}, ALIGN_LEFT, value,
		           style->page.ink, width - 12, lines[i]);
	return y + value.size * (1.3 * (double)count + 0.15) + 2;
}

/* Cells side by side with a rule below; returns its y. */
static double draw_cells(struct foot *foot, double x, double y, double width, const struct cell *cells)
{
	double low = y, left = x;
	for (size_t i = 0; i < CELLS && cells[i].label; i++) {
		low = fmax(low, draw_cell(foot, left, y, width * cells[i].part, &cells[i]));
		left += width * cells[i].part;
	}
	left = x;
	for (size_t i = 0; i + 1 < CELLS && cells[i + 1].label; i++) {
		left += width * cells[i].part;
		rule(foot, left, y, left, low);
	}
	rule(foot, x, low, x + width, low);
	return low;
}

static double draw_rows(struct foot *foot, double x, double y, double width, const struct cell rows[][CELLS], size_t count)
{
	for (size_t i = 0; i < count; i++)
		y = draw_cells(foot, x, y, width, rows[i]);
	return y;
}

/* "not for isolation …", as strong as can be. */
static double draw_caution(struct foot *foot, double x, double y, double width)
{
	const struct style *style = foot->style;
	struct font font = {style->font.header, true};
	double height = font.size * 2;
	scene_text(foot->scene, (struct point){x + width / 2, y + font.size * 1.35}, ALIGN_CENTRE, font, style->page.alert,
	           width - 12, foot->diagram->caution);
	return y + height;
}

static const char *without_prefix(const char *text, const char *prefix)
{
	return strncmp(text, prefix, strlen(prefix)) == 0 ? text + strlen(prefix) : text;
}

static double draw_block(struct foot *foot, double x, double y, double width)
{
	const struct sheet *sheet = foot->sheet;
	const struct diagram *d = foot->diagram;
	struct arena *arena = foot->scene->arena;
	const char *detail = arena_printf(arena, "%s · %g pt", sheet->detail, sheet->least_type);
	const char *paper = arena_strdup(arena, sheet->paper.name); /* the scene outlives the sheet */
	const char *number = arena_printf(arena, "1 of 1%s", sheet->tiles ? sheet->tiles : "");
	const struct cell what[][CELLS] = {
	    {{"Title", sheet->title, 0.45}, {"Place", d->place, 0.55}},
	    {{"Source", d->source, 0.6}, {"Data of", without_prefix(d->data_time, "data of "), 0.4}},
	    {{"Policy", d->policy, 0.6}, {"Coverage", d->coverage, 0.4}}};
	const struct cell names[][CELLS] = {
	    {{"Drawing number", sheet->number, 0.6}, {"Revision", sheet->revision, 0.4}},
	    {{"Drawn by", sheet->drawn_by, 0.6}, {"Checked by", sheet->checked_by, 0.4}}};
	const struct cell joined[CELLS] = {{"Drawing number", sheet->number, 0.31}, {"Revision", sheet->revision, 0.19},
	                                   {"Drawn by", sheet->drawn_by, 0.25}, {"Checked by", sheet->checked_by, 0.25}};
	const struct cell which[CELLS] = {{"Paper", paper, 0.42}, {"Detail · least type", detail, 0.28}, {"Sheet", number, 0.3}};
	y = draw_rows(foot, x, y, width, what, sizeof what / sizeof *what);
	y = sheet->tight ? draw_cells(foot, x, y, width, joined) : draw_rows(foot, x, y, width, names, sizeof names / sizeof *names);
	y = draw_cells(foot, x, y, width, which);
	return draw_caution(foot, x, y, width);
}

/* ---- the foot ---- */

/* Findings left, legend in the middle, title block right; on narrow sheets the
 * findings above. */
static void draw_parts(struct foot *foot)
{
	double width = foot->width, block = fmin(BLOCK_WIDTH, width * 0.5);
	bool narrow = width < NARROW;
	double legend = narrow ? width - block : fmin((width - block) * 0.42, 300), findings = narrow ? width : width - block - legend;
	double pad = foot->pad, below;
	double notes = legend_notes(foot->scene, foot->diagram, pad, pad, findings - 2 * pad, foot->most);
	below = narrow ? notes : 0;
	double symbols = legend_symbols(foot->scene, foot->diagram, (narrow ? 0 : findings) + pad, below + pad, legend - 2 * pad);
	double end = draw_block(foot, width - block, below, block);
	foot->height = fmax(fmax(notes, symbols), end) + 2;
	rule(foot, width - block, below, width - block, foot->height);
	if (narrow)
		rule(foot, 0, below, width, below);
	else
		rule(foot, findings, 0, findings, foot->height);
}

static struct foot foot_of(const struct page *page, struct scene *scene, double scale)
{
	double high = page->height > 0 ? page->height : page->width * 0.7;
	return (struct foot){.scene = scene, .style = page->style, .sheet = page->sheet, .diagram = page->diagram,
	                     .scale = scale, .width = (page->width - 2 * page->margin) / scale, .pad = page->pad,
	                     .most = high * (page->sheet->tight ? TIGHT_NOTES : NOTES) / scale};
}

static double measure_foot(const struct page *page, double scale)
{
	struct scene *scratch = scene_new(page->style);
	struct foot foot = foot_of(page, scratch, scale);
	draw_parts(&foot);
	scene_free(scratch);
	return foot.height * scale;
}

/* At its place; the page's height is known. */
static void draw_foot(struct page *page, double scale)
{
	size_t first = page->scene->count;
	struct foot foot = foot_of(page, page->scene, scale);
	draw_parts(&foot);
	rule(&foot, 0, 0, foot.width, 0);
	scene_transform(page->scene, first, scale, page->margin, page->top);
}

/* Where the head goes and the area begins. */
static void set_head(struct page *page, double larger)
{
	const struct style *style = page->style;
	double left = page->margin + page->pad;
	page->head = page->sheet->tight ? 1 : HEAD_SCALE * larger;
	page->title = left + style->font.heading * page->head * 0.9;
	page->area.x = left;
	page->area.w = page->width - 2 * left;
	page->area.y = page->title + style->font.text * page->head * 1.6 + 10;
}

static void draw_head(struct page *page)
{
	const struct style *style = page->style;
	struct font heading = {style->font.heading * page->head, true}, text = {style->font.text * page->head, false};
	double left = page->area.x, width = page->area.w;
	scene_text(page->scene, (struct point){left, page->title}, ALIGN_LEFT, heading, style->page.ink, width, page->diagram->title);
	scene_text(page->scene, (struct point){left, page->title + text.size * 1.6}, ALIGN_LEFT, text, style->page.muted, width, page->diagram->subtitle);
}

static void draw_frame(struct page *page)
{
	double left = page->margin, right = page->width - page->margin, bottom = page->height - page->margin;
	scene_rect(page->scene, (struct box){left, left, right - left, bottom - left}, 0,
	           (struct paint){COLOUR_NONE, page->style->sheet.line, page->style->sheet.frame, PATTERN_SOLID});
}

static void set_ground(struct page *page)
{
	struct point *corners = (struct point *)page->scene->shapes[0].points;
	corners[1].x = corners[2].x = page->width;
	corners[2].y = corners[3].y = page->height;
}

/* The area between head and foot. */
static void set_area(struct page *page, double foot)
{
	page->top = page->height - page->margin - foot;
	page->area.h = page->top - page->area.y - page->pad;
}

static double fit(const struct page *page, const struct layout *layout)
{
	return fmin(page->area.w / layout->width, page->area.h / layout->height);
}

/* The largest foot that is not larger than the drawing above it. */
static double choose_foot(struct page *page, const struct layout *layout)
{
	static const double scales[] = {3, 2.6, 2.3, 2, 1.8, 1.6, 1.45, 1.3, 1.15};
	for (size_t i = 0; i < sizeof scales / sizeof *scales; i++) {
		double foot = measure_foot(page, scales[i]);
		set_area(page, foot);
		if (foot <= page->height * MOST_FOOT && fmin(fit(page, layout), MOST_SCALE) >= scales[i])
			return scales[i];
	}
	set_area(page, measure_foot(page, 1));
	return 1;
}

/* A head that is not lost above a large drawing. */
static void enlarge_head(struct page *page, const struct layout *layout, double foot)
{
	double larger = fmin(fit(page, layout) / HEAD_FROM, 2);
	if (larger <= 1)
		return;
	set_head(page, larger);
	set_area(page, measure_foot(page, foot));
}

static struct page page_of(const struct sheet *sheet, const struct diagram *diagram, const struct style *style)
{
	struct page page = {.sheet = sheet, .diagram = diagram, .style = style, .scene = scene_new(style),
	                    .pad = sheet->tight ? TIGHT_PAD : PAD};
	page.factor = sheet->least_type / least_size(style);
	page.margin = paper_points(MARGIN_MM) / page.factor;
	page.width = paper_points(sheet->paper.width_mm) / page.factor;
	page.height = paper_points(sheet->paper.height_mm) / page.factor;
	return page;
}

double sheet_capacity(const struct sheet *sheet, const struct style *style)
{
	double factor = sheet->least_type / least_size(style);
	double area = paper_points(sheet->paper.width_mm) * paper_points(sheet->paper.height_mm) / factor / factor;
	return area > 0 ? area : INFINITY;
}

/* ---- the drawing ---- */

static bool lay_out(struct page *page, struct diagram *diagram, double aspect, struct layout **layout, struct error *err)
{
	diagram->aspect = aspect;
	return layout_new(diagram, page->style, layout, err);
}

/* The flatter of two drawings that are not wider than `width`, else the narrower;
 * the other one is freed. */
static struct layout *better_on_roll(struct layout *a, struct layout *b, double width)
{
	if (!a)
		return b;
	bool fits = b->width <= width, better = (a->width <= width) != fits ? fits : (b->width > a->width) == fits;
	layout_free(better ? a : b);
	return better ? b : a;
}

/* On a roll the flattest drawing that is not wider than the paper. Its area
 * hardly depends on its proportions, so two or three tries are enough. */
static bool lay_out_roll(struct page *page, struct diagram *diagram, struct layout **layout, struct error *err)
{
	double width = page->width - 2 * (page->margin + page->pad), aspect = 1;
	*layout = NULL;
	for (int tries = 0; tries < ROLL_TRIES; tries++) {
		struct layout *tried;
		if (!lay_out(page, diagram, aspect, &tried, err)) {
			layout_free(*layout);
			*layout = NULL;
			return false;
		}
		double wider = width / tried->width;
		*layout = better_on_roll(*layout, tried, width);
		if ((*layout)->width <= width && ((*layout)->width > width / 1.05 || tries > 3))
			break;
		aspect = fmax(aspect * wider * wider * (wider < 1 ? 0.97 : 0.99), 1e-4);
	}
	return true;
}

static void finish(struct page *page, struct sheet_result *result)
{
	struct scene *scene = page->scene;
	double f = page->factor;
	struct box area = {page->area.x * f, page->area.y * f, page->area.w * f, page->area.h * f};
	double width = result->layout->width * result->scale, height = result->layout->height * result->scale;
	scene_transform(scene, 0, f, 0, 0);
	size_t first = scene->count;
	picture_draw(scene, page->diagram, result->layout, 0, 0);
	result->area = area;
	result->drawing = (struct box){area.x + (area.w - width) / 2, area.y + (area.h - height) / 2, width, height};
	scene_transform(scene, first, result->scale, result->drawing.x, result->drawing.y);
	scene->width = page->width * f;
	scene->height = page->height * f;
	scene->width_mm = page->sheet->paper.width_mm;
	scene->height_mm = scene->height * 25.4 / 72;
	result->scene = scene;
}

static bool lay_out_sheet(struct page *page, struct diagram *diagram, struct layout **layout, struct error *err)
{
	set_area(page, measure_foot(page, 1));
	return page->area.h > 20 ? lay_out(page, diagram, page->area.w / page->area.h, layout, err) : true;
}

/* A roll is as long as head, drawing and foot. */
static double set_roll(struct page *page, const struct layout *layout)
{
	double scale = page->width / 1.3 > NARROW ? 1.3 : 1, foot = measure_foot(page, scale);
	page->height = page->area.y + layout->height + page->pad + foot + page->margin;
	set_area(page, foot);
	return scale;
}

bool sheet_new(const struct sheet *sheet, struct diagram *diagram, const struct style *style,
               struct sheet_result *result, struct error *err)
{
	struct style *wall = arena_alloc(diagram->arena, sizeof *wall);
	*wall = *style;
	compact(wall, sheet->tight);
	simplify(wall, diagram);
	wall->line.gap = fmax(wall->line.gap, paper_points(LINE_GAP_MM) * least_size(wall) / sheet->least_type);
	struct page page = page_of(sheet, diagram, wall);
	*result = (struct sheet_result){.least_scale = page.factor};
	scene_rect(page.scene, (struct box){0, 0, 1, 1}, 0, (struct paint){wall->page.background, COLOUR_NONE, 0, PATTERN_SOLID});
	set_head(&page, 1);
	bool roll = page.height <= 0;
	bool ok = roll ? lay_out_roll(&page, diagram, &result->layout, err) : lay_out_sheet(&page, diagram, &result->layout, err);
	if (ok && result->layout) {
		double foot = roll ? set_roll(&page, result->layout) : choose_foot(&page, result->layout);
		if (!roll)
			enlarge_head(&page, result->layout, foot);
		result->scale = page.factor * fmin(fit(&page, result->layout), MOST_SCALE);
		if (result->scale >= page.factor * 0.9999) {
			draw_head(&page);
			draw_foot(&page, foot);
			draw_frame(&page);
			set_ground(&page);
			finish(&page, result);
		}
	}
	if (!result->scene)
		scene_free(page.scene);
	return ok;
}
