#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

/* The one option table. Parsing, --help, the shell completions and the check
 * of the man page all read it; a new option is one row in options.c and one
 * field here.
 *
 * A value comes from, in this order: the command line, the environment (rows
 * with `variable`), the configuration file (rows with `setting`; cli/config.h),
 * the row's `fallback`. Whoever sets a value first wins. */

#include "base/error.h"
#include "model/select.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct text_list {
	const char **items;
	size_t count, capacity;
};

struct term_list {
	struct scope_term *items;
	size_t count, capacity;
};

/* Everything the user said. Texts point into argv, the environment and the config. */
struct options {
	/* source */
	const char *netbox, *snapshot, *save, *token_file, *cacert;
	const char *profile, *config_path;
	bool insecure;
	long jobs;
	double timeout_s;
	/* scope */
	struct term_list scope; /* in the order given */
	/* policy: choices are indices of their value lists */
	int draw, psu;
	long psus; /* --psu N: how many supplies; 0: not given */
	double estimate, continuous; /* NAN: not given */
	bool include_planned;
	bool fold;             /* floor */
	const char *row;       /* floor; NULL: location */
	/* look */
	const char *style, *title, *link_base;
	int detail;
	bool no_links;
	double dpi;
	int show, purpose; /* purpose: enum purpose; 0 not given */
	const char *paper, *tiles, *drawing_number, *revision, *drawn_by, *checked_by;
	int orientation;
	double min_type; /* NAN: by the paper */
	/* output */
	struct text_list outputs;
	int format; /* -1: not given */
	int stamp;
	bool if_changed;
	/* of one command */
	const char *root;
	bool json, profiles;
	int by;
	const char *sort;
	long top;
	double min_pct; /* NAN: not given */
	bool wide;
	int each, fail_on; /* each -1: not given */
	bool pairs, cascade, failover, normal;
	struct text_list given;
	const char *pack;
	const char *rules, *ignore, *device, *baseline;
	bool list;
	double watts, u_height; /* NAN: not given */
	const char *connector;
	bool png;
	/* serve */
	const char *listen, *base_path, *serve_token_file;
	bool open_to_all, behind_proxy; /* --public */
	double refresh_s, max_stale_s, rate, render_timeout_s;
	long workers, max_connections, max_url, max_queue, burst, render_memory_mb, cache_mb, recycle;
	bool full;
	int loads; /* LOADS_PATH: up to the rack PDUs */
	long max_requests; /* 0: no limit */
	/* general */
	bool help, version, quiet, verbose;

	bool wants_types; /* set by a command: it needs the heights of devices */

	struct text_list operands; /* after the command's name */
	const struct command *command; /* NULL: only --help or --version */
	unsigned char *origins;    /* enum origin, by row */
	struct config *config;     /* cli/config.h; NULL for commands that read none */

	/* of a program that makes many outputs of one reading; else NULL */
	const struct held *held;   /* the data, cli/picture.h */
	const struct object *element; /* of that data: what the operand or --root means, else found by its name */
	FILE *standard;            /* what "-" is instead of standard output */
};

enum { LOADS_ALL, LOADS_PATH };
/* The severities are audit's, what comes behind them is fail's. */
enum fail_on { FAIL_ON_NEVER, FAIL_ON_DARK = 4, FAIL_ON_RISK, FAIL_ON_OVERLOAD, FAIL_ON_LOST, FAIL_ON_VALUES };

enum origin { ORIGIN_NONE, ORIGIN_COMMAND_LINE, ORIGIN_ENVIRONMENT, ORIGIN_FILE, ORIGIN_DEFAULT };

enum option_group {
	GROUP_SOURCE, GROUP_SCOPE, GROUP_POLICY, GROUP_LOOK, GROUP_OUTPUT, GROUP_COMMAND, GROUP_GENERAL,
	OPTION_GROUPS
};
const char *option_group_title(enum option_group group);

