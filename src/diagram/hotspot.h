#ifndef DIAGRAM_HOTSPOT_H
#define DIAGRAM_HOTSPOT_H

/* The parts of a picture that lead somewhere: cards, rows, slots and frames with
 * a URL, by the first shape of each or by its words. Cords are too thin to be hit. */

#include "base/error.h"
#include "diagram/diagram.h"
#include "diagram/scene.h"

#include <stdio.h>

struct hotspot {
	double left, top, right, bottom; /* points */
	const struct anchor *anchor;
};

/* From the outermost to the innermost; malloc'd. */
struct hotspot *hotspots(const struct scene *scene, size_t *count);

/* A page with the image `png` (a file in its folder), drawn at `dpi`, and a map of
 * its hotspots in its pixels: what is innermost comes first, as browsers take the
 * first area that fits. For wikis that show images only: the <map> can be copied. */
void imagemap_write(const struct scene *scene, const struct diagram *diagram, const char *png, double dpi, FILE *out);

#endif
