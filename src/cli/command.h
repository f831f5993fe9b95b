#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H

/* The commands: one row here, one file cmd_NAME.c each. */

#include "base/error.h"
#include "cli/options.h"

#include <stdbool.h>
#include <stdio.h>

enum command_id {
	COMMAND_CHAIN, COMMAND_TRACE, COMMAND_FLOOR, COMMAND_REPORT, COMMAND_FAIL, COMMAND_AUDIT, COMMAND_ATLAS, COMMAND_SERVE, COMMAND_SNAPSHOT, COMMAND_DOCTOR, COMMAND_LIST,
	COMMAND_CONFIG, COMMAND_COMPLETION, COMMAND_HELP, COMMAND_VERSION,
	COMMANDS
};

/* Sets of commands, for the option table. */
#define ONLY(id) (1u << COMMAND_##id)
#define PICTURES (ONLY(CHAIN) | ONLY(TRACE) | ONLY(FLOOR) | ONLY(FAIL))
#define TABLES   (ONLY(REPORT) | ONLY(FAIL))
#define SHOWS    (PICTURES | ONLY(REPORT) | ONLY(AUDIT))
#define FIGURES  (SHOWS | ONLY(ATLAS) | ONLY(SERVE))
#define READERS  (FIGURES | ONLY(SNAPSHOT) | ONLY(DOCTOR) | ONLY(LIST))
#define ANY      ((1u << COMMANDS) - 1)

struct command {
	const char *name;
	const char *operands;             /* "ELEMENT...", "" none */
	size_t least, most;               /* how many operands; most 0: none */
	const char *const *operand_words; /* what an operand may be, for completion; NULL: names */
	const char *summary;              /* one line, no full stop */
	const char *text;                 /* a paragraph */
	const char *const *examples;      /* command lines, ends in NULL */
	/* Does the work. Prints results to stdout or files, never an error. */
	bool (*run)(const struct options *options, struct error *err);
};

extern const struct command commands[COMMANDS];

/* By name, or ERROR_USAGE with the nearest one. */
bool command_find(const char *name, const struct command **command, struct error *err);
unsigned command_bit(const struct command *command);

/* What `list` lists: kinds, then words for devices of one sort. Ends in NULL. */
extern const char *const list_kinds[];
extern const char *const completion_shells[];
extern const char *const report_words[]; /* the kinds, and: */
#define REPORT_ALL "all"

bool cmd_chain(const struct options *options, struct error *err);
bool cmd_floor(const struct options *options, struct error *err);
bool cmd_trace(const struct options *options, struct error *err);
bool cmd_fail(const struct options *options, struct error *err);
bool cmd_audit(const struct options *options, struct error *err);
bool cmd_atlas(const struct options *options, struct error *err);
bool cmd_serve(const struct options *options, struct error *err);
bool cmd_report(const struct options *options, struct error *err);
bool cmd_snapshot(const struct options *options, struct error *err);
bool cmd_doctor(const struct options *options, struct error *err);
bool cmd_list(const struct options *options, struct error *err);
bool cmd_config(const struct options *options, struct error *err);
bool cmd_completion(const struct options *options, struct error *err);
bool cmd_help(const struct options *options, struct error *err);
bool cmd_version(const struct options *options, struct error *err);

/* help.c: of one command, of the program. */
void help_command(const struct command *command, FILE *out);
void help_program(FILE *out);

/* What a command printed to stdout is complete only when this says so. */
bool stdout_finish(struct error *err);

#endif
