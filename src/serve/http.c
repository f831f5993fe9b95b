/* HTTP through libmicrohttpd, in the front's own thread: what may be asked, and how
 * often (access.h: by whom); the headers of every answer. A request that has to be
 * drawn is suspended until its job is done. */
#include "serve/front.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include "serve/access.h"
#include "serve/page.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum { CONNECTION_MEMORY = 32 * 1024, BODY_MOST = 64 * 1024 };
static const double read_s = 10, send_s = 60; /* for a request with its headers, or idle; for taking an answer */

/* -- headers of an answer ----------------------------------------------- */

static const char *content_policy(const char *type)
{
	if (strncmp(type, "text/html", 9) == 0)
		return "default-src 'none'; img-src 'self'; object-src 'self'; frame-src 'self'; style-src 'unsafe-inline'; "
		       "form-action 'self'; base-uri 'none'; frame-ancestors 'self'";
	if (strncmp(type, "image/svg+xml", 13) == 0)
		return "default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:";
	return "default-src 'none'";
}

/* An entity tag of If-None-Match that is this one, weak or not. */
static bool matches(const char *list, const char *etag)
{
	return list && (strcmp(list, "*") == 0 || strstr(list, etag));
}

static void add_data_headers(const struct front *front, struct MHD_Response *response)
{
	struct pool_status status = pool_status(front->pool);
	char age[32];
	if (!status.loaded)
		return;
	snprintf(age, sizeof age, "%.0f", clock_s() - status.loaded_s);
	MHD_add_response_header(response, "Wattmap-Data-Age", age);
	if (*status.about.taken_at)
		MHD_add_response_header(response, "Wattmap-Data-Time", status.about.taken_at);
}

/* In whole seconds: when the next request of this address may come, or places be free. */
static void add_retry(const struct front *front, struct MHD_Response *response, unsigned status)
{
	enum { BUSY_S = 5 };
	char wait[32];
	snprintf(wait, sizeof wait, "%.0f", status == 429 ? ceil(1 / front->options->rate) : BUSY_S);
	if (status == 429 || status == 503)
		MHD_add_response_header(response, "Retry-After", wait);
}

/* Answers may be kept but are asked for again each time: with their ETag that
 * costs next to nothing, and nobody sees yesterday's picture. */
static void add_headers(const struct front *front, struct MHD_Response *response, const struct answer *answer)
{
	bool kept = answer->status == 200 && !answer->passing;
	MHD_add_response_header(response, "Content-Type", answer->type);
	MHD_add_response_header(response, "X-Content-Type-Options", "nosniff");
	MHD_add_response_header(response, "Referrer-Policy", "no-referrer");
	MHD_add_response_header(response, "Content-Security-Policy", content_policy(answer->type));
	MHD_add_response_header(response, "Cache-Control", !kept ? "no-store" : front->options->token ? "private, no-cache"
	                        : "no-cache");
	if (answer->status == 200)
		MHD_add_response_header(response, "ETag", answer->etag);
	if (answer->status == 401)
		MHD_add_response_header(response, "WWW-Authenticate", "Bearer realm=\"wattmap\"");
	add_retry(front, response, answer->status);
	if (front->draining)
		MHD_add_response_header(response, "Connection", "close");
	if (!answer->passing)
		add_data_headers(front, response);
}

static void drop_answer(void *answer)
{
	answer_drop(answer);
}

/* Takes the caller's use of the answer. */
static enum MHD_Result reply(struct front *front, struct request *request, struct MHD_Connection *connection,
                             struct answer *answer)
{
	bool same = answer->status == 200 && matches(access_header(connection, "If-None-Match"), answer->etag);
	unsigned status = same ? 304 : answer->status;
	size_t size = same ? 0 : answer->size;
	struct MHD_Response *response = MHD_create_response_from_buffer_with_free_callback_cls(size, answer->body,
	                                                                                      drop_answer, answer);
	if (!response) {
		answer_drop(answer);
		return MHD_NO;
	}
	add_headers(front, response, answer);
	if (answer->status == 405)
		MHD_add_response_header(response, "Allow", request->reading ? "POST" : "GET, HEAD"); /* POST: /refresh */
	front->counters.by_status[status < STATUS_MAX ? status : 0]++;
	front->counters.bytes += size;
	log_debug("%u %zu bytes %.1f ms %s", status, size, (clock_s() - request->began_s) * 1e3,
	          request->uri ? request->uri : "(too long)");
	enum MHD_Result result = MHD_queue_response(connection, status, response);
	MHD_destroy_response(response);
	return result;
}

/* -- what is asked ------------------------------------------------------ */

