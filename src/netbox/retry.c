#include "netbox/retry.h"

enum attempt attempt_of_status(long status)
{
	switch (status) {
	case 429: case 502: case 503: return ATTEMPT_THROTTLED;
	case 500: return ATTEMPT_FAILED;
	case 408: case 504: return ATTEMPT_SLOW;
	default: return ATTEMPT_ANSWERED;
	}
}

long retry_silence_s(double timeout_s)
{
	double silence = timeout_s / 4;
	return silence < 1 ? 1 : (long)silence;
}

static double backoff_s(int attempts)
{
	double wait = 0.5;
	while (--attempts > 0 && wait < 30)
		wait *= 2;
	return wait < 30 ? wait : 30;
}

bool retry_again(enum attempt attempt, int attempts, double spent_s, double timeout_s, double retry_after_s,
                 double *wait_s)
{
	*wait_s = retry_after_s > 0 ? retry_after_s : backoff_s(attempts);
	if (attempt == ATTEMPT_ANSWERED)
		return false;
	if (attempt == ATTEMPT_FAILED && attempts >= RETRY_SERVER_ERRORS)
		return false;
	return spent_s + *wait_s < timeout_s;
}
