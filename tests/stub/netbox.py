#!/usr/bin/env python3
"""A NetBox to test against: serves a wattmap snapshot over NetBox's REST API.

It pages, filters, refuses and forgets like NetBox of the snapshot's version (or
of --version), and misbehaves when told to.  Listens on 127.0.0.1 only.
"""

import argparse
import email.utils
import gzip
import os
import select
import signal
import socket
import socketserver
import ssl
import struct
import sys
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import faults                                                       # noqa: E402
from inventory import Inventory                                     # noqa: E402
from rest import Api, DEFAULT_V1, DEFAULT_V2, Request, Response, html_response, json_response   # noqa: E402

REASONS = {200: "OK", 301: "Moved Permanently", 302: "Found", 307: "Temporary Redirect", 308: "Permanent Redirect",
           400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed",
           406: "Not Acceptable", 408: "Request Timeout", 414: "Request-URI Too Large", 429: "Too Many Requests",
           500: "Internal Server Error", 502: "Bad Gateway", 503: "Service Unavailable", 504: "Gateway Timeout"}


class Log:
    """One line a request, and at the end what was most at once."""

    def __init__(self, path):
        self.file = open(path, "w", encoding="utf-8", buffering=1) if path else None
        self.lock = threading.Lock()
        self.requests = self.connections = self.active = self.most_active = self.open = self.most_open = 0
        self.unwritten = 0      # requests whose line is still to come

    def connected(self):
        with self.lock:
            self.connections += 1
            self.open += 1
            self.most_open = max(self.most_open, self.open)
            return self.connections

    def disconnected(self):
        with self.lock:
            self.open -= 1

    def begin(self):
        with self.lock:
            self.requests += 1
            self.unwritten += 1
            self.active += 1
            self.most_active = max(self.most_active, self.active)

    def answered(self):
        """Before a byte of the answer is sent: who has it may ask again before its line is written."""
        with self.lock:
            self.active -= 1

    def end(self, line):
        with self.lock:
            self.unwritten -= 1
            if self.file:
                self.file.write(line + "\n")

    def summary(self):
        with self.lock:
            line = f"# requests={self.requests} connections={self.connections} " \
                   f"max-concurrent={self.most_active} max-open={self.most_open}"
            if self.file:
                self.file.write(line + "\n")
                self.file.close()
                self.file = None


