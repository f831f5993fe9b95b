#ifndef CLI_TOKEN_H
#define CLI_TOKEN_H

/* The API token: --token-file, else NETBOX_TOKEN, else the file wattmap/token in
 * the user's configuration. Never the command line, and never in a message. */

#include "cli/options.h"

/* malloc'd, without white space around it; NULL when there is none. `where` is
 * where it came from ("NETBOX_TOKEN", a path); malloc'd, NULL without a token.
 * ERROR_CONFIG when the file named cannot be read or is empty. */
bool token_find(const struct options *options, char **token, char **where, struct error *err);

#endif
