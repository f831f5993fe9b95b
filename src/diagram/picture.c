/* The page is as wide as its widest part; the drawing stands in its middle. */
#include "diagram/picture.h"

#include "diagram/legend.h"
#include "diagram/metrics.h"

#include <math.h>

enum { NARROWEST = 430, WIDEST_HEAD = 640, SUBTITLE_LINES = 3 };

struct page {
	struct scene *scene;
	const struct diagram *diagram;
	const struct style *style;
	const struct layout *layout;
	double x, y, width; /* inside the margins */
};

static struct point shifted(const struct page *page, struct point point)
{
	return (struct point){point.x + page->x, point.y + page->y};
}

static struct box shifted_box(const struct page *page, struct box box)
{
	return (struct box){box.x + page->x, box.y + page->y, box.w, box.h};
}

static double page_width(const struct page *page)
{
	double title = metrics_width(card_text(page->diagram->title), true, page->style->font.heading);
	double subtitle = metrics_width(card_text(page->diagram->subtitle), false, page->style->font.text);
	double head = fmin(fmax(title, subtitle) + 2, WIDEST_HEAD);
	return ceil(fmax(fmax(page->layout->width, NARROWEST), head));
}

static void draw_head(struct page *page)
{
	const struct style *style = page->style;
	struct font heading = {style->font.heading, true}, text = {style->font.text, false};
	const char *lines[SUBTITLE_LINES];
	page->y += heading.size;
	scene_text(page->scene, (struct point){page->x, page->y}, ALIGN_LEFT, heading, style->page.ink,
	           page->width, page->diagram->title);
	page->y += heading.size * 0.35;
	if (*card_text(page->diagram->subtitle)) {
		size_t count = metrics_wrap(page->scene->arena, page->diagram->subtitle, false, text.size,
		                            page->width, lines, SUBTITLE_LINES);
		for (size_t i = 0; i < count; i++) {
			page->y += text.size * 1.4;
			scene_text(page->scene, (struct point){page->x, page->y}, ALIGN_LEFT, text,
			           style->page.muted, page->width, lines[i]);
		}
	}
	page->y += style->page.gap + 4;
}

static void draw_frame(struct page *page, const struct frame *frame)
{
	const struct style *style = page->style;
	struct box box = shifted_box(page, frame->box);
	struct font font = {style->font.text, true};
	if (frame->anchor)
		scene_open(page->scene, frame->anchor);
	scene_rect(page->scene, box, style->frame.radius,
	           (struct paint){style->frame.fill, style->frame.line, style->frame.width, PATTERN_SOLID});
	scene_text(page->scene, (struct point){box.x + 8, box.y + font.size * 1.4}, ALIGN_LEFT, font,
	           style->frame.text, box.w - 16, frame->title);
	if (frame->anchor)
		scene_close(page->scene);
}

/* ---- lines ---- */

static struct paint link_paint(const struct style *style, const struct link *link, bool trunk)
{
	const struct side_style *side = style_side(style, link->side);
	struct paint paint = {COLOUR_NONE, side->line, trunk ? style->line.trunk_width : style->line.width, side->pattern};
	if (link->dead)
		paint.stroke = style->line.dead_colour, paint.pattern = style->line.dead;
	else if (link->reserve)
		paint.pattern = style->line.reserve;
	if (link->assumed)
		paint.width = style->line.assumed_width, paint.pattern = style->line.assumed;
	return paint;
}

/* A filled arrow whose point is at the end of the line; the line then ends at
 * its base. */
static void draw_arrow(struct page *page, struct point *end, struct point before, uint32_t colour)
{
	double length = page->style->line.arrow, half = length * 0.36;
	double dx = end->x - before.x, dy = end->y - before.y, distance = hypot(dx, dy);
	if (distance < 0.01)
		return;
	dx /= distance, dy /= distance;
	struct point base = {end->x - dx * length, end->y - dy * length};
	struct point triangle[] = {*end, {base.x - dy * half, base.y + dx * half}, {base.x + dy * half, base.y - dx * half}};
	scene_polygon(page->scene, triangle, 3, (struct paint){colour, COLOUR_NONE, 0, PATTERN_SOLID});
	*end = (struct point){base.x + dx, base.y + dy};
}

