/* UTF-8 validity and properties come from libunistring; the rest is bytes. */
#include "base/text.h"

#include "base/arena.h"

#include <stdlib.h>
#include <string.h>
#include <unistr.h>
#include <unictype.h>

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static int lower(char c)
{
	return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : (unsigned char)c;
}

/* Compares the digit runs at *a and *b as numbers of any length; moves behind
 * them when they are equal. */
static int compare_digits(const char **a, const char **b)
{
	const char *x = *a, *y = *b;
	int order = 0;
	while (*x == '0')
		x++;
	while (*y == '0')
		y++;
	for (; is_digit(*x) && is_digit(*y); x++, y++)
		if (!order)
			order = (*x > *y) - (*x < *y);
	*a = x;
	*b = y;
	return is_digit(*x) ? 1 : is_digit(*y) ? -1 : order;
}

int text_compare_natural(const char *a, const char *b)
{
	const char *x = a, *y = b;
	while (*x && *y) {
		if (is_digit(*x) && is_digit(*y)) {
			int order = compare_digits(&x, &y);
			if (order)
				return order;
			continue;
		}
		if (*x != *y && lower(*x) != lower(*y))
			return lower(*x) < lower(*y) ? -1 : 1;
		x++, y++;
	}
	if (*x || *y)
		return *x ? 1 : -1;
	return strcmp(a, b);
}

bool text_equal_nocase(const char *a, const char *b)
{
	while (*a && lower(*a) == lower(*b))
		a++, b++;
	return *a == *b || lower(*a) == lower(*b);
}

bool text_contains_nocase(const char *text, const char *part)
{
	for (; *text; text++) {
		size_t i = 0;
		while (part[i] && lower(text[i]) == lower(part[i]))
			i++;
		if (!part[i])
			return true;
	}
	return !*part;
}

size_t text_distance(const char *a, const char *b)
{
	enum { LONGEST = 128 };
	size_t la = strlen(a), lb = strlen(b), row[LONGEST + 1];
	if (la > LONGEST || lb > LONGEST)
		return la > lb ? la - lb + LONGEST : lb - la + LONGEST;
	for (size_t j = 0; j <= lb; j++)
		row[j] = j;
	for (size_t i = 1; i <= la; i++) {
		size_t diagonal = row[0];
		row[0] = i;
		for (size_t j = 1; j <= lb; j++) {
			size_t change = diagonal + (lower(a[i - 1]) != lower(b[j - 1]));
			diagonal = row[j];
			size_t step = (row[j] < row[j - 1] ? row[j] : row[j - 1]) + 1;
			row[j] = change < step ? change : step;
		}
	}
	return row[lb];
}

static const char REPLACEMENT[] = "\xef\xbf\xbd";

static bool is_bidi_control(ucs4_t c)
{
	return c == 0x061c || c == 0x200e || c == 0x200f || (c >= 0x202a && c <= 0x202e) ||
	       (c >= 0x2066 && c <= 0x2069);
}

static bool is_unsafe(ucs4_t c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029 ||
	       (c >= 0xfdd0 && c <= 0xfdef) || (c & 0xfffe) == 0xfffe;
}

/* The next character of `text`; its length in *size; 0xfffd for a bad byte. */
static ucs4_t next_character(const char *text, size_t left, int *size)
{
	ucs4_t c;
	*size = u8_mbtoucr(&c, (const uint8_t *)text, left);
	if (*size > 0)
		return c;
	*size = 1;
	return 0xfffd;
}

static bool has_right_to_left(const char *text, size_t size)
{
	int step;
	for (size_t i = 0; i < size; i += (size_t)step) {
		step = 1;
		if ((unsigned char)text[i] < 0x80)
			continue;
		ucs4_t c = next_character(text + i, size - i, &step);
		if (c < 0x590)
			continue;
		int class = uc_bidi_category(c);
		if (class == UC_BIDI_R || class == UC_BIDI_AL)
			return true;
	}
	return false;
}

/* A bit a byte: printable ASCII that nothing escapes. */
#define BIT(c) (UINT64_C(1) << ((c) & 63))
static const uint64_t plain_bytes[4] = {
	~(BIT(' ') - 1) & ~(BIT('"') | BIT('&') | BIT('\'') | BIT('<') | BIT('>')),
	~(BIT('\\') | BIT(0x7f)), 0, 0};

static bool is_plain(unsigned char c)
{
	return plain_bytes[c >> 6] >> (c & 63) & 1;
}

size_t text_plain_size(const char *text)
{
	size_t size = 0;
	while (is_plain((unsigned char)text[size]))
		size++;
	return size;
}

static void write_escaped(FILE *out, const char *bytes, size_t size, bool xml)
{
	static const struct { char c; const char *entity; } entities[] = {
		{'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&quot;"}, {'\'', "&#39;"}};
	if (xml && size == 1)
		for (size_t i = 0; i < sizeof entities / sizeof *entities; i++)
			if (entities[i].c == *bytes) {
				fputs(entities[i].entity, out);
				return;
			}
	fwrite(bytes, 1, size, out);
}

bool text_is_plain(const char *text)
{
	return text[text_plain_size(text)] == '\0';
}

static void write_safe(FILE *out, const char *text, bool xml)
{
	size_t plain = text_plain_size(text);
	int step;
	if (!text[plain]) {
		fwrite(text, 1, plain, out);
		return;
	}
	size_t size = plain + strlen(text + plain);
	bool isolate = has_right_to_left(text, size);
	if (isolate)
		fputs("\xe2\x81\xa6", out); /* U+2066 */
	for (size_t i = 0; i < size; i += (size_t)step, plain = text_plain_size(text + i)) {
		fwrite(text + i, 1, plain, out);
		if ((i += plain) == size)
			break;
		ucs4_t c = next_character(text + i, size - i, &step);
		if (is_bidi_control(c))
			continue;
		if (c == 0xfffd || is_unsafe(c))
			fputs(REPLACEMENT, out);
		else
			write_escaped(out, text + i, (size_t)step, xml);
	}
	if (isolate)
		fputs("\xe2\x81\xa9", out); /* U+2069 */
}

void text_write_clean(FILE *out, const char *text)
{
	write_safe(out, text, false);
}

char *text_clean(const char *text)
{
	char *clean = NULL;
	size_t size;
	if (text_is_plain(text))
		return xstrdup(text);
	FILE *out = open_memstream(&clean, &size);
	text_write_clean(out, text);
	fclose(out);
	return clean;
}

void text_write_xml(FILE *out, const char *text)
{
	write_safe(out, text, true);
}

void text_write_json(FILE *out, const char *text)
{
	size_t plain = text_plain_size(text), size = strlen(text + plain);
	int step;
	putc('"', out);
	fwrite(text, 1, plain, out);
	text += plain;
	for (size_t i = 0; i < size; i += (size_t)step) {
		ucs4_t c = next_character(text + i, size - i, &step);
		if (c == '"' || c == '\\')
			fprintf(out, "\\%c", (char)c);
		else if (c < 0x20 || c == 0x7f)
			fprintf(out, "\\u%04x", (unsigned)c);
		else if (c == 0xfffd)
			fputs(REPLACEMENT, out);
		else
			fwrite(text + i, 1, (size_t)step, out);
	}
	putc('"', out);
}

uint64_t text_hash(const void *data, size_t size, uint64_t seed)
{
	const unsigned char *p = data;
	uint64_t h = seed ? seed : 14695981039346656037u;
	for (size_t i = 0; i < size; i++)
		h = (h ^ p[i]) * 1099511628211u;
	return h;
}
