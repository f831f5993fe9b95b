#!/usr/bin/env python3
"""A web proxy to test against: passes plain requests on and opens tunnels (CONNECT).

    tests/stub/proxy.py --port-file FILE --log FILE [--user NAME:PASSWORD] [--deny]

The log has all that the proxy was told, line by line as it came: request lines and headers, not what
goes through tunnels.  Listens on 127.0.0.1 only, ends on SIGTERM.
"""

import argparse
import base64
import os
import socket
import socketserver
import sys
import threading
import urllib.parse


def pour(source, target):
    """Copies until one of them ends."""
    try:
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        pass


class Proxy(socketserver.StreamRequestHandler):
    def handle(self):
        line, headers = self.head()
        if not line:
            return
        method, target, _ = line.split(" ", 2)
        if self.server.deny:
            self.wfile.write(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        elif self.server.authorization and headers.get("proxy-authorization") != self.server.authorization:
            self.wfile.write(b"HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\n"
                             b"Content-Length: 0\r\nConnection: close\r\n\r\n")
        elif method == "CONNECT":
            self.tunnel(target)
        else:
            self.forward(method, target, headers)

    def head(self):
        lines = []
        while (line := self.rfile.readline().decode("latin-1").rstrip("\r\n")):
            lines.append(line)
        self.server.note(lines)
        headers = dict(line.split(": ", 1) for line in lines[1:])
        return lines[0] if lines else "", {name.lower(): value for name, value in headers.items()}

    def tunnel(self, target):
        host, port = target.rsplit(":", 1)
        with socket.create_connection((host, int(port))) as origin:
            self.wfile.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            back = threading.Thread(target=pour, args=(origin, self.connection))
            back.start()
            pour(self.connection, origin)
            back.join()

    def forward(self, method, target, headers):
        url = urllib.parse.urlsplit(target)
        path = url.path + ("?" + url.query if url.query else "")
        kept = {k: v for k, v in headers.items() if not k.startswith("proxy-") and k != "connection"}
        request = f"{method} {path} HTTP/1.1\r\nconnection: close\r\n" + "".join(f"{k}: {v}\r\n" for k, v in kept.items())
        with socket.create_connection((url.hostname, url.port or 80)) as origin:
            origin.sendall(request.encode("latin-1") + b"\r\n")
            pour(origin, self.connection)


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address, daemon_threads = True, True

    def __init__(self, options):
        super().__init__(("127.0.0.1", 0), Proxy)
        self.log, self.deny = open(options.log, "w", encoding="utf-8", buffering=1), options.deny
        self.authorization = options.user and "Basic " + base64.b64encode(options.user.encode()).decode()
        self.lock = threading.Lock()

    def note(self, lines):
        with self.lock:
            self.log.write("".join(line + "\n" for line in lines))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port-file", required=True)
    parser.add_argument("--log", required=True)
    parser.add_argument("--user")
    parser.add_argument("--deny", action="store_true", help="403 for everything")
    options = parser.parse_args()
    with Server(options) as server:
        with open(options.port_file + ".new", "w", encoding="ascii") as out:
            out.write(f"{server.server_address[1]}\n")
        os.rename(options.port_file + ".new", options.port_file)
        server.serve_forever()


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(0)
