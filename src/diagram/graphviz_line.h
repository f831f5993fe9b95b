#ifndef DIAGRAM_GRAPHVIZ_LINE_H
#define DIAGRAM_GRAPHVIZ_LINE_H

/* Lines with dashes of any lengths, for png and pdf: Graphviz has one length of
 * its own. They come with the style, "dashed(3.6,2)", whose arguments Graphviz
 * keeps and does not look at. One line is then one operation, and not one for
 * each stroke of it, which on a large wall are a third of all. */

#include <gvplugin.h>

/* A renderer like that for cairo of `pango`, Graphviz' plugin, but for its lines;
 * its name is "page". The types of an API_render; NULL when `pango` has none or
 * libcairo is not here. */
gvplugin_installed_t *graphviz_line_renderer(const gvplugin_library_t *pango);

#endif
