#ifndef DIAGRAM_METRICS_H
#define DIAGRAM_METRICS_H

/* How wide text is. Latin-1 has the advance widths of Helvetica and
 * Helvetica-Bold as published with the Core 14 fonts; Arial, Liberation Sans,
 * Arimo and Nimbus Sans have the same ones (where one of them is wider, the
 * wider counts). Everything else has an upper bound, so that the text fits its
 * box whatever font a viewer falls back to. The same on every machine.
 *
 * metrics_width("CORE-SW01", false, 10) is 59.45: 722 + 778 + 722 + 667 + 333 +
 * 667 + 944 + 556 + 556 = 5945 thousandths of an em; kerning, which only makes
 * text narrower, is left out. */

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>

/* The width of a text (cleaned as text_write_clean() does) at `size`. */
double metrics_width(const char *text, bool bold, double size);

/* `text` if it fits `width`, else its longest beginning with "…" behind it; of
 * a name what tells it from its neighbours stays: "EMEA-STOR…-A". "" when not
 * even that fits. The result lives in the arena. */
const char *metrics_fit(struct arena *arena, const char *text, bool bold, double size,
                        double width);

/* Breaks `text` at spaces into at most `limit` lines of `width`; the last one
 * is fitted. A word longer than the line is broken behind a hyphen, where there
 * is one; one or two characters do not stand alone on the last line when there
 * is another way. Returns how many lines there are; at least 1. */
size_t metrics_wrap(struct arena *arena, const char *text, bool bold, double size, double width,
                    const char **lines, size_t limit);

#endif
