/* How long loading a snapshot takes, against jansson's json_load_file() on the
 * same file, and how much memory. Each measurement runs in a process of its
 * own, so that peaks do not mix; the best of a few runs counts.
 *
 *     tests/gen/site.py --racks 1000 -o big.json
 *     build/bench/load big.json [RUNS]
 *
 * Ends with 1 when the ratio is above 0.7 or the peak above 400 MB. */
#include "netbox/decode.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

struct figures {
	double read_s, decode_s, total_s;
	long peak_kb;
	size_t objects;
	int ok;
};

static double now_s(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void measure_ours(const char *path, struct figures *f)
{
	struct error err = { 0 };
	struct raw *raw;
	struct decoding *decoding;
	struct inventory *inventory;
	double start = now_s();
	if (!snapshot_read_ahead(path, &decoding, &raw, &err)) {
		fprintf(stderr, "%s\n", err.text);
		return;
	}
	double middle = now_s();
	if (!decoding_finish(decoding, raw, &inventory, &err)) {
		fprintf(stderr, "%s\n", err.text);
		return;
	}
	f->total_s = now_s() - start;
	f->read_s = middle - start;
	f->decode_s = f->total_s - f->read_s;
	for (int kind = 0; kind < OBJECT_KINDS; kind++) {
		size_t count;
		inventory_objects(inventory, (enum object_kind)kind, &count);
		f->objects += count;
	}
	f->ok = 1;
}

static void measure_jansson(const char *path, struct figures *f)
{
	json_error_t wrong;
	double start = now_s();
	json_t *json = json_load_file(path, 0, &wrong);
	f->total_s = now_s() - start;
	f->ok = json != NULL;
}

static struct figures measure_once(void (*measure)(const char *, struct figures *), const char *path)
{
	struct figures f = { 0 };
	int ends[2];
	if (pipe(ends) != 0)
		return f;
	pid_t child = fork();
	if (child == 0) {
		struct rusage usage;
		measure(path, &f);
		getrusage(RUSAGE_SELF, &usage);
		f.peak_kb = usage.ru_maxrss;
		ssize_t written = write(ends[1], &f, sizeof f);
		_exit(written == (ssize_t)sizeof f ? 0 : 1);
	}
	close(ends[1]);
	if (child < 0 || read(ends[0], &f, sizeof f) != (ssize_t)sizeof f)
		f.ok = 0;
	close(ends[0]);
	waitpid(child, NULL, 0);
	return f;
}

static struct figures best_of(int runs, void (*measure)(const char *, struct figures *), const char *path)
{
	struct figures best = { 0 };
	for (int i = 0; i < runs; i++) {
		struct figures f = measure_once(measure, path);
		if (!f.ok)
			return f;
		if (!best.ok || f.total_s < best.total_s)
			best = f;
	}
	return best;
}

int main(int argc, char **argv)
{
	int runs = argc > 2 ? atoi(argv[2]) : 3;
	if (argc < 2 || runs < 1) {
		fprintf(stderr, "usage: load SNAPSHOT [RUNS]\n");
		return 2;
	}
	struct figures theirs = best_of(runs, measure_jansson, argv[1]);
	struct figures ours = best_of(runs, measure_ours, argv[1]);
	if (!ours.ok || !theirs.ok)
		return 1;
	double ratio = ours.total_s / theirs.total_s;
	printf("load            %7.3f s  (read %.3f, decode and link %.3f)  %zu objects  peak %ld MB\n", ours.total_s,
	    ours.read_s, ours.decode_s, ours.objects, ours.peak_kb / 1024);
	printf("json_load_file  %7.3f s  peak %ld MB\n", theirs.total_s, theirs.peak_kb / 1024);
	printf("ratio           %7.2f    (limit 0.70; peak limit 400 MB)\n", ratio);
	return ratio > 0.7 || ours.peak_kb > 400 * 1024;
}
