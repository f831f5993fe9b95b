/* Figures of NetBox's feed and rack pages. */
#include "power/netbox_draw.h"

#include "base/number.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

double netbox_available_power(const struct feed *feed)
{
	if (!feed->object.visible)
		return NUMBER_UNKNOWN;
	double base = fabs((double)feed->voltage_v * (double)feed->amperage_a) *
	              ((double)feed->max_utilization_pct / 100.0);
	return rint(feed->three_phase ? base * 1.732 : base);
}

double netbox_rack_available(const struct rack *rack)
{
	double sum = 0;
	for (size_t i = 0; i < rack->feed_count; i++)
		sum += rack->feeds[i]->object.visible ? netbox_available_power(rack->feeds[i]) : 0;
	return sum;
}

/* From 3.3: the figures of the inlets cabled to the rack's feeds. */
static double allocated_by_figure(const struct power *power, const struct rack *rack)
{
	double sum = 0;
	for (size_t i = 0; i < rack->feed_count; i++) {
		const struct cable *cable = rack->feeds[i]->end.cable;
		for (size_t k = 0; cable && k < cable->inlet_count; k++)
			sum += power->nodes[power_node(power, &cable->inlets[k]->object)].netbox_allocated_w;
	}
	return sum;
}

static int by_address(const void *a, const void *b)
{
	const struct inlet *x = *(const struct inlet *const *)a, *y = *(const struct inlet *const *)b;
	return (x > y) - (x < y);
}

struct inlets {
	const struct inlet **items;
	size_t count, capacity;
};

static void add_below(struct inlets *list, const struct inlet *inlet)
{
	for (size_t i = 0; i < inlet->outlet_count; i++) {
		const struct cable *cable = inlet->outlets[i]->end.cable;
		for (size_t k = 0; cable && k < cable->inlet_count; k++) {
			list->items = array_grow(list->items, list->count, &list->capacity, sizeof *list->items);
			list->items[list->count++] = cable->inlets[k];
		}
	}
}

/* Up to 3.2: what is stored on the inlets below those at the feeds, each once. */
static double allocated_below(const struct rack *rack)
{
	struct inlets list = {0};
	double sum = 0;
	for (size_t i = 0; i < rack->feed_count; i++) {
		const struct cable *cable = rack->feeds[i]->end.cable;
		for (size_t k = 0; cable && k < cable->inlet_count; k++)
			add_below(&list, cable->inlets[k]);
	}
	if (list.count)
		qsort(list.items, list.count, sizeof *list.items, by_address);
	for (size_t i = 0; i < list.count; i++)
		if ((i == 0 || list.items[i] != list.items[i - 1]) && number_known(list.items[i]->allocated_draw_w))
			sum += list.items[i]->allocated_draw_w;
	free(list.items);
	return sum;
}

/* Python's round(x, 1): printf rounds the same way. */
static double round_to_tenth(double value)
{
	char text[64];
	if (!number_known(value))
		return value;
	snprintf(text, sizeof text, "%.1f", value);
	return strtod(text, NULL);
}

double netbox_rack_allocated(const struct power *power, const struct rack *rack)
{
	bool by_figure = version_at_least(power->inventory->version, 3, 3, 0);
	return by_figure ? allocated_by_figure(power, rack) : allocated_below(rack);
}

double netbox_rack_utilization(const struct power *power, const struct rack *rack)
{
	double total = netbox_rack_available(rack);
	if (total == 0)
		return 0;
	double percent = netbox_rack_allocated(power, rack) / total * 100;
	return version_at_least(power->inventory->version, 3, 5, 4) ? round_to_tenth(percent) : trunc(percent);
}
