/* `wattmap fail ELEMENT...` and `wattmap fail --each KIND`: what happens when
 * these go. */
#include "cli/command.h"

#include "base/arena.h"
#include "base/text.h"
#include "cli/fail_pack.h"
#include "cli/picture.h"
#include "cli/table_output.h"
#include "diagram/fail.h"
#include "power/naming.h"
#include "power/resilience.h"
#include "power/sweep.h"
#include "report/fail.h"
#include "report/kind.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* The value list of --each has the order of these. */
static_assert(SWEEP_PANEL == 0 && SWEEP_FEED == 1 && SWEEP_UPS == 2 && SWEEP_PDU == 3 && SWEEP_DEVICE == 4 &&
              SWEEP_OUTLET == 5 && SWEEP_CABLE == 6 && SWEEP_SIDE == 7 && SWEEP_RISK == 8 && SWEEP_ALL == 9, "--each");

/* The values of --fail-on; those between are severities, for audit. */

struct failing {
	const struct options *options;
	struct picture *picture;
	struct contingency *contingency;
	struct arena *arena;
	struct removal gone, given;
	struct fail_facts facts;
	bool *inside; /* consumers in the scope; NULL: all */
};

/* -- what goes ------------------------------------------------------------------- */

static bool has_prefix(const char *text, const char *prefix)
{
	return strncmp(text, prefix, strlen(prefix)) == 0;
}

/* "A", or ERROR_USAGE. */
static bool read_letter(const char *text, char last, const char *what, char *letter, struct error *err)
{
	*letter = (char)(*text >= 'a' && *text <= 'z' ? *text - 'a' + 'A' : *text);
	if (*letter >= 'A' && *letter <= last && !text[1])
		return true;
	return error_set(err, ERROR_USAGE, "'%s' is no %s; they are A to %c", text, what, last);
}

static const char *risk_name(const void *context, size_t i)
{
	const struct power *power = context;
	return i < power->risk_count ? power->risks[i].name : NULL;
}

static bool take_side(struct failing *f, struct removal *removal, const char *text, struct error *err)
{
	char side;
	size_t before = removal->node_count;
	if (!read_letter(text, 'H', "side", &side, err))
		return false;
	removal_add_side(removal, f->picture->power, side);
	return removal->node_count > before ||
	       error_set(err, ERROR_NOT_FOUND, "side:%c: nothing belongs to side %c", side, side);
}

static bool take_risk(struct failing *f, struct removal *removal, const char *text, struct error *err)
{
	const struct power *power = f->picture->power;
	for (uint32_t i = 0; i < power->risk_count; i++) {
		if (strcmp(power->risks[i].name, text) != 0)
			continue;
		removal_add_risk(removal, power, &power->risks[i]);
		return true;
	}
	char near[NEAREST_MAX];
	nearest_text(near, text, "", risk_name, power);
	return error_set(err, ERROR_NOT_FOUND, "risk:%s: no two sources share a risk of this name%s", text, near);
}

/* leg:ELEMENT/B */
static bool take_leg(struct failing *f, struct removal *removal, const char *text, struct error *err)
{
	const struct power *power = f->picture->power;
	const char *slash = strrchr(text, '/');
	const struct object *object;
	char leg;
	if (!slash || slash == text)
		return error_set(err, ERROR_USAGE, "leg:%s: say leg:ELEMENT/A, B or C", text);
	if (!read_letter(slash + 1, 'C', "leg", &leg, err) ||
	    !naming_find_in(power, f->picture->scope, arena_strndup(f->arena, text, (size_t)(slash - text)), &object, err))
		return false;
	uint32_t node = power_node(power, object);
	if (node == NODE_NONE || !(power->nodes[node].three_phase || power->nodes[node].kind == OBJECT_PANEL))
		return error_set(err, ERROR_NOT_FOUND, "leg:%s: %s is not three-phase", text, object->name);
	removal_add_leg(removal, power, node, leg);
	return true;
}

static bool take_object(struct failing *f, struct removal *removal, const char *text, const char **name, const char **id,
                        struct error *err)
{
	const struct object *object;
	char text_id[OBJECT_ID_MAX];
	size_t before = removal->node_count + removal->cable_count;
	if (!naming_find_in(f->picture->power, f->picture->scope, text, &object, err))
		return false;
	removal_add(removal, f->picture->power, object);
	if (removal->node_count + removal->cable_count == before)
		return error_set(err, ERROR_NOT_FOUND, "%s '%s': nothing in it takes or gives power",
		                 object_kind_name(object->kind), object->name);
	char *full = object_full_name(object);
	*name = arena_strdup(f->arena, full);
	*id = arena_strdup(f->arena, object_format_id(object, text_id));
	free(full);
	return true;
}

