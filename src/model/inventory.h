#ifndef MODEL_INVENTORY_H
#define MODEL_INVENTORY_H

/* The inventory: what NetBox says, in NetBox's words, whatever its version.
 * Filled by netbox/, linked by inventory_link(), then handed on as const.
 * Everything lives in the inventory's arena. Text is UTF-8 and never NULL
 * unless said; an unset text is "". Ids are NetBox's own.
 *
 * A reference to an object that was not read (no permission, deleted
 * meanwhile, outside the fetched scope) gets a placeholder: an object with
 * that id, the name from the brief form when there was one, and
 * visible = false; its texts are "" and its numbers unknown (NAN, 0). So a
 * pointer is NULL only where NetBox says null or the key was not asked for.
 *
 * Where an inlet's or outlet's device, or a feed's panel, is not known even by
 * id, a placeholder with an id of our own stands for it: negative, one for each
 * ("unknown device", "unknown panel"). */

#include "base/arena.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum object_kind {
	OBJECT_PANEL,
	OBJECT_FEED,
	OBJECT_INLET,  /* NetBox: power port */
	OBJECT_OUTLET, /* NetBox: power outlet */
	OBJECT_DEVICE,
	OBJECT_CABLE,
	OBJECT_RACK,
	OBJECT_LOCATION,
	OBJECT_SITE,
	OBJECT_KINDS
};

/* "panel", "feed", "inlet", … ; the word used in ids, JSON and messages. */
const char *object_kind_name(enum object_kind kind);
/* "dcim/power-panels", … ; the REST collection and web path of the kind. */
const char *object_kind_collection(enum object_kind kind);

struct version {
	int major, minor, patch;
};
/* "4.2.9", "3.7-beta1", "v4.6.8-Docker-3.2": the numbers in front, missing
 * ones are 0; no number at all is 0.0.0. */
struct version version_parse(const char *text);
/* Is `v` at least major.minor.patch? */
bool version_at_least(struct version v, int major, int minor, int patch);

enum custom_type { CUSTOM_NUMBER, CUSTOM_TEXT, CUSTOM_BOOL, CUSTOM_OTHER };

/* A custom field with a value; unset ones (null) are left out. Selections
 * ({value,label} from 4.7) are their value. Lists, nested objects and numbers
 * beyond a double are CUSTOM_OTHER (present, of no use). */
struct custom_field {
	const char *name;
	enum custom_type type;
	double number;    /* CUSTOM_NUMBER; CUSTOM_BOOL: 0 or 1 */
	const char *text; /* CUSTOM_TEXT, else "" */
};

/* A nested object that is only shown or filtered by: tenant, role, region,
 * manufacturer, tag. id 0: unset. The tree of roles is not kept. */
struct ref {
	int64_t id;
	const char *name;
	const char *slug;
};

/* What every object has. First member of each object struct, so that a
 * struct object * can be any of them. */
struct object {
	int64_t id;
	enum object_kind kind;
	bool visible;         /* false: a placeholder */
	uint16_t name_hash;   /* object_hash() of the name, for who looks for one among many; 0: not made */
	const char *name;     /* NetBox's name, else its display, else "#ID"; never "" */
	const struct custom_field *custom;
	size_t custom_count;
	const struct ref *tags;
	size_t tag_count;
};

struct site {
	struct object object;
	const char *slug, *status;
	struct ref region, group, tenant;
};

struct location {
	struct object object;
	const char *slug, *status;
	struct ref tenant;
	struct site *site;
	struct location *parent; /* NULL: directly in the site; never a cycle */
};

struct rack {
	struct object object;
	const char *facility_id, *status;
	struct ref tenant, role;
	struct site *site;
	struct location *location; /* NULL: directly in the site */
	int u_height, starting_unit;
	bool desc_units;
	struct device **devices; /* by position from the top, unpositioned last, then natural name, id */
	size_t device_count;
	struct feed **feeds; /* by natural name, id */
	size_t feed_count;
};

struct panel {
	struct object object;
	struct site *site;
	struct location *location; /* may be NULL */
	struct feed **feeds;       /* by natural name, id */
	size_t feed_count;
};

/* The end of a cable: a feed, inlet or outlet. Second member of those. */
struct termination {
	struct cable *cable;  /* NULL: no cable */
	char cable_end;       /* 'A', 'B', or 0 (unset; NetBox up to 3.2) */
	bool mark_connected;
};

struct feed {
	struct object object;
	struct termination end;
	struct panel *panel; /* never NULL */
	struct rack *rack; /* may be NULL */
	struct ref tenant;
	const char *status; /* "active", "planned", "offline", "failed", or the site's own */
	bool redundant;     /* type: redundant (else primary) */
	bool dc;            /* supply */
	bool three_phase;
	int64_t voltage_v;  /* negative for some DC; 0, also of the two below: unknown */
	int64_t amperage_a;
	int64_t max_utilization_pct;
};

