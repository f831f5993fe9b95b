"""From a request to NetBox's answer: paths, tokens, paging, field selection.

Numbers in brackets are sections of the REST reference the project keeps; what
NetBox ignores, this ignores too.
"""

import json
import re
import threading
import uuid
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

import filters
from filters import BadFilter, version_tuple
from inventory import Collection, encode, nested_id, value_of

DEFAULT_V1 = "0123456789abcdef0123456789abcdef01234567"
DEFAULT_V2 = "nbt_0123456789ab.0123456789abcdefghijABCDEFGHIJ0123456789"

NO_CREDENTIALS = "Authentication credentials were not provided."
NO_PERMISSION = "You do not have permission to perform this action."


class Request:
    def __init__(self, method, target, headers):
        self.method, self.target, self.headers = method, target, headers
        parts = urlsplit(target)
        self.path, self.query = unquote(parts.path), parts.query
        self.parameters = {}
        for key, value in parse_qsl(parts.query, keep_blank_values=True):
            self.parameters.setdefault(key, []).append(value)

    def get(self, key):
        """The last value of a query parameter, as Django's QueryDict gives it."""
        return self.parameters.get(key, [None])[-1]

    def auth_scheme(self):
        """For the log, which never shows a token."""
        words = self.headers.get("authorization", "").split() or ["none"]
        return {"token": "Token", "bearer": "Bearer", "none": "none"}.get(words[0].lower(), "other")


class Response:
    def __init__(self, status, body=b"", content_type="application/json", headers=()):
        self.status, self.body, self.content_type = status, body, content_type
        self.headers = list(headers)
        self.delivery = None        # how a fault wants it sent; see faults.py
        self.delivery_args = {}
        self.fault = None
        self.page = None            # (collection name, positions) of a list, for the faults


def json_response(status, value, headers=()):
    return Response(status, encode(value), headers=headers)


def html_response(status, title, text="", headers=()):
    body = f"<!DOCTYPE html>\n<html lang=\"en\">\n<head><title>{title}</title></head>\n" \
           f"<body><h1>{title}</h1><p>{text}</p></body>\n</html>\n"
    return Response(status, body.encode(), "text/html; charset=utf-8", headers)


def detail(status, text):
    return json_response(status, {"detail": text})


