#!/usr/bin/env python3
"""wattmap's answers against those of model.py, on random sites: the loss of
every element (fail --each all), losses of two row by row, failover loads, verdicts.

    check.py [--sites N] [--from SEED]      TAP; a site that disagrees is written out"""
import argparse
import json
import os
import random
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import generate
import model

HERE = os.path.dirname(os.path.abspath(__file__))
WATTMAP = os.environ.get("WATTMAP", os.path.join(HERE, "../../build/wattmap"))


def wattmap(path, *words):
    run = subprocess.run([WATTMAP, *words, "--snapshot", path, "-o", "-", "--format", "json"], capture_output=True, text=True)
    if run.returncode:
        raise RuntimeError(f"{' '.join(words)}: {run.stderr.strip()}")
    return json.loads(run.stdout)


def name_of(element):
    return f"risk:{element[1]}" if element[0] == "risk" else "%s-%s" % element


def argument(element):
    return f"risk:{element[1]}" if element[0] == "risk" else "%s:#%s" % element


def sums(site, fates, effects):
    """As a row of --each."""
    row = {}
    for fate, watts, devices in (("dark", "dark_w", "dark_devices"), ("at_risk", "at_risk_w", "at_risk_devices"),
                                 ("lost", "lost_w", "lost_devices"), ("unknown", None, "unknown_devices")):
        hit = [d for d, f in fates.items() if f == fate]
        row[devices] = len(hit)
        if watts:
            row[watts] = round(sum(site.device_draw(d)[0] for d in hit), 1)
    row["unknown_draws"] = sum(site.device_draw(d)[1] for d, f in fates.items() if f in ("dark", "at_risk"))
    for effect in ("may_trip", "psu", "overload"):
        row[effect] = sum(e == effect for e, _ in effects.values())
    return row


def compare_each(site, path, redundant):
    found = {row["object"]: row for row in wattmap(path, "fail", "--each", "all")["rows"]}
    for element in site.elements():
        fates, effects, _ = model.fail(site, [element], redundant)
        expected, row = sums(site, fates, effects), found.get(name_of(element), {})
        for key, figure in expected.items():
            if abs((row.get(key) or 0) - figure) > 0.11:
                yield f"without {name_of(element)}: {key} {row.get(key)}, not {figure} ({fates})"


def compare_one(site, path, gone, redundant):
    fates, effects, now = model.fail(site, gone, redundant)
    expected = {f"device-{d}": fate for d, fate in fates.items()}
    expected.update({f"{kind}-{n}": (effect, round(load, 1)) for (kind, n), (effect, load) in effects.items()})
    found = {}
    for row in wattmap(path, "fail", *map(argument, gone))["rows"]:
        consumer = row["effect"] in model.GRAVITY or row["effect"] == "lost"
        found[row["object"]] = row["effect"] if consumer else (row["effect"], row["after_w"])
    for key in sorted(expected.keys() | found.keys()):
        a, b = expected.get(key), found.get(key)
        same = a == b or (isinstance(a, tuple) and isinstance(b, tuple) and a[0] == b[0] and abs(a[1] - b[1]) < 0.11)
        if not same:
            yield f"without {' and '.join(map(name_of, gone))}: {key} is {b}, not {a}"
    yield from compare_conservation(site, fates, now)


def compare_conservation(site, fates, now):
    """Every watt is served, at risk, dark or unknown; and none is twice."""
    draws = {d: site.device_draw(d)[0] for d in site.consumers if site.in_service(d)}
    total = sum(sum(draws[d] for d in draws if now.fate(d) == fate) for fate in model.GRAVITY)
    if abs(total - sum(draws.values())) > 0.05:
        yield f"{total} W of {sum(draws.values())} W have a fate"


def compare_verdicts(site, path, redundant):
    for verdict in wattmap(path, "chain")["verdicts"]:
        device = int(verdict["device"].split("-")[1])
        if verdict["state"] == "planned" or device not in redundant:
            continue
        is_redundant = verdict["state"] in ("redundant", "insufficient")
        if is_redundant != redundant[device]:
            yield f"{verdict['device']}: {verdict['state']}, but redundant is {redundant[device]}"
        elif is_redundant and (verdict["state"] == "redundant") != survives(site, device):
            yield f"{verdict['device']}: {verdict['state']}, but survives is {survives(site, device)}"
        elif verdict["state"] in ("shared", "single"):
            yield from compare_shared(site, device, verdict)


