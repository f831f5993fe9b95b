"""Misbehaviour on demand: --faults MATCH:KIND[:ARG=VALUE[,ARG=VALUE...]].

MATCH is a part of the request's path and query as sent (~RE: a regular
expression; empty or *: every request).  Three times a fault can act: instead
of the answer (before), on the answer (edit), on the way it is sent (send).
"""

import email.utils
import json
import re
import threading
import time
from urllib.parse import urlsplit

from rest import Response, detail, html_response, json_response

COMMON_ARGS = """Arguments every kind takes: times=N (N times, then never again), times-each=N (N times for each
different URL), skip=N (leave the first N matching requests alone), every=N (only each Nth)."""

STATUS_TEXT = {401: "Unauthorized", 404: "Not Found", 408: "Request Timeout", 414: "Request-URI Too Large",
               429: "Too Many Requests", 500: "Server Error", 502: "Bad Gateway", 503: "Service Unavailable",
               504: "Gateway Time-out"}


class Close(Exception):
    """End the connection without an answer."""


class Fault:
    def __init__(self, spec):
        self.spec = spec
        match, _, rest = spec.partition(":")
        kind = re.match(r"[a-z0-9-]+", rest)
        if not kind:
            raise ValueError(f"no kind in '{spec}' (MATCH:KIND[:ARGS])")
        self.kind, rest = kind.group(), rest[kind.end():]
        self.args = {}
        if rest.startswith("="):                # redirect=URL is short for redirect:to=URL
            rest = ":to" + rest
        key = None
        for piece in filter(None, rest.removeprefix(":").split(",")):
            if re.match(r"[a-z-]+=", piece):
                key, _, value = piece.partition("=")
                self.args[key] = value
            elif key:                           # a comma inside a value
                self.args[key] += "," + piece
            else:
                raise ValueError(f"'{piece}' in '{spec}' is no argument (name=value)")
        known = "STATUS" if re.fullmatch(r"[1-5]\d\d", self.kind) else self.kind
        if known not in KINDS:
            raise ValueError(f"no such fault: '{self.kind}'")
        self.phase, self.act, self.description = KINDS[known]
        self.pattern = re.compile(match[1:] if match.startswith("~") else re.escape("" if match == "*" else match))
        self.lock = threading.Lock()
        self.seen = self.done = 0
        self.done_by_url = {}
        self.state = {}
        if self.kind in ("shrink", "grow"):
            self.args.setdefault("times", "1")

    def takes(self, request):
        """Whether this request is one to spoil; counts."""
        if not self.pattern.search(request.target):
            return False
        with self.lock:
            self.seen += 1
            if self.seen <= self.number("skip", 0) or self.done >= self.number("times", 1 << 60) or \
                    (self.seen - self.number("skip", 0)) % self.number("every", 1):
                return False
            if self.kind == "timeout-above" and not _above(self, request):
                return False
            each = self.done_by_url.get(request.target, 0)
            if each >= self.number("times-each", 1 << 60):
                return False
            self.done_by_url[request.target] = each + 1
            self.done += 1
            return True

    def number(self, key, default):
        text = self.args.get(key)
        return default if text is None else float(text) if "." in text else int(text)

    def text(self, key, default=None):
        return self.args.get(key, default)


class Faults:
    """All the faults of a run; several may take the same request."""

    def __init__(self, specs):
        self.faults = [Fault(spec) for spec in specs]

    def chosen(self, request):
        return [fault for fault in self.faults if fault.takes(request)]


# ------------------------------------------------------------------ instead of the answer: f(fault, request, wait, api)
# `wait(seconds)` sleeps; it returns False as soon as the client has gone or the server ends.

