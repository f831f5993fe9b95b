#include "unit.h"

#include "atlas/folder.h"
#include "atlas/index.h"
#include "atlas/manifest.h"
#include "atlas/pool.h"
#include "atlas/slug.h"
#include "base/outfile.h"
#include "base/text.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* -- names -------------------------------------------------------------------- */

static void test_slugs(void **state)
{
	(void)state;
	static const struct { const char *name; int64_t id; const char *slug; } cases[] = {
		{ "CORE-SW01", 77, "core-sw01-77" },
		{ "Zürich/Rack 3", 5, "zurich-rack-3-5" },
		{ "../../etc/passwd", 1, "etc-passwd-1" },
		{ "電源", 9, "x-9" },
		{ "", 9, "x-9" },
		{ ".", 9, "x-9" },
		{ "-rf", 9, "rf-9" },
		{ "a\xff\xfe" "b", 9, "a-b-9" },
		{ "a\n<script>\tb", 9, "a-script-b-9" },
		{ "é\xcc\x81\xcc\x81", 9, "e-9" },
		{ "sw01.", 12, "sw01-12" },
		{ "CON", 9223372036854775807, "con-9223372036854775807" },
	};
	char slug[SLUG_MAX], longest[10001];
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		assert_string_equal(slug_make(slug, cases[i].name, cases[i].id), cases[i].slug);
		assert_true(manifest_is_path(slug));
	}
	memset(longest, 'A', sizeof longest - 1);
	longest[sizeof longest - 1] = '\0';
	assert_true(strlen(slug_make(slug, longest, 7)) < 70);
	assert_string_equal(slug + strlen(slug) - 3, "a-7");
}

/* -- the manifest --------------------------------------------------------------- */

static char root[] = "/tmp/wattmap-atlas-XXXXXX";

static const char *inside(const char *name)
{
	static char path[200];
	snprintf(path, sizeof path, "%s/%s", root, name);
	return path;
}

static void put(const char *name, const char *text)
{
	struct error err = { .code = ERROR_NONE };
	assert_true(outfile_write(inside(name), text, strlen(text), &err));
}

static bool exists(const char *name)
{
	return access(inside(name), F_OK) == 0;
}

static void test_paths(void **state)
{
	(void)state;
	static const char *const good[] = { "index.html", "trace/a-1.svg", "report/feeds.csv" };
	static const char *const bad[] = { "", "/etc/passwd", "../x", "a/../x", "a/b/c", "a/", "/", ".wattmap/lock", "a/.x", "A", "a b",
		"a..b", "-x", "trace/\xc3\xa4", "a\\b" };
	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		assert_true(manifest_is_path(good[i]));
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_false(manifest_is_path(bad[i]));
}

static void test_manifest_reads_what_it_wrote(void **state)
{
	(void)state;
	struct error err = { .code = ERROR_NONE };
	struct manifest *manifest;
	put("m", "wattmap-atlas 1\nclaim trace/b-2.svg\ninputs 00000000000000aa\nfile 1 2 3 trace/a-1.svg\n"
	         "file 4 5 6 trace/b-2.svg\ninputs bb\nfile 7 8 9 trace/a-1.svg\nfile f f 1 trace/c-3.sv");
	assert_true(manifest_read(inside("m"), &manifest, &err));
	assert_int_equal(manifest->count, 2); /* the cut line does not count */
	const struct manifest_file *a = manifest_find(manifest, "trace/a-1.svg"), *b = manifest_find(manifest, "trace/b-2.svg");
	assert_int_equal(a->content, 7);
	assert_int_equal(a->inputs, 0xbb);
	assert_int_equal(b->size, 6);
	assert_int_equal(b->inputs, 0xaa);
	assert_null(manifest_find(manifest, "trace/c-3.svg"));
	uint64_t inputs = 0;
	FILE *out = fopen(inside("n"), "w");
	manifest_write_head(out);
	for (size_t i = 0; i < manifest->count; i++)
		manifest_write_file(out, &manifest->files[i], &inputs);
	fclose(out);
	struct manifest *again;
	assert_true(manifest_read(inside("n"), &again, &err));
	assert_int_equal(again->count, 2);
	for (size_t i = 0; i < 2; i++) {
		assert_string_equal(again->files[i].path, manifest->files[i].path);
		assert_int_equal(again->files[i].inputs, manifest->files[i].inputs);
		assert_int_equal(again->files[i].bytes, manifest->files[i].bytes);
	}
	manifest_free(again);
	manifest_free(manifest);
}

