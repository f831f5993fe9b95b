/* Planning and writing the files of a run. */
#include "cli/output.h"

#include "base/arena.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/outfile.h"
#include "cli/command.h"
#include "cli/config.h"
#include "cli/unchanged.h"

#include <errno.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* -- the plan ----------------------------------------------------------- */

static bool same_inode(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

/* Do both begin in the same folder and end in the same name? */
static bool same_place(const char *a, const char *b)
{
	char *copies[4] = { xstrdup(a), xstrdup(a), xstrdup(b), xstrdup(b) };
	struct stat first, second;
	bool same = strcmp(basename(copies[0]), basename(copies[2])) == 0 &&
	            stat(dirname(copies[1]), &first) == 0 && stat(dirname(copies[3]), &second) == 0 &&
	            same_inode(&first, &second);
	for (size_t i = 0; i < 4; i++)
		free(copies[i]);
	return same;
}

/* ./a.svg is a.svg, and so is a link to it. Devices and pipes are never the
 * same file: each writing is heard. */
static bool same_file(const char *a, const char *b)
{
	struct stat first, second;
	if (!a || !b)
		return false;
	if (strcmp(a, "-") == 0 || strcmp(b, "-") == 0)
		return strcmp(a, b) == 0;
	if (stat(a, &first) == 0 && stat(b, &second) == 0)
		return S_ISREG(first.st_mode) && same_inode(&first, &second);
	return same_place(a, b);
}

static bool is_regular(const char *path)
{
	struct stat st;
	return stat(path, &st) != 0 || S_ISREG(st.st_mode);
}

bool output_check(const struct options *options, const char *path, struct error *err)
{
	const struct {
		const char *option, *path;
	} read[] = { { "snapshot", options->snapshot },
	             { "token-file", options->token_file },
	             { "cacert", options->cacert },
	             { "config", options->config ? options->config->path : NULL },
	             { "style", options->style },
	             { "baseline", options->baseline } };
	for (size_t i = 0; i < sizeof read / sizeof *read; i++)
		if (same_file(path, read[i].path))
			return error_set(err, ERROR_USAGE, "%s: is read as --%s and would be overwritten", path,
			                 read[i].option);
	return outfile_check(path, err);
}

static const char *suffix_of(const char *path)
{
	const char *name = strrchr(path, '/');
	const char *dot = strrchr(name ? name : path, '.');
	return dot ? dot + 1 : "";
}

/* Pictures and tables have formats of their own. */
#define BIT(format) (1u << FORMAT_##format)
#define TABLE (BIT(TXT) | BIT(CSV) | BIT(JSON) | BIT(MD))
#define DRAWN (BIT(SVG) | BIT(PNG) | BIT(PDF) | BIT(DOT))
static const struct suite {
	bool (*run)(const struct options *options, struct error *err); /* NULL: all others */
	const char *operand; /* NULL: whatever it is */
	unsigned formats;
	const char *words;
} suites[] = {
	{ cmd_audit, NULL, TABLE | BIT(SARIF) | BIT(XML), "txt, csv, json, md, sarif and xml" },
	{ cmd_report, REPORT_ALL, TABLE & ~BIT(CSV), "txt, json and md; csv holds one table: name one kind of report" },
	{ cmd_report, NULL, TABLE, "txt, csv, json and md" },
	{ cmd_list, NULL, TABLE, "txt, csv, json and md" },
	{ cmd_fail, NULL, TABLE | DRAWN, "svg, png, pdf, dot, txt, csv, json and md" }, /* a table, and a picture of it */
	{ NULL, NULL, DRAWN | BIT(JSON) | BIT(TXT), "svg, png, pdf, dot, json, txt and, beside a png, html" },
};

static const struct suite *suite_of(const struct command *command, const char *operand)
{
	const struct suite *suite = suites;
	while (suite->run && (suite->run != command->run ||
	                      (suite->operand && (!operand || strcmp(suite->operand, operand) != 0))))
		suite++;
	return suite;
}

bool output_fits(const struct command *command, const char *operand, enum format format)
{
	return format != FORMATS && suite_of(command, operand)->formats >> format & 1;
}

/* Tables are HTML only within a page that someone else writes. */
static bool is_part(const struct options *options, const struct suite *suite)
{
	return options->standard && (suite->run == cmd_report || suite->run == cmd_audit);
}

static bool plan_format(const struct options *options, struct output *output, struct error *err)
{
	bool standard = strcmp(output->path, "-") == 0;
	if (standard && options->format < 0)
		return error_set(err, ERROR_USAGE, "-o -: say which format with --format");
	output->format = standard ? (enum format)options->format : format_by_name(suffix_of(output->path));
	const char *operand = options->operands.count ? options->operands.items[0] : NULL;
	const struct suite *suite = suite_of(options->command, operand);
	if (output_fits(options->command, operand, output->format) ||
	    (output->format == FORMAT_HTML && (standard ? is_part(options, suite) : !suite->run)))
		return true;
	if (standard)
		return error_set(err, ERROR_USAGE, "--format: '%s' is none of %s", format_name(output->format), suite->words);
	return error_set(err, ERROR_USAGE, "%s: its suffix is none of %s", output->path, suite->words);
}

static bool plan_one(const struct options *options, struct outputs *outputs, const char *path, struct error *err)
{
	struct output *output = &outputs->items[outputs->count];
	output->path = path;
	if (!plan_format(options, output, err))
		return false;
	for (size_t i = 0; i < outputs->count; i++)
		if (same_file(path, outputs->items[i].path))
			return error_set(err, ERROR_USAGE, "-o %s: given twice", path);
	if (same_file(path, options->save))
		return error_set(err, ERROR_USAGE, "-o %s: is the file of --save, too", path);
	outputs->count++;
	return output_check(options, path, err);
}

/* Without -o: standard output, text unless --format says otherwise. */
static bool plan_default(const struct options *options, struct outputs *outputs, struct error *err)
{
	struct output *output = &outputs->items[outputs->count++];
	*output = (struct output){ .path = "-", .format = FORMAT_TXT };
	return options->format < 0 || plan_format(options, output, err);
}

static size_t folder_length(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash ? (size_t)(slash - path) : 0;
}

/* An image map needs its image, in the same folder. */
static bool check_maps(const struct outputs *outputs, struct error *err)
{
	const struct output *png = NULL;
	for (size_t i = 0; i < outputs->count && !png; i++)
		if (outputs->items[i].format == FORMAT_PNG && strcmp(outputs->items[i].path, "-") != 0)
			png = &outputs->items[i];
	for (size_t i = 0; i < outputs->count; i++) {
		const char *path = outputs->items[i].path;
		if (outputs->items[i].format != FORMAT_HTML)
			continue;
		size_t folder = folder_length(path);
		if (!png)
			return error_set(err, ERROR_USAGE, "%s: an image map needs its image; write a png, too (-o FILE.png)", path);
		if (folder != folder_length(png->path) || strncmp(path, png->path, folder) != 0)
			return error_set(err, ERROR_USAGE, "%s: an image map and its image, %s, must be in one folder", path, png->path);
	}
	return true;
}

bool outputs_plan(const struct options *options, struct outputs *outputs, struct error *err)
{
	size_t count = options->outputs.count;
	bool standard = count == 0;
	*outputs = (struct outputs){ .if_changed = options->if_changed, .dpi = options->dpi,
	                              .standard = options->standard };
	outputs->items = xcalloc(count + 1, sizeof *outputs->items);
	for (size_t i = 0; i < count; i++) {
		if (!plan_one(options, outputs, options->outputs.items[i], err))
			return false;
		standard = standard || strcmp(options->outputs.items[i], "-") == 0;
	}
	if (options->format >= 0 && !standard)
		return error_set(err, ERROR_USAGE, "--format is for standard output; a file's format is its suffix");
	if (count == 0)
		return plan_default(options, outputs, err);
	return check_maps(outputs, err);
}

void outputs_free(struct outputs *outputs)
{
	free(outputs->items);
}

static const char *page_path(struct arena *arena, const char *path, const char *name)
{
	size_t stem = strlen(path) - strlen(suffix_of(path)) - 1;
	return arena_printf(arena, "%.*s-%s%s", (int)stem, path, name, path + stem);
}

bool outputs_split(struct outputs *outputs, const char *const *names, size_t count, struct arena *arena, struct error *err)
{
	struct output *items = xcalloc(outputs->count * count + 1, sizeof *items);
	size_t made = 0;
	for (size_t i = 0; i < outputs->count; i++) {
		const struct output *output = &outputs->items[i];
		bool split = output->format == FORMAT_SVG || output->format == FORMAT_PNG;
		if (split && strcmp(output->path, "-") == 0) {
			free(items);
			return error_set(err, ERROR_USAGE, "--tiles: %s is a file for each tile, so it cannot go to standard output",
			                 format_name(output->format));
		}
		for (size_t page = 0; split && page < count; page++)
			items[made++] = (struct output){ page_path(arena, output->path, names[page]), output->format, page + 1 };
		if (!split)
			items[made++] = *output;
	}
	free(outputs->items);
	outputs->items = items;
	outputs->count = made;
	return true;
}

bool outputs_want(const struct outputs *outputs, enum format format)
{
	for (size_t i = 0; i < outputs->count; i++)
		if (outputs->items[i].format == format)
			return true;
	return false;
}

bool outputs_want_drawing(const struct outputs *outputs)
{
	return outputs_want(outputs, FORMAT_HTML) || outputs_want(outputs, FORMAT_SVG) || outputs_want(outputs, FORMAT_PNG) ||
	       outputs_want(outputs, FORMAT_PDF) || outputs_want(outputs, FORMAT_DOT);
}

bool outputs_want_tooltips(const struct outputs *outputs)
{
	return outputs_want(outputs, FORMAT_HTML) || outputs_want(outputs, FORMAT_SVG) || outputs_want(outputs, FORMAT_DOT);
}

/* -- rendering ---------------------------------------------------------- */

struct rendered {
	char *data;
	size_t size;
	bool leave; /* the file says this already */
};

static bool render(const struct content_writer *writer, const struct output *output, struct rendered *result, struct error *err)
{
	FILE *out = memory_stream(&result->data, &result->size);
	bool ok = output->page ? writer->write_page(writer->context, output, out, err)
	                       : writer->write(writer->context, output->format, out, err);
	fclose(out);
	return ok;
}

/* Binary formats get the picture's fingerprint; a file that has it stays. */
static bool mark_binary(const struct outputs *outputs, const struct content_writer *writer, const struct output *output,
                        struct rendered *result, struct error *err)
{
	struct rendered svg = { NULL, 0, false };
	char *old = NULL, *marked;
	size_t old_size;
	struct error none = { .code = ERROR_NONE };
	struct output as_svg = *output;
	as_svg.format = FORMAT_SVG;
	if (!render(writer, &as_svg, &svg, err)) {
		free(svg.data);
		return false;
	}
	double dpi = output->format == FORMAT_PNG ? outputs->dpi : 0;
	uint64_t fingerprint = unchanged_fingerprint(svg.data, svg.size, writer->stamps, dpi);
	if (infile_read(output->path, &old, &old_size, &none))
		result->leave = unchanged_is_marked(old, old_size, fingerprint);
	marked = unchanged_mark(result->data, result->size, fingerprint, &result->size);
	free(result->data);
	result->data = marked;
	free(svg.data);
	free(old);
	return true;
}

static bool file_says(const char *path, const struct rendered *result, const char *const *stamps)
{
	char *old = NULL;
	size_t size;
	struct error none = { .code = ERROR_NONE };
	if (!is_regular(path) || !infile_read(path, &old, &size, &none))
		return false;
	bool same = unchanged_text(old, size, result->data, result->size, stamps);
	free(old);
	return same;
}

static bool render_one(const struct outputs *outputs, const struct content_writer *writer, size_t i,
                       struct rendered *result, struct error *err)
{
	const struct output *output = &outputs->items[i];
	if (!render(writer, output, result, err))
		return error_prefix(err, "%s", output->path);
	if (!outputs->if_changed || strcmp(output->path, "-") == 0 || !is_regular(output->path))
		return true;
	if (output->format == FORMAT_PNG || output->format == FORMAT_PDF)
		return mark_binary(outputs, writer, output, result, err);
	result->leave = file_says(output->path, result, writer->stamps);
	return true;
}

/* -- writing ------------------------------------------------------------ */

static bool write_standard(const struct outputs *outputs, const struct rendered *result, struct error *err)
{
	if (outputs->standard)
		return fwrite(result->data, 1, result->size, outputs->standard) == result->size ||
		       error_set(err, ERROR_WRITE, "cannot write: %s", strerror(errno));
	fwrite(result->data, 1, result->size, stdout);
	return stdout_finish(err);
}

/* All files are on the disk before the first one takes its place: a full disk
 * is noticed while every old file is still there. */
static bool write_files(const struct outputs *outputs, const struct rendered *results, struct error *err)
{
	struct outfile **files = xcalloc(outputs->count, sizeof *files);
	bool ok = true;
	for (size_t i = 0; i < outputs->count && ok; i++) {
		const char *path = outputs->items[i].path;
		if (results[i].leave || strcmp(path, "-") == 0)
			continue;
		ok = outfile_open(path, &files[i], err);
		if (ok && (fwrite(results[i].data, 1, results[i].size, outfile_stream(files[i])) != results[i].size ||
		           fflush(outfile_stream(files[i])) != 0)) {
			ok = outfile_commit(files[i], err); /* says why; frees */
			files[i] = NULL;
		}
	}
	for (size_t i = 0; i < outputs->count; i++) {
		if (files[i] && ok)
			ok = outfile_commit(files[i], err);
		else
			outfile_discard(files[i]);
	}
	free(files);
	return ok;
}

static void say_written(const struct outputs *outputs, const struct rendered *results)
{
	for (size_t i = 0; i < outputs->count; i++)
		if (strcmp(outputs->items[i].path, "-") != 0)
			log_debug("%s: %s", outputs->items[i].path, results[i].leave ? "left as it is" : "written");
}

/* First a pdf: it has no help of a second process when a png was drawn, see graphviz_may_fork(). */
static bool render_all(const struct outputs *outputs, const struct content_writer *writer, struct rendered *results,
                       struct error *err)
{
	for (int late = 0; late < 2; late++)
		for (size_t i = 0; i < outputs->count; i++)
			if ((outputs->items[i].format != FORMAT_PDF) == late && !render_one(outputs, writer, i, &results[i], err))
				return false;
	return true;
}

bool outputs_write(const struct outputs *outputs, const struct content_writer *writer, struct error *err)
{
	struct rendered *results = xcalloc(outputs->count, sizeof *results);
	bool ok = render_all(outputs, writer, results, err);
	ok = ok && write_files(outputs, results, err);
	if (ok)
		say_written(outputs, results);
	for (size_t i = 0; i < outputs->count; i++) {
		if (ok && strcmp(outputs->items[i].path, "-") == 0)
			ok = write_standard(outputs, &results[i], err);
		free(results[i].data);
	}
	free(results);
	return ok;
}

/* -- one file ----------------------------------------------------------- */

bool output_write(const char *path, bool if_changed, const char *const *stamps,
                  bool (*write)(const void *context, FILE *out, struct error *err), const void *context,
                  struct error *err)
{
	struct rendered result = { NULL, 0, false };
	struct outfile *file;
	if (if_changed && strcmp(path, "-") != 0) {
		FILE *out = memory_stream(&result.data, &result.size);
		bool ok = write(context, out, err);
		fclose(out);
		if (ok && !file_says(path, &result, stamps))
			ok = outfile_write(path, result.data, result.size, err);
		free(result.data);
		return ok;
	}
	if (!outfile_open(path, &file, err))
		return false;
	bool ok = write(context, outfile_stream(file), err);
	if (!ok && !ferror(outfile_stream(file))) {
		outfile_discard(file);
		return false;
	}
	if (!ok)
		error_clear(err); /* closing it tells the reason and the file */
	return outfile_commit(file, err);
}
