/* The sources are few: names are compared one by one. */
#include "power/build.h"

#include "base/text.h"

#include <stdlib.h>
#include <string.h>

struct naming_of {
	uint32_t node;
	const char *name;
};

static int by_name(const void *a, const void *b)
{
	const struct naming_of *x = a, *y = b;
	int order = text_compare_natural(x->name, y->name);
	if (!order)
		order = strcmp(x->name, y->name);
	return order ? order : (x->node > y->node) - (x->node < y->node);
}

static bool may_share(const struct build *b)
{
	return b->policy->risk_rule_count || (b->custom && b->policy->risk_field);
}

/* Sources with a risk, by its name, then node. */
static struct naming_of *list_sources(const struct power *p, size_t *count)
{
	struct naming_of *found = NULL;
	size_t capacity = 0;
	*count = 0;
	for (uint32_t n = 0; n < p->node_count; n++) {
		const char *name = p->nodes[n].flags & NODE_SOURCE ? policy_risk(&p->policy, p->nodes[n].object) : NULL;
		if (!name)
			continue;
		found = array_grow(found, *count, &capacity, sizeof *found);
		found[(*count)++] = (struct naming_of){n, name};
	}
	if (*count)
		qsort(found, *count, sizeof *found, by_name);
	return found;
}

static void add_risk(struct power *p, const struct naming_of *sources, uint32_t count)
{
	struct risk *risk = &p->risks[p->risk_count];
	risk->name = arena_strdup(p->arena, sources->name);
	risk->sources = arena_array(p->arena, count, sizeof *risk->sources);
	for (uint32_t i = 0; i < count; i++) {
		risk->sources[i] = sources[i].node;
		p->risk_of[sources[i].node] = p->risk_count;
	}
	risk->count = count;
	p->risk_count++;
}

void build_risks(struct build *b)
{
	struct power *p = b->power;
	size_t count = 0;
	struct naming_of *sources = may_share(b) ? list_sources(p, &count) : NULL;
	if (count) {
		p->risks = arena_array(p->arena, count, sizeof *p->risks);
		p->risk_of = arena_array(p->arena, p->node_count, sizeof *p->risk_of);
		memset(p->risk_of, 0xff, p->node_count * sizeof *p->risk_of);
	}
	for (size_t from = 0, to; from < count; from = to) {
		for (to = from + 1; to < count && strcmp(sources[to].name, sources[from].name) == 0;)
			to++;
		if (to - from > 1) /* shared with nobody: no more than the source itself */
			add_risk(p, &sources[from], (uint32_t)(to - from));
	}
	free(sources);
}

uint32_t power_common_risk(const struct power *p, const uint32_t *sources, size_t count)
{
	if (!p->risk_count || count < 2)
		return RISK_NONE;
	for (size_t i = 1; i < count; i++)
		if (p->risk_of[sources[i]] != p->risk_of[sources[0]])
			return RISK_NONE;
	return p->risk_of[sources[0]];
}
