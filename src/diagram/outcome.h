#ifndef DIAGRAM_OUTCOME_H
#define DIAGRAM_OUTCOME_H

/* What losses would do, added to a content before it is drawn. Without these a
 * picture speaks of the normal state only. */

#include "diagram/content.h"

/* Trace: for the consumers asked for, what each path's loss does to them; their
 * verdicts become insufficient where that is so. One loss an element of the
 * paths. */
void content_add_outcomes(struct content *content);

/* Chain: verdicts become insufficient where that is so; one sweep over the site. */
void content_add_weakness(struct content *content);

/* Of every element the worst single failure's load and its name; one sweep over
 * the site. */
void content_add_failover(struct content *content);

#endif
