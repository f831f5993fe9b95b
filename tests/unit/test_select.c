#include "load.h"

#include "model/select.h"
#include "power/naming.h"

/* Two sites with a rack of the same name; names with ':' and '/' in them; a
 * device that is called like a rack. */
static const char *const site =
    "'dcim/regions': [{'id': 4, 'name': 'EMEA', 'slug': 'emea', 'parent': null},"
    " {'id': 5, 'name': 'Europe', 'slug': 'eu', 'parent': {'id': 4}},"
    " {'id': 6, 'name': 'Circle', 'slug': 'o', 'parent': {'id': 6}}],"
    "'dcim/sites': [{'id': 1, 'name': 'Amsterdam', 'slug': 'ams', 'region': {'id': 5, 'name': 'Europe', 'slug': 'eu'}},"
    " {'id': 2, 'name': 'Boston', 'slug': 'bos'}],"
    "'dcim/locations': [{'id': 1, 'name': 'Hall', 'slug': 'hall', 'site': {'id': 1}},"
    " {'id': 2, 'name': 'Cage 1', 'slug': 'cage-1', 'site': {'id': 1}, 'parent': {'id': 1}}],"
    "'dcim/racks': [{'id': 1, 'name': 'R1', 'site': {'id': 1}, 'location': {'id': 2}},"
    " {'id': 2, 'name': 'R1', 'site': {'id': 2}}, {'id': 3, 'name': 'web', 'site': {'id': 2}}],"
    "'dcim/power-panels': [{'id': 1, 'name': 'PP-A', 'site': {'id': 1}}, {'id': 2, 'name': 'PP-B', 'site': {'id': 1}}],"
    "'dcim/power-feeds': [{'id': 1, 'name': 'F1', 'power_panel': {'id': 1}, 'rack': {'id': 1}},"
    " {'id': 2, 'name': 'F1', 'power_panel': {'id': 2}, 'tenant': {'id': 9, 'name': 'Red', 'slug': 'red'}}],"
    "'dcim/devices': [{'id': 1, 'name': 'CORE-SW01', 'site': {'id': 1}, 'rack': {'id': 1},"
    "   'role': {'id': 1, 'name': 'Switch', 'slug': 'switch'}, 'tenant': {'id': 8, 'name': 'Blue', 'slug': 'blue'},"
    "   'tags': [{'id': 4, 'name': 'Wet', 'slug': 'wet'}]},"
    "  {'id': 2, 'name': 'web', 'site': {'id': 2}, 'rack': {'id': 2}, 'role': {'id': 2, 'name': 'Server', 'slug': 'server'}},"
    "  {'id': 3, 'name': 'pdu:a/1', 'site': {'id': 1}, 'rack': {'id': 1}, 'role': {'id': 3, 'name': 'PDU', 'slug': 'pdu'}},"
    "  {'id': 4, 'name': 'rack:R9', 'site': {'id': 1}}],"
    "'dcim/power-ports': [{'id': 1, 'name': 'PSU1', 'device': {'id': 1}}, {'id': 2, 'name': 'PSU2', 'device': {'id': 1}},"
    " {'id': 3, 'name': 'PSU1', 'device': {'id': 2}}, {'id': 4, 'name': 'In/1', 'device': {'id': 3}}],"
    "'dcim/power-outlets': [{'id': 1, 'name': '1', 'device': {'id': 3}, 'power_port': {'id': 4}}]";

struct world {
	struct inventory *inventory;
	struct power *power;
};

static int set_up(void **state)
{
	static struct world world;
	struct policy policy;
	policy_init(&policy);
	world.inventory = load("4.2.9", site);
	world.power = power_build(world.inventory, &policy);
	*state = &world;
	return 0;
}

static int tear_down(void **state)
{
	struct world *world = *state;
	power_free(world->power);
	inventory_free(world->inventory);
	return 0;
}

/* --- naming --- */

