/* Each child has two pipes: numbers of tasks down, replies up. A child that dies
 * closes its end, which poll() tells. */
#include "atlas/pool.h"

#include "base/arena.h"
#include "base/descriptor.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

struct child {
	pid_t pid;      /* 0: none */
	int down, up;
	size_t task;    /* SIZE_MAX: idle */
	unsigned tasks; /* given so far */
};

struct run {
	const struct pool *pool;
	struct child *children;
	struct pollfd *polled;
	void *reply;
	size_t next;    /* the next task */
	bool stopping;
};

/* -- the child ------------------------------------------------------------------ */

static _Noreturn void child_main(const struct pool *pool, size_t slot, int down, int up)
{
	static const int ignored[] = { SIGINT, SIGTERM, SIGHUP, SIGPIPE };
	size_t task;
	void *reply = xcalloc(1, pool->reply_size);
	for (size_t i = 0; i < sizeof ignored / sizeof *ignored; i++)
		signal(ignored[i], SIG_IGN);
	while (descriptor_read(down, &task, sizeof task)) {
		memset(reply, 0, pool->reply_size);
		pool->work(pool->context, slot, task, reply);
		if (!descriptor_write(up, reply, pool->reply_size))
			break;
	}
	_exit(0); /* buffers of stdio are the parent's to write */
}

/* The ends that belong to this process stay out of children made later: a
 * forgotten copy would keep a pipe open. */
static void close_others(const struct run *run)
{
	for (unsigned i = 0; i < run->pool->jobs; i++)
		if (run->children[i].pid) {
			close(run->children[i].down);
			close(run->children[i].up);
		}
}

static bool start(struct run *run, size_t slot, struct error *err)
{
	int down[2], up[2] = { -1, -1 };
	struct child *child = &run->children[slot];
	if (pipe(down) != 0)
		return error_set(err, ERROR_BUG, "cannot make a pipe: %s", strerror(errno));
	pid_t pid = pipe(up) == 0 ? fork() : -1;
	if (pid < 0) {
		error_set(err, ERROR_BUG, "cannot make a process: %s", strerror(errno));
		for (int i = 0; i < 2; i++) {
			close(down[i]);
			if (up[i] >= 0)
				close(up[i]);
		}
		return false;
	}
	if (pid == 0) {
		close_others(run);
		close(down[1]);
		close(up[0]);
		child_main(run->pool, slot, down[0], up[1]);
	}
	close(down[0]);
	close(up[1]);
	*child = (struct child){ .pid = pid, .down = down[1], .up = up[0], .task = SIZE_MAX };
	return true;
}

/* -- this process ------------------------------------------------------------------ */

static int end(struct child *child)
{
	int status = 0;
	close(child->down);
	close(child->up);
	while (waitpid(child->pid, &status, 0) < 0 && errno == EINTR)
		;
	child->pid = 0;
	return status;
}

/* The next task, or the end when there is none or it has done enough. */
static bool feed(struct run *run, size_t slot, struct error *err)
{
	const struct pool *pool = run->pool;
	struct child *child = &run->children[slot];
	bool more = !run->stopping && run->next < pool->count;
	if (child->pid && (!more || (pool->recycle && child->tasks >= pool->recycle)))
		end(child);
	if (!more)
		return true;
	if (!child->pid && !start(run, slot, err))
		return false;
	child->task = run->next++;
	child->tasks++;
	descriptor_write(child->down, &child->task, sizeof child->task); /* a child that is gone shows in poll() */
	return true;
}

static bool hear(struct run *run, size_t slot, struct error *err)
{
	struct child *child = &run->children[slot];
	size_t task = child->task;
	bool whole = descriptor_read(child->up, run->reply, run->pool->reply_size);
	int status = whole ? 0 : end(child);
	child->task = SIZE_MAX;
	if (!run->pool->done(run->pool->context, task, whole ? run->reply : NULL, status))
		run->stopping = true;
	return feed(run, slot, err);
}

/* False: nobody is at work. */
static bool wait_for(struct run *run)
{
	unsigned busy = 0;
	for (unsigned i = 0; i < run->pool->jobs; i++) {
		bool is_busy = run->children[i].pid && run->children[i].task != SIZE_MAX;
		run->polled[i] = (struct pollfd){ .fd = is_busy ? run->children[i].up : -1, .events = POLLIN };
		busy += is_busy;
	}
	if (busy && poll(run->polled, run->pool->jobs, 100) < 0)
		for (unsigned i = 0; i < run->pool->jobs; i++)
			run->polled[i].revents = 0; /* a signal */
	return busy > 0;
}

static bool work_through(struct run *run, struct error *err)
{
	const struct pool *pool = run->pool;
	bool ok = true;
	for (unsigned i = 0; i < pool->jobs && ok; i++)
		ok = feed(run, i, err);
	while (wait_for(run)) {
		for (unsigned i = 0; i < pool->jobs; i++)
			if (run->polled[i].revents && !hear(run, i, err)) {
				run->stopping = true;
				ok = false;
			}
		if (!pool->tick(pool->context))
			run->stopping = true;
	}
	return ok;
}

bool pool_run(const struct pool *pool, struct error *err)
{
	struct run run = { .pool = pool, .reply = xcalloc(1, pool->reply_size) };
	run.children = xcalloc(pool->jobs, sizeof *run.children);
	run.polled = xcalloc(pool->jobs, sizeof *run.polled);
	void (*before)(int) = signal(SIGPIPE, SIG_IGN);
	bool ok = work_through(&run, err);
	for (unsigned i = 0; i < pool->jobs; i++)
		if (run.children[i].pid)
			end(&run.children[i]);
	signal(SIGPIPE, before);
	free(run.children);
	free(run.polled);
	free(run.reply);
	return ok;
}
