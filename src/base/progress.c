#include "base/progress.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct progress {
	const char *what;
	double started, shown; /* seconds; shown 0: nothing on the screen */
	bool enabled;
};

struct progress *progress_new(const char *what)
{
	struct progress *p = xcalloc(1, sizeof *p);
	p->what = what;
	p->started = clock_s();
	p->enabled = !log_quiet() && isatty(STDERR_FILENO);
	return p;
}

void progress_update(struct progress *p, uint64_t done, uint64_t total)
{
	if (!p->enabled)
		return;
	double now = clock_s();
	if (now - p->started < 1 || now - p->shown < 0.1)
		return;
	p->shown = now;
	if (total)
		fprintf(stderr, "\r%s: %" PRIu64 " of %" PRIu64 "\x1b[K", p->what, done, total);
	else
		fprintf(stderr, "\r%s: %" PRIu64 "\x1b[K", p->what, done);
	fflush(stderr);
}

void progress_free(struct progress *p)
{
	if (!p)
		return;
	if (p->shown > 0)
		fputs("\r\x1b[K", stderr);
	free(p);
}
