/* What places can take: the worked numbers on the example sites, rules on random
 * sites, and what nobody should have typed. */
#include "load.h"

#include "base/number.h"
#include "power/lines.h"
#include "power/netbox_draw.h"
#include "power/place.h"
#include "report/kind.h"
#include "report/write_csv.h"
#include "report/write_json.h"
#include "report/write_markdown.h"
#include "report/write_text.h"

#include <glob.h>

struct fixture {
	struct inventory *inventory;
	struct power *power;
	struct places *places;
	struct arena *arena;
};

static bool equal(double a, double b)
{
	return a == b || (isnan(a) && isnan(b));
}

static void check_figures(const struct place_figures *is, const struct place_figures *should)
{
	const double watts[][2] = {
		{is->load_w, should->load_w}, {is->planned_w, should->planned_w}, {is->reserve_w, should->reserve_w},
		{is->transit_w, should->transit_w}, {is->unconnected_w, should->unconnected_w},
		{is->installed.w, should->installed.w}, {is->usable.w, should->usable.w}, {is->limit_2n.w, should->limit_2n.w},
		{is->headroom_w, should->headroom_w}, {is->growth_w, should->growth_w},
		{is->installed_pct, should->installed_pct}, {is->usable_pct, should->usable_pct},
		{is->limit_2n_pct, should->limit_2n_pct}, {is->netbox_pct, should->netbox_pct},
		{is->netbox_w, should->netbox_w}, {is->netbox_available_w, should->netbox_available_w},
	};
	for (size_t i = 0; i < sizeof watts / sizeof *watts; i++)
		if (!equal(watts[i][0], watts[i][1]))
			fail_msg("%s alone: figure %zu is %.9g, expected %.9g", should->object->name, i, watts[i][0], watts[i][1]);
	assert_ptr_equal(is->object, should->object);
	assert_int_equal(is->headroom_mark, should->headroom_mark);
	assert_int_equal(is->growth_mark, should->growth_mark);
	assert_int_equal(is->transit_mark, should->transit_mark);
	assert_ptr_equal(is->bottleneck, should->bottleneck);
	assert_int_equal(is->bottlenecks, should->bottlenecks);
	assert_ptr_equal(is->shared, should->shared);
	assert_string_equal(is->reason, should->reason);
	assert_int_equal(is->mark, should->mark);
	assert_int_equal(is->installed.mark, should->installed.mark);
	assert_int_equal(is->usable.mark, should->usable.mark);
	assert_int_equal(is->limit_2n.mark, should->limit_2n.mark);
	assert_true(is->known == should->known && is->total == should->total);
	assert_true(is->sides == should->sides && is->worst_side == should->worst_side);
	assert_int_equal(is->severity, should->severity);
}

/* Each rack has the same figures when nothing else is computed. */
static void check_alone(const struct fixture *f)
{
	for (size_t i = 0; i < f->inventory->rack_count; i++)
		check_figures(place_of_rack(f->power, f->inventory->racks[i], f->arena), &f->places->racks[i]);
}

static struct fixture made(struct inventory *inventory, double continuous)
{
	struct fixture f = {.inventory = inventory, .arena = arena_new()};
	struct policy policy;
	policy_init(&policy);
	policy.continuous = continuous;
	f.power = power_build(f.inventory, &policy);
	f.places = places_build(f.power);
	check_alone(&f);
	return f;
}

static struct fixture opened(const char *path, double continuous)
{
	struct error err = {0};
	struct raw *raw;
	struct inventory *inventory = NULL;
	if (!snapshot_read(path, &raw, &err) || !decode_inventory(raw, &inventory, &err))
		fail_msg("%s: %s", path, err.text);
	raw_free(raw);
	return made(inventory, continuous);
}

static void close_fixture(struct fixture *f)
{
	places_free(f->places);
	power_free(f->power);
	inventory_free(f->inventory);
	arena_free(f->arena);
}

static const struct object *named(const struct fixture *f, enum object_kind kind, const char *name)
{
	size_t count;
	struct object **objects = inventory_objects(f->inventory, kind, &count);
	for (size_t i = 0; i < count; i++)
		if (strcmp(objects[i]->name, name) == 0)
			return objects[i];
	fail_msg("no %s %s", object_kind_name(kind), name);
	return NULL;
}

static const struct place_figures *place(const struct fixture *f, enum object_kind kind, const char *name)
{
	const struct object *object = named(f, kind, name);
	const struct place_figures *found = places_find(f->places, object);
	return found ? found : places_of_element(f->places, power_node(f->power, object), f->arena);
}

static bool near(double a, double b)
{
	return fabs(a - b) < 0.05 || (isnan(a) && isnan(b));
}

static void same(const char *what, const char *where, double is, double should)
{
	if (!near(is, should))
		fail_msg("%s of %s: %.2f, expected %.2f", what, where, is, should);
}

/* -- worked numbers ------------------------------------------------------------------- */

struct worked {
	enum object_kind kind;
	const char *name;
	double load_w, installed_w, usable_w, limit_2n_w, transit_w, headroom_w, growth_w;
	unsigned over, racks;
};

static void check_worked(const struct fixture *f, const struct worked *w)
{
	const struct place_figures *p = place(f, w->kind, w->name);
	same("load", w->name, p->load_w, w->load_w);
	same("installed", w->name, p->installed.w, w->installed_w);
	same("usable", w->name, p->usable.w, w->usable_w);
	same("limit_2n", w->name, p->limit_2n.w, w->limit_2n_w);
	same("transit", w->name, p->transit_w, w->transit_w);
	same("headroom", w->name, p->headroom_w, w->headroom_w);
	same("growth", w->name, p->growth_w, w->growth_w);
	assert_int_equal(p->racks_over_2n, w->over);
	assert_int_equal(p->racks, w->racks);
	assert_int_equal(p->known, p->total);
}

