#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>

static enum log_level log_level = LOG_NORMAL;

void log_set_level(enum log_level level)
{
	log_level = level;
}

bool log_verbose(void)
{
	return log_level == LOG_VERBOSE;
}

bool log_quiet(void)
{
	return log_level == LOG_QUIET;
}

/* One write per line, control characters replaced: nothing a server sent can
 * move the cursor or break the line. */
__attribute__((format(printf, 2, 0))) static void log_line(const char *kind, const char *format, va_list args)
{
	char line[2048];
	vsnprintf(line, sizeof line, format, args);
	for (unsigned char *p = (unsigned char *)line; *p; p++)
		if (*p < 0x20 || *p == 0x7f)
			*p = '?';
	fprintf(stderr, "wattmap: %s%s\n", kind, line);
}

void log_warn(const char *format, ...)
{
	if (log_level == LOG_QUIET)
		return;
	va_list args;
	va_start(args, format);
	log_line("warning: ", format, args);
	va_end(args);
}

void log_info(const char *format, ...)
{
	if (log_level == LOG_QUIET)
		return;
	va_list args;
	va_start(args, format);
	log_line("", format, args);
	va_end(args);
}

void log_debug(const char *format, ...)
{
	if (log_level != LOG_VERBOSE)
		return;
	va_list args;
	va_start(args, format);
	log_line("", format, args);
	va_end(args);
}
