/* `wattmap report KIND`: a table for people, spreadsheets, scripts or a wiki. */
#include "cli/command.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include "cli/picture.h"
#include "diagram/look.h"
#include "report/kind.h"
#include "report/write_csv.h"
#include "report/write_json.h"
#include "report/write_markdown.h"
#include "report/write_text.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

/* The value list of --by has the order of these. */
static_assert(BY_NOTHING == 0 && BY_ROLE == 1 && BY_TENANT == 2, "--by");

const char *const report_words[] = {
	"utilization", "locations", "stranded", "overprovisioned", "feeds", "phases", "devices", NULL
};

struct writing {
	const struct report *report;
	struct report_options options;
};

static bool write_format(const void *context, enum format format, FILE *out, struct error *err)
{
	const struct writing *writing = context;
	switch (format) {
	case FORMAT_TXT:
		return report_write_text(writing->report, &writing->options, out, err);
	case FORMAT_CSV:
		return report_write_csv(writing->report, &writing->options, out, err);
	case FORMAT_JSON:
		return report_write_json(writing->report, &writing->options, out, err);
	case FORMAT_MD:
		return report_write_markdown(writing->report, &writing->options, out, err);
	case FORMAT_SVG: case FORMAT_PNG: case FORMAT_PDF: case FORMAT_DOT: case FORMAT_SARIF: case FORMAT_XML: case FORMATS:
		break;
	}
	return error_set(err, ERROR_BUG, "a report is no picture");
}

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
	return true;
}

static bool choose(struct report *report, const struct options *options, struct error *err)
{
	if (options->sort && !report_sort(report, options->sort, err))
		return error_prefix(err, "--sort");
	if (!isnan(options->min_pct) && !report_min(report, options->min_pct, err))
		return error_prefix(err, "--min");
	if (options->top > 0)
		report_top(report, (size_t)options->top);
	return true;
}

static bool write_report(const struct options *options, struct picture *picture, const struct report *report,
                         struct error *err)
{
	struct writing writing = {
		.report = report,
		.options = { .ascii = picture_is_ascii(picture), .wide = options->wide, .no_links = options->no_links },
	};
	const char *stamps[] = { picture->inventory->taken_at, report->taken_at ? report->taken_at : "", NULL };
	struct content_writer writer = { write_format, &writing, stamps };
	return outputs_write(&picture->outputs, &writer, err);
}

/* As --stamp wants it. */
static const char *taken_at(const struct picture *picture, struct arena *arena)
{
	const char *full = picture->inventory->taken_at;
	switch (picture->look.stamp) {
	case STAMP_FULL:
		return full;
	case STAMP_DATE:
		return arena_strndup(arena, full, 10);
	case STAMP_NONE:
		break;
	}
	return "";
}

static bool make_report(const struct options *options, const struct report_kind *kind, struct picture *picture,
                        struct error *err)
{
	double began_s = clock_s();
	struct places *places = kind->places ? places_build(picture->power) : NULL;
	double placed_s = clock_s();
	log_debug("places in %.1f ms", (placed_s - began_s) * 1e3);
	struct arena *arena = arena_new();
	struct report_request request = {
		.power = picture->power, .places = places, .scope = picture->scope, .by = (enum report_by)options->by,
		.link_base = picture->look.link_base, .title = options->title,
		.taken_at = taken_at(picture, arena),
	};
	struct report *report = kind->make(&request);
	log_debug("report in %.1f ms", (clock_s() - placed_s) * 1e3);
	bool ok = choose(report, options, err) && write_report(options, picture, report, err);
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
