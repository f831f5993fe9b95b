#ifndef CLI_ATLAS_INDEX_H
#define CLI_ATLAS_INDEX_H

/* What the index of an atlas (atlas/index.h) says about its pages. */

#include "atlas/index.h"
#include "atlas/manifest.h"
#include "cli/atlas_pages.h"
#include "diagram/builder.h"

struct losses;

struct index_source {
	const struct power *power;
	const struct scope *scope;
	struct losses *losses; /* of `power`, or NULL */
	const struct pages *pages;
	const struct manifest_file *now; /* PAGE_FILES a page; size 0: not drawn */
	enum stamp stamp;
};

/* Texts live in `arena`. */
struct index_head atlas_index_head(const struct index_source *source, struct arena *arena);
/* An item a page. */
const struct index_item *atlas_index_items(const struct index_source *source, struct arena *arena);

#endif
