#include "netbox/fetch.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "netbox/count.h"
#include "netbox/quick.h"
#include "netbox/reply.h"
#include "netbox/scope.h"
#include "netbox/whole.h"

#include <jansson.h>

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct netbox {
	struct arena *arena;
	struct http *http;
	struct url url;
	enum token_kind token;
	const char *secret; /* to keep it out of messages */
	const char *version_text;
	struct capabilities can;
	int jobs;
	double opened_s;
};

/* A server that repeats our token to us does not get it into a message. */
static bool keep_secret(const struct netbox *nb, bool ok, struct error *err)
{
	if (ok || !nb->secret)
		return ok;
	for (char *at; (at = strstr(err->text, nb->secret)) != NULL;)
		memset(at, '*', strlen(nb->secret));
	return false;
}

/* ---- status ---------------------------------------------------------------- */

static bool status_done(void *context, struct http_reply *reply, struct error *err)
{
	struct netbox *nb = context;
	if (!reply_check_status(nb->http, reply, nb->token, err))
		return false;
	json_t *status = json_loadb(reply->body, reply->size, 0, NULL);
	const char *version = json_string_value(json_object_get(status, "netbox-version"));
	if (version)
		nb->version_text = arena_strdup(nb->arena, version);
	else
		error_set(err, ERROR_DATA, "the answer has no netbox-version: this is not a NetBox");
	json_decref(status);
	return version ? true : reply_prefix(nb->http, reply, err);
}

static bool check_version(struct netbox *nb, struct error *err)
{
	struct version version = version_parse(nb->version_text);
	nb->can = capabilities_of(version);
	if (!version_supported(version))
		return error_set(err, ERROR_DATA, "%s is NetBox %s; this program reads " VERSION_OLDEST " and later",
		                 nb->url.base, nb->version_text);
	if (nb->token == TOKEN_V2 && !nb->can.v2_tokens)
		return error_set(err, ERROR_REFUSED, "%s is NetBox %s, and tokens that begin with nbt_ need 4.5: "
		                 "make a token there", nb->url.base, nb->version_text);
	if (!nb->can.known)
		log_warn("%s is NetBox %s; this program knows up to " VERSION_NEWEST " and reads it as that", nb->url.base,
		         nb->version_text);
	return true;
}

static bool open_http(struct netbox *nb, const struct netbox_options *o, struct error *err)
{
	const char *header;
	if (!url_parse(nb->arena, o->url ? o->url : "", &nb->url, err) || !token_header(nb->arena, o->token, &nb->token, &header, err))
		return false;
	nb->secret = header ? strrchr(header, ' ') + 1 : NULL;
	nb->jobs = o->jobs > 0 ? o->jobs : HTTP_JOBS;
	struct http_options options = {
		.url = nb->url, .authorization = header, .agent = arena_strdup(nb->arena, o->agent ? o->agent : "wattmap"),
		.cacert = o->cacert ? arena_strdup(nb->arena, o->cacert) : NULL, .insecure = o->insecure,
		.jobs = nb->jobs, .timeout_s = o->timeout_s, .max_requests = o->max_requests,
	};
	return http_new(&options, &nb->http, err);
}

static bool ask_status(struct netbox *nb, struct error *err)
{
	http_get(nb->http, &(struct http_request){ .target = "api/status/", .what = "", .done = status_done, .context = nb });
	return keep_secret(nb, http_run(nb->http, err) && check_version(nb, err), err);
}

bool netbox_open(const struct netbox_options *options, struct netbox **netbox, struct error *err)
{
	struct arena *arena = arena_new();
	struct netbox *nb = arena_alloc(arena, sizeof *nb);
	*netbox = NULL;
	nb->arena = arena;
	nb->opened_s = clock_s();
	if (!open_http(nb, options, err) || !ask_status(nb, err)) {
		netbox_free(nb);
		return false;
	}
	*netbox = nb;
	return true;
}

