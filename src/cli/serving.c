#include "cli/serving.h"

#include "base/arena.h"
#include "cli/command.h"
#include "cli/source.h"
#include "power/naming.h"
#include "serve/html.h"
#include "serve/page.h"

#include <stdlib.h>
#include <string.h>

enum { OPERANDS_MAX = 32, FRESH_REQUESTS = 200 /* to NetBox, for one picture */ };
static const char html[] = "text/html; charset=utf-8";

/* /WORD/NAME.FORMAT is `wattmap COMMAND NAME` with that format. */
static const struct view {
	const char *word;
	enum command_id command;
	bool picture, text; /* what a page without a format shows */
	bool tables;        /* its text as HTML */
} views[] = {
	{ "trace", COMMAND_TRACE, true, true, false },   { "fail", COMMAND_FAIL, true, true, false },
	{ "chain", COMMAND_CHAIN, true, false, false },  { "floor", COMMAND_FLOOR, true, false, false },
	{ "report", COMMAND_REPORT, false, true, true }, { "audit", COMMAND_AUDIT, false, true, true },
};

static const char *const types[FORMATS] = {
	[FORMAT_SVG] = "image/svg+xml; charset=utf-8", [FORMAT_PNG] = "image/png", [FORMAT_PDF] = "application/pdf",
	[FORMAT_DOT] = "text/vnd.graphviz; charset=utf-8", [FORMAT_JSON] = "application/json",
	[FORMAT_TXT] = "text/plain; charset=utf-8", [FORMAT_CSV] = "text/csv; charset=utf-8",
	[FORMAT_MD] = "text/markdown; charset=utf-8", [FORMAT_SARIF] = "application/sarif+json",
	[FORMAT_XML] = "application/xml",
};

/* A target taken apart. */
struct asked {
	const struct view *view;
	const struct command *command;
	char *path;                 /* "/trace/NAME", without the suffix */
	const char *name;           /* in `path`; "" none */
	enum format format;         /* FORMATS: a page */
	const char *query;
	bool fresh;                 /* ?fresh=1: from NetBox as it is now */
	const char *operands[OPERANDS_MAX];
	size_t operand_count;
	struct option_pair pairs[TARGET_PAIRS];
	size_t count;
};

/* -- taking apart ------------------------------------------------------- */

static const struct view *view_find(const char *path)
{
	for (size_t i = 0; i < sizeof views / sizeof *views; i++) {
		size_t length = strlen(views[i].word);
		if (strncmp(path + 1, views[i].word, length) == 0 && strchr("/.", path[1 + length]))
			return &views[i];
	}
	return NULL;
}

/* Cuts a suffix off that the command writes; ".com" stays part of the name. */
static enum format take_suffix(const struct command *command, char *path)
{
	char *dot = strrchr(path, '.');
	enum format format = dot ? format_by_name(dot + 1) : FORMATS;
	if (!output_fits(command, NULL, format))
		return FORMATS;
	*dot = '\0';
	return format;
}

static bool add_operand(struct asked *asked, const char *name, struct error *err)
{
	if (asked->operand_count == OPERANDS_MAX)
		return error_set(err, ERROR_USAGE, "more than %d elements", OPERANDS_MAX);
	asked->operands[asked->operand_count++] = name;
	return true;
}

static bool can_be_fresh(const struct serving *serving)
{
	return !source_is_snapshot(serving->options) && serving->options->scope.count == 0;
}

/* The quick way needs a NetBox, and is for what NetBox can find by its name. */
static bool take_fresh(struct asked *asked, const struct serving *serving, const char *value, struct error *err)
{
	if (value && strcmp(value, "0") == 0)
		return true;
	asked->fresh = true;
	if (source_is_snapshot(serving->options))
		return error_set(err, ERROR_USAGE, "fresh: this server shows a snapshot");
	return can_be_fresh(serving) || error_set(err, ERROR_USAGE, "fresh: not with a server that shows a part of "
	                                                       "NetBox only");
}

bool serving_is_fresh(void *context, const struct target *target)
{
	(void)context;
	for (size_t i = 0; i < target->count; i++)
		if (strcmp(target->pairs[i].name, "fresh") == 0)
			return true;
	return false;
}

/* ?element=NAME, again for more, is one more operand; fresh is of /trace; all
 * else are options. */
static bool take_pair(struct asked *asked, const struct serving *serving, const struct target_pair *pair, struct error *err)
{
	if (strcmp(pair->name, "element") == 0)
		return add_operand(asked, pair->value ? pair->value : "", err);
	if (strcmp(pair->name, "fresh") == 0 && asked->view->command == COMMAND_TRACE)
		return take_fresh(asked, serving, pair->value, err);
	asked->pairs[asked->count++] = (struct option_pair){ pair->name, pair->value };
	return true;
}

