#ifndef NETBOX_DECODE_VALUE_H
#define NETBOX_DECODE_VALUE_H

/* Typed reading of the values of one raw object, used by the tables of
 * decode_kind.c only. A reader leaves its target as it is when the key is
 * missing or null, and sets the decoder's error on a type that NetBox never
 * sends there. */

#include "model/link.h"

#include <jansson.h>

enum { DECODE_TEXT_MAX = 1024, DECODE_CACHE = 4096 };
/* Up to here, 2^53 - 1, a double is exact. */
#define DECODE_EXACT_MAX 9007199254740991.0

/* One thread's state. */
struct decoder {
	struct arena *arena;
	struct links links;
	const char *cache[DECODE_CACHE]; /* texts seen lately, by hash */
	struct object *object;           /* being decoded */
	char *text;                      /* its trimmed text */
	size_t text_capacity;
	struct error err;
};

struct field;
bool decode_read_text(struct decoder *d, const struct field *field, const json_t *value, void *target);
bool decode_read_choice(struct decoder *d, const struct field *field, const json_t *value, void *target);
bool decode_read_word(struct decoder *d, const struct field *field, const json_t *value, void *target);
bool decode_read_letter(struct decoder *d, const struct field *field, const json_t *value, void *target);
bool decode_read_flag(struct decoder *d, const struct field *field, const json_t *value, void *target);
bool decode_read_int(struct decoder *d, const struct field *field, const json_t *value, void *target);
bool decode_read_int64(struct decoder *d, const struct field *field, const json_t *value, void *target);
bool decode_read_number(struct decoder *d, const struct field *field, const json_t *value, void *target);
bool decode_read_id(struct decoder *d, const struct field *field, const json_t *value, void *target);
bool decode_read_ref(struct decoder *d, const struct field *field, const json_t *value, void *target);
bool decode_read_maker(struct decoder *d, const struct field *field, const json_t *value, void *target);
bool decode_read_link(struct decoder *d, const struct field *field, const json_t *value, void *target);
bool decode_read_tags(struct decoder *d, const struct field *field, const json_t *value, void *target);
bool decode_read_custom(struct decoder *d, const struct field *field, const json_t *value, void *target);
bool decode_read_ends(struct decoder *d, const struct field *field, const json_t *value, void *target);

/* One key of an object and where it goes. */
struct field {
	const char *key;
	bool (*read)(struct decoder *d, const struct field *field, const json_t *value, void *target);
	size_t offset;         /* in the object's struct */
	enum object_kind kind; /* links: to what */
	const char *word;      /* decode_read_word: the choice that means true; decode_read_ends: "A" or "B" */
	double minimum, maximum; /* numbers */
};

/* One end of a cable as the cable names it; types that are no power
 * terminations are passed over. `brief` may be NULL. */
bool decode_claim(struct decoder *d, char cable_end, const char *type, int64_t id, const json_t *brief);

/* A positive id, or 0. */
int64_t decode_id_of(const json_t *value);
/* Sets the error "KEY: expected WHAT, got a TYPE"; returns false. */
bool decode_wrong(struct decoder *d, const char *key, const char *expected, const json_t *got);
/* The string at `key` kept, or NULL when it is missing, null or empty. */
const char *decode_text_of(struct decoder *d, const json_t *object, const char *key);

/* A string kept in the arena; equal ones mostly share their memory. */
const char *decode_keep(struct decoder *d, const char *text, size_t length);

#endif
