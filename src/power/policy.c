#include "power/policy.h"

#include "base/number.h"

void policy_init(struct policy *policy)
{
	*policy = (struct policy){
		.draw = DRAW_ROLLUP,
		.psu = PSU_SHARE,
		.estimate = NUMBER_UNKNOWN,
		.continuous = NUMBER_UNKNOWN,
		.trip = 1.13,
		.notice_pct = 75,
		.warning_pct = 90,
		.error_pct = 100,
		.imbalance_pct = 20,
		.ratio_low_pct = 60,
		.ratio_high_pct = 80,
		.rating_field = "rating_w",
		.side_field = "power_side",
		.runtime_field = "battery_minutes",
		.output_volts_field = "output_voltage",
		.psu_needed_field = "psu_needed",
	};
}

const char *draw_policy_name(enum draw_policy draw)
{
	static const char *const names[] = {"rollup", "netbox", "maximum"};
	return names[draw];
}

const char *psu_policy_name(enum psu_policy psu)
{
	static const char *const names[] = {"share", "each"};
	return names[psu];
}
