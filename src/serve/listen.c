#include "serve/listen.h"

#include "base/arena.h"
#include "base/text.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { HANDED_FIRST = 3, BACKLOG = 1024 };

static bool is_loopback(const struct sockaddr_storage *address)
{
	const struct sockaddr_in *four = (const struct sockaddr_in *)address;
	const struct sockaddr_in6 *six = (const struct sockaddr_in6 *)address;
	if (address->ss_family == AF_INET)
		return ntohl(four->sin_addr.s_addr) >> 24 == 127;
	return address->ss_family == AF_UNIX ||
	       (address->ss_family == AF_INET6 && IN6_IS_ADDR_LOOPBACK(&six->sin6_addr));
}

/* What the socket is bound to, in words. */
static bool describe(struct listener *listener, struct error *err)
{
	struct sockaddr_storage address = { .ss_family = AF_UNSPEC };
	socklen_t length = sizeof address;
	char host[256] = "?", port[32] = "?";
	if (getsockname(listener->socket, (struct sockaddr *)&address, &length) != 0)
		return error_set(err, ERROR_NETWORK, "cannot listen: %s", strerror(errno));
	listener->loopback = is_loopback(&address);
	if (address.ss_family == AF_UNIX) {
		snprintf(listener->url, sizeof listener->url, "%.*s", (int)sizeof((struct sockaddr_un *)0)->sun_path,
		         ((const struct sockaddr_un *)&address)->sun_path);
		return true;
	}
	getnameinfo((const struct sockaddr *)&address, length, host, sizeof host, port, sizeof port,
	            NI_NUMERICHOST | NI_NUMERICSERV);
	bool six = strchr(host, ':');
	snprintf(listener->url, sizeof listener->url, "http://%s%s%s:%s", six ? "[" : "", host, six ? "]" : "", port);
	return true;
}

/* -- systemd ------------------------------------------------------------ */

static bool take_handed(struct listener *listener, struct error *err)
{
	const char *pid = getenv("LISTEN_PID"), *count = getenv("LISTEN_FDS");
	if (!pid || !count || atol(pid) != (long)getpid() || atoi(count) < 1)
		return true;
	if (atoi(count) != 1)
		return error_set(err, ERROR_USAGE, "%s sockets handed over; one is needed", count);
	unsetenv("LISTEN_PID");
	unsetenv("LISTEN_FDS");
	listener->socket = HANDED_FIRST;
	listener->handed = true;
	return true;
}

/* -- an address --------------------------------------------------------- */

/* "[::1]:80" → "::1" and "80"; the texts are in `copy`. */
static bool split(char *copy, const char **host, const char **port)
{
	char *colon = strrchr(copy, ':');
	if (!colon || !colon[1])
		return false;
	*colon = '\0';
	*port = colon + 1;
	*host = strcmp(copy, "*") == 0 ? NULL : copy;
	size_t length = strlen(copy);
	if (*copy == '[' && copy[length - 1] == ']') {
		copy[length - 1] = '\0';
		*host = copy + 1;
	} else if (strchr(copy, ':')) {
		return false;
	}
	return length > 0;
}

static int bind_one(const struct addrinfo *address)
{
	int one = 1;
	int file = socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (file < 0)
		return -1;
	setsockopt(file, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
	if (bind(file, address->ai_addr, address->ai_addrlen) == 0 && listen(file, BACKLOG) == 0)
		return file;
	int reason = errno;
	close(file);
	errno = reason;
	return -1;
}

static bool bind_address(const char *text, struct listener *listener, struct error *err)
{
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE | AI_NUMERICSERV }, *found = NULL;
	const char *host, *port;
	char *copy = xstrdup(text);
	int failed = split(copy, &host, &port) ? getaddrinfo(host, port, &hints, &found) : -1;
	if (failed)
		error_set(err, ERROR_USAGE, "--listen: '%s' is no address; say HOST:PORT, [IPV6]:PORT or *:PORT%s%s", text,
		          failed == -1 ? "" : ": ", failed == -1 ? "" : gai_strerror(failed));
	for (const struct addrinfo *address = found; address && listener->socket < 0; address = address->ai_next)
		listener->socket = bind_one(address);
	if (!failed && listener->socket < 0)
		error_set(err, ERROR_NETWORK, "cannot listen on %s: %s", text, strerror(errno));
	if (found)
		freeaddrinfo(found);
	free(copy);
	return listener->socket >= 0;
}

bool listen_open(const char *address, struct listener *listener, struct error *err)
{
	*listener = (struct listener){ .socket = -1 };
	if (!take_handed(listener, err) || (listener->socket < 0 && !bind_address(address, listener, err)))
		return false;
	fcntl(listener->socket, F_SETFL, fcntl(listener->socket, F_GETFL) | O_NONBLOCK);
	fcntl(listener->socket, F_SETFD, FD_CLOEXEC);
	if (describe(listener, err))
		return true;
	close(listener->socket);
	return false;
}

bool listen_is_local_name(const char *host)
{
	char name[64];
	size_t length = *host == '[' ? strcspn(host, "]") + 1 : strcspn(host, ":");
	if (length >= sizeof name)
		return false;
	memcpy(name, host, length);
	name[length] = '\0';
	struct in_addr four;
	return text_equal_nocase(name, "localhost") || strcmp(name, "[::1]") == 0 ||
	       (inet_pton(AF_INET, name, &four) == 1 && ntohl(four.s_addr) >> 24 == 127);
}
