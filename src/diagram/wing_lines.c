/* Ports stand evenly on the edges of the cards, sorted by where the other end
 * is; a line that is alone on both edges is straight. */
#include "diagram/wing_lines.h"

#include "diagram/channel.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- ports ---- */

enum edge { EDGE_INNER, EDGE_OUTER };

struct port {
	size_t card;
	enum edge edge;
	double key; /* sorted by it: where the other end is */
	double *y;  /* result */
};

static int compare_ports(const void *a, const void *b)
{
	const struct port *x = a, *y = b;
	if (x->card != y->card)
		return x->card < y->card ? -1 : 1;
	if (x->edge != y->edge)
		return x->edge < y->edge ? -1 : 1;
	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	return x->y < y->y ? -1 : x->y > y->y;
}

/* Evenly along the edge. */
static void spread_ports(const struct wing *wing, struct port *ports, size_t count)
{
	if (count)
		qsort(ports, count, sizeof *ports, compare_ports);
	for (size_t i = 0, end; i < count; i = end) {
		const struct box *box = wing_box(wing, ports[i].card);
		for (end = i; end < count && ports[end].card == ports[i].card && ports[end].edge == ports[i].edge; end++)
			;
		for (size_t j = i; j < end; j++)
			*ports[j].y = box->y + box->h * (double)(j - i + 1) / (double)(end - i + 1);
	}
}

static double middle(const struct wing *wing, size_t card)
{
	return wing_box(wing, card)->y + wing_box(wing, card)->h / 2;
}

static size_t find_bus(struct wing *wing, size_t link)
{
	const struct link *l = &wing->diagram->links[link];
	size_t channel = wing_column(wing, l->to);
	bool across = wing_column(wing, l->from) != channel;
	for (size_t i = wing->bus_count; i-- > 0;)
		if (wing->buses[i].from == l->from && wing->buses[i].look == layout_look(l) && wing->buses[i].channel == channel)
			return i;
	wing->buses[wing->bus_count] = (struct wing_bus){
	    .from = l->from, .link = link, .look = layout_look(l), .channel = channel, .across = across};
	return wing->bus_count++;
}

static void find_buses(struct wing *wing)
{
	for (size_t i = 0; i < wing->link_count; i++)
		wing->bus_of[i] = find_bus(wing, wing->links[i]);
	for (size_t i = 0; i < wing->link_count; i++)
		wing->buses[wing->bus_of[i]].far_count++;
	for (size_t i = 0; i < wing->bus_count; i++) {
		struct wing_bus *bus = &wing->buses[i];
		bus->far = arena_array(wing->layout->arena, bus->far_count + 1, sizeof(double));
		bus->far_count = 0;
	}
}

/* A line of two ports that are alone on their edges is straight if it can be. */
static void straighten(const struct wing *wing, const size_t *inbound, const size_t *outbound)
{
	for (size_t i = 0; i < wing->bus_count; i++) {
		struct wing_bus *bus = &wing->buses[i];
		size_t to = wing->diagram->links[bus->link].to;
		if (!bus->across || bus->far_count != 1 || inbound[to] != 1 || outbound[bus->from] != 1)
			continue;
		const struct box *a = wing_box(wing, bus->from), *b = wing_box(wing, to);
		double low = fmax(a->y, b->y) + 8, high = fmin(a->y + a->h, b->y + b->h) - 8;
		if (low < high)
			bus->near = bus->far[0] = fmin(fmax(middle(wing, to), low), high);
	}
}

void wing_place_ports(struct wing *wing)
{
	size_t cards = wing->diagram->card_count + 1, count = 0;
	size_t *inbound = xcalloc(cards, sizeof *inbound), *outbound = xcalloc(cards, sizeof *outbound);
	struct port *ports = xcalloc(2 * wing->link_count + wing->exit_count + 1, sizeof *ports);
	find_buses(wing);
	for (size_t i = 0; i < wing->link_count; i++) {
		struct wing_bus *bus = &wing->buses[wing->bus_of[i]];
		size_t to = wing->diagram->links[wing->links[i]].to;
		inbound[to]++;
		ports[count++] = (struct port){to, EDGE_OUTER, middle(wing, bus->from), &bus->far[bus->far_count++]};
	}
	for (size_t i = 0; i < wing->bus_count; i++) {
		struct wing_bus *bus = &wing->buses[i];
		enum edge edge = bus->across ? EDGE_INNER : EDGE_OUTER;
		*(bus->across ? &outbound[bus->from] : &inbound[bus->from]) += 1;
		ports[count++] = (struct port){bus->from, edge, middle(wing, wing->diagram->links[bus->link].to), &bus->near};
	}
	for (size_t i = 0; i < wing->exit_count; i++) {
		struct wing_exit *exit = &wing->exits[i];
		ports[count++] = (struct port){exit->card, EDGE_INNER, isnan(exit->target) ? 0 : exit->target, &exit->y};
	}
	spread_ports(wing, ports, count);
	straighten(wing, inbound, outbound);
	free(ports);
	free(inbound);
	free(outbound);
}

/* ---- lanes ---- */

