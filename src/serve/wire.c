#include "serve/wire.h"

#include "base/arena.h"
#include "base/descriptor.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>

enum { PREFIX = sizeof(uint64_t) };

bool wire_send(int socket, const void *head, size_t head_size, const void *body, size_t body_size)
{
	uint64_t size = head_size + body_size;
	return descriptor_write(socket, &size, PREFIX) && descriptor_write(socket, head, head_size) &&
	       descriptor_write(socket, body, body_size);
}

char *wire_receive(int socket, size_t most, size_t *size)
{
	uint64_t length;
	if (!descriptor_read(socket, &length, PREFIX) || length > most)
		return NULL;
	char *data = xmalloc((size_t)length + 1);
	data[length] = '\0';
	*size = (size_t)length;
	if (descriptor_read(socket, data, (size_t)length))
		return data;
	free(data);
	return NULL;
}

/* -- files -------------------------------------------------------------- */

union control {
	struct cmsghdr align;
	char bytes[CMSG_SPACE(sizeof(int))];
};

bool wire_send_file(int socket, int file)
{
	char byte = 'f';
	union control control = { .bytes = { 0 } };
	struct iovec piece = { &byte, 1 };
	struct msghdr message = { .msg_iov = &piece, .msg_iovlen = 1, .msg_control = &control,
	                          .msg_controllen = sizeof control.bytes };
	struct cmsghdr *head = CMSG_FIRSTHDR(&message);
	head->cmsg_level = SOL_SOCKET;
	head->cmsg_type = SCM_RIGHTS;
	head->cmsg_len = CMSG_LEN(sizeof file);
	memcpy(CMSG_DATA(head), &file, sizeof file);
	return sendmsg(socket, &message, MSG_NOSIGNAL | MSG_DONTWAIT) == 1;
}

int wire_receive_file(int socket)
{
	char byte;
	int file = -1;
	union control control;
	struct iovec piece = { &byte, 1 };
	struct msghdr message = { .msg_iov = &piece, .msg_iovlen = 1, .msg_control = &control,
	                          .msg_controllen = sizeof control.bytes };
	ssize_t got;
	do
		got = recvmsg(socket, &message, 0);
	while (got < 0 && errno == EINTR);
	struct cmsghdr *head = got == 1 ? CMSG_FIRSTHDR(&message) : NULL;
	if (head && head->cmsg_type == SCM_RIGHTS)
		memcpy(&file, CMSG_DATA(head), sizeof file);
	return file;
}

/* -- in pieces ---------------------------------------------------------- */

/* How many bytes there must be for the next step: the length, then all. */
static size_t wanted(const struct wire_inbox *inbox)
{
	uint64_t size = 0;
	if (inbox->filled < PREFIX)
		return PREFIX;
	memcpy(&size, inbox->data, PREFIX);
	return PREFIX + (size_t)size;
}

enum wire_state wire_poll(int socket, struct wire_inbox *inbox, size_t most)
{
	for (;;) {
		size_t want = wanted(inbox);
		if (want > most + PREFIX)
			return WIRE_GONE;
		if (inbox->filled >= PREFIX && inbox->filled == want)
			return WIRE_WHOLE;
		if (want > inbox->capacity) {
			inbox->data = xrealloc(inbox->data, want, 1);
			inbox->capacity = want;
		}
		ssize_t got = recv(socket, inbox->data + inbox->filled, want - inbox->filled, MSG_DONTWAIT);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
			return WIRE_MORE;
		if (got <= 0)
			return WIRE_GONE;
		inbox->filled += (size_t)got;
	}
}

const char *wire_message(const struct wire_inbox *inbox, size_t *size)
{
	*size = inbox->filled - PREFIX;
	return inbox->data + PREFIX;
}

void wire_reset(struct wire_inbox *inbox)
{
	free(inbox->data);
	*inbox = (struct wire_inbox){ .data = NULL };
}
