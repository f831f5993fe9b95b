/* Shapes nobody builds: depth, loops, floods of ports. They must end, soon, and
 * without a deep stack. Built directly, not in the notation. */
#include "base/number.h"
#include "model/link.h"
#include "power/netbox_draw.h"
#include "power/power.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A builder: devices 1 …, inlets 1 …, outlets 1 …, cables 1 …. */
struct builder {
	struct inventory *inventory;
	struct links links;
	struct object **objects[OBJECT_KINDS];
	size_t count[OBJECT_KINDS], capacity[OBJECT_KINDS];
};

static void begin(struct builder *w)
{
	struct arena *arena = arena_new();
	memset(w, 0, sizeof *w);
	w->inventory = arena_alloc(arena, sizeof *w->inventory);
	w->inventory->arena = arena;
	w->inventory->url = w->inventory->taken_at = "";
	w->inventory->version_text = "4.6.8";
	w->inventory->version = (struct version){4, 6, 8};
}

static void *add(struct builder *w, enum object_kind kind)
{
	size_t *count = &w->count[kind];
	struct object *object = object_new(w->inventory->arena, kind, (int64_t)*count + 1);
	object->visible = true;
	object->name = arena_printf(w->inventory->arena, "%s%zu", object_kind_name(kind), *count + 1);
	w->objects[kind] = array_grow(w->objects[kind], *count, &w->capacity[kind], sizeof(struct object *));
	w->objects[kind][(*count)++] = object;
	return object;
}

static void refer(struct builder *w, void *slot, enum object_kind kind, int64_t id)
{
	links_add(&w->links, (struct reference){.slot = slot, .kind = kind, .id = id});
}

static struct device *add_device(struct builder *w, const char *slug)
{
	struct device *device = add(w, OBJECT_DEVICE);
	device->named = true;
	device->status = "active";
	device->role.slug = device->type.slug = slug;
	return device;
}

static struct inlet *add_inlet(struct builder *w, const struct device *device, double allocated_w)
{
	struct inlet *inlet = add(w, OBJECT_INLET);
	inlet->allocated_draw_w = allocated_w;
	inlet->maximum_draw_w = NUMBER_UNKNOWN;
	refer(w, &inlet->device, OBJECT_DEVICE, device->object.id);
	return inlet;
}

static struct outlet *add_outlet(struct builder *w, const struct device *device, const struct inlet *inlet)
{
	struct outlet *outlet = add(w, OBJECT_OUTLET);
	refer(w, &outlet->device, OBJECT_DEVICE, device->object.id);
	if (inlet)
		refer(w, &outlet->inlet, OBJECT_INLET, inlet->object.id);
	return outlet;
}

static struct cable *add_cable(struct builder *w)
{
	struct cable *cable = add(w, OBJECT_CABLE);
	cable->status = "connected";
	return cable;
}

static void plug(struct builder *w, struct cable *cable, struct termination *end, char side)
{
	refer(w, &end->cable, OBJECT_CABLE, cable->object.id);
	end->cable_end = side;
}

static void connect(struct builder *w, struct termination *from, struct termination *to)
{
	struct cable *cable = add_cable(w);
	plug(w, cable, from, 'A');
	plug(w, cable, to, 'B');
}

static struct feed *add_feed(struct builder *w)
{
	struct panel *panel = add(w, OBJECT_PANEL);
	struct feed *feed = add(w, OBJECT_FEED);
	feed->status = "active";
	feed->voltage_v = 230;
	feed->amperage_a = 16;
	feed->max_utilization_pct = 80;
	refer(w, &feed->panel, OBJECT_PANEL, panel->object.id);
	return feed;
}

static struct power *finish(struct builder *w)
{
	struct policy policy;
	for (int kind = 0; kind < OBJECT_KINDS; kind++) {
		struct object **objects = arena_array(w->inventory->arena, w->count[kind] + 1, sizeof *objects);
		if (w->count[kind])
			memcpy(objects, w->objects[kind], w->count[kind] * sizeof *objects);
		inventory_set_objects(w->inventory, (enum object_kind)kind, objects, w->count[kind]);
	}
	inventory_link(w->inventory, &w->links, 1);
	policy_init(&policy);
	return power_build(w->inventory, &policy);
}

static void end(struct builder *w, struct power *power)
{
	power_free(power);
	arena_free(w->inventory->arena);
	links_free(&w->links);
	for (int kind = 0; kind < OBJECT_KINDS; kind++)
		free(w->objects[kind]);
}

/* Verdict, ways up and down of a device end as well. */
static const struct verdict *look(const struct power *power, const struct device *device, struct arena *arena)
{
	size_t count;
	uint32_t n = power_node(power, &device->object);
	power_upstream(power, n, arena, &count);
	power_downstream(power, n, arena, &count);
	power_findings(power, arena, &count);
	return power_verdict(power, n, arena);
}

enum { DEPTH = 100000 };

