/* A fixed number of slots, each with one easy handle for the whole run, share
 * one multi handle and so its connections. A request waits in a list until a
 * slot is free and its time has come, and goes back there to be repeated.
 *
 * Retry-After holds back every request, not only the one that was told: the
 * server means us. */
#include "netbox/http.h"

#include "base/clock.h"
#include "base/log.h"
#include "netbox/retry.h"

#include <curl/curl.h>

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct pending {
	struct pending *next;
	struct http_request request;
	char *target, *what; /* owned; request points to them */
	int attempts;
	double began_s;     /* first attempt, less what was spent before it */
	double not_before_s;
};

struct slot {
	struct http *http;
	CURL *easy;
	struct pending *pending; /* NULL: free */
	char *body;
	size_t size, capacity;
	size_t header_size;
	bool too_large;
	char problem[CURL_ERROR_SIZE];
};

struct http {
	struct http_options options;
	CURLM *multi;
	struct curl_slist *headers;
	struct slot *slots;
	int active;
	struct pending *queue, **queue_end;
	double hold_until_s;
	bool reached; /* the server has answered once */
	bool used_up; /* max_requests are not enough */
	struct http_stats stats;
};

/* ---- what curl calls ---------------------------------------------------- */

static size_t take_body(char *data, size_t one, size_t n, void *context)
{
	struct slot *slot = context;
	(void)one;
	if (n > (size_t)HTTP_BODY_MAX - slot->size) {
		slot->too_large = true;
		return 0;
	}
	if (slot->size + n + 1 > slot->capacity) {
		curl_off_t announced = 0;
		curl_easy_getinfo(slot->easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &announced);
		size_t want = slot->size + n + 1;
		if (slot->capacity == 0 && announced > 0 && announced < HTTP_BODY_MAX)
			want = (size_t)announced + 1 > want ? (size_t)announced + 1 : want;
		else
			want += want / 2;
		slot->body = xrealloc(slot->body, want, 1);
		slot->capacity = want;
	}
	memcpy(slot->body + slot->size, data, n);
	slot->size += n;
	return n;
}

static size_t take_header(char *data, size_t one, size_t n, void *context)
{
	struct slot *slot = context;
	(void)data;
	(void)one;
	slot->header_size += n;
	if (slot->header_size > HTTP_HEADER_MAX) {
		slot->too_large = true;
		return 0;
	}
	return n;
}

/* ---- making and ending -------------------------------------------------- */

