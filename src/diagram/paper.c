/* Named sizes as a table, everything else as two measures. */
#include "diagram/paper.h"

#include "base/text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	const char *name;
	double width_mm, height_mm; /* landscape */
} sizes[] = {
	{"A4", 297, 210}, {"A3", 420, 297}, {"A2", 594, 420}, {"A1", 841, 594}, {"A0", 1189, 841},
	{"letter", 279.4, 215.9}, {"tabloid", 431.8, 279.4}, {"ANSI D", 863.6, 558.8}, {"ANSI E", 1117.6, 863.6}};
enum { SIZES = sizeof sizes / sizeof *sizes, STANDARD = 5 };

#define LEAST_MM 60.0
#define MOST_MM 20000.0

const char *paper_standard(size_t i)
{
	return i < STANDARD ? sizes[i].name : NULL;
}

double paper_points(double mm)
{
	return mm * 72 / 25.4;
}

double paper_least_type(const struct paper *paper)
{
	return fmax(paper->width_mm, paper->height_mm) <= 435 ? 7 : 14;
}

/* "ANSI D", "ansi-d" and "ansid" are one name. */
static bool same_name(const char *a, const char *b)
{
	for (;; a++, b++) {
		a += strspn(a, " -_");
		b += strspn(b, " -_");
		char x[2] = {*a, 0}, y[2] = {*b, 0};
		if (!*a || !*b || !text_equal_nocase(x, y))
			return !*a && !*b;
	}
}

bool paper_is_named(const char *text)
{
	bool named = false;
	for (size_t i = 0; i < SIZES; i++)
		named |= same_name(text, sizes[i].name);
	return named;
}

/* "mm" may stand behind each number; returns what follows. */
static const char *read_measure(const char *text, double *mm)
{
	char *end;
	*mm = strtod(text, &end);
	if (end == text || !isfinite(*mm))
		return NULL;
	end += strspn(end, " ");
	end += strncmp(end, "mm", 2) == 0 ? 2 : 0;
	return end + strspn(end, " ");
}

static bool read_measures(const char *text, double *width, double *height)
{
	const char *rest = read_measure(text, width);
	if (!rest || (*rest != 'x' && *rest != 'X'))
		return false;
	rest += 1 + strspn(rest + 1, " ");
	*height = 0;
	if (text_equal_nocase(rest, "auto"))
		return true;
	rest = read_measure(rest, height);
	return rest && !*rest && *height > 0;
}

static bool turn(struct paper *paper, enum orientation orientation)
{
	bool portrait = paper->height_mm > paper->width_mm;
	if (orientation == ORIENTATION_AUTO || portrait == (orientation == ORIENTATION_PORTRAIT))
		return portrait;
	double width = paper->width_mm;
	paper->width_mm = paper->height_mm;
	paper->height_mm = width;
	return !portrait;
}

static bool measured(const char *text, enum orientation orientation, struct paper *paper, struct error *err)
{
	double least = paper->height_mm > 0 ? fmin(paper->width_mm, paper->height_mm) : paper->width_mm;
	if (!(least >= LEAST_MM) || fmax(paper->width_mm, paper->height_mm) > MOST_MM)
		return error_set(err, ERROR_USAGE, "--paper: '%s' is not between %.0f and %.0f mm", text, LEAST_MM, MOST_MM);
	if (paper->height_mm > 0)
		turn(paper, orientation);
	if (paper->height_mm > 0)
		snprintf(paper->name, sizeof paper->name, "%g × %g mm", paper->width_mm, paper->height_mm);
	else
		snprintf(paper->name, sizeof paper->name, "roll of %g mm", paper->width_mm);
	return true;
}

bool paper_parse(const char *text, enum orientation orientation, struct paper *paper, struct error *err)
{
	*paper = (struct paper){.width_mm = 0};
	for (size_t i = 0; i < SIZES; i++) {
		if (!same_name(text, sizes[i].name))
			continue;
		*paper = (struct paper){.width_mm = sizes[i].width_mm, .height_mm = sizes[i].height_mm};
		bool portrait = turn(paper, orientation);
		snprintf(paper->name, sizeof paper->name, "%s %s", sizes[i].name, portrait ? "portrait" : "landscape");
		return true;
	}
	if (read_measures(text, &paper->width_mm, &paper->height_mm))
		return measured(text, orientation, paper, err);
	return error_set(err, ERROR_USAGE, "--paper: '%s' is none of A4, A3, A2, A1, A0, letter, tabloid, ANSI D, ANSI E, "
	                 "WIDTHxHEIGHTmm (594x420mm) and rolls (914mm x auto)", text);
}
