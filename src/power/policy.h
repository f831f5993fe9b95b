#ifndef POWER_POLICY_H
#define POWER_POLICY_H

/* What the user may decide about the meaning of figures (docs/power.md).
 * policy_init() gives the defaults; everything else is set by the command line
 * and the config file (wattmap.conf(5)). The arrays and texts belong to who
 * fills the policy in and live as long as the power graph made with it.
 *
 * Of several rules for one thing the first that fits is the one; a device's
 * custom field goes before the rules for its type, those before the rules for
 * its role. Custom fields of another type than expected are as if unset. */

#include "model/inventory.h"

#include <stdbool.h>
#include <stddef.h>

enum draw_policy { DRAW_ROLLUP, DRAW_NETBOX, DRAW_MAXIMUM };
enum psu_policy { PSU_SHARE, PSU_EACH };

/* "this text in a role or device-type slug means this kind": ordered, first
 * match wins; a lower-case part of the slug with no letter or digit on either side. */
struct kind_rule {
	const char *word;
	const char *kind; /* a role name of power.h: "ups", "pdu", … */
};

/* "a thing with such a name is of this side": `pattern` as the shell's, with
 * * ? and [...], for the whole name. */
struct side_rule {
	const char *kind;    /* a role name of power.h: "feed", "pdu", …; NULL: any */
	const char *pattern;
	char side;           /* 'A' … 'H' */
};

/* For devices of a role or type, by slug. */
struct device_rule {
	bool by_type;     /* else by role */
	const char *slug;
	int value;        /* enum psu_policy, or how many PSUs it needs */
};

/* A connector as it is wired here: NAN keeps what the table of connectors says. */
struct connector_rule {
	const char *type; /* NetBox's value: "iec-60309-p-n-e-6h" */
	double amps, volts;
	enum { POLES_KEEP, POLES_SINGLE, POLES_THREE } poles;
};

/* Sources (panels, devices) whose names match are not independent. */
struct risk_rule {
	const char *name;    /* of what they share: "substation north" */
	const char *pattern; /* as in side_rule */
};

/* How things of a kind should be called, for the audit. */
struct naming_pattern {
	const char *what;    /* an object kind ("rack") or a role name ("pdu") */
	const char *pattern; /* an extended regular expression */
};

struct policy {
	enum draw_policy draw;
	enum psu_policy psu;
	double estimate;           /* 0 < x ≤ 1; NAN: none (--estimate) */
	bool include_planned;
	double continuous;         /* NAN: by the supply's voltage */
	double trip;               /* 1.13 */
	double notice_pct, warning_pct, error_pct; /* 75, 90, 100 */
	double ratio_low_pct, ratio_high_pct; /* allocated of maximum draw: 60, 80 */
	double imbalance_pct;      /* legs further than 20 % from their mean are a finding */
	bool side_by_name;         /* the last token of a name declares a side: true */
	bool side_by_feed_type;    /* primary and redundant do, when a rack has both: true */
	/* custom fields, by name; NULL: none */
	const char *rating_field;  /* a rating in W: "rating_w" */
	const char *side_field;    /* a side: "power_side" */
	const char *runtime_field; /* minutes on battery: "battery_minutes" */
	const char *output_volts_field; /* "output_voltage" */
	const char *psu_needed_field;  /* how many of its PSUs a device needs: "psu_needed" */
	const char *psu_field;     /* share or each: "psu_policy" */
	const char *risk_field;    /* of a source, what it shares with others: "shared_risk" */

	const struct kind_rule *kind_rules; size_t kind_rule_count; /* before the built-in ones */
	const struct side_rule *side_rules; size_t side_rule_count;
	const struct device_rule *psu_rules; size_t psu_rule_count;
	const struct device_rule *needed_rules; size_t needed_rule_count;
	const struct connector_rule *connector_rules; size_t connector_rule_count;
	const struct risk_rule *risk_rules; size_t risk_rule_count;
	const struct naming_pattern *naming; size_t naming_count;
};

void policy_init(struct policy *policy);
const char *draw_policy_name(enum draw_policy draw); /* "rollup", "netbox", "maximum" */
const char *psu_policy_name(enum psu_policy psu);    /* "share", "each" */

/* A custom field that is a number, or NAN. `field` may be NULL. */
double policy_number(const struct object *object, const char *field);
/* The rating somebody wrote into the custom field, watts ≥ 0; NAN: none. */
double policy_rating(const struct policy *policy, const struct object *object);
/* A custom field that is a text, or NULL. */
const char *policy_text(const struct object *object, const char *field);

/* How the draws of this device's inlets are documented. */
enum psu_policy policy_psu(const struct policy *policy, const struct device *device);

/* How many of its PSUs a device needs; 0: not said, so as many as carry its draw. */
unsigned policy_psus_needed(const struct policy *policy, const struct device *device);

/* The side that a pattern gives to a name, 0: none. `kind` is a role name. */
char policy_side(const struct policy *policy, const char *kind, const char *name);

/* What a source shares with others that answer the same; NULL: nothing. */
const char *policy_risk(const struct policy *policy, const struct object *source);

/* Minutes on battery; NAN: unknown. */
double policy_runtime_min(const struct policy *policy, const struct device *device);

#endif
