#ifndef DIAGRAM_SVG_H
#define DIAGRAM_SVG_H

/* The SVG for the world, from what Graphviz drew of the same scene: an
 * element's shapes in one group with its id, classes, tooltip and link; a title
 * and a description; the words; line patterns; no DTD, comment, script or
 * reference but the links. Well-formed XML whatever the names. */

#include "base/error.h"
#include "diagram/diagram.h"
#include "diagram/scene.h"

#include <stdio.h>

/* A large scene is drawn in pieces, the second half of them by a second process
 * (base/process.h); the file is the same. ERROR_BUG when Graphviz fails. */
bool svg_write(const struct scene *scene, const struct diagram *diagram, FILE *out, struct error *err);

#endif
