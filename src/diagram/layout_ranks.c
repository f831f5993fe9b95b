/* Cards in ranks. The PSU cells of a focus card are nodes of their own for dot,
 * so that each stands under its column; the card is then drawn around them.
 * Flow down: u is y, v is x. Flow right: u is x, v is y. */
#include "diagram/layout.h"
#include "diagram/layers.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define LABEL_LEADING 1.3
#define FRAME_PAD 10.0

struct ranks {
	struct layout *layout;
	const struct diagram *diagram;
	const struct style *style;
	struct layers *layers;
	bool down;
	double *widths;
	size_t *first, *count; /* nodes of each card */
};

static size_t cells_of(const struct ranks *ranks, size_t card)
{
	const struct card *c = &ranks->diagram->cards[card];
	const struct line *strips = card_strips(c);
	return ranks->down && c->shape == CARD_FOCUS && strips ? strips->slot_left_count : 1;
}

/* ---- into layers ---- */

struct by_column {
	int column;
	size_t card;
};

static int compare_columns(const void *a, const void *b)
{
	const struct by_column *x = a, *y = b;
	if (x->column != y->column)
		return x->column < y->column ? -1 : 1;
	return x->card < y->card ? -1 : x->card > y->card;
}

static size_t number_nodes(struct ranks *ranks)
{
	size_t cards = ranks->diagram->card_count, nodes = 0;
	struct by_column *order = xcalloc(cards + 1, sizeof *order);
	for (size_t i = 0; i < cards; i++)
		order[i] = (struct by_column){ranks->diagram->cards[i].column, i};
	qsort(order, cards, sizeof *order, compare_columns);
	for (size_t i = 0; i < cards; i++) {
		size_t card = order[i].card;
		ranks->first[card] = nodes;
		ranks->count[card] = cells_of(ranks, card);
		nodes += ranks->count[card];
	}
	free(order);
	return nodes;
}

static size_t link_end(const struct ranks *ranks, size_t card, int line, int slot)
{
	size_t cells = ranks->count[card];
	bool at_cell = line >= 0 && slot >= 0 && (size_t)slot < cells && cells > 1;
	return ranks->first[card] + (at_cell ? (size_t)slot : cells / 2);
}

/* Where a link ends on a card that stands as one node. */
static double link_port(const struct ranks *ranks, const struct link *link)
{
	const struct card *card = &ranks->diagram->cards[link->to];
	if (!ranks->down || link->to_slot < 0 || !card_strips(card) || ranks->count[link->to] > 1)
		return NAN;
	struct card_box place = {.box = {0, 0, ranks->widths[link->to], 0}};
	return card_cell_x(card, ranks->style, &place, (size_t)link->to_slot) - place.box.w / 2;
}

static void make_links(struct ranks *ranks, double *rooms)
{
	double leading = ranks->style->font.small * LABEL_LEADING;
	for (size_t i = 0; i < ranks->diagram->link_count; i++) {
		const struct link *link = &ranks->diagram->links[i];
		struct layer_link *new = &ranks->layers->links[i];
		struct route *route = &ranks->layout->routes[i];
		layout_label(ranks->layout, link, ranks->style, ranks->down ? 120 : 110,
		             ranks->down ? LABEL_LINES : 1, route);
		new->from = link_end(ranks, link->from, -1, -1);
		new->to = link_end(ranks, link->to, link->to_line, link->to_slot);
		if (link->from == link->to)
			new->to = new->from;
		new->look = layout_look(link);
		new->weight = link->weight > 0 ? link->weight : 1;
		new->port = link_port(ranks, link);
		if (route->label_count) {
			new->label_u = ranks->down ? leading * (double)route->label_count : route->label_width;
			new->label_v = ranks->down ? route->label_width + 14 : 15;
		}
		rooms[new->to] += fmax(new->label_v, 14);
	}
}

static void make_node(struct ranks *ranks, size_t card, const double *rooms)
{
	const struct card *c = &ranks->diagram->cards[card];
	size_t count = ranks->count[card], first = ranks->first[card];
	double width = ranks->widths[card];
	for (size_t i = first; i < first + count; i++) {
		struct layer_node *node = &ranks->layers->nodes[i];
		node->wish = c->rank;
		node->breadth = width;
		if (count > 1) {
			node->chain = (int)card;
			node->breadth = fmax(card_cell_width(c, ranks->style) + 4, width / (double)count);
			node->breadth = fmax(node->breadth, rooms[i]);
		} else if (ranks->down) {
			node->breadth = ranks->widths[card] = fmax(width, rooms[i] > 140 ? rooms[i] : 0);
			node->room = node->breadth;
		} else {
			node->depth = width;
			node->breadth = fmax(card_height(c, ranks->style, width), rooms[i] + 6);
		}
	}
}

