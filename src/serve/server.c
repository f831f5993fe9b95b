/* The front's loop: one poll() over the web, the processes behind and signals. */
#include "serve/front.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"

#include <errno.h>
#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <unistd.h>

enum { TICK_MS = 1000, RETRY_MOST_S = 60 };

/* -- refreshing --------------------------------------------------------- */

/* After a failure: soon again, then less and less often, never less often than
 * when all is well. */
static double retry_s(const struct front *front)
{
	double wait = ldexp(1, front->retries < 6 ? (int)front->retries : 6);
	double most = front->options->refresh_s > 0 && front->options->refresh_s < RETRY_MOST_S ? front->options->refresh_s
	                                                                                       : RETRY_MOST_S;
	return wait < most ? wait : most;
}

static void data_came(void *context, const struct error *err)
{
	struct front *front = context;
	struct pool_status status = pool_status(front->pool);
	if (err->code == ERROR_NONE) {
		front->retries = 0;
		front->refresh_at_s = front->options->refresh_s > 0 ? clock_s() + front->options->refresh_s : 0;
		cache_clear(front->cache);
		log_info("data of %s", *status.about.taken_at ? status.about.taken_at : "an unknown time");
		return;
	}
	if (!status.loaded && !front->app->may_recover(front->app->context, err)) {
		front->fatal = *err;
		return;
	}
	front->refresh_at_s = clock_s() + retry_s(front);
	front->retries++;
	log_warn("%s%s", err->text, status.loaded ? "; the data from before is shown" : "");
}

static void refresh_when_due(struct front *front, double now_s)
{
	if (front->refresh_at_s == 0 || now_s < front->refresh_at_s || front->draining)
		return;
	front->refresh_at_s = 0;
	pool_refresh(front->pool);
}

/* -- signals ------------------------------------------------------------ */

static int signals_open(void)
{
	sigset_t set;
	signal(SIGPIPE, SIG_IGN);
	signal(SIGCHLD, SIG_IGN);
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	sigprocmask(SIG_BLOCK, &set, NULL);
	return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

/* False: a second request to end, so at once. */
static bool take_signal(struct front *front, int file)
{
	struct signalfd_siginfo info;
	if (read(file, &info, sizeof info) != sizeof info)
		return true;
	if (info.ssi_signo == SIGHUP) {
		pool_refresh(front->pool);
		return true;
	}
	if (front->draining)
		return false;
	front->draining = true;
	int listening = MHD_quiesce_daemon(front->daemon);
	if (listening >= 0)
		close(listening);
	front->listener.socket = -1;
	log_info("going down; %u answers under way", front->busy_count);
	return true;
}

/* -- the loop ----------------------------------------------------------- */

static int wait_ms(struct front *front)
{
	MHD_UNSIGNED_LONG_LONG timeout;
	if (MHD_get_timeout(front->daemon, &timeout) == MHD_YES && timeout < TICK_MS)
		return (int)timeout;
	return TICK_MS;
}

/* One turn; false: end. */
static bool turn(struct front *front, int web, int signals, double *tick_s)
{
	struct pollfd files[POOL_FILES + 2] = { { web, POLLIN, 0 }, { signals, POLLIN, 0 } };
	size_t count = 2 + pool_files(front->pool, files + 2);
	if (poll(files, (nfds_t)count, wait_ms(front)) < 0 && errno != EINTR)
		return false;
	double now_s = clock_s();
	if (files[1].revents && !take_signal(front, signals))
		return false;
	for (size_t i = 2; i < count; i++)
		if (files[i].revents)
			pool_event(front->pool, files[i].fd, now_s);
	if (now_s - *tick_s >= TICK_MS / 1e3) {
		http_expire(front, now_s);
		pool_tick(front->pool, now_s);
		*tick_s = now_s;
	}
	refresh_when_due(front, now_s);
	MHD_run(front->daemon);
	return front->fatal.code == ERROR_NONE;
}

/* Until told to end, then until the last answer is out or time is up. */
static void loop(struct front *front, int signals)
{
	const union MHD_DaemonInfo *info = MHD_get_daemon_info(front->daemon, MHD_DAEMON_INFO_EPOLL_FD);
	double tick_s = clock_s(), end_s = INFINITY;
	while (turn(front, info->epoll_fd, signals, &tick_s)) {
		if (!front->draining)
			continue;
		if (isinf(end_s))
			end_s = clock_s() + front->options->render_s + 5;
		if (front->busy_count == 0 || clock_s() >= end_s)
			return;
	}
}

/* Each connection, renderer and file needs one. */
static void allow_files(unsigned connections)
{
	struct rlimit limit;
	rlim_t wanted = (rlim_t)connections + POOL_FILES + 64;
	if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= wanted)
		return;
	limit.rlim_cur = limit.rlim_max < wanted ? limit.rlim_max : wanted;
	setrlimit(RLIMIT_NOFILE, &limit);
}

static bool may_listen(const struct front *front, struct error *err)
{
	const struct serve_options *options = front->options;
	return front->listener.loopback || options->token || options->public ||
	       error_set(err, ERROR_USAGE, "%s can be reached from elsewhere; say --serve-token-file FILE to ask for a token, or "
	                 "--public", front->listener.url);
}

/* Waiting requests get their answer before the connections go. */
static void stop(struct front *front)
{
	pool_stop(front->pool);
	if (front->daemon) {
		MHD_run(front->daemon);
		MHD_stop_daemon(front->daemon);
	}
	pool_free(front->pool);
	if (front->listener.socket >= 0)
		close(front->listener.socket);
	cache_free(front->cache);
	rate_free(front->rate);
}

bool serve_run(const struct serve_options *options, const struct serve_app *app, struct error *err)
{
	struct front front = { .options = options, .app = app, .began_s = clock_s() };
	if (!listen_open(options->listen, &front.listener, err))
		return false;
	if (!may_listen(&front, err)) {
		close(front.listener.socket);
		return false;
	}
	allow_files(options->max_connections);
	int signals = signals_open();
	front.cache = cache_new(options->cache_mb * 1024 * 1024);
	front.rate = rate_new(options->rate, options->burst);
	front.pool = pool_new(options, app, http_answer, data_came, &front);
	bool ok = http_start(&front, err);
	if (ok) {
		log_info("listening on %s%s/", front.listener.url, options->base_path);
		pool_refresh(front.pool);
		loop(&front, signals);
		if (front.fatal.code != ERROR_NONE)
			ok = error_set(err, front.fatal.code, "%s", front.fatal.text);
	}
	stop(&front);
	close(signals);
	return ok;
}
