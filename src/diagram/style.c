/* One table row a key: section, name, type, place in struct style. The default
 * style is read first in the same way, so a key missing there shows at once in
 * the unit test; the other built-in ones say what they change. libinih calls back a key at a time and does not tell the line:
 * the reader that hands it the lines counts them. */
#include "diagram/style.h"

#include "base/outfile.h"

#include "styles.h"

#include <errno.h>
#include <ini.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum key_type { KEY_COLOUR, KEY_LENGTH, KEY_RADIUS, KEY_FONT, KEY_PATTERN, KEY_BASE };

struct key {
	const char *section, *name;
	enum key_type type;
	size_t offset;
};

#define AT(member) offsetof(struct style, member)
#define SIDE(section, member) \
	{section, "line", KEY_COLOUR, AT(member.line)}, \
	{section, "tint", KEY_COLOUR, AT(member.tint)}, \
	{section, "text", KEY_COLOUR, AT(member.text)}, \
	{section, "pattern", KEY_PATTERN, AT(member.pattern)}
#define TONE(section, member) \
	{section, "fill", KEY_COLOUR, AT(member.fill)}, \
	{section, "tint", KEY_COLOUR, AT(member.tint)}, \
	{section, "text", KEY_COLOUR, AT(member.text)}

static const struct key keys[] = {
	{"style", "base", KEY_BASE, 0},
	{"font", "svg", KEY_FONT, AT(font.svg)},
	{"font", "raster", KEY_FONT, AT(font.raster)},
	{"font", "heading", KEY_LENGTH, AT(font.heading)},
	{"font", "focus", KEY_LENGTH, AT(font.focus)},
	{"font", "title", KEY_LENGTH, AT(font.title)},
	{"font", "text", KEY_LENGTH, AT(font.text)},
	{"font", "header", KEY_LENGTH, AT(font.header)},
	{"font", "small", KEY_LENGTH, AT(font.small)},
	{"page", "background", KEY_COLOUR, AT(page.background)},
	{"page", "ink", KEY_COLOUR, AT(page.ink)},
	{"page", "muted", KEY_COLOUR, AT(page.muted)},
	{"page", "faint", KEY_COLOUR, AT(page.faint)},
	{"page", "alert", KEY_COLOUR, AT(page.alert)},
	{"page", "panel", KEY_COLOUR, AT(page.panel)},
	{"page", "margin", KEY_LENGTH, AT(page.margin)},
	{"page", "gap", KEY_LENGTH, AT(page.gap)},
	{"page", "rule-width", KEY_LENGTH, AT(page.rule)},
	{"card", "fill", KEY_COLOUR, AT(card.fill)},
	{"card", "border", KEY_COLOUR, AT(card.border)},
	{"card", "header-text", KEY_COLOUR, AT(card.header_text)},
	{"card", "border-width", KEY_LENGTH, AT(card.border_width)},
	{"card", "focus-border", KEY_COLOUR, AT(card.focus_border)},
	{"card", "focus-width", KEY_LENGTH, AT(card.focus_width)},
	{"card", "radius", KEY_RADIUS, AT(card.radius)},
	{"card", "padding", KEY_LENGTH, AT(card.padding)},
	{"card", "min-width", KEY_LENGTH, AT(card.min_width)},
	{"card", "max-width", KEY_LENGTH, AT(card.max_width)},
	{"card", "outside", KEY_COLOUR, AT(card.outside)},
	{"card", "pale-pattern", KEY_PATTERN, AT(card.pale)},
	{"slot", "radius", KEY_RADIUS, AT(slot.radius)},
	{"slot", "border-width", KEY_LENGTH, AT(slot.border_width)},
	{"slot", "missing-pattern", KEY_PATTERN, AT(slot.missing)},
	{"slot", "dead-pattern", KEY_PATTERN, AT(slot.dead)},
	{"bar", "height", KEY_LENGTH, AT(bar.height)},
	{"bar", "radius", KEY_RADIUS, AT(bar.radius)},
	{"bar", "hatch-width", KEY_LENGTH, AT(bar.hatch_width)},
	{"bar", "limit", KEY_COLOUR, AT(bar.limit)},
	{"bar", "limit-width", KEY_LENGTH, AT(bar.limit_width)},
	{"bar", "track", KEY_COLOUR, AT(bar.track)},
	{"bar", "hatch", KEY_COLOUR, AT(bar.hatch)},
	{"line", "width", KEY_LENGTH, AT(line.width)},
	{"line", "trunk-width", KEY_LENGTH, AT(line.trunk_width)},
	{"line", "gap", KEY_LENGTH, AT(line.gap)},
	{"line", "assumed-width", KEY_LENGTH, AT(line.assumed_width)},
	{"line", "arrow", KEY_LENGTH, AT(line.arrow)},
	{"line", "joint", KEY_LENGTH, AT(line.joint)},
	{"line", "dead", KEY_COLOUR, AT(line.dead_colour)},
	{"line", "dead-pattern", KEY_PATTERN, AT(line.dead)},
	{"line", "reserve-pattern", KEY_PATTERN, AT(line.reserve)},
	{"line", "assumed-pattern", KEY_PATTERN, AT(line.assumed)},
	{"frame", "line", KEY_COLOUR, AT(frame.line)},
	{"frame", "line-width", KEY_LENGTH, AT(frame.width)},
	{"frame", "radius", KEY_RADIUS, AT(frame.radius)},
	{"frame", "fill", KEY_COLOUR, AT(frame.fill)},
	{"frame", "text", KEY_COLOUR, AT(frame.text)},
	{"mark", "size", KEY_LENGTH, AT(mark.size)},
	{"sheet", "line", KEY_COLOUR, AT(sheet.line)},
	{"sheet", "frame-width", KEY_LENGTH, AT(sheet.frame)},
	{"sheet", "rule-width", KEY_LENGTH, AT(sheet.rule)},
	SIDE("side-a", sides[0]), SIDE("side-b", sides[1]), SIDE("side-c", sides[2]),
	SIDE("side-d", sides[3]), SIDE("side-e", sides[4]), SIDE("side-f", sides[5]),
	SIDE("side-none", side_none),
	TONE("tone-ok", tones[0]), TONE("tone-notice", tones[1]),
	TONE("tone-warning", tones[2]), TONE("tone-error", tones[3]),
	TONE("tone-unknown", tones[4]),
};
enum { KEYS = sizeof keys / sizeof *keys };

