/* Blocks (layout_blocks.c) in rows, like shelves; the trunk, what feeds several
 * of them, in ranks to the left.
 *
 *     trunk            lanes   shelves
 *     ┌───┐  ┌───┐      │ ║    Row 1
 *     │   ├──┤ A ├──────┤ ║ ───┬──────────┬─────      bus of A
 *     └───┘  └───┘      │ ╟═══╤│═════════╤│════       bus of B
 *     ┌───┐  ┌───┐      │ ║   ▼▼         ▼▼
 *     │   ├──┤ B ├══════│═╣  ┌────┐     ┌────┐
 *     └───┘  └───┘      │ ║  └────┘     └────┘
 *                       │ ║    Row 2 …
 *
 * A bus is what one card feeds with one look (side and state): it leaves the
 * trunk at an exit, goes down its lane, turns into a track above every shelf it
 * feeds and drops into the blocks. Every step is linear or sorts once. */
#include "diagram/layout.h"
#include "diagram/layout_part.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK_GAP 22.0
#define GROUP_GAP 30.0
#define SHELF_GAP 26.0
#define LANE_MARGIN 16.0
#define FRAME_PAD 9.0
#define LABEL_ROW 18.0
#define ASPECT 1.5 /* width to height wished for */

struct block {
	struct part part;
	int group;
	double x, y, w, h; /* with its own lanes */
	double lanes;      /* their width, on the left */
	size_t shelf;
};

struct shelf {
	size_t first, count; /* blocks */
	double y, label, channel, height, width;
	size_t *buses;       /* from the first track to the last */
	size_t bus_count;
};

struct bus {
	struct point exit;
	double lane, low, high; /* extent of the lane */
	size_t link;            /* one of its links */
	double sum;             /* of y of its shelves */
	size_t shelves, seen;   /* scratch: last shelf + 1 */
	size_t column;
};

struct grid {
	struct layout *layout;
	const struct diagram *diagram;
	struct part_maker maker;
	int *block_of;           /* by card; -1 trunk */
	struct block *blocks;
	size_t block_count;
	struct part trunk;
	struct bus *buses;       /* by exit of the trunk */
	size_t *bus_of;          /* by link; SIZE_MAX */
	size_t *trunk_line;      /* by link: its place in the trunk's lines */
	struct shelf *shelves;
	size_t shelf_count;
	double lanes_x, grid_x, dy, trunk_dy;
};

/* ---- parts ---- */

/* Sorts items by their block: lists of indices, the trunk's first. */
static size_t *by_block(struct grid *grid, size_t count, const int *blocks, size_t **start)
{
	struct arena *arena = grid->layout->arena;
	size_t *lists = arena_array(arena, count + 1, sizeof *lists);
	*start = arena_array(arena, grid->block_count + 4, sizeof **start);
	for (size_t i = 0; i < count; i++)
		(*start)[blocks[i] + 3]++;
	for (size_t i = 1; i < grid->block_count + 3; i++)
		(*start)[i] += (*start)[i - 1];
	for (size_t i = 0; i < count; i++)
		lists[(*start)[blocks[i] + 2]++] = i;
	return lists;
}

static int block_group(const struct grid *grid, const struct part *part)
{
	for (size_t i = 0; i < part->card_count; i++)
		if (grid->diagram->cards[part->cards[i]].group >= 0)
			return grid->diagram->cards[part->cards[i]].group;
	return -1;
}

/* A rack hangs under its feeds; devices stand right of their PDUs. */
static bool hangs(const struct grid *grid, const struct part *part)
{
	for (size_t i = 0; i < part->card_count; i++)
		if (grid->diagram->cards[part->cards[i]].shape == CARD_RACK)
			return true;
	return part->card_count == 1;
}

