#include "serve/pool.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/process.h"
#include "serve/page.h"
#include "serve/wire.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { RENDERERS_MAX = 64, ANSWER_MOST = 256 << 20, RESULT_MOST = 1 << 16 };

struct renderer {
	int socket;            /* -1: free place */
	unsigned generation;
	unsigned answers;
	struct job *job;       /* NULL: idle */
	double began_s;
	struct wire_inbox inbox;
};

struct nest {
	int socket; /* -1: none */
	struct wire_inbox inbox;
};

struct pool {
	const struct serve_options *options;
	const struct serve_app *app;
	job_done *done;
	data_changed *changed;
	void *context;
	unsigned wanted;       /* renderers of a generation */
	unsigned generation;
	struct nest nest, loading;
	struct renderer renderers[RENDERERS_MAX];
	struct job *first, *last; /* queued */
	struct pool_status status;
};

struct pool *pool_new(const struct serve_options *options, const struct serve_app *app, job_done *done,
                      data_changed *changed, void *context)
{
	struct pool *pool = xcalloc(1, sizeof *pool);
	pool->options = options;
	pool->app = app;
	pool->done = done;
	pool->changed = changed;
	pool->context = context;
	pool->wanted = options->workers ? options->workers : processors();
	if (pool->wanted > RENDERERS_MAX / 2)
		pool->wanted = RENDERERS_MAX / 2; /* the other half is for those of the generation before */
	pool->nest.socket = pool->loading.socket = -1;
	for (size_t i = 0; i < RENDERERS_MAX; i++)
		pool->renderers[i].socket = -1;
	return pool;
}

/* -- jobs --------------------------------------------------------------- */

static void job_end(struct pool *pool, struct job *job, struct answer *answer, bool current)
{
	pool->done(pool->context, job, answer, current);
	answer_drop(answer);
	free(job->target);
	free(job);
}

static void queue_remove(struct pool *pool, struct job *job)
{
	struct job **at = &pool->first;
	pool->last = NULL;
	while (*at) {
		if (*at == job)
			*at = job->next;
		else {
			pool->last = *at;
			at = &(*at)->next;
		}
	}
	job->next = NULL;
	pool->status.queued--;
}

static struct job *queue_take(struct pool *pool)
{
	struct job *job = pool->first;
	queue_remove(pool, job);
	return job;
}

static unsigned passing_busy(const struct pool *pool)
{
	unsigned count = 0;
	for (size_t i = 0; i < RENDERERS_MAX; i++)
		count += pool->renderers[i].job && pool->renderers[i].job->passing;
	return count;
}

/* The first whose turn it is, or NULL. */
static struct job *queue_next(const struct pool *pool)
{
	bool enough = passing_busy(pool) >= PASSING_AT_ONCE;
	struct job *job = pool->first;
	while (job && job->passing && enough)
		job = job->next;
	return job;
}

static unsigned passing_queued(const struct pool *pool)
{
	unsigned count = 0;
	for (const struct job *job = pool->first; job; job = job->next)
		count += job->passing;
	return count;
}

static void queue_refuse(struct pool *pool, const char *why)
{
	while (pool->first)
		job_end(pool, queue_take(pool), page_error(503, "%s", why), false);
}

static struct job *job_find(const struct pool *pool, const char *target)
{
	for (size_t i = 0; i < RENDERERS_MAX; i++) {
		const struct renderer *renderer = &pool->renderers[i];
		if (renderer->job && renderer->generation == pool->generation && strcmp(renderer->job->target, target) == 0)
			return renderer->job;
	}
	for (struct job *job = pool->first; job; job = job->next)
		if (strcmp(job->target, target) == 0)
			return job;
	return NULL;
}

/* -- renderers ---------------------------------------------------------- */

static void renderer_close(struct renderer *renderer)
{
	if (renderer->socket >= 0)
		close(renderer->socket);
	wire_reset(&renderer->inbox);
	*renderer = (struct renderer){ .socket = -1 };
}

