/* The order in a column is that of a walk from the sources downwards, children
 * by where their exits want to be; then all move as near to their wishes as the
 * gaps allow (least squares). */
#include "diagram/wing_lines.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define CARD_GAP 12.0
#define WEAK 1e-3      /* weight of a card without a wish */
enum { ROUNDS = 64 };  /* of what is passed on from card to card */

/* ---- what there is ---- */

static size_t find_exit(struct wing *wing, size_t card, uint64_t look, size_t link)
{
	for (size_t i = wing->exit_count; i-- > 0;)
		if (wing->exits[i].card == card && wing->exits[i].look == look)
			return i;
	wing->exits[wing->exit_count] = (struct wing_exit){.card = card, .look = look, .link = link, .target = NAN};
	return wing->exit_count++;
}

static void find_cards(struct wing *wing, const int *place, int which, const double *widths)
{
	for (size_t i = 0; i < wing->diagram->card_count; i++)
		if (place[i] == which) {
			wing->cards[wing->card_count++] = i;
			wing->card_width = fmax(wing->card_width, widths[i]);
		}
}

static void find_links(struct wing *wing, const int *place, int which)
{
	for (size_t i = 0; i < wing->diagram->link_count; i++) {
		const struct link *link = &wing->diagram->links[i];
		wing->exit_of[i] = SIZE_MAX;
		if (place[link->from] != which)
			continue;
		if (place[link->to] == which)
			wing->links[wing->link_count++] = i;
		else
			wing->exit_of[i] = find_exit(wing, link->from, layout_look(link), i);
	}
}

/* Inner: with an exit, or fed by an inner one. */
static void find_inner(struct wing *wing)
{
	bool changed = true;
	for (size_t i = 0; i < wing->card_count; i++)
		wing->step[wing->cards[i]] = 1;
	for (size_t i = 0; i < wing->exit_count; i++)
		wing->step[wing->exits[i].card] = 0;
	for (int round = 0; changed && round < ROUNDS; round++) {
		changed = false;
		for (size_t i = 0; i < wing->link_count; i++) {
			const struct link *link = &wing->diagram->links[wing->links[i]];
			changed |= wing->step[link->to] && !wing->step[link->from];
			wing->step[link->to] &= wing->step[link->from];
		}
	}
}

/* May each step be a column of its own? */
static bool steps_follow(const struct wing *wing)
{
	for (size_t i = 0; i < wing->link_count; i++) {
		const struct link *link = &wing->diagram->links[wing->links[i]];
		if (wing->step[link->from] > wing->step[link->to] + 1 || wing->step[link->from] < wing->step[link->to])
			return false;
	}
	return true;
}

/* Steps from the inner cards outwards; in a loop they end at the bound. */
static void find_steps(struct wing *wing)
{
	bool changed = true;
	find_inner(wing);
	for (int round = 0; changed && round < WING_COLUMNS; round++) {
		changed = false;
		for (size_t i = 0; i < wing->link_count; i++) {
			const struct link *link = &wing->diagram->links[wing->links[i]];
			uint8_t least = (uint8_t)(wing->step[link->to] + 1);
			if (!wing->step[link->from] || wing->step[link->from] >= least || link->from == link->to)
				continue;
			wing->step[link->from] = least;
			changed = true;
		}
	}
	wing->steps = 1;
	for (size_t i = 0; i < wing->card_count; i++)
		wing->steps = wing->step[wing->cards[i]] >= wing->steps ? wing->step[wing->cards[i]] + 1u : wing->steps;
	if (wing->steps > WING_COLUMNS || !steps_follow(wing))
		wing->steps = 0;
}

/* Lines of one look out of a card into one channel leave it as one. */
static bool begins_bus(const struct wing *wing, size_t i)
{
	const struct link *link = &wing->diagram->links[wing->links[i]];
	for (size_t j = i; j-- > 0;) {
		const struct link *before = &wing->diagram->links[wing->links[j]];
		if (before->from == link->from && layout_look(before) == layout_look(link) && wing->step[before->to] == wing->step[link->to])
			return false;
	}
	return true;
}

