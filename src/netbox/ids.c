/* The set is open addressing over a multiplicative hash, at most half full. */
#include "netbox/ids.h"

#include "base/arena.h"

#include <stdlib.h>

static size_t place(const struct id_set *set, int64_t id)
{
	uint64_t hash = (uint64_t)id * 0x9e3779b97f4a7c15u;
	size_t at = (size_t)(hash >> 20) & (set->size - 1);
	while (set->slots[at] != 0 && set->slots[at] != id)
		at = (at + 1) & (set->size - 1);
	return at;
}

static void grow(struct id_set *set)
{
	struct id_set larger = { .size = set->size ? set->size * 2 : 64 };
	larger.slots = xcalloc(larger.size, sizeof *larger.slots);
	for (size_t i = 0; i < set->size; i++)
		if (set->slots[i] != 0)
			id_set_add(&larger, set->slots[i]);
	free(set->slots);
	*set = larger;
}

bool id_set_add(struct id_set *set, int64_t id)
{
	if (set->count * 2 >= set->size)
		grow(set);
	size_t at = place(set, id);
	if (set->slots[at] == id)
		return false;
	set->slots[at] = id;
	set->count++;
	return true;
}

bool id_set_has(const struct id_set *set, int64_t id)
{
	return set->size > 0 && set->slots[place(set, id)] == id;
}

void id_set_clear(struct id_set *set)
{
	free(set->slots);
	*set = (struct id_set){ 0 };
}

void id_list_add(struct id_list *list, int64_t id)
{
	list->ids = array_grow(list->ids, list->count, &list->capacity, sizeof *list->ids);
	list->ids[list->count++] = id;
}

static int compare_ids(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
	return x < y ? -1 : x > y;
}

void id_list_sort(struct id_list *list)
{
	if (list->count == 0)
		return;
	qsort(list->ids, list->count, sizeof *list->ids, compare_ids);
	size_t kept = 1;
	for (size_t i = 1; i < list->count; i++)
		if (list->ids[i] != list->ids[kept - 1])
			list->ids[kept++] = list->ids[i];
	list->count = kept;
}

void id_list_clear(struct id_list *list)
{
	free(list->ids);
	*list = (struct id_list){ 0 };
}
