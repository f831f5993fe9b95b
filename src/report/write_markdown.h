#ifndef REPORT_WRITE_MARKDOWN_H
#define REPORT_WRITE_MARKDOWN_H

/* A report for a wiki, as a table that GitHub and GitLab both take:
 *
 *     ### Rack utilization
 *
 *     | Rack | Load W | Installed % |
 *     | :--- | ---: | ---: |
 *     | [NET-R01](https://netbox.example.com/dcim/racks/1/) | 9 800 | 68.1 |
 *     | [NET-R02](https://netbox.example.com/dcim/racks/2/) | 13 100 | 91.0 ⚠ |
 *     | **Total** | **22 900** | **79.5** |
 *
 *     [NetBox 4.2.9](https://netbox.example.com/) · 2026-11-21T09:00:00Z · Coverage: 16 of 16 draws known. · …
 *
 * Columns, units and numbers as in text. Whatever stands in a name is shown, not
 * obeyed: Markdown's characters are escaped, & < > are entities, so neither a row
 * nor the page can break. Only http and https addresses become links; none with
 * options->no_links. `options` may be NULL. Errors: ERROR_WRITE. */

#include "report/table.h"

/* The title of a document of several reports, a level above theirs. */
void report_write_markdown_title(const char *title, FILE *out);

bool report_write_markdown(const struct report *report, const struct report_options *options,
                           FILE *out, struct error *err);

#endif
