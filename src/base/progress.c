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

/* "1:04", "2:10:00" */
static int format_left(char *text, size_t size, double left_s)
{
	uint64_t s = left_s < 1e9 ? (uint64_t)(left_s + 0.5) : 1000000000;
	if (s >= 3600)
		return snprintf(text, size, "%" PRIu64 ":%02" PRIu64 ":%02" PRIu64, s / 3600, s / 60 % 60, s % 60);
	return snprintf(text, size, "%" PRIu64 ":%02" PRIu64, s / 60, s % 60);
}

char *progress_format(char text[PROGRESS_MAX], const char *what, uint64_t done, uint64_t total, double elapsed_s)
{
	char left[40];
	if (!total) {
		snprintf(text, PROGRESS_MAX, "%s: %" PRIu64, what, done);
		return text;
	}
	int length = snprintf(text, PROGRESS_MAX, "%s: %" PRIu64 " of %" PRIu64, what, done, total);
	if (done == 0 || done > total || elapsed_s < 1 || length >= PROGRESS_MAX)
		return text;
	double rate = (double)done / elapsed_s;
	format_left(left, sizeof left, (double)(total - done) / rate);
	snprintf(text + length, (size_t)(PROGRESS_MAX - length), ", %.*f a second, %s left", rate < 10 ? 1 : 0, rate, left);
	return text;
}

void progress_update(struct progress *p, uint64_t done, uint64_t total)
{
	if (!p->enabled)
		return;
	double now = clock_s();
	if (now - p->started < 1 || now - p->shown < 0.1)
		return;
	p->shown = now;
	char text[PROGRESS_MAX];
	fprintf(stderr, "\r%s\x1b[K", progress_format(text, p->what, done, total, now - p->started));
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
