#include "netbox/whole.h"

#include "netbox/complete.h"
#include "netbox/count.h"

#include <inttypes.h>
#include <stdlib.h>

/* ---- cables: the list or by id, see plan.h ----------------------------------- */

struct cables {
	struct list *list; /* waiting for the decision */
	struct count count;
	bool by_id;
};

static void cables_decide(void *context, int64_t cabled)
{
	struct cables *cables = context;
	cables->by_id = plan_cables_by_id(list_total(cables->list), cabled, list_page_size(cables->list));
	if (cables->by_id)
		list_drop(cables->list);
	else
		list_go_on(cables->list);
}

static bool cables_more(void *context, struct list *list)
{
	enum { WORTH_A_COUNT = 3 }; /* pages; of fewer only one is left to read */
	struct cables *cables = context;
	if (list_total(list) <= (WORTH_A_COUNT - 1) * (int64_t)list_page_size(list))
		return true;
	cables->list = list;
	count_start(&cables->count);
	return false;
}

/* ---- the lists ------------------------------------------------------------- */

/* "site_id=3&site_id=5&" */
static char *site_filter(struct arena *arena, const char *key, const int64_t *ids, size_t count)
{
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	for (size_t i = 0; i < count; i++)
		fprintf(out, "%s=%" PRId64 "&", key, ids[i]);
	fclose(out);
	char *kept = arena_strdup(arena, text);
	free(text);
	return kept;
}

/* All nine lists, of these sites (count 0: of all). */
static void start_lists(struct reader *reader, struct cables *cables, const int64_t *sites, size_t count)
{
	for (int kind = 0; kind < PLAN_INVENTORY; kind++) {
		const struct plan *plan = plan_of((enum plan_kind)kind);
		struct list_options options = { .kind = (enum plan_kind)kind,
		                                .filter = site_filter(reader->arena, plan->site_filter, sites, count) };
		if (kind == PLAN_CABLES) {
			cables->count = (struct count){ .reader = reader, .kind = PLAN_INLETS, .done = cables_decide,
			                                .context = cables };
			cables->count.filter = arena_printf(reader->arena, "%scabled=true&", options.filter);
			options.more = cables_more;
			options.context = cables;
		}
		list_start(reader, &options);
	}
}

bool whole_read(struct reader *reader, struct error *err)
{
	struct cables cables = { 0 };
	start_lists(reader, &cables, NULL, 0);
	return http_run(reader->http, err) && (!cables.by_id || complete_cables(reader, err));
}

/* Many sites are asked for in portions, each its own lists. */
bool whole_read_lists(struct reader *reader, const struct id_list *sites, struct error *err)
{
	enum { PORTION = 200 };
	size_t portions = (sites->count + PORTION - 1) / PORTION;
	struct cables *cables = arena_array(reader->arena, portions, sizeof *cables);
	for (size_t i = 0; i < portions; i++) {
		size_t left = sites->count - i * PORTION;
		start_lists(reader, &cables[i], sites->ids + i * PORTION, left < PORTION ? left : PORTION);
	}
	return http_run(reader->http, err);
}

bool whole_read_sites(struct reader *reader, const struct id_list *sites, struct error *err)
{
	return whole_read_lists(reader, sites, err) && complete_sites(reader, sites, err);
}
