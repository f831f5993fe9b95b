#ifndef NETBOX_PLAN_H
#define NETBOX_PLAN_H

/* What is asked of NetBox, by collection and version: the one table to change
 * when a version differs. Nothing is ever asked in a way that the version would
 * silently ignore: unknown query parameters make NetBox return everything.
 *
 * A whole inventory is nine lists:
 *
 *   sites, locations, racks, panels, feeds, inlets, outlets: all of them.
 *   devices: all of them. The filters power_ports=true and power_outlets=true
 *     would leave some out, but one request takes only both together (and), two
 *     lists overlap in every PDU, and neither has the blades in device bays that
 *     have no inlets of their own. Portless devices are few and cheap.
 *   cables: needed for status, length and colour; the graph itself is `cable`
 *     and `cable_end` of feeds, inlets and outlets. Most cables of a NetBox may
 *     be data cables, and no filter knows power cables for sure (`type` is often
 *     unset), so two ways are compared by their number of requests: the list as
 *     it is, or just the cables that the terminations name, by id (plan_cables_by_id()).
 *   regions: only for --region, and for snapshots, which may be asked for one
 *   regions: only for --region, and for snapshots, which may be asked for one
 *     later. Sites name their own region only, not those above.
 *   device types: only for `report fit`, which needs the heights of devices, and
 *     for snapshots.
 *
 * Peers, endpoints and traces are never asked for (before 4.0 peers come anyway). */

#include "model/inventory.h"

#include <stdio.h>

/* What a version can do. */
struct capabilities {
	struct version version;
	bool fields;    /* 4.0: fields= */
	bool keyset;    /* 3.3: ordering=id, so that id__gt pages */
	bool cable_id;  /* 4.0: cable_id= on feeds, inlets and outlets; before, the cables name their ends */
	bool v2_tokens; /* 4.5 */
	bool cable_ends; /* a wish: cables with what is at their ends, which before 4.0 comes anyway */
	bool known;     /* false: newer than what this program was made for */
	size_t page_size;
};

/* The oldest and the newest version this program knows. */
#define VERSION_OLDEST "2.11"
#define VERSION_NEWEST "4.7"

/* 2.11–3.2 give their peers cheaply: 500 rows. 3.3–3.7 need several queries a
 * row: 250. From 4.0 with fields=: 1000, the usual cap. */
struct capabilities capabilities_of(struct version version);
bool version_supported(struct version version); /* 2.11 or later */

enum plan_kind {
	PLAN_OUTLETS, PLAN_INLETS, PLAN_DEVICES, PLAN_CABLES, PLAN_RACKS,
	PLAN_FEEDS, PLAN_PANELS, PLAN_LOCATIONS, PLAN_SITES,
	PLAN_INVENTORY, /* the number of those of an inventory, the long lists first */
	PLAN_REGIONS = PLAN_INVENTORY,
	PLAN_TYPES,
	PLAN_KINDS
};

struct plan {
	const char *collection; /* "dcim/power-ports" */
	const char *permission; /* "dcim.view_powerport" */
	const char *fields;     /* from 4.0 */
	const char *extra;      /* "exclude=config_context", or NULL */
	const char *site_filter; /* the parameter that takes site ids */
};
const struct plan *plan_of(enum plan_kind kind);

/* The plan of the kind of object (placeholders are fetched by it). */
enum plan_kind plan_for(enum object_kind kind);

/* Writes "api/dcim/devices/?exclude=config_context&fields=…&", to which filters
 * and paging are added. With `fields` not NULL that instead of the plan's. */
void plan_write_target(FILE *out, enum plan_kind kind, const struct capabilities *can, const char *fields);

/* gunicorn takes 4 094 bytes of request line; filters get what this leaves for
 * "GET ", " HTTP/1.1" and the parameters of paging. */
enum { PLAN_TARGET_MAX = 3900, PLAN_BATCH_IDS = 290 };

/* Of `listed` cables, `wanted` are power cables: is it fewer requests to ask for
 * those by their ids? 42,000 of 42,000 at 1,000 a page: 42 pages against 145
 * batches, no. 384 of 100,000: 100 against 2, yes. */
bool plan_cables_by_id(int64_t listed, int64_t wanted, size_t page_size);

#endif
