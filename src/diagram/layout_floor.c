/* The wall diagram: sources in wings, racks in rows between them.
 *
 *     left wing     lanes   shelves                     lanes     right wing
 *     ┌───┐  ┌───┐   │     Row 1                          ║   ┌───┐  ┌───┐
 *     │   ├──┤ A ├───┼──┬────────────┬──                  ║   │ B ├══╡   │
 *     └───┘  └───┘   │  │    ╤═══════│════╤══════════════╢   └─┬─┘  └───┘
 *                    │  ▼    ▼       ▼    ▼               ╚═════╛
 *                    │ ┌──────┐     ┌──────┐
 *                    │ └──────┘     └──────┘
 *
 * Sides A, C, E stand left, B, D, F right; what both sides reach stands left as
 * a whole. A bus is what one card feeds with one look (side and state): it goes
 * down its lane, turns into a track above every shelf it feeds and drops onto
 * the cards. A rack that feeds other racks has a bus that rises from its top.
 * How many cards stand in a shelf is tried out: the largest scale on a sheet of
 * the wished proportions wins. Every step is linear or sorts once. */
#include "diagram/layout.h"
#include "diagram/layout_wing.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define CARD_GAP 14.0
#define GROUP_GAP 30.0
#define SHELF_GAP 20.0
#define LANE_MARGIN 14.0
#define FRAME_PAD 8.0
#define LABEL_ROW 17.0
#define TRACK_TOP 6.0
#define DROP 15.0 /* from the lowest track to the cards: an arrow and some line */

enum { LEFT, RIGHT, WINGS };

struct item {
	size_t card, shelf;
	double x, y, w, h;
	size_t first, count; /* its drops */
};

struct shelf {
	size_t first, count; /* in `order` */
	double x;            /* where the next group would begin */
	double y, label, channel, height;
	size_t *buses;       /* from the first track to the last */
	size_t bus_count;
};

struct bus {
	int wing;
	size_t exit;            /* of the wing; SIZE_MAX: rises from a card */
	size_t link;            /* one of its links */
	struct point from;
	double lane, low, high; /* extent of the lane */
	bool has_lane;
	double sum;             /* of y of its shelves */
	size_t shelves, seen, column;
	double first_x, last_x; /* scratch: extent of a track */
};

/* Where a bus meets a card's top, downwards or (rising) upwards. */
struct drop {
	size_t item, bus, link;
	bool rising;
	char side;
	double x;
};

struct floor_plan {
	struct layout *layout;
	const struct diagram *diagram;
	const struct style *style;
	double *widths;      /* by card */
	struct wing wings[WINGS];
	size_t lanes[WINGS];
	double wing_x;       /* of the right wing's inner edge */
	int *place;          /* by card: LEFT, RIGHT, WINGS: on the floor */
	struct item *items;
	size_t item_count;
	size_t *item_of;     /* by card */
	size_t *order;       /* items shelf by shelf */
	struct bus *buses;
	size_t bus_count;
	struct drop *drops;  /* by item */
	size_t drop_count;
	struct shelf *shelves;
	size_t shelf_count;
	double floor_x, floor_width, dy, gap;
};

/* ---- who stands where ---- */

/* Racks, and what racks feed, stand on the floor. */
static void mark_floor(struct floor_plan *plan)
{
	const struct diagram *diagram = plan->diagram;
	bool changed = true;
	for (size_t i = 0; i < diagram->card_count; i++)
		plan->place[i] = diagram->cards[i].shape == CARD_RACK ? WINGS : LEFT;
	for (int round = 0; changed && round < 64; round++) {
		changed = false;
		for (size_t i = 0; i < diagram->link_count; i++) {
			const struct link *link = &diagram->links[i];
			if (plan->place[link->from] != WINGS || plan->place[link->to] == WINGS)
				continue;
			plan->place[link->to] = WINGS;
			changed = true;
		}
	}
}

static size_t root_of(size_t *parent, size_t card)
{
	while (parent[card] != card)
		card = parent[card] = parent[parent[card]];
	return card;
}

/* B, D, F … */
static bool is_right_side(char side)
{
	return side >= 'A' && (side - 'A') % 2 == 1;
}

