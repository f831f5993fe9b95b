#include "picture.h"

#include "base/jsonout.h"
#include "diagram/chain_json.h"

#include <jansson.h>

static json_t *json_of(const struct picture *picture, const struct look *look)
{
	char *text = NULL;
	size_t size;
	struct error err = { 0 };
	json_error_t where;
	FILE *out = open_memstream(&text, &size);
	assert_true(chain_json_write(picture->content, look, out, &err));
	fclose(out);
	json_t *root = json_loads(text, JSON_REJECT_DUPLICATES, &where);
	if (!root)
		fail_msg("line %d: %s", where.line, where.text);
	free(text);
	return root;
}

static json_t *element(json_t *root, const char *id)
{
	size_t i;
	json_t *value;
	json_array_foreach(json_object_get(root, "elements"), i, value)
		if (strcmp(json_string_value(json_object_get(value, "id")), id) == 0)
			return value;
	return NULL;
}

static void test_shape(void **state)
{
	struct picture p;
	(void)state;
	picture_trace(&p, two_sides, "srv");
	json_t *root = json_of(&p, &p.look), *inlet = element(root, "inlet-3");
	assert_string_equal(json_string_value(json_object_get(root, "format")), "wattmap-chain");
	assert_int_equal(json_integer_value(json_object_get(root, "version")), 1);
	assert_string_equal(json_string_value(json_object_get(inlet, "parent")), "device-3");
	assert_string_equal(json_string_value(json_object_get(inlet, "role")), "psu");
	assert_string_equal(json_string_value(json_object_get(inlet, "side")), "A");
	assert_true(json_number_value(json_object_get(inlet, "utilization_pct")) == 50);
	assert_non_null(element(root, "cable-3"));
	assert_non_null(element(root, "rack-1"));
	assert_non_null(element(root, "site-1"));
	json_t *verdict = json_array_get(json_object_get(root, "verdicts"), 0);
	assert_string_equal(json_string_value(json_object_get(verdict, "device")), "device-3");
	assert_int_equal(json_array_size(json_object_get(verdict, "paths")), 2);
	json_decref(root);
	picture_end(&p);
}

static void test_order_and_ends(void **state)
{
	struct picture p;
	size_t i;
	json_t *value;
	int kind = 0;
	(void)state;
	picture_chain(&p, two_sides, DETAIL_FULL);
	json_t *root = json_of(&p, &p.look);
	json_array_foreach(json_object_get(root, "elements"), i, value) {
		int k = 0;
		while (strcmp(object_kind_name((enum object_kind)k), json_string_value(json_object_get(value, "kind"))) != 0)
			k++;
		assert_true(k >= kind);
		kind = k;
	}
	json_array_foreach(json_object_get(root, "edges"), i, value) {
		assert_non_null(element(root, json_string_value(json_object_get(value, "from"))));
		assert_non_null(element(root, json_string_value(json_object_get(value, "to"))));
	}
	json_decref(root);
	picture_end(&p);
}

static void test_look(void **state)
{
	struct picture p;
	(void)state;
	picture_trace(&p, two_sides, "srv");
	struct look look = { .no_links = true, .stamp = STAMP_NONE };
	json_t *root = json_of(&p, &look);
	assert_true(json_is_null(json_object_get(root, "taken_at")));
	assert_true(json_is_null(json_object_get(element(root, "feed-1"), "url")));
	json_decref(root);
	picture_end(&p);
}

static void test_writer(void **state)
{
	struct jsonout json;
	char *text = NULL;
	size_t size;
	(void)state;
	FILE *out = open_memstream(&text, &size);
	jsonout_start(&json, out);
	jsonout_open(&json, NULL, '{');
	jsonout_string(&json, "a\"b", "<\n>");
	jsonout_text(&json, "none", "");
	jsonout_number(&json, "n", NUMBER_UNKNOWN);
	jsonout_open(&json, "list", '[');
	jsonout_line(&json);
	jsonout_integer(&json, NULL, -5);
	jsonout_line(&json);
	jsonout_bool(&json, NULL, true);
	jsonout_line(&json);
	jsonout_close(&json, ']');
	jsonout_close(&json, '}');
	fclose(out);
	assert_string_equal(text, "{\"a\\\"b\": \"<\\u000a>\", \"none\": null, \"n\": null, \"list\": [\n-5,\ntrue\n]}");
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_shape),
		cmocka_unit_test(test_order_and_ends),
		cmocka_unit_test(test_look),
		cmocka_unit_test(test_writer),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
