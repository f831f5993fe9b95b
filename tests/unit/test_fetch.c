/* Fetching from the stub NetBox, well and badly behaved. A row of the table is
 * a server's options, and what must come of it. Runs from the project's folder. */
#include "unit.h"

#include "base/arena.h"
#include "netbox/decode.h"
#include "netbox/fetch.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define TOKEN_OLD "0123456789abcdef0123456789abcdef01234567"
#define TOKEN_NEW "nbt_0123456789ab.0123456789abcdefghijABCDEFGHIJ0123456789"
#define SITE "examples/guide-4.2.9.json"

enum { ARGS_MAX = 8 };

struct stub {
	pid_t pid;
	char folder[32], url[64];
};

static const char *in_folder(const struct stub *stub, const char *name, char path[64])
{
	snprintf(path, 64, "%s/%s", stub->folder, name);
	return path;
}

static void stub_start(struct stub *stub, const char *const args[ARGS_MAX])
{
	char port_file[64], log_file[64], port[16] = "";
	const char *argv[ARGS_MAX + 8] = { "python3", "tests/stub/netbox.py", SITE, "--port-file" };
	strcpy(stub->folder, "/tmp/wattmap-XXXXXX");
	assert_non_null(mkdtemp(stub->folder));
	argv[4] = in_folder(stub, "port", port_file);
	argv[5] = "--log";
	argv[6] = in_folder(stub, "log", log_file);
	for (int i = 0; i < ARGS_MAX && args[i]; i++)
		argv[7 + i] = args[i];
	stub->pid = fork();
	if (stub->pid == 0) {
		if (freopen("/dev/null", "w", stdout))
			execvp("python3", (char *const *)(uintptr_t)argv);
		_exit(127);
	}
	for (int i = 0; i < 1000 && !port[0]; i++) {
		FILE *in = fopen(port_file, "r");
		if (in && !fgets(port, sizeof port, in))
			port[0] = '\0';
		if (in)
			fclose(in);
		nanosleep(&(struct timespec){ .tv_nsec = 10 * 1000 * 1000 }, NULL);
	}
	port[strcspn(port, "\n")] = '\0';
	snprintf(stub->url, sizeof stub->url, "http://127.0.0.1:%s/", port);
}

static void stub_stop(struct stub *stub)
{
	char path[64];
	kill(stub->pid, SIGTERM);
	waitpid(stub->pid, NULL, 0);
	unlink(in_folder(stub, "port", path));
	unlink(in_folder(stub, "log", path));
	rmdir(stub->folder);
}

static size_t rows(const struct raw *raw, const char *name)
{
	for (size_t i = 0; i < raw->collection_count; i++)
		if (strcmp(raw->collections[i].name, name) == 0)
			return raw->collections[i].count;
	return 0;
}

static bool fetch(const struct netbox_options *options, const struct fetch_scope *scope, struct raw **raw,
                  struct netbox_stats *stats, struct error *err)
{
	struct netbox *nb;
	*raw = NULL;
	if (!netbox_open(options, &nb, err))
		return false;
	bool ok = netbox_fetch(nb, scope, NULL, raw, err);
	*stats = netbox_stats(nb);
	netbox_free(nb);
	return ok;
}

struct trial {
	const char *args[ARGS_MAX];
	enum error_code code;
	const char *text;   /* in the message */
	const char *token;  /* NULL: the usual one */
	double timeout_s;   /* 0: 20 */
	size_t outlets;     /* 0: 1692, all */
	uint64_t requests;  /* 0: any */
	const char *path;   /* behind the address */
	int jobs;           /* 0: the usual; 1: pages are read in their order */
};