static void test_manifest_refuses(void **state)
{
	(void)state;
	static const char *const cases[] = {
		"wattmap-atlas 2\n", "<html>\n", "wattmap-atlas 1\nfile 1 2 3 ../../etc/passwd\n",
		"wattmap-atlas 1\nfile 1 2 3 /etc/passwd\n", "wattmap-atlas 1\nclaim a b\n", "wattmap-atlas 1\nrm trace/a.svg\n",
		"wattmap-atlas 1\nfile 1 2 trace/a.svg\n", "wattmap-atlas 1\nclaim .wattmap/lock\n",
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct error err = { .code = ERROR_NONE };
		struct manifest *manifest;
		put("m", cases[i]);
		assert_false(manifest_read(inside("m"), &manifest, &err));
		assert_int_equal(err.code, ERROR_DATA);
		assert_non_null(strstr(err.text, i < 2 ? "line 1" : "line 2"));
	}
}

/* -- the folder ------------------------------------------------------------------- */

static struct manifest_file written(const struct folder *folder, const char *path, const char *text)
{
	struct error err = { .code = ERROR_NONE };
	assert_true(folder_write(folder, 0, path, text, strlen(text), &err));
	return (struct manifest_file){ .path = path, .content = 1, .bytes = text_hash(text, strlen(text), 0),
	                               .size = strlen(text), .inputs = 5 };
}

static void test_folder_removes_only_its_own(void **state)
{
	(void)state;
	struct error err = { .code = ERROR_NONE };
	struct folder *folder;
	const char *paths[] = { "index.html", "trace/a-1.svg", "trace/b-2.svg" };
	struct manifest_file files[3];
	size_t removed;
	assert_true(folder_open(inside("f"), &folder, &err));
	assert_true(folder_claim(folder, paths, 3, &err));
	for (size_t i = 0; i < 3; i++) {
		files[i] = written(folder, paths[i], paths[i]);
		assert_true(folder_record(folder, &files[i], &err));
	}
	assert_true(folder_finish(folder, files, 3, &removed, &err));
	assert_int_equal(removed, 0);
	folder_close(folder);
	put("f/trace/foreign.svg", "mine");
	put("f/trace/b-2.svg", "changed by hand");
	assert_true(folder_open(inside("f"), &folder, &err));
	assert_int_equal(folder_manifest(folder)->count, 3);
	assert_true(folder_is_intact(folder, &files[1]));
	assert_false(folder_is_intact(folder, &files[2]));
	assert_true(folder_claim(folder, paths, 1, &err));
	assert_true(folder_finish(folder, files, 1, &removed, &err));
	assert_int_equal(removed, 1);
	assert_true(exists("f/index.html"));
	assert_false(exists("f/trace/a-1.svg"));
	assert_true(exists("f/trace/b-2.svg"));
	assert_true(exists("f/trace/foreign.svg"));
	folder_close(folder);
}

static void test_folder_respects_what_is_there(void **state)
{
	(void)state;
	struct error err = { .code = ERROR_NONE };
	struct folder *folder, *second;
	const char *path = "trace/x-1.svg";
	assert_int_equal(mkdir(inside("g"), 0777), 0);
	assert_int_equal(mkdir(inside("g/trace"), 0777), 0);
	put("g/trace/x-1.svg", "somebody's");
	assert_true(folder_open(inside("g"), &folder, &err));
	assert_false(folder_claim(folder, &path, 1, &err));
	assert_int_equal(err.code, ERROR_WRITE);
	assert_non_null(strstr(err.text, "g/trace/x-1.svg: stands in the way"));
	error_clear(&err);
	assert_false(folder_open(inside("g"), &second, &err));
	assert_int_equal(err.code, ERROR_WRITE);
	assert_non_null(strstr(err.text, "another atlas is being made there by process"));
	folder_close(folder);
	error_clear(&err);
	put("file", "");
	assert_false(folder_open(inside("file"), &folder, &err));
	assert_non_null(strstr(err.text, "is not a folder"));
	error_clear(&err);
	assert_false(folder_open(inside("no/such"), &folder, &err));
	assert_int_equal(err.code, ERROR_WRITE);
}

