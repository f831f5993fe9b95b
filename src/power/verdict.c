/* The verdict on one node: first on what is surely known (ways to sources that
 * count as redundancy), then, when that is not enough, on what is not. */
#include "power/build.h"
#include "power/cone.h"
#include "power/path.h"
#include "power/sentence.h"

#include <stdlib.h>

const char *verdict_state_name(enum verdict_state state)
{
	static const char *const names[] = {"redundant", "insufficient", "shared", "single",
	                                    "dark", "unknown", "planned", "none"};
	return names[state];
}

struct judge {
	const struct power *power;
	struct arena *arena;
	struct verdict *verdict;
	uint32_t owner;     /* device whose own parts are not shared elements */
	uint32_t *targets;  /* what must be fed: the inlets from outside, or the node itself */
	uint32_t target_count;
};

/* The device whose inlets count: a blade's chassis, else the device itself. */
static const struct device *fed_device(const struct device *device)
{
	for (int depth = 0; device && depth < 16; depth++, device = device->parent)
		if (device->inlet_count)
			return device;
	return NULL;
}

static void target_device(struct judge *j, const struct device *device)
{
	j->targets = arena_array(j->arena, device->inlet_count + 1, sizeof *j->targets);
	for (size_t i = 0; i < device->inlet_count; i++) {
		const struct inlet *inlet = device->inlets[i];
		if (inlet_is_bank(inlet))
			continue;
		uint32_t n = power_node(j->power, &inlet->object);
		j->verdict->cords += inlet->end.cable != NULL;
		j->verdict->unfed += !(j->power->nodes[n].flags & NODE_FED);
		j->targets[j->target_count++] = n;
	}
	j->owner = power_node(j->power, &device->object);
}

static void target_node(struct judge *j, uint32_t n)
{
	const struct node *node = &j->power->nodes[n];
	j->targets = arena_array(j->arena, 1, sizeof *j->targets);
	j->targets[j->target_count++] = n;
	j->verdict->cords = j->power->in_start[n + 1] > j->power->in_start[n];
	j->verdict->unfed = !(node->flags & NODE_FED);
	j->owner = node->device;
}

static int by_side(const uint32_t *a, const uint32_t *b, const struct power *p)
{
	const struct node *x = &p->nodes[*a], *y = &p->nodes[*b];
	if (x->side != y->side)
		return (x->side ? x->side : 127) - (y->side ? y->side : 127);
	return *a < *b ? -1 : 1;
}

/* Few: an insertion sort. */
static void name_sources(struct judge *j, const struct cone *cone)
{
	struct verdict *v = j->verdict;
	v->up_to = arena_array(j->arena, cone->source_count + 1, sizeof *v->up_to);
	for (uint32_t i = 0; i < cone->source_count; i++) {
		size_t at = v->up_to_count++;
		for (; at > 0 && by_side(&v->up_to[at - 1], &cone->sources[i], j->power) > 0; at--)
			v->up_to[at] = v->up_to[at - 1];
		v->up_to[at] = cone->sources[i];
	}
}

static struct cone *look(struct judge *j, unsigned filter)
{
	return cone_new(j->power, j->targets, j->target_count, filter, j->owner, j->arena);
}

static void share(struct verdict *verdict, const struct cone *cone)
{
	verdict->shared = cone->shared;
	verdict->shared_count = cone->shared_count;
}

static enum verdict_state state_of_known(const struct cone *known, bool one_target)
{
	if (!known->targets_reached)
		return VERDICT_DARK;
	if (one_target)
		return known->shared_count ? VERDICT_SINGLE : VERDICT_REDUNDANT;
	if (known->targets_reached == 1)
		return VERDICT_SINGLE;
	return known->shared_count ? VERDICT_SHARED : VERDICT_REDUNDANT;
}

static bool all_uncabled(const struct judge *j)
{
	for (uint32_t i = 0; i < j->target_count; i++)
		if (!(j->power->nodes[j->targets[i]].flags & (NODE_UNCABLED | NODE_EXTERNAL)))
			return false;
	return true;
}

/* Judges the ways; the cone that the sentence speaks of is what is returned. */
static const struct cone *judge_ways(struct judge *j, bool one_target)
{
	struct verdict *v = j->verdict;
	const struct cone *cone = look(j, CONE_KNOWN | CONE_REDUNDANCY);
	v->state = state_of_known(cone, one_target);
	if (v->state != VERDICT_REDUNDANT) {
		const struct cone *all = look(j, CONE_LIVE);
		if (all->unknown || all_uncabled(j)) {
			v->state = VERDICT_UNKNOWN;
			cone = all;
		} else if (v->state == VERDICT_DARK && all->targets_reached) {
			cone = all;
			v->state = all->targets_reached > 1 && !one_target ? VERDICT_SHARED : VERDICT_SINGLE;
		}
	}
	share(v, cone);
	name_sources(j, cone);
	return cone;
}

static bool has_ways(const struct power *power, uint32_t n)
{
	const struct node *node = &power->nodes[n];
	return node->kind != OBJECT_PANEL && node->role != ROLE_PASSIVE && !(node->flags & NODE_SOURCE);
}

static void aim(struct judge *j, uint32_t n)
{
	const struct node *node = &j->power->nodes[n];
	const struct device *device = node->kind == OBJECT_DEVICE ? fed_device(node_device(node)) : NULL;
	if (device)
		target_device(j, device);
	else
		target_node(j, n);
}

/* Ways apart that lead to sources which fail together are shared after all. */
static void heed_risk(const struct power *power, struct verdict *v, struct arena *arena)
{
	uint32_t risk = power_common_risk(power, v->up_to, v->up_to_count);
	if (risk == RISK_NONE)
		return;
	v->risk = power->risks[risk].name;
	if (v->state == VERDICT_REDUNDANT)
		v->state = power->nodes[v->device].kind == OBJECT_DEVICE ? VERDICT_SHARED : VERDICT_SINGLE;
	if (v->state == VERDICT_SHARED || v->state == VERDICT_SINGLE)
		v->text = arena_printf(arena, "%s, which share %s", v->text, v->risk);
}

static struct verdict *verdict_start(struct judge *j, uint32_t n)
{
	struct verdict *v = arena_alloc(j->arena, sizeof *v);
	v->device = n;
	v->state = VERDICT_NONE;
	v->text = "";
	j->verdict = v;
	return v;
}

/* The cone of the ways; NULL: it has none. */
static const struct cone *judge_node(struct judge *j, uint32_t n)
{
	if (!has_ways(j->power, n))
		return NULL;
	aim(j, n);
	const struct cone *cone = judge_ways(j, j->power->nodes[n].kind != OBJECT_DEVICE);
	if (j->power->nodes[n].flags & NODE_PLANNED)
		j->verdict->state = VERDICT_PLANNED;
	return cone;
}

const struct verdict *power_verdict(const struct power *power, uint32_t n, struct arena *arena)
{
	struct judge j = {.power = power, .arena = arena};
	struct verdict *v = verdict_start(&j, n);
	const struct cone *cone = judge_node(&j, n);
	if (!cone) {
		v->text = sentence_none(power, n, arena);
		return v;
	}
	path_list(power, j.targets, j.target_count, v, arena);
	v->text = sentence_of(power, v, cone, j.targets, j.target_count, arena);
	heed_risk(power, v, arena);
	return v;
}

const struct verdict *power_verdict_brief(const struct power *power, uint32_t n, struct arena *arena)
{
	struct judge j = {.power = power, .arena = arena};
	struct verdict *v = verdict_start(&j, n);
	if (judge_node(&j, n))
		heed_risk(power, v, arena);
	return v;
}
