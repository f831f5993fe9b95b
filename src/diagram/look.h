#ifndef DIAGRAM_LOOK_H
#define DIAGRAM_LOOK_H

/* What a run may decide about a picture besides style and scope. */

#include <stdbool.h>

struct floor_rows;

enum stamp { STAMP_FULL, STAMP_DATE, STAMP_NONE }; /* how the data time is printed */

/* No ratings, circuits and legs at the sides, no kilowatts on the strips of
 * racks; a rack's load stands beside its name: low cards; below it: narrow ones. */
enum terse { TERSE_NOT, TERSE_LOW, TERSE_NARROW };

struct look {
	const char *link_base; /* NULL: the NetBox the data is from; must end in "/" */
	bool no_links;
	bool no_tooltips;      /* no format of this run shows them */
	enum stamp stamp;
	const char *title;     /* NULL: the picture's own */
	bool fold;             /* the wall diagram: racks that are equal are one card with a count */
	enum terse terse;      /* the wall diagram: how much is left out that its detail does not promise */
	const struct floor_rows *rows; /* the wall diagram: what a row of racks is; NULL: a location */
};

#endif
