/* Losing the elements of the paths one by one and looking at one consumer. */
#include "power/resilience.h"

#include "base/number.h"
#include "power/build.h"

#include <stdlib.h>
#include <string.h>

struct trial {
	struct contingency *contingency;
	const struct power *power;
	const struct verdict *verdict;
	struct arena *arena;
};

/* -- what is overloaded on the remaining ways ------------------------------------ */

struct worst {
	uint32_t node;
	double percent;
	uint8_t state;
};

static double judged_limit(const struct trial *t, uint32_t n)
{
	const struct node *node = &t->power->nodes[n];
	return node->role == ROLE_PSU ? node->rated_w : node->limit_w;
}

static void look_at(const struct trial *t, uint32_t n, struct worst *worst)
{
	const uint8_t over = STATE_OVER | STATE_TRIP;
	uint8_t state = contingency_state(t->contingency, n);
	double limit = judged_limit(t, n), percent = limit > 0 ? contingency_load(t->contingency, n) / limit * 100 : 0;
	bool psu = t->power->nodes[n].role == ROLE_PSU, was_psu = worst->node != NODE_NONE && t->power->nodes[worst->node].role == ROLE_PSU;
	if (!(state & over) || (was_psu && !psu))
		return;
	if (worst->node == NODE_NONE || (psu && !was_psu) || percent > worst->percent)
		*worst = (struct worst){n, percent, state};
}

/* Over the paths that still reach the consumer; an overloaded PSU goes first. */
static struct worst look_at_paths(const struct trial *t)
{
	struct worst worst = {NODE_NONE, 0, 0};
	for (size_t i = 0; i < t->verdict->path_count; i++) {
		const struct path *path = &t->verdict->paths[i];
		if (!path->count || !(contingency_state(t->contingency, path->nodes[path->count - 1]) & STATE_SOURCE))
			continue;
		for (size_t k = 0; k < path->count; k++) {
			uint32_t n = path->nodes[k], device = t->power->nodes[n].device;
			look_at(t, n, &worst);
			if (device != NODE_NONE && t->power->nodes[n].kind == OBJECT_OUTLET)
				look_at(t, device, &worst);
		}
	}
	return worst;
}

/* -- words --------------------------------------------------------------------------- */

static const char *name_of(const struct trial *t, uint32_t n)
{
	const struct node *node = &t->power->nodes[n];
	if (node->role == ROLE_PSU)
		return node->object->name;
	if (node->kind == OBJECT_FEED)
		return arena_printf(t->arena, "feed %s", node->object->name);
	if (node->device == NODE_NONE)
		return node->object->name;
	return arena_printf(t->arena, "%s of %s", node->object->name, t->power->nodes[node->device].object->name);
}

static const char *ending(const struct consequence *c, uint8_t state)
{
	if (c->fate == EFFECT_AT_RISK)
		return ": may go dark";
	return state & STATE_TRIP ? ": may trip" : ": overload";
}

static const char *on_battery(const struct trial *t)
{
	uint32_t culprit = contingency_culprit(t->contingency, t->verdict->device);
	const struct node *node = culprit == NODE_NONE ? NULL : &t->power->nodes[culprit];
	if (!node || node->device == NODE_NONE || t->power->nodes[node->device].role != ROLE_UPS)
		return "has too few PSUs left: may go dark";
	const struct object *ups = t->power->nodes[node->device].object;
	double minutes = policy_runtime_min(&t->power->policy, node_device(&t->power->nodes[node->device]));
	if (number_known(minutes))
		return arena_printf(t->arena, "on the battery of %s, %g min: may go dark", ups->name, minutes);
	return arena_printf(t->arena, "on the battery of %s, runtime unknown: may go dark", ups->name);
}

/* What happens then, without the cause. */
static const char *outcome_text(const struct trial *t, struct consequence *c, const struct worst *worst)
{
	if (c->fate == EFFECT_DARK)
		return "goes dark";
	if (c->fate == EFFECT_UNKNOWN)
		return "what is left of its ways is not known";
	if (worst->node != NODE_NONE) {
		c->node = worst->node;
		c->load_w = contingency_load(t->contingency, worst->node);
		c->limit_w = judged_limit(t, worst->node);
		return arena_printf(t->arena, "%s would carry %s of %s%s", name_of(t, worst->node), number_watts(c->load_w, t->arena),
		                    number_watts(c->limit_w, t->arena), ending(c, worst->state));
	}
	if (c->fate == EFFECT_AT_RISK)
		return on_battery(t);
	return contingency_redundant(t->contingency, t->verdict->device) ? "stays up and redundant" : "stays up on one path";
}

