#!/usr/bin/env bats
# Naming elements when several sites have one of that name.
load helper

@test "the scope tells namesakes apart" {
	cat >two.json <<-'END'
		{"format": "wattmap-snapshot", "version": 1, "netbox": {"version": "4.2.9"}, "collections": {
		"dcim/sites": [{"id": 1, "name": "Amsterdam", "slug": "ams1"}, {"id": 2, "name": "Boston", "slug": "bos1"}],
		"dcim/power-panels": [{"id": 1, "name": "PP", "site": {"id": 1}}, {"id": 2, "name": "PP", "site": {"id": 2}}],
		"dcim/power-feeds": [{"id": 1, "name": "F", "power_panel": {"id": 1}, "status": "active"}, {"id": 2, "name": "F", "power_panel": {"id": 2}, "status": "active"}],
		"dcim/devices": [{"id": 1, "name": "web01", "site": {"id": 1}, "status": "active"}, {"id": 2, "name": "web01", "site": {"id": 2}, "status": "active"}],
		"dcim/power-ports": [{"id": 1, "name": "PSU1", "device": {"id": 1}}, {"id": 2, "name": "PSU1", "device": {"id": 2}}]
		}}
	END
	fails 8 "'web01' fits 2 devices: device:#1 web01, device:#2 web01; say" wattmap trace web01 --snapshot two.json
	for site in ams1:1 bos1:2; do
		wattmap trace web01 --site "${site%:*}" --snapshot two.json -o trace.json
		jq -e --arg id "device-${site#*:}" 'any(.verdicts[]; .device == $id)' trace.json
		wattmap chain --root PP --site "${site%:*}" --snapshot two.json -o chain.json
		jq -e --arg id "panel-${site#*:}" '[.elements[] | select(.kind == "panel") | .id] == [$id]' chain.json
	done
	fails 8 "'web01' fits 2 devices" wattmap trace web01 --site ams1 --site bos1 --snapshot two.json
	fails 8 "device 'web01' is outside of" wattmap trace device:#1 --site bos1 --snapshot two.json
}

@test "the audit of one of two namesakes" {
	jq '.collections["dcim/sites"] += [.collections["dcim/sites"][0] | .id = 99 | .name = "Other" | .slug = "other"]
	    | .collections["dcim/devices"] += [.collections["dcim/devices"][] | select(.name == "CORE-SW01") | .id = 9999
	      | .site = {"id": 99, "name": "Other", "slug": "other"} | .rack = null | .location = null]
	    | .collections["dcim/power-ports"] += [.collections["dcim/power-ports"][0] | .id = 99999
	      | .device = {"id": 9999, "name": "CORE-SW01"} | .cable = null | .cable_end = ""]' "$GUIDE" >twins.json
	fails 8 "--device: 'CORE-SW01' fits 2 devices: device:#93 CORE-SW01, device:#9999" \
		wattmap audit --device CORE-SW01 --snapshot twins.json
	run -0 --separate-stderr wattmap audit --device CORE-SW01 --site other --snapshot twins.json --format json
	[ "$(jq -c '[.rows[].object]' <<<"$output")" = '["inlet-99999"]' ]
	run -0 --separate-stderr wattmap audit --device CORE-SW01 --site EMEA-DC-CLOUD --snapshot twins.json --format json
	[ "$(jq '[.rows[] | select(.object == "device-93")] | length' <<<"$output")" = 1 ]
}
