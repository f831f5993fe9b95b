#ifndef NETBOX_WHOLE_H
#define NETBOX_WHOLE_H

/* The nine lists of an inventory (plan.h), as long as they are or of some sites.
 * Objects that reader->raw has already are taken once. */

#include "netbox/list.h"

bool whole_read(struct reader *reader, struct error *err);

/* Of these sites alone: complete_sites() adds what hangs together with them. */
bool whole_read_lists(struct reader *reader, const struct id_list *sites, struct error *err);
bool whole_read_sites(struct reader *reader, const struct id_list *sites, struct error *err); /* both */

#endif
