#include "cli/atlas_index.h"

#include "base/arena.h"
#include "diagram/content.h"
#include "diagram/outcome.h"
#include "diagram/words.h"

#include <assert.h>

static_assert((int)PAGE_FILES <= (int)INDEX_FILES, "an item has room for the files of its page");

/* Verdicts of the consumers, by node; as chain and trace show them. */
static const struct verdict **verdicts_of(const struct index_source *source, struct content *content, struct arena *arena)
{
	const struct verdict **by_node = arena_array(arena, source->power->node_count + 1, sizeof *by_node);
	content_add_weakness(content, source->losses);
	for (size_t i = 0; i < content->verdict_count; i++)
		by_node[content->verdicts[i]->device] = content->verdicts[i];
	return by_node;
}

static const char *group_of(const struct page *page, struct arena *arena)
{
	struct place place = object_place(page->object);
	const char *location = place.location ? place.location->object.name : "", *site = place.site ? place.site->object.name : "";
	return arena_printf(arena, "%s%s%s", location, *location && *site ? " · " : "", site);
}

static void describe(const struct page *page, const struct power *power, const struct verdict *const *verdicts,
                     struct index_item *item, struct arena *arena)
{
	char id[OBJECT_ID_MAX];
	uint32_t node = power_node(power, page->object);
	item->id = arena_strdup(arena, object_format_id(page->object, id));
	item->name = page->object->name;
	item->detail = words_position(page->object, arena);
	if (node == NODE_NONE)
		return;
	const struct verdict *verdict = verdicts[node];
	item->detail = arena_printf(arena, "%s · %s", role_title(power->nodes[node].role), item->detail);
	if (page->kind == PAGE_TRACE)
		item->group = group_of(page, arena);
	if (page->kind != PAGE_TRACE || !verdict || verdict->state == VERDICT_NONE)
		return;
	item->state = verdict_state_name(verdict->state);
	item->alarming = verdict->state >= VERDICT_INSUFFICIENT && verdict->state <= VERDICT_DARK;
}

static void add_files(const struct page *page, const struct manifest_file *now, struct index_item *item)
{
	for (size_t f = 0; f < page->file_count; f++) {
		if (!now[f].size)
			continue;
		size_t k = item->file_count++;
		item->files[k].format = format_name(page->files[f].format);
		item->files[k].path = page->files[f].path;
	}
}

const struct index_item *atlas_index_items(const struct index_source *source, struct arena *arena)
{
	const struct pages *pages = source->pages;
	struct content *content = content_chain(source->power, source->scope, NULL, 0);
	const struct verdict **verdicts = verdicts_of(source, content, arena);
	struct index_item *items = arena_array(arena, pages->count + 1, sizeof *items);
	for (size_t i = 0; i < pages->count; i++) {
		const struct page *page = &pages->items[i];
		items[i] = (struct index_item){ .section = page_section(page->kind), .group = "", .id = "",
		                                .name = page->report ? page->report : "", .detail = "", .state = "" };
		if (page->object)
			describe(page, source->power, verdicts, &items[i], arena);
		add_files(page, source->now + i * PAGE_FILES, &items[i]);
	}
	content_free(content);
	return items;
}

struct index_head atlas_index_head(const struct index_source *source, struct arena *arena)
{
	const struct power *power = source->power;
	const struct inventory *inventory = power->inventory;
	const struct look look = { .stamp = source->stamp };
	return (struct index_head){
		.source = arena_printf(arena, "%s · NetBox %s", words_host(inventory->url, arena), inventory->version_text),
		.scope = scope_text(source->scope),
		.checked = look_time(&look, inventory->taken_at, arena),
		.coverage = arena_printf(arena, "%u of %u draws known", power->known, power->total),
		.inventory = inventory,
		.taken_at = look.stamp == STAMP_FULL ? inventory->taken_at : "",
	};
}
