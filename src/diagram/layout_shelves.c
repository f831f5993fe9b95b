/* Groups (rows of racks) stand side by side while they fit whole; a longer one
 * takes shelves of its own, in lines of about equal length. Every width is
 * tried, in steps of a twentieth, and wider cards, whose texts take fewer lines. */
#include "diagram/layout_floor.h"

#include <math.h>

enum { LOOK_BACK = 24, FEW_ITEMS = 3 };
#define WIDEST_SHELF_GAP 44.0
#define WIDEST_CARD_GAP 30.0
#define WIDEST_LANE_ROOM 60.0
#define WIDEST_CARD 1.3   /* times what it needs, to fill a sheet */
#define WIDEST_OF_FEW 2.0

static size_t group_end(const struct floor_plan *plan, size_t first)
{
	size_t end = first + 1;
	while (end < plan->item_count && floor_group(plan, end) == floor_group(plan, first))
		end++;
	return end;
}

static double run_width(const struct floor_plan *plan, size_t first, size_t end)
{
	double width = -plan->card_gap;
	for (size_t i = first; i < end; i++)
		width += plan->items[i].w + plan->card_gap;
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
		shelf->x += plan->items[i].w + plan->card_gap;
		shelf->height = fmax(shelf->height, plan->items[i].h);
		shelf->count++;
	}
	packing->width = fmax(packing->width, shelf->x - plan->card_gap);
	shelf->x += FLOOR_GROUP_GAP - plan->card_gap;
}

/* The first of the last shelves with room for a whole group; a new one else. */
static size_t shelf_with_room(struct packing *packing, double width)
{
	size_t first = packing->count > LOOK_BACK ? packing->count - LOOK_BACK : 0;
	for (size_t i = first; i < packing->count; i++)
		if (packing->shelves[i].x + width <= packing->limit)
			return i;
	return new_shelf(packing);
}

static void put_lines(struct floor_plan *plan, struct packing *packing, size_t first, size_t end, size_t lines)
{
	size_t most = (end - first + lines - 1) / lines;
	for (size_t at = first; at < end; at += most) {
		size_t shelf = new_shelf(packing);
		put_items(plan, packing, shelf, at, at + most < end ? at + most : end);
		packing->shelves[shelf].continued = at > first;
		packing->shelves[shelf].x = INFINITY; /* nobody beside it */
	}
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
		shelf->framed |= floor_group(plan, i) >= 0;
		plan->order[shelf->first + shelf->count++] = i;
	}
}

static void pack(struct floor_plan *plan, struct packing *packing)
{
	packing->count = 0;
	packing->width = 0;
	for (size_t first = 0, end; first < plan->item_count; first = end) {
		end = group_end(plan, first);
		double width = run_width(plan, first, end);
		size_t lines = (size_t)fmax(1, ceil(width / packing->limit - 0.001));
		if (lines == 1)
			put_items(plan, packing, shelf_with_room(packing, width), first, end);
		else
			put_lines(plan, packing, first, end, lines);
	}
	order_items(plan, packing);
	plan->shelf_count = packing->count;
}

/* Only counted while there is no list. */
static void add_bus(struct floor_plan *plan, struct shelf *shelf, size_t bus)
{
	struct bus *b = &plan->buses[bus];
	b->seen = (size_t)(shelf - plan->shelves) + 1;
	b->here = 0;
	b->begin = INFINITY, b->end = -INFINITY;
	if (shelf->buses)
		shelf->buses[shelf->bus_count] = bus;
	shelf->bus_count++;
}

static void extend_bus(struct bus *bus, double x)
{
	bus->here++;
	bus->begin = fmin(bus->begin, x);
	bus->end = fmax(bus->end, x);
}

static void find_buses(struct floor_plan *plan, size_t index)
{
	struct shelf *shelf = &plan->shelves[index];
	shelf->bus_count = 0;
	for (size_t j = shelf->first; j < shelf->first + shelf->count; j++) {
		const struct item *item = &plan->items[plan->order[j]];
		for (size_t k = item->first; k < item->first + item->count; k++) {
			struct bus *bus = &plan->buses[plan->drops[k].bus];
			if (bus->seen != index + 1)
				add_bus(plan, shelf, plan->drops[k].bus);
			extend_bus(bus, item->x + item->w * plan->drops[k].part);
		}
	}
}

/* Buses that rise from a card and stay on its shelf share a track when they are
 * beside each other; returns how many tracks they take. */
