#ifndef ATLAS_POOL_H
#define ATLAS_POOL_H

/* Work on numbered tasks in child processes, forked from this one so that all
 * that is const is shared. Processes and not threads: libgvc is not thread-safe,
 * leaks, and a task that crashes must not take the others along. A process is
 * replaced after so many tasks.
 *
 * The children ignore SIGINT, SIGTERM and SIGHUP: they end when this process
 * says so or is gone, after the task at hand. */

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

struct pool {
	size_t count;      /* tasks */
	unsigned jobs;     /* processes at a time */
	unsigned recycle;  /* tasks a process; 0: no limit */
	size_t reply_size; /* at most PIPE_BUF - 64, so that a reply comes whole */
	void *context;
	/* In a child. `slot`, below `jobs`, is used by one child at a time. */
	void (*work)(void *context, size_t slot, size_t task, void *reply);
	/* In this process; `reply` NULL: the child died of it (`status` as of
	 * waitpid()). False: no further tasks are begun. */
	bool (*done)(void *context, size_t task, const void *reply, int status);
	/* Some ten times a second. False: no further tasks are begun. */
	bool (*tick)(void *context);
};

/* Returns when all that was begun is done. ERROR_BUG when no process can be
 * made. What done() and tick() thought of it is their caller's business. */
bool pool_run(const struct pool *pool, struct error *err);

#endif