static void run_trial(const struct trial *t)
{
	struct stub stub;
	struct error err = { 0 };
	struct raw *raw;
	struct netbox_stats stats = { 0 };
	char url[128];
	stub_start(&stub, t->args);
	snprintf(url, sizeof url, "%s%s", stub.url, t->path ? t->path : "");
	struct netbox_options options = { .url = url, .token = t->token ? t->token : TOKEN_OLD, .agent = "wattmap/test",
	                                  .jobs = t->jobs, .timeout_s = t->timeout_s > 0 ? t->timeout_s : 20 };
	bool ok = fetch(&options, NULL, &raw, &stats, &err);
	stub_stop(&stub);
	if (err.code != t->code || (t->text && !strstr(err.text, t->text)))
		print_error("%s %s: %d %s\n", t->args[0] ? t->args[0] : "", t->args[0] ? t->args[1] : "", err.code, err.text);
	assert_int_equal(ok, t->code == ERROR_NONE);
	assert_int_equal(err.code, t->code);
	assert_null(strstr(err.text, TOKEN_OLD));
	if (t->text)
		assert_non_null(strstr(err.text, t->text));
	if (ok)
		assert_int_equal(rows(raw, "dcim/power-outlets"), t->outlets ? t->outlets : 1692);
	if (ok)
		assert_int_equal(rows(raw, "dcim/power-ports"), 384);
	if (t->requests)
		assert_int_equal(stats.requests, t->requests);
	raw_free(raw);
}

static void run_trials(const struct trial *trials, size_t count)
{
	for (size_t i = 0; i < count; i++)
		run_trial(&trials[i]);
}
#define RUN(trials) run_trials(trials, sizeof(trials) / sizeof *(trials))
#define FAULT(spec) { "--faults", spec }

static void test_versions(void **state)
{
	(void)state;
	static const struct trial trials[] = {
		{ .args = { "--version", "2.11.12" }, .requests = 13 },
		{ .args = { "--version", "3.2.9" }, .requests = 13 },
		{ .args = { "--version", "3.3.0" }, .requests = 18 },
		{ .args = { "--version", "3.7.8" }, .requests = 18 },
		{ .args = { "--version", "4.0.2" }, .requests = 11 },
		{ .args = { "--version", "4.2.9" }, .requests = 11 },
		{ .args = { "--version", "4.6.8" }, .requests = 11 },
		{ .args = { "--version", "4.7.0-beta1" }, .requests = 11, .token = TOKEN_NEW },
		{ .args = { "--version", "2.10.4" }, .code = ERROR_DATA, .text = "is NetBox 2.10.4" },
	};
	RUN(trials);
}

static void test_ways_to_serve(void **state)
{
	(void)state;
	static const struct trial trials[] = {
		{ .args = { "--max-page", "70" } },
		{ .args = { "--max-page", "70", "--version", "3.2.9" } },
		{ .args = { "--max-page", "0", "--version", "3.6.9" } },
		{ .args = { "--base-path", "dc/netbox", "--gzip" }, .path = "dc/netbox" },
		{ .args = { "--base-path", "dc/netbox" }, .path = "dc/netbox/api/" },
		{ .args = { "--base-path", "dc/netbox" }, .code = ERROR_DATA, .text = "base path" },
		{ .args = FAULT("*:chunked") },
		{ .args = FAULT("*:no-length") },
		{ .args = FAULT("power-outlets:ignore-filter:name=ordering") },
		{ .args = FAULT("dcim/racks:slow:seconds=0.01") },
	};
	RUN(trials);
}

static void test_tokens(void **state)
{
	(void)state;
	static const struct trial trials[] = {
		{ .token = "", .code = ERROR_REFUSED, .text = "NetBox wants a token" },
		{ .args = { "--version", "3.6.9" }, .token = "", .code = ERROR_REFUSED, .text = "dcim.view_" },
		{ .token = "wrong", .code = ERROR_REFUSED, .text = "Invalid token" },
		{ .args = { "--version", "3.6.9" }, .token = "wrong", .code = ERROR_REFUSED, .text = "does not take this token" },
		{ .args = { "--version", "4.6.8" }, .token = "wrong", .code = ERROR_REFUSED, .text = "Invalid v1 token" },
		{ .token = TOKEN_NEW, .code = ERROR_REFUSED, .text = "need NetBox 4.5" },
		{ .args = { "--version", "3.6.9" }, .token = TOKEN_NEW, .code = ERROR_REFUSED, .text = "need 4.5" },
		{ .args = { "--deny", "dcim/cables" }, .code = ERROR_REFUSED, .text = "dcim.view_cable" },
		{ .args = { "--deny", "dcim/power-ports" }, .code = ERROR_REFUSED, .text = "page 1 of dcim/power-ports" },
		{ .args = FAULT("dcim/racks:403:detail=" TOKEN_OLD), .code = ERROR_REFUSED, .text = "****" },
		{ .token = "a b", .code = ERROR_CONFIG },
	};
	RUN(trials);
}