def compare_shared(site, device, verdict):
    """All elements whose loss takes every way that counts; only one cord with such a way is single."""
    ways = model.State(site, redundancy=True)
    reached = sum(bool(ways.fed("inlet", i) & model.SOURCE) for i in site.inlets_of[device])
    if not reached:
        return
    if (verdict["state"] == "single") != (reached == 1):
        yield f"{verdict['device']}: {verdict['state']}, but {reached} cords have a way"
    expected = {name_of(e) for e in site.elements() if e[0] not in ("inlet", "risk")
                and not model.State(site, [e], redundancy=True).fed("device", device) & model.SOURCE}
    if expected != set(verdict["shared"]):
        yield f"{verdict['device']}: shared {sorted(verdict['shared'])}, not {sorted(expected)}"


def compare_failover(site, path):
    """The most that the loss of any panel, feed, box or shared risk brings to what is in the picture."""
    before = model.State(site)
    losses = [model.State(site, [e], before=before) for e in site.elements() if e[0] in ("panel", "feed", "device", "risk")]
    for element in wattmap(path, "chain", "--failover")["elements"]:
        kind, n, found = element["kind"], element["netbox_id"], element.get("failover_w")
        if kind not in ("feed", "inlet", "outlet") or found is None or not before.fed(kind, n):
            continue  # what is dark has its draw written on it, and carries nothing
        most = max([before.load(kind, n)] + [now.load(kind, n) for now in losses])
        if abs(found - most) > 0.11:
            yield f"{kind}-{n}: failover {found}, not {most}"


def compare_psu_failover(site, path, redundant):
    """Consumers of which the loss of some element, cord or supply leaves too much to a supply, or too few of them."""
    found = {row["object"] for row in wattmap(path, "audit", "--rule", "psu-failover")["rows"]}
    expected = {f"device-{d}" for d in redundant if site.in_service(d) and model.fails_over(site, d)}
    for device in sorted(found ^ expected):
        yield f"psu-failover {device}: {device in found}, not {device in expected}"


def compare_ratings(site, path):
    """Where wattmap knows no voltage there is no rating; all others are the same."""
    site.unrated, before = set(), model.State(site)
    for element in wattmap(path, "chain")["elements"]:
        kind, n = element["kind"], element["netbox_id"]
        if kind not in ("feed", "inlet", "outlet"):
            continue
        limit = before.limits(kind, n)[0]
        if element["failure_limit_w"] is None and kind != "feed":
            site.unrated.add((kind, n))
        elif limit is None or abs(element["failure_limit_w"] - limit) > 0.1:
            yield f"{kind}-{n}: limit {element['failure_limit_w']}, not {limit}"


def survives(site, device):
    """After the loss of any element, own supplies and cords too: fed past nothing overloaded, no supply over its maximum."""
    causes = list(site.elements()) + [("inlet", i) for i in site.inlets_of[device]]
    before = model.State(site)
    for gone in [[]] + [[cause] for cause in causes]:
        now = model.State(site, gone, before=before if gone else None)
        if not now.firm("device", device, 1):
            return False
        if any(now.over("inlet", i) for i in site.inlets_of[device]):
            return False
    return True


def check(seed, directory):
    maker = generate.Maker(seed)
    snapshot = maker.snapshot()
    path = os.path.join(directory, f"site-{seed}.json")
    with open(path, "w", encoding="utf-8") as out:
        json.dump(snapshot, out)
    site = model.Site(snapshot)
    site.site_volts = maker.volts
    problems = list(compare_ratings(site, path))
    redundant = {d: model.is_redundant(site, d) for d in site.consumers}
    problems += list(compare_each(site, path, redundant)) + list(compare_verdicts(site, path, redundant))
    problems += list(compare_psu_failover(site, path, redundant))
    problems += list(compare_failover(site, path))
    elements, dice = list(site.elements()), random.Random(seed)
    for _ in range(3):
        problems += compare_one(site, path, dice.sample(elements, 2), redundant)
    return problems


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--sites", type=int, default=60)
    parser.add_argument("--from", type=int, default=1, dest="first")
    options = parser.parse_args()
    failed = 0
    directory = tempfile.mkdtemp(prefix="wattmap-brute-")
    for number, seed in enumerate(range(options.first, options.first + options.sites), 1):
        problems = check(seed, directory)
        print(f"{'not ' if problems else ''}ok {number} - random site {seed}", flush=True)
        for problem in problems[:8]:
            print("  #", problem)
        failed += bool(problems)
        if not problems:
            os.unlink(os.path.join(directory, f"site-{seed}.json"))
    print(f"1..{options.sites}")
    if not failed:
        os.rmdir(directory)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
