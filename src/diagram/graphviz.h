#ifndef DIAGRAM_GRAPHVIZ_H
#define DIAGRAM_GRAPHVIZ_H

/* All that is asked of Graphviz, and, with graphviz_text.h, the only place that includes gvc.h:
 * positions of boxes by dot, and pictures of shapes that are placed already.
 *
 * Its plugins are loaded by name into a context without demand loading: with
 * the core plugin alone text is measured by built-in tables and a small SVG
 * takes 4 ms as a whole process, on every machine alike; cairo and pango join
 * for png and pdf only. libgvc leaks a little per use and is not thread-safe:
 * what runs long renders in a child process. Nothing of Graphviz's own messages
 * reaches stderr; they end in `err`. */

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* A box for dot. `width` is across the flow, the only extent that counts here. */
struct dot_node {
	double width;
	double x;      /* result: centre across the flow */
	int rank;      /* given */
	int chain;     /* nodes of one chain (>= 0) stay in order, next to each other; -1 */
};

struct dot_edge {
	size_t from, to; /* ranks differ by exactly 1 */
	double weight;
};

/* Orders and places the boxes: few crossings, straight chains, no overlap, at
 * least `gap` apart in a rank. ERROR_BUG when Graphviz fails. */
bool graphviz_place(struct dot_node *nodes, size_t node_count, const struct dot_edge *edges,
                    size_t edge_count, double gap, struct error *err);

/* For png and pdf the operations are this much larger than the page: pango puts
 * letters on whole units, which at small sizes makes text up to 5 % too wide. */
enum { GRAPHVIZ_ENLARGED = 16 };

struct graphviz_picture {
	/* Part `number` of the drawing operations, malloc'd. y up, the page from (0,
	 * -height) to (width, 0). A part at a time is in memory: what Graphviz and pango
	 * make of a text takes some kilobytes. */
	char *(*part)(const void *drawing, size_t number);
	const void *drawing;
	size_t first, end; /* the parts that are drawn: from `first` to before `end`; 0 has the ground */
	double width, height;
};

struct graphviz_document {
	const char *title; /* UTF-8 */
	const char *date;  /* "2026-11-21T02:16:00Z" */
};

/* The version of Graphviz that runs: "2.43.0". */
const char *graphviz_library(void);

/* False once a png or pdf was drawn: pango may have threads since then, and in a
 * process forked now it would wait for them without end. */
bool graphviz_may_fork(void);

/* Each renders into `out`, which should be memory: Graphviz ends the process
 * when a write fails. In a PDF text is text, and the pictures are its pages. */
bool graphviz_svg(const char *xdot, double width, double height, FILE *out, struct error *err);
bool graphviz_png(const struct graphviz_picture *picture, double dpi, FILE *out, struct error *err);
bool graphviz_pdf(const struct graphviz_picture *pages, size_t count, const struct graphviz_document *document,
                  FILE *out, struct error *err);

#endif
