#ifndef SERVE_SERVE_H
#define SERVE_SERVE_H

/* Answering over HTTP from data that is read now and then.
 *
 *     front ──fork──▶ nursery (reads the data) ──fork──▶ renderer, renderer, …
 *       └───────────── socket pairs ────────────────────────┘
 *
 * The front is one process with one thread: libmicrohttpd, the cache of
 * answers, the queue. It never reads NetBox and never draws. A nursery is a
 * process that reads the data once and then does nothing but fork renderers,
 * which share the data copy-on-write and make one answer at a time, within a
 * time and memory limit. A refresh is a new nursery; the old one goes when its
 * renderers are done. So nothing leaks, and a crash costs one answer.
 *
 * What the data is and what an answer looks like is the application's. */

#include "base/error.h"
#include "serve/target.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct serve_options {
	const char *listen;     /* "127.0.0.1:8080", "[::1]:0", "*:80"; a socket of systemd's goes before it */
	const char *base_path;  /* "/wattmap": where a proxy shows us; "" */
	char *token;            /* asked of everyone but /healthz; NULL: none */
	bool public;            /* listen beyond loopback without a token */
	bool behind_proxy;      /* X-Forwarded-For names the client, any Host is fine */
	double refresh_s;       /* 0: never on our own */
	double max_stale_s;     /* since the last good refresh; then 503 */
	unsigned workers;       /* renderers; 0: one a CPU */
	unsigned max_connections, max_url, max_queue;
	double rate, burst;     /* requests a second of one address; rate 0: no limit */
	double render_s;        /* for one answer */
	size_t render_mb;       /* memory of a renderer beyond what it starts with */
	size_t cache_mb;
	unsigned recycle;       /* answers of a renderer */
};

/* Answers that are passing: how many are made at once, may wait, and for how long
 * one is given again. */
enum { PASSING_AT_ONCE = 2, PASSING_QUEUE = 8, PASSING_S = 5 };

/* What a load tells the front. */
struct serve_about {
	char taken_at[40];      /* "2026-11-21T02:16:39Z" or "" */
	uint64_t objects;
};

struct serve_reply {
	unsigned status;
	char type[64];          /* "image/svg+xml" */
	char *body;             /* malloc'd */
	size_t size;
	bool passing;           /* made of other data than the rest: kept for seconds only */
};

struct serve_app {
	void *context;
	/* In a nursery: reads the data into the context. */
	bool (*load)(void *context, struct serve_about *about, struct error *err);
	/* In a renderer. Status 200 is kept in the cache, while passing for PASSING_S. */
	void (*render)(void *context, const struct target *target, struct serve_reply *reply);
	/* Will it be asked for elsewhere, and so wait more than work? These are few at a
	 * time, beside the others. NULL: never. */
	bool (*passing)(void *context, const struct target *target);
	/* Is a failed first load worth another try? (network: yes; a bad option: no) */
	bool (*may_recover)(void *context, const struct error *err);
};

/* Returns on SIGTERM or SIGINT, after the answers under way; SIGHUP refreshes.
 * ERROR_USAGE for an address that may not be listened on, ERROR_NETWORK when it
 * cannot; the error of a first load that no second one would mend. */
bool serve_run(const struct serve_options *options, const struct serve_app *app, struct error *err);

/* The version of libmicrohttpd that runs. */
const char *serve_library(void);

#endif