static struct channel_net net_of(const struct wing *wing, struct wing_bus *bus)
{
	if (bus->across)
		return (struct channel_net){.near = &bus->near, .near_count = 1, .far = bus->far, .far_count = bus->far_count};
	double *ends = arena_array(wing->layout->arena, bus->far_count + 1, sizeof *ends);
	memcpy(ends, bus->far, bus->far_count * sizeof *ends);
	ends[bus->far_count] = bus->near;
	return (struct channel_net){.far = ends, .far_count = bus->far_count + 1};
}

void wing_take_lanes(struct wing *wing, size_t channel)
{
	struct channel_net *nets = xcalloc(wing->bus_count + 1, sizeof *nets);
	size_t count = 0;
	for (size_t i = 0; i < wing->bus_count; i++)
		if (wing->buses[i].channel == channel)
			nets[count++] = net_of(wing, &wing->buses[i]);
	wing->lanes[channel] = channel_lanes(nets, count, wing->gap);
	count = 0;
	for (size_t i = 0; i < wing->bus_count; i++) {
		struct wing_bus *bus = &wing->buses[i];
		if (bus->channel != channel)
			continue;
		bus->low = nets[count].low, bus->high = nets[count].high;
		bus->straight = nets[count].straight;
		bus->lane = (double)nets[count++].lane;
	}
	free(nets);
}

static double channel_width(const struct wing *wing, size_t channel)
{
	double lanes = wing->gap * (double)wing->lanes[channel];
	bool between = channel + 1 < wing->columns;
	return between ? 2 * WING_LANE_ROOM + lanes : lanes > 0 ? WING_LANE_ROOM + lanes : 0;
}

/* Where the cards of a column begin. */
double wing_column_x(const struct wing *wing, size_t column)
{
	double x = 0;
	for (size_t i = wing->columns; i-- > column;)
		x += channel_width(wing, i) + (i > column ? wing->card_width : 0);
	return x;
}

/* ---- onto the page ---- */

size_t wing_bus_lines(const struct wing *wing)
{
	return 2 * (wing->link_count + 1);
}

struct page {
	struct wing *wing;
	double outer, sign;
};

static struct point at(const struct page *page, double x, double y)
{
	return (struct point){page->outer + page->sign * x, y};
}

static struct point *pair(const struct page *page, struct point a, struct point b)
{
	struct point *points = arena_array(page->wing->layout->arena, 2, sizeof *points);
	points[0] = a, points[1] = b;
	return points;
}

static void bus_line(const struct page *page, size_t link, struct point a, struct point b)
{
	struct layout *layout = page->wing->layout;
	layout->buses[layout->bus_count++] = (struct bus_line){pair(page, a, b), 2, link};
}

static double lane_x(const struct wing *wing, const struct wing_bus *bus)
{
	double end = wing_column_x(wing, bus->channel) - WING_LANE_ROOM - wing->gap / 2;
	return end - wing->gap * ((double)wing->lanes[bus->channel] - 1 - bus->lane);
}

static bool inside(const struct wing_bus *bus, double y)
{
	return y > bus->low + 0.01 && y < bus->high - 0.01;
}

/* From the card to the lane, and the lane. */
static void draw_trunk(const struct page *page, const struct wing_bus *bus)
{
	struct wing *wing = page->wing;
	double x = lane_x(wing, bus), from = wing_column_x(wing, wing_column(wing, bus->from));
	if (bus->straight)
		return;
	bus_line(page, bus->link, at(page, bus->across ? from + wing->card_width : from, bus->near), at(page, x, bus->near));
	bus_line(page, bus->link, at(page, x, bus->low), at(page, x, bus->high));
	if (inside(bus, bus->near))
		layout_joint(wing->layout, at(page, x, bus->near), bus->link);
}

static void draw_branch(const struct page *page, size_t link, struct wing_bus *bus, double y)
{
	struct wing *wing = page->wing;
	struct route *route = &wing->layout->routes[link];
	double from = wing_column_x(wing, wing_column(wing, bus->from)) + (bus->across ? wing->card_width : 0);
	struct point end = at(page, wing_column_x(wing, bus->channel), y);
	route->points = pair(page, bus->straight ? at(page, from, y) : at(page, lane_x(wing, bus), y), end);
	route->count = 2;
	if (!bus->straight && inside(bus, y))
		layout_joint(wing->layout, route->points[0], link);
}

void wing_finish(struct wing *wing, double outer, double sign)
{
	struct page page = {wing, outer, sign};
	for (size_t i = 0; i < wing->card_count; i++) {
		struct box *box = wing_box(wing, wing->cards[i]);
		box->x = sign > 0 ? outer + box->x : outer - box->x - box->w;
	}
	for (size_t i = 0; i < wing->bus_count; i++) {
		draw_trunk(&page, &wing->buses[i]);
		wing->buses[i].far_count = 0;
	}
	for (size_t i = 0; i < wing->link_count; i++) {
		struct wing_bus *bus = &wing->buses[wing->bus_of[i]];
		draw_branch(&page, wing->links[i], bus, bus->far[bus->far_count++]);
	}
}
