#include "unit.h"

#include "netbox/ids.h"
#include "netbox/plan.h"
#include "netbox/retry.h"

#include <stdlib.h>
#include <string.h>

static void test_capabilities(void **state)
{
	(void)state;
	static const struct { const char *version; bool supported, keyset, fields, v2, known; size_t page; } cases[] = {
		{ "2.10.10", false, false, false, false, true, 500 },
		{ "2.11.0", true, false, false, false, true, 500 },
		{ "3.2.9", true, false, false, false, true, 500 },
		{ "3.3.0", true, true, false, false, true, 250 },
		{ "3.7-beta1", true, true, false, false, true, 250 },
		{ "v4.0.0", true, true, true, false, true, 1000 },
		{ "4.2.9-docker-3.2.0", true, true, true, false, true, 1000 },
		{ "4.5.0", true, true, true, true, true, 1000 },
		{ "4.7.0-beta1", true, true, true, true, true, 1000 },
		{ "4.8.0", true, true, true, true, false, 1000 },
		{ "5.0", true, true, true, true, false, 1000 },
		{ "nonsense", false, false, false, false, true, 500 },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct version version = version_parse(cases[i].version);
		struct capabilities can = capabilities_of(version);
		assert_int_equal(version_supported(version), cases[i].supported);
		assert_int_equal(can.keyset, cases[i].keyset);
		assert_int_equal(can.fields, cases[i].fields);
		assert_int_equal(can.cable_id, cases[i].fields);
		assert_int_equal(can.v2_tokens, cases[i].v2);
		assert_int_equal(can.known, cases[i].known);
		assert_int_equal(can.page_size, cases[i].page);
	}
}

static char *target(const char *version, enum plan_kind kind, const char *fields)
{
	char *text;
	size_t size;
	struct capabilities can = capabilities_of(version_parse(version));
	FILE *out = open_memstream(&text, &size);
	plan_write_target(out, kind, &can, fields);
	fclose(out);
	return text;
}

static void test_targets(void **state)
{
	(void)state;
	char *old = target("3.7.8", PLAN_DEVICES, NULL), *new = target("4.0.0", PLAN_DEVICES, NULL);
	assert_string_equal(old, "api/dcim/devices/?exclude=config_context&");
	assert_true(strncmp(new, "api/dcim/devices/?exclude=config_context&fields=id,", 51) == 0);
	free(old);
	free(new);
	new = target("4.6.8", PLAN_CABLES, "id");
	assert_string_equal(new, "api/dcim/cables/?fields=id&");
	free(new);
	for (int kind = 0; kind < PLAN_KINDS; kind++) {
		char *text = target("4.6.8", (enum plan_kind)kind, NULL);
		assert_null(strstr(text, "peer"));
		assert_null(strstr(text, "endpoint"));
		assert_true(strlen(text) < 300);
		free(text);
	}
}

static void test_plan_for(void **state)
{
	(void)state;
	for (int kind = 0; kind < OBJECT_KINDS; kind++)
		assert_string_equal(plan_of(plan_for((enum object_kind)kind))->collection,
		                    object_kind_collection((enum object_kind)kind));
}

static void test_cables(void **state)
{
	(void)state;
	assert_false(plan_cables_by_id(42000, 42000, 1000));
	assert_true(plan_cables_by_id(100000, 384, 1000));
	assert_false(plan_cables_by_id(42000, 42000, 200));
	assert_true(plan_cables_by_id(1200, 0, 1000));
}

static void test_attempts(void **state)
{
	(void)state;
	assert_int_equal(attempt_of_status(200), ATTEMPT_ANSWERED);
	assert_int_equal(attempt_of_status(403), ATTEMPT_ANSWERED);
	assert_int_equal(attempt_of_status(429), ATTEMPT_THROTTLED);
	assert_int_equal(attempt_of_status(502), ATTEMPT_THROTTLED);
	assert_int_equal(attempt_of_status(503), ATTEMPT_THROTTLED);
	assert_int_equal(attempt_of_status(504), ATTEMPT_SLOW);
	assert_int_equal(attempt_of_status(500), ATTEMPT_FAILED);
	assert_int_equal(retry_silence_s(120), 30);
	assert_int_equal(retry_silence_s(2), 1);
}

static void test_backoff(void **state)
{
	(void)state;
	static const double waits[] = { 0.5, 1, 2, 4, 8, 16, 30, 30 };
	double wait;
	for (int i = 0; i < 8; i++) {
		assert_true(retry_again(ATTEMPT_THROTTLED, i + 1, 0, 120, 0, &wait));
		assert_true(wait == waits[i]);
	}
	assert_true(retry_again(ATTEMPT_THROTTLED, 1, 100, 120, 7, &wait));
	assert_true(wait == 7);
	assert_false(retry_again(ATTEMPT_THROTTLED, 1, 100, 120, 25, &wait));
	assert_false(retry_again(ATTEMPT_BROKEN, 1, 119.9, 120, 0, &wait));
	assert_false(retry_again(ATTEMPT_ANSWERED, 1, 0, 120, 0, &wait));
	assert_true(retry_again(ATTEMPT_FAILED, RETRY_SERVER_ERRORS - 1, 0, 120, 0, &wait));
	assert_false(retry_again(ATTEMPT_FAILED, RETRY_SERVER_ERRORS, 0, 120, 0, &wait));
}

static void test_ids(void **state)
{
	(void)state;
	struct id_set set = { 0 };
	struct id_list list = { 0 };
	assert_false(id_set_has(&set, 1));
	for (int64_t i = 1; i < 5000; i++)
		assert_true(id_set_add(&set, i * 1024));
	for (int64_t i = 1; i < 5000; i++) {
		assert_false(id_set_add(&set, i * 1024));
		assert_false(id_set_has(&set, i * 1024 + 1));
	}
	assert_int_equal(set.count, 4999);
	static const int64_t ids[] = { 5, 3, 9, 3, 1, 5 };
	for (size_t i = 0; i < 6; i++)
		id_list_add(&list, ids[i]);
	id_list_sort(&list);
	assert_int_equal(list.count, 4);
	assert_int_equal(list.ids[0], 1);
	assert_int_equal(list.ids[3], 9);
	id_set_clear(&set);
	id_list_clear(&list);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_capabilities),
		cmocka_unit_test(test_targets),
		cmocka_unit_test(test_plan_for),
		cmocka_unit_test(test_cables),
		cmocka_unit_test(test_attempts),
		cmocka_unit_test(test_backoff),
		cmocka_unit_test(test_ids),
	};
	return cmocka_run_group_tests_name("plan", tests, NULL, NULL);
}