static const struct {
	const char *text, *id; /* id NULL: an error, which holds `error` */
	const char *error;
} names[] = {
	{ "CORE-SW01", "device-1", NULL },
	{ "core-sw01", "device-1", NULL },
	{ "device:CORE-SW01", "device-1", NULL },
	{ "device:#2", "device-2", NULL },
	{ "CORE-SW01:PSU1", "inlet-1", NULL },
	{ "inlet:CORE-SW01:PSU1", "inlet-1", NULL },
	{ "inlet:CORE-SW01/PSU2", "inlet-2", NULL },
	{ "pdu:a/1", "device-3", NULL },
	{ "pdu:pdu:a/1", "device-3", NULL },
	{ "pdu:a/1:In/1", "inlet-4", NULL },
	{ "inlet:pdu:a/1/In/1", "inlet-4", NULL },
	{ "outlet:1", "outlet-1", NULL },
	{ "rack:R9", "device-4", NULL }, /* a whole name comes first */
	{ "PP-A/F1", "feed-1", NULL },
	{ "feed:PP-B/F1", "feed-2", NULL },
	{ "feed:R1/F1", "feed-1", NULL },
	{ "rack:Cage 1/R1", "rack-1", NULL },
	{ "rack:bos/R1", "rack-2", NULL },
	{ "device:R1/web", "device-2", NULL },
	{ "site:ams", "site-1", NULL },
	{ "location:cage-1", "location-2", NULL },
	{ "location:Hall/Cage 1", "location-2", NULL },
	{ "web", NULL, "'web' fits 2 elements: device:#2 web, rack:#3 web; say KIND:PARENT/NAME or KIND:#ID" },
	{ "PSU1", NULL, "'PSU1' fits 2 inlets: inlet:#1 CORE-SW01:PSU1, inlet:#3 web:PSU1;" },
	{ "F1", NULL, "'F1' fits 2 feeds" },
	{ "rack:R1", NULL, "'rack:R1' fits 2 racks: rack:#1 R1, rack:#2 R1" },
	{ "CORE-SW1", NULL, "no element 'CORE-SW1'; nearest: device:#1 CORE-SW01" },
	{ "core", NULL, "nearest: device:#1 CORE-SW01" },
	{ "CORE-SW01:PSU3", NULL, "no 'CORE-SW01:PSU3': CORE-SW01 has PSU1, PSU2" },
	{ "device:#99", NULL, "no device '#99'" },
	{ "device:#", NULL, "no device '#'" },
	{ "ups:CORE-SW01", NULL, "no ups 'CORE-SW01'" },
	{ "", NULL, "no element ''" },
	{ ":", NULL, "no element ':'" },
};

static void test_names(void **state)
{
	const struct world *world = *state;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const struct object *object = NULL;
		struct error err = { 0 };
		char id[OBJECT_ID_MAX];
		bool found = naming_find(world->power, names[i].text, &object, &err);
		if (found != (names[i].id != NULL))
			fail_msg("%s: %s", names[i].text, found ? object_format_id(object, id) : err.text);
		if (found) {
			assert_string_equal(object_format_id(object, id), names[i].id);
			continue;
		}
		assert_int_equal(err.code, ERROR_NOT_FOUND);
		if (!strstr(err.text, names[i].error))
			fail_msg("%s: %s", names[i].text, err.text);
	}
}

/* --- namesakes, told apart by the scope --- */

static const struct {
	enum scope_option option;
	const char *value, *text, *id, *error;
} scoped[] = {
	{ SCOPE_SITE, "ams", "rack:R1", "rack-1", NULL },
	{ SCOPE_SITE, "bos", "rack:R1", "rack-2", NULL },
	{ SCOPE_SITE, "bos", "R1", "rack-2", NULL },
	{ SCOPE_LOCATION, "hall", "R1", "rack-1", NULL },
	{ SCOPE_SITE, "bos", "PSU1", "inlet-3", NULL },
	{ SCOPE_SITE, "bos", "CORE-SW01", "device-1", NULL }, /* the only one: whoever asks says that it is outside */
	{ SCOPE_SITE, "bos", "web", NULL, "'web' fits 2 elements: device:#2 web, rack:#3 web" },
	{ SCOPE_ROLE, "server", "web", "device-2", NULL },
	{ SCOPE_SITE, "bos", "F1", NULL, "'F1' fits 2 feeds" }, /* both are outside */
	{ SCOPE_EXCLUDE, "feed:#2", "F1", "feed-1", NULL },
};

