/* Objects come in batches and are decoded in the order in which they came, each
 * thread with an arena of its own. Where an object's place in the inventory is
 * settles at the end, so who decodes it makes no difference, nor when. A thread
 * that fails stops after noting where; since batches are taken in order, the
 * first error is always found.
 *
 * What was decoded ahead counts only when it is, object by object, what was read
 * in the end; else (a list moved and was read again, a cable list was dropped, an
 * object cannot be decoded) all is decoded from the beginning, which also gives
 * the errors in their order. */
#include "netbox/decode.h"

#include "base/log.h"
#include "base/process.h"
#include "netbox/decode_kind.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum { THREADS_MAX = 4, WORKERS_MAX = THREADS_MAX + 1, BATCH = 512, OBJECTS_PER_THREAD = 4096 };

/* The order of the collections, and so of errors. */
static const enum object_kind order[OBJECT_KINDS] = {
	OBJECT_SITE, OBJECT_LOCATION, OBJECT_RACK, OBJECT_PANEL, OBJECT_FEED,
	OBJECT_DEVICE, OBJECT_INLET, OBJECT_OUTLET, OBJECT_CABLE,
};

struct piece {
	struct raw_object raw;
	struct object *made;
};

struct batch {
	struct batch *next;
	enum object_kind kind;
	size_t first, count; /* first: how many objects came before */
	struct piece pieces[];
};

struct worker {
	struct decoding *decoding;
	struct decoder *decoder;
	size_t failed_at;
	pthread_t thread;
};

/* workers[0] is who finishes; the others are threads. */
struct decoding {
	struct worker workers[WORKERS_MAX];
	size_t worker_count, threads_most;
	struct batch *batches, **end;
	size_t count;
	atomic_bool failed;
	pthread_mutex_t lock; /* of the following, and of `next` of the last batch */
	pthread_cond_t more;
	struct batch *todo;   /* the first that nobody has taken */
	bool complete;        /* nothing will come any more */
};

/* -- the threads --------------------------------------------------------------- */

static bool decode_batch(struct worker *worker, struct batch *batch)
{
	for (size_t i = 0; i < batch->count; i++) {
		struct piece *piece = &batch->pieces[i];
		piece->made = decode_object(worker->decoder, batch->kind, &piece->raw);
		if (piece->made)
			continue;
		worker->failed_at = batch->first + i;
		atomic_store(&worker->decoding->failed, true);
		return false;
	}
	return true;
}

/* The next batch; waits for one. NULL: there are no more. */
static struct batch *take_batch(struct decoding *d)
{
	pthread_mutex_lock(&d->lock);
	while (!d->todo && !d->complete)
		pthread_cond_wait(&d->more, &d->lock);
	struct batch *batch = d->todo;
	if (batch)
		d->todo = batch->next;
	pthread_mutex_unlock(&d->lock);
	return batch;
}

static void *work(void *argument)
{
	struct worker *worker = argument;
	struct batch *batch;
	while (!atomic_load(&worker->decoding->failed) && (batch = take_batch(worker->decoding)))
		if (!decode_batch(worker, batch))
			break;
	return NULL;
}

static struct worker *add_worker(struct decoding *d)
{
	struct worker *worker = &d->workers[d->worker_count++];
	*worker = (struct worker){ .decoding = d, .decoder = xcalloc(1, sizeof *worker->decoder) };
	worker->decoder->arena = arena_new();
	return worker;
}

static void drop_decoder(struct worker *worker)
{
	links_free(&worker->decoder->links);
	arena_free(worker->decoder->arena);
	free(worker->decoder->text);
	free(worker->decoder);
}

/* One for every few thousand objects; one that cannot be started is no loss. */
static void start_threads(struct decoding *d, size_t useful)
{
	while (d->worker_count - 1 < d->threads_most && d->worker_count - 1 < useful) {
		struct worker *worker = add_worker(d);
		if (pthread_create(&worker->thread, NULL, work, worker) == 0)
			continue;
		drop_decoder(worker);
		d->worker_count--;
		d->threads_most = d->worker_count - 1;
	}
}

static size_t threads_useful(void)
{
	return processors() > THREADS_MAX ? THREADS_MAX : processors();
}

static struct decoding *decoding_new(size_t threads_most)
{
	struct decoding *d = xcalloc(1, sizeof *d);
	json_object_seed(0); /* once, before there are threads */
	d->threads_most = threads_most;
	d->end = &d->batches;
	pthread_mutex_init(&d->lock, NULL);
	pthread_cond_init(&d->more, NULL);
	add_worker(d);
	return d;
}