static void set_up_easy(struct http *http, struct slot *slot)
{
	const struct http_options *o = &http->options;
	CURL *e = slot->easy;
	curl_easy_setopt(e, CURLOPT_PRIVATE, (char *)slot);
	curl_easy_setopt(e, CURLOPT_ERRORBUFFER, slot->problem);
	curl_easy_setopt(e, CURLOPT_HTTPHEADER, http->headers);
	curl_easy_setopt(e, CURLOPT_HEADEROPT, (long)CURLHEADER_SEPARATE);
	curl_easy_setopt(e, CURLOPT_USERAGENT, o->agent);
	curl_easy_setopt(e, CURLOPT_ACCEPT_ENCODING, "gzip");
	curl_easy_setopt(e, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(e, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(e, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	curl_easy_setopt(e, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(e, CURLOPT_SSL_VERIFYPEER, o->insecure ? 0L : 1L);
	curl_easy_setopt(e, CURLOPT_SSL_VERIFYHOST, o->insecure ? 0L : 2L);
	if (o->cacert)
		curl_easy_setopt(e, CURLOPT_CAINFO, o->cacert);
	curl_easy_setopt(e, CURLOPT_LOW_SPEED_LIMIT, 1L);
	curl_easy_setopt(e, CURLOPT_LOW_SPEED_TIME, retry_silence_s(o->timeout_s));
	curl_easy_setopt(e, CURLOPT_CONNECTTIMEOUT, retry_silence_s(o->timeout_s));
	curl_easy_setopt(e, CURLOPT_BUFFERSIZE, 256L * 1024);
	curl_easy_setopt(e, CURLOPT_WRITEFUNCTION, take_body);
	curl_easy_setopt(e, CURLOPT_WRITEDATA, slot);
	curl_easy_setopt(e, CURLOPT_HEADERFUNCTION, take_header);
	curl_easy_setopt(e, CURLOPT_HEADERDATA, slot);
}

static bool make_slots(struct http *http)
{
	int jobs = http->options.jobs;
	http->slots = xcalloc((size_t)jobs, sizeof *http->slots);
	for (int i = 0; i < jobs; i++) {
		http->slots[i].http = http;
		http->slots[i].easy = curl_easy_init();
		if (!http->slots[i].easy)
			return false;
		set_up_easy(http, &http->slots[i]);
	}
	curl_multi_setopt(http->multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, (long)jobs);
	curl_multi_setopt(http->multi, CURLMOPT_MAXCONNECTS, (long)jobs);
	return true;
}

static void add_header(struct http *http, const char *line)
{
	if (line)
		http->headers = curl_slist_append(http->headers, line);
}

const char *http_library(void)
{
	return curl_version_info(CURLVERSION_NOW)->version;
}

bool http_new(const struct http_options *options, struct http **out, struct error *err)
{
	*out = NULL;
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		return error_set(err, ERROR_NETWORK, "libcurl does not start");
	struct http *http = xcalloc(1, sizeof *http);
	http->options = *options;
	if (http->options.jobs <= 0)
		http->options.jobs = HTTP_JOBS;
	if (!(http->options.timeout_s > 0))
		http->options.timeout_s = RETRY_TIMEOUT_S;
	http->queue_end = &http->queue;
	http->multi = curl_multi_init();
	add_header(http, options->authorization);
	add_header(http, "Accept: application/json");
	add_header(http, "Accept-Language: en");
	if (!http->multi || !make_slots(http)) {
		http_free(http);
		return error_set(err, ERROR_NETWORK, "libcurl does not start");
	}
	*out = http;
	return true;
}

static void pending_free(struct pending *p)
{
	if (p) {
		free(p->target);
		free(p->what);
		free(p);
	}
}

static void slot_empty(struct slot *slot)
{
	free(slot->body);
	slot->body = NULL;
	slot->size = slot->capacity = slot->header_size = 0;
	slot->too_large = false;
	slot->problem[0] = '\0';
}

/* Drops all that is queued or in flight. */
static void drop_all(struct http *http)
{
	for (int i = 0; http->slots && i < http->options.jobs; i++) {
		struct slot *slot = &http->slots[i];
		if (slot->pending) {
			curl_multi_remove_handle(http->multi, slot->easy);
			pending_free(slot->pending);
			slot->pending = NULL;
		}
		slot_empty(slot);
	}
	http->active = 0;
	for (struct pending *p = http->queue, *next; p; p = next) {
		next = p->next;
		pending_free(p);
	}
	http->queue = NULL;
	http->queue_end = &http->queue;
}

void http_free(struct http *http)
{
	if (!http)
		return;
	drop_all(http);
	for (int i = 0; http->slots && i < http->options.jobs; i++)
		curl_easy_cleanup(http->slots[i].easy);
	free(http->slots);
	curl_multi_cleanup(http->multi);
	curl_slist_free_all(http->headers);
	curl_global_cleanup();
	free(http);
}

struct http_stats http_stats(const struct http *http)
{
	return http->stats;
}

const struct url *http_url(const struct http *http)
{
	return &http->options.url;
}

char *http_address(const struct http *http, const char *target)
{
	enum { VALUE = 24, WHOLE = 200 };
	char *text;
	size_t size, value = 0, written = 0;
	FILE *out = open_memstream(&text, &size);
	fputs(http->options.url.base, out);
	for (const char *p = target; *p && written < WHOLE; p++) {
		value = strchr("?&=", *p) ? 0 : value + 1;
		if (value <= VALUE || !strchr(target, '?') || p < strchr(target, '?'))
			written += fputc(*p, out) != EOF;
		else if (value == VALUE + 1)
			fputs("…", out);
	}
	fputs(written == WHOLE ? "…" : "", out);
	fclose(out);
	return text;
}

/* ---- the queue ---------------------------------------------------------- */

static void enqueue(struct http *http, struct pending *p)
{
	p->next = NULL;
	*http->queue_end = p;
	http->queue_end = &p->next;
}

void http_get(struct http *http, const struct http_request *request)
{
	struct pending *p = xcalloc(1, sizeof *p);
	p->request = *request;
	p->request.target = p->target = xstrdup(request->target);
	p->request.what = p->what = xstrdup(request->what);
	p->attempts = request->attempts;
	enqueue(http, p);
}

/* Takes the first whose time has come, or NULL. *next_s is lowered to when the
 * earliest of the others may go. */
static struct pending *take_ready(struct http *http, double now, double *next_s)
{
	for (struct pending **at = &http->queue; *at; at = &(*at)->next) {
		struct pending *p = *at;
		double when = p->not_before_s > http->hold_until_s ? p->not_before_s : http->hold_until_s;
		if (when > now) {
			*next_s = when < *next_s ? when : *next_s;
			continue;
		}
		*at = p->next;
		if (!*at)
			http->queue_end = at;
		return p;
	}
	return NULL;
}

static void start(struct http *http, struct slot *slot, struct pending *p, double now)
{
	char *address = xmalloc(strlen(http->options.url.base) + strlen(p->target) + 1);
	strcpy(address, http->options.url.base);
	strcat(address, p->target);
	if (p->attempts++ == p->request.attempts)
		p->began_s = now - p->request.spent_s;
	double left_s = http->options.timeout_s - (now - p->began_s);
	slot_empty(slot);
	slot->pending = p;
	curl_easy_setopt(slot->easy, CURLOPT_URL, address);
	curl_easy_setopt(slot->easy, CURLOPT_TIMEOUT_MS, left_s > 0.1 ? lround(left_s * 1000) : 100L);
	curl_multi_add_handle(http->multi, slot->easy);
	http->active++;
	free(address);
}

/* Starts what can start; returns how long nothing else can, in milliseconds. */
static int start_ready(struct http *http)
{
	double now = clock_s(), next = now + 1;
	for (int i = 0; i < http->options.jobs && !http->used_up; i++) {
		struct slot *slot = &http->slots[i];
		if (slot->pending)
			continue;
		struct pending *p = take_ready(http, now, &next);
		if (!p)
			break;
		start(http, slot, p, now);
		uint64_t most = http->options.max_requests;
		http->used_up = most && http->stats.requests + (uint64_t)http->active > most;
	}
	return (int)ceil((next - now) * 1000);
}

/* ---- what came of an attempt -------------------------------------------- */

static bool is_slow(CURLcode code)
{
	return code == CURLE_OPERATION_TIMEDOUT;
}

/* Worth repeating? Where nothing has answered yet, a wrong name or a closed
 * port is a mistake to be told at once. */
static bool is_broken(const struct http *http, CURLcode code)
{
	switch (code) {
	case CURLE_COULDNT_CONNECT: case CURLE_COULDNT_RESOLVE_HOST: case CURLE_COULDNT_RESOLVE_PROXY:
	case CURLE_SSL_CONNECT_ERROR:
		return http->reached;
	case CURLE_PARTIAL_FILE: case CURLE_SEND_ERROR: case CURLE_RECV_ERROR: case CURLE_GOT_NOTHING:
	case CURLE_HTTP2: case CURLE_HTTP2_STREAM: case CURLE_BAD_CONTENT_ENCODING: case CURLE_WEIRD_SERVER_REPLY:
		return true;
	default:
		return false;
	}
}

static const char *hint(CURLcode code)
{
	switch (code) {
	case CURLE_PEER_FAILED_VERIFICATION:
		return " (--cacert FILE trusts another authority)";
	case CURLE_COULDNT_RESOLVE_HOST:
		return " (is the host name right?)";
	default:
		return "";
	}
}

struct attempt_result {
	CURLcode code;
	long status;
	enum attempt kind;
	double spent_s;
	double retry_after_s;
};

static void trace(struct http *http, struct slot *slot, const struct attempt_result *r)
{
	curl_off_t took_us = 0, bytes = 0;
	curl_easy_getinfo(slot->easy, CURLINFO_TOTAL_TIME_T, &took_us);
	curl_easy_getinfo(slot->easy, CURLINFO_SIZE_DOWNLOAD_T, &bytes);
	http->stats.requests++;
	http->stats.repeated += slot->pending->attempts > slot->pending->request.attempts + 1;
	http->stats.bytes += (uint64_t)bytes;
	http->stats.busy_s += (double)took_us / 1e6;
	if (!log_verbose())
		return;
	char *address = http_address(http, slot->pending->target);
	if (r->code == CURLE_OK)
		log_debug("GET %s: %ld, %.0f ms, %lld bytes", address, r->status, (double)took_us / 1e3, (long long)bytes);
	else
		log_debug("GET %s: %s, %.0f ms", address, curl_easy_strerror(r->code), (double)took_us / 1e3);
	free(address);
}

static struct attempt_result result_of(struct http *http, struct slot *slot, CURLcode code)
{
	struct attempt_result r = { .code = code, .kind = ATTEMPT_ANSWERED };
	curl_off_t retry_after = 0;
	curl_easy_getinfo(slot->easy, CURLINFO_RESPONSE_CODE, &r.status);
	curl_easy_getinfo(slot->easy, CURLINFO_RETRY_AFTER, &retry_after);
	r.retry_after_s = (double)retry_after;
	r.spent_s = clock_s() - slot->pending->began_s;
	if (code == CURLE_OK) {
		r.kind = attempt_of_status(r.status);
		http->reached = true;
	} else if (is_slow(code)) {
		r.kind = ATTEMPT_SLOW;
	} else if (is_broken(http, code)) {
		r.kind = ATTEMPT_BROKEN;
	}
	return r;
}

/* "connection reset", "503", "no answer in 30 s": what is wrong, in few words. */
static void describe(const struct http *http, const struct slot *slot, const struct attempt_result *r, char *text,
                     size_t size)
{
	if (r->code == CURLE_OK && r->retry_after_s > http->options.timeout_s - r->spent_s)
		snprintf(text, size, "answered %ld and wants to be asked again in %.0f s", r->status, r->retry_after_s);
	else if (r->code == CURLE_OK)
		snprintf(text, size, "answered %ld", r->status);
	else if (is_slow(r->code))
		snprintf(text, size, "no answer in time");
	else
		snprintf(text, size, "%s%s", slot->problem[0] ? slot->problem : curl_easy_strerror(r->code), hint(r->code));
}

static bool give_up(const struct http *http, const struct slot *slot, const struct attempt_result *r,
                    struct error *err)
{
	char problem[CURL_ERROR_SIZE + 80];
	const struct pending *p = slot->pending;
	char *address = http_address(http, p->target);
	describe(http, slot, r, problem, sizeof problem);
	const char *colon = p->what[0] ? ": " : "";
	if (p->attempts == 1 && r->kind == ATTEMPT_ANSWERED)
		error_set(err, r->code == CURLE_SSL_CACERT_BADFILE ? ERROR_CONFIG : ERROR_NETWORK, "%s: %s%s%s", address,
		          p->what, colon, problem);
	else
		error_set(err, ERROR_NETWORK, "%s: %s%s%s; gave up after %d attempt%s in %.0f s", address, p->what, colon,
		          problem, p->attempts, p->attempts == 1 ? "" : "s", r->spent_s);
	free(address);
	return false;
}

static bool too_large(const struct http *http, const struct slot *slot, struct error *err)
{
	char *address = http_address(http, slot->pending->target);
	const char *what = slot->pending->what;
	bool header = slot->size == 0;
	error_set(err, ERROR_DATA, "%s: %s%san answer with more than %d %s is not taken", address, what,
	          what[0] ? ": " : "", header ? HTTP_HEADER_MAX >> 10 : HTTP_BODY_MAX >> 20,
	          header ? "kB of header" : "MB");
	free(address);
	return false;
}

static bool hand_over(struct slot *slot, const struct attempt_result *r, struct error *err)
{
	struct pending *p = slot->pending;
	char *type = NULL, *location = NULL;
	curl_easy_getinfo(slot->easy, CURLINFO_CONTENT_TYPE, &type);
	curl_easy_getinfo(slot->easy, CURLINFO_REDIRECT_URL, &location);
	if (slot->size + slot->size / 8 < slot->capacity || !slot->body)
		slot->body = xrealloc(slot->body, slot->size + 1, 1); /* it may stay for the whole run */
	slot->body[slot->size] = '\0';
	struct http_reply reply = {
		.target = p->target, .what = p->what, .status = r->status, .slow = r->kind == ATTEMPT_SLOW,
		.body = slot->body, .size = slot->size, .type = type ? type : "",
		.location = location ? location : "", .attempts = p->attempts, .spent_s = r->spent_s,
	};
	slot->pending = NULL; /* `done` may fail and drop everything */
	slot->body = NULL;
	bool ok = p->request.done(p->request.context, &reply, err);
	free(reply.body);
	pending_free(p);
	return ok;
}

static bool repeat(struct http *http, struct slot *slot, const struct attempt_result *r, double wait_s)
{
	struct pending *p = slot->pending;
	p->not_before_s = clock_s() + wait_s;
	if (r->retry_after_s > 0 && p->not_before_s > http->hold_until_s)
		http->hold_until_s = p->not_before_s;
	slot->pending = NULL;
	enqueue(http, p);
	return true;
}

/* The slot is free afterwards. */
static bool finish(struct http *http, struct slot *slot, CURLcode code, struct error *err)
{
	double wait_s;
	struct attempt_result r = result_of(http, slot, code);
	const struct pending *p = slot->pending;
	trace(http, slot, &r);
	if (slot->too_large || code == CURLE_OUT_OF_MEMORY) /* which is how libcurl calls a long header line */
		return too_large(http, slot, err);
	if (code == CURLE_OK && r.kind == ATTEMPT_ANSWERED)
		return hand_over(slot, &r, err);
	bool again = retry_again(r.kind, p->attempts, r.spent_s, http->options.timeout_s, r.retry_after_s, &wait_s);
	if (r.kind == ATTEMPT_BROKEN && !http->reached && p->attempts >= RETRY_FIRST_CONTACT)
		again = false;
	if (r.kind == ATTEMPT_SLOW && p->request.halvable && r.spent_s < http->options.timeout_s)
		return hand_over(slot, &r, err);
	return again ? repeat(http, slot, &r, wait_s) : give_up(http, slot, &r, err);
}

/* How many attempts ended, or -1 at an error. */
static int finish_all(struct http *http, struct error *err)
{
	int left, ended = 0;
	for (CURLMsg *m; (m = curl_multi_info_read(http->multi, &left)) != NULL; ended++) {
		char *private = NULL;
		CURLcode code = m->data.result;
		curl_easy_getinfo(m->easy_handle, CURLINFO_PRIVATE, &private);
		struct slot *slot = (struct slot *)(void *)private;
		curl_multi_remove_handle(http->multi, slot->easy);
		http->active--;
		bool ok = finish(http, slot, code, err);
		pending_free(slot->pending);
		slot->pending = NULL;
		if (!ok)
			return -1;
	}
	return ended;
}

bool http_run(struct http *http, struct error *err)
{
	while (http->queue || http->active > 0) {
		int running, wait_ms = start_ready(http);
		if (http->used_up) {
			drop_all(http);
			http->used_up = false;
			return error_set(err, ERROR_NETWORK, "%s: %" PRIu64 " requests are not enough (--max-requests)",
			                 http->options.url.base, http->options.max_requests);
		}
		if (curl_multi_perform(http->multi, &running) != CURLM_OK)
			error_set(err, ERROR_BUG, "libcurl does not run");
		int ended = err->code == ERROR_NONE ? finish_all(http, err) : -1;
		if (ended < 0) {
			drop_all(http);
			return false;
		}
		if (ended == 0)
			curl_multi_poll(http->multi, NULL, 0, wait_ms, NULL);
	}
	return true;
}
