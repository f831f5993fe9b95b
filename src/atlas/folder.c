/* flock(2) and not fcntl(2): the processes of a run share the lock, and closing
 * some other descriptor of the file does not drop it. */
#include "atlas/folder.h"

#include "base/arena.h"
#include "base/descriptor.h"
#include "base/log.h"
#include "base/outfile.h"
#include "base/text.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

struct folder {
	struct arena *arena;
	const char *path;
	int lock;
	struct manifest *manifest;
	FILE *record;    /* grows during a run; NULL before folder_claim() */
	uint64_t inputs; /* of the last line in it */
};

static bool fail(const char *path, struct error *err)
{
	return error_set(err, ERROR_WRITE, "%s: cannot write: %s", path, strerror(errno));
}

/* "DIR/NAME" */
static char *place(const struct folder *folder, const char *name)
{
	size_t size = strlen(folder->path) + strlen(name) + 2;
	char *text = xmalloc(size);
	snprintf(text, size, "%s/%s", folder->path, name);
	return text;
}

/* A folder of that name, which may be there; a link to one is not. */
static bool make_folder(const char *path, bool may_be_link, struct error *err)
{
	struct stat st;
	if (mkdir(path, 0777) == 0)
		return true;
	if (errno != EEXIST)
		return fail(path, err);
	if ((may_be_link ? stat(path, &st) : lstat(path, &st)) == 0 && S_ISDIR(st.st_mode))
		return true;
	return error_set(err, ERROR_WRITE, "%s: is not a folder", path);
}

static bool make_inside(const struct folder *folder, const char *name, struct error *err)
{
	char *path = place(folder, name);
	bool ok = make_folder(path, false, err);
	free(path);
	return ok;
}

/* -- the lock --------------------------------------------------------------- */

static bool somebody_else(const struct folder *folder, struct error *err)
{
	char text[16] = "";
	ssize_t length = pread(folder->lock, text, sizeof text - 1, 0);
	text[length > 0 ? length : 0] = '\0';
	text[strspn(text, "0123456789")] = '\0';
	return error_set(err, ERROR_WRITE, "%s: another atlas is being made there%s%s; try again when it is done",
	                 folder->path, *text ? " by process " : "", text);
}

static bool take_lock(struct folder *folder, struct error *err)
{
	char *path = place(folder, ".wattmap/lock");
	char text[24];
	folder->lock = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0666);
	bool ok = folder->lock >= 0 || fail(path, err);
	if (ok && flock(folder->lock, LOCK_EX | LOCK_NB) != 0)
		ok = errno == EWOULDBLOCK ? somebody_else(folder, err) : fail(path, err);
	if (ok) {
		int length = snprintf(text, sizeof text, "%ld\n", (long)getpid());
		ok = (ftruncate(folder->lock, 0) == 0 && pwrite(folder->lock, text, (size_t)length, 0) == length) || fail(path, err);
	}
	free(path);
	return ok;
}

/* What a run that was killed left half-written. */
static void clear_new(const struct folder *folder)
{
	char *path = place(folder, ".wattmap/new");
	DIR *dir = opendir(path);
	for (struct dirent *entry; dir && (entry = readdir(dir));)
		if (entry->d_name[0] != '.')
			unlinkat(dirfd(dir), entry->d_name, 0);
	if (dir)
		closedir(dir);
	free(path);
}

bool folder_open(const char *path, struct folder **result, struct error *err)
{
	struct folder *folder = xcalloc(1, sizeof *folder);
	folder->arena = arena_new();
	folder->path = arena_strdup(folder->arena, path);
	folder->lock = -1;
	char *manifest = place(folder, ".wattmap/manifest");
	bool ok = make_folder(path, true, err) && make_inside(folder, ".wattmap", err) && take_lock(folder, err) &&
	          make_inside(folder, ".wattmap/new", err) && manifest_read(manifest, &folder->manifest, err);
	if (ok)
		clear_new(folder);
	free(manifest);
	if (ok)
		*result = folder;
	else
		folder_close(folder);
	return ok;
}

void folder_close(struct folder *folder)
{
	if (!folder)
		return;
	if (folder->record)
		fclose(folder->record);
	if (folder->lock >= 0)
		close(folder->lock);
	manifest_free(folder->manifest);
	arena_free(folder->arena);
	free(folder);
}

const struct manifest *folder_manifest(const struct folder *folder)
{
	return folder->manifest;
}

bool folder_is_intact(const struct folder *folder, const struct manifest_file *file)
{
	struct stat st;
	char *path = place(folder, file->path);
	bool intact = file->size && lstat(path, &st) == 0 && S_ISREG(st.st_mode) && (uint64_t)st.st_size == file->size;
	free(path);
	return intact;
}

/* -- the manifest ------------------------------------------------------------ */

/* Nothing there, or a file of ours. */
static bool check_place(const struct folder *folder, const char *name, struct error *err)
{
	struct stat st;
	char *path = place(folder, name);
	bool there = lstat(path, &st) == 0;
	bool ok = there ? S_ISREG(st.st_mode) && manifest_find(folder->manifest, name) : errno == ENOENT;
	if (!ok && there)
		error_set(err, ERROR_WRITE, "%s: stands in the way and is not of this atlas; move it, or choose another folder",
		          path);
	else if (!ok)
		fail(path, err);
	free(path);
	return ok;
}

