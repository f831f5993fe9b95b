#ifndef DIAGRAM_SHEET_H
#define DIAGRAM_SHEET_H

/* A drawing on a sheet of paper of exact size: frame, title, the drawing as
 * large as it goes, findings, legend and title block. No type on it is smaller
 * than `least_type`; head, legend and title block have that size for their
 * small print. */

#include "diagram/diagram.h"
#include "diagram/paper.h"
#include "diagram/scene.h"
#include "diagram/style.h"

struct sheet {
	struct paper paper;
	double least_type;                       /* points */
	const char *number, *revision, *drawn_by, *checked_by; /* NULL: not said */
	const char *detail;                      /* "device", for the title block */
	const char *title;                       /* for the title block; what it is of is said by the diagram */
	const char *tiles;                       /* " · 6 tiles"; NULL: none */
	bool tight;                              /* sizes of type, gaps and foot as small as they may be */
};

struct sheet_result {
	struct scene *scene;  /* NULL: does not fit */
	struct layout *layout;
	double scale;         /* of the drawing: 1 is the style's own sizes */
	double least_scale;   /* that keeps the promise */
	struct box area;      /* for the drawing */
	struct box drawing;   /* what it takes of it */
};

/* Lays the diagram out for this sheet. false only for failures; a drawing that
 * would break the promise has no scene. */
bool sheet_new(const struct sheet *sheet, struct diagram *diagram, const struct style *style,
               struct sheet_result *result, struct error *err);

/* What the area of this sheet can hold at most, in square points of the style's
 * own sizes: an upper bound that needs no diagram. */
double sheet_capacity(const struct sheet *sheet, const struct style *style);

#endif
