#ifndef DIAGRAM_CONTENT_H
#define DIAGRAM_CONTENT_H

/* What belongs in a picture, before anything is drawn: which nodes of the power
 * graph, which of them are in the scope, what was asked for and the verdicts.
 * The drawing, the text and the JSON of one run stand on the same content. */

#include "model/select.h"
#include "power/power.h"
#include "power/resilience.h"
#include "power/sweep.h"

enum content_flag {
	CONTENT_IN    = 1 << 0, /* in the picture */
	CONTENT_SCOPE = 1 << 1, /* inside the scope (else: the way up to it) */
	CONTENT_FOCUS = 1 << 2, /* asked for */
	CONTENT_HERE  = 1 << 3  /* the element asked for or a port of it was */
};

struct content {
	struct arena *arena;
	const struct power *power;
	const struct scope *scope;     /* NULL: everything */
	const char *name;              /* "trace", "chain" */
	uint8_t *flags;                /* of each node */
	const uint32_t *focus;         /* trace: nodes asked for, in their order; chain: the roots */
	size_t focus_count;
	const struct object *place;    /* trace of a rack, location or site; else NULL */
	const struct verdict **verdicts; /* trace: of each focus, then of the consumers of the place; chain: of each consumer in scope, by node */
	size_t verdict_count;
	const struct resilience **outcomes; /* of each focus, see outcome.h; NULL: none */
	const struct failover *failover;    /* by node, see outcome.h; NULL: none */
	const uint32_t *elements;      /* the nodes in the picture, rising */
	size_t element_count;
	bool open;                     /* a trace: everything is inside of the scope, also what is not in the picture */
	struct study *study;           /* see study.h */
	uint32_t known, total;         /* draws of the consumers in the picture (trace: and below it, where its loads come from) */
};

/* A trace: each element with its whole way up. `object` is what was named when
 * it is a place (naming_nodes() gave the nodes), else NULL. */
struct content *content_trace(const struct power *power, const uint32_t *nodes, size_t count,
                              const struct object *place);

/* A chain: what is in scope (NULL: everything) and, with roots, at or below
 * one of them. The way up to the sources is whole; with roots there is none. */
struct content *content_chain(const struct power *power, const struct scope *scope,
                              const uint32_t *roots, size_t root_count);
/* The same in two steps: without verdicts, and these. */
struct content *content_select(const struct power *power, const struct scope *scope,
                               const uint32_t *roots, size_t root_count);
void content_judge(struct content *content);

/* Counts into known and total the draws that the loads in the picture are made of. Once. */
void content_count_draws(struct content *content);

void content_free(struct content *content);

/* Lists the elements by their flags; once, when all of these are set. */
void content_list(struct content *content);

/* Inside the scope? */
bool content_in_scope(const struct content *content, uint32_t node);

/* In the picture? NODE_NONE: no. */
bool content_has(const struct content *content, uint32_t node);

/* Is something of the rack in the picture, or is it empty and in scope? */
bool content_has_rack(const struct content *content, const struct rack *rack);

/* The node whose card shows this one: of an inlet or outlet its device. */
uint32_t content_owner(const struct power *power, uint32_t node);

#endif
