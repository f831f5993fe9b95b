/* From an object to its node; see build.h. */
#include "power/build.h"

static void fill_table(struct power *power, enum object_kind kind, struct id_table *table)
{
	uint32_t from = power->first[kind], to = power->first[kind + 1];
	if (from == to)
		return;
	int64_t low = power->nodes[from].object->id, high = power->nodes[to - 1].object->id;
	uint64_t span = (uint64_t)high - (uint64_t)low + 1;
	if (span == 0 || span > 8 * (uint64_t)(to - from) + 4096)
		return;
	table->low = low;
	table->span = span;
	table->node = arena_array(power->arena, span, sizeof *table->node);
	for (uint64_t i = 0; i < span; i++)
		table->node[i] = NODE_NONE;
	for (uint32_t n = from; n < to; n++)
		table->node[power->nodes[n].object->id - low] = n;
}

struct node_index *index_new(struct power *power)
{
	struct node_index *index = arena_alloc(power->arena, sizeof *index);
	for (int kind = OBJECT_PANEL; kind <= OBJECT_DEVICE; kind++)
		fill_table(power, (enum object_kind)kind, &index->tables[kind]);
	return index;
}

static uint32_t bisect(const struct power *power, uint32_t from, uint32_t to, int64_t id)
{
	while (from < to) {
		uint32_t middle = from + (to - from) / 2;
		int64_t at = power->nodes[middle].object->id;
		if (at == id)
			return middle;
		if (at < id)
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
		return bisect(power, power->first[object->kind], power->first[object->kind + 1], object->id);
	uint64_t at = (uint64_t)object->id - (uint64_t)table->low;
	return at < table->span ? table->node[at] : NODE_NONE;
}
