"""NetBox's list filters, by collection and version (reference, 3.6).

A parameter that is not in the table of the collection at that version is no
filter: NetBox ignores it without a word, and so do we.
"""

import bisect
import re

from inventory import TERMINATION, natural, nested_id, value_of


def version_tuple(text):
    numbers = re.match(r"(\d+)\.(\d+)(?:\.(\d+))?", text)
    if not numbers:
        raise ValueError(f"not a version: {text}")
    return tuple(int(n or 0) for n in numbers.groups())


class Filter:
    """kind: id, number, relation, name (relation by slug or name), choice, bool, text, tag, search.

    extract(inventory, row) gives the value(s) to compare; model is the
    collection a relation points into; ranges are (since, until) versions, both
    inclusive, None = open.
    """

    def __init__(self, kind, extract, model=None, attribute="slug", tree=False, ranges=((None, None),),
                 choices=(), plain=False):
        self.kind, self.extract, self.model, self.attribute = kind, extract, model, attribute
        self.tree, self.ranges, self.choices, self.plain = tree, ranges, choices, plain

    def exists_in(self, version):
        return any((low is None or version >= version_tuple(low)) and
                   (high is None or version <= version_tuple(high)) for low, high in self.ranges)


def since(version):
    return ((version, None),)


# ------------------------------------------------------------------ where a row is

def _device(inv, row):
    return inv.object("dcim/devices", nested_id(row, "device"))


def _panel(inv, row):
    return inv.object("dcim/power-panels", nested_id(row, "power_panel"))


def _own(key):
    return lambda inv, row: nested_id(row, key)


def _of(holder, key):
    return lambda inv, row: nested_id(holder(inv, row), key)


def _role_id(device):
    role = nested_id(device, "role")
    return role if role is not None else nested_id(device, "device_role")


def _value(key):
    return lambda inv, row: value_of(row, key)


def _geography(site):
    """The filters every collection with a site has; site(inv, row) gives the site's id."""
    def of_site(key):
        return lambda inv, row: nested_id(inv.object("dcim/sites", site(inv, row)), key)
    return {
        "site_id": Filter("relation", site, "dcim/sites"),
        "site": Filter("name", site, "dcim/sites"),
        "region_id": Filter("relation", of_site("region"), "dcim/regions", tree=True),
        "region": Filter("name", of_site("region"), "dcim/regions", tree=True),
        "site_group_id": Filter("relation", of_site("group"), "dcim/site-groups", tree=True),
        "site_group": Filter("name", of_site("group"), "dcim/site-groups", tree=True),
    }


def _tenancy(tenant=_own("tenant"), ranges=((None, None),)):
    return {"tenant_id": Filter("relation", tenant, "tenancy/tenants", ranges=ranges),
            "tenant": Filter("name", tenant, "tenancy/tenants", ranges=ranges)}


def _texts(*keys):
    return {key: Filter("text", _value(key)) for key in keys}


def _tags(inv, row):
    return [tag["slug"] for tag in row.get("tags") or []]


def _cable_ok(inv, row):
    cable = inv.object("dcim/cables", nested_id(row, "cable"))
    return bool(cable) and value_of(cable, "status") == "connected"


CABLED = {
    "cabled": Filter("bool", lambda inv, row: row.get("cable") is not None),
    "connected": Filter("bool", _cable_ok),
    "occupied": Filter("bool", lambda inv, row: row.get("cable") is not None or
                       bool(row.get("mark_connected")), ranges=since("3.3")),
    "cable_id": Filter("relation", _own("cable"), "dcim/cables", ranges=since("4.0")),
    "mark_connected": Filter("bool", lambda inv, row: bool(row.get("mark_connected")), ranges=since("4.0")),
}

COMMON = {
    "id": Filter("id", lambda inv, row: row["id"]),
    "tag": Filter("tag", _tags, "extras/tags"),
    "q": Filter("search", lambda inv, row: " ".join(
        str(row.get(key) or "") for key in ("name", "label", "description", "facility_id", "serial", "asset_tag"))),
}

DEVICE_STATUS = "offline active planned staged failed inventory decommissioning".split()
PLACE_STATUS = "planned staging active decommissioning retired".split()

