#include "load.h"

#include "base/outfile.h"

#include <dirent.h>

#define HEAD "{'format':'wattmap-snapshot','version':1,'netbox':{'url':'https://n/','version':'4.2.9'},"

static const char small[] =
    HEAD "'taken_at':'2026-11-21T02:16:39Z','scope':{'site':['a b']},'collections':{\n"
    "'dcim/sites':[\n{'id':1,'name':'A \\'s\\\\','x':[1,{'y':null}]},\n{'id':2,'name':'B'}\n],\n"
    "'dcim/cables':[\n],\n"
    "'plugins/things':[\n{'id':5}\n]\n}}";

static bool read_text(const char *text, struct raw **raw, struct error *err)
{
	char *quoted = json_quotes(text);
	bool ok = read_bytes(quoted, strlen(quoted), raw, err);
	free(quoted);
	return ok;
}

static char *write_text(const struct raw *raw)
{
	struct error err = { 0 };
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	assert_true(snapshot_write(raw, out, &err));
	fclose(out);
	return text;
}

static void test_in_and_out(void **state)
{
	(void)state;
	struct error err = { 0 };
	struct raw *raw;
	if (!read_text(small, &raw, &err))
		fail_msg("%s", err.text);
	assert_string_equal(raw->url, "https://n/");
	assert_string_equal(raw->version, "4.2.9");
	assert_string_equal(raw->taken_at, "2026-11-21T02:16:39Z");
	assert_string_equal(raw->scope, "{\"site\":[\"a b\"]}");
	assert_int_equal(raw->collection_count, 3);
	assert_int_equal(raw_find(raw, "dcim/sites")->count, 2);
	assert_int_equal(raw_find(raw, "plugins/things")->objects[0].id, 5);
	char *text = write_text(raw);
	assert_non_null(strstr(text, "{\"id\":1,\"name\":\"A \\\"s\\\\\",\"x\":[1,{\"y\":null}]},\n{\"id\":2,"));
	assert_non_null(strstr(text, "\"scope\":{\"site\":[\"a b\"]},\"collections\":{\n"));
	raw_free(raw);
	free(text);
}

/* Any layout, any order of collections and objects: the same text comes out. */
static void test_layouts(void **state)
{
	static const char *const layouts[] = {
		small,
		HEAD "'taken_at':'2026-11-21T02:16:39Z','scope':{'site':['a b']},'collections':{'dcim/sites':[{'id':1,'name':"
		     "'A \\'s\\\\','x':[1,{'y':null}]},{'id':2,'name':'B'}],'dcim/cables':[],'plugins/things':[{'id':5}]}}",
		"\xef\xbb\xbf {\n  'collections': {\n    'plugins/things': [\n      {\n        'id': 5\n      }\n    ],\n"
		"    'dcim/cables': [ ],\r\n    'dcim/sites': [\n      {\n\t'id': 2,\n\t'name': 'B'\n      },\n"
		"      {\n\t'id': 1, 'name': 'A \\'s\\\\',\n\t'x': [ 1, {\n 'y' : null } ]\n      }\n    ]\n  },\n"
		"  'version': 1, 'format': 'wattmap-snapshot', 'scope': {\n    'site': ['a b']\n  },\n  'extra': {'a': [1]},\n"
		"  'netbox': {'version': '4.2.9', 'url': 'https://n'},\n  'taken_at': '2026-11-21T02:16:39Z'\n}\n",
	};
	(void)state;
	char *first = NULL;
	for (size_t i = 0; i < 3; i++) {
		struct error err = { 0 };
		struct raw *raw;
		if (!read_text(layouts[i], &raw, &err))
			fail_msg("layout %zu: %s", i, err.text);
		char *text = write_text(raw);
		raw_free(raw);
		if (!first) {
			first = text;
			continue;
		}
		assert_string_equal(text, first);
		free(text);
	}
	free(first);
}

static void test_cut_at_every_byte(void **state)
{
	(void)state;
	char *quoted = json_quotes(small);
	for (size_t size = 0; size < strlen(quoted); size++) {
		struct error err = { 0 };
		struct raw *raw;
		assert_false(read_bytes(quoted, size, &raw, &err));
		assert_int_equal(err.code, ERROR_DATA);
		assert_memory_equal(err.text, "not JSON: ", strlen("not JSON: "));
	}
	free(quoted);
}

