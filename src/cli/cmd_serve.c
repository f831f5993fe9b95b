/* `wattmap serve`: the commands over HTTP. */
#include "cli/command.h"

#include "base/arena.h"
#include "base/outfile.h"
#include "cli/config.h"
#include "cli/serving.h"
#include "cli/source.h"
#include "netbox/decode.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* -- the data ----------------------------------------------------------- */

/* Plug-ins and fonts are loaded once here instead of in every renderer. */
static void warm_up(struct serving *serving)
{
	const struct power *power = serving->power;
	char path[64];
	struct target target = { .path = path, .query = "" };
	struct serve_reply reply = { .status = 0 };
	uint32_t node = power->first[OBJECT_DEVICE];
	while (node < power->node_count && power->nodes[node].role != ROLE_CONSUMER)
		node++;
	if (node == power->node_count)
		return;
	snprintf(path, sizeof path, "/trace/device:#%" PRId64 ".png", power->nodes[node].object->id);
	serving_render(serving, &target, &reply);
	free(reply.body);
}

static bool load(void *context, struct serve_about *about, struct error *err)
{
	struct serving *serving = context;
	struct policy policy = config_policy(serving->options);
	if (!source_inventory(serving->options, &serving->inventory, err))
		return false;
	serving->power = power_build(serving->inventory, &policy);
	serving->held = (struct held){ serving->inventory, serving->power, losses_new(serving->power) };
	losses_weak(serving->held.losses);
	snprintf(about->taken_at, sizeof about->taken_at, "%s", serving->inventory->taken_at);
	for (int kind = 0; kind < OBJECT_KINDS; kind++) {
		size_t count;
		inventory_objects(serving->inventory, (enum object_kind)kind, &count);
		about->objects += count;
	}
	warm_up(serving);
	return true;
}

static bool may_recover(void *context, const struct error *err)
{
	const struct serving *serving = context;
	return err->code == ERROR_NETWORK && !source_is_snapshot(serving->options);
}

/* -- options ------------------------------------------------------------ */

/* "/wattmap" for "wattmap/"; only what needs no escape. */
static bool read_base(const char *text, char **base, struct error *err)
{
	size_t length = strlen(text = text ? text : "");
	while (length > 0 && text[length - 1] == '/')
		length--;
	*base = xmalloc(length + 2);
	snprintf(*base, length + 2, "%s%.*s", length && *text != '/' ? "/" : "", (int)length, text);
	return !(*base)[strspn(*base, "/-._~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")] ||
	       error_set(err, ERROR_USAGE, "--base-path: '%s' is no path of letters, digits, '-', '.', '_', '~' and '/'", text);
}

/* The first line of the file. */
static bool read_token(const char *path, char **token, struct error *err)
{
	size_t size;
	struct error reason = { .code = ERROR_NONE };
	if (!path)
		return true;
	if (!infile_read(path, token, &size, &reason))
		return error_set(err, ERROR_CONFIG, "--serve-token-file: %s", reason.text);
	(*token)[strcspn(*token, "\r\n")] = '\0';
	return strlen(*token) >= 16 ||
	       error_set(err, ERROR_CONFIG, "--serve-token-file %s: a token has at least 16 characters", path);
}

static struct serve_options serve_options_of(const struct options *options)
{
	return (struct serve_options){
		.listen = options->listen, .public = options->open_to_all, .behind_proxy = options->behind_proxy,
		.refresh_s = options->refresh_s, .max_stale_s = options->max_stale_s, .workers = (unsigned)options->workers,
		.max_connections = (unsigned)options->max_connections, .max_url = (unsigned)options->max_url,
		.max_queue = (unsigned)options->max_queue, .rate = options->rate, .burst = (double)options->burst,
		.render_s = options->render_timeout_s, .render_mb = (size_t)options->render_memory_mb,
		.cache_mb = (size_t)options->cache_mb, .recycle = (unsigned)options->recycle,
	};
}

bool cmd_serve(const struct options *options, struct error *err)
{
	struct serve_options serve = serve_options_of(options);
	char *base = NULL;
	struct serving serving = { .options = options };
	struct serve_app app = { &serving, load, serving_render, serving_is_fresh, may_recover };
	bool ok = source_check(options, err) && read_base(options->base_path, &base, err) &&
	          read_token(options->serve_token_file, &serve.token, err);
	if (ok) {
		serve.base_path = serving.base = base;
		ok = serve_run(&serve, &app, err);
	}
	free(base);
	free(serve.token);
	return ok;
}