static const char *const pattern_names[PATTERNS] = {
	"solid", "dashed", "dash-dot", "long-dash", "dotted", "dash-dot-dot"};

const double *pattern_dashes(enum pattern pattern)
{
	static const double dashes[PATTERNS][7] = {
		{0}, {3.6, 2, 0}, {5, 1.6, 1.2, 1.6, 0}, {8, 2.4, 0}, {1.2, 1.6, 0},
		{5, 1.4, 1.2, 1.4, 1.2, 1.4, 0}};
	return dashes[pattern][0] > 0 ? dashes[pattern] : NULL;
}

double dash_scale(double width)
{
	return width < 1.2 ? 1.2 : width;
}

struct reading {
	struct style *style;
	const char *name; /* of the file, for messages */
	const char *rest; /* what was not yet read */
	int line, keys;
	int error_line;
	struct error *err;
};

/* fgets() on a string, counting lines. */
static char *read_line(char *buffer, int size, void *stream)
{
	struct reading *reading = stream;
	if (!*reading->rest)
		return NULL;
	size_t length = strcspn(reading->rest, "\n");
	length += reading->rest[length] == '\n';
	reading->line++;
	if (length >= (size_t)size) {
		reading->error_line = reading->line;
		error_set(reading->err, ERROR_CONFIG, "%s:%d: line longer than %d bytes",
		          reading->name, reading->line, size - 1);
		return NULL;
	}
	memcpy(buffer, reading->rest, length);
	buffer[length] = '\0';
	reading->rest += length;
	return buffer;
}

static bool parse_colour(const char *text, uint32_t *colour)
{
	if (text[0] != '#' || strlen(text) != 7 ||
	    strspn(text + 1, "0123456789abcdefABCDEF") != 6)
		return false;
	*colour = (uint32_t)strtoul(text + 1, NULL, 16);
	return true;
}

static bool parse_length(const char *text, double *length, bool or_none)
{
	char *end;
	double value = strtod(text, &end);
	if (end == text || *end || !isfinite(value) || value < 0 || (value <= 0 && !or_none) || value > 1000)
		return false;
	*length = value;
	return true;
}

static bool parse_pattern(const char *text, enum pattern *pattern)
{
	for (int i = 0; i < PATTERNS; i++)
		if (!strcmp(text, pattern_names[i])) {
			*pattern = (enum pattern)i;
			return true;
		}
	return false;
}

/* Fonts go into attributes of SVG and of Graphviz: letters, digits and a few
 * signs are all a font's name needs. */
static bool parse_font(struct style *style, const char *text, const char **font)
{
	for (const char *p = text; *p; p++)
		if ((unsigned char)*p < 0x20 || strchr("<>&\"\\;{}", *p))
			return false;
	if (!*text || strlen(text) > 100)
		return false;
	*font = arena_strdup(style->arena, text);
	return true;
}

static bool read_built_in(struct style *style, const char *name);

static bool set_value(struct style *style, const struct key *key, const char *value)
{
	void *place = (char *)style + key->offset;
	switch (key->type) {
	case KEY_COLOUR: return parse_colour(value, place);
	case KEY_LENGTH: return parse_length(value, place, false);
	case KEY_RADIUS: return parse_length(value, place, true);
	case KEY_FONT: return parse_font(style, value, place);
	case KEY_PATTERN: return parse_pattern(value, place);
	case KEY_BASE: return read_built_in(style, value);
	}
	return false;
}