/* What hangs together goes right when all its sides do. */
static void choose_wings(struct floor_plan *plan)
{
	const struct diagram *diagram = plan->diagram;
	size_t *parent = xcalloc(diagram->card_count + 1, sizeof *parent);
	uint8_t *sides = xcalloc(diagram->card_count + 1, 1); /* at the root: 1 left, 2 right */
	for (size_t i = 0; i < diagram->card_count; i++)
		parent[i] = i;
	for (size_t i = 0; i < diagram->link_count; i++)
		if (plan->place[diagram->links[i].to] != WINGS)
			parent[root_of(parent, diagram->links[i].from)] = root_of(parent, diagram->links[i].to);
	for (size_t i = 0; i < diagram->card_count; i++)
		if (diagram->cards[i].side && plan->place[i] != WINGS)
			sides[root_of(parent, i)] |= is_right_side(diagram->cards[i].side) ? 2 : 1;
	for (size_t i = 0; i < diagram->link_count; i++)
		if (diagram->links[i].side && plan->place[diagram->links[i].from] != WINGS)
			sides[root_of(parent, diagram->links[i].from)] |= is_right_side(diagram->links[i].side) ? 2 : 1;
	for (size_t i = 0; i < diagram->card_count; i++)
		if (plan->place[i] != WINGS)
			plan->place[i] = sides[root_of(parent, i)] == 2 ? RIGHT : LEFT;
	free(parent);
	free(sides);
}

static void make_items(struct floor_plan *plan)
{
	const struct diagram *diagram = plan->diagram;
	plan->items = arena_array(plan->layout->arena, diagram->card_count + 1, sizeof *plan->items);
	plan->order = arena_array(plan->layout->arena, diagram->card_count + 1, sizeof(size_t));
	plan->item_of = arena_array(plan->layout->arena, diagram->card_count + 1, sizeof(size_t));
	for (size_t i = 0; i < diagram->card_count; i++) {
		if (plan->place[i] != WINGS)
			continue;
		double width = plan->widths[i];
		plan->item_of[i] = plan->item_count;
		plan->items[plan->item_count++] = (struct item){
		    .card = i, .w = width, .h = card_height(&diagram->cards[i], plan->style, width)};
	}
}

/* ---- buses and drops ---- */

static size_t find_riser(struct floor_plan *plan, size_t first, size_t link)
{
	const struct link *l = &plan->diagram->links[link];
	for (size_t i = first; i < plan->bus_count; i++) {
		const struct link *other = &plan->diagram->links[plan->buses[i].link];
		if (other->from == l->from && layout_look(other) == layout_look(l))
			return i;
	}
	plan->buses[plan->bus_count] = (struct bus){.wing = LEFT, .exit = SIZE_MAX, .link = link};
	return plan->bus_count++;
}

static void add_drop(struct floor_plan *plan, size_t card, size_t bus, size_t link, bool rising)
{
	plan->drops[plan->drop_count++] = (struct drop){
	    .item = plan->item_of[card], .bus = bus, .link = link, .rising = rising, .side = plan->diagram->links[link].side};
}

static void make_wing_buses(struct floor_plan *plan, int which)
{
	const struct wing *wing = &plan->wings[which];
	size_t first = plan->bus_count;
	for (size_t i = 0; i < wing->exit_count; i++)
		plan->buses[plan->bus_count++] = (struct bus){.wing = which, .exit = i, .link = wing->exits[i].link};
	for (size_t i = 0; i < plan->diagram->link_count; i++)
		if (wing->exit_of[i] != SIZE_MAX)
			add_drop(plan, plan->diagram->links[i].to, first + wing->exit_of[i], i, false);
}

/* Links from a rack to another. */
static void make_risers(struct floor_plan *plan)
{
	const struct diagram *diagram = plan->diagram;
	size_t first = plan->bus_count;
	for (size_t i = 0; i < diagram->link_count; i++) {
		if (plan->place[diagram->links[i].from] != WINGS)
			continue;
		size_t before = plan->bus_count, bus = find_riser(plan, first, i);
		if (plan->bus_count > before)
			add_drop(plan, diagram->links[i].from, bus, i, true);
		add_drop(plan, diagram->links[i].to, bus, i, false);
	}
}

static int compare_drops(const void *a, const void *b)
{
	const struct drop *x = a, *y = b;
	if (x->item != y->item)
		return x->item < y->item ? -1 : 1;
	if (x->rising != y->rising)
		return x->rising - y->rising;
	if (x->side != y->side)
		return (x->side ? x->side : 127) - (y->side ? y->side : 127);
	return x->link < y->link ? -1 : x->link > y->link;
}

