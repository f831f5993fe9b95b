/* The table of keys, and what puts a value into the policy. Most keys are a row;
 * those of a form, such as "role:SLUG", have a function that knows it. */
#include "cli/config_keys.h"

#include "base/number.h"
#include "cli/command.h"
#include "power/power.h"

#include <math.h>
#include <regex.h>
#include <stdlib.h>
#include <string.h>

/* -- values of the policy ------------------------------------------------- */

/* Room for one more item: arrays in the arena double when they are full. */
static void *grown(struct config *config, const void *items, size_t count, size_t size)
{
	if (count & (count - 1))
		return (void *)items;
	void *copy = arena_array(config->arena, count ? 2 * count : 1, size);
	return count ? memcpy(copy, items, count * size) : copy;
}

#define ADD(config, items, count, type, ...) do { \
	type *array_ = grown(config, (config)->policy.items, (config)->policy.count, sizeof *array_); \
	array_[(config)->policy.count++] = (type){ __VA_ARGS__ }; \
	(config)->policy.items = array_; \
} while (0)

/* The next part of a list, trimmed; NULL at its end. `*list` moves on. */
static char *next_part(char **list)
{
	if (!*list)
		return NULL;
	char *part = *list + strspn(*list, " \t"), *comma = strchr(part, ',');
	char *end = comma ? comma : part + strlen(part);
	*list = comma ? comma + 1 : NULL;
	while (end > part && strchr(" \t", end[-1]))
		end--;
	*end = '\0';
	return part;
}

/* Calls `add` for every part of the value; false when it, or a part, is bad. */
static bool each_part(struct config *config, const struct setting *setting,
                      bool (*add)(struct config *config, const struct setting *setting, const char *part))
{
	char *list = arena_strdup(config->arena, setting->value);
	for (char *part; (part = next_part(&list));)
		if (!*part || !add(config, setting, part))
			return false;
	return true;
}

static bool read_number(const char *text, double low, double high, double *number)
{
	char *end;
	if (!*text || text[strspn(text, "0123456789.")])
		return false;
	*number = strtod(text, &end);
	return !*end && *number >= low && *number <= high;
}

static bool set_number(struct config *config, const struct setting *setting)
{
	double *number = (double *)(void *)((char *)&config->policy + setting->key->offset);
	return read_number(setting->value, setting->key->low, setting->key->high, number);
}

static bool set_flag(struct config *config, const struct setting *setting)
{
	bool yes = strcmp(setting->value, "yes") == 0;
	*(bool *)((char *)&config->policy + setting->key->offset) = yes;
	return yes || strcmp(setting->value, "no") == 0;
}

/* The name of a custom field; empty: none. */
static bool set_field(struct config *config, const struct setting *setting)
{
	const char **field = (const char **)(void *)((char *)&config->policy + setting->key->offset);
	*field = *setting->value ? setting->value : NULL;
	return true;
}

static bool is_slug(const char *text)
{
	return *text && text[strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")] == '\0';
}

static bool add_kind(struct config *config, const struct setting *setting, const char *part)
{
	char *word = arena_strdup(config->arena, part);
	for (char *p = word; *p; p++)
		if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p - 'A' + 'a');
	ADD(config, kind_rules, kind_rule_count, struct kind_rule, word, setting->key->name);
	return is_slug(word);
}

static bool set_kind(struct config *config, const struct setting *setting)
{
	return each_part(config, setting, add_kind);
}

/* "pdu:A" → pdu; "A" → NULL, any. The key was found good before. */
static const char *side_kind(struct config *config, const char *name)
{
	const char *colon = strchr(name, ':');
	return colon ? arena_strndup(config->arena, name, (size_t)(colon - name)) : NULL;
}

static bool add_side(struct config *config, const struct setting *setting, const char *part)
{
	const char *name = setting->name;
	ADD(config, side_rules, side_rule_count, struct side_rule, side_kind(config, name), part,
	    name[strlen(name) - 1]);
	return true;
}

