#include "cli/table_output.h"

#include "base/arena.h"
#include "report/write_csv.h"
#include "report/write_html.h"
#include "report/write_json.h"
#include "report/write_markdown.h"
#include "report/write_text.h"

#include <math.h>

struct writing {
	const struct report *report;
	struct report_options options;
	const struct drawing *drawing; /* NULL: no format with a geometry was asked for */
	double dpi;
};

bool report_write(const struct report *report, const struct report_options *options, enum format format, FILE *out,
                  struct error *err)
{
	if (report->people && !options->wide && (format == FORMAT_TXT || format == FORMAT_MD || format == FORMAT_HTML))
		report = report->people;
	switch (format) {
	case FORMAT_TXT:
		return report_write_text(report, options, out, err);
	case FORMAT_CSV:
		return report_write_csv(report, options, out, err);
	case FORMAT_JSON:
		return report_write_json(report, options, out, err);
	case FORMAT_MD:
		return report_write_markdown(report, options, out, err);
	case FORMAT_HTML:
		return report_write_html(report, options, out, err);
	case FORMAT_SVG: case FORMAT_PNG: case FORMAT_PDF: case FORMAT_DOT: case FORMAT_SARIF: case FORMAT_XML: case FORMATS:
		break;
	}
	return error_set(err, ERROR_BUG, "a report is no picture");
}

static bool write_format(const void *context, enum format format, FILE *out, struct error *err)
{
	const struct writing *writing = context;
	if (format == FORMAT_SVG || format == FORMAT_PNG || format == FORMAT_PDF || format == FORMAT_DOT)
		return writing->drawing ? drawing_write(writing->drawing, format, writing->dpi, out, err)
		                        : error_set(err, ERROR_BUG, "a report is no picture");
	return report_write(writing->report, &writing->options, format, out, err);
}

bool report_choose(struct report *report, const struct options *options, struct error *err)
{
	if (options->sort && !report_sort(report, options->sort, err))
		return error_prefix(err, "--sort");
	if (!isnan(options->min_pct) && !report_min(report, options->min_pct, err))
		return error_prefix(err, "--min");
	if (options->top > 0)
		report_top(report, (size_t)options->top);
	return true;
}

bool report_output(const struct options *options, struct picture *picture, const struct report *report,
                   struct error *err)
{
	struct drawing *drawing = NULL;
	if (picture->diagram && outputs_want_drawing(&picture->outputs) &&
	    !drawing_new(picture->diagram, picture->style, &drawing, err))
		return false;
	struct writing writing = {
		.report = report, .drawing = drawing, .dpi = picture->outputs.dpi,
		.options = { .ascii = picture_is_ascii(picture), .wide = options->wide, .no_links = options->no_links },
	};
	const char *stamps[] = { picture->inventory->taken_at, report->taken_at ? report->taken_at : "",
	                         picture->diagram ? picture->diagram->data_time : "", NULL };
	struct content_writer writer = { .write = write_format, .context = &writing, .stamps = stamps };
	bool ok = (!drawing || !outputs_want(&picture->outputs, FORMAT_PNG) ||
	           drawing_check_png(drawing, picture->outputs.dpi, err)) &&
	          outputs_write(&picture->outputs, &writer, err);
	drawing_free(drawing);
	return ok;
}

const char *report_taken_at(const struct picture *picture, struct arena *arena)
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

const char *report_link_base(const struct picture *picture)
{
	if (picture->look.no_links)
		return NULL;
	return picture->look.link_base ? picture->look.link_base : picture->inventory->url;
}
