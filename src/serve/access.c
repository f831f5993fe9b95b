#include "serve/access.h"

#include "base/text.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

const char *access_header(struct MHD_Connection *connection, const char *name)
{
	return MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name);
}

/* -- the client --------------------------------------------------------- */

static void name_four(const void *address, char name[ACCESS_NAME_MAX])
{
	inet_ntop(AF_INET, address, name, ACCESS_NAME_MAX);
}

/* A listener for both kinds shows IPv4 clients as ::ffff:192.0.2.1. */
static void name_six(const struct in6_addr *address, char name[ACCESS_NAME_MAX])
{
	struct in6_addr network = *address;
	if (IN6_IS_ADDR_V4MAPPED(address)) {
		name_four(address->s6_addr + 12, name);
		return;
	}
	memset(network.s6_addr + 8, 0, 8);
	inet_ntop(AF_INET6, &network, name, ACCESS_NAME_MAX);
}

/* "192.0.2.1", "192.0.2.1:80", "2001:db8::1" or "[2001:db8::1]:80" without port and
 * brackets; other texts as they are. */
static void without_port(char *text)
{
	char *bracket = *text == '[' ? strchr(text, ']') : NULL, *colon = strchr(text, ':');
	if (bracket) {
		*bracket = '\0';
		memmove(text, text + 1, strlen(text));
	} else if (colon && !strchr(colon + 1, ':')) {
		*colon = '\0';
	}
}

void access_forwarded(const char *text, char name[ACCESS_NAME_MAX])
{
	struct in_addr four;
	struct in6_addr six;
	const char *comma = strrchr(text, ',');
	const char *last = comma ? comma + 1 : text;
	last += strspn(last, " \t");
	snprintf(name, ACCESS_NAME_MAX, "%.*s", (int)strcspn(last, " \t"), last);
	without_port(name);
	if (inet_pton(AF_INET, name, &four) == 1)
		name_four(&four, name);
	else if (inet_pton(AF_INET6, name, &six) == 1)
		name_six(&six, name);
}

/* Some proxies add a line of their own behind those that came. */
static enum MHD_Result take_forwarded(void *context, enum MHD_ValueKind kind, const char *key, const char *value)
{
	(void)kind;
	if (text_equal_nocase(key, "X-Forwarded-For"))
		*(const char **)context = value;
	return MHD_YES;
}

const char *access_client(const struct front *front, struct MHD_Connection *connection, char name[ACCESS_NAME_MAX])
{
	const char *forwarded = NULL;
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	const struct sockaddr *address = info ? info->client_addr : NULL;
	snprintf(name, ACCESS_NAME_MAX, "local");
	if (front->options->behind_proxy)
		MHD_get_connection_values(connection, MHD_HEADER_KIND, take_forwarded, &forwarded);
	if (forwarded)
		access_forwarded(forwarded, name);
	else if (address && address->sa_family == AF_INET)
		name_four(&((const struct sockaddr_in *)(const void *)address)->sin_addr, name);
	else if (address && address->sa_family == AF_INET6)
		name_six(&((const struct sockaddr_in6 *)(const void *)address)->sin6_addr, name);
	return name;
}

/* -- may they? ---------------------------------------------------------- */

bool access_host_fits(const struct front *front, struct MHD_Connection *connection)
{
	const char *host = access_header(connection, "Host");
	return front->options->behind_proxy || front->options->public || front->options->token || !front->listener.loopback ||
	       !host || listen_is_local_name(host);
}

bool access_origin_fits(struct MHD_Connection *connection)
{
	const char *origin = access_header(connection, "Origin"), *host = access_header(connection, "Host");
	const char *name = origin ? strstr(origin, "://") : NULL;
	return !origin || (name && host && text_equal_nocase(name + 3, host));
}

/* In a time that tells nothing about how much of it is right. */
static bool same_secret(const char *a, const char *b)
{
	size_t length = strlen(a), other = strlen(b);
	unsigned char differs = length != other;
	for (size_t i = 0; i < length; i++)
		differs |= (unsigned char)(a[i] ^ b[other ? i % other : 0]);
	return !differs;
}

bool access_authorized(const struct front *front, struct MHD_Connection *connection)
{
	const char *given = access_header(connection, "Authorization");
	char scheme[8] = "";
	if (!front->options->token)
		return true;
	if (!given || strlen(given) < 8)
		return false;
	memcpy(scheme, given, 7);
	return text_equal_nocase(scheme, "bearer ") && same_secret(given + 7, front->options->token);
}
