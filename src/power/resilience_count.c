/* Verdicts of many consumers: which are insufficient comes from one sweep, not
 * from losses for each of them. */
#include "power/resilience.h"

#include "base/text.h"
#include "power/build.h"

#include <stdlib.h>
#include <string.h>

static void mark(const struct contingency *contingency, const struct power *power, bool *weak)
{
	size_t count;
	const uint32_t *touched = contingency_touched(contingency, &count);
	for (size_t i = 0; i < count; i++) {
		const struct node *node = &power->nodes[touched[i]];
		uint8_t state = contingency_state(contingency, touched[i]);
		if (node->role == ROLE_CONSUMER && !(state & STATE_CLEAN))
			weak[touched[i]] = true;
		else if (node->role == ROLE_PSU && (state & STATE_OVER))
			weak[node->device] = true;
	}
}

/* What is not firmly fed before any loss is weak, too. */
static void mark_before(const struct contingency *contingency, const struct power *power, bool *weak)
{
	for (uint32_t n = 0; n < power->node_count; n++) {
		const struct node *node = &power->nodes[n];
		uint8_t state = contingency_state_before(contingency, n);
		if (node->role == ROLE_CONSUMER && !(state & STATE_CLEAN))
			weak[n] = true;
		else if (node->role == ROLE_PSU && (state & STATE_OVER))
			weak[node->device] = true;
	}
}

static void lose(struct contingency *contingency, const struct power *power, struct removal *removal, bool *weak)
{
	contingency_apply(contingency, removal);
	mark(contingency, power, weak);
	removal_end(removal);
}

/* A cord or supply alone leaves its neighbours on the same PDU, which may be the smaller ones; with
 * two cords the loss of the PDU says as much. */
static void lose_cords(struct contingency *contingency, const struct power *power, uint32_t n, bool *weak)
{
	const struct device *device = node_device(&power->nodes[n]);
	for (size_t i = 0; device->inlet_count > 2 && i < device->inlet_count && !weak[n]; i++) {
		const struct object *lost[] = {&device->inlets[i]->object, device->inlets[i]->end.cable ? &device->inlets[i]->end.cable->object : NULL};
		for (size_t k = 0; k < 2 && lost[1]; k++) {
			struct removal removal = {0};
			removal_add(&removal, power, lost[k]);
			lose(contingency, power, &removal, weak);
		}
	}
}

/* Does a panel or feed supply one distribution device alone, which has nothing else and stores
 * nothing? Then losing either comes to the same; most feeds and their PDU are such a pair. */
static bool falls_as_one(const struct power *power, uint32_t n)
{
	uint32_t first = power->out_start[n];
	if (power->nodes[n].kind > OBJECT_FEED || power->out_start[n + 1] - first != 1)
		return false;
	uint32_t below = power->edges[power->out_edges[first]].to, box = power->nodes[below].device;
	if (power->nodes[below].role != ROLE_INPUT || power->in_start[below + 1] - power->in_start[below] != 1)
		return false;
	const struct node *device = &power->nodes[box];
	return role_is_distribution(device->role) && device->role != ROLE_UPS && !(device->flags & NODE_SOURCE) &&
	       node_device(device)->inlet_count == 1;
}

const bool *resilience_sweep(struct contingency *contingency, const struct power *power, struct arena *arena)
{
	bool *weak = arena_array(arena, power->node_count + 1, sizeof *weak);
	mark_before(contingency, power, weak);
	for (uint32_t n = 0; n < power->node_count; n++) {
		const struct node *node = &power->nodes[n];
		struct removal removal = {0};
		if ((node->kind > OBJECT_FEED && !role_is_distribution(node->role)) || falls_as_one(power, n))
			continue;
		removal_add(&removal, power, node->object);
		lose(contingency, power, &removal, weak);
	}
	for (uint32_t r = 0; r < power->risk_count; r++) {
		struct removal removal = {0};
		removal_add_risk(&removal, power, &power->risks[r]);
		lose(contingency, power, &removal, weak);
	}
	for (uint32_t n = 0; n < power->node_count; n++) {
		bool judged = power->nodes[n].role == ROLE_CONSUMER && contingency_redundant_before(contingency, n);
		if (judged && !weak[n])
			lose_cords(contingency, power, n, weak);
		weak[n] = weak[n] && judged;
	}
	return weak;
}

/* -- counting -------------------------------------------------------------------- */

struct counting {
	const struct power *power;
	const struct contingency *contingency;
	struct arena *arena;
	struct verdict_summary *summary;
	size_t tenant_capacity, role_capacity;
	uint8_t *states;
};

