#include "load.h"

#include "netbox/trim.h"

/* Slices a page given with ' for "; the error's text, or "" when it is fine. */
static const char *page_error(const char *page_text, struct error *err)
{
	struct raw *raw = raw_new();
	struct page page;
	char *body = json_quotes(page_text);
	error_clear(err);
	bool ok = page_slice(body, strlen(body), raw_collection(raw, "x"), &page, err);
	assert_int_equal(ok, err->code == ERROR_NONE);
	if (!ok) {
		assert_int_equal(err->code, ERROR_DATA);
		assert_int_equal(raw_collection(raw, "x")->count, 0);
	}
	page_clear(&page);
	raw_free(raw);
	free(body);
	return err->text;
}

static void test_a_page(void **state)
{
	(void)state;
	struct error err = { 0 };
	struct page page;
	struct raw *raw = raw_new();
	char *body = json_quotes(" {'count': 70000, 'next': 'https://n/api/?offset=2', 'previous': null,\n"
	                         "'results': [ {'id': 7, 'a': '}]\\'', 'b': [[{}]]} , {'id':8}]}\n");
	assert_true(page_slice(body, strlen(body), raw_collection(raw, "x"), &page, &err));
	const struct raw_collection *c = raw_find(raw, "x");
	assert_int_equal(page.count, 70000);
	assert_string_equal(page.next, "https://n/api/?offset=2");
	assert_int_equal(page.result_count, 2);
	assert_int_equal(c->count, 2);
	assert_memory_equal(c->objects[0].text, "{\"id\": 7, \"a\": \"}]\\\"\", \"b\": [[{}]]}", c->objects[0].length);
	assert_memory_equal(c->objects[1].text, "{\"id\":8}", 8);
	page_clear(&page);
	raw_free(raw);
	free(body);
}

static void test_the_last_page(void **state)
{
	(void)state;
	struct error err = { 0 };
	struct page page;
	struct raw *raw = raw_new();
	char *body = json_quotes("{'results':[],'next':null,'count':null}");
	assert_true(page_slice(body, strlen(body), raw_collection(raw, "x"), &page, &err));
	assert_int_equal(page.count, -1);
	assert_null(page.next);
	assert_int_equal(page.result_count, 0);
	page_clear(&page);
	raw_free(raw);
	free(body);
}

static void test_wrong_pages(void **state)
{
	static const struct {
		const char *page, *error;
	} cases[] = {
		{ "{'results': []}", "" },
		{ "{'results': null}", "results: expected an array, got null" },
		{ "{'results': {'id': 1}}", "results: expected an array, got an object" },
		{ "{'results': [{}, {}, 7]}", "results[2]: expected an object, got a number" },
		{ "{'results': [{}, 'x']}", "results[1]: expected an object, got a string" },
		{ "{'results': [{}, [{}]]}", "results[1]: expected an object, got an array" },
		{ "{'results': [{}, true]}", "results[1]: expected an object, got a boolean" },
		{ "{'results': [{} {}]}", "not JSON: line 1, byte 17: unexpected '{'" },
		{ "{'results': [{},]}", "not JSON: line 1, byte 17: unexpected ']'" },
		{ "{'results': [,{}]}", "not JSON: line 1, byte 14: unexpected ','" },
		{ "{'results': [{]}]}", "not JSON: line 1, byte 15: unexpected ']'" },
		{ "{'count': 3}", "results: missing" },
		{ "{}", "results: missing" },
		{ "{'count': 'many', 'results': []}", "count: expected a number or null" },
		{ "{'count': -1, 'results': []}", "count: expected a number or null" },
		{ "{'next': 3, 'results': []}", "next: expected a string or null" },
		{ "[{'id': 1}]", "expected an object with \"results\", got an array" },
		{ "null", "expected an object with \"results\", got null" },
		{ "'text'", "expected an object with \"results\", got a string" },
		{ "<html>", "not JSON: line 1, byte 1: unexpected '<'" },
		{ "", "not JSON: line 1, byte 1: unexpected end" },
		{ "{'results': []} x", "not JSON: line 1, byte 17: unexpected 'x'" },
		{ "{'results': [\n{'id': 1},\n  {'id", "not JSON: line 3, byte 4: a string without end" },
		{ "{'results': [\n{'id': 1},\n  {'id': 2", "not JSON: line 3, byte 3: an object or array without end" },
	};
	(void)state;
	struct error err = { 0 };
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_string_equal(page_error(cases[i].page, &err), cases[i].error);
	/* What jansson says about the rest of the envelope. */
	assert_non_null(strstr(page_error("{'results': [], 'count': 1x}", &err), "not JSON: "));
	assert_non_null(strstr(page_error("{'results': [], 'results': []}", &err), "not JSON: duplicate object key"));
}