static void put_batch(struct decoding *d, enum object_kind kind, const struct raw_object *objects, size_t count)
{
	struct batch *batch = xcalloc(1, sizeof *batch + count * sizeof *batch->pieces);
	batch->kind = kind;
	batch->first = d->count;
	batch->count = count;
	for (size_t i = 0; i < count; i++)
		batch->pieces[i].raw = objects[i];
	d->count += count;
	pthread_mutex_lock(&d->lock);
	*d->end = batch;
	d->end = &batch->next;
	if (!d->todo)
		d->todo = batch;
	pthread_cond_signal(&d->more);
	pthread_mutex_unlock(&d->lock);
}

static void put_objects(struct decoding *d, enum object_kind kind, const struct raw_object *objects, size_t count)
{
	for (size_t at = 0; at < count; at += BATCH)
		put_batch(d, kind, objects + at, count - at < BATCH ? count - at : BATCH);
}

/* Nothing more comes: the threads end when all is done, or failed. */
static void end_threads(struct decoding *d)
{
	pthread_mutex_lock(&d->lock);
	d->complete = true;
	pthread_cond_broadcast(&d->more);
	pthread_mutex_unlock(&d->lock);
	work(&d->workers[0]);
	for (size_t i = 1; i < d->worker_count; i++)
		pthread_join(d->workers[i].thread, NULL);
}

static void decoding_free(struct decoding *d)
{
	for (size_t i = 0; i < d->worker_count; i++)
		drop_decoder(&d->workers[i]);
	for (struct batch *batch = d->batches, *next; batch; batch = next) {
		next = batch->next;
		free(batch);
	}
	pthread_mutex_destroy(&d->lock);
	pthread_cond_destroy(&d->more);
	free(d);
}

/* -- what they made --------------------------------------------------------------- */

static bool first_error(const struct decoding *d, struct error *err)
{
	const struct worker *first = NULL;
	for (size_t i = 0; i < d->worker_count; i++)
		if (d->workers[i].decoder->err.code && (!first || d->workers[i].failed_at < first->failed_at))
			first = &d->workers[i];
	return !first || error_set(err, first->decoder->err.code, "%s", first->decoder->err.text);
}

static int by_id(const void *a, const void *b)
{
	const struct piece *const *x = a, *const *y = b;
	return ((*x)->raw.id > (*y)->raw.id) - ((*x)->raw.id < (*y)->raw.id);
}

/* The pieces of a kind, by id. malloc'd. */
static const struct piece **pieces_of(const struct decoding *d, enum object_kind kind, size_t *count)
{
	const struct piece **pieces = xcalloc(d->count, sizeof *pieces);
	bool rising = true;
	*count = 0;
	for (const struct batch *batch = d->batches; batch; batch = batch->next)
		for (size_t i = 0; batch->kind == kind && i < batch->count; i++) {
			rising = rising && (*count == 0 || pieces[*count - 1]->raw.id < batch->pieces[i].raw.id);
			pieces[(*count)++] = &batch->pieces[i];
		}
	if (!rising)
		qsort(pieces, *count, sizeof *pieces, by_id);
	return pieces;
}

static bool same_text(const struct raw_object *a, const struct raw_object *b)
{
	return a->id == b->id && a->length == b->length && (a->text == b->text || memcmp(a->text, b->text, a->length) == 0);
}

/* The inventory's array of a kind; false when what was read is something else. */
static bool place_kind(const struct decoding *d, const struct raw *raw, enum object_kind kind, struct inventory *inventory)
{
	const struct raw_collection *c = raw_find(raw, object_kind_collection(kind));
	size_t wanted = c ? c->count : 0, count, i = 0;
	const struct piece **pieces = pieces_of(d, kind, &count);
	struct object **objects = arena_array(inventory->arena, wanted, sizeof *objects);
	while (count == wanted && i < count && same_text(&pieces[i]->raw, &c->objects[i])) {
		objects[i] = pieces[i]->made;
		i++;
	}
	free(pieces);
	inventory_set_objects(inventory, kind, objects, i);
	return count == wanted && i == count;
}

static bool place_all(const struct decoding *d, const struct raw *raw, struct inventory *inventory)
{
	for (int i = 0; i < OBJECT_KINDS; i++)
		if (!place_kind(d, raw, order[i], inventory))
			return false;
	return true;
}

