/* What a device is: by the words in the slugs of its role, then of its type.
 * The config's rules come first, then the table below. */
#include "base/number.h"
#include "power/build.h"

#include <string.h>

static const struct {
	const char *name, *title;
} role_texts[ROLES] = {
	[ROLE_SOURCE_PANEL] = {"panel", "power panel"},
	[ROLE_FEED] = {"feed", "power feed"},
	[ROLE_UTILITY] = {"utility", "utility"},
	[ROLE_GENERATOR] = {"generator", "generator"},
	[ROLE_SWITCHGEAR] = {"switchgear", "switchgear"},
	[ROLE_TRANSFORMER] = {"transformer", "transformer"},
	[ROLE_PANEL] = {"panel", "panel"},
	[ROLE_UPS] = {"ups", "UPS"},
	[ROLE_ATS] = {"ats", "ATS"},
	[ROLE_STS] = {"sts", "STS"},
	[ROLE_PDU] = {"pdu", "PDU"},
	[ROLE_DISTRIBUTION] = {"distribution", "distribution"},
	[ROLE_CONSUMER] = {"consumer", "device"},
	[ROLE_PASSIVE] = {"passive", "device without power ports"},
	[ROLE_INPUT] = {"input", "inlet"},
	[ROLE_PSU] = {"psu", "power supply"},
	[ROLE_CIRCUIT] = {"circuit", "circuit"},
	[ROLE_RECEPTACLE] = {"receptacle", "outlet"},
};

/* Longer words before the shorter ones inside them. */
static const struct {
	const char *word;
	enum role role;
} kind_words[] = {
	{"power-distribution-unit", ROLE_PDU},
	{"rack-pdu", ROLE_PDU},
	{"static-transfer-switch", ROLE_STS},
	{"automatic-transfer-switch", ROLE_ATS},
	{"transfer-switch", ROLE_ATS},
	{"sts", ROLE_STS},
	{"ats", ROLE_ATS},
	{"ups", ROLE_UPS},
	{"uninterruptible", ROLE_UPS},
	{"utility", ROLE_UTILITY},
	{"grid", ROLE_UTILITY},
	{"generator", ROLE_GENERATOR},
	{"genset", ROLE_GENERATOR},
	{"switchgear", ROLE_SWITCHGEAR},
	{"switchboard", ROLE_SWITCHGEAR},
	{"msb", ROLE_SWITCHGEAR},
	{"mdb", ROLE_SWITCHGEAR},
	{"transformer", ROLE_TRANSFORMER},
	{"pdu", ROLE_PDU},
	{"rpdu", ROLE_PDU},
	{"power-strip", ROLE_PDU},
	{"panel", ROLE_PANEL},
	{"panelboard", ROLE_PANEL},
	{"power-panel", ROLE_PANEL},
	{"distribution-board", ROLE_PANEL},
	{"rpp", ROLE_PANEL},
	{"busway", ROLE_PANEL},
	{"busbar", ROLE_PANEL},
};

const char *role_name(enum role role)
{
	return role_texts[role].name;
}

const char *role_title(enum role role)
{
	return role_texts[role].title;
}

bool role_is_transfer(enum role role)
{
	return role == ROLE_ATS || role == ROLE_STS || role == ROLE_UPS;
}

static bool is_word_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* Does `slug` hold `word` with no letter or digit on either side? */
static bool has_word(const char *slug, const char *word)
{
	size_t length = strlen(word);
	for (const char *at = strstr(slug, word); length && at; at = strstr(at + 1, word))
		if ((at == slug || !is_word_char(at[-1])) && !is_word_char(at[length]))
			return true;
	return false;
}

static enum role kind_by_name(const char *name)
{
	for (int role = ROLE_UTILITY; role <= ROLE_DISTRIBUTION; role++)
		if (strcmp(role_texts[role].name, name) == 0)
			return (enum role)role;
	return ROLE_DISTRIBUTION;
}

static bool by_policy(const char *slug, const struct policy *policy, enum role *role)
{
	for (size_t i = 0; i < policy->kind_rule_count; i++)
		if (has_word(slug, policy->kind_rules[i].word)) {
			*role = kind_by_name(policy->kind_rules[i].kind);
			return true;
		}
	return false;
}

static bool by_table(const char *slug, enum role *role)
{
	for (size_t i = 0; i < sizeof kind_words / sizeof *kind_words; i++)
		if (has_word(slug, kind_words[i].word)) {
			*role = kind_words[i].role;
			return true;
		}
	return false;
}

enum role role_of_device(const struct device *device, const struct policy *policy)
{
	enum role role = ROLE_DISTRIBUTION;
	const char *by_role = device->role.slug ? device->role.slug : "";
	const char *by_type = device->type.slug ? device->type.slug : "";
	if (!by_policy(by_role, policy, &role) && !by_policy(by_type, policy, &role) &&
	    !by_table(by_role, &role))
		by_table(by_type, &role);
	return role;
}

const char *severity_name(enum severity severity)
{
	static const char *const names[] = {"ok", "notice", "warning", "error", "unknown"};
	return names[severity];
}

const char *load_mark_name(enum load_mark mark)
{
	static const char *const names[] = {"exact", "at_least", "estimate", "assumed", "not_asked", "at_most"};
	return names[mark];
}

enum load_mark mark_left(const struct node *node)
{
	bool partly = node->mark == MARK_AT_LEAST || node->known < node->total || !number_known(node->load_w);
	return partly ? MARK_AT_MOST : (enum load_mark)node->mark;
}
