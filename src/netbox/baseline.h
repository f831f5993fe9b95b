#ifndef NETBOX_BASELINE_H
#define NETBOX_BASELINE_H

/* An earlier audit, read back from its JSON: which findings were known then. */

#include "base/error.h"

#include <stdbool.h>

struct baseline;

/* Errors (ERROR_DATA) begin with the path: no JSON, no audit of ours. */
bool baseline_read(const char *path, struct baseline **baseline, struct error *err);
void baseline_free(struct baseline *baseline);

/* Was there a finding of this rule ("near-limit") on this object ("feed-16"), at
 * least as severe ("notice", "warning", "error")? What got worse is new. */
bool baseline_knows(const struct baseline *baseline, const char *rule, const char *object, const char *severity);

#endif