/* One drop alone stands over its side's half of the card. */
static double drop_part(const struct floor_plan *plan, const struct item *item, size_t i)
{
	const struct drop *drop = &plan->drops[item->first + i];
	if (item->count == 1 && drop->side && !drop->rising)
		return is_right_side(drop->side) ? 0.75 : 0.25;
	return ((double)i + 0.5) / (double)item->count;
}

static void make_drops(struct floor_plan *plan)
{
	size_t links = plan->diagram->link_count;
	plan->buses = arena_array(plan->layout->arena, links + 1, sizeof *plan->buses);
	plan->drops = arena_array(plan->layout->arena, 2 * links + 1, sizeof *plan->drops);
	make_wing_buses(plan, LEFT);
	make_wing_buses(plan, RIGHT);
	make_risers(plan);
	qsort(plan->drops, plan->drop_count, sizeof *plan->drops, compare_drops);
	for (size_t i = 0; i < plan->drop_count; i++) {
		struct item *item = &plan->items[plan->drops[i].item];
		if (item->count++ == 0)
			item->first = i;
	}
	for (size_t i = 0; i < plan->item_count; i++)
		for (size_t j = 0; j < plan->items[i].count; j++)
			plan->drops[plan->items[i].first + j].x = plan->items[i].w * drop_part(plan, &plan->items[i], j);
}

/* ---- shelves ---- */

static int group_of(const struct floor_plan *plan, size_t item)
{
	return plan->diagram->cards[plan->items[item].card].group;
}

static size_t group_end(const struct floor_plan *plan, size_t first)
{
	size_t end = first + 1;
	while (end < plan->item_count && group_of(plan, end) == group_of(plan, first))
		end++;
	return end;
}

static double run_width(const struct floor_plan *plan, size_t first, size_t end)
{
	double width = -CARD_GAP;
	for (size_t i = first; i < end; i++)
		width += plan->items[i].w + CARD_GAP;
	return width;
}

struct packing {
	double limit, width;
	struct shelf *shelves;
	size_t count;
};

static size_t new_shelf(struct packing *packing)
{
	packing->shelves[packing->count] = (struct shelf){.first = 0};
	return packing->count++;
}

static void put_items(struct floor_plan *plan, struct packing *packing, size_t which, size_t first, size_t end)
{
	struct shelf *shelf = &packing->shelves[which];
	for (size_t i = first; i < end; i++) {
		plan->items[i].shelf = which;
		plan->items[i].x = shelf->x;
		shelf->x += plan->items[i].w + CARD_GAP;
		shelf->height = fmax(shelf->height, plan->items[i].h);
		shelf->count++;
	}
	packing->width = fmax(packing->width, shelf->x - CARD_GAP);
	shelf->x += GROUP_GAP - CARD_GAP;
}

enum { LOOK_BACK = 24 };

/* The first of the last shelves with room for a whole group; a new one else. */
static size_t shelf_with_room(struct packing *packing, double width)
{
	size_t first = packing->count > LOOK_BACK ? packing->count - LOOK_BACK : 0;
	for (size_t i = first; i < packing->count; i++)
		if (packing->shelves[i].x + width <= packing->limit)
			return i;
	return new_shelf(packing);
}

static void order_items(struct floor_plan *plan, struct packing *packing)
{
	size_t first = 0;
	for (size_t i = 0; i < packing->count; i++) {
		packing->shelves[i].first = first;
		first += packing->shelves[i].count;
		packing->shelves[i].count = 0;
	}
	for (size_t i = 0; i < plan->item_count; i++) {
		struct shelf *shelf = &packing->shelves[plan->items[i].shelf];
		plan->order[shelf->first + shelf->count++] = i;
	}
}

/* Groups side by side while they fit whole; a longer one in lines of about
 * equal length. */
static void pack(struct floor_plan *plan, struct packing *packing)
{
	packing->count = 0;
	packing->width = 0;
	for (size_t first = 0, end; first < plan->item_count; first = end) {
		end = group_end(plan, first);
		double width = run_width(plan, first, end);
		size_t lines = (size_t)fmax(1, ceil(width / packing->limit - 0.001));
		size_t most = (end - first + lines - 1) / lines;
		if (lines == 1) {
			put_items(plan, packing, shelf_with_room(packing, width), first, end);
			continue;
		}
		for (size_t at = first; at < end; at += most)
			put_items(plan, packing, new_shelf(packing), at, at + most < end ? at + most : end);
	}
	order_items(plan, packing);
}

