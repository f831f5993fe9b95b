/* What both ways of laying out share. */
#include "diagram/layout.h"

#include "diagram/metrics.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The drawing begins at 0, 0. */
static void measure_extent(struct layout *layout, const struct diagram *diagram)
{
	double right = 0, bottom = 0;
	for (size_t i = 0; i < diagram->card_count; i++) {
		struct box b = layout->cards[i].box;
		right = fmax(right, b.x + b.w), bottom = fmax(bottom, b.y + b.h);
	}
	for (size_t i = 0; i < layout->frame_count; i++) {
		struct box b = layout->frames[i].box;
		right = fmax(right, b.x + b.w), bottom = fmax(bottom, b.y + b.h);
	}
	for (size_t i = 0; i < diagram->link_count; i++) {
		const struct route *route = &layout->routes[i];
		for (size_t j = 0; j < route->count; j++) {
			right = fmax(right, route->points[j].x + 4);
			bottom = fmax(bottom, route->points[j].y + 4);
		}
		if (route->label_count)
			right = fmax(right, route->label.x + route->label_width);
	}
	layout->width = right;
	layout->height = bottom;
}

/* Ranks for what is one block or asked for downwards. */
static bool wants_grid(const struct diagram *diagram)
{
	int *blocks = xcalloc(diagram->card_count + 1, sizeof *blocks);
	size_t count = diagram->flow == FLOW_RIGHT ? layout_blocks(diagram, blocks) : 0;
	free(blocks);
	return count > 1;
}

bool layout_new(const struct diagram *diagram, const struct style *style, struct layout **layout,
                struct error *err)
{
	struct arena *arena = arena_new();
	struct layout *new = arena_alloc(arena, sizeof *new);
	new->arena = arena;
	new->cards = arena_array(arena, diagram->card_count + 1, sizeof *new->cards);
	new->routes = arena_array(arena, diagram->link_count + 1, sizeof *new->routes);
	bool ok = true;
	if (diagram->flow == FLOW_FLOOR)
		layout_floor(new, diagram, style);
	else
		ok = wants_grid(diagram) ? layout_grid(new, diagram, style, err)
		                         : layout_ranks(new, diagram, style, err);
	if (!ok) {
		layout_free(new);
		return false;
	}
	measure_extent(new, diagram);
	*layout = new;
	return true;
}

void layout_free(struct layout *layout)
{
	if (!layout)
		return;
	free(layout->joints);
	arena_free(layout->arena);
}

void layout_joint(struct layout *layout, struct point at, size_t link)
{
	layout->joints = array_grow(layout->joints, layout->joint_count, &layout->joint_capacity,
	                            sizeof *layout->joints);
	layout->joints[layout->joint_count++] = (struct joint){at, link};
}

void layout_widths(const struct diagram *diagram, const struct style *style, double *widths)
{
	double widest[CARD_STUB + 1] = {0};
	for (size_t i = 0; i < diagram->card_count; i++) {
		widths[i] = card_width(&diagram->cards[i], style);
		double *most = &widest[diagram->cards[i].shape];
		if (widths[i] <= style->card.max_width)
			*most = fmax(*most, widths[i]);
	}
	for (size_t i = 0; i < diagram->card_count; i++) {
		enum card_shape shape = diagram->cards[i].shape;
		if (shape == CARD_PLAIN || shape == CARD_RACK)
			widths[i] = fmax(widths[i], widest[shape]);
	}
}

void layout_label(struct layout *layout, const struct link *link, const struct style *style,
                  double width, size_t lines, struct route *route)
{
	const char *text = card_text(link->label);
	if (!*text)
		return;
	double size = style->font.small;
	route->label_count =
	    metrics_wrap(layout->arena, text, false, size, width, route->label_lines, lines);
	for (size_t i = 0; i < route->label_count; i++)
		route->label_width = fmax(route->label_width,
		                          metrics_width(route->label_lines[i], false, size) + 2);
}

uint64_t layout_look(const struct link *link)
{
	return (uint64_t)(unsigned char)link->side << 8 | (uint64_t)link->dead << 2 |
	       (uint64_t)link->reserve << 1 | (uint64_t)link->assumed;
}
