#include "load.h"

static const char *name_of(const void *object)
{
	return object ? ((const struct object *)object)->name : "(none)";
}

/* --- the shapes of the versions --- */

static void test_device_2_11(void **state)
{
	(void)state;
	struct inventory *n = load("2.11.12",
	    "'dcim/devices': [{'id': 39, 'display': 'srv', 'name': 'srv', 'display_name': 'srv',"
	    " 'device_type': {'id': 4, 'display': '1U', 'model': '1U', 'slug': '1u', 'display_name': 'Generic 1U',"
	    "   'manufacturer': {'id': 1, 'name': 'Generic', 'slug': 'generic'}},"
	    " 'device_role': {'id': 4, 'name': 'Server', 'slug': 'server'}, 'tenant': null, 'asset_tag': null,"
	    " 'site': {'id': 1, 'name': 'Traps', 'slug': 'traps'}, 'location': null, 'rack': {'id': 7, 'name': 'R7'},"
	    " 'position': 12, 'parent_device': null, 'status': {'value': 'active', 'label': 'Active'},"
	    " 'tags': [{'id': 3, 'name': 'Wet', 'slug': 'wet', 'color': 'ffffff'}], 'custom_fields': {}}]");
	const struct device *d = get(n, OBJECT_DEVICE, 39);
	assert_true(d->object.visible && d->named);
	assert_string_equal(d->type.name, "1U");
	assert_string_equal(d->manufacturer.slug, "generic");
	assert_string_equal(d->role.name, "Server");
	assert_int_equal(d->tenant.id, 0);
	assert_string_equal(d->tenant.name, "");
	assert_string_equal(d->status, "active");
	assert_true(d->position_u == 12);
	assert_string_equal(d->object.tags[0].slug, "wet");
	assert_false(d->rack->object.visible);
	assert_string_equal(name_of(d->rack), "R7");
	assert_string_equal(name_of(d->site), "Traps");
	assert_int_equal(n->invisible_count, 2);
	inventory_free(n);
}

static void test_device_4_x(void **state)
{
	(void)state;
	struct inventory *n = load("4.6.8",
	    "'dcim/devices': [{'id': 1, 'name': null, 'display': 'stack:1', 'position': 12.5, 'asset_tag': 'A1',"
	    "  'device_role': {'id': 8, 'name': 'Old'}, 'role': {'id': 9, 'name': 'New', 'slug': 'new', '_depth': 0}},"
	    " {'id': 2, 'name': '', 'status': 'staged', 'position': '3.5'}, {'id': 3, 'parent_device': {'id': 1}}]");
	const struct device *d = get(n, OBJECT_DEVICE, 1), *bare = get(n, OBJECT_DEVICE, 2);
	assert_false(d->named);
	assert_string_equal(d->object.name, "stack:1");
	assert_string_equal(d->role.name, "New");
	assert_true(d->position_u == 12.5);
	assert_string_equal(bare->object.name, "#2");
	assert_string_equal(bare->status, "staged");
	assert_true(bare->position_u == 3.5);
	assert_null(bare->site);
	assert_int_equal(d->child_count, 1);
	assert_int_equal(d->children[0]->object.id, 3);
	inventory_free(n);
}

static void test_feed(void **state)
{
	(void)state;
	struct inventory *n = load("4.2.9",
	    "'dcim/power-feeds': [{'id': 5, 'name': 'F', 'power_panel': {'id': 2, 'name': 'PP'}, 'rack': null,"
	    " 'status': {'value': 'failed', 'label': 'Failed'}, 'type': {'value': 'redundant', 'label': ''},"
	    " 'supply': {'value': 'dc', 'label': 'DC'}, 'phase': {'value': 'three-phase', 'label': 'Dreiphasig'},"
	    " 'voltage': -48, 'amperage': 63, 'max_utilization': 80, 'mark_connected': true, 'cable': null,"
	    " 'cable_end': ''}, {'id': 6, 'type': 'primary', 'phase': 'single-phase', 'voltage': '230'}]");
	const struct feed *f = get(n, OBJECT_FEED, 5), *bare = get(n, OBJECT_FEED, 6);
	assert_true(f->redundant && f->dc && f->three_phase && f->end.mark_connected);
	assert_int_equal(f->voltage_v, -48);
	assert_int_equal(f->amperage_a, 63);
	assert_int_equal(f->max_utilization_pct, 80);
	assert_string_equal(f->status, "failed");
	assert_null(f->rack);
	assert_null(f->end.cable);
	assert_int_equal(f->end.cable_end, 0);
	assert_string_equal(name_of(f->panel), "PP");
	assert_int_equal(f->panel->feed_count, 1);
	assert_false(bare->redundant || bare->three_phase);
	assert_int_equal(bare->voltage_v, 230);
	assert_string_equal(name_of(bare->panel), "unknown panel");
	assert_true(bare->panel->object.id < 0);
	inventory_free(n);
}

