#ifndef DIAGRAM_OVERLAY_H
#define DIAGRAM_OVERLAY_H

/* One picture, one question: the grounds, bars and marks of a finished diagram
 * are set anew to answer it. Without one the picture shows the worse of load and
 * failover.
 *
 *     load        what is drawn now, of what is usable
 *     failover    the most that any single failure brings, of the limit for
 *                 failures, and which failure
 *     phases      the fullest leg of what a leg may carry, and how far the legs
 *                 are from their mean; what has no legs is left plain
 *     redundancy  the verdicts on devices; no bars
 *     findings    the worst finding on each element; no bars
 *
 * A rack, location or site has the worst of its own figure and of what is in it. */

#include "diagram/content.h"
#include "diagram/diagram.h"

enum show { SHOW_USUAL, SHOW_LOAD, SHOW_FAILOVER, SHOW_PHASES, SHOW_REDUNDANCY, SHOW_FINDINGS, SHOWS_END };

struct overlay;
/* `content` needs its failover for SHOW_FAILOVER (outcome.h), though not while
 * the diagram is made, which would say it in words, too; it must outlive the
 * overlay. */
struct overlay *overlay_new(const struct content *content, enum show show);
void overlay_free(struct overlay *overlay); /* NULL is fine */
void overlay_apply(const struct overlay *overlay, struct diagram *diagram);

/* For wiki and web: leaves out what is not needed at a glance, less important
 * lines that nothing leads to. */
void diagram_shorten(struct diagram *diagram);

#endif
