/* `wattmap doctor`: can I read this NetBox, and what is missing in its data?
 * First everything is found out, then it is told, as text or JSON. */
#include "cli/command.h"

#include "base/jsonout.h"
#include "base/number.h"
#include "base/text.h"
#include "cli/config.h"
#include "cli/element.h"
#include "cli/gaps.h"
#include "cli/source.h"
#include "cli/table.h"
#include "netbox/decode.h"
#include "netbox/plan.h"
#include "power/naming.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct doctor {
	/* live only */
	struct netbox *netbox; /* NULL: a snapshot */
	char *token_place;
	struct netbox_probe probes[NETBOX_PROBES];
	size_t probe_count, refused;
	int64_t objects;
	uint64_t requests;
	double estimate_s;
	double took_s;         /* NAN: not read */
	uint64_t took_requests;
	/* both; inventory is NULL when a collection was refused */
	struct inventory *inventory;
	struct power *power;
	struct scope *scope;
	struct gap gaps[GAPS_MAX];
	size_t gap_count;
};

/* -- finding out -------------------------------------------------------- */

/* A page costs a round trip (as the probes did) and a share for each row: half a
 * millisecond with fields=, ten times that before 4.0. */
static double estimate(const struct doctor *doctor, long jobs)
{
	struct netbox_stats stats = netbox_stats(doctor->netbox);
	double trip_s = stats.requests ? stats.busy_s / (double)stats.requests : 0;
	double row_s = version_at_least(*netbox_version(doctor->netbox), 4, 0, 0) ? 0.0005 : 0.005;
	return ((double)doctor->requests * trip_s + (double)doctor->objects * row_s) / (double)jobs;
}

static bool probe(const struct options *options, struct doctor *doctor, struct error *err)
{
	if (!source_connect(options, &doctor->netbox, &doctor->token_place, err) ||
	    !netbox_probe(doctor->netbox, doctor->probes, &doctor->probe_count, err))
		return false;
	doctor->requests = 1; /* the status */
	for (size_t i = 0; i < doctor->probe_count; i++) {
		const struct netbox_probe *probe = &doctor->probes[i];
		doctor->refused += !probe->allowed;
		doctor->objects += probe->allowed ? probe->count : 0;
		doctor->requests += probe->requests;
	}
	doctor->estimate_s = estimate(doctor, options->jobs);
	return true;
}

static bool read_live(const struct options *options, struct doctor *doctor, struct error *err)
{
	struct raw *raw;
	struct netbox_stats before = netbox_stats(doctor->netbox);
	if (!source_fetch(options, doctor->netbox, NULL, &raw, err))
		return false;
	struct netbox_stats after = netbox_stats(doctor->netbox);
	doctor->took_s = after.elapsed_s - before.elapsed_s;
	doctor->took_requests = after.requests - before.requests + 1;
	bool ok = decode_inventory(raw, &doctor->inventory, err);
	raw_free(raw);
	return ok;
}

static bool examine(const struct options *options, struct doctor *doctor, struct error *err)
{
	struct policy policy = config_policy(options);
	doctor->power = power_build(doctor->inventory, &policy);
	struct select_words words = naming_words(doctor->power);
	if (!scope_new(doctor->inventory, &words, options->scope.items, options->scope.count, &doctor->scope, err))
		return false;
	doctor->gap_count = gaps_find(doctor->inventory, doctor->scope, doctor->gaps);
	return true;
}

static bool find_out(const struct options *options, struct doctor *doctor, struct error *err)
{
	if (!source_check(options, err))
		return false;
	if (source_is_snapshot(options))
		return source_inventory(options, &doctor->inventory, err) && examine(options, doctor, err);
	if (!probe(options, doctor, err))
		return false;
	return doctor->refused || (read_live(options, doctor, err) && examine(options, doctor, err));
}

/* -- text --------------------------------------------------------------- */

static const char *support_text(const struct doctor *doctor)
{
	return capabilities_of(*netbox_version(doctor->netbox)).known
	       ? "known (" VERSION_OLDEST " to " VERSION_NEWEST ")"
	       : "newer than this program knows (" VERSION_NEWEST "); read as that";
}

static void write_access(const struct doctor *doctor, FILE *out)
{
	enum token_kind kind = netbox_token_kind(doctor->netbox);
	fprintf(out, "%s is NetBox %s, %s\n", netbox_url(doctor->netbox), netbox_version_text(doctor->netbox),
	        support_text(doctor));
	if (kind == TOKEN_NONE)
		fputs("token: none, read anonymously\n", out);
	else
		fprintf(out, "token: %s, from %s\n", token_kind_name(kind), doctor->token_place);
}

