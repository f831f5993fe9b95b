/* A walk over the text from string to string; a string with a colon behind it
 * is a key. */
#include "netbox/trim.h"

#include "netbox/slice.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool is_one_of(struct slice key, const struct slice *keys, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (keys[i].length == key.length && memcmp(keys[i].text, key.text, key.length) == 0)
			return true;
	return false;
}

/* With the quotes. */
static bool is_dull(struct slice key)
{
#define KEY(name) { "\"" name "\"", sizeof name + 1 }
	static const struct slice keys[] = {
		KEY("url"), KEY("display_url"), KEY("description"), KEY("comments"), KEY("created"), KEY("last_updated"),
		KEY("cable_peer"), KEY("link_peer"), KEY("link_peers"), KEY("connected_endpoint"), KEY("connected_endpoints"),
		KEY("config_context"), KEY("local_context_data"),
	};
	return is_one_of(key, keys, sizeof keys / sizeof *keys);
}

static bool is_kept_whole(struct slice key)
{
	static const struct slice keys[] = { KEY("custom_fields") };
#undef KEY
	return is_one_of(key, keys, sizeof keys / sizeof *keys);
}

static char *copy(char *to, struct slice piece)
{
	memcpy(to, piece.text, piece.length);
	return to + piece.length;
}

/* Behind a dull key: steps over its value and takes one comma away. */
static char *drop_member(struct slicer *s, char *to, struct error *err)
{
	struct slice value;
	s->at++;
	slicer_value(s, &value, err);
	if (slicer_peek(s) == ',')
		s->at++;
	else if (to[-1] == ',')
		to--;
	return to;
}

/* A string, with its value when it is the key of one to drop or keep whole. */
static char *trim_string(struct slicer *s, char *to, struct error *err)
{
	struct slice string, value;
	if (!slicer_value(s, &string, err))
		return to;
	bool key = slicer_peek(s) == ':';
	if (key && is_dull(string))
		return drop_member(s, to, err);
	to = copy(to, string);
	if (!key || !is_kept_whole(string))
		return to;
	*to++ = *s->at++;
	return slicer_value(s, &value, err) ? copy(to, value) : to;
}

size_t trim_object(const struct raw_object *object, char *out)
{
	struct slicer s;
	struct error err = { 0 }; /* cannot be: the text came from a slicer */
	char *to = out;
	slicer_start(&s, object->text, object->length);
	for (char c; (c = slicer_peek(&s)) && !err.code;) {
		if (c == '"')
			to = trim_string(&s, to, &err);
		else
			*to++ = *s.at++;
	}
	if (err.code) /* let the parser say what is wrong */
		to = copy(out, (struct slice){ object->text, object->length });
	return (size_t)(to - out);
}

static bool overflows(const char *number)
{
	char *end;
	errno = 0;
	strtoll(number, &end, 10);
	if (*end == '.' || *end == 'e' || *end == 'E')
		return isinf(strtod(number, NULL));
	return errno == ERANGE;
}

void trim_numbers(char *text, size_t length)
{
	struct slicer s;
	struct slice piece;
	struct error err = { 0 };
	slicer_start(&s, text, length);
	for (char c; (c = slicer_peek(&s)) && !err.code;) {
		if (c != '"' && c != '-' && (c < '0' || c > '9')) {
			s.at++;
			continue;
		}
		slicer_value(&s, &piece, &err);
		char *number = text + (piece.text - text);
		if (c != '"' && piece.length >= strlen("1e308") && overflows(number))
			memcpy(memset(number, ' ', piece.length), "1e308", strlen("1e308"));
	}
}
