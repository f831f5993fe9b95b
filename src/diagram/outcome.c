#include "diagram/outcome.h"

/* A verdict is const; a changed one is a copy. */
static const struct verdict *restate(struct content *content, const struct verdict *verdict, enum verdict_state state)
{
	struct verdict *copy = arena_alloc(content->arena, sizeof *copy);
	*copy = *verdict;
	copy->state = state;
	return copy;
}

void content_add_outcomes(struct content *content)
{
	struct contingency *contingency = contingency_new(content->power);
	content->outcomes = arena_array(content->arena, content->verdict_count + 1, sizeof *content->outcomes);
	for (size_t i = 0; i < content->verdict_count && i < content->focus_count; i++) {
		const struct verdict *verdict = content->verdicts[i];
		content->outcomes[i] = resilience_of(contingency, content->power, verdict, content->arena);
		if (content->outcomes[i]->state != verdict->state)
			content->verdicts[i] = restate(content, verdict, content->outcomes[i]->state);
	}
	contingency_free(contingency);
	if (content->verdict_count > content->focus_count)
		content_add_weakness(content);
}

void content_add_weakness(struct content *content)
{
	struct contingency *contingency = contingency_new(content->power);
	struct arena *scratch = arena_new();
	const bool *weak = resilience_sweep(contingency, content->power, scratch);
	for (size_t i = 0; i < content->verdict_count; i++) {
		const struct verdict *verdict = content->verdicts[i];
		if (verdict && verdict->state == VERDICT_REDUNDANT && weak[verdict->device])
			content->verdicts[i] = restate(content, verdict, VERDICT_INSUFFICIENT);
	}
	arena_free(scratch);
	contingency_free(contingency);
}

void content_add_failover(struct content *content)
{
	struct contingency *contingency = contingency_new(content->power);
	content->failover = sweep_failover(contingency, content->power, content->arena);
	contingency_free(contingency);
}
