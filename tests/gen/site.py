#!/usr/bin/env python3
"""Generates a believable site as a wattmap snapshot, of any size.

A site has halls of --rows-per-hall rows, rows of --racks-per-row racks.  Each row has a panel
A and a panel B, each rack a feed, a three-phase or single-phase PDU with a cord from it per
side, and devices with two cords.  Mixed in, as in life: single cords (5 %), both cords on one
side (0.5 %), missing draws (2 %), half-known draws (1 %), planned devices without cords (3 %),
planned racks, unnamed devices, tenants, roles, tags.

The same options give the same bytes.  1000 racks make about 22,000 devices, 41,000 inlets,
48,000 outlets and 41,000 cables.
"""

import argparse
import json
import random
import re
import sys

URL = "https://netbox.example.com/"
STAMP = "2026-11-21T00:00:00.000000Z"

TENANTS = ["Aurora Bank", "Blue Harbor", "Cobalt Games", "Delta Health", "Evergreen Media", "Fjord Shipping",
           "Granite Labs", "Noordzee Hosting"]
REGION = {"id": 1, "name": "Netherlands", "slug": "netherlands"}
ROLES = {"PDU": 1, "Server": 2, "Storage": 3, "Switch": 4, "Appliance": 5}
# model: (id, role, height in U, typical watts from, to, nameplate watts of a supply, weight in the mix)
TYPES = {"1U server": (2, "Server", 1, 180, 480, 750, 70), "2U storage": (3, "Storage", 2, 300, 650, 1100, 15),
         "ToR switch": (4, "Switch", 1, 120, 260, 500, 10), "1U appliance": (5, "Appliance", 1, 60, 160, 300, 5)}
PDU_TYPES = {True: (1, "3-phase rack PDU"), False: (6, "32 A rack PDU")}
CONNECTORS = {"c14": ("iec-60320-c14", "C14"), "c13": ("iec-60320-c13", "C13"),
              "3p": ("iec-60309-3p-n-e-6h", "3P+N+E 6H"), "1p": ("iec-60309-p-n-e-6h", "P+N+E 6H")}
RACK_U = 47


# ------------------------------------------------------------------ what there is

class Rack:
    def __init__(self, id_, name, row, tenant, planned, three_phase):
        self.id, self.name, self.row, self.tenant = id_, name, row, tenant
        self.planned, self.three_phase = planned, three_phase
        self.feeds, self.devices = [], []


class Row:
    def __init__(self, id_, name, hall):
        self.id, self.name, self.hall, self.panels = id_, name, hall, []


class Hall:
    def __init__(self, id_, name):
        self.id, self.name = id_, name


class Named:
    """A panel, feed, inlet, outlet or device: an id, a name and what the kind adds."""

    def __init__(self, id_, name, **more):
        self.id, self.name, self.cable, self.peer = id_, name, None, None
        self.__dict__.update(more)


class Cable:
    def __init__(self, id_, a, b, status, label, length):
        self.id, self.a, self.b, self.status, self.label, self.length = id_, a, b, status, label, length
        a.cable = b.cable = self
        a.peer, b.peer = b, a
        a.end, b.end = "A", "B"