static bool set_side(struct config *config, const struct setting *setting)
{
	return each_part(config, setting, add_side);
}

/* "type:c7000" */
static struct device_rule device_rule(const struct setting *setting, int value)
{
	return (struct device_rule){ setting->name[0] == 't', strchr(setting->name, ':') + 1, value };
}

static bool set_psu(struct config *config, const struct setting *setting)
{
	bool each = strcmp(setting->value, "each") == 0;
	struct device_rule rule = device_rule(setting, each ? PSU_EACH : PSU_SHARE);
	ADD(config, psu_rules, psu_rule_count, struct device_rule, rule.by_type, rule.slug, rule.value);
	return each || strcmp(setting->value, "share") == 0;
}

static bool set_needed(struct config *config, const struct setting *setting)
{
	double number = 0;
	bool good = read_number(setting->value, 1, 64, &number) && number == floor(number);
	struct device_rule rule = device_rule(setting, (int)number);
	ADD(config, needed_rules, needed_rule_count, struct device_rule, rule.by_type, rule.slug, rule.value);
	return good;
}

/* "32 A": a number and its unit. */
static bool read_quantity(const char *part, char unit, double *quantity)
{
	char number[40];
	size_t length = strlen(part);
	if (length < 2 || length > sizeof number || (part[length - 1] & ~0x20) != unit)
		return false;
	memcpy(number, part, length - 1);
	number[length - 1] = '\0';
	while (length > 1 && number[length - 2] == ' ')
		number[--length - 1] = '\0';
	return read_number(number, 0.1, 100000, quantity);
}

static bool set_connector(struct config *config, const struct setting *setting)
{
	struct connector_rule rule = { setting->name, NUMBER_UNKNOWN, NUMBER_UNKNOWN, POLES_KEEP };
	char *list = arena_strdup(config->arena, setting->value);
	for (char *part; (part = next_part(&list));) {
		if (strcmp(part, "single-phase") == 0)
			rule.poles = POLES_SINGLE;
		else if (strcmp(part, "three-phase") == 0)
			rule.poles = POLES_THREE;
		else if (!read_quantity(part, 'A', &rule.amps) && !read_quantity(part, 'V', &rule.volts))
			return false;
	}
	ADD(config, connector_rules, connector_rule_count, struct connector_rule, rule.type, rule.amps, rule.volts,
	    rule.poles);
	return true;
}

static bool add_risk(struct config *config, const struct setting *setting, const char *part)
{
	ADD(config, risk_rules, risk_rule_count, struct risk_rule, setting->name, part);
	return true;
}

static bool set_risk(struct config *config, const struct setting *setting)
{
	return each_part(config, setting, add_risk);
}

static bool set_naming(struct config *config, const struct setting *setting)
{
	regex_t regex;
	if (!*setting->value || regcomp(&regex, setting->value, REG_EXTENDED | REG_NOSUB) != 0)
		return false;
	regfree(&regex);
	ADD(config, naming, naming_count, struct naming_pattern, setting->name, setting->value);
	return true;
}

/* -- the table of keys ---------------------------------------------------- */

#define AT(member) .offset = offsetof(struct policy, member)
#define KIND(kind) { .section = "kinds", .name = kind, .set = set_kind, .list = true, \
	.allowed = "words of slugs (letters, digits, '-' and '_') with commas between them", \
	.help = "words in the slug of a device's role, else of its type, that make it one" }
#define SIDE(form) { .section = "sides", .name = form, .set = set_side, .open = true, .list = true, \
	.allowed = "patterns for names, such as *-A, with commas between them", \
	.help = "names of this side: * any text, ? any letter, [ab] one of these; for one kind of thing with KIND: in front" }
#define FIELD(word, member, text) { .section = "fields", .name = word, .set = set_field, AT(member), \
	.allowed = "the name of a custom field, or nothing", .help = text }
