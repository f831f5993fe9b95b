/* Tracks first, in the order in which the buses leave the wings, so that on a
 * shelf they do not cross; then exits, level with a track where their card
 * reaches it; then lanes. */
#include "diagram/layout_floor.h"

#include "diagram/channel.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define TOP 4.0         /* above the first shelf: its frame */
#define EXIT_MARGIN 8.0 /* from the corners of a card */

static double track_y(const struct floor_plan *plan, const struct shelf *shelf, size_t track)
{
	return shelf->y + shelf->label + FLOOR_TRACK_TOP + plan->gap * (double)track;
}

/* ---- wings ---- */

/* Exits want to be where their shelves are. */
static void wish_exits(struct floor_plan *plan)
{
	for (size_t i = 0; i < plan->shelf_count; i++)
		for (size_t j = 0; j < plan->shelves[i].bus_count; j++) {
			struct bus *bus = &plan->buses[plan->shelves[i].buses[j]];
			bus->sum += track_y(plan, &plan->shelves[i], j);
			bus->shelves++;
		}
	for (size_t i = 0; i < plan->bus_count; i++) {
		const struct bus *bus = &plan->buses[i];
		if (bus->exit != SIZE_MAX)
			plan->wings[bus->wing].exits[bus->exit].target = bus->sum / (double)bus->shelves;
	}
}

static void place_wings(struct floor_plan *plan)
{
	for (int i = 0; i < WINGS; i++)
		wing_place(&plan->wings[i], plan->forms[i], plan->floor_height);
	for (size_t i = 0; i < plan->bus_count; i++) {
		struct bus *bus = &plan->buses[i];
		if (bus->exit != SIZE_MAX)
			bus->from.y = plan->wings[bus->wing].exits[bus->exit].y;
	}
}

/* ---- tracks ---- */

struct track_order {
	size_t bus;
	int wing;
	bool rises, local;
	double exit;
};

static int compare_tracks(const void *a, const void *b)
{
	const struct track_order *x = a, *y = b;
	if (x->rises != y->rises)
		return x->rises - y->rises;
	if (x->local != y->local)
		return x->local - y->local;
	if (x->wing != y->wing)
		return x->wing - y->wing;
	if (x->exit != y->exit)
		return x->exit < y->exit ? -1 : 1;
	return x->bus < y->bus ? -1 : 1;
}

/* Of the shelf's j-th bus. */
static size_t track_of(const struct floor_plan *plan, const struct shelf *shelf, size_t j)
{
	const struct bus *bus = &plan->buses[shelf->buses[j]];
	return bus->local ? shelf->own_tracks + bus->track : j;
}

static void sort_shelf(struct floor_plan *plan, struct shelf *shelf, struct track_order *order)
{
	for (size_t j = 0; j < shelf->bus_count; j++) {
		const struct bus *bus = &plan->buses[shelf->buses[j]];
		order[j] = (struct track_order){shelf->buses[j], bus->wing, bus->exit == SIZE_MAX, bus->local, bus->from.y};
	}
	if (shelf->bus_count)
		qsort(order, shelf->bus_count, sizeof *order, compare_tracks);
	for (size_t j = 0; j < shelf->bus_count; j++) {
		struct bus *bus = &plan->buses[order[j].bus];
		shelf->buses[j] = order[j].bus;
		bus->tracks[bus->track_count++] = track_y(plan, shelf, track_of(plan, shelf, j));
	}
}

/* The tracks of a bus are sorted, since the shelves are. */
static void take_tracks(struct floor_plan *plan)
{
	struct track_order *order = xcalloc(plan->bus_count + 1, sizeof *order);
	for (size_t i = 0; i < plan->bus_count; i++)
		plan->buses[i].tracks = arena_array(plan->layout->arena, plan->buses[i].shelves + 1, sizeof(double));
	for (size_t i = 0; i < plan->shelf_count; i++)
		sort_shelf(plan, &plan->shelves[i], order);
	free(order);
}

/* ---- exits ---- */

struct exit_order {
	struct bus *bus;
	double y;
};

static int compare_exits(const void *a, const void *b)
{
	const struct exit_order *x = a, *y = b;
	if (x->y != y->y)
		return x->y < y->y ? -1 : 1;
	return x->bus < y->bus ? -1 : x->bus > y->bus;
}

static int compare_numbers(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return x < y ? -1 : x > y;
}

