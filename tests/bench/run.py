#!/usr/bin/env python3
"""Measures wattmap beside a reference on the same machine, and prints both.

    tests/bench/run.py --build build [--runs 3] [--only load,trace,live,quick,chain,wall,reports,atlas,growth]

Every figure is the median of --runs runs which take turns with the reference's; a ratio is
wattmap / reference.  Nothing is judged: machines differ, and limits are for people to read.
"""

import argparse
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time

TOKEN = "0123456789abcdef0123456789abcdef01234567"
JOBS = 4


# ------------------------------------------------------------------ running

class Run:
    """One finished process: seconds on the wall, peak in MB, what it said on stderr."""

    def __init__(self, command, cpus=None):
        pin = (lambda: os.sched_setaffinity(0, cpus)) if cpus else None
        with tempfile.TemporaryFile() as said:
            began = time.perf_counter()
            process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=said,
                                       preexec_fn=pin)
            _, status, usage = os.wait4(process.pid, 0)
            self.wall = time.perf_counter() - began
            process.returncode = os.waitstatus_to_exitcode(status)
            said.seek(0)
            self.said = said.read().decode(errors="replace")
        self.cpu = usage.ru_utime + usage.ru_stime
        self.peak_mb = usage.ru_maxrss / 1024
        if process.returncode:
            sys.exit(f"{' '.join(command)}: exit status {process.returncode}\n{self.said}")

    def stage(self, word):
        """Seconds of a stage that --verbose tells: "wattmap: loaded in 12.3 ms: …"."""
        return float(re.search(rf"^wattmap: {word} in ([0-9.]+) ms\b", self.said, re.M)[1]) / 1000


def median(values):
    return statistics.median(list(values))


def in_turns(runs, *commands):
    """Lists of Run, one for each command; the first round only warms up."""
    rounds = [[Run(command) for command in commands] for _ in range(runs + 1)]
    return list(zip(*rounds[1:]))


def show(what, ours, reference=None, name="", limit=""):
    line = f"  {what:<34}{ours * 1000:9.1f} ms"
    if reference:
        line += f"   {name} {reference * 1000:.1f} ms   ratio {ours / reference:.2f}"
    print(line + (f"   (wanted: {limit})" if limit else ""), flush=True)


# ------------------------------------------------------------------ the sites

