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
#include <stddef.h>

/* What is drawn at a time. */
enum { XDOT_SHAPES = 4096 };

/* The shapes from the first-th on, `count` of them, as one string, malloc'd. */
char *xdot_of(const struct scene *scene, size_t first, size_t count, bool annotated);

/* For png and pdf (struct graphviz_picture): how many times XDOT_SHAPES a scene is, at
 * least 1, and the number-th of them. */
size_t xdot_parts(const struct scene *scene);
char *xdot_part(const void *scene, size_t number);

#endif