static struct consequence consequence_of(const struct trial *t, struct cause cause, size_t path)
{
	struct consequence c = {.cause = cause, .path = path, .node = NODE_NONE, .load_w = NUMBER_UNKNOWN,
	                        .limit_w = NUMBER_UNKNOWN};
	struct removal removal = {0};
	uint8_t state;
	if (cause.object)
		removal_add(&removal, t->power, cause.object);
	else if (cause.risk)
		removal_add_risk(&removal, t->power, cause.risk);
	contingency_apply(t->contingency, &removal);
	removal_end(&removal);
	state = contingency_state(t->contingency, t->verdict->device);
	c.fate = (uint8_t)contingency_fate(state);
	struct worst worst = look_at_paths(t);
	const char *text = outcome_text(t, &c, &worst);
	c.text = cause_is_set(&cause) ? arena_printf(t->arena, "if %s fails: %s", cause_name(&cause, t->arena), text)
	                              : arena_printf(t->arena, "already now: %s", text);
	return c;
}

/* -- one consumer --------------------------------------------------------------------- */

/* Is the consumer worse off than by losing a path? */
static bool breaks(const struct trial *t, const struct consequence *c)
{
	uint8_t state = contingency_state(t->contingency, t->verdict->device);
	bool psu = c->node != NODE_NONE && t->power->nodes[c->node].role == ROLE_PSU;
	return c->fate != EFFECTS || psu || !(state & STATE_CLEAN);
}

/* The distribution device, feed or panel at place i of a path; NULL: something else. */
static const struct object *hop_at(const struct trial *t, const struct path *path, size_t i)
{
	const struct node *node = &t->power->nodes[path->nodes[i]];
	if (node->kind == OBJECT_FEED || node->kind == OBJECT_PANEL)
		return node->object;
	bool box = node->device != NODE_NONE && role_is_distribution(t->power->nodes[node->device].role);
	return box ? t->power->nodes[node->device].object : NULL;
}

static bool is_on(const struct trial *t, const struct path *path, const struct object *hop)
{
	for (size_t i = 0; i < path->count; i++)
		if (hop_at(t, path, i) == hop)
			return true;
	return false;
}

static bool is_on_all(const struct trial *t, const struct object *hop)
{
	for (size_t i = 0; i < t->verdict->path_count; i++)
		if (t->verdict->paths[i].live && !is_on(t, &t->verdict->paths[i], hop))
			return false;
	return true;
}

/* The last hop of a path that is not on all the others (`common`: that is), else NULL. */
static const struct object *last_hop(const struct trial *t, const struct path *path, bool common)
{
	for (size_t i = path->count; i-- > 0;) {
		const struct object *hop = hop_at(t, path, i);
		if (hop && is_on_all(t, hop) == common)
			return hop;
	}
	return NULL;
}

static bool has_cause(const struct resilience *r, const struct object *cause)
{
	for (size_t i = 0; i < r->count; i++)
		if (r->consequences[i].cause.object == cause)
			return true;
	return false;
}

static void try_hop(const struct trial *t, struct resilience *r, size_t path, bool common)
{
	const struct path *p = &t->verdict->paths[path];
	const struct object *hop = p->live ? last_hop(t, p, common) : NULL;
	if (!hop || has_cause(r, hop))
		return;
	struct consequence c = consequence_of(t, (struct cause){.object = hop}, path);
	r->consequences[r->count++] = c;
	if (!r->worst && breaks(t, &c))
		r->worst = &r->consequences[r->count - 1];
}

/* What takes one path, then what takes them all. */
static void go_by_path(const struct trial *t, struct resilience *r)
{
	size_t paths = t->verdict->path_count;
	r->consequences = arena_array(t->arena, 2 * paths + 1, sizeof *r->consequences);
	for (size_t i = 0; i < paths; i++)
		try_hop(t, r, i, false);
	for (size_t i = 0; i < paths; i++)
		try_hop(t, r, i, true);
}

