#include "cli/source.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/config.h"
#include "cli/output.h"
#include "cli/token.h"
#include "cli/version.h"
#include "netbox/decode.h"
#include "power/naming.h"

#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

/* -- a live NetBox ------------------------------------------------------ */

bool source_connect(const struct options *options, struct netbox **netbox, char **token_place, struct error *err)
{
	char *token, *where;
	if (!token_find(options, &token, &where, err))
		return false;
	log_debug("token: %s%s", where ? "from " : "none", where ? where : "");
	struct netbox_options connect = {
		.url = options->netbox, .token = token, .agent = "wattmap/" WATTMAP_VERSION, .cacert = options->cacert,
		.insecure = options->insecure, .jobs = (int)options->jobs, .timeout_s = options->timeout_s,
		.max_requests = (uint64_t)options->max_requests
	};
	/* A server that hangs up is an error of the network, not the end of us. */
	void (*before)(int) = signal(SIGPIPE, SIG_IGN);
	bool ok = netbox_open(&connect, netbox, err);
	signal(SIGPIPE, before);
	free(token);
	if (ok && token_place)
		*token_place = where;
	else
		free(where);
	return ok;
}

/* A trace needs little of a NetBox, unless the user wants more than the picture. */
static bool is_quick(const struct options *options)
{
	return options->command->run == cmd_trace && !options->full && !options->save && options->scope.count == 0;
}

/* *raw NULL: the whole inventory must be read. */
static bool fetch_quick(const struct options *options, struct netbox *netbox, struct raw **raw, struct error *err)
{
	struct outputs outputs;
	bool found;
	struct select_words words = naming_words(NULL);
	*raw = NULL;
	if (!is_quick(options))
		return true;
	bool ok = outputs_plan(options, &outputs, err);
	const struct fetch_trace trace = { .elements = options->operands.items, .count = options->operands.count,
	                                   .words = &words, .path = options->loads == LOADS_PATH, .places = ok && outputs_want(&outputs, FORMAT_JSON) };
	outputs_free(&outputs);
	ok = ok && netbox_fetch_trace(netbox, &trace, &found, raw, err);
	if (ok && !found)
		log_warn("not the name of one device, panel or feed: reading the whole NetBox");
	return ok;
}

bool source_fetch(const struct options *options, struct netbox *netbox, struct decoding **decoding, struct raw **raw,
                  struct error *err)
{
	bool snapshot = options->save || options->command->run == cmd_snapshot;
	const struct fetch_scope scope = { options->scope.items, options->scope.count, snapshot,
	                                   snapshot || options->wants_types };
	void (*before)(int) = signal(SIGPIPE, SIG_IGN);
	bool ok = fetch_quick(options, netbox, raw, err) && (*raw || netbox_fetch(netbox, &scope, decoding, raw, err));
	signal(SIGPIPE, before);
	struct netbox_stats stats = netbox_stats(netbox);
	log_debug("%" PRIu64 " requests, %" PRIu64 " of them again, %" PRIu64 " bytes, %.2f s", stats.requests,
	          stats.repeated, stats.bytes, stats.elapsed_s);
	return ok;
}

static bool read_live(const struct options *options, struct decoding **decoding, struct raw **raw, struct error *err)
{
	struct netbox *netbox;
	if (!source_connect(options, &netbox, NULL, err))
		return false;
	bool ok = source_fetch(options, netbox, decoding, raw, err);
	netbox_free(netbox);
	return ok;
}

/* -- either ------------------------------------------------------------- */

bool source_is_snapshot(const struct options *options)
{
	return options->snapshot && options_origin(options, "netbox") != ORIGIN_COMMAND_LINE;
}

static bool choose_profile(const struct options *options, struct error *err)
{
	char *all = values_text(config_profiles(options->config));
	error_set(err, ERROR_USAGE, "no NetBox chosen; say --profile %s", all);
	free(all);
	return false;
}

