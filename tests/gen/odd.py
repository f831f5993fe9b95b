#!/usr/bin/env python3
"""Generates small sites that are unlike others, as wattmap snapshots.

    tests/gen/odd.py NAME -o FILE      tests/gen/odd.py --list

The same name gives the same bytes.
"""

import argparse
import json
import sys

WIDE = "W" * 64


class Site:
    """Objects as the REST API gives them, with the keys wattmap asks for."""

    def __init__(self):
        self.rows = {name: [] for name in (
            "dcim/sites", "dcim/locations", "dcim/racks", "dcim/power-panels", "dcim/power-feeds", "dcim/devices",
            "dcim/power-ports", "dcim/power-outlets", "dcim/cables")}
        self.site = self.add("dcim/sites", name="Odd", slug="odd")

    def add(self, collection, **keys):
        row = {"id": len(self.rows[collection]) + 1, **keys}
        self.rows[collection].append(row)
        return row

    def location(self, name, parent=None):
        return self.add("dcim/locations", name=name, slug=f"l{len(self.rows['dcim/locations'])}", site={"id": 1},
                        parent={"id": parent["id"]} if parent else None)

    def rack(self, name, location=None, **more):
        return self.add("dcim/racks", name=name, site={"id": 1}, status={"value": "active"},
                        location={"id": location["id"]} if location else None, **more)

    def panel(self, name):
        return self.add("dcim/power-panels", name=name, site={"id": 1})

    def feed(self, panel, name, amperage=32, rack=None):
        return self.add("dcim/power-feeds", name=name, power_panel={"id": panel["id"]}, status={"value": "active"},
                        voltage=230, amperage=amperage, max_utilization=80, phase={"value": "single-phase"},
                        supply={"value": "ac"}, rack={"id": rack["id"]} if rack else None)

    def device(self, name, role, rack=None):
        number = ["pdu", "server", "ups", "panel"].index(role) + 1
        return self.add("dcim/devices", name=name, role={"id": number, "name": role, "slug": role}, site={"id": 1},
                        rack={"id": rack["id"]} if rack else None, status={"value": "active"})

    def inlet(self, device, name="In", draw=None):
        return self.add("dcim/power-ports", name=name, device={"id": device["id"]}, allocated_draw=draw, maximum_draw=draw)

    def outlet(self, device, inlet, name):
        return self.add("dcim/power-outlets", name=name, device={"id": device["id"]}, power_port={"id": inlet["id"]})

    def cord(self, a, b):
        cable = self.add("dcim/cables", status={"value": "connected"})
        for end, letter in ((a, "A"), (b, "B")):
            end["cable"], end["cable_end"] = {"id": cable["id"]}, letter

    def pdu(self, name, rack, source, outlets):
        """A PDU on a feed or outlet; returns its outlets."""
        device = self.device(name, "pdu", rack)
        inlet = self.inlet(device)
        self.cord(source, inlet)
        return [self.outlet(device, inlet, f"{n + 1:02}") for n in range(outlets)]

    def server(self, name, rack, outlets, draw=300):
        device = self.device(name, "server", rack)
        for number, outlet in enumerate(outlets):
            self.cord(outlet, self.inlet(device, f"PSU{number + 1}", draw // len(outlets)))

    def pair(self, name, location, panels, servers, word="srv"):
        """A rack with a PDU of each panel and servers on all of them."""
        rack = self.rack(name, location)
        rows = [self.pdu(f"{name}-PDU-{chr(65 + n)}", rack, self.feed(panel, f"{name}-{chr(65 + n)}", rack=rack), servers)
                for n, panel in enumerate(panels)]
        for number in range(servers):
            self.server(f"{word}-{number + 1:02}", rack, [row[number] for row in rows])
        return rack

    def panels(self, count):
        return [self.panel(f"PP-{chr(65 + n)}") for n in range(count)]


def no_racks(site):
    for number, panel in enumerate(site.panels(2)):
        site.feed(panel, f"F-{number}")


def nothing(site):
    pass


def no_panel(site):
    rack = site.rack("R1")
    for number in range(3):
        device = site.device(f"srv-{number}", "server", rack)
        site.inlet(device, "PSU1", 100)


def many_feeds(site):
    a, b = site.panels(2)
    for number in range(25):
        site.pair(f"R{number + 1}", None, (a, b), 2)
    for number in range(475):
        site.feed(a, f"spare {number + 1}")


def many_panels(site):
    """Each rack has panels of its own, and one rack twelve feeds."""
    for number in range(40):
        site.pair(f"R{number + 1}", None, [site.panel(f"PP-{number + 1}-{side}") for side in "AB"], 1)
    rack = site.rack("R99")
    for number in range(12):
        feed = site.feed(site.rows["dcim/power-panels"][number * 5], f"R99-{number}", rack=rack)
        site.server(f"big-{number}", rack, [site.pdu(f"R99-PDU-{'AB'[number % 2]}{number}", rack, feed, 1)[0]])


def tall_rack(site):
    site.pair("R1", None, site.panels(2), 200)


def names(site):
    words = [WIDE, "漢字" * 32, "م" * 64, "\u202egnp.exe\u202c", "a\x01b\x02\tc\nd", "&<>\"'|{}\\]]>", "🖥" * 40, " ", "é" * 64]
    for number, word in enumerate(words):
        location = site.location(word)
        panels = [site.panel(f"{word}{side}"[:100]) for side in "AB"]
        site.pair(f"{word}-{number}"[:100], location, panels, 3, word[:50])


def six_sides(site):
    panels = site.panels(6)
    row = site.location("Row 1")
    for number in range(6):
        site.pair(f"R{number + 1}", row, panels[:number + 1], 3)


def cascade(site):
    """Utility, switchgear, UPS behind UPS, panels, racks on both sides of one utility."""
    utility = site.panel("UTILITY")
    hall = site.location("Hall")
    for row in range(4):
        ends = []
        for side in "AB":
            source = site.feed(utility, f"U-{row}{side}", 1600)
            for step in range(4):
                device = site.device(f"UPS-{row}{side}-{step + 1}", "ups")
                inlet = site.inlet(device)
                site.cord(source, inlet)
                source = site.outlet(device, inlet, "Out-1")
            board = site.device(f"RPP-{row}{side}", "panel")
            inlet = site.inlet(board)
            site.cord(source, inlet)
            ends.append((board, inlet))
        location = site.location(f"Row {row + 1}", hall)
        for number in range(7):
            rack = site.rack(f"R{row + 1}{number + 1:02}", location)
            rows = [site.pdu(f"R{row + 1}{number + 1:02}-PDU-{'AB'[side]}", rack,
                             site.outlet(board, inlet, f"C{number + 1:02}"), 3) for side, (board, inlet) in enumerate(ends)]
            for server in range(3):
                site.server(f"srv-{number}-{server}", rack, [outlets[server] for outlets in rows])


def one_source(site):
    """A utility that feeds a UPS for either side."""
    utility = site.panel("UTILITY")
    boards = []
    for side in "AB":
        ups = site.device(f"UPS-{side}", "ups")
        entry = site.inlet(ups)
        site.cord(site.feed(utility, f"U-{side}", 400), entry)
        board = site.device(f"RPP-{side}", "panel")
        inlet = site.inlet(board)
        site.cord(site.outlet(ups, entry, "Out"), inlet)
        boards.append((board, inlet))
    hall = site.location("Hall")
    for number in range(8):
        rack = site.rack(f"R{number + 1}", hall)
        rows = [site.pdu(f"R{number + 1}-PDU-{'AB'[side]}", rack, site.outlet(board, inlet, f"C{number + 1:02}"), 3)
                for side, (board, inlet) in enumerate(boards)]
        for server in range(3):
            site.server(f"srv-{number}-{server}", rack, [outlets[server] for outlets in rows])


def loose(site):
    """Devices without a rack, feeds without one, and racks without power."""
    panels = site.panels(2)
    site.pair("R1", None, panels, 2)
    for number in range(3):
        site.rack(f"E{number}")
    for number in range(5):
        site.server(f"loose-{number}", None, [site.feed(panels[number % 2], f"L{number}")])


def rows(site):
    """Rows only in the names and a custom field of the racks."""
    panels, hall = site.panels(2), site.location("Hall")
    for number in range(16):
        rack = site.pair(f"{'ABCD'[number % 4]}-{number // 4 + 1}", hall, panels, 2)
        rack["custom_fields"] = {"row": "ABCD"[number % 4]}


SITES = {f.__name__.replace("_", "-"): f for f in (
    nothing, no_racks, no_panel, many_feeds, many_panels, tall_rack, names, six_sides, cascade, one_source, loose, rows)}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("name", nargs="?", choices=SITES)
    parser.add_argument("--list", action="store_true", help="the names there are")
    parser.add_argument("-o", dest="output", metavar="FILE")
    options = parser.parse_args()
    if options.list or not options.name:
        print("\n".join(SITES))
        return
    site = Site()
    SITES[options.name](site)
    snapshot = {"format": "wattmap-snapshot", "version": 1, "taken_at": "2026-11-21T00:00:00Z",
                "netbox": {"url": "https://netbox.example.com", "version": "4.2.9"}, "collections": site.rows}
    with open(options.output, "w", encoding="utf-8") if options.output else sys.stdout as out:
        json.dump(snapshot, out, ensure_ascii=False)


if __name__ == "__main__":
    main()