/* Where a bus of this wing could meet another's line: the sorted tracks. */
static size_t collect_tracks(const struct floor_plan *plan, int which, double *tracks)
{
	size_t count = 0;
	for (size_t i = 0; i < plan->bus_count; i++)
		for (size_t j = 0; plan->buses[i].wing == which && j < plan->buses[i].track_count; j++)
			tracks[count++] = plan->buses[i].tracks[j];
	if (count)
		qsort(tracks, count, sizeof *tracks, compare_numbers);
	return count;
}

static bool is_own(const struct bus *bus, double y)
{
	for (size_t i = 0; i < bus->track_count; i++)
		if (fabs(bus->tracks[i] - y) < 0.01)
			return true;
	return false;
}

/* How far other buses' tracks are from y; the gap when they are no nearer. */
static double exit_room(const struct floor_plan *plan, const double *tracks, size_t count, const struct bus *bus, double y)
{
	size_t low = 0, high = count;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (tracks[middle] <= y - plan->gap + 0.01)
			low = middle + 1;
		else
			high = middle;
	}
	double room = plan->gap;
	for (; low < count && tracks[low] < y + plan->gap - 0.01; low++)
		if (!is_own(bus, tracks[low]))
			room = fmin(room, fabs(tracks[low] - y));
	return room;
}

/* The track in reach that is nearest to the middle of the card, else as near to
 * all as the card goes. */
static double best_exit(const struct bus *bus, double low, double high)
{
	double middle = (low + high) / 2, best = NAN, mean = bus->sum / (double)bus->shelves;
	for (size_t i = 0; i < bus->track_count; i++) {
		double y = bus->tracks[i];
		if (y >= low && y <= high && !(fabs(best - middle) < fabs(y - middle)))
			best = y;
	}
	return isnan(best) ? fmin(fmax(mean, low), high) : best;
}

/* Where there is room, as near to the wish as can be; else where there is most. */
static double near_free(const struct floor_plan *plan, const double *tracks, size_t count, const struct bus *bus, double wish,
                        double low, double high)
{
	double best = fmin(fmax(wish, low), high), most = exit_room(plan, tracks, count, bus, best);
	for (int step = 0; step < 200 && most < plan->gap; step++) {
		double y = wish + (step % 2 ? 1 : -1) * ((step + 1) / 2);
		double room = y >= low && y <= high ? exit_room(plan, tracks, count, bus, y) : 0;
		if (room > most)
			best = y, most = room;
	}
	return best;
}

/* Exits of one wing from top to bottom, each below the one before and with room
 * for those that follow on its card. */
static void settle_exits(struct floor_plan *plan, int which)
{
	const struct wing *wing = &plan->wings[which];
	size_t tracks = 0, count = 0;
	for (size_t i = 0; i < plan->bus_count; i++)
		tracks += plan->buses[i].track_count;
	double *taken = xcalloc(tracks + 1, sizeof *taken);
	struct exit_order *order = xcalloc(plan->bus_count + 1, sizeof *order);
	tracks = collect_tracks(plan, which, taken);
	for (size_t i = 0; i < plan->bus_count; i++)
		if (plan->buses[i].wing == which && plan->buses[i].exit != SIZE_MAX)
			order[count++] = (struct exit_order){&plan->buses[i], plan->buses[i].from.y};
	if (count)
		qsort(order, count, sizeof *order, compare_exits);
	double above = -INFINITY;
	for (size_t i = 0, end = 0; i < count; i++) {
		size_t card = wing->exits[order[i].bus->exit].card;
		for (end = end > i ? end : i + 1; end < count && wing->exits[order[end].bus->exit].card == card; end++)
			;
		const struct box *box = &plan->layout->cards[card].box;
		double margin = fmin(EXIT_MARGIN, box->h / 4), low = fmax(box->y + margin, above + plan->gap);
		double high = fmax(box->y + box->h - margin - plan->gap * (double)(end - i - 1), low);
		above = near_free(plan, taken, tracks, order[i].bus, best_exit(order[i].bus, low, high), low, high);
		order[i].bus->from.y = above;
	}
	free(order);
	free(taken);
}

/* ---- lanes ---- */

