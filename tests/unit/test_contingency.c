/* The incremental evaluation against power_build() on an inventory in which the
 * same elements have failed, on random graphs; sums that must agree; the worked
 * numbers. */
#include "load.h"

#include "base/number.h"
#include "power/contingency.h"
#include "power/naming.h"

static uint32_t seed = 7;

static uint32_t any(uint32_t below)
{
	seed = seed * 1664525u + 1013904223u;
	return (seed >> 8) % below;
}

static bool chance(uint32_t percent)
{
	return any(100) < percent;
}

/* -- random sites ------------------------------------------------------------ */

enum { BOXES = 9, SERVERS = 14, PANELS = 3, FEEDS = 5 };

struct site_text {
	FILE *feeds, *inlets, *outlets, *cables, *devices;
	int inlet, outlet, cable, device;
	int supply[400]; /* free ends: feed id, or −outlet id */
	int supply_count, box_supply_from;
};

static const char *sep(int id)
{
	return id > 1 ? "," : "";
}

static int take_supply(struct site_text *s)
{
	if (!s->supply_count || chance(6))
		return 0;
	int at = (int)any((uint32_t)s->supply_count), supply = s->supply[at];
	s->supply[at] = s->supply[--s->supply_count];
	return supply;
}

static const char *cable_status(void)
{
	return chance(6) ? "planned" : chance(6) ? "decommissioning" : "connected";
}

static void add_inlet(struct site_text *s, int device, bool consumer)
{
	int supply = take_supply(s), id = ++s->inlet;
	char draw[32] = "null", most[32] = "null";
	if (consumer && chance(85))
		snprintf(draw, sizeof draw, "%u", 50 * (1 + any(30)));
	if (consumer && chance(70))
		snprintf(most, sizeof most, "%u", 100 * (5 + any(40)));
	fprintf(s->inlets, "%s{'id':%d,'name':'In%d','device':{'id':%d},'type':{'value':'iec-60320-c14'},"
	        "'allocated_draw':%s,'maximum_draw':%s", sep(id), id, id, device, draw, most);
	if (supply) {
		int cable = ++s->cable;
		const char *kind = supply > 0 ? "dcim.powerfeed" : "dcim.poweroutlet";
		fprintf(s->inlets, ",'cable':{'id':%d},'cable_end':'B'", cable);
		fprintf(s->cables, "%s{'id':%d,'status':{'value':'%s'},'a_terminations':[{'object_type':'%s','object_id':%d}],"
		        "'b_terminations':[{'object_type':'dcim.powerport','object_id':%d}]}", sep(cable), cable,
		        cable_status(), kind, abs(supply), id);
	}
	fprintf(s->inlets, "}");
}

static void add_device(struct site_text *s, const char *role)
{
	int id = ++s->device;
	fprintf(s->devices, "%s{'id':%d,'name':'d%d','status':{'value':'active'},'role':{'id':1,'name':'r','slug':'%s'},"
	        "'device_type':{'id':1,'model':'m','slug':'m'}}", sep(id), id, id, role);
}

static void add_box(struct site_text *s, bool with_ups)
{
	static const char *const roles[] = {"pdu", "ats", "sts", "ups"};
	uint32_t role = any(with_ups ? 4 : 3);
	add_device(s, roles[role]);
	int inlets = 1 + (int)any(2), first = s->inlet + 1;
	for (int i = 0; i < inlets; i++)
		add_inlet(s, s->device, false);
	for (int i = 0, count = 2 + (int)any(4); i < count; i++) {
		int id = ++s->outlet;
		fprintf(s->outlets, "%s{'id':%d,'name':'O%d','device':{'id':%d},'type':{'value':'%s'}", sep(id), id, id,
		        s->device, chance(50) ? "iec-60320-c13" : "iec-60320-c19");
		if (chance(85) || (role == 0 && inlets > 1)) /* nothing undecided: a rebuilt graph cannot say a part is lost */
			fprintf(s->outlets, ",'power_port':{'id':%d}", first + (int)any((uint32_t)inlets));
		fprintf(s->outlets, "}");
		s->supply[s->supply_count++] = -id;
	}
}