static bool make_parent(const struct folder *folder, const char *name, char last[], size_t size, struct error *err)
{
	const char *slash = strchr(name, '/');
	size_t length = slash ? (size_t)(slash - name) : 0;
	if (!slash || length >= size || (strlen(last) == length && memcmp(last, name, length) == 0))
		return true;
	memcpy(last, name, length);
	last[length] = '\0';
	return make_inside(folder, last, err);
}

/* Old entries as they are, then what is new. */
static bool write_claims(const struct folder *folder, const char *path, const char *const *paths, size_t count,
                         struct error *err)
{
	struct outfile *out;
	uint64_t inputs = 0;
	if (!outfile_open(path, &out, err))
		return false;
	manifest_write_head(outfile_stream(out));
	for (size_t i = 0; i < folder->manifest->count; i++)
		manifest_write_file(outfile_stream(out), &folder->manifest->files[i], &inputs);
	for (size_t i = 0; i < count; i++)
		if (!manifest_find(folder->manifest, paths[i]))
			manifest_write_file(outfile_stream(out), &(struct manifest_file){ .path = paths[i], .inputs = inputs }, &inputs);
	return outfile_commit(out, err);
}

bool folder_claim(struct folder *folder, const char *const *paths, size_t count, struct error *err)
{
	char last[64] = "", *path = place(folder, ".wattmap/manifest");
	bool ok = true;
	for (size_t i = 0; i < count && ok; i++)
		ok = check_place(folder, paths[i], err);
	ok = ok && write_claims(folder, path, paths, count, err);
	for (size_t i = 0; i < count && ok; i++)
		ok = make_parent(folder, paths[i], last, sizeof last, err);
	if (ok) {
		folder->record = fopen(path, "ae");
		folder->inputs = 0;
		ok = (folder->record && fputs("inputs 0\n", folder->record) >= 0 && fflush(folder->record) == 0) || fail(path, err);
	}
	free(path);
	return ok;
}

bool folder_record(struct folder *folder, const struct manifest_file *file, struct error *err)
{
	manifest_write_file(folder->record, file, &folder->inputs);
	if (fflush(folder->record) == 0 && !ferror(folder->record))
		return true;
	char *path = place(folder, ".wattmap/manifest");
	fail(path, err);
	free(path);
	return false;
}

/* -- files ---------------------------------------------------------------------- */

bool folder_write(const struct folder *folder, size_t slot, const char *name, const void *data, size_t size,
                  struct error *err)
{
	char scratch[40], *path = place(folder, name);
	snprintf(scratch, sizeof scratch, ".wattmap/new/%zu", slot);
	char *fresh = place(folder, scratch);
	int fd = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0666);
	bool ok = fd >= 0 && descriptor_write(fd, data, size);
	int saved = errno;
	if (fd >= 0 && close(fd) != 0 && ok) {
		saved = errno;
		ok = false;
	}
	if (ok && rename(fresh, path) != 0) {
		saved = errno;
		ok = false;
	}
	errno = saved;
	if (!ok) {
		fail(path, err);
		unlink(fresh);
	}
	free(fresh);
	free(path);
	return ok;
}

/* -- the end ---------------------------------------------------------------------- */

static bool is_as_written(const char *path, const struct manifest_file *file)
{
	char *data;
	size_t size;
	struct error none = { .code = ERROR_NONE };
	if (!infile_read(path, &data, &size, &none))
		return false;
	bool same = size == file->size && text_hash(data, size, 0) == file->bytes;
	free(data);
	return same;
}

/* Gone, too, when somebody else has removed it. */
static void remove_one(const struct folder *folder, const struct manifest_file *file, size_t *removed)
{
	struct stat st;
	char *path = place(folder, file->path), *slash = strrchr(path, '/');
	if (lstat(path, &st) != 0 || !S_ISREG(st.st_mode)) {
		free(path);
		return;
	}
	if (is_as_written(path, file))
		*removed += unlink(path) == 0;
	else
		log_warn("%s: is not part of the atlas any more, and stays since somebody changed it", path);
	*slash = '\0';
	if (strchr(file->path, '/'))
		rmdir(path); /* only ever an empty one */
	free(path);
}

static bool is_kept(const struct manifest_file *files, size_t count, const char *path)
{
	const struct manifest all = { .files = (struct manifest_file *)files, .count = count };
	return manifest_find(&all, path) != NULL;
}

bool folder_finish(struct folder *folder, const struct manifest_file *files, size_t count, size_t *removed,
                   struct error *err)
{
	struct outfile *out;
	char *path = place(folder, ".wattmap/manifest");
	uint64_t inputs = 0;
	*removed = 0;
	for (size_t i = 0; i < folder->manifest->count; i++)
		if (!is_kept(files, count, folder->manifest->files[i].path))
			remove_one(folder, &folder->manifest->files[i], removed);
	bool ok = outfile_open(path, &out, err);
	if (ok) {
		manifest_write_head(outfile_stream(out));
		for (size_t i = 0; i < count; i++)
			manifest_write_file(outfile_stream(out), &files[i], &inputs);
		ok = outfile_commit(out, err);
	}
	free(path);
	return ok;
}
