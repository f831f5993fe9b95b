#ifndef REPORT_WRITE_TEXT_H
#define REPORT_WRITE_TEXT_H

/* A report as aligned text for terminals, tickets and paper:
 *
 *     Rack utilization
 *     https://netbox.example.com/ · NetBox 4.2.9 · 2026-11-21T09:00:00Z
 *
 *     Rack     Load W  Installed %
 *     ──────────────────────────────
 *     NET-R01   9 800         68.1
 *     NET-R02  13 100         91.0 ⚠
 *     ──────────────────────────────
 *     Total    22 900         79.5
 *
 *     Coverage: 16 of 16 draws known.
 *     Policy: draw rollup, psu share.
 *
 * Aligned by display width; one unit a column, in its heading; no blanks at the
 * ends of lines. With options->ascii every byte is ASCII: "!" for ⚠, ">=" for ≥,
 * letters without their accents, "?" for what has no likeness. `options` may be
 * NULL. Same report, same bytes. Errors: ERROR_WRITE. */

#include "report/table.h"

/* `size` bytes of valid UTF-8, NULs included, as ASCII; frees `text`. malloc'd. */
char *report_to_ascii(char *text, size_t size);

/* The title of a document of several reports, and an empty line. */
void report_write_text_title(const char *title, const struct report_options *options, FILE *out);

bool report_write_text(const struct report *report, const struct report_options *options,
                       FILE *out, struct error *err);

#endif