static struct renderer *renderer_spawn(struct pool *pool)
{
	int pair[2];
	struct renderer *renderer = pool->renderers, *end = pool->renderers + RENDERERS_MAX;
	while (renderer < end && renderer->socket >= 0)
		renderer++;
	if (renderer == end || pool->nest.socket < 0 || socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
		return NULL;
	bool handed = wire_send_file(pool->nest.socket, pair[1]);
	close(pair[1]);
	if (!handed) {
		close(pair[0]);
		return NULL;
	}
	*renderer = (struct renderer){ .socket = pair[0], .generation = pool->generation };
	return renderer;
}

/* An idle one of this generation; a new one while fewer than wanted work. */
static struct renderer *renderer_idle(struct pool *pool)
{
	unsigned count = 0;
	for (size_t i = 0; i < RENDERERS_MAX; i++) {
		struct renderer *renderer = &pool->renderers[i];
		if (renderer->socket < 0 || renderer->generation != pool->generation)
			continue;
		if (!renderer->job)
			return renderer;
		count += !renderer->job->passing;
	}
	return count < pool->wanted ? renderer_spawn(pool) : NULL;
}

/* One that died while idle is replaced at the next try. */
static void dispatch(struct pool *pool)
{
	struct job *job;
	struct renderer *renderer;
	while ((job = queue_next(pool)) && (renderer = renderer_idle(pool))) {
		if (!wire_send(renderer->socket, NULL, 0, job->target, strlen(job->target))) {
			renderer_close(renderer);
			continue;
		}
		queue_remove(pool, job);
		renderer->job = job;
		renderer->began_s = clock_s();
	}
}

static struct answer *read_answer(const struct wire_inbox *inbox)
{
	size_t size;
	const char *message = wire_message(inbox, &size);
	struct reply_head head;
	if (size < sizeof head)
		return page_error(500, "The answer was not understood.");
	memcpy(&head, message, sizeof head);
	head.type[sizeof head.type - 1] = '\0';
	size -= sizeof head;
	char *body = xmalloc(size + 1);
	memcpy(body, message + sizeof head, size);
	body[size] = '\0';
	struct answer *answer = answer_new(head.status, head.type, body, size);
	answer->passing = head.passing;
	return answer;
}

static struct answer *explain_death(struct pool *pool, const struct renderer *renderer, double now_s)
{
	const struct serve_options *options = pool->options;
	if (now_s - renderer->began_s >= options->render_s - 0.05) {
		pool->status.timeouts++;
		log_warn("%s: took longer than %g s and was given up", renderer->job->target, options->render_s);
		return page_error(504, "This took longer than %g seconds to make and was given up. Ask for less: a smaller "
		                       "scope (site, location, rack) or less detail.", options->render_s);
	}
	pool->status.crashes++;
	log_warn("%s: the process that made it died", renderer->job->target);
	return page_error(500, "The process that made this died, perhaps for want of memory. The server goes on; ask for "
	                       "less, and please report it.");
}

/* Done or dead. */
static void renderer_event(struct pool *pool, struct renderer *renderer, double now_s)
{
	enum wire_state state = wire_poll(renderer->socket, &renderer->inbox, ANSWER_MOST);
	bool current = renderer->generation == pool->generation;
	struct job *job = renderer->job;
	if (state == WIRE_MORE)
		return;
	if (job) {
		struct answer *answer = state == WIRE_WHOLE ? read_answer(&renderer->inbox) : explain_death(pool, renderer, now_s);
		pool->status.renders++;
		pool->status.render_seconds += now_s - renderer->began_s;
		renderer->job = NULL;
		job_end(pool, job, answer, current);
	}
	wire_reset(&renderer->inbox);
	bool old = ++renderer->answers >= pool->options->recycle && pool->nest.socket >= 0;
	if (state == WIRE_GONE || !job || !current || old) {
		renderer_close(renderer);
		if (current && job) /* one that dies idle may do so at once: only when it is needed */
			renderer_spawn(pool);
	}
	dispatch(pool);
}

/* -- generations -------------------------------------------------------- */

static void nest_close(struct nest *nest)
{
	if (nest->socket >= 0)
		close(nest->socket);
	nest->socket = -1;
	wire_reset(&nest->inbox);
}

bool pool_refresh(struct pool *pool)
{
	struct error err = { .code = ERROR_NONE };
	if (pool->loading.socket >= 0)
		return false;
	if (nursery_start(pool->options, pool->app, &pool->loading.socket, &err))
		return true;
	pool->loading.socket = -1;
	pool->status.failures++;
	pool->status.last_error = err;
	pool->changed(pool->context, &err);
	return false;
}

/* The loaded nursery becomes the one that counts. Renderers of the one before
 * finish what they do; a full set of new ones is ready before anybody asks. */
static void adopt(struct pool *pool, const struct load_result *result, double now_s)
{
	nest_close(&pool->nest);
	wire_reset(&pool->loading.inbox);
	pool->nest = pool->loading;
	pool->loading = (struct nest){ .socket = -1 };
	pool->generation++;
	for (size_t i = 0; i < RENDERERS_MAX; i++)
		if (pool->renderers[i].socket >= 0 && !pool->renderers[i].job)
			renderer_close(&pool->renderers[i]);
	for (unsigned i = 0; i < pool->wanted; i++)
		renderer_spawn(pool);
	pool->status.about = result->about;
	pool->status.loaded = true;
	pool->status.loaded_s = now_s;
	pool->status.refreshes++;
	error_clear(&pool->status.last_error);
	pool->changed(pool->context, &pool->status.last_error);
	dispatch(pool);
}

static void loading_event(struct pool *pool, double now_s)
{
	struct load_result result = { .err = { .code = ERROR_NONE } };
	size_t size = 0;
	enum wire_state state = wire_poll(pool->loading.socket, &pool->loading.inbox, RESULT_MOST);
	if (state == WIRE_MORE)
		return;
	const char *message = state == WIRE_WHOLE ? wire_message(&pool->loading.inbox, &size) : NULL;
	if (message && size == sizeof result)
		memcpy(&result, message, sizeof result);
	else
		error_set(&result.err, ERROR_BUG, "the process that loads the data died");
	if (result.err.code == ERROR_NONE) {
		adopt(pool, &result, now_s);
		return;
	}
	nest_close(&pool->loading);
	pool->status.failures++;
	pool->status.last_error = result.err;
	if (!pool->status.loaded)
		queue_refuse(pool, "The data could not be read yet; try again in a few seconds.");
	pool->changed(pool->context, &result.err);
}

/* Its renderers live on, but there will be no new ones: load again. */
static void nest_event(struct pool *pool)
{
	log_warn("the process that holds the data died; the data is read again");
	nest_close(&pool->nest);
	pool_refresh(pool);
}

/* -- for the front ------------------------------------------------------ */

struct job *pool_ask(struct pool *pool, const char *target, bool passing, double now_s)
{
	struct job *job = job_find(pool, target);
	if (job)
		return job;
	if (pool->status.queued >= pool->options->max_queue || (passing && passing_queued(pool) >= PASSING_QUEUE))
		return NULL;
	job = xcalloc(1, sizeof *job);
	job->target = xstrdup(target);
	job->asked_s = now_s;
	job->passing = passing;
	*(pool->last ? &pool->last->next : &pool->first) = job;
	pool->last = job;
	pool->status.queued++;
	dispatch(pool);
	return job;
}

size_t pool_files(const struct pool *pool, struct pollfd files[POOL_FILES])
{
	size_t count = 0;
	if (pool->nest.socket >= 0)
		files[count++] = (struct pollfd){ pool->nest.socket, POLLIN, 0 };
	if (pool->loading.socket >= 0)
		files[count++] = (struct pollfd){ pool->loading.socket, POLLIN, 0 };
	for (size_t i = 0; i < RENDERERS_MAX; i++)
		if (pool->renderers[i].socket >= 0)
			files[count++] = (struct pollfd){ pool->renderers[i].socket, POLLIN, 0 };
	return count;
}

void pool_event(struct pool *pool, int file, double now_s)
{
	if (file == pool->loading.socket)
		loading_event(pool, now_s);
	else if (file == pool->nest.socket)
		nest_event(pool);
	for (size_t i = 0; i < RENDERERS_MAX; i++)
		if (pool->renderers[i].socket == file) {
			renderer_event(pool, &pool->renderers[i], now_s);
			return;
		}
}

/* A queue that does not move: no renderer can be had, or all hang. */
void pool_tick(struct pool *pool, double now_s)
{
	double most_s = pool->options->render_s * 3;
	dispatch(pool);
	while (pool->first && now_s - pool->first->asked_s > most_s)
		job_end(pool, queue_take(pool), page_error(503, "The server is busy; this waited for %g seconds.", most_s), false);
}

struct pool_status pool_status(const struct pool *pool)
{
	struct pool_status status = pool->status;
	status.loading = pool->loading.socket >= 0;
	for (size_t i = 0; i < RENDERERS_MAX; i++) {
		status.renderers += pool->renderers[i].socket >= 0;
		status.busy += pool->renderers[i].job != NULL;
	}
	return status;
}

void pool_stop(struct pool *pool)
{
	for (size_t i = 0; i < RENDERERS_MAX; i++) {
		if (pool->renderers[i].job)
			job_end(pool, pool->renderers[i].job, page_error(503, "The server is going down."), false);
		renderer_close(&pool->renderers[i]);
	}
	queue_refuse(pool, "The server is going down.");
	nest_close(&pool->nest);
	nest_close(&pool->loading);
}

void pool_free(struct pool *pool)
{
	free(pool);
}
