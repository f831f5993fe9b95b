/* An `ask` is one page wanted; its answer is judged by the rule of its mode and
 * then accepted, asked again, or replaced by smaller asks. A list is done when
 * no ask is open; only then do its rows go to the raw inventory. */
#include "netbox/list.h"

#include "base/log.h"
#include "netbox/decode.h"
#include "netbox/reply.h"
#include "netbox/slice.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { MARK_PAGES = 8 }; /* lists with more pages than that are cut */

enum mode {
	MODE_KEYSET, /* ids in (from, to), ascending; more than one page possible */
	MODE_OFFSET, /* rows from `offset` in the server's order */
	MODE_WINDOW, /* ids in (from, to), in any order; all in one answer */
	MODE_MARK    /* the id of the row at `offset` in order of ids */
};

struct ask {
	struct list *list;
	enum mode mode;
	int64_t from, to; /* both exclusive; to 0: no end */
	int64_t offset;
	size_t limit;
	int number;       /* in messages: "page 3" */
	int tries;
};

struct list {
	struct list *next;
	struct reader *reader;
	struct list_options options;
	size_t limit;
	int64_t total;
	int64_t last;     /* id at the end of the first page */
	size_t first_rows;
	int open, numbers;
	bool keyset;      /* the server keeps to ordering=id */
	bool parked;      /* `more` said no */
	bool moved;       /* offset paging met a contradiction */
	bool again;       /* reading through windows */
	bool split;       /* a batch that others replace; what still comes is not used */
	struct raw_collection rows;
	size_t ahead;     /* how many of them are being decoded */
	struct id_set ids;
	int64_t *marks;   /* 0: none */
	size_t mark_count;
	const char *key;  /* of a batch, or NULL */
	const int64_t *batch;
	size_t batch_count;
	const char *rest; /* filter beside the batch */
};

/* One answer, cut into rows. */
struct answer {
	struct raw_collection rows; /* with ids */
	int64_t count;
	bool ascending, repeated;
	int64_t lowest, highest;
};

static bool ask_done(void *context, struct http_reply *reply, struct error *err);
static void list_end(struct list *list);

/* ---- asking ------------------------------------------------------------- */

static void write_mode(FILE *out, const struct ask *a)
{
	if (a->mode == MODE_KEYSET || a->mode == MODE_MARK)
		fputs("ordering=id&", out);
	if (a->from > 0)
		fprintf(out, "id__gt=%" PRId64 "&", a->from);
	if (a->to > 0)
		fprintf(out, "id__lt=%" PRId64 "&", a->to);
	if (a->offset > 0)
		fprintf(out, "offset=%" PRId64 "&", a->offset);
	fprintf(out, "limit=%zu", a->limit);
}

/* `slow`: the answer that did not come, when this asks for less of the same. */
static void ask_send(const struct ask *wanted, const struct http_reply *slow)
{
	struct list *list = wanted->list;
	struct ask *a = arena_alloc(list->reader->arena, sizeof *a);
	*a = *wanted;
	char *target, what[80];
	size_t size;
	FILE *out = open_memstream(&target, &size);
	plan_write_target(out, list->options.kind, &list->reader->can, a->mode == MODE_MARK ? "id" : NULL);
	fputs(list->options.filter, out);
	write_mode(out, a);
	fclose(out);
	if (a->number == 0)
		a->number = ++list->numbers;
	snprintf(what, sizeof what, "page %d of %s", a->number, plan_of(list->options.kind)->collection);
	list->open++;
	http_get(list->reader->http, &(struct http_request){
		.target = target, .what = what, .halvable = a->limit > 1, .done = ask_done, .context = a,
		.attempts = slow ? slow->attempts : 0, .spent_s = slow ? slow->spent_s : 0 });
	free(target);
}

static struct ask ask_of(struct list *list, enum mode mode)
{
	return (struct ask){ .list = list, .mode = mode, .limit = list->limit };
}

