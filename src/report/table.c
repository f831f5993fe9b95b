/* Rows hold typed cells until a writer prints them, so that sorting and choosing
 * work on values, and every format rounds for itself. */
#include "report/table.h"

#include "base/text.h"

#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

/* -- making --------------------------------------------------------------- */

static bool is_known(double number)
{
	return number_known(number) && fabs(number) < 1e15;
}

struct cell cell_unknown(void)
{
	return (struct cell){.state = CELL_UNKNOWN};
}

struct cell cell_text(const char *text)
{
	return text ? (struct cell){.text = text, .state = CELL_KNOWN} : cell_unknown();
}

struct cell cell_link(const char *text, const char *url)
{
	struct cell cell = cell_text(text);
	cell.url = url && *url ? url : NULL;
	return cell;
}

struct cell cell_number(double number)
{
	return is_known(number) ? (struct cell){.number = number, .state = CELL_KNOWN} : cell_unknown();
}

struct cell cell_count(size_t count)
{
	return count ? cell_number((double)count) : (struct cell){.state = CELL_NONE};
}

struct cell cell_load(double watts, enum load_mark mark)
{
	struct cell cell = cell_number(watts);
	cell.mark = (uint8_t)mark;
	return cell;
}

struct cell cell_judged(double number, enum severity tone)
{
	struct cell cell = cell_number(number);
	cell.tone = (uint8_t)tone;
	return cell;
}

struct cell cell_bool(bool value)
{
	return cell_number(value);
}

struct cell cell_list(const char *const *items, size_t count)
{
	return (struct cell){.items = items, .item_count = (uint32_t)count, .state = CELL_KNOWN};
}

struct report *report_new(const char *kind, const struct column *columns, size_t column_count)
{
	struct arena *arena = arena_new();
	struct report *report = arena_alloc(arena, sizeof *report);
	report->arena = arena;
	report->kind = kind;
	report->columns = columns;
	report->column_count = column_count;
	return report;
}

void report_free(struct report *report)
{
	if (!report)
		return;
	report_free(report->people);
	free(report->rows);
	free(report->notes);
	arena_free(report->arena);
}

void report_copy_head(struct report *report, const struct report *from)
{
	report->title = from->title;
	report->taken_at = from->taken_at;
	report->netbox_url = from->netbox_url;
	report->netbox_version = from->netbox_version;
	report->policy = from->policy;
	report->policy_count = from->policy_count;
	report->known = from->known;
	report->total = from->total;
	for (size_t i = 0; i < from->note_count; i++)
		report_note(report, "%s", from->notes[i]);
}

static void drop_people(struct report *report)
{
	report_free(report->people);
	report->people = NULL;
}

static struct cell *new_cells(struct report *report)
{
	return arena_array(report->arena, report->column_count, sizeof(struct cell));
}

struct cell *report_add_row(struct report *report, unsigned level)
{
	report->rows = array_grow(report->rows, report->row_count, &report->row_capacity,
	                          sizeof *report->rows);
	struct row *row = &report->rows[report->row_count++];
	*row = (struct row){new_cells(report), level};
	return row->cells;
}

struct cell *report_total(struct report *report)
{
	if (!report->total_cells)
		report->total_cells = new_cells(report);
	return report->total_cells;
}

void report_note(struct report *report, const char *format, ...)
{
	char text[1024];
	va_list args;
	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	report->notes = array_grow(report->notes, report->note_count, &report->note_capacity,
	                           sizeof *report->notes);
	report->notes[report->note_count++] = arena_strdup(report->arena, text);
}

bool report_is_tree(const struct report *report)
{
	for (size_t i = 0; i < report->row_count; i++)
		if (report->rows[i].level > 0)
			return true;
	return false;
}

/* -- sorting -------------------------------------------------------------- */

enum { SORT_KEYS = 16, NO_ROW = -1 };

struct sort_key {
	size_t column;
	bool down;
};

struct sort {
	const struct report *report;
	struct sort_key keys[SORT_KEYS];
	size_t key_count;
	struct sort_item *items; /* as they stood before */
};

struct sort_item {
	const struct sort *sort;
	struct row row;
	ptrdiff_t index, parent; /* into items; NO_ROW: top of the tree */
	unsigned depth;
};

static bool column_is_number(const struct column *column)
{
	return column->type >= CELL_WATTS && column->type <= CELL_ID;
}

