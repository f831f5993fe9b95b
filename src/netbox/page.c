/* A page is an envelope around "results". The results are cut out; what is
 * left of it ("count", "next", …) is parsed as JSON, so that an envelope that
 * is none is found. */
#include "netbox/slice.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* One member of the envelope: results into `into`, others into the skeleton. */
static bool slice_member(struct slicer *s, struct slice key, void *into, struct skeleton *rest, struct error *err)
{
	const char *start = key.text - 1;
	struct slice value;
	if (slice_is(key, "results"))
		return slicer_objects(s, "results", into, err) &&
		       skeleton_add(rest, "\"results\":[]", strlen("\"results\":[]"), err);
	return slicer_value(s, &value, err) &&
	       skeleton_add(rest, start, (size_t)(value.text + value.length - start), err);
}

static bool slice_envelope(struct slicer *s, struct raw_collection *into, struct skeleton *rest, struct error *err)
{
	char first = slicer_peek(s);
	struct slice other;
	if (first == '{' || !slicer_value(s, &other, err))
		return err->code == ERROR_NONE && skeleton_cut(s, slice_member, into, rest, err);
	return error_set(err, ERROR_DATA, "expected an object with \"results\", got %s", slice_type_name(first));
}

static bool read_count(const json_t *envelope, struct page *page, struct error *err)
{
	const json_t *count = json_object_get(envelope, "count");
	page->count = -1;
	if (!count || json_is_null(count))
		return true;
	if (!json_is_integer(count) || json_integer_value(count) < 0)
		return error_set(err, ERROR_DATA, "count: expected a number or null");
	page->count = json_integer_value(count);
	return true;
}

static bool read_next(const json_t *envelope, struct page *page, struct error *err)
{
	const json_t *next = json_object_get(envelope, "next");
	if (!next || json_is_null(next))
		return true;
	if (!json_is_string(next))
		return error_set(err, ERROR_DATA, "next: expected a string or null");
	page->next = xstrdup(json_string_value(next));
	return true;
}

static bool read_envelope(const struct skeleton *rest, struct page *page, struct error *err)
{
	json_error_t wrong;
	json_t *envelope = json_loadb(rest->text, rest->length, JSON_REJECT_DUPLICATES, &wrong);
	if (!envelope)
		return error_set(err, ERROR_DATA, "not JSON: %s", wrong.text);
	bool ok = json_object_get(envelope, "results")
	              ? read_count(envelope, page, err) && read_next(envelope, page, err)
	              : error_set(err, ERROR_DATA, "results: missing");
	json_decref(envelope);
	return ok;
}

bool page_slice(const char *body, size_t size, struct raw_collection *into, struct page *page, struct error *err)
{
	struct slicer slicer;
	struct skeleton rest = { 0 };
	size_t before = into->count;
	*page = (struct page){ .count = -1 };
	slicer_start(&slicer, body, size);
	bool ok = slice_envelope(&slicer, into, &rest, err) && read_envelope(&rest, page, err);
	skeleton_clear(&rest);
	if (!ok) {
		into->count = before;
		page_clear(page);
	}
	page->result_count = into->count - before;
	return ok;
}

void page_clear(struct page *page)
{
	free(page->next);
	*page = (struct page){ .count = -1 };
}