static void test_components(void **state)
{
	(void)state;
	struct inventory *n = load("4.3.1",
	    "'dcim/power-ports': [{'id': 1, 'name': 'PSU1', 'label': 'left', 'device': {'id': 9, 'name': 'srv'},"
	    "  'module': {'id': 77}, 'type': {'value': 'iec-60320-c14', 'label': 'C14'}, 'maximum_draw': 500,"
	    "  'allocated_draw': null, 'cable': null}, {'id': 2, 'device': 9, 'maximum_draw': '350.5'}],"
	    "'dcim/power-outlets': [{'id': 4, 'name': '1', 'device': {'id': 9}, 'type': null, 'color': 'ff0000',"
	    "  'status': {'value': 'faulty', 'label': 'Faulty'}, 'feed_leg': {'value': 'B', 'label': 'B'},"
	    "  'power_port': {'id': 1, 'name': 'PSU1', 'cable': 5}, 'cable_end': null}]");
	const struct inlet *p = get(n, OBJECT_INLET, 1), *q = get(n, OBJECT_INLET, 2);
	const struct outlet *o = get(n, OBJECT_OUTLET, 4);
	assert_true(p->maximum_draw_w == 500);
	assert_true(isnan(p->allocated_draw_w));
	assert_true(q->maximum_draw_w == 350.5);
	assert_string_equal(p->label, "left");
	assert_string_equal(p->type, "iec-60320-c14");
	assert_string_equal(q->object.name, "#2");
	assert_ptr_equal(p->device, q->device);
	assert_string_equal(name_of(p->device), "srv");
	assert_int_equal(p->device->inlet_count, 2);
	assert_int_equal(o->feed_leg, 'B');
	assert_string_equal(o->status, "faulty");
	assert_string_equal(o->type, "");
	assert_ptr_equal(o->inlet, p);
	assert_ptr_equal(p->outlets[0], o);
	inventory_free(n);
}

#define PORTS(CABLE_A, CABLE_B)                                                                                \
	"'dcim/power-ports': [{'id': 1, 'device': {'id': 9}, 'cable': " CABLE_B "}],"                              \
	"'dcim/power-outlets': [{'id': 1, 'device': {'id': 8}, 'cable': " CABLE_A "}],"

