/* Rules about what is entered at inlets and devices: draws, names, cables. */
#include "power/rules.h"

#include "base/number.h"

#include <regex.h>
#include <stdlib.h>
#include <string.h>

bool scan_in_service(const struct power *power, uint32_t n)
{
	const struct node *node = &power->nodes[n];
	const struct node *device = node->device != NODE_NONE ? &power->nodes[node->device] : node;
	return node->object->visible && device->object->visible && device->role == ROLE_CONSUMER &&
	       !(device->flags & NODE_PLANNED);
}

/* -- devices without inlets ------------------------------------------------------ */

/* Words in the slug of a role or type that need no power. */
static const char *const passive_words[] = {
	"patch", "panel", "fiber", "fibre", "cable", "cassette", "blank", "blanking", "shelf", "tray", "rail", "rails",
	"organizer", "manager", "mux", "splitter", "enclosure", "module", "antenna", "passive", "rack", "cabinet", NULL
};

static bool is_word_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

static bool has_word(const char *slug, const char *word)
{
	size_t length = strlen(word);
	for (const char *at = strstr(slug, word); at; at = strstr(at + 1, word))
		if ((at == slug || !is_word_char(at[-1])) && !is_word_char(at[length]))
			return true;
	return false;
}

static bool is_passive(const struct device *device)
{
	for (const char *const *word = passive_words; *word; word++)
		if (has_word(device->role.slug ? device->role.slug : "", *word) ||
		    has_word(device->type.slug ? device->type.slug : "", *word))
			return true;
	return false;
}

static const char *const absent[] = {"planned", "inventory", "offline", "decommissioning", NULL};

static bool is_present(const struct device *device)
{
	for (const char *const *status = absent; *status; status++)
		if (strcmp(device->status, *status) == 0)
			return false;
	return device->object.visible;
}

/* What sits in a bay gets its power from the parent. */
void rule_no_power_port(struct scan *s)
{
	for (size_t at = s->first[OBJECT_DEVICE]; at < s->first[OBJECT_DEVICE + 1]; at++) {
		uint32_t n = scan_node(s, at);
		const struct node *node = &s->power->nodes[n];
		const struct device *device = node_device(node);
		if (node->role == ROLE_PASSIVE && !device->parent && is_present(device) && !is_passive(device))
			scan_add(s, node->object, "%s has no power port", device->object.name);
	}
}

/* -- draws of consumers ------------------------------------------------------------ */

static bool is_supply_in_service(const struct power *power, uint32_t n)
{
	return power->nodes[n].role == ROLE_PSU && scan_in_service(power, n);
}

void rule_draw_missing(struct scan *s)
{
	for (size_t at = s->first[OBJECT_INLET]; at < s->first[OBJECT_OUTLET]; at++) {
		uint32_t n = scan_node(s, at);
		const struct inlet *inlet = node_inlet(&s->power->nodes[n]);
		if (!is_supply_in_service(s->power, n) || known(inlet->allocated_draw_w))
			continue;
		const char *name = scan_name(s, &inlet->object);
		if (known(inlet->maximum_draw_w))
			scan_add(s, &inlet->object, "%s has a maximum draw (%s), but no allocated draw", name,
			         scan_watts(s, inlet->maximum_draw_w));
		else
			scan_add(s, &inlet->object, "%s has neither an allocated nor a maximum draw", name);
	}
}

void rule_draw_is_maximum(struct scan *s)
{
	for (size_t at = s->first[OBJECT_INLET]; at < s->first[OBJECT_OUTLET]; at++) {
		uint32_t n = scan_node(s, at);
		const struct inlet *inlet = node_inlet(&s->power->nodes[n]);
		if (is_supply_in_service(s->power, n) && inlet->allocated_draw_w == inlet->maximum_draw_w)
			scan_add(s, &inlet->object, "%s has its maximum draw, %s, as allocated draw", scan_name(s, &inlet->object),
			         scan_watts(s, inlet->maximum_draw_w));
	}
}