static void ask_range(struct list *list, enum mode mode, int64_t from, int64_t to)
{
	struct ask a = ask_of(list, mode);
	a.from = from;
	a.to = to;
	ask_send(&a, NULL);
}

/* Half as much; rows by offset in two pieces. */
static void ask_halves(const struct ask *slow, const struct http_reply *reply)
{
	struct ask half = *slow;
	struct list *list = slow->list;
	half.limit = slow->limit / 2;
	if (half.limit < list->limit)
		list->limit = half.limit;
	log_debug("page %d of %s is too slow: asking for %zu objects instead of %zu", slow->number,
	          plan_of(list->options.kind)->collection, half.limit, slow->limit);
	ask_send(&half, reply);
	if (slow->mode == MODE_OFFSET && list->total >= 0) {
		half.offset += (int64_t)half.limit;
		half.limit = slow->limit - half.limit;
		half.number = 0;
		ask_send(&half, reply);
	}
}

/* ---- cutting an answer -------------------------------------------------- */

static bool find_ids(struct answer *answer, struct error *err)
{
	struct id_set ids = { 0 };
	int64_t before = 0;
	bool ok = true;
	answer->ascending = true;
	for (size_t i = 0; ok && i < answer->rows.count; i++) {
		struct raw_object *o = &answer->rows.objects[i];
		ok = raw_find_id(o, err) || error_prefix(err, "results[%zu]", i);
		if (!ok)
			break;
		answer->ascending = answer->ascending && o->id > before;
		answer->repeated = answer->repeated || !id_set_add(&ids, o->id);
		answer->lowest = i == 0 || o->id < answer->lowest ? o->id : answer->lowest;
		answer->highest = o->id > answer->highest ? o->id : answer->highest;
		before = o->id;
	}
	id_set_clear(&ids);
	return ok;
}

static bool check_envelope(const struct list *list, const struct page *page, struct error *err)
{
	if (page->count < 0)
		return error_set(err, ERROR_DATA, "count: expected a number, got null");
	if (page->count > LIST_OBJECTS_MAX)
		return error_set(err, ERROR_DATA, "count: %" PRId64 " objects are more than this program takes (%d)",
		                 page->count, LIST_OBJECTS_MAX);
	return reply_check_next(list->reader->http, page->next, err);
}

static bool cut(const struct list *list, const struct http_reply *reply, struct answer *answer, struct error *err)
{
	struct page page;
	bool ok = page_slice(reply->body, reply->size, &answer->rows, &page, err);
	if (ok) {
		answer->count = page.count;
		ok = check_envelope(list, &page, err) && find_ids(answer, err);
		page_clear(&page);
	}
	return ok || reply_prefix(list->reader->http, reply, err);
}

/* ---- judging an answer: NULL or what is wrong with it --------------------- */

static const char *judge_range(const struct ask *a, const struct answer *answer)
{
	size_t rows = answer->rows.count;
	int64_t fits = answer->count < (int64_t)a->limit ? answer->count : (int64_t)a->limit;
	bool first = a->list->total < 0; /* may show a lower limit of the server's */
	if (answer->repeated)
		return "holds an object twice";
	if (rows > 0 && (answer->lowest <= a->from || (a->to > 0 && answer->highest >= a->to)))
		return "holds objects that were not asked for";
	if (a->mode == MODE_KEYSET && !answer->ascending)
		return "is not in the order of ids";
	if ((int64_t)rows > answer->count || (int64_t)rows > fits)
		return "holds more objects than it says";
	if ((int64_t)rows < fits && (!first || rows == 0))
		return "holds fewer objects than it says";
	return NULL;
}

static const char *judge_mark(const struct ask *a, const struct answer *answer)
{
	(void)a;
	return answer->rows.count > 1 ? "holds more objects than were asked for" : NULL;
}

/* By offset, only what no movement of rows can explain. */
static const char *judge_offset(const struct ask *a, const struct answer *answer)
{
	size_t rows = answer->rows.count;
	if ((int64_t)rows > answer->count || rows > a->limit)
		return "holds more objects than it says";
	if (rows == 0 && answer->count > a->offset)
		return "holds fewer objects than it says";
	return NULL;
}