static void test_nesting(void **state)
{
	enum { DEEP = 100000 };
	(void)state;
	struct error err = { 0 };
	struct slice value;
	struct slicer slicer;
	char *text = xmalloc(2 * DEEP + 1);
	memset(text, '[', DEEP);
	memset(text + DEEP, ']', DEEP);
	slicer_start(&slicer, text, 2 * DEEP);
	assert_false(slicer_value(&slicer, &value, &err));
	assert_string_equal(err.text, "not JSON: line 1, byte 65: nested too deeply");
	error_clear(&err);
	slicer_start(&slicer, text + DEEP - SLICE_DEPTH_MAX, 2 * SLICE_DEPTH_MAX);
	assert_true(slicer_value(&slicer, &value, &err));
	assert_int_equal(value.length, 2 * SLICE_DEPTH_MAX);
	assert_true(slicer_finish(&slicer, &err));
	free(text);
}

/* Backslashes and quotes at every place of the eight bytes looked at at once. */
static void test_strings(void **state)
{
	(void)state;
	for (size_t before = 0; before < 20; before++)
		for (int slashes = 0; slashes < 5; slashes++) {
			char text[80] = "\"";
			struct error err = { 0 };
			struct slicer slicer;
			struct slice value;
			memset(text + 1, 'a', before);
			for (int i = 0; i < slashes; i++)
				strcat(text, "\\\\");
			strcat(text, "\\\"}]\"");
			size_t length = strlen(text);
			strcat(text, ",\"next\"");
			slicer_start(&slicer, text, strlen(text));
			assert_true(slicer_value(&slicer, &value, &err));
			assert_int_equal(value.length, length);
			for (size_t cut = 0; cut < length; cut++) {
				error_clear(&err);
				slicer_start(&slicer, text, cut);
				assert_false(slicer_value(&slicer, &value, &err));
			}
		}
}

static void test_bytes_that_are_no_json(void **state)
{
	(void)state;
	for (int c = 1; c < 256; c++) {
		char text[3] = { (char)c, '\0', '\0' };
		struct error err = { 0 };
		struct slicer slicer;
		struct slice value;
		slicer_start(&slicer, text, 1);
		bool digit = c == '-' || (c >= '0' && c <= '9');
		bool space = c == ' ' || c == '\t' || c == '\n' || c == '\r';
		bool ok = slicer_value(&slicer, &value, &err);
		assert_int_equal(ok, digit || c == 't' || c == 'f' || c == 'n');
		if (space)
			assert_non_null(strstr(err.text, "unexpected end"));
	}
	struct error err = { 0 };
	struct slicer slicer;
	struct slice value;
	slicer_start(&slicer, "\0", 1);
	assert_false(slicer_value(&slicer, &value, &err));
}

