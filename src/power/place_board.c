/* A search down through the strips, breadth first. What it settles beside the
 * answer is kept: all it met are no panels when it met none, those on the way
 * down are some when it met one. */
#include "power/place_build.h"

#include <stdlib.h>

struct strip {
	uint32_t device;
	size_t above; /* in the queue */
};

struct search {
	struct place_index *index;
	struct strip *queue;
	size_t count, capacity;
};

static uint8_t *board_of(const struct place_index *index, uint32_t device)
{
	return &index->board[device - index->power->first[OBJECT_DEVICE]];
}

static bool is_panel(const struct place_index *index, uint32_t device)
{
	const struct node *node = &index->power->nodes[device];
	return *board_of(index, device) == BOARD_YES || (role_is_distribution(node->role) && node->role < ROLE_ATS);
}

static void visit(struct search *s, uint32_t device, size_t above)
{
	if (*board_of(s->index, device) != BOARD_UNASKED)
		return;
	*board_of(s->index, device) = BOARD_VISITED;
	s->queue = array_grow(s->queue, s->count, &s->capacity, sizeof *s->queue);
	s->queue[s->count++] = (struct strip){device, above};
}

/* True when the outlet feeds a panel; else what it feeds is queued. */
static bool look_below(struct search *s, uint32_t outlet, size_t at)
{
	const struct power *p = s->index->power;
	for (uint32_t i = p->out_start[outlet]; i < p->out_start[outlet + 1]; i++) {
		const struct edge *edge = &p->edges[p->out_edges[i]];
		const struct node *to = &p->nodes[edge->to];
		if (!edge_open(edge) || to->role != ROLE_INPUT || to->device == s->queue[at].device)
			continue;
		if (is_panel(s->index, to->device))
			return true;
		visit(s, to->device, at);
	}
	return false;
}

static bool feeds_panel(struct search *s, size_t at)
{
	const struct power *p = s->index->power;
	const struct device *device = node_device(&p->nodes[s->queue[at].device]);
	for (size_t i = 0; i < device->outlet_count; i++)
		if (look_below(s, node_of(p, device->outlets[i]), at))
			return true;
	return false;
}

static void settle(struct search *s, size_t at, bool found)
{
	for (size_t i = 0; i < s->count; i++)
		*board_of(s->index, s->queue[i].device) = found ? BOARD_UNASKED : BOARD_NO;
	for (; found; at = s->queue[at].above) {
		*board_of(s->index, s->queue[at].device) = BOARD_YES;
		found = at > 0;
	}
}

bool is_board(struct place_index *index, uint32_t device)
{
	uint8_t *board = board_of(index, device);
	if (*board == BOARD_UNASKED && is_panel(index, device))
		*board = BOARD_YES;
	if (*board != BOARD_UNASKED)
		return *board == BOARD_YES;
	struct search s = {.index = index};
	bool found = false;
	size_t at = 0;
	visit(&s, device, 0);
	while (!(found = feeds_panel(&s, at)) && at + 1 < s.count)
		at++;
	settle(&s, at, found);
	free(s.queue);
	return found;
}
