#ifndef DIAGRAM_CHAIN_JSON_H
#define DIAGRAM_CHAIN_JSON_H

/* The data of a trace or chain, "wattmap-chain" version 1 (docs/json.md): head,
 * elements, edges, verdicts, findings; sorted by kind and NetBox id, one a
 * line. Ids are those of the SVG. */

#include "base/error.h"
#include "diagram/content.h"
#include "diagram/look.h"

#include <stdio.h>

bool chain_json_write(const struct content *content, const struct look *look, FILE *out, struct error *err);

#endif
