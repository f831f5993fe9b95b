/* The PSU cells of a focus card are nodes of their own, so that each stands
 * under its column; the card is then drawn around them. Flow down: u is y, v is
 * x. Flow right: u is x, v is y. Entries and exits are nodes without extent. */
#include "diagram/layout_part.h"

#include "diagram/layers.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define LABEL_LEADING 1.3
#define PORT_BREADTH 8.0
#define STRETCH 40.0 /* of a card beyond the outermost column it faces */
#define WIDEST 1400.0

struct work {
	struct part_maker *maker;
	struct part *part;
	const struct diagram *diagram;
	const struct style *style;
	struct layout *layout;
	struct layers *layers;
	size_t card_nodes; /* then entries, then exits */
	double *rooms;     /* by node: what labels need */
};

void part_maker_init(struct part_maker *maker, struct layout *layout,
                     const struct diagram *diagram, const struct style *style)
{
	size_t cards = diagram->card_count + 1;
	struct arena *arena = layout->arena;
	*maker = (struct part_maker){.layout = layout, .diagram = diagram, .style = style};
	maker->widths = arena_array(arena, cards, sizeof(double));
	maker->first = arena_array(arena, cards, sizeof(size_t));
	maker->count = arena_array(arena, cards, sizeof(size_t));
	maker->member = arena_array(arena, cards, sizeof(unsigned));
	layout_widths(diagram, style, maker->widths);
}

/* ---- entries and exits ---- */

static size_t find_port(struct part_port *ports, size_t *count, size_t card, uint64_t look,
                        size_t link)
{
	for (size_t i = *count; i-- > 0;)
		if (ports[i].card == card && ports[i].look == look)
			return i;
	ports[*count] = (struct part_port){.card = card, .look = look, .link = link, .target = NAN};
	return (*count)++;
}

void part_ports(struct part_maker *maker, struct part *part)
{
	struct arena *arena = maker->layout->arena;
	size_t links = part->link_count + 1;
	maker->stamp++;
	for (size_t i = 0; i < part->card_count; i++)
		maker->member[part->cards[i]] = maker->stamp;
	part->entries = arena_array(arena, links, sizeof *part->entries);
	part->exits = arena_array(arena, links, sizeof *part->exits);
	part->entry_of = arena_array(arena, links, sizeof(size_t));
	part->exit_of = arena_array(arena, links, sizeof(size_t));
	for (size_t i = 0; i < part->link_count; i++) {
		const struct link *link = &maker->diagram->links[part->links[i]];
		bool from = maker->member[link->from] == maker->stamp, to = maker->member[link->to] == maker->stamp;
		uint64_t look = layout_look(link);
		part->entry_of[i] = from ? SIZE_MAX : find_port(part->entries, &part->entry_count, link->from, look, i);
		part->exit_of[i] = to ? SIZE_MAX : find_port(part->exits, &part->exit_count, link->from, look, i);
	}
}

/* ---- into layers ---- */

static size_t cells_of(const struct work *work, size_t card)
{
	const struct card *c = &work->diagram->cards[card];
	const struct line *strips = card_strips(c);
	return work->part->down && c->shape == CARD_FOCUS && strips ? strips->slot_left_count : 1;
}

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

/* Nodes are numbered by the wished columns: that is the order to begin with. */
static void number_nodes(struct work *work)
{
	size_t cards = work->part->card_count;
	struct by_column *order = xcalloc(cards + 1, sizeof *order);
	for (size_t i = 0; i < cards; i++) {
		size_t card = work->part->cards[i];
		order[i] = (struct by_column){work->diagram->cards[card].column, card};
	}
	qsort(order, cards, sizeof *order, compare_columns);
	for (size_t i = 0; i < cards; i++) {
		size_t card = order[i].card;
		work->maker->first[card] = work->card_nodes;
		work->maker->count[card] = cells_of(work, card);
		work->card_nodes += work->maker->count[card];
	}
	free(order);
}

