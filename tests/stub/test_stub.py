#!/usr/bin/env python3
"""What the stub promises, statement by statement of the REST reference (its sections in brackets)."""

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import unittest
from urllib.parse import urlencode

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)

import faults                                                       # noqa: E402
from inventory import Inventory                                     # noqa: E402
from rest import Api, DEFAULT_V1, DEFAULT_V2, Request               # noqa: E402

GENERATOR = os.path.join(HERE, os.pardir, "gen", "site.py")
GUIDE = os.path.join(HERE, os.pardir, os.pardir, "examples", "guide-4.2.9.json")


def generate(path, *options):
    subprocess.run([sys.executable, GENERATOR, "--racks", "12", "--racks-per-row", "4", "--rows-per-hall", "2",
                    "-o", path, *options], check=True)


class ApiCase(unittest.TestCase):
    """Requests without a network: 12 racks, 3 rows, 2 halls."""

    @classmethod
    def setUpClass(cls):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "site.json")
            generate(path)
            with open(path, encoding="utf-8") as file:
                cls.snapshot = json.load(file)

    def api(self, version="4.2.9", **options):
        return Api(Inventory(self.snapshot), version, **options)

    def get(self, path, version="4.2.9", api=None, token=DEFAULT_V1, headers=None, expect=200, **parameters):
        query = urlencode({key: value for key, value in parameters.items()}, doseq=True)
        headers = {"host": "nb", **({"authorization": "Token " + token} if token else {}), **(headers or {})}
        target = f"/api/{path}" + ("?" + query if query else "")
        response = (api or self.api(version)).handle(Request("GET", target, headers))
        self.assertEqual(response.status, expect, response.body[:300])
        self.answer = response
        return json.loads(response.body) if response.content_type == "application/json" else response.body

    def rows(self, name):
        return self.snapshot["collections"][name]

    def ids(self, path, version="4.2.9", **parameters):
        return [row["id"] for row in self.get(path, version, limit=0, **parameters)["results"]]


