#ifndef NETBOX_RETRY_H
#define NETBOX_RETRY_H

/* When a request is sent again, and when we give up. Pure arithmetic.
 *
 * --timeout is the time that one page may take in all, from the first byte sent
 * to its last attempt's end, waiting included (what is queued has not begun).
 * One attempt may stay silent for a quarter of it; then the server is too slow
 * for what was asked, and a page is asked for again in halves, on the same
 * account. A throttled or broken request is repeated after 0.5, 1, 2, 4 … 30
 * seconds, or when Retry-After says. */

#include <stdbool.h>

enum {
	RETRY_TIMEOUT_S = 120,
	RETRY_SERVER_ERRORS = 3,
	RETRY_FIRST_CONTACT = 3 /* broken connections to a server that never answered yet */
};

/* What came of one attempt. */
enum attempt {
	ATTEMPT_ANSWERED,  /* final: 2xx, 3xx, 4xx, … */
	ATTEMPT_THROTTLED, /* 429, 502, 503 */
	ATTEMPT_FAILED,    /* 500: NetBox itself fell over; tried RETRY_SERVER_ERRORS times */
	ATTEMPT_SLOW,      /* 408, 504, or silence */
	ATTEMPT_BROKEN     /* reset, cut off, no answer */
};
enum attempt attempt_of_status(long status);

/* Seconds that an attempt may stay silent: 30 of 120, never below 1. */
long retry_silence_s(double timeout_s);

/* Is the request to be sent again? `attempts` so far (1 or more), `spent_s`
 * since the first began, `retry_after_s` 0 when the server did not say. *wait_s
 * is how long to wait first. False: give up. */
bool retry_again(enum attempt attempt, int attempts, double spent_s, double timeout_s, double retry_after_s,
                 double *wait_s);

#endif
