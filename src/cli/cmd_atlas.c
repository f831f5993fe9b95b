/* `wattmap atlas`: every picture of a scope into a folder. This process reads,
 * plans, keeps the manifest and writes the index; its children draw. */
#include "cli/atlas_pages.h"

#include "atlas/folder.h"
#include "atlas/pool.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/process.h"
#include "base/progress.h"
#include "base/text.h"
#include "cli/atlas_index.h"
#include "cli/atlas_inputs.h"
#include "cli/command.h"
#include "cli/config.h"
#include "cli/picture.h"
#include "cli/source.h"
#include "cli/unchanged.h"
#include "diagram/builder.h"
#include "diagram/outcome.h"
#include "netbox/decode.h"
#include "power/naming.h"

#include <assert.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { RECYCLE = 1000, INDEX_PATHS = 2 };
static const char *const index_paths[INDEX_PATHS] = { "index.html", "index.json" };

struct drawn_file {
	uint64_t content, bytes, size;
	bool written;
};

/* What a child says of a page. */
struct reply {
	enum error_code code;
	struct drawn_file files[PAGE_FILES];
	char text[1024];
};

struct atlas {
	struct options options; /* with the data held */
	struct held held;
	struct inventory *inventory;
	struct power *power;
	struct scope *scope;
	struct pages *pages;
	struct folder *folder;
	struct arena *arena;
	const char *stamps[3];
	uint64_t inputs;
	size_t *todo;           /* pages to look at */
	size_t todo_count, done, failed, written, removed;
	struct manifest_file *now; /* what is in the folder: PAGE_FILES a page, then the index */
	struct progress *progress;
	struct error first_failure, stop; /* stop: ends the run */
};

/* -- signals ------------------------------------------------------------------ */

static volatile sig_atomic_t caught;

static void on_signal(int number)
{
	caught = number;
}

static const int watched[] = { SIGINT, SIGTERM, SIGHUP };
enum { WATCHED = sizeof watched / sizeof *watched };

/* The second signal of a kind ends this process as ever. */
static void watch_signals(struct sigaction before[WATCHED])
{
	struct sigaction action = { .sa_handler = on_signal, .sa_flags = (int)SA_RESETHAND };
	sigemptyset(&action.sa_mask);
	for (size_t i = 0; i < WATCHED; i++) {
		sigaction(watched[i], NULL, &before[i]);
		if (before[i].sa_handler != SIG_IGN) /* nohup */
			sigaction(watched[i], &action, NULL);
	}
}

static void unwatch_signals(const struct sigaction before[WATCHED])
{
	for (size_t i = 0; i < WATCHED; i++)
		sigaction(watched[i], &before[i], NULL);
}

/* -- in a child: drawing ------------------------------------------------------------ */

static bool render(const struct atlas *atlas, const struct page *page, enum format format, char **data, size_t *size,
                   struct error *err)
{
	*data = NULL;
	*size = 0;
	FILE *out = open_memstream(data, size);
	bool ok = page_render(&atlas->options, page, format, out, err);
	fclose(out);
	return ok;
}

static bool put_file(const struct atlas *atlas, size_t slot, const char *path, const char *data, size_t size,
                     struct drawn_file *file, struct error *err)
{
	file->bytes = text_hash(data, size, 0);
	file->size = size;
	file->written = true;
	return folder_write(atlas->folder, slot, path, data, size, err);
}

/* Does the file say this already? Then it is kept. */
static bool is_same(const struct atlas *atlas, const char *path, struct drawn_file *file)
{
	const struct manifest_file *old = manifest_find(folder_manifest(atlas->folder), path);
	if (!old || !old->size || old->content != file->content || !folder_is_intact(atlas->folder, old))
		return false;
	*file = (struct drawn_file){ old->content, old->bytes, old->size, false };
	return true;
}

/* Files are told apart by a text without the times: their own, or of what has no
 * text, the SVG before it. */
