#ifndef MODEL_SELECT_H
#define MODEL_SELECT_H

/* Naming an element on the command line, and the scope of a run.
 *
 *     NAME               CORE-SW01            when nothing else has that name; an inlet,
 *                                             outlet or cable, when nothing at all has it
 *     DEVICE:INLET       CORE-SW01:PSU1       an inlet or outlet of a device
 *     PANEL/FEED         UTILITY-A/NETCORE-A
 *     KIND:NAME          rack:NET-R01         site and location: the slug, too
 *     KIND:PARENT/NAME   inlet:CORE-SW01/PSU1, rack:Network Core/NET-R01
 *     KIND:#ID           inlet:#345
 *
 * KIND is panel, feed, inlet, outlet, device, cable, rack, location or site, or
 * a word for devices of one sort (ups, pdu, …) that the caller explains. A whole
 * name is tried first, so that names with ':' or '/' in them work; letters
 * count as written, and only when nothing fits so, without regard to case. The
 * parent of an inlet or outlet is its device; of a feed its panel or rack; of
 * the rest the rack, location or site it is in.
 *
 * Nothing is ever picked silently. Errors are ERROR_NOT_FOUND: several fits
 * are listed with their ids, none offers the nearest names. */

#include "model/inventory.h"

/* Kind words beyond NetBox's own, for devices: power/naming.h gives ups, pdu … */
struct select_words {
	const char *const *words; /* ends in NULL */
	bool (*fits)(const void *context, const char *word, const struct device *device);
	const void *context;
};

/* `words` may be NULL. One pass over the names: 20,000 devices with their
 * inlets and outlets take about a millisecond. */
bool select_object(const struct inventory *inventory, const struct select_words *words,
                   const char *text, const struct object **object, struct error *err);

/* What must be read of a NetBox to find an element: the object kind:#id, or the
 * devices of these names, in letters of either case, with their parts. */
struct select_need {
	enum object_kind kind;
	int64_t id;         /* 0: by names */
	const char **names; /* in the arena: the whole text, and what it may be composed of */
	size_t name_count;
	const char *name;   /* without its kind */
	const char *bare;   /* the same when no kind is given: panels, feeds, racks, locations and sites of this name count as well */
	bool port;          /* of a kind that only its device's list would tell */
	const char *device; /* devices of this name, whichever they are, would be what is meant; NULL: none */
};

/* "CORE-SW01:PSU1": devices CORE-SW01:PSU1 and CORE-SW01. False when only whole
 * lists would tell: panels, feeds, cables and places by name. Without a kind the
 * need is that of a device or its port, since those are what is asked for mostly. */
bool select_need(const struct select_words *words, const char *text, struct arena *arena, struct select_need *need);

struct scope;

/* select_object() with a scope: of several elements that fit, those outside of it do
 * not count, unless all are. */
bool select_object_in(const struct inventory *inventory, const struct select_words *words, const struct scope *scope,
                      const char *text, const struct object **object, struct error *err);

/* All that `text` may mean, as select_object_in() reads it: malloc'd, NULL when none. */
const struct object **select_candidates(const struct inventory *inventory, const struct select_words *words,
                                        const struct scope *scope, const char *text, size_t *count);

/* -- scope --------------------------------------------------------------- */

enum scope_option {
	SCOPE_REGION, SCOPE_SITE, SCOPE_LOCATION, SCOPE_RACK,
	SCOPE_TENANT, SCOPE_ROLE, SCOPE_TAG, SCOPE_EXCLUDE,
	SCOPE_OPTIONS
};
/* "region", "site", … ; the word of the option. */
const char *scope_option_name(enum scope_option option);

/* One option as given: --site ams1. Values are a name, a slug or #ID;
 * exclude takes an element as select_object() does. */
struct scope_term {
	enum scope_option option;
	const char *value;
};

/* The same option again means or, different options mean and; exclude takes
 * away. No terms: everything. The terms are copied. A region holds those below
 * it. Sites, locations and racks are looked for within the regions, sites and
 * locations given, so that --site ams1 --rack R01 is one rack. The scope uses
 * the inventory. */
bool scope_new(const struct inventory *inventory, const struct select_words *words,
               const struct scope_term *terms, size_t count,
               struct scope **scope, struct error *err);
void scope_free(struct scope *scope);

/* Is this object inside? Inlets and outlets are where their device is and have
 * its tenant, role and tags; a child device without a tenant is asked for
 * itself. A location holds the locations below it; a feed is at its rack, else
 * its panel; a cable is inside when one of its ends is. Panels, feeds, racks, locations and sites have no role, so --role
 * leaves them out (the way up to the sources is drawn anyway). NULL: inside. */
bool scope_contains(const struct scope *scope, const struct object *object);

/* No terms at all? NULL: true. */
bool scope_is_everything(const struct scope *scope);

/* "site EMEA-DC-CLOUD, rack NET-R01 or NET-R02, without device X"; "" for
 * everything. Lives in the scope. */
const char *scope_text(const struct scope *scope);

/* The same without regions, sites and locations. */
const char *scope_filter_text(const struct scope *scope);

#endif
