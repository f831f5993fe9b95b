#ifndef BASE_LOG_H
#define BASE_LOG_H

/* Messages to stderr, one line each, "wattmap: …". The level is the only
 * global state of the program; main() sets it once. */

#include <stdbool.h>

enum log_level { LOG_QUIET, LOG_NORMAL, LOG_VERBOSE };

void log_set_level(enum log_level level);
bool log_verbose(void); /* to save the work of making a line nobody sees */
bool log_quiet(void);

/* Shown unless --quiet. */
void log_warn(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* News of a program that runs for long; shown unless --quiet. */
void log_info(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Shown with --verbose only. */
void log_debug(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
