#ifndef DIAGRAM_STYLE_H
#define DIAGRAM_STYLE_H

/* Every colour, font, line, shape and measure of a picture, read from INI files:
 * the styles of styles/ are compiled in, a user's file overrides a few keys of
 * one of them (docs/wattmap-styles.5 explains the keys). Mistakes are
 * ERROR_CONFIG naming file, line and key:
 *
 *     mine.ini:7: key 'side-a.colour' is not known; allowed: line, tint, text, pattern
 *
 * Lengths are points. Colours are 0xRRGGBB. */

#include "base/arena.h"
#include "base/error.h"

#include <stdint.h>

enum pattern {
	PATTERN_SOLID, PATTERN_DASHED, PATTERN_DASH_DOT, PATTERN_LONG_DASH,
	PATTERN_DOTTED, PATTERN_DASH_DOT_DOT, PATTERNS
};

/* Lengths of strokes and gaps of a pattern for a line of width 1, ended by 0;
 * NULL for a solid one. */
const double *pattern_dashes(enum pattern pattern);
/* What a line's width makes of these lengths: thin lines keep readable dashes. */
double dash_scale(double width);

struct side_style {
	uint32_t line, tint, text; /* line and header; light ground; text on that ground */
	enum pattern pattern;
};

struct tone_style {
	uint32_t fill, tint, text; /* bar; ground of a card; text on the ground */
};

enum { STYLE_SIDES = 6, STYLE_TONES = 5 };

struct style {
	struct {
		const char *svg, *raster;
		double heading, focus, title, text, header, small;
	} font;
	struct {
		uint32_t background, ink, muted, faint, alert, panel;
		double margin, gap, rule;
	} page;
	struct {
		uint32_t fill, border, header_text, focus_border, outside;
		double border_width, focus_width, radius, padding, min_width, max_width;
		enum pattern pale;
	} card;
	struct {
		double radius, border_width;
		enum pattern missing, dead;
	} slot;
	struct {
		double height, radius, hatch_width, limit_width;
		uint32_t track, hatch, limit;
	} bar;
	struct {
		double width, trunk_width, assumed_width, gap, arrow, joint;
		uint32_t dead_colour;
		enum pattern dead, reserve, assumed;
	} line;
	struct {
		uint32_t line, fill, text;
		double width, radius;
	} frame;
	struct {
		double size;
	} mark; /* the triangle beside what has a finding */
	struct {
		uint32_t line;
		double frame, rule;
	} sheet;
	struct side_style sides[STYLE_SIDES], side_none;
	struct tone_style tones[STYLE_TONES]; /* by enum tone */
	struct arena *arena;
};

/* `name`: a built-in style when it has neither '/' nor '.', else a file; NULL is
 * "default". */
bool style_load(const char *name, struct style **style, struct error *err);
bool style_is_built_in(const char *name);
/* The built-in styles, one for each file of styles/; NULL behind the last. */
const char *style_built_in(size_t i);
void style_free(struct style *style);

/* The look of side 'A', 'B', …; of no side for 0. After the sixth side the
 * looks begin again. */
const struct side_style *style_side(const struct style *style, char side);

#endif
