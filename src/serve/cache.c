#include "serve/cache.h"

#include "base/arena.h"
#include "base/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SLOTS = 4096, OVERHEAD = 256 };

struct cache {
	struct answer *slots[SLOTS];
	struct answer *newest, *oldest;
	size_t bytes, most;
};

/* -- answers ------------------------------------------------------------ */

struct answer *answer_new(unsigned status, const char *type, char *body, size_t size)
{
	struct answer *answer = xcalloc(1, sizeof *answer);
	answer->users = 1;
	answer->status = status;
	answer->body = body;
	answer->size = size;
	snprintf(answer->type, sizeof answer->type, "%s", type);
	snprintf(answer->etag, sizeof answer->etag, "\"%016" PRIx64 "\"", text_hash(body, size, 0));
	return answer;
}

struct answer *answer_keep(struct answer *answer)
{
	answer->users++;
	return answer;
}

void answer_drop(struct answer *answer)
{
	if (!answer || --answer->users > 0)
		return;
	free(answer->body);
	free(answer->key);
	free(answer);
}

/* -- the cache ---------------------------------------------------------- */

struct cache *cache_new(size_t bytes)
{
	struct cache *cache = xcalloc(1, sizeof *cache);
	cache->most = bytes;
	return cache;
}

static struct answer **slot_of(struct cache *cache, const char *key)
{
	return &cache->slots[text_hash(key, strlen(key), 0) % SLOTS];
}

static size_t cost(const struct answer *answer)
{
	return answer->size + strlen(answer->key) + sizeof *answer + OVERHEAD;
}

static void unlink_answer(struct cache *cache, struct answer *answer)
{
	*(answer->newer ? &answer->newer->older : &cache->newest) = answer->older;
	*(answer->older ? &answer->older->newer : &cache->oldest) = answer->newer;
	answer->newer = answer->older = NULL;
}

static void link_newest(struct cache *cache, struct answer *answer)
{
	answer->older = cache->newest;
	*(cache->newest ? &cache->newest->newer : &cache->oldest) = answer;
	cache->newest = answer;
}

static void remove_answer(struct cache *cache, struct answer *answer)
{
	struct answer **at = slot_of(cache, answer->key);
	while (*at != answer)
		at = &(*at)->next;
	*at = answer->next;
	unlink_answer(cache, answer);
	cache->bytes -= cost(answer);
	free(answer->key);
	answer->key = NULL;
	answer_drop(answer);
}

static struct answer *look_up(struct cache *cache, const char *key)
{
	struct answer *answer = *slot_of(cache, key);
	while (answer && strcmp(answer->key, key) != 0)
		answer = answer->next;
	return answer;
}

struct answer *cache_find(struct cache *cache, const char *key, double now_s)
{
	struct answer *answer = look_up(cache, key);
	if (answer && answer->until_s > 0 && now_s >= answer->until_s) {
		remove_answer(cache, answer);
		return NULL;
	}
	if (!answer)
		return NULL;
	unlink_answer(cache, answer);
	link_newest(cache, answer);
	return answer_keep(answer);
}

void cache_add(struct cache *cache, const char *key, struct answer *answer)
{
	struct answer *old = look_up(cache, key);
	if (old)
		remove_answer(cache, old);
	if (answer->key || answer->size > cache->most / 4)
		return;
	struct answer **slot = slot_of(cache, key);
	answer->key = xstrdup(key);
	answer->next = *slot;
	*slot = answer_keep(answer);
	link_newest(cache, answer);
	cache->bytes += cost(answer);
	while (cache->bytes > cache->most)
		remove_answer(cache, cache->oldest);
}

void cache_clear(struct cache *cache)
{
	while (cache->oldest)
		remove_answer(cache, cache->oldest);
}

void cache_free(struct cache *cache)
{
	cache_clear(cache);
	free(cache);
}

size_t cache_bytes(const struct cache *cache)
{
	return cache->bytes;
}