static bool asked_read(struct asked *asked, const struct serving *serving, const struct view *view,
                       const struct target *target, struct error *err)
{
	bool ok = true;
	*asked = (struct asked){ .view = view, .command = &commands[view->command], .query = target->query };
	asked->path = xstrdup(target->path);
	asked->format = take_suffix(asked->command, asked->path);
	char *slash = strchr(asked->path + 1, '/');
	asked->name = slash ? slash + 1 : "";
	if (*asked->name)
		ok = add_operand(asked, asked->name, err);
	for (size_t i = 0; i < target->count && ok; i++)
		ok = take_pair(asked, serving, &target->pairs[i], err);
	return ok;
}

/* A word that can only be one of a few, such as the kind of a report. */
static bool is_known(const struct asked *asked)
{
	const char *const *words = asked->command->operand_words;
	while (words && *words && strcmp(*words, asked->name) != 0)
		words++;
	return !words || *words || !*asked->name;
}

/* -- running the command ------------------------------------------------ */

static bool run(const struct serving *serving, const struct asked *asked, enum format format, FILE *out, struct error *err)
{
	struct options options;
	bool ok = options_request(&options, serving->options, asked->command, asked->operands, asked->operand_count,
	                          asked->pairs, asked->count, err);
	options.held = asked->fresh ? NULL : &serving->held;
	if (asked->fresh)
		options.max_requests = FRESH_REQUESTS;
	options.standard = out;
	options.format = (int)format;
	ok = ok && asked->command->run(&options, err);
	options_request_free(&options);
	return ok;
}

/* -- pages -------------------------------------------------------------- */

/* The other formats of the same. */
static void write_formats(const struct html *page, const struct asked *asked)
{
	struct arena *arena = arena_new();
	struct html_item items[FORMATS];
	size_t count = 0;
	for (int format = 0; format < FORMATS; format++) {
		const char *name = format_name((enum format)format);
		if (output_fits(asked->command, asked->name, (enum format)format))
			items[count++] = (struct html_item){ name, arena_printf(arena, "%s.%s", asked->path, name), asked->query };
	}
	html_nav(page, items, count);
	arena_free(arena);
}

static void write_picture(const struct html *page, const struct asked *asked)
{
	struct arena *arena = arena_new();
	const struct html_item item = { "the picture", arena_printf(arena, "%s.svg", asked->path), asked->query };
	html_object(page, "image/svg+xml", &item);
	arena_free(arena);
}

/* "trace CORE-SW01", also when it was asked for as device:#78. malloc'd. */
static char *make_title(const struct serving *serving, const struct asked *asked)
{
	struct select_words words = naming_words(serving->power);
	size_t count = 0, size = 0;
	const struct object **objects = asked->operand_count == 1 && !asked->command->operand_words
		? select_candidates(serving->inventory, &words, NULL, asked->operands[0], &count) : NULL;
	char *name = count == 1 ? object_full_name(objects[0]) : xstrdup(asked->name), *title = NULL;
	FILE *out = open_memstream(&title, &size);
	fprintf(out, "%s %s", asked->view->word, name);
	fclose(out);
	free(name);
	free(objects);
	return title;
}

/* From what feeds it to what its loss does, and back. */
static void write_others(const struct serving *serving, const struct html *page, const struct asked *asked)
{
	if (asked->operand_count != 1 || asked->command->operand_words)
		return;
	struct arena *arena = arena_new();
	const char *trace = arena_printf(arena, "/trace/%s", asked->name), *fail = arena_printf(arena, "/fail/%s", asked->name);
	bool failing = asked->view->command == COMMAND_FAIL;
	bool fresh = asked->view->command == COMMAND_TRACE && !asked->fresh && can_be_fresh(serving);
	const struct html_item items[] = {
		failing ? (struct html_item){ "what feeds it", trace, "" } : (struct html_item){ "if it fails", fail, "" },
		{ "as NetBox is now", trace, "fresh=1" },
	};
	html_nav(page, items, fresh ? 2 : 1);
	arena_free(arena);
}

static void write_body(const struct serving *serving, const struct asked *asked, const char *text, FILE *out)
{
	struct html page = { out, serving->base };
	char *title = make_title(serving, asked);
	html_begin(&page, title);
	write_formats(&page, asked);
	write_others(serving, &page, asked);
	if (asked->view->picture && (asked->operand_count > 0 || !asked->view->text))
		write_picture(&page, asked);
	if (asked->view->tables)
		fputs(text, out);
	else if (asked->view->text)
		html_lines(&page, text);
	html_end(&page);
	free(title);
}

