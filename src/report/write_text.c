/* All cells are printed first, into one buffer, each ended by a NUL; the buffer
 * is turned into ASCII as a whole when asked, then measured and laid out. Plain
 * texts, which most are, stay where they are: no format changes them. */
#include "report/write_text.h"

#include "base/text.h"

#include <stdlib.h>
#include <string.h>
#include <unictype.h>
#include <uninorm.h>
#include <unistr.h>
#include <uniwidth.h>

#define THIN_SPACE "\xe2\x80\x89"

enum { INDENT = 2, LEVELS = 32, GAP = 2, WARNING_MAX = sizeof " ⚠", THIN_SIZE = sizeof THIN_SPACE - 1 };

/* A cell as it will stand there. */
struct printed {
	const char *text; /* NULL while it is in the buffer of printed ones */
	uint32_t size;
	int width;
};

struct grid {
	struct view view;
	const struct report *report;
	bool ascii;
	char *texts;
	struct printed *cells; /* row by row: heading, rows, total */
	int *widths;           /* of each column */
	bool *warns;           /* a column with a ⚠ in it */
	int width;
	char *line;            /* the one being laid out; the longest fits */
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
	int width = 0;
	for (const char *c = text; *c; width++) {
		bool thin = strncmp(c, THIN_SPACE, THIN_SIZE) == 0; /* between thousands */
		if (!thin && (*c < ' ' || *c >= 0x7f))
			return u8_strwidth((const uint8_t *)text, "UTF-8");
		c += thin ? THIN_SIZE : 1;
	}
	return width;
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

static void print_cell(const struct grid *grid, size_t line, size_t i, FILE *out)
{
	const struct cell *cells = line_cells(grid, line), *cell = cells ? &cells[grid->view.columns[i]] : NULL;
	if (i == 0)
		fprintf(out, "%*s", line_indent(grid, line), "");
	if (!cell)
		view_write_heading(&grid->view, i, out, text_write_clean);
	else if (i == 0 && cells == grid->report->total_cells && cell->state == CELL_BLANK)
		fputs("Total", out);
	else
		view_write_cell(&grid->view, i, cell, out, text_write_clean);
	putc(0, out);
}

/* A text that stands as it is; "" for a cell with nothing in it. NULL: to be printed. */
static const char *text_as_is(const struct grid *grid, size_t line, size_t i, size_t *size)
{
	const struct cell *cells = line_cells(grid, line), *cell = cells ? &cells[grid->view.columns[i]] : NULL;
	*size = 0;
	if (!cell || (i == 0 && (cell->state != CELL_KNOWN || line_indent(grid, line))))
		return NULL;
	if (cell->state == CELL_BLANK || cell->state == CELL_NONE)
		return "";
	if (cell->state != CELL_KNOWN || cell->mark || grid->report->columns[grid->view.columns[i]].type != CELL_TEXT)
		return NULL;
	*size = text_plain_size(cell->text);
	return cell->text[*size] ? NULL : cell->text;
}

static void print_cells(struct grid *grid)
{
	size_t size = 0, length;
	struct printed *cell = grid->cells;
	FILE *out = open_memstream(&grid->texts, &size);
	for (size_t line = 0; line < line_count(grid); line++)
		for (size_t i = 0; i < grid->view.column_count; i++, cell++) {
			cell->text = text_as_is(grid, line, i, &length);
			cell->size = (uint32_t)length;
			cell->width = (int)length;
			if (!cell->text)
				print_cell(grid, line, i, out);
		}
	fclose(out);
	if (grid->ascii)
		grid->texts = report_to_ascii(grid->texts, size);
}

static void measure_cell(struct grid *grid, size_t line, size_t i, struct printed *cell, const char **text)
{
	const struct cell *cells = line_cells(grid, line);
	if (!cell->text) {
		cell->text = *text;
		cell->size = (uint32_t)strlen(*text);
		cell->width = width_of(*text);
		*text += cell->size + 1;
	}
	if (cell->width > grid->widths[i])
		grid->widths[i] = cell->width;
	if (cells && cell_warns(&cells[grid->view.columns[i]]))
		grid->warns[i] = true;
}

/* Returns how many bytes the longest line has without its blanks. */
static size_t measure(struct grid *grid)
{
	struct printed *cell = grid->cells;
	const char *text = grid->texts;
	size_t longest = 0;
	for (size_t line = 0; line < line_count(grid); line++) {
		size_t size = 0;
		for (size_t i = 0; i < grid->view.column_count; i++, cell++) {
			measure_cell(grid, line, i, cell, &text);
			size += cell->size + WARNING_MAX;
		}
		longest = size > longest ? size : longest;
	}
	return longest;
}

static void grid_start(struct grid *grid, const struct report *report, const struct report_options *options)
{
	*grid = (struct grid){.report = report, .ascii = options && options->ascii};
	view_start(&grid->view, report, options, false);
	size_t columns = grid->view.column_count;
	grid->cells = xcalloc(line_count(grid) * columns, sizeof *grid->cells);
	grid->widths = xcalloc(columns, sizeof *grid->widths);
	grid->warns = xcalloc(columns, sizeof *grid->warns);
	print_cells(grid);
	size_t longest = measure(grid);
	for (size_t i = 0; i < columns; i++)
		grid->width += (i ? GAP : 0) + grid->widths[i] + (grid->warns[i] ? 2 : 0);
	grid->line = xmalloc(longest + (size_t)grid->width + sizeof "\n");
}

static void grid_end(struct grid *grid)
{
	view_end(&grid->view);
	free(grid->texts);
	free(grid->cells);
	free(grid->line);
	free(grid->widths);
	free(grid->warns);
}

/* -- laying out ----------------------------------------------------------- */

/* Blanks are owed until something stands behind them. Returns the new end. */
static char *put_after(char *end, int *owed, const char *text, size_t size)
{
	if (!size)
		return end;
	memset(end, ' ', (size_t)*owed);
	memcpy(end + *owed, text, size);
	end += (size_t)*owed + size;
	*owed = 0;
	return end;
}

static char *put_cell(const struct grid *grid, size_t line, size_t i, int *owed, char *end)
{
	const struct column *column = &grid->report->columns[grid->view.columns[i]];
	const struct cell *cells = line_cells(grid, line);
	const struct printed *cell = &grid->cells[line * grid->view.column_count + i];
	const char *warning = grid->ascii ? " !" : " ⚠";
	int pad = grid->widths[i] - cell->width;
	bool right = column_is_right(column), warns = cells && cell_warns(&cells[grid->view.columns[i]]);
	*owed += right ? pad : 0;
	end = put_after(end, owed, cell->text, cell->size);
	*owed += right ? 0 : pad;
	if (warns)
		end = put_after(end, owed, warning, strlen(warning));
	else if (grid->warns[i])
		*owed += 2;
	*owed += GAP;
	return end;
}

static void put_line(const struct grid *grid, size_t line, FILE *out)
{
	int owed = 0;
	char *end = grid->line;
	for (size_t i = 0; i < grid->view.column_count; i++)
		end = put_cell(grid, line, i, &owed, end);
	*end++ = '\n';
	fwrite(grid->line, 1, (size_t)(end - grid->line), out);
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

/* One line of prose, unless it is empty. Frees `text`. */
static void put_prose(bool ascii, char *text, FILE *out)
{
	if (ascii)
		text = report_to_ascii(text, strlen(text) + 1);
	if (*text)
		fprintf(out, "%s\n", text);
	free(text);
}

/* malloc'd */
static char *origin_of(const struct report *report)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
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
	fclose(out);
	return text;
}

static void put_head(const struct grid *grid, FILE *out)
{
	bool titled = grid->report->title && *grid->report->title;
	put_prose(grid->ascii, text_clean(titled ? grid->report->title : grid->report->kind), out);
	put_prose(grid->ascii, origin_of(grid->report), out);
	putc('\n', out);
}

static void put_foot(const struct grid *grid, FILE *out)
{
	char *text;
	putc('\n', out);
	for (size_t i = 0; (text = view_foot(&grid->view, i, text_write_clean)); i++)
		put_prose(grid->ascii, text, out);
}

void report_write_text_title(const char *title, const struct report_options *options, FILE *out)
{
	put_prose(options && options->ascii, text_clean(title), out);
	putc('\n', out);
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
