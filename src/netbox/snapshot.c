/* Reading: the file is walked once; objects become slices of it, and the rest
 * is put together again as a small JSON text for jansson. Writing: objects go
 * out as they came in, one a line. */
#include "base/outfile.h"
#include "base/text.h"
#include "netbox/decode.h"
#include "netbox/slice.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

enum { SNAPSHOT_VERSION = 1 };

static const char snapshot_format[] = "wattmap-snapshot";

/* A part of an address; nothing in it needs escapes when it is written again. */
static bool is_collection_name(struct slice name)
{
	for (size_t i = 0; i < name.length; i++)
		if (name.text[i] <= ' ' || name.text[i] > '~' || name.text[i] == '\\')
			return false;
	return name.length > 0;
}

struct reading {
	struct raw *raw;
	struct decoding *decoding; /* NULL: later */
};

/* A collection begins to be decoded while the next is read. What is wrong with
 * its ids is told when all is sorted. */
static void decode_ahead(struct decoding *decoding, const struct raw_collection *c)
{
	struct error later = { 0 };
	int kind = 0;
	while (kind < OBJECT_KINDS && strcmp(object_kind_collection((enum object_kind)kind), c->name) != 0)
		kind++;
	for (size_t i = 0; kind < OBJECT_KINDS && i < c->count; i++)
		if (!raw_find_id(&c->objects[i], &later))
			return;
	if (kind < OBJECT_KINDS)
		decoding_add(decoding, (enum object_kind)kind, c->objects, c->count);
}

static bool read_collection(struct slicer *s, struct slice key, const struct reading *reading, struct error *err)
{
	struct raw *raw = reading->raw;
	enum { NAME_MAX_LENGTH = 100 };
	char name[NAME_MAX_LENGTH + 1];
	if (key.length > NAME_MAX_LENGTH)
		return error_set(err, ERROR_DATA, "a name of %zu bytes", key.length);
	if (!is_collection_name(key))
		return error_set(err, ERROR_DATA, "collections: a name with characters that no collection has");
	memcpy(name, key.text, key.length);
	name[key.length] = '\0';
	if (raw_find(raw, name))
		return error_set(err, ERROR_DATA, "%s: twice", name);
	if (!slicer_objects(s, name, raw_collection(raw, name), err))
		return false;
	if (reading->decoding)
		decode_ahead(reading->decoding, raw_collection(raw, name));
	return true;
}

static bool read_collections(struct slicer *s, const struct reading *reading, struct error *err)
{
	bool more;
	struct slice key;
	char first_byte = slicer_peek(s);
	if (first_byte != '{' && first_byte != '\0')
		return error_set(err, ERROR_DATA, "collections: expected an object, got %s", slice_type_name(first_byte));
	if (!slicer_enter(s, '{', err))
		return false;
	for (bool first = true; slicer_member(s, first, &more, &key, err); first = false) {
		if (!more)
			return true;
		if (!read_collection(s, key, reading, err))
			return false;
	}
	return false;
}

/* One member of the file: the collections into `raw`, others into the rest. */
static bool read_member(struct slicer *s, struct slice key, void *context, struct skeleton *rest, struct error *err)
{
	const struct reading *reading = context;
	struct raw *raw = reading->raw;
	const char *start = key.text - 1;
	struct slice value;
	if (slice_is(key, "collections"))
		return read_collections(s, reading, err) &&
		       skeleton_add(rest, "\"collections\":0", strlen("\"collections\":0"), err);
	if (!slicer_value(s, &value, err))
		return false;
	if (slice_is(key, "scope") && *value.text == '{')
		raw->scope = arena_strndup(raw->arena, value.text, value.length);
	return skeleton_add(rest, start, (size_t)(value.text + value.length - start), err);
}

/* The text at `key`, "" when there is none. */
static bool read_text(const json_t *object, const char *key, struct raw *raw, const char **text, struct error *err)
{
	const json_t *value = json_object_get(object, key);
	if (value && !json_is_string(value))
		return error_set(err, ERROR_DATA, "%s: expected a string", key);
	*text = value ? arena_strdup(raw->arena, json_string_value(value)) : "";
	return true;
}

static bool check_format(const json_t *head, struct error *err)
{
	const char *format = json_string_value(json_object_get(head, "format"));
	const json_t *version = json_object_get(head, "version");
	if (!format || strcmp(format, snapshot_format) != 0)
		return error_set(err, ERROR_DATA, "is no wattmap snapshot (no \"format\": \"%s\")", snapshot_format);
	if (!json_is_integer(version) || json_integer_value(version) < 1)
		return error_set(err, ERROR_DATA, "version: expected a number");
	if (json_integer_value(version) > SNAPSHOT_VERSION)
		return error_set(err, ERROR_DATA, "is version %lld, this program reads %d",
		    (long long)json_integer_value(version), SNAPSHOT_VERSION);
	return json_object_get(head, "collections") || error_set(err, ERROR_DATA, "collections: missing");
}

/* Links of every picture begin with it, so it may be nothing that runs. */
static bool is_web_address(const char *url)
{
	bool web = strncmp(url, "https://", 8) == 0 || strncmp(url, "http://", 7) == 0;
	return !*url || (web && !strpbrk(url, " \"'<>\\"));
}

