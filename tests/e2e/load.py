#!/usr/bin/env python3
"""Rough clients for `wattmap serve`.

    load.py HOST:PORT PID slow|many|chaos|stop

slow   connections that send a byte now and then take all places; others must get an answer
many   1,000 connections at once, each with one request; each must get its whole answer
chaos  the same with refreshes and with drawing processes killed in between; 200 or 500, whole, never nothing
stop   SIGTERM while 100 requests are under way: whole answers or none at all, and the server ends
Exit status 1 when it was otherwise.
"""

import asyncio
import collections
import os
import random
import signal
import subprocess
import sys
import time

PATHS = ["/trace/CORE-SW01.svg", "/chain.svg", "/report/devices.csv", "/healthz", "/?q=core", "/trace/NOPE.svg"]


class Client:
    def __init__(self, place):
        self.host, self.port = place.rsplit(":", 1)

    async def open(self):
        return await asyncio.open_connection(self.host, int(self.port))

    async def get(self, path, method="GET"):
        """Status, or what went wrong; "cut" when less came than was promised."""
        try:
            reader, writer = await self.open()
        except OSError:
            return "refused"
        try:
            writer.write(f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
                         .encode())
            answer = await asyncio.wait_for(reader.read(-1), 60)
        except OSError:
            return "reset"
        except asyncio.TimeoutError:
            return "no answer"
        finally:
            writer.close()
        return judge(answer)


def judge(answer):
    if not answer:
        return "nothing"
    head, found, body = answer.partition(b"\r\n\r\n")
    lengths = [int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")]
    return int(head.split()[1]) if found and lengths == [len(body)] else "cut"


def children(pid):
    found = subprocess.run(["pgrep", "-P", str(pid)], stdout=subprocess.PIPE, check=False).stdout.split()
    return [int(child) for child in found]


async def drip(client, seconds):
    """One slow client; how long it was let."""
    began = time.monotonic()
    reader, writer = await client.open()
    try:
        writer.write(b"GET /trace/")
        while time.monotonic() - began < seconds:
            writer.write(b"x")
            try:
                if await asyncio.wait_for(reader.read(100), 0.25) == b"":
                    break
            except asyncio.TimeoutError:
                pass
    except OSError:
        pass
    finally:
        writer.close()
    return time.monotonic() - began


async def slow(client, _):
    patience = 5
    drips = [asyncio.create_task(drip(client, patience)) for _ in range(40)]
    await asyncio.sleep(0.3)
    began = time.monotonic()
    status = await client.get("/trace/CORE-SW01.svg")
    waited = time.monotonic() - began
    ended = sum(seconds < patience for seconds in await asyncio.gather(*drips))
    print(f"slow: {status} after {waited:.1f} s; {ended} of {len(drips)} slow clients were sent away")
    return status == 200 and waited < 4 and ended >= 20


async def many(client, _):
    statuses = collections.Counter(await asyncio.gather(*(client.get(PATHS[i % len(PATHS)]) for i in range(1000))))
    print("many:", dict(statuses))
    return set(statuses) <= {200, 404, 503} and statuses[200] > 500


async def trouble(client, pid, done):
    while not done.is_set():
        await client.get("/refresh", "POST")
        renderers = [grandchild for child in children(pid) for grandchild in children(child)]
        if renderers:
            try:
                os.kill(random.choice(renderers), random.choice([signal.SIGKILL, signal.SIGSEGV]))
            except ProcessLookupError:
                pass
        await asyncio.sleep(0.3)


async def chaos(client, pid):
    done = asyncio.Event()
    maker = asyncio.create_task(trouble(client, pid, done))
    statuses = collections.Counter()
    for _ in range(3):
        statuses.update(await asyncio.gather(*(client.get(f"{random.choice(PATHS[:3])}?title={random.random()}")
                                               for _ in range(40))))
    done.set()
    await maker
    await asyncio.sleep(1)
    after = await client.get("/trace/CORE-SW02.svg")
    print("chaos:", dict(statuses), "afterwards:", after)
    return set(statuses) <= {200, 404, 500, 503} and statuses[200] > 60 and after == 200


async def stop(client, pid):
    requests = [asyncio.create_task(client.get(f"/floor.svg?title=t{i}" if i % 4 == 0 else PATHS[i % 6])) for i in range(100)]
    await asyncio.sleep(0.2)
    os.kill(pid, signal.SIGTERM)
    statuses = collections.Counter(await asyncio.gather(*requests))
    print("stop:", dict(statuses))
    return set(statuses) <= {200, 404, 503, "refused", "reset", "nothing"} and statuses[200] > 0


if __name__ == "__main__":
    good = asyncio.run(globals()[sys.argv[3]](Client(sys.argv[1]), int(sys.argv[2])))
    sys.exit(0 if good else 1)
