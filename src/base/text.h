#ifndef BASE_TEXT_H
#define BASE_TEXT_H

/* Text helpers. All text is UTF-8. Strings are built with open_memstream(). */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* Natural order: digits compare as numbers, so R2 < R10; ties (r1, R1, R01)
 * fall back to bytes, so the order is total and the same everywhere. */
int text_compare_natural(const char *a, const char *b);

/* ASCII case-insensitive comparison, independent of the locale. */
bool text_equal_nocase(const char *a, const char *b);
bool text_contains_nocase(const char *text, const char *part);

/* Damerau-free Levenshtein distance in bytes, ignoring ASCII case; long texts
 * (over 128 bytes) give a distance of their length difference or more. */
size_t text_distance(const char *a, const char *b);

/* Nothing but printable ASCII without quotes, "\\", "&", "<" and ">": text_write_clean()
 * and text_write_xml() write it as it stands. */
bool text_is_plain(const char *text);
/* How many bytes at its beginning are. */
size_t text_plain_size(const char *text);

/* Writes `text` safe for a drawing: invalid UTF-8, control characters and
 * noncharacters become U+FFFD; bidi controls are dropped and text that holds
 * right-to-left letters is wrapped in left-to-right isolates: a sentence of ours runs
 * that way, also one that begins with such a name. */
void text_write_clean(FILE *out, const char *text);
/* The same as a string, malloc'd. */
char *text_clean(const char *text);

/* As above into an XML attribute or element: & < > " ' are escaped too. */
void text_write_xml(FILE *out, const char *text);

/* The text as a JSON string with its quotes. */
void text_write_json(FILE *out, const char *text);

/* FNV-1a, 64 bits, of `size` bytes; chain calls through `seed` (start with 0). */
uint64_t text_hash(const void *data, size_t size, uint64_t seed);

#endif
