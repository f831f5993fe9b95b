/* `wattmap audit`: what is wrong with the power data, by the rules of
 * power_rule(), for people and for continuous integration. */
#include "cli/command.h"

#include "base/arena.h"
#include "cli/element.h"
#include "cli/picture.h"
#include "cli/table_output.h"
#include "cli/version.h"
#include "netbox/baseline.h"
#include "power/naming.h"
#include "report/audit.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* The value list of --fail-on begins with "never" and the severities; the words of
 * `fail` come behind. */
static_assert(SEVERITY_OK == 0 && SEVERITY_NOTICE == 1 && SEVERITY_WARNING == 2 && SEVERITY_ERROR == 3, "--fail-on");

/* -- which rules ---------------------------------------------------------------- */

struct ids {
	const char **items;
	size_t count, capacity;
};

static const char *rule_name(const void *context, size_t i)
{
	(void)context;
	return power_rule(i) ? power_rule(i)->id : NULL;
}

static const char *find_rule(const char *text, size_t length)
{
	for (size_t i = 0; power_rule(i); i++)
		if (strlen(power_rule(i)->id) == length && memcmp(power_rule(i)->id, text, length) == 0)
			return power_rule(i)->id;
	return NULL;
}

/* "same-pdu,cycle" */
static bool parse_rules(struct ids *ids, const char *option, const char *text, struct error *err)
{
	while (text && *text) {
		size_t length = strcspn(text, ",");
		const char *id = find_rule(text, length);
		if (!id) {
			char near[NEAREST_MAX], word[80];
			snprintf(word, sizeof word, "%.*s", (int)(length < 70 ? length : 70), text);
			nearest_text(near, word, "", rule_name, NULL);
			return error_set(err, ERROR_USAGE, "--%s: there is no rule '%s'%s", option, word,
			                 *near ? near : "; 'wattmap audit --list' lists them");
		}
		ids->items = array_grow(ids->items, ids->count, &ids->capacity, sizeof *ids->items);
		ids->items[ids->count++] = id;
		text += length + (text[length] == ',');
	}
	return true;
}

/* -- which objects ---------------------------------------------------------------- */

/* What --device means: the nodes of the element and of all that is above it. */
struct focus {
	const struct power *power;
	const struct object *element; /* NULL: everything */
	bool *nodes;
};

static void focus_mark(struct focus *focus, uint32_t n, struct arena *arena)
{
	size_t count;
	const uint32_t *found = power_upstream(focus->power, n, arena, &count);
	for (size_t i = 0; i < count; i++) {
		focus->nodes[found[i]] = true;
		if (focus->power->nodes[found[i]].device != NODE_NONE)
			focus->nodes[focus->power->nodes[found[i]].device] = true;
	}
}

/* A device with all its ports; their ways up. */
static void focus_device(struct focus *focus, const struct device *device, struct arena *arena)
{
	for (size_t i = 0; i < device->inlet_count; i++)
		focus_mark(focus, power_node(focus->power, &device->inlets[i]->object), arena);
	for (size_t i = 0; i < device->outlet_count; i++)
		focus_mark(focus, power_node(focus->power, &device->outlets[i]->object), arena);
}

/* Of namesakes the one in the scope is meant. */
static bool focus_find(struct focus *focus, const struct scope *scope, const char *name, struct error *err)
{
	if (!name)
		return true;
	if (!naming_find_in(focus->power, scope, name, &focus->element, err))
		return error_prefix(err, "--device");
	struct arena *arena = arena_new();
	size_t count;
	focus->nodes = xcalloc(focus->power->node_count + 1, sizeof *focus->nodes);
	const uint32_t *nodes = naming_nodes(focus->power, focus->element, arena, &count);
	for (size_t i = 0; i < count; i++)
		focus_mark(focus, nodes[i], arena);
	if (focus->element->kind == OBJECT_DEVICE)
		focus_device(focus, (const struct device *)(const void *)focus->element, arena);
	arena_free(arena);
	return true;
}

static bool focus_node(const struct focus *focus, const struct object *object)
{
	uint32_t n = power_node(focus->power, object);
	return n != NODE_NONE && focus->nodes[n];
}

static bool focus_holds(const struct focus *focus, const struct object *object)
{
	if (!focus->element || object == focus->element)
		return true;
	if (object->kind > OBJECT_CABLE)
		return naming_inside(object, focus->element);
	if (object->kind != OBJECT_CABLE)
		return focus_node(focus, object);
	const struct cable *cable = (const struct cable *)(const void *)object;
	for (size_t i = 0; i < cable->inlet_count; i++)
		if (focus_node(focus, &cable->inlets[i]->object))
			return true;
	for (size_t i = 0; !cable->inlet_count && i < cable->supply_count; i++)
		if (focus_node(focus, cable->supply[i]))
			return true;
	return false;
}

/* -- choosing ------------------------------------------------------------------------ */

struct choosing {
	struct ids only, without;
	struct baseline *baseline; /* NULL: none */
	struct focus focus;
	struct arena *arena;
	struct finding *findings;
	size_t count, known;
};

