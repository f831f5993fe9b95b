#ifndef BASE_NUMBER_H
#define BASE_NUMBER_H

/* Numbers for people. Unknown is NAN in every double of this program that may
 * be unknown, and is written as "?", never as 0. No writer ever prints NaN,
 * inf, -0 or an exponent. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { NUMBER_MAX = 40 };

#define NUMBER_UNKNOWN __builtin_nan("")
bool number_known(double value);

/* Watts: below 10 000 as W with a thin space ("4 200 W", U+2009), else kW with
 * one decimal ("47.7 kW"), from 10 000 kW MW. Unknown is "?". Returns `text`.
 * 4200 → "4 200 W"; 47700 → "47.7 kW"; 5882800 → "5 882.8 kW"; 12345678 → "12.3 MW". */
char *number_format_watts(char text[NUMBER_MAX], double watts);
struct arena;
const char *number_watts(double watts, struct arena *arena); /* the same, in the arena */

/* "70 %", with one decimal below 10 when it is not whole ("4.2 %"). */
char *number_format_percent(char text[NUMBER_MAX], double percent);

/* "20.4 A" (one decimal below 100, whole above). */
char *number_format_amps(char text[NUMBER_MAX], double amps);

/* As printf's "%.*f", for values that are rounded to `decimals` (0 or 1) already
 * and smaller than 1e15; never "-0". 81.2 → "81.2". A table has a million of them. */
char *number_format_fixed(char text[NUMBER_MAX], double value, int decimals);

/* "-17"; ids. */
char *number_format_whole(char text[NUMBER_MAX], int64_t number);

/* For JSON and CSV: rounded to 0.1, no trailing ".0"; "null" when unknown.
 * 4200 → "4200"; 8.75 → "8.8"; NAN → "null". */
char *number_format_json(char text[NUMBER_MAX], double value);

#endif
