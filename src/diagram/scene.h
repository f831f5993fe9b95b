#ifndef DIAGRAM_SCENE_H
#define DIAGRAM_SCENE_H

/* A picture as a list of shapes in absolute points, y down, in drawing order.
 * One shape is one operation of Graphviz and one element of the SVG; groups
 * (what can be pointed at) are brackets around shapes. Every function takes a
 * NULL scene and then does nothing: the code that draws a card also measures
 * it. */

#include "base/arena.h"
#include "diagram/diagram.h"
#include "diagram/style.h"

#include <stdint.h>

enum { COLOUR_NONE = 0x1000000 };

struct point {
	double x, y;
};

struct box {
	double x, y, w, h;
};

enum shape_kind {
	SHAPE_POLYGON, /* closed */
	SHAPE_CURVE,   /* closed Bézier: 1 + 3n points */
	SHAPE_LINE,
	SHAPE_TEXT,
	SHAPE_OPEN,    /* a group begins: anchor */
	SHAPE_CLOSE
};

enum text_align { ALIGN_LEFT, ALIGN_CENTRE, ALIGN_RIGHT };

struct font {
	double size;
	bool bold;
};

struct paint {
	uint32_t fill, stroke; /* COLOUR_NONE: none */
	double width;          /* of the stroke */
	enum pattern pattern;
};

struct shape {
	enum shape_kind kind;
	enum text_align align;
	struct paint paint;
	struct font font;
	const struct point *points; /* text: one, on the baseline */
	size_t point_count;
	const char *text;  /* text: as shown */
	const char *full;  /* text: the whole of it when shortened, else NULL */
	const struct anchor *anchor; /* SHAPE_OPEN */
};

struct scene {
	struct arena *arena;
	const struct style *style;
	double width, height;
	double width_mm, height_mm; /* of the paper; 0: none, a picture for screens */
	bool fluid;                 /* svg: as wide as there is room */
	bool unlinked;              /* no links, though elements have them */
	struct shape *shapes; /* malloc'd */
	size_t count, capacity;
};

struct scene *scene_new(const struct style *style);
void scene_free(struct scene *scene);

/* Scales the shapes from the first-th on, type and lines too, then moves them. */
void scene_transform(struct scene *scene, size_t first, double scale, double dx, double dy);

/* A copy of a shape, with points of its own; text and anchors stay the owner's. */
void scene_copy(struct scene *scene, const struct shape *shape);

void scene_open(struct scene *scene, const struct anchor *anchor);
void scene_close(struct scene *scene);

void scene_rect(struct scene *scene, struct box box, double radius, struct paint paint);
/* The upper `height` of a rounded box: a header that keeps inside the rounding. */
void scene_header(struct scene *scene, struct box box, double radius, struct paint paint);
void scene_polygon(struct scene *scene, const struct point *points, size_t count,
                   struct paint paint);
void scene_line(struct scene *scene, const struct point *points, size_t count, struct paint paint);
/* Diagonal hatching of a box, as one line. */
void scene_hatch(struct scene *scene, struct box box, double step, struct paint paint);
/* A text on its baseline, shortened to `width`. */
void scene_text(struct scene *scene, struct point at, enum text_align align, struct font font,
                uint32_t colour, double width, const char *text);

#endif
