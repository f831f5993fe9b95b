/* `wattmap report KIND`: a table for people, spreadsheets, scripts or a wiki; all of them. */
#include "cli/command.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include "cli/report_all.h"
#include "cli/table_output.h"
#include "power/connector.h"
#include "power/naming.h"
#include "report/schedule.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The value list of --by has the order of these. */
static_assert(BY_NOTHING == 0 && BY_ROLE == 1 && BY_TENANT == 2, "--by");

enum { CONNECTOR_MAX = 80 };

const char *const report_words[] = {
	"utilization", "locations", "distribution", "stranded", "overprovisioned", "feeds", "phases", "devices", "schedule", "fit", REPORT_ALL,
	NULL
};

/* NULL: all kinds. */
static bool find_kind(const struct options *options, const struct report_kind **kind, struct error *err)
{
	const char *name = options->operands.items[0];
	char near[NEAREST_MAX];
	*kind = report_kind_find(name);
	if (*kind || strcmp(name, REPORT_ALL) == 0)
		return true;
	char *all = values_text(report_words);
	nearest_value(near, name, report_words);
	error_set(err, ERROR_USAGE, "there is no report '%s'%s%s", name, *near ? near : "; there are ", *near ? "" : all);
	free(all);
	return false;
}

/* Which reports take an option of this command, beyond those that all do. */
static const struct takes {
	const char *option;
	const char *kinds[7];
} takes[] = {
	{ "by", { "locations", "devices", REPORT_ALL } },
	{ "device", { "schedule" } },
	{ "watts", { "fit" } },
	{ "u", { "fit" } },
	{ "connector", { "fit" } },
	{ "normal", { "overprovisioned", REPORT_ALL } },
	{ "failover", { "utilization", "distribution", "overprovisioned", "feeds", "devices", REPORT_ALL } },
};

static bool is_taken(const struct takes *row, const char *kind, struct error *err)
{
	for (size_t i = 0; row->kinds[i]; i++)
		if (strcmp(row->kinds[i], kind) == 0)
			return true;
	char *all = values_text(row->kinds);
	error_set(err, ERROR_USAGE, "--%s is no option of 'wattmap report %s' but of %s", row->option, kind, all);
	free(all);
	return false;
}

/* Columns differ from kind to kind, so all of them together take --top alone. */
static bool check_choice(const struct options *options, const struct report_kind *kind, struct error *err)
{
	const char *option = options->sort ? "sort" : !isnan(options->min_pct) ? "min" : NULL;
	return kind || !option ||
	       error_set(err, ERROR_USAGE, "--%s is no option of 'wattmap report " REPORT_ALL "', whose tables have columns of their own; name one kind",
	                 option);
}

static bool check_options(const struct options *options, const struct report_kind *kind, struct error *err)
{
	bool fit = kind && kind->make == report_fit;
	for (size_t i = 0; i < sizeof takes / sizeof *takes; i++)
		if (options_origin(options, takes[i].option) == ORIGIN_COMMAND_LINE &&
		    !is_taken(&takes[i], kind ? kind->name : REPORT_ALL, err))
			return false;
	if (!check_choice(options, kind, err))
		return false;
	if (options->psus && !fit)
		return error_set(err, ERROR_USAGE, "--psu: '%ld' is not share or each; a number is for 'wattmap report fit'", options->psus);
	if (fit && isnan(options->watts))
		return error_set(err, ERROR_USAGE, "'wattmap report fit' needs --watts W");
	if (options->normal && options->failover)
		return error_set(err, ERROR_USAGE, "--normal and --failover: say one of them");
	return true;
}

/* What --device names; none is fine. */
static bool find_element(const struct options *options, const struct picture *picture, const struct object **element,
                         struct error *err)
{
	*element = NULL;
	if (!options->device)
		return true;
	if (!naming_find_in(picture->power, picture->scope, options->device, element, err))
		return error_prefix(err, "--device");
	return schedule_has(*element) ||
	       error_set(err, ERROR_NOT_FOUND, "--device: %s '%s' has no circuits or outlets; a schedule is of a panel, a PDU or another device with outlets",
	                 object_kind_name((*element)->kind), (*element)->name);
}

/* "c14" is iec-60320-c14. */
static bool find_connector(const char *text, char value[CONNECTOR_MAX], struct error *err)
{
	static const char *const prefixes[] = { "", "iec-60320-", "nema-", "ita-", "iec-60309-" };
	value[0] = '\0';
	if (!text)
		return true;
	for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++) {
		snprintf(value, CONNECTOR_MAX, "%s%s", prefixes[i], text);
		for (char *c = value; *c; c++)
			if (*c >= 'A' && *c <= 'Z')
				*c = (char)(*c - 'A' + 'a');
		if (connector_of(value).known)
			return true;
	}
	return error_set(err, ERROR_USAGE, "--connector: no connector '%s' is known; c14, c20, l6-30p or a type as NetBox has it", text);
}

/* The worst single failure of everything, when it was asked for. */
static const struct failover *failovers(const struct options *options, const struct picture *picture, struct arena *arena)
{
	if (!options->failover)
		return NULL;
	struct contingency *contingency = contingency_new(picture->power);
	const struct failover *failover = sweep_failover(contingency, picture->power, arena);
	contingency_free(contingency);
	return failover;
}

static bool write_report(const struct options *options, const struct report_kind *kind, struct picture *picture,
                         const struct report_request *request, struct error *err)
{
	double began_s = clock_s();
	struct report *report = kind->make(request);
	log_debug("report in %.1f ms", (clock_s() - began_s) * 1e3);
	bool ok = report_choose(report, options, err) && report_output(options, picture, report, err);
	report_free(report);
	return ok;
}

static bool make_report(const struct options *options, const struct report_kind *kind, struct picture *picture,
                        struct error *err)
{
	const struct object *element;
	char connector[CONNECTOR_MAX];
	if (!find_element(options, picture, &element, err) || !find_connector(options->connector, connector, err))
		return false;
	const struct fit_request fit = {
		.watts = options->watts, .psus = options->psus ? (unsigned)options->psus : 2, .u_height = options->u_height,
		.connector = connector,
	};
	double began_s = clock_s();
	struct places *places = kind && kind->places ? places_build(picture->power) : NULL;
	log_debug("places in %.1f ms", (clock_s() - began_s) * 1e3);
	struct arena *arena = arena_new();
	struct report_request request = {
		.power = picture->power, .places = places, .scope = picture->scope, .by = (enum report_by)options->by,
		.judge = options->failover ? JUDGE_FAILOVER : options->normal ? JUDGE_NORMAL : JUDGE_WORSE,
		.failover = failovers(options, picture, arena), .element = element,
		.fit = isnan(options->watts) ? NULL : &fit, .link_base = picture->look.link_base, .title = options->title,
		.taken_at = report_taken_at(picture, arena),
	};
	bool ok = kind ? write_report(options, kind, picture, &request, err) : report_all(options, picture, &request, err);
	arena_free(arena);
	places_free(places);
	return ok;
}

bool cmd_report(const struct options *options, struct error *err)
{
	struct options with_types = *options;
	const struct report_kind *kind;
	struct picture picture;
	if (!find_kind(options, &kind, err) || !check_options(options, kind, err))
		return false;
	with_types.wants_types = kind && kind->make == report_fit && options->u_height > 0;
	bool ok = picture_open(&with_types, &picture, err) && make_report(options, kind, &picture, err);
	picture_close(&picture);
	return ok;
}