static void count_busy(struct front *front, struct client *client, bool busy)
{
	if (client->busy != busy)
		front->busy_count += busy ? 1 : (unsigned)-1;
	client->busy = busy;
	client->since_s = clock_s();
}

static struct answer *refresh(struct front *front, struct MHD_Connection *connection, const char *method)
{
	if (strcmp(method, "POST") != 0)
		return page_error(405, "Refreshing is asked for with POST.");
	if (!access_origin_fits(connection))
		return page_error(403, "This was asked for by a page of another site.");
	bool begun = pool_refresh(front->pool);
	if (!begun && !pool_status(front->pool).loading)
		return page_error(503, "The data cannot be read now.");
	static const char *const words[] = { "a refresh is under way\n", "refreshing\n" };
	return answer_new(202, "text/plain; charset=utf-8", xstrdup(words[begun]), strlen(words[begun]));
}

/* From the cache, or NULL: `request` waits for it. */
static struct answer *picture(struct front *front, struct MHD_Connection *connection, struct request *request,
                              const struct target *target, double now_s)
{
	const struct serve_app *app = front->app;
	struct answer *answer = cache_find(front->cache, request->uri, now_s);
	if (answer) {
		front->counters.hits++;
		return answer;
	}
	front->counters.misses++;
	struct job *job = pool_ask(front->pool, request->uri, app->passing && app->passing(app->context, target), now_s);
	if (!job)
		return page_error(503, "The server is busy; try again in a few seconds.");
	request->next = job->waiting;
	job->waiting = request;
	MHD_suspend_connection(connection);
	return NULL;
}

static struct answer *no_data(const struct front *front)
{
	if (!pool_status(front->pool).loaded)
		return page_error(503, "The data is not read yet; try again in a few seconds.");
	return page_error(503, "The data is older than this server may show, because it could not be read again.");
}

static struct answer *route(struct front *front, struct MHD_Connection *connection, struct request *request,
                            const char *method, const struct target *target, double now_s)
{
	const char *path = target->path;
	bool reading = request->reading = strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0;
	if (strcmp(path, "/healthz") == 0 && reading)
		return status_health(front, now_s);
	if (!access_authorized(front, connection))
		return page_error(401, "This server asks for a bearer token.");
	if (strcmp(path, "/refresh") == 0)
		return refresh(front, connection, method);
	if (!reading)
		return page_error(405, "Only GET and HEAD are understood here.");
	if (strcmp(path, "/metrics") == 0)
		return status_metrics(front, now_s);
	struct pool_status status = pool_status(front->pool);
	if (!status_fresh(front, now_s) && (status.loaded || !status.loading))
		return no_data(front); /* else it waits for the first data */
	return picture(front, connection, request, target, now_s);
}

static struct answer *decide(struct front *front, struct MHD_Connection *connection, struct request *request,
                             const char *method)
{
	struct target target;
	struct error err = { .code = ERROR_NONE };
	double now_s = clock_s();
	char address[ACCESS_NAME_MAX];
	if (!rate_take(front->rate, access_client(front, connection, address), now_s)) {
		front->counters.limited++;
		return page_error(429, "Too many requests; at most %g a second.", front->options->rate);
	}
	if (!request->uri)
		return page_error(414, "The address is longer than %u bytes.", front->options->max_url);
	if (!access_host_fits(front, connection))
		return page_error(403, "This server answers only to this machine's own names; behind a proxy it needs "
		                       "--behind-proxy.");
	struct answer *answer = target_parse(request->uri, front->options->base_path, &target, &err)
		? route(front, connection, request, method, &target, now_s) : page_error(400, "%s.", err.text);
	target_free(&target);
	return answer;
}

/* -- libmicrohttpd's calls ---------------------------------------------- */

/* The target stays as it was sent; target_parse() decodes it. */
static size_t keep_escapes(void *context, struct MHD_Connection *connection, char *text)
{
	(void)context;
	(void)connection;
	return strlen(text);
}

static void connection_changed(void *context, struct MHD_Connection *connection, void **socket_context,
                               enum MHD_ConnectionNotificationCode code)
{
	struct front *front = context;
	struct client *client = *socket_context;
	if (code == MHD_CONNECTION_NOTIFY_STARTED) {
		client = xcalloc(1, sizeof *client);
		*client = (struct client){ .connection = connection, .since_s = clock_s(), .next = front->clients };
		if (front->clients)
			front->clients->before = client;
		front->clients = client;
		front->client_count++;
		*socket_context = client;
		return;
	}
	if (client->busy)
		front->busy_count--;
	if (client->next)
		client->next->before = client->before;
	*(client->before ? &client->before->next : &front->clients) = client->next;
	front->client_count--;
	free(client);
	*socket_context = NULL;
}