static void test_scoped_names(void **state)
{
	const struct world *world = *state;
	for (size_t i = 0; i < sizeof scoped / sizeof *scoped; i++) {
		const struct scope_term term = { scoped[i].option, scoped[i].value };
		struct scope *scope = NULL;
		const struct object *object = NULL;
		struct error err = { 0 };
		char id[OBJECT_ID_MAX];
		assert_true(scope_new(world->inventory, NULL, &term, 1, &scope, &err));
		bool found = naming_find_in(world->power, scope, scoped[i].text, &object, &err);
		if (found ? !scoped[i].id || strcmp(object_format_id(object, id), scoped[i].id) != 0
		          : !scoped[i].error || !strstr(err.text, scoped[i].error))
			fail_msg("%s in %s: %s", scoped[i].text, scoped[i].value, found ? id : err.text);
		scope_free(scope);
	}
}

static void test_without_words(void **state)
{
	const struct world *world = *state;
	const struct object *object;
	struct error err = { 0 };
	assert_true(select_object(world->inventory, NULL, "pdu:a/1", &object, &err));
	assert_int_equal(object->id, 3);
	assert_false(select_object(world->inventory, NULL, "pdu:CORE-SW01", &object, &err));
}

static void test_many_fits_are_cut(void **state)
{
	(void)state;
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	fprintf(out, "'dcim/devices': [{'id': 1, 'name': 'a'}], 'dcim/power-ports': [");
	for (int i = 1; i <= 12; i++)
		fprintf(out, "%s{'id': %d, 'name': 'PSU', 'device': {'id': 1}}", i > 1 ? "," : "", i);
	fprintf(out, "]");
	fclose(out);
	struct inventory *inventory = load("4.2.9", text);
	const struct object *object;
	struct error err = { 0 };
	assert_false(select_object(inventory, NULL, "PSU", &object, &err));
	assert_non_null(strstr(err.text, "'PSU' fits 12 inlets"));
	assert_non_null(strstr(err.text, "inlet:#8 a:PSU, … (first 8)"));
	assert_null(strstr(err.text, "inlet:#9"));
	inventory_free(inventory);
	free(text);
}

/* --- scope --- */

static const struct {
	struct scope_term terms[3];
	size_t count;
	const char *inside, *outside; /* ids, blank between */
} scopes[] = {
	{ { { 0, NULL } }, 0, "device-1 device-2 feed-2 rack-3", "" },
	{ { { SCOPE_SITE, "ams" } }, 1, "device-1 inlet-1 feed-2 panel-1 rack-1 location-2 site-1", "device-2 rack-2 site-2" },
	{ { { SCOPE_SITE, "AMSTERDAM" } }, 1, "device-1", "device-2" },
	{ { { SCOPE_SITE, "ams" }, { SCOPE_SITE, "#2" } }, 2, "device-1 device-2", "" },
	{ { { SCOPE_REGION, "eu" } }, 1, "device-1 panel-1", "device-2" },
	{ { { SCOPE_REGION, "EMEA" } }, 1, "device-1 panel-1 rack-1 site-1", "device-2" },
	{ { { SCOPE_REGION, "#6" } }, 1, "", "device-1 device-2" },
	{ { { SCOPE_RACK, "R1" }, { SCOPE_SITE, "bos" } }, 2, "device-2 rack-2", "device-1 rack-1" },
	{ { { SCOPE_RACK, "R1" }, { SCOPE_REGION, "emea" } }, 2, "device-1 rack-1", "device-2 rack-2" },
	{ { { SCOPE_LOCATION, "Hall" } }, 1, "device-1 outlet-1 rack-1 location-2 feed-1", "feed-2 rack-2 device-4" },
	{ { { SCOPE_TENANT, "blue" } }, 1, "device-1 inlet-2", "device-3 feed-2" },
	{ { { SCOPE_TENANT, "blue" }, { SCOPE_TENANT, "Red" } }, 2, "device-1 feed-2", "feed-1" },
	{ { { SCOPE_ROLE, "switch" }, { SCOPE_SITE, "bos" } }, 2, "", "device-1 device-2" },
	{ { { SCOPE_TAG, "wet" } }, 1, "device-1 inlet-1", "device-3 rack-1" },
	{ { { SCOPE_RACK, "#1" }, { SCOPE_EXCLUDE, "pdu:pdu:a/1" } }, 2, "device-1 feed-1", "device-3 inlet-4 outlet-1" },
	{ { { SCOPE_EXCLUDE, "location:hall" } }, 1, "device-2 device-4", "device-1 rack-1 location-2" },
};

