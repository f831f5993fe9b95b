"""The power model again, the slow way: every question is answered by walking the
whole site anew. Reads a snapshot (4.2 and later) and nothing else; shares no
code with wattmap. See docs/fail.md for the words.

Left out: cycles, three-phase supplies, own draws of distribution inlets."""
import functools
import itertools

TRIP = 1.13
AMERICAN = {120, 208, 240, 277, 480, 600}
AMPS = {"iec-60320-c13": (10, 15), "iec-60320-c14": (10, 15), "iec-60320-c19": (16, 20), "iec-60320-c20": (16, 20)}
SOURCE, UNKNOWN, BATTERY = 1, 2, 4
TRANSFER = {"ups", "ats", "sts"}
BOXES = TRANSFER | {"pdu", "utility"}


def value(field):
    return field["value"] if isinstance(field, dict) else field


class Site:
    def __init__(self, snapshot):
        c = snapshot["collections"]
        self.panels = {o["id"]: o for o in c["dcim/power-panels"]}
        self.feeds = {o["id"]: o for o in c["dcim/power-feeds"]}
        self.devices = {o["id"]: o for o in c["dcim/devices"]}
        self.inlets = {o["id"]: o for o in c["dcim/power-ports"]}
        self.outlets = {o["id"]: o for o in c["dcim/power-outlets"]}
        self.cables = {o["id"]: o for o in c["dcim/cables"]}
        self.inlets_of = {d: [i for i, o in sorted(self.inlets.items()) if o["device"]["id"] == d] for d in self.devices}
        self.outlets_of = {d: [i for i, o in sorted(self.outlets.items()) if o["device"]["id"] == d] for d in self.devices}
        self.supplies = {i: [] for i in self.inlets}  # (cable, "feed" or "outlet", id)
        for cable, o in sorted(self.cables.items()):
            ends = o["a_terminations"] + o["b_terminations"]
            above = [(e["object_type"].replace("dcim.power", ""), e["object_id"]) for e in ends
                     if e["object_type"] != "dcim.powerport"]
            for end in ends:
                if end["object_type"] == "dcim.powerport":
                    self.supplies[end["object_id"]] += [(cable, kind, n) for kind, n in above]
        self.consumers = [d for d in sorted(self.devices) if self.inlets_of[d] and not self.outlets_of[d]]
        self.risks = {}
        for kind, objects in (("panel", self.panels), ("device", self.devices)):
            for n, o in objects.items():
                risk = (o.get("custom_fields") or {}).get("shared_risk")
                if risk and (kind == "panel" or self.is_source(n)):
                    self.risks.setdefault(risk, set()).add((kind, n))
        self.risks = {name: members for name, members in self.risks.items() if len(members) > 1}

    # -- what things are -----------------------------------------------------

    def role(self, device):
        return self.devices[device]["role"]["slug"]

    def custom(self, device, field):
        return (self.devices[device].get("custom_fields") or {}).get(field)

    def is_box(self, device):
        return bool(self.outlets_of[device])

    def is_source(self, device):
        cabled = any(self.inlets[i].get("cable") for i in self.inlets_of[device])
        return self.is_box(device) and (not self.inlets_of[device] or (self.role(device) == "utility" and not cabled))

    def is_open_end(self, device):
        return (self.is_box(device) and not self.is_source(device)
                and not any(self.inlets[i].get("cable") for i in self.inlets_of[device]))

    def in_service(self, device):
        return value(self.devices[device]["status"]) not in ("planned", "inventory", "offline")

    def draw(self, inlet):
        return self.inlets[inlet]["allocated_draw"]

    def device_draw(self, device):
        """(watts known, is some of it unknown)"""
        draws = [self.draw(i) for i in self.inlets_of[device]]
        known = [w for w in draws if w is not None]
        total = (max(known) if self.custom(device, "psu_policy") == "each" else sum(known)) if known else 0
        return total, len(known) < len(draws)

    # -- every element that can be lost: (kind, id) -----------------------------

    def elements(self):
        yield from (("panel", n) for n in self.panels)
        yield from (("feed", n) for n in self.feeds)
        yield from (("device", n) for n in self.devices if self.is_box(n))
        yield from (("inlet", n) for n, o in self.inlets.items() if self.is_box(o["device"]["id"]))
        yield from (("outlet", n) for n in self.outlets)
        yield from (("cable", n) for n in self.cables)
        yield from (("risk", name) for name in self.risks)

    def parts(self, element):
        kind, n = element
        if kind == "risk":
            return set().union(*(self.parts(member) for member in self.risks[n]))
        parts = {element}
        if kind == "device":
            parts |= {("inlet", i) for i in self.inlets_of[n]} | {("outlet", o) for o in self.outlets_of[n]}
        return parts