/* Ports that an exit takes the place of, the first one less: it gives way to
 * lines that come in beside it. */
enum { EXIT_PLACES = 3 };

/* The most ports that an edge of each card can get, whatever the form: outside
 * what arrives, inside the exits, and what feeds cards of the wing on either. */
static size_t *count_ports(const struct wing *wing)
{
	size_t cards = wing->diagram->card_count + 1;
	size_t *inner = xcalloc(cards, sizeof *inner), *outer = xcalloc(cards, sizeof *outer);
	for (size_t i = 0; i < wing->link_count; i++) {
		const struct link *link = &wing->diagram->links[wing->links[i]];
		outer[link->to]++;
		inner[link->from] += begins_bus(wing, i);
		outer[link->from] += begins_bus(wing, i);
	}
	for (size_t i = 0; i < wing->exit_count; i++)
		inner[wing->exits[i].card] += EXIT_PLACES - !inner[wing->exits[i].card];
	for (size_t i = 0; i < cards; i++)
		inner[i] = outer[i] > inner[i] ? outer[i] : inner[i];
	free(outer);
	return inner;
}

/* `sum`: of the heights in each step. */
static void measure_forms(struct wing *wing, const double *sum)
{
	double lanes = wing->link_count ? WING_LANE_ROOM + 2 * wing->gap : 0, between = wing->card_width + 2 * WING_LANE_ROOM + 2 * wing->gap;
	double outer = 0, tallest = 0;
	for (size_t i = 0; i <= UINT8_MAX; i++) {
		outer += i ? sum[i] : 0;
		tallest = fmax(tallest, sum[i]);
	}
	wing->tall[WING_ONE] = fmax(sum[0] + outer - CARD_GAP, 0);
	wing->wide[WING_ONE] = wing->card_count ? wing->card_width + lanes : 0;
	wing->tall[WING_TWO] = fmax(fmax(sum[0], outer) - CARD_GAP, 0);
	wing->wide[WING_TWO] = sum[0] > 0 && outer > 0 ? wing->wide[WING_ONE] + between : INFINITY;
	wing->tall[WING_CHAIN] = fmax(tallest - CARD_GAP, 0);
	wing->wide[WING_CHAIN] = wing->steps > 2 && sum[0] > 0 ? wing->wide[WING_ONE] + between * (double)(wing->steps - 1) : INFINITY;
}

/* A card is tall enough for its lines, too. */
static void measure_cards(struct wing *wing, const struct style *style)
{
	size_t *ports = count_ports(wing);
	double sum[UINT8_MAX + 1] = {0};
	for (size_t i = 0; i < wing->card_count; i++) {
		size_t card = wing->cards[i];
		double height = card_height(&wing->diagram->cards[card], style, wing->card_width);
		height = fmax(height, wing->gap * (double)(ports[card] + 1));
		wing->layout->cards[card].box = (struct box){0, 0, wing->card_width, height};
		sum[wing->step[card]] += height + CARD_GAP;
	}
	measure_forms(wing, sum);
	free(ports);
}

void wing_start(struct wing *wing, struct layout *layout, const struct diagram *diagram, const struct style *style,
                const int *place, int which, const double *widths)
{
	struct arena *arena = layout->arena;
	size_t links = diagram->link_count + 1;
	*wing = (struct wing){.layout = layout, .diagram = diagram, .gap = style->line.gap, .columns = 1};
	wing->cards = arena_array(arena, diagram->card_count + 1, sizeof *wing->cards);
	wing->step = arena_array(arena, diagram->card_count + 1, sizeof *wing->step);
	wing->exits = arena_array(arena, links, sizeof *wing->exits);
	wing->buses = arena_array(arena, links, sizeof *wing->buses);
	wing->exit_of = arena_array(arena, links, sizeof(size_t));
	wing->bus_of = arena_array(arena, links, sizeof(size_t));
	wing->links = arena_array(arena, links, sizeof(size_t));
	find_cards(wing, place, which, widths);
	find_links(wing, place, which);
	find_steps(wing);
	measure_cards(wing, style);
}