static void split(struct grid *grid)
{
	const struct diagram *diagram = grid->diagram;
	size_t *card_start, *link_start;
	int *link_block = xcalloc(diagram->link_count + 1, sizeof *link_block);
	for (size_t i = 0; i < diagram->link_count; i++)
		link_block[i] = grid->block_of[diagram->links[i].to];
	size_t *cards = by_block(grid, diagram->card_count, grid->block_of, &card_start);
	size_t *links = by_block(grid, diagram->link_count, link_block, &link_start);
	free(link_block);
	for (size_t i = 0; i < grid->block_count; i++) {
		struct part *part = &grid->blocks[i].part;
		part->cards = cards + card_start[i + 1];
		part->card_count = card_start[i + 2] - card_start[i + 1];
		part->links = links + link_start[i + 1];
		part->link_count = link_start[i + 2] - link_start[i + 1];
		part->down = hangs(grid, part);
		part->stack = grid->block_count > 60;
		grid->blocks[i].group = block_group(grid, part);
	}
	grid->trunk.cards = cards + card_start[0];
	grid->trunk.card_count = card_start[1] - card_start[0];
}

/* The trunk's links: all that leave one of its cards. */
static void make_trunk(struct grid *grid)
{
	const struct diagram *diagram = grid->diagram;
	struct arena *arena = grid->layout->arena;
	size_t *links = arena_array(arena, diagram->link_count + 1, sizeof *links), count = 0;
	grid->bus_of = arena_array(arena, diagram->link_count + 1, sizeof(size_t));
	grid->trunk_line = arena_array(arena, diagram->link_count + 1, sizeof(size_t));
	for (size_t i = 0; i < diagram->link_count; i++) {
		grid->bus_of[i] = SIZE_MAX;
		if (grid->block_of[diagram->links[i].from] >= 0)
			continue;
		grid->trunk_line[i] = count;
		links[count++] = i;
	}
	grid->trunk.links = links;
	grid->trunk.link_count = count;
	part_ports(&grid->maker, &grid->trunk);
	grid->buses = arena_array(arena, grid->trunk.exit_count + 1, sizeof *grid->buses);
	for (size_t i = 0; i < count; i++) {
		size_t exit = grid->trunk.exit_of[i];
		grid->bus_of[links[i]] = exit;
		if (exit != SIZE_MAX && grid->trunk.exits[exit].link == i)
			grid->buses[exit].link = links[i];
	}
}

/* Entries of a block that stands right of its lanes: the topmost entry takes
 * the lane nearest to the block, so that lanes do not cross entries. */
static bool make_blocks(struct grid *grid, struct error *err)
{
	double gap = grid->maker.style->line.gap;
	for (size_t i = 0; i < grid->block_count; i++) {
		struct block *block = &grid->blocks[i];
		part_ports(&grid->maker, &block->part);
		if (!part_layout(&grid->maker, &block->part, err))
			return false;
		block->lanes = block->part.down ? 0 : gap * (double)block->part.entry_count;
		block->w = block->part.width + block->lanes;
		block->h = block->part.height;
	}
	return true;
}

/* ---- shelves ---- */

struct packing {
	double limit, width, height;
	struct shelf *shelves; /* NULL: only measure */
	size_t count;
};

static double run_width(const struct grid *grid, size_t first, double limit)
{
	double width = 0;
	for (size_t i = first; i < grid->block_count && grid->blocks[i].group == grid->blocks[first].group; i++) {
		width += grid->blocks[i].w + BLOCK_GAP;
		if (width > limit)
			break;
	}
	return width - BLOCK_GAP;
}

static void close_shelf(struct packing *packing, struct shelf *shelf, size_t end)
{
	if (shelf->count == 0 && end == shelf->first)
		return;
	shelf->count = end - shelf->first;
	packing->width = fmax(packing->width, shelf->width);
	packing->height += shelf->height + SHELF_GAP + 60;
	if (packing->shelves)
		packing->shelves[packing->count] = *shelf;
	packing->count++;
}

/* A group begins a new shelf unless it fits behind the one before; single
 * blocks without a group do not fill a shelf of their own. */
