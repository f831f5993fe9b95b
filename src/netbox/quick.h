#ifndef NETBOX_QUICK_H
#define NETBOX_QUICK_H

/* What is asked for a trace, in this order:
 *
 *   the elements        what the names mean (names.h)
 *   their site          how many inlets it has: one row
 *   a site of at most   its nine lists and what hangs together with them: few
 *   QUICK_PAGES pages   requests with large pages
 *   a larger one        their racks and what hangs together with all that, by
 *                       ids, as complete.h has it. When that becomes more requests
 *                       than the lists of the site would be, these after all.
 *
 * All that hangs together is needed, not only the way up: the load of what is
 * above is that of everything below it, and what a loss does depends on the other
 * cords of its neighbours. So are the racks of the elements, whole, with what hangs
 * together with these: a device's card says what its rack draws and can take.
 * Figures of other racks, locations and sites need these whole.
 */

#include "netbox/fetch.h"
#include "netbox/list.h"

enum { QUICK_PAGES = 4 };

/* Into reader->raw. *found false, and maybe some of it read: only the whole
 * inventory would tell what the names mean. Of a name that fits several, or none,
 * only what it takes to say so is read. */
bool quick_read(struct reader *reader, const struct fetch_trace *trace, bool *found, struct error *err);

#endif
