/* The program: the one place that prints errors and exits. */
#include "base/error.h"
#include "base/log.h"
#include "cli/command.h"
#include "cli/options.h"

#include <fcntl.h>
#include <limits.h>
#include <locale.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

/* A program started without one of its three standard streams would open a
 * file of its own in that place; what cannot be written fails instead. */
static void streams_init(void)
{
	int fd;
	while ((fd = open("/dev/null", O_RDONLY)) >= 0 && fd <= STDERR_FILENO)
		;
	if (fd > STDERR_FILENO)
		close(fd);
}

static bool run(const struct options *options, struct error *err)
{
	if (options->version)
		return cmd_version(options, err);
	if (!options->help)
		return options->command->run(options, err);
	if (options->command)
		help_command(options->command, stdout);
	else
		help_program(stdout);
	return stdout_finish(err);
}

/* glibc raises the size from which memory comes fresh from the system (and is zero,
 * page by page, when it is touched) to the largest block freed so far; then big
 * arrays of which a picture uses little are cleared as a whole. And it asks for
 * 128 kB at a time, and gives back what is soon asked for again: a tenth of the time
 * of many reports. */
static void settle_memory(void)
{
#ifdef M_MMAP_THRESHOLD
	mallopt(M_MMAP_THRESHOLD, 1024 * 1024);
	mallopt(M_TRIM_THRESHOLD, INT_MAX);
	mallopt(M_TOP_PAD, 16 * 1024 * 1024);
#endif
}

int main(int argc, char **argv)
{
	struct options options;
	struct error err = { .code = ERROR_NONE };
	streams_init();
	settle_memory();
	setlocale(LC_CTYPE, ""); /* to know whether a terminal shows UTF-8; numbers stay in C */
	bool ok = options_parse(&options, argc, argv, &err);
	if (ok) {
		log_set_level(options.quiet ? LOG_QUIET : options.verbose ? LOG_VERBOSE : LOG_NORMAL);
		ok = run(&options, &err);
	}
	options_free(&options);
	if (ok)
		return 0;
	fprintf(stderr, "wattmap: %s\n", err.text);
	return (int)err.code;
}