static void add_shelf_bus(struct floor_plan *plan, struct shelf *shelf, size_t bus)
{
	plan->buses[bus].seen = (size_t)(shelf - plan->shelves) + 1;
	if (shelf->buses)
		shelf->buses[shelf->bus_count] = bus;
	shelf->bus_count++;
}

/* The buses over each shelf (only counted while there is no list) and the y of
 * everything; returns the height. */
static double stack_shelves(struct floor_plan *plan)
{
	double y = 0;
	for (size_t i = 0; i < plan->bus_count; i++)
		plan->buses[i].seen = 0;
	for (size_t i = 0; i < plan->shelf_count; i++) {
		struct shelf *shelf = &plan->shelves[i];
		shelf->bus_count = 0;
		shelf->label = 0;
		for (size_t j = shelf->first; j < shelf->first + shelf->count; j++) {
			const struct item *item = &plan->items[plan->order[j]];
			shelf->label = group_of(plan, plan->order[j]) >= 0 ? LABEL_ROW : shelf->label;
			for (size_t k = item->first; k < item->first + item->count; k++)
				if (plan->buses[plan->drops[k].bus].seen != i + 1)
					add_shelf_bus(plan, shelf, plan->drops[k].bus);
		}
		shelf->channel = shelf->bus_count ? plan->gap * (double)(shelf->bus_count - 1) + TRACK_TOP + DROP : 4;
		shelf->y = y;
		y += shelf->label + shelf->channel + shelf->height + FRAME_PAD + SHELF_GAP;
	}
	return fmax(y - SHELF_GAP, 0);
}

static double aspect_of(const struct floor_plan *plan)
{
	return plan->diagram->aspect > 0 ? plan->diagram->aspect : 1.5;
}

/* How large the sheet must be, as a height: less is better. */
static double need_of(const struct floor_plan *plan, double width, double height)
{
	double lanes = 2 * LANE_MARGIN + plan->gap * (double)plan->bus_count / 4 + 4 * FRAME_PAD;
	double wings = plan->wings[LEFT].width + plan->wings[RIGHT].width + lanes;
	height = fmax(height, fmax(plan->wings[LEFT].height, plan->wings[RIGHT].height));
	return fmax(height, (width + wings) / aspect_of(plan));
}

static void choose_shelves(struct floor_plan *plan)
{
	struct packing packing = {.shelves = arena_array(plan->layout->arena, plan->item_count + 1, sizeof(struct shelf))};
	double widest = 1, total = run_width(plan, 0, plan->item_count) + GROUP_GAP * (double)plan->item_count;
	double best = INFINITY, limit = 1;
	plan->shelves = packing.shelves;
	for (size_t i = 0; i < plan->item_count; i++)
		widest = fmax(widest, plan->items[i].w);
	for (double try = widest; try < total * 1.06; try *= 1.05) {
		packing.limit = try;
		pack(plan, &packing);
		plan->shelf_count = packing.count;
		double need = need_of(plan, packing.width, stack_shelves(plan));
		if (need < best * 0.999)
			best = need, limit = try;
	}
	packing.limit = fmax(limit, widest);
	pack(plan, &packing);
	plan->shelf_count = packing.count;
	plan->floor_width = packing.width;
	for (size_t i = 0; i < plan->shelf_count; i++)
		plan->shelves[i].buses = arena_array(plan->layout->arena, plan->bus_count + 1, sizeof(size_t));
	stack_shelves(plan);
}

static double track_y(const struct floor_plan *plan, const struct shelf *shelf, size_t track)
{
	return plan->dy + shelf->y + shelf->label + TRACK_TOP + plan->gap * (double)track;
}

/* ---- wings ---- */

/* Exits want to be where their shelves are. */
static void wish_exits(struct floor_plan *plan)
{
	for (size_t i = 0; i < plan->shelf_count; i++)
		for (size_t j = 0; j < plan->shelves[i].bus_count; j++) {
			struct bus *bus = &plan->buses[plan->shelves[i].buses[j]];
			bus->sum += plan->shelves[i].y + plan->shelves[i].label + TRACK_TOP + plan->gap * (double)j;
			bus->shelves++;
		}
	for (size_t i = 0; i < plan->bus_count; i++) {
		const struct bus *bus = &plan->buses[i];
		if (bus->exit != SIZE_MAX)
			plan->wings[bus->wing].exits[bus->exit].target = bus->sum / (double)bus->shelves;
	}
}