static int compare_lists(const struct cell *a, const struct cell *b)
{
	for (size_t i = 0; i < a->item_count && i < b->item_count; i++) {
		int order = text_compare_natural(a->items[i], b->items[i]);
		if (order)
			return order;
	}
	return (a->item_count > b->item_count) - (a->item_count < b->item_count);
}

static int compare_values(enum cell_type type, const struct cell *a, const struct cell *b)
{
	if (type == CELL_TEXT)
		return text_compare_natural(a->text, b->text);
	if (type == CELL_LIST)
		return compare_lists(a, b);
	return (a->number > b->number) - (a->number < b->number);
}

/* By the keys, then as they stood. */
static int compare_rows(const struct sort *sort, const struct sort_item *a, const struct sort_item *b)
{
	for (size_t i = 0; i < sort->key_count; i++) {
		size_t column = sort->keys[i].column;
		const struct cell *x = &a->row.cells[column], *y = &b->row.cells[column];
		bool x_known = x->state == CELL_KNOWN, y_known = y->state == CELL_KNOWN;
		if (x_known != y_known)
			return x_known ? -1 : 1;
		int order = x_known ? compare_values(sort->report->columns[column].type, x, y) : 0;
		if (order)
			return sort->keys[i].down ? -order : order;
	}
	return a->index < b->index ? -1 : a->index > b->index;
}

static const struct sort_item *parent_of(const struct sort_item *item)
{
	return &item->sort->items[item->parent];
}

/* Compares the two siblings that a and b are, or hang below; a row stands in
 * front of what is below it. */
static int compare_items(const void *left, const void *right)
{
	const struct sort_item *a = left, *b = right, *low_a = a, *low_b = b;
	while (a->depth > b->depth)
		a = parent_of(a);
	while (b->depth > a->depth)
		b = parent_of(b);
	if (a->index == b->index)
		return low_a->depth < low_b->depth ? -1 : low_a->depth > low_b->depth;
	while (a->parent != b->parent) {
		a = parent_of(a);
		b = parent_of(b);
	}
	return compare_rows(a->sort, a, b);
}

/* The nearest row above that is less deep; rows deeper by more than one step
 * hang below what is there. */
static void link_item(const struct sort *sort, struct sort_item *items, size_t i)
{
	const struct row *row = &sort->report->rows[i];
	ptrdiff_t parent = (ptrdiff_t)i - 1;
	while (parent >= 0 && items[parent].row.level >= row->level)
		parent = items[parent].parent;
	items[i] = (struct sort_item){sort, *row, (ptrdiff_t)i, parent < 0 ? NO_ROW : parent,
	                              parent < 0 ? 0 : items[parent].depth + 1};
}

static void sort_rows(struct sort *sort, struct row *rows, size_t count)
{
	struct sort_item *sorted = xcalloc(count, sizeof *sorted);
	sort->items = xcalloc(count, sizeof *sort->items);
	for (size_t i = 0; i < count; i++)
		link_item(sort, sort->items, i);
	if (count)
		memcpy(sorted, sort->items, count * sizeof *sorted);
	qsort(sorted, count, sizeof *sorted, compare_items);
	for (size_t i = 0; i < count; i++)
		rows[i] = sorted[i].row;
	free(sorted);
	free(sort->items);
}

static const char *nearest_key(const struct report *report, const char *key)
{
	const char *nearest = report->columns[0].key;
	for (size_t i = 1; i < report->column_count; i++)
		if (text_distance(key, report->columns[i].key) < text_distance(key, nearest))
			nearest = report->columns[i].key;
	return nearest;
}

static bool unknown_key(const struct report *report, const char *key, struct error *err)
{
	char *all = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&all, &size);
	for (size_t i = 0; i < report->column_count; i++)
		fprintf(out, "%s%s", i ? ", " : "", report->columns[i].key);
	fclose(out);
	error_set(err, ERROR_USAGE, "cannot sort by \"%.60s\"; did you mean \"%s\"? Allowed: %s", key,
	          nearest_key(report, key), all);
	free(all);
	return false;
}