COMPONENT = {
    **COMMON, **CABLED, **_geography(_of(_device, "site")),
    **_texts("name", "label", "description"),
    "location_id": Filter("relation", _of(_device, "location"), "dcim/locations", ranges=since("3.0")),
    "location": Filter("name", _of(_device, "location"), "dcim/locations", ranges=since("3.0")),
    "rack_id": Filter("relation", _of(_device, "rack"), "dcim/racks", ranges=since("3.3.2")),
    "rack": Filter("name", _of(_device, "rack"), "dcim/racks", "name", ranges=since("3.3.2")),
    "device_id": Filter("relation", _own("device"), "dcim/devices"),
    "device": Filter("name", _own("device"), "dcim/devices", "name"),
    "module_id": Filter("relation", _own("module"), "dcim/modules", ranges=since("3.2")),
    **_tenancy(_of(_device, "tenant"), since("4.4.8")),
    "device_status": Filter("choice", lambda inv, row: value_of(_device(inv, row), "status"),
                            choices=DEVICE_STATUS, ranges=since("4.0")),
    "device_role_id": Filter("relation", lambda inv, row: _role_id(_device(inv, row)), "dcim/device-roles",
                             ranges=(("3.5.3", "3.7.99"), ("4.0.8", None))),
    "role_id": Filter("relation", lambda inv, row: _role_id(_device(inv, row)), "dcim/device-roles",
                      ranges=(("4.0.0", "4.0.7"),)),
    "type": Filter("choice", _value("type"), choices=None),
}


def _terminated(collection):
    """Ids of what of that collection a cable ends on."""
    kind = TERMINATION[collection]
    return lambda inv, row: [one["object_id"] for end in "AB" for one in inv.cable_ends(row, end)
                             if one["object_type"] == kind]


def _at_ends(what):
    """For a cable: what(inv, the object at an end and its kind), of all its ends."""
    collections = {kind: name for name, kind in TERMINATION.items()}

    def extract(inv, row):
        found = []
        for end in "AB":
            for one in inv.cable_ends(row, end):
                collection = collections.get(one["object_type"])
                held = inv.object(collection, one["object_id"]) if collection else None
                value = what(inv, held, collection) if held else None
                if value is not None and value not in found:
                    found.append(value)
        return found
    return extract


def _end_site(inv, held, collection):
    holder = _panel(inv, held) if collection == "dcim/power-feeds" else _device(inv, held)
    return nested_id(holder, "site")


def _end_location(inv, held, collection):
    holder = _panel(inv, held) if collection == "dcim/power-feeds" else _device(inv, held)
    return nested_id(holder, "location")


def _end_rack(inv, held, collection):
    return nested_id(held if collection == "dcim/power-feeds" else _device(inv, held), "rack")


def _available_power(inv, row):
    base = abs(row["voltage"]) * row["amperage"] * (row["max_utilization"] / 100.0)
    return round(base * 1.732 if value_of(row, "phase") == "three-phase" else base)


def _has(collection):
    def extract(inv, row):
        held = inv.collection(collection)
        return row["id"] in held.index("device_id", lambda one: nested_id(one, "device"))
    return extract


