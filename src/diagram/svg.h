#ifndef DIAGRAM_SVG_H
#define DIAGRAM_SVG_H

/* The SVG for the world, from the one Graphviz drew of the same scene: an
 * element's shapes in one group with its id, classes, tooltip and link; a title
 * and a description; the words; line patterns; no DTD, comment, script or
 * reference but the links. Well-formed XML whatever the names. */

#include "base/error.h"
#include "diagram/diagram.h"
#include "diagram/scene.h"

#include <stdio.h>

/* `drawn`: what graphviz_svg() made of xdot_write(scene, true).
 * ERROR_BUG when it is not that. */
bool svg_write(const struct scene *scene, const struct diagram *diagram, const char *drawn,
               FILE *out, struct error *err);

#endif
