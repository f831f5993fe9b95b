#include "base/number.h"

#include "base/arena.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define THIN_SPACE "\xe2\x80\x89"

bool number_known(double value)
{
	return isfinite(value);
}

static char *unknown(char text[NUMBER_MAX], const char *word)
{
	return strcpy(text, word);
}

/* Rounded to `decimals`, never "-0". */
static double rounded(double value, int decimals)
{
	double scale = decimals ? 10 : 1;
	double r = round(value * scale) / scale;
	return r == 0 ? 0 : r;
}

/* Beyond this the nearest double to a tenth may print as another tenth. */
#define TENTHS_MAX 1e12

/* The digits of `number`, the last `decimals` (0 or 1) of them behind a point. */
static char *format_digits(char text[NUMBER_MAX], int64_t number, int decimals)
{
	char reversed[NUMBER_MAX];
	int digits = 0;
	size_t length = 0;
	for (uint64_t left = number < 0 ? 0 - (uint64_t)number : (uint64_t)number; left || digits <= decimals; left /= 10) {
		if (decimals && digits == 1)
			reversed[length++] = '.';
		reversed[length++] = (char)('0' + left % 10);
		digits++;
	}
	if (number < 0)
		reversed[length++] = '-';
	for (size_t i = 0; i < length; i++)
		text[i] = reversed[length - 1 - i];
	text[length] = '\0';
	return text;
}

char *number_format_fixed(char text[NUMBER_MAX], double value, int decimals)
{
	if (fabs(value) < TENTHS_MAX)
		return format_digits(text, llround(decimals ? value * 10 : value), decimals);
	snprintf(text, NUMBER_MAX, "%.*f", decimals, value);
	return text;
}

char *number_format_whole(char text[NUMBER_MAX], int64_t number)
{
	return format_digits(text, number, 0);
}

char *number_format_watts(char text[NUMBER_MAX], double watts)
{
	if (!number_known(watts))
		return unknown(text, "?");
	double w = rounded(watts, 0), magnitude = fabs(w);
	if (magnitude >= 1e7)
		snprintf(text, NUMBER_MAX, "%.1f MW", rounded(w / 1e6, 1));
	else if (rounded(magnitude / 1e3, 1) >= 1e3) {
		double kilo = rounded(magnitude / 1e3, 1);
		snprintf(text, NUMBER_MAX, "%s%d" THIN_SPACE "%05.1f kW", w < 0 ? "-" : "",
		         (int)kilo / 1000, kilo - 1000 * ((int)kilo / 1000));
	} else if (magnitude >= 1e4)
		snprintf(text, NUMBER_MAX, "%.1f kW", rounded(w / 1e3, 1));
	else if (magnitude >= 1e3)
		snprintf(text, NUMBER_MAX, "%s%d" THIN_SPACE "%03d W", w < 0 ? "-" : "",
		         (int)magnitude / 1000, (int)magnitude % 1000);
	else
		snprintf(text, NUMBER_MAX, "%d W", (int)w);
	return text;
}

const char *number_watts(double watts, struct arena *arena)
{
	char text[NUMBER_MAX];
	return arena_strdup(arena, number_format_watts(text, watts));
}

char *number_format_percent(char text[NUMBER_MAX], double percent)
{
	if (!number_known(percent))
		return unknown(text, "?");
	double one = rounded(percent, 1);
	if (fabs(percent) < 10 && one != rounded(percent, 0))
		snprintf(text, NUMBER_MAX, "%.1f %%", one);
	else
		snprintf(text, NUMBER_MAX, "%.0f %%", rounded(percent, 0));
	return text;
}

char *number_format_amps(char text[NUMBER_MAX], double amps)
{
	if (!number_known(amps))
		return unknown(text, "?");
	double one = rounded(amps, 1);
	if (fabs(one) < 100 && one != rounded(amps, 0))
		snprintf(text, NUMBER_MAX, "%.1f A", one);
	else
		snprintf(text, NUMBER_MAX, "%.0f A", rounded(amps, 0));
	return text;
}

char *number_format_json(char text[NUMBER_MAX], double value)
{
	if (!number_known(value) || fabs(value) >= 1e15)
		return unknown(text, "null");
	double one = rounded(value, 1);
	return number_format_fixed(text, one, one != rounded(value, 0));
}
