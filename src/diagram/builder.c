/* Lists grow by malloc and are copied into the diagram's arena at the end.
 * Findings of the picture's elements become notes, equal ones folded. */
#include "diagram/builder.h"

#include "base/number.h"
#include "diagram/study.h"
#include "diagram/words.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

_Static_assert((int)TONE_OK == (int)SEVERITY_OK && (int)TONE_NOTICE == (int)SEVERITY_NOTICE &&
               (int)TONE_WARNING == (int)SEVERITY_WARNING && (int)TONE_ERROR == (int)SEVERITY_ERROR &&
               (int)TONE_UNKNOWN == (int)SEVERITY_UNKNOWN, "tones are severities");

enum tone tone_of(enum severity severity)
{
	return (enum tone)severity;
}

void builder_start(struct builder *builder, const struct content *content, const struct look *look, enum flow flow)
{
	struct arena *arena = arena_new();
	*builder = (struct builder){ .content = content, .power = content->power, .look = look, .arena = arena };
	builder->diagram = arena_alloc(arena, sizeof *builder->diagram);
	*builder->diagram = (struct diagram){ .arena = arena, .name = content->name, .title = "", .subtitle = "",
	                                      .desc = "", .flow = flow, .source = "", .data_time = "", .policy = "",
	                                      .coverage = "", .caution = "" };
}

static void *settle(struct arena *arena, void *items, size_t count, size_t size)
{
	void *copy = arena_array(arena, count + 1, size);
	if (count)
		memcpy(copy, items, count * size);
	free(items);
	return copy;
}

struct diagram *builder_finish(struct builder *builder)
{
	struct diagram *diagram = builder->diagram;
	diagram->cards = settle(builder->arena, builder->cards, diagram->card_count, sizeof *builder->cards);
	diagram->links = settle(builder->arena, builder->links, diagram->link_count, sizeof *builder->links);
	diagram->groups = settle(builder->arena, builder->groups, diagram->group_count, sizeof *builder->groups);
	diagram->notes = settle(builder->arena, builder->notes, diagram->note_count, sizeof *builder->notes);
	free(builder->lines);
	free(builder->ids);
	return diagram;
}

/* -- empty parts ------------------------------------------------------------- */

struct card card_empty(enum card_shape shape)
{
	return (struct card){ .anchor = { "", "", "", "" }, .shape = shape, .header = "", .title = "", .title_right = "", .mark = "",
	                      .rank = -1, .group = -1 };
}

struct line line_empty(enum line_kind kind)
{
	return (struct line){ .kind = kind, .anchor = { "", "", "", "" }, .left = "", .right = "",
	                      .fraction = NAN, .limit = NAN };
}

struct slot slot_empty(void)
{
	return (struct slot){ .anchor = { "", "", "", "" }, .text = "", .value = "", .fraction = NAN };
}

struct link link_empty(size_t from, size_t to)
{
	return (struct link){ .anchor = { "", "", "", "" }, .from = from, .to = to, .to_line = -1, .to_slot = -1,
	                      .label = "", .weight = 1 };
}

/* -- lists ----------------------------------------------------------------- */

int builder_line(struct builder *builder, struct line line)
{
	builder->lines = array_grow(builder->lines, builder->line_count, &builder->line_capacity, sizeof line);
	builder->lines[builder->line_count] = line;
	return (int)builder->line_count++;
}

int builder_text(struct builder *builder, enum line_style style, const char *left, const char *right)
{
	struct line line = line_empty(LINE_TEXT);
	line.style = style;
	line.left = left;
	line.right = right;
	return builder_line(builder, line);
}

size_t builder_card(struct builder *builder, struct card card)
{
	struct diagram *diagram = builder->diagram;
	struct line *lines = arena_array(builder->arena, builder->line_count + 1, sizeof *lines);
	if (builder->line_count)
		memcpy(lines, builder->lines, builder->line_count * sizeof *lines);
	card.lines = lines;
	card.line_count = builder->line_count;
	builder->line_count = 0;
	builder->cards = array_grow(builder->cards, diagram->card_count, &builder->card_capacity, sizeof card);
	builder->cards[diagram->card_count] = card;
	return diagram->card_count++;
}

void builder_link(struct builder *builder, struct link link)
{
	struct diagram *diagram = builder->diagram;
	builder->links = array_grow(builder->links, diagram->link_count, &builder->link_capacity, sizeof link);
	builder->links[diagram->link_count++] = link;
}

