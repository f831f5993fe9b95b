#ifndef PICTURE_H
#define PICTURE_H

/* For tests of pictures: a small site with everything between two panels and a
 * server, and finding cards and lines by what stands on them. */

#include "load.h"

#include "base/number.h"
#include "diagram/builder.h"
#include "diagram/chain.h"
#include "diagram/trace.h"
#include "power/naming.h"

/* PP-A → F-A → pdu-a, PP-B → F-B → pdu-b; srv on both, weak on pdu-a twice, one
 * with an unfed PSU; all in rack R1, `far` in R2 on pdu-a. */
static const char *const two_sides =
    "'dcim/sites': [{'id': 1, 'name': 'S', 'slug': 's'}],"
    "'dcim/racks': [{'id': 1, 'name': 'R1', 'site': {'id': 1}}, {'id': 2, 'name': 'R2', 'site': {'id': 1}},"
    " {'id': 3, 'name': 'R10', 'site': {'id': 1}}],"
    "'dcim/power-panels': [{'id': 1, 'name': 'PP-A', 'site': {'id': 1}}, {'id': 2, 'name': 'PP-B', 'site': {'id': 1}}],"
    "'dcim/power-feeds': [{'id': 1, 'name': 'F-A', 'power_panel': {'id': 1}, 'status': 'active', 'voltage': 230,"
    "   'amperage': 16, 'max_utilization': 80, 'phase': 'single-phase', 'supply': 'ac', 'cable': {'id': 1}, 'cable_end': 'A'},"
    "  {'id': 2, 'name': 'F-B', 'power_panel': {'id': 2}, 'status': 'active', 'voltage': 230, 'amperage': 16,"
    "   'max_utilization': 80, 'phase': 'single-phase', 'supply': 'ac', 'cable': {'id': 2}, 'cable_end': 'A'},"
    "  {'id': 3, 'name': 'F-spare', 'power_panel': {'id': 2}, 'status': 'active', 'voltage': 230, 'amperage': 16,"
    "   'max_utilization': 80, 'phase': 'single-phase', 'supply': 'ac'}],"
    "'dcim/devices': [{'id': 1, 'name': 'pdu-a', 'role': {'id': 1, 'slug': 'pdu'}, 'rack': {'id': 1}, 'status': 'active'},"
    "  {'id': 2, 'name': 'pdu-b', 'role': {'id': 1, 'slug': 'pdu'}, 'rack': {'id': 1}, 'status': 'active'},"
    "  {'id': 3, 'name': 'srv', 'role': {'id': 2, 'slug': 'server'}, 'rack': {'id': 1}, 'status': 'active'},"
    "  {'id': 4, 'name': 'weak', 'role': {'id': 2, 'slug': 'server'}, 'rack': {'id': 1}, 'status': 'active'},"
    "  {'id': 5, 'name': 'one', 'role': {'id': 2, 'slug': 'server'}, 'rack': {'id': 1}, 'status': 'active'},"
    "  {'id': 6, 'name': 'far', 'role': {'id': 2, 'slug': 'server'}, 'rack': {'id': 2}, 'status': 'active'},"
    "  {'id': 7, 'name': 'loose', 'role': {'id': 2, 'slug': 'server'}, 'site': {'id': 1}, 'status': 'active'}],"
    "'dcim/power-ports': [{'id': 1, 'name': 'In', 'device': {'id': 1}, 'cable': {'id': 1}, 'cable_end': 'B'},"
    "  {'id': 2, 'name': 'In', 'device': {'id': 2}, 'cable': {'id': 2}, 'cable_end': 'B'},"
    "  {'id': 3, 'name': 'PSU1', 'device': {'id': 3}, 'allocated_draw': 100, 'maximum_draw': 200, 'cable': {'id': 3}, 'cable_end': 'B'},"
    "  {'id': 4, 'name': 'PSU2', 'device': {'id': 3}, 'allocated_draw': 100, 'maximum_draw': 200, 'cable': {'id': 4}, 'cable_end': 'B'},"
    "  {'id': 5, 'name': 'PSU1', 'device': {'id': 4}, 'allocated_draw': 50, 'cable': {'id': 5}, 'cable_end': 'B'},"
    "  {'id': 6, 'name': 'PSU2', 'device': {'id': 4}, 'allocated_draw': 50, 'cable': {'id': 6}, 'cable_end': 'B'},"
    "  {'id': 7, 'name': 'PSU1', 'device': {'id': 5}, 'allocated_draw': 10, 'cable': {'id': 7}, 'cable_end': 'B'},"
    "  {'id': 8, 'name': 'PSU2', 'device': {'id': 5}, 'allocated_draw': 10},"
    "  {'id': 9, 'name': 'PSU1', 'device': {'id': 6}, 'allocated_draw': 7, 'cable': {'id': 8}, 'cable_end': 'B'},"
    "  {'id': 10, 'name': 'PSU1', 'device': {'id': 7}, 'allocated_draw': 3, 'cable': {'id': 9}, 'cable_end': 'B'}],"
    "'dcim/power-outlets': [{'id': 1, 'name': 'Out-01', 'device': {'id': 1}, 'power_port': {'id': 1}, 'cable': {'id': 3}, 'cable_end': 'A'},"
    "  {'id': 2, 'name': 'Out-02', 'device': {'id': 1}, 'power_port': {'id': 1}, 'cable': {'id': 5}, 'cable_end': 'A'},"
    "  {'id': 3, 'name': 'Out-03', 'device': {'id': 1}, 'power_port': {'id': 1}, 'cable': {'id': 6}, 'cable_end': 'A'},"
    "  {'id': 4, 'name': 'Out-04', 'device': {'id': 1}, 'power_port': {'id': 1}, 'cable': {'id': 7}, 'cable_end': 'A'},"
    "  {'id': 5, 'name': 'Out-05', 'device': {'id': 1}, 'power_port': {'id': 1}, 'cable': {'id': 8}, 'cable_end': 'A'},"
    "  {'id': 6, 'name': 'Out-06', 'device': {'id': 2}, 'power_port': {'id': 2}, 'cable': {'id': 4}, 'cable_end': 'A'},"
    "  {'id': 7, 'name': 'Out-07', 'device': {'id': 2}, 'power_port': {'id': 2}, 'cable': {'id': 9}, 'cable_end': 'A'},"
    "  {'id': 8, 'name': 'Out-08', 'device': {'id': 2}, 'power_port': {'id': 2}}],"
    "'dcim/cables': [{'id': 1, 'status': 'connected'}, {'id': 2, 'status': 'connected'},"
    "  {'id': 3, 'label': 'W3', 'length': 2, 'length_unit': 'm', 'color': '2196f3', 'status': 'connected'},"
    "  {'id': 4, 'status': 'connected'}, {'id': 5, 'status': 'connected'}, {'id': 6, 'status': 'connected'},"
    "  {'id': 7, 'status': 'connected'}, {'id': 8, 'status': 'connected'}, {'id': 9, 'status': 'connected'}]";