static void place_wings(struct floor_plan *plan, double height)
{
	plan->dy = 4;
	for (int i = 0; i < WINGS; i++)
		wing_place(&plan->wings[i], plan->style, height);
	for (size_t i = 0; i < plan->bus_count; i++) {
		struct bus *bus = &plan->buses[i];
		if (bus->exit != SIZE_MAX)
			bus->from.y = plan->wings[bus->wing].exits[bus->exit].y + plan->dy;
	}
}

/* ---- lanes ---- */

/* `exact`: the tracks are sorted; before, a lane reaches over whole channels.
 * A bus that rises from a card and stays on its shelf needs no lane. */
static void lane_extents(struct floor_plan *plan, bool exact)
{
	for (size_t i = 0; i < plan->bus_count; i++) {
		struct bus *bus = &plan->buses[i];
		bool wing = bus->exit != SIZE_MAX;
		bus->low = wing ? bus->from.y : INFINITY;
		bus->high = wing ? bus->from.y : -INFINITY;
		bus->has_lane = wing || bus->shelves > 1;
	}
	for (size_t i = 0; i < plan->shelf_count; i++) {
		const struct shelf *shelf = &plan->shelves[i];
		for (size_t j = 0; j < shelf->bus_count; j++) {
			struct bus *bus = &plan->buses[shelf->buses[j]];
			bus->low = fmin(bus->low, track_y(plan, shelf, exact ? j : 0));
			bus->high = fmax(bus->high, track_y(plan, shelf, exact ? j : shelf->bus_count - 1));
		}
	}
}

static int compare_exits(const void *a, const void *b)
{
	const struct bus *x = *(struct bus *const *)a, *y = *(struct bus *const *)b;
	double u = x->exit == SIZE_MAX ? x->low : x->from.y, v = y->exit == SIZE_MAX ? y->low : y->from.y;
	if (u != v)
		return u < v ? -1 : 1;
	return x->link < y->link ? -1 : 1;
}

/* From the floor outwards: the topmost exit takes the nearest lane. A lane is
 * used again where the buses in it are apart. */
static void take_lanes(struct floor_plan *plan, int which)
{
	size_t count = 0, lanes = 0;
	struct bus **sorted = xcalloc(plan->bus_count + 1, sizeof(struct bus *));
	double *end = xcalloc(plan->bus_count + 1, sizeof *end);
	for (size_t i = 0; i < plan->bus_count; i++)
		if (plan->buses[i].wing == which && plan->buses[i].has_lane)
			sorted[count++] = &plan->buses[i];
	qsort(sorted, count, sizeof(struct bus *), compare_exits);
	for (size_t i = 0; i < count; i++) {
		size_t lane = 0;
		while (lane < lanes && end[lane] > sorted[i]->low - plan->gap)
			lane++;
		lanes = lane + 1 > lanes ? lane + 1 : lanes;
		end[lane] = sorted[i]->high;
		sorted[i]->column = lane;
	}
	plan->lanes[which] = lanes;
	free(sorted);
	free(end);
}

static double lanes_width(const struct floor_plan *plan, int which)
{
	size_t lanes = plan->lanes[which];
	return lanes ? plan->gap * (double)(lanes - 1) + 2 * LANE_MARGIN + FRAME_PAD : 4 + FRAME_PAD;
}

/* From left to right: wing, lanes, floor, lanes, wing. */
static void place_lanes(struct floor_plan *plan)
{
	double floor_end;
	plan->floor_x = plan->wings[LEFT].width + lanes_width(plan, LEFT);
	floor_end = plan->floor_x + plan->floor_width;
	plan->wing_x = floor_end + lanes_width(plan, RIGHT);
	for (size_t i = 0; i < plan->bus_count; i++) {
		struct bus *bus = &plan->buses[i];
		double offset = LANE_MARGIN + FRAME_PAD + plan->gap * (double)bus->column;
		bus->lane = bus->wing == LEFT ? plan->floor_x - offset : floor_end + offset;
		if (bus->exit != SIZE_MAX)
			bus->from.x = bus->wing == LEFT ? plan->wings[LEFT].width : plan->wing_x;
	}
}