int builder_group(struct builder *builder, struct anchor anchor, const char *title, int parent)
{
	struct diagram *diagram = builder->diagram;
	struct group group = { .anchor = anchor, .title = title, .parent = parent };
	builder->groups = array_grow(builder->groups, diagram->group_count, &builder->group_capacity, sizeof group);
	builder->groups[diagram->group_count] = group;
	return (int)diagram->group_count++;
}

void builder_finding(struct builder *builder, enum tone tone, const char *text)
{
	struct diagram *diagram = builder->diagram;
	builder->notes = array_grow(builder->notes, diagram->note_count, &builder->note_capacity, sizeof *builder->notes);
	builder->notes[diagram->note_count++] = (struct note){ text, tone };
}

void builder_note(struct builder *builder, const char *text)
{
	builder_finding(builder, TONE_OK, text);
}

/* -- anchors ------------------------------------------------------------------ */

static bool id_insert(uint64_t *ids, size_t capacity, uint64_t key)
{
	size_t at = (size_t)(key * 0x9E3779B97F4A7C15u >> 20) & (capacity - 1);
	while (ids[at] && ids[at] != key)
		at = (at + 1) & (capacity - 1);
	bool fresh = ids[at] == 0;
	ids[at] = key;
	return fresh;
}

/* Was this key not yet given out? It is now. */
static bool id_take(struct builder *builder, uint64_t key)
{
	if (2 * (builder->id_count + 1) > builder->id_capacity) {
		size_t capacity = builder->id_capacity ? 2 * builder->id_capacity : 256;
		uint64_t *ids = xcalloc(capacity, sizeof *ids);
		for (size_t i = 0; i < builder->id_capacity; i++)
			if (builder->ids[i])
				id_insert(ids, capacity, builder->ids[i]);
		free(builder->ids);
		builder->ids = ids;
		builder->id_capacity = capacity;
	}
	bool fresh = id_insert(builder->ids, builder->id_capacity, key);
	builder->id_count += fresh;
	return fresh;
}

bool builder_first(struct builder *builder, uint64_t key)
{
	return id_take(builder, key);
}

static const char *unique_id(struct builder *builder, const struct object *object)
{
	char text[OBJECT_ID_MAX];
	uint64_t key = ((uint64_t)object->id * OBJECT_KINDS + (uint64_t)object->kind) * 64 + 1;
	object_format_id(object, text);
	if (id_take(builder, key))
		return arena_strdup(builder->arena, text);
	for (unsigned n = 2; n < 64; n++)
		if (id_take(builder, key + n))
			return arena_printf(builder->arena, "%s-%u", text, n);
	return "";
}

const char *builder_url(const struct power *power, const struct look *look, const struct object *object,
                        struct arena *arena)
{
	const char *base = look->link_base ? look->link_base : power->inventory->url;
	if (look->no_links || !*base || object->id <= 0)
		return "";
	return arena_printf(arena, "%s%s%s/%lld/", base, base[strlen(base) - 1] == '/' ? "" : "/",
	                    object_kind_collection(object->kind), (long long)object->id);
}

struct anchor builder_object_anchor(struct builder *builder, const struct object *object,
                                    const char *classes, const char *tooltip)
{
	return (struct anchor){ .id = unique_id(builder, object), .classes = classes,
	                        .url = builder_url(builder->power, builder->look, object, builder->arena),
	                        .tooltip = tooltip };
}

static const char *node_classes(struct builder *builder, uint32_t node)
{
	static const char *const tones[] = { "ok", "notice", "warn", "error", "unknown" };
	const struct node *n = &builder->power->nodes[node];
	char side[] = " side-x";
	side[6] = (char)(n->side >= 'A' && n->side <= 'Z' ? n->side - 'A' + 'a' : 0);
	return arena_printf(builder->arena, "%s %s%s sev-%s%s%s", object_kind_name(n->kind), role_name(n->role),
	                    n->side ? side : "", tones[n->severity], n->flags & NODE_NOT_LIVE ? " not-live" : "",
	                    content_in_scope(builder->content, node) ? "" : " outside");
}

struct anchor builder_anchor(struct builder *builder, uint32_t node)
{
	return builder_object_anchor(builder, builder->power->nodes[node].object, node_classes(builder, node),
	                             builder->look->no_tooltips ? "" : words_tooltip(builder->power, node, builder->arena));
}

/* -- the head -------------------------------------------------------------------- */

