/* All cells are printed first, into one buffer, each ended by a NUL; the buffer
 * is turned into ASCII as a whole when asked, then measured and laid out. */
#include "report/write_text.h"

#include "base/text.h"

#include <stdlib.h>
#include <string.h>
#include <unictype.h>
#include <uninorm.h>
#include <unistr.h>
#include <uniwidth.h>

enum { INDENT = 2, LEVELS = 32, GAP = 2 };

struct grid {
	struct view view;
	const struct report *report;
	bool ascii;
	char *texts;
	const char **cells; /* row by row: heading, rows, total */
	int *cell_widths;
	int *widths;        /* of each column */
	bool *warns;        /* a column with a ⚠ in it */
	int width;
};

/* -- ASCII ---------------------------------------------------------------- */

static const struct {
	ucs4_t c;
	const char *ascii;
} likenesses[] = {
	{0x2009, " "}, {0x00a0, " "}, {0x202f, " "}, {0x2010, "-"}, {0x2011, "-"}, {0x2013, "-"},
	{0x2014, "-"}, {0x2212, "-"}, {0x2500, "-"}, {0x00b7, "|"}, {0x2026, "..."}, {0x26a0, "!"},
	{0x2265, ">="}, {0x2264, "<="}, {0x2248, "~="}, {0x2192, "->"}, {0x2190, "<-"}, {0x00d7, "x"},
	{0x2018, "'"}, {0x2019, "'"}, {0x201c, "\""}, {0x201d, "\""}, {0x00df, "ss"}, {0x00e6, "ae"},
	{0x00c6, "AE"}, {0x00f8, "o"}, {0x00d8, "O"}, {0x0142, "l"}, {0x0141, "L"}, {0x0111, "d"},
	{0x2066, ""}, {0x2069, ""}, {0xfe0f, ""}};

static void put_ascii_character(FILE *out, ucs4_t c)
{
	ucs4_t parts[UC_DECOMPOSITION_MAX_LENGTH];
	for (size_t i = 0; i < sizeof likenesses / sizeof *likenesses; i++)
		if (likenesses[i].c == c) {
			fputs(likenesses[i].ascii, out);
			return;
		}
	while (c >= 0x80 && uc_canonical_decomposition(c, parts) > 0)
		c = parts[0];
	if (c < 0x80)
		putc((int)c, out);
	else if (uc_combining_class(c) == 0)
		putc('?', out);
}

char *report_to_ascii(char *text, size_t size)
{
	char *ascii = NULL;
	size_t length = 0;
	FILE *out = open_memstream(&ascii, &length);
	ucs4_t c;
	for (size_t i = 0; i < size;) {
		int step = u8_mbtoucr(&c, (const uint8_t *)text + i, size - i);
		put_ascii_character(out, step > 0 ? c : '?');
		i += step > 0 ? (size_t)step : 1;
	}
	fclose(out);
	free(text);
	return ascii;
}

/* -- measuring ------------------------------------------------------------ */

static int width_of(const char *text)
{
	size_t length = 0;
	while (text[length] >= ' ' && text[length] < 0x7f)
		length++;
	return !text[length] ? (int)length : u8_strwidth((const uint8_t *)text, "UTF-8");
}

static size_t line_count(const struct grid *grid)
{
	return 1 + grid->report->row_count + (grid->report->total_cells ? 1 : 0);
}

/* The cells of line `line`; NULL for the heading. */
static const struct cell *line_cells(const struct grid *grid, size_t line)
{
	if (line == 0)
		return NULL;
	return line <= grid->report->row_count ? grid->report->rows[line - 1].cells : grid->report->total_cells;
}

static int line_indent(const struct grid *grid, size_t line)
{
	if (line == 0 || line > grid->report->row_count)
		return 0;
	unsigned level = grid->report->rows[line - 1].level;
	return INDENT * (int)(level < LEVELS ? level : LEVELS);
}

static void print_line(const struct grid *grid, size_t line, FILE *out)
{
	const struct cell *cells = line_cells(grid, line);
	for (size_t i = 0; i < grid->view.column_count; i++) {
		if (i == 0)
			fprintf(out, "%*s", line_indent(grid, line), "");
		const struct cell *cell = cells ? &cells[grid->view.columns[i]] : NULL;
		if (!cell)
			view_write_heading(&grid->view, i, out, text_write_clean);
		else if (i == 0 && cells == grid->report->total_cells && cell->state == CELL_BLANK)
			fputs("Total", out);
		else
			view_write_cell(&grid->view, i, cell, out, text_write_clean);
		putc(0, out);
	}
}

static void print_cells(struct grid *grid)
{
	size_t size = 0;
	FILE *out = open_memstream(&grid->texts, &size);
	for (size_t line = 0; line < line_count(grid); line++)
		print_line(grid, line, out);
	fclose(out);
	if (grid->ascii)
		grid->texts = report_to_ascii(grid->texts, size);
}

static void measure_cell(struct grid *grid, size_t line, size_t i, const char *text)
{
	const struct cell *cells = line_cells(grid, line);
	int width = width_of(text);
	if (width > grid->widths[i])
		grid->widths[i] = width;
	if (cells && cell_warns(&cells[grid->view.columns[i]]))
		grid->warns[i] = true;
	grid->cells[line * grid->view.column_count + i] = text;
	grid->cell_widths[line * grid->view.column_count + i] = width;
}

