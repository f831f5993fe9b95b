#ifndef SERVE_POOL_H
#define SERVE_POOL_H

/* The front's view of the processes behind it: one generation of data that
 * counts, perhaps one being loaded, and renderers with at most one job each.
 * Nothing here waits; pool_files() and pool_event() are for the front's poll(). */

#include "serve/cache.h"
#include "serve/nursery.h"

#include <poll.h>

/* A picture somebody waits for. All who ask for the same wait for one job. */
struct job {
	char *target;      /* as asked, also the key of the cache */
	void *waiting;     /* the front's list */
	double asked_s;
	bool passing;      /* serve.h */
	struct job *next;
};

struct pool_status {
	bool loaded, loading;
	struct serve_about about;
	double loaded_s;          /* clock_s() of the last good load; 0 none */
	unsigned long refreshes, failures, crashes, timeouts, renders;
	unsigned renderers, busy, queued;
	double render_seconds;    /* all of them */
	struct error last_error;  /* of the last refresh; ERROR_NONE fine */
};

struct pool;

/* Told when a job is done. `current`: made of the data that counts now. The job
 * is freed afterwards; the answer is the pool's. */
typedef void job_done(void *context, struct job *job, struct answer *answer, bool current);
/* Told when new data counts, or a load failed (`err` set). */
typedef void data_changed(void *context, const struct error *err);

struct pool *pool_new(const struct serve_options *options, const struct serve_app *app, job_done *done,
                      data_changed *changed, void *context);
/* Answers what waits with 503 and ends all processes; pool_status() still works. */
void pool_stop(struct pool *pool);
void pool_free(struct pool *pool);

/* Begins a refresh unless one is under way; false then. */
bool pool_refresh(struct pool *pool);

/* The job that is queued or being made for this target, else a new one; NULL
 * when the queue is full, or that of `passing` ones. While the first data is being read jobs wait for it. */
struct job *pool_ask(struct pool *pool, const char *target, bool passing, double now_s);

/* Fills in what to poll for; how many. */
enum { POOL_FILES = 256 };
size_t pool_files(const struct pool *pool, struct pollfd files[POOL_FILES]);
void pool_event(struct pool *pool, int file, double now_s);
/* Once a second: gives up on what waited too long. */
void pool_tick(struct pool *pool, double now_s);

struct pool_status pool_status(const struct pool *pool);

#endif