static void test_retries(void **state)
{
	(void)state;
	static const struct trial trials[] = {
		{ .args = FAULT("dcim/cables:429:retry-after=1,times=2"), .requests = 13 },
		{ .args = FAULT("dcim/cables:429:retry-after=date+2,times=1"), .requests = 12 },
		{ .args = FAULT("dcim/cables:429:retry-after=100"), .code = ERROR_NETWORK, .text = "in 100 s" },
		{ .args = FAULT("dcim/cables:500:times=1"), .requests = 12 },
		{ .args = FAULT("dcim/cables:500"), .code = ERROR_NETWORK, .text = "answered 500; gave up after 3 attempts" },
		{ .args = FAULT("dcim/racks:502:times=1"), .requests = 12 },
		{ .args = FAULT("*:503:times=3,skip=2"), .requests = 14 },
		{ .args = FAULT("dcim/racks:503"), .timeout_s = 1, .code = ERROR_NETWORK, .text = "answered 503; gave up" },
		{ .args = FAULT("dcim/racks:truncate:times=1"), .requests = 12 },
		{ .args = FAULT("dcim/racks:truncate"), .timeout_s = 1, .code = ERROR_NETWORK, .text = "page 1 of dcim/racks" },
		{ .args = FAULT("*:reset:times=2,skip=1"), .requests = 13 },
		{ .args = FAULT("dcim/racks:close:times=2") },
		{ .args = FAULT("api/status:close"), .code = ERROR_NETWORK, .text = "gave up after" },
		{ .args = FAULT("dcim/racks:chunked:bad=1,times=1"), .requests = 12 },
	};
	RUN(trials);
}

static void test_slow(void **state)
{
	(void)state;
	static const struct trial trials[] = {
		{ .args = FAULT("power-outlets:timeout-above:limit=250,status=504") },
		{ .args = { "--version", "3.2.9", "--faults", "power-outlets:timeout-above:limit=250,status=504" } },
		{ .args = FAULT("power-outlets:timeout-above:limit=500,seconds=9"), .timeout_s = 4 },
		{ .args = FAULT("dcim/racks:hang:seconds=9"), .timeout_s = 2, .code = ERROR_NETWORK, .text = "no answer in time" },
		{ .args = FAULT("dcim/racks:504"), .timeout_s = 1, .code = ERROR_NETWORK, .text = "answered 504" },
		{ .args = FAULT("api/status:hang:seconds=9"), .timeout_s = 1, .code = ERROR_NETWORK, .text = "api/status/" },
	};
	RUN(trials);
}

static void test_not_understood(void **state)
{
	(void)state;
	static const struct trial trials[] = {
		{ .args = FAULT("not-netbox"), .code = ERROR_DATA, .text = "not a NetBox" },
		{ .args = FAULT("not-netbox=200"), .code = ERROR_DATA, .text = "not a NetBox" },
		{ .args = FAULT("not-netbox=json"), .code = ERROR_DATA, .text = "not a NetBox" },
		{ .args = FAULT("dcim/racks:html"), .code = ERROR_DATA, .text = "HTML" },
		{ .args = FAULT("dcim/racks:json"), .code = ERROR_DATA, .text = "got null" },
		{ .args = FAULT("dcim/racks:empty-body"), .code = ERROR_DATA, .text = "not JSON" },
		{ .args = FAULT("dcim/racks:null-results"), .code = ERROR_DATA, .text = "page 1 of dcim/racks: results: expected" },
		{ .args = FAULT("dcim/racks:not-list:as=number"), .code = ERROR_DATA, .text = "results: expected an array" },
		{ .args = FAULT("dcim/racks:wrong-type:key=id,row=2,to=string"), .code = ERROR_DATA, .text = "results[2]: id" },
		{ .args = FAULT("dcim/racks:missing:key=id"), .code = ERROR_DATA, .text = "id: missing" },
		{ .args = FAULT("dcim/racks:wrong-type:key=count,in=page,to=null"), .code = ERROR_DATA, .text = "count" },
		{ .args = FAULT("dcim/racks:deep"), .code = ERROR_DATA, .text = "nested" },
		{ .args = FAULT("dcim/racks:huge-count"), .code = ERROR_DATA, .text = "1000000000 objects" },
		{ .args = FAULT("dcim/racks:huge-header:kb=300"), .code = ERROR_DATA, .text = "header" },
		{ .args = FAULT("dcim/racks:big-body:mb=140"), .code = ERROR_DATA, .text = "128 MB" },
		{ .args = FAULT("dcim/racks:404"), .code = ERROR_DATA, .text = "answered 404" },
		{ .args = FAULT("dcim/racks:400"), .code = ERROR_DATA, .text = "answered 400" },
	};
	RUN(trials);
}