class Handler(socketserver.BaseRequestHandler):
    """One connection: requests one after the other until either side ends it."""

    def setup(self):
        self.log, self.options = self.server.log, self.server.options
        self.request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.scheme = "http"
        if self.server.tls:
            self.scheme = "https"
            self.request.settimeout(10)
            self.request = self.server.tls.wrap_socket(self.request, server_side=True)
        self.request.settimeout(self.options.keep_alive or None)
        self.number = self.log.connected()
        self.buffer = b""

    def finish(self):
        self.log.disconnected()
        if self.server.tls:
            try:
                self.request.settimeout(1)
                self.request.unwrap()
            except (OSError, ValueError):       # the client, or a fault, has closed it already
                pass
            self.request.close()

    def handle(self):
        served = 0
        try:
            while self.one(served):
                served += 1
        except (ConnectionError, TimeoutError, ssl.SSLError):
            pass

    # ------------------------------------------------------------- reading

    def line(self, limit):
        """The next line without its end; None when the client has gone; more than limit is cut."""
        while b"\n" not in self.buffer and len(self.buffer) <= limit:
            data = self.request.recv(65536)
            if not data:
                return None
            self.buffer += data
        line, _, self.buffer = self.buffer.partition(b"\n")
        return line.rstrip(b"\r")

    def read_request(self):
        """A Request, a Response that refuses it, or None at the end."""
        limit = self.options.request_line
        line = self.line(limit + 2)
        if line is None:
            return None
        if len(line) > limit:
            return html_response(400, "Bad Request", f"Request Line is too large ({len(line)} &gt; {limit})")
        words = line.decode("latin-1").split(" ")
        headers = {":scheme": self.scheme}
        while True:
            header = self.line(65536)
            if header is None:
                return None
            if not header:
                break
            key, _, value = header.decode("latin-1").partition(":")
            headers[key.strip().lower()] = value.strip()
        left = int(headers.get("content-length") or 0) - len(self.buffer)
        while left > 0:
            left -= len(self.request.recv(min(left, 65536)) or b"x" * left)
        self.buffer = self.buffer[int(headers.get("content-length") or 0):]
        if len(words) != 3 or not words[2].startswith("HTTP/1."):
            return html_response(400, "Bad Request", "Invalid request line")
        if words[1].startswith("http"):         # absolute form, as sent to a proxy
            words[1] = "/" + words[1].split("/", 3)[3] if words[1].count("/") >= 3 else "/"
        headers[":version"] = words[2]
        return Request(words[0], words[1], headers)

    # ------------------------------------------------------------- answering

    def one(self, served):
        """Serve one request; whether the connection stays."""
        request = self.read_request()
        if request is None:
            return False
        self.log.begin()
        started, notes = time.monotonic(), []
        response, sent, keep, answering = None, 0, False, True
        try:
            if isinstance(request, Response):
                response, request = request, Request("-", "-", {})
            else:
                keep = request.headers.get("connection", "").lower() != "close" and \
                    request.headers[":version"] != "HTTP/1.0"
                response = self.answer(request, notes)
            answering = False
            self.log.answered()
            sent, keep = self.send(request, response, keep)
        except faults.Close:
            keep = False
        except (ConnectionError, TimeoutError, ssl.SSLError):
            notes.append("client-gone")
            keep = False
        finally:
            if answering:
                self.log.answered()
            milliseconds = round((time.monotonic() - started) * 1000)
            self.log.end(f"{request.method} {request.target} {response.status if response else 0} {sent} "
                         f"conn={self.number} {'reused' if served else 'new'} auth={request.auth_scheme()} "
                         f"fault={'+'.join(notes) or '-'} ms={milliseconds} "
                         f"agent={request.headers.get('user-agent', '-').replace(' ', '_')}")
        return keep

    def answer(self, request, notes):
        """The response, spoiled by the faults that take this request; their kinds go to notes."""
        api, mode = self.server.api, self.server.not_netbox
        if mode is not None:
            return not_netbox(request, mode)
        chosen = self.server.faults.chosen(request)
        notes += [fault.kind for fault in chosen]
        response = None
        for fault in chosen:
            if fault.phase == "before" and response is None:
                response = fault.act(fault, request, self.wait, api)
        if response is None:
            response = api.handle(request)
        for fault in chosen:
            if fault.phase == "send" or fault.phase == "edit" and response.status == 200:
                fault.act(fault, request, response, api)
        return response

    def wait(self, seconds):
        """Sleep; False when the client has gone or the server ends meanwhile."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            if self.server.ending.is_set():
                return False
            readable, _, _ = select.select([self.request], [], [], min(left, 0.2))
            if readable:
                try:
                    if not self.server.tls and not self.request.recv(1, socket.MSG_PEEK):
                        return False
                except OSError:
                    return False
                time.sleep(min(left, 0.05))
        return True

    def send(self, request, response, keep):
        """(bytes of body sent, whether the connection stays)"""
        body, headers = response.body, []
        if self.options.gzip and "gzip" in request.headers.get("accept-encoding", "") and len(body) > 200:
            body = gzip.compress(body, 1)
            headers.append(("Content-Encoding", "gzip"))
        how, args = response.delivery, response.delivery_args
        if how in ("no-length", "truncate", "reset", "bad-length"):
            keep = False
        headers += [("Server", "gunicorn"), ("Date", email.utils.formatdate(usegmt=True)),
                    ("Connection", "keep-alive" if keep else "close"), ("Content-Type", response.content_type)]
        if how == "chunked":
            headers.append(("Transfer-Encoding", "chunked"))
        elif how == "bad-length":
            headers.append(("Content-Length", "12x"))
        elif how != "no-length":
            headers.append(("Content-Length", str(len(body))))
        head = f"HTTP/1.1 {response.status} {REASONS.get(response.status, 'Unknown')}\r\n" + \
            "".join(f"{key}: {value}\r\n" for key, value in headers + response.headers) + "\r\n"
        if request.method == "HEAD":
            self.request.sendall(head.encode("latin-1", "replace"))
            return 0, keep
        return SENDERS.get(how, Handler.send_plain)(self, head.encode("latin-1", "replace"), body, args, keep)

    def send_plain(self, head, body, fault, keep):
        if len(body) < 65536:
            self.request.sendall(head + body)
        else:
            self.request.sendall(head)
            self.request.sendall(body)
        return len(body), keep

    def send_cut(self, head, body, fault, keep):
        at = fault.number("at", len(body) // 2)
        self.request.sendall(head + body[:at])
        if fault.kind == "reset":
            time.sleep(0.05)                    # let the client read what came so far
            self.request.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.request.close()
        return at, False

    def send_stall(self, head, body, fault, keep):
        at = fault.number("at", len(body) // 2)
        self.request.sendall(head + body[:at])
        if not self.wait(fault.number("seconds", 60)):
            return at, False
        self.request.sendall(body[at:])
        return len(body), keep

    def send_slow(self, head, body, fault, keep):
        self.request.sendall(head)
        step = fault.number("bytes", 200)
        for start in range(0, len(body), step):
            self.request.sendall(body[start:start + step])
            if not self.wait(fault.number("seconds", 0.1)):
                return min(start + step, len(body)), False
        return len(body), keep

    def send_chunked(self, head, body, fault, keep):
        self.request.sendall(head)
        if fault.text("bad"):
            self.request.sendall(b"zz\r\n" + body[:100])
            return 100, False
        for start in range(0, len(body), 16384):
            piece = body[start:start + 16384]
            self.request.sendall(b"%x\r\n%b\r\n" % (len(piece), piece))
        if fault.text("no-end"):
            return len(body), False
        self.request.sendall(b"0\r\n\r\n")
        return len(body), keep


SENDERS = {"truncate": Handler.send_cut, "reset": Handler.send_cut, "stall": Handler.send_stall,
           "slow": Handler.send_slow, "chunked": Handler.send_chunked}


def not_netbox(request, mode):
    """Some other web site."""
    if mode == "json":
        return json_response(200, {"message": "hello"})
    if mode == "200" or request.path == "/":
        return html_response(200, "Welcome", "It works!")
    return html_response(404, "404 Not Found", "nginx")


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def handle_error(self, request, client_address):
        if not isinstance(sys.exc_info()[1], (ConnectionError, ssl.SSLError, TimeoutError)):
            super().handle_error(request, client_address)


def parse_options(arguments):
    kinds = "\n".join(f"  {name:15} {text}" for name, (_, _, text) in faults.KINDS.items())
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog=f"Faults (--faults MATCH:KIND[:ARG=VALUE,...]):\n{kinds}\n"
               f"  not-netbox      alone, instead of MATCH:KIND: some other web site answers (=200: always 200, =json)\n\n"
               f"{faults.COMMON_ARGS}\n\n"
               f"Tokens accepted without --token:\n  {DEFAULT_V1}\n  {DEFAULT_V2} (4.5 and later)\n")
    add = parser.add_argument
    add("snapshot", help="a wattmap snapshot")
    add("--port", type=int, default=0, help="0: any free one (default)")
    add("--port-file", metavar="FILE", help="write the port there when ready")
    add("--version", metavar="X.Y.Z", help="behave like this version (objects stay as the snapshot has them)")
    add("--token", action="append", default=[], metavar="T", help="accept this token (40 characters, or nbt_KEY.SECRET)")
    add("--faults", action="append", default=[], metavar="SPEC", help="misbehave, see below; repeatable")
    add("--log", metavar="FILE", help="one line a request, never a token")
    add("--deny", action="append", default=[], metavar="COLLECTION", help="no permission to view it: 403")
    add("--hide", action="append", default=[], metavar="COLLECTION:ID[,ID...]",
        help="constrained permission: these are missing from lists without a word")
    add("--page-size", type=int, default=50, metavar="N", help="PAGINATE_COUNT (50)")
    add("--max-page", type=int, default=1000, metavar="N", help="MAX_PAGE_SIZE (1000), 0: no cap")
    add("--base-path", default="", metavar="PATH", help="BASE_PATH, as in netbox/")
    add("--login-required", choices=["yes", "no"], help="LOGIN_REQUIRED (yes from 4.0.2)")
    add("--anonymous", action="store_true", help="lists can be read without a token (EXEMPT_VIEW_PERMISSIONS); needs "
        "--login-required no from 4.0.2")
    add("--rewrite-urls", action="store_true", help="urls in objects name this server, not the snapshot's")
    add("--gzip", action="store_true", help="compress for clients that accept it, as a proxy may")
    add("--keep-alive", type=float, default=0, metavar="SECONDS", help="close idle connections after (0: never)")
    add("--request-line", type=int, default=4094, metavar="BYTES", help="longest request line (4094, as gunicorn)")
    add("--tls-cert", metavar="FILE", help="serve https with this certificate (and --tls-key)")
    add("--tls-key", metavar="FILE")
    return parser, parser.parse_args(arguments)


def hidden(specs):
    found = {}
    for spec in specs:
        name, _, ids = spec.partition(":")
        found.setdefault(name, set()).update(int(id_) for id_ in ids.split(","))
    return found


def main(arguments=None):
    parser, options = parse_options(arguments)
    site = [spec for spec in options.faults if spec.partition("=")[0] == "not-netbox"]
    try:
        chosen = faults.Faults([spec for spec in options.faults if spec not in site])
        api = Api(Inventory.load(options.snapshot), options.version, options.token, options.base_path, options.deny,
                  hidden(options.hide), options.page_size, options.max_page,
                  {"yes": True, "no": False, None: None}[options.login_required], options.anonymous,
                  options.rewrite_urls)
    except (OSError, ValueError, KeyError) as error:
        parser.error(f"{type(error).__name__}: {error}")

    server = Server(("127.0.0.1", options.port), Handler, bind_and_activate=True)
    server.options, server.api, server.faults = options, api, chosen
    server.not_netbox = site[-1].partition("=")[2] if site else None
    server.log, server.ending, server.tls = Log(options.log), threading.Event(), None
    if options.tls_cert:
        server.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        server.tls.load_cert_chain(options.tls_cert, options.tls_key)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: server.ending.set())
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True).start()

    port = server.server_address[1]
    if options.port_file:
        with open(options.port_file + ".new", "w", encoding="ascii") as file:
            file.write(f"{port}\n")
        os.replace(options.port_file + ".new", options.port_file)
    print(f"{'https' if server.tls else 'http'}://127.0.0.1:{port}{api.root}", flush=True)

    while not server.ending.wait(1):
        pass
    server.shutdown()
    server.server_close()
    deadline = time.monotonic() + 0.5
    while server.log.unwritten and time.monotonic() < deadline:
        time.sleep(0.01)
    server.log.summary()
    return 0


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    os._exit(code)      # connections that still wait on a client end with us
