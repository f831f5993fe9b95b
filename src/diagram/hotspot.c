#include "diagram/hotspot.h"

#include "base/arena.h"
#include "base/text.h"
#include "diagram/card.h"
#include "diagram/metrics.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void widen(struct hotspot *spot, double x, double y)
{
	spot->left = fmin(spot->left, x);
	spot->right = fmax(spot->right, x);
	spot->top = fmin(spot->top, y);
	spot->bottom = fmax(spot->bottom, y);
}

static void add_shape(struct hotspot *spot, const struct shape *shape)
{
	for (size_t i = 0; i < shape->point_count; i++)
		widen(spot, shape->points[i].x, shape->points[i].y);
}

static void add_text(struct hotspot *spot, const struct shape *text)
{
	static const double before[] = {[ALIGN_LEFT] = 0, [ALIGN_CENTRE] = 0.5, [ALIGN_RIGHT] = 1};
	double width = metrics_width(text->text, text->font.bold, text->font.size), left = text->points[0].x - before[text->align] * width;
	widen(spot, left, text->points[0].y - text->font.size);
	widen(spot, left + width, text->points[0].y + text->font.size * 0.3);
}

/* The shapes of one group, without those of groups in it: the first when it is an
 * area, else all words; nothing for lines, which begin with their arrow. */
static bool find_extent(const struct scene *scene, size_t open, struct hotspot *spot)
{
	int depth = 1;
	bool first = true, found = false;
	for (size_t i = open + 1; i < scene->count && depth > 0; i++) {
		const struct shape *shape = &scene->shapes[i];
		depth += (shape->kind == SHAPE_OPEN) - (shape->kind == SHAPE_CLOSE);
		if (depth != 1 || shape->kind >= SHAPE_OPEN)
			continue;
		bool arrow = shape->kind == SHAPE_POLYGON && shape->point_count == 3;
		if (first && shape->kind <= SHAPE_CURVE && !arrow) {
			add_shape(spot, shape);
			return true;
		}
		if (shape->kind == SHAPE_LINE)
			return false;
		if (shape->kind == SHAPE_TEXT) {
			add_text(spot, shape);
			found = true;
		}
		first = false;
	}
	return found;
}

struct hotspot *hotspots(const struct scene *scene, size_t *count)
{
	struct hotspot *spots = NULL;
	size_t capacity = 0;
	*count = 0;
	for (size_t i = 0; i < scene->count; i++) {
		const struct shape *open = &scene->shapes[i];
		if (open->kind != SHAPE_OPEN || !*card_text(open->anchor->url))
			continue;
		struct hotspot spot = {INFINITY, INFINITY, -INFINITY, -INFINITY, open->anchor};
		if (!find_extent(scene, i, &spot))
			continue;
		spots = array_grow(spots, *count, &capacity, sizeof *spots);
		spots[(*count)++] = spot;
	}
	return spots;
}

/* ---- image map ---- */

static void put_attribute(FILE *out, const char *name, const char *value)
{
	fprintf(out, " %s=\"", name);
	text_write_xml(out, value);
	putc('"', out);
}

/* Line ends stay line ends. */
static void put_lines(FILE *out, const char *name, const char *text, struct arena *arena)
{
	fprintf(out, " %s=\"", name);
	for (size_t length; *text; text += length + (text[length] == '\n')) {
		for (length = 0; text[length] && text[length] != '\n'; )
			length++;
		text_write_xml(out, arena_strndup(arena, text, length));
		fputs(text[length] ? "&#10;" : "", out);
	}
	putc('"', out);
}

/* A file's name as a URL. */
static void put_file(FILE *out, const char *name, const char *file)
{
	fprintf(out, " %s=\"", name);
	for (const unsigned char *p = (const unsigned char *)file; *p; p++) {
		bool plain = (*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') || (*p >= '0' && *p <= '9') || strchr("-._~", *p);
		fprintf(out, plain ? "%c" : "%%%02X", *p);
	}
	putc('"', out);
}

/* The first line of its tooltip, else its id. */
static const char *name_of(const struct anchor *anchor, struct arena *arena)
{
	const char *text = *card_text(anchor->tooltip) ? anchor->tooltip : card_text(anchor->id);
	size_t length = 0;
	while (text[length] && text[length] != '\n')
		length++;
	return arena_strndup(arena, text, length);
}

static void put_area(FILE *out, const struct hotspot *spot, double scale, struct arena *arena)
{
	fprintf(out, "<area shape=\"rect\" coords=\"%.0f,%.0f,%.0f,%.0f\"", floor(spot->left * scale), floor(spot->top * scale),
	        ceil(spot->right * scale), ceil(spot->bottom * scale));
	put_attribute(out, "href", spot->anchor->url);
	put_attribute(out, "alt", name_of(spot->anchor, arena));
	if (*card_text(spot->anchor->tooltip))
		put_lines(out, "title", spot->anchor->tooltip, arena);
	fputs(">\n", out);
}

void imagemap_write(const struct scene *scene, const struct diagram *diagram, const char *png, double dpi, FILE *out)
{
	size_t count;
	struct hotspot *spots = hotspots(scene, &count);
	struct arena *arena = arena_new();
	double scale = dpi / 72;
	fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<title>", out);
	text_write_xml(out, card_text(diagram->title));
	fputs("</title>\n<img", out);
	put_file(out, "src", png);
	fprintf(out, " width=\"%ld\" height=\"%ld\" usemap=\"#wattmap-%s\"", lround(scene->width * scale),
	        lround(scene->height * scale), diagram->name);
	put_attribute(out, "alt", card_text(diagram->title));
	fprintf(out, ">\n<map name=\"wattmap-%s\">\n", diagram->name);
	for (size_t i = count; i-- > 0;)
		put_area(out, &spots[i], scale, arena);
	fputs("</map>\n</html>\n", out);
	arena_free(arena);
	free(spots);
}