static void take_lanes(struct floor_plan *plan, int which)
{
	struct channel_net *nets = xcalloc(plan->bus_count + 1, sizeof *nets);
	size_t count = 0;
	for (size_t i = 0; i < plan->bus_count; i++) {
		const struct bus *bus = &plan->buses[i];
		if (bus->wing == which)
			nets[count++] = (struct channel_net){.near = &bus->from.y, .near_count = bus->exit != SIZE_MAX,
			                                     .far = bus->tracks, .far_count = bus->track_count};
	}
	plan->lanes[which] = channel_lanes(nets, count, plan->gap);
	count = 0;
	for (size_t i = 0; i < plan->bus_count; i++) {
		struct bus *bus = &plan->buses[i];
		if (bus->wing != which)
			continue;
		const struct channel_net *net = &nets[count++];
		bus->low = net->low, bus->high = net->high;
		bus->has_lane = !net->straight;
		bus->lane = (double)net->lane;
	}
	free(nets);
}

static double lanes_width(const struct floor_plan *plan, int which)
{
	size_t lanes = plan->lanes[which];
	double room = plan->wings[which].card_count || lanes ? FLOOR_LANE_MARGIN : 0;
	double spare = room > 0 ? plan->lane_room : 0;
	return (lanes ? plan->gap * (double)(lanes - 1) + FLOOR_LANE_MARGIN : 0) + room + spare + FLOOR_FRAME_PAD;
}

/* From left to right: wing, lanes, floor, lanes, wing. */
static void place_lanes(struct floor_plan *plan)
{
	plan->floor_x = plan->wings[LEFT].width + lanes_width(plan, LEFT);
	double floor_end = plan->floor_x + plan->floor_width;
	plan->wing_x = floor_end + lanes_width(plan, RIGHT);
	for (size_t i = 0; i < plan->bus_count; i++) {
		struct bus *bus = &plan->buses[i];
		double in = FLOOR_LANE_MARGIN + plan->gap * bus->lane;
		bus->lane = bus->wing == LEFT ? plan->wings[LEFT].width + in : plan->wing_x - in;
		if (bus->exit != SIZE_MAX)
			bus->from.x = bus->wing == LEFT ? plan->wings[LEFT].width : plan->wing_x;
	}
}

/* ---- onto the page ---- */

/* From the card's top; it turns into its track over the card's shelf. */
static void start_riser(struct bus *bus, struct point from, double shelf)
{
	bus->from = from;
	bus->turn = from.y;
	for (size_t i = 0; i < bus->track_count; i++)
		if (bus->tracks[i] < from.y && bus->tracks[i] > shelf)
			bus->turn = bus->tracks[i];
}