/* The same cable in the shapes of 2.11, 3.3 and 4.x. */
static void test_cable_shapes(void **state)
{
	static const char *const shapes[] = {
		PORTS("{'id': 5, 'label': ''}", "5")
		"'dcim/cables': [{'id': 5, 'label': '', 'type': 'power', 'length': 2, 'length_unit': {'value': 'm'},"
		"'termination_a_type': 'dcim.poweroutlet', 'termination_a_id': 1, 'termination_a': {'id': 1},"
		"'termination_b_type': 'dcim.powerport', 'termination_b_id': 1, 'termination_b': {'id': 1}}]",
		PORTS("5, 'cable_end': 'A'", "5, 'cable_end': 'B'")
		"'dcim/cables': [{'id': 5, 'label': '', 'type': 'power', 'length': '2.00', 'length_unit': 'm',"
		"'a_terminations': [{'object_type': 'dcim.poweroutlet', 'object_id': 1, 'object': {'id': 1}}],"
		"'b_terminations': [{'object_type': 'dcim.powerport', 'object_id': 1}]}]",
		PORTS("{'id': 5}, 'cable_end': 'A'", "{'id': 5}, 'cable_end': 'B'")
		"'dcim/cables': [{'id': 5, 'type': 'power', 'length': 2.0, 'length_unit': {'value': 'm', 'label': ''}}]",
		PORTS("null", "null") /* only the cable knows */
		"'dcim/cables': [{'id': 5, 'type': 'power', 'length': 2, 'length_unit': 'm',"
		"'a_terminations': [{'object_type': 'dcim.poweroutlet', 'object_id': 1}],"
		"'b_terminations': [{'object_type': 'dcim.powerport', 'object_id': 1}]}]",
	};
	(void)state;
	char *first = NULL;
	for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
		struct inventory *n = load("4.2.9", shapes[i]);
		const struct cable *c = get(n, OBJECT_CABLE, 5);
		const struct outlet *o = get(n, OBJECT_OUTLET, 1);
		assert_int_equal(o->end.cable_end, 'A');
		assert_ptr_equal(c->supply[0], o);
		assert_string_equal(c->object.name, "#5");
		assert_string_equal(c->length_unit, "m");
		char *text = dump_inventory(n);
		if (first)
			assert_string_equal(text, first);
		else
			first = xstrdup(text);
		free(text);
		inventory_free(n);
	}
	free(first);
}

static void test_cables_with_many_ends(void **state)
{
	(void)state;
	struct inventory *n = load("4.2.9",
	    "'dcim/power-feeds': [{'id': 3, 'power_panel': {'id': 1}, 'cable': 5, 'cable_end': 'A'},"
	    "  {'id': 2, 'power_panel': {'id': 1}, 'cable': 5, 'cable_end': 'A'}],"
	    "'dcim/power-ports': [{'id': 9, 'device': 1, 'cable': 5, 'cable_end': 'B'},"
	    "  {'id': 8, 'device': 1, 'cable': 5, 'cable_end': 'B'}, {'id': 7, 'device': 1, 'cable': 6, 'cable_end': 'A'},"
	    "  {'id': 6, 'device': 1, 'cable': 6, 'cable_end': 'B'}],"
	    "'dcim/cables': [{'id': 5, 'label': 'W5', 'a_terminations': [], 'b_terminations': []}, {'id': 6},"
	    "  {'id': 7, 'a_terminations': [{'object_type': 'dcim.interface', 'object_id': 9}]},"
	    "  {'id': 8, 'a_terminations': [{'object_type': 'dcim.powerport', 'object_id': 1234}]}]");
	const struct cable *c = get(n, OBJECT_CABLE, 5), *odd = get(n, OBJECT_CABLE, 6);
	assert_int_equal(c->supply_count, 2);
	assert_int_equal(c->supply[0]->id, 2);
	assert_int_equal(c->inlet_count, 2);
	assert_int_equal(c->inlets[1]->object.id, 9);
	assert_string_equal(c->object.name, "W5");
	assert_int_equal(odd->supply_count, 0); /* inlet to inlet */
	assert_int_equal(odd->inlet_count, 2);
	assert_int_equal(n->cable_count, 2); /* not the data cable, not one that only unread ends have */
	assert_int_equal(n->inlet_count, 4);
	inventory_free(n);
}