static void test_sorting(void **state)
{
	(void)state;
	struct error err = { 0 };
	struct raw *raw = raw_new();
	struct raw_collection *c = raw_collection(raw, "dcim/racks");
	static const char *const texts[] = { "{\"id\":3}", "{\"a\":{\"id\":9},\"id\":1}", "{\"id\":3,\"new\":1}", "{\"id\":2}" };
	for (size_t i = 0; i < 4; i++)
		raw_add(c, texts[i], strlen(texts[i]));
	assert_true(raw_sort(raw, false, &err));
	assert_int_equal(c->count, 3);
	assert_ptr_equal(c->objects[0].text, texts[1]);
	assert_ptr_equal(c->objects[1].text, texts[3]);
	assert_ptr_equal(c->objects[2].text, texts[2]); /* the later one */
	raw_add(c, texts[0], strlen(texts[0]));
	assert_false(raw_sort(raw, true, &err));
	assert_string_equal(err.text, "dcim/racks: two objects with id 3");
	raw_free(raw);
}

static void test_trimming(void **state)
{
	static const struct {
		const char *from, *to;
	} cases[] = {
		{ "{'id':1,'url':'x','name':'A'}", "{'id':1,'name':'A'}" },
		{ "{ 'url' : 'x' , 'id' : 1 }", "{'id':1}" },
		{ "{'id':1,'url':'x','description':'y,{}'}", "{'id':1}" },
		{ "{'url':'x'}", "{}" },
		{ "{'a':{'url':'x','b':[{'url':'y'},{'c':'url'}]}}", "{'a':{'b':[{},{'c':'url'}]}}" },
		{ "{'link_peers':[{'id':[1]}],'connected_endpoints':null,'id':2}", "{'id':2}" },
		{ "{'custom_fields':{'url': 'x'},'url':'y'}", "{'custom_fields':{'url': 'x'}}" },
		{ "{'curl':'x','ur\\u006c':1,'a':'\\'url\\':1'}", "{'curl':'x','ur\\u006c':1,'a':'\\'url\\':1'}" },
		{ "{'display':'A','name':'A','label':''}", "{'name':'A'}" },
		{ "{'display':'#7','name':'','label':'L'}", "{'display':'#7','name':'','label':'L'}" },
		{ "{'display':'L','label':'L'}", "{'display':'L','label':'L'}" },
		{ "{'cable':{'id':7,'display':'L','label':'L','_occupied':true}}", "{'cable':{'id':7,'label':'L'}}" },
		{ "{'cable':7,'power_port':{'id':3,'cable':{'id':7}}}", "{'cable':7,'power_port':{'id':3}}" },
		{ "{'type':{ 'value': 'x', 'label': 'X' },'id':1}", "{'type':'x','id':1}" },
		{ "{'type':{'value':null,'label':'X'}}", "{'type':{'value':null,'label':'X'}}" },
		{ "{'type':{'value':'x','label':'X','y':1}}", "{'type':{'value':'x','label':'X','y':1}}" },
		{ "{'tags':[],'custom_fields':{}}", "{}" },
		{ "{'custom_fields':{'value':'x','label':'X'}}", "{'custom_fields':{'value':'x','label':'X'}}" },
		{ "{'url':}", "{'url':}" },
		{ "{'url' 1}", "{'url'1}" },
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char *from = json_quotes(cases[i].from), *to = json_quotes(cases[i].to), *out = xcalloc(1, strlen(from) + 1);
		struct raw_object object = { from, strlen(from), 0 };
		size_t length = trim_object(&object, out);
		assert_int_equal(length, strlen(to));
		assert_string_equal(out, to);
		free(from);
		free(to);
		free(out);
	}
	char numbers[] = "{\"a\":[12345678901234567890,-9e999,1e-999,12345,\"12345678901234567890\",1.5e308]}";
	trim_numbers(numbers, strlen(numbers));
	assert_string_equal(numbers,
	    "{\"a\":[1e308               ,1e308 ,1e-999,12345,\"12345678901234567890\",1.5e308]}");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_page),
		cmocka_unit_test(test_the_last_page),
		cmocka_unit_test(test_wrong_pages),
		cmocka_unit_test(test_nesting),
		cmocka_unit_test(test_strings),
		cmocka_unit_test(test_bytes_that_are_no_json),
		cmocka_unit_test(test_sorting),
		cmocka_unit_test(test_trimming),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