static void pack(struct grid *grid, struct packing *packing)
{
	struct shelf shelf = {.first = 0};
	double x = 0;
	for (size_t i = 0; i < grid->block_count; i++) {
		struct block *block = &grid->blocks[i];
		bool other = i && block->group != grid->blocks[i - 1].group;
		bool loose = i && (block->group < 0 || block[-1].group < 0) && x < packing->limit * 0.3;
		double need = other && !loose ? run_width(grid, i, packing->limit) + GROUP_GAP - BLOCK_GAP : block->w;
		if (i > shelf.first && x + need > packing->limit) {
			close_shelf(packing, &shelf, i);
			shelf = (struct shelf){.first = i};
			x = 0;
			other = false;
		}
		x += other ? GROUP_GAP - BLOCK_GAP : 0;
		if (packing->shelves) {
			block->x = x;
			block->shelf = packing->count;
		}
		x += block->w + BLOCK_GAP;
		shelf.width = x - BLOCK_GAP;
		shelf.height = fmax(shelf.height, block->h);
	}
	close_shelf(packing, &shelf, grid->block_count);
}

/* Trunk ranks cost width, too. */
static double trunk_width(const struct grid *grid)
{
	return grid->trunk.card_count ? 3 * 260.0 : 0;
}

/* About the height of the rank that feeds the shelves. */
static double trunk_height(const struct grid *grid)
{
	double height = 0;
	for (size_t i = 0; i < grid->trunk.exit_count; i++) {
		size_t card = grid->trunk.exits[i].card;
		if (!i || card != grid->trunk.exits[i - 1].card)
			height += card_height(&grid->diagram->cards[card], grid->maker.style, grid->maker.widths[card]) + 16;
	}
	return height;
}

/* The smallest page of the wished proportions; of equal ones the narrowest: next
 * to a long trunk that leaves the shelves as high as it is. */
static void choose_shelves(struct grid *grid)
{
	double trunk = trunk_height(grid), widest = 0, total = 0, best = INFINITY, limit = 0;
	for (size_t i = 0; i < grid->block_count; i++) {
		widest = fmax(widest, grid->blocks[i].w);
		total += grid->blocks[i].w + GROUP_GAP;
	}
	for (double try = widest; try < total * 1.2; try *= 1.12) {
		struct packing packing = {.limit = try};
		pack(grid, &packing);
		double need = fmax((packing.width + trunk_width(grid)) / ASPECT, fmax(packing.height, trunk));
		if (need < best * 0.999)
			best = need, limit = try;
	}
	struct packing packing = {.limit = limit > 0 ? limit : widest};
	packing.shelves = arena_array(grid->layout->arena, grid->block_count + 1, sizeof(struct shelf));
	pack(grid, &packing);
	grid->shelves = packing.shelves;
	grid->shelf_count = packing.count;
}

/* Which buses run over each shelf, and the y of everything. */
static void list_buses(struct grid *grid)
{
	double gap = grid->maker.style->line.gap, y = 0;
	for (size_t i = 0; i < grid->shelf_count; i++) {
		struct shelf *shelf = &grid->shelves[i];
		shelf->buses = arena_array(grid->layout->arena, grid->trunk.exit_count + 1, sizeof(size_t));
		for (size_t j = shelf->first; j < shelf->first + shelf->count; j++) {
			const struct part *part = &grid->blocks[j].part;
			shelf->label = grid->blocks[j].group >= 0 ? LABEL_ROW : shelf->label;
			for (size_t k = 0; k < part->link_count; k++) {
				size_t bus = grid->bus_of[part->links[k]];
				if (bus == SIZE_MAX || grid->buses[bus].seen == i + 1)
					continue;
				grid->buses[bus].seen = i + 1;
				shelf->buses[shelf->bus_count++] = bus;
			}
		}
		shelf->channel = shelf->bus_count ? gap * (double)(shelf->bus_count - 1) + 14 : 0;
		shelf->y = y;
		y += shelf->label + shelf->channel + shelf->height + SHELF_GAP;
	}
}