void netbox_free(struct netbox *netbox)
{
	if (netbox) {
		http_free(netbox->http);
		arena_free(netbox->arena);
	}
}

const struct version *netbox_version(const struct netbox *netbox)
{
	return &netbox->can.version;
}

const char *netbox_version_text(const struct netbox *netbox)
{
	return netbox->version_text;
}

const char *netbox_url(const struct netbox *netbox)
{
	return netbox->url.base;
}

enum token_kind netbox_token_kind(const struct netbox *netbox)
{
	return netbox->token;
}

struct netbox_stats netbox_stats(const struct netbox *netbox)
{
	struct http_stats s = http_stats(netbox->http);
	return (struct netbox_stats){ .requests = s.requests, .repeated = s.repeated, .bytes = s.bytes,
	                              .busy_s = s.busy_s, .elapsed_s = clock_s() - netbox->opened_s };
}

/* ---- fetching ------------------------------------------------------------------ */

static bool scope_has(const struct fetch_scope *scope, enum scope_option option)
{
	for (size_t i = 0; i < scope->count; i++)
		if (scope->terms[i].option == option)
			return true;
	return false;
}

static bool fetch(struct netbox *nb, const struct fetch_scope *scope, struct reader *reader, struct error *err)
{
	bool limited = false;
	struct id_list sites = { 0 };
	if (scope && scope->regions && !scope_has(scope, SCOPE_REGION))
		list_start(reader, &(struct list_options){ .kind = PLAN_REGIONS, .filter = "", .optional = true });
	if (scope && scope->types)
		list_start(reader, &(struct list_options){ .kind = PLAN_TYPES, .filter = "", .optional = true });
	bool ok = !scope || scope_sites(reader, scope->terms, scope->count, &limited, &sites, err);
	if (ok)
		ok = limited ? whole_read_sites(reader, &sites, err) : whole_read(reader, err);
	id_list_clear(&sites);
	return keep_secret(nb, ok && raw_sort(reader->raw, false, err), err);
}

/* ---- what a snapshot says about itself ------------------------------------------- */

static const char *taken_at(struct arena *arena)
{
	struct tm utc;
	char text[32], *end;
	time_t when = time(NULL);
	const char *epoch = getenv("SOURCE_DATE_EPOCH");
	if (epoch && *epoch) {
		long long seconds = strtoll(epoch, &end, 10);
		if (*end == '\0' && seconds >= 0)
			when = (time_t)seconds;
	}
	if (!gmtime_r(&when, &utc))
		return "";
	strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc);
	return arena_strdup(arena, text);
}

/* {"site": ["ams1", "ams2"], "rack": ["R01"]}, or NULL. */
static const char *scope_json(struct arena *arena, const struct fetch_scope *scope)
{
	char *text;
	size_t size, options = 0;
	if (!scope || scope->count == 0)
		return NULL;
	FILE *out = open_memstream(&text, &size);
	for (int option = 0; option < SCOPE_OPTIONS; option++) {
		size_t values = 0;
		for (size_t i = 0; i < scope->count; i++) {
			if ((int)scope->terms[i].option != option)
				continue;
			if (values++ == 0)
				fprintf(out, "%s\"%s\":[", options++ ? "," : "{", scope_option_name((enum scope_option)option));
			else
				fputc(',', out);
			text_write_json(out, scope->terms[i].value);
		}
		fputs(values ? "]" : "", out);
	}
	fputc('}', out);
	fclose(out);
	const char *kept = arena_strdup(arena, text);
	free(text);
	return kept;
}

static struct reader reader_new(struct netbox *nb)
{
	struct raw *raw = raw_new();
	raw->url = arena_strdup(raw->arena, nb->url.base);
	raw->version = arena_strdup(raw->arena, nb->version_text);
	raw->taken_at = taken_at(raw->arena);
	return (struct reader){ .http = nb->http, .can = nb->can, .raw = raw, .arena = arena_new(),
	                        .anonymous = nb->token == TOKEN_NONE, .jobs = nb->jobs,
	                        .progress = progress_new("reading NetBox") };
}