static const char *state_of(const struct netbox_probe *probe)
{
	return !probe->allowed ? probe->problem.code == ERROR_REFUSED ? "refused" : "failed"
	       : probe->count == 0 ? "empty" : "ok";
}

static void write_collections(const struct doctor *doctor, FILE *out)
{
	static const char *const heads[] = { "COLLECTION", "PERMISSION", ">OBJECTS", ">REQUESTS", "STATE", NULL };
	struct table *table = table_new(heads);
	for (size_t i = 0; i < doctor->probe_count; i++) {
		const struct netbox_probe *probe = &doctor->probes[i];
		char objects[24] = "?", requests[24] = "?";
		if (probe->allowed) {
			snprintf(objects, sizeof objects, "%" PRId64, probe->count);
			snprintf(requests, sizeof requests, "%" PRIu64, probe->requests);
		}
		table_add(table, probe->collection);
		table_add(table, probe->permission);
		table_add(table, objects);
		table_add(table, requests);
		table_add(table, state_of(probe));
	}
	putc('\n', out);
	table_write(table, out);
	table_free(table);
	for (size_t i = 0; i < doctor->probe_count; i++)
		if (!doctor->probes[i].allowed) {
			fputs("  ", out);
			text_write_clean(out, doctor->probes[i].problem.text);
			putc('\n', out);
		}
}

static void write_cost(const struct doctor *doctor, FILE *out)
{
	fprintf(out, "\nA run reads %" PRId64 " objects in about %" PRIu64 " requests and %.1f s", doctor->objects,
	        doctor->requests, doctor->estimate_s);
	if (number_known(doctor->took_s))
		fprintf(out, "; this one took %" PRIu64 " and %.1f s", doctor->took_requests, doctor->took_s);
	fputs(".\n", out);
}

static void write_first(const struct doctor *doctor, const struct gap *gap, FILE *out)
{
	struct arena *arena = arena_new();
	for (size_t i = 0; i < GAP_FIRST && gap->first[i]; i++) {
		char *name = object_full_name(gap->first[i]);
		fputs("       ", out);
		text_write_clean(out, name);
		fprintf(out, "  %s\n", element_url(doctor->inventory, gap->first[i], arena));
		free(name);
	}
	if (gap->count > GAP_FIRST)
		fprintf(out, "       and %zu more\n", gap->count - GAP_FIRST);
	fprintf(out, "       %s\n", gap->rule->advice);
	arena_free(arena);
}

static void write_gaps(const struct doctor *doctor, FILE *out)
{
	const struct power *power = doctor->power;
	fputs("\nHow complete the power data is", out);
	if (!scope_is_everything(doctor->scope)) {
		fputs(" (", out);
		text_write_clean(out, scope_text(doctor->scope));
		putc(')', out);
	}
	fprintf(out, "\n\n  The draw of %u of %u devices is known.\n", power->known, power->total);
	for (size_t i = 0; i < doctor->gap_count; i++) {
		const struct gap *gap = &doctor->gaps[i];
		fprintf(out, "  %s  %zu of %zu %s %s\n", gap->count ? "gap" : "ok ", gap->count, gap->total, gap->rule->of,
		        gap->rule->gap);
		if (gap->count)
			write_first(doctor, gap, out);
	}
}

static void write_text(const struct doctor *doctor, FILE *out)
{
	if (doctor->netbox) {
		write_access(doctor, out);
		write_collections(doctor, out);
		write_cost(doctor, out);
	} else {
		fprintf(out, "snapshot of %s, NetBox %s, taken at %s\n", doctor->inventory->url,
		        doctor->inventory->version_text, doctor->inventory->taken_at);
	}
	if (doctor->inventory)
		write_gaps(doctor, out);
	else
		fputs("How complete the power data is can be told when all of it may be read.\n", out);
}

/* -- JSON --------------------------------------------------------------- */