static double track_y(const struct grid *grid, const struct shelf *shelf, size_t track)
{
	return grid->dy + shelf->y + shelf->label + 6 + grid->maker.style->line.gap * (double)track;
}

static void wish_exits(struct grid *grid)
{
	for (size_t i = 0; i < grid->shelf_count; i++)
		for (size_t j = 0; j < grid->shelves[i].bus_count; j++) {
			struct bus *bus = &grid->buses[grid->shelves[i].buses[j]];
			bus->sum += grid->shelves[i].y + grid->shelves[i].label + 6;
			bus->shelves++;
		}
	for (size_t i = 0; i < grid->trunk.exit_count; i++)
		grid->trunk.exits[i].target = grid->buses[i].sum / (double)grid->buses[i].shelves;
}

/* ---- lanes ---- */

static int compare_exits(const void *a, const void *b)
{
	const struct bus *x = *(struct bus *const *)a, *y = *(struct bus *const *)b;
	if (x->exit.y != y->exit.y)
		return x->exit.y < y->exit.y ? -1 : 1;
	return x->link < y->link ? -1 : 1;
}

/* `exact`: the tracks are sorted; before, a lane reaches over whole channels. */
static void lane_extents(struct grid *grid, bool exact)
{
	for (size_t i = 0; i < grid->trunk.exit_count; i++) {
		struct bus *bus = &grid->buses[i];
		bus->exit = grid->trunk.exits[i].at;
		bus->exit.y += grid->trunk_dy;
		bus->low = bus->high = bus->exit.y;
	}
	for (size_t i = 0; i < grid->shelf_count; i++) {
		const struct shelf *shelf = &grid->shelves[i];
		for (size_t j = 0; j < shelf->bus_count; j++) {
			struct bus *bus = &grid->buses[shelf->buses[j]];
			bus->low = fmin(bus->low, track_y(grid, shelf, exact ? j : 0));
			bus->high = fmax(bus->high, track_y(grid, shelf, exact ? j : shelf->bus_count - 1));
		}
	}
}

/* From the right: the topmost exit takes the lane nearest to the shelves. A
 * lane is used again where the buses in it are apart. */
static void take_lanes(struct grid *grid)
{
	size_t count = grid->trunk.exit_count, lanes = 0;
	double gap = grid->maker.style->line.gap;
	struct bus **sorted = xcalloc(count + 1, sizeof(struct bus *));
	double *end = xcalloc(count + 1, sizeof *end);
	for (size_t i = 0; i < count; i++)
		sorted[i] = &grid->buses[i];
	qsort(sorted, count, sizeof(struct bus *), compare_exits);
	for (size_t i = 0; i < count; i++) {
		size_t lane = 0;
		while (lane < lanes && end[lane] > sorted[i]->low - gap)
			lane++;
		lanes = lane + 1 > lanes ? lane + 1 : lanes;
		end[lane] = sorted[i]->high;
		sorted[i]->column = lane;
	}
	grid->lanes_x = grid->trunk.width + (count ? LANE_MARGIN : 0);
	grid->grid_x = grid->lanes_x + (count ? gap * (double)(lanes - 1) + LANE_MARGIN + FRAME_PAD : 0);
	for (size_t i = 0; i < count; i++)
		sorted[i]->lane = grid->lanes_x + gap * (double)(lanes - 1 - sorted[i]->column);
	free(sorted);
	free(end);
}

struct track_order {
	size_t bus;
	double lane;
};

static int compare_tracks(const void *a, const void *b)
{
	const struct track_order *x = a, *y = b;
	if (x->lane != y->lane)
		return x->lane > y->lane ? -1 : 1;
	return x->bus < y->bus ? -1 : 1;
}

/* The rightmost lane gets the uppermost track: then no bus crosses a lane that
 * ends beside it. */