static bool add_key(struct sort *sort, const char *text, struct error *err)
{
	const struct report *report = sort->report;
	char sign = *text == '+' || *text == '-' ? *text++ : 0;
	if (sort->key_count == SORT_KEYS)
		return error_set(err, ERROR_USAGE, "more than %d keys to sort by", SORT_KEYS);
	for (size_t i = 0; i < report->column_count; i++) {
		const struct column *column = &report->columns[i];
		if (!text_equal_nocase(column->key, text))
			continue;
		bool measure = column_is_number(column) && column->type != CELL_ID;
		sort->keys[sort->key_count++] = (struct sort_key){i, sign ? sign == '-' : measure};
		return true;
	}
	return unknown_key(report, text, err);
}

bool report_sort(struct report *report, const char *keys, struct error *err)
{
	struct sort sort = {.report = report};
	char *copy = xstrdup(keys), *key = copy;
	bool good = true;
	while (good && key) {
		char *comma = strchr(key, ',');
		if (comma)
			*comma++ = 0;
		good = add_key(&sort, key, err);
		key = comma;
	}
	if (good)
		drop_people(report);
	if (good)
		sort_rows(&sort, report->rows, report->row_count);
	free(copy);
	return good;
}

/* -- choosing ------------------------------------------------------------- */

static size_t headline_column(const struct report *report)
{
	size_t i = 0;
	while (i < report->column_count && !(report->columns[i].flags & COLUMN_HEADLINE))
		i++;
	return i;
}

/* Marks what stays, from below upwards: `above` is the level under which a row
 * is above one that stays. */
static size_t mark_kept(const struct report *report, size_t column, double percent, bool *keep)
{
	size_t unknown = 0;
	unsigned above = 0;
	for (size_t i = report->row_count; i-- > 0;) {
		const struct row *row = &report->rows[i];
		const struct cell *cell = &row->cells[column];
		keep[i] = row->level < above || (cell->state == CELL_KNOWN && cell->number >= percent);
		if (keep[i])
			above = row->level;
		unknown += !keep[i] && cell->state == CELL_UNKNOWN;
	}
	return unknown;
}

bool report_min(struct report *report, double percent, struct error *err)
{
	size_t column = headline_column(report), kept = 0, count = report->row_count;
	if (column == report->column_count)
		return error_set(err, ERROR_USAGE, "report %s has no percentage to choose by", report->kind);
	drop_people(report);
	bool *keep = xcalloc(count, sizeof *keep);
	size_t unknown = mark_kept(report, column, percent, keep);
	char text[NUMBER_MAX];
	for (size_t i = 0; i < count; i++)
		if (keep[i])
			report->rows[kept++] = report->rows[i];
	report->row_count = kept;
	free(keep);
	if (kept < count)
		report_note(report, "%zu of %zu rows left out: below %s (%zu unknown).", count - kept, count,
		            number_format_percent(text, percent), unknown);
	return true;
}

void report_top(struct report *report, size_t count)
{
	if (report->row_count <= count)
		return;
	drop_people(report);
	report_note(report, "%zu more rows not shown.", report->row_count - count);
	report->row_count = count;
}

/* -- for people ----------------------------------------------------------- */

#define THIN_SPACE "\xe2\x80\x89"
#define KILOWATTS_FROM 99999.5 /* W */

static const char *const type_units[] = {
	[CELL_WATTS] = "W", [CELL_PERCENT] = "%", [CELL_AMPS] = "A", [CELL_LIST] = NULL};

const char *column_unit(const struct column *column)
{
	return column->unit ? column->unit : type_units[column->type];
}

bool cell_is_empty(const struct cell *cell, enum cell_type type)
{
	if (cell->state != CELL_KNOWN)
		return cell->state != CELL_UNKNOWN;
	return (type == CELL_TEXT && !*cell->text) || (type == CELL_LIST && cell->item_count == 0);
}

static bool has_content(const struct report *report, size_t column)
{
	for (size_t i = 0; i < report->row_count; i++)
		if (!cell_is_empty(&report->rows[i].cells[column], report->columns[column].type))
			return true;
	return false;
}

static bool is_shown(const struct report *report, size_t column, bool wide, bool page)
{
	unsigned flags = report->columns[column].flags;
	if (flags & COLUMN_DATA || (flags & COLUMN_WIDE && !wide) || (flags & COLUMN_LONG && !wide && !page))
		return false;
	return !(flags & COLUMN_OPTIONAL) || has_content(report, column);
}