/* Growing by a binary search over few names. */
static struct verdict_counts *group(struct verdict_counts **groups, size_t *count, size_t *capacity, const char *name)
{
	size_t low = 0, high = *count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (text_compare_natural((*groups)[middle].name, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low < *count && strcmp((*groups)[low].name, name) == 0)
		return &(*groups)[low];
	*groups = array_grow(*groups, *count, capacity, sizeof **groups);
	memmove(*groups + low + 1, *groups + low, (*count - low) * sizeof **groups);
	(*groups)[low] = (struct verdict_counts){.name = name};
	++*count;
	return &(*groups)[low];
}

static void count_in(struct verdict_counts *counts, const struct power *power, const struct verdict *verdict,
                     enum verdict_state state)
{
	counts->states[state]++;
	if (state != VERDICT_SHARED)
		return;
	if (!verdict->shared_count) {
		counts->shared_risk++;
		return;
	}
	uint32_t n = power_node(power, verdict->shared[0]);
	if (n == NODE_NONE)
		counts->shared_cable++;
	else
		counts->shared[power->nodes[n].role]++;
}

/* power_verdict_brief(), without looking at the ways again of the many of which the
 * engine knows that nothing takes them all. */
static const struct verdict *verdict_of(const struct counting *c, uint32_t n, struct arena *scratch)
{
	static const struct verdict planned = {.state = VERDICT_PLANNED}, redundant = {.state = VERDICT_REDUNDANT};
	const struct node *node = &c->power->nodes[n];
	if ((node->flags & NODE_SOURCE) || !node_device(node)->inlet_count)
		return power_verdict_brief(c->power, n, scratch);
	if (node->flags & NODE_PLANNED)
		return &planned;
	return contingency_redundant_before(c->contingency, n) ? &redundant : power_verdict_brief(c->power, n, scratch);
}

static void count_device(struct counting *c, uint32_t n, bool weak)
{
	struct verdict_summary *s = c->summary;
	struct arena *scratch = arena_new();
	const struct device *device = node_device(&c->power->nodes[n]);
	const struct verdict *verdict = verdict_of(c, n, scratch);
	enum verdict_state state = verdict->state == VERDICT_REDUNDANT && weak ? VERDICT_INSUFFICIENT : verdict->state;
	c->states[n] = (uint8_t)state;
	const char *tenant = device->tenant.id ? device->tenant.name : "", *role = device->role.id ? device->role.name : "";
	count_in(&s->all, c->power, verdict, state);
	count_in(group(&s->tenants, &s->tenant_count, &c->tenant_capacity, tenant), c->power, verdict, state);
	count_in(group(&s->roles, &s->role_count, &c->role_capacity, role), c->power, verdict, state);
	arena_free(scratch);
}

/* From malloc to the arena. */
static struct verdict_counts *keep(struct arena *arena, struct verdict_counts *counts, size_t count)
{
	struct verdict_counts *kept = arena_array(arena, count + 1, sizeof *kept);
	if (count)
		memcpy(kept, counts, count * sizeof *kept);
	free(counts);
	return kept;
}

const struct verdict_summary *resilience_count(struct contingency *contingency, const struct power *power,
                                               const bool *inside, struct arena *arena)
{
	struct counting c = {.power = power, .contingency = contingency, .arena = arena, .summary = arena_alloc(arena, sizeof *c.summary)};
	const bool *weak = resilience_sweep(contingency, power, arena);
	c.summary->all.name = "";
	c.states = arena_array(arena, power->node_count + 1, sizeof *c.states);
	memset(c.states, VERDICT_NONE, power->node_count + 1);
	c.summary->states = c.states;
	for (uint32_t n = power->first[OBJECT_DEVICE]; n < power->node_count; n++)
		if (power->nodes[n].role == ROLE_CONSUMER && (!inside || inside[n]))
			count_device(&c, n, weak[n]);
	c.summary->tenants = keep(arena, c.summary->tenants, c.summary->tenant_count);
	c.summary->roles = keep(arena, c.summary->roles, c.summary->role_count);
	return c.summary;
}

/* -- in words ------------------------------------------------------------------------ */

static void put(FILE *out, size_t count, const char *words)
{
	if (count)
		fprintf(out, "%s%zu %s", ftell(out) > 0 ? ", " : "", count, words);
}

/* "9 share a panel, 3 a PDU". */
static void put_shared(FILE *out, const struct verdict_counts *counts)
{
	bool first = true;
	for (int role = 0; role < ROLES; role++) {
		char words[80];
		const char *title = role_title((enum role)role);
		snprintf(words, sizeof words, "%s%s %s", first ? "share " : "", strchr("aeioAEIO", *title) ? "an" : "a", title);
		put(out, counts->shared[role], words);
		first = first && !counts->shared[role];
	}
	put(out, counts->shared_cable, first ? "share a cable" : "a cable");
	put(out, counts->shared_risk, first && !counts->shared_cable ? "share a risk" : "a risk");
}

const char *verdict_counts_text(const struct verdict_counts *counts, struct arena *arena)
{
	static const enum verdict_state after[] = {VERDICT_SINGLE, VERDICT_DARK, VERDICT_UNKNOWN, VERDICT_PLANNED};
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	put(out, counts->states[VERDICT_REDUNDANT], "redundant");
	put(out, counts->states[VERDICT_INSUFFICIENT], "insufficient");
	put_shared(out, counts);
	for (size_t i = 0; i < sizeof after / sizeof *after; i++)
		put(out, counts->states[after[i]], verdict_state_name(after[i]));
	fclose(out);
	const char *kept = arena_strdup(arena, size ? text : "no consumers");
	free(text);
	return kept;
}