const char *look_time(const struct look *look, const char *taken_at, struct arena *arena)
{
	if (look->stamp == STAMP_NONE || strlen(taken_at) < 10)
		return "";
	if (look->stamp == STAMP_DATE || strlen(taken_at) < 16)
		return arena_strndup(arena, taken_at, 10);
	return arena_printf(arena, "%.10s %.5s UTC", taken_at, taken_at + 11);
}

enum { NOTES_MAX = 12 };

/* "More load than usable capacity: 28, such as PANEL:Circuit-01: …" */
static const char *finding_words(struct builder *builder, const struct finding *first, size_t same)
{
	struct arena *arena = builder->arena;
	size_t length = strcspn(first->rule->meaning, "(:"); /* behind it: why it matters */
	while (length && first->rule->meaning[length - 1] == ' ')
		length--;
	if (same == 1)
		return arena_strdup(arena, first->text);
	char *words = arena_printf(arena, "%.*s: %zu, such as %s", (int)length, first->rule->meaning, same, first->text);
	words[0] = (char)(words[0] >= 'a' && words[0] <= 'z' ? words[0] - 'a' + 'A' : words[0]);
	return words;
}

/* Findings come sorted by rule: a run of one rule is one note with a count. */
static void add_findings(struct builder *builder)
{
	size_t count, rules = 0;
	const struct finding *findings = content_findings(builder->content, &count);
	for (size_t i = 0; i < count && rules < NOTES_MAX; ) {
		const struct finding *first = &findings[i];
		size_t same = 0;
		for (; i < count && findings[i].rule == first->rule; i++)
			same++;
		rules++;
		builder_finding(builder, tone_of(first->severity), finding_words(builder, first, same));
	}
}

size_t builder_over_2n(struct builder *builder, size_t *racks)
{
	const struct inventory *inventory = builder->power->inventory;
	const struct places *places = content_places(builder->content);
	size_t over = 0, count = 0;
	for (size_t i = 0; i < inventory->rack_count; i++) {
		if (places->racks[i].total == 0 || !content_has_rack(builder->content, inventory->racks[i]))
			continue;
		count++;
		over += place_over_2n(&places->racks[i]);
	}
	if (over)
		builder_finding(builder, TONE_ERROR,
		                arena_printf(builder->arena, "%zu of %s over the 2N limit: load above what is left when one side is lost",
		                             over, words_count(count, "rack", builder->arena)));
	if (racks)
		*racks = count;
	return over;
}

const char *builder_sums(const struct builder *builder, size_t racks)
{
	const struct content *content = builder->content;
	const struct power *power = builder->power;
	struct node sum = { .load_w = 0 };
	size_t devices = 0;
	for (uint32_t i = power->first[OBJECT_DEVICE]; i < power->node_count; i++) {
		const struct node *n = &power->nodes[i];
		if (n->role != ROLE_CONSUMER || !content_has(content, i) || !content_in_scope(content, i))
			continue;
		devices++;
		sum.load_w += number_known(n->load_w) ? n->load_w : 0;
		sum.mark = n->mark > sum.mark ? n->mark : sum.mark;
	}
	if (content->known < content->total)
		sum.mark = MARK_AT_LEAST;
	if (content->known == 0 && content->total > 0)
		sum.load_w = NAN;
	return arena_printf(builder->arena, "%s · %s · %s", words_load(&sum, builder->arena),
	                    words_count(racks, "rack", builder->arena), words_count(devices, "device", builder->arena));
}

void builder_head(struct builder *builder, const char *title, const char *subtitle)
{
	struct diagram *diagram = builder->diagram;
	struct arena *arena = builder->arena;
	const struct inventory *inventory = builder->power->inventory;
	const struct content *content = builder->content;
	const char *time = look_time(builder->look, inventory->taken_at, arena);
	diagram->title = builder->look->title ? arena_strdup(arena, builder->look->title) : title;
	diagram->subtitle = subtitle;
	diagram->source = arena_printf(arena, "%s · NetBox %s", words_host(inventory->url, arena), inventory->version_text);
	diagram->data_time = *time ? arena_printf(arena, "data of %s", time) : "";
	diagram->policy = words_policy(&builder->power->policy, arena);
	diagram->coverage = arena_printf(arena, "%u of %u draws known%s", content->known, content->total,
	                                 builder->power->path_only ? ", loads above the rack PDUs not asked for" : "");
	diagram->caution = "not for isolation: verify on site";
	add_findings(builder);
}