static bool needs_kilowatts(const struct view *view, const struct cell *cells)
{
	for (size_t i = 0; cells && i < view->column_count; i++) {
		const struct cell *cell = &cells[view->columns[i]];
		if (view->report->columns[view->columns[i]].type == CELL_WATTS &&
		    cell->state == CELL_KNOWN && fabs(cell->number) >= KILOWATTS_FROM)
			return true;
	}
	return false;
}

void view_start(struct view *view, const struct report *report, const struct report_options *options, bool page)
{
	*view = (struct view){.report = report};
	view->columns = xcalloc(report->column_count, sizeof *view->columns);
	for (size_t i = 0; i < report->column_count; i++)
		if (is_shown(report, i, options && options->wide, page))
			view->columns[view->column_count++] = i;
	view->kilowatts = !report->row_count && !report->watts && needs_kilowatts(view, report->total_cells);
	for (size_t i = 0; i < report->row_count && !report->watts && !view->kilowatts; i++)
		view->kilowatts = needs_kilowatts(view, report->rows[i].cells);
}

void view_end(struct view *view)
{
	free(view->columns);
}

bool column_is_right(const struct column *column)
{
	return column_is_number(column) || column->flags & COLUMN_RIGHT;
}

bool cell_warns(const struct cell *cell)
{
	return cell->tone >= SEVERITY_NOTICE && cell->tone <= SEVERITY_ERROR;
}

void view_write_heading(const struct view *view, size_t i, FILE *out,
                        void (*put)(FILE *, const char *))
{
	const struct column *column = &view->report->columns[view->columns[i]];
	bool kilowatts = column->type == CELL_WATTS && view->kilowatts;
	const char *unit = kilowatts ? "kW" : column_unit(column);
	put(out, column->heading);
	if (unit) {
		putc(' ', out);
		put(out, unit);
	}
}

/* "47 700", "81.2": thin spaces between thousands from four digits on. */
static void write_grouped(FILE *out, double value, int decimals, bool grouped)
{
	char digits[NUMBER_MAX], text[2 * NUMBER_MAX], *end = text;
	double smallest = decimals ? 0.1 : 1;
	if (value != 0 && fabs(value) < smallest / 2) {
		fprintf(out, "%s%s", value < 0 ? ">-" : "<", decimals ? "0.1" : "1");
		return;
	}
	number_format_fixed(digits, round(value / smallest) * smallest, decimals);
	size_t sign = *digits == '-', length = strlen(digits), whole = length - (decimals ? 2 : 0);
	for (size_t i = 0; i < length; i++) {
		if (grouped && i > sign && i < whole && (whole - i) % 3 == 0) {
			memcpy(end, THIN_SPACE, sizeof THIN_SPACE - 1);
			end += sizeof THIN_SPACE - 1;
		}
		*end++ = digits[i];
	}
	fwrite(text, 1, (size_t)(end - text), out);
}

static void write_list(const struct cell *cell, FILE *out, void (*put)(FILE *, const char *))
{
	for (size_t i = 0; i < cell->item_count; i++) {
		if (i)
			fputs(", ", out);
		put(out, cell->items[i]);
	}
}

static const struct {
	const char *sign, *meaning;
} marks[] = {
	[MARK_EXACT] = {"", ""},
	[MARK_AT_LEAST] = {"≥", "at least, some draws or limits are unknown"},
	[MARK_ESTIMATE] = {"~", "estimated"},
	[MARK_ASSUMED] = {"≈", "assumed split"},
	[MARK_NOT_ASKED] = {"", "not asked for"},
	[MARK_AT_MOST] = {"≤", "at most, since some draws on the way are unknown"}};

const char *mark_sign(enum load_mark mark)
{
	return marks[mark].sign;
}

static void write_known(const struct view *view, enum cell_type type, const struct cell *cell,
                        FILE *out, void (*put)(FILE *, const char *))
{
	fputs(mark_sign((enum load_mark)cell->mark), out);
	switch (type) {
	case CELL_TEXT:
		put(out, cell->text);
		break;
	case CELL_WATTS:
		write_grouped(out, view->kilowatts ? cell->number / 1000 : cell->number, view->kilowatts, true);
		break;
	case CELL_PERCENT:
	case CELL_AMPS:
		write_grouped(out, cell->number, 1, true);
		break;
	case CELL_COUNT:
	case CELL_ID:
		write_grouped(out, cell->number, 0, type == CELL_COUNT);
		break;
	case CELL_BOOL:
		fputs(cell->number != 0 ? "yes" : "no", out);
		break;
	case CELL_LIST:
		write_list(cell, out, put);
		break;
	}
}

