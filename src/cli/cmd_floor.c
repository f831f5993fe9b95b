/* `wattmap floor`: the wall diagram. Sheets and details are tried in order; the
 * first that keeps the promise on type is it. */
#include "cli/command.h"

#include "base/arena.h"
#include "base/number.h"
#include "cli/picture.h"
#include "diagram/floor.h"
#include "diagram/layout.h"
#include "diagram/outcome.h"
#include "diagram/sheet.h"
#include "diagram/study.h"
#include "diagram/tiles.h"

#include <assert.h>
#include <math.h>
#include <string.h>

/* The values of --detail: auto, then these. */
static_assert(FLOOR_FULL == 0 && FLOOR_DEVICE == 1 && FLOOR_RACK == 2 && FLOOR_ROW == 3, "--detail");
static_assert(ORIENTATION_AUTO == 0 && ORIENTATION_LANDSCAPE == 1 && ORIENTATION_PORTRAIT == 2, "--orientation");


/* What is asked for, and how far it is. */
struct run {
	const struct options *options;
	struct picture *picture;
	struct sheet_result result;
	struct tiling tiling; /* no rows: no tiles */
	struct paper page;    /* of a tile */
	enum orientation orientation; /* that is tried */
	bool fits;            /* the picture has its drawing */
};

static void set_sheet(const struct run *run, const struct paper *paper, struct sheet *sheet)
{
	const struct options *options = run->options;
	*sheet = (struct sheet){ .paper = *paper, .number = options->drawing_number, .revision = options->revision,
	                         .drawn_by = options->drawn_by, .checked_by = options->checked_by };
	sheet->least_type = number_known(options->min_type) ? options->min_type : paper_least_type(paper);
}

static bool sheet_for(const struct run *run, const char *name, struct sheet *sheet, struct error *err)
{
	struct paper paper;
	if (!paper_parse(name, run->orientation, &paper, err))
		return false;
	set_sheet(run, &paper, sheet);
	return true;
}

/* What a card takes at least, at the style's own sizes: a device as a row, a
 * rack with its strips. Saves the work on what cannot fit. */
static double least_need(const struct picture *picture, enum floor_detail detail)
{
	const double device = 150 * picture->style->font.text * 1.65, rack = 75 * picture->style->font.text * 6;
	const struct content *content = picture->content;
	const struct power *power = picture->power;
	size_t devices = 0, racks = 0;
	for (uint32_t i = power->first[OBJECT_DEVICE]; i < power->node_count; i++)
		devices += power->nodes[i].role == ROLE_CONSUMER && content_has(content, i);
	for (size_t i = 0; i < picture->inventory->rack_count; i++)
		racks += scope_contains(picture->scope, &picture->inventory->racks[i]->object);
	switch (detail) {
	case FLOOR_FULL: return 1.6 * device * (double)devices;
	case FLOOR_DEVICE: return device * (double)devices;
	case FLOOR_RACK: return rack * (double)racks;
	case FLOOR_ROW: case FLOOR_DETAILS: break;
	}
	return 0;
}

static void drop_diagram(struct picture *picture)
{
	if (picture->diagram)
		arena_free(picture->diagram->arena);
	picture->diagram = NULL;
}

static bool try(struct run *run, struct sheet *sheet, enum floor_detail detail, struct error *err)
{
	struct picture *picture = run->picture;
	run->fits = false;
	if (least_need(picture, detail) > sheet_capacity(sheet, picture->style))
		return true;
	drop_diagram(picture);
	picture->diagram = floor_diagram(picture->content, detail, &picture->look);
	picture_prepare(picture);
	sheet->detail = floor_detail_name(detail);
	sheet->title = picture->look.title ? picture->look.title : "Power floor diagram";
	if (!sheet_new(sheet, picture->diagram, picture->style, &run->result, err))
		return false;
	run->fits = run->result.scene != NULL;
	if (run->fits)
		picture->drawing = drawing_of(picture->diagram, picture->style, run->result.layout, run->result.scene);
	else
		layout_free(run->result.layout);
	return true;
}

