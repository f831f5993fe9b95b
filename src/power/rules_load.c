/* Rules about load against capacity in the normal state: of what supplies others
 * from the thresholds on, of supplies of consumers only what is above their size. */
#include "power/rules.h"

#include "power/place.h"

enum { NO_LEG = -1 };

/* Rated by itself, not by the sum of its inlets? */
static bool is_rated(const struct power *power, const struct node *node)
{
	if (node->kind != OBJECT_DEVICE)
		return node->role != ROLE_PSU;
	return role_is_distribution(node->role) && known(policy_rating(&power->policy, node->object));
}

/* The fullest leg by what is surely on it: assigned, and a third of the rest. */
static int fullest_leg(const struct node *node)
{
	int fullest = 0;
	for (int i = 1; i < 3; i++)
		if (node->legs[i].low_w > node->legs[fullest].low_w)
			fullest = i;
	return fullest;
}

static enum severity severity_of(const struct policy *policy, double load, double usable)
{
	return severity_of_percent(policy, percent_of(load, usable));
}

/* The worse of the whole and of its fullest leg. */
static enum severity judge(const struct power *power, const struct node *node, int *leg)
{
	enum severity whole = severity_of(&power->policy, node->load_w, node->usable_w);
	*leg = NO_LEG;
	if (!node->legs)
		return whole;
	int fullest = fullest_leg(node);
	enum severity one = severity_of(&power->policy, node->legs[fullest].low_w, node->legs[fullest].usable_w);
	if (severity_worse(whole, one) == whole)
		return whole;
	*leg = fullest;
	return one;
}

static void report(struct scan *s, const struct node *node, enum severity severity, int leg)
{
	double load = leg == NO_LEG ? node->load_w : node->legs[leg].low_w;
	double usable = leg == NO_LEG ? node->usable_w : node->legs[leg].usable_w;
	const char *name = scan_name(s, node->object), *mark = node->mark == MARK_AT_LEAST ? "at least " : "";
	if (leg == NO_LEG)
		scan_add_as(s, severity, node->object, "%s: %s%s of %s, %s", name, mark, scan_watts(s, load),
		            scan_watts(s, usable), scan_percent(s, load * 100 / usable));
	else
		scan_add_as(s, severity, node->object, "%s, leg %c: %s%s of %s, %s", name, 'A' + leg, mark,
		            scan_watts(s, load), scan_watts(s, usable), scan_percent(s, load * 100 / usable));
}

void rule_near_limit(struct scan *s)
{
	for (size_t at = s->first[OBJECT_PANEL]; at < s->first[OBJECT_DEVICE + 1]; at++) {
		uint32_t n = scan_node(s, at);
		const struct node *node = &s->power->nodes[n];
		int leg;
		enum severity severity = judge(s->power, node, &leg);
		if ((severity == SEVERITY_NOTICE || severity == SEVERITY_WARNING) && is_rated(s->power, node))
			report(s, node, severity, leg);
	}
}

void rule_overload(struct scan *s)
{
	for (size_t at = s->first[OBJECT_PANEL]; at < s->first[OBJECT_DEVICE + 1]; at++) {
		uint32_t n = scan_node(s, at);
		const struct node *node = &s->power->nodes[n];
		int leg;
		if (judge(s->power, node, &leg) == SEVERITY_ERROR && (is_rated(s->power, node) || node->role == ROLE_PSU))
			report(s, node, SEVERITY_ERROR, leg);
	}
}