static void json_access(const struct doctor *doctor, struct jsonout *json)
{
	jsonout_text(json, "token", token_kind_name(netbox_token_kind(doctor->netbox)));
	jsonout_text(json, "token_from", doctor->token_place);
	jsonout_bool(json, "version_known", capabilities_of(*netbox_version(doctor->netbox)).known);
	jsonout_open(json, "collections", '[');
	for (size_t i = 0; i < doctor->probe_count; i++) {
		const struct netbox_probe *probe = &doctor->probes[i];
		jsonout_line(json);
		jsonout_open(json, NULL, '{');
		jsonout_text(json, "collection", probe->collection);
		jsonout_text(json, "permission", probe->permission);
		jsonout_text(json, "state", state_of(probe));
		jsonout_number(json, "objects", probe->allowed ? (double)probe->count : NUMBER_UNKNOWN);
		jsonout_number(json, "requests", probe->allowed ? (double)probe->requests : NUMBER_UNKNOWN);
		jsonout_text(json, "problem", probe->allowed ? NULL : probe->problem.text);
		jsonout_close(json, '}');
	}
	jsonout_line(json);
	jsonout_close(json, ']');
	jsonout_integer(json, "objects", doctor->objects);
	jsonout_integer(json, "requests", (int64_t)doctor->requests);
	jsonout_number(json, "estimate_s", doctor->estimate_s);
	jsonout_number(json, "took_s", doctor->took_s);
}

static void json_gap(const struct doctor *doctor, const struct gap *gap, struct jsonout *json)
{
	jsonout_line(json);
	jsonout_open(json, NULL, '{');
	jsonout_text(json, "gap", gap->rule->id);
	jsonout_integer(json, "count", (int64_t)gap->count);
	jsonout_integer(json, "total", (int64_t)gap->total);
	jsonout_text(json, "of", gap->rule->of);
	jsonout_text(json, "text", gap->rule->gap);
	jsonout_text(json, "advice", gap->rule->advice);
	jsonout_open(json, "first", '[');
	for (size_t i = 0; i < GAP_FIRST && gap->first[i]; i++) {
		jsonout_open(json, NULL, '{');
		element_write_json(doctor->inventory, gap->first[i], json);
		jsonout_close(json, '}');
	}
	jsonout_close(json, ']');
	jsonout_close(json, '}');
}

static void json_head(const struct doctor *doctor, struct jsonout *json)
{
	if (doctor->inventory) {
		element_write_json_head(doctor->inventory, "wattmap-doctor", json);
		return;
	}
	const struct inventory unread = { .url = netbox_url(doctor->netbox), .taken_at = "",
	                                  .version_text = netbox_version_text(doctor->netbox) };
	element_write_json_head(&unread, "wattmap-doctor", json);
}

static void write_json(const struct doctor *doctor, FILE *out)
{
	struct jsonout json;
	jsonout_start(&json, out);
	jsonout_open(&json, NULL, '{');
	json_head(doctor, &json);
	if (doctor->netbox)
		json_access(doctor, &json);
	if (doctor->power) {
		jsonout_open(&json, "coverage", '{');
		jsonout_integer(&json, "known", doctor->power->known);
		jsonout_integer(&json, "total", doctor->power->total);
		jsonout_close(&json, '}');
	}
	jsonout_open(&json, "gaps", '[');
	for (size_t i = 0; i < doctor->gap_count; i++)
		json_gap(doctor, &doctor->gaps[i], &json);
	jsonout_line(&json);
	jsonout_close(&json, ']');
	jsonout_close(&json, '}');
	putc('\n', out);
}

/* -- the command -------------------------------------------------------- */

/* The first problem stands for all: its code, and how many there are. */
static bool fail_refused(const struct doctor *doctor, struct error *err)
{
	const struct netbox_probe *first = doctor->probes;
	while (first->allowed)
		first++;
	return error_set(err, first->problem.code, "%zu of %zu collections cannot be read, %s the first: it needs the permission %s",
	                 doctor->refused, doctor->probe_count, first->collection, first->permission);
}

static void doctor_clear(struct doctor *doctor)
{
	netbox_free(doctor->netbox);
	free(doctor->token_place);
	scope_free(doctor->scope);
	power_free(doctor->power);
	inventory_free(doctor->inventory);
}

bool cmd_doctor(const struct options *options, struct error *err)
{
	struct doctor doctor = { .took_s = NUMBER_UNKNOWN };
	bool ok = find_out(options, &doctor, err);
	if (ok) {
		(options->json ? write_json : write_text)(&doctor, stdout);
		ok = stdout_finish(err) && (!doctor.refused || fail_refused(&doctor, err));
	}
	doctor_clear(&doctor);
	return ok;
}
