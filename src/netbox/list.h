#ifndef NETBOX_LIST_H
#define NETBOX_LIST_H

/* Whole lists: every object of a collection that passes a filter, each exactly
 * once, whatever happens to the list while it is read; or an error.
 *
 * The first page gives the number of objects and, when it is shorter than what
 * we asked for, the server's own limit (MAX_PAGE_SIZE), which is not told
 * otherwise. Then
 *
 *   3.3 and later   pages go by id (ordering=id, id__gt). Nothing can move
 *                   between them, and each answer's `count` says how many are
 *                   left, so that each is checked by itself. Long lists are cut
 *                   at page borders (marks: the ids of a few rows) into as many
 *                   stretches as there are requests in flight. The cursor of 4.6
 *                   (`start`) would save the server that count, and us the
 *                   check: id__gt is kept.
 *   2.11–3.2        there is no ordering: pages go by offset, all at once. Rows
 *                   move when something is created, deleted or renamed, and tie
 *                   in the default order. So when counts or ids do not add up
 *                   the list is read again through windows of ids
 *                   (id__gte, id__lt) laid around the ids just seen: each window
 *                   is one answer, and every id is in exactly one.
 *
 * An answer that contradicts itself (fewer rows than it says, rows from outside
 * what was asked, one twice) is asked for again, LIST_TRIES times, then it is an
 * error. A page that is too slow is asked for again in halves, and so are those
 * after it. */

#include "base/progress.h"
#include "netbox/http.h"
#include "netbox/ids.h"
#include "netbox/plan.h"
#include "netbox/raw.h"

enum { LIST_TRIES = 3, LIST_OBJECTS_MAX = 20 * 1000 * 1000 };

/* What the lists of one fetch share. Fill http … jobs; the rest begins as 0. */
struct reader {
	struct http *http;
	struct capabilities can;
	struct raw *raw;     /* objects and bodies go here */
	struct decoding *decoding; /* and the objects here as soon as they come; NULL: not */
	struct arena *arena; /* lists live here, until the fetch ends */
	bool anonymous;
	int jobs;
	struct progress *progress; /* may be NULL */
	uint64_t rows, rows_expected;
	struct list *lists;  /* all begun; reader_clear() frees what is not in the arena */
	struct id_set seen[PLAN_KINDS]; /* in raw; an object that comes twice is taken once */
	struct id_set ahead[PLAN_KINDS]; /* in decoding */
};
void reader_clear(struct reader *reader);

struct list;

/* Called when the first page is not all: shall the rest be read now? When not,
 * list_go_on() or list_drop() follows. */
typedef bool list_more(void *context, struct list *list);

struct list_options {
	enum plan_kind kind;
	const char *filter; /* "site_id=3&", or "" */
	list_more *more;    /* NULL: always */
	void *context;
	bool optional;      /* without the permission: a warning, and no such objects */
};

/* Queues the first page; http_run() does the rest. */
void list_start(struct reader *reader, const struct list_options *options);
/* As the first page said. */
int64_t list_total(const struct list *list);
size_t list_page_size(const struct list *list);
void list_go_on(struct list *list);
void list_drop(struct list *list);

/* Everything that one of `ids` selects: "id", "device_id", "cable_id" …, in as
 * few requests as the request line allows. `filter` is added to each. Ids that
 * vanished meanwhile, for which NetBox answers 400, are left out. */
void list_by_ids(struct reader *reader, enum plan_kind kind, const char *key, const struct id_list *ids,
                 const char *filter);

#endif
