/* The order is that of a walk from the sources downwards, children by where
 * their exits want to be. A card with a wish stands as near to it as those
 * above allow; what would hang over the end moves up again. Lanes: the shortest
 * spans stand nearest to the cards. */
#include "diagram/layout_wing.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define CARD_GAP 16.0
#define LANE_ROOM 14.0 /* between the cards and the first lane: arrows */
#define PORT_MARGIN 9.0

struct wing_bus {
	size_t from, link;
	uint64_t look;
	double y, low, high; /* where it leaves its card; extent of the lane */
	size_t lane;
};

/* ---- what there is ---- */

static size_t find_exit(struct wing *wing, size_t card, uint64_t look, size_t link)
{
	for (size_t i = wing->exit_count; i-- > 0;)
		if (wing->exits[i].card == card && wing->exits[i].look == look)
			return i;
	wing->exits[wing->exit_count] = (struct wing_exit){.card = card, .look = look, .link = link, .target = NAN};
	return wing->exit_count++;
}

static size_t find_bus(struct wing *wing, size_t card, uint64_t look, size_t link)
{
	for (size_t i = wing->bus_count; i-- > 0;)
		if (wing->buses[i].from == card && wing->buses[i].look == look)
			return i;
	wing->buses[wing->bus_count] = (struct wing_bus){.from = card, .link = link, .look = look};
	return wing->bus_count++;
}

void wing_start(struct wing *wing, struct layout *layout, const struct diagram *diagram, const struct style *style,
                const int *place, int which, const double *widths)
{
	struct arena *arena = layout->arena;
	size_t *cards = arena_array(arena, diagram->card_count + 1, sizeof *cards), links = diagram->link_count + 1;
	*wing = (struct wing){.layout = layout, .diagram = diagram, .gap = style->line.gap, .cards = cards};
	wing->exits = arena_array(arena, links, sizeof *wing->exits);
	wing->buses = arena_array(arena, links, sizeof *wing->buses);
	wing->exit_of = arena_array(arena, links, sizeof(size_t));
	wing->bus_of = arena_array(arena, links, sizeof(size_t));
	wing->links = arena_array(arena, links, sizeof(size_t));
	for (size_t i = 0; i < diagram->card_count; i++)
		if (place[i] == which) {
			cards[wing->card_count++] = i;
			wing->card_width = fmax(wing->card_width, widths[i]);
		}
	for (size_t i = 0; i < diagram->link_count; i++) {
		const struct link *link = &diagram->links[i];
		wing->exit_of[i] = SIZE_MAX;
		if (place[link->from] != which)
			continue;
		if (place[link->to] != which) {
			wing->exit_of[i] = find_exit(wing, link->from, layout_look(link), i);
			continue;
		}
		wing->bus_of[wing->link_count] = find_bus(wing, link->from, layout_look(link), i);
		wing->links[wing->link_count++] = i;
	}
	for (size_t i = 0; i < wing->card_count; i++) {
		size_t card = cards[i];
		double height = card_height(&diagram->cards[card], style, wing->card_width);
		layout->cards[card].box = (struct box){0, 0, wing->card_width, height};
		wing->height += height + CARD_GAP;
	}
	wing->width = wing->card_count ? wing->card_width : 0;
}

/* ---- order ---- */

struct walk {
	struct wing *wing;
	double *wish;      /* by card: mean of its exits' targets, else of what it feeds; NAN */
	size_t *start, *children;
	bool *seen, *fed;
	size_t *order, count;
};

static void own_wishes(struct walk *walk)
{
	const struct wing *wing = walk->wing;
	double *count = xcalloc(wing->diagram->card_count + 1, sizeof *count);
	for (size_t i = 0; i < wing->exit_count; i++) {
		const struct wing_exit *exit = &wing->exits[i];
		if (exit->target != exit->target)
			continue;
		walk->wish[exit->card] = (count[exit->card] > 0 ? walk->wish[exit->card] : 0) + exit->target;
		count[exit->card]++;
	}
	for (size_t i = 0; i < wing->card_count; i++)
		walk->wish[wing->cards[i]] = count[wing->cards[i]] > 0 ? walk->wish[wing->cards[i]] / count[wing->cards[i]] : NAN;
	free(count);
}