class State:
    """The site without some elements."""

    def __init__(self, site, gone=(), redundancy=False, before=None):
        self.site, self.redundancy, self.before = site, redundancy, before
        self.gone = set().union(*(site.parts(e) for e in gone)) if gone else set()

    # -- what reaches what --------------------------------------------------------

    def cable_works(self, cable):
        status = value(self.site.cables[cable]["status"])
        return (("cable", cable) not in self.gone and status != "planned"
                and not (self.redundancy and status == "decommissioning"))

    def device_works(self, device):
        return value(self.site.devices[device]["status"]) not in ("planned", "inventory", "offline", "failed")

    @functools.lru_cache(maxsize=None)
    def fed(self, kind, n):
        site = self.site
        if (kind, n) in self.gone:
            return 0
        if kind == "panel":
            return SOURCE
        if kind == "feed":
            feed = site.feeds[n]
            return self.fed("panel", feed["power_panel"]["id"]) if value(feed["status"]) == "active" else 0
        if kind == "inlet":
            return self.fed_inlet(n)
        if kind == "outlet":
            return self.fed_outlet(n)
        assert kind == "device" and not site.is_box(n)
        result = functools.reduce(int.__or__, (self.fed("inlet", i) for i in site.inlets_of[n]), 0)
        loose = all(not site.inlets[i].get("cable") for i in site.inlets_of[n])
        return result | (UNKNOWN if loose else 0)

    def fed_inlet(self, n):
        site, inlet = self.site, self.site.inlets[n]
        device = inlet["device"]["id"]
        if site.is_box(device) and not self.device_works(device):
            return 0
        if not inlet.get("cable"):
            if inlet.get("mark_connected"):
                return UNKNOWN
            spare = site.role(device) in TRANSFER and not site.is_open_end(device)
            return UNKNOWN if site.is_box(device) and not site.is_source(device) and not spare else 0
        return functools.reduce(int.__or__, (self.fed(kind, s) for cable, kind, s in site.supplies[n]
                                             if self.cable_works(cable)), 0)

    def ways(self, outlet):
        """Inlets an outlet may be fed by, and whether that is certain."""
        site, device = self.site, self.site.outlets[outlet]["device"]["id"]
        port = site.outlets[outlet].get("power_port")
        if site.role(device) in TRANSFER:
            first = [port["id"]] if port else []
            return first + [i for i in site.inlets_of[device] if i not in first], True
        if port:
            return [port["id"]], True
        return site.inlets_of[device], len(site.inlets_of[device]) < 2

    def fed_outlet(self, n):
        site, outlet = self.site, self.site.outlets[n]
        device = outlet["device"]["id"]
        if value(outlet.get("status")) in ("disabled", "faulty") or not self.device_works(device):
            return 0
        if site.is_source(device):
            return 0 if ("device", device) in self.gone else SOURCE
        inlets, certain = self.ways(n)
        fed = functools.reduce(int.__or__, (self.fed("inlet", i) for i in inlets), 0)
        if self.redundancy and not certain:
            return 0
        if not certain and self.before and fed & SOURCE:
            if any(self.before.fed("inlet", i) & SOURCE and not self.fed("inlet", i) & SOURCE for i in inlets):
                fed = fed & ~SOURCE | UNKNOWN
        first = self.before or self
        if site.role(device) == "ups" and not fed & SOURCE and not self.redundancy:
            if first is self or first.fed("outlet", n) & SOURCE:
                fed |= BATTERY if first is not self else 0
        return fed

    # -- loads ----------------------------------------------------------------------

    def worth(self, kind, n):
        fed = self.fed(kind, n)
        return 4 if fed & SOURCE else 3 if fed & UNKNOWN else 2 if fed & BATTERY else 1

    def carriers(self, kind, n):
        """What feeds a node now: [(kind, id)], each an even part."""
        site = self.site
        if kind == "panel" or (kind, n) in self.gone:
            return []
        if kind == "feed":
            feed = site.feeds[n]
            above = [("panel", feed["power_panel"]["id"])] if value(feed["status"]) == "active" else []
        elif kind == "inlet":
            box = site.inlets[n]["device"]["id"]
            works = not site.is_box(box) or self.device_works(box)
            above = [(k, s) for cable, k, s in site.supplies[n] if self.cable_works(cable)] if works else []
        else:
            device, status = site.outlets[n]["device"]["id"], value(site.outlets[n].get("status"))
            if site.is_source(device) or status in ("disabled", "faulty") or not self.device_works(device):
                return []
            inlets, _ = self.ways(n)
            above = [("inlet", i) for i in inlets]
            if site.role(device) in TRANSFER:
                above = [a for a in above if a not in self.gone]
                best = max(above, key=lambda a: self.worth(*a), default=None)  # the first of the best
                return [best] if best else []
        above = [a for a in above if a not in self.gone]
        best = max((self.worth(*a) for a in above), default=0)
        return [a for a in above if self.worth(*a) == best or (self.worth(*a) >= 3 and best >= 3)]

    def cord_draws(self, device):
        """What each inlet of a consumer takes from what feeds it."""
        site = self.site
        inlets = site.inlets_of[device]
        if not site.in_service(device):
            return {i: 0 for i in inlets}
        cabled = [i for i in inlets if site.inlets[i].get("cable")]
        live = [i for i in cabled if self.fed("inlet", i) & (SOURCE | UNKNOWN)]
        live = live or [i for i in cabled if self.fed("inlet", i) & BATTERY]
        own = {i: site.draw(i) or 0 for i in inlets}
        draws = {i: own[i] if i in live or i not in cabled else 0 for i in inlets}
        if site.custom(device, "psu_policy") == "each" or not live:
            return draws
        left = sum(own[i] for i in cabled if i not in live)
        known = all(site.draw(i) is not None for i in live) and sum(own[i] for i in live) > 0
        for i in live:
            draws[i] += left * (own[i] / sum(own[k] for k in live) if known else 1 / len(live))
        return draws

    def flow(self, kind, n, watts, into):
        into[kind, n] = into.get((kind, n), 0) + watts
        above = self.carriers(kind, n)
        for k, s in above:
            self.flow(k, s, watts / len(above), into)

    @functools.lru_cache(maxsize=None)
    def loads(self):
        total = {}
        for device in self.site.consumers:
            cords = []
            for inlet, watts in self.cord_draws(device).items():
                into = {}
                if watts:
                    self.flow("inlet", inlet, watts, into)
                cords.append(into)
            merge = max if self.site.custom(device, "psu_policy") == "each" else sum
            for place in set(itertools.chain(*cords)):
                total[place] = total.get(place, 0) + merge([into.get(place, 0) for into in cords])
        return total

    def load(self, kind, n):
        fed = self.fed(kind, n)
        if self.before and self.before.fed(kind, n) and not fed:
            return 0
        return self.loads().get((kind, n), 0)

    # -- limits ----------------------------------------------------------------------

    def limits(self, kind, n):
        """(limit, limit above which it may trip); None: not known."""
        site = self.site
        if kind == "feed":
            volts = site.feeds[n]["voltage"]
            rated = volts * site.feeds[n]["amperage"]
            return rated * (0.8 if volts in AMERICAN else 1.0), rated * TRIP
        if kind == "inlet":
            most = site.inlets[n]["maximum_draw"]
            if not site.is_box(site.inlets[n]["device"]["id"]):
                return most, most
            if most is not None:
                return most, most * TRIP
        port = (site.inlets if kind == "inlet" else site.outlets)[n]
        amps, volts = AMPS.get(value(port["type"])), site.site_volts
        if amps is None or (kind, n) in site.unrated:
            return None, None
        rated = amps[volts in AMERICAN] * volts
        limit = rated * (0.8 if volts in AMERICAN else 1.0)
        return limit, (limit if kind == "inlet" else rated) * TRIP

    @functools.lru_cache(maxsize=None)
    def over(self, kind, n):
        """0 fine, 1 above its limit, 2 may trip (a PSU: above its maximum)."""
        if kind == "panel" or not self.fed(kind, n):
            return 0
        load, (limit, trip) = self.load(kind, n), self.limits(kind, n)
        if trip is not None and load > trip + 1e-6 * trip:
            return 2
        return 1 if limit is not None and load > limit + 1e-6 * limit else 0

    # -- fates -----------------------------------------------------------------------

    @functools.lru_cache(maxsize=None)
    def firm(self, kind, n, level):
        """A live way to a source past nothing that is over by `level` or more."""
        if not self.fed(kind, n) & SOURCE or (kind, n) in self.gone:
            return False
        if kind == "panel":
            return True
        site = self.site
        if kind == "device":
            needed = site.custom(n, "psu_needed") or 1
            return sum(self.firm("inlet", i, level) for i in site.inlets_of[n]) >= needed
        if self.over(kind, n) >= level:
            return False
        if kind == "feed":
            return self.firm("panel", site.feeds[n]["power_panel"]["id"], level)
        if kind == "inlet":
            return any(self.firm(k, s, level) for cable, k, s in site.supplies[n] if self.cable_works(cable))
        if site.is_source(site.outlets[n]["device"]["id"]):
            return True
        return any(self.firm("inlet", i, level) for i in self.ways(n)[0])

    def fate(self, device):
        fed = self.fed("device", device)
        if fed & SOURCE:
            return "served" if self.firm("device", device, 2) else "at_risk"
        return "at_risk" if fed & BATTERY else "unknown" if fed & UNKNOWN else "dark"


