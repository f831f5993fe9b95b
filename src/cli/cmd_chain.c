/* `wattmap chain`: everything between the sources and the devices. */
#include "cli/command.h"

#include "base/arena.h"
#include "cli/picture.h"
#include "diagram/chain.h"
#include "diagram/outcome.h"
#include "diagram/overlay.h"
#include "diagram/study.h"
#include "power/naming.h"

#include <assert.h>

/* The values of --detail have the order of these. */
static_assert(DETAIL_AUTO == 0 && DETAIL_FULL == 1 && DETAIL_DEVICE == 2 && DETAIL_RACK == 3, "--detail");

/* The nodes of --root; none without it. */
static bool find_roots(const struct options *options, const struct picture *picture, struct arena *arena,
                       uint32_t **roots, size_t *count, struct error *err)
{
	const struct object *object = options->element;
	*roots = NULL;
	*count = 0;
	if (!options->root)
		return true;
	if (!object && !naming_find_in(picture->power, picture->scope, options->root, &object, err))
		return error_prefix(err, "--root");
	*roots = naming_nodes(picture->power, object, arena, count);
	return *count > 0 || error_set(err, ERROR_NOT_FOUND, "--root: %s '%s': nothing in it takes or gives power",
	                               object_kind_name(object->kind), object->name);
}

bool cmd_chain(const struct options *options, struct error *err)
{
	struct picture picture;
	struct arena *arena = arena_new();
	uint32_t *roots;
	size_t count;
	bool ok = (options->detail < DETAILS || error_set(err, ERROR_USAGE, "--detail: row is for floor")) &&
	          picture_open(options, &picture, err) &&
	          find_roots(options, &picture, arena, &roots, &count, err);
	if (ok) {
		picture.content = content_select(picture.power, picture.scope, roots, count);
		content_study_ahead(picture.content);
		content_judge(picture.content);
		content_add_weakness(picture.content, picture.losses);
		if (options->failover || options->show == SHOW_FAILOVER)
			content_add_failover(picture.content, picture.losses);
		picture.overlay = overlay_new(picture.content, (enum show)options->show);
		if (options->show == SHOW_FAILOVER && !options->failover)
			picture.content->failover = NULL; /* the overlay says it */
		picture.diagram = chain_diagram(picture.content, (enum detail)options->detail, &picture.look);
		picture_prepare(&picture);
		ok = picture_write(&picture, err);
	}
	picture_close(&picture);
	arena_free(arena);
	return ok;
}
