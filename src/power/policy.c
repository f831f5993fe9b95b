/* Defaults, and the questions the power room asks of a policy. The lists of
 * rules are short: they are read from the front each time. */
#include "power/policy.h"

#include "base/number.h"

#include <fnmatch.h>
#include <math.h>
#include <string.h>

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
		.ratio_low_pct = 60,
		.ratio_high_pct = 80,
		.imbalance_pct = 20,
		.side_by_name = true,
		.side_by_feed_type = true,
		.rating_field = "rating_w",
		.side_field = "power_side",
		.runtime_field = "battery_minutes",
		.output_volts_field = "output_voltage",
		.psu_needed_field = "psu_needed",
		.psu_field = "psu_policy",
		.risk_field = "shared_risk",
	};
}

static const char *const psu_names[] = {"share", "each"};

const char *draw_policy_name(enum draw_policy draw)
{
	static const char *const names[] = {"rollup", "netbox", "maximum"};
	return names[draw];
}

const char *psu_policy_name(enum psu_policy psu)
{
	return psu_names[psu];
}

/* -- custom fields -------------------------------------------------------- */

static const struct custom_field *find_field(const struct object *object, const char *name)
{
	return object->custom_count && name ? object_custom_field(object, name) : NULL;
}

double policy_number(const struct object *object, const char *name)
{
	const struct custom_field *field = find_field(object, name);
	return field && field->type == CUSTOM_NUMBER ? field->number : NUMBER_UNKNOWN;
}

double policy_rating(const struct policy *policy, const struct object *object)
{
	double written = policy_number(object, policy->rating_field);
	return written >= 0 ? written : NUMBER_UNKNOWN;
}

const char *policy_text(const struct object *object, const char *name)
{
	const struct custom_field *field = find_field(object, name);
	return field && field->type == CUSTOM_TEXT && *field->text ? field->text : NULL;
}

/* -- rules for devices ---------------------------------------------------- */

static const struct device_rule *find_rule(const struct device_rule *rules, size_t count, const struct device *device)
{
	for (int by_type = 1; by_type >= 0; by_type--) {
		const char *slug = by_type ? device->type.slug : device->role.slug;
		for (size_t i = 0; slug && i < count; i++)
			if (rules[i].by_type == by_type && strcmp(rules[i].slug, slug) == 0)
				return &rules[i];
	}
	return NULL;
}

enum psu_policy policy_psu(const struct policy *policy, const struct device *device)
{
	const char *own = policy_text(&device->object, policy->psu_field);
	for (int psu = PSU_SHARE; own && psu <= PSU_EACH; psu++)
		if (strcmp(own, psu_names[psu]) == 0)
			return (enum psu_policy)psu;
	const struct device_rule *rule = find_rule(policy->psu_rules, policy->psu_rule_count, device);
	return rule ? (enum psu_policy)rule->value : policy->psu;
}

unsigned policy_psus_needed(const struct policy *policy, const struct device *device)
{
	double own = policy_number(&device->object, policy->psu_needed_field);
	if (own >= 1 && own <= 64 && own == floor(own))
		return (unsigned)own;
	const struct device_rule *rule = find_rule(policy->needed_rules, policy->needed_rule_count, device);
	return rule ? (unsigned)rule->value : 0;
}

double policy_runtime_min(const struct policy *policy, const struct device *device)
{
	double minutes = policy_number(&device->object, policy->runtime_field);
	return minutes >= 0 ? minutes : NUMBER_UNKNOWN;
}

/* -- rules for names ------------------------------------------------------ */

char policy_side(const struct policy *policy, const char *kind, const char *name)
{
	for (size_t i = 0; i < policy->side_rule_count; i++) {
		const struct side_rule *rule = &policy->side_rules[i];
		if ((!rule->kind || strcmp(rule->kind, kind) == 0) && fnmatch(rule->pattern, name, 0) == 0)
			return rule->side;
	}
	return 0;
}

const char *policy_risk(const struct policy *policy, const struct object *source)
{
	for (size_t i = 0; i < policy->risk_rule_count; i++)
		if (fnmatch(policy->risk_rules[i].pattern, source->name, 0) == 0)
			return policy->risk_rules[i].name;
	return policy_text(source, policy->risk_field);
}
