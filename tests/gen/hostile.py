#!/usr/bin/env python3
"""Writes a snapshot (to standard output) of what NetBox lets people type and nobody should.

Feeds of 0 V, 0 A, 0 %, of -48 V and of 32 767 A; 230 V for three phases; legs on one phase; draws of
2^31 - 1 W that add up beyond 32 bits; custom fields of the wrong type, missing, huge and nested; a rack with
60 PDUs, one that holds nothing, and places without racks."""
import json

rows = {name: [] for name in ("sites", "locations", "racks", "power-panels", "power-feeds", "devices",
                              "power-ports", "power-outlets", "cables")}
HUGE = 2 ** 31 - 1


def add(kind, **values):
    row = {"id": len(rows[kind]) + 1, **values}
    rows[kind].append(row)
    return row


def ref(row):
    return {"id": row["id"], "name": row.get("name", "")}


def choice(value):
    return {"value": value, "label": value} if value else None


def cord(supply, inlet):
    cable = add("cables", label="", type="power", status=choice("connected"))
    supply.update(cable={"id": cable["id"]}, cable_end="A")
    inlet.update(cable={"id": cable["id"]}, cable_end="B")


def device(name, role, rack, **values):
    return add("devices", name=name, role={"id": len(role), "name": role, "slug": role}, rack=ref(rack) if rack else None,
               device_type={"id": 1, "model": role, "slug": role}, site=ref(SITE), status=choice("active"), **values)


def inlet(owner, name, **values):
    return add("power-ports", device=ref(owner), name=name, cable=None, **values)


def outlet(owner, port, name, leg=None, kind="iec-60320-c13"):
    return add("power-outlets", device=ref(owner), name=name, power_port=ref(port) if port else None,
               feed_leg=choice(leg), type=choice(kind), cable=None)


def feed(name, rack, volts, amps, percent=80, phase="single-phase", supply="ac", **values):
    return add("power-feeds", name=name, power_panel=ref(PANEL), rack=ref(rack), status=choice("active"),
               voltage=volts, amperage=amps, max_utilization=percent, phase=choice(phase), supply=choice(supply),
               type=choice("primary"), cable=None, **values)


def strip(name, rack, supply, draws, leg=None, **values):
    """A PDU on a feed with a server on each outlet."""
    pdu = device(name, "pdu", rack, **values)
    port = inlet(pdu, "In")
    cord(supply, port)
    for i, draw in enumerate(draws, 1):
        plug = inlet(device(f"{name}-srv{i}", "server", rack), "PSU1", allocated_draw=draw, maximum_draw=draw)
        cord(outlet(pdu, port, str(i), leg), plug)
    outlet(pdu, port, "free", leg)
    return pdu


SITE = add("sites", name="Odd", slug="odd", custom_fields={"rating_w": {"deep": [[[{"a": 1}]]]}})
add("sites", name="Empty", slug="empty")
HALL = add("locations", name="Hall", slug="hall", site=ref(SITE))
add("locations", name="Nothing here", slug="nothing", site=ref(SITE), parent=ref(HALL))
PANEL = add("power-panels", name="PP-A", site=ref(SITE), location=ref(HALL), custom_fields={"rating_w": "lots"})


def rack(name):
    return add("racks", name=name, site=ref(SITE), location=ref(HALL), status=choice("active"), u_height=42)


R = {name: rack(name) for name in ("R-zero", "R-dc", "R-amps", "R-huge", "R-phase", "R-legs", "R-fields", "R-many", "R-empty")}
for name, figures in {"0V": (0, 16), "0A": (230, 0), "0pct": (230, 16, 0), "all0": (0, 0, 0)}.items():
    strip(f"pdu-{name}", R["R-zero"], feed(f"F-{name}-A", R["R-zero"], *figures), [100, 0, None])
strip("pdu-dc", R["R-dc"], feed("F-dc", R["R-dc"], -48, 100, supply="dc"), [700])
strip("pdu-dc2", R["R-dc"], feed("F-dc-ac", R["R-dc"], -32768, 32767), [1])
strip("pdu-amps", R["R-amps"], feed("F-amps", R["R-amps"], 32767, 32767, 100, "three-phase"), [1, HUGE])
strip("pdu-huge-A", R["R-huge"], feed("F-huge-A", R["R-huge"], 400, 32, 80, "three-phase"), [HUGE] * 12, "A")
strip("pdu-huge-B", R["R-huge"], feed("F-huge-B", R["R-huge"], 400, 32, 80, "three-phase"), [HUGE] * 12)
strip("pdu-3p230", R["R-phase"], feed("F-3p230", R["R-phase"], 230, 32, 80, "three-phase"), [900, 300, None], "C")
strip("pdu-legs", R["R-legs"], feed("F-legs", R["R-legs"], 230, 16), [100, 200], "B")
for i, value in enumerate([None, "", "7 kW", -1, 0, True, [1, 2], {"value": 3}, 10 ** 30, 1e308, "\u202e9", {"a": {"b": [None]}}], 1):
    fields = {"rating_w": value, "power_side": value, "battery_minutes": value, "output_voltage": value,
              "psu_needed": value, "psu_policy": value, "shared_risk": value}
    supply = feed(f"F-field{i}", R["R-fields"], 230, 16, custom_fields=fields)
    strip(f"pdu-field{i}", R["R-fields"], supply, [100], custom_fields=fields)
    ups = device(f"ups-field{i}", "ups", R["R-fields"], custom_fields=fields)
    outlet(ups, inlet(ups, "In"), "Out")
for i in range(60):
    strip(f"pdu-{i:02d}-{'AB'[i % 2]}", R["R-many"], feed(f"F-many-{i:02d}", R["R-many"], 230, 16), [10])

json.dump({"format": "wattmap-snapshot", "version": 1, "taken_at": "2026-11-21T00:00:00Z",
           "netbox": {"url": "https://netbox.example.com/", "version": "4.2.9"},
           "collections": {f"dcim/{name}": value for name, value in rows.items()}}, open("/dev/stdout", "w"))
