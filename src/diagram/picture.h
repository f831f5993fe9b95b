#ifndef DIAGRAM_PICTURE_H
#define DIAGRAM_PICTURE_H

/* The whole page as a scene: head, frames, lines, cards, legend and footer. */

#include "diagram/layout.h"
#include "diagram/scene.h"

struct scene *picture_new(const struct diagram *diagram, const struct style *style,
                          const struct layout *layout);

/* Frames, lines and cards only, with their upper left corner at x, y. */
void picture_draw(struct scene *scene, const struct diagram *diagram, const struct layout *layout,
                  double x, double y);

#endif
