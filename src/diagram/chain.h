#ifndef DIAGRAM_CHAIN_H
#define DIAGRAM_CHAIN_H

/* The power chain from the sources (left) to the consumers (right). Made of
 * content_chain().
 *
 *     full    every source, distribution device and consumer is a card
 *     device  a rack is a card: its PDUs as strips, its devices as rows between
 *             the outlets of their cords, an outlined slot where a side has none
 *     rack    the same without rows: strips, counts of devices by verdict
 *     auto    full up to CHAIN_FULL_MAX elements, then device while there are at
 *             most CHAIN_DEVICE_RACKS racks, then rack
 *
 * Devices without a rack stand in a "no rack" card of their location. Feeds
 * without a cord, open ends and racks without power have their place, too.
 * What is drawn only because it is on the way up is marked outside. */

#include "diagram/content.h"
#include "diagram/diagram.h"
#include "diagram/look.h"

enum detail { DETAIL_AUTO, DETAIL_FULL, DETAIL_DEVICE, DETAIL_RACK, DETAILS };
enum { CHAIN_FULL_MAX = 300, CHAIN_DEVICE_RACKS = 60 };

/* The diagram owns its arena: arena_free(diagram->arena). */
struct diagram *chain_diagram(const struct content *content, enum detail detail, const struct look *look);

#endif
