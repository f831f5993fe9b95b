/* A drawing is made once, from diagram to scene; every format is a way to
 * write that scene. */
#include "diagram/render.h"

#include "base/memory.h"
#include "base/text.h"
#include "diagram/card.h"
#include "diagram/dot.h"
#include "diagram/graphviz.h"
#include "diagram/hotspot.h"
#include "diagram/layout.h"
#include "diagram/pdf.h"
#include "diagram/picture.h"
#include "diagram/svg.h"
#include "diagram/xdot.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define CAIRO_LIMIT 32767.0 /* pixels a side */

struct drawing {
	const struct diagram *diagram;
	const struct style *style;
	struct layout *layout;
	struct scene *scene;
	struct scene **pages; /* the tiles, malloc'd; NULL: one sheet */
	size_t page_count;
};

static const char *const format_names[FORMATS] = {"svg", "png", "pdf", "dot", "json", "txt", "csv", "md", "sarif", "xml", "html"};

enum format format_by_name(const char *name)
{
	const char *ending = strrchr(name, '.');
	for (int i = 0; i < FORMATS; i++)
		if (text_equal_nocase(ending ? ending + 1 : name, format_names[i]))
			return (enum format)i;
	return FORMATS;
}

const char *format_name(enum format format)
{
	return format_names[format];
}

bool drawing_new(const struct diagram *diagram, const struct style *style,
                 struct drawing **drawing, struct error *err)
{
	struct layout *layout;
	if (!layout_new(diagram, style, &layout, err))
		return false;
	*drawing = drawing_of(diagram, style, layout, picture_new(diagram, style, layout));
	return true;
}

struct drawing *drawing_of(const struct diagram *diagram, const struct style *style, struct layout *layout,
                           struct scene *scene)
{
	struct drawing *drawing = xcalloc(1, sizeof *drawing);
	*drawing = (struct drawing){.diagram = diagram, .style = style, .layout = layout, .scene = scene};
	return drawing;
}

void drawing_free(struct drawing *drawing)
{
	if (!drawing)
		return;
	for (size_t i = 0; i < drawing->page_count; i++)
		scene_free(drawing->pages[i]);
	free(drawing->pages);
	scene_free(drawing->scene);
	layout_free(drawing->layout);
	free(drawing);
}

void drawing_set_pages(struct drawing *drawing, struct scene **pages, size_t count)
{
	drawing->pages = pages;
	drawing->page_count = count;
}

static void embed(struct scene *scene, enum purpose purpose)
{
	bool screen = purpose == PURPOSE_WIKI || purpose == PURPOSE_WEB;
	if (screen)
		scene->width_mm = scene->height_mm = 0;
	else if (scene->width_mm <= 0)
		scene->width_mm = scene->width * 25.4 / 72, scene->height_mm = scene->height * 25.4 / 72;
	scene->fluid = purpose == PURPOSE_WEB;
	scene->unlinked = purpose != PURPOSE_WEB;
}

void drawing_embed(struct drawing *drawing, enum purpose purpose)
{
	if (purpose == PURPOSE_ANY)
		return;
	embed(drawing->scene, purpose);
	for (size_t i = 0; i < drawing->page_count; i++)
		embed(drawing->pages[i], purpose);
}

void drawing_write_map(const struct drawing *drawing, const char *png, double dpi, FILE *out)
{
	imagemap_write(drawing->scene, drawing->diagram, png, dpi, out);
}

static const struct scene *scene_at(const struct drawing *drawing, size_t page)
{
	return page && page <= drawing->page_count ? drawing->pages[page - 1] : drawing->scene;
}

bool drawing_check_png(const struct drawing *drawing, double dpi, struct error *err)
{
	const struct scene *scene = scene_at(drawing, 1);
	double side = fmax(scene->width, scene->height);
	double pixels = ceil(side * dpi / 72), most = floor(CAIRO_LIMIT * 72 / side);
	if (pixels <= CAIRO_LIMIT)
		return true;
	return error_set(err, ERROR_USAGE,
	                 "a PNG of %.0f pixels a side is more than %.0f; --dpi %.0f is the most for "
	                 "this picture", pixels, CAIRO_LIMIT, most);
}