static void test_guide(void **state)
{
	static const struct worked worked[] = {
		{OBJECT_RACK, "NET-R01", 9800, 14400, 11520, 5760, 0, 860, -4040, 0, 0},
		{OBJECT_RACK, "SRV-A-R01", 13720, 14400, 11520, 5760, 0, -1100, -7960, 0, 0},
		{OBJECT_LOCATION, "Network Core", 81200, 604800, 483840, 46080, 14200, 194220, -35120, 8, 8},
		{OBJECT_LOCATION, "Server Hall A", 102400, 604800, 483840, 46080, 0, 198420, -56320, 8, 8},
		{OBJECT_LOCATION, "Server Hall B", 98600, 302400, 241920, 46080, 0, 79360, -52520, 7, 8},
		{OBJECT_LOCATION, "Storage", 45800, 302400, 241920, 23040, 0, 98060, -22760, 4, 4},
		{OBJECT_LOCATION, "MMR", 14200, 28800, 23040, 11520, 0, 4420, -2680, 2, 2},
		{OBJECT_SITE, "EMEA-DC-CLOUD", 342200, 1814400, 1451520, 172800, 0, 570060, -169400, 29, 30},
		{OBJECT_PANEL, "UTILITY-A", 171100, 1330176, 1064140, NAN, 0, 893040, 893040, 0, 0},
		{OBJECT_DEVICE, "EMEA-NETCORE-PANEL-A", 47700, 302400, 241920, NAN, 0, 194220, 194220, 0, 0},
		{OBJECT_DEVICE, "NET-R01-PDU-A", 4900, 7200, 5760, NAN, 0, 860, 860, 0, 0},
	};
	(void)state;
	struct fixture f = opened("examples/guide-4.2.9.json", NAN);
	for (size_t i = 0; i < sizeof worked / sizeof *worked; i++)
		check_worked(&f, &worked[i]);
	const struct place_figures *site = place(&f, OBJECT_SITE, "EMEA-DC-CLOUD"), *rack = place(&f, OBJECT_RACK, "NET-R01");
	same("installed_pct", "the site", site->installed_pct, 18.86);
	same("installed_pct", "NET-R01", rack->installed_pct, 68.06);
	same("limit_2n_pct", "NET-R01", rack->limit_2n_pct, 170.14);
	assert_int_equal(rack->severity, SEVERITY_ERROR);
	assert_int_equal(rack->worst_side, 'A');
	assert_int_equal(rack->sides, 3);
	assert_string_equal(site->reason, "30 racks as cabled");
	assert_string_equal(place_netbox_reason(f.places, rack, f.arena),
	                    "NetBox: 0 W of 0 W, because no feed is assigned to this rack "
	                    "(power comes by EMEA-NETCORE-PANEL-A:Circuit-01 …)");
	close_fixture(&f);
}

/* Where the least is left: a circuit of 5 760 W, one that carries too much, the 42 circuits
 * of a panel, all of a feed's panel; those of the other side are none of them. */
static void test_bottleneck(void **state)
{
	static const struct {
		enum object_kind kind;
		const char *name, *bottleneck;
		unsigned count;
	} cases[] = {
		{OBJECT_RACK, "NET-R01", "Circuit-01", 1},
		{OBJECT_DEVICE, "NET-R01-PDU-A", "Circuit-01", 1},
		{OBJECT_RACK, "SRV-A-R01", "Circuit-01", 1},
		{OBJECT_LOCATION, "Network Core", "Circuit-05", 42},
		{OBJECT_LOCATION, "Server Hall A", "Circuit-01", 42},
		{OBJECT_PANEL, "UTILITY-A", "HALLA-A", 4},
	};
	(void)state;
	struct fixture f = opened("examples/guide-4.2.9.json", NAN);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const struct place_figures *p = place(&f, cases[i].kind, cases[i].name);
		assert_non_null(p->bottleneck);
		assert_string_equal(p->bottleneck->name, cases[i].bottleneck);
		assert_int_equal(p->bottlenecks, cases[i].count);
	}
	close_fixture(&f);
	f = opened("tests/golden/sites/traps-4.6.8.json", NAN);
	assert_string_equal(place(&f, OBJECT_RACK, "R11")->bottleneck->name, "F-over");
	assert_string_equal(place(&f, OBJECT_DEVICE, "ats-11")->bottleneck->name, "F8-A");
	assert_null(place(&f, OBJECT_RACK, "R9")->bottleneck); /* what is left there is unknown */
	close_fixture(&f);
}

/* Of a load known in part, what is left is at most that; of a limit known in part at least that; of both
 * nothing can be said. */
static void test_what_is_left_is_marked(void **state)
{
	(void)state;
	struct fixture f = opened("tests/golden/sites/colo-hall-4.2.9.json", NAN);
	const struct place_figures *p = place(&f, OBJECT_RACK, "H1-B03"); /* ≥8 627 of 11 000 W */
	same("growth", "H1-B03", p->growth_w, 2373);
	assert_int_equal(p->growth_mark, MARK_AT_MOST);
	assert_int_equal(p->headroom_mark, MARK_AT_MOST);
	p = place(&f, OBJECT_LOCATION, "H1 Row B"); /* ≥46.2 of ≥77.0 kW */
	assert_true(p->mark == MARK_AT_LEAST && p->limit_2n.mark == MARK_AT_LEAST);
	assert_true(isnan(p->growth_w));
	p = place(&f, OBJECT_LOCATION, "Plant"); /* passes on ≥94.0 kW */
	assert_int_equal(p->transit_mark, MARK_AT_LEAST);
	assert_int_equal(p->growth_mark, MARK_AT_MOST);
	p = place(&f, OBJECT_RACK, "H1-B05");
	same("growth", "H1-B05", p->growth_w, -3282);
	assert_int_equal(p->growth_mark, MARK_EXACT);
	close_fixture(&f);
	f = opened("tests/golden/sites/traps-4.6.8.json", NAN);
	assert_int_equal(place(&f, OBJECT_DEVICE, "R9-PDU-B")->headroom_mark, MARK_AT_MOST);
	assert_int_equal(place(&f, OBJECT_DEVICE, "R9-PDU-B")->growth_mark, MARK_AT_MOST);
	assert_int_equal(place(&f, OBJECT_DEVICE, "R9-PDU-A")->headroom_mark, MARK_EXACT);
	assert_int_equal(place(&f, OBJECT_RACK, "R5")->headroom_mark, MARK_ASSUMED);
	assert_int_equal(place(&f, OBJECT_PANEL, "PP-A")->headroom_mark, MARK_AT_MOST); /* ≈, but of 1 the draw is not known */
	close_fixture(&f);
}