static size_t card_node(const struct work *work, size_t card, int line, int slot)
{
	size_t cells = work->maker->count[card];
	bool at_cell = line >= 0 && slot >= 0 && (size_t)slot < cells && cells > 1;
	return work->maker->first[card] + (at_cell ? (size_t)slot : cells / 2);
}

static size_t tail_node(const struct work *work, size_t i)
{
	const struct link *link = &work->diagram->links[work->part->links[i]];
	return work->part->entry_of[i] == SIZE_MAX ? card_node(work, link->from, -1, -1)
	                                           : work->card_nodes + work->part->entry_of[i];
}

static size_t head_node(const struct work *work, size_t i)
{
	const struct link *link = &work->diagram->links[work->part->links[i]];
	if (link->from == link->to)
		return tail_node(work, i);
	return work->part->exit_of[i] == SIZE_MAX
	           ? card_node(work, link->to, link->to_line, link->to_slot)
	           : work->card_nodes + work->part->entry_count + work->part->exit_of[i];
}

/* Where a link ends on a card that stands as one node. */
static double link_port(const struct work *work, const struct link *link)
{
	const struct card *card = &work->diagram->cards[link->to];
	if (!work->part->down || link->to_slot < 0 || !card_strips(card) || work->maker->count[link->to] > 1)
		return NAN;
	struct card_box place = {.box = {0, 0, work->maker->widths[link->to], 0}};
	return card_cell_x(card, work->style, &place, (size_t)link->to_slot) - place.box.w / 2;
}

static void make_label(struct work *work, size_t i, struct layer_link *new)
{
	double leading = work->style->font.small * LABEL_LEADING;
	size_t index = work->part->links[i];
	struct route *route = &work->layout->routes[index];
	if (work->part->exit_of[i] != SIZE_MAX)
		return;
	bool down = work->part->down;
	layout_label(work->layout, &work->diagram->links[index], work->style, down ? 120 : 110,
	             down ? LABEL_LINES : 1, route);
	if (!route->label_count)
		return;
	new->label_u = down ? leading * (double)route->label_count : route->label_width;
	new->label_v = down ? route->label_width + 14 : 15;
}

static void make_links(struct work *work)
{
	for (size_t i = 0; i < work->part->link_count; i++) {
		const struct link *link = &work->diagram->links[work->part->links[i]];
		struct layer_link *new = &work->layers->links[i];
		new->from = tail_node(work, i);
		new->to = head_node(work, i);
		if (work->part->exit_of[i] != SIZE_MAX && work->part->exits[work->part->exit_of[i]].link != i)
			new->to = new->from; /* runs with the first one of its bus */
		new->look = layout_look(link);
		new->weight = link->weight > 0 ? link->weight : 1;
		if (work->part->exit_of[i] == SIZE_MAX)
			new->port = link_port(work, link);
		make_label(work, i, new);
		work->rooms[new->to] += new->to == new->from ? 0 : fmax(new->label_v, 14);
	}
}

static void make_cell_nodes(struct work *work, size_t card)
{
	const struct card *c = &work->diagram->cards[card];
	size_t count = work->maker->count[card], first = work->maker->first[card];
	for (size_t i = first; i < first + count; i++) {
		struct layer_node *node = &work->layers->nodes[i];
		double breadth = fmax(card_cell_width(c, work->style) + 4, work->maker->widths[card] / (double)count);
		node->breadth = fmax(breadth, work->rooms[i]);
		node->chain = (int)card;
		node->wish = c->rank;
	}
}

static void make_node(struct work *work, size_t card)
{
	const struct card *c = &work->diagram->cards[card];
	struct layer_node *node = &work->layers->nodes[work->maker->first[card]];
	double *width = &work->maker->widths[card], room = work->rooms[work->maker->first[card]];
	node->wish = work->part->entry_count ? (c->rank > 0 ? c->rank : -1) : c->rank;
	if (work->part->down) {
		*width = node->breadth = node->room = fmax(*width, room > 140 ? room : 0);
	} else {
		node->depth = *width;
		node->breadth = fmax(card_height(c, work->style, *width), room + 6);
	}
}

