#ifndef NETBOX_IDS_H
#define NETBOX_IDS_H

/* Sets and lists of object ids (positive). malloc'd; begin with {0}. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct id_set {
	int64_t *slots; /* 0: free */
	size_t count, size; /* size is a power of two */
};

/* False when it was in already. */
bool id_set_add(struct id_set *set, int64_t id);
bool id_set_has(const struct id_set *set, int64_t id);
void id_set_clear(struct id_set *set);

struct id_list {
	int64_t *ids;
	size_t count, capacity;
};

void id_list_add(struct id_list *list, int64_t id);
/* Ascending, each once. */
void id_list_sort(struct id_list *list);
void id_list_clear(struct id_list *list);

#endif