GRAVITY = {"served": 0, "unknown": 1, "at_risk": 2, "dark": 3}


def is_redundant(site, device, gone=()):
    """Fed, by ways that count, and still so without any one more element."""
    def fed(lost):
        return State(site, lost, redundancy=True).fed("device", device) & SOURCE
    own = {("cable", c) for i in site.inlets_of[device] for c, _, _ in site.supplies[i]}
    return bool(fed(list(gone)) and all(fed([*gone, e]) for e in site.elements() if e not in gone)
                and all(fed([*gone, e]) for e in own)
                and all(fed([*gone, ("inlet", i)]) for i in site.inlets_of[device]))


def fail(site, gone, redundant_before):
    """What comes of it: {fate: {device}}, {effect: {(kind, id): (load, limit)}}."""
    before = State(site)
    now = State(site, gone, before=before)
    fates = {}
    for device in site.consumers:
        if not site.in_service(device):
            continue
        was, fate = before.fate(device), now.fate(device)
        if GRAVITY[fate] > GRAVITY[was]:
            fates[device] = fate
        elif fate in ("served", "at_risk") and redundant_before[device] and not is_redundant(site, device, gone):
            fates[device] = "lost" if fate == "served" else fate
    effects = {}
    for kind, objects in (("feed", site.feeds), ("inlet", site.inlets), ("outlet", site.outlets)):
        for n in objects:
            over = now.over(kind, n)
            if not over or now.load(kind, n) <= before.load(kind, n) + 0.05:
                continue
            psu = kind == "inlet" and not site.is_box(site.inlets[n]["device"]["id"])
            effects[kind, n] = ("psu" if psu else "may_trip" if over == 2 else "overload", now.load(kind, n))
    return fates, effects, now