/* One element; its name and id for people and JSON. */
static bool take(struct failing *f, struct removal *removal, const char *text, const char **name, const char **id,
                 struct error *err)
{
	*name = text;
	*id = "";
	if (has_prefix(text, "side:")) {
		*name = arena_printf(f->arena, "side %c", text[5] & ~0x20);
		return take_side(f, removal, text + 5, err);
	}
	if (has_prefix(text, "risk:")) {
		*name = text + 5;
		return take_risk(f, removal, text + 5, err);
	}
	if (has_prefix(text, "leg:"))
		return take_leg(f, removal, text + 4, err);
	return take_object(f, removal, text, name, id, err);
}

static bool take_list(struct failing *f, struct removal *removal, const struct text_list *list, const char **names,
                      const char **id, struct error *err)
{
	*names = *id = "";
	for (size_t i = 0; i < list->count; i++) {
		const char *name, *one;
		if (!take(f, removal, list->items[i], &name, &one, err))
			return false;
		const char *glue = i == 0 ? "" : i + 1 == list->count ? " and " : ", ";
		*names = arena_printf(f->arena, "%s%s%s", *names, glue, name);
		*id = list->count == 1 ? one : "";
	}
	return true;
}

/* -- what is looked at ------------------------------------------------------------- */

static void watch_scope(struct failing *f)
{
	const struct power *power = f->picture->power;
	if (scope_is_everything(f->picture->scope))
		return;
	f->inside = arena_array(f->arena, power->node_count + 1, sizeof *f->inside);
	for (uint32_t n = power->first[OBJECT_DEVICE]; n < power->node_count; n++)
		f->inside[n] = scope_contains(f->picture->scope, power->nodes[n].object);
	contingency_watch(f->contingency, f->inside);
}

static bool in_scope(const void *context, const struct object *object)
{
	const struct scope *scope = context;
	const struct cable *cable = (const struct cable *)(const void *)object;
	if (object->kind != OBJECT_CABLE)
		return scope_contains(scope, object);
	for (size_t i = 0; i < cable->inlet_count; i++)
		if (scope_contains(scope, &cable->inlets[i]->object))
			return true;
	return false;
}

static bool start(struct failing *f, struct error *err)
{
	const struct picture *picture = f->picture;
	const struct options *options = f->options;
	const char *id;
	f->facts = (struct fail_facts){
		.power = picture->power,
		.link_base = report_link_base(picture),
		.taken_at = report_taken_at(picture, f->arena),
		.scope = scope_text(picture->scope),
		.cascade = options->cascade,
	};
	if (!take_list(f, &f->given, &options->given, &f->facts.given, &id, err))
		return error_prefix(err, "--given");
	if (!take_list(f, &f->gone, &options->operands, &f->facts.cause, &f->facts.cause_id, err))
		return false;
	f->facts.contingency = f->contingency = contingency_new(picture->power);
	contingency_given(f->contingency, &f->given);
	watch_scope(f);
	return true;
}

/* -- --fail-on ----------------------------------------------------------------------- */

static bool reaches(const struct tally *tallies, const size_t *elements, enum fail_on level)
{
	bool dark = tallies[EFFECT_DARK].devices, risk = dark || tallies[EFFECT_AT_RISK].devices;
	bool over = risk || elements[EFFECT_MAY_TRIP] || elements[EFFECT_PSU] || elements[EFFECT_OVERLOAD];
	bool lost = over || tallies[EFFECT_LOST].devices;
	const bool found[FAIL_ON_VALUES] = { [FAIL_ON_DARK] = dark, [FAIL_ON_RISK] = risk, [FAIL_ON_OVERLOAD] = over,
	                                     [FAIL_ON_LOST] = lost };
	return found[level];
}

static bool judge(const struct failing *f, const struct tally *tallies, const size_t *elements, const char *what,
                  struct error *err)
{
	if (!reaches(tallies, elements, (enum fail_on)f->options->fail_on))
		return true;
	return error_set(err, ERROR_FINDINGS, "without %s: something is %s or worse", what,
	                 f->options->fail_on == FAIL_ON_DARK ? "dark" : f->options->fail_on == FAIL_ON_RISK ? "at risk"
	                 : f->options->fail_on == FAIL_ON_OVERLOAD ? "overloaded" : "without redundancy");
}

/* -- one loss -------------------------------------------------------------------------- */