enum option_type {
	OPTION_FLAG,    /* bool */
	OPTION_TEXT,    /* const char *, not empty */
	OPTION_ANYTEXT, /* const char *, may be empty */
	OPTION_FILE,    /* const char *, completed as a file name */
	OPTION_FILES,   /* struct text_list of file names */
	OPTION_LIST,    /* struct text_list */
	OPTION_TERM,    /* struct term_list; `low` is the enum scope_option */
	OPTION_CHOICE,  /* int */
	OPTION_INTEGER, /* long, low … high */
	OPTION_NUMBER,  /* double, low … high */
	OPTION_REFUSED  /* always an error: `help` says why; shown nowhere */
};

struct option_row {
	const char *name;
	char letter;                /* 0: none */
	const char *argument;       /* "FILE"; NULL: a flag */
	enum option_type type;
	size_t offset;              /* into struct options */
	enum option_group group;
	unsigned commands;          /* bits of enum command_id */
	const char *help;
	const char *const *values;  /* choices, ends in NULL */
	bool (*takes)(const struct command *command, int value); /* which of them are the command's; NULL: all */
	double low, high;
	const char *fallback;       /* NULL: none */
	const char *variable;       /* environment; NULL: none */
	bool setting;               /* may stand in the configuration file */
	size_t count_offset;        /* a choice on the command line may also be a whole number low … high, kept in this long; 0: no */
	const char *listing;        /* command that lists the values, for completion; NULL: none */
	bool local;                 /* not for requests over HTTP; nor is anything that names a file */
};

/* Row `i`, or NULL behind the last. */
const struct option_row *option_row(size_t i);
/* The next row from *i on that `commands` (bits) may use and --help shows, or
 * NULL; moves *i behind it. */
const struct option_row *option_next(size_t *i, unsigned commands);

/* Parses the command line: options and operands may be mixed, `--opt=value`
 * and `--opt value` are the same, `--` ends the options. The first operand is
 * the command. Errors (ERROR_USAGE) offer the nearest name. Values not given
 * come from the environment and the table. */
bool options_parse(struct options *options, int argc, char **argv, struct error *err);
void options_free(struct options *options);

/* The options of a request to a program that runs with `base`: for `command`,
 * with the operands given, and each pair as --NAME VALUE on its command line (no
 * value: a flag). What names files, sources or outputs of the program is
 * refused. The scope of `base` bounds what is asked for. Texts point into the
 * pairs and `base`, which must outlive it. */
struct option_pair {
	const char *name, *value;
};
bool options_request(struct options *options, const struct options *base, const struct command *command,
                     const char *const *operands, size_t operand_count, const struct option_pair *pairs, size_t count,
                     struct error *err);
void options_request_free(struct options *options);

/* Sets what is not set yet from another source of values: `lookup` gives the
 * text of a row or NULL; `where` is named in errors ("NETBOX_URL", "file:12"). */
struct option_source {
	enum origin origin;
	const char *(*lookup)(void *context, const struct option_row *row, const char **where);
	void *context;
};
bool options_fill(struct options *options, const struct option_source *source, struct error *err);

/* Would this do as the value of a row? */
bool options_check(const struct option_row *row, const char *text, const char *where, struct error *err);

/* Where the value of --NAME came from. */
enum origin options_origin(const struct options *options, const char *name);
const struct option_row *option_named(const char *name);

/* A value as it would be written; NULL when there is none. May be `text`. */
enum { OPTION_TEXT_MAX = 40 };
const char *options_text(const struct options *options, const struct option_row *row, char text[OPTION_TEXT_MAX]);

/* "; did you mean 'X'?" when one of `names` is near `word`, else "". Returns
 * `text`. `names(context, i)` is NULL at the end. */
enum { NEAREST_MAX = 160 };
char *nearest_text(char text[NEAREST_MAX], const char *word, const char *prefix,
                   const char *(*names)(const void *context, size_t i), const void *context);
/* The same over an array that ends in NULL. */
char *nearest_value(char text[NEAREST_MAX], const char *word, const char *const *values);
/* "a, b or c". malloc'd. */
char *values_text(const char *const *values);
/* The choices of a row that are the command's. */
char *option_choices(const struct option_row *row, const struct command *command);

#endif