static const struct object *element_of(const struct trial *t, uint32_t n)
{
	const struct node *node = &t->power->nodes[n];
	if (node->role == ROLE_PSU || node->role == ROLE_CONSUMER)
		return NULL;
	if (node->device != NODE_NONE)
		return t->power->nodes[node->device].object;
	return node->object;
}

static void keep_worst(const struct trial *t, struct resilience *r, const struct consequence *c)
{
	struct consequence *kept = arena_alloc(t->arena, sizeof *kept);
	*kept = *c;
	r->worst = kept;
}

/* All other elements of the paths, the nearest first, up to one that breaks it. */
static void go_by_element(const struct trial *t, struct resilience *r)
{
	const struct verdict *v = t->verdict;
	const struct object *last = NULL;
	for (size_t i = 0; i < v->path_count; i++)
		for (size_t k = v->paths[i].count; k-- > 0;) {
			const struct object *cause = element_of(t, v->paths[i].nodes[k]);
			if (!cause || cause == last || has_cause(r, cause))
				continue;
			last = cause;
			struct consequence c = consequence_of(t, (struct cause){.object = cause}, i);
			if (breaks(t, &c)) {
				keep_worst(t, r, &c);
				return;
			}
		}
}

/* Of a consumer with three cords or more: each of its supplies and cords alone. */
static void go_by_cord(const struct trial *t, struct resilience *r)
{
	const struct device *device = node_device(&t->power->nodes[t->verdict->device]);
	for (size_t i = 0; device->inlet_count > 2 && i < device->inlet_count; i++) {
		const struct object *lost[] = {&device->inlets[i]->object, device->inlets[i]->end.cable ? &device->inlets[i]->end.cable->object : NULL};
		for (size_t k = 0; k < 2 && lost[1]; k++) {
			struct consequence c = consequence_of(t, (struct cause){.object = lost[k]}, SIZE_MAX);
			if (breaks(t, &c)) {
				keep_worst(t, r, &c);
				return;
			}
		}
	}
}

/* Risks that some of its sources share with others. */
static void go_by_risk(const struct trial *t, struct resilience *r)
{
	const struct verdict *v = t->verdict;
	for (size_t i = 0; t->power->risk_count && i < v->up_to_count; i++) {
		uint32_t risk = t->power->risk_of[v->up_to[i]];
		if (risk == RISK_NONE)
			continue;
		struct consequence c = consequence_of(t, (struct cause){.risk = &t->power->risks[risk]}, SIZE_MAX);
		if (breaks(t, &c)) {
			keep_worst(t, r, &c);
			return;
		}
	}
}

static void go_by_now(const struct trial *t, struct resilience *r)
{
	struct consequence c = consequence_of(t, (struct cause){NULL, NULL, 0}, SIZE_MAX);
	if (!(contingency_state(t->contingency, t->verdict->device) & STATE_CLEAN))
		keep_worst(t, r, &c);
}

bool resilience_asks(const struct power *power, const struct verdict *verdict)
{
	enum verdict_state state = verdict->state;
	bool fed = state == VERDICT_REDUNDANT || state == VERDICT_SHARED || state == VERDICT_SINGLE;
	return fed && power->nodes[verdict->device].role == ROLE_CONSUMER;
}

const struct resilience *resilience_of(struct contingency *contingency, const struct power *power,
                                       const struct verdict *verdict, struct arena *arena)
{
	struct trial t = {contingency, power, verdict, arena};
	struct resilience *r = arena_alloc(arena, sizeof *r);
	r->state = verdict->state;
	r->text = verdict->text;
	if (!resilience_asks(power, verdict))
		return r;
	contingency_look(contingency, verdict->device);
	go_by_path(&t, r);
	if (verdict->state != VERDICT_REDUNDANT) {
		r->worst = NULL;
		return r;
	}
	if (!r->worst)
		go_by_now(&t, r);
	if (!r->worst)
		go_by_element(&t, r);
	if (!r->worst)
		go_by_risk(&t, r);
	if (!r->worst)
		go_by_cord(&t, r);
	if (r->worst) {
		r->state = VERDICT_INSUFFICIENT;
		r->text = arena_printf(arena, "%s; insufficient: %s", verdict->text, r->worst->text);
	}
	return r;
}
