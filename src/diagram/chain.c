/* The same cards and links as in a trace, only briefer; at device and rack
 * detail, racks become cards (fold.c) and what is in them is not drawn again.
 * Cards are made in natural order of their places, so that the layout starts
 * from an order a reader expects. */
#include "diagram/chain.h"

#include "diagram/fold.h"
#include "diagram/grouping.h"
#include "diagram/words.h"

#include <stdlib.h>

/* -- racks of the picture ------------------------------------------------------------ */

struct chain {
	struct sketch sketch;
	const struct content *content;
	const struct power *power;
	struct fold fold;
	enum detail detail;
	uint8_t *rack_state;  /* as in the inventory: enum rack_state */
	struct grouping grouping;
};

enum rack_state {
	RACK_IN_PICTURE = 1, /* something of it is drawn */
	RACK_ASKED = 2       /* in scope: has its place even without power */
};

/* Marks the racks; how many have something in the picture. */
static size_t mark_racks(const struct content *content, uint8_t *state)
{
	const struct power *power = content->power;
	const struct inventory *inventory = power->inventory;
	size_t count = 0;
	for (uint32_t i = power->first[OBJECT_DEVICE]; i < power->node_count; i++) {
		const struct rack *rack = object_place(power->nodes[i].object).rack;
		if (rack && content_has(content, i))
			state[inventory_index(inventory, &rack->object)] |= RACK_IN_PICTURE;
	}
	for (size_t i = 0; i < inventory->rack_count; i++) {
		if (content->focus_count == 0 && inventory->racks[i]->object.visible &&
		    scope_contains(content->scope, &inventory->racks[i]->object))
			state[i] |= RACK_ASKED;
		count += (state[i] & RACK_IN_PICTURE) != 0;
	}
	return count;
}

/* What auto means for this content. */
static enum detail chosen_detail(const struct content *content, enum detail detail)
{
	if (detail != DETAIL_AUTO)
		return detail;
	if (content->element_count <= CHAIN_FULL_MAX)
		return DETAIL_FULL;
	uint8_t *state = xcalloc(content->power->inventory->rack_count + 1, sizeof *state);
	size_t racks = mark_racks(content, state);
	free(state);
	return racks <= CHAIN_DEVICE_RACKS ? DETAIL_DEVICE : DETAIL_RACK;
}

static int group_of(struct chain *chain, const struct object *object)
{
	return chain->detail == DETAIL_FULL ? -1 : grouping_of(&chain->grouping, object);
}

static const char *location_tooltip(void *context, const struct object *location)
{
	return fold_place_tooltip(context, location);
}

/* -- order --------------------------------------------------------------------------- */

/* One thing that becomes a card, or a consumer without a rack. */
struct item {
	const struct object *object;
	uint32_t node; /* NODE_NONE: a rack */
	char side;
	bool consumer;
};

static int compare_places(const struct object *a, const struct object *b)
{
	struct place x = object_place(a), y = object_place(b);
	int order = object_compare(x.site ? &x.site->object : NULL, y.site ? &y.site->object : NULL);
	if (order == 0)
		order = object_compare(x.location ? &x.location->object : NULL, y.location ? &y.location->object : NULL);
	return order ? order : object_compare(x.rack ? &x.rack->object : NULL, y.rack ? &y.rack->object : NULL);
}

static int by_place(const void *a, const void *b)
{
	const struct item *x = a, *y = b;
	if (x->consumer != y->consumer)
		return x->consumer - y->consumer;
	int order = compare_places(x->object, y->object);
	if (order == 0 && x->side != y->side)
		order = (x->side ? x->side : 127) - (y->side ? y->side : 127);
	if (order == 0)
		order = (int)x->object->kind - (int)y->object->kind;
	return order ? order : object_compare(x->object, y->object);
}

/* -- cards --------------------------------------------------------------------------- */

static bool in_rack_card(const struct chain *chain, uint32_t node)
{
	const struct node *n = &chain->power->nodes[node];
	if (chain->detail == DETAIL_FULL || n->kind != OBJECT_DEVICE)
		return false;
	return chain->fold.strip[node] || (n->role == ROLE_CONSUMER && object_place(n->object).rack);
}

