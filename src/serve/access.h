#ifndef SERVE_ACCESS_H
#define SERVE_ACCESS_H

/* Who asks, and may they? */

#include "serve/front.h"

enum { ACCESS_NAME_MAX = 64 };

/* A header of the request, NULL without one; of several the first. */
const char *access_header(struct MHD_Connection *connection, const char *name);

/* What the rate limit knows a client by: its IPv4 address, of an IPv6 one the /64,
 * all of which a host has. Behind a proxy that is who X-Forwarded-For says. */
const char *access_client(const struct front *front, struct MHD_Connection *connection, char name[ACCESS_NAME_MAX]);

/* The last entry of X-Forwarded-For, the one the proxy wrote, with or without a
 * port; what is no address stays as it is: "192.0.2.9, [2001:db8::7]:4711" is 2001:db8::. */
void access_forwarded(const char *text, char name[ACCESS_NAME_MAX]);

/* A page elsewhere whose name was made to point at this machine (DNS rebinding)
 * asks with its own name. */
bool access_host_fits(const struct front *front, struct MHD_Connection *connection);

/* A form on another site cannot make a browser refresh us. */
bool access_origin_fits(struct MHD_Connection *connection);

/* Does the request hold the token, if one is asked for? */
bool access_authorized(const struct front *front, struct MHD_Connection *connection);

#endif