static void test_custom_fields(void **state)
{
	(void)state;
	struct inventory *n = load("4.7.0",
	    "'dcim/sites': [{'id': 1, 'custom_fields': {'z': 'text', 'number': 2.5, 'yes': true, 'no': false, 'none': null,"
	    " 'selection': {'value': 'b', 'label': 'B'}, 'list': [1], 'json': {'value': 1}, 'url': 'https://x',"
	    " 'huge': 123456789012345678901234567890, 'tiny': -99999999999999999999, 'far': 1e400, 'exact': 9007199254740993,"
	    " 'quoted': '\\'123456789012345678901234567890'}}]");
	const struct object *o = get(n, OBJECT_SITE, 1);
	assert_int_equal(o->custom_count, 13);
	assert_int_equal(object_custom_field(o, "number")->type, CUSTOM_NUMBER);
	assert_true(object_custom_field(o, "number")->number == 2.5);
	assert_int_equal(object_custom_field(o, "yes")->type, CUSTOM_BOOL);
	assert_true(object_custom_field(o, "yes")->number == 1);
	assert_true(object_custom_field(o, "no")->number == 0);
	assert_string_equal(object_custom_field(o, "selection")->text, "b");
	assert_string_equal(object_custom_field(o, "z")->text, "text");
	assert_string_equal(object_custom_field(o, "url")->text, "https://x");
	assert_string_equal(object_custom_field(o, "quoted")->text, "\"123456789012345678901234567890");
	static const char *const others[] = { "list", "json", "huge", "tiny", "far", "exact" };
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		assert_int_equal(object_custom_field(o, others[i])->type, CUSTOM_OTHER);
	assert_null(object_custom_field(o, "none"));
	assert_null(object_custom_field(o, "other"));
	inventory_free(n);
}

static void test_odd_texts(void **state)
{
	(void)state;
	struct inventory *n = load("4.2.9", "'dcim/sites': [{'id': 1, 'name': 'a\\u0000b', 'slug': null},"
	                                    "{'id': 2, 'name': '<\\u202e&\\ud83d\\ude00\\n'}]");
	assert_string_equal(name_of(get(n, OBJECT_SITE, 1)), "a\xef\xbf\xbd" "b");
	assert_string_equal(name_of(get(n, OBJECT_SITE, 2)), "<\xe2\x80\xae&\xf0\x9f\x98\x80\n");
	assert_string_equal(((const struct site *)get(n, OBJECT_SITE, 1))->slug, "");
	inventory_free(n);
}

/* --- wrong types --- */

