#ifndef MODEL_LINK_H
#define MODEL_LINK_H

/* From loose objects to a linked inventory. Whoever fills an inventory (decode)
 * makes the objects and notes, for each pointer in them, what it should point
 * to; inventory_link() does the rest: pointers, placeholders, the ends of
 * cables, children lists, order. */

#include "model/inventory.h"

/* "The pointer at `slot` is the object of this kind with this id." */
struct reference {
	void *slot; /* address of a struct KIND * */
	enum object_kind kind;
	int64_t id;
	const char *name;        /* from the brief form; NULL: not said */
	int64_t parent_id;       /* the device of a brief inlet or outlet; 0: not said */
	const char *parent_name; /* NULL: not said */
};

/* "This cable ends at …", said by the cable. slot is not used. */
struct cable_claim {
	struct cable *cable;
	char cable_end; /* 'A' or 'B' */
	struct reference what;
};

/* malloc'd; one of each for each thread that filled. */
struct links {
	struct reference *references;
	size_t reference_count, reference_capacity;
	struct cable_claim *claims;
	size_t claim_count, claim_capacity;
};

void links_add(struct links *links, struct reference reference);
void links_add_claim(struct links *links, struct cable_claim claim);
void links_free(struct links *links); /* what is inside */

/* The id of the placeholder for the unknown device of this inlet or outlet, or
 * the unknown panel of this feed. Negative, different for each. */
int64_t link_unknown_parent(enum object_kind kind, int64_t id);
/* What it is called. */
const char *link_unknown_name(enum object_kind kind);

/* A new object of the kind: id and kind set, texts "", numbers unknown, not
 * visible, without a name. */
struct object *object_new(struct arena *arena, enum object_kind kind, int64_t id);

/* Hands an array of the inventory over; sorted by id. */
void inventory_set_objects(struct inventory *inventory, enum object_kind kind, struct object **objects, size_t count);

/* Links `inventory`, whose arrays hold what was read, sorted by id. The result
 * does not depend on the order of `sets` nor of what is in them. */
void inventory_link(struct inventory *inventory, const struct links *sets, size_t set_count);

/* The last step of it: the lists of children, from the children's pointers. */
void inventory_list_children(const struct inventory *inventory);

#endif
