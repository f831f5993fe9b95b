#!/usr/bin/env bats
# The quick live trace: what it asks for, and that this is enough.
load helper

# requests: how many the stub has seen so far.
requests() {
	grep -c ' /' stub.log
}

# grown FILE N: the guide's site, and N copies of the crossed one with other names and ids.
grown() {
	python3 - "$GUIDE" "$CROSSED" "$2" >"$1" <<-'END'
		import json, sys
		site, other = json.load(open(sys.argv[1])), json.load(open(sys.argv[2]))
		def moved(value, by):
		    if isinstance(value, dict):
		        return {k: v + by if k in ("id", "object_id") and isinstance(v, int) else
		                f"{v}-{by}" if k in ("name", "slug") and isinstance(v, str) else moved(v, by) for k, v in value.items()}
		    return [moved(v, by) for v in value] if isinstance(value, list) else value
		for i in range(1, int(sys.argv[3]) + 1):
		    for name, rows in other["collections"].items():
		        site["collections"].setdefault(name, []).extend(moved(rows, i * 10000))
		json.dump(site, sys.stdout)
	END
}

@test "a trace of the guide's site takes at most 25 requests, however much else there is" {
	export SOURCE_DATE_EPOCH=1790000000
	grown grown.json 100
	stub "$GUIDE"
	wattmap trace CORE-SW01 --netbox "$URL" --link-base http://links/ -o alone.svg -o alone.txt -o alone.json
	local alone
	alone=$(requests)
	[ "$alone" -le 25 ]
	teardown
	stub grown.json
	wattmap trace CORE-SW01 --netbox "$URL" --link-base http://links/ -o among.svg -o among.txt -o among.json
	[ "$(requests)" -eq "$alone" ]
	run ! grep -q 'dcim/power-outlets/?[^ ]*fields=[^&]*&ordering' stub.log
	for format in svg txt json; do
		sed -i 's/127\.0\.0\.1:[0-9]*/HOST/g' alone.$format among.$format
		cmp alone.$format among.$format
	done
}

@test "an older version's site takes as few, whole and by the path" {
	stub "$GUIDE" --version 3.6.9
	wattmap trace CORE-SW01 --netbox "$URL" -o x.svg -o x.txt
	[ "$(requests)" -le 25 ]
	local whole
	whole=$(requests)
	wattmap trace device:CORE-SW01 --netbox "$URL" --loads path -o x.svg
	[ "$(requests)" -le $((whole + 12)) ]
}

@test "loads of the path alone take at most 12 requests, and what was not asked for says so" {
	export SOURCE_DATE_EPOCH=1790000000
	grown grown.json 20
	stub grown.json
	wattmap trace CORE-SW01 --netbox "$URL" --loads path -o path.txt -o path.json -o path.svg
	[ "$(requests)" -le 12 ]
	run ! grep -q 'fields=[^&]*&ordering' stub.log
	grep -A4 '^UTILITY-A' path.txt | grep -q 'load not asked for'
	grep -q '4.900 W of 7.200 W, 68' path.txt
	run ! grep -q '2N limit' path.txt
	grep -q 'loads above the rack PDUs not asked for' path.txt
	jq -e '[.elements[] | select(.load_mark == "not_asked")] | length > 5 and all(.load_w == null and .utilization_pct == null)' path.json
	jq -e '.elements[] | select(.name == "NET-R01-PDU-A") | .load_w == 4900 and .load_mark == "exact"' path.json
	wattmap trace CORE-SW01 --netbox "$URL" --loads path --full -o full.txt -o full.json -o full.svg
	for format in txt json svg; do cmp path.$format full.$format; done
	wattmap trace CORE-SW01 --netbox "$URL" -o all.json
	cmp <(jq '.verdicts[] | del(.outcomes)' path.json) <(jq '.verdicts[] | del(.outcomes)' all.json)
}

@test "the whole NetBox is read on demand, and for the same picture" {
	export SOURCE_DATE_EPOCH=1790000000
	grown grown.json 3
	stub grown.json
	wattmap trace core-sw01 --netbox "$URL" -o quick.svg -o quick.json
	wattmap trace core-sw01 --netbox "$URL" --full -o full.svg -o full.json
	grep -q 'dcim/power-outlets/?fields=[^&]*&ordering' stub.log
	cmp quick.svg full.svg
	cmp quick.json full.json
	wattmap trace CORE-SW01 --netbox "$URL" --save whole.json -o saved.svg
	[ "$(jq '.collections["dcim/sites"] | length' whole.json)" -eq 4 ]
	cmp saved.svg quick.svg
}

