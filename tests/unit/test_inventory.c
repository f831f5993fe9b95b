#include "load.h"

#include <dirent.h>

static void test_versions(void **state)
{
	static const struct {
		const char *text;
		int major, minor, patch;
	} cases[] = {
		{ "4.2.9", 4, 2, 9 },   { "2.11.12", 2, 11, 12 }, { "3.7-beta1", 3, 7, 0 }, { "v4.6.8-Docker-3.2", 4, 6, 8 },
		{ "4", 4, 0, 0 },       { "4.", 4, 0, 0 },        { "", 0, 0, 0 },          { "unknown", 0, 0, 0 },
		{ "99999999999999999999.1", 9999, 1, 0 },
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct version v = version_parse(cases[i].text);
		assert_int_equal(v.major, cases[i].major);
		assert_int_equal(v.minor, cases[i].minor);
		assert_int_equal(v.patch, cases[i].patch);
	}
	struct version v = { 3, 5, 4 };
	assert_true(version_at_least(v, 3, 5, 4) && version_at_least(v, 3, 4, 9) && version_at_least(v, 2, 11, 12));
	assert_false(version_at_least(v, 3, 5, 5) || version_at_least(v, 3, 6, 0) || version_at_least(v, 4, 0, 0));
}

static void test_find(void **state)
{
	(void)state;
	struct inventory *n = load("4.2.9", "'dcim/sites': [{'id': 1}, {'id': 2}, {'id': 40}, {'id': 9007199254740992},"
	                                    "{'id': 1000}, {'id': 41}]");
	static const int64_t ids[] = { 1, 2, 40, 41, 1000, 9007199254740992 };
	for (size_t i = 0; i < 6; i++)
		assert_ptr_equal(inventory_find(n, OBJECT_SITE, ids[i]), n->sites[i]);
	assert_null(inventory_find(n, OBJECT_SITE, 3));
	assert_null(inventory_find(n, OBJECT_SITE, 0));
	assert_null(inventory_find(n, OBJECT_SITE, -1));
	assert_null(inventory_find(n, OBJECT_RACK, 1));
	size_t count;
	assert_ptr_equal(inventory_objects(n, OBJECT_SITE, &count), (struct object **)n->sites);
	assert_int_equal(count, 6);
	assert_string_equal(object_kind_name(OBJECT_INLET), "inlet");
	assert_string_equal(object_kind_collection(OBJECT_INLET), "dcim/power-ports");
	inventory_free(n);
}

/* References with gaps of every kind between the ids. */
static void test_sparse_ids(void **state)
{
	(void)state;
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	fprintf(out, "'dcim/sites': [{'id': 1}");
	for (int64_t i = 2; i < 300; i++)
		fprintf(out, ",{'id': %lld}", (long long)(i * i * i % 7 == 0 ? i * i * 1000 : i));
	fprintf(out, "], 'dcim/racks': [{'id': 1000, 'site': {'id': 4}}");
	for (int64_t i = 1; i < 300; i++)
		fprintf(out, ",{'id': %lld, 'site': {'id': %lld}}", (long long)i, (long long)(i * i * i % 7 == 0 ? i * i * 1000 : i));
	fprintf(out, "]");
	fclose(out);
	struct inventory *n = load("4.2.9", text);
	assert_int_equal(n->invisible_count, 0);
	for (size_t i = 0; i < n->rack_count; i++)
		assert_ptr_equal(n->racks[i]->site, inventory_find(n, OBJECT_SITE, n->racks[i]->site->object.id));
	assert_int_equal(n->racks[299]->site->object.id, 4);
	inventory_free(n);
	free(text);
}

