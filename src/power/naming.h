#ifndef POWER_NAMING_H
#define POWER_NAMING_H

/* Naming an element when the power graph is there: the kinds of model/select.h
 * and the words for devices of one role: ups, pdu, ats, sts, panelboard,
 * utility, generator, switchgear, transformer. */

#include "model/select.h"
#include "power/power.h"

/* The words, for select_object() and scope_new(). */
struct select_words naming_words(const struct power *power);

bool naming_find(const struct power *power, const char *text, const struct object **object, struct error *err);
/* With the scope of the run, which may tell namesakes apart: `trace web01 --site ams1`. */
bool naming_find_in(const struct power *power, const struct scope *scope, const char *text,
                    const struct object **object, struct error *err);

/* Is the object in this rack, location (or one below it) or site? */
bool naming_inside(const struct object *place, const struct object *object);

/* The nodes an element stands for: a panel, feed, device, inlet or outlet its
 * own; a cable the inlets at its end; a rack, location or site the distribution
 * devices in it that are fed from elsewhere, then the consumers in it that
 * are; by side, natural name, id. May be none. Result in `arena`. */
uint32_t *naming_nodes(const struct power *power, const struct object *object,
                       struct arena *arena, size_t *count);

#endif
