#ifndef SERVE_CACHE_H
#define SERVE_CACHE_H

/* Answers, counted by their users; the cache is one of them. What was not
 * asked for longest goes first when it is full. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct answer {
	unsigned users;
	unsigned status;
	char type[64];
	char etag[24];      /* "\"5d41402abc4b2a76\"": hash of the body */
	char *body;
	size_t size;
	bool passing;       /* never kept by the client, here until */
	double until_s;     /* 0: no end */
	/* of the cache */
	char *key;          /* NULL: not in it */
	struct answer *next, *newer, *older;
};

/* Takes the body over; one user. */
struct answer *answer_new(unsigned status, const char *type, char *body, size_t size);
struct answer *answer_keep(struct answer *answer);
void answer_drop(struct answer *answer);

struct cache;

struct cache *cache_new(size_t bytes);
void cache_free(struct cache *cache);
/* The caller's own use of it, or NULL. One whose time is over is none. */
struct answer *cache_find(struct cache *cache, const char *key, double now_s);
void cache_add(struct cache *cache, const char *key, struct answer *answer);
void cache_clear(struct cache *cache);
size_t cache_bytes(const struct cache *cache);

#endif
