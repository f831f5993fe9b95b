#ifndef BASE_JSONOUT_H
#define BASE_JSONOUT_H

/* Writing JSON: commas and quotes in one place. Numbers are rounded to 0.1 and
 * NAN is null (base/number.h); text is escaped (base/text.h). The caller opens
 * and closes in pairs; write errors stay on the stream. In an object every
 * value has a key, in an array `key` is NULL. */

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct jsonout {
	FILE *out;
	bool first;    /* nothing written yet at this level */
	bool new_line; /* the next value starts on a line of its own */
};

void jsonout_start(struct jsonout *json, FILE *out);
void jsonout_open(struct jsonout *json, const char *key, char bracket);  /* '{' or '[' */
void jsonout_close(struct jsonout *json, char bracket);                  /* '}' or ']' */
void jsonout_line(struct jsonout *json);                                 /* line break before the next value or close */

void jsonout_text(struct jsonout *json, const char *key, const char *text); /* NULL or "" is null */
void jsonout_string(struct jsonout *json, const char *key, const char *text); /* "" stays "" */
void jsonout_number(struct jsonout *json, const char *key, double value);
void jsonout_integer(struct jsonout *json, const char *key, int64_t value);
void jsonout_bool(struct jsonout *json, const char *key, bool value);
void jsonout_null(struct jsonout *json, const char *key);

#endif