#define LIMIT(of, word, member, least, most, words, text) { .section = of, .name = word, .set = set_number, AT(member), \
	.low = least, .high = most, .allowed = words, .help = text }
#define PERCENT(of, word, member, text) LIMIT(of, word, member, 0, 1000, "a number from 0 to 1000", text)

static const struct config_key table[] = {
	KIND("utility"), KIND("generator"), KIND("switchgear"), KIND("transformer"), KIND("panel"), KIND("ups"),
	KIND("ats"), KIND("sts"), KIND("pdu"),

	{ .section = "sides", .name = "by_name", .set = set_flag, AT(side_by_name), .allowed = "yes or no",
	  .help = "the last part of a name is its side: PDU-B, Feed A" },
	{ .section = "sides", .name = "by_feed_type", .set = set_flag, AT(side_by_feed_type), .allowed = "yes or no",
	  .help = "a rack's primary feed is A and its redundant one B, when it has both" },
	SIDE("A"), SIDE("KIND:A"),

	FIELD("rating", rating_field, "a rating in watts; of any element"),
	FIELD("side", side_field, "the side of a panel, feed or device"),
	FIELD("runtime_minutes", runtime_field, "how long a UPS lasts on battery"),
	FIELD("output_volts", output_volts_field, "the voltage at the outlets of a device"),
	FIELD("psu_needed", psu_needed_field, "how many of its PSUs a device needs"),
	FIELD("psu", psu_field, "how the draws of a device's inlets are meant: share or each"),
	FIELD("shared_risk", risk_field, "what a source shares with others of the same text"),

	LIMIT("capacity", "trip", trip, 1, 10, "a number from 1 to 10",
	      "part of a rating above which a breaker may trip"),

	PERCENT("thresholds", "notice", notice_pct, "percent of what is usable"),
	PERCENT("thresholds", "warning", warning_pct, "percent of what is usable"),
	PERCENT("thresholds", "error", error_pct, "above this percentage"),
	PERCENT("thresholds", "imbalance", imbalance_pct, "of the phases, in percent of their mean"),
	PERCENT("thresholds", "ratio_low", ratio_low_pct, "least allocated draw in percent of the maximum"),
	PERCENT("thresholds", "ratio_high", ratio_high_pct, "most allocated draw in percent of the maximum"),

	{ .section = "psu", .name = "role:SLUG", .set = set_psu, .open = true, .allowed = "share or each",
	  .help = "the same for devices of a role" },
	{ .section = "psu", .name = "type:SLUG", .set = set_psu, .open = true, .allowed = "share or each",
	  .help = "the same for devices of a type" },
	{ .section = "psu_needed", .name = "role:SLUG", .set = set_needed, .open = true,
	  .allowed = "a whole number from 1 to 64", .help = "how many of their PSUs devices of a role need" },
	{ .section = "psu_needed", .name = "type:SLUG", .set = set_needed, .open = true,
	  .allowed = "a whole number from 1 to 64", .help = "how many of their PSUs devices of a type need" },

	{ .section = "connectors", .name = "TYPE", .set = set_connector, .open = true,
	  .allowed = "amps and volts as in '32 A, 230 V', and single-phase or three-phase",
	  .help = "NetBox's value of a connector's type, and how such connectors are wired here" },
	{ .section = "risks", .name = "NAME", .set = set_risk, .open = true, .list = true,
	  .allowed = "patterns for names of sources, such as UTILITY-*, with commas between them",
	  .help = "sources that are not independent of each other" },
	{ .section = "naming", .name = "KIND", .set = set_naming, .open = true, .list = true,
	  .allowed = "an extended regular expression", .help = "what names of a kind should match, for the audit" },
};
enum { TABLE = sizeof table / sizeof *table };