/* The raw inventory when `ok`, else NULL. */
static struct raw *reader_end(struct reader *reader, bool ok)
{
	struct raw *raw = reader->raw;
	progress_free(reader->progress);
	reader_clear(reader);
	arena_free(reader->arena);
	if (ok)
		return raw;
	raw_free(raw);
	return NULL;
}

bool netbox_fetch(struct netbox *nb, const struct fetch_scope *scope, struct decoding **decoding, struct raw **out,
                  struct error *err)
{
	struct reader reader = reader_new(nb);
	reader.raw->scope = scope_json(reader.raw->arena, scope);
	reader.decoding = decoding ? decoding_start(false) : NULL;
	bool ok = fetch(nb, scope, &reader, err);
	if (decoding)
		*decoding = ok ? reader.decoding : NULL;
	if (!ok)
		decoding_drop(reader.decoding);
	*out = reader_end(&reader, ok);
	return ok;
}

bool netbox_fetch_trace(struct netbox *nb, const struct fetch_trace *trace, bool *found, struct raw **out,
                        struct error *err)
{
	struct reader reader = reader_new(nb);
	bool ok = quick_read(&reader, trace, found, err);
	ok = keep_secret(nb, ok && raw_sort(reader.raw, false, err), err);
	*out = reader_end(&reader, ok && *found);
	return ok;
}

/* ---- what may be read ----------------------------------------------------------------- */

static uint64_t pages(int64_t rows, size_t page)
{
	return rows <= 0 ? 1 : ((uint64_t)rows + page - 1) / page;
}

static struct netbox_probe probe_of(const struct count *count, size_t page)
{
	const struct plan *plan = plan_of(count->kind);
	bool allowed = count->problem.code == ERROR_NONE;
	return (struct netbox_probe){ .collection = plan->collection, .permission = plan->permission, .allowed = allowed,
	                              .count = allowed ? count->value : -1,
	                              .requests = allowed ? pages(count->value, page) : 0, .problem = count->problem };
}

/* Cables by id instead of the list, when that is less. */
static void estimate_cables(struct netbox_probe *cables, const struct count *cabled, size_t page)
{
	size_t batch = page < PLAN_BATCH_IDS ? page : PLAN_BATCH_IDS;
	if (cables->allowed && plan_cables_by_id(cables->count, cabled->value, page))
		cables->requests = 2 + pages(cabled->value, batch);
}

bool netbox_probe(struct netbox *nb, struct netbox_probe probes[NETBOX_PROBES], size_t *probe_count, struct error *err)
{
	static const enum plan_kind order[NETBOX_PROBES] = {
		PLAN_SITES, PLAN_LOCATIONS, PLAN_RACKS, PLAN_PANELS, PLAN_FEEDS,
		PLAN_DEVICES, PLAN_INLETS, PLAN_OUTLETS, PLAN_CABLES,
	};
	struct reader reader = reader_new(nb);
	struct count counts[NETBOX_PROBES + 1];
	size_t page = nb->can.page_size;
	for (size_t i = 0; i < NETBOX_PROBES + 1; i++) {
		counts[i] = (struct count){ .reader = &reader, .optional = true, .filter = i < NETBOX_PROBES ? "" : "cabled=true&",
		                            .kind = i < NETBOX_PROBES ? order[i] : PLAN_INLETS };
		count_start(&counts[i]);
	}
	bool ok = keep_secret(nb, http_run(nb->http, err), err);
	for (size_t i = 0; ok && i < NETBOX_PROBES; i++) {
		probes[i] = probe_of(&counts[i], page);
		keep_secret(nb, probes[i].allowed, &probes[i].problem);
	}
	if (ok)
		estimate_cables(&probes[NETBOX_PROBES - 1], &counts[NETBOX_PROBES], page);
	*probe_count = ok ? NETBOX_PROBES : 0;
	reader_end(&reader, false);
	return ok;
}
