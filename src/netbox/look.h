#ifndef NETBOX_LOOK_H
#define NETBOX_LOOK_H

#include "model/inventory.h"
#include "netbox/list.h"

/* Reads what is queued and decodes all that was read so far, which knows every
 * version's shapes: what is there, and what is only named (placeholders). The
 * *inventory of the last look is freed; NULL at first, and after an error. */
bool look_again(struct reader *reader, struct inventory **inventory, struct error *err);

#endif
