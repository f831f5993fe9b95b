#ifndef POWER_MATING_H
#define POWER_MATING_H

/* Private to src/power: does what is on an inlet go into an outlet?
 *
 * An inlet's type is either an appliance inlet of IEC 60320 (C14, C20 …), which
 * takes a loose cord, so that any AC outlet will do that has no fewer amps in the
 * same family; or a plug on a fixed cord (IEC 60309, NEMA, CS, national ones),
 * which wants its own socket. Of types that say nothing (unset, hardwired, other,
 * families not known here) nothing is held to be wrong. */

#include <stdbool.h>

/* ("iec-60320-c13", "iec-60320-c14"): true. ("iec-60320-c19", "iec-60320-c14"):
 * true. ("iec-60320-c13", "iec-60320-c20"): false, 10 A for 16 A.
 * ("iec-60320-c13", "iec-60309-p-n-e-6h"): false. ("nema-5-20r", "nema-5-15p"): true. */
bool connectors_mate(const char *outlet, const char *inlet);

#endif