static size_t share_tracks(struct floor_plan *plan, const struct shelf *shelf, size_t *sharing)
{
	size_t tracks = 0;
	*sharing = 0;
	for (size_t j = shelf->first; j < shelf->first + shelf->count; j++) {
		const struct item *item = &plan->items[plan->order[j]];
		for (size_t k = item->first; k < item->first + item->count; k++) {
			struct bus *bus = &plan->buses[plan->drops[k].bus];
			bus->local = bus->exit == SIZE_MAX && bus->here == bus->drop_count;
			if (!plan->drops[k].rising || !bus->local)
				continue;
			for (bus->track = 0; bus->track < tracks && plan->ends[bus->track] > bus->begin - 2 * plan->gap; bus->track++)
				;
			tracks += bus->track == tracks;
			plan->ends[bus->track] = bus->end;
			++*sharing;
		}
	}
	return tracks;
}

/* The buses over each shelf and the y of everything; returns the height. */
static double stack(struct floor_plan *plan)
{
	double y = 0;
	for (size_t i = 0; i < plan->bus_count; i++)
		plan->buses[i].seen = 0;
	double drop = FLOOR_DROP + plan->style->line.arrow;
	for (size_t i = 0; i < plan->shelf_count; i++) {
		struct shelf *shelf = &plan->shelves[i];
		bool goes_on = i + 1 < plan->shelf_count && plan->shelves[i + 1].continued;
		size_t sharing;
		find_buses(plan, i);
		shelf->track_count = share_tracks(plan, shelf, &sharing);
		shelf->own_tracks = shelf->bus_count - sharing;
		shelf->track_count += shelf->own_tracks;
		shelf->label = shelf->framed && !shelf->continued ? FLOOR_LABEL_ROW : 0;
		shelf->channel = shelf->bus_count ? plan->gap * (double)(shelf->track_count - 1) + FLOOR_TRACK_TOP + drop : 4;
		shelf->y = y;
		y += shelf->label + shelf->channel + shelf->height + (goes_on ? plan->shelf_gap / 2 : FLOOR_FRAME_PAD + plan->shelf_gap);
	}
	return fmax(y - plan->shelf_gap, 0);
}

static double aspect_of(const struct floor_plan *plan)
{
	return plan->diagram->aspect > 0 ? plan->diagram->aspect : 1.5;
}

/* Lanes are only known when all is placed: about every third bus has its own. */
static double whole_width(const struct floor_plan *plan, double floor)
{
	double lanes = 2 * FLOOR_LANE_MARGIN + 4 * FLOOR_FRAME_PAD + plan->gap * fmin(2 + (double)plan->bus_count / 6, 40);
	return floor + lanes + plan->wings[LEFT].wide[plan->forms[LEFT]] + plan->wings[RIGHT].wide[plan->forms[RIGHT]];
}

static double whole_height(const struct floor_plan *plan, double floor)
{
	double left = plan->wings[LEFT].tall[plan->forms[LEFT]], right = plan->wings[RIGHT].tall[plan->forms[RIGHT]];
	return fmax(floor, fmax(left, right)) + 8;
}

/* How large the sheet must be, as a height: less is better. Chooses the forms of
 * the wings for it. */
static double need_of(struct floor_plan *plan, double width, double height)
{
	double best = INFINITY;
	enum wing_form forms[WINGS] = {WING_ONE, WING_ONE};
	for (int left = WING_ONE; left < WING_FORMS; left++)
		for (int right = WING_ONE; right < WING_FORMS; right++) {
			plan->forms[LEFT] = (enum wing_form)left, plan->forms[RIGHT] = (enum wing_form)right;
			double need = fmax(whole_height(plan, height), whole_width(plan, width) / aspect_of(plan));
			if (need < best * 0.999)
				best = need, forms[LEFT] = plan->forms[LEFT], forms[RIGHT] = plan->forms[RIGHT];
		}
	plan->forms[LEFT] = forms[LEFT], plan->forms[RIGHT] = forms[RIGHT];
	return best;
}

/* The limit with the least need, which becomes `need`. */
static double best_limit(struct floor_plan *plan, struct packing *packing, double *need)
{
	double widest = 1, limit = 1;
	double total = run_width(plan, 0, plan->item_count) + FLOOR_GROUP_GAP * (double)plan->item_count;
	for (size_t i = 0; i < plan->item_count; i++)
		widest = fmax(widest, plan->items[i].w);
	*need = INFINITY;
	for (double try = widest; try < total * 1.06; try *= 1.05) {
		packing->limit = try;
		pack(plan, packing);
		double tried = need_of(plan, packing->width, stack(plan));
		if (tried < *need * 0.999)
			*need = tried, limit = try;
	}
	return fmax(limit, widest);
}

