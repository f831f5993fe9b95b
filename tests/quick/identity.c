/* Is the quick trace of a device the same, to the byte, as that of the whole
 * inventory? Both are read from one NetBox, which holds still meanwhile:
 *
 *     NETBOX_TOKEN=… identity URL MOST [walk|path]
 *
 * compares at most MOST devices, evenly picked by id, the first and the last
 * among them; with `walk` every site is taken as a large one, so that svg and
 * text come from a walk by ids; with `path` loads go up to the rack PDUs only;
 * else JSON, too, from the lists of the sites.
 * Ends with 1 when one differs, and says which. */
#include "base/arena.h"
#include "base/log.h"
#include "diagram/chain_json.h"
#include "diagram/outcome.h"
#include "diagram/render.h"
#include "diagram/trace.h"
#include "netbox/decode.h"
#include "netbox/fetch.h"
#include "power/naming.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SVG, TXT, JSON, OUTPUTS };
enum way { LISTS, WALK, PATH };
static const char *const output_names[OUTPUTS] = { "svg", "txt", "json" };

struct outputs {
	char *text[OUTPUTS];
	size_t size[OUTPUTS];
};

struct view {
	struct inventory *inventory;
	struct power *power;
};

static void stop(const char *what, const struct error *err)
{
	fprintf(stderr, "%s: %s\n", what, err->text);
	exit(2);
}

static struct view view_of(struct raw *raw)
{
	struct view view;
	struct error err = { 0 };
	struct policy policy;
	policy_init(&policy);
	if (!decode_inventory(raw, &view.inventory, &err))
		stop("decoding", &err);
	raw_free(raw);
	view.power = power_build(view.inventory, &policy);
	return view;
}

static void view_free(struct view *view)
{
	power_free(view->power);
	inventory_free(view->inventory);
}

static bool write_one(int output, const struct content *content, const struct diagram *diagram,
                      const struct style *style, FILE *out, struct error *err)
{
	const struct look look = { .stamp = STAMP_FULL };
	struct drawing *drawing = NULL;
	if (output == JSON)
		return chain_json_write(content, &look, out, err);
	if (output == TXT)
		return diagram_write_text(diagram, false, out, err);
	bool ok = drawing_new(diagram, style, &drawing, err) && drawing_write(drawing, FORMAT_SVG, 96, out, err);
	drawing_free(drawing);
	return ok;
}

/* What `wattmap trace NAME` would write; an error is an output, too. */
static struct outputs draw(const struct view *view, const char *name, const struct style *style, enum way way)
{
	const struct object *object;
	struct outputs outputs = { .text = { NULL } };
	struct error err = { 0 };
	struct arena *arena = arena_new();
	size_t count = 0;
	const struct look look = { .stamp = STAMP_FULL };
	uint32_t *nodes = NULL;
	if (naming_find(view->power, name, &object, &err))
		nodes = naming_nodes(view->power, object, arena, &count);
	if (way == PATH)
		power_keep_path(view->power, nodes, count);
	struct content *content = count ? content_trace(view->power, nodes, count, NULL) : NULL;
	struct diagram *diagram = NULL;
	if (content) {
		content_add_outcomes(content, NULL);
		diagram = trace_diagram(content, &look);
	}
	for (int i = 0; i < OUTPUTS; i++) {
		FILE *out = open_memstream(&outputs.text[i], &outputs.size[i]);
		if (!content || (i == JSON && way == WALK) || !write_one(i, content, diagram, style, out, &err))
			fputs(err.text, out);
		fclose(out);
	}
	if (diagram)
		arena_free(diagram->arena);
	content_free(content);
	arena_free(arena);
	return outputs;
}

static void keep(const struct outputs *outputs, int i, const char *which)
{
	char path[64];
	snprintf(path, sizeof path, "/tmp/wattmap-quick-%s.%s", which, output_names[i]);
	FILE *out = fopen(path, "w");
	if (out) {
		fwrite(outputs->text[i], 1, outputs->size[i], out);
		fclose(out);
	}
}

static bool compare(const char *name, const struct outputs *whole, const struct outputs *quick)
{
	bool same = true;
	for (int i = 0; i < OUTPUTS; i++) {
		if (whole->size[i] == quick->size[i] && memcmp(whole->text[i], quick->text[i], whole->size[i]) == 0)
			continue;
		printf("%s: the %s differs (kept as /tmp/wattmap-quick-*.%s)\n", name, output_names[i], output_names[i]);
		keep(whole, i, "whole");
		keep(quick, i, "quick");
		same = false;
	}
	return same;
}

static bool check(struct netbox *netbox, const struct view *whole, const struct object *device,
                  const struct style *style, enum way way)
{
	char name[40];
	struct error err = { 0 };
	struct raw *raw;
	bool found;
	snprintf(name, sizeof name, "device:#%" PRId64, device->id);
	const char *const elements[] = { name };
	const struct select_words words = naming_words(NULL);
	const struct fetch_trace trace = { .elements = elements, .count = 1, .words = &words, .places = way == LISTS,
	                                   .pages = way == WALK ? -1 : 0, .path = way == PATH };
	if (!netbox_fetch_trace(netbox, &trace, &found, &raw, &err))
		stop(name, &err);
	if (!found) {
		printf("%s: is not found the quick way\n", name);
		return false;
	}
	struct view quick = view_of(raw);
	struct view copy = { whole->inventory, NULL };
	if (way == PATH)
		copy.power = power_build(whole->inventory, &whole->power->policy);
	struct outputs a = draw(way == PATH ? &copy : whole, name, style, way), b = draw(&quick, name, style, way);
	power_free(copy.power);
	bool same = compare(name, &a, &b);
	for (int i = 0; i < OUTPUTS; i++) {
		free(a.text[i]);
		free(b.text[i]);
	}
	view_free(&quick);
	return same;
}

int main(int argc, char **argv)
{
	struct error err = { 0 };
	struct netbox *netbox;
	struct raw *raw;
	struct style *style;
	const struct netbox_options options = { .url = argc > 2 ? argv[1] : "", .token = getenv("NETBOX_TOKEN"),
	                                        .agent = "wattmap/test" };
	signal(SIGPIPE, SIG_IGN);
	setenv("SOURCE_DATE_EPOCH", "1790000000", 1);
	if (!netbox_open(&options, &netbox, &err) || !netbox_fetch(netbox, NULL, NULL, &raw, &err) ||
	    !style_load(NULL, &style, &err))
		stop("reading", &err);
	struct view whole = view_of(raw);
	size_t count = whole.inventory->device_count, most = (size_t)atol(argv[2]), differ = 0, checked = 0;
	enum way way = argc < 4 ? LISTS : strcmp(argv[3], "walk") == 0 ? WALK : strcmp(argv[3], "path") == 0 ? PATH : LISTS;
	most = most < count ? most : count;
	for (size_t i = 0; i < most; i++, checked++) {
		const struct object *device = &whole.inventory->devices[most > 1 ? i * (count - 1) / (most - 1) : 0]->object;
		if (device->visible)
			differ += !check(netbox, &whole, device, style, way);
	}
	struct netbox_stats stats = netbox_stats(netbox);
	printf("%zu of %zu devices compared, %zu differ, %" PRIu64 " requests\n", checked, count, differ, stats.requests);
	style_free(style);
	view_free(&whole);
	netbox_free(netbox);
	return differ > 0;
}
