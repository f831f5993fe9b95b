/* Families are told by the beginning of NetBox's value; each has its own idea of
 * what fits. */
#include "power/mating.h"

#include "power/connector.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* C14 in C13, C15, C19: amps decide. A cord may have a bigger plug, never a smaller one. */
static bool appliance_fits(const char *outlet, const char *inlet)
{
	return connector_of(outlet).amps_iec >= connector_of(inlet).amps_iec;
}

static bool same(const char *outlet, const char *inlet)
{
	return strcmp(outlet, inlet) == 0;
}

/* "nema-l6-30r" and "nema-l6-30p"; 15 A plugs with straight blades fit 20 A too. */
static bool nema_fits(const char *outlet, const char *inlet)
{
	size_t length = strlen(outlet);
	if (length == strlen(inlet) && strncmp(outlet, inlet, length - 1) == 0)
		return true;
	return (same(outlet, "nema-5-20r") && same(inlet, "nema-5-15p")) ||
	       (same(outlet, "nema-6-20r") && same(inlet, "nema-6-15p"));
}

/* The plug of cs8364c is cs8365c. */
static bool hubbell_fits(const char *outlet, const char *inlet)
{
	return strtol(inlet + 2, NULL, 10) == strtol(outlet + 2, NULL, 10) + 1;
}

/* The flat plug goes into most sockets, the one for both earths into either. */
static bool national_fits(const char *outlet, const char *inlet)
{
	if (same(outlet, inlet) || same(inlet, "ita-c") || same(outlet, "ita-multistandard"))
		return true;
	return same(inlet, "ita-ef") && (same(outlet, "ita-e") || same(outlet, "ita-f"));
}

static const struct family {
	const char *prefix;
	bool (*fits)(const char *outlet, const char *inlet); /* both of this family */
	bool loose_cord; /* the inlet takes a cord with any plug */
	bool dc;
} families[] = {
	{"iec-60320-", appliance_fits, true, false},
	{"iec-60309-", same, false, false},
	{"nema-", nema_fits, false, false},
	{"cs", hubbell_fits, false, false},
	{"ita-", national_fits, false, false},
	{"nbr-14136-", same, false, false},
	{"dc-terminal", same, false, true},
};

static const struct family *family_of(const char *type)
{
	for (size_t i = 0; i < sizeof families / sizeof *families; i++)
		if (strncmp(type, families[i].prefix, strlen(families[i].prefix)) == 0)
			return &families[i];
	return NULL;
}

bool connectors_mate(const char *outlet, const char *inlet)
{
	const struct family *from = family_of(outlet), *to = family_of(inlet);
	if (!from || !to)
		return true;
	if (from == to)
		return from->fits(outlet, inlet);
	return to->loose_cord && !from->dc;
}
