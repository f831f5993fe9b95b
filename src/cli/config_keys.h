#ifndef CLI_CONFIG_KEYS_H
#define CLI_CONFIG_KEYS_H

/* Private to config.c: the keys of the configuration file. */

#include "cli/config.h"

/* In the order of keys, NULL at the end; the first may have profiles. */
extern const char *const config_sections[];

/* Fills config->keys: the table and the options, by section. */
void config_make_keys(struct config *config);

/* Is this a name of an open key's form? */
bool config_has_form(const struct config_key *key, const char *name);

#endif
