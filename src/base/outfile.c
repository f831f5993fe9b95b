/* Whole files: the temporary file lives beside the target, so that rename(2)
 * is atomic. What is not a regular file (a device, a pipe) cannot be replaced
 * and is written directly. */
#include "base/outfile.h"

#include "base/arena.h"
#include "base/litter.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct outfile {
	FILE *stream;
	char *path, *temporary; /* temporary NULL: written directly */
};

static bool fail(const char *path, struct error *err)
{
	return error_set(err, ERROR_WRITE, "%s: cannot write: %s", path, strerror(errno));
}

static bool is_direct(const char *path)
{
	struct stat st;
	return stat(path, &st) == 0 && !S_ISREG(st.st_mode);
}

/* A new file beside `path`, with the mode a new file gets, or the old file's. */
static FILE *open_temporary(struct outfile *out)
{
	size_t size = strlen(out->path) + sizeof ".XXXXXX";
	out->temporary = xmalloc(size);
	snprintf(out->temporary, size, "%s.XXXXXX", out->path);
	int fd = litter_make(out->temporary);
	if (fd < 0) {
		free(out->temporary);
		out->temporary = NULL;
		return NULL;
	}
	struct stat st;
	mode_t mask = umask(0);
	umask(mask);
	fchmod(fd, stat(out->path, &st) == 0 ? st.st_mode & 07777 : 0666 & ~mask);
	return fdopen(fd, "wb");
}

bool outfile_open(const char *path, struct outfile **result, struct error *err)
{
	struct outfile *out = xcalloc(1, sizeof *out);
	out->path = xstrdup(path);
	if (strcmp(path, "-") == 0)
		out->stream = stdout;
	else if (is_direct(path))
		out->stream = fopen(path, "wb");
	else
		out->stream = open_temporary(out);
	if (!out->stream) {
		fail(path, err);
		outfile_discard(out);
		return false;
	}
	*result = out;
	return true;
}

FILE *outfile_stream(struct outfile *out)
{
	return out->stream;
}

static void outfile_free(struct outfile *out)
{
	if (out->temporary)
		litter_done(out->temporary);
	free(out->path);
	free(out->temporary);
	free(out);
}

bool outfile_commit(struct outfile *out, struct error *err)
{
	bool ok = fflush(out->stream) == 0 && !ferror(out->stream);
	if (ok && out->temporary)
		ok = fsync(fileno(out->stream)) == 0;
	int saved = errno;
	if (out->stream != stdout && fclose(out->stream) != 0 && ok) {
		saved = errno;
		ok = false;
	}
	if (ok && out->temporary && rename(out->temporary, out->path) != 0) {
		saved = errno;
		ok = false;
	}
	if (!ok) {
		errno = saved;
		fail(strcmp(out->path, "-") ? out->path : "standard output", err);
		if (out->temporary)
			unlink(out->temporary);
	}
	outfile_free(out);
	return ok;
}

void outfile_discard(struct outfile *out)
{
	if (!out)
		return;
	if (out->stream && out->stream != stdout)
		fclose(out->stream);
	if (out->temporary)
		unlink(out->temporary);
	outfile_free(out);
}

bool outfile_write(const char *path, const void *data, size_t size, struct error *err)
{
	struct outfile *out;
	if (!outfile_open(path, &out, err))
		return false;
	fwrite(data, 1, size, outfile_stream(out));
	return outfile_commit(out, err);
}

bool outfile_check(const char *path, struct error *err)
{
	if (strcmp(path, "-") == 0)
		return true;
	struct stat st;
	if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
		return error_set(err, ERROR_WRITE, "%s: cannot write: is a folder", path);
	if (is_direct(path))
		return access(path, W_OK) == 0 || fail(path, err);
	char *copy = xstrdup(path);
	const char *folder = dirname(copy);
	bool ok = access(folder, W_OK | X_OK) == 0;
	if (!ok)
		error_set(err, ERROR_WRITE, "%s: cannot write: folder '%s': %s", path, folder, strerror(errno));
	free(copy);
	return ok;
}

static bool read_all(FILE *in, char **data, size_t *size)
{
	size_t capacity = 1 << 16, used = 0;
	char *buffer = xmalloc(capacity);
	for (size_t n; (n = fread(buffer + used, 1, capacity - used - 1, in)) > 0;) {
		used += n;
		if (capacity - used < 2)
			buffer = xrealloc(buffer, capacity *= 2, 1);
	}
	buffer[used] = '\0';
	*data = buffer;
	*size = used;
	return !ferror(in);
}

bool infile_read(const char *path, char **data, size_t *size, struct error *err)
{
	FILE *in = fopen(path, "rb");
	if (!in)
		return error_set(err, ERROR_DATA, "%s: cannot read: %s", path, strerror(errno));
	bool ok = read_all(in, data, size);
	if (!ok) {
		error_set(err, ERROR_DATA, "%s: cannot read: %s", path, strerror(errno));
		free(*data);
	}
	fclose(in);
	return ok;
}