class Site:
    def __init__(self, options):
        self.random = random.Random(options.seed)
        self.options = options
        self.halls, self.rows, self.panels, self.racks, self.feeds = [], [], [], [], []
        self.devices, self.inlets, self.outlets, self.cables = [], [], [], []
        for number in range(options.racks):
            self.add_rack(number)

    def add_rack(self, number):
        per_row, per_hall = self.options.racks_per_row, self.options.rows_per_hall
        row_number, place = divmod(number, per_row)
        if place == 0:
            if row_number % per_hall == 0:
                hall_number = row_number // per_hall + 1
                self.halls.append(Hall(hall_number + row_number, f"Hall {hall_number}"))
            self.add_row(row_number % per_hall)
        row, draw = self.rows[-1], self.random.random
        # A tenant has some racks side by side.
        run = place // 5 + row_number * 7
        tenant = None if run % 5 == 0 else run % len(TENANTS) + 1
        hall_number = len(self.halls)
        rack = Rack(len(self.racks) + 1, f"H{hall_number}-{row.name.rpartition(' ')[2]}{place + 1:02}", row, tenant,
                    draw() < 0.02, place % 4 != 3)
        self.racks.append(rack)
        self.fill_rack(rack)

    def add_row(self, number):
        hall = self.halls[-1]
        letters = chr(65 + number % 26) * (1 + number // 26)
        row = Row(len(self.halls) + len(self.rows) + 1, f"{hall.name} Row {letters}", hall)
        for side in "AB":
            name = f"PP-{hall.name.replace('Hall ', 'H')}-{letters}-{side}"
            row.panels.append(Named(len(self.panels) + 1, name, row=row, feeds=0))
            self.panels.append(row.panels[-1])
        self.rows.append(row)

    def fill_rack(self, rack):
        pdus = [self.add_pdu(rack, side) for side in (0, 1)]
        free = [list(reversed(pdu.outlets)) for pdu in pdus]
        position = 1
        for number in range(self.options.devices_per_rack):
            device = self.add_device(rack, number, position)
            if device.position is not None:
                position += device.height
            self.connect(device, free)

    def add_pdu(self, rack, side):
        letter, panel, status = "AB"[side], rack.row.panels[side], "planned" if rack.planned else "active"
        feed = Named(len(self.feeds) + 1, f"{rack.name}-{letter}", panel=panel, rack=rack, side=side, status=status)
        panel.feeds += 1
        self.feeds.append(feed)
        type_id, model = PDU_TYPES[rack.three_phase]
        pdu = Named(len(self.devices) + 1, f"pdu-{rack.name.lower()}-{letter.lower()}", type=(type_id, model),
                    role="PDU", rack=rack, tenant=rack.tenant, status=status, position=None, height=0,
                    inlets=[], outlets=[])
        self.devices.append(pdu)
        inlet = self.add_inlet(pdu, "Input", "3p" if rack.three_phase else "1p", None, None)
        for number in range(max(24, self.options.devices_per_rack + 4)):
            leg = "ABC"[number % 3] if rack.three_phase else None
            outlet = Named(len(self.outlets) + 1, f"{number + 1:02}", device=pdu, inlet=inlet, leg=leg)
            self.outlets.append(outlet)
            pdu.outlets.append(outlet)
        self.add_cable(feed, inlet, "planned" if rack.planned else "connected", f"F-{feed.name}")
        return pdu

    def add_device(self, rack, number, position):
        draw = self.random
        models = list(TYPES)
        model = "ToR switch" if number == 0 else draw.choices(models, [TYPES[m][6] for m in models])[0]
        type_id, role, height, low, high, nameplate, _ = TYPES[model]
        status = "planned" if rack.planned or draw.random() < 0.03 else "active"
        word = {"Server": "srv", "Storage": "sto", "Switch": "sw", "Appliance": "app"}[role]
        name = None if draw.random() < 0.0005 else f"{word}-{rack.name.lower()}-{number + 1:02}"
        fits = position + height - 1 <= RACK_U
        device = Named(len(self.devices) + 1, name, type=(type_id, model), role=role, rack=rack, tenant=rack.tenant,
                       status=status, position=position if fits else None, height=height, inlets=[], outlets=[])
        self.devices.append(device)
        cords = 1 if model == "1U appliance" or draw.random() < 0.003 else 2
        watts, luck = draw.randrange(low, high, 5), draw.random()
        allocated = None if luck < 0.03 else max(1, watts // cords)
        maximum = None if luck < 0.02 else nameplate
        for cord in range(cords):
            self.add_inlet(device, f"PSU{cord + 1}", "c14", allocated, maximum)
        return device

    def add_inlet(self, device, name, connector, allocated, maximum):
        inlet = Named(len(self.inlets) + 1, name, device=device, connector=connector, allocated=allocated,
                      maximum=maximum)
        self.inlets.append(inlet)
        device.inlets.append(inlet)
        return inlet

    def connect(self, device, free):
        draw = self.random.random
        if device.status == "planned" and draw() < 0.8:
            return
        first = device.id % 2 if len(device.inlets) == 1 else 0
        one_side = draw() < 0.005
        for number, inlet in enumerate(device.inlets):
            side = first if one_side else (first + number) % 2
            side = side if free[side] else 1 - side
            if not free[side]:
                return
            status = "planned" if device.status == "planned" else "connected"
            self.add_cable(free[side].pop(), inlet, status, "")

    def add_cable(self, a, b, status, label):
        length = self.random.choice([0.5, 1, 1.5, 2, None]) if not label else self.random.randrange(5, 40)
        self.cables.append(Cable(len(self.cables) + 1, a, b, status, label, length))


# ------------------------------------------------------------------ how NetBox shows it

def choice(value, label=None):
    return None if value is None else {"value": value, "label": label or value.capitalize()}


def slug(name):
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


class Shape:
    """Objects as a version's REST API gives them; full with every key, else as asked for with fields=."""

    def __init__(self, site, version, full):
        self.site, self.version = site, tuple(int(n) for n in version.split(".")[:2])
        self.full = full or self.version < (4, 0)       # there was no fields= before
        self.region = self.brief("regions", REGION["id"], REGION["name"], slug=REGION["slug"], **self.depth(0))
        self.site_brief = self.brief("sites", 1, site.options.site, slug=slug(site.options.site))
        self.maker = self.brief("manufacturers", 1, "Generic", slug="generic")
        self.memo = {}

    # nested objects

    def brief(self, kind, id_, name, display=None, app="dcim", **more):
        found = {"id": id_, "url": f"{URL}api/{app}/{kind}/{id_}/", "display": display or name, "name": name, **more}
        if self.version >= (4, 0):
            found["description"] = ""
        return found

    def depth(self, depth):
        return {"_depth": depth}

    def kept(self, key, make):
        found = self.memo.get(key)
        if found is None:
            found = self.memo[key] = make()
        return found

    def old_name(self, name):
        return {"display_name": name} if self.version == (2, 11) else {}

    def tenant(self, id_):
        return id_ and self.kept(("tenant", id_), lambda: self.brief(
            "tenants", id_, TENANTS[id_ - 1], app="tenancy", slug=slug(TENANTS[id_ - 1])))

    def location(self, place):
        counts = {"rack_count": 0} if self.version >= (4, 0) else {}
        return self.kept(("location", place.id), lambda: self.brief(
            "locations", place.id, place.name, slug=slug(place.name), **counts,
            **self.depth(1 if isinstance(place, Row) else 0)))

    def rack(self, rack):
        return self.kept(("rack", rack.id), lambda: self.brief("racks", rack.id, rack.name, **self.old_name(rack.name)))

    def display(self, device):
        return device.name or f"Generic {device.type[1]} ({device.id})"

    def device(self, device):
        return self.brief("devices", device.id, device.name, self.display(device),
                          **self.old_name(self.display(device)))

    def device_type(self, type_):
        def make():
            found = self.brief("device-types", type_[0], type_[1], manufacturer=self.maker, model=type_[1],
                               slug=slug(type_[1]), **self.old_name("Generic " + type_[1]))
            del found["name"]
            return found
        return self.kept(("type", type_), make)

    def role(self, role):
        return self.kept(("role", role), lambda: self.brief("device-roles", ROLES[role], role, slug=slug(role)))

    def cable_brief(self, cable):
        if cable is None:
            return None
        found = self.brief("cables", cable.id, "", cable.label or f"#{cable.id}", label=cable.label)
        del found["name"]
        return found

    def kind(self, thing):
        return "power-feeds" if hasattr(thing, "panel") else "power-outlets" if hasattr(thing, "leg") else "power-ports"

    def end_brief(self, thing):
        """A feed, inlet or outlet as a nested object."""
        kind = self.kind(thing)
        device = {} if kind == "power-feeds" else {"device": self.device(thing.device)}
        cable = self.cable_brief(thing.cable) if self.version >= (4, 0) else thing.cable and thing.cable.id
        return self.brief(kind, thing.id, thing.name, **device, cable=cable, _occupied=thing.cable is not None)

    # parts of objects

    def head(self, kind, id_, display, **more):
        found = {"id": id_, "url": f"{URL}api/dcim/{kind}/{id_}/"}
        if self.full and self.version >= (4, 1):
            found["display_url"] = f"{URL}dcim/{kind}/{id_}/"
        return {**found, "display": display, **more}

    def tail(self, tags=()):
        if not self.full:
            return {"tags": list(tags), "custom_fields": {}}
        found = {"owner": None} if self.version >= (4, 5) else {}
        created = STAMP if self.version >= (3, 2) else STAMP[:10]
        return {**found, "tags": list(tags), "custom_fields": {}, "created": created, "last_updated": STAMP}

    def only_full(self, **keys):
        return keys if self.full else {}

    def cabled(self, thing):
        """cable, cable_end and, in full, the peers."""
        found = {"mark_connected": False, "cable": self.cable_brief(thing.cable)}
        if self.version >= (3, 3):
            found["cable_end"] = thing.end if thing.cable else None if self.version >= (4, 2) else ""
        if not self.full:
            return found
        peer = self.end_brief(thing.peer) if thing.cable else None
        type_ = "dcim." + self.kind(thing.peer).replace("-", "").rstrip("s") if thing.cable else None
        live = thing.cable.status == "connected" if thing.cable else False if self.version >= (4, 6) else None
        if self.version >= (3, 3):
            return {**found, "link_peers": [peer] if peer else [], "link_peers_type": type_,
                    "connected_endpoints": [peer] if peer else None, "connected_endpoints_type": type_,
                    "connected_endpoints_reachable": live}
        word = "link_peer" if self.version >= (3, 1) else "cable_peer"
        return {**found, word: peer, word + "_type": type_, "connected_endpoint": peer,
                "connected_endpoint_type": type_, "connected_endpoint_reachable": live}

    # collections

    def collections(self):
        yield "dcim/sites", [self.site_object()]
        yield "dcim/locations", self.locations()
        yield "dcim/racks", map(self.rack_object, self.site.racks)
        yield "dcim/power-panels", map(self.panel_object, self.site.panels)
        yield "dcim/power-feeds", map(self.feed_object, self.site.feeds)
        yield "dcim/devices", map(self.device_object, self.site.devices)
        yield "dcim/power-ports", map(self.inlet_object, self.site.inlets)
        yield "dcim/power-outlets", map(self.outlet_object, self.site.outlets)
        yield "dcim/cables", map(self.cable_object, self.site.cables)

    def site_object(self):
        name = self.site.options.site
        return self.head("sites", 1, name, name=name, slug=slug(name), status=choice("active"), region=self.region,
                         **self.only_full(group=None), tenant=None,
                         **self.only_full(facility="", time_zone=None, description="", latitude=None, longitude=None,
                                          comments="", device_count=len(self.site.devices),
                                          rack_count=len(self.site.racks), **self.tail()))

    def locations(self):
        for place in sorted(self.site.halls + self.site.rows, key=lambda place: place.id):
            parent = self.location(place.hall) if isinstance(place, Row) else None
            status = {"status": choice("active")} if self.version >= (3, 3) else {}
            tenant = {"tenant": None} if self.version >= (3, 1) else {}
            yield self.head("locations", place.id, place.name, name=place.name, slug=slug(place.name),
                            site=self.site_brief, parent=parent, **status, **tenant,
                            **self.only_full(description="", **self.tail(), rack_count=0, device_count=0,
                                             _depth=1 if parent else 0))

    def rack_object(self, rack):
        return self.head("racks", rack.id, rack.name, name=rack.name, facility_id=None, **self.old_name(rack.name),
                         site=self.site_brief, location=self.location(rack.row), tenant=self.tenant(rack.tenant),
                         status=choice("planned" if rack.planned else "active"), role=None,
                         **self.only_full(serial="", asset_tag=None, width={"value": 19, "label": "19 inches"}),
                         u_height=RACK_U, **self.only_full(desc_units=False, comments=""), **self.tail(),
                         **self.only_full(device_count=self.site.options.devices_per_rack + 2, powerfeed_count=2))

    def panel_object(self, panel):
        return self.head("power-panels", panel.id, panel.name, site=self.site_brief, location=self.location(panel.row),
                         name=panel.name, **self.only_full(**self.words()), **self.tail(),
                         **self.only_full(powerfeed_count=panel.feeds))

    def words(self):
        return {"description": "", "comments": ""} if self.version >= (3, 4) else {}

    def feed_object(self, feed):
        three = feed.rack.three_phase
        panel = self.kept(("panel", feed.panel.id), lambda: self.brief("power-panels", feed.panel.id, feed.panel.name))
        tenant = {"tenant": self.tenant(feed.rack.tenant)} if self.version >= (3, 6) else {}
        return self.head("power-feeds", feed.id, feed.name, power_panel=panel, rack=self.rack(feed.rack),
                         name=feed.name, status=choice(feed.status), type=choice("redundant" if feed.side else "primary"),
                         supply=choice("ac", "AC"), phase=choice("three-phase", "Three-phase") if three else
                         choice("single-phase", "Single phase"), voltage=400 if three else 230,
                         amperage=32, max_utilization=80, **self.cabled(feed),
                         **({"description": ""} if self.version >= (3, 4) else {}), **tenant,
                         **self.only_full(comments=""), **self.tail(),
                         **self.only_full(_occupied=feed.cable is not None))

    def device_object(self, device):
        rack, role = device.rack, self.role(device.role)
        roles = {"role": role} if self.version >= (3, 6) else {}
        if self.version < (4, 0):
            roles["device_role"] = role
        position = device.position if self.version < (3, 3) or device.position is None else float(device.position)
        tag = {"id": 1, "url": f"{URL}api/extras/tags/1/", "display": "critical", "name": "critical",
               "slug": "critical", "color": "f44336"}
        tags = [tag] if device.id % 97 == 0 else []
        counts = {"power_port_count": len(device.inlets), "power_outlet_count": len(device.outlets)} \
            if self.version >= (3, 6) else {}
        return self.head("devices", device.id, self.display(device), name=device.name,
                         **self.old_name(self.display(device)), device_type=self.device_type(device.type), **roles,
                         tenant=self.tenant(device.tenant), **self.only_full(platform=None, serial="", asset_tag=None),
                         site=self.site_brief, location=self.location(rack.row), rack=self.rack(rack),
                         position=position, face=choice("front") if device.position is not None else None,
                         parent_device=None, status=choice(device.status),
                         **self.only_full(airflow=None, primary_ip=None, primary_ip4=None, primary_ip6=None, cluster=None),
                         virtual_chassis=None,
                         **self.only_full(vc_position=None, vc_priority=None, comments="", local_context_data=None),
                         **self.tail(tags), **self.only_full(**counts))

    def module(self):
        return {"module": None} if self.version >= (3, 2) else {}

    def inlet_object(self, inlet):
        return self.head("power-ports", inlet.id, inlet.name, device=self.device(inlet.device), **self.module(),
                         name=inlet.name, label="", type=choice(*CONNECTORS[inlet.connector]),
                         maximum_draw=inlet.maximum, allocated_draw=inlet.allocated, description="",
                         **self.cabled(inlet), **self.tail(), **self.only_full(_occupied=inlet.cable is not None))

    def outlet_object(self, outlet):
        status = {"status": choice("enabled")} if self.version >= (4, 3) else {}
        color = {"color": ""} if self.full and self.version >= (4, 2) else {}
        inlet = self.kept(("inlet", outlet.inlet.id), lambda: self.end_brief(outlet.inlet))
        return self.head("power-outlets", outlet.id, outlet.name, device=self.device(outlet.device), **self.module(),
                         name=outlet.name, label="", type=choice(*CONNECTORS["c13"]), **status, **color,
                         power_port=inlet, feed_leg=choice(outlet.leg), description="", **self.cabled(outlet),
                         **self.tail(), **self.only_full(_occupied=outlet.cable is not None))

    def cable_object(self, cable):
        ends = {}
        for letter, thing in (("a", cable.a), ("b", cable.b)):
            type_ = "dcim." + self.kind(thing).replace("-", "").rstrip("s")
            if self.version < (3, 3):
                ends.update({f"termination_{letter}_type": type_, f"termination_{letter}_id": thing.id,
                             f"termination_{letter}": self.end_brief(thing)})
            else:
                one = {"object_type": type_, "object_id": thing.id}
                if self.full:
                    one["object"] = self.end_brief(thing)
                ends[f"{letter}_terminations"] = [one]
        length = cable.length if self.version >= (3, 0) or cable.length is None else int(cable.length + 0.5)
        tenant = {"tenant": None} if self.version >= (3, 1) else {}
        profile = {"profile": None} if self.full and self.version >= (4, 5) else {}
        return self.head("cables", cable.id, cable.label or f"#{cable.id}", type="power", **ends,
                         status=choice(cable.status), **profile, **tenant, label=cable.label,
                         color="2196f3" if cable.b.name == "PSU1" else "f44336" if cable.b.name == "PSU2" else "",
                         length=length, length_unit=choice("m", "Meters") if cable.length is not None else None,
                         **self.only_full(**self.words(), **self.tail()))


# ------------------------------------------------------------------ the file

def write(out, shape, version, layout):
    """lines: one object a line; oneline: no line break at all; pretty: indented."""
    head = {"format": "wattmap-snapshot", "version": 1, "taken_at": STAMP[:19] + "Z",
            "netbox": {"url": URL, "version": version}}
    if layout == "pretty":
        head["collections"] = {name: list(rows) for name, rows in shape.collections()}
        json.dump(head, out, ensure_ascii=False, indent=2)
        out.write("\n")
        return
    dumps = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    end = "\n" if layout == "lines" else ""
    out.write(dumps(head)[:-1] + ',"collections":{' + end)
    for number, (name, rows) in enumerate(shape.collections()):
        out.write(("," + end if number else "") + dumps(name) + ":[")
        for place, row in enumerate(rows):
            out.write(("," if place else "") + end + dumps(row))
        out.write(end + "]")
    out.write(end + "}}" + ("\n" if layout == "lines" else ""))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add = parser.add_argument
    add("--racks", type=int, required=True, metavar="N")
    add("--devices-per-rack", type=int, default=20, metavar="N", help="beside the PDUs (20)")
    add("--racks-per-row", type=int, default=20, metavar="N", help="(20)")
    add("--rows-per-hall", type=int, default=10, metavar="N", help="(10)")
    add("--seed", type=int, default=1, metavar="S", help="(1)")
    add("--site", default="GEN1", metavar="NAME", help="(GEN1)")
    add("--version", default="4.2.9", metavar="X.Y.Z", help="whose shape the objects have (4.2.9)")
    add("--full", action="store_true", help="every key NetBox gives, peers too; always so before 4.0")
    add("--layout", choices=["lines", "pretty", "oneline"], default="lines")
    add("-o", dest="output", metavar="FILE", help="(standard output)")
    options = parser.parse_args()
    if not re.fullmatch(r"\d+\.\d+(\.\d+)?", options.version):
        parser.error(f"not a version: {options.version}")
    if min(options.racks, options.devices_per_rack) < 0 or min(options.racks_per_row, options.rows_per_hall) < 1:
        parser.error("a number is too small")
    shape = Shape(Site(options), options.version, options.full)
    if options.output and options.output != "-":
        with open(options.output, "w", encoding="utf-8") as out:
            write(out, shape, options.version, options.layout)
    else:
        write(sys.stdout, shape, options.version, options.layout)


if __name__ == "__main__":
    main()
