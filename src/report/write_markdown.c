#include "report/write_markdown.h"

#include "base/text.h"

#include <stdlib.h>
#include <string.h>

enum { LEVELS = 32 };

/* -- escaping ------------------------------------------------------------- */

static void put_escaped(FILE *out, const char *text)
{
	static const struct {
		char c;
		const char *entity;
	} entities[] = {{'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}};
	for (;; text++) {
		size_t run = strcspn(text, "&<>\\`*_[]|~$#!");
		fwrite(text, 1, run, out);
		text += run;
		if (!*text)
			return;
		const char *entity = NULL;
		for (size_t i = 0; i < sizeof entities / sizeof *entities; i++)
			entity = entities[i].c == *text ? entities[i].entity : entity;
		if (entity) {
			fputs(entity, out);
			continue;
		}
		putc('\\', out);
		putc(*text, out);
	}
}

static void put(FILE *out, const char *text)
{
	if (text_is_plain(text)) {
		put_escaped(out, text);
		return;
	}
	char *clean = text_clean(text);
	put_escaped(out, clean);
	free(clean);
}

static bool is_web(const char *url)
{
	return url && (strncmp(url, "https://", 8) == 0 || strncmp(url, "http://", 7) == 0);
}

/* Inside (…): what could end the link, the cell or the line is percent-encoded. */
static void put_url(FILE *out, const char *url)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#%&+,-./:;=?@^{}";
	for (;; url++) {
		size_t run = strspn(url, allowed);
		fwrite(url, 1, run, out);
		url += run;
		if (!*url)
			return;
		fprintf(out, "%%%02X", (unsigned char)*url);
	}
}

/* -- rows ----------------------------------------------------------------- */

static void put_indent(FILE *out, unsigned level)
{
	for (unsigned i = 0; i < level && i < LEVELS; i++)
		fputs("&nbsp;&nbsp;", out);
}

static void put_cell(const struct view *view, size_t i, const struct cell *cell, bool links, FILE *out)
{
	bool link = links && cell->state == CELL_KNOWN && is_web(cell->url);
	if (link)
		putc('[', out);
	view_write_cell(view, i, cell, out, put);
	if (link) {
		fputs("](", out);
		put_url(out, cell->url);
		putc(')', out);
	}
	if (cell_warns(cell))
		fputs(" ⚠", out);
}

static void put_row(const struct view *view, const struct row *row, bool links, FILE *out)
{
	for (size_t i = 0; i < view->column_count; i++) {
		fputs("| ", out);
		if (i == 0)
			put_indent(out, row->level);
		put_cell(view, i, &row->cells[view->columns[i]], links, out);
		putc(' ', out);
	}
	fputs("|\n", out);
}

static void put_total(const struct view *view, FILE *out)
{
	const struct report *report = view->report;
	for (size_t i = 0; i < view->column_count; i++) {
		size_t at = view->columns[i];
		const struct cell *cell = &report->total_cells[at];
		fputs("| ", out);
		if (i == 0 && cell->state == CELL_BLANK) {
			fputs("**Total**", out);
		} else if (!cell_is_empty(cell, report->columns[at].type)) {
			fputs("**", out);
			put_cell(view, i, cell, false, out);
			fputs("**", out);
		}
		putc(' ', out);
	}
	fputs("|\n", out);
}

static void put_headings(const struct view *view, FILE *out)
{
	for (size_t i = 0; i < view->column_count; i++) {
		fputs("| ", out);
		view_write_heading(view, i, out, put);
		putc(' ', out);
	}
	fputs("|\n", out);
	for (size_t i = 0; i < view->column_count; i++)
		fputs(column_is_right(&view->report->columns[view->columns[i]]) ? "| ---: " : "| :--- ", out);
	fputs("|\n", out);
}

static void put_table(const struct view *view, bool links, FILE *out)
{
	const struct report *report = view->report;
	put_headings(view, out);
	for (size_t i = 0; i < report->row_count; i++)
		put_row(view, &report->rows[i], links, out);
	if (report->total_cells)
		put_total(view, out);
	if (report->row_count == 0)
		fputs("\nNo rows.\n", out);
}

/* -- head and foot -------------------------------------------------------- */

static void put_title(const struct report *report, FILE *out)
{
	fputs("### ", out);
	put(out, report->title && *report->title ? report->title : report->kind);
	fputs("\n\n", out);
}

/* "[NetBox 4.2.9](url) · time" */
static void put_origin(const struct report *report, bool links, FILE *out)
{
	bool link = links && is_web(report->netbox_url);
	fputs(link ? "[NetBox" : "NetBox", out);
	if (report->netbox_version && *report->netbox_version) {
		putc(' ', out);
		put(out, report->netbox_version);
	}
	if (link) {
		fputs("](", out);
		put_url(out, report->netbox_url);
		putc(')', out);
	}
	if (report->taken_at && *report->taken_at) {
		fputs(" · ", out);
		put(out, report->taken_at);
	}
}

static void put_foot(const struct view *view, bool links, FILE *out)
{
	char *text;
	putc('\n', out);
	put_origin(view->report, links, out);
	for (size_t i = 0; (text = view_foot(view, i, put)); i++) {
		if (*text)
			fprintf(out, " · %s", text);
		free(text);
	}
	putc('\n', out);
}

void report_write_markdown_title(const char *title, FILE *out)
{
	fputs("## ", out);
	put(out, title);
	fputs("\n\n", out);
}

bool report_write_markdown(const struct report *report, const struct report_options *options,
                           FILE *out, struct error *err)
{
	bool links = !options || !options->no_links;
	struct view view;
	view_start(&view, report, options, true);
	put_title(report, out);
	put_table(&view, links, out);
	put_foot(&view, links, out);
	view_end(&view);
	return report_written(out, err);
}
