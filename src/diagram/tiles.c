/* A tile is the sheet's scene moved and culled to what is seen of it, with its
 * margins painted over. What goes on beyond an edge is found from the routes
 * and buses of the layout: a level part that crosses a left or right edge, an
 * upright one that crosses an upper or lower edge. */
#include "diagram/tiles.h"

#include "diagram/layout.h"
#include "diagram/metrics.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define OVERLAP_MM 10.0
#define MARGIN_MM 12.0
#define TYPE 8.0 /* of what stands in the margins, which are cut off */
#define MARK 14.0
#define ARROW 6.0

enum edge { EDGE_LEFT, EDGE_RIGHT, EDGE_TOP, EDGE_BOTTOM, EDGES };

struct tile {
	const struct tiling *tiling;
	const struct diagram *diagram;
	const struct sheet_result *result;
	struct scene *scene;
	size_t row, column;
	double width, height; /* of the page */
	double margin;
	struct box box;       /* the picture's part, on the sheet */
};

/* ---- how many, how large ---- */

static bool parse_count(const char **text, size_t *count)
{
	char *end;
	unsigned long value = strtoul(*text, &end, 10);
	if (end == *text || **text < '0' || **text > '9' || value < 1 || value > TILES_MOST)
		return false;
	*count = value;
	*text = end;
	return true;
}

bool tiling_parse(const char *text, struct tiling *tiling, struct error *err)
{
	const char *rest = text;
	*tiling = (struct tiling){0, 0};
	if (strcmp(text, "auto") == 0)
		return true;
	if (parse_count(&rest, &tiling->rows) && (*rest == 'x' || *rest == 'X') &&
	    (rest++, parse_count(&rest, &tiling->columns)) && !*rest)
		return true;
	return error_set(err, ERROR_USAGE, "--tiles: '%s' is neither auto nor ROWSxCOLUMNS of 1 to %d each, such as 2x3", text,
	                 TILES_MOST);
}

static double extent(double page_mm, size_t count)
{
	return (page_mm - 2 * MARGIN_MM) * (double)count - OVERLAP_MM * (double)(count - 1);
}

struct paper tiling_sheet(const struct tiling *tiling, const struct paper *page)
{
	struct paper sheet = {.width_mm = extent(page->width_mm, tiling->columns), .height_mm = extent(page->height_mm, tiling->rows)};
	snprintf(sheet.name, sizeof sheet.name, "%zu × %zu %.40s", tiling->rows, tiling->columns, page->name);
	return sheet;
}

static void name_at(size_t row, size_t column, char name[TILE_NAME_MAX])
{
	snprintf(name, TILE_NAME_MAX, "%c%zu", (char)('A' + row % 26), column + 1);
}

void tile_name(const struct tiling *tiling, size_t i, char name[TILE_NAME_MAX])
{
	name_at(i / tiling->columns, i % tiling->columns, name);
}

/* ---- what is seen ---- */

static struct point on_page(const struct tile *tile, double x, double y)
{
	return (struct point){x - tile->box.x + tile->margin, y - tile->box.y + tile->margin};
}

static struct box bounds_of(const struct shape *shape)
{
	double left = INFINITY, top = INFINITY, right = -INFINITY, bottom = -INFINITY, pad = shape->paint.width / 2;
	for (size_t i = 0; i < shape->point_count; i++) {
		left = fmin(left, shape->points[i].x);
		right = fmax(right, shape->points[i].x);
		top = fmin(top, shape->points[i].y);
		bottom = fmax(bottom, shape->points[i].y);
	}
	if (shape->kind == SHAPE_TEXT) {
		double width = metrics_width(shape->text, shape->font.bold, shape->font.size) + shape->font.size;
		left -= shape->align == ALIGN_LEFT ? 0 : width;
		right += shape->align == ALIGN_RIGHT ? 0 : width;
		top -= shape->font.size * 1.2;
		bottom += shape->font.size * 0.5;
	}
	return (struct box){left - pad, top - pad, right - left + 2 * pad, bottom - top + 2 * pad};
}