def _status(fault, request, wait, api):
    status = int(fault.kind)
    headers = []
    if fault.text("retry-after"):
        after = fault.text("retry-after")
        if after.startswith("date+"):
            after = email.utils.formatdate(time.time() + float(after[5:]), usegmt=True)
        headers.append(("Retry-After", after))
    body = fault.text("body", "html" if status in (408, 414, 502, 503, 504) else "json")
    if body == "html":
        text = STATUS_TEXT.get(status, "Error")
        return html_response(status, f"{status} {text}", "nginx", headers)
    if body == "empty":
        return Response(status, b"", "text/plain", headers)
    if status >= 500:
        return json_response(status, {"error": "server closed the connection unexpectedly",
                                      "exception": "OperationalError", "netbox_version": api.version_text,
                                      "python_version": "3.11.7"}, headers)
    text = {429: "Request was throttled.", 403: "You do not have permission to perform this action.",
            401: "Authentication credentials were not provided.", 404: "Not found."}.get(status, "Error.")
    return json_response(status, {"detail": fault.text("detail", text)}, headers)


def _close(fault, request, wait, api):
    raise Close


def _hang(fault, request, wait, api):
    if not wait(fault.number("seconds", 60)):
        raise Close
    return None


def _delay(fault, request, wait, api):
    return _hang(fault, request, wait, api)


def _above(fault, request):
    limit = request.get("limit")
    return limit is None or not limit.isdigit() or int(limit) == 0 or int(limit) > fault.number("limit", 100)


def _timeout_above(fault, request, wait, api):
    if fault.text("status"):
        return html_response(int(fault.text("status")), STATUS_TEXT.get(int(fault.text("status")), "Error"))
    if not wait(fault.number("seconds", 60)):
        raise Close
    raise Close


def _redirect(fault, request, wait, api):
    to = fault.text("to", "http://elsewhere.example/").replace("{path}", request.target)
    return html_response(fault.number("status", 302), "Found", headers=[("Location", to)])


def _html(fault, request, wait, api):
    return html_response(200, "Log in", "Please log in to continue.")


def _empty_body(fault, request, wait, api):
    return Response(200, b"")


def _bad_json(fault, request, wait, api):
    return Response(200, b'{"count": 1, "next": null, "results": [{"id": 1,}]}')


def _json(fault, request, wait, api):
    return Response(200, fault.text("to", "null").encode())


def _big_body(fault, request, wait, api):
    size = int(fault.number("mb", 100) * 1e6)
    head, tail = b'{"count":1,"next":null,"previous":null,"results":[{"id":1,"name":"', b'"}]}'
    return Response(200, head + b"x" * max(0, size - len(head) - len(tail)) + tail)


def _ignore_filter(fault, request, wait, api):
    request.parameters.pop(fault.text("name", "id"), None)
    return None


# ------------------------------------------------------------------ on the answer: f(fault, request, response, api)

def _edited(change):
    """A fault that changes the decoded page; placeholders are put in as text afterwards."""
    def act(fault, request, response, api):
        try:
            page = json.loads(response.body)
        except ValueError:
            return
        raw = {}
        page = change(fault, request, page, raw)
        body = json.dumps(page, ensure_ascii=False, separators=(",", ":"))
        for mark, text in raw.items():
            body = body.replace(json.dumps(mark), text)
        response.body = body.encode("utf-8", "replace")
    return act


def _target(fault, page):
    """The object a key is changed in: a row of the list, or the answer itself."""
    rows = page.get("results") if isinstance(page, dict) else None
    if isinstance(rows, list) and fault.text("in") != "page":
        return rows[min(fault.number("row", 0), len(rows) - 1)] if rows else {}
    return page


def _null_results(fault, request, page, raw):
    return {**page, "results": None}


def _not_list(fault, request, page, raw):
    return {**page, "results": {"object": {"a": 1}, "number": 7, "string": "x"}[fault.text("as", "object")]}


WRONG = {"number": 7, "array": [1], "object": {"a": 1}, "string": "x", "null": None, "true": True, "fraction": 1.5,
         "negative": -5, "empty": ""}