class Paging(ApiCase):
    def test_default_page_and_links(self):                                          # [3.1]
        page = self.get("dcim/power-outlets/")
        self.assertEqual((len(page["results"]), page["previous"]), (50, None))
        self.assertEqual(page["next"], "http://nb/api/dcim/power-outlets/?limit=50&offset=50")
        page = self.get("dcim/power-outlets/", offset=50, limit=50, fields="id,name")
        self.assertEqual(page["previous"], "http://nb/api/dcim/power-outlets/?fields=id%2Cname&limit=50")

    def test_cap(self):
        api = self.api(max_page=100)
        page = self.get("dcim/power-outlets/", api=api, limit=5000)
        self.assertEqual(len(page["results"]), 100)
        self.assertIn("limit=100&", page["next"])
        self.assertEqual(len(self.get("dcim/power-outlets/", api=api, limit=0)["results"]), 100)

    def test_no_cap(self):
        page = self.get("dcim/power-outlets/", api=self.api(max_page=0), limit=0)
        self.assertEqual((len(page["results"]), page["next"]), (page["count"], None))

    def test_bad_limits_are_ignored(self):
        for limit in ("x", "-1", ""):
            self.assertEqual(len(self.get("dcim/power-outlets/", limit=limit)["results"]), 50)

    def test_page_size_above_cap(self):
        for version, expected in (("4.0.0", 120), ("4.1.8", 120), ("4.4.2", 120), ("4.4.3", 100)):
            page = self.get("dcim/power-outlets/", api=self.api(version, page_size=120, max_page=100))
            self.assertEqual(len(page["results"]), expected, version)
        for version, expected in (("4.1.7", 100), ("4.1.8", 120), ("4.4.3", 100)):
            page = self.get("dcim/power-outlets/", api=self.api(version, page_size=120, max_page=100), limit=500)
            self.assertEqual(len(page["results"]), expected, version)

    def test_beyond_the_end(self):
        page = self.get("dcim/power-outlets/", offset=100000)
        self.assertEqual((page["results"], page["count"]), ([], len(self.rows("dcim/power-outlets"))))

    def test_offset_pages_make_the_whole(self):
        api, found, offset = self.api(), [], 0
        while True:
            page = self.get("dcim/cables/", api=api, limit=37, offset=offset)
            found += [row["id"] for row in page["results"]]
            if not page["next"]:
                break
            offset += 37
        self.assertEqual(found, [row["id"] for row in self.rows("dcim/cables")])

    def test_default_order_is_by_device_name(self):                                 # [3.4]
        names = [(row["device"]["name"], row["name"])
                 for row in self.get("dcim/power-ports/", limit=1000)["results"] if row["device"]["name"]]
        words = [re.split(r"(\d+)", device) for device, _ in names]
        self.assertEqual(words, sorted(words, key=lambda w: [int(x) if x.isdigit() else x for x in w]))
        self.assertNotEqual(self.ids("dcim/power-ports/"), sorted(self.ids("dcim/power-ports/")))

    def test_ordering_from_3_3(self):                                               # [3.3, 11]
        self.assertEqual(self.ids("dcim/power-ports/", ordering="id"), sorted(self.ids("dcim/power-ports/")))
        self.assertEqual(self.ids("dcim/power-ports/", ordering="-id"), sorted(self.ids("dcim/power-ports/"))[::-1])
        self.assertEqual(self.ids("dcim/power-ports/", "3.2.9", ordering="id"), self.ids("dcim/power-ports/"))

    def test_keyset(self):
        api, found, last = self.api("3.6.9"), [], 0
        while rows := self.get("dcim/power-ports/", api=api, ordering="id", id__gt=last, limit=60)["results"]:
            found += [row["id"] for row in rows]
            last = found[-1]
        self.assertEqual(found, [row["id"] for row in self.rows("dcim/power-ports")])

    def test_id_windows(self):
        self.assertEqual(sorted(self.ids("dcim/power-ports/", "2.11.12", id__gte=10, id__lt=20)), list(range(10, 20)))
        self.assertEqual(sorted(self.ids("dcim/power-ports/", id__gt=10, id__lte=20)), list(range(11, 21)))
        self.assertEqual(self.ids("dcim/power-ports/", id__gt=10, id__lt=5), [])

    def test_cursor(self):                                                          # [3.2]
        count = len(self.rows("dcim/cables"))
        page = self.get("dcim/cables/", "4.6.8", start=5, limit=10)
        self.assertEqual([row["id"] for row in page["results"]], list(range(5, 15)))
        self.assertEqual((page["count"], page["previous"]), (None, None))
        self.assertIn("start=15", page["next"])
        page = self.get("dcim/cables/", "4.6.8", start=count - 9, limit=10)
        self.assertIn(f"start={count + 1}", page["next"])
        page = self.get("dcim/cables/", "4.6.8", start=count + 1, limit=10)
        self.assertEqual((page["results"], page["next"]), ([], None))
        self.assertIsNone(self.get("dcim/cables/", "4.6.8", start=count - 3, limit=10)["next"])

    def test_cursor_errors(self):
        self.get("dcim/cables/", "4.6.8", start=1, offset=0, expect=400)
        self.get("dcim/cables/", "4.6.8", start=1, ordering="id", expect=400)
        self.get("dcim/cables/", "4.6.8", start="x", expect=400)
        self.get("dcim/cables/", "4.6.8", start="-1", expect=400)

    def test_start_is_nothing_before_4_6(self):
        page = self.get("dcim/cables/", "4.5.10", start=30, limit=10)
        self.assertEqual(page["results"][0]["id"], 1)
        self.assertIsNotNone(page["count"])


