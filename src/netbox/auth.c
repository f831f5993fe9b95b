#include "netbox/auth.h"

#include <string.h>

const char *token_kind_name(enum token_kind kind)
{
	static const char *const names[] = { [TOKEN_NONE] = "none", [TOKEN_V1] = "v1", [TOKEN_V2] = "v2" };
	return names[kind];
}

bool token_header(struct arena *arena, const char *token, enum token_kind *kind, const char **header, struct error *err)
{
	*kind = TOKEN_NONE;
	*header = NULL;
	if (!token)
		return true;
	token += strspn(token, " \t\r\n");
	size_t length = strcspn(token, " \t\r\n");
	if (length == 0)
		return true;
	if (token[length + strspn(token + length, " \t\r\n")] != '\0')
		return error_set(err, ERROR_CONFIG, "the token holds white space: it must be the token alone");
	for (size_t i = 0; i < length; i++)
		if (token[i] <= ' ' || token[i] >= 0x7f)
			return error_set(err, ERROR_CONFIG, "the token holds a character that no token has");
	*kind = strncmp(token, "nbt_", 4) == 0 ? TOKEN_V2 : TOKEN_V1;
	*header = arena_printf(arena, "Authorization: %s %.*s", *kind == TOKEN_V2 ? "Bearer" : "Token", (int)length, token);
	return true;
}