static const char *const type_words[] = {
	"a colour such as #1d5ca6", "a length in points, above 0 and up to 1000", "a length in points from 0 to 1000",
	"a font's name without < > & \" \\ ; { }",
	"solid, dashed, dash-dot, long-dash, dotted or dash-dot-dot",
	"default, print, grey, dark or high-contrast, as the first key of the file"};

static void append(char *list, size_t size, const char *word)
{
	size_t used = strlen(list), length = strlen(word);
	if (used + length + 3 > size)
		return;
	if (used)
		memcpy(list + used, ", ", 3), used += 2;
	memcpy(list + used, word, length + 1);
}

/* The keys of a section; the sections when there is no such section. */
static void list_allowed(const char *section, char *list, size_t size)
{
	list[0] = '\0';
	for (int i = 0; i < KEYS; i++)
		if (!strcmp(keys[i].section, section))
			append(list, size, keys[i].name);
	if (*list)
		return;
	for (int i = 0; i < KEYS; i++)
		if (!i || strcmp(keys[i].section, keys[i - 1].section))
			append(list, size, i ? keys[i].section : "the sections style");
}

static int fail(struct reading *reading)
{
	if (!reading->error_line)
		reading->error_line = reading->line;
	return 0;
}

static int handle_key(void *user, const char *section, const char *name, const char *value)
{
	struct reading *reading = user;
	bool first = reading->keys++ == 0;
	for (int i = 0; i < KEYS; i++) {
		if (strcmp(keys[i].section, section) || strcmp(keys[i].name, name))
			continue;
		if ((first || keys[i].type != KEY_BASE) && set_value(reading->style, &keys[i], value))
			return 1;
		error_set(reading->err, ERROR_CONFIG, "%s:%d: key '%s.%s' cannot be '%s'; allowed: %s",
		          reading->name, reading->line, section, name, value,
		          type_words[keys[i].type]);
		return fail(reading);
	}
	char allowed[800];
	list_allowed(section, allowed, sizeof allowed);
	error_set(reading->err, ERROR_CONFIG, "%s:%d: key '%s%s%s' is not known; allowed: %s",
	          reading->name, reading->line, section, *section ? "." : "", name, allowed);
	return fail(reading);
}

static bool read_ini(struct style *style, const char *name, const char *text, struct error *err)
{
	struct error key_error = {0};
	struct reading reading = {.style = style, .name = name, .rest = text, .err = &key_error};
	int line = ini_parse_stream(read_line, &reading, handle_key, &reading);
	if (line > 0 && (!reading.error_line || line < reading.error_line))
		return error_set(err, ERROR_CONFIG, "%s:%d: neither [section] nor key = value", name,
		                 line);
	if (reading.error_line)
		return error_set(err, ERROR_CONFIG, "%s", key_error.text);
	return true;
}

static const struct built_in *built_in_named(const char *name)
{
	for (const struct built_in *style = built_in_styles; style->name; style++)
		if (strcmp(style->name, name) == 0)
			return style;
	return NULL;
}

/* They are tested to be without mistakes, and only differ from the default. */
static bool read_built_in(struct style *style, const char *name)
{
	const struct built_in *built_in = built_in_named(name);
	struct error none = {0};
	return built_in && read_ini(style, name, built_in->text, &none);
}

static bool read_file(struct style *style, const char *path, struct error *err)
{
	char *text;
	size_t size;
	struct error read_error = {0};
	if (!infile_read(path, &text, &size, &read_error))
		return error_set(err, ERROR_CONFIG, "%s", read_error.text);
	bool ok = strlen(text) == size ? read_ini(style, path, text, err)
	                               : error_set(err, ERROR_CONFIG, "%s: not a text file", path);
	free(text);
	return ok;
}

const char *style_built_in(size_t i)
{
	enum { STYLES = sizeof built_in_styles / sizeof *built_in_styles };
	return i < STYLES ? built_in_styles[i].name : NULL;
}

bool style_is_built_in(const char *name)
{
	return !strpbrk(name, "/.");
}

static bool read_named(struct style *style, const char *name, struct error *err)
{
	if (!style_is_built_in(name))
		return read_file(style, name, err);
	const struct built_in *built_in = built_in_named(name);
	if (!built_in)
		return error_set(err, ERROR_CONFIG, "--style: '%s' is none of default, print, grey, dark and high-contrast; a file's "
		                 "name has a '.' or a '/'", name);
	return read_ini(style, name, built_in->text, err);
}

bool style_load(const char *name, struct style **style, struct error *err)
{
	struct arena *arena = arena_new();
	struct style *new = arena_alloc(arena, sizeof *new);
	new->arena = arena;
	if (!read_named(new, "default", err) || (name && !read_named(new, name, err))) {
		arena_free(arena);
		return false;
	}
	*style = new;
	return true;
}

void style_free(struct style *style)
{
	if (style)
		arena_free(style->arena);
}

const struct side_style *style_side(const struct style *style, char side)
{
	if (side < 'A' || side > 'Z')
		return &style->side_none;
	return &style->sides[(side - 'A') % STYLE_SIDES];
}