class Bench:
    def __init__(self, build, runs, folder):
        self.build, self.runs, self.folder = build, runs, folder
        self.wattmap = os.path.join(build, "wattmap")

    def site(self, racks):
        return os.path.join(self.build, "bench", f"site-{racks}.json")

    def file(self, name):
        return os.path.join(self.folder, name)

    def server(self, racks):
        """The name of a server somewhere (the file need not be held as a whole)."""
        with open(self.site(racks), "rb") as site:
            site.seek(os.path.getsize(self.site(racks)) // 5)
            return re.search(rb'"name": ?"(srv-[^"]+)"', site.read(1000000))[1].decode()

    # -------------------------------------------------------------- figures

    def load(self):
        print("loading a snapshot of 1,000 racks, against jansson's json_load_file()")
        for what, cpus in (("one processor", {min(os.sched_getaffinity(0))}), ("all processors", None)):
            pin = (lambda cpus=cpus: os.sched_setaffinity(0, cpus)) if cpus else None
            told = subprocess.run([os.path.join(self.build, "bench", "load"), self.site(1000), str(self.runs)],
                                  preexec_fn=pin, stdout=subprocess.PIPE, text=True, check=False)
            print(f"  {what}")
            for line in told.stdout.splitlines():
                print("    " + line)

    def trace(self):
        print("trace of one device: all that comes after loading (the snapshot read, linked and summed), against dot -Tsvg on the same graph")
        for racks in (100, 1000, 2000):
            server, svg, dot = self.server(racks), self.file("t.svg"), self.file("t.dot")
            snapshot = ["--snapshot", self.site(racks), "--verbose"]
            Run([self.wattmap, "trace", server, *snapshot, "-o", dot])
            ours, theirs = in_turns(self.runs, [self.wattmap, "trace", server, *snapshot, "-o", svg],
                                    ["dot", "-Tsvg", dot, "-o", self.file("d.svg")])
            reference = median(run.wall for run in theirs)
            show(f"{racks} racks: after loading", median(run.stage("drawn") for run in ours), reference, "dot", "1.0 or less")
            show("  loading: read and linked", median(run.stage("loaded") for run in ours))
            show("  loading: summed (power)", median(run.stage("power") for run in ours), reference, "dot")
            show("  whole process", median(run.wall for run in ours))
            show("  whole process less loading", median(run.wall - run.stage("loaded") - run.stage("power") for run in ours),
                 reference, "dot")

    def chain(self):
        print("chain to SVG")
        for racks in (100, 1000):
            command = [self.wattmap, "chain", "--snapshot", self.site(racks), "--verbose", "-o", self.file("c.svg")]
            ours, = in_turns(self.runs, command)
            show(f"{racks} racks: whole process", median(run.wall for run in ours), limit="15 s" if racks == 1000 else "")
            show("  of that, power and drawing", median(run.stage("power") + run.stage("drawn") for run in ours))
            print(f"  {'  peak':<34}{max(run.peak_mb for run in ours):9.0f} MB")

    def wall(self):
        """Every device on one sheet, large enough; the growth is from 1,000 to 2,000 racks (4,000 when that site was made)."""
        print("wall diagram, every device: power and drawing, beyond loading")
        sheet = ["--detail", "device", "--min-type", "4", "--verbose"]
        drawn = {}
        for racks, paper in ((100, "2000x1400mm"), (1000, "5000x3400mm"), (2000, "7100x4800mm"), (4000, "10000x6800mm")):
            if not os.path.exists(self.site(racks)):
                continue
            command = [self.wattmap, "floor", "--snapshot", self.site(racks), "--paper", paper, *sheet]
            svg, pdf = in_turns(self.runs, [*command, "-o", self.file("w.svg")], [*command, "-o", self.file("w.pdf")])
            drawn[racks] = median(run.stage("power") + run.stage("drawn") for run in svg)
            paged = median(run.stage("power") + run.stage("drawn") for run in pdf)
            show(f"{racks} racks, svg", drawn[racks], limit="1200 ms" if racks == 1000 else "")
            show(f"{racks} racks, pdf", paged, drawn[racks], "svg", "2400 ms, twice the svg's bound" if racks == 1000 else "")
            print(f"  {'  peak, svg and pdf':<34}{max(run.peak_mb for run in svg):9.0f} MB {max(run.peak_mb for run in pdf):9.0f} MB"
                  "   (wanted: less than 600 MB)")
            if racks // 2 in drawn:
                print(f"  {'  twice the site':<34}{'':12}   ratio {drawn[racks] / drawn[racks // 2]:.2f}   (wanted: 2.3 or less)")
        png, = in_turns(self.runs, [self.wattmap, "floor", "--snapshot", self.site(1000), "--paper", "A0", "--dpi", "150", "--verbose",
                                    "-o", self.file("w.png")])
        show("1000 racks, A0 png at 150 dpi", median(run.stage("power") + run.stage("drawn") for run in png), limit="4 s")
        for racks in (100, 250):
            self.dot(racks)

    def dot(self, racks):
        """Plain dot on the chain of the same site, once: it takes its time."""
        if os.path.exists(self.site(racks)):
            Run([self.wattmap, "chain", "--snapshot", self.site(racks), "--detail", "full", "-o", self.file("c.dot")])
            print(f"  dot -Tsvg on the chain of {racks} racks{Run(['dot', '-Tsvg', self.file('c.dot'), '-o', self.file('d.svg')]).wall:12.1f} s",
                  flush=True)

    KINDS = ("utilization", "locations", "distribution", "stranded", "overprovisioned", "feeds", "phases", "devices", "schedule")

    def report(self, kind, racks):
        return [self.wattmap, "report", kind, "--snapshot", self.site(racks), "--verbose", "-o", self.file("r.txt")]

    def reports(self):
        print("reports of 1,000 racks: all that comes after loading (read, linked and summed); of one kind without writing the text")
        *every, together = in_turns(self.runs, *[self.report(kind, 1000) for kind in (*self.KINDS, "all")])
        loaded = median(run.stage("loaded") + run.stage("power") for run in together)
        for kind, runs in zip(self.KINDS, every):
            show(kind, median(run.stage("places") + run.stage("report") for run in runs), loaded, "loading")
        show("all of them, made and written", median(run.stage("reports") for run in together), loaded, "loading", "0.3 or less")
        show("  whole process less loading", median(run.wall - run.stage("loaded") - run.stage("power") for run in together), loaded,
             "loading")

    def growth(self):
        print("twice the site: time of 2,000 racks / time of 1,000 racks")
        commands = [[self.wattmap, "chain", "--snapshot", self.site(racks), "--verbose", "-o", self.file("g.svg")]
                    for racks in (1000, 2000)]
        self.compare(commands, {"loaded": ["loaded"], "power": ["power"], "chain drawn": ["drawn"]})
        for kind in self.KINDS:
            self.compare([self.report(kind, racks) for racks in (1000, 2000)], {f"report {kind}": ["places", "report"]})
        self.compare([self.report("all", racks) for racks in (1000, 2000)], {"report all": ["reports"]})

    def compare(self, commands, figures):
        """Figures: of each the stages that are its sum."""
        once, twice = in_turns(self.runs, *commands)
        for what, stages in figures.items():
            small, large = (median(sum(run.stage(stage) for stage in stages) for run in runs) for runs in (once, twice))
            print(f"  {what:<34}{small * 1000:9.1f} ms {large * 1000:9.1f} ms   ratio {large / small:.2f}", flush=True)

    def atlas(self):
        print("atlas of 1,000 racks from a snapshot: traces are nearly all of it")
        command = [self.wattmap, "atlas", "--snapshot", self.site(1000), "--verbose", "-o", self.file("atlas")]
        first, second = Run(command), Run(command)
        pages, took = re.search(r"(\d+) of \d+ pages drawn in ([0-9.]+) s", first.said).groups()
        show(f"{pages} pages", float(took))
        print(f"  {'  pages a second':<34}{int(pages) / float(took):9.0f}      (wanted: 300 on 2 processors)")
        print(f"  {'  pages a second of a processor':<34}{int(pages) / first.cpu:9.0f}")
        show("again, nothing new: whole process", second.wall)

    def live(self):
        print(f"live: the whole run, against curl --parallel-max {JOBS} for the same URLs")
        os.environ["NETBOX_TOKEN"] = TOKEN
        os.environ["NO_PROXY"] = "*"
        for racks, delay in ((100, 0), (100, 0.03), (1000, 0), (1000, 0.03)):
            self.live_once(racks, delay, self.runs)
        self.live_once(1000, 0.3, 1)  # what a stock NetBox takes for a page of 1,000 objects
        print("live: a trace asks for what the answers before name; curl, for all at once")
        self.live_once(1000, 0.03, self.runs, "trace", self.server(1000))
        self.live_once(1000, 0.3, 1, "trace", self.server(1000))

    def quick(self):
        print("quick: the whole run of a live trace, against curl for the same URLs one after another on one connection")
        os.environ["NETBOX_TOKEN"] = TOKEN
        os.environ["NO_PROXY"] = "*"
        guide = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "examples", "guide-4.2.9.json")
        for site, name in ((guide, "CORE-SW01"), (self.site(1000), self.server(1000))):
            for loads in ("all", "path"):
                self.quick_once(site, name, loads)

    def quick_once(self, site, name, loads, delay=0.03):
        with Stub(site, delay, self.folder) as stub:
            run = [self.wattmap, "trace", name, "--loads", loads, "--netbox", stub.url, "-o", self.file("q.svg")]
            Run(run)
            urls = stub.urls()
            with open(self.file("curl.conf"), "w", encoding="utf-8") as conf:
                conf.write(f'header = "Authorization: Token {TOKEN}"\nsilent\nfail\ncompressed\n')
                for url in urls:
                    conf.write(f'url = "{url}"\noutput = "/dev/null"\n')
            ours, theirs = in_turns(self.runs, run, ["curl", "-K", self.file("curl.conf")])
        what = f"{name}, loads {loads}: {len(urls)} requests of {delay * 1000:.0f} ms"
        show(what, median(run.wall for run in ours), median(run.wall for run in theirs), "curl", "1.2 or less")

    def live_once(self, racks, delay, runs, *command):
        """A report reads the whole inventory and hardly computes."""
        with Stub(self.site(racks), delay, self.folder) as stub:
            run = [self.wattmap, *(command or ("report", "feeds")), "--netbox", stub.url, "--verbose", "-o", self.file("l.txt")]
            Run(run)
            urls = stub.urls()
            with open(self.file("curl.conf"), "w", encoding="utf-8") as conf:
                conf.write(f'header = "Authorization: Token {TOKEN}"\nparallel\nparallel-max = {JOBS}\nsilent\n'
                           'fail\ncompressed\n')
                for url in urls:
                    conf.write(f'url = "{url}"\noutput = "/dev/null"\n')
            ours, theirs = in_turns(runs, run, ["curl", "-K", self.file("curl.conf")])
        what = f"{racks} racks, {len(urls)} requests of {delay * 1000:.0f} ms"
        show(what, median(run.wall for run in ours), median(run.wall for run in theirs), "curl", "1.1 or less")