static void test_elsewhere(void **state)
{
	(void)state;
	static const struct trial trials[] = {
		{ .args = FAULT("power-outlets:next-elsewhere"), .code = ERROR_NETWORK, .text = "elsewhere.example" },
		{ .args = FAULT("dcim/cables:redirect=http://elsewhere.example{path}"), .code = ERROR_NETWORK,
		  .text = "redirects to http://elsewhere.example/api/dcim/cables/;" },
		{ .args = FAULT("api/status:redirect:to=/login/?next=%2F,status=301"), .code = ERROR_NETWORK, .text = "/login/;" },
		{ .args = FAULT("power-outlets:next-loop"), .requests = 11 },
	};
	RUN(trials);
}

/* What is created or deleted meanwhile may be in or not; nothing else may be missing. */
static void test_moving(void **state)
{
	(void)state;
#define OLD "--version", "3.2.9", "--max-page", "300", "--faults"
	static const struct trial trials[] = {
		{ .args = FAULT("power-outlets:shrink:n=3"), .requests = 11 },
		{ .args = FAULT("power-outlets:grow:n=3"), .outlets = 1695 },
		{ .args = FAULT("power-outlets:count-changes"), .code = ERROR_DATA, .text = "fewer objects than it says" },
		{ .args = FAULT("power-outlets:duplicate:times=2"), .requests = 12 },
		{ .args = FAULT("power-outlets:duplicate:within=1"), .code = ERROR_DATA, .text = "an object twice" },
		{ .args = FAULT("power-outlets:short-page:times=1") },
		{ .args = FAULT("power-outlets:short-page:skip=1"), .code = ERROR_DATA, .text = "fewer objects than it says" },
		{ .args = FAULT("id__gt:ignore-filter:name=id__gt"), .code = ERROR_DATA, .text = "not asked for" },
		{ .args = { OLD, "power-outlets:shrink:n=3" }, .outlets = 1689 },
		{ .args = { OLD, "~power-outlets.*offset=600:shrink:n=3" }, .outlets = 1689, .jobs = 1 },
		{ .args = { OLD, "power-outlets:grow:n=3" }, .outlets = 1695 },
		{ .args = { OLD, "power-outlets:count-changes" }, .code = ERROR_DATA, .text = "fewer objects than it says" },
		{ .args = { OLD, "power-outlets:duplicate:times=2" } },
		{ .args = { OLD, "~power-outlets.*offset=600:short-page" } },
		{ .args = { OLD, "power-outlets:short-page" }, .code = ERROR_DATA, .text = "fewer objects than it says" },
	};
	RUN(trials);
}

static void test_no_server(void **state)
{
	(void)state;
	static const struct { const char *url, *text; enum error_code code; } cases[] = {
		{ "http://127.0.0.1:1/", "127.0.0.1:1/api/status/: ", ERROR_NETWORK },
		{ "https://no-such-host.invalid/", "host", ERROR_NETWORK },
		{ "gopher://x/", "https://", ERROR_CONFIG },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct error err = { 0 };
		struct netbox *nb;
		assert_false(netbox_open(&(struct netbox_options){ .url = cases[i].url }, &nb, &err));
		assert_null(nb);
		assert_int_equal(err.code, cases[i].code);
		assert_non_null(strstr(err.text, cases[i].text));
	}
}

