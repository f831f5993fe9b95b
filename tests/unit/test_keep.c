/* What a trace with loads of the path keeps of the guide's figures. */
#include "unit.h"

#include "base/number.h"
#include "netbox/decode.h"
#include "netbox/raw.h"
#include "power/naming.h"
#include "power/power.h"

static const struct node *node_named(const struct power *power, const char *name)
{
	struct error err = { 0 };
	const struct object *object;
	assert_true(naming_find(power, name, &object, &err));
	return &power->nodes[power_node(power, object)];
}

static struct power *guide(struct inventory **inventory)
{
	struct error err = { 0 };
	struct policy policy;
	struct raw *raw;
	policy_init(&policy);
	assert_true(snapshot_read("examples/guide-4.2.9.json", &raw, &err));
	assert_true(decode_inventory(raw, inventory, &err));
	raw_free(raw);
	return power_build(*inventory, &policy);
}

static void test_guide(void **state)
{
	(void)state;
	static const struct { const char *name; double load_w; } cases[] = {
		{ "CORE-SW01", 4200 },
		{ "CORE-SW01:PSU1", 2100 },
		{ "NET-R01-PDU-A", 4900 },
		{ "NET-R01-PDU-B", 4900 },
		{ "EMEA-NETCORE-PANEL-A:Circuit-01", 4900 },
		{ "EMEA-NETCORE-PANEL-A:Circuit-02", NUMBER_UNKNOWN },
		{ "EMEA-NETCORE-PANEL-A", NUMBER_UNKNOWN },
		{ "UTILITY-A/NETCORE-A", NUMBER_UNKNOWN },
		{ "panel:UTILITY-A", NUMBER_UNKNOWN },
		{ "NET-R02-PDU-A", NUMBER_UNKNOWN },
	};
	struct inventory *inventory;
	struct power *power = guide(&inventory);
	uint32_t focus = (uint32_t)(node_named(power, "CORE-SW01") - power->nodes);
	double usable_w = node_named(power, "UTILITY-A/NETCORE-A")->usable_w;
	power_keep_path(power, &focus, 1);
	assert_true(power->path_only);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const struct node *node = node_named(power, cases[i].name);
		assert_int_equal(node->mark == MARK_NOT_ASKED, !number_known(cases[i].load_w));
		if (number_known(cases[i].load_w))
			assert_float_equal(node->load_w, cases[i].load_w, 0.001);
		else
			assert_false(number_known(node->load_w));
		assert_false(number_known(node->headroom_w));
	}
	assert_float_equal(node_named(power, "UTILITY-A/NETCORE-A")->usable_w, usable_w, 0.001);
	power_free(power);
	inventory_free(inventory);
}

/* A panel asked for keeps all below it, and nothing is above. */
static void test_panel(void **state)
{
	(void)state;
	struct inventory *inventory;
	struct power *power = guide(&inventory);
	const struct node *node = node_named(power, "panel:UTILITY-A");
	uint32_t focus = (uint32_t)(node - power->nodes);
	double load_w = node->load_w;
	power_keep_path(power, &focus, 1);
	assert_float_equal(node_named(power, "panel:UTILITY-A")->load_w, load_w, 0.001);
	assert_true(number_known(node_named(power, "UTILITY-A/NETCORE-A")->load_w));
	assert_false(number_known(node_named(power, "panel:UTILITY-B")->load_w));
	power_free(power);
	inventory_free(inventory);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_guide),
		cmocka_unit_test(test_panel),
	};
	return cmocka_run_group_tests_name("loads of the path", tests, NULL, NULL);
}
