#!/usr/bin/env python3
"""Seeds for the fuzzers, from the examples: tests/fuzz/seeds.py FOLDER

FOLDER/snapshot and FOLDER/page get one small file for each collection, FOLDER/style the styles,
FOLDER/url some addresses, FOLDER/target some of requests.
"""

import glob
import json
import os
import shutil
import sys

URLS = ["https://netbox.example.com/", " HTTPS://NetBox.Example.com:443/dc/api/ ", "http://[::1]:8000/api",
        "http://user:word@host/", "https://host/?q=1#f", "ftp://host/"]

TARGETS = ["/trace/CORE-SW01.svg?draw=netbox&site=ams1", "/wattmap/trace/A%2FB%20c.svg", "/?q=a+b&flag&x=%26%3D#top",
           "http://host/report/phases.csv?top=3", "/trace/%00%ff/..%2f..", "/%c3%a9?=&&="]


def write(folder, name, text):
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, name), "w", encoding="utf-8") as out:
        out.write(text)


def main():
    folder = sys.argv[1]
    root = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
    with open(os.path.join(root, "examples", "crossed-4.2.9.json"), encoding="utf-8") as example:
        site = json.load(example)
    for name, rows in site["collections"].items():
        short, some = name.replace("/", "-") + ".json", rows[:2]
        write(os.path.join(folder, "snapshot"), short, json.dumps(dict(site, collections={name: some})))
        page = {"count": len(some), "next": None, "previous": None, "results": some}
        write(os.path.join(folder, "page"), short, json.dumps(page, separators=(",", ":")))
    first = {name: rows[:1] for name, rows in site["collections"].items()}
    write(os.path.join(folder, "snapshot"), "all.json", json.dumps(dict(site, collections=first), indent=1))
    for i, url in enumerate(URLS):
        write(os.path.join(folder, "url"), f"{i}.txt", url)
    for i, target in enumerate(TARGETS):
        write(os.path.join(folder, "target"), f"{i}.txt", target)
    os.makedirs(os.path.join(folder, "style"), exist_ok=True)
    for path in glob.glob(os.path.join(root, "styles", "*.ini")):
        shutil.copy(path, os.path.join(folder, "style"))


if __name__ == "__main__":
    main()
