#include "report/write_json.h"

#include "base/number.h"
#include "base/text.h"

#include <string.h>

static void put_number(FILE *out, double number)
{
	char text[NUMBER_MAX];
	fputs(number_format_json(text, number), out);
}

static void put_text(FILE *out, const char *text)
{
	if (text)
		text_write_json(out, text);
	else
		fputs("null", out);
}

static void put_set_text(FILE *out, const char *text)
{
	put_text(out, text && *text ? text : NULL);
}

static void put_list(FILE *out, const char *const *items, size_t count)
{
	putc('[', out);
	for (size_t i = 0; i < count; i++) {
		fputs(i ? ", " : "", out);
		put_text(out, items[i]);
	}
	putc(']', out);
}

/* -- rows ----------------------------------------------------------------- */

static void put_value(FILE *out, const struct column *column, const struct cell *cell)
{
	if (cell->state != CELL_KNOWN && cell->state != CELL_NONE)
		fputs("null", out);
	else if (column->type == CELL_TEXT)
		put_text(out, cell->text);
	else if (column->type == CELL_LIST)
		put_list(out, cell->items, cell->item_count);
	else if (column->type == CELL_BOOL)
		fputs(cell->number != 0 ? "true" : "false", out);
	else
		put_number(out, cell->number);
}

/* "load_w" → "load_mark" */
static void put_mark(FILE *out, const struct column *column, const struct cell *cell)
{
	const char *end = strrchr(column->key, '_');
	fputs(", \"", out);
	fwrite(column->key, 1, end ? (size_t)(end - column->key) : strlen(column->key), out);
	fputs("_mark\": ", out);
	put_text(out, cell->state == CELL_KNOWN ? load_mark_name(cell->mark) : NULL);
}

static void put_cells(const struct report *report, const struct cell *cells, bool blanks, FILE *out)
{
	const char *between = "\"";
	for (size_t i = 0; i < report->column_count; i++) {
		const struct column *column = &report->columns[i];
		if (cells[i].state == CELL_BLANK && !blanks)
			continue;
		fputs(between, out);
		fputs(column->key, out);
		fputs("\": ", out);
		put_value(out, column, &cells[i]);
		if (column->flags & COLUMN_MARKED)
			put_mark(out, column, &cells[i]);
		between = ", \"";
	}
}

static bool has_key(const struct report *report, const char *key)
{
	for (size_t i = 0; i < report->column_count; i++)
		if (strcmp(report->columns[i].key, key) == 0)
			return true;
	return false;
}

static void put_url(const struct report *report, const struct row *row, FILE *out)
{
	for (size_t i = 0; i < report->column_count; i++)
		if (row->cells[i].url) {
			fputs(", \"url\": ", out);
			put_text(out, row->cells[i].url);
			return;
		}
}

static void put_rows(const struct report *report, FILE *out)
{
	bool tree = report_is_tree(report) && !has_key(report, "level"), links = !has_key(report, "url");
	fputs(" \"rows\": [", out);
	for (size_t i = 0; i < report->row_count; i++) {
		const struct row *row = &report->rows[i];
		fputs(i ? ",\n  {" : "\n  {", out);
		put_cells(report, row->cells, true, out);
		if (tree)
			fprintf(out, ", \"level\": %u", row->level);
		if (links)
			put_url(report, row, out);
		putc('}', out);
	}
	fputs("],\n", out);
}

/* -- head and foot -------------------------------------------------------- */

static void put_fact(FILE *out, const struct fact *fact)
{
	char text[NUMBER_MAX];
	text_write_json(out, fact->key);
	fputs(": ", out);
	if (fact->text)
		put_text(out, fact->text);
	else
		fputs(fact_format(fact, text) ? text : "null", out);
}

static void put_policy(const struct report *report, FILE *out)
{
	fputs(" \"policy\": {", out);
	for (size_t i = 0; i < report->policy_count; i++) {
		fputs(i ? ", " : "", out);
		put_fact(out, &report->policy[i]);
	}
	fputs("},\n", out);
}

static void put_head(const struct report *report, FILE *out)
{
	fputs("{\"format\": \"wattmap-report\", \"version\": 1, \"report\": ", out);
	put_text(out, report->kind);
	fputs(",\n \"title\": ", out);
	put_set_text(out, report->title);
	fputs(", \"taken_at\": ", out);
	put_set_text(out, report->taken_at);
	fputs(",\n \"netbox\": {\"url\": ", out);
	put_set_text(out, report->netbox_url);
	fputs(", \"version\": ", out);
	put_set_text(out, report->netbox_version);
	fputs("},\n", out);
	put_policy(report, out);
	fprintf(out, " \"coverage\": {\"known\": %u, \"total\": %u},\n", (unsigned)report->known,
	        (unsigned)report->total);
}

static void put_foot(const struct report *report, FILE *out)
{
	fputs(" \"notes\": ", out);
	put_list(out, report->notes, report->note_count);
	fputs(",\n \"total\": ", out);
	if (report->total_cells) {
		putc('{', out);
		put_cells(report, report->total_cells, false, out);
		putc('}', out);
	} else {
		fputs("null", out);
	}
	fputs("}\n", out);
}

bool report_write_json(const struct report *report, const struct report_options *options,
                       FILE *out, struct error *err)
{
	(void)options;
	put_head(report, out);
	put_rows(report, out);
	put_foot(report, out);
	return report_written(out, err);
}
