/* The state an object is in by itself: its status, whether it is cabled, visible,
 * a source. Status words are NetBox's; unknown ones (a site's own) count as in
 * service, except on feeds, where only "active" is. */
#include "power/build.h"

#include "power/state.h"

#include <string.h>

static bool one_of(const char *status, const char *const *words)
{
	for (; *words; words++)
		if (strcmp(status, *words) == 0)
			return true;
	return false;
}

static const char *const coming[] = {"planned", "inventory", NULL};
static const char *const gone[] = {"offline", "failed", NULL};
static const char *const idle[] = {"planned", "inventory", "offline", NULL};
static const char *const dead_outlet[] = {"disabled", "faulty", NULL};

static uint32_t not_yet(const struct policy *policy)
{
	return policy->include_planned ? 0 : NODE_NOT_LIVE | NODE_NOT_YET;
}

uint32_t state_of_feed(const struct feed *feed, const struct policy *policy)
{
	const char *status = feed->status;
	if (!feed->object.visible || !*status || strcmp(status, "active") == 0)
		return 0;
	return one_of(status, coming) ? not_yet(policy) : NODE_NOT_LIVE;
}

/* What nearly all are. */
static bool is_active(const char *status)
{
	return status[0] == 'a' && strcmp(status, "active") == 0;
}

uint32_t state_of_distribution(const struct device *device, const struct policy *policy)
{
	if (is_active(device->status))
		return 0;
	if (one_of(device->status, gone))
		return NODE_NOT_LIVE;
	return one_of(device->status, coming) ? not_yet(policy) : 0;
}

uint32_t state_of_consumer(const struct device *device, const struct policy *policy)
{
	bool serves = policy->include_planned || is_active(device->status);
	return !serves && one_of(device->status, idle) ? NODE_PLANNED : 0;
}

uint32_t state_of_outlet(const struct outlet *outlet)
{
	return *outlet->status && one_of(outlet->status, dead_outlet) ? NODE_NOT_LIVE : 0;
}

uint32_t state_of_cable(const struct cable *cable, const struct policy *policy)
{
	return strcmp(cable->status, "planned") == 0 ? not_yet(policy) : 0;
}

bool cable_is_redundancy(const struct cable *cable)
{
	return strcmp(cable->status, "decommissioning") != 0;
}
