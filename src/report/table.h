#ifndef REPORT_TABLE_H
#define REPORT_TABLE_H

/* A report is one table with a head and a foot, the same for text, CSV, JSON, HTML and
 * Markdown (write_*.h). Who makes a report says what the columns are, fills rows
 * and hands it on; how it looks is the writers' business alone.
 *
 *     static const struct column columns[] = {
 *         {"rack", "Rack", CELL_TEXT, NULL, 0},
 *         {"load_w", "Load", CELL_WATTS, NULL, COLUMN_MARKED},
 *         {"usable_pct", "Usable", CELL_PERCENT, NULL, COLUMN_HEADLINE},
 *     };
 *     struct report *report = report_new("utilization", columns, 3);
 *     struct cell *row = report_add_row(report, 0);
 *     row[0] = cell_link(name, url);
 *     row[1] = cell_load(load_w, mark);
 *     row[2] = cell_judged(pct, severity);
 *
 * Texts are borrowed: they must live as long as the report; report->arena is the
 * place for those made on the way. Any text may hold anything: writers make it
 * safe. Numbers may be anything too: what is not finite, or 1e15 and more, is
 * unknown. Unknown is "?" for people, null in JSON and empty in CSV. */

#include "base/arena.h"
#include "base/error.h"
#include "base/number.h"
#include "power/power.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum cell_type {
	CELL_TEXT,
	CELL_WATTS,   /* JSON, CSV: W to 0.1. People: whole W, or kW to 0.1 (see struct view) */
	CELL_PERCENT, /* to 0.1 */
	CELL_AMPS,    /* to 0.1 */
	CELL_COUNT,   /* whole, digits grouped */
	CELL_ID,      /* whole, digits never grouped */
	CELL_BOOL,    /* "yes", "no"; JSON and CSV: true, false */
	CELL_LIST     /* of texts; JSON: array; CSV: "a; b" */
};

enum column_flag {
	COLUMN_HEADLINE = 1 << 0, /* the percentage report_min() looks at; one a report */
	COLUMN_WIDE     = 1 << 1, /* people see it only when they ask for wide tables */
	COLUMN_OPTIONAL = 1 << 2, /* people see it only when some row has something in it */
	COLUMN_DATA     = 1 << 3, /* JSON and CSV only */
	COLUMN_MARKED   = 1 << 4, /* JSON, CSV: one more column behind it, "load_mark" for "load_w" */
	COLUMN_RIGHT    = 1 << 5, /* text to the right; numbers always are */
	COLUMN_LONG     = 1 << 6  /* too much for a terminal: text shows it when wide, Markdown always */
};

struct column {
	const char *key;     /* JSON, --sort: "load_w" */
	const char *heading; /* "Load"; the unit is added: "Load kW", CSV "Load (W)" */
	enum cell_type type;
	const char *unit;    /* NULL: the type's own (W, %, A, none) */
	unsigned flags;      /* enum column_flag */
};

enum cell_state {
	CELL_BLANK, /* nothing belongs here (a zeroed cell): empty, in JSON null */
	CELL_UNKNOWN,
	CELL_NONE,  /* a count of nothing: empty for people, 0 in JSON and CSV */
	CELL_KNOWN
};

struct cell {
	union {
		double number;            /* CELL_BOOL: 0 or 1 */
		const char *text;         /* CELL_TEXT */
		const char *const *items; /* CELL_LIST */
	};
	const char *url;     /* of the object it names; may be NULL */
	uint32_t item_count;
	uint8_t state;       /* enum cell_state */
	uint8_t mark;        /* enum load_mark: "≥", "≤", "~" (estimate), "≈" (assumed) in front */
	uint8_t tone;        /* enum severity: ⚠ behind from SEVERITY_NOTICE to SEVERITY_ERROR */
};

struct cell cell_text(const char *text); /* NULL: unknown */
struct cell cell_link(const char *text, const char *url);
struct cell cell_number(double number);  /* any type of number */
struct cell cell_count(size_t count);   /* 0: CELL_NONE */
struct cell cell_load(double watts, enum load_mark mark);
struct cell cell_judged(double number, enum severity tone);
struct cell cell_bool(bool value);
struct cell cell_list(const char *const *items, size_t count);
struct cell cell_unknown(void);

struct row {
	struct cell *cells; /* one a column */
	unsigned level;     /* depth in a tree; rows stand behind their parent */
};

/* One value of the policy: {"draw", "rollup", 0}, {"trip", NULL, 1.13}. */
struct fact {
	const char *key;
	const char *text; /* NULL: `number` */
	double number;
};