static void test_wrong_types(void **state)
{
	static const struct {
		const char *collections, *error;
	} cases[] = {
#define PORT(KEYS) "'dcim/power-ports': [{'id': 345, 'device': {'id': 1}, " KEYS "}]"
#define CABLE(KEYS) "'dcim/cables': [{'id': 7, " KEYS "}]"
		{ PORT("'maximum_draw': 'lots'"),
		  "dcim/power-ports: object 345: maximum_draw: expected a number or null, got a string" },
		{ PORT("'maximum_draw': ''"),
		  "dcim/power-ports: object 345: maximum_draw: expected a number or null, got a string" },
		{ PORT("'maximum_draw': 'nan'"),
		  "dcim/power-ports: object 345: maximum_draw: expected a number or null, got a string" },
		{ PORT("'maximum_draw': {}"),
		  "dcim/power-ports: object 345: maximum_draw: expected a number or null, got an object" },
		{ PORT("'allocated_draw': true"),
		  "dcim/power-ports: object 345: allocated_draw: expected a number or null, got a boolean" },
		{ PORT("'allocated_draw': -5"), "dcim/power-ports: object 345: allocated_draw: -5 is out of range" },
		{ PORT("'allocated_draw': 9007199254740992"),
		  "dcim/power-ports: object 345: allocated_draw: 9.00719925474099e+15 is out of range" },
		{ PORT("'allocated_draw': 100000000000000000000"),
		  "dcim/power-ports: object 345: allocated_draw: 1e+308 is out of range" },
		{ PORT("'name': 5"), "dcim/power-ports: object 345: name: expected a string or null, got a number" },
		{ PORT("'type': []"), "dcim/power-ports: object 345: type: expected a choice, a string or null, got an array" },
		{ PORT("'type': {'value': 5}"),
		  "dcim/power-ports: object 345: type: expected a choice, a string or null, got a number" },
		{ PORT("'mark_connected': 'yes'"),
		  "dcim/power-ports: object 345: mark_connected: expected a boolean or null, got a string" },
		{ PORT("'cable': 'W1'"),
		  "dcim/power-ports: object 345: cable: expected an object with an id, an id or null, got a string" },
		{ PORT("'cable': {}"),
		  "dcim/power-ports: object 345: cable: expected an object with an id, an id or null, got an object" },
		{ PORT("'cable': {'id': 'x'}"), "dcim/power-ports: object 345: cable: id: expected a positive number" },
		{ PORT("'cable': -1"), "dcim/power-ports: object 345: cable: id: expected a positive number" },
		{ PORT("'tags': {}"), "dcim/power-ports: object 345: tags: expected an array or null, got an object" },
		{ PORT("'tags': [5]"), "dcim/power-ports: object 345: tags[0]: expected an object, got a number" },
		{ PORT("'custom_fields': []"),
		  "dcim/power-ports: object 345: custom_fields: expected an object or null, got an array" },
		{ "'dcim/power-ports': [{'id': 345, 'device': null}]",
		  "dcim/power-ports: object 345: device: expected an object, got null" },
		{ "'dcim/power-feeds': [{'id': 2, 'power_panel': null}]",
		  "dcim/power-feeds: object 2: power_panel: expected an object, got null" },
		{ "'dcim/power-feeds': [{'id': 2, 'power_panel': 1, 'voltage': 230.5}]",
		  "dcim/power-feeds: object 2: voltage: expected a whole number, got 230.5" },
		{ "'dcim/power-feeds': [{'id': 2, 'power_panel': 1, 'amperage': -1}]",
		  "dcim/power-feeds: object 2: amperage: -1 is out of range" },
		{ "'dcim/racks': [{'id': 2, 'u_height': 3000000000}]", "dcim/racks: object 2: u_height: 3000000000 is out of range" },
		{ CABLE("'a_terminations': null"), "" },
		{ CABLE("'a_terminations': {}"), "dcim/cables: object 7: a_terminations: expected an array or null, got an object" },
		{ CABLE("'b_terminations': [1]"), "dcim/cables: object 7: b_terminations[0]: expected an object, got a number" },
		{ CABLE("'b_terminations': [{}]"),
		  "dcim/cables: object 7: b_terminations[0].object_type: expected a string, got nothing" },
		{ CABLE("'b_terminations': [{'object_type': 'dcim.powerport', 'object_id': null}]"),
		  "dcim/cables: object 7: b_terminations[0].object_id: expected a positive number, got null" },
		{ CABLE("'termination_a_type': 5"),
		  "dcim/cables: object 7: termination_a_type: expected a string or null, got a number" },
		{ CABLE("'termination_b_type': 'dcim.powerport', 'termination_b_id': 'x'"),
		  "dcim/cables: object 7: termination_b_id: expected a positive number or null, got a string" },
		{ CABLE("'termination_b_type': 'dcim.powerport', 'termination_b_id': null"), "" },
		{ "'dcim/sites': [{'id': 1, 'name': 'a' 'b'}]", "dcim/sites: object 1: not JSON: '}' expected near '\"b\"'" },
		{ "'dcim/sites': [{'id': 1, 'name': '\xff'}]",
		  "dcim/sites: object 1: not JSON: unable to decode byte 0xff near '\"'" },
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct error err = { 0 };
		struct inventory *n = try_load("4.2.9", cases[i].collections, &err);
		assert_string_equal(err.text, cases[i].error);
		assert_int_equal(err.code, *cases[i].error ? ERROR_DATA : ERROR_NONE);
		assert_int_equal(n != NULL, !*cases[i].error);
		inventory_free(n);
	}
}

static void test_long_name(void **state)
{
	(void)state;
	char *text = xcalloc(1, 5000);
	strcpy(text, "'dcim/sites': [{'id': 1, 'name': '");
	memset(text + strlen(text), 'x', 4000);
	strcat(text, "'}]");
	struct error err = { 0 };
	assert_null(try_load("4.2.9", text, &err));
	assert_string_equal(err.text, "dcim/sites: object 1: name: a text of 4000 bytes, more than 1024");
	free(text);
}

/* --- many objects: threads --- */

enum { MANY = 20000 };

