#ifndef POWER_CONNECTOR_H
#define POWER_CONNECTOR_H

/* Connectors (docs/power.md, "Ratings and limits") by NetBox's value of their type: amps, voltage class, poles.
 *
 * Sources: IEC 60320-1 and -3 with UL 498/60320-1 for C1 … C21 (C13: 10 A IEC,
 * 15 A UL; C19: 16 A and 20 A); NEMA WD 6 for straight and locking blades, whose
 * amps stand in the name (nema-l6-30r: 30 A, 250 V); Hubbell's CS series, 50 A;
 * CEE 7, BS 1363, SEV 1011, AS/NZS 3112, CEI 23-50, IEC 60906-1 and NBR 14136
 * for the "ita" types. IEC 60309 in NetBox names pins and hour but no amps: the
 * amps are unknown, the class and poles are known. */

#include "power/policy.h"

#include <stdbool.h>

struct connector {
	double amps_iec, amps_ul; /* NAN unknown */
	double class_volts;       /* highest voltage it is made for; NAN unknown */
	double nominal_volts;     /* what it is used at when nothing else is known; NAN unknown */
	bool three_phase;
	bool line_to_line;        /* two hot poles: a leg means this line and the next */
	bool known;               /* poles and class are known */
	bool ul;                  /* North American by itself */
};

/* "nema-l6-30r" → 30 A, class 250 V, nominal 240 V, line to line.
 * "iec-60320-c13" → 10 A (UL 15 A), class 250 V. "hardwired" → all unknown. */
struct connector connector_of(const char *type);

/* The same, as the policy has it: "32 A, 230 V" makes an iec-60309-p-n-e-6h
 * 32 A (IEC and UL), nominal 230 V, for voltages up to 253 V (10 % more, the
 * tolerance of IEC 60038). */
struct connector connector_by_policy(const char *type, const struct policy *policy);

#endif