struct picture {
	struct inventory *inventory;
	struct power *power;
	struct scope *scope;
	struct content *content;
	struct diagram *diagram;
	struct look look;
};

static inline void picture_start(struct picture *picture, const char *collections)
{
	struct policy policy;
	policy_init(&policy);
	*picture = (struct picture){ .inventory = load("4.2.9", collections) };
	picture->power = power_build(picture->inventory, &policy);
}

static inline void picture_trace(struct picture *picture, const char *collections, const char *name)
{
	struct error err = { 0 };
	const struct object *object;
	struct arena *arena = arena_new();
	size_t count;
	picture_start(picture, collections);
	if (!naming_find(picture->power, name, &object, &err))
		fail_msg("%s", err.text);
	uint32_t *nodes = naming_nodes(picture->power, object, arena, &count);
	picture->content = content_trace(picture->power, nodes, count, object->kind >= OBJECT_RACK ? object : NULL);
	picture->diagram = trace_diagram(picture->content, &picture->look);
	arena_free(arena);
}

static inline void picture_chain(struct picture *picture, const char *collections, enum detail detail)
{
	picture_start(picture, collections);
	picture->content = content_chain(picture->power, NULL, NULL, 0);
	picture->diagram = chain_diagram(picture->content, detail, &picture->look);
}

static inline void picture_end(struct picture *picture)
{
	if (picture->diagram)
		arena_free(picture->diagram->arena);
	content_free(picture->content);
	scope_free(picture->scope);
	power_free(picture->power);
	inventory_free(picture->inventory);
}

static inline const struct card *find_card(const struct diagram *diagram, const char *title)
{
	for (size_t i = 0; i < diagram->card_count; i++)
		if (strcmp(diagram->cards[i].title, title) == 0)
			return &diagram->cards[i];
	return NULL;
}

static inline const struct card *card_of(const struct diagram *diagram, const char *title)
{
	const struct card *card = find_card(diagram, title);
	if (!card)
		fail_msg("no card '%s'", title);
	return card;
}

/* The first line whose left text begins so. */
static inline const struct line *find_line(const struct card *card, const char *left)
{
	for (size_t i = 0; i < card->line_count; i++)
		if (strncmp(card->lines[i].left, left, strlen(left)) == 0)
			return &card->lines[i];
	return NULL;
}

static inline const struct line *line_of(const struct card *card, const char *left)
{
	const struct line *line = find_line(card, left);
	if (!line)
		fail_msg("%s: no line '%s'", card->title, left);
	return line;
}

static inline const struct line *strips_of(const struct card *card)
{
	for (size_t i = 0; i < card->line_count; i++)
		if (card->lines[i].kind == LINE_STRIPS)
			return &card->lines[i];
	fail_msg("%s: no strips", card->title);
	return NULL;
}

/* The link between two cards, by title; NULL when there is none. */
static inline const struct link *find_link(const struct diagram *diagram, const char *from, const char *to)
{
	for (size_t i = 0; i < diagram->link_count; i++)
		if (strcmp(diagram->cards[diagram->links[i].from].title, from) == 0 &&
		    strcmp(diagram->cards[diagram->links[i].to].title, to) == 0)
			return &diagram->links[i];
	return NULL;
}

#endif
