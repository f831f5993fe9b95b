#ifndef DIAGRAM_PICTURE_H
#define DIAGRAM_PICTURE_H

/* The whole page as a scene: head, frames, lines, cards, legend and footer. */

#include "diagram/layout.h"
#include "diagram/scene.h"

struct scene *picture_new(const struct diagram *diagram, const struct style *style,
                          const struct layout *layout);

#endif
