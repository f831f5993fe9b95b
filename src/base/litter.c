/* A fixed table, since a signal handler can neither lock nor follow a list that
 * is just changed. A forked child leaves the files of its parent alone. */
#include "base/litter.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

enum { LITTER_MAX = 256 }; /* files at once; more are made, but would stay */

static _Atomic(const char *) files[LITTER_MAX];
static _Atomic pid_t owner;
static atomic_bool ending; /* a handler is at work: paths must live */

static bool is_owner(void)
{
	return atomic_load(&owner) == getpid();
}

static void on_signal(int number)
{
	bool mine = is_owner();
	atomic_store(&ending, mine);
	for (size_t i = 0; i < LITTER_MAX && mine; i++) {
		const char *path = atomic_load(&files[i]);
		if (path)
			unlink(path);
	}
	raise(number); /* SA_RESETHAND: ends us as it would have */
}

static void watch_signals(void)
{
	static const int numbers[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE, SIGALRM, SIGXCPU, SIGXFSZ};
	struct sigaction action = {.sa_handler = on_signal, .sa_flags = (int)(SA_RESETHAND | SA_NODEFER)}, before;
	sigemptyset(&action.sa_mask);
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
		if (sigaction(numbers[i], NULL, &before) == 0 && before.sa_handler == SIG_DFL)
			sigaction(numbers[i], &action, NULL);
}

static void add(const char *path)
{
	for (size_t i = 0; i < LITTER_MAX; i++) {
		const char *none = NULL;
		if (atomic_compare_exchange_strong(&files[i], &none, path))
			return;
	}
}

/* A child of fork(2) begins with an empty table. */
static void own(void)
{
	if (is_owner())
		return;
	for (size_t i = 0; i < LITTER_MAX; i++)
		atomic_store(&files[i], NULL);
	atomic_store(&owner, getpid());
}

int litter_make(char *path)
{
	sigset_t all, before;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	own();
	watch_signals();
	int fd = mkstemp(path);
	if (fd >= 0)
		add(path);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return fd;
}

/* Who calls frees the path then; a handler that took it from the table before, in
 * another thread, still reads it and ends us in a moment. */
static void wait_for_end(void)
{
	while (atomic_load(&ending) && is_owner())
		pause();
}

void litter_done(const char *path)
{
	for (size_t i = 0; i < LITTER_MAX; i++) {
		const char *mine = path;
		if (atomic_compare_exchange_strong(&files[i], &mine, NULL))
			break;
	}
	wait_for_end();
}