static const char *judge(const struct ask *a, const struct answer *answer)
{
	switch (a->mode) {
	case MODE_KEYSET:
	case MODE_WINDOW: return judge_range(a, answer);
	case MODE_OFFSET: return judge_offset(a, answer);
	case MODE_MARK:   return judge_mark(a, answer);
	}
	return NULL;
}

static bool ask_again(const struct ask *a, const struct http_reply *reply, const struct answer *answer,
                      const char *wrong, struct error *err)
{
	struct ask again = *a;
	log_debug("page %d of %s %s", a->number, plan_of(a->list->options.kind)->collection, wrong);
	if (++again.tries < LIST_TRIES) {
		again.limit = again.limit < a->list->limit || a->mode == MODE_OFFSET ? again.limit : a->list->limit;
		ask_send(&again, NULL);
		return true;
	}
	error_set(err, ERROR_DATA, "the answer %s (count %" PRId64 ", objects %zu), %d times in a row", wrong,
	          answer->count, answer->rows.count, again.tries);
	return reply_prefix(a->list->reader->http, reply, err);
}

/* ---- accepting ---------------------------------------------------------- */

/* The kind of object that a list holds; OBJECT_KINDS: none of the inventory. */
static enum object_kind kind_of(enum plan_kind plan)
{
	int kind = 0;
	while (kind < OBJECT_KINDS && plan_for((enum object_kind)kind) != plan)
		kind++;
	return (enum object_kind)kind;
}

/* What came since the last time begins to be decoded. */
static void decode_ahead(struct list *list)
{
	struct reader *reader = list->reader;
	enum plan_kind plan = list->options.kind;
	size_t from = list->ahead, count = 0;
	list->ahead = list->rows.count;
	if (!reader->decoding || kind_of(plan) == OBJECT_KINDS || from == list->rows.count)
		return;
	struct raw_object *fresh = xcalloc(list->rows.count - from, sizeof *fresh);
	for (size_t i = from; i < list->rows.count; i++)
		if (id_set_add(&reader->ahead[plan], list->rows.objects[i].id))
			fresh[count++] = list->rows.objects[i];
	decoding_add(reader->decoding, kind_of(plan), fresh, count);
	free(fresh);
}

static void keep_rows(struct list *list, struct http_reply *reply, const struct answer *answer)
{
	struct reader *reader = list->reader;
	for (size_t i = 0; i < answer->rows.count; i++) {
		const struct raw_object *o = &answer->rows.objects[i];
		if (!id_set_add(&list->ids, o->id)) {
			list->moved = true;
			continue;
		}
		raw_add(&list->rows, o->text, o->length);
		list->rows.objects[list->rows.count - 1].id = o->id;
	}
	if (answer->rows.count > 0) {
		raw_own_buffer(reader->raw, reply->body, reply->size);
		reply->body = NULL;
	}
	if (!list->options.more || list->total >= 0) /* else nobody knows yet whether they stay */
		decode_ahead(list);
	reader->rows += answer->rows.count;
	if (reader->progress)
		progress_update(reader->progress, reader->rows, reader->rows_expected);
}

static void take_keyset(const struct ask *a, const struct answer *answer)
{
	if ((int64_t)answer->rows.count < answer->count)
		ask_range(a->list, MODE_KEYSET, answer->highest, a->to);
}

static void take_offset(const struct ask *a, const struct answer *answer)
{
	struct list *list = a->list;
	int64_t expected = list->total - a->offset;
	expected = expected > (int64_t)a->limit ? (int64_t)a->limit : expected;
	if (answer->count != list->total || (int64_t)answer->rows.count != expected)
		list->moved = true;
}

static int compare_objects(const void *x, const void *y)
{
	const struct raw_object *a = x, *b = y;
	return a->id < b->id ? -1 : a->id > b->id;
}