/* A feed, then DEPTH PDUs one behind the other, and a server at the end. */
static void test_cascade(void **state)
{
	(void)state;
	struct builder w;
	begin(&w);
	struct termination *supply = &add_feed(&w)->end;
	for (int i = 0; i < DEPTH; i++) {
		struct device *pdu = add_device(&w, "pdu");
		struct inlet *inlet = add_inlet(&w, pdu, NUMBER_UNKNOWN);
		connect(&w, supply, &inlet->end);
		supply = &add_outlet(&w, pdu, inlet)->end;
	}
	struct device *server = add_device(&w, "server");
	connect(&w, supply, &add_inlet(&w, server, 300)->end);
	struct power *power = finish(&w);
	struct arena *arena = arena_new();
	assert_true(power->nodes[0].load_w == 300);
	assert_true(power->nodes[power->first[OBJECT_FEED]].netbox_allocated_w == 300);
	const struct verdict *v = look(power, server, arena);
	assert_int_equal(v->state, VERDICT_SINGLE);
	assert_int_equal(v->shared_count, 3 * DEPTH + 3);
	assert_int_equal(v->paths[0].count, 2 * DEPTH + 3);
	arena_free(arena);
	end(&w, power);
}

/* Two cascades that share nothing but their panel, a server on every step. */
static void test_twin_cascade(void **state)
{
	(void)state;
	enum { STEPS = 20000 };
	struct builder w;
	begin(&w);
	struct feed *a = add_feed(&w), *b = add(&w, OBJECT_FEED);
	*b = *a;
	b->object.id = 2;
	refer(&w, &b->panel, OBJECT_PANEL, 1);
	struct termination *supply[] = {&a->end, &b->end};
	struct device *server = NULL;
	for (int i = 0; i < STEPS; i++) {
		server = add_device(&w, "server");
		for (int side = 0; side < 2; side++) {
			struct device *pdu = add_device(&w, "pdu");
			struct inlet *inlet = add_inlet(&w, pdu, NUMBER_UNKNOWN);
			connect(&w, supply[side], &inlet->end);
			connect(&w, &add_outlet(&w, pdu, inlet)->end, &add_inlet(&w, server, 1)->end);
			supply[side] = &add_outlet(&w, pdu, inlet)->end;
		}
	}
	struct power *power = finish(&w);
	struct arena *arena = arena_new();
	assert_true(fabs(power->nodes[0].load_w - 2.0 * STEPS) < 1e-6);
	const struct verdict *v = look(power, server, arena);
	assert_int_equal(v->state, VERDICT_SHARED);
	assert_int_equal(v->shared_count, 1);
	arena_free(arena);
	end(&w, power);
}

/* Diamonds in a row: 2^60 ways, and NetBox's recursion gives up. */
static void test_diamonds(void **state)
{
	(void)state;
	enum { ROWS = 60 };
	struct builder w;
	begin(&w);
	struct feed *feed = add_feed(&w);
	struct device *server = add_device(&w, "server");
	struct inlet *psu = add_inlet(&w, server, 300);
	struct termination *supply[2] = {&feed->end, NULL};
	for (int i = 0; i < ROWS; i++) {
		struct cable *cable = add_cable(&w);
		for (int k = 0; k < 2 && supply[k]; k++)
			plug(&w, cable, supply[k], 'A');
		for (int side = 0; side < 2; side++) {
			struct device *pdu = add_device(&w, "pdu");
			struct inlet *inlet = add_inlet(&w, pdu, NUMBER_UNKNOWN);
			plug(&w, cable, &inlet->end, 'B');
			supply[side] = &add_outlet(&w, pdu, inlet)->end;
		}
	}
	struct cable *last = add_cable(&w);
	plug(&w, last, supply[0], 'A');
	plug(&w, last, supply[1], 'A');
	plug(&w, last, &psu->end, 'B');
	struct power *power = finish(&w);
	struct arena *arena = arena_new();
	assert_true(fabs(power->nodes[0].load_w - 300) < 1e-6);
	assert_true(isnan(power->nodes[power->first[OBJECT_FEED]].netbox_allocated_w));
	const struct verdict *v = look(power, server, arena);
	assert_int_equal(v->state, VERDICT_SINGLE);
	assert_true(v->paths_cut);
	assert_int_equal(v->path_count, VERDICT_PATHS);
	arena_free(arena);
	end(&w, power);
}

