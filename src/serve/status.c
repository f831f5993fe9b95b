/* What the server says about itself: for a load balancer, and for Prometheus. */
#include "serve/front.h"

#include "base/clock.h"

#include <inttypes.h>
#include <stdio.h>

bool status_fresh(const struct front *front, double now_s)
{
	struct pool_status status = pool_status(front->pool);
	return status.loaded && now_s - status.loaded_s <= front->options->max_stale_s;
}

struct answer *status_health(const struct front *front, double now_s)
{
	struct pool_status status = pool_status(front->pool);
	bool fresh = status_fresh(front, now_s);
	char *body = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&body, &size);
	fprintf(out, "%s\n", fresh ? front->draining ? "going down" : "ok" : status.loaded ? "data too old" : "no data yet");
	if (status.loaded)
		fprintf(out, "data of %s, read %.0f s ago\n", *status.about.taken_at ? status.about.taken_at : "?",
		        now_s - status.loaded_s);
	if (status.last_error.code != ERROR_NONE)
		fputs("the last refresh failed\n", out); /* why is for the log: it may name the inside */
	fclose(out);
	return answer_new(fresh && !front->draining ? 200 : 503, "text/plain; charset=utf-8", body, size);
}

static void metric(FILE *out, const char *name, const char *type, const char *help, double value)
{
	fprintf(out, "# HELP wattmap_%s %s\n# TYPE wattmap_%s %s\nwattmap_%s %.15g\n", name, help, name, type, name, value);
}

static void write_requests(FILE *out, const struct counters *counters)
{
	fputs("# HELP wattmap_http_requests_total Requests answered, by status.\n"
	      "# TYPE wattmap_http_requests_total counter\n", out);
	for (unsigned i = 0; i < STATUS_MAX; i++)
		if (counters->by_status[i])
			fprintf(out, "wattmap_http_requests_total{code=\"%u\"} %lu\n", i, counters->by_status[i]);
}

struct answer *status_metrics(const struct front *front, double now_s)
{
	const struct counters *counters = &front->counters;
	struct pool_status status = pool_status(front->pool);
	char *body = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&body, &size);
	const struct {
		const char *name, *type, *help;
		double value;
	} rows[] = {
		{ "uptime_seconds", "gauge", "Since the server began.", now_s - front->began_s },
		{ "http_response_bytes_total", "counter", "Bytes of answers without their headers.", (double)counters->bytes },
		{ "http_connections", "gauge", "Connections now.", front->client_count },
		{ "http_limited_total", "counter", "Requests refused by the rate limit.", (double)counters->limited },
		{ "cache_hits_total", "counter", "Answers from the cache.", (double)counters->hits },
		{ "cache_misses_total", "counter", "Answers that had to be made.", (double)counters->misses },
		{ "cache_bytes", "gauge", "Size of the cache.", (double)cache_bytes(front->cache) },
		{ "renders_total", "counter", "Answers made.", (double)status.renders },
		{ "render_seconds_total", "counter", "Time spent making answers.", status.render_seconds },
		{ "render_timeouts_total", "counter", "Answers given up for time.", (double)status.timeouts },
		{ "render_crashes_total", "counter", "Renderers that died.", (double)status.crashes },
		{ "renderers", "gauge", "Renderers now.", status.renderers },
		{ "renderers_busy", "gauge", "Renderers with something to do.", status.busy },
		{ "render_queue", "gauge", "Answers waiting for a renderer.", status.queued },
		{ "refreshes_total", "counter", "Times the data was read.", (double)status.refreshes },
		{ "refresh_failures_total", "counter", "Times it could not be read.", (double)status.failures },
		{ "refreshing", "gauge", "1 while data is read.", status.loading },
		{ "data_loaded", "gauge", "1 when there is data.", status.loaded },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		metric(out, rows[i].name, rows[i].type, rows[i].help, rows[i].value);
	if (status.loaded) {
		metric(out, "data_age_seconds", "gauge", "Since the data was read.", now_s - status.loaded_s);
		metric(out, "data_objects", "gauge", "Objects in the data.", (double)status.about.objects);
	}
	write_requests(out, counters);
	fclose(out);
	return answer_new(200, "text/plain; version=0.0.4; charset=utf-8", body, size);
}
