#ifndef REPORT_WRITE_CSV_H
#define REPORT_WRITE_CSV_H

/* A report as CSV (RFC 4180) for spreadsheets and scripts: UTF-8 without a byte
 * order mark, CRLF, quotes where needed, one heading line with units
 * ("Load (W)"), all columns, then the rows, then the total row, whose first cell
 * reads "Total". Head, coverage and notes are not part of it: counts of known and
 * all draws are columns if the report has them.
 *
 * Numbers are bare, rounded to 0.1, watts always W; unknown and blank are empty;
 * bool is true or false; lists are "a; b". A tree gets a last column "Level".
 * Control characters become U+FFFD, so a record is always one line. A text which
 * a spreadsheet would take for a formula (it begins with = + - @ or their
 * full-width forms and is no plain number) gets an apostrophe in front; scripts
 * that need names to the letter read JSON. `options` may be NULL. Errors:
 * ERROR_WRITE. */

#include "report/table.h"

bool report_write_csv(const struct report *report, const struct report_options *options,
                      FILE *out, struct error *err);

#endif
