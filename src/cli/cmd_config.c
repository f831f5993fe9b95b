/* `wattmap config`: what counts, and why. The text is itself a configuration
 * file: origins are comments, what is not set is commented out. */
#include "cli/command.h"

#include "base/jsonout.h"
#include "cli/config.h"
#include "netbox/url.h"

#include <stdlib.h>
#include <string.h>

enum { COLUMN = 42, WHERE_MAX = 4200 };

/* One value to show; `text` NULL: not set. */
struct shown {
	const char *section, *name, *text;
	const char *from;  /* default, file, environment, command line */
	const char *where; /* "wattmap.conf:12", "NETBOX_URL", "--draw"; "" */
	char number[OPTION_TEXT_MAX], place[WHERE_MAX];
	char *hidden; /* malloc'd text; NULL */
};

static void show_file(struct shown *shown, const struct config *config, const struct setting *setting)
{
	snprintf(shown->place, sizeof shown->place, "%s:%d", config->path, setting->line);
	shown->from = "file";
	shown->where = shown->place;
}

/* -- values --------------------------------------------------------------- */

/* Without name and password; malloc'd. */
static char *safe_url(const char *url)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	url_write_safe(out, url);
	fclose(out);
	return text;
}

static void show_option(struct shown *shown, const struct options *options, const struct config_key *key)
{
	const struct option_row *row = key->option;
	const struct setting *setting = config_find(options->config, key);
	shown->text = options_text(options, row, shown->number);
	if (shown->text && (strcmp(row->name, "netbox") == 0 || strcmp(row->name, "link-base") == 0))
		shown->text = shown->hidden = safe_url(shown->text);
	switch (options_origin(options, row->name)) {
	case ORIGIN_COMMAND_LINE:
		shown->from = "command line";
		snprintf(shown->place, sizeof shown->place, "--%s", row->name);
		shown->where = shown->place;
		break;
	case ORIGIN_ENVIRONMENT:
		shown->from = "environment";
		shown->where = row->variable;
		break;
	case ORIGIN_FILE:
		show_file(shown, options->config, setting);
		break;
	case ORIGIN_NONE: case ORIGIN_DEFAULT:
		break;
	}
}

static void show_policy(struct shown *shown, const struct config *config, const struct config_key *key)
{
	const char *value = (const char *)&config->policy + key->offset;
	const struct setting *setting = config_find(config, key);
	if (strcmp(key->section, "fields") == 0) {
		shown->text = *(const char *const *)(const void *)value;
		shown->text = shown->text ? shown->text : "";
	} else if (strcmp(key->section, "sides") == 0) {
		shown->text = *(const bool *)value ? "yes" : "no";
	} else {
		snprintf(shown->number, sizeof shown->number, "%.15g", *(const double *)(const void *)value);
		shown->text = shown->number;
	}
	if (setting)
		show_file(shown, config, setting);
}

/* -- all of them ---------------------------------------------------------- */

struct sink {
	void (*put)(struct sink *sink, const struct shown *shown);
	const struct options *options;
	const char *section; /* of the value before */
	struct jsonout json;
};

static void put(struct sink *sink, struct shown *shown)
{
	sink->put(sink, shown);
	free(shown->hidden);
}

/* What the file says for keys of many names or values, in its order. */
static void put_settings(struct sink *sink, const struct config_key *key)
{
	const struct config *config = sink->options->config;
	for (size_t i = 0; i < config->setting_count; i++) {
		const struct setting *setting = &config->settings[i];
		if (setting->key != key)
			continue;
		struct shown shown = { .section = key->section, .name = setting->name, .text = setting->value };
		show_file(&shown, config, setting);
		put(sink, &shown);
	}
}

/* A value that is shown where it belongs already? */
static bool is_alias(const struct config *config, size_t i)
{
	const struct config_key *key = &config->keys[i];
	for (size_t k = 0; key->option && k < config->key_count; k++)
		if (k != i && config->keys[k].option == key->option)
			return strcmp(key->section, "defaults") == 0;
	return false;
}