TABLE = {
    "dcim/sites": {
        **COMMON, **_tenancy(), **_texts("name", "slug", "facility", "description"),
        **{key: value for key, value in _geography(lambda inv, row: row["id"]).items() if key.startswith("region")},
        "group_id": Filter("relation", _own("group"), "dcim/site-groups", tree=True),
        "status": Filter("choice", _value("status"), choices=PLACE_STATUS),
    },
    "dcim/locations": {
        **COMMON, **_geography(_own("site")), **_tenancy(ranges=since("3.1")), **_texts("name", "slug", "description"),
        "parent_id": Filter("relation", _own("parent"), "dcim/locations"),
        "status": Filter("choice", _value("status"), choices=PLACE_STATUS, ranges=since("3.3")),
    },
    "dcim/racks": {
        **COMMON, **_geography(_own("site")), **_tenancy(), **_texts("name", "facility_id", "serial", "asset_tag"),
        "location_id": Filter("relation", _own("location"), "dcim/locations", tree=True),
        "location": Filter("name", _own("location"), "dcim/locations", tree=True),
        "role_id": Filter("relation", _own("role"), "dcim/rack-roles"),
        "status": Filter("choice", _value("status"), choices="reserved available planned active deprecated".split()),
        "u_height": Filter("number", _value("u_height")),
    },
    "dcim/power-panels": {
        **COMMON, **_geography(_own("site")), **_texts("name", "description"),
        "location_id": Filter("relation", _own("location"), "dcim/locations", tree=True),
    },
    "dcim/power-feeds": {
        **COMMON, **CABLED, **_geography(_of(_panel, "site")), **_tenancy(ranges=since("3.6")),
        **_texts("name", "description"),
        "power_panel_id": Filter("relation", _own("power_panel"), "dcim/power-panels"),
        "rack_id": Filter("relation", _own("rack"), "dcim/racks"),
        "status": Filter("choice", _value("status"), choices="offline active planned failed".split()),
        "type": Filter("choice", _value("type"), choices="primary redundant".split()),
        "supply": Filter("choice", _value("supply"), choices="ac dc".split()),
        "phase": Filter("choice", _value("phase"), choices="single-phase three-phase".split()),
        "voltage": Filter("number", _value("voltage")),
        "amperage": Filter("number", _value("amperage")),
        "max_utilization": Filter("number", _value("max_utilization")),
        "available_power": Filter("number", _available_power, ranges=since("4.0")),
    },
    "dcim/devices": {
        **COMMON, **_geography(_own("site")), **_tenancy(), **_texts("name", "serial", "asset_tag", "description"),
        "location_id": Filter("relation", _own("location"), "dcim/locations", tree=True),
        "location": Filter("name", _own("location"), "dcim/locations", tree=True),
        "rack_id": Filter("relation", _own("rack"), "dcim/racks"),
        "role_id": Filter("relation", lambda inv, row: _role_id(row), "dcim/device-roles", tree=True),
        "role": Filter("name", lambda inv, row: _role_id(row), "dcim/device-roles", tree=True),
        "device_type_id": Filter("relation", _own("device_type"), "dcim/device-types"),
        "manufacturer_id": Filter("relation", lambda inv, row: nested_id(row.get("device_type") or {}, "manufacturer"),
                                  "dcim/manufacturers"),
        "virtual_chassis_id": Filter("relation", _own("virtual_chassis"), "dcim/virtual-chassis"),
        "status": Filter("choice", _value("status"), choices=DEVICE_STATUS),
        "face": Filter("choice", _value("face"), choices=["front", "rear"]),
        "position": Filter("number", _value("position")),
        "power_ports": Filter("bool", _has("dcim/power-ports")),
        "power_outlets": Filter("bool", _has("dcim/power-outlets")),
    },
    "dcim/power-ports": {
        **COMPONENT,
        "maximum_draw": Filter("number", _value("maximum_draw")),
        "allocated_draw": Filter("number", _value("allocated_draw")),
    },
    "dcim/power-outlets": {
        **COMPONENT,
        "power_port_id": Filter("relation", _own("power_port"), "dcim/power-ports", ranges=since("4.0")),
        "feed_leg": Filter("choice", _value("feed_leg"), choices=["A", "B", "C"]),
        "status": Filter("choice", _value("status"), choices="enabled disabled faulty".split(), ranges=since("4.3")),
        "color": Filter("text", _value("color"), ranges=since("4.2")),
    },
    "dcim/cables": {
        **COMMON, **_tenancy(ranges=since("3.1")), **_texts("label", "color"),
        # These three are plain numbers in NetBox: a missing one is no error.
        "device_id": Filter("number", _at_ends(lambda inv, held, c: nested_id(held, "device"))),
        "rack_id": Filter("number", _at_ends(_end_rack)),
        "site_id": Filter("number", _at_ends(_end_site)),
        "location_id": Filter("number", _at_ends(_end_location), ranges=since("3.3")),
        "powerport_id": Filter("relation", _terminated("dcim/power-ports"), "dcim/power-ports", ranges=since("3.7")),
        "poweroutlet_id": Filter("relation", _terminated("dcim/power-outlets"), "dcim/power-outlets",
                                 ranges=since("3.7")),
        "powerfeed_id": Filter("relation", _terminated("dcim/power-feeds"), "dcim/power-feeds", ranges=since("3.7")),
        "status": Filter("choice", _value("status"), choices="connected planned decommissioning".split()),
        "type": Filter("choice", _value("type"), choices=None),
    },
    "dcim/cable-terminations": {
        "id": COMMON["id"],
        "cable": Filter("relation", _value("cable"), "dcim/cables"),
        "cable_end": Filter("choice", _value("cable_end"), choices=["A", "B"]),
        "termination_type": Filter("choice", _value("termination_type"), choices=None, ranges=since("3.4")),
        "termination_id": Filter("number", _value("termination_id")),
    },
}
DEFAULT = {**COMMON, **_texts("name", "slug", "model")}


