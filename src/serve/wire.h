#ifndef SERVE_WIRE_H
#define SERVE_WIRE_H

/* Messages between the processes of one program: a length and so many bytes,
 * over a stream socket pair. A process that is gone ends the stream. */

#include <stdbool.h>
#include <stddef.h>

/* Blocking; false: the other side is gone (SIGPIPE must be ignored). */
bool wire_send(int socket, const void *head, size_t head_size, const void *body, size_t body_size);
/* malloc'd, with a NUL behind it; NULL: gone, or more than `most`. */
char *wire_receive(int socket, size_t most, size_t *size);

/* Hands an open file over. */
bool wire_send_file(int socket, int file);
int wire_receive_file(int socket); /* -1: gone */

/* The same message in pieces, as they come. */
struct wire_inbox {
	char *data;
	size_t filled, capacity;
};
enum wire_state { WIRE_MORE, WIRE_WHOLE, WIRE_GONE };
enum wire_state wire_poll(int socket, struct wire_inbox *inbox, size_t most);
/* Of a whole message. */
const char *wire_message(const struct wire_inbox *inbox, size_t *size);
void wire_reset(struct wire_inbox *inbox);

#endif
