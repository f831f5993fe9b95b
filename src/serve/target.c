#include "serve/target.h"

#include "base/arena.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistr.h>

static int hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* In place; what is decoded is never longer. */
static bool decode(char *text, bool plus, struct error *err)
{
	char *to = text;
	for (const char *from = text; *from; from++) {
		int high = *from == '%' ? hex(from[1]) : -1;
		int low = high >= 0 ? hex(from[2]) : -1;
		char c = *from;
		if (c == '%' && low < 0)
			return error_set(err, ERROR_USAGE, "a '%%' in the address is not followed by two hexadecimal digits");
		if (c == '%') {
			c = (char)(high << 4 | low);
			from += 2;
		} else if (c == '+' && plus) {
			c = ' ';
		}
		if ((unsigned char)c < 0x20 || c == 0x7f)
			return error_set(err, ERROR_USAGE, "a control character is in the address");
		*to++ = c;
	}
	*to = '\0';
	return !u8_check((const uint8_t *)text, (size_t)(to - text)) ||
	       error_set(err, ERROR_USAGE, "the address is not UTF-8");
}

static bool add_pair(struct target *target, char *text, struct error *err)
{
	char *value = strchr(text, '=');
	if (target->count == TARGET_PAIRS)
		return error_set(err, ERROR_USAGE, "more than %d parameters", TARGET_PAIRS);
	if (value)
		*value++ = '\0';
	if (!decode(text, true, err) || (value && !decode(value, true, err)))
		return false;
	target->pairs[target->count++] = (struct target_pair){ text, value };
	return true;
}

static bool read_query(struct target *target, char *query, struct error *err)
{
	while (query) {
		char *next = strchr(query, '&');
		if (next)
			*next++ = '\0';
		if (*query && !add_pair(target, query, err))
			return false;
		query = next;
	}
	return true;
}

/* "http://host/path", as proxies are asked. */
static char *skip_origin(char *text)
{
	char *host = strstr(text, "://");
	char *path = host && host < text + 6 ? strchr(host + 3, '/') : NULL;
	return path ? path : text;
}

static const char *without_base(const char *path, const char *base)
{
	size_t length = strlen(base);
	if (length == 0 || strncmp(path, base, length) != 0 || (path[length] && path[length] != '/'))
		return path;
	return path[length] ? path + length : "/";
}

bool target_parse(const char *text, const char *base_path, struct target *target, struct error *err)
{
	size_t length = strlen(text);
	*target = (struct target){ .memory = xmalloc(2 * (length + 1)), .query = "" };
	char *path = memcpy(target->memory, text, length + 1);
	if (*path != '/')
		path = skip_origin(path);
	if (*path != '/')
		return error_set(err, ERROR_USAGE, "the address does not begin with '/'");
	path[strcspn(path, "#")] = '\0';
	char *query = strchr(path, '?');
	if (query) {
		*query++ = '\0';
		target->query = strcpy(target->memory + length + 1, query);
	}
	if (!decode(path, false, err))
		return false;
	target->path = without_base(path, base_path);
	return read_query(target, query, err);
}

void target_free(struct target *target)
{
	free(target->memory);
	target->memory = NULL;
}

char *target_encode(const char *text, bool path)
{
	char *encoded = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&encoded, &size);
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;
		bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
		             strchr("-._~:", c) || (path && c == '/');
		fprintf(out, plain ? "%c" : "%%%02X", c);
	}
	fclose(out);
	return encoded;
}