static void set_widths(struct floor_plan *plan, double factor)
{
	for (size_t i = 0; i < plan->item_count; i++) {
		struct item *item = &plan->items[i];
		item->w = ceil(plan->widths[item->card] * factor);
		item->h = card_height(&plan->diagram->cards[item->card], plan->style, item->w);
	}
}

enum { TRIED_CARDS = 300 }; /* for more one width of cards is enough */

/* Leaves the items with the best width; returns its factor. */
static double choose_packing(struct floor_plan *plan, struct packing *packing)
{
	static const double factors[] = {1, 1.25, 1.6, 2};
	double best = INFINITY, factor = 1, limit = 1, need;
	size_t tries = plan->item_count <= TRIED_CARDS ? sizeof factors / sizeof *factors : 1;
	for (size_t i = 0; i < tries; i++) {
		set_widths(plan, factors[i]);
		double tried = best_limit(plan, packing, &need);
		if (need < best * 0.97)
			best = need, factor = factors[i], limit = tried;
	}
	set_widths(plan, factor);
	packing->limit = limit;
	pack(plan, packing);
	return factor;
}

static size_t longest_shelf(const struct floor_plan *plan)
{
	size_t longest = 1;
	for (size_t i = 0; i < plan->shelf_count; i++)
		longest = plan->shelves[i].count > longest ? plan->shelves[i].count : longest;
	return longest;
}

/* A few cards may grow much wider, since nothing else can fill a sheet. */
static double widest_card(const struct floor_plan *plan)
{
	return plan->item_count <= FEW_ITEMS ? WIDEST_OF_FEW : WIDEST_CARD;
}

/* What the sheet has left in breadth widens cards, gaps and the room beside the
 * lanes; the packing stays as it is. */
static void widen(struct floor_plan *plan, struct packing *packing, double factor)
{
	double need = need_of(plan, packing->width, stack(plan)), cards = packing->width;
	double spare = fmax(need * aspect_of(plan) - whole_width(plan, packing->width), 0);
	double count = (double)longest_shelf(plan), wider = fmin(spare / fmax(cards, 1), widest_card(plan) - 1);
	size_t shelves = plan->shelf_count;
	double limit = packing->limit;
	set_widths(plan, factor * (1 + wider));
	spare = fmax(spare - wider * cards - count, 0);
	plan->card_gap = fmin(FLOOR_CARD_GAP + spare / count, WIDEST_CARD_GAP);
	spare = fmax(spare - (plan->card_gap - FLOOR_CARD_GAP) * count, 0);
	plan->lane_room = fmin(spare / 2, WIDEST_LANE_ROOM);
	packing->limit = limit * (1 + wider) + (plan->card_gap - FLOOR_CARD_GAP + 1) * count;
	pack(plan, packing);
	if (plan->shelf_count == shelves && packing->width <= cards * (1 + wider) + (plan->card_gap - FLOOR_CARD_GAP + 1) * count)
		return;
	plan->card_gap = FLOOR_CARD_GAP;
	plan->lane_room = 0;
	set_widths(plan, factor);
	packing->limit = limit;
	pack(plan, packing);
}

static void heighten(struct floor_plan *plan, const struct packing *packing)
{
	double height = stack(plan), need = need_of(plan, packing->width, height);
	double ends = 0;
	for (size_t i = 1; i < plan->shelf_count; i++)
		ends += plan->shelves[i].continued ? 0.5 : 1;
	if (ends > 0)
		plan->shelf_gap = fmin(plan->shelf_gap + fmax(need - 8 - height, 0) / ends, WIDEST_SHELF_GAP);
}

void floor_shelves(struct floor_plan *plan)
{
	struct packing packing = {.shelves = arena_array(plan->layout->arena, plan->item_count + 1, sizeof(struct shelf))};
	plan->shelves = packing.shelves;
	plan->ends = arena_array(plan->layout->arena, plan->bus_count + 1, sizeof *plan->ends);
	plan->card_gap = FLOOR_CARD_GAP;
	plan->shelf_gap = FLOOR_SHELF_GAP;
	widen(plan, &packing, choose_packing(plan, &packing));
	heighten(plan, &packing);
	for (size_t i = 0; i < plan->shelf_count; i++)
		plan->shelves[i].buses = arena_array(plan->layout->arena, plan->bus_count + 1, sizeof(size_t));
	plan->floor_width = packing.width;
	plan->floor_height = stack(plan);
	plan->need = need_of(plan, plan->floor_width, plan->floor_height);
}