/* Any single byte may be anything: an error or not, but never more. */
static void test_one_byte_wrong(void **state)
{
	static const char bytes[] = "\"\\{}[],:0n \n\x01\xff";
	(void)state;
	char *quoted = json_quotes(small);
	size_t size = strlen(quoted);
	for (size_t i = 0; i < size; i++)
		for (size_t k = 0; k < sizeof bytes; k++) {
			struct error err = { 0 };
			struct raw *raw = NULL;
			struct inventory *inventory = NULL;
			char saved = quoted[i];
			quoted[i] = bytes[k];
			if (read_bytes(quoted, size, &raw, &err))
				decode_inventory(raw, &inventory, &err);
			assert_int_equal(inventory == NULL, err.code == ERROR_DATA);
			inventory_free(inventory);
			raw_free(raw);
			quoted[i] = saved;
		}
	free(quoted);
}

static void test_wrong_files(void **state)
{
	static const struct {
		const char *text, *error;
	} cases[] = {
		{ "", "not JSON: line 1, byte 1: unexpected end" },
		{ "PK\x03\x04", "not JSON: line 1, byte 1: unexpected 'P'" },
		{ "\x1f\x8b", "not JSON: line 1, byte 1: unexpected byte" },
		{ "[]", "is no wattmap snapshot (no \"format\": \"wattmap-snapshot\")" },
		{ "{'count':0,'results':[]}", "is no wattmap snapshot (no \"format\": \"wattmap-snapshot\")" },
		{ "{'format':'wattmap-chain','version':1,'collections':{}}",
		  "is no wattmap snapshot (no \"format\": \"wattmap-snapshot\")" },
		{ "{'format':'wattmap-snapshot','version':2,'collections':{}}", "is version 2, this program reads 1" },
		{ "{'format':'wattmap-snapshot','version':'1','collections':{}}", "version: expected a number" },
		{ "{'format':'wattmap-snapshot','version':1}", "collections: missing" },
		{ HEAD "'collections':[]}", "collections: expected an object, got an array" },
		{ HEAD "'collections':{'dcim/sites':{}}}", "dcim/sites: expected an array, got an object" },
		{ HEAD "'collections':{'dcim/sites':null}}", "dcim/sites: expected an array, got null" },
		{ HEAD "'collections':{'dcim/sites':[{'id':1},2]}}", "dcim/sites[1]: expected an object, got a number" },
		{ HEAD "'collections':{'dcim/sites':[{'id':1},{'id':3},{'id':1}]}}", "dcim/sites: two objects with id 1" },
		{ HEAD "'collections':{'dcim/sites':[],'dcim/sites':[]}}", "dcim/sites: twice" },
		{ HEAD "'collections':{'dcim/sites':[{'id':1},{'name':'x'}]}}", "dcim/sites[1]: id: missing" },
		{ HEAD "'collections':{'dcim/sites':[{'id':'1'}]}}",
		  "dcim/sites[0]: id: expected a positive number, got \"1\"" },
		{ HEAD "'collections':{'dcim/sites':[{'id':-1}]}}", "dcim/sites[0]: id: expected a positive number, got -1" },
		{ HEAD "'collections':{'dcim/sites':[{'id':0}]}}", "dcim/sites[0]: id: expected a positive number, got 0" },
		{ HEAD "'collections':{'dcim/sites':[{'id':99999999999999999999}]}}", "dcim/sites[0]: id: too large" },
		{ HEAD "'taken_at':5,'collections':{}}", "taken_at: expected a string" },
		{ "{'format':'wattmap-snapshot','version':1,'netbox':{'url':1},'collections':{}}",
		  "netbox: url: expected a string" },
		{ HEAD "'collections':{}}}", "not JSON: line 1, byte 107: unexpected '}'" },
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct error err = { 0 };
		struct raw *raw;
		assert_false(read_text(cases[i].text, &raw, &err));
		assert_int_equal(err.code, ERROR_DATA);
		assert_string_equal(err.text, cases[i].error);
	}
}

