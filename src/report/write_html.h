#ifndef REPORT_WRITE_HTML_H
#define REPORT_WRITE_HTML_H

/* A report as a part of an HTML page, which brings its own stylesheet:
 *
 *     <section>
 *     <h2>Rack utilization</h2>
 *     <p class="muted"><a href="https://netbox.example.com/">NetBox 4.2.9</a> · 2026-11-21T09:00:00Z</p>
 *     <div class="scroll"><table class="figures">
 *     <thead><tr><th scope="col">Rack</th><th scope="col" class="right">Load W</th></tr></thead>
 *     <tbody>
 *     <tr><td><a href="…">NET-R01</a></td><td class="right">9 800</td></tr>
 *     <tr><td>NET-R02</td><td class="right warning">13 100 ⚠</td></tr>
 *     </tbody>
 *     <tfoot>…</tfoot>
 *     </table></div>
 *     <ul class="muted"><li>Coverage: 16 of 16 draws known.</li></ul>
 *     </section>
 *
 * Classes: "right" for what stands to the right, "notice", "warning" and "error" for
 * what text marks with ⚠, "scroll" for what may be wider than the screen, "figures" for the table, "muted".
 * All texts are escaped; only http and https become links. `options` may be NULL.
 * Same report, same bytes. Errors: ERROR_WRITE. */

#include "report/table.h"

/* The title of a page of several reports. */
void report_write_html_title(const char *title, FILE *out);

bool report_write_html(const struct report *report, const struct report_options *options, FILE *out, struct error *err);

/* The heading, and where the data is from and of when; all but the title may be NULL. */
void report_write_html_head(FILE *out, const char *title, const char *version, const char *url, const char *taken_at);
/* TEXT, as a link if `url` (may be NULL) is of the web. */
void report_write_html_link(FILE *out, const char *text, const char *url);
/* "", "notice", "warning" or "error". */
const char *report_html_class(enum severity severity);

#endif
