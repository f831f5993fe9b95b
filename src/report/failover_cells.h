#ifndef REPORT_FAILOVER_CELLS_H
#define REPORT_FAILOVER_CELLS_H

/* The columns of reports that tell the worst single failure, with --failover: the
 * load it brings to an element, in percent of the element's limit in a failure,
 * and what fails. Blank without --failover. Of several elements (the inlets of a
 * rack's PDUs, the supplies of a device) the one with the highest percentage
 * counts, and is named. */

#include "report/kind.h"

#define FAILOVER_COLUMNS \
	{"failover_w", "Failover", CELL_WATTS, NULL, COLUMN_OPTIONAL}, \
	{"failover_limit_w", "Failover limit", CELL_WATTS, NULL, COLUMN_DATA}, \
	{"failover_pct", "Failover", CELL_PERCENT, NULL, COLUMN_OPTIONAL}, \
	{"failover_element", "Element", CELL_TEXT, NULL, COLUMN_DATA}, \
	{"failover_cause", "If this fails", CELL_TEXT, NULL, COLUMN_OPTIONAL}

enum failover_cell { FAILOVER_W, FAILOVER_LIMIT, FAILOVER_PCT, FAILOVER_ELEMENT, FAILOVER_CAUSE, FAILOVER_CELLS };

/* The node with the highest percentage of some; NODE_NONE when there are none. */
uint32_t failover_worst(const struct report_request *request, const uint32_t *nodes, size_t count);

/* In percent of limit_w; NAN unknown, also without --failover. */
double failover_pct(const struct report_request *request, uint32_t node);

/* `node`: NODE_NONE leaves them blank. */
void failover_cells(const struct report *report, const struct report_request *request, struct cell *cells, uint32_t node);

#endif