static void test_guide_as_counted_there(void **state)
{
	(void)state;
	struct fixture f = opened("examples/guide-4.2.9.json", 1);
	same("limit_2n", "NET-R01", place(&f, OBJECT_RACK, "NET-R01")->limit_2n.w, 7200);
	same("usable", "NET-R01", place(&f, OBJECT_RACK, "NET-R01")->usable.w, 14400);
	same("limit_2n", "Network Core", place(&f, OBJECT_LOCATION, "Network Core")->limit_2n.w, 57600);
	close_fixture(&f);
}

/* Sides that share an element above are no sides. */
static void test_crossed(void **state)
{
	(void)state;
	struct fixture f = opened("examples/crossed-4.2.9.json", NAN);
	const struct place_figures *rack = place(&f, OBJECT_RACK, "Rack 1");
	same("limit_2n", "Rack 1", rack->limit_2n.w, 0);
	assert_string_equal(rack->reason, "not 2N: shared Power panel 1");
	assert_string_equal(rack->shared, "Power panel 1");
	assert_true(isnan(rack->limit_2n_pct));
	assert_int_equal(rack->severity, SEVERITY_ERROR);
	assert_int_equal(place(&f, OBJECT_SITE, "Crossed cords")->racks_over_2n, 1);
	close_fixture(&f);
}

/* Two racks of a location; what nobody knows is unknown, not 0. */
static void test_some_racks(void **state)
{
	(void)state;
	struct fixture f = opened("examples/guide-4.2.9.json", NAN);
	const struct place_figures *core = place(&f, OBJECT_LOCATION, "Network Core");
	const struct rack *two[] = {(const struct rack *)named(&f, OBJECT_RACK, "NET-R01"), (const struct rack *)named(&f, OBJECT_RACK, "NET-R05")};
	struct place_figures row = places_of_racks(f.places, two, 2, core);
	same("load", "row", row.load_w, 20300);
	same("usable", "row", row.usable.w, 23040);
	same("percent", "row", row.usable_pct, 20300 / 23040.0 * 100);
	assert_int_equal(row.severity, SEVERITY_NOTICE);
	assert_true(isnan(row.limit_2n.w));
	struct place_figures less = {.usable = {12000, MARK_EXACT}, .object = core->object};
	same("usable", "a small whole", places_of_racks(f.places, two, 2, &less).usable.w, 12000);
	close_fixture(&f);
	f = made(load("4.2.9", "'dcim/sites': [{'id': 1, 'name': 'S', 'slug': 's'}], 'dcim/racks': [{'id': 1, 'name': 'R', 'site': {'id': 1}}],"
	                       "'dcim/devices': [{'id': 1, 'name': 'srv', 'site': {'id': 1}, 'rack': {'id': 1}, 'status': 'active'}],"
	                       "'dcim/power-ports': [{'id': 1, 'name': 'PSU', 'device': {'id': 1}}]"), NAN);
	const struct rack *one = f.inventory->racks[0];
	row = places_of_racks(f.places, &one, 1, NULL);
	assert_int_equal(row.total, 1);
	assert_true(isnan(row.load_w) && isnan(row.usable.w) && isnan(row.usable_pct));
	struct place_figures sum = {0};
	place_add_up(&sum, places_find(f.places, &one->object));
	place_end_sum(&sum);
	assert_true(isnan(sum.load_w) && isnan(sum.installed.w) && isnan(sum.limit_2n.w));
	close_fixture(&f);
}

/* UPS-A1 to C1 of 900 kW take one of two feeds of 886 784 W at a time. */
static void test_transfer_takes_one_inlet(void **state)
{
	(void)state;
	struct fixture f = opened("tests/golden/sites/colo-hall-4.2.9.json", NAN);
	same("usable", "Plant", place(&f, OBJECT_LOCATION, "Plant")->usable.w, 3 * 886784);
	close_fixture(&f);
}

static void test_traps(void **state)
{
	static const struct {
		const char *rack;
		double netbox_pct;
		const char *reason;
	} cases[] = {
		{"R2", 8.5, "NetBox: 500 W of 5 888 W, because pdu-rating/In (inlet-7) has only maximum_draw; below it 450 W"},
		{"R4", 3.4, ""},
		{"R5", 0, "NetBox: 0 W of 8 832 W, because outlets of pdu-nolink (device-19) have no power_port; on them 120 W"},
		{"R6", 27.4, ""},
	};
	(void)state;
	struct fixture f = opened("tests/golden/sites/traps-4.6.8.json", NAN);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const struct place_figures *rack = place(&f, OBJECT_RACK, cases[i].rack);
		same("NetBox's figure", cases[i].rack, rack->netbox_pct, cases[i].netbox_pct);
		assert_string_equal(place_netbox_reason(f.places, rack, f.arena), cases[i].reason);
	}
	same("transit", "R11", place(&f, OBJECT_RACK, "R11")->transit_w, 60);
	assert_string_equal(place(&f, OBJECT_RACK, "R6")->reason, "side A only");
	close_fixture(&f);
}

/* The feeds of a power panel take from one source, whatever side they are called; and what is asked of
 * elements alone is what is asked of them beside all places. */
static void test_elements_alone(void **state)
{
	(void)state;
	struct fixture f = opened("tests/golden/sites/traps-4.6.8.json", NAN);
	struct places *alone = places_for_elements(f.power);
	size_t elements = 0;
	same("headroom", "PP-A", place(&f, OBJECT_PANEL, "PP-A")->headroom_w, 69913);
	for (uint32_t n = 0; n < f.power->node_count; n++) {
		const struct place_figures *is = places_of_element(alone, n, f.arena);
		if (is)
			check_figures(is, places_of_element(f.places, n, f.arena));
		elements += is != NULL;
	}
	assert_int_equal(elements, 32);
	places_free(alone);
	close_fixture(&f);
}

static void test_netbox_before_4_5_9(void **state)
{
	(void)state;
	struct fixture f = opened("tests/golden/sites/traps-2.11.12.json", NAN);
	const struct place_figures *rack = place(&f, OBJECT_RACK, "R1");
	assert_string_equal(place_netbox_reason(f.places, rack, f.arena),
	                    "NetBox: 300 W of 2 944 W, because pdu-c1/In (inlet-2) has no draw of its own and before 4.5.9 "
	                    "NetBox looks no further; below it 300 W");
	close_fixture(&f);
}

/* -- sites at random --------------------------------------------------------------------- */

struct dice {
	uint64_t state;
};

static unsigned roll(struct dice *dice, unsigned sides)
{
	dice->state = dice->state * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(dice->state >> 33) % sides;
}