static void sort_tracks(struct grid *grid)
{
	struct track_order *order = xcalloc(grid->trunk.exit_count + 1, sizeof *order);
	for (size_t i = 0; i < grid->shelf_count; i++) {
		struct shelf *shelf = &grid->shelves[i];
		for (size_t j = 0; j < shelf->bus_count; j++)
			order[j] = (struct track_order){shelf->buses[j], grid->buses[shelf->buses[j]].lane};
		qsort(order, shelf->bus_count, sizeof *order, compare_tracks);
		for (size_t j = 0; j < shelf->bus_count; j++)
			shelf->buses[j] = order[j].bus;
	}
	free(order);
}

/* Exits beside a track of another bus would run into it: the trunk moves a
 * little until none does, or the fewest do. */
static void settle_trunk(struct grid *grid)
{
	double base = grid->trunk_dy, best = base;
	size_t least = SIZE_MAX;
	for (int step = 0; step < 40 && least; step++) {
		size_t hits = 0;
		grid->trunk_dy = base + step;
		for (size_t i = 0; i < grid->trunk.exit_count; i++)
			for (size_t j = 0; j < grid->shelf_count; j++) {
				const struct shelf *shelf = &grid->shelves[j];
				double y = grid->trunk.exits[i].at.y + grid->trunk_dy, top = track_y(grid, shelf, 0);
				hits += shelf->bus_count && y > top - 6 && y < track_y(grid, shelf, shelf->bus_count - 1) + 6;
			}
		if (hits < least)
			least = hits, best = grid->trunk_dy;
	}
	grid->trunk_dy = best;
}

/* Would the way of a bus from its exit to its lane run into another bus? */
static bool exit_hits(const struct grid *grid, size_t exit, double y)
{
	const struct bus *bus = &grid->buses[exit];
	for (size_t i = 0; i < grid->trunk.exit_count; i++)
		if (i != exit && fabs(grid->buses[i].exit.y - y) < 6)
			return true;
	for (size_t i = 0; i < grid->shelf_count; i++) {
		const struct shelf *shelf = &grid->shelves[i];
		if (!shelf->bus_count || y < track_y(grid, shelf, 0) - 6 || y > track_y(grid, shelf, shelf->bus_count - 1) + 6)
			continue;
		for (size_t j = 0; j < shelf->bus_count; j++)
			if (shelf->buses[j] != exit && grid->buses[shelf->buses[j]].lane < bus->lane &&
			    fabs(track_y(grid, shelf, j) - y) < 5)
				return true;
	}
	return false;
}

/* A line that leaves its card level moves less: others leave beside it. */
static int exit_steps(const struct part_line *line)
{
	for (size_t i = 1; i < line->count; i++)
		if (fabs(line->points[i].y - line->points[0].y) > 0.01)
			return 26;
	return 13;
}

/* Moves the level last piece of a line. */
static void move_end(struct part_line *line, double dy)
{
	double y = line->count ? line->points[line->count - 1].y : 0;
	for (size_t i = line->count; i-- > 0 && fabs(line->points[i].y - y) < 0.01;)
		line->points[i].y += dy;
}

/* The free y nearest to `y`, at most `steps` / 2 away; `y` when there is none. */
static double free_exit(const struct grid *grid, size_t exit, double y, int steps)
{
	for (int step = 0; step < steps; step++) {
		double at = y + (step % 2 ? 1 : -1) * ((step + 1) / 2);
		if (!exit_hits(grid, exit, at))
			return at;
	}
	return y;
}

/* Where moving a line a little does not help, it steps aside before its lane. */
static void jog(struct part_line *line, size_t exit, double dy)
{
	struct point end = line->points[line->count - 1];
	end.x += 3 + 3 * (double)(exit % 4);
	line->points[line->count++] = end;
	end.y += dy;
	line->points[line->count++] = end;
}