static bool is_known(const struct choosing *c, const struct finding *finding)
{
	char id[OBJECT_ID_MAX];
	return c->baseline && baseline_knows(c->baseline, finding->rule->id, object_format_id(finding->object, id),
	                                     severity_name(finding->severity));
}

static void choose(struct choosing *c, const struct picture *picture)
{
	size_t count;
	struct finding_choice choice = {.only = c->only.items, .without = c->without.items,
	                                .only_count = c->only.count, .without_count = c->without.count};
	const struct finding *all = power_findings_of(picture->power, &choice, c->arena, &count);
	c->findings = arena_array(c->arena, count + 1, sizeof *c->findings);
	for (size_t i = 0; i < count; i++) {
		if (!scope_contains(picture->scope, all[i].object) || !focus_holds(&c->focus, all[i].object))
			continue;
		if (is_known(c, &all[i]))
			c->known++;
		else
			c->findings[c->count++] = all[i];
	}
}

/* -- writing --------------------------------------------------------------------------- */

struct writing {
	const struct audit *audit;
	const struct report *report;
	struct report_options options;
};

static bool write_format(const void *context, enum format format, FILE *out, struct error *err)
{
	const struct writing *w = context;
	switch (format) {
	case FORMAT_TXT:
		return audit_write_text(w->audit, &w->options, out, err);
	case FORMAT_CSV: case FORMAT_JSON: case FORMAT_MD:
		return report_write(w->report, &w->options, format, out, err);
	case FORMAT_SARIF:
		return audit_write_sarif(w->audit, out, err);
	case FORMAT_HTML:
		return audit_write_html(w->audit, out, err);
	case FORMAT_XML:
		return audit_write_junit(w->audit, out, err);
	case FORMAT_SVG: case FORMAT_PNG: case FORMAT_PDF: case FORMAT_DOT: case FORMATS:
		break;
	}
	return error_set(err, ERROR_BUG, "an audit is no picture");
}

static bool write_audit(const struct options *options, const struct picture *picture, const struct audit *audit,
                        struct error *err)
{
	struct report *report = audit_report(audit);
	struct writing writing = {
		.audit = audit, .report = report,
		.options = { .ascii = picture_is_ascii(picture), .no_links = options->no_links },
	};
	const char *stamps[] = { picture->inventory->taken_at, audit->request->taken_at, NULL };
	struct content_writer writer = { .write = write_format, .context = &writing, .stamps = stamps };
	bool ok = outputs_write(&picture->outputs, &writer, err);
	report_free(report);
	return ok;
}

/* Exit code 1, after everything is written. */
static bool judge(const struct options *options, const struct audit *audit, struct error *err)
{
	enum severity least = (enum severity)options->fail_on;
	size_t failing = 0;
	for (size_t i = 0; i < audit->count; i++)
		failing += audit->findings[i].severity >= least;
	if (!options->fail_on || !failing)
		return true;
	return error_set(err, ERROR_FINDINGS, "%zu finding%s at or above --fail-on %s", failing, failing == 1 ? "" : "s",
	                 severity_name(least));
}

static const char *title_of(const struct options *options, const struct picture *picture, struct arena *arena)
{
	const char *scope = scope_text(picture->scope);
	if (options->title)
		return options->title;
	return arena_printf(arena, "Audit%s%s%s%s", *scope ? ": " : "", scope, options->device ? ", for " : "",
	                    options->device ? options->device : "");
}

static bool report_all(const struct options *options, struct picture *picture, struct choosing *c, struct error *err)
{
	const struct report_request request = {
		.power = picture->power, .scope = picture->scope, .link_base = picture->look.link_base,
		.title = title_of(options, picture, c->arena), .taken_at = report_taken_at(picture, c->arena),
	};
	const struct audit audit = {
		.request = &request, .findings = c->findings, .count = c->count, .known = c->known,
		.failing = options->fail_on ? (enum severity)options->fail_on : SEVERITY_WARNING,
		.version = WATTMAP_VERSION, .no_links = options->no_links,
	};
	return write_audit(options, picture, &audit, err) && judge(options, &audit, err);
}

static bool audit(const struct options *options, struct choosing *c, struct error *err)
{
	struct picture picture;
	if (options->baseline && !baseline_read(options->baseline, &c->baseline, err))
		return false;
	bool ok = picture_open(options, &picture, err);
	if (ok) {
		c->focus.power = picture.power;
		ok = focus_find(&c->focus, picture.scope, options->device, err);
	}
	if (ok) {
		choose(c, &picture);
		ok = report_all(options, &picture, c, err);
	}
	picture_close(&picture);
	return ok;
}

bool cmd_audit(const struct options *options, struct error *err)
{
	if (options->list) {
		audit_write_rules(stdout);
		return stdout_finish(err);
	}
	struct choosing c = { .arena = arena_new() };
	bool ok = parse_rules(&c.only, "rule", options->rules, err) &&
	          parse_rules(&c.without, "ignore", options->ignore, err) && audit(options, &c, err);
	free(c.only.items);
	free(c.without.items);
	free(c.focus.nodes);
	baseline_free(c.baseline);
	arena_free(c.arena);
	return ok;
}
