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

#include <assert.h>
#include <math.h>
#include <string.h>

/* The values of --detail: auto, then these. */
static_assert(FLOOR_FULL == 0 && FLOOR_DEVICE == 1 && FLOOR_RACK == 2 && FLOOR_ROW == 3, "--detail");
static_assert(ORIENTATION_AUTO == 0 && ORIENTATION_LANDSCAPE == 1 && ORIENTATION_PORTRAIT == 2, "--orientation");


/* The site when all racks in the picture are in one. */
static const char *site_of(const struct picture *picture)
{
	const struct inventory *inventory = picture->inventory;
	const struct site *site = NULL;
	for (size_t i = 0; i < inventory->rack_count; i++) {
		const struct object *rack = &inventory->racks[i]->object;
		const struct site *here = scope_contains(picture->scope, rack) ? object_place(rack).site : site;
		if (site && here != site)
			return NULL;
		site = here;
	}
	return site ? site->object.name : NULL;
}

static bool sheet_for(const struct options *options, const char *paper, struct sheet *sheet, struct error *err)
{
	*sheet = (struct sheet){ .number = options->drawing_number, .revision = options->revision,
	                         .drawn_by = options->drawn_by, .checked_by = options->checked_by };
	if (!paper_parse(paper, (enum orientation)options->orientation, &sheet->paper, err))
		return false;
	sheet->least_type = number_known(options->min_type) ? options->min_type : paper_least_type(&sheet->paper);
	return true;
}

/* What a card takes at least, at the style's own sizes: a device as a row, a
 * rack with its strips. Saves the work on what cannot fit. */
static double least_need(const struct picture *picture, enum floor_detail detail)
{
	const double device = 150 * picture->style->font.text * 1.65, rack = 150 * picture->style->font.text * 7;
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

/* `fits` when the picture has its drawing now. */
static bool try(struct picture *picture, struct sheet *sheet, enum floor_detail detail, bool *fits, struct error *err)
{
	struct sheet_result result = { .scene = NULL };
	*fits = false;
	if (least_need(picture, detail) > sheet_capacity(sheet, picture->style))
		return true;
	drop_diagram(picture);
	picture->diagram = floor_diagram(picture->content, detail, &picture->look);
	sheet->detail = floor_detail_name(detail);
	sheet->site = site_of(picture);
	if (!sheet_new(sheet, picture->diagram, picture->style, &result, err))
		return false;
	*fits = result.scene != NULL;
	if (*fits)
		picture->drawing = drawing_of(picture->diagram, picture->style, result.layout, result.scene);
	else
		layout_free(result.layout);
	return true;
}

/* From `first` on, or that only. */
static bool try_details(struct picture *picture, struct sheet *sheet, enum floor_detail first, enum floor_detail last,
                        bool *fits, struct error *err)
{
	*fits = false;
	for (int detail = (int)first; detail <= (int)last && !*fits; detail++)
		if (!try(picture, sheet, (enum floor_detail)detail, fits, err))
			return false;
	return true;
}

/* The smallest of A3 … A0 that shows every device, else A0 with what fits. */
static bool choose_sheet(struct picture *picture, const struct options *options, enum floor_detail first,
                         enum floor_detail last, bool *fits, struct error *err)
{
	struct sheet sheet;
	*fits = false;
	for (size_t i = 1; paper_standard(i) && !*fits; i++) {
		bool biggest = !paper_standard(i + 1);
		if (!sheet_for(options, paper_standard(i), &sheet, err))
			return false;
		if (!try_details(picture, &sheet, first, biggest ? last : first, fits, err))
			return false;
	}
	return true;
}

/* What would work, for the refusal: larger paper, then less detail. */
static bool find_remedy(struct picture *picture, const struct options *options, const struct sheet *sheet,
                        enum floor_detail detail, struct error *err)
{
	bool fits = false;
	for (size_t i = 0; paper_standard(i); i++) {
		struct sheet larger;
		if (!sheet_for(options, paper_standard(i), &larger, err))
			return false;
		if (larger.paper.width_mm * larger.paper.height_mm <= sheet->paper.width_mm * sheet->paper.height_mm)
			continue;
		if (!try(picture, &larger, detail, &fits, err))
			return false;
		if (fits)
			return error_set(err, ERROR_USAGE, "%s is too small to show %s detail with type of %g pt; --paper %s would do",
			                 sheet->paper.name, floor_detail_name(detail), sheet->least_type, paper_standard(i));
	}
	for (int less = (int)detail + 1; less < FLOOR_DETAILS; less++) {
		struct sheet same = *sheet;
		if (!try(picture, &same, (enum floor_detail)less, &fits, err))
			return false;
		if (fits)
			return error_set(err, ERROR_USAGE, "%s is too small to show %s detail with type of %g pt; --detail %s would do",
			                 sheet->paper.name, floor_detail_name(detail), sheet->least_type,
			                 floor_detail_name((enum floor_detail)less));
	}
	return error_set(err, ERROR_USAGE, "%s is too small for this with type of %g pt, and so is every size up to A0; choose fewer "
	                 "racks (--location, --rack), a roll (--paper '914mm x auto') or a smaller --min-type",
	                 sheet->paper.name, sheet->least_type);
}

static bool make_drawing(struct picture *picture, const struct options *options, struct error *err)
{
	bool chosen = options->detail > 0, fits;
	enum floor_detail first = chosen ? (enum floor_detail)(options->detail - 1) : options->paper ? FLOOR_FULL : FLOOR_DEVICE;
	enum floor_detail last = chosen ? first : FLOOR_ROW;
	struct sheet sheet;
	if (!options->paper && !choose_sheet(picture, options, first, last, &fits, err))
		return false;
	if (!sheet_for(options, options->paper ? options->paper : "A0", &sheet, err))
		return false;
	if (options->paper && !try_details(picture, &sheet, first, last, &fits, err))
		return false;
	return fits || find_remedy(picture, options, &sheet, last, err);
}

bool cmd_floor(const struct options *options, struct error *err)
{
	struct picture picture;
	struct sheet sheet;
	bool ok = (!options->paper || sheet_for(options, options->paper, &sheet, err)) && picture_open(options, &picture, err);
	if (ok) {
		picture.content = content_chain(picture.power, picture.scope, NULL, 0);
		content_add_weakness(picture.content);
		ok = outputs_want_drawing(&picture.outputs) ? make_drawing(&picture, options, err) : true;
		if (ok && !picture.diagram)
			picture.diagram = floor_diagram(picture.content, options->detail > 0 ? (enum floor_detail)(options->detail - 1) : FLOOR_DEVICE, &picture.look);
		ok = ok && picture_write(&picture, err);
	}
	picture_close(&picture);
	return ok;
}
