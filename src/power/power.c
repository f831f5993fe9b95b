/* power_build(): the passes in their order. */
#include "power/build.h"

struct power *power_build(const struct inventory *inventory, const struct policy *policy)
{
	struct arena *arena = arena_new();
	struct power *power = arena_alloc(arena, sizeof *power);
	power->arena = arena;
	power->inventory = inventory;
	power->policy = *policy;
	struct build b = {
		.power = power, .inventory = inventory, .policy = &power->policy, .scratch = arena_new(),
	};
	build_count(&b);
	build_prepare(&b);
	build_read(&b);
	build_graph(&b);
	build_order(&b);
	build_sides(&b);
	build_supply(&b);
	build_roots(&b);
	build_loads(&b);
	build_coverage(&b);
	build_netbox_draw(&b);
	build_assemble(&b);
	build_risks(&b);
	build_netbox_tangled(&b);
	build_netbox_policy(&b);
	build_reserve(&b);
	build_capacity(&b);
	build_legs(&b);
	arena_free(b.scratch);
	return power;
}

void power_free(struct power *power)
{
	if (power)
		arena_free(power->arena);
}