/* Set what is before `columns` directly after report_new(); NULL or "" is left
 * out for people and null in JSON. */
struct report {
	const char *title;     /* "Rack utilization, AMS1" */
	const char *taken_at;  /* as it is to be printed */
	const char *netbox_url, *netbox_version;
	const struct fact *policy;
	size_t policy_count;
	uint32_t known, total; /* coverage: draws known / all */
	bool watts;            /* people see whole watts, however large some are */
	bool plain;            /* a list without figures: no coverage for people */
	struct arena *arena;
	const char *kind;      /* "utilization" */
	const struct column *columns;
	size_t column_count;
	struct row *rows;
	size_t row_count, row_capacity;
	struct cell *total_cells; /* NULL: no total row */
	const char **notes;       /* one line each at the foot */
	size_t note_count, note_capacity;
	/* The same laid out another way for text and Markdown that are not wide; NULL:
	 * as it is. Choosing rows drops it; freed along. */
	struct report *people;
};

/* `columns` are borrowed. */
struct report *report_new(const char *kind, const struct column *columns, size_t column_count);
void report_free(struct report *report);
/* Title, time, source, policy, coverage and notes of another report, which must
 * live as long as this one. */
void report_copy_head(struct report *report, const struct report *from);

/* Cells of a new row, blank; they stay where they are. */
struct cell *report_add_row(struct report *report, unsigned level);
/* Cells of the total row, blank; made by the first call. Left blank, its first
 * cell reads "Total" (not in JSON). */
struct cell *report_total(struct report *report);
void report_note(struct report *report, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* -- choosing --------------------------------------------------------------
 * The total row stays that of all rows; what is left out is said in a note. */

/* Sorts by "KEY,KEY…": text and ids upwards in natural order, measures from the
 * largest down; "+KEY" up and "-KEY" down whatever the type. Unknown and blank
 * stand last either way, equal rows keep their order. In a tree siblings are
 * sorted and take what is below them along. An unknown key: ERROR_USAGE with the
 * nearest key and all of them; the report is unchanged then. */
bool report_sort(struct report *report, const char *keys, struct error *err);

/* Keeps rows of at least `percent` in the headline column, and what is above
 * them in a tree. Without such a column: ERROR_USAGE. */
bool report_min(struct report *report, double percent, struct error *err);

/* Keeps the first `count` rows. */
void report_top(struct report *report, size_t count);

/* -- for writers ------------------------------------------------------------ */

struct report_options {
	bool ascii;    /* text: no character beyond ASCII (the locale is not UTF-8) */
	bool wide;     /* text, Markdown: COLUMN_WIDE too */
	bool no_links; /* Markdown */
};

/* What people get to see of a report: the columns shown, and one unit for all
 * watts, so that figures compare: kW when any in a row is 100 kW or more (totals
 * follow) unless the report says watts. What
 * would round to nothing reads "<0.1" (or "<1"), never 0. */
struct view {
	const struct report *report;
	size_t *columns; /* indices */
	size_t column_count;
	bool kilowatts;
};
/* `page`: lines may be as long as they like (Markdown). */
void view_start(struct view *view, const struct report *report, const struct report_options *options, bool page);
void view_end(struct view *view);

/* Column `i` of those shown; texts go through `put`. */
void view_write_heading(const struct view *view, size_t i, FILE *out,
                        void (*put)(FILE *, const char *));
void view_write_cell(const struct view *view, size_t i, const struct cell *cell, FILE *out,
                     void (*put)(FILE *, const char *));

/* Line `i` of the foot, malloc'd: coverage, policy, what the marks in use mean,
 * notes; a line may be empty. NULL behind the last. */
char *view_foot(const struct view *view, size_t i, void (*put)(FILE *, const char *));

bool column_is_right(const struct column *column);
const char *column_unit(const struct column *column); /* of the values as they are; NULL: none */
bool cell_is_empty(const struct cell *cell, enum cell_type type); /* unknown is not */
bool cell_warns(const struct cell *cell); /* wants a ⚠ */
const char *mark_sign(enum load_mark mark); /* "≥"; "" of exact ones */
/* The number of a fact, to four decimals: "1.13"; NULL when it is unknown. */
char *fact_format(const struct fact *fact, char text[NUMBER_MAX]);
bool report_is_tree(const struct report *report);

/* False with ERROR_WRITE if anything written to `out` so far got lost. */
bool report_written(FILE *out, struct error *err);

#endif
