/* Letters are taken apart (NFKD), so that an accent is a character of its own
 * and falls away; what is then no ASCII letter or digit becomes one '-'. */
#include "atlas/slug.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uninorm.h>

enum { NAME_MAX_BYTES = 64 };

/* Combining diacritical marks, U+0300 to U+036F. */
static bool is_accent(const unsigned char *text)
{
	return text[0] == 0xcc || (text[0] == 0xcd && text[1] < 0xb0);
}

static bool is_plain(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

static size_t write_plain(char *slug, const unsigned char *text, size_t length)
{
	size_t used = 0;
	for (size_t i = 0; i < length && used < NAME_MAX_BYTES; i++) {
		unsigned char c = text[i] >= 'A' && text[i] <= 'Z' ? text[i] | 0x20 : text[i];
		if (is_plain(c))
			slug[used++] = (char)c;
		else if (i + 1 < length && is_accent(text + i))
			i++;
		else if (used && slug[used - 1] != '-')
			slug[used++] = '-';
	}
	while (used && slug[used - 1] == '-')
		used--;
	return used;
}

char *slug_make(char slug[SLUG_MAX], const char *name, int64_t id)
{
	const uint8_t *text = (const uint8_t *)name;
	size_t length = strlen(name);
	uint8_t *apart = u8_normalize(UNINORM_NFKD, text, length, NULL, &length);
	if (!apart)
		length = strlen(name); /* no UTF-8: as it is */
	size_t used = write_plain(slug, apart ? apart : text, length);
	free(apart);
	if (!used)
		slug[used++] = 'x';
	snprintf(slug + used, SLUG_MAX - used, "-%" PRId64, id);
	return slug;
}
