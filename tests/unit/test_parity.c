/* NetBox's own figures, as real servers gave them, against ours: every inlet's
 * allocated, maximum, outlet count and legs, every feed's available power and
 * every rack's utilisation. Sites in tests/golden/sites and examples always; a
 * folder of further recordings beside the project when it is there. */
#include "base/number.h"
#include "netbox/decode.h"
#include "power/netbox_draw.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <dirent.h>
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct recording {
	struct raw *raw;
	struct inventory *inventory;
	struct power *power;
	json_t *figures;
	size_t checked;
};

static void open_site(struct recording *site, const char *snapshot, const char *figures)
{
	struct error err = {0};
	struct policy policy;
	json_error_t where;
	if (!snapshot_read(snapshot, &site->raw, &err) || !raw_sort(site->raw, true, &err) ||
	    !decode_inventory(site->raw, &site->inventory, &err))
		fail_msg("%s: %s", snapshot, err.text);
	policy_init(&policy);
	site->power = power_build(site->inventory, &policy);
	site->figures = json_load_file(figures, 0, &where);
	if (!site->figures)
		fail_msg("%s: %s", figures, where.text);
}

static void close_site(struct recording *site)
{
	json_decref(site->figures);
	power_free(site->power);
	inventory_free(site->inventory);
	raw_free(site->raw);
}

static void same(struct recording *site, const char *what, const char *id, double ours, double theirs)
{
	site->checked++;
	if (!(ours == theirs))
		fail_msg("%s of %s: %.3f, NetBox has %.3f", what, id, ours, theirs);
}

static uint32_t node_of(const struct recording *site, enum object_kind kind, const char *id)
{
	return power_node(site->power, inventory_find(site->inventory, kind, strtoll(id, NULL, 10)));
}

static void check_legs(struct recording *site, const char *id, uint32_t n, json_t *legs)
{
	size_t i;
	json_t *leg;
	same(site, "has legs", id, netbox_has_legs(site->power, n), json_array_size(legs) > 0);
	json_array_foreach(legs, i, leg) {
		char name = json_string_value(json_array_get(leg, 0))[0];
		struct netbox_draw draw = netbox_draw_leg(site->power, n, name);
		same(site, "leg allocated", id, draw.allocated_w, json_number_value(json_array_get(leg, 1)));
		same(site, "leg maximum", id, draw.maximum_w, json_number_value(json_array_get(leg, 2)));
		same(site, "leg outlets", id, (double)draw.outlets, json_number_value(json_array_get(leg, 3)));
	}
}

static void check_inlets(struct recording *site)
{
	const char *id;
	json_t *port;
	json_object_foreach(json_object_get(site->figures, "ports"), id, port) {
		uint32_t n = node_of(site, OBJECT_INLET, id);
		assert_int_not_equal(n, NODE_NONE);
		struct netbox_draw draw = netbox_draw_inlet(site->power, n);
		same(site, "allocated", id, draw.allocated_w, json_number_value(json_object_get(port, "allocated")));
		same(site, "maximum", id, draw.maximum_w, json_number_value(json_object_get(port, "maximum")));
		same(site, "outlets", id, (double)draw.outlets, json_number_value(json_object_get(port, "outlet_count")));
		check_legs(site, id, n, json_object_get(port, "legs"));
	}
}

static void check_feeds(struct recording *site)
{
	const char *id;
	json_t *feed;
	json_object_foreach(json_object_get(site->figures, "feeds"), id, feed) {
		uint32_t n = node_of(site, OBJECT_FEED, id);
		assert_int_not_equal(n, NODE_NONE);
		double available = json_number_value(json_object_get(feed, "available_power"));
		same(site, "available_power", id, site->power->nodes[n].usable_w, available);
	}
}

static void check_racks(struct recording *site)
{
	const char *id;
	json_t *percent;
	json_object_foreach(json_object_get(site->figures, "racks"), id, percent) {
		const struct object *rack = inventory_find(site->inventory, OBJECT_RACK, strtoll(id, NULL, 10));
		assert_non_null(rack);
		double ours = netbox_rack_utilization(site->power, (const struct rack *)(const void *)rack);
		same(site, "rack utilisation", id, ours, json_number_value(percent));
	}
}

static void check_site(const char *snapshot, const char *figures)
{
	struct recording site = {0};
	open_site(&site, snapshot, figures);
	check_inlets(&site);
	check_feeds(&site);
	check_racks(&site);
	print_message("  %s: %zu figures equal\n", snapshot, site.checked);
	close_site(&site);
}

static void own_sites(void **state)
{
	(void)state;
	check_site("examples/guide-4.2.9.json", "tests/golden/sites/guide-4.2.9.figures.json");
	check_site("examples/crossed-4.2.9.json", "tests/golden/sites/crossed-4.2.9.figures.json");
	check_site("tests/golden/sites/traps-2.11.12.json", "tests/golden/sites/traps-2.11.12.figures.json");
	check_site("tests/golden/sites/traps-4.6.8.json", "tests/golden/sites/traps-4.6.8.figures.json");
}

static void recorded_sites(void **state)
{
	(void)state;
	const char *folder = "../shared/netbox", *end = ".figures.json";
	DIR *dir = opendir(folder);
	if (!dir) {
		print_message("  no %s: further recordings skipped\n", folder);
		skip();
		return;
	}
	for (struct dirent *entry; (entry = readdir(dir));) {
		const char *at = strstr(entry->d_name, end);
		char snapshot[512], figures[512];
		if (!at || at[strlen(end)])
			continue;
		snprintf(figures, sizeof figures, "%s/%.200s", folder, entry->d_name);
		snprintf(snapshot, sizeof snapshot, "%s/%.*s.json", folder, (int)(at - entry->d_name), entry->d_name);
		check_site(snapshot, figures);
	}
	closedir(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(own_sites),
		cmocka_unit_test(recorded_sites),
	};
	return cmocka_run_group_tests_name("parity", tests, NULL, NULL);
}
