#ifndef CLI_SERVING_H
#define CLI_SERVING_H

/* What `wattmap serve` answers: from the target of a request to the command
 * that makes the answer, by the same options, names and messages. */

#include "cli/picture.h"
#include "serve/serve.h"

struct serving {
	const struct options *options; /* of the server */
	const char *base;              /* base path, "" or "/wattmap" */
	struct held held;
	/* owned */
	struct inventory *inventory;
	struct power *power;
};

/* For struct serve_app; the context is a struct serving. */
void serving_render(void *serving, const struct target *target, struct serve_reply *reply);
bool serving_is_fresh(void *serving, const struct target *target); /* ?fresh: NetBox is asked */

/* A page for people, as serving_render() does: the one at "/" (with ?q= what
 * fits), and /list/KIND. `list` NULL: the former. */
bool serving_index(const struct serving *serving, const struct target *target, const char *list, FILE *out,
                   struct error *err);
/* What a name that fits several may mean, each with a link to `word`. */
void serving_candidates(const struct serving *serving, const char *word, const char *suffix, const char *query,
                        const char *text, const struct object **objects, size_t count, FILE *out);

#endif
