#ifndef DIAGRAM_STYLE_H
#define DIAGRAM_STYLE_H

/* Every colour, font, line and measure of a picture, read from an INI file
 * (styles/default.ini is compiled in; a user's file overrides a few keys).
 * Mistakes are ERROR_CONFIG naming file, line and key. */

#include "base/arena.h"
#include "base/error.h"

struct style;

/* `path` NULL: the default style alone. */
bool style_load(const char *path, struct style **style, struct error *err);
void style_free(struct style *style);

#endif
