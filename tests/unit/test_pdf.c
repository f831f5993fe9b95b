/* Pages of squares, a square a part, so that parts can be counted. */
#include "unit.h"

#include "base/process.h"
#include "diagram/pdf.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PAGES_MOST = 3, PARTS_MOST = 9 };

struct log {
	int parts[PAGES_MOST * PARTS_MOST]; /* 10 * page + part */
	size_t count;
};

struct page {
	int number;
	struct log *log;   /* what this process draws */
	pid_t killed_but;  /* 0: draws in all processes */
	size_t parts;
};

static char *square(const void *drawing, size_t number)
{
	const struct page *page = drawing;
	char text[120];
	if (page->killed_but && page->killed_but != getpid() && number + 1 == page->parts)
		raise(SIGKILL);
	page->log->parts[page->log->count++] = 10 * page->number + (int)number;
	int left = (int)number * 160, top = -(page->number + 1) * 160;
	snprintf(text, sizeof text, "C 7 -#20%02x80 c 11 -transparent P 4 %d %d %d %d %d %d %d %d ", (unsigned)number * 20, left, top,
	         left, top + 100, left + 100, top + 100, left + 100, top);
	return strdup(text);
}

struct way {
	const size_t *parts; /* by page, up to 0 */
	bool killed;         /* the second process, by its last part */
	struct log log;
};

static bool write_way(void *context, FILE *out)
{
	struct way *way = context;
	struct page pages[PAGES_MOST];
	struct pdf_page content[PAGES_MOST];
	size_t count = 0;
	struct error err = {0};
	for (; way->parts[count]; count++) {
		pages[count] = (struct page){(int)count, &way->log, way->killed ? getpid() : 0, way->parts[count]};
		content[count] = (struct pdf_page){
		    .picture = {.part = square, .drawing = &pages[count], .end = way->parts[count], .width = 100, .height = 50}};
	}
	return pdf_write(content, count, &(struct graphviz_document){"Squares", "2026-11-21T02:16:00Z"}, out, &err);
}

struct bytes {
	char *data;
	size_t size;
};

/* By a process that has drawn nothing before. */
static struct bytes drawn_anew(struct way *way)
{
	struct bytes bytes;
	struct aside aside;
	if (processors() < 2)
		skip();
	FILE *out = open_memstream(&bytes.data, &bytes.size);
	aside_begin(&aside, write_way, way);
	assert_true(aside.pid > 0);
	assert_true(aside_end(&aside, out));
	fclose(out);
	return bytes;
}

static struct bytes drawn_here(struct way *way)
{
	struct bytes bytes;
	FILE *out = open_memstream(&bytes.data, &bytes.size);
	assert_true(write_way(way, out));
	fclose(out);
	return bytes;
}

static void check_same(struct bytes a, struct bytes b)
{
	assert_int_equal(a.size, b.size);
	assert_memory_equal(a.data, b.data, a.size);
}

/* Cut within the only page, between two, within the second of three; too small to be cut. */
static const size_t documents[][PAGES_MOST + 1] = {{5}, {3, 3}, {2, 4, 1}, {1, 1, 1}};
enum { DOCUMENTS = sizeof documents / sizeof *documents };

/* A process that has drawn does not begin another one: pango may have threads. */
static void test_each_part_once(void **state)
{
	(void)state;
	for (size_t i = 0; i < DOCUMENTS; i++) {
		struct way way = {.parts = documents[i]};
		free(drawn_here(&way).data);
		memset(&way.log, 0, sizeof way.log);
		assert_false(graphviz_may_fork());
		free(drawn_here(&way).data);
		size_t at = 0;
		for (int page = 0; documents[i][page]; page++)
			for (size_t part = 0; part < documents[i][page]; part++)
				assert_int_equal(way.log.parts[at++], 10 * page + (int)part);
		assert_int_equal(way.log.count, at);
	}
}

static void test_one_process_or_two(void **state)
{
	(void)state;
	struct bytes two[DOCUMENTS], after[DOCUMENTS];
	for (size_t i = 0; i < DOCUMENTS; i++) {
		two[i] = drawn_anew(&(struct way){.parts = documents[i]});
		after[i] = drawn_anew(&(struct way){.parts = documents[i], .killed = true});
	}
	for (size_t i = 0; i < DOCUMENTS; i++) {
		struct bytes one = drawn_here(&(struct way){.parts = documents[i]});
		assert_memory_equal(one.data, "%PDF-", 5);
		check_same(two[i], one);
		check_same(after[i], one);
		free(two[i].data);
		free(after[i].data);
		free(one.data);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_one_process_or_two),
	    cmocka_unit_test(test_each_part_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