/* Labels beside the only line into a card may reach over its edge. */
static void make_rooms(struct work *work)
{
	size_t *lines = xcalloc(work->layers->node_count + 1, sizeof *lines);
	for (size_t i = 0; i < work->layers->link_count; i++)
		lines[work->layers->links[i].to]++;
	for (size_t i = 0; work->part->down && i < work->layers->link_count; i++) {
		const struct layer_link *link = &work->layers->links[i];
		struct layer_node *node = &work->layers->nodes[link->to];
		if (lines[link->to] == 1 && link->label_v > 0)
			node->room = fmax(fmax(node->room, node->breadth), 2 * link->label_v);
	}
	free(lines);
}

/* Exits stand behind everything, whatever feeds them. */
static void make_ports(struct work *work)
{
	struct layer_node *entries = &work->layers->nodes[work->card_nodes];
	struct layer_node *exits = entries + work->part->entry_count;
	for (size_t i = 0; i < work->part->entry_count; i++) {
		entries[i].breadth = PORT_BREADTH;
		entries[i].wish = 0;
	}
	for (size_t i = 0; i < work->part->exit_count; i++) {
		exits[i].breadth = PORT_BREADTH;
		exits[i].target = work->part->exits[i].target;
		exits[i].last = true;
	}
}

static void make_layers(struct work *work)
{
	bool down = work->part->down, ports = work->part->entry_count > 0;
	number_nodes(work);
	size_t nodes = work->card_nodes + work->part->entry_count + work->part->exit_count;
	work->rooms = xcalloc(nodes + 1, sizeof(double));
	work->layers = layers_new(work->layout->arena, nodes, work->part->link_count);
	make_links(work);
	for (size_t i = 0; i < work->part->card_count; i++) {
		size_t card = work->part->cards[i];
		if (work->maker->count[card] > 1)
			make_cell_nodes(work, card);
		else
			make_node(work, card);
	}
	make_rooms(work);
	make_ports(work);
	work->layers->line_gap = work->style->line.gap;
	work->layers->node_gap = down ? 26 : 16;
	work->layers->channel_min = ports && down ? 16 : down ? 30 : ports ? 30 : 46;
	work->layers->own_order = work->part->stack;
	free(work->rooms);
}

/* ---- after placing ---- */

/* Half the way to the next column, but not endless. */
static double half_cell(const struct layer_node *nodes, size_t count)
{
	if (count < 2)
		return nodes[0].breadth / 2;
	double step = (nodes[count - 1].v - nodes[0].v) / (double)(count - 1);
	return fmin(fmax(step / 2, nodes[0].breadth / 2), fmax(190, nodes[0].breadth / 2));
}

/* The nearest neighbours of a node in its rank. */
static void free_span(const struct work *work, size_t node, double *low, double *high)
{
	const struct layer_node *self = &work->layers->nodes[node];
	*low = -INFINITY, *high = INFINITY;
	for (size_t i = 0; i < work->layers->node_count; i++) {
		const struct layer_node *other = &work->layers->nodes[i];
		if (i == node || other->rank != self->rank)
			continue;
		double half = fmax(other->breadth, other->room) / 2 + work->layers->node_gap;
		if (other->v < self->v)
			*low = fmax(*low, other->v + half);
		else
			*high = fmin(*high, other->v - half);
	}
}