/* Everything feeds everything: n PDUs, each with an inlet fed by all the others. */
static void test_complete(void **state)
{
	(void)state;
	enum { BOXES = 60 };
	struct builder w;
	struct device *boxes[BOXES];
	struct inlet *inlets[BOXES];
	begin(&w);
	for (int i = 0; i < BOXES; i++) {
		boxes[i] = add_device(&w, "pdu");
		inlets[i] = add_inlet(&w, boxes[i], NUMBER_UNKNOWN);
	}
	for (int i = 0; i < BOXES; i++) {
		struct cable *cable = add_cable(&w);
		plug(&w, cable, &inlets[i]->end, 'B');
		for (int k = 0; k < BOXES; k++)
			plug(&w, cable, &add_outlet(&w, boxes[k], inlets[k])->end, 'A');
	}
	struct device *server = add_device(&w, "server");
	connect(&w, &add_outlet(&w, boxes[BOXES - 1], inlets[BOXES - 1])->end, &add_inlet(&w, server, 300)->end);
	struct power *power = finish(&w);
	struct arena *arena = arena_new();
	assert_int_equal(look(power, server, arena)->state, VERDICT_DARK);
	for (uint32_t n = power->first[OBJECT_INLET]; n < power->first[OBJECT_INLET] + BOXES; n++)
		assert_true(power->nodes[n].flags & NODE_IN_CYCLE);
	arena_free(arena);
	end(&w, power);
}

/* A ring of DEPTH PDUs, and one that feeds itself. */
static void test_ring(void **state)
{
	(void)state;
	struct builder w;
	begin(&w);
	struct inlet *first = NULL;
	struct termination *supply = NULL;
	struct device *pdu = NULL;
	for (int i = 0; i < DEPTH; i++) {
		pdu = add_device(&w, "pdu");
		struct inlet *inlet = add_inlet(&w, pdu, NUMBER_UNKNOWN);
		if (supply)
			connect(&w, supply, &inlet->end);
		else
			first = inlet;
		supply = &add_outlet(&w, pdu, inlet)->end;
	}
	connect(&w, supply, &first->end);
	struct device *self = add_device(&w, "pdu");
	struct inlet *own = add_inlet(&w, self, NUMBER_UNKNOWN);
	connect(&w, &add_outlet(&w, self, own)->end, &own->end);
	struct power *power = finish(&w);
	struct arena *arena = arena_new();
	assert_int_equal(look(power, pdu, arena)->state, VERDICT_DARK);
	assert_true(power->nodes[power_node(power, &own->object)].flags & NODE_IN_CYCLE);
	size_t cut = 0;
	for (uint32_t e = 0; e < power->edge_count; e++)
		cut += power->edges[e].closes_cycle;
	assert_int_equal(cut, 2);
	arena_free(arena);
	end(&w, power);
}

/* A device of 1000 inlets and 1000 outlets, a server of 1000 supplies. */
static void test_many_ports(void **state)
{
	(void)state;
	enum { PORTS = 1000 };
	static const char *const slugs[] = {"pdu", "ats"};
	for (int k = 0; k < 2; k++) {
		struct builder w;
		begin(&w);
		struct device *box = add_device(&w, slugs[k]), *server = add_device(&w, "server");
		for (int i = 0; i < PORTS; i++)
			connect(&w, &add_feed(&w)->end, &add_inlet(&w, box, NUMBER_UNKNOWN)->end);
		for (int i = 0; i < PORTS; i++)
			connect(&w, &add_outlet(&w, box, NULL)->end, &add_inlet(&w, server, 1)->end);
		struct power *power = finish(&w);
		struct arena *arena = arena_new();
		const struct verdict *v = look(power, server, arena);
		assert_int_equal(v->state, VERDICT_UNKNOWN); /* too many ways in to follow */
		assert_int_equal(v->path_count, VERDICT_PATHS);
		assert_true(power->edge_count < PORTS * (EDGES_IN_MAX + 8));
		double given = 0;
		for (uint32_t n = 0; n < power->first[OBJECT_FEED]; n++)
			given += power->nodes[n].load_w;
		assert_true(fabs(given - PORTS) < 1e-6);
		arena_free(arena);
		end(&w, power);
	}
}

/* Ids far apart are found without a table. */
static void test_sparse_ids(void **state)
{
	(void)state;
	struct builder w;
	begin(&w);
	struct feed *feed = add_feed(&w);
	struct device *server = add_device(&w, "server"), *other = add_device(&w, "server");
	other->object.id = INT64_MAX;
	connect(&w, &feed->end, &add_inlet(&w, server, 100)->end);
	struct power *power = finish(&w);
	assert_ptr_equal(power->nodes[power_node(power, &other->object)].object, &other->object);
	assert_ptr_equal(power->nodes[power_node(power, &server->object)].object, &server->object);
	assert_true(power->nodes[0].load_w == 100);
	end(&w, power);
	begin(&w);
	power = finish(&w); /* nothing at all */
	assert_int_equal(power->node_count, 0);
	end(&w, power);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cascade),
		cmocka_unit_test(test_twin_cascade),
		cmocka_unit_test(test_diamonds),
		cmocka_unit_test(test_complete),
		cmocka_unit_test(test_ring),
		cmocka_unit_test(test_many_ports),
		cmocka_unit_test(test_sparse_ids),
	};
	return cmocka_run_group_tests_name("power hostile", tests, NULL, NULL);
}
