/* A task is a kind, or all kinds that need the places: these are made once, by the
 * task. Threads take the tasks in turn; a task leaves texts in memory, one for each
 * format, and the documents are put together of them. */
#include "cli/report_all.h"

#include "base/clock.h"
#include "base/jsonout.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/process.h"
#include "cli/table_output.h"
#include "report/write_html.h"
#include "report/write_markdown.h"
#include "report/write_text.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

enum { KINDS_MAX = 16, THREADS_MAX = 8 };

/* A report, written. */
struct part {
	const struct report_kind *kind;
	char *texts[FORMATS];
	size_t sizes[FORMATS];
};

struct task {
	struct part *parts[KINDS_MAX];
	size_t count;
	unsigned weight;
};

struct bundle {
	const struct options *options;
	const struct picture *picture;
	const struct report_request *request;
	struct report_options writing;
	const char *title;
	struct part parts[KINDS_MAX];
	size_t part_count;
	struct task tasks[KINDS_MAX];
	size_t task_count;
	atomic_size_t next;     /* task */
	pthread_mutex_t lock;   /* of the following */
	struct error err;       /* the first one */
};

/* -- what there is to do ------------------------------------------------- */

static struct task *places_task(struct bundle *b)
{
	for (size_t i = 0; i < b->task_count; i++)
		if (b->tasks[i].parts[0]->kind->places)
			return &b->tasks[i];
	return NULL;
}

static void add_kind(struct bundle *b, const struct report_kind *kind)
{
	struct part *part = &b->parts[b->part_count++];
	struct task *task = kind->places ? places_task(b) : NULL;
	part->kind = kind;
	if (!task)
		task = &b->tasks[b->task_count++];
	task->parts[task->count++] = part;
	task->weight += kind->weight;
}

static int heaviest_first(const void *a, const void *b)
{
	const struct task *x = a, *y = b;
	return (x->weight < y->weight) - (x->weight > y->weight);
}

static void plan(struct bundle *b)
{
	for (const struct report_kind *kind = report_kinds; kind->name; kind++)
		if (kind->make != report_fit) /* answers a question, which nobody asks here */
			add_kind(b, kind);
	qsort(b->tasks, b->task_count, sizeof *b->tasks, heaviest_first);
}

/* -- one after another, by several ---------------------------------------- */

static bool write_part(const struct bundle *b, struct part *part, const struct report *report, struct error *err)
{
	bool ok = true;
	for (int format = 0; format < FORMATS && ok; format++) {
		if (!outputs_want(&b->picture->outputs, (enum format)format))
			continue;
		FILE *out = memory_stream(&part->texts[format], &part->sizes[format]);
		ok = report_write(report, &b->writing, (enum format)format, out, err);
		fclose(out);
	}
	return ok;
}

static bool make_part(const struct bundle *b, struct part *part, const struct report_request *request, struct error *err)
{
	struct report *report = part->kind->make(request);
	bool ok = report_choose(report, b->options, err) && write_part(b, part, report, err);
	report_free(report);
	return ok;
}

static bool do_task(const struct bundle *b, const struct task *task, struct error *err)
{
	struct report_request request = *b->request;
	struct places *places = task->parts[0]->kind->places ? places_build(request.power) : NULL;
	bool ok = true;
	request.places = places;
	request.title = NULL; /* of the whole */
	for (size_t i = 0; i < task->count && ok; i++)
		ok = make_part(b, task->parts[i], &request, err);
	places_free(places);
	return ok;
}

static void *work(void *bundle)
{
	struct bundle *b = bundle;
	for (size_t i; (i = atomic_fetch_add(&b->next, 1)) < b->task_count;) {
		struct error err = { .code = ERROR_NONE };
		if (do_task(b, &b->tasks[i], &err))
			continue;
		pthread_mutex_lock(&b->lock);
		error_set(&b->err, err.code, "%s", err.text);
		pthread_mutex_unlock(&b->lock);
	}
	return NULL;
}

/* A thread that cannot be started is no loss. */
static void do_all(struct bundle *b)
{
	pthread_t threads[THREADS_MAX];
	size_t count = 0, most = processors() - 1;
	pthread_mutex_init(&b->lock, NULL);
	while (count < most && count < THREADS_MAX && count + 1 < b->task_count &&
	       pthread_create(&threads[count], NULL, work, b) == 0)
		count++;
	work(b);
	for (size_t i = 0; i < count; i++)
		pthread_join(threads[i], NULL);
	pthread_mutex_destroy(&b->lock);
}

/* -- documents ------------------------------------------------------------ */

static void write_parts(const struct bundle *b, enum format format, const char *between, FILE *out)
{
	for (size_t i = 0; i < b->part_count; i++) {
		fputs(i ? between : "", out);
		fwrite(b->parts[i].texts[format], 1, b->parts[i].sizes[format], out);
	}
}

static void write_json(const struct bundle *b, FILE *out)
{
	const struct inventory *inventory = b->picture->inventory;
	struct jsonout json;
	jsonout_start(&json, out);
	jsonout_open(&json, NULL, '{');
	jsonout_string(&json, "format", "wattmap-reports");
	jsonout_integer(&json, "version", 1);
	jsonout_text(&json, "title", b->title);
	jsonout_text(&json, "taken_at", b->request->taken_at);
	jsonout_line(&json);
	jsonout_open(&json, "netbox", '{');
	jsonout_text(&json, "url", inventory->url);
	jsonout_text(&json, "version", inventory->version_text);
	jsonout_close(&json, '}');
	jsonout_open(&json, "reports", '[');
	putc('\n', out);
	write_parts(b, FORMAT_JSON, ", ", out);
	jsonout_close(&json, ']');
	jsonout_close(&json, '}');
	putc('\n', out);
}

static bool write_document(const void *context, enum format format, FILE *out, struct error *err)
{
	const struct bundle *b = context;
	if (format == FORMAT_JSON) {
		write_json(b, out);
		return report_written(out, err);
	}
	if (format == FORMAT_MD)
		report_write_markdown_title(b->title, out);
	else if (format == FORMAT_HTML)
		report_write_html_title(b->title, out);
	else
		report_write_text_title(b->title, &b->writing, out);
	write_parts(b, format, format == FORMAT_HTML ? "" : "\n", out);
	return report_written(out, err);
}

bool report_all(const struct options *options, struct picture *picture, const struct report_request *request,
                struct error *err)
{
	struct bundle b = {
		.options = options, .picture = picture, .request = request, .title = request->title,
		.writing = { .ascii = picture_is_ascii(picture), .wide = options->wide, .no_links = options->no_links },
	};
	struct arena *arena = arena_new();
	const char *scope = request->scope ? scope_text(request->scope) : "";
	const char *stamps[] = { picture->inventory->taken_at, request->taken_at, NULL };
	struct content_writer writer = { .write = write_document, .context = &b, .stamps = stamps };
	double began_s = clock_s();
	if (!b.title)
		b.title = arena_printf(arena, "Power reports%s%s", *scope ? ": " : "", scope);
	plan(&b);
	do_all(&b);
	log_debug("reports in %.1f ms: all kinds, written to memory", (clock_s() - began_s) * 1e3);
	bool ok = b.err.code == ERROR_NONE ? outputs_write(&picture->outputs, &writer, err)
	                                   : error_set(err, b.err.code, "%s", b.err.text);
	for (size_t i = 0; i < b.part_count; i++)
		for (int format = 0; format < FORMATS; format++)
			free(b.parts[i].texts[format]);
	arena_free(arena);
	return ok;
}
