#include "serve/nursery.h"

#include "base/log.h"
#include "serve/wire.h"

#include <dirent.h>
#include <errno.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

enum { TARGET_MOST = 1 << 20 };

/* -- a process of its own ----------------------------------------------- */

/* Connections of clients and sockets of others are none of its business. */
static void close_all_but(int keep)
{
	DIR *folder = opendir("/proc/self/fd");
	struct dirent *entry;
	while (folder && (entry = readdir(folder))) {
		int file = atoi(entry->d_name);
		if (file > STDERR_FILENO && file != keep && file != dirfd(folder))
			close(file);
	}
	if (folder)
		closedir(folder);
}

/* Signals from a terminal are for the front, which ends us by closing the
 * socket. The children of a nursery leave nothing behind. */
static void signals_init(void)
{
	sigset_t none;
	signal(SIGINT, SIG_IGN);
	signal(SIGTERM, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	signal(SIGPIPE, SIG_IGN);
	signal(SIGCHLD, SIG_IGN);
	signal(SIGALRM, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

/* -- a renderer --------------------------------------------------------- */

/* Address space beyond what is there now; no core files of other people's data. */
static void limit_memory(size_t megabytes)
{
	unsigned long pages = 0;
	FILE *statm = fopen("/proc/self/statm", "r");
	if (statm && fscanf(statm, "%lu", &pages) == 1) {
		rlim_t most = (rlim_t)pages * (rlim_t)sysconf(_SC_PAGESIZE) + (rlim_t)megabytes * 1024 * 1024;
		setrlimit(RLIMIT_AS, &(struct rlimit){ most, most });
	}
	if (statm)
		fclose(statm);
	setrlimit(RLIMIT_CORE, &(struct rlimit){ 0, 0 });
}

/* SIGALRM ends the process: whatever it hangs in, and nobody else need act. */
static void limit_time(double seconds)
{
	struct itimerval timer = { .it_value = { .tv_sec = (time_t)seconds,
	                                         .tv_usec = (suseconds_t)(fmod(seconds, 1) * 1e6) } };
	setitimer(ITIMER_REAL, &timer, NULL);
}

static bool answer_one(const struct serve_options *options, const struct serve_app *app, int socket)
{
	struct target target;
	struct serve_reply reply = { .status = 500 };
	struct error err = { .code = ERROR_NONE };
	size_t size;
	char *text = wire_receive(socket, TARGET_MOST, &size);
	if (!text)
		return false;
	limit_time(options->render_s);
	if (target_parse(text, options->base_path, &target, &err))
		app->render(app->context, &target, &reply);
	limit_time(0);
	struct reply_head head;
	memset(&head, 0, sizeof head);
	head.status = reply.status;
	head.passing = reply.passing;
	memcpy(head.type, reply.type, sizeof head.type);
	bool ok = wire_send(socket, &head, sizeof head, reply.body, reply.size);
	free(reply.body);
	target_free(&target);
	free(text);
	return ok;
}

static _Noreturn void renderer_run(const struct serve_options *options, const struct serve_app *app, int socket)
{
	close_all_but(socket);
	signal(SIGCHLD, SIG_DFL); /* drawing waits for help of its own (base/process.h) */
	limit_memory(options->render_mb);
	while (answer_one(options, app, socket))
		;
	_exit(0);
}

/* -- a nursery ---------------------------------------------------------- */

static void load(const struct serve_app *app, int socket)
{
	struct load_result result;
	memset(&result, 0, sizeof result);
	bool ok = app->load(app->context, &result.about, &result.err);
	if (!wire_send(socket, &result, sizeof result, NULL, 0) || !ok)
		_exit(0);
}

static _Noreturn void nursery_run(const struct serve_options *options, const struct serve_app *app, int socket)
{
	close_all_but(socket);
	signals_init();
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	load(app, socket);
	for (int file; (file = wire_receive_file(socket)) >= 0;) {
		pid_t pid = fork();
		if (pid == 0)
			renderer_run(options, app, file);
		if (pid < 0)
			log_warn("no renderer: %s", strerror(errno));
		close(file);
	}
	_exit(0);
}

bool nursery_start(const struct serve_options *options, const struct serve_app *app, int *socket, struct error *err)
{
	int pair[2];
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
		return error_set(err, ERROR_BUG, "no socket pair: %s", strerror(errno));
	fflush(NULL);
	pid_t pid = fork();
	if (pid == 0)
		nursery_run(options, app, pair[1]);
	close(pair[1]);
	*socket = pair[0];
	if (pid > 0)
		return true;
	error_set(err, ERROR_BUG, "no process to load with: %s", strerror(errno));
	close(pair[0]);
	return false;
}
