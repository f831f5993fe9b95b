#ifndef CLI_CONFIG_H
#define CLI_CONFIG_H

/* The configuration file, wattmap.conf(5): INI, read through libinih. --config
 * FILE, else $XDG_CONFIG_HOME/wattmap/wattmap.conf (~/.config), else
 * /etc/wattmap/wattmap.conf, else none. One table of keys: a new one is a row
 * in config_keys.c, or an option with `setting`, which is then a key of [defaults].
 *
 * All of the file is checked when it is read, whatever the command needs of
 * it: ERROR_CONFIG with file, line, section, key and what is allowed. */

#include "base/arena.h"
#include "cli/options.h"
#include "power/policy.h"

struct config;
struct setting;

struct config_key {
	const char *section;
	const char *name;       /* as in the file, or the form of an open one: "role:SLUG" */
	bool (*set)(struct config *config, const struct setting *setting);
	bool open;              /* any name of that form */
	bool list;              /* may be given again: adds to what was there */
	const struct option_row *option; /* the key is a value of this, else of the policy */
	size_t offset;          /* into struct policy */
	double low, high;
	const char *allowed;    /* what a value may be */
	const char *help;
};

/* One line of the file. */
struct setting {
	const struct config_key *key;
	const char *profile;    /* NAME of [netbox NAME]; "" */
	const char *name, *value;
	const char *where;      /* "wattmap.conf:12: [defaults] key 'draw'" */
	int line;
};

/* Settings stand in the order of the file. Rules are only in `policy`. */
struct config {
	struct arena *arena;
	const char *path;       /* NULL: no file */
	struct config_key *keys;
	size_t key_count;
	struct setting *settings;
	size_t setting_count, setting_capacity;
	struct policy policy;   /* the defaults with what the file changes */
	const char *profile;    /* the one that counts, "" for [netbox]; NULL: none */
};

/* Reads one file; `path` NULL: none, so everything has its default. */
bool config_read(const char *path, struct config **config, struct error *err);

/* Finds and reads the file for these options and chooses the profile: --profile,
 * else [defaults] profile, else [netbox], else the only one there is. */
bool config_open(struct options *options, struct error *err);
void config_free(struct config *config);

/* For options_fill(); the context is the options. A profile is one thing: its
 * token file and CA are for its URL and nothing else, so they do not count when
 * the URL comes from elsewhere. Of a profile not named on the command line the
 * token file comes after NETBOX_TOKEN. */
const char *config_lookup(void *options, const struct option_row *row, const char **where);
/* Only what the profile says. */
const char *config_lookup_profile(void *options, const struct option_row *row, const char **where);

/* The setting of a key that is not open, or of an option; NULL: not in the file. */
const struct setting *config_find(const struct config *config, const struct config_key *key);

/* The names of [netbox NAME], in the order of the file, NULL at the end. */
const char *const *config_profiles(const struct config *config);

/* The policy of a run: the file's rules and the options. */
struct policy config_policy(const struct options *options);

#endif
