#ifndef DIAGRAM_TILES_H
#define DIAGRAM_TILES_H

/* A sheet that is larger than the paper in the printer, cut into tiles that are
 * glued together. Neighbours overlap by 10 mm; each page has a margin of 12 mm
 * with crop marks at the corners of its picture, ticks where the neighbour's
 * picture begins, the name of the neighbour where a line goes on, a caption and a
 * map of the sheet. Rows are letters and columns numbers: B3.
 *
 * 2 × 3 tiles of A3 landscape, 396 × 273 mm of picture each, make a sheet of
 * 1168 × 536 mm: 3 · 396 − 2 · 10 by 2 · 273 − 10. */

#include "diagram/paper.h"
#include "diagram/sheet.h"

enum { TILES_MOST = 26 }; /* rows or columns */

struct tiling {
	size_t rows, columns; /* 0: as few as will do ("auto") */
};

/* "auto" or "2x3", rows by columns; ERROR_USAGE. */
bool tiling_parse(const char *text, struct tiling *tiling, struct error *err);

/* The sheet that so many pages make. */
struct paper tiling_sheet(const struct tiling *tiling, const struct paper *page);

enum { TILE_NAME_MAX = 24 };
/* "B3" of tile `i`, counted row by row from 0. */
void tile_name(const struct tiling *tiling, size_t i, char name[TILE_NAME_MAX]);

/* The pages, row by row; malloc'd. `result`: what sheet_new() made for the
 * sheet; the scenes hold on to it. */
struct scene **tiles_cut(const struct tiling *tiling, const struct paper *page, const struct diagram *diagram,
                         const struct sheet_result *result);

#endif
