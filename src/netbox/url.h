#ifndef NETBOX_URL_H
#define NETBOX_URL_H

/* Addresses: where NetBox is, and whether another address is the same place. */

#include "base/arena.h"
#include "base/error.h"

#include <stdio.h>

/* `base` is what every request is appended to: lower-case scheme and host, no
 * default port, no credentials, the base path without "api", a "/" at the end.
 * " HTTPS://NetBox.Example.com:443/dc/api/ " → "https://netbox.example.com/dc/". */
struct url {
	const char *base;
	const char *host; /* "netbox.example.com", "[::1]" */
	bool https;
};

/* Errors (ERROR_CONFIG) never repeat the text, which may hold a password: no
 * http:// or https://, no host, credentials, a query or fragment, characters
 * that no address has. */
bool url_parse(struct arena *arena, const char *text, struct url *url, struct error *err);

/* Does `other`, an address a server gave us, name the same host? Scheme and
 * port may differ: a proxy that ends TLS seldom tells NetBox about them, and
 * nothing is ever sent to `other`. A path alone is the same host. */
bool url_same_host(const struct url *url, const char *other);

/* Writes an address a server gave us for a message: no credentials, no query. */
void url_write_safe(FILE *out, const char *address);

/* Writes `value` percent-encoded for a query. */
void url_write_query(FILE *out, const char *value);

#endif
