/* A walk over the text from string to string; a string with a colon behind it
 * is a key, and a table says what becomes of its member. Whatever looks ahead
 * does so on a copy of the slicer. */
#include "netbox/trim.h"

#include "netbox/slice.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct trimmer {
	struct slicer s;
	char *to;
	unsigned depth; /* 1: in the object itself */
	struct error err;
};

/* ---- looking ahead -------------------------------------------------------- */

static bool take(struct slicer *s, char c)
{
	if (slicer_peek(s) != c)
		return false;
	s->at++;
	return true;
}

static bool take_string(struct slicer *s, struct slice *string)
{
	struct error err; /* not told; filling it would take longer than the rest */
	err.code = ERROR_NONE;
	return slicer_peek(s) == '"' && slicer_value(s, string, &err);
}

/* With its colon; `key` with the quotes. */
static bool take_key(struct slicer *s, const char *key)
{
	struct slice string;
	return take_string(s, &string) && slice_is(string, key) && take(s, ':');
}

/* {"value":"iec-60320-c14","label":"C14"}: only the value is ever read. */
static bool take_choice(struct slicer *s, struct slice *value)
{
	struct slicer ahead = *s;
	struct slice label;
	if (!take(&ahead, '{') || !take_key(&ahead, "\"value\"") || !take_string(&ahead, value) || !take(&ahead, ',') ||
	    !take_key(&ahead, "\"label\"") || !take_string(&ahead, &label) || !take(&ahead, '}'))
		return false;
	*s = ahead;
	return true;
}

/* ---- which members go ------------------------------------------------------- */

/* All look at the text behind the key's colon. */
typedef bool test(const struct trimmer *t, struct slicer value);

static bool always(const struct trimmer *t, struct slicer value)
{
	(void)t;
	(void)value;
	return true;
}

static bool is_nested(const struct trimmer *t, struct slicer value)
{
	(void)value;
	return t->depth > 1;
}

static bool is_no_text(const struct trimmer *t, struct slicer value)
{
	(void)t;
	return take(&value, '"') && take(&value, '"');
}

static bool is_no_list(const struct trimmer *t, struct slicer value)
{
	(void)t;
	return take(&value, '[') && take(&value, ']');
}

static bool is_no_object(const struct trimmer *t, struct slicer value)
{
	(void)t;
	return take(&value, '{') && take(&value, '}');
}

/* A display is read where there is no name; the name comes next nearly always. */
static bool has_name(const struct trimmer *t, struct slicer value)
{
	struct slice string;
	if (!take_string(&value, &string) || !take(&value, ','))
		return false;
	struct slicer label = value;
	return (take_key(&value, "\"name\"") && take_string(&value, &string) && string.length > 2) ||
	       (t->depth > 1 && take_key(&label, "\"label\"") && take_string(&label, &string) && string.length > 2);
}

#define KEY(name) { "\"" name "\"", sizeof name + 1 }

static const struct {
	struct slice key;
	test *drop;
	bool whole; /* when not dropped, the value is copied as it is */
} rules[] = {
	{ KEY("url"), always, false },
	{ KEY("display"), has_name, false },
	{ KEY("label"), is_no_text, false },
	{ KEY("description"), always, false },
	{ KEY("cable"), is_nested, false },
	{ KEY("tags"), is_no_list, false },
	{ KEY("custom_fields"), is_no_object, true },
	{ KEY("_occupied"), always, false },
	{ KEY("_depth"), always, false },
	{ KEY("rack_count"), always, false },
	{ KEY("device_count"), always, false },
	{ KEY("powerfeed_count"), always, false },
	{ KEY("display_url"), always, false },
	{ KEY("comments"), always, false },
	{ KEY("created"), always, false },
	{ KEY("last_updated"), always, false },
	{ KEY("cable_peer"), always, false },
	{ KEY("link_peer"), always, false },
	{ KEY("link_peers"), always, false },
	{ KEY("connected_endpoint"), always, false },
	{ KEY("connected_endpoints"), always, false },
	{ KEY("config_context"), always, false },
	{ KEY("local_context_data"), always, false },
};
#undef KEY
enum { RULES = sizeof rules / sizeof *rules };

static size_t rule_of(struct slice key)
{
	size_t i = 0;
	while (i < RULES && (rules[i].key.length != key.length || memcmp(rules[i].key.text, key.text, key.length) != 0))
		i++;
	return i;
}

/* ---- the walk ----------------------------------------------------------------- */

static void copy(struct trimmer *t, struct slice piece)
{
	memcpy(t->to, piece.text, piece.length);
	t->to += piece.length;
}

/* Behind the key of a member to drop: steps over its value and takes one comma away. */
static void drop_member(struct trimmer *t)
{
	struct slice value;
	t->s.at++;
	slicer_value(&t->s, &value, &t->err);
	if (!take(&t->s, ',') && t->to[-1] == ',')
		t->to--;
}

/* A key, with its value when it is to be dropped, copied whole or made short. */
static void trim_member(struct trimmer *t, struct slice key)
{
	struct slice value;
	size_t rule = rule_of(key);
	struct slicer ahead = t->s;
	ahead.at++;
	if (rule < RULES && rules[rule].drop(t, ahead)) {
		drop_member(t);
		return;
	}
	copy(t, key);
	*t->to++ = *t->s.at++;
	bool whole = rule < RULES && rules[rule].whole;
	if (whole ? slicer_value(&t->s, &value, &t->err) : take_choice(&t->s, &value))
		copy(t, value);
}

static void trim_string(struct trimmer *t)
{
	struct slice string;
	if (!slicer_value(&t->s, &string, &t->err))
		return;
	if (slicer_peek(&t->s) == ':')
		trim_member(t, string);
	else
		copy(t, string);
}

size_t trim_object(const struct raw_object *object, char *out)
{
	struct trimmer t = { .to = out }; /* no error can be: the text came from a slicer */
	slicer_start(&t.s, object->text, object->length);
	for (char c; (c = slicer_peek(&t.s)) && !t.err.code;) {
		if (c == '"') {
			trim_string(&t);
			continue;
		}
		t.depth += (c == '{' || c == '[') - (c == '}' || c == ']');
		*t.to++ = *t.s.at++;
	}
	if (t.err.code) { /* let the parser say what is wrong */
		t.to = out;
		copy(&t, (struct slice){ object->text, object->length });
	}
	return (size_t)(t.to - out);
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