void view_write_cell(const struct view *view, size_t i, const struct cell *cell, FILE *out,
                     void (*put)(FILE *, const char *))
{
	if (cell->state == CELL_UNKNOWN)
		putc('?', out);
	else if (cell->state == CELL_KNOWN)
		write_known(view, view->report->columns[view->columns[i]].type, cell, out, put);
}

/* -- foot ----------------------------------------------------------------- */

static void write_coverage(const struct view *view, FILE *out, void (*put)(FILE *, const char *))
{
	const struct report *report = view->report;
	(void)put;
	if (report->plain)
		return;
	fprintf(out, "Coverage: %u of %u draws known", (unsigned)report->known, (unsigned)report->total);
	if (report->known < report->total)
		fprintf(out, ", %u unknown", (unsigned)(report->total - report->known));
	putc('.', out);
}

char *fact_format(const struct fact *fact, char text[NUMBER_MAX])
{
	if (!is_known(fact->number))
		return NULL;
	double rounded = round(fact->number * 1e4) / 1e4;
	snprintf(text, NUMBER_MAX, "%.4f", rounded == 0 ? 0 : rounded);
	char *end = text + strlen(text);
	while (end[-1] == '0')
		*--end = 0;
	if (end[-1] == '.')
		end[-1] = 0;
	return text;
}

/* "psu share", "include planned yes", "notice 75 %" for notice_pct. */
static void write_fact(const struct fact *fact, const char *value, FILE *out, void (*put)(FILE *, const char *))
{
	char key[NUMBER_MAX];
	size_t length = strlen(fact->key);
	bool percent = !fact->text && length > 4 && strcmp(fact->key + length - 4, "_pct") == 0;
	snprintf(key, sizeof key, "%.*s", (int)(percent ? length - 4 : length), fact->key);
	for (char *c = key; *c; c++)
		if (*c == '_')
			*c = ' ';
	put(out, key);
	putc(' ', out);
	put(out, value);
	if (percent)
		fputs(" %", out);
}

/* What was not decided is left out. */
static void write_policy(const struct view *view, FILE *out, void (*put)(FILE *, const char *))
{
	const struct report *report = view->report;
	char text[NUMBER_MAX];
	bool any = false;
	for (size_t i = 0; i < report->policy_count; i++) {
		const struct fact *fact = &report->policy[i];
		const char *value = fact->text ? fact->text : fact_format(fact, text);
		if (!value)
			continue;
		fputs(any ? ", " : "Policy: ", out);
		write_fact(fact, value, out, put);
		any = true;
	}
	if (any)
		putc('.', out);
}

static unsigned marks_of(const struct view *view, const struct cell *cells)
{
	unsigned set = 0;
	for (size_t i = 0; cells && i < view->column_count; i++)
		if (cells[view->columns[i]].state == CELL_KNOWN)
			set |= 1u << cells[view->columns[i]].mark;
	return set;
}

static void write_marks(const struct view *view, FILE *out, void (*put)(FILE *, const char *))
{
	const struct report *report = view->report;
	unsigned set = marks_of(view, report->total_cells);
	const char *between = "";
	(void)put;
	for (size_t i = 0; i < report->row_count; i++)
		set |= marks_of(view, report->rows[i].cells);
	for (size_t mark = MARK_EXACT + 1; mark < sizeof marks / sizeof *marks; mark++)
		if (set & 1u << mark) {
			fprintf(out, "%s%s %s", between, marks[mark].sign, marks[mark].meaning);
			between = "; ";
		}
	if (*between)
		putc('.', out);
}

char *view_foot(const struct view *view, size_t i, void (*put)(FILE *, const char *))
{
	static void (*const lines[])(const struct view *, FILE *, void (*)(FILE *, const char *)) = {
		write_coverage, write_policy, write_marks};
	enum { LINES = sizeof lines / sizeof *lines };
	char *text = NULL;
	size_t size = 0;
	if (i >= LINES + view->report->note_count)
		return NULL;
	FILE *out = open_memstream(&text, &size);
	if (i < LINES)
		lines[i](view, out, put);
	else
		put(out, view->report->notes[i - LINES]);
	fclose(out);
	return text;
}

bool report_written(FILE *out, struct error *err)
{
	return ferror(out) ? error_set(err, ERROR_WRITE, "could not write the report") : true;
}
