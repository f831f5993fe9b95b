#include "diagram/outcome.h"

#include <stdlib.h>

struct losses {
	const struct power *power;
	struct contingency *contingency, *part; /* of all, of what is looked at; NULL: not needed yet */
	bool once;                       /* for one picture: it is not worth to work out all */
	struct arena *arena;
	const bool *weak; /* NULL: not swept yet */
};

struct losses *losses_new(const struct power *power)
{
	struct losses *losses = xcalloc(1, sizeof *losses);
	*losses = (struct losses){ .power = power, .arena = arena_new() };
	return losses;
}

static struct losses *losses_once(const struct power *power)
{
	struct losses *losses = losses_new(power);
	losses->once = true;
	return losses;
}

void losses_free(struct losses *losses)
{
	if (!losses)
		return;
	contingency_free(losses->contingency);
	contingency_free(losses->part);
	arena_free(losses->arena);
	free(losses);
}

static struct contingency *engine(struct losses *losses)
{
	if (!losses->contingency)
		losses->contingency = contingency_new(losses->power);
	return losses->contingency;
}

/* For losses of a few elements. */
static struct contingency *engine_of_few(struct losses *losses)
{
	if (!losses->once || losses->contingency)
		return engine(losses);
	if (!losses->part)
		losses->part = contingency_new_part(losses->power);
	return losses->part;
}

const bool *losses_weak(struct losses *losses)
{
	if (!losses->weak)
		losses->weak = resilience_sweep(engine(losses), losses->power, losses->arena);
	return losses->weak;
}

/* A verdict is const; a changed one is a copy. */
static const struct verdict *restate(struct content *content, const struct verdict *verdict, enum verdict_state state)
{
	struct verdict *copy = arena_alloc(content->arena, sizeof *copy);
	*copy = *verdict;
	copy->state = state;
	return copy;
}

static void add_outcomes(struct content *content, struct losses *losses)
{
	content->outcomes = arena_array(content->arena, content->verdict_count + 1, sizeof *content->outcomes);
	for (size_t i = 0; i < content->verdict_count && i < content->focus_count; i++) {
		const struct verdict *verdict = content->verdicts[i];
		struct contingency *contingency = resilience_asks(content->power, verdict) ? engine_of_few(losses) : NULL;
		content->outcomes[i] = resilience_of(contingency, content->power, verdict, content->arena);
		if (content->outcomes[i]->state != verdict->state)
			content->verdicts[i] = restate(content, verdict, content->outcomes[i]->state);
	}
}

static void add_weakness(struct content *content, struct losses *losses)
{
	const bool *weak = losses_weak(losses);
	for (size_t i = 0; i < content->verdict_count; i++) {
		const struct verdict *verdict = content->verdicts[i];
		if (verdict && verdict->state == VERDICT_REDUNDANT && weak[verdict->device])
			content->verdicts[i] = restate(content, verdict, VERDICT_INSUFFICIENT);
	}
}

void content_add_outcomes(struct content *content, struct losses *losses)
{
	struct losses *own = losses ? NULL : losses_once(content->power);
	add_outcomes(content, own ? own : losses);
	if (content->verdict_count > content->focus_count)
		add_weakness(content, own ? own : losses);
	losses_free(own);
}

void content_add_weakness(struct content *content, struct losses *losses)
{
	struct losses *own = losses ? NULL : losses_once(content->power);
	add_weakness(content, own ? own : losses);
	losses_free(own);
}

void content_add_failover(struct content *content, struct losses *losses)
{
	struct losses *own = losses ? NULL : losses_once(content->power);
	content->failover = sweep_failover(engine(own ? own : losses), content->power, content->arena);
	losses_free(own);
}