static void test_places_and_names(void **state)
{
	(void)state;
	struct inventory *n = load("4.2.9",
	    "'dcim/sites': [{'id': 1, 'name': 'AMS'}],"
	    "'dcim/locations': [{'id': 2, 'name': 'Hall', 'site': {'id': 1}}, {'id': 3, 'site': {'id': 1}, 'parent': {'id': 2}}],"
	    "'dcim/racks': [{'id': 4, 'name': 'R1', 'site': {'id': 1}, 'location': {'id': 3}}],"
	    "'dcim/power-panels': [{'id': 5, 'name': 'PP-A', 'site': {'id': 1}, 'location': {'id': 2}}],"
	    "'dcim/power-feeds': [{'id': 6, 'name': 'F1', 'power_panel': {'id': 5}, 'rack': {'id': 4}},"
	    "  {'id': 7, 'name': 'F2', 'power_panel': {'id': 5}, 'rack': null}],"
	    "'dcim/devices': [{'id': 8, 'name': 'sw', 'site': {'id': 1}, 'rack': {'id': 4}, 'location': null}],"
	    "'dcim/power-ports': [{'id': 9, 'name': 'PSU1', 'device': {'id': 8}, 'cable': 11}],"
	    "'dcim/power-outlets': [{'id': 10, 'name': '1', 'device': {'id': 8}, 'cable': 11}]");
	const struct device *device = get(n, OBJECT_DEVICE, 8);
	assert_int_equal(device->location->object.id, 3); /* the rack's */
	struct place place = object_place(get(n, OBJECT_INLET, 9));
	assert_int_equal(place.site->object.id, 1);
	assert_int_equal(place.location->object.id, 3);
	assert_int_equal(place.rack->object.id, 4);
	assert_ptr_equal(place.device, device);
	assert_ptr_equal(object_place(get(n, OBJECT_OUTLET, 10)).rack, place.rack);
	assert_ptr_equal(object_place(get(n, OBJECT_FEED, 6)).rack, place.rack);
	place = object_place(get(n, OBJECT_FEED, 7));
	assert_null(place.rack);
	assert_int_equal(place.location->object.id, 2);
	assert_null(object_place(get(n, OBJECT_CABLE, 11)).site);
	assert_int_equal(object_place(get(n, OBJECT_SITE, 1)).site->object.id, 1);
	assert_int_equal(object_place(get(n, OBJECT_PANEL, 5)).location->object.id, 2);
	assert_int_equal(object_place(get(n, OBJECT_LOCATION, 3)).site->object.id, 1);

	static const struct {
		enum object_kind kind;
		int64_t id;
		const char *name, *text_id;
	} names[] = {
		{ OBJECT_INLET, 9, "sw:PSU1", "inlet-9" }, { OBJECT_OUTLET, 10, "sw:1", "outlet-10" },
		{ OBJECT_FEED, 6, "PP-A/F1", "feed-6" },   { OBJECT_RACK, 4, "R1", "rack-4" },
		{ OBJECT_CABLE, 11, "#11", "cable-11" },   { OBJECT_LOCATION, 3, "#3", "location-3" },
	};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		char id[OBJECT_ID_MAX], *name = object_full_name(get(n, names[i].kind, names[i].id));
		assert_string_equal(name, names[i].name);
		assert_string_equal(object_format_id(get(n, names[i].kind, names[i].id), id), names[i].text_id);
		free(name);
	}
	inventory_free(n);
}

static void test_order_of_lists(void **state)
{
	(void)state;
	struct inventory *n = load("4.2.9",
	    "'dcim/racks': [{'id': 1}, {'id': 2, 'desc_units': true}],"
	    "'dcim/devices': ["
	    "  {'id': 1, 'name': 'b10', 'rack': 1}, {'id': 2, 'name': 'b9', 'rack': 1}, {'id': 3, 'rack': 1, 'position': 1},"
	    "  {'id': 4, 'rack': 1, 'position': 40.5}, {'id': 5, 'rack': 1, 'position': 7}, {'id': 6, 'name': 'a', 'rack': 2},"
	    "  {'id': 7, 'rack': 2, 'position': 30}, {'id': 8, 'rack': 2, 'position': 2}],"
	    "'dcim/power-ports': [{'id': 1, 'name': 'PSU10', 'device': 1}, {'id': 2, 'name': 'PSU2', 'device': 1},"
	    "  {'id': 3, 'name': 'PSU2', 'device': 1}, {'id': 4, 'name': 'AC', 'device': 1}]");
	static const int64_t up[] = { 4, 5, 3, 2, 1 }, down[] = { 8, 7, 6 }, inlets[] = { 4, 2, 3, 1 };
	for (size_t i = 0; i < 5; i++)
		assert_int_equal(n->racks[0]->devices[i]->object.id, up[i]);
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(n->racks[1]->devices[i]->object.id, down[i]);
	for (size_t i = 0; i < 4; i++)
		assert_int_equal(n->devices[0]->inlets[i]->object.id, inlets[i]);
	inventory_free(n);
}

