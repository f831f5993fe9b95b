#ifndef NETBOX_NAMES_H
#define NETBOX_NAMES_H

/* The first requests of a quick trace: what do the names mean?
 *
 *   devices ?name__ie=…     the names, and what they may be composed of, at once;
 *                           objects that are given by id by their kind
 *   panels, feeds, racks,   for names without a kind: namesakes are ambiguous.
 *   locations, sites        With loads of the path alone only when no device is
 *   ?name__ie=…             called so: a name means a device then, and the caller says so
 *   nothing is called so    inlets, outlets ?name__ie=…, cables ?label__ie=…; and what
 *                           begins like the name (devices: or ends so, or holds it), to offer that
 *
 * name__ie (letters of either case) is as old as 2.11; should a server not know
 * it, its answer is the list of all devices, which is seen and not read. */

#include "netbox/fetch.h"
#include "netbox/list.h"

enum { NAMES_ELEMENTS = 16 };

enum names_meaning {
	NAMES_READ,     /* the elements are in reader->raw */
	NAMES_NONE,     /* none, or several of a name: what select_object() needs to say so is there */
	NAMES_WANT_ALL  /* only the whole inventory would tell, or more than NAMES_ELEMENTS fit */
};

bool names_read(struct reader *reader, const struct fetch_trace *trace, enum names_meaning *meaning, struct error *err);

#endif
