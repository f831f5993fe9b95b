#!/usr/bin/env python3
"""Measures `wattmap serve` and prints what it finds beside what is wanted; judges nothing.

    tests/bench/serve.py --build build [--renders 10000] [--only cached,uncached,memory]

Needs wrk for the cached picture.
"""

import argparse
import http.client
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from urllib.parse import quote


class Server:
    def __init__(self, wattmap, snapshot, *options):
        self.said = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen([wattmap, "serve", "--snapshot", snapshot, "--listen", "127.0.0.1:0", "--rate", "0",
                                         *options], stderr=self.said, stdin=subprocess.DEVNULL)
        self.port = self.wait_for(r"listening on http://127\.0\.0\.1:(\d+)/")
        self.wait_for(r"(data of)")

    def wait_for(self, pattern):
        for _ in range(3000):
            self.said.seek(0)
            found = re.search(pattern, self.said.read())
            if found:
                return found[1]
            if self.process.poll() is not None:
                sys.exit("wattmap serve ended")
            time.sleep(0.02)
        sys.exit("wattmap serve does not begin")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()

    def connect(self):
        return http.client.HTTPConnection("127.0.0.1", int(self.port), timeout=60)

    def family(self):
        def below(pid):
            out = subprocess.run(["pgrep", "-P", str(pid)], stdout=subprocess.PIPE, check=False).stdout
            return [pid] + [p for child in out.split() for p in below(int(child))]
        return below(self.process.pid)

    def memory_mb(self):
        """All processes, shared pages once."""
        total = 0
        for pid in self.family():
            try:
                with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as file:
                    total += int(re.search(r"^Pss:\s+(\d+) kB", file.read(), re.M)[1])
            except (OSError, TypeError):
                pass  # gone meanwhile
        return total / 1024


def get(connection, path):
    connection.request("GET", path)
    answer = connection.getresponse()
    answer.read()
    return answer.status


def devices(snapshot):
    with open(snapshot, encoding="utf-8") as file:
        rows = json.load(file)["collections"]["dcim/devices"]
    found = [row["id"] for row in rows]
    random.Random(1).shuffle(found)
    return found


def cached(server, ids):
    path = f"/trace/{quote(f'device:#{ids[0]}')}.svg"
    if not shutil.which("wrk"):
        print("  cached picture                    wrk is not installed")
        return
    get(server.connect(), path)
    out = subprocess.run(["wrk", "-t", "1", "-c", "32", "-d", "5s", f"http://127.0.0.1:{server.port}{path}"],
                         stdout=subprocess.PIPE, check=True, text=True).stdout
    wrong = re.search(r"Non-2xx.*: (\d+)", out)
    rate = float(re.search(r"Requests/sec:\s+([0-9.]+)", out)[1])
    print(f"  cached picture                    {rate:9.0f} requests/s{f'   {wrong[1]} failed' if wrong else ''}"
          "   (wanted: at least 2000)")


def uncached(server, ids, count=1000):
    connection, times, failed = server.connect(), [], 0
    for number in ids[1:count + 1]:
        began = time.perf_counter()
        failed += get(connection, f"/trace/{quote(f'device:#{number}')}.svg") != 200
        times.append(time.perf_counter() - began)
    times.sort()
    print(f"  trace, {len(ids)} devices, uncached    {times[len(times) // 2] * 1000:6.1f} ms median "
          f"{times[int(len(times) * 0.99)] * 1000:8.1f} ms p99{f'   {failed} failed' if failed else ''}   (wanted: p99 100 ms)")


def memory(server, ids, renders):
    counter, lock, failed = iter(range(renders)), threading.Lock(), []
    marks = []

    def work():
        connection = server.connect()
        while True:
            with lock:
                i = next(counter, None)
            if i is None:
                return
            if i in (renders // 5, renders // 5 * 3):
                marks.append(server.memory_mb())
            if get(connection, f"/trace/{quote(f'device:#{ids[i % len(ids)]}')}.svg?title={i}") != 200:
                failed.append(i)

    threads = [threading.Thread(target=work) for _ in range(4)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    marks.append(server.memory_mb())
    print(f"  {renders} pictures                   {renders / (time.perf_counter() - began):9.0f} pictures/s; memory of all "
          f"processes after a fifth {marks[0]:.0f} MB, three fifths {marks[1]:.0f} MB, all {marks[2]:.0f} MB"
          f"{f'   {len(failed)} failed' if failed else ''}   (wanted: flat)")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", default="build")
    parser.add_argument("--renders", type=int, default=10000)
    parser.add_argument("--only", default="cached,uncached,memory")
    args = parser.parse_args()
    wattmap = os.path.join(args.build, "wattmap")
    only = args.only.split(",")
    print("serve")
    large, small = (os.path.join(args.build, "bench", f"site-{racks}.json") for racks in (1000, 100))
    if "cached" in only or "uncached" in only:
        ids = devices(large)
        with Server(wattmap, large) as server:
            if "cached" in only:
                cached(server, ids)
            if "uncached" in only:
                uncached(server, ids)
    if "memory" in only:
        with Server(wattmap, small, "--cache", "16") as server:
            memory(server, devices(small), args.renders)


main()
