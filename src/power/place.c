/* Places: first where everything is, then sums over members, then flows. The
 * members of locations and sites stand together in one sorted array, so each
 * level of the tree costs its members once. */
#include "power/place_build.h"

#include "power/netbox_draw.h"

#include <stdlib.h>
#include <string.h>

/* -- small judgements -------------------------------------------------------- */

double percent_of(double part, double whole)
{
	return known(part) && known(whole) && whole > 0 ? part * 100 / whole : NAN;
}

enum severity severity_worse(enum severity a, enum severity b)
{
	static const int ranks[] = {[SEVERITY_OK] = 0, [SEVERITY_UNKNOWN] = 1, [SEVERITY_NOTICE] = 2,
	                            [SEVERITY_WARNING] = 3, [SEVERITY_ERROR] = 4};
	return ranks[a] >= ranks[b] ? a : b;
}

enum severity severity_of_percent(const struct policy *policy, double percent)
{
	if (!known(percent))
		return SEVERITY_UNKNOWN;
	if (percent > policy->error_pct)
		return SEVERITY_ERROR;
	if (percent >= policy->warning_pct)
		return SEVERITY_WARNING;
	return percent >= policy->notice_pct ? SEVERITY_NOTICE : SEVERITY_OK;
}

/* -- where everything is -------------------------------------------------------- */

static uint32_t place_number(const struct inventory *inventory, const struct object *object)
{
	return object ? (uint32_t)inventory_index(inventory, object) : NODE_NONE;
}

/* Numbers the locations so that those below one follow it. */
static void walk_locations(struct place_index *index, struct arena *arena)
{
	const struct inventory *inventory = index->power->inventory;
	size_t count = inventory->location_count;
	uint32_t *child = arena_array(arena, count + 1, sizeof *child);
	uint32_t *next = arena_array(arena, count + 1, sizeof *next), root = NODE_NONE, number = 0;
	memset(child, 0xff, (count + 1) * sizeof *child);
	for (uint32_t i = (uint32_t)count; i-- > 0;) {
		const struct location *parent = inventory->locations[i]->parent;
		uint32_t *list = parent ? &child[place_number(inventory, &parent->object)] : &root;
		next[i] = *list;
		*list = i;
	}
	for (uint32_t at = root; at != NODE_NONE;) {
		index->walk[at] = number++;
		if (child[at] != NODE_NONE) {
			at = child[at];
			continue;
		}
		while (at != NODE_NONE) {
			const struct location *parent = inventory->locations[at]->parent;
			index->walk_end[at] = number;
			if (next[at] != NODE_NONE)
				break;
			at = parent ? place_number(inventory, &parent->object) : NODE_NONE;
		}
		at = at == NODE_NONE ? NODE_NONE : next[at];
	}
}

/* Where a node is; NULL: in no rack. A panel is in none. */
static const struct rack *rack_of_node(const struct power *power, uint32_t n)
{
	const struct node *node = &power->nodes[n];
	if (node->kind == OBJECT_FEED)
		return node_feed(node)->rack;
	if (node->kind == OBJECT_PANEL)
		return NULL;
	return node_device(node->kind == OBJECT_DEVICE ? node : &power->nodes[node->device])->rack;
}

static struct spot spot_at(const struct place_index *index, const struct location *location, const struct site *site)
{
	const struct inventory *inventory = index->power->inventory;
	if (!site && location)
		site = location->site;
	return (struct spot){
		location ? index->walk[place_number(inventory, &location->object)] : NODE_NONE,
		place_number(inventory, site ? &site->object : NULL),
	};
}

static struct spot spot_of(const struct place_index *index, const struct object *object)
{
	if (object->kind == OBJECT_DEVICE) {
		const struct device *device = (const struct device *)(const void *)object;
		return spot_at(index, device->location, device->site);
	}
	if (object->kind == OBJECT_PANEL) {
		const struct panel *panel = (const struct panel *)(const void *)object;
		return spot_at(index, panel->location, panel->site);
	}
	const struct feed *feed = (const struct feed *)(const void *)object;
	return feed->rack ? spot_at(index, feed->rack->location, feed->rack->site)
	                  : spot_at(index, feed->panel->location, feed->panel->site);
}

