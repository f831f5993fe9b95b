#include "unit.h"

#include "base/arena.h"
#include "base/clock.h"
#include "serve/access.h"
#include "serve/cache.h"
#include "serve/front.h"
#include "serve/listen.h"
#include "serve/pool.h"
#include "serve/rate.h"
#include "serve/target.h"
#include "serve/wire.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void test_target(void **state)
{
	(void)state;
	static const struct { const char *text, *path, *query; size_t count; } cases[] = {
		{ "/", "/", "", 0 },
		{ "/trace/A%2FB%20c.svg", "/trace/A/B c.svg", "", 0 },
		{ "/trace/a+b?q=a+b&flag&x=%26%3D#top", "/trace/a+b", "q=a+b&flag&x=%26%3D", 3 },
		{ "/w", "/", "", 0 },
		{ "/w/", "/", "", 0 },
		{ "/w/trace/x?", "/trace/x", "", 0 },
		{ "/wide", "/wide", "", 0 },
		{ "http://host/trace/x", "/trace/x", "", 0 },
		{ "/a/../b", "/a/../b", "", 0 },
		{ "/%c3%a9?&&a=1&", "/\xc3\xa9", "&&a=1&", 1 },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct error err = { 0 };
		struct target target;
		assert_true(target_parse(cases[i].text, "/w", &target, &err));
		assert_string_equal(target.path, cases[i].path);
		assert_string_equal(target.query, cases[i].query);
		assert_int_equal(target.count, cases[i].count);
		target_free(&target);
	}
}

static void test_pairs(void **state)
{
	(void)state;
	struct error err = { 0 };
	struct target target;
	assert_true(target_parse("/x?q=a+b&flag&x=%26%3D&empty=", "", &target, &err));
	assert_string_equal(target.pairs[0].name, "q");
	assert_string_equal(target.pairs[0].value, "a b");
	assert_null(target.pairs[1].value);
	assert_string_equal(target.pairs[2].value, "&=");
	assert_string_equal(target.pairs[3].value, "");
	target_free(&target);
}

static void test_refused(void **state)
{
	(void)state;
	static const char *const cases[] = { "", "x", "*", "/%", "/%1", "/%g0", "/%00", "/a%0a", "/%7f", "/%ff", "/x?a=%00",
	                                     "/x?%80=1", "/\xed\xa0\x80" };
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct error err = { 0 };
		struct target target;
		assert_false(target_parse(cases[i], "", &target, &err));
		assert_int_equal(err.code, ERROR_USAGE);
		target_free(&target);
	}
	char *path = target_encode("/a b/\xc3\xa9:#1?&", true), *name = target_encode("a/b", false);
	assert_string_equal(path, "/a%20b/%C3%A9:%231%3F%26");
	assert_string_equal(name, "a%2Fb");
	free(path);
	free(name);
}

static void test_rate(void **state)
{
	(void)state;
	struct rate *rate = rate_new(2, 3); /* 2 a second, 3 at once */
	for (int i = 0; i < 3; i++)
		assert_true(rate_take(rate, "192.0.2.1", 100));
	assert_false(rate_take(rate, "192.0.2.1", 100));
	assert_true(rate_take(rate, "192.0.2.2", 100));
	assert_false(rate_take(rate, "192.0.2.1", 100.4));
	assert_true(rate_take(rate, "192.0.2.1", 100.6));
	for (int i = 0; i < 3; i++)
		assert_true(rate_take(rate, "192.0.2.1", 1000)); /* never more than the burst */
	assert_false(rate_take(rate, "192.0.2.1", 1000));
	rate_free(rate);
	rate = rate_new(0, 1);
	assert_true(rate_take(rate, "x", 0) && rate_take(rate, "x", 0));
	rate_free(rate);
}

static struct answer *text_answer(const char *text)
{
	return answer_new(200, "text/plain", xstrdup(text), strlen(text));
}