/* Objects of a site as they are written, and the last id of each kind. */
struct writer {
	struct dice dice;
	FILE *sites, *locations, *racks, *panels, *feeds, *devices, *inlets, *outlets, *cables;
	char *texts[9];
	size_t sizes[9];
	unsigned feed, device, inlet, outlet, cable;
};

static const char *const collections[] = {
	"dcim/sites", "dcim/locations", "dcim/racks", "dcim/power-panels", "dcim/power-feeds", "dcim/devices",
	"dcim/power-ports", "dcim/power-outlets", "dcim/cables"};

static void writer_open(struct writer *w, unsigned seed)
{
	*w = (struct writer){.dice = {seed * 2654435761u + 1}};
	FILE **files[] = {&w->sites, &w->locations, &w->racks, &w->panels, &w->feeds, &w->devices, &w->inlets, &w->outlets,
	                  &w->cables};
	for (size_t i = 0; i < 9; i++)
		*files[i] = open_memstream(&w->texts[i], &w->sizes[i]);
}

static void separate(FILE *out)
{
	fflush(out);
	if (ftell(out) > 0)
		fputs(", ", out);
}

static struct inventory *writer_load(struct writer *w, const char *version)
{
	FILE *files[] = {w->sites, w->locations, w->racks, w->panels, w->feeds, w->devices, w->inlets, w->outlets, w->cables};
	char *all = NULL;
	size_t size;
	FILE *out = open_memstream(&all, &size);
	for (size_t i = 0; i < 9; i++) {
		fclose(files[i]);
		fprintf(out, "%s'%s': [%s]", i ? ", " : "", collections[i], w->texts[i]);
		free(w->texts[i]);
	}
	fclose(out);
	struct inventory *inventory = load(version, all);
	free(all);
	return inventory;
}

static unsigned add_cable(struct writer *w, const char *status)
{
	separate(w->cables);
	fprintf(w->cables, "{'id': %u, 'status': {'value': '%s'}}", ++w->cable, status);
	return w->cable;
}

static void add_feed(struct writer *w, unsigned panel, unsigned rack, char side, const char *figures, unsigned cable)
{
	separate(w->feeds);
	w->feed++;
	fprintf(w->feeds, "{'id': %u, 'name': 'F%u-%c', 'power_panel': {'id': %u}, 'status': {'value': 'active'}, %s", w->feed,
	        w->feed, side, panel, figures);
	if (rack)
		fprintf(w->feeds, ", 'rack': {'id': %u}", rack);
	if (cable)
		fprintf(w->feeds, ", 'cable': {'id': %u}, 'cable_end': 'A'", cable);
	fputc('}', w->feeds);
}

static unsigned add_device(struct writer *w, const char *name, const char *role, unsigned location, unsigned rack)
{
	separate(w->devices);
	w->device++;
	fprintf(w->devices, "{'id': %u, 'name': '%s%u', 'status': {'value': 'active'}, 'role': {'id': %u, 'name': '%s', "
	        "'slug': '%s'}, 'site': {'id': 1}", w->device, name, w->device, (unsigned)strlen(role), role, role);
	if (location)
		fprintf(w->devices, ", 'location': {'id': %u}", location);
	if (rack)
		fprintf(w->devices, ", 'rack': {'id': %u}", rack);
	fputc('}', w->devices);
	return w->device;
}

static unsigned add_inlet(struct writer *w, unsigned device, const char *figures, unsigned cable)
{
	separate(w->inlets);
	w->inlet++;
	fprintf(w->inlets, "{'id': %u, 'name': 'I%u', 'device': {'id': %u}, %s", w->inlet, w->inlet, device, figures);
	if (cable)
		fprintf(w->inlets, ", 'cable': {'id': %u}, 'cable_end': 'B'", cable);
	fputc('}', w->inlets);
	return w->inlet;
}

static void add_outlet(struct writer *w, unsigned device, unsigned inlet, unsigned cable)
{
	separate(w->outlets);
	w->outlet++;
	fprintf(w->outlets, "{'id': %u, 'name': 'O%u', 'device': {'id': %u}, 'power_port': {'id': %u}, "
	        "'type': {'value': 'iec-60320-c13'}", w->outlet, w->outlet, device, inlet);
	if (cable)
		fprintf(w->outlets, ", 'cable': {'id': %u}, 'cable_end': 'A'", cable);
	fputc('}', w->outlets);
}

enum { LOCATIONS = 5, PDUS_MAX = 4 };

/* One rack: a PDU on a feed for each side, devices on some of them. */
static void add_rack(struct writer *w, unsigned rack, unsigned location, unsigned sides)
{
	unsigned pdus[PDUS_MAX], inlets[PDUS_MAX];
	separate(w->racks);
	fprintf(w->racks, "{'id': %u, 'name': 'R%u', 'site': {'id': 1}, 'location': {'id': %u}}", rack, rack, location);
	for (unsigned s = 0; s < sides; s++) {
		char figures[200], name[] = "pdu-A-";
		unsigned cable = roll(&w->dice, 12) ? add_cable(w, "connected") : 0;
		snprintf(figures, sizeof figures, "'voltage': 230, 'amperage': %u, 'max_utilization': %u",
		         roll(&w->dice, 20) * 4, 60 + 10 * roll(&w->dice, 5));
		add_feed(w, 1 + s, rack, (char)('A' + s), figures, cable);
		name[4] = (char)('A' + s);
		pdus[s] = add_device(w, name, "pdu", location, rack);
		inlets[s] = add_inlet(w, pdus[s], roll(&w->dice, 3) ? "'type': null" : "'maximum_draw': 5000", cable);
	}
	for (unsigned i = roll(&w->dice, 6); sides && i-- > 0;) {
		unsigned device = add_device(w, "srv", "server", location, rack), cords = 1 + roll(&w->dice, 3);
		for (unsigned c = 0; c < cords; c++) {
			char figures[100];
			unsigned s = roll(&w->dice, sides), cable = roll(&w->dice, 10) ? add_cable(w, "connected") : 0;
			snprintf(figures, sizeof figures, "'allocated_draw': %u, 'maximum_draw': %u", 50 * roll(&w->dice, 20), 1000);
			add_inlet(w, device, roll(&w->dice, 12) ? figures : "'allocated_draw': null", cable);
			add_outlet(w, pdus[s], inlets[s], cable);
		}
	}
}

