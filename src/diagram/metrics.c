/* Two tables of 191 widths and one of ranges. The ranges were measured on the
 * fonts a browser falls back to (Liberation, DejaVu, Droid, Noto), bold, widest
 * letter of each range, and rounded up. */
#include "diagram/metrics.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistr.h>
#include <uniwidth.h>

static const uint16_t latin1[2][191] = {
	{ /* Helvetica: U+0020–7E, U+00A0–FF */
		278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
		556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
		1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
		667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
		333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
		556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584, 278,
		333, 556, 556, 556, 556, 260, 556, 333, 737, 370, 556, 584, 333, 737, 552, 400,
		584, 333, 333, 333, 576, 537, 278, 333, 333, 365, 556, 834, 834, 834, 611, 667,
		667, 667, 667, 667, 667, 1000, 722, 667, 667, 667, 667, 278, 278, 278, 278, 722,
		722, 778, 778, 778, 778, 778, 584, 778, 722, 722, 722, 722, 667, 667, 611, 556,
		556, 556, 556, 556, 556, 889, 500, 556, 556, 556, 556, 278, 278, 278, 278, 556,
		556, 556, 556, 556, 556, 556, 584, 611, 556, 556, 556, 556, 500, 556, 500,
	},
	{ /* Helvetica-Bold */
		278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278,
		556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 333, 333, 584, 584, 584, 611,
		975, 722, 722, 722, 722, 667, 611, 778, 722, 278, 556, 722, 611, 833, 722, 778,
		667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 333, 278, 333, 584, 556,
		333, 556, 611, 556, 611, 556, 333, 611, 611, 278, 278, 556, 278, 889, 611, 611,
		611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389, 280, 389, 584, 278,
		333, 556, 556, 556, 556, 280, 556, 333, 737, 370, 556, 584, 333, 737, 552, 400,
		584, 333, 333, 333, 611, 556, 278, 333, 333, 365, 556, 834, 834, 834, 611, 722,
		722, 722, 722, 722, 722, 1000, 722, 667, 667, 667, 667, 278, 278, 278, 278, 722,
		722, 778, 778, 778, 778, 778, 584, 778, 722, 722, 722, 722, 667, 667, 611, 556,
		556, 556, 556, 556, 556, 889, 556, 556, 556, 556, 556, 278, 278, 278, 278, 611,
		611, 611, 611, 611, 611, 611, 584, 611, 611, 611, 611, 611, 556, 611, 556,
	}};

struct range {
	ucs4_t first, last;
	uint16_t width; /* thousandths of an em */
};

static const struct range ranges[] = {
	{0x0100, 0x017f, 1000},  /* Latin Extended-A, in Helvetica's own designs */
	{0x0370, 0x03ff, 1100},  /* Greek */
	{0x0400, 0x052f, 1420},  /* Cyrillic */
	{0x0590, 0x05ff, 900},   /* Hebrew */
	{0x0600, 0x06ff, 1400},  /* Arabic */
	{0x0e00, 0x0e7f, 1000},  /* Thai */
	{0x1100, 0x11ff, 1050},  /* Hangul letters */
	{0x2009, 0x200a, 260},   /* thin space: 0.2 em everywhere we looked */
	{0x200b, 0x200d, 0},
	{0x2010, 0x2012, 600},
	{0x2013, 0x2013, 560},
	{0x2014, 0x2014, 1000},
	{0x2018, 0x201e, 650},
	{0x2022, 0x2022, 640},
	{0x2026, 0x2026, 1000},
	{0x2066, 0x2069, 0},
	{0x20ac, 0x20ac, 700},
	{0x2190, 0x2193, 1000},
	{0x2264, 0x2265, 840},
	{0x2e80, 0xa4cf, 1050},  /* CJK, kana, Yi */
	{0xac00, 0xd7ff, 1050},  /* Hangul */
	{0xf900, 0xfaff, 1050},
	{0xfdfa, 0xfdfd, 12000}, /* whole phrases in one character */
	{0xfe00, 0xfe0f, 0},     /* variation selectors */
	{0xff00, 0xffef, 1050},
	{0xfffd, 0xfffd, 1150},
	{0x12000, 0x1254f, 4000}, /* cuneiform */
	{0x1f000, 0x1faff, 1420}, /* emoji */
	{0x20000, 0x3ffff, 1050},
	{0xe0000, 0xe0fff, 0},
};
enum { RANGES = sizeof ranges / sizeof *ranges, ANY_WIDTH = 1750, ELLIPSIS_WIDTH = 1000 };
static const char ELLIPSIS[] = "\xe2\x80\xa6";

static unsigned range_width(ucs4_t c)
{
	size_t low = 0, high = RANGES;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (ranges[middle].last < c)
			low = middle + 1;
		else
			high = middle;
	}
	if (low < RANGES && ranges[low].first <= c)
		return ranges[low].width;
	return uc_width(c, "UTF-8") == 0 ? 0 : ANY_WIDTH;
}

static unsigned character_width(ucs4_t c, bool bold)
{
	if (c >= 0x20 && c < 0x7f)
		return latin1[bold][c - 0x20];
	if (c >= 0xa0 && c <= 0xff)
		return latin1[bold][c - 0xa0 + 95];
	if (c < 0xa0)
		return 1150; /* will be shown as U+FFFD */
	return range_width(c);
}