static void place_items(struct floor_plan *plan)
{
	for (size_t i = 0; i < plan->item_count; i++) {
		struct item *item = &plan->items[i];
		const struct shelf *shelf = &plan->shelves[item->shelf];
		item->x += plan->floor_x;
		item->y = shelf->y + shelf->label + shelf->channel;
		plan->layout->cards[item->card].box = (struct box){item->x, item->y, item->w, item->h};
		for (size_t j = item->first; j < item->first + item->count; j++) {
			struct drop *drop = &plan->drops[j];
			drop->x = item->x + item->w * drop->part;
			if (drop->rising)
				start_riser(&plan->buses[drop->bus], (struct point){drop->x, item->y}, shelf->y);
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
	if (!bus->has_lane)
		return;
	if (bus->exit == SIZE_MAX) {
		struct point lane[] = {{bus->lane, bus->low}, {bus->lane, bus->high}};
		bus_line(plan, bus->link, lane, 2);
		return;
	}
	bool up = bus->low < bus->from.y - 0.01, down = bus->high > bus->from.y + 0.01;
	struct point points[] = {bus->from, {bus->lane, bus->from.y}, {bus->lane, down ? bus->high : bus->low}};
	bus_line(plan, bus->link, points, 3);
	if (!up || !down)
		return;
	struct point rest[] = {{bus->lane, bus->from.y}, {bus->lane, bus->low}};
	bus_line(plan, bus->link, rest, 2);
	layout_joint(plan->layout, rest[0], bus->link);
}

/* The whole way; what is before the drop is drawn as a bus. */
static void route_link(struct floor_plan *plan, const struct drop *drop, double y)
{
	const struct bus *bus = &plan->buses[drop->bus];
	const struct item *item = &plan->items[drop->item];
	struct point points[7];
	size_t count = 0;
	points[count++] = bus->from;
	double turn = bus->exit == SIZE_MAX ? bus->turn : bus->from.y;
	if (bus->exit == SIZE_MAX)
		points[count++] = (struct point){bus->from.x, turn};
	if (bus->has_lane && fabs(turn - y) > 0.01) {
		points[count++] = (struct point){bus->lane, turn};
		points[count++] = (struct point){bus->lane, y};
	}
	points[count++] = (struct point){drop->x, y};
	points[count++] = (struct point){drop->x, item->y};
	plan->layout->routes[drop->link] = (struct route){
	    .points = copy_points(plan, points, count), .count = count, .shared = count - 2};
}

static void route_drop(struct floor_plan *plan, const struct drop *drop, double y)
{
	struct bus *bus = &plan->buses[drop->bus];
	bus->first_x = fmin(bus->first_x, drop->x);
	bus->last_x = fmax(bus->last_x, drop->x);
	if (!drop->rising) {
		route_link(plan, drop, y);
		return;
	}
	struct point points[] = {{drop->x, plan->items[drop->item].y}, {drop->x, y}};
	bus_line(plan, drop->link, points, 2);
}

/* From the lane, or straight from the card. */
static void route_track(struct floor_plan *plan, const struct bus *bus, double y)
{
	struct point points[] = {{bus->first_x, y}, {bus->last_x, y}};
	double begin = bus->has_lane ? bus->lane : bus->from.x;
	if (bus->has_lane || bus->exit != SIZE_MAX)
		points[bus->wing == LEFT ? 0 : 1].x = begin;
	bus_line(plan, bus->link, points, 2);
	bool passes = y > bus->low + 0.01 && y < bus->high - 0.01;
	bool from_exit = bus->exit != SIZE_MAX && fabs(y - bus->from.y) < 0.01;
	if (bus->has_lane && (passes || from_exit))
		layout_joint(plan->layout, (struct point){bus->lane, y}, bus->link);
}

/* A dot where a drop leaves a track that goes on. */
static void join_drop(struct floor_plan *plan, const struct drop *drop, double y)
{
	const struct bus *bus = &plan->buses[drop->bus];
	bool from_wing = bus->has_lane || bus->exit != SIZE_MAX;
	bool first = drop->x < bus->first_x + 0.01, last = drop->x > bus->last_x - 0.01;
	bool end = from_wing ? (bus->wing == LEFT ? last : first) : first || last;
	if (!end)
		layout_joint(plan->layout, (struct point){drop->x, y}, drop->link);
}

static void route_shelf(struct floor_plan *plan, const struct shelf *shelf, size_t *tracks)
{
	for (size_t i = 0; i < shelf->bus_count; i++) {
		struct bus *bus = &plan->buses[shelf->buses[i]];
		tracks[shelf->buses[i]] = track_of(plan, shelf, i);
		bus->first_x = INFINITY;
		bus->last_x = -INFINITY;
	}
	for (int pass = 0; pass < 2; pass++)
		for (size_t i = shelf->first; i < shelf->first + shelf->count; i++)
			for (size_t j = 0; j < plan->items[plan->order[i]].count; j++) {
				const struct drop *drop = &plan->drops[plan->items[plan->order[i]].first + j];
				double y = track_y(plan, shelf, tracks[drop->bus]);
				(pass ? join_drop : route_drop)(plan, drop, y);
			}
	for (size_t i = 0; i < shelf->bus_count; i++)
		route_track(plan, &plan->buses[shelf->buses[i]], track_y(plan, shelf, track_of(plan, shelf, i)));
}

static void route_all(struct floor_plan *plan)
{
	size_t tracks = plan->drop_count, *track = xcalloc(plan->bus_count + 1, sizeof *track);
	for (size_t i = 0; i < plan->shelf_count; i++)
		tracks += plan->shelves[i].bus_count;
	tracks += 2 * plan->bus_count + wing_bus_lines(&plan->wings[LEFT]) + wing_bus_lines(&plan->wings[RIGHT]);
	plan->layout->buses = arena_array(plan->layout->arena, tracks + 1, sizeof(struct bus_line));
	for (size_t i = 0; i < plan->bus_count; i++)
		route_lane(plan, &plan->buses[i]);
	for (size_t i = 0; i < plan->shelf_count; i++)
		route_shelf(plan, &plan->shelves[i], track);
	wing_finish(&plan->wings[LEFT], 0, 1);
	wing_finish(&plan->wings[RIGHT], plan->wing_x + plan->wings[RIGHT].width, -1);
	free(track);
}

void floor_route(struct floor_plan *plan)
{
	for (size_t i = 0; i < plan->shelf_count; i++)
		plan->shelves[i].y += TOP;
	wish_exits(plan);
	place_wings(plan);
	take_tracks(plan);
	for (int i = 0; i < WINGS; i++) {
		settle_exits(plan, i);
		take_lanes(plan, i);
	}
	place_lanes(plan);
	place_items(plan);
	route_all(plan);
}
