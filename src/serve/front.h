#ifndef SERVE_FRONT_H
#define SERVE_FRONT_H

/* What the parts of the front process share. One thread, no locks. */

#include "serve/cache.h"
#include "serve/listen.h"
#include "serve/pool.h"
#include "serve/rate.h"
#include "serve/serve.h"

#include <microhttpd.h>

/* A connection. */
struct client {
	struct MHD_Connection *connection;
	double since_s;          /* of the request under way, or of waiting for one */
	bool busy;               /* its request was read; the answer is made or sent */
	struct client *next, *before;
};

/* A request, from its first line to the end of the answer. */
struct request {
	char *uri;               /* as sent; NULL: too long */
	struct client *client;
	struct answer *answer;   /* the one it waited for */
	struct request *next;    /* others that wait for the same */
	bool begun, reading;     /* called for it before; GET or HEAD */
	size_t body;             /* bytes of the request's body, which nobody reads */
	double began_s;
};

enum { STATUS_MAX = 600 };

struct counters {
	unsigned long by_status[STATUS_MAX];
	unsigned long hits, misses, limited;
	unsigned long long bytes;
};

struct front {
	const struct serve_options *options;
	const struct serve_app *app;
	struct listener listener;
	struct MHD_Daemon *daemon;
	struct pool *pool;
	struct cache *cache;
	struct rate *rate;
	struct client *clients;
	unsigned client_count, busy_count;
	struct counters counters;
	double began_s, refresh_at_s; /* 0: not planned */
	unsigned retries;        /* of the first load */
	bool draining;           /* no new connections, answers under way are finished */
	struct error fatal;
};

/* http.c: begins to answer at the listener. */
bool http_start(struct front *front, struct error *err);
/* A job's answer for all who wait for it (pool.h). */
void http_answer(void *front, struct job *job, struct answer *answer, bool current);
/* Ends connections that are too slow: with their request, with taking the answer, or idle. */
void http_expire(struct front *front, double now_s);

/* status.c: /healthz and /metrics. */
struct answer *status_health(const struct front *front, double now_s);
struct answer *status_metrics(const struct front *front, double now_s);
/* Is there data, and young enough? */
bool status_fresh(const struct front *front, double now_s);

#endif