/* A window with more objects than fit into one answer becomes two. */
static bool split_window(const struct ask *a, struct answer *answer)
{
	struct raw_collection *rows = &answer->rows;
	qsort(rows->objects, rows->count, sizeof *rows->objects, compare_objects);
	int64_t middle = rows->objects[rows->count / 2].id;
	middle += middle == a->from + 1; /* else the lower one would be empty */
	if (a->to > 0 && middle >= a->to)
		return false;
	ask_range(a->list, MODE_WINDOW, a->from, middle);
	ask_range(a->list, MODE_WINDOW, middle - 1, a->to);
	return true;
}

/* ---- after the first page ------------------------------------------------ */

static void start_marks(struct list *list)
{
	int64_t page = (int64_t)list->limit, rows = (int64_t)list->first_rows;
	int64_t pages = (list->total - rows + page - 1) / page;
	list->mark_count = (size_t)(list->reader->jobs - 1);
	list->marks = arena_array(list->reader->arena, list->mark_count, sizeof *list->marks);
	for (size_t i = 0; i < list->mark_count; i++) {
		struct ask a = ask_of(list, MODE_MARK);
		a.limit = 1;
		a.offset = rows + pages * (int64_t)(i + 1) / list->reader->jobs * page - 1;
		ask_send(&a, NULL);
	}
}

static void take_mark(const struct ask *a, const struct answer *answer)
{
	struct list *list = a->list;
	for (size_t i = 0; answer->rows.count == 1 && i < list->mark_count; i++)
		if (list->marks[i] == 0) {
			list->marks[i] = answer->rows.objects[0].id;
			break;
		}
}

static int compare_marks(const void *x, const void *y)
{
	const int64_t *a = x, *b = y;
	return *a < *b ? -1 : *a > *b;
}

/* All marks are in: one stretch up to each, and one without end. */
static void start_stretches(struct list *list)
{
	int64_t from = list->last;
	qsort(list->marks, list->mark_count, sizeof *list->marks, compare_marks);
	for (size_t i = 0; i < list->mark_count; i++) {
		if (list->marks[i] <= from)
			continue;
		ask_range(list, MODE_KEYSET, from, list->marks[i] + 1);
		from = list->marks[i];
	}
	list->mark_count = 0;
	ask_range(list, MODE_KEYSET, from, 0);
}

static void start_offsets(struct list *list)
{
	for (int64_t at = (int64_t)list->first_rows; at < list->total; at += (int64_t)list->limit) {
		struct ask a = ask_of(list, MODE_OFFSET);
		a.offset = at;
		ask_send(&a, NULL);
	}
}

void list_go_on(struct list *list)
{
	const struct reader *reader = list->reader;
	list->parked = false;
	decode_ahead(list);
	if (!list->keyset)
		start_offsets(list);
	else if (reader->jobs > 1 && list->total > (int64_t)(MARK_PAGES * list->limit))
		start_marks(list);
	else
		ask_range(list, MODE_KEYSET, list->last, 0);
}

static void after_first(struct list *list, const struct answer *answer)
{
	list->total = answer->count;
	list->last = answer->highest;
	list->first_rows = answer->rows.count;
	list->reader->rows_expected += (uint64_t)answer->count;
	if ((int64_t)answer->rows.count == answer->count)
		return;
	if (answer->rows.count < list->limit)
		list->limit = answer->rows.count; /* the server's own limit */
	list->parked = list->options.more && !list->options.more(list->options.context, list);
	if (!list->parked)
		list_go_on(list);
}

static bool accept(const struct ask *a, struct http_reply *reply, struct answer *answer, struct error *err)
{
	struct list *list = a->list;
	bool first = list->total < 0;
	if (a->mode == MODE_MARK) {
		take_mark(a, answer);
		return true;
	}
	if (a->mode == MODE_WINDOW && (int64_t)answer->rows.count < answer->count)
		return split_window(a, answer) || ask_again(a, reply, answer, "holds fewer objects than it says", err);
	keep_rows(list, reply, answer);
	if (first)
		after_first(list, answer);
	else if (a->mode == MODE_KEYSET)
		take_keyset(a, answer);
	else if (a->mode == MODE_OFFSET)
		take_offset(a, answer);
	return true;
}

