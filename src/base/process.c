#define _GNU_SOURCE /* memfd_create(), sched_getaffinity() */
#include "base/process.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

unsigned processors(void)
{
	cpu_set_t usable;
	int count = sched_getaffinity(0, sizeof usable, &usable) == 0 ? CPU_COUNT(&usable) : 1;
	return count < 1 ? 1 : (unsigned)count;
}

/* It goes with the process that wants its work, however that ends. */
static _Noreturn void work_aside(int file, pid_t parent, aside_write *write, void *context)
{
	FILE *out = prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 && getppid() == parent ? fdopen(file, "w") : NULL;
	bool ok = out && write(context, out);
	_exit(out && fclose(out) == 0 && ok ? 0 : 1); /* other buffers of stdio are the parent's to write */
}

void aside_begin(struct aside *aside, aside_write *write, void *context)
{
	pid_t parent = getpid(), pid;
	*aside = (struct aside){0, -1};
	int file = processors() > 1 ? memfd_create("aside", MFD_CLOEXEC) : -1;
	if (file < 0)
		return;
	pid = fork();
	if (pid == 0)
		work_aside(file, parent, write, context);
	if (pid > 0)
		*aside = (struct aside){pid, file};
	else
		close(file);
}

static bool ended_well(pid_t pid)
{
	int status;
	pid_t ended;
	while ((ended = waitpid(pid, &status, 0)) < 0 && errno == EINTR)
		;
	return ended == pid && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* Mapped and not read: a read can fail halfway. */
static bool append(int file, FILE *out)
{
	off_t size = lseek(file, 0, SEEK_END);
	if (size <= 0)
		return size == 0;
	void *written = mmap(NULL, (size_t)size, PROT_READ, MAP_SHARED, file, 0);
	if (written == MAP_FAILED)
		return false;
	fwrite(written, 1, (size_t)size, out); /* checked with the flush */
	munmap(written, (size_t)size);
	return true;
}

bool aside_end(struct aside *aside, FILE *out)
{
	if (!aside->pid)
		return false;
	bool ok = ended_well(aside->pid) && append(aside->file, out);
	close(aside->file);
	*aside = (struct aside){0, -1};
	return ok;
}
