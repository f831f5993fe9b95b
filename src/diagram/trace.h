#ifndef DIAGRAM_TRACE_H
#define DIAGRAM_TRACE_H

/* The redundancy paths of one or several elements: sources on top, the element
 * at the bottom, one column a path, hop by hop; what paths share stands once
 * and says so. Below a feed or a distribution device, what hangs on it is a
 * summary. Made of content_trace(). */

#include "diagram/content.h"
#include "diagram/diagram.h"
#include "diagram/look.h"

/* The diagram owns its arena: arena_free(diagram->arena). */
struct diagram *trace_diagram(const struct content *content, const struct look *look);

#endif