struct track_order {
	size_t bus;
	int wing;
	bool rises;
	double out; /* of its lane from the floor */
};

static int compare_tracks(const void *a, const void *b)
{
	const struct track_order *x = a, *y = b;
	if (x->rises != y->rises)
		return x->rises - y->rises;
	if (x->wing != y->wing)
		return x->wing - y->wing;
	if (x->out != y->out)
		return x->out < y->out ? -1 : 1;
	return x->bus < y->bus ? -1 : 1;
}

/* The lane nearest to the floor gets the uppermost track of its wing: then no
 * bus crosses a lane that ends beside it. */
static void sort_tracks(struct floor_plan *plan)
{
	struct track_order *order = xcalloc(plan->bus_count + 1, sizeof *order);
	for (size_t i = 0; i < plan->shelf_count; i++) {
		struct shelf *shelf = &plan->shelves[i];
		for (size_t j = 0; j < shelf->bus_count; j++) {
			const struct bus *bus = &plan->buses[shelf->buses[j]];
			order[j] = (struct track_order){shelf->buses[j], bus->wing, bus->exit == SIZE_MAX, (double)bus->column};
		}
		qsort(order, shelf->bus_count, sizeof *order, compare_tracks);
		for (size_t j = 0; j < shelf->bus_count; j++)
			shelf->buses[j] = order[j].bus;
	}
	free(order);
}

/* Would the way of a bus from its exit to its lane run into another bus? */
static bool exit_hits(const struct floor_plan *plan, size_t index, double y)
{
	const struct bus *bus = &plan->buses[index];
	for (size_t i = 0; i < plan->bus_count; i++)
		if (i != index && plan->buses[i].exit != SIZE_MAX && plan->buses[i].wing == bus->wing &&
		    fabs(plan->buses[i].from.y - y) < plan->gap - 0.01)
			return true;
	for (size_t i = 0; i < plan->shelf_count; i++) {
		const struct shelf *shelf = &plan->shelves[i];
		if (!shelf->bus_count || y < track_y(plan, shelf, 0) - plan->gap ||
		    y > track_y(plan, shelf, shelf->bus_count - 1) + plan->gap)
			continue;
		for (size_t j = 0; j < shelf->bus_count; j++) {
			const struct bus *other = &plan->buses[shelf->buses[j]];
			if (shelf->buses[j] != index && other->wing == bus->wing && other->has_lane &&
			    other->column > bus->column && fabs(track_y(plan, shelf, j) - y) < plan->gap - 0.01)
				return true;
		}
	}
	return false;
}

/* Within its card. */
static void settle_exits(struct floor_plan *plan)
{
	for (size_t i = 0; i < plan->bus_count; i++) {
		struct bus *bus = &plan->buses[i];
		if (bus->exit == SIZE_MAX)
			continue;
		const struct box *box = &plan->layout->cards[plan->wings[bus->wing].exits[bus->exit].card].box;
		double y = bus->from.y, at = y;
		for (int step = 1; step < 60 && exit_hits(plan, i, at); step++) {
			double next = y + (step % 2 ? 1 : -1) * ((step + 1) / 2);
			at = next > box->y + plan->dy + 6 && next < box->y + plan->dy + box->h - 6 ? next : at;
		}
		bus->from.y = exit_hits(plan, i, at) ? y : at;
	}
}

/* ---- putting it together ---- */

static void place_items(struct floor_plan *plan)
{
	for (size_t i = 0; i < plan->item_count; i++) {
		struct item *item = &plan->items[i];
		const struct shelf *shelf = &plan->shelves[item->shelf];
		item->x += plan->floor_x;
		item->y = plan->dy + shelf->y + shelf->label + shelf->channel;
		plan->layout->cards[item->card].box = (struct box){item->x, item->y, item->w, item->h};
		for (size_t j = item->first; j < item->first + item->count; j++) {
			struct drop *drop = &plan->drops[j];
			drop->x += item->x;
			if (drop->rising)
				plan->buses[drop->bus].from = (struct point){drop->x, item->y};
		}
	}
}

static struct point *copy_points(struct floor_plan *plan, const struct point *points, size_t count)
{
	struct point *copy = arena_array(plan->layout->arena, count + 1, sizeof *copy);
	memcpy(copy, points, count * sizeof *copy);
	return copy;
}