static void settle_exits(struct grid *grid)
{
	for (size_t i = 0; i < grid->trunk.exit_count; i++) {
		struct bus *bus = &grid->buses[i];
		struct part_line *line = &grid->trunk.lines[grid->trunk_line[bus->link]];
		double y = bus->exit.y, at = free_exit(grid, i, y, exit_steps(line));
		if (exit_hits(grid, i, at)) {
			at = free_exit(grid, i, y, 120);
			jog(line, i, at - y);
		} else {
			move_end(line, at - y);
		}
		bus->exit.y = at;
		grid->trunk.exits[i].at.y += at - y;
	}
}

/* ---- putting it together ---- */

static void move_part(struct grid *grid, const struct part *part, double dx, double dy)
{
	for (size_t i = 0; i < part->card_count; i++) {
		grid->layout->cards[part->cards[i]].box.x += dx;
		grid->layout->cards[part->cards[i]].box.y += dy;
	}
	for (size_t i = 0; i < part->link_count; i++) {
		for (size_t j = 0; j < part->lines[i].count; j++) {
			part->lines[i].points[j].x += dx;
			part->lines[i].points[j].y += dy;
		}
		if (part->exit_of[i] == SIZE_MAX) {
			grid->layout->routes[part->links[i]].label.x += dx;
			grid->layout->routes[part->links[i]].label.y += dy;
		}
	}
	for (size_t i = 0; i < part->joint_count; i++)
		layout_joint(grid->layout, (struct point){part->joints[i].at.x + dx, part->joints[i].at.y + dy},
		             part->joints[i].link);
	for (size_t i = 0; i < part->entry_count; i++) {
		part->entries[i].at.x += dx;
		part->entries[i].at.y += dy;
	}
}

static void place_parts(struct grid *grid)
{
	move_part(grid, &grid->trunk, 0, grid->trunk_dy);
	for (size_t i = 0; i < grid->block_count; i++) {
		struct block *block = &grid->blocks[i];
		const struct shelf *shelf = &grid->shelves[block->shelf];
		block->x += grid->grid_x;
		block->y = grid->dy + shelf->y + shelf->label + shelf->channel;
		move_part(grid, &block->part, block->x + block->lanes, block->y);
	}
}

/* Where a bus drops into a block: over its entry, or at the entry's lane. */
static double drop_x(const struct grid *grid, const struct block *block, size_t entry)
{
	const struct part *part = &block->part;
	if (part->down)
		return part->entries[entry].at.x;
	size_t above = 0;
	for (size_t i = 0; i < part->entry_count; i++)
		above += part->entries[i].at.y < part->entries[entry].at.y;
	return block->x + grid->maker.style->line.gap * ((double)(part->entry_count - 1 - above) + 0.5);
}

static void set_route(struct grid *grid, size_t link, const struct point *head, size_t head_count,
                      const struct point *middle, size_t middle_count, const struct part_line *tail)
{
	struct route *route = &grid->layout->routes[link];
	struct point *points = arena_array(grid->layout->arena, head_count + middle_count + tail->count + 1, sizeof *points);
	for (size_t i = 0; i < head_count; i++)
		points[route->count++] = head[i];
	for (size_t i = 0; i < middle_count; i++)
		points[route->count++] = middle[i];
	for (size_t i = 0; i < tail->count; i++)
		points[route->count++] = tail->points[i];
	route->points = points;
	route->shared = middle_count ? head_count + 2 : 0;
}

/* A link from the trunk into a block: along its bus, then the drop. */
static void route_drop(struct grid *grid, const struct block *block, size_t i, double y)
{
	const struct part *part = &block->part;
	size_t link = part->links[i];
	const struct bus *bus = &grid->buses[grid->bus_of[link]];
	const struct part_line *head = &grid->trunk.lines[grid->trunk_line[bus->link]];
	double x = drop_x(grid, block, part->entry_of[i]);
	struct point middle[] = {{bus->lane, bus->exit.y}, {bus->lane, y}, {x, y}, {x, part->entries[part->entry_of[i]].at.y}};
	set_route(grid, link, head->points, head->count, middle, part->down ? 3 : 4, &part->lines[i]);
}


