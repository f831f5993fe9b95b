/* Readers of single values. What NetBox's versions do differently in a value
 * is settled here: choices as objects or plain strings, decimals as strings,
 * nested objects as bare ids, unset as null, "" or missing. */
#include "netbox/decode_value.h"

#include "netbox/decode.h"

#include "base/text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *type_name(const json_t *value)
{
	if (!value)
		return "nothing";
	switch (json_typeof(value)) {
	case JSON_OBJECT: return "an object";
	case JSON_ARRAY: return "an array";
	case JSON_STRING: return "a string";
	case JSON_INTEGER:
	case JSON_REAL: return "a number";
	case JSON_TRUE:
	case JSON_FALSE: return "a boolean";
	case JSON_NULL: break;
	}
	return "null";
}

bool decode_wrong(struct decoder *d, const char *key, const char *expected, const json_t *got)
{
	return error_set(&d->err, ERROR_DATA, "%s: expected %s, got %s", key, expected, type_name(got));
}

static bool is_unset(const json_t *value)
{
	return !value || json_is_null(value);
}

/* --- texts --- */

/* A NUL cannot be in a C string; it is shown as what it is, a broken character. */
static const char *keep_without_nul(struct decoder *d, const char *text, size_t length)
{
	static const char broken[] = "\xef\xbf\xbd";
	char *copy = arena_alloc(d->arena, length * 3 + 1), *to = copy;
	for (size_t i = 0; i < length; i++) {
		if (text[i])
			*to++ = text[i];
		else
			to = (char *)memcpy(to, broken, 3) + 3;
	}
	return copy;
}

const char *decode_keep(struct decoder *d, const char *text, size_t length)
{
	if (length == 0)
		return "";
	if (memchr(text, '\0', length))
		return keep_without_nul(d, text, length);
	if (length > 64)
		return arena_strndup(d->arena, text, length);
	const char **slot = &d->cache[text_hash(text, length, 0) % DECODE_CACHE];
	if (!*slot || strncmp(*slot, text, length) != 0 || (*slot)[length])
		*slot = arena_strndup(d->arena, text, length);
	return *slot;
}

static bool keep_string(struct decoder *d, const char *key, const json_t *value, const char **target)
{
	size_t length = json_string_length(value);
	if (length > DECODE_TEXT_MAX)
		return error_set(&d->err, ERROR_DATA, "%s: a text of %zu bytes, more than %d", key, length, DECODE_TEXT_MAX);
	*target = decode_keep(d, json_string_value(value), length);
	return true;
}

const char *decode_text_of(struct decoder *d, const json_t *object, const char *key)
{
	const json_t *value = json_object_get(object, key);
	size_t length = json_string_length(value);
	return length && length <= DECODE_TEXT_MAX ? decode_keep(d, json_string_value(value), length) : NULL;
}

bool decode_read_text(struct decoder *d, const struct field *field, const json_t *value, void *target)
{
	if (is_unset(value))
		return true;
	if (!json_is_string(value))
		return decode_wrong(d, field->key, "a string or null", value);
	return keep_string(d, field->key, value, target);
}

/* The string of a choice, {"value", "label"} or plain; NULL when unset. */
static bool choice_value(struct decoder *d, const char *key, const json_t *value, const json_t **string)
{
	*string = NULL;
	if (json_is_object(value))
		value = json_object_get(value, "value");
	if (is_unset(value))
		return true;
	if (!json_is_string(value))
		return decode_wrong(d, key, "a choice, a string or null", value);
	*string = value;
	return true;
}

bool decode_read_choice(struct decoder *d, const struct field *field, const json_t *value, void *target)
{
	const json_t *string;
	return choice_value(d, field->key, value, &string) && (!string || keep_string(d, field->key, string, target));
}

bool decode_read_word(struct decoder *d, const struct field *field, const json_t *value, void *target)
{
	const json_t *string;
	if (!choice_value(d, field->key, value, &string))
		return false;
	*(bool *)target = string && strcmp(json_string_value(string), field->word) == 0;
	return true;
}

/* A choice of one letter A to C; anything else is unset. */
bool decode_read_letter(struct decoder *d, const struct field *field, const json_t *value, void *target)
{
	const json_t *string;
	if (!choice_value(d, field->key, value, &string))
		return false;
	const char *text = string ? json_string_value(string) : "";
	*(char *)target = text[0] >= 'A' && text[0] <= 'C' && !text[1] ? text[0] : '\0';
	return true;
}

/* --- numbers --- */

bool decode_read_flag(struct decoder *d, const struct field *field, const json_t *value, void *target)
{
	if (is_unset(value))
		return true;
	if (!json_is_boolean(value))
		return decode_wrong(d, field->key, "a boolean or null", value);
	*(bool *)target = json_is_true(value);
	return true;
}