/* -- processes ---------------------------------------------------------------------- */

struct tally {
	size_t done, died, sum, stop_at;
	pid_t pids[64];
};

static void square(void *context, size_t slot, size_t task, void *reply)
{
	size_t *answer = reply;
	(void)context;
	assert_true(slot < 3);
	if (task == 13)
		raise(SIGKILL);
	answer[0] = task * task;
	answer[1] = (size_t)getpid();
}

static bool count(void *context, size_t task, const void *reply, int status)
{
	struct tally *tally = context;
	const size_t *answer = reply;
	tally->done++;
	if (!answer) {
		assert_int_equal(task, 13);
		assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
		tally->died++;
		return true;
	}
	assert_int_equal(answer[0], task * task);
	tally->pids[task] = (pid_t)answer[1];
	tally->sum += answer[0];
	return tally->done != tally->stop_at;
}

static bool go_on(void *context)
{
	(void)context;
	return true;
}

static struct tally run_pool(size_t tasks, unsigned recycle, size_t stop_at)
{
	struct tally tally = { .stop_at = stop_at };
	struct error err = { .code = ERROR_NONE };
	struct pool pool = { .count = tasks, .jobs = 3, .recycle = recycle, .reply_size = 2 * sizeof(size_t), .context = &tally,
	                     .work = square, .done = count, .tick = go_on };
	assert_true(pool_run(&pool, &err));
	assert_int_equal(wait(NULL), -1); /* no child is left */
	return tally;
}

static void test_pool(void **state)
{
	(void)state;
	struct tally tally = run_pool(60, 0, 0);
	assert_int_equal(tally.done, 60);
	assert_int_equal(tally.died, 1);
	assert_int_equal(tally.sum, 70210 - 13 * 13); /* 0² … 59² */
	tally = run_pool(12, 2, 0);
	size_t different = 1;
	for (size_t i = 1; i < 12; i++) {
		bool seen = false;
		for (size_t k = 0; k < i; k++)
			seen = seen || tally.pids[k] == tally.pids[i];
		different += !seen;
	}
	assert_true(different >= 6); /* two tasks each */
	tally = run_pool(60, 0, 5);
	assert_in_range(tally.done, 5, 8);
	tally = run_pool(0, 0, 0);
	assert_int_equal(tally.done, 0);
}

/* -- the index ------------------------------------------------------------------------ */

static void test_index_is_safe(void **state)
{
	(void)state;
	struct inventory inventory = { .url = "https://n/", .version_text = "4.2.9" };
	struct index_head head = { "n · NetBox 4.2.9", "site <b>", "", "1 of 2 draws known", &inventory, "" };
	struct index_item items[] = {
		{ "Devices", "Hall \"1\"", "device-1", "</script><script>alert(1)</script>", "a & b", "single", true,
		  { { "svg", "trace/a-1.svg" }, { "png", "trace/a-1.png" } }, 2 },
		{ "Devices", "Hall \"1\"", "device-2", "never drawn", "", "", false, .file_count = 0 },
	};
	char *html = NULL;
	size_t size;
	FILE *out = open_memstream(&html, &size);
	index_write_html(&head, items, 2, out);
	fclose(out);
	assert_non_null(strstr(html, "&lt;/script&gt;&lt;script&gt;alert(1)"));
	assert_null(strstr(html, "<script>alert"));
	assert_non_null(strstr(html, "Power atlas of site &lt;b&gt;"));
	assert_non_null(strstr(html, "<td class=\"x\">single</td>"));
	assert_non_null(strstr(html, "never drawn <small>not drawn</small>"));
	free(html);
}

static int make_root(void **state)
{
	(void)state;
	return mkdtemp(root) ? 0 : -1;
}

static int remove_root(void **state)
{
	(void)state;
	char command[64];
	snprintf(command, sizeof command, "rm -rf %s", root);
	return system(command);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_slugs),
		cmocka_unit_test(test_paths),
		cmocka_unit_test(test_manifest_reads_what_it_wrote),
		cmocka_unit_test(test_manifest_refuses),
		cmocka_unit_test(test_folder_removes_only_its_own),
		cmocka_unit_test(test_folder_respects_what_is_there),
		cmocka_unit_test(test_pool),
		cmocka_unit_test(test_index_is_safe),
	};
	return cmocka_run_group_tests(tests, make_root, remove_root);
}
