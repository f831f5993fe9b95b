#ifndef DIAGRAM_PAPER_H
#define DIAGRAM_PAPER_H

/* Sheets of paper: A4 … A0, letter, tabloid, ANSI D, ANSI E, "594x420mm", and
 * rolls, "914mm x auto" (as long as the drawing needs). A3 is 420 × 297 mm,
 * 1190.55 × 841.89 pt. */

#include "base/error.h"

#include <stddef.h>

enum orientation { ORIENTATION_AUTO, ORIENTATION_LANDSCAPE, ORIENTATION_PORTRAIT };

struct paper {
	char name[64];             /* "A3 landscape", "900 × 600 mm" */
	double width_mm, height_mm; /* height 0: a roll */
};

/* ERROR_USAGE naming the sizes there are. AUTO is landscape for named sizes and
 * as written for measures. */
bool paper_parse(const char *text, enum orientation orientation, struct paper *paper, struct error *err);
/* A name, not measures: it says nothing of how the sheet lies. */
bool paper_is_named(const char *text);
/* The standard sizes from small to large, A4 to A0; NULL behind the last. */
const char *paper_standard(size_t i);

double paper_points(double mm);
/* The least type size, in points, that can be read at the distance the paper is
 * looked at: 7 up to A3, 14 (from 1 m) on larger ones. */
double paper_least_type(const struct paper *paper);

#endif
