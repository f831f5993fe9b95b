#include "netbox/count.h"

#include "netbox/reply.h"
#include "netbox/slice.h"

#include <stdlib.h>

static bool read_count(struct count *count, const struct http_reply *reply, struct error *err)
{
	struct page page;
	struct raw_collection rows = { 0 };
	const struct http *http = count->reader->http;
	bool ok = page_slice(reply->body, reply->size, &rows, &page, err);
	if (ok) {
		count->value = page.count;
		ok = page.count >= 0 || error_set(err, ERROR_DATA, "count: expected a number, got null");
		ok = ok && reply_check_next(http, page.next, err);
		page_clear(&page);
	}
	free(rows.objects);
	return ok || reply_prefix(http, reply, err);
}

static bool count_done(void *context, struct http_reply *reply, struct error *err)
{
	struct count *count = context;
	const struct reader *reader = count->reader;
	struct error *where = count->optional ? &count->problem : err;
	bool ok = reply_check(reader->http, reply, count->kind, reader->anonymous, where) &&
	          read_count(count, reply, where);
	if (ok && count->done)
		count->done(count->context, count->value);
	return ok || count->optional;
}

void count_start(struct count *count)
{
	char *target;
	size_t size;
	FILE *out = open_memstream(&target, &size);
	plan_write_target(out, count->kind, &count->reader->can, "id");
	fprintf(out, "%slimit=1", count->filter);
	fclose(out);
	http_get(count->reader->http, &(struct http_request){
		.target = target, .what = plan_of(count->kind)->collection, .done = count_done, .context = count });
	free(target);
}