/* Whatever is not there gets a placeholder. */
static void test_dangling_references(void **state)
{
	(void)state;
	struct inventory *n = load("4.2.9",
	    "'dcim/power-ports': [{'id': 1, 'name': 'In', 'device': {'id': 70, 'name': 'pdu'}, 'cable': {'id': 50, 'label': 'W50'}},"
	    "  {'id': 2, 'name': 'lost'}],"
	    "'dcim/power-outlets': [{'id': 1, 'name': 'o1', 'device': {'id': 70}, 'power_port': {'id': 99, 'name': 'In2',"
	    "  'device': {'id': 70}}, 'cable': 51, 'cable_end': 'A'}, {'id': 2, 'name': 'lost'}],"
	    "'dcim/cables': [{'id': 51, 'a_terminations': [{'object_type': 'dcim.poweroutlet', 'object_id': 1}],"
	    "  'b_terminations': [{'object_type': 'dcim.powerport', 'object_id': 500, 'object': {'id': 500, 'name': 'PSU1',"
	    "  'device': {'id': 71, 'name': 'srv', 'display': 'srv (A1)'}}},"
	    "  {'object_type': 'dcim.powerport', 'object_id': 501}]}]");
	const struct cable *unread = get(n, OBJECT_CABLE, 50), *cable = get(n, OBJECT_CABLE, 51);
	assert_false(unread->object.visible);
	assert_string_equal(unread->object.name, "W50");
	assert_string_equal(unread->status, "");
	assert_int_equal(unread->inlet_count, 1);
	assert_int_equal(cable->supply_count, 1);
	assert_int_equal(cable->inlet_count, 2);
	const struct inlet *psu = get(n, OBJECT_INLET, 500), *nameless = get(n, OBJECT_INLET, 501);
	assert_false(psu->object.visible);
	assert_string_equal(psu->object.name, "PSU1");
	assert_string_equal(psu->type, "");
	assert_true(isnan(psu->maximum_draw_w));
	assert_int_equal(psu->end.cable_end, 'B');
	assert_ptr_equal(psu->end.cable, cable);
	assert_string_equal(psu->device->object.name, "srv");
	assert_false(psu->device->object.visible);
	assert_ptr_equal(psu->device->inlets[0], psu);
	assert_string_equal(nameless->object.name, "#501");
	assert_string_equal(nameless->device->object.name, "unknown device");
	assert_true(nameless->device->object.id < 0);
	const struct outlet *outlet = get(n, OBJECT_OUTLET, 1);
	assert_int_equal(outlet->inlet->object.id, 99);
	assert_ptr_equal(outlet->inlet->device, outlet->device);
	assert_string_equal(outlet->device->object.name, "pdu");
	/* Three unknown devices, all different. */
	const struct device *a = ((const struct inlet *)get(n, OBJECT_INLET, 2))->device;
	const struct device *b = ((const struct outlet *)get(n, OBJECT_OUTLET, 2))->device;
	assert_true(a != b && a != nameless->device && b != nameless->device);
	assert_int_equal(n->invisible_count, 4 + 5); /* cable, inlets 99, 500, 501; devices 70, 71 and three */
	inventory_free(n);
}