/* ---- the end of a list --------------------------------------------------- */

/* Windows around the ids seen, three quarters of a page each, to leave room for
 * what is created meanwhile. */
static void start_windows(struct list *list)
{
	size_t step = list->limit * 3 / 4 > 0 ? list->limit * 3 / 4 : 1, n = list->rows.count;
	int64_t from = 0;
	struct raw_object *rows = list->rows.objects;
	log_debug("%s moved while it was read: reading it again by ids", plan_of(list->options.kind)->collection);
	list->again = true;
	if (n > 0)
		qsort(rows, n, sizeof *rows, compare_objects);
	for (size_t i = step; i < n; i += step) {
		ask_range(list, MODE_WINDOW, from, rows[i].id);
		from = rows[i].id - 1;
	}
	ask_range(list, MODE_WINDOW, from, 0);
	list->rows.count = list->ahead = 0;
	id_set_clear(&list->ids);
}

static void list_free_rows(struct list *list)
{
	free(list->rows.objects);
	list->rows = (struct raw_collection){ 0 };
	list->ahead = 0;
	id_set_clear(&list->ids);
}

static void list_end(struct list *list)
{
	struct reader *reader = list->reader;
	bool by_offset = !list->keyset && !list->again;
	if (list->split || list->total < 0) {
		list_free_rows(list);
		return;
	}
	if (list->mark_count > 0) {
		start_stretches(list);
		return;
	}
	if (by_offset && (list->moved || (int64_t)list->rows.count != list->total)) {
		start_windows(list);
		return;
	}
	struct raw_collection *into = raw_collection(reader->raw, plan_of(list->options.kind)->collection);
	decode_ahead(list);
	for (size_t i = 0; i < list->rows.count; i++)
		if (id_set_add(&reader->seen[list->options.kind], list->rows.objects[i].id))
			raw_add(into, list->rows.objects[i].text, list->rows.objects[i].length);
	list_free_rows(list);
}

/* ---- batches -------------------------------------------------------------- */

static void batch_start(struct reader *reader, const struct list *like, const int64_t *ids, size_t count);

/* One of the ids is no longer there, and NetBox says so for all: two halves. */
static void batch_split(struct list *list)
{
	size_t half = list->batch_count / 2;
	if (list->batch_count == 1) {
		log_debug("%s: %s %" PRId64 " is gone", plan_of(list->options.kind)->collection, list->key, list->batch[0]);
	} else {
		batch_start(list->reader, list, list->batch, half);
		batch_start(list->reader, list, list->batch + half, list->batch_count - half);
	}
	list->split = true;
}

/* ---- an answer's way ------------------------------------------------------ */

/* A first page that is not in order: then this server knows no ordering. */
static void notice_order(struct ask *a, const struct answer *answer)
{
	if (a->list->total < 0 && a->mode == MODE_KEYSET && !answer->ascending && !answer->repeated) {
		a->list->keyset = false;
		a->mode = MODE_OFFSET;
	}
}

static bool ask_judge(struct ask *a, struct http_reply *reply, struct error *err)
{
	struct answer answer = { 0 };
	const struct reader *reader = a->list->reader;
	if (a->list->options.optional && reply->status == 403) {
		log_warn("no permission to view %s (%s)", plan_of(a->list->options.kind)->collection,
		         plan_of(a->list->options.kind)->permission);
		return true;
	}
	bool ok = reply_check(reader->http, reply, a->list->options.kind, reader->anonymous, err) &&
	          cut(a->list, reply, &answer, err);
	if (ok) {
		notice_order(a, &answer);
		const char *wrong = judge(a, &answer);
		ok = wrong ? ask_again(a, reply, &answer, wrong, err) : accept(a, reply, &answer, err);
	}
	free(answer.rows.objects);
	return ok;
}

