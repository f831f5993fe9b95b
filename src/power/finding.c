#include "power/build.h"

const struct finding *power_findings(const struct power *power, struct arena *arena, size_t *count)
{
	(void)power;
	*count = 0;
	return arena_alloc(arena, sizeof(struct finding));
}
