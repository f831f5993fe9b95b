/* Everything but the drawing is drawn at the style's own sizes on a page as
 * large as the sheet would be at that size, then scaled to the promise; the
 * drawing is laid out for the proportions that are left, and scaled on its own.
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
#define PAD 14.0
#define BLOCK_WIDTH 250.0
#define MOST_SCALE 2.6 /* of the least: a small drawing does not shout */
#define NARROW 820.0   /* sheets below it have the findings above the legend */

struct page {
	const struct sheet *sheet;
	const struct diagram *diagram;
	const struct style *style;
	struct scene *scene;
	double width, height; /* at the style's sizes; height 0: a roll, not yet known */
	double margin, factor;
	struct box area;
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
 * screen leave more room at the same smallest size. */
static void compact(struct style *style)
{
	double least = least_size(style);
	style->font.text = fmin(style->font.text, least * 1.08);
	style->font.header = fmin(style->font.header, least * 1.02);
	style->font.title = fmin(style->font.title, least * 1.35);
	style->card.padding = fmin(style->card.padding, 7);
	style->card.min_width = fmin(style->card.min_width, 110);
}

/* ---- title block ---- */

static double block_row(struct page *page, struct box box, double y, const char *label, const char *value)
{
	const struct style *style = page->style;
	struct font small = {style->font.small, false}, text = {style->font.small, false};
	const char *lines[3];
	double x = box.x + 62, width = box.w - 62 - 8;
	if (!value || !*value)
		return y;
	size_t count = metrics_wrap(page->scene->arena, value, false, text.size, width, lines, 3);
	scene_text(page->scene, (struct point){box.x + 8, y + small.size}, ALIGN_LEFT, small, style->page.muted, 54, label);
	for (size_t i = 0; i < count; i++)
		scene_text(page->scene, (struct point){x, y + text.size * (1 + 1.35 * (double)i)}, ALIGN_LEFT, text,
		           style->page.ink, width, lines[i]);
	return y + text.size * (1.35 * (double)(count - 1) + 1.7);
}

static double draw_block(struct page *page, struct box box)
{
	const struct sheet *sheet = page->sheet;
	const struct diagram *d = page->diagram;
	const char *type = arena_printf(page->scene->arena, "1 of 1 · %s · type from %g pt", sheet->paper.name, sheet->least_type);
	const struct { const char *label, *value; } rows[] = {
	    {"Title", d->title}, {"Source", d->source}, {"Data", d->data_time}, {"Policy", d->policy},
	    {"Coverage", d->coverage}, {"Drawing", sheet->number}, {"Revision", sheet->revision},
	    {"Drawn by", sheet->drawn_by}, {"Checked by", sheet->checked_by}, {"Detail", sheet->detail}, {"Sheet", type}};
	struct font alert = {page->style->font.text, true};
	double y = box.y + 8;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		y = block_row(page, box, y, rows[i].label, rows[i].value);
	scene_text(page->scene, (struct point){box.x + 8, y + alert.size + 2}, ALIGN_LEFT, alert, page->style->page.alert,
	           box.w - 16, d->caution);
	return y + alert.size * 1.6 + 6;
}

/* ---- the foot ---- */

static void rule(struct page *page, double x1, double y1, double x2, double y2)
{
	struct point ends[] = {{x1, y1}, {x2, y2}};
	scene_line(page->scene, ends, 2, (struct paint){COLOUR_NONE, page->style->sheet.line, page->style->sheet.rule, PATTERN_SOLID});
}

/* Drawn at y = 0 and moved to its place when its height is known; returns it. */
static double draw_foot(struct page *page, double *split, double *above)
{
	struct scene *scene = page->scene;
	double left = page->margin, width = page->width - 2 * page->margin, block = fmin(BLOCK_WIDTH, width * 0.45);
	bool narrow = page->width < NARROW;
	double findings = narrow ? width : (width - block) * 0.58, legend = width - block - (narrow ? 0 : findings);
	double most = page->height > 0 ? page->height * 0.24 : 220;
	double notes = legend_notes(scene, page->diagram, left + PAD, PAD, findings - 2 * PAD, most);
	double below = narrow ? notes : 0;
	double symbols = legend_symbols(scene, page->diagram, left + (narrow ? 0 : findings) + PAD, below + PAD, legend - 2 * PAD);
	double end = draw_block(page, (struct box){left + width - block, below, block, 0});
	*split = left + width - block;
	*above = below;
	return fmax(fmax(notes, symbols), end) + 2;
}

static void draw_head(struct page *page)
{
	const struct style *style = page->style;
	struct font heading = {style->font.heading, true}, text = {style->font.text, false};
	double x = page->margin + PAD, y = page->margin + PAD + heading.size, width = page->width - 2 * (page->margin + PAD);
	scene_text(page->scene, (struct point){x, y}, ALIGN_LEFT, heading, style->page.ink, width, page->diagram->title);
	y += text.size * 1.7;
	scene_text(page->scene, (struct point){x, y}, ALIGN_LEFT, text, style->page.muted, width, page->diagram->subtitle);
	page->area = (struct box){x, y + 10, width, 0};
}

/* The frame around all and the lines of the foot. */
static void draw_frame(struct page *page, double top, double split, double above)
{
	double left = page->margin, right = page->width - page->margin, bottom = page->height - page->margin;
	scene_rect(page->scene, (struct box){left, left, right - left, bottom - left}, 0,
	           (struct paint){COLOUR_NONE, page->style->sheet.line, page->style->sheet.frame, PATTERN_SOLID});
	rule(page, left, top, right, top);
	rule(page, split, top + above, split, bottom);
	if (above > 0)
		rule(page, left, top + above, right, top + above);
}

static void set_ground(struct page *page)
{
	struct point *corners = (struct point *)page->scene->shapes[0].points;
	corners[1].x = corners[2].x = page->width;
	corners[2].y = corners[3].y = page->height;
}

/* Head and foot; the area is what is left. `need`: height of the drawing on a
 * roll, at the style's sizes. */
static void draw_furniture(struct page *page, double need)
{
	double split, above;
	scene_rect(page->scene, (struct box){0, 0, 1, 1}, 0,
	           (struct paint){page->style->page.background, COLOUR_NONE, 0, PATTERN_SOLID});
	draw_head(page);
	size_t first = page->scene->count;
	double foot = draw_foot(page, &split, &above);
	if (page->height <= 0)
		page->height = page->area.y + need + PAD + foot + page->margin;
	double top = page->height - page->margin - foot;
	scene_transform(page->scene, first, 1, 0, top);
	page->area.h = top - page->area.y - PAD;
	draw_frame(page, top, split, above);
	set_ground(page);
}

static struct page page_of(const struct sheet *sheet, const struct diagram *diagram, const struct style *style)
{
	struct page page = {.sheet = sheet, .diagram = diagram, .style = style, .scene = scene_new(style)};
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

/* On a roll the flattest drawing that is not wider than the paper. */
static bool lay_out_roll(struct page *page, struct diagram *diagram, struct layout **layout, struct error *err)
{
	double width = page->width - 2 * (page->margin + PAD);
	for (double aspect = 8; aspect > 0.1; aspect /= 1.3) {
		if (!lay_out(page, diagram, aspect, layout, err))
			return false;
		if ((*layout)->width <= width || aspect / 1.3 <= 0.1)
			break;
		layout_free(*layout);
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

bool sheet_new(const struct sheet *sheet, struct diagram *diagram, const struct style *style,
               struct sheet_result *result, struct error *err)
{
	struct style *wall = arena_alloc(diagram->arena, sizeof *wall);
	*wall = *style;
	compact(wall);
	struct page page = page_of(sheet, diagram, wall);
	*result = (struct sheet_result){.least_scale = page.factor};
	bool roll = page.height <= 0, ok;
	if (roll)
		ok = lay_out_roll(&page, diagram, &result->layout, err);
	if (roll && ok)
		draw_furniture(&page, result->layout->height);
	if (!roll) {
		draw_furniture(&page, 0);
		ok = page.area.h > 20 ? lay_out(&page, diagram, page.area.w / page.area.h, &result->layout, err) : true;
	}
	if (ok && result->layout) {
		double scale = fmin(page.area.w / result->layout->width, page.area.h / result->layout->height);
		result->scale = page.factor * fmin(scale, MOST_SCALE);
		if (scale >= 0.9999)
			finish(&page, result);
	}
	if (!result->scene)
		scene_free(page.scene);
	return ok;
}