static void link_all(struct decoding *d, struct inventory *inventory)
{
	struct links links[WORKERS_MAX];
	for (size_t i = 0; i < d->worker_count; i++) {
		links[i] = d->workers[i].decoder->links;
		arena_adopt(inventory->arena, d->workers[i].decoder->arena);
		d->workers[i].decoder->arena = NULL;
	}
	inventory_link(inventory, links, d->worker_count);
}

static struct inventory *inventory_new(const struct raw *raw)
{
	struct arena *arena = arena_new();
	struct inventory *inventory = arena_alloc(arena, sizeof *inventory);
	inventory->arena = arena;
	inventory->url = arena_strdup(arena, raw->url);
	inventory->version_text = arena_strdup(arena, raw->version);
	inventory->version = version_parse(raw->version);
	inventory->taken_at = arena_strdup(arena, raw->taken_at);
	inventory->scoped = raw->scope != NULL;
	return inventory;
}

/* What is no object of the inventory: regions, device types. */
static bool decode_more(const struct raw *raw, struct inventory *inventory, struct decoder *decoder)
{
	const struct raw_collection *regions = raw_find(raw, "dcim/regions"), *types = raw_find(raw, "dcim/device-types");
	size_t region_count = regions ? regions->count : 0, type_count = types ? types->count : 0;
	inventory->regions = arena_array(inventory->arena, region_count, sizeof *inventory->regions);
	inventory->types = arena_array(inventory->arena, type_count, sizeof *inventory->types);
	for (size_t i = 0; i < region_count; i++, inventory->region_count++)
		if (!decode_region(decoder, &regions->objects[i], &inventory->regions[i]))
			return false;
	for (size_t i = 0; i < type_count; i++, inventory->type_count++)
		if (!decode_type(decoder, &types->objects[i], &inventory->types[i]))
			return false;
	return true;
}

static bool decode_rest(const struct raw *raw, struct inventory *inventory, struct error *err)
{
	struct decoder *decoder = xcalloc(1, sizeof *decoder);
	decoder->arena = inventory->arena;
	bool ok = decode_more(raw, inventory, decoder) || error_set(err, decoder->err.code, "%s", decoder->err.text);
	free(decoder->text);
	free(decoder);
	return ok;
}

/* Decoded, placed and linked; NULL, without an error, when what was read is
 * something else than what was decoded. */
static struct inventory *inventory_from(struct decoding *d, const struct raw *raw, struct error *err)
{
	end_threads(d);
	if (!first_error(d, err))
		return NULL;
	struct inventory *made = inventory_new(raw);
	if (place_all(d, raw, made)) {
		link_all(d, made);
		if (decode_rest(raw, made, err))
			return made;
	}
	inventory_free(made);
	return NULL;
}

bool decode_inventory(const struct raw *raw, struct inventory **inventory, struct error *err)
{
	struct decoding *d = decoding_new(threads_useful() - 1);
	for (int i = 0; i < OBJECT_KINDS; i++) {
		const struct raw_collection *c = raw_find(raw, object_kind_collection(order[i]));
		if (c)
			put_objects(d, order[i], c->objects, c->count);
	}
	start_threads(d, d->count / OBJECTS_PER_THREAD);
	struct inventory *made = inventory_from(d, raw, err);
	decoding_free(d);
	if (made)
		*inventory = made;
	return made != NULL;
}

/* -- ahead -------------------------------------------------------------------------- */

struct decoding *decoding_start(bool busy)
{
	return decoding_new(threads_useful() - busy);
}

void decoding_add(struct decoding *d, enum object_kind kind, const struct raw_object *objects, size_t count)
{
	put_objects(d, kind, objects, count);
	start_threads(d, d->count / OBJECTS_PER_THREAD + 1);
}

void decoding_drop(struct decoding *d)
{
	if (!d)
		return;
	atomic_store(&d->failed, true);
	end_threads(d);
	decoding_free(d);
}

bool decoding_finish(struct decoding *d, const struct raw *raw, struct inventory **inventory, struct error *err)
{
	struct error ahead = { 0 };
	struct inventory *made = inventory_from(d, raw, &ahead);
	decoding_free(d);
	if (made)
		*inventory = made;
	else
		log_debug("what was decoded ahead is of no use: decoding again");
	return made || decode_inventory(raw, inventory, err);
}

void inventory_free(struct inventory *inventory)
{
	if (inventory)
		arena_free(inventory->arena);
}
