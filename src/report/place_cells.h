#ifndef REPORT_PLACE_CELLS_H
#define REPORT_PLACE_CELLS_H

/* The columns every report about places has, in one order and under one set of
 * keys. A report has them behind its own first columns:
 *
 *     static const struct column columns[] = { {"rack", …}, PLACE_COLUMNS };
 *     place_cells(report, &row[1], power, figures);
 */

#include "report/kind.h"

#define PLACE_COLUMNS PLACE_COLUMNS_WITH(0, COLUMN_LONG)
/* `OPTION`: flags of what not every row has, where the rows are elements; `NECK`: of the bottleneck. */
#define PLACE_COLUMNS_WITH(OPTION, NECK) \
	{"load_w", "Load", CELL_WATTS, NULL, COLUMN_MARKED}, \
	{"installed_w", "Inst.", CELL_WATTS, NULL, COLUMN_MARKED}, \
	{"installed_pct", "Inst.", CELL_PERCENT, NULL, 0}, \
	{"usable_w", "Usable", CELL_WATTS, NULL, COLUMN_MARKED}, \
	{"usable_pct", "Usable", CELL_PERCENT, NULL, 0}, \
	{"limit_2n_w", "2N", CELL_WATTS, NULL, COLUMN_MARKED | (OPTION)}, \
	{"limit_2n_pct", "2N", CELL_PERCENT, NULL, (OPTION)}, \
	{"growth_w", "Growth", CELL_WATTS, NULL, COLUMN_MARKED}, \
	{"headroom_w", "Headroom", CELL_WATTS, NULL, COLUMN_LONG | COLUMN_MARKED}, \
	{"bottleneck", "Bottleneck", CELL_TEXT, NULL, (NECK)}, \
	{"bottleneck_id", "Bottleneck id", CELL_TEXT, NULL, COLUMN_DATA}, \
	{"transit_w", "Transit", CELL_WATTS, NULL, COLUMN_WIDE | COLUMN_MARKED | (OPTION)}, \
	{"planned_w", "Planned", CELL_WATTS, NULL, COLUMN_WIDE}, \
	{"reserve_w", "Reserve", CELL_WATTS, NULL, COLUMN_WIDE}, \
	{"unconnected_w", "Not connected", CELL_WATTS, NULL, COLUMN_DATA}, \
	{"worst_pct", "Worst", CELL_PERCENT, NULL, COLUMN_DATA | COLUMN_HEADLINE}, \
	{"worst_side", "Worst side", CELL_TEXT, NULL, COLUMN_WIDE | (OPTION)}, \
	{"limit_2n_reason", "2N because", CELL_TEXT, NULL, COLUMN_DATA}, \
	{"known", "Draws known", CELL_COUNT, NULL, COLUMN_DATA}, \
	{"total", "Draws", CELL_COUNT, NULL, COLUMN_DATA}, \
	{"severity", "Severity", CELL_TEXT, NULL, COLUMN_DATA}

enum place_cell {
	PLACE_LOAD, PLACE_INSTALLED, PLACE_INSTALLED_PCT, PLACE_USABLE, PLACE_USABLE_PCT, PLACE_LIMIT, PLACE_LIMIT_PCT,
	PLACE_GROWTH, PLACE_HEADROOM, PLACE_BOTTLENECK, PLACE_BOTTLENECK_ID, PLACE_TRANSIT, PLACE_PLANNED, PLACE_RESERVE, PLACE_UNCONNECTED, PLACE_WORST,
	PLACE_WORST_SIDE, PLACE_REASON, PLACE_KNOWN, PLACE_TOTAL, PLACE_SEVERITY,
	PLACE_CELLS
};

void place_cells(const struct report *report, struct cell *cells, const struct power *power, const struct place_figures *place);

/* The same of places_of_element(). Blank is what is not said of elements: transit, and a 2N limit of all but
 * transfer devices on two sides. */
void place_element_cells(const struct report *report, struct cell *cells, const struct power *power,
                         const struct place_figures *element);

/* Of a sum by place_add_up() what adds up; its percentages are unknown when a part of it is. */
void place_sum_cells(struct cell *cells, const struct place_figures *sum);

/* "EMEA-NETCORE-PANEL-A:Circuit-01", "… and 41 more"; "" when it is unknown. In the report's arena. */
const char *place_bottleneck(const struct report *report, const struct place_figures *place);

/* The worst percentage, the one the colour goes by; NAN. */
double place_worst_pct(const struct place_figures *place);

#endif
