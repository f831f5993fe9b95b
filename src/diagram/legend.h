#ifndef DIAGRAM_LEGEND_H
#define DIAGRAM_LEGEND_H

/* What stands under every picture: the findings, the symbols that occur in it,
 * and the footer with policy, coverage, time and source of the data. */

#include "diagram/diagram.h"
#include "diagram/scene.h"

/* Draws at `y` from `x` over `width`; returns the y below. */
double legend_draw(struct scene *scene, const struct diagram *diagram, double x, double y,
                   double width);

/* Parts of it, for sheets: measured in a scene that is thrown away. The findings
 * take at most `height`, then say how many are left out; the symbols have all
 * severities, whether they occur or not. */
double legend_notes(struct scene *scene, const struct diagram *diagram, double x, double y,
                    double width, double height);
double legend_symbols(struct scene *scene, const struct diagram *diagram, double x, double y,
                      double width);

#endif
