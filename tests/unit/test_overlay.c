/* One question, one picture, on the small site of picture.h: F-A carries 217 W
 * (srv 100, weak 100, one 10, far 7), F-B 103 W; usable are 230 V · 16 A · 80 % =
 * 2 944 W. */
#include "picture.h"

#include "diagram/outcome.h"
#include "diagram/overlay.h"

#include <math.h>

#include "site.h"

static struct overlay *show(struct picture *p, enum show what, enum detail detail)
{
	picture_start(p, two_sides);
	p->content = content_chain(p->power, NULL, NULL, 0);
	if (what == SHOW_FAILOVER)
		content_add_failover(p->content, NULL);
	struct overlay *overlay = overlay_new(p->content, what);
	p->content->failover = NULL;
	p->diagram = chain_diagram(p->content, detail, &p->look);
	overlay_apply(overlay, p->diagram);
	return overlay;
}

static void end(struct picture *p, struct overlay *overlay)
{
	picture_end(p);
	overlay_free(overlay);
}

/* The first bar of a card; NULL. */
static const struct line *bar_of(const struct card *card)
{
	for (size_t i = 0; i < card->line_count; i++)
		if (card->lines[i].kind == LINE_BAR)
			return &card->lines[i];
	return NULL;
}

static void assert_near(double a, double b)
{
	if (!(fabs(a - b) < 1e-6))
		fail_msg("%g is not %g", a, b);
}

static void test_usual_is_none(void **state)
{
	struct picture p;
	(void)state;
	picture_chain(&p, two_sides, DETAIL_FULL);
	assert_null(overlay_new(p.content, SHOW_USUAL));
	overlay_free(NULL);
	picture_end(&p);
}

static void test_load(void **state)
{
	struct picture p;
	(void)state;
	struct overlay *o = show(&p, SHOW_LOAD, DETAIL_FULL);
	const struct line *bar = bar_of(card_of(p.diagram, "F-A"));
	assert_near(bar->fraction, 217.0 / 2944);
	assert_true(isnan(bar->limit));
	assert_int_equal(card_of(p.diagram, "F-A")->tone, TONE_OK);
	assert_string_equal(p.diagram->shows, "load");
	assert_non_null(strstr(p.diagram->subtitle, "Shows: load"));
	end(&p, o);
}

/* Without F-B (or pdu-b) srv takes its 200 W from A: 317 W of 230 V · 16 A. */
static void test_failover(void **state)
{
	struct picture p;
	(void)state;
	struct overlay *o = show(&p, SHOW_FAILOVER, DETAIL_FULL);
	const struct card *card = card_of(p.diagram, "F-A");
	assert_near(bar_of(card)->fraction, 317.0 / p.power->nodes[p.power->first[OBJECT_FEED]].limit_w);
	assert_non_null(strstr(line_of(card, "317 / ")->left, "if pdu-b fails"));
	end(&p, o);
}

static void test_redundancy(void **state)
{
	struct picture p;
	(void)state;
	struct overlay *o = show(&p, SHOW_REDUNDANCY, DETAIL_DEVICE);
	const struct card *rack = card_of(p.diagram, "R1");
	assert_int_equal(line_of(rack, "srv")->tone, TONE_OK);
	assert_int_equal(line_of(rack, "weak")->tone, TONE_ERROR);   /* both cords on pdu-a */
	assert_int_equal(line_of(rack, "one")->tone, TONE_WARNING);  /* one cord */
	assert_int_equal(rack->tone, TONE_ERROR);
	assert_int_equal(card_of(p.diagram, "R2")->tone, TONE_WARNING);
	assert_null(bar_of(card_of(p.diagram, "F-A")));
	assert_string_equal(p.diagram->tone_words[TONE_WARNING], "single cord");
	end(&p, o);
}

/* A rack that shows no rows still has the worst of what is in it. */
static void test_redundancy_of_racks(void **state)
{
	struct picture p;
	(void)state;
	struct overlay *o = show(&p, SHOW_REDUNDANCY, DETAIL_RACK);
	assert_int_equal(card_of(p.diagram, "R1")->tone, TONE_ERROR);
	assert_int_equal(card_of(p.diagram, "R2")->tone, TONE_WARNING);
	assert_int_equal(card_of(p.diagram, "R10")->tone, TONE_OK);
	end(&p, o);
}

static void test_findings(void **state)
{
	struct picture p;
	(void)state;
	struct overlay *o = show(&p, SHOW_FINDINGS, DETAIL_DEVICE);
	const struct card *rack = card_of(p.diagram, "R1");
	assert_int_equal(line_of(rack, "weak")->tone, TONE_ERROR); /* same-pdu */
	assert_int_equal(rack->tone, TONE_ERROR);
	assert_int_equal(card_of(p.diagram, "PP-A")->tone, TONE_OK);
	end(&p, o);
}

/* Nothing here has three phases: nothing is judged, no bar is left. */
static void test_phases(void **state)
{
	struct picture p;
	(void)state;
	struct overlay *o = show(&p, SHOW_PHASES, DETAIL_FULL);
	for (size_t i = 0; i < p.diagram->card_count; i++) {
		assert_int_equal(p.diagram->cards[i].tone, TONE_OK);
		assert_null(bar_of(&p.diagram->cards[i]));
	}
	end(&p, o);
}

/* A feed of 3 × 88 678 W: HALLA-A has 20 580, 16 900 and 13 720 W on its legs, 20.6 %
 * off their mean; NETCORE-A 18 600, 15 400 and 13 700 W, 17 % off. */
static void test_fullest_leg(void **state)
{
	(void)state;
	struct recorded site;
	struct look look = {0};
	open_site(&site, "examples/guide-4.2.9.json");
	struct overlay *o = overlay_new(site.content, SHOW_PHASES);
	struct diagram *diagram = chain_diagram(site.content, DETAIL_FULL, &look);
	overlay_apply(o, diagram);
	const struct card *hall = card_of(diagram, "HALLA-A"), *core = card_of(diagram, "NETCORE-A");
	assert_near(bar_of(hall)->fraction, 20580 / (266035.2 / 3));
	assert_int_equal(hall->tone, TONE_WARNING);
	assert_string_equal(line_of(hall, "legs A 20.6")->right, "21 % off");
	assert_near(bar_of(core)->fraction, 18600 / (266035.2 / 3));
	assert_int_equal(core->tone, TONE_OK);
	assert_string_equal(line_of(core, "legs A 18.6")->right, "17 % off");
	arena_free(diagram->arena);
	overlay_free(o);
	close_site(&site);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_usual_is_none), cmocka_unit_test(test_load),
	    cmocka_unit_test(test_failover),      cmocka_unit_test(test_redundancy),
	    cmocka_unit_test(test_findings),      cmocka_unit_test(test_redundancy_of_racks),
	    cmocka_unit_test(test_phases),        cmocka_unit_test(test_fullest_leg),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