/* A decimal written as a string. */
static bool parse_decimal(const char *text, double *number)
{
	char *end;
	*number = strtod(text, &end);
	return *text && !*end && text[strspn(text, "0123456789+-.eE")] == '\0';
}

/* NAN when unset. */
static bool number_value(struct decoder *d, const struct field *field, const json_t *value, double *number)
{
	*number = (double)NAN;
	if (is_unset(value))
		return true;
	if (json_is_number(value))
		*number = json_number_value(value);
	else if (!json_is_string(value) || !parse_decimal(json_string_value(value), number))
		return decode_wrong(d, field->key, "a number or null", value);
	if (*number >= field->minimum && *number <= field->maximum)
		return true;
	return error_set(&d->err, ERROR_DATA, "%s: %.15g is out of range", field->key, *number);
}

static bool whole_value(struct decoder *d, const struct field *field, const json_t *value, double *number)
{
	if (!number_value(d, field, value, number))
		return false;
	if (isnan(*number) || floor(*number) == *number)
		return true;
	return error_set(&d->err, ERROR_DATA, "%s: expected a whole number, got %.15g", field->key, *number);
}

bool decode_read_number(struct decoder *d, const struct field *field, const json_t *value, void *target)
{
	return number_value(d, field, value, target);
}

bool decode_read_int(struct decoder *d, const struct field *field, const json_t *value, void *target)
{
	double number;
	if (!whole_value(d, field, value, &number))
		return false;
	if (!isnan(number))
		*(int *)target = (int)number;
	return true;
}

bool decode_read_int64(struct decoder *d, const struct field *field, const json_t *value, void *target)
{
	double number;
	if (!whole_value(d, field, value, &number))
		return false;
	if (!isnan(number))
		*(int64_t *)target = (int64_t)number;
	return true;
}

/* --- nested objects --- */

int64_t decode_id_of(const json_t *value)
{
	const int64_t id_max = (int64_t)1 << 53;
	int64_t id = json_is_integer(value) ? json_integer_value(value) : 0;
	return id > 0 && id <= id_max ? id : 0;
}

/* The id of a nested object, which old versions send alone. 0 when unset. */
static bool nested_id(struct decoder *d, const char *key, const json_t *value, int64_t *id)
{
	*id = 0;
	if (is_unset(value))
		return true;
	const json_t *number = json_is_object(value) ? json_object_get(value, "id") : value;
	if (!number || (!json_is_object(value) && !json_is_integer(value)))
		return decode_wrong(d, key, "an object with an id, an id or null", value);
	*id = decode_id_of(number);
	return *id || error_set(&d->err, ERROR_DATA, "%s: id: expected a positive number", key);
}

static const char *brief_name(struct decoder *d, const json_t *brief)
{
	static const char *const keys[] = { "name", "label", "model", "display" };
	const char *name = NULL;
	for (size_t i = 0; !name && i < sizeof keys / sizeof *keys; i++)
		name = decode_text_of(d, brief, keys[i]);
	return name;
}

bool decode_read_id(struct decoder *d, const struct field *field, const json_t *value, void *target)
{
	return nested_id(d, field->key, value, target);
}

static bool read_ref(struct decoder *d, const char *key, const json_t *value, struct ref *ref)
{
	int64_t id;
	if (!nested_id(d, key, value, &id))
		return false;
	if (id == 0)
		return true;
	ref->id = id;
	ref->name = brief_name(d, value);
	if (!ref->name)
		ref->name = arena_printf(d->arena, "#%lld", (long long)id);
	const char *slug = decode_text_of(d, value, "slug");
	if (slug)
		ref->slug = slug;
	return true;
}

bool decode_read_ref(struct decoder *d, const struct field *field, const json_t *value, void *target)
{
	return read_ref(d, field->key, value, target);
}

/* The manufacturer inside the device type. */
bool decode_read_maker(struct decoder *d, const struct field *field, const json_t *value, void *target)
{
	(void)field;
	return read_ref(d, "device_type.manufacturer", json_object_get(value, "manufacturer"), target);
}

/* Notes the brief form of a termination's device too. */
static struct reference reference_to(struct decoder *d, enum object_kind kind, int64_t id, const json_t *brief)
{
	struct reference r = { .kind = kind, .id = id, .name = brief_name(d, brief) };
	const json_t *device = json_object_get(brief, "device");
	r.parent_id = decode_id_of(json_object_get(device, "id"));
	if (r.parent_id)
		r.parent_name = brief_name(d, device);
	return r;
}

bool decode_read_link(struct decoder *d, const struct field *field, const json_t *value, void *target)
{
	int64_t id;
	if (!nested_id(d, field->key, value, &id))
		return false;
	if (id) {
		struct reference r = reference_to(d, field->kind, id, value);
		r.slot = target;
		links_add(&d->links, r);
	}
	return true;
}

/* --- lists --- */