/* ---- order ---- */

struct walk {
	struct wing *wing;
	double *wish;      /* by card: where its middle wants to be; NAN */
	size_t *start, *children;
	bool *seen, *fed;
	size_t *order, count;
};

static void exit_wishes(const struct wing *wing, double *wish)
{
	double *count = xcalloc(wing->diagram->card_count + 1, sizeof *count);
	for (size_t i = 0; i < wing->card_count; i++)
		wish[wing->cards[i]] = NAN;
	for (size_t i = 0; i < wing->exit_count; i++) {
		const struct wing_exit *exit = &wing->exits[i];
		if (isnan(exit->target))
			continue;
		double before = count[exit->card];
		wish[exit->card] = ((before > 0 ? wish[exit->card] * before : 0) + exit->target) / (before + 1);
		count[exit->card]++;
	}
	free(count);
}

struct box *wing_box(const struct wing *wing, size_t card)
{
	return &wing->layout->cards[card].box;
}

size_t wing_column(const struct wing *wing, size_t card)
{
	return wing->step[card] < wing->columns ? wing->step[card] : wing->columns - 1;
}

/* An outer column wants to stand beside what it feeds in the next one. */
static void outer_wishes(const struct wing *wing, size_t column, double *wish)
{
	double *count = xcalloc(wing->diagram->card_count + 1, sizeof *count);
	for (size_t i = 0; i < wing->link_count; i++) {
		const struct link *link = &wing->diagram->links[wing->links[i]];
		if (wing_column(wing, link->from) != column || wing_column(wing, link->to) + 1 != column)
			continue;
		const struct box *box = wing_box(wing, link->to);
		double before = count[link->from]++;
		wish[link->from] = ((before > 0 ? wish[link->from] * before : 0) + box->y + box->h / 2) / (before + 1);
	}
	free(count);
}

static bool in_column(const struct wing *wing, size_t link, size_t column)
{
	const struct link *l = &wing->diagram->links[link];
	return wing_column(wing, l->from) == column && wing_column(wing, l->to) == column;
}

