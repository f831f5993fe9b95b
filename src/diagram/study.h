#ifndef DIAGRAM_STUDY_H
#define DIAGRAM_STUDY_H

/* What is worked out of a content once, when first asked for, and stands for all
 * pictures, sizes and formats of it. In the content: valid until content_free(). */

#include "diagram/content.h"
#include "power/place.h"

/* What the rules find about what is in the picture, see power_findings_of(). */
const struct finding *content_findings(const struct content *content, size_t *count);

/* Of all racks, locations and sites; not of a graph that is a path only. */
const struct places *content_places(const struct content *content);

/* Begins with both on a second processor, when it is worth it; asking waits for
 * the end. Until then flags and elements of the content must stay, and no
 * process may be forked: there the other thread would not go on. The head of every
 * diagram asks, so nothing is drawn before. */
void content_study_ahead(struct content *content);

/* Private to content.c. */
struct study *study_new(struct arena *arena);
void study_free(struct study *study);

#endif