static struct inventory *random_site(unsigned seed)
{
	struct writer w;
	writer_open(&w, seed);
	unsigned sides = 1 + roll(&w.dice, PDUS_MAX);
	fprintf(w.sites, "{'id': 1, 'name': 'S', 'slug': 's'}");
	for (unsigned i = 1; i <= LOCATIONS; i++) {
		separate(w.locations);
		fprintf(w.locations, "{'id': %u, 'name': 'L%u', 'slug': 'l%u', 'site': {'id': 1}", i, i, i);
		fprintf(w.locations, i > 2 ? ", 'parent': {'id': %u}}" : "}", 1 + roll(&w.dice, 2));
	}
	for (unsigned s = 1; s <= sides; s++) {
		separate(w.panels);
		fprintf(w.panels, "{'id': %u, 'name': 'PP-%c', 'site': {'id': 1}, 'location': {'id': 1}}", s, 'A' + (int)s - 1);
	}
	for (unsigned i = 1, racks = roll(&w.dice, 12); i <= racks; i++)
		add_rack(&w, i, 1 + roll(&w.dice, LOCATIONS), roll(&w.dice, 6) ? sides : 0);
	return writer_load(&w, "4.2.9");
}

/* -- rules ---------------------------------------------------------------------------------- */

static void check_place(const struct place_figures *p)
{
	bool exact = p->usable.mark == MARK_EXACT && p->installed.mark == MARK_EXACT && p->limit_2n.mark == MARK_EXACT;
	if (exact && p->object->kind == OBJECT_SITE && p->usable.w > p->installed.w + 0.5)
		fail_msg("%s: usable %.1f, installed %.1f", p->object->name, p->usable.w, p->installed.w);
	if (exact && p->limit_2n.w > p->usable.w + 0.5 && p->sides == 3)
		fail_msg("%s: limit_2n %.1f, usable %.1f", p->object->name, p->limit_2n.w, p->usable.w);
	assert_true(p->known <= p->total);
	assert_true(p->racks_over_2n <= p->racks);
	assert_true(!(p->limit_2n.w < 0) && !(p->usable.w < 0) && !(p->installed.w < 0) && !(p->transit_w < 0));
	assert_true(isnan(p->usable_pct) || p->usable.w > 0);
	assert_true(isnan(p->limit_2n_pct) || p->limit_2n.w > 0);
}

struct sums {
	double load_w, limit_w;
	unsigned total, racks;
};

static void add_up(struct sums *sums, const struct place_figures *p)
{
	sums->load_w += isnan(p->load_w) ? 0 : p->load_w;
	sums->limit_w += isnan(p->limit_2n.w) ? 0 : p->limit_2n.w;
	sums->total += p->total;
	sums->racks++;
}

/* A place is the sum of what is below it; everything here is in a rack. */
static void check_sums(const struct fixture *f, const struct place_figures *p)
{
	struct sums sums = {0};
	for (size_t i = 0; i < f->inventory->rack_count; i++) {
		const struct rack *rack = f->inventory->racks[i];
		const struct location *at = rack->location;
		while (at && &at->object != p->object)
			at = at->parent;
		if (at || p->object->kind == OBJECT_SITE)
			add_up(&sums, &f->places->racks[i]);
	}
	same("load", p->object->name, isnan(p->load_w) ? 0 : p->load_w, sums.load_w);
	assert_int_equal(p->total, sums.total);
	assert_int_equal(p->racks, sums.racks);
	if (p->limit_2n.w > sums.limit_w + 0.05)
		fail_msg("%s: limit_2n %.1f, its racks' %.1f", p->object->name, p->limit_2n.w, sums.limit_w);
}

/* What leaves the panels is what arrives at the inlets that are fed. */
static void check_conservation(const struct fixture *f)
{
	double out = 0, in = 0;
	for (uint32_t n = 0; n < f->power->node_count; n++) {
		const struct node *node = &f->power->nodes[n];
		if (node->kind == OBJECT_PANEL && !isnan(node->load_w))
			out += node->load_w;
		if (node->role == ROLE_PSU && (node->flags & NODE_FED) && !isnan(node->load_w))
			in += node->load_w;
	}
	same("load", "all panels", out, in);
}

static void test_rules(void **state)
{
	(void)state;
	for (unsigned seed = 1; seed <= 400; seed++) {
		struct fixture f = made(random_site(seed), NAN);
		for (size_t i = 0; i < f.inventory->rack_count; i++)
			check_place(&f.places->racks[i]);
		for (size_t i = 0; i < f.inventory->location_count; i++) {
			check_place(&f.places->locations[i]);
			check_sums(&f, &f.places->locations[i]);
		}
		check_place(&f.places->sites[0]);
		check_sums(&f, &f.places->sites[0]);
		check_conservation(&f);
		close_fixture(&f);
	}
}

/* -- what nobody should have typed --------------------------------------------------------------- */

typedef bool (*writer_function)(const struct report *, const struct report_options *, FILE *, struct error *);

static bool is_word(const char *text, const char *at, size_t length)
{
	bool before = at > text && ((at[-1] >= 'a' && at[-1] <= 'z') || (at[-1] >= 'A' && at[-1] <= 'Z'));
	return !before && !(at[length] >= 'a' && at[length] <= 'z');
}

static void check_text(const char *kind, const char *text)
{
	static const char *const never[] = {"nan", "NaN", "inf", "-nan", "-inf", "-0 ", "-0,", "-0\n", "-0.0 ", "e+"};
	for (size_t i = 0; i < sizeof never / sizeof *never; i++)
		for (const char *at = text; (at = strstr(at, never[i])); at++)
			if (is_word(text, at, strlen(never[i])) || never[i][0] == 'e')
				fail_msg("%s: '%s' in %.60s", kind, never[i], at > text + 20 ? at - 20 : text);
}

/* Every report of a site in every format. */
static void write_all(const struct fixture *f)
{
	static const writer_function writers[] = {report_write_text, report_write_csv, report_write_json,
	                                          report_write_markdown};
	struct report_request request = {.power = f->power, .places = f->places, .taken_at = ""};
	struct report_options options = {.wide = true};
	for (int i = 0; report_kinds[i].name; i++)
		for (int by = BY_NOTHING; by <= BY_TENANT; by++) {
			request.by = (enum report_by)by;
			struct report *report = report_kinds[i].make(&request);
			for (size_t w = 0; w < sizeof writers / sizeof *writers; w++) {
				struct error err = {0};
				char *text = NULL;
				size_t size;
				FILE *out = open_memstream(&text, &size);
				assert_true(writers[w](report, &options, out, &err));
				fclose(out);
				check_text(report_kinds[i].name, text);
				free(text);
			}
			report_free(report);
		}
}