static void index_children(struct walk *walk)
{
	const struct wing *wing = walk->wing;
	const struct diagram *diagram = wing->diagram;
	for (size_t i = 0; i < wing->link_count; i++)
		walk->start[diagram->links[wing->links[i]].from + 2]++;
	for (size_t i = 2; i < diagram->card_count + 2; i++)
		walk->start[i] += walk->start[i - 1];
	for (size_t i = 0; i < wing->link_count; i++) {
		const struct link *link = &diagram->links[wing->links[i]];
		walk->children[walk->start[link->from + 1]++] = link->to;
		walk->fed[link->to] = link->from != link->to;
	}
}

/* The least wish below a card: where its first child will stand. */
static double lowest_wish(struct walk *walk, size_t card, int depth)
{
	double least = walk->wish[card];
	for (size_t i = walk->start[card]; depth < 12 && i < walk->start[card + 1]; i++)
		least = fmin(least, lowest_wish(walk, walk->children[i], depth + 1));
	return least;
}

struct wished {
	size_t card;
	double wish;
};

static int compare_wished(const void *a, const void *b)
{
	const struct wished *x = a, *y = b;
	bool known = x->wish == x->wish, other = y->wish == y->wish;
	if (known != other)
		return known ? -1 : 1;
	if (known && x->wish != y->wish)
		return x->wish < y->wish ? -1 : 1;
	return x->card < y->card ? -1 : x->card > y->card;
}

static void visit_sorted(struct walk *walk, const size_t *cards, size_t count);

static void visit(struct walk *walk, size_t card)
{
	if (walk->seen[card])
		return;
	walk->seen[card] = true;
	walk->order[walk->count++] = card;
	visit_sorted(walk, walk->children + walk->start[card], walk->start[card + 1] - walk->start[card]);
}

static void visit_sorted(struct walk *walk, const size_t *cards, size_t count)
{
	struct wished *sorted = xcalloc(count + 1, sizeof *sorted);
	for (size_t i = 0; i < count; i++)
		sorted[i] = (struct wished){cards[i], lowest_wish(walk, cards[i], 0)};
	if (count)
		qsort(sorted, count, sizeof *sorted, compare_wished);
	for (size_t i = 0; i < count; i++)
		visit(walk, sorted[i].card);
	free(sorted);
}

static void order_cards(struct walk *walk)
{
	struct wing *wing = walk->wing;
	size_t *roots = xcalloc(wing->card_count + 1, sizeof *roots), count = 0;
	own_wishes(walk);
	index_children(walk);
	for (size_t i = 0; i < wing->card_count; i++)
		if (!walk->fed[wing->cards[i]])
			roots[count++] = wing->cards[i];
	visit_sorted(walk, roots, count);
	for (size_t i = 0; i < wing->card_count; i++) /* members of loops that no source feeds */
		visit(walk, wing->cards[i]);
	wing->cards = walk->order;
	free(roots);
}

/* ---- places ---- */

static struct box *box_of(const struct wing *wing, size_t card)
{
	return &wing->layout->cards[card].box;
}

static void stack_cards(struct wing *wing, const double *wish, double height)
{
	double y = 0, end = fmax(height, wing->height);
	for (size_t i = 0; i < wing->card_count; i++) {
		struct box *box = box_of(wing, wing->cards[i]);
		double wanted = wish[wing->cards[i]] - box->h / 2;
		box->y = wanted > y ? wanted : y;
		y = box->y + box->h + CARD_GAP;
	}
	for (size_t i = wing->card_count; i-- > 0;) {
		struct box *box = box_of(wing, wing->cards[i]);
		box->y = fmin(box->y, end - box->h);
		end = box->y - CARD_GAP;
	}
	/* What has no wish of its own stands close above what follows it. */
	for (size_t i = wing->card_count - (wing->card_count > 0); i-- > 0;) {
		struct box *box = box_of(wing, wing->cards[i]);
		if (wish[wing->cards[i]] != wish[wing->cards[i]])
			box->y = box_of(wing, wing->cards[i + 1])->y - CARD_GAP - box->h;
	}
}

