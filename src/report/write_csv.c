/* RFC 4180. A field is made as clean text first, then quoted if it has to be. */
#include "report/write_csv.h"

#include "base/number.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

#define ISOLATE "\xe2\x81\xa6" /* U+2066, in front of text with right-to-left letters */

static bool is_plain_number(const char *text)
{
	text += *text == '-' || *text == '+';
	return *text && text[strspn(text, "0123456789.")] == 0;
}

/* Of text as it is written: what cleaning drops cannot hide a "=". */
static bool is_formula(const char *text)
{
	static const char *const starts[] = {"=", "+", "-", "@", "＝", "＋", "－", "＠"};
	if (strncmp(text, ISOLATE, strlen(ISOLATE)) == 0)
		text += strlen(ISOLATE);
	for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
		if (strncmp(text, starts[i], strlen(starts[i])) == 0)
			return !is_plain_number(text);
	return false;
}

static void put_field(FILE *out, const char *text)
{
	bool blank_end = *text == ' ' || (*text && text[strlen(text) - 1] == ' ');
	const char *apostrophe = is_formula(text) ? "'" : "";
	if (!blank_end && !strpbrk(text, "\",")) {
		fputs(apostrophe, out);
		fputs(text, out);
		return;
	}
	fprintf(out, "\"%s", apostrophe);
	for (; *text; text++) {
		if (*text == '"')
			putc('"', out);
		putc(*text, out);
	}
	putc('"', out);
}

/* The texts joined by "; " as one field. */
static void put_texts(FILE *out, const char *const *items, size_t count)
{
	char *text = NULL;
	size_t size = 0;
	if (count == 1 && text_is_plain(items[0])) {
		put_field(out, items[0]);
		return;
	}
	FILE *field = open_memstream(&text, &size);
	for (size_t i = 0; i < count; i++) {
		fputs(i ? "; " : "", field);
		text_write_clean(field, items[i]);
	}
	fclose(field);
	put_field(out, text);
	free(text);
}

static void put_number(FILE *out, double number)
{
	char text[NUMBER_MAX];
	fputs(number_format_json(text, number), out);
}

static void put_cell(FILE *out, const struct column *column, const struct cell *cell)
{
	if (cell->state != CELL_KNOWN && cell->state != CELL_NONE)
		return;
	if (column->type == CELL_TEXT)
		put_texts(out, &cell->text, 1);
	else if (column->type == CELL_LIST)
		put_texts(out, cell->items, cell->item_count);
	else if (column->type == CELL_BOOL)
		fputs(cell->number != 0 ? "true" : "false", out);
	else
		put_number(out, cell->number);
}

static void put_heading(FILE *out, const struct column *column, struct arena *scratch)
{
	const char *unit = column_unit(column);
	const char *text = unit ? arena_printf(scratch, "%s (%s)", column->heading, unit) : column->heading;
	put_texts(out, &text, 1);
	if (!(column->flags & COLUMN_MARKED))
		return;
	putc(',', out);
	text = arena_printf(scratch, "%s mark", column->heading);
	put_texts(out, &text, 1);
}

static void put_headings(const struct report *report, bool tree, FILE *out)
{
	struct arena *scratch = arena_new();
	for (size_t i = 0; i < report->column_count; i++) {
		fputs(i ? "," : "", out);
		put_heading(out, &report->columns[i], scratch);
	}
	fputs(tree ? ",Level\r\n" : "\r\n", out);
	arena_free(scratch);
}

/* `total`: the row whose first cell may stand for its name. */
static void put_cells(const struct report *report, const struct cell *cells, bool total, FILE *out)
{
	for (size_t i = 0; i < report->column_count; i++) {
		const struct column *column = &report->columns[i];
		if (i)
			putc(',', out);
		if (i == 0 && total && cells[i].state == CELL_BLANK)
			fputs("Total", out);
		put_cell(out, column, &cells[i]);
		if (!(column->flags & COLUMN_MARKED))
			continue;
		putc(',', out);
		fputs(cells[i].state == CELL_KNOWN ? load_mark_name(cells[i].mark) : "", out);
	}
}

bool report_write_csv(const struct report *report, const struct report_options *options,
                      FILE *out, struct error *err)
{
	bool tree = report_is_tree(report);
	(void)options;
	put_headings(report, tree, out);
	for (size_t i = 0; i < report->row_count; i++) {
		put_cells(report, report->rows[i].cells, false, out);
		if (tree)
			fprintf(out, ",%u", report->rows[i].level);
		fputs("\r\n", out);
	}
	if (report->total_cells) {
		put_cells(report, report->total_cells, true, out);
		fputs(tree ? ",\r\n" : "\r\n", out);
	}
	return report_written(out, err);
}