class Api:
    def __init__(self, inventory, version=None, tokens=(), base_path="", deny=(), hide=None, page_size=50,
                 max_page=1000, login_required=None, anonymous=False, rewrite_urls=False):
        self.inventory = inventory
        self.version_text = version or inventory.version
        self.version = version_tuple(self.version_text)
        self.tokens = list(tokens) or [DEFAULT_V1, DEFAULT_V2]
        self.root = "/" + (base_path.strip("/") + "/" if base_path.strip("/") else "")
        self.deny, self.hide = set(deny), hide or {}
        self.page_size, self.max_page = page_size, max_page
        self.login_required = self.version >= (4, 0, 2) if login_required is None else login_required
        self.anonymous, self.rewrite_urls = anonymous, rewrite_urls
        self.lock = threading.RLock()
        self._visible, self._lists = {}, {}

    def changed(self):
        """The inventory changed: forget what was made of it."""
        self._visible, self._lists = {}, {}

    # ------------------------------------------------------------- routing

    def handle(self, request):
        response = self._route(request)
        if request.path.startswith(self.root + "api/"):
            response.headers.append(("API-Version", "%d.%d" % self.version[:2]))
            response.headers.append(("Vary", "HX-Request" if response.status == 200 else "Accept, Cookie"))
            if self.version >= (3, 5, 0):
                response.headers.append(("X-Request-ID", str(uuid.uuid4())))
        return response

    def _route(self, request):
        path = request.path
        if not path.startswith(self.root):
            return html_response(404, "Page Not Found")
        path = path[len(self.root):]
        if path != "api" and not path.startswith("api/"):
            return self._web(request, path)
        route = self._find(path if path.endswith("/") else path + "/")
        if route is None:
            return html_response(404, "Page Not Found", "The requested page does not exist.")
        if not path.endswith("/"):
            return html_response(301, "Moved", headers=[
                ("Location", quote(request.path, safe="/%:@") + "/" + ("?" + request.query if request.query else ""))])
        if request.method not in ("GET", "HEAD"):
            return detail(405, f'Method "{request.method}" not allowed.')
        answer, arguments = route
        refused = self._authenticate(request, answer) or self._negotiate(request)
        if refused:
            return refused
        with self.lock:
            return answer(request, *arguments)

    def _find(self, path):
        words = path.split("/")[1:-1]
        if not words:
            return self._api_root, ()
        if words == ["status"]:
            return self._status, ()
        if words == ["authentication-check"] and self.version >= (4, 5, 0):
            return self._authentication_check, ()
        name = "/".join(words[:2])
        if len(words) in (2, 3) and self._served(name):
            if len(words) == 2:
                return self._list, (name,)
            if re.fullmatch(r"\d+", words[2]):
                return self._object, (name, int(words[2]))
        return None

    def _served(self, name):
        since = {"dcim/modules": (3, 2, 0), "dcim/module-types": (3, 2, 0), "dcim/module-bays": (3, 2, 0),
                 "dcim/cable-terminations": (3, 3, 0), "dcim/rack-types": (4, 1, 0)}.get(name, (0, 0, 0))
        return self.version >= since and self.inventory.collection(name) is not None

    def _web(self, request, path):
        if path in ("", "login/"):
            return html_response(200, "Home | NetBox")
        if re.match(r"(dcim|ipam|tenancy|extras|users)/", path):
            return html_response(302, "Found", headers=[("Location", f"{self.root}login/?next={request.path}")])
        return html_response(404, "Page Not Found")

    # ------------------------------------------------------------- who asks, for what  [4]

    def _authenticate(self, request, answer):
        token, refused = self._token(request)
        if refused:
            return refused
        if token or answer is self._authentication_check:
            return None if token else detail(403, NO_CREDENTIALS)
        needs_user = self.login_required or (answer in (self._list, self._object) and not self.anonymous)
        return detail(403, NO_CREDENTIALS) if needs_user else None

    def _token(self, request):
        """(the token sent, None) when it is valid, (None, None) when none counts, (None, refusal)."""
        words = request.headers.get("authorization", "").split()
        keywords = ("token", "bearer") if self.version >= (4, 5, 0) else ("token",)
        if not words or words[0].lower() not in keywords:
            return None, None
        if len(words) == 1:
            return None, detail(403, "Invalid token header. No credentials provided.")
        if len(words) > 2:
            return None, detail(403, "Invalid token header. Token string should not contain spaces.")
        token = words[1]
        if self.version < (4, 5, 0):
            known = token in self.tokens and not token.startswith("nbt_")
            return (token, None) if known else (None, detail(403, "Invalid token"))
        kind = "v2" if token.startswith("nbt_") else "v1"
        return (token, None) if token in self.tokens else (None, detail(403, f"Invalid {kind} token"))

    def _negotiate(self, request):
        accept = request.headers.get("accept", "*/*")
        version = re.search(r"version=([\w.]+)", accept)
        if version and version.group(1) != "%d.%d" % self.version[:2]:
            return detail(406, 'Invalid version in "Accept" header.')
        types = [part.split(";")[0].strip() for part in accept.split(",")]
        if {"*/*", "application/*", "application/json"}.intersection(types):
            return None
        if "text/html" in types:
            return html_response(200, "NetBox REST API")
        return detail(406, "Could not satisfy the request Accept header.")

    # ------------------------------------------------------------- answers

    def _api_root(self, request):
        base = self._base(request) + "api/"
        apps = ("circuits", "core", "dcim", "extras", "ipam", "plugins", "status", "tenancy", "users",
                "virtualization", "wireless")
        return json_response(200, {app: f"{base}{app}/" for app in apps})

    def _status(self, request):
        newer = self.version >= (4, 4, 0)
        status = {"django-version": "5.2.8" if newer else "4.2.7"}
        if newer:
            status["hostname"] = "netbox-stub"
        status["installed_apps" if newer else "installed-apps"] = {"django_filters": "24.3", "rest_framework": "3.15.2"}
        status["netbox-version"] = self.version_text
        if self.version >= (4, 3, 0):
            status["netbox-version"] = "%d.%d.%d" % self.version
            status["netbox-full-version"] = self.version_text
        status.update({"plugins": {}, "python-version": "3.11.7", "rq-workers-running": 1})
        return json_response(200, status)

    def _authentication_check(self, request):
        return json_response(200, {"id": 1, "url": self._base(request) + "api/users/users/1/", "display": "wattmap",
                                   "username": "wattmap", "first_name": "", "last_name": "", "email": "",
                                   "is_active": True})

    def _object(self, request, name, id_):
        if name in self.deny:
            return detail(403, NO_PERMISSION)
        collection = self._seen(name)
        if id_ not in collection.position:
            model = name.rpartition("/")[2].rstrip("s").title().replace("-", "")
            return detail(404, f"No {model} matches the given query." if self.version >= (4, 0, 0) else "Not found.")
        response = Response(200, self._encode(request, collection, [collection.position[id_]])[0])
        if self.version >= (4, 6, 0):
            response.headers.append(("ETag", f'W/"{collection.get(id_).get("last_updated", id_)}"'))
        return self._own_urls(request, response)

    def _list(self, request, name):
        if name in self.deny:
            return detail(403, NO_PERMISSION)
        collection = self._seen(name)
        try:
            if self.version >= (4, 6, 0) and request.get("start") is not None:
                count, next_link, previous, positions = self._cursor_page(request, name, collection)
            else:
                count, next_link, previous, positions = self._offset_page(request, name, collection)
        except Refused as refused:
            return json_response(400, refused.body)
        rows = self._encode(request, collection, positions)
        body = b'{"count":%b,"next":%b,"previous":%b,"results":[%b]}' % (
            encode(count), encode(next_link), encode(previous), b",".join(rows))
        response = Response(200, body)
        response.page = (name, [collection.ids[position] for position in positions])
        return self._own_urls(request, response)

    def _seen(self, name):
        """The collection without the objects a constrained permission hides."""
        hidden = self.hide.get(name)
        if not hidden:
            return self.inventory.collection(name)
        if name not in self._visible:
            rows = self.inventory.collection(name).rows
            self._visible[name] = Collection(name, [row for row in rows if row["id"] not in hidden])
        return self._visible[name]

    # ------------------------------------------------------------- paging  [3.1, 3.2]

    def _limit(self, request):
        """The number of rows of a page; None for all."""
        cap = self.max_page or None
        if cap and (4, 1, 8) <= self.version <= (4, 4, 2):
            cap = max(cap, self.page_size)
        text = request.get("limit")
        if text is not None and re.fullmatch(r"\+?\d+", text.strip()):
            limit = int(text)
            if limit == 0:
                return cap
            return min(limit, cap) if cap else limit
        return min(self.page_size, cap) if cap and self.version >= (4, 4, 3) else self.page_size

    def _offset_page(self, request, name, collection):
        positions = self._ordered(request, name, collection)
        count, limit = len(positions), self._limit(request)
        text = request.get("offset") or ""
        offset = int(text) if re.fullmatch(r"\d+", text.strip()) else 0
        if limit is None:
            return count, None, None, positions
        next_link = previous = None
        if offset + limit < count:
            next_link = self._link(request, limit=limit, offset=offset + limit)
        if offset > 0:
            previous = self._link(request, limit=limit, offset=offset - limit if offset > limit else None)
        return count, next_link, previous, positions[offset:offset + limit]

    def _cursor_page(self, request, name, collection):
        for other in ("offset", "ordering"):
            if request.get(other) is not None:
                raise Refused([f"'start' and '{other}' are mutually exclusive."])
        if not re.fullmatch(r"\d+", request.get("start").strip()):
            raise Refused([f"Invalid start parameter: {request.get('start')}"])
        start, limit = int(request.get("start")), self._limit(request)
        passed, (first, end) = self._filtered(request, name, collection)
        ids = collection.ids
        if passed is None:
            positions = [position for position in range(first, end) if ids[position] >= start]
        else:
            positions = sorted(p for p in passed if first <= p < end and ids[p] >= start)
        full = limit is not None and len(positions) >= limit
        positions = positions[:limit]
        next_link = self._link(request, start=ids[positions[-1]] + 1, limit=limit) if full else None
        return None, next_link, None, positions

    def _filtered(self, request, name, collection):
        """(positions that pass or None for all, (first, end) of the window by id)."""
        passed, window, errors = None, (0, len(collection)), {}
        for parameter, values in request.parameters.items():
            try:
                by_id = filters.id_window(collection, parameter, values)
                if by_id:
                    window = max(window[0], by_id[0]), min(window[1], by_id[1])
                    continue
                one = filters.positions(self.inventory, collection, parameter, values, self.version)
            except BadFilter as error:
                errors[parameter] = [str(error)]
                continue
            if one is not None:
                passed = one if passed is None else passed & one
        if errors:
            raise Refused(errors)
        return passed, window

    def _ordered(self, request, name, collection):
        """The positions of the whole list asked for, in its order; kept for the next page."""
        paging = ("limit", "offset", "fields", "omit", "brief", "exclude", "format")
        key = (name, tuple(sorted((k, tuple(v)) for k, v in request.parameters.items() if k not in paging)))
        found = self._lists.get(key)
        if found is None:
            if len(self._lists) > 200:
                self._lists.clear()
            found = self._lists[key] = self._order(request, name, collection)
        return found

    def _order(self, request, name, collection):
        passed, (first, end) = self._filtered(request, name, collection)
        everything = passed is None and (first, end) == (0, len(collection))
        keys = self._ordering(request, collection)
        order_name = ",".join(keys) or "default"
        sort_key = filters.default_order(self.inventory, name)
        if keys == ["id"] or (not keys and sort_key is None):
            return range(first, end) if passed is None else sorted(p for p in passed if first <= p < end)
        if keys:
            collation = [(key.lstrip("-"), key.startswith("-")) for key in keys]
            positions, rank = collection.order(order_name, lambda row: [_plain_key(row, *one) for one in collation])
        else:
            positions, rank = collection.order(order_name, sort_key)
        if everything:
            return positions
        chosen = range(first, end) if passed is None else (p for p in passed if first <= p < end)
        return sorted(chosen, key=rank.__getitem__)

    def _ordering(self, request, collection):
        """The valid names of ordering=, which exists from 3.3."""
        if self.version < (3, 3, 0) or not request.get("ordering"):
            return []
        names = [name.strip() for name in request.get("ordering").split(",")]
        known = collection.rows[0] if collection.rows else {}
        return [name for name in names if name.lstrip("-") in known]

    def _link(self, request, **changes):
        parameters = {key: list(values) for key, values in request.parameters.items()}
        for key, value in changes.items():
            parameters.pop(key, None)
            if value is not None:
                parameters[key] = [value]
        query = urlencode(sorted(parameters.items()), doseq=True)
        return self._origin(request) + quote(request.path) + ("?" + query if query else "")

    def _origin(self, request):
        scheme = request.headers.get("x-forwarded-proto", request.headers.get(":scheme", "http"))
        return f"{scheme}://" + request.headers.get("x-forwarded-host", request.headers.get("host", "localhost"))

    def _base(self, request):
        return self._origin(request) + self.root

    # ------------------------------------------------------------- what of a row is shown  [3.5, 1.11]

    def _encode(self, request, collection, positions):
        selection, select = self._selection(request, collection.name)
        return collection.encoded(positions, selection, select)

    def _selection(self, request, name):
        exclude = "config_context" if self.version < (4, 7, 0) and request.get("exclude") == "config_context" else None
        if self.version >= (4, 0, 0) and request.get("fields"):
            wanted = frozenset(request.get("fields").split(","))
            return ("fields", wanted), lambda row: {key: row[key] for key in row if key in wanted}
        if request.get("brief"):
            return ("brief",), lambda row: brief(name, row, self.version)
        unwanted = set(request.get("omit").split(",")) if self.version >= (4, 5, 2) and request.get("omit") else set()
        if exclude:
            unwanted.add(exclude)
        return ("omit", frozenset(unwanted)), lambda row: {k: row[k] for k in row if k not in unwanted}

    def _own_urls(self, request, response):
        if self.rewrite_urls:
            theirs, ours = self.inventory.url.encode(), self._base(request).encode()
            response.body = response.body.replace(b'"' + theirs, b'"' + ours)
        return response