/* Options that are keys elsewhere than in [defaults]; those with `also` are there, too. */
static const struct {
	const char *section, *name, *option;
	bool also;
} placed[] = {
	{ "netbox", "url", "netbox", false },
	{ "netbox", "token_file", "token-file", false },
	{ "netbox", "cacert", "cacert", false },
	{ "capacity", "continuous", "continuous", true },
	{ "psu", "default", "psu", true },
};
enum { PLACED = sizeof placed / sizeof *placed };

const char *const config_sections[] = {
	"netbox", "defaults", "kinds", "sides", "fields", "capacity", "thresholds", "psu", "psu_needed", "connectors",
	"risks", "naming", "serve", NULL
};

static bool only_placed(const char *option)
{
	for (size_t i = 0; i < PLACED; i++)
		if (strcmp(placed[i].option, option) == 0)
			return !placed[i].also;
	return false;
}

static void add_key(struct config *config, struct config_key key)
{
	config->keys[config->key_count++] = key;
}

static void add_option(struct config *config, const char *section, const char *name, const struct option_row *row)
{
	add_key(config, (struct config_key){ .section = section, .name = name, .option = row, .help = row->help });
}

/* link-base is link_base here. */
static const char *underlined(struct config *config, const char *name)
{
	char *copy = arena_strdup(config->arena, name);
	for (char *p = copy; (p = strchr(p, '-'));)
		*p = '_';
	return copy;
}

/* Options of the server alone have a section of their own. */
static const char *option_section(const struct option_row *row)
{
	return (row->commands & ~ONLY(CONFIG)) == ONLY(SERVE) ? "serve" : "defaults";
}

static void add_options(struct config *config, const char *section)
{
	const struct option_row *row;
	for (size_t i = 0; (row = option_row(i)); i++)
		if (row->setting && !only_placed(row->name) && strcmp(option_section(row), section) == 0)
			add_option(config, section, underlined(config, row->name), row);
}

void config_make_keys(struct config *config)
{
	size_t options = 0;
	while (option_row(options))
		options++;
	config->keys = arena_array(config->arena, TABLE + PLACED + options, sizeof *config->keys);
	for (size_t s = 0; config_sections[s]; s++) {
		for (size_t i = 0; i < PLACED; i++)
			if (strcmp(placed[i].section, config_sections[s]) == 0)
				add_option(config, config_sections[s], placed[i].name, option_named(placed[i].option));
		add_options(config, config_sections[s]);
		for (size_t i = 0; i < TABLE; i++)
			if (strcmp(table[i].section, config_sections[s]) == 0)
				add_key(config, table[i]);
	}
}

/* -- open keys ------------------------------------------------------------ */

static bool is_kind(const char *name, size_t length, enum role last)
{
	for (int role = ROLE_SOURCE_PANEL; role <= (int)last; role++)
		if (strlen(role_name((enum role)role)) == length && memcmp(role_name((enum role)role), name, length) == 0)
			return true;
	return false;
}

static bool names_side(const char *name)
{
	const char *colon = strchr(name, ':'), *side = colon ? colon + 1 : name;
	bool kind = !colon || is_kind(name, (size_t)(colon - name), ROLE_DISTRIBUTION);
	return kind && side[0] >= 'A' && side[0] <= 'H' && !side[1];
}

static bool names_what(const char *name)
{
	for (int kind = 0; kind < OBJECT_KINDS; kind++)
		if (strcmp(object_kind_name((enum object_kind)kind), name) == 0)
			return true;
	return is_kind(name, strlen(name), ROLE_RECEPTACLE);
}

bool config_has_form(const struct config_key *key, const char *name)
{
	if (key->set == set_side)
		return names_side(name) && !strchr(key->name, ':') == !strchr(name, ':');
	if (key->set == set_psu || key->set == set_needed)
		return strncmp(key->name, name, 5) == 0 && is_slug(name + 5);
	if (key->set == set_naming)
		return names_what(name);
	return key->set == set_risk ? *name : is_slug(name);
}