# ------------------------------------------------------------------ evaluation

class BadFilter(Exception):
    """The value of a filter that NetBox answers with 400."""


NUMBER_LOOKUPS = {"lt": lambda a, b: a < b, "lte": lambda a, b: a <= b,
                  "gt": lambda a, b: a > b, "gte": lambda a, b: a >= b}
TEXT_LOOKUPS = {"ic": lambda a, b: b in a, "isw": str.startswith, "iew": str.endswith, "ie": lambda a, b: a == b}
LOOKUPS = {"id": ("n", *NUMBER_LOOKUPS), "number": ("n", *NUMBER_LOOKUPS), "relation": ("n",), "name": ("n",),
           "choice": ("n",), "tag": ("n",), "bool": (), "search": (),
           "text": ("n", *TEXT_LOOKUPS, *("n" + name for name in TEXT_LOOKUPS))}


def find(collection_name, parameter, version):
    """(Filter, base name, lookup) of a query parameter; (None, ...) when it is none there."""
    table = TABLE.get(collection_name, DEFAULT)
    base, _, lookup = parameter, "", ""
    if base not in table and "__" in parameter:
        base, _, lookup = parameter.rpartition("__")
    found = table.get(base)
    if found is None or not found.exists_in(version) or (lookup and lookup not in LOOKUPS[found.kind]):
        return None, base, lookup
    return found, base, lookup


def id_window(collection, parameter, values):
    """(first, end) positions for id__gt and its kin, or None for another parameter."""
    lookup = parameter.removeprefix("id__")
    if lookup == parameter or lookup not in NUMBER_LOOKUPS:
        return None
    found = None
    for value in values:
        number = _number(value)
        if isinstance(number, float):
            raise BadFilter("Enter a whole number.")
        place = (bisect.bisect_left if lookup in ("lt", "gte") else bisect.bisect_right)(collection.ids, number)
        window = (0, place) if lookup in ("lt", "lte") else (place, len(collection))
        found = window if found is None else (min(found[0], window[0]), max(found[1], window[1]))
    return found


def positions(inv, collection, parameter, values, version):
    """The set of positions that pass, or None when the parameter does not filter."""
    found, base, lookup = find(collection.name, parameter, version)
    if found is None:
        return None
    values = [value for value in values if value != ""] if found.kind != "text" else values
    if not values:
        return None
    index = collection.index("filter " + base, lambda row: found.extract(inv, row))
    negate = lookup == "n" or lookup in {"n" + name for name in TEXT_LOOKUPS}
    passed = EVALUATE[found.kind](inv, collection, found, index, values, lookup.removeprefix("n") if negate else lookup,
                                  version)
    if passed is not None and negate:
        passed = set(range(len(collection))) - passed
    return passed


def _union(index, keys):
    passed = set()
    for key in keys:
        passed.update(index.get(key, ()))
    return passed


def _number(text):
    try:
        return int(text)
    except ValueError:
        try:
            number = float(text)
        except ValueError:
            raise BadFilter("Enter a number.") from None
        if number != number or number in (float("inf"), float("-inf")):
            raise BadFilter("Enter a number.")
        return number


def _numbers(inv, collection, found, index, values, lookup, version):
    numbers = [_number(value) for value in values]
    if found.kind == "id" and any(isinstance(number, float) for number in numbers):
        raise BadFilter("Enter a whole number.")
    if not lookup:
        return _union(index, numbers)
    test = NUMBER_LOOKUPS[lookup]
    return _union(index, [key for key in index if isinstance(key, (int, float)) and
                          any(test(key, number) for number in numbers)])


