/* A line of the file becomes a setting: its key is looked up, its value handed
 * to the key's function, which puts it into the policy; values of options wait
 * for options_fill(). libinih calls back a key at a time and does not tell the
 * line: the reader that hands it the lines counts them, and takes note of the
 * section, of which libinih keeps 49 bytes. It also hides a ':' in front of the
 * '=', which is part of our keys ("role:server") and would end one for libinih. */
#include "cli/config.h"

#include "base/outfile.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/config_keys.h"
#include "diagram/style.h"

#include <assert.h>
#include <errno.h>
#include <ini.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { HIDDEN_COLON = '\x1f' };

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
		    (key->open ? config_has_form(key, name) : same_name(key->name, name)))
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
	for (size_t i = 0; config_sections[i]; i++)
		if (strcmp(config_sections[i], section) == 0 && (!*reading->profile || i == 0))
			return;
	all = values_text(config_sections);
	set_error(reading, "section [%.*s] is not known; allowed: %s%s", (int)length, line + 1, all,
	          nearest_value(near, section, config_sections));
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
	if (row->type != OPTION_FILE || *value == '/' || (row == option_named("style") && style_is_built_in(value)))
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
	config_make_keys(new);
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
