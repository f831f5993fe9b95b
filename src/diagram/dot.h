#ifndef DIAGRAM_DOT_H
#define DIAGRAM_DOT_H

/* The diagram as readable DOT with the positions of its picture: `neato -n2`
 * draws it in place, `dot` from scratch. */

#include "diagram/layout.h"

#include <stdio.h>

void dot_write(const struct diagram *diagram, const struct style *style,
               const struct layout *layout, FILE *out);

#endif
