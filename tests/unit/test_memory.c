#include "unit.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

static void test_empty(void **state)
{
	(void)state;
	char *data = NULL;
	size_t size = 1;
	assert_int_equal(fclose(memory_stream(&data, &size)), 0);
	assert_int_equal(size, 0);
	assert_string_equal(data, "");
	free(data);
}

/* Character by character, in pieces larger than any buffer, and across each size
 * at which it grows. */
static void test_grows(void **state)
{
	(void)state;
	enum { PIECE = 70001, PIECES = 40 };
	static char piece[PIECE];
	char *data;
	size_t size;
	FILE *stream = memory_stream(&data, &size);
	memset(piece, 'p', sizeof piece);
	for (int i = 0; i < PIECES; i++) {
		assert_int_equal(fwrite(piece, 1, sizeof piece, stream), sizeof piece);
		for (int k = 0; k < i; k++)
			putc('a' + i % 26, stream);
	}
	assert_int_equal(fclose(stream), 0);
	assert_int_equal(size, (size_t)PIECES * PIECE + PIECES * (PIECES - 1) / 2);
	assert_int_equal(strlen(data), size);
	const char *at = data;
	for (int i = 0; i < PIECES; i++) {
		assert_memory_equal(at, piece, PIECE);
		at += PIECE;
		for (int k = 0; k < i; k++)
			assert_int_equal(*at++, 'a' + i % 26);
	}
	free(data);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_empty),
	    cmocka_unit_test(test_grows),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
