#!/usr/bin/env python3
"""The pages of `wattmap serve` in real Chromium: does it take them without complaint?

    tests/chromium/pages.py WATTMAP SNAPSHOT

The server says what was asked of it: the picture embedded in a page must have been, under our own
Content-Security-Policy, and the console must stay empty. Prints one line a page; exit status 1 when
something is wrong, 2 when Chromium cannot be run.
"""
import html.parser
import os
import re
import shutil
import subprocess
import sys
import tempfile

FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync",
         "--enable-logging=stderr", "--virtual-time-budget=5000", "--dump-dom"]
# path, what its text must hold, what the browser must have asked for besides
PAGES = [
    ("/", "Places", []),
    ("/?q=core-sw", "CORE-SW01", []),
    ("/list/racks", "NET-R01", []),
    ("/trace/CORE-SW01", "you are here", ["/trace/CORE-SW01.svg"]),
    ("/fail/NET-R01-PDU-A", "NET-R01-PDU-B", ["/fail/NET-R01-PDU-A.svg"]),
    ("/chain?site=EMEA-DC-CLOUD", "svg", ["/chain.svg?site=EMEA-DC-CLOUD"]),
    ("/report/utilization", "Rack utilization", []),
    ("/report/locations", "Growth kW", []),
    ("/audit", "over-2n", []),
    ("/trace/PSU1", "Which one?", []),
    ("/trace/CORE-SW01.svg", "CORE-SW01", []),
]


class Text(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.text = ""

    def handle_data(self, data):
        self.text += data


def start(wattmap, snapshot, log):
    server = subprocess.Popen([wattmap, "serve", "--snapshot", snapshot, "--listen", "127.0.0.1:0", "--rate", "0", "-v"],
                              stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    for line in server.stderr:
        log.append(line)
        found = re.search(r"listening on (http://\S+)/", line)
        if found:
            return server, found[1]
    sys.exit("wattmap serve ended: " + "".join(log))


def check(chromium, profile, base, page):
    path, wanted, _ = page
    done = subprocess.run([chromium, *FLAGS, f"--user-data-dir={profile}", base + path], stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, timeout=120, check=False, text=True, errors="replace")
    parser = Text()
    parser.feed(done.stdout)
    wrong = [line for line in done.stderr.splitlines() if "CONSOLE" in line and "favicon" not in line]
    if wanted not in parser.text:
        wrong.append(f"lacks '{wanted}'")
    if "\N{REPLACEMENT CHARACTER}" in parser.text:
        wrong.append("holds a replacement character")
    return wrong


def main():
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not chromium:
        print("Chromium is not installed")
        sys.exit(2)
    log, bad = [], 0
    server, base = start(sys.argv[1], sys.argv[2], log)
    with tempfile.TemporaryDirectory() as profile:
        try:
            found = [(page, check(chromium, os.path.join(profile, "p"), base, page)) for page in PAGES]
        finally:
            server.terminate()
            log += server.stderr.readlines()
            server.wait()
    asked = {match[1] for line in log if (match := re.search(r"^wattmap: 200 .* ms (/\S*)$", line))}
    for page, wrong in found:
        wrong += [f"{path} was not shown" for path in page[2] if path not in asked]
        print(f"{page[0]}: {'; '.join(wrong) or 'fine'}")
        bad += bool(wrong)
    sys.exit(1 if bad else 0)


main()
