/* A parser for the one kind of URL we take, and no more lenient than that: what
 * is not understood is refused, because the token goes where this says. */
#include "netbox/url.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Parts of an address, pointing into it. Lengths, since nothing is terminated. */
struct parts {
	bool https;
	const char *userinfo_end; /* behind the "@", or NULL */
	const char *host;
	size_t host_length;
	const char *port;
	size_t port_length;
	const char *path; /* from the first "/", "?" or "#", or the end */
};

static const char *skip_scheme(const char *text, bool *https)
{
	if (strncasecmp(text, "https://", 8) == 0) {
		*https = true;
		return text + 8;
	}
	if (strncasecmp(text, "http://", 7) == 0) {
		*https = false;
		return text + 7;
	}
	return NULL;
}

static bool split(const char *text, struct parts *parts)
{
	*parts = (struct parts){ 0 };
	const char *at = skip_scheme(text, &parts->https);
	if (!at)
		return false;
	parts->path = at + strcspn(at, "/?#");
	for (const char *p = at; p < parts->path; p++)
		if (*p == '@')
			parts->userinfo_end = p + 1;
	parts->host = parts->userinfo_end ? parts->userinfo_end : at;
	const char *end = parts->host;
	if (*end == '[')
		while (end < parts->path && *end != ']')
			end++;
	while (end < parts->path && *end != ':')
		end++;
	parts->host_length = (size_t)(end - parts->host);
	if (end < parts->path) {
		parts->port = end + 1;
		parts->port_length = (size_t)(parts->path - parts->port);
	}
	return parts->host_length > 0;
}

static bool host_is_fine(const struct parts *parts)
{
	const char *host = parts->host;
	size_t n = parts->host_length;
	bool ipv6 = host[0] == '[';
	if (ipv6 && (n < 4 || host[n - 1] != ']'))
		return false;
	for (size_t i = ipv6; i < n - ipv6; i++) {
		unsigned char c = (unsigned char)host[i];
		bool fine = ipv6 ? isxdigit(c) || strchr(":.", c) : isalnum(c) || c >= 0x80 || strchr("-._", c);
		if (!fine || c == '\0')
			return false;
	}
	return true;
}

/* -1: no number; 0: none given. */
static long port_number(const struct parts *parts)
{
	long port = 0;
	if (parts->port_length > 5)
		return -1;
	for (size_t i = 0; i < parts->port_length; i++) {
		if (!isdigit((unsigned char)parts->port[i]))
			return -1;
		port = port * 10 + (parts->port[i] - '0');
	}
	return port > 65535 || (parts->port_length > 0 && port == 0) ? -1 : port;
}

static bool path_is_fine(const char *path, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)path[i];
		if (c <= ' ' || c == 0x7f || strchr("\"<>\\^`{|}", c))
			return false;
	}
	return true;
}

/* The length of the path without slashes at its end and without "/api". */
static size_t base_path_length(const char *path, size_t n)
{
	while (n > 0 && path[n - 1] == '/')
		n--;
	if (n >= 4 && memcmp(path + n - 4, "/api", 4) == 0)
		n -= 4;
	while (n > 0 && path[n - 1] == '/')
		n--;
	return n;
}

static const char *lower(struct arena *arena, const char *text, size_t n)
{
	char *copy = arena_strndup(arena, text, n);
	for (char *p = copy; *p; p++)
		if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p - 'A' + 'a');
	return copy;
}

static bool check(const struct parts *parts, size_t path_length, struct error *err)
{
	if (parts->userinfo_end)
		return error_set(err, ERROR_CONFIG, "the NetBox URL holds a user name or password; "
		                 "take them out and give a token (NETBOX_TOKEN or --token-file)");
	if (!host_is_fine(parts))
		return error_set(err, ERROR_CONFIG, "the NetBox URL has no proper host name");
	if (port_number(parts) < 0)
		return error_set(err, ERROR_CONFIG, "the NetBox URL has no proper port number");
	if (memchr(parts->path, '?', path_length) || memchr(parts->path, '#', path_length))
		return error_set(err, ERROR_CONFIG, "the NetBox URL must end with its path, without ? or #");
	if (!path_is_fine(parts->path, path_length))
		return error_set(err, ERROR_CONFIG, "the path of the NetBox URL holds characters that no URL has");
	return true;
}

bool url_parse(struct arena *arena, const char *text, struct url *url, struct error *err)
{
	struct parts parts;
	text += strspn(text, " \t\r\n");
	size_t length = strlen(text);
	while (length > 0 && strchr(" \t\r\n", text[length - 1]))
		length--;
	char *trimmed = arena_strndup(arena, text, length);
	if (!split(trimmed, &parts))
		return error_set(err, ERROR_CONFIG, "the NetBox URL must be like https://netbox.example.com/");
	size_t path_length = strlen(parts.path);
	if (!check(&parts, path_length, err))
		return false;
	long port = port_number(&parts);
	bool usual = port == 0 || port == (parts.https ? 443 : 80);
	url->https = parts.https;
	url->host = lower(arena, parts.host, parts.host_length);
	const char *place = usual ? "" : arena_printf(arena, ":%ld", port);
	url->base = arena_printf(arena, "%s://%s%s%.*s/", parts.https ? "https" : "http", url->host, place,
	                         (int)base_path_length(parts.path, path_length), parts.path);
	return true;
}

bool url_same_host(const struct url *url, const char *other)
{
	struct parts parts;
	if (other[0] == '/' && other[1] != '/')
		return true;
	return split(other, &parts) && parts.host_length == strlen(url->host) &&
	       strncasecmp(parts.host, url->host, parts.host_length) == 0;
}

void url_write_safe(FILE *out, const char *address)
{
	struct parts parts;
	if (split(address, &parts)) {
		fprintf(out, "%s://", parts.https ? "https" : "http");
		address = parts.host;
	}
	fprintf(out, "%.*s", (int)strcspn(address, "?#"), address);
}

void url_write_query(FILE *out, const char *value)
{
	for (const unsigned char *p = (const unsigned char *)value; *p; p++) {
		bool plain = (*p < 0x80 && isalnum(*p)) || strchr("-._~", *p);
		fprintf(out, plain ? "%c" : "%%%02X", *p);
	}
}
