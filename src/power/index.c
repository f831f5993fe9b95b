/* From an object to its node; see build.h. */
#include "power/build.h"

#include <string.h>

static void make_table(struct power *power, enum object_kind kind, struct id_table *table)
{
	size_t count;
	struct object **objects = inventory_objects(power->inventory, kind, &count);
	if (!count)
		return;
	uint64_t span = (uint64_t)objects[count - 1]->id - (uint64_t)objects[0]->id + 1;
	if (span == 0 || span > 8 * (uint64_t)count + 4096)
		return;
	table->low = objects[0]->id;
	table->span = span;
	table->node = arena_array(power->arena, span, sizeof *table->node);
	if (span > count)
		memset(table->node, 0xff, span * sizeof *table->node); /* NODE_NONE */
}

struct node_index *index_new(struct power *power)
{
	struct node_index *index = arena_alloc(power->arena, sizeof *index);
	for (int kind = OBJECT_PANEL; kind <= OBJECT_DEVICE; kind++)
		make_table(power, (enum object_kind)kind, &index->tables[kind]);
	return index;
}

static uint32_t bisect(const struct power *power, enum object_kind kind, int64_t id)
{
	size_t from = 0, to;
	struct object **objects = inventory_objects(power->inventory, kind, &to);
	while (from < to) {
		size_t middle = from + (to - from) / 2;
		if (objects[middle]->id == id)
			return power->first[kind] + (uint32_t)middle;
		if (objects[middle]->id < id)
			from = middle + 1;
		else
			to = middle;
	}
	return NODE_NONE;
}

uint32_t power_node(const struct power *power, const struct object *object)
{
	if (!object || object->kind > OBJECT_DEVICE)
		return NODE_NONE;
	const struct id_table *table = &power->index->tables[object->kind];
	if (!table->span)
		return bisect(power, object->kind, object->id);
	uint64_t at = (uint64_t)object->id - (uint64_t)table->low;
	return at < table->span ? table->node[at] : NODE_NONE;
}