/* The text comes first: when it cannot be made there is no page. A sweep of
 * `fail` has no picture. */
static bool write_page(const struct serving *serving, const struct asked *asked, FILE *out, struct error *err)
{
	char *text = NULL;
	size_t size = 0;
	FILE *memory = open_memstream(&text, &size);
	bool ok = !asked->view->text || run(serving, asked, asked->view->tables ? FORMAT_HTML : FORMAT_TXT, memory, err);
	fclose(memory);
	if (ok)
		write_body(serving, asked, text, out);
	free(text);
	return ok;
}

/* -- errors ------------------------------------------------------------- */

static unsigned status_of(const struct error *err)
{
	switch (err->code) {
	case ERROR_USAGE: return 400;
	case ERROR_NOT_FOUND: return 404;
	case ERROR_NETWORK: case ERROR_REFUSED: return 502; /* only what asks NetBox: ?fresh */
	case ERROR_NONE: case ERROR_FINDINGS: case ERROR_CONFIG: case ERROR_DATA: case ERROR_WRITE: case ERROR_BUG: break;
	}
	return 500;
}

/* A name among the operands that fits several elements: a page with them. */
static bool explain_ambiguous(const struct serving *serving, const struct asked *asked, FILE *out)
{
	struct select_words words = naming_words(serving->power);
	for (size_t i = 0; asked->command->operand_words == NULL && i < asked->operand_count; i++) {
		size_t count;
		const struct object **objects = select_candidates(serving->inventory, &words, NULL, asked->operands[i], &count);
		if (count > 1)
			serving_candidates(serving, asked->view->word, asked->format == FORMATS ? "" : format_name(asked->format),
			                   asked->query, asked->operands[i], objects, count, out);
		free(objects);
		if (count > 1)
			return true;
	}
	return false;
}

static void reply_error(struct serve_reply *reply, unsigned status, const char *text)
{
	struct answer *answer = page_error(status, "%s", text);
	free(reply->body);
	reply->status = status;
	snprintf(reply->type, sizeof reply->type, "%s", answer->type);
	reply->body = answer->body;
	reply->size = answer->size;
	answer->body = NULL;
	answer_drop(answer);
}

/* -- the answer --------------------------------------------------------- */

static bool answer_view(const struct serving *serving, const struct asked *asked, struct serve_reply *reply,
                        struct error *err)
{
	FILE *out = open_memstream(&reply->body, &reply->size);
	bool page = asked->format == FORMATS;
	bool ok = page ? write_page(serving, asked, out, err) : run(serving, asked, asked->format, out, err);
	snprintf(reply->type, sizeof reply->type, "%s", page ? html : types[asked->format]);
	reply->status = 200;
	reply->passing = asked->fresh;
	if (!ok && err->code == ERROR_NOT_FOUND) {
		rewind(out);
		if (explain_ambiguous(serving, asked, out)) {
			reply->status = 300;
			snprintf(reply->type, sizeof reply->type, "%s", html);
			ok = true;
		}
	}
	fclose(out);
	return ok;
}

static bool answer_index(const struct serving *serving, const struct target *target, const char *list,
                         struct serve_reply *reply, struct error *err)
{
	FILE *out = open_memstream(&reply->body, &reply->size);
	bool ok = serving_index(serving, target, list, out, err);
	fclose(out);
	reply->status = 200;
	snprintf(reply->type, sizeof reply->type, "%s", html);
	return ok;
}

void serving_render(void *context, const struct target *target, struct serve_reply *reply)
{
	const struct serving *serving = context;
	const struct view *view = view_find(target->path);
	struct error err = { .code = ERROR_NONE };
	struct asked asked = { .path = NULL };
	bool ok;
	if (view)
		ok = asked_read(&asked, serving, view, target, &err) &&
		     (is_known(&asked) || error_set(&err, ERROR_NOT_FOUND, "there is no %s '%s'", view->word, asked.name)) &&
		     answer_view(serving, &asked, reply, &err);
	else if (strcmp(target->path, "/") == 0)
		ok = answer_index(serving, target, NULL, reply, &err);
	else if (strncmp(target->path, "/list/", 6) == 0)
		ok = answer_index(serving, target, target->path + 6, reply, &err);
	else
		ok = error_set(&err, ERROR_NOT_FOUND, "there is no page '%s'", target->path);
	if (!ok)
		reply_error(reply, status_of(&err), err.text);
	free(asked.path);
}
