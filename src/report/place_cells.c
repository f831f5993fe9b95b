#include "report/place_cells.h"

double place_worst_pct(const struct place_figures *place)
{
	double worst = place->usable_pct;
	if (place_is_dual(place) && number_known(place->limit_2n_pct) && !(worst >= place->limit_2n_pct))
		worst = place->limit_2n_pct;
	return worst;
}

const char *place_bottleneck(const struct report *report, const struct place_figures *place)
{
	if (!place->bottleneck)
		return "";
	const char *name = report_full_name(report, place->bottleneck);
	if (place->bottlenecks < 2)
		return name;
	return arena_printf(report->arena, "%s and %u more", name, (unsigned)place->bottlenecks - 1);
}

static struct cell capacity_cell(struct capacity capacity)
{
	return cell_load(capacity.w, capacity.mark);
}

/* A limit of 0 W that is exceeded has no percentage; the limit itself warns. */
static struct cell limit_cell(const struct place_figures *place)
{
	struct cell cell = capacity_cell(place->limit_2n);
	if (place_is_dual(place) && place->limit_2n.w <= 0 && place->load_w > 0)
		cell.tone = SEVERITY_ERROR;
	return cell;
}

void place_cells(const struct report *report, struct cell *cells, const struct power *power, const struct place_figures *place)
{
	const struct policy *policy = &power->policy;
	enum severity by_limit = place_is_dual(place) ? severity_of_percent(policy, place->limit_2n_pct) : SEVERITY_OK;
	cells[PLACE_LOAD] = cell_load(place->load_w, place->mark);
	cells[PLACE_INSTALLED] = capacity_cell(place->installed);
	cells[PLACE_INSTALLED_PCT] = cell_number(place->installed_pct);
	cells[PLACE_USABLE] = capacity_cell(place->usable);
	cells[PLACE_USABLE_PCT] = cell_judged(place->usable_pct, severity_of_percent(policy, place->usable_pct));
	cells[PLACE_LIMIT] = limit_cell(place);
	cells[PLACE_LIMIT_PCT] = cell_judged(place->limit_2n_pct, by_limit);
	cells[PLACE_GROWTH] = cell_load(place->growth_w, place->growth_mark);
	cells[PLACE_HEADROOM] = cell_load(place->headroom_w, place->headroom_mark);
	if (place->bottleneck) {
		cells[PLACE_BOTTLENECK] = cell_text(place_bottleneck(report, place));
		cells[PLACE_BOTTLENECK_ID] = cell_text(report_id(report, place->bottleneck));
	}
	cells[PLACE_TRANSIT] = cell_load(place->transit_w, place->transit_mark);
	cells[PLACE_PLANNED] = cell_number(place->planned_w);
	cells[PLACE_RESERVE] = cell_number(place->reserve_w);
	cells[PLACE_UNCONNECTED] = cell_number(place->unconnected_w);
	cells[PLACE_WORST] = cell_number(place_worst_pct(place));
	if (place->worst_side)
		cells[PLACE_WORST_SIDE] = cell_text(report_side(place->worst_side));
	if (*place->reason)
		cells[PLACE_REASON] = cell_text(place->reason);
	cells[PLACE_KNOWN] = cell_number(place->known);
	cells[PLACE_TOTAL] = cell_number(place->total);
	cells[PLACE_SEVERITY] = cell_text(severity_name(place->severity));
}

static void blank(struct cell *cell)
{
	*cell = (struct cell){.state = CELL_BLANK};
}

void place_element_cells(const struct report *report, struct cell *cells, const struct power *power,
                         const struct place_figures *element)
{
	bool transfers = power->nodes[power_node(power, element->object)].flags & NODE_TRANSFER;
	place_cells(report, cells, power, element);
	blank(&cells[PLACE_TRANSIT]);
	blank(&cells[PLACE_UNCONNECTED]);
	if (!transfers || !place_is_dual(element)) {
		blank(&cells[PLACE_LIMIT]);
		blank(&cells[PLACE_LIMIT_PCT]);
	}
}

static struct cell sum_pct(const struct place_figures *sum, struct capacity capacity)
{
	return cell_number(capacity.mark == MARK_EXACT ? percent_of(sum->load_w, capacity.w) : NUMBER_UNKNOWN);
}

void place_sum_cells(struct cell *cells, const struct place_figures *sum)
{
	cells[PLACE_LOAD] = cell_load(sum->load_w, sum->mark);
	cells[PLACE_INSTALLED] = capacity_cell(sum->installed);
	cells[PLACE_INSTALLED_PCT] = sum_pct(sum, sum->installed);
	cells[PLACE_LIMIT] = capacity_cell(sum->limit_2n);
	cells[PLACE_LIMIT_PCT] = sum_pct(sum, sum->limit_2n);
	cells[PLACE_PLANNED] = cell_number(sum->planned_w);
	cells[PLACE_KNOWN] = cell_number(sum->known);
	cells[PLACE_TOTAL] = cell_number(sum->total);
}