class Filtering(ApiCase):                                                           # [3.6]
    def all(self, name):
        return len(self.rows(name))

    def test_unknown_parameters_are_ignored(self):
        self.assertEqual(len(self.ids("dcim/racks/", nonsense=1, id__in="1,2")), 12)

    def test_repeating_is_or(self):
        self.assertEqual(self.ids("dcim/racks/", id=[1, 2, 99999]), [1, 2])

    def test_different_ones_are_and(self):
        self.assertEqual(self.ids("dcim/racks/", id=[1, 2], name=self.rows("dcim/racks")[0]["name"]), [1])

    def test_not(self):
        self.assertEqual(len(self.ids("dcim/racks/", id__n=[1, 2])), 10)

    def test_filters_by_version(self):
        cable = self.rows("dcim/power-outlets")[0]["cable"]["id"]
        every = self.all("dcim/power-outlets")
        tenant = next(row["tenant"]["id"] for row in self.rows("dcim/racks") if row["tenant"])
        for path, since, until, parameters in (
                ("dcim/power-outlets/", "4.0.0", "3.7.8", {"cable_id": cable}),
                ("dcim/power-outlets/", "4.0.0", "3.7.8", {"power_port_id": 1}),
                ("dcim/power-outlets/", "3.3.2", "3.3.1", {"rack_id": 1}),
                ("dcim/power-outlets/", "3.0.0", "2.11.12", {"location_id": 2}),
                ("dcim/power-outlets/", "4.0.0", "3.7.8", {"mark_connected": "true"}),
                ("dcim/power-outlets/", "3.3.0", "3.2.9", {"occupied": "true"}),
                ("dcim/power-outlets/", "4.4.8", "4.4.7", {"tenant_id": tenant}),
                ("dcim/power-outlets/", "3.5.3", "3.5.2", {"device_role_id": 2}),
                ("dcim/power-outlets/", "4.0.8", "4.0.7", {"device_role_id": 2}),
                ("dcim/power-outlets/", "4.0.7", "4.0.8", {"role_id": 2}),
                ("dcim/power-outlets/", "4.0.0", "3.7.8", {"device_status": "planned"})):
            self.assertLess(len(self.ids(path, since, **parameters)), every, (since, parameters))
            self.assertEqual(len(self.ids(path, until, **parameters)), every, (until, parameters))

    def test_feeds_have_no_location(self):
        self.assertEqual(len(self.ids("dcim/power-feeds/", location_id=2)), self.all("dcim/power-feeds"))

    def test_location_descends_but_not_for_components(self):
        hall = 1
        self.assertEqual(len(self.ids("dcim/racks/", location_id=hall)), 8)
        self.assertEqual(len(self.ids("dcim/devices/", location_id=hall)), 8 * 22)
        self.assertEqual(len(self.ids("dcim/power-panels/", location_id=hall)), 4)
        self.assertEqual(self.ids("dcim/power-outlets/", location_id=hall), [])
        self.assertEqual(len(self.ids("dcim/power-outlets/", location_id=2)), 4 * 48)

    def test_geography(self):
        for name in ("racks", "devices", "power-panels", "power-feeds", "power-ports", "power-outlets"):
            for parameters in ({"site_id": 1}, {"site": "gen1"}, {"region_id": 1}, {"region": "netherlands"}):
                self.assertEqual(len(self.ids(f"dcim/{name}/", **parameters)), self.all(f"dcim/{name}"), name)
            self.assertEqual(self.ids(f"dcim/{name}/", site_id="null"), [])

    def test_missing_relations_are_400(self):                                       # [3.6, 11]
        for parameter in ("site_id", "device_id", "rack_id", "site", "location_id"):
            body = self.get("dcim/power-ports/", expect=400, **{parameter: [99999]})
            self.assertRegex(body[parameter][0], "Select a valid choice")
        self.get("dcim/power-feeds/", expect=400, power_panel_id=99999)
        self.get("dcim/devices/", expect=400, tenant_id=999)

    def test_missing_ids_are_absent(self):
        self.assertEqual(self.ids("dcim/power-ports/", id=999999), [])
        for parameter in ("device_id", "rack_id", "site_id"):
            self.assertEqual(self.ids("dcim/cables/", **{parameter: 99999}), [])

    def test_malformed_numbers_are_400(self):
        self.get("dcim/power-ports/", expect=400, id="x")
        self.get("dcim/power-ports/", expect=400, id__gt="x")
        self.get("dcim/power-ports/", expect=400, device_id="x")
        self.get("dcim/power-feeds/", expect=400, voltage="x")

    def test_choices(self):
        planned = [row["id"] for row in self.rows("dcim/devices") if row["status"]["value"] == "planned"]
        self.assertEqual(sorted(self.ids("dcim/devices/", status="planned")), planned)
        self.get("dcim/devices/", expect=400, status="nonsense")

    def test_tags_are_and(self):
        tagged = [row["id"] for row in self.rows("dcim/devices") if row["tags"]]
        self.assertEqual(sorted(self.ids("dcim/devices/", tag="critical")), tagged)
        self.get("dcim/devices/", expect=400, tag=["critical", "other"])

    def test_power_ports_of_devices(self):
        pdus = [row["id"] for row in self.rows("dcim/devices") if row["role"]["name"] == "PDU"]
        self.assertEqual(sorted(self.ids("dcim/devices/", power_outlets="true")), pdus)
        self.assertEqual(len(self.ids("dcim/devices/", power_ports="true")), self.all("dcim/devices"))
        self.assertEqual(self.ids("dcim/devices/", role="pdu"), self.ids("dcim/devices/", role_id=1))

    def test_cables(self):
        found = self.get("dcim/cables/", device_id=3)["results"]
        inlets = {row["id"] for row in self.rows("dcim/power-ports") if row["device"]["id"] == 3}
        self.assertTrue(found)
        self.assertTrue(all(row["b_terminations"][0]["object_id"] in inlets for row in found))
        self.assertEqual(len(self.ids("dcim/cables/", "3.6.9", powerfeed_id=1)), self.all("dcim/cables"))
        self.assertEqual(len(self.ids("dcim/cables/", "3.7.8", powerfeed_id=1)), 1)

    def test_available_power(self):                                                 # [5.1]: 400 V, 32 A, 80 %, 3 phases
        self.assertEqual(self.ids("dcim/power-feeds/", id=1, available_power=17736), [1])
        self.assertEqual(self.ids("dcim/power-feeds/", id=1, available_power=17735), [])

    def test_text_and_search(self):
        name = self.rows("dcim/racks")[0]["name"]
        self.assertEqual(self.ids("dcim/racks/", name__ic=name.lower()), [1])
        self.assertEqual(self.ids("dcim/racks/", q=name.lower()), [1])