/* The focus card around its cells. */
static void place_focus(struct work *work, size_t card)
{
	size_t count = work->maker->count[card];
	struct layer_node *nodes = &work->layers->nodes[work->maker->first[card]];
	struct card_box *place = &work->layout->cards[card];
	double *ports = arena_array(work->layout->arena, count, sizeof *ports);
	double half = half_cell(nodes, count) + work->style->card.padding;
	double left = nodes[0].v - half, right = nodes[count - 1].v + half;
	double missing = fmax(0, work->maker->widths[card] - (right - left)) / 2, low, high, none;
	free_span(work, work->maker->first[card], &low, &none);
	free_span(work, work->maker->first[card] + count - 1, &none, &high);
	for (size_t i = 0; i < count; i++)
		ports[i] = nodes[i].v;
	left = fmax(left - missing, fmin(low, nodes[0].v - nodes[0].breadth / 2));
	right = fmin(right + missing, fmax(high, nodes[count - 1].v + nodes[count - 1].breadth / 2));
	place->box.x = left;
	place->box.w = right - left;
	place->ports = ports;
	place->port_count = count;
	for (size_t i = 0; i < count; i++)
		nodes[i].depth = card_height(&work->diagram->cards[card], work->style, place->box.w);
}

static void place_down(struct work *work)
{
	for (size_t i = 0; i < work->part->card_count; i++) {
		size_t card = work->part->cards[i];
		struct layer_node *node = &work->layers->nodes[work->maker->first[card]];
		if (work->maker->count[card] > 1) {
			place_focus(work, card);
			continue;
		}
		work->layout->cards[card].box = (struct box){.x = node->v - node->breadth / 2, .w = node->breadth};
		node->depth = card_height(&work->diagram->cards[card], work->style, node->breadth);
	}
}

/* The columns a node stands between on one side of it: how many, and the
 * extent that faces them all. */
static size_t columns_of(const struct work *work, size_t node, bool fed, double *low, double *high)
{
	const struct layers *layers = work->layers;
	size_t count = 0;
	for (size_t i = 0; i < layers->piece_count; i++) {
		const struct layer_piece *piece = &layers->pieces[i];
		if ((fed ? piece->from : piece->to) != node)
			continue;
		double v = layers->nodes[fed ? piece->to : piece->from].v;
		*low = fmin(*low, v - STRETCH);
		*high = fmax(*high, v + STRETCH);
		count++;
	}
	return count;
}

/* A card between several columns is drawn across them, if there is room: its
 * lines then go straight. Not with strips, whose cells are where lines end. */
static void stretch_card(struct work *work, size_t card)
{
	size_t node = work->maker->first[card];
	struct layer_node *self = &work->layers->nodes[node];
	double free_low, free_high;
	free_span(work, node, &free_low, &free_high);
	for (int fed = 0; fed < 2; fed++) {
		double low = self->v - self->breadth / 2, high = low + self->breadth;
		size_t columns = columns_of(work, node, fed, &low, &high);
		if (columns < 2 || columns > 8 || low < free_low || high > free_high || high - low > WIDEST)
			continue;
		self->v = (low + high) / 2;
		self->breadth = high - low;
	}
	work->layout->cards[card].box = (struct box){.x = self->v - self->breadth / 2, .w = self->breadth};
	self->depth = card_height(&work->diagram->cards[card], work->style, self->breadth);
}

static struct point to_page(const struct work *work, double u, double v)
{
	return work->part->down ? (struct point){v + work->part->shift, u}
	                        : (struct point){u, v + work->part->shift};
}

/* The extent of everything along v. */
static void measure(struct work *work)
{
	double low = INFINITY, high = -INFINITY;
	for (size_t i = 0; i < work->layers->node_count; i++) {
		const struct layer_node *node = &work->layers->nodes[i];
		low = fmin(low, node->v - node->breadth / 2);
		high = fmax(high, node->v + node->breadth / 2);
	}
	for (size_t i = 0; work->part->down && i < work->part->card_count; i++) {
		struct box box = work->layout->cards[work->part->cards[i]].box;
		low = fmin(low, box.x);
		high = fmax(high, box.x + box.w);
	}
	if (low > high)
		low = high = 0;
	work->part->shift = -low;
	work->part->width = work->part->down ? high - low : work->layers->length;
	work->part->height = work->part->down ? work->layers->length : high - low;
}

