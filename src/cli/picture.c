#include "cli/picture.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include "cli/command.h"
#include "cli/config.h"
#include "cli/source.h"
#include "diagram/chain_json.h"
#include "diagram/floor_rows.h"
#include "netbox/decode.h"
#include "power/naming.h"

#include <assert.h>
#include <langinfo.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The value lists of options.c have the order of these. */
static_assert(PURPOSE_ANY == 0 && PURPOSE_WIKI == 1 && PURPOSE_WEB == 2 && PURPOSE_PRINT == 3, "--for");
static_assert(SHOW_USUAL == 0 && SHOW_LOAD == 1 && SHOW_FAILOVER == 2 && SHOW_PHASES == 3 && SHOW_REDUNDANCY == 4 &&
              SHOW_FINDINGS == 5, "--show");
static_assert(STAMP_FULL == 0 && STAMP_DATE == 1 && STAMP_NONE == 2, "--stamp");
static_assert(FORMAT_SVG == 0 && FORMAT_PNG == 1 && FORMAT_PDF == 2 && FORMAT_DOT == 3 && FORMAT_JSON == 4 &&
              FORMAT_TXT == 5 && FORMAT_CSV == 6 && FORMAT_MD == 7 && FORMAT_SARIF == 8 &&
              FORMAT_XML == 9 && FORMAT_HTML == 10, "--format");

/* A base for links must be a web address: it goes into every picture. */
static bool look_of(const struct options *options, struct look *look, struct error *err)
{
	const char *base = options->link_base;
	*look = (struct look){ .no_links = options->no_links, .stamp = (enum stamp)options->stamp,
	                       .title = options->title, .fold = options->fold };
	if (options->row && !floor_rows_new(options->row, (struct floor_rows **)&look->rows, err))
		return false;
	if (!base)
		return true;
	if (strncmp(base, "https://", 8) != 0 && strncmp(base, "http://", 7) != 0)
		return error_set(err, ERROR_USAGE, "--link-base: '%s' does not begin with https:// or http://", base);
	size_t length = strlen(base);
	char *copy = xmalloc(length + 2);
	snprintf(copy, length + 2, "%s%s", base, base[length - 1] == '/' ? "" : "/");
	look->link_base = copy;
	return true;
}

enum { SCREEN_DPI = 96 }; /* a pixel of the image is one of the page */

static const char *style_name(const struct options *options)
{
	return options->style || options->purpose != PURPOSE_PRINT ? options->style : "print";
}

/* What the caller holds, or what is read now. */
static bool take_inventory(const struct options *options, struct picture *picture, struct error *err)
{
	if (options->held) {
		picture->inventory = options->held->inventory;
		return true;
	}
	bool ok = source_inventory(options, &picture->own_inventory, err);
	picture->inventory = picture->own_inventory;
	return ok;
}

static bool same_number(double a, double b)
{
	return a == b || (isnan(a) && isnan(b));
}

/* Rules come from the one configuration, so only what options set can differ. */
static bool same_policy(const struct policy *a, const struct policy *b)
{
	return a->draw == b->draw && a->psu == b->psu && a->include_planned == b->include_planned &&
	       same_number(a->estimate, b->estimate) && same_number(a->continuous, b->continuous);
}

static void take_power(const struct options *options, struct picture *picture)
{
	struct policy policy = config_policy(options);
	double began_s = clock_s();
	bool held = options->held && options->loads == LOADS_ALL && same_policy(&policy, &options->held->power->policy);
	if (!held)
		picture->own_power = power_build(picture->inventory, &policy);
	picture->power = held ? options->held->power : picture->own_power;
	picture->losses = held ? options->held->losses : NULL;
	picture->powered_s = clock_s();
	log_debug("power in %.1f ms: summed, the rest of loading", (picture->powered_s - began_s) * 1e3);
}

bool picture_open(const struct options *options, struct picture *picture, struct error *err)
{
	*picture = (struct picture){ .style = NULL };
	if (!outputs_plan(options, &picture->outputs, err) || (!options->held && !source_check(options, err)) ||
	    !look_of(options, &picture->look, err) || !style_load(style_name(options), &picture->style, err) ||
	    !take_inventory(options, picture, err))
		return false;
	picture->look.no_tooltips = !outputs_want_tooltips(&picture->outputs);
	picture->purpose = (enum purpose)options->purpose;
	if ((picture->purpose == PURPOSE_WIKI || picture->purpose == PURPOSE_WEB) && options_origin(options, "dpi") == ORIGIN_DEFAULT)
		picture->outputs.dpi = SCREEN_DPI;
	take_power(options, picture);
	struct select_words words = naming_words(picture->power);
	return scope_new(picture->inventory, &words, options->scope.items, options->scope.count, &picture->scope, err);
}

