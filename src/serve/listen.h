#ifndef SERVE_LISTEN_H
#define SERVE_LISTEN_H

/* The socket the server listens on. */

#include "base/error.h"

struct listener {
	int socket;
	bool loopback;  /* nobody but this machine can reach it */
	bool handed;    /* by systemd (socket activation) */
	char url[320];  /* "http://127.0.0.1:8080"; a path for a Unix socket */
};

/* The one that systemd hands over (LISTEN_FDS), else `address`: HOST:PORT,
 * [IPV6]:PORT or *:PORT; port 0 is any free one. ERROR_USAGE, ERROR_NETWORK. */
bool listen_open(const char *address, struct listener *listener, struct error *err);

/* Is this HOST or HOST:PORT of a Host: header this machine's own name for itself? */
bool listen_is_local_name(const char *host);

#endif
