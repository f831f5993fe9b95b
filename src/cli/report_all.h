#ifndef CLI_REPORT_ALL_H
#define CLI_REPORT_ALL_H

/* `wattmap report all`: every kind but fit, from one loading, in one document.
 *
 * Text and Markdown: a title, then the reports as each alone would be written, an
 * empty line between them. JSON:
 *
 *     {"format": "wattmap-reports", "version": 1, "title": …, "taken_at": …,
 *      "netbox": {"url": …, "version": …}, "reports": [
 *     {"format": "wattmap-report", "version": 1, "report": "utilization", …},
 *     … ]}
 *
 * The members are what each kind gives. Kinds are made and written at the same
 * time, on as many processors as there are; the heaviest begin. All of them see
 * the same inventory and power graph, which nobody changes any more. */

#include "cli/picture.h"
#include "report/kind.h"

/* `request` without places, which are made once for those kinds that need them. Of
 * the options that choose rows --top counts for each report. Writes all files. */
bool report_all(const struct options *options, struct picture *picture, const struct report_request *request,
                struct error *err);

#endif
