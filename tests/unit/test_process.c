#include "unit.h"

#include "base/process.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LARGE = 20000000 };

static bool write_text(void *context, FILE *out)
{
	fputs(context, out);
	return true;
}

static bool write_much(void *context, FILE *out)
{
	(void)context;
	for (int i = 0; i < LARGE; i++)
		putc('a' + i % 26, out);
	return true;
}

static bool fail_late(void *context, FILE *out)
{
	fputs(context, out);
	fflush(out);
	return false;
}

static bool die_late(void *context, FILE *out)
{
	fail_late(context, out);
	raise(SIGKILL);
	return true;
}

/* What came of `write` done aside, after "here "; malloc'd. */
static char *written_aside(aside_write *write, const char *context, bool *ok)
{
	char *text = NULL;
	size_t size;
	struct aside aside;
	if (processors() < 2)
		skip();
	FILE *out = open_memstream(&text, &size);
	aside_begin(&aside, write, (void *)context);
	assert_true(aside.pid > 0);
	fputs("here ", out);
	*ok = aside_end(&aside, out);
	assert_int_equal(aside.pid, 0);
	fclose(out);
	return text;
}

static void test_is_appended(void **state)
{
	bool ok;
	(void)state;
	char *text = written_aside(write_text, "and there", &ok);
	assert_true(ok);
	assert_string_equal(text, "here and there");
	free(text);
	text = written_aside(write_text, "", &ok);
	assert_true(ok);
	assert_string_equal(text, "here ");
	free(text);
}

static void test_more_than_a_pipe_holds(void **state)
{
	bool ok;
	(void)state;
	char *text = written_aside(write_much, NULL, &ok);
	assert_true(ok);
	assert_int_equal(strlen(text), strlen("here ") + LARGE);
	assert_int_equal(text[strlen("here ") + LARGE - 1], 'a' + (LARGE - 1) % 26);
	free(text);
}

static void test_nothing_of_what_failed(void **state)
{
	bool ok;
	(void)state;
	char *text = written_aside(fail_late, "half of it", &ok);
	assert_false(ok);
	assert_string_equal(text, "here ");
	free(text);
	text = written_aside(die_late, "half of it", &ok);
	assert_false(ok);
	assert_string_equal(text, "here ");
	free(text);
}

static void test_none_begun(void **state)
{
	(void)state;
	struct aside none = {0};
	assert_false(aside_end(&none, stdout));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_is_appended),
		cmocka_unit_test(test_more_than_a_pipe_holds),
		cmocka_unit_test(test_nothing_of_what_failed),
		cmocka_unit_test(test_none_begun),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
