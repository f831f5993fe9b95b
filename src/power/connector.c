#include "power/connector.h"

#include "base/number.h"

#include <stdlib.h>
#include <string.h>

enum shape { SINGLE, LINE_LINE, THREE };

/* Exact types, inlet and outlet alike: amps IEC, UL, class, nominal (IEC use; UL below). */
static const struct fixed {
	const char *type;
	double amps_iec, amps_ul, class_volts, nominal_volts;
	enum shape shape;
	bool ul;
} fixed[] = {
	/* IEC 60320-1 / UL 60320-1 */
	{"iec-60320-c1", 0.2, 0.2, 250, 230, SINGLE, false}, {"iec-60320-c2", 0.2, 0.2, 250, 230, SINGLE, false},
	{"iec-60320-c3", 2.5, 2.5, 250, 230, SINGLE, false}, {"iec-60320-c4", 2.5, 2.5, 250, 230, SINGLE, false},
	{"iec-60320-c5", 2.5, 2.5, 250, 230, SINGLE, false}, {"iec-60320-c6", 2.5, 2.5, 250, 230, SINGLE, false},
	{"iec-60320-c7", 2.5, 2.5, 250, 230, SINGLE, false}, {"iec-60320-c8", 2.5, 2.5, 250, 230, SINGLE, false},
	{"iec-60320-c9", 6, 6, 250, 230, SINGLE, false}, {"iec-60320-c10", 6, 6, 250, 230, SINGLE, false},
	{"iec-60320-c11", 10, 10, 250, 230, SINGLE, false}, {"iec-60320-c12", 10, 10, 250, 230, SINGLE, false},
	{"iec-60320-c13", 10, 15, 250, 230, SINGLE, false}, {"iec-60320-c14", 10, 15, 250, 230, SINGLE, false},
	{"iec-60320-c15", 10, 15, 250, 230, SINGLE, false}, {"iec-60320-c16", 10, 15, 250, 230, SINGLE, false},
	{"iec-60320-c17", 10, 15, 250, 230, SINGLE, false}, {"iec-60320-c18", 10, 15, 250, 230, SINGLE, false},
	{"iec-60320-c19", 16, 20, 250, 230, SINGLE, false}, {"iec-60320-c20", 16, 20, 250, 230, SINGLE, false},
	{"iec-60320-c21", 16, 20, 250, 230, SINGLE, false}, {"iec-60320-c22", 16, 20, 250, 230, SINGLE, false},
	{"iec-60906-1", 16, 16, 250, 230, SINGLE, false},
	{"nbr-14136-10a", 10, 10, 250, 220, SINGLE, false}, {"nbr-14136-20a", 20, 20, 250, 220, SINGLE, false},
	/* Hubbell CS series, 50 A */
	{"cs6360c", 50, 50, 125, 120, SINGLE, true}, {"cs6361c", 50, 50, 125, 120, SINGLE, true},
	{"cs6364c", 50, 50, 250, 240, LINE_LINE, true}, {"cs6365c", 50, 50, 250, 240, LINE_LINE, true},
	{"cs8164c", 50, 50, 480, 480, LINE_LINE, true}, {"cs8165c", 50, 50, 480, 480, LINE_LINE, true},
	{"cs8264c", 50, 50, 250, 240, LINE_LINE, true}, {"cs8265c", 50, 50, 250, 240, LINE_LINE, true},
	{"cs8364c", 50, 50, 250, 240, THREE, true}, {"cs8365c", 50, 50, 250, 240, THREE, true},
	{"cs8464c", 50, 50, 480, 480, THREE, true}, {"cs8465c", 50, 50, 480, 480, THREE, true},
	/* CEE 7, BS 1363 and their kin */
	{"ita-c", 2.5, 2.5, 250, 230, SINGLE, false}, {"ita-d", 5, 5, 250, 230, SINGLE, false},
	{"ita-e", 16, 16, 250, 230, SINGLE, false}, {"ita-f", 16, 16, 250, 230, SINGLE, false},
	{"ita-ef", 16, 16, 250, 230, SINGLE, false}, {"ita-g", 13, 13, 250, 230, SINGLE, false},
	{"ita-h", 16, 16, 250, 230, SINGLE, false}, {"ita-i", 10, 10, 250, 230, SINGLE, false},
	{"ita-j", 10, 10, 250, 230, SINGLE, false}, {"ita-k", 13, 13, 250, 230, SINGLE, false},
	{"ita-m", 15, 15, 250, 230, SINGLE, false}, {"ita-o", 16, 16, 250, 230, SINGLE, false},
	{"neutrik-powercon-20", 20, 20, 250, 230, SINGLE, false},
	{"neutrik-powercon-20a", 20, 20, 250, 230, SINGLE, false},
	{"neutrik-powercon-32", 32, 32, 250, 230, SINGLE, false},
	{"neutrik-powercon-32a", 32, 32, 250, 230, SINGLE, false},
	{"neutrik-powercon-true1", 16, 20, 250, 230, SINGLE, false},
	{"neutrik-powercon-true1-top", 16, 20, 250, 230, SINGLE, false},
};

