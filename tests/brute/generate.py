"""Small random sites, as snapshots: two-ended and many-ended cables, transfer
devices, batteries, open ends, undecided outlets, missing draws, k of n supplies,
shared risks, things that are planned, failed or on their way out."""
import random


class Maker:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.c = {name: [] for name in ("dcim/power-panels", "dcim/power-feeds", "dcim/devices", "dcim/power-ports",
                                        "dcim/power-outlets", "dcim/cables")}
        self.free = []  # supplies nothing hangs on yet: (type, id)
        self.volts = self.random.choice((230, 230, 208))
        self.make()

    def chance(self, percent):
        return self.random.random() * 100 < percent

    def add(self, collection, **fields):
        rows = self.c["dcim/" + collection]
        rows.append({"id": len(rows) + 1, **fields})
        return len(rows)

    def device(self, name, role, fields):
        status = "active"
        if self.chance(4):
            status = self.random.choice(("planned", "offline", "failed"))
        return self.add("devices", name=name, status={"value": status}, role={"id": 1, "name": role, "slug": role},
                        device_type={"id": 1, "model": "m", "slug": "m"}, custom_fields=fields)

    def connect(self, supplies, inlets):
        status = "planned" if self.chance(3) else "decommissioning" if self.chance(4) else "connected"
        ends = [[{"object_type": t, "object_id": n} for t, n in side] for side in (supplies, inlets)]
        cable = self.add("cables", status={"value": status}, a_terminations=ends[0], b_terminations=ends[1])
        for collection, kind, ids in (("power-feeds", "dcim.powerfeed", supplies), ("power-outlets", "dcim.poweroutlet", supplies),
                                      ("power-ports", "dcim.powerport", inlets)):
            for t, n in ids:
                if t == kind:
                    self.c["dcim/" + collection][n - 1].update(cable={"id": cable}, cable_end="B" if ids is inlets else "A")

    def take(self):
        self.random.shuffle(self.free)
        return self.free.pop() if self.free else None

    def inlet(self, device, consumer):
        r = self.random
        most = r.choice((None, 400, 600, 800, 1500)) if consumer else r.choice((None, None, 2000, 3000))
        draw = 50 * r.randint(1, 12) if consumer and self.chance(88) else None
        inlet = self.add("power-ports", name=f"In{device}", device={"id": device}, maximum_draw=most, allocated_draw=draw,
                         type={"value": r.choice(("iec-60320-c14", "iec-60320-c20"))}, mark_connected=False)
        if self.chance(6):
            self.c["dcim/power-ports"][-1]["mark_connected"] = self.chance(30)
            return []
        return [("dcim.powerport", inlet)]

    def cable_up(self, inlets):
        """One by one, now and then two of a side on one cable."""
        while inlets:
            ends = [inlets.pop() for _ in range(2 if self.chance(4) and len(inlets) > 1 else 1)]
            supplies = [s for s in (self.take() for _ in range(2 if self.chance(5) else 1)) if s]
            if supplies:
                self.connect(supplies, ends)

    def box(self, number):
        r = self.random
        role = r.choice(("pdu", "pdu", "pdu", "ats", "ups", "sts"))
        device = self.device(f"{role}{number}", role, {})
        ends = [end for _ in range(r.choice((1, 1, 2))) for end in self.inlet(device, False)]
        inlets = [o["id"] for o in self.c["dcim/power-ports"] if o["device"]["id"] == device]
        self.cable_up(ends)
        for k in range(r.randint(2, 5)):
            port = {"id": r.choice(inlets)} if self.chance(85) else None
            status = "disabled" if self.chance(3) else "enabled"
            outlet = self.add("power-outlets", name=f"O{k}", device={"id": device}, power_port=port, status={"value": status},
                              type={"value": r.choice(("iec-60320-c13", "iec-60320-c19"))})
            self.free.append(("dcim.poweroutlet", outlet))

    def server(self, number):
        fields = {}
        count = self.random.choice((1, 2, 2, 2, 3, 4))
        if self.chance(20):
            fields["psu_policy"] = "each"
        if self.chance(20) and count > 1:
            fields["psu_needed"] = self.random.randint(1, count)
        device = self.device(f"s{number}", "server", fields)
        self.cable_up([end for _ in range(count) for end in self.inlet(device, True)])

    def make(self):
        r = self.random
        for n in range(r.randint(2, 4)):
            fields = {"shared_risk": "river"} if self.chance(35) else {}
            self.add("power-panels", name=f"P{n + 1}", custom_fields=fields)
        if self.chance(30):
            source = self.add("devices", name="U", status={"value": "active"}, role={"id": 1, "name": "u", "slug": "utility"},
                              device_type={"id": 1, "model": "m", "slug": "m"},
                              custom_fields={"shared_risk": "river"} if self.chance(50) else {})
            for k in range(3):
                outlet = self.add("power-outlets", name=f"C{k}", device={"id": source}, power_port=None, type=None,
                                  status={"value": "enabled"})
                self.free.append(("dcim.poweroutlet", outlet))
        for n in range(r.randint(3, 6)):
            feed = self.add("power-feeds", name=f"F{n + 1}", power_panel={"id": r.randint(1, len(self.c["dcim/power-panels"]))},
                            status={"value": "failed" if self.chance(5) else "active"}, voltage=self.volts, amperage=r.choice((6, 10, 16)),
                            max_utilization=80, phase={"value": "single-phase"}, supply={"value": "ac"}, type={"value": "primary"})
            self.free.append(("dcim.powerfeed", feed))
        for n in range(r.randint(3, 8)):
            self.box(n + 1)
        for n in range(r.randint(4, 12)):
            self.server(n + 1)

    def snapshot(self):
        return {"format": "wattmap-snapshot", "version": 1, "taken_at": "2026-11-21T09:00:00Z",
                "netbox": {"url": "https://netbox.example.com/", "version": "4.3.0"}, "collections": self.c}