/* `wrong` inlets, from that id on in steps of 1000, have a wrong draw. */
static char *many_objects(int wrong)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	fprintf(out, "'dcim/power-ports': [");
	for (int i = MANY; i >= 1; i--)
		fprintf(out, "{'id': %d, 'name': 'PSU%d', 'device': {'id': %d, 'name': 'd%d'}, 'maximum_draw': %s, 'cable': %d}%s",
		    i, i % 7, i / 2 + 1, i / 2 + 1, wrong && i >= wrong && i % 1000 == 0 ? "'x'" : "100", i, i > 1 ? "," : "");
	fprintf(out, "]");
	fclose(out);
	return text;
}

static void test_threads_agree(void **state)
{
	(void)state;
	char *text = many_objects(0), *first = NULL;
	for (int i = 0; i < 5; i++) {
		struct inventory *n = load("4.2.9", text);
		assert_int_equal(n->inlet_count, MANY);
		assert_int_equal(n->cable_count, MANY);
		char *dump = dump_inventory(n);
		if (first)
			assert_string_equal(dump, first);
		free(first);
		first = dump;
		inventory_free(n);
	}
	free(first);
	free(text);
}

static void test_the_first_error_wins(void **state)
{
	(void)state;
	char *text = many_objects(3000);
	for (int i = 0; i < 10; i++) {
		struct error err = { 0 };
		assert_null(try_load("4.2.9", text, &err));
		assert_string_equal(err.text,
		    "dcim/power-ports: object 3000: maximum_draw: expected a number or null, got a string");
	}
	free(text);
}

/* Decoded ahead in another order, the error is the same. */
static void test_the_first_error_ahead(void **state)
{
	(void)state;
	char text[4000], *at = text;
	struct raw *raw = raw_new();
	struct raw_collection *c = raw_collection(raw, "dcim/power-ports");
	struct error err = { 0 };
	struct inventory *n;
	for (int i = 1; i <= 60; i++) {
		int length = sprintf(at, "{\"id\":%d,\"name\":\"P\",\"maximum_draw\":%s}", i, i % 20 ? "1" : "\"x\"");
		raw_add(c, at, (size_t)length);
		at += length;
	}
	assert_true(raw_sort(raw, true, &err));
	struct decoding *decoding = decoding_start(false);
	for (size_t i = c->count; i-- > 0;)
		decoding_add(decoding, OBJECT_INLET, &c->objects[i], 1);
	assert_false(decoding_finish(decoding, raw, &n, &err));
	assert_string_equal(err.text,
	    "dcim/power-ports: object 20: maximum_draw: expected a number or null, got a string");
	decoding = decoding_start(false);
	decoding_add(decoding, OBJECT_INLET, c->objects, c->count);
	decoding_drop(decoding);
	decoding_drop(NULL);
	raw_free(raw);
}

/* Read again, an object says something else: what counts is what was read last. */
static void test_changed_since_ahead(void **state)
{
	(void)state;
	static const char before[] = "{\"id\":1,\"name\":\"old\"}", after[] = "{\"id\":1,\"name\":\"new\"}";
	struct raw_object object = { before, sizeof before - 1, 1 };
	struct raw *raw = raw_new();
	struct error err = { 0 };
	struct inventory *n;
	struct decoding *decoding = decoding_start(false);
	decoding_add(decoding, OBJECT_SITE, &object, 1);
	raw_add(raw_collection(raw, "dcim/sites"), after, sizeof after - 1);
	assert_true(raw_sort(raw, true, &err));
	assert_true(decoding_finish(decoding, raw, &n, &err));
	assert_int_equal(n->site_count, 1);
	assert_string_equal(n->sites[0]->object.name, "new");
	inventory_free(n);
	raw_free(raw);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_device_2_11),
		cmocka_unit_test(test_device_4_x),
		cmocka_unit_test(test_feed),
		cmocka_unit_test(test_components),
		cmocka_unit_test(test_cable_shapes),
		cmocka_unit_test(test_cables_with_many_ends),
		cmocka_unit_test(test_custom_fields),
		cmocka_unit_test(test_odd_texts),
		cmocka_unit_test(test_wrong_types),
		cmocka_unit_test(test_long_name),
		cmocka_unit_test(test_threads_agree),
		cmocka_unit_test(test_the_first_error_wins),
		cmocka_unit_test(test_the_first_error_ahead),
		cmocka_unit_test(test_changed_since_ahead),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