/* Two cables that claim the same end: its own word counts, else the lower id. */
static void test_contested_ends(void **state)
{
	(void)state;
#define END(TYPE, ID) "[{'object_type': 'dcim." TYPE "', 'object_id': " ID "}]"
	struct inventory *n = load("4.2.9",
	    "'dcim/power-ports': [{'id': 1, 'device': 1, 'cable': 9}, {'id': 2, 'device': 1, 'cable': null}],"
	    "'dcim/cables': [{'id': 9, 'a_terminations': " END("powerport", "2") ", 'b_terminations': " END("powerport", "77") "},"
	    "  {'id': 8, 'a_terminations': " END("powerport", "1") ", 'b_terminations': " END("powerport", "2") "},"
	    "  {'id': 7, 'a_terminations': " END("powerport", "1") ", 'b_terminations': " END("powerport", "77") "}]");
	const struct inlet *one = get(n, OBJECT_INLET, 1), *two = get(n, OBJECT_INLET, 2), *far = get(n, OBJECT_INLET, 77);
	assert_int_equal(one->end.cable->object.id, 9);
	assert_int_equal(two->end.cable->object.id, 8);
	assert_int_equal(two->end.cable_end, 'B');
	assert_int_equal(far->end.cable->object.id, 9); /* cable 7 has no end that was read */
	assert_null(inventory_find(n, OBJECT_CABLE, 7));
	inventory_free(n);
}

static void test_cycles_are_cut(void **state)
{
	(void)state;
	struct inventory *n = load("4.2.9",
	    "'dcim/locations': [{'id': 5, 'parent': 4}, {'id': 4, 'parent': 3}, {'id': 3, 'parent': 5}, {'id': 2, 'parent': 5},"
	    "  {'id': 1, 'parent': 1}, {'id': 6, 'parent': 1}],"
	    "'dcim/devices': [{'id': 1, 'parent_device': 2}, {'id': 2, 'parent_device': 1}]");
	static const int64_t parents[] = { 0, 5, 0, 3, 4, 1 };
	for (size_t i = 0; i < 6; i++) {
		const struct location *parent = n->locations[i]->parent;
		assert_int_equal(parent ? parent->object.id : 0, parents[i]);
	}
	assert_null(n->devices[0]->parent);
	assert_int_equal(n->devices[0]->child_count, 1);
	assert_ptr_equal(n->devices[1]->parent, n->devices[0]);
	inventory_free(n);
}

/* --- the order of what comes in never matters --- */

static void shuffle(struct raw *raw, unsigned seed)
{
	for (size_t i = 0; i < raw->collection_count; i++) {
		struct raw_collection *c = &raw->collections[i];
		for (size_t k = c->count; k > 1; k--) {
			seed = seed * 1103515245u + 12345u;
			size_t other = (seed >> 8) % k;
			struct raw_object kept = c->objects[k - 1];
			c->objects[k - 1] = c->objects[other];
			c->objects[other] = kept;
		}
	}
	for (size_t i = raw->collection_count; i > 1; i--) {
		struct raw_collection kept = raw->collections[0];
		raw->collections[0] = raw->collections[i - 1];
		raw->collections[i - 1] = kept;
	}
}

/* Removes every third object, so that there is something to miss. */
static void thin_out(struct raw *raw)
{
	for (size_t i = 0; i < raw->collection_count; i++) {
		struct raw_collection *c = &raw->collections[i];
		size_t kept = 0;
		for (size_t k = 0; k < c->count; k++)
			if (c->objects[k].id % 3)
				c->objects[kept++] = c->objects[k];
		c->count = kept;
	}
}

static char *dump_raw(const struct raw *raw)
{
	struct error err = { 0 };
	struct inventory *n;
	if (!decode_inventory(raw, &n, &err))
		fail_msg("%s", err.text);
	char *text = dump_inventory(n);
	inventory_free(n);
	return text;
}

static enum object_kind kind_of(const char *collection)
{
	int kind = 0;
	while (kind < OBJECT_KINDS && strcmp(object_kind_collection((enum object_kind)kind), collection) != 0)
		kind++;
	return (enum object_kind)kind;
}

/* What is wrong with what is decoded ahead. */
enum ahead { AHEAD_ALL, AHEAD_MISSING, AHEAD_TWICE, AHEAD_OTHER, AHEADS };