/* From `first` on, or that only. */
static bool try_in_turn(struct run *run, struct sheet *sheet, enum floor_detail first, enum floor_detail last,
                        struct error *err)
{
	run->fits = false;
	for (int detail = (int)first; detail <= (int)last && !run->fits; detail++)
		if (!try(run, sheet, (enum floor_detail)detail, err))
			return false;
	return true;
}

/* With sizes and gaps as small as they may be and no more than the detail
 * promises; racks low, then narrow. */
static bool try_tight(struct run *run, struct sheet *sheet, enum floor_detail detail, struct error *err)
{
	enum terse most = detail == FLOOR_RACK ? TERSE_NARROW : TERSE_LOW;
	bool ok = true;
	run->fits = false;
	sheet->tight = true;
	for (int terse = TERSE_LOW; terse <= (int)most && ok && !run->fits; terse++) {
		run->picture->look.terse = (enum terse)terse;
		ok = try(run, sheet, detail, err);
	}
	sheet->tight = run->fits;
	run->picture->look.terse = TERSE_NOT;
	return ok;
}

/* From `first` on, or that only; tight before nothing is shown at all. */
static bool try_details(struct run *run, struct sheet *sheet, enum floor_detail first, enum floor_detail last,
                        struct error *err)
{
	return try_in_turn(run, sheet, first, last, err) && (run->fits || try_tight(run, sheet, last, err));
}

/* The smallest of A3 … `end` that shows this detail, if any does. */
static bool smallest_sheet(struct run *run, enum floor_detail detail, bool tight, size_t end, struct error *err)
{
	struct sheet sheet;
	run->fits = false;
	for (size_t i = 1; i < end && !run->fits; i++)
		if (!sheet_for(run, paper_standard(i), &sheet, err) ||
		    !(tight ? try_tight(run, &sheet, detail, err) : try_in_turn(run, &sheet, detail, detail, err)))
			return false;
	return true;
}

/* The smallest of A3 … A0 that shows every device, else of those that show as
 * much as A0 does. */
static bool choose_sheet(struct run *run, enum floor_detail first, enum floor_detail last, struct error *err)
{
	size_t count = 0;
	while (paper_standard(count))
		count++;
	for (int detail = (int)first; detail <= (int)last; detail++)
		if (!smallest_sheet(run, (enum floor_detail)detail, false, count, err) || run->fits)
			return run->fits;
	return smallest_sheet(run, last, true, count, err);
}

/* -- tiles -------------------------------------------------------------------- */

enum { AUTO_TILES = 48 };
#define FLATTEST 4.0 /* of the sheets that are tried, width to height */
#define TALLEST 0.6

static bool try_tiles(struct run *run, size_t rows, size_t columns, enum floor_detail first, enum floor_detail last,
                      struct error *err)
{
	struct tiling tiling = { rows, columns };
	bool whole = rows * columns == 1;
	struct paper paper = whole ? run->page : tiling_sheet(&tiling, &run->page);
	struct sheet sheet;
	char words[40];
	set_sheet(run, &paper, &sheet);
	snprintf(words, sizeof words, " · %zu tiles", rows * columns);
	sheet.tiles = whole ? NULL : words;
	if (!try_in_turn(run, &sheet, first, last, err))
		return false;
	if (run->fits && !whole)
		run->tiling = tiling;
	return true;
}

/* As few as do; of as many the flattest last. */
static bool choose_tiles(struct run *run, enum floor_detail first, enum floor_detail last, struct error *err)
{
	for (size_t count = 1; count <= AUTO_TILES && !run->fits; count++)
		for (size_t columns = 1; columns <= count && !run->fits; columns++) {
			double aspect = run->page.width_mm / run->page.height_mm * (double)columns * (double)columns / (double)count;
			bool fair = count == 1 || (aspect <= FLATTEST && aspect >= TALLEST);
			if (count % columns || columns > TILES_MOST || count / columns > TILES_MOST || !fair)
				continue;
			if (!try_tiles(run, count / columns, columns, first, last, err))
				return false;
		}
	return run->fits || error_set(err, ERROR_USAGE, "%d tiles of %s are too few to show %s detail; choose larger paper, less "
	                              "--detail, fewer racks (--location, --rack) or a smaller --min-type", AUTO_TILES,
	                              run->page.name, floor_detail_name(first));
}

