#ifndef NETBOX_AUTH_H
#define NETBOX_AUTH_H

/* The API token. It comes from the caller, who has it from the environment
 * (NETBOX_TOKEN) or a file, never from the command line. It leaves this room
 * only inside the Authorization header of requests to the configured server. */

#include "base/arena.h"
#include "base/error.h"

enum token_kind {
	TOKEN_NONE, /* anonymous */
	TOKEN_V1,   /* 40 characters; "Authorization: Token …" */
	TOKEN_V2    /* nbt_KEY.SECRET, NetBox 4.5 and later; "Authorization: Bearer …" */
};

/* "none", "v1", "v2". */
const char *token_kind_name(enum token_kind kind);

/* The header line for a token, NULL for none (NULL, empty or blank). White
 * space around it is dropped. ERROR_CONFIG, without the text, when a character
 * in it cannot be part of a token. */
bool token_header(struct arena *arena, const char *token, enum token_kind *kind, const char **header, struct error *err);

#endif
