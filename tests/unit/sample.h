#ifndef SAMPLE_H
#define SAMPLE_H

/* Hand-filled diagrams for tests of drawing: a trace with a column a cord, and
 * a chain of racks under panels of two sides. */

#include "diagram/diagram.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct sample {
	struct diagram diagram;
	struct card cards[3000];
	struct link links[3000];
	struct group groups[200];
};

static inline struct anchor sample_anchor(struct sample *sample, const char *kind, size_t id)
{
	struct arena *arena = sample->diagram.arena;
	return (struct anchor){arena_printf(arena, "%s-%zu", kind, id), kind,
	                       arena_printf(arena, "https://netbox.example.com/%s/%zu/", kind, id),
	                       arena_printf(arena, "%s %zu\nsecond line", kind, id)};
}

static inline struct sample *sample_new(const char *name, enum flow flow)
{
	struct sample *sample = xcalloc(1, sizeof *sample);
	sample->diagram = (struct diagram){
	    .arena = arena_new(), .name = name, .title = "Sample", .subtitle = "of a picture",
	    .desc = "A sample.", .flow = flow, .cards = sample->cards, .links = sample->links,
	    .groups = sample->groups, .source = "netbox.example.com · NetBox 4.2.9",
	    .data_time = "data of 2026-11-21 02:16 UTC", .policy = "draw rollup",
	    .coverage = "2 of 2 draws known", .caution = "not for isolation: verify on site"};
	return sample;
}

static inline void sample_free(struct sample *sample)
{
	arena_free(sample->diagram.arena);
	free(sample);
}

static inline struct line sample_line(enum line_kind kind, enum line_style style, const char *left,
                                      const char *right)
{
	return (struct line){.kind = kind, .style = style, .anchor = {"", "", "", ""}, .left = left,
	                     .right = right, .fraction = NAN, .limit = NAN};
}

static inline size_t sample_card(struct sample *sample, enum card_shape shape, char side,
                                 const char *title, const struct line *lines, size_t count)
{
	struct diagram *diagram = &sample->diagram;
	struct line *copy = arena_array(diagram->arena, count + 1, sizeof *copy);
	if (count)
		memcpy(copy, lines, count * sizeof *copy);
	diagram->cards[diagram->card_count] = (struct card){
	    .anchor = sample_anchor(sample, "device", diagram->card_count), .shape = shape, .side = side,
	    .header = "A · rack PDU", .title = title, .title_right = "", .mark = "", .lines = copy,
	    .line_count = count, .rank = -1, .group = -1};
	return diagram->card_count++;
}

static inline void sample_link(struct sample *sample, size_t from, size_t to, char side,
                               const char *label, int slot)
{
	struct diagram *diagram = &sample->diagram;
	diagram->links[diagram->link_count] = (struct link){
	    .anchor = sample_anchor(sample, "cable", diagram->link_count), .from = from, .to = to,
	    .to_line = slot < 0 ? -1 : 0, .to_slot = slot, .side = side, .label = label, .weight = 1};
	diagram->link_count++;
}

static inline struct line sample_strips(struct sample *sample, int count)
{
	struct slot *slots = arena_array(sample->diagram.arena, (size_t)count, sizeof *slots);
	for (int i = 0; i < count; i++)
		slots[i] = (struct slot){.anchor = {"", "", "", ""}, .side = (char)('A' + i), .text = "PSU",
		                         .value = "2 100 / 3 000 W", .fraction = 0.7};
	struct line line = sample_line(LINE_STRIPS, STYLE_NORMAL, "", "");
	line.slots_left = slots;
	line.slot_left_count = (size_t)count;
	return line;
}

/* Utility, panel, PDU for each cord; one device. `name` stands on every card. */
static inline struct sample *sample_trace(int cords, const char *name)
{
	struct sample *sample = sample_new("trace", FLOW_DOWN);
	size_t last[8];
	for (int i = 0; i < cords; i++)
		for (int hop = 0; hop < 3; hop++) {
			struct line lines[] = {sample_line(LINE_TEXT, STYLE_MUTED, name, name),
			                       sample_line(LINE_BAR, STYLE_NORMAL, "4 900 W of 7 200 W", "68 %")};
			lines[1].fraction = hop ? 0.68 : NAN;
			size_t card = sample_card(sample, CARD_PLAIN, (char)('A' + i), name, lines, 2);
			if (hop)
				sample_link(sample, last[i], card, (char)('A' + i), name, -1);
			last[i] = card;
		}
	struct line lines[] = {sample_strips(sample, cords),
	                       sample_line(LINE_TEXT, STYLE_VERDICT, "2 cords, A and B: no shared element", "")};
	size_t focus = sample_card(sample, CARD_FOCUS, 0, name, lines, 2);
	for (int i = 0; i < cords; i++)
		sample_link(sample, last[i], focus, (char)('A' + i), name, i);
	return sample;
}

/* `racks` racks in rows of 10, `panels` panels a side over them. */
static inline struct sample *sample_chain(size_t racks, size_t panels)
{
	struct sample *sample = sample_new("chain", FLOW_RIGHT);
	size_t first[2];
	for (int side = 0; side < 2; side++) {
		struct line line = sample_line(LINE_TEXT, STYLE_NORMAL, "4 feeds", "");
		size_t utility = sample_card(sample, CARD_PLAIN, (char)('A' + side), "UTILITY", &line, 1);
		first[side] = sample->diagram.card_count;
		for (size_t i = 0; i < panels; i++)
			sample_link(sample, utility,
			            sample_card(sample, CARD_PLAIN, (char)('A' + side), "PANEL", &line, 1),
			            (char)('A' + side), "", -1);
	}
	for (size_t i = 0; i < racks; i++) {
		struct line lines[] = {sample_strips(sample, 2), sample_line(LINE_ROW, STYLE_NORMAL, "srv", "480 W")};
		size_t rack = sample_card(sample, CARD_RACK, 0, "R1", lines, 2);
		if (i % 10 == 0)
			sample->groups[sample->diagram.group_count++] =
			    (struct group){sample_anchor(sample, "location", i), "Row", -1};
		sample->cards[rack].group = (int)(i / 10);
		for (int side = 0; side < 2; side++)
			sample_link(sample, first[side] + i * panels / racks, rack, (char)('A' + side), "", side);
	}
	return sample;
}

#endif