static void find_spots(struct place_index *index)
{
	const struct power *p = index->power;
	for (uint32_t n = p->node_count; n-- > 0;) {
		const struct node *node = &p->nodes[n];
		bool part = node->kind == OBJECT_INLET || node->kind == OBJECT_OUTLET;
		index->spots[n] = part ? index->spots[node->device] : spot_of(index, node->object);
	}
}

/* -- members ------------------------------------------------------------------------ */

struct member {
	uint64_t place; /* site, location number */
	uint32_t what;
};

static int by_place(const void *a, const void *b)
{
	const struct member *x = a, *y = b;
	if (x->place != y->place)
		return x->place < y->place ? -1 : 1;
	return x->what < y->what ? -1 : x->what > y->what;
}

static uint64_t place_key(struct spot spot)
{
	return (uint64_t)(spot.site + 1u) << 32 | (spot.location + 1u);
}

static uint32_t *sorted(struct member *members, size_t count, struct arena *arena)
{
	uint32_t *whats = arena_array(arena, count + 1, sizeof *whats);
	if (count)
		qsort(members, count, sizeof *members, by_place);
	for (size_t i = 0; i < count; i++)
		whats[i] = members[i].what;
	return whats;
}

static void list_members(struct place_index *index, struct arena *arena)
{
	const struct power *p = index->power;
	struct member *members = xcalloc((size_t)p->node_count + 1, sizeof *members);
	size_t count = 0;
	for (uint32_t n = 0; n < p->node_count; n++) {
		const struct node *node = &p->nodes[n];
		bool is = node->kind == OBJECT_FEED || (node->kind == OBJECT_DEVICE && node->role != ROLE_PASSIVE);
		if (is || node->kind == OBJECT_PANEL)
			members[count++] = (struct member){place_key(index->spots[n]), n};
	}
	index->members = sorted(members, count, arena);
	index->member_count = count;
	free(members);
}

static struct spot spot_of_rack(const struct place_index *index, const struct rack *rack)
{
	return spot_at(index, rack->location, rack->site);
}

static void list_racks(struct place_index *index, struct arena *arena)
{
	const struct inventory *inventory = index->power->inventory;
	struct member *members = xcalloc(inventory->rack_count + 1, sizeof *members);
	for (uint32_t i = 0; i < inventory->rack_count; i++)
		members[i] = (struct member){place_key(spot_of_rack(index, inventory->racks[i])), i};
	index->racks = sorted(members, inventory->rack_count, arena);
	index->rack_count = inventory->rack_count;
	free(members);
}

