/* Only digits inside known stamps may differ: the widths of digits are equal in
 * our fonts, so another time never moves anything else. */
#include "cli/unchanged.h"

#include "base/arena.h"
#include "base/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Length of the stamp that begins at `text`; 0: none does. */
static size_t stamp_at(const char *text, size_t left, const char *const *stamps)
{
	size_t best = 0;
	for (size_t i = 0; stamps[i]; i++) {
		if (stamps[i][0] != text[0]) /* nearly always: this is asked of every byte */
			continue;
		size_t length = strlen(stamps[i]);
		if (length > best && length <= left && memcmp(text, stamps[i], length) == 0)
			best = length;
	}
	return best;
}

static bool same_shape(const char *a, const char *b, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (a[i] != b[i] && !(is_digit(a[i]) && is_digit(b[i])))
			return false;
	return true;
}

bool unchanged_text(const char *old, size_t old_size, const char *fresh, size_t fresh_size,
                    const char *const *stamps)
{
	if (old_size != fresh_size)
		return false;
	for (size_t i = 0; i < fresh_size;) {
		size_t stamp = stamp_at(fresh + i, fresh_size - i, stamps);
		if (stamp ? !same_shape(old + i, fresh + i, stamp) : old[i] != fresh[i])
			return false;
		i += stamp ? stamp : 1;
	}
	return true;
}

uint64_t unchanged_fingerprint(const char *svg, size_t size, const char *const *stamps, double dpi)
{
	uint64_t hash = text_hash(&dpi, sizeof dpi, 0);
	size_t begin = 0, i = 0;
	while (i < size) {
		size_t stamp = stamp_at(svg + i, size - i, stamps);
		if (stamp)
			hash = text_hash(svg + begin, i - begin, hash);
		i += stamp ? stamp : 1;
		if (stamp)
			begin = i;
	}
	return text_hash(svg + begin, size - begin, hash);
}

/* -- marks -------------------------------------------------------------- */

#define KEYWORD "wattmap-content"
enum { MARK_MAX = 64, PNG_END = 12 }; /* PNG_END: size of the IEND chunk */

static size_t mark_text(char text[MARK_MAX], char between, uint64_t fingerprint)
{
	return (size_t)snprintf(text, MARK_MAX, "%s%c%016" PRIx64, KEYWORD, between, fingerprint);
}

/* CRC-32 as PNG defines it. */
static uint32_t crc32_of(const unsigned char *data, size_t size)
{
	uint32_t crc = 0xffffffffu;
	for (size_t i = 0; i < size; i++) {
		crc ^= data[i];
		for (int bit = 0; bit < 8; bit++)
			crc = crc & 1 ? crc >> 1 ^ 0xedb88320u : crc >> 1;
	}
	return ~crc;
}

static void put_u32(unsigned char *at, uint32_t value)
{
	for (int i = 0; i < 4; i++)
		at[i] = (unsigned char)(value >> (24 - 8 * i));
}

/* length, "tEXt", keyword NUL text, CRC of all but the length */
static size_t png_chunk(unsigned char chunk[MARK_MAX + 12], uint64_t fingerprint)
{
	char text[MARK_MAX];
	size_t length = mark_text(text, '\0', fingerprint);
	put_u32(chunk, (uint32_t)length);
	memcpy(chunk + 4, "tEXt", 4);
	memcpy(chunk + 8, text, length);
	put_u32(chunk + 8 + length, crc32_of(chunk + 4, 4 + length));
	return length + 12;
}

static bool is_png(const char *data, size_t size)
{
	return size > 8 + PNG_END && memcmp(data, "\x89PNG\r\n\x1a\n", 8) == 0 &&
	       memcmp(data + size - 8, "IEND", 4) == 0;
}

static bool is_pdf(const char *data, size_t size)
{
	return size > 5 && memcmp(data, "%PDF-", 5) == 0;
}

char *unchanged_mark(const char *data, size_t size, uint64_t fingerprint, size_t *marked_size)
{
	unsigned char chunk[MARK_MAX + 12];
	char *marked = xmalloc(size + MARK_MAX + 12), text[MARK_MAX];
	size_t tail = is_png(data, size) ? PNG_END : 0, length = 0;
	if (tail) {
		length = png_chunk(chunk, fingerprint);
	} else if (is_pdf(data, size)) {
		mark_text(text, ' ', fingerprint);
		length = (size_t)snprintf((char *)chunk, sizeof chunk, "%%%s\n", text);
	}
	memcpy(marked, data, size - tail);
	memcpy(marked + size - tail, chunk, length);
	memcpy(marked + size - tail + length, data + size - tail, tail);
	*marked_size = size + length;
	return marked;
}

bool unchanged_is_marked(const char *old, size_t size, uint64_t fingerprint)
{
	char text[MARK_MAX];
	size_t length = mark_text(text, is_png(old, size) ? '\0' : ' ', fingerprint);
	size_t from = size > 2 * MARK_MAX ? size - 2 * MARK_MAX : 0;
	for (size_t i = from; i + length <= size; i++)
		if (memcmp(old + i, text, length) == 0)
			return true;
	return false;
}