static void bus_line(struct floor_plan *plan, size_t link, const struct point *points, size_t count)
{
	struct layout *layout = plan->layout;
	layout->buses[layout->bus_count++] = (struct bus_line){copy_points(plan, points, count), count, link};
}

/* From the card to the lane, and the lane itself. */
static void route_lane(struct floor_plan *plan, const struct bus *bus)
{
	bool up = bus->low < bus->from.y - 0.01, down = bus->high > bus->from.y + 0.01;
	struct point points[] = {bus->from, {bus->lane, bus->from.y}, {bus->lane, down ? bus->high : bus->low}};
	bus_line(plan, bus->link, points, up || down ? 3 : 2);
	if (!up || !down)
		return;
	struct point rest[] = {{bus->lane, bus->from.y}, {bus->lane, bus->low}};
	bus_line(plan, bus->link, rest, 2);
	layout_joint(plan->layout, rest[0], bus->link);
}

/* A card's riser to its track, and the lane when it feeds several shelves. */
static void route_riser(struct floor_plan *plan, const struct bus *bus)
{
	if (!bus->has_lane)
		return;
	struct point lane[] = {{bus->lane, bus->low}, {bus->lane, bus->high}};
	bus_line(plan, bus->link, lane, 2);
}

static void route_drop(struct floor_plan *plan, const struct drop *drop, double y)
{
	const struct item *item = &plan->items[drop->item];
	struct bus *bus = &plan->buses[drop->bus];
	bus->first_x = fmin(bus->first_x, drop->x);
	bus->last_x = fmax(bus->last_x, drop->x);
	if (drop->rising) {
		struct point points[] = {{drop->x, item->y}, {drop->x, y}};
		bus_line(plan, drop->link, points, 2);
		return;
	}
	struct point points[] = {bus->from, {bus->lane, bus->from.y}, {bus->lane, y}, {drop->x, y}, {drop->x, item->y}};
	bool direct = bus->exit == SIZE_MAX && !bus->has_lane;
	struct point near[] = {bus->from, {bus->from.x, y}, {drop->x, y}, {drop->x, item->y}};
	struct route *route = &plan->layout->routes[drop->link];
	route->points = direct ? copy_points(plan, near, 4) : copy_points(plan, points, 5);
	route->count = direct ? 4 : 5;
	route->shared = route->count - 2;
}

static void route_track(struct floor_plan *plan, const struct bus *bus, double y)
{
	struct point points[] = {{bus->first_x, y}, {bus->last_x, y}};
	if (bus->has_lane && bus->wing == LEFT)
		points[0].x = bus->lane;
	else if (bus->has_lane)
		points[1].x = bus->lane;
	bus_line(plan, bus->link, points, 2);
	if (bus->has_lane && y > bus->low + 0.01 && y < bus->high - 0.01)
		layout_joint(plan->layout, (struct point){bus->lane, y}, bus->link);
}

/* A dot where a drop leaves a track that goes on. */
static void join_drop(struct floor_plan *plan, const struct drop *drop, double y)
{
	const struct bus *bus = &plan->buses[drop->bus];
	bool last = bus->wing == LEFT && bus->has_lane ? drop->x > bus->last_x - 0.01
	          : bus->has_lane ? drop->x < bus->first_x + 0.01
	          : drop->x < bus->first_x + 0.01 || drop->x > bus->last_x - 0.01;
	if (!last)
		layout_joint(plan->layout, (struct point){drop->x, y}, drop->link);
}

static void route_shelf(struct floor_plan *plan, const struct shelf *shelf, size_t *track_of)
{
	for (size_t i = 0; i < shelf->bus_count; i++) {
		struct bus *bus = &plan->buses[shelf->buses[i]];
		track_of[shelf->buses[i]] = i;
		bus->first_x = INFINITY;
		bus->last_x = -INFINITY;
	}
	for (int pass = 0; pass < 2; pass++)
		for (size_t i = shelf->first; i < shelf->first + shelf->count; i++)
			for (size_t j = 0; j < plan->items[plan->order[i]].count; j++) {
				const struct drop *drop = &plan->drops[plan->items[plan->order[i]].first + j];
				double y = track_y(plan, shelf, track_of[drop->bus]);
				if (pass)
					join_drop(plan, drop, y);
				else
					route_drop(plan, drop, y);
			}
	for (size_t i = 0; i < shelf->bus_count; i++)
		route_track(plan, &plan->buses[shelf->buses[i]], track_y(plan, shelf, i));
}

