#include "report/failover_cells.h"

double failover_pct(const struct report_request *request, uint32_t n)
{
	const struct node *node = &request->power->nodes[n];
	if (!request->failover || !number_known(node->load_w))
		return NUMBER_UNKNOWN;
	return percent_of(request->failover[n].load_w, node->limit_w);
}

uint32_t failover_worst(const struct report_request *request, const uint32_t *nodes, size_t count)
{
	uint32_t worst = count ? nodes[0] : NODE_NONE;
	for (size_t i = 1; i < count; i++) {
		double percent = failover_pct(request, nodes[i]);
		if (number_known(percent) && !(percent <= failover_pct(request, worst)))
			worst = nodes[i];
	}
	return worst;
}

void failover_cells(const struct report *report, const struct report_request *request, struct cell *cells, uint32_t n)
{
	if (!request->failover || n == NODE_NONE)
		return;
	const struct node *node = &request->power->nodes[n];
	const struct failover *failover = &request->failover[n];
	double percent = failover_pct(request, n);
	bool is_known = number_known(node->load_w);
	cells[FAILOVER_W] = is_known ? cell_load(failover->load_w, (enum load_mark)node->mark) : cell_unknown();
	cells[FAILOVER_LIMIT] = cell_number(node->limit_w);
	cells[FAILOVER_PCT] = cell_judged(percent, severity_of_percent(&request->power->policy, percent));
	cells[FAILOVER_ELEMENT] = cell_text(report_full_name(report, node->object));
	if (cause_is_set(&failover->cause))
		cells[FAILOVER_CAUSE] = cell_text(cause_name(&failover->cause, report->arena));
}
