#!/usr/bin/env python3
"""compare.py SNAPSHOT TABLE AUDIT.json [ASKED.json]: has the audit exactly what the table says?

AUDIT.json is an audit by the rules that are on, ASKED.json one by those that are off by default.
Prints every line that is missing and every finding too many; exit status 1 if any."""
import fnmatch
import json
import sys


def cable_of(end):
    cable = end["cable"]
    return cable["id"] if isinstance(cable, dict) else cable


def wanted(table, snapshot):
    version = tuple(int(part) for part in snapshot["netbox"]["version"].split(".")[:2])
    ends = {}
    for name in ("power-ports", "power-outlets"):
        for end in snapshot["collections"]["dcim/" + name]:
            device = end["device"]["name"] or end["device"]["display"]
            ends[f"cable:{device}:{end['name']}"] = cable_of(end)
    for line in open(table, encoding="utf-8"):
        if line.startswith("#") or not line.strip():
            continue
        rule, thing, when, reason = line.rstrip("\n").split("\t")
        asked, when = when.startswith("asked "), when.split()[-1]
        assert reason, f"{rule} {thing}: no reason"
        if when != "all" and version < tuple(int(part) for part in when[2:].split(".")):
            continue
        yield asked, rule, f"cable-{ends[thing]}" if thing in ends else thing


def found(path):
    for row in json.load(open(path, encoding="utf-8"))["rows"]:
        yield row["rule"], row["object"], f"{row['kind']}:{row['name']}"


def compare(lines, findings):
    """Takes away from both what fits; exact names before patterns."""
    missing = []
    for rule, thing in sorted(lines, key=lambda line: "*" in line[1]):
        fits = [f for f in findings if f[0] == rule and (f[1] == thing or fnmatch.fnmatchcase(f[2], thing))]
        if fits:
            findings.remove(fits[0])
        else:
            missing.append((rule, thing))
    return missing, findings


def main():
    snapshot = json.load(open(sys.argv[1], encoding="utf-8"))
    lines, bad = list(wanted(sys.argv[2], snapshot)), False
    for asked, path in zip((False, True), sys.argv[3:]):
        missing, more = compare([line[1:] for line in lines if line[0] == asked], list(found(path)))
        for rule, thing in missing:
            print(f"missing: {rule} {thing}")
        for finding in more:
            print("too many:", *finding)
        bad = bad or missing or more
    print(f"{len(lines)} lines")
    return 1 if bad else 0


sys.exit(main())