/* The first of `count` items whose key is at least `key`. */
static size_t first_at(const struct place_index *index, bool racks, uint64_t key)
{
	size_t low = 0, high = racks ? index->rack_count : index->member_count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		struct spot spot = racks ? spot_of_rack(index, index->power->inventory->racks[index->racks[middle]])
		                         : index->spots[index->members[middle]];
		if (place_key(spot) < key)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* -- areas ---------------------------------------------------------------------------- */

static bool is_loose(struct place_index *index, uint32_t n)
{
	const struct node *node = &index->power->nodes[n];
	uint32_t device = node->kind == OBJECT_DEVICE ? n : node->device;
	if (device == NODE_NONE || rack_of_node(index->power, n))
		return false;
	return index->power->nodes[device].role == ROLE_CONSUMER || !is_board(index, device);
}

bool area_holds(const struct area *area, uint32_t n)
{
	struct place_index *index = area->index;
	const struct node *node = &index->power->nodes[n];
	const struct spot *spot = index->spots ? &index->spots[n] : NULL;
	if (area->loose && !is_loose(index, n))
		return false;
	switch (area->kind) {
	case OBJECT_RACK:
		return rack_of_node(index->power, n) == area->rack;
	case OBJECT_LOCATION:
		return spot->location != NODE_NONE && spot->location >= area->low && spot->location < area->high;
	case OBJECT_SITE:
		return spot->site == area->id;
	case OBJECT_DEVICE:
		return n == area->id || node->device == area->id;
	case OBJECT_PANEL:
		return n == area->id || (node->kind == OBJECT_FEED &&
		                         &node_feed(node)->panel->object == index->power->nodes[area->id].object);
	case OBJECT_FEED: case OBJECT_INLET: case OBJECT_OUTLET: case OBJECT_CABLE: case OBJECT_KINDS:
		break;
	}
	return false;
}

static uint64_t key_of(uint32_t site, uint32_t location)
{
	return place_key((struct spot){location, site});
}

static struct area area_of_rack(struct place_index *index, const struct rack *rack, struct arena *arena)
{
	uint32_t *members = arena_array(arena, rack->device_count + rack->feed_count + 1, sizeof *members);
	struct area area = {.index = index, .kind = OBJECT_RACK, .rack = rack, .members = members};
	for (size_t k = 0; k < rack->feed_count; k++)
		members[area.member_count++] = node_of(index->power, rack->feeds[k]);
	for (size_t k = 0; k < rack->device_count; k++)
		members[area.member_count++] = node_of(index->power, rack->devices[k]);
	return area;
}

static struct area area_between(struct place_index *index, uint64_t from, uint64_t to)
{
	size_t first = first_at(index, false, from);
	return (struct area){.index = index, .members = index->members + first,
	                     .member_count = first_at(index, false, to) - first};
}

static struct area area_of_location(struct place_index *index, uint32_t i)
{
	const struct inventory *inventory = index->power->inventory;
	const struct site *site = inventory->locations[i]->site;
	uint32_t s = place_number(inventory, site ? &site->object : NULL);
	struct area area = area_between(index, key_of(s, index->walk[i]), key_of(s, index->walk_end[i]));
	area.kind = OBJECT_LOCATION;
	area.id = i;
	area.low = index->walk[i];
	area.high = index->walk_end[i];
	return area;
}

static struct area area_of_site(struct place_index *index, uint32_t i)
{
	struct area area = area_between(index, key_of(i, NODE_NONE), key_of(i + 1, NODE_NONE));
	area.kind = OBJECT_SITE;
	area.id = i;
	return area;
}

/* -- sums -------------------------------------------------------------------------------- */

struct marks {
	bool known, unknown, estimate, assumed, at_least;
};

static void note_mark(struct marks *marks, const struct node *node)
{
	marks->known |= known(node->load_w);
	marks->unknown |= !known(node->load_w);
	marks->estimate |= node->mark == MARK_ESTIMATE;
	marks->assumed |= node->mark == MARK_ASSUMED;
	marks->at_least |= node->mark == MARK_AT_LEAST;
}

static enum load_mark mark_of(const struct marks *marks)
{
	if (marks->assumed)
		return MARK_ASSUMED;
	if (marks->estimate)
		return MARK_ESTIMATE;
	return marks->unknown || marks->at_least ? MARK_AT_LEAST : MARK_EXACT;
}

static void add_consumer(const struct place_index *index, uint32_t n, struct place_figures *place, struct marks *marks)
{
	const struct power *p = index->power;
	const struct node *node = &p->nodes[n];
	const struct device *device = node_device(node);
	place->planned_w += node->planned_w;
	if (!node->total)
		return;
	note_mark(marks, node);
	place->known += node->known;
	place->total++;
	place->load_w += known(node->load_w) ? node->load_w : 0;
	for (size_t i = 0; i < device->inlet_count; i++) {
		const struct node *inlet = &p->nodes[node_of(p, device->inlets[i])];
		if ((inlet->flags & NODE_UNCABLED) && known(inlet->load_w))
			place->unconnected_w += inlet->load_w;
	}
}

static enum load_mark worse_mark(enum load_mark a, enum load_mark b)
{
	return a > b ? a : b;
}

/* Adds the load on the ways that lead out of the area from a node in it. */
static void add_leaving(const struct area *area, uint32_t n, struct place_figures *place)
{
	const struct power *p = area->index->power;
	for (uint32_t i = p->out_start[n]; i < p->out_start[n + 1]; i++) {
		const struct edge *edge = &p->edges[p->out_edges[i]];
		if (!edge->carries || edge->load_w <= 0 || area_holds(area, edge->to))
			continue;
		place->transit_w += known(edge->load_w) ? edge->load_w : 0;
		place->transit_mark = worse_mark(place->transit_mark, mark_left(&p->nodes[edge->to]));
	}
}

/* Reserve held on inlets through which power comes into the area. */
static double held(const struct area *area, uint32_t inlet)
{
	const struct power *p = area->index->power;
	for (uint32_t e = p->in_start[inlet]; e < p->in_start[inlet + 1]; e++)
		if (area_holds(area, p->edges[e].from))
			return 0;
	return p->nodes[inlet].reserve_w;
}

static void add_device(const struct area *area, uint32_t n, struct place_figures *place, struct marks *marks)
{
	const struct power *p = area->index->power;
	const struct device *device = node_device(&p->nodes[n]);
	if (p->nodes[n].role == ROLE_CONSUMER)
		add_consumer(area->index, n, place, marks);
	for (size_t i = 0; i < device->inlet_count; i++)
		place->reserve_w += held(area, node_of(p, device->inlets[i]));
	for (size_t i = 0; i < device->outlet_count; i++)
		add_leaving(area, node_of(p, device->outlets[i]), place);
}

static void sum_members(const struct area *area, struct place_figures *place)
{
	struct marks marks = {0};
	for (size_t i = 0; i < area->member_count; i++) {
		uint32_t n = area->members[i];
		if (area->index->power->nodes[n].kind == OBJECT_DEVICE)
			add_device(area, n, place, &marks);
		else
			add_leaving(area, n, place);
	}
	if (marks.unknown && !marks.known)
		place->load_w = NAN;
	place->mark = mark_of(&marks);
	if (place->transit_mark == MARK_AT_MOST)
		place->transit_mark = MARK_AT_LEAST;
}

/* -- the racks of a location or site ---------------------------------------------------------- */

bool place_is_dual(const struct place_figures *place)
{
	return place->sides & (place->sides - 1);
}

bool place_over_2n(const struct place_figures *place)
{
	return place_is_dual(place) && place->limit_2n.mark == MARK_EXACT && place->load_w > place->limit_2n.w + 0.001;
}

struct rack_sum {
	double limit_w;
	bool known, unknown;
};

static void add_limit(struct rack_sum *sum, struct capacity limit)
{
	sum->known |= known(limit.w);
	sum->unknown |= !known(limit.w) || limit.mark == MARK_AT_LEAST;
	sum->limit_w += known(limit.w) ? limit.w : 0;
}

static struct rack_sum sum_racks(struct places *places, const struct area *area, struct place_figures *place)
{
	const struct place_index *index = places->index;
	const struct site *site = area->kind == OBJECT_SITE ? NULL : index->power->inventory->locations[area->id]->site;
	uint64_t from = area->kind == OBJECT_SITE ? key_of(area->id, NODE_NONE) : place_key((struct spot){
		area->low, place_number(index->power->inventory, site ? &site->object : NULL)});
	uint64_t to = area->kind == OBJECT_SITE ? key_of(area->id + 1, NODE_NONE) : from + (area->high - area->low);
	size_t first = first_at(index, true, from), last = first_at(index, true, to);
	struct rack_sum sum = {0};
	place->over = arena_array(places->arena, last - first + 1, sizeof *place->over);
	for (size_t i = first; i < last; i++) {
		const struct place_figures *rack = &places->racks[index->racks[i]];
		place->racks++;
		if (place_over_2n(rack))
			place->over[place->racks_over_2n++] = rack->object;
		add_limit(&sum, rack->limit_2n);
	}
	return sum;
}

static int by_id(const void *a, const void *b)
{
	const struct object *x = *(const struct object *const *)a, *y = *(const struct object *const *)b;
	return x->id < y->id ? -1 : x->id > y->id;
}

/* What is not in racks counts as one more rack. */
static void add_loose(struct places *places, const struct area *area, struct rack_sum *sum)
{
	struct area loose = *area;
	loose.loose = true;
	for (size_t i = 0; i < area->member_count; i++) {
		const struct node *node = &places->power->nodes[area->members[i]];
		if (node->role == ROLE_CONSUMER && node->total && area_holds(&loose, area->members[i])) {
			add_limit(sum, place_loose_limit(places->index, &loose, places->arena));
			return;
		}
	}
}

static void limit_by_racks(struct places *places, const struct area *area, struct place_figures *place)
{
	struct rack_sum sum = sum_racks(places, area, place);
	if (place->racks_over_2n)
		qsort(place->over, place->racks_over_2n, sizeof *place->over, by_id);
	if (!place->racks || place->shared || !place_is_dual(place))
		return;
	add_loose(places, area, &sum);
	if (sum.limit_w >= place->limit_2n.w)
		return;
	bool lost = sum.unknown && sum.limit_w <= 0;
	place->limit_2n = (struct capacity){lost ? NAN : sum.limit_w, sum.unknown ? MARK_AT_LEAST : MARK_EXACT};
	place->reason = place->racks == 1 ? "1 rack as cabled"
	                : arena_printf(places->arena, "%u racks as cabled", (unsigned)place->racks);
}

/* -- putting it together ------------------------------------------------------------------------ */

/* Of a capacity known in part the percentage is the most it can be: fine when
 * that is fine, else unknown. */
static double percent_within(const struct power *power, double load_w, struct capacity capacity)
{
	double percent = percent_of(load_w, capacity.w);
	bool fine = severity_of_percent(&power->policy, percent) == SEVERITY_OK;
	return capacity.mark == MARK_EXACT || fine ? percent : NAN;
}

static void judge(const struct power *power, struct place_figures *place)
{
	place->installed_pct = percent_within(power, place->load_w, place->installed);
	place->usable_pct = percent_within(power, place->load_w, place->usable);
	place->limit_2n_pct = percent_within(power, place->load_w, place->limit_2n);
	place->severity = severity_of_percent(&power->policy, place->usable_pct);
	bool element = place->object->kind < OBJECT_RACK;
	if (place_is_dual(place) && !(element && !known(place->limit_2n.w))) {
		enum severity by_limit = place_over_2n(place) ? SEVERITY_ERROR
		                         : severity_of_percent(&power->policy, place->limit_2n_pct);
		place->severity = severity_worse(place->severity, by_limit);
	}
}

/* What a load leaves of a limit. Where only a part of both is known it may be more or less: unknown, as what
 * is below 0 of a limit known in part. The traps: ≥20.7 − ≥20.5 kW may be anything. */
static struct capacity left_of(struct capacity limit, double load_w, enum load_mark load)
{
	double left = limit.w - load_w;
	if (limit.mark == MARK_EXACT)
		return (struct capacity){left, load};
	return (struct capacity){load == MARK_EXACT && left >= 0 ? left : NAN, MARK_AT_LEAST};
}

/* What passes through needs its part of the flow, too; not of the racks. */
static void grow(struct place_figures *place, struct capacity by_flow)
{
	struct node load = {.mark = (uint8_t)place->mark, .known = place->known, .total = place->total, .load_w = place->load_w};
	enum load_mark passing = place->transit_mark == MARK_AT_LEAST ? MARK_AT_MOST : place->transit_mark;
	enum load_mark mark = worse_mark(mark_left(&load), passing);
	double both_w = place->load_w + place->transit_w;
	bool flow_decides = by_flow.w - both_w < place->limit_2n.w - place->load_w;
	struct capacity left = flow_decides ? left_of(by_flow, both_w, mark) : left_of(place->limit_2n, place->load_w, mark);
	place->growth_w = left.w;
	place->growth_mark = left.mark;
}

static void start(struct place_figures *place, const struct object *object)
{
	*place = (struct place_figures){.object = object, .reason = "", .headroom_w = NAN, .growth_w = NAN,
	                        .netbox_pct = NAN, .netbox_w = NAN, .netbox_available_w = NAN};
}

static void netbox_figures(const struct power *power, struct place_figures *place)
{
	const struct rack *rack = (const struct rack *)(const void *)place->object;
	place->netbox_pct = netbox_rack_utilization(power, rack);
	place->netbox_w = netbox_rack_allocated(power, rack);
	place->netbox_available_w = netbox_rack_available(rack);
}

static void fill(struct places *places, const struct area *area, struct place_figures *place)
{
	sum_members(area, place);
	place->installed = place_installed(places->index, area);
	place_flow(places->index, area, place, places->arena);
	struct capacity by_flow = place->limit_2n;
	if (area->kind == OBJECT_RACK)
		netbox_figures(places->power, place);
	else if (area->kind == OBJECT_LOCATION || area->kind == OBJECT_SITE)
		limit_by_racks(places, area, place);
	grow(place, by_flow);
	judge(places->power, place);
}

/* Enough for racks and elements. */
static struct place_index *index_start(const struct power *power, struct arena *arena)
{
	struct place_index *index = arena_alloc(arena, sizeof *index);
	size_t nodes = (size_t)power->node_count + 1;
	index->power = power;
	index->stamp = arena_array(arena, nodes, sizeof *index->stamp);
	index->local = arena_array(arena, nodes, sizeof *index->local);
	index->board = arena_array(arena, power->inventory->device_count + 1, sizeof *index->board);
	return index;
}

static struct place_index *index_build(const struct power *power, struct arena *arena)
{
	const struct inventory *inventory = power->inventory;
	struct place_index *index = index_start(power, arena);
	index->spots = arena_array(arena, (size_t)power->node_count + 1, sizeof *index->spots);
	index->walk = arena_array(arena, inventory->location_count + 1, sizeof *index->walk);
	index->walk_end = arena_array(arena, inventory->location_count + 1, sizeof *index->walk_end);
	walk_locations(index, arena);
	find_spots(index);
	list_members(index, arena);
	list_racks(index, arena);
	return index;
}

static void fill_rack(struct places *places, const struct rack *rack, struct place_figures *place)
{
	struct area area = area_of_rack(places->index, rack, places->arena);
	start(place, &rack->object);
	fill(places, &area, place);
}

const struct place_figures *place_of_rack(const struct power *power, const struct rack *rack, struct arena *arena)
{
	struct place_figures *place = arena_alloc(arena, sizeof *place);
	struct places alone = {.arena = arena, .power = power, .index = index_start(power, arena)};
	fill_rack(&alone, rack, place);
	return place;
}

struct places *places_for_elements(const struct power *power)
{
	struct arena *arena = arena_new();
	struct places *places = arena_alloc(arena, sizeof *places);
	*places = (struct places){.arena = arena, .power = power, .index = index_start(power, arena)};
	return places;
}

struct places *places_build(const struct power *power)
{
	const struct inventory *inventory = power->inventory;
	struct arena *arena = arena_new();
	struct places *places = arena_alloc(arena, sizeof *places);
	*places = (struct places){.arena = arena, .power = power, .index = index_build(power, arena)};
	places->racks = arena_array(arena, inventory->rack_count + 1, sizeof *places->racks);
	places->locations = arena_array(arena, inventory->location_count + 1, sizeof *places->locations);
	places->sites = arena_array(arena, inventory->site_count + 1, sizeof *places->sites);
	for (uint32_t i = 0; i < inventory->rack_count; i++)
		fill_rack(places, inventory->racks[i], &places->racks[i]);
	for (uint32_t i = 0; i < inventory->location_count; i++) {
		struct area area = area_of_location(places->index, i);
		start(&places->locations[i], &inventory->locations[i]->object);
		fill(places, &area, &places->locations[i]);
	}
	for (uint32_t i = 0; i < inventory->site_count; i++) {
		struct area area = area_of_site(places->index, i);
		start(&places->sites[i], &inventory->sites[i]->object);
		fill(places, &area, &places->sites[i]);
	}
	return places;
}

void places_free(struct places *places)
{
	if (places)
		arena_free(places->arena);
}

const struct place_figures *places_find(const struct places *places, const struct object *object)
{
	struct place_figures *lists[] = {[OBJECT_RACK - OBJECT_RACK] = places->racks,
	                         [OBJECT_LOCATION - OBJECT_RACK] = places->locations,
	                         [OBJECT_SITE - OBJECT_RACK] = places->sites};
	if (!object || object->kind < OBJECT_RACK || object->kind > OBJECT_SITE)
		return NULL;
	return &lists[object->kind - OBJECT_RACK][place_number(places->power->inventory, object)];
}

/* -- panels and distribution devices -------------------------------------------------------------- */

static struct area area_of_element(struct place_index *index, uint32_t n, struct arena *arena)
{
	const struct node *node = &index->power->nodes[n];
	const struct panel *panel = (const struct panel *)(const void *)node->object;
	size_t count = node->kind == OBJECT_PANEL ? panel->feed_count : 1;
	uint32_t *members = arena_array(arena, count + 1, sizeof *members);
	members[0] = n;
	for (size_t i = 0; node->kind == OBJECT_PANEL && i < count; i++)
		members[i] = node_of(index->power, panel->feeds[i]);
	return (struct area){.index = index, .kind = (enum object_kind)node->kind, .id = n,
	                     .members = members, .member_count = count};
}

const struct place_figures *places_of_element(const struct places *places, uint32_t n, struct arena *arena)
{
	const struct node *node = &places->power->nodes[n];
	if (node->kind != OBJECT_PANEL && !(node->kind == OBJECT_DEVICE && role_is_distribution(node->role)))
		return NULL;
	struct place_figures *place = arena_alloc(arena, sizeof *place);
	struct area area = area_of_element(places->index, n, arena);
	start(place, node->object);
	place->load_w = node->load_w;
	place->mark = (enum load_mark)node->mark;
	place->known = node->known;
	place->total = node->total;
	place->planned_w = node->planned_w;
	place->reserve_w = node->reserve_w;
	place->installed = place_installed(places->index, &area);
	place_flow(places->index, &area, place, arena);
	grow(place, place->limit_2n);
	if (!(node->flags & NODE_TRANSFER) || !place_is_dual(place)) {
		place->limit_2n.w = NAN;
		place->worst_side = 0;
		place->shared = NULL;
		place->growth_w = place->headroom_w;
		place->growth_mark = place->headroom_mark;
		place->reason = "";
	}
	judge(places->power, place);
	return place;
}

/* -- sums of places ------------------------------------------------------------------------------- */

static void add_capacity(struct capacity *sum, struct capacity more)
{
	sum->w += known(more.w) ? more.w : 0;
	if (!known(more.w) || more.mark != MARK_EXACT)
		sum->mark = MARK_AT_LEAST;
}

void place_add_up(struct place_figures *sum, const struct place_figures *place)
{
	sum->load_w += known(place->load_w) ? place->load_w : 0;
	if (!known(place->load_w) && sum->mark == MARK_EXACT)
		sum->mark = MARK_AT_LEAST;
	if (place->mark > sum->mark)
		sum->mark = place->mark;
	sum->known += place->known;
	sum->total += place->total;
	sum->planned_w += place->planned_w;
	sum->unconnected_w += place->unconnected_w;
	sum->racks += place->racks;
	sum->racks_over_2n += place->racks_over_2n;
	add_capacity(&sum->installed, place->installed);
	add_capacity(&sum->limit_2n, place->limit_2n);
}

static void end_capacity(struct capacity *capacity)
{
	if (capacity->mark != MARK_EXACT && capacity->w <= 0)
		capacity->w = NAN;
}

void place_end_sum(struct place_figures *sum)
{
	if (sum->total && !sum->known)
		sum->load_w = NAN;
	end_capacity(&sum->installed);
	end_capacity(&sum->usable);
	end_capacity(&sum->limit_2n);
}

struct place_figures places_of_racks(const struct places *places, const struct rack *const *racks, size_t count,
                                     const struct place_figures *whole)
{
	struct place_figures sum = {0}, place;
	start(&place, whole ? whole->object : &racks[0]->object);
	for (size_t i = 0; i < count; i++) {
		const struct place_figures *rack = places_find(places, &racks[i]->object);
		place_add_up(&sum, rack);
		add_capacity(&place.usable, rack->usable);
	}
	place_end_sum(&sum);
	place.load_w = sum.load_w;
	place.mark = sum.mark;
	place.known = sum.known;
	place.total = sum.total;
	end_capacity(&place.usable);
	if (whole && whole->usable.w < place.usable.w)
		place.usable = whole->usable;
	place.limit_2n.w = NAN;
	judge(places->power, &place);
	return place;
}
