#ifndef REPORT_SCHEDULE_H
#define REPORT_SCHEDULE_H

/* The schedule of a panel or PDU, as an electrician knows it: one row a circuit or
 * outlet (of a NetBox power panel: a feed) with leg, connector, rating, what hangs
 * on it, the draw NetBox has for that, load and side; free ones are shown.
 *
 * Circuits with numbers (CKT-01, CKT-02 … of a panel) are laid out for people as
 * on the panel's door: odd ones left, even ones right (report->people). */

#include "report/kind.h"

/* Has it circuits or outlets? A panel with feeds, a device with outlets, a feed. */
bool schedule_has(const struct object *object);

/* Rows of one element more; `columns` of schedule_columns(). */
struct report *schedule_new(const struct report_request *request);
void schedule_add(struct report *report, const struct report_request *request, const struct object *object);

#endif