static bool is_inside(const struct world *world, const struct scope *scope, const char *id, size_t length)
{
	for (int kind = 0; kind < OBJECT_KINDS; kind++) {
		size_t count;
		char text[OBJECT_ID_MAX];
		struct object **objects = inventory_objects(world->inventory, (enum object_kind)kind, &count);
		for (size_t i = 0; i < count; i++)
			if (strlen(object_format_id(objects[i], text)) == length && strncmp(text, id, length) == 0)
				return scope_contains(scope, objects[i]);
	}
	fail_msg("no %s", id);
	return false;
}

static void expect_all(const struct world *world, const struct scope *scope, const char *ids, bool inside)
{
	for (const char *id = ids; *id; id += strspn(id, " ")) {
		size_t length = strcspn(id, " ");
		if (is_inside(world, scope, id, length) != inside)
			fail_msg("%s: %.*s", scope_text(scope), (int)length, id);
		id += length;
	}
}

static void test_scopes(void **state)
{
	const struct world *world = *state;
	struct select_words words = naming_words(world->power);
	for (size_t i = 0; i < sizeof scopes / sizeof *scopes; i++) {
		struct scope *scope = NULL;
		struct error err = { 0 };
		if (!scope_new(world->inventory, &words, scopes[i].terms, scopes[i].count, &scope, &err))
			fail_msg("%s", err.text);
		assert_int_equal(scope_is_everything(scope), scopes[i].count == 0);
		expect_all(world, scope, scopes[i].inside, true);
		expect_all(world, scope, scopes[i].outside, false);
		scope_free(scope);
	}
}

static void test_scope_text(void **state)
{
	const struct world *world = *state;
	const struct scope_term terms[] = { { SCOPE_RACK, "#1" }, { SCOPE_SITE, "ams" }, { SCOPE_RACK, "R1" },
	                                    { SCOPE_EXCLUDE, "CORE-SW01" } };
	struct scope *scope = NULL;
	struct error err = { 0 };
	assert_true(scope_new(world->inventory, NULL, terms, 4, &scope, &err));
	assert_string_equal(scope_text(scope), "site ams, rack #1 or R1, without CORE-SW01");
	scope_free(scope);
	assert_string_equal(scope_text(NULL), "");
	assert_true(scope_is_everything(NULL));
	assert_true(scope_contains(NULL, get(world->inventory, OBJECT_SITE, 1)));
}

