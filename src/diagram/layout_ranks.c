/* The whole diagram as one part. */
#include "diagram/layout.h"
#include "diagram/layout_part.h"

static size_t *numbers(struct arena *arena, size_t count)
{
	size_t *list = arena_array(arena, count + 1, sizeof *list);
	for (size_t i = 0; i < count; i++)
		list[i] = i;
	return list;
}

bool layout_ranks(struct layout *layout, const struct diagram *diagram, const struct style *style,
                  struct error *err)
{
	struct part_maker maker;
	struct part part = {.cards = numbers(layout->arena, diagram->card_count),
	                    .links = numbers(layout->arena, diagram->link_count),
	                    .card_count = diagram->card_count,
	                    .link_count = diagram->link_count,
	                    .down = diagram->flow == FLOW_DOWN};
	part_maker_init(&maker, layout, diagram, style);
	part_ports(&maker, &part);
	if (!part_layout(&maker, &part, err))
		return false;
	for (size_t i = 0; i < part.link_count; i++) {
		layout->routes[i].points = part.lines[i].points;
		layout->routes[i].count = part.lines[i].count;
	}
	for (size_t i = 0; i < part.joint_count; i++)
		layout_joint(layout, part.joints[i].at, part.joints[i].link);
	return true;
}
