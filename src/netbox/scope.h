#ifndef NETBOX_SCOPE_H
#define NETBOX_SCOPE_H

/* From the user's scope to the sites it can touch: what a fetch can be limited
 * to on the server. Regions are the sites in them and in the regions below;
 * locations and racks are their sites. Tenants, roles, tags and --exclude narrow
 * nothing here, since loads are whole anyway; model/select.h does the rest.
 *
 * A value is a name or slug (a rack's facility id), exactly or else without
 * regard to case, or #ID; of those in the sites that the options before it
 * leave (region, site, location, rack). It may fit several: all their sites are
 * taken, since choosing is not decided here. */

#include "model/select.h"
#include "netbox/list.h"

/* *limited false: everything. Errors: ERROR_NOT_FOUND with the nearest names;
 * or when no site is left. Names are read through readers like `reader`; into
 * its own raw inventory come the regions, when terms name some. */
bool scope_sites(struct reader *reader, const struct scope_term *terms, size_t count,
                 bool *limited, struct id_list *sites, struct error *err);

#endif