static void test_scope_errors(void **state)
{
	const struct world *world = *state;
	const struct {
		struct scope_term terms[2];
		size_t count;
		const char *error;
	} cases[] = {
		{ { { SCOPE_RACK, "web" }, { SCOPE_SITE, "ams" } }, 2, "no rack 'web' within the other options" },
		{ { { SCOPE_RACK, "R1" } }, 1, "--rack 'R1' fits several: #1 R1, #2 R1; say #ID" },
		{ { { SCOPE_SITE, "amz" } }, 1, "no site 'amz'; nearest: #1 Amsterdam" },
		{ { { SCOPE_TENANT, "nobody" } }, 1, "no tenant 'nobody'" },
		{ { { SCOPE_SITE, "#7" } }, 1, "no site '#7'" },
		{ { { SCOPE_EXCLUDE, "device:nix" } }, 1, "--exclude: no device 'nix'" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct scope *scope = NULL;
		struct error err = { 0 };
		assert_false(scope_new(world->inventory, NULL, cases[i].terms, cases[i].count, &scope, &err));
		assert_int_equal(err.code, ERROR_NOT_FOUND);
		if (!strstr(err.text, cases[i].error))
			fail_msg("%s", err.text);
	}
}

/* --- nodes of places --- */

static void test_nodes(void **state)
{
	const struct world *world = *state;
	struct arena *arena = arena_new();
	size_t count;
	uint32_t *nodes = naming_nodes(world->power, get(world->inventory, OBJECT_INLET, 2), arena, &count);
	assert_int_equal(count, 1);
	assert_ptr_equal(world->power->nodes[nodes[0]].object, get(world->inventory, OBJECT_INLET, 2));
	nodes = naming_nodes(world->power, get(world->inventory, OBJECT_RACK, 1), arena, &count);
	assert_int_equal(count, 1); /* the PDU; its inlet has no cable */
	assert_int_equal(world->power->nodes[nodes[0]].object->id, 3);
	naming_nodes(world->power, get(world->inventory, OBJECT_RACK, 3), arena, &count);
	assert_int_equal(count, 0);
	arena_free(arena);
}

/* --- what must be read for a name --- */

static void test_needs(void **state)
{
	(void)state;
	static const char *const words[] = { "pdu", NULL };
	static const struct select_words kinds = { words, NULL, NULL };
	static const struct {
		const char *text, *names; /* names in order, by '|'; NULL: whole lists */
		int64_t id;
		const char *device;
	} cases[] = {
		{ "CORE-SW01", "CORE-SW01", 0, "CORE-SW01" },
		{ "CORE-SW01:PSU1", "CORE-SW01:PSU1|CORE-SW01", 0, "CORE-SW01:PSU1" },
		{ "a:b:c", "a:b:c|a|a:b", 0, "a:b:c" },
		{ "device:R1/web", "device:R1/web|R1/web|web", 0, "R1/web" },
		{ "inlet:web/PSU1", "inlet:web/PSU1|web/PSU1|web", 0, NULL },
		{ "pdu:A", "pdu:A|A", 0, NULL },
		{ "inlet:#345", "", 345, NULL },
		{ "feed:#7", "", 7, NULL },
		{ "device:#", "device:#|#", 0, "#" },
		{ "feed:F1", NULL, 0, NULL },
		{ "rack:R1", NULL, 0, NULL },
		{ "rack:#3", NULL, 0, NULL },
		{ "cable:#3", NULL, 0, NULL },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct arena *arena = arena_new();
		struct select_need need;
		assert_int_equal(select_need(&kinds, cases[i].text, arena, &need), cases[i].names != NULL);
		const char *all = "";
		for (size_t k = 0; k < need.name_count; k++)
			all = arena_printf(arena, "%s%s%s", all, k ? "|" : "", need.names[k]);
		if (cases[i].names) {
			assert_string_equal(all, cases[i].names);
			assert_int_equal(need.id, cases[i].id);
			assert_string_equal(need.device ? need.device : "", cases[i].device ? cases[i].device : "");
		}
		arena_free(arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_names, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_scoped_names, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_without_words, set_up, tear_down),
		cmocka_unit_test(test_many_fits_are_cut),
		cmocka_unit_test(test_needs),
		cmocka_unit_test_setup_teardown(test_scopes, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_scope_text, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_scope_errors, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_nodes, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