@test "names of the quick trace: a port, an id, several, none" {
	export SOURCE_DATE_EPOCH=1790000000
	grown grown.json 2
	stub grown.json
	for name in CORE-SW01:PSU1 inlet:CORE-SW01/PSU1 core-sw01:psu1 device:CORE-SW01 inlet:#100 device:#83 feed:#24 outlet:#161 \
		panel:#3 panelboard:EMEA-NETCORE-PANEL-A device:NET-R01/CORE-SW01; do
		echo "$name"
		wattmap trace "$name" --netbox "$URL" -o quick.svg 2>quick.err
		wattmap trace "$name" --netbox "$URL" --full -o full.svg
		[ ! -s quick.err ]
		cmp quick.svg full.svg
	done
	run -0 --separate-stderr wattmap trace rack:NET-R01 --netbox "$URL"
	[[ $stderr == "wattmap: warning: "*"reading the whole NetBox" ]]
	fails 8 "no device '#999999'" wattmap trace device:#999999 --netbox "$URL"
}

@test "a name of nothing is answered with the nearest names, and without reading everything" {
	grown grown.json 20
	stub grown.json
	fails 8 "no element 'CORE-SW0'; nearest: device:#[0-9]+ CORE-SW0" wattmap trace CORE-SW0 --netbox "$URL"
	fails 8 "no element 'CORE-XW01'; nearest: device:#93 CORE-SW01" wattmap trace CORE-XW01 --netbox "$URL" --loads path
	fails 8 "no ups 'CORE-SW99'" wattmap trace ups:CORE-SW99 --netbox "$URL"
	fails 8 "no element 'zzz'" wattmap trace CORE-SW01 zzz --netbox "$URL"
	[ "$(requests)" -le 72 ]
	run ! grep -q 'fields=[^&]*&ordering' stub.log
}

# What the quick way and the whole NetBox say is the same, to the letter.
agree() {
	local quick whole
	quick=$(wattmap trace "$1" --netbox "$URL" -o quick.svg 2>&1; echo "code $?")
	whole=$(wattmap trace "$1" --netbox "$URL" -o full.svg --full 2>&1; echo "code $?")
	echo "$1: $quick"
	[ "$(grep -v 'reading the whole NetBox$' <<<"$quick")" = "$whole" ]
	if [ "${whole##*code }" -eq 0 ]; then cmp quick.svg full.svg; fi
}

@test "a namesake of another kind, wherever it is, makes a name ambiguous" {
	export SOURCE_DATE_EPOCH=1790000000
	local kind
	for kind in power-panels power-feeds racks locations sites; do
		jq --arg kind "dcim/$kind" '.collections[$kind] += [.collections[$kind][-1] | .id = 777777 | .cable = null | .site = null
			| .slug = "other" | .name = "CORE-SW01"]' "$GUIDE" >same.json
		stub same.json
		agree CORE-SW01
		run -8 --separate-stderr wattmap trace CORE-SW01 --netbox "$URL"
		[[ $stderr == *"fits 2 elements: "*"#777777"* ]]
		agree core-sw01:PSU1
		agree device:CORE-SW01
		[ "$(wattmap trace CORE-SW01 --netbox "$URL" --loads path -o x.svg 2>&1)" = "wattmap: warning: CORE-SW01: taken as the device; \
panels, feeds and places of that name are not looked for (say device:CORE-SW01)" ]
		teardown
	done
	jq '.collections["dcim/racks"][0].name = "core-sw01" | .collections["dcim/power-panels"][0].name = "Core-SW02" |
	    .collections["dcim/power-outlets"][7].name = "CORE-SW03" | .collections["dcim/cables"][5].label = "CORE-SW04"' "$GUIDE" >case.json
	stub case.json
	for name in CORE-SW01 core-sw01 Core-sw01 CORE-SW02 Core-SW02 core-sw02 CORE-SW03 core-sw04 UTILITY-A NET-R02 PSU1 nothing; do
		agree "$name"
	done
}

@test "the number of requests can be limited, and nothing is cut silently" {
	stub "$GUIDE"
	fails 4 "$URL: 10 requests are not enough \(--max-requests\)" wattmap trace CORE-SW01 --netbox "$URL" --max-requests 10 -o x.svg
	[ ! -e x.svg ]
	[ "$(requests)" -le 10 ]
	wattmap trace CORE-SW01 --netbox "$URL" --max-requests 25 -o x.svg
}
