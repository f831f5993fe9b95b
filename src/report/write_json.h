#ifndef REPORT_WRITE_JSON_H
#define REPORT_WRITE_JSON_H

/* A report as JSON for scripts; names only get added, never changed:
 *
 *     {"format": "wattmap-report", "version": 1, "report": "utilization",
 *      "title": …, "taken_at": …, "netbox": {"url": …, "version": …},
 *      "policy": {"draw": "rollup", …}, "coverage": {"known": 311, "total": 318},
 *      "rows": [
 *       {"rack": "NET-R01", "load_w": 9800, "load_mark": "exact", …, "url": …},
 *       … ],
 *      "notes": [ … ],
 *      "total": {"load_w": 342200, …}}
 *
 * One row a line, all columns under their keys, in the columns' order. Numbers
 * are rounded to 0.1 (watts always W); unknown and blank are null; lists are
 * arrays, also when empty. Added to the columns: "level" in trees; "url" of the
 * first linked cell, when there is one and no column of that name. "total" has
 * only what is not blank and is null without a total row. `options` may be NULL.
 * Errors: ERROR_WRITE. */

#include "report/table.h"

bool report_write_json(const struct report *report, const struct report_options *options,
                       FILE *out, struct error *err);

#endif