static void bus_line(struct grid *grid, size_t link, const struct point *points, size_t count)
{
	struct layout *layout = grid->layout;
	struct point *copy = arena_array(layout->arena, count, sizeof *copy);
	memcpy(copy, points, count * sizeof *copy);
	layout->buses[layout->bus_count++] = (struct bus_line){copy, count, link};
}

/* The track of one bus over one shelf with its drops. */
static void route_track(struct grid *grid, const struct shelf *shelf, size_t track, double *last)
{
	size_t index = shelf->buses[track];
	const struct bus *bus = &grid->buses[index];
	double y = track_y(grid, shelf, track);
	struct point points[] = {{bus->lane, y}, {last[index], y}};
	bus_line(grid, bus->link, points, 2);
	if (y > bus->low + 0.01 && y < bus->high - 0.01)
		layout_joint(grid->layout, points[0], bus->link);
}

static void route_shelf(struct grid *grid, const struct shelf *shelf, double *last, size_t *track_of)
{
	for (size_t i = 0; i < shelf->bus_count; i++) {
		last[shelf->buses[i]] = 0;
		track_of[shelf->buses[i]] = i;
	}
	for (size_t pass = 0; pass < 2; pass++)
		for (size_t i = shelf->first; i < shelf->first + shelf->count; i++) {
			struct block *block = &grid->blocks[i];
			for (size_t j = 0; j < block->part.link_count; j++) {
				size_t bus = grid->bus_of[block->part.links[j]];
				if (bus == SIZE_MAX)
					continue;
				double x = drop_x(grid, block, block->part.entry_of[j]);
				double y = track_y(grid, shelf, track_of[bus]);
				if (pass == 0)
					last[bus] = fmax(last[bus], x);
				else if (x < last[bus] - 0.01)
					layout_joint(grid->layout, (struct point){x, y}, grid->buses[bus].link);
				if (pass == 0)
					route_drop(grid, block, j, y);
			}
		}
	for (size_t i = 0; i < shelf->bus_count; i++)
		route_track(grid, shelf, i, last);
}

/* From the card to the lane, and the lane itself. */
static void route_lane(struct grid *grid, const struct bus *bus)
{
	const struct part_line *head = &grid->trunk.lines[grid->trunk_line[bus->link]];
	struct point *points = arena_array(grid->layout->arena, head->count + 2, sizeof *points);
	memcpy(points, head->points, head->count * sizeof *points);
	points[head->count] = (struct point){bus->lane, bus->exit.y};
	bool up = bus->low < bus->exit.y - 0.01, down = bus->high > bus->exit.y + 0.01;
	points[head->count + 1] = (struct point){bus->lane, down ? bus->high : bus->low};
	bus_line(grid, bus->link, points, head->count + 2);
	if (up && down) {
		struct point rest[] = {{bus->lane, bus->exit.y}, {bus->lane, bus->low}};
		bus_line(grid, bus->link, rest, 2);
		layout_joint(grid->layout, rest[0], bus->link);
	}
}

static void route_all(struct grid *grid)
{
	size_t exits = grid->trunk.exit_count, tracks = 0;
	double *last = xcalloc(exits + 1, sizeof *last);
	size_t *track_of = xcalloc(exits + 1, sizeof *track_of);
	for (size_t i = 0; i < grid->shelf_count; i++)
		tracks += grid->shelves[i].bus_count;
	grid->layout->buses = arena_array(grid->layout->arena, tracks + 2 * exits + 1, sizeof(struct bus_line));
	for (size_t i = 0; i < exits; i++)
		route_lane(grid, &grid->buses[i]);
	for (size_t i = 0; i < grid->shelf_count; i++)
		route_shelf(grid, &grid->shelves[i], last, track_of);
	free(last);
	free(track_of);
}

