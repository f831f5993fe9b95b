#ifndef POWER_POLICY_H
#define POWER_POLICY_H

/* What the user may decide about the meaning of figures (docs/power.md).
 * policy_init() gives the defaults; everything else is set by the command line
 * and the config file. */

#include <stdbool.h>
#include <stddef.h>

enum draw_policy { DRAW_ROLLUP, DRAW_NETBOX, DRAW_MAXIMUM };
enum psu_policy { PSU_SHARE, PSU_EACH };

/* "this text in a role or device-type slug means this kind": ordered, first
 * match wins; a lower-case part of the slug, delimited by anything that is
 * not a letter or digit when `whole_word`. */
struct kind_rule {
	const char *word;
	const char *kind; /* a role name of power.h: "ups", "pdu", … */
};

/* "names of this kind or role match": an extended regular expression. */
struct naming_pattern {
	const char *what;    /* "rack", "feed", "pdu", … */
	const char *pattern;
};

struct policy {
	enum draw_policy draw;
	enum psu_policy psu;
	double estimate;           /* 0 < x ≤ 1; NAN: none (--estimate) */
	bool include_planned;
	double continuous;         /* NAN: by the supply's voltage */
	double trip;               /* 1.13 */
	double notice_pct, warning_pct, error_pct; /* 75, 90, 100 */
	double imbalance_pct;      /* legs further than 20 % from their mean are a finding */
	double ratio_low_pct, ratio_high_pct; /* allocated draw of the maximum: 60, 80 */
	const struct naming_pattern *naming; /* none by default */
	size_t naming_count;
	const char *rating_field;  /* custom field with a rating in W: "rating_w" */
	const char *side_field;    /* custom field with a side: "power_side" */
	const char *runtime_field; /* custom field with minutes: "battery_minutes" */
	const char *output_volts_field; /* "output_voltage" */
	const char *psu_needed_field; /* custom field with how many PSUs a device needs: "psu_needed" */
	const struct kind_rule *kind_rules; /* before the built-in ones */
	size_t kind_rule_count;
};

void policy_init(struct policy *policy);
const char *draw_policy_name(enum draw_policy draw); /* "rollup", "netbox", "maximum" */
const char *psu_policy_name(enum psu_policy psu);    /* "share", "each" */

#endif