static void route_all(struct floor_plan *plan)
{
	size_t tracks = plan->drop_count, *track_of = xcalloc(plan->bus_count + 1, sizeof *track_of);
	for (size_t i = 0; i < plan->shelf_count; i++)
		tracks += plan->shelves[i].bus_count;
	plan->layout->buses = arena_array(plan->layout->arena, tracks + 2 * plan->bus_count + wing_bus_lines(&plan->wings[LEFT]) +
	                                                                wing_bus_lines(&plan->wings[RIGHT]) + 1, sizeof(struct bus_line));
	for (size_t i = 0; i < plan->bus_count; i++)
		(plan->buses[i].exit == SIZE_MAX ? route_riser : route_lane)(plan, &plan->buses[i]);
	for (size_t i = 0; i < plan->shelf_count; i++)
		route_shelf(plan, &plan->shelves[i], track_of);
	wing_finish(&plan->wings[LEFT], 0, 1, plan->dy);
	wing_finish(&plan->wings[RIGHT], plan->wing_x + plan->wings[RIGHT].width, -1, plan->dy);
	free(track_of);
}

/* ---- frames ---- */

static const char *group_title(const struct floor_plan *plan, int group)
{
	const struct group *g = &plan->diagram->groups[group];
	if (g->parent < 0)
		return g->title;
	return arena_printf(plan->layout->arena, "%s · %s", group_title(plan, g->parent), g->title);
}

/* Around the cards of one group on one shelf. */
static void add_frame(struct floor_plan *plan, size_t first, size_t end, bool *framed)
{
	const struct item *a = &plan->items[plan->order[first]], *b = &plan->items[plan->order[end - 1]];
	const struct shelf *shelf = &plan->shelves[a->shelf];
	int group = group_of(plan, plan->order[first]);
	if (group < 0)
		return;
	struct frame *frame = &plan->layout->frames[plan->layout->frame_count++];
	frame->box = (struct box){a->x - FRAME_PAD, plan->dy + shelf->y - 4, b->x + b->w - a->x + 2 * FRAME_PAD,
	                          shelf->label + shelf->channel + shelf->height + FRAME_PAD + 4};
	frame->title = group_title(plan, group);
	if (framed[group])
		frame->title = arena_printf(plan->layout->arena, "%s (continued)", frame->title);
	frame->anchor = framed[group] ? NULL : &plan->diagram->groups[group].anchor;
	framed[group] = true;
}

static void make_frames(struct floor_plan *plan)
{
	bool *framed = xcalloc(plan->diagram->group_count + 1, sizeof *framed);
	plan->layout->frames = arena_array(plan->layout->arena, plan->item_count + 1, sizeof(struct frame));
	for (size_t i = 0, end; i < plan->item_count; i = end) {
		const struct item *item = &plan->items[plan->order[i]];
		for (end = i + 1; end < plan->item_count && plan->items[plan->order[end]].shelf == item->shelf &&
		                  group_of(plan, plan->order[end]) == group_of(plan, plan->order[i]); end++)
			;
		add_frame(plan, i, end, framed);
	}
	free(framed);
}

static void make_plan(struct floor_plan *plan)
{
	mark_floor(plan);
	choose_wings(plan);
	for (int i = 0; i < WINGS; i++)
		wing_start(&plan->wings[i], plan->layout, plan->diagram, plan->style, plan->place, i, plan->widths);
	make_items(plan);
	make_drops(plan);
	choose_shelves(plan);
	wish_exits(plan);
	place_wings(plan, stack_shelves(plan));
}

void layout_floor(struct layout *layout, const struct diagram *diagram, const struct style *style)
{
	struct floor_plan plan = {.layout = layout, .diagram = diagram, .style = style, .gap = style->line.gap};
	plan.place = arena_array(layout->arena, diagram->card_count + 1, sizeof *plan.place);
	plan.widths = arena_array(layout->arena, diagram->card_count + 1, sizeof *plan.widths);
	layout_widths(diagram, style, plan.widths);
	make_plan(&plan);
	lane_extents(&plan, false);
	take_lanes(&plan, LEFT);
	take_lanes(&plan, RIGHT);
	sort_tracks(&plan);
	settle_exits(&plan);
	lane_extents(&plan, true);
	place_lanes(&plan);
	place_items(&plan);
	route_all(&plan);
	make_frames(&plan);
}
