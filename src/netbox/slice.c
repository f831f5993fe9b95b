/* A value is stepped over by looking for the five bytes that matter: brackets
 * and quotes. The open brackets are one bit each in a 64-bit word, which is
 * the limit of nesting as well. Strings are searched eight bytes at a time:
 * most of a NetBox object is URLs and names. */
#include "netbox/slice.h"

#include <stdlib.h>
#include <string.h>

enum { PLAIN, SPACE, OPEN, CLOSE, QUOTE, COMMA };

static const unsigned char class_of[256] = {
	[' '] = SPACE, ['\t'] = SPACE, ['\n'] = SPACE, ['\r'] = SPACE, ['{'] = OPEN, ['['] = OPEN,
	['}'] = CLOSE, [']'] = CLOSE,  ['"'] = QUOTE,  [','] = COMMA,  [':'] = COMMA,
};

static unsigned char class_at(const struct slicer *s)
{
	return class_of[(unsigned char)*s->at];
}

void slicer_start(struct slicer *slicer, const char *text, size_t length)
{
	*slicer = (struct slicer){ text, text, text + length };
}

/* "not JSON: line 3, byte 120: WHAT"; bytes count from the start of the line. */
static bool syntax_error(const struct slicer *s, const char *at, const char *what, struct error *err)
{
	size_t line = 1;
	const char *start = s->begin;
	for (const char *p = s->begin; p < at; p++)
		if (*p == '\n') {
			line++;
			start = p + 1;
		}
	return error_set(err, ERROR_DATA, "not JSON: line %zu, byte %zu: %s", line, (size_t)(at - start) + 1, what);
}

static bool unexpected(const struct slicer *s, struct error *err)
{
	char what[32] = "unexpected end";
	if (s->at < s->end && *s->at >= 0x20 && *s->at < 0x7f) {
		memcpy(what, "unexpected '.'", sizeof "unexpected '.'");
		what[sizeof "unexpected '" - 1] = *s->at;
	} else if (s->at < s->end) {
		memcpy(what, "unexpected byte", sizeof "unexpected byte");
	}
	return syntax_error(s, s->at, what, err);
}

char slicer_peek(struct slicer *slicer)
{
	while (slicer->at < slicer->end && class_at(slicer) == SPACE)
		slicer->at++;
	return slicer->at < slicer->end ? *slicer->at : '\0';
}

/* Is one of the eight bytes a quote or a backslash? */
static bool holds_mark(const char *p)
{
	const uint64_t ones = 0x0101010101010101u, highs = 0x8080808080808080u;
	uint64_t word;
	memcpy(&word, p, sizeof word);
	uint64_t quote = word ^ (ones * '"'), slash = word ^ (ones * '\\');
	return (((quote - ones) & ~quote) | ((slash - ones) & ~slash)) & highs;
}

/* From the opening quote to behind the closing one. */
static bool skip_string(struct slicer *s, struct error *err)
{
	const char *p = s->at + 1;
	for (;;) {
		while (s->end - p >= 8 && !holds_mark(p))
			p += 8;
		while (p < s->end && *p != '"' && *p != '\\')
			p++;
		if (p < s->end && *p == '"')
			break;
		if (s->end - p < 2)
			return syntax_error(s, s->at, "a string without end", err);
		p += 2;
	}
	s->at = p + 1;
	return true;
}

/* A number, true, false, null: up to the next byte that is none of theirs. */
static bool skip_word(struct slicer *s, struct error *err)
{
	const char *start = s->at;
	while (s->at < s->end && class_at(s) == PLAIN)
		s->at++;
	if (s->at > start && memchr("-0123456789tfn", *start, strlen("-0123456789tfn")))
		return true;
	s->at = start;
	return unexpected(s, err);
}

/* An object or array, from its opening bracket to behind the closing one. */
static bool skip_nested(struct slicer *s, struct error *err)
{
	const char *start = s->at;
	uint64_t squares = 0; /* bit d: the bracket at depth d is a '[' */
	unsigned depth = 0;
	while (s->at < s->end) {
		unsigned char class = class_at(s);
		if (class == QUOTE) {
			if (!skip_string(s, err))
				return false;
			continue;
		}
		if (class == OPEN) {
			if (depth == SLICE_DEPTH_MAX)
				return syntax_error(s, s->at, "nested too deeply", err);
			squares = squares << 1 | (*s->at == '[');
			depth++;
		} else if (class == CLOSE) {
			if ((squares & 1) != (*s->at == ']'))
				return unexpected(s, err);
			squares >>= 1;
			depth--;
		}
		s->at++;
		if (depth == 0)
			return true;
	}
	return syntax_error(s, start, "an object or array without end", err);
}

