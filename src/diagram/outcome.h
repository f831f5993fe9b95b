#ifndef DIAGRAM_OUTCOME_H
#define DIAGRAM_OUTCOME_H

/* What losses would do, added to a content before it is drawn. Without these a
 * picture speaks of the normal state only. */

#include "diagram/content.h"

/* The engine for losses of a power graph, which takes a pass over all of it to
 * make, when first needed: once for many pictures. One picture at a time; a forked process may go on
 * with its copy. */
struct losses;
struct losses *losses_new(const struct power *power);
void losses_free(struct losses *losses);
/* The sweep of content_add_weakness(), which is made once, when first asked for. */
const bool *losses_weak(struct losses *losses);

/* In all of these `losses` may be NULL: made for this picture alone. */

/* Trace: for the consumers asked for, what each path's loss does to them; their
 * verdicts become insufficient where that is so. One loss an element of the
 * paths. */
void content_add_outcomes(struct content *content, struct losses *losses);

/* Chain: verdicts become insufficient where that is so; one sweep over the site. */
void content_add_weakness(struct content *content, struct losses *losses);

/* Of every element the worst single failure's load and its name; one sweep over
 * the site. */
void content_add_failover(struct content *content, struct losses *losses);

#endif