class Fields(ApiCase):                                                              # [3.5]
    def keys(self, version="4.2.9", **parameters):
        return set(self.get("dcim/power-ports/", version, **parameters)["results"][0])

    def test_fields_from_4_0(self):
        full = self.keys()
        self.assertEqual(self.keys(fields="id,cable,nonsense"), {"id", "cable"})
        self.assertEqual(self.keys("3.7.8", fields="id,cable"), full)

    def test_fields_of_one(self):
        self.assertEqual(set(self.get("dcim/devices/1/", fields="id,name")), {"id", "name"})

    def test_omit_from_4_5_2(self):
        full = self.keys()
        self.assertEqual(self.keys("4.5.2", omit="name,label"), full - {"name", "label"})
        self.assertEqual(self.keys("4.5.1", omit="name"), full)
        self.assertEqual(self.keys("4.5.2", omit="name", fields="name"), {"name"})

    def test_brief(self):
        row = self.get("dcim/power-ports/", brief=1)["results"][0]
        self.assertEqual(set(row), {"id", "url", "display", "device", "name", "description", "cable", "_occupied"})
        self.assertIsInstance(row["cable"], dict)
        row = self.get("dcim/power-ports/", "3.7.8", brief=1)["results"][0]
        self.assertIsInstance(row["cable"], int)
        self.assertNotIn("description", row)


