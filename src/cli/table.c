/* Widths are columns on a terminal (wide letters take two). */
#include "cli/table.h"

#include "base/arena.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>
#include <uniwidth.h>

struct table {
	const char *const *heads;
	size_t columns;
	char **cells;
	size_t count, capacity;
};

struct table *table_new(const char *const *heads)
{
	struct table *table = xcalloc(1, sizeof *table);
	table->heads = heads;
	while (heads[table->columns])
		table->columns++;
	return table;
}

void table_free(struct table *table)
{
	for (size_t i = 0; i < table->count; i++)
		free(table->cells[i]);
	free(table->cells);
	free(table);
}

void table_add(struct table *table, const char *text)
{
	table->cells = array_grow(table->cells, table->count, &table->capacity, sizeof *table->cells);
	table->cells[table->count++] = text_clean(text);
}

static int width_of(const char *text)
{
	return u8_strwidth((const uint8_t *)text, "UTF-8");
}

static const char *head_of(const struct table *table, size_t column)
{
	return table->heads[column] + (table->heads[column][0] == '>');
}

static int column_width(const struct table *table, size_t column)
{
	int width = width_of(head_of(table, column));
	for (size_t i = column; i < table->count; i += table->columns) {
		int cell = width_of(table->cells[i]);
		width = cell > width ? cell : width;
	}
	return width;
}

/* `text(row, column)` is a head or a cell; nothing stands behind the last one. */
static void write_row(const struct table *table, const int *widths, const char *const *cells, FILE *out)
{
	for (size_t i = 0; i < table->columns; i++) {
		const char *text = cells ? cells[i] : head_of(table, i);
		int pad = widths[i] - width_of(text);
		bool right = table->heads[i][0] == '>', last = i + 1 == table->columns;
		fprintf(out, "%*s%s%*s%s", right ? pad : 0, "", text, right || last ? 0 : pad, "", last ? "\n" : "  ");
	}
}

void table_write(const struct table *table, FILE *out)
{
	int *widths = xcalloc(table->columns, sizeof *widths);
	for (size_t i = 0; i < table->columns; i++)
		widths[i] = column_width(table, i);
	write_row(table, widths, NULL, out);
	for (size_t i = 0; i + table->columns <= table->count; i += table->columns)
		write_row(table, widths, (const char *const *)&table->cells[i], out);
	free(widths);
}
