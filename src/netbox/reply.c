#include "netbox/reply.h"

#include <jansson.h>

#include <stdlib.h>
#include <string.h>
#include <strings.h>

bool reply_prefix(const struct http *http, const struct http_reply *reply, struct error *err)
{
	char *address = http_address(http, reply->target);
	if (reply->what[0])
		error_prefix(err, "%s", reply->what);
	error_prefix(err, "%s", address);
	free(address);
	return false;
}

static bool is_html(const struct http_reply *reply)
{
	return strncasecmp(reply->type, "text/html", 9) == 0;
}

/* NetBox's own words: {"detail": "…"}, else the start of a JSON text, else "". */
static void write_detail(char *text, size_t size, const struct http_reply *reply)
{
	text[0] = '\0';
	json_t *body = json_loadb(reply->body, reply->size, 0, NULL);
	const char *detail = json_string_value(json_object_get(body, "detail"));
	if (detail)
		snprintf(text, size, "%s", detail);
	else if (body)
		snprintf(text, size, "%.*s", (int)(reply->size < 300 ? reply->size : 300), reply->body);
	json_decref(body);
}

static bool redirected(const struct http *http, const struct http_reply *reply, struct error *err)
{
	char *to = NULL;
	size_t size;
	FILE *out = open_memstream(&to, &size);
	url_write_safe(out, reply->location);
	fclose(out);
	if (!reply->location[0])
		error_set(err, ERROR_NETWORK, "redirects without saying where to (%ld)", reply->status);
	else
		error_set(err, ERROR_NETWORK,
		          "redirects to %s; the token goes to the configured server only: if that is where NetBox is, "
		          "give its address as the NetBox URL", to);
	free(to);
	return reply_prefix(http, reply, err);
}

static bool refused(const struct http *http, const struct http_reply *reply, enum plan_kind kind, bool anonymous,
                    struct error *err)
{
	char detail[320];
	const struct plan *plan = plan_of(kind);
	write_detail(detail, sizeof detail, reply);
	const char *says = detail[0] ? "; NetBox says: " : "";
	if (is_html(reply))
		error_set(err, ERROR_REFUSED, "refused (%ld) with an HTML page: by something in front of NetBox?",
		          reply->status);
	else if (anonymous)
		error_set(err, ERROR_REFUSED, "NetBox wants a token (NETBOX_TOKEN or --token-file) with the permission %s",
		          plan->permission);
	else
		error_set(err, ERROR_REFUSED, "the token may not view %s: it needs the permission %s%s%s", plan->collection,
		          plan->permission, says, detail);
	return reply_prefix(http, reply, err);
}

bool reply_check(const struct http *http, const struct http_reply *reply, enum plan_kind kind, bool anonymous,
                 struct error *err)
{
	char detail[320];
	if (reply->status >= 300 && reply->status < 400)
		return redirected(http, reply, err);
	if (reply->status == 401 || reply->status == 403)
		return refused(http, reply, kind, anonymous, err);
	if (reply->status == 200 && !is_html(reply))
		return true;
	write_detail(detail, sizeof detail, reply);
	if (reply->status == 200)
		error_set(err, ERROR_DATA, "an HTML page came instead of JSON");
	else
		error_set(err, reply->status >= 500 ? ERROR_NETWORK : ERROR_DATA, "answered %ld%s%s", reply->status,
		          detail[0] ? ": " : "", detail);
	return reply_prefix(http, reply, err);
}

static bool token_refused(const struct http *http, const struct http_reply *reply, enum token_kind token,
                          struct error *err)
{
	char detail[320];
	write_detail(detail, sizeof detail, reply);
	if (is_html(reply))
		error_set(err, ERROR_REFUSED, "refused (%ld) with an HTML page: by something in front of NetBox?",
		          reply->status);
	else if (token == TOKEN_NONE)
		error_set(err, ERROR_REFUSED, "NetBox wants a token: set NETBOX_TOKEN or --token-file");
	else
		error_set(err, ERROR_REFUSED, "NetBox does not take this token%s%s%s", detail[0] ? ": " : "", detail,
		          token == TOKEN_V2 ? " (tokens that begin with nbt_ need NetBox 4.5)" : "");
	return reply_prefix(http, reply, err);
}

bool reply_check_status(const struct http *http, const struct http_reply *reply, enum token_kind token,
                        struct error *err)
{
	if (reply->status >= 300 && reply->status < 400)
		return redirected(http, reply, err);
	if (reply->status == 401 || reply->status == 403)
		return token_refused(http, reply, token, err);
	if (reply->status >= 500)
		error_set(err, ERROR_NETWORK, "answered %ld", reply->status);
	else if (reply->status != 200)
		error_set(err, ERROR_DATA, "answered %ld: this is not a NetBox, or its base path is missing in the URL",
		          reply->status);
	else if (is_html(reply))
		error_set(err, ERROR_DATA, "an HTML page came instead of JSON: this is not a NetBox, or not its base path");
	else
		return true;
	return reply_prefix(http, reply, err);
}

bool reply_check_next(const struct http *http, const char *next, struct error *err)
{
	const struct url *url = http_url(http);
	if (!next || url_same_host(url, next))
		return true;
	char *to = NULL;
	size_t size;
	FILE *out = open_memstream(&to, &size);
	url_write_safe(out, next);
	fclose(out);
	error_set(err, ERROR_NETWORK, "its next page is at %s, not at %s, and the token is not sent there: if that is where "
	          "NetBox is, give its address as the NetBox URL, else its proxy does not pass on the Host header", to,
	          url->host);
	free(to);
	return false;
}