bool slicer_value(struct slicer *slicer, struct slice *value, struct error *err)
{
	slicer_peek(slicer);
	const char *start = slicer->at;
	unsigned char class = slicer->at < slicer->end ? class_at(slicer) : CLOSE;
	bool ok = class == OPEN    ? skip_nested(slicer, err)
	          : class == QUOTE ? skip_string(slicer, err)
	          : class == PLAIN ? skip_word(slicer, err)
	                           : unexpected(slicer, err);
	*value = (struct slice){ start, (size_t)(slicer->at - start) };
	return ok;
}

bool slicer_enter(struct slicer *slicer, char bracket, struct error *err)
{
	if (slicer_peek(slicer) != bracket)
		return unexpected(slicer, err);
	slicer->at++;
	return true;
}

/* To the next value of an object or array, over the comma. */
static bool step(struct slicer *s, bool first, char closing, bool *more, struct error *err)
{
	char c = slicer_peek(s);
	*more = c != closing || s->at == s->end;
	if (!*more) {
		s->at++;
		return true;
	}
	if (first)
		return true;
	if (c != ',')
		return unexpected(s, err);
	s->at++;
	return true;
}

bool slicer_element(struct slicer *slicer, bool first, bool *more, struct error *err)
{
	return step(slicer, first, ']', more, err);
}

bool slicer_member(struct slicer *slicer, bool first, bool *more, struct slice *key, struct error *err)
{
	if (!step(slicer, first, '}', more, err))
		return false;
	if (!*more)
		return true;
	if (slicer_peek(slicer) != '"')
		return unexpected(slicer, err);
	const char *start = slicer->at + 1;
	if (!skip_string(slicer, err))
		return false;
	*key = (struct slice){ start, (size_t)(slicer->at - 1 - start) };
	if (slicer_peek(slicer) != ':')
		return unexpected(slicer, err);
	slicer->at++;
	return true;
}

bool slicer_finish(struct slicer *slicer, struct error *err)
{
	slicer_peek(slicer);
	return slicer->at == slicer->end || unexpected(slicer, err);
}

bool slice_is(struct slice slice, const char *text)
{
	return slice.length == strlen(text) && memcmp(slice.text, text, slice.length) == 0;
}

const char *slice_type_name(char first)
{
	switch (first) {
	case '{': return "an object";
	case '[': return "an array";
	case '"': return "a string";
	case 't':
	case 'f': return "a boolean";
	case 'n': return "null";
	case '\0': return "nothing";
	default: return "a number";
	}
}

static bool add_object(struct slicer *s, const char *name, size_t index, struct raw_collection *into,
    struct error *err)
{
	char first = slicer_peek(s);
	struct slice object;
	if (!slicer_value(s, &object, err))
		return false;
	if (first != '{')
		return error_set(err, ERROR_DATA, "%s[%zu]: expected an object, got %s", name, index, slice_type_name(first));
	if (into->count >= RAW_OBJECTS_MAX)
		return error_set(err, ERROR_DATA, "%s: more than %d objects", name, RAW_OBJECTS_MAX);
	raw_add(into, object.text, object.length);
	return true;
}

bool slicer_objects(struct slicer *slicer, const char *name, struct raw_collection *into, struct error *err)
{
	char first = slicer_peek(slicer);
	struct slice other;
	if (first != '[')
		return slicer_value(slicer, &other, err) &&
		       error_set(err, ERROR_DATA, "%s: expected an array, got %s", name, slice_type_name(first));
	if (!slicer_enter(slicer, '[', err))
		return false;
	bool more;
	for (size_t i = 0; slicer_element(slicer, i == 0, &more, err); i++) {
		if (!more)
			return true;
		if (!add_object(slicer, name, i, into, err))
			return false;
	}
	return false;
}

bool skeleton_add(struct skeleton *skeleton, const char *text, size_t length, struct error *err)
{
	enum { SKELETON_MAX = 16 * 1024 * 1024 };
	if (length > SKELETON_MAX - skeleton->length)
		return error_set(err, ERROR_DATA, "too much besides the objects");
	while (skeleton->length + length > skeleton->capacity)
		skeleton->text = array_grow(skeleton->text, skeleton->capacity, &skeleton->capacity, 1);
	memcpy(skeleton->text + skeleton->length, text, length);
	skeleton->length += length;
	return true;
}

bool skeleton_cut(struct slicer *slicer, skeleton_member *member, void *context, struct skeleton *skeleton,
                  struct error *err)
{
	bool more;
	struct slice key;
	if (!slicer_enter(slicer, '{', err) || !skeleton_add(skeleton, "{", 1, err))
		return false;
	for (bool first = true; slicer_member(slicer, first, &more, &key, err); first = false) {
		if (!more)
			return skeleton_add(skeleton, "}", 1, err) && slicer_finish(slicer, err);
		if (!first && !skeleton_add(skeleton, ",", 1, err))
			return false;
		if (!member(slicer, key, context, skeleton, err))
			return false;
	}
	return false;
}

void skeleton_clear(struct skeleton *skeleton)
{
	free(skeleton->text);
	*skeleton = (struct skeleton){ 0 };
}