static bool one_loss(struct failing *f, struct error *err)
{
	struct picture *picture = f->picture;
	const struct outcome *outcome = contingency_run(f->contingency, &f->gone, f->options->cascade);
	struct report *report = fail_report(&f->facts, outcome);
	struct fail_scene scene = { picture->power, f->contingency, outcome, &f->gone, f->facts.cause,
	                            fail_summary(outcome, f->arena) };
	bool ok = true;
	if (f->options->title)
		report->title = f->options->title;
	if (outputs_want_drawing(&picture->outputs) || f->options->pack) {
		picture->content = content_fail(&scene);
		picture->diagram = fail_diagram(&scene, picture->content, &picture->look);
	}
	if (f->options->pack)
		ok = fail_pack_write(f->options, picture, &f->facts, &scene, report, err);
	if (ok && (!f->options->pack || f->options->outputs.count))
		ok = report_choose(report, f->options, err) && report_output(f->options, picture, report, err);
	ok = ok && judge(f, outcome->tallies, outcome->elements, f->facts.cause, err);
	report_free(report);
	return ok;
}

/* -- a sweep --------------------------------------------------------------------------- */

static bool judge_sweep(const struct failing *f, const struct sweep *sweep, struct error *err)
{
	for (size_t i = 0; i < sweep->count; i++)
		if (!judge(f, sweep->losses[i].tallies, sweep->losses[i].elements,
		           loss_name(&sweep->losses[i], f->arena), err))
			return false;
	return true;
}

static bool sweep_all(struct failing *f, struct error *err)
{
	const struct power *power = f->picture->power;
	const struct options *options = f->options;
	struct sweep_choice choice = { .kind = (enum sweep_kind)options->each, .cascade = options->cascade };
	if (!scope_is_everything(f->picture->scope) && choice.kind != SWEEP_SIDE)
		choice.takes = in_scope, choice.context = f->picture->scope;
	const char *kind = sweep_kind_name(choice.kind);
	const struct sweep *sweep = (options->pairs ? sweep_pairs : sweep_run)(f->contingency, power, &choice, f->arena);
	if (!sweep)
		return error_set(err, ERROR_USAGE, "--pairs: more than %d elements of kind %s; narrow the scope", SWEEP_PAIRS_MAX, kind);
	struct report *report = fail_each_report(&f->facts, sweep, kind, options->pairs);
	const struct verdict_summary *summary = resilience_count(f->contingency, power, f->inside, f->arena);
	report_note_verdicts(report, summary, (enum report_by)options->by);
	if (options->title)
		report->title = options->title;
	bool ok = report_choose(report, options, err) && report_output(options, f->picture, report, err) &&
	          judge_sweep(f, sweep, err);
	report_free(report);
	return ok;
}

/* -- the command -------------------------------------------------------------------------- */

static bool check(const struct options *options, struct error *err)
{
	bool named = options->operands.count > 0, each = options->each >= 0;
	if (!named && !each)
		return error_set(err, ERROR_USAGE, "'wattmap fail' needs ELEMENT... or --each KIND; see 'wattmap fail --help'");
	if (named && each)
		return error_set(err, ERROR_USAGE, "--each loses every element of a kind; '%s' is one too many (or use --given)",
		                 options->operands.items[0]);
	if (options->pairs && !each)
		return error_set(err, ERROR_USAGE, "--pairs goes with --each");
	if (options->by && !each)
		return error_set(err, ERROR_USAGE, "--by goes with --each; what each tenant goes through is told anyway");
	if (options->pack && each)
		return error_set(err, ERROR_USAGE, "--pack is for the loss of named elements, not for --each");
	return true;
}

static bool check_outputs(const struct failing *f, struct error *err)
{
	if (f->options->each >= 0 && outputs_want_drawing(&f->picture->outputs))
		return error_set(err, ERROR_USAGE, "a picture shows one loss; --each writes txt, csv, json and md");
	return true;
}

bool cmd_fail(const struct options *options, struct error *err)
{
	struct picture picture;
	struct failing f = { .options = options, .picture = &picture, .arena = arena_new() };
	if (!check(options, err)) {
		arena_free(f.arena);
		return false;
	}
	bool ok = picture_open(options, &picture, err) && check_outputs(&f, err) && start(&f, err) &&
	          (options->each >= 0 ? sweep_all(&f, err) : one_loss(&f, err));
	picture_close(&picture);
	contingency_free(f.contingency);
	removal_end(&f.gone);
	removal_end(&f.given);
	arena_free(f.arena);
	return ok;
}