class Refused(Exception):
    def __init__(self, body):
        super().__init__(str(body))
        self.body = body


class _Down:
    """Reverses the order of what it holds."""

    def __init__(self, value):
        self.value = value

    def __lt__(self, other):
        return other.value < self.value

    def __eq__(self, other):
        return other.value == self.value


def _plain_key(row, key, down):
    value = value_of(row, key)
    if isinstance(row.get(key), dict) and "name" in row[key]:
        value = row[key]["name"]
    plain = (value is None, isinstance(value, str), value if value is not None else 0)
    return _Down(plain) if down else plain


BRIEF = {
    "dcim/devices": ("id", "url", "display", "name", "display_name"),
    "dcim/device-types": ("id", "url", "display", "manufacturer", "model", "slug"),
    "dcim/power-feeds": ("id", "url", "display", "name", "cable", "_occupied"),
    "dcim/power-ports": ("id", "url", "display", "device", "name", "cable", "_occupied"),
    "dcim/power-outlets": ("id", "url", "display", "device", "name", "cable", "_occupied"),
    "dcim/cables": ("id", "url", "display", "label"),
    "dcim/cable-terminations": ("id", "url", "display", "cable", "cable_end", "termination_type", "termination_id"),
}


def brief(name, row, version):
    keys = set(BRIEF.get(name, ("id", "url", "display", "name", "slug", "display_name", "_depth")))
    if version >= (4, 0, 0):
        keys.add("description")
    shown = {key: row[key] for key in row if key in keys}
    if "cable" in keys and "cable" in row and name in filters.TERMINATION:
        if version < (4, 0, 0):
            shown["cable"] = nested_id(row, "cable")
        shown["_occupied"] = bool(row.get("_occupied", row.get("cable") or row.get("mark_connected")))
    return shown