static bool draw_file(const struct atlas *atlas, size_t slot, const struct page *page, size_t i, uint64_t *svg,
                      struct drawn_file *file, struct error *err)
{
	const struct page_file *wanted = &page->files[i];
	char *data = NULL;
	size_t size;
	bool ok = true;
	if (wanted->format == FORMAT_PNG) {
		file->content = text_hash(&atlas->options.dpi, sizeof atlas->options.dpi, *svg);
		if (is_same(atlas, wanted->path, file))
			return true;
		ok = render(atlas, page, wanted->format, &data, &size, err);
	} else {
		ok = render(atlas, page, wanted->format, &data, &size, err);
		if (ok)
			*svg = file->content = unchanged_fingerprint(data, size, atlas->stamps, 0);
		if (ok && is_same(atlas, wanted->path, file)) {
			free(data);
			return true;
		}
	}
	ok = ok && put_file(atlas, slot, wanted->path, data, size, file, err);
	free(data);
	return ok;
}

static void draw_page(void *context, size_t slot, size_t task, void *reply_)
{
	const struct atlas *atlas = context;
	const struct page *page = &atlas->pages->items[atlas->todo[task]];
	struct reply *reply = reply_;
	struct error err = { .code = ERROR_NONE };
	uint64_t svg = 0;
	log_set_level(LOG_QUIET); /* of 20,000 pages the parent tells what matters */
	for (size_t i = 0; i < page->file_count && err.code == ERROR_NONE; i++)
		draw_file(atlas, slot, page, i, &svg, &reply->files[i], &err);
	reply->code = err.code;
	memcpy(reply->text, err.text, sizeof reply->text);
}

/* -- in this process: keeping account ------------------------------------------------- */

static struct manifest_file *now_of(const struct atlas *atlas, size_t page, size_t file)
{
	return &atlas->now[page * PAGE_FILES + file];
}

static bool record(struct atlas *atlas, struct manifest_file *now, const char *path, const struct drawn_file *file)
{
	*now = (struct manifest_file){ .path = path, .content = file->content, .bytes = file->bytes, .size = file->size,
	                               .inputs = atlas->inputs };
	atlas->written += file->written;
	return folder_record(atlas->folder, now, &atlas->stop);
}

/* One page less is no reason to leave the others. */
static bool note_failure(struct atlas *atlas, const struct page *page, enum error_code code, const char *text)
{
	atlas->failed++;
	error_set(&atlas->first_failure, code, "%s: %s", page->files[0].path, text);
	if (code == ERROR_WRITE)
		return error_set(&atlas->stop, code, "%s", text);
	log_warn("%s: %s", page->files[0].path, text);
	return true;
}

