#ifndef DIAGRAM_GRAPHVIZ_TEXT_H
#define DIAGRAM_GRAPHVIZ_TEXT_H

/* Keeps what pango makes of short texts: on a large page most are numbers of
 * outlets and watts, which come again and again, and to lay out a text is a sixth
 * of the time of a pdf. Pictures are the same to the byte. */

#include <gvplugin.h>

/* An engine that asks that of `pango`, Graphviz' plugin, for what it does not
 * have yet: the types of an API_textlayout; NULL when there is none to ask. One
 * for the process, which keeps at most some megabytes until its end. */
gvplugin_installed_t *graphviz_text_engine(const gvplugin_library_t *pango);

#endif
