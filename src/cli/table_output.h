#ifndef CLI_TABLE_OUTPUT_H
#define CLI_TABLE_OUTPUT_H

/* What commands that write reports share: choosing rows, writing files. */

#include "cli/picture.h"
#include "report/table.h"

/* --sort, --min, --top. */
bool report_choose(struct report *report, const struct options *options, struct error *err);

/* Writes all files of the run: the tables, and pictures when the run has a
 * diagram. */
bool report_output(const struct options *options, struct picture *picture, const struct report *report,
                   struct error *err);

/* One format of a table. */
bool report_write(const struct report *report, const struct report_options *options, enum format format, FILE *out,
                  struct error *err);

/* The time of the data, as --stamp wants it; "" none. */
const char *report_taken_at(const struct picture *picture, struct arena *arena);
/* Where links go; NULL: no links. */
const char *report_link_base(const struct picture *picture);

#endif
