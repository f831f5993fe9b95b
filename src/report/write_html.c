#include "report/write_html.h"

#include "base/text.h"

#include <stdlib.h>
#include <string.h>

enum { LEVELS = 32 };

static bool is_web(const char *url)
{
	return url && (strncmp(url, "https://", 8) == 0 || strncmp(url, "http://", 7) == 0);
}

static void link_begin(FILE *out, const char *url)
{
	fputs("<a href=\"", out);
	text_write_xml(out, url);
	fputs("\">", out);
}

void report_write_html_link(FILE *out, const char *text, const char *url)
{
	bool link = is_web(url);
	if (link)
		link_begin(out, url);
	text_write_xml(out, text);
	fputs(link ? "</a>" : "", out);
}

const char *report_html_class(enum severity severity)
{
	static const char *const classes[] = { [SEVERITY_NOTICE] = "notice", [SEVERITY_WARNING] = "warning",
	                                       [SEVERITY_ERROR] = "error", [SEVERITY_UNKNOWN] = NULL };
	return classes[severity] ? classes[severity] : "";
}

/* -- rows ----------------------------------------------------------------- */

static void put_class(bool right, enum severity tone, FILE *out)
{
	const char *name = report_html_class(tone);
	if (right || *name)
		fprintf(out, " class=\"%s%s%s\"", right ? "right" : "", right && *name ? " " : "", name);
}

static void put_value(const struct view *view, size_t i, const struct cell *cell, bool links, FILE *out)
{
	bool link = links && cell->state == CELL_KNOWN && is_web(cell->url);
	if (link)
		link_begin(out, cell->url);
	view_write_cell(view, i, cell, out, text_write_xml);
	fputs(link ? "</a>" : "", out);
	fputs(cell_warns(cell) ? " ⚠" : "", out);
}

/* The cells of a row. The first may be set in, or have a word where it is blank. */
static void put_cells(const struct view *view, const struct cell *cells, unsigned level, const char *word, bool links, FILE *out)
{
	fputs("<tr>", out);
	for (size_t i = 0; i < view->column_count; i++) {
		const struct cell *cell = &cells[view->columns[i]];
		fputs("<td", out);
		put_class(column_is_right(&view->report->columns[view->columns[i]]), (enum severity)cell->tone, out);
		if (i == 0 && level)
			fprintf(out, " style=\"padding-left:%uem\"", level < LEVELS ? level : LEVELS);
		putc('>', out);
		if (i == 0 && word && cell->state == CELL_BLANK)
			fputs(word, out);
		else
			put_value(view, i, cell, links, out);
		fputs("</td>", out);
	}
	fputs("</tr>\n", out);
}

static void put_headings(const struct view *view, FILE *out)
{
	fputs("<thead>\n<tr>", out);
	for (size_t i = 0; i < view->column_count; i++) {
		fputs("<th scope=\"col\"", out);
		put_class(column_is_right(&view->report->columns[view->columns[i]]), SEVERITY_OK, out);
		putc('>', out);
		view_write_heading(view, i, out, text_write_xml);
		fputs("</th>", out);
	}
	fputs("</tr>\n</thead>\n", out);
}

static void put_table(const struct view *view, bool links, FILE *out)
{
	const struct report *report = view->report;
	fputs("<div class=\"scroll\"><table class=\"figures\">\n", out);
	put_headings(view, out);
	fputs("<tbody>\n", out);
	for (size_t i = 0; i < report->row_count; i++)
		put_cells(view, report->rows[i].cells, report->rows[i].level, NULL, links, out);
	fputs("</tbody>\n", out);
	if (report->total_cells) {
		fputs("<tfoot>\n", out);
		put_cells(view, report->total_cells, 0, "Total", false, out);
		fputs("</tfoot>\n", out);
	}
	fputs("</table></div>\n", out);
	if (report->row_count == 0)
		fputs("<p>No rows.</p>\n", out);
}

/* -- head and foot -------------------------------------------------------- */

void report_write_html_head(FILE *out, const char *title, const char *version, const char *url, const char *taken_at)
{
	bool link = is_web(url);
	fputs("<h2>", out);
	text_write_xml(out, title);
	fputs("</h2>\n<p class=\"muted\">", out);
	if (link)
		link_begin(out, url);
	fputs(version && *version ? "NetBox " : "NetBox", out);
	text_write_xml(out, version ? version : "");
	fputs(link ? "</a>" : "", out);
	if (taken_at && *taken_at) {
		fputs(" · ", out);
		text_write_xml(out, taken_at);
	}
	fputs("</p>\n", out);
}

static void put_foot(const struct view *view, FILE *out)
{
	char *text;
	fputs("<ul class=\"muted\">\n", out);
	for (size_t i = 0; (text = view_foot(view, i, text_write_xml)); i++) {
		if (*text)
			fprintf(out, "<li>%s</li>\n", text);
		free(text);
	}
	fputs("</ul>\n", out);
}

void report_write_html_title(const char *title, FILE *out)
{
	fputs("<p>", out);
	text_write_xml(out, title);
	fputs("</p>\n", out);
}

bool report_write_html(const struct report *report, const struct report_options *options, FILE *out, struct error *err)
{
	bool links = !options || !options->no_links;
	struct view view;
	view_start(&view, report, options, true);
	fputs("<section>\n", out);
	report_write_html_head(out, report->title && *report->title ? report->title : report->kind, report->netbox_version,
	                       links ? report->netbox_url : NULL, report->taken_at);
	put_table(&view, links, out);
	put_foot(&view, out);
	fputs("</section>\n", out);
	view_end(&view);
	return report_written(out, err);
}
