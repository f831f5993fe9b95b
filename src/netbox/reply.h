#ifndef NETBOX_REPLY_H
#define NETBOX_REPLY_H

/* What an answer other than the expected one means, in words. NetBox says 403
 * for a wrong token as well as for a missing permission, and its texts may be
 * translated; so it is the place that decides: netbox_open() has seen whether
 * the token is taken, and from then on 403 is a missing permission. */

#include "base/error.h"
#include "netbox/auth.h"
#include "netbox/http.h"
#include "netbox/plan.h"

/* True for a 200 that is not HTML. Else an error that begins with address and
 * page: ERROR_REFUSED (401, 403) naming the permission, ERROR_NETWORK (a
 * redirect: where to, and that the token is not sent there; other 5xx),
 * ERROR_DATA (400, 404, HTML). `anonymous`: no token was sent. */
bool reply_check(const struct http *http, const struct http_reply *reply, enum plan_kind kind, bool anonymous,
                 struct error *err);

/* The same for /api/status/: is there a NetBox, does it take the token? */
bool reply_check_status(const struct http *http, const struct http_reply *reply, enum token_kind token,
                        struct error *err);

/* Puts address and page in front of an error about this answer; returns false. */
bool reply_prefix(const struct http *http, const struct http_reply *reply, struct error *err);

/* An error when `next`, the link to the next page, leads to another host; it is
 * never followed anyway, but says that somebody is between us and NetBox. */
bool reply_check_next(const struct http *http, const char *next, struct error *err);

#endif
