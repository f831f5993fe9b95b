#ifndef DIAGRAM_FAIL_H
#define DIAGRAM_FAIL_H

/* The picture of a loss: the chain of what is affected. What failed, what has
 * lost its feed and what carries more on the other side are cards; racks are
 * cards with their PDUs as strips and the affected devices as rows. Every mark is
 * a word (FAILED, DARK, AT RISK, MAY TRIP, OVERLOAD, NOW SINGLE, UNKNOWN), so that
 * a grey print says the same. Ways that are dead are dashed.
 *
 * Above FAIL_RACKS racks a card has counts instead of rows; above FAIL_PLACES there is
 * one card for each location, and feeds are lines of their panel's card. */

#include "diagram/content.h"
#include "diagram/diagram.h"
#include "diagram/look.h"
#include "power/contingency.h"

enum { FAIL_RACKS = 60, FAIL_PLACES = 200, FAIL_ROWS = 40 };

struct fail_scene {
	const struct power *power;
	const struct contingency *contingency; /* as contingency_run() left it */
	const struct outcome *outcome;
	const struct removal *gone;
	const char *cause;   /* "UTILITY-A" */
	const char *summary; /* one line of what comes of it */
};

struct content *content_fail(const struct fail_scene *scene);

/* The diagram owns its arena: arena_free(diagram->arena). */
struct diagram *fail_diagram(const struct fail_scene *scene, const struct content *content, const struct look *look);

#endif
