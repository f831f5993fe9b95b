/* A line of the file becomes a setting: its key is looked up, its value handed
 * to the key's function, which puts it into the policy; values of options wait
 * for options_fill(). libinih calls back a key at a time and does not tell the
 * line: the reader that hands it the lines counts them, and takes note of the
 * section, of which libinih keeps 49 bytes. It also hides a ':' in front of the
 * '=', which is part of our keys ("role:server") and would end one for libinih. */
#include "cli/config.h"

#include "base/number.h"
#include "base/outfile.h"
#include "base/text.h"
#include "cli/command.h"
#include "power/power.h"

#include <assert.h>
#include <errno.h>
#include <ini.h>
#include <math.h>
#include <regex.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { HIDDEN_COLON = '\x1f' };

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

static const char *const section_order[] = {
	"netbox", "defaults", "kinds", "sides", "fields", "capacity", "thresholds", "psu", "psu_needed", "connectors",
	"risks", "naming", NULL
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

static void add_defaults(struct config *config)
{
	const struct option_row *row;
	for (size_t i = 0; (row = option_row(i)); i++)
		if (row->setting && !only_placed(row->name))
			add_option(config, "defaults", underlined(config, row->name), row);
}

/* All keys, by section. */
static void make_keys(struct config *config)
{
	size_t options = 0;
	while (option_row(options))
		options++;
	config->keys = arena_array(config->arena, TABLE + PLACED + options, sizeof *config->keys);
	for (size_t s = 0; section_order[s]; s++) {
		for (size_t i = 0; i < PLACED; i++)
			if (strcmp(placed[i].section, section_order[s]) == 0)
				add_option(config, section_order[s], placed[i].name, option_named(placed[i].option));
		if (strcmp(section_order[s], "defaults") == 0)
			add_defaults(config);
		for (size_t i = 0; i < TABLE; i++)
			if (strcmp(table[i].section, section_order[s]) == 0)
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

/* Is this a name of the key's form? */
static bool has_form(const struct config_key *key, const char *name)
{
	if (key->set == set_side)
		return names_side(name) && !strchr(key->name, ':') == !strchr(name, ':');
	if (key->set == set_psu || key->set == set_needed)
		return strncmp(key->name, name, 5) == 0 && is_slug(name + 5);
	if (key->set == set_naming)
		return names_what(name);
	return key->set == set_risk ? *name : is_slug(name);
}

/* -- looking up ----------------------------------------------------------- */

/* The same but for '-' and '_'. */
static bool same_name(const char *a, const char *b)
{
	for (; *a && (*a == *b || (strchr("-_", *a) && strchr("-_", *b) && *b)); a++, b++)
		;
	return *a == *b;
}

static const struct config_key *find_key(const struct config *config, const char *section, const char *name)
{
	for (size_t i = 0; i < config->key_count; i++) {
		const struct config_key *key = &config->keys[i];
		if (strcmp(key->section, section) == 0 &&
		    (key->open ? has_form(key, name) : same_name(key->name, name)))
			return key;
	}
	return NULL;
}

const struct setting *config_find(const struct config *config, const struct config_key *key)
{
	for (size_t i = 0; i < config->setting_count; i++) {
		const struct setting *setting = &config->settings[i];
		bool same = key->option ? setting->key->option == key->option : setting->key == key;
		bool profile = strcmp(setting->key->section, "netbox") == 0;
		if (same && (!profile || (config->profile && strcmp(setting->profile, config->profile) == 0)))
			return setting;
	}
	return NULL;
}

/* What was said before about the same. */
static const struct setting *find_before(const struct config *config, const struct setting *setting)
{
	for (size_t i = 0; i < config->setting_count; i++) {
		const struct setting *before = &config->settings[i];
		bool option = setting->key->option && setting->key->option == before->key->option;
		if (!strcmp(before->profile, setting->profile) &&
		    (option || (before->key == setting->key && same_name(before->name, setting->name))))
			return before;
	}
	return NULL;
}

/* -- reading -------------------------------------------------------------- */

struct reading {
	struct config *config;
	const char *name;    /* of the file, for messages */
	const char *rest;    /* what was not yet read */
	const char *section, *profile;
	int line, error_line;
	struct error *err;
};

static void set_error(struct reading *reading, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void set_error(struct reading *reading, const char *format, ...)
{
	char text[900];
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	if (!reading->error_line)
		reading->error_line = reading->line;
	error_set(reading->err, ERROR_CONFIG, "%s:%d: %s", reading->name, reading->line, text);
}

/* "[netbox lab]" → section netbox, profile lab. */
static void read_section(struct reading *reading, const char *line)
{
	struct arena *arena = reading->config->arena;
	size_t length = strcspn(line + 1, "]\r\n"), word = strcspn(line + 1, " \t]\r\n");
	const char *section = arena_strndup(arena, line + 1, word);
	size_t gap = word + strspn(line + 1 + word, " \t");
	char near[NEAREST_MAX], *all;
	reading->section = section;
	reading->profile = arena_strndup(arena, line + 1 + gap, length - gap);
	for (size_t i = 0; section_order[i]; i++)
		if (strcmp(section_order[i], section) == 0 && (!*reading->profile || i == 0))
			return;
	all = values_text(section_order);
	set_error(reading, "section [%.*s] is not known; allowed: %s%s", (int)length, line + 1, all,
	          nearest_value(near, section, section_order));
	free(all);
}

/* fgets() on a string, counting lines; without the blanks in front, which would
 * make it a continuation. */
static char *read_line(char *buffer, int size, void *stream)
{
	struct reading *reading = stream;
	if (!*reading->rest)
		return NULL;
	size_t whole = strcspn(reading->rest, "\n"), blank = strspn(reading->rest, " \t");
	size_t length = whole > blank ? whole - blank : 0;
	reading->line++;
	if (length + 2 > (size_t)size) {
		set_error(reading, "line longer than %d bytes; lists may be given in several lines", size - 2);
		return NULL;
	}
	memcpy(buffer, reading->rest + whole - length, length);
	memcpy(buffer + length, "\n", 2);
	reading->rest += whole + (reading->rest[whole] == '\n');
	size_t name = strcspn(buffer, "=");
	for (char *p = buffer; !strchr(";#[", *buffer) && buffer[name] && (p = memchr(p, ':', (size_t)(buffer + name - p)));)
		*p = HIDDEN_COLON;
	if (*buffer == '[')
		read_section(reading, buffer);
	return buffer;
}

struct names {
	const struct config *config;
	const char *section;
};

static const char *key_name(const void *context, size_t i)
{
	const struct names *names = context;
	if (i == names->config->key_count)
		return NULL;
	const struct config_key *key = &names->config->keys[i];
	return strcmp(key->section, names->section) == 0 && !key->open ? key->name : "";
}

#define KIND_WORDS "KIND is utility, generator, switchgear, transformer, panel, ups, ats, sts, pdu"

/* The names a section may have, as forms and as words. */
static char *allowed_names(const struct config *config, const char *section)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	for (size_t i = 0; i < config->key_count; i++)
		if (strcmp(config->keys[i].section, section) == 0)
			fprintf(out, "%s%s", ftell(out) ? ", " : "", config->keys[i].name);
	if (strcmp(section, "sides") == 0)
		fputs("; sides are A to H, " KIND_WORDS " or feed", out);
	if (strcmp(section, "naming") == 0)
		fputs("; " KIND_WORDS ", feed, inlet, outlet, psu, circuit, device, rack, location or site", out);
	fclose(out);
	return text;
}

static void unknown_key(struct reading *reading, const char *name)
{
	char near[NEAREST_MAX];
	const struct names names = { reading->config, reading->section };
	if (!*reading->section) {
		set_error(reading, "key '%s' is in no section", name);
		return;
	}
	char *allowed = allowed_names(reading->config, reading->section);
	set_error(reading, "[%s] key '%s' is not known; allowed: %s%s", reading->section, name, allowed,
	          nearest_text(near, name, "", key_name, &names));
	free(allowed);
}

/* A file is meant from the home or from where the configuration stands; a word
 * is no file where it may be the name of something built in. */
static const char *resolved(struct config *config, const struct option_row *row, const char *value)
{
	const char *home = getenv("HOME"), *slash = strrchr(config->path, '/');
	if (row->type != OPTION_FILE || *value == '/' || (row == option_named("style") && !strchr(value, '/')))
		return value;
	if (strncmp(value, "~/", 2) == 0 && home && *home)
		return arena_printf(config->arena, "%s%s", home, value + 1);
	return slash && *value ? arena_printf(config->arena, "%.*s%s", (int)(slash + 1 - config->path), config->path, value)
	                       : value;
}

static void take(struct reading *reading, struct setting *setting)
{
	struct config *config = reading->config;
	const struct setting *before = find_before(config, setting);
	struct error wrong = { ERROR_NONE, "" };
	if (before && !setting->key->list)
		set_error(reading, "[%s] key '%s' is given twice, first in line %d", setting->key->section, setting->name,
		          before->line);
	else if (setting->key->option ? !options_check(setting->key->option, setting->value, "", &wrong)
	                              : !setting->key->set(config, setting))
		set_error(reading, "[%s] key '%s'%s%s%s%s", setting->key->section, setting->name,
		          wrong.code ? wrong.text : " cannot be '", wrong.code ? "" : setting->value,
		          wrong.code ? "" : "'; allowed: ", wrong.code ? "" : setting->key->allowed);
	if (setting->key->option)
		setting->value = resolved(config, setting->key->option, setting->value);
	config->settings = array_grow(config->settings, config->setting_count, &config->setting_capacity,
	                              sizeof *config->settings);
	config->settings[config->setting_count++] = *setting;
}

static int handle_key(void *user, const char *section, const char *name, const char *value)
{
	struct reading *reading = user;
	struct arena *arena = reading->config->arena;
	char *own = arena_strdup(arena, name);
	(void)section;
	for (char *p = own; (p = strchr(p, HIDDEN_COLON));)
		*p = ':';
	const struct config_key *key = find_key(reading->config, reading->section, own);
	if (!key && !reading->error_line)
		unknown_key(reading, own);
	if (!key)
		return 0;
	struct setting setting = { .key = key, .profile = reading->profile, .name = own, .line = reading->line,
	                           .value = arena_strdup(arena, value) };
	setting.where = arena_printf(arena, "%s:%d: [%s] key '%s'", reading->name, reading->line, key->section, own);
	take(reading, &setting);
	return 1;
}

static bool read_ini(struct config *config, const char *text, struct error *err)
{
	struct error first = { ERROR_NONE, "" };
	const char *start = strncmp(text, "\xef\xbb\xbf", 3) == 0 ? text + 3 : text; /* a byte-order mark */
	struct reading reading = { .config = config, .name = config->path, .rest = start, .section = "", .profile = "",
	                           .err = &first };
	int line = ini_parse_stream(read_line, &reading, handle_key, &reading);
	if (line > 0 && (!reading.error_line || line < reading.error_line))
		return error_set(err, ERROR_CONFIG, "%s:%d: neither [section] nor key = value", config->path, line);
	return !first.code || error_set(err, ERROR_CONFIG, "%s", first.text);
}

static bool read_file(struct config *config, struct error *err)
{
	char *text;
	size_t size;
	struct error reason = { ERROR_NONE, "" };
	if (!infile_read(config->path, &text, &size, &reason))
		return error_set(err, ERROR_CONFIG, "%s", reason.text);
	bool ok = strlen(text) == size ? read_ini(config, text, err)
	                               : error_set(err, ERROR_CONFIG, "%s: not a text file", config->path);
	free(text);
	return ok;
}

bool config_read(const char *path, struct config **config, struct error *err)
{
	struct arena *arena = arena_new();
	struct config *new = arena_alloc(arena, sizeof *new);
	new->arena = arena;
	new->path = path ? arena_strdup(arena, path) : NULL;
	policy_init(&new->policy);
	make_keys(new);
	if (path && !read_file(new, err)) {
		config_free(new);
		return false;
	}
	*config = new;
	return true;
}

void config_free(struct config *config)
{
	if (!config)
		return;
	free(config->settings);
	arena_free(config->arena);
}

/* -- the file and the profile of a run ------------------------------------ */

/* The first that is there, malloc'd; NULL: none. One that cannot be read is for
 * the reader to complain about. */
static char *usual_path(void)
{
	const char *xdg = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
	bool own = xdg && *xdg == '/';
	char path[4096];
	snprintf(path, sizeof path, "%s%s/wattmap/wattmap.conf", own ? xdg : home ? home : "", own ? "" : "/.config");
	if ((own || (home && *home)) && (access(path, F_OK) == 0 || errno == EACCES))
		return xstrdup(path);
	return access("/etc/wattmap/wattmap.conf", F_OK) == 0 ? xstrdup("/etc/wattmap/wattmap.conf") : NULL;
}

const char *const *config_profiles(const struct config *config)
{
	const char **names = arena_array(config->arena, config->setting_count + 1, sizeof *names);
	size_t count = 0;
	for (size_t i = 0; i < config->setting_count; i++) {
		const char *name = config->settings[i].profile;
		bool known = !*name;
		for (size_t k = 0; k < count; k++)
			known = known || strcmp(names[k], name) == 0;
		if (!known)
			names[count++] = name;
	}
	return names;
}

static bool is_section_netbox(const struct config *config, const char *profile)
{
	for (size_t i = 0; i < config->setting_count; i++)
		if (strcmp(config->settings[i].key->section, "netbox") == 0 &&
		    strcmp(config->settings[i].profile, profile) == 0)
			return true;
	return false;
}

static bool no_profile(const struct config *config, const char *where, const char *profile, struct error *err)
{
	const char *const *names = config_profiles(config);
	char near[NEAREST_MAX], *all = values_text(names);
	error_set(err, ERROR_CONFIG, "%s: no section [netbox %s] in %s%s%s%s", where, profile,
	          config->path ? config->path : "any configuration file", *all ? "; there are " : "", all,
	          nearest_value(near, profile, names));
	free(all);
	return false;
}

static bool choose(struct config *config, const char *profile, struct error *err)
{
	const struct config_key *key = find_key(config, "defaults", "profile");
	const struct setting *setting = config_find(config, key);
	const char *const *names = config_profiles(config);
	const char *asked = profile ? profile : setting ? setting->value : NULL;
	if (asked && !is_section_netbox(config, asked))
		return no_profile(config, profile ? "--profile" : setting->where, asked, err);
	if (asked)
		config->profile = asked;
	else if (is_section_netbox(config, ""))
		config->profile = "";
	else if (names[0] && !names[1])
		config->profile = names[0];
	return true;
}

bool config_open(struct options *options, struct error *err)
{
	char *path = options->config_path ? xstrdup(options->config_path) : usual_path();
	bool ok = config_read(path, &options->config, err) && choose(options->config, options->profile, err);
	free(path);
	return ok;
}

/* -- values of options ---------------------------------------------------- */

static const struct setting *find_option(const struct config *config, const struct option_row *row)
{
	const struct config_key key = { .option = row };
	return config_find(config, &key);
}

static bool of_profile(const struct setting *setting)
{
	return strcmp(setting->key->section, "netbox") == 0;
}

const char *config_lookup_profile(void *context, const struct option_row *row, const char **where)
{
	const struct options *options = context;
	const struct setting *setting = find_option(options->config, row);
	if (!setting || !of_profile(setting))
		return NULL;
	*where = setting->where;
	return setting->value;
}

/* Does the profile not count, or not this of it? */
static bool is_overruled(const struct options *options, const struct option_row *row)
{
	const char *token = getenv("NETBOX_TOKEN");
	const struct setting *url = find_option(options->config, option_named("netbox"));
	if (options->netbox && (!url || strcmp(options->netbox, url->value) != 0))
		return true;
	return row == option_named("token-file") && token && *token;
}

const char *config_lookup(void *context, const struct option_row *row, const char **where)
{
	const struct options *options = context;
	const struct setting *setting = find_option(options->config, row);
	if (!setting || (of_profile(setting) && is_overruled(options, row)))
		return NULL;
	*where = setting->where;
	return setting->value;
}

/* The value lists of options.c have the order of these. */
static_assert(DRAW_ROLLUP == 0 && DRAW_NETBOX == 1 && DRAW_MAXIMUM == 2, "--draw");
static_assert(PSU_SHARE == 0 && PSU_EACH == 1, "--psu");

struct policy config_policy(const struct options *options)
{
	struct policy policy = options->config->policy;
	policy.draw = (enum draw_policy)options->draw;
	policy.psu = (enum psu_policy)options->psu;
	policy.estimate = options->estimate;
	policy.continuous = options->continuous;
	policy.include_planned = options->include_planned;
	return policy;
}
