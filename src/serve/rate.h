#ifndef SERVE_RATE_H
#define SERVE_RATE_H

/* How often an address may ask: a bucket of `burst` requests each, refilled at
 * `rate` a second. Memory is fixed: an address nobody heard of for long makes
 * room for a new one. */

#include <stdbool.h>

struct rate;

struct rate *rate_new(double rate, double burst);
void rate_free(struct rate *rate);
/* May `address` ask at `now_s`? Counts it if so. */
bool rate_take(struct rate *rate, const char *address, double now_s);

#endif
