"""The objects of a snapshot, indexed for serving.

A Collection keeps its rows sorted by id; "position" everywhere means the index
into that order.  Encoded rows, default orders and filter indexes are made the
first time they are wanted and kept.
"""

import functools
import gc
import json
import re

# Where nested objects are found from which a collection can be derived that
# the snapshot does not hold:  collection -> [(holder, key), ...].
NESTED = {
    "dcim/regions": [("dcim/sites", "region")],
    "dcim/site-groups": [("dcim/sites", "group")],
    "dcim/sites": [("dcim/locations", "site"), ("dcim/racks", "site"),
                   ("dcim/power-panels", "site"), ("dcim/devices", "site")],
    "dcim/locations": [("dcim/locations", "parent"), ("dcim/racks", "location"),
                       ("dcim/power-panels", "location"), ("dcim/devices", "location")],
    "dcim/racks": [("dcim/power-feeds", "rack"), ("dcim/devices", "rack")],
    "dcim/power-panels": [("dcim/power-feeds", "power_panel")],
    "dcim/devices": [("dcim/power-ports", "device"), ("dcim/power-outlets", "device"),
                     ("dcim/devices", "parent_device")],
    "dcim/power-ports": [("dcim/power-outlets", "power_port")],
    "dcim/cables": [("dcim/power-feeds", "cable"), ("dcim/power-ports", "cable"),
                    ("dcim/power-outlets", "cable")],
    "dcim/device-types": [("dcim/devices", "device_type")],
    "dcim/manufacturers": [("dcim/device-types", "manufacturer")],
    "dcim/device-roles": [("dcim/devices", "role"), ("dcim/devices", "device_role")],
    "dcim/rack-roles": [("dcim/racks", "role")],
    "dcim/platforms": [("dcim/devices", "platform")],
    "dcim/virtual-chassis": [("dcim/devices", "virtual_chassis")],
    "dcim/modules": [("dcim/power-ports", "module"), ("dcim/power-outlets", "module")],
    "tenancy/tenants": [(c, "tenant") for c in
                        ("dcim/sites", "dcim/locations", "dcim/racks", "dcim/power-feeds",
                         "dcim/devices", "dcim/cables")],
    "virtualization/clusters": [("dcim/devices", "cluster")],
    "extras/tags": [(c, "tags") for c in
                    ("dcim/sites", "dcim/locations", "dcim/racks", "dcim/power-panels",
                     "dcim/power-feeds", "dcim/devices", "dcim/power-ports",
                     "dcim/power-outlets", "dcim/cables")],
}

# Real endpoints with nothing to derive them from: answered with an empty list.
EMPTY = """
circuits/circuits circuits/providers dcim/connected-device dcim/console-ports dcim/console-server-ports
dcim/device-bays dcim/front-ports dcim/interfaces dcim/inventory-items dcim/module-bays
dcim/module-types dcim/power-port-templates dcim/power-outlet-templates dcim/rack-reservations
dcim/rear-ports dcim/rack-types extras/custom-fields extras/journal-entries ipam/ip-addresses
ipam/prefixes ipam/vlans tenancy/contacts tenancy/tenant-groups users/groups users/users
virtualization/virtual-machines
""".split()

TERMINATION = {"dcim/power-ports": "dcim.powerport", "dcim/power-outlets": "dcim.poweroutlet",
               "dcim/power-feeds": "dcim.powerfeed"}