class Endpoints(ApiCase):
    def test_status(self):                                                          # [1.2]
        self.assertEqual(self.get("status/", "4.2.9")["netbox-version"], "4.2.9")
        self.assertIn("installed-apps", self.get("status/", "4.3.7"))
        self.assertIn("installed_apps", self.get("status/", "4.4.0"))
        self.assertEqual(self.get("status/", "4.3.0-beta1")["netbox-version"], "4.3.0")
        self.assertEqual(self.get("status/", "3.7-beta1")["netbox-version"], "3.7-beta1")
        self.assertIn(("API-Version", "3.7"), self.answer.headers)

    def test_tokens(self):                                                          # [4.1, 4.2]
        self.get("status/", "4.0.1", token=None)
        self.get("status/", "4.0.2", token=None, expect=403)
        self.get("dcim/racks/", "3.6.9", token=None, expect=403)
        self.get("dcim/racks/", "3.6.9", api=self.api("3.6.9", anonymous=True), token=None)
        self.assertEqual(self.get("status/", "3.6.9", token="0" * 40, expect=403)["detail"], "Invalid token")
        self.assertEqual(self.get("status/", "4.6.8", token="0" * 40, expect=403)["detail"], "Invalid v1 token")
        self.assertEqual(self.get("status/", "4.6.8", token="nbt_a.b", expect=403)["detail"], "Invalid v2 token")

    def test_bearer(self):
        bearer = {"authorization": "Bearer " + DEFAULT_V2}
        self.get("dcim/racks/", "4.5.0", headers=bearer)
        self.get("dcim/racks/", "4.5.0", headers={"authorization": "bearer " + DEFAULT_V1})
        body = self.get("dcim/racks/", "4.4.10", headers=bearer, expect=403)
        self.assertEqual(body["detail"], "Authentication credentials were not provided.")
        self.get("dcim/racks/", "4.4.10", token=DEFAULT_V2, expect=403)

    def test_authentication_check(self):
        self.get("authentication-check/", "4.4.10", expect=404)
        self.assertIn("username", self.get("authentication-check/", "4.5.0"))
        self.get("authentication-check/", "4.5.0", token=None, expect=403)

    def test_permissions(self):
        api = self.api(deny=["dcim/cables"], hide={"dcim/devices": {1, 2}})
        self.get("dcim/cables/", api=api, expect=403)
        self.assertEqual(self.get("dcim/devices/", api=api)["count"], len(self.rows("dcim/devices")) - 2)
        self.get("dcim/devices/1/", api=api, expect=404)
        self.assertEqual(self.get("dcim/power-ports/1/", api=api)["device"]["id"], 1)
        self.get("dcim/power-ports/", api=api, device_id=1)

    def test_one_object(self):
        self.assertEqual(self.get("dcim/devices/12/"), self.rows("dcim/devices")[11])
        self.assertIn("detail", self.get("dcim/devices/99999/", expect=404))

    def test_derived(self):
        self.assertEqual({row["name"] for row in self.get("dcim/device-roles/")["results"]},
                         {"PDU", "Server", "Storage", "Switch", "Appliance"})
        self.assertEqual(self.get("dcim/regions/")["count"], 1)
        self.assertGreater(self.get("tenancy/tenants/")["count"], 0)
        self.assertEqual(self.get("dcim/interfaces/")["count"], 0)

    def test_cable_terminations(self):                                              # [1.9]
        self.get("dcim/cable-terminations/", "3.2.9", expect=404)
        rows = self.get("dcim/cable-terminations/", cable=1)["results"]
        self.assertEqual([(row["cable"], row["cable_end"]) for row in rows], [(1, "A"), (1, "B")])
        self.assertEqual(self.get("dcim/cable-terminations/", termination_type="dcim.powerfeed")["count"], 24)

    def test_other_paths(self):
        self.assertIn(b"<html", self.get("dcim/nonsense/", expect=404))
        self.get("dcim/racks", expect=301, limit=1)
        self.assertIn(("Location", "/api/dcim/racks/?limit=1"), self.answer.headers)

    def test_accept(self):
        self.get("dcim/racks/", headers={"accept": "application/json; version=4.2"})
        self.get("dcim/racks/", headers={"accept": "application/json; version=1.0"}, expect=406)
        self.get("dcim/racks/", headers={"accept": "image/png"}, expect=406)

    def test_base_path_and_urls(self):
        api = self.api(base_path="netbox/", rewrite_urls=True)
        response = api.handle(Request("GET", "/netbox/api/dcim/racks/1/",
                                      {"host": "nb", "authorization": "Token " + DEFAULT_V1}))
        self.assertEqual(json.loads(response.body)["url"], "http://nb/netbox/api/dcim/racks/1/")
        self.get("dcim/racks/", api=api, expect=404)