/* 60 and 80 % are inside; equal draws are another rule's. */
void rule_draw_ratio(struct scan *s)
{
	const struct policy *policy = &s->power->policy;
	for (size_t at = s->first[OBJECT_INLET]; at < s->first[OBJECT_OUTLET]; at++) {
		uint32_t n = scan_node(s, at);
		const struct inlet *inlet = node_inlet(&s->power->nodes[n]);
		double allocated = inlet->allocated_draw_w, most = inlet->maximum_draw_w;
		if (!is_supply_in_service(s->power, n) || !known(allocated) || !(most > 0) || allocated == most)
			continue;
		double percent = allocated * 100 / most;
		if (percent < policy->ratio_low_pct || percent > policy->ratio_high_pct)
			scan_add(s, &inlet->object, "%s: allocated %s of a maximum of %s, %s", scan_name(s, &inlet->object),
			         scan_watts(s, allocated), scan_watts(s, most), scan_percent(s, percent));
	}
}

/* -- draws of what feeds others ------------------------------------------------------ */

static const struct inlet *as_input(const struct power *power, uint32_t n)
{
	const struct node *node = &power->nodes[n];
	const struct inlet *inlet = node_inlet(node);
	return node->role == ROLE_INPUT && inlet->object.visible && inlet->outlet_count ? inlet : NULL;
}

void rule_rating_as_draw(struct scan *s)
{
	for (size_t at = s->first[OBJECT_INLET]; at < s->first[OBJECT_OUTLET]; at++) {
		uint32_t n = scan_node(s, at);
		const struct inlet *inlet = as_input(s->power, n);
		if (inlet && known(inlet->maximum_draw_w) && !known(inlet->allocated_draw_w))
			scan_add(s, &inlet->object, "%s has only a maximum draw, %s: NetBox reads 0 W and nothing below it",
			         scan_name(s, &inlet->object), scan_watts(s, inlet->maximum_draw_w));
	}
}

static bool feeds_something(const struct inlet *inlet)
{
	for (size_t i = 0; i < inlet->outlet_count; i++)
		if (inlet->outlets[i]->end.cable && inlet->outlets[i]->end.cable->inlet_count)
			return true;
	return false;
}

void rule_override(struct scan *s)
{
	for (size_t at = s->first[OBJECT_INLET]; at < s->first[OBJECT_OUTLET]; at++) {
		uint32_t n = scan_node(s, at);
		const struct inlet *inlet = as_input(s->power, n);
		if (inlet && known(inlet->allocated_draw_w) && feeds_something(inlet))
			scan_add(s, &inlet->object, "%s: its own %s hide the %s below it", scan_name(s, &inlet->object),
			         scan_watts(s, inlet->allocated_draw_w), scan_watts(s, s->power->nodes[n].load_w));
	}
}

/* -- cables not entered ---------------------------------------------------------------- */

void rule_undocumented(struct scan *s)
{
	for (size_t at = s->first[OBJECT_INLET]; at < s->first[OBJECT_OUTLET]; at++) {
		uint32_t n = scan_node(s, at);
		const struct node *node = &s->power->nodes[n], *device = &s->power->nodes[node->device];
		bool end = device->flags & (NODE_SOURCE | NODE_OPEN_END | NODE_NOT_LIVE | NODE_PLANNED);
		if ((node->flags & NODE_UNCABLED) && !end && node->object->visible)
			scan_add(s, node->object, "%s has no cable", scan_name(s, node->object));
	}
}

/* -- names -------------------------------------------------------------------------------- */

static bool pattern_means(const struct naming_pattern *pattern, const struct node *node)
{
	return strcmp(pattern->what, object_kind_name((enum object_kind)node->kind)) == 0 ||
	       (node->kind == OBJECT_DEVICE && strcmp(pattern->what, role_name((enum role)node->role)) == 0);
}

static void check_names(struct scan *s, const struct naming_pattern *pattern)
{
	regex_t regex;
	if (regcomp(&regex, pattern->pattern, REG_EXTENDED | REG_NOSUB) != 0)
		return;
	for (size_t at = s->first[OBJECT_PANEL]; at < s->first[OBJECT_DEVICE + 1]; at++) {
		uint32_t n = scan_node(s, at);
		const struct node *node = &s->power->nodes[n];
		if (node->object->visible && pattern_means(pattern, node) &&
		    regexec(&regex, node->object->name, 0, NULL, 0) != 0)
			scan_add(s, node->object, "%s: the name of a %s should match %s", scan_name(s, node->object), pattern->what,
			         pattern->pattern);
	}
	regfree(&regex);
}

void rule_naming(struct scan *s)
{
	const struct policy *policy = &s->power->policy;
	for (size_t i = 0; i < policy->naming_count; i++)
		check_names(s, &policy->naming[i]);
}
