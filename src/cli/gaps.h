#ifndef CLI_GAPS_H
#define CLI_GAPS_H

/* How complete the power data of an inventory is: for `wattmap doctor`. */

#include "model/inventory.h"
#include "model/select.h"

#include <stdbool.h>
#include <stddef.h>

enum { GAP_FIRST = 3 };

struct gap_rule {
	const char *id;          /* "draw-missing" */
	enum object_kind kind;
	const char *of;          /* what is counted: "inlets of devices" */
	const char *gap;         /* what the gap is: "have no allocated draw" */
	const char *advice;      /* what to do in NetBox */
	bool (*counts)(const struct object *object); /* NULL: all of the kind */
	bool (*missing)(const struct object *object);
};

struct gap {
	const struct gap_rule *rule;
	size_t count, total;
	const struct object *first[GAP_FIRST]; /* by natural name, NULL behind the last */
};

/* One for each rule, in a fixed order, also those with count 0. */
enum { GAPS_MAX = 16 };
size_t gaps_find(const struct inventory *inventory, const struct scope *scope, struct gap gaps[GAPS_MAX]);

#endif
