#ifndef NETBOX_PATH_H
#define NETBOX_PATH_H

/* What a trace with loads up to the rack PDUs needs. To be read:
 *
 *   whole    the devices asked for, the distribution devices that feed these
 *            directly, and all that hangs on those: inlets, outlets, cables
 *   upwards  of these and of everything above: the inlets, their cables, and the
 *            outlets or feeds at the other ends; not what else is plugged in there
 *
 * So loads are known up to the PDUs, and ways and what is live up to the sources.
 * Cables are asked for by id and name their ends in every version; only where one
 * shows a single side, 4.0 and later are asked by cable_id, too. The rack of
 * the devices comes as three lists first, since it mostly holds their PDUs and
 * what else is on these. Racks, locations and sites are known by name from the
 * devices in them, and not asked for.
 *
 * On the guide's site 12 requests: status, the device, three lists of its rack,
 * cables, circuits, the inlets and objects of the panels, their cables, feeds and
 * their power panels. */

#include "netbox/list.h"

/* reader->raw holds the elements asked for, and no other device. */
bool path_read(struct reader *reader, struct error *err);

#endif