static void draw_label(struct page *page, const struct route *route)
{
	struct font font = {page->style->font.small, false};
	for (size_t i = 0; i < route->label_count; i++) {
		struct point at = shifted(page, route->label);
		at.y += font.size * (1.0 + 1.3 * (double)i);
		scene_text(page->scene, at, ALIGN_LEFT, font, page->style->page.muted,
		           route->label_width + 1, route->label_lines[i]);
	}
}

static void draw_bus(struct page *page, const struct bus_line *bus)
{
	struct point *points = arena_array(page->scene->arena, bus->count, sizeof *points);
	for (size_t i = 0; i < bus->count; i++)
		points[i] = shifted(page, bus->points[i]);
	scene_line(page->scene, points, bus->count,
	           link_paint(page->style, &page->diagram->links[bus->link], true));
}

static void draw_link(struct page *page, size_t index)
{
	const struct link *link = &page->diagram->links[index];
	const struct route *route = &page->layout->routes[index];
	if (route->count < route->shared + 2)
		return;
	size_t count = route->count - route->shared;
	struct point *points = arena_array(page->scene->arena, count, sizeof *points);
	for (size_t i = 0; i < count; i++)
		points[i] = shifted(page, route->points[route->shared + i]);
	struct paint paint = link_paint(page->style, link, false);
	scene_open(page->scene, &link->anchor);
	draw_arrow(page, &points[count - 1], points[count - 2], paint.stroke);
	scene_line(page->scene, points, count, paint);
	draw_label(page, route);
	scene_close(page->scene);
}

static void draw_joint(struct page *page, const struct joint *joint)
{
	const struct link *link = &page->diagram->links[joint->link];
	uint32_t colour = link_paint(page->style, link, false).stroke;
	struct point at = shifted(page, joint->at);
	double size = page->style->line.joint, half = size / 2;
	scene_rect(page->scene, (struct box){at.x - half, at.y - half, size, size}, half,
	           (struct paint){colour, COLOUR_NONE, 0, PATTERN_SOLID});
}

static void draw_body(struct page *page)
{
	const struct layout *layout = page->layout;
	for (size_t i = 0; i < layout->frame_count; i++)
		draw_frame(page, &layout->frames[i]);
	for (size_t i = 0; i < layout->bus_count; i++)
		draw_bus(page, &layout->buses[i]);
	for (size_t i = 0; i < page->diagram->link_count; i++)
		draw_link(page, i);
	for (size_t i = 0; i < layout->joint_count; i++)
		draw_joint(page, &layout->joints[i]);
	for (size_t i = 0; i < page->diagram->card_count; i++) {
		const struct card_box *from = &layout->cards[i];
		struct card_box place = {.box = shifted_box(page, from->box), .port_count = from->port_count};
		double *ports = arena_array(page->scene->arena, from->port_count + 1, sizeof *ports);
		for (size_t j = 0; j < from->port_count; j++)
			ports[j] = from->ports[j] + page->x;
		place.ports = from->ports ? ports : NULL;
		card_draw(page->scene, &page->diagram->cards[i], &place);
	}
}

void picture_draw(struct scene *scene, const struct diagram *diagram, const struct layout *layout,
                  double x, double y)
{
	struct page page = {.scene = scene, .diagram = diagram, .style = scene->style, .layout = layout, .x = x, .y = y};
	draw_body(&page);
}

/* The ground was added first, when the height was not known. */
static void set_ground(struct scene *scene, double width, double height)
{
	struct point *corners = (struct point *)scene->shapes[0].points;
	corners[1].x = corners[2].x = width;
	corners[2].y = corners[3].y = height;
	scene->width = width;
	scene->height = height;
}

struct scene *picture_new(const struct diagram *diagram, const struct style *style,
                          const struct layout *layout)
{
	struct scene *scene = scene_new(style);
	double margin = style->page.margin;
	struct page page = {.scene = scene, .diagram = diagram, .style = style, .layout = layout, .x = margin, .y = margin};
	page.width = page_width(&page);
	scene_rect(scene, (struct box){0, 0, 1, 1}, 0, (struct paint){style->page.background, COLOUR_NONE, 0, PATTERN_SOLID});
	draw_head(&page);
	page.x += (page.width - layout->width) / 2;
	draw_body(&page);
	double end = legend_draw(scene, diagram, margin, page.y + layout->height + style->page.gap, page.width);
	set_ground(scene, ceil(page.width + 2 * margin), ceil(end + margin * 0.6));
	return scene;
}
