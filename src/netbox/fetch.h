#ifndef NETBOX_FETCH_H
#define NETBOX_FETCH_H

/* A live NetBox: open it, read its power inventory, ask what may be read.
 *
 *     struct netbox *nb;
 *     struct raw *raw;
 *     if (netbox_open(&(struct netbox_options){ .url = …, .token = … }, &nb, err) &&
 *         netbox_fetch(nb, &scope, &raw, err)) …
 *     netbox_free(nb);
 *
 * Errors: ERROR_CONFIG (URL or token of no use), ERROR_NETWORK (not reached,
 * TLS, gave up after --timeout, a redirect or next page at another place),
 * ERROR_REFUSED (token or permission), ERROR_DATA (not a NetBox, or not
 * understood), ERROR_NOT_FOUND (scope). They name address, page and collection.
 * The token is in none of them, nor in trace lines, nor in what was read.
 * The caller ignores SIGPIPE meanwhile: a server may hang up on TLS. */

#include "model/inventory.h"
#include "model/select.h"
#include "netbox/auth.h"
#include "netbox/decode.h"
#include "netbox/raw.h"

struct netbox_options {
	const char *url;     /* as the user typed it; a trailing /api is fine */
	const char *token;   /* from NETBOX_TOKEN or a file, see auth.h; NULL: none */
	const char *agent;   /* "wattmap/1.0" */
	const char *cacert;  /* NULL: the system's */
	bool insecure;
	int jobs;            /* requests in flight; 0: 4 */
	double timeout_s;    /* for one page with all its repetitions; 0: 120. See retry.h */
	uint64_t max_requests; /* more than that is ERROR_NETWORK, the status among them; 0: no limit */
};

/* Options --region, --site … as given. NULL or count 0: everything. */
struct fetch_scope {
	const struct scope_term *terms;
	size_t count;
	bool regions; /* read their tree, too, as a snapshot needs it for any --region; a warning without permission */
	bool types;   /* read the device types, too, for the heights of devices; the same */
};

struct netbox_stats {
	uint64_t requests, repeated; /* sent; of those, again after a failure */
	uint64_t bytes;              /* of answers over the wire */
	double busy_s;               /* the requests' times added up */
	double elapsed_s;            /* since netbox_open() */
};

struct netbox;

/* Asks /api/status/. Warns when the version is newer than this program knows;
 * one before 2.11 is ERROR_DATA. The options' texts are copied. */
bool netbox_open(const struct netbox_options *options, struct netbox **netbox, struct error *err);
void netbox_free(struct netbox *netbox);

const struct version *netbox_version(const struct netbox *netbox);
const char *netbox_version_text(const struct netbox *netbox);
const char *netbox_url(const struct netbox *netbox); /* base, ends in "/" */
enum token_kind netbox_token_kind(const struct netbox *netbox);
struct netbox_stats netbox_stats(const struct netbox *netbox);

/* Reads what a picture of the scope needs (plan.h, complete.h), each object
 * once, sorted. taken_at is when this began, or SOURCE_DATE_EPOCH. With a scope
 * of regions, sites, locations or racks only their sites are read, and what
 * hangs together with them; raw->scope tells which were given. With `decoding` (NULL:
 * not wanted) it is decoded meanwhile; decoding_finish() that with the raw. */
bool netbox_fetch(struct netbox *netbox, const struct fetch_scope *scope, struct decoding **decoding, struct raw **raw,
                  struct error *err);

/* The quick way for a trace: only what its picture needs, wherever else NetBox
 * holds sites and devices. See quick.h for what is asked. */
struct fetch_trace {
	const char *const *elements; /* as the user named them (model/select.h) */
	size_t count;
	const struct select_words *words; /* kinds of devices in names; may be NULL */
	bool path;             /* loads up to the rack PDUs only (path.h); power_keep_path() forgets the rest */
	bool places;           /* figures of racks, locations and sites are wanted: their sites whole */
	int pages;             /* a site with more pages of inlets is walked by ids; 0: 4, negative: every site */
};

/* As netbox_fetch(). What select_object() says of the elements, every figure and
 * every verdict of theirs is the same as with the whole inventory. *found false,
 * and *raw NULL: only the whole inventory would tell what the names mean. */
bool netbox_fetch_trace(struct netbox *netbox, const struct fetch_trace *trace, bool *found, struct raw **raw,
                        struct error *err);

/* One collection as the token sees it. */
struct netbox_probe {
	const char *collection, *permission;
	bool allowed;          /* false: `problem` says why */
	int64_t count;         /* -1 when not allowed */
	uint64_t requests;     /* that a whole fetch would make for it */
	struct error problem;
};
enum { NETBOX_PROBES = 9 };

/* May the token view what a fetch reads, and how much is there? One row each;
 * in the order of a snapshot. False only when NetBox cannot be reached. */
bool netbox_probe(struct netbox *netbox, struct netbox_probe probes[NETBOX_PROBES], size_t *count, struct error *err);

#endif