static bool page_done(void *context, size_t task, const void *reply_, int status)
{
	struct atlas *atlas = context;
	const struct page *page = &atlas->pages->items[atlas->todo[task]];
	const struct reply *reply = reply_;
	char died[64];
	atlas->done++;
	if (!reply) {
		snprintf(died, sizeof died, "the process that drew it died of %s %d", WIFSIGNALED(status) ? "signal" : "exit code",
		         WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
		return note_failure(atlas, page, ERROR_BUG, died);
	}
	if (reply->code != ERROR_NONE)
		return note_failure(atlas, page, reply->code, reply->text);
	for (size_t i = 0; i < page->file_count; i++)
		if (!record(atlas, now_of(atlas, atlas->todo[task], i), page->files[i].path, &reply->files[i]))
			return false;
	return true;
}

static bool tick(void *context)
{
	struct atlas *atlas = context;
	progress_update(atlas->progress, atlas->done, atlas->todo_count);
	return !caught;
}

/* -- what there is to do ---------------------------------------------------------------- */

/* Drawn from the same inputs, and still there? */
static bool is_done(const struct atlas *atlas, size_t page)
{
	for (size_t i = 0; i < atlas->pages->items[page].file_count; i++) {
		const struct manifest_file *now = now_of(atlas, page, i);
		if (now->inputs != atlas->inputs || !folder_is_intact(atlas->folder, now))
			return false;
	}
	return true;
}

static void plan_work(struct atlas *atlas)
{
	const struct pages *pages = atlas->pages;
	const struct manifest *manifest = folder_manifest(atlas->folder);
	atlas->now = arena_array(atlas->arena, pages->count * PAGE_FILES + INDEX_PATHS, sizeof *atlas->now);
	atlas->todo = arena_array(atlas->arena, pages->count + 1, sizeof *atlas->todo);
	for (size_t page = 0; page < pages->count; page++) {
		for (size_t i = 0; i < pages->items[page].file_count; i++) {
			const struct manifest_file *old = manifest_find(manifest, pages->items[page].files[i].path);
			*now_of(atlas, page, i) = old ? *old : (struct manifest_file){ .path = pages->items[page].files[i].path };
		}
		if (!is_done(atlas, page))
			atlas->todo[atlas->todo_count++] = page;
	}
}

static bool claim(struct atlas *atlas, struct error *err)
{
	size_t count = 0;
	const char **paths = xcalloc(atlas->pages->count * PAGE_FILES + INDEX_PATHS, sizeof *paths);
	for (size_t i = 0; i < INDEX_PATHS; i++)
		paths[count++] = index_paths[i];
	for (size_t page = 0; page < atlas->pages->count; page++)
		for (size_t i = 0; i < atlas->pages->items[page].file_count; i++)
			paths[count++] = atlas->pages->items[page].files[i].path;
	bool ok = folder_claim(atlas->folder, paths, count, err);
	free(paths);
	return ok;
}

/* -- the index ------------------------------------------------------------------------- */

static bool put_index(struct atlas *atlas, size_t i, const struct index_head *head, const struct index_item *items,
                      struct error *err)
{
	char *data = NULL;
	size_t size = 0;
	struct drawn_file file = { .written = false };
	FILE *out = open_memstream(&data, &size);
	(i == 0 ? index_write_html : index_write_json)(head, items, atlas->pages->count, out);
	fclose(out);
	file.content = text_hash(data, size, 0);
	bool ok = (is_same(atlas, index_paths[i], &file) ||
	           put_file(atlas, 0, index_paths[i], data, size, &file, err)) &&
	          (record(atlas, &atlas->now[atlas->pages->count * PAGE_FILES + i], index_paths[i], &file) ||
	           error_set(err, atlas->stop.code, "%s", atlas->stop.text));
	free(data);
	return ok;
}

static bool write_index(struct atlas *atlas, struct error *err)
{
	const struct index_source source = { atlas->power, atlas->scope, atlas->held.losses, atlas->pages, atlas->now,
	                                     (enum stamp)atlas->options.stamp };
	struct index_head head = atlas_index_head(&source, atlas->arena);
	const struct index_item *items = atlas_index_items(&source, atlas->arena);
	bool ok = true;
	for (size_t i = 0; i < INDEX_PATHS && ok; i++)
		ok = put_index(atlas, i, &head, items, err);
	return ok;
}

/* -- the run -------------------------------------------------------------------------------- */

/* What is in the folder, by path; files that could never be drawn are not. */
static bool finish(struct atlas *atlas, struct error *err)
{
	size_t slots = atlas->pages->count * PAGE_FILES + INDEX_PATHS, count = 0;
	for (size_t i = 0; i < slots; i++)
		if (atlas->now[i].size)
			atlas->now[count++] = atlas->now[i];
	qsort(atlas->now, count, sizeof *atlas->now, manifest_order);
	return folder_finish(atlas->folder, atlas->now, count, &atlas->removed, err);
}

static unsigned jobs_of(const struct options *options)
{
	long jobs = options_origin(options, "jobs") == ORIGIN_DEFAULT ? (long)processors() : options->jobs;
	return jobs < 1 ? 1 : jobs > 32 ? 32 : (unsigned)jobs;
}

static bool draw_all(struct atlas *atlas, struct error *err)
{
	static_assert(sizeof(struct reply) <= PIPE_BUF - 64, "a reply comes whole");
	struct pool pool = { .count = atlas->todo_count, .jobs = jobs_of(&atlas->options), .recycle = RECYCLE,
	                     .reply_size = sizeof(struct reply), .context = atlas, .work = draw_page, .done = page_done,
	                     .tick = tick };
	double began_s = clock_s();
	atlas->progress = progress_new("drawing");
	bool ok = pool_run(&pool, err);
	progress_free(atlas->progress);
	double took_s = clock_s() - began_s;
	log_debug("%zu of %zu pages drawn in %.2f s, %.0f a second", atlas->done, atlas->pages->count, took_s,
	          (double)atlas->done / (took_s > 0 ? took_s : 1));
	return ok && (atlas->stop.code == ERROR_NONE || error_set(err, atlas->stop.code, "%s", atlas->stop.text));
}

/* Interrupted, nothing is removed and the index stays as it was. */
static bool run(struct atlas *atlas, struct error *err)
{
	plan_work(atlas);
	atlas->held.losses = atlas->todo_count ? losses_new(atlas->power) : NULL;
	if (atlas->held.losses)
		losses_weak(atlas->held.losses); /* before the children are made */
	if (!claim(atlas, err) || !draw_all(atlas, err))
		return false;
	if (caught) {
		log_warn("interrupted: %zu of %zu pages were left to do, %zu of them are done; the next run goes on from there",
		         atlas->todo_count, atlas->pages->count, atlas->done);
		return true;
	}
	if (!write_index(atlas, err) || !finish(atlas, err))
		return false;
	log_debug("%zu files written, %zu removed", atlas->written, atlas->removed);
	return atlas->failed == 0 || error_set(err, atlas->first_failure.code, "%zu of %zu pages could not be drawn; %s",
	                                       atlas->failed, atlas->pages->count, atlas->first_failure.text);
}

static bool load(struct atlas *atlas, const struct options *options, struct error *err)
{
	uint64_t data;
	struct policy policy = config_policy(options);
	struct style *style;
	if (!source_check(options, err) || !style_load(options->style, &style, err))
		return false;
	style_free(style);
	if (!source_inventory_digest(options, &atlas->inventory, &data, err))
		return false;
	atlas->power = power_build(atlas->inventory, &policy);
	struct select_words words = naming_words(atlas->power);
	atlas->held = (struct held){ atlas->inventory, atlas->power, NULL };
	atlas->options = *options;
	atlas->options.held = &atlas->held;
	atlas->inputs = atlas_inputs(options, data);
	const struct look look = { .stamp = (enum stamp)options->stamp };
	atlas->stamps[0] = atlas->inventory->taken_at;
	atlas->stamps[1] = arena_printf(atlas->arena, "data of %s", look_time(&look, atlas->inventory->taken_at, atlas->arena));
	return scope_new(atlas->inventory, &words, options->scope.items, options->scope.count, &atlas->scope, err) &&
	       pages_plan(options, atlas->power, atlas->scope, &atlas->pages, err) &&
	       (atlas->pages->pictures > 0 ||
	        error_set(err, ERROR_NOT_FOUND, "%s%snothing takes or gives power; the folder stays as it is",
	                  scope_text(atlas->scope), scope_is_everything(atlas->scope) ? "" : ": "));
}

static bool one_folder(const struct options *options, const char **path, struct error *err)
{
	if (options->outputs.count != 1 || strcmp(options->outputs.items[0], "-") == 0)
		return error_set(err, ERROR_USAGE, "'wattmap atlas' writes into one folder; say -o DIR");
	*path = options->outputs.items[0];
	return true;
}

static void atlas_free(struct atlas *atlas)
{
	pages_free(atlas->pages);
	folder_close(atlas->folder);
	scope_free(atlas->scope);
	losses_free(atlas->held.losses);
	power_free(atlas->power);
	inventory_free(atlas->inventory);
	arena_free(atlas->arena);
}

bool cmd_atlas(const struct options *options, struct error *err)
{
	const char *path = NULL;
	struct atlas atlas = { .arena = arena_new() };
	struct sigaction before[WATCHED];
	bool ok = one_folder(options, &path, err) && load(&atlas, options, err);
	watch_signals(before);
	ok = ok && folder_open(path, &atlas.folder, err) && run(&atlas, err);
	atlas_free(&atlas);
	unwatch_signals(before);
	if (caught)
		raise(caught); /* whoever sent it sees that it was heard */
	return ok;
}