/* What stands there in place of an id, 40 bytes of it, on one line of UTF-8. */
static void test_wrong_ids(void **state)
{
	static const struct { const char *text, *quoted; } cases[] = {
		{ "{\"id\":\"1\"}", "\"1\"" },
		{ "{\"id\":\"a\nb\x1b[31m\x7f\"}", "\"a\xef\xbf\xbd" "b\xef\xbf\xbd[31m\xef\xbf\xbd\"" },
		{ "{\"id\":\"\xff\xc3\"}", "\"\xef\xbf\xbd\xef\xbf\xbd\"" },
		{ "{\"id\":\"\xe2\x80\xae" "1\"}", "\"1\"" },
		{ "{\"id\":\"123456789012345678901234567890123456789\"}", "\"123456789012345678901234567890123456789…" },
		{ "{\"id\":\"12345678901234567890123456789012345678é90\"}", "\"12345678901234567890123456789012345678…" },
		{ "{\"id\":\"123456789012345678901234567890123456😀90\"}", "\"123456789012345678901234567890123456…" },
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct error err = { 0 };
		struct raw_object object = { cases[i].text, strlen(cases[i].text), 0 };
		assert_false(raw_find_id(&object, &err));
		assert_int_equal(err.code, ERROR_DATA);
		const char *got = strstr(err.text, "got ");
		assert_non_null(got);
		assert_string_equal(got + 4, cases[i].quoted);
	}
}

static void test_missing_parts(void **state)
{
	(void)state;
	struct error err = { 0 };
	struct raw *raw;
	struct inventory *inventory;
	assert_true(read_text("{'format':'wattmap-snapshot','version':1,'collections':{}}", &raw, &err));
	assert_true(decode_inventory(raw, &inventory, &err));
	assert_string_equal(inventory->url, "");
	assert_string_equal(inventory->taken_at, "");
	assert_int_equal(inventory->device_count, 0);
	assert_false(inventory->scoped);
	inventory_free(inventory);
	raw_free(raw);
}

static void test_no_such_file(void **state)
{
	(void)state;
	struct error err = { 0 };
	struct raw *raw;
	assert_false(snapshot_read("/no/such/file.json", &raw, &err));
	assert_int_equal(err.code, ERROR_DATA);
	assert_string_equal(err.text, "/no/such/file.json: cannot read: No such file or directory");
	error_clear(&err);
	assert_false(snapshot_read("/tmp", &raw, &err));
	assert_int_equal(err.code, ERROR_DATA);
}

/* A recorded file comes out as it went in, to the byte. */
static void check_file(const char *path)
{
	struct error err = { 0 };
	struct raw *raw;
	struct inventory *inventory;
	char *before;
	size_t size;
	if (!snapshot_read(path, &raw, &err) || !decode_inventory(raw, &inventory, &err) ||
	    !infile_read(path, &before, &size, &err))
		fail_msg("%s", err.text);
	char *after = write_text(raw);
	assert_string_equal(after, before);
	assert_true(inventory->device_count > 0);
	assert_true(inventory->cable_count > 0);
	assert_int_equal(inventory->invisible_count, 0);
	free(before);
	free(after);
	inventory_free(inventory);
	raw_free(raw);
}

static void check_folder(const char *folder)
{
	DIR *dir = opendir(folder);
	int files = 0;
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
		check_file(path);
		files++;
	}
	closedir(dir);
	assert_true(files > 0);
}

static void test_examples(void **state)
{
	(void)state;
	check_folder("examples");
}

static void test_recorded_files(void **state)
{
	(void)state;
	check_folder("../shared/netbox");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_in_and_out),
		cmocka_unit_test(test_layouts),
		cmocka_unit_test(test_cut_at_every_byte),
		cmocka_unit_test(test_one_byte_wrong),
		cmocka_unit_test(test_wrong_files),
		cmocka_unit_test(test_wrong_ids), cmocka_unit_test(test_missing_parts),
		cmocka_unit_test(test_no_such_file),
		cmocka_unit_test(test_examples),
		cmocka_unit_test(test_recorded_files),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