/* Each collection in pages, in the order in which it stands. */
static void add_pages(struct decoding *decoding, const struct raw *raw, enum ahead ahead)
{
	enum { PAGE = 300 };
	for (size_t i = 0; i < raw->collection_count; i++) {
		const struct raw_collection *c = &raw->collections[i];
		enum object_kind kind = kind_of(c->name);
		size_t count = c->count && ahead == AHEAD_MISSING ? c->count - 1 : c->count;
		for (size_t at = 0; kind < OBJECT_KINDS && at < count; at += PAGE)
			decoding_add(decoding, kind, c->objects + at, count - at < PAGE ? count - at : PAGE);
		if (kind < OBJECT_KINDS && count && ahead == AHEAD_TWICE)
			decoding_add(decoding, kind, c->objects + count / 2, 1);
		if (count && kind == OBJECT_CABLE && ahead == AHEAD_OTHER)
			decoding_add(decoding, OBJECT_SITE, c->objects, 1);
	}
}

/* The inventory, decoded while it comes; sorts `raw`. */
static char *dump_ahead(struct raw *raw, enum ahead ahead)
{
	struct error err = { 0 };
	struct inventory *n;
	struct decoding *decoding = decoding_start(ahead % 2);
	for (size_t i = 0; i < raw->collection_count; i++)
		for (size_t k = 0; k < raw->collections[i].count; k++)
			assert_true(raw_find_id(&raw->collections[i].objects[k], &err));
	add_pages(decoding, raw, ahead);
	assert_true(raw_sort(raw, true, &err));
	if (!decoding_finish(decoding, raw, &n, &err))
		fail_msg("%s", err.text);
	char *text = dump_inventory(n);
	inventory_free(n);
	return text;
}

static void check_ahead(struct raw *raw, const char *first)
{
	for (int ahead = 0; ahead < AHEADS; ahead++) {
		shuffle(raw, 77u + (unsigned)ahead);
		char *text = dump_ahead(raw, (enum ahead)ahead);
		assert_string_equal(text, first);
		free(text);
	}
}

static void check_order(const char *path, bool thin)
{
	struct error err = { 0 };
	struct raw *raw;
	if (!snapshot_read(path, &raw, &err))
		fail_msg("%s", err.text);
	if (thin)
		thin_out(raw);
	char *first = dump_raw(raw);
	assert_int_equal(strstr(first, "invisible 0 ") == NULL, thin);
	for (unsigned seed = 1; seed < 4; seed++) {
		shuffle(raw, seed);
		assert_true(raw_sort(raw, true, &err));
		char *again = dump_raw(raw);
		assert_string_equal(again, first);
		free(again);
	}
	check_ahead(raw, first);
	free(first);
	raw_free(raw);
}

static void check_folder(const char *folder)
{
	DIR *dir = opendir(folder);
	if (!dir) {
		print_message("no %s here\n", folder);
		skip();
	}
	for (const struct dirent *entry; (entry = readdir(dir));) {
		char path[512];
		const char *dot = strrchr(entry->d_name, '.');
		if (!dot || strcmp(dot, ".json") != 0 || strstr(entry->d_name, ".figures."))
			continue;
		snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
		check_order(path, false);
		check_order(path, true);
	}
	closedir(dir);
}

static void test_order_never_matters(void **state)
{
	(void)state;
	check_folder("examples");
}

static void test_order_never_matters_recorded(void **state)
{
	(void)state;
	check_folder("../shared/netbox");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_versions),
		cmocka_unit_test(test_find),
		cmocka_unit_test(test_sparse_ids),
		cmocka_unit_test(test_places_and_names),
		cmocka_unit_test(test_order_of_lists),
		cmocka_unit_test(test_dangling_references),
		cmocka_unit_test(test_contested_ends),
		cmocka_unit_test(test_cycles_are_cut),
		cmocka_unit_test(test_order_never_matters),
		cmocka_unit_test(test_order_never_matters_recorded),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