def _wrong_type(fault, request, page, raw):
    """Follows a path like cable.id or a_terminations.0.object_id."""
    held, path = _target(fault, page), fault.text("key", "name").split(".")
    path = [int(word) if word.isdigit() else word for word in path]
    for word in path[:-1]:
        held = held[word]
    now = held[path[-1]] if isinstance(path[-1], int) else held.get(path[-1])
    held[path[-1]] = WRONG[fault.text("to", "array" if isinstance(now, (int, float)) else "number")]
    return page


def _missing(fault, request, page, raw):
    for row in page["results"] if fault.text("row") == "all" else [_target(fault, page)]:
        row.pop(fault.text("key", "name"), None)
    return page


def _huge_count(fault, request, page, raw):
    return {**page, "count": 1000000000, "next": page.get("next") or _next_of(request)}


def _next_of(request, origin=None):
    return (origin or "http://" + request.headers.get("host", "localhost")) + request.target


def _deep(fault, request, page, raw):
    levels = fault.number("levels", 100000)
    raw["@deep@"] = ('{"a":' if fault.text("of") == "objects" else "[") * levels + \
        ("1" + "}" * levels if fault.text("of") == "objects" else "]" * levels)
    _target(fault, page)[fault.text("key", "custom_fields")] = "@deep@"
    return page


def _big_number(fault, request, page, raw):
    raw["@big@"] = fault.text("to", "9" * fault.number("digits", 400))
    _target(fault, page)[fault.text("key", "custom_fields")] = "@big@"
    return page


def _next_elsewhere(fault, request, page, raw):
    target = urlsplit(page.get("next") or request.target)
    rest = target.path + ("?" + target.query if target.query else "")
    return {**page, "next": fault.text("to", "http://elsewhere.example").rstrip("/") + rest}


def _next_loop(fault, request, page, raw):
    return {**page, "next": _next_of(request)}


def _count_changes(fault, request, page, raw):
    with fault.lock:
        fault.state["calls"] = fault.state.get("calls", 0) + 1
        page["count"] += (fault.state["calls"] - 1) * fault.number("by", 1)
    return page


def _duplicate(fault, request, page, raw):
    """The last object of the page before comes again as the first of this one."""
    with fault.lock:
        last, fault.state["last"] = fault.state.get("last"), (page["results"] or [None])[-1]
    if fault.text("within"):
        page["results"] = page["results"][:1] + page["results"]
    elif last:
        page["results"].insert(0, last)
    return page


def _short_page(fault, request, page, raw):
    """Fewer rows than asked for and announced: a server that drops some."""
    page["results"] = page["results"][:-fault.number("n", 1)]
    return page


def _bad_utf8(fault, request, response, api):
    response.body = re.sub(rb'("name":")', rb'\1' + b"\xff\xfe\xc3(", response.body, count=1)


def _nul(fault, request, response, api):
    response.body = re.sub(rb'("name":")', rb'\1a\\u0000b', response.body, count=1)


def _bom(fault, request, response, api):
    response.body = b"\xef\xbb\xbf" + response.body


def _shrink(fault, request, response, api):
    """After this answer, objects of its page are gone from the collection."""
    if response.page:
        name, ids = response.page
        ids = [int(word) for word in fault.text("ids").split("/")] if fault.text("ids") else \
            ids[:fault.number("n", 1)]
        with api.lock:
            api.inventory.delete(fault.text("of", name), set(ids))
            api.changed()


def _grow(fault, request, response, api):
    """After this answer, copies of objects of its page have come; they sort first by name, last by id."""
    if response.page and response.page[1]:
        with api.lock:
            api.inventory.insert_copies(response.page[0], response.page[1][:fault.number("n", 1)])
            api.changed()


def _header(fault, request, response, api):
    response.headers.append(("X-Padding", "x" * int(fault.number("kb", 64) * 1024)))


