#ifndef CLI_UNCHANGED_H
#define CLI_UNCHANGED_H

/* --if-changed: does a file already say this, at whatever time? */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Texts (svg, dot, json, txt, snapshots): does `old` differ from `fresh` only in
 * the digits of the stamps in `fresh`? "data of 2026-11-21 02:16 UTC" is the
 * same as "data of 2026-11-20 02:15 UTC". `stamps` ends in NULL. */
bool unchanged_text(const char *old, size_t old_size, const char *fresh, size_t fresh_size,
                    const char *const *stamps);

/* png and pdf are not the same bytes on every machine, so they carry a
 * fingerprint of the picture (its svg without the stamps, and the dpi). */
uint64_t unchanged_fingerprint(const char *svg, size_t size, const char *const *stamps, double dpi);

/* `data` with the fingerprint in it, malloc'd: a tEXt chunk in a png, a comment
 * behind the end of a pdf. What is neither is copied as it is. */
char *unchanged_mark(const char *data, size_t size, uint64_t fingerprint, size_t *marked_size);
bool unchanged_is_marked(const char *old, size_t size, uint64_t fingerprint);

#endif