/* -- writing ------------------------------------------------------------ */

struct writing {
	const struct picture *picture;
	const struct drawing *drawing; /* NULL: no format with a geometry was asked for */
};

/* Files are UTF-8 whatever the locale, so that they are the same on every
 * machine; only a terminal that shows nothing else gets ASCII. */
bool picture_is_ascii(const struct picture *picture)
{
	const struct outputs *outputs = &picture->outputs;
	for (size_t i = 0; i < outputs->count; i++)
		if (strcmp(outputs->items[i].path, "-") == 0)
			return !outputs->standard && isatty(STDOUT_FILENO) && strcmp(nl_langinfo(CODESET), "UTF-8") != 0;
	return false;
}

/* The first png; outputs_plan() saw that there is one beside the page. */
static bool write_map(const struct writing *writing, FILE *out, struct error *err)
{
	const struct outputs *outputs = &writing->picture->outputs;
	const struct output *png = outputs->items;
	while (png < outputs->items + outputs->count && png->format != FORMAT_PNG)
		png++;
	if (png == outputs->items + outputs->count || png->page)
		return error_set(err, ERROR_USAGE, "an image map is for one png; it does not go with --tiles");
	const char *slash = strrchr(png->path, '/');
	drawing_write_map(writing->drawing, slash ? slash + 1 : png->path, outputs->dpi, out);
	return true;
}

static bool write_format(const void *context, enum format format, FILE *out, struct error *err)
{
	const struct writing *writing = context;
	const struct picture *picture = writing->picture;
	switch (format) {
	case FORMAT_JSON:
		return chain_json_write(picture->content, &picture->look, out, err);
	case FORMAT_HTML:
		return write_map(writing, out, err);
	case FORMAT_TXT:
		return diagram_write_text(picture->diagram, picture_is_ascii(picture), out, err);
	case FORMAT_SVG: case FORMAT_PNG: case FORMAT_PDF: case FORMAT_DOT: case FORMAT_CSV: case FORMAT_MD:
	case FORMAT_SARIF: case FORMAT_XML: case FORMATS:
		break;
	}
	return drawing_write(writing->drawing, format, picture->outputs.dpi, out, err);
}

void picture_prepare(struct picture *picture)
{
	if (picture->overlay)
		overlay_apply(picture->overlay, picture->diagram);
	if (picture->purpose == PURPOSE_WIKI || picture->purpose == PURPOSE_WEB)
		diagram_shorten(picture->diagram);
}

static bool write_page(const void *context, const struct output *output, FILE *out, struct error *err)
{
	const struct writing *writing = context;
	return drawing_write_page(writing->drawing, output->page, output->format, writing->picture->outputs.dpi, out, err);
}

bool picture_write(const struct picture *picture, struct error *err)
{
	struct drawing *drawing = picture->drawing;
	const char *stamps[] = { picture->inventory->taken_at, picture->diagram->data_time, NULL };
	if (!drawing && outputs_want_drawing(&picture->outputs) &&
	    !drawing_new(picture->diagram, picture->style, &drawing, err))
		return false;
	if (drawing)
		drawing_embed(drawing, picture->purpose);
	struct writing writing = { picture, drawing };
	struct content_writer writer = { write_format, &writing, stamps, write_page };
	bool ok = (!outputs_want(&picture->outputs, FORMAT_PNG) ||
	           drawing_check_png(drawing, picture->outputs.dpi, err)) &&
	          outputs_write(&picture->outputs, &writer, err);
	if (drawing != picture->drawing)
		drawing_free(drawing);
	log_debug("drawn in %.1f ms: all that comes after loading", (clock_s() - picture->powered_s) * 1e3);
	return ok;
}

void picture_close(struct picture *picture)
{
	drawing_free(picture->drawing);
	if (picture->diagram)
		arena_free(picture->diagram->arena);
	overlay_free(picture->overlay);
	content_free(picture->content);
	scope_free(picture->scope);
	power_free(picture->own_power);
	inventory_free(picture->own_inventory);
	style_free(picture->style);
	free((char *)picture->look.link_base);
	floor_rows_free((struct floor_rows *)picture->look.rows);
	outputs_free(&picture->outputs);
}