class Server(unittest.TestCase):
    """What needs a connection; each test starts a server."""

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.snapshot = os.path.join(cls.folder.name, "site.json")
        generate(cls.snapshot)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def start(self, *options):
        self.log = os.path.join(self.folder.name, "log")
        port_file = os.path.join(self.folder.name, "port")
        process = subprocess.Popen([sys.executable, os.path.join(HERE, "netbox.py"), self.snapshot, "--log", self.log,
                                    "--port-file", port_file, *options], stdout=subprocess.PIPE, text=True)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        self.process, self.url = process, process.stdout.readline().strip()
        with open(port_file, encoding="ascii") as file:
            self.port = int(file.read())
        self.assertEqual(self.url.split(":")[2].split("/")[0], str(self.port))

    def connect(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        self.addCleanup(connection.close)
        return connection

    def get(self, target, connection=None, **headers):
        connection = connection or self.connect()
        connection.request("GET", target, headers={"Authorization": "Token " + DEFAULT_V1, **headers})
        response = connection.getresponse()
        response.data = response.read()
        return response

    def page(self, target="/api/dcim/power-ports/?limit=3"):
        return json.loads(self.get(target).data)

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.assertEqual(self.process.wait(5), 0)
        with open(self.log, encoding="utf-8") as file:
            return file.read()

    def test_keep_alive_and_log(self):
        self.start()
        connection = self.connect()
        for _ in range(3):
            self.assertEqual(self.get("/api/dcim/racks/?limit=1", connection).status, 200)
        self.get("/api/status/")
        log = self.stop()
        lines = log.splitlines()
        self.assertRegex(lines[0], r"^GET /api/dcim/racks/\?limit=1 200 \d+ conn=1 new auth=Token fault=- ms=\d+ agent=")
        self.assertIn(" reused ", lines[1])
        self.assertEqual(lines[-1], "# requests=4 connections=2 max-concurrent=1 max-open=2")
        self.assertNotIn(DEFAULT_V1, log)

    def test_long_request_line(self):                                               # [11]
        self.start()
        fits = "/api/dcim/racks/?x=" + "y" * (4094 - len("GET  HTTP/1.1") - len("/api/dcim/racks/?x="))
        self.assertEqual(self.get(fits).status, 200)
        response = self.get(fits + "y")
        self.assertEqual(response.status, 400)
        self.assertIn(b"<html", response.data)

    def test_gzip_only_when_told(self):
        self.start()
        self.assertIsNone(self.get("/api/dcim/racks/", **{"Accept-Encoding": "gzip"}).getheader("Content-Encoding"))
        self.process.terminate()
        self.start("--gzip")
        self.assertEqual(self.get("/api/dcim/racks/", **{"Accept-Encoding": "gzip"}).getheader("Content-Encoding"),
                         "gzip")

    def test_statuses(self):
        self.start("--faults", "dcim/cables:429:retry-after=1,times=2", "--faults", "dcim/racks:503:times-each=1",
                   "--faults", "dcim/sites:500:skip=1,times=1")
        answers = [self.get("/api/dcim/cables/") for _ in range(3)]
        self.assertEqual([answer.status for answer in answers], [429, 429, 200])
        self.assertEqual(answers[0].getheader("Retry-After"), "1")
        targets = ["/api/dcim/racks/", "/api/dcim/racks/?limit=1", "/api/dcim/racks/"]
        self.assertEqual([self.get(target).status for target in targets], [503, 503, 200])
        self.assertEqual([self.get("/api/dcim/sites/").status for _ in range(3)], [200, 500, 200])

    def test_broken_connections(self):
        self.start("--faults", "ports:truncate", "--faults", "cables:reset", "--faults", "racks:close",
                   "--faults", "feeds:hang", "--faults", "sites:no-length", "--faults", "outlets:chunked")
        with self.assertRaises(http.client.IncompleteRead):
            self.get("/api/dcim/power-ports/")
        with self.assertRaises(ConnectionResetError):
            self.get("/api/dcim/cables/")
        with self.assertRaises(http.client.RemoteDisconnected):
            self.get("/api/dcim/racks/")
        connection = self.connect()
        connection.timeout = 0.3
        with self.assertRaises(TimeoutError):
            self.get("/api/dcim/power-feeds/", connection)
        self.assertEqual(json.loads(self.get("/api/dcim/sites/").data)["count"], 1)
        self.assertEqual(len(json.loads(self.get("/api/dcim/power-outlets/").data)["results"]), 50)
        self.stop()

    def test_spoiled_pages(self):
        for spec, check in (
                ("null-results", lambda page: page["results"] is None),
                ("not-list:as=number", lambda page: page["results"] == 7),
                ("wrong-type:key=name,row=1", lambda page: page["results"][1]["name"] == 7),
                ("wrong-type:key=device.id,to=string", lambda page: page["results"][0]["device"]["id"] == "x"),
                ("wrong-type:key=next,in=page", lambda page: page["next"] == 7),
                ("missing:key=id,row=all", lambda page: not any("id" in row for row in page["results"])),
                ("huge-count", lambda page: page["count"] == 1000000000 and page["next"]),
                ("big-number:key=allocated_draw", lambda page: page["results"][0]["allocated_draw"] > 10 ** 300),
                ("next-elsewhere", lambda page: page["next"].startswith("http://elsewhere.example/api/dcim/power")),
                ("short-page", lambda page: len(page["results"]) == 2)):
            self.start("--faults", "power-ports:" + spec)
            self.assertTrue(check(self.page()), spec)
            self.process.terminate()

    def test_spoiled_bytes(self):
        self.start("--faults", "~ports:deep:levels=5000", "--faults", "racks:bad-utf8", "--faults", "sites:html",
                   "--faults", "cables:redirect=http://elsewhere.example{path}", "--faults", "feeds:empty-body")
        self.assertIn(b"[" * 5000 + b"]" * 5000, self.get("/api/dcim/power-ports/?limit=1").data)
        with self.assertRaises(UnicodeDecodeError):
            self.get("/api/dcim/racks/").data.decode()
        self.assertIn(b"<html", self.get("/api/dcim/sites/").data)
        self.assertEqual(self.get("/api/dcim/cables/?limit=1").getheader("Location"),
                         "http://elsewhere.example/api/dcim/cables/?limit=1")
        self.assertEqual(self.get("/api/dcim/power-feeds/").data, b"")

    def test_moving_data(self):
        pages = ["/api/dcim/cables/?limit=3", "/api/dcim/cables/?limit=3&offset=3"]
        for spec, expected in (("shrink:n=2", [1, 2, 3, 6, 7, 8]), ("duplicate", [1, 2, 3, 3, 4, 5, 6])):
            self.start("--faults", "cables:" + spec)
            self.assertEqual([row["id"] for target in pages for row in self.page(target)["results"]], expected)
            self.process.terminate()
        self.start("--faults", "power-ports:grow:n=2", "--faults", "cables:count-changes:by=-1")
        first = self.page("/api/dcim/power-feeds/?limit=1")["count"]
        first = self.page("/api/dcim/power-ports/?limit=3")
        second = self.page("/api/dcim/power-ports/?limit=3&offset=3")
        self.assertEqual(second["count"], first["count"] + 2)
        counts = [self.page("/api/dcim/cables/?limit=1")["count"] for _ in range(3)]
        self.assertEqual([counts[0] - count for count in counts], [0, 1, 2])

    def test_deleted_device_spoils_its_batch(self):                                 # [11]
        self.start("--faults", "dcim/devices:shrink:ids=3")
        self.get("/api/dcim/devices/?limit=1")
        self.assertEqual(self.get("/api/dcim/power-ports/?device_id=3&device_id=4").status, 400)
        self.assertEqual(self.get("/api/dcim/power-ports/?device_id=4").status, 200)

    def test_timeout_above(self):
        self.start("--faults", "cables:timeout-above:limit=100,status=504")
        self.assertEqual(self.get("/api/dcim/cables/?limit=101").status, 504)
        self.assertEqual(self.get("/api/dcim/cables/?limit=100").status, 200)

    def test_not_netbox(self):
        self.start("--faults", "not-netbox")
        self.assertEqual([self.get(path).status for path in ("/", "/api/status/")], [200, 404])

    def test_guide(self):
        if not os.path.exists(GUIDE):
            self.skipTest("no example")
        self.snapshot = GUIDE
        self.start()
        with open(GUIDE, encoding="utf-8") as file:
            outlets = json.load(file)["collections"]["dcim/power-outlets"]
        found = self.page("/api/dcim/power-outlets/?ordering=id&limit=1000")["results"]
        found += self.page(f"/api/dcim/power-outlets/?ordering=id&id__gt={found[-1]['id']}&limit=1000")["results"]
        self.assertEqual(found, outlets)


class Documents(unittest.TestCase):
    def test_readme_names_every_fault(self):
        with open(os.path.join(HERE, "README.md"), encoding="utf-8") as file:
            text = file.read()
        for kind in faults.KINDS:
            self.assertTrue(kind == "STATUS" or f"`{kind}`" in text, kind)

    def test_bad_specs(self):
        for spec in ("x", "x:nonsense", "x:429:foo", "x:999"):
            with self.assertRaises(ValueError):
                faults.Fault(spec)


class Generator(unittest.TestCase):
    def make(self, *options):
        return subprocess.run([sys.executable, GENERATOR, "--racks", "2", *options], check=True, stdout=subprocess.PIPE,
                              text=True).stdout

    def test_same_seed_same_bytes(self):
        self.assertEqual(self.make(), self.make())
        self.assertNotEqual(self.make(), self.make("--seed", "2"))

    def test_layouts_hold_the_same(self):
        lines, pretty, oneline = (json.loads(self.make("--layout", name)) for name in ("lines", "pretty", "oneline"))
        self.assertEqual(lines, pretty)
        self.assertEqual(lines, oneline)
        self.assertNotIn("\n", self.make("--layout", "oneline"))

    def test_cables_meet_their_ends(self):
        for version in ("2.11.12", "3.6.9", "4.2.9", "4.6.8"):
            inventory = Inventory(json.loads(self.make("--version", version)))
            for row in inventory.collection("dcim/cables").rows:
                for end in "AB":
                    for one in inventory.cable_ends(row, end):
                        name = {"dcim.powerport": "dcim/power-ports", "dcim.poweroutlet": "dcim/power-outlets",
                                "dcim.powerfeed": "dcim/power-feeds"}[one["object_type"]]
                        held = inventory.collection(name).get(one["object_id"])
                        self.assertEqual(held["cable"]["id"], row["id"])
                        if version >= "3.3":
                            self.assertEqual(held["cable_end"], end)


if __name__ == "__main__":
    unittest.main()