/* Ends of cables are on both objects; those of supplies are written afterwards. */
static struct inventory *random_site(bool with_ups)
{
	struct site_text s = {0};
	char *text[5] = {0}, *all = NULL;
	size_t size[5], all_size;
	FILE **files[] = {&s.feeds, &s.inlets, &s.outlets, &s.cables, &s.devices};
	for (int i = 0; i < 5; i++)
		*files[i] = open_memstream(&text[i], &size[i]);
	for (int id = 1; id <= FEEDS; id++) {
		fprintf(s.feeds, "%s{'id':%d,'name':'F%d','power_panel':{'id':%u},'status':{'value':'%s'},'voltage':230,"
		        "'amperage':%u,'max_utilization':80,'phase':{'value':'single-phase'},'supply':{'value':'ac'}}",
		        sep(id), id, id, 1 + any(PANELS), chance(5) ? "failed" : "active", 10 + any(30));
		s.supply[s.supply_count++] = id;
	}
	for (int i = 0; i < BOXES; i++)
		add_box(&s, with_ups);
	for (int i = 0; i < SERVERS; i++) {
		add_device(&s, i % 3 ? "server" : "blade");
		for (int k = 0, count = 1 + (int)any(3); k < count; k++)
			add_inlet(&s, s.device, true);
	}
	for (int i = 0; i < 5; i++)
		fclose(*files[i]);
	FILE *out = open_memstream(&all, &all_size);
	fprintf(out, "'dcim/power-panels':[{'id':1,'name':'P1'},{'id':2,'name':'P2'},{'id':3,'name':'P3'}],"
	        "'dcim/power-feeds':[%s],'dcim/power-ports':[%s],'dcim/power-outlets':[%s],'dcim/cables':[%s],"
	        "'dcim/devices':[%s]", text[0], text[1], text[2], text[3], text[4]);
	fclose(out);
	struct inventory *inventory = load("4.2.9", all);
	for (int i = 0; i < 5; i++)
		free(text[i]);
	free(all);
	return inventory;
}

/* -- the same loss, from scratch -------------------------------------------------- */

/* Lets an element fail by its status, as NetBox would say it. */
static void let_fail(struct inventory *inventory, const struct object *object)
{
	switch (object->kind) {
	case OBJECT_PANEL:
		for (size_t i = 0; i < inventory->feed_count; i++)
			if (&inventory->feeds[i]->panel->object == object)
				inventory->feeds[i]->status = "failed";
		break;
	case OBJECT_FEED:
		((struct feed *)object)->status = "failed";
		break;
	case OBJECT_INLET:
		if (((struct inlet *)object)->end.cable)
			((struct inlet *)object)->end.cable->status = "planned";
		break;
	case OBJECT_OUTLET:
		((struct outlet *)object)->status = "disabled";
		break;
	case OBJECT_DEVICE:
		((struct device *)object)->status = "failed";
		break;
	case OBJECT_CABLE:
		((struct cable *)object)->status = "planned";
		break;
	default:
		break;
	}
}

static const struct object *random_element(const struct inventory *inventory)
{
	static const enum object_kind kinds[] = {OBJECT_PANEL, OBJECT_FEED, OBJECT_INLET, OBJECT_OUTLET, OBJECT_DEVICE,
	                                         OBJECT_CABLE};
	for (;;) {
		size_t count;
		struct object **objects = inventory_objects(inventory, kinds[any(6)], &count);
		const struct object *object = count ? objects[any((uint32_t)count)] : NULL;
		bool box = object && (object->kind != OBJECT_DEVICE || ((const struct device *)object)->outlet_count);
		if (object && box && object->visible)
			return object;
	}
}

/* An inlet taken out may have its own outlets; its cable stands for it, so an
 * inlet without a cable has nothing to compare. */
static bool comparable(const struct object *object)
{
	return object->kind != OBJECT_INLET || ((const struct inlet *)object)->end.cable;
}

static void compare_node(const struct contingency *c, const struct power *now, uint32_t n)
{
	const struct node *node = &now->nodes[n];
	uint8_t state = contingency_state(c, n);
	bool box = node->kind == OBJECT_DEVICE && node->role != ROLE_CONSUMER;
	if (box || (state & STATE_GONE) || node->role == ROLE_PASSIVE)
		return;
	assert_int_equal((state & STATE_SOURCE) != 0, (node->flags & NODE_FED) != 0);
	if (!(node->flags & NODE_FED) || node->role == ROLE_CONSUMER)
		return;
	double expected = number_known(node->load_w) ? node->load_w : 0;
	if (fabs(contingency_load(c, n) - expected) > 0.01)
		fail_msg("%s-%lld: %g W, from scratch %g W", object_kind_name(node->kind), (long long)node->object->id,
		         contingency_load(c, n), expected);
}

static void compare_verdicts(const struct contingency *c, const struct power *now)
{
	struct arena *arena = arena_new();
	for (uint32_t n = now->first[OBJECT_DEVICE]; n < now->node_count; n++) {
		if (now->nodes[n].role != ROLE_CONSUMER)
			continue;
		const struct verdict *verdict = power_verdict(now, n, arena);
		assert_int_equal(contingency_redundant(c, n), verdict->state == VERDICT_REDUNDANT);
	}
	arena_free(arena);
}

/* -- at risk, the simple way -------------------------------------------------------- */

static bool may_trip(const struct power *now, uint32_t n)
{
	const struct node *node = &now->nodes[n];
	double limit = node->rated_w * (node->role == ROLE_PSU ? 1 : now->policy.trip);
	return node->kind != OBJECT_DEVICE && number_known(limit) && node->load_w > limit + 1e-5;
}

/* A way up to a source past nothing that may trip. */
static bool firmly_fed(const struct power *now, uint32_t n)
{
	if (may_trip(now, n))
		return false;
	if ((now->nodes[n].flags & NODE_SOURCE) && (now->nodes[n].flags & NODE_FED))
		return true;
	for (uint32_t e = now->in_start[n]; e < now->in_start[n + 1]; e++)
		if (now->edges[e].live && !now->edges[e].closes_cycle && firmly_fed(now, now->edges[e].from))
			return true;
	return false;
}