# ------------------------------------------------------------------ a NetBox

class Stub:
    def __init__(self, snapshot, delay, folder):
        here = os.path.dirname(os.path.abspath(__file__))
        self.log, self.port_file = os.path.join(folder, "log"), os.path.join(folder, "port")
        for path in (self.log, self.port_file):
            if os.path.exists(path):
                os.unlink(path)
        command = [sys.executable, os.path.join(here, "..", "stub", "netbox.py"), snapshot, "--port-file", self.port_file,
                   "--log", self.log]
        if delay:
            command += ["--faults", f"*:delay:seconds={delay}"]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def __enter__(self):
        while not os.path.exists(self.port_file) or not os.path.getsize(self.port_file):
            if self.process.poll() is not None:
                sys.exit("the stub NetBox did not start")
            time.sleep(0.02)
        with open(self.port_file, encoding="ascii") as port:
            self.url = f"http://127.0.0.1:{port.read().strip()}/"
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()

    def urls(self):
        """Of all requests so far."""
        with open(self.log, encoding="utf-8") as log:
            return [self.url.rstrip("/") + line.split()[1] for line in log if line.startswith("GET ")]


def main():
    parts = ("load", "trace", "live", "quick", "chain", "wall", "reports", "atlas", "growth")
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", default="build")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--only", default=",".join(parts), help="comma-separated: " + ", ".join(parts))
    options = parser.parse_args()
    print(f"{os.cpu_count()} processors; medians of {options.runs} runs")
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(options.build, options.runs, folder)
        for part in options.only.split(","):
            getattr(bench, part)()


if __name__ == "__main__":
    main()