/* Labels beside the only line into a card may reach over its edge. */
static void make_rooms(struct ranks *ranks)
{
	size_t *lines = xcalloc(ranks->layers->node_count + 1, sizeof *lines);
	for (size_t i = 0; i < ranks->layers->link_count; i++)
		lines[ranks->layers->links[i].to]++;
	for (size_t i = 0; ranks->down && i < ranks->layers->link_count; i++) {
		const struct layer_link *link = &ranks->layers->links[i];
		struct layer_node *node = &ranks->layers->nodes[link->to];
		if (lines[link->to] == 1 && link->label_v > 0)
			node->room = fmax(fmax(node->room, node->breadth), 2 * link->label_v);
	}
	free(lines);
}

static void make_layers(struct ranks *ranks)
{
	size_t nodes = number_nodes(ranks);
	double *rooms = xcalloc(nodes + 1, sizeof *rooms);
	ranks->layers = layers_new(ranks->layout->arena, nodes, ranks->diagram->link_count);
	make_links(ranks, rooms);
	for (size_t i = 0; i < ranks->diagram->card_count; i++)
		make_node(ranks, i, rooms);
	make_rooms(ranks);
	ranks->layers->line_gap = ranks->style->line.gap;
	ranks->layers->node_gap = ranks->down ? 26 : 16;
	ranks->layers->channel_min = ranks->down ? 30 : 46;
	free(rooms);
}

/* ---- after dot ---- */

/* Half the way to the next column, but not endless. */
static double half_cell(const struct layer_node *nodes, size_t count)
{
	if (count < 2)
		return nodes[0].breadth / 2;
	double step = (nodes[count - 1].v - nodes[0].v) / (double)(count - 1);
	return fmin(fmax(step / 2, nodes[0].breadth / 2), fmax(190, nodes[0].breadth / 2));
}

/* The focus card around its cells. */
static void place_focus(struct ranks *ranks, size_t card)
{
	size_t count = ranks->count[card];
	struct layer_node *nodes = &ranks->layers->nodes[ranks->first[card]];
	struct card_box *place = &ranks->layout->cards[card];
	double *ports = arena_array(ranks->layout->arena, count, sizeof *ports);
	double half = half_cell(nodes, count) + ranks->style->card.padding;
	double left = nodes[0].v - half, right = nodes[count - 1].v + half;
	double missing = fmax(0, ranks->widths[card] - (right - left)) / 2;
	for (size_t i = 0; i < count; i++)
		ports[i] = nodes[i].v;
	place->box.x = left - missing;
	place->box.w = right - left + 2 * missing;
	place->ports = ports;
	place->port_count = count;
	for (size_t i = 0; i < count; i++)
		nodes[i].depth = card_height(&ranks->diagram->cards[card], ranks->style, place->box.w);
}

static void place_cards(struct ranks *ranks)
{
	for (size_t i = 0; i < ranks->diagram->card_count; i++) {
		struct layer_node *node = &ranks->layers->nodes[ranks->first[i]];
		if (ranks->count[i] > 1) {
			place_focus(ranks, i);
		} else if (ranks->down) {
			ranks->layout->cards[i].box = (struct box){.x = node->v - node->breadth / 2, .w = node->breadth};
			node->depth = card_height(&ranks->diagram->cards[i], ranks->style, node->breadth);
		}
	}
}

/* The nearest neighbours of a node in its rank. */
static void free_span(const struct ranks *ranks, size_t node, double *low, double *high)
{
	const struct layer_node *self = &ranks->layers->nodes[node];
	*low = -INFINITY, *high = INFINITY;
	for (size_t i = 0; i < ranks->layers->node_count; i++) {
		const struct layer_node *other = &ranks->layers->nodes[i];
		if (i == node || other->rank != self->rank)
			continue;
		double half = fmax(other->breadth, other->room) / 2 + ranks->layers->node_gap;
		if (other->v < self->v)
			*low = fmax(*low, other->v + half);
		else
			*high = fmin(*high, other->v - half);
	}
}

/* A card that feeds several columns is drawn across them, if there is room:
 * its lines then go straight down. */
