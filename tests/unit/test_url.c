#include "unit.h"

#include "netbox/auth.h"
#include "netbox/url.h"

#include <stdlib.h>
#include <string.h>

static void test_parse(void **state)
{
	(void)state;
	static const struct { const char *text, *base; } cases[] = {
		{ "https://netbox.example.com", "https://netbox.example.com/" },
		{ "https://netbox.example.com/", "https://netbox.example.com/" },
		{ " HTTPS://NetBox.Example.com:443/dc/api/ \n", "https://netbox.example.com/dc/" },
		{ "http://netbox/api", "http://netbox/" },
		{ "http://netbox/api/", "http://netbox/" },
		{ "http://netbox/netbox//", "http://netbox/netbox/" },
		{ "http://netbox/NetBox/apis/", "http://netbox/NetBox/apis/" },
		{ "http://netbox:80/", "http://netbox/" },
		{ "http://netbox:8000", "http://netbox:8000/" },
		{ "https://netbox:80/x", "https://netbox:80/x/" },
		{ "http://[::1]:8000/api", "http://[::1]:8000/" },
		{ "http://b\xc3\xbc" "cher.example/", "http://b\xc3\xbc" "cher.example/" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct arena *arena = arena_new();
		struct error err = { 0 };
		struct url url;
		assert_true(url_parse(arena, cases[i].text, &url, &err));
		assert_string_equal(url.base, cases[i].base);
		assert_int_equal(url.https, strncmp(url.base, "https", 5) == 0);
		arena_free(arena);
	}
}

static void test_refuse(void **state)
{
	(void)state;
	static const char *const cases[] = {
		"", "netbox.example.com", "ftp://netbox/", "https://", "https:///x", "file:///etc/passwd",
		"https://user:geheim@netbox/", "https://geheim@netbox/", "https://netbox/?token=geheim", "https://netbox/#geheim",
		"https://net box/", "https://netbox:99999/", "https://netbox:0/", "https://netbox:80x/", "https://[::1/",
		"https://netbox/a b", "https://netbox/\"x", "https://netbox/a\nb", "https://net$box/", "https://net%41box/",
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct arena *arena = arena_new();
		struct error err = { 0 };
		struct url url;
		assert_false(url_parse(arena, cases[i], &url, &err));
		assert_int_equal(err.code, ERROR_CONFIG);
		assert_null(strstr(err.text, "geheim"));
		arena_free(arena);
	}
}

static void test_same_host(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	struct error err = { 0 };
	struct url url;
	assert_true(url_parse(arena, "https://NetBox.example.com:8443/dc", &url, &err));
	assert_true(url_same_host(&url, "https://netbox.example.com:8443/dc/api/?x=1"));
	assert_true(url_same_host(&url, "http://NETBOX.example.com/api/"));
	assert_true(url_same_host(&url, "/api/dcim/sites/?offset=50"));
	assert_false(url_same_host(&url, "//evil.example/api/"));
	assert_false(url_same_host(&url, "https://netbox.example.com.evil.example/"));
	assert_false(url_same_host(&url, "https://netbox.example.com@evil.example/"));
	assert_false(url_same_host(&url, "https://netbox.example.co/"));
	assert_false(url_same_host(&url, "javascript:alert(1)"));
	assert_false(url_same_host(&url, ""));
	arena_free(arena);
}

static void check_written(void (*write)(FILE *, const char *), const char *text, const char *expected)
{
	char *written;
	size_t size;
	FILE *out = open_memstream(&written, &size);
	write(out, text);
	fclose(out);
	assert_string_equal(written, expected);
	free(written);
}

static void test_write(void **state)
{
	(void)state;
	check_written(url_write_safe, "https://me:geheim@h:1/a?token=geheim#x", "https://h:1/a");
	check_written(url_write_safe, "/login/?next=x", "/login/");
	check_written(url_write_query, "Hall 1 & 2/ä#~", "Hall%201%20%26%202%2F%C3%A4%23~");
}

static void test_token(void **state)
{
	(void)state;
	static const struct { const char *token, *header; enum token_kind kind; } cases[] = {
		{ NULL, NULL, TOKEN_NONE },
		{ "", NULL, TOKEN_NONE },
		{ " \n", NULL, TOKEN_NONE },
		{ "0123abc\n", "Authorization: Token 0123abc", TOKEN_V1 },
		{ " nbt_k.s ", "Authorization: Bearer nbt_k.s", TOKEN_V2 },
	};
	static const char *const bad[] = { "a b", "a\r\nX-Evil: 1", "t\xc3\xb6k", "a\x01" "b" };
	struct arena *arena = arena_new();
	struct error err = { 0 };
	enum token_kind kind;
	const char *header;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		assert_true(token_header(arena, cases[i].token, &kind, &header, &err));
		assert_int_equal(kind, cases[i].kind);
		if (cases[i].header)
			assert_string_equal(header, cases[i].header);
		else
			assert_null(header);
	}
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		error_clear(&err);
		assert_false(token_header(arena, bad[i], &kind, &header, &err));
		assert_int_equal(err.code, ERROR_CONFIG);
	}
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parse),
		cmocka_unit_test(test_refuse),
		cmocka_unit_test(test_same_host),
		cmocka_unit_test(test_write),
		cmocka_unit_test(test_token),
	};
	return cmocka_run_group_tests_name("url", tests, NULL, NULL);
}