static bool meets(struct box a, struct box b)
{
	return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

static void copy_shape(struct tile *tile, const struct shape *shape)
{
	struct point offset = on_page(tile, 0, 0);
	size_t first = tile->scene->count;
	scene_copy(tile->scene, shape);
	scene_transform(tile->scene, first, 1, offset.x, offset.y);
}

enum { DEEPEST = 16 };

/* Groups are opened when something of them is seen. */
static void copy_seen(struct tile *tile)
{
	const struct scene *from = tile->result->scene;
	const struct anchor *open[DEEPEST];
	int depth = 0, shown = 0;
	for (size_t i = 1; i < from->count; i++) { /* 0 is the ground */
		const struct shape *shape = &from->shapes[i];
		if (shape->kind == SHAPE_OPEN && depth < DEEPEST) {
			open[depth++] = shape->anchor;
		} else if (shape->kind == SHAPE_CLOSE) {
			if (shown == depth) {
				scene_close(tile->scene);
				shown--;
			}
			depth--;
		} else if (meets(bounds_of(shape), tile->box)) {
			while (shown < depth)
				scene_open(tile->scene, open[shown++]);
			copy_shape(tile, shape);
		}
	}
}

/* ---- margins ---- */

static void fill(struct tile *tile, double x, double y, double width, double height)
{
	scene_rect(tile->scene, (struct box){x, y, width, height}, 0,
	           (struct paint){tile->scene->style->page.background, COLOUR_NONE, 0, PATTERN_SOLID});
}

static void clear_margins(struct tile *tile)
{
	double m = tile->margin, right = m + tile->box.w, bottom = m + tile->box.h;
	double beyond = 2; /* a raster's last pixels reach over the page */
	fill(tile, 0, 0, tile->width + beyond, m);
	fill(tile, 0, bottom, tile->width + beyond, tile->height - bottom + beyond);
	fill(tile, 0, 0, m, tile->height + beyond);
	fill(tile, right, 0, tile->width - right + beyond, tile->height + beyond);
}

static void mark(struct tile *tile, double x1, double y1, double x2, double y2)
{
	struct point ends[] = {{x1, y1}, {x2, y2}};
	scene_line(tile->scene, ends, 2, (struct paint){COLOUR_NONE, tile->scene->style->page.ink, 0.4, PATTERN_SOLID});
}

/* At x (upright, above and below the picture) or at y (level, beside it). */
static void mark_x(struct tile *tile, double x, double length)
{
	double top = tile->margin, bottom = tile->margin + tile->box.h;
	mark(tile, x, top - 3 - length, x, top - 3);
	mark(tile, x, bottom + 3, x, bottom + 3 + length);
}

static void mark_y(struct tile *tile, double y, double length)
{
	double left = tile->margin, right = tile->margin + tile->box.w;
	mark(tile, left - 3 - length, y, left - 3, y);
	mark(tile, right + 3, y, right + 3 + length, y);
}

static bool has_neighbour(const struct tile *tile, enum edge edge)
{
	switch (edge) {
	case EDGE_LEFT: return tile->column > 0;
	case EDGE_RIGHT: return tile->column + 1 < tile->tiling->columns;
	case EDGE_TOP: return tile->row > 0;
	case EDGE_BOTTOM: return tile->row + 1 < tile->tiling->rows;
	case EDGES: break;
	}
	return false;
}

/* Corners to cut at, and short ticks where the neighbours' pictures end. */
static void crop_marks(struct tile *tile)
{
	double m = tile->margin, overlap = paper_points(OVERLAP_MM);
	mark_x(tile, m, MARK);
	mark_x(tile, m + tile->box.w, MARK);
	mark_y(tile, m, MARK);
	mark_y(tile, m + tile->box.h, MARK);
	if (has_neighbour(tile, EDGE_LEFT))
		mark_x(tile, m + overlap, MARK / 2);
	if (has_neighbour(tile, EDGE_RIGHT))
		mark_x(tile, m + tile->box.w - overlap, MARK / 2);
	if (has_neighbour(tile, EDGE_TOP))
		mark_y(tile, m + overlap, MARK / 2);
	if (has_neighbour(tile, EDGE_BOTTOM))
		mark_y(tile, m + tile->box.h - overlap, MARK / 2);
}

static void caption(struct tile *tile)
{
	const struct style *style = tile->scene->style;
	const struct diagram *d = tile->diagram;
	char name[TILE_NAME_MAX];
	name_at(tile->row, tile->column, name);
	const char *text = arena_printf(tile->scene->arena, "%s · tile %s of %zu × %zu · %s%s%s · overlap %g mm", d->title, name,
	                                tile->tiling->rows, tile->tiling->columns, d->data_time, *d->data_time ? " · " : "",
	                                d->caution, OVERLAP_MM);
	scene_text(tile->scene, (struct point){tile->margin + 24, tile->height - 9}, ALIGN_LEFT, (struct font){TYPE, false},
	           style->page.ink, tile->box.w - 180, text);
}

/* The sheet as cells, this one filled. */
static void sheet_map(struct tile *tile)
{
	const struct style *style = tile->scene->style;
	double rows = (double)tile->tiling->rows, columns = (double)tile->tiling->columns;
	double high = fmin(16 / rows, 8), wide = fmin(high * tile->box.w / tile->box.h, 80 / columns);
	double left = tile->margin + tile->box.w - 64 - wide * columns, top = tile->height - 6 - high * rows;
	for (size_t i = 0; i < tile->tiling->rows * tile->tiling->columns; i++) {
		size_t row = i / tile->tiling->columns, column = i % tile->tiling->columns;
		bool here = row == tile->row && column == tile->column;
		struct box cell = {left + wide * (double)column, top + high * (double)row, wide, high};
		scene_rect(tile->scene, cell, 0,
		           (struct paint){here ? style->page.ink : style->page.background, style->page.ink, 0.4, PATTERN_SOLID});
	}
}

/* ---- what goes on ---- */

struct crossing {
	enum edge edge;
	double at; /* on the page, along the edge */
	char side;
};

struct crossings {
	struct crossing *items; /* malloc'd */
	size_t count, capacity;
};

static double edge_position(const struct tile *tile, enum edge edge)
{
	switch (edge) {
	case EDGE_LEFT: return tile->box.x;
	case EDGE_RIGHT: return tile->box.x + tile->box.w;
	case EDGE_TOP: return tile->box.y;
	case EDGE_BOTTOM: case EDGES: break;
	}
	return tile->box.y + tile->box.h;
}

static void cross_edge(const struct tile *tile, enum edge edge, struct point a, struct point b, char side, struct crossings *found)
{
	bool upright = edge == EDGE_LEFT || edge == EDGE_RIGHT; /* the edge */
	double from = upright ? a.x : a.y, to = upright ? b.x : b.y, along = upright ? a.y : a.x, position = edge_position(tile, edge);
	double low = upright ? tile->box.y : tile->box.x, high = low + (upright ? tile->box.h : tile->box.w);
	if (!has_neighbour(tile, edge) || (from < position) == (to < position) || along < low || along > high)
		return;
	found->items = array_grow(found->items, found->count, &found->capacity, sizeof *found->items);
	found->items[found->count++] = (struct crossing){edge, along - low + tile->margin, side};
}

/* A line of the layout, at its place on the sheet. */
static void cross_line(const struct tile *tile, const struct point *points, size_t count, char side, struct crossings *found)
{
	const struct sheet_result *r = tile->result;
	for (size_t i = 1; i < count; i++) {
		struct point a = {r->drawing.x + points[i - 1].x * r->scale, r->drawing.y + points[i - 1].y * r->scale};
		struct point b = {r->drawing.x + points[i].x * r->scale, r->drawing.y + points[i].y * r->scale};
		for (int edge = 0; edge < EDGES; edge++)
			cross_edge(tile, (enum edge)edge, a, b, side, found);
	}
}

static int compare_crossings(const void *a, const void *b)
{
	const struct crossing *x = a, *y = b;
	if (x->edge != y->edge)
		return x->edge < y->edge ? -1 : 1;
	return x->at != y->at ? (x->at < y->at ? -1 : 1) : (x->side > y->side) - (x->side < y->side);
}

static struct crossings find_crossings(const struct tile *tile)
{
	const struct layout *layout = tile->result->layout;
	struct crossings found = {NULL, 0, 0};
	for (size_t i = 0; i < layout->bus_count; i++)
		cross_line(tile, layout->buses[i].points, layout->buses[i].count, tile->diagram->links[layout->buses[i].link].side, &found);
	for (size_t i = 0; i < tile->diagram->link_count; i++) {
		const struct route *route = &layout->routes[i];
		if (route->count > route->shared)
			cross_line(tile, route->points + route->shared, route->count - route->shared, tile->diagram->links[i].side, &found);
	}
	if (found.count)
		qsort(found.items, found.count, sizeof *found.items, compare_crossings);
	return found;
}

static void neighbour_name(const struct tile *tile, enum edge edge, char name[TILE_NAME_MAX])
{
	size_t row = tile->row - (edge == EDGE_TOP) + (edge == EDGE_BOTTOM);
	size_t column = tile->column - (edge == EDGE_LEFT) + (edge == EDGE_RIGHT);
	name_at(row, column, name);
}

/* A triangle that points away from the picture. */
static void draw_arrow(struct tile *tile, const struct crossing *crossing)
{
	double m = tile->margin, right = m + tile->box.w, bottom = m + tile->box.h, h = ARROW / 2, at = crossing->at;
	const struct point points[EDGES][3] = {
	    [EDGE_LEFT] = {{m - 1, at - h}, {m - 1, at + h}, {m - 1 - ARROW, at}},
	    [EDGE_RIGHT] = {{right + 1, at - h}, {right + 1, at + h}, {right + 1 + ARROW, at}},
	    [EDGE_TOP] = {{at - h, m - 1}, {at + h, m - 1}, {at, m - 1 - ARROW}},
	    [EDGE_BOTTOM] = {{at - h, bottom + 1}, {at + h, bottom + 1}, {at, bottom + 1 + ARROW}}};
	scene_polygon(tile->scene, points[crossing->edge], 3,
	              (struct paint){style_side(tile->scene->style, crossing->side)->line, COLOUR_NONE, 0, PATTERN_SOLID});
}

/* Beside the arrow; at upper and lower edges to the right of it. */
static void draw_name(struct tile *tile, const struct crossing *crossing)
{
	char name[TILE_NAME_MAX];
	double m = tile->margin, right = m + tile->box.w, bottom = m + tile->box.h, at = crossing->at, middle = at + TYPE * 0.36;
	const struct {
		struct point at;
		enum text_align align;
	} places[EDGES] = {[EDGE_LEFT] = {{m - ARROW - 3, middle}, ALIGN_RIGHT},
	                   [EDGE_RIGHT] = {{right + ARROW + 3, middle}, ALIGN_LEFT},
	                   [EDGE_TOP] = {{at + ARROW, m - 2}, ALIGN_LEFT},
	                   [EDGE_BOTTOM] = {{at + ARROW, bottom + TYPE}, ALIGN_LEFT}};
	neighbour_name(tile, crossing->edge, name);
	scene_text(tile->scene, places[crossing->edge].at, places[crossing->edge].align, (struct font){TYPE, true},
	           tile->scene->style->page.ink, 60, arena_strdup(tile->scene->arena, name));
}

/* Lines near each other have one name. */
static void continuation_marks(struct tile *tile)
{
	struct crossings found = find_crossings(tile);
	double named = -INFINITY, room = 0;
	for (size_t i = 0; i < found.count; i++) {
		const struct crossing *crossing = &found.items[i], *before = i ? crossing - 1 : NULL;
		bool fresh = !before || before->edge != crossing->edge;
		bool upright = crossing->edge == EDGE_LEFT || crossing->edge == EDGE_RIGHT;
		room = upright ? TYPE * 1.3 : TYPE * 4;
		if (!fresh && crossing->at == before->at && crossing->side == before->side)
			continue;
		draw_arrow(tile, crossing);
		if (!fresh && crossing->at < named + room)
			continue;
		draw_name(tile, crossing);
		named = crossing->at;
	}
	free(found.items);
}

/* ---- all of it ---- */

static struct scene *cut(struct tile *tile)
{
	tile->scene = scene_new(tile->result->scene->style);
	fill(tile, 0, 0, tile->width, tile->height);
	copy_seen(tile);
	clear_margins(tile);
	crop_marks(tile);
	continuation_marks(tile);
	caption(tile);
	sheet_map(tile);
	tile->scene->width = tile->width;
	tile->scene->height = tile->height;
	return tile->scene;
}

struct scene **tiles_cut(const struct tiling *tiling, const struct paper *page, const struct diagram *diagram,
                         const struct sheet_result *result)
{
	struct scene **scenes = xcalloc(tiling->rows * tiling->columns, sizeof *scenes);
	double margin = paper_points(MARGIN_MM), overlap = paper_points(OVERLAP_MM);
	struct tile tile = {.tiling = tiling, .diagram = diagram, .result = result, .margin = margin,
	                    .width = paper_points(page->width_mm), .height = paper_points(page->height_mm)};
	tile.box.w = tile.width - 2 * margin;
	tile.box.h = tile.height - 2 * margin;
	for (size_t i = 0; i < tiling->rows * tiling->columns; i++) {
		tile.row = i / tiling->columns;
		tile.column = i % tiling->columns;
		tile.box.x = (double)tile.column * (tile.box.w - overlap);
		tile.box.y = (double)tile.row * (tile.box.h - overlap);
		scenes[i] = cut(&tile);
		scenes[i]->width_mm = page->width_mm;
		scenes[i]->height_mm = page->height_mm;
	}
	return scenes;
}