static void grid_start(struct grid *grid, const struct report *report, const struct report_options *options)
{
	*grid = (struct grid){.report = report, .ascii = options && options->ascii};
	view_start(&grid->view, report, options);
	size_t columns = grid->view.column_count;
	grid->cells = xcalloc(line_count(grid) * columns, sizeof *grid->cells);
	grid->cell_widths = xcalloc(line_count(grid) * columns, sizeof *grid->cell_widths);
	grid->widths = xcalloc(columns, sizeof *grid->widths);
	grid->warns = xcalloc(columns, sizeof *grid->warns);
	print_cells(grid);
	const char *text = grid->texts;
	for (size_t line = 0; line < line_count(grid); line++)
		for (size_t i = 0; i < columns; i++, text += strlen(text) + 1)
			measure_cell(grid, line, i, text);
	for (size_t i = 0; i < columns; i++)
		grid->width += (i ? GAP : 0) + grid->widths[i] + (grid->warns[i] ? 2 : 0);
}

static void grid_end(struct grid *grid)
{
	view_end(&grid->view);
	free(grid->texts);
	free(grid->cells);
	free(grid->cell_widths);
	free(grid->widths);
	free(grid->warns);
}

/* -- laying out ----------------------------------------------------------- */

/* Blanks are owed until something stands behind them. */
static void put_after(FILE *out, int *owed, const char *text)
{
	if (!*text)
		return;
	for (; *owed > 0; --*owed)
		putc(' ', out);
	fputs(text, out);
}

static void put_cell(const struct grid *grid, size_t line, size_t i, int *owed, FILE *out)
{
	const struct column *column = &grid->report->columns[grid->view.columns[i]];
	const struct cell *cells = line_cells(grid, line);
	const char *text = grid->cells[line * grid->view.column_count + i];
	int pad = grid->widths[i] - grid->cell_widths[line * grid->view.column_count + i];
	bool right = column_is_right(column), warns = cells && cell_warns(&cells[grid->view.columns[i]]);
	*owed += right ? pad : 0;
	put_after(out, owed, text);
	*owed += right ? 0 : pad;
	if (warns)
		put_after(out, owed, grid->ascii ? " !" : " ⚠");
	else if (grid->warns[i])
		*owed += 2;
	*owed += GAP;
}

static void put_line(const struct grid *grid, size_t line, FILE *out)
{
	int owed = 0;
	for (size_t i = 0; i < grid->view.column_count; i++)
		put_cell(grid, line, i, &owed, out);
	putc('\n', out);
}

static void put_rule(const struct grid *grid, FILE *out)
{
	for (int i = 0; i < grid->width; i++)
		fputs(grid->ascii ? "-" : "─", out);
	putc('\n', out);
}

static void put_table(const struct grid *grid, FILE *out)
{
	size_t rows = grid->report->row_count;
	put_line(grid, 0, out);
	put_rule(grid, out);
	for (size_t line = 1; line <= rows; line++)
		put_line(grid, line, out);
	if (rows == 0)
		fputs("(none)\n", out);
	if (!grid->report->total_cells)
		return;
	put_rule(grid, out);
	put_line(grid, rows + 1, out);
}

/* -- head and foot -------------------------------------------------------- */

/* One line of prose, unless it is empty. Ends `line`, which was opened on `text`. */
static void put_prose(const struct grid *grid, FILE *line, char **text, size_t *size, FILE *out)
{
	fclose(line);
	if (grid->ascii)
		*text = report_to_ascii(*text, *size + 1);
	if (**text)
		fprintf(out, "%s\n", *text);
	free(*text);
}

static void write_origin(const struct report *report, FILE *out)
{
	const struct {
		const char *before, *text;
	} parts[] = {{"", report->netbox_url}, {"NetBox ", report->netbox_version}, {"", report->taken_at}};
	const char *between = "";
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		if (parts[i].text && *parts[i].text) {
			fprintf(out, "%s%s", between, parts[i].before);
			text_write_clean(out, parts[i].text);
			between = " · ";
		}
}

static void put_head(const struct grid *grid, FILE *out)
{
	char *text = NULL;
	size_t size = 0;
	FILE *line = open_memstream(&text, &size);
	bool titled = grid->report->title && *grid->report->title;
	text_write_clean(line, titled ? grid->report->title : grid->report->kind);
	put_prose(grid, line, &text, &size, out);
	line = open_memstream(&text, &size);
	write_origin(grid->report, line);
	put_prose(grid, line, &text, &size, out);
	putc('\n', out);
}

static void put_foot(const struct grid *grid, FILE *out)
{
	bool more = true;
	putc('\n', out);
	for (size_t i = 0; more; i++) {
		char *text = NULL;
		size_t size = 0;
		FILE *line = open_memstream(&text, &size);
		more = view_write_foot(&grid->view, i, line, text_write_clean);
		put_prose(grid, line, &text, &size, out);
	}
}

bool report_write_text(const struct report *report, const struct report_options *options,
                       FILE *out, struct error *err)
{
	struct grid grid;
	grid_start(&grid, report, options);
	put_head(&grid, out);
	put_table(&grid, out);
	put_foot(&grid, out);
	grid_end(&grid);
	return report_written(out, err);
}