/* Ports on one edge of each card, evenly, in the order they are asked for. */
struct ports {
	size_t *count, *used; /* by card */
};

static double port_y(const struct wing *wing, struct ports *ports, size_t card)
{
	const struct box *box = box_of(wing, card);
	return box->y + box->h * (double)(++ports->used[card]) / (double)(ports->count[card] + 1);
}

/* Where exits leave: around the middle, at the wished y where the card reaches it. */
static void place_exits(struct wing *wing)
{
	struct ports ports = {xcalloc(wing->diagram->card_count + 1, sizeof(size_t)), xcalloc(wing->diagram->card_count + 1, sizeof(size_t))};
	for (size_t i = 0; i < wing->exit_count; i++)
		ports.count[wing->exits[i].card]++;
	for (size_t i = 0; i < wing->exit_count; i++) {
		struct wing_exit *exit = &wing->exits[i];
		const struct box *box = box_of(wing, exit->card);
		exit->y = port_y(wing, &ports, exit->card);
		bool alone = ports.count[exit->card] == 1;
		if (alone && exit->target > box->y + PORT_MARGIN && exit->target < box->y + box->h - PORT_MARGIN)
			exit->y = exit->target;
	}
	free(ports.count);
	free(ports.used);
}

static int by_span(const void *a, const void *b)
{
	const struct wing_bus *x = *(struct wing_bus *const *)a, *y = *(struct wing_bus *const *)b;
	double u = x->high - x->low, v = y->high - y->low;
	if (u != v)
		return u < v ? -1 : 1;
	return x->link < y->link ? -1 : x->link > y->link;
}

static bool lane_free(const struct wing *wing, struct wing_bus *const *sorted, size_t count, size_t lane)
{
	const struct wing_bus *bus = sorted[count];
	for (size_t i = 0; i < count; i++)
		if (sorted[i]->lane == lane && sorted[i]->low < bus->high + wing->gap && bus->low < sorted[i]->high + wing->gap)
			return false;
	return true;
}

static void take_lanes(struct wing *wing)
{
	struct wing_bus **sorted = xcalloc(wing->bus_count + 1, sizeof(struct wing_bus *));
	for (size_t i = 0; i < wing->bus_count; i++)
		sorted[i] = &wing->buses[i];
	qsort(sorted, wing->bus_count, sizeof(struct wing_bus *), by_span);
	for (size_t i = 0; i < wing->bus_count; i++) {
		while (!lane_free(wing, sorted, i, sorted[i]->lane))
			sorted[i]->lane++;
		wing->lanes = sorted[i]->lane + 1 > wing->lanes ? sorted[i]->lane + 1 : wing->lanes;
	}
	free(sorted);
}

/* Ends of the lines between cards, as routes with two points: there and here. */
static void place_ports(struct wing *wing)
{
	const struct diagram *diagram = wing->diagram;
	struct ports ports = {xcalloc(diagram->card_count + 1, sizeof(size_t)), xcalloc(diagram->card_count + 1, sizeof(size_t))};
	for (size_t i = 0; i < wing->link_count; i++)
		ports.count[diagram->links[wing->links[i]].to]++;
	for (size_t i = 0; i < wing->bus_count; i++)
		ports.count[wing->buses[i].from]++;
	for (size_t i = 0; i < wing->link_count; i++) {
		struct wing_bus *bus = &wing->buses[wing->bus_of[i]];
		double y = port_y(wing, &ports, diagram->links[wing->links[i]].to);
		struct point *end = arena_array(wing->layout->arena, 3, sizeof *end);
		end[0].y = end[1].y = y;
		wing->layout->routes[wing->links[i]].points = end;
		bus->low = bus->high = y;
	}
	for (size_t i = 0; i < wing->bus_count; i++) {
		wing->buses[i].y = port_y(wing, &ports, wing->buses[i].from);
		wing->buses[i].low = wing->buses[i].high = wing->buses[i].y;
	}
	for (size_t i = 0; i < wing->link_count; i++) {
		struct wing_bus *bus = &wing->buses[wing->bus_of[i]];
		double y = wing->layout->routes[wing->links[i]].points[0].y;
		bus->low = fmin(bus->low, y);
		bus->high = fmax(bus->high, y);
	}
	free(ports.count);
	free(ports.used);
}