static void test_reports_of_random_sites(void **state)
{
	(void)state;
	for (unsigned seed = 1; seed <= 40; seed++) {
		struct fixture f = made(random_site(seed), NAN);
		write_all(&f);
		close_fixture(&f);
	}
}

/* One rack with one feed of such figures, a PDU and a server. */
static struct fixture odd_feed(const char *figures, const char *draw)
{
	struct writer w;
	writer_open(&w, 1);
	fprintf(w.sites, "{'id': 1, 'name': 'S', 'slug': 's'}");
	fprintf(w.racks, "{'id': 1, 'name': 'R1', 'site': {'id': 1}}");
	fprintf(w.panels, "{'id': 1, 'name': 'PP-A', 'site': {'id': 1}}");
	unsigned feed = add_cable(&w, "connected"), cord = add_cable(&w, "connected");
	add_feed(&w, 1, 1, 'A', figures, feed);
	unsigned pdu = add_device(&w, "pdu", "pdu", 0, 1), server = add_device(&w, "srv", "server", 0, 1);
	unsigned inlet = add_inlet(&w, pdu, "'type': null", feed);
	add_outlet(&w, pdu, inlet, cord);
	add_inlet(&w, server, draw, cord);
	return made(writer_load(&w, "4.2.9"), NAN);
}

/* 500 W on two feeds of 3 680 W and a PDU that hangs on something outside NetBox: there is room for 3 180 W
 * more, or for more than that. */
static void test_limit_known_in_part_leaves_at_least(void **state)
{
	(void)state;
	static const char figures[] = "'voltage': 230, 'amperage': 16, 'max_utilization': 80";
	struct writer w;
	writer_open(&w, 1);
	fprintf(w.sites, "{'id': 1, 'name': 'S', 'slug': 's'}");
	fprintf(w.racks, "{'id': 1, 'name': 'R1', 'site': {'id': 1}}");
	fprintf(w.panels, "{'id': 1, 'name': 'PP-A', 'site': {'id': 1}}, {'id': 2, 'name': 'PP-B', 'site': {'id': 1}}");
	unsigned server = add_device(&w, "srv", "server", 0, 1), outside = add_device(&w, "pdu-x", "pdu", 0, 1);
	for (unsigned side = 1; side <= 2; side++) {
		unsigned feed = add_cable(&w, "connected"), cord = add_cable(&w, "connected");
		unsigned pdu = add_device(&w, side == 1 ? "pdu-A" : "pdu-B", "pdu", 0, 1);
		add_feed(&w, side, 1, side == 1 ? 'A' : 'B', figures, feed);
		add_outlet(&w, pdu, add_inlet(&w, pdu, "'type': null", feed), cord);
		add_inlet(&w, server, "'allocated_draw': 250", cord);
	}
	add_outlet(&w, outside, add_inlet(&w, outside, "'mark_connected': true", 0), 0);
	struct fixture f = made(writer_load(&w, "4.2.9"), NAN);
	const struct place_figures *rack = place(&f, OBJECT_RACK, "R1");
	same("limit_2n", "R1", rack->limit_2n.w, 3680);
	assert_int_equal(rack->limit_2n.mark, MARK_AT_LEAST);
	same("growth", "R1", rack->growth_w, 3180);
	assert_int_equal(rack->growth_mark, MARK_AT_LEAST);
	assert_true(isnan(rack->headroom_w));
	close_fixture(&f);
}

static void test_odd_figures(void **state)
{
	static const struct {
		const char *feed, *draw;
		double load_w, installed_w, usable_w;
	} cases[] = {
		{"'voltage': -48, 'amperage': 100, 'max_utilization': 80, 'supply': {'value': 'dc'}", "'allocated_draw': 100",
		 100, 4800, 3840},
		{"'voltage': 32767, 'amperage': 32767, 'max_utilization': 100, 'phase': {'value': 'three-phase'}",
		 "'allocated_draw': 2147483647", 2147483647, 1859607332.548, 1859607333},
		{"'voltage': 230, 'amperage': 0, 'max_utilization': 80", "'allocated_draw': 100", 100, 0, 0},
		{"'voltage': 0, 'amperage': 32, 'max_utilization': 80", "'allocated_draw': 0", 0, 0, 0},
		{"'voltage': 230, 'amperage': 32, 'max_utilization': 80, 'phase': {'value': 'three-phase'}",
		 "'allocated_draw': null", NAN, 12747.5, 10198},
		{"'voltage': 230, 'amperage': 32, 'max_utilization': 80, 'custom_fields': {'rating_w': 'lots'}",
		 "'allocated_draw': 10, 'custom_fields': {'rating_w': {'a': [1]}}", 10, 7360, 5888},
		{"'voltage': 230, 'amperage': 32, 'max_utilization': 80, 'custom_fields': {'rating_w': -5}",
		 "'allocated_draw': 10, 'custom_fields': {'rating_w': 1e308}", 10, 7360, 5888},
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct fixture f = odd_feed(cases[i].feed, cases[i].draw);
		const struct place_figures *rack = place(&f, OBJECT_RACK, "R1");
		same("load", cases[i].feed, rack->load_w, cases[i].load_w);
		same("installed", cases[i].feed, rack->installed.w, cases[i].installed_w);
		same("usable", cases[i].feed, rack->usable.w, cases[i].usable_w);
		same("limit_2n", cases[i].feed, rack->limit_2n.w, 0);
		assert_true(isnan(rack->limit_2n_pct));
		write_all(&f);
		close_fixture(&f);
	}
}