def encode(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def height(row, version):
    """Of a device type nobody recorded: "2u-server" is 2, PDUs take none, the rest is 1."""
    slug = row.get("slug", "")
    units = re.match(r"(\d+)u-", slug)
    value = int(units[1]) if units else 0 if "pdu" in slug else 1
    return value if version < "3.3" else float(value)


@functools.lru_cache(maxsize=None)
def natural(name):
    """A sort key as NetBox sorts names: case aside, numbers by value, null last."""
    if name is None:
        return (1, ())
    parts = re.split(r"(\d+)", str(name).casefold())
    return (0, tuple((0, int(p), "") if i % 2 else (1, 0, p) for i, p in enumerate(parts) if p))


def nested_id(row, key):
    value = row.get(key)
    return value.get("id") if isinstance(value, dict) else None


def value_of(row, key):
    """A plain value, or the value of a choice."""
    value = row.get(key)
    return value.get("value", value.get("id")) if isinstance(value, dict) else value


class Collection:
    def __init__(self, name, rows):
        self.name = name
        self.rows = sorted(rows, key=lambda row: row["id"])
        self.ids = [row["id"] for row in self.rows]
        self.position = {id_: position for position, id_ in enumerate(self.ids)}
        self._encoded = {}
        self._index = {}
        self._orders = {}

    def __len__(self):
        return len(self.rows)

    def forget_indexes(self):
        self._index, self._orders = {}, {}

    def get(self, id_):
        position = self.position.get(id_)
        return None if position is None else self.rows[position]

    def index(self, key, extract):
        """value -> positions, of what extract(row) gives (a value or a list of them)."""
        found = self._index.get(key)
        if found is None:
            found = {}
            for position, row in enumerate(self.rows):
                value = extract(row)
                for one in value if isinstance(value, list) else (value,):
                    found.setdefault(one, []).append(position)
            self._index[key] = found
        return found

    def order(self, key, sort_key):
        """(positions in that order, rank by position)"""
        found = self._orders.get(key)
        if found is None:
            positions = sorted(range(len(self.rows)), key=lambda p: sort_key(self.rows[p]))
            rank = [0] * len(positions)
            for place, position in enumerate(positions):
                rank[position] = place
            found = self._orders[key] = (positions, rank)
        return found

    def encoded(self, positions, selection, select):
        """The rows as JSON; select(row) makes what `selection` (a hashable name of it) stands for."""
        cache = self._encoded.get(selection)
        if cache is None:
            if len(self._encoded) > 24:
                self._encoded.clear()
            cache = self._encoded[selection] = [None] * len(self.rows)
        out = []
        for position in positions:
            data = cache[position]
            if data is None:
                data = cache[position] = encode(select(self.rows[position]))
            out.append(data)
        return out


class Inventory:
    def __init__(self, snapshot):
        self.url = snapshot.get("netbox", {}).get("url", "https://netbox.example.com/")
        self.version = snapshot.get("netbox", {}).get("version", "4.2.9")
        self.collections = {name: Collection(name, rows)
                            for name, rows in snapshot["collections"].items()}
        self._derived = {}
        self._known = {}
        self._descendants = {}
        self._deleted = {}

    @classmethod
    def load(cls, path):
        gc.disable()
        try:
            with open(path, encoding="utf-8") as file:
                inventory = cls(json.load(file))
        finally:
            gc.enable()
        gc.freeze()
        return inventory

    def names(self):
        return sorted({*self.collections, *NESTED, *EMPTY, "dcim/cable-terminations"})

    def collection(self, name):
        """The collection of that name, recorded or derived; None for an unknown one."""
        found = self.collections.get(name) or self._derived.get(name)
        if found is None and (name in NESTED or name in EMPTY):
            found = Collection(name, self._derive(name))
        if found is None and name == "dcim/cable-terminations":
            found = Collection(name, self._terminations())
        if found is not None and name not in self.collections:
            self._derived[name] = found
        return found

    def _derive(self, name):
        found = {}
        for holder, key in NESTED.get(name, ()):
            source = self.collection(holder) if holder != name else self.collections.get(name)
            for row in source.rows if source else ():
                value = row.get(key)
                for one in value if isinstance(value, list) else (value,):
                    if isinstance(one, dict) and isinstance(one.get("id"), int):
                        if len(one) > len(found.get(one["id"], ())):
                            found[one["id"]] = one
        if name == "dcim/device-types":
            found = {id_: {"u_height": height(row, self.version), **row} for id_, row in found.items()}
        return found.values()

    def _terminations(self):
        rows = []
        cables = self.collections.get("dcim/cables")
        for cable in cables.rows if cables else ():
            for end in "AB":
                for one in self.cable_ends(cable, end):
                    id_ = len(rows) + 1
                    rows.append({
                        "id": id_, "url": f"{self.url}api/dcim/cable-terminations/{id_}/",
                        "display": f"Cable {cable['display']} to {one['object_id']}",
                        "cable": cable["id"], "cable_end": end,
                        "termination_type": one["object_type"], "termination_id": one["object_id"],
                        "termination": one.get("object"),
                        "created": cable.get("created"), "last_updated": cable.get("last_updated")})
        return rows

    @staticmethod
    def cable_ends(cable, end):
        """What hangs on that end of a cable, whichever the shape of its version."""
        key = end.lower()
        if f"{key}_terminations" in cable:
            return cable[f"{key}_terminations"] or []
        if cable.get(f"termination_{key}_id") is None:
            return []
        return [{"object_type": cable[f"termination_{key}_type"],
                 "object_id": cable[f"termination_{key}_id"],
                 "object": cable.get(f"termination_{key}")}]

    def known(self, name):
        """id -> object of everything of that kind that exists, be it only as a nested object."""
        found = self._known.get(name)
        if found is None:
            found = {row["id"]: row for row in self._derive(name)}
            if name in self.collections:
                found.update((row["id"], row) for row in self.collections[name].rows)
            for id_ in self._deleted.get(name, ()):
                found.pop(id_, None)
            self._known[name] = found
        return found

    def object(self, name, id_):
        return self.known(name).get(id_, {}) if id_ is not None else {}

    def descendants(self, name, id_):
        """id_ and every id below it, by `parent`."""
        children = self._descendants.get(name)
        if children is None:
            children = {}
            for row in self.known(name).values():
                children.setdefault(nested_id(row, "parent"), []).append(row["id"])
            self._descendants[name] = children
        found, todo = set(), [id_]
        while todo:
            one = todo.pop()
            if one not in found:
                found.add(one)
                todo += children.get(one, [])
        return found

    # Changes while the server runs (the faults shrink and grow).

    def _replace(self, name, rows):
        self.collections = {**self.collections, name: Collection(name, rows)}
        self._derived, self._known, self._descendants = {}, {}, {}
        for collection in self.collections.values():
            collection.forget_indexes()

    def delete(self, name, ids):
        self._deleted.setdefault(name, set()).update(ids)
        self._replace(name, [row for row in self.collection(name).rows if row["id"] not in ids])

    def insert_copies(self, name, ids):
        """A copy of each object, with a new id, uncabled, sorting before the original."""
        collection = self.collection(name)
        copies = []
        for id_ in ids:
            copy = dict(collection.get(id_))
            copy["id"] = collection.ids[-1] + 1 + len(copies)
            copy["url"] = f"{self.url}api/{name}/{copy['id']}/"
            if copy.get("name"):
                copy["name"] = copy["display"] = "!" + str(copy["id"])
            for key, value in (("cable", None), ("link_peers", []), ("link_peer", None),
                               ("connected_endpoints", None), ("connected_endpoint", None),
                               ("a_terminations", []), ("b_terminations", [])):
                if key in copy:
                    copy[key] = value
            copies.append(copy)
        self._replace(name, collection.rows + copies)