struct device {
	struct object object;
	bool named;            /* false: object.name is NetBox's display of an unnamed device */
	const char *status;
	struct ref role, tenant, manufacturer;
	struct ref type;       /* name = model */
	struct site *site;
	struct location *location; /* the device's, else its rack's; may be NULL */
	struct rack *rack;         /* may be NULL */
	double position_u;         /* NAN: none */
	struct device *parent;     /* device bay; NULL: none; never a cycle */
	struct device **children;  /* by id */
	size_t child_count;
	struct inlet **inlets;     /* by natural name, id; those of modules too */
	size_t inlet_count;
	struct outlet **outlets;   /* by natural name, id */
	size_t outlet_count;
};

struct inlet {
	struct object object;
	struct termination end;
	struct device *device; /* never NULL */
	const char *label;
	const char *type;      /* connector value, "iec-60320-c14"; "" unset */
	double maximum_draw_w, allocated_draw_w; /* NAN: null */
	struct outlet **outlets; /* those whose power_port is this; natural name, id */
	size_t outlet_count;
};

struct outlet {
	struct object object;
	struct termination end;
	struct device *device; /* never NULL */
	struct inlet *inlet;   /* power_port; may be NULL */
	const char *label, *type, *color;
	const char *status;    /* "" before 4.3 = enabled */
	char feed_leg;         /* 'A', 'B', 'C' or 0 */
};

struct cable {
	struct object object;    /* name = label, else "#ID" */
	const char *label, *status, *type, *color;
	double length;           /* NAN: null */
	const char *length_unit; /* "m", "ft", … or "" */
	/* Its ends as seen from the terminations read; by kind, id. `supply` is
	 * the feeds or outlets, `inlets` the other side. An end whose object was
	 * not read is a placeholder when the cable itself names it. A cable is in
	 * the inventory only if a termination names it (data cables are not). */
	struct object **supply;
	size_t supply_count;
	struct inlet **inlets;
	size_t inlet_count;
};

/* A region and the one above it: --region takes the sites of those below, too. */
struct region {
	int64_t id, parent_id; /* parent_id 0: none */
	const char *name, *slug;
};

/* What all devices of a type have. */
struct device_type {
	int64_t id;
	double u_height; /* rack units; 0 takes none (mounted beside); NAN unknown */
};

/* Arrays of pointers, sorted by id; placeholders included. */
struct inventory {
	struct arena *arena;
	const char *url;         /* base URL, ends in "/"; without credentials */
	const char *version_text;
	struct version version;
	const char *taken_at;    /* "2026-11-21T02:16:39Z" or "" */
	struct site **sites;          size_t site_count;
	struct location **locations;  size_t location_count;
	struct rack **racks;          size_t rack_count;
	struct panel **panels;        size_t panel_count;
	struct feed **feeds;          size_t feed_count;
	struct device **devices;      size_t device_count;
	struct inlet **inlets;        size_t inlet_count;
	struct outlet **outlets;      size_t outlet_count;
	struct cable **cables;        size_t cable_count;
	struct region *regions;       size_t region_count; /* by id; none where they were not read */
	struct device_type *types;    size_t type_count;   /* by id; none where they were not read */
	uint16_t *name_hashes[OBJECT_KINDS]; /* of the objects of a kind, in their order; NULL: not made */
	size_t invisible_count;       /* placeholders */
	bool scoped;                  /* the fetch was limited to a scope */
};

/* The object of a kind with an id, or NULL. Binary search. */
struct object *inventory_find(const struct inventory *inventory, enum object_kind kind, int64_t id);

/* The region with an id, or NULL. */
const struct region *inventory_region(const struct inventory *inventory, int64_t id);

/* The device type with an id, or NULL. */
const struct device_type *inventory_type(const struct inventory *inventory, int64_t id);

/* All objects of a kind: the array (of pointers to structs that begin with a
 * struct object) and its length. */
struct object **inventory_objects(const struct inventory *inventory, enum object_kind kind, size_t *count);
/* Where an object of the inventory stands in the array of its kind. */
size_t inventory_index(const struct inventory *inventory, const struct object *object);

/* Of a name: never 0; different ones are seldom the same. */
uint16_t object_hash(const char *name);

/* The custom field of that name, or NULL. */
const struct custom_field *object_custom_field(const struct object *object, const char *name);

/* Where an object is: each may be NULL. Inlets and outlets are where their
 * device is; a feed is at its rack, else its panel; a cable is nowhere. */
struct place {
	const struct site *site;
	const struct location *location;
	const struct rack *rack;
	const struct device *device;
};
struct place object_place(const struct object *object);
/* The location, else the site; NULL. */
const struct object *place_around(struct place place);

/* Natural order of names, then ids; NULL first. */
int object_compare(const struct object *a, const struct object *b);
/* By the names of the locations above, outermost first: what is in one stands together. */
int location_compare(const struct location *a, const struct location *b);

/* "inlet-345": stable id, unique over all kinds. Returns `text`. */
enum { OBJECT_ID_MAX = 40 };
char *object_format_id(const struct object *object, char text[OBJECT_ID_MAX]);

/* "CORE-SW01:PSU1" for inlets and outlets, "PP-A/F-01" for feeds, else the name. malloc'd. */
char *object_full_name(const struct object *object);
/* The same in `arena`. */
const char *object_full_name_in(struct arena *arena, const struct object *object);

#endif