bool source_check(const struct options *options, struct error *err)
{
	bool netbox = options_origin(options, "netbox") == ORIGIN_COMMAND_LINE;
	if (netbox && options_origin(options, "profile") == ORIGIN_COMMAND_LINE)
		return error_set(err, ERROR_USAGE, "--netbox and --profile: say one of them");
	if (netbox && options->snapshot)
		return error_set(err, ERROR_USAGE, "--netbox and --snapshot: say one of them");
	if (!options->netbox && !options->snapshot && config_profiles(options->config)[0])
		return choose_profile(options, err);
	if (!options->netbox && !options->snapshot)
		return error_set(err, ERROR_USAGE, options->command->run == cmd_snapshot
		                 ? "no NetBox given; say --netbox URL, or set NETBOX_URL"
		                 : "no NetBox given; say --netbox URL or --snapshot FILE, or set NETBOX_URL");
	if (options->snapshot && options->save)
		return error_set(err, ERROR_USAGE, "--save %s: what is read is a snapshot already", options->save);
	return !options->save || output_check(options, options->save, err);
}

static bool read_either(const struct options *options, struct decoding **decoding, struct raw **raw, struct error *err)
{
	if (decoding)
		*decoding = NULL;
	if (!source_check(options, err))
		return false;
	if (source_is_snapshot(options))
		return decoding ? snapshot_read_ahead(options->snapshot, decoding, raw, err)
		                : snapshot_read(options->snapshot, raw, err);
	if (!read_live(options, decoding, raw, err))
		return false;
	if (!options->save || snapshot_save(*raw, options->save, options->if_changed, err))
		return true;
	if (decoding)
		decoding_drop(*decoding);
	raw_free(*raw);
	return false;
}

bool source_read(const struct options *options, struct raw **raw, struct error *err)
{
	return read_either(options, NULL, raw, err);
}

/* The sum does not depend on the order the pages came in. */
static uint64_t digest_of(const struct raw *raw)
{
	uint64_t digest = text_hash(raw->url, strlen(raw->url), 0) + text_hash(raw->version, strlen(raw->version), 1);
	for (size_t c = 0; c < raw->collection_count; c++) {
		const struct raw_collection *collection = &raw->collections[c];
		uint64_t seed = text_hash(collection->name, strlen(collection->name), 0);
		for (size_t i = 0; i < collection->count; i++)
			digest += text_hash(collection->objects[i].text, collection->objects[i].length, seed);
	}
	return digest;
}

static bool is_referred_to(const struct inventory *inventory, enum object_kind kind)
{
	size_t count;
	struct object **objects = inventory_objects(inventory, kind, &count);
	for (size_t i = 0; i < count; i++)
		if (!objects[i]->visible)
			return true;
	return false;
}

/* A snapshot made by hand, or of a NetBox read in part, may lack what the rest needs. */
static void warn_of_missing(const char *path, const struct raw *raw, const struct inventory *inventory)
{
	char *names = NULL;
	size_t size, count = 0;
	FILE *out = open_memstream(&names, &size);
	for (int kind = 0; kind < OBJECT_KINDS; kind++) {
		const char *name = object_kind_collection((enum object_kind)kind);
		if (!raw_find(raw, name) && is_referred_to(inventory, (enum object_kind)kind))
			fprintf(out, "%s%s", count++ ? ", no " : "", name);
	}
	fclose(out);
	if (count)
		log_warn("%s: holds no %s, but refers to them: what depends on them is unknown", path, names);
	free(names);
}

bool source_inventory_digest(const struct options *options, struct inventory **inventory, uint64_t *digest,
                             struct error *err)
{
	struct raw *raw;
	struct decoding *decoding;
	double began_s = clock_s();
	if (!read_either(options, &decoding, &raw, err))
		return false;
	if (digest)
		*digest = digest_of(raw);
	bool ok = decoding ? decoding_finish(decoding, raw, inventory, err) : decode_inventory(raw, inventory, err);
	if (ok && source_is_snapshot(options))
		warn_of_missing(options->snapshot, raw, *inventory);
	raw_free(raw);
	log_debug("loaded in %.1f ms: read and linked", (clock_s() - began_s) * 1e3);
	return ok || (source_is_snapshot(options) ? error_prefix(err, "%s", options->snapshot) : false);
}

bool source_inventory(const struct options *options, struct inventory **inventory, struct error *err)
{
	return source_inventory_digest(options, inventory, NULL, err);
}
