/* The words for effects, as JSON and people have them. */
#include "power/contingency.h"

static const struct {
	const char *name, *title;
	bool consumer;
} effects[EFFECTS] = {
	[EFFECT_DARK] = {"dark", "dark", true},
	[EFFECT_AT_RISK] = {"at_risk", "at risk", true},
	[EFFECT_MAY_TRIP] = {"may_trip", "may trip", false},
	[EFFECT_PSU] = {"psu", "PSU overload", false},
	[EFFECT_OVERLOAD] = {"overload", "overload", false},
	[EFFECT_LOST] = {"lost", "lost redundancy", true},
	[EFFECT_UNKNOWN] = {"unknown", "unknown", true},
};

const char *effect_name(enum effect effect)
{
	return effects[effect].name;
}

const char *effect_title(enum effect effect)
{
	return effects[effect].title;
}

bool effect_is_consumer(enum effect effect)
{
	return effects[effect].consumer;
}
