#include "diagram/layout.h"
bool layout_grid(struct layout *layout, const struct diagram *diagram, const struct style *style,
                 struct error *err)
{
	return layout_ranks(layout, diagram, style, err);
}
