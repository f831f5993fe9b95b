#ifndef DIAGRAM_PDF_H
#define DIAGRAM_PDF_H

/* PDF files: Graphviz and cairo draw the pages, libqpdf makes the file of them.
 *
 * cairo has one processor and twice the work of an SVG, so a large drawing is
 * cut in two, whatever the machine, and the second half is drawn by a second
 * process if there is a processor for it. A page that was cut is the one half
 * with the other as a form on top of it. The links are added here: cairo 1.16
 * counts objects for its own that it never writes, and strict readers take the
 * file for damaged. */

#include "diagram/graphviz.h"

/* A rectangle that leads to a page of a server (y down, points). */
struct pdf_link {
	double left, top, right, bottom;
	const char *url;
};

struct pdf_page {
	struct graphviz_picture picture; /* with all its parts */
	const struct pdf_link *links;
	size_t link_count;
};

/* The same pages make the same bytes on one machine. `out` as for
 * graphviz_pdf(). ERROR_BUG: a library failed or is not here. */
bool pdf_write(const struct pdf_page *pages, size_t count, const struct graphviz_document *document, FILE *out,
               struct error *err);

#endif