/* Readers refuse a page with more links (poppler: 10 000). */
enum { LINKS_MOST = 10000 };

/* "device" of "device-77" */
static size_t kind_length(const struct hotspot *spot)
{
	return strcspn(spot->anchor->id, "-");
}

static bool same_kind(const struct hotspot *a, const struct hotspot *b)
{
	size_t length = kind_length(a);
	return length == kind_length(b) && strncmp(a->anchor->id, b->anchor->id, length) == 0;
}

/* One of the kind of which there are most. */
static struct hotspot most_common(const struct hotspot *spots, size_t count)
{
	enum { KINDS = 16 };
	struct hotspot kinds[KINDS] = {{.left = 0}};
	size_t found = 0, numbers[KINDS] = {0}, most = 0;
	for (size_t i = 0, k; i < count; i++) {
		for (k = 0; k < found && !same_kind(&kinds[k], &spots[i]); k++)
			;
		if (k == KINDS)
			continue;
		if (k == found)
			kinds[found++] = spots[i];
		most = ++numbers[k] > numbers[most] ? k : most;
	}
	return kinds[most];
}

/* Of a crowded page whole kinds go, so that what is alike leads or leads not;
 * returns how many are left. */
static size_t thin_out(struct hotspot *spots, size_t count)
{
	while (count > LINKS_MOST) {
		struct hotspot common = most_common(spots, count);
		size_t left = 0;
		for (size_t i = 0; i < count; i++)
			if (!same_kind(&common, &spots[i]))
				spots[left++] = spots[i];
		count = left;
	}
	return count;
}

/* The hotspots as links of a pdf; malloc'd. */
static struct pdf_link *links_of(const struct scene *scene, size_t *count)
{
	struct hotspot *spots = scene->unlinked ? NULL : hotspots(scene, count);
	*count = spots ? thin_out(spots, *count) : 0;
	struct pdf_link *links = xcalloc(*count + 1, sizeof *links);
	for (size_t i = 0; i < *count; i++)
		links[i] = (struct pdf_link){spots[i].left, spots[i].top, spots[i].right, spots[i].bottom, spots[i].anchor->url};
	free(spots);
	return links;
}

/* ---- png ---- */

enum { PNG_HEAD = 33 }; /* signature and IHDR */

static uint32_t crc_of(const unsigned char *data, size_t size)
{
	uint32_t crc = 0xffffffff;
	for (size_t i = 0; i < size; i++) {
		crc ^= data[i];
		for (int bit = 0; bit < 8; bit++)
			crc = crc & 1 ? crc >> 1 ^ 0xedb88320 : crc >> 1;
	}
	return ~crc;
}

static void put_big_endian(unsigned char *at, uint32_t value)
{
	for (int i = 0; i < 4; i++)
		at[i] = (unsigned char)(value >> (24 - 8 * i));
}

/* cairo writes no resolution: pHYs, pixels per metre, goes behind IHDR. */
static void put_png(const char *png, size_t size, double dpi, FILE *out)
{
	unsigned char chunk[21] = {0, 0, 0, 9, 'p', 'H', 'Y', 's'};
	uint32_t per_metre = (uint32_t)lround(dpi / 0.0254);
	put_big_endian(chunk + 8, per_metre);
	put_big_endian(chunk + 12, per_metre);
	chunk[16] = 1;
	put_big_endian(chunk + 17, crc_of(chunk + 4, 13));
	fwrite(png, 1, PNG_HEAD, out);
	fwrite(chunk, 1, sizeof chunk, out);
	fwrite(png + PNG_HEAD, 1, size - PNG_HEAD, out);
}

static struct graphviz_picture picture_of(const struct scene *scene)
{
	return (struct graphviz_picture){
	    .part = xdot_part, .drawing = scene, .end = xdot_parts(scene), .width = scene->width, .height = scene->height};
}