static void index_children(struct walk *walk, size_t column)
{
	const struct wing *wing = walk->wing;
	const struct diagram *diagram = wing->diagram;
	for (size_t i = 0; i < wing->link_count; i++)
		walk->start[diagram->links[wing->links[i]].from + 2] += in_column(wing, wing->links[i], column);
	for (size_t i = 2; i < diagram->card_count + 2; i++)
		walk->start[i] += walk->start[i - 1];
	for (size_t i = 0; i < wing->link_count; i++) {
		const struct link *link = &diagram->links[wing->links[i]];
		if (!in_column(wing, wing->links[i], column))
			continue;
		walk->children[walk->start[link->from + 1]++] = link->to;
		walk->fed[link->to] |= link->from != link->to;
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
	if (isnan(x->wish) != isnan(y->wish))
		return isnan(x->wish) ? 1 : -1;
	if (!isnan(x->wish) && x->wish != y->wish)
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

static void order_column(struct walk *walk, const size_t *cards, size_t count)
{
	size_t *roots = xcalloc(count + 1, sizeof *roots), root_count = 0;
	for (size_t i = 0; i < count; i++)
		if (!walk->fed[cards[i]])
			roots[root_count++] = cards[i];
	visit_sorted(walk, roots, root_count);
	for (size_t i = 0; i < count; i++) /* members of loops that no source feeds */
		visit(walk, cards[i]);
	free(roots);
}

/* ---- places ---- */

struct block {
	double sum, weight; /* of the wishes for its first card's y */
	size_t first;
};

static double wish_of(const struct block *block)
{
	return block->sum / block->weight;
}

/* Least squares with the gaps kept: blocks of cards that touch. A card without
 * a wish stands above the one that follows it. */
static void stack_cards(const struct wing *wing, const size_t *cards, size_t count, const double *wish, double height)
{
	struct block *blocks = xcalloc(count + 1, sizeof *blocks);
	size_t block_count = 0;
	double offset = 0, total = -CARD_GAP, next = NAN, *tops = xcalloc(count + 1, sizeof *tops);
	for (size_t i = count; i-- > 0;) {
		double h = wing_box(wing, cards[i])->h;
		tops[i] = !isnan(wish[cards[i]]) ? wish[cards[i]] - h / 2 : next - CARD_GAP - h;
		next = isnan(tops[i]) ? next : tops[i];
		total += h + CARD_GAP;
	}
	for (size_t i = 0; i < count; i++) {
		double top = isnan(tops[i]) ? offset : tops[i], weight = isnan(wish[cards[i]]) ? WEAK : 1;
		blocks[block_count++] = (struct block){(top - offset) * weight, weight, i};
		for (; block_count > 1 && wish_of(&blocks[block_count - 2]) >= wish_of(&blocks[block_count - 1]); block_count--) {
			blocks[block_count - 2].sum += blocks[block_count - 1].sum;
			blocks[block_count - 2].weight += blocks[block_count - 1].weight;
		}
		offset += wing_box(wing, cards[i])->h + CARD_GAP;
	}
	offset = 0;
	for (size_t i = 0, block = 0; i < count; i++) {
		block += block + 1 < block_count && blocks[block + 1].first == i;
		double shift = fmax(fmin(wish_of(&blocks[block]), height - total), 0);
		wing_box(wing, cards[i])->y = offset + shift;
		offset += wing_box(wing, cards[i])->h + CARD_GAP;
	}
	free(blocks);
	free(tops);
}

static size_t select_column(const struct wing *wing, size_t column, size_t *cards)
{
	size_t count = 0;
	for (size_t i = 0; i < wing->card_count; i++)
		if (wing_column(wing, wing->cards[i]) == column)
			cards[count++] = wing->cards[i];
	return count;
}

/* Returns how many cards it has. */
static size_t place_column(struct wing *wing, size_t column, const double *wish, size_t *order, double height)
{
	size_t cards = wing->diagram->card_count + 3;
	struct arena *arena = wing->layout->arena;
	struct walk walk = {.wing = wing, .wish = (double *)wish, .order = order,
	                    .start = arena_array(arena, cards, sizeof(size_t)),
	                    .children = arena_array(arena, wing->link_count + 1, sizeof(size_t)),
	                    .seen = arena_array(arena, cards, sizeof(bool)), .fed = arena_array(arena, cards, sizeof(bool))};
	size_t *members = arena_array(arena, wing->card_count + 1, sizeof *members);
	size_t count = select_column(wing, column, members);
	index_children(&walk, column);
	order_column(&walk, members, count);
	stack_cards(wing, order, count, wish, height);
	return count;
}

static void place_cards(struct wing *wing, double height)
{
	double *wish = arena_array(wing->layout->arena, wing->diagram->card_count + 1, sizeof *wish);
	size_t *order = arena_array(wing->layout->arena, wing->card_count + 1, sizeof *order), count = 0;
	exit_wishes(wing, wish);
	for (size_t column = 0; column < wing->columns; column++) {
		if (column > 0)
			outer_wishes(wing, column, wish);
		count += place_column(wing, column, wish, order + count, height);
	}
	wing->cards = order;
}

void wing_place(struct wing *wing, enum wing_form form, double height)
{
	wing->columns = form == WING_ONE ? 1 : form == WING_TWO ? 2 : wing->steps;
	place_cards(wing, fmax(height, wing->tall[form]));
	wing_place_ports(wing);
	for (size_t i = 0; i < wing->columns; i++)
		wing_take_lanes(wing, i);
	wing->width = wing->card_count ? wing_column_x(wing, 0) + wing->card_width : 0;
	wing->height = 0;
	for (size_t i = 0; i < wing->card_count; i++) {
		struct box *box = wing_box(wing, wing->cards[i]);
		box->x = wing_column_x(wing, wing_column(wing, wing->cards[i]));
		wing->height = fmax(wing->height, box->y + box->h);
	}
}