/* As on the wall diagram: a feed of nothing but PDUs of one rack is part of that
 * rack's card. Returns one of them; NODE_NONE. */
static uint32_t strip_of_feed(const struct chain *chain, uint32_t feed)
{
	const struct power *power = chain->power;
	uint32_t strip = NODE_NONE;
	if (chain->detail != DETAIL_RACK || power->nodes[feed].kind != OBJECT_FEED || chain->content->flags[feed] & CONTENT_FOCUS)
		return NODE_NONE;
	for (uint32_t k = power->out_start[feed]; k < power->out_start[feed + 1]; k++) {
		uint32_t to = content_owner(power, power->edges[power->out_edges[k]].to);
		if (!content_has(chain->content, to))
			continue;
		bool other = strip != NODE_NONE &&
		             object_place(power->nodes[strip].object).rack != object_place(power->nodes[to].object).rack;
		if (!chain->fold.strip[to] || other)
			return NODE_NONE;
		strip = to;
	}
	return strip;
}

static void find_strips(struct chain *chain)
{
	uint32_t *strip_of = arena_array(chain->sketch.builder.arena, chain->power->node_count + 1, sizeof *strip_of);
	for (uint32_t i = 0; i < chain->power->node_count; i++)
		strip_of[i] = content_has(chain->content, i) ? strip_of_feed(chain, i) : NODE_NONE;
	chain->fold.strip_of = strip_of;
}

static void own_feeds(struct chain *chain)
{
	for (uint32_t i = chain->power->first[OBJECT_FEED]; i < chain->power->first[OBJECT_FEED + 1]; i++)
		if (chain->fold.strip_of[i] != NODE_NONE)
			chain->sketch.card_of[i] = chain->sketch.card_of[chain->fold.strip_of[i]];
}

/* Everything that is not inside a rack card, sorted. malloc'd. */
static struct item *items_of(const struct chain *chain, size_t *count)
{
	const struct power *power = chain->power;
	const struct inventory *inventory = power->inventory;
	struct item *items = xcalloc(power->node_count + inventory->rack_count + 1, sizeof *items);
	*count = 0;
	for (uint32_t i = 0; i < power->node_count; i++) {
		const struct node *n = &power->nodes[i];
		if (content_has(chain->content, i) && content_owner(power, i) == i && !in_rack_card(chain, i) &&
		    chain->fold.strip_of[i] == NODE_NONE)
			items[(*count)++] = (struct item){ n->object, i, n->side, n->role == ROLE_CONSUMER };
	}
	for (size_t i = 0; i < inventory->rack_count; i++) {
		bool drawn = chain->rack_state[i] & RACK_IN_PICTURE, asked = chain->rack_state[i] & RACK_ASKED;
		if (chain->detail == DETAIL_FULL ? asked && !drawn : drawn || asked)
			items[(*count)++] = (struct item){ &inventory->racks[i]->object, NODE_NONE, 0, true };
	}
	if (*count)
		qsort(items, *count, sizeof *items, by_place);
	return items;
}

/* Has the rack anything for its card? A rack may hold only devices drawn apart. */
static bool rack_has_card(const struct chain *chain, const struct rack *rack)
{
	bool apart = false;
	for (size_t i = 0; i < rack->device_count; i++) {
		uint32_t node = power_node(chain->power, &rack->devices[i]->object);
		if (!content_has(chain->content, node))
			continue;
		if (in_rack_card(chain, node))
			return true;
		apart = true;
	}
	return !apart;
}

/* Consumers without a rack that are at the same place, from `first` on. */
static size_t loose_run(const struct item *items, size_t first, size_t count)
{
	size_t end = first;
	while (end < count && items[end].consumer && items[end].node != NODE_NONE &&
	       compare_places(items[first].object, items[end].object) == 0)
		end++;
	return end - first;
}

static void loose_card(struct chain *chain, const struct item *items, size_t count)
{
	struct place place = object_place(items[0].object);
	const struct object *where = place_around(place);
	uint32_t *devices = xcalloc(count + 1, sizeof *devices);
	for (size_t i = 0; i < count; i++)
		devices[i] = items[i].node;
	fold_loose(&chain->fold, where, devices, count, group_of(chain, items[0].object));
	free(devices);
}