/* libmicrohttpd would keep a record of each parameter in the connection's memory,
 * about 500 of them, and then close the connection without an answer (0.9.75).
 * Nobody asks it for them (target_parse() reads the query), so for it there are
 * none: the text is its own read buffer, where it looks for them next. */
static void hide_parameters(const char *uri)
{
	char *query = strchr(uri, '?');
	if (query && query[1])
		query[1] = '\0';
}

/* The first line was read; libmicrohttpd's parsing of it follows. */
static void *request_begins(void *context, const char *uri, struct MHD_Connection *connection)
{
	const struct front *front = context;
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
	struct request *request = xcalloc(1, sizeof *request);
	request->client = info->socket_context;
	request->uri = strlen(uri) <= front->options->max_url ? xstrdup(uri) : NULL;
	request->began_s = request->client->since_s = clock_s();
	hide_parameters(uri);
	return request;
}

static void request_ends(void *context, struct MHD_Connection *connection, void **request_context,
                         enum MHD_RequestTerminationCode code)
{
	struct request *request = *request_context;
	(void)connection;
	(void)code;
	if (!request)
		return;
	count_busy(context, request->client, false);
	answer_drop(request->answer);
	free(request->uri);
	free(request);
	*request_context = NULL;
}

/* Called when the headers are there, for each piece of a body, at its end, and
 * again after a suspension. */
static enum MHD_Result request_comes(void *context, struct MHD_Connection *connection, const char *url,
                                     const char *method, const char *version, const char *data, size_t *size,
                                     void **request_context)
{
	struct front *front = context;
	struct request *request = *request_context;
	struct answer *answer = request->answer;
	(void)url;
	(void)version;
	(void)data;
	request->answer = NULL;
	if (answer)
		return reply(front, request, connection, answer);
	bool first = !request->begun;
	const char *length = access_header(connection, "Content-Length");
	request->begun = true;
	if (first && length && strtoul(length, NULL, 10) > BODY_MOST)
		return reply(front, request, connection, page_error(413, "Nothing here takes a body."));
	request->body += *size;
	if (request->body > BODY_MOST)
		return MHD_NO;
	if (*size > 0 || (first && strcmp(method, "POST") == 0)) {
		*size = 0;
		return MHD_YES;
	}
	count_busy(front, request->client, true);
	answer = decide(front, connection, request, method);
	return answer ? reply(front, request, connection, answer) : MHD_YES;
}

void http_answer(void *context, struct job *job, struct answer *answer, bool current)
{
	struct front *front = context;
	struct request *next;
	answer->until_s = answer->passing ? clock_s() + PASSING_S : 0;
	if (answer->status == 200 && current)
		cache_add(front->cache, job->target, answer);
	for (struct request *request = job->waiting; request; request = next) {
		next = request->next;
		request->answer = answer_keep(answer);
		request->client->since_s = clock_s();
		MHD_resume_connection(request->client->connection);
	}
	job->waiting = NULL;
}

const char *serve_library(void)
{
	return MHD_get_version();
}

/* -- start and time ----------------------------------------------------- */

bool http_start(struct front *front, struct error *err)
{
	front->daemon = MHD_start_daemon(
		MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL, request_comes, front,
		MHD_OPTION_LISTEN_SOCKET, front->listener.socket,
		MHD_OPTION_CONNECTION_LIMIT, front->options->max_connections,
		MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_MEMORY,
		MHD_OPTION_NOTIFY_CONNECTION, connection_changed, front,
		MHD_OPTION_NOTIFY_COMPLETED, request_ends, front,
		MHD_OPTION_URI_LOG_CALLBACK, request_begins, front,
		MHD_OPTION_UNESCAPE_CALLBACK, keep_escapes, front,
		MHD_OPTION_END);
	return front->daemon || error_set(err, ERROR_NETWORK, "cannot answer at %s", front->listener.url);
}

/* When all places are taken, those that do not ask make room sooner. A
 * connection that is shut is closed by libmicrohttpd when it next looks. */
void http_expire(struct front *front, double now_s)
{
	bool full = front->client_count >= front->options->max_connections;
	double wait_s = full ? 1 : read_s, busy_s = send_s + front->options->render_s;
	for (const struct client *client = front->clients; client; client = client->next) {
		if (now_s - client->since_s < (client->busy ? busy_s : wait_s))
			continue;
		const union MHD_ConnectionInfo *info = MHD_get_connection_info(client->connection,
		                                                               MHD_CONNECTION_INFO_CONNECTION_FD);
		if (info)
			shutdown(info->connect_fd, SHUT_RDWR);
	}
}
