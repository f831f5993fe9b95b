/* All objects of all collections are one long row, cut into batches. Threads
 * take batches in order, each with an arena of its own; every object has its
 * place in the inventory's arrays beforehand, so who decodes it makes no
 * difference. A thread that fails stops after noting where; since batches are
 * taken in order, the first error of the row is always found. */
#include "netbox/decode.h"

#include "netbox/decode_kind.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

enum { THREADS_MAX = 4, BATCH = 512, OBJECTS_PER_THREAD = 4096 };

/* The order of the row, and so of errors. */
static const enum object_kind order[OBJECT_KINDS] = {
	OBJECT_SITE, OBJECT_LOCATION, OBJECT_RACK, OBJECT_PANEL, OBJECT_FEED,
	OBJECT_DEVICE, OBJECT_INLET, OBJECT_OUTLET, OBJECT_CABLE,
};

struct row {
	struct part {
		enum object_kind kind;
		const struct raw_object *raw;
		struct object **objects;
		size_t count;
	} parts[OBJECT_KINDS];
	size_t count;
	atomic_size_t next;  /* the first object that nobody has taken */
	atomic_bool failed;
};

struct worker {
	struct row *row;
	struct decoder *decoder;
	size_t failed_at;
	pthread_t thread;
	bool started;
};

static struct row row_new(const struct raw *raw, struct inventory *inventory)
{
	struct row row = { .count = 0 };
	for (int i = 0; i < OBJECT_KINDS; i++) {
		struct part *part = &row.parts[i];
		const struct raw_collection *c = raw_find(raw, object_kind_collection(order[i]));
		part->kind = order[i];
		part->raw = c ? c->objects : NULL;
		part->count = c ? c->count : 0;
		part->objects = arena_array(inventory->arena, part->count, sizeof *part->objects);
		inventory_set_objects(inventory, part->kind, part->objects, part->count);
		row.count += part->count;
	}
	return row;
}

static bool decode_at(struct row *row, struct decoder *decoder, size_t at)
{
	struct part *part = row->parts;
	while (at >= part->count)
		at -= part++->count;
	part->objects[at] = decode_object(decoder, part->kind, &part->raw[at]);
	return part->objects[at];
}

static bool work_batch(struct worker *worker, size_t from)
{
	size_t to = from + BATCH < worker->row->count ? from + BATCH : worker->row->count;
	for (size_t i = from; i < to; i++)
		if (!decode_at(worker->row, worker->decoder, i)) {
			worker->failed_at = i;
			atomic_store(&worker->row->failed, true);
			return false;
		}
	return true;
}

static void *work(void *argument)
{
	struct worker *worker = argument;
	struct row *row = worker->row;
	while (!atomic_load(&row->failed)) {
		size_t from = atomic_fetch_add(&row->next, BATCH);
		if (from >= row->count || !work_batch(worker, from))
			break;
	}
	return NULL;
}

static size_t worker_count(size_t objects)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);
	size_t most = processors < 1 ? 1 : processors > THREADS_MAX ? THREADS_MAX : (size_t)processors;
	size_t useful = objects / OBJECTS_PER_THREAD + 1;
	return useful < most ? useful : most;
}

/* The first worker is this thread; a thread that cannot be started is no loss. */
static void run(struct worker *workers, size_t count)
{
	for (size_t i = 1; i < count; i++)
		workers[i].started = pthread_create(&workers[i].thread, NULL, work, &workers[i]) == 0;
	work(&workers[0]);
	for (size_t i = 1; i < count; i++)
		if (workers[i].started)
			pthread_join(workers[i].thread, NULL);
}

static bool first_error(const struct worker *workers, size_t count, struct error *err)
{
	const struct worker *first = NULL;
	for (size_t i = 0; i < count; i++)
		if (workers[i].decoder->err.code && (!first || workers[i].failed_at < first->failed_at))
			first = &workers[i];
	return !first || error_set(err, first->decoder->err.code, "%s", first->decoder->err.text);
}

static bool decode_and_link(struct row *row, struct inventory *inventory, struct error *err)
{
	struct worker workers[THREADS_MAX] = { { 0 } };
	struct links links[THREADS_MAX];
	size_t count = worker_count(row->count);
	for (size_t i = 0; i < count; i++) {
		workers[i] = (struct worker){ .row = row, .decoder = xcalloc(1, sizeof *workers[i].decoder) };
		workers[i].decoder->arena = arena_new();
	}
	run(workers, count);
	bool ok = first_error(workers, count, err);
	for (size_t i = 0; i < count; i++) {
		links[i] = workers[i].decoder->links;
		arena_adopt(inventory->arena, workers[i].decoder->arena);
		free(workers[i].decoder->text);
		free(workers[i].decoder);
	}
	if (ok)
		inventory_link(inventory, links, count);
	for (size_t i = 0; i < count; i++)
		links_free(&links[i]);
	return ok;
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

bool decode_inventory(const struct raw *raw, struct inventory **inventory, struct error *err)
{
	json_object_seed(0); /* once, before there are threads */
	struct inventory *made = inventory_new(raw);
	struct row row = row_new(raw, made);
	if (decode_and_link(&row, made, err) && decode_rest(raw, made, err)) {
		*inventory = made;
		return true;
	}
	inventory_free(made);
	return false;
}

void inventory_free(struct inventory *inventory)
{
	if (inventory)
		arena_free(inventory->arena);
}
