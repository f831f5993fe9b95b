#ifndef NETBOX_COUNT_H
#define NETBOX_COUNT_H

/* How many objects a list has, for the price of one row. */

#include "netbox/list.h"

struct count {
	struct reader *reader;
	enum plan_kind kind;
	const char *filter; /* "cabled=true&", or "" */
	/* Called with the count; may be NULL. */
	void (*done)(void *context, int64_t value);
	void *context;
	bool optional;      /* a refusal goes to `problem` and does not end the run */
	int64_t value;
	struct error problem;
};

/* Queues the request; `count` must live as long as the run. */
void count_start(struct count *count);

#endif
