#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* One line, printable, valid at its end: control bytes become '?', and a text
 * that filled the buffer is cut at a character boundary and ends in "…". */
static void error_tidy(char *text, size_t size, bool cut)
{
	for (unsigned char *p = (unsigned char *)text; *p; p++)
		if (*p < 0x20 || *p == 0x7f)
			*p = '?';
	if (!cut)
		return;
	size_t end = size - sizeof "…";
	while (end > 0 && ((unsigned char)text[end] & 0xc0) == 0x80)
		end--;
	memcpy(text + end, "…", sizeof "…");
}

bool error_set(struct error *err, enum error_code code, const char *format, ...)
{
	if (err->code != ERROR_NONE)
		return false;
	va_list args;
	va_start(args, format);
	int need = vsnprintf(err->text, sizeof err->text, format, args);
	va_end(args);
	err->code = code;
	error_tidy(err->text, sizeof err->text, need >= (int)sizeof err->text);
	return false;
}

bool error_prefix(struct error *err, const char *format, ...)
{
	char prefix[512];
	struct error old = *err;
	if (err->code == ERROR_NONE)
		return false;
	va_list args;
	va_start(args, format);
	vsnprintf(prefix, sizeof prefix, format, args);
	va_end(args);
	error_clear(err);
	return error_set(err, old.code, "%s: %s", prefix, old.text);
}

void error_clear(struct error *err)
{
	err->code = ERROR_NONE;
	err->text[0] = '\0';
}
