/* Lines are split by sscanf() with the path last; what the file says is checked
 * as if a stranger had written it, since files are removed by it. */
#include "atlas/manifest.h"

#include "base/outfile.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define HEAD "wattmap-atlas 1"
enum { PATH_MAX_BYTES = 160 };

static bool is_name(const char *name, size_t length)
{
	if (length == 0 || name[0] == '.' || name[0] == '-')
		return false;
	for (size_t i = 0; i < length; i++) {
		char c = name[i];
		bool good = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
		if (!good || (c == '.' && name[i + 1] == '.'))
			return false;
	}
	return true;
}

bool manifest_is_path(const char *path)
{
	const char *slash = strchr(path, '/');
	size_t folder = slash ? (size_t)(slash - path) : 0;
	const char *name = slash ? slash + 1 : path;
	return strlen(path) <= PATH_MAX_BYTES && (!slash || is_name(path, folder)) && is_name(name, strlen(name));
}

int manifest_order(const void *a, const void *b)
{
	const struct manifest_file *left = a, *right = b;
	return strcmp(left->path, right->path);
}

const struct manifest_file *manifest_find(const struct manifest *manifest, const char *path)
{
	const struct manifest_file key = { .path = path };
	return manifest->count ? bsearch(&key, manifest->files, manifest->count, sizeof key, manifest_order) : NULL;
}

/* Equal paths: qsort() keeps no order, so the line number decides. */
struct read_line {
	struct manifest_file file;
	size_t number;
};

static int by_path_and_line(const void *a, const void *b)
{
	const struct read_line *left = a, *right = b;
	int order = manifest_order(&left->file, &right->file);
	return order ? order : (left->number > right->number) - (left->number < right->number);
}

static void keep_last_lines(struct manifest *manifest, struct read_line *lines, size_t count)
{
	if (count)
		qsort(lines, count, sizeof *lines, by_path_and_line);
	manifest->files = arena_array(manifest->arena, count + 1, sizeof *manifest->files);
	for (size_t i = 0; i < count; i++)
		if (i + 1 == count || strcmp(lines[i].file.path, lines[i + 1].file.path) != 0)
			manifest->files[manifest->count++] = lines[i].file;
}

/* True for a line that is understood; `file->path` is set when it is about one. */
static bool read_line(struct manifest *manifest, const char *line, uint64_t *inputs, struct manifest_file *file)
{
	char path[PATH_MAX_BYTES + 2];
	int end = 0;
	*file = (struct manifest_file){ .inputs = *inputs };
	if (sscanf(line, "inputs %16" SCNx64 "%n", inputs, &end) == 1)
		return line[end] == '\0';
	bool written = sscanf(line, "file %16" SCNx64 " %16" SCNx64 " %20" SCNu64 " %161s%n", &file->content, &file->bytes,
	                      &file->size, path, &end) == 4;
	if (!written && sscanf(line, "claim %161s%n", path, &end) != 1)
		return false;
	if (line[end] || !manifest_is_path(path))
		return false;
	file->path = arena_strdup(manifest->arena, path);
	return true;
}

static bool read_lines(struct manifest *manifest, const char *path, char *text, struct error *err)
{
	struct read_line *lines = NULL;
	size_t count = 0, capacity = 0, number = 1;
	uint64_t inputs = 0;
	bool ok = true;
	for (char *end; ok && (end = strchr(text, '\n')); text = end + 1, number++) {
		struct manifest_file file = { .path = NULL };
		*end = '\0';
		ok = number == 1 ? strcmp(text, HEAD) == 0 : read_line(manifest, text, &inputs, &file);
		if (!ok)
			error_set(err, ERROR_DATA, "%s: line %zu: no manifest of an atlas says that", path, number);
		if (!file.path)
			continue;
		lines = array_grow(lines, count, &capacity, sizeof *lines);
		lines[count++] = (struct read_line){ file, number };
	}
	if (ok)
		keep_last_lines(manifest, lines, count);
	free(lines);
	return ok;
}

bool manifest_read(const char *path, struct manifest **result, struct error *err)
{
	char *text = NULL;
	size_t size;
	struct manifest *manifest = xcalloc(1, sizeof *manifest);
	manifest->arena = arena_new();
	bool missing = access(path, F_OK) != 0 && errno == ENOENT;
	bool ok = missing || (infile_read(path, &text, &size, err) && read_lines(manifest, path, text, err));
	free(text);
	if (ok)
		*result = manifest;
	else
		manifest_free(manifest);
	return ok;
}

void manifest_free(struct manifest *manifest)
{
	if (manifest)
		arena_free(manifest->arena);
	free(manifest);
}

void manifest_write_head(FILE *out)
{
	fputs(HEAD "\n", out);
}

void manifest_write_file(FILE *out, const struct manifest_file *file, uint64_t *inputs)
{
	if (file->inputs != *inputs)
		fprintf(out, "inputs %016" PRIx64 "\n", *inputs = file->inputs);
	if (file->size)
		fprintf(out, "file %016" PRIx64 " %016" PRIx64 " %" PRIu64 " %s\n", file->content, file->bytes, file->size,
		        file->path);
	else
		fprintf(out, "claim %s\n", file->path);
}
