#ifndef NETBOX_HTTP_H
#define NETBOX_HTTP_H

/* GET requests to one server, several at a time over kept-alive connections.
 * The only place that knows libcurl.
 *
 * Requests are queued with http_get() and run by http_run(), which calls `done`
 * for each answer; `done` may queue more. http_run() returns when nothing is
 * left, or at the first error. No threads: `done` is never called at the same
 * time as anything else.
 *
 * Requests go to the base address and nowhere else: redirects are not followed,
 * the Authorization header is the only credential (no .netrc, no cookies), and
 * a proxy on the way sees it only where plain http goes through one. Proxies
 * are taken from the environment as libcurl does. Repeating and giving up: see
 * retry.h. With log level verbose one line an attempt: method, address, status,
 * time, bytes; never a header. */

#include "base/error.h"
#include "netbox/url.h"

#include <stddef.h>
#include <stdint.h>

enum {
	HTTP_JOBS = 4,
	HTTP_BODY_MAX = 128 << 20, /* of one answer, unpacked */
	HTTP_HEADER_MAX = 256 << 10
};

struct http_options {
	struct url url;
	const char *authorization; /* "Authorization: Token …", or NULL */
	const char *agent;         /* "wattmap/1.0" */
	const char *cacert;        /* a file of certificates to trust instead of the system's, or NULL */
	bool insecure;             /* take any certificate */
	int jobs;                  /* in flight; 0: HTTP_JOBS */
	double timeout_s;          /* 0: RETRY_TIMEOUT_S */
	uint64_t max_requests;     /* one more is an error; 0: no limit */
};

struct http_stats {
	uint64_t requests; /* attempts sent */
	uint64_t repeated; /* of those, again */
	uint64_t bytes;    /* of bodies as they came over the wire */
	double busy_s;     /* sum of their times */
};

struct http_reply {
	const char *target;
	const char *what;
	long status;           /* 0 when slow */
	bool slow;             /* nothing came in time (halvable requests only) */
	char *body;            /* malloc'd, NUL behind it; take it and set NULL, or leave it */
	size_t size;
	const char *type;      /* Content-Type or "" */
	const char *location;  /* of a redirect, or "" */
	int attempts;
	double spent_s;        /* on the account of --timeout so far */
};

typedef bool http_done(void *context, struct http_reply *reply, struct error *err);

struct http_request {
	const char *target; /* behind the base: "api/dcim/sites/?limit=1000"; copied */
	const char *what;   /* for messages: "page 3 of dcim/cables", or ""; copied */
	bool halvable;      /* when it is too slow, `done` wants to ask for less */
	int attempts;       /* that were made for more, and were too slow */
	double spent_s;     /* what those took */
	http_done *done;
	void *context;      /* must live as long as the run */
};

struct http;

bool http_new(const struct http_options *options, struct http **http, struct error *err);
void http_free(struct http *http);

void http_get(struct http *http, const struct http_request *request);

/* Errors: ERROR_NETWORK naming address, what and attempts; whatever `done`
 * says. After an error the queue is empty. */
bool http_run(struct http *http, struct error *err);

/* The version of libcurl that runs: "7.88.1". */
const char *http_library(void);

struct http_stats http_stats(const struct http *http);
const struct url *http_url(const struct http *http);

/* The address of a target for messages: long values and many of them are cut
 * ("fields=id,device,m…&ordering=id&limit=1000"). malloc'd. */
char *http_address(const struct http *http, const char *target);

#endif
