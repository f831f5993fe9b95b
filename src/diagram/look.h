#ifndef DIAGRAM_LOOK_H
#define DIAGRAM_LOOK_H

/* What a run may decide about a picture besides style and scope. */

#include <stdbool.h>

enum stamp { STAMP_FULL, STAMP_DATE, STAMP_NONE }; /* how the data time is printed */

struct look {
	const char *link_base; /* NULL: the NetBox the data is from; must end in "/" */
	bool no_links;
	enum stamp stamp;
	const char *title;     /* NULL: the picture's own */
};

#endif