/* What Graphviz draws goes into memory first, never to a file of the caller: it
 * ends the process when a write fails. */
static bool write_png(const struct scene *scene, double dpi, FILE *out, struct error *err)
{
	char *drawn = NULL;
	size_t size;
	FILE *stream = memory_stream(&drawn, &size);
	struct graphviz_picture picture = picture_of(scene);
	bool ok = graphviz_png(&picture, dpi, stream, err);
	fclose(stream);
	if (ok)
		put_png(drawn, size, dpi, out); /* checked with the flush */
	free(drawn);
	return ok;
}

/* ---- pdf ---- */

/* "data of 2026-11-21 02:16 UTC" as ISO 8601. Files never hold the clock: what
 * has no time has the beginning of time. */
static void pdf_date(const char *time, char date[64])
{
	int parts[5] = {1970, 1, 1, 0, 0};
	const char *digits = time + strcspn(time, "0123456789");
	if (sscanf(digits, "%d-%d-%d %d:%d", &parts[0], &parts[1], &parts[2], &parts[3], &parts[4]) < 3)
		parts[0] = 1970, parts[1] = parts[2] = 1;
	snprintf(date, 64, "%04d-%02d-%02dT%02d:%02d:00Z", parts[0] % 10000, parts[1] % 100, parts[2] % 100, parts[3] % 100,
	         parts[4] % 100);
}

static bool write_pdf(const struct drawing *drawing, FILE *out, struct error *err)
{
	size_t count = drawing->page_count ? drawing->page_count : 1;
	struct pdf_page *pages = xcalloc(count, sizeof *pages);
	char date[64], *data = NULL, *title = text_clean(card_text(drawing->diagram->title));
	size_t size;
	FILE *stream = memory_stream(&data, &size);
	for (size_t i = 0; i < count; i++) {
		const struct scene *scene = drawing->page_count ? drawing->pages[i] : drawing->scene;
		pages[i].picture = picture_of(scene);
		pages[i].links = links_of(scene, &pages[i].link_count);
	}
	pdf_date(card_text(drawing->diagram->data_time), date);
	bool ok = pdf_write(pages, count, &(struct graphviz_document){title, date}, stream, err);
	fclose(stream);
	free(title);
	if (ok)
		fwrite(data, 1, size, out); /* checked with the flush */
	for (size_t i = 0; i < count; i++)
		free((struct pdf_link *)pages[i].links);
	free(pages);
	free(data);
	return ok;
}

static bool write_format(const struct drawing *drawing, size_t page, enum format format, double dpi, FILE *out,
                         struct error *err)
{
	const struct scene *scene = scene_at(drawing, page);
	switch (format) {
	case FORMAT_SVG: return svg_write(scene, drawing->diagram, out, err);
	case FORMAT_PNG: return drawing_check_png(drawing, dpi, err) && write_png(scene, dpi, out, err);
	case FORMAT_PDF: return write_pdf(drawing, out, err);
	case FORMAT_DOT:
		dot_write(drawing->diagram, drawing->style, drawing->layout, out);
		return true;
	case FORMAT_JSON:
	case FORMAT_TXT:
	case FORMAT_CSV:
	case FORMAT_MD:
	case FORMAT_SARIF:
	case FORMAT_XML:
	case FORMAT_HTML:
	case FORMATS: break;
	}
	return error_set(err, ERROR_BUG, "%s is not drawn", format < FORMATS ? format_names[format] : "this");
}

bool drawing_write_page(const struct drawing *drawing, size_t page, enum format format, double dpi, FILE *out,
                        struct error *err)
{
	if (!write_format(drawing, page, format, dpi, out, err))
		return false;
	if (fflush(out) || ferror(out))
		return error_set(err, ERROR_WRITE, "cannot write the %s", format_names[format]);
	return true;
}

bool drawing_write(const struct drawing *drawing, enum format format, double dpi, FILE *out,
                   struct error *err)
{
	return drawing_write_page(drawing, 0, format, dpi, out, err);
}