bool decode_read_tags(struct decoder *d, const struct field *field, const json_t *value, void *target)
{
	if (is_unset(value))
		return true;
	if (!json_is_array(value))
		return decode_wrong(d, field->key, "an array or null", value);
	struct object *object = target;
	size_t count = json_array_size(value);
	struct ref *tags = count ? arena_array(d->arena, count, sizeof *tags) : NULL;
	for (size_t i = 0; i < count; i++) {
		char key[64];
		const json_t *tag = json_array_get(value, i);
		tags[i] = (struct ref){ 0, "", "" };
		snprintf(key, sizeof key, "%s[%zu]", field->key, i);
		if (!json_is_object(tag))
			return decode_wrong(d, key, "an object", tag);
		if (!read_ref(d, key, tag, &tags[i]))
			return false;
	}
	object->tags = tags;
	object->tag_count = count;
	return true;
}

static void set_number(struct custom_field *custom, double number)
{
	if (fabs(number) > DECODE_EXACT_MAX)
		return;
	custom->type = CUSTOM_NUMBER;
	custom->number = number;
}

static struct custom_field custom_field(struct decoder *d, const char *name, const json_t *value)
{
	struct custom_field custom = { decode_keep(d, name, strlen(name)), CUSTOM_OTHER, 0, "" };
	if (json_is_object(value) && json_object_get(value, "value") && json_object_get(value, "label"))
		value = json_object_get(value, "value");
	if (json_is_number(value)) {
		set_number(&custom, json_number_value(value));
	} else if (json_is_boolean(value)) {
		custom.type = CUSTOM_BOOL;
		custom.number = json_is_true(value);
	} else if (json_is_string(value)) {
		custom.type = CUSTOM_TEXT;
		custom.text = decode_keep(d, json_string_value(value), json_string_length(value));
	}
	return custom;
}

static int compare_custom(const void *a, const void *b)
{
	return strcmp(((const struct custom_field *)a)->name, ((const struct custom_field *)b)->name);
}

bool decode_read_custom(struct decoder *d, const struct field *field, const json_t *value, void *target)
{
	if (is_unset(value))
		return true;
	if (!json_is_object(value))
		return decode_wrong(d, field->key, "an object or null", value);
	struct object *object = target;
	size_t size = json_object_size(value), count = 0;
	if (size == 0)
		return true;
	struct custom_field *custom = arena_array(d->arena, size, sizeof *custom);
	json_t *all = (json_t *)(uintptr_t)value; /* iterators take no const */
	for (void *at = json_object_iter(all); at; at = json_object_iter_next(all, at))
		if (!json_is_null(json_object_iter_value(at)))
			custom[count++] = custom_field(d, json_object_iter_key(at), json_object_iter_value(at));
	qsort(custom, count, sizeof *custom, compare_custom);
	object->custom = custom;
	object->custom_count = count;
	return true;
}

/* --- cable ends --- */

static bool termination_kind(const char *type, enum object_kind *kind)
{
	static const struct {
		const char *type;
		enum object_kind kind;
	} types[] = {
		{ "dcim.powerport", OBJECT_INLET },
		{ "dcim.poweroutlet", OBJECT_OUTLET },
		{ "dcim.powerfeed", OBJECT_FEED },
	};
	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		if (strcmp(types[i].type, type) == 0) {
			*kind = types[i].kind;
			return true;
		}
	return false;
}

bool decode_claim(struct decoder *d, char cable_end, const char *type, int64_t id, const json_t *brief)
{
	enum object_kind kind;
	if (!termination_kind(type, &kind))
		return true;
	struct cable_claim claim = { (struct cable *)d->object, cable_end, reference_to(d, kind, id, brief) };
	links_add_claim(&d->links, claim);
	return true;
}

static bool read_one_end(struct decoder *d, const struct field *field, size_t i, const json_t *end)
{
	char key[64];
	const json_t *type = json_object_get(end, "object_type");
	int64_t id = decode_id_of(json_object_get(end, "object_id"));
	snprintf(key, sizeof key, "%s[%zu]", field->key, i);
	if (!json_is_object(end))
		return decode_wrong(d, key, "an object", end);
	if (!json_is_string(type))
		return decode_wrong(d, strcat(key, ".object_type"), "a string", type);
	if (!id)
		return decode_wrong(d, strcat(key, ".object_id"), "a positive number", json_object_get(end, "object_id"));
	return decode_claim(d, field->word[0], json_string_value(type), id, json_object_get(end, "object"));
}

bool decode_read_ends(struct decoder *d, const struct field *field, const json_t *value, void *target)
{
	(void)target;
	if (is_unset(value))
		return true;
	if (!json_is_array(value))
		return decode_wrong(d, field->key, "an array or null", value);
	for (size_t i = 0; i < json_array_size(value); i++)
		if (!read_one_end(d, field, i, json_array_get(value, i)))
			return false;
	return true;
}

const char *decode_library(void)
{
	return jansson_version_str();
}