static void finish_card(struct work *work, size_t card)
{
	const struct layer_node *node = &work->layers->nodes[work->maker->first[card]];
	struct card_box *place = &work->layout->cards[card];
	double width = work->maker->widths[card];
	if (!work->part->down) {
		double height = card_height(&work->diagram->cards[card], work->style, width);
		place->box = (struct box){node->u, node->v + work->part->shift - height / 2, width, height};
		return;
	}
	place->box.x += work->part->shift;
	place->box.y = node->u;
	place->box.h = node->depth;
	for (size_t i = 0; i < place->port_count; i++)
		((double *)place->ports)[i] += work->part->shift;
}

static void place_label(const struct work *work, struct route *route, struct point end)
{
	double height = work->style->font.small * LABEL_LEADING * (double)route->label_count;
	double arrow = work->style->line.arrow + 3;
	if (work->part->down)
		route->label = (struct point){end.x + 6, end.y - arrow - height};
	else
		route->label = (struct point){end.x - arrow - route->label_width, end.y - height - 2};
}

static void finish_lines(struct work *work)
{
	struct layers *layers = work->layers;
	struct arena *arena = work->layout->arena;
	struct part *part = work->part;
	part->lines = arena_array(arena, part->link_count + 1, sizeof *part->lines);
	for (size_t i = 0; i < layers->link_count; i++) {
		const struct layer_link *link = &layers->links[i];
		struct part_line *line = &part->lines[i];
		line->points = arena_array(arena, link->point_count + LINE_SPARE, sizeof *line->points);
		line->count = link->point_count;
		for (size_t j = 0; j < link->point_count; j++)
			line->points[j] = to_page(work, link->points[j].u, link->points[j].v);
		if (line->count > 1 && part->exit_of[i] == SIZE_MAX)
			place_label(work, &work->layout->routes[part->links[i]],
			            line->points[link->reversed ? 0 : line->count - 1]);
	}
	part->joints = arena_array(arena, layers->joint_count + 1, sizeof *part->joints);
	part->joint_count = layers->joint_count;
	for (size_t i = 0; i < layers->joint_count; i++)
		part->joints[i] = (struct joint){to_page(work, layers->joints[i].u, layers->joints[i].v),
		                                 part->links[layers->joints[i].link]};
}

static void finish_ports(struct work *work)
{
	const struct layer_node *node = &work->layers->nodes[work->card_nodes];
	for (size_t i = 0; i < work->part->entry_count; i++, node++)
		work->part->entries[i].at = to_page(work, node->u, node->v);
	for (size_t i = 0; i < work->part->exit_count; i++, node++)
		work->part->exits[i].at = to_page(work, node->u, node->v);
}

static bool place(struct work *work, struct error *err)
{
	if (work->part->exit_count) {
		layers_stack(work->layers);
		return true;
	}
	return layers_place(work->layers, err);
}

bool part_layout(struct part_maker *maker, struct part *part, struct error *err)
{
	struct work work = {.maker = maker, .part = part, .diagram = maker->diagram,
	                    .style = maker->style, .layout = maker->layout};
	make_layers(&work);
	layers_rank(work.layers);
	if (!place(&work, err))
		return false;
	if (part->down)
		place_down(&work);
	for (size_t i = 0; part->down && i < part->card_count; i++)
		if (maker->count[part->cards[i]] == 1 && !card_strips(&maker->diagram->cards[part->cards[i]]))
			stretch_card(&work, part->cards[i]);
	layers_route(work.layers);
	measure(&work);
	for (size_t i = 0; i < part->card_count; i++)
		finish_card(&work, part->cards[i]);
	finish_lines(&work);
	finish_ports(&work);
	return true;
}