static void compare_fates(const struct contingency *c, const struct power *now)
{
	for (uint32_t n = now->first[OBJECT_DEVICE]; n < now->node_count; n++) {
		const struct node *node = &now->nodes[n];
		if (node->role != ROLE_CONSUMER)
			continue;
		enum effect expected = !(node->flags & NODE_FED) ? node->flags & NODE_UNKNOWN_FED ? EFFECT_UNKNOWN : EFFECT_DARK
		                       : firmly_fed(now, n) ? EFFECTS : EFFECT_AT_RISK;
		assert_int_equal(contingency_fate(contingency_state(c, n)), expected);
	}
}

/* Untouched, everything is as the graph says. */
static void same_before(const struct contingency *c, const struct power *power)
{
	for (uint32_t n = 0; n < power->node_count; n++) {
		const struct node *node = &power->nodes[n];
		bool box = node->kind == OBJECT_DEVICE && node->role != ROLE_CONSUMER;
		if (!box)
			assert_int_equal((contingency_state(c, n) & STATE_SOURCE) != 0, (node->flags & NODE_FED) != 0);
		assert_true(contingency_state(c, n) == contingency_state_before(c, n));
		assert_true(contingency_load(c, n) == contingency_before(c, n));
	}
}

static void same_outcome(const struct outcome *a, const struct outcome *b)
{
	assert_int_equal(a->hit_count, b->hit_count);
	assert_int_equal(a->worst, b->worst);
	for (size_t i = 0; i < a->hit_count; i++) {
		assert_int_equal(a->hits[i].node, b->hits[i].node);
		assert_int_equal(a->hits[i].effect, b->hits[i].effect);
		assert_memory_equal(&a->hits[i].after_w, &b->hits[i].after_w, sizeof a->hits[i].after_w);
	}
}

/* An engine that works out what it comes across says the same as one that knows all,
 * also after a run of something else. */
static void part_agrees(struct contingency *whole, const struct power *power, const struct removal *removal,
                        const struct object *other)
{
	struct contingency *part = contingency_new_part(power);
	struct removal one = {0};
	removal_add(&one, power, other);
	contingency_run(part, &one, false);
	same_outcome(contingency_run(part, removal, true), contingency_run(whole, removal, true));
	same_outcome(contingency_run(part, removal, false), contingency_run(whole, removal, false));
	for (uint32_t n = 0; n < power->node_count; n++) {
		contingency_look(part, n);
		assert_int_equal(contingency_state(part, n), contingency_state(whole, n));
		assert_int_equal(contingency_state_before(part, n), contingency_state_before(whole, n));
		assert_int_equal(contingency_redundant(part, n), contingency_redundant(whole, n));
		assert_true(contingency_load(part, n) == contingency_load(whole, n));
		assert_true(contingency_before(part, n) == contingency_before(whole, n));
	}
	contingency_free(part);
	removal_end(&one);
}

static void try_loss(struct inventory *inventory, struct contingency *c, const struct power *power, size_t losses)
{
	const struct object *gone[3];
	struct removal removal = {0};
	for (size_t i = 0; i < losses; i++) {
		do
			gone[i] = random_element(inventory);
		while (!comparable(gone[i]));
		removal_add(&removal, power, gone[i]);
	}
	part_agrees(c, power, &removal, gone[0]);
	contingency_run(c, &removal, false);
	for (size_t i = 0; i < losses; i++)
		let_fail(inventory, gone[i]);
	struct power *now = power_build(inventory, &power->policy);
	for (uint32_t n = 0; n < now->node_count; n++)
		compare_node(c, now, n);
	compare_verdicts(c, now);
	compare_fates(c, now);
	power_free(now);
	removal_end(&removal);
}

static const struct device_rule blades_each = {false, "blade", PSU_EACH};

static void test_against_a_graph_built_anew(void **state)
{
	(void)state;
	for (int round = 0; round < 400; round++) {
		uint32_t start = seed;
		for (int loss = 0; loss < 4; loss++) {
			seed = start;
			struct inventory *inventory = random_site(false);
			struct policy policy;
			policy_init(&policy);
			if (round % 3) /* some devices, or all of them, have the whole draw on each inlet */
				policy.psu_rules = &blades_each, policy.psu_rule_count = 1;
			policy.psu = round % 3 == 2 ? PSU_EACH : PSU_SHARE;
			struct power *power = power_build(inventory, &policy);
			struct contingency *c = contingency_new(power);
			same_before(c, power);
			seed += (uint32_t)(loss * 7919);
			try_loss(inventory, c, power, 1 + any(2));
			contingency_run(c, &(struct removal){0}, false);
			same_before(c, power);
			contingency_free(c);
			power_free(power);
			inventory_free(inventory);
		}
		any(2);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_against_a_graph_built_anew),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