static void test_forwarded(void **state)
{
	(void)state;
	static const struct { const char *header, *name; } cases[] = {
		{ "192.0.2.1", "192.0.2.1" },
		{ "198.51.100.9, 192.0.2.1", "192.0.2.1" },
		{ "198.51.100.9,\t192.0.2.1:4711 ", "192.0.2.1" },
		{ "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::" },
		{ "192.0.2.9, [2001:db8::7]:4711", "2001:db8::" },
		{ "[2001:db8::7]", "2001:db8::" },
		{ "::ffff:192.0.2.1", "192.0.2.1" },
		{ "unknown", "unknown" },
		{ "[", "[" },
		{ "", "" },
		{ "192.0.2.1,", "" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char name[ACCESS_NAME_MAX];
		access_forwarded(cases[i].header, name);
		assert_string_equal(name, cases[i].name);
	}
}

static void put(struct cache *cache, const char *key, const char *text)
{
	struct answer *answer = text_answer(text);
	cache_add(cache, key, answer);
	answer_drop(answer);
}

static bool holds(struct cache *cache, const char *key, const char *text)
{
	struct answer *answer = cache_find(cache, key, 100);
	bool same = answer && strcmp(answer->body, text) == 0;
	answer_drop(answer);
	return same;
}

static void test_cache(void **state)
{
	(void)state;
	struct cache *cache = cache_new(4096);
	put(cache, "/a", "one");
	put(cache, "/b", "two");
	put(cache, "/a", "three");
	assert_true(holds(cache, "/a", "three") && holds(cache, "/b", "two"));
	struct answer *kept = cache_find(cache, "/b", 100);
	for (int i = 0; i < 100; i++) {
		char key[16];
		snprintf(key, sizeof key, "/%d", i);
		put(cache, key, "x");
		assert_true(holds(cache, "/a", "three")); /* asked for all the time */
		assert_true(cache_bytes(cache) <= 4096);
	}
	assert_false(holds(cache, "/b", "two"));
	assert_string_equal(kept->body, "two"); /* still of use to whoever has it */
	answer_drop(kept);
	char *big = memset(xcalloc(1, 2001), 'x', 2000);
	put(cache, "/big", big); /* more than its share */
	assert_false(holds(cache, "/big", big));
	free(big);
	struct answer *passing = text_answer("now");
	passing->until_s = 101;
	cache_add(cache, "/now", passing);
	answer_drop(passing);
	assert_true(holds(cache, "/now", "now"));
	assert_null(cache_find(cache, "/now", 101));
	assert_false(holds(cache, "/now", "now")); /* gone, not hidden */
	cache_clear(cache);
	assert_int_equal(cache_bytes(cache), 0);
	assert_false(holds(cache, "/a", "three"));
	cache_free(cache);
	struct answer *a = text_answer("x"), *b = text_answer("x"), *c = text_answer("y");
	assert_string_equal(a->etag, b->etag);
	assert_string_not_equal(a->etag, c->etag);
	answer_drop(a);
	answer_drop(b);
	answer_drop(c);
}

static void test_wire(void **state)
{
	(void)state;
	int pair[2];
	size_t size;
	struct wire_inbox inbox = { .data = NULL };
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	assert_int_equal(wire_poll(pair[1], &inbox, 100), WIRE_MORE);
	assert_true(wire_send(pair[0], "head", 4, "body", 4));
	assert_int_equal(wire_poll(pair[1], &inbox, 100), WIRE_WHOLE);
	assert_memory_equal(wire_message(&inbox, &size), "headbody", 8);
	assert_int_equal(size, 8);
	wire_reset(&inbox);
	assert_true(wire_send(pair[0], NULL, 0, "text", 4));
	char *text = wire_receive(pair[1], 100, &size);
	assert_string_equal(text, "text");
	free(text);
	assert_true(wire_send(pair[0], NULL, 0, "too long", 8));
	assert_int_equal(wire_poll(pair[1], &inbox, 4), WIRE_GONE);
	wire_reset(&inbox);
	close(pair[0]);
	assert_null(wire_receive(pair[1], 4, &size));
	close(pair[1]);
}

static void test_wire_file(void **state)
{
	(void)state;
	int pair[2], files[2];
	char byte = 0;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	assert_int_equal(pipe(files), 0);
	assert_true(wire_send_file(pair[0], files[1]));
	int file = wire_receive_file(pair[1]);
	assert_true(file >= 0 && file != files[1]);
	assert_int_equal(write(file, "x", 1), 1);
	assert_int_equal(read(files[0], &byte, 1), 1);
	assert_int_equal(byte, 'x');
	close(pair[0]);
	assert_int_equal(wire_receive_file(pair[1]), -1);
	close(pair[1]);
	close(files[0]);
	close(files[1]);
	close(file);
}

static void test_names(void **state)
{
	(void)state;
	static const char *const ours[] = { "localhost", "LocalHost:8080", "127.0.0.1", "127.9.9.9:1", "[::1]", "[::1]:8080" };
	static const char *const others[] = { "", "example.com", "localhost.example.com", "127.0.0.1.example.com", "10.0.0.1",
	                                      "[::2]", "127.1x" };
	for (size_t i = 0; i < sizeof ours / sizeof *ours; i++)
		assert_true(listen_is_local_name(ours[i]));
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		assert_false(listen_is_local_name(others[i]));
}

/* -- generations of data ------------------------------------------------- */

/* Data that is a number; "/slow" is answered with it once the file is there. */
struct numbered {
	unsigned number;
	char gate[64];
};

static bool load_number(void *context, struct serve_about *about, struct error *err)
{
	(void)context;
	(void)about;
	(void)err;
	return true;
}

static void render_number(void *context, const struct target *target, struct serve_reply *reply)
{
	const struct numbered *data = context;
	while (strcmp(target->path, "/slow") == 0 && access(data->gate, F_OK) != 0)
		poll(NULL, 0, 1);
	*reply = (struct serve_reply){ .status = 200, .type = "text/plain", .body = xcalloc(1, 12) };
	reply->size = (size_t)snprintf(reply->body, 12, "%u", data->number);
}

/* What was answered, in the order in which it came. */
struct ended {
	const struct job *job;
	char body[12];
	bool current;
};
struct watched {
	struct ended ended[4];
	size_t count;
};

static void note_end(void *context, struct job *job, struct answer *answer, bool current)
{
	struct watched *watched = context;
	assert_true(watched->count < 4);
	struct ended *ended = &watched->ended[watched->count++];
	*ended = (struct ended){ .job = job, .current = current };
	snprintf(ended->body, sizeof ended->body, "%s", answer->body);
}

static void note_data(void *context, const struct error *err)
{
	(void)context;
	assert_int_equal(err->code, ERROR_NONE);
}

static void pool_turn(struct pool *pool)
{
	struct pollfd files[POOL_FILES];
	size_t count = pool_files(pool, files);
	poll(files, (nfds_t)count, 100);
	for (size_t i = 0; i < count; i++)
		if (files[i].revents)
			pool_event(pool, files[i].fd, clock_s());
}

static void pool_load(struct pool *pool)
{
	unsigned long before = pool_status(pool).refreshes;
	assert_true(pool_refresh(pool));
	for (int i = 0; i < 600 && pool_status(pool).refreshes == before; i++)
		pool_turn(pool);
	assert_int_equal(pool_status(pool).refreshes, before + 1);
}

/* A picture under way of the data before is none of the data now. */
static void test_generations(void **state)
{
	(void)state;
	struct numbered data = { .number = 1 };
	struct watched watched = { .count = 0 };
	struct serve_options options = { .base_path = "", .workers = 1, .max_queue = 4, .render_s = 60, .render_mb = 1024,
	                                 .recycle = 100 };
	struct serve_app app = { .context = &data, .load = load_number, .render = render_number };
	snprintf(data.gate, sizeof data.gate, "/tmp/wattmap-serve-%d", (int)getpid());
	signal(SIGPIPE, SIG_IGN);
	struct pool *pool = pool_new(&options, &app, note_end, note_data, &watched);
	pool_load(pool);
	const struct job *old = pool_ask(pool, "/slow", false, clock_s());
	assert_ptr_equal(pool_ask(pool, "/slow", false, clock_s()), old);
	data.number = 2;
	pool_load(pool);
	const struct job *new = pool_ask(pool, "/slow", false, clock_s());
	assert_ptr_not_equal(new, old);
	assert_ptr_equal(pool_ask(pool, "/slow", false, clock_s()), new);
	assert_int_equal(pool_status(pool).busy, 2);
	fclose(fopen(data.gate, "w"));
	for (int i = 0; i < 600 && watched.count < 2; i++)
		pool_turn(pool);
	assert_int_equal(watched.count, 2);
	size_t first = watched.ended[0].job == new; /* of two processes */
	assert_string_equal(watched.ended[first].body, "1");
	assert_false(watched.ended[first].current);
	assert_string_equal(watched.ended[!first].body, "2");
	assert_true(watched.ended[!first].current);
	pool_stop(pool);
	pool_free(pool);
	unlink(data.gate);
}

static bool is_kept(unsigned status, bool passing, bool current, double later_s)
{
	struct front front = { .cache = cache_new(4096) };
	struct job job = { .target = (char[]){ "/x" } };
	struct answer *answer = text_answer("x");
	answer->status = status;
	answer->passing = passing;
	http_answer(&front, &job, answer, current);
	struct answer *found = cache_find(front.cache, "/x", clock_s() + later_s);
	bool kept = found != NULL;
	answer_drop(found);
	answer_drop(answer);
	cache_free(front.cache);
	return kept;
}

/* In the cache is only what was made of the data that counts, and went well. */
static void test_kept(void **state)
{
	(void)state;
	assert_true(is_kept(200, false, true, 1e6));
	assert_false(is_kept(200, false, false, 0));
	assert_false(is_kept(404, false, true, 0));
	assert_true(is_kept(200, true, true, PASSING_S - 1));
	assert_false(is_kept(200, true, true, PASSING_S + 1));
	assert_false(is_kept(200, true, false, 0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_target), cmocka_unit_test(test_pairs), cmocka_unit_test(test_refused),
		cmocka_unit_test(test_rate), cmocka_unit_test(test_forwarded), cmocka_unit_test(test_cache), cmocka_unit_test(test_wire),
		cmocka_unit_test(test_wire_file), cmocka_unit_test(test_names), cmocka_unit_test(test_generations),
		cmocka_unit_test(test_kept),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
