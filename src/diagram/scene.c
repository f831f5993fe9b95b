/* Rounded corners are cubic Béziers with the usual 0.5523 for a quarter of a
 * circle; straight sides are curves with their control points on the side, so
 * that one closed curve is one operation. */
#include "diagram/scene.h"

#include "diagram/metrics.h"

#include <stdlib.h>
#include <string.h>

#define QUARTER 0.5523

struct scene *scene_new(const struct style *style)
{
	struct arena *arena = arena_new();
	struct scene *scene = arena_alloc(arena, sizeof *scene);
	scene->arena = arena;
	scene->style = style;
	return scene;
}

void scene_free(struct scene *scene)
{
	if (!scene)
		return;
	free(scene->shapes);
	arena_free(scene->arena);
}

static struct shape *add(struct scene *scene, enum shape_kind kind)
{
	scene->shapes =
	    array_grow(scene->shapes, scene->count, &scene->capacity, sizeof *scene->shapes);
	struct shape *shape = &scene->shapes[scene->count++];
	memset(shape, 0, sizeof *shape);
	shape->kind = kind;
	return shape;
}

static void set_points(struct scene *scene, struct shape *shape, const struct point *points,
                       size_t count)
{
	struct point *copy = arena_array(scene->arena, count, sizeof *copy);
	memcpy(copy, points, count * sizeof *copy);
	shape->points = copy;
	shape->point_count = count;
}

void scene_transform(struct scene *scene, size_t first, double scale, double dx, double dy)
{
	for (size_t i = first; i < scene->count; i++) {
		struct shape *shape = &scene->shapes[i];
		struct point *points = (struct point *)shape->points; /* the scene's own copy */
		for (size_t j = 0; j < shape->point_count; j++)
			points[j] = (struct point){points[j].x * scale + dx, points[j].y * scale + dy};
		shape->paint.width *= scale;
		shape->font.size *= scale;
	}
}

void scene_copy(struct scene *scene, const struct shape *shape)
{
	struct shape *copy = add(scene, shape->kind);
	*copy = *shape;
	set_points(scene, copy, shape->points, shape->point_count);
}

void scene_open(struct scene *scene, const struct anchor *anchor)
{
	if (scene)
		add(scene, SHAPE_OPEN)->anchor = anchor;
}

void scene_close(struct scene *scene)
{
	if (scene)
		add(scene, SHAPE_CLOSE);
}

static void add_points(struct scene *scene, enum shape_kind kind, const struct point *points,
                       size_t count, struct paint paint)
{
	if (!scene)
		return;
	struct shape *shape = add(scene, kind);
	shape->paint = paint;
	set_points(scene, shape, points, count);
}

void scene_polygon(struct scene *scene, const struct point *points, size_t count,
                   struct paint paint)
{
	add_points(scene, SHAPE_POLYGON, points, count, paint);
}

void scene_line(struct scene *scene, const struct point *points, size_t count, struct paint paint)
{
	if (count > 1)
		add_points(scene, SHAPE_LINE, points, count, paint);
}

/* A closed curve under construction. */
struct path {
	struct point points[32];
	size_t count;
};

static void path_to(struct path *path, double x, double y)
{
	struct point from = path->points[path->count - 1];
	path->points[path->count++] = from;
	path->points[path->count++] = (struct point){x, y};
	path->points[path->count++] = (struct point){x, y};
}

/* A quarter of a circle to (x, y) by way of the corner. */
static void path_round(struct path *path, double corner_x, double corner_y, double x, double y)
{
	struct point from = path->points[path->count - 1];
	path->points[path->count++] = (struct point){from.x + (corner_x - from.x) * QUARTER,
	                                             from.y + (corner_y - from.y) * QUARTER};
	path->points[path->count++] =
	    (struct point){x + (corner_x - x) * QUARTER, y + (corner_y - y) * QUARTER};
	path->points[path->count++] = (struct point){x, y};
}

static void rounded_box(struct scene *scene, struct box b, double top, double bottom,
                        struct paint paint)
{
	double right = b.x + b.w, low = b.y + b.h;
	struct path path = {.points = {{b.x + top, b.y}}, .count = 1};
	path_to(&path, right - top, b.y);
	path_round(&path, right, b.y, right, b.y + top);
	path_to(&path, right, low - bottom);
	path_round(&path, right, low, right - bottom, low);
	path_to(&path, b.x + bottom, low);
	path_round(&path, b.x, low, b.x, low - bottom);
	path_to(&path, b.x, b.y + top);
	path_round(&path, b.x, b.y, b.x + top, b.y);
	add_points(scene, SHAPE_CURVE, path.points, path.count, paint);
}

void scene_rect(struct scene *scene, struct box b, double radius, struct paint paint)
{
	if (radius > 0) {
		rounded_box(scene, b, radius, radius, paint);
		return;
	}
	struct point corners[] = {
	    {b.x, b.y}, {b.x + b.w, b.y}, {b.x + b.w, b.y + b.h}, {b.x, b.y + b.h}};
	scene_polygon(scene, corners, 4, paint);
}

void scene_header(struct scene *scene, struct box b, double radius, struct paint paint)
{
	rounded_box(scene, b, radius, 0, paint);
}

/* Where the diagonal that leaves the lower side at `x` (which may lie left of
 * the box) enters and leaves the box. */
static void diagonal(struct box b, double x, struct point *low, struct point *high)
{
	double reach = x + b.h, right = b.x + b.w;
	*low = (struct point){x, b.y + b.h};
	if (x < b.x)
		*low = (struct point){b.x, b.y + b.h - (b.x - x)};
	*high = (struct point){reach, b.y};
	if (reach > right)
		*high = (struct point){right, b.y + (reach - right)};
}

void scene_hatch(struct scene *scene, struct box b, double step, struct paint paint)
{
	struct point points[400];
	size_t count = 0;
	bool up = true;
	if (step * 190 < b.w + b.h)
		step = (b.w + b.h) / 190;
	for (double x = b.x - b.h + step; x < b.x + b.w; x += step, up = !up) {
		struct point low, high;
		diagonal(b, x, &low, &high);
		/* The way between two diagonals runs along the border. */
		points[count++] = up ? low : high;
		points[count++] = up ? high : low;
		if (count > 1 && count + 4 > 400)
			break;
	}
	scene_line(scene, points, count, paint);
}

void scene_text(struct scene *scene, struct point at, enum text_align align, struct font font,
                uint32_t colour, double width, const char *text)
{
	if (!scene || !text || !*text)
		return;
	const char *shown = metrics_fit(scene->arena, text, font.bold, font.size, width);
	if (!*shown)
		return;
	struct shape *shape = add(scene, SHAPE_TEXT);
	shape->align = align;
	shape->font = font;
	shape->paint = (struct paint){.fill = colour, .stroke = COLOUR_NONE};
	shape->text = shown;
	shape->full = shown == text ? NULL : text;
	set_points(scene, shape, &at, 1);
}