/* The next character's length in bytes and its width. */
static int next_width(const char *text, size_t left, bool bold, unsigned *width)
{
	unsigned char byte = (unsigned char)*text;
	if (byte >= 0x20 && byte < 0x7f) {
		*width = latin1[bold][byte - 0x20];
		return 1;
	}
	ucs4_t c;
	int size = u8_mbtoucr(&c, (const uint8_t *)text, left);
	*width = size > 0 ? character_width(c, bold) : 1150;
	return size > 0 ? size : 1;
}

/* Bytes of the longest beginning of `text` that is at most `width` wide. */
static size_t beginning(const char *text, bool bold, double size, double width)
{
	size_t length = strlen(text), at = 0;
	double used = 0;
	while (at < length) {
		unsigned w;
		int step = next_width(text + at, length - at, bold, &w);
		used += w;
		if (used * size / 1000 > width)
			break;
		at += (size_t)step;
	}
	return at;
}

double metrics_width(const char *text, bool bold, double size)
{
	size_t length = strlen(text), at = 0;
	double used = 0;
	while (at < length) {
		unsigned w;
		at += (size_t)next_width(text + at, length - at, bold, &w);
		used += w;
	}
	return used * size / 1000;
}

/* After these a name may be broken. */
static bool is_joint(char c)
{
	return c && strchr("-_/.:", c);
}

enum { TAIL_MOST = 4 };

/* "-A" of "EMEA-STORAGE-PANEL-A": what tells a name from its neighbours, up to
 * TAIL_MOST bytes; "" when it ends otherwise, or is a sentence. */
static const char *tail_of(const char *text)
{
	size_t length = strlen(text);
	if (strchr(text, ' '))
		return "";
	for (size_t i = 2; i <= TAIL_MOST && i < length; i++)
		if (is_joint(text[length - i]))
			return text + length - i;
	return "";
}

const char *metrics_fit(struct arena *arena, const char *text, bool bold, double size,
                        double width)
{
	if (metrics_width(text, bold, size) <= width + 0.01)
		return text;
	double room = width - ELLIPSIS_WIDTH * size / 1000;
	if (room < 0)
		return "";
	const char *tail = tail_of(text);
	double tail_width = metrics_width(tail, bold, size);
	if (tail_width > room / 2)
		tail = "", tail_width = 0;
	size_t end = beginning(text, bold, size, room - tail_width);
	while (end && text[end - 1] == ' ')
		end--;
	return arena_printf(arena, "%.*s%s%s", (int)end, text, ELLIPSIS, tail);
}

/* A number stays with its unit: "140 %", and one that ends a clause with what
 * it is the number of: "power factor 1, no losses". */
static bool is_break(const char *text, size_t i)
{
	bool number = i && text[i - 1] >= '0' && text[i - 1] <= '9';
	if (text[i] != ' ' || number)
		return false;
	size_t digits = strspn(text + i + 1, "0123456789.");
	return !digits || !strchr(",;", text[i + 1 + digits]); /* or the end */
}

static bool is_start(const char *text, size_t i)
{
	return ((unsigned char)text[i] & 0xC0) != 0x80;
}

enum { LEAST_END = 3 }; /* characters of a last line */

/* Are less than LEAST_END characters left from here? */
static bool is_scrap(const char *text, size_t at)
{
	size_t count = 0;
	for (; text[at] && count < LEAST_END; at++)
		count += text[at] != ' ' && is_start(text, at);
	return count < LEAST_END;
}

/* Inside a word: behind a joint in the second half of the line, else where the
 * line ends; not so that a scrap is left, when that can be helped. */
static size_t break_word(const char *text, size_t end)
{
	for (size_t i = end; i > end / 2 && i > 1; i--)
		if (is_joint(text[i - 1]) && !is_scrap(text, i))
			return i;
	for (size_t i = end; i > end / 2; i--)
		if (is_start(text, i) && !is_scrap(text, i))
			return i;
	return end;
}

/* A break behind a comma before `at`, where else only the last word of the list
 * would stand on the last line: "… 1 shared,", "2 single cord"; 0: none near. */
static size_t break_list(const char *text, size_t end, size_t at)
{
	if (strchr(text + at + 1, ' '))
		return 0;
	for (size_t i = at - 1; i > end / 3; i--)
		if (text[i - 1] == ',' && is_break(text, i))
			return strlen(text + i) <= end ? i : 0;
	return 0;
}

/* The last space of the beginning that leaves no scrap, if there is one in its
 * second half; 0: none at all. */
static size_t break_space(const char *text, size_t end)
{
	size_t last = 0;
	for (size_t i = end; i > 0 && (!last || i > end / 2); i--) {
		if (!is_break(text, i))
			continue;
		last = last ? last : i;
		if (!is_scrap(text, i))
			return i;
	}
	return last;
}

/* Where to break: at a space of the beginning, or inside a word that is longer
 * than the line. */
static size_t break_at(const char *text, size_t end)
{
	unsigned width;
	size_t space = break_space(text, end), list = space ? break_list(text, end, space) : 0;
	if (space)
		return list ? list : space;
	for (size_t i = end; i > 0; i--)
		if (text[i] == ' ')
			return i;
	return end ? break_word(text, end) : (size_t)next_width(text, strlen(text), false, &width);
}

size_t metrics_wrap(struct arena *arena, const char *text, bool bold, double size, double width,
                    const char **lines, size_t limit)
{
	size_t count = 0;
	while (count + 1 < limit) {
		size_t end = beginning(text, bold, size, width);
		if (!text[end])
			break;
		end = break_at(text, end);
		lines[count++] = arena_strndup(arena, text, end);
		text += end;
		text += strspn(text, " ");
	}
	lines[count++] = metrics_fit(arena, text, bold, size, width);
	return count;
}
