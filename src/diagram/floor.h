#ifndef DIAGRAM_FLOOR_H
#define DIAGRAM_FLOOR_H

/* The wall diagram of a scope, made of content_chain(): sources, panels and UPS
 * at the sides, racks in rows between them. What feeds one card only is part of
 * it: a feed is a line of the panel board it feeds or a strip of its rack, a
 * spare feed a line of its panel.
 *
 *     full    devices as rows, each with its position and verdict
 *     device  devices as rows between the outlets of their cords
 *     rack    strips of both sides, devices by verdict
 *     row     a row of racks is a card
 *
 * On paper that is small for it look->terse leaves out what a detail does not
 * promise, so that racks are shown one by one where else only rows were.
 *
 * Rows are locations (of racks without one: the site). */

#include "diagram/content.h"
#include "diagram/diagram.h"
#include "diagram/look.h"

enum floor_detail { FLOOR_FULL, FLOOR_DEVICE, FLOOR_RACK, FLOOR_ROW, FLOOR_DETAILS };
const char *floor_detail_name(enum floor_detail detail); /* "full", … */

struct diagram *floor_diagram(const struct content *content, enum floor_detail detail, const struct look *look);

#endif