/* NEMA WD 6: "nema-" configuration "-" amps "p" or "r". */
static const struct nema {
	const char *configuration;
	double class_volts, nominal_volts;
	enum shape shape;
} nema[] = {
	{"1", 125, 120, SINGLE}, {"2", 250, 240, LINE_LINE}, {"5", 125, 120, SINGLE}, {"6", 250, 240, LINE_LINE},
	{"7", 277, 277, SINGLE}, {"8", 480, 480, LINE_LINE}, {"10", 250, 240, LINE_LINE}, {"11", 250, 240, THREE},
	{"14", 250, 240, LINE_LINE}, {"15", 250, 240, THREE}, {"18", 208, 208, THREE},
	{"l1", 125, 120, SINGLE}, {"l2", 250, 240, LINE_LINE}, {"l5", 125, 120, SINGLE}, {"l6", 250, 240, LINE_LINE},
	{"l7", 277, 277, SINGLE}, {"l8", 480, 480, LINE_LINE}, {"l9", 600, 600, LINE_LINE}, {"l10", 250, 240, LINE_LINE},
	{"l11", 250, 240, THREE}, {"l12", 480, 480, THREE}, {"l13", 600, 600, THREE}, {"l14", 250, 240, LINE_LINE},
	{"l15", 250, 240, THREE}, {"l16", 480, 480, THREE}, {"l17", 600, 600, THREE}, {"l18", 208, 208, THREE},
	{"l19", 480, 480, THREE}, {"l20", 600, 600, THREE}, {"l21", 208, 208, THREE}, {"l22", 480, 480, THREE},
	{"l23", 600, 600, THREE},
};

/* IEC 60309-2: poles and hour give the voltage; NetBox has no amps. */
static const struct pin_and_sleeve {
	const char *type;
	double class_volts, nominal_volts;
	enum shape shape;
} pins[] = {
	{"iec-60309-p-n-e-4h", 130, 120, SINGLE}, {"iec-60309-p-n-e-6h", 250, 230, SINGLE},
	{"iec-60309-p-n-e-9h", 415, 400, SINGLE},
	{"iec-60309-2p-e-4h", 130, 120, LINE_LINE}, {"iec-60309-2p-e-6h", 250, 240, LINE_LINE},
	{"iec-60309-2p-e-9h", 415, 400, LINE_LINE},
	{"iec-60309-3p-e-4h", 130, 120, THREE}, {"iec-60309-3p-e-6h", 415, 400, THREE},
	{"iec-60309-3p-e-9h", 250, 240, THREE},
	{"iec-60309-3p-n-e-4h", 130, 120, THREE}, {"iec-60309-3p-n-e-6h", 415, 400, THREE},
	{"iec-60309-3p-n-e-9h", 250, 208, THREE},
};

static struct connector make(double iec, double ul, double class_volts, double nominal, enum shape shape, bool north)
{
	return (struct connector){iec, ul, class_volts, nominal, shape == THREE, shape == LINE_LINE, true, north};
}

static struct connector nema_of(const char *rest)
{
	struct connector none = {NUMBER_UNKNOWN, NUMBER_UNKNOWN, NUMBER_UNKNOWN, NUMBER_UNKNOWN, false, false, false, true};
	const char *dash = strchr(rest, '-');
	if (!dash)
		return none;
	size_t length = (size_t)(dash - rest);
	long amps = strtol(dash + 1, NULL, 10);
	for (size_t i = 0; i < sizeof nema / sizeof *nema; i++)
		if (strlen(nema[i].configuration) == length && strncmp(nema[i].configuration, rest, length) == 0 && amps > 0)
			return make((double)amps, (double)amps, nema[i].class_volts, nema[i].nominal_volts, nema[i].shape, true);
	return none;
}

struct connector connector_of(const char *type)
{
	const double unknown = NUMBER_UNKNOWN;
	if (strncmp(type, "nema-", 5) == 0)
		return nema_of(type + 5);
	for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++)
		if (strcmp(fixed[i].type, type) == 0)
			return make(fixed[i].amps_iec, fixed[i].amps_ul, fixed[i].class_volts,
			            fixed[i].nominal_volts, fixed[i].shape, fixed[i].ul);
	for (size_t i = 0; i < sizeof pins / sizeof *pins; i++)
		if (strcmp(pins[i].type, type) == 0)
			return make(unknown, unknown, pins[i].class_volts, pins[i].nominal_volts, pins[i].shape, false);
	return (struct connector){unknown, unknown, unknown, unknown, false, false, false, false};
}

static struct connector change(struct connector connector, const struct connector_rule *rule)
{
	if (number_known(rule->amps))
		connector.amps_iec = connector.amps_ul = rule->amps;
	if (number_known(rule->volts)) {
		connector.nominal_volts = rule->volts;
		connector.class_volts = 1.1 * rule->volts;
		connector.known = true;
	}
	if (rule->poles != POLES_KEEP) {
		connector.three_phase = rule->poles == POLES_THREE;
		connector.line_to_line = connector.line_to_line && !connector.three_phase;
		connector.known = true;
	}
	return connector;
}

struct connector connector_by_policy(const char *type, const struct policy *policy)
{
	for (size_t i = 0; i < policy->connector_rule_count; i++)
		if (strcmp(policy->connector_rules[i].type, type) == 0)
			return change(connector_of(type), &policy->connector_rules[i]);
	return connector_of(type);
}