static void stretch_card(struct ranks *ranks, size_t card)
{
	size_t node = ranks->first[card], fed = 0;
	struct layer_node *self = &ranks->layers->nodes[node];
	double low = self->v - self->breadth / 2, high = low + self->breadth, free_low, free_high;
	for (size_t i = 0; i < ranks->layers->piece_count; i++) {
		const struct layer_piece *piece = &ranks->layers->pieces[i];
		if (piece->from != node)
			continue;
		low = fmin(low, ranks->layers->nodes[piece->to].v - 40);
		high = fmax(high, ranks->layers->nodes[piece->to].v + 40);
		fed++;
	}
	free_span(ranks, node, &free_low, &free_high);
	if (fed < 2 || fed > 8 || low < free_low || high > free_high)
		return;
	self->v = (low + high) / 2;
	self->breadth = high - low;
	ranks->layout->cards[card].box = (struct box){.x = low, .w = high - low};
	self->depth = card_height(&ranks->diagram->cards[card], ranks->style, self->breadth);
}

static struct point to_page(const struct ranks *ranks, double u, double v, double shift)
{
	return ranks->down ? (struct point){v + shift, u} : (struct point){u, v + shift};
}

/* The smallest v of anything drawn. */
static double lowest(const struct ranks *ranks)
{
	double low = INFINITY;
	for (size_t i = 0; i < ranks->layers->node_count; i++)
		low = fmin(low, ranks->layers->nodes[i].v - ranks->layers->nodes[i].breadth / 2);
	for (size_t i = 0; ranks->down && i < ranks->diagram->card_count; i++)
		low = fmin(low, ranks->layout->cards[i].box.x);
	return isfinite(low) ? low : 0;
}

static void finish_cards(struct ranks *ranks, double shift)
{
	for (size_t i = 0; i < ranks->diagram->card_count; i++) {
		const struct layer_node *node = &ranks->layers->nodes[ranks->first[i]];
		struct card_box *place = &ranks->layout->cards[i];
		if (ranks->down) {
			place->box.x += shift;
			place->box.y = node->u;
			place->box.h = node->depth;
			for (size_t j = 0; j < place->port_count; j++)
				((double *)place->ports)[j] += shift;
		} else {
			double height = card_height(&ranks->diagram->cards[i], ranks->style, ranks->widths[i]);
			place->box = (struct box){node->u, node->v + shift - height / 2, ranks->widths[i], height};
		}
	}
}

static void place_label(const struct ranks *ranks, struct route *route)
{
	struct point end = route->points[route->count - 1];
	double height = ranks->style->font.small * LABEL_LEADING * (double)route->label_count;
	double arrow = ranks->style->line.arrow + 3;
	if (ranks->down)
		route->label = (struct point){end.x + 6, end.y - arrow - height};
	else
		route->label = (struct point){end.x - arrow - route->label_width, end.y - height - 2};
}

static void finish_routes(struct ranks *ranks, double shift)
{
	struct layers *layers = ranks->layers;
	struct layout *layout = ranks->layout;
	for (size_t i = 0; i < layers->link_count; i++) {
		const struct layer_link *link = &layers->links[i];
		struct point *points = arena_array(layout->arena, link->point_count + 1, sizeof *points);
		for (size_t j = 0; j < link->point_count; j++)
			points[j] = to_page(ranks, link->points[j].u, link->points[j].v, shift);
		layout->routes[i].points = points;
		layout->routes[i].count = link->point_count;
		if (link->point_count > 1)
			place_label(ranks, &layout->routes[i]);
	}
	layout->joints = arena_array(layout->arena, layers->joint_count + 1, sizeof *layout->joints);
	layout->joint_count = layers->joint_count;
	for (size_t i = 0; i < layers->joint_count; i++)
		layout->joints[i] = (struct joint){
		    to_page(ranks, layers->joints[i].u, layers->joints[i].v, shift), layers->joints[i].link};
}

bool layout_ranks(struct layout *layout, const struct diagram *diagram, const struct style *style,
                  struct error *err)
{
	size_t cards = diagram->card_count;
	struct ranks ranks = {.layout = layout, .diagram = diagram, .style = style,
	                      .down = diagram->flow == FLOW_DOWN};
	ranks.widths = arena_array(layout->arena, cards + 1, sizeof(double));
	ranks.first = arena_array(layout->arena, cards + 1, sizeof(size_t));
	ranks.count = arena_array(layout->arena, cards + 1, sizeof(size_t));
	layout_widths(diagram, style, ranks.widths);
	make_layers(&ranks);
	layers_rank(ranks.layers);
	if (!layers_place(ranks.layers, err))
		return false;
	place_cards(&ranks);
	for (size_t i = 0; ranks.down && i < cards; i++)
		if (ranks.count[i] == 1)
			stretch_card(&ranks, i);
	layers_route(ranks.layers);
	double shift = -lowest(&ranks);
	finish_cards(&ranks, shift);
	finish_routes(&ranks, shift);
	return true;
}
