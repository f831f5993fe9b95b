#ifndef DIAGRAM_BUILDER_H
#define DIAGRAM_BUILDER_H

/* What every picture needs while it is put together: growing lists of cards,
 * links, groups and notes, anchors with their links and tooltips, the words of
 * the head. One builder makes one diagram; builder_finish() hands it over. */

#include "diagram/content.h"
#include "diagram/diagram.h"
#include "diagram/look.h"

struct builder {
	const struct content *content;
	const struct power *power;
	const struct look *look;
	struct arena *arena; /* the diagram's */
	struct diagram *diagram;
	size_t card_capacity, link_capacity, group_capacity, note_capacity;
	struct card *cards;  /* malloc'd until finished */
	struct link *links;
	struct group *groups;
	struct note *notes;
	struct line *lines;  /* of the card being made */
	size_t line_count, line_capacity;
	uint64_t *ids;       /* anchors given out, a hash set */
	size_t id_count, id_capacity;
};

void builder_start(struct builder *builder, const struct content *content, const struct look *look, enum flow flow);
/* The diagram with all lists in its arena; frees the rest. */
struct diagram *builder_finish(struct builder *builder);

/* Title, sums, source, data time, policy, coverage, caution, findings. */
void builder_head(struct builder *builder, const char *title, const char *subtitle);

/* "342.2 kW · 30 racks · 158 devices": what the consumers in scope draw. */
const char *builder_sums(const struct builder *builder, size_t racks);

/* Lines of the next card, in order. Each returns the line's index. */
int builder_line(struct builder *builder, struct line line);
int builder_text(struct builder *builder, enum line_style style, const char *left, const char *right);
/* Adds the card with the lines made since the last one; returns its index. */
size_t builder_card(struct builder *builder, struct card card);
void builder_link(struct builder *builder, struct link link);
int builder_group(struct builder *builder, struct anchor anchor, const char *title, int parent);
void builder_note(struct builder *builder, const char *text);
void builder_finding(struct builder *builder, enum tone tone, const char *text);
/* The finding that racks of the picture are over their 2N limit (place_over_2n()), once for all
 * of them; returns how many, and to `racks` (may be NULL) of how many with consumers in service.
 * Needs content_places(). */
size_t builder_over_2n(struct builder *builder, size_t *racks);

/* Anchors. An id is given out once; later ones of the same object get "-2" … */
struct anchor builder_anchor(struct builder *builder, uint32_t node);
struct anchor builder_object_anchor(struct builder *builder, const struct object *object,
                                    const char *classes, const char *tooltip);
/* Was this key (top bit set) not asked before? */
bool builder_first(struct builder *builder, uint64_t key);
/* "https://netbox/dcim/power-feeds/12/", "" without links. */
const char *builder_url(const struct power *power, const struct look *look, const struct object *object,
                        struct arena *arena);

/* A card, line, slot or link without content: NAN where unknown, -1 where none. */
struct card card_empty(enum card_shape shape);
struct line line_empty(enum line_kind kind);
struct slot slot_empty(void);
struct link link_empty(size_t from, size_t to);

/* Data time by the look: "2026-11-21 02:16 UTC", "2026-11-21", "". */
const char *look_time(const struct look *look, const char *taken_at, struct arena *arena);

enum tone tone_of(enum severity severity);

#endif
