#ifndef BASE_ERROR_H
#define BASE_ERROR_H

/* Errors: one code, one line of text. A function that can fail is
 * `bool f(…, struct error *err)`: false if and only if err is set. The first
 * error wins: setting a second one changes nothing, so clean-up code may fail
 * freely. Callers add the place in front with error_prefix(). Only main()
 * prints an error and exits with its code. */

#include <stdbool.h>

/* The codes are the program's exit codes. */
enum error_code {
	ERROR_NONE = 0,
	ERROR_FINDINGS = 1,  /* findings at or above --fail-on */
	ERROR_USAGE = 2,     /* command line */
	ERROR_CONFIG = 3,    /* configuration or style file */
	ERROR_NETWORK = 4,   /* network or TLS */
	ERROR_REFUSED = 5,   /* NetBox refused: token, permission */
	ERROR_DATA = 6,      /* data not understood */
	ERROR_WRITE = 7,     /* output could not be written */
	ERROR_NOT_FOUND = 8, /* no such element, or ambiguous */
	ERROR_BUG = 70       /* a defect of this program */
};

struct error {
	enum error_code code;
	char text[1024];
};

/* Sets err (unless one is set already) and returns false. Control characters
 * in the text become '?', so that a message stays one line whatever a server
 * sends; a text that does not fit ends in "…". */
bool error_set(struct error *err, enum error_code code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Puts "PREFIX: " in front of the text of an error that is set; returns false. */
bool error_prefix(struct error *err, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Back to "no error", to try something else. */
void error_clear(struct error *err);

#endif