# ------------------------------------------------------------------ on the way: done by the server, see netbox.py

def _send(fault, request, response, api):
    response.delivery, response.delivery_args = fault.kind, fault


# kind: (phase, function, description)
KINDS = {
    "STATUS": ("before", _status, "any status 100-599, as in 429: retry-after=N or =date+N, body=json|html|empty, detail=TEXT"),
    "close": ("before", _close, "closes the connection without an answer"),
    "hang": ("before", _hang, "seconds=60 of silence, then the answer"),
    "delay": ("before", _delay, "the same as hang, for short times"),
    "timeout-above": ("before", _timeout_above, "silent for seconds=60 and then closed (status=504: that at once) "
                      "when more than limit=100 rows are asked for"),
    "redirect": ("before", _redirect, "redirect=URL or redirect:to=URL,status=302: sends elsewhere; {path} in it is "
                 "the path and query asked for"),
    "html": ("before", _html, "200 with an HTML page"),
    "json": ("before", _json, "200 with the JSON text to=null"),
    "empty-body": ("before", _empty_body, "200 with nothing"),
    "bad-json": ("before", _bad_json, "200 with a syntax error"),
    "big-body": ("before", _big_body, "an answer of mb=100"),
    "ignore-filter": ("before", _ignore_filter, "the query parameter name=id is not looked at"),
    "null-results": ("edit", _edited(_null_results), "results is null"),
    "not-list": ("edit", _edited(_not_list), "results is as=object|number|string"),
    "wrong-type": ("edit", _edited(_wrong_type), "key=name (or a path: cable.id) of row=0 becomes to=number|array|object|"
                   "string|null|true|fraction|negative|empty; in=page: a key beside results"),
    "missing": ("edit", _edited(_missing), "key=name is not in row=0 (row=all)"),
    "huge-count": ("edit", _edited(_huge_count), "count is 1000000000 and there is always a next page"),
    "deep": ("edit", _edited(_deep), "key=custom_fields of row=0 is nested levels=100000 deep, of=arrays|objects"),
    "big-number": ("edit", _edited(_big_number), "key=custom_fields of row=0 is an integer of digits=400, or to=TEXT"),
    "next-elsewhere": ("edit", _edited(_next_elsewhere), "next points to to=http://elsewhere.example"),
    "next-loop": ("edit", _edited(_next_loop), "next points to the page itself"),
    "count-changes": ("edit", _edited(_count_changes), "count is by=1 more with every page"),
    "duplicate": ("edit", _edited(_duplicate), "the last object of a page comes again on the next (within=1: the first "
                  "twice on one page)"),
    "short-page": ("edit", _edited(_short_page), "the last n=1 objects of the page are left out"),
    "bad-utf8": ("edit", _bad_utf8, "the first name begins with bytes that are no UTF-8"),
    "nul": ("edit", _nul, "the first name holds an escaped NUL"),
    "bom": ("edit", _bom, "a byte order mark comes first"),
    "shrink": ("edit", _shrink, "once after this page its first n=1 objects (ids=1/2, of=COLLECTION) are deleted"),
    "grow": ("edit", _grow, "once after this page n=1 objects are created that sort before it by name"),
    "huge-header": ("edit", _header, "a header of kb=64"),
    "truncate": ("send", _send, "closes after half of the body (at=BYTES), of which more was announced"),
    "reset": ("send", _send, "the same with a TCP reset"),
    "stall": ("send", _send, "silence of seconds=60 after half of the body (at=BYTES)"),
    "slow": ("send", _send, "pieces of bytes=200 every seconds=0.1"),
    "chunked": ("send", _send, "Transfer-Encoding: chunked, as some proxies do (bad=1: a broken chunk, no-end=1: no last chunk)"),
    "no-length": ("send", _send, "no Content-Length, the end of the connection ends the body"),
    "bad-length": ("send", _send, "a Content-Length that is no number"),
}
