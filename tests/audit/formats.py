#!/usr/bin/env python3
"""formats.py DIR: do audit.json, .csv, .md, .sarif and .xml in DIR say the same, in the shape their readers want?

SARIF: what the 2.1.0 schema requires and code hosts ask for beyond it. JUnit: counts that add up."""
import csv
import json
import sys
import xml.etree.ElementTree as tree

LEVELS = {"error": "error", "warning": "warning", "notice": "note"}
folder = sys.argv[1]
audit = json.load(open(f"{folder}/audit.json", encoding="utf-8"))
rows = audit["rows"]
order = ["error", "warning", "notice"]

assert audit["format"] == "wattmap-report" and audit["version"] == 1 and audit["report"] == "audit"
for row in rows:
    assert {"rule", "severity", "object", "name", "text", "advice", "field", "url"} <= row.keys(), row
    assert all(isinstance(row[key], str) and row[key] for key in ("rule", "severity", "object", "text", "advice")), row
    assert row["url"].endswith(f"/{row['netbox_id']}/"), row
keys = [(order.index(row["severity"]), row["rule"]) for row in rows]
assert keys == sorted(keys), "not by severity and rule"

sarif = json.load(open(f"{folder}/audit.sarif", encoding="utf-8"))
assert sarif["version"] == "2.1.0" and "sarif-2.1.0" in sarif["$schema"] and len(sarif["runs"]) == 1
driver, results = sarif["runs"][0]["tool"]["driver"], sarif["runs"][0]["results"]
assert driver["name"] == "wattmap" and driver["version"]
ids = [rule["id"] for rule in driver["rules"]]
assert len(set(ids)) == len(ids) and all(rule["shortDescription"]["text"] for rule in driver["rules"])
assert all(rule["defaultConfiguration"]["level"] in LEVELS.values() for rule in driver["rules"])
assert len(results) == len(rows)
for row, result in zip(rows, results):
    assert result["ruleId"] == row["rule"] == ids[result["ruleIndex"]] and result["level"] == LEVELS[row["severity"]]
    assert row["text"] in result["message"]["text"]
    place = result["locations"][0]
    assert place["physicalLocation"]["artifactLocation"]["uri"] == row["url"]
    assert place["physicalLocation"]["region"]["startLine"] >= 1
    assert place["logicalLocations"][0]["fullyQualifiedName"] == row["object"]
prints = [result["partialFingerprints"]["wattmap/v1"] for result in results]
assert len(set(prints)) == len(prints), "two results with one fingerprint"

root = tree.parse(f"{folder}/audit.xml").getroot()
assert root.tag == "testsuites"
suites = root.findall("testsuite")
assert [suite.get("name") for suite in suites] == ids
for suite in suites:
    cases = suite.findall("testcase")
    assert len(cases) == int(suite.get("tests")) >= 1
    assert len(suite.findall("testcase/failure")) == int(suite.get("failures"))
    assert len({case.get("name") for case in cases}) == len(cases)
for key in ("tests", "failures"):
    assert int(root.get(key)) == sum(int(suite.get(key)) for suite in suites)
assert int(root.get("failures")) == sum(row["severity"] != "notice" for row in rows)

lines = list(csv.reader(open(f"{folder}/audit.csv", encoding="utf-8", newline="")))
assert len(lines) == len(rows) + 1 and [line[1] for line in lines[1:]] == [row["rule"] for row in rows]
markdown = open(f"{folder}/audit.md", encoding="utf-8").read()
assert sum(line.startswith("| ") for line in markdown.splitlines()) == len(rows) + 2