static void put_all(struct sink *sink)
{
	const struct config *config = sink->options->config;
	for (size_t i = 0; i < config->key_count; i++) {
		const struct config_key *key = &config->keys[i];
		struct shown shown = { .section = key->section, .name = key->name, .from = "default", .where = "" };
		if (is_alias(config, i))
			continue;
		if (key->open || key->list) {
			put_settings(sink, key);
			continue;
		}
		if (key->option)
			show_option(&shown, sink->options, key);
		else
			show_policy(&shown, config, key);
		put(sink, &shown);
	}
}

/* -- as text and as JSON -------------------------------------------------- */

static const char *token_place(const struct options *options)
{
	const char *token = getenv("NETBOX_TOKEN");
	return options->token_file ? "token_file" : token && *token ? "NETBOX_TOKEN" : NULL;
}

static void put_line(struct sink *sink, const struct shown *shown)
{
	const char *profile = sink->options->config->profile;
	if (!sink->section || strcmp(sink->section, shown->section) != 0) {
		bool named = strcmp(shown->section, "netbox") == 0 && profile && *profile;
		printf("%s[%s%s%s]\n", sink->section ? "\n" : "", shown->section, named ? " " : "", named ? profile : "");
		sink->section = shown->section;
	}
	int length = printf("%s%s =%s%s", shown->text ? "" : ";", shown->name, shown->text && *shown->text ? " " : "",
	                    shown->text ? shown->text : "");
	printf("%*s ; %s%s%s\n", length < COLUMN ? COLUMN - length : 0, "", strcmp(shown->from, "file") == 0 ? "" : shown->from,
	       *shown->where && strcmp(shown->from, "file") != 0 ? " " : "", shown->where);
}

static void write_text(struct sink *sink)
{
	const struct config *config = sink->options->config;
	const char *token = token_place(sink->options);
	const char *const *profiles = config_profiles(config);
	printf("; file: %s\n", config->path ? config->path : "none");
	if (profiles[0]) {
		char *all = values_text(profiles);
		printf("; profiles: %s\n", all);
		free(all);
	}
	printf("; token: %s%s\n\n", token ? "from " : "none, or in the user's wattmap/token", token ? token : "");
	put_all(sink);
}

static void put_json(struct sink *sink, const struct shown *shown)
{
	struct jsonout *json = &sink->json;
	jsonout_line(json);
	jsonout_open(json, NULL, '{');
	jsonout_text(json, "section", shown->section);
	jsonout_text(json, "key", shown->name);
	if (shown->text)
		jsonout_string(json, "value", shown->text);
	else
		jsonout_null(json, "value");
	jsonout_text(json, "from", shown->from);
	jsonout_text(json, "where", shown->where);
	jsonout_close(json, '}');
}

static void write_json(struct sink *sink)
{
	const struct config *config = sink->options->config;
	const char *const *profiles = config_profiles(config);
	struct jsonout *json = &sink->json;
	jsonout_start(json, stdout);
	jsonout_open(json, NULL, '{');
	jsonout_text(json, "format", "wattmap-config");
	jsonout_integer(json, "version", 1);
	jsonout_text(json, "file", config->path);
	jsonout_text(json, "profile", config->profile);
	jsonout_open(json, "profiles", '[');
	for (size_t i = 0; profiles[i]; i++)
		jsonout_text(json, NULL, profiles[i]);
	jsonout_close(json, ']');
	jsonout_text(json, "token_from", token_place(sink->options));
	jsonout_open(json, "values", '[');
	put_all(sink);
	jsonout_line(json);
	jsonout_close(json, ']');
	jsonout_close(json, '}');
	putchar('\n');
}

static void write_profiles(const struct config *config)
{
	const char *const *profiles = config_profiles(config);
	for (size_t i = 0; profiles[i]; i++)
		puts(profiles[i]);
}

bool cmd_config(const struct options *options, struct error *err)
{
	struct sink sink = { .put = options->json ? put_json : put_line, .options = options };
	if (options->profiles)
		write_profiles(options->config);
	else if (options->json)
		write_json(&sink);
	else
		write_text(&sink);
	return stdout_finish(err);
}
