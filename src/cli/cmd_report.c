/* `wattmap report KIND`: a table for people, spreadsheets, scripts or a wiki. */
#include "cli/command.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include "cli/table_output.h"
#include "power/naming.h"
#include "report/schedule.h"

#include <assert.h>
#include <stdlib.h>

/* The value list of --by has the order of these. */
static_assert(BY_NOTHING == 0 && BY_ROLE == 1 && BY_TENANT == 2, "--by");

const char *const report_words[] = {
	"utilization", "locations", "stranded", "overprovisioned", "feeds", "phases", "devices", "schedule", NULL
};

static bool find_kind(const struct options *options, const struct report_kind **kind, struct error *err)
{
	const char *name = options->operands.items[0];
	char near[NEAREST_MAX];
	*kind = report_kind_find(name);
	if (*kind)
		return true;
	char *all = values_text(report_words);
	nearest_value(near, name, report_words);
	error_set(err, ERROR_USAGE, "there is no report '%s'%s%s", name, *near ? near : "; there are ", *near ? "" : all);
	free(all);
	return false;
}

static bool check_options(const struct options *options, const struct report_kind *kind, struct error *err)
{
	if (options->by != BY_NOTHING && kind->make != report_locations)
		return error_set(err, ERROR_USAGE, "--by is for 'wattmap report locations'");
	if (options->device && kind->make != report_schedule)
		return error_set(err, ERROR_USAGE, "--device is for 'wattmap report schedule'");
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

static bool make_report(const struct options *options, const struct report_kind *kind, struct picture *picture,
                        struct error *err)
{
	const struct object *element;
	if (!find_element(options, picture, &element, err))
		return false;
	double began_s = clock_s();
	struct places *places = kind->places ? places_build(picture->power) : NULL;
	double placed_s = clock_s();
	log_debug("places in %.1f ms", (placed_s - began_s) * 1e3);
	struct arena *arena = arena_new();
	struct report_request request = {
		.power = picture->power, .places = places, .scope = picture->scope, .by = (enum report_by)options->by, .element = element,
		.link_base = picture->look.link_base, .title = options->title,
		.taken_at = report_taken_at(picture, arena),
	};
	struct report *report = kind->make(&request);
	log_debug("report in %.1f ms", (clock_s() - placed_s) * 1e3);
	bool ok = report_choose(report, options, err) && report_output(options, picture, report, err);
	report_free(report);
	arena_free(arena);
	places_free(places);
	return ok;
}

bool cmd_report(const struct options *options, struct error *err)
{
	const struct report_kind *kind;
	struct picture picture;
	if (!find_kind(options, &kind, err) || !check_options(options, kind, err))
		return false;
	bool ok = picture_open(options, &picture, err) && make_report(options, kind, &picture, err);
	picture_close(&picture);
	return ok;
}