def _relations(inv, collection, found, index, values, lookup, version):
    known, keys = inv.known(found.model), set()
    for value in values:
        if value == "null":
            keys.add(None)
            continue
        if not re.fullmatch(r"-?\d+", value):
            raise BadFilter(f"“{value}” is not a valid value.")
        if int(value) not in known:
            raise BadFilter(f"Select a valid choice. {value} is not one of the available choices.")
        keys |= _below(inv, found, int(value), version)
    return _union(index, keys)


def _names(inv, collection, found, index, values, lookup, version):
    by_name, keys = {}, set()
    for id_, row in inv.known(found.model).items():
        by_name.setdefault(row.get(found.attribute), []).append(id_)
    for value in values:
        if value == "null":
            keys.add(None)
            continue
        if value not in by_name:
            raise BadFilter(f"Select a valid choice. {value} is not one of the available choices.")
        for id_ in by_name[value]:
            keys |= _below(inv, found, id_, version)
    return _union(index, keys)


def _below(inv, found, id_, version):
    # Device roles are a tree from 4.3 only; the other trees always were.
    tree = found.tree and (found.model != "dcim/device-roles" or version >= (4, 3, 0))
    return inv.descendants(found.model, id_) if tree else {id_}


def _choices(inv, collection, found, index, values, lookup, version):
    for value in values:
        if found.choices is not None and value not in found.choices and value not in index and value != "null":
            raise BadFilter(f"Select a valid choice. {value} is not one of the available choices.")
    return _union(index, [None if value == "null" else value for value in values])


def _bools(inv, collection, found, index, values, lookup, version):
    wanted = {"true": True, "True": True, "1": True, "false": False, "False": False, "0": False}.get(values[-1])
    return None if wanted is None else _union(index, [wanted])


def _texts_match(inv, collection, found, index, values, lookup, version):
    if not lookup:
        return _union(index, values)
    test, low = TEXT_LOOKUPS[lookup], [value.casefold() for value in values]
    return _union(index, [key for key in index if key is not None and
                          any(test(str(key).casefold(), value) for value in low)])


def _tag_all(inv, collection, found, index, values, lookup, version):
    known = {row.get("slug") for row in inv.known("extras/tags").values()}
    for value in values:
        if value not in known:
            raise BadFilter(f"Select a valid choice. {value} is not one of the available choices.")
    return set.intersection(*(set(index.get(value, ())) for value in values))


def _search(inv, collection, found, index, values, lookup, version):
    wanted = values[-1].strip().casefold()
    return _union(index, [key for key in index if wanted in key.casefold()])


EVALUATE = {"id": _numbers, "number": _numbers, "relation": _relations, "name": _names, "choice": _choices,
            "bool": _bools, "text": _texts_match, "tag": _tag_all, "search": _search}


# ------------------------------------------------------------------ default orders (reference, 3.4)

def default_order(inv, name):
    """The sort key of a collection's rows, or None for by id."""
    def named(model, id_):
        row = inv.object(model, id_)
        return natural(row.get("name")) if row else natural(None)

    def panel_key(row):
        return named("dcim/sites", nested_id(row, "site")), natural(row.get("name")), row["id"]

    def device_key(row):
        device = nested_id(row, "device")
        return named("dcim/devices", device), device or 0, natural(row.get("name")), row["id"]

    return {
        "dcim/power-ports": device_key,
        "dcim/power-outlets": device_key,
        "dcim/power-feeds": lambda row: (panel_key(_panel(inv, row) or row["power_panel"]), natural(row.get("name")),
                                         row["id"]),
        "dcim/power-panels": panel_key,
        "dcim/locations": panel_key,
        "dcim/racks": lambda row: (named("dcim/sites", nested_id(row, "site")),
                                   named("dcim/locations", nested_id(row, "location")),
                                   natural(row.get("name")), row["id"]),
        "dcim/cables": None,
        "dcim/cable-terminations": lambda row: (row["cable"], row["cable_end"], row["id"]),
        "dcim/device-types": lambda row: (natural((row.get("manufacturer") or {}).get("name")),
                                          natural(row.get("model")), row["id"]),
    }.get(name, lambda row: (natural(row.get("name")), row["id"]))