/* The paper of the tiles, before anything is read. */
static bool read_tiling(struct run *run, struct tiling *tiling, struct error *err)
{
	const char *paper = run->options->paper ? run->options->paper : "A3";
	if (!tiling_parse(run->options->tiles, tiling, err) ||
	    !paper_parse(paper, run->orientation, &run->page, err))
		return false;
	if (run->page.height_mm <= 0)
		return error_set(err, ERROR_USAGE, "--tiles: a roll is as long as the drawing; it needs no tiles");
	return true;
}

static bool cut_tiles(struct run *run, struct error *err)
{
	struct picture *picture = run->picture;
	struct arena *arena = picture->diagram->arena;
	size_t count = run->tiling.rows * run->tiling.columns;
	const char **names = arena_array(arena, count + 1, sizeof *names);
	for (size_t i = 0; i < count; i++) {
		char name[TILE_NAME_MAX];
		tile_name(&run->tiling, i, name);
		names[i] = arena_strdup(arena, name);
	}
	if (count)
		drawing_set_pages(picture->drawing, tiles_cut(&run->tiling, &run->page, picture->diagram, &run->result), count);
	return count == 0 || outputs_split(&picture->outputs, names, count, arena, err);
}

/* -- refusals ----------------------------------------------------------------- */

static bool refuse(const struct sheet *sheet, enum floor_detail detail, const char *option, const char *value,
                   struct error *err)
{
	return error_set(err, ERROR_USAGE, "%s is too small to show %s detail with type of %g pt; %s %s would do",
	                 sheet->paper.name, floor_detail_name(detail), sheet->least_type, option, value);
}

/* The first larger size that shows this detail; NULL none. */
static bool find_larger(struct run *run, const struct sheet *sheet, enum floor_detail detail, const char **name, struct error *err)
{
	*name = NULL;
	for (size_t i = 0; paper_standard(i) && !*name; i++) {
		struct sheet larger;
		if (!sheet_for(run, paper_standard(i), &larger, err))
			return false;
		if (larger.paper.width_mm * larger.paper.height_mm <= sheet->paper.width_mm * sheet->paper.height_mm)
			continue;
		if (!try_details(run, &larger, detail, detail, err))
			return false;
		*name = run->fits ? paper_standard(i) : NULL;
	}
	return true;
}

/* What would work, for the refusal: larger paper, then less detail. */
static bool find_remedy(struct run *run, const struct sheet *sheet, enum floor_detail detail, struct error *err)
{
	const char *larger;
	if (!find_larger(run, sheet, detail, &larger, err))
		return false;
	if (larger)
		return refuse(sheet, detail, "--paper", larger, err);
	for (int less = (int)detail + 1; less < FLOOR_DETAILS; less++) {
		struct sheet same = *sheet;
		same.tight = false;
		if (!try_details(run, &same, (enum floor_detail)less, (enum floor_detail)less, err))
			return false;
		if (run->fits)
			return refuse(sheet, detail, "--detail", floor_detail_name((enum floor_detail)less), err);
	}
	if (run->orientation == ORIENTATION_AUTO) { /* as on_any_paper() will */
		run->orientation = ORIENTATION_PORTRAIT;
		if (!find_larger(run, sheet, detail, &larger, err))
			return false;
		if (larger)
			return refuse(sheet, detail, "--paper", larger, err);
	}
	return error_set(err, ERROR_USAGE, "%s is too small for this with type of %g pt, and so is every size up to A0; choose fewer "
	                 "racks (--location, --rack), tiles (--tiles auto), a roll (--paper '914mm x auto') or a smaller --min-type",
	                 sheet->paper.name, sheet->least_type);
}

/* -- the command --------------------------------------------------------------- */

