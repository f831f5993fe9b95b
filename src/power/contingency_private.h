#ifndef POWER_CONTINGENCY_PRIVATE_H
#define POWER_CONTINGENCY_PRIVATE_H

/* Private to src/power/contingency*.c: two layers of state, before and now, that
 * are equal but for the nodes touched. Where only a part is known, whatever is
 * waited for or touched becomes known first. */

#include "base/number.h"
#include "power/build.h"
#include "power/connector.h"
#include "power/contingency.h"
#include "power/lifeline.h"
#include "power/rankset.h"

struct layer {
	uint8_t *state;    /* enum contingency_state, by node */
	uint8_t *out;      /* enum out, by node */
	double *load;      /* known watts, by node */
	double (*legs)[3]; /* watts surely on each leg, by node; NULL: no legs anywhere */
	uint32_t *list;    /* lifelines, by node */
};

enum out { OUT_NOT, OUT_GONE, OUT_DOUBTFUL };

struct growing {
	uint32_t *items;
	size_t count, capacity;
};

struct contingency {
	const struct power *power;
	struct arena *arena;
	struct layer before, now;
	bool *edge_before, *edge_gone; /* by edge: taken out, before and now */
	double *more;                  /* by node: what came up to it so far in this run */
	double (*more_legs)[3];
	double *own_w;                 /* by node: own draw that stands in for unknown ones below; NAN */
	double *raw;                   /* by node: the sum below where own_w stands in */
	uint8_t *seed;                 /* by node: enum contingency_state that need no edge */
	const bool *watched;           /* by node: consumers looked at; NULL: all */
	bool *rated;                   /* by node: a distribution device with a rating of its own */
	uint8_t *needed;               /* by node: PSUs a consumer needs, 0 unless written down */
	struct lifelines lines;
	struct rankset queue;          /* of the pass at work */
	struct growing touched, visited, edges, devices, risen;
	bool *meets;                   /* by node: a consumer whose cords hold its whole draw each and may meet; NULL: none */
	uint32_t *place;               /* by node: scratch of contingency_each.c, all 0 between calls */
	uint8_t *marks;                /* by node: enum mark */
	bool *known;                   /* by node: is its state before? NULL: all are */
	const char *outlet_type;       /* the outlet type looked up last, and what it is */
	struct connector connector;
	struct growing cone;           /* scratch of contingency_before.c */
	struct hit *hits;
	size_t hit_count, hit_capacity;
	struct outcome outcome;
};

enum mark {
	MARK_TOUCHED = 1, /* in `touched` */
	MARK_VISITED = 2, /* in `visited`: what feeds it may have changed */
	MARK_DEVICE = 4,  /* in `devices` */
	MARK_RISEN = 8    /* in `risen`: its load may have changed; 16 is contingency_each.c's */
};

enum { CARRIERS_MAX = EDGES_IN_MAX + 2 };

static inline void growing_add(struct growing *list, uint32_t item)
{
	list->items = array_grow(list->items, list->count, &list->capacity, sizeof *list->items);
	list->items[list->count++] = item;
}

/* contingency_before.c: the state before of a node and of what is above it, and now
 * the same. */
void contingency_learn(struct contingency *c, uint32_t n);
static inline void contingency_need(struct contingency *c, uint32_t n)
{
	if (c->known && !c->known[n])
		contingency_learn(c, n);
}

static inline void contingency_touch(struct contingency *c, uint32_t n)
{
	contingency_need(c, n);
	if (!(c->marks[n] & MARK_TOUCHED))
		growing_add(&c->touched, n);
	c->marks[n] |= MARK_TOUCHED;
}

static inline void contingency_wait(struct contingency *c, uint32_t n)
{
	contingency_need(c, n);
	rankset_add(&c->queue, c->power->rank[n]);
}

/* contingency_fed.c: what feeds a node in a layer, by edges that exist there. */
uint8_t fed_in_layer(const struct contingency *c, const struct layer *layer, const bool *edge_gone, uint32_t n);
uint32_t list_in_layer(struct contingency *c, const struct layer *layer, const bool *edge_gone, uint32_t n);
/* Edges into n that carry its load; returns how many (each an even part). */
uint32_t carriers_in_layer(const struct contingency *c, const struct layer *layer, const bool *edge_gone,
                           uint32_t n, uint32_t carriers[CARRIERS_MAX]);
/* STATE_SOLID and STATE_CLEAN of a node in the layer `now`. */
uint8_t firm_state(const struct contingency *c, const struct layer *layer, const bool *edge_gone, uint32_t n);

/* The three passes of a run. */
void contingency_spread(struct contingency *c);  /* contingency_fed.c: down: fed, lifelines */
void contingency_shift(struct contingency *c);   /* contingency_load.c: up: loads */
void contingency_judge(struct contingency *c);   /* contingency_judge.c: limits, then down: firm */

/* contingency_each.c: which consumers there are whose cords are documented with
 * their whole draw each; what a loss changes where these meet, into `more`. */
void contingency_start_each(struct contingency *c);
void contingency_meet(struct contingency *c);
/* contingency_judge.c: STATE_OVER and STATE_TRIP of a node by its load. */
uint8_t limits_state(const struct contingency *c, const struct layer *layer, uint32_t n, char *leg);
void contingency_collect(struct contingency *c, unsigned generation);
void contingency_sort(struct contingency *c);

#endif