def fails_over(site, device):
    """psu-failover: by the ways that count; what takes all cords is another rule's."""
    inlets = site.inlets_of[device]
    ways = State(site, redundancy=True)
    cords = [i for i in inlets if site.inlets[i].get("cable") and ways.fed("inlet", i) & SOURCE]
    needed = site.custom(device, "psu_needed") or 0
    if len(inlets) < 2 or not cords:
        return False
    if len(cords) < needed:
        return True
    total = sum(State(site).load("inlet", i) for i in inlets if site.inlets[i].get("cable"))
    own = [("inlet", i) for i in cords] + [("cable", c) for i in cords for c, _, _ in site.supplies[i]]
    for element in list(site.elements()) + own:
        now = State(site, [element], redundancy=True)
        left = [i for i in cords if now.fed("inlet", i) & SOURCE]
        if not left or len(left) == len(cords):
            continue
        if len(left) < needed:
            return True
        if site.custom(device, "psu_policy") == "each":
            continue
        draws = [site.draw(i) for i in left]
        weights = draws if all(w is not None for w in draws) and sum(draws) > 0 else [1] * len(left)
        for inlet, weight in zip(left, weights):
            most = site.inlets[inlet]["maximum_draw"]
            if most is not None and total * weight / sum(weights) > most + 0.05:
                return True
    return False