static bool make_tiles(struct run *run, enum floor_detail first, enum floor_detail last, struct error *err)
{
	struct tiling tiling;
	if (!read_tiling(run, &tiling, err))
		return false;
	if (tiling.rows == 0)
		return choose_tiles(run, first, first, err) && cut_tiles(run, err);
	if (!try_tiles(run, tiling.rows, tiling.columns, first, last, err))
		return false;
	if (run->fits)
		return cut_tiles(run, err);
	return choose_tiles(run, last, last, err) &&
	       error_set(err, ERROR_USAGE, "%zu × %zu tiles of %s are too few to show %s detail; --tiles %zux%zu would do", tiling.rows,
	                 tiling.columns, run->page.name, floor_detail_name(last), run->tiling.rows ? run->tiling.rows : 1,
	                 run->tiling.columns ? run->tiling.columns : 1);
}

static bool on_paper(struct run *run, enum floor_detail first, enum floor_detail last, struct error *err)
{
	struct sheet sheet;
	if (!run->options->paper)
		return choose_sheet(run, first, last, err);
	return sheet_for(run, run->options->paper, &sheet, err) && try_details(run, &sheet, first, last, err);
}

/* Sheets of a standard size upright, too, when nobody said how they lie. */
static bool on_any_paper(struct run *run, enum floor_detail first, enum floor_detail last, struct error *err)
{
	const char *paper = run->options->paper;
	bool ok = on_paper(run, first, last, err);
	if (!ok || run->fits || run->orientation != ORIENTATION_AUTO || (paper && !paper_is_named(paper)))
		return ok;
	run->orientation = ORIENTATION_PORTRAIT;
	ok = on_paper(run, first, last, err);
	run->orientation = ORIENTATION_AUTO;
	return ok;
}

/* Everything is tried before racks are not told apart any more. */
static bool rows_last(struct run *run, enum floor_detail first, enum floor_detail last, struct error *err)
{
	if (first == last)
		return on_any_paper(run, first, last, err);
	return on_any_paper(run, first, FLOOR_RACK, err) && (run->fits || on_any_paper(run, FLOOR_ROW, last, err));
}

static bool make_drawing(struct run *run, struct error *err)
{
	const struct options *options = run->options;
	bool chosen = options->detail > 0;
	enum floor_detail first = chosen ? (enum floor_detail)(options->detail - 1)
	                        : options->paper && !options->tiles ? FLOOR_FULL : FLOOR_DEVICE;
	enum floor_detail last = chosen ? first : FLOOR_ROW;
	struct sheet sheet;
	if (options->tiles)
		return make_tiles(run, first, last, err);
	if (!rows_last(run, first, last, err))
		return false;
	if (run->fits)
		return true;
	return sheet_for(run, options->paper ? options->paper : "A0", &sheet, err) && find_remedy(run, &sheet, last, err);
}

/* What is wrong with the paper is said before anything is read. */
static bool check_paper(struct run *run, struct error *err)
{
	struct sheet sheet;
	struct tiling tiling;
	if (run->options->tiles)
		return read_tiling(run, &tiling, err);
	return !run->options->paper || sheet_for(run, run->options->paper, &sheet, err);
}

bool cmd_floor(const struct options *options, struct error *err)
{
	struct picture picture;
	struct run run = { .options = options, .picture = &picture, .orientation = (enum orientation)options->orientation };
	if (!check_paper(&run, err))
		return false;
	bool ok = picture_open(options, &picture, err);
	if (ok) {
		picture.content = content_select(picture.power, picture.scope, NULL, 0);
		content_study_ahead(picture.content);
		content_judge(picture.content);
		content_add_weakness(picture.content, picture.losses);
		if (options->show == SHOW_FAILOVER)
			content_add_failover(picture.content, picture.losses);
		picture.overlay = overlay_new(picture.content, (enum show)options->show);
		if (options->show == SHOW_FAILOVER)
			picture.content->failover = NULL; /* the overlay says it */
		ok = outputs_want_drawing(&picture.outputs) ? make_drawing(&run, err) : true;
		if (ok && !picture.diagram) {
			picture.diagram = floor_diagram(picture.content, options->detail > 0 ? (enum floor_detail)(options->detail - 1) : FLOOR_DEVICE, &picture.look);
			picture_prepare(&picture);
		}
		ok = ok && picture_write(&picture, err);
	}
	picture_close(&picture);
	return ok;
}
