#ifndef SERVE_NURSERY_H
#define SERVE_NURSERY_H

/* The processes behind the front: a nursery loads the data, tells how that went
 * (struct load_result) and from then on forks a renderer for every socket it is
 * handed. A renderer answers targets (text in, struct reply_head and body out)
 * until its socket ends. Each ends when the process above it does. */

#include "serve/serve.h"

struct load_result {
	struct error err; /* ERROR_NONE: the data is there */
	struct serve_about about;
};

struct reply_head {
	unsigned status;
	bool passing;
	char type[64];
};

/* Forks a nursery and returns our end of its socket; ERROR_BUG when the system
 * has no process or file left. The calling process has one thread. */
bool nursery_start(const struct serve_options *options, const struct serve_app *app, int *socket, struct error *err);

#endif
