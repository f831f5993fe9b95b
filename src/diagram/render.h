#ifndef DIAGRAM_RENDER_H
#define DIAGRAM_RENDER_H

/* From the neutral diagram to files. One geometry serves svg, png, pdf and dot
 * of a run. Byte-stable: svg, dot and txt depend on nothing but the diagram
 * and the style; png and pdf also on the fonts and versions of the machine,
 * never on its clock. */

#include "base/error.h"
#include "diagram/diagram.h"
#include "diagram/style.h"

#include <stdio.h>

enum format { FORMAT_SVG, FORMAT_PNG, FORMAT_PDF, FORMAT_DOT, FORMAT_JSON, FORMAT_TXT, FORMAT_CSV, FORMAT_MD, FORMAT_SARIF,
              FORMAT_XML, FORMAT_HTML, FORMATS };
/* The format of a file name's suffix or a word ("svg"); FORMATS when none. */
enum format format_by_name(const char *name);
const char *format_name(enum format format);

struct drawing; /* a diagram with its geometry */

/* Lays the diagram out. `diagram` and `style` must outlive the drawing. */
bool drawing_new(const struct diagram *diagram, const struct style *style,
                 struct drawing **drawing, struct error *err);
/* Of a scene made elsewhere (sheet.h); takes layout and scene over. */
struct layout;
struct scene;
struct drawing *drawing_of(const struct diagram *diagram, const struct style *style, struct layout *layout,
                           struct scene *scene);
void drawing_free(struct drawing *drawing);

/* Cuts the drawing into these pages (malloc'd; taken over): a PDF then has them
 * as its pages, SVG and PNG are a file each. */
struct scene;
void drawing_set_pages(struct drawing *drawing, struct scene **pages, size_t count);

/* Size and links for where the picture will stand; after drawing_set_pages(). */
void drawing_embed(struct drawing *drawing, enum purpose purpose);

/* A page with an image map for the PNG of this drawing, see hotspot.h. */
void drawing_write_map(const struct drawing *drawing, const char *png, double dpi, FILE *out);

/* Before any work is done: would a PNG at this dpi stay within cairo's limit?
 * ERROR_USAGE naming the largest dpi that works. */
bool drawing_check_png(const struct drawing *drawing, double dpi, struct error *err);

/* Writes svg, png, pdf or dot. `dpi` is for PNG only. */
bool drawing_write(const struct drawing *drawing, enum format format, double dpi,
                   FILE *out, struct error *err);
/* svg or png of one page, from 1; 0: of the whole. */
bool drawing_write_page(const struct drawing *drawing, size_t page, enum format format, double dpi, FILE *out,
                        struct error *err);

/* The text twin: the same content as an outline, from sources to consumers.
 * `ascii`: no character beyond ASCII (the locale is not UTF-8). */
bool diagram_write_text(const struct diagram *diagram, bool ascii, FILE *out, struct error *err);

#endif
