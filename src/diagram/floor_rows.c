#include "diagram/floor_rows.h"

#include "base/number.h"

#include <regex.h>
#include <stdlib.h>
#include <string.h>

struct floor_rows {
	const char *field; /* NULL: a pattern, or the location */
	bool has_pattern;
	regex_t pattern;
	char text[];
};

static const char field_word[] = "field:", pattern_word[] = "pattern:";

static bool compile(struct floor_rows *rows, const char *pattern, struct error *err)
{
	char why[120];
	int failed = regcomp(&rows->pattern, pattern, REG_EXTENDED);
	rows->has_pattern = !failed;
	if (!failed)
		return true;
	regerror(failed, &rows->pattern, why, sizeof why);
	return error_set(err, ERROR_USAGE, "--row: the pattern '%s' is not right: %s", pattern, why);
}

bool floor_rows_new(const char *text, struct floor_rows **rows, struct error *err)
{
	size_t size = strlen(text) + 1;
	struct floor_rows *new = xcalloc(1, sizeof *new + size);
	bool ok = true;
	memcpy(new->text, text, size);
	if (strncmp(text, field_word, sizeof field_word - 1) == 0 && text[sizeof field_word - 1])
		new->field = new->text + sizeof field_word - 1;
	else if (strncmp(text, pattern_word, sizeof pattern_word - 1) == 0)
		ok = compile(new, text + sizeof pattern_word - 1, err);
	else if (strcmp(text, "location") != 0)
		ok = error_set(err, ERROR_USAGE, "--row: '%s' is none of location, field:NAME, pattern:REGEX", text);
	if (!ok) {
		floor_rows_free(new);
		return false;
	}
	*rows = new;
	return true;
}

void floor_rows_free(struct floor_rows *rows)
{
	if (rows && rows->has_pattern)
		regfree(&rows->pattern);
	free(rows);
}

static const char *field_value(const struct custom_field *field, struct arena *arena)
{
	char text[NUMBER_MAX];
	if (!field)
		return "";
	switch (field->type) {
	case CUSTOM_NUMBER: return arena_strdup(arena, number_format_json(text, field->number));
	case CUSTOM_BOOL: return field->number > 0 ? "yes" : "no";
	case CUSTOM_TEXT: return field->text;
	case CUSTOM_OTHER: break;
	}
	return "";
}

const char *floor_row_of(const struct floor_rows *rows, const struct rack *rack, struct arena *arena)
{
	regmatch_t match[2];
	if (!rows)
		return "";
	if (rows->field)
		return field_value(object_custom_field(&rack->object, rows->field), arena);
	if (!rows->has_pattern || regexec(&rows->pattern, rack->object.name, 2, match, 0) != 0)
		return "";
	const regmatch_t *found = match[1].rm_so >= 0 ? &match[1] : &match[0];
	return arena_strndup(arena, rack->object.name + found->rm_so, (size_t)(found->rm_eo - found->rm_so));
}