static void test_scope(void **state)
{
	(void)state;
	static const struct { struct scope_term terms[2]; size_t count; enum error_code code; const char *text; } cases[] = {
		{ { { SCOPE_SITE, "emea-dc-cloud" } }, 1, ERROR_NONE, "{\"site\":[\"emea-dc-cloud\"]}" },
		{ { { SCOPE_SITE, "EMEA-DC-CLOUD" }, { SCOPE_RACK, "net-r01" } }, 2, ERROR_NONE,
		  "{\"site\":[\"EMEA-DC-CLOUD\"],\"rack\":[\"net-r01\"]}" },
		{ { { SCOPE_LOCATION, "Storage" } }, 1, ERROR_NONE, "{\"location\":[\"Storage\"]}" },
		{ { { SCOPE_TENANT, "nobody" } }, 1, ERROR_NONE, "{\"tenant\":[\"nobody\"]}" },
		{ { { SCOPE_SITE, "emea-dc-clout" } }, 1, ERROR_NOT_FOUND, "nearest: #" },
		{ { { SCOPE_RACK, "NET-R1" } }, 1, ERROR_NOT_FOUND, "NET-R01" },
		{ { { SCOPE_REGION, "#99" } }, 1, ERROR_NOT_FOUND, "no region '#99'" },
	};
	struct stub stub;
	struct netbox_stats stats;
	stub_start(&stub, (const char *const[ARGS_MAX]){ "--version", "4.2.9" });
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct error err = { 0 };
		struct raw *raw;
		struct fetch_scope scope = { .terms = cases[i].terms, .count = cases[i].count };
		bool ok = fetch(&(struct netbox_options){ .url = stub.url, .token = TOKEN_OLD }, &scope, &raw, &stats, &err);
		assert_int_equal(err.code, cases[i].code);
		assert_int_equal(ok, err.code == ERROR_NONE);
		if (ok) {
			assert_string_equal(raw->scope, cases[i].text);
			assert_int_equal(rows(raw, "dcim/power-outlets"), 1692);
			assert_int_equal(rows(raw, "dcim/cables"), 384);
		} else {
			assert_non_null(strstr(err.text, cases[i].text));
		}
		raw_free(raw);
	}
	stub_stop(&stub);
}

static void test_probe(void **state)
{
	(void)state;
	struct stub stub;
	struct error err = { 0 };
	struct netbox *nb;
	struct netbox_probe probes[NETBOX_PROBES];
	size_t count;
	stub_start(&stub, (const char *const[ARGS_MAX]){ "--deny", "dcim/devices" });
	assert_true(netbox_open(&(struct netbox_options){ .url = stub.url, .token = TOKEN_OLD }, &nb, &err));
	assert_true(netbox_probe(nb, probes, &count, &err));
	stub_stop(&stub);
	assert_int_equal(count, NETBOX_PROBES);
	assert_string_equal(probes[0].collection, "dcim/sites");
	assert_true(probes[0].allowed);
	assert_int_equal(probes[0].count, 1);
	assert_string_equal(probes[5].collection, "dcim/devices");
	assert_false(probes[5].allowed);
	assert_string_equal(probes[5].permission, "dcim.view_device");
	assert_int_equal(probes[5].problem.code, ERROR_REFUSED);
	assert_int_equal(probes[7].count, 1692);
	assert_int_equal(probes[7].requests, 2);
	assert_int_equal(netbox_token_kind(nb), TOKEN_V1);
	assert_string_equal(netbox_version_text(nb), "4.2.9");
	netbox_free(nb);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_versions),
		cmocka_unit_test(test_ways_to_serve),
		cmocka_unit_test(test_tokens),
		cmocka_unit_test(test_retries),
		cmocka_unit_test(test_slow),
		cmocka_unit_test(test_not_understood),
		cmocka_unit_test(test_elsewhere),
		cmocka_unit_test(test_moving),
		cmocka_unit_test(test_no_server),
		cmocka_unit_test(test_scope),
		cmocka_unit_test(test_probe),
	};
	return cmocka_run_group_tests_name("fetch", tests, NULL, NULL);
}
