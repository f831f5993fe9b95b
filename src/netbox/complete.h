#ifndef NETBOX_COMPLETE_H
#define NETBOX_COMPLETE_H

/* What lists limited to some sites leave out, and the picture needs.
 *
 * Load is always the whole load on an element, and a way up always ends at its
 * sources, so everything that hangs electrically together with the sites must
 * be there: for each cable all its ends, for each of these its whole device
 * (every inlet and outlet) or panel (every feed), for each of those its cables,
 * and so on; then the racks, locations and sites that these are in. Leaving out
 * "other" branches would be smaller and wrong: a PDU's second inlet decides what
 * is live, a consumer's second cord is not a loose end. A site is mostly an
 * island, so that this is one round that finds nothing.
 *
 * Each round decodes what there is, which knows all versions' shapes, collects
 * the ids that are named but not there, and asks for all of them at once:
 *
 *   placeholders            COLLECTION/?id=…
 *   ends of new cables      4.0 and later: inlets, outlets, feeds ?cable_id=…, in
 *                           the first round those of other sites (site_id__n);
 *                           before, the cables themselves name their ends
 *   devices outside         power-ports, power-outlets ?device_id=…
 *   panels outside          power-feeds ?power_panel_id=…
 *
 * Nothing is asked for twice, so it ends. What does not come (deleted, hidden
 * by a permission) stays a placeholder. */

#include "netbox/list.h"

/* `sites`: the lists in reader->raw were limited to these. */
bool complete_sites(struct reader *reader, const struct id_list *sites, struct error *err);

/* The same for a few objects of no site in particular: all that hangs together
 * with them and with what is in `racks` (ids). Of these the first round asks for
 *
 *   devices, power-feeds               ?rack_id=…
 *   power-ports, power-outlets         3.3.2 and later: ?rack_id=…, instead of by
 *                                      device; before, by device in the next round
 *
 * *enough false: more requests than `most` would be needed, and what was read so
 * far is not all. */
bool complete_connected(struct reader *reader, const struct id_list *racks, uint64_t most, bool *enough,
                        struct error *err);

/* Only the cables that terminations name and that are not there. */
bool complete_cables(struct reader *reader, struct error *err);

#endif