static void element_card(struct chain *chain, const struct item *item)
{
	bool focus = chain->content->flags[item->node] & CONTENT_FOCUS;
	size_t card = sketch_element(&chain->sketch, item->node, focus ? CARD_FOCUS : CARD_PLAIN);
	bool grouped = item->consumer || object_place(item->object).rack;
	chain->sketch.builder.cards[card].group = grouped ? group_of(chain, item->object) : -1;
}

static void make_cards(struct chain *chain)
{
	size_t count;
	struct item *items = items_of(chain, &count);
	for (size_t i = 0; i < count; ) {
		size_t run = chain->detail == DETAIL_FULL ? 0 : loose_run(items, i, count);
		const struct rack *rack = items[i].node == NODE_NONE ? (const struct rack *)items[i].object : NULL;
		if (run)
			loose_card(chain, &items[i], run);
		else if (!rack)
			element_card(chain, &items[i]);
		else if (rack_has_card(chain, rack))
			fold_rack(&chain->fold, rack, group_of(chain, &rack->object));
		i += run ? run : 1;
	}
	free(items);
}

/* -- head ------------------------------------------------------------------------------ */

enum { SITES_NAMED = 3 };

static const char *title_of(const struct chain *chain)
{
	const struct content *content = chain->content;
	struct arena *arena = chain->sketch.builder.arena;
	const char *scope = scope_text(content->scope);
	if (content->focus_count == 1)
		return arena_printf(arena, "Power chain below %s", chain->power->nodes[content->focus[0]].object->name);
	if (*scope)
		return arena_printf(arena, "Power chain of %s", scope);
	const struct inventory *inventory = chain->power->inventory;
	if (inventory->site_count == 0)
		return "Power chain";
	if (inventory->site_count > SITES_NAMED)
		return arena_printf(arena, "Power chain of %s", words_count(inventory->site_count, "site", arena));
	const char *names = "";
	for (size_t i = 0; i < inventory->site_count; i++)
		names = arena_printf(arena, "%s%s%s", names, *names ? ", " : "", inventory->sites[i]->object.name);
	return arena_printf(arena, "Power chain of %s", names);
}

static const char *subtitle_of(const struct chain *chain)
{
	size_t racks = 0;
	for (size_t i = 0; i < chain->power->inventory->rack_count; i++)
		racks += chain->rack_state[i] & RACK_IN_PICTURE;
	return builder_sums(&chain->sketch.builder, racks);
}

struct diagram *chain_diagram(const struct content *content, enum detail detail, const struct look *look)
{
	const struct inventory *inventory = content->power->inventory;
	struct chain chain = { .content = content, .power = content->power, .detail = chosen_detail(content, detail) };
	sketch_start(&chain.sketch, content, look, FLOW_RIGHT);
	chain.sketch.brief = chain.sketch.currents = true;
	chain.sketch.merge = chain.detail == DETAIL_RACK;
	chain.rack_state = xcalloc(inventory->rack_count + 1, sizeof *chain.rack_state);
	grouping_start(&chain.grouping, &chain.sketch.builder, inventory);
	chain.grouping.tooltip = location_tooltip;
	chain.grouping.context = &chain.fold;
	mark_racks(content, chain.rack_state);
	fold_start(&chain.fold, &chain.sketch, chain.detail == DETAIL_DEVICE);
	chain.fold.limits = true;
	chain.fold.feeds = chain.detail == DETAIL_RACK;
	find_strips(&chain);
	make_cards(&chain);
	own_feeds(&chain);
	if (chain.detail == DETAIL_FULL)
		sketch_stubs(&chain.sketch);
	sketch_links(&chain.sketch);
	builder_over_2n(&chain.sketch.builder, NULL);
	builder_head(&chain.sketch.builder, title_of(&chain), subtitle_of(&chain));
	fold_end(&chain.fold);
	free(chain.rack_state);
	grouping_end(&chain.grouping);
	return sketch_finish(&chain.sketch);
}