static void test_sixty_pdus(void **state)
{
	struct writer w;
	(void)state;
	writer_open(&w, 1);
	fprintf(w.sites, "{'id': 1, 'name': 'S', 'slug': 's'}");
	fprintf(w.racks, "{'id': 1, 'name': 'R1', 'site': {'id': 1}}");
	fprintf(w.panels, "{'id': 1, 'name': 'PP-A', 'site': {'id': 1}}, {'id': 2, 'name': 'PP-B', 'site': {'id': 1}}");
	for (unsigned i = 0; i < 60; i++) {
		unsigned cable = add_cable(&w, "connected");
		add_feed(&w, 1 + i % 2, 1, (char)('A' + (int)(i % 2)), "'voltage': 230, 'amperage': 10, 'max_utilization': 80", cable);
		unsigned pdu = add_device(&w, "pdu", "pdu", 0, 1);
		add_outlet(&w, pdu, add_inlet(&w, pdu, "'type': null", cable), 0);
	}
	struct fixture f = made(writer_load(&w, "4.2.9"), NAN);
	const struct place_figures *rack = place(&f, OBJECT_RACK, "R1");
	same("installed", "60 PDUs", rack->installed.w, 60 * 2300);
	same("usable", "60 PDUs", rack->usable.w, 60 * 1840);
	same("limit_2n", "60 PDUs", rack->limit_2n.w, 30 * 2300);
	same("headroom", "60 PDUs", rack->headroom_w, 30 * 1840);
	write_all(&f);
	close_fixture(&f);
}

/* Nothing at all; a place without racks. */
static void test_empty(void **state)
{
	(void)state;
	struct fixture none = made(load("4.2.9", "'dcim/sites': []"), NAN);
	write_all(&none);
	close_fixture(&none);
	struct fixture bare = made(load("4.2.9", "'dcim/sites': [{'id': 1, 'name': 'S', 'slug': 's'}], "
	                                         "'dcim/locations': [{'id': 1, 'name': 'L', 'slug': 'l', 'site': {'id': 1}}]"), NAN);
	const struct place_figures *location = place(&bare, OBJECT_LOCATION, "L");
	same("load", "L", location->load_w, 0);
	same("usable", "L", location->usable.w, 0);
	assert_true(isnan(location->usable_pct));
	assert_int_equal(location->severity, SEVERITY_UNKNOWN);
	write_all(&bare);
	close_fixture(&bare);
}

/* Every rack of these alone, too (check_alone). */
static void test_recorded(void **state)
{
	(void)state;
	size_t racks = 0;
	glob_t found;
	if (glob("../shared/netbox/*.json", 0, NULL, &found) != 0) {
		print_message("  no ../shared/netbox: further recordings skipped\n");
		skip();
		return;
	}
	for (size_t i = 0; i < found.gl_pathc; i++) {
		if (strstr(found.gl_pathv[i], ".figures.json"))
			continue;
		struct fixture f = opened(found.gl_pathv[i], NAN);
		racks += f.inventory->rack_count;
		close_fixture(&f);
	}
	globfree(&found);
	assert_true(racks > 0);
}

/* Strips and panels of three racks feed each other at random, in loops, too:
 * which strips are panels does not depend on who is asked first (check_alone). */
static struct inventory *tangle(unsigned seed)
{
	static const char *const roles[] = {"pdu", "pdu", "rpp", "pdu", "server"};
	enum { DEVICES = 12 };
	struct writer w;
	unsigned inlets[DEVICES + 1];
	writer_open(&w, seed);
	fprintf(w.sites, "{'id': 1, 'name': 'S', 'slug': 's'}");
	fprintf(w.locations, "{'id': 1, 'name': 'L', 'slug': 'l', 'site': {'id': 1}}");
	fprintf(w.panels, "{'id': 1, 'name': 'PP', 'site': {'id': 1}}");
	for (unsigned rack = 1; rack <= 3; rack++) {
		separate(w.racks);
		fprintf(w.racks, "{'id': %u, 'name': 'R%u', 'site': {'id': 1}, 'location': {'id': 1}}", rack, rack);
	}
	for (unsigned i = 1; i <= DEVICES; i++) {
		unsigned cable = add_cable(&w, "connected");
		add_device(&w, roles[i % 5], roles[i % 5], 1, 1 + roll(&w.dice, 3));
		inlets[i] = add_inlet(&w, i, i % 5 == 4 ? "'allocated_draw': 300" : "'maximum_draw': 4000", cable);
		if (i < 3)
			add_feed(&w, 1, 0, (char)('A' + i), "'voltage': 230, 'amperage': 32, 'max_utilization': 80", cable);
		if (i > 4)
			add_inlet(&w, i, "'type': null", w.cable + 1 + roll(&w.dice, 8));
	}
	for (unsigned cable = 3; cable <= DEVICES + 8; cable++) {
		unsigned from = 1 + roll(&w.dice, DEVICES);
		add_outlet(&w, from, inlets[from], cable);
		if (cable > DEVICES)
			add_cable(&w, "connected");
	}
	return writer_load(&w, "4.2.9");
}

static void test_tangles(void **state)
{
	(void)state;
	for (unsigned seed = 1; seed <= 300; seed++) {
		struct fixture f = made(tangle(seed), NAN);
		close_fixture(&f);
	}
}

/* -- lines ---------------------------------------------------------------------------------------- */

static void test_lines(void **state)
{
	(void)state;
	struct fixture f = opened("tests/golden/sites/traps-4.6.8.json", NAN);
	const struct line_currents *currents = line_currents_new(f.power, f.arena);
	uint32_t n = power_node(f.power, named(&f, OBJECT_FEED, "F-ln"));
	struct lines lines = lines_of(f.power, currents, n);
	same("line A", "F-ln", lines.current_a[0], 2483.33 / (230 / sqrt(3)));
	same("imbalance", "F-ln", lines.imbalance_pct, 136.5);
	same("leg headroom", "F-ln", lines.leg_headroom_w, 10198 / 3.0 - 2650);
	same("stranded", "F-ln", lines.stranded_w, 10198 - 3150 - 3 * (10198 / 3.0 - 2483.33));
	close_fixture(&f);
}

