/* Preloaded into the program: makes its n-th call that puts a file on the disk
 * fail, or its n-th allocation. Only calls from the program itself count, not
 * those of its libraries.
 *
 *     FAIL_IO=3 FAIL_MARK=fired LD_PRELOAD=./failing.so wattmap …
 *     FAIL_MEMORY=500 FAIL_MARK=fired LD_PRELOAD=./failing.so wattmap …
 *
 * FAIL_MARK is a file that is made when the call came and failed. A stream that
 * is to fail is turned to /dev/full, so that stdio itself notices it. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define REAL(name) ((__typeof__(&name))(uintptr_t)dlsym(RTLD_NEXT, #name))
#define CALLER() ((uintptr_t)__builtin_return_address(0))

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);

static uintptr_t program_start, program_end;
static long io_left, memory_left;

static int find_program(struct dl_phdr_info *info, size_t size, void *context)
{
	(void)size;
	(void)context;
	for (int i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *segment = &info->dlpi_phdr[i];
		if (segment->p_type == PT_LOAD && (segment->p_flags & PF_X)) {
			program_start = info->dlpi_addr + segment->p_vaddr;
			program_end = program_start + segment->p_memsz;
		}
	}
	return 1; /* the first one is the program */
}

__attribute__((constructor)) static void start(void)
{
	const char *io = getenv("FAIL_IO"), *memory = getenv("FAIL_MEMORY");
	dl_iterate_phdr(find_program, NULL);
	io_left = io ? atol(io) : 0;
	memory_left = memory ? atol(memory) : 0;
}

static int is_due(long *left, uintptr_t caller)
{
	if (*left == 0 || caller < program_start || caller >= program_end || --*left != 0)
		return 0;
	const char *mark = getenv("FAIL_MARK");
	int fd = mark ? open(mark, O_WRONLY | O_CREAT, 0600) : -1;
	if (fd >= 0)
		close(fd);
	return 1;
}

static int writes_a_file(FILE *stream)
{
	struct stat st;
	int fd = stream ? fileno(stream) : -1, mode = fd < 0 ? -1 : fcntl(fd, F_GETFL);
	return fd > 2 && mode >= 0 && (mode & O_ACCMODE) != O_RDONLY && fstat(fd, &st) == 0 && S_ISREG(st.st_mode);
}

static void fill_up(FILE *stream)
{
	int full = open("/dev/full", O_WRONLY);
	dup2(full, fileno(stream));
	close(full);
}

size_t fwrite(const void *data, size_t size, size_t count, FILE *stream)
{
	if (writes_a_file(stream) && is_due(&io_left, CALLER()))
		fill_up(stream);
	return REAL(fwrite)(data, size, count, stream);
}

int fflush(FILE *stream)
{
	if (writes_a_file(stream) && is_due(&io_left, CALLER()))
		fill_up(stream);
	return REAL(fflush)(stream);
}

int fclose(FILE *stream)
{
	int fails = writes_a_file(stream) && is_due(&io_left, CALLER());
	int result = REAL(fclose)(stream);
	errno = fails ? EIO : errno;
	return fails ? EOF : result;
}

int fsync(int fd)
{
	errno = EIO;
	return is_due(&io_left, CALLER()) ? -1 : REAL(fsync)(fd);
}

int mkstemp(char *template)
{
	errno = ENOSPC;
	return is_due(&io_left, CALLER()) ? -1 : REAL(mkstemp)(template);
}

int rename(const char *from, const char *to)
{
	errno = EIO;
	return is_due(&io_left, CALLER()) ? -1 : REAL(rename)(from, to);
}

void *malloc(size_t size)
{
	errno = ENOMEM;
	return is_due(&memory_left, CALLER()) ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
	errno = ENOMEM;
	return is_due(&memory_left, CALLER()) ? NULL : __libc_calloc(count, size);
}

void *realloc(void *old, size_t size)
{
	errno = ENOMEM;
	return is_due(&memory_left, CALLER()) ? NULL : __libc_realloc(old, size);
}