/* Links inside the trunk and inside blocks. */
static void route_inner(struct grid *grid, const struct part *part)
{
	for (size_t i = 0; i < part->link_count; i++)
		if (part->entry_of[i] == SIZE_MAX && part->exit_of[i] == SIZE_MAX)
			set_route(grid, part->links[i], NULL, 0, NULL, 0, &part->lines[i]);
}

/* ---- frames ---- */

static const char *group_title(const struct grid *grid, int group)
{
	const struct group *g = &grid->diagram->groups[group];
	if (g->parent < 0)
		return g->title;
	return arena_printf(grid->layout->arena, "%s · %s", group_title(grid, g->parent), g->title);
}

/* Around the blocks of one group on one shelf. */
static void add_frame(struct grid *grid, size_t first, size_t end, bool *framed)
{
	const struct block *a = &grid->blocks[first], *b = &grid->blocks[end - 1];
	const struct shelf *shelf = &grid->shelves[a->shelf];
	int group = a->group;
	if (group < 0)
		return;
	struct frame *frame = &grid->layout->frames[grid->layout->frame_count++];
	double top = grid->dy + shelf->y;
	frame->box = (struct box){a->x - FRAME_PAD, top - 4, b->x + b->w - a->x + 2 * FRAME_PAD,
	                          shelf->label + shelf->channel + shelf->height + FRAME_PAD + 4};
	frame->title = group_title(grid, group);
	if (framed[group])
		frame->title = arena_printf(grid->layout->arena, "%s (continued)", frame->title);
	frame->anchor = framed[group] ? NULL : &grid->diagram->groups[group].anchor;
	framed[group] = true;
}

static void make_frames(struct grid *grid)
{
	bool *framed = xcalloc(grid->diagram->group_count + 1, sizeof *framed);
	grid->layout->frames = arena_array(grid->layout->arena, grid->block_count + 1, sizeof(struct frame));
	for (size_t i = 0, end; i < grid->block_count; i = end) {
		for (end = i + 1; end < grid->block_count && grid->blocks[end].shelf == grid->blocks[i].shelf &&
		                  grid->blocks[end].group == grid->blocks[i].group; end++)
			;
		add_frame(grid, i, end, framed);
	}
	free(framed);
}

static bool make_parts(struct grid *grid, struct error *err)
{
	split(grid);
	make_trunk(grid);
	return make_blocks(grid, err);
}

/* The trunk stands where its buses want it; what would be above the page moves
 * everything down. */
static bool place_trunk(struct grid *grid, struct error *err)
{
	wish_exits(grid);
	if (!part_layout(&grid->maker, &grid->trunk, err))
		return false;
	grid->dy = fmax(grid->trunk.shift, 0) + 4;
	grid->trunk_dy = fmax(-grid->trunk.shift, 0) + 4;
	if (!grid->trunk.exit_count)
		grid->dy = 4, grid->trunk_dy = 4;
	settle_trunk(grid);
	return true;
}

bool layout_grid(struct layout *layout, const struct diagram *diagram, const struct style *style,
                 struct error *err)
{
	struct grid grid = {.layout = layout, .diagram = diagram};
	grid.block_of = arena_array(layout->arena, diagram->card_count + 1, sizeof(int));
	grid.block_count = layout_blocks(diagram, grid.block_of);
	grid.blocks = arena_array(layout->arena, grid.block_count + 1, sizeof *grid.blocks);
	part_maker_init(&grid.maker, layout, diagram, style);
	if (!make_parts(&grid, err))
		return false;
	choose_shelves(&grid);
	list_buses(&grid);
	if (!place_trunk(&grid, err))
		return false;
	lane_extents(&grid, false);
	take_lanes(&grid);
	sort_tracks(&grid);
	settle_exits(&grid);
	lane_extents(&grid, true);
	place_parts(&grid);
	route_all(&grid);
	route_inner(&grid, &grid.trunk);
	for (size_t i = 0; i < grid.block_count; i++)
		route_inner(&grid, &grid.blocks[i].part);
	make_frames(&grid);
	return true;
}
