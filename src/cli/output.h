#ifndef CLI_OUTPUT_H
#define CLI_OUTPUT_H

/* The files of one run. They are looked at before any work is done, rendered
 * into memory, and written only when all of them are ready; standard output
 * comes last. So an error leaves every old file as it was. */

#include "base/arena.h"
#include "base/error.h"
#include "cli/command.h"
#include "cli/options.h"
#include "diagram/render.h"

#include <stdbool.h>
#include <stdio.h>

struct output {
	const char *path; /* "-": standard output */
	enum format format;
	size_t page; /* of a drawing in several files, from 1; 0: the whole */
};

struct outputs {
	struct output *items;
	size_t count;
	bool if_changed;
	double dpi;
	FILE *standard; /* what "-" is; NULL: standard output */
};

/* Does the command write this format, with this operand (NULL: with some)? Reports and audits
 * write HTML, too, but only into a page (options->standard). */
bool output_fits(const struct command *command, const char *operand, enum format format);

/* From -o and --format: formats, the same file twice, a file that is also read,
 * a folder that is not there. Without -o: the outline on standard output. */
bool outputs_plan(const struct options *options, struct outputs *outputs, struct error *err);
void outputs_free(struct outputs *outputs);
/* Of every svg and png one file for each page: floor.svg becomes floor-A1.svg …
 * `names` and the new paths live in `arena`. ERROR_USAGE for standard output. */
bool outputs_split(struct outputs *outputs, const char *const *names, size_t count, struct arena *arena, struct error *err);
bool outputs_want(const struct outputs *outputs, enum format format);
/* svg, png, pdf or dot: something with a geometry? */
bool outputs_want_drawing(const struct outputs *outputs);
bool outputs_want_tooltips(const struct outputs *outputs);

/* May `path` be written, and is it none of the files this run reads? */
bool output_check(const struct options *options, const char *path, struct error *err);

/* What is to be written. `stamps`: every text in it that tells the time of the
 * data, for --if-changed; ends in NULL, empty ones are skipped. */
struct content_writer {
	bool (*write)(const void *context, enum format format, FILE *out, struct error *err);
	const void *context;
	const char *const *stamps;
	/* A page of svg or png; NULL where there are none. */
	bool (*write_page)(const void *context, const struct output *output, FILE *out, struct error *err);
};
bool outputs_write(const struct outputs *outputs, const struct content_writer *writer, struct error *err);

/* One file; with `if_changed` left alone when it holds the same but for the
 * digits of the stamps. */
bool output_write(const char *path, bool if_changed, const char *const *stamps,
                  bool (*write)(const void *context, FILE *out, struct error *err), const void *context,
                  struct error *err);

#endif
