#include "serve/rate.h"

#include "base/arena.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

enum { SETS = 1024, WAYS = 4 };

struct bucket {
	uint64_t address; /* hash; 0: free */
	double tokens, at_s;
};

struct rate {
	double rate, burst;
	struct bucket buckets[SETS][WAYS];
};

struct rate *rate_new(double rate, double burst)
{
	struct rate *new = xcalloc(1, sizeof *new);
	new->rate = rate;
	new->burst = burst;
	return new;
}

void rate_free(struct rate *rate)
{
	free(rate);
}

/* The address's own bucket, else the one that was used longest ago. */
static struct bucket *bucket_of(struct rate *rate, uint64_t address, double now_s)
{
	struct bucket *set = rate->buckets[address % SETS], *oldest = set;
	for (size_t i = 0; i < WAYS; i++) {
		if (set[i].address == address)
			return &set[i];
		if (set[i].at_s < oldest->at_s)
			oldest = &set[i];
	}
	*oldest = (struct bucket){ address, rate->burst, now_s };
	return oldest;
}

bool rate_take(struct rate *rate, const char *address, double now_s)
{
	if (rate->rate <= 0)
		return true;
	struct bucket *bucket = bucket_of(rate, text_hash(address, strlen(address), 0) | 1, now_s);
	double tokens = bucket->tokens + (now_s - bucket->at_s) * rate->rate;
	bucket->tokens = tokens < rate->burst ? tokens : rate->burst;
	bucket->at_s = now_s;
	if (bucket->tokens < 1)
		return false;
	bucket->tokens -= 1;
	return true;
}
