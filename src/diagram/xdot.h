#ifndef DIAGRAM_XDOT_H
#define DIAGRAM_XDOT_H

/* A scene as xdot drawing operations for graphviz.h, y up; for png and pdf enlarged as
 * it says there.
 *
 * `annotated` (svg): one operation a shape; patterns, fonts and words are left
 * to svg_write(). Otherwise (png, pdf) patterns are cut into strokes here,
 * since Graphviz's own dashes differ from format to format, and texts are
 * cleaned and named with the style's raster font. */

#include "diagram/scene.h"

#include <stdbool.h>

/* One string, malloc'd. */
char *xdot_of(const struct scene *scene, bool annotated);

#endif