/* 3 000 W between A and B of 208 V: 14.4 A on both. */
static void test_line_to_line(void **state)
{
	(void)state;
	struct fixture f = made(load("4.2.9",
		"'dcim/power-panels': [{'id': 1, 'name': 'P'}], "
		"'dcim/power-feeds': [{'id': 1, 'name': 'F', 'power_panel': {'id': 1}, 'status': {'value': 'active'}, "
		"'phase': {'value': 'three-phase'}, 'voltage': 208, 'amperage': 60, 'max_utilization': 80, 'cable': {'id': 1}, "
		"'cable_end': 'A'}], "
		"'dcim/devices': [{'id': 1, 'name': 'panel', 'role': {'id': 1, 'slug': 'panel'}, 'status': {'value': 'active'}}, "
		"{'id': 2, 'name': 'srv', 'role': {'id': 2, 'slug': 'server'}, 'status': {'value': 'active'}}], "
		"'dcim/power-ports': [{'id': 1, 'name': 'In', 'device': {'id': 1}, 'cable': {'id': 1}, 'cable_end': 'B'}, "
		"{'id': 2, 'name': 'PSU', 'device': {'id': 2}, 'allocated_draw': 3000, 'cable': {'id': 2}, 'cable_end': 'B'}], "
		"'dcim/power-outlets': [{'id': 1, 'name': '1', 'device': {'id': 1}, 'power_port': {'id': 1}, 'feed_leg': "
		"{'value': 'A'}, 'type': {'value': 'nema-l6-30r'}, 'cable': {'id': 2}, 'cable_end': 'A'}], "
		"'dcim/cables': [{'id': 1, 'status': {'value': 'connected'}}, {'id': 2, 'status': {'value': 'connected'}}]"), NAN);
	const struct line_currents *currents = line_currents_new(f.power, f.arena);
	struct lines lines = lines_of(f.power, currents, power_node(f.power, named(&f, OBJECT_FEED, "F")));
	same("line A", "F", lines.current_a[0], 3000 / 208.0);
	same("line B", "F", lines.current_a[1], 3000 / 208.0);
	same("line C", "F", lines.current_a[2], 0);
	same("imbalance", "F", lines.imbalance_pct, 100);
	close_fixture(&f);
}

/* A strip of a role on a feed of 2 300 W a side, the only one of its rack; `more`: of the device. */
static struct fixture one_strip(const char *role, const char *more)
{
	static const char feed[] = "'voltage': 230, 'amperage': 10, 'max_utilization': 100";
	struct writer w;
	writer_open(&w, 1);
	fprintf(w.sites, "{'id': 1, 'name': 'S', 'slug': 's'}");
	fprintf(w.racks, "{'id': 1, 'name': 'R1', 'site': {'id': 1}}");
	fprintf(w.panels, "{'id': 1, 'name': 'PP-A', 'site': {'id': 1}}, {'id': 2, 'name': 'PP-B', 'site': {'id': 1}}");
	unsigned a = add_cable(&w, "connected"), b = add_cable(&w, "connected"), strip = ++w.device;
	add_feed(&w, 1, 1, 'A', feed, a);
	add_feed(&w, 2, 1, 'B', feed, b);
	fprintf(w.devices, "{'id': %u, 'name': 'X', 'role': {'id': 1, 'name': '%s', 'slug': '%s'}, 'rack': {'id': 1}, "
	        "'site': {'id': 1}%s}", strip, role, role, more);
	add_outlet(&w, strip, add_inlet(&w, strip, "'type': null", a), 0);
	add_inlet(&w, strip, "'type': null", b);
	return made(writer_load(&w, "4.2.9"), NAN);
}

/* What comes in by several inlets is not more than the strip itself takes. */
static void test_strip_limits_itself(void **state)
{
	static const struct {
		const char *role, *more;
		double usable_w, headroom_w;
	} cases[] = {
		{"pdu", "", 4600, 2300},
		{"pdu", ", 'custom_fields': {'rating_w': 3000}", 3000, 2300},
		{"ats", "", 2300, 2300},
		{"ats", ", 'custom_fields': {'rating_w': 2000}", 2000, 2000},
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct fixture f = one_strip(cases[i].role, cases[i].more);
		same("usable", cases[i].role, f.places->racks[0].usable.w, cases[i].usable_w);
		same("headroom", cases[i].role, f.places->racks[0].headroom_w, cases[i].headroom_w);
		same("limit_2n", cases[i].role, f.places->racks[0].limit_2n.w, 0);
		assert_string_equal(f.places->racks[0].reason, "not 2N: shared X");
		close_fixture(&f);
	}
}

/* A rack without a strip: its feeds; with none of its own, the supplies of all its servers. */
static void test_installed_without_strip(void **state)
{
	static const char feed[] = "'voltage': 230, 'amperage': 10, 'max_utilization': 100";
	(void)state;
	for (unsigned rack = 0; rack < 2; rack++) {
		struct writer w;
		writer_open(&w, 1);
		fprintf(w.sites, "{'id': 1, 'name': 'S', 'slug': 's'}");
		fprintf(w.racks, "{'id': 1, 'name': 'R1', 'site': {'id': 1}}");
		fprintf(w.panels, "{'id': 1, 'name': 'PP-A', 'site': {'id': 1}}");
		for (unsigned i = 0; i < 3; i++) {
			unsigned cable = i < 2 ? add_cable(&w, "connected") : 0;
			add_feed(&w, 1, rack, 'A', feed, cable);
			if (cable)
				add_inlet(&w, add_device(&w, "srv", "server", 0, 1), "'allocated_draw': 100", cable);
		}
		struct fixture f = made(writer_load(&w, "4.2.9"), NAN);
		same("installed", "R1", f.places->racks[0].installed.w, rack ? 3 * 2300 : 2 * 2300);
		close_fixture(&f);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_guide),
		cmocka_unit_test(test_guide_as_counted_there),
		cmocka_unit_test(test_crossed),
		cmocka_unit_test(test_traps), cmocka_unit_test(test_bottleneck), cmocka_unit_test(test_limit_known_in_part_leaves_at_least), cmocka_unit_test(test_what_is_left_is_marked), cmocka_unit_test(test_elements_alone),
		cmocka_unit_test(test_some_racks), cmocka_unit_test(test_transfer_takes_one_inlet),
		cmocka_unit_test(test_strip_limits_itself),
		cmocka_unit_test(test_installed_without_strip),
		cmocka_unit_test(test_netbox_before_4_5_9),
		cmocka_unit_test(test_rules),
		cmocka_unit_test(test_tangles),
		cmocka_unit_test(test_recorded),
		cmocka_unit_test(test_reports_of_random_sites),
		cmocka_unit_test(test_odd_figures),
		cmocka_unit_test(test_sixty_pdus),
		cmocka_unit_test(test_empty),
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_line_to_line),
	};
	return cmocka_run_group_tests_name("place", tests, NULL, NULL);
}