static bool read_head(const json_t *head, struct raw *raw, struct error *err)
{
	const json_t *netbox = json_object_get(head, "netbox");
	if (!check_format(head, err) || !read_text(head, "taken_at", raw, &raw->taken_at, err))
		return false;
	if (!read_text(netbox, "url", raw, &raw->url, err) || !read_text(netbox, "version", raw, &raw->version, err))
		return error_prefix(err, "netbox");
	if (!is_web_address(raw->url))
		return error_set(err, ERROR_DATA, "netbox.url: '%s' is no address that begins with https:// or http://", raw->url);
	size_t length = strlen(raw->url);
	if (length && raw->url[length - 1] != '/')
		raw->url = arena_printf(raw->arena, "%s/", raw->url);
	return true;
}

static bool parse_head(const struct skeleton *rest, struct raw *raw, struct error *err)
{
	json_error_t wrong;
	json_t *head = json_loadb(rest->text, rest->length, JSON_REJECT_DUPLICATES, &wrong);
	if (!head)
		return error_set(err, ERROR_DATA, "not JSON: %s", wrong.text);
	bool ok = read_head(head, raw, err);
	json_decref(head);
	return ok;
}

static bool read_text_of_file(const char *text, size_t size, struct reading *reading, struct error *err)
{
	static const char byte_order_mark[] = "\xef\xbb\xbf";
	struct slicer slicer;
	struct skeleton rest = { 0 };
	size_t skip = size >= 3 && memcmp(text, byte_order_mark, 3) == 0 ? 3 : 0;
	slicer_start(&slicer, text + skip, size - skip);
	char first = slicer_peek(&slicer);
	bool ok = first != '[' && first != '"' ? skeleton_cut(&slicer, read_member, reading, &rest, err) && parse_head(&rest, reading->raw, err)
	                                       : check_format(NULL, err);
	skeleton_clear(&rest);
	return ok;
}

bool snapshot_read_ahead(const char *path, struct decoding **decoding, struct raw **raw, struct error *err)
{
	char *text;
	size_t size;
	if (!infile_read(path, &text, &size, err))
		return false;
	struct reading reading = { raw_new(), decoding ? decoding_start(true) : NULL };
	raw_own_buffer(reading.raw, text, size);
	bool ok = read_text_of_file(text, size, &reading, err) && raw_sort(reading.raw, true, err);
	if (!ok) {
		decoding_drop(reading.decoding);
		raw_free(reading.raw);
		return error_prefix(err, "%s", path);
	}
	*raw = reading.raw;
	if (decoding)
		*decoding = reading.decoding;
	return true;
}

bool snapshot_read(const char *path, struct raw **raw, struct error *err)
{
	*raw = NULL;
	return snapshot_read_ahead(path, NULL, raw, err);
}

/* --- writing --- */

/* JSON text without the white space between tokens. */
static void write_compact(FILE *out, const char *text, size_t length)
{
	bool quoted = false;
	for (size_t i = 0; i < length; i++) {
		char c = text[i];
		if (!quoted && (c == ' ' || c == '\t' || c == '\n' || c == '\r'))
			continue;
		putc_unlocked(c, out);
		if (c == '"')
			quoted = !quoted;
		else if (c == '\\' && quoted && i + 1 < length)
			putc_unlocked(text[++i], out);
	}
}

static void write_head(FILE *out, const struct raw *raw)
{
	fprintf(out, "{\"format\":\"%s\",\"version\":%d,\"taken_at\":", snapshot_format, SNAPSHOT_VERSION);
	text_write_json(out, raw->taken_at);
	fputs(",\"netbox\":{\"url\":", out);
	text_write_json(out, raw->url);
	fputs(",\"version\":", out);
	text_write_json(out, raw->version);
	fputs("}", out);
	if (raw->scope) {
		fputs(",\"scope\":", out);
		write_compact(out, raw->scope, strlen(raw->scope));
	}
	fputs(",\"collections\":{\n", out);
}

static void write_collection(FILE *out, const struct raw_collection *c, bool last)
{
	text_write_json(out, c->name);
	fputs(":[\n", out);
	for (size_t i = 0; i < c->count; i++) {
		write_compact(out, c->objects[i].text, c->objects[i].length);
		fputs(i + 1 < c->count ? ",\n" : "\n", out);
	}
	fputs(last ? "]\n" : "],\n", out);
}

/* The place of a collection in the file: the known ones first. */
static int collection_rank(const char *name)
{
	static const enum object_kind order[] = {
		OBJECT_SITE, OBJECT_LOCATION, OBJECT_RACK, OBJECT_PANEL, OBJECT_FEED,
		OBJECT_DEVICE, OBJECT_INLET, OBJECT_OUTLET, OBJECT_CABLE,
	};
	int rank = 0;
	while (rank < OBJECT_KINDS && strcmp(object_kind_collection(order[rank]), name) != 0)
		rank++;
	return rank;
}

static int compare_collections(const void *a, const void *b)
{
	const char *x = (*(const struct raw_collection *const *)a)->name;
	const char *y = (*(const struct raw_collection *const *)b)->name;
	int order = collection_rank(x) - collection_rank(y);
	return order ? order : strcmp(x, y);
}

bool snapshot_write(const struct raw *raw, FILE *out, struct error *err)
{
	size_t count = raw->collection_count;
	const struct raw_collection **sorted = xcalloc(count, sizeof *sorted);
	for (size_t i = 0; i < count; i++)
		sorted[i] = &raw->collections[i];
	qsort(sorted, count, sizeof *sorted, compare_collections);
	write_head(out, raw);
	for (size_t i = 0; i < count; i++)
		write_collection(out, sorted[i], i + 1 == count);
	fputs("}}\n", out);
	free(sorted);
	return !ferror(out) || error_set(err, ERROR_WRITE, "cannot write the snapshot");
}