void wing_place(struct wing *wing, const struct style *style, double height)
{
	size_t cards = wing->diagram->card_count + 3;
	struct arena *arena = wing->layout->arena;
	struct walk walk = {.wing = wing, .wish = arena_array(arena, cards, sizeof(double)),
	                    .start = arena_array(arena, cards, sizeof(size_t)),
	                    .children = arena_array(arena, wing->link_count + 1, sizeof(size_t)),
	                    .seen = arena_array(arena, cards, sizeof(bool)), .fed = arena_array(arena, cards, sizeof(bool)),
	                    .order = arena_array(arena, cards, sizeof(size_t))};
	(void)style;
	order_cards(&walk);
	stack_cards(wing, walk.wish, height);
	place_exits(wing);
	place_ports(wing);
	take_lanes(wing);
	wing->width = wing->card_count ? wing->card_width + (wing->lanes ? LANE_ROOM + wing->gap * (double)wing->lanes : 0) : 0;
	double low = 0, high = 0;
	for (size_t i = 0; i < wing->card_count; i++) {
		low = fmin(low, box_of(wing, wing->cards[i])->y);
		high = fmax(high, box_of(wing, wing->cards[i])->y + box_of(wing, wing->cards[i])->h);
	}
	wing->height = high - low;
}

/* ---- onto the page ---- */

size_t wing_bus_lines(const struct wing *wing)
{
	return 2 * wing->bus_count;
}

static void bus_line(struct layout *layout, size_t link, struct point a, struct point b)
{
	struct point *points = arena_array(layout->arena, 2, sizeof *points);
	points[0] = a, points[1] = b;
	layout->buses[layout->bus_count++] = (struct bus_line){points, 2, link};
}

static double lane_x(const struct wing *wing, const struct wing_bus *bus)
{
	return wing->width - wing->card_width - LANE_ROOM - wing->gap * (double)bus->lane;
}

void wing_finish(struct wing *wing, double outer, double sign, double dy)
{
	double edge = wing->width - wing->card_width;
	for (size_t i = 0; i < wing->card_count; i++) {
		struct box *box = box_of(wing, wing->cards[i]);
		box->x = sign > 0 ? outer + edge : outer - edge - box->w;
		box->y += dy;
	}
	for (size_t i = 0; i < wing->bus_count; i++) {
		const struct wing_bus *bus = &wing->buses[i];
		double x = outer + sign * lane_x(wing, bus);
		bus_line(wing->layout, bus->link, (struct point){outer + sign * edge, bus->y + dy}, (struct point){x, bus->y + dy});
		bus_line(wing->layout, bus->link, (struct point){x, bus->low + dy}, (struct point){x, bus->high + dy});
		if (bus->y > bus->low + 0.01 && bus->y < bus->high - 0.01)
			layout_joint(wing->layout, (struct point){x, bus->y + dy}, bus->link);
	}
	for (size_t i = 0; i < wing->link_count; i++) {
		const struct wing_bus *bus = &wing->buses[wing->bus_of[i]];
		struct route *route = &wing->layout->routes[wing->links[i]];
		struct point *points = (struct point *)route->points;
		points[0] = (struct point){outer + sign * lane_x(wing, bus), points[0].y + dy};
		points[1] = (struct point){outer + sign * edge, points[1].y + dy};
		route->count = 2;
		if (points[0].y > bus->low + dy + 0.01 && points[0].y < bus->high + dy - 0.01)
			layout_joint(wing->layout, points[0], wing->links[i]);
	}
	for (size_t i = 0; i < wing->exit_count; i++)
		wing->exits[i].y += dy;
}
