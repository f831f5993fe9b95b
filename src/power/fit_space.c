/* Rack units in halves: NetBox places devices at half units from 3.3 on. */
#include "power/fit.h"

#include "base/number.h"

#include <math.h>
#include <stdlib.h>

enum { HALVES_MAX = 2 * 1000 };

/* Takes the units of one device; false: its height is not known. */
static bool take(const struct inventory *inventory, const struct rack *rack, const struct device *device, bool *taken)
{
	const struct device_type *type = inventory_type(inventory, device->type.id);
	if (!number_known(device->position_u))
		return true;
	if (!type || !number_known(type->u_height))
		return false;
	long from = lround(2 * (device->position_u - rack->starting_unit)), count = lround(2 * type->u_height);
	for (long i = from; i < from + count; i++)
		if (i >= 0 && i < 2L * rack->u_height)
			taken[i] = true;
	return true;
}

static void count_slots(const bool *taken, const struct rack *rack, double u_height, unsigned *slots, double *position_u,
                        double *free_u, double *largest_u)
{
	long need = lround(2 * u_height), run = 0, all = 2L * rack->u_height, step = need % 2 ? 1 : 2;
	long start = 0, largest = 0, free_halves = 0;
	for (long i = 0; i < all; i++) {
		free_halves += !taken[i];
		run = taken[i] ? 0 : run + 1;
		largest = run > largest ? run : largest;
		if (taken[i] || start > i)
			start = taken[i] ? (i + step) / step * step : start; /* the next whole unit */
		if (need <= 0 || taken[i] || i + 1 - start < need)
			continue;
		if (!(*slots)++)
			*position_u = rack->starting_unit + (double)start / 2;
		start = i + 1;
	}
	*free_u = (double)free_halves / 2;
	*largest_u = (double)largest / 2;
}

bool fit_space(const struct inventory *inventory, const struct rack *rack, double u_height, unsigned *slots,
               double *position_u, double *free_u, double *largest_u)
{
	bool *taken, known = inventory->type_count > 0 && rack->u_height > 0 && rack->u_height <= HALVES_MAX / 2;
	*slots = 0;
	*position_u = *free_u = *largest_u = NUMBER_UNKNOWN;
	if (!known)
		return false;
	taken = xcalloc(2 * (size_t)rack->u_height, sizeof *taken);
	for (size_t i = 0; i < rack->device_count && known; i++)
		known = take(inventory, rack, rack->devices[i], taken);
	if (known)
		count_slots(taken, rack, u_height, slots, position_u, free_u, largest_u);
	free(taken);
	return known;
}