static bool ask_done(void *context, struct http_reply *reply, struct error *err)
{
	struct ask *a = context;
	struct list *list = a->list;
	bool ok = true;
	if (reply->slow)
		ask_halves(a, reply);
	else if (list->key && !list->split && (reply->status == 400 || reply->status == 414))
		batch_split(list);
	else if (!list->split)
		ok = ask_judge(a, reply, err);
	list->open--;
	if (ok && list->open == 0 && !list->parked)
		list_end(list);
	return ok;
}

static struct list *list_new(struct reader *reader, const struct list_options *options)
{
	struct list *list = arena_alloc(reader->arena, sizeof *list);
	list->reader = reader;
	list->options = *options;
	list->options.filter = arena_strdup(reader->arena, options->filter);
	list->keyset = reader->can.keyset;
	list->limit = reader->can.page_size;
	list->total = -1;
	list->next = reader->lists;
	reader->lists = list;
	return list;
}

static void list_begin(struct list *list)
{
	struct ask a = ask_of(list, list->keyset ? MODE_KEYSET : MODE_OFFSET);
	ask_send(&a, NULL);
}

void list_start(struct reader *reader, const struct list_options *options)
{
	list_begin(list_new(reader, options));
}

int64_t list_total(const struct list *list)
{
	return list->total;
}

size_t list_page_size(const struct list *list)
{
	return list->limit;
}

void list_drop(struct list *list)
{
	list->reader->rows_expected -= (uint64_t)list->total;
	list_free_rows(list);
}

static void batch_start(struct reader *reader, const struct list *like, const int64_t *ids, size_t count)
{
	char *filter;
	size_t size;
	FILE *out = open_memstream(&filter, &size);
	for (size_t i = 0; i < count; i++)
		fprintf(out, "%s=%" PRId64 "&", like->key, ids[i]);
	fputs(like->rest, out);
	fclose(out);
	struct list *list = list_new(reader, &(struct list_options){ .kind = like->options.kind, .filter = filter });
	list->key = like->key;
	list->rest = like->rest;
	list->batch = ids;
	list->batch_count = count;
	free(filter);
	list_begin(list);
}

static size_t digits(int64_t id)
{
	return (size_t)snprintf(NULL, 0, "%" PRId64, id);
}

/* How many of the ids fit into one request line. */
static size_t batch_size(size_t room, const char *key, const int64_t *ids, size_t count, size_t most)
{
	size_t used = 0, n = 0;
	for (; n < count && n < most; n++) {
		used += strlen(key) + strlen("=&") + digits(ids[n]);
		if (used > room && n > 0)
			break;
	}
	return n;
}

void list_by_ids(struct reader *reader, enum plan_kind kind, const char *key, const struct id_list *ids,
                 const char *filter)
{
	char *stem;
	size_t stem_size;
	FILE *out = open_memstream(&stem, &stem_size);
	fputs(http_url(reader->http)->base, out);
	plan_write_target(out, kind, &reader->can, NULL);
	fputs(filter, out);
	fclose(out);
	free(stem);
	size_t room = stem_size < PLAN_TARGET_MAX ? PLAN_TARGET_MAX - stem_size : 0;
	size_t page = reader->can.page_size, most = page < PLAN_BATCH_IDS ? page : PLAN_BATCH_IDS;
	struct list like = { .options.kind = kind, .key = key, .rest = arena_strdup(reader->arena, filter) };
	int64_t *copy = arena_array(reader->arena, ids->count, sizeof *copy);
	if (ids->count > 0)
		memcpy(copy, ids->ids, ids->count * sizeof *copy);
	for (size_t at = 0, n; at < ids->count; at += n) {
		n = batch_size(room, key, copy + at, ids->count - at, most);
		batch_start(reader, &like, copy + at, n);
	}
}

void reader_clear(struct reader *reader)
{
	for (struct list *list = reader->lists; list; list = list->next)
		list_free_rows(list);
	for (size_t i = 0; i < PLAN_KINDS; i++)
		id_set_clear(&reader->seen[i]);
	for (size_t i = 0; i < PLAN_KINDS; i++)
		id_set_clear(&reader->ahead[i]);
	reader->lists = NULL;
}
